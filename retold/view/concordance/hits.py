"""Every use of a pattern, or of each term of a lexicon, in its context: counted in all texts, kept as far as it is shown."""

from __future__ import annotations

import random
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from retold.common.problems import BadInputError, Problem, show
from retold.common.statistics import ratio
from retold.text import Reading, Text, terms
from retold.text.lexicon import found
from retold.text.segments import LINE_BREAKS

SORTS = ("text", "outlet", "date", "left", "right", "keyword")
WIDTH = 80  # characters of context on each side
OF_ALL = "all texts"
_BREAK = re.compile(f"[{LINE_BREAKS}]")
_SEED = 20  # any: the same lines are drawn each time
_LAST = "\U0010ffff"  # sorts behind every date


class Term(NamedTuple):
    """What is looked for."""

    pattern: str  # as in a lexicon: a regular expression, matched against whole words
    name: str = ""  # of the term or actor
    lexicon: str = ""  # naming or actors; blank for a pattern that was typed
    case: bool = False
    place: str = "PATTERN"  # what a message calls it
    typed: str = ""  # the words that the pattern was made of


@dataclass(frozen=True)
class Source:
    """A text to search: `text` is of the length of the view of `reading`, with what is not searched blanked."""

    name: str
    reading: Reading
    text: Text
    outlet: str = ""
    published: str = ""
    title: str = ""


