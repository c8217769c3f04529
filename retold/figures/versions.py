"""Figures of how alike texts are and what copying does to their sentences."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.patches import Polygon, Rectangle

from retold.compare import similarity as compared
from retold.figures.base import bare, canvas, labelled, lanes, nothing
from retold.figures.marks import band, heat_map, mark, note, percent
from retold.figures.palette import BLUE, GREEN, ORANGE, SKY, VERMILION, ground, ink
from retold.text.offsets import spans

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GREY = "#8c8c8c"


def similarity(cosine: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the cosine matrix as a heat map with the numbers in the cells."""
    names = [labels[d] for d in cosine.index]
    values = cosine.to_numpy()
    fig, ax = canvas(max(3.4, 0.78 * len(names) + 1.6))
    heat_map(ax, np.where(np.eye(len(names), dtype=bool), np.nan, values), "{:.2f}".format)
    ax.set_xticks(range(len(names)), names, rotation=30, ha="right")
    ax.set_yticks(range(len(names)), names)
    bare(ax)
    pairs = [(values[i, j], names[i], names[j]) for i in range(len(names)) for j in range(i)]
    pairs.sort(reverse=True)
    top, rest = pairs[0], pairs[1:]
    alt = f"Heat map of the cosine similarity of each pair of texts. The most alike are {top[1]} and {top[2]} at {top[0]:.2f}"
    alt += f"; the other pairs lie between {rest[-1][0]:.2f} and {rest[0][0]:.2f}." if rest else "."
    return labelled(fig, alt, pd.DataFrame(pairs, columns=["similarity", "text_a", "text_b"]))


def dendrogram(
    cosine: pd.DataFrame, labels: Mapping[str, str], support: pd.DataFrame, method: str = "average"
) -> Figure:
    """Draw the hierarchical clustering of the texts on 1 - cosine, with the support of its clades.

    At each join stands the lowest and the highest support over all settings (`versions.support`).
    """
    from scipy.cluster.hierarchy import dendrogram as scipy_dendrogram

    names = [labels[d] for d in cosine.index]
    tree = compared.linkage(cosine, method)
    fig, ax = lanes(names, extra=0.9)
    branches = scipy_dendrogram(tree, labels=names, orientation="left", ax=ax, link_color_func=lambda _: BLUE)
    places = {
        round(x[1], 9): (y[1] + y[2]) / 2 for x, y in zip(branches["dcoord"], branches["icoord"], strict=True)
    }
    bounds = {
        frozenset(clade.split()): (rows.min(), rows.max())
        for clade, rows in support.groupby("clade")["support"]
    }
    captions, joins = [], []
    for height, clade in zip(tree[:, 2], compared.clades(cosine, method), strict=True):
        low, high = bounds.get(frozenset(clade), (np.nan, np.nan))
        joins.append((height, " ".join(sorted(clade)), low, high))
        caption = f"at {height:.2f} {', '.join(sorted(labels[d] for d in clade))}"
        if frozenset(clade) in bounds:
            place = (height, places[round(height, 9)])
            note(ax, f"{low:.2f}–{high:.2f}", place, (-4, 3), ha="right", va="bottom", fontsize=9)
            caption += f" (support {low:.2f} to {high:.2f})"
        captions.append(caption)
    ax.set_xlabel("distance (1 − cosine); numbers: support over all settings")
    ax.set_xlim(1.0, 0.0)
    ax.tick_params(axis="y", labelsize=mpl.rcParams["ytick.labelsize"])
    bare(ax, bottom=True)
    alt = f"Dendrogram of the texts; branches join, from most alike to least: {'; '.join(captions)}."
    columns = ["distance", "members", "support_least", "support_most"]
    return labelled(fig, alt, pd.DataFrame(joins, columns=columns))


