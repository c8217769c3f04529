"""Figures of how texts name, frame and blame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from retold.common.names import wide
from retold.corpus.labels import many
from retold.figures.base import (
    bare,
    canvas,
    cut,
    folded,
    labelled,
    lanes,
    multiples,
    nothing,
    panels,
    top_legend,
)
from retold.figures.marks import mark, marked, percent, split_bars
from retold.figures.outlets import by_outlet, pooled, said, signed, strip_panels
from retold.figures.palette import BLUE, GROUP_COLOURS, ORANGE, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def acts_and_speaks(
    table: pd.DataFrame,
    actors: pd.DataFrame,
    labels: Mapping[str, str],
    status: Mapping[str, str] | None = None,
) -> Figure:
    """Draw each actor's share of the subjects beside its share of the attributed words, a panel a text.

    Of many texts the panels are outlets, with the medians of their texts.
    """
    known = table.dropna(subset=["acts"])
    if known.empty or actors.empty:
        return nothing("This corpus has no list of actors, or none of them acts.")
    names = [marked(r.label, status, f"framing.acts.{r.actor}") for r in actors.itertuples()]
    lane = known["doc_id"].map(labels)
    if crowded := many(known["doc_id"]):
        lane = pooled(known, labels)
    rates = known.assign(lane=lane).astype({"acts": float, "speaks": float})
    rates = rates.groupby(["lane", "actor"], sort=False)[["acts", "speaks"]].median().reset_index()
    titles = list(by_outlet(known["doc_id"], labels)) if crowded else list(dict.fromkeys(lane))
    fig, axes = panels(titles, names)
    y = range(len(names))
    captions = []
    for ax, title in zip(axes, titles, strict=True):
        rows = rates[rates["lane"] == title].set_index("actor").reindex(actors["actor"])
        rows = rows.astype({"acts": float, "speaks": float})
        acts, speaks = rows["acts"], rows["speaks"]
        ax.hlines(y, acts.fillna(0), speaks.fillna(acts).fillna(0), color=ink(), lw=1.2)
        mark(ax, acts, y, "o", BLUE, 6.5)
        mark(ax, speaks, y, "D", ORANGE, 5.5)
        ax.grid(axis="x", alpha=0.25)
        both = rows.assign(label=list(actors["label"])).dropna(subset=["acts", "speaks"])
        shares = ", ".join(f"{r.label} {r.acts:.0%} and {r.speaks:.0%}" for r in both.itertuples())
        captions.append(f"{title}: {shares or 'no speaker coded'}")
    handles = [
        mark(axes[0], [], [], "o", BLUE, label="share of the subjects"),
        mark(axes[0], [], [], "D", ORANGE, label="share of the attributed words"),
    ]
    top_legend(fig, handles, 2)
    unit = "outlet, with medians of its texts" if crowded else "text"
    alt = f"A panel for each {unit}: each actor's share of the subjects (dots) and of the attributed words (diamonds). {'; '.join(captions)}."
    return labelled(fig, alt, known)


HATCH = "//////"


def frame_strips(
    t: Mapping[str, pd.DataFrame], labels: Mapping[str, str], status: Mapping[str, str] | None = None
) -> Figure:
    """Draw each text from left to right, a row a function; filled: the text's own voice, hatched: a source's.

    Of many texts the share of their passages that have a function is drawn, a panel a function.
    """
    passages, coding, codes = t["passages"], t["frames"], t["frame_codes"]
    if passages.empty or coding.empty:
        return nothing("No passage of this corpus was coded.")
    rows = [
        (r.code, r.label, f"framing.function_words.{r.code}")
        for r in codes[codes["field"] == "function"].itertuples()
    ]
    rows.append(("blame", "Blame", "framing.blame.any"))
    names = [marked(label, status, key) for _, label, key in rows]
    docs = list(dict.fromkeys(passages["doc_id"]))
    if many(docs):
        return _many_frames(passages, coding, rows, names, labels)
    fig, axes = multiples(len(docs), 1, 0.19 * len(rows) + 0.42, 0.4)
    captions = []
    for ax, doc in zip(axes, docs, strict=True):
        own = passages[passages["doc_id"] == doc].set_index("passage")[["start", "end"]]
        first, last = float(own["start"].min()), float(own["end"].max())
        places = (own - first) / ((last - first) or 1.0)
        counts = []
        for y, (code, label, _) in enumerate(rows):
            coded = coding[(coding["doc_id"] == doc) & (coding["code"] == code)]
            in_own_voice = coded["voice"].eq("outlet").groupby(coded["passage"]).any()
            _blocks(ax, y, places, in_own_voice, GROUP_COLOURS[y % len(GROUP_COLOURS)])
            counts.append(
                f"{label.lower()} {len(in_own_voice)} ({int(in_own_voice.sum())} in the text's own voice)"
            )
        ax.set_yticks(range(len(rows)), names, fontsize=8.5)
        ax.set_ylim(len(rows) - 0.45, -0.55)
        ax.set_xlim(-0.005, 1.005)
        ax.set_xticks([])
        ax.set_title(labels[doc], fontsize=9.5, loc="left")
        bare(ax)
        captions.append(f"{labels[doc]}, {len(own)} passages: {', '.join(counts)}")
    handles = [
        Rectangle((0, 0), 1, 1, fc=ink(), label="in the text's own voice"),
        Rectangle((0, 0), 1, 1, fc="none", ec=ink(), hatch=HATCH, label="only in a source's"),
    ]
    top_legend(fig, handles, 2)
    alt = f"Each text as a strip from beginning to end, with a row for each function of a frame and for blame; a block is a passage. Passages that have it: {'; '.join(captions)}."
    data = coding.merge(passages, on=["doc_id", "passage"])
    return labelled(fig, alt, data[["doc_id", "passage", "start", "end", "code", "voice"]])


def _many_frames(
    passages: pd.DataFrame,
    coding: pd.DataFrame,
    rows: Sequence[tuple[str, str, str]],
    names: Sequence[str],
    labels: Mapping[str, str],
) -> Figure:
    """Draw the share of the passages of each text that have a function, a panel a function and a lane an outlet."""
    size = passages.groupby("doc_id")["passage"].nunique()
    shares = []
    for code, _, _ in rows:
        having = coding[coding["code"] == code].groupby("doc_id")["passage"].nunique()
        shares.append(having.reindex(size.index).fillna(0).astype(float) / size)
    fig, axes = strip_panels(names, shares, labels, 3)
    for ax in axes:
        percent(ax.xaxis)
        ax.set_xlim(left=-0.03 * ax.get_xlim()[1])
    fig.supxlabel("share of the text's passages", fontsize=9)
    told = "; ".join(
        f"{label.lower()}: {said(v, labels, '.0%')}" for (_, label, _), v in zip(rows, shares, strict=True)
    )
    alt = f"Dots of the share of passages of {len(size):,} texts that have a function of a frame, or blame, a lane an outlet. {told}."
    data = coding.merge(passages, on=["doc_id", "passage"])
    return labelled(fig, alt, data[["doc_id", "passage", "start", "end", "code", "voice"]])


def _blocks(ax: Axes, y: int, places: pd.DataFrame, in_own_voice: pd.Series[bool], colour: str) -> None:
    """Draw the passages that have a code in the row `y`: filled in the text's own voice, else hatched."""
    ax.axhline(y, color=ink(), lw=0.4, alpha=0.35, zorder=0)
    for passage, filled in in_own_voice.items():
        left, right = places.loc[passage]
        width = max(right - left - 0.002, 0.002)
        face, hatch = (colour, None) if filled else ("none", HATCH)
        ax.add_patch(Rectangle((left, y - 0.38), width, 0.76, fc=face, ec=colour, hatch=hatch, lw=0.8))


