"""What the order of two texts says about a link: the heaviest chain of links, and how likely each link is within all chains.

A chain is a set of links that stand in the same order in both texts; a sentence may be linked again with the next one of
the other side, as where it was split or merged. All chains together are weighed as a hidden Markov model is (forward and
backward sums; Rabiner 1989, A tutorial on hidden Markov models), in a band around the heaviest one, so that time and memory
grow with the length of the texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

AGAIN = 1.0  # price of linking a sentence again with the next one
BAND = 64  # how far from its expected place a sentence is looked for, in sentences
FLOOR = -9.2  # log-odds of what was not looked at

Ints = np.ndarray
Floats = np.ndarray


def heaviest_chain(spans: Sequence[tuple[int, int]], weights: Sequence[float], size: int) -> list[int]:
    """Return the items, by number, that rise on both sides and weigh the most together.

    Parameters
    ----------
    spans : sequence of (int, int)
        First and last place of each item on the other side, in the order of this one.
    weights : sequence of float
        Above 0.
    size : int
        Number of places on the other side.
    """
    best: list[tuple[float, int]] = []
    # A Fenwick tree over the places holds the heaviest chain that ends there.
    tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 2)
    for n, (first, last) in enumerate(spans):
        at, before = first + 1, (0.0, -1)
        while at > 0:
            if tree[at][0] > before[0]:
                before = tree[at]
            at -= at & -at
        weight = before[0] + weights[n]
        best.append((weight, before[1]))
        at = last + 1
        while at < len(tree):
            if weight > tree[at][0]:
                tree[at] = (weight, n)
            at += at & -at
    chain: list[int] = []
    at = max(range(len(best)), key=lambda n: best[n][0]) if best else -1
    while at >= 0:
        chain.append(at)
        at = best[at][1]
    return chain[::-1]


def expected(i: Ints, j: Ints, n: int, m: int) -> tuple[Floats, Floats]:
    """Where each sentence of a is expected in b, and the other way round, by the links (i, j) of a chain.

    Between two links it is the straight line, as it is before the first and behind the last.
    """
    along_a, along_b = (np.concatenate([[-1], side, [end]]) for side, end in ((i, n), (j, m)))
    first = np.concatenate([[True], np.diff(along_a) > 0]), np.concatenate([[True], np.diff(along_b) > 0])
    return (
        np.interp(np.arange(n), along_a[first[0]], along_b[first[0]]),
        np.interp(np.arange(m), along_b[first[1]], along_a[first[1]]),
    )


class Chains:
    """All chains of the cells of two texts, weighed by the log-odds of their links."""

    def __init__(self, i: Ints, j: Ints, odds: Floats, place: Floats, m: int) -> None:
        self.n, self.m = len(place), m
        self.width = min(m, 2 * BAND + 1)
        low = np.clip(np.round(place).astype(int) - BAND, 0, m - self.width)
        self.low = np.maximum.accumulate(low)
        self.odds = np.full((self.n, self.width), FLOOR)
        inside = self._inside(i, j)
        self.odds[i[inside], j[inside] - self.low[i[inside]]] = odds[inside]
        forth, total = _sums(self.odds, self.low, m)
        back, _ = _sums(self.odds[::-1, ::-1], (m - self.width - self.low)[::-1], m)
        self.logs = np.minimum(0.0, forth + back[::-1, ::-1] - self.odds - total)

    def _inside(self, i: Ints, j: Ints) -> Ints:
        known = (i >= 0) & (i < self.n)
        low = self.low[np.where(known, i, 0)]
        return known & (j >= low) & (j < low + self.width)

    def log_probability(self, i: Ints, j: Ints, outside: float) -> Floats:
        """The logarithm of the share of all chains, by weight, that hold a link; `outside` the band it is given."""
        found = np.full(len(i), outside)
        inside = self._inside(i, j)
        found[inside] = np.maximum(outside, self.logs[i[inside], j[inside] - self.low[i[inside]]])
        return found


def _sums(odds: Floats, low: Ints, m: int) -> tuple[Floats, float]:
    """By cell the logarithm of the weight of all chains that end with its link; and that of all chains."""
    n, width = odds.shape
    linked = np.empty_like(odds)
    # Of all that ends at a place of b with a link or, behind it, with sentences of a left out. The first is the beginning.
    ends = np.full(m + 1, -np.inf)
    ends[0] = 0.0
    passed = -np.inf  # the sum of what ends before the band
    begin, before = 0, np.full(m, -np.inf)
    for row in range(n):
        start = low[row]
        if start > begin:
            passed = np.logaddexp(passed, np.logaddexp.reduce(ends[begin:start]))
            begin = start
        reached = np.logaddexp.accumulate(np.concatenate([[passed], ends[start : start + width]]))[1:]
        own = odds[row]
        opened = own + np.logaddexp(reached, before[start : start + width] - AGAIN)
        along = np.cumsum(own - AGAIN)
        linked[row] = np.logaddexp.accumulate(opened - along) + along
        before.fill(-np.inf)
        before[start : start + width] = linked[row]
        ends[start + 1 : start + width + 1] = np.logaddexp(ends[start + 1 : start + width + 1], linked[row])
    return linked, float(np.logaddexp(passed, np.logaddexp.reduce(ends[begin:])))
