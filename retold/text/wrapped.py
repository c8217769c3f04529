"""Lines that a program wrapped at a width: whether a text has them, and what joins them.

A program that wraps puts as many words on a line as find room. So there is a width at which each line that it made is
short enough, and too long with the next word behind it; lines that end a paragraph, a verse or a heading have no such
width in common with these. One is sure of a line that was torn inside a sentence: no stop ends it, and what follows goes on
in small letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from retold.text.hyphens import Joints, unparted
from retold.text.offsets import Edit

NARROWEST, WIDEST = 30, 130  # characters of a line that a program may have wrapped at
SURE = 0.9  # least share of torn lines that a width explains, if characters were counted
# Where they were not (fonts, two programs one after the other): a line is full from this part of the width on; so are
# most lines that no stop ends, and there are some; one that was torn for sure may be shorter.
FULL, TORN_FULL, MOST, SOME = 0.9, 0.5, 0.6, 6
TORN = 0.2  # least share of full lines without a stop that were torn: verses seldom go on in small letters
# For each torn line: most that end a sentence, and most that are longer than the width.
ENDED, LONG = 4.0, 0.25
LONGER = 1.25  # part of the width beyond which a line is longer, if characters were not counted
MAY_HAVE_ENDED = 0.01  # what a line that a full stop ends says of the width, beside one that none does
HEAD = 3  # lines that a headline may take
BRIEF = 1500  # characters of a text that is looked at closely in any case
SOON = 20_000  # characters of a text in which names are looked for
WORD = 6  # columns that a word takes
SET_IN = 2  # columns by which a line is set in that begins a paragraph

_LINE = re.compile(r"([^\n\r]*)(\r\n|\n|\r|$)")
_QUOTED = re.compile(r"(?:> ?)+")
# What cannot be missing where lines were wrapped: a break that stands alone, and one with a small letter behind it. Both
# begin with the break, which is quickly found.
_ALONE = r"\n(?<!\n\n)(?<!\n\r\n)[^\S\r\n]*"
_SINGLE, _SMALL = re.compile(rf"{_ALONE}\S"), re.compile(rf"{_ALONE}(?:> ?)*[^\sA-Z\d>\"'“”‘’«»„(\[<*#•–—-]")
_ENDED = re.compile(r"[.!?:;…。！？।॥؟۔]['\"”’»›)\]」』）]*$")
_HELD = "\u00a0\u202f\u2007"  # blanks at which no line is broken
_WORD, _UNIT = re.compile(r"\S+"), re.compile(f"(?:\\S|[{_HELD}])+")
# What begins a line of its own: an item of a list, a rule or heading, who speaks in a transcript.
_ITEM = re.compile(
    r"(?P<bullet>[-*•·–—▪◦])\s+|\(?(?P<number>\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})(?:\.|\)|\.\))\s+"
    r"|(?P<rule>#+\s|[-=_*~]{3,})|(?P<speaker>[A-Z][\w.'’-]*+(?:\s[A-Z][\w.'’-]*+){0,3}:\s)"
)
_ROMAN = " i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(" ")
_PAGE = re.compile(
    r"(?i)[-–—\[(]?\s*(?:page\s+)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?\s*[-–—\])]?"
)
_LAST_WORD, _FIRST_WORD = re.compile(r"\b[^\W_]+$"), re.compile(r"[^\W_]+")


class _Line(NamedTuple):
    """A line: where it starts, where its first sign stands and behind its last, and behind its break.

    `depth` is how often it is quoted, as in a message. In columns, without the signs of that: its indent, its size, that with
    blanks at its end, and what it has without its last word, 0 if it has no other.
    """

    start: int
    first: int
    end: int
    after: int
    depth: int
    indent: int
    size: int
    padded: int
    without_last: int


class _Pair(NamedTuple):
    """Two lines without a blank one between them; `reach` is the size of the first with the next word behind it."""

    one: _Line
    two: _Line
    reach: int
    ended: bool
    torn: bool


_Full = Callable[[_Pair], bool]
Measure = Callable[[int, int], int]


class _Measured(NamedTuple):
    """The lines of a text and their pairs, measured in a way."""

    lines: Sequence[_Line]
    pairs: Sequence[_Pair]


def length(start: int, end: int) -> int:
    """Return how many characters a stretch has."""
    return end - start


def joins(
    text: str, *, every: bool = False, measures: Sequence[Measure] = (length,)
) -> tuple[list[Edit], int]:
    """Return the edits that join the lines of a text that was wrapped, and how many line breaks they take.

    Parameters
    ----------
    text : str
        The text.
    every : bool
        Join all lines without a blank one between them, but before items of lists and speakers of a transcript.
    measures : sequence of callable
        How many characters a stretch may have had when it was wrapped: the text may have been edited before, or since. Who
        explains most lines is right.
    """
    # Only old files have breaks of another kind.
    if "\n" in text and not (_SINGLE if every or len(text) < BRIEF else _SMALL).search(text):
        return [], 0
    lines, pairs = _best([_measured(text, measure) for measure in measures])
    full = (lambda pair: True) if every else _fullness(lines, pairs)
    if full is None:
        return [], 0
    joined = list(_joined(text, pairs, full, every))
    joints = Joints(text)
    edits = [joints.between((one.first, one.end), (two.first, two.end)) for one, two, *_ in joined]
    return sorted([*edits, *_quoting(lines, joined)]), len(joined)


def _measured(text: str, measure: Measure) -> _Measured:
    lines = list(_without_page_numbers(text, list(_lines(text, measure))))
    return _Measured(lines, [*_pairs(text, lines, measure), *_over_pages(text, lines, measure)])


def _best(ways: Sequence[_Measured]) -> _Measured:
    """The way to measure that explains most lines; of a line that no stop ends, any may be right."""
    best = max(ways, key=lambda way: _width(way.pairs)[0])
    if len(ways) == 1:
        return best
    pairs = []
    for own, *others in zip(best.pairs, *(way.pairs for way in ways), strict=True):
        if not own.ended:
            size = min(pair.one.size for pair in others)
            own = own._replace(one=own.one._replace(size=size), reach=max(pair.reach for pair in others))
        pairs.append(own)
    return best._replace(pairs=pairs)


def _lines(text: str, measure: Measure) -> Iterator[_Line]:
    blanks = " \t" if _unit(text) is _UNIT else f" \t{_HELD}"
    for match in _LINE.finditer(text):
        if not match[0]:
            return
        body = match[1].rstrip()
        quoted = _QUOTED.match(body)
        at = quoted.end() if quoted else 0
        first = len(body) - len(body[at:].lstrip())
        start, indent = match.start(), len(body[at:first].expandtabs())
        size = indent + measure(start + first, start + len(body))
        last = max(body.rfind(blank) for blank in blanks) + 1
        yield _Line(
            start,
            start + first,
            start + len(body),
            match.end(),
            quoted[0].count(">") if quoted else 0,
            indent,
            size,
            # A program that breaks at the second of two blanks leaves the first behind.
            size + min(2, len(match[1]) - len(body)),
            indent + last - first if last > first else 0,
        )


def _unit(text: str) -> re.Pattern[str]:
    """What stands between two blanks at which a line can be broken: others hold words together, unless there are many."""
    return _UNIT if 4 * sum(map(text.count, _HELD)) < text.count(" ") else _WORD


def _pairs(text: str, lines: Sequence[_Line], measure: Measure) -> Iterator[_Pair]:
    unit = _unit(text)
    for one, two in pairwise(lines):
        if one.first < one.end and two.first < two.end and one.depth == two.depth:
            yield _pair(text, one, two, unit, measure)


def _pair(text: str, one: _Line, two: _Line, unit: re.Pattern[str], measure: Measure) -> _Pair:
    letter = text[two.first]
    if unparted(letter):
        reach = one.padded + 1  # a line can be broken before any letter
    else:
        word = unit.match(text, two.first, two.end)
        reach = (
            one.padded
            + 1
            + (two.indent == one.indent + 1)
            + measure(two.first, word.end() if word else two.end)
        )
    ended = _ENDED.search(text, max(one.first, one.end - 8), one.end) is not None
    goes_on = letter.islower() or letter in ",;" or (letter.isalpha() and letter.lower() == letter.upper())
    return _Pair(one, two, reach, ended, not ended and (goes_on or _stands_together(text, one, two)))


def _stands_together(text: str, one: _Line, two: _Line) -> bool:
    """Whether the last word of a line and the first of the next, such as a name, follow on each other elsewhere."""
    if len(text) > SOON:
        return False  # it has other lines that tell
    last, first = (
        _LAST_WORD.search(text, max(one.first, one.end - 40), one.end),
        _FIRST_WORD.match(text, two.first, two.end),
    )
    return last is not None and first is not None and f"{last[0]} {first[0]}" in text


def _fullness(lines: Sequence[_Line], pairs: Sequence[_Pair]) -> _Full | None:
    """What says of a pair whether the first line is as full as the next word allows; nothing if nobody wrapped the text."""
    torn = [pair for pair in pairs if pair.torn]
    if not torn:
        return None
    _, width = _width(pairs)

    def counted(pair: _Pair) -> bool:
        return pair.reach > width and (pair.one.size <= width or not pair.one.without_last)

    if width and _is_sure(pairs, counted, width):
        return counted if _is_wrapped(lines, pairs, counted, width) else None
    sizes = sorted(pair.one.size for pair in pairs if not pair.ended)
    about = sizes[int(0.97 * (len(sizes) - 1))]

    def nearly(pair: _Pair) -> bool:
        return pair.reach > (TORN_FULL if pair.torn else FULL) * about

    if len(sizes) < SOME or not NARROWEST <= about <= WIDEST:
        return None
    near = sum(pair.reach > FULL * about for pair in pairs if not pair.ended)
    return nearly if near >= MOST * len(sizes) and _is_wrapped(lines, pairs, nearly, LONGER * about) else None


def _is_sure(pairs: Sequence[_Pair], full: _Full, width: int) -> bool:
    """Whether torn lines are full, but for blocks of lines that are far from it: verses that a wrapped text holds."""
    blocks = [[pair for pair in block if pair.torn] for block in _blocks(pairs)]
    prose = [block for block in blocks if any(pair.reach > FULL * width for pair in block)]
    torn, of_prose = (sum(map(len, part)) for part in (blocks, prose))
    return sum(full(pair) for block in prose for pair in block) >= SURE * of_prose and 2 * of_prose >= torn


def _width(pairs: Sequence[_Pair]) -> tuple[float, int]:
    """How many lines a width explains at most, no longer than it but with the next word; that width, 0 if there is none."""
    changes = [0.0] * (WIDEST + 2)
    for pair in pairs:
        low, high = max(NARROWEST, pair.one.size), min(WIDEST + 1, pair.reach)
        if low < high and pair.two.indent < pair.one.indent + SET_IN:
            weight = MAY_HAVE_ENDED if pair.ended else 1.0
            changes[low] += weight
            changes[high] -= weight
    explained = [round(value, 6) for value in accumulate(changes)]
    best = max(explained)
    equals = [width for width, value in enumerate(explained) if value == best]
    if not best:
        return best, 0
    # The longest of many lines is as long as the width; of a few it is a little shorter.
    longest = max((pair.one.size for pair in pairs if pair.one.size <= equals[-1]), default=0)
    return best, min(equals, key=lambda width: abs(width - longest - WORD / len(pairs)))


def _is_wrapped(lines: Sequence[_Line], pairs: Sequence[_Pair], full: _Full, width: float) -> bool:
    """Whether a width is that of the text: most lines that no stop ends are full, and others are few."""
    going_on = [pair for pair in pairs if not pair.ended]
    filled = [pair for pair in going_on if full(pair)]
    torn = sum(pair.torn for pair in filled)
    ended = sum(pair.ended for pair in pairs)
    longer = sum(line.without_last > width + 1 for line in lines)
    return (
        len(filled) >= MOST * len(going_on)
        and torn >= TORN * len(filled)
        and ended <= ENDED * torn
        and longer <= LONG * torn
    )


def _joined(text: str, pairs: Sequence[_Pair], full: _Full, every: bool) -> Iterator[_Pair]:
    """The pairs of lines that are joined."""
    own = _Own(text, pairs, full, every)
    for number, block in enumerate(_blocks(pairs)):
        base = min(block[0].one.indent, *(pair.two.indent for pair in block))
        hang = _text_of_item(text, block[0].one)
        for line, pair in enumerate(block):
            one, two = pair.one, pair.two
            # Set in under the words of an item, a line goes on with it; elsewhere it begins a paragraph.
            hangs = hang is not None and abs(two.indent - hang) <= 1
            sets_in = two.indent >= base + SET_IN and not pair.torn and not hangs
            if every:
                sets_in = two.indent > one.indent + 1 and not hangs
            # The headline and what stands below it: "The dam holds;" / "Mayor is glad".
            head = number == 0 and line < HEAD and text[one.end - 1] == ";" and text[two.first].isupper()
            if full(pair) and not own(pair) and not sets_in and (every or not head):
                yield pair
            elif not hangs:
                hang = _text_of_item(text, two)


def _blocks(pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    """The pairs between two blank lines, together."""
    block: list[_Pair] = []
    for pair in pairs:
        if block and block[-1].two.start != pair.one.start:
            yield block
            block = []
        block.append(pair)
    if block:
        yield block


def _text_of_item(text: str, line: _Line) -> int | None:
    """The column at which the words of an item of a list begin, where its next lines may begin too."""
    item = _ITEM.match(text, line.first, line.end)
    return line.indent + item.end() - item.start() if item and (item["bullet"] or item["number"]) else None


class _Own:
    """Says whether the second line of a pair is one of its own: an item, a turn, a rule.

    A full line before it tells nothing, so others must: items and turns come several at a time, and numbers follow on
    each other. Else "Jan." may end one line and "24. The" begin the next.
    """

    def __init__(self, text: str, pairs: Sequence[_Pair], full: _Full, every: bool) -> None:
        self.text, self.every = text, every
        self.sure: Counter[str] = Counter()
        self.numbers: set[tuple[str, int]] = set()
        known = None
        for pair in pairs:
            if known is None or known.start != pair.one.start:
                self._take(pair.one, sure=True)
            self._take(pair.two, sure=not full(pair) and not every)
            known = pair.two

    def _take(self, line: _Line, *, sure: bool) -> None:
        item = _ITEM.match(self.text, line.first, line.end)
        if item is not None and item["number"]:
            self.numbers.update(_values(item["number"]))
        elif item is not None and sure:
            self.sure[item["bullet"] or "speaker"] += 1

    def __call__(self, pair: _Pair) -> bool:
        item = _ITEM.match(self.text, pair.two.first, pair.two.end)
        if item is None:
            return False
        if self.every or item["rule"]:
            return True
        if item["number"]:
            if item["number"].isupper() and not pair.ended:
                return False  # an initial
            near = {(kind, n + step) for kind, n in _values(item["number"]) for step in (-1, 1)}
            return bool(near & self.numbers)
        if item["bullet"]:
            return self.sure[item["bullet"]] > 0
        return pair.ended and self.sure["speaker"] > 1


def _values(number: str) -> set[tuple[str, int]]:
    """What the number of an item may be: a number, a letter, a Roman number."""
    if number.isdigit():
        return {("digits", int(number))}
    values = {("letter", ord(number))} if len(number) == 1 else set()
    if number.lower() in _ROMAN and number in (number.lower(), number.upper()):
        values.add(("roman" + str(number.isupper()), _ROMAN.index(number.lower())))
    return values


def _over_pages(text: str, lines: Sequence[_Line], measure: Measure) -> Iterator[_Pair]:
    """The pairs of lines that the break of a page parts inside a sentence."""
    unit = _unit(text)
    for one, two in pairwise(line for line in lines if line.first < line.end):
        if one.after < two.start and "\f" in text[one.end : two.first]:
            pair = _pair(text, one, two, unit, measure)
            if pair.torn:
                yield pair


def _without_page_numbers(text: str, lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines; one that holds the number of a page alone, before a new page, is blank."""
    page = False
    kept = []
    for line in reversed(lines):
        if line.first < line.end:
            number = page and _PAGE.fullmatch(text, line.first, line.end)
            page = "\f" in text[line.start : line.first]
            line = line._replace(first=line.end) if number else line
        else:
            page = page or "\f" in text[line.start : line.after]
        kept.append(line)
    return reversed(kept)


def _quoting(lines: Sequence[_Line], joined: Sequence[_Pair]) -> Iterator[Edit]:
    """What takes the signs of quoting away from the lines of a message, if any of them are joined."""
    if any(pair.one.depth for pair in joined):
        seconds = {pair.two.start for pair in joined}
        for line in lines:
            if line.depth and line.start not in seconds:
                yield Edit(line.start, line.first, "")
