"""Tables of any kind of file as headings and rows: sheets, delimited text, JSON and Parquet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from retold.common.problems import BadInputError, Problem, show
from retold.intake import hyperlinks, marked
from retold.intake.article import Place, Unread
from retold.intake.cells import plain
from retold.intake.foreign import TOTALS
from retold.intake.headings import known
from retold.intake.source import EXCEL_XML, JSON, ODS, PARQUET, TEXT, XLS, XLSX, Source, need

SPREADSHEET, CSV, JSON_LINES, JSON_LIST, PARQUET_TABLE = (
    "spreadsheet",
    "table (CSV)",
    "JSON lines",
    "JSON",
    "Parquet",
)
_DELIMITERS = "\t;,|"
# A sign that no text holds parts a table of one column; a cell of more words than these is a text.
_NONE, _SENTENCES = "\x1f", 20
# How many rows are looked at to find the headings, and how many to tell a table from prose.
_ABOVE, _LOOKED_AT = 20, 300
_HEADING = 80
# A value of JSON that is so long is a text, whatever its name.
_LONG = 300
# How deep lists of articles are looked for in JSON, and objects flattened.
_DEEP = 6
_TOTAL = re.compile(TOTALS, re.I)


@dataclass(frozen=True)
class Row:
    """A row: where it stands ("row 12"), its cells, where they lead to, and which are numbers."""

    inside: str
    cells: tuple[str, ...]
    links: Mapping[int, str] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Grid:
    """A table of a file.

    Attributes
    ----------
    kind : str
        What it is, in words.
    name : str
        The name of its sheet; blank if it has none.
    headings : tuple of str
        Each another; blank ones are named by their place.
    rows : tuple of Row
        Each with as many cells as there are headings.
    notes : tuple of str
        What people should know of it.
    unread : tuple of Unread
        Rows that were not understood.
    """

    kind: str
    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()


def grids(source: Source) -> list[Grid]:
    """Return the tables of a file.

    Raises
    ------
    BadInputError
        If it is broken, or holds none.
    """
    if source.container in (XLSX, XLS, ODS):
        return _sheets(source)
    if source.container == PARQUET:
        return [_parquet(source)]
    if source.container == JSON:
        return [_json(source)]
    if tables := marked.sheets(source):
        return _with_headings(
            source, [_sheet(source.name, name, values, "Visible", {}) for name, values in tables]
        )
    return [_delimited(source)]


def is_table(source: Source) -> bool:
    """Whether a file is a table, by its content: prose with commas is none."""
    if source.container in (XLSX, XLS, ODS, PARQUET, EXCEL_XML):
        return True
    if source.container == JSON:
        return any(_tells(flat(record)) for _, record in _records(source)[1][:20])
    try:
        if source.container != TEXT:
            return bool(marked.sheets(source))
        return _sniffed(source.text, _LOOKED_AT) is not None or _without_headings(source.text)
    except BadInputError:
        return False


def _tells(record: Mapping[str, Any]) -> bool:
    """Whether an object may be an article, or point to one: settings of programs are JSON too."""
    return any(
        known(key) in ("text", "title", "url", "summary") or (isinstance(value, str) and len(value) > _LONG)
        for key, value in record.items()
    )


# --- Delimited text ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Dialect:
    delimiter: str
    escape: str | None
    header: int


_LONGEST_CELL = 2**31 - 1


def _parsed(text: str, delimiter: str, escape: str | None, rows: int | None = None) -> list[list[str]] | None:
    """The records of a text; nothing if it is no such table."""
    if (
        escape
    ):  # only quotation marks are escaped: what is written \\n stays that, and is undone with the other cells
        text = re.sub(r'\\(?!["\\])', r"\\\\", text)
    reader = csv.reader(
        io.StringIO(text), delimiter=delimiter, doublequote=escape is None, escapechar=escape, strict=False
    )
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        return list(islice(reader, rows))
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)


def _content(text: str) -> str:
    """Without the line that tells Excel the delimiter."""
    return re.sub(r'\A"?sep="?(.)"?\n', "", text, count=1, flags=re.I)


def _sniffed(text: str, rows: int | None = None) -> _Dialect | None:
    """How a text is delimited, if it is: the delimiter that parts its rows into the most columns, row after row."""
    text = _content(text)
    best: tuple[float, int, _Dialect] | None = None
    doubled = re.search(r'[^,;\t|\n\\"]""[^,;\t|\n"]', text)
    escapes: tuple[str | None, ...] = (None,)
    if '\\"' in text:
        escapes = (None, "\\") if doubled else ("\\", None)
    for delimiter in _DELIMITERS:
        if delimiter not in text:
            continue
        for escape in escapes:
            records = _parsed(text, delimiter, escape, rows)
            if records is None or not (judged := _judged(records, delimiter)):
                continue
            share, columns, header = judged
            if best is None or (share, columns) > best[:2]:
                best = share, columns, _Dialect(delimiter, escape, header)
    if best is None and _quoted_below_heading(text):
        return _Dialect(_NONE, None, 0)
    return best[2] if best else None


def _quoted_below_heading(text: str) -> bool:
    """Whether a text is a table of texts alone: below their heading, texts in quotation marks."""
    head, _, rest = text.strip().partition("\n")
    return known(head.strip().strip('"')) == "text" and rest.lstrip().startswith('"') and rest.endswith('"')


def _without_headings(text: str) -> bool:
    """Whether a text is a table whose headings are missing: as many cells in each row, with long ones in quotation marks."""
    for delimiter in _DELIMITERS:
        quoted = re.findall(rf'{re.escape(delimiter)}"[^"]', text)
        records = [r for r in _parsed(text, delimiter, None) or [] if _width(r)] if quoted else []
        lengths = {len(record) for record in records}
        whole = (
            len(records) > 1 and len(lengths) == 1 and min(lengths) > 2 and 2 * len(quoted) >= len(records)
        )
        if whole and all(max(len(cell.split()) for cell in record) > _SENTENCES for record in records):
            return True
    return False


def _judged(records: list[list[str]], delimiter: str) -> tuple[float, int, int] | None:
    """How many of the rows below the headings are as long, how long, and where the headings are; nothing if no table."""
    header = _header_place(records)
    if header is None:
        return None
    columns = len(records[header])
    below = [record for record in records[header + 1 :] if any(cell.strip() for cell in record)]
    fitting = [
        record for record in below if len(record) in (columns, columns + 1) or _padded(record, columns)
    ]
    share = len(fitting) / len(below) if below else 1.0
    named = sum(1 for cell in records[header] if known(cell))
    if delimiter == "|" and any(_ruled(record) for record in records[:_ABOVE]):
        return None
    if share < 0.8 or columns < 2 or (not below and named < 2):
        return None
    if named < 2 and _headless(records[header], records):
        return None
    if named == 0 and not _regular(fitting, columns, delimiter):
        return None
    if named == 1 and columns == 2 and _spaced(below) and delimiter == ",":
        return None
    return share, columns, header


def _regular(rows: list[list[str]], columns: int, delimiter: str) -> bool:
    """Whether rows whose headings nobody knows are those of a table, and no lines that happen to have commas."""
    if len(rows) < 2 or columns < 2 or (columns == 2 and len(rows) < 5 and delimiter != "\t"):
        return False
    return delimiter == "\t" or not _spaced(rows)


def _ruled(record: Sequence[str]) -> bool:
    """Whether a record is the rule below the headings of a table in Markdown."""
    return (
        len(record) > 1 and all(re.fullmatch(r"[\s:-]*", cell) for cell in record) and "-" in "".join(record)
    )


def _headless(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether what stands first looks like what stands elsewhere in its column: T1 above T2."""

    def shape(cell: str) -> str:
        return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "1", cell.strip()))

    for place, cell in enumerate(header):
        shapes = [shape(row[place]) for row in rows if place < len(row)]
        if any(c.isdigit() for c in cell) and shapes.count(shape(cell)) > len(rows) * 0.5:
            return True
    return False


