"""Which words of a text may be cues, and what speaks for and against each.

A candidate is a word of the lexicon outside quotation marks. `features` describes it; a
linear model over these (stage "cue" of `weights.json`) says where its content stands:
nowhere (it is no cue), after it, before it, or on both sides.
"""

from __future__ import annotations

from typing import NamedTuple

from retold.speech.cues import Cue, lexicon
from retold.speech.page import Page, Unit

# Prose has a word of the lexicon, and far fewer quotations, in so many tokens. What holds many more
# is no prose (a list, a table, code), and only the first are read, so that time stays in bounds.
FEWEST, USUAL = 6, 20
WHERE = ("none", "after", "before", "around")
_NOUN_BEFORE = frozenset({"determiner", "possessive", "preposition", "number"})
_BE = frozenset("is are was were be been being am isn aren wasn weren ’s 's ’re 're".split())
_SEE_AFTER = frozenset(
    "that to as about for of on with against whether if by in it at how why what from up out not".split()
)
_SUPPOSING = frozenset("would could should might may must wouldn couldn shouldn ’d 'd if".split())
_ONLY_VERBS = frozenset(
    (
        "say tell think believe know argue insist contend maintain suspect assume acknowledge concede "
        "admit deny expect understand agree disagree describe explain warn"
    ).split()
)
_SKIPPED = frozenset({"adverb", "negation"})


class Candidate(NamedTuple):
    """A word that may be a cue: its token, unit, reading and grammatical surroundings."""

    token: int
    unit: int
    cue: Cue
    passive: bool
    infinitive: bool
    supposed: bool


def candidates(page: Page) -> list[Candidate]:
    """Return the candidates of `page`, in order of the text."""
    listed = lexicon()
    found = []
    kinds, lower, quote = page.tokens.kind, page.tokens.lower, page.quote
    for number, unit in enumerate(page.units):
        left = most(unit)
        for i in range(unit.first, unit.last):
            readings = listed.get(lower[i])
            if readings is None or (quote[i] >= 0 and page.marks[quote[i]].closed):
                continue
            before = kinds[i - 1] if i > unit.first else "start"
            cue = _reading(readings, before)
            if (
                cue.part == "verb"
                and cue.form == "base"
                and not (lower[i] in _ONLY_VERBS or _finite(page, unit, i))
            ):
                continue
            if cue.part == "phrase" and (i + 1 >= unit.last or lower[i + 1] != "to"):
                continue
            if not left:
                break
            left -= 1
            passive, infinitive = _voice(page, unit, i, cue)
            found.append(Candidate(i, number, cue, passive, infinitive, _supposed(page, unit, i)))
    return found


def most(unit: Unit) -> int:
    """How many cues, or quotations, are looked for in a unit."""
    return FEWEST + (unit.last - unit.first) // USUAL


def _reading(readings: tuple[Cue, ...], before: str) -> Cue:
    if len(readings) == 1:
        return readings[0]
    noun = before in _NOUN_BEFORE
    for cue in readings:
        if (cue.part == "noun") == noun:
            return cue
    return readings[0]


def _finite(page: Page, unit: Unit, i: int) -> bool:
    """Whether a verb's plain form can be a verb here: they *say*, to *say*, officials *say*."""
    if i == unit.first:
        return True
    kind, word = page.tokens.kind[i - 1], page.tokens.lower[i - 1]
    if kind in ("name", "noun", "role", "body", "text"):
        return word.endswith(("s", "men", "people", "police"))
    return kind not in ("determiner", "possessive", "number")


def _voice(page: Page, unit: Unit, i: int, cue: Cue) -> tuple[bool, bool]:
    """Whether the word is a passive participle, and whether an infinitive."""
    kinds, lower = page.tokens.kind, page.tokens.lower
    k = i - 1
    while k >= unit.first and i - k <= 3 and kinds[k] in _SKIPPED:
        k -= 1
    if k < unit.first or cue.part != "verb":
        return False, False
    passive = cue.form == "past" and lower[k] in _BE
    return passive, cue.form == "base" and lower[k] == "to"


def _supposed(page: Page, unit: Unit, i: int) -> bool:
    """Whether the word is only supposed: he *would say*, she *may have to admit*."""
    kinds, lower = page.tokens.kind, page.tokens.lower
    for k in range(i - 1, max(unit.first, i - 5) - 1, -1):
        if lower[k] in _SUPPOSING:
            return True
        if kinds[k] not in ("auxiliary", "adverb", "negation", "preposition"):
            return False
    return False


def bucket(count: int) -> str:
    """Name a number of tokens coarsely."""
    if count < 0:
        return "no"
    if count <= 2:
        return str(count)
    if count <= 4:
        return "4"
    if count <= 8:
        return "8"
    return "16" if count <= 16 else "99"


def quote_before(page: Page, unit: Unit, i: int) -> int:
    """Tokens between i and the end of the last quotation before it in the unit, or -1."""
    k = i - 1
    while k >= unit.first and i - k < 40:
        if page.quote[k] >= 0 and page.quote[k] != page.quote[i]:
            return i - k - 1
        k -= 1
    return -1


def quote_after(page: Page, unit: Unit, i: int) -> int:
    """Tokens between i and the next quotation in the unit, or -1."""
    k = i + 1
    while k < unit.last and k - i < 60:
        if page.quote[k] >= 0 and page.quote[k] != page.quote[i]:
            return k - i - 1
        k += 1
    return -1


