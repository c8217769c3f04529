"""Figures of readability scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from retold.figures.base import bare, labelled, lanes, measure_panels, multiples, nothing, top_legend, wrapped
from retold.figures.marks import dots, heat_map, mark, marked
from retold.figures.palette import BLUE, GREEN, ORANGE, SKY, ink
from retold.measures import readability

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def readability_intervals(
    intervals: pd.DataFrame,
    labels: Mapping[str, str],
    measures: Sequence[readability.Measure] = readability.MEASURES,
    status: Mapping[str, str] | None = None,
) -> Figure:
    """Draw each readability score with its interval, a panel a measure, marked by its status if given."""
    docs = list(dict.fromkeys(intervals["doc_id"]))
    scores = intervals.rename(columns={"score": "value"}).astype({"low": float, "high": float})
    titles = [marked(m.label, status, f"readability.{m.name}") for m in measures]
    names = [labels[d] for d in docs]
    fig, axes = measure_panels(titles, names, 2, 0.30 * len(docs) + 0.85, (10, 9))
    for ax, measure in zip(axes, measures, strict=True):
        dots(ax, scores[scores["measure"] == measure.name].set_index("doc_id").reindex(docs))
        ax.set_xlabel("higher: " + measure.higher, fontsize=8.5)
    described = next((m for m in measures if m.name == "flesch_kincaid"), measures[0])
    rows = scores[scores["measure"] == described.name]
    ranges = "; ".join(
        f"{labels[r.doc_id]} {r.value:.1f}" + (f" ({r.low:.1f} to {r.high:.1f})" if r.low == r.low else "")
        for r in rows.itertuples()
    )
    if rows["low"].isna().all():
        overlap = "No text is long enough for an interval."
    elif rows["low"].max() <= rows["high"].min():
        overlap = "All intervals share a stretch."
    else:
        overlap = "No stretch is common to all intervals."
    panels = "One panel" if len(measures) == 1 else f"{len(measures)} panels, one a readability measure,"
    alt = f"{panels} with a dot and an interval for every text. {described.label}: {ranges}. {overlap}"
    return labelled(fig, alt, intervals[intervals["measure"].isin([m.name for m in measures])])


def rank_grid(ranks: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Figure:
    """Draw how likely each text has each rank, a panel a formula: dark where a rank is likely."""
    tables = {name: table for name, table in ranks.items() if len(table)}
    if not tables:
        return nothing("Nothing to draw: fewer than two texts are long enough to be resampled.")
    docs = list(next(iter(tables.values())).index)
    fig, axes = multiples(len(tables), 4, 0.27 * len(docs) + 0.75)
    names = {m.name: m.label for m in readability.MEASURES}
    likeliest = []
    for ax, (measure, table) in zip(axes, tables.items(), strict=True):
        name = names.get(measure, measure)
        shares = table.to_numpy(dtype=float)
        heat_map(ax, shares, lambda share: f"{share:.0%}".removesuffix("%"), 7.5, aspect="auto")
        ax.set_title(wrapped(name), fontsize=9)
        ax.set_yticks(range(len(docs)), [labels[d] for d in docs], fontsize=8.5)
        ax.set_xticks(range(len(docs)), [str(r) for r in table.columns], fontsize=8.5)
        bare(ax)
        text, rank = divmod(int(shares.argmax()), shares.shape[1])
        likeliest.append(
            f"{name}: the likeliest place is rank {rank + 1} for {labels[docs[text]]}, {shares.max():.0%}"
        )
    alt = f"A grid for each formula of how likely each text has each rank, in per cent of the draws; rank 1 is the hardest to read. {'; '.join(likeliest)}."
    data = [table.rename_axis("doc_id").reset_index().assign(measure=m) for m, table in tables.items()]
    return labelled(fig, alt, pd.concat(data))


SPLITTER_MARKS = {"retold": "o", "scraps apart": "^", "sentencex": "s", "textstat": "D"}
LANES = {
    ("clean", "with"): (BLUE, "clean"),
    ("raw", "with"): (ORANGE, "with boilerplate"),
    ("clean", "without"): (SKY, "clean, no quotations"),
    ("raw", "without"): (GREEN, "boilerplate, no quotations"),
}


def choices(scores: pd.DataFrame, labels: Mapping[str, str], measure: str = "flesch_kincaid") -> Figure:
    """Draw one score of each text under every splitter, cleaning and treatment of quotations."""
    rows = scores[scores["measure"] == measure]
    if rows.empty:
        return nothing("Nothing to draw: no text of this corpus has a sentence.")
    docs = list(dict.fromkeys(rows["doc_id"]))
    fig, ax = lanes([labels[d] for d in docs], extra=1.5)
    fig.set_figheight(0.72 * len(docs) + 1.5)
    ranges = []
    for y, doc in enumerate(docs):
        of_text = rows[rows["doc_id"] == doc]
        for n, ((cleaning, quotations), (colour, _)) in enumerate(LANES.items()):
            lane = of_text[(of_text["cleaning"] == cleaning) & (of_text["quotations"] == quotations)]
            place = y + (n - 1.5) * 0.19
            ax.plot([lane["score"].min(), lane["score"].max()], [place] * 2, color=colour, lw=1.2, alpha=0.6)
            for row in lane.itertuples():
                mark(ax, row.score, place, SPLITTER_MARKS[row.splitter], colour, 5.5, 0.5)
        ranges.append(f"{labels[doc]} {of_text['score'].min():.1f} to {of_text['score'].max():.1f}")
        if y:
            ax.axhline(y - 0.5, color=ink(), lw=0.4, alpha=0.4)
    handles = [mark(ax, [], [], "o", colour, edge=0.5, label=name) for colour, name in LANES.values()]
    handles += [
        mark(ax, [], [], marker, "none", edge=1.0, label=f"splitter: {name}")
        for name, marker in SPLITTER_MARKS.items()
    ]
    top_legend(fig, handles, 4, 8)
    label = next(m.label for m in readability.MEASURES if m.name == measure)
    ax.set_xlabel(label)
    ax.grid(axis="x", alpha=0.25)
    alt = f"Dots of the {label} of each text under {len(rows) // len(docs)} settings of splitter, cleaning and quotations. Ranges: {'; '.join(ranges)}."
    return labelled(fig, alt, rows)
