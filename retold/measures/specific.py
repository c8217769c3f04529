"""Words specific to some texts against the others, and how far chance goes when whole texts are dealt anew.

Log-odds with an informative Dirichlet prior score each word (`retold.measures.naming`). Their normal law takes words for
independent draws, which they are not: a word that is once in a text is there again. What is sampled are texts. So texts are
dealt anew to those who are compared, and only a word beyond what such deals reach is called specific. And so that the name
in one long story does not drown what an outlet writes everywhere, a word that a text has n times counts as the root of n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retold.measures.naming import NORMAL, PRIOR_WORDS, difference

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

MANY = 10  # texts from which on a corpus is asked for what is typical in it
NOBODY = -1  # of a text that belongs to none of those compared
LEAST_UNITS = 2  # stories in which a word must be, to be more than one story's
DEALS = 400
DRAWS = 200
LEVEL = 0.95
LISTED = 10  # words of each that are listed whether they stand or not
MOST_LISTED = 100
SEED = 20080403

Deal = Callable[[np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Counts:
    """Counts of the words of texts, in one form.

    Attributes
    ----------
    cells : sparse matrix of shape (texts, terms)
        How often each text has each term.
    size : array of float
        Words of each text, those without a column with them.
    prior : array of float
        The pseudo-count of each term: how common it is in the whole corpus, at `PRIOR_WORDS` words.
    """

    cells: csr_matrix
    size: np.ndarray
    prior: np.ndarray


@dataclass(frozen=True)
class Texts:
    """Texts as counts of their words: as they are, and damped; and the story of each text."""

    plain: Counts
    damped: Counts
    unit: np.ndarray


@dataclass(frozen=True)
class Scores:
    """The words that each of those compared has in several units: a value a pair of name and term."""

    name: np.ndarray
    term: np.ndarray
    units: np.ndarray
    apart: np.ndarray
    error: np.ndarray
    plain_z: np.ndarray

    @property
    def z(self) -> np.ndarray:
        """How many standard errors the log-odds of the damped counts are from 0."""
        standardised: np.ndarray = self.apart / self.error
        return standardised

    def furthest(self, names: int) -> np.ndarray:
        """The largest z of each name; minus infinity for one without such a word."""
        most = np.full(names, -np.inf)
        np.maximum.at(most, self.name, self.z)
        return most

    def flagged(self, names: int) -> np.ndarray:
        """How many words of each name the normal law would call specific, by their plain counts."""
        return np.bincount(self.name[self.plain_z > NORMAL], minlength=names)


def texts_of(counts: csr_matrix, unit: np.ndarray) -> tuple[Texts, np.ndarray]:
    """Return texts as they are compared, and which columns were kept: terms that are in several units."""
    _, place = np.unique(unit, return_inverse=True)
    kept = np.flatnonzero((sums(place.ravel(), len(unit)) @ counts).getnnz(axis=0) >= LEAST_UNITS)
    return Texts(_counts(counts, kept), _counts(counts.sqrt(), kept), unit), kept


def _counts(cells: csr_matrix, kept: np.ndarray) -> Counts:
    total = np.asarray(cells.sum(axis=0)).ravel()
    prior = PRIOR_WORDS * total / max(total.sum(), 1.0)
    return Counts(cells[:, kept].tocsr(), np.asarray(cells.sum(axis=1)).ravel(), prior[kept])


def score(texts: Texts, owner: np.ndarray, names: int) -> Scores:
    """Return the log-odds of every word that an owner has in at least `LEAST_UNITS` units, against all other texts.

    Parameters
    ----------
    texts : Texts
        The texts.
    owner : array of int
        Whose each text is, from 0; `NOBODY` for those that are only compared with.
    names : int
        How many owners there are.
    """
    owners = np.where(owner == NOBODY, names, owner)
    pairs, place = np.unique(owners * (texts.unit.max() + 1) + texts.unit, return_inverse=True)
    there = sums(place.ravel(), len(pairs)) @ texts.plain.cells
    there.data = np.ones_like(there.data)
    units = _sorted(sums(pairs // (texts.unit.max() + 1), names + 1) @ there)
    name = _rows(units)
    used = (units.data >= LEAST_UNITS) & (name < names)
    # The same cells as those of the units: a word that occurs is in a unit.
    (apart, error), (plain, plain_error) = (
        _scored(form, owners, names + 1, used) for form in (texts.damped, texts.plain)
    )
    return Scores(name[used], units.indices[used], units.data[used], apart, error, plain / plain_error)


def _scored(form: Counts, owners: np.ndarray, names: int, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The log-odds of some cells of the owners' sums against all other texts, and their standard errors."""
    mine = _sorted(sums(owners, names) @ form.cells)
    name, term, count = _rows(mine)[used], mine.indices[used], mine.data[used]
    total = np.asarray(form.cells.sum(axis=0)).ravel()
    size = np.bincount(owners, form.size, minlength=names)
    sizes = (size[name], size.sum() - size[name])
    return difference(count, np.maximum(total[term] - count, 0.0), form.prior[term], sizes, PRIOR_WORDS)


