"""Figures of what the texts are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.ticker import MaxNLocator

from retold.corpus.labels import many
from retold.figures.base import canvas, cut, day, labelled, lanes, nothing, top_legend, wrapped
from retold.figures.marks import band, mark, note, split_bars
from retold.figures.outlets import DOTS, ROW, by_outlet, heaped, said, strip_panels
from retold.figures.palette import BLUE, GREEN, ORANGE, VERMILION, ground, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COPY_STYLE = {
    "original": ("o", GREEN, "original"),
    "republished": ("s", BLUE, "republished"),
    "respun": ("D", ORANGE, "respun (inferred)"),
    "unknown": ("X", VERMILION, "copied in an unknown way"),
}


def timeline(corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw when each text's original appeared, one lane a text; a bar is a range of days. Of many texts a lane an outlet."""
    dated = corpus[corpus["published"] != ""]
    if dated.empty:
        return nothing("No text of this corpus is dated.")
    if many(dated["doc_id"]):
        return _many_dates(dated, len(corpus) - len(dated), labels)
    latest = dated["published_latest"].where(dated["published_latest"] != "", dated["published"])
    names = [labels[d] for d in dated["doc_id"]]
    fig, ax = lanes(names, extra=0.9)
    periods = []
    days = zip(pd.to_datetime(dated["published"]), pd.to_datetime(latest), strict=True)
    for y, (name, kind, (start, end)) in enumerate(zip(names, dated["copy_kind"], days, strict=True)):
        marker, colour, caption = COPY_STYLE[kind]
        band(ax, start, end, y, colour, 5, alpha=0.45)
        mark(ax, start, y, marker, colour, 9, 0.8)
        periods.append(f"{name}, {caption}, {day(start)}{'' if start == end else ' to ' + day(end)}")
    for kind in dict.fromkeys(dated["copy_kind"]):
        marker, colour, caption = COPY_STYLE[kind]
        mark(ax, [], [], marker, colour, 9, 0.8, label=caption)
    ax.legend(
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=2 if "unknown" in set(dated["copy_kind"]) else 3,
        frameon=False,
    )
    _dated(ax)
    alt = f"Timeline with a lane for each text. {'; '.join(periods)}."
    return labelled(fig, alt, dated[DATED])


DATED = ["doc_id", "copy_kind", "published", "published_latest", "date_basis"]
FEWEST_DAYS = 6  # of a time axis, or its ticks would be hours


def _dated(ax: Axes) -> None:
    """Write days along the x axis."""
    ax.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=7))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%-d %b %Y"))  # type: ignore[no-untyped-call]
    ax.margins(x=0.08)
    ax.tick_params(axis="x", labelrotation=20)
    first, last = ax.get_xlim()
    if last - first < FEWEST_DAYS:
        middle = (first + last) / 2
        ax.set_xlim(middle - FEWEST_DAYS / 2, middle + FEWEST_DAYS / 2)


def _many_dates(dated: pd.DataFrame, undated: int, labels: Mapping[str, str]) -> Figure:
    """Draw a lane an outlet, in it a dot a text; of very many texts, how many there are in a week, a month or a year."""
    rows = by_outlet(dated["doc_id"], labels)
    fig, ax = lanes(list(rows), 1.3, 0.34)
    days = pd.to_datetime(dated.set_index("doc_id")["published"])
    kinds = dated.set_index("doc_id")["copy_kind"]
    if max(map(len, rows.values())) > DOTS:
        handles = _counted(ax, days, rows)
    else:
        for y, docs in enumerate(rows.values()):
            own = days[docs].sort_values()
            places = pd.Series(y + heaped(own.astype("int64").to_numpy(float)), index=own.index)
            for kind, (marker, colour, _) in COPY_STYLE.items():
                of_kind = own.index[kinds[own.index] == kind]
                mark(ax, own[of_kind], places[of_kind], marker, colour, 5.5, 0.5, alpha=0.8)
        used = [COPY_STYLE[kind] for kind in COPY_STYLE if kind in set(kinds)]
        handles = [mark(ax, [], [], marker, colour, 7, label=name) for marker, colour, name in used]
    top_legend(fig, handles, 2 if len(handles) > 3 else 3, 9)
    _dated(ax)
    ax.grid(axis="x", alpha=0.25)
    spans = [f"{name}: {day(days[docs].min())} to {day(days[docs].max())}" for name, docs in rows.items()]
    alt = f"Timeline of {len(dated):,} texts with a lane for each outlet and its number of texts. {'; '.join(spans)}."
    alt += f" Without a date: {undated:,}." if undated else ""
    return labelled(fig, alt, dated[DATED])


