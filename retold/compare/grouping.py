"""Near-duplicate groups: which documents of a corpus, small or large, are versions of one story.

Two texts are versions of one story if nearly every passage of each has a counterpart in
the other. A later story that takes over a third of an earlier one fails that test,
however alike the third is; so do stories that share a topic. The work has four steps:

1. Each document becomes the set of its words with the passages in which they stand.
2. Candidates: pairs that share uncommon words (an index of words, the rarest first, up
   to a fixed amount of work a document) or the same MinHash values (for stories with
   more copies than an index can hold; Broder 1997).
3. Each candidate is verified: `score` says how much of the less matched quarter of
   the passages is found, near by, in the other text.
4. Groups are formed by average linkage, so that no single chance link joins two stories.

Memory holds about 5 bytes a word, not the texts. Results depend neither on the order of
the documents nor on the number of workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from retold.common.progress import Progress, quiet
from retold.compare import minhash
from retold.text import UNPARTED

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

THRESHOLD = 0.12  # least score of versions of one story
PASSAGE = 30  # words in a passage
MOST_PASSAGES = 32  # in a longer document passages are longer
CHANCE, MOST_CHANCE = 1.5, 0.4  # match by chance: the first over passages squared, at most the second
COMMON = 0.03
FEW_DOCUMENTS = 200  # up to so many, every pair is a candidate
FEW_PASSAGES = 400  # below this the corpus cannot tell which words are common
WORK = 5_000  # index operations a document
NEIGHBOURS = 6  # candidates a document, from the index
ALIKE = 0.1  # least cosine of a candidate's uncommon words
BANDS, ROWS = 8, 4  # MinHash bands, and values in a band
SAMPLED = 3  # a first look at a pair uses one word in so many
ENOUGH = 40  # sampled words of a document with which a first look can be trusted
HOPELESS = 0.6  # a first look below this share of the threshold ends it
LARGE = 40  # documents in a component from which links are verified as they are needed
SAMPLE = 5  # members of a large cluster that speak for it
BATCH = 256  # pairs verified at a time

_BUCKETS = 22  # words are counted in 2**22 buckets
_SHARED = ("words", "passages", "weights", "starts", "ends")
_WORTHWHILE = 16  # batches below which other processes do not help, and batches a task
_ROWS = 4096  # documents read at a time while the index is built
_FULL = np.uint64(0xFFFFFFFF)


@dataclass
class Digest:
    """Documents as distinct (word, passage) pairs, sorted by word inside each document."""

    words: np.ndarray  # uint32, the words' numbers
    passages: np.ndarray  # uint8
    sizes: np.ndarray  # pairs in each document
    prints: np.ndarray  # uint64, a hash of each document's words in order

    def only(self, documents: Sequence[int]) -> Digest:
        """The same without the documents that are not named; named in order."""
        if len(documents) == len(self.sizes):
            return self
        use = np.isin(np.repeat(np.arange(len(self.sizes)), self.sizes), documents)
        kept = np.asarray(documents, dtype=np.int64)
        return Digest(self.words[use], self.passages[use], self.sizes[kept], self.prints[kept])


def digest(texts: Sequence[str]) -> Digest:
    """Return the words of documents with the passages in which they stand.

    A word is a run of letters, digits and underscores in lower case; a letter of a script
    that does not part words is a word.
    """
    words, doc = _numbered([text.lower() for text in texts])
    lengths = np.bincount(doc, minlength=len(texts))
    first = np.cumsum(lengths) - lengths
    prints = [
        int.from_bytes(blake2b(words[start : start + size].tobytes(), digest_size=8).digest(), "big")
        for start, size in zip(first, lengths, strict=True)
    ]
    step = np.maximum(PASSAGE, -(-lengths // MOST_PASSAGES))
    passage = ((np.arange(len(words)) - first[doc]) // step[doc]).astype(np.uint64)
    keys = np.sort(
        (doc.astype(np.uint64) << np.uint64(40)) | (words.astype(np.uint64) << np.uint64(8)) | passage
    )
    keys = keys[np.append(keys[1:] != keys[:-1], True)] if len(keys) else keys
    return Digest(
        ((keys >> np.uint64(8)) & _FULL).astype(np.uint32),
        (keys & np.uint64(0xFF)).astype(np.uint8),
        np.bincount((keys >> np.uint64(40)).astype(np.int64), minlength=len(texts)),
        np.array(prints, dtype=np.uint64),
    )


def word_numbers(words: Sequence[str]) -> np.ndarray:
    """Return the numbers that `digest` gives to words."""
    return _numbered(list(words))[0]


def _numbered(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Number every word of texts by a hash of its letters; also the text of each.

    The hash is a polynomial in the letters, read off running sums for all words at once.
    """
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _letters()[np.minimum(codes, _KNOWN - 1)]
    before = np.append(np.uint8(0), kinds[:-1])
    starts = np.flatnonzero((kinds > 0) & ((before == 0) | (kinds == 2) | (before == 2)))
    after = np.append(kinds[1:], np.uint8(0))
    ends = np.flatnonzero((kinds > 0) & ((after == 0) | (kinds == 2) | (after == 2)))
    up, down = _powers(len(codes))
    running = np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * up)
    hashed = (running[ends] - np.where(starts > 0, running[starts - 1], np.uint64(0))) * down[starts]
    hashed = (hashed ^ (hashed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    doc = np.repeat(np.arange(len(texts)), lengths)[starts]
    return (hashed >> np.uint64(32)).astype(np.uint32), doc


_KNOWN = 0x20000
_POWERS: list[np.ndarray] = [np.ones(1, np.uint64), np.ones(1, np.uint64)]


@cache
def _letters() -> np.ndarray:
    """For each character: 0 no letter, 1 a letter or digit, 2 a letter that is a word by itself."""
    kinds = np.array([chr(c).isalnum() or chr(c) == "_" for c in range(_KNOWN)], dtype=np.uint8)
    for first, last in UNPARTED:
        kinds[first : last + 1] *= 2
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


@dataclass
class Grouping:
    """What `group` returns; documents are named by their positions in the input."""

    groups: np.ndarray  # for each document the first, by id, of its group
    pairs: np.ndarray  # (pairs, 2): verified pairs, each with the lower id first
    scores: np.ndarray  # their scores, 0 to 1


def group(
    ids: Sequence[str],
    digests: Iterable[Digest],
    *,
    threshold: float = THRESHOLD,
    pool: Executor | None = None,
    workers: int = 1,
    progress: Progress = quiet,
) -> Grouping:
    """Group documents into versions of one story.

    Parameters
    ----------
    ids : sequence of str
        Distinct names of the documents; they decide every tie. Complete once `digests`
        is exhausted, so that both can be filled while a file is read.
    digests : iterable of Digest
        The documents in the same order, as `digest` returns them, in batches.
    threshold : float
        Least score of a link.
    pool : Executor, optional
        Processes that verify pairs; by default this one does.
    workers : int
        Threads of the index. Neither changes the result, only the time.
    progress : callable
        Wraps the loop over batches of pairs, with a label.

    Returns
    -------
    Grouping
    """
    with TemporaryDirectory(prefix="retold-") as folder:
        store = _Store.gather(list(digests), ids)
        if pool is not None:
            store = store.saved(Path(folder, "all"))
        return _grouped(store, Path(folder), threshold, pool, workers, progress)


def _grouped(
    store: _Store, folder: Path, threshold: float, pool: Executor | None, workers: int, progress: Progress
) -> Grouping:
    sample = store.sample()
    if pool is not None:
        sample = sample.saved(folder / "sample")
    candidates = _candidates(store, sample, workers)
    candidates = candidates[_hopeful(sample, candidates, threshold, pool, progress)]
    scores = _verified(store, candidates, pool, progress)
    links = scores >= threshold
    label = _linked(store, candidates, scores, threshold, pool)
    own = store.first_alike
    groups = np.empty(len(store), dtype=np.int64)
    groups[store.order] = store.order[label[own]]
    copies = np.flatnonzero(own != np.arange(len(own)))
    pairs = np.concatenate([candidates[links], np.column_stack([own[copies], copies])])
    values = np.concatenate([scores[links], np.ones(len(copies))])
    by = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return Grouping(groups, store.order[pairs[by]], values[by])


@dataclass
class _Store:
    """All documents, numbered in the order of their ids; only what tells them apart is kept."""

    words: np.ndarray
    passages: np.ndarray
    weights: np.ndarray  # by bucket: how uncommon a word is; zero if it is common
    spread: np.ndarray  # by bucket: documents that hold the word
    starts: np.ndarray
    ends: np.ndarray
    order: np.ndarray  # position in the input of each document
    first_alike: np.ndarray  # number of the first document with the same words in order
    folder: Path | None = None  # where the arrays are saved, for other processes

    def __len__(self) -> int:
        return len(self.starts)

    @classmethod
    def gather(cls, digests: list[Digest], ids: Sequence[str]) -> _Store:
        """Join batches; emptied as they are read, so that memory is not needed twice."""
        n = len(ids)
        order = np.array(sorted(range(n), key=ids.__getitem__), dtype=np.int64)
        sizes = _joined([d.sizes for d in digests], np.int64)
        prints = _joined([d.prints for d in digests], np.uint64)[order]
        _, first, where = np.unique(prints, return_index=True, return_inverse=True)
        # Texts without a word are nobody's copies.
        first_alike = np.where(sizes[order] > 0, first[where], np.arange(n)) if n else np.zeros(0, np.int64)
        original = np.zeros(n, dtype=bool)
        original[order] = (first_alike == np.arange(n)) & (sizes[order] > 0)
        in_passages, spread, passages = _counted(digests, original)
        weights = np.zeros(len(in_passages), dtype=np.float32)
        known = in_passages > 0
        weights[known] = np.log(passages / in_passages[known])
        weights[in_passages > max(8, COMMON * passages)] = 0
        if passages < FEW_PASSAGES:
            weights[_buckets(_function_words())] = 0
        size = int(in_passages[weights > 0].sum())
        words, in_passage = np.empty(size, np.uint32), np.empty(size, np.uint8)
        kept: list[np.ndarray] = []
        begin = at = 0
        digests.reverse()
        while digests:
            batch = digests.pop()
            doc = np.repeat(np.arange(len(batch.sizes)), batch.sizes)
            use = (weights[_buckets(batch.words)] > 0) & original[begin : begin + len(batch.sizes)][doc]
            end = at + int(use.sum())
            words[at:end], in_passage[at:end] = batch.words[use], batch.passages[use]
            kept.append(np.bincount(doc[use], minlength=len(batch.sizes)))
            begin, at = begin + len(batch.sizes), end
        starts, ends = _bounds(kept, order)
        return cls(words[:at], in_passage[:at], weights, spread, starts, ends, order, first_alike)

    def saved(self, folder: Path) -> _Store:
        """The same with its arrays in files, which processes map into memory and share."""
        folder.mkdir()
        for name in _SHARED:
            np.save(folder / f"{name}.npy", getattr(self, name))
        return replace(self, **_mapped(folder), folder=folder)

    def sample(self) -> _Store:
        """The same documents with one word in `SAMPLED`, chosen by the word, and passages twice as long."""
        in_input = np.argsort(self.order)
        words, passages, counts = [], [], []
        for begin, end, doc, many in _blocks((self.ends - self.starts)[in_input]):
            use = self.words[begin:end] % np.uint32(SAMPLED) == 0
            words.append(self.words[begin:end][use])
            passages.append(self.passages[begin:end][use] >> 1)
            counts.append(np.bincount(doc[use], minlength=many))
        starts, ends = _bounds(counts, self.order)
        in_passage = _joined(passages, np.uint8)
        return replace(self, words=_joined(words, np.uint32), passages=in_passage, starts=starts, ends=ends)


def _blocks(sizes: np.ndarray) -> Iterator[tuple[int, int, np.ndarray, int]]:
    """Cut documents that lie one behind the other into blocks: begin, end, document in the block, documents."""
    at = 0
    for first in range(0, len(sizes), _ROWS):
        part = sizes[first : first + _ROWS]
        end = at + int(part.sum())
        yield at, end, np.repeat(np.arange(len(part)), part), len(part)
        at = end


def _bounds(counts: list[np.ndarray], order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each document begins and ends, from the sizes of batches of them, in `order`."""
    sizes = _joined(counts, np.int64)
    ends = np.cumsum(sizes)
    return (ends - sizes)[order], ends[order]


def _joined(parts: list[np.ndarray], kind: type) -> np.ndarray:
    """Join arrays, letting go of each as soon as it is copied."""
    whole: np.ndarray = np.empty(sum(map(len, parts)), dtype=kind)
    at = 0
    parts.reverse()
    while parts:
        part = parts.pop()
        whole[at : at + len(part)] = part
        at += len(part)
    return whole


def _buckets(words: np.ndarray) -> np.ndarray:
    return words >> np.uint32(32 - _BUCKETS)


def _function_words() -> np.ndarray:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return word_numbers(sorted(ENGLISH_STOP_WORDS))


def _counted(digests: Sequence[Digest], original: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """In how many passages and in how many documents each word stands; and all passages."""
    in_passages = np.zeros(1 << _BUCKETS, dtype=np.int32)
    spread = np.zeros(1 << _BUCKETS, dtype=np.int32)
    waiting: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    passages = begin = held = 0
    for number, batch in enumerate(digests):
        doc = np.repeat(np.arange(len(batch.sizes)), batch.sizes)
        use = original[begin : begin + len(batch.sizes)][doc]
        words, doc = batch.words[use], doc[use]
        buckets = _buckets(words)
        waiting[0].append(buckets)
        waiting[1].append(buckets[_new(words, doc)])
        cells = np.zeros((len(batch.sizes), MOST_PASSAGES), dtype=bool)
        cells[doc, batch.passages[use]] = True
        passages += int(cells.sum())
        begin += len(batch.sizes)
        held += len(words)
        if held > 1 << _BUCKETS or number == len(digests) - 1:
            for counts, parts in zip((in_passages, spread), waiting, strict=True):
                counts += np.bincount(_joined(parts, np.uint32), minlength=len(counts)).astype(np.int32)
            held = 0
    return in_passages, spread, passages


def _new(words: np.ndarray, doc: np.ndarray) -> np.ndarray:
    """Mark the first pair of each word in each document."""
    fresh = np.ones(len(words), dtype=bool)
    fresh[1:] = (words[1:] != words[:-1]) | (doc[1:] != doc[:-1])
    return fresh


def _candidates(store: _Store, sample: _Store, workers: int) -> np.ndarray:
    """Pairs of documents, lower number first, that may be versions of one story."""
    if len(store) <= FEW_DOCUMENTS:
        filled = np.flatnonzero(store.ends > store.starts)
        return np.array(list(combinations(filled, 2)), dtype=np.int64).reshape(-1, 2)
    pairs = np.concatenate([_from_index(store, workers), _from_minhash(sample)])
    return np.column_stack(np.divmod(np.unique(pairs[:, 0] * len(store) + pairs[:, 1]), len(store)))


def _from_index(store: _Store, workers: int) -> np.ndarray:
    from sparse_dot_topn import sp_matmul_topn

    n = len(store)
    spread = store.spread.copy()
    spread[store.weights == 0] = 0
    shared = np.sort(spread[spread > 1]).astype(np.float64)
    within = int(np.searchsorted(np.cumsum(shared**2), WORK * max(n, 1), side="right"))
    if not within:
        return np.zeros((0, 2), dtype=np.int64)
    most = shared[within - 1] if within == len(shared) else min(shared[within - 1], shared[within] - 1)
    column = np.full(len(spread), -1, dtype=np.int32)
    chosen = np.flatnonzero((spread > 1) & (spread <= most))
    column[chosen] = np.arange(len(chosen), dtype=np.int32)
    matrix = _rare_words(store, column, np.log(n / spread[chosen]).astype(np.float32))
    most_alike = {"top_n": NEIGHBOURS + 1, "threshold": ALIKE, "sort": True}
    top = sp_matmul_topn(matrix, matrix.T.tocsr(), **most_alike, n_threads=workers).tocoo()
    pairs = np.column_stack([top.row, top.col])[top.row != top.col]
    lower_first: np.ndarray = np.sort(pairs.astype(np.int64), axis=1)
    return lower_first


def _rare_words(store: _Store, column: np.ndarray, weights: np.ndarray) -> csr_matrix:
    """One row a document, of unit length: the weights of the indexed words it holds."""
    from scipy.sparse import csr_matrix

    in_input = np.argsort(store.order)
    sizes = (store.ends - store.starts)[in_input]
    indices, held = [], []
    for begin, end, doc, many in _blocks(sizes):
        words = store.words[begin:end]
        where = column[_buckets(words)]
        use = (where >= 0) & _new(words, doc)
        indices.append(where[use])
        held.append(np.bincount(doc[use], minlength=many))
    counts = _joined(held, np.int64)
    flat = _joined(indices, np.int32)
    values = weights[flat]
    starts = np.concatenate([[0], np.cumsum(counts)])
    square = np.add.reduceat(np.append(values**2, np.float32(0)), starts[:-1]) * (counts > 0)
    values /= np.repeat(np.sqrt(np.where(square > 0, square, 1)), counts).astype(np.float32)
    matrix = csr_matrix((values, flat, starts), shape=(len(sizes), len(weights)))[store.order]
    matrix.sort_indices()
    return matrix


def _from_minhash(store: _Store) -> np.ndarray:
    """Neighbours, by number, among the documents that share a band of MinHash values."""
    filled = np.flatnonzero(store.ends > store.starts)
    bands = np.zeros((len(filled), BANDS), dtype=np.uint64)
    for begin in range(0, len(filled), _ROWS):
        part = filled[begin : begin + _ROWS]
        words, _, _, sizes = _spread_out(store, part)
        signed = minhash.signatures(words, np.cumsum(sizes) - sizes, BANDS * ROWS)
        for column in range(BANDS * ROWS):
            key = bands[begin : begin + len(part), column // ROWS]
            np.bitwise_xor(key, signed[:, column], out=key)
            np.multiply(key, np.uint64(minhash.MIX), out=key)
    pairs = []
    for band in bands.T:
        by = np.argsort(band, kind="stable")
        same = np.flatnonzero(band[by[1:]] == band[by[:-1]])
        pairs.append(np.column_stack([filled[by[same]], filled[by[same + 1]]]))
    return np.unique(np.concatenate(pairs), axis=0)


def _spread_out(store: _Store, docs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Words, passages and row of each pair of some documents, and how many pairs each has."""
    starts, sizes = store.starts[docs], store.ends[docs] - store.starts[docs]
    row = np.repeat(np.arange(len(docs)), sizes)
    at = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts, sizes)
    return store.words[at], store.passages[at].astype(np.int64), row, sizes


def _hopeful(
    sample: _Store, pairs: np.ndarray, threshold: float, pool: Executor | None, progress: Progress
) -> np.ndarray:
    """Mark the pairs that a first look at a sample of words does not rule out."""
    sizes = sample.ends - sample.starts
    hopeful: np.ndarray = sizes[pairs].min(axis=1) < ENOUGH
    looked = np.flatnonzero(~hopeful)
    hopeful[looked] = _verified(sample, pairs[looked], pool, progress) >= HOPELESS * threshold
    return hopeful


def _verified(
    store: _Store, pairs: np.ndarray, pool: Executor | None = None, progress: Progress = quiet
) -> np.ndarray:
    """Score pairs, in batches, each independent of the others."""
    parts = [pairs[begin : begin + BATCH] for begin in range(0, len(pairs), BATCH)]
    if pool is None or store.folder is None or len(parts) < _WORTHWHILE:
        return _joined(list(progress((score(store, part) for part in parts), "pairs")), np.float64)
    tasks = [(store.folder, parts[n : n + _WORTHWHILE]) for n in range(0, len(parts), _WORTHWHILE)]
    return _joined(list(progress(pool.map(_score_saved, tasks), "pairs")), np.float64)


def _score_saved(task: tuple[Path, list[np.ndarray]]) -> np.ndarray:
    folder, parts = task
    nothing = np.zeros(0, dtype=np.int64)
    words, passages, weights, starts, ends = _mapped(folder).values()
    store = _Store(words, passages, weights, nothing, starts, ends, nothing, nothing)
    return np.concatenate([score(store, part) for part in parts])


def _mapped(folder: Path) -> dict[str, np.ndarray]:
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _SHARED}


def score(store: _Store, pairs: np.ndarray) -> np.ndarray:
    """Return for each pair of documents how well the less matched passages are matched.

    A passage's match is the share of its uncommon words, weighted by how uncommon they
    are, that stands in two neighbouring passages of the other text. Matches are averaged
    over three passages in a row; the score is their lower quartile, for whichever of
    the two texts it is lower, less what chance gives a text of few passages. 0 to 1,
    higher: more of both texts has a counterpart.
    """
    words_a, passages_a, row_a, _ = _spread_out(store, pairs[:, 0])
    words_b, passages_b, row_b, _ = _spread_out(store, pairs[:, 1])
    keys_a = (row_a.astype(np.uint64) << np.uint64(32)) | words_a
    keys_b = (row_b.astype(np.uint64) << np.uint64(32)) | words_b
    low = np.searchsorted(keys_b, keys_a, "left")
    many = np.searchsorted(keys_b, keys_a, "right") - low
    of_a = np.repeat(np.arange(len(keys_a)), many)
    of_b = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many) + np.repeat(low, many)
    weight_a, weight_b = store.weights[_buckets(words_a)], store.weights[_buckets(words_b)]
    shared = (row_a[of_a], passages_a[of_a], passages_b[of_b], weight_a[of_a])
    one = _lower_quartile(len(pairs), shared, (row_a, passages_a, weight_a))
    turned = (shared[0], shared[2], shared[1], shared[3])
    two = _lower_quartile(len(pairs), turned, (row_b, passages_b, weight_b))
    lower: np.ndarray = np.minimum(one, two)
    return lower