def _rows(matrix: csr_matrix) -> np.ndarray:
    """The row of each cell."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _sorted(matrix: csr_matrix) -> csr_matrix:
    """A matrix whose cells are in order, so that those of several can be laid side by side."""
    matrix.sort_indices()
    return matrix


def sums(owner: np.ndarray, names: int) -> csr_matrix:
    """Return a matrix that adds up the rows of each owner."""
    from scipy.sparse import csr_matrix

    return csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(names, len(owner)))


def anew(owner: np.ndarray, unit: np.ndarray, *, within: bool = False) -> Deal:
    """Return what deals stories anew to those who have them, all texts of a story together.

    Who has the texts of a story is exchanged with who has those of another story of as many texts, and is shuffled
    inside the story. So versions of one story never count as independent of each other.

    Parameters
    ----------
    owner, unit : array of int
        Whose each text is; its story.
    within : bool
        Shuffle inside stories alone.
    """
    order = np.argsort(unit, kind="stable")
    starts = np.flatnonzero(np.diff(unit[order], prepend=-1))
    stories = np.split(order, starts[1:])
    by_size = [np.array([s for s in stories if len(s) == n]) for n in sorted({len(s) for s in stories})]

    def deal(rng: np.random.Generator) -> np.ndarray:
        dealt = owner.copy()
        for places in by_size:
            held = owner[places]
            if not within:
                held = held[rng.permutation(len(held))]
            dealt[places] = rng.permuted(held, axis=1)
        return dealt

    return deal


def exchangeable(unit: np.ndarray) -> int:
    """Return how many stories `anew` can exchange with another: those of as many texts as another story has."""
    of_size = np.unique(np.unique(unit, return_counts=True)[1], return_counts=True)[1]
    return int(of_size[of_size > 1].sum())


def among(owner: np.ndarray) -> Deal:
    """Return what deals texts anew, each by itself."""
    return lambda rng: rng.permutation(owner)


def specific(
    texts: Texts, owner: np.ndarray, names: int, deal: Deal | None, seed: int = SEED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the words specific to each owner, and how far chance goes.

    Parameters
    ----------
    texts : Texts
        The texts.
    owner : array of int
        Whose each text is, from 0, or `NOBODY`.
    names : int
        How many owners there are.
    deal : callable or None
        Returns owners dealt anew. None where the owners were made from these very words, so that chance has no say.

    Returns
    -------
    (DataFrame, DataFrame)
        A row a word: name and term as numbers, count, others, units, log_odds, low, high and z (of damped counts), plain_z,
        chance (the log-odds that chance reaches for this word) and stands (whether it is beyond). A row an owner: name, texts, units, words,
        terms, flagged, expected, limit, largest, stand.
    """
    found = score(texts, owner, names)
    limit, expected = _chance(texts, names, deal, seed)
    null = _null(texts, owner, names, found).assign(expected=expected, limit=limit)
    null["stand"] = np.bincount(found.name[found.z > limit[found.name]], minlength=names)
    return _with_intervals(_listed(texts, owner, names, found, limit), texts, owner, seed), null


def _listed(texts: Texts, owner: np.ndarray, names: int, found: Scores, limit: np.ndarray) -> pd.DataFrame:
    """The words of each that stand, and the first few whether they do or not, the surest first."""
    of_all = sums(np.where(owner == NOBODY, names, owner), names + 1) @ texts.plain.cells
    # scipy gives a matrix for no cells at all, where texts share no word.
    count = np.asarray(of_all[found.name, found.term]).ravel() if len(found.name) else np.empty(0)
    table = pd.DataFrame(
        {
            "name": found.name,
            "term": found.term,
            "count": count,
            "others": np.asarray(of_all.sum(axis=0)).ravel()[found.term] - count,
            "units": found.units,
            "log_odds": found.apart,
            "z": found.z,
            "plain_z": found.plain_z,
            "chance": limit[found.name] * found.error,
            "stands": found.z > limit[found.name],
        }
    )
    rank = table.groupby("name")["z"].rank(ascending=False, method="first")
    listed = table[(table["z"] > 0) & ((rank <= LISTED) | (table["stands"] & (rank <= MOST_LISTED)))]
    return listed.sort_values(["name", "z"], ascending=[True, False], kind="stable", ignore_index=True)


