import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from retold import derive, versions

TEXTS = {
    "a": "The bridge over the river was closed after divers found a crack in the pier.",
    "b": "The bridge on the river was shut after divers found a fissure in the pier.",
    "c": "Sheep left the meadow while the reservoir sank below its old outlet.",
}


@pytest.fixture
def terms():
    frames = [derive.term_counts(text).assign(doc_id=doc) for doc, text in TEXTS.items()]
    return pd.concat(frames, ignore_index=True)


def test_cosine_from_term_counts_is_scikit_learns_on_the_texts(terms):
    ours = versions.tfidf_cosine(terms, list(TEXTS))
    vectorizer = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", stop_words=list(ENGLISH_STOP_WORDS))
    theirs = vectorizer.fit_transform(TEXTS.values())
    assert np.allclose(ours.to_numpy(), (theirs @ theirs.T).toarray())


def test_the_versions_of_a_story_come_first_among_the_pairs(terms):
    table = versions.pairs(
        versions.tfidf_cosine(terms, list(TEXTS)), pd.Series({"a": "s", "b": "s", "c": "t"})
    )
    assert list(table.loc[0, ["doc_a", "doc_b", "same_story"]]) == ["a", "b", True]
    assert table["similarity"].is_monotonic_decreasing


def test_clustering_joins_the_versions_first(terms):
    tree = versions.linkage(versions.tfidf_cosine(terms, list(TEXTS)))
    assert sorted(tree[0, :2]) == [0, 1]


def test_texts_without_words_are_no_error():
    empty = pd.DataFrame({"doc_id": [], "term": [], "count": []})
    assert versions.tfidf_cosine(empty, ["a", "b"]).equals(
        pd.DataFrame(np.eye(2), index=["a", "b"], columns=["a", "b"])
    )


def test_shared_phrases_worked_by_hand():
    a, b = (versions.shingles(t.split(), 2) for t in ("x y z w", "x y z"))
    assert versions.overlap(a, b) == {
        "jaccard": pytest.approx(2 / 3),
        "containment-a-in-b": pytest.approx(2 / 3),
        "containment-b-in-a": 1.0,
    }
    assert versions.overlap(set(), set())["jaccard"] == 0.0
    assert versions.shingles(["x"], 2) == set()
