"""One function a figure, from tables to a matplotlib `Figure`.

A figure takes its colours for text and ground from the running matplotlib style, so
the same function draws the light and the dark version. Data colours are those of
Okabe and Ito, which colour-blind readers can tell apart; shape, hatch or a printed
number always says the same thing again. The label of a returned figure
(``figure.get_label()``) is its text alternative: what is seen, with the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import PercentFormatter

from retold import readability, versions
from retold.results import outermost

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, SKY, GREEN, ORANGE = "#0072B2", "#56B4E9", "#009E73", "#E69F00"
COPY_STYLE = {
    "original": ("o", GREEN, "original"),
    "republished": ("s", BLUE, "republished"),
    "respun": ("D", ORANGE, "respun (inferred)"),
}
KIND_STYLE = {"direct": (BLUE, ""), "mixed": (SKY, "//"), "indirect": (ORANGE, "..")}
WIDTH = 7.0
ROW = 0.46


def timeline(corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw when each text's original appeared, one lane a text; a bar is a range of days."""
    dated = corpus[corpus["published"] != ""]
    if dated.empty:
        return _nothing("Nothing to draw: no text of this corpus is dated.")
    first = pd.to_datetime(dated["published"])
    last = pd.to_datetime(
        dated["published_latest"].where(dated["published_latest"] != "", dated["published"])
    )
    fig, ax = _lanes([labels[d] for d in dated["doc_id"]], extra=0.9)
    for y, (kind, start, end) in enumerate(zip(dated["copy_kind"], first, last, strict=True)):
        marker, colour, _ = COPY_STYLE[kind]
        ax.plot([start, end], [y, y], color=colour, lw=5, solid_capstyle="round", alpha=0.45)
        ax.plot([start], [y], marker=marker, color=colour, ms=9, ls="none", mec=_ink(), mew=0.8)
    for kind in dict.fromkeys(dated["copy_kind"]):
        marker, colour, name = COPY_STYLE[kind]
        ax.plot([], [], marker=marker, color=colour, ls="none", ms=9, mec=_ink(), mew=0.8, label=name)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=7)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%-d %b %Y"))
    ax.margins(x=0.08)
    ax.tick_params(axis="x", labelrotation=20)
    said = [
        f"{labels[d]}, {COPY_STYLE[k][2]}, {_day(a)}{'' if a == b else ' to ' + _day(b)}"
        for d, k, a, b in zip(dated["doc_id"], dated["copy_kind"], first, last, strict=True)
    ]
    return _labelled(fig, "Timeline with a lane for each text. " + "; ".join(said) + ".")


