"""Two texts as rows to look at: which sentences face each other, the fate of each word, who speaks.

Everything here is data about the texts; `retold.view.html` turns it into a page.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from retold import speech
from retold.common.progress import Progress, quiet
from retold.compare import alignment
from retold.compare.rows import KEPT, Comparison, Row, Run, Sentence, Side, Speaker, fates, speaking
from retold.speech import UNRESOLVED, Attribution
from retold.text import LINE_BREAKS, UNPARTED, Span, Text, terms, words
from retold.text import language as languages

NOBODY = "speaker unknown"
COLOURS = 7  # speakers with a colour of their own; those who say less share a grey
_JOINERS = "\u200c\u200d"


def compare(
    a: str, b: str, names: tuple[str, str], progress: Progress = quiet, language: str | None = None
) -> Comparison:
    """Put two texts side by side.

    Parameters
    ----------
    a, b : str
        Any texts.
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
        The rows of `alignment.align`, in its order. A word that stands in two rows counts once, as kept if
        it is kept in either.
    """
    texts = (Text.of(a), Text.of(b))
    aligned = list(alignment.align(*texts).itertuples(index=False, name=None))
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
    rows = []
    for number, (*spans, similarity, operation, _) in enumerate(progress(aligned, "words"), 1):
        words_of = [
            [list(compared(text, *span)) for span in own] for text, own in zip(texts, spans, strict=True)
        ]
        fates_of = fates(*([[word.form for word in sentence] for sentence in side] for side in words_of))
        in_a, in_b = (
            tuple(side.sentences(own_spans, own_words, own_fates, number))
            for side, own_spans, own_words, own_fates in zip(sides, spans, words_of, fates_of, strict=True)
        )
        rows.append(Row(number, operation, float(similarity), in_a, in_b, speaking(in_a, in_b)))
    counted = Counter(speaker for row in rows for speaker in row.speakers)
    speakers = tuple(
        Speaker(name, 0 if name == NOBODY or n >= COLOURS else n + 1, counted[n]) for name, n in order.items()
    )
    one, two = (
        side.counted(name, "" if languages.is_english(code) else languages.named(code))
        for side, name, code in zip(sides, names, codes, strict=True)
    )
    return Comparison(one, two, tuple(_moved(rows)), speakers)


class _Word(NamedTuple):
    start: int
    end: int
    form: str


class _Side:
    """A text, who speaks at each letter, and what the rows so far say of its words and sentences."""

    def __init__(self, text: Text, voices: array[int]) -> None:
        self.text, self.voices = text, voices
        self.numbers = {start: number for number, (start, _) in enumerate(text.pieces)}
        self.fate_at: dict[int, str] = {}
        self.row_of: dict[int, int] = {}

    def counted(self, name: str, unheard: str) -> Side:
        return Side(name, len(self.text.pieces), len(self.fate_at), Counter(self.fate_at.values()), unheard)

    def sentences(
        self, spans: Sequence[Span], words: Sequence[list[_Word]], fates: Sequence[list[str]], row: int
    ) -> Iterator[Sentence]:
        """Yield the sentences of a row with the fates of their words."""
        last = None
        for span, own_words, own_fates in zip(spans, words, fates, strict=True):
            for word, fate in zip(own_words, own_fates, strict=True):
                if self.fate_at.get(word.start) != KEPT:
                    self.fate_at[word.start] = fate
            number = self.numbers[span[0]]
            before = self.text[self.text.pieces[number - 1][1] if number else 0 : span[0]]
            first = self.row_of.setdefault(number, row)
            yield Sentence(
                number=number + 1,
                span=span,
                runs=tuple(self.runs(span, own_words, own_fates)),
                loose=" ".join(before.split()),
                opens=number == 0 or any(c in LINE_BREAKS for c in before),
                apart=last is not None and number != last + 1,
                above=first if first != row else None,
            )
            last = number

    def runs(self, span: Span, words: Sequence[_Word], fates: Sequence[str]) -> Iterator[Run]:
        """Cut a sentence where the fate of its words or the speaker changes."""
        for start, end, fate in _stretches(span, words, fates):
            at = start
            for voice, group in groupby(self.voices[start:end]):
                stop = at + sum(1 for _ in group)
                yield Run(self.text[at:stop], fate, abs(voice) - 1 if voice else None, decided=voice >= 0)
                at = stop


def compared(text: str, start: int, end: int) -> Iterator[_Word]:
    """Yield the words of a stretch as they are shown and compared (`retold.text.terms`).

    Vowel signs and joiners stay with the letters they belong to, so that no colour parts them; scripts
    that do not part words are read a letter at a time, as `alignment.align` does.
    """
    joined: list[_Word] = []
    for (begin, stop), form in zip(words(text, start, end), terms(text[start:end]), strict=True):
        past = _past_signs(text, stop, end)
        if joined and joined[-1].end == begin and _is_sign(text[begin - 1]):
            joined[-1] = _Word(joined[-1].start, past, f"{joined[-1].form} {form}")
        else:
            joined.append(_Word(begin, past, form))
    for word in joined:
        if any(low <= ord(text[word.start]) <= high for low, high in UNPARTED):
            at = word.start
            while at < word.end:
                past = _past_signs(text, at + 1, word.end)
                yield _Word(at, past, text[at:past].lower())
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


def _stretches(span: Span, words: Sequence[_Word], fates: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Stretches of one fate that cover `span`.

    What stands between two words belongs to them if they share their fate, else to neither.
    """
    at = span[0]
    for fate, group in groupby(zip(words, fates, strict=True), key=lambda pair: pair[1]):
        own = [word for word, _ in group]
        if fate == KEPT:
            continue
        if own[0].start > at:
            yield at, own[0].start, KEPT
        at = own[-1].end
        yield own[0].start, at, fate
    if at < span[1]:
        yield at, span[1], KEPT


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
