"""How far content reaches: from a cue outwards, boundary by boundary.

On each side of the cue there is a row of places where content may begin or end (a comma, a
conjunction, a quotation mark, *that* ...). They are tried from the cue outwards: a linear model
gives for each the probability that this is the place, given that none before it was, and the
likeliest of the row is taken. The unit's edge ends the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retold.speech.candidates import Candidate, bucket
from retold.speech.linear import Weights, score, sigmoid
from retold.speech.page import Page, Unit
from retold.speech.sources import Mention
from retold.speech.tokens import CLOSED, CLOSED_WORDS, FINITE

FAR, NEAR = 12, 8
_BREAKS = frozenset(
    {"comma", "semicolon", "dash", "colon", "conjunction", "subordinator", "relative", "bracket"}
)


class Setting(NamedTuple):
    """A cue and what is known of its surroundings; `verbs` are the tokens of all candidates that are verbs."""

    page: Page
    candidate: Candidate
    source: Mention | None
    verbs: set[int]


def starts_after(page: Page, candidate: Candidate, source: Mention | None) -> list[int]:
    """Tokens at which content after the cue may begin, nearest first; never inside its source."""
    i, (_first, last) = candidate.token, reach(page, candidate)
    kinds, quote = page.tokens.kind, page.quote
    begin = candidate.last
    if source is not None and i < source.head < i + 12:
        begin = source.last
    starts = [begin]
    if begin < last and quote[begin] >= 0 and quote[begin] != quote[i]:
        return starts  # a quotation: nothing begins inside it
    for k in range(begin + 1, min(last, i + 24)):
        if len(starts) >= NEAR:
            break
        opened = quote[k] >= 0 and quote[k] != quote[k - 1]
        if (
            opened
            or kinds[k] in ("that", "pronoun")
            or page.tokens.lower[k] in ("to", "whether", "if")
            or kinds[k] in ("relative", "subordinator")
            or (k == begin + 1 and kinds[begin] in _SMALL)
            or _is_told(page, k)
            or kinds[k - 1] in ("colon", "comma")
        ):
            starts.append(k)
        if opened:
            break
    return [k for k in starts if k < last]


def _is_told(page: Page, k: int) -> bool:
    """Whether a phrase begins right behind one that may be who listens: told reporters *the* bridge is safe."""
    kinds = page.tokens.kind
    return (
        kinds[k] in ("determiner", "possessive")
        and kinds[k - 1] in _LISTENERS
        and page.tokens.lower[k][0] not in "’'"
    )


_SMALL = frozenset({"preposition", "object", "adverb", "day", "name"})
_LISTENERS = frozenset({"name", "role", "body", "text", "noun", "object"})


def ends_after(page: Page, candidate: Candidate, start: int) -> list[int]:
    """Tokens before which content that begins at `start` may end, nearest first."""
    _first, last = reach(page, candidate)
    kinds, quote = page.tokens.kind, page.quote
    ends: list[int] = []
    k = start + 1
    while k < last and len(ends) < FAR:
        inside = quote[k] >= 0 and quote[k] == quote[k - 1]
        if inside:
            k = page.quote_last[quote[k]]
        if k < last and quote[k] < 0 and (inside or kinds[k] in _BREAKS):
            ends.append(k)
        k += 1
    # What has more places is no sentence, but speech that was typed without full stops.
    return [*ends, last] if len(ends) < FAR else ends


def ends_before(page: Page, candidate: Candidate, source: Mention | None) -> list[int]:
    """Tokens before which content in front of the cue may end, nearest to the cue first.

    Where the source stands in front of the cue, content ends before the source.
    """
    i, (first, _last) = candidate.token, reach(page, candidate)
    kinds, quote = page.tokens.kind, page.quote
    ends = [source.first if source is not None and first < source.first < i else i]
    for k in range(ends[0] - 1, max(first, i - 40), -1):
        if len(ends) >= NEAR:
            break
        if quote[k] >= 0 and quote[k] != quote[i]:
            return [*ends, k + 1]
        if kinds[k] in ("comma", "dash", "auxiliary", "relative", "semicolon"):
            ends.append(k)
    return ends


def starts_before(page: Page, candidate: Candidate, end: int) -> list[int]:
    """Tokens at which content that ends before `end` may begin, nearest to the cue first."""
    first, _last = reach(page, candidate)
    kinds, quote = page.tokens.kind, page.quote
    starts: list[int] = []
    k = end - 1
    while k > first and len(starts) < FAR:
        if quote[k] >= 0:
            k = page.quote_first[quote[k]]
            starts.append(max(k, first))
        elif (kinds[k - 1] in _BREAKS and quote[k - 1] < 0) or kinds[k] in ("that", "conjunction"):
            starts.append(k)
        k -= 1
    return list(dict.fromkeys([*starts, first] if len(starts) < FAR else starts))


def place_features(setting: Setting, row: Sequence[int], number: int, near: int) -> list[str]:
    """Describe the place before the `number`-th token of a row; `near` is the row's inner edge."""
    page, candidate, source, verbs = setting
    k, unit, cue = row[number], page.units[candidate.unit], candidate.cue
    kinds, lower, quote = page.tokens.kind, page.tokens.lower, page.quote
    before2, inner, outer, after, after2 = [_seen(page, unit, at) for at in range(k - 2, k + 3)]
    word = lower[k] if k < unit.last and kinds[k] in _WORDED else outer
    words = bucket(abs(k - near))
    last = "last" if number == len(row) - 1 else "more"
    inside = unit.first < k < unit.last and quote[k] >= 0 and quote[k] == quote[k - 1]
    ends = (at for at in (min(k, near), max(k, near) - 1) if unit.first <= at < unit.last)
    crossed = "q" if any(quote[at] >= 0 for at in ends) else ""
    rest = bucket(abs((unit.last if k >= near else unit.first) - k))
    limit = row[number + 1] if number + 1 < len(row) else unit.last
    cueword = ""
    if not _REPORTING.isdisjoint(lower[k : min(k + 7, unit.last)]):
        cueword = "said"
    elif not verbs.isdisjoint(range(k + 1, min(k + 7, limit))):
        cueword = "cue"
    name = cue.name
    opened = kinds[near] if near < unit.last else "edge"
    owner = _owner(candidate.token, source, k, near)
    passive = candidate.voice == "passive"
    return [
        "bias",
        f"last={last}", f"number={min(number, 5)}", f"number+last={min(number, 5)}+{last}",
        f"in={inner}", f"at={word}", f"in+at={inner}|{word}", f"at+after={word}|{after}",
        f"at+after+after={word}|{after}|{after2}", f"in2={before2}|{inner}",
        f"number+at={min(number, 5)}+{word}", f"number+in={min(number, 5)}+{inner}",
        f"words={words}", f"words+at={words}+{word}", f"rest={rest}", f"rest+at={rest}+{word}",
        f"mark={'in' if inside else 'out'}", f"crossed={crossed}+{word}+{inner}",
        f"class={name}", f"class+at={name}+{word}", f"part+at={cue.part}+{word}", f"reports+at={cue.reports}+{word}",
        f"class+number={name}+{min(number, 3)}", f"class+last={name}+{last}",
        f"opened+at={opened}+{word}", f"opened+last={opened}+{last}",
        f"passive+at={passive}+{word}",
        f"owner={owner}", f"owner+at={owner}+{word}", f"owner+in={owner}+{inner}", f"owner+last={owner}+{last}",
        f"owner+number={owner}+{min(number, 3)}", f"cueword={cueword}+{word}", f"cueword+after={cueword}+{word}+{after}",
        *_worded(setting, k, near, limit if number + 1 < len(row) else None, f"{min(number, 3)}+{last}"),
    ]  # fmt: skip


