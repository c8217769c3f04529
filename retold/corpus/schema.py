"""The schema of every table, read from ``schema.csv``: what a column holds, in what unit, what is accepted.

``schema.csv`` has a row a table (without a column; its file, what a row is, and, under blank, whether the table
may be missing) and a row a column. Validation, its messages, the data dictionary and the checks of tables against
each other (`retold.corpus.crosscheck`) follow from it, and nothing is written that breaks it. Neither pandera nor
the Table Schema of Frictionless Data is used: every accepted cell is a type or a regular expression, messages need
the row of the file and a way to mend the cell, and both libraries took more code to turn round than this module has.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from itertools import groupby

import pandas as pd

from retold.text.offsets import SPANS

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
# Of each type: what a cell looks like, and how a message says so.
TYPES: Mapping[str, tuple[str, str]] = {
    "text": (r"(?s:.*\S.*)", "any text, not blank"),
    "count": (r"\d{1,15}", "a whole number, 0 or more"),
    "number": (r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", "a number"),
    "flag": (r"true|false", "true or false"),
    "date": (r"\d{4}-\d\d-\d\d", "YYYY-MM-DD or blank"),
    "id": (ID, "lower-case letters and digits, joined by hyphens"),
    "ids": (f"{ID}(?: {ID})*", "several of them, joined by a space"),
    "span": (r"\d{1,15}-\d{1,15}", "start-end"),
    "spans": (SPANS.pattern, "start-end, several joined by a space"),
}
READ_AS = {"count": "Int64", "number": "float64", "flag": "boolean"}  # all else is text


@dataclass(frozen=True)
class Column:
    """A column of a table: a row of ``schema.csv``."""

    table: str
    name: str
    type: str
    key: bool
    blank: str
    unit: str
    meaning: str
    says: str
    pattern: str
    references: str

    @property
    def optional(self) -> bool:
        """Whether the column may be missing."""
        return self.blank == "missing"

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of a column of choices."""
        return tuple(self.says.split(" / "))

    @property
    def accepted(self) -> str:
        """What a cell may hold, as a message says it."""
        if self.says or self.type not in TYPES:
            return self.says
        return "any text" if self.type == "text" and self.blank else TYPES[self.type][1]

    @cached_property
    def _fits(self) -> re.Pattern[str]:
        choices = "|".join(map(re.escape, self.choices))
        return re.compile(
            self.pattern or (choices if self.type == "choice" else TYPES[self.type][0]), re.DOTALL
        )

    def accepts(self, cell: str) -> bool:
        """Say whether a cell of the file, as text, is one that this column may hold."""
        if not cell:
            return bool(self.blank)
        if self.blank and self.type == "text" and not self.pattern:
            return True
        return bool(self._fits.fullmatch(cell)) and (self.type != "date" or _is_date(cell))

    def readable(self, cell: str) -> bool:
        """Say whether a cell can be read as the type of the column, accepted or not."""
        return self.type not in READ_AS or self.accepts(cell)


@dataclass(frozen=True)
class Table:
    """One table: its file inside a corpus folder, what a row is, its columns."""

    name: str
    file: str
    row: str
    required: bool
    columns: tuple[Column, ...]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names, in order."""
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.by_name)

    @property
    def key(self) -> list[str]:
        """The columns that together name a row; none if rows may be alike."""
        return [column.name for column in self.columns if column.key]

    @property
    def derived(self) -> bool:
        """Whether the table is computed from the texts."""
        return self.file.startswith("derived/")

    @property
    def computed(self) -> bool:
        """Whether a run writes the table: one computed from the texts, or published with the book."""
        return self.derived or self.file.startswith("results/")

    def typed(self, cells: pd.DataFrame) -> pd.DataFrame:
        """Return a table of cells as text with every column as its type; what is blank is missing."""
        return pd.DataFrame(
            {c.name: _read(cells[c.name], READ_AS.get(c.type)) for c in self.columns}, index=cells.index
        )

    def empty(self) -> pd.DataFrame:
        """Return the table with no rows and the right types."""
        return self.typed(pd.DataFrame(columns=self.names, dtype=str))


def _read(cells: pd.Series, kind: str | None) -> pd.Series | pd.api.extensions.ExtensionArray:
    if kind is None:
        return cells.astype(str)
    convert: dict[str, Callable[[str], object]] = {"Int64": int, "float64": float, "boolean": "true".__eq__}
    missing = float("nan") if kind == "float64" else None
    return pd.array([convert[kind](cell) if cell else missing for cell in cells.tolist()], dtype=kind)


def _is_date(cell: str) -> bool:
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def _schema() -> dict[str, Table]:
    schema: dict[str, Table] = {}
    lines = (
        files("retold.corpus").joinpath("schema.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    )
    for name, rows in groupby(csv.DictReader(lines), key=lambda row: row["table"]):
        head, *columns = rows
        schema[name] = Table(
            name, head["accepted"], head["meaning"], not head["blank"], tuple(map(_column, columns))
        )
    return schema


def _column(row: Mapping[str, str]) -> Column:
    return Column(
        row["table"], row["column"], row["type"], bool(row["key"]), row["blank"], row["unit"],
        row["meaning"], row["accepted"], row["pattern"], row["references"],
    )  # fmt: skip


TABLES: Mapping[str, Table] = _schema()
DERIVED = tuple(name for name, table in TABLES.items() if table.derived)
RIGHTS_UNKNOWN = "unknown"  # of a text: nobody has said who holds the rights to it
AUTHORS_UNKNOWN = "The authors of this report"  # in a citation file: nobody has said who they are
SHORT = 30  # characters of a label (corpus.csv, short); longer ones find no room beside a figure

KINDS = TABLES["coded"].by_name["kind"].choices
GENDERS = TABLES["speakers"].by_name["gender"].choices
FATES = TABLES["propositions"].by_name["fate"].choices
DAMAGE = TABLES["damage"].by_name["kind"].choices
# The code of blame among those of frames, and the voice that is the outlet's own.
BLAME, OUTLET = "blame", "outlet"
