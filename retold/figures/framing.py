"""Figures of how texts name, frame and blame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from retold.figures.base import (
    bare,
    canvas,
    labelled,
    lanes,
    multiples,
    nothing,
    panels,
    top_legend,
)
from retold.figures.marks import mark, marked, split_bars
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
    """Draw each actor's share of the subjects beside its share of the attributed words, a panel a text."""
    known = table.dropna(subset=["acts"])
    if known.empty or actors.empty:
        return nothing("Nothing to draw: this corpus has no list of actors, or none of them acts.")
    docs = list(dict.fromkeys(known["doc_id"]))
    names = [marked(r.label, status, f"framing.acts.{r.actor}") for r in actors.itertuples()]
    fig, axes = panels([labels[d] for d in docs], names)
    y = range(len(names))
    captions = []
    for ax, doc in zip(axes, docs, strict=True):
        rows = known[known["doc_id"] == doc].set_index("actor").reindex(actors["actor"])
        rows = rows.astype({"acts": float, "speaks": float})
        acts, speaks = rows["acts"], rows["speaks"]
        ax.hlines(y, acts.fillna(0), speaks.fillna(acts).fillna(0), color=ink(), lw=1.2)
        mark(ax, acts, y, "o", BLUE, 6.5)
        mark(ax, speaks, y, "D", ORANGE, 5.5)
        ax.grid(axis="x", alpha=0.25)
        both = rows.assign(label=list(actors["label"])).dropna(subset=["acts", "speaks"])
        shares = ", ".join(f"{r.label} {r.acts:.0%} and {r.speaks:.0%}" for r in both.itertuples())
        captions.append(f"{labels[doc]}: {shares or 'no speaker coded'}")
    handles = [
        mark(axes[0], [], [], "o", BLUE, label="share of the subjects"),
        mark(axes[0], [], [], "D", ORANGE, label="share of the attributed words"),
    ]
    top_legend(fig, handles, 2)
    alt = f"A panel for each text: each actor's share of the subjects (dots) and of the attributed words (diamonds). {'; '.join(captions)}."
    return labelled(fig, alt, known)


HATCH = "//////"


def frame_strips(
    t: Mapping[str, pd.DataFrame], labels: Mapping[str, str], status: Mapping[str, str] | None = None
) -> Figure:
    """Draw each text from left to right, a row a function; filled: the text's own voice, hatched: a source's."""
    passages, coding, codes = t["passages"], t["frames"], t["frame_codes"]
    if passages.empty or coding.empty:
        return nothing("Nothing to draw: no passage of this corpus was coded.")
    rows = [
        (r.code, r.label, f"framing.function_words.{r.code}")
        for r in codes[codes["field"] == "function"].itertuples()
    ]
    rows.append(("blame", "Blame", "framing.blame.any"))
    names = [marked(label, status, key) for _, label, key in rows]
    docs = list(dict.fromkeys(passages["doc_id"]))
    fig, axes = multiples(len(docs), 1, 0.19 * len(rows) + 0.42, 0.4)
    captions = []
    for ax, doc in zip(axes, docs, strict=True):
        own = passages[passages["doc_id"] == doc].set_index("passage")[["start", "end"]]
        first, last = float(own["start"].min()), float(own["end"].max())
        places = (own - first) / (last - first)
        counts = []
        for y, (code, label, _) in enumerate(rows):
            coded = coding[(coding["doc_id"] == doc) & (coding["code"] == code)]
            in_own_voice = coded["voice"].eq("outlet").groupby(coded["passage"]).any()
            _blocks(ax, y, places, in_own_voice, GROUP_COLOURS[y % len(GROUP_COLOURS)])
            counts.append(
                f"{label.lower()} {len(in_own_voice)} ({int(in_own_voice.sum())} in the text's own voice)"
            )
        ax.set_yticks(range(len(rows)), names, fontsize=8)
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
    """Draw how many times each text has each target blamed, by the text itself and by sources."""
    if blamed.empty:
        return nothing("Nothing to draw: nobody is coded as blamed in this corpus.")
    targets = codes[(codes["field"] == "target") & codes["code"].isin(blamed["target"])]
    docs = [d for d in labels if d in set(blamed["doc_id"])]
    names = [marked(r.label, status, f"framing.target.{r.code}") for r in targets.itertuples()]
    fig, axes = panels([labels[d] for d in docs], names)
    captions = []
    for ax, doc in zip(axes, docs, strict=True):
        rows = blamed[blamed["doc_id"] == doc]
        by_text, by_source = (
            voiced.groupby("target")["passages"].sum().reindex(targets["code"], fill_value=0).to_numpy(float)
            for voiced in (rows[rows["voice"] == "outlet"], rows[rows["voice"] != "outlet"])
        )
        bars = split_bars(ax, by_text, by_source, ("by the text itself", "by a source"))
        ax.xaxis.set_major_formatter(ScalarFormatter())
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        times = zip(targets["label"], by_text + by_source, strict=True)
        captions.append(f"{labels[doc]}: {', '.join(f'{name} {n:.0f}' for name, n in times if n)}")
    top_legend(fig, bars, 2)
    alt = f"A panel of bars for each text: how often each target is blamed, by the text itself and by sources. {'; '.join(captions)}."
    return labelled(fig, alt, blamed)


def keyness(table: pd.DataFrame, labels: Mapping[str, str], threshold: float) -> Figure:
    """Draw the words by which log-odds tell the first pair of versions apart, and the pooled sides."""
    if table.empty:
        return nothing("Nothing to draw: no story of this corpus has two versions.")
    a, b = table.iloc[0][["doc_a", "doc_b"]]
    rows = table[(table["doc_a"] == a) & (table["doc_b"] == b)]
    rows = rows.sort_values("term", key=lambda terms: terms.str.startswith("("), kind="stable")
    names = [f"side {term}, pooled" if term.startswith("(") else term for term in rows["term"]]
    counts = zip(names, rows["count_a"], rows["count_b"], strict=True)
    fig, ax = lanes([f"{name}  {count_a}:{count_b}" for name, count_a, count_b in counts], extra=1.0)
    fig.set_figheight(0.27 * len(names) + 1.0)
    for y, row in enumerate(rows.itertuples()):
        marker, colour = ("D", ORANGE) if row.term.startswith("(") else ("o", BLUE)
        ax.plot([0, row.z], [y, y], color=colour, lw=1.6)
        mark(ax, row.z, y, marker, colour, 6.5)
    for z in (-threshold, threshold):
        ax.axvline(z, color=ink(), lw=1, ls="--")
    reach = max(2.4, float(rows["z"].abs().max()) * 1.15)
    ax.set_xlim(-reach, reach)
    ax.set_xlabel(f"← more in {labels[b]}     z     more in {labels[a]} →", fontsize=9)
    ax.grid(axis="x", alpha=0.25)
    scores = ", ".join(f"{name} {z:.2f}".replace("-", "−") for name, z in zip(names, rows["z"], strict=True))
    alt = f"Dots of the standardised log-odds of words between {labels[a]} and {labels[b]}, with counts; dashed lines at plus and minus {threshold}. {scores}."
    return labelled(fig, alt, rows)


UNNAMED = "(not named)"


def naming_slots(slots: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how corresponding sentences of the first pair of versions name the event: a slopegraph."""
    if slots.empty:
        return nothing("Nothing to draw: no aligned sentences of this corpus name the event.")
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
            ax.text(x + gap, terms.index(term), f"{term} {count}", ha=align, va="center")
        ax.text(x, -1.0, labels[doc], ha="center", weight="bold")
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
