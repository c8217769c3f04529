"""Versions as marks: of each word its length, in three classes, and what became of it; none can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from retold.compare.rows import fates
from retold.corpus.schema import TABLES
from retold.text import Span, Text, inside, spans, terms, words

SHORT, MIDDLING = 3, 6
COLUMNS = ["start", "first_word", "widths", "fates"]
# Where several rows claim a word, the fate that says most of its survival wins.
_RANK = "kelid"


def word_marks(texts: Mapping[str, Text], alignments: pd.DataFrame, damage: pd.DataFrame) -> pd.DataFrame:
    """Turn the sentences of every pair of versions into marks: the table `word_marks`."""
    frames = [TABLES["word_marks"].empty()]
    for (a, b), rows in alignments.groupby(["doc_a", "doc_b"], sort=False):
        faced = [(spans(r.a), spans(r.b)) for r in rows.itertuples()]
        one, two = (
            [s for cell in damage.loc[damage["doc_id"] == d, "span"] for s in spans(cell)] for d in (a, b)
        )
        marked = of_pair(texts[a], texts[b], faced, (one, two))
        frames += [f.assign(doc_id=d, twin=e) for f, d, e in zip(marked, (a, b), (b, a), strict=True)]
    return pd.concat(frames[1:] or frames, ignore_index=True)


def of_pair(
    a: str,
    b: str,
    rows: Sequence[tuple[Sequence[Span], Sequence[Span]]],
    damaged: tuple[Sequence[Span], Sequence[Span]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn the sentences of two versions into marks.

    Parameters
    ----------
    a, b : str
        Both versions, clean.
    rows : sequence of (spans in a, spans in b)
        The alignment of their sentences (`retold.compare.alignment.align`), those without a partner included.
    damaged : pair of sequences of (int, int)
        What the copying broke in each version.

    Returns
    -------
    pair of DataFrame
        The sentences of `a`, and those of `b`, in reading order: start, first_word, widths, fates.
    """
    texts = (a, b)
    letters_of: tuple[dict[Span, list[str]], dict[Span, list[str]]] = ({}, {})
    for row in rows:
        tokens = [[_terms(text[s:e]) for s, e in side] for text, side in zip(texts, row, strict=True)]
        for side, of_side, known in zip(row, fates(*tokens), letters_of, strict=True):
            for span, of_words in zip(side, of_side, strict=True):
                own = [fate[0] for fate in of_words]
                known[span] = [min(p, key=_RANK.index) for p in zip(known.get(span, own), own, strict=True)]
    one, two = (_marked(*side) for side in zip(texts, letters_of, damaged, strict=True))
    return one, two


def _marked(text: str, letters_of: Mapping[Span, Sequence[str]], damaged: Sequence[Span]) -> pd.DataFrame:
    """The sentences of one version as rows of `COLUMNS`."""
    every = Text.of(text).words
    broken = dict(zip(every, _touched(every, damaged), strict=True))
    index = {word: n for n, word in enumerate(every)}
    rows = []
    for span in sorted(letters_of):
        own = words(text, *span)
        letters = "".join("d" if broken[w] else f for w, f in zip(own, letters_of[span], strict=True))
        widths = "".join(width(e - s) for s, e in own)
        rows.append((span[0], index[own[0]] if own else 0, widths, letters))
    return pd.DataFrame(rows, columns=COLUMNS)


def _terms(sentence: str) -> list[str]:
    """One term a word, so that words and terms can be counted together."""
    return [" ".join(terms(sentence[s:e])) for s, e in words(sentence)]


def _touched(items: Sequence[Span], damaged: Sequence[Span]) -> list[bool]:
    begins = inside(items, damaged)
    return [one or any(s < f < e for f, _ in damaged) for one, (s, e) in zip(begins, items, strict=True)]


def width(characters: int) -> str:
    """Return the class of a word's length: 1, 2 or 3."""
    return "1" if characters <= SHORT else "2" if characters <= MIDDLING else "3"
