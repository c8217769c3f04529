"""How much of what texts differ by is copying: variance components of a measure, and how sure they are.

The value of a version is its story's value, plus what copying moved, plus what drawing makes: a text has these units and
no others. Stories differ with variance σ², copying moves a version with variance κ². Asked is the **share of copying**

    δ = κ² / (σ² + κ²),

in a one-way model as in test-retest reliability (Shrout and Fleiss 1979, Psychological Bulletin 86). κ² is half the squared
difference between two versions, all of it: what two versions of one source differ by is copying, also where the one
merely kept other units. Off what stories differ by comes the drawing that versions share, so that δ is never smaller
than one less the intraclass correlation, and as large if they share none. It is 1 where stories differ no more than versions of one story do.

Limits are generalised pivots (Weerahandi 1993, Journal of the American Statistical Association 88): κ² is the sum of
squares within stories over a chi-squared variable; given κ², σ² is what makes the weighted squares of the stories' means a
chi-squared variable too, as in the Q-profile (Viechtbauer 2007, Statistics in Medicine 26). Taken for granted: stories,
and machines within them, are random and independent, normal, with one κ² for all.

The drawing is measured by leaving out runs of neighbouring units in turn (the delete-a-group jackknife), in versions of
one story the same runs; it is pooled over texts, for texts have few runs each.

Every function takes many measures, or simulated corpora of one design, at a time: a row each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from retold.measures.measure import Floats

ERROR = 0.05  # of a test
LEVEL = 0.95  # of an interval
LOW = 0.25  # probability of a chi-squared variable that a sum of squares is not believed below
KURTOSIS = 3.0  # of a normal variable
HALF = 0.5  # of a use: versions that no use tells apart may differ in so much all the same
CUT = 0.5  # share of copying above which it is most of what is found
CUTS = (CUT, 0.25, 0.1)
NODES = 48  # of a Gauss-Legendre rule over the distribution of κ²
STEPS = 40  # of a bisection
NEXT = 2  # a correlation of neighbouring runs counts from both sides
_TINY = 1e-300
_NEAR = 1e-6

Ints = np.ndarray


class Drawing(NamedTuple):
    """What the drawing of units makes of a value; a row a measure."""

    variance: Floats  # (measures,): of a text of one unit
    shared: Floats  # (measures,): the share of it that versions of a story have in common, 0 to 1
    freedom: Floats  # (measures,): degrees of freedom of the variance


@dataclass(frozen=True)
class Components:
    """What the verdict rests on; a row a measure, a column a story."""

    means: Floats  # (measures, stories): of the versions of each story
    versions: Ints  # (stories,): how many
    within: Floats  # (measures,): sum of squares within stories
    pairs: int  # versions less stories
    free_within: Floats  # (measures,): degrees of freedom of the sum of squares
    free_between: Floats  # (measures,): those of the squares of the stories' means
    drawn: Floats  # (measures, stories): variance of the mean by drawing
    common: Floats  # (measures, stories): the part of it that versions share
    apart: Floats  # (measures,): variance of a copied text by the drawing that it does not share
    spread: Floats  # (measures, stories): mean square of the versions of each story around its mean
    single: Floats  # (measures, stories): variance of one version by drawing
    one_text: Floats  # (measures,): variance of a text of middling size by drawing
    freedom: Floats  # (measures,): degrees of freedom of these variances


def drawing(without: Floats, story: Ints, units: Floats, uses: Floats | None = None) -> Drawing:
    """Measure what the drawing of units makes, from the values without each run of neighbours.

    Parameters
    ----------
    without : array, measures × texts × runs
        The value of a text without each run. Missing behind the last run of a story; versions of one story
        have the same runs.
    story : array of int
        The story of each text, counted from 0 without a gap.
    units : array
        The units of each text.
    uses : array, measures × texts, optional
        How often each text has what a measure rests on; by default in each unit.

    Returns
    -------
    Drawing
        Where neighbouring runs move together, the variance is raised for it: runs cut short what neighbours share.
        Missing where a value without some run is missing.
    """
    there = ~np.isnan(without)
    runs = there.sum(axis=2)
    moved = without - (np.where(there, without, 0.0).sum(axis=2) / np.maximum(runs, 1))[:, :, None]
    moved = np.where(there, moved, 0.0)
    squares, freedom = (moved**2).sum(axis=2), np.maximum(runs - 1, 0)
    variances = squares * freedom / np.maximum(runs, 1)
    # Over all pairs of versions of a story: half of what the square of the sum has besides the sum of squares.
    common = (_by_story(moved, story) ** 2).sum(axis=(1, 2)) - squares.sum(axis=1)
    reach = (_by_story(np.sqrt(squares), story) ** 2).sum(axis=1) - squares.sum(axis=1)
    copied = np.bincount(story)[story] > 1
    bearing = np.broadcast_to(units, squares.shape) if uses is None else uses
    most = 1 - np.minimum(1, HALF / np.maximum(bearing[:, copied].sum(axis=1), HALF))
    measured = reach > _TINY
    shared = np.clip(np.divide(common, reach, out=np.zeros_like(common), where=measured), 0, most)
    total = freedom.sum(axis=1)
    variance = (variances * units * freedom).sum(axis=1) / np.maximum(total, 1)
    return Drawing(variance * (1 + NEXT * _of_neighbours(moved, runs)), shared, total.astype(float))


def _of_neighbours(moved: Floats, runs: Ints) -> Floats:
    """The correlation of neighbouring runs, over all texts, freed of its bias (1 / runs); none below zero."""
    products = (moved[:, :, 1:] * moved[:, :, :-1]).sum(axis=(1, 2))
    squares = (moved**2).sum(axis=(1, 2))
    correlation = np.divide(products, squares, out=np.zeros_like(squares), where=squares > 0)
    return np.asarray(np.maximum(0.0, correlation + 1 / np.maximum(runs.mean(axis=1), 1)))


def _by_story(of_texts: Floats, story: Ints) -> Floats:
    """Sums over the texts of each story, along the second axis."""
    order = np.argsort(story, kind="stable")
    starts = np.flatnonzero(np.diff(story[order], prepend=-1))
    sums: Floats = np.add.reduceat(of_texts[:, order], starts, axis=1)
    return sums


def components(values: Floats, drawn: Drawing, story: Ints, units: Floats) -> Components:
    """Take apart what texts differ by.

    Parameters
    ----------
    values : array, measures × texts
        None of them missing.
    drawn : Drawing
        As `drawing` returns it.
    story, units : array
        The story and the units of each text.

    Returns
    -------
    Components
        A sum of squares within stories that would be smaller in but one case of four if drawing alone had made it
        is raised to that: versions that agree to the last unit are no proof that copying moves nothing.
    """
    from scipy.special import chdtri

    versions = np.bincount(story)
    means = _by_story(values, story) / versions
    apart_from_mean = values - means[:, story]
    squares = _by_story(apart_from_mean**2, story)
    within = squares.sum(axis=1)
    size = versions / _by_story(1 / units[None], story)[0]  # harmonic mean
    of_one = drawn.variance[:, None] / size
    of_copies = (of_one * (1 - drawn.shared[:, None]))[:, versions > 1]
    apart = of_copies.mean(axis=1) if of_copies.shape[1] else np.zeros(len(values))
    pairs = len(story) - len(versions)
    copied = versions > 1
    return Components(
        means,
        versions,
        np.maximum(within, apart * chdtri(pairs, 1 - LOW)) if pairs else within,
        pairs,
        pairs * _fewer(squares[:, copied] / np.maximum(versions[copied] - 1, 1), known=True),
        (len(versions) - 1) * _fewer((means - means.mean(axis=1, keepdims=True)) ** 2, known=False),
        of_one * (1 + (versions - 1) * drawn.shared[:, None]) / versions,
        of_one * drawn.shared[:, None],
        apart,
        squares / versions,
        of_one,
        drawn.variance / np.median(units),
        drawn.freedom,
    )


def _fewer(squares: Floats, *, known: bool) -> Floats:
    """By how much tails that are heavier than normal ones lessen the degrees of freedom of a sum of squares, at most 1.

    The variance of a square is that of a normal variable times (kurtosis - 1) / 2 (Bonett 2006, Computational Statistics
    & Data Analysis 50). The kurtosis is that of the sample, freed of its bias in a normal one of that size, or 3 if it is
    less; the mean from which the squares were taken may be known.
    """
    total, size = squares.sum(axis=1), squares.shape[1]
    if size < 2:
        return np.ones(len(squares))
    part = np.divide(squares, total[:, None], out=np.zeros_like(squares), where=total[:, None] > _TINY)
    ratio = (part**2).sum(axis=1) * size
    bias = size / (size + 2) if known else (size - 1) / (size + 1)
    return np.asarray(2 / (np.maximum(ratio / bias, KURTOSIS) - 1))


def differ(c: Components) -> Floats:
    """Return the p-value of: texts of different stories differ by no more than the drawing of units.

    An analysis of variance of runs in texts, with one variance for all of them; 1 where there is nothing to differ.
    """
    from scipy.special import fdtrc

    stories = c.means.shape[1]
    if stories < 2:
        return np.ones(len(c.means))
    squares = _squares(c.means, np.maximum(c.drawn, _TINY)) / (stories - 1)
    spread = np.ptp(c.means, axis=1) > 0
    return np.where(spread, fdtrc(stories - 1, np.maximum(c.freedom, 1), squares), 1.0)


def alike(c: Components) -> np.ndarray:
    """Say whether texts do not differ: the upper limit of their standard deviation is under a text's drawing error.

    Versions of a story count as one text, by the mean of their squares, which varies less than one square does: so the
    error is at most `ERROR`.
    """
    from scipy.special import fdtr

    stories = c.means.shape[1]
    if stories < 2:
        return np.zeros(len(c.means), dtype=bool)
    variance = np.maximum(c.one_text[:, None] + c.single, _TINY)
    squares = _squares(c.means, variance) + (c.spread / variance).sum(axis=1)
    # The margin is itself a drawing error, measured with as many degrees of freedom.
    low = fdtr(c.free_between, np.maximum(c.freedom, 1), squares / (stories - 1))
    return np.asarray((low < ERROR) & (c.one_text > 0))


def _under(c: Components, squares: Floats) -> Floats:
    """How probable it is that squares of stories are at most so many."""
    from scipy.special import chdtr

    free = c.free_between if squares.ndim == 1 else c.free_between[:, None]
    return np.asarray(chdtr(free, squares * free / (c.means.shape[1] - 1)))


def probability(c: Components, share: float | Floats, *, net: bool = False) -> Floats:
    """Return how probable it is, by the pivot, that the share of copying is at most `share`, 0 to 1.

    Parameters
    ----------
    c : Components
        With copies.
    share : float, or an array with one a measure
        Between 0 and 1.
    net : bool
        Leave out of κ² what versions differ by because units of their own were drawn: the share in very long texts.
    """
    from scipy.special import chdtri

    at, weight = _nodes()
    # At probability p from above: κ² is the smaller, the less probable so large a chi-squared variable is.
    free = c.free_within[:, None]
    kappa = c.within[:, None] / c.pairs * free / chdtri(free, at)
    own = np.minimum(c.apart[:, None], kappa) if net else np.zeros_like(kappa)
    kappa = np.maximum(kappa - own, _TINY)
    sigma = kappa * (1 / np.asarray(share, dtype=float).reshape(-1, 1) - 1)
    variance = (
        sigma[:, :, None] + (kappa + own)[:, :, None] / c.versions + c.common[:, None, :]
    )  # measures × nodes × stories
    return np.asarray(_under(c, _squares(c.means[:, None, :], variance)) @ weight)


def limits(c: Components, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the limits of the share of copying, each exceeded with half of what `level` leaves."""
    tail = (1 - level) / 2
    return _quantile(c, tail), _quantile(c, 1 - tail)


