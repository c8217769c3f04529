"""Quotation marks: which one opens, which one closes, and what is never closed.

Marks are read a paragraph at a time, because in news a quotation that goes on in the next
paragraph is opened again there; where it is not, a mark that closes what an earlier paragraph
opened says so. A stack holds what is open. Respun and hand-typed texts mix styles, so any
double mark may close any other; single marks only close single ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from retold.text.offsets import Span, inside
from retold.text.segments import WORD, lines, words

OPENING = "“„«‟「『"
CLOSING = "”»」』"
BOTH = ('"', "''")
SINGLE_OPENING = "‘‚‹"
# In some countries these open, in others they close.
_EITHER = "«»“‹›‘"
# A row of the same sign is decoration; it is matched as one so that it can be passed over.
_MARK = re.compile("([“”„‟«»\"‘‚’'`])\\1{2,}|[“”„‟«»\"‘‚’‹›「」『』]|''|``|'")
_SAID = re.compile(r"\b(?:said|says|told)\b")
# Paragraphs that a quotation may run through without a mark.
_LONGEST = 8
# A word in marks or brackets inside a name: Tom “Rocky” Boyd, Tom (Rocky) Boyd.
_NICKNAME = re.compile(
    r"(?<!\w)[^\W\d_a-z][\w.’'-]* (?P<nickname>[“\"‘'][^\W\d_a-z]\w*[a-z]\w*(?: [^\W\d_a-z]\w+)?[”\"’']"
    r"|\([^\W\d_a-z]\w*[a-z]\w*\))(?! (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?= [^\W\d_a-z][^\W\d_])"
)
_IN_LOWER_CASE = re.compile(r"(?<!\w)[^\W\d_A-Z]{4,}")


class Mark(NamedTuple):
    """One quotation: offsets with its marks, and whether a closing mark was found."""

    start: int
    end: int
    closed: bool


class _Open(NamedTuple):
    start: int
    single: bool
    sign: str = ""


class _Line(NamedTuple):
    """The quotations of a line, what it leaves open, and where it closes what it did not open, if anywhere."""

    start: int
    end: int
    marks: list[Mark]
    open_single: int | None
    closes_earlier: int | None
    ends_open: bool


def marks(text: str) -> list[Mark]:
    """Pair the quotation marks of `text` and return the outermost quotations, in order.

    A quotation never crosses a line break: one that goes on in the next paragraph is one in each, all but the
    last with `closed=False`. One that is never closed ends before the next quotation or with its paragraph. A
    closing mark with nothing open is passed over. Single marks count where a space or bracket stands before the
    first and none after it, and where they are closed in the same paragraph or the next begins with one;
    everything else of their shape is an apostrophe. A quotation holds a word, and is no nickname inside a name.

    Time grows with the length of the text, whatever stands in it.
    """
    inside_names = {start for start, _ in nicknames(text)}
    read = [_read(text, *line, inside_names) for line in lines(text)]
    found: list[Mark] = []
    for number, line in enumerate(read):
        found += line.marks
        following = read[number + 1] if number + 1 < len(read) else None
        if line.open_single is not None and following and text[following.start] in SINGLE_OPENING:
            found.append(Mark(line.open_single, line.end, False))
        elif line.ends_open:
            found += _going_on(text, read, number)
    return sorted(found)


def quoted_words(text: str) -> list[bool]:
    """Say for each word of `text` whether it stands inside quotation marks."""
    return inside(words(text), [(m.start, m.end) for m in marks(text)])


def nicknames(text: str) -> list[Span]:
    """Return what stands in marks or brackets inside a name, with these; in headlines no word tells, so none there."""
    found = []
    for match in _NICKNAME.finditer(text):
        start, end = match.span("nickname")
        around = (
            text[max(0, start - 80) : start].rpartition("\n")[2] + text[end : end + 80].partition("\n")[0]
        )
        if _IN_LOWER_CASE.search(around):
            found.append((start, end))
    return found


def _going_on(text: str, read: Sequence[_Line], number: int) -> list[Mark]:
    """The paragraphs of a quotation that is opened once and closed in a later paragraph."""
    through: list[Mark] = []
    for line in read[number + 1 : number + 2 + _LONGEST]:
        if line.closes_earlier is not None:
            return [*through, Mark(line.start, line.closes_earlier, True)]
        if (
            line.marks
            or line.ends_open
            or line.open_single is not None
            or _SAID.search(text, line.start, line.end)
        ):
            break  # somebody speaks in it: the mark was forgotten, and closes nothing
        through.append(Mark(line.start, line.end, False))
    return []


def _read(text: str, start: int, end: int, inside_names: Set[int]) -> _Line:
    stack: list[_Open] = []
    pairs: list[Mark] = []
    closes_earlier = None
    signs = [
        m
        for m in _MARK.finditer(text, start, end)
        if m.end() - m.start() <= 2 and m.start() not in inside_names
    ]
    lone = _lone(text, signs, start, end)
    for mark in signs:
        opens, closes, single = _roles(text, mark, (start, end), stack, lone)
        level = _innermost(stack, single)
        if closes and level is not None:
            pairs.append(Mark(stack[level].start, mark.end(), True))
            del stack[level:]
        elif opens:
            stack.append(_Open(mark.start(), single, mark.group()))
        elif (
            not (single or pairs or stack or closes_earlier)
            and not text[max(start, mark.start() - 1)].isdigit()  # inches
        ):
            closes_earlier = mark.end()
    unclosed = [opened.start for opened in stack if not opened.single]
    found = [m for m in _outermost(text, end, pairs, unclosed) if WORD.search(text, m.start, m.end)]
    singles = [
        o.start
        for o in stack
        if o.single and o.sign in SINGLE_OPENING and not unclosed and (not found or found[-1].end <= o.start)
    ]
    ends_open = bool(unclosed) and bool(found) and not found[-1].closed
    return _Line(start, end, found, singles[-1] if singles else None, closes_earlier, ends_open)


def _lone(text: str, signs: Sequence[re.Match[str]], start: int, end: int) -> frozenset[int]:
    """Straight marks of a paragraph that open though a space stands behind them: " as here ".

    They stand free on both sides, or two that look as if they closed follow each other with nothing open.
    """
    opening, is_open = set(), False
    straight = [m for m in signs if m.group() == '"']
    looks = [_looks(text, m, start, end) for m in straight]
    for (mark, look), following in pairwise([*zip(straight, looks, strict=True), (None, "")]):
        if is_open and look != "opens":
            is_open = False
        elif look == "opens":
            is_open = True
        elif mark is not None and following[1] in ("closes", "free") and not text[mark.start() - 1].isdigit():
            opening.add(mark.start())
            is_open = True
    return frozenset(opening)


def _looks(text: str, mark: re.Match[str], start: int, end: int) -> str:
    """Whether a straight mark looks as if it opens, closes, or stands free."""
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < end else " "
    if before.isspace() and after.isspace():
        return "free"
    if before.isspace() or before in "([{—–-/“‘'":
        return "opens"
    return "closes" if not after.isalnum() else "opens"


def _roles(
    text: str, mark: re.Match[str], line: tuple[int, int], stack: Sequence[_Open], lone: frozenset[int]
) -> tuple[bool, bool, bool]:
    """Whether the mark can open, can close, and is a single mark."""
    sign, (start, end) = mark.group(), line
    is_open = bool(stack) and not stack[-1].single
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < end else " "
    if sign in _EITHER:
        return _either(sign, before, after, stack)
    if sign in OPENING:
        return True, False, False
    if sign == "”" and not is_open and before.isspace() and after.isalnum():
        return text.find("”", mark.end(), end) >= 0, False, False  # ”as here”
    if sign in CLOSING:
        return False, True, False
    if sign == "``":
        return True, False, False
    if sign in BOTH:
        if mark.start() in lone:
            return True, is_open, False
        if before.isdigit() and not is_open:
            return False, False, False  # inches, seconds
        fits_opening = (before.isspace() or before in "([{—–-/“‘'") and not after.isspace()
        if is_open and fits_opening and (after.isalnum() or after in "[“‘'$"):
            more = text.find('"', mark.end(), end) >= 0  # else "this, "which was set askew
            return more, not more, False
        shut = before.isalnum() and not after.isalnum()
        return not is_open and not after.isspace() and not shut, is_open, False
    if sign in SINGLE_OPENING:
        return not before.isalnum(), False, True
    fits_opening = sign == "'" and (before.isspace() or before in '([{—–“"') and after.isalnum()
    return fits_opening, not before.isspace() and not after.isalnum(), True


def _either(sign: str, before: str, after: str, stack: Sequence[_Open]) -> tuple[bool, bool, bool]:
    """What a mark does whose role depends on the country: „this“, »this«, «this», »this»."""
    single = sign in "‹›‘"
    opened = stack[-1].sign if stack and stack[-1].single == single else ""
    behind = not before.isspace()
    if sign in "“‘":
        askew = sign == opened == "“" and not after.isalnum()  # “as here“
        closes = (opened in ("„", "‚") or askew) and behind
        return not closes and not (single and before.isalnum()), closes, single
    if sign in "«‹":
        closes = opened in ("»", "›") and behind
        return not closes, closes, single
    if opened and opened in "«‹„“":
        return False, True, single
    closes = opened in ("»", "›") and behind
    opens = not closes and not behind and (after.isalnum() or after in "([“‘„‚…")
    return opens, closes or not opens, single


def _innermost(stack: Sequence[_Open], single: bool) -> int | None:
    """The level of the innermost open mark that a mark of this width can close."""
    if not stack:
        return None
    if stack[-1].single == single:
        return len(stack) - 1
    # A double mark closes over a single one that was an apostrophe after all.
    if not single and len(stack) > 1 and not stack[-2].single:
        return len(stack) - 2
    return None


def _outermost(text: str, end: int, pairs: Sequence[Mark], unclosed: Sequence[int]) -> list[Mark]:
    """The pairs that stand in no other, and the unclosed ones cut before what follows them."""
    ordered = sorted([*pairs, *(Mark(start, end, False) for start in unclosed)])
    outermost: list[Mark] = []
    for number, mark in enumerate(ordered):
        if outermost and mark.start < outermost[-1].end:
            continue
        if not mark.closed:
            limit = ordered[number + 1].start if number + 1 < len(ordered) else end
            mark = Mark(mark.start, mark.start + len(text[mark.start : limit].rstrip()), False)
        outermost.append(mark)
    return outermost