def _null(texts: Texts, owner: np.ndarray, names: int, found: Scores) -> pd.DataFrame:
    """How much each has, and how many of its words the normal law would call specific."""
    own, largest = owner[owner >= 0], found.furthest(names)
    return pd.DataFrame(
        {
            "name": range(names),
            "texts": np.bincount(own, minlength=names),
            "units": [len(set(texts.unit[owner == n])) for n in range(names)],
            "words": np.bincount(own, texts.plain.size[owner >= 0], minlength=names),
            "terms": np.bincount(found.name, minlength=names),
            "flagged": found.flagged(names),
            "largest": np.where(np.isfinite(largest), largest, np.nan),
        }
    )


def _chance(texts: Texts, names: int, deal: Deal | None, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The z of each owner that no word of any owner passes in 95 % of the deals, and the words flagged in the mean deal.

    Owners with few texts reach further by chance than those with many. So the limits are in proportion to the median of
    what each reaches, all raised together until 95 % of the deals keep within them (Westfall & Young's single step).
    """
    if deal is None:
        return np.full(names, np.nan), np.full(names, np.nan)
    rng = np.random.default_rng(seed)
    furthest, flagged = np.empty((DEALS, names)), np.empty((DEALS, names))
    for n in range(DEALS):
        dealt = score(texts, deal(rng), names)
        furthest[n], flagged[n] = dealt.furthest(names), dealt.flagged(names)
    if not np.isfinite(furthest).any():  # no deal gave anyone a word in several units
        return np.full(names, np.nan), flagged.mean(axis=0)
    usual = np.maximum(np.median(furthest, axis=0), 1.0)
    raised = np.quantile(np.maximum(furthest / usual, 0.0).max(axis=1), LEVEL)
    return usual * float(raised), flagged.mean(axis=0)


def _with_intervals(listed: pd.DataFrame, texts: Texts, owner: np.ndarray, seed: int) -> pd.DataFrame:
    """The words with the interval of their log-odds: the units of the owner, and those of the others, drawn anew."""
    rng = np.random.default_rng(seed)
    low, high = np.full(len(listed), np.nan), np.full(len(listed), np.nan)
    for name, rows in listed.groupby("name"):
        terms = rows["term"].to_numpy()
        sides = []
        for side in (owner == name, owner != name):
            units = texts.unit[side]
            _, place = np.unique(units, return_inverse=True)
            add = sums(place.ravel(), int(place.max()) + 1)
            drawn = rng.multinomial(add.shape[0], np.full(add.shape[0], 1 / add.shape[0]), DRAWS)
            counts = (add @ texts.damped.cells[side][:, terms]).toarray()
            sides.append((drawn @ counts, (drawn @ (add @ texts.damped.size[side]))[:, None]))
        (a, size_a), (b, size_b) = sides
        apart, _ = difference(a, b, texts.damped.prior[terms], (size_a, size_b), PRIOR_WORDS)
        tail = (1 - LEVEL) / 2
        low[rows.index], high[rows.index] = np.quantile(apart, [tail, 1 - tail], axis=0)
    return listed.assign(low=low, high=high)


def left_out(
    counts: csr_matrix, owner: np.ndarray, unit: np.ndarray
) -> Iterator[tuple[int, int, np.ndarray]]:
    """Yield the z of every word of an owner against all others, each of its units left out in turn on both sides.

    With its own words, whatever is judged by them would be typical.

    Parameters
    ----------
    counts : sparse matrix of shape (texts, terms)
        How often each text has each term.
    owner, unit : array of int
        Whose each text is; its story.

    Yields
    ------
    (int, int, array)
        The owner, the unit that is left out, and the z of every term: damped, as in `Texts`.
    """
    form = _counts(counts.sqrt(), np.arange(counts.shape[1]))
    whole, words = np.asarray(form.cells.sum(axis=0)).ravel(), form.size.sum()
    pairs = dict.fromkeys(zip(owner.tolist(), unit.tolist(), strict=True))
    sums_of = {n: np.asarray(form.cells[owner == n].sum(axis=0)).ravel() for n in set(owner.tolist())}
    for name, story in pairs:
        of_story, mine = unit == story, owner == name
        out, both = (np.asarray(form.cells[rows].sum(axis=0)).ravel() for rows in (of_story & mine, of_story))
        size = form.size[mine & ~of_story].sum()
        ours = sums_of[name] - out
        sizes = (size, words - form.size[of_story].sum() - size)
        apart, error = difference(ours, np.maximum(whole - both - ours, 0.0), form.prior, sizes, PRIOR_WORDS)
        yield name, story, apart / error