def _spaced(rows: list[list[str]]) -> bool:
    """Whether most cells begin with a blank, as what follows a comma in prose does."""
    cells = [cell for row in rows for cell in row[1:] if cell]
    return bool(cells) and sum(cell.startswith(" ") for cell in cells) * 2 > len(cells)


def _padded(record: Sequence[str], columns: int) -> bool:
    """Whether a record is too long by empty cells alone."""
    return len(record) > columns and not any(cell.strip() for cell in record[columns:])


def _header_place(records: Sequence[Sequence[str]]) -> int | None:
    """Where the headings stand: the row that names most fields; of equal ones the first that is as long as the table."""
    best: tuple[int, int, int] | None = None
    lengths = Counter(_width(record) for record in records[:_LOOKED_AT] if _width(record) > 1)
    widest = max(lengths, key=lambda width: (lengths[width], width)) if lengths else 0
    if not widest:
        first = next((place for place, record in enumerate(records) if _width(record)), None)
        return first if first is not None and known("".join(records[first]).strip()) == "text" else None
    for place, record in enumerate(records[:_ABOVE]):
        cells = [cell.strip() for cell in record if cell.strip()]
        if len(cells) < 2 or not _is_header(cells):
            continue
        named = len({known(cell) for cell in cells} - {""})
        if named == 0 and len(cells) < widest * 0.7:
            continue
        # A list of terms above the table, "Date: …", names less than the headings do.
        score = (named, min(len(cells), widest), -place)
        if best is None or score > best:
            best = score
    return -best[2] if best else None


