"""All documents of a collection as arrays, with how uncommon each word is; only what tells documents apart is kept."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from retold.compare.digest import (
    BUCKETS,
    LENGTHS,
    MOST_PASSAGES,
    Digest,
    buckets,
    length_classes,
    word_numbers,
)

BACKGROUND = 5_000  # passages whose worth of background counts beside what the collection shows
UNKNOWN = 500  # the same of a word of which only its length is known
EVERYDAY = 2.3  # a word in more than exp(-EVERYDAY) of all passages says nothing
# Share of passages of ten words that hold a word of which nothing is known, by its length: the shorter the more
# common, in all languages (Zipf 1935, The Psycho-biology of Language).
BY_LENGTH = np.array([0.12, 0.05, 0.015, 0.002])
# How much more a word says that stands in so many passages.
STRONGER = 1 + np.log(np.maximum(1, np.arange(MOST_PASSAGES + 1)))
SAMPLED = 3  # a first look at a pair uses one word in so many

_SHARED = ("words", "passages", "weights", "starts", "ends", "lengths", "norms")
_ROWS = 4096  # documents read at a time


@dataclass
class Store:
    """All documents, numbered in the order of their ids."""

    words: np.ndarray
    passages: np.ndarray
    weights: np.ndarray  # by bucket: how uncommon a word is, in nats; zero if it is common
    spread: np.ndarray  # by bucket: documents that hold the word
    starts: np.ndarray
    ends: np.ndarray
    lengths: np.ndarray  # words in each document
    norms: np.ndarray  # length of each document's vector of weights
    order: np.ndarray  # position in the input of each document
    first_alike: np.ndarray  # number of the first document with the same words in order
    folder: Path | None = None  # where the arrays are saved, for other processes

    def __len__(self) -> int:
        return len(self.starts)

    @classmethod
    def gather(cls, digests: list[Digest], ids: Sequence[str]) -> Store:
        """Join batches; emptied as they are read, so that memory is not needed twice."""
        n = len(ids)
        order = np.array(sorted(range(n), key=ids.__getitem__), dtype=np.int64)
        sizes = joined([d.sizes for d in digests], np.int64)
        lengths = joined([d.lengths for d in digests], np.int64)[order]
        prints = joined([d.prints for d in digests], np.uint64)[order]
        _, first, where = np.unique(prints, return_index=True, return_inverse=True)
        # Texts without a word are nobody's copies.
        first_alike = np.where(sizes[order] > 0, first[where], np.arange(n)) if n else np.zeros(0, np.int64)
        original = np.zeros(n, dtype=bool)
        original[order] = (first_alike == np.arange(n)) & (sizes[order] > 0)
        in_passages, spread, classes, passages = _counted(digests, original)
        weights = _weights(in_passages, classes, passages)
        size = int(in_passages[weights > 0].sum())
        words, in_passage = np.empty(size, np.uint32), np.empty(size, np.uint8)
        kept: list[np.ndarray] = []
        begin = at = 0
        digests.reverse()
        while digests:
            batch = digests.pop()
            doc = np.repeat(np.arange(len(batch.sizes)), batch.sizes)
            use = (weights[buckets(batch.words)] > 0) & original[begin : begin + len(batch.sizes)][doc]
            end = at + int(use.sum())
            words[at:end], in_passage[at:end] = batch.words[use], batch.passages[use]
            kept.append(np.bincount(doc[use], minlength=len(batch.sizes)))
            begin, at = begin + len(batch.sizes), end
        starts, ends = _bounds(kept, order)
        words, in_passage = words[:at], in_passage[:at]
        norms = _norms(words, weights, starts, ends, order)
        return cls(words, in_passage, weights, spread, starts, ends, lengths, norms, order, first_alike)

    def saved(self, folder: Path) -> Store:
        """The same with its arrays in files, which processes map into memory and share."""
        folder.mkdir()
        for name in _SHARED:
            np.save(folder / f"{name}.npy", getattr(self, name))
        return replace(self, **_mapped(folder), folder=folder)

    def mapped_anew(self) -> Store:
        """The same without what was read into memory of its files."""
        return self if self.folder is None else replace(self, **_mapped(self.folder), folder=self.folder)

    @classmethod
    def opened(cls, folder: Path) -> Store:
        """What `saved` wrote, as far as pairs are measured with it."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(**_mapped(folder), spread=nothing, order=nothing, first_alike=nothing, folder=folder)

    def sample(self) -> Store:
        """The same documents with one word in `SAMPLED`, chosen by the word."""
        in_input = np.argsort(self.order)
        words, passages, counts = [], [], []
        for begin, end, doc, many in blocks((self.ends - self.starts)[in_input]):
            use = buckets(self.words[begin:end]) % np.uint32(SAMPLED) == 0
            words.append(self.words[begin:end][use])
            passages.append(self.passages[begin:end][use])
            counts.append(np.bincount(doc[use], minlength=many))
        starts, ends = _bounds(counts, self.order)
        kept = joined(words, np.uint32)
        return replace(
            self,
            words=kept,
            passages=joined(passages, np.uint8),
            starts=starts,
            ends=ends,
            norms=_norms(kept, self.weights, starts, ends, self.order),
        )

    def spread_out(self, docs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Words, passages and row of each pair of some documents."""
        starts, sizes = self.starts[docs], self.ends[docs] - self.starts[docs]
        row = np.repeat(np.arange(len(docs)), sizes)
        at = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts, sizes)
        return self.words[at], self.passages[at].astype(np.int64), row


def blocks(sizes: np.ndarray) -> Iterator[tuple[int, int, np.ndarray, int]]:
    """Cut documents that lie one behind the other into blocks: begin, end, document in the block, documents."""
    at = 0
    for first in range(0, len(sizes), _ROWS):
        part = sizes[first : first + _ROWS]
        end = at + int(part.sum())
        yield at, end, np.repeat(np.arange(len(part)), part), len(part)
        at = end


def joined(parts: list[np.ndarray], kind: type) -> np.ndarray:
    """Join arrays, letting go of each as soon as it is copied."""
    whole: np.ndarray = np.empty(sum(map(len, parts)), dtype=kind)
    at = 0
    parts.reverse()
    while parts:
        part = parts.pop()
        whole[at : at + len(part)] = part
        at += len(part)
    return whole


def first_of_word(words: np.ndarray, doc: np.ndarray) -> np.ndarray:
    """Mark the first pair of each word in each document."""
    fresh = np.ones(len(words), dtype=bool)
    fresh[1:] = (words[1:] != words[:-1]) | (doc[1:] != doc[:-1])
    return fresh


def _bounds(counts: list[np.ndarray], order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each document begins and ends, from the sizes of batches of them, in `order`."""
    sizes = joined(counts, np.int64)
    ends = np.cumsum(sizes)
    return (ends - sizes)[order], ends[order]


def _norms(
    words: np.ndarray, weights: np.ndarray, starts: np.ndarray, ends: np.ndarray, order: np.ndarray
) -> np.ndarray:
    """Length of each document's vector: weights of its words, higher the more passages hold one."""
    norms = np.zeros(len(order))
    in_input = np.argsort(order)
    done = 0
    for begin, end, doc, many in blocks((ends - starts)[in_input]):
        first = np.flatnonzero(first_of_word(words[begin:end], doc))
        counts = np.diff(np.append(first, end - begin))
        strength = weights[buckets(words[begin:end][first])] * STRONGER[counts]
        squares = np.bincount(doc[first], strength.astype(float) ** 2, minlength=many)
        norms[in_input[done : done + many]] = np.sqrt(squares)
        done += many
    return norms


def _mapped(folder: Path) -> dict[str, np.ndarray]:
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _SHARED}


