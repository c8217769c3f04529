"""What `retold new` shows before it writes: what was found, as what, what is guessed, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from retold.intake.article import GUESSED, Unread
from retold.intake.entries import UNKNOWN, Entry
from retold.intake.gather import Reading
from retold.intake.new import Plan

FIRST = 5  # rows, notes and reasons that are shown; the files have them all
_COLUMNS = ("published", "outlet", "title", "authors")
_WIDTHS = (10, 22, 48, 24)
_MISSING = "–"


def lines(found: Plan) -> Iterator[str]:
    """Yield the lines of the preview; none if no file was named."""
    if not found.readings and not found.order.paths:
        return
    yield from _files(found.readings)
    unread = found.unread
    parts = [f"{_count(found.articles, 'article')} found"]
    twice = found.articles - len(found.fresh) - len(found.there)
    if twice:
        parts.append(f"{twice:,} of them the same text as another, kept once")
    if found.there:
        parts.append(f"{len(found.there):,} in the corpus already")
    if unread:
        parts.append(f"{len(unread):,} not understood, to be set aside in unread/")
    yield "; ".join(parts)
    yield from _rows(found.fresh)
    yield from _guesses(found.fresh)
    yield from _notes(found)
    yield from _unread(unread)


def _files(readings: Sequence[Reading]) -> Iterator[str]:
    """A line a file, or a line a kind where there are many."""
    if len(readings) > FIRST * 2:
        kinds = Counter(r.found.kind for r in readings)
        articles = Counter(dict.fromkeys(kinds, 0))
        for reading in readings:
            articles[reading.found.kind] += len(reading.found.articles)
        for kind, number in kinds.most_common():
            yield f"{_count(number, 'file')}: {kind}: {_count(articles[kind], 'article')}"
        short = [r for r in readings if r.found.announced not in (None, len(r.found.articles))]
        yield from (_file(reading) for reading in short[:FIRST])
        if len(short) > FIRST:
            yield f"… and {len(short) - FIRST:,} more files with another number of articles than they announce"
    else:
        yield from (_file(reading) for reading in readings)


def _file(reading: Reading) -> str:
    found = reading.found
    announced = "" if found.announced is None else f" of {found.announced:,} announced"
    return f"{reading.source.name}: {found.kind}: {_count(len(found.articles), 'article')}{announced}"


def _rows(fresh: Sequence[Entry]) -> Iterator[str]:
    """The first texts, a row each."""
    if not fresh:
        return
    yield ""
    yield "  ".join(name.ljust(width) for name, width in zip(_COLUMNS, _WIDTHS, strict=True)) + "  words"
    for entry in fresh[:FIRST]:
        cells = (entry.cell(name) or _MISSING for name in _COLUMNS)
        row = "  ".join(_cut(cell, width).ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True))
        yield f"{row}  {len(entry.text.split()):5,}"
    if len(fresh) > FIRST:
        yield f"… and {len(fresh) - FIRST:,} more"
    yield ""


def _guesses(fresh: Sequence[Entry]) -> Iterator[str]:
    """What was guessed, and what nobody knows, a line each."""
    guessed = Counter(
        (name, cell.source)
        for entry in fresh
        for name, cell in entry.cells.items()
        if cell.basis == GUESSED and cell.value != UNKNOWN and name in _COLUMNS
    )
    for (name, source), number in sorted(guessed.items()):
        yield f"guessed: {name} of {_count(number, 'text')}, from {source}"
    for name in ("outlet", "published", "title"):
        number = sum(entry.cell(name) in ("", UNKNOWN) for entry in fresh)
        if number:
            yield f"not known: {name} of {_count(number, 'text')}"


def _notes(found: Plan) -> Iterator[str]:
    told = [f"{r.source.name}: {note}" for r in found.readings for note in r.found.notes]
    told += [f"{entry.place}: {note}" for entry in found.fresh for note in entry.notes]
    yield from _first((f"look at: {line}" for line in told), len(told))


def _unread(unread: Sequence[Unread]) -> Iterator[str]:
    told = (
        f"not understood: {one.place}: {one.reason}{f' ({one.mend})' if one.mend else ''}" for one in unread
    )
    yield from _first(told, len(unread))


def _first(told: Iterable[str], number: int) -> Iterator[str]:
    for line, _ in zip(told, range(FIRST), strict=False):
        yield line
    if number > FIRST:
        yield f"… and {number - FIRST:,} more"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
