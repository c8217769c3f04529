"""Tables read and written: each a CSV file, so that a change can be read as a diff.

Row numbers in messages are those of the file: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pandas as pd

from retold.common.files import place_problems, staged_text
from retold.common.problems import BadInputError, Problem, show
from retold.corpus.schema import TABLES, Column, Table

# What no page can hold; a line break or a tab it can.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# What parts cells: spreadsheets of many countries write semicolons where they are asked for commas.
SEPARATORS = ",;\t"
# A cell of a CSV text as it stands: in quotation marks, which may never be closed, or not; and the end of a row.
_CELL = {sign: re.compile(rf'"(?:[^"]++|"")*+(?:"[^{sign}\r\n]*|\Z)|[^{sign}\r\n]*') for sign in SEPARATORS}
_END = re.compile(r"\r\n|\r|\n")
_BLANK = ("", '""')
OTHER_VERSION = (
    "the columns of another version"  # what is found in a table that a run of another version wrote
)


def read(folder: Path, name: str, blank: Collection[str] = ()) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one table of a corpus folder and check it against its schema.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    name : str
        The table.
    blank : collection of str
        Columns whose cells may be blank for once, because they are to be filled.

    Returns
    -------
    (DataFrame, list of Problem)
        The table, typed; empty if it is missing or has not its columns, else without the rows
        in which a cell cannot be read. Every problem is reported, none is raised.
    """
    table = TABLES[name]
    path = folder / table.file
    if not path.is_file():
        return table.empty(), _missing_file(table, path)
    cells, problems = as_it_stands(path)
    if problems:
        return table.empty(), problems
    problems = _header_problems(table, path, list(cells.columns))
    absent = set(table.names) - set(cells.columns)
    cells = _completed(cells, table)
    wrong = _cell_problems(table, path, cells, {*blank, *absent})
    if problems:
        return table.empty(), [*problems, *wrong]
    problems = wrong
    unreadable = {p.row for p in wrong if p.column and not _readable(table, cells, p)}
    if unreadable:
        # The other rows are held against other tables all the same, so that all problems are told at once.
        cells = cells[~cells.index.isin(unreadable)]
    typed = table.typed(cells)
    problems += _key_problems(table, path, typed)
    typed = typed.reset_index(drop=True)
    if list(cells.index) != list(range(2, len(cells) + 2)):
        # Blank or multi-line rows. Kept only where needed: pandas copies attrs all the time.
        typed.attrs["lines"] = list(cells.index)
    return typed, problems


def _readable(table: Table, cells: pd.DataFrame, problem: Problem) -> bool:
    """Whether a cell that is not accepted is of the type of its column all the same."""
    return table.by_name[str(problem.column)].readable(str(cells.at[problem.row, problem.column]))


def load(folder: Path, name: str) -> pd.DataFrame:
    """Read one table; raise `BadInputError` with every problem if there is any."""
    frame, problems = read(folder, name)
    if problems:
        raise BadInputError(problems)
    return frame


