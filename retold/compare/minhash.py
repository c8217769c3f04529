"""MinHash: sets of any size as signatures of one size, which tell how alike the sets are (Broder 1997)."""

from __future__ import annotations

import numpy as np

SEED = 2022
EMPTY: np.uint64 = np.uint64(0xFFFFFFFFFFFFFFFF)
MIX: np.uint64 = np.uint64(0x9E3779B97F4A7C15)


def signatures(numbers: np.ndarray, starts: np.ndarray, permutations: int) -> np.ndarray:
    """Return the signatures of sets that lie one behind the other.

    Parameters
    ----------
    numbers : array of unsigned int
        The members of all sets as 32-bit hashes.
    starts : array of int
        Where each set begins; none is empty.
    permutations : int
        Values in a signature. More tell more: the standard error of a Jaccard similarity
        read off the signatures is at most 0.5 / sqrt(permutations).

    Returns
    -------
    array of uint64, sets × permutations
        The least value of each set under each of a fixed series of hash functions.
    """
    factors = np.random.default_rng(SEED).integers(0, 1 << 32, (permutations, 2), dtype=np.uint64)
    values = numbers.astype(np.uint64)
    signed = np.empty((len(starts), permutations), dtype=np.uint64)
    for column, (times, plus) in enumerate(factors):
        signed[:, column] = np.minimum.reduceat((values * (times | np.uint64(1)) + plus) * MIX, starts)
    return signed


def jaccard(a: np.ndarray, b: np.ndarray) -> float:
    """Estimate the Jaccard similarity of two sets: the share of equal values; 0 to 1, zero for empty sets."""
    return float(np.mean((a == b) & (a != EMPTY)))
