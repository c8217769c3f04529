"""Figures of who is given the words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from retold.corpus.labels import many
from retold.figures.base import (
    bare,
    canvas,
    cut,
    folded,
    labelled,
    lanes,
    measure_panels,
    multiples,
    nothing,
    panels,
    top_legend,
)
from retold.figures.marks import band, mark, marked, note, percent, split_bars
from retold.figures.outlets import by_outlet, said, signed, strip_panels
from retold.figures.palette import BLUE, GREY, GROUP_COLOURS, ORANGE, SKY, ground, ink
from retold.measures import speakers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KIND_STYLE = {
    "direct": (BLUE, "", "white"),
    "mixed": (SKY, "//", "black"),
    "indirect": (ORANGE, "..", "black"),
}
UNCODED = "No speaker of this corpus was coded."
UNHEARD = "The program found nobody of this corpus who is quoted."
SOMEBODY = pd.DataFrame({"group": ["somebody"], "label": ["anybody at all"]})
OTHERS = pd.DataFrame({"group": [""], "label": ["in no group"]})
PANELS = 9  # panels of groups; of more groups the largest have one and all others together


def shares(
    t: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    status: Mapping[str, str] | None = None,
    method: str = "",
) -> Figure:
    """Draw the share of each text's words given to each group; hatched: to speakers without a name.

    A group without words keeps its row. `status` has the verdict on the share of each group, by its
    key; its mark then stands before the group. Many texts are dots in lanes of their outlets, a panel a group. By the
    program, whose reading is drawn where nobody coded, nobody is known to be without a name: hatched are speakers that
    are not listed. `method` asks for either, `speakers.CODED` or `speakers.ENGINE`.
    """
    method = method or speakers.read_by(t["attributions"])
    table, groups = _group_shares(t, method)
    if table.empty:
        return nothing(UNCODED if method == speakers.CODED else UNHEARD)
    docs = list(dict.fromkeys(table["doc_id"]))
    parts = ("named", "without a name") if method == speakers.CODED else ("listed speakers", "not listed")
    heads = {g: marked(name, status, f"speakers.group.{g}") for g, name in groups.items()}
    if many(docs):
        fig, told = _many_shares(table, groups, heads, labels)
    elif len(groups) == 1:
        fig, told = _one_share(table, parts, labels)
    else:
        fig, told = _share_panels(table, groups, heads, parts, labels)
    heard = set(table.loc[table["share"] > 0, "group"])
    silent = [name for g, name in groups.items() if g not in heard]
    alt = f"{told} No text gives words to: {', '.join(silent)}." if silent else told
    return labelled(fig, alt, table)


def _share_panels(
    table: pd.DataFrame,
    groups: Mapping[str, str],
    heads: Mapping[str, str],
    parts: tuple[str, str],
    labels: Mapping[str, str],
) -> tuple[Figure, str]:
    """Draw a panel a text, a bar a group, and return it with what it shows in words."""
    docs = list(dict.fromkeys(table["doc_id"]))
    fig, axes = panels([labels[d] for d in docs], list(heads.values()))
    widest = float(table.groupby(["doc_id", "group"])["share"].sum().max()) or 1.0
    largest = []
    for ax, doc in zip(axes, docs, strict=True):
        rows = table[table["doc_id"] == doc]
        named, hidden = (rows.loc[rows["named"] == flag, "share"].to_numpy() for flag in (True, False))
        bars = split_bars(ax, named, hidden, parts, height=0.64)
        for y, share in enumerate(named + hidden):
            note(ax, _written(share), (share, y), (3, 0), fontsize=8.5)
        ax.set_xlim(0, widest * 1.25)
        both = pd.Series(named + hidden, index=list(groups.values()))
        ordered = both[both > 0].sort_values(ascending=False, kind="stable")
        top = ", ".join(f"{name} {share:.0%}" for name, share in ordered.head(3).items())
        largest.append(f"{labels[doc]}: {top}")
    top_legend(fig, bars, 2)
    alt = f"A panel of bars for each text: share of its words given to each group of speakers, those {parts[1]} hatched. Largest: {'; '.join(largest)}."
    return fig, alt


def _written(share: float) -> str:
    return f"{share:.0%}" if share >= 0.005 else ("0" if share == 0 else "<1%")


def _one_share(table: pd.DataFrame, parts: tuple[str, str], labels: Mapping[str, str]) -> tuple[Figure, str]:
    """Draw a bar a text where there is a single group, and return it with what it shows in words."""
    wide = table.pivot_table(index="doc_id", columns="named", values="share", aggfunc="sum", sort=False)
    wide = wide.reindex(columns=[True, False]).fillna(0.0)
    total = wide.sum(axis=1)
    fig, ax = lanes([labels[d] for d in wide.index], 1.0)
    bars = split_bars(ax, wide[True], wide[False], parts, height=0.64)
    for y, share in enumerate(total):
        note(ax, _written(share), (share, y), (3, 0), fontsize=9)
    ax.set_xlim(0, (float(total.max()) or 1.0) * 1.15)
    ax.set_xlabel("share of the text's words", fontsize=9)
    percent(ax.xaxis)
    top_legend(fig, bars, 2)
    told = "; ".join(f"{labels[d]} {_written(share)}" for d, share in total.items())
    return fig, f"Bars of the share of each text's words given to anybody, those {parts[1]} hatched. {told}."


def _many_shares(
    table: pd.DataFrame, groups: Mapping[str, str], heads: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[Figure, str]:
    """Draw a panel a group, a lane an outlet and a dot a text, and return it with what it shows in words."""
    by_group = table.groupby(["group", "doc_id"])["share"].sum().unstack("group")
    size = by_group.sum().sort_values(ascending=False, kind="stable")
    shown = [g for g in groups if g in set(size.index[: PANELS if len(size) <= PANELS else PANELS - 1])]
    rest = [g for g in groups if g not in shown]
    drawn = [(groups[g], heads[g], by_group[g]) for g in shown]
    if rest:
        drawn.append((f"{len(rest)} other groups",) * 2 + (by_group[rest].sum(axis=1),))
    fig, axes = strip_panels(
        [d[1] for d in drawn], [d[2] for d in drawn], labels, 2 if len(drawn) <= 4 else 3
    )
    for ax in axes:
        percent(ax.xaxis)
        ax.set_xlim(left=-0.03 * ax.get_xlim()[1])
    told = "; ".join(f"{name}: {said(v, labels, '.0%')}" for name, _, v in drawn)
    alt = f"Dots of the share of words of {len(by_group):,} texts, a lane an outlet and a panel for each group of speakers. {told}."
    return fig, alt


def _group_shares(t: Mapping[str, pd.DataFrame], method: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """The share of the words of each text that speakers of each group have, with and without a name; the groups."""
    said_by = speakers.with_traits(t, speakers.outermost(t["attributions"], method))
    groups = groups_of(t, said_by["group"], method)
    if method == speakers.ENGINE:
        said_by["named"] = said_by["speaker_id"].isin(t["speakers"]["speaker_id"])
        said_by["group"] = _sorted(said_by["group"], groups)
    words = said_by.groupby(["doc_id", "group", "named"])["words"].sum()
    size = t["documents"].set_index("doc_id")["words"].astype(float)
    there = set(said_by["doc_id"])
    if (
        method == speakers.ENGINE and there
    ):  # the program has read each text of its languages, coders only some
        there = set(t["strips"].loc[t["strips"]["method"] == method, "doc_id"]) | there
    rows = [
        (doc, group, named, words.get((doc, group, named), 0.0) / size[doc])
        for doc in size.index
        if doc in there and size[doc]
        for named in (True, False)
        for group in groups
    ]
    return pd.DataFrame(rows, columns=["doc_id", "group", "named", "share"]), groups


def _sorted(heard: pd.Series, groups: Mapping[str, str]) -> pd.Series:
    """The groups as they are drawn: whoever is in none of them is in the one that is called so, or in the only one."""
    return heard.where(heard.isin(list(groups)), list(groups)[-1])


def groups_of(t: Mapping[str, pd.DataFrame], heard: pd.Series, method: str) -> dict[str, str]:
    """Return the labels of the groups that are drawn: those of the corpus; a single one where nobody was sorted."""
    groups = t["groups"][["group", "label"]]
    if method == speakers.ENGINE:
        unknown = ~heard.isin(groups["group"])
        if len(groups) < 2:
            groups = SOMEBODY
        elif unknown.any():
            groups = pd.concat([groups, OTHERS])
    return dict(zip(groups["group"], groups["label"], strict=True))


_HEIGHT = {"direct": 0.92, "mixed": 0.62, "indirect": 0.34, "": 0.1}
STRIP_ROW = 60
STRIP_GAP = 3.4


LINES = 260  # rows of marks of words; of more words, or texts, each text is one line
STRIPS = 40  # lines of texts


def strips(t: Mapping[str, pd.DataFrame], labels: Mapping[str, str], method: str = "") -> Figure:
    """Draw each text as rows of small marks, one a word: colour is the group, height the form.

    Of many or long texts each is one line, and of very many those with most and with least speech.
    """
    method = method or speakers.read_by(t["attributions"])
    runs = t["strips"][t["strips"]["method"] == method]
    if not runs["kind"].ne("").any():
        return nothing(UNCODED if method == speakers.CODED else UNHEARD)
    groups = groups_of(t, runs.loc[runs["kind"] != "", "group"], method)
    if method == speakers.ENGINE:
        runs = runs.assign(group=runs["group"].where(runs["kind"] == "", _sorted(runs["group"], groups)))
    colours, legend = _colours(runs, groups)
    sizes = runs.groupby("doc_id", sort=False)["words"].sum()
    lines = -(-sizes // STRIP_ROW)
    if many(sizes.index) or lines.sum() > LINES:
        return _lines_of_texts(runs, colours, legend, labels)
    fig, ax = canvas(0.105 * (lines.sum() + STRIP_GAP * len(lines)) + 0.9)
    top = 0.0
    counts = []
    for doc, rows in runs.groupby("doc_id", sort=False):
        ax.text(0, top + 2.1, labels[doc], fontsize=9.5, weight="bold", va="center")
        top += STRIP_GAP
        at = 0
        for run in rows.sort_values("run").itertuples():
            _draw_run(ax, at, int(run.words), top, colours.get(run.group, ink()), run.kind)
            at += int(run.words)
        top += lines[doc]
        attributed = rows[rows["kind"] != ""]
        own = sizes[doc] - attributed["words"].sum()
        counts.append(
            f"{labels[doc]}: {sizes[doc]} words, {own} of them the text's own, in {len(attributed)} runs of attributed words"
        )
    ax.set_xlim(-0.5, STRIP_ROW + 0.5)
    ax.set_ylim(top + 0.5, 0)
    ax.axis("off")
    top_legend(fig, legend, 3 if max(map(_room, legend)) < 26 else 2, 8.5)
    alt = f"Each text as rows of marks, one a word, with no word readable. Colour is the group of the speaker; tall marks are direct, medium mixed, low indirect speech, and lines the text's own words. {'; '.join(counts)}."
    return labelled(fig, alt, runs)


def _room(patch: Rectangle) -> int:
    return len(str(patch.get_label()))


def _colours(runs: pd.DataFrame, groups: Mapping[str, str]) -> tuple[dict[str, str], list[Rectangle]]:
    """The colour of each group, and what a legend shows; of more groups than colours the least heard share grey."""
    colours = {g: GROUP_COLOURS[n % len(GROUP_COLOURS)] for n, g in enumerate(groups)}
    heard = (
        runs[runs["kind"] != ""].groupby("group")["words"].sum().sort_values(ascending=False, kind="stable")
    )
    heard = heard[heard.index.isin(list(groups))]
    rest = list(heard.index[len(GROUP_COLOURS) - 1 :]) if len(heard) > len(GROUP_COLOURS) else []
    if len(groups) > len(GROUP_COLOURS):
        kept = [g for g in groups if g in heard.index and g not in rest]
        colours = dict(zip(kept, GROUP_COLOURS, strict=False)) | dict.fromkeys(rest, GREY)
    shown = [g for g in groups if g in heard.index and g not in rest]
    patches = [Rectangle((0, 0), 1, 1, fc=colours[g], label=cut(groups[g], 44)) for g in shown]
    if rest:
        patches.append(Rectangle((0, 0), 1, 1, fc=GREY, label=f"{len(rest)} other groups"))
    return colours, patches


def _lines_of_texts(
    runs: pd.DataFrame, colours: Mapping[str, str], legend: list[Rectangle], labels: Mapping[str, str]
) -> Figure:
    """Draw each text as one line from its first word to its last, by outlet; of too many those with most and least speech."""
    words = runs.groupby("doc_id")["words"].sum()
    speech = runs[runs["kind"] != ""].groupby("doc_id")["words"].sum().reindex(words.index).fillna(0)
    share = (speech / words).astype(float)
    docs = [d for texts in by_outlet([d for d in labels if d in words.index], labels).values() for d in texts]
    if len(docs) > STRIPS:
        ranked = share[docs].sort_values(ascending=False, kind="stable")
        docs = [*ranked.index[: STRIPS // 2], *ranked.index[-STRIPS // 2 :]]
    fig, ax = lanes([labels[d] for d in docs], 1.3 + 0.18 * (len(legend) // 3), 0.2 if many(docs) else 0.4)
    for y, doc in enumerate(docs):
        rows = runs[runs["doc_id"] == doc].sort_values("run")
        ends = rows["words"].astype(float).cumsum() / float(words[doc])
        ax.plot([0, 1], [y + 0.4, y + 0.4], color=ink(), lw=0.8, alpha=0.5)
        for row, end in zip(rows.itertuples(), ends, strict=True):
            if row.kind:
                width, high = row.words / float(words[doc]), 0.8 * _HEIGHT[row.kind]
                fill: dict[str, Any] = {"fc": colours.get(row.group, ink()), "lw": 0}
                ax.add_patch(Rectangle((end - width, y + 0.4 - high), width, high, **fill))
    if len(docs) < len(words):
        middle = STRIPS // 2 - 0.5
        ax.axhline(middle, color=ink(), lw=1.2, ls="--")
        ax.set_title(
            f"the {STRIPS // 2} texts with most speech, and below the line the {STRIPS // 2} with least",
            fontsize=9,
        )
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.5, 1], ["first word", "half", "last word"], fontsize=9)
    top_legend(fig, legend, 3 if max(map(_room, legend)) < 26 else 2, 8.5)
    alt = f"A line a text from its first word to its last, for {len(docs)} of {len(words):,} texts; blocks are attributed words: colour is the group of the speaker, tall blocks are direct, medium mixed, low indirect speech. Share of attributed words: {said(share, labels, '.0%')}."
    return labelled(fig, alt, runs)


def _draw_run(ax: Axes, at: int, words: int, top: float, colour: str, kind: str) -> None:
    """Draw the marks of a run of words from word `at` on."""
    places = [divmod(at + n, STRIP_ROW) for n in range(words)]
    height = _HEIGHT[kind]
    boxes = [
        Path([(x, y), (x + 0.84, y), (x + 0.84, y + height), (x, y + height), (x, y)], closed=True)
        for x, y in ((x + 0.08, top + row + 0.96 - height) for row, x in places)
    ]
    # One path a run: a path a word would make the picture ten times as heavy. An artist, not a patch: the limits
    # are set for all runs at once, and to widen them by each takes longer than to draw it.
    whole = Path.make_compound_path(*boxes)
    ax.add_artist(PathPatch(whole, facecolor=colour if kind else ink(), alpha=1 if kind else 0.45, lw=0))


def ranges(moved: pd.DataFrame, labels: Mapping[str, str], status: Mapping[str, str] | None = None) -> Figure:
    """Draw each measure of the speakers with its range if one attribution were not there."""
    if moved.empty:
        return nothing(UNCODED)
    measures = moved.drop_duplicates("key")
    docs = list(dict.fromkeys(moved["doc_id"]))
    titles = [marked(m.label, status, m.key) for m in measures.itertuples()]
    if many(docs):
        return _many_ranges(moved, measures, titles, labels)
    names = [labels[d] for d in docs]
    fig, axes = measure_panels(titles, names, len(measures), 0.34 * len(docs) + 1.1, (10, 9))
    captions = []
    for ax, measure in zip(axes, measures.itertuples(), strict=True):
        rows, form = moved[moved["key"] == measure.key], measure.form
        values = []
        for row in rows.itertuples():
            y = docs.index(row.doc_id)
            band(ax, row.low, row.high, y, BLUE, 5, alpha=0.4)
            mark(ax, row.value, y, "o", BLUE, 6.5, 0.7)
            values.append(f"{labels[row.doc_id]} {row.value:{form}} ({row.low:{form}} to {row.high:{form}})")
        captions.append(f"{measure.label}: {', '.join(values)}")
        if form.endswith("%"):
            percent(ax.xaxis)
        ax.set_xlim(0, float(rows["high"].max()) * 1.12 or 1)
    alt = f"Dots of the measures, with bands of what they are if any one attribution is left out. {'; '.join(captions)}."
    return labelled(fig, alt, moved)


def _many_ranges(
    moved: pd.DataFrame, measures: pd.DataFrame, titles: list[str], labels: Mapping[str, str]
) -> Figure:
    """Draw the measures of many texts as dots in lanes of their outlets, and say how far one attribution moves them."""
    of_measure = [
        moved[moved["key"] == key].set_index("doc_id").astype({"value": float}) for key in measures["key"]
    ]
    fig, axes = strip_panels(titles, [rows["value"] for rows in of_measure], labels, 2)
    captions = []
    for ax, rows, measure in zip(axes, of_measure, measures.itertuples(), strict=True):
        width = (rows["high"] - rows["low"]).astype(float)
        note_below = f"without one attribution: moves by {width.median():{measure.form}} (median)"
        ax.set_xlabel(folded(note_below, 36), fontsize=8.5)
        if measure.form.endswith("%"):
            percent(ax.xaxis)
        told = said(rows["value"], labels, measure.form)
        captions.append(
            f"{measure.label}: {told}; bands if one attribution is left out: {said(width, labels, measure.form)}"
        )
    alt = f"Dots of the measures of {moved['doc_id'].nunique():,} texts, a lane an outlet. {'; '.join(captions)}."
    return labelled(fig, alt, moved)


def engine_shares(both: pd.DataFrame, groups: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw the program's share of each group beside the coding's, with the program's bounds."""
    if both.empty:
        return nothing(UNCODED)
    docs = list(dict.fromkeys(both["doc_id"]))
    names = dict(zip(groups["group"], groups["label"], strict=True))
    if many(docs):
        return _program_against_coding(both, names, labels)
    fig, axes = panels([labels[d] for d in docs], list(names.values()))
    y = range(len(names))
    widest = []
    for ax, doc in zip(axes, docs, strict=True):
        rows = both[both["doc_id"] == doc].set_index("group").reindex(groups["group"])
        ax.hlines(y, rows["low"], rows["high"], color=ORANGE, lw=4, alpha=0.4)
        mark(ax, rows["engine"], y, "s", ORANGE, 5.5)
        mark(ax, rows["coded"], y, "o", BLUE, 5.5)
        ax.grid(axis="x", alpha=0.25)
        if rows["engine"].isna().all():
            widest.append(f"{labels[doc]}: the program does not read its language")
            continue
        group = (rows["coded"] - rows["engine"]).abs().idxmax()
        coded, engine = rows.loc[group, ["coded", "engine"]]
        widest.append(
            f"{labels[doc]}, widest apart at {names[group]}: coded {coded:.0%}, program {engine:.0%}"
        )
    handles = [
        mark(axes[0], [], [], "o", BLUE, label="coded"),
        mark(axes[0], [], [], "s", ORANGE, label="program alone, with its bounds"),
    ]
    top_legend(fig, handles, 2)
    alt = f"A panel for each text: the share of its words given to each group by the coding (dots) and by the program (squares, with bounds). {'; '.join(widest)}."
    return labelled(fig, alt, both)