def features(page: Page, candidate: Candidate, rivals: set[int]) -> list[str]:
    """Describe a candidate. `rivals` are the tokens of the other candidates of the text."""
    i, unit = candidate.token, page.units[candidate.unit]
    kinds, lower, quote = page.tokens.kind, page.tokens.lower, page.quote
    cue = candidate.cue
    first, last = unit.first, unit.last
    p1 = kinds[i - 1] if i > first else "start"
    p2 = kinds[i - 2] if i - 1 > first else "start"
    if p1 in _SKIPPED:
        k = i - 1
        while k > first and kinds[k] in _SKIPPED:
            k -= 1
        p2 = kinds[k]
    n1 = _next_kind(page, i + 1, last)
    n2 = _next_kind(page, i + 2, last)
    low1 = lower[i + 1] if i + 1 < last and lower[i + 1] in _SEE_AFTER else n1
    before, after = quote_before(page, unit, i), quote_after(page, unit, i)
    ends_well = "no"
    if before >= 0:
        k = i - before - 1  # the closing mark
        inner = lower[k - 1] if k > first else ""
        outer = lower[k + 1] if k + 1 < i else ""
        ends_well = (
            "in" if inner in (",", ".", "?", "!", "—", "-") else "out" if outer in (",", "—", "-") else "bare"
        )
    words_after = _words(page, i + 1, last)
    rival_between = any(k in rivals for k in range(i + 1, i + 1 + after)) if after > 0 else False
    rival_before = any(k in rivals for k in range(i - before, i)) if before > 0 else False
    comma = _comma_before(page, unit, i)
    that = _within(lower, "that", i + 1, min(last, i + 10))
    voice = "passive" if candidate.passive else "infinitive" if candidate.infinitive else cue.form
    end = "end" if words_after == 0 else bucket(words_after)
    name = cue.name
    clause = _clause_after(page, i + 1, min(last, i + 12))
    quoted = f"{bucket(before)}+{ends_well}+{'rival' if rival_before else ''}"
    ahead = f"{bucket(after)}+{'rival' if rival_between else ''}"
    subject = "pronoun" if p1 == "pronoun" else "who" if p1 == "relative" else p1
    return [
        "bias",
        f"class={name}", f"part={cue.part}", f"voice={voice}", f"class+voice={name}+{voice}",
        f"reports+voice={cue.reports}+{voice}",
        f"p1={subject}", f"p2={p2}", f"p1+p2={subject}+{p2}", f"voice+p1={voice}+{subject}",
        f"n1={low1}", f"n1+n2={low1}+{n2}", f"class+n1={name}+{low1}", f"part+n1={cue.part}+{low1}",
        f"reports+voice+n1={cue.reports}+{voice}+{low1}",
        f"class+p1={name}+{subject}",
        f"before={quoted}", f"reports+before={cue.reports}+{quoted}", f"part+before={cue.part}+{bucket(before)}",
        f"before+n1={bucket(before)}+{n1}", f"before+end={bucket(before)}+{ends_well}+{end}",
        f"after={ahead}", f"reports+after={cue.reports}+{ahead}", f"part+after={cue.part}+{ahead}",
        f"class+quoteafter={name}+{bucket(after)}",
        f"before+after={bucket(before)}+{bucket(after)}",
        f"end={end}", f"reports+end={cue.reports}+{end}", f"class+end={name}+{end}",
        f"comma={comma}", f"comma+end={comma}+{end}", f"reports+comma+end={cue.reports}+{comma}+{end}",
        f"that={bucket(that)}", f"class+that={name}+{bucket(that)}", f"part+that={cue.part}+{bucket(that)}",
        f"clause={clause}", f"class+clause={name}+{clause}", f"reports+clause={cue.reports}+{clause}+{voice}",
        f"first={bucket(_words(page, first, i))}",
        f"inquote={quote[i] >= 0}", f"supposed={candidate.supposed}", f"supposed+class={candidate.supposed}+{name}",
        f"start={kinds[first] if first < i else 'cue'}",
    ]  # fmt: skip


def _next_kind(page: Page, i: int, last: int) -> str:
    if i >= last:
        return "end"
    return "quote" if page.quote[i] >= 0 else page.tokens.kind[i]


def _words(page: Page, first: int, last: int) -> int:
    """Words in a stretch, counted to 20."""
    count = 0
    for k in range(first, min(last, first + 30)):
        if page.tokens.lower[k][0].isalnum():
            count += 1
    return count


def _within(lower: list[str], word: str, first: int, last: int) -> int:
    for k in range(first, last):
        if lower[k] == word:
            return k - first
    return -1


def _comma_before(page: Page, unit: Unit, i: int) -> str:
    """What stands between the nearest comma before the word and the word."""
    kinds = page.tokens.kind
    k, nominal = i - 1, 0
    while k >= unit.first and i - k < 14:
        kind = kinds[k]
        if kind in ("comma", "dash", "semicolon", "colon", "quote"):
            return f"{kind}+{'0' if not nominal else 'n' if nominal <= 3 else 'm'}"
        if kind in ("verb", "auxiliary", "modal", "that", "subordinator", "conjunction"):
            return kind
        nominal += 1
        k -= 1
    return "start" if k < unit.first else "far"


def _clause_after(page: Page, first: int, last: int) -> str:
    """The first sign of a clause after the word: a subject and a finite verb, an infinitive ..."""
    kinds, lower = page.tokens.kind, page.tokens.lower
    nominal = False
    for k in range(first, last):
        kind = kinds[k]
        if page.quote[k] >= 0:
            return "quote"
        if kind in ("auxiliary", "modal", "verb"):
            return "finite" if nominal else "verb"
        if kind == "pronoun":
            return "pronoun"
        if kind == "that":
            return "that"
        if lower[k] == "to":
            return "to+n" if nominal else "to"
        if kind in ("name", "noun", "role", "body", "text", "number"):
            nominal = True
        if kind in ("semicolon", "stop", "colon"):
            return kind + ("+n" if nominal else "")
    return "nominal" if nominal else "none"
