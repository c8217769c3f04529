"""A text as the engine reads it: tokens, quotations, and units of one sentence or more."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from retold.speech import cues
from retold.speech.tokens import Tokens, tokens
from retold.text import Text
from retold.text.quotations import Mark

LONGEST = 1200


@dataclass(frozen=True)
class Unit:
    """A sentence, or several that one quotation joins: token indices, end exclusive.

    `paragraph` counts the lines of the text that hold a word, from 0.
    """

    first: int
    last: int
    paragraph: int


@dataclass(frozen=True)
class Page:
    """What every stage looks at. `quote[i]` is the quotation of token i, or -1."""

    text: str
    tokens: Tokens
    marks: list[Mark]
    quote: list[int]
    units: list[Unit]
    quote_first: list[int]
    quote_last: list[int]


def read(text: str) -> Page:
    """Read `text` once; everything after works on token indices."""
    found = tokens(text, cues.forms())
    quoted = Text.of(text).marks
    quote = [-1] * len(found)
    firsts, lasts = [], []
    for number, mark in enumerate(quoted):
        first = bisect_left(found.start, mark.start)
        last = bisect_left(found.start, mark.end)
        quote[first:last] = [number] * (last - first)
        firsts.append(first)
        lasts.append(last)
    return Page(text, found, quoted, quote, _units(text, found, quote), firsts, lasts)


def _units(text: str, found: Tokens, quote: list[int]) -> list[Unit]:
    units: list[Unit] = []
    paragraph, before = -1, -1
    for start, end in Text.of(text).pieces:
        first, last = bisect_left(found.start, start), bisect_left(found.start, end)
        if before < 0 or any(c in "\n\r\x0b\x0c\x85\u2028\u2029" for c in text[before:start]):
            paragraph += 1
        before = end
        if first == last:
            continue
        joined = quote[first] >= 0 and first > 0 and quote[first] == quote[first - 1]
        near = units[-1] if units else None
        if near and (
            (near.paragraph == paragraph and (joined or _goes_on(found, quote, first, last)))
            or _announced(found, quote, near, first)
        ):
            units[-1] = Unit(near.first, last, paragraph)
        else:
            units.append(Unit(first, last, paragraph))
    return [part for unit in units for part in _parts(unit)]


def _parts(unit: Unit) -> list[Unit]:
    """Cut what is longer than any sentence, so that no text costs more than its length."""
    edges = [*range(unit.first, unit.last, LONGEST), unit.last]
    return [Unit(a, b, unit.paragraph) for a, b in pairwise(edges)]


def _announced(found: Tokens, quote: list[int], unit: Unit, first: int) -> bool:
    """Whether a sentence ends with a colon and a quotation follows in the next paragraph."""
    return quote[first] >= 0 and found.kind[unit.last - 1] == "colon" and quote[unit.last - 1] < 0


def _goes_on(found: Tokens, quote: list[int], first: int, last: int) -> bool:
    """Whether a quotation that ended like a sentence gets its cue in the piece after it.

    “Why?” she asked. / “We won.” said one.
    """
    if first < 2 or quote[first - 1] < 0 or quote[first] >= 0:
        return False
    sign = found.lower[first - 2]
    if sign not in ("?", "!", "…", "."):
        return False
    listed = cues.lexicon()
    for k in range(first, min(first + 9, last)):
        if quote[k] >= 0 or found.kind[k] in ("comma", "semicolon", "auxiliary", "colon"):
            return False
        readings = listed.get(found.lower[k], ())
        if any(
            cue.part == "verb" and cue.reports == "speech" and cue.form in ("past", "s") for cue in readings
        ):
            return sign != "." or last - k <= 3
    return False
