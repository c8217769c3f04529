"""Read a text as people have it: a view without what only its form adds, and the way back to the text itself.

Lines that a program wrapped at a width are joined (`retold.text.wrapped`); what a reader cannot see (soft hyphens,
zero-width signs, a byte order mark) is passed over; letters and their accents are composed, blanks, hyphens and apostrophes
of many kinds are one kind, and ligatures are letters. Everything that cuts or compares a text looks at the view; what leaves
the program points into the text as it was decoded.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from retold.text import wrapped
from retold.text.offsets import Edit, Span, edited
from retold.text.text import Text

AUTO = "auto"
LINES = (AUTO, "keep", "join")


def _signs(*ranges: str) -> str:
    """All signs of ranges such as "a-z"."""
    ends = [(ord(r[0]), ord(r[-1])) for r in ranges]
    return "".join(chr(sign) for first, last in ends for sign in range(first, last + 1))


# Nothing that a reader sees: soft hyphen, zero-width signs, marks of direction, byte order mark.
_UNSEEN = _signs(
    "\u00ad", "\u034f", "\u061c", "\u180e", "\u200b-\u200f", "\u202a-\u202e", "\u2060-\u2064"
) + _signs("\u2066-\u206f", "\ufeff")
_BLANKS = _signs("\u00a0", "\u1680", "\u2000-\u200a", "\u202f", "\u205f", "\u3000")
_LIGATURES = dict(zip(_signs("\ufb00-\ufb06"), "ff fi fl ffi ffl st st".split(), strict=True))
# An accent stands for an apostrophe inside a word alone.
_ACCENTS, _APOSTROPHES = "`´", "\u02b9\u02bb\u02bc\u2032\u055a\ua78c\uff07"
_ALIKE = {
    **dict.fromkeys(_UNSEEN, ""),
    **dict.fromkeys("\u2010\u2011", "-"),
    **dict.fromkeys(_APOSTROPHES + _ACCENTS, "’"),
    **_LIGATURES,
}
# Blanks come last: until lines are joined one may hold two words together.
_FIRST, _LAST = (re.compile(f"[{''.join(signs)}]") for signs in (_ALIKE, _BLANKS))
# All of these, and whatever may be composed with another sign, or is written as another one.
_ODD = re.compile(
    f"[{''.join(_ALIKE)}{_BLANKS}\u0300-\u1fff\u20d0-\u20ff\u2126-\u212b\u2329\u232a\u2adc\u2ce0-\u2dff\u3000-\U0010ffff]"
)
# Scripts and pictures whose forms depend on joiners: Arabic to Tibetan, Khmer, Mongolian, Javanese.
_JOINED = re.compile(
    "[\u0600-\u109f\u1780-\u18af\u1900-\u1cff\u2190-\u2bff\ua840-\uabff\ufe0f\U0001f000-\U0001faff]"
)
# Where letters and accents may be composed.
_ACCENTED = re.compile(r"[\s\S]?[^\x00-\x7f]+")
_BREAK = re.compile(r"[^\S\r\n]*[\r\n]")


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
    edits : sequence of Edit
        What the view has in another form, in order: where it stands in the text, and what stands for it. Blanks of other
        kinds are not among them.
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
            return (self.start_of(start), self.start_of(start))
        return self.start_of(start), self.end_of(end)

    def in_view(self, span: Span) -> Span:
        """Return where a stretch of the text stands in the view; what is edited counts as a whole."""
        return self._in_view(span[0], last=False), self._in_view(span[1], last=True)

    def note(self, name: str) -> str:
        """Return what is said where lines of the text of that name were joined."""
        return f"{name}: {self.joined:,} wrapped line{'s' if self.joined > 1 else ''} joined"

    def changed(self, edits: Sequence[Edit], joined: int = 0) -> Reading:
        """Return the reading with further edits made in its view."""
        if not edits:
            return self
        view = Text(edited(self.view, edits))
        if not self.edits:
            return Reading(self.raw, view, self.joined + joined, edits)
        placed = [self._placed(edit) for edit in edits]
        ends = [edit.end for edit in placed]
        starts = [edit.start for edit in placed]
        # What a later edit covers is gone.
        kept = [
            edit
            for edit in self.edits
            if (n := bisect_right(starts, edit.start)) == 0 or edit.start >= ends[n - 1]
        ]
        return Reading(self.raw, view, self.joined + joined, sorted([*kept, *placed]))

    def _placed(self, edit: Edit) -> Edit:
        """An edit of the view as one of the text; of a character that stands for several it may take a part."""
        start, end = self.in_raw((edit.start, edit.end))
        before, after = self.in_view((start, end))
        return Edit(start, end, self.view[before : edit.start] + edit.text + self.view[edit.end : after])

    def start_of(self, place: int) -> int:
        """Return where a character of the view begins in the text."""
        n = bisect_right(self._starts, place) - 1
        if n < 0:
            return place
        edit, start = self.edits[n], self._starts[n]
        over = place - start - len(edit.text)
        return edit.start if over < 0 else edit.end + over

    def end_of(self, place: int) -> int:
        """Return where the character of the view before a place ends in the text."""
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


def read(raw: str, lines: str = AUTO) -> Reading:
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
    reading = Reading(raw, Text.of(raw))
    # Nearly every text is done with a look or two: millions of them may be read.
    odd = _ODD.search(raw) is not None if not raw.isascii() else "`" in raw
    if odd:
        reading = reading.changed(list(_made_alike(raw, lines)))
        reading = reading.changed(_composed(reading.view))
    if lines != "keep":
        reading = reading.changed(*_joins(reading, every=lines == "join"))
    if odd and "\u00ad" in reading.view:  # one that parted nothing
        reading = reading.changed(list(_made_alike(reading.view, "keep")))
    if odd:  # a blank for a blank moves nothing
        reading = replace(reading, view=Text(_LAST.sub(" ", reading.view)))
    return reading


def _joins(reading: Reading, *, every: bool) -> tuple[list[Edit], int]:
    def before(start: int, end: int) -> int:
        """How many characters a stretch had before signs were made alike, with what nobody sees around it."""
        # A byte order mark was put before the text when it was stored.
        return reading.start_of(end) - (reading.end_of(start) if start else reading.start_of(0))

    measures = (wrapped.length, before) if reading.edits else (wrapped.length,)
    return wrapped.joins(reading.view, every=every, measures=measures)


def _made_alike(text: str, lines: str) -> Iterator[Edit]:
    """Signs that are not seen, and those that stand for another."""
    for match in _FIRST.finditer(text):
        (start, end), sign = match.span(), match[0]
        if sign == "\u00ad" and lines != "keep" and _BREAK.match(text, end):
            continue  # it parts a word at the end of a line
        if sign in "\u200c\u200d" and _JOINED.match(text, max(0, start - 1)):
            continue
        if sign in _ACCENTS and not (text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()):
            continue
        yield Edit(start, end, _ALIKE[sign])


def _composed(text: str) -> list[Edit]:
    """Letters with accents of their own that can be one character."""
    if unicodedata.is_normalized("NFC", text):
        return []
    edits = []
    for run in _ACCENTED.finditer(text):
        at, last = run.span()
        if unicodedata.is_normalized("NFC", run[0]):
            continue
        while at < last:
            end = at + 1
            while end < last and _joins_letter(text[end]):
                end += 1
            together = unicodedata.normalize("NFC", text[at:end])
            if together != text[at:end]:
                edits.append(Edit(at, end, together))
            at = end
    return edits


def _joins_letter(sign: str) -> bool:
    """Whether a sign may be composed with the letter before it: a mark, or a vowel or last consonant of Hangul."""
    return unicodedata.category(sign).startswith("M") or "\u1160" <= sign <= "\u11ff"
