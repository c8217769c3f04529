"""What speaks for two documents being versions of one story: which uncommon words they share, and where these stand.

For each passage of one document the three passages in a row of the other that share most with it are its
counterpart; how much of the passage's weight is found there is its match. All measures are the same for
either order of the two documents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retold.compare.digest import MOST_PASSAGES, are_numbers, buckets
from retold.compare.store import STRONGER, Store

MEASURES = {
    "alike": "cosine of the weights of their uncommon words, in logarithms",
    "order": "correlation of the places of shared words in both; less where few are shared",
    "ordered": "correlation times the root of how many are shared",
    "length": "words of the shorter one, in logarithms",
    "longer": "how many times as long the other is, in logarithms",
    "same_numbers": "numbers that both have, in logarithms",
    "other_numbers": "numbers of the one with fewer that the other does not have, in logarithms",
    "few": "1 by 1 more than the shared words",
    "match": "match of all passages, of the one less matched, in logarithms",
    "best": "match of the better third of passages, of the one more matched, in logarithms",
    "matched": "share of passages that are matched, over three in a row, of the one of which more are",
    "gap": "longest run of passages without a match, as a share, of the one where it is longer",
    "both_gaps": "the same of the one where it is shorter",
    "both_gaps_of_good": "both_gaps times the match of the better third",
    "both_gaps_of_same": "both_gaps times the cube of it: high if what is shared is shared word for word",
    "missed_of_same": "share of passages that are not matched, times the cube of it",
    "worst": "match of the worst quarter in a row, by that of the better third, of the one where it is higher",
    "worst_of_less": "the same of the one where it is lower",
    "alike_by_length": "alike times length",
    "order_by_length": "order times length",
    "order_of_alike": "order times the cosine",
}

CHANCE = 0.11  # match of a passage with a document that has nothing to do with it, in most collections
_WIDE = MOST_PASSAGES + 2  # with a passage before the first and one behind the last
_MIDDLE = 5  # logarithm of the words of a text of middling length
_NONE = 9.0  # stands for a passage that does not exist, above any match


@dataclass
class Resemblance:
    """What was found for pairs of documents, a row a pair."""

    measures: dict[str, np.ndarray]  # those of MEASURES
    shared: np.ndarray  # uncommon words that both have
    passages: np.ndarray  # (pairs, 2): passages of each that hold an uncommon word
    matched: np.ndarray  # (pairs, 2): those that have a counterpart


def resemblance(store: Store, pairs: np.ndarray) -> Resemblance:
    """Measure pairs of documents, each by its number in the store."""
    n = len(pairs)
    sides, common = _read(store, pairs)
    measures = _of_words(store, pairs, sides, common)
    a, b, row, weights = _meetings(sides, common)
    found = [_matches(n, sides[0], row, a, b, weights), _matches(n, sides[1], row, b, a, weights)]
    measures |= _of_passages(found)
    return Resemblance(
        measures,
        common.shared,
        np.column_stack([m.passages for m in found]),
        np.column_stack([m.matched for m in found]),
    )


def first_look(store: Store, pairs: np.ndarray) -> dict[str, np.ndarray]:
    """Only the measures that need no passage's match."""
    return _of_words(store, pairs, *_read(store, pairs))


@dataclass
class _Side:
    """The words of one document of each pair, by row and word, with the passages in which each stands."""

    words: np.ndarray
    passages: np.ndarray
    row: np.ndarray
    weights: np.ndarray
    keys: np.ndarray  # row and word in one
    first: np.ndarray  # where each word of each row begins
    counts: np.ndarray  # passages that hold it

    @classmethod
    def of(cls, store: Store, docs: np.ndarray) -> _Side:
        words, passages, row = store.spread_out(docs)
        keys = (row.astype(np.uint64) << np.uint64(32)) | words
        first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, int)
        counts = np.diff(np.append(first, len(keys)))
        return cls(words, passages, row, store.weights[buckets(words)].astype(float), keys, first, counts)

    def numbers(self, n: int) -> np.ndarray:
        """How many numbers each document holds."""
        counted: np.ndarray = np.bincount(
            self.row[self.first[are_numbers(self.words[self.first])]], minlength=n
        )
        return counted


