import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.speech import UNRESOLVED, attribute, marks, quoted_words, slug

PROSE = st.text(alphabet=st.sampled_from(list("aB .,“”\"'’«»\nsaid he")), max_size=300)


def quoted(text: str) -> list[str]:
    return [text[m.start : m.end] for m in marks(text)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("“One,” he said. “Two.”", ["“One,”", "“Two.”"]),
        ('"One," he said. "Two."', ['"One,"', '"Two."']),
        ("«Un» et «deux».", ["«Un»", "«deux»"]),
        ("It’s Anna’s.", []),
        ("“Open to the end.\nNext line.", ["“Open to the end."]),
        ("“Open, “then closed.”", ["“Open,", "“then closed.”"]),
        ("a stray mark” here", []),
        ("«Outer “inner” end», she said.", ["«Outer “inner” end»"]),
        ("“”", []),
    ],
)
def test_quotation_marks_are_paired_as_a_reader_would(text, expected):
    assert quoted(text) == expected


def test_an_unclosed_quotation_is_marked_as_such():
    assert [m.closed for m in marks("“Open.\n“Closed.”")] == [False, True]


def test_quoted_words_are_flagged_word_by_word():
    assert quoted_words("He said “no way”.") == [False, False, True, True]


@pytest.mark.parametrize(
    "text, kind, content, speaker",
    [
        ("“The pier is gone,” said Mayor Ines Calder.", "direct", "“The pier is gone,”", "ines-calder"),
        ("Tomas Rell said the pier is gone.", "indirect", "the pier is gone", "tomas-rell"),
        (
            "Tomas Rell said the pier was “a joke” to them.",
            "mixed",
            "the pier was “a joke” to them",
            "tomas-rell",
        ),
        (
            "The pier is gone, according to the port authority.",
            "indirect",
            "The pier is gone",
            "port-authority",
        ),
        ("“The pier is gone,” Tomas Rell told Northline.", "direct", "“The pier is gone,”", "tomas-rell"),
    ],
)
def test_content_and_speaker_are_found(text, kind, content, speaker):
    found = attribute(text)
    assert len(found) == 1
    start, end = found[0].content[0][0], found[0].content[-1][1]
    assert (found[0].kind, text[start:end], found[0].speaker) == (kind, content, speaker)


def test_a_surname_and_a_pronoun_are_the_person_met_before():
    text = "Tomas Rell said the pier is gone. “I saw it,” Rell said. “I was there,” he added."
    assert [a.speaker for a in attribute(text)] == ["tomas-rell"] * 3


def test_a_quotation_nobody_can_be_found_for_is_unresolved_not_guessed():
    assert [a.speaker for a in attribute("“Nobody knows who said this at all.”")] == [UNRESOLVED]


def test_the_sample_is_found_at_least_as_well_as_when_this_was_written(sample, sample_tables):
    engine = sample_tables["engine"]
    assert engine["f1"].min() >= 0.85
    assert engine["f1"].mean() >= 0.92


@given(PROSE)
def test_any_text_gives_valid_spans_and_never_an_error(text):
    for found in attribute(text):
        assert found.content
        for start, end in [*found.content, *filter(None, (found.cue, found.source))]:
            assert 0 <= start < end <= len(text)
        assert found.kind in {"direct", "mixed", "indirect"}


@pytest.mark.parametrize(
    "text",
    [
        "“" * 50_000,
        '" a ' * 50_000,
        "said " * 50_000,
        "He said no. " * 20_000,
        "He said “a” " * 5_000,
        "“a.” He said no. " * 5_000,
        "a-" * 10_000 + " said so now.",
    ],
)
def test_hostile_text_is_read_in_bounded_time(text):
    start = time.process_time()
    attribute(text)
    assert time.process_time() - start < 10


def test_a_name_at_the_end_of_a_sentence_is_the_same_name_later():
    found = attribute("“We are done,” said Ann Bell.\nBell said that it is over.")
    assert [a.speaker for a in found] == ["ann-bell", "ann-bell"]
    assert found[0].source_text == "Ann Bell"


def test_a_source_without_a_word_is_unresolved():
    assert [a.speaker for a in attribute("According to ’s, it fell.")] in ([], [UNRESOLVED])


def test_ids_are_lower_case_words():
    assert slug("The Port Authority’s") == "port-authority"
    assert slug("—") == UNRESOLVED
