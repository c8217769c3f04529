"""Figures of what is typical of whom: words beyond chance, groups of stories by outlet and over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from retold.corpus.labels import clipped
from retold.figures.base import WIDTH, bare, canvas, cut, in_lanes, labelled, nothing, top_legend
from retold.figures.marks import band, heat_map, mark
from retold.figures.palette import BLUE, GREY, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = 30  # characters of an outlet
MOST_OUTLETS = 20  # rows of a matrix
LONG = 120  # days from which on months are counted instead of weeks
NO_WORDS = "No outlet that can be compared with others has a word in two of its stories."
NO_GROUPS = "No groups of stories were found."


def specific_words(specific: pd.DataFrame, outlets: Sequence[str], most: int) -> Figure:
    """Draw the words most specific to each outlet with their intervals, and how far chance goes for each of them.

    Parameters
    ----------
    specific : DataFrame
        Rows of the derived table `specific`, of one kind.
    outlets : sequence of str
        Whose words are drawn, a panel each.
    most : int
        Words of each.
    """
    rows = specific[specific["name"].isin(outlets)]
    rows = rows.groupby("name", sort=False).head(most)
    if rows.empty:
        return nothing(NO_WORDS)
    there = [name for name in outlets if name in set(rows["name"])]
    across = min(2, len(there))
    lanes = [len(rows[rows["name"] == name]) for name in there]
    lines = -(-len(there) // across)
    size = (WIDTH, lines * (0.24 * max(lanes) + 0.55) + 0.7)
    fig, grid = plt.subplots(lines, across, figsize=size, layout="constrained", squeeze=False, sharex=True)
    axes = list(grid.flat)
    for ax in axes[len(there) :]:
        ax.set_visible(False)
    told = rows[["low", "high", "log_odds", "chance"]]
    ends = (min(-0.5, 1.05 * float(told.min(axis=None))), 1.05 * float(told.max(axis=None)))
    captions = []
    for ax, name in zip(axes, there, strict=False):
        of_outlet = rows[rows["name"] == name]
        _words(ax, of_outlet, ends)
        ax.set_title(cut(name, NAME), fontsize=9.5)
        said = ", ".join(
            f"{r.term} {r.log_odds:.2f}{' beyond chance' if r.stands else ''}" for r in of_outlet.itertuples()
        )
        captions.append(f"{name}: {said}")
    for ax in axes[max(len(there) - across, 0) : len(there)]:
        ax.set_xlabel("log-odds against all others", fontsize=9)
        ax.tick_params(labelbottom=True)
    handles = [
        axes[0].plot([], [], color=GREY, lw=6, alpha=0.45, label="reached by chance")[0],
        mark(axes[0], [], [], "o", BLUE, 6.2, 0.7, label="beyond chance"),
        mark(axes[0], [], [], "o", BLUE, 6.2, 1.2, fillstyle="none", label="within chance"),
        axes[0].plot([], [], color=BLUE, lw=1.6, label="with other stories drawn")[0],
    ]
    top_legend(fig, handles, 4, 8.5)
    alt = f"Dots of the log-odds of the words most specific to each of {len(there)} outlets, with a band that chance reaches. {'; '.join(captions)}."
    columns = ["name", "term", "count", "others", "units", "log_odds", "low", "high", "z", "chance", "stands"]
    return labelled(fig, alt, rows[columns])


def _words(ax: Axes, rows: pd.DataFrame, ends: tuple[float, float]) -> None:
    """Draw the words of one outlet, a lane each, on an axis that has all of them whole."""
    in_lanes(ax, [clipped(term, 18) for term in rows["term"]], 8.5)
    for y, row in enumerate(rows.itertuples()):
        if row.chance == row.chance:
            ax.barh(y, row.chance, height=0.62, color=GREY, alpha=0.45, lw=0)
        band(ax, row.low, row.high, y, BLUE, 1.6)
        stands = bool(row.stands)
        mark(
            ax,
            row.log_odds,
            y,
            "o",
            BLUE,
            6.2,
            0.7 if stands else 1.2,
            fillstyle="full" if stands else "none",
        )
    ax.axvline(0, color=ink(), lw=0.8)
    ax.set_xlim(*ends)
    ax.grid(axis="x", alpha=0.25)


def group_choices(choices: pd.DataFrame) -> Figure:
    """Draw the mean silhouette for every number of groups, and what shuffled words give."""
    if choices.empty:
        return nothing("Groups of stories are not computed for this corpus.")
    fig, ax = canvas(2.7)
    x = choices["groups"].to_numpy()
    high = choices["shuffled_high"]
    ax.fill_between(
        x,
        choices["shuffled"],
        high,
        color=GREY,
        alpha=0.4,
        lw=0,
        label="stories with shuffled words, mean to 95 %",
    )
    ax.plot(x, choices["silhouette"], "-o", color=BLUE, ms=4, label="the stories")
    chosen = choices[choices["chosen"].astype(bool)]
    mark(ax, chosen["groups"], chosen["silhouette"], "o", BLUE, 9, 1.2, label="chosen")
    ax.set_xticks(x)
    ax.set_xlabel("groups")
    ax.set_ylabel("mean silhouette")
    ax.grid(axis="y", alpha=0.25)
    bare(ax, bottom=True)
    handles, _ = ax.get_legend_handles_labels()
    top_legend(fig, handles, 3, 8.5)
    told = "; ".join(
        f"{r.groups} groups {r.silhouette:.3f}, shuffled {r.shuffled:.3f} (95 % below {r.shuffled_high:.3f})"
        for r in choices.itertuples()
    )
    alt = f"Lines of the mean silhouette by the number of groups, over a band of shuffled words. {told}.".replace(
        "-", "−"
    )
    return labelled(fig, alt, choices)


def outlets_by_group(counted: pd.DataFrame, names: Mapping[int, Sequence[str]]) -> Figure:
    """Draw how many stories of each group each outlet has: a matrix with the numbers, shaded by the outlet's share."""
    if counted.empty:
        return nothing(NO_GROUPS)
    rows = counted.head(MOST_OUTLETS)
    shares = rows.div(rows.sum(axis=1), axis=0).to_numpy()
    fig, ax = canvas(0.3 * len(rows) + 1.9)
    heat_map(ax, shares, "{:.0f}".format, 9, rows.to_numpy(), aspect="auto")
    ax.set_yticks(range(len(rows)), [cut(name, NAME) for name in rows.index])
    labels = [_named(int(group), names) for group in rows.columns]
    ax.set_xticks(range(len(labels)), labels, rotation=35, ha="right", rotation_mode="anchor", fontsize=8.5)
    bare(ax)
    told = "; ".join(
        f"{outlet}: {', '.join(f'group {g} {int(n)}' for g, n in row.items() if n)}"
        for outlet, row in rows.iterrows()
    )
    left = (
        f" The {len(counted) - len(rows)} outlets with fewest stories are left out."
        if len(counted) > len(rows)
        else ""
    )
    alt = f"A matrix of {len(rows)} outlets and {len(rows.columns)} groups with the number of stories in each cell. {told}.{left}"
    return labelled(fig, alt, rows.rename_axis("outlet").reset_index())


