"""Every measure of every text as a listing, for a terminal or a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retold.chapters.numbers import minus
from retold.common.once import Tables
from retold.measures import declared, draws, noise, values

DASH = "–"


@dataclass(frozen=True)
class Listed:
    """A measure with its value in each text, by doc_id; None where it cannot be computed."""

    key: str
    label: str
    unit: str
    page: str
    form: str
    values: dict[str, float | None]
    status: str

    def as_dict(self) -> dict[str, object]:
        """Return it as a program reads it."""
        return {
            "key": self.key,
            "label": self.label,
            "unit": self.unit,
            "page": self.page,
            "values": self.values,
            "status": self.status,
        }

    def shown(self, doc_id: str) -> str:
        """Return the value of a text as it is printed."""
        value = self.values[doc_id]
        return DASH if value is None else minus(format(value, self.form))


def listed(t: Tables) -> list[Listed]:
    """Return every measure that a corpus bears, and a user's own, in the order in which they are declared."""
    weights = draws.of_tables(t)
    status = noise.statuses(t)
    point = {key: v.of_texts for key, (_, v) in values.evaluate(t, weights).items()}
    rows = []
    for m in declared.of(t):
        known = {str(d): point.get(m.key, {}).get(str(d), float("nan")) for d in t["corpus"]["doc_id"]}
        of_texts = {d: None if value != value else value for d, value in known.items()}
        rows.append(Listed(m.key, m.label, m.unit, m.page, m.shown, of_texts, status[m.key]))
    return rows


def lines(rows: Sequence[Listed]) -> list[str]:
    """Return a listing as lines of a table, with a head: a column a text, numbers to the right."""
    ids = list(rows[0].values) if rows else []
    cells = [["key", "label", "unit", *ids, "status"]]
    cells += [[r.key, r.label, r.unit, *(r.shown(d) for d in ids), r.status] for r in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = range(3, 3 + len(ids))
    return [
        "  ".join(
            cell.rjust(width) if n in right else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
