"""Figures of what copying does to measures, how many copied stories would tell, and which findings other choices turn."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from retold.chapters.robustness import STORIES
from retold.chapters.rules import FAILS, HOLDS
from retold.corpus.labels import EACH
from retold.figures.base import bare, canvas, labelled, nothing, top_legend
from retold.figures.marks import note
from retold.figures.palette import BLUE, GREEN, ORANGE, SKY, VERMILION, ground, ink
from retold.measures import noise
from retold.measures.calibrate import PLAIN
from retold.measures.components import CUT
from retold.measures.verdict import CANNOT, MOST, SAME, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

STATUS_STYLE = {
    SMALL: (GREEN, "full"),
    CANNOT: (BLUE, "left"),
    MOST: (VERMILION, "none"),
    SAME: (ORANGE, "bottom"),
}
UNTESTED = (
    "This corpus has too few texts or copies, or too short ones, to test what copying does to a measure."
)
NAMED = 4  # of the measures in which copies are furthest apart, so many are named at most
LANES = {True: "that rest on a coding;\nits coder read both copies", False: "that a program counts"}


def floor(measures: pd.DataFrame, cut: float = CUT, message: str = "") -> Figure:
    """Draw the share of copying of every measure for which it can be computed, with its interval, the least on top.

    A line is the interval, a circle the estimate; a tick is the estimate for very long texts. To the left of `cut`
    copying is the smaller part of what texts of different stories differ by.
    """
    weighed = measures[measures["share"].notna()].sort_values(["share", "low", "label"])
    if weighed.empty:
        return nothing(message or UNTESTED)
    fig, ax = canvas(0.235 * len(weighed) + 1.25)
    tick: dict[str, Any] = {"marker": "|", "color": ink(), "ms": 8, "mew": 1.3, "ls": "none"}
    for y, row in enumerate(weighed.itertuples()):
        ax.plot([row.low, row.high], [y, y], color=STATUS_STYLE[row.status][0], lw=2.2, alpha=0.45)
        if row.net == row.net:
            ax.plot(row.net, y, **tick)
        _circle(ax, row.share, y, row.status, 7, 1.4)
    ax.axvline(cut, color=ink(), lw=1, ls="--")
    names = [f"{r.label} ◆" if r.coded else r.label for r in weighed.itertuples()]
    ax.set_yticks(range(len(weighed)), names, fontsize=8.5)
    ax.set_ylim(len(weighed) - 0.4, -0.8)
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(PercentFormatter(1))
    ax.set_xlabel("share of copying in what texts of different stories differ by", fontsize=9)
    ax.grid(axis="x", alpha=0.25)
    bare(ax, bottom=True)
    there = [state for state in STATUS_STYLE if state in set(weighed["status"])]
    handles = [_circle(ax, [], [], state, 7, 1.4, label=state) for state in there]
    handles += ax.plot([], [], **tick, label="in very long texts")
    top_legend(fig, handles, 4, 8.5)
    listed = "; ".join(f"{r.label} {r.share:.0%} ({r.low:.0%} to {r.high:.0%})" for r in weighed.itertuples())
    alt = f"Dots with intervals of the share of copying in {len(weighed)} measures, with a line at {cut:.0%}. {listed}."
    columns = ["key", "label", "share", "low", "high", "net", "status"]
    return labelled(fig, alt, weighed[columns])


def closer(measures: pd.DataFrame, message: str = "") -> Figure:
    """Draw for each measure how many pairs of texts of different stories lie closer together than the copies do.

    At the left end copies are the closest pair of all; a measure that knows nothing of copying puts them anywhere.
    """
    placed = measures[(measures["status"] != noise.UNTESTED) & measures["closer"].notna()]
    if placed.empty:
        return nothing(message or UNTESTED)
    fig, ax = canvas(4.0)
    bottom, ticks = 0.0, {}
    for coded, name in LANES.items():
        rows = placed[placed["coded"].astype(bool) == coded].sort_values(["closer", "label"])
        if len(rows):
            top = _lane(ax, rows, bottom)
            ticks[(bottom + top) / 2] = f"{len(rows)} measures\n{name}"
            ax.axhline(top, color=ink(), lw=0.5, alpha=0.4)
            bottom = top
    ax.set_yticks(list(ticks), list(ticks.values()), fontsize=9)
    ax.set_ylim(bottom, -0.4)
    ax.set_xlim(-0.04, 1.04)
    ax.xaxis.set_major_formatter(PercentFormatter(1))
    ax.set_xlabel("pairs of texts of different stories that lie closer together than the copies", fontsize=9)
    bare(ax, bottom=True)
    there = [state for state in STATUS_STYLE if state in set(placed["status"])]
    top_legend(fig, [_circle(ax, [], [], state, 7, 1.4, label=state) for state in there], 4, 8.5)
    told = []
    for coded, name in LANES.items():
        values = placed.loc[placed["coded"].astype(bool) == coded, "closer"]
        if len(values):
            told.append(
                f"{len(values)} measures {' '.join(name.split())}: copies closest in {(values == 0).sum()}, mean {values.mean():.0%}"
            )
    alt = f"Dots of {len(placed)} measures by the share of pairs of different stories that lie closer than the copies. {'; '.join(told)}."
    return labelled(fig, alt, placed[["key", "label", "coded", "closer", "status"]])


def _lane(ax: Axes, rows: pd.DataFrame, bottom: float) -> float:
    """Stack the measures of a lane where they have the same place, name those far out, and return where the lane ends."""
    heights = rows.groupby("closer").cumcount().to_numpy(dtype=float) * 0.5
    for height, row in zip(heights, rows.itertuples(), strict=True):
        _circle(ax, row.closer, bottom + 0.6 + height, row.status, 7, 1.4)
    box = {"fc": ground(), "ec": "none", "pad": 0.8}
    for row in rows.assign(height=heights)[rows["closer"].to_numpy() == 1].head(NAMED).itertuples():
        note(
            ax,
            row.label,
            (row.closer, bottom + 0.6 + row.height),
            (-9, 0),
            ha="right",
            fontsize=8.5,
            bbox=box,
        )
    return float(bottom + 1.2 + max(heights, default=0.0))


def needed(rates: pd.DataFrame) -> Figure:
    """Draw how often the verdict finds what is true, by how many stories are copied, for texts of three lengths.

    Solid: copies are nearly perfect, and copying is found to be small. Dashed: copying makes all of the difference, and is
    called small all the same.
    """
    plain = rates[rates["machine"] == PLAIN]
    designs = list(dict.fromkeys(zip(plain["stories"], plain["pairs"], strict=True)))
    fig, ax = canvas(3.0)
    shades = dict(zip(sorted(plain["units"].unique()), (SKY, BLUE, GREEN), strict=True))
    for units, colour in shades.items():
        for truth, style in (("copies", "-"), ("strangers", "--")):
            rows = plain[(plain["units"] == units) & (plain["truth"] == truth)].set_index(
                ["stories", "pairs"]
            )
            label = f"{units:,} sentences" if truth == "copies" else None
            ax.plot(
                range(len(designs)),
                rows.loc[designs, "copying_small"],
                style,
                marker="o",
                ms=4,
                color=colour,
                label=label,
            )
    ax.set_xticks(range(len(designs)), [f"{pairs} of {stories}" for stories, pairs in designs])
    ax.set_xlabel("how many of how many stories are copied")
    ax.set_ylabel("copying called small")
    ax.set_ylim(-0.03, 1.03)
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    ax.grid(axis="y", alpha=0.25)
    bare(ax, bottom=True)
    handles, _ = ax.get_legend_handles_labels()
    handles += ax.plot([], [], "--", color=ink(), label="wrongly called small")
    top_legend(fig, handles, 4, 8.5)
    copies = plain[plain["truth"] == "copies"]
    told = "; ".join(
        f"{units:,} sentences: "
        + ", ".join(
            f"{r.copying_small:.0%} with {r.pairs} of {r.stories}"
            for r in copies[copies["units"] == units].itertuples()
        )
        for units in shades
    )
    alt = f"Lines of how often copying is called small where copies are nearly perfect, by how many stories are copied. {told}. Where copying makes all of the difference, at most {plain.loc[plain['truth'] == 'strangers', 'copying_small'].max():.0%}."
    return labelled(fig, alt, plain[["stories", "pairs", "units", "truth", "copying_small"]])


def _circle(ax: Axes, x: Any, y: Any, state: str, size: float, edge: float, **style: Any) -> Line2D:
    """Draw a circle as full as its status is good; without places, one that only a legend shows."""
    colour, fill = STATUS_STYLE[state]
    style |= {"color": colour, "fillstyle": fill, "mfcalt": "none", "ms": size, "mew": edge, "ls": "none"}
    (line,) = ax.plot(x, y, "o", **style)
    return line


def robustness(verdicts: pd.DataFrame, findings: pd.DataFrame) -> Figure:
    """Draw a grid of findings by choices: where a finding still holds, and where its status flips."""
    if verdicts.empty:
        return nothing("No finding of this corpus rests on a choice that could be made otherwise.")
    everything, verdicts = verdicts, _stories_as_one(verdicts)
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
        ax.text(x, y, sign, ha="center", va="center", fontsize=8.5, color="black", weight=weight)
    ax.set_xlim(-0.6, len(options) - 0.4)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_yticks(range(len(names)), [n.replace("_", " ") for n in names], fontsize=8.5)
    ax.set_xticks(range(len(options)), options, rotation=60, ha="right", rotation_mode="anchor", fontsize=8.5)
    bare(ax)
    handles = [
        Rectangle((0, 0), 1, 1, fc=SKY, ec=ink(), lw=0.3, label="+ holds"),
        Rectangle((0, 0), 1, 1, fc=ORANGE, ec=ink(), lw=0.3, label="− does not hold"),
        Rectangle((0, 0), 1, 1, fc="none", ec=ink(), lw=2.0, label="turned: not as in the report"),
    ]
    top_legend(fig, handles, 3, 8.5)
    flipped = verdicts[verdicts["flips"].astype(bool)].groupby("finding", sort=False)["option"].agg(", ".join)
    flips = "; ".join(f"{name.replace('_', ' ')} under {by}" for name, by in flipped.items()) or "none"
    alt = f"A grid of {len(names)} findings and {len(options)} other choices; a cell says whether the finding holds, an outline that the report says otherwise. Turned: {flips}."
    return labelled(fig, alt, everything)


def _stories_as_one(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Make one choice of the many stories that are left out in turn: a finding flips if it does without any of them."""
    of_stories = verdicts["choice"] == STORIES
    count = verdicts.loc[of_stories, "option"].nunique()
    if count <= EACH:
        return verdicts
    worst = (
        verdicts[of_stories].sort_values("flips", ascending=False, kind="stable").drop_duplicates("finding")
    )
    worst = worst.assign(option=f"without any of {count} stories")
    return pd.concat([verdicts[~of_stories], worst], ignore_index=True)
