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
from matplotlib.collections import PatchCollection
from matplotlib.patches import Polygon, Rectangle
from matplotlib.ticker import PercentFormatter

from retold import readability, speakers, versions
from retold.results import wilson
from retold.tables import FATES, spans

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


def dendrogram(
    cosine: pd.DataFrame, labels: Mapping[str, str], support: pd.DataFrame, method: str = "average"
) -> Figure:
    """Draw the hierarchical clustering of the texts on 1 - cosine, with the support of its clades.

    At each join stands the lowest and the highest support over all settings (`versions.support`).
    """
    from scipy.cluster.hierarchy import dendrogram as scipy_dendrogram

    ids = list(cosine.index)
    names = [labels[d] for d in ids]
    tree = versions.linkage(cosine, method)
    fig, ax = _lanes(names, extra=0.9)
    drawn = scipy_dendrogram(
        tree,
        labels=names,
        orientation="left",
        ax=ax,
        link_color_func=lambda _: BLUE,
        above_threshold_color=BLUE,
    )
    said = []
    places = {
        round(x[1], 9): (y[1] + y[2]) / 2 for x, y in zip(drawn["dcoord"], drawn["icoord"], strict=True)
    }
    for height, members in zip(tree[:, 2], _merges(tree, ids), strict=True):
        rows = support[
            support["clade"].map(lambda c, m=frozenset(members): frozenset(c.split()) == m).astype(bool)
        ]
        part = f"at {height:.2f} {', '.join(sorted(labels[m] for m in members))}"
        if len(rows):
            low, high = rows["support"].min(), rows["support"].max()
            ax.annotate(
                f"{low:.2f}–{high:.2f}",
                (height, places[round(height, 9)]),
                xytext=(-4, 3),
                textcoords="offset points",
                ha="right",
                va="bottom",
                fontsize=9,
            )
            part += f" (support {low:.2f} to {high:.2f})"
        said.append(part)
    ax.set_xlabel("distance (1 − cosine); numbers: support over all settings")
    ax.set_xlim(1.0, 0.0)
    ax.tick_params(axis="y", labelsize=mpl.rcParams["ytick.labelsize"])
    _bare(ax, bottom=True)
    return _labelled(
        fig, f"Dendrogram of the texts; branches join, from most alike to least: {'; '.join(said)}."
    )


