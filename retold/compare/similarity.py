"""How alike texts are: TF-IDF cosine, shared shingles, hierarchical clustering and its support."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retold.common.progress import Progress, quiet
from retold.compare import minhash as signing
from retold.compare import neighbours
from retold.text import terms as terms_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SHINGLES = tuple(range(1, 11))
PERMUTATIONS = 256
DRAWS = 200
DRAWS_OF_MANY = 100  # the same for support and halves with more than `EVERY_CLADE` texts
EVERY_CLADE = (
    10  # texts: with more, support is computed for the clades of the dendrogram and for stories alone
)
SEED = 2022

USUAL = ("content-words", "tfidf", "clean")  # what `tfidf_cosine` counts, how it weights, what it reads
WEIGHTINGS = ("counts", "tfidf", "tfidf-sublinear")
LINKAGES = ("average", "complete", "single")


def _content_words(sentence: str) -> list[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return [t for t in terms_of(sentence) if t not in ENGLISH_STOP_WORDS]


def _words_1_2(sentence: str) -> list[str]:
    words = terms_of(sentence)
    return [*words, *(" ".join(pair) for pair in pairwise(words))]


def draws_for(texts: int) -> int:
    """Return how often the sentences of so many texts are drawn for the support of clades and for halves."""
    return DRAWS if texts <= EVERY_CLADE else DRAWS_OF_MANY


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
    """Return one row a pair of texts, the most alike first: doc_a, doc_b, similarity, same_story.

    Parameters
    ----------
    cosine : DataFrame
        Square, as `tfidf_cosine` returns it.
    stories : Series
        story_id by doc_id.
    """
    names = cosine.index.to_numpy(dtype=object)
    told = stories.reindex(cosine.index).to_numpy(dtype=object)
    a, b = np.triu_indices(len(cosine), 1)
    values = cosine.to_numpy()[a, b]
    place = np.argsort(
        np.argsort(names)
    )  # of each name in the order of names: millions of pairs are not sorted by words
    order = np.lexsort((place[b], place[a], -values))
    a, b = a[order], b[order]
    return pd.DataFrame(
        {
            "doc_a": names[a],
            "doc_b": names[b],
            "similarity": values[order],
            "same_story": (told[a] == told[b]).astype(bool),
        }
    )


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


def contained(sets: Sequence[set[tuple[str, ...]]]) -> np.ndarray:
    """Return for every two sets of shingles what share of the smaller the other holds; square.

    One product of matrices: three hundred texts have 44,850 pairs.
    """
    from scipy.sparse import csr_matrix

    number: dict[tuple[str, ...], int] = {}
    columns = [number.setdefault(shingle, len(number)) for shingled in sets for shingle in shingled]
    sizes = np.array([len(shingled) for shingled in sets])
    ends = np.concatenate([[0], np.cumsum(sizes)])
    inside = csr_matrix((np.ones(len(columns)), columns, ends), (len(sets), max(len(number), 1)))
    shared: np.ndarray = (inside @ inside.T).toarray()
    share: np.ndarray = shared / np.maximum(np.minimum.outer(sizes, sizes), 1)
    return share


def minhash(shingled: set[tuple[str, ...]], permutations: int = PERMUTATIONS) -> np.ndarray:
    """Return the MinHash signature of a set of shingles, for `retold.compare.minhash.jaccard`: uint64.

    It has the same size for a text of any length, so that those of millions can be held.
    """
    if not shingled:
        return np.full(permutations, signing.EMPTY)
    numbers = np.array([zlib.crc32(" ".join(s).encode()) for s in shingled], dtype=np.uint32)
    signature: np.ndarray = signing.signatures(numbers, np.zeros(1, dtype=np.int64), permutations)[0]
    return signature


def halves(
    sentences: Mapping[str, Sequence[str]],
    draws: int = DRAWS,
    seed: int = SEED,
    kept: Sequence[neighbours.Pair] | None = None,
) -> pd.DataFrame:
    """Compare random halves of texts: what a similarity between texts can be measured against.

    Each draw parts the sentences of every text in two at random. Half against other half
    of one text is what "the same text" can reach at that length; half against half of
    another text is what two texts reach at the same length.

    Parameters
    ----------
    sentences : mapping of doc_id to sequence of str
        The sentences of each text.
    kept : sequence of (int, int), optional
        Which pairs of texts, as `neighbours.pairs` gives them; by default all. Each text with itself comes on top.

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
    others = combinations(range(len(ids)), 2) if kept is None else kept
    own = [(n, n) for n, c in enumerate(counts) if c.shape[0] > 1]
    rows = sorted([*own, *others])
    a, b = np.array(rows, dtype=int).reshape(-1, 2).T
    rng = np.random.default_rng(seed)
    idf = _idf(_totals(counts))
    drawn = np.empty((draws, len(rows)))
    for draw in range(draws):
        first = [rng.permutation(c.shape[0]) < c.shape[0] // 2 for c in counts]
        one = _unit(_totals(counts, [f.astype(float) for f in first]), "tfidf", idf)
        two = _unit(_totals(counts, [1.0 - f for f in first]), "tfidf", idf)
        drawn[draw] = np.where(a == b, _products(one, two, a, b), _products(one, one, a, b))
    bounds = np.quantile(drawn, [0.025, 0.975], axis=0) if rows else np.empty((2, 0))
    names = np.array(ids, dtype=object)
    values = (names[a], names[b], drawn.mean(axis=0), *bounds)
    return pd.DataFrame(dict(zip(columns, values, strict=True)))


def _products(one: csr_matrix, two: csr_matrix, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The products of rows `a` of one matrix with rows `b` of another."""
    return np.asarray(one[a].multiply(two[b]).sum(axis=1)).ravel()


def support(
    clean: Mapping[str, Sequence[str]],
    raw: Mapping[str, Sequence[str]],
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress = quiet,
    stories: Mapping[str, str] | None = None,
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
    stories : mapping of doc_id to story_id, optional
        Which texts tell one story.

    Returns
    -------
    DataFrame
        The table `support`: every clade that is in the dendrogram of the whole texts under
        any setting, but the one of all texts, with its support under each setting. With more than
        `EVERY_CLADE` texts: of these the clades of the dendrogram by `USUAL` and average linkage, and the stories with several texts.
        With more than `neighbours.EVERY_PAIR`: none, for no dendrogram of them can be read.
    """
    ids = list(clean)
    columns = ["clade", "vectoriser", "weighting", "linkage", "cleaning", "whole", "support"]
    if not 3 <= len(ids) <= neighbours.EVERY_PAIR:
        return pd.DataFrame(columns=columns)
    found: dict[tuple[str, ...], tuple[set[int], Counter[int]]] = {}
    for cleaning, vectoriser in progress(list(product(("clean", "raw"), VECTORISERS)), "clustering"):
        settings = [(vectoriser, *of_tree) for of_tree in product(WEIGHTINGS, LINKAGES)]
        if cleaning == "raw" and raw == clean:  # nothing was cleaned: it is no other choice
            continue
        sentences = {"clean": clean, "raw": raw}[cleaning]
        by_tree = _clustered(sentences, vectoriser, draws, seed)
        found |= {(*s, cleaning): by_tree[s[1:]] for s in settings if by_tree}
    told = _told({setting: whole for setting, (whole, _) in found.items()}, ids, stories or {})
    rows = [
        (" ".join(_members(c, ids)), *setting, c in whole, drawn[c] / draws)
        for setting, (whole, drawn) in found.items()
        for c in told
    ]
    return pd.DataFrame(rows, columns=columns)


def _clustered(
    sentences: Mapping[str, Sequence[str]], vectoriser: str, draws: int, seed: int
) -> dict[tuple[str, ...], tuple[set[int], Counter[int]]]:
    """By weighting and linkage, the clades of the whole texts, and in how many draws of their sentences each clade is."""
    counts = _by_sentence(sentences, vectoriser)
    found: dict[tuple[str, ...], tuple[set[int], Counter[int]]] = {}
    # A draw at a time: all of them together, of thirty texts, would take gigabytes.
    for draw, totals in enumerate(_drawn(counts, draws, seed) if counts else ()):
        for weighting in WEIGHTINGS:
            cosine = sparse_cosine(totals, weighting)
            for method in LINKAGES:
                inner = _inner(cosine, method)
                if draw:
                    found[weighting, method][1].update(inner)
                else:
                    found[weighting, method] = inner, Counter()
    return found


def _told(
    wholes: Mapping[tuple[str, ...], set[int]], ids: Sequence[str], stories: Mapping[str, str]
) -> list[int]:
    """The clades whose support is told, see `support`, by the names of their texts."""
    known: set[int] = set().union(*wholes.values())
    if len(ids) > EVERY_CLADE:
        vectoriser, weighting, cleaning = USUAL
        of_story: Counter[str] = Counter()
        for n, doc_id in enumerate(ids):
            of_story[stories.get(doc_id, doc_id)] += 1 << n
        drawn = wholes.get((vectoriser, weighting, LINKAGES[0], cleaning), set())
        known = drawn | (known & set(of_story.values()))
    return sorted(known, key=lambda clade: sorted(_members(clade, ids)))


def _inner(cosine: np.ndarray, method: str) -> set[int]:
    """The clades but single texts and the one of all texts; each a number with a bit for every text in it."""
    nodes = [1 << n for n in range(len(cosine))]
    for a, b in _linkage(cosine, method)[:, :2].astype(int).tolist():
        nodes.append(nodes[a] | nodes[b])
    return set(nodes[len(cosine) : -1])


def _members(clade: int, ids: Sequence[str]) -> list[str]:
    """The texts of a clade that `_inner` found."""
    return [doc_id for n, doc_id in enumerate(ids) if clade >> n & 1]


def cosines(
    readings: Mapping[str, Mapping[str, Sequence[str]]],
    kept: Sequence[neighbours.Pair] | None = None,
    stories: Sequence[str] = (),
) -> pd.DataFrame:
    """Compare pairs of texts under every vectoriser and weighting, in several readings.

    Parameters
    ----------
    readings : mapping of name to mapping of doc_id to sequence of str
        The sentences of each text in each reading: clean, raw, cut to equal length.
    kept : sequence of (int, int), optional
        Which pairs of texts, as `neighbours.pairs` gives them; by default all.
    stories : sequence of str
        The story of each text.

    Returns
    -------
    DataFrame
        The table `cosines`. With more than `neighbours.EVERY_PAIR` texts, only under settings that depart from `USUAL` in one choice at
        most, and there with the most and the least alike texts of different stories too.
    """
    rows = []
    for (reading, sentences), vectoriser in product(readings.items(), VECTORISERS):
        every = len(sentences) <= neighbours.EVERY_PAIR
        weightings = [w for w in WEIGHTINGS if every or _departs((vectoriser, w, reading)) <= 1]
        counts = _by_sentence(sentences, vectoriser) if weightings else None
        if counts is None:
            continue
        totals, ids = _totals(counts), list(sentences)
        for weighting in weightings:
            cosine = np.clip(sparse_cosine(totals, weighting), 0.0, 1.0)
            chosen = combinations(range(len(ids)), 2) if kept is None else kept
            if not every:
                other = neighbours.different(stories)
                same = ~other & ~np.eye(len(ids), dtype=bool)
                chosen = sorted(
                    {*chosen, *neighbours.extremes(cosine, other), *neighbours.extremes(cosine, same)}
                )
            rows += [(ids[i], ids[j], vectoriser, weighting, reading, cosine[i, j]) for i, j in chosen]
    columns = ["doc_a", "doc_b", "vectoriser", "weighting", "reading", "similarity"]
    return pd.DataFrame(rows, columns=columns)


def _departs(setting: tuple[str, str, str]) -> int:
    """In how many choices a setting departs from the usual one."""
    return sum(one != two for one, two in zip(setting, USUAL, strict=True))


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
    told = [stories[doc_id] for doc_id in ids]
    rows = []
    for draw in range(DRAWS + 1 if weights else 1):
        drawn = [
            weights[d][draw - 1].astype(float) if draw and d in weights else np.ones(c.shape[0])
            for d, c in zip(ids, counts, strict=True)
        ]
        means = _means_with_others(_unit(_totals(counts, drawn), "tfidf"), told)
        rows += [(d, draw, mean) for d, mean in zip(ids, means, strict=True) if not draw or d in weights]
    return pd.DataFrame(rows, columns=columns)


def _means_with_others(unit: csr_matrix, stories: Sequence[str]) -> list[float]:
    """The mean product of each row with the rows of other stories: by sums of rows, so that no pair is looked at."""
    from scipy.sparse import csr_matrix

    _, story, size = np.unique(np.asarray(stories, dtype=str), return_inverse=True, return_counts=True)
    texts = np.arange(len(story))
    sums = csr_matrix((np.ones(len(story)), (story, texts)), shape=(len(size), len(story))) @ unit
    every = unit @ np.asarray(sums.sum(axis=0)).ravel()
    means: list[float] = ((every - _products(unit, sums, texts, story)) / (len(story) - size[story])).tolist()
    return means


def clades(cosine: pd.DataFrame, method: str) -> list[set[str]]:
    """Return the set of texts under each inner node of the dendrogram."""
    return members(linkage(cosine, method), list(cosine.index))


def members(tree: np.ndarray, ids: Sequence[str]) -> list[set[str]]:
    """Return the set of texts under each join of a linkage matrix, or of its first rows."""
    nodes: list[set[str]] = [{d} for d in ids]
    for a, b, *_ in tree:
        nodes.append(nodes[int(a)] | nodes[int(b)])
    return nodes[len(ids) :]


def _by_sentence(sentences: Mapping[str, Sequence[str]], vectoriser: str) -> list[csr_matrix] | None:
    """Feature counts of each text, one row a sentence, over one vocabulary; None if there is none."""
    from sklearn.feature_extraction.text import CountVectorizer

    parts = [part or [""] for part in sentences.values()]
    try:
        counted = CountVectorizer(**VECTORISERS[vectoriser]).fit_transform(
            [s for part in parts for s in part]
        )
    except ValueError:
        return None
    counted.sort_indices()
    ends = np.cumsum([len(part) for part in parts])
    return [counted[end - len(part) : end] for end, part in zip(ends, parts, strict=True)]


def _resampled(size: int, rng: np.random.Generator) -> np.ndarray:
    """How often each of `size` sentences is drawn in `size` draws with replacement."""
    return np.bincount(rng.integers(0, size, size), minlength=size).astype(float)


def _drawn(counts: Sequence[csr_matrix], draws: int, seed: int) -> Iterator[csr_matrix]:
    """Feature counts of each text, texts × features: of all its sentences, then of each draw of them with replacement."""
    rng = np.random.default_rng(seed)
    weigh = _weighed(counts)
    for draw in range(draws + 1):
        yield weigh([_resampled(c.shape[0], rng) if draw else np.ones(c.shape[0]) for c in counts])


def _totals(counts: Sequence[csr_matrix], weights: Sequence[np.ndarray] | None = None) -> csr_matrix:
    """Feature counts of each text, its sentences weighted, by default all by 1; texts × features."""
    return _weighed(counts)([np.ones(c.shape[0]) for c in counts] if weights is None else weights)


def _weighed(counts: Sequence[csr_matrix]) -> Callable[[Sequence[np.ndarray]], csr_matrix]:
    """Return what sums the sentences of each text, weighted; texts × features."""
    from scipy.sparse import csr_matrix, vstack

    sentences = vstack(counts, format="csr").astype(float)
    ends = np.concatenate([[0], np.cumsum([c.shape[0] for c in counts])])

    def weigh(weights: Sequence[np.ndarray]) -> csr_matrix:
        every = csr_matrix((np.concatenate(weights), np.arange(ends[-1]), ends), (len(counts), ends[-1]))
        totals = every @ sentences
        totals.eliminate_zeros()
        return totals

    return weigh


def _idf(totals: csr_matrix) -> np.ndarray:
    """The inverse document frequency of each feature, as scikit-learn's `TfidfTransformer` has it."""
    idf: np.ndarray = np.log((1 + totals.shape[0]) / (1 + totals.getnnz(axis=0))) + 1.0
    return idf


def _unit(totals: csr_matrix, weighting: str, idf: np.ndarray | None = None) -> csr_matrix:
    """Turn counts into weighted rows of unit length; idf is taken from `totals` unless it is given."""
    from scipy.sparse import csr_matrix

    values = totals.data
    if weighting == "tfidf-sublinear":
        values = np.log(values) + 1.0
    if weighting != "counts":
        values = values * (_idf(totals) if idf is None else idf)[totals.indices]
    lengths = np.sqrt(np.add.reduceat(np.append(values**2, 0.0), totals.indptr[:-1]))
    lengths[np.diff(totals.indptr) == 0] = 1.0
    values = values / np.repeat(lengths, np.diff(totals.indptr))
    return csr_matrix((values, totals.indices, totals.indptr), totals.shape)


def sparse_cosine(totals: csr_matrix, weighting: str) -> np.ndarray:
    """The cosine of every pair of texts, idf taken from themselves, from counts of which most are zero; square."""
    from scipy.sparse import csr_matrix

    unit = _unit(totals, weighting)
    # What one text alone has adds nothing to a pair; most runs of words and of characters are such.
    shared = (totals.getnnz(axis=0) > 1)[unit.indices]
    ends = np.concatenate([[0], np.cumsum(shared)])[unit.indptr]
    unit = csr_matrix((unit.data[shared], unit.indices[shared], ends), unit.shape)
    cosine: np.ndarray = (unit @ unit.T).toarray()
    np.fill_diagonal(cosine, np.diff(totals.indptr) > 0)
    return cosine
