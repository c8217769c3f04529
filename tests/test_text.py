import time
from itertools import pairwise

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from retold import tables
from retold.text import blank, headings, inside, paragraphs, pieces, sentences, words

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


@pytest.mark.parametrize(
    "text, expected",
    [
        ("羊走了。桥断了！谁知道？", ["羊走了。", "桥断了！", "谁知道？"]),
        ("「橋は閉じた。」羊は去った。", ["「橋は閉じた。」", "羊は去った。"]),
        ("أغلق الجسر. من رأى الأغنام؟ لا أحد.", ["أغلق الجسر.", "من رأى الأغنام؟", "لا أحد."]),
        ("پل بند ہے۔ بھیڑیں گئیں۔", ["پل بند ہے۔", "بھیڑیں گئیں۔"]),
        ("पुल बंद है। भेड़ें गईं॥ कौन?", ["पुल बंद है।", "भेड़ें गईं॥", "कौन?"]),
        ("Կամուրջը փակ է։ Ոչխարները գնացին։", ["Կամուրջը փակ է։", "Ոչխարները գնացին։"]),
        ("ድልድዩ ተዘጋ። በጎቹ ሄዱ።", ["ድልድዩ ተዘጋ።", "በጎቹ ሄዱ።"]),
        ("តំបន់បិទ។ ចៀមចេញ។", ["តំបន់បិទ។", "ចៀមចេញ។"]),
        ("ხიდი დაიკეტა. ცხვრები წავიდნენ.", ["ხიდი დაიკეტა.", "ცხვრები წავიდნენ."]),
        ("Η γέφυρα έκλεισε. Τα πρόβατα έφυγαν.", ["Η γέφυρα έκλεισε.", "Τα πρόβατα έφυγαν."]),
        ("Мост закрыт. Овцы ушли.", ["Мост закрыт.", "Овцы ушли."]),
    ],
)
def test_sentences_end_at_the_stops_of_other_scripts_too(text, expected):
    assert split(text) == expected
    assert [text[s:e] for s, e in pieces(text)] == expected
    assert headings(text) == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("They left in June. to the coast. He slept.", ["They left in June.", "to the coast.", "He slept."]),
        ("He slept. Surrounded. She left.", ["He slept.", "Surrounded.", "She left."]),
        ("The quay was full. ferry tide", ["The quay was full.", "ferry tide"]),
        ("It cost approx. five crowns vs. six.", ["It cost approx. five crowns vs. six."]),
        ("The U.S. ferry left at 8 a.m. sharp.", ["The U.S. ferry left at 8 a.m. sharp."]),
        ("“Who?” she asked. He sat.", ["“Who?” she asked.", "He sat."]),
        ("A ferry leaves\n\nIt left at noon.", ["A ferry leaves", "It left at noon."]),
        ("“He left.” ». She stayed.", ["“He left.”", "She stayed."]),
        (" … \n”", []),
    ],
)
def test_a_torn_off_scrap_and_a_heading_are_pieces_of_their_own(text, expected):
    assert [text[s:e] for s, e in pieces(text)] == expected


@given(PROSE)
def test_every_word_lies_in_one_piece_and_sentences_are_made_of_whole_pieces(text):
    found = pieces(text)
    assert all(e <= s for (_, e), (s, _) in pairwise(found))
    assert all(sum(s <= b and e <= f for s, f in found) == 1 for b, e in words(text))
    for bounds in (0, 1):
        assert {unit[bounds] for unit in sentences(text)} <= {piece[bounds] for piece in found}


def test_the_sample_has_a_piece_for_every_scrap_planted_in_it(sample):
    changes = pd.read_csv(ROOT / "data/sample/truth/changes.csv")
    planted = changes[changes["change"] == "fragment"]
    assert len(planted)
    for doc_id, scrap in zip(planted["doc_id"], planted["after"], strict=True):
        text = sample[1][doc_id].clean
        assert scrap in [text[s:e] for s, e in pieces(text)]
