"""Columns of a table: which one holds which field, by headings in many languages and by what stands in the cells."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from retold.common.problems import BadInputError, Problem, show
from retold.intake import dates
from retold.intake.article import FIELDS, GUESSED, MAPPED, READ
from retold.intake.foreign import LATER, MAYBE, SUMMARIES, SURE

TEXT = "text"
ACCEPTED = (TEXT, *FIELDS)
CHOICE = "--columns"  # where problems are that lie in what people chose and not in the file
# So many words in the middle cell of a column: its cells are texts, whatever its heading says.
_LONG = 50
# Fewer words than these in the middle cell of a summary beside addresses: what is listed are the addresses.
_TEASER = 40

# Parts of a path in JSON that say nothing of what is below them.
_WRAPPERS = frozenset(
    "fields source attributes properties node data item metadata meta article doc hit post entry values content info".split()
)
_TAILS = frozenset("rendered value main original label text plain html content default".split())
_LATER = re.compile(LATER, re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+/\S*", re.I)
_DATE = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}")


class Column(NamedTuple):
    """A column that holds a field: its heading, and how that is known (one of `BASES`)."""

    name: str
    basis: str


@dataclass(frozen=True)
class ColumnMap:
    """Which column holds which field.

    Attributes
    ----------
    columns : mapping of str to Column
        By names of `FIELDS` and "text"; without those that no column holds.
    ask : tuple of str
        The columns that may hold the text, where it is unclear which; blank if there is one, or none.
    unused : tuple of str
        Columns that hold something and map to nothing.
    summary : bool
        Whether what is taken for the text is by its heading a summary.
    """

    columns: Mapping[str, Column] = field(default_factory=dict)
    ask: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    summary: bool = False


def normal(heading: str) -> str:
    """Return a heading as headings are compared: letters and digits alone, without accents and case."""
    text = unicodedata.normalize(
        "NFKD", heading.replace("ł", "l").replace("Ł", "l").replace("ø", "o").replace("Ø", "o")
    )
    return "".join(c for c in text.casefold() if c.isalnum())


def known(heading: str, *, sure: bool = True) -> str:
    """Return the field that a heading names and nothing else, "summary" for one of a summary; blank if none.

    Where a heading need not be sure, it may name something else, too: "Source".
    """
    ways = set(_ways(heading))
    for name, ranks in _names(sure=sure).items():
        if ways & ranks.keys():
            return name
    return "summary" if ways & _summaries() else ""


def column_map(
    headings: Sequence[str], sample_rows: Sequence[Sequence[str]], chosen: Mapping[str, str] | None = None
) -> ColumnMap:
    """Say which column holds which field.

    Parameters
    ----------
    headings : sequence of str
        The headings of a table, each another.
    sample_rows : sequence of sequence of str
        Rows of it, each as long as the headings.
    chosen : mapping of str to str
        What people say: fields and the columns that hold them.

    Raises
    ------
    BadInputError
        If people name a field or a column that there is not, or one column twice.
    """
    cells = {name: _filled(sample_rows, place) for place, name in enumerate(headings)}
    columns = {key: Column(name, MAPPED) for key, name in checked(headings, chosen or {}).items()}
    taken = {column.name for column in columns.values()}
    ask: tuple[str, ...] = ()
    summary = False
    if TEXT not in columns:
        free = {name: filled for name, filled in cells.items() if name not in taken}
        after_titles = _after_titles(headings, sample_rows)
        text, ask = _text_column(free, after_titles)
        if text:
            columns[TEXT] = text
            taken.add(text.name)
            short = text.name not in after_titles and _words(cells[text.name]) < _LONG
            summary = short and known(text.name) == "summary"
    for sure in (True, False):
        for key in FIELDS:
            free = {name: filled for name, filled in cells.items() if filled and name not in taken}
            if key not in columns and (name := _best(key, free, sure=sure)):
                columns[key] = Column(name, READ if sure else GUESSED)
                taken.add(name)
    free = {
        name: filled for name, filled in cells.items() if filled and name not in taken and not known(name)
    }
    for key, test in (("url", is_address), ("published", _is_date)):
        likely = [name for name, filled in free.items() if all(map(test, filled)) and not _LATER.search(name)]
        if key not in columns and len(likely) == 1:
            columns[key] = Column(likely[0], GUESSED)
            taken.add(likely[0])
    unused = tuple(
        name for name, filled in cells.items() if filled and name not in taken and not _index(name)
    )
    return ColumnMap(columns, ask, unused, summary)


def checked(headings: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return what people chose with the columns spelt as the file does.

    Raises
    ------
    BadInputError
        If a field or a column does not exist, or one column is named twice.
    """
    problems = []
    found: dict[str, str] = {}
    by_normal: dict[str, str] = {}
    for name in headings:
        by_normal.setdefault(normal(name), name)
    for key, name in chosen.items():
        if key not in ACCEPTED:
            problems.append(_choice(f"the field {show(key)}", ", ".join(ACCEPTED), "name one of these"))
            continue
        column = name if name in headings else by_normal.get(normal(name) or name, "")
        if not column:
            listed = ", ".join(headings)
            problems.append(_choice(f"the column {show(name)}", listed, "name a column that the file has"))
        elif column in found.values():
            other = next(k for k, v in found.items() if v == column)
            twice = f"the column {show(name)} for {other} and for {key}"
            problems.append(_choice(twice, "each column once", "leave one of the two out"))
        else:
            found[key] = column
    if problems:
        raise BadInputError(problems)
    return found


