"""Two texts as rows to look at: which sentences face each other, the fate of each word, who speaks.

Everything here is data about the texts; `retold.view.html` turns it into a page.
"""

from __future__ import annotations

import math
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from retold import speech
from retold.common.progress import Progress, quiet
from retold.compare import alignment
from retold.compare.rows import KEPT, Comparison, Row, Run, Sentence, Side, Speaker, speaking
from retold.speech import UNRESOLVED, Attribution
from retold.text import LINE_BREAKS, UNPARTED, Reading, Span, Text, terms, words
from retold.text import language as languages
from retold.view.changes import Mark, Outcome, Passage, Word, changes

NOBODY = "speaker unknown"
MOVED = "moved"
COUNTED = (KEPT, MOVED, "edited", "lost", "inserted")  # what a word is counted as; the first wins
COLOURS = 7  # speakers with a colour of their own; those who say less share a grey
_JOINERS = "\u200c\u200d"


def compare(
    a: str | Reading,
    b: str | Reading,
    names: tuple[str, str],
    progress: Progress = quiet,
    language: str | None = None,
) -> Comparison:
    """Put two texts side by side.

    Parameters
    ----------
    a, b : str or Reading
        Any texts: a string as it stands, of a reading its view.
    names : tuple of str
        What to call them.
    progress : callable
        Wraps the loops, with a label.
    language : str, optional
        The code of the language of both; by default it is told from each. Of a text that is not English nobody knows who
        speaks.

    Returns
    -------
    Comparison
        The rows of `alignment.align`, in its order, with their probability if it gives one. Each word counts once
        (`Side.fates`): as moved if its row is, whatever became of the word itself; else as kept, edited, lost or inserted
        (`retold.view.changes`). Of a word that stands in two rows the first of these in the order kept, moved, edited, lost,
        inserted counts.
    """
    texts = tuple(Text.of(text.view if isinstance(text, Reading) else text) for text in (a, b))
    aligned = alignment.align(texts[0], texts[1]).to_dict("records")
    codes = [languages.detect(text) if language is None else language for text in texts]
    attributions = [
        speech.attributions(text) if languages.is_english(code) else []
        for text, code in zip(progress(texts, "who says what"), codes, strict=True)
    ]
    named = _named(attributions)
    order = {name: n for n, name in enumerate(dict.fromkeys(named.values()))}
    sides = [
        _Side(text, _voices(text, ((one, order[named[k, one.speaker]]) for one in attributions[k])))
        for k, text in enumerate(texts)
    ]
    one, two = sides
    rows = [_row(n, found, one, two) for n, found in enumerate(progress(aligned, "words"), 1)]
    counted = Counter(speaker for row in rows for speaker in row.speakers)
    speakers = tuple(
        Speaker(name, 0 if name == NOBODY or n >= COLOURS else n + 1, counted[n]) for name, n in order.items()
    )
    counted_a, counted_b = (
        side.counted(
            name,
            "" if languages.is_english(code) else languages.named(code),
            given.joined if isinstance(given, Reading) else 0,
        )
        for side, name, code, given in zip(sides, names, codes, (a, b), strict=True)
    )
    return Comparison(counted_a, counted_b, tuple(_moved(rows)), speakers)


def _row(number: int, found: Mapping[Hashable, Any], one: _Side, two: _Side) -> Row:
    """A row of an alignment with the words of both sides, which these count."""
    spans_a, spans_b = found["a"], found["b"]
    passages = one.passage(spans_a), two.passage(spans_b)
    of_a, of_b = changes(*passages)
    moved = found["operation"] == MOVED
    in_a = tuple(one.sentences(spans_a, passages[0], of_a, number, moved=moved))
    in_b = tuple(two.sentences(spans_b, passages[1], of_b, number, moved=moved))
    about = (found["operation"], float(found["similarity"]), in_a, in_b, speaking(in_a, in_b))
    return Row(number, *about, probability=_probability(found))


