"""What the corpus is, and what cleaning changed."""

from __future__ import annotations

import pandas as pd

from retold.chapters.results import (
    MISSING,
    Number,
    day,
    number,
    ratio,
    words,
)
from retold.common.once import Tables, once
from retold.common.statistics import LEVEL, MIN_SENTENCES, RESAMPLES, SEED
from retold.text import leaks


@once
def numbers(t: Tables) -> dict[str, Number]:
    """What the corpus is, and what cleaning changed."""
    corpus, documents = t["corpus"], t["documents"]
    stories = corpus["story_id"].value_counts()
    removed = documents["words_raw"].sum() - documents["words"].sum()
    dates = [d for d in [*corpus["published"], *corpus["published_latest"]] if d]
    shared = stories[stories > 1]
    numbers = {
        "corpus.texts": number(len(corpus), "words"),
        "corpus.stories": number(len(stories), "words"),
        "corpus.events": number(corpus["event"].nunique(), "words"),
        "corpus.outlets": number(corpus["outlet"].nunique(), "words"),
        "corpus.copied_stories": number(len(shared), "words"),
        "corpus.copies": number(int(shared.sum()), "words"),
        "corpus.respun": number(int((corpus["copy_kind"] == "respun").sum()), "words"),
        "corpus.dates_inferred": number(int((corpus["date_basis"] == "inferred").sum()), "words"),
        "corpus.addresses_unknown": number(int((corpus["url_status"] == "unknown").sum()), "words"),
        "corpus.first_day": words(day(min(dates)) if dates else MISSING),
        "corpus.last_day": words(day(max(dates)) if dates else MISSING),
        "corpus.words": number(int(documents["words"].sum()), ",d"),
        "corpus.words_raw": number(int(documents["words_raw"].sum()), ",d"),
        "corpus.words_removed": number(int(removed), ",d"),
        "corpus.removed_share": number(ratio(removed, documents["words_raw"].sum()), ".1%"),
        "corpus.removed_spans": number(int(documents["cleaned_spans"].sum()), "d"),
        "corpus.sentences": number(int(documents["sentences"].sum()), ",d"),
        "corpus.sentences_textstat": number(int(documents["sentences_textstat"].sum()), ",d"),
        "corpus.hand_gap": number(_hand_gap(t), "words"),
        "method.excerpt_words": number(leaks.LONGEST, "words"),
        "method.level": number(100 * LEVEL, ".0f"),
        "method.seed": number(SEED, "d"),
        "method.resamples": number(RESAMPLES, ",d"),
        "method.min_sentences": number(MIN_SENTENCES, "words"),
    }
    for row in documents.itertuples():
        numbers[f"corpus.words.{row.doc_id}"] = number(int(row.words), ",d")
        numbers[f"corpus.removed.{row.doc_id}"] = number(int(row.words_raw - row.words), ",d")
        numbers[f"corpus.sentences.{row.doc_id}"] = number(int(row.sentences), "d")
        numbers[f"corpus.damage.{row.doc_id}"] = number(_damage(t["marks"], row.doc_id), "d")
    return numbers


def _hand_gap(t: Tables) -> int | None:
    """The largest distance of our sentence count from the nearer hand count."""
    hand = t["hand_counts"]
    if hand.empty:
        return None
    ours = t["documents"].set_index("doc_id")["sentences"]
    gaps = [
        min(abs(int(ours[doc_id]) - int(n)) for n in rows["sentences"])
        for doc_id, rows in hand.groupby("doc_id")
        if doc_id in ours.index
    ]
    return max(gaps)


def _damage(marks: pd.DataFrame, doc_id: str) -> int | None:
    """Spans of visible damage in a text: the mean of the codings that marked any."""
    mine = marks[(marks["doc_id"] == doc_id) & (marks["mark"] == "damage")]
    return round(float(mine["coding"].value_counts().mean())) if len(mine) else None
