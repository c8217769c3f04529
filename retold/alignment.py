"""Two versions of a story side by side, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

THRESHOLD = 0.2


def align(a: Sequence[str], b: Sequence[str], threshold: float = THRESHOLD) -> pd.DataFrame:
    """Align the sentences of two versions in order, one to one, with gaps.

    The alignment maximises the sum of similarities above `threshold` over pairs that
    keep the order of both texts, by dynamic programming.

    Parameters
    ----------
    a, b : sequence of str
        The sentences of the two versions.
    threshold : float
        Least cosine of a pair, 0 to 1.

    Returns
    -------
    DataFrame
        Columns sentence_a, sentence_b (from 1; missing on one side of a gap), similarity,
        operation (same, edited, only-a, only-b), in reading order.
    """
    similarity = _similarity(a, b)
    path = _best_path(np.where(similarity >= threshold, similarity, 0.0))
    rows: list[tuple[int | None, int | None, float, str]] = []
    for i, j in path:
        if i is not None and j is not None:
            same = a[i].strip() == b[j].strip()
            rows.append((i + 1, j + 1, float(similarity[i, j]), "same" if same else "edited"))
        elif i is not None:
            rows.append((i + 1, None, 0.0, "only-a"))
        elif j is not None:
            rows.append((None, j + 1, 0.0, "only-b"))
    table = pd.DataFrame(rows, columns=["sentence_a", "sentence_b", "similarity", "operation"])
    return table.astype({"sentence_a": "Int64", "sentence_b": "Int64"})


def _similarity(a: Sequence[str], b: Sequence[str]) -> np.ndarray:
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not a or not b:
        return np.zeros((len(a), len(b)))
    vectorizer = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", ngram_range=(1, 2))
    weighted = vectorizer.fit_transform([*a, *b])
    return np.clip((weighted[: len(a)] @ weighted[len(a) :].T).toarray(), 0.0, 1.0)


def _best_path(score: np.ndarray) -> list[tuple[int | None, int | None]]:
    n, m = score.shape
    best = np.zeros((n + 1, m + 1))
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            pair = score[i, j] + best[i + 1, j + 1] if score[i, j] > 0 else -1.0
            best[i, j] = max(pair, best[i + 1, j], best[i, j + 1])
    path: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < n or j < m:
        if i < n and j < m and score[i, j] > 0 and best[i, j] == score[i, j] + best[i + 1, j + 1]:
            path.append((i, j))
            i, j = i + 1, j + 1
        elif i < n and (j == m or best[i, j] == best[i + 1, j]):
            path.append((i, None))
            i += 1
        else:
            path.append((None, j))
            j += 1
    return path
