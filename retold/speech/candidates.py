"""Which words of a text may be cues, and what speaks for and against each.

A candidate is a word of the lexicon outside quotation marks. `features` describes it; a
linear model over these (stage "cue" of `weights.json`) says where its content stands:
nowhere (it is no cue), after it, before it, or on both sides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from retold.speech.cues import Cue, lexicon
from retold.speech.page import Page, Unit

# Prose has a word of the lexicon, and far fewer quotations, in so many tokens. What holds many more
# is no prose (a list, a table, code), and only the first are read, so that time stays in bounds.
FEWEST, USUAL = 6, 20
WHERE = ("none", "after", "before", "around")
_NOUN_BEFORE = frozenset({"determiner", "possessive", "preposition", "number"})
_ARTICLES = frozenset({"determiner", "possessive"})
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
    """A word that may be a cue: its token, unit, reading and grammatical surroundings; the token behind it.

    `voice` is passive, infinitive, or else the form of the word.
    """

    token: int
    unit: int
    cue: Cue
    voice: str
    supposed: bool
    last: int


def candidates(page: Page) -> list[Candidate]:
    """Return the candidates of `page`, in order of the text."""
    return [
        candidate
        for number, unit in enumerate(page.units)
        for candidate in islice(_of_unit(page, number), most(unit))
    ]


def _of_unit(page: Page, number: int) -> Iterator[Candidate]:
    cues, unit = lexicon(), page.units[number]
    kinds, lower, quote = page.tokens.kind, page.tokens.lower, page.quote
    headline = _is_headline(page, unit)
    for i in range(unit.first, unit.last):
        readings = cues.get(lower[i])
        if readings is None or (quote[i] >= 0 and page.marks[quote[i]].closed):
            continue
        if not headline and _is_no_verb(page, unit, i):
            continue
        cue = _reading(readings, kinds[i - 1] if i > unit.first else "start")
        if (
            cue.part == "verb"
            and cue.form == "base"
            and not (lower[i] in _ONLY_VERBS or _finite(page, unit, i))
        ):
            continue
        if cue.part == "verb" and kinds[i] == "text" and i > unit.first and kinds[i - 1] in _ARTICLES:
            continue  # the court's ruling
        if cue.part == "phrase" and not _names_source(page, unit, i):
            continue
        last = i + 2 if lower[i] == "according" else i + 1
        yield Candidate(i, number, cue, _voice(page, unit, i, cue), _supposed(page, unit, i), last)


def _is_headline(page: Page, unit: Unit) -> bool:
    """Whether a unit is written with capitals as headlines are: Mayor Says Bridge Will Hold."""
    tokens, cues = page.tokens, lexicon()
    if any(tokens.lower[k] in cues and not tokens.capital[k] for k in range(unit.first, unit.last)):
        return False
    words = [
        k
        for k in range(unit.first, unit.last)
        if tokens.end[k] - tokens.start[k] > 3 and tokens.lower[k].isalpha()
    ]
    return sum(tokens.capital[k] for k in words) > 0.6 * len(words)


def _is_no_verb(page: Page, unit: Unit, i: int) -> bool:
    """Whether a word that may be a cue is part of a name (the State Department) or what a sentence is about (Posts on ...)."""
    kinds, capital = page.tokens.kind, page.tokens.capital
    behind = i + 1 if i + 1 < unit.last else i
    if i == unit.first:
        return kinds[i] == "text" and kinds[behind] == "preposition"
    return (
        capital[i]
        and (capital[i - 1] or kinds[i - 1] == "determiner")
        and capital[behind]
        and kinds[behind] != "pronoun"
    )


def _names_source(page: Page, unit: Unit, i: int) -> bool:
    """Whether *according* or *per* is said of a source: according to her, Per Ada Finch, ..., per the report."""
    kinds, lower = page.tokens.kind, page.tokens.lower
    if lower[i] == "according":
        return i + 1 < unit.last and lower[i + 1] == "to" and not _is_measure(page, unit, i + 2)
    behind = next(
        (k for k in range(i + 1, min(i + 4, unit.last)) if kinds[k] not in ("determiner", "possessive")), i
    )
    apart = i == unit.first or kinds[i - 1] in ("comma", "bracket", "dash")
    single = (
        kinds[behind] == "role"
        and behind == i + 1
        and not lower[behind].endswith("s")
        and lower[behind] != "police"
    )
    if single:  # $5, per person
        return False
    return apart and kinds[behind] in ("name", "role", "body", "text") and not _is_measure(page, unit, i + 1)


def _is_measure(page: Page, unit: Unit, first: int) -> bool:
    """Whether *according to* is followed by what things go by, and nobody says: plan, custom, its means, rank and age."""
    kinds, lower = page.tokens.kind, page.tokens.lower
    k = first
    while k < min(unit.last, first + 3) and (kinds[k] in ("determiner", "possessive") or lower[k] in _WHAT):
        k += 1
    ends = k + 1 >= unit.last or kinds[k + 1] not in ("noun", "role", "name", "body", "text", "possessive")
    return k < unit.last and lower[k] in _MEASURES and ends and not page.tokens.capital[k]


_WHAT = frozenset("its his her their our one's what which the each a an".split())
_MEASURES = frozenset(
    "ability age budget choice colour color custom customs demand distance gender height income law length logic luck "
    "means merit mood need needs order plan plans preference preferences principle principles procedure protocol quality "
    "rank schedule season seniority sex size skill status taste tastes time tradition type usage use value weight wealth "
    "weather".split()
)


def most(unit: Unit) -> int:
    """How many cues, or quotations, are looked for in a unit."""
    return FEWEST + (unit.last - unit.first) // USUAL


def _reading(readings: tuple[Cue, ...], before: str) -> Cue:
    noun = before in _NOUN_BEFORE
    return next((cue for cue in readings if (cue.part == "noun") == noun), readings[0])


def _finite(page: Page, unit: Unit, i: int) -> bool:
    """Whether a verb's plain form can be a verb here: they *say*, to *say*, officials *say*."""
    if i == unit.first:
        return True
    kind, word = page.tokens.kind[i - 1], page.tokens.lower[i - 1]
    if kind in ("name", "noun", "role", "body", "text"):
        return word.endswith(("s", "men", "people", "police"))
    return kind not in ("determiner", "possessive", "number")


