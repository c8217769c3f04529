"""Quotation marks: which one opens, which one closes, and what is never closed.

Marks are read a paragraph at a time, because in news a quotation that goes on in the next
paragraph is opened again there. A stack holds what is open. Respun and hand-typed texts mix
styles, so any double mark may close any other; single marks only close single ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from retold.text.offsets import inside
from retold.text.segments import WORD, lines, words

OPENING = "“„«‟"
CLOSING = "”»"
# What closes what these open, in languages whose marks stand the other way round: „German“, »Danish«, ”Swedish”.
TURNED = {"„": "“", "‟": "“", "»": "«", "”": "”", "‚": "‘"}
BOTH = ('"', "''", "``")
SINGLE_OPENING = "‘‚"
# A row of the same sign is decoration; it is matched as one so that it can be passed over.
_MARK = re.compile("([“”„‟«»\"‘‚’'`])\\1{2,}|[“”„‟«»\"‘‚’]|''|``|'")


class Mark(NamedTuple):
    """One quotation: offsets with its marks, and whether a closing mark was found."""

    start: int
    end: int
    closed: bool


class _Open(NamedTuple):
    start: int
    single: bool


def marks(text: str) -> list[Mark]:
    """Pair the quotation marks of `text` and return the outermost quotations, in order.

    A quotation never crosses a line break. One that is not closed ends before the next
    quotation or with its paragraph, and is returned with `closed=False`; a closing mark
    with nothing open is passed over, unless it stands before a word and another closes it. Single marks count where a space or bracket stands
    before the first and none after it, and where they are closed in the same paragraph;
    everything else of their shape is an apostrophe. A quotation holds a word.

    Time grows with the length of the text, whatever stands in it.
    """
    return [mark for line in lines(text) for mark in _marks_of_paragraph(text, *line)]


def quoted_words(text: str) -> list[bool]:
    """Say for each word of `text` whether it stands inside quotation marks."""
    return inside(words(text), [(m.start, m.end) for m in marks(text)])


def _marks_of_paragraph(text: str, start: int, end: int) -> list[Mark]:
    stack: list[_Open] = []
    pairs: list[Mark] = []
    for mark in _MARK.finditer(text, start, end):
        if mark.end() - mark.start() > 2:
            continue
        opens, closes, single = _roles(text, mark, start, end, stack[-1] if stack else None)
        level = _innermost(stack, single)
        if closes and level is not None:
            pairs.append(Mark(stack[level].start, mark.end(), True))
            del stack[level:]
        elif opens:
            stack.append(_Open(mark.start(), single))
    # A closing mark that nothing closes is what is left of a quotation whose opening mark is lost.
    unclosed = [opened.start for opened in stack if not opened.single and text[opened.start] not in CLOSING]
    return [m for m in _outermost(text, end, pairs, unclosed) if WORD.search(text, m.start, m.end)]


def _roles(
    text: str, mark: re.Match[str], start: int, end: int, opened: _Open | None
) -> tuple[bool, bool, bool]:
    """Whether the mark can open, can close, and is a single mark."""
    sign, is_open = mark.group(), opened is not None and not opened.single
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < end else " "
    if opened and sign == TURNED.get(text[opened.start]):
        return False, True, opened.single
    if sign in OPENING:
        return True, False, False
    if sign in CLOSING:
        begins = opened is None and (before.isspace() or before in "([—–") and after.isalnum()
        return begins, not begins, False
    if sign in BOTH:
        if before.isdigit() and not is_open:
            return False, False, False  # inches, seconds
        fits_opening = (before.isspace() or before in "([{—–-/“‘'") and not after.isspace()
        if is_open and fits_opening and (after.isalnum() or after in "[“‘'$"):
            return True, False, False
        return not is_open and not after.isspace(), is_open, False
    if sign in SINGLE_OPENING:
        return not before.isalnum(), False, True
    fits_opening = sign == "'" and (before.isspace() or before in '([{—–“"') and after.isalnum()
    return fits_opening, not before.isspace() and not after.isalnum(), True


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
