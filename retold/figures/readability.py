"""Figures of readability scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from retold.figures.base import bare, labelled, lanes, multiples, nothing, top_legend, wrapped
from retold.figures.marks import heat_map, mark
from retold.figures.palette import BLUE, GREEN, ORANGE, SKY, ink
from retold.measures import readability

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def rank_grid(ranks: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Figure:
    """Draw how likely each text has each rank, a panel a formula: dark where a rank is likely."""
    tables = {name: table for name, table in ranks.items() if len(table)}
    if not tables:
        return nothing("Nothing to draw: fewer than two texts are long enough to be resampled.")
    docs = list(next(iter(tables.values())).index)
    fig, axes = multiples(len(tables), 4, 0.27 * len(docs) + 0.75)
    names = {m.name: m.label for m in readability.FORMULAS}
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
    label = next(m.label for m in readability.FORMULAS if m.name == measure)
    ax.set_xlabel(label)
    ax.grid(axis="x", alpha=0.25)
    alt = f"Dots of the {label} of each text under {len(rows) // len(docs)} settings of splitter, cleaning and quotations. Ranges: {'; '.join(ranges)}."
    return labelled(fig, alt, rows)
