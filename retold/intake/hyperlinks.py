"""Links behind the cells of a spreadsheet: a cell that says www.example.org may lead to the page of the article."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any

from retold.intake.source import need

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")


def of_sheets(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the addresses behind cells of a workbook: by sheet, then by row and column, both counted from 0.

    A workbook of which this cannot be told has none: its cells are read all the same.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                return {}
            parts = _relations(archive, "xl/workbook.xml")
            book = _tree(archive.read("xl/workbook.xml"))
            found = {}
            for sheet in book.iter("{*}sheet"):
                part = parts.get(sheet.get(_RELATION, ""), "")
                if part in names and (targets := _of_sheet(archive, part)):
                    found[sheet.get("name", "")] = targets
            return found
    except Exception:  # links are more than the sheet says: without them nothing of it is lost
        return {}


def _of_sheet(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    targets = _relations(archive, part)
    if not targets:
        return {}
    etree = need("lxml.etree")
    found = {}
    with archive.open(part) as stream:
        events = etree.iterparse(
            stream, events=("end",), resolve_entities=False, no_network=True, huge_tree=False
        )
        for _, element in events:
            name = etree.QName(element).localname
            if name == "row":
                element.clear()  # a large sheet is not held as a tree
            elif name == "hyperlink" and (cell := _CELL.match(element.get("ref", ""))):
                target = targets.get(element.get(_RELATION, ""), "")
                if target.startswith("http"):
                    found[int(cell[2]) - 1, _column(cell[1])] = target
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """What the relations of a part lead to: addresses of pages as they are, other parts by their path."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive.namelist():
        return {}
    found = {}
    for relation in _tree(archive.read(path)).iter("{*}Relationship"):
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            if target.startswith(("http://", "https://")):
                found[relation.get("Id", "")] = target
        else:
            found[relation.get("Id", "")] = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip(
                "/"
            )
    return found


def _tree(data: bytes) -> Any:
    etree = need("lxml.etree")
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