def is_address(value: str) -> bool:
    """Whether a cell is the address of a page."""
    return bool(_ADDRESS.fullmatch(value.strip()))


def _is_date(value: str) -> bool:
    """Whether a cell is a whole date; digits alone may be a number of anything."""
    return len(value) <= 60 and not value.replace(".", "", 1).isdigit() and bool(dates.read(value).value)


def field_of(name: str) -> str:
    """Return the field that somebody means who names a column: "date" is published; blank if it is none."""
    if name in ACCEPTED:
        return name
    meant = known(name)
    return meant if meant in ACCEPTED else ""


def _choice(what: str, accepted: str, mend: str) -> Problem:
    return Problem(CHOICE, what, accepted, mend)


@cache
def _names(*, sure: bool) -> dict[str, dict[str, int]]:
    """Of each field, its headings as they are compared, with their rank."""
    listed = SURE if sure else MAYBE
    found = {}
    for key, names in listed.items():
        words = (normal(name) for line in names.strip().splitlines() for name in line.split("|"))
        ranks: dict[str, int] = {}
        for word in filter(None, words):
            ranks.setdefault(word, len(ranks))
        found[key] = ranks
    return found


@cache
def _summaries() -> frozenset[str]:
    return frozenset(normal(name) for line in SUMMARIES.strip().splitlines() for name in line.split("|"))


def _ways(heading: str) -> list[str]:
    """The ways to compare a heading, the surest first: whole, without brackets, below what wraps it in JSON."""
    ways = [normal(heading), normal(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading))]
    parts = [part for part in heading.split(".") if part]
    if len(parts) > 1 and normal(parts[-1]) in _TAILS:
        ways.append(normal(".".join(parts[:-1])))
    while len(parts) > 1 and normal(parts[0]) in _WRAPPERS:
        parts = parts[1:]
        ways.append(normal(".".join(parts)))
    return [way for way in dict.fromkeys(ways) if way]


def _filled(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place].strip() for row in rows if place < len(row) and row[place].strip()]


def _words(cells: Sequence[str]) -> float:
    """How many words the middle cell of a column has; scripts without blanks are counted by their signs."""
    return statistics.median([max(len(cell.split()), len(cell) / 12) for cell in cells]) if cells else 0


def _index(name: str) -> bool:
    """Whether a column is the number of the row, which programs write without being asked."""
    return normal(name) in ("", "unnamed0", "index", "rownames", "level0") or name.startswith("(column")