def _program_against_coding(
    both: pd.DataFrame, names: Mapping[str, str], labels: Mapping[str, str]
) -> Figure:
    """Draw a panel a group and a dot a text: its share by the coding, and by the program; of many groups the rest in one."""
    read = both.dropna(subset=["engine"])
    if read.empty:
        return nothing("The program reads the language of no text of this corpus.")
    drawn = _largest_groups(read, names)
    fig, axes = multiples(len(drawn), 3, 2.1, 0.4)
    captions = []
    for ax, (name, rows) in zip(axes, drawn.items(), strict=True):
        ax.plot([0, 1], [0, 1], color=ink(), lw=0.9, ls="--", transform=ax.transAxes)
        mark(ax, rows["coded"].astype(float), rows["engine"].astype(float), "o", BLUE, 4.6, 0.4, alpha=0.7)
        ax.set_title(folded(name, 22), fontsize=9.5)
        gap = (rows["engine"] - rows["coded"]).astype(float)
        captions.append(
            f"{name}: program less coding, median {signed(gap.median(), '.0%')}, from {signed(gap.min(), '.0%')} to {signed(gap.max(), '.0%')}"
        )
    most = max(float(rows.astype(float).max().max()) for rows in drawn.values()) or 1.0
    for ax in axes:
        ax.set_xlim(-0.03 * most, 1.05 * most)
        ax.set_ylim(-0.03 * most, 1.05 * most)
        ax.tick_params(labelsize=8.5)
        ax.xaxis.set_major_locator(MaxNLocator(3))
        percent(ax.xaxis)
        percent(ax.yaxis)
        ax.grid(alpha=0.25)
        bare(ax, bottom=True)
    fig.supxlabel("share of a text's words by the coding", fontsize=9)
    fig.supylabel("by the program", fontsize=9)
    alt = f"A panel for each group of speakers, a dot a text of {read['doc_id'].nunique():,}: its share of the words by the coding and by the program; on the dashed line they agree. {'; '.join(captions)}."
    unread = both["doc_id"].nunique() - read["doc_id"].nunique()
    if unread:
        alt += f" Texts whose language the program does not read: {unread:,}."
    return labelled(fig, alt, both)


