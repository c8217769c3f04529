"""What speaks for a link between a sentence of one version and one of another: the words of both, and what stands around.

Two versions are read in any language: words are compared as they stand, by their beginnings, in pairs, and by runs of four
letters, which inflected and compound words share. Nothing here knows which text came first: what is said of a cell (a
sentence of each) is the same for the cell of the versions exchanged.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from retold.compare.plain import plain
from retold.text import UNPARTED, terms

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BLOCK = 256  # rows compared at a time: bounds memory
KEPT = 2**25  # cells whose likeness is kept rather than computed again
BEST = 8  # cells looked at for each sentence: its best matches
LETTERS = 4  # of a run of letters
SMALL = 0.03  # added to a likeness before its logarithm is taken
TIE = 2e-6  # what place counts among sentences that are equally alike

Ints = np.ndarray
Floats = np.ndarray


@dataclass
class Bag:
    """Weighted features of a sentence: stems, forms, and pairs of stems."""

    weights: dict[Hashable, float]
    size: float


class Versions:
    """The sentences of both versions (0: a, 1: b) as weighted bags, and as sparse rows of unit length."""

    def __init__(self, a: Sequence[str], b: Sequence[str]) -> None:
        self.texts = (a, b)
        self.words = ([_words(s) for s in a], [_words(s) for s in b])
        known = {word: _stem(word) for side in self.words for words in side for word in set(words)}
        self.stems = [[list(map(known.__getitem__, words)) for words in side] for side in self.words]
        counted = [
            [_features(*s) for s in zip(words, stems, strict=True)]
            for words, stems in zip(self.words, self.stems, strict=True)
        ]
        idf = _idf(counted, 1.0)
        self.bags = [[_weighted(features, idf) for features in side] for side in counted]

    def exchanged(self) -> Versions:
        """The same versions, b first."""
        other = copy(self)
        for name in ("texts", "words", "stems", "bags"):
            setattr(other, name, getattr(self, name)[::-1])
        for name in ("plain", "rows", "rare"):
            other.__dict__.pop(name, None)
        return other

    @cached_property
    def plain(self) -> tuple[list[str], list[str]]:
        """The sentences without what does not count as a change (`plain`)."""
        a, b = ([plain(sentence) for sentence in side] for side in self.texts)
        return a, b

    def similarity(self, left: Iterable[int], right: Iterable[int]) -> float:
        """Cosine of the sums of the sentences on both sides."""
        one, two = _sum(self.bags[0][i] for i in left), _sum(self.bags[1][j] for j in right)
        if one.size == 0 or two.size == 0:
            return 0.0
        small, large = sorted((one.weights, two.weights), key=len)
        product = sum(v * large.get(f, 0.0) for f, v in small.items())
        return min(1.0, product / (one.size * two.size))

    @cached_property
    def rows(self) -> list[csr_matrix]:
        """Each side as rows, half words and half runs of letters: their product is the mean of both cosines."""
        of_word = {word: _runs(word) for side in self.words for words in side for word in words}
        counted = [
            [Counter(chain(*map(of_word.__getitem__, words))) for words in side] for side in self.words
        ]
        idf = _idf(counted, 1.0)
        numbers, half = _numbers(), math.sqrt(0.5)
        sides = []
        for bags, runs in zip(self.bags, counted, strict=True):
            rows = _Rows(numbers)
            for bag, of_letters in zip(bags, runs, strict=True):
                letters = _weighted(of_letters, idf)
                rows.add(bag.weights, half / (bag.size or 1.0))
                # A run of letters may read like a stem.
                rows.add({(run, 0): v for run, v in letters.weights.items()}, half / (letters.size or 1.0))
                rows.end()
            sides.append(rows)
        return [rows.matrix() for rows in sides]

    @cached_property
    def rare(self) -> list[csr_matrix]:
        """Each side as rows of its stems, each as heavy as it is rare in both texts."""
        counted = [[dict.fromkeys(stems, 1.0) for stems in side] for side in self.stems]
        idf = _idf(counted, 0.1)
        numbers = _numbers()
        sides = []
        for side in counted:
            rows = _Rows(numbers)
            for stems in side:
                rows.add({stem: idf[stem] for stem in stems}, 1.0)
                rows.end()
            sides.append(rows)
        return [rows.matrix() for rows in sides]


class _Rows:
    """Rows of a sparse matrix that are added one after the other; the matrices of two sides share their columns."""

    def __init__(self, numbers: dict[Hashable, int]) -> None:
        self.numbers = numbers
        self.columns, self.values, self.ends = array("i"), array("f"), array("l", [0])

    def add(self, weights: Mapping[Any, float], scale: float) -> None:
        self.columns.extend(map(self.numbers.__getitem__, weights))
        self.values.extend(v * scale for v in weights.values())

    def end(self) -> None:
        self.ends.append(len(self.columns))

    def matrix(self) -> csr_matrix:
        """The rows, once both sides are known."""
        from scipy.sparse import csr_matrix

        values = np.array(self.values, dtype=np.float32)
        shape = (len(self.ends) - 1, max(1, len(self.numbers)))
        return csr_matrix((values, np.array(self.columns), np.array(self.ends)), shape=shape)


def _words(sentence: str) -> list[str]:
    """Words for comparison; scripts that do not part words are read a character at a time."""
    return [part for term in terms(sentence) for part in _parts(term)]


@lru_cache(maxsize=2**16)
def _parts(term: str) -> tuple[str, ...]:
    return tuple(term) if any(a <= ord(term[0]) <= b for a, b in UNPARTED) else (term,)


def _stem(word: str) -> str:
    """The beginning of a word; endings of English are taken off first, which leaves other languages their beginnings."""
    for ending in ("ing", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)][:7]
    return word[:7]


def _runs(word: str) -> list[str]:
    """Runs of letters of a word, its ends marked."""
    marked = f"^{word}$"
    return [marked[n : n + LETTERS] for n in range(max(1, len(marked) - LETTERS + 1))]


def _features(words: Sequence[str], stems: Sequence[str]) -> dict[Hashable, float]:
    counts: dict[Hashable, float] = defaultdict(float)
    for stem in stems:
        counts[stem] += 1.0
    for pair in pairwise(stems):
        counts[pair] += 0.5
    for word in words:
        counts[("form", word, "")] += 1.0
    return counts


def _numbers() -> dict[Hashable, int]:
    """Numbers by name, in the order in which names are asked for."""
    numbers: defaultdict[Hashable, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def _idf(counted: Sequence[Sequence[Mapping[Any, float]]], least: float) -> dict[Hashable, float]:
    """How rare each feature is among the sentences of both texts."""
    spread = Counter(feature for side in counted for features in side for feature in features)
    total = 1 + sum(map(len, counted))
    return {f: math.log(total / (1 + n)) + least for f, n in spread.items()}


def _weighted(counts: Mapping[Any, float], idf: Mapping[Hashable, float]) -> Bag:
    weights = {f: math.log2(1.0 + n) * idf[f] for f, n in counts.items()}
    return Bag(weights, math.sqrt(sum(v * v for v in weights.values())))


def _sum(bags: Iterable[Bag]) -> Bag:
    listed = list(bags)
    if len(listed) == 1:
        return listed[0]
    total: dict[Hashable, float] = defaultdict(float)
    for bag in listed:
        for feature, value in bag.weights.items():
            total[feature] += value
    return Bag(total, math.sqrt(sum(v * v for v in total.values())))


class Likeness:
    """How alike each sentence of a is to each of b, 0 to 1, and what a row and a column of that table are like.

    Attributes
    ----------
    mean, spread, best, second : pair of arrays
        By sentence of a (0) and of b (1): mean and standard deviation of its likenesses, the highest and the next.
    where : pair of arrays
        Which sentence of the other side is the most alike.
    cells : pair of arrays
        Sentences of a and of b: of each sentence its `BEST` matches.
    """

    def __init__(self, a: csr_matrix, b: csr_matrix) -> None:
        self.a, self.across = a, b.T.tocsr()
        self.shape = n, m = a.shape[0], b.shape[0]
        self.table = np.zeros((n, m), dtype=np.float32) if n * m <= KEPT else None
        sums, squares = np.zeros(m), np.zeros(m)
        rows: list[tuple[Floats, Ints, Floats, Floats]] = []
        top, at = np.zeros((0, m), dtype=np.float32), np.zeros((0, m), dtype=int)
        for begin, block in self._blocks():
            if self.table is not None:
                self.table[begin : begin + len(block)] = block
            sums += block.sum(axis=0)
            squares += np.square(block, dtype=np.float64).sum(axis=0)
            here = np.arange(begin, begin + len(block))
            # Of sentences that are equally alike those count that stand at about the same place.
            apart = np.abs((here[:, None] + 0.5) / n - (np.arange(m) + 0.5) / m)
            ranked = block - (TIE * apart).astype(np.float32)
            order, values = _highest(ranked.T)
            rows.append(
                (values, order, block.mean(axis=1, dtype=np.float64), block.std(axis=1, dtype=np.float64))
            )
            order, values = _highest(np.concatenate([top, ranked]))
            at = np.take_along_axis(np.concatenate([at, np.repeat(here[:, None], m, axis=1)]), order, axis=0)
            top = values
        self._gather(rows, top, at, sums / n, np.sqrt(np.maximum(0.0, squares / n - (sums / n) ** 2)))

    def _blocks(self) -> Iterator[tuple[int, Floats]]:
        """Rows of the table, rounded, so that neither the size of a block nor the machine decides between equals."""
        for begin in range(0, self.shape[0], BLOCK):
            yield begin, np.round((self.a[begin : begin + BLOCK] @ self.across).toarray(), 5)

    def _gather(
        self,
        rows: Sequence[tuple[Floats, Ints, Floats, Floats]],
        top: Floats,
        at: Ints,
        mean: Floats,
        spread: Floats,
    ) -> None:
        values, order = (np.concatenate([row[k] for row in rows], axis=1) for k in (0, 1))
        means, spreads = (np.concatenate([row[k] for row in rows]) for k in (2, 3))
        self.mean, self.spread = (means, mean), (spreads, spread)
        self.best, self.where = (values[0], top[0]), (order[0], at[0])
        self.second = tuple(v[1] if len(v) > 1 else np.zeros_like(v[0]) for v in (values, top))
        n, m = self.shape
        of_a = np.stack([np.broadcast_to(np.arange(n), order.shape), order])[:, values > TIE]
        of_b = np.stack([at, np.broadcast_to(np.arange(m), at.shape)])[:, top > TIE]
        self.cells = np.unique(np.concatenate([of_a, of_b], axis=1), axis=1)

    def at(self, i: Ints, j: Ints) -> Floats:
        """The likeness of the sentences `i` of a and `j` of b; 0 beyond the ends."""
        n, m = self.shape
        inside = (i >= 0) & (i < n) & (j >= 0) & (j < m)
        found = np.zeros(len(i))
        if self.table is not None:
            found[inside] = self.table[i[inside], j[inside]]
            return found
        for begin, block in self._blocks():
            here = inside & (i >= begin) & (i < begin + BLOCK)
            found[here] = block[i[here] - begin, j[here]]
        return found


def _highest(table: Floats) -> tuple[Ints, Floats]:
    """The places and values of the `BEST` highest of each column, the highest first."""
    most = min(BEST, len(table))
    found = np.argpartition(-table, most - 1, axis=0)[:most] if most < len(table) else None
    values = table if found is None else np.take_along_axis(table, found, axis=0)
    order = np.argsort(-values, axis=0, kind="stable")
    places = order if found is None else np.take_along_axis(found, order, axis=0)
    return places, np.take_along_axis(values, order, axis=0)
