"""Figures of what the texts are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import numpy as np
import pandas as pd

from retold.figures.base import day, ink, labelled, lanes, nothing
from retold.palette import BLUE, GREEN, ORANGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COPY_STYLE = {
    "original": ("o", GREEN, "original"),
    "republished": ("s", BLUE, "republished"),
    "respun": ("D", ORANGE, "respun (inferred)"),
}


def timeline(corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw when each text's original appeared, one lane a text; a bar is a range of days."""
    dated = corpus[corpus["published"] != ""]
    if dated.empty:
        return nothing("Nothing to draw: no text of this corpus is dated.")
    first = pd.to_datetime(dated["published"])
    last = pd.to_datetime(
        dated["published_latest"].where(dated["published_latest"] != "", dated["published"])
    )
    fig, ax = lanes([labels[d] for d in dated["doc_id"]], extra=0.9)
    for y, (kind, start, end) in enumerate(zip(dated["copy_kind"], first, last, strict=True)):
        marker, colour, _ = COPY_STYLE[kind]
        ax.plot([start, end], [y, y], color=colour, lw=5, solid_capstyle="round", alpha=0.45)
        ax.plot([start], [y], marker=marker, color=colour, ms=9, ls="none", mec=ink(), mew=0.8)
    for kind in dict.fromkeys(dated["copy_kind"]):
        marker, colour, name = COPY_STYLE[kind]
        ax.plot([], [], marker=marker, color=colour, ls="none", ms=9, mec=ink(), mew=0.8, label=name)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=7)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%-d %b %Y"))
    ax.margins(x=0.08)
    ax.tick_params(axis="x", labelrotation=20)
    said = [
        f"{labels[d]}, {COPY_STYLE[k][2]}, {day(a)}{'' if a == b else ' to ' + day(b)}"
        for d, k, a, b in zip(dated["doc_id"], dated["copy_kind"], first, last, strict=True)
    ]
    return labelled(
        fig,
        "Timeline with a lane for each text. " + "; ".join(said) + ".",
        dated[["doc_id", "copy_kind", "published", "published_latest", "date_basis"]],
    )


def cleaning(documents: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how many words of each text are article, and how many were removed."""
    names = [labels[d] for d in documents["doc_id"]]
    kept = documents["words"].to_numpy(dtype=float)
    removed = documents["words_raw"].to_numpy(dtype=float) - kept
    fig, ax = lanes(names, extra=1.0)
    y = np.arange(len(names))
    ax.barh(y, kept, color=BLUE, height=0.62, label="article")
    ax.barh(
        y,
        removed,
        left=kept,
        color=ORANGE,
        height=0.62,
        hatch="////",
        edgecolor=ink(),
        lw=0,
        label="removed",
    )
    for i, (a, b) in enumerate(zip(kept, removed, strict=True)):
        ax.annotate(
            f"{a:,.0f} + {b:,.0f}", (a + b, i), xytext=(5, 0), textcoords="offset points", va="center"
        )
    ax.set_xlabel("words")
    ax.set_xlim(0, float((kept + removed).max()) * 1.17)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
    said = "; ".join(f"{n}: {a:,.0f} and {b:,.0f}" for n, a, b in zip(names, kept, removed, strict=True))
    return labelled(
        fig,
        f"Bars of words kept as article and words removed as boilerplate. {said}.",
        documents[["doc_id", "words", "words_raw"]].assign(removed=removed.astype(int)),
    )