def _width(record: Sequence[str]) -> int:
    return sum(1 for cell in record if cell.strip())


def _is_header(cells: Sequence[str]) -> bool:
    """Whether cells may be headings: short, each another, and no numbers, days or addresses."""
    if len({cell.casefold() for cell in cells}) < len(cells) * 0.8:
        return False
    if any(len(cell) > _HEADING or "\n" in cell or "://" in cell for cell in cells):
        return False
    if any(re.search(r"[.!?]['\"”»]?$", cell) and len(cell.split()) > 3 for cell in cells):
        return False
    return sum(not any(c.isalpha() for c in cell) for cell in cells) <= len(cells) * 0.3


def _delimited(source: Source) -> Grid:
    dialect = _sniffed(source.text)
    if dialect is None:
        raise BadInputError([_no_header(source.name)])
    records = _parsed(_content(source.text), dialect.delimiter, dialect.escape) or []
    headings = _headings(records[dialect.header], records[dialect.header + 1 :])
    rows, notes, unread = [], _above(records[: dialect.header]), []
    last = max((place for place, record in enumerate(records) if _width(record)), default=0)
    for place, record in enumerate(records[dialect.header + 1 :], dialect.header + 1):
        inside = f"row {place + 1}"
        if not _width(record):
            continue
        if problem := _misfit(record, headings, last - place < 3):
            if problem == "total":
                notes.append(f"{inside} is no article: {show(' '.join(filter(None, record)), 40)}")
            else:
                mend = "put texts in quotation marks where they hold the delimiter or line breaks, or save it anew"
                content = dialect.delimiter.join(record)
                unread.append(Unread(Place(source.name, inside), problem, content, mend))
            continue
        rows.append(Row(inside, _fitted([_formula(cell) for cell in record], len(headings))))
    kept, more = _without_repeats(rows, headings)
    return Grid(CSV, "", headings, kept, (*notes, *more), tuple(unread))


def _misfit(record: Sequence[str], headings: Sequence[str], end: bool) -> str:
    """Why a record is no row: "total" for a line below the table; blank if it is a row."""
    filled = _width(record)
    if end and filled < len(headings) and _is_total(record):
        return "total"
    length = len(record)
    if length == len(headings) or _padded(record, len(headings)):
        return ""
    if length > len(headings):
        return f"{length} cells, where the headings are {len(headings)}"
    if length == 1 or filled < 2:
        return f"{length} cell{'s' * (length != 1)} where the headings are {len(headings)}: a line break inside a text?"
    return "" if length >= len(headings) / 2 else f"{length} cells, where the headings are {len(headings)}"


