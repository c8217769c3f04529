"""Who may be the source: mentions of people, bodies and texts, and which of them fits a cue.

A mention is a run of words that can stand as the subject of a cue: a name with its titles, a
pronoun, "the spokesman", "officials", "his" before a noun of saying. Every mention of the
unit outside the content is a candidate, and so is *no source*; a linear model (stage "source")
ranks them. Quotations without a cue of their own take a source from their surroundings
(stage "carry").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from retold.speech.candidates import Candidate, bucket
from retold.speech.cues import forms
from retold.speech.page import Page, Unit

CORE = frozenset({"name", "noun", "role", "body", "text", "number"})
_LEAD = frozenset({"determiner", "possessive"})


class Mention(NamedTuple):
    """Tokens first to last (exclusive), the head's token, the mention's kind, and its place.

    `subject`: it is the first mention of its clause and no preposition or verb governs it.
    """

    first: int
    last: int
    head: int
    kind: str
    subject: bool = False


def mentions(page: Page, unit: Unit, cue_tokens: set[int]) -> list[Mention]:
    """Return the mentions of `unit` outside quotation marks, in order, possessors apart."""
    kinds, lower, quote = page.tokens.kind, page.tokens.lower, page.quote
    runs: list[Mention] = []
    i = unit.first
    while i < unit.last:
        kind = kinds[i]
        if quote[i] >= 0 and page.marks[quote[i]].closed:
            i = page.quote_last[quote[i]]
        elif kind in ("pronoun", "object", "relative"):
            runs.append(Mention(i, i + 1, i, kind))
            i += 1
        elif (kind in CORE and i not in cue_tokens) or (kind in _LEAD and lower[i][0] not in "’'"):
            i = _run(page, unit, i, cue_tokens, runs)
        else:
            i += 1
    flags = _subjects(page, unit, runs)
    return [mention._replace(subject=flag) for mention, flag in zip(runs, flags, strict=True)]


def _run(page: Page, unit: Unit, first: int, cue_tokens: set[int], runs: list[Mention]) -> int:
    """Append the mentions that begin at token `first`, and return the token behind them."""
    (start, end, lower, kinds, _), quote = page.tokens, page.quote
    i, head = first, -1
    if kinds[i] == "possessive":
        runs.append(Mention(i, i + 1, i, "possessive"))
    while i < unit.last and quote[i] < 0:
        kind = kinds[i]
        if kind == "possessive" and lower[i][0] in "’'":
            if head >= 0:
                runs.append(Mention(first, i, head, kinds[head] + "'s"))
            head = -1
        elif kind in CORE and i not in cue_tokens:
            head = i
        elif not (
            (kind == "past" and head < 0 and i not in cue_tokens)  # "the embattled governor"
            or (kind in _LEAD and i == first)
            or (kind == "determiner" and head < 0)
            or (lower[i] == "." and i > first and end[i - 1] - start[i - 1] == 1)  # an initial
        ):
            break
        i += 1
    if head >= 0:
        runs.append(Mention(first, head + 1, head, kinds[head]))
    elif i > first and kinds[i - 1] == "determiner" and lower[i - 1] in _ALONE:
        runs.append(Mention(first, i, i - 1, "noun"))
    return max(i, first + 1)


_ALONE = frozenset(
    "some many most others few several all this both one another none that these those".split()
)


def source_features(page: Page, candidate: Candidate, mention: Mention, where: str, rank: int) -> list[str]:
    """Describe a mention as the source of a cue. `rank` counts from the cue on its side, from 0."""
    i, unit = candidate.token, page.units[candidate.unit]
    lower, cue, voice, clause = page.tokens.lower, candidate.cue, candidate.voice, mention.subject
    left = mention.head < i
    side = "left" if left else "right"
    gap = range(mention.last, i) if left else range(i + 1, mention.first)
    between, words = _signature(page, gap), bucket(len(gap))
    ahead = page.kind(mention.first - 1, unit, "start")
    if ahead in ("preposition", "conjunction", "that") and lower[mention.first - 1] in _WORDS_AHEAD:
        ahead = lower[mention.first - 1]
    behind = page.kind(mention.last, unit, "end")
    kind = mention.kind
    by = ahead == "by"
    size = mention.last - mention.first
    position = f"{side}{min(rank, 4)}"
    return [
        f"position={position}", f"position+where={position}+{where}", f"position+voice={position}+{voice}",
        f"position+voice+where={position}+{voice}+{where}", f"position+part={position}+{cue.part}",
        f"position+reports={position}+{cue.reports}", f"side+class={side}+{cue.name}+{min(rank, 1)}",
        f"kind={kind}", f"kind+side={kind}+{side}", f"kind+position={kind}+{position}", f"kind+part={kind}+{cue.part}",
        f"kind+where+side={kind}+{where}+{side}",
        f"between={side}+{between}", f"between+part={side}+{between}+{cue.part}",
        f"between+voice={side}+{between}+{voice}", f"between+kind={side}+{between}+{kind}",
        f"words={side}+{words}", f"words+where={side}+{words}+{where}",
        f"ahead={ahead}", f"ahead+side={ahead}+{side}", f"ahead+position={ahead}+{position}", f"ahead+kind={ahead}+{kind}",
        f"behind={behind}+{side}", f"behind+kind={behind}+{kind}+{side}",
        f"by+voice={by}+{voice}", f"clause={clause}+{side}", f"clause+voice={clause}+{position}+{voice}",
        f"clause+kind={clause}+{kind}+{side}",
        f"size={min(size, 4)}", f"first={mention.first <= unit.first + 1}+{voice}+{side}",
        f"size+kind={min(size, 3)}+{kind}",
        f"plural={lower[mention.head].endswith('s')}+{kind}",
        *_worded(page, candidate, mention, gap, position),
    ]  # fmt: skip


def _worded(page: Page, candidate: Candidate, mention: Mention, gap: range, position: str) -> list[str]:
    """What is learnt of single words: the cue, the small words around the mention, a head such as *officials*."""
    i, unit, lower, kind = candidate.token, page.units[candidate.unit], page.tokens.lower, mention.kind
    side = "left" if mention.head < i else "right"
    first, last = mention.first, mention.last
    shown = gap if len(gap) <= 4 else (*gap[:2], *gap[-2:])
    between = f"{side}+{len(gap) > 4}+{','.join([page.form(k, unit) for k in shown])}"
    before2, before, behind, behind2 = [page.form(k, unit) for k in (first - 2, first - 1, last, last + 1)]
    head = lower[mention.head] if kind in _HEADS_LEARNT else kind
    lead = lower[first] if page.tokens.kind[first] in _LEAD else "-"
    stopped = any(page.tokens.kind[k] == "stop" for k in gap)
    return [
        f"word+position={lower[i]}+{position}", f"word+kind={lower[i]}+{side}+{kind}",
        f"gap={between}", f"gap+kind={between}+{kind}", f"gap+voice={between}+{candidate.voice}",
        f"head={head}+{side}", f"head+position={head}+{position}", f"lead={lead}+{kind}+{side}",
        f"before={before}+{side}", f"before2={before2}+{before}+{side}",
        f"next={behind}+{side}", f"next2={behind}+{behind2}+{side}", f"before+next={before}+{behind}+{side}",
        f"stopped={stopped}+{side}",
    ]  # fmt: skip


_HEADS_LEARNT = frozenset({"role", "body", "text", "pronoun", "object", "possessive", "relative"})


def none_features(page: Page, candidate: Candidate, where: str, near: Sequence[Mention]) -> list[str]:
    """Describe the choice of no source; `near` are the mentions that could be chosen instead."""
    cue, voice = candidate.cue, candidate.voice
    i, unit = candidate.token, page.units[candidate.unit]
    p1 = page.tokens.kind[i - 1] if i > unit.first else "start"
    left = sum(m.head < i for m in near)
    return [
        "none", f"none+voice={voice}", f"none+class={cue.name}", f"none+class+voice={cue.name}+{voice}",
        f"none+where={where}+{voice}", f"none+p1={p1}", f"none+p1+voice={p1}+{voice}", f"none+left={min(left, 3)}",
        f"none+left+voice={min(left, 3)}+{voice}", f"none+part={cue.part}", f"none+right={min(len(near) - left, 3)}+{voice}",
    ]  # fmt: skip


_WORDS_AHEAD = frozenset("by of to for and that from with".split())


def _signature(page: Page, gap: range) -> str:
    """The kinds of tokens between mention and cue, shortened."""
    if len(gap) == 0:
        return "0"
    kinds, quote = page.tokens.kind, page.quote
    signs: list[str] = []
    for k in gap:
        sign = "quote" if quote[k] >= 0 else _SHORT.get(kinds[k], "n")
        if sign and signs[-1:] != [sign]:
            signs.append(sign)
            if len(signs) == 4:
                break
    return ",".join(signs) or "adverb"


_SHORT = {
    "adverb": "", "negation": "", "day": "", "auxiliary": "aux", "modal": "aux", "comma": "comma",
    "conjunction": "and", "relative": "who", "that": "that", "preposition": "p", "verb": "v",
    "past": "v", "gerund": "g", "subordinator": "sub", "dash": "dash", "semicolon": "dash",
    "colon": "colon", "bracket": "bracket", "stop": "stop", "pronoun": "pronoun",
}  # fmt: skip


def _subjects(page: Page, unit: Unit, runs: Sequence[Mention]) -> list[bool]:
    kinds = page.tokens.kind
    flags: list[bool] = []
    reach = unit.first
    for mention in runs:
        between = kinds[max(reach, mention.first - 12) : mention.first]
        opened = not flags or not _CLAUSE.isdisjoint(between)
        flags.append(opened and not (between and between[-1] in _GOVERNING))
        reach = mention.last
    return flags


_CLAUSE = frozenset("comma conjunction that subordinator semicolon dash quote colon stop relative".split())
_GOVERNING = frozenset("preposition verb past gerund auxiliary".split())


def climb(page: Page, mentions: Sequence[Mention], mention: Mention, cue: int) -> Mention:
    """Return the whole phrase of a mention, with its head: *deputies* from St. Petersburg, Moscow’s *faction*."""
    at = bisect_left(mentions, (mention.first,))
    if mention.kind.endswith("'s") or mention.kind == "possessive":
        for other in mentions[at : at + 4]:
            longer = other.first == mention.first and other.last > mention.last
            if longer and not other.first <= cue < other.last:
                mention = other
    if page.tokens.lower[mention.head] == "her":  # no subject by itself: hers is the one who speaks
        for other in mentions[at : at + 3]:
            if other.first == mention.last and not other.first <= cue < other.last:
                mention = other._replace(first=mention.first)
                break
    for other in reversed(mentions[max(0, at - 6) : at]):
        link = page.tokens.lower[other.last]
        seen_by = other.last == mention.first - 2 and page.tokens.lower[other.last + 1] == "by"
        if (
            seen_by
            and other.kind in ("text", "noun")
            and mention.last <= cue
            and page.tokens.kind[other.last] in _SEEN
        ):
            mention = Mention(other.first, mention.last, other.head, other.kind, other.subject)
            continue
        if other.last != mention.first - 1 or link not in _WITHIN:
            continue
        if other.kind not in _HEADS and not (other.kind == "name" and link in ("of", "for")):
            break
        mention = Mention(other.first, mention.last, other.head, other.kind, other.subject)
    return _joined(page, mentions, _named(page, mentions, mention, cue), cue)


def _named(page: Page, mentions: Sequence[Mention], mention: Mention, cue: int) -> Mention:
    """The name rather than the role behind it: *Ada Finch*, mayor of Marlow, said; but Boyd, *prosecutors* said, fled."""
    at = bisect_left(mentions, (mention.first,))
    other = mentions[at - 1] if at else None
    if other is None or mention.kind != "role" or other.kind != "name" or not other.subject:
        return mention
    commas = page.tokens.kind[cue - 1] == "comma" == page.tokens.kind[other.last]
    return other if commas and other.last == mention.first - 1 else mention


def _joined(page: Page, mentions: Sequence[Mention], mention: Mention, cue: int) -> Mention:
    """Those that speak as one: Ada Finch and Tom Boyd said, said Ada Finch and Tom Boyd; the last stands for all."""
    at = bisect_left(mentions, (mention.first,))
    if mention.kind not in _JOINED:
        return mention
    if mention.first > cue:
        other = next((m for m in mentions[at + 1 : at + 3] if m.first == mention.last + 1), None)
        linked = other is not None and page.tokens.lower[mention.last] == "and" and other.kind in _JOINED
        if other is None or not linked or not _ends(page, other.last):
            return mention
        return Mention(mention.first, other.last, other.head, "joint", mention.subject)
    first = mention
    for other in reversed(mentions[:at]):
        if (
            other.kind not in _JOINED
            or not other.subject
            or not _linked(page, other, first, first is not mention)
        ):
            break
        first = other
    if first is mention or _is_inside(page, first):
        return mention
    if _is_title(page, first, mention):
        return mention._replace(first=first.first)
    return Mention(first.first, mention.last, mention.head, "joint", first.subject)


def _linked(page: Page, one: Mention, two: Mention, listed: bool) -> bool:
    """Whether two mentions are members of one list: A *and* B, A*, and* B; before these A*,* B."""
    between = page.tokens.lower[one.last : two.first]
    return between == [","] if listed else between in (["and"], [",", "and"])


def _is_title(page: Page, one: Mention, two: Mention) -> bool:
    """Whether roles and a name are one person: founder and CEO Ada Finch."""
    bare = page.tokens.kind[one.first] not in _LEAD and not page.tokens.lower[one.head].endswith("s")
    titled = "role" in page.tokens.kind[two.first : two.head]
    return one.kind == "role" and two.kind == "name" and bare and titled


def _is_inside(page: Page, mention: Mention) -> bool:
    """Whether another clause ends in a mention: a site that tracks *Congress and ...*, said *the mayor and ...*."""
    k = mention.first - 1
    return k >= 0 and (page.tokens.kind[k] in ("relative", "that") or page.tokens.lower[k] in forms())


def _ends(page: Page, k: int) -> bool:
    """Whether no verb follows of which what stands before is the subject: said Ada Finch, and Tom Boyd *nodded*."""
    return k >= len(page.tokens) or page.quote[k] >= 0 or page.tokens.kind[k] in _ENDING


_ENDING = frozenset({"comma", "stop", "semicolon", "colon", "dash", "preposition", "day"})
_JOINED = frozenset({"name", "role", "body"})
_SEEN = frozenset({"past", "verb", "noun"})
_WITHIN = frozenset("of from in at for on with".split())
_HEADS = frozenset({"role", "body", "text", "noun"})


def candidates_for(
    page: Page, candidate: Candidate, mentions: Sequence[Mention], where: str
) -> tuple[list[Mention | None], list[list[str]]]:
    """Return the possible sources of a cue (None last) and the features of each."""
    i = candidate.token
    at = bisect_left(mentions, (i,))
    near = [m for m in mentions[max(0, at - 10) : at + 8] if not m.first <= i < m.last]
    left = [m for m in near if m.head < i][::-1][:8]
    right = [m for m in near if m.head > i][:5]
    rows = [
        source_features(page, candidate, mention, where, rank)
        for side in (left, right)
        for rank, mention in enumerate(side)
    ]
    return [*left, *right, None], [*rows, none_features(page, candidate, where, near)]
