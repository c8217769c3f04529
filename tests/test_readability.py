import re
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold import chapters
from retold.corpus.schema import TABLES
from retold.measures import damage, draws, readability, values
from retold.measures import sentences as counting
from retold.text import Text, sentences, words

EASY = "The cat sat. The dog ran to it. They had a nap in the sun. Then it was dark. We all went home."
HARD = (
    "Municipal administrators unanimously acknowledged the extraordinary infrastructural deterioration. "
    "Independent investigators subsequently identified considerable organisational irregularities. "
    "Negotiations concerning compensation deteriorated immediately. "
    "International observers anticipated additional complications. "
    "Representatives refused unconditional cooperation."
)
HARDER_IF_HIGHER = {m.name: m.higher == "harder to read" for m in readability.FORMULAS}


def as_textstat_reads(text: str) -> str:
    """The same words and sentences in a form that textstat's own rules cannot split otherwise."""
    pieces = []
    for start, end in sentences(text):
        sentence = text[start:end]
        plain = [re.sub(r"[^\w']", "", sentence[s:e].replace("’", "'")) for s, e in words(sentence)]
        pieces.append(" ".join(plain) + ".")
    return " ".join(pieces)


@pytest.fixture(scope="module")
def long_sample(sample):
    return " ".join(as_textstat_reads(doc.clean) for doc in sample[1].values())


def textstat_scores(text: str) -> dict[str, float]:
    stat = counting._textstat()
    return {
        "flesch": stat.flesch_reading_ease(text),
        "flesch_kincaid": stat.flesch_kincaid_grade(text),
        "fog": stat.gunning_fog(text),
        "smog": stat.smog_index(text),
        "ari": stat.automated_readability_index(text),
        "coleman_liau": stat.coleman_liau_index(text),
        "dale_chall": stat.dale_chall_readability_score(text),
    }


@pytest.mark.parametrize("source", [HARD, "sample"])
def test_scores_from_counts_are_textstats_own(source, long_sample):
    text = long_sample if source == "sample" else as_textstat_reads(source)
    counts = counting.count(text)
    assert len(counts) == counting.textstat_sentences(text), "the two must see the same sentences"
    expected = textstat_scores(text)
    ours = readability.scores(counts)
    for name, value in expected.items():
        assert ours[name] == pytest.approx(value, abs=0.011), name


@pytest.mark.parametrize("measure", readability.FORMULAS, ids=lambda m: m.name)
def test_a_hard_text_scores_harder_than_an_easy_one(measure):
    easy, hard = (readability.scores(counting.count(t))[measure.name] for t in (EASY, HARD))
    assert (hard > easy) == HARDER_IF_HIGHER[measure.name]


def test_counts_of_a_sentence_worked_by_hand():
    row = counting.count("The cat, unbelievably, sat.").iloc[0]
    assert (row.words, row.letters, row.characters) == (4, 21, 24)
    assert (row.syllables, row.polysyllables) == (8, 1)


def test_quoted_words_are_counted_per_sentence():
    text = "He said “no way”. She left."
    assert list(counting.count(text, [(8, 16)])["quoted_words"]) == [2, 0]


def weighed(*frames):
    """The tables of a corpus with nothing but sentences."""
    empty = {name: table.empty() for name, table in TABLES.items()}
    return {**empty, "sentences": pd.concat(frames, ignore_index=True)}


def intervals(*frames):
    t = weighed(*frames)
    table = values.by_text(t, draws.of_tables(t), readability.PAGE)
    return table[table["key"].isin([m.key for m in readability.FORMULAS])]


def test_the_same_seed_gives_the_same_interval():
    counts = counting.count(HARD).assign(doc_id="h")
    one, two = (intervals(counts) for _ in range(2))
    assert one.equals(two)


def test_too_few_sentences_get_no_interval_but_a_score():
    counts = counting.count("One two three. Four five six.").assign(doc_id="x")
    table = intervals(counts)
    assert table["value"].notna().all()
    assert table[["low", "high"]].isna().all().all()
    two = chapters.readability.formulas(weighed(counts, counts.assign(doc_id="y")))
    gaps = values.differences(two)
    assert len(gaps) == len(readability.FORMULAS) and (gaps["gap"] == 0).all()
    assert gaps[["low", "high"]].isna().all().all()
    assert values.ranks(two["readability.flesch"][1], highest_first=False).empty


def test_an_interval_holds_its_score_and_a_difference_its_sign():
    easy, hard = counting.count(EASY).assign(doc_id="e"), counting.count(HARD).assign(doc_id="h")
    table = intervals(easy, hard)
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()
    gaps = values.differences(chapters.readability.formulas(weighed(hard, easy))).set_index("key")
    assert ((gaps["low"] <= gaps["gap"]) & (gaps["gap"] <= gaps["high"])).all()
    assert gaps.at["readability.flesch_kincaid", "low"] > 0
    assert gaps.at["readability.flesch", "high"] < 0


@pytest.mark.parametrize("measure", readability.FORMULAS, ids=lambda m: m.name)
def test_the_harder_text_has_the_first_rank_whatever_the_direction_of_the_formula(measure):
    easy, hard = counting.count(EASY).assign(doc_id="e"), counting.count(HARD).assign(doc_id="h")
    scored = chapters.readability.formulas(weighed(easy, hard))[measure.key][1]
    table = values.ranks(scored, highest_first=HARDER_IF_HIGHER[measure.name])
    assert table.sum().round(9).eq(1).all() and table.sum(axis=1).round(9).eq(1).all()
    assert table.at["h", 1] > 0.95