def scale(halves: pd.DataFrame, cosine: pd.DataFrame, corpus: pd.DataFrame) -> Figure:
    """Draw every similarity beside those of random halves: the bar against which it is read."""
    story = corpus.set_index("doc_id")["story_id"]
    pairs = compared.pairs(cosine, story)
    own = halves["doc_a"] == halves["doc_b"]
    same = halves["doc_a"].map(story) == halves["doc_b"].map(story)
    rows = [
        ("whole texts of one story", pairs.loc[pairs["same_story"], "similarity"], ORANGE),
        ("whole texts of different stories", pairs.loc[~pairs["same_story"], "similarity"], BLUE),
        ("two halves of one text", halves.loc[own, "similarity"], GREEN),
        ("halves of texts of one story", halves.loc[same & ~own, "similarity"], ORANGE),
        ("halves of different stories", halves.loc[~same, "similarity"], BLUE),
    ]
    rows = [row for row in rows if len(row[1])]
    if not rows:
        return nothing("Nothing to draw: no text of this corpus has two sentences.")
    fig, ax = lanes([name for name, *_ in rows], extra=0.7)
    ranges = []
    for y, (name, values, colour) in enumerate(rows):
        band(ax, values.min(), values.max(), y, colour, 5, alpha=0.35)
        mark(ax, values, [y] * len(values), "o", colour, 7)
        ranges.append(f"{name}: {values.min():.2f}" + (f" to {values.max():.2f}" if len(values) > 1 else ""))
    ax.set_xlim(0, 1)
    ax.set_xlabel("cosine similarity (higher is more alike)")
    ax.grid(axis="x", alpha=0.25)
    alt = f"Dots of the cosine similarity of whole texts and of random halves. {'; '.join(ranges)}."
    drawn = [(name, value) for name, values, _ in rows for value in values]
    return labelled(fig, alt, pd.DataFrame(drawn, columns=["what", "similarity"]))


def shingle_decay(similarities: pd.DataFrame, corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the share of shared runs of words by their length, a line a pair of texts."""
    contained = similarities[similarities["measure"].str.startswith("containment")]
    if contained.empty:
        return nothing("Nothing to draw: no text of this corpus has a word.")
    table = contained.groupby(["doc_a", "doc_b", "shingle"], sort=False)["value"].max().unstack("shingle")
    story = corpus.set_index("doc_id")["story_id"]
    versions = [(a, b) for a, b in table.index if story[a] == story[b]]
    others = table.drop(index=versions)
    fig, ax = canvas(4.0)
    for _, shares in others.iterrows():
        ax.plot(table.columns, shares, color=GREY, lw=1.1, alpha=0.8, zorder=1)
    curves = []
    for number, (a, b) in enumerate(versions):
        shares = table.loc[(a, b)]
        style = ("-", "--", ":", "-.")[number % 4]
        name = f"{labels[a]} / {labels[b]}"
        ax.plot(
            table.columns, shares, color=ORANGE, lw=2.8, ls=style, marker="o", ms=4.5, zorder=2, label=name
        )
        steps = ", ".join(f"{shares[n]:.0%} at {n}" for n in (1, 2, 3, 5, 8, 10))
        curves.append(f"{labels[a]} and {labels[b]}: {steps}")
    ax.plot([], [], color=GREY, lw=1.1, label="texts of different stories")
    for size, pair in product((1, 5, 8), versions[:1]):
        share = float(table.loc[pair, size])
        note(ax, f"{share:.0%}", (size, share), (4, 6), va="baseline")
    ax.legend(frameon=False)
    ax.set_xticks(table.columns)
    ax.set_xlabel("words in a row")
    ax.set_ylabel("share found in the other text")
    percent(ax.yaxis)
    ax.set_ylim(0, 1)
    ax.grid(axis="y", alpha=0.25)
    alt = f"Lines of the share of runs of words found in the other text, by their length. {'; '.join(curves) or 'No story has versions'}."
    if len(others):
        alt += f" Between different stories the share is at most {others[1].max():.0%} for words and {others[5].max():.1%} for runs of five."
    return labelled(fig, alt, table.stack().rename("share").reset_index())


VECTORISER_STYLE = {
    "content-words": ("D", SKY),
    "words": ("o", BLUE),
    "words-1-2": ("s", GREEN),
    "characters-3-5": ("^", ORANGE),
}


def clade_support(support: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how firmly each clade stands, a dot a setting of the clustering."""
    if support.empty:
        return nothing("Nothing to draw: this corpus has too few texts, or too many, for a dendrogram.")
    order = support.groupby("clade")["support"].median().sort_values(ascending=False)
    clades = list(order.index[:8])
    members = [[labels[d] for d in clade.split()] for clade in clades]
    fig, ax = lanes([_two_in_a_line(names) for names in members], extra=0.9)
    fig.set_figheight(0.62 * len(clades) + 1.0)
    ranges = []
    for y, (clade, names) in enumerate(zip(clades, members, strict=True)):
        rows = support[support["clade"] == clade]
        for name, settings in rows.groupby("vectoriser", sort=False)["support"]:
            marker, colour = VECTORISER_STYLE[name]
            lift = (np.arange(len(settings)) / max(1, len(settings) - 1) - 0.5) * 0.5
            ax.plot(settings, y + lift, marker, color=colour, ms=4.5, alpha=0.75, ls="none")
        low, high = rows["support"].min(), rows["support"].max()
        ranges.append(f"{' with '.join(names)}: {low:.2f} to {high:.2f}")
    for name, (marker, colour) in VECTORISER_STYLE.items():
        ax.plot([], [], marker, color=colour, ls="none", label=name.replace("-", " ", 1))
    ax.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=4,
        frameon=False,
        columnspacing=1.0,
        handletextpad=0.2,
    )
    ax.set_xlim(-0.03, 1.03)
    ax.set_xlabel("support (share of bootstraps)")
    ax.grid(axis="x", alpha=0.25)
    alt = f"Dots of the support of each clade under every setting of the clustering. {'; '.join(ranges)}."
    return labelled(fig, alt, support[support["clade"].isin(clades)])


