"""Whose the quotations are that no cue of their own introduces, or whether they are speech.

News lets a speaker go on for paragraphs after one cue, and it sets titles and doubtful words
in the same marks. For each quotation that no cue claimed, the choices are: the sources of the
attributions around it, a mention beside it, nobody named, or no attribution (a scare quote, a
title). A linear model (stage "carry") ranks them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from retold.speech.candidates import bucket
from retold.speech.page import Page
from retold.speech.sources import Mention


class Made(NamedTuple):
    """An attribution as the cue stages made it, in tokens; `unit` is where its cue stands."""

    first: int
    unit: int
    source: Mention | None
    quoted: bool


class Option(NamedTuple):
    """A possible answer: `how` says where it comes from, `source` is None for nobody."""

    how: str
    source: Mention | None


SCARE_WORDS = 12


def is_long(page: Page, number: int) -> bool:
    """Whether a quotation has more words than a scare quote or a title."""
    first, last = page.quote_first[number], page.quote_last[number]
    return sum(page.tokens.lower[k][0].isalnum() for k in range(first, min(last, first + 40))) > SCARE_WORDS


def options(
    page: Page,
    number: int,
    made: Sequence[Made],
    following: Sequence[Made],
    mentions: Sequence[Sequence[Mention]],
    here: int,
) -> tuple[list[Option], list[list[str]]]:
    """Return the possible answers for quotation `number` of unit `here`, and the features of each.

    `made` holds the attributions before the quotation, the nearest last; `following` those
    after it, the nearest first.
    """
    first, last = page.quote_first[number], page.quote_last[number]
    unit = page.units[here]
    about = _about(page, number, unit.first, unit.last)
    nearest = made[-1] if made else None
    tie = "no"
    if nearest is not None:
        away = unit.paragraph - page.units[nearest.unit].paragraph
        tie = f"{min(away, 3)}+{'q' if nearest.quoted else 'i'}+{min(here - nearest.unit, 3)}"
    found: list[Option] = []
    rows: list[list[str]] = []

    def offer(how: str, source: Mention | None, extra: Sequence[str]) -> None:
        found.append(Option(how, source))
        row = [
            how,
            *(f"{how}+{name}" for name in about),
            f"{how}+tie={tie}",
            *(f"{how}+{name}" for name in extra),
        ]
        rows.append(row)

    offer("none", None, [f"tie={tie}+{about[0]}+{about[1]}"])
    offer("nobody", None, [])
    seen: set[int] = set()
    for rank, one in enumerate(reversed(made[-6:])):
        if one.source is None:
            if rank == 0:
                offer("before-nobody", None, [])
            continue
        if one.source.first in seen or len(seen) == 3:
            continue
        seen.add(one.source.first)
        away = unit.paragraph - page.units[one.unit].paragraph
        near = f"{min(away, 4)}+{'q' if one.quoted else 'i'}"
        offer(f"before{len(seen)}", one.source, [
            f"near={near}", f"near={near}+{about[0]}", f"near={near}+{about[0]}+{about[1]}", f"kind={one.source.kind}",
            f"kind+near={one.source.kind}+{near}", f"units={min(here - one.unit, 4)}+{about[0]}",
        ])  # fmt: skip
    for rank, one in enumerate(following[:2]):
        if one.source is None or one.source.first in seen:
            continue
        away = page.units[one.unit].paragraph - unit.paragraph
        near = f"{min(away, 3)}+{'q' if one.quoted else 'i'}"
        offer(f"after{rank}", one.source, [
            f"near={near}", f"near={near}+{about[0]}", f"kind={one.source.kind}", f"kind+near={one.source.kind}+{near}",
        ])  # fmt: skip
    for back in (0, 1, 2):
        at = here - back
        if at < 0 or (back and page.units[at].paragraph < unit.paragraph - 1):
            break
        listed = _near(mentions[at], first, last) if not back else mentions[at][:12]
        offered = [m for m in listed if m.first not in seen]
        if back:
            offered = [m for m in offered if m.subject][:3]
        else:
            before = [m for m in offered if m.head < first]
            offered = before[::-1][:5] + [m for m in offered if m.head >= last][:3]
        for rank, mention in enumerate(offered):
            seen.add(mention.first)
            side = "left" if mention.head < first else "right"
            behind = _kind(page, mention.last, page.units[at].last)
            offer(f"mention{back}{side if not back else ''}", mention, [
                f"kind={mention.kind}", f"rank={rank}", f"subject={mention.subject}", f"rank+kind={rank}+{mention.kind}",
                f"subject+kind={mention.subject}+{mention.kind}", f"behind={behind}", f"behind+rank={behind}+{rank}",
                f"gap={bucket(first - mention.last if side == 'left' else mention.first - last)}",
                f"ahead={_kind(page, mention.first - 1, page.units[at].last, page.units[at].first)}",
                f"paragraph={unit.paragraph - page.units[at].paragraph}",
            ])  # fmt: skip
    return found, rows


def _near(found: Sequence[Mention], first: int, last: int) -> Sequence[Mention]:
    """The mentions close to a quotation in its own unit."""
    left, right = bisect_left(found, (first,)), bisect_left(found, (last,))
    return [*found[max(0, left - 8) : left], *found[right : right + 4]]


def _about(page: Page, number: int, start: int, stop: int) -> list[str]:
    """What the quotation itself looks like."""
    first, last = page.quote_first[number], page.quote_last[number]
    mark = page.marks[number]
    words = sum(page.tokens.lower[k][0].isalnum() for k in range(first, min(last, first + 60)))
    size = next((str(most) for most in (1, 3, 6, 12, 25, 45) if words <= most), "more")
    outside = sum(
        page.tokens.lower[k][0].isalnum()
        for k in (*range(max(start, first - 9), first), *range(last, min(stop, last + 9)))
    )
    bare = "bare" if outside == 0 else "few" if outside <= 3 else "among"
    ahead = _kind(page, first - 1, stop, start)
    behind = _kind(page, last, stop)
    inner = page.tokens.kind[last - 2] if last - 2 > first else "x"
    capital = "x"
    for k in range(first, min(first + 3, last)):
        if page.tokens.lower[k][0].isalnum():
            capital = "A" if page.tokens.capital[k] else "a"
            break
    single = page.text[mark.start] in "‘'‚" and page.text[mark.start : mark.start + 2] != "''"
    before = number > 0 and not page.marks[number - 1].closed and page.quote_last[number - 1] >= first - 2
    return [
        f"bare={bare}", f"size={size}", f"ahead={ahead}", f"behind={behind}", f"inner={inner}", f"capital={capital}",
        f"size+capital={size}+{capital}", f"ahead+capital={ahead}+{capital}", f"ahead+size={ahead}+{size}",
        f"single={single}", f"closed={mark.closed}", f"goeson={before}", f"bare+capital={bare}+{capital}+{inner}",
        f"behind+inner={behind}+{inner}",
    ]  # fmt: skip


def _kind(page: Page, k: int, stop: int, start: int = 0) -> str:
    if k < start or k >= stop:
        return "edge"
    return "quote" if page.quote[k] >= 0 else page.tokens.kind[k]
