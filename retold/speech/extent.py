"""How far content reaches: from a cue outwards, boundary by boundary.

On each side of the cue there is a row of places where content may begin or end (a comma, a
conjunction, a quotation mark, *that* ...). They are tried from the cue outwards: a linear model
gives for each the probability that this is the place, given that none before it was, and the
likeliest of the row is taken. The unit's edge ends the row.
"""

from __future__ import annotations

from collections.abc import Sequence

from retold.speech.candidates import Candidate, bucket
from retold.speech.linear import Weights, score, sigmoid
from retold.speech.page import Page
from retold.speech.sources import Mention

FAR, NEAR = 12, 6
_BREAKS = frozenset(
    {"comma", "semicolon", "dash", "colon", "conjunction", "subordinator", "relative", "bracket"}
)


def starts_after(page: Page, candidate: Candidate, source: Mention | None) -> list[int]:
    """Tokens at which content after the cue may begin, nearest first; never inside its source."""
    i, (_first, last) = candidate.token, reach(page, candidate)
    kinds, quote = page.tokens.kind, page.quote
    begin = i + 2 if candidate.cue.part == "phrase" else i + 1
    if source is not None and i < source.head < i + 12:
        begin = source.last
    found = [begin]
    for k in range(begin + 1, min(last, i + 24)):
        if len(found) >= NEAR:
            break
        opened = quote[k] >= 0 and quote[k] != quote[k - 1]
        if (
            opened
            or kinds[k] in ("that", "pronoun")
            or page.tokens.lower[k] in ("to", "whether", "if")
            or kinds[k - 1] in ("colon", "comma")
        ):
            found.append(k)
        if opened:
            break
    return [k for k in found if k < last]


def ends_after(page: Page, candidate: Candidate, start: int) -> list[int]:
    """Tokens before which content that begins at `start` may end, nearest first."""
    _first, last = reach(page, candidate)
    kinds, quote = page.tokens.kind, page.quote
    found: list[int] = []
    k = start + 1
    while k < last and len(found) < FAR:
        if quote[k] >= 0 and quote[k] == quote[k - 1]:
            k = page.quote_last[quote[k]]
            if k < last and quote[k] < 0:
                found.append(k)
            k += 1
            continue
        if kinds[k] in _BREAKS and quote[k] < 0:
            found.append(k)
        k += 1
    found.append(last)
    return sorted(set(found))


def ends_before(page: Page, candidate: Candidate, source: Mention | None) -> list[int]:
    """Tokens before which content in front of the cue may end, nearest to the cue first.

    Where the source stands in front of the cue, content ends before the source.
    """
    i, (first, _last) = candidate.token, reach(page, candidate)
    kinds, quote = page.tokens.kind, page.quote
    found = [i]
    k = i - 1
    if source is not None and first < source.first < i:
        k = source.first
        found = [k]
        k -= 1
    while k > first and len(found) < NEAR and i - k < 40:
        if quote[k] >= 0 and quote[k] != quote[i]:
            found.append(k + 1)
            break
        if kinds[k] in ("comma", "dash", "auxiliary", "relative", "semicolon"):
            found.append(k)
        k -= 1
    return found


def starts_before(page: Page, candidate: Candidate, end: int) -> list[int]:
    """Tokens at which content that ends before `end` may begin, nearest to the cue first."""
    first, _last = reach(page, candidate)
    kinds, quote = page.tokens.kind, page.quote
    found: list[int] = []
    k = end - 1
    while k > first and len(found) < FAR:
        if quote[k] >= 0:
            k = page.quote_first[quote[k]]
            found.append(max(k, first))
        elif (kinds[k - 1] in _BREAKS and quote[k - 1] < 0) or kinds[k] in ("that", "conjunction"):
            found.append(k)
        k -= 1
    found.append(first)
    return sorted(set(found), reverse=True)


