"""The page of measures, written from their declarations: what each is, direction, formula, source, example."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from retold.common.markup import Markup, code, inline, role
from retold.common.once import Tables
from retold.corpus.schema import TABLES
from retold.measures import counts, declared, examples, speakers
from retold.measures.measure import GIVEN, Measure

COUNTED = {
    "sentence": "sentence by sentence",
    "attribution": "in attributions, leaving out those inside others",
    "mention": "in mentions of the event and of actors",
    "passage": "in coded passages",
    "text": "in whole texts",
}
OWN = "Measures of your own"
SECTIONS = {
    "01-corpus": "Length",
    "02-versions": "Similarity",
    "03-quotes": "Quotation",
    "04-speakers": "Speakers",
    "05-readability": "Readability",
    "06-framing": "Names, actors and frames",
}


def page(t: Tables, works: Collection[str] = ()) -> str:
    """Return every declared measure and a user's own, by what `declared.groups` puts together.

    Parameters
    ----------
    t : mapping of name to DataFrame
        The tables.
    works : collection of str
        The keys of the book's list of references: a source that is one of them is cited.
    """
    parts = []
    last, missing = "", counts.underived(t)
    given: list[Any] = []
    for name, measures in declared.groups(t).items():
        section = OWN if name == declared.OWN else SECTIONS[measures[0].page]
        if section != last:
            parts.append(f"## {section}\n")
            if name != declared.OWN:
                parts.append(f"{_chapter('The chapter', measures[0].page)} reports what came out.\n")
        last = section
        for measure in measures:
            parts.append(_entry(measure, given, works, own=name == declared.OWN))
            if measure.key in missing:
                parts.append("- **Not derived**: what it counts is not stored, so it has no values here.\n")
        parts.append(f"```{{glue:figure}} values-{name}\n```\n")
    return "\n".join(parts)


def _entry(measure: Measure, given: list[Any], works: Collection[str], *, own: bool) -> str:
    """One measure; `given` are the examples whose tables stand on the page already."""
    label = measure.label.replace("{label}", "…")
    facts = [
        f"Higher means: {inline(measure.higher)}",
        f"Unit: {inline(measure.unit)}",
        f"Formula: {inline(measure.written) or 'computed by code of its own'}; counted {COUNTED[measure.of]}",
        f"Key: {code(measure.key)}{', one for each name' if measure.each else ''}",
        *([f"Reported in {_chapter('its chapter', measure.page)}"] if own else []),
        *([f"Note: {inline(measure.note)}"] if measure.note else []),
        *(["Computed only for texts in English"] if measure.english else []),
        *(["Computed only where who speaks was coded"] if measure.only is speakers.is_coded else []),
        f"Source: {_source(measure.reference, works)}",
    ]
    text = f"(measure-{anchor(measure.key)})=\n### {inline(label[:1].upper() + label[1:])}\n\n"
    return text + "\n".join(f"- {fact}" for fact in facts) + "\n" + _example(measure, given)


def _chapter(said: str, page: str) -> str:
    """A link to a chapter under other words than its title, which is a claim."""
    return f"{{doc}}`{said} <{page}>`"


def _source(reference: str, works: Collection[str]) -> str:
    """A source, cited if it is one of the list: *Coleman & Liau 1975* is ``coleman1975``."""
    parts = reference.split()
    key = f"{parts[0].lower()}{parts[-1]}" if parts else ""
    return role("cite:t", key) if key in works else inline(reference) or "no source is given"


def anchor(key: str) -> str:
    """Return the name of the place at which a measure stands on its page."""
    return key.replace(".{name}", "").replace(".", "-").replace("_", "-")


def _example(measure: Measure, given: list[Any]) -> str:
    if measure.example is None:
        return ""
    tables, value, *name = measure.example
    steps = examples.worked(measure)
    shown = inline(format(float(value), measure.shown).replace("-", "−"))
    of = f" for *{inline(name[0])}*" if name else ""
    result = f"{inline(steps)} = {shown}" if steps and steps != shown else shown
    if isinstance(tables, str):
        text = " ¶ ".join(tables.split("\n\n"))  # a line by itself is a heading
        return f"- Example: *{inline(text)}* → {result}\n"
    if measure.of == "text":
        texts = ", ".join(f"*{inline(text)}*" for text in tables.values())
        return f"- Example: of the texts {texts} the first has {result}\n"
    listed = f"- Example{of}: {result}\n"
    if tables in given:
        return f"- Example{of}, of the tables above: {result}\n"
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


def given_counts() -> str:
    """Return what is counted of every text, each with what it is."""
    columns = TABLES["sentences"].by_name
    meaning = {name: columns[name].meaning for name in GIVEN if name in columns}
    meaning |= {
        "sentences": "Headings are not among them.",
        "words": "Words of the sentences.",
        "all_words": "Words of the sentences and of the headings.",
    }
    return "\n".join(f"- *{name.replace('_', ' ')}*: {inline(meaning[name])}" for name in GIVEN) + "\n"


def dictionary(t: Tables) -> list[tuple[Markup, str, str, str]]:
    """Return the rows of the data dictionary on measures: key, unit, what it is, what a higher value means."""
    return [
        (code(m.key, in_table=True), m.unit, m.label.replace("{label}", "…"), m.higher)
        for m in declared.families(t)
    ]