def _largest_groups(read: pd.DataFrame, names: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """The shares (coded, engine) by text of each group, by its name; of more groups than panels the smallest are added up."""
    heard = read.groupby("group")["coded"].sum().sort_values(ascending=False, kind="stable")
    largest = set(heard.index[: PANELS if len(heard) <= PANELS else PANELS - 1])
    shares = read.set_index("doc_id")[["group", "coded", "engine"]]
    drawn = {names[g]: shares.loc[shares["group"] == g, ["coded", "engine"]] for g in names if g in largest}
    rest = shares[~shares["group"].isin(largest)]
    if len(rest):
        name = f"{rest['group'].nunique()} other groups"
        drawn[name] = rest.groupby(level=0, sort=False)[["coded", "engine"]].sum()
    return drawn


def kinds(
    attributions: pd.DataFrame,
    documents: pd.DataFrame,
    labels: Mapping[str, str],
    status: Mapping[str, str] | None = None,
    method: str = "",
    read: Collection[str] = (),
) -> Figure:
    """Draw how much of each text is direct, mixed and indirect quotation; many texts are dots in lanes of their outlets.

    `read` are the texts in which speakers were looked for (`speakers.texts_read`), those without any among them.
    """
    method = method or speakers.read_by(attributions)
    coded = speakers.outermost(attributions, method)
    if coded.empty:
        return nothing(UNCODED if method == speakers.CODED else UNHEARD)
    table = coded.pivot_table(index="doc_id", columns="kind", values="words", aggfunc="sum", sort=False)
    # A text in which nobody speaks has a share, too: none.
    docs = [d for d in documents["doc_id"] if d in set(table.index) or d in read]
    words = documents.set_index("doc_id")["words"].astype(float)
    table = table.reindex(docs).fillna(0).astype(float).div(words.reindex(docs), axis=0)
    if many(docs):
        return _many_kinds(table, labels, status)
    fig, ax = lanes([labels[d] for d in docs], extra=1.0)
    left = np.zeros(len(docs))
    for kind, (colour, hatch, text_colour) in KIND_STYLE.items():
        values = table[kind].to_numpy() if kind in table else np.zeros(len(docs))
        name = marked(kind, status, f"speakers.{kind}")
        ax.barh(
            range(len(docs)), values, 0.62, left, color=colour, hatch=hatch, ec=ground(), lw=0, label=name
        )
        box = {"facecolor": colour, "edgecolor": "none", "pad": 1.5}
        for y, (x, share) in enumerate(zip(left + values / 2, values, strict=True)):
            if share >= 0.04:
                text = f"{share:.0%}"
                ax.text(x, y, text, ha="center", va="center", color=text_colour, fontsize=9, bbox=box)
        left += values
    percent(ax.xaxis)
    ax.set_xlabel("share of the text's words")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    mixtures = "; ".join(
        f"{labels[d]}: " + ", ".join(f"{k} {table.at[d, k]:.0%}" for k in KIND_STYLE if k in table)
        for d in docs
    )
    alt = f"Stacked bars of the share of words in direct, mixed and indirect quotation. {mixtures}."
    return labelled(fig, alt, table.reset_index())


def _many_kinds(table: pd.DataFrame, labels: Mapping[str, str], status: Mapping[str, str] | None) -> Figure:
    """Draw a panel a form of speech, a lane an outlet and a dot a text."""
    values = [table[kind] if kind in table else table.iloc[:, 0] * 0 for kind in KIND_STYLE]
    titles = [marked(kind, status, f"speakers.{kind}") for kind in KIND_STYLE]
    fig, axes = strip_panels(titles, values, labels, 3)
    for ax in axes:
        percent(ax.xaxis)
        ax.set_xlim(left=-0.03 * ax.get_xlim()[1])
    fig.supxlabel("share of the text's words", fontsize=9)
    told = "; ".join(f"{kind}: {said(v, labels, '.0%')}" for kind, v in zip(KIND_STYLE, values, strict=True))
    alt = f"Dots of the share of words of {len(table):,} texts in direct, mixed and indirect quotation, a lane an outlet. {told}."
    return labelled(fig, alt, table.reset_index())
