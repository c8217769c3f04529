"""Figures of what the texts are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.patches import FancyBboxPatch

from retold.figures.base import canvas, day, labelled, lanes, nothing, wrapped
from retold.figures.marks import band, mark, note, split_bars
from retold.figures.palette import BLUE, GREEN, ORANGE, VERMILION, ground, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COPY_STYLE = {
    "original": ("o", GREEN, "original"),
    "republished": ("s", BLUE, "republished"),
    "respun": ("D", ORANGE, "respun (inferred)"),
    "unknown": ("X", VERMILION, "nobody says how it was copied"),
}


def timeline(corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw when each text's original appeared, one lane a text; a bar is a range of days."""
    dated = corpus[corpus["published"] != ""]
    if dated.empty:
        return nothing("Nothing to draw: no text of this corpus is dated.")
    latest = dated["published_latest"].where(dated["published_latest"] != "", dated["published"])
    names = [labels[d] for d in dated["doc_id"]]
    fig, ax = lanes(names, extra=0.9)
    periods = []
    days = zip(pd.to_datetime(dated["published"]), pd.to_datetime(latest), strict=True)
    for y, (name, kind, (start, end)) in enumerate(zip(names, dated["copy_kind"], days, strict=True)):
        marker, colour, caption = COPY_STYLE[kind]
        band(ax, start, end, y, colour, 5, alpha=0.45)
        mark(ax, start, y, marker, colour, 9, 0.8)
        periods.append(f"{name}, {caption}, {day(start)}{'' if start == end else ' to ' + day(end)}")
    for kind in dict.fromkeys(dated["copy_kind"]):
        marker, colour, caption = COPY_STYLE[kind]
        mark(ax, [], [], marker, colour, 9, 0.8, label=caption)
    ax.legend(
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=2 if "unknown" in set(dated["copy_kind"]) else 3,
        frameon=False,
    )
    ax.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=7))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%-d %b %Y"))  # type: ignore[no-untyped-call]
    ax.margins(x=0.08)
    ax.tick_params(axis="x", labelrotation=20)
    alt = f"Timeline with a lane for each text. {'; '.join(periods)}."
    return labelled(fig, alt, dated[["doc_id", "copy_kind", "published", "published_latest", "date_basis"]])


def cleaning(documents: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how many words of each text are article, and how many were removed."""
    names = [labels[d] for d in documents["doc_id"]]
    words = documents[["doc_id", "words", "words_raw"]].assign(
        removed=(documents["words_raw"] - documents["words"]).astype(int)
    )
    fig, ax = lanes(names, extra=1.0)
    split_bars(ax, words["words"], words["removed"], ("article", "removed"), ORANGE)
    for y, row in enumerate(words.itertuples()):
        note(ax, f"{row.words:,.0f} + {row.removed:,.0f}", (row.words_raw, y))
    ax.set_xlabel("words")
    ax.set_xlim(0, float(words["words_raw"].max()) * 1.17)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
    counts = "; ".join(
        f"{name}: {row.words:,.0f} and {row.removed:,.0f}"
        for name, row in zip(names, words.itertuples(), strict=True)
    )
    alt = f"Bars of words kept as article and words removed as boilerplate. {counts}."
    return labelled(fig, alt, words)


STEPS = (0.0, 0.37, 0.74)
WAYS = {
    "republished": "republished",
    "respun": "respun, as is inferred from its damage",
    "unknown": "on a way that nobody knows",
}
BOX = 0.27


def provenance(corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the way of each text from its outlet to its file: solid where it is known, dashed where inferred.

    Texts of one story leave from one original. What nobody of this project has seen has a dashed box.
    """
    fig, ax = canvas(0.62 * len(corpus) + 0.9)
    ways = []
    place = dict(zip(corpus["doc_id"], range(len(corpus)), strict=True))
    for _, story in corpus.groupby("story_id", sort=False):
        middle = sum(place[d] for d in story["doc_id"]) / len(story)
        original_seen = bool((story["copy_kind"] == "original").any())
        _station(ax, STEPS[0], middle, story["outlet"].iloc[0], seen=original_seen)
        for row in story.itertuples():
            y = place[row.doc_id]
            label = labels[row.doc_id]
            seen_at = row.copy_seen_at or "place not known"
            inferred = row.copy_kind in ("respun", "unknown")
            if row.copy_kind == "original":
                _arrow(ax, (STEPS[0], middle), (STEPS[2], y), False)
                ways.append(f"{label}: from the outlet itself")
            else:
                _arrow(ax, (STEPS[0], middle), (STEPS[1], y), inferred)
                _station(
                    ax,
                    STEPS[1],
                    y,
                    f"{'on its way' if row.copy_kind == 'unknown' else row.copy_kind}\n{seen_at}",
                    seen=row.copy_seen_at != "",
                )
                _arrow(ax, (STEPS[1], y), (STEPS[2], y), False)
                ways.append(f"{label}: {WAYS[row.copy_kind]}, seen at {seen_at}")
            _station(ax, STEPS[2], y, wrapped(label), seen=True)
    for x, name in zip(STEPS, ("first published by", "on its way", "the file studied here"), strict=True):
        ax.text(x, -0.75, name, ha="center", va="center", fontsize=9, style="italic")
    ax.plot([], [], color=ink(), lw=1.4, label="known")
    ax.plot([], [], color=ink(), lw=1.4, ls="--", label="inferred, or never seen by us")
    fig.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    ax.set_xlim(-0.15, 0.89)
    ax.set_ylim(len(corpus) - 0.5, -1.0)
    ax.axis("off")
    alt = f"Chains of the ways of {len(corpus)} texts from the outlet to the file; inferred steps are dashed. {'; '.join(ways)}."
    return labelled(fig, alt, corpus[["doc_id", "outlet", "story_id", "copy_kind", "copy_seen_at"]])


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
