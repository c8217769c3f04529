"""Figures of how alike texts are and what copying does to their sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Polygon, Rectangle
from matplotlib.ticker import PercentFormatter

from retold.compare.similarity import linkage
from retold.compare.similarity import pairs as pairs_of
from retold.figures.base import WIDTH, bare, ink, labelled, lanes, nothing
from retold.figures.palette import BLUE, GREEN, ORANGE, SKY
from retold.text.offsets import spans

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def similarity(cosine: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the cosine matrix as a heat map with the numbers in the cells."""
    names = [labels[d] for d in cosine.index]
    values = cosine.to_numpy()
    size = max(3.4, 0.78 * len(names) + 1.6)
    fig, ax = plt.subplots(figsize=(WIDTH, size), layout="constrained")
    shown = np.where(np.eye(len(names), dtype=bool), np.nan, values)
    ax.imshow(shown, cmap="cividis", vmin=0, vmax=1)
    for i in range(len(names)):
        for j in range(len(names)):
            if i != j:
                ax.text(
                    j,
                    i,
                    f"{values[i, j]:.2f}",
                    ha="center",
                    va="center",
                    color="black" if values[i, j] > 0.5 else "white",
                )
    ax.set_xticks(range(len(names)), names, rotation=30, ha="right")
    ax.set_yticks(range(len(names)), names)
    bare(ax)
    pairs = [(values[i, j], names[i], names[j]) for i in range(len(names)) for j in range(i)]
    pairs.sort(reverse=True)
    top, rest = pairs[0], pairs[1:]
    said = f"Heat map of the cosine similarity of each pair of texts. The most alike are {top[1]} and {top[2]} at {top[0]:.2f}"
    said += f"; the other pairs lie between {rest[-1][0]:.2f} and {rest[0][0]:.2f}." if rest else "."
    return labelled(fig, said, pd.DataFrame(pairs, columns=["similarity", "text_a", "text_b"]))


def dendrogram(
    cosine: pd.DataFrame, labels: Mapping[str, str], support: pd.DataFrame, method: str = "average"
) -> Figure:
    """Draw the hierarchical clustering of the texts on 1 - cosine, with the support of its clades.

    At each join stands the lowest and the highest support over all settings (`versions.support`).
    """
    from scipy.cluster.hierarchy import dendrogram as scipy_dendrogram

    ids = list(cosine.index)
    names = [labels[d] for d in ids]
    tree = linkage(cosine, method)
    fig, ax = lanes(names, extra=0.9)
    drawn = scipy_dendrogram(
        tree,
        labels=names,
        orientation="left",
        ax=ax,
        link_color_func=lambda _: BLUE,
        above_threshold_color=BLUE,
    )
    said, joins = [], []
    places = {
        round(x[1], 9): (y[1] + y[2]) / 2 for x, y in zip(drawn["dcoord"], drawn["icoord"], strict=True)
    }
    for height, members in zip(tree[:, 2], _merges(tree, ids), strict=True):
        rows = support[
            support["clade"].map(lambda c, m=frozenset(members): frozenset(c.split()) == m).astype(bool)
        ]
        part = f"at {height:.2f} {', '.join(sorted(labels[m] for m in members))}"
        low, high = rows["support"].min(), rows["support"].max()
        joins.append((height, " ".join(sorted(members)), low, high))
        if len(rows):
            ax.annotate(
                f"{low:.2f}–{high:.2f}",
                (height, places[round(height, 9)]),
                xytext=(-4, 3),
                textcoords="offset points",
                ha="right",
                va="bottom",
                fontsize=9,
            )
            part += f" (support {low:.2f} to {high:.2f})"
        said.append(part)
    ax.set_xlabel("distance (1 − cosine); numbers: support over all settings")
    ax.set_xlim(1.0, 0.0)
    ax.tick_params(axis="y", labelsize=mpl.rcParams["ytick.labelsize"])
    bare(ax, bottom=True)
    return labelled(
        fig,
        f"Dendrogram of the texts; branches join, from most alike to least: {'; '.join(said)}.",
        pd.DataFrame(joins, columns=["distance", "members", "support_least", "support_most"]),
    )