def _weights(in_passages: np.ndarray, classes: np.ndarray, passages: int) -> np.ndarray:
    """How uncommon each word is: the logarithm of how few passages hold it, here and elsewhere."""
    weights = np.zeros(len(in_passages), dtype=np.float32)
    known = np.flatnonzero(in_passages)
    elsewhere = _background()[known]
    trust = np.where(elsewhere > 0, BACKGROUND, UNKNOWN)
    elsewhere = np.where(elsewhere > 0, elsewhere, BY_LENGTH[classes[known]])
    share = (in_passages[known] + trust * elsewhere) / (passages + trust)
    weights[known] = np.maximum(0, -np.log(share) - EVERYDAY)
    return weights


@cache
def _background() -> np.ndarray:
    """By bucket: the share of passages of ten words that hold a word, for English words that are not rare."""
    shares = np.zeros(1 << BUCKETS)
    with files(__package__).joinpath("background.csv").open(encoding="utf-8") as file:
        rows = [(row["stem"], int(row["per_million"]) / 1e6) for row in csv.DictReader(file)]
    np.add.at(shares, buckets(word_numbers([stem for stem, _ in rows])), [share for _, share in rows])
    return shares


def _counted(
    digests: Sequence[Digest], original: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """In how many passages and documents each word stands, the class of its length, and all passages."""
    in_passages = np.zeros(1 << BUCKETS, dtype=np.int32)
    spread = np.zeros(1 << BUCKETS, dtype=np.int32)
    classes = np.full(1 << BUCKETS, len(LENGTHS), dtype=np.uint8)
    waiting: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    passages = begin = held = 0
    for number, batch in enumerate(digests):
        doc = np.repeat(np.arange(len(batch.sizes)), batch.sizes)
        use = original[begin : begin + len(batch.sizes)][doc]
        words, doc = batch.words[use], doc[use]
        new = first_of_word(words, doc)
        waiting[0].append(buckets(words))
        waiting[1].append(buckets(words[new]))
        _classify(classes, words[new])
        cells = np.zeros((len(batch.sizes), MOST_PASSAGES), dtype=bool)
        cells[doc, batch.passages[use]] = True
        passages += int(cells.sum())
        begin += len(batch.sizes)
        held += len(words)
        if held > 1 << BUCKETS or number == len(digests) - 1:
            for counts, parts in zip((in_passages, spread), waiting, strict=True):
                counts += np.bincount(joined(parts, np.uint32), minlength=len(counts)).astype(np.int32)
            held = 0
    return in_passages, spread, classes, passages


def _classify(classes: np.ndarray, words: np.ndarray) -> None:
    """Note the class of each bucket's shortest word."""
    of_word = length_classes(words)
    for length in range(len(LENGTHS)):
        at = buckets(words[of_word == length])
        classes[at] = np.minimum(classes[at], length)
