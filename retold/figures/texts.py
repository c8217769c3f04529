"""Figures of what the texts are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import FancyBboxPatch

from retold.figures.base import WIDTH, day, ground, ink, labelled, lanes, nothing, wrapped
from retold.figures.palette import BLUE, GREEN, ORANGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
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


STEPS = (0.0, 0.37, 0.74)
BOX = 0.27


def provenance(corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the way of each text from its outlet to its file: solid where it is known, dashed where inferred.

    Texts of one story leave from one original. What nobody of this project has seen has a dashed box.
    """
    fig, ax = plt.subplots(figsize=(WIDTH, 0.62 * len(corpus) + 0.9), layout="constrained")
    said = []
    place = dict(zip(corpus["doc_id"], range(len(corpus)), strict=True))
    for _, story in corpus.groupby("story_id", sort=False):
        rows = [place[d] for d in story["doc_id"]]
        outlet, kept = story["outlet"].iloc[0], (story["copy_kind"] == "original").any()
        middle = sum(rows) / len(rows)
        _station(ax, STEPS[0], middle, outlet, seen=bool(kept))
        for row in story.itertuples():
            y = place[row.doc_id]
            seen_at = row.copy_seen_at or "place not known"
            inferred = row.copy_kind == "respun"
            if row.copy_kind == "original":
                _arrow(ax, (STEPS[0], middle), (STEPS[2], y), False)
                said.append(f"{labels[row.doc_id]}: from the outlet itself")
            else:
                _arrow(ax, (STEPS[0], middle), (STEPS[1], y), inferred)
                _station(ax, STEPS[1], y, f"{row.copy_kind}\n{seen_at}", seen=row.copy_seen_at != "")
                _arrow(ax, (STEPS[1], y), (STEPS[2], y), False)
                how = "respun, as is inferred from its damage" if inferred else "republished"
                said.append(f"{labels[row.doc_id]}: {how}, seen at {seen_at}")
            _station(ax, STEPS[2], y, wrapped(labels[row.doc_id]), seen=True)
    for x, name in zip(STEPS, ("first published by", "on its way", "the file studied here"), strict=True):
        ax.text(x, -0.75, name, ha="center", va="center", fontsize=9, style="italic")
    ax.plot([], [], color=ink(), lw=1.4, label="known")
    ax.plot([], [], color=ink(), lw=1.4, ls="--", label="inferred, or never seen by us")
    fig.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    ax.set_xlim(-0.15, 0.89)
    ax.set_ylim(len(corpus) - 0.5, -1.0)
    ax.axis("off")
    data = corpus[["doc_id", "outlet", "story_id", "copy_kind", "copy_seen_at"]]
    return labelled(
        fig,
        f"Chains of the ways of {len(corpus)} texts from the outlet to the file; inferred steps are dashed. {'; '.join(said)}.",
        data,
    )


def _station(ax: Axes, x: float, y: float, text: str, *, seen: bool) -> None:
    ax.add_patch(
        FancyBboxPatch(
            (x - BOX / 2, y - 0.3), BOX, 0.6, boxstyle="round,pad=0,rounding_size=0.02", fc=ground(), ec=ink(),
            lw=1.1, ls="-" if seen else "--", mutation_aspect=6,
        )
    )  # fmt: skip
    ax.text(x, y, text, ha="center", va="center", fontsize=8.5)


def _arrow(ax: Axes, one: tuple[float, float], two: tuple[float, float], inferred: bool) -> None:
    style = {"arrowstyle": "-|>", "color": ink(), "lw": 1.3, "ls": "--" if inferred else "-"}
    ends = (two[0] - BOX / 2, two[1]), (one[0] + BOX / 2, one[1])
    ax.annotate("", *ends, arrowprops={**style, "shrinkA": 1, "shrinkB": 1})
