"""What cannot be read, and goes aside with its reason instead of getting lost: one form of it for every command.

Stopping is what commands do; where people ask to go on (``--skip-bad``), what was left out lies in a folder ``unread`` with a list of
reasons, or, for a collection of many documents, in ``rejected.jsonl``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import NamedTuple

from retold.common.markup import plain
from retold.common.problems import BadInputError, Problem

UNREAD, UNREAD_LIST = "unread", "unread.csv"
UNREAD_COLUMNS = ("set_aside_as", "file", "place", "reason", "mend")
REJECTED = "rejected.jsonl"
_BEGINS = b'{"file": '


class Place(NamedTuple):
    """Where something stands: the file as messages call it, and where inside it ("article 3", "row 12"; or blank)."""

    file: str
    inside: str = ""

    def __str__(self) -> str:
        return f"{self.file}, {self.inside}" if self.inside else self.file


@dataclass(frozen=True)
class Unread:
    """What was not understood, with its reason, and its content to be set aside."""

    place: Place
    reason: str
    content: str | bytes
    mend: str = ""


def unread(folder: Path, left: Sequence[Unread]) -> dict[Path, bytes]:
    """Return the files in which what was not understood is set aside, and the list of them with its reasons.

    What an earlier run set aside stays, and nothing is listed twice.

    Parameters
    ----------
    folder : Path
        The folder for it, there or not.
    left : sequence of Unread
        What was not understood.

    Returns
    -------
    dict of Path to bytes
        Files to write, the list among them.
    """
    rows = _listed(folder / UNREAD_LIST)
    known = {tuple(row[1:4]) for row in rows}
    # Behind the last number: a row that people deleted is no place for another file.
    held = (p.name[:4] for p in folder.glob("[0-9][0-9][0-9][0-9]-*"))
    number = max([len(rows), *map(int, held)])
    found: dict[Path, bytes] = {}
    for one in left:
        told = tuple(map(plain, (*one.place, one.reason)))
        if told in known:
            continue
        known.add(told)
        number += 1
        name = f"{number:04d}-{_file_name(one)}" if one.content else ""
        if name:
            content = one.content
            found[folder / name] = (
                content if isinstance(content, bytes) else content.encode(errors="backslashreplace")
            )
        rows.append([name, *told, plain(one.mend)])
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([UNREAD_COLUMNS, *rows])
    return {**found, folder / UNREAD_LIST: buffer.getvalue().encode()}


def _file_name(one: Unread) -> str:
    """The name of what is set aside: that of its file, with the ending of a text if it is a part of one."""
    stem = re.sub(r"[^\w.-]+", "_", PurePath(one.place.file).name)[-60:]
    return stem if isinstance(one.content, bytes) or stem.endswith(".txt") else f"{stem}.txt"


def _listed(path: Path) -> list[list[str]]:
    if not path.is_file():
        return []
    text = path.read_bytes().decode("utf-8-sig", "replace")
    header, *rows = list(csv.reader(io.StringIO(text, newline=""))) or [[]]
    if tuple(header) != UNREAD_COLUMNS or any(len(row) != len(header) for row in rows if row):
        mend = "rename it or delete it: a new list is written then"
        found = "another table than the one that was written"
        raise BadInputError([Problem(str(path), found, f"the columns {', '.join(UNREAD_COLUMNS)}", mend)])
    return [row for row in rows if row]


def rejected(source: Path, problems: Iterable[Problem]) -> str:
    """Return the documents of a collection that were left out, as JSON lines: where, why, and the line itself if it has lines.

    Parameters
    ----------
    source : Path
        The collection.
    problems : iterable of Problem
        What is wrong with the documents.
    """
    listed = list(problems)
    lines = _lines(source, {p.row for p in listed if p.row is not None}) if source.suffix == ".jsonl" else {}
    rows = (
        {
            "file": p.file,
            "row": p.row,
            "id": p.about,
            "found": p.found,
            "accepted": p.accepted,
            "mend": p.mend,
        }
        | ({"record": lines[p.row]} if p.row in lines else {})
        for p in listed
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _lines(source: Path, numbers: set[int]) -> dict[int | None, str]:
    """Some lines of a file by number, the first is 1."""
    if not numbers:
        return {}
    with source.open("rb") as file:
        held = islice(enumerate(file, 1), max(numbers))
        return {
            n: line.decode("utf-8", "backslashreplace").rstrip("\r\n") for n, line in held if n in numbers
        }


def is_rejected(path: Path) -> bool:
    """Whether a file is a list of rejected documents that an earlier run wrote."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_BEGINS)) in (_BEGINS, b"")
