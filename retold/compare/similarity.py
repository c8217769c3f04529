"""How alike texts are: TF-IDF cosine, shared shingles, hierarchical clustering and its support."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement, pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retold.common.progress import Progress, quiet
from retold.compare import minhash as signing
from retold.text import terms as terms_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SHINGLES = tuple(range(1, 11))
PERMUTATIONS = 256
DRAWS = 200
MOST_TEXTS = 60  # with more, support is not computed: a dendrogram of them cannot be read
SEED = 2022

WEIGHTINGS = ("counts", "tfidf", "tfidf-sublinear")
LINKAGES = ("average", "complete", "single")


def _content_words(sentence: str) -> list[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return [t for t in terms_of(sentence) if t not in ENGLISH_STOP_WORDS]


def _words_1_2(sentence: str) -> list[str]:
    words = terms_of(sentence)
    return [*words, *(" ".join(pair) for pair in pairwise(words))]


# What a vectoriser counts in a sentence. The first is what `tfidf_cosine` counts.
VECTORISERS: Mapping[str, Mapping[str, Any]] = {
    "content-words": {"analyzer": _content_words},
    "words": {"analyzer": terms_of},
    "words-1-2": {"analyzer": _words_1_2},
    "characters-3-5": {"analyzer": "char_wb", "ngram_range": (3, 5)},
}


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
    return counted(terms, doc_ids, stop_words=stop_words)[0]


def counted(
    terms: pd.DataFrame, doc_ids: Sequence[str], *, stop_words: bool = False
) -> tuple[csr_matrix, list[str]]:
    """Return the term counts as `term_matrix` does, and the terms in the order of its columns."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    used = terms[terms["doc_id"].isin(doc_ids)]
    if not stop_words:
        used = used[~used["term"].isin(ENGLISH_STOP_WORDS)]
    rows = used["doc_id"].map({d: i for i, d in enumerate(doc_ids)}).to_numpy(dtype=int)
    vocabulary = {t: i for i, t in enumerate(sorted(set(used["term"])))}
    columns = used["term"].map(vocabulary).to_numpy(dtype=int)
    values = used["count"].to_numpy(dtype=float)
    shape = (len(doc_ids), len(vocabulary))
    return csr_matrix((values, (rows, columns)), shape=shape), list(vocabulary)


def tfidf_cosine(terms: pd.DataFrame, doc_ids: Sequence[str], *, stop_words: bool = False) -> pd.DataFrame:
    """Return the cosine similarity of every pair of texts, weighted by TF-IDF.

    scikit-learn's `TfidfTransformer` (smoothed idf, L2 norm) on the term counts
    (Manning, Raghavan & Schütze 2008). Higher: more alike; 1 for a text with itself. The idf comes
    from these texts alone: with a handful it hardly tells rare from common.
    """
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = term_matrix(terms, doc_ids, stop_words=stop_words)
    cosine = np.eye(len(doc_ids))
    if counts.shape[1]:
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
    values = zip(combinations(cosine.index, 2), _above_diagonal(cosine), strict=True)
    rows = [(a, b, value, stories[a] == stories[b]) for (a, b), value in values]
    table = pd.DataFrame(rows, columns=["doc_a", "doc_b", "similarity", "same_story"])
    by = ["similarity", "doc_a", "doc_b"]
    return table.sort_values(by, ascending=[False, True, True], ignore_index=True)


def _above_diagonal(cosine: pd.DataFrame) -> list[float]:
    """The values of a square table above its diagonal, row by row."""
    rows: list[float] = cosine.to_numpy()[np.triu_indices(len(cosine), 1)].tolist()
    return rows


def linkage(cosine: pd.DataFrame, method: str = "average") -> np.ndarray:
    """Cluster texts hierarchically on 1 - cosine; a SciPy linkage matrix, (n - 1) × 4."""
    return _linkage(cosine.to_numpy(), method)


def _linkage(cosine: np.ndarray, method: str) -> np.ndarray:
    from scipy.cluster.hierarchy import linkage

    tree: np.ndarray = linkage((1.0 - cosine)[np.triu_indices(len(cosine), 1)], method)
    return tree


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


