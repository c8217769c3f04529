"""Tables in files that are no spreadsheets of today: the XML of Excel 2003, pages of HTML saved as .xls, Word documents."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from retold.common.problems import BadInputError, Problem
from retold.intake.headings import known
from retold.intake.source import DOCX, EXCEL_XML, HTML, Source, need

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_OF_EXCEL = re.compile(
    r"urn:schemas-microsoft-com:office:excel|content=[\"']?Excel\.Sheet|ExcelWorkbook", re.I
)
# Cells and rows that a file may tell to lie further on: no table of articles is larger.
_WIDEST, _LONGEST = 2_000, 1_100_000

Values = list[list[str]]
Ranges = Iterable[tuple[tuple[int, int], tuple[int, int]]]


class _Cell(NamedTuple):
    """A cell: what it says, in which column it stands if that is said, and over how many further ones it goes."""

    value: str
    column: int | None
    across: int
    down: int


def sheets(source: Source) -> list[tuple[str, Values]]:
    """Return the tables of a page, a document or a workbook in XML, with names of sheets; none if it holds none of articles.

    Raises
    ------
    BadInputError
        If it is XML of Excel and broken.
    """
    if source.container == EXCEL_XML:
        return list(_of_xml(source))
    if source.container == DOCX:
        tables = [("", values) for values in _of_word(source)]
        return [(name, values) for name, values in tables if len(values) > 1 and _names_texts(values[0])]
    if source.container != HTML or not re.search(r"<table\b", source.text, re.I):
        return []
    tables = [("", _placed(_html_rows(table))) for table in source.html.iter("table")]
    tables = [(name, values) for name, values in tables if len(values) > 1]
    if _OF_EXCEL.search(source.text[:20_000]):
        return tables
    return [(name, values) for name, values in tables if _names_texts(values[0])]


def filled_down(values: list[list[Any]], ranges: Ranges) -> None:
    """Give each row what a cell that goes over several rows says of it."""
    for (top, left), (bottom, right) in ranges:
        if left != right or top >= len(values) or left >= len(values[top]):
            continue
        for row in values[top + 1 : bottom + 1]:
            if left < len(row):
                row[left] = values[top][left]


def _names_texts(row: list[str]) -> bool:
    """Whether a first row names a column of texts and something else: tables inside of articles do not."""
    names = {known(cell) for cell in row if len(cell) < 60} - {""}
    return "text" in names and len(names) > 1


def _of_xml(source: Source) -> Iterator[tuple[str, Values]]:
    etree = need("lxml.etree")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", source.text)
    try:
        tree = etree.fromstring(markup.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        problem = Problem(
            source.name,
            "a spreadsheet in XML that is broken",
            "a whole spreadsheet",
            "export it again; if Excel opens it, save it from there as .xlsx",
        )
        raise BadInputError([problem]) from None
    for sheet in tree.iter(f"{_SHEET}Worksheet"):
        yield sheet.get(f"{_SHEET}Name", ""), _placed(_xml_rows(sheet))


def _of_word(source: Source) -> Iterator[Values]:
    """The tables of a Word document; none if it cannot be opened, which its own reader tells."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            if b"<w:tbl>" not in archive.read("word/document.xml"):
                return
        document = need("docx").Document(io.BytesIO(source.data))
        for table in document.tables:
            yield [[cell.text for cell in row.cells] for row in table.rows]
    except BadInputError:
        raise
    except Exception:  # the library raises many kinds of errors for what is no whole document
        return


def _xml_rows(sheet: Any) -> Iterator[tuple[int | None, list[_Cell]]]:
    for row in sheet.iter(f"{_SHEET}Row"):
        cells = []
        for cell in row.iter(f"{_SHEET}Cell"):
            data = cell.find(f"{_SHEET}Data")
            value = "" if data is None else "".join(data.itertext())
            if data is not None and data.get(f"{_SHEET}Type") == "DateTime":
                value = value.removesuffix("T00:00:00.000")
            value = value or cell.get(f"{_SHEET}HRef", "")
            cells.append(
                _Cell(
                    value,
                    _number(cell, "Index"),
                    _number(cell, "MergeAcross") or 0,
                    _number(cell, "MergeDown") or 0,
                )
            )
        yield _number(row, "Index"), cells


def _number(element: Any, name: str) -> int | None:
    said = element.get(f"{_SHEET}{name}", "")
    return int(said) if said.isascii() and said.isdigit() else None


def _html_rows(table: Any) -> Iterator[tuple[int | None, list[_Cell]]]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is table:
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            yield None, [_Cell(_text(c), None, _span(c, "colspan"), _span(c, "rowspan")) for c in cells]


def _span(cell: Any, name: str) -> int:
    said = (cell.get(name) or "").strip()
    return min(int(said), 1_000) - 1 if re.fullmatch(r"[1-9]\d{0,6}", said) else 0


def _text(cell: Any) -> str:
    """The text of a cell: breaks in its markup are line breaks, those of its source are blanks."""
    parts: list[str] = []
    for event, node in need("lxml.etree").iterwalk(cell, events=("start", "end")):
        if event == "start":
            parts += ["\n" * (node.tag == "br") + "\n\n" * (node.tag in ("p", "div")), _even(node.text)]
        elif node is not cell:
            parts.append(_even(node.tail))
    return "".join(parts).strip()


def _even(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _placed(rows: Iterable[tuple[int | None, list[_Cell]]]) -> Values:
    """Rows as a grid: cells stand where they say, and one that goes over several rows stands in each of them."""
    values: Values = []
    below: dict[int, tuple[int, str]] = {}  # by column: how many rows a cell goes on for, and what it says
    for index, cells in rows:
        while index is not None and len(values) < min(index, _LONGEST) - 1:
            values.append([])
        row = {column: value for column, (_, value) in below.items()}
        next_below = {column: (left - 1, value) for column, (left, value) in below.items() if left > 1}
        column = 0
        for cell in cells:
            column = cell.column - 1 if cell.column else column
            while column in row and not cell.column:
                column += 1
            if column >= _WIDEST:
                break
            row[column] = cell.value
            if cell.down:
                next_below[column] = cell.down, cell.value
            column += 1 + cell.across
        below = next_below
        values.append([row.get(n, "") for n in range(max(row, default=-1) + 1)])
    width = max(map(len, values), default=0)
    return [row + [""] * (width - len(row)) for row in values]
