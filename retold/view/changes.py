"""What changed between two passages that correspond, word by word and sign by sign.

Words are first put beside each other as everywhere in the program, without case, possessive s or the signs around them
(`retold.compare.rows.fates`): the counts of the report are of these. A reader who looks at the words wants to see more. So a
word that both sides have counts as edited here if its capitals differ, its possessive, or a sign that belongs to it (``$12``,
``-5``, ``5%``, ``C++``); and a mark between words that only one side has is marked itself. What `retold.compare.plain` calls no
change is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from retold.compare.alignment import word_changes
from retold.compare.plain import AT_ENDS, alike, plain
from retold.compare.rows import KEPT, fates
from retold.text import Span

EDITED = "edited"
Pair = tuple[int, int]  # the number of a word of each side

_MONEY = "$¢-¥֏؋৲৳૱௹฿៛₠-⃀﷼﹩＄￠￡￥￦"
# What belongs to the word behind it: money, # and @ and the like; signs of a number if nothing stands before them, or
# they would be a hyphen or a sum (3-5, 3+5).
_BEFORE = re.compile(rf"(?:(?<![^\s(\[{{\"'“”„«‘’/])[-+−–±~≈<>≤≥=]{{1,2}})?(?:[{_MONEY}#@§№]+[-−–]?)?\Z")
_OF_NUMBERS = re.compile(rf"[-+−–±~≈<>≤≥={_MONEY}]")
# What belongs to the word before it: signs of a number, and those of C++, C# and 18+.
_BEHIND = re.compile(rf"(?:[%‰°′″]|[{_MONEY}](?!\d)|\+{{1,2}}(?![\w+])|#(?!\w))+")
# A sign that stands between words: points of an omission, a dash of hyphens, a picture with what colours and joins it.
_SIGN = re.compile(
    "\\.{2,}|-{2,}|['`]{2}|[\U0001f1e6-\U0001f1ff]{2}"
    "|\\S(?:[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]|\u200d\\S)*"
)
# Behind these a sentence begins inside another.
_OPENING = re.compile(r"(?::|[,:]\s*[\"'“”„«»‘’‹›])\s*\Z")


class Word(NamedTuple):
    """A word of a passage: where it stands, and the form in which it is compared."""

    start: int
    end: int
    form: str


class Mark(NamedTuple):
    """A stretch of a passage and its fate."""

    start: int
    end: int
    fate: str


class Outcome(NamedTuple):
    """What became of one side of a row: the fate of each word, and what is marked, in order."""

    words: list[str]
    marks: list[Mark]


class Passage:
    """One side of a row: its text, its words, and the signs that belong to them.

    Parameters
    ----------
    sentences : sequence of str
        Its sentences, which are read as one text with blanks between them.
    words : sequence of sequence of Word
        The words of each, by their places in the sentence.
    """

    def __init__(self, sentences: Sequence[str], words: Sequence[Sequence[Word]]) -> None:
        self.text = " ".join(sentences)
        self.starts: list[int] = []
        self.words: list[Word] = []
        self.firsts: set[int] = set()  # the numbers of words that begin a sentence
        at = 0
        for sentence, own in zip(sentences, words, strict=True):
            self.starts.append(at)
            self.firsts.add(len(self.words))
            self.words += [Word(at + w.start, at + w.end, w.form) for w in own]
            at += len(sentence) + 1
        self.spans = list(self._with_signs())
        # Quotation marks at the ends may belong to what stands before or behind: they are not compared.
        self.begin = len(self.text) - len(self.text.lstrip(AT_ENDS))
        self.end = len(self.text.rstrip(AT_ENDS))

    def _with_signs(self) -> Iterator[Span]:
        """The words with the signs that belong to them."""
        past = 0
        for word in self.words:
            begin, end = word.start, word.end
            before = _BEFORE.search(self.text, past, begin)
            if before and (self.text[begin].isnumeric() or not _OF_NUMBERS.search(before[0])):
                begin = before.start()
            behind = _BEHIND.match(self.text, end)
            past = end = behind.end() if behind else end
            yield begin, end

    def region(self, first: int, last: int) -> str:
        """The text from one word to another, both included, in plain form; whether these have capitals is left out.

        -1 is the beginning, the number of words the end.
        """
        begin, end = self._between(first, last)
        before = self.text[slice(*self.spans[first])].lower() if first >= 0 else ""
        behind = self.text[slice(*self.spans[last])].lower() if last < len(self.words) else ""
        return plain(before + self.text[begin:end] + behind)

    def signs(self, first: int, last: int) -> list[Span]:
        """The signs between two words, which stand beside each other."""
        begin, end = self._between(first, last)
        return [m.span() for m in _SIGN.finditer(self.text, max(begin, self.begin), min(end, self.end))]

    def _between(self, first: int, last: int) -> Span:
        return (
            self.spans[first][1] if first >= 0 else 0,
            self.spans[last][0] if last < len(self.words) else len(self.text),
        )

    def opening(self, number: int) -> str:
        """What a word opens that asks for a capital: a sentence (.), words behind a colon (:) or in quotation marks ("), or nothing."""
        if number in self.firsts:
            return "."
        before, _ = self._between(number - 1, number)
        found = _OPENING.search(self.text, before, self.spans[number][0])
        return "" if found is None else ":" if found[0].strip() == ":" else '"'

    def form(self, number: int) -> str:
        """A word as it stands, with its signs."""
        return plain(self.text[slice(*self.spans[number])])


def changes(a: Passage, b: Passage) -> tuple[Outcome, Outcome]:
    """Say what became of the words and signs of two passages that correspond.

    Parameters
    ----------
    a, b : Passage
        Both sides of a row.

    Returns
    -------
    pair of Outcome
        For each side the fate of each word (kept, edited, lost or inserted), and what is to be marked of the passage, in order.
        If both are the same to `plain`, nothing is; else something is, or the passages differ by nothing but where a
        sentence ends or begins.
    """
    of_a, of_b = ([word.form for word in side.words] for side in (a, b))
    words = [side[0] for side in fates([of_a], [of_b])]
    compared = _Compared((a, b), (words[0], words[1]))
    compared.refine()
    return compared.outcome(0), compared.outcome(1)


class _Compared:
    """Two passages, the fates of their words, and the signs that are marked so far."""

    def __init__(self, sides: tuple[Passage, Passage], words: tuple[list[str], list[str]]) -> None:
        self.sides, self.words = sides, words
        self.signs: tuple[list[Mark], list[Mark]] = ([], [])
        kept = [[n for n, fate in enumerate(side) if fate == KEPT] for side in words]
        # Both sides keep the same words in the same order.
        self.pairs = list(zip(*kept, strict=True))

    def refine(self) -> None:
        """Go from word to word that is the very same on both sides, and look at what stands between."""
        ends = len(self.words[0]), len(self.words[1])
        if plain(self.sides[0].text) == plain(self.sides[1].text):
            self._keep((-1, -1), ends)
            return
        here, between = (-1, -1), []
        for pair in [*self.pairs, ends]:
            if pair != ends and not self._alike(*pair):
                between.append(pair)
                continue
            self._region(here, pair, between)
            here, between = pair, []

    def outcome(self, side: int) -> Outcome:
        """Return the fates of the words of a side, and its marks in order."""
        found = [
            Mark(*span, fate) for span, fate in zip(self.sides[side].spans, self.words[side], strict=True)
        ]
        return Outcome(self.words[side], sorted([*found, *self.signs[side]]))

    def _alike(self, i: int, j: int) -> bool:
        a, b = self.sides
        one, two = a.form(i), b.form(j)
        if one == two or a.opening(i) == b.opening(j):
            return one == two
        # A capital that only one of both places asks for says nothing.
        return one[:1].lower() + one[1:] == two[:1].lower() + two[1:]

    def _keep(self, here: Pair, there: Pair) -> None:
        for words, first, last in zip(self.words, here, there, strict=True):
            words[first + 1 : last] = [KEPT] * (last - first - 1)

    def _region(self, here: Pair, there: Pair, between: Sequence[Pair]) -> None:
        """Mark what differs between two pairs of words that are the same; `between` are pairs that nearly are."""
        one, two = (side.region(*ends) for side, *ends in zip(self.sides, here, there, strict=True))
        if one == two:
            self._keep(here, there)
            return
        for pair in between:
            for words, number in zip(self.words, pair, strict=True):
                words[number] = EDITED
        marked = bool(between) or there[0] - here[0] > 1 or there[1] - here[1] > 1
        for first, last in pairwise([here, *between, there]):
            marked |= self._between(first, last)
        if not marked:
            self._all(here, there)

    def _all(self, here: Pair, there: Pair) -> None:
        """Mark all signs where they are the same and stand otherwise, or the words if there is none."""
        both = [side.signs(first, last) for side, first, last in zip(self.sides, here, there, strict=True)]
        for marks, spans in zip(self.signs, both, strict=True):
            marks += [Mark(*span, EDITED) for span in spans]
        if not any(both):
            for pair in (here, there):
                for words, number in zip(self.words, pair, strict=True):
                    if 0 <= number < len(words):
                        words[number] = EDITED

    def _between(self, here: Pair, there: Pair) -> bool:
        """Mark the signs that differ between two pairs of words; say whether any does.

        Signs among words that one side alone has go with these.
        """
        alone = [last - first > 1 for first, last in zip(here, there, strict=True)]
        left = [side.signs(first, first + 1) for side, first in zip(self.sides, here, strict=True)]
        if not any(alone):
            return self._compare(*left)
        right = [side.signs(last - 1, last) for side, last in zip(self.sides, there, strict=True)]
        if all(alone):
            self._compare(*left)
            return self._compare(*right)
        # On the side without words of its own left and right are the same signs.
        (left_a, left_b), (right_a, right_b) = self._forms(*left), self._forms(*right)
        own = left_b if alone[0] else left_a
        if not own or left_a == left_b or right_a == right_b:
            return False
        return self._compare(*right)

    def _forms(self, *spans: Sequence[Span]) -> list[list[str]]:
        """Some signs of each side as they are compared."""
        return [
            [alike(side.text[start:end]) for start, end in own]
            for side, own in zip(self.sides, spans, strict=True)
        ]

    def _compare(self, *spans: Sequence[Span]) -> bool:
        found = word_changes(*self._forms(*spans))
        for marks, own, of_own in zip(self.signs, spans, found, strict=True):
            marks += [Mark(*span, fate) for span, fate in zip(own, of_own, strict=True) if fate != KEPT]
        return any(fate != KEPT for of_own in found for fate in of_own)
