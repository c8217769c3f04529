from itertools import pairwise

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from retold.corpus import tables
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


BODY = "A bridge falls\n\nIt fell at noon.\n\n{}\n\nNobody was hurt.\n"


@pytest.mark.parametrize(
    "line",
    [
        "“The river took it,” added the ferryman",
        "“The river took it,” added the ferryman. ‘A great loss’",
        "The ferryman said nobody had warned him",
        "Nobody had been near the bridge that morning",
        "The river rose over the old wall at night",
        "Soldiers closed the road to the harbour",
        "The town will rebuild",
        "They fled to the hills with their cattle",
        "It’s a long way round",
        "Le maire parle d’un « désastre » pour la ville",
        "According to the mayor, a boat for every street",
        "The ministry offered no comment",
        "Soldiers launched 40 boats on the lake on Monday",
        "The mayor thanked Halden for new boats",
        "Residents fear another winter without heat",
        "Experts expect further losses in the coming weeks",
        "Engineers continue to search the harbour",
    ],
)
def test_no_sentence_is_lost_because_a_machine_dropped_its_full_stop(line):
    text = BODY.format(line)
    assert line.split(". ")[0].rstrip(".") in [text[s:e].rstrip(".") for s, e in sentences(text)]
    assert [text[s:e] for s, e in headings(text)] == ["A bridge falls"]
    assert len(sentences(text)) == 3 + line.count(". ")


@pytest.mark.parametrize(
    "line",
    [
        "Army boats",
        "Advertisement",
        "Sign up for our newsletter",
        "Photo: Marlow",
        "Published on 11 November",
        "Reports from the harbour",
        "What we know so far",
        "The long way round to the old mill",
        "Homes left without power",
        "May 2022",
        "Will Marlow, harbour master",
        "IT outage",
        "World War I memorial",
        "Phase I trials",
        "We Charity",
        "The will of the people",
        "The might of the river",
        "Last will and testament",
        "Rose Garden",
        "Have your say",
        "Why it will fail",
        "How they can win",
        "What he said",
        "The battle for occupied Halden",
        "Lay readers",
    ],
)
def test_a_crosshead_a_byline_or_a_leftover_line_is_no_sentence(line):
    text = BODY.format(line)
    assert [text[s:e] for s, e in headings(text)] == ["A bridge falls", line]
    assert len(sentences(text)) == 2


def test_a_last_sentence_without_a_stop_is_kept_whatever_its_verb():
    long = "The river rose over the old wall at night and the people of the lower town fled to the hills with cattle and carts."
    for last in ("Boats circle near Halden each day", "Ferrymen still patrol the quays"):
        assert last in split(BODY.format(f"{long} {last}"))


GERMAN = "Der Fluss stieg in der Nacht. Die Bauern flohen in die Berge. " * 6


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GERMAN, "Was wir wissen"),
        (GERMAN, "Angriff am Morgen"),
        ("O rio subiu de noite. Os camponeses fugiram para os montes. " * 6, "Presidente do Brasil"),
        ("La riu va pujar a la nit. Els pagesos van fugir cap als turons. " * 6, "La guerra i la pau"),
        ("Rzeka wezbrała w nocy. Chłopi uciekli w góry razem z bydłem. " * 6, "Wojna i pokój"),
    ],
)
def test_a_crosshead_in_another_language_is_not_read_by_english_verbs(text, line):
    whole = f"{text}\n{line}\n{text}"
    assert [whole[s:e] for s, e in headings(whole)] == [line]


def test_a_sentence_before_a_crosshead_on_its_line_is_kept():
    text = BODY.format("The wind fell. Army boats")
    assert [text[s:e] for s, e in headings(text)] == ["A bridge falls", "Army boats"]
    assert "The wind fell." in [text[s:e] for s, e in sentences(text)]


def test_a_text_without_any_full_stop_has_its_sentences():
    assert split("The river rose over the wall") == ["The river rose over the wall"]
    assert split("The river rose\nNobody came") == ["The river rose", "Nobody came"]


def test_a_quotation_with_its_speaker_is_a_sentence_at_the_head_of_a_text_too():
    text = "“The river took it,” said the ferryman\nNobody was hurt."
    assert len(sentences(text)) == 2
    assert headings("‘A great loss’ for the town\nNobody was hurt.") != []


def test_a_pause_before_i_does_not_cut_a_sentence():
    assert split("“I … I do not know,” he said.") == ["“I … I do not know,” he said."]


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
        "“He left\n" * 40_000,
        "a\n" * 100_000 + "It ends.",
    ],
)
def test_a_hostile_text_is_read(text):
    assert all(0 <= start < end <= len(text) for start, end in sentences(text))


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
