"""Figures of how alike texts are and what copying does to their sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Polygon, Rectangle

from retold.compare import similarity as compared
from retold.corpus.labels import many
from retold.figures.base import (
    HALF,
    LONGEST,
    ROW,
    WIDTH,
    bare,
    canvas,
    cut,
    folded,
    in_lanes,
    labelled,
    lanes,
    nothing,
    top_legend,
    wrapped,
)
from retold.figures.marks import band, heat_map, mark, note, percent
from retold.figures.outlets import DOTS, legend, spread
from retold.figures.palette import BLUE, GREEN, GREY, ORANGE, SKY, VERMILION, ground, ink
from retold.text.offsets import spans

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Pair = tuple[str, str]


def similarity(cosine: pd.DataFrame, corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the cosine of every pair: a heat map with the numbers in the cells, of many texts a lane a kind of pair.

    Kinds are the pairs of one story, those of one outlet, and all others.
    """
    if len(cosine) < 2:
        return nothing("This corpus has a single text, which is like no other.")
    pairs = compared.pairs(cosine, corpus.set_index("doc_id")["story_id"])
    if many(cosine.index):
        return _many_pairs(pairs, corpus, labels)
    top, rest = pairs.iloc[0], pairs["similarity"].iloc[1:]
    fig = _one_pair(top, labels) if rest.empty else _matrix(cosine, labels)
    kind = "Heat map" if len(rest) else "A dot on a line"
    alt = f"{kind} of the cosine similarity of each pair of texts. The most alike are {labels[top['doc_a']]} and {labels[top['doc_b']]} at {top['similarity']:.2f}"
    alt += f"; the other pairs lie between {rest.min():.2f} and {rest.max():.2f}." if len(rest) else "."
    return labelled(fig, alt, _named_pairs(pairs, labels))


