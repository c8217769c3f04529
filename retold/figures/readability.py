"""Figures of readability scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from retold import readability
from retold.figures.base import (
    BLUE,
    WIDTH,
    bare,
    ink,
    labelled,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def readability_intervals(
    intervals: pd.DataFrame,
    labels: Mapping[str, str],
    measures: Sequence[readability.Measure] = readability.MEASURES,
) -> Figure:
    """Draw each readability score with its interval, a panel a measure."""
    docs = list(dict.fromkeys(intervals["doc_id"]))
    columns = min(2, len(measures))
    rows = -(-len(measures) // columns)
    fig, axes = plt.subplots(
        rows,
        columns,
        figsize=(WIDTH, rows * (0.30 * len(docs) + 0.85)),
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    for ax, measure in zip(axes.flat, measures, strict=False):
        mine = intervals[intervals["measure"] == measure.name].set_index("doc_id")
        for y, doc in enumerate(docs):
            score, low, high = mine.loc[doc, ["score", "low", "high"]].astype(float)
            if not np.isnan(low):
                ax.plot([low, high], [y, y], color=BLUE, lw=2.2, solid_capstyle="round")
            ax.plot([score], [y], "o", color=BLUE, ms=6.5, mec=ink(), mew=0.7)
        ax.set_title(measure.label, fontsize=10)
        ax.set_xlabel("higher: " + measure.higher, fontsize=8.5)
        ax.set_yticks(range(len(docs)), [labels[d] for d in docs], fontsize=9)
        ax.set_ylim(len(docs) - 0.5, -0.5)
        ax.grid(axis="x", alpha=0.25)
        bare(ax, bottom=True)
    for ax in list(axes.flat)[len(measures) :]:
        ax.set_visible(False)
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
    return labelled(
        fig, f"{panels} with a dot and an interval for every text. {shown.label}: {said}. {overlap}"
    )