@dataclass(frozen=True)
class Searched:
    """A text that was searched, and how often it has each term."""

    number: int  # among the texts, from 1; drawn by lot where nobody is to know which is which
    name: str
    outlet: str
    published: str
    title: str
    words: int
    uses: Counter[int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A use. Left, keyword and right are a piece of the text as it is read."""

    term: int
    text: int  # among the texts searched, from 0
    start: int  # in the view, as `within`
    end: int
    span: tuple[int, int]  # in the file as decoded
    line: int
    column: int
    left: str
    keyword: str
    right: str
    within: int  # where its paragraph begins
    paragraph: str


class Row(NamedTuple):
    """How often something is used in a part of the texts."""

    label: str
    uses: int
    words: int
    found_in: int
    texts: int

    @property
    def rate(self) -> float | None:
        """Uses in 10,000 words."""
        return ratio(10_000 * self.uses, self.words)


@dataclass(frozen=True)
class Concordance:
    """What was found.

    Attributes
    ----------
    terms : sequence of Term
        What was looked for.
    texts : list of Searched
        All texts, in their order.
    hits : list of Hit
        The uses that are shown, sorted; all of them, unless a term has more than were asked for. Then they are drawn by lot.
    overlaps : Counter
        How many uses two terms of one lexicon both claim, at least in part, by their numbers.
    by : str
        What counts are split by: outlet, text, or nothing.
    blind : bool
        Whether texts are shown by number alone.
    most : int or None
        How many uses of a term were to be kept at most.
    sort : str
        What the uses of a term are sorted by.
    """

    terms: Sequence[Term]
    texts: list[Searched]
    hits: list[Hit]
    overlaps: Counter[tuple[int, int]]
    by: str
    blind: bool
    most: int | None
    sort: str = SORTS[0]

    @cached_property
    def uses(self) -> Counter[int]:
        """How often each term is used."""
        counted: Counter[int] = Counter()
        for text in self.texts:
            counted.update(text.uses)
        return counted

    @property
    def is_lexicon(self) -> bool:
        """Whether the terms are those of tables."""
        return any(term.lexicon for term in self.terms)

    def thinned(self, term: int) -> bool:
        """Whether a term has more uses than are shown."""
        return self.most is not None and self.uses[term] > self.most

    def of(self, term: int) -> list[Hit]:
        """Return the uses of a term that are shown."""
        return [hit for hit in self.hits if hit.term == term]

    def total(self, term: int) -> Row:
        """Return how often a term is used in all texts."""
        return _counted(OF_ALL, self.texts, term)

    def rows(self, term: int) -> list[Row]:
        """Return how often a term is used in each part of the texts; none if they are not to be split."""
        if not self.by:
            return []
        parts: dict[str, list[Searched]] = {}
        for text in self.texts:
            parts.setdefault(text.outlet if self.by == "outlet" else text.name, []).append(text)
        rows = [_counted(label, part, term) for label, part in parts.items()]
        return sorted(rows, key=lambda row: row.label.casefold()) if self.by == "outlet" else rows

    def label(self, hit: Hit) -> str:
        """Return what the text of a use is called."""
        text = self.texts[hit.text]
        return f"text {text.number}" if self.blind else text.name


def _counted(label: str, texts: Sequence[Searched], term: int) -> Row:
    uses = [text.uses[term] for text in texts]
    return Row(label, sum(uses), sum(text.words for text in texts), sum(1 for n in uses if n), len(texts))


def search(
    sources: Iterable[Source],
    terms: Sequence[Term],
    *,
    sort: str = SORTS[0],
    width: int = WIDTH,
    most: int | None = None,
    by: str = "",
    blind: bool = False,
) -> Concordance:
    """Find the uses of terms in texts.

    Parameters
    ----------
    sources : iterable of Source
        The texts; each is looked at once and let go.
    terms : sequence of Term
        Their patterns have been checked (`retold.text.lexicon.pattern_problem`).
    sort : {"text", "outlet", "date", "left", "right", "keyword"}
        Order of the uses of a term: left by the first word before it, then the second, and so on; right likewise.
    width : int
        Characters of context on each side, less what would cut a word.
    most : int, optional
        How many uses of a term are kept at most, drawn by lot, the same ones each time; by default all.
    by : {"", "outlet", "text"}
        What counts are split by.
    blind : bool
        Whether texts are known by a number alone.

    Raises
    ------
    BadInputError
        If a pattern matches where nothing stands, or is not done with a text in reasonable time.
    """
    searched: list[Searched] = []
    drawn = [_Drawn(most) for _ in terms]
    overlaps: Counter[tuple[int, int]] = Counter()
    for number, source in enumerate(sources):
        spans = [_spans(source, term) for term in terms]
        places = _Places(source, number, width)
        for n, own in enumerate(spans):
            for start, end in own:
                drawn[n].offer(places, n, start, end)
        uses = Counter({n: len(own) for n, own in enumerate(spans) if own})
        overlaps.update(_overlaps(terms, spans))
        about = (source.name, source.outlet, source.published, source.title)
        searched.append(Searched(number + 1, *about, len(source.text.words), uses))
    if blind:
        searched = _shuffled(searched)
    hits = [hit for of_term in drawn for hit in sorted(of_term.kept, key=_order(sort, searched))]
    return Concordance(terms, searched, hits, overlaps, by, blind, most, sort)


def _spans(source: Source, term: Term) -> list[tuple[int, int]]:
    """Where a term stands in a text."""
    spans = found(term.pattern, source.text, term.place, source.name, case=term.case)
    if any(start == end for start, end in spans):
        description = f"{show(term.pattern)}: it matches where nothing stands, in {source.name}"
        raise BadInputError(
            [Problem(term.place, description, "a pattern for a word", "name what is to be found")]
        )
    return spans


class _Drawn:
    """Uses of a term: all, or as many as asked for, each as likely to be among them as any other."""

    def __init__(self, most: int | None) -> None:
        self.kept: list[Hit] = []
        self._most, self._seen, self._lots = most, 0, random.Random(_SEED)

    def offer(self, places: _Places, term: int, start: int, end: int) -> None:
        self._seen += 1
        if self._most is None or len(self.kept) < self._most:
            self.kept.append(places.hit(term, start, end))
        elif (lot := self._lots.randrange(self._seen)) < self._most:
            self.kept[lot] = places.hit(term, start, end)


@dataclass
class _Places:
    """The uses in one text."""

    source: Source
    number: int
    width: int
    paragraphs: dict[tuple[int, int], str] = field(default_factory=dict)

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.source.reading.raw)]

    @cached_property
    def _ends(self) -> list[int]:
        return [match.start() for match in _BREAK.finditer(self.source.text)]

    def _paragraph(self, start: int, end: int) -> tuple[int, int]:
        """Where the line of a use begins and ends in the view, or its lines, if it has several."""
        first, last = bisect_left(self._ends, start), bisect_left(self._ends, end)
        within = self._ends[first - 1] + 1 if first else 0
        return within, self._ends[last] if last < len(self._ends) else len(self.source.text)

    def hit(self, term: int, start: int, end: int) -> Hit:
        """Return a use with its context."""
        text = self.source.text
        span = self.source.reading.in_raw((start, end))
        line = bisect_right(self._breaks, span[0] - 1)
        column = span[0] - (self._breaks[line - 1] if line else -1)
        within, past = self._paragraph(start, end)
        paragraph = self.paragraphs.setdefault((within, past), text[within:past])
        left, right = _left(text, start, self.width), _right(text, end, self.width)
        keyword = text[start:end]
        return Hit(
            term, self.number, start, end, span, line + 1, column, left, keyword, right, within, paragraph
        )


def _left(text: str, end: int, width: int) -> str:
    start = max(0, end - width)
    if start and text[start].isalnum() and text[start - 1].isalnum():
        start = next((n for n in range(start, end) if text[n].isspace()), start)
    return text[start:end]


def _right(text: str, start: int, width: int) -> str:
    end = min(len(text), start + width)
    if start < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end = next((n for n in range(end, start, -1) if text[n - 1].isspace()), end)
    return text[start:end]


def _overlaps(
    listed: Sequence[Term], spans: Sequence[Sequence[tuple[int, int]]]
) -> Iterator[tuple[int, int]]:
    """Yield the two terms of every pair of uses that have a letter in common, if both are of one lexicon."""
    if len(listed) < 2:
        return
    uses = sorted((start, end, n) for n, own in enumerate(spans) for start, end in own)
    current: list[tuple[int, int]] = []
    for start, end, n in uses:
        current = [(past, other) for past, other in current if past > start]
        for _, other in current:
            if listed[other].lexicon == listed[n].lexicon:
                yield min(n, other), max(n, other)
        current.append((end, n))


def _shuffled(texts: Sequence[Searched]) -> list[Searched]:
    """Give texts numbers drawn by lot: an order by outlet would show which is whose."""
    numbers = list(range(1, len(texts) + 1))
    random.Random(_SEED).shuffle(numbers)
    return [
        Searched(number, text.name, text.outlet, text.published, text.title, text.words, text.uses)
        for number, text in zip(numbers, texts, strict=True)
    ]


class _Order:
    """What uses are sorted by; those that are alike stay in the order of the texts."""

    def __init__(self, sort: str, texts: Sequence[Searched]) -> None:
        self.sort, self.texts = sort, texts

    def __call__(self, hit: Hit) -> tuple[object, ...]:
        text = self.texts[hit.text]
        first: dict[str, tuple[object, ...]] = {
            "outlet": (text.outlet.casefold(), text.published or _LAST),
            "date": (text.published or _LAST,),
        }
        place = (text.number, hit.start, hit.end)
        if self.sort == "left":
            return (terms(hit.left)[::-1], *place)
        if self.sort == "right":
            return (terms(hit.right), *place)
        if self.sort == "keyword":
            return (hit.keyword.casefold(), terms(hit.right), *place)
        return (*first.get(self.sort, ()), *place)


_order = _Order
