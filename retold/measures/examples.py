"""Examples worked by hand: from the text or the little tables of a measure to its value, by the code that the report uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from retold.compare import similarity
from retold.corpus.schema import TABLES
from retold.measures import counts, sentences
from retold.measures.formula import written
from retold.measures.measure import Measure, Totals
from retold.text import Text

DOC = "example"
CUT = "scraps apart"  # who counts by hand takes "No." for a sentence; in the texts it may be a scrap of another one
BLANK = {"count": 0, "number": 0.0, "flag": False}


def tables(
    given: str | Mapping[str, Sequence[Mapping[str, Any]]], measure: Measure
) -> dict[str, pd.DataFrame]:
    """Return the tables of an example: all that there are, empty but for what is given."""
    t = {name: table.empty() for name, table in TABLES.items()}
    if isinstance(given, str):
        text = Text(given)
        t["sentences"] = sentences.count(text, text.quotations, CUT).assign(doc_id=DOC)
        t[counts.OWN] = counts.of_text(measure, DOC, text, sentences.SPLITTERS[CUT](text))
    else:
        t |= {name: _table(name, rows) for name, rows in given.items()}
    return t


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows that name some columns of a table, the others blank."""
    columns = TABLES[name].columns
    blank = {c.name: BLANK.get(c.type, "") for c in columns} | {"doc_id": DOC, "method": "coded"}
    table = pd.DataFrame([{**blank, **row} for row in rows])
    return table[[c.name for c in columns]]


def totals(measure: Measure) -> tuple[Measure, Totals]:
    """Return what the example of a measure sums up to, and the measure; of a family, the one that it names."""
    given, _, *name = measure.example or ("", 0.0)
    t = tables(given, measure)
    if name:
        labels = measure.each(t) if measure.each else {}
        measure = measure.member(str(name[0]), labels.get(str(name[0]), str(name[0])))
    table, columns = counts.matrix(t, [measure])
    return measure, Totals(table.sum(axis=0, keepdims=True), columns[measure.key])


def value(measure: Measure) -> float:
    """Compute the value of the example of a measure, as that of any text is computed.

    Raises
    ------
    BadInputError
        If a count or the value of the measure fails.
    """
    if measure.of == "text":
        return _alike(measure)
    member, summed = totals(measure)
    return float(member.values(summed)[0])


def worked(measure: Measure) -> str:
    """Return the formula of a measure with the numbers of its example in it; blank if it cannot be written."""
    if measure.of == "text" or measure.formula or measure.value is None:
        return ""
    member, summed = totals(measure)
    numbers: dict[str, str | list[str]] = {
        name: [f"{n:g}" for n in total] if isinstance(total := summed[name][0], np.ndarray) else f"{total:g}"
        for name in summed.names
    }
    return written(member.value, numbers) if member.value else ""


def _alike(measure: Measure) -> float:
    """How alike the first of some texts is to the others, each a story of its own."""
    given = measure.example[0] if measure.example else {}
    texts = {str(d): Text(str(text)) for d, text in given.items()}
    cut = {d: [text[start:end] for start, end in text.sentences] for d, text in texts.items()}
    drawn = similarity.cosine_draws(cut, {d: d for d in cut}, {})
    return float(np.asarray(drawn.loc[drawn["doc_id"] == next(iter(cut)), "similarity"])[0])
