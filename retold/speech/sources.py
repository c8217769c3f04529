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
    found: list[Mention] = []
    i = unit.first
    while i < unit.last:
        kind = kinds[i]
        if quote[i] >= 0 and page.marks[quote[i]].closed:
            i = page.quote_last[quote[i]]
            continue
        if kind in ("pronoun", "object", "relative"):
            found.append(Mention(i, i + 1, i, kind))
            i += 1
            continue
        if (kind in CORE and i not in cue_tokens) or (kind in _LEAD and lower[i][0] not in "’'"):
            i = _run(page, unit, i, cue_tokens, found)
            continue
        i += 1
    flags = _subjects(page, unit, found)
    return [mention._replace(subject=flag) for mention, flag in zip(found, flags, strict=True)]


def _run(page: Page, unit: Unit, first: int, cue_tokens: set[int], found: list[Mention]) -> int:
    kinds, lower, quote = page.tokens.kind, page.tokens.lower, page.quote
    begin, i, head = first, first, -1
    if kinds[i] == "possessive":
        found.append(Mention(i, i + 1, i, "possessive"))
    while i < unit.last and quote[i] < 0:
        kind = kinds[i]
        if kind == "possessive" and lower[i][0] in "’'":
            if head >= 0:
                found.append(Mention(begin, i, head, kinds[head] + "'s"))
            head = -1
        elif kind in CORE and (i not in cue_tokens):
            head = i
        elif kind == "past" and head < 0 and i not in cue_tokens:
            pass  # "the embattled governor"
        elif (kind in _LEAD and i == first) or (kind == "determiner" and head < 0):
            pass
        elif (
            kind == "stop"
            and lower[i] == "."
            and i > first
            and page.tokens.end[i - 1] - page.tokens.start[i - 1] == 1
        ):
            pass  # an initial
        else:
            break
        i += 1
    if head >= 0:
        found.append(Mention(begin, head + 1, head, kinds[head]))
    elif i > first and kinds[i - 1] == "determiner" and lower[i - 1] in _ALONE:
        found.append(Mention(begin, i, i - 1, "noun"))
    return max(i, first + 1)


_ALONE = frozenset(
    "some many most others few several all this both one another none that these those".split()
)


def source_features(
    page: Page,
    candidate: Candidate,
    mention: Mention,
    where: str,
    rank: int,
) -> list[str]:
    """Describe a mention as the source of a cue. `rank` counts from the cue on its side, from 0."""
    i, unit = candidate.token, page.units[candidate.unit]
    kinds, lower = page.tokens.kind, page.tokens.lower
    cue, clause = candidate.cue, mention.subject
    left = mention.head < i
    side = "left" if left else "right"
    gap = range(mention.last, i) if left else range(i + 1, mention.first)
    between = _signature(page, gap)
    words = len(gap)
    ahead = "start" if mention.first <= unit.first else _before(page, mention.first)
    behind = (
        "end"
        if mention.last >= unit.last
        else ("quote" if page.quote[mention.last] >= 0 else kinds[mention.last])
    )
    voice = "passive" if candidate.passive else "infinitive" if candidate.infinitive else cue.form
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
        f"words={side}+{bucket(words)}", f"words+where={side}+{bucket(words)}+{where}",
        f"ahead={ahead}", f"ahead+side={ahead}+{side}", f"ahead+position={ahead}+{position}", f"ahead+kind={ahead}+{kind}",
        f"behind={behind}+{side}", f"behind+kind={behind}+{kind}+{side}",
        f"by+voice={by}+{voice}", f"clause={clause}+{side}", f"clause+voice={clause}+{position}+{voice}",
        f"clause+kind={clause}+{kind}+{side}",
        f"size={min(size, 4)}", f"first={mention.first <= unit.first + 1}+{voice}+{side}",
        f"size+kind={min(size, 3)}+{kind}",
        f"plural={lower[mention.head].endswith('s')}+{kind}",
    ]  # fmt: skip


