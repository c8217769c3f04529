"""The page of a concordance: one HTML file that needs nothing else and asks nobody for anything.

What stands in a text is shown and never obeyed, as on the page of `retold view` (`retold.view.html`). A paragraph stands on
the page once, however many of its words are shown; each line leads to its place there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from retold.common.problems import counted
from retold.view.concordance.hits import Concordance, Hit, Row, Searched
from retold.view.concordance.lines import flat, remarks
from retold.view.html import asset, template

_PARTS = 200  # texts of which counts are shown
# What the page calls what lines are sorted by.
_SORTS = {
    "text": "text",
    "outlet": "outlet",
    "date": "date",
    "left": "before",
    "right": "after",
    "keyword": "key",
}
_WIDEST, _STEP = 32, 4  # letters that the column of the keyword has room for


class Run(NamedTuple):
    """A stretch of a paragraph: the lines of the page that begin with it, and those that it belongs to."""

    text: str
    begins: Sequence[int]
    of: Sequence[int]


class Paragraph(NamedTuple):
    """A paragraph with what is found in it."""

    line: int  # of the file, where the first of these stands
    runs: Sequence[Run]


class Place(NamedTuple):
    """A text with its paragraphs that are shown."""

    text: Searched
    label: str
    paragraphs: Sequence[Paragraph]


class Group(NamedTuple):
    """How often a term is used: in all texts, and in each part."""

    number: int
    total: Row
    parts: Sequence[Row]
    more: int  # parts that are not shown


def render(found: Concordance) -> str:
    """Write the page of a concordance.

    Parameters
    ----------
    found : Concordance
        What `retold.view.concordance.search` returns.

    Returns
    -------
    str
        A whole HTML document. It can be encoded as UTF-8 whatever stands in the texts.
    """
    term = found.terms[0]
    return template("concordance/page.html").render(
        found=found,
        title="The lexicons" if found.is_lexicon else term.typed or term.pattern,
        groups=[_group(found, n) for n in range(len(found.terms))],
        places=places(found),
        remarks=list(remarks(found)) if found.is_lexicon else [],
        outlets=sorted({found.texts[hit.text].outlet for hit in found.hits} - {""}, key=str.casefold),
        with_outlets=not found.blind and any(text.outlet for text in found.texts),
        leftwards=_is_leftwards(found.hits),
        width=_width(found.hits),
        sort="term" if found.is_lexicon else _SORTS[found.sort],
        ranks=_ranks(found),
        counted=counted,
        flat=flat,
        style=asset("base.css") + asset("concordance/page.css"),
        script=asset("concordance/page.js"),
    )


def _group(found: Concordance, n: int) -> Group:
    rows = found.rows(n)
    if found.by == "text":
        rows = sorted((row for row in rows if row.uses), key=lambda row: -row.uses)
    return Group(n, found.total(n), rows[:_PARTS], max(0, len(rows) - _PARTS))


def _paragraph_of(hit: Hit) -> tuple[int, int]:
    """What tells the paragraph of a hit from others: where it begins, and its length, for a hit may run over several."""
    return hit.within, len(hit.paragraph)


def places(found: Concordance) -> list[Place]:
    """Return the texts with the paragraphs in which something is shown, in the order of their numbers."""
    numbered = sorted(
        enumerate(found.hits), key=lambda pair: (_number(found, pair[1]), *_paragraph_of(pair[1]))
    )
    listed = []
    for _, of_text in groupby(numbered, key=lambda pair: _number(found, pair[1])):
        own = list(of_text)
        first = own[0][1]
        paragraphs = [
            _paragraph(list(of_one)) for _, of_one in groupby(own, key=lambda pair: _paragraph_of(pair[1]))
        ]
        listed.append(Place(found.texts[first.text], found.label(first), paragraphs))
    return listed


def _ranks(found: Concordance) -> list[int]:
    """The place of each line in the order of the texts."""
    order = sorted(range(len(found.hits)), key=lambda n: (_number(found, found.hits[n]), found.hits[n].start))
    ranks = [0] * len(order)
    for rank, n in enumerate(order):
        ranks[n] = rank
    return ranks


def _number(found: Concordance, hit: Hit) -> int:
    return found.texts[hit.text].number


def _paragraph(hits: Sequence[tuple[int, Hit]]) -> Paragraph:
    one = hits[0][1]
    return Paragraph(min(hit.line for _, hit in hits), list(_runs(one.paragraph, one.within, hits)))


def _runs(paragraph: str, within: int, hits: Sequence[tuple[int, Hit]]) -> Iterator[Run]:
    """Cut a paragraph where a use begins or ends; uses of two terms may lie in each other."""
    spans = sorted((hit.start - within, hit.end - within, n) for n, hit in hits)
    cuts = sorted({0, len(paragraph), *(place for start, end, _ in spans for place in (start, end))})
    for start, end in pairwise(cuts):
        of = [n for first, last, n in spans if first <= start < last]
        yield Run(paragraph[start:end], [n for first, _, n in spans if first == start], of)


def _is_leftwards(hits: Sequence[Hit]) -> bool:
    """Whether most keywords are of a script that is written from right to left."""
    leftwards = [any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in hit.keyword) for hit in hits]
    return 2 * sum(leftwards) > len(leftwards)


def _width(hits: Sequence[Hit]) -> int:
    """How many letters wide the column of the keyword is, in steps for which the style sheet has a class."""
    longest = max((len(flat(hit.keyword)) for hit in hits), default=0)
    return min(_WIDEST, -(-(longest + 3) // _STEP) * _STEP)