def shares(t: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Figure:
    """Draw the share of each text's words given to each group; hatched: to speakers without a name.

    A group without words keeps its row.
    """
    coded = speakers.with_traits(t, speakers.outermost(t["attributions"]))
    groups = t["groups"]
    if coded.empty or groups.empty:
        return _nothing("Nothing to draw: no speaker of this corpus was coded.")
    names = list(groups["label"])
    size = t["documents"].set_index("doc_id")["words"].astype(float)
    docs = [d for d in size.index if d in set(coded["doc_id"])]
    table = coded.pivot_table(
        index="group", columns=["doc_id", "named"], values="words", aggfunc="sum", fill_value=0
    )
    table = table.reindex(groups["group"]).fillna(0.0)
    parts = {
        (d, named): (table[d, named].to_numpy(dtype=float) if (d, named) in table else np.zeros(len(names)))
        / size[d]
        for d in docs
        for named in (True, False)
    }
    fig, axes = _panels(len(docs), names)
    y = np.arange(len(names))
    top = max(float((parts[d, True] + parts[d, False]).max()) for d in docs)
    for ax, doc in zip(axes, docs, strict=True):
        named, hidden = parts[doc, True], parts[doc, False]
        ax.barh(y, named, color=BLUE, height=0.64)
        ax.barh(y, hidden, left=named, color=SKY, height=0.64, hatch="////", edgecolor=_ink(), lw=0)
        for i, v in enumerate(named + hidden):
            text = f"{v:.0%}" if v >= 0.005 else ("0" if v == 0 else "<1%")
            ax.annotate(text, (v, i), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8)
        ax.set_title(labels[doc], fontsize=9.5)
        ax.set_xlim(0, top * 1.25)
    patches = [
        Rectangle((0, 0), 1, 1, fc=BLUE, label="named"),
        Rectangle((0, 0), 1, 1, fc=SKY, hatch="////", ec=_ink(), lw=0, label="without a name"),
    ]
    fig.legend(handles=patches, loc="outside upper center", ncols=2, frameon=False)
    said = []
    for doc in docs:
        both = pd.Series(parts[doc, True] + parts[doc, False], index=names)
        ordered = both[both > 0].sort_values(ascending=False, kind="stable")
        said.append(f"{labels[doc]}: " + ", ".join(f"{g} {v:.0%}" for g, v in ordered.head(3).items()))
    silent = [n for i, n in enumerate(names) if all(parts[d, k][i] == 0 for d in docs for k in (True, False))]
    tail = f" No text gives words to: {', '.join(silent)}." if silent else ""
    return _labelled(
        fig,
        f"A panel of bars for each text: share of its words given to each group of speakers, those without a name hatched. Largest: {'; '.join(said)}.{tail}",
    )


# After Okabe and Ito, shifted until each stands out 3:1 from the light page and from the dark one.
GROUP_COLOURS = (
    BLUE, "#C17D00", "#00906A", "#BC6A97", "#D55E00", "#2E8FC4", "#8C8200", "#8A6FB5", "#9A6250", "#17878F",
)  # fmt: skip
_HEIGHT = {"direct": 0.92, "mixed": 0.62, "indirect": 0.34, "": 0.1}
STRIP_ROW = 60


def strips(t: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Figure:
    """Draw each text as rows of small marks, one a word: colour is the group, height the form."""
    runs = t["strips"][t["strips"]["method"] == speakers.CODED]
    groups = [g for g in t["groups"]["group"] if g in set(runs["group"])]
    if not groups:
        return _nothing("Nothing to draw: no speaker of this corpus was coded.")
    colours = {g: GROUP_COLOURS[n % len(GROUP_COLOURS)] for n, g in enumerate(t["groups"]["group"])}
    docs = list(dict.fromkeys(runs["doc_id"]))
    sizes = [int(runs.loc[runs["doc_id"] == d, "words"].sum()) for d in docs]
    lines = [-(-size // STRIP_ROW) for size in sizes]
    gap = 3.4
    fig, ax = plt.subplots(
        figsize=(WIDTH, 0.105 * (sum(lines) + gap * len(docs)) + 0.9), layout="constrained"
    )
    top = 0.0
    for doc, count in zip(docs, lines, strict=True):
        ax.text(0, top + 2.1, labels[doc], fontsize=9.5, weight="bold", va="center")
        top += gap
        at = 0
        for run in runs[runs["doc_id"] == doc].sort_values("run").itertuples():
            _draw_run(ax, at, int(run.words), top, colours.get(run.group, _ink()), run.kind)
            at += int(run.words)
        top += count
    ax.set_xlim(-0.5, STRIP_ROW + 0.5)
    ax.set_ylim(top + 0.5, 0)
    ax.axis("off")
    names = dict(zip(t["groups"]["group"], t["groups"]["label"], strict=True))
    patches = [Rectangle((0, 0), 1, 1, fc=colours[g], label=names[g]) for g in groups]
    fig.legend(handles=patches, loc="outside upper center", ncols=3, frameon=False, fontsize=8.5)
    said = []
    for doc, size in zip(docs, sizes, strict=True):
        mine = runs[(runs["doc_id"] == doc) & (runs["kind"] != "")]
        own = size - int(mine["words"].sum())
        said.append(
            f"{labels[doc]}: {size} words, {own} of them the outlet's own, in {len(mine)} runs of attributed words"
        )
    return _labelled(
        fig,
        "Each text as rows of marks, one a word, with no word readable. Colour is the group of the speaker; tall marks are direct, middling mixed, low indirect speech, and lines the outlet's own words. "
        + "; ".join(said)
        + ".",
    )


def _draw_run(ax: Axes, at: int, words: int, top: float, colour: str, kind: str) -> None:
    """Draw the marks of a run of words from word `at` on."""
    places = [divmod(at + n, STRIP_ROW) for n in range(words)]
    height = _HEIGHT[kind]
    boxes = [Rectangle((x + 0.08, top + row + 0.96 - height), 0.84, height) for row, x in places]
    ax.add_collection(
        PatchCollection(boxes, facecolor=colour if kind else _ink(), alpha=1 if kind else 0.45, lw=0)
    )


def ranges(moved: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw each measure of the speakers with its range if one attribution were not there."""
    if moved.empty:
        return _nothing("Nothing to draw: no speaker of this corpus was coded.")
    measures = list(dict.fromkeys(moved["measure"]))
    docs = list(dict.fromkeys(moved["doc_id"]))
    fig, axes = plt.subplots(
        1,
        len(measures),
        figsize=(WIDTH, 0.34 * len(docs) + 1.1),
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    said = []
    for ax, measure in zip(axes[0], measures, strict=True):
        mine = moved[moved["measure"] == measure].set_index("doc_id")
        counted = measure == "effective speakers"
        form = (lambda v: f"{v:.1f}") if counted else (lambda v: f"{v:.0%}")
        parts = []
        for y, doc in enumerate(docs):
            if doc not in mine.index:
                continue
            value, low, high = (float(mine.at[doc, c]) for c in ("value", "low", "high"))
            ax.plot([low, high], [y, y], color=BLUE, lw=5, alpha=0.4, solid_capstyle="round")
            ax.plot([value], [y], "o", color=BLUE, ms=6.5, mec=_ink(), mew=0.7)
            parts.append(f"{labels[doc]} {form(value)} ({form(low)} to {form(high)})")
        said.append(f"{measure}: {', '.join(parts)}")
        ax.set_title(measure, fontsize=10)
        if not counted:
            ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.set_xlim(0, float(mine["high"].max()) * 1.12 or 1)
        ax.grid(axis="x", alpha=0.25)
        ax.set_yticks(range(len(docs)), [labels[d] for d in docs], fontsize=9)
        ax.set_ylim(len(docs) - 0.5, -0.5)
        _bare(ax, bottom=True)
    return _labelled(
        fig,
        f"Dots of the measures, with bands of what they are if any one attribution is left out. {'; '.join(said)}.",
    )


def engine_shares(both: pd.DataFrame, groups: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the program's share of each group beside the coding's, with the program's bounds."""
    if both.empty:
        return _nothing("Nothing to draw: no speaker of this corpus was coded.")
    docs = list(dict.fromkeys(both["doc_id"]))
    names = list(groups["label"])
    fig, axes = _panels(len(docs), names)
    said = []
    for ax, doc in zip(axes, docs, strict=True):
        mine = both[both["doc_id"] == doc].set_index("group").reindex(groups["group"])
        y = np.arange(len(names))
        ax.hlines(y, mine["low"], mine["high"], color=ORANGE, lw=4, alpha=0.4)
        ax.plot(mine["engine"], y, "s", color=ORANGE, ms=5.5, mec=_ink(), mew=0.6)
        ax.plot(mine["coded"], y, "o", color=BLUE, ms=5.5, mec=_ink(), mew=0.6)
        ax.set_title(labels[doc], fontsize=9.5)
        ax.grid(axis="x", alpha=0.25)
        gap = (mine["coded"] - mine["engine"]).abs()
        worst = gap.idxmax()
        label = names[list(groups["group"]).index(worst)]
        said.append(
            f"{labels[doc]}, widest apart at {label}: coded {mine.at[worst, 'coded']:.0%}, program {mine.at[worst, 'engine']:.0%}"
        )
    handles = [
        axes[0].plot([], [], "o", color=BLUE, mec=_ink(), mew=0.6, label="coded")[0],
        axes[0].plot([], [], "s", color=ORANGE, mec=_ink(), mew=0.6, label="program alone, with its bounds")[
            0
        ],
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=2, frameon=False)
    return _labelled(
        fig,
        f"A panel for each text: the share of its words given to each group by the coding (dots) and by the program (squares, with bounds). {'; '.join(said)}.",
    )


def kinds(attributions: pd.DataFrame, documents: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how much of each text is direct, mixed and indirect quotation."""
    coded = speakers.outermost(attributions)
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


def scale(halves: pd.DataFrame, cosine: pd.DataFrame, corpus: pd.DataFrame) -> Figure:
    """Draw every similarity beside those of random halves: the bar against which it is read."""
    story = corpus.set_index("doc_id")["story_id"]
    pairs = versions.pairs(cosine, story)
    own = halves["doc_a"] == halves["doc_b"]
    same = halves["doc_a"].map(story) == halves["doc_b"].map(story)
    rows = [
        ("whole texts of one story", pairs.loc[pairs["same_story"], "similarity"], ORANGE),
        ("whole texts of different stories", pairs.loc[~pairs["same_story"], "similarity"], BLUE),
        ("two halves of one text", halves.loc[own, "similarity"], GREEN),
        ("halves of texts of one story", halves.loc[same & ~own, "similarity"], ORANGE),
        ("halves of different stories", halves.loc[~same, "similarity"], BLUE),
    ]
    rows = [r for r in rows if len(r[1])]
    if not rows:
        return _nothing("Nothing to draw: no text of this corpus has two sentences.")
    fig, ax = _lanes([name for name, *_ in rows], extra=0.7)
    for y, (_, values, colour) in enumerate(rows):
        ax.plot([values.min(), values.max()], [y, y], color=colour, lw=5, alpha=0.35, solid_capstyle="round")
        ax.plot(values, np.full(len(values), y), "o", color=colour, ms=7, mec=_ink(), mew=0.6)
    ax.set_xlim(0, 1)
    ax.set_xlabel("cosine similarity (higher is more alike)")
    ax.grid(axis="x", alpha=0.25)
    said = "; ".join(
        f"{name}: {v.min():.2f}" + (f" to {v.max():.2f}" if len(v) > 1 else "") for name, v, _ in rows
    )
    return _labelled(fig, f"Dots of the cosine similarity of whole texts and of random halves. {said}.")


def shingle_decay(similarities: pd.DataFrame, corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the share of shared runs of words by their length, a line a pair of texts."""
    used = similarities[similarities["measure"].str.startswith("containment")]
    if used.empty:
        return _nothing("Nothing to draw: no text of this corpus has a word.")
    table = used.groupby(["doc_a", "doc_b", "shingle"], sort=False)["value"].max().unstack("shingle")
    story = corpus.set_index("doc_id")["story_id"]
    fig, ax = plt.subplots(figsize=(WIDTH, 4.0), layout="constrained")
    sizes = list(table.columns)
    same = [(a, b) for a, b in table.index if story[a] == story[b]]
    for pair in table.index:
        if pair not in same:
            ax.plot(sizes, table.loc[pair], color="#8c8c8c", lw=1.1, alpha=0.8, zorder=1)
    for number, pair in enumerate(same):
        style = ("-", "--", ":", "-.")[number % 4]
        name = f"{labels[pair[0]]} / {labels[pair[1]]}"
        ax.plot(
            sizes, table.loc[pair], color=ORANGE, lw=2.8, ls=style, marker="o", ms=4.5, zorder=2, label=name
        )
    ax.plot([], [], color="#8c8c8c", lw=1.1, label="texts of different stories")
    for size in (1, 5, 8):
        for pair in same[:1]:
            value = float(table.loc[pair, size])
            ax.annotate(f"{value:.0%}", (size, value), xytext=(4, 6), textcoords="offset points")
    ax.legend(frameon=False)
    ax.set_xticks(sizes)
    ax.set_xlabel("words in a row")
    ax.set_ylabel("share found in the other text")
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_ylim(0, 1)
    ax.grid(axis="y", alpha=0.25)
    said = [
        f"{labels[a]} and {labels[b]}: "
        + ", ".join(f"{table.loc[(a, b), n]:.0%} at {n}" for n in (1, 2, 3, 5, 8, 10))
        for a, b in same
    ]
    rest = table.drop(index=same)
    other = (
        f" Between different stories the share is at most {rest[1].max():.0%} for words and {rest[5].max():.1%} for runs of five."
        if len(rest)
        else ""
    )
    return _labelled(
        fig,
        f"Lines of the share of runs of words found in the other text, by their length. {'; '.join(said) or 'No story has versions'}.{other}",
    )


def clade_support(support: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how firmly each clade stands, a dot a setting of the clustering."""
    if support.empty:
        return _nothing("Nothing to draw: this corpus has too few texts, or too many, for a dendrogram.")
    order = support.groupby("clade")["support"].median().sort_values(ascending=False)
    clades = list(order.index[:8])
    fig, ax = _lanes(["\n".join(_lines([labels[d] for d in c.split()])) for c in clades], extra=0.9)
    fig.set_figheight(0.62 * len(clades) + 1.0)
    marks = {"content-words": "D", "words": "o", "words-1-2": "s", "characters-3-5": "^"}
    colours = {"content-words": SKY, "words": BLUE, "words-1-2": GREEN, "characters-3-5": ORANGE}
    for y, clade in enumerate(clades):
        rows = support[support["clade"] == clade].reset_index(drop=True)
        for name, own in rows.groupby("vectoriser", sort=False):
            lift = (np.arange(len(own)) / max(1, len(own) - 1) - 0.5) * 0.5
            ax.plot(own["support"], y + lift, marks[name], color=colours[name], ms=4.5, alpha=0.75, ls="none")
    for name, marker in marks.items():
        ax.plot([], [], marker, color=colours[name], ls="none", label=name.replace("-", " ", 1))
    ax.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=4,
        frameon=False,
        columnspacing=1.0,
        handletextpad=0.2,
    )
    ax.set_xlim(-0.03, 1.03)
    ax.set_xlabel("support (share of bootstraps)")
    ax.grid(axis="x", alpha=0.25)
    said = "; ".join(
        f"{' with '.join(labels[d] for d in c.split())}: {g['support'].min():.2f} to {g['support'].max():.2f}"
        for c in clades
        for g in [support[support["clade"] == c]]
    )
    return _labelled(fig, f"Dots of the support of each clade under every setting of the clustering. {said}.")


def ribbon(alignments: pd.DataFrame, damage: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the first pair of versions as two strips of sentences, joined where they correspond."""
    if alignments.empty:
        return _nothing("Nothing to draw: no story of this corpus has two versions.")
    a, b = alignments.iloc[0][["doc_a", "doc_b"]]
    rows = alignments[(alignments["doc_a"] == a) & (alignments["doc_b"] == b)]
    fig, ax = plt.subplots(figsize=(WIDTH, 3.3), layout="constrained")
    levels = mpl.colormaps["cividis"]
    tops: dict[str, int] = {a: 0, b: 0}
    for row in rows.itertuples():
        for spanned, doc_id, y in ((row.a, a, 1.0), (row.b, b, 0.0)):
            for start, end in spans(spanned):
                tops[doc_id] = max(tops[doc_id], end)
                lone = not (row.a and row.b)
                ax.add_patch(
                    Rectangle(
                        (start, y - 0.06),
                        end - start,
                        0.12,
                        fc="none" if lone else levels(row.similarity),
                        ec=_ink(),
                        lw=0.6,
                        hatch="////" if lone else None,
                    )
                )
        for s, e in spans(row.a):
            for t, f in spans(row.b):
                ax.add_patch(
                    Polygon(
                        [(s, 0.93), (e, 0.93), (f, 0.07), (t, 0.07)],
                        fc=levels(row.similarity),
                        alpha=0.75 if row.operation != "moved" else 0.95,
                        ec=ORANGE if row.operation == "moved" else "none",
                    )
                )
    for doc_id, y in ((a, 1.11), (b, -0.11)):
        places = [spans(cell)[0][0] for cell in damage.loc[damage["doc_id"] == doc_id, "span"]]
        ax.plot(
            places,
            np.full(len(places), y),
            "v" if y > 0.5 else "^",
            color="#D55E00",
            ms=5,
            ls="none",
        )
    ax.set_yticks([1.0, 0.0], [labels[a], labels[b]])
    ax.set_xlim(-40, max(tops.values()) + 40)
    ax.set_ylim(-0.25, 1.3)
    ax.set_xticks([])
    _bare(ax)
    mapped = mpl.cm.ScalarMappable(norm=mpl.colors.Normalize(0, 1), cmap=levels)
    fig.colorbar(
        mapped,
        ax=ax,
        orientation="horizontal",
        shrink=0.4,
        aspect=30,
        pad=0.02,
        label="similarity of the sentences",
    )
    if damage["doc_id"].isin([a, b]).any():
        ax.plot([], [], "v", color="#D55E00", ms=5, ls="none", label="damage")
        ax.legend(loc="upper right", frameon=False, bbox_to_anchor=(1.0, 1.12))
    steps = rows["operation"].value_counts()
    said = ", ".join(f"{n} {name}" for name, n in steps.items())
    order = "in the same order" if "moved" not in steps else f"{steps['moved']} of them out of order"
    return _labelled(
        fig,
        f"Two strips of sentences, {labels[a]} above and {labels[b]} below, joined by bands where they correspond, {order}. Pairs: {said}. Hatched sentences have no counterpart. "
        + f"Triangles mark {int((damage['doc_id'] == a).sum())} damaged places above and {int((damage['doc_id'] == b).sum())} below.",
    )


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
        return _nothing("Nothing to draw: no quotation of this corpus was coded in two versions.")
    fig, (left, right) = plt.subplots(
        1, 2, figsize=(WIDTH, 0.245 * len(used) + 1.1), sharey=True, layout="constrained", width_ratios=(3, 2)
    )
    y = np.arange(len(used))
    spread = used["distance"].to_numpy(dtype=float)
    left.hlines(y, 0, spread, color=BLUE, lw=2)
    left.plot(spread, y, "o", color=BLUE, ms=6, mec=_ink(), mew=0.6)
    for i, value in enumerate(spread):
        left.annotate(
            f"{value:.2f}", (value, i), xytext=(7, 0), textcoords="offset points", va="center", fontsize=8
        )
    left.set_yticks(y, list(used["pair_id"]), fontsize=8)
    left.set_xlim(-0.02, 1.16)
    left.set_xlabel("word edit distance (0: word for word)", fontsize=9)
    a, b = used["words_a"].to_numpy(dtype=float), used["words_b"].to_numpy(dtype=float)
    right.hlines(y, a, b, color=_ink(), lw=1.4)
    right.plot(a, y, "o", color=ORANGE, ms=6, mec=_ink(), mew=0.6, label="first version")
    right.plot(b, y, "D", color=GREEN, ms=5, mec=_ink(), mew=0.6, label="second version")
    right.set_xlabel("words", fontsize=9)
    right.legend(loc="lower right", frameon=False, fontsize=8)
    left.set_ylim(len(used) - 0.4, -0.6)
    for ax in (left, right):
        ax.grid(axis="x", alpha=0.25)
        _bare(ax, bottom=True)
    exact = int((spread == 0).sum())
    return _labelled(
        fig,
        f"Two panels over {len(used)} quotations that both versions have, from least to most changed. Left, the word edit distance: {exact} are at 0.00, the median is {np.median(spread):.2f}, the largest {spread.max():.2f}. "
        f"Right, their lengths in words in both versions; the largest difference is {np.abs(a - b).max():.0f} words.",
    )


def fates(coded: pd.DataFrame, computed: pd.DataFrame) -> Figure:
    """Draw what became of attributed statements, by hand and by program, with Wilson intervals."""
    if coded.empty:
        return _nothing("Nothing to draw: no statement of this corpus was coded in two versions.")
    fig, ax = _lanes(list(FATES), extra=0.9)
    said = []
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
                mec=_ink(),
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
        said.append(f"{name}: {', '.join(parts)}")
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel("share of attributed statements, with 95 % intervals")
    ax.legend(loc="lower right", frameon=False)
    return _labelled(fig, f"Dots and intervals of what became of attributed statements. {'; '.join(said)}.")


def stemma(damage: pd.DataFrame, corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the first story with two damaged versions as a tree: shared errors above, own errors on the branches."""
    story = corpus.set_index("doc_id")["story_id"]
    chosen = next(
        (
            list(rows.unique())
            for _, rows in damage.groupby(damage["doc_id"].map(story))["doc_id"]
            if rows.nunique() > 1
        ),
        [],
    )
    if not chosen:
        return _nothing("Nothing to draw: no story of this corpus has two versions with coded damage.")
    fig, ax = plt.subplots(figsize=(WIDTH, 3.7), layout="constrained")
    top, fork = (0.5, 0.95), (0.5, 0.6)
    shared = int((damage["doc_id"].isin(chosen) & (damage["twin"] != "")).sum()) // len(chosen)
    ax.plot(*zip(top, fork, strict=True), color=_ink(), lw=1.6, ls="--")
    _boxed(ax, top, "the original\n(never seen)")
    _boxed(ax, fork, f"what both copies descend from\n{shared} errors in both")
    said = []
    for n, doc_id in enumerate(chosen):
        place = ((n + 0.5) / len(chosen), 0.06)
        ax.plot(*zip(fork, place, strict=True), color=_ink(), lw=1.6, zorder=0)
        rows = damage[damage["doc_id"] == doc_id]
        own, unknown = int((rows["chain"] == "own").sum()), int((rows["chain"] == "unknown").sum())
        middle = ((fork[0] + place[0]) / 2, (fork[1] + place[1]) / 2)
        _boxed(ax, middle, f"{own} errors of its own\n{unknown} of unknown origin", plain=True)
        _boxed(ax, place, labels[doc_id])
        said.append(f"{labels[doc_id]} has {own} errors of its own and {unknown} of unknown origin")
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.05, 1.08)
    ax.axis("off")
    return _labelled(
        fig,
        f"Tree from an original that was never seen, by a dashed line, to what both copies descend from, with {shared} errors that both copies have; from there a branch to each copy. {'; '.join(said)}.",
    )


def _boxed(ax: Axes, place: tuple[float, float], text: str, *, plain: bool = False) -> None:
    ground = "white" if mpl.rcParams["text.color"] == "black" else "black"
    box = {"boxstyle": "round,pad=0.4", "fc": ground, "ec": "none" if plain else _ink(), "lw": 1.0}
    ax.text(*place, text, ha="center", va="center", bbox=box, fontsize=9.5)


def naming_slots(slots: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how corresponding sentences of the first pair of versions name the event: a slopegraph."""
    if slots.empty:
        return _nothing("Nothing to draw: no aligned sentences of this corpus name the event.")
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
    return _labelled(
        fig,
        f"Slopegraph of {len(rows)} places where corresponding sentences name the event; {alike} use the same term. From {labels[a]} to {labels[b]}: {moved}.",
    )


def _lines(names: Sequence[str], per_line: int = 2) -> list[str]:
    return [", ".join(names[n : n + per_line]) for n in range(0, len(names), per_line)]


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


def _panels(count: int, names: Sequence[str]) -> tuple[Figure, list[Axes]]:
    """Small panels, three in a row, with a lane a name and shares along the bottom."""
    columns = min(3, count)
    rows = -(-count // columns)
    fig, grid = plt.subplots(
        rows,
        columns,
        figsize=(WIDTH, rows * (0.28 * len(names) + 0.75) + 0.3),
        sharex=True,
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    axes = list(grid.flat)
    for ax in axes[:count]:
        ax.set_yticks(range(len(names)), [_wrapped(n) for n in names], fontsize=8.5)
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        _bare(ax, bottom=True)
    axes[0].invert_yaxis()
    for ax in axes[count:]:
        ax.set_visible(False)
    return fig, axes[:count]


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
