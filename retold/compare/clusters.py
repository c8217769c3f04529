"""Groups of stories: a dendrogram cut where silhouettes say, and whether shuffled words would be cut as well.

A clustering always finds groups. So the criterion by which their number is chosen is also computed on the same words dealt
anew to the stories: only what beats that is more than a habit of the method. All stories are first brought to one length:
a longer one shares more words with any other, so that groups would be classes of length, and shuffled words would not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retold.compare.similarity import sparse_cosine

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST_STORIES = 6  # of fewer, no number of groups can be told from another
MOST_STORIES = 1000  # of more, a matrix of all pairs is too much for a laptop
MOST_GROUPS = 12
SHUFFLES = 99  # so that five of a hundred, the stories among them, are one in twenty
DRAWS = 60
SEED = 1987
LEVEL = 0.95
FLOOR = 150  # words: of fewer, topics hardly show
SHORT = 0.5  # of the median length: shorter stories are left out, unless they have `FLOOR` words
COMMON = 0.25  # of the texts, from which on a term is dealt by itself
# What a story repeats tells ever less of what it is about; and bursts of a name would make pairs of their own.
WEIGHTING = "tfidf-sublinear"


@dataclass(frozen=True)
class Clusters:
    """Groups of stories, and how firm they are.

    Attributes
    ----------
    stories : array of int
        Which stories are grouped, as rows of the counts: all but the shortest.
    length : int
        The number of words to which they were brought.
    group : array of int
        The group of each of them, from 1, the largest first.
    width : array of float
        The silhouette width of each of them.
    choices : DataFrame
        A row a number of groups: groups, silhouette (the mean width), shuffled (its mean on shuffled words), shuffled_high
        (what 95 % of the shuffles stay below), excess (by how many standard deviations of the shuffles it is beyond them).
    limit : float
        What the excess of the number that would be chosen stays below in 95 % of the shuffles.
    agreement : array of float
        Adjusted Rand index with the groups, in each draw of the words.
    shuffled_agreement : array of float
        The same where words are shuffled first: what the index is where there is nothing to find.
    """

    stories: np.ndarray
    length: int
    group: np.ndarray
    width: np.ndarray
    choices: pd.DataFrame
    limit: float
    agreement: np.ndarray
    shuffled_agreement: np.ndarray


def clusters(counts: csr_matrix, seed: int = SEED) -> Clusters | None:
    """Group stories by their words: Ward's clustering of their TF-IDF vectors, cut where silhouettes are widest.

    Parameters
    ----------
    counts : sparse matrix of shape (stories, terms)
        How often each story has each term.
    seed : int
        Of the words that are drawn and dealt.

    Returns
    -------
    Clusters or None
        None for fewer than `LEAST_STORIES` stories, more than `MOST_STORIES`, or no words that any share.
    """
    rng = np.random.default_rng(seed)
    stories, even = of_one_length(counts, rng)
    if not LEAST_STORIES <= len(stories) <= MOST_STORIES:
        return None
    shared = even[:, np.flatnonzero(even.getnnz(axis=0) > 1)].tocsr()
    if not shared.shape[1]:
        return None
    cosine = sparse_cosine(shared, WEIGHTING)
    cuts = _cuts(cosine)
    widths = {k: silhouettes(cosine, cut) for k, cut in cuts.items()}
    means = {k: float(width.mean()) for k, width in widths.items()}
    best = max(means, key=lambda k: (means[k], -k))
    null, agreement_of_null = [], []
    for _ in range(SHUFFLES):
        mixed = shuffled(shared, rng)
        chance = sparse_cosine(mixed, WEIGHTING)
        cut = _cuts(chance)
        null.append([float(silhouettes(chance, cut[k]).mean()) for k in means])
        agreement_of_null.append(_agreement(mixed, cut[best], best, rng))
    shuffles = np.array(null)
    mean, spread = shuffles.mean(axis=0), np.maximum(shuffles.std(axis=0), 1e-12)
    choices = pd.DataFrame(
        {
            "groups": list(means),
            "silhouette": list(means.values()),
            "shuffled": mean,
            "shuffled_high": np.quantile(shuffles, LEVEL, axis=0),
            "excess": (np.array(list(means.values())) - mean) / spread,
        }
    )
    # Each shuffle chooses its number as the stories do: by the widest silhouette.
    chosen = shuffles.argmax(axis=1)
    excess = ((shuffles - mean) / spread)[np.arange(len(shuffles)), chosen]
    limit = float(np.quantile(excess, LEVEL, method="higher"))
    agreement = np.array([_agreement(shared, cuts[best], best, rng) for _ in range(DRAWS)])
    found = cuts[best], widths[best], choices, limit, agreement, np.array(agreement_of_null)
    return Clusters(stories, int(even[0].sum()), *found)


def of_one_length(counts: csr_matrix, rng: np.random.Generator) -> tuple[np.ndarray, csr_matrix]:
    """Return which stories are long enough, and their counts, of each as many words as the shortest of them has.

    The words of a longer story are drawn without replacement. A story is long enough with `FLOOR` words, or with `SHORT` of
    what the median story has. Counts that are means over versions are first rounded up or down by chance.
    """
    from scipy.sparse import csr_matrix

    whole = csr_matrix(counts, copy=True)
    whole.data = np.floor(whole.data + rng.random(len(whole.data)))
    size = np.asarray(whole.sum(axis=1)).ravel()
    if not size.any():
        return np.flatnonzero(size), whole[:0]
    stories = np.flatnonzero(size >= max(min(FLOOR, SHORT * np.median(size[size > 0])), 1))
    even, length = whole[stories], int(size[stories].min())
    for start, end in pairwise(even.indptr):
        had = even.data[start:end].astype(int)
        if had.sum() > length:
            even.data[start:end] = rng.multivariate_hypergeometric(had, length, method="marginals")
    even.eliminate_zeros()
    return stories, even


def _cuts(cosine: np.ndarray) -> dict[int, np.ndarray]:
    """The dendrogram cut into every number of groups, by that number; groups from 1, the largest first."""
    from scipy.cluster.hierarchy import linkage

    # Ward's method is one of squared distances; between vectors of unit length they are 2 - 2 cosine.
    apart = np.sqrt(np.clip(2.0 - 2.0 * cosine[np.triu_indices(len(cosine), 1)], 0.0, None))
    stories = len(cosine)
    label = np.arange(stories)
    cuts = {}
    for step, (one, other, *_) in enumerate(linkage(apart, "ward"), start=1):
        label[(label == one) | (label == other)] = stories + step - 1
        if 2 <= stories - step <= MOST_GROUPS:
            cuts[stories - step] = _by_size(label)
    return dict(sorted(cuts.items()))


def _by_size(labels: np.ndarray) -> np.ndarray:
    """Labels from 1, the largest group first, of equal ones that of the first story."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda n: (-sizes[n], first[n]))
    rank = {names[n]: place + 1 for place, n in enumerate(order)}
    return np.array([rank[label] for label in labels])


