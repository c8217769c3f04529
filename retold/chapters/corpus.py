"""What the corpus is, and what cleaning changed."""

from __future__ import annotations

from math import comb

import pandas as pd

from retold.chapters.numbers import MISSING, Number, number, row_numbers, words
from retold.common import days
from retold.common.once import Tables, once
from retold.common.statistics import LEVEL, MIN_SENTENCES, RESAMPLES, SEED, ratio
from retold.compare import neighbours, similarity
from retold.corpus.labels import RESPUN
from retold.text import leaks


@once
def numbers(t: Tables) -> dict[str, Number]:
    """What the corpus is, and what cleaning changed."""
    corpus, documents = t["corpus"], t["documents"]
    stories = corpus["story_id"].value_counts()
    shared = stories[stories > 1]
    dates = [d for d in [*corpus["published"], *corpus["published_latest"]] if d]
    removed = documents["words_raw"] - documents["words"]
    by_text = documents.assign(removed=removed, damage=documents["doc_id"].map(_damage(t["marks"])))
    return {
        "corpus.texts": number(len(corpus), "words"),
        "corpus.stories": number(len(stories), "words"),
        "corpus.events": number(corpus["event"].nunique(), "words"),
        "corpus.outlets": number(corpus["outlet"].nunique(), "words"),
        "corpus.outlet_most": number(corpus["outlet"].value_counts().max(), "words"),
        "corpus.outlet_fewest": number(corpus["outlet"].value_counts().min(), "words"),
        "corpus.copied_stories": number(len(shared), "words"),
        "corpus.copies": number(shared.sum(), "words"),
        "corpus.respun": number((corpus["copy_kind"] == RESPUN).sum(), "words"),
        "corpus.dates_inferred": number((corpus["date_basis"] == "inferred").sum() or None, "words"),
        "corpus.addresses_unknown": number((corpus["url"] == "").sum() or None, "words"),
        "corpus.first_day": words(days.in_words(min(dates)) if dates else MISSING),
        "corpus.last_day": words(days.in_words(max(dates)) if dates else MISSING),
        "corpus.words": number(documents["words"].sum(), ",d"),
        "corpus.words_raw": number(documents["words_raw"].sum(), ",d"),
        "corpus.words_removed": number(removed.sum(), ",d"),
        "corpus.removed_share": number(ratio(removed.sum(), documents["words_raw"].sum()), ".1%"),
        "corpus.removed_spans": number(documents["cleaned_spans"].sum(), "d"),
        "corpus.sentences": number(documents["sentences"].sum(), ",d"),
        "corpus.sentences_textstat": number(documents["sentences_textstat"].sum(), ",d"),
        "corpus.hand_gap": number(_hand_gaps(t).max(), "words"),
        "method.excerpt_words": number(leaks.LONGEST, "words"),
        "method.level": number(100 * LEVEL, ".0f"),
        "method.seed": number(SEED, "d"),
        "method.resamples": number(RESAMPLES, ",d"),
        "method.min_sentences": number(MIN_SENTENCES, "words"),
        "method.every_pair": number(neighbours.EVERY_PAIR, "d"),
        "method.every_clade": number(similarity.EVERY_CLADE, "words"),
        "method.every_version": number(neighbours.EVERY_VERSION, "words"),
        "method.nearest": number(neighbours.NEAREST, "words"),
        "method.pairs_drawn": number(comb(neighbours.EVERY_PAIR, 2), ",d"),
        **row_numbers(by_text, "corpus.{column}.{doc_id}", removed=",d", sentences="d", damage="d"),
    }


def _hand_gaps(t: Tables) -> pd.Series:
    """Largest distance of the program's sentence count from any coded count, by text."""
    hand = t["hand_counts"]
    counted = t["documents"].set_index("doc_id")["sentences"].reindex(hand["doc_id"]).to_numpy()
    return (hand["sentences"] - counted).abs().groupby(hand["doc_id"]).max()


def _damage(marks: pd.DataFrame) -> pd.Series:
    """Spans of visible damage by text: the mean of the codings that marked any."""
    spans = marks[marks["mark"] == "damage"].groupby(["doc_id", "coding"]).size()
    return spans.groupby("doc_id").mean().round()
