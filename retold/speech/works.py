"""What stands in quotation marks and nobody says: titles of works (she wrote “Low Water”), what somebody did not say."""

from __future__ import annotations

from collections.abc import Sequence

from retold.speech.candidates import Candidate
from retold.speech.page import Page
from retold.speech.sources import Mention

LONGEST = 10
_MAKING = frozenset(
    "write writes wrote written writing author authored sing sings sang sung singing record recorded release released "
    "publish published direct directed produce produced compose composed perform performed pen penned".split()
)
_READING = frozenset("read reads".split())
_ANNOUNCING = frozenset("announce announced announces unveil unveiled promote promoted".split())
VERBS = _MAKING | _READING | _ANNOUNCING
_BETWEEN = frozenset({"determiner", "possessive", "noun", "text", "adverb", "quote"})
_PEOPLE = frozenset({"name", "pronoun", "role", "relative"})
# Whoever says I or you speaks; a title seldom does.
_SPEAKING = frozenset("i me my we us our you your".split())
_SCARCE = 4  # words of what somebody did not say
_SHORT = 3  # letters of words that a title may have in lower case


def titles(page: Page, mentions: Sequence[Sequence[Mention]]) -> set[int]:
    """Return the quotations that are titles of works, by what is done with them and by their capitals."""
    found = set()
    for unit, near in zip(page.units, mentions, strict=True):
        for k in range(unit.first + 1, unit.last):
            number = page.quote[k]
            if number >= 0 and page.quote_first[number] == k and _is_title(page, number):
                verb = _verb(page, unit.first, k)
                person = any(m.kind in _PEOPLE and m.last <= k for m in near)
                if (
                    verb in _MAKING
                    or (verb in _READING and person)
                    or (verb in _ANNOUNCING and _explained(page, page.quote_last[number]))
                ):
                    found.add(number)
    return found


def unsaid(page: Page, cues: Sequence[Candidate]) -> set[int]:
    """Return the short quotations right behind a plain word of saying that is denied: she did not say “never”."""
    kinds, found = page.tokens.kind, set()
    for cue in cues:
        number = page.quote[cue.last] if cue.last < len(page.quote) else -1
        if number < 0 or cue.cue.name != "say" or "negation" not in kinds[max(0, cue.token - 2) : cue.token]:
            continue
        first, last = page.quote_first[number], page.quote_last[number]
        if first == cue.last and page.count(first, last) <= _SCARCE:
            found.add(number)
    return found


def _is_title(page: Page, number: int) -> bool:
    """Whether a quotation is a few words with capitals and has no full stop."""
    tokens, first, last = page.tokens, page.quote_first[number], page.quote_last[number]
    if last - first > LONGEST + 3 or "stop" in tokens.kind[first:last]:
        return False
    words = [k for k in range(first, last) if tokens.lower[k][0].isalpha()]
    shouted = all(page.text[tokens.start[k] : tokens.end[k]].isupper() for k in words)
    if shouted or not _SPEAKING.isdisjoint(tokens.lower[first:last]):
        return False
    capitals = [tokens.capital[k] or len(tokens.lower[k]) <= _SHORT for k in words]
    return bool(words) and all(capitals) and tokens.capital[words[0]] and tokens.capital[words[-1]]


def _verb(page: Page, first: int, k: int) -> str:
    """The word before a quotation, or before the thing that it names: wrote “...”, wrote the novel “...”."""
    for at in range(k - 1, max(first, k - 5) - 1, -1):
        word = page.tokens.lower[at]
        named = page.tokens.kind[at - 1] == "determiner"  # the play, though to play is a verb
        if word in VERBS or not (named or page.tokens.kind[at] in _BETWEEN):
            return word
    return ""


def _explained(page: Page, last: int) -> bool:
    """Whether what it is stands right behind it: “Low Water,” a new album."""
    kinds = page.tokens.kind[last : last + 2]
    comma = "comma" in page.tokens.kind[last - 2 : last] or kinds[:1] == ["comma"]
    return comma and kinds[kinds[:1] == ["comma"] :][:1] == ["determiner"]
