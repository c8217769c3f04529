"""Figures of how texts name, frame and blame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pandas as pd

from retold.figures.base import (
    BLUE,
    ORANGE,
    WIDTH,
    bare,
    labelled,
    nothing,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def naming(rates: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how often each class of terms names the event, per 1,000 words, as a heat map."""
    rates = rates.loc[:, rates.sum() > 0]
    if rates.empty or not len(rates.columns):
        return nothing("Nothing to draw: this corpus has no lexicon, or uses none of its terms.")
    docs, classes = list(rates.index), list(rates.columns)
    values = rates.to_numpy(dtype=float)
    fig, ax = plt.subplots(figsize=(WIDTH, 0.42 * len(classes) + 1.6), layout="constrained")
    top = float(values.max()) if values.size else 1.0
    ax.imshow(values.T, cmap="cividis", vmin=0, vmax=top, aspect="auto")
    for i in range(len(docs)):
        for j in range(len(classes)):
            v = values[i, j]
            ax.text(
                i,
                j,
                f"{v:.1f}" if v else "0",
                ha="center",
                va="center",
                color="black" if v > top / 2 else "white",
                fontsize=9,
            )
    if len(docs) > 5:
        ax.set_xticks(
            range(len(docs)), [labels[d] for d in docs], rotation=35, ha="left", rotation_mode="anchor"
        )
    else:
        ax.set_xticks(range(len(docs)), [wrapped(labels[d]) for d in docs])
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(classes)), classes)
    bare(ax)
    said = "; ".join(
        f"{labels[d]}: most often {rates.loc[d].idxmax()} ({rates.loc[d].max():.1f})"
        for d in docs
        if rates.loc[d].max() > 0
    )
    return labelled(
        fig, f"Heat map of how often each text uses each class of terms, per thousand words. {said}."
    )


def naming_slots(slots: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how corresponding sentences of the first pair of versions name the event: a slopegraph."""
    if slots.empty:
        return nothing("Nothing to draw: no aligned sentences of this corpus name the event.")
    a, b = slots.iloc[0][["doc_a", "doc_b"]]
    rows = slots[(slots["doc_a"] == a) & (slots["doc_b"] == b)]
    pairs = rows.assign(
        left=rows["term_a"].replace("", "(not named)"), right=rows["term_b"].replace("", "(not named)")
    )
    counts = pairs.groupby(["left", "right"]).size()
    ranked = pd.concat([pairs["left"], pairs["right"]]).value_counts()
    terms = sorted((t for t in ranked.index if t != "(not named)"), key=lambda t: (-ranked[t], t))
    terms += [t for t in ("(not named)",) if t in ranked.index]
    fig, ax = plt.subplots(figsize=(WIDTH, 0.36 * len(terms) + 1.0), layout="constrained")
    for (one, two), count in counts.items():
        alike = one == two
        ax.plot(
            [0, 1],
            [terms.index(one), terms.index(two)],
            color=BLUE if alike else ORANGE,
            lw=1.2 + 1.3 * count,
            ls="-" if alike else "--",
            alpha=0.9,
            solid_capstyle="round",
        )
    for x, side, where, gap in ((0, "left", "right", -0.03), (1, "right", "left", 0.03)):
        used = pairs[side].value_counts()
        for term in used.index:
            ax.text(x + gap, terms.index(term), f"{term} {used[term]}", ha=where, va="center")
        ax.text(x, -1.0, labels[a if x == 0 else b], ha="center", weight="bold")
    ax.plot([], [], color=BLUE, lw=2.5, label="same term")
    ax.plot([], [], color=ORANGE, lw=2.5, ls="--", label="another term")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, frameon=False)
    ax.set_xlim(-0.4, 1.4)
    ax.set_ylim(len(terms) - 0.3, -1.5)
    ax.axis("off")
    alike = int((rows["term_a"] == rows["term_b"]).sum())
    moved = "; ".join(
        f"{one} faces {two} {n} times" if n > 1 else f"{one} faces {two}"
        for (one, two), n in counts.sort_values(ascending=False, kind="stable").items()
        if one != two
    )
    return labelled(
        fig,
        f"Slopegraph of {len(rows)} places where corresponding sentences name the event; {alike} use the same term. From {labels[a]} to {labels[b]}: {moved}.",
    )