@dataclass
class _Common:
    """The words that both documents of each pair have."""

    a: np.ndarray  # each one's number among the words of the first
    b: np.ndarray
    row: np.ndarray
    weights: np.ndarray
    shared: np.ndarray  # how many each pair has

    @classmethod
    def of(cls, n: int, a: _Side, b: _Side) -> _Common:
        of_a, of_b = a.keys[a.first], b.keys[b.first]
        at = np.searchsorted(of_b, of_a)
        at[at == len(of_b)] = 0
        in_a = np.flatnonzero(of_b[at] == of_a) if len(of_b) else at[:0]
        first = a.first[in_a]
        return cls(in_a, at[in_a], a.row[first], a.weights[first], np.bincount(a.row[first], minlength=n))


def _read(store: Store, pairs: np.ndarray) -> tuple[list[_Side], _Common]:
    sides = [_Side.of(store, pairs[:, side]) for side in (0, 1)]
    return sides, _Common.of(len(pairs), *sides)


def _meetings(sides: list[_Side], common: _Common) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """For each common word every passage of the first with every passage of the second that hold it; row and weight."""
    a, b = sides
    in_a, in_b = a.counts[common.a], b.counts[common.b]
    # Every passage of a, as often as b has the word; for each, all passages of b in turn.
    of_a = _ranges(a.first[common.a], in_a)
    times = np.repeat(in_b, in_a)
    left = np.repeat(of_a, times)
    right = _ranges(np.repeat(b.first[common.b], in_a), times)
    return a.passages[left], b.passages[right], a.row[left], a.weights[left]


