"""Figures of what becomes of quotations and statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import PercentFormatter

from retold.common.statistics import wilson
from retold.corpus.schema import FATES
from retold.figures.base import WIDTH, bare, ink, labelled, lanes, nothing
from retold.figures.palette import BLUE, GREEN, ORANGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def quote_drift(drift: pd.DataFrame, corpus: pd.DataFrame) -> Figure:
    """Draw how far each coded quotation drifted, and its length in both versions."""
    story = corpus.set_index("doc_id")["story_id"]
    used = drift[
        (drift["pair_id"] != "")
        & (drift["span_a"] != "")
        & (drift["span_b"] != "")
        & (drift["doc_a"].map(story) == drift["doc_b"].map(story))
    ].sort_values(["distance", "pair_id"])
    if used.empty:
        return nothing("Nothing to draw: no quotation of this corpus was coded in two versions.")
    fig, (left, right) = plt.subplots(
        1, 2, figsize=(WIDTH, 0.245 * len(used) + 1.1), sharey=True, layout="constrained", width_ratios=(3, 2)
    )
    y = np.arange(len(used))
    spread = used["distance"].to_numpy(dtype=float)
    left.hlines(y, 0, spread, color=BLUE, lw=2)
    left.plot(spread, y, "o", color=BLUE, ms=6, mec=ink(), mew=0.6)
    for i, value in enumerate(spread):
        left.annotate(
            f"{value:.2f}", (value, i), xytext=(7, 0), textcoords="offset points", va="center", fontsize=8
        )
    left.set_yticks(y, list(used["pair_id"]), fontsize=8)
    left.set_xlim(-0.02, 1.16)
    left.set_xlabel("word edit distance (0: word for word)", fontsize=9)
    a, b = used["words_a"].to_numpy(dtype=float), used["words_b"].to_numpy(dtype=float)
    right.hlines(y, a, b, color=ink(), lw=1.4)
    right.plot(a, y, "o", color=ORANGE, ms=6, mec=ink(), mew=0.6, label="first version")
    right.plot(b, y, "D", color=GREEN, ms=5, mec=ink(), mew=0.6, label="second version")
    right.set_xlabel("words", fontsize=9)
    right.legend(loc="lower right", frameon=False, fontsize=8)
    left.set_ylim(len(used) - 0.4, -0.6)
    for ax in (left, right):
        ax.grid(axis="x", alpha=0.25)
        bare(ax, bottom=True)
    exact = int((spread == 0).sum())
    return labelled(
        fig,
        f"Two panels over {len(used)} quotations that both versions have, from least to most changed. Left, the word edit distance: {exact} are at 0.00, the median is {np.median(spread):.2f}, the largest {spread.max():.2f}. "
        f"Right, their lengths in words in both versions; the largest difference is {np.abs(a - b).max():.0f} words.",
        used[["pair_id", "doc_a", "doc_b", "words_a", "words_b", "distance"]],
    )


def fates(coded: pd.DataFrame, computed: pd.DataFrame) -> Figure:
    """Draw what became of attributed statements, by hand and by program, with Wilson intervals."""
    if coded.empty:
        return nothing("Nothing to draw: no statement of this corpus was coded in two versions.")
    fig, ax = lanes(list(FATES), extra=0.9)
    said, rows = [], []
    for lift, (name, frame, marker, colour) in zip(
        (-0.16, 0.16), (("coded", coded, "o", BLUE), ("by rule", computed, "s", ORANGE)), strict=True
    ):
        parts = []
        for y, fate in enumerate(FATES):
            count, total = int((frame["fate"] == fate).sum()), len(frame)
            low, high = wilson(count, total)
            if low is None or high is None:
                continue
            ax.plot([low, high], [y + lift] * 2, color=colour, lw=2.4, solid_capstyle="round")
            ax.plot(
                [count / total],
                [y + lift],
                marker,
                color=colour,
                ms=7,
                mec=ink(),
                mew=0.6,
                label=name if y == 0 else None,
            )
            ax.annotate(
                f"{count} of {total}",
                (high, y + lift),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
            )
            parts.append(f"{fate} {count} of {total}")
            rows.append((name, fate, count, total, low, high))
        said.append(f"{name}: {', '.join(parts)}")
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel("share of attributed statements, with 95 % intervals")
    ax.legend(loc="lower right", frameon=False)
    return labelled(
        fig,
        f"Dots and intervals of what became of attributed statements. {'; '.join(said)}.",
        pd.DataFrame(rows, columns=["by", "fate", "statements", "of", "low", "high"]),
    )