def blame(
    blamed: pd.DataFrame,
    codes: pd.DataFrame,
    labels: Mapping[str, str],
    status: Mapping[str, str] | None = None,
) -> Figure:
    """Draw how many times each text has each target blamed, by the text itself and by sources; many texts by outlet."""
    if blamed.empty:
        return nothing("Nobody is coded as blamed in this corpus.")
    targets = codes[(codes["field"] == "target") & codes["code"].isin(blamed["target"])]
    names = [marked(r.label, status, f"framing.target.{r.code}") for r in targets.itertuples()]
    if crowded := many(blamed["doc_id"]):
        lane, titles = pooled(blamed, labels), list(by_outlet(blamed["doc_id"], labels))
    else:
        lane = blamed["doc_id"].map(labels)
        titles = [labels[d] for d in labels if d in set(blamed["doc_id"])]
    fig, axes = panels(titles, names)
    captions = []
    for ax, title in zip(axes, titles, strict=True):
        rows = blamed[lane == title]
        by_text, by_source = (
            voiced.groupby("target")["passages"].sum().reindex(targets["code"], fill_value=0).to_numpy(float)
            for voiced in (rows[rows["voice"] == "outlet"], rows[rows["voice"] != "outlet"])
        )
        bars = split_bars(ax, by_text, by_source, ("by the text itself", "by a source"))
        ax.xaxis.set_major_formatter(ScalarFormatter())
        ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        times = zip(targets["label"], by_text + by_source, strict=True)
        captions.append(f"{title}: {', '.join(f'{name} {n:.0f}' for name, n in times if n)}")
    top_legend(fig, bars, 2)
    alt = f"A panel of bars for each {'outlet' if crowded else 'text'}: how often each target is blamed, by the text itself and by sources. {'; '.join(captions)}."
    return labelled(fig, alt, blamed)