PERIODS = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}
MOST_PERIODS = 60


def _counted(ax: Axes, days: pd.Series, rows: Mapping[str, list[str]]) -> list[Any]:
    """Draw in each lane how many texts a period has, of all lanes at one scale, and return what a legend shows."""
    fitting = (p for p in PERIODS if days.dt.to_period(p).nunique() <= MOST_PERIODS)
    period = next(fitting, "Y")
    at = days.dt.to_period(period)
    counts = [at[docs].value_counts().sort_index() for docs in rows.values()]
    most = max(int(count.max()) for count in counts)
    for y, count in enumerate(counts):
        starts, ends = count.index.start_time, count.index.end_time
        high = 0.84 * count.to_numpy(float) / most
        ax.bar(starts, -high, (ends - starts) * 0.94, y + 0.42, align="edge", color=BLUE)
        ax.axhline(y + 0.42, color=ink(), lw=0.5, alpha=0.4)
    return [Rectangle((0, 0), 1, 1, fc=BLUE, label=f"texts a {PERIODS[period]}; the highest: {most:,}")]


def cleaning(documents: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how many words of each text are article, and how many were removed."""
    if documents.empty:
        return nothing("This corpus has no text.")
    words = documents[["doc_id", "words", "words_raw"]].assign(
        removed=(documents["words_raw"] - documents["words"]).astype(int)
    )
    if many(documents["doc_id"]):
        return _many_cleaned(words, labels)
    names = [labels[d] for d in documents["doc_id"]]
    fig, ax = lanes(names, extra=1.0)
    split_bars(ax, words["words"], words["removed"], ("article", "removed"), ORANGE)
    for y, row in enumerate(words.itertuples()):
        note(ax, f"{row.words:,.0f} + {row.removed:,.0f}", (row.words_raw, y))
    ax.set_xlabel("words")
    ax.set_xlim(0, (float(words["words_raw"].max()) or 1.0) * 1.17)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
    counts = "; ".join(
        f"{name}: {row.words:,.0f} and {row.removed:,.0f}"
        for name, row in zip(names, words.itertuples(), strict=True)
    )
    alt = f"Bars of words kept as article and words removed as boilerplate. {counts}."
    return labelled(fig, alt, words)


def _many_cleaned(words: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw words kept and words removed in a panel each, a lane an outlet and a dot a text."""
    panels = {"words of article": "words", "words removed": "removed"}
    if not words["removed"].any():
        del panels["words removed"]
    values = [words.set_index("doc_id")[column].astype(float) for column in panels.values()]
    fig, axes = strip_panels(list(panels), values, labels)
    for ax in axes:
        ax.set_xlim(left=-0.03 * ax.get_xlim()[1])
    told = "; ".join(f"{name}: {said(v, labels, ',.0f')}" for name, v in zip(panels, values, strict=True))
    cleaned = int((words["removed"] > 0).sum())
    alt = f"Dots of the words of {len(words):,} texts, kept and removed, with a lane for each outlet. {told}. Texts of which words were removed: {cleaned:,}."
    return labelled(fig, alt, words)


STEPS = (0.0, 0.37, 0.74)
WAYS = {
    "republished": "republished",
    "respun": "respun, an inference from its damage",
    "unknown": "copied in an unknown way",
}
BOX = 0.27


def provenance(corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the way of each text from its outlet to its file: solid where it is known, dashed where inferred.

    Texts of one story leave from one original. What nobody of this project has seen has a dashed box. Of many texts
    only their ways are counted, a bar an outlet.
    """
    if corpus.empty:
        return nothing("This corpus has no text.")
    if many(corpus["doc_id"]):
        return _counted_ways(corpus, labels)
    fig, ax = canvas(0.62 * len(corpus) + 0.9)
    ways = []
    place = dict(zip(corpus["doc_id"], range(len(corpus)), strict=True))
    for _, story in corpus.groupby("story_id", sort=False):
        middle = sum(place[d] for d in story["doc_id"]) / len(story)
        original_seen = bool((story["copy_kind"] == "original").any())
        _station(ax, STEPS[0], middle, wrapped(story["outlet"].iloc[0]), seen=original_seen)
        for row in story.itertuples():
            y = place[row.doc_id]
            label = labels[row.doc_id]
            seen_at = row.copy_seen_at or "place not known"
            inferred = row.copy_kind in ("respun", "unknown")
            if row.copy_kind == "original":
                _arrow(ax, (STEPS[0], middle), (STEPS[2], y), False)
                ways.append(f"{label}: from the outlet itself")
            else:
                _arrow(ax, (STEPS[0], middle), (STEPS[1], y), inferred)
                _station(
                    ax,
                    STEPS[1],
                    y,
                    f"{'on its way' if row.copy_kind == 'unknown' else row.copy_kind}\n{cut(seen_at, 26)}",
                    seen=row.copy_seen_at != "",
                )
                _arrow(ax, (STEPS[1], y), (STEPS[2], y), False)
                ways.append(f"{label}: {WAYS[row.copy_kind]}, seen at {seen_at}")
            _station(ax, STEPS[2], y, wrapped(label), seen=True)
    for x, name in zip(STEPS, ("first published by", "on its way", "the file studied here"), strict=True):
        ax.text(x, -0.75, name, ha="center", va="center", fontsize=9, style="italic")
    ax.plot([], [], color=ink(), lw=1.4, label="known")
    ax.plot([], [], color=ink(), lw=1.4, ls="--", label="inferred, or not seen by us")
    fig.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    ax.set_xlim(-0.15, 0.89)
    ax.set_ylim(len(corpus) - 0.5, -1.0)
    ax.axis("off")
    alt = f"Chains of the ways of {len(corpus)} texts from the outlet to the file; inferred steps are dashed. {'; '.join(ways)}."
    return labelled(fig, alt, corpus[WAY])


WAY = ["doc_id", "outlet", "story_id", "copy_kind", "copy_seen_at"]
WAY_HATCH = {"original": "", "republished": "..", "respun": "////", "unknown": "xxx"}


def _counted_ways(corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw a bar an outlet: how many of its texts came in which way."""
    rows = by_outlet(corpus["doc_id"], labels)
    kinds = corpus.set_index("doc_id")["copy_kind"]
    counts = pd.DataFrame({n: kinds[docs].value_counts() for n, docs in enumerate(rows.values())})
    counts = counts.reindex(COPY_STYLE).fillna(0).astype(int)
    fig, ax = lanes(list(rows), 1.3, ROW + 0.05)
    left = pd.Series(0, index=counts.columns)
    handles = []
    for kind, of_kind in counts.iterrows():
        _, colour, name = COPY_STYLE[str(kind)]
        style: dict[str, Any] = {"color": colour, "hatch": WAY_HATCH[str(kind)], "ec": ink(), "lw": 0.4}
        bars = ax.barh(range(len(rows)), of_kind, 0.66, left, label=name, **style)
        left += of_kind
        if of_kind.any():
            handles.append(bars)
    top_legend(fig, handles, 2 if len(handles) > 3 else 3, 9)
    ax.set_xlabel("texts", fontsize=9)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="x", alpha=0.25)
    ways = ", ".join(f"{COPY_STYLE[str(kind)][2]} {n:,}" for kind, n in counts.sum(axis=1).items() if n)
    sizes = corpus["story_id"].value_counts()
    alt = f"Bars of how the files of {len(corpus):,} texts came from their originals, a bar for each outlet. {ways}. Stories with several versions: {int((sizes > 1).sum()):,}."
    return labelled(fig, alt, corpus[WAY])


def _station(ax: Axes, x: float, y: float, text: str, *, seen: bool) -> None:
    ax.add_patch(
        FancyBboxPatch(
            (x - BOX / 2, y - 0.3), BOX, 0.6, boxstyle="round,pad=0,rounding_size=0.02", fc=ground(), ec=ink(),
            lw=1.1, ls="-" if seen else "--", mutation_aspect=6,
        )
    )  # fmt: skip
    ax.text(x, y, text, ha="center", va="center", fontsize=8.5)


def _arrow(ax: Axes, one: tuple[float, float], two: tuple[float, float], inferred: bool) -> None:
    style = {"arrowstyle": "-|>", "color": ink(), "lw": 1.3, "ls": "--" if inferred else "-"}
    ends = (two[0] - BOX / 2, two[1]), (one[0] + BOX / 2, one[1])
    ax.annotate("", *ends, arrowprops={**style, "shrinkA": 1, "shrinkB": 1})
