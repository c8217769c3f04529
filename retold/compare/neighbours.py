"""Which pairs of texts are kept: all of a small corpus; of a larger one those that somebody would look up.

Pairs grow with the square of the texts, and a table of all pairs of three hundred texts has 44,850 rows for every way to compare
them. So above `EVERY_PAIR` texts, tables keep the versions of each story, each text's nearest texts of other stories, and the
pairs that are the highest or the lowest of all. The highest and the lowest are then known exactly; what lies between is not.
A story in more than `EVERY_VERSION` versions is itself such a corpus: a report of an agency in three hundred papers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

import numpy as np

from retold.common.statistics import SEED

EVERY_PAIR = 40  # texts: up to so many, every pair is kept; a figure of more of them cannot be read
EVERY_VERSION = 10  # versions of a story: up to so many, every pair of them is kept in a larger corpus too
NEAREST = (
    5  # texts of other stories, or versions of a story in more, kept beside each text of a larger corpus
)

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
        Every pair of up to `EVERY_PAIR` texts. Of more: pairs of one story (`versions`), each text with the `NEAREST` texts of other
        stories, and the two texts of different stories that are least alike.
    """
    if len(stories) <= EVERY_PAIR:
        return list(combinations(range(len(stories)), 2))
    apart = different(stories)
    return sorted({*versions(alike, stories), *extremes(alike, apart), *_nearest(alike, apart)})


def sampled(stories: Sequence[str]) -> list[Pair]:
    """Return the pairs of texts whose measures are compared, as positions, the lower first, in order.

    Every pair of up to `EVERY_PAIR` texts. Of more: pairs of one story, and of different stories as many as so many texts have, drawn
    at random, so that shares of pairs are those of all pairs but for chance. Of a story in more than `EVERY_VERSION` versions, as
    many pairs a version as one in so many has are drawn, too.
    """
    if len(stories) <= EVERY_PAIR:
        return list(combinations(range(len(stories)), 2))
    random = np.random.default_rng(SEED)
    apart = np.argwhere(np.triu(different(stories)))
    found = _as_pairs(apart[random.permutation(len(apart))[: comb(EVERY_PAIR, 2)]])
    for own in _of_stories(stories):
        every = np.array(list(combinations(own, 2)), dtype=int).reshape(-1, 2)
        if len(own) > EVERY_VERSION:
            every = every[random.permutation(len(every))[: len(own) * (EVERY_VERSION - 1) // 2]]
        found += _as_pairs(every)
    return sorted(found)


def versions(alike: np.ndarray, stories: Sequence[str]) -> list[Pair]:
    """Return the pairs of texts that tell one story and are kept in a corpus of more than `EVERY_PAIR` texts, in order.

    Every pair of a story in up to `EVERY_VERSION` versions. Of more: each version with the first and with the `NEAREST`, and the two
    that are least alike. As all are beside the first, what corresponds in all of them is still found.
    """
    found: set[Pair] = set()
    for own in _of_stories(stories):
        if len(own) <= EVERY_VERSION:
            found |= set(combinations(own, 2))
            continue
        inside, others = alike[np.ix_(own, own)], ~np.eye(len(own), dtype=bool)
        chosen = {*_nearest(inside, others), *extremes(inside, others), *((0, n) for n in range(1, len(own)))}
        found |= {(own[a], own[b]) for a, b in chosen}
    return sorted(found)


def _of_stories(stories: Sequence[str]) -> Iterator[list[int]]:
    """The texts of each story, as positions."""
    texts: dict[str, list[int]] = {}
    for n, story in enumerate(stories):
        texts.setdefault(story, []).append(n)
    yield from texts.values()


def _nearest(alike: np.ndarray, among: np.ndarray) -> Iterator[Pair]:
    """Each text with the `NEAREST` of those that `among` marks."""
    for text, row in enumerate(np.where(among, alike, -np.inf)):
        nearest = np.argsort(-row, kind="stable")[:NEAREST]
        yield from (_ordered(text, int(other)) for other in nearest if among[text, other])


def _as_pairs(rows: np.ndarray) -> list[Pair]:
    return [(int(a), int(b)) for a, b in rows]


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
