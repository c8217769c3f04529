"""A text as the engine reads it: tokens, quotations, and units of one sentence or more."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate, pairwise

from retold.speech import cues
from retold.speech.tokens import CLOSED, CLOSED_WORDS, Tokens, tokens
from retold.text import Text
from retold.text.quotations import Mark, nicknames

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
    """What every stage looks at.

    `quote[i]` is the quotation of token i, or -1; `words_before[i]` and `quoted_before[i]` count the
    words, and those in quotations, before token i; `inside_names` are the tokens of nicknames (Tom “Rocky”
    Boyd) with their marks; `register` names how much like news the text is.
    """

    text: str
    tokens: Tokens
    marks: list[Mark]
    quote: list[int]
    units: list[Unit]
    quote_first: list[int]
    quote_last: list[int]
    words_before: list[int]
    quoted_before: list[int]
    inside_names: frozenset[int]
    register: tuple[str, ...]

    def count(self, first: int, last: int) -> int:
        """Return how many of the tokens `first` to `last` are words and no signs."""
        return self.words_before[last] - self.words_before[first] if last > first else 0

    def kind(self, k: int, unit: Unit, edge: str = "edge") -> str:
        """Name a token as seen from a unit: its class, quote in a quotation, `edge` outside the unit."""
        if not unit.first <= k < unit.last:
            return edge
        return "quote" if self.quote[k] >= 0 else self.tokens.kind[k]

    def form(self, k: int, unit: Unit) -> str:
        """Name a token as `kind` does, but a word of a closed class by itself: *to*, *but*, *would*."""
        kind = self.kind(k, unit)
        return self.tokens.lower[k] if kind in CLOSED and self.tokens.lower[k] in CLOSED_WORDS else kind


def read(text: str | Page) -> Page:
    """Read `text` once; everything after works on token indices. A page is returned as it is."""
    if isinstance(text, Page):
        return text
    text = Text.of(text)
    cut = tokens(text, cues.forms())
    quote = [-1] * len(cut)
    inside_names = frozenset(
        k
        for start, end in nicknames(text)
        for k in range(bisect_left(cut.start, start), bisect_left(cut.start, end))
    )
    for k in inside_names:
        cut.kind[k] = "name"
    firsts, lasts = [], []
    for number, mark in enumerate(text.marks):
        first = bisect_left(cut.start, mark.start)
        last = bisect_left(cut.start, mark.end)
        quote[first:last] = [number] * (last - first)
        firsts.append(first)
        lasts.append(last)
    flags = [low[0].isalnum() for low in cut.lower]
    words = list(accumulate(flags, initial=0))
    quoted = list(
        accumulate((flag and number >= 0 for flag, number in zip(flags, quote, strict=True)), initial=0)
    )
    units, register = _units(text, cut, quote), _register(cut, quote)
    return Page(text, cut, text.marks, quote, units, firsts, lasts, words, quoted, inside_names, register)


# A text of fewer words tells nothing of what it is like, and is read as news.
FEWEST = 100
_NEWS = ("told=2", "persons=0", "quoted=2", "register=2+0")
_TOLD = frozenset("said says told according".split())
_PERSONS = frozenset("i me my mine we us our you your".split())


def _register(cut: Tokens, quote: list[int]) -> tuple[str, ...]:
    """How much like news a text is: how often it tells what was said, speaks of I and you itself, and quotes."""
    own = [low for low, number in zip(cut.lower, quote, strict=True) if number < 0 and low[0].isalnum()]
    every = sum(low[0].isalnum() for low in cut.lower)
    if every < FEWEST:
        return _NEWS
    told = bisect_left((1, 3, 7), 1000 * sum(low in _TOLD for low in own) / max(1, len(own)))
    persons = bisect_left((2, 12, 40), 1000 * sum(low in _PERSONS for low in own) / max(1, len(own)))
    quoted = bisect_left((0.01, 0.06), 1 - len(own) / max(1, every))
    return (f"told={told}", f"persons={persons}", f"quoted={quoted}", f"register={told}+{persons}")


def _units(text: Text, cut: Tokens, quote: list[int]) -> list[Unit]:
    units: list[Unit] = []
    paragraph, before = -1, -1
    for start, end in text.pieces:
        first, last = bisect_left(cut.start, start), bisect_left(cut.start, end)
        if before < 0 or any(c in "\n\r\x0b\x0c\x85\u2028\u2029" for c in text[before:start]):
            paragraph += 1
        before = end
        if first == last:
            continue
        joined = quote[first] >= 0 and first > 0 and quote[first] == quote[first - 1]
        near = units[-1] if units else None
        if near and (
            (near.paragraph == paragraph and (joined or _goes_on(cut, quote, first, last)))
            or _announced(cut, quote, near, first)
        ):
            units[-1] = Unit(near.first, last, paragraph)
        else:
            units.append(Unit(first, last, paragraph))
    return [part for unit in units for part in _parts(unit)]


def _parts(unit: Unit) -> list[Unit]:
    """Cut what is longer than any sentence, so that no text costs more than its length."""
    edges = [*range(unit.first, unit.last, LONGEST), unit.last]
    return [Unit(a, b, unit.paragraph) for a, b in pairwise(edges)]


def _announced(cut: Tokens, quote: list[int], unit: Unit, first: int) -> bool:
    """Whether a sentence ends with a colon and a quotation follows in the next paragraph."""
    return quote[first] >= 0 and cut.kind[unit.last - 1] == "colon" and quote[unit.last - 1] < 0


def _goes_on(cut: Tokens, quote: list[int], first: int, last: int) -> bool:
    """Whether a quotation that ended like a sentence gets its cue in the piece after it.

    “Why?” she asked. / “We won.” said one.
    """
    if first < 2 or quote[first - 1] < 0 or quote[first] >= 0:
        return False
    sign = cut.lower[first - 2]
    if sign not in ("?", "!", "…", "."):
        return False
    lexicon = cues.lexicon()
    for k in range(first, min(first + 9, last)):
        if quote[k] >= 0 or cut.kind[k] in ("comma", "semicolon", "auxiliary", "colon"):
            return False
        for cue in lexicon.get(cut.lower[k], ()):
            if cue.part == "verb" and cue.reports == "speech" and cue.form in ("past", "s"):
                return sign != "." or last - k <= 3
    return False
