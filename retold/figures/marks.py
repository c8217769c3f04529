"""What figures draw within their frames: marks, intervals, bars, cells, and words beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import PercentFormatter

from retold.figures.palette import BLUE, SKY, ink
from retold.measures import noise

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.container import BarContainer
    from matplotlib.lines import Line2D


def mark(
    ax: Axes, x: Any, y: Any, marker: str, colour: str, size: float = 6.0, edge: float = 0.6, **style: Any
) -> Line2D:
    """Draw marks with an outline; without places, one that only a legend shows."""
    (line,) = ax.plot(x, y, marker, color=colour, ms=size, mec=ink(), mew=edge, ls="none", **style)
    return line


def band(
    ax: Axes, low: float, high: float, y: float, colour: str, width: float, alpha: float | None = None
) -> None:
    """Draw an interval along the x axis as a line with round ends."""
    ax.plot([low, high], [y, y], color=colour, lw=width, alpha=alpha, solid_capstyle="round")


def note(
    ax: Axes, text: str, place: tuple[float, float], gap: tuple[float, float] = (5, 0), **style: Any
) -> None:
    """Write beside a place, `gap` points away from it."""
    ax.annotate(text, place, xytext=gap, textcoords="offset points", **{"va": "center", **style})


def dots(ax: Axes, values: pd.DataFrame) -> None:
    """Draw values with their intervals (columns value, low, high), one a lane."""
    for y, row in enumerate(values.itertuples()):
        if row.low == row.low:
            band(ax, row.low, row.high, y, BLUE, 2.2)
        mark(ax, row.value, y, "o", BLUE, 6.2, 0.7)


def split_bars(
    ax: Axes,
    plain: pd.Series | np.ndarray,
    hatched: pd.Series | np.ndarray,
    names: tuple[str, str],
    colour: str = SKY,
    height: float = 0.62,
) -> list[BarContainer]:
    """Draw a bar a lane in two parts, the second hatched, and return what a legend shows."""
    y = range(len(plain))
    return [
        ax.barh(y, plain, color=BLUE, height=height, label=names[0]),
        ax.barh(
            y, hatched, left=plain, color=colour, height=height, hatch="////", ec=ink(), lw=0, label=names[1]
        ),
    ]


def heat_map(
    ax: Axes,
    shares: np.ndarray,
    form: Callable[[float], str],
    size: float | None = None,
    written: np.ndarray | None = None,
    **style: Any,
) -> None:
    """Draw a matrix of shares with the number in each cell, or what is `written` there; a missing one has no cell."""
    numbers = shares if written is None else written
    ax.imshow(shares, cmap="cividis", vmin=0, vmax=1, **style)
    for (i, j), share in np.ndenumerate(shares):
        if share == share:
            colour = "black" if share > 0.5 else "white"
            ax.text(j, i, form(float(numbers[i, j])), ha="center", va="center", fontsize=size, color=colour)


def percent(axis: Axis) -> None:
    """Write shares along an axis as whole per cents."""
    axis.set_major_formatter(PercentFormatter(1, decimals=0))


def marked(title: str, status: Mapping[str, str] | None, key: str) -> str:
    """Put the mark of a measure's status, if it has one, before a title (see `retold.measures.noise.MARKS`)."""
    state = (status or {}).get(key)
    return f"{noise.MARKS[state]} {title}" if state else title
