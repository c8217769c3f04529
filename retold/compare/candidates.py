"""Which pairs of documents may have to do with each other: an amount of work a document that grows like a logarithm."""

from __future__ import annotations

from itertools import combinations
from math import log10
from typing import TYPE_CHECKING

import numpy as np

from retold.compare import minhash
from retold.compare.digest import buckets
from retold.compare.store import Store, blocks, first_of_word, joined

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FEW_DOCUMENTS = 200  # up to so many, every pair is a candidate
WORK = 5_000  # index operations a document, and as many again for each ten times as many documents as `SMALL`
SMALL = 10_000
NEIGHBOURS = 6  # candidates a document, from the index
ALIKE = 0.1  # least cosine of a candidate's uncommon words
BANDS, ROWS = 8, 4  # MinHash bands, and values in a band

_BATCH = 4096  # documents signed at a time


def candidates(store: Store, sample: Store, workers: int) -> np.ndarray:
    """Pairs of documents, lower number first, that may be versions of one story."""
    if len(store) <= FEW_DOCUMENTS:
        filled = np.flatnonzero(store.ends > store.starts)
        return np.array(list(combinations(filled, 2)), dtype=np.int64).reshape(-1, 2)
    pairs = np.concatenate([_from_index(store, workers), _from_minhash(sample)])
    return np.column_stack(np.divmod(np.unique(pairs[:, 0] * len(store) + pairs[:, 1]), len(store)))


def _from_index(store: Store, workers: int) -> np.ndarray:
    from sparse_dot_topn import sp_matmul_topn

    n = len(store)
    spread = store.spread.copy()
    spread[store.weights == 0] = 0
    shared = np.sort(spread[spread > 1]).astype(np.float64)
    within = int(np.searchsorted(np.cumsum(shared**2), _work(n), side="right"))
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


def _work(documents: int) -> float:
    """Index operations for a collection: the more documents, the rarer are the words that a fixed amount would leave."""
    return documents * WORK * max(1.0, 1 + log10(max(documents, 1) / SMALL))


def _rare_words(store: Store, column: np.ndarray, weights: np.ndarray) -> csr_matrix:
    """One row a document, of unit length: the weights of the indexed words it holds."""
    from scipy.sparse import csr_matrix

    in_input = np.argsort(store.order)
    sizes = (store.ends - store.starts)[in_input]
    indices, held = [], []
    for begin, end, doc, many in blocks(sizes):
        words = store.words[begin:end]
        where = column[buckets(words)]
        use = (where >= 0) & first_of_word(words, doc)
        indices.append(where[use])
        held.append(np.bincount(doc[use], minlength=many))
    counts = joined(held, np.int64)
    flat = joined(indices, np.int32)
    values = weights[flat]
    starts = np.concatenate([[0], np.cumsum(counts)])
    square = np.add.reduceat(np.append(values**2, np.float32(0)), starts[:-1]) * (counts > 0)
    values /= np.repeat(np.sqrt(np.where(square > 0, square, 1)), counts).astype(np.float32)
    matrix = csr_matrix((values, flat, starts), shape=(len(sizes), len(weights)))[store.order]
    matrix.sort_indices()
    return matrix


def _from_minhash(store: Store) -> np.ndarray:
    """Neighbours, by number, among the documents that share a band of MinHash values."""
    filled = np.flatnonzero(store.ends > store.starts)
    bands = np.zeros((len(filled), BANDS), dtype=np.uint64)
    for begin in range(0, len(filled), _BATCH):
        part = filled[begin : begin + _BATCH]
        words, _, row = store.spread_out(part)
        sizes = np.bincount(row, minlength=len(part))
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
