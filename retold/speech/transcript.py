"""Turns of a transcript or an interview: NAME: words.

Where at least `LEAST` paragraphs begin with a short label and a colon, and labels come back, the text
is read as a transcript: the rest of the paragraph is what the label says.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from retold.speech.page import Page
from retold.speech.sources import Mention
from retold.speech.tokens import PARTICLES
from retold.text import Span

LEAST = 3
LONGEST_LABEL = 8
_LABEL = frozenset({"stop", "bracket", "comma"})


def turns(page: Page) -> list[tuple[int, Mention, Span]]:
    """Return the turns of a transcript: unit, label as a mention, content in tokens; none of other texts."""
    turns: list[tuple[int, Mention, Span]] = []
    labels: Counter[str] = Counter()
    for _, group in groupby(enumerate(page.units), key=lambda pair: pair[1].paragraph):
        units = list(group)
        (number, unit), last = units[0], units[-1][1].last
        colon = _colon(page, unit.first, min(unit.last, unit.first + LONGEST_LABEL + 1))
        if colon is None or colon + 1 >= last:
            continue
        head = max(k for k in range(unit.first, colon) if page.tokens.lower[k][0].isalnum())
        label = Mention(unit.first, head + 1, head, "name", True)
        labels[" ".join(page.tokens.lower[unit.first : colon])] += 1
        turns.append((number, label, (colon + 1, last)))
    # In a transcript most turns have a label that comes back; in a recipe or a form few have.
    back = sum(count for count in labels.values() if count > 1)
    return turns if len(turns) >= LEAST and back > len(turns) / 2 else []


def _colon(page: Page, first: int, last: int) -> int | None:
    """The colon that ends a label, or None."""
    tokens = page.tokens
    for k in range(first, last):
        if tokens.kind[k] == "colon":
            return k if page.count(first, k) else None
        word = tokens.lower[k][0].isalnum()
        named = tokens.capital[k] or tokens.kind[k] == "number" or tokens.lower[k] in PARTICLES
        if page.quote[k] >= 0 or (word and not named) or not (word or tokens.kind[k] in _LABEL):
            return None
    return None