def _probability(row: Mapping[Hashable, Any]) -> float | None:
    """How likely the program says a row is; None if it does not say."""
    given = row.get("probability")
    return None if given is None or math.isnan(given) else float(given)


class _Side:
    """A text, who speaks at each letter, and what the rows so far say of its words and sentences."""

    def __init__(self, text: Text, voices: array[int]) -> None:
        self.text, self.voices = text, voices
        self.numbers = {start: number for number, (start, _) in enumerate(text.pieces)}
        self.fate_at: dict[int, str] = {}
        self.row_of: dict[int, int] = {}

    def counted(self, name: str, unheard: str, joined: int) -> Side:
        fates = Counter(self.fate_at.values())
        return Side(name, len(self.text.pieces), len(self.fate_at), fates, unheard, joined)

    def passage(self, spans: Sequence[Span]) -> Passage:
        """Return some sentences as a side of a row."""
        words_of = [
            [Word(w.start - start, w.end - start, w.form) for w in compared(self.text, start, end)]
            for start, end in spans
        ]
        return Passage([self.text[start:end] for start, end in spans], words_of)

    def sentences(
        self, spans: Sequence[Span], passage: Passage, found: Outcome, row: int, *, moved: bool
    ) -> Iterator[Sentence]:
        """Yield the sentences of a row with what is marked in them, and count their words."""
        words, marks = iter(zip(passage.words, found.words, strict=True)), iter(found.marks)
        last, word, mark = None, next(words, None), next(marks, None)
        for span, begins in zip(spans, passage.starts, strict=True):
            past, shift = begins + span[1] - span[0], span[0] - begins
            while word and word[0].start < past:
                self._count(word[0].start + shift, MOVED if moved else word[1])
                word = next(words, None)
            own = []
            while mark and mark.start < past:
                own.append(Mark(mark.start + shift, mark.end + shift, mark.fate))
                mark = next(marks, None)
            number = self.numbers[span[0]]
            before = self.text[self.text.pieces[number - 1][1] if number else 0 : span[0]]
            first = self.row_of.setdefault(number, row)
            yield Sentence(
                number=number + 1,
                span=span,
                runs=tuple(self.runs(span, own)),
                loose=" ".join(before.split()),
                opens=number == 0 or any(c in LINE_BREAKS for c in before),
                apart=last is not None and number != last + 1,
                above=first if first != row else None,
            )
            last = number

    def _count(self, start: int, fate: str) -> None:
        self.fate_at[start] = min(self.fate_at.get(start, fate), fate, key=COUNTED.index)

    def runs(self, span: Span, marks: Sequence[Mark]) -> Iterator[Run]:
        """Cut a sentence where what is marked or the speaker changes."""
        for start, end, fate in _stretches(span, marks):
            at = start
            for voice, group in groupby(self.voices[start:end]):
                stop = at + sum(1 for _ in group)
                yield Run(self.text[at:stop], fate, abs(voice) - 1 if voice else None, decided=voice >= 0)
                at = stop


def compared(text: str, start: int, end: int) -> Iterator[Word]:
    """Yield the words of a stretch as they are shown and compared (`retold.text.terms`).

    Vowel signs and joiners stay with the letters they belong to, so that no colour parts them; scripts
    that do not part words are read a letter at a time, as `alignment.align` does.
    """
    joined: list[Word] = []
    for (begin, stop), form in zip(words(text, start, end), terms(text[start:end]), strict=True):
        past = _past_signs(text, stop, end)
        if joined and joined[-1].end == begin and _is_sign(text[begin - 1]):
            joined[-1] = Word(joined[-1].start, past, f"{joined[-1].form} {form}")
        else:
            joined.append(Word(begin, past, form))
    for word in joined:
        if any(low <= ord(text[word.start]) <= high for low, high in UNPARTED):
            at = word.start
            while at < word.end:
                past = _past_signs(text, at + 1, word.end)
                yield Word(at, past, text[at:past].lower())
                at = past
        else:
            yield word


