"""Which pairs of texts are kept: all of a small corpus; of a larger one those that somebody would look up.

Pairs grow with the square of the texts, and a table of all pairs of three hundred texts has 44,850 rows for every way to compare
them. So above `EVERY_PAIR` texts, tables keep the versions of each story, each text's nearest texts of other stories, and the
pairs that are the highest or the lowest of all. The highest and the lowest are then known exactly; what lies between is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np

from retold.common.statistics import SEED

EVERY_PAIR = 40  # texts: up to so many, every pair is kept; a figure of more of them cannot be read
NEAREST = 5  # texts of other stories kept beside each text of a larger corpus

Pair = tuple[int, int]


def pairs(alike: np.ndarray, stories: Sequence[str]) -> list[Pair]:
    """Return the pairs of texts to keep, as positions, the lower first, in order.

    Parameters
    ----------
    alike : array
        How alike every text is to every other; square.
    stories : sequence of str
        The story of each text.

    Returns
    -------
    list of (int, int)
        Every pair of up to `EVERY_PAIR` texts. Of more: pairs of one story, each text with the `NEAREST` texts of other stories, and
        the two texts of different stories that are least alike.
    """
    if len(stories) <= EVERY_PAIR:
        return list(combinations(range(len(stories)), 2))
    apart = different(stories)
    found = set(versions(stories)) | set(extremes(alike, apart))
    for text, row in enumerate(np.where(apart, alike, -np.inf)):
        nearest = np.argsort(-row, kind="stable")[:NEAREST]
        found |= {_ordered(text, int(other)) for other in nearest if apart[text, other]}
    return sorted(found)


def sampled(stories: Sequence[str]) -> list[Pair]:
    """Return the pairs of texts whose measures are compared, as positions, the lower first, in order.

    Every pair of up to `EVERY_PAIR` texts. Of more: pairs of one story, and of different stories as many as so many texts have, drawn
    at random, so that shares of pairs are those of all pairs but for chance.
    """
    if len(stories) <= EVERY_PAIR:
        return list(combinations(range(len(stories)), 2))
    apart = np.argwhere(np.triu(different(stories)))
    drawn = np.random.default_rng(SEED).permutation(len(apart))[: comb(EVERY_PAIR, 2)]
    others: list[Pair] = [(int(a), int(b)) for a, b in apart[drawn]]
    return sorted([*versions(stories), *others])


def versions(stories: Sequence[str]) -> list[Pair]:
    """Return the pairs of texts that tell one story."""
    texts: dict[str, list[int]] = {}
    for n, story in enumerate(stories):
        texts.setdefault(story, []).append(n)
    return [pair for own in texts.values() for pair in combinations(own, 2)]


def different(stories: Sequence[str]) -> np.ndarray:
    """Say of every two texts whether they tell different stories; square."""
    _, number = np.unique(np.asarray(stories, dtype=str), return_inverse=True)
    apart: np.ndarray = number[:, np.newaxis] != number
    return apart


def extremes(alike: np.ndarray, among: np.ndarray) -> list[Pair]:
    """Return the most and the least alike of the pairs that `among` marks; none if it marks none."""
    if not among.any():
        return []
    most = np.where(among, alike, -np.inf).argmax()
    least = np.where(among, alike, np.inf).argmin()
    return [_ordered(*(int(n) for n in np.unravel_index(at, alike.shape))) for at in (most, least)]


def _ordered(one: int, two: int) -> Pair:
    return (one, two) if one < two else (two, one)
