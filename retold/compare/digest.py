"""Documents as numbers: which words stand in which passage of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

import numpy as np

from retold.text import UNPARTED

PASSAGE = 6  # words in a passage
MOST_PASSAGES = 32  # in a longer document passages are longer
STEM = 6  # letters of a word that count: what follows is mostly an ending, in many languages
RUN = 3  # letters that make a word in a script that does not part words; two of Han, where a letter says more
BUCKETS = 22  # words are counted in 2**22 buckets

# The lowest bits of a word's number say how long it is, and whether it is a number.
_LENGTH, _DIGIT, _FLAGS = np.uint32(3), np.uint32(4), np.uint32(7)
LENGTHS = (2, 3, 4)  # letters of a word of each class but the last, at most


@dataclass
class Digest:
    """Documents as distinct (word, passage) pairs, sorted by word inside each document."""

    words: np.ndarray  # uint32, the words' numbers
    passages: np.ndarray  # uint8
    sizes: np.ndarray  # pairs in each document
    lengths: np.ndarray  # words in each document
    prints: np.ndarray  # uint64, a hash of each document's words in order

    def only(self, documents: Sequence[int]) -> Digest:
        """The same without the documents that are not named; named in order."""
        if len(documents) == len(self.sizes):
            return self
        use = np.isin(np.repeat(np.arange(len(self.sizes)), self.sizes), documents)
        kept = np.asarray(documents, dtype=np.int64)
        return Digest(
            self.words[use], self.passages[use], self.sizes[kept], self.lengths[kept], self.prints[kept]
        )


def digest(texts: Sequence[str]) -> Digest:
    """Return the words of documents with the passages in which they stand.

    A word is a run of letters, their marks, digits and underscores in lower case, of which the first `STEM` count. In a
    script that does not part words each letter opens a word, of `RUN` letters or two: by themselves the few letters of
    such an alphabet are in any text.
    """
    stems, whole, doc = _numbered([text.lower() for text in texts])
    lengths = np.bincount(doc, minlength=len(texts))
    first = np.cumsum(lengths) - lengths
    prints = [
        int.from_bytes(blake2b(whole[start : start + size].tobytes(), digest_size=8).digest(), "big")
        for start, size in zip(first, lengths, strict=True)
    ]
    step = np.maximum(PASSAGE, -(-lengths // MOST_PASSAGES))
    passage = ((np.arange(len(stems)) - first[doc]) // step[doc]).astype(np.uint64)
    keys = np.sort(
        (doc.astype(np.uint64) << np.uint64(40)) | (stems.astype(np.uint64) << np.uint64(8)) | passage
    )
    keys = keys[np.append(keys[1:] != keys[:-1], True)] if len(keys) else keys
    return Digest(
        ((keys >> np.uint64(8)) & np.uint64(0xFFFFFFFF)).astype(np.uint32),
        (keys & np.uint64(0xFF)).astype(np.uint8),
        np.bincount((keys >> np.uint64(40)).astype(np.int64), minlength=len(texts)),
        lengths,
        np.array(prints, dtype=np.uint64),
    )


def word_numbers(words: Sequence[str]) -> np.ndarray:
    """Return the numbers that `digest` gives to words."""
    return _numbered(list(words))[0]


def buckets(words: np.ndarray) -> np.ndarray:
    """In which bucket each word is counted."""
    return words >> np.uint32(32 - BUCKETS)


def length_classes(words: np.ndarray) -> np.ndarray:
    """The class of each word by its letters: 0 for the shortest, len(LENGTHS) for what is longer than all named."""
    return words & _LENGTH


def are_numbers(words: np.ndarray) -> np.ndarray:
    """Which words begin with a digit."""
    return (words & _DIGIT) > 0


def _numbered(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number every word of texts by a hash of its first letters, and of all of it; also the text of each.

    Where words are not parted, all of a word is the letter that opens it.

    The hash is a polynomial in the letters, read off running sums for all words at once.
    """
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _with_marks(_letters()[np.minimum(codes, _KNOWN - 1)])
    before = np.append(np.uint8(0), kinds[:-1])
    starts = np.flatnonzero((kinds > 0) & ((before == 0) | (kinds == 2) | (before == 2)))
    after = np.append(kinds[1:], np.uint8(0))
    ends = np.flatnonzero((kinds > 0) & ((after == 0) | (kinds == 2) | (after == 2)))
    unparted = np.flatnonzero(kinds[starts] == 2)
    reached, whole = _reached(codes, kinds == 2, ends, unparted)
    up, down = _powers(len(codes))
    running = np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * up)
    before_word = np.where(starts > 0, running[starts - 1], np.uint64(0))

    def hashes(last: np.ndarray) -> np.ndarray:
        mixed = (running[last] - before_word) * down[starts]
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        hashed: np.ndarray = (mixed >> np.uint64(32)).astype(np.uint32)
        return hashed

    classes = np.clip(reached - starts + 1 - LENGTHS[0], 0, len(LENGTHS))
    # Letters that are not parted say as much as a long word; what is left at the end of a run says little.
    classes[unparted] = np.where(whole, len(LENGTHS), 0)
    digits = (codes[starts] >= ord("0")) & (codes[starts] <= ord("9"))
    stems = hashes(np.minimum(reached, starts + STEM - 1)) & ~_FLAGS
    stems |= classes.astype(np.uint32) | (digits.astype(np.uint32) * _DIGIT)
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    doc = np.repeat(np.arange(len(texts)), lengths)[starts]
    return stems, hashes(ends), doc