def _worded(setting: Setting, k: int, near: int, limit: int | None, which: str) -> list[str]:
    """What is learnt of single words at a place, and whether a verb stands on each side of it."""
    page, candidate, _, verbs = setting
    unit, kinds, word = page.units[candidate.unit], page.tokens.kind, page.tokens.lower[candidate.token]
    before2, before, at, after = [_form(page, unit, n) for n in (k - 2, k - 1, k, k + 1)]
    if limit is None:
        limit = unit.last if k >= near else unit.first
    beyond, within = (
        any(kinds[n] in _FINITE or n in verbs for n in range(low, min(high, low + 40)))
        for low, high in (sorted((k, limit)), sorted((near, k)))
    )
    there = f"{before}+{at}"
    return [
        f"word+at={word}+{at}", f"word+there={word}+{there}", f"word+which={word}+{which}",
        f"there={there}", f"at+next={at}+{after}", f"there+next={there}+{after}", f"before+there={before2}+{there}",
        f"words+there={bucket(abs(k - near))}+{there}", f"voice+there={candidate.voice}+{there}",
        f"verbs+at={beyond}+{within}+{at}", f"verbs+there={beyond}+{within}+{there}+{which}",
    ]  # fmt: skip


_FINITE = FINITE - {"past"}  # a form in -ed may be a participle


