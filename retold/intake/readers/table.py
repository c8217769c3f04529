"""Tables: spreadsheets, delimited text, JSON and Parquet, a row an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from retold.common.problems import BadInputError, Problem, show
from retold.intake import cells
from retold.intake.article import FIELDS, GUESSED, Article, Found, Place, Unread, Value
from retold.intake.grids import JSON_LINES, JSON_LIST, SPREADSHEET, Grid, Row, grids, is_table
from retold.intake.headings import TEXT, ColumnMap, checked, column_map, is_address, normal
from retold.intake.source import Source

# How many rows say what a column holds, from all over the table.
_SAMPLE = 200
_SHOWN = 40
# Headings of columns that hold a part of a date, as `normal` writes them.
_MONTH = "month monat mois mes mese maand miesiac manad maned месяц місяць".split()
_DAY = "day tag jour dia giorno dag dzien день dayofmonth".split()
# How many columns that are not used a note names.
_NAMED = 30


def recognises(source: Source) -> bool:
    """Whether a file is a table, by its content."""
    try:
        return is_table(source)
    except Exception:  # a reader that is asked whether a file is its own never fails
        return False


def read(source: Source, chosen: Mapping[str, str] | None = None) -> Found:
    """Read the articles of a table.

    Parameters
    ----------
    source : Source
        The file.
    chosen : mapping of str to str
        The columns that people name, by field: ``{"text": "Body"}``.

    Raises
    ------
    BadInputError
        If the file is broken, if it is unclear which column holds the texts, or if people name what there is not.
    """
    tables = grids(source)
    chosen = dict(chosen or {})
    _refuse_unknown(source, tables, chosen)
    found = []
    unclear = []
    for grid in tables:
        columns = _mapped(grid, chosen)
        if TEXT in columns.columns or not grid.rows or _lists_links(grid, columns):
            found.append(_of_grid(source, grid, columns, several=len(tables) > 1))
        else:
            unclear.append((grid, columns))
    if unclear and not any(part.articles for part in found):
        raise BadInputError([_which(source, grid, columns) for grid, columns in unclear])
    notes = [note for grid, columns in unclear for note in (*grid.notes, _left_out(grid, columns))]
    unread = [u for grid, _ in unclear for u in grid.unread]
    return Found(
        kind=tables[0].kind if tables else SPREADSHEET,
        articles=tuple(article for part in found for article in part.articles),
        announced=sum(part.announced or 0 for part in found),
        unread=(*(u for part in found for u in part.unread), *unread),
        notes=(*(note for part in found for note in part.notes), *notes),
    )


def _refuse_unknown(source: Source, tables: Sequence[Grid], chosen: Mapping[str, str]) -> None:
    headings = list(dict.fromkeys(name for grid in tables for name in grid.headings))
    if not headings and any(grid.notes for grid in tables) and chosen:
        raise BadInputError([_nothing(source, tables)])
    checked(headings, chosen)


def _mapped(grid: Grid, chosen: Mapping[str, str]) -> ColumnMap:
    step = max(1, len(grid.rows) // _SAMPLE)
    sample = [["" if cells.missing(cell) else cell for cell in row.cells] for row in grid.rows[::step]]
    here = {}
    for key, name in chosen.items():
        try:
            here.update(checked(grid.headings, {key: name}))
        except BadInputError:
            continue  # a column of another sheet
    return column_map(grid.headings, sample, here)


def _lists_links(grid: Grid, columns: ColumnMap) -> bool:
    if TEXT in columns.columns or columns.ask or "url" not in columns.columns or not grid.rows:
        return False
    place = grid.headings.index(columns.columns["url"].name)
    return sum(is_address(row.cells[place]) for row in grid.rows) * 2 > len(grid.rows)


def _of_grid(source: Source, grid: Grid, columns: ColumnMap, *, several: bool) -> Found:
    articles, unread = [], list(grid.unread)
    for row in grid.rows:
        inside = f"sheet {grid.name}, {row.inside}" if several and grid.name else row.inside
        made = _article(Place(source.name, inside), grid, row, columns)
        if isinstance(made, Article):
            articles.append(made)
        else:
            unread.append(made)
    notes = list(grid.notes)
    if columns.unused:
        more = f" and {len(columns.unused) - _NAMED} more" if len(columns.unused) > _NAMED else ""
        notes.append(f"columns not used: {', '.join(columns.unused[:_NAMED])}{more}")
    if note := _one_length(grid, columns):
        notes.append(note)
    return Found(grid.kind, tuple(articles), len(articles) + len(unread), tuple(unread), tuple(notes))


def _article(place: Place, grid: Grid, row: Row, columns: ColumnMap) -> Article | Unread:
    fields = _fields(grid, row, columns)
    content = "\n".join(
        f"{name}: {cell}" for name, cell in zip(grid.headings, row.cells, strict=True) if cell.strip()
    )
    column = columns.columns.get(TEXT)
    if column is None:
        mend = (
            "save the pages that it lists, and read those; or name the column of the texts: --columns text=…"
        )
        return Unread(place, "an address without its text", content, mend)
    raw = row.cells[grid.headings.index(column.name)]
    if cells.failed(raw):
        reason = f"{raw.strip()} in column {column.name}: the spreadsheet took the text for a formula"
        return Unread(place, reason, content, "export the table anew, or take the text from its source")
    text, changed = cells.body(raw) if not cells.missing(raw) else ("", ())
    title = fields["title"].value if "title" in fields else ""
    body = cells.without_headline(text, title)
    if not body.strip():
        return Unread(place, f"no text in column {column.name}", content)
    if body != text:
        changed = (*changed, "the headline, with which the text began, was taken away")
    notes = [note for note in (cells.cut(raw),) if note]
    if columns.summary and len(body.split()) < 100:
        notes.append(f"the column {column.name} may hold the summary alone")
    return Article(body, place, fields, tuple(changed), tuple(notes))


def _fields(grid: Grid, row: Row, columns: ColumnMap) -> dict[str, Value]:
    found = {}
    for key in FIELDS:
        if key not in columns.columns:
            continue
        name, basis = columns.columns[key]
        place = grid.headings.index(name)
        raw, source = row.cells[place], f"column {name}"
        if key == "url" and (link := row.links.get(place)) and (not is_address(raw) or len(raw) < len(link)):
            raw, source = link, f"link in column {name}"
        elif key == "published" and place in row.numbers and (day := _excel_day(raw)):
            raw, source = day, f"column {name}, {raw} as a day of Excel"
        if cells.missing(raw) or cells.failed(raw):
            continue
        if value := _value(key, raw):
            found[key] = Value(value, basis, source)
    if (stated := found.get("published")) and re.fullmatch(r"\d{4}", stated.value):
        found["published"] = _with_month_and_day(stated, grid, row)
    if "url" not in found and row.links:
        place, link = min(row.links.items())
        found["url"] = Value(link, GUESSED, f"link in column {grid.headings[place]}")
    return found


def _with_month_and_day(year: Value, grid: Grid, row: Row) -> Value:
    """A year with the month and the day if these have columns of their own."""
    said = {normal(name): cell.strip() for name, cell in zip(grid.headings, row.cells, strict=True)}
    month, day = (next((said[name] for name in names if said.get(name)), "") for names in (_MONTH, _DAY))
    if not month or (day and not re.fullmatch(r"\d{1,2}", day)):
        return year
    parts = [year.value, *(part.zfill(2) for part in (month, day) if part)]
    value = "-".join(parts) if month.isdigit() else " ".join(reversed(parts))
    return Value(value, year.basis, f"{year.source}, with those of the month{' and the day' if day else ''}")


def _value(key: str, raw: str) -> str:
    if key == "authors":
        return cells.names(raw)
    value = cells.line(raw)
    if key == "words":
        match = re.search(r"\d{1,3}(?:[., ]\d{3})+(?!\d)|\d+", value)
        return re.sub(r"\D", "", match[0]) if match else ""
    return value


def _excel_day(raw: str) -> str:
    """The day that a number alone is to Excel, if it may be one of an article."""
    try:
        number = float(raw)
    except ValueError:
        return ""
    if not 7_000 <= number <= 80_000 or (number.is_integer() and 1600 <= number <= 2100):
        return ""
    return (date(1899, 12, 30) + timedelta(days=int(number))).isoformat()


def _one_length(grid: Grid, columns: ColumnMap) -> str:
    """Say that many texts end at one length, where something cut them."""
    column = columns.columns.get(TEXT)
    if column is None:
        return ""
    place = grid.headings.index(column.name)
    lengths = Counter(len(row.cells[place]) for row in grid.rows)
    longest = max(lengths, default=0)
    if longest < 200 or lengths[longest] < 3 or longest == cells.EXCEL_LIMIT:
        return ""
    return (
        f"{lengths[longest]} texts end at {longest:,} characters, and none is longer: they may have been cut"
    )


def _left_out(grid: Grid, columns: ColumnMap) -> str:
    named = f"the sheet {show(grid.name)}" if grid.name else "the table"
    why = (
        f"which of {', '.join(columns.ask)} holds its texts is unclear"
        if columns.ask
        else "it has no column of texts"
    )
    return f"{named} was not read, {why} (columns: {', '.join(grid.headings)})"


def _nothing(source: Source, tables: Sequence[Grid]) -> Problem:
    told = "; ".join(note for grid in tables for note in grid.notes)
    return Problem(
        source.name, told, "a table whose first row names its columns", "name its columns in a first row"
    )


def _which(source: Source, grid: Grid, columns: ColumnMap) -> Problem:
    """Ask which column holds the texts."""
    asked = columns.ask or grid.headings
    described = "; ".join(_described(grid, name) for name in asked)
    found = "several columns that may hold the texts" if columns.ask else "no column of texts"
    if grid.name:
        found += f" in the sheet {show(grid.name)}"
    what = "the column" if grid.kind not in (JSON_LIST, JSON_LINES) else "the name"
    mend = f"say which with --columns text={asked[0]} (or another): {described}"
    return Problem(source.name, found, f"{what} of the texts", mend)


def _described(grid: Grid, name: str) -> str:
    """A column in few words: how long its cells are, and how the first begins."""
    place = grid.headings.index(name)
    filled = [row.cells[place].strip() for row in grid.rows if not cells.missing(row.cells[place])]
    if not filled:
        return f"{name} (empty)"
    words = sorted(len(cell.split()) for cell in filled)[len(filled) // 2]
    begins = show(" ".join(filled[0].split()), _SHOWN)
    return f"{name} ({len(filled)} cell{'s' * (len(filled) != 1)} of {words} word{'s' * (words != 1)}, the first begins {begins})"
