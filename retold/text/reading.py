"""Read a text as people have it: a view without what only its form adds, and the way back to the text itself.

Lines that a program wrapped at a width are joined; what a reader cannot see (soft hyphens, zero-width signs, a byte order
mark) is passed over; letters and their accents are composed, blanks, hyphens and apostrophes of many kinds are one kind, and
ligatures are letters. Everything that cuts or compares a text looks at the view; what leaves the program points into the
text as it was decoded.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from retold.text.offsets import Span
from retold.text.text import Text

LINES = ("auto", "keep", "join")
NARROWEST, WIDEST = 30, 130  # characters of a line that a program may have wrapped at
FULL = 0.9  # a line with room for no further word, as part of the width; fonts make lines of one width differ
LONGER, ODD_ONES = 1.25, 0.03  # lines of a wrapped text that are longer than its width: few
WRAPPED = 0.6  # least share of breaks behind a full line in a text that was wrapped
UNFINISHED = (
    0.5  # least share of these that no full stop precedes: else each sentence may have a line of its own
)

# Nothing that a reader sees: soft hyphen, zero-width signs, joiners, marks of direction, byte order mark.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010\u2011"
_APOSTROPHES = "\u02bc\u02b9\u2032\uff07"
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_ODD = re.compile(f"[{_UNSEEN}]+|[{_BLANKS}]|[{_HYPHENS}]|[{_APOSTROPHES}]|[{''.join(_LIGATURES)}]")
_LINE = re.compile(r"([^\n\r]*)(\r\n|\n|\r|$)")
_ENDED = re.compile(r"[.!?:;…]['\"”’»›)\]]*$")
# What begins a line of its own: an item of a list, who speaks in a transcript, a quoted line of a message, a rule.
_OWN_LINE = re.compile(
    r"(?:[-*•·–—▪◦]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]\s|>|#+\s|[-=_*~]{3,}|(?:[A-Z][\w.'’-]*\s?){1,4}:\s)"
)
_HYPHENATED = re.compile(rf"([^\W\d_]+)(?:[-{_HYPHENS}\u00ad])$")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
# Before these a hyphen at the end of a line is one of the word's own.
_COMPOUND = frozenset(
    "all anti co cross ex half high ill long low mid multi non off on one part post pre pro re self semi short so "
    "sub two three four five six seven eight nine ten un under well".split()
)


class Edit(NamedTuple):
    """A stretch of the text that the view has in another form, or not at all."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Reading:
    """A text and its view.

    Attributes
    ----------
    raw : str
        The text as decoded.
    view : Text
        What is read.
    joined : int
        How many line breaks were taken for blanks.
    """

    raw: str
    view: Text
    joined: int = 0
    edits: Sequence[Edit] = field(default=(), repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each edit stands in the view."""
        starts, shift = [], 0
        for edit in self.edits:
            starts.append(edit.start + shift)
            shift += len(edit.text) - (edit.end - edit.start)
        return starts

    @cached_property
    def _raw_starts(self) -> list[int]:
        return [edit.start for edit in self.edits]

    def in_raw(self, span: Span) -> Span:
        """Return where a stretch of the view stands in the text.

        Examples
        --------
        >>> reading = read("so-called ﬁre")
        >>> reading.view[10:12], reading.in_raw((10, 12))
        ('fi', (10, 11))
        """
        start, end = span
        if start >= end:
            return (self._at(start), self._at(start))
        return self._at(start), self._end(end)

    def in_view(self, span: Span) -> Span:
        """Return where a stretch of the text stands in the view; what is edited counts as a whole."""
        return self._in_view(span[0], last=False), self._in_view(span[1], last=True)

    def _at(self, place: int) -> int:
        """The place in the text of a character of the view, of the first if it stands for several."""
        n = bisect_right(self._starts, place) - 1
        if n < 0:
            return place
        edit, start = self.edits[n], self._starts[n]
        over = place - start - len(edit.text)
        return edit.start if over < 0 else edit.end + over

    def _end(self, place: int) -> int:
        """The place in the text behind a character of the view."""
        n = bisect_right(self._starts, place - 1) - 1
        if n < 0:
            return place
        edit, start = self.edits[n], self._starts[n]
        over = place - start - len(edit.text)
        return edit.end if over <= 0 else edit.end + over

    def _in_view(self, place: int, *, last: bool) -> int:
        n = bisect_right(self._raw_starts, place) - 1
        if n < 0:
            return place
        edit, start = self.edits[n], self._starts[n]
        if place >= edit.end:
            return start + len(edit.text) + place - edit.end
        if place == edit.start:
            return start
        return start + len(edit.text) if last else start


def read(raw: str, lines: str = "auto") -> Reading:
    """Read a text.

    Parameters
    ----------
    raw : str
        The text as decoded.
    lines : {"auto", "keep", "join"}
        What to do with line breaks inside a block of lines: join them where the text was wrapped, as its lines tell; keep
        them all; join them all but before items of lists and speakers of a transcript.

    Returns
    -------
    Reading

    Raises
    ------
    ValueError
        If `lines` is none of these.
    """
    if lines not in LINES:
        raise ValueError(f"lines is {lines!r}; accepted is one of {', '.join(LINES)}")
    breaks = [] if lines == "keep" else list(_joined(raw, every=lines == "join"))
    edits = _merged(breaks, [*_signs(raw), *_composed(raw)])
    if not edits:
        return Reading(raw, Text.of(raw))
    parts, at = [], 0
    for edit in edits:
        parts += [raw[at : edit.start], edit.text]
        at = edit.end
    return Reading(raw, Text("".join([*parts, raw[at:]])), len(breaks), edits)


def _signs(raw: str) -> Iterator[Edit]:
    """Signs that are not seen, and those that stand for another."""
    for match in _ODD.finditer(raw):
        sign = match[0][0]
        if sign in _LIGATURES:
            text = _LIGATURES[sign]
        elif re.match(f"[{_UNSEEN}]", sign):
            text = ""
        else:
            text = " " if sign.isspace() else "-" if sign in _HYPHENS else "’"
        yield Edit(match.start(), match.end(), text)


def _composed(raw: str) -> Iterator[Edit]:
    """Letters with accents of their own that can be one character."""
    if unicodedata.is_normalized("NFC", raw):
        return
    at = 0
    while at < len(raw):
        end = at + 1
        while end < len(raw) and (unicodedata.combining(raw[end]) or "\u1160" <= raw[end] <= "\u11ff"):
            end += 1
        if end > at + 1 or not unicodedata.is_normalized("NFC", raw[at]):
            text = unicodedata.normalize("NFC", raw[at:end])
            if text != raw[at:end]:
                yield Edit(at, end, text)
        at = end


def _merged(breaks: Sequence[Edit], signs: Sequence[Edit]) -> list[Edit]:
    """All edits in order; one that touches what a break takes is taken with it."""
    taken = list(breaks)
    starts = [edit.start for edit in taken]
    kept: list[Edit] = []
    for edit in sorted(signs):
        n = bisect_right(starts, edit.start) - 1
        if n >= 0 and edit.start < taken[n].end:
            continue
        if kept and edit.start < kept[-1].end:
            continue
        kept.append(edit)
    return sorted([*taken, *kept])


class _Line(NamedTuple):
    start: int
    end: int  # behind its last sign that is no blank
    after: int  # behind its break

    @property
    def size(self) -> int:
        return self.end - self.start


def _joined(raw: str, *, every: bool) -> Iterator[Edit]:
    """The line breaks that a program made to wrap a text, each with the blanks around it."""
    lines = [_Line(m.start(), m.start() + len(m[1].rstrip()), m.end()) for m in _LINE.finditer(raw) if m[0]]
    pairs = [(one, two) for one, two in pairwise(lines) if one.size and two.size]
    if not pairs or not (every or _is_wrapped(raw, lines, pairs)):
        return
    width = _width(raw, pairs)
    for one, two in pairs:
        first = two.start + _indent(raw, two)
        full, ended = _is_full(raw, one, two, width), bool(_ENDED.search(raw, one.start, one.end))
        own = _OWN_LINE.match(raw, first) and (every or ended or not full)
        if own or _indent(raw, two) > _indent(raw, one) + 1:
            continue
        if every or full or (raw[first].islower() and not ended):
            yield _join(raw, one, two, first)


def _is_wrapped(raw: str, lines: Sequence[_Line], pairs: Sequence[tuple[_Line, _Line]]) -> bool:
    """Say whether a text was wrapped: most of its lines are as full as the next word allows, and end within a sentence."""
    width = _width(raw, pairs)
    written = [line for line in lines if " " in raw[line.start : line.end]]
    longer = sum(line.size > LONGER * width for line in written)
    if not NARROWEST <= width <= WIDEST or longer > ODD_ONES * len(written):
        return False
    fullness = [
        (_is_full(raw, one, two, width), bool(_ENDED.search(raw, one.start, one.end))) for one, two in pairs
    ]
    full = [ended for is_full, ended in fullness if is_full]
    # A short line that ends a sentence ends a paragraph too: it tells nothing.
    torn = sum(not is_full and not ended for is_full, ended in fullness)
    unfinished = len(full) - sum(full)
    return len(full) >= WRAPPED * (len(full) + torn) and unfinished >= max(1.0, UNFINISHED * len(full))


def _width(raw: str, pairs: Sequence[tuple[_Line, _Line]]) -> int:
    """The width at which lines were wrapped: that of nearly all which go on in the next; a long word may stand out."""
    sizes = sorted(one.size for one, _ in pairs if not _ENDED.search(raw, one.start, one.end))
    return sizes[int(0.97 * (len(sizes) - 1))] if sizes else 0


def _is_full(raw: str, one: _Line, two: _Line, width: int) -> bool:
    word = raw[two.start : two.end].split(maxsplit=1)[0]
    return one.size + 1 + len(word) > FULL * width


def _indent(raw: str, line: _Line) -> int:
    text = raw[line.start : line.end]
    return len(text) - len(text.lstrip())


def _join(raw: str, one: _Line, two: _Line, first: int) -> Edit:
    """The edit that joins two lines: a blank, or nothing between the parts of a word."""
    parted, after = _HYPHENATED.search(raw, one.start, one.end), _NEXT_WORD.match(raw, first)
    if parted is None or after is None or not after[0].islower():
        return Edit(one.end, first, " ")
    left, right = parted[1], after[0]
    compound = left.lower() in _COMPOUND or re.search(rf"\b{left}-{right}\b", raw)
    if raw[one.end - 1] == "\u00ad" or not compound or re.search(rf"\b{left}{right}\b", raw):
        return Edit(one.end - 1, first, "")
    return Edit(one.end, first, "")
