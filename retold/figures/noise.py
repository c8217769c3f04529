"""Figures of which measures survive copying, and of which findings survive other choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from retold.chapters.results import FAILS, HOLDS
from retold.figures.base import WIDTH, bare, ground, ink, labelled, nothing
from retold.figures.palette import BLUE, GREEN
from retold.measures import noise

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STATUS_STYLE = {
    noise.SURVIVES: (GREEN, "full"),
    noise.OPEN: (BLUE, "left"),
    noise.FRAGILE: ("#D55E00", "none"),
}
FURTHEST = 3.5


def floor(found: pd.DataFrame, threshold: float, null: float | None = None, message: str = "") -> Figure:
    """Draw every tested measure by its copy-noise ratio, the most robust on top.

    A circle is the ratio over the whole texts, with its interval; a tick the ratio over the sentences
    that both versions have. Dotted: `null`, the median ratio of what is mere chance. The scale is that
    of the square root, so that small ratios can be told apart.
    """
    shown = found[found["status"].isin(list(STATUS_STYLE))]
    if shown.empty:
        return nothing(message or "Nothing to draw: no measure could be tested.")
    fig, ax = plt.subplots(figsize=(WIDTH, 0.205 * len(shown) + 1.2), layout="constrained")
    y = np.arange(len(shown))
    for place, row in zip(y, shown.itertuples(), strict=True):
        colour, fill = STATUS_STYLE[row.status]
        if row.low == row.low:
            ax.plot(
                [min(row.low, FURTHEST), min(row.high, FURTHEST)],
                [place] * 2,
                color=colour,
                lw=1.8,
                alpha=0.45,
            )
        if row.drift == row.drift:
            ax.plot([min(row.drift, FURTHEST)], [place], "|", color=ink(), ms=8, mew=1.3)
        ax.plot(
            [min(row.ratio, FURTHEST)],
            [place],
            "o",
            color=colour,
            fillstyle=fill,
            mfcalt="none",
            ms=7,
            mew=1.4,
        )
    ax.axvline(threshold, color=ink(), lw=1, ls="--")
    ax.annotate(
        f"threshold {threshold:g}",
        (threshold, -1.2),
        xytext=(-4, 0),
        textcoords="offset points",
        fontsize=8.5,
        ha="right",
        va="center",
    )
    if null is not None and null == null:
        ax.axvline(null, color=ink(), lw=1.2, ls=":")
        ax.annotate(
            f"mere chance {null:.2f}",
            (null, -1.2),
            xytext=(4, 0),
            textcoords="offset points",
            fontsize=8.5,
            va="center",
        )
    names = [f"{r.label} ◆" if r.coded else r.label for r in shown.itertuples()]
    ax.set_yticks(y, names, fontsize=8.2)
    ax.set_ylim(len(shown) - 0.4, -1.8)
    ax.set_xscale("function", functions=(_root, np.square))
    ax.set_xlim(0, FURTHEST)
    ticks = [0, 0.05, 0.25, 0.5, 1, 2, 3]
    ax.set_xticks(ticks, [f"{v:g}" for v in ticks])
    ax.set_xlabel("copy-noise ratio: difference between copies over the range across stories", fontsize=9)
    ax.grid(axis="x", alpha=0.25)
    bare(ax, bottom=True)
    handles = [
        ax.plot(
            [], [], "o", color=colour, fillstyle=fill, mfcalt="none", ms=7, mew=1.4, ls="none", label=state
        )[0]
        for state, (colour, fill) in STATUS_STYLE.items()
    ]
    handles.append(
        ax.plot([], [], "|", color=ink(), ms=8, mew=1.3, ls="none", label="without omitted passages")[0]
    )
    fig.legend(handles=handles, loc="outside upper center", ncols=4, frameon=False, fontsize=8.2)
    groups = []
    for state in STATUS_STYLE:
        mine = shown[shown["status"] == state]
        listed = ", ".join(f"{r.label} {r.ratio:.2f}" for r in mine.itertuples())
        if listed:
            groups.append(f"{state}: {listed}")
    return labelled(
        fig,
        f"Dots of the copy-noise ratio of {len(shown)} measures, with intervals and a line at {threshold:g}. {'; '.join(groups)}.",
        shown,
    )


NAMED = 6  # a lane of no more measures than this names each of them


def survival(found: pd.DataFrame, threshold: float, null: float | None = None, message: str = "") -> Figure:
    """Draw the tested measures as dots in a lane for each status, along the copy-noise ratio.

    The picture of the whole: how many measures survive copying, how many do not, and for how many these
    texts cannot tell. Lanes with few measures name them.
    """
    shown = found[found["status"].isin(list(STATUS_STYLE))]
    if shown.empty:
        return nothing(message or "Nothing to draw: no measure could be tested.")
    fig, ax = plt.subplots(figsize=(WIDTH, 4.3), layout="constrained")
    bottom = 0.0
    said, ticks = [], []
    for state, (colour, fill) in STATUS_STYLE.items():
        mine = shown[shown["status"] == state].sort_values("ratio")
        named = len(mine) <= NAMED
        places = bottom + (np.arange(len(mine)) + 0.8 if named else _stacked(mine["ratio"].to_numpy()) + 0.8)
        for place, row in zip(places, mine.itertuples(), strict=True):
            at = min(row.ratio, FURTHEST)
            ax.plot([at], [place], "o", color=colour, fillstyle=fill, mfcalt="none", ms=8, mew=1.6)
            if named:
                right = at < 2
                ax.annotate(
                    row.label,
                    (at, place),
                    xytext=(9 if right else -9, 0),
                    textcoords="offset points",
                    va="center",
                    ha="left" if right else "right",
                    fontsize=9,
                    bbox={"fc": ground(), "ec": "none", "pad": 0.8},
                )
        top = max([bottom + 1.6, *(places + 0.8)])
        ticks.append(((bottom + top) / 2, f"{len(mine)}\n{state}"))
        if state != noise.FRAGILE:
            ax.axhline(top, color=ink(), lw=0.5, alpha=0.4)
        listed = ", ".join(f"{r.label} {r.ratio:.2f}" for r in mine.itertuples())
        said.append(f"{state}: {len(mine)}" + (f" ({listed})" if named and listed else ""))
        bottom = top
    ax.axvline(threshold, color=ink(), lw=1, ls="--")
    ax.text(threshold, -0.15, f"{threshold:g}: threshold", fontsize=8.5, ha="center", va="bottom")
    if null is not None and null == null:
        ax.axvline(null, color=ink(), lw=1.1, ls=":")
        ax.text(null, -0.15, "mere chance", fontsize=8.5, ha="left", va="bottom")
    ax.set_yticks([y for y, _ in ticks], [name for _, name in ticks], fontsize=10)
    ax.set_ylim(bottom, -0.9)
    ax.set_xscale("function", functions=(_root, np.square))
    ax.set_xlim(0, FURTHEST)
    ax.set_xticks([0, 0.05, 0.25, 0.5, 1, 2, 3], ["0", "0.05", "0.25", "0.5", "1", "2", "3"])
    ax.set_xlabel(
        "← copying leaves it alone      copy-noise ratio      copies differ like unrelated texts →",
        fontsize=9,
    )
    bare(ax, bottom=True)
    drawn = shown[["key", "label", "ratio", "low", "high", "status"]]
    return labelled(
        fig,
        f"Dots of {len(shown)} measures along the copy-noise ratio, in a lane for each status, with a line at {threshold:g}: {'; '.join(said)}.",
        drawn,
    )


def _stacked(ratios: np.ndarray, width: float = 0.045) -> np.ndarray:
    """Rows for dots in the order of their ratios, so that none covers another on a scale of square roots."""
    ends: list[float] = []
    rows = []
    for at in _root(ratios):
        free = next((n for n, end in enumerate(ends) if at - end > width), len(ends))
        ends[free : free + 1] = [at]
        rows.append(free)
    return np.array(rows, dtype=float) * 0.85


def _root(values: np.ndarray) -> np.ndarray:
    return np.sqrt(np.maximum(values, 0.0))


def sensitivity(table: pd.DataFrame, threshold: float, message: str = "") -> Figure:
    """Draw how many measures have each status as the threshold moves."""
    if table.empty:
        return nothing(message or "Nothing to draw: no measure could be tested.")
    fig, ax = plt.subplots(figsize=(WIDTH, 2.9), layout="constrained")
    x = np.arange(len(table))
    bottom = np.zeros(len(table))
    for (state, (colour, _)), hatch in zip(STATUS_STYLE.items(), ("", "..", "////"), strict=True):
        values = table[state].to_numpy(dtype=float)
        ax.bar(
            x,
            values,
            bottom=bottom,
            color=colour,
            width=0.72,
            hatch=hatch,
            edgecolor=ink(),
            lw=0.4,
            label=state,
        )
        bottom += values
    ax.plot(x, table["below"], "_", color=ink(), ms=22, mew=2, label="ratio below it, whatever the draws say")
    ax.set_xticks(x, [f"{v:g}" + (" (ours)" if v == threshold else "") for v in table["threshold"]])
    ax.set_xlabel("threshold")
    ax.set_ylabel("measures")
    bare(ax, bottom=True)
    fig.legend(loc="outside upper center", ncols=2, frameon=False, fontsize=8.5)
    said = "; ".join(
        f"at {row['threshold']:g} {row[noise.SURVIVES]:.0f} survive, {row[noise.OPEN]:.0f} are open, {row[noise.FRAGILE]:.0f} do not"
        for _, row in table.iterrows()
    )
    return labelled(
        fig, f"Stacked bars of how many measures survive copying under each threshold. {said}.", table
    )


def choices(found: pd.DataFrame, findings: pd.DataFrame) -> Figure:
    """Draw a grid of findings by choices: where a finding still holds, and where its status flips."""
    if found.empty:
        return nothing("Nothing to draw: no finding rests on a choice that could be made otherwise here.")
    names = [f for f in findings["finding"] if f in set(found["finding"])]
    options = list(dict.fromkeys(found["option"]))
    fig, ax = plt.subplots(figsize=(WIDTH, 0.24 * len(names) + 2.6), layout="constrained")
    cells = {(r.finding, r.option): r for r in found.itertuples()}
    colours = {HOLDS: "#56B4E9", FAILS: "#E69F00"}
    for y, name in enumerate(names):
        for x, option in enumerate(options):
            cell = cells.get((name, option))
            if cell is None:
                continue
            colour = colours.get(cell.status, "#999999")
            ax.add_patch(
                Rectangle(
                    (x - 0.42, y - 0.42), 0.84, 0.84, fc=colour, ec=ink(), lw=2.0 if cell.flips else 0.3
                )
            )
            mark = {HOLDS: "+", FAILS: "−"}.get(cell.status, "?")
            ax.text(
                x,
                y,
                mark,
                ha="center",
                va="center",
                fontsize=8,
                color="black",
                weight="bold" if cell.flips else "normal",
            )
    ax.set_xlim(-0.6, len(options) - 0.4)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_yticks(range(len(names)), [n.replace("_", " ") for n in names], fontsize=8.2)
    ax.set_xticks(range(len(options)), options, rotation=60, ha="right", rotation_mode="anchor", fontsize=7.8)
    bare(ax)
    handles = [
        Rectangle((0, 0), 1, 1, fc=colours[HOLDS], ec=ink(), lw=0.3, label="+ holds"),
        Rectangle((0, 0), 1, 1, fc=colours[FAILS], ec=ink(), lw=0.3, label="− does not hold"),
        Rectangle((0, 0), 1, 1, fc="none", ec=ink(), lw=2.0, label="not as in the report"),
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=3, frameon=False, fontsize=8.5)
    flipped = found[found["flips"]].groupby("finding", sort=False)["option"].agg(", ".join)
    said = "; ".join(f"{name.replace('_', ' ')} under {by}" for name, by in flipped.items()) or "none"
    return labelled(
        fig,
        f"A grid of {len(names)} findings and {len(options)} other choices; a cell says whether the finding holds, an outline that the report says otherwise. Flips: {said}.",
        found,
    )