@pytest.mark.parametrize("side", ["clean", "raw"])
def test_on_the_five_texts_the_scores_from_counts_are_textstats_own(five, side):
    for doc_id, doc in five.items():
        text = getattr(doc, side)
        ours = readability.scores(counting.count(text, splitter="textstat"))
        for name, value in textstat_scores(text).items():
            assert ours[name] == pytest.approx(value, abs=1e-6), (doc_id, name)


@given(st.text(st.sampled_from("aB. !?—-'’“” \n8é"), max_size=120))
def test_textstats_words_and_sentences_are_counted_as_textstat_counts_them(text):
    counts = counting.count(text, splitter="textstat")
    if counts["words"].sum():
        assert len(counts) == counting.textstat_sentences(text)
        assert counts["words"].sum() == counting._textstat().lexicon_count(text)


@pytest.mark.parametrize("splitter", counting.SPLITTERS)
@given(text=st.text(max_size=200))
def test_every_splitter_reads_any_text_and_returns_sentences_in_order(splitter, text):
    spans = counting.SPLITTERS[splitter](Text(text))
    assert all(0 <= s < e <= len(text) for s, e in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    counting.count(text, splitter=splitter)


def test_the_splitters_are_those_that_the_table_accepts():
    assert tuple(counting.SPLITTERS) == TABLES["readings"].by_name["splitter"].choices


def test_a_caller_who_changes_the_readings_changes_nobody_elses(tables):
    for counts in readability.readings(tables).values():
        counts["words"] = 0
    assert all(counts["words"].sum() for counts in readability.readings(tables).values())
    assert tables["sentences"]["words"].sum()


def test_a_torn_off_scrap_is_a_sentence_only_where_scraps_count():
    text = "They left in September. rice field. The town was quiet."
    assert len(counting.count(text)) == 2
    assert len(counting.count(text, splitter="scraps apart")) == 3


def test_without_quotations_their_words_and_letters_do_not_count():
    text = "He said “no way at all”. “Go!” She left."
    quoted = [(8, 23), (25, 30)]
    whole, rest = (counting.count(text, quoted, without_quotations=flag) for flag in (False, True))
    assert list(whole["words"]) == [6, 1, 2]
    assert list(rest["words"]) == [2, 2]
    assert rest["letters"].sum() == len("HesaidSheleft")


def test_words_of_a_heading_go_with_the_next_sentence_and_are_in_no_formula():
    counts = counting.count("A long day\n\nIt rained. It stopped.\n\nThe end")
    assert list(counts["heading_words"]) == [3, 2]
    assert counts["words"].sum() == 4


LONG, SHORT = "The old town was shut and the new town was open. ", "The old town was shut. "


def versions_with_damage(a_text, b_text, damaged):
    """Two versions, sentence facing sentence, `damaged` sentences of b marked."""
    a = counting.count(a_text).assign(doc_id="a")
    b = counting.count(b_text).assign(doc_id="b")
    links = [
        ("a", "b", f"{a.start[n]}-{a.end[n]}", f"{b.start[n]}-{b.end[n]}", 0.9, "edited")
        for n in range(len(a))
    ]
    columns = ["doc_a", "doc_b", "a", "b", "similarity", "operation"]
    return {
        "sentences": pd.concat([a, b], ignore_index=True),
        "alignments": pd.DataFrame(links, columns=columns),
        "documents": pd.DataFrame({"doc_id": ["a", "b"], "language": "en"}),
        "damage": pd.DataFrame(
            {"doc_id": ["b"] * len(damaged), "span": [f"{b.start[n]}-{b.start[n] + 3}" for n in damaged]},
            dtype=str,
        ),
    }


def test_damage_that_shortens_sentences_makes_a_text_read_easier():
    hurt, sound = list(range(6)), 6
    t = versions_with_damage(LONG * 12, SHORT * 6 + LONG * 6, hurt)
    found = damage.damage_gap(t)
    assert (found.pairs, found.sound) == (6, sound)
    assert found.gap == pytest.approx(found.raw)
    assert found.low <= found.gap <= found.high < 0


def test_a_version_that_reads_easier_everywhere_does_not_make_its_damage_guilty():
    found = damage.damage_gap(versions_with_damage(LONG * 12, SHORT * 12, list(range(6))))
    assert found.raw < -1
    assert found.gap == pytest.approx(0.0)


def test_without_damage_or_without_sound_sentences_nothing_is_said_of_damage():
    none = damage.damage_gap(versions_with_damage(LONG * 6, SHORT * 6, []))
    assert (none.pairs, none.gap) == (0, None)
    every = damage.damage_gap(versions_with_damage(LONG * 6, SHORT * 6, list(range(6))))
    assert every.raw < 0 and every.gap is None and every.low is None
    few = damage.damage_gap(versions_with_damage(LONG * 6, SHORT * 6, [0, 1]))
    assert few.gap == pytest.approx(0.0) and few.low is None


def test_copies_drawn_like_any_pair_have_a_wider_interval_than_drawn_together(tables):
    row = chapters.readability.gap_table(tables).set_index("key").loc["readability.flesch_kincaid"]
    assert row["alone_low"] < row["copy_low"] < row["copy_gap"] < row["copy_high"] < row["alone_high"]


def test_an_empty_text_has_no_score():
    assert readability.scores(counting.count("")) == {}
    assert counting.textstat_sentences(" ") == 0
