"""Which sentences of two versions correspond, and how probable each link is.

Three looks, each a linear model over a few measures of a cell (a sentence of each text), whose coefficients are in `weights`:

1. words: how alike both sentences are, by themselves, beside their rivals, and beside their neighbours;
2. order: what the first look found around the cell, whether the chains of all links have room for this one, and
   whether a sentence that shares its partner with another has words of its own in it;
3. the same again, by what the second look found.

Which cells are looked at: the best matches of each sentence, and what stands near its expected place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retold.compare import order
from retold.compare.evidence import SMALL, Floats, Ints, Likeness, Versions

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NEAR = 3  # how far from its expected place a sentence is looked at in any case
SURE = 0.5  # least probability, at the first look, of a link that says where others are expected
LOOKED = 0.01  # least probability, at the first look, of what is looked at again
BESIDE = 2  # how far apart the parts of a split sentence may stand
ASIDE = 0.6  # what a neighbour on one side only counts, as with a split
OUTSIDE = -9.0  # least logarithm of a share of chains
FARTHEST = -60.0
EDGE = 1e-4  # least distance of a probability from 0 and 1


class Cells:
    """Cells by number, with what is known of each, to be looked up by sentences."""

    def __init__(self, i: Ints, j: Ints, values: Floats, m: int) -> None:
        self.keys, self.values, self.m = i * m + j, values, m

    def at(self, i: Ints, j: Ints) -> Floats:
        """The values of the cells (i, j), 0 for what was not looked at; cells stand in the order of their keys."""
        keys = np.where((i >= 0) & (j >= 0) & (j < self.m), i * self.m + j, -1)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, self.values[places], 0.0)


class First(NamedTuple):
    """The cells that were looked at first, and what was measured."""

    i: Ints
    j: Ints
    measures: dict[str, Floats]

    def take(self, chosen: Ints) -> First:
        """Those of the cells that are chosen."""
        return First(self.i[chosen], self.j[chosen], {k: v[chosen] for k, v in self.measures.items()})


def first_look(texts: Versions, alike: Likeness, i: Ints, j: Ints) -> First:
    """Measure the words of cells."""
    n, m = alike.shape
    own = alike.at(i, j)
    rival_a = np.where(alike.where[0][i] == j, alike.second[0][i], alike.best[0][i])
    rival_b = np.where(alike.where[1][j] == i, alike.second[1][j], alike.best[1][j])
    stands_a = (own - alike.mean[0][i]) / (alike.spread[0][i] + 0.02)
    stands_b = (own - alike.mean[1][j]) / (alike.spread[1][j] + 0.02)
    ratio_a, ratio_b = (
        np.log((own + SMALL) / (np.maximum(rival, 0) + SMALL)) for rival in (rival_a, rival_b)
    )
    around = {(x, y): alike.at(i + x, j + y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y}
    before = np.maximum(around[-1, -1], ASIDE * np.maximum(around[-1, 0], around[0, -1]))
    after = np.maximum(around[1, 1], ASIDE * np.maximum(around[1, 0], around[0, 1]))
    gain = np.minimum(
        _gain(texts.rows[0], i, own, around[-1, 0], around[1, 0]),
        _gain(texts.rows[1], j, own, around[0, -1], around[0, 1]),
    )
    lengths_a, lengths_b = (np.array([len(w) for w in side], dtype=float) for side in texts.words)
    long_a, long_b = lengths_a[i], lengths_b[j]
    close = (alike.best[0].mean() + alike.best[1].mean()) / 2
    rare_a, rare_b = texts.rare
    shared = _total(rare_a[i].minimum(rare_b[j]))
    held_a, held_b = shared / (_total(rare_a)[i] + 1e-9), shared / (_total(rare_b)[j] + 1e-9)
    return First(
        i,
        j,
        {
            "alike": own,
            "log alike": np.log(own + SMALL),
            "stands out, less": np.minimum(stands_a, stands_b),
            "stands out, more": np.maximum(stands_a, stands_b),
            "over rivals, less": np.minimum(ratio_a, ratio_b),
            "over rivals, more": np.maximum(ratio_a, ratio_b),
            "before": before,
            "after": after,
            "gain": gain,
            "length": np.abs(np.log((long_a + 1) / (long_b + 1))),
            "short": np.log1p(np.minimum(long_a, long_b)),
            "place": np.abs((i + 0.5) / n - (j + 0.5) / m),
            "shared": np.log1p(shared),
            "held, more": np.maximum(held_a, held_b),
            "held, less": np.minimum(held_a, held_b),
            "close": np.full(len(i), close),
            "relative": np.log((own + SMALL) / (close + SMALL)),
        },
    )


def _total(rows: csr_matrix) -> Floats:
    return np.asarray(rows.sum(axis=1), dtype=np.float64).ravel()


def _gain(rows: csr_matrix, own: Ints, alike: Floats, before: Floats, after: Floats) -> Floats:
    """How much more alike to its partner the sentence before or after becomes with this one, the less of both."""
    count = rows.shape[0]
    beside = np.zeros(count + 1)
    if count > 1:
        beside[1:-1] = _total(rows[:-1].multiply(rows[1:]))
    gains = np.full(len(own), np.inf)
    for other, known, there in ((before, own > 0, beside[own]), (after, own < count - 1, beside[own + 1])):
        joint = (alike + other) / np.sqrt(2.0 + 2.0 * there)
        gains = np.where(known, np.minimum(gains, joint - other), gains)
    return np.where(np.isinf(gains), alike, gains)


def near_cells(place_a: Floats, place_b: Floats) -> tuple[Ints, Ints]:
    """Cells near the expected places of the sentences of both sides."""
    n, m = len(place_a), len(place_b)
    steps = np.arange(-NEAR, NEAR + 1)
    of_a = np.round(place_a).astype(int)[:, None] + steps
    of_b = np.round(place_b).astype(int)[:, None] + steps
    i = np.concatenate([np.repeat(np.arange(n), len(steps)), of_b.ravel()])
    j = np.concatenate([of_a.ravel(), np.repeat(np.arange(m), len(steps))])
    inside = (i >= 0) & (i < n) & (j >= 0) & (j < m)
    return i[inside], j[inside]


class _Claims(NamedTuple):
    """For each cell the best other cell of its row or column: near it (its value, its sentence or -1), and far off."""

    near: Floats
    by: Ints
    far: Floats


def _claims(cells: Cells, i: Ints, j: Ints, along: int) -> _Claims:
    """The rivals of cells along a (0: other sentences of a for the same one of b) or along b (1)."""
    near, by = np.zeros(len(i)), np.full(len(i), -1)
    own = (i, j)[along]
    for step in (*range(-BESIDE, 0), *range(1, BESIDE + 1)):
        value = cells.at(i + step, j) if along == 0 else cells.at(i, j + step)
        better = value > near
        near[better], by[better] = value[better], own[better] + step
    far = np.zeros(len(i))
    other = (j, i)[along]
    ranked = np.lexsort((own, -cells.values, other))
    starts = np.searchsorted(other[ranked], other)
    for rank in range(2 * BESIDE + 1, -1, -1):
        at = np.minimum(starts + rank, len(ranked) - 1)
        rival = ranked[at]
        is_rival = (
            (starts + rank < len(ranked)) & (other[rival] == other) & (np.abs(own[rival] - own) > BESIDE)
        )
        far = np.where(is_rival, cells.values[rival], far)
    return _Claims(near, by, far)


def _rest(texts: Versions, i: Ints, j: Ints, by_a: Ints, by_b: Ints) -> tuple[Floats, Floats]:
    """What a sentence has in its partner that the claimant beside it has not: the less of both sides, and as a share."""
    rare_a, rare_b = texts.rare
    both = rare_a[i].minimum(rare_b[j])
    shared = _total(both)
    weights, shares = [], []
    for rare, own, by in ((rare_a, i, by_a), (rare_b, j, by_b)):
        taken = _total(both.minimum(rare[np.maximum(by, 0)]))
        left = np.where(by >= 0, shared - taken, 9.0)
        weights.append(left)
        shares.append(np.where(by >= 0, left / (_total(rare)[own] + 1e-9), 1.0))
    return np.log1p(np.minimum(*weights).clip(0)), np.minimum(*shares)


def second_look(texts: Versions, shape: tuple[int, int], first: First, found: Floats) -> First:
    """Measure what the first look found around its cells; `found` is the probability of each."""
    n, m = shape
    place_a, _ = expected_places(first, found, shape)
    clipped = np.clip(found, EDGE, 1 - EDGE)
    odds = np.log(clipped / (1 - clipped))
    chains = order.Chains(first.i, first.j, odds, place_a, m)
    cells = Cells(first.i, first.j, clipped, m)
    totals = [np.bincount(side, clipped, size) for side, size in ((first.i, n), (first.j, m))]
    kept = np.flatnonzero(found >= LOOKED)
    i, j, measures = first.take(kept)
    own = clipped[kept]
    # Rivals are those that are looked at too.
    again = Cells(i, j, own, m)
    of_a, of_b = _claims(again, i, j, 0), _claims(again, i, j, 1)
    rest, rest_share = _rest(texts, i, j, of_a.by, of_b.by)
    log_share = chains.log_probability(i, j, FARTHEST)
    others = [total[side] - own for total, side in zip(totals, (i, j), strict=True)]
    before = np.maximum(cells.at(i - 1, j - 1), np.maximum(cells.at(i - 1, j), cells.at(i, j - 1)))
    after = np.maximum(cells.at(i + 1, j + 1), np.maximum(cells.at(i + 1, j), cells.at(i, j + 1)))
    at_ends = ((i == 0) & (j == 0)) | ((i == n - 1) & (j == m - 1))
    measures = measures | {
        "first": odds[kept],
        "chain": np.maximum(log_share, OUTSIDE),
        "cost": np.log1p(-log_share),
        "chain before": np.exp(chains.log_probability(i - 1, j - 1, FARTHEST)),
        "chain after": np.exp(chains.log_probability(i + 1, j + 1, FARTHEST)),
        "others, less": np.minimum(*others),
        "others, more": np.maximum(*others),
        "near, more": np.maximum(of_a.near, of_b.near),
        "near, less": np.minimum(of_a.near, of_b.near),
        "far, more": np.maximum(of_a.far, of_b.far),
        "far, less": np.minimum(of_a.far, of_b.far),
        "rest": rest,
        "rest share": rest_share,
        "linked around": np.minimum(before, after),
        "ends": at_ends.astype(float),
        **_typical(first, found, kept),
    }
    return First(i, j, measures)


def _typical(first: First, found: Floats, kept: Ints) -> dict[str, Floats]:
    """How alike linked sentences of these two texts are, and how a cell compares; by what the first look found."""
    alike = first.measures["alike"]
    weights = np.where(found > 0.3, found**2, 0.0)
    total = weights.sum() + 0.5  # as if half a link of usual likeness had been found
    mean = ((weights * alike).sum() + 0.5 * 0.3) / total
    spread = np.sqrt(((weights * (alike - mean) ** 2).sum() + 0.5 * 0.04) / total)
    ranked = np.argsort(alike, kind="stable")
    below = np.cumsum(weights[ranked]) - weights[ranked]
    # Cells that are equally alike stand equally high.
    lowest = np.searchsorted(alike[ranked], alike[kept])
    own = alike[kept]
    size = len(kept)
    return {
        "typical": np.full(size, mean),
        "against typical": np.log((own + SMALL) / (mean + SMALL)),
        "from typical": np.maximum(-4.0, (own - mean) / (spread + 0.05)),
        "links less alike": np.concatenate([below, [0.0]])[lowest] / total,
        "linked": np.full(
            size, weights.sum() / max(1.0, (len(np.unique(first.i)) + len(np.unique(first.j))) / 2)
        ),
    }


def expected_places(first: First, found: Floats, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Where the surest links say that each sentence of a, and each of b, is expected on the other side."""
    sure = np.flatnonzero(found > SURE)
    i, j, p = first.i[sure], first.j[sure], np.minimum(found[sure], 1 - EDGE)
    ranked = np.lexsort((-j, i))  # of one sentence no two links rise
    weights = np.log(p / (1 - p))[ranked]
    spans = [(k, k) for k in j[ranked].tolist()]
    chain = ranked[order.heaviest_chain(spans, weights.tolist(), shape[1])]
    return order.expected(i[chain], j[chain], *shape)


def merged(shape: tuple[int, int], *cells: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Cells, each once, in the order of their keys."""
    keys = np.unique(np.concatenate([i * shape[1] + j for i, j in cells]))
    return keys // shape[1], keys % shape[1]


def spread(first: First, again: First, seen: Floats, m: int) -> Floats:
    """The probabilities of all cells of the first look, by those that were looked at again."""
    found = np.full(len(first.i), EDGE)
    found[np.searchsorted(first.i * m + first.j, again.i * m + again.j)] = seen
    return found


def product(measures: dict[str, Floats], names: Sequence[str]) -> Floats:
    """The columns of a model: measures, or the products of two of them (joined by an x)."""
    columns = []
    for name in names:
        parts = [measures[part] for part in name.split(" x ")]
        columns.append(parts[0] if len(parts) == 1 else parts[0] * parts[1])
    return np.stack(columns, axis=1)
