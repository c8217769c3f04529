"""Stretches of a text: (start, end) offsets, end exclusive, and how a table holds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

Span = tuple[int, int]

# A cell that holds spans: "3-17 20-31".
SPANS = re.compile(r"\d{1,15}-\d{1,15}(?: \d{1,15}-\d{1,15})*")


class Edit(NamedTuple):
    """A stretch of a text for which another stands."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits made, which are in order and do not overlap."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def inside(items: Sequence[Span], spans: Sequence[Span]) -> list[bool]:
    """Say for each item whether its first character lies inside one of `spans`.

    Both are (start, end) offsets; `items` must be sorted by start, `spans` need not be.
    """
    ordered = sorted(spans)
    flags, i, reach = [], 0, -1
    for start, _ in items:
        while i < len(ordered) and ordered[i][0] <= start:
            reach = max(reach, ordered[i][1])
            i += 1
        flags.append(start < reach)
    return flags


def blank(text: str, spans: Sequence[Span]) -> str:
    """Return `text` of the same length with `spans` replaced by line breaks.

    Offsets stay valid, and what stood on both sides of a span becomes two paragraphs.
    """
    chars = list(text)
    for start, end in spans:
        stop = min(end, len(chars))
        chars[start:stop] = "\n" * (stop - start)
    return "".join(chars)


def spans(cell: str) -> list[Span]:
    """Read the spans of a cell such as ``"3-17 20-31"``; a blank cell has none."""
    pairs = (piece.split("-") for piece in cell.split())
    return [(int(start), int(end)) for start, end in pairs]


def spans_text(items: Sequence[Span]) -> str:
    """Write spans as a cell; the inverse of `spans`."""
    return " ".join(f"{start}-{end}" for start, end in items)
