import re

import pandas as pd
import pytest

from retold import readability
from retold.text import sentences, words

EASY = "The cat sat. The dog ran to it. They had a nap in the sun. Then it was dark. We all went home."
HARD = (
    "Municipal administrators unanimously acknowledged the extraordinary infrastructural deterioration. "
    "Independent investigators subsequently identified considerable organisational irregularities. "
    "Negotiations concerning compensation deteriorated immediately. "
    "International observers anticipated additional complications. "
    "Representatives refused unconditional cooperation."
)
HARDER_IF_HIGHER = {m.name: m.higher == "harder to read" for m in readability.MEASURES}


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
    stat = readability._textstat()
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
    counts = readability.count(text)
    assert len(counts) == readability.textstat_sentences(text), "the two must see the same sentences"
    expected = textstat_scores(text)
    ours = readability.scores(counts)
    for name, value in expected.items():
        assert ours[name] == pytest.approx(value, abs=0.011), name


@pytest.mark.parametrize("measure", readability.MEASURES, ids=lambda m: m.name)
def test_a_hard_text_scores_harder_than_an_easy_one(measure):
    easy, hard = (readability.scores(readability.count(t))[measure.name] for t in (EASY, HARD))
    assert (hard > easy) == HARDER_IF_HIGHER[measure.name]


def test_counts_of_a_sentence_worked_by_hand():
    row = readability.count("The cat, unbelievably, sat.").iloc[0]
    assert (row.words, row.letters, row.characters) == (4, 21, 24)
    assert (row.syllables, row.polysyllables) == (8, 1)


def test_quoted_words_are_counted_per_sentence():
    text = "He said “no way”. She left."
    assert list(readability.count(text, [(8, 16)])["quoted_words"]) == [2, 0]


def test_the_same_seed_gives_the_same_interval():
    counts = readability.count(HARD)
    assert readability.bootstrap(counts).equals(readability.bootstrap(counts))


def test_too_few_sentences_get_no_interval_but_a_score():
    counts = readability.count("One two three. Four five six.").assign(doc_id="x")
    table = readability.intervals(counts)
    assert table["score"].notna().all()
    assert table[["low", "high"]].isna().all().all()
    gaps = readability.differences(pd.concat([counts, counts.assign(doc_id="y")]))
    assert (gaps["gap"] == 0).all()
    assert gaps[["low", "high"]].isna().all().all()


def test_an_interval_holds_its_score_and_a_difference_its_sign():
    easy, hard = readability.count(EASY), readability.count(HARD)
    table = readability.intervals(pd.concat([easy.assign(doc_id="e"), hard.assign(doc_id="h")]))
    assert ((table["low"] <= table["score"]) & (table["score"] <= table["high"])).all()
    both = pd.concat([hard.assign(doc_id="h"), easy.assign(doc_id="e")])
    gaps = readability.differences(both).set_index("measure")
    assert ((gaps["low"] <= gaps["gap"]) & (gaps["gap"] <= gaps["high"])).all()
    assert gaps.at["flesch_kincaid", "low"] > 0
    assert gaps.at["flesch", "high"] < 0


def test_an_empty_text_has_no_score():
    assert readability.scores(readability.count("")) == {}
    assert readability.textstat_sentences(" ") == 0