def _voice(page: Page, unit: Unit, i: int, cue: Cue) -> str:
    """The form of the word, or whether it is a passive participle or an infinitive."""
    kinds, lower = page.tokens.kind, page.tokens.lower
    k = i - 1
    while k >= unit.first and i - k <= 3 and kinds[k] in _SKIPPED:
        k -= 1
    if k >= unit.first and cue.part == "verb":
        if cue.form == "past" and lower[k] in _BE:
            return "passive"
        if cue.form == "base" and lower[k] == "to":
            return "infinitive"
    return cue.form


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
    return _BUCKETS[bisect_left(_LIMITS, count)]


_LIMITS = (-1, 0, 1, 2, 4, 8, 16)
_BUCKETS = ("no", "0", "1", "2", "4", "8", "16", "99")


def _gap(page: Page, i: int, places: range) -> int:
    """Tokens between i and the nearest of `places`, in their order, that is in another quotation, or -1."""
    quote, own = page.quote, page.quote[i]
    for k in places:
        if quote[k] >= 0 and quote[k] != own:
            return abs(i - k) - 1
    return -1


def features(page: Page, candidate: Candidate, rivals: set[int]) -> list[str]:
    """Describe a candidate. `rivals` are the tokens of the other candidates of the text."""
    i, unit, cue, voice = candidate.token, page.units[candidate.unit], candidate.cue, candidate.voice
    kinds, lower, quote = page.tokens.kind, page.tokens.lower, page.quote
    first, last = unit.first, unit.last
    p1 = kinds[i - 1] if i > first else "start"
    p2 = kinds[i - 2] if i - 1 > first else "start"
    if p1 in _SKIPPED:
        k = i - 1
        while k > first and kinds[k] in _SKIPPED:
            k -= 1
        p2 = kinds[k]
    n1, n2 = page.kind(i + 1, unit, "end"), page.kind(i + 2, unit, "end")
    low1 = lower[i + 1] if i + 1 < last and lower[i + 1] in _SEE_AFTER else n1
    before = _gap(page, i, range(i - 1, max(first, i - 39) - 1, -1))
    after = _gap(page, i, range(i + 1, min(last, i + 60)))
    ends_well = "no"
    if before >= 0:
        k = i - before - 1  # the closing mark
        inner = lower[k - 1] if k > first else ""
        outer = lower[k + 1] if k + 1 < i else ""
        ends_well = (
            "in" if inner in (",", ".", "?", "!", "—", "-") else "out" if outer in (",", "—", "-") else "bare"
        )
    words_after = page.count(i + 1, min(last, i + 31))
    comma = _comma_before(page, unit, i)
    following = lower[i + 1 : min(last, i + 10)]
    that = bucket(following.index("that") if "that" in following else -1)
    end = bucket(words_after) if words_after else "end"
    name = cue.name
    clause = _clause_after(page, i + 1, min(last, i + 12))
    back, forth = bucket(before), bucket(after)
    quoted = f"{back}+{ends_well}+{_rival(rivals, range(i - before, i))}"
    ahead = f"{forth}+{_rival(rivals, range(i + 1, i + 1 + after))}"
    subject = "who" if p1 == "relative" else p1
    return [
        "bias",
        f"class={name}", f"part={cue.part}", f"voice={voice}", f"class+voice={name}+{voice}",
        f"reports+voice={cue.reports}+{voice}",
        f"p1={subject}", f"p2={p2}", f"p1+p2={subject}+{p2}", f"voice+p1={voice}+{subject}",
        f"n1={low1}", f"n1+n2={low1}+{n2}", f"class+n1={name}+{low1}", f"part+n1={cue.part}+{low1}",
        f"reports+voice+n1={cue.reports}+{voice}+{low1}",
        f"class+p1={name}+{subject}",
        f"before={quoted}", f"reports+before={cue.reports}+{quoted}", f"part+before={cue.part}+{back}",
        f"before+n1={back}+{n1}", f"before+end={back}+{ends_well}+{end}",
        f"after={ahead}", f"reports+after={cue.reports}+{ahead}", f"part+after={cue.part}+{ahead}",
        f"class+quoteafter={name}+{forth}",
        f"before+after={back}+{forth}",
        f"end={end}", f"reports+end={cue.reports}+{end}", f"class+end={name}+{end}",
        f"comma={comma}", f"comma+end={comma}+{end}", f"reports+comma+end={cue.reports}+{comma}+{end}",
        f"that={that}", f"class+that={name}+{that}", f"part+that={cue.part}+{that}",
        f"clause={clause}", f"class+clause={name}+{clause}", f"reports+clause={cue.reports}+{clause}+{voice}",
        f"first={bucket(page.count(first, min(i, first + 30)))}",
        f"inquote={quote[i] >= 0}", f"supposed={candidate.supposed}", f"supposed+class={candidate.supposed}+{name}",
        f"start={kinds[first] if first < i else 'cue'}",
        *_worded(page, candidate, (n1, subject, clause, forth, back, end)),
    ]  # fmt: skip


