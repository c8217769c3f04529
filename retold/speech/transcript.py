"""Turns of a transcript or an interview: NAME: words.

Where at least `LEAST` paragraphs begin with a short label and a colon, and labels come back, the text
is read as a transcript: the rest of the paragraph is what the label says, with the paragraphs up to the next
label; or the next paragraph where the label stands alone. Around a label may stand what transcripts put there: >> NAME:, **NAME:**, NAME, TITLE:,
NAME (on camera):, [00:12] NAME:.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from retold.speech.page import Page
from retold.speech.sources import Mention
from retold.speech.tokens import PARTICLES
from retold.text import Span

LEAST = 3
LONGEST_LABEL = 8  # words, without what stands in brackets
LONGEST_BRACKET = 6


class _Turn(NamedTuple):
    unit: int
    label: Mention
    content: tuple[Span, ...]
    words: tuple[str, ...]


def turns(page: Page) -> list[tuple[int, Mention, tuple[Span, ...]]]:
    """Return the turns of a transcript: unit, label as a mention, content in tokens; none of other texts."""
    found: list[_Turn] = []
    alone: tuple[int, Mention] | None = None
    going_on: list[Span] = []
    for _, group in groupby(enumerate(page.units), key=lambda pair: pair[1].paragraph):
        units = list(group)
        (number, unit), last = units[0], units[-1][1].last
        labelled = _label(page, unit.first, last)
        if labelled is None:
            if alone is not None:
                found.append(_turn(page, *alone, (unit.first, last)))
            elif found and _is_prose(page, unit.first, last):
                going_on.append((unit.first, last))
            alone = None
            continue
        if found:  # what follows the last turn may be of another kind
            found[-1] = found[-1]._replace(content=(*found[-1].content, *going_on))
        going_on = []
        label, first = labelled
        alone = (number, label) if first >= last else None
        if alone is None:
            found.append(_turn(page, number, label, (first, last)))
    # In a transcript most turns have a label that comes back; in a recipe or a form few have.
    if len(found) < LEAST or _coming_back(found) <= len(found) / 2:
        return []
    return [turn[:3] for turn in found]


def _is_prose(page: Page, first: int, last: int) -> bool:
    """Whether a paragraph is a sentence: no heading, and nothing that happens in brackets (APPLAUSE)."""
    return page.tokens.lower[first] not in ("(", "[") and "stop" in page.tokens.kind[last - 2 : last]


def _turn(page: Page, unit: int, label: Mention, content: Span) -> _Turn:
    lower = page.tokens.lower
    words = (lower[k] for k in range(label.first, label.last) if lower[k][0].isalnum())
    return _Turn(unit, label, (content,), tuple(words))


def _coming_back(found: Sequence[_Turn]) -> int:
    """How many turns have a label that another has as well, whole or as its surname."""
    labels = [turn.words for turn in found]
    whole = Counter(labels)
    longer = {label[-1:] for label in whole if len(label) > 1}
    return sum(
        whole[label] > 1 or (label in longer if len(label) == 1 else label[-1:] in whole) for label in labels
    )


def _label(page: Page, first: int, last: int) -> tuple[Mention, int] | None:
    """The label with which a paragraph begins, and the token behind it; None if it begins otherwise."""
    tokens, k = page.tokens, first
    while k < last and (tokens.kind[k] == "sign" or tokens.lower[k] == "["):
        k = _behind_bracket(page, k, last) if tokens.lower[k] == "[" else k + 1
    begin, head, words, named = k, -1, 0, True
    while k < last and words <= LONGEST_LABEL:
        kind, word = tokens.kind[k], tokens.lower[k]
        if kind == "colon":
            if head < 0:
                return None
            k += 1
            while k < last and tokens.kind[k] == "sign":
                k += 1
            return Mention(begin, head + 1, head, "name", True), k
        if kind == "bracket" and word in "([":
            k = _behind_bracket(page, k, last)
            named = False
            continue
        if page.quote[k] >= 0 or not _fits(page, k):
            return None
        if word[0].isalnum():
            words += 1
            head = k if named else head
        elif kind == "comma":
            named = False
        k += 1
    return None


def _fits(page: Page, k: int) -> bool:
    """Whether a token can stand in a label: a capital, a number, a particle of a name, a point or a comma."""
    tokens = page.tokens
    if not tokens.lower[k][0].isalnum():
        return tokens.kind[k] in ("stop", "comma")
    return tokens.capital[k] or tokens.kind[k] == "number" or tokens.lower[k] in PARTICLES


def _behind_bracket(page: Page, k: int, last: int) -> int:
    """The token behind a bracket that opens at `k`; the next one if it is not closed soon."""
    for end in range(k + 1, min(last, k + LONGEST_BRACKET + 2)):
        if page.tokens.lower[end] in (")", "]"):
            return end + 1
    return k + 1
