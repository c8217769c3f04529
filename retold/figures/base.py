"""What all figures share: frames, lanes and panels, legends, text alternatives."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter

from retold.common.names import wide
from retold.corpus.labels import clipped
from retold.figures.marks import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.0
ROW = 0.46
LONGEST = 48  # characters of a name beside a lane
HALF = 26  # characters of a line of a name in two lines


# Why figures that draw nothing draw nothing; gone when the figure is.
_REASONS: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()


def nothing(message: str) -> Figure:
    """A figure that says why there is none: `message` is a sentence on what the corpus lacks (see `reason_of`)."""
    lines = textwrap.wrap(message, 72) or [""]
    fig = plt.figure(figsize=(WIDTH, 0.6 + 0.2 * len(lines)))
    fig.text(0.5, 0.5, "\n".join(lines), ha="center", va="center", style="italic")
    _REASONS[fig] = message
    return labelled(fig, message)


def is_nothing(fig: Figure) -> bool:
    """Whether a figure only says that there is nothing to draw."""
    return fig in _REASONS


def reason_of(fig: Figure) -> str | None:
    """Return what a corpus lacks for a figure, as a sentence; None if the figure shows something."""
    return _REASONS.get(fig)


def canvas(height: float) -> tuple[Figure, Axes]:
    """A figure of one axes, as wide as a page and `height` inches high."""
    return plt.subplots(figsize=(WIDTH, height), layout="constrained")


def multiples(
    count: int, across: int, height: float, extra: float = 0.0, *, sharex: bool = False
) -> tuple[Figure, list[Axes]]:
    """Small panels that share their y axis, at most `across` in a row of `height` inches."""
    columns = min(across, count)
    rows = -(-count // columns)
    size = (WIDTH, rows * height + extra)
    fig, grid = plt.subplots(
        rows, columns, figsize=size, sharex=sharex, sharey=True, layout="constrained", squeeze=False
    )
    axes = list(grid.flat)
    for ax in axes[count:]:
        ax.set_visible(False)
    return fig, axes[:count]


def measure_panels(
    titles: Sequence[str], names: Sequence[str], across: int, height: float, sizes: tuple[float, float]
) -> tuple[Figure, list[Axes]]:
    """Small panels, one a measure, with a lane a name; `sizes` are those of the letters of titles and names."""
    fig, axes = multiples(len(titles), across, height)
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title, fontsize=sizes[0])
        in_lanes(ax, names, sizes[1])
        ax.grid(axis="x", alpha=0.25)
    return fig, axes


def panels(titles: Sequence[str], names: Sequence[str]) -> tuple[Figure, list[Axes]]:
    """Small panels, three in a row, with a lane a name and shares along the bottom."""
    fig, axes = multiples(len(titles), 3, 0.28 * len(names) + 0.75, 0.3, sharex=True)
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(folded(title, 22), fontsize=9.5)
        ax.set_yticks(range(len(names)), [wrapped(n) for n in names], fontsize=8.5)
        percent(ax.xaxis)
        bare(ax, bottom=True)
    axes[0].invert_yaxis()
    if "\n" in wrapped(names[-1]):
        for ax in axes:
            ax.tick_params(axis="x", pad=9)  # below the second line of the last name
    for ax in axes[-3:]:
        ax.tick_params(labelbottom=True)
    return fig, axes


def lanes(names: Sequence[str], extra: float, row: float = ROW) -> tuple[Figure, Axes]:
    """An axes with one horizontal lane a name, the first on top; each is `row` inches high."""
    fig, ax = canvas(row * len(names) + extra)
    in_lanes(ax, [cut(name, LONGEST) for name in names], None if row >= ROW else 9)
    return fig, ax


def in_lanes(ax: Axes, names: Sequence[str], size: float | None = None) -> None:
    """Give an axes one horizontal lane a name, the first on top."""
    ax.set_yticks(range(len(names)), names, fontsize=size)
    ax.set_ylim(len(names) - 0.5, -0.5)
    bare(ax, bottom=True)


def bare(ax: Axes, bottom: bool = False) -> None:
    """Take the frame off, but for the bottom line if asked, and the ticks."""
    for side, spine in ax.spines.items():
        spine.set_visible(bottom and side == "bottom")
    ax.tick_params(length=0)


def top_legend(fig: Figure, handles: Sequence[Any], columns: int, size: float | None = None) -> None:
    """Put a legend over all panels of a figure."""
    fig.legend(handles=handles, loc="outside upper center", ncols=columns, frameon=False, fontsize=size)


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


def day(stamp: pd.Timestamp) -> str:
    """Return a day as the book writes it."""
    return f"{stamp.day} {stamp.month_name()} {stamp.year}"


def cut(name: str, most: int) -> str:
    """Cut a name to the room of `most` letters."""
    while wide(name) > most:
        name = clipped(name, min(most, len(name) - 1))
    return name


def folded(name: str, most: int, lines: int = 2) -> str:
    """Break a name that takes the room of more than `most` letters into so many lines, and cut what is left over."""
    name = re.sub(r"[^\S\u00a0]+", " ", name)  # a break in a name is a blank
    if wide(name) <= most:
        return name
    made = [""]
    for word in re.findall(r"(?:\S|\u00a0)+[^\S\u00a0]*", name):
        if wide((made[-1] + word).rstrip()) <= most:
            made[-1] += word
        elif wide(word) > most:  # nothing to break at: within the word
            for c in word:
                if wide(made[-1] + c) > most:
                    made.append("")
                made[-1] += c
        else:
            made.append(word)
    made = [line.strip() for line in made if line.strip()]
    if len(made) > lines:
        made = [*made[: lines - 1], cut(" ".join(made[lines - 1 :]), most)]
    return "\n".join(made)


def wrapped(name: str) -> str:
    """Break a long name into two lines near its middle, and cut a very long one."""
    name = clipped(name, LONGEST)
    if len(name) > 16 and " " in name:
        spaces = [i for i, c in enumerate(name) if c == " "]
        middle = min(spaces, key=lambda i: abs(i - len(name) / 2))
        halves = name[:middle], name[middle + 1 :]
        if max(map(wide, halves)) <= HALF:
            return "\n".join(halves)
    return folded(name, HALF)


def clip_labels(fig: Figure, most: int = LONGEST) -> None:
    """Cut every label of a figure, line by line, to `most` characters."""

    def shortened(label: str) -> str:
        return "\n".join(clipped(line, most) for line in label.splitlines()[:3])

    for ax in fig.axes:
        for formatter in (ax.xaxis.get_major_formatter(), ax.yaxis.get_major_formatter()):
            if isinstance(formatter, FixedFormatter):
                formatter.seq = [shortened(str(label)) for label in formatter.seq]
    own = {id(axis.label) for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)}
    for text in fig.findobj(Text):
        if id(text) not in own:  # what an axis is called is ours, and no name of a corpus
            text.set_text(shortened(text.get_text()))