def _is_total(record: Sequence[str]) -> bool:
    """Whether a record is a line above or below a table: "Total: 12"."""
    said = " ".join(filter(None, record))
    return _width(record) <= 2 and len(said) <= 100 and bool(_TOTAL.match(said))


def _formula(cell: str) -> str:
    """The address in a formula that makes a link."""
    match = re.match(r'=HYPERLINK\("([^"]+)"', cell, re.I)
    return match[1] if match else cell


def _above(records: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"above the headings stands {show(' '.join(cell.strip() for cell in record if cell.strip()), 60)}"
        for record in records
        if _width(record)
    ]


def _headings(header: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Headings, each another; of a table whose rows begin with an unnamed number, the first is blank."""
    cells = [" ".join(cell.split()) for cell in header]
    rows = [record for record in below if _width(record)]
    longer = [record for record in rows if len(record) == len(cells) + 1 and record[-1].strip()]
    if rows and len(longer) == len(rows):
        cells = ["", *cells]
    while (
        cells
        and not cells[-1]
        and not any(len(row) >= len(cells) and row[len(cells) - 1].strip() for row in rows)
    ):
        cells.pop()
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(cells, 1):
        name = cell or f"(column {place})"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _fitted(record: Sequence[str], length: int) -> tuple[str, ...]:
    return tuple(record[:length]) + ("",) * (length - len(record))


def _without_repeats(rows: Iterable[Row], headings: Sequence[str]) -> tuple[tuple[Row, ...], list[str]]:
    """Rows without those that are the headings once more."""
    kept, notes = [], []
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row.cells]
        if sum(cell == name for cell, name in zip(cells, headings, strict=False)) > max(
            1, len(headings) * 0.7
        ):
            notes.append(f"{row.inside} is the headings once more")
        else:
            kept.append(row)
    return tuple(kept), notes


def _no_header(name: str) -> Problem:
    return Problem(
        name,
        "no row of headings",
        "a table whose first row names its columns",
        "write a row above the first article that names each column: title, text, published, outlet",
    )


# --- Spreadsheets --------------------------------------------------------------------------------------------------


def _sheets(source: Source) -> list[Grid]:
    calamine = need("python_calamine")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
        stated = [(meta.name, str(meta.visible), str(meta.typ)) for meta in book.sheets_metadata]
        targets = hyperlinks.of_sheets(source.data) if source.container == XLSX else {}
        found = [
            _sheet(source.name, name, _values(book.get_sheet_by_name(name)), visible, targets)
            for name, visible, kind in stated
            if "WorkSheet" in kind
        ]
    except (
        Exception
    ) as error:  # the package has its own for each kind of file, and passes those of archives on
        problem = Problem(
            source.name,
            f"a spreadsheet that cannot be opened ({type(error).__name__}: {show(error, 80)})",
            "a whole spreadsheet without a password",
            "open it in a spreadsheet program and save it anew, as .xlsx or as CSV in UTF-8",
        )
        raise BadInputError([problem]) from None
    return _with_headings(source, found)


def _values(sheet: Any) -> list[list[Any]]:
    """The cells of a sheet; one that goes over several rows counts for each of them."""
    values: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    marked.filled_down(values, sheet.merged_cell_ranges or ())
    return values


def _with_headings(source: Source, found: list[Grid]) -> list[Grid]:
    """The sheets of a file, if one of them has headings."""
    if not any(grid.headings for grid in found) and any(
        "no row" in note for grid in found for note in grid.notes
    ):
        raise BadInputError([_no_header(source.name)])
    return found


def _sheet(
    file: str,
    name: str,
    values: Sequence[Sequence[Any]],
    visible: str,
    targets: Mapping[str, Mapping[tuple[int, int], str]],
) -> Grid:
    records = [[plain(value) for value in record] for record in values]
    notes = [] if visible.endswith("Visible") else [f"the sheet {show(name)} is hidden"]
    if not any(map(_width, records)):
        return Grid(SPREADSHEET, name, (), (), (*notes, f"the sheet {show(name)} is empty"))
    header = _header_place(records)
    if header is None:
        return Grid(SPREADSHEET, name, (), (), (*notes, f"the sheet {show(name)} has no row of headings"))
    headings = _headings(records[header], records[header + 1 :])
    notes += _above(records[:header])
    rows = []
    sheet_links = targets.get(name, {})
    last = max(place for place, record in enumerate(records) if _width(record))
    for place, record in enumerate(records[header + 1 :], header + 1):
        if not (filled := _width(record)):
            continue
        inside = f"row {place + 1}"
        below = filled == 1 and last - place < 3 and len(max(record, key=len)) <= 100
        if len(headings) > 2 and (_is_total(record) or (below and not _under_text(record, headings))):
            notes.append(f"{inside} is no article: {show(' '.join(filter(None, record)), 40)}")
            continue
        numbers = frozenset(
            i for i, v in enumerate(values[place]) if isinstance(v, (int, float)) and v is not True
        )
        link = {i: sheet_links[place, i] for i in range(len(record)) if (place, i) in sheet_links}
        rows.append(Row(inside, _fitted(record, len(headings)), link, numbers))
    kept, more = _without_repeats(rows, headings)
    return Grid(SPREADSHEET, name, headings, kept, (*notes, *more))


def _under_text(record: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether what a record holds stands in the column of the texts."""
    return any(cell.strip() and known(name) == "text" for cell, name in zip(record, headings, strict=False))


# --- JSON and Parquet ----------------------------------------------------------------------------------------------


def _records(source: Source) -> tuple[str, list[tuple[str, dict[str, Any]]], list[Unread]]:
    """The objects of a file with their places, what kind of JSON it is, and lines that are none."""
    text = source.text.strip().rstrip("\x1e")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _lines(source.name, text)
    return JSON_LIST, list(_listed(value)), []


def _lines(file: str, text: str) -> tuple[str, list[tuple[str, dict[str, Any]]], list[Unread]]:
    """Objects a line each; where they stand one behind the other without line breaks, one by one."""
    found: list[tuple[str, dict[str, Any]]] = []
    unread = []
    for number, row in enumerate(text.split("\n"), 1):
        if not (row := row.strip().strip("\x1e").rstrip(",")) or row in ("[", "]"):
            continue
        place = Place(file, f"line {number}")
        try:
            value = json.loads(row)
        except (ValueError, RecursionError) as error:
            unread.append(
                Unread(place, f"no JSON ({error})", row, "write one object a line, or leave the line out")
            )
            continue
        if isinstance(value, dict):
            found.append((place.inside, value))
        elif isinstance(value, list) and all(isinstance(v, dict) for v in value):
            found += [(f"{place.inside}, object {i}", v) for i, v in enumerate(value, 1)]
        else:
            unread.append(Unread(place, "no object of JSON", row, "write one object a line"))
    return JSON_LINES, found, unread


def _listed(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of one value of JSON: itself, those of a list, or those of the list that an answer wraps."""
    if isinstance(value, list):
        yield from ((f"object {i}", v) for i, v in enumerate(value, 1) if isinstance(v, dict))
        return
    if not isinstance(value, dict):
        return
    names, rows = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(rows, list) and all(isinstance(row, list) for row in rows):
        pairs = (dict(zip(map(str, names), row, strict=False)) for row in rows)
        yield from ((f"object {i}", v) for i, v in enumerate(pairs, 1))
        return
    if not any(known(key) == "text" for key in value):
        if isinstance(inner := _wrapped(value), list):
            yield from ((f"object {i}", v) for i, v in enumerate(inner, 1) if isinstance(v, dict))
            return
        by_key = [(key, v) for key, v in value.items() if isinstance(v, dict)]
        if len(by_key) > 1 and len(by_key) == len(value) and all(any(map(known, v)) for _, v in by_key):
            yield from ((f"object {key}", v) for key, v in by_key)
            return
    elif all(isinstance(v, dict) for v in value.values()) and len(value) > 1:
        keys = list(dict.fromkeys(key for column in value.values() for key in column))
        yield from (
            (f"object {key}", {name: column.get(key) for name, column in value.items()}) for key in keys
        )
        return
    yield "", value


def _wrapped(value: dict[str, Any]) -> list[Any] | None:
    """The longest list of objects inside an object that is no article itself."""
    best: list[Any] | None = None
    waiting: list[tuple[dict[str, Any], int]] = [(value, 0)]
    while waiting:
        item, depth = waiting.pop(0)
        for inner in item.values():
            if isinstance(inner, dict) and depth < 3:
                waiting.append((inner, depth + 1))
            elif isinstance(inner, list) and inner and all(isinstance(v, dict) for v in inner):
                articles = any(known(key) in ("title", "text") for v in inner[:5] for key in flat(v))
                if articles and len(inner) > len(best or []):
                    best = inner
    return best


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object without objects in it: their names joined by dots, lists of words by semicolons."""
    found: dict[str, Any] = {}
    waiting: list[tuple[str, Any, int]] = [(key, value, 0) for key, value in reversed(list(record.items()))]
    while waiting:
        key, value, depth = waiting.pop()
        if isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$"):
            value = next(iter(value.values()))  # as databases write days and numbers: {"$date": …}
        if isinstance(value, dict):
            if depth < _DEEP:
                waiting += [(f"{key}.{k}", v, depth + 1) for k, v in reversed(list(value.items()))]
            else:
                found[key] = json.dumps(value, ensure_ascii=False, default=str)
        elif isinstance(value, list) and any(isinstance(v, dict) for v in value):
            if depth < _DEEP:
                waiting += [
                    (f"{key}.{k}", v, depth + 1) for k, v in reversed(list(_columns_of(value).items()))
                ]
        elif isinstance(value, list):
            if value and isinstance(value[0], list):  # a day as lists of managers of references have it
                value = ["-".join(plain(v) for v in value[0])]
            parts = [plain(v) for v in value if v is not None and not isinstance(v, list)]
            found[key] = ("\n\n" if any(len(part) > 200 for part in parts) else "; ").join(parts)
        else:
            found[key] = value
    return found


def _columns_of(items: list[Any]) -> dict[str, list[Any]]:
    """Of a list of objects, what each key has in all of them; a person's two names are one."""
    found: dict[str, list[Any]] = {}
    for item in items:
        if not isinstance(item, dict):
            continue
        if isinstance(item.get("family"), str):
            item = {"name": f"{item.get('given') or ''} {item['family']}".strip()}
        for key, value in item.items():
            found.setdefault(key, []).append(value)
    return found


def _table(kind: str, records: Iterable[tuple[str, Mapping[str, Any]]], unread: Iterable[Unread]) -> Grid:
    flattened = [(inside, flat(record)) for inside, record in records]
    headings = tuple(dict.fromkeys(key for _, record in flattened for key in record))
    rows = tuple(
        Row(inside, tuple(plain(record.get(key)) for key in headings)) for inside, record in flattened
    )
    return Grid(kind, "", headings, rows, (), tuple(unread))


def _json(source: Source) -> Grid:
    kind, records, unread = _records(source)
    return _table(kind, records, unread)


def _parquet(source: Source) -> Grid:
    parquet = need("pyarrow.parquet")
    try:
        records = parquet.read_table(io.BytesIO(source.data)).to_pylist()
    except Exception as error:  # whatever the package makes of a broken file
        problem = Problem(
            source.name,
            f"a Parquet file that cannot be opened ({show(error, 80)})",
            "a whole Parquet file",
            "write it anew, or save the table as CSV in UTF-8",
        )
        raise BadInputError([problem]) from None
    return _table(PARQUET_TABLE, ((f"row {i}", record) for i, record in enumerate(records, 1)), ())
