"""Figures of readability scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retold.figures.base import bare, dots, ink, labelled, lanes, marked, multiples, nothing, wrapped
from retold.figures.palette import BLUE, GREEN, ORANGE, SKY
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
    states = status or {}
    docs = list(dict.fromkeys(intervals["doc_id"]))
    fig, axes = multiples(len(measures), 2, 0.30 * len(docs) + 0.85)
    for ax, measure in zip(axes, measures, strict=True):
        mine = intervals[intervals["measure"] == measure.name].set_index("doc_id").reindex(docs)
        dots(ax, range(len(docs)), mine.rename(columns={"score": "value"}).astype({"low": float}))
        ax.set_title(marked(measure.label, states.get(f"readability.{measure.name}")), fontsize=10)
        ax.set_xlabel("higher: " + measure.higher, fontsize=8.5)
        ax.set_yticks(range(len(docs)), [labels[d] for d in docs], fontsize=9)
        ax.set_ylim(len(docs) - 0.5, -0.5)
        ax.grid(axis="x", alpha=0.25)
        bare(ax, bottom=True)
    shown = next((m for m in measures if m.name == "flesch_kincaid"), measures[0])
    mine = (
        intervals[intervals["measure"] == shown.name]
        .set_index("doc_id")
        .astype({"low": float, "high": float})
    )
    said = "; ".join(
        f"{labels[d]} {score:.1f}" + ("" if np.isnan(low) else f" ({low:.1f} to {high:.1f})")
        for d, score, low, high in mine[["score", "low", "high"]].itertuples()
    )
    panels = "One panel" if len(measures) == 1 else f"{len(measures)} panels, one a readability measure,"
    common = mine["low"].max() <= mine["high"].min()
    overlap = "All intervals share a stretch." if common else "No stretch is common to all intervals."
    if mine["low"].isna().all():
        overlap = "No text is long enough for an interval."
    return labelled(
        fig,
        f"{panels} with a dot and an interval for every text. {shown.label}: {said}. {overlap}",
        intervals[intervals["measure"].isin([m.name for m in measures])],
    )


def rank_grid(ranks: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Figure:
    """Draw how likely each text has each rank, a panel a formula: dark where a rank is likely."""
    shown = {name: table for name, table in ranks.items() if len(table)}
    if not shown:
        return nothing("Nothing to draw: fewer than two texts are long enough to be resampled.")
    docs = list(next(iter(shown.values())).index)
    fig, axes = multiples(len(shown), 4, 0.27 * len(docs) + 0.75)
    named = {m.name: m.label for m in readability.MEASURES}
    said = []
    for ax, (name, table) in zip(axes, shown.items(), strict=True):
        values = table.to_numpy(dtype=float)
        ax.imshow(values, cmap="cividis", vmin=0, vmax=1, aspect="auto")
        for i, j in np.ndindex(*values.shape):
            share = f"{values[i, j]:.0%}".removesuffix("%")
            ax.text(
                j,
                i,
                share,
                ha="center",
                va="center",
                fontsize=7.5,
                color="black" if values[i, j] > 0.5 else "white",
            )
        ax.set_title(wrapped(named.get(name, name)), fontsize=9)
        ax.set_yticks(range(len(docs)), [labels[d] for d in docs], fontsize=8.5)
        ax.set_xticks(range(len(docs)), [str(r) for r in table.columns], fontsize=8.5)
        bare(ax)
        best = np.unravel_index(int(values.argmax()), values.shape)
        said.append(
            f"{named.get(name, name)}: the likeliest place is rank {int(best[1]) + 1} for {labels[docs[int(best[0])]]}, {values.max():.0%}"
        )
    return labelled(
        fig,
        f"A grid for each formula of how likely each text has each rank, in per cent of the draws; rank 1 is the hardest to read. {'; '.join(said)}.",
        pd.concat(
            [table.rename_axis("doc_id").reset_index().assign(measure=name) for name, table in shown.items()]
        ),
    )


SPLITTER_MARKS = {"retold": "o", "scraps apart": "^", "sentencex": "s", "textstat": "D"}
LANES = {
    ("clean", "with"): (BLUE, "clean"),
    ("raw", "with"): (ORANGE, "with boilerplate"),
    ("clean", "without"): (SKY, "clean, no quotations"),
    ("raw", "without"): (GREEN, "boilerplate, no quotations"),
}


def choices(scores: pd.DataFrame, labels: Mapping[str, str], measure: str = "flesch_kincaid") -> Figure:
    """Draw one score of each text under every splitter, cleaning and treatment of quotations."""
    mine = scores[scores["measure"] == measure]
    if mine.empty:
        return nothing("Nothing to draw: no text of this corpus has a sentence.")
    docs = list(dict.fromkeys(mine["doc_id"]))
    fig, ax = lanes([labels[d] for d in docs], extra=1.5)
    fig.set_figheight(0.72 * len(docs) + 1.5)
    said = []
    for y, doc in enumerate(docs):
        own = mine[mine["doc_id"] == doc]
        for n, (key, (colour, _)) in enumerate(LANES.items()):
            lane = own[(own["cleaning"] == key[0]) & (own["quotations"] == key[1])]
            place = y + (n - 1.5) * 0.19
            ax.plot([lane["score"].min(), lane["score"].max()], [place] * 2, color=colour, lw=1.2, alpha=0.6)
            for row in lane.itertuples():
                ax.plot(
                    [row.score],
                    [place],
                    SPLITTER_MARKS[row.splitter],
                    color=colour,
                    ms=5.5,
                    mec=ink(),
                    mew=0.5,
                )
        said.append(f"{labels[doc]} {own['score'].min():.1f} to {own['score'].max():.1f}")
        if y:
            ax.axhline(y - 0.5, color=ink(), lw=0.4, alpha=0.4)
    handles = [
        ax.plot([], [], "o", color=colour, mec=ink(), mew=0.5, ls="none", label=name)[0]
        for colour, name in LANES.values()
    ]
    handles += [
        ax.plot([], [], mark, color="none", mec=ink(), ls="none", label=f"splitter: {name}")[0]
        for name, mark in SPLITTER_MARKS.items()
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=4, frameon=False, fontsize=8)
    label = next(m.label for m in readability.MEASURES if m.name == measure)
    ax.set_xlabel(label)
    ax.grid(axis="x", alpha=0.25)
    return labelled(
        fig,
        f"Dots of the {label} of each text under {len(mine) // len(docs)} settings of splitter, cleaning and quotations. Ranges: {'; '.join(said)}.",
        mine,
    )