def scale(halves: pd.DataFrame, cosine: pd.DataFrame, corpus: pd.DataFrame) -> Figure:
    """Draw every similarity beside those of random halves: the bar against which it is read."""
    story = corpus.set_index("doc_id")["story_id"]
    pairs = pairs_of(cosine, story)
    own = halves["doc_a"] == halves["doc_b"]
    same = halves["doc_a"].map(story) == halves["doc_b"].map(story)
    rows = [
        ("whole texts of one story", pairs.loc[pairs["same_story"], "similarity"], ORANGE),
        ("whole texts of different stories", pairs.loc[~pairs["same_story"], "similarity"], BLUE),
        ("two halves of one text", halves.loc[own, "similarity"], GREEN),
        ("halves of texts of one story", halves.loc[same & ~own, "similarity"], ORANGE),
        ("halves of different stories", halves.loc[~same, "similarity"], BLUE),
    ]
    rows = [r for r in rows if len(r[1])]
    if not rows:
        return nothing("Nothing to draw: no text of this corpus has two sentences.")
    fig, ax = lanes([name for name, *_ in rows], extra=0.7)
    for y, (_, values, colour) in enumerate(rows):
        ax.plot([values.min(), values.max()], [y, y], color=colour, lw=5, alpha=0.35, solid_capstyle="round")
        ax.plot(values, np.full(len(values), y), "o", color=colour, ms=7, mec=ink(), mew=0.6)
    ax.set_xlim(0, 1)
    ax.set_xlabel("cosine similarity (higher is more alike)")
    ax.grid(axis="x", alpha=0.25)
    said = "; ".join(
        f"{name}: {v.min():.2f}" + (f" to {v.max():.2f}" if len(v) > 1 else "") for name, v, _ in rows
    )
    return labelled(
        fig,
        f"Dots of the cosine similarity of whole texts and of random halves. {said}.",
        pd.DataFrame([(name, v) for name, values, _ in rows for v in values], columns=["what", "similarity"]),
    )