BESIDE = 30  # letters of the names of two texts that find room beside each other


def keyness(table: pd.DataFrame, labels: Mapping[str, str], threshold: float) -> Figure:
    """Draw the words by which log-odds tell the first pair of versions apart, and the pooled sides."""
    if table.empty:
        return nothing("No story of this corpus has several versions.")
    a, b = table.iloc[0][["doc_a", "doc_b"]]
    rows = table[(table["doc_a"] == a) & (table["doc_b"] == b)]
    rows = rows.sort_values("term", key=lambda terms: terms.str.startswith("("), kind="stable")
    names = [f"side {term}, pooled" if term.startswith("(") else term for term in rows["term"]]
    counts = zip(names, rows["count_a"], rows["count_b"], strict=True)
    fig, ax = lanes([f"{cut(name, 36)}  {count_a}:{count_b}" for name, count_a, count_b in counts], extra=1.0)
    fig.set_figheight(0.27 * len(names) + (1.3 if wide(labels[a] + labels[b]) > BESIDE else 1.0))
    for y, row in enumerate(rows.itertuples()):
        marker, colour = ("D", ORANGE) if row.term.startswith("(") else ("o", BLUE)
        ax.plot([0, row.z], [y, y], color=colour, lw=1.6)
        mark(ax, row.z, y, marker, colour, 6.5)
    for z in (-threshold, threshold):
        ax.axvline(z, color=ink(), lw=1, ls="--")
    reach = max(2.4, float(rows["z"].abs().max()) * 1.15)
    ax.set_xlim(-reach, reach)
    if wide(labels[a] + labels[b]) > BESIDE:
        ax.set_xlabel(f"← more in {labels[b]}\nz\nmore in {labels[a]} →", fontsize=9)
    else:
        ax.set_xlabel(f"← more in {labels[b]}     z     more in {labels[a]} →", fontsize=9)
    ax.grid(axis="x", alpha=0.25)
    scores = ", ".join(f"{name} {signed(z, '.2f')}" for name, z in zip(names, rows["z"], strict=True))
    alt = f"Dots of the standardised log-odds of words between {labels[a]} and {labels[b]}, with counts; dashed lines at plus and minus {threshold}. {scores}."
    return labelled(fig, alt, rows)


UNNAMED = "(not named)"


def naming_slots(slots: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how corresponding sentences of the first pair of versions name the event: a slopegraph."""
    if slots.empty:
        return nothing("No sentences that correspond in two versions name the event.")
    a, b = slots.iloc[0][["doc_a", "doc_b"]]
    rows = slots[(slots["doc_a"] == a) & (slots["doc_b"] == b)]
    sides = rows[["term_a", "term_b"]].replace("", UNNAMED).set_axis(["left", "right"], axis=1)
    counts = sides.groupby(["left", "right"]).size()
    uses = sides.stack().value_counts()
    terms = sorted(uses.index, key=lambda term: (term == UNNAMED, -uses[term], term))
    fig, ax = canvas(0.36 * len(terms) + 1.0)
    for (one, two), count in counts.items():
        style, colour = ("-", BLUE) if one == two else ("--", ORANGE)
        ends = [terms.index(one), terms.index(two)]
        width = 1.2 + 1.3 * count
        ax.plot([0, 1], ends, style, color=colour, lw=width, alpha=0.9, solid_capstyle="round")
    for x, gap, side, align, doc in ((0, -0.03, "left", "right", a), (1, 0.03, "right", "left", b)):
        for term, count in sides[side].value_counts().items():
            ax.text(x + gap, terms.index(term), f"{cut(term, 22)} {count}", ha=align, va="center")
        ax.text(x, -1.0, folded(labels[doc], 24), ha="center", va="center", weight="bold")
    ax.plot([], [], color=BLUE, lw=2.5, label="same term")
    ax.plot([], [], color=ORANGE, lw=2.5, ls="--", label="another term")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, frameon=False)
    ax.set_xlim(-0.4, 1.4)
    ax.set_ylim(len(terms) - 0.3, -1.5)
    ax.axis("off")
    alike = int((sides["left"] == sides["right"]).sum())
    changed = "; ".join(
        f"{one} faces {two} {n} times" if n > 1 else f"{one} faces {two}"
        for (one, two), n in counts.sort_values(ascending=False, kind="stable").items()
        if one != two
    )
    alt = f"Slopegraph of {len(rows)} places where corresponding sentences name the event; {alike} use the same term. From {labels[a]} to {labels[b]}: {changed}."
    return labelled(fig, alt, counts.rename("places").reset_index())
