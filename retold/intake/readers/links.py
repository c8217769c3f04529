"""Lists of articles without their texts: RIS of Zotero and others, and tables of addresses, joined to saved pages."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import unquote

from retold.common.problems import BadInputError, Problem
from retold.intake.addresses import absolute, normal
from retold.intake.article import GUESSED, READ, Article, Found, Place, Unread, Value
from retold.intake.grids import grids, is_table
from retold.intake.headings import column_map
from retold.intake.source import JSON, ODS, RIS, TEXT, XLS, XLSX, Source, need

KIND_RIS, KIND_LIST = "RIS list", "list of addresses"

# Columns of Media Cloud, GDELT and others, by their names in small letters without blanks and marks.
_COLUMNS = {
    "url": "url link address storyurl articleurl documentidentifier weblink permalink adresse lien enlace".split(),
    "title": "title headline titel titre titulo título storytitle".split(),
    "outlet": "medianame outlet source publication domain sourcecommonname publisher newspaper medium medianame media".split(),
    "published": "publishdate published publicationdate pubdate date datum fecha publishedat".split(),
    "language": "language lang sprache langue idioma".split(),
    "authors": "author authors autor auteur byline".split(),
    "id": "storiesid id storyid articleid".split(),
    "section": "section ressort".split(),
}
# When an index saw a page, which is close to when it was published, and not the same.
_SEEN = ("seendate", "dateadded")
_TEXTS = re.compile(
    r"text|body|content|fulltext|articletext|storytext|volltext|texte|texto|contenu|inhalt|articlebody"
)
_GDELT = {"url", "mobileurl", "date", "title"}
_TAGS = {
    "title": ("TI", "T1", "CT"),
    "outlet": ("JO", "T2", "JF", "JA", "J1", "J2", "SO", "BT", "PB"),
    "published": ("DA", "PY", "Y1"),
    "section": ("SE",),
    "language": ("LA",),
    "url": ("UR", "LK"),
    "id": ("AN", "ID"),
}
_OTHER_TAGS = ("AU", "A1", "L1", "L2", "L4")


@dataclass(frozen=True)
class Row:
    """An article that a list names.

    Attributes
    ----------
    place : Place
        Where in the list.
    fields : mapping of str to Value
        What the list says of it.
    files : tuple of str
        Files with its text that the list names.
    content : str
        The row as it stands in the list.
    """

    place: Place
    fields: Mapping[str, Value]
    files: tuple[str, ...] = ()
    content: str = ""


class Joined(NamedTuple):
    """Articles of saved pages with what a list says of them, and rows of the list that have no page."""

    articles: tuple[Article, ...]
    unread: tuple[Unread, ...]


def recognises(source: Source) -> bool:
    """Whether a file is a list of articles without their texts."""
    if source.container == RIS:
        return True
    if source.container == JSON:
        return bool(_gdelt_json(source))
    table = _table(source)
    names = [_plain(cell) for cell in table[0]] if table else []
    column = _column(names, "url")
    if column is None or _holds_texts(table):
        return False
    cells = [row[column] for row in table[1:21] if column < len(row) and row[column].strip()]
    return not cells or sum(bool(absolute(cell)) for cell in cells) >= 0.5 * len(cells)


def _holds_texts(table: list[list[str]]) -> bool:
    """Whether a table has a column of texts, or one that may be; abstracts beside addresses are none."""
    names = [f"{name} {n}" if name in table[0][:n] else name for n, name in enumerate(table[0])]
    mapped = column_map(names, table[1:201])
    text = mapped.columns.get("text")
    return bool(mapped.ask) or (text is not None and "abstract" not in text.name.casefold())


def read(source: Source) -> Found:
    """Read a list alone: none of its articles has a text.

    Raises
    ------
    BadInputError
        If it is broken.
    """
    rows = read_list(source)
    joined = join(rows, {})
    kind = KIND_RIS if source.container == RIS else KIND_LIST
    return Found(kind, (), len(rows), joined.unread)


def read_list(source: Source) -> list[Row]:
    """Return the rows of a list.

    Raises
    ------
    BadInputError
        If it is broken.
    """
    if source.container == RIS:
        return _ris(source)
    if source.container == JSON:
        return [_gdelt_row(source.name, number, row) for number, row in enumerate(_gdelt_json(source), 1)]
    return _rows(source)


def join(rows: Iterable[Row], pages: Mapping[str, Article]) -> Joined:
    """Join the rows of lists to saved pages, by address or by the file that a row names.

    Parameters
    ----------
    rows : iterable of Row
        The rows, of one list or of several.
    pages : mapping of str to Article
        Articles of pages by address, or by file; the address that an article says it has counts, too.

    Returns
    -------
    Joined
        Every page once, in the order of `pages`, with what rows add to it, and the rows without a page.
    """
    pages = dict(pages)
    places = _places(pages)
    taken: dict[str, Row] = {}
    unread: list[Unread] = []
    for row in rows:
        keys = [key for wanted in _wanted(row) if (key := places.get(wanted)) is not None]
        if not keys:
            mend = (
                "open its address in a browser, and save the page beside the list"
                if "url" in row.fields
                else "it names no address: find the article, and save it as a page or a text"
            )
            unread.append(Unread(row.place, "no saved page for it", row.content, mend))
        elif keys[0] in taken:
            reason = f"the same page as {taken[keys[0]].place}"
            unread.append(Unread(row.place, reason, row.content, "nothing, if it is listed twice"))
        else:
            taken[keys[0]] = row
    articles = [_with(article, taken[key]) if key in taken else article for key, article in _once(pages)]
    return Joined(tuple(articles), tuple(unread))


def _once(pages: Mapping[str, Article]) -> list[tuple[str, Article]]:
    """Each page once, though it may be named by its address and by its file."""
    found: dict[int, tuple[str, Article]] = {}
    for key, article in pages.items():
        found.setdefault(id(article), (key, article))
    return list(found.values())


def _places(pages: Mapping[str, Article]) -> dict[str, str]:
    """Where a page is found: by its addresses and the ends of its path; ends that several share are none."""
    first = {id(article): key for key, article in _once(pages)}
    found: dict[str, str] = {}
    ends: dict[str, set[str]] = {}
    for key, article in pages.items():
        own = first[id(article)]
        said = article.fields["url"].value if "url" in article.fields else ""
        for address in (a for a in (key, said) if re.match(r"https?://", a)):
            found.setdefault("url " + normal(address), own)
        for path in (p for p in (key, article.place.file) if not re.match(r"https?://", p)):
            for end in _path_ends(path):
                ends.setdefault(end, set()).add(own)
    for end, owners in ends.items():
        if len(owners) == 1:
            found.setdefault("file " + end, next(iter(owners)))
    return found


def _wanted(row: Row) -> list[str]:
    """Where to look for the page of a row: by file first, the longest end of its path first."""
    found = ["file " + end for path in row.files for end in _path_ends(path)]
    if "url" in row.fields and (address := normal(row.fields["url"].value)):
        found.append("url " + address)
    return found


def _path_ends(path: str) -> list[str]:
    """A path and its ends, the longest first: lists name files below folders that were moved since."""
    path = re.sub(r"^(?:file:/*|attachments:|storage:)", "", unquote(path.strip()), flags=re.I)
    parts = [part for part in re.split(r"[/\\]+", path) if part not in ("", ".", "..")]
    return ["/".join(parts[n:]).casefold() for n in range(len(parts))]


def _with(article: Article, row: Row) -> Article:
    """An article with what a row adds: what the page itself states stands, what was guessed gives way."""
    fields = dict(article.fields)
    for name, value in row.fields.items():
        if name not in fields or (fields[name].basis == GUESSED and value.basis == READ):
            fields[name] = value
    return replace(article, fields=fields)


def _ris(source: Source) -> list[Row]:
    """The records of an RIS file: each begins with TY, whether the one before it was closed or not."""
    starts = [match.start() for match in re.finditer(r"^TY  - ", source.text.lstrip("\ufeff"), re.M)]
    text = source.text.lstrip("\ufeff")
    if not starts:
        problem = Problem(
            source.name, "no record in it", "records that begin with TY", "export the list again"
        )
        raise BadInputError([problem])
    records = [text[start:end].rstrip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [_ris_row(source.name, n, record) for n, record in enumerate(records, 1)]


def _tags(record: str) -> dict[str, list[str]]:
    """The values of a record by their tags; none if it cannot be understood."""
    rispy = need("rispy")
    used = {tag for tags in _TAGS.values() for tag in tags} | set(_OTHER_TAGS)
    lines: list[str] = []
    for line in record.split("\n"):
        if re.match(r"[A-Z][A-Z0-9]  -", line) or not lines:
            lines.append(line.rstrip() + " ")
        elif line.strip():  # a value goes on
            lines[-1] += line.strip() + " "
    lines = [line for line in lines if not line.startswith("ER  -")]
    try:
        found = rispy.loads(
            "\n".join([*lines, "ER  - "]), mapping={t: t for t in used | {"TY", "ER"}}, list_tags=sorted(used)
        )
    except Exception:  # a record that the library does not understand is one without fields
        return {}
    values = found[0] if found else {}
    return {tag: [v.strip() for v in values.get(tag, ()) if v and v.strip()] for tag in used}


def _ris_row(name: str, number: int, record: str) -> Row:
    found = _tags(record)
    fields: dict[str, Value] = {}
    for field_name, tags in _TAGS.items():
        for tag in tags:
            if values := found.get(tag):
                # A date ends with slashes where the month or the day is not said.
                value = values[0].rstrip("/") if field_name == "published" else values[0]
                fields[field_name] = Value(value, READ, tag)
                break
    if authors := [*found.get("AU", ()), *found.get("A1", ())]:
        fields["authors"] = Value("; ".join(authors), READ, "AU")
    linked = [
        (tag, v)
        for tag in ("L1", "L4", "L2")
        for value in found.get(tag, ())
        for v in re.split(r"\s*;\s*", value)
    ]
    for tag, value in linked:
        if "url" not in fields and absolute(value):
            fields["url"] = Value(value, READ, tag)
    files = tuple(value for _, value in linked if value and not absolute(value))
    return Row(Place(name, f"record {number}"), fields, files, record)


def _table(source: Source) -> list[list[str]]:
    """The rows of a table, the headings first; none if it is no table."""
    if source.container == TEXT:
        lines = [line.strip() for line in source.text.split("\n") if line.strip()]
        head = _plain(lines[0]) in _COLUMNS["url"] if lines else False
        if len(lines) > 1 and all(absolute(line) and " " not in line for line in lines[head:]):
            return [[lines[0]] if head else ["url"], *([line] for line in lines[head:])]
    if source.container not in (TEXT, XLSX, XLS, ODS) or not is_table(source):
        return []
    try:
        grid = next((grid for grid in grids(source) if grid.headings and grid.rows), None)
    except BadInputError:
        return []
    if grid is None:
        return []
    rows = [list(row.cells) for row in grid.rows]
    for row, cells in zip(grid.rows, rows, strict=True):
        for place, address in row.links.items():
            if place < len(cells) and not absolute(cells[place]):
                cells[place] = address  # a cell that says more leads to it
    return [list(grid.headings), *rows]


def _plain(cell: str) -> str:
    return re.sub(r"[\W_]+", "", cell.casefold())


def _column(names: list[str], field_name: str) -> int | None:
    """The column of a field, the surest name first."""
    return next((names.index(name) for name in _COLUMNS[field_name] if name in names), None)


def _rows(source: Source) -> list[Row]:
    table = _table(source)
    names = [_plain(cell) for cell in table[0]] if table else []
    if _column(names, "url") is None:
        problem = Problem(
            source.name, "no column of addresses", "a table with a column url", "name the column url"
        )
        raise BadInputError([problem])
    seen = next((names.index(name) for name in _SEEN if name in names), None)
    if set(names) >= _GDELT:  # its column Date is when it saw a page
        seen = names.index("date")
    rows = []
    # A file of addresses alone begins with the first of them.
    begins = (
        1 if source.container == TEXT and absolute(source.text.lstrip().partition("\n")[0].strip()) else 2
    )
    for number, cells in enumerate(table[1:], begins):
        fields = {}
        for field_name in _COLUMNS:
            column = _column(names, field_name)
            if column is not None and column != seen and column < len(cells) and cells[column].strip():
                fields[field_name] = Value(cells[column].strip(), READ, table[0][column].strip())
        if seen is not None and seen < len(cells) and cells[seen].strip() and "published" not in fields:
            fields["published"] = _seen(cells[seen].strip(), table[0][seen].strip())
        content = io.StringIO()
        csv.writer(content, lineterminator="\n").writerows([table[0], cells])
        rows.append(Row(Place(source.name, f"row {number}"), fields, (), content.getvalue()))
    return rows


def _seen(value: str, label: str) -> Value:
    return Value(value, GUESSED, f"{label}: when the index saw the page")


def _gdelt_json(source: Source) -> list[dict[str, object]]:
    """The articles of a list of GDELT in JSON; none if it is another file."""
    try:
        value = json.loads(source.text)
    except (ValueError, RecursionError):
        return []
    rows = value.get("articles") if isinstance(value, dict) else None
    if not isinstance(rows, list) or not rows:
        return []
    good = [row for row in rows if isinstance(row, dict) and isinstance(row.get("url"), str)]
    texts = any(_TEXTS.fullmatch(_plain(str(key))) for row in good for key in row)
    return good if len(good) == len(rows) and not texts else []


def _gdelt_row(name: str, number: int, row: dict[str, object]) -> Row:
    fields: dict[str, Value] = {}
    for field_name, names in _COLUMNS.items():
        for key, value in row.items():
            if _plain(key) in names and isinstance(value, str) and value.strip():
                fields.setdefault(field_name, Value(value.strip(), READ, key))
    if "published" not in fields and isinstance(seen := row.get("seendate"), str):
        fields["published"] = _seen(seen, "seendate")
    return Row(Place(name, f"article {number}"), fields, (), "\n".join(f"{k}: {v}" for k, v in row.items()))
