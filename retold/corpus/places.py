"""Offsets in tables: which columns hold them, and how a table is moved with them to another form of its texts.

People and the derived tables point into the texts as decoded; the program looks at them as they are read
(`retold.text.reading`). Which columns point into which text, the column ``references`` of the schema says:
``corpus.n_chars of doc_id`` stands at spans, at the end of a stretch whose beginning is in the column ``start``, and at a
``start`` without an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from retold.corpus.schema import TABLES, Column
from retold.text import Span, spans, spans_text
from retold.text.offsets import SPANS

LENGTH = "corpus.n_chars"
To = Mapping[str, Callable[[Span], Span]]


def pointing(name: str) -> Iterator[tuple[Column, str]]:
    """Yield the columns of a table that point into a text, each with the column that names the text."""
    for column in TABLES[name].columns:
        target, _, owner = column.references.partition(" of ")
        if target == LENGTH:
            yield column, owner


def stretches(column: Column, frame: pd.DataFrame) -> list[list[Span]]:
    """Return what a column points to, row by row; of a place without an end its one character."""
    cells = frame[column.name].tolist()
    if column.type != "count":
        return [
            spans(cell) if SPANS.fullmatch(cell) else [] for cell in cells
        ]  # `tables` says what is no span
    if column.name == "start":
        return [[(int(start), int(start) + 1)] for start in cells]
    return [[(int(start), int(end))] for start, end in zip(frame["start"], cells, strict=True)]


def moved(tables: Mapping[str, pd.DataFrame], to: To) -> dict[str, pd.DataFrame]:
    """Return tables with every offset where it is in another form of its text.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        Tables of a corpus.
    to : mapping of doc_id to callable
        Where a span of a text is; texts that are not named stay as they are.
    """
    return {name: _moved(name, frame, to) if to else frame for name, frame in tables.items()}


def _moved(name: str, frame: pd.DataFrame, to: To) -> pd.DataFrame:
    changed: dict[str, pd.Series] = {}
    for column, owner in pointing(name):
        places = [
            [to[doc](span) for span in own] if doc in to else own
            for doc, own in zip(frame[owner], stretches(column, frame), strict=True)
        ]
        if column.type != "count":
            changed[column.name] = _like(frame[column.name], [spans_text(own) for own in places])
        else:
            changed["start"] = _like(frame["start"], [own[0][0] for own in places])
            if column.name != "start":
                changed[column.name] = _like(frame[column.name], [own[0][1] for own in places])
    return frame.assign(**changed) if changed else frame


def _like(column: pd.Series, values: list[object]) -> pd.Series:
    return pd.Series(values, index=column.index, dtype=column.dtype)