def _is_sign(letter: str) -> bool:
    # Nothing before the combining marks can be one, which spares most texts the look-up.
    return letter >= "\u0300" and (letter in _JOINERS or unicodedata.category(letter).startswith("M"))


def _past_signs(text: str, at: int, end: int) -> int:
    while at < end and _is_sign(text[at]):
        at += 1
    return at


def _stretches(span: Span, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Stretches of one fate that cover `span`.

    What stands between two words belongs to them if they share their fate, else to neither.
    """
    at = span[0]
    for fate, group in groupby(marks, key=lambda mark: mark.fate):
        own = list(group)
        if fate == KEPT:
            continue
        if own[0].start > at:
            yield Mark(at, own[0].start, KEPT)
        at = own[-1].end
        yield Mark(own[0].start, at, fate)
    if at < span[1]:
        yield Mark(at, span[1], KEPT)


def _moved(rows: Sequence[Row]) -> Iterator[Row]:
    """Say of each moved row where it stands in B, and at that place that it follows."""
    home = {s.number: row.number for row in rows if row.operation != "moved" for s in row.b}
    after: dict[int, int] = {}
    then: dict[int, list[int]] = defaultdict(list)
    nearest, seen = 0, 0
    for first, number in sorted((row.b[0].number, row.number) for row in rows if row.operation == "moved"):
        while seen < first - 1:
            seen += 1
            nearest = home.get(seen, nearest)
        after[number] = nearest
        then[nearest].append(number)
    for row in rows:
        yield replace(row, after=after.get(row.number), then=tuple(then[row.number]))


def _named(attributions: Sequence[Sequence[Attribution]]) -> dict[tuple[int, str], str]:
    """A name for the speakers of both texts (0 and 1), by their ids; who says most comes first.

    One name in both texts is one speaker, and so is a bare surname in one text that only one full name of
    the other ends with. More is not guessed: copies garble names.
    """
    names: dict[tuple[int, str], str] = {}
    listed = [(side, one) for side, of_text in enumerate(attributions) for one in of_text]
    for side, one in listed:
        name = " ".join((one.name or one.source_text or one.speaker).split())
        names.setdefault((side, one.speaker), NOBODY if one.speaker == UNRESOLVED else name)
    known: dict[tuple[int, str], set[str]] = defaultdict(
        set
    )  # by side and whole name, or surname after a space
    for (side, speaker), name in names.items():
        if speaker != UNRESOLVED:
            first, _, surname = name.lower().rpartition(" ")
            known[side, name.lower()].add(name)
            if first:
                known[side, f" {surname}"].add(name)
    for (side, speaker), name in names.items():
        other, own = 1 - side, name.lower()
        same = known.get((other, own)) or known.get((other, f" {own}"), set())
        if speaker != UNRESOLVED and len(same) == 1:
            names[side, speaker] = max(same | {name}, key=lambda spelt: (len(spelt), spelt))
    counted = Counter(names[side, one.speaker] for side, one in listed)
    return dict(sorted(names.items(), key=lambda item: (item[1] == NOBODY, -counted[item[1]], item[1])))


def _voices(text: str, spoken: Iterable[tuple[Attribution, int]]) -> array[int]:
    """Who speaks at each letter: a speaker's number from 1, negative if the program is unsure, 0 for nobody.

    Where speech reports speech, whoever is quoted inside is shown.
    """
    painted = array("i", bytes(4 * len(text)))
    spans = [
        (start, end, speaker + 1 if one.decided else -speaker - 1)
        for one, speaker in spoken
        for start, end in one.content
    ]
    for start, end, voice in sorted(spans, key=lambda span: span[0] - span[1]):
        painted[start:end] = array("i", [voice]) * (end - start)
    return painted
