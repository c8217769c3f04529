"""Figures of who is given the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from retold.figures.base import canvas, labelled, lanes, measure_panels, nothing, panels, top_legend
from retold.figures.marks import band, mark, marked, note, percent, split_bars
from retold.figures.palette import BLUE, GROUP_COLOURS, ORANGE, SKY, ground, ink
from retold.measures import speakers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KIND_STYLE = {
    "direct": (BLUE, "", "white"),
    "mixed": (SKY, "//", "black"),
    "indirect": (ORANGE, "..", "black"),
}
UNCODED = "Nothing to draw: no speaker of this corpus was coded."


def shares(
    t: Mapping[str, pd.DataFrame], labels: Mapping[str, str], status: Mapping[str, str] | None = None
) -> Figure:
    """Draw the share of each text's words given to each group; hatched: to speakers without a name.

    A group without words keeps its row. `status` has the verdict on the share of each group, by its
    key; its mark then stands before the group.
    """
    table = _group_shares(t)
    if table.empty:
        return nothing(UNCODED)
    groups = t["groups"].set_index("group")["label"]
    docs = list(dict.fromkeys(table["doc_id"]))
    names = [marked(name, status, f"speakers.group.{g}") for g, name in groups.items()]
    fig, axes = panels([labels[d] for d in docs], names)
    widest = float(table.groupby(["doc_id", "group"])["share"].sum().max())
    largest = []
    for ax, doc in zip(axes, docs, strict=True):
        rows = table[table["doc_id"] == doc]
        named, hidden = (rows.loc[rows["named"] == flag, "share"].to_numpy() for flag in (True, False))
        bars = split_bars(ax, named, hidden, ("named", "without a name"), height=0.64)
        for y, share in enumerate(named + hidden):
            text = f"{share:.0%}" if share >= 0.005 else ("0" if share == 0 else "<1%")
            note(ax, text, (share, y), (3, 0), fontsize=8)
        ax.set_xlim(0, widest * 1.25)
        both = pd.Series(named + hidden, index=list(groups))
        ordered = both[both > 0].sort_values(ascending=False, kind="stable")
        top = ", ".join(f"{name} {share:.0%}" for name, share in ordered.head(3).items())
        largest.append(f"{labels[doc]}: {top}")
    top_legend(fig, bars, 2)
    heard = set(table.loc[table["share"] > 0, "group"])
    silent = [name for g, name in groups.items() if g not in heard]
    alt = f"A panel of bars for each text: share of its words given to each group of speakers, those without a name hatched. Largest: {'; '.join(largest)}."
    alt += f" No text gives words to: {', '.join(silent)}." if silent else ""
    return labelled(fig, alt, table)


def _group_shares(t: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The share of the words of each coded text that speakers of each group have, with and without a name."""
    coded = speakers.with_traits(t, speakers.outermost(t["attributions"]))
    words = coded.groupby(["doc_id", "group", "named"])["words"].sum()
    size = t["documents"].set_index("doc_id")["words"].astype(float)
    docs = [d for d in size.index if d in set(coded["doc_id"])]
    rows = [
        (doc, group, named, words.get((doc, group, named), 0.0) / size[doc])
        for doc in docs
        for named in (True, False)
        for group in t["groups"]["group"]
    ]
    return pd.DataFrame(rows, columns=["doc_id", "group", "named", "share"])


_HEIGHT = {"direct": 0.92, "mixed": 0.62, "indirect": 0.34, "": 0.1}
STRIP_ROW = 60
STRIP_GAP = 3.4


