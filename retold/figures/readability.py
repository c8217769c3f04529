"""Figures of readability scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from retold.corpus.labels import many
from retold.figures.base import bare, folded, labelled, lanes, multiples, nothing, top_legend, wrapped
from retold.figures.marks import heat_map, mark
from retold.figures.outlets import by_outlet, pooled
from retold.figures.palette import BLUE, GREEN, ORANGE, SKY, ink
from retold.measures import readability

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def rank_grid(ranks: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Figure:
    """Draw how likely each text has each rank, a panel a formula: bright where a rank is likely.

    Of many texts the ranks that most draws give are drawn as a band, texts in the order of their median ranks.
    """
    tables = {name: table for name, table in ranks.items() if len(table)}
    if not tables:
        return nothing("Fewer than two texts of this corpus are long enough to be resampled.")
    docs = list(next(iter(tables.values())).index)
    if many(docs):
        return _many_ranks(tables, labels)
    fig, axes = multiples(len(tables), 4 if len(docs) < 7 else 2, 0.27 * len(docs) + 0.75)
    names = {m.name: m.label for m in readability.FORMULAS}
    likeliest = []
    for ax, (measure, table) in zip(axes, tables.items(), strict=True):
        name = names.get(measure, measure)
        shares = table.to_numpy(dtype=float)
        heat_map(ax, shares, lambda share: f"{share:.0%}".removesuffix("%"), 8.5, aspect="auto")
        ax.set_title(wrapped(name), fontsize=9)
        ax.set_yticks(range(len(docs)), [labels[d] for d in docs], fontsize=8.5)
        ax.set_xticks(range(len(docs)), [str(r) for r in table.columns], fontsize=8.5)
        bare(ax)
        text, rank = divmod(int(shares.argmax()), shares.shape[1])
        likeliest.append(
            f"{name}: the likeliest place is rank {rank + 1} for {labels[docs[text]]}, {shares.max():.0%}"
        )
    alt = f"A grid for each formula of how likely each text has each rank, in per cent of the draws; rank 1 is the hardest to read. {'; '.join(likeliest)}."
    data = [table.rename_axis("doc_id").reset_index().assign(measure=m) for m, table in tables.items()]
    return labelled(fig, alt, pd.concat(data))


def _many_ranks(tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Figure:
    """Draw for each formula between which ranks each of many texts lies."""
    names = {m.name: m.label for m in readability.FORMULAS}
    fig, axes = multiples(len(tables), 3, 2.2, 0.5)
    captions, data = [], []
    for ax, (measure, table) in zip(axes, tables.items(), strict=True):
        summed = table.to_numpy(dtype=float).cumsum(axis=1)
        low, middle, high = ((summed < q - 1e-9).sum(axis=1) + 1 for q in (0.05, 0.5, 0.95))
        ranks = pd.DataFrame({"doc_id": table.index, "low": low, "median": middle, "high": high})
        ranks = ranks.sort_values(["median", "low", "high"], kind="stable", ignore_index=True)
        place = ranks.index.to_numpy() + 1
        ax.fill_betweenx(place, ranks["low"], ranks["high"], color=SKY, lw=0, step="mid")
        ax.plot(ranks["median"], place, color=BLUE, lw=1.8)
        ax.set_title(folded(names.get(measure, measure), 22), fontsize=9.5)
        ax.tick_params(labelsize=8.5)
        ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        ax.grid(axis="x", alpha=0.25)
        bare(ax, bottom=True)
        width = (ranks["high"] - ranks["low"] + 1).median()
        first = labels[ranks["doc_id"].iloc[0]]
        captions.append(
            f"{names.get(measure, measure)}: a text lies within {width:.0f} ranks by the median; first is {first}"
        )
        data.append(ranks.assign(measure=measure))
    axes[0].set_ylim(len(place) + 0.5, 0.5)
    axes[0].yaxis.set_major_locator(MaxNLocator(4, integer=True))
    fig.supxlabel("rank; 1 is the hardest to read", fontsize=9)
    fig.supylabel("texts, by their median rank", fontsize=9)
    handles = [
        *axes[0].plot([], [], color=BLUE, lw=1.8, label="median rank"),
        Rectangle((0, 0), 1, 1, fc=SKY, label="ranks of 90% of the draws"),
    ]
    top_legend(fig, handles, 2, 9)
    alt = f"A panel for each formula: {len(docs_of(tables)):,} texts in the order of their median rank, with a band of the ranks that 90% of the draws give. {'; '.join(captions)}."
    return labelled(fig, alt, pd.concat(data))


def docs_of(tables: Mapping[str, pd.DataFrame]) -> set[str]:
    """The texts that any of several tables ranks."""
    return {str(doc) for table in tables.values() for doc in table.index}


SPLITTER_MARKS = {"retold": "o", "scraps apart": "^", "sentencex": "s", "textstat": "D"}
LANES = {
    ("clean", "with"): (BLUE, "clean"),
    ("raw", "with"): (ORANGE, "with boilerplate"),
    ("clean", "without"): (SKY, "clean, no quotations"),
    ("raw", "without"): (GREEN, "boilerplate, no quotations"),
}


def choices(scores: pd.DataFrame, labels: Mapping[str, str], measure: str = "flesch_kincaid") -> Figure:
    """Draw one score of each text under every splitter, cleaning and treatment of quotations."""
    rows = scores[scores["measure"] == measure]
    if rows.empty:
        return nothing("No text of this corpus has a sentence.")
    texts = rows["doc_id"].nunique()
    if crowded := many(rows["doc_id"]):
        setting = ["doc_id", "splitter", "cleaning", "quotations"]
        lanes_of = by_outlet(rows["doc_id"], labels)
        grouped = rows.assign(doc_id=pooled(rows, labels)).groupby(setting, sort=False)["score"]
        names = {name: name for name in lanes_of}
        drawn = grouped.median().reset_index()
    else:
        names = {doc: labels[doc] for doc in dict.fromkeys(rows["doc_id"])}
        drawn = rows
    fig, ax = lanes(list(names.values()), extra=1.5)
    fig.set_figheight(0.72 * len(names) + 1.5)
    ranges = []
    there = set(drawn["cleaning"])
    kinds = {kind: look for kind, look in LANES.items() if kind[0] in there}
    for y, (doc, name) in enumerate(names.items()):
        of_text = drawn[drawn["doc_id"] == doc]
        for n, ((cleaning, quotations), (colour, _)) in enumerate(kinds.items()):
            lane = of_text[(of_text["cleaning"] == cleaning) & (of_text["quotations"] == quotations)]
            place = y + (n - 1.5) * 0.19
            ax.plot([lane["score"].min(), lane["score"].max()], [place] * 2, color=colour, lw=1.2, alpha=0.6)
            for row in lane.itertuples():
                mark(ax, row.score, place, SPLITTER_MARKS[row.splitter], colour, 5.5, 0.5)
        ranges.append(f"{name} {of_text['score'].min():.1f} to {of_text['score'].max():.1f}")
        if y:
            ax.axhline(y - 0.5, color=ink(), lw=0.4, alpha=0.4)
    handles = [mark(ax, [], [], "o", colour, edge=0.5, label=name) for colour, name in kinds.values()]
    handles += [
        mark(ax, [], [], marker, "none", edge=1.0, label=f"splitter: {name}")
        for name, marker in SPLITTER_MARKS.items()
    ]
    top_legend(fig, handles, 4, 8.5)
    label = next(m.label for m in readability.FORMULAS if m.name == measure)
    ax.set_xlabel(f"{label}, median of the outlet's texts" if crowded else label)
    ax.grid(axis="x", alpha=0.25)
    of_whom = f"{texts:,} texts, their median in each outlet," if crowded else "each text"
    alt = f"Dots of the {label} of {of_whom} under {len(rows) // texts} settings of splitter, cleaning and quotations. Ranges: {'; '.join(ranges)}."
    return labelled(fig, alt, rows)
