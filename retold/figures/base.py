"""What all figures share: colours, frames, text alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, PercentFormatter

from retold.chapters.results import clipped
from retold.figures.palette import BLUE
from retold.measures import noise

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.0
ROW = 0.46
LONGEST = 48  # characters of a name beside a lane


def nothing(message: str) -> Figure:
    """A figure that says why there is none."""
    fig = plt.figure(figsize=(WIDTH, 0.8))
    fig.text(0.5, 0.5, message, ha="center", va="center", style="italic")
    return labelled(fig, message)


def panels(count: int, names: Sequence[str]) -> tuple[Figure, list[Axes]]:
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
        ax.set_yticks(range(len(names)), [wrapped(n) for n in names], fontsize=8.5)
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        bare(ax, bottom=True)
    axes[0].invert_yaxis()
    for ax in axes[count:]:
        ax.set_visible(False)
    for ax in axes[max(0, count - columns) : count]:
        ax.tick_params(labelbottom=True)
    return fig, axes[:count]


def multiples(count: int, across: int, height: float) -> tuple[Figure, list[Axes]]:
    """Small panels that share their y axis, at most `across` in a row of `height` inches."""
    columns = min(across, count)
    rows = -(-count // columns)
    fig, grid = plt.subplots(
        rows,
        columns,
        figsize=(WIDTH, rows * height),
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    axes = list(grid.flat)
    for ax in axes[count:]:
        ax.set_visible(False)
    return fig, axes[:count]


def lanes(names: Sequence[str], extra: float) -> tuple[Figure, Axes]:
    """An axes with one horizontal lane a name, the first on top."""
    fig, ax = plt.subplots(figsize=(WIDTH, ROW * len(names) + extra), layout="constrained")
    ax.set_yticks(range(len(names)), [clipped(name, LONGEST) for name in names])
    ax.set_ylim(len(names) - 0.5, -0.5)
    bare(ax, bottom=True)
    return fig, ax


def bare(ax: Axes, bottom: bool = False) -> None:
    """Take the frame off, but for the bottom line if asked, and the ticks."""
    for side, spine in ax.spines.items():
        spine.set_visible(bottom and side == "bottom")
    ax.tick_params(length=0)


# What each figure draws, for readers who want the numbers; gone when the figure is.
_DRAWN: WeakKeyDictionary[Figure, pd.DataFrame] = WeakKeyDictionary()


def labelled(fig: Figure, alt: str, data: pd.DataFrame | None = None) -> Figure:
    """Give a figure its text alternative, and the table of what it draws."""
    fig.set_label(alt)
    if data is not None:
        _DRAWN[fig] = data
    return fig


def data_of(fig: Figure) -> pd.DataFrame | None:
    """Return the table of what a figure draws; nothing if there was nothing to draw."""
    return _DRAWN.get(fig)


def ink() -> str:
    """Return the colour of text and outlines in the running style."""
    return mpl.rcParams["text.color"]


def ground() -> str:
    """Return the colour behind the figure in the running style."""
    return mpl.rcParams["figure.facecolor"]


def day(stamp: pd.Timestamp) -> str:
    """Return a day as the book writes it."""
    return f"{stamp.day} {stamp.month_name()} {stamp.year}"


def wrapped(name: str) -> str:
    """Break a long name into two lines near its middle, and cut a very long one."""
    name = clipped(name, LONGEST)
    if len(name) <= 16 or " " not in name:
        return name
    spaces = [i for i, c in enumerate(name) if c == " "]
    cut = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return name[:cut] + "\n" + name[cut + 1 :]


def clip_labels(fig: Figure, most: int = LONGEST) -> None:
    """Cut every label of a figure, line by line, to `most` characters."""

    def cut(label: str) -> str:
        return "\n".join(clipped(line, most) for line in label.splitlines()[:3])

    for ax in fig.axes:
        for formatter in (ax.xaxis.get_major_formatter(), ax.yaxis.get_major_formatter()):
            if isinstance(formatter, FixedFormatter):
                formatter.seq = [cut(str(label)) for label in formatter.seq]
    own = {id(axis.label) for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)}
    for text in fig.findobj(Text):
        if id(text) not in own:  # what an axis is called is ours, and no name of a corpus
            text.set_text(cut(text.get_text()))


def marked(title: str, status: str | None) -> str:
    """Put the mark of a measure's status before a title (see `retold.measures.noise.MARKS`)."""
    return f"{noise.MARKS[status]} {title}" if status else title


def dots(
    ax: Axes, places: Sequence[float], values: pd.DataFrame, colour: str = BLUE, marker: str = "o"
) -> None:
    """Draw values with their intervals (columns value, low, high), one a place on the y axis."""
    for y, row in zip(places, values.itertuples(), strict=True):
        if row.low == row.low:
            ax.plot([row.low, row.high], [y, y], color=colour, lw=2.2, solid_capstyle="round")
        ax.plot([row.value], [y], marker, color=colour, ms=6.2, mec=ink(), mew=0.7)
