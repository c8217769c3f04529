"""The tables of a corpus folder as they stand, cell by cell as text: what people wrote in them is never lost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from retold.common.markup import plain
from retold.common.problems import BadInputError, Problem, show
from retold.corpus import tables
from retold.corpus.corpus import sha256
from retold.corpus.schema import TABLES

Row = dict[str, str]
_ANSWERS = {"yes": True, "no": False}
WRITTEN = frozenset({"short"})  # optional columns that a new table has all the same


@dataclass
class Sheet:
    """A table: its columns in their order, its rows, and how its file is written: as people saved it."""

    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    mark: str = ""
    separator: str = ","
    end: str = "\n"

    def add(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Add rows below; a column that the sheet lacks is added behind the others."""
        for row in rows:
            self.columns += [name for name in row if name not in self.columns]
            # A cell of one line can hold no sign of which `retold check` says that no table may.
            self.rows.append({name: plain(row.get(name, "")) for name in self.columns})

    def as_csv(self) -> str:
        """Return the table as the text of its file."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=self.separator, lineterminator=self.end)
        writer.writerow(self.columns)
        writer.writerows([row.get(name, "") for name in self.columns] for row in self.rows)
        return self.mark + buffer.getvalue()


def sheet(folder: Path, name: str) -> Sheet:
    """Read a table of a corpus folder as it stands; empty, with the columns of its schema, if it is not there.

    Raises
    ------
    BadInputError
        If it is no CSV file in UTF-8 whose rows have as many cells as its header, or lacks a column.
    """
    path = folder / TABLES[name].file
    needed = [column.name for column in TABLES[name].columns if not column.optional or column.name in WRITTEN]
    if not path.is_file():
        return Sheet(needed)
    cells, problems = tables.as_it_stands(path)
    problems = problems or [
        *tables.missing_columns(TABLES[name], path, list(cells.columns)),
        *(_id_problems(path, cells) if name == "corpus" and "doc_id" in cells else ()),
    ]
    if problems:
        raise BadInputError(problems)
    rows: list[Row] = [{str(k): v for k, v in row.items()} for row in cells.to_dict("records")]
    text = path.read_bytes().decode("utf-8")
    return Sheet(
        list(cells.columns),
        rows,
        "\ufeff" if text.startswith("\ufeff") else "",
        tables.separator_of(text),
        "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n",
    )


def _id_problems(path: Path, cells: pd.DataFrame) -> list[Problem]:
    """Rows that cannot be told apart: everything else about a text hangs on its name."""
    column = TABLES["corpus"].by_name["doc_id"]
    twice = cells["doc_id"].duplicated(keep=False)
    return [
        Problem(str(path), show(name), f"{column.accepted}, each once", "rename one", row, column.name)
        for row, name, again in zip(cells.index, cells["doc_id"], twice, strict=True)
        if again or not name or not column.accepts(name)
    ]


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
        """Read a corpus folder, there or not.

        Raises
        ------
        BadInputError
            If a table cannot be read, or an answer is neither yes nor no.
        """
        kept = cls(
            folder, *(sheet(folder, name) for name in ("corpus", "import", "confirm", "speakers", "groups"))
        )
        wrong = []
        for number, row in enumerate(kept.confirm.rows, 2):
            row["answer"] = row["answer"].strip().lower()
            if row["answer"] not in ("", *_ANSWERS):
                place = str(folder / TABLES["confirm"].file)
                mend = "write one of them, or leave the cell blank"
                wrong.append(Problem(place, show(row["answer"]), "yes or no", mend, number, "answer"))
        if wrong:
            raise BadInputError(wrong)
        return kept

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

    def shared(self, column: str) -> str:
        """What all rows of the corpus table have in a column; blank if they differ, or there is none."""
        values = {row.get(column, "") for row in self.corpus.rows}
        return values.pop() if len(values) == 1 else ""

    def answers(self, what: str) -> dict[str, bool]:
        """What people answered, by what the proposal is about."""
        return {
            row["about"]: _ANSWERS[row["answer"]]
            for row in self.confirm.rows
            if row["what"] == what and row["answer"]
        }

    def files(self) -> dict[Path, tuple[str, str]]:
        """The files that lie in the folder of the texts, each with its hash and as text."""
        place = self.folder / "texts"
        held = ((path, path.read_bytes()) for path in sorted(place.rglob("*")) if path.is_file())
        return {path: (sha256(data), data.decode("utf-8", "replace")) for path, data in held}

    def texts(self) -> dict[str, str]:
        """The texts that lie in the folder, by their names, each known by its hash; what is missing is left out."""
        by_hash = dict(self.files().values())
        hashes = cells(self.corpus.rows, "sha256")
        return {doc_id: by_hash[known] for doc_id, known in hashes.items() if known in by_hash}


def cells(rows: Sequence[Row], column: str) -> dict[str, str]:
    """Return a column of the corpus table by text."""
    return {row["doc_id"]: row.get(column, "") for row in rows}
