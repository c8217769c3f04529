"""Dialogue in stories: who speaks when nobody says so.

News lets a speaker go on after one cue; in a story the next paragraph is another’s. Whoever acts in the paragraph of a
quotation speaks it (“No.” Ada shook her head.); without an actor, two who speak take turns. A story is told by its words:
many of he, she and I, few names and numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retold.speech.carry import Draft
from retold.speech.page import Page
from retold.speech.people import UNRESOLVED, Speaker
from retold.speech.sources import Mention

# Of 1,000 words outside quotations: at least so many of he, she and I, at most so many names and numbers. Of 840 news
# articles two in a hundred are such, of eight stories seven.
PERSONS, NAMES = 60, 95
FEWEST = 200
_PERSONS = frozenset("he she him her his hers i me my we us our".split())
_ACTORS = frozenset("he she i".split())
# Paragraphs back to look for the other of two who speak.
REACH = 6
# What a rule of this kind is given as its confidence: nothing was fitted to it.
SURENESS = 0.6


def is_story(page: Page) -> bool:
    """Whether a text is told as stories are."""
    own = [k for k, number in enumerate(page.quote) if number < 0 and page.tokens.lower[k][0].isalnum()]
    if len(own) < FEWEST:
        return False
    persons = sum(page.tokens.lower[k] in _PERSONS for k in own)
    names = sum(page.tokens.kind[k] in ("name", "number") for k in own)
    return 1000 * persons >= PERSONS * len(own) and 1000 * names <= NAMES * len(own)


def by_actor(page: Page, draft: Draft, mentions: Sequence[Sequence[Mention]]) -> Draft:
    """Give a quotation without a cue to who acts in its paragraph, outside quotations, if anybody does."""
    start, end = draft.content[0][0], draft.content[-1][1]
    paragraph = page.units[draft.unit].paragraph
    near = [
        mention
        for step in (-1, 0, 1)
        if 0 <= draft.unit + step < len(page.units) and page.units[draft.unit + step].paragraph == paragraph
        for mention in mentions[draft.unit + step]
        if mention.subject
        and (mention.kind in ("name", "role") or page.tokens.lower[mention.head] in _ACTORS)
    ]
    behind = [m for m in near if m.first >= end]
    before = [m for m in near if m.last <= start]
    actor = behind[0] if behind else before[-1] if before else None
    return draft if actor is None else replace(draft, source=actor, confidence=SURENESS)


def take_turns(
    page: Page, drafts: Sequence[Draft], speakers: Sequence[Speaker], given: Sequence[bool]
) -> list[tuple[Draft, Speaker]]:
    """Let two who speak alternate through paragraphs that are quotations alone; `given`: somebody acts or says."""
    paragraphs: dict[int, tuple[Draft, Speaker]] = {}
    found = []
    for draft, speaker, is_given in zip(drafts, speakers, given, strict=True):
        here = page.units[draft.unit].paragraph
        number = page.quote[draft.content[0][0]]
        if number >= 0 and not is_given:
            other = paragraphs.get(here) or _other(page, here, number, paragraphs)
            if other is not None:
                draft, speaker = replace(draft, source=other[0].source, confidence=SURENESS), other[1]
        if number >= 0 and (is_given or here not in paragraphs):
            paragraphs[here] = (draft, speaker)
        found.append((draft, speaker))
    return found


def _other(
    page: Page, here: int, number: int, paragraphs: dict[int, tuple[Draft, Speaker]]
) -> tuple[Draft, Speaker] | None:
    """Who spoke before the one in the paragraph before; that one, if the quotation only goes on; else nothing."""
    before = paragraphs.get(here - 1)
    if before is None:
        return None
    if number and not page.marks[number - 1].closed:
        return before
    for back in range(2, REACH + 1):
        other = paragraphs.get(here - back)
        if other is not None and len({UNRESOLVED, other[1].speaker, before[1].speaker}) == 3:
            return other
    return None