def write_all(folder: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    """Check and write tables: all of them, or, if one breaks its schema, none.

    Each is written beside its place first and then renamed over it, so that an
    interrupted run leaves whole files.
    """
    texts = {folder / TABLES[name].file: to_csv(name, frame) for name, frame in frames.items()}
    there = [path for path in texts if path.exists()]
    if blocked := [problem for path in there for problem in place_problems(path, (), streams=False)]:
        raise BadInputError(blocked)
    with ExitStack() as stack:
        for waiting in [stack.enter_context(staged_text(path, text)) for path, text in texts.items()]:
            waiting.commit()


def to_csv(name: str, frame: pd.DataFrame) -> str:
    """Return a table as CSV text, checked, columns in the order of its schema; optional ones if it has them."""
    table = TABLES[name]
    names = [c.name for c in table.columns if c.name in frame or not c.optional]
    cells = frame[names].map(_cell_text).astype(str)
    cells.index = range(2, len(cells) + 2)
    cells = _completed(cells, table)
    path = Path(table.file)
    problems = _cell_problems(table, path, cells) or _key_problems(table, path, table.typed(cells))
    if problems:
        raise BadInputError(problems)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(cells[names].itertuples(index=False, name=None))
    return buffer.getvalue()


def filled(text: str, key: str, column: str, values: Mapping[str, str]) -> str:
    """Return a CSV text with blank cells of a column filled, and every other character as it was.

    A cell that holds anything is never changed.

    Parameters
    ----------
    text : str
        A table that `read` takes.
    key : str
        The column that names a row.
    column : str
        The column to fill.
    values : mapping of str to str
        What to fill in, by the name of the row; ids, which need no quotation marks. They stand between such marks where
        the blank cell does.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    rows = list(zip(_numbered(text), _places(text), strict=True))
    header = rows[0][0][1]
    name, at = header.index(key), header.index(column)
    parts, done = [mark], 0
    for (_, row), places in rows[1:]:
        start, end = places[at]
        value = values.get(row[name])
        if value and text[start:end] in _BLANK:
            parts += [text[done:start], f'"{value}"' if end > start else value]
            done = end
    return "".join([*parts, text[done:]])


def _places(text: str) -> Iterator[list[tuple[int, int]]]:
    """Where the cells of each row of a CSV text stand in it; a blank row has none, as for `_numbered`."""
    at, cells, separator = 0, [], separator_of(text)
    while at < len(text):
        cell = _CELL[separator].match(text, at)
        assert cell is not None  # it matches nothing at all, too
        cells.append(cell.span())
        at = cell.end()
        if text[at : at + 1] == separator:
            at += 1
            if at < len(text):
                continue
            cells.append((at, at))
        elif end := _END.match(text, at):
            at = end.end()
        if cells != [(cells[0][0], cells[0][0])]:
            yield cells
        cells = []


def line(frame: pd.DataFrame, position: int) -> int:
    """Return the line of its file on which a row of a table that was read begins."""
    lines = frame.attrs.get("lines")
    return int(lines[position]) if lines else position + 2


def _missing_file(table: Table, path: Path) -> list[Problem]:
    if path.exists():
        return [Problem(str(path), "a folder", "a CSV file", "move it away")]
    if not table.required:
        return []
    columns = ", ".join(c.name for c in table.columns if not c.optional)
    mend = "run `retold derive`" if table.derived else "write it, or name another folder"
    return [Problem(str(path), "no such file", f"a CSV file with the columns {columns}", mend)]


def _completed(cells: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The columns of a table in their order; an optional one that is missing is blank."""
    return cells.assign(**{name: "" for name in table.names if name not in cells})[table.names]


def separator_of(text: str) -> str:
    """Return what parts the cells of a CSV text: a comma, a semicolon or a tab, as its header shows."""
    header = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def as_it_stands(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the cells of a CSV file as text, by the line on which their row begins; or what keeps it from being read."""

    def wrong(
        found: str, accepted: str, mend: str, row: int | None = None, column: str | None = None
    ) -> Problem:
        return Problem(str(path), found, accepted, mend, row, column)

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = f"a byte that is not UTF-8 at position {error.start}"
        return pd.DataFrame(), [wrong(byte, "UTF-8", "save the table as CSV UTF-8")]
    if control := _CONTROL.search(text):
        sign = "a NUL byte" if control[0] == "\x00" else f"the control character U+{ord(control[0]):04X}"
        row = text.count("\n", 0, control.start()) + 1
        found = f"{sign} at character {control.start()}"
        return pd.DataFrame(), [wrong(found, "plain text", "remove it, and save as CSV UTF-8", row)]
    try:
        rows = _numbered(text)
    except csv.Error as error:
        return pd.DataFrame(), [wrong(f"no CSV: {error}", "comma-separated values", "save it as CSV")]
    if not rows:
        return pd.DataFrame(), [wrong("an empty file", "a header and rows", "restore the file")]
    header = rows[0][1]
    accepted = f"{len(header)} cells, as in the header"
    problems = [
        wrong(f"{len(row)} cells", accepted, "quote cells that hold a comma", number)
        for number, row in rows[1:]
        if len(row) != len(header)
    ]
    twice = sorted({h for h in header if header.count(h) > 1})
    problems += [wrong("the column twice", "each column once", "remove one", 1, column) for column in twice]
    if problems:
        return pd.DataFrame(), problems
    lines = [number for number, _ in rows[1:]]
    return pd.DataFrame([row for _, row in rows[1:]], columns=header, index=lines, dtype=str), []


def _numbered(text: str) -> list[tuple[int, list[str]]]:
    """The rows of a CSV text that are not blank, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    rows, line = [], 1
    for row in reader:
        if row:
            rows.append((line, row))
        line = reader.line_num + 1
    return rows


def _header_problems(table: Table, path: Path, header: Sequence[str]) -> list[Problem]:
    names = ", ".join(table.names)
    needed = {c.name for c in table.columns if not c.optional}
    if table.computed and not needed <= set(header) <= set(table.names):
        # Nobody wrote this table by hand: most likely another version of the program did.
        mend = "run `retold derive`" if table.derived else "delete it, and build the book again"
        return [Problem(str(path), OTHER_VERSION, names, mend, 1)]
    unknown = [
        Problem(str(path), "an unknown column", names, "remove or rename it", 1, name)
        for name in header
        if name not in table.names
    ]
    return missing_columns(table, path, header) + unknown


def missing_columns(table: Table, path: Path, header: Sequence[str]) -> list[Problem]:
    """Return a problem for each column that a table needs and its header lacks."""
    return [
        Problem(str(path), "no such column", f"the column {c.name!r}", f"add it: {c.meaning}", 1, c.name)
        for c in table.columns
        if c.name not in header and not c.optional
    ]


def _cell_problems(
    table: Table, path: Path, cells: pd.DataFrame, blank: Collection[str] = ()
) -> list[Problem]:
    """Cells that their column does not accept."""
    return [
        _cell_problem(path, column, number, cell)
        for column in table.columns
        for number, cell in zip(cells.index, cells[column.name].tolist(), strict=True)
        if not column.accepts(cell) and (cell or column.name not in blank)
    ]


def _cell_problem(path: Path, column: Column, row: int, cell: str) -> Problem:
    shown = show(cell) if cell else "a blank cell"
    mend = f"change the cell; the column holds: {column.meaning}"
    return Problem(str(path), shown, column.accepted, mend, row, column.name)


def _key_problems(table: Table, path: Path, typed: pd.DataFrame) -> list[Problem]:
    """Rows of one name where each may have one."""
    if not table.key:
        return []
    accepted, problems = f"each {' + '.join(table.key)} once", []
    for row in typed.index[typed.duplicated(table.key, keep=False)]:
        shown = ", ".join(f"{c} {show(typed.at[row, c])}" for c in table.key) + " more than once"
        problems.append(Problem(str(path), shown, accepted, "remove or rename one", row, table.key[0]))
    return problems


def _cell_text(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else f"{value:.6f}".rstrip("0").rstrip(".")
    if value is None or value is pd.NA:
        return ""
    return str(value)
