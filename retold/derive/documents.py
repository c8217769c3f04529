"""The tables of single texts: counts and offsets; nothing finer than a text keeps a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import pandas as pd

from retold.common.progress import Progress
from retold.corpus import Corpus, Document
from retold.corpus.schema import TABLES
from retold.derive import attributions
from retold.measures import counts, sentences
from retold.measures.measure import Measure
from retold.speech import Page, read, subjects
from retold.text import Text, inside, language, lexicon


def tables(corpus: Corpus, texts: Mapping[str, Document], progress: Progress) -> dict[str, pd.DataFrame]:
    """Return the tables that hold a text at a time, by name."""
    frames: dict[str, list[pd.DataFrame]] = {}
    shortest = min((n for n in (len(doc.clean.words) for doc in texts.values()) if n), default=0)
    for doc in progress([texts[d] for d in corpus.doc_ids], "texts"):
        for name, frame in _of_document(corpus, doc, shortest).items():
            frame.insert(0, "doc_id", doc.doc_id)
            frames.setdefault(name, []).append(frame)
    return {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}


def own_counts(corpus: Corpus, texts: Mapping[str, Document], own: Sequence[Measure]) -> pd.DataFrame:
    """Count what a user's own measures count in each sentence: the table `own_counts`."""
    members = [member for measure in own for member in measure.members(corpus.tables)]
    frames = [
        counts.of_text(member, doc_id, doc.clean, place=doc.reading.in_raw)
        for doc_id, doc in ((doc_id, texts[doc_id]) for doc_id in corpus.doc_ids)
        for member in members
    ]
    empty = TABLES[counts.OWN].empty()
    return pd.concat(frames, ignore_index=True)[list(empty)] if frames else empty


def term_counts(text: Text) -> pd.DataFrame:
    """Count the terms of a text: lower case, straight apostrophes, no possessive s.

    Returns
    -------
    DataFrame
        Columns term and count, sorted by term, so that nothing of the order is kept.
    """
    return pd.DataFrame(sorted(Counter(text.terms).items()), columns=["term", "count"])


def _of_document(corpus: Corpus, doc: Document, shortest: int) -> dict[str, pd.DataFrame]:
    """The tables of one text; `shortest` is the least number of words of any text of the corpus."""
    clean, whole, naming = doc.clean, doc.view, corpus.tables["naming"]
    page = read(clean)
    code, basis = _language(corpus, doc)
    english = language.is_english(code)
    counted = sentences.count(clean, clean.quotations)
    beginning = clean[: clean.words[shortest - 1][1]] if 0 < shortest <= len(clean.words) else clean
    document = {
        "chars_raw": len(doc.raw),
        "words_raw": len(whole.words),
        "sentences_raw": len(whole.sentences),
        "words": len(clean.words),
        "sentences": len(counted),
        "sentences_textstat": sentences.textstat_sentences(clean),
        "headings": len(clean.headings),
        "quoted_words": sum(inside(clean.words, clean.quotations)),
        "cleaned_spans": len(doc.removed),
        "language": code,
        "language_basis": basis,
    }
    return {
        "documents": pd.DataFrame([document]),
        "terms": term_counts(clean),
        "sentences": counted if english else sentences.foreign(counted),
        "readings": _readings(doc, english=english, cleaned=not corpus.tables["cleaning"].empty),
        "mentions": _mentions(corpus, page, english=english),
        "namings": lexicon.name_event(clean, naming).assign(
            count_raw=lexicon.name_event(whole, naming)["count"],
            count_equal=lexicon.name_event(beginning, naming)["count"],
        ),
        **attributions.of_document(corpus, doc, page, english=english),
    }


def _language(corpus: Corpus, doc: Document) -> tuple[str, str]:
    """The language of a text, and on what that rests: what the corpus states, else what its words tell."""
    stated = str(corpus.documents.set_index("doc_id")["language"][doc.doc_id])
    if stated:
        return stated, "stated"
    return language.detect(doc.clean), "assumed" if language.is_short(doc.clean) else "inferred"


def _readings(doc: Document, *, english: bool, cleaned: bool) -> pd.DataFrame:
    """Count sentences under every other choice of splitter, cleaning, if the corpus has any, and quotations."""
    frames = []
    known: dict[
        tuple[Text, str, bool], pd.DataFrame
    ] = {}  # of most texts nothing is cleaned: both readings are one
    for cleaning, text in (("clean", doc.clean), ("raw", doc.view))[: 2 if cleaned else 1]:
        for splitter, without in product(sentences.SPLITTERS, (False, True)):
            if (splitter, cleaning, without) != ("retold", "clean", False):
                reading = (text, splitter, without)
                if reading not in known:
                    known[reading] = sentences.count(
                        text, text.quotations, splitter, without_quotations=without
                    )
                choice = {"splitter": splitter, "cleaning": cleaning}
                frames.append(known[reading].assign(**choice, quotations="without" if without else "with"))
    both = pd.concat(frames, ignore_index=True)
    return both if english else sentences.foreign(both)


def _mentions(corpus: Corpus, page: Page, *, english: bool) -> pd.DataFrame:
    """Where the event and the actors are named; who acts is said of English alone."""
    kind = corpus.tables["naming"].set_index("term")["class"]
    patterns = corpus.tables["actors"].set_index("actor")["pattern"]
    rows: list[tuple[str, str, int, int, str, bool | None]] = [
        ("naming", kind[term], start, end, "", False)
        for start, end, term in lexicon.mentions(page.text, corpus.tables["naming"])
    ]
    rows += [
        (
            "actors",
            actor,
            start,
            end,
            lexicon.part(patterns[actor], page.text, start),
            subject if english else None,
        )
        for start, end, actor, subject in subjects.of_text(page, corpus.tables["actors"])
    ]
    columns = ["lexicon", "name", "start", "end", "part", "subject"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates(["lexicon", "name", "start"])