def minhash(shingled: set[tuple[str, ...]], permutations: int = PERMUTATIONS) -> np.ndarray:
    """Return the MinHash signature of a set of shingles, for `retold.compare.minhash.jaccard`: uint64.

    It has the same size for a text of any length, so that those of millions can be held.
    """
    if not shingled:
        return np.full(permutations, signing.EMPTY)
    numbers = np.array([zlib.crc32(" ".join(s).encode()) for s in shingled], dtype=np.uint32)
    signature: np.ndarray = signing.signatures(numbers, np.zeros(1, dtype=np.int64), permutations)[0]
    return signature


def halves(sentences: Mapping[str, Sequence[str]], draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Compare random halves of texts: what a similarity between texts can be measured against.

    Each draw parts the sentences of every text in two at random. Half against other half
    of one text is what "the same text" can reach at that length; half against half of
    another text is what two texts reach at the same length.

    Parameters
    ----------
    sentences : mapping of doc_id to sequence of str
        The sentences of each text.

    Returns
    -------
    DataFrame
        The table `halves`: mean and central 95 % of the TF-IDF cosines (stop words out,
        idf from the whole texts). A text with fewer than two sentences has no row with itself.
    """
    ids = list(sentences)
    columns = ["doc_a", "doc_b", "similarity", "low", "high"]
    counts = _by_sentence(sentences, "content-words")
    if counts is None:
        return pd.DataFrame(columns=columns)
    rng = np.random.default_rng(seed)
    weigh = _weigher(_totals(counts), "tfidf")
    drawn = []
    for _ in range(draws):
        first = [rng.permutation(c.shape[0]) < c.shape[0] // 2 for c in counts]
        one = weigh(_totals(counts, [f.astype(float) for f in first]))
        two = weigh(_totals(counts, [1.0 - f for f in first]))
        drawn.append(np.where(np.eye(len(ids), dtype=bool), one @ two.T, one @ one.T))
    values = np.array(drawn)
    rows = []
    for i, j in combinations_with_replacement(range(len(ids)), 2):
        if i != j or counts[i].shape[0] > 1:
            cosine = values[:, i, j]
            rows.append((ids[i], ids[j], cosine.mean(), *np.quantile(cosine, [0.025, 0.975])))
    return pd.DataFrame(rows, columns=columns)


def support(
    clean: Mapping[str, Sequence[str]],
    raw: Mapping[str, Sequence[str]],
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress = quiet,
) -> pd.DataFrame:
    """Say how firmly each clade of the dendrogram stands under every choice that could be made.

    A multiverse of settings (vectoriser × weighting × linkage × cleaning), and in each a
    bootstrap over sentences: the sentences of every text are drawn with replacement, the
    texts clustered again, and a clade's support is the share of draws that have it. After
    Felsenstein's bootstrap of clades; Hennig (2007) on the stability of clusters.

    Parameters
    ----------
    clean, raw : mapping of doc_id to sequence of str
        The sentences of each text, without and with boilerplate.

    Returns
    -------
    DataFrame
        The table `support`: every clade that is in the dendrogram of the whole texts under
        any setting, but the one of all texts, with its support under each setting.
    """
    ids = list(clean)
    columns = ["clade", "vectoriser", "weighting", "linkage", "cleaning", "whole", "support"]
    if not 3 <= len(ids) <= MOST_TEXTS:
        return pd.DataFrame(columns=columns)
    trees: dict[tuple[str, ...], list[set[frozenset[str]]]] = {}  # by setting: the whole texts', the draws'
    for cleaning, vectoriser in progress(list(product(("clean", "raw"), VECTORISERS)), "clustering"):
        counts = _by_sentence({"clean": clean, "raw": raw}[cleaning], vectoriser)
        if counts is None:
            continue
        for weighting, method in product(WEIGHTINGS, LINKAGES):
            trees[(vectoriser, weighting, method, cleaning)] = []
        # A draw at a time: all of them together, of thirty texts, would take gigabytes.
        for totals in _drawn(counts, draws, seed):
            for weighting in WEIGHTINGS:
                cosine = sparse_cosine(totals, weighting)
                for method in LINKAGES:
                    of_setting = trees[(vectoriser, weighting, method, cleaning)]
                    of_setting.append(_inner_clades(cosine, method, ids))
    known = sorted({clade for whole, *_ in trees.values() for clade in whole}, key=sorted)
    rows = [
        (
            " ".join(sorted(c, key=ids.index)),
            *setting,
            c in whole,
            sum(c in tree for tree in of_draws) / draws,
        )
        for setting, (whole, *of_draws) in trees.items()
        for c in known
    ]
    return pd.DataFrame(rows, columns=columns)


def cosines(readings: Mapping[str, Mapping[str, Sequence[str]]]) -> pd.DataFrame:
    """Compare every pair of texts under every vectoriser and weighting, in several readings.

    Parameters
    ----------
    readings : mapping of name to mapping of doc_id to sequence of str
        The sentences of each text in each reading: clean, raw, cut to equal length.

    Returns
    -------
    DataFrame
        The table `cosines`. Empty for more than `MOST_TEXTS` texts, whose pairs nobody reads.
    """
    rows = []
    for (reading, sentences), vectoriser in product(readings.items(), VECTORISERS):
        counts = _by_sentence(sentences, vectoriser)
        if counts is None:
            continue
        for weighting in WEIGHTINGS:
            cosine = np.clip(_cosine(_totals(counts), weighting), 0.0, 1.0)
            rows += [
                (a, b, vectoriser, weighting, reading, cosine[i, j])
                for (i, a), (j, b) in combinations(enumerate(sentences), 2)
            ]
    columns = ["doc_a", "doc_b", "vectoriser", "weighting", "reading", "similarity"]
    return pd.DataFrame(rows, columns=columns)


def cosine_draws(
    sentences: Mapping[str, Sequence[str]],
    stories: Mapping[str, str],
    weights: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Return how alike each text is to other stories, as it is and in each draw of the sentences.

    Parameters
    ----------
    sentences : mapping of doc_id to sequence of str
        The sentences of each clean text.
    stories : mapping of doc_id to story_id
        Which texts tell one story.
    weights : mapping of doc_id to array
        draws × sentences, as `resampling.weights` gives them; only the first `DRAWS` are used.

    Returns
    -------
    DataFrame
        The table `cosine_draws`: mean TF-IDF cosine (stop words out, idf from the draw) of a text
        with the texts of other stories. A text without weights has no draws but its own value.
    """
    columns = ["doc_id", "draw", "similarity"]
    ids = list(sentences)
    counts = _by_sentence(sentences, "content-words")
    if counts is None or len(set(stories.values())) < 2:
        return pd.DataFrame(columns=columns)
    rows = []
    for draw in range(DRAWS + 1 if weights else 1):
        drawn = [
            weights[d][draw - 1] if draw and d in weights else np.ones(c.shape[0])
            for d, c in zip(ids, counts, strict=True)
        ]
        whole = _totals(counts, drawn)
        weigh = _weigher(whole, "tfidf")
        vectors = weigh(whole)
        for i, doc_id in enumerate(ids):
            if draw and doc_id not in weights:
                continue
            others = [j for j, other in enumerate(ids) if stories[other] != stories[doc_id]]
            rows.append((doc_id, draw, float(np.mean(vectors[others] @ vectors[i]))))
    return pd.DataFrame(rows, columns=columns)


def clades(cosine: pd.DataFrame, method: str) -> list[set[str]]:
    """Return the set of texts under each inner node of the dendrogram."""
    return _clades(cosine.to_numpy(), method, list(cosine.index))


def _clades(cosine: np.ndarray, method: str, ids: Sequence[str]) -> list[set[str]]:
    nodes: list[set[str]] = [{d} for d in ids]
    for a, b, *_ in _linkage(cosine, method):
        nodes.append(nodes[int(a)] | nodes[int(b)])
    return nodes[len(ids) :]


def _inner_clades(cosine: np.ndarray, method: str, ids: Sequence[str]) -> set[frozenset[str]]:
    """The clades but the one of all texts."""
    return {frozenset(clade) for clade in _clades(cosine, method, ids) if len(clade) < len(ids)}


def _cosine(totals: np.ndarray, weighting: str) -> np.ndarray:
    """The cosine of every pair of texts, idf taken from themselves."""
    vectors = _weigher(totals, weighting)(totals)
    cosine: np.ndarray = vectors @ vectors.T
    return cosine


def _by_sentence(sentences: Mapping[str, Sequence[str]], vectoriser: str) -> list[csr_matrix] | None:
    """Feature counts of each text, one row a sentence, over one vocabulary; None if there is none.

    None too for more than `MOST_TEXTS` texts.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    if len(sentences) > MOST_TEXTS:
        return None
    vectorizer = CountVectorizer(**VECTORISERS[vectoriser])
    try:
        vectorizer.fit([s for part in sentences.values() for s in part])
    except ValueError:
        return None
    return [vectorizer.transform(part or [""]) for part in sentences.values()]


def _resampled(size: int, rng: np.random.Generator) -> np.ndarray:
    """How often each of `size` sentences is drawn in `size` draws with replacement."""
    return np.bincount(rng.integers(0, size, size), minlength=size).astype(float)


def _drawn(counts: Sequence[csr_matrix], draws: int, seed: int) -> Iterator[csr_matrix]:
    """Feature counts of each text, texts × features: of all its sentences, then of each draw of them with replacement."""
    from scipy.sparse import block_diag, vstack

    rng = np.random.default_rng(seed)
    sentences = vstack(counts, format="csr").astype(float)
    for draw in range(draws + 1):
        weights = [_resampled(c.shape[0], rng) if draw else np.ones(c.shape[0]) for c in counts]
        totals = block_diag([w[np.newaxis] for w in weights], format="csr") @ sentences
        totals.eliminate_zeros()
        yield totals


def sparse_cosine(totals: csr_matrix, weighting: str) -> np.ndarray:
    """The cosine of every pair of texts, as `_cosine` computes it, from counts of which most are zero."""
    from scipy.sparse import csr_matrix

    values = totals.data
    if weighting == "tfidf-sublinear":
        values = np.log(values) + 1.0
    if weighting != "counts":
        idf = np.log((1 + totals.shape[0]) / (1 + totals.getnnz(axis=0))) + 1.0
        values = values * idf[totals.indices]
    lengths = np.sqrt(np.add.reduceat(np.append(values**2, 0.0), totals.indptr[:-1]))
    lengths[np.diff(totals.indptr) == 0] = 1.0
    unit = csr_matrix(
        (values / np.repeat(lengths, np.diff(totals.indptr)), totals.indices, totals.indptr), totals.shape
    )
    cosine: np.ndarray = (unit @ unit.T).toarray()
    return cosine


def _totals(counts: Sequence[csr_matrix], weights: Sequence[np.ndarray] | None = None) -> np.ndarray:
    """Feature counts of each text, its sentences weighted, by default all by 1; texts × features."""
    if weights is None:
        weights = [np.ones(c.shape[0]) for c in counts]
    return np.array([c.T @ w for c, w in zip(counts, weights, strict=True)])


def _weigher(totals: np.ndarray, weighting: str) -> Callable[[np.ndarray], np.ndarray]:
    """Return what turns counts into weighted rows of unit length, idf taken from `totals`.

    The formulas are those of scikit-learn's `TfidfTransformer`, without its checks: they
    take most of the time when a handful of rows is weighted thousands of times.
    """
    idf = np.log((1 + len(totals)) / (1 + (totals > 0).sum(axis=0))) + 1.0

    def weigh(counts: np.ndarray) -> np.ndarray:
        if weighting == "tfidf-sublinear":
            counts = np.log(np.maximum(counts, 1.0)) + (counts > 0)
        weighted = counts if weighting == "counts" else counts * idf
        length = np.sqrt((weighted**2).sum(axis=1, keepdims=True))
        return weighted / np.where(length > 0, length, 1.0)

    return weigh