def _named_pairs(pairs: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    names = {f"text_{side}": pairs[f"doc_{side}"].map(labels) for side in "ab"}
    return pairs[["similarity"]].assign(**names)


def _matrix(cosine: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    names = [cut(labels[d], LONG) for d in cosine.index]
    fig, ax = canvas(max(3.4, 0.78 * len(names) + 1.6) if len(names) <= FEW else 0.5 * len(names) + 2.4)
    size = None if len(names) <= FEW else 9.0
    shares = np.where(np.eye(len(names), dtype=bool), np.nan, cosine.to_numpy())
    heat_map(ax, shares, "{:.2f}".format, size)
    ax.set_xticks(
        range(len(names)), names, rotation=30 if len(names) <= FEW else 60, ha="right", fontsize=size
    )
    if len(names) > FEW:
        plt.setp(ax.get_xticklabels(), rotation_mode="anchor")
    ax.set_yticks(range(len(names)), names, fontsize=size)
    bare(ax)
    return fig


def _one_pair(pair: pd.Series, labels: Mapping[str, str]) -> Figure:
    fig, ax = lanes([f"{cut(labels[pair['doc_a']], 28)}\n{cut(labels[pair['doc_b']], 28)}"], 0.8)
    mark(ax, pair["similarity"], 0, "o", BLUE, 8)
    note(ax, f"{pair['similarity']:.2f}", (pair["similarity"], 0), (0, 10), ha="center")
    ax.set_xlim(-0.02, 1.02)
    ax.set_xlabel("cosine similarity (higher is more alike)", fontsize=9)
    ax.grid(axis="x", alpha=0.25)
    return fig


LONG = 32  # letters of a name beside a matrix
FEW = 7  # texts whose names find room along a matrix that is read from the page's width
MOST_ROWS = 50_000  # of the data of a figure: pairs of some three hundred texts


def _part(kinds: Mapping[str, pd.Series]) -> tuple[dict[str, pd.Series], str]:
    """Return the values that a table has room for, and what is said of those it leaves out.

    All, or of too many the same share of each kind, evenly over its values from the highest to the lowest, with both of these.
    """
    every = sum(map(len, kinds.values()))
    if every <= MOST_ROWS:
        return dict(kinds), ""
    kept = {}
    for kind, values in kinds.items():
        rows = max(min(2, len(values)), len(values) * MOST_ROWS // every)
        at = np.unique(np.linspace(0, max(len(values) - 1, 0), rows).round().astype(int))
        kept[kind] = values.sort_values(ascending=False, kind="stable").iloc[at]
    held = sum(map(len, kept.values()))
    return (
        kept,
        f" The table of the data is a part: {held:,} of {every:,} values, of each kind the same share.",
    )


def _many_pairs(pairs: pd.DataFrame, corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw a lane of similarities for the pairs of one story, those of one outlet, and all others."""
    outlet = corpus.set_index("doc_id")["outlet"]
    one_outlet = pairs["doc_a"].map(outlet) == pairs["doc_b"].map(outlet)
    kinds = {
        "pairs of one story": (pairs["same_story"], ORANGE),
        "pairs of one outlet": (one_outlet & ~pairs["same_story"], GREEN),
        "of different outlets": (~one_outlet & ~pairs["same_story"], BLUE),
    }
    drawn = {name: (pairs.loc[at, "similarity"], colour) for name, (at, colour) in kinds.items() if at.any()}
    fig, ax = lanes([f"{name} · {len(values):,}" for name, (values, _) in drawn.items()], 1.6, 0.62)
    told = []
    for y, (name, (values, colour)) in enumerate(drawn.items()):
        _histogram(ax, y, values, colour)
        told.append(
            f"{name}: {len(values):,}, median {values.median():.2f}, from {values.min():.2f} to {values.max():.2f}"
        )
    ax.set_xlim(-0.02, 1.02)
    ax.set_xlabel("cosine similarity (higher is more alike)", fontsize=9)
    ax.grid(axis="x", alpha=0.25)
    tick: dict[str, Any] = {"color": ink(), "ms": 11, "mew": 1.8, "ls": "none"}
    handles = [Rectangle((0, 0), 1, 1, fc=BLUE, alpha=0.75, label="share of the pairs of a kind")]
    top_legend(fig, [*handles, *ax.plot([], [], "|", **tick, label="median")], 2, 9)
    most = "; ".join(
        f"{labels[r.doc_a]} and {labels[r.doc_b]} at {r.similarity:.2f}" for r in pairs.head(3).itertuples()
    )
    alt = f"Heaps of the cosine similarity of the pairs of {len(set(pairs['doc_a'])) + 1:,} texts, a lane a kind of pair. {'; '.join(told)}. The most alike are {most}."
    held, part = _part({name: values for name, (values, _) in drawn.items()})
    rows = pairs.loc[sorted(n for values in held.values() for n in values.index)]
    return labelled(fig, alt + part, _named_pairs(rows, labels))


def _histogram(ax: Axes, y: float, values: pd.Series, colour: str) -> None:
    """Draw where the values of a lane lie, from zero to one, and their median; single values stand out as dots."""
    counts, edges = np.histogram(values.clip(0, 1), bins=50, range=(0, 1))
    foot, high = y + 0.4, 0.8 * counts / counts.max()
    if len(values) > DOTS:
        ax.bar(edges[:-1], -high, 0.019, foot, align="edge", color=colour, alpha=0.75)
        lone = values[values > values.quantile(0.999)].nlargest(5)  # a bar of one in thousands is not seen
        mark(ax, lone, [foot] * len(lone), "o", colour, 4, 0.4)
        ax.plot(values.median(), foot, "|", color=ink(), ms=13, mew=1.8)
        ax.axhline(foot, color=ink(), lw=0.5, alpha=0.4)
    else:
        spread(ax, y, values, colour, 5.5)


FIRM = 0.5  # support from which a clade of many texts has its numbers
WHOLE_TREE = 40  # texts of a dendrogram; of more, those that join first


def dendrogram(
    cosine: pd.DataFrame, labels: Mapping[str, str], support: pd.DataFrame, method: str = "average"
) -> Figure:
    """Draw the hierarchical clustering of the texts on 1 - cosine, with the support of its clades.

    At each join stands the lowest and the highest support over all settings (`versions.support`). Of very many texts
    only those are drawn, and in the table, that join first.
    """
    if len(cosine) < 3:
        return nothing("This corpus has fewer than three texts, too few for a tree.")
    tree = compared.linkage(cosine, method)
    bounds = {
        frozenset(clade.split()): (rows.min(), rows.max())
        for clade, rows in support.groupby("clade")["support"]
    }
    kept = _first_joins(tree)
    clades = compared.members(tree[:kept], list(cosine.index))
    fig, ax, places = _branches(tree, kept, [labels[d] for d in cosine.index])
    captions, joins, notes = [], [], []
    for height, clade, y in zip(tree[:kept, 2], clades, places, strict=True):
        low, high = bounds.get(frozenset(clade), (np.nan, np.nan))
        joins.append((height, " ".join(sorted(clade)), low, high))
        caption = f"at {height:.2f} {', '.join(sorted(labels[d] for d in clade))}"
        if frozenset(clade) in bounds:
            caption += f" (support {low:.0%} to {high:.0%})"
            if not many(cosine.index) or high >= FIRM:
                notes.append((float(height), y, f"{100 * low:.0f}–{high:.0%}"))
        captions.append(caption)
    for height, y, text in _apart(notes, ROW if not many(cosine.index) else ROW_OF_TREE):
        note(ax, text, (height, y), (-4, 3), ha="right", va="bottom", fontsize=9)
    size = 9 if many(cosine.index) else None
    said = f"support where it reaches {FIRM:.0%}" if many(cosine.index) else "support, least and most"
    ax.set_xlabel(
        f"distance (1 − cosine); numbers: {said}" if notes else "distance (1 − cosine)", fontsize=size
    )
    ax.set_xlim(1.0, 0.0)
    bare(ax, bottom=True)
    if many(cosine.index):
        captions = [caption for caption, clade in zip(captions, clades, strict=True) if len(clade) == 2][:5]
        drawn = "" if kept == len(tree) else f", of which the {kept} joins of the most alike are drawn"
        alt = f"Dendrogram of {len(cosine):,} texts{drawn}. The pairs that join first: {'; '.join(captions)}."
    else:
        alt = f"Dendrogram of the texts; branches join, from most alike to least: {'; '.join(captions)}."
    columns = ["distance", "members", "support_least", "support_most"]
    return labelled(fig, alt, pd.DataFrame(joins, columns=columns))


def _first_joins(tree: np.ndarray) -> int:
    """Return how many joins of a tree are drawn: all, or of a great one the first that have room."""
    texts = len(tree) + 1
    if texts <= WHOLE_TREE:
        return len(tree)
    leaves = np.cumsum((tree[:, :2] < texts).sum(axis=1))
    return max(1, int((leaves <= WHOLE_TREE).sum()))


def _branches(tree: np.ndarray, kept: int, names: Sequence[str]) -> tuple[Figure, Axes, list[float]]:
    """Draw the first joins of a tree, the names of their texts to the right, and return the height of each in lanes."""
    from scipy.cluster.hierarchy import leaves_list

    order = leaves_list(
        tree
    ).tolist()  # SciPy's own drawing goes down a tree by recursion, too deep for a chain
    joined = {int(node) for node in tree[:kept, :2].ravel()}
    shown = [leaf for leaf in order if leaf in joined]
    fig, ax = lanes([names[leaf] for leaf in reversed(shown)], 0.9, ROW if not many(names) else ROW_OF_TREE)
    place = {leaf: float(y) for y, leaf in enumerate(reversed(shown))}
    reach = dict.fromkeys(shown, 0.0)
    for node, (one, two, height, _) in enumerate(tree[:kept], start=len(names)):
        one, two = int(one), int(two)
        ys = [place[one], place[one], place[two], place[two]]
        ax.plot([reach[one], height, height, reach[two]], ys, color=BLUE, lw=1.5)
        place[node], reach[node] = (place[one] + place[two]) / 2, float(height)
    ax.yaxis.tick_right()
    if kept < len(tree):
        left_out = f"{len(names) - len(shown):,} texts less alike are left out"
        ax.set_title(left_out, fontsize=9, loc="left")
    return fig, ax, [place[len(names) + n] for n in range(kept)]


ROW_OF_TREE = 0.22
ROOM = 0.2  # of the axis of distances, for a note


def _apart(notes: Sequence[tuple[float, float, str]], row: float) -> list[tuple[float, float, str]]:
    """Return the notes that have room, the first before the later; a lane is `row` inches high."""
    kept: list[tuple[float, float, str]] = []
    for x, y, text in notes:
        if all(abs(x - x2) > ROOM or abs(y - y2) * row > ROW_OF_TREE for x2, y2, _ in kept):
            kept.append((x, y, text))
    return kept


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
        return nothing("No text of this corpus has two sentences.")
    crowded = max(len(values) for _, values, _ in rows) > DOTS
    fig, ax = lanes([name for name, *_ in rows], extra=0.7 + 0.3 * crowded)
    ranges = []
    for y, (name, values, colour) in enumerate(rows):
        if crowded:
            spread(ax, y, values, colour, 5.5)
        else:
            band(ax, values.min(), values.max(), y, colour, 5, alpha=0.35)
            mark(ax, values, [y] * len(values), "o", colour, 7)
        ranges.append(f"{name}: {values.min():.2f}" + (f" to {values.max():.2f}" if len(values) > 1 else ""))
    if crowded:
        legend(fig, ax, [len(values) for _, values, _ in rows], "a pair, or a text and itself")
    ax.set_xlim(0, 1)
    ax.set_xlabel("cosine similarity (higher is more alike)")
    ax.grid(axis="x", alpha=0.25)
    alt = f"Dots of the cosine similarity of whole texts and of random halves. {'; '.join(ranges)}."
    held, part = _part({name: values for name, values, _ in rows})
    drawn = [(name, value) for name, values in held.items() for value in values]
    return labelled(fig, alt + part, pd.DataFrame(drawn, columns=["what", "similarity"]))


LINES = 6  # pairs of versions that have a line, and a name, of their own


def shingle_decay(similarities: pd.DataFrame, corpus: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the share of shared runs of words by their length, a line a pair of texts; of many pairs their quantiles.

    Of many pairs of versions those that share most and least have lines.
    """
    contained = similarities[similarities["measure"].str.startswith("containment")]
    if contained.empty:
        return nothing("No two texts of this corpus have a word.")
    table = contained.groupby(["doc_a", "doc_b", "shingle"], sort=False)["value"].max().unstack("shingle")
    story = corpus.set_index("doc_id")["story_id"]
    versions = [(a, b) for a, b in table.index if story[a] == story[b]]
    others = table.drop(index=versions)
    fig, ax = canvas(4.0)
    _other_pairs(ax, others, nearest=len(table) < len(corpus) * (len(corpus) - 1) // 2)
    curves = []
    lines = _most_and_least(versions, table.loc[versions].mean(axis=1), LINES) if versions else []
    for number, (a, b) in enumerate(lines):
        shares = table.loc[(a, b)]
        style = ("-", "--", ":", "-.")[number % 4]
        name = f"{labels[a]} / {labels[b]}"
        name = name if len(name) <= LONGEST else f"{cut(labels[a], LONGEST)} /\n{cut(labels[b], LONGEST)}"
        width = 2.8 if number < 4 else 1.4
        ax.plot(
            table.columns, shares, color=ORANGE, lw=width, ls=style, marker="o", ms=4.5, zorder=2, label=name
        )
        steps = ", ".join(f"{shares[n]:.0%} at {n}" for n in (1, 2, 3, 5, 8, 10) if n in shares)
        curves.append(f"{labels[a]} and {labels[b]}: {steps}")
    for size, pair in product((1, 5, 8), lines[:1]):
        share = float(table.loc[pair, size])
        note(ax, f"{share:.0%}", (size, share), (4, 6), va="baseline")
    if len(lines) <= 2:
        ax.legend(frameon=False)
    else:  # more names than there is room for beside lines
        top_legend(fig, ax.get_legend_handles_labels()[0], 1 + (max(map(len, labels.values())) < 20), 9)
        fig.set_figheight(4.0 + 0.2 * (len(lines) + 2))
    ax.set_xticks(table.columns)
    ax.set_xlabel("words in a row")
    ax.set_ylabel("share found in the other text")
    percent(ax.yaxis)
    ax.set_ylim(0, 1)
    ax.grid(axis="y", alpha=0.25)
    alt = f"Lines of the share of runs of words found in the other text, by their length. {'; '.join(curves) or 'No story has versions'}."
    if len(lines) < len(versions):
        alt += f" Of {len(versions)} pairs of versions that are compared those that share most and least have lines."
    if len(others):
        alt += f" Between different stories the share is at most {others[1].max():.0%} for words and {others[5].max():.1%} for runs of five."
    rows = table.stack().rename("share").reset_index()
    told = [story[a] == story[b] for a, b in zip(rows["doc_a"], rows["doc_b"], strict=True)]
    kind = np.where(told, "versions of a story", "others")
    kind = kind + " " + rows["shingle"].astype(str)
    held, part = _part(dict(iter(rows.groupby(kind, sort=False)["share"])))
    return labelled(fig, alt + part, rows.loc[sorted(n for shares in held.values() for n in shares.index)])


def _other_pairs(ax: Axes, others: pd.DataFrame, *, nearest: bool) -> None:
    """Draw the pairs of texts of different stories in grey: a line each, or of many the median and most of them."""
    name = "texts of different stories" + (", of each text the most alike" if nearest else "")
    if len(others) <= DOTS:
        for _, shares in others.iterrows():
            ax.plot(others.columns, shares, color=GREY, lw=1.1, alpha=0.8, zorder=1)
        if len(others):
            ax.plot([], [], color=GREY, lw=1.1, label=name)
        return
    low, middle, high = (others.quantile(q) for q in (0.05, 0.5, 0.95))
    ax.fill_between(others.columns, low, high, color=GREY, alpha=0.35, lw=0, zorder=1, label="90% of these")
    ax.plot(others.columns, others.max(), ":", color=GREY, lw=1.3, zorder=1, label="their most")
    ax.plot(others.columns, middle, color=GREY, lw=1.6, zorder=1, label=name)


def _most_and_least(pairs: Sequence[Pair], alike: Sequence[float] | pd.Series, most: int) -> list[Pair]:
    """Return at most so many pairs: all in their order, or of more those that are most alike and those least."""
    if len(pairs) <= most:
        return list(pairs)
    ranked = sorted(zip(pairs, alike, strict=True), key=lambda one: -one[1])
    ends = [*ranked[: -(-most // 2)], *ranked[-(most // 2) :]]
    return [pair for pair, _ in ends]


VECTORISER_STYLE = {
    "content-words": ("D", SKY),
    "words": ("o", BLUE),
    "words-1-2": ("s", GREEN),
    "characters-3-5": ("^", ORANGE),
}


def clade_support(support: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how firmly each clade stands, a dot a setting of the clustering."""
    if support.empty:
        return nothing("This corpus has too few texts, or too many, for the support of a tree.")
    order = support.groupby("clade")["support"].median().sort_values(ascending=False)
    clades = list(order.index[:8])
    members = [[labels[d] for d in clade.split()] for clade in clades]
    named = [_two_in_a_line(names) for names in members]
    fig, ax = canvas(1.0)
    in_lanes(ax, named)
    fig.set_figheight(0.62 * len(clades) + 1.0)
    ranges = []
    for y, (clade, names) in enumerate(zip(clades, members, strict=True)):
        rows = support[support["clade"] == clade]
        for name, settings in rows.groupby("vectoriser", sort=False)["support"]:
            marker, colour = VECTORISER_STYLE[name]
            lift = (np.arange(len(settings)) / max(1, len(settings) - 1) - 0.5) * 0.5
            ax.plot(settings, y + lift, marker, color=colour, ms=4.5, alpha=0.75, ls="none")
        low, high = rows["support"].min(), rows["support"].max()
        told = names if len(names) <= NAMED else [*names[:NAMED], f"{len(names) - NAMED} others"]
        ranges.append(f"{' with '.join(told)}: {low:.0%} to {high:.0%}")
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
    percent(ax.xaxis)
    ax.set_xlabel("support (share of the draws with this cluster)")
    ax.grid(axis="x", alpha=0.25)
    alt = f"Dots of the support of each cluster under every setting of the clustering. {'; '.join(ranges)}."
    return labelled(fig, alt, support[support["clade"].isin(clades)])


NAMED = 6  # members of a clade that are named in words
CLADE_LINES = 3


def _two_in_a_line(names: list[str]) -> str:
    """The members of a clade, two in a line if both have room, in three lines; of more how many there are besides."""
    lines: list[list[str]] = []
    for name in names:
        if lines and len(lines[-1]) == 1 and len(lines[-1][0]) + len(name) + 2 <= LONGEST:
            lines[-1].append(name)
        else:
            lines.append([name])
    if len(lines) > CLADE_LINES:
        lines = lines[: CLADE_LINES - 1]
        lines.append([f"and {len(names) - sum(map(len, lines))} others"])
    return "\n".join(cut(", ".join(line), LONGEST) for line in lines)


RIBBONS = 4


def ribbon(alignments: pd.DataFrame, damage: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw each pair of versions as two strips of sentences, joined where they correspond.

    Of many pairs those that are most and least alike are drawn.
    """
    if alignments.empty:
        return nothing("No story of this corpus has several versions.")
    by_pair = alignments.groupby(["doc_a", "doc_b"], sort=False)
    pairs = list(by_pair.groups)
    alike = [by_pair.get_group(pair)["similarity"].fillna(0).mean() for pair in pairs]
    shown = _most_and_least(pairs, alike, RIBBONS)
    heights = [3.3, *[2.5] * (len(shown) - 1)]
    fig, axes = plt.subplots(
        len(shown), 1, figsize=(WIDTH, sum(heights)), layout="constrained", squeeze=False
    )
    captions, damaged = [], False
    for ax, pair in zip(axes.flat, shown, strict=True):
        rows = by_pair.get_group(pair)
        caption, marked = _two_strips(ax, rows, damage, labels)
        captions.append(caption)
        damaged |= marked
    levels = mpl.colormaps["cividis"]
    colours = mpl.cm.ScalarMappable(norm=mpl.colors.Normalize(0, 1), cmap=levels)
    bar = fig.colorbar(colours, ax=list(axes.flat), orientation="horizontal", shrink=0.4, aspect=30, pad=0.02)
    bar.set_label("similarity of the sentences")
    if damaged:
        axes.flat[0].plot([], [], "v", **DAMAGED, label="damage")
        axes.flat[0].legend(loc="upper right", frameon=False, bbox_to_anchor=(1.0, 1.12))
    alt = f"Two strips of sentences, {' '.join(captions)}"
    if len(shown) < len(pairs):
        alt += f" Of {len(pairs)} pairs of versions that are aligned those most and least alike are drawn."
    return labelled(fig, alt, pd.concat([by_pair.get_group(pair) for pair in shown]))


DAMAGED: dict[str, Any] = {"color": VERMILION, "ms": 5, "ls": "none"}


def _two_strips(
    ax: Axes, rows: pd.DataFrame, damage: pd.DataFrame, labels: Mapping[str, str]
) -> tuple[str, bool]:
    """Draw the two strips of a pair of versions, and return what they show in words, and whether either is damaged."""
    a, b = rows.iloc[0][["doc_a", "doc_b"]]
    levels = mpl.colormaps["cividis"]
    for row in rows.itertuples():
        _corresponding(ax, row, levels(row.similarity))
    damaged = [[spans(cell)[0][0] for cell in damage.loc[damage["doc_id"] == d, "span"]] for d in (a, b)]
    for places, y, marker in zip(damaged, (1.11, -0.11), "v^", strict=True):
        ax.plot(places, [y] * len(places), marker, **DAMAGED)
    ax.set_yticks([1.0, 0.0], [folded(labels[d], HALF) for d in (a, b)])
    last = max((end for cell in (*rows["a"], *rows["b"]) for _, end in spans(cell)), default=0)
    ax.set_xlim(-40, last + 40)
    ax.set_ylim(-0.25, 1.3)
    ax.set_xticks([])
    bare(ax)
    steps = rows["operation"].value_counts()
    counts = ", ".join(f"{n} {name}" for name, n in steps.items())
    order = "in the same order" if "moved" not in steps else f"{steps['moved']} of them out of order"
    caption = (
        f"{labels[a]} above and {labels[b]} below, joined by bands where they correspond, {order}. Pairs: {counts}. "
        f"Hatched sentences have no counterpart. Triangles mark {len(damaged[0])} damaged places above and {len(damaged[1])} below."
    )
    return caption, any(damaged)


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
        return nothing("No story of this corpus has two versions with coded damage.")
    fig, ax = canvas(3.7)
    top, fork = (0.5, 0.95), (0.5, 0.6)
    shared = _shared_errors(damage, copies)
    these = "both copies" if len(copies) == 2 else f"all {len(copies)} copies"
    ax.plot(*zip(top, fork, strict=True), color=ink(), lw=1.6, ls="--")
    _boxed(ax, top, "the original\n(never seen)")
    _boxed(
        ax,
        fork,
        f"what {these} descend from\n{shared} {_errors(shared)} in {'both' if len(copies) == 2 else 'all of them'}",
    )
    branches, counts = [], []
    for doc_id in copies:
        chain = damage.loc[damage["doc_id"] == doc_id, "chain"]
        own, unknown = int((chain == "own").sum()), int((chain == "unknown").sum())
        counts.append((doc_id, own, unknown, shared))
        branches.append(f"{labels[doc_id]} has {own} errors of its own and {unknown} of unknown origin")
    shown = counts if len(counts) <= BRANCHES else sorted(counts, key=lambda c: -c[1])[:BRANCHES]
    for n, (doc_id, own, unknown, _) in enumerate(shown):
        place = ((n + 0.5) / len(shown), 0.06 if len(shown) == 2 else 0.1)
        ax.plot(*zip(fork, place, strict=True), color=ink(), lw=1.6, zorder=0)
        if len(shown) == 2:
            middle = ((fork[0] + place[0]) / 2, (fork[1] + place[1]) / 2)
            _boxed(ax, middle, f"{own} errors of its own\n{unknown} of unknown origin", edge="none")
            _boxed(ax, place, wrapped(labels[doc_id]) if len(labels[doc_id]) > HALF else labels[doc_id])
        else:
            _boxed(ax, place, f"{folded(labels[doc_id], 18)}\n{own} own errors\n{unknown} of unknown\norigin")
    if len(shown) < len(counts):
        ax.set_title(
            f"{len(counts) - len(shown)} more copies, with fewer errors of their own, are left out",
            fontsize=9,
        )
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.05, 1.08)
    ax.axis("off")
    alt = f"Tree from an original that was never seen, by a dashed line, to what {these} descend from, with {shared} {_errors(shared)} that {these} have; from there a branch to each copy. {'; '.join(branches)}."
    columns = ["doc_id", "own_errors", "unknown_origin", "shared_errors"]
    return labelled(fig, alt, pd.DataFrame(counts, columns=columns))


BRANCHES = 4


def _shared_errors(damage: pd.DataFrame, copies: Sequence[str]) -> int:
    """How many errors all copies have: those whose twins, and twins of twins, lie in every copy."""
    own = damage[damage["doc_id"].isin(copies)]
    same: dict[str, set[str]] = {i: {i} for i in own["damage_id"]}
    for one, twin in zip(own["damage_id"], own["twin"], strict=True):
        if twin in same and same[twin] is not same[one]:
            same[one] |= same[twin]
            same |= dict.fromkeys(same[one], same[one])
    text = dict(zip(own["damage_id"], own["doc_id"], strict=True))
    errors = {frozenset(members) for members in same.values()}
    return sum({text[i] for i in members} == set(copies) for members in errors)


def _errors(number: int) -> str:
    return "error" if number == 1 else "errors"


def _boxed(ax: Axes, place: tuple[float, float], text: str, *, edge: str = "") -> None:
    box = {"boxstyle": "round,pad=0.4", "fc": ground(), "ec": edge or ink(), "lw": 1.0}
    ax.text(*place, text, ha="center", va="center", bbox=box, fontsize=9.5)
