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


PROSE = "The dam held on Monday and the engineers went home after they had seen what it was that the water had done to the wall, which is older than the town itself and was never meant to hold so much of it for so long. "  # fmt: skip
BODY = textwrap.fill(PROSE * 2, 60)


@pytest.mark.parametrize(
    "text",
    [
        "The curfew tolls the knell of parting day,\nThe lowing herd wind slowly o'er the lea,\nThe ploughman homeward plods his weary way,\nAnd leaves the world to darkness and to me.\n",
        "i went down to the river in the rain\nand nobody was there\nonly the water\nand a boat that someone had forgotten there\nand the rain again\n",
        "Marrow Bay Courier\n14 Harbour Street\nMarrow Bay\nphone 555 0100, from nine to five on weekdays\n",
        "Dam holds after long night of repairs, engineers say\nMayor of Marrow Bay asks for money to rebuild the bridge\nFerry sinks\nSchools open on Monday after a week of floods\n",
        "Dam holds after long night of repairs, engineers say\nThe dam held on Monday. Nobody was hurt.\n",
        "Dam holds after long night of repairs\nMARROW BAY, Jan. 24 - The dam held on Monday after repairs that took all night, two officials told reporters on the wall. Nobody was hurt.\nThe mayor asked for money to rebuild the bridge that was lost in the flood of last year, and for more engineers.\n",
        "Q: Where were you on the night when the dam broke, and who was with you?\nA: At home.\nQ: Alone?\nA: With my mother, and the neighbours came by at eight o'clock to see us.\n",
        "[12:01] ada: are you there, the dam is leaking again\n[12:01] tom: yes, on my way\n[12:02] ada: bring the others, and the big lamp from the shed\n",
        "Name        Age   Town\nAda Calder  34    Marrow Bay\nTom Vane    51    Northline\n",
        "• The dam held on Monday after the repairs, which took all night.\n• The bridge is closed to all traffic until the end of the month.\n• Schools open on Monday, as the mayor has promised to everyone.\n",
        "1. The dam held on Monday after the repairs, which took all night\n2. The bridge is closed to all traffic until the end of the month\n3. Schools open on Monday, as the mayor has promised to everyone\n",
        "“Will it hold?”\n\n“It will.”\n\n“You said that last year, and where are we now?”\n\n“Here.”\n",
        "From: Ada Calder\nTo: Tom Vane\nSubject: the dam, and what we are going to do about it\n\nTom, it holds.\n",
        "大坝在周一经过整夜抢修之后保住了，两名官员对记者说。\n没有人受伤。\n学校将在周一重新开放，市长说。\n",
    ],
    ids="verse|verse in small letters|address|headlines|headline and lead|headline and articles|questions|chat|table|bullets|numbers|dialogue|message|Chinese".split("|"),
)  # fmt: skip
def test_lines_that_nobody_wrapped_stay(text):
    assert read(text).view == text and read(text).joined == 0


@pytest.mark.parametrize(
    "lines",
    [
        "The rose is red,\nthe violet blue,\nthe dam is old\nand so are you.",
        "Yours,\nAda Calder\nMarrow Bay",
        "What the engineers saw\nThey saw nothing at all.",
        "1. Close the old bridge to all of the traffic from Monday on\n2. Open the other one",
        "- Close the old bridge to all of the traffic from Monday on.\n- Open the other one\n- Tell the mayor",
        "ANNA: I have been told that there were others, who saw them.\nTOM: Ask them.\nANNA: I will.",
    ],
    ids="verse|signature|crosshead|numbers|bullets|turns".split("|"),
)
def test_what_is_no_prose_stays_in_a_wrapped_text(lines):
    assert lines.splitlines() == read(f"{BODY}\n\n{lines}\n\n{BODY}\n").view.split("\n\n")[1].splitlines()


@pytest.mark.parametrize(
    "wrapped, read_as",
    [
        ("On Monday, when all of them had gone to the town hall, Dr.\nSmith said that it would hold.", "hall, Dr. Smith said"),
        ("They had asked the mayor for all the old papers of Robert\nE. Rubin, and then for those of a friend of his, Robert\nF. Greenhill.", "Robert E. Rubin"),
        ("They had asked the mayor for all the old papers on January\n24. The mayor did not answer.", "January 24. The mayor"),
        ("They all went to the hall in which nobody had been for years\n– not even the mayor – and waited there until it was late, as\nthey had been told.", "for years – not even the mayor – and waited"),
        ("Then the mayor, who had come from the capital by train, said\n“It holds,” and went home again without a word to the others\nwho had waited.", "said “It holds,” and"),
        ("1. Close the bridge\n2. Tell the mayor of all that was done and of all that was\n   not done, before the end of the month\n3. Go home", "\n2. Tell the mayor of all that was done and of all that was not done, before"),
        ("It was all about what people there had called the pre- and\npost-war years, and of course of the mayor, and of all the\nshort- and long-term plans.", "the pre- and post-war years"),
        ("And that was when all of the people in the hall saw Jean-\nLuc Béart, who had come by train.", "saw Jean-Luc Béart"),
        ("And that was when all of the people in the hall saw the 20-\nyear-old, who had come by train.", "the 20-year-old"),
        ("And that was when all of the people in the hall saw the man—\nwho had come by train—and left.", "the man—who had"),
        ("All of it can be read at\nhttps://example.org/a/very/long/address/that/no/line/can/hold\nand in the paper.", "read at https://example.org/a/very/long/address/that/no/line/can/hold and in"),
        ("They all went to the hall in which nobody had been for years\n\n   12\n\n\fand waited there until it was late, as they had been told to\ndo.", "for years and waited there"),
        ("They all went to the hall in which nobody had been for years\n\fand waited there until it was late, as they had been told to\ndo.", "for years and waited there"),
        (textwrap.indent(textwrap.fill(PROSE, 56), "    "), "went home after they had seen what it was that the water"),
    ],
    ids="title|initials|date|dashes|quotation|item|first parts|name|number|dash|address|page|page break|set in".split("|"),
)  # fmt: skip
def test_what_stands_at_the_ends_of_lines_tears_no_sentence(wrapped, read_as):
    assert read_as in read(f"{BODY}\n\n{wrapped}\n\n{BODY}\n").view


@pytest.mark.parametrize("ends", ["\r\n", "\r", " \n", "  \n"])
def test_line_ends_of_other_systems_and_blanks_before_them_change_nothing(ends):
    assert read(BODY.replace("\n", ends)).view == read(BODY).view == (PROSE * 2).strip()


def test_a_text_that_takes_more_than_its_length_to_read_would_be_seen():
    assert read("A" * 300_000 + "\nb").joined == 0
    assert read("the old dam near engi-\nneers and all that was in the pa-\n" * 3_000, "join").joined > 0
    assert read("e" + "\u0301" * 100_000).view.startswith("é")
    assert read(">" * 100_000 + "\na\n" + "> " * 50_000 + "\na").joined == 0
