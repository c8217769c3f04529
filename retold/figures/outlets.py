"""How figures draw many texts: a lane an outlet and a dot a text, where of few texts each has a lane of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from retold.chapters.numbers import minus
from retold.figures.base import cut, folded, lanes, measure_panels, top_legend
from retold.figures.marks import mark
from retold.figures.palette import BLUE, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS = 60  # dots that a lane has room for; more become a box
OUTLETS = 12  # lanes of outlets at most
ROW = 0.27  # inches of a lane of an outlet
LEAST = 1.5  # inches of a panel of few lanes, with what it is called above and below
NAME = 22  # letters of an outlet's name
ALL = "all texts"  # the one lane where nobody knows the outlets


def by_outlet(docs: Iterable[str], labels: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the texts of each outlet, those with most texts first, and of the outlets left over together.

    Parameters
    ----------
    docs : iterable of str
        Texts, by doc_id.
    labels : mapping of doc_id to str
        Short names of texts; `retold.corpus.labels.Labels` know the outlets.
    """
    outlets = getattr(labels, "outlets", {})
    texts: dict[str, list[str]] = {}
    for doc in dict.fromkeys(docs):
        texts.setdefault(outlets.get(doc, ALL), []).append(doc)
    ordered = sorted(texts, key=lambda outlet: -len(texts[outlet]))
    shown = ordered if len(ordered) <= OUTLETS else ordered[: OUTLETS - 1]
    named: dict[str, list[str]] = {}
    for outlet in shown:
        size = f" ·\u00a0{len(texts[outlet]):,}"
        name, n = cut(outlet or "not named", NAME) + size, 1
        while name in named:
            n += 1
            name = f"{n} {cut(outlet, NAME - 3)}{size}"
        named[name] = texts[outlet]
    rest = ordered[len(shown) :]
    if rest:
        others = [doc for outlet in rest for doc in texts[outlet]]
        named[f"{len(rest):,} other outlets ·\u00a0{len(others):,}"] = others
    return named


def pooled(frame: pd.DataFrame, labels: Mapping[str, str]) -> pd.Series:
    """Return the lane of each row's text, by the column doc_id, as `by_outlet` names lanes."""
    lane = {doc: name for name, docs in by_outlet(frame["doc_id"], labels).items() for doc in docs}
    return frame["doc_id"].map(lane)


def spread(ax: Axes, y: float, values: pd.Series | np.ndarray, colour: str = BLUE, size: float = 4.6) -> None:
    """Draw values in the lane `y`: a dot each and their median, or of too many dots their quartiles and most of them."""
    known = np.sort(np.asarray(values, dtype=float))
    known = known[~np.isnan(known)]
    if not len(known):
        return
    if len(known) > DOTS:
        least, low, high, most = np.quantile(known, (0.05, 0.25, 0.75, 0.95))
        ax.plot([least, most], [y, y], color=colour, lw=1.4)
        ax.plot([low, high], [y, y], color=colour, lw=7, alpha=0.5, solid_capstyle="butt")
    else:
        mark(ax, known, y + heaped(known), "o", colour, size, 0.4, alpha=0.75)
    if len(known) > 2:
        ax.plot(np.median(known), y, "|", color=ink(), ms=13, mew=1.8)


def heaped(values: np.ndarray, places: int = 40) -> np.ndarray:
    """Return how far each of sorted values steps out of the middle of its lane, so that equal ones do not hide each other."""
    reach = float(values[-1] - values[0]) or 1.0
    bins = np.floor((values - values[0]) / reach * places)
    nth = pd.Series(bins).groupby(bins).cumcount().to_numpy()
    size = pd.Series(bins).groupby(bins).transform("size").to_numpy()
    step = np.minimum(0.16, 0.6 / np.maximum(size - 1, 1))
    return np.asarray((nth - (size - 1) / 2) * step)


def legend(fig: Figure, ax: Axes, sizes: Collection[int], dot: str = "a text", columns: int = 3) -> None:
    """Say over a figure what is a dot, and what else stands in its lanes, of which each has so many values."""
    handles: list[Any] = []
    if any(size <= DOTS for size in sizes):
        handles.append(mark(ax, [], [], "o", BLUE, 4.6, 0.4, label=dot))
    if max(sizes, default=0) > DOTS:
        handles += ax.plot([], [], color=BLUE, lw=7, alpha=0.5, label="the middle half")
        handles += ax.plot([], [], color=BLUE, lw=1.4, label="90% of them")
    handles += ax.plot([], [], "|", color=ink(), ms=11, mew=1.8, ls="none", label="median")
    top_legend(fig, handles, columns + 1, 9)


def strip_panels(
    titles: Sequence[str], values: Sequence[pd.Series], labels: Mapping[str, str], across: int = 2
) -> tuple[Figure, list[Axes]]:
    """Draw a panel a title, in it a lane an outlet and a dot a text.

    Parameters
    ----------
    titles : sequence of str
        What the panels are called.
    values : sequence of Series
        The values of each panel, by doc_id.
    labels : mapping of doc_id to str
        Short names of texts, which know the outlets.
    """
    docs = [doc for doc in labels if any(doc in panel.index for panel in values)]
    rows = by_outlet(docs, labels)
    if len(titles) == 1:
        fig, ax = lanes(list(rows), 1.1, ROW)
        ax.set_title(folded(titles[0], 60), fontsize=10)
        ax.grid(axis="x", alpha=0.25)
        axes = [ax]
    else:
        folded_titles = [folded(title, 30 if across == 2 else 19) for title in titles]
        fig, axes = measure_panels(
            folded_titles, list(rows), across, max(ROW * len(rows) + 0.85, LEAST), (9.5, 8.5)
        )
    for ax, panel in zip(axes, values, strict=True):
        for y, texts in enumerate(rows.values()):
            spread(ax, y, panel.reindex(texts))
        ax.tick_params(axis="x", labelsize=8.5)
        if across > 2:
            ax.xaxis.set_major_locator(MaxNLocator(3))
    legend(fig, axes[0], [len(texts) for texts in rows.values()])
    return fig, axes


def said(values: pd.Series, labels: Mapping[str, str], form: str) -> str:
    """The values of many texts in words: their median, the least and the most, with the texts that have them."""
    known = values.dropna().astype(float)
    if known.empty:
        return "no value"
    median, low, high = (signed(value, form) for value in (known.median(), known.min(), known.max()))
    least, most = labels[str(known.idxmin())], labels[str(known.idxmax())]
    return f"median {median}, from {low} ({least}) to {high} ({most})"


def signed(value: float, form: str) -> str:
    """Write a number with a minus sign, not a hyphen."""
    return minus(format(value, form))
