"""Figures of how texts name, frame and blame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, PercentFormatter, ScalarFormatter

from retold.figures.base import WIDTH, bare, dots, ink, labelled, lanes, marked, multiples, nothing, panels
from retold.figures.palette import BLUE, GROUP_COLOURS, ORANGE, SKY

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def rates(table: pd.DataFrame, labels: Mapping[str, str], status: Mapping[str, str]) -> Figure:
    """Draw measures of each text with their intervals, a panel a measure, marked by its status.

    Parameters
    ----------
    table : DataFrame
        Rows of `noise.by_text`, the measures to draw in the order of their panels.
    labels : mapping of doc_id to str
        Short names of the texts.
    status : mapping of key to str
        Whether each measure survives copying; may be empty.
    """
    if table.empty:
        return nothing("Nothing to draw: this corpus has no lexicon, or hardly uses its terms.")
    keys, docs = list(dict.fromkeys(table["key"])), list(dict.fromkeys(table["doc_id"]))
    fig, axes = multiples(len(keys), 3, 0.23 * len(docs) + 0.62)
    said = []
    for ax, key in zip(axes, keys, strict=True):
        mine = table[table["key"] == key].set_index("doc_id").reindex(docs)
        dots(ax, range(len(docs)), mine)
        name = mine["label"].iloc[0].split(": ", 1)[-1]
        ax.set_title(marked(name, status.get(key)), fontsize=9.5)
        ax.set_yticks(range(len(docs)), [labels[d] for d in docs], fontsize=8)
        ax.set_ylim(len(docs) - 0.5, -0.5)
        if mine["unit"].iloc[0] == "share":
            ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.set_xlim(left=min(0, ax.get_xlim()[0] * 0.2))
        ax.grid(axis="x", alpha=0.25)
        ax.tick_params(axis="x", labelsize=8)
        bare(ax, bottom=True)
        form = (lambda v: f"{v:.0%}") if mine["unit"].iloc[0] == "share" else (lambda v: f"{v:.1f}")
        top = mine["value"].idxmax()
        said.append(
            f"{name} ({status.get(key, 'not weighed')}): from {form(mine['value'].min())} to {form(mine['value'].max())}, most in {labels[top]}"
        )
    return labelled(
        fig,
        f"A panel with a dot and an interval for each text, for each of {len(keys)} measures, {table['unit'].iloc[0]}. {'; '.join(said)}.",
        table,
    )


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
    docs, names = list(dict.fromkeys(known["doc_id"])), list(actors["label"])
    states = status or {}
    marks = [
        marked(name, states.get(f"framing.acts.{a}")) for name, a in zip(names, actors["actor"], strict=True)
    ]
    fig, axes = panels(len(docs), marks)
    said = []
    for ax, doc in zip(axes, docs, strict=True):
        mine = known[known["doc_id"] == doc].set_index("actor").reindex(actors["actor"])
        mine = mine.astype({"acts": float, "speaks": float})
        y = np.arange(len(names))
        ax.hlines(
            y, mine["acts"].fillna(0), mine["speaks"].fillna(mine["acts"]).fillna(0), color=ink(), lw=1.2
        )
        ax.plot(mine["acts"], y, "o", color=BLUE, ms=6.5, mec=ink(), mew=0.6)
        ax.plot(mine["speaks"], y, "D", color=ORANGE, ms=5.5, mec=ink(), mew=0.6)
        ax.set_title(labels[doc], fontsize=9.5)
        ax.grid(axis="x", alpha=0.25)
        parts = [
            f"{name} {row.acts:.0%} and {row.speaks:.0%}"
            for name, row in zip(names, mine.itertuples(), strict=True)
            if row.acts == row.acts and row.speaks == row.speaks
        ]
        said.append(f"{labels[doc]}: {', '.join(parts)}" if parts else f"{labels[doc]}: no speaker coded")
    handles = [
        axes[0].plot([], [], "o", color=BLUE, mec=ink(), mew=0.6, label="share of the subjects")[0],
        axes[0].plot([], [], "D", color=ORANGE, mec=ink(), mew=0.6, label="share of the attributed words")[0],
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=2, frameon=False)
    return labelled(
        fig,
        f"A panel for each text: each actor's share of the subjects (dots) and of the attributed words (diamonds). {'; '.join(said)}.",
        known,
    )


def frame_strips(
    t: Mapping[str, pd.DataFrame], labels: Mapping[str, str], status: Mapping[str, str] | None = None
) -> Figure:
    """Draw each text from left to right, a row a function; filled: the text's own voice, hatched: a source's."""
    passages, coding = t["passages"], t["frames"]
    if passages.empty or coding.empty:
        return nothing("Nothing to draw: no passage of this corpus was coded.")
    book = t["frame_codes"]
    functions = list(
        book.loc[book["field"] == "function", ["code", "label"]].itertuples(index=False, name=None)
    )
    rows = [*functions, ("blame", "Blame")]
    states = {**(status or {}), "framing.function_words.blame": (status or {}).get("framing.blame.any")}
    marks = [marked(label, states.get(f"framing.function_words.{code}")) for code, label in rows]
    docs = list(dict.fromkeys(passages["doc_id"]))
    fig, axes = plt.subplots(
        len(docs),
        1,
        figsize=(WIDTH, len(docs) * (0.19 * len(rows) + 0.42) + 0.4),
        layout="constrained",
        squeeze=False,
    )
    colours = {code: GROUP_COLOURS[n % len(GROUP_COLOURS)] for n, (code, _) in enumerate(rows)}
    said = []
    for ax, doc in zip(axes[:, 0], docs, strict=True):
        own = passages[passages["doc_id"] == doc]
        first, last = float(own["start"].min()), float(own["end"].max())
        spans = {
            r.passage: ((r.start - first) / (last - first), (r.end - first) / (last - first))
            for r in own.itertuples()
        }
        parts = []
        for y, (code, label) in enumerate(rows):
            mine = coding[(coding["doc_id"] == doc) & (coding["code"] == code)]
            ax.axhline(y, color=ink(), lw=0.4, alpha=0.35, zorder=0)
            for passage, given in mine.groupby("passage"):
                left, right = spans[passage]
                outlet = given["voice"].eq("outlet").any()
                ax.add_patch(
                    Rectangle(
                        (left, y - 0.38),
                        max(right - left - 0.002, 0.002),
                        0.76,
                        fc=colours[code] if outlet else "none",
                        ec=colours[code],
                        hatch=None if outlet else "//////",
                        lw=0.8,
                    )
                )
            voiced = mine.loc[mine["voice"] == "outlet", "passage"].nunique()
            parts.append(f"{label.lower()} {mine['passage'].nunique()} ({voiced} in the text's own voice)")
        ax.set_yticks(range(len(rows)), marks, fontsize=8)
        ax.set_ylim(len(rows) - 0.45, -0.55)
        ax.set_xlim(-0.005, 1.005)
        ax.set_xticks([])
        ax.set_title(labels[doc], fontsize=9.5, loc="left")
        bare(ax)
        said.append(f"{labels[doc]}, {len(own)} passages: {', '.join(parts)}")
    handles = [
        Rectangle((0, 0), 1, 1, fc=ink(), label="in the text's own voice"),
        Rectangle((0, 0), 1, 1, fc="none", ec=ink(), hatch="//////", label="only in a source's"),
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=2, frameon=False)
    return labelled(
        fig,
        f"Each text as a strip from beginning to end, with a row for each function of a frame and for blame; a block is a passage. Passages that have it: {'; '.join(said)}.",
        coding.merge(passages, on=["doc_id", "passage"])[
            ["doc_id", "passage", "start", "end", "code", "voice"]
        ],
    )


def blame(
    blamed: pd.DataFrame,
    codes: pd.DataFrame,
    labels: Mapping[str, str],
    status: Mapping[str, str] | None = None,
) -> Figure:
    """Draw how many times each text has each target blamed, by the text itself and by sources."""
    if blamed.empty:
        return nothing("Nothing to draw: nobody is coded as blamed in this corpus.")
    known = codes[codes["field"] == "target"]
    used = [(r.code, r.label) for r in known.itertuples() if r.code in set(blamed["target"])]
    docs = [d for d in labels if d in set(blamed["doc_id"])]
    states = status or {}
    fig, axes = panels(
        len(docs), [marked(label, states.get(f"framing.target.{code}")) for code, label in used]
    )
    said = []
    for ax, doc in zip(axes, docs, strict=True):
        mine = blamed[blamed["doc_id"] == doc]
        own, other = (
            mine[mine["voice"].eq("outlet") == flag].groupby("target")["passages"].sum()
            for flag in (True, False)
        )
        y = np.arange(len(used))
        one, two = ([float(part.get(code, 0)) for code, _ in used] for part in (own, other))
        ax.barh(y, one, color=BLUE, height=0.62)
        ax.barh(y, two, left=one, color=SKY, height=0.62, hatch="////", edgecolor=ink(), lw=0)
        ax.xaxis.set_major_formatter(ScalarFormatter())
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_title(labels[doc], fontsize=9.5)
        parts = [f"{label} {int(a + b)}" for (_, label), a, b in zip(used, one, two, strict=True) if a + b]
        said.append(f"{labels[doc]}: {', '.join(parts)}")
    handles = [
        Rectangle((0, 0), 1, 1, fc=BLUE, label="by the text itself"),
        Rectangle((0, 0), 1, 1, fc=SKY, hatch="////", ec=ink(), lw=0, label="by a source"),
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=2, frameon=False)
    return labelled(
        fig,
        f"A panel of bars for each text: how often each target is blamed, by the text itself and by sources. {'; '.join(said)}.",
        blamed,
    )


def keyness(table: pd.DataFrame, labels: Mapping[str, str], bar: float) -> Figure:
    """Draw the words by which log-odds tell the first pair of versions apart, and the pooled sides."""
    if table.empty:
        return nothing("Nothing to draw: no story of this corpus has two versions.")
    a, b = table.iloc[0][["doc_a", "doc_b"]]
    rows = table[(table["doc_a"] == a) & (table["doc_b"] == b)].copy()
    pooled = rows["term"].str.startswith("(")
    rows = pd.concat([rows[~pooled], rows[pooled]])
    names = [f"side {r.term}, pooled" if r.term.startswith("(") else r.term for r in rows.itertuples()]
    fig, ax = lanes(
        [f"{n}  {r.count_a}:{r.count_b}" for n, r in zip(names, rows.itertuples(), strict=True)], extra=1.0
    )
    fig.set_figheight(0.27 * len(names) + 1.0)
    for y, row in enumerate(rows.itertuples()):
        hand = row.term.startswith("(")
        ax.plot([0, row.z], [y, y], color=ORANGE if hand else BLUE, lw=1.6)
        ax.plot(
            [row.z], [y], "D" if hand else "o", color=ORANGE if hand else BLUE, ms=6.5, mec=ink(), mew=0.6
        )
    for limit in (-bar, bar):
        ax.axvline(limit, color=ink(), lw=1, ls="--")
    reach = max(2.4, float(rows["z"].abs().max()) * 1.15)
    ax.set_xlim(-reach, reach)
    ax.set_xlabel(f"← more in {labels[b]}     z     more in {labels[a]} →", fontsize=9)
    ax.grid(axis="x", alpha=0.25)
    said = ", ".join(
        f"{n} {r.z:.2f}".replace("-", "−") for n, r in zip(names, rows.itertuples(), strict=True)
    )
    return labelled(
        fig,
        f"Dots of the standardised log-odds of words between {labels[a]} and {labels[b]}, with counts; dashed lines at plus and minus {bar}. {said}.",
        rows,
    )


def naming_slots(slots: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how corresponding sentences of the first pair of versions name the event: a slopegraph."""
    if slots.empty:
        return nothing("Nothing to draw: no aligned sentences of this corpus name the event.")
    a, b = slots.iloc[0][["doc_a", "doc_b"]]
    rows = slots[(slots["doc_a"] == a) & (slots["doc_b"] == b)]
    pairs = rows.assign(
        left=rows["term_a"].replace("", "(not named)"), right=rows["term_b"].replace("", "(not named)")
    )
    counts = pairs.groupby(["left", "right"]).size()
    ranked = pd.concat([pairs["left"], pairs["right"]]).value_counts()
    terms = sorted((t for t in ranked.index if t != "(not named)"), key=lambda t: (-ranked[t], t))
    terms += [t for t in ("(not named)",) if t in ranked.index]
    fig, ax = plt.subplots(figsize=(WIDTH, 0.36 * len(terms) + 1.0), layout="constrained")
    for (one, two), count in counts.items():
        alike = one == two
        ax.plot(
            [0, 1],
            [terms.index(one), terms.index(two)],
            color=BLUE if alike else ORANGE,
            lw=1.2 + 1.3 * count,
            ls="-" if alike else "--",
            alpha=0.9,
            solid_capstyle="round",
        )
    for x, side, where, gap in ((0, "left", "right", -0.03), (1, "right", "left", 0.03)):
        used = pairs[side].value_counts()
        for term in used.index:
            ax.text(x + gap, terms.index(term), f"{term} {used[term]}", ha=where, va="center")
        ax.text(x, -1.0, labels[a if x == 0 else b], ha="center", weight="bold")
    ax.plot([], [], color=BLUE, lw=2.5, label="same term")
    ax.plot([], [], color=ORANGE, lw=2.5, ls="--", label="another term")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, frameon=False)
    ax.set_xlim(-0.4, 1.4)
    ax.set_ylim(len(terms) - 0.3, -1.5)
    ax.axis("off")
    alike = int((rows["term_a"] == rows["term_b"]).sum())
    moved = "; ".join(
        f"{one} faces {two} {n} times" if n > 1 else f"{one} faces {two}"
        for (one, two), n in counts.sort_values(ascending=False, kind="stable").items()
        if one != two
    )
    return labelled(
        fig,
        f"Slopegraph of {len(rows)} places where corresponding sentences name the event; {alike} use the same term. From {labels[a]} to {labels[b]}: {moved}.",
        counts.rename("places").reset_index(),
    )
