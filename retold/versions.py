"""How alike texts are: TF-IDF cosine, shared shingles, hierarchical clustering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SHINGLES = tuple(range(1, 11))


def term_matrix(terms: pd.DataFrame, doc_ids: Sequence[str], *, stop_words: bool = False) -> csr_matrix:
    """Return the term counts as a sparse matrix, one row a text in the order of `doc_ids`.

    Parameters
    ----------
    terms : DataFrame
        The derived table `terms`.
    doc_ids : sequence of str
        The texts.
    stop_words : bool
        Keep the words of scikit-learn's English stop list; by default they are dropped.
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    used = terms[terms["doc_id"].isin(doc_ids)]
    if not stop_words:
        used = used[~used["term"].isin(ENGLISH_STOP_WORDS)]
    rows = used["doc_id"].map({d: i for i, d in enumerate(doc_ids)}).to_numpy(dtype=int)
    vocabulary = {t: i for i, t in enumerate(sorted(set(used["term"])))}
    columns = used["term"].map(vocabulary).to_numpy(dtype=int)
    values = used["count"].to_numpy(dtype=float)
    return csr_matrix((values, (rows, columns)), shape=(len(doc_ids), len(vocabulary)))


def tfidf_cosine(terms: pd.DataFrame, doc_ids: Sequence[str], *, stop_words: bool = False) -> pd.DataFrame:
    """Return the cosine similarity of every pair of texts, weighted by TF-IDF.

    scikit-learn's `TfidfTransformer` (smoothed idf, L2 norm) on the term counts
    (Manning, Raghavan & Schütze 2008). Higher: more alike; 1 for a text with itself. The idf comes
    from these texts alone: with a handful it hardly tells rare from common.
    """
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = term_matrix(terms, doc_ids, stop_words=stop_words)
    if not counts.shape[1]:
        return pd.DataFrame(np.eye(len(doc_ids)), index=list(doc_ids), columns=list(doc_ids))
    weighted = TfidfTransformer().fit_transform(counts)
    cosine = np.clip((weighted @ weighted.T).toarray(), 0.0, 1.0)
    np.fill_diagonal(cosine, 1.0)
    return pd.DataFrame(cosine, index=list(doc_ids), columns=list(doc_ids))


def pairs(cosine: pd.DataFrame, stories: pd.Series) -> pd.DataFrame:
    """Return one row a pair of texts: doc_a, doc_b, similarity, same_story.

    Parameters
    ----------
    cosine : DataFrame
        Square, as `tfidf_cosine` returns it.
    stories : Series
        story_id by doc_id.
    """
    ids = list(cosine.index)
    rows = [
        (a, b, float(cosine.at[a, b]), stories[a] == stories[b])
        for i, a in enumerate(ids)
        for b in ids[i + 1 :]
    ]
    table = pd.DataFrame(rows, columns=["doc_a", "doc_b", "similarity", "same_story"])
    return table.sort_values(
        ["similarity", "doc_a", "doc_b"], ascending=[False, True, True], ignore_index=True
    )


def linkage(cosine: pd.DataFrame, method: str = "average") -> np.ndarray:
    """Cluster texts hierarchically on 1 - cosine; a SciPy linkage matrix, (n - 1) × 4."""
    from scipy.cluster.hierarchy import linkage as scipy_linkage
    from scipy.spatial.distance import squareform

    distance = 1.0 - cosine.to_numpy()
    return scipy_linkage(squareform(distance, checks=False), method=method)


def shingles(tokens: Sequence[str], size: int) -> set[tuple[str, ...]]:
    """Return the distinct runs of `size` tokens; none if there are fewer tokens."""
    return {tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1)}


def overlap(a: set[tuple[str, ...]], b: set[tuple[str, ...]]) -> dict[str, float]:
    """Return Jaccard and both containments of two sets of shingles (Broder 1997); 0 to 1."""
    shared = len(a & b)
    return {
        "jaccard": shared / len(a | b) if a | b else 0.0,
        "containment-a-in-b": shared / len(a) if a else 0.0,
        "containment-b-in-a": shared / len(b) if b else 0.0,
    }