def shingle_decay(similarities: pd.DataFrame, corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the share of shared runs of words by their length, a line a pair of texts."""
    used = similarities[similarities["measure"].str.startswith("containment")]
    if used.empty:
        return nothing("Nothing to draw: no text of this corpus has a word.")
    table = used.groupby(["doc_a", "doc_b", "shingle"], sort=False)["value"].max().unstack("shingle")
    story = corpus.set_index("doc_id")["story_id"]
    fig, ax = plt.subplots(figsize=(WIDTH, 4.0), layout="constrained")
    sizes = list(table.columns)
    same = [(a, b) for a, b in table.index if story[a] == story[b]]
    for pair in table.index:
        if pair not in same:
            ax.plot(sizes, table.loc[pair], color="#8c8c8c", lw=1.1, alpha=0.8, zorder=1)
    for number, pair in enumerate(same):
        style = ("-", "--", ":", "-.")[number % 4]
        name = f"{labels[pair[0]]} / {labels[pair[1]]}"
        ax.plot(
            sizes, table.loc[pair], color=ORANGE, lw=2.8, ls=style, marker="o", ms=4.5, zorder=2, label=name
        )
    ax.plot([], [], color="#8c8c8c", lw=1.1, label="texts of different stories")
    for size in (1, 5, 8):
        for pair in same[:1]:
            value = float(table.loc[pair, size])
            ax.annotate(f"{value:.0%}", (size, value), xytext=(4, 6), textcoords="offset points")
    ax.legend(frameon=False)
    ax.set_xticks(sizes)
    ax.set_xlabel("words in a row")
    ax.set_ylabel("share found in the other text")
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_ylim(0, 1)
    ax.grid(axis="y", alpha=0.25)
    said = [
        f"{labels[a]} and {labels[b]}: "
        + ", ".join(f"{table.loc[(a, b), n]:.0%} at {n}" for n in (1, 2, 3, 5, 8, 10))
        for a, b in same
    ]
    rest = table.drop(index=same)
    other = (
        f" Between different stories the share is at most {rest[1].max():.0%} for words and {rest[5].max():.1%} for runs of five."
        if len(rest)
        else ""
    )
    return labelled(
        fig,
        f"Lines of the share of runs of words found in the other text, by their length. {'; '.join(said) or 'No story has versions'}.{other}",
        table.stack().rename("share").reset_index(),
    )


def clade_support(support: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how firmly each clade stands, a dot a setting of the clustering."""
    if support.empty:
        return nothing("Nothing to draw: this corpus has too few texts, or too many, for a dendrogram.")
    order = support.groupby("clade")["support"].median().sort_values(ascending=False)
    clades = list(order.index[:8])
    fig, ax = lanes(["\n".join(_lines([labels[d] for d in c.split()])) for c in clades], extra=0.9)
    fig.set_figheight(0.62 * len(clades) + 1.0)
    marks = {"content-words": "D", "words": "o", "words-1-2": "s", "characters-3-5": "^"}
    colours = {"content-words": SKY, "words": BLUE, "words-1-2": GREEN, "characters-3-5": ORANGE}
    for y, clade in enumerate(clades):
        rows = support[support["clade"] == clade].reset_index(drop=True)
        for name, own in rows.groupby("vectoriser", sort=False):
            lift = (np.arange(len(own)) / max(1, len(own) - 1) - 0.5) * 0.5
            ax.plot(own["support"], y + lift, marks[name], color=colours[name], ms=4.5, alpha=0.75, ls="none")
    for name, marker in marks.items():
        ax.plot([], [], marker, color=colours[name], ls="none", label=name.replace("-", " ", 1))
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
    said = "; ".join(
        f"{' with '.join(labels[d] for d in c.split())}: {g['support'].min():.2f} to {g['support'].max():.2f}"
        for c in clades
        for g in [support[support["clade"] == c]]
    )
    return labelled(
        fig,
        f"Dots of the support of each clade under every setting of the clustering. {said}.",
        support[support["clade"].isin(clades)],
    )


def ribbon(alignments: pd.DataFrame, damage: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the first pair of versions as two strips of sentences, joined where they correspond."""
    if alignments.empty:
        return nothing("Nothing to draw: no story of this corpus has two versions.")
    a, b = alignments.iloc[0][["doc_a", "doc_b"]]
    rows = alignments[(alignments["doc_a"] == a) & (alignments["doc_b"] == b)]
    fig, ax = plt.subplots(figsize=(WIDTH, 3.3), layout="constrained")
    levels = mpl.colormaps["cividis"]
    tops: dict[str, int] = {a: 0, b: 0}
    for row in rows.itertuples():
        for spanned, doc_id, y in ((row.a, a, 1.0), (row.b, b, 0.0)):
            for start, end in spans(spanned):
                tops[doc_id] = max(tops[doc_id], end)
                lone = not (row.a and row.b)
                ax.add_patch(
                    Rectangle(
                        (start, y - 0.06),
                        end - start,
                        0.12,
                        fc="none" if lone else levels(row.similarity),
                        ec=ink(),
                        lw=0.6,
                        hatch="////" if lone else None,
                    )
                )
        for s, e in spans(row.a):
            for t, f in spans(row.b):
                ax.add_patch(
                    Polygon(
                        [(s, 0.93), (e, 0.93), (f, 0.07), (t, 0.07)],
                        fc=levels(row.similarity),
                        alpha=0.75 if row.operation != "moved" else 0.95,
                        ec=ORANGE if row.operation == "moved" else "none",
                    )
                )
    for doc_id, y in ((a, 1.11), (b, -0.11)):
        places = [spans(cell)[0][0] for cell in damage.loc[damage["doc_id"] == doc_id, "span"]]
        ax.plot(
            places,
            np.full(len(places), y),
            "v" if y > 0.5 else "^",
            color="#D55E00",
            ms=5,
            ls="none",
        )
    ax.set_yticks([1.0, 0.0], [labels[a], labels[b]])
    ax.set_xlim(-40, max(tops.values()) + 40)
    ax.set_ylim(-0.25, 1.3)
    ax.set_xticks([])
    bare(ax)
    mapped = mpl.cm.ScalarMappable(norm=mpl.colors.Normalize(0, 1), cmap=levels)
    fig.colorbar(
        mapped,
        ax=ax,
        orientation="horizontal",
        shrink=0.4,
        aspect=30,
        pad=0.02,
        label="similarity of the sentences",
    )
    if damage["doc_id"].isin([a, b]).any():
        ax.plot([], [], "v", color="#D55E00", ms=5, ls="none", label="damage")
        ax.legend(loc="upper right", frameon=False, bbox_to_anchor=(1.0, 1.12))
    steps = rows["operation"].value_counts()
    said = ", ".join(f"{n} {name}" for name, n in steps.items())
    order = "in the same order" if "moved" not in steps else f"{steps['moved']} of them out of order"
    return labelled(
        fig,
        f"Two strips of sentences, {labels[a]} above and {labels[b]} below, joined by bands where they correspond, {order}. Pairs: {said}. Hatched sentences have no counterpart. "
        + f"Triangles mark {int((damage['doc_id'] == a).sum())} damaged places above and {int((damage['doc_id'] == b).sum())} below.",
        rows,
    )


def stemma(damage: pd.DataFrame, corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the first story with two damaged versions as a tree: shared errors above, own errors on the branches."""
    story = corpus.set_index("doc_id")["story_id"]
    chosen = next(
        (
            list(rows.unique())
            for _, rows in damage.groupby(damage["doc_id"].map(story))["doc_id"]
            if rows.nunique() > 1
        ),
        [],
    )
    if not chosen:
        return nothing("Nothing to draw: no story of this corpus has two versions with coded damage.")
    fig, ax = plt.subplots(figsize=(WIDTH, 3.7), layout="constrained")
    top, fork = (0.5, 0.95), (0.5, 0.6)
    shared = int((damage["doc_id"].isin(chosen) & (damage["twin"] != "")).sum()) // len(chosen)
    ax.plot(*zip(top, fork, strict=True), color=ink(), lw=1.6, ls="--")
    _boxed(ax, top, "the original\n(never seen)")
    _boxed(ax, fork, f"what both copies descend from\n{shared} errors in both")
    said, counts = [], []
    for n, doc_id in enumerate(chosen):
        place = ((n + 0.5) / len(chosen), 0.06)
        ax.plot(*zip(fork, place, strict=True), color=ink(), lw=1.6, zorder=0)
        rows = damage[damage["doc_id"] == doc_id]
        own, unknown = int((rows["chain"] == "own").sum()), int((rows["chain"] == "unknown").sum())
        middle = ((fork[0] + place[0]) / 2, (fork[1] + place[1]) / 2)
        _boxed(ax, middle, f"{own} errors of its own\n{unknown} of unknown origin", plain=True)
        _boxed(ax, place, labels[doc_id])
        counts.append((doc_id, own, unknown, shared))
        said.append(f"{labels[doc_id]} has {own} errors of its own and {unknown} of unknown origin")
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.05, 1.08)
    ax.axis("off")
    return labelled(
        fig,
        f"Tree from an original that was never seen, by a dashed line, to what both copies descend from, with {shared} errors that both copies have; from there a branch to each copy. {'; '.join(said)}.",
        pd.DataFrame(counts, columns=["doc_id", "own_errors", "unknown_origin", "shared_errors"]),
    )


def _boxed(ax: Axes, place: tuple[float, float], text: str, *, plain: bool = False) -> None:
    ground = "white" if mpl.rcParams["text.color"] == "black" else "black"
    box = {"boxstyle": "round,pad=0.4", "fc": ground, "ec": "none" if plain else ink(), "lw": 1.0}
    ax.text(*place, text, ha="center", va="center", bbox=box, fontsize=9.5)


def _lines(names: Sequence[str], per_line: int = 2) -> list[str]:
    return [", ".join(names[n : n + per_line]) for n in range(0, len(names), per_line)]


def _merges(tree: np.ndarray, names: Sequence[str]) -> list[list[str]]:
    nodes: list[list[str]] = [[n] for n in names]
    for a, b, *_ in tree:
        nodes.append(nodes[int(a)] + nodes[int(b)])
    return nodes[len(names) :]
