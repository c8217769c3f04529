"""What a terminal shows: uses with the keyword in one column, and counts; and rows for other programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence

from retold.common.names import wide
from retold.common.problems import counted
from retold.text.segments import LINE_BREAKS
from retold.view.concordance.hits import Concordance, Hit, Row, Term
from retold.view.html import plain

COLUMNS = (
    "lexicon", "term", "doc_id", "outlet", "published", "start", "end", "line", "column", "left", "keyword", "right",
)  # fmt: skip
PARAGRAPH = "¶"  # where a paragraph ends inside a context
_BREAK = re.compile(rf"\s*[{LINE_BREAKS}]\s*")
_SPACE = re.compile(r"\s+")
# Signs of which each takes a column, as nearly every text has no others.
_LONGEST = 40  # columns of a keyword, and of a place, that make room
_LEAST = 20  # columns of context on each side, however narrow the terminal
_PARTS = 20  # texts of which counts are shown


def flat(text: str) -> str:
    """Return a piece of a text as one line; the end of a paragraph is a sign.

    Examples
    --------
    >>> flat("The dam  held." + chr(10) * 2 + "It is old.")
    'The dam held. ¶ It is old.'
    """
    return _SPACE.sub(" ", _BREAK.sub(f" {PARAGRAPH} ", text))


def as_row(found: Concordance, hit: Hit) -> dict[str, object]:
    """Return a use as a row for other programs; offsets count characters of the file, from 0, end exclusive.

    Where texts are known by number alone, what would tell which text it is is blank.
    """
    text, term = found.texts[hit.text], found.terms[hit.term]
    values: tuple[object, ...] = (
        term.lexicon, term.name, found.label(hit), text.outlet, text.published, *hit.span, hit.line, hit.column,
        flat(hit.left), flat(hit.keyword), flat(hit.right),
    )  # fmt: skip
    row = dict(zip(COLUMNS, values, strict=True))
    if found.blind:
        row |= dict.fromkeys(("outlet", "published", "start", "end", "line", "column"), "")
    return row


def uses(found: Concordance, hits: Sequence[Hit], columns: int) -> Iterator[tuple[str, str, str]]:
    """Yield uses for a terminal: what stands before the keyword, the keyword, what stands behind it.

    Parameters
    ----------
    found : Concordance
        What was found. An outlet or a date by which it is sorted is shown.
    hits : sequence of Hit
        Those to show.
    columns : int
        How wide a line may be; 0 for as wide as the context is.
    """
    places = [_place(found, hit) for hit in hits]
    room = min(_LONGEST, max(map(wide, places), default=0))
    shown = [[plain(flat(part)) for part in (hit.left, hit.keyword, hit.right)] for hit in hits]
    left, middle, right = (max((wide(parts[n]) for parts in shown), default=0) for n in range(3))
    if columns:
        left = right = max(_LEAST, (columns - room - 2 - min(_LONGEST, middle)) // 2)
    for place, (before, keyword, after) in zip(places, shown, strict=True):
        before, after = _cut(before, left, last=True), _cut(after, right, last=False)
        pad = " " * (left - wide(before))
        yield f"{place}{' ' * (room - wide(place))}  {pad}{before}", keyword, after.rstrip()


def _place(found: Concordance, hit: Hit) -> str:
    if found.blind:
        return found.label(hit)
    text = found.texts[hit.text]
    about = {"outlet": text.outlet, "date": text.published}.get(found.sort, "")
    place = f"{text.name}:{hit.line}:{hit.column}"
    return plain(f"{about}  {place}" if about else place)


def _cut(text: str, columns: int, *, last: bool) -> str:
    """As much of a text as fits: its end, or its beginning."""
    while (over := wide(text) - columns) > 0:
        step = max(1, over // 2)
        text = text[step:] if last else text[:-step]
    return text


def counts(found: Concordance, n: int = 0) -> Iterator[str]:
    """Yield how often a term is used: in all texts, then in each part of them."""
    total = found.total(n)
    yield f"{_said(total)}{_shown(found, n)}"
    rows = [row for row in found.rows(n) if found.by == "outlet" or row.uses]
    rows = rows if found.by == "outlet" else sorted(rows, key=lambda row: -row.uses)
    room = max((wide(row.label) for row in rows[:_PARTS]), default=0)
    for row in rows[:_PARTS]:
        yield f"  {plain(row.label)}{' ' * (room - wide(row.label))}  {_said(row)}"
    if len(rows) > _PARTS:
        yield f"  … and {len(rows) - _PARTS:,} more"


def _said(row: Row) -> str:
    rate = "" if row.rate is None else f", {row.rate:,.1f} per 10,000 words"
    if row.texts == 1:
        return f"{counted(row.uses, 'use')}{rate}"
    return f"{counted(row.uses, 'use')}{rate}, in {row.found_in:,} of {counted(row.texts, 'text')}"


def _shown(found: Concordance, n: int) -> str:
    return f"; {found.most:,} of them shown, drawn by lot" if found.thinned(n) and found.most else ""


def titled(term: Term) -> str:
    """Return what a term of a lexicon is called, with its table and its pattern."""
    return f"{term.lexicon} {term.name}: {plain(term.pattern)}"


def remarks(found: Concordance) -> Iterator[str]:
    """Yield what a lexicon's author should know before it is fixed: terms never used, and uses that two terms claim."""
    unused = [f"{term.lexicon} {term.name}" for n, term in enumerate(found.terms) if not found.uses[n]]
    if unused:
        yield f"never used: {', '.join(unused)}"
    for (one, other), number in sorted(found.overlaps.items()):
        names = (f"{found.terms[n].lexicon} {found.terms[n].name}" for n in (one, other))
        yield f"claimed by both {' and '.join(names)}: {counted(number, 'use')}"


def as_jsonl(found: Concordance) -> str:
    """Return the uses as JSON lines; see `as_row`."""
    return "".join(json.dumps(as_row(found, hit), ensure_ascii=False) + "\n" for hit in found.hits)


def as_csv(found: Concordance) -> str:
    """Return the uses as a table with a header; see `as_row`."""
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(as_row(found, hit) for hit in found.hits)
    return out.getvalue()


def summary(found: Concordance) -> Iterator[str]:
    """Yield how often each term is used, and what else to know of a lexicon."""
    for n, term in enumerate(found.terms):
        total = f"{_said(found.total(n))}{_shown(found, n)}"
        yield f"{titled(term)}  {total}" if found.is_lexicon else total
    yield from remarks(found) if found.is_lexicon else ()


def report(found: Concordance, columns: int, mark: Callable[[str], str] = str) -> Iterator[str]:
    """Yield what a terminal shows of what was found.

    Parameters
    ----------
    found : Concordance
        What was found.
    columns : int
        How wide a line may be; 0 for as wide as the context is.
    mark : callable
        Sets a keyword apart.
    """
    for n, term in enumerate(found.terms):
        if found.is_lexicon:
            yield titled(term)
        for before, keyword, after in uses(found, found.of(n), columns):
            yield f"{before}{mark(keyword)}{after}"
        yield from counts(found, n)
        if found.is_lexicon:
            yield ""
        elif term.typed and not term.case and term.typed != term.pattern:
            yield f"the same as a pattern of naming.csv or actors.csv: {plain(term.pattern)}"
    yield from remarks(found) if found.is_lexicon else ()