def _reached(
    codes: np.ndarray, letters: np.ndarray, ends: np.ndarray, unparted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where words end, and which of the unparted ones have all their letters.

    Where words are not parted, each letter opens a word that reaches over the next ones, if its run has so many.
    """
    if not len(unparted):
        return ends, np.empty(0, dtype=bool)
    first = ends[unparted]
    reach = first + np.where(codes[first] < _HAN, RUN - 1, 1)
    last = np.flatnonzero(letters & ~np.append(letters[1:], False))
    reached = ends.copy()
    reached[unparted] = np.minimum(reach, last[np.searchsorted(last, first)])
    return reached, reached[unparted] == reach


_KNOWN = 0x20000
_HAN = 0x3400  # the first of the letters that say most
_MARK = 3
_POWERS: list[np.ndarray] = [np.ones(1, np.uint64), np.ones(1, np.uint64)]


@cache
def _letters() -> np.ndarray:
    """For each character: 0 no letter, 1 a letter or digit, 2 a letter of a script that does not part words, or a mark."""
    kinds = np.array([chr(c).isalnum() or chr(c) == "_" for c in range(_KNOWN)], dtype=np.uint8)
    for first, last in UNPARTED:
        kinds[first : last + 1] *= 2
    kinds[[c for c in range(_KNOWN) if unicodedata.category(chr(c)) in ("Mn", "Mc")]] = _MARK
    return kinds


def _with_marks(kinds: np.ndarray) -> np.ndarray:
    """Give each mark (a vowel sign, an accent apart) the kind of what it stands behind: it parts no word, nor is one."""
    marks = np.flatnonzero(kinds == _MARK)
    if not len(marks):
        return kinds
    first = np.append(True, np.diff(marks) > 1)
    before = marks[first] - 1
    held = np.where(before >= 0, kinds[before], 0)
    kinds[marks] = held[np.cumsum(first) - 1]
    return kinds


def _powers(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Powers of an odd base modulo 2**64, and of its inverse."""
    base = 0x100000001B3
    if len(_POWERS[0]) < size:
        for at, factor in enumerate((base, pow(base, -1, 1 << 64))):
            steps = np.full(size, factor, dtype=np.uint64)
            steps[0] = 1
            _POWERS[at] = np.multiply.accumulate(steps)
    return _POWERS[0][:size], _POWERS[1][:size]