def _worded(page: Page, candidate: Candidate, around: tuple[str, ...]) -> list[str]:
    """What is learnt of a word of the lexicon by itself, and of the small words around it."""
    i, unit, word = candidate.token, page.units[candidate.unit], page.tokens.lower[candidate.token]
    n1, subject, clause, forth, back, end = around
    b3, b2, b1, a1, a2, a3 = [page.form(k, unit) for k in (i - 3, i - 2, i - 1, i + 1, i + 2, i + 3)]
    return [
        f"word={word}", f"word+n1={word}+{n1}", f"word+p1={word}+{subject}", f"word+clause={word}+{clause}",
        f"word+voice={word}+{candidate.voice}", f"word+quoteafter={word}+{forth}", f"word+before={word}+{back}",
        f"word+end={word}+{end}",
        f"b1={b1}", f"b2+b1={b2}+{b1}", f"b3+b2={b3}+{b2}", f"a1+a2={a1}+{a2}", f"a2+a3={a2}+{a3}", f"b1+a1={b1}+{a1}",
        f"class+b1+a1={candidate.cue.name}+{b1}+{a1}",
        *(
            f"{register}+{feature}"
            for register in page.register
            for feature in ("", candidate.cue.name, f"{candidate.cue.reports}+{clause}", f"{candidate.voice}+{subject}", a1)
        ),
    ]  # fmt: skip


def _rival(rivals: set[int], places: range) -> str:
    return "" if rivals.isdisjoint(places) else "rival"


def _comma_before(page: Page, unit: Unit, i: int) -> str:
    """What stands between the nearest comma before the word and the word."""
    kinds = page.tokens.kind
    for k in range(i - 1, max(unit.first, i - 13) - 1, -1):
        if kinds[k] in ("comma", "dash", "semicolon", "colon", "quote"):
            return f"{kinds[k]}+{'0' if k == i - 1 else 'n' if i - k <= 4 else 'm'}"
        if kinds[k] in ("verb", "auxiliary", "modal", "that", "subordinator", "conjunction"):
            return kinds[k]
    return "start" if i - unit.first < 14 else "far"


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
        if kind in ("pronoun", "that"):
            return kind
        if lower[k] == "to":
            return "to+n" if nominal else "to"
        if kind in ("name", "noun", "role", "body", "text", "number"):
            nominal = True
        if kind in ("semicolon", "stop", "colon"):
            return kind + ("+n" if nominal else "")
    return "nominal" if nominal else "none"
