from hypothesis import given
from hypothesis import strategies as st

from retold.alignment import align

A = ["The bridge was shut on Tuesday.", "The mayor promised a free ferry.", "Sheep left the meadow."]


def test_the_same_text_is_aligned_to_itself():
    assert list(align(A, A)["operation"]) == ["same"] * 3


def test_an_edited_and_a_dropped_sentence_are_told_apart():
    b = ["The bridge was closed on Tuesday.", "Sheep left the wet meadow."]
    table = align(A, b)
    assert list(table["operation"]) == ["edited", "only-a", "edited"]
    assert list(table["sentence_a"].dropna()) == [1, 2, 3]
    assert list(table["sentence_b"].dropna()) == [1, 2]


def test_texts_without_anything_in_common_stay_apart():
    assert set(align(A, ["Rain fell."])["operation"]) == {"only-a", "only-b"}


def test_an_empty_version_is_all_gaps():
    assert list(align(A, [])["operation"]) == ["only-a"] * 3
    assert align([], []).empty


@given(st.lists(st.sampled_from(A), max_size=6), st.lists(st.sampled_from(A), max_size=6))
def test_every_sentence_appears_once_and_in_order(a, b):
    table = align(a, b)
    assert list(table["sentence_a"].dropna()) == list(range(1, len(a) + 1))
    assert list(table["sentence_b"].dropna()) == list(range(1, len(b) + 1))