def _named(group: int, names: Mapping[int, Sequence[str]]) -> str:
    """A group by its number and the first of its words."""
    words = ", ".join(names.get(group, []))
    return clipped(f"{group}: {words}" if words else f"{group}", NAME)


def groups_over_time(dated: pd.DataFrame, names: Mapping[int, Sequence[str]]) -> Figure:
    """Draw when the stories of each group appeared: a lane a group, a bar a week or a month."""
    if dated.empty:
        return nothing(NO_GROUPS if not names else "No story of a group is dated.")
    days = pd.to_datetime(dated["published"])
    weekly = (days.max() - days.min()).days <= LONG
    edges = pd.date_range(*_span(days, weekly), freq="W-MON" if weekly else "MS")
    groups = sorted(dated["group"].unique())
    counts = {
        g: np.histogram(days[dated["group"] == g].astype("int64"), edges.astype("int64"))[0] for g in groups
    }
    most = max(int(c.max()) for c in counts.values())
    fig, ax = canvas(0.42 * len(groups) + 1.1)
    in_lanes(ax, [_named(int(g), names) for g in groups], 8.5)
    places = np.array([mdates.date2num(edge) for edge in edges])  # type: ignore[no-untyped-call]
    starts, widths = places[:-1], np.diff(places)
    for y, g in enumerate(groups):
        ax.axhline(y + 0.4, color=ink(), lw=0.4, alpha=0.4)
        ax.bar(starts, -0.78 * counts[g] / most, widths * 0.9, bottom=y + 0.4, color=BLUE, align="edge")
    ax.xaxis_date()
    locator = mdates.AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    per = "week" if weekly else "month"
    ax.set_xlabel(f"stories a {per}; the highest bar: {most}", fontsize=9)
    told = "; ".join(
        f"group {g}: {int(counts[g].sum())} stories, most ({int(counts[g].max())}) in the {per} of {edges[counts[g].argmax()]:%Y-%m-%d}"
        for g in groups
    )
    alt = f"Bars of how many stories of each group appeared in each {per}. {told}."
    table = pd.DataFrame(
        [
            (int(g), start.date(), int(n))
            for g in groups
            for (start, _), n in zip(pairwise(edges), counts[g], strict=True)
            if n
        ],
        columns=["group", f"{per}_of", "stories"],
    )
    return labelled(fig, alt, table)


def _span(days: pd.Series, weekly: bool) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first day of the first week or month, and of the one behind the last."""
    first, last = days.min().normalize(), days.max().normalize()
    if weekly:
        return first - pd.Timedelta(days=first.weekday()), last + pd.Timedelta(days=7 - last.weekday())
    return first.replace(day=1), last.replace(day=1) + pd.DateOffset(months=1)
