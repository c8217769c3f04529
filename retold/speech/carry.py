"""Whose the quotations are that no cue of their own introduces, or whether they are speech.

News lets a speaker go on for paragraphs after one cue, and it sets titles and doubtful words
in the same marks. For each quotation that no cue claimed, the choices are: the sources of the
attributions around it, a mention beside it, nobody named, or no attribution (a scare quote, a
title). A linear model (stage "carry") ranks them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retold.speech.candidates import Candidate, bucket
from retold.speech.page import Page, Unit
from retold.speech.sources import Mention
from retold.text import Span

SCARE_WORDS = 12


@dataclass(frozen=True)
class Draft:
    """An attribution in tokens, before anybody knows who the source is; `unit` is where its cue stands."""

    content: tuple[Span, ...]
    unit: int
    cue: Candidate | None
    source: Mention | None
    confidence: float


class Option(NamedTuple):
    """A possible answer: `how` says where it comes from, `source` is None for nobody."""

    how: str
    source: Mention | None


# An answer before it is described: how, the source, what it has of its own to tell.
_Offer = tuple[str, Mention | None, list[str]]


def quotations(page: Page, draft: Draft) -> list[int]:
    """Return the quotations in which the content of a draft begins or ends."""
    ends = [k for start, end in draft.content for k in (start, end - 1)]
    return [page.quote[k] for k in ends if page.quote[k] >= 0]


def is_long(page: Page, number: int) -> bool:
    """Whether a quotation has more words than a scare quote or a title."""
    first, last = page.quote_first[number], page.quote_last[number]
    return page.count(first, min(last, first + 40)) > SCARE_WORDS


def is_utterance(page: Page, number: int) -> bool:
    """Whether a quotation begins with a capital and ends as a sentence or a part of one does."""
    first, last = page.quote_first[number], page.quote_last[number]
    inner = [k for k in range(first, last) if page.tokens.kind[k] != "quote"]
    return (
        bool(inner)
        and page.tokens.capital[inner[0]]
        and page.tokens.kind[inner[-1]] in ("stop", "comma", "dash")
    )


def options(
    page: Page,
    number: int,
    before: Sequence[Draft],
    after: Sequence[Draft],
    mentions: Sequence[Sequence[Mention]],
    here: int,
) -> tuple[list[Option], list[list[str]]]:
    """Return the possible answers for quotation `number` of unit `here`, and the features of each.

    `before` holds the attributions before the quotation, the nearest last; `after` those
    behind it, the nearest first.
    """
    about = _about(page, number, page.units[here])
    tie = "no"
    if before:
        away = page.units[here].paragraph - page.units[before[-1].unit].paragraph
        tie = f"{min(away, 3)}+{_marked(page, before[-1])}+{min(here - before[-1].unit, 3)}"
    seen: set[int] = set()
    offers: list[_Offer] = [
        ("none", None, [f"tie={tie}+{about[0]}+{about[1]}"]),
        ("nobody", None, []),
        *_of_earlier(page, before, here, about, seen),
        *_of_later(page, after, here, about, seen),
        *_of_mentions(page, number, mentions, here, seen),
    ]
    rows = [[how, *(f"{how}+{name}" for name in (*about, f"tie={tie}", *extra))] for how, _, extra in offers]
    return [Option(how, source) for how, source, _ in offers], rows


def _of_earlier(
    page: Page, before: Sequence[Draft], here: int, about: Sequence[str], seen: set[int]
) -> Iterator[_Offer]:
    """The sources of the attributions before a quotation; their first tokens are added to `seen`."""
    if before and before[-1].source is None:
        yield "before-nobody", None, []
    for draft in reversed(before[-6:]):
        source = draft.source
        if source is None or source.first in seen or len(seen) == 3:
            continue
        seen.add(source.first)
        away = page.units[here].paragraph - page.units[draft.unit].paragraph
        near = f"{min(away, 4)}+{_marked(page, draft)}"
        yield f"before{len(seen)}", source, [
            f"near={near}", f"near={near}+{about[0]}", f"near={near}+{about[0]}+{about[1]}", f"kind={source.kind}",
            f"kind+near={source.kind}+{near}", f"units={min(here - draft.unit, 4)}+{about[0]}",
        ]  # fmt: skip


def _of_later(
    page: Page, after: Sequence[Draft], here: int, about: Sequence[str], seen: set[int]
) -> Iterator[_Offer]:
    """The sources of the attributions behind a quotation."""
    for rank, draft in enumerate(after[:2]):
        source = draft.source
        if source is None or source.first in seen:
            continue
        away = page.units[draft.unit].paragraph - page.units[here].paragraph
        near = f"{min(away, 3)}+{_marked(page, draft)}"
        yield f"after{rank}", source, [
            f"near={near}", f"near={near}+{about[0]}", f"kind={source.kind}", f"kind+near={source.kind}+{near}",
        ]  # fmt: skip


def _marked(page: Page, draft: Draft) -> str:
    return "q" if quotations(page, draft) else "i"


def _of_mentions(
    page: Page, number: int, mentions: Sequence[Sequence[Mention]], here: int, seen: set[int]
) -> Iterator[_Offer]:
    """The mentions beside a quotation, and the subjects of the two units before it."""
    first, last = page.quote_first[number], page.quote_last[number]
    for back in range(min(3, here + 1)):
        unit = page.units[here - back]
        apart = page.units[here].paragraph - unit.paragraph
        if back and apart > 1:
            break
        if back:
            offered = [m for m in mentions[here - back][:12] if m.subject and m.first not in seen][:3]
        else:
            offered = _beside(mentions[here], first, last, seen)
        for rank, mention in enumerate(offered):
            seen.add(mention.first)
            side = "left" if mention.head < first else "right"
            behind = page.kind(mention.last, unit)
            gap = first - mention.last if side == "left" else mention.first - last
            yield f"mention{back}{'' if back else side}", mention, [
                f"kind={mention.kind}", f"rank={rank}", f"subject={mention.subject}", f"rank+kind={rank}+{mention.kind}",
                f"subject+kind={mention.subject}+{mention.kind}", f"behind={behind}", f"behind+rank={behind}+{rank}",
                f"gap={bucket(gap)}", f"ahead={page.kind(mention.first - 1, unit)}",
                f"paragraph={apart}",
            ]  # fmt: skip


def _beside(mentions: Sequence[Mention], first: int, last: int, seen: set[int]) -> list[Mention]:
    """Up to five mentions before a quotation in its own unit, the nearest first, and three behind it."""
    left, right = bisect_left(mentions, (first,)), bisect_left(mentions, (last,))
    before = [m for m in mentions[max(0, left - 8) : left] if m.first not in seen]
    behind = [m for m in mentions[right : right + 4] if m.first not in seen]
    return [*before[::-1][:5], *behind[:3]]


def _about(page: Page, number: int, unit: Unit) -> list[str]:
    """What the quotation itself looks like."""
    first, last = page.quote_first[number], page.quote_last[number]
    tokens, mark = page.tokens, page.marks[number]
    words = page.count(first, min(last, first + 60))
    size = next((str(most) for most in (1, 3, 6, 12, 25, 45) if words <= most), "more")
    outside = page.count(max(unit.first, first - 9), first) + page.count(last, min(unit.last, last + 9))
    bare = "bare" if outside == 0 else "few" if outside <= 3 else "among"
    ahead, behind = page.kind(first - 1, unit), page.kind(last, unit)
    inner = tokens.kind[last - 2] if last - 2 > first else "x"
    words_at = (k for k in range(first, min(first + 3, last)) if tokens.lower[k][0].isalnum())
    capital = next(("A" if tokens.capital[k] else "a" for k in words_at), "x")
    single = page.text[mark.start] in "‘'‚" and page.text[mark.start : mark.start + 2] != "''"
    before = number > 0 and not page.marks[number - 1].closed and page.quote_last[number - 1] >= first - 2
    return [
        f"bare={bare}", f"size={size}", f"ahead={ahead}", f"behind={behind}", f"inner={inner}", f"capital={capital}",
        f"size+capital={size}+{capital}", f"ahead+capital={ahead}+{capital}", f"ahead+size={ahead}+{size}",
        f"single={single}", f"closed={mark.closed}", f"goeson={before}", f"bare+capital={bare}+{capital}+{inner}",
        f"behind+inner={behind}+{inner}",
    ]  # fmt: skip
