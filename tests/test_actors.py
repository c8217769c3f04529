import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.corpus.schema import TABLES
from retold.measures import actors, voices
from retold.measures.measure import COUNTS
from retold.speech import subjects
from retold.speech.tokens import tokens

LEXICON = pd.DataFrame(
    {
        "actor": ["mayor", "board"],
        "label": ["Mayor", "Board"],
        "pattern": ["Calder", "the board|Board"],
        "groups": ["official", ""],
        "speakers": ["", "port-board"],
        "note": ["", ""],
    }
)


@pytest.mark.parametrize(
    "text, subject",
    [
        ("Calder closed the bridge.", True),
        ("On Monday Calder, who was late, closed it.", True),
        ("Mayor Ines Calder was told of it.", True),
        ("After Calder closed the bridge, the town was quiet.", True),
        ("The crew, she said, told Calder of the crack.", False),
        ("Calder’s letter was read.", False),
        ("Pressure on Calder is growing.", False),
        ("It was closed by Calder.", False),
        ("Calder, for her part, said nothing.", True),
        ("Calder and the engineer closed it.", True),
    ],
)
def test_a_subject_is_told_from_what_merely_stands_in_the_sentence(text, subject):
    start = text.index("Calder")
    assert subjects.is_subject(tokens(text), (start, start + len("Calder"))) == subject


def test_mentions_come_in_order_with_their_actor():
    mentions = subjects.of_text("Calder met the board.", LEXICON)
    assert [(name, subject) for _, _, name, subject in mentions] == [("mayor", True), ("board", False)]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    for start, end, _, _ in subjects.of_text(text + " Calder " + text, LEXICON):
        assert 0 <= start < end


def test_precision_recall_and_accuracy_worked_by_hand():
    computed, coded = [True, True, False, False], ["subject", "object", "passive", "possessor"]
    assert actors.score(computed, coded) == {"precision": 0.5, "recall": 0.5, "accuracy": 0.5}
    assert actors.score([], []) == {"precision": 0.0, "recall": 0.0, "accuracy": 0.0}


def spoken(*rows):
    columns = ["doc_id", "method", "nested", "group", "speaker_id", "words"]
    return pd.DataFrame([(d, "coded", False, g, s, w) for d, g, s, w in rows], columns=columns)


def corpus_of(size):
    """The tables of one text of so many words, with nothing in it."""
    empty = {name: table.empty() for name, table in TABLES.items()}
    counts = dict.fromkeys([*COUNTS, "quoted_words", "heading_words"], 0)
    sentence = {"doc_id": "x", "start": 0, "end": 900, **counts, "words": size}
    return {
        **empty,
        "actors": LEXICON,
        "documents": pd.DataFrame({"doc_id": ["x"], "words": [size], "language": "en"}),
        "sentences": pd.DataFrame([sentence]),
    }


def test_acts_are_shares_of_subjects_and_speech_is_by_group_or_by_name():
    mentions = pd.DataFrame(
        {
            "doc_id": ["x"] * 4,
            "lexicon": ["actors"] * 4,
            "name": ["mayor", "mayor", "mayor", "board"],
            "start": [1, 2, 3, 4],
            "subject": [True, True, False, True],
        }
    )
    t = {
        **corpus_of(200),
        "mentions": mentions,
        "attributions": spoken(
            ("x", "official", "calder", 30), ("x", "operator", "port-board", 10), ("x", "", "z", 60)
        ),
    }
    rates = voices.rates(t).set_index("actor")
    assert rates.at["mayor", "per_thousand"] == 15.0
    assert rates["acts"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert rates["speaks"].tolist() == pytest.approx([0.3, 0.1])
    assert rates["among"].tolist() == pytest.approx([0.75, 0.25])


def test_a_text_without_subjects_or_speakers_has_no_share_instead_of_a_division_by_nought():
    t = {**corpus_of(0), "attributions": spoken()}
    rates = voices.rates(t)
    assert rates[["per_thousand", "acts", "speaks"]].isna().all().all()


def test_on_the_five_texts_the_rule_for_subjects_is_as_good_as_the_book_says(tables):
    found = actors.coded_roles(tables)
    scored = actors.score(found["subject"], found["role"])
    assert len(found) == (tables["mentions"]["lexicon"] == "actors").sum(), "every mention was coded"
    assert min(scored.values()) >= 0.88