def _lower_quartile(
    n: int, shared: tuple[np.ndarray, ...], whole: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> np.ndarray:
    size = int(whole[1].max(initial=0)) + 1
    wide = int(shared[2].max(initial=0)) + 2
    row, own, other, weight = shared
    cells = np.bincount((row * size + own) * wide + other, weight, minlength=n * size * wide)
    cells = cells.reshape(n, size, wide)
    best = (cells[:, :, :-1] + cells[:, :, 1:]).max(axis=2)
    row, own, weight = whole
    mass = np.bincount(row * size + own, weight, minlength=n * size).reshape(n, size)
    filled = mass > 0
    best = np.where(filled, np.minimum(best, mass), 0.0)
    around, base = _three(best), _three(mass)
    match = np.where(filled, around / np.where(base > 0, base, 1.0), 2.0)
    count = filled.sum(axis=1)
    ordered = np.sort(match, axis=1)
    at = np.maximum(count - 1, 0) * 0.25
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    rows = np.arange(n)
    low, high = ordered[rows, below], ordered[rows, above]
    quartile = np.minimum(1.0, low + (high - low) * (at - below))
    # With few passages some quartile is matched by chance: take away what chance gives.
    chance = np.minimum(MOST_CHANCE, CHANCE / np.maximum(count, 1) ** 2)
    return np.where(count > 0, np.maximum(0.0, (quartile - chance) / (1.0 - chance)), 0.0)


def _three(values: np.ndarray) -> np.ndarray:
    padded = np.pad(values, ((0, 0), (1, 1)))
    three: np.ndarray = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    return three


def _linked(
    store: _Store, pairs: np.ndarray, scores: np.ndarray, threshold: float, pool: Executor | None
) -> np.ndarray:
    """Number each document by the first of its group: average linkage, cut at `threshold`."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(store)
    label = np.arange(n)
    links, link_scores = pairs[scores >= threshold], scores[scores >= threshold]
    if not len(links):
        return label
    graph = csr_matrix((np.ones(len(links)), links.T), shape=(n, n))
    _, part = connected_components(graph, directed=False)
    by = np.argsort(part, kind="stable")
    cuts = np.flatnonzero(np.diff(part[by])) + 1
    members = [m for m in np.split(by, cuts) if len(m) > 1]
    inside = part[pairs[:, 0]] == part[pairs[:, 1]]
    known = dict(zip(map(tuple, pairs[inside].tolist()), scores[inside].tolist(), strict=True))
    small = [m.tolist() for m in members if 2 < len(m) <= LARGE]
    asked = [pair for m in small for pair in combinations(m, 2) if pair not in known]
    more = np.array(asked, dtype=np.int64).reshape(-1, 2)
    known.update(zip(asked, _verified(store, more, pool).tolist(), strict=True))
    for m in members:
        if len(m) == 2:
            clusters: Iterable[list[int]] = [m.tolist()]
        elif len(m) <= LARGE:
            clusters = _average_linkage(m.tolist(), known, threshold)
        else:
            held = np.isin(links[:, 0], m)
            clusters = _stepwise(store, links[held], link_scores[held], threshold)
        for cluster in clusters:
            label[cluster] = min(cluster)
    return label


def _average_linkage(
    members: list[int], known: Mapping[tuple[int, int], float], threshold: float
) -> list[list[int]]:
    from scipy.cluster.hierarchy import fcluster, linkage

    scores = [known[pair] for pair in combinations(members, 2)]
    if min(scores) >= threshold:
        return [members]
    distance = [1.0 - s for s in scores]
    cluster = fcluster(linkage(distance, "average"), 1.0 - threshold, "distance")
    return [np.array(members)[cluster == number].tolist() for number in np.unique(cluster)]


def _stepwise(store: _Store, links: np.ndarray, scores: np.ndarray, threshold: float) -> Iterable[list[int]]:
    """Join the best linked first, if the first `SAMPLE` members of both match on average."""
    clusters = {doc: [doc] for doc in np.unique(links).tolist()}
    home = {doc: doc for doc in clusters}
    for a, b in links[np.lexsort((links[:, 1], links[:, 0], -scores))].tolist():
        one, two = home[a], home[b]
        if one == two:
            continue
        across = [sorted((x, y)) for x in clusters[one][:SAMPLE] for y in clusters[two][:SAMPLE]]
        if len(across) == 1 or score(store, np.array(across)).mean() >= threshold:
            for doc in clusters[two]:
                home[doc] = one
            clusters[one] = sorted(clusters[one] + clusters.pop(two))
    return clusters.values()
