"""The page of measures, written from their declarations: what each is, direction, formula, source, example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from retold.common.markup import Markup, code, inline, role
from retold.common.once import Tables
from retold.measures import declared, examples
from retold.measures.measure import Measure

COUNTED = {
    "sentence": "in sentences",
    "attribution": "in coded attributions that stand inside no other",
    "mention": "in mentions of the event and of actors",
    "passage": "in coded passages",
    "text": "in whole texts",
}
OWN = "Measures of your own"


def page(t: Tables) -> str:
    """Return every declared measure and a user's own, by what `declared.groups` puts together."""
    parts = []
    for name, measures in declared.groups(t).items():
        titled = OWN if name == declared.OWN else ""
        if titled:
            parts.append(f"## {titled}\n")
        elif name in declared.PAGES:
            parts.append(f"## Reported in {role('doc', name)}\n")
        given: list[Any] = []
        for measure in measures:
            parts.append(_entry(measure, given))
        parts.append(f"```{{glue:figure}} values-{name}\n```\n")
    return "\n".join(parts)


def _entry(measure: Measure, given: list[Any]) -> str:
    """One measure; `given` are the examples whose tables stand on the page already."""
    facts = [
        f"Key {code(measure.key)}; unit: {inline(measure.unit)}; counted {COUNTED[measure.of]}",
        f"Higher: {inline(measure.higher)}",
        f"Formula: {inline(measure.written) or 'computed by code of its own'}",
        f"Source: {inline(measure.reference) or 'none is given'}",
    ]
    label = measure.label.replace("{label}", "…")
    text = (
        f"(measure-{anchor(measure.key)})=\n### {inline(label)}\n\n"
        + "\n".join(f"- {f}" for f in facts)
        + "\n"
    )
    return f"{text}{_example(measure, given)}"


def anchor(key: str) -> str:
    """Return the name of the place at which a measure stands on its page."""
    return key.replace(".{name}", "").replace(".", "-").replace("_", "-")


def _example(measure: Measure, given: list[Any]) -> str:
    if measure.example is None:
        return ""
    tables, value, *name = measure.example
    steps = examples.worked(measure)
    shown = inline(format(value, measure.shown).replace("-", "−"))
    of = f" for *{inline(name[0])}*" if name else ""
    result = f"{inline(steps)} = {shown}" if steps else shown
    if isinstance(tables, str):
        return f"- Example: “{inline(tables)}” {result}\n"
    if measure.of == "text":
        texts = ", ".join(f"“{inline(text)}”" for text in tables.values())
        return f"- Example: of the texts {texts} the first has {result}\n"
    listed = f"- Example{of}: {result}\n"
    if tables in given:
        return listed
    given.append(tables)
    return f"{listed}\n:::{{dropdown}} The tables of this example\n\n{_tables(tables)}:::\n"


def _tables(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    return "\n".join(f"{code(name)}\n\n{_table(rows)}" for name, rows in tables.items())


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = ["| " + " | ".join(map(inline, columns)) + " |", "|" + " --- |" * len(columns)]
    for row in rows:
        cells = ("" if row.get(c, "") == "" else inline(_shown(row[c])) for c in columns)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def dictionary(t: Tables) -> list[tuple[Markup, str, str, str]]:
    """Return the rows of the data dictionary on measures: key, unit, what it is, what a higher value means."""
    return [
        (code(m.key, in_table=True), m.unit, m.label.replace("{label}", "…"), m.higher)
        for m in declared.families(t)
    ]
