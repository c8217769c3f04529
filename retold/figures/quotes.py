"""Figures of what becomes of quotations and statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from retold.common.statistics import wilson
from retold.corpus.schema import FATES
from retold.figures.base import WIDTH, bare, cut, labelled, lanes, nothing
from retold.figures.marks import band, mark, note, percent
from retold.figures.palette import BLUE, GREEN, ORANGE, ink

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUOTATIONS = 40


def quote_drift(drift: pd.DataFrame, corpus: pd.DataFrame) -> Figure:
    """Draw how far each quotation drifted, and its length in both versions; of very many the least and most changed."""
    story = corpus.set_index("doc_id")["story_id"]
    in_both = drift[["pair_id", "span_a", "span_b"]].ne("").all(axis=1)
    one_story = drift["doc_a"].map(story) == drift["doc_b"].map(story)
    pairs = drift[in_both & one_story].sort_values(["distance", "pair_id"])
    if pairs.empty:
        return nothing("No quotation of this corpus was found in two versions.")
    everything = pairs
    if len(pairs) > QUOTATIONS:
        pairs = pd.concat([pairs.head(QUOTATIONS // 2), pairs.tail(QUOTATIONS // 2)])
    size = (WIDTH, 0.245 * len(pairs) + 1.1)
    fig, (left, right) = plt.subplots(
        1, 2, figsize=size, sharey=True, layout="constrained", width_ratios=(3, 2)
    )
    y = np.arange(len(pairs), dtype=float)
    if len(pairs) < len(everything):
        y[len(pairs) // 2 :] += 1
        left.text(
            0.5,
            len(pairs) // 2,
            f"{len(everything) - len(pairs):,} between are left out",
            ha="center",
            va="center",
            fontsize=9,
            style="italic",
        )
    distance, a, b = (pairs[c].to_numpy(dtype=float) for c in ("distance", "words_a", "words_b"))
    left.hlines(y, 0, distance, color=BLUE, lw=2)
    mark(left, distance, y, "o", BLUE)
    for i, value in enumerate(distance):
        note(left, f"{value:.0%}", (value, y[i]), (7, 0), fontsize=8.5)
    left.set_yticks(y, [cut(pair, 28) for pair in pairs["pair_id"]], fontsize=8.5)
    left.set_xlim(-0.02, 1.16)
    percent(left.xaxis)
    left.set_xlabel("words changed (0%: word for word the same)", fontsize=9)
    right.hlines(y, a, b, color=ink(), lw=1.4)
    mark(right, a, y, "o", ORANGE, label="first version")
    mark(right, b, y, "D", GREEN, 5, label="second version")
    right.set_xlabel("words", fontsize=9)
    right.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=8.5, handletextpad=0.2
    )
    left.set_ylim(y[-1] + 0.6, -0.6)
    for ax in (left, right):
        ax.grid(axis="x", alpha=0.25)
        bare(ax, bottom=True)
    distance, a, b = (everything[c].to_numpy(dtype=float) for c in ("distance", "words_a", "words_b"))
    cut_short = (
        f", of which the {len(pairs)} least and most changed are drawn"
        if len(pairs) < len(everything)
        else ""
    )
    alt = (
        f"Two panels over {len(everything)} quotations that both versions have{cut_short}, from least to most changed. Left, the share of the words changed: "
        f"{(distance == 0).sum()} are word for word the same, the median is {np.median(distance):.0%}, the largest {distance.max():.0%}. "
        f"Right, their lengths in words in both versions; the largest difference is {np.abs(a - b).max():.0f} words."
    )
    return labelled(fig, alt, everything[["pair_id", "doc_a", "doc_b", "words_a", "words_b", "distance"]])


def fates(coded: pd.DataFrame, computed: pd.DataFrame) -> Figure:
    """Draw what became of attributed statements, by hand and by program, with Wilson intervals."""
    if coded.empty:
        return nothing("No statement of this corpus was coded in two versions.")
    fig, ax = lanes(list(FATES), extra=0.9)
    captions, rows = [], []
    for lift, name, frame, marker, colour in (
        (-0.16, "coded", coded, "o", BLUE),
        (0.16, "by rule", computed, "s", ORANGE),
    ):
        counts = []
        for y, fate in enumerate(FATES):
            count, total = int((frame["fate"] == fate).sum()), len(frame)
            low, high = wilson(count, total)
            if low is None or high is None:
                continue
            band(ax, low, high, y + lift, colour, 2.4)
            mark(ax, count / total, y + lift, marker, colour, 7, label=None if y else name)
            note(ax, f"{count} of {total}", (high, y + lift), (6, 0), fontsize=8.5)
            counts.append(f"{fate} {count} of {total}")
            rows.append((name, fate, count, total, low, high))
        captions.append(f"{name}: {', '.join(counts)}")
    ax.set_xlim(0, 1)
    percent(ax.xaxis)
    ax.set_xlabel("share of attributed statements, with 95 % intervals")
    ax.legend(loc="lower right", frameon=False)
    alt = f"Dots and intervals of what became of attributed statements. {'; '.join(captions)}."
    return labelled(fig, alt, pd.DataFrame(rows, columns=["by", "fate", "statements", "of", "low", "high"]))