def none_features(page: Page, candidate: Candidate, where: str, found: Sequence[Mention]) -> list[str]:
    """Describe the choice of no source."""
    cue = candidate.cue
    voice = "passive" if candidate.passive else "infinitive" if candidate.infinitive else cue.form
    i, unit = candidate.token, page.units[candidate.unit]
    p1 = page.tokens.kind[i - 1] if i > unit.first else "start"
    left = sum(m.head < i for m in found)
    return [
        "none", f"none+voice={voice}", f"none+class={cue.name}", f"none+class+voice={cue.name}+{voice}",
        f"none+where={where}+{voice}", f"none+p1={p1}", f"none+p1+voice={p1}+{voice}", f"none+left={min(left, 3)}",
        f"none+left+voice={min(left, 3)}+{voice}", f"none+part={cue.part}", f"none+right={min(len(found) - left, 3)}+{voice}",
    ]  # fmt: skip


def _before(page: Page, first: int) -> str:
    if page.quote[first - 1] >= 0:
        return "quote"
    word = page.tokens.lower[first - 1]
    kind = page.tokens.kind[first - 1]
    return word if word in ("by", "of", "to", "for", "and", "that", "from", "with") else kind


def _signature(page: Page, gap: range) -> str:
    """The kinds of tokens between mention and cue, shortened."""
    if len(gap) == 0:
        return "0"
    kinds, quote = page.tokens.kind, page.quote
    found: list[str] = []
    for k in gap:
        kind = "quote" if quote[k] >= 0 else _SHORT.get(kinds[k], "n")
        if not kind or (found and found[-1] == kind):
            continue
        found.append(kind)
        if len(found) == 4:
            break
    return ",".join(found) or "adverb"


_SHORT = {
    "adverb": "", "negation": "", "day": "", "auxiliary": "aux", "modal": "aux", "comma": "comma",
    "conjunction": "and", "relative": "who", "that": "that", "preposition": "p", "verb": "v",
    "past": "v", "gerund": "g", "subordinator": "sub", "dash": "dash", "semicolon": "dash",
    "colon": "colon", "bracket": "bracket", "stop": "stop", "pronoun": "pronoun",
}  # fmt: skip


def _subjects(page: Page, unit: Unit, found: Sequence[Mention]) -> list[bool]:
    kinds = page.tokens.kind
    flags: list[bool] = []
    reach = unit.first
    for mention in found:
        between = kinds[max(reach, mention.first - 12) : mention.first]
        opened = not flags or not _CLAUSE.isdisjoint(between)
        flags.append(opened and not (between and between[-1] in _GOVERNING))
        reach = mention.last
    return flags


_CLAUSE = frozenset("comma conjunction that subordinator semicolon dash quote colon stop relative".split())
_GOVERNING = frozenset("preposition verb past gerund auxiliary".split())


def climb(page: Page, found: Sequence[Mention], mention: Mention, cue: int) -> Mention:
    """Return the whole phrase of a mention, with its head: *deputies* from St. Petersburg, Moscow’s *faction*."""
    at = bisect_left(found, (mention.first,))
    if mention.kind.endswith("'s"):
        for other in found[at : at + 4]:
            if (
                other.first == mention.first
                and other.last > mention.last
                and not other.first <= cue < other.last
            ):
                mention = other
    for other in reversed(found[max(0, at - 6) : at]):
        if other.last != mention.first - 1 or page.tokens.lower[other.last] not in _WITHIN:
            continue
        if other.kind not in _HEADS and not (
            other.kind == "name" and page.tokens.lower[other.last] in ("of", "for")
        ):
            break
        mention = Mention(other.first, mention.last, other.head, other.kind, other.subject)
    return mention


_WITHIN = frozenset("of from in at for on with".split())
_HEADS = frozenset({"role", "body", "text", "noun"})


def candidates_for(
    page: Page, candidate: Candidate, found: Sequence[Mention], where: str
) -> tuple[list[Mention | None], list[list[str]]]:
    """Return the possible sources of a cue (None last) and the features of each."""
    i = candidate.token
    at = bisect_left(found, (i,))
    near = [m for m in found[max(0, at - 10) : at + 8] if not m.first <= i < m.last]
    left = [m for m in near if m.head < i][::-1][:8]
    right = [m for m in near if m.head > i][:5]
    options: list[Mention | None] = []
    rows = []
    for side in (left, right):
        for rank, mention in enumerate(side):
            options.append(mention)
            rows.append(source_features(page, candidate, mention, where, rank))
    options.append(None)
    rows.append(none_features(page, candidate, where, near))
    return options, rows