def place_features(
    page: Page,
    candidate: Candidate,
    source: Mention | None,
    k: int,
    number: int,
    row: Sequence[int],
    near: int,
    verbs: set[int],
) -> list[str]:
    """Describe a place before token `k`, the `number`-th of its row; `near` is the row's inner edge."""
    unit = page.units[candidate.unit]
    kinds, lower, quote = page.tokens.kind, page.tokens.lower, page.quote
    cue = candidate.cue
    inner, outer = (
        ("edge" if k <= unit.first else _seen(page, k - 1)),
        ("edge" if k >= unit.last else _seen(page, k)),
    )
    after = "edge" if k + 1 >= unit.last else _seen(page, k + 1)
    after2 = "edge" if k + 2 >= unit.last else _seen(page, k + 2)
    before2 = "edge" if k - 2 < unit.first else _seen(page, k - 2)
    word = lower[k] if k < unit.last and kinds[k] in _WORDED else outer
    words = abs(k - near)
    last = "last" if number == len(row) - 1 else "more"
    mark = "in" if k < unit.last and k > unit.first and quote[k] >= 0 and quote[k] == quote[k - 1] else "out"
    crossed = (
        "q"
        if any(quote[x] >= 0 for x in (min(k, near), max(k, near) - 1) if unit.first <= x < unit.last)
        else ""
    )
    rest = bucket(abs((unit.last if k >= near else unit.first) - k))
    limit = row[number + 1] if number + 1 < len(row) else unit.last
    cueword = "said" if any(lower[x] in _REPORTING for x in range(k, min(k + 7, unit.last))) else ""
    if not cueword and any(x in verbs for x in range(k + 1, min(k + 7, limit))):
        cueword = "cue"
    inner_kind = f"{inner}|{word}"
    name = cue.name
    opened = kinds[near] if near < unit.last else "edge"
    owner = _owner(candidate.token, source, k, near)
    return [
        "bias",
        f"last={last}", f"number={min(number, 5)}", f"number+last={min(number, 5)}+{last}",
        f"in={inner}", f"at={word}", f"in+at={inner_kind}", f"at+after={word}|{after}",
        f"at+after+after={word}|{after}|{after2}", f"in2={before2}|{inner}",
        f"number+at={min(number, 5)}+{word}", f"number+in={min(number, 5)}+{inner}",
        f"words={bucket(words)}", f"words+at={bucket(words)}+{word}", f"rest={rest}", f"rest+at={rest}+{word}",
        f"mark={mark}", f"crossed={crossed}+{word}+{inner}",
        f"class={name}", f"class+at={name}+{word}", f"part+at={cue.part}+{word}", f"reports+at={cue.reports}+{word}",
        f"class+number={name}+{min(number, 3)}", f"class+last={name}+{last}",
        f"opened+at={opened}+{word}", f"opened+last={opened}+{last}",
        f"passive+at={candidate.passive}+{word}",
        f"owner={owner}", f"owner+at={owner}+{word}", f"owner+in={owner}+{inner}", f"owner+last={owner}+{last}",
        f"owner+number={owner}+{min(number, 3)}", f"cueword={cueword}+{word}", f"cueword+after={cueword}+{word}+{after}",
    ]  # fmt: skip


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
    lower, quote = page.tokens.lower, page.quote
    first, last = unit.first, unit.last
    for k in range(i - 1, max(unit.first, i - 60) - 1, -1):
        if lower[k] in ")]" and quote[k] < 0:
            break
        if lower[k] in "([" and quote[k] < 0:
            first = k + 1
            break
    for k in range(i + 1, min(unit.last, i + 60)):
        if lower[k] in "([" and quote[k] < 0:
            break
        if lower[k] in ")]" and quote[k] < 0:
            last = k
            break
    return (first, last) if first > unit.first and last < unit.last else (unit.first, unit.last)


def _seen(page: Page, k: int) -> str:
    if page.quote[k] >= 0:
        first, last = page.quote_first[page.quote[k]], page.quote_last[page.quote[k]]
        return "open" if k == first else "close" if k == last - 1 else "quoted"
    kind = page.tokens.kind[k]
    return page.tokens.lower[k] if kind in _WORDED and page.tokens.lower[k] in _LINKS else kind


_LINKS = frozenset(
    "and or but that who which while although though because as when if after before to".split()
)


def choose(
    page: Page,
    candidate: Candidate,
    source: Mention | None,
    row: Sequence[int],
    near: int,
    verbs: set[int],
    table: Weights,
) -> int:
    """Return the likeliest place of the row."""
    best, best_share, left = row[-1], 0.0, 1.0
    for number, k in enumerate(row):
        if number == len(row) - 1:
            share = left
        else:
            here = sigmoid(score(place_features(page, candidate, source, k, number, row, near, verbs), table))
            share = left * here
            left *= 1 - here
        if share > best_share:
            best, best_share = k, share
    return best