def _ranges(starts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Whole numbers from each start on, so many, one range behind the other."""
    ends = np.cumsum(sizes)
    ranges: np.ndarray = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes)
    return ranges


def _of_words(store: Store, pairs: np.ndarray, sides: list[_Side], common: _Common) -> dict[str, np.ndarray]:
    n = len(pairs)
    a, b = sides
    often = STRONGER[a.counts[common.a]] * STRONGER[b.counts[common.b]]
    dot = np.bincount(common.row, common.weights**2 * often, minlength=n)
    cosine = dot / np.maximum(store.norms[pairs].prod(axis=1), 1e-9)
    correlation = _correlation(n, sides, common)
    order = correlation * np.minimum(1, common.shared / 8)
    same = np.bincount(common.row[are_numbers(a.words[a.first[common.a]])], minlength=n)
    lengths = store.lengths[pairs]
    shorter, longer = np.log1p(lengths.min(axis=1)), np.log1p(lengths.max(axis=1))
    alike = np.log(cosine + 0.02)
    return {
        "alike": alike,
        "order": order,
        "ordered": correlation * np.sqrt(common.shared),
        "length": shorter,
        "longer": longer - shorter,
        "same_numbers": np.log1p(same),
        "other_numbers": np.log1p(np.minimum(a.numbers(n), b.numbers(n)) - same),
        "few": 1 / (1 + common.shared),
        "alike_by_length": alike * (shorter - _MIDDLE),
        "order_by_length": order * (shorter - _MIDDLE),
        "order_of_alike": order * cosine,
    }


def _correlation(n: int, sides: list[_Side], common: _Common) -> np.ndarray:
    """Correlation of the passages in which common words stand, by their weights; each word counts once."""
    row, weights = common.row, common.weights
    total = np.bincount(row, weights, minlength=n) + 1e-9
    places, squares = [], []
    for side, words in zip(sides, (common.a, common.b), strict=True):
        # Of a word that stands in several passages the mean, and the mean square.
        counts = side.counts[words]
        held = side.passages[_ranges(side.first[words], counts)]
        of_word = np.repeat(np.arange(len(words)), counts)
        place = np.bincount(of_word, held, minlength=len(words)) / counts
        square = np.bincount(of_word, held**2, minlength=len(words)) / counts
        middle = np.bincount(row, weights * place, minlength=n) / total
        places.append(place - middle[row])
        squares.append(np.bincount(row, weights * square, minlength=n) - total * middle**2)
    together = np.bincount(row, weights * places[0] * places[1], minlength=n)
    correlated: np.ndarray = np.clip(
        together / np.sqrt(np.maximum(squares[0] * squares[1], 0) + 1e-12), -1, 1
    )
    return correlated


@dataclass
class _Matches:
    """How the passages of one document of each pair are matched; an entry a pair."""

    passages: np.ndarray  # that hold an uncommon word
    match: np.ndarray  # of all
    best: np.ndarray  # of the better third
    matched: np.ndarray  # passages with a counterpart, one by one
    matched_in_row: np.ndarray  # share of them, over three in a row
    gap: np.ndarray  # longest run without, as a share, one by one
    worst: np.ndarray  # match of the worst quarter in a row


def _matches(
    n: int, side: _Side, row: np.ndarray, own: np.ndarray, other: np.ndarray, weights: np.ndarray
) -> _Matches:
    cells = np.bincount((row * MOST_PASSAGES + own) * _WIDE + other + 1, weights, n * MOST_PASSAGES * _WIDE)
    cells = cells.reshape(n, MOST_PASSAGES, _WIDE)
    found = (cells[:, :, :-2] + cells[:, :, 1:-1] + cells[:, :, 2:]).max(axis=2)
    mass = np.bincount(side.row * MOST_PASSAGES + side.passages, side.weights, n * MOST_PASSAGES)
    mass = mass.reshape(n, MOST_PASSAGES)
    found, filled = np.minimum(found, mass), mass > 0
    passages = np.maximum(filled.sum(axis=1), 1)
    single = np.where(filled, found / np.where(filled, mass, 1), _NONE)
    in_row = np.where(filled, _three(found) / np.where(filled, _three(mass), 1), _NONE)
    best = _of_best(in_row, passages)
    middle = ((best + CHANCE) / 2)[:, None]
    missed, missed_in_row = filled & (single < middle), filled & (in_row < middle)
    return _Matches(
        passages,
        found.sum(axis=1) / np.maximum(mass.sum(axis=1), 1e-9),
        best,
        passages - missed.sum(axis=1),
        1 - missed_in_row.sum(axis=1) / passages,
        _longest_run(missed, filled) / passages,
        _worst_stretch(found, mass),
    )


def _three(values: np.ndarray) -> np.ndarray:
    padded = np.pad(values, ((0, 0), (1, 1)))
    three: np.ndarray = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    return three


def _of_best(matches: np.ndarray, passages: np.ndarray) -> np.ndarray:
    """Mean of the better third of passages."""
    ordered = np.sort(matches, axis=1)
    sums = np.cumsum(np.where(ordered < _NONE, ordered, 0), axis=1)
    third = np.maximum(1, -(-passages // 3))
    rows = np.arange(len(matches))
    below = np.where(passages > third, sums[rows, np.maximum(passages - third - 1, 0)], 0)
    mean: np.ndarray = (sums[rows, passages - 1] - below) / third
    return mean


def _longest_run(missed: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Longest run of passages that are missed; what holds no uncommon word does not end it."""
    run = longest = np.zeros(len(missed))
    for column in range(missed.shape[1]):
        run = np.where(missed[:, column], run + 1, np.where(filled[:, column], 0, run))
        longest = np.maximum(longest, run)
    return longest


def _worst_stretch(found: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """The least match of a quarter of all passages in a row."""
    filled = mass > 0
    last = np.where(filled, np.arange(1, mass.shape[1] + 1), 0).max(axis=1)
    quarter = np.maximum(1, np.round(np.maximum(filled.sum(axis=1), 1) * 0.25)).astype(int)
    sums = [np.pad(np.cumsum(values, axis=1), ((0, 0), (1, 0))) for values in (found, mass)]
    rows = np.arange(len(mass))
    worst = np.full(len(mass), _NONE)
    for begin in range(mass.shape[1]):
        end = np.minimum(begin + quarter, mass.shape[1])
        inside, weight = (s[rows, end] - s[:, begin] for s in sums)
        here = np.where(
            (begin + quarter <= last) & (weight > 0), inside / np.where(weight > 0, weight, 1), _NONE
        )
        worst = np.minimum(worst, here)
    whole = found.sum(axis=1) / np.maximum(mass.sum(axis=1), 1e-9)
    return np.where(worst < _NONE, worst, whole)


def _of_passages(found: list[_Matches]) -> dict[str, np.ndarray]:
    def both(name: str) -> np.ndarray:
        return np.array([getattr(m, name) for m in found])

    def low(name: str) -> np.ndarray:
        least: np.ndarray = both(name).min(axis=0)
        return least

    def high(name: str) -> np.ndarray:
        most: np.ndarray = both(name).max(axis=0)
        return most

    best = high("best")
    return {
        "match": np.log(low("match") + 0.02),
        "best": np.log(best + 0.05),
        "matched": high("matched_in_row"),
        "gap": high("gap"),
        "both_gaps": low("gap"),
        "both_gaps_of_good": low("gap") * best,
        "both_gaps_of_same": low("gap") * best**3,
        "missed_of_same": (1 - high("matched_in_row")) * best**3,
        "worst": high("worst") / (best + 0.05),
        "worst_of_less": low("worst") / (best + 0.05),
    }