def _two_in_a_line(names: list[str]) -> str:
    return "\n".join(", ".join(names[n : n + 2]) for n in range(0, len(names), 2))


def ribbon(alignments: pd.DataFrame, damage: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the first pair of versions as two strips of sentences, joined where they correspond."""
    if alignments.empty:
        return nothing("Nothing to draw: no story of this corpus has two versions.")
    a, b = alignments.iloc[0][["doc_a", "doc_b"]]
    rows = alignments[(alignments["doc_a"] == a) & (alignments["doc_b"] == b)]
    fig, ax = canvas(3.3)
    levels = mpl.colormaps["cividis"]
    for row in rows.itertuples():
        _corresponding(ax, row, levels(row.similarity))
    style: dict[str, Any] = {"color": VERMILION, "ms": 5, "ls": "none"}
    damaged = [[spans(cell)[0][0] for cell in damage.loc[damage["doc_id"] == d, "span"]] for d in (a, b)]
    for places, y, marker in zip(damaged, (1.11, -0.11), "v^", strict=True):
        ax.plot(places, [y] * len(places), marker, **style)
    ax.set_yticks([1.0, 0.0], [labels[a], labels[b]])
    last = max((end for cell in (*rows["a"], *rows["b"]) for _, end in spans(cell)), default=0)
    ax.set_xlim(-40, last + 40)
    ax.set_ylim(-0.25, 1.3)
    ax.set_xticks([])
    bare(ax)
    colours = mpl.cm.ScalarMappable(norm=mpl.colors.Normalize(0, 1), cmap=levels)
    bar = fig.colorbar(colours, ax=ax, orientation="horizontal", shrink=0.4, aspect=30, pad=0.02)
    bar.set_label("similarity of the sentences")
    if any(damaged):
        ax.plot([], [], "v", **style, label="damage")
        ax.legend(loc="upper right", frameon=False, bbox_to_anchor=(1.0, 1.12))
    steps = rows["operation"].value_counts()
    counts = ", ".join(f"{n} {name}" for name, n in steps.items())
    order = "in the same order" if "moved" not in steps else f"{steps['moved']} of them out of order"
    alt = (
        f"Two strips of sentences, {labels[a]} above and {labels[b]} below, joined by bands where they correspond, {order}. Pairs: {counts}. "
        f"Hatched sentences have no counterpart. Triangles mark {len(damaged[0])} damaged places above and {len(damaged[1])} below."
    )
    return labelled(fig, alt, rows)


def _corresponding(ax: Axes, row: Any, colour: Any) -> None:
    """Draw the sentences of a row of an alignment in both strips, with bands between them."""
    face, hatch = (colour, None) if row.a and row.b else ("none", "////")
    for cell, y in ((row.a, 1.0), (row.b, 0.0)):
        for start, end in spans(cell):
            corner = (start, y - 0.06)
            ax.add_patch(Rectangle(corner, end - start, 0.12, fc=face, ec=ink(), lw=0.6, hatch=hatch))
    alpha, edge = (0.95, ORANGE) if row.operation == "moved" else (0.75, "none")
    for (start, end), (start_b, end_b) in product(spans(row.a), spans(row.b)):
        corners = [(start, 0.93), (end, 0.93), (end_b, 0.07), (start_b, 0.07)]
        ax.add_patch(Polygon(corners, fc=colour, alpha=alpha, ec=edge))


def stemma(damage: pd.DataFrame, corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the first story with two damaged versions as a tree: shared errors above, own errors on the branches."""
    story = corpus.set_index("doc_id")["story_id"]
    by_story = damage["doc_id"].groupby(damage["doc_id"].map(story)).unique()
    copies = next((list(docs) for docs in by_story if len(docs) > 1), [])
    if not copies:
        return nothing("Nothing to draw: no story of this corpus has two versions with coded damage.")
    fig, ax = canvas(3.7)
    top, fork = (0.5, 0.95), (0.5, 0.6)
    shared = int((damage["doc_id"].isin(copies) & (damage["twin"] != "")).sum()) // len(copies)
    ax.plot(*zip(top, fork, strict=True), color=ink(), lw=1.6, ls="--")
    _boxed(ax, top, "the original\n(never seen)")
    _boxed(ax, fork, f"what both copies descend from\n{shared} errors in both")
    branches, counts = [], []
    for n, doc_id in enumerate(copies):
        place = ((n + 0.5) / len(copies), 0.06)
        ax.plot(*zip(fork, place, strict=True), color=ink(), lw=1.6, zorder=0)
        chain = damage.loc[damage["doc_id"] == doc_id, "chain"]
        own, unknown = int((chain == "own").sum()), int((chain == "unknown").sum())
        middle = ((fork[0] + place[0]) / 2, (fork[1] + place[1]) / 2)
        _boxed(ax, middle, f"{own} errors of its own\n{unknown} of unknown origin", edge="none")
        _boxed(ax, place, labels[doc_id])
        counts.append((doc_id, own, unknown, shared))
        branches.append(f"{labels[doc_id]} has {own} errors of its own and {unknown} of unknown origin")
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.05, 1.08)
    ax.axis("off")
    alt = f"Tree from an original that was never seen, by a dashed line, to what both copies descend from, with {shared} errors that both copies have; from there a branch to each copy. {'; '.join(branches)}."
    columns = ["doc_id", "own_errors", "unknown_origin", "shared_errors"]
    return labelled(fig, alt, pd.DataFrame(counts, columns=columns))


def _boxed(ax: Axes, place: tuple[float, float], text: str, *, edge: str = "") -> None:
    box = {"boxstyle": "round,pad=0.4", "fc": ground(), "ec": edge or ink(), "lw": 1.0}
    ax.text(*place, text, ha="center", va="center", bbox=box, fontsize=9.5)