def _quantile(c: Components, probability_under: float) -> Floats:
    """The share of copying below which the pivot has this probability; 1 if it has less below 1."""
    low, high = np.zeros(len(c.means)), np.ones(len(c.means))
    for _ in range(STEPS):
        middle = (low + high) / 2
        less = probability(c, middle) < probability_under
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return np.where(high > 1 - _NEAR, 1.0, high)


class Shares(NamedTuple):
    """Point estimates; a row a measure."""

    copying: Floats  # standard deviation of copying
    stories: Floats  # standard deviation of stories
    share: Floats  # of copying, 0 to 1
    net: Floats  # the same in very long texts


def shares(c: Components) -> Shares:
    """Estimate the components by their moments (for the stories, Paule and Mandel 1982)."""
    kappa = np.maximum(c.within / c.pairs, _TINY)
    sigma = _moment(c, kappa)
    long = np.maximum(kappa - c.apart, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Shares(np.sqrt(kappa), np.sqrt(sigma), kappa / (sigma + kappa), long / (sigma + long))


def _moment(c: Components, kappa: Floats) -> Floats:
    """The variance of stories at which their weighted squares are as many as their degrees of freedom."""
    low, high = np.zeros(len(c.means)), np.maximum(np.ptp(c.means, axis=1) ** 2, _TINY) * 4
    for _ in range(2 * STEPS):
        middle = (low + high) / 2
        variance = middle[:, None] + kappa[:, None] / c.versions + c.common
        more = _squares(c.means, variance) > c.means.shape[1] - 1
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return np.where(high < 1e-9 * np.maximum(np.ptp(c.means, axis=1) ** 2, _TINY), 0.0, high)


def _squares(means: Floats, variance: Floats) -> Floats:
    """The squares of means around their weighted mean, over their variances; along the last axis."""
    weight = 1 / np.maximum(variance, _TINY)
    centre = (weight * means).sum(axis=-1, keepdims=True) / weight.sum(axis=-1, keepdims=True)
    return np.asarray((weight * (means - centre) ** 2).sum(axis=-1))


@cache
def _nodes() -> tuple[Floats, Floats]:
    at, weight = np.polynomial.legendre.leggauss(NODES)
    return (at + 1) / 2, weight / 2
