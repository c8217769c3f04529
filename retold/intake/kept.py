"""The tables of a corpus folder as they stand, cell by cell as text: what people wrote in them is never lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retold.common.problems import BadInputError, Problem
from retold.corpus.corpus import sha256
from retold.corpus.schema import TABLES

Row = dict[str, str]
WRITTEN = frozenset({"short"})  # optional columns that a new table has all the same


@dataclass
class Sheet:
    """A table: its columns in their order, and its rows."""

    columns: list[str]
    rows: list[Row] = field(default_factory=list)

    def add(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Add rows below; a column that the sheet lacks is added behind the others."""
        for row in rows:
            self.columns += [name for name in row if name not in self.columns]
            self.rows.append({name: row.get(name, "") for name in self.columns})

    def as_csv(self) -> str:
        """Return the table as the text of its file."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([row.get(name, "") for name in self.columns] for row in self.rows)
        return buffer.getvalue()


def sheet(folder: Path, name: str) -> Sheet:
    """Read a table of a corpus folder as it stands; empty, with the columns of its schema, if it is not there.

    Raises
    ------
    BadInputError
        If it is no CSV file in UTF-8 whose rows have as many cells as its header.
    """
    path = folder / TABLES[name].file
    needed = [column.name for column in TABLES[name].columns if not column.optional or column.name in WRITTEN]
    if not path.is_file():
        return Sheet(needed)
    try:
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, str(error)) from None
    rows = [row for row in rows if row]
    if not rows:
        return Sheet(needed)
    header, body = rows[0], rows[1:]
    if wrong := next((n for n, row in enumerate(body, 2) if len(row) != len(header)), 0):
        raise _unreadable(path, f"another number of cells than the header, in row {wrong}")
    return Sheet(header, [dict(zip(header, row, strict=True)) for row in body])


def _unreadable(path: Path, description: str) -> BadInputError:
    accepted = "a table in UTF-8, as retold wrote it"
    return BadInputError(
        [Problem(str(path), description, accepted, f"run `retold check {path.parent}` and mend it")]
    )


@dataclass
class Kept:
    """What a corpus folder holds already.

    Attributes
    ----------
    folder : Path
        The folder; it may not be there yet.
    corpus, imported, confirm, speakers, groups : Sheet
        Its tables.
    """

    folder: Path
    corpus: Sheet
    imported: Sheet
    confirm: Sheet
    speakers: Sheet
    groups: Sheet

    @classmethod
    def of(cls, folder: Path) -> Kept:
        """Read a corpus folder, there or not."""
        return cls(
            folder, *(sheet(folder, name) for name in ("corpus", "import", "confirm", "speakers", "groups"))
        )

    @property
    def ids(self) -> list[str]:
        """The texts in the order of the corpus table."""
        return [row["doc_id"] for row in self.corpus.rows]

    def written(self) -> dict[tuple[str, str], str]:
        """What the program wrote into each cell of the corpus table, by text and column, as far as it is on record."""
        return {(row["doc_id"], row["column"]): row["value"] for row in self.imported.rows}

    def edited(self, column: str) -> dict[str, str]:
        """The cells of a column that people wrote, or changed since the program wrote them, by text."""
        written = self.written()
        return {
            row["doc_id"]: row[column]
            for row in self.corpus.rows
            if row.get(column) and written.get((row["doc_id"], column)) != row[column]
        }

    def answers(self, what: str) -> dict[str, bool]:
        """What people answered, by what the proposal is about."""
        said = {"yes": True, "no": False}
        return {
            row["about"]: said[row["answer"].strip().lower()]
            for row in self.confirm.rows
            if row["what"] == what and row["answer"].strip().lower() in said
        }

    def texts(self) -> dict[str, str]:
        """The texts that lie in the folder, by their names, each known by its hash; what is missing is left out."""
        by_hash = {row["sha256"]: row["doc_id"] for row in self.corpus.rows}
        place = self.folder / "texts"
        found: dict[str, str] = {}
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            if path.is_file() and (doc_id := by_hash.get(sha256(data := path.read_bytes()))):
                found[doc_id] = data.decode("utf-8", "replace")
        return {doc_id: found[doc_id] for doc_id in self.ids if doc_id in found}


def cells(rows: Sequence[Row], column: str) -> dict[str, str]:
    """Return a column of the corpus table by text."""
    return {row["doc_id"]: row.get(column, "") for row in rows}
