import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from retold.compare import minhash, similarity
from retold.derive import documents
from retold.text import Text

TEXTS = {
    "a": "The bridge over the river was closed after divers found a crack in the pier.",
    "b": "The bridge on the river was shut after divers found a fissure in the pier.",
    "c": "Sheep left the meadow while the reservoir sank below its old outlet.",
}


@pytest.fixture
def terms():
    frames = [documents.term_counts(Text(text)).assign(doc_id=doc) for doc, text in TEXTS.items()]
    return pd.concat(frames, ignore_index=True)


def test_cosine_from_term_counts_is_scikit_learns_on_the_texts(terms):
    ours = similarity.tfidf_cosine(terms, list(TEXTS))
    vectorizer = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", stop_words=list(ENGLISH_STOP_WORDS))
    theirs = vectorizer.fit_transform(TEXTS.values())
    assert np.allclose(ours.to_numpy(), (theirs @ theirs.T).toarray())


def test_the_versions_of_a_story_come_first_among_the_pairs(terms):
    table = similarity.pairs(
        similarity.tfidf_cosine(terms, list(TEXTS)), pd.Series({"a": "s", "b": "s", "c": "t"})
    )
    assert list(table.loc[0, ["doc_a", "doc_b", "same_story"]]) == ["a", "b", True]
    assert table["similarity"].is_monotonic_decreasing


def test_clustering_joins_the_versions_first(terms):
    tree = similarity.linkage(similarity.tfidf_cosine(terms, list(TEXTS)))
    assert sorted(tree[0, :2]) == [0, 1]


def test_texts_without_words_are_no_error():
    empty = pd.DataFrame({"doc_id": [], "term": [], "count": []})
    assert similarity.tfidf_cosine(empty, ["a", "b"]).equals(
        pd.DataFrame(np.eye(2), index=["a", "b"], columns=["a", "b"])
    )


def test_shared_phrases_worked_by_hand():
    a, b = (similarity.shingles(t.split(), 2) for t in ("x y z w", "x y z"))
    assert similarity.overlap(a, b) == {
        "jaccard": pytest.approx(2 / 3),
        "containment-a-in-b": pytest.approx(2 / 3),
        "containment-b-in-a": 1.0,
    }
    assert similarity.overlap(set(), set())["jaccard"] == 0.0
    assert similarity.shingles(["x"], 2) == set()


def sentences_of(*numbers):
    return [" ".join(f"{n}{letter}" for letter in "klmnopqr") for n in numbers]


def test_a_story_in_two_versions_has_full_support_and_a_chance_clade_has_not():
    story = sentences_of(*(f"old{i}" for i in range(20)))
    texts = {
        "a": story,
        "b": [s.replace("k ", "q ") for s in story],
        "c": sentences_of(*(f"sheep{i}" for i in range(20))),
        "d": sentences_of(*(f"ferry{i}" for i in range(20))),
    }
    table = similarity.support(texts, texts, draws=30)
    copies = table[table["clade"] == "a b"]
    assert (copies["support"] == 1).all()
    assert len(copies) == 4 * 3 * 3  # nothing is cleaned: the raw texts are no other choice
    rest = table[table["clade"] != "a b"].groupby("clade")["support"].min()
    assert (rest < 0.9).all()


def test_support_is_the_same_each_time():
    texts = {d: sentences_of(*(f"{d}{i}" for i in range(6))) for d in "abc"}
    one, two = (similarity.support(texts, texts, draws=10) for _ in range(2))
    assert one.equals(two)


def test_too_few_texts_have_no_dendrogram_and_no_error():
    assert similarity.support({"a": ["x y"], "b": ["x z"]}, {"a": ["x y"], "b": ["x z"]}).empty
    assert similarity.halves({"a": [], "b": []}).empty


def test_halves_of_a_text_are_a_scale_between_stories_and_versions():
    story = [f"lord {w} opens the {w} gate" for w in "ann bea cyd dot eve fay gil hal".split() * 3]
    other = [f"nine ships sail past {w}" for w in "uist mull skye rum eigg muck".split() * 3]
    table = similarity.halves({"a": story, "b": other}, draws=40).set_index(["doc_a", "doc_b"])
    assert table.loc[("a", "a"), "similarity"] > table.loc[("a", "b"), "similarity"]
    assert (table["low"] <= table["similarity"]).all()
    assert (table["similarity"] <= table["high"]).all()


@given(st.sets(st.integers(0, 80)), st.sets(st.integers(0, 80)))
def test_minhash_estimates_jaccard_within_its_error(one, two):
    a, b = ({(str(n),) for n in s} for s in (one, two))
    exact = similarity.overlap(a, b)["jaccard"]
    estimate = minhash.jaccard(similarity.minhash(a), similarity.minhash(b))
    assert abs(exact - estimate) <= 5 * 0.5 / similarity.PERMUTATIONS**0.5


def test_every_clade_of_the_dendrogram_is_listed():
    cosine = pd.DataFrame(
        [[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]], index=list("abc"), columns=list("abc")
    )
    assert similarity.clades(cosine, "average") == [{"a", "b"}, {"a", "b", "c"}]


@pytest.mark.parametrize(
    ("weighting", "options"),
    [("counts", {"use_idf": False}), ("tfidf", {}), ("tfidf-sublinear", {"sublinear_tf": True})],
)
def test_the_weightings_of_the_multiverse_are_scikit_learns(weighting, options):
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = np.array([[3.0, 0, 1, 0], [1, 2, 0, 0], [0, 0, 0, 0]])
    ours = similarity._unit(csr_matrix(counts), weighting)
    assert np.allclose(ours.toarray(), TfidfTransformer(**options).fit_transform(counts).toarray())
