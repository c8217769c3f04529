import time

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from retold import tables
from retold.text import blank, headings, inside, paragraphs, sentences, words

PROSE = st.text(alphabet=st.sampled_from(list("aBcé 1.,!?…“”‘’\"'«»-—()\n\tÀß中")), max_size=200)


def split(text: str) -> list[str]:
    return [text[s:e] for s, e in sentences(text)]


def counted(text: str) -> list[str]:
    return [text[s:e] for s, e in words(text)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Lt. Gen. Ada Rook left. He rested.", ["Lt. Gen. Ada Rook left.", "He rested."]),
        ("The U.S. Army Reserve met. It voted.", ["The U.S. Army Reserve met.", "It voted."]),
        ("She was in the U.S. The army left.", ["She was in the U.S.", "The army left."]),
        ("It began on Feb. 24 in St. Anne. It rained.", ["It began on Feb. 24 in St. Anne.", "It rained."]),
        ("It began in Feb. The snow fell.", ["It began in Feb.", "The snow fell."]),
        ("Gen. Mark A. Rook spoke. He sat.", ["Gen. Mark A. Rook spoke.", "He sat."]),
        ("He met General Mark A. It rained.", ["He met General Mark A.", "It rained."]),
        ("Prices rose 3.5 percent to 1.2 million. Why?", ["Prices rose 3.5 percent to 1.2 million.", "Why?"]),
        ("“No.” “Not yet.” “We wait.” He left.", ["“No.”", "“Not yet.”", "“We wait.”", "He left."]),
        ('"Stop!" she cried. "Never."', ['"Stop!" she cried.', '"Never."']),
        ("‘Stop.’ He ran.", ["‘Stop.’", "He ran."]),
        ("«Non.» Il part.", ["«Non.»", "Il part."]),
        ("“Why now?” she asked. He sat.", ["“Why now?” she asked.", "He sat."]),
        ("He fell... Then he rose.", ["He fell...", "Then he rose."]),
        ("They left in June. to the coast. He slept.", ["They left in June. to the coast.", "He slept."]),
        ("They left in June. Surrounded. He slept.", ["They left in June. Surrounded.", "He slept."]),
        ("“He left.” ». She stayed.", ["“He left.”", "She stayed."]),
        ("First line.\nSecond line.", ["First line.", "Second line."]),
        ("", []),
        (" \n ... ”\n", []),
    ],
)
def test_a_reader_gets_the_sentences_a_person_would_count(text, expected):
    assert split(text) == expected


def test_a_headline_is_no_sentence_but_a_long_broken_line_is():
    text = "A bridge falls\n\nIt fell at noon.\n" + "and so on " * 10
    assert [text[s:e] for s, e in headings(text)] == ["A bridge falls"]
    assert len(sentences(text)) == 2
    assert len(paragraphs(text)) == 3


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Putin’s commander-in-chief", ["Putin’s", "commander-in-chief"]),
        ("the war—which", ["the", "war", "which"]),
        ("11,500 cars, 8.5 months", ["11,500", "cars", "8.5", "months"]),
        ("the U.S. in 2022.", ["the", "U.S.", "in", "2022"]),
        ("‘quoted’", ["quoted"]),
        ("…", []),
    ],
)
def test_words_are_what_a_person_would_count(text, expected):
    assert counted(text) == expected


@given(PROSE)
def test_offsets_are_valid_ordered_and_never_overlap(text):
    for spans in (words(text), sentences(text), paragraphs(text), headings(text)):
        end = 0
        for start, stop in spans:
            assert end <= start < stop <= len(text)
            end = stop


@given(PROSE)
def test_no_word_is_lost_between_sentences_and_headings(text):
    units = sorted(sentences(text) + headings(text))
    assert all(inside(words(text), units))


@given(PROSE, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=4))
def test_blanking_keeps_every_offset(text, spans):
    spans = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in spans]
    blanked = blank(text, spans)
    assert len(blanked) == len(text)
    kept = [i for i in range(len(text)) if not any(s <= i < e for s, e in spans)]
    assert all(blanked[i] == text[i] for i in kept)


@pytest.mark.parametrize(
    "text",
    [
        "He said no. " * 40_000,
        ". " * 200_000 + "So it ends.",
        "He left" + "." * 200_000 + "x.",
        "A.B. " * 50_000,
    ],
)
def test_a_hostile_text_is_read_in_bounded_time(text):
    start = time.process_time()
    sentences(text)
    assert time.process_time() - start < 10


def test_the_sample_sentences_are_the_true_ones(sample):
    truth = pd.read_csv(ROOT / "data/sample/truth/sentences.csv")
    for doc_id, doc in sample[1].items():
        mine = truth[truth["doc_id"] == doc_id]
        assert sentences(doc.clean) == list(zip(mine["start"], mine["end"], strict=True)), doc_id


def test_sentence_counts_are_within_two_of_the_hand_counts(five):
    hand = tables.load(ROOT / "data", "hand_counts")
    for row in hand.itertuples():
        assert abs(len(sentences(five[row.doc_id].clean)) - row.sentences) <= 2, row.doc_id
