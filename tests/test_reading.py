import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold import speech
from retold.text.reading import read

WORDS = (
    "the dam held on Monday after repairs while engineers measured walls and old bridges near town".split()
)
NAMES = ("Ada Calder", "Tom Vane", "Mayor Lena Brandt")


@st.composite
def prose(draw):
    """Paragraphs of made-up sentences, some with speech; at every width a line of the first is torn inside a sentence."""
    paragraphs = ["At last " + "the old dam near the town held and " * 5 + "nobody went there again."]
    for _ in range(draw(st.integers(1, 4))):
        sentences = []
        for _ in range(draw(st.integers(4, 7))):
            words = draw(st.lists(st.sampled_from(WORDS), min_size=5, max_size=18))
            sentence = " ".join(["The", *words])
            if draw(st.booleans()):
                sentence = f"“{sentence},” said {draw(st.sampled_from(NAMES))}"
            sentences.append(sentence + ".")
        paragraphs.append(" ".join(sentences))
    return paragraphs


def flat(texts):
    return [" ".join(text.split()) for text in texts]


def sentences(reading):
    return flat(reading.raw[s:e] for s, e in map(reading.in_raw, reading.view.sentences))


@given(prose(), st.sampled_from([60, 72, 80]), st.sampled_from(["\n\n", "\n\n\n", "\r\n\r\n"]))
def test_a_wrapped_copy_has_the_same_sentences_and_the_same_attributions(paragraphs, columns, between):
    plain = read("\n\n".join(paragraphs))
    wrapped = read(between.join(textwrap.fill(p, columns, break_on_hyphens=False) for p in paragraphs))
    assert sentences(wrapped) == sentences(plain)
    one, two = ([(a.kind, a.name) for a in speech.attributions(r.view)] for r in (plain, wrapped))
    assert one == two


@given(prose(), st.sampled_from([60, 72, 80]))
def test_where_single_breaks_part_paragraphs_no_sentence_of_a_wrapped_copy_is_lost(paragraphs, columns):
    wrapped = read("\n".join(textwrap.fill(p, columns) for p in paragraphs))
    assert " ".join(sentences(wrapped)) == " ".join(sentences(read("\n".join(paragraphs))))


@given(prose())
def test_paragraphs_on_lines_of_their_own_are_left_alone(paragraphs):
    text = "\n".join(paragraphs)
    assert read(text).view == text or max(map(len, paragraphs)) <= 130


@pytest.mark.parametrize(
    "text",
    [
        "The rose is red,\nThe violet's blue,\nSugar is sweet\nAnd so are you.\n",
        "- first thing to buy\n- second thing to buy\n- third\n",
        "1. Call the mayor\n2. Ask about the dam\n3. Write it down\n",
        "Dam holds\n\nIt held. " + "It is old and grey and nobody goes there now. " * 3 + "\n",
        "ANNA: Where were you on the night when the dam broke, and who was with you?\nTOM: At home.\nANNA: Alone?\n",
    ],
)
def test_a_poem_a_list_a_transcript_and_a_heading_keep_their_lines(text):
    assert read(text).view == text and read(text).joined == 0


def test_lines_can_be_kept_or_joined_whatever_they_look_like():
    text = "One short line\nand another.\n\n- item\n- item"
    assert read(text, "keep").view == text
    assert read(text, "join").view == "One short line and another.\n\n- item\n- item"
    with pytest.raises(ValueError, match="accepted is one of auto, keep, join"):
        read(text, "all")


WRAP = "\n".join(textwrap.wrap("The dam held and the engineers went home after they had seen it. " * 6, 60))


@pytest.mark.parametrize(
    "before, after, read_as",
    [("engi-", "neers", "engineers"), ("well-", "known", "well-known"), ("semi-", "final", "semi-final")],
)
def test_a_word_parted_at_the_end_of_a_line_is_one_word_again(before, after, read_as):
    filler = "They said that it was all because of the old and very {}"
    line = filler.format(before)
    view = read(
        f"{WRAP}\n\n{line}\n{after} things which nobody in the town had ever wanted to see there."
    ).view
    assert f" {read_as} things" in view


UNSEEN = st.sampled_from(["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200d"])


@given(prose(), st.lists(st.tuples(st.integers(0, 200), UNSEEN), max_size=8))
def test_what_no_reader_sees_changes_nothing(paragraphs, signs):
    text = "\n\n".join(paragraphs)
    odd = text
    for place, sign in signs:
        odd = odd[:place] + sign + odd[place:]
    assert read(odd).view == read(text).view


@given(st.text(alphabet="aeéo\u0301\u0308 \u00adﬁ\u00a0’ʼ\u2011\u200b.\n", max_size=60))
def test_every_stretch_of_the_view_leads_back_into_the_text_and_forth_again(text):
    reading = read(text)
    view = reading.view
    for start, end in view.words:
        s, e = reading.in_raw((start, end))
        assert 0 <= s < e <= len(text)
        # A second accent is part of its letter, though not of the word.
        assert read(text[s:e], "keep").view.startswith(view[start:end]) or "\n" in text[s:e]
        there = reading.in_view((s, e))
        assert there[0] <= start and there[1] >= end


@pytest.mark.parametrize(
    "odd, plain",
    [
        ("Jose\u0301 left.", "José left."),
        ("Cafe\u0301 Mu\u0308ller", "Café Müller"),
        ("the ﬁre oﬃce", "the fire office"),
        ("don\u02bct", "don’t"),
        ("well\u2011known", "well-known"),
        ("10\u00a0000\u202ftons", "10 000 tons"),
        ("\ufeffThe dam", "The dam"),
        ("\u1112\u1161\u11ab", "한"),
    ],
)
def test_one_text_in_two_encodings_is_read_as_one(odd, plain):
    assert read(odd).view == read(plain).view == plain
