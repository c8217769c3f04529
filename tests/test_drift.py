import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.compare import drift

WORDS = st.lists(st.sampled_from("ferry bridge sheep mayor toll".split()), max_size=8)


def test_the_edit_distance_counts_words_worked_by_hand():
    assert drift.edits("a b c d".split(), "a x c".split()) == 2
    assert drift.edits([], "a b".split()) == 2
    assert drift.distance("The ferry sank.", "the ferry SANK") == 0
    assert drift.distance("“It was the toll.”", "nobody paid") == 1


@given(WORDS, WORDS, WORDS)
def test_the_edit_distance_is_a_distance(a, b, c):
    assert drift.edits(a, b) == drift.edits(b, a)
    assert (drift.edits(a, b) == 0) == (a == b)
    assert drift.edits(a, c) <= drift.edits(a, b) + drift.edits(b, c)
    assert abs(len(a) - len(b)) <= drift.edits(a, b) <= max(len(a), len(b))


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("We wait.", "we wait", "none"),
        ("a heavy toll", "a great cost", "synonym"),
        ("we will pay the toll", "we will not pay the toll", "polarity"),
        ("it is old, it is ours, and we keep it", "it is old", "deletion"),
        ("the board of Reedham met", "the board of Suffolk met", "entity"),
        ("it would fall in spring", "it will fall in spring", "tense"),
        ("", "gone for good", "deletion"),
        ("They don't pay in May 2031", "They pay in May 2030", "polarity entity tense"),
    ],
)
def test_each_kind_of_change_is_named(a, b, said):
    found = drift.change(a, b)
    assert set(found.split()) >= set(said.split()) - {"tense"}
    assert (found == "none") == (said == "none")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_pair_of_strings_gets_a_name(a, b):
    assert drift.change(a, b)
    assert 0 <= drift.distance(a, b) <= 1


A = "“The toll is fair,” she said. “The sheep were first.”"
B = "“The sheep came first,” he said. “This toll is fair.”"


def spans(text):
    return [(text.index(q), text.index(q) + len(q)) for q in text.split("“")[1:] for q in [q.split("”")[0]]]


def test_quotations_are_paired_with_the_most_alike_inside_aligned_sentences():
    whole = [([(0, len(A))], [(0, len(B))])]
    pairs = drift.pair_quotations(spans(A), spans(B), (A, B), whole)
    said = [(A[slice(*one)], B[slice(*two)]) for one, two in pairs]
    assert said == [
        ("The toll is fair,", "This toll is fair."),
        ("The sheep were first.", "The sheep came first,"),
    ]


def test_quotations_outside_of_aligned_sentences_are_not_paired():
    assert drift.pair_quotations(spans(A), spans(B), (A, B), [([(90, 95)], [(90, 95)])]) == []


def test_a_statement_inside_another_is_matched_with_its_like():
    a = "The report says the mayor said the ferry leaks."
    whole = {"outer": [(16, 46)], "inner": [(31, 46)]}
    found = drift.match_statements(whole, whole, (a, a), [([(0, len(a))], [(0, len(a))])])
    assert found == [("inner", "inner"), ("outer", "outer")]


@pytest.mark.parametrize(
    ("pairs", "speakers", "said"),
    [
        ([], [], "lost"),
        ([("it leaks", "it leaks")], [("mayor", "mayor")], "kept"),
        ([("it leaks", "it leaks")], [("mayor", "miller")], "reassigned"),
        ([("it leaks", "it does not leak")], [("mayor", "mayor")], "reversed"),
    ],
)
def test_the_fate_of_a_statement_is_named(pairs, speakers, said):
    assert drift.fate(pairs, speakers) == said


def test_planted_changes_of_the_sample_are_found_by_the_rules(sample):
    from conftest import ROOT

    from retold.corpus import tables

    hand = tables.load(ROOT / "data/sample", "propositions").set_index("proposition_id")["fate"]
    rules = tables.load(ROOT / "data/sample", "fates").set_index("proposition_id")["fate"]
    assert set(hand[hand == "lost"].index) == set(rules[rules == "lost"].index)
    assert set(hand[hand == "reassigned"].index) == set(rules[rules == "reassigned"].index)
    # A worst morning that became the best one has no negation, and "stay shut" has one less than
    # "not open": rules can see neither.
    assert (hand == rules).mean() > 0.8