def cleaning(documents: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how many words of each text are article, and how many were removed."""
    names = [labels[d] for d in documents["doc_id"]]
    kept = documents["words"].to_numpy(dtype=float)
    removed = documents["words_raw"].to_numpy(dtype=float) - kept
    fig, ax = _lanes(names, extra=1.0)
    y = np.arange(len(names))
    ax.barh(y, kept, color=BLUE, height=0.62, label="article")
    ax.barh(
        y,
        removed,
        left=kept,
        color=ORANGE,
        height=0.62,
        hatch="////",
        edgecolor=_ink(),
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
    return _labelled(fig, f"Bars of words kept as article and words removed as boilerplate. {said}.")


def similarity(cosine: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the cosine matrix as a heat map with the numbers in the cells."""
    names = [labels[d] for d in cosine.index]
    values = cosine.to_numpy()
    size = max(3.4, 0.78 * len(names) + 1.6)
    fig, ax = plt.subplots(figsize=(WIDTH, size), layout="constrained")
    shown = np.where(np.eye(len(names), dtype=bool), np.nan, values)
    ax.imshow(shown, cmap="cividis", vmin=0, vmax=1)
    for i in range(len(names)):
        for j in range(len(names)):
            if i != j:
                ax.text(
                    j,
                    i,
                    f"{values[i, j]:.2f}",
                    ha="center",
                    va="center",
                    color="black" if values[i, j] > 0.5 else "white",
                )
    ax.set_xticks(range(len(names)), names, rotation=30, ha="right")
    ax.set_yticks(range(len(names)), names)
    _bare(ax)
    pairs = [(values[i, j], names[i], names[j]) for i in range(len(names)) for j in range(i)]
    pairs.sort(reverse=True)
    top, rest = pairs[0], pairs[1:]
    said = f"Heat map of the cosine similarity of each pair of texts. The most alike are {top[1]} and {top[2]} at {top[0]:.2f}"
    said += f"; the other pairs lie between {rest[-1][0]:.2f} and {rest[0][0]:.2f}." if rest else "."
    return _labelled(fig, said)


def dendrogram(cosine: pd.DataFrame, labels: Mapping[str, str], method: str = "average") -> Figure:
    """Draw the hierarchical clustering of the texts on 1 - cosine."""
    from scipy.cluster.hierarchy import dendrogram as scipy_dendrogram

    names = [labels[d] for d in cosine.index]
    tree = versions.linkage(cosine, method)
    fig, ax = _lanes(names, extra=0.9)
    scipy_dendrogram(
        tree,
        labels=names,
        orientation="left",
        ax=ax,
        link_color_func=lambda _: BLUE,
        above_threshold_color=BLUE,
    )
    ax.set_xlabel("distance (1 − cosine)")
    ax.set_xlim(1.0, 0.0)
    ax.tick_params(axis="y", labelsize=mpl.rcParams["ytick.labelsize"])
    _bare(ax, bottom=True)
    steps = "; ".join(
        f"at {height:.2f} {', '.join(sorted(names))}"
        for height, names in zip(tree[:, 2], _merges(tree, names), strict=True)
    )
    return _labelled(fig, f"Dendrogram of the texts; branches join, from most alike to least: {steps}.")


def shares(
    attributions: pd.DataFrame, documents: pd.DataFrame, groups: pd.DataFrame, labels: Mapping[str, str]
) -> Figure:
    """Draw the share of each text's words given to each group, empty groups included."""
    if outermost(attributions).empty or groups.empty:
        return _nothing("Nothing to draw: no speaker of this corpus was coded.")
    table = _group_shares(attributions, documents, groups)
    docs = list(table.columns)
    columns = min(3, len(docs))
    rows = -(-len(docs) // columns)
    fig, axes = plt.subplots(
        rows,
        columns,
        figsize=(WIDTH, rows * (0.28 * len(table) + 0.75)),
        sharex=True,
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    y = np.arange(len(table))
    top = float(np.nanmax(table.to_numpy())) if table.size else 1.0
    for ax, doc in zip(axes.flat, docs, strict=False):
        values = table[doc].to_numpy()
        ax.barh(y, values, color=BLUE, height=0.64)
        for i, v in enumerate(values):
            text = f"{v:.0%}" if v >= 0.005 else ("0" if v == 0 else "<1%")
            ax.annotate(text, (v, i), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8)
        ax.set_title(labels[doc], fontsize=9.5)
        ax.set_yticks(y, [_wrapped(n) for n in table.index], fontsize=8.5)
        ax.set_xlim(0, top * 1.25)
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        _bare(ax, bottom=True)
    axes[0, 0].invert_yaxis()
    for ax in list(axes.flat)[len(docs) :]:
        ax.set_visible(False)
    said = []
    for doc in docs:
        ordered = table[doc][table[doc] > 0].sort_values(ascending=False)
        said.append(f"{labels[doc]}: " + ", ".join(f"{g} {v:.0%}" for g, v in ordered.head(3).items()))
    silent = [g for g in table.index if not table.loc[g].any()]
    tail = f" No text gives words to: {', '.join(silent)}." if silent else ""
    return _labelled(
        fig,
        f"A panel of bars for each text: share of its words given to each group of speakers. Largest: {'; '.join(said)}.{tail}",
    )


def kinds(attributions: pd.DataFrame, documents: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how much of each text is direct, mixed and indirect quotation."""
    coded = outermost(attributions)
    if coded.empty:
        return _nothing("Nothing to draw: no speaker of this corpus was coded.")
    table = coded.pivot_table(
        index="doc_id", columns="kind", values="words", aggfunc="sum", sort=False
    ).fillna(0)
    order = [d for d in documents["doc_id"] if d in table.index]
    words = documents.set_index("doc_id")["words"].astype(float)
    table = table.reindex(order).astype(float).div(words.reindex(order), axis=0)
    fig, ax = _lanes([labels[d] for d in order], extra=1.0)
    left = np.zeros(len(order))
    y = np.arange(len(order))
    for kind, (colour, hatch) in KIND_STYLE.items():
        values = table[kind].to_numpy() if kind in table else np.zeros(len(order))
        ax.barh(
            y,
            values,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor=_ground(),
            lw=0,
            height=0.62,
            label=kind,
        )
        for i, v in enumerate(values):
            if v >= 0.04:
                ink = "white" if colour == BLUE else "black"
                box = {"facecolor": colour, "edgecolor": "none", "pad": 1.5}
                ax.text(
                    left[i] + v / 2, i, f"{v:.0%}", ha="center", va="center", color=ink, fontsize=9, bbox=box
                )
        left += values
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel("share of the text's words")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    said = "; ".join(
        f"{labels[d]}: " + ", ".join(f"{k} {table.at[d, k]:.0%}" for k in KIND_STYLE if k in table)
        for d in order
    )
    return _labelled(
        fig, f"Stacked bars of the share of words in direct, mixed and indirect quotation. {said}."
    )


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
            ax.plot([score], [y], "o", color=BLUE, ms=6.5, mec=_ink(), mew=0.7)
        ax.set_title(measure.label, fontsize=10)
        ax.set_xlabel("higher: " + measure.higher, fontsize=8.5)
        ax.set_yticks(range(len(docs)), [labels[d] for d in docs], fontsize=9)
        ax.set_ylim(len(docs) - 0.5, -0.5)
        ax.grid(axis="x", alpha=0.25)
        _bare(ax, bottom=True)
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
    return _labelled(
        fig, f"{panels} with a dot and an interval for every text. {shown.label}: {said}. {overlap}"
    )


def naming(rates: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how often each class of terms names the event, per 1,000 words, as a heat map."""
    rates = rates.loc[:, rates.sum() > 0]
    if rates.empty or not len(rates.columns):
        return _nothing("Nothing to draw: this corpus has no lexicon, or uses none of its terms.")
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
        ax.set_xticks(range(len(docs)), [_wrapped(labels[d]) for d in docs])
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(classes)), classes)
    _bare(ax)
    said = "; ".join(
        f"{labels[d]}: most often {rates.loc[d].idxmax()} ({rates.loc[d].max():.1f})"
        for d in docs
        if rates.loc[d].max() > 0
    )
    return _labelled(
        fig, f"Heat map of how often each text uses each class of terms, per thousand words. {said}."
    )


def _group_shares(attributions: pd.DataFrame, documents: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Share of each text's words by group; rows in the order of groups.csv, none left out."""
    coded = outermost(attributions)
    table = coded.pivot_table(index="group", columns="doc_id", values="words", aggfunc="sum").astype(float)
    table = table.reindex(index=groups["group"], columns=documents["doc_id"]).fillna(0.0)
    shares = table.div(documents.set_index("doc_id")["words"].astype(float), axis=1)
    shares.index = list(groups["label"])
    return shares


def _nothing(message: str) -> Figure:
    """A figure that says why there is none."""
    fig = plt.figure(figsize=(WIDTH, 0.8))
    fig.text(0.5, 0.5, message, ha="center", va="center", style="italic")
    return _labelled(fig, message)


def _merges(tree: np.ndarray, names: Sequence[str]) -> list[list[str]]:
    nodes: list[list[str]] = [[n] for n in names]
    for a, b, *_ in tree:
        nodes.append(nodes[int(a)] + nodes[int(b)])
    return nodes[len(names) :]


def _lanes(names: Sequence[str], extra: float) -> tuple[Figure, Axes]:
    """An axes with one horizontal lane a name, the first on top."""
    fig, ax = plt.subplots(figsize=(WIDTH, ROW * len(names) + extra), layout="constrained")
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    _bare(ax, bottom=True)
    return fig, ax


def _bare(ax: Axes, bottom: bool = False) -> None:
    for side, spine in ax.spines.items():
        spine.set_visible(bottom and side == "bottom")
    ax.tick_params(length=0)


def _labelled(fig: Figure, alt: str) -> Figure:
    fig.set_label(alt)
    return fig


def _ink() -> str:
    return mpl.rcParams["text.color"]


def _ground() -> str:
    return mpl.rcParams["figure.facecolor"]


def _day(stamp: pd.Timestamp) -> str:
    return f"{stamp.day} {stamp.month_name()} {stamp.year}"


def _wrapped(name: str) -> str:
    """Break a long name into two lines near its middle."""
    if len(name) <= 16 or " " not in name:
        return name
    spaces = [i for i, c in enumerate(name) if c == " "]
    cut = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return name[:cut] + "\n" + name[cut + 1 :]
