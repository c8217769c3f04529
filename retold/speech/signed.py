"""Speech that is signed: a quotation with a dash and a name behind it, and a letter with its writer’s name at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from retold.speech.carry import Draft, is_utterance
from retold.speech.page import Page
from retold.speech.sources import Mention
from retold.speech.tokens import FINITE

# A word or two in marks before a dash are rarely an epigraph.
LEAST_WORDS = 4
# What stands behind the name of who signs: mayor of Marlow, in a letter to the council.
LONGEST_TITLE = 14
_CLOSINGS = frozenset(
    "sincerely respectfully regards cordially yours faithfully love cheers truly affectionately gratefully".split()
)
LONGEST_CLOSING, LONGEST_FORMULA = 20, 5


def quotations(page: Page, mentions: Sequence[Sequence[Mention]]) -> Iterator[Draft]:
    """Draft the quotations of a line of their own that a name signs: “...” — Ada Finch, mayor; “...” (Ada Finch)."""
    units = [u for u, unit in enumerate(page.units) for _ in range(unit.first, unit.last)]
    for first, last, mark in zip(page.quote_first, page.quote_last, page.marks, strict=True):
        if not mark.closed or last >= len(units) or page.count(first, last) < 2:
            continue
        here, there = units[first], units[last]
        sign = page.tokens.kind[last]
        if page.count(page.units[here].first, first) or there - here > 1:
            continue
        if sign == "dash" or (page.tokens.lower[last] == "(" and is_utterance(page, page.quote[first])):
            name = next((m for m in mentions[there] if m.first == last + 1 and m.kind == "name"), None)
            alone = name is not None and name.last >= page.units[there].last
            if (
                name is not None
                and (alone or page.count(first, last) >= LEAST_WORDS)
                and _signs(page, name, page.units[there].last)
            ):
                yield Draft(((first, last),), here, None, name, 0.9)


def _signs(page: Page, name: Mention, last: int) -> bool:
    """Whether a name is followed by nothing, or by a title: no sentence goes on."""
    kinds = page.tokens.kind
    if name.last < last and kinds[name.last] not in ("comma", "bracket", "stop"):
        return False
    return last - name.last <= LONGEST_TITLE and FINITE.isdisjoint(kinds[name.last : last])


def letters(page: Page, mentions: Sequence[Sequence[Mention]]) -> Iterator[Draft]:
    """Draft letters, from behind *Dear ...* to before *Sincerely, NAME*: their writers speak."""
    begin: int | None = None
    paragraphs = [
        list(group) for _, group in groupby(range(len(page.units)), key=lambda u: page.units[u].paragraph)
    ]
    for number, paragraph in enumerate(paragraphs):
        first, last = page.units[paragraph[0]].first, page.units[paragraph[-1]].last
        words = page.tokens.lower[first:last]
        if words[0] == "dear" and page.tokens.capital[first] and len(words) <= 10 and words[-1] != ".":
            begin = last
        elif (
            begin is not None
            and begin < first
            and len(words) <= LONGEST_CLOSING
            and not _CLOSINGS.isdisjoint(words[:LONGEST_FORMULA])
            and "pronoun" not in page.tokens.kind[first:last]  # I love the river
        ):
            near = [u for units in paragraphs[number : number + 3] for u in units]
            closing = first + max(k for k, word in enumerate(words[:LONGEST_FORMULA]) if word in _CLOSINGS)
            name = next(
                (m for u in near for m in mentions[u] if m.kind == "name" and m.first > closing), None
            )
            if name is not None:
                yield Draft(((begin, first),), paragraph[0], None, name, 0.9)
                begin = None
