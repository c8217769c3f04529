"""Two texts as rows to look at: which sentences face each other, the fate of each word, who speaks.

Everything here is data about the texts; `retold.view.html` turns it into a page.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
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
from retold.text import UNPARTED, Span, pieces, terms, words

NOBODY = "speaker unknown"
COLOURS = 7  # speakers with a colour of their own; those who say less share a grey
_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_Index = dict[str, set[str]]
_JOINERS = "\u200c\u200d"


def compare(a: str, b: str, names: tuple[str, str], progress: Progress = quiet) -> Comparison:
    """Put two texts side by side.

    Parameters
    ----------
    a, b : str
        Any texts.
    names : tuple of str
        What to call them.
    progress : callable
        Wraps the loops, with a label.

    Returns
    -------
    Comparison
        The rows of `alignment.align`, in its order. A word that stands in two rows counts once, as kept if
        it is kept in either.
    """
    texts = (a, b)
    aligned = list(alignment.align(a, b).itertuples(index=False, name=None))
    said = [speech.attributions(text) for text in progress(texts, "who says what")]
    named = _named(*said)
    order = {name: n for n, name in enumerate(dict.fromkeys(named.values()))}
    sides = [
        _Text(text, _voices(text, found, [order[named[k, one.speaker]] for one in found]))
        for k, (text, found) in enumerate(zip(texts, said, strict=True))
    ]
    rows = []
    for number, (left, right, similarity, operation) in enumerate(progress(aligned, "words"), 1):
        listed = [
            [list(compared(text, *span)) for span in spans]
            for text, spans in zip(texts, (left, right), strict=True)
        ]
        of_a, of_b = fates(*([[word.form for word in own] for own in side] for side in listed))
        in_a = tuple(_sentences(sides[0], left, listed[0], of_a, number))
        in_b = tuple(_sentences(sides[1], right, listed[1], of_b, number))
        rows.append(Row(number, operation, float(similarity), in_a, in_b, speaking(in_a, in_b)))
    counted = Counter(speaker for row in rows for speaker in row.speakers)
    speakers = tuple(
        Speaker(name, 0 if name == NOBODY or n >= COLOURS else n + 1, counted[n]) for name, n in order.items()
    )
    one, two = (side.counted(name) for side, name in zip(sides, names, strict=True))
    return Comparison(one, two, tuple(_moved(rows)), speakers)


class _Word(NamedTuple):
    start: int
    end: int
    form: str


class _Text:
    """A text with what is asked of it again and again."""

    def __init__(self, text: str, voices: array[int]) -> None:
        self.text, self.voices = text, voices
        self.pieces = pieces(text)
        self.starts = [start for start, _ in self.pieces]
        self.fate_at: dict[int, str] = {}
        self.row_of: dict[int, int] = {}

    def counted(self, name: str) -> Side:
        fates = Counter(self.fate_at.values())
        return Side(name, len(self.pieces), len(self.fate_at), fates)


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


def _sentences(
    side: _Text,
    spans: Iterable[Span],
    words_of: Iterable[Sequence[_Word]],
    fates_of: Iterable[list[str]],
    row: int,
) -> Iterator[Sentence]:
    text, last = side.text, None
    for (start, end), listed, own in zip(spans, words_of, fates_of, strict=True):
        for word, fate in zip(listed, own, strict=True):
            if side.fate_at.get(word.start) != KEPT:
                side.fate_at[word.start] = fate
        number = bisect_left(side.starts, start)
        before = text[side.pieces[number - 1][1] if number else 0 : start]
        first = side.row_of.setdefault(number, row)
        yield Sentence(
            number=number + 1,
            span=(start, end),
            runs=tuple(_runs(side, (start, end), listed, own)),
            loose=" ".join(before.split()),
            opens=number == 0 or any(c in _BREAKS for c in before),
            apart=last is not None and number != last + 1,
            above=first if first != row else None,
        )
        last = number


def _runs(side: _Text, span: Span, listed: Sequence[_Word], fates: Sequence[str]) -> Iterator[Run]:
    """Cut a sentence where the fate of its words or the speaker changes."""
    for start, end, fate in _stretches(span, listed, fates):
        at = start
        for voice, group in groupby(side.voices[start:end]):
            stop = at + sum(1 for _ in group)
            yield Run(side.text[at:stop], fate, abs(voice) - 1 if voice else None, sure=voice >= 0)
            at = stop


def _stretches(span: Span, listed: Sequence[_Word], fates: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Stretches of one fate that cover `span`.

    What stands between two words belongs to them if they share their fate, else to neither.
    """
    at = span[0]
    for fate, group in groupby(zip(listed, fates, strict=True), key=lambda pair: pair[1]):
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


def _named(a: Sequence[Attribution], b: Sequence[Attribution]) -> dict[tuple[int, str], str]:
    """A name for the speakers of both texts (0 and 1), by their ids; who says most comes first.

    One name in both texts is one speaker, and so is a bare surname in one text that only one full name of
    the other ends with. More is not guessed: copies garble names.
    """
    names: dict[tuple[int, str], str] = {}
    for side, said in enumerate((a, b)):
        for one in said:
            name = " ".join((one.name or one.source_text or one.speaker).split())
            names.setdefault((side, one.speaker), NOBODY if one.speaker == UNRESOLVED else name)
    whole: tuple[_Index, _Index] = (defaultdict(set), defaultdict(set))
    ends: tuple[_Index, _Index] = (defaultdict(set), defaultdict(set))
    for (side, speaker), name in names.items():
        if speaker != UNRESOLVED:
            whole[side][name.lower()].add(name)
            ends[side][name.lower().rpartition(" ")[2]].add(name)
    for (side, speaker), name in names.items():
        own = name.lower()
        found = whole[1 - side].get(own) or (set() if " " in own else ends[1 - side].get(own, set()))
        if speaker != UNRESOLVED and len(found) == 1:
            names[side, speaker] = max(found | {name}, key=lambda known: (len(known), known))
    counted = Counter(names[side, one.speaker] for side, said in enumerate((a, b)) for one in said)
    return dict(sorted(names.items(), key=lambda item: (item[1] == NOBODY, -counted[item[1]], item[1])))


def _voices(text: str, found: Sequence[Attribution], speakers: Sequence[int]) -> array[int]:
    """Who speaks at each letter: a speaker's number from 1, negative if the program is unsure, 0 for nobody.

    Where speech reports speech, whoever is quoted inside is shown.
    """
    painted = array("i", bytes(4 * len(text)))
    spans = [
        (start, end, speaker + 1 if one.decided else -speaker - 1)
        for one, speaker in zip(found, speakers, strict=True)
        for start, end in one.content
    ]
    for start, end, voice in sorted(spans, key=lambda span: span[0] - span[1]):
        painted[start:end] = array("i", [voice]) * (end - start)
    return painted