def _form(page: Page, unit: Unit, k: int) -> str:
    """Name a token by its word if its class is closed, by its place in a quotation, or by its class."""
    seen = _seen(page, unit, k)
    return page.tokens.lower[k] if seen in CLOSED and page.tokens.lower[k] in CLOSED_WORDS else seen


_WORDED = frozenset({"conjunction", "subordinator", "relative", "that", "preposition"})
_REPORTING = frozenset("said says say told according added wrote asked noted tweeted".split())


def _owner(cue: int, source: Mention | None, k: int, near: int) -> str:
    """Where the source stands to the place: beyond it, between it and the row's inner edge ..."""
    if source is None:
        return "nobody"
    low, high = min(k, near), max(k, near)
    edge = k <= source.first <= k + 1 or source.last <= k <= source.last + 1
    if low <= source.head < high:
        return "between" + ("+at" if edge else "")
    if edge:
        return "at"
    return ("left" if source.head < low else "right") + ("+cue" if source.head < cue else "")


def reach(page: Page, candidate: Candidate) -> tuple[int, int]:
    """The tokens among which content may lie: the unit, or the brackets that hold the cue."""
    i, unit = candidate.token, page.units[candidate.unit]
    opening = _bracket(page, range(i - 1, max(unit.first, i - 60) - 1, -1), "([")
    closing = _bracket(page, range(i + 1, min(unit.last, i + 60)), ")]")
    if opening is None or closing is None:
        return unit.first, unit.last
    return opening + 1, closing


def _bracket(page: Page, places: range, wanted: str) -> int | None:
    """The first of `places` with a bracket outside quotations, if that is one of those wanted."""
    for k in places:
        if page.tokens.kind[k] == "bracket" and page.quote[k] < 0:
            return k if page.tokens.lower[k] in wanted else None
    return None


def _seen(page: Page, unit: Unit, k: int) -> str:
    """Name a token by its class, by its word if it links clauses, or by its place in a quotation."""
    if not unit.first <= k < unit.last:
        return "edge"
    number, kind, word = page.quote[k], page.tokens.kind[k], page.tokens.lower[k]
    if number >= 0:
        return (
            "open"
            if k == page.quote_first[number]
            else "close"
            if k == page.quote_last[number] - 1
            else "quoted"
        )
    return word if kind in _WORDED and word in _LINKS else kind


_LINKS = frozenset(
    "and or but that who which while although though because as when if after before to".split()
)


def choose(setting: Setting, row: Sequence[int], near: int, table: Weights) -> int:
    """Return the likeliest place of the row."""
    best, best_share, left = row[-1], 0.0, 1.0
    for number, k in enumerate(row):
        here = 1.0
        if number < len(row) - 1:
            here = sigmoid(score(place_features(setting, row, number, near), table))
        if left * here > best_share:
            best, best_share = k, left * here
        left *= 1 - here
        if left <= best_share:
            break  # none further out can be likelier
    return best
