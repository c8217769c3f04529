"""The verdict on a measure: whether what it finds between texts of different stories is more than what copying makes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retold.measures import components
from retold.measures.components import CUT, ERROR, Components
from retold.measures.measure import Floats
from retold.measures.runs import ENOUGH

SMALL, MOST, SAME, CANNOT = (
    "copying is small",
    "copying is most of it",
    "stories do not differ",
    "cannot be told",
)
USES = 10  # in all copies together, at least
EACH = 2  # in a copy, on average, at least


@dataclass(frozen=True)
class Judged:
    """Verdicts on measures of one design; a row a measure."""

    verdicts: np.ndarray  # (measures,): each SMALL, MOST, SAME or CANNOT
    tested: np.ndarray  # (measures,): whether there was enough to test at all
    differ: Floats  # (measures,): p-value of: texts of different stories differ by no more than drawing makes
    small: Floats  # (measures,): p-value of: the share of copying is above the cut
    components: Components


def few_uses(of_copies: Floats) -> np.ndarray:
    """Whether copies have too few uses, along the last axis: copying had too little to change."""
    return np.asarray((of_copies.sum(axis=-1) < USES) | (of_copies.mean(axis=-1) < EACH))


def judge(
    values: Floats,
    without: Floats,
    story: np.ndarray,
    units: Floats,
    *,
    uses: Floats | None = None,
    runs: np.ndarray | None = None,
    cut: float = CUT,
) -> Judged:
    """Judge measures of one design.

    In this order: *stories do not differ*, if the upper limit of their standard deviation is under what drawing makes of
    one text; *cannot be told*, if texts of different stories do not differ beyond drawing, or nothing is copied; *copying is small*, if
    the share of copying is at most `cut`, and *copying is most of it*, if it is more, each with an error of
    `components.ERROR`; the latter in very long texts too, for that a text has few units is not the machine's doing.

    Parameters
    ----------
    values : array, measures × texts
        None of them missing.
    without : array, measures × texts × runs
        The values without each run of neighbours, see `components.drawing`.
    story : array of int
        The story of each text.
    units : array
        The units of each text.
    uses : array, measures × texts, optional
        How often each text has what a measure rests on.
    runs : array of int, optional
        In how many runs each text has a unit; by default in all.
    cut : float
        Share of copying above which it is most of what is found.
    """
    versions = np.bincount(story)[story] > 1
    held = (~np.isnan(without)).sum(axis=2) if runs is None else runs[None, :]
    enough = np.broadcast_to((held >= ENOUGH).all(axis=1), len(values)).copy()
    if uses is not None and versions.any():
        enough &= ~few_uses(uses[:, versions])
    c = components.components(values, components.drawing(without, story, units, uses), story, units)
    differ, small, most = components.differ(c), np.ones(len(values)), np.ones(len(values))
    if c.pairs and c.means.shape[1] > 1:
        under = components.probability(c, cut)
        small, most = 1 - under, np.maximum(under, components.probability(c, cut, net=True))
    told = np.where(small < ERROR, SMALL, np.where(most < ERROR, MOST, CANNOT))
    told = np.where(components.alike(c), SAME, np.where(differ <= ERROR, told, CANNOT))
    return Judged(np.where(enough, told, CANNOT), enough, differ, small, c)
