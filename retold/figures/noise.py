"""Figures of which measures survive copying, and of which findings survive other choices."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from retold.chapters.rules import FAILS, HOLDS
from retold.figures.base import bare, canvas, labelled, nothing, top_legend
from retold.figures.marks import note
from retold.figures.palette import BLUE, GREEN, ORANGE, SKY, VERMILION, ground, ink
from retold.measures import noise

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

STATUS_STYLE = {
    noise.SURVIVES: (GREEN, "full"),
    noise.OPEN: (BLUE, "left"),
    noise.FRAGILE: (VERMILION, "none"),
}
FURTHEST = 3.5
TICKS = (0, 0.05, 0.25, 0.5, 1, 2, 3)
UNTESTED = "Nothing to draw: no measure could be tested."


def floor(ratios: pd.DataFrame, threshold: float, null: float | None = None, message: str = "") -> Figure:
    """Draw every tested measure by its copy-noise ratio, the most robust on top.

    A circle is the ratio over the whole texts, with its interval; a tick the ratio over the sentences
    that both versions have. Dotted: `null`, the median ratio of what is mere chance. The scale is that
    of the square root, so that small ratios can be told apart.
    """
    tested = ratios[ratios["status"].isin(list(STATUS_STYLE))]
    if tested.empty:
        return nothing(message or UNTESTED)
    fig, ax = canvas(0.205 * len(tested) + 1.2)
    tick: dict[str, Any] = {"marker": "|", "color": ink(), "ms": 8, "mew": 1.3, "ls": "none"}
    for y, row in enumerate(_within(tested).itertuples()):
        if row.low == row.low:
            ax.plot([row.low, row.high], [y, y], color=STATUS_STYLE[row.status][0], lw=1.8, alpha=0.45)
        if row.drift == row.drift:
            ax.plot(row.drift, y, **tick)
        _circle(ax, row.ratio, y, row.status, 7, 1.4)
    _ratio_axis(ax, threshold, null, 1.2)
    note(ax, f"threshold {threshold:g}", (threshold, -1.2), (-4, 0), fontsize=8.5, ha="right")
    if null is not None and null == null:
        note(ax, f"mere chance {null:.2f}", (null, -1.2), (4, 0), fontsize=8.5)
    names = [f"{r.label} ◆" if r.coded else r.label for r in tested.itertuples()]
    ax.set_yticks(range(len(tested)), names, fontsize=8.2)
    ax.set_ylim(len(tested) - 0.4, -1.8)
    ax.set_xlabel("copy-noise ratio: difference between copies over the range across stories", fontsize=9)
    ax.grid(axis="x", alpha=0.25)
    handles = [_circle(ax, [], [], state, 7, 1.4, label=state) for state in STATUS_STYLE]
    handles += ax.plot([], [], **tick, label="without omitted passages")
    top_legend(fig, handles, 4, 8.2)
    lists = {state: _listed(tested[tested["status"] == state]) for state in STATUS_STYLE}
    groups = "; ".join(f"{state}: {listed}" for state, listed in lists.items() if listed)
    alt = f"Dots of the copy-noise ratio of {len(tested)} measures, with intervals and a line at {threshold:g}. {groups}."
    return labelled(fig, alt, tested)


NAMED = 6  # a lane of no more measures than this names each of them


def survival(ratios: pd.DataFrame, threshold: float, null: float | None = None, message: str = "") -> Figure:
    """Draw the tested measures as dots in a lane for each status, along the copy-noise ratio.

    The picture of the whole: how many measures survive copying, how many do not, and for how many these
    texts cannot tell. Lanes with few measures name them.
    """
    tested = ratios[ratios["status"].isin(list(STATUS_STYLE))]
    if tested.empty:
        return nothing(message or UNTESTED)
    fig, ax = canvas(4.3)
    bottom = 0.0
    captions, ticks = [], {}
    for state in STATUS_STYLE:
        rows = tested[tested["status"] == state].sort_values("ratio")
        top = _lane(ax, rows, bottom)
        ticks[(bottom + top) / 2] = f"{len(rows)}\n{state}"
        if state != noise.FRAGILE:
            ax.axhline(top, color=ink(), lw=0.5, alpha=0.4)
        listed = f" ({_listed(rows)})" if 0 < len(rows) <= NAMED else ""
        captions.append(f"{state}: {len(rows)}{listed}")
        bottom = top
    _ratio_axis(ax, threshold, null, 1.1)
    ax.text(threshold, -0.15, f"{threshold:g}: threshold", fontsize=8.5, ha="center", va="bottom")
    if null is not None and null == null:
        ax.text(null, -0.15, "mere chance", fontsize=8.5, ha="left", va="bottom")
    ax.set_yticks(list(ticks), list(ticks.values()), fontsize=10)
    ax.set_ylim(bottom, -0.9)
    ends = "← copying leaves it alone", "copies differ like unrelated texts →"
    ax.set_xlabel("      copy-noise ratio      ".join(ends), fontsize=9)
    alt = f"Dots of {len(tested)} measures along the copy-noise ratio, in a lane for each status, with a line at {threshold:g}: {'; '.join(captions)}."
    return labelled(fig, alt, tested[["key", "label", "ratio", "low", "high", "status"]])


def _lane(ax: Axes, rows: pd.DataFrame, bottom: float) -> float:
    """Draw measures of one status above one another from `bottom` on, named if few; return where they end."""
    named = len(rows) <= NAMED
    heights = np.arange(len(rows)) if named else _stacked(rows["ratio"].to_numpy())
    places = bottom + (heights + 0.8)
    for place, row in zip(places, _within(rows).itertuples(), strict=True):
        _circle(ax, row.ratio, place, row.status, 8, 1.6)
        if named:
            gap, side = (9, "left") if row.ratio < 2 else (-9, "right")
            box = {"fc": ground(), "ec": "none", "pad": 0.8}
            note(ax, row.label, (row.ratio, place), (gap, 0), ha=side, fontsize=9, bbox=box)
    return float(max([bottom + 1.6, *(places + 0.8)]))


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
    return np.asarray(np.sqrt(np.maximum(values, 0.0)))


def _within(ratios: pd.DataFrame) -> pd.DataFrame:
    """Ratios of which none lies beyond the end of the axis."""
    columns = ["ratio", "low", "high", "drift"]
    return ratios.assign(**ratios[columns].astype(float).clip(upper=FURTHEST))


def _circle(ax: Axes, x: Any, y: Any, state: str, size: float, edge: float, **style: Any) -> Line2D:
    """Draw a circle as full as its status is good; without places, one that only a legend shows."""
    colour, fill = STATUS_STYLE[state]
    style |= {"color": colour, "fillstyle": fill, "mfcalt": "none", "ms": size, "mew": edge, "ls": "none"}
    (line,) = ax.plot(x, y, "o", **style)
    return line


def _ratio_axis(ax: Axes, threshold: float, null: float | None, width: float) -> None:
    """Make the x axis one of copy-noise ratios, with lines at the threshold and at what is mere chance."""
    ax.axvline(threshold, color=ink(), lw=1, ls="--")
    if null is not None and null == null:
        ax.axvline(null, color=ink(), lw=width, ls=":")
    ax.set_xscale("function", functions=(_root, np.square))
    ax.set_xlim(0, FURTHEST)
    ax.set_xticks(TICKS, [f"{v:g}" for v in TICKS])
    bare(ax, bottom=True)


def _listed(rows: pd.DataFrame) -> str:
    return ", ".join(f"{r.label} {r.ratio:.2f}" for r in rows.itertuples())


def sensitivity(table: pd.DataFrame, threshold: float, message: str = "") -> Figure:
    """Draw how many measures have each status as the threshold moves."""
    if table.empty:
        return nothing(message or UNTESTED)
    fig, ax = canvas(2.9)
    x = range(len(table))
    bottom = np.zeros(len(table))
    for (state, (colour, _)), hatch in zip(STATUS_STYLE.items(), ("", "..", "////"), strict=True):
        counts = table[state].to_numpy(dtype=float)
        ax.bar(x, counts, 0.72, bottom, color=colour, hatch=hatch, ec=ink(), lw=0.4, label=state)
        bottom += counts
    ax.plot(x, table["below"], "_", color=ink(), ms=22, mew=2, label="ratio below it, whatever the draws say")
    ax.set_xticks(x, [f"{v:g}" + (" (ours)" if v == threshold else "") for v in table["threshold"]])
    ax.set_xlabel("threshold")
    ax.set_ylabel("measures")
    bare(ax, bottom=True)
    fig.legend(loc="outside upper center", ncols=2, frameon=False, fontsize=8.5)
    described = "; ".join(
        f"at {row['threshold']:g} {row[noise.SURVIVES]:.0f} survive, {row[noise.OPEN]:.0f} are open, {row[noise.FRAGILE]:.0f} do not"
        for _, row in table.iterrows()
    )
    alt = f"Stacked bars of how many measures survive copying under each threshold. {described}."
    return labelled(fig, alt, table)


def robustness(verdicts: pd.DataFrame, findings: pd.DataFrame) -> Figure:
    """Draw a grid of findings by choices: where a finding still holds, and where its status flips."""
    if verdicts.empty:
        return nothing("Nothing to draw: no finding rests on a choice that could be made otherwise here.")
    names = [f for f in findings["finding"] if f in set(verdicts["finding"])]
    options = list(dict.fromkeys(verdicts["option"]))
    fig, ax = canvas(0.24 * len(names) + 2.6)
    cells = {(r.finding, r.option): r for r in verdicts.itertuples()}
    marks = {HOLDS: ("+", SKY), FAILS: ("−", ORANGE)}
    for (y, name), (x, option) in product(enumerate(names), enumerate(options)):
        cell = cells.get((name, option))
        if cell is None:
            continue
        sign, colour = marks.get(cell.status, ("?", "#999999"))
        width, weight = (2.0, "bold") if cell.flips else (0.3, "normal")
        ax.add_patch(Rectangle((x - 0.42, y - 0.42), 0.84, 0.84, fc=colour, ec=ink(), lw=width))
        ax.text(x, y, sign, ha="center", va="center", fontsize=8, color="black", weight=weight)
    ax.set_xlim(-0.6, len(options) - 0.4)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_yticks(range(len(names)), [n.replace("_", " ") for n in names], fontsize=8.2)
    ax.set_xticks(range(len(options)), options, rotation=60, ha="right", rotation_mode="anchor", fontsize=7.8)
    bare(ax)
    handles = [
        Rectangle((0, 0), 1, 1, fc=SKY, ec=ink(), lw=0.3, label="+ holds"),
        Rectangle((0, 0), 1, 1, fc=ORANGE, ec=ink(), lw=0.3, label="− does not hold"),
        Rectangle((0, 0), 1, 1, fc="none", ec=ink(), lw=2.0, label="not as in the report"),
    ]
    top_legend(fig, handles, 3, 8.5)
    flipped = verdicts[verdicts["flips"]].groupby("finding", sort=False)["option"].agg(", ".join)
    flips = "; ".join(f"{name.replace('_', ' ')} under {by}" for name, by in flipped.items()) or "none"
    alt = f"A grid of {len(names)} findings and {len(options)} other choices; a cell says whether the finding holds, an outline that the report says otherwise. Flips: {flips}."
    return labelled(fig, alt, verdicts)