def strips(t: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Figure:
    """Draw each text as rows of small marks, one a word: colour is the group, height the form."""
    runs = t["strips"][t["strips"]["method"] == speakers.CODED]
    groups = t["groups"][t["groups"]["group"].isin(runs["group"])]
    if groups.empty:
        return nothing(UNCODED)
    colours = {g: GROUP_COLOURS[n % len(GROUP_COLOURS)] for n, g in enumerate(t["groups"]["group"])}
    sizes = runs.groupby("doc_id", sort=False)["words"].sum()
    lines = -(-sizes // STRIP_ROW)
    fig, ax = canvas(0.105 * (lines.sum() + STRIP_GAP * len(lines)) + 0.9)
    top = 0.0
    counts = []
    for doc, rows in runs.groupby("doc_id", sort=False):
        ax.text(0, top + 2.1, labels[doc], fontsize=9.5, weight="bold", va="center")
        top += STRIP_GAP
        at = 0
        for run in rows.sort_values("run").itertuples():
            _draw_run(ax, at, int(run.words), top, colours.get(run.group, ink()), run.kind)
            at += int(run.words)
        top += lines[doc]
        attributed = rows[rows["kind"] != ""]
        own = sizes[doc] - attributed["words"].sum()
        counts.append(
            f"{labels[doc]}: {sizes[doc]} words, {own} of them the text's own, in {len(attributed)} runs of attributed words"
        )
    ax.set_xlim(-0.5, STRIP_ROW + 0.5)
    ax.set_ylim(top + 0.5, 0)
    ax.axis("off")
    patches = [Rectangle((0, 0), 1, 1, fc=colours[r.group], label=r.label) for r in groups.itertuples()]
    top_legend(fig, patches, 3, 8.5)
    alt = f"Each text as rows of marks, one a word, with no word readable. Colour is the group of the speaker; tall marks are direct, middling mixed, low indirect speech, and lines the text's own words. {'; '.join(counts)}."
    return labelled(fig, alt, runs)


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


def ranges(moved: pd.DataFrame, labels: Mapping[str, str], status: Mapping[str, str] | None = None) -> Figure:
    """Draw each measure of the speakers with its range if one attribution were not there."""
    if moved.empty:
        return nothing(UNCODED)
    measures = moved.drop_duplicates("key")
    docs = list(dict.fromkeys(moved["doc_id"]))
    titles = [marked(m.label, status, m.key) for m in measures.itertuples()]
    names = [labels[d] for d in docs]
    fig, axes = measure_panels(titles, names, len(measures), 0.34 * len(docs) + 1.1, (10, 9))
    captions = []
    for ax, measure in zip(axes, measures.itertuples(), strict=True):
        rows, form = moved[moved["key"] == measure.key], measure.form
        values = []
        for row in rows.itertuples():
            y = docs.index(row.doc_id)
            band(ax, row.low, row.high, y, BLUE, 5, alpha=0.4)
            mark(ax, row.value, y, "o", BLUE, 6.5, 0.7)
            values.append(f"{labels[row.doc_id]} {row.value:{form}} ({row.low:{form}} to {row.high:{form}})")
        captions.append(f"{measure.label}: {', '.join(values)}")
        if form.endswith("%"):
            percent(ax.xaxis)
        ax.set_xlim(0, float(rows["high"].max()) * 1.12 or 1)
    alt = f"Dots of the measures, with bands of what they are if any one attribution is left out. {'; '.join(captions)}."
    return labelled(fig, alt, moved)


def engine_shares(both: pd.DataFrame, groups: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the program's share of each group beside the coding's, with the program's bounds."""
    if both.empty:
        return nothing(UNCODED)
    docs = list(dict.fromkeys(both["doc_id"]))
    names = dict(zip(groups["group"], groups["label"], strict=True))
    fig, axes = panels([labels[d] for d in docs], list(names.values()))
    y = range(len(names))
    widest = []
    for ax, doc in zip(axes, docs, strict=True):
        rows = both[both["doc_id"] == doc].set_index("group").reindex(groups["group"])
        ax.hlines(y, rows["low"], rows["high"], color=ORANGE, lw=4, alpha=0.4)
        mark(ax, rows["engine"], y, "s", ORANGE, 5.5)
        mark(ax, rows["coded"], y, "o", BLUE, 5.5)
        ax.grid(axis="x", alpha=0.25)
        if rows["engine"].isna().all():
            widest.append(f"{labels[doc]}: the program does not read its language")
            continue
        group = (rows["coded"] - rows["engine"]).abs().idxmax()
        coded, engine = rows.loc[group, ["coded", "engine"]]
        widest.append(
            f"{labels[doc]}, widest apart at {names[group]}: coded {coded:.0%}, program {engine:.0%}"
        )
    handles = [
        mark(axes[0], [], [], "o", BLUE, label="coded"),
        mark(axes[0], [], [], "s", ORANGE, label="program alone, with its bounds"),
    ]
    top_legend(fig, handles, 2)
    alt = f"A panel for each text: the share of its words given to each group by the coding (dots) and by the program (squares, with bounds). {'; '.join(widest)}."
    return labelled(fig, alt, both)


def kinds(
    attributions: pd.DataFrame,
    documents: pd.DataFrame,
    labels: Mapping[str, str],
    status: Mapping[str, str] | None = None,
) -> Figure:
    """Draw how much of each text is direct, mixed and indirect quotation."""
    coded = speakers.outermost(attributions)
    if coded.empty:
        return nothing(UNCODED)
    table = coded.pivot_table(
        index="doc_id", columns="kind", values="words", aggfunc="sum", sort=False
    ).fillna(0)
    docs = [d for d in documents["doc_id"] if d in table.index]
    words = documents.set_index("doc_id")["words"].astype(float)
    table = table.reindex(docs).astype(float).div(words.reindex(docs), axis=0)
    fig, ax = lanes([labels[d] for d in docs], extra=1.0)
    left = np.zeros(len(docs))
    for kind, (colour, hatch, text_colour) in KIND_STYLE.items():
        values = table[kind].to_numpy() if kind in table else np.zeros(len(docs))
        name = marked(kind, status, f"speakers.{kind}")
        ax.barh(
            range(len(docs)), values, 0.62, left, color=colour, hatch=hatch, ec=ground(), lw=0, label=name
        )
        box = {"facecolor": colour, "edgecolor": "none", "pad": 1.5}
        for y, (x, share) in enumerate(zip(left + values / 2, values, strict=True)):
            if share >= 0.04:
                text = f"{share:.0%}"
                ax.text(x, y, text, ha="center", va="center", color=text_colour, fontsize=9, bbox=box)
        left += values
    percent(ax.xaxis)
    ax.set_xlabel("share of the text's words")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    mixtures = "; ".join(
        f"{labels[d]}: " + ", ".join(f"{k} {table.at[d, k]:.0%}" for k in KIND_STYLE if k in table)
        for d in docs
    )
    alt = f"Stacked bars of the share of words in direct, mixed and indirect quotation. {mixtures}."
    return labelled(fig, alt, table.reset_index())