def _after_titles(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> frozenset[str]:
    """Columns whose cells begin with the title and go on: summaries by their headings, texts with their headlines."""
    titles = [place for place, name in enumerate(headings) if known(name) == "title"]
    found = set()
    for place, name in enumerate(headings):
        cells = (
            [(row[place].strip(), row[titles[0]].strip()) for row in rows if row[place].strip()]
            if titles
            else []
        )
        longer = [
            cell for cell, title in cells if title and cell.startswith(title) and len(cell) > len(title) + 40
        ]
        if known(name) == "summary" and len(longer) * 2 > len(cells):
            found.add(name)
    return frozenset(found)


def _text_column(
    cells: Mapping[str, list[str]], after_titles: frozenset[str]
) -> tuple[Column | None, tuple[str, ...]]:
    """The column that holds the texts; else those that may."""
    ranks = _names(sure=True)[TEXT]
    named = [
        (min(ranks[way] for way in _ways(name) if way in ranks), name)
        for name, filled in cells.items()
        if filled and any(way in ranks for way in _ways(name))
    ]
    named = [(rank, name) for rank, name in named if not _mostly(cells[name], is_address)]
    unnamed = [name for name in cells if not known(name)]
    long = [name for name in unnamed if _words(cells[name]) >= _LONG]
    if named:
        # Of several, the one whose heading is surest; a short one beside a long one is no text.
        most = max(_words(cells[name]) for _, name in named)
        _, best = min((rank, name) for rank, name in named if _words(cells[name]) >= min(most / 3, _LONG))
        if long and _words(cells[best]) < _LONG / 5:
            return None, (best, *long)
        return Column(best, READ), ()
    summaries = [name for name, filled in cells.items() if filled and known(name) == "summary"]
    if not long:
        long = [name for name in summaries if _words(cells[name]) >= _LONG]
        if len(long) > 1:
            longest = max(long, key=lambda name: _words(cells[name]))
            if all(_words(cells[longest]) >= 3 * _words(cells[name]) for name in long if name != longest):
                long = [longest]
    if len(long) == 1:
        return Column(long[0], GUESSED), ()
    if long:
        return None, tuple(long)
    if len(after_titles & set(summaries)) == 1:
        return Column(min(after_titles & set(summaries)), GUESSED), ()
    return _short_text(cells, summaries)


def _short_text(
    cells: Mapping[str, list[str]], summaries: list[str]
) -> tuple[Column | None, tuple[str, ...]]:
    """The column of texts where none is long."""
    ranks = _names(sure=False)[TEXT]
    maybe = [name for name, filled in cells.items() if filled and set(_ways(name)) & ranks.keys()]
    maybe = [name for name in maybe if _words(cells[name]) >= 5]
    if maybe:
        return (Column(maybe[0], GUESSED), ()) if len(maybe) == 1 else (None, tuple(maybe))
    links = any(_mostly(filled, is_address) for filled in cells.values())
    told = [name for name in summaries if not links or _words(cells[name]) >= _TEASER]
    if not told:
        return None, ()
    return Column(max(told, key=lambda name: _words(cells[name])), GUESSED), ()


def _best(key: str, cells: Mapping[str, list[str]], *, sure: bool) -> str:
    """The column that holds a field: the surest heading whose cells may be such; blank if there is none."""
    ranks = _names(sure=sure)[key]
    found = []
    for place, (name, filled) in enumerate(cells.items()):
        for way_rank, way in enumerate(_ways(name)):
            if way in ranks and _fits(key, filled):
                found.append((ranks[way] + way_rank / 10, place, name))
                break
    return min(found)[2] if found else ""


def _mostly(cells: Sequence[str], test: object) -> bool:
    holds = sum(bool(test(cell)) for cell in cells) if callable(test) else 0
    return bool(cells) and holds * 2 > len(cells)


def _fits(key: str, cells: Sequence[str]) -> bool:
    """Whether cells may hold a field."""
    if key == "url":
        return _mostly(cells, lambda cell: is_address(cell) or re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", cell))
    if key == "published":
        return _mostly(
            cells, lambda cell: len(cell) <= 60 and (_DATE.search(cell) or re.fullmatch(r"\d+(\.0)?", cell))
        )
    if key == "words":
        return _mostly(cells, lambda cell: re.match(r"\D{0,12}\d[\d.,\s]*", cell) and len(cell) <= 30)
    if key == "outlet":
        return _words(cells) <= 12 and not _mostly(cells, is_address)
    if key in ("language", "genre", "section", "id"):
        return _words(cells) <= 15 and not (key != "id" and _mostly(cells, is_address))
    if key == "title":
        return _words(cells) < _LONG and not _mostly(cells, is_address) and not _mostly(cells, str.isdigit)
    if key == "authors":
        return _words(cells) < _LONG and not _mostly(cells, is_address) and not _mostly(cells, str.isdigit)
    return not _mostly(cells, is_address)
