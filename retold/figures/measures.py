"""The standard figure of measures: a panel a measure, a dot and its interval a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from retold.corpus.labels import many
from retold.figures.base import folded, labelled, measure_panels, nothing, wrapped
from retold.figures.marks import dots, marked, percent
from retold.figures.outlets import said, signed, strip_panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ONE_LINE = 36  # characters that find room below a panel
NOTHING = "This corpus bears none of these measures."


def measures(
    table: pd.DataFrame,
    labels: Mapping[str, str],
    status: Mapping[str, str] | None = None,
    message: str = NOTHING,
) -> Figure:
    """Draw measures of each text with their intervals, a panel a measure, marked by its status.

    Many texts are dots in lanes of their outlets, without intervals.

    Parameters
    ----------
    table : DataFrame
        Rows of `values.by_text`, the measures to draw in the order of their panels. Of a single family, whose labels
        begin alike, panels are small and named by what sets them apart; else each says what a higher value means.
    labels : mapping of doc_id to str
        Short names of the texts.
    status : mapping of key to str, optional
        The verdict on each measure (`retold.measures.noise.STATES`).
    message : str
        What to say if there is nothing to draw.
    """
    table = table.dropna(subset="value")
    if table.empty:
        return nothing(message)
    docs = [d for d in labels if d in set(table["doc_id"])]
    listed = table.drop_duplicates("key")
    prefixes = set(listed["label"].str.partition(": ")[0])
    family = len(listed) > 1 and len(prefixes) == 1 and listed["unit"].nunique() == 1
    names = listed["label"].str.split(": ", n=1).str[-1] if family else listed["label"]
    titles = [marked(name, status, key) for name, key in zip(names, listed["key"], strict=True)]
    across, extra, size = (3, 0.62, (9.5, 8.5)) if family else (2, 0.85, (10, 9))
    of_measure = [table[table["key"] == key].set_index("doc_id").reindex(docs) for key in listed["key"]]
    if many(docs):
        fig, axes = strip_panels(titles, [rows["value"].astype(float) for rows in of_measure], labels, across)
    else:
        heads = [folded(title, 22 if family else 34) for title in titles]
        fig, axes = measure_panels(heads, [labels[d] for d in docs], across, 0.235 * len(docs) + extra, size)
    captions = []
    for ax, name, measure, rows in zip(axes, names, listed.itertuples(), of_measure, strict=True):
        if not many(docs):
            dots(ax, rows.astype({"low": float, "high": float}))
        _scaled(ax, measure.unit)
        if not family:
            higher = f"higher: {measure.higher}"
            ax.set_xlabel(higher if len(higher) <= ONE_LINE else wrapped(higher), fontsize=8.5)
        state = f" ({status.get(measure.key, 'not weighed')})" if status is not None else ""
        told = said(rows["value"], labels, measure.form) if many(docs) else _said(rows, labels, measure.form)
        captions.append(f"{name}{state}: {told}")
    kind = f", {table['unit'].iloc[0]}" if family else ""
    count = "One panel" if len(listed) == 1 else f"A panel for each of {len(listed)} measures{kind},"
    drawn = (
        "a dot for every text in the lane of its outlet"
        if many(docs)
        else "a dot and an interval for every text"
    )
    alt = f"{count} with {drawn}. {'; '.join(captions)}."
    return labelled(fig, alt, table)


def _scaled(ax: Axes, unit: str) -> None:
    """Shares in per cent; whatever has a zero begins there, which a score has not."""
    if unit.startswith("share"):
        percent(ax.xaxis)
    if unit != "score":
        # A little before zero, so that no dot is cut.
        ax.set_xlim(left=min(-0.03 * ax.get_xlim()[1], ax.get_xlim()[0] * 0.2))
    ax.tick_params(axis="x", labelsize=8.5)


def _said(rows: pd.DataFrame, labels: Mapping[str, str], form: str) -> str:
    """The range of a measure in words, and whether its intervals overlap."""
    low, high = (signed(value, form) for value in (rows["value"].min(), rows["value"].max()))
    text = f"from {low} to {high}, most in {labels[rows['value'].idxmax()]}"
    if rows["low"].isna().any():
        return text
    common = rows["low"].max() <= rows["high"].min()
    return f"{text}, {'all intervals share a stretch' if common else 'no stretch common to all intervals'}"
