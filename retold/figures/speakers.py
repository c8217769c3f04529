"""Figures of who is given the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import PercentFormatter

from retold.figures.base import WIDTH, bare, ground, ink, labelled, lanes, marked, nothing, panels
from retold.figures.palette import BLUE, GROUP_COLOURS, ORANGE, SKY
from retold.measures import speakers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KIND_STYLE = {"direct": (BLUE, ""), "mixed": (SKY, "//"), "indirect": (ORANGE, "..")}


def shares(
    t: Mapping[str, pd.DataFrame], labels: Mapping[str, str], status: Mapping[str, str] | None = None
) -> Figure:
    """Draw the share of each text's words given to each group; hatched: to speakers without a name.

    A group without words keeps its row. `status` says of each group whether its share survives
    copying (by "group.NAME"); its mark then stands before the group.
    """
    coded = speakers.with_traits(t, speakers.outermost(t["attributions"]))
    groups = t["groups"]
    if coded.empty or groups.empty:
        return nothing("Nothing to draw: no speaker of this corpus was coded.")
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
    states = status or {}
    marks = [
        marked(name, states.get(f"group.{g}")) if states else name
        for g, name in zip(groups["group"], names, strict=True)
    ]
    fig, axes = panels(len(docs), marks)
    y = np.arange(len(names))
    top = max(float((parts[d, True] + parts[d, False]).max()) for d in docs)
    for ax, doc in zip(axes, docs, strict=True):
        named, hidden = parts[doc, True], parts[doc, False]
        ax.barh(y, named, color=BLUE, height=0.64)
        ax.barh(y, hidden, left=named, color=SKY, height=0.64, hatch="////", edgecolor=ink(), lw=0)
        for i, v in enumerate(named + hidden):
            text = f"{v:.0%}" if v >= 0.005 else ("0" if v == 0 else "<1%")
            ax.annotate(text, (v, i), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8)
        ax.set_title(labels[doc], fontsize=9.5)
        ax.set_xlim(0, top * 1.25)
    patches = [
        Rectangle((0, 0), 1, 1, fc=BLUE, label="named"),
        Rectangle((0, 0), 1, 1, fc=SKY, hatch="////", ec=ink(), lw=0, label="without a name"),
    ]
    fig.legend(handles=patches, loc="outside upper center", ncols=2, frameon=False)
    said = []
    for doc in docs:
        both = pd.Series(parts[doc, True] + parts[doc, False], index=names)
        ordered = both[both > 0].sort_values(ascending=False, kind="stable")
        said.append(f"{labels[doc]}: " + ", ".join(f"{g} {v:.0%}" for g, v in ordered.head(3).items()))
    silent = [n for i, n in enumerate(names) if all(parts[d, k][i] == 0 for d in docs for k in (True, False))]
    tail = f" No text gives words to: {', '.join(silent)}." if silent else ""
    return labelled(
        fig,
        f"A panel of bars for each text: share of its words given to each group of speakers, those without a name hatched. Largest: {'; '.join(said)}.{tail}",
        pd.DataFrame(
            [
                (d, g, named, v)
                for (d, named), values in parts.items()
                for g, v in zip(groups["group"], values, strict=True)
            ],
            columns=["doc_id", "group", "named", "share"],
        ),
    )


_HEIGHT = {"direct": 0.92, "mixed": 0.62, "indirect": 0.34, "": 0.1}
STRIP_ROW = 60


def strips(t: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Figure:
    """Draw each text as rows of small marks, one a word: colour is the group, height the form."""
    runs = t["strips"][t["strips"]["method"] == speakers.CODED]
    groups = [g for g in t["groups"]["group"] if g in set(runs["group"])]
    if not groups:
        return nothing("Nothing to draw: no speaker of this corpus was coded.")
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
            _draw_run(ax, at, int(run.words), top, colours.get(run.group, ink()), run.kind)
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
            f"{labels[doc]}: {size} words, {own} of them the text's own, in {len(mine)} runs of attributed words"
        )
    return labelled(
        fig,
        "Each text as rows of marks, one a word, with no word readable. Colour is the group of the speaker; tall marks are direct, middling mixed, low indirect speech, and lines the text's own words. "
        + "; ".join(said)
        + ".",
        runs,
    )


def _draw_run(ax: Axes, at: int, words: int, top: float, colour: str, kind: str) -> None:
    """Draw the marks of a run of words from word `at` on."""
    places = [divmod(at + n, STRIP_ROW) for n in range(words)]
    height = _HEIGHT[kind]
    boxes = [
        Path([(x, y), (x + 0.84, y), (x + 0.84, y + height), (x, y + height), (x, y)], closed=True)
        for x, y in ((x + 0.08, top + row + 0.96 - height) for row, x in places)
    ]
    # One path a run: a path a word would make the picture ten times as heavy. An artist, not a patch: the limits
    # are set for all runs at once, and to widen them by each takes longer than to draw it.
    whole = Path.make_compound_path(*boxes)
    ax.add_artist(PathPatch(whole, facecolor=colour if kind else ink(), alpha=1 if kind else 0.45, lw=0))


RANGED = {"share attributed": "share", "without a name": "anonymous", "effective speakers": "effective"}


def ranges(moved: pd.DataFrame, labels: Mapping[str, str], status: Mapping[str, str] | None = None) -> Figure:
    """Draw each measure of the speakers with its range if one attribution were not there."""
    states = status or {}
    if moved.empty:
        return nothing("Nothing to draw: no speaker of this corpus was coded.")
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
            ax.plot([value], [y], "o", color=BLUE, ms=6.5, mec=ink(), mew=0.7)
            parts.append(f"{labels[doc]} {form(value)} ({form(low)} to {form(high)})")
        said.append(f"{measure}: {', '.join(parts)}")
        ax.set_title(marked(measure, states.get(RANGED.get(measure, ""))), fontsize=10)
        if not counted:
            ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.set_xlim(0, float(mine["high"].max()) * 1.12 or 1)
        ax.grid(axis="x", alpha=0.25)
        ax.set_yticks(range(len(docs)), [labels[d] for d in docs], fontsize=9)
        ax.set_ylim(len(docs) - 0.5, -0.5)
        bare(ax, bottom=True)
    return labelled(
        fig,
        f"Dots of the measures, with bands of what they are if any one attribution is left out. {'; '.join(said)}.",
        moved,
    )


def engine_shares(both: pd.DataFrame, groups: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the program's share of each group beside the coding's, with the program's bounds."""
    if both.empty:
        return nothing("Nothing to draw: no speaker of this corpus was coded.")
    docs = list(dict.fromkeys(both["doc_id"]))
    names = list(groups["label"])
    fig, axes = panels(len(docs), names)
    said = []
    for ax, doc in zip(axes, docs, strict=True):
        mine = both[both["doc_id"] == doc].set_index("group").reindex(groups["group"])
        y = np.arange(len(names))
        ax.hlines(y, mine["low"], mine["high"], color=ORANGE, lw=4, alpha=0.4)
        ax.plot(mine["engine"], y, "s", color=ORANGE, ms=5.5, mec=ink(), mew=0.6)
        ax.plot(mine["coded"], y, "o", color=BLUE, ms=5.5, mec=ink(), mew=0.6)
        ax.set_title(labels[doc], fontsize=9.5)
        ax.grid(axis="x", alpha=0.25)
        gap = (mine["coded"] - mine["engine"]).abs()
        worst = gap.idxmax()
        label = names[list(groups["group"]).index(worst)]
        said.append(
            f"{labels[doc]}, widest apart at {label}: coded {mine.at[worst, 'coded']:.0%}, program {mine.at[worst, 'engine']:.0%}"
        )
    handles = [
        axes[0].plot([], [], "o", color=BLUE, mec=ink(), mew=0.6, label="coded")[0],
        axes[0].plot([], [], "s", color=ORANGE, mec=ink(), mew=0.6, label="program alone, with its bounds")[
            0
        ],
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=2, frameon=False)
    return labelled(
        fig,
        f"A panel for each text: the share of its words given to each group by the coding (dots) and by the program (squares, with bounds). {'; '.join(said)}.",
        both,
    )


def kinds(
    attributions: pd.DataFrame,
    documents: pd.DataFrame,
    labels: Mapping[str, str],
    status: Mapping[str, str] | None = None,
) -> Figure:
    """Draw how much of each text is direct, mixed and indirect quotation."""
    states = status or {}
    coded = speakers.outermost(attributions)
    if coded.empty:
        return nothing("Nothing to draw: no speaker of this corpus was coded.")
    table = coded.pivot_table(
        index="doc_id", columns="kind", values="words", aggfunc="sum", sort=False
    ).fillna(0)
    order = [d for d in documents["doc_id"] if d in table.index]
    words = documents.set_index("doc_id")["words"].astype(float)
    table = table.reindex(order).astype(float).div(words.reindex(order), axis=0)
    fig, ax = lanes([labels[d] for d in order], extra=1.0)
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
            edgecolor=ground(),
            lw=0,
            height=0.62,
            label=marked(kind, states.get(kind)),
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
    return labelled(
        fig,
        f"Stacked bars of the share of words in direct, mixed and indirect quotation. {said}.",
        table.reset_index(),
    )