def silhouettes(cosine: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return how much closer each text is to its own group than to the next (Rousseeuw 1987), -1 to 1; 0 if it is alone.

    scikit-learn's `silhouette_samples` on 1 - cosine, without its checks: it is asked for thousands of times.
    """
    own = group[:, None] == np.unique(group)
    sizes = own.sum(axis=0)
    total = (1.0 - cosine) @ own
    mine = sizes[own.argmax(axis=1)]
    # No text is apart from itself, not even one without words, whose cosine with itself is 0.
    within = (total[own] - (1.0 - np.diag(cosine))) / np.maximum(mine - 1, 1)
    between = np.where(own, np.inf, total / sizes).min(axis=1)
    wider = np.maximum(within, between)
    width: np.ndarray = np.where(wider > 0, (between - within) / np.where(wider > 0, wider, 1.0), 0.0)
    width[mine == 1] = 0.0
    return width


def shuffled(counts: csr_matrix, rng: np.random.Generator) -> csr_matrix:
    """Return counts whose terms are dealt anew to the texts, each term by itself.

    As many texts have a term as before, and as often. Which do is drawn with chances in proportion to how many different
    terms a text has, so that long texts stay long.
    """
    from scipy.sparse import csc_matrix

    columns = csc_matrix(counts)
    texts, found = columns.shape[0], np.diff(columns.indptr)
    chances = np.cumsum(counts.getnnz(axis=1).astype(float))
    term = np.repeat(np.arange(len(found)), found)
    dealt = np.searchsorted(chances, rng.random(len(term)) * chances[-1], side="right")
    waiting = np.flatnonzero(found[term] <= COMMON * texts)
    while len(waiting):  # a text that has the term already is drawn again
        again = np.ones(len(waiting), dtype=bool)
        again[np.unique(term[waiting] * texts + dealt[waiting], return_index=True)[1]] = False
        redrawn = waiting[again]
        dealt[redrawn] = np.searchsorted(chances, rng.random(len(redrawn)) * chances[-1], side="right")
        open_terms = np.zeros(len(found), dtype=bool)
        open_terms[term[redrawn]] = True
        waiting = waiting[open_terms[term[waiting]]]
    for n in np.flatnonzero(found > COMMON * texts):
        # Common terms by the smallest of exponential waiting times, which is the same draw.
        cells = slice(columns.indptr[n], columns.indptr[n + 1])
        times = rng.standard_exponential(texts) / np.maximum(np.diff(chances, prepend=0.0), 1.0)
        dealt[cells] = rng.permutation(np.argpartition(times, found[n] - 1)[: found[n]])
    return csc_matrix((columns.data, dealt, columns.indptr), columns.shape).tocsr()


def _agreement(counts: csr_matrix, group: np.ndarray, groups: int, rng: np.random.Generator) -> float:
    """How far the groups are the same (adjusted Rand index) when the terms are drawn anew, with replacement."""
    from sklearn.metrics import adjusted_rand_score

    drawn = counts[:, rng.integers(0, counts.shape[1], counts.shape[1])]
    return float(adjusted_rand_score(group, _cuts(sparse_cosine(drawn, WEIGHTING))[groups]))
