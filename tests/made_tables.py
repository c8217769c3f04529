"""Made-up tables of corpora of any size, and what can be wrong with a picture of them; for the tests of figures."""

from itertools import combinations, cycle, islice

import numpy as np
import pandas as pd
from matplotlib.text import Text

from retold import figures
from retold.book import notebooks
from retold.corpus.labels import labels_of
from retold.corpus.schema import FATES
from retold.measures import naming, power, readability
from retold.measures.verdict import CANNOT, MOST, SMALL

OUTLETS = (
    "Oake Courier", "Northline", "The Inland Ledger", "Marrow Bay Evening Post and Harbour News", "Газета Приморского края",
    "جريدة الميناء", "A", "Donaudampfschifffahrtsgesellschaftsbote", "Tern Point Gazette", "Salt Marsh Radio", "Q-Press", "Der Bote",
    "Weekly Tide", "Ferry Times", "Lock and Weir", "Quay Observer", "Upland Star", "Low Road Review",
)  # fmt: skip
LONG_TITLE = "A dam holds, a bridge falls, and everybody asks who knew of it and when " * 4
SETTINGS = [
    (v, w, m, c)
    for v in ("content-words", "words", "words-1-2", "characters-3-5")
    for w in ("tfidf", "counts")
    for m in ("average", "complete")
    for c in ("clean", "raw")
]


def made(n, copies=True, outlets=OUTLETS, groups=6, dated=True, same=False):
    """The tables of `n` texts; every fifth story has two versions if there are copies; `same`: nothing varies."""
    rng = np.random.default_rng(n)
    ids = [f"t{i:03}" for i in range(n)]
    weights = 1 / np.arange(1, len(outlets) + 1)
    outlet = list(rng.choice(outlets, n, p=weights / weights.sum()))
    story = list(ids)
    if copies:
        for i in range(1, n, 5 if n > 2 else 2):
            story[i], outlet[i] = story[i - 1], outlet[i - 1]
    kind = ["original" if s == d else "respun" for s, d in zip(story, ids, strict=True)]
    day = pd.Timestamp("2031-03-04") + pd.to_timedelta(0 if same else rng.integers(0, 500, n), unit="D")
    published = [str(d.date()) for d in (day if not same else [day] * n)] if dated else [""] * n
    corpus = pd.DataFrame(
        {"doc_id": ids, "outlet": outlet, "title": LONG_TITLE, "published": published, "published_latest": "", "date_basis": "stated",
         "story_id": story, "copy_kind": kind, "copy_seen_at": ["" if k == "original" else "an archive of the net far away" for k in kind]}
    )  # fmt: skip

    def draws(low=0.0, high=1.0, size=n):
        return np.full(size, low) if same else rng.uniform(low, high, size)

    pairs = [(a, b) for a, b in combinations(range(n), 2) if story[a] == story[b]]
    return {
        "corpus": corpus, "ids": ids, "rng": rng, "draws": draws, "pairs": [(ids[a], ids[b]) for a, b in pairs],
        "labels": labels_of(corpus), "cosine": _cosine(ids, story, rng, same),
        "groups": pd.DataFrame({"group": [f"g{i}" for i in range(groups)], "label": [
            f"{name} of the harbour town number {i}" for i, name in zip(range(groups), cycle(("Officials", "Residents who were flooded", "Experts")))
        ]}),
    }  # fmt: skip


def _cosine(ids, story, rng, same):
    n = len(ids)
    values = np.full((n, n), 0.2) if same else rng.uniform(0.02, 0.45, (n, n))
    values = (values + values.T) / 2
    one = np.equal.outer(np.array(story), np.array(story))
    values[one] = 0.8
    np.fill_diagonal(values, 1.0)
    return pd.DataFrame(values, index=ids, columns=ids)


def values_of(t, keys, unit="share", form=".1%", family=False):
    rows = []
    for key in keys:
        label = f"speakers: {key}" if family else f"what is counted as {key}"
        for doc, value in zip(t["ids"], t["draws"](), strict=True):
            rows.append(
                (
                    f"m.{key}",
                    label,
                    unit,
                    "more of the text is this",
                    form,
                    doc,
                    value,
                    value * 0.9,
                    value * 1.1,
                )
            )
    columns = ["key", "label", "unit", "higher", "form", "doc_id", "value", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def speech(t):
    rng, groups = t["rng"], list(t["groups"]["group"])
    runs, attributions, speakers = [], [], [("s0", True), ("s1", False)]
    for doc in t["ids"]:
        for run in range(12):
            group = groups[int(rng.integers(len(groups)))] if run % 2 else ""
            kind = ("direct", "mixed", "indirect")[run % 3] if run % 2 else ""
            words = int(rng.integers(5, 40))
            runs.append((doc, "coded", run, words, "s0", group, kind))
            if kind:
                attributions.append(("coded", doc, f"c{run}", kind, f"s{run % 4 // 2}", group, False, words))
    return {
        "strips": pd.DataFrame(runs, columns=["doc_id", "method", "run", "words", "speaker_id", "group", "kind"]),
        "attributions": pd.DataFrame(
            attributions, columns=["method", "doc_id", "attribution_id", "kind", "speaker_id", "group", "nested", "words"]
        ),
        "speakers": pd.DataFrame(speakers, columns=["speaker_id", "named"]).assign(official=False, person=True, gender="woman", side=""),
        "groups": t["groups"],
        "documents": documents(t),
    }  # fmt: skip


def documents(t):
    words = t["draws"](300, 1500).astype(int)
    return pd.DataFrame(
        {"doc_id": t["ids"], "words": words, "words_raw": words + t["draws"](0, 90).astype(int)}
    )


def _versions(t):
    """The figures of chapters two and three."""
    rng, ids, labels, cosine = t["rng"], t["ids"], t["labels"], t["cosine"]
    halves = [(a, a, 0.4) for a in ids] + [(a, b, 0.1) for a, b in islice(combinations(ids, 2), 4000)]
    tree = [" ".join(ids[:k]) for k in range(2, min(len(ids), 12))]
    support = [
        (c, *s, True, float(x))
        for c in tree
        for s, x in zip(SETTINGS, t["draws"](size=len(SETTINGS)), strict=True)
    ]
    columns = ["clade", "vectoriser", "weighting", "linkage", "cleaning", "whole", "support"]
    similarities = [
        (a, b, "containment-a-in-b", k, (0.8 if (a, b) in set(t["pairs"]) else 0.3) / k)
        for a, b in [
            *t["pairs"],
            *[p for p in islice(combinations(ids, 2), 2000) if p not in set(t["pairs"])],
        ]
        for k in (1, 2, 3, 5, 8, 10)
    ]
    alignments = [
        (a, b, f"{i * 60}-{i * 60 + 50}", f"{i * 60 + 5}-{i * 60 + 50}" if i % 4 else "", float(rng.uniform()), "edited" if i % 4 else "omitted")
        for a, b in t["pairs"]
        for i in range(12)
    ]  # fmt: skip
    aligned = pd.DataFrame(alignments, columns=["doc_a", "doc_b", "a", "b", "similarity", "operation"])
    damage = pd.DataFrame(
        [
            (
                f"{d}-{i}",
                d,
                f"{i * 40}-{i * 40 + 6}",
                ("own", "unknown", "")[i % 3],
                f"{other}-{i}" if i % 5 == 0 else "",
            )
            for pair in t["pairs"]
            for d, other in (pair, pair[::-1])
            for i in range(6)
        ],
        columns=["damage_id", "doc_id", "span", "chain", "twin"],
    )
    drift = pd.DataFrame(
        [
            (a, b, f"q{n:03}-{i}", "0-9", "0-9", 10, 12, float(rng.uniform()))
            for n, (a, b) in enumerate(t["pairs"])
            for i in range(4)
        ],
        columns=["doc_a", "doc_b", "pair_id", "span_a", "span_b", "words_a", "words_b", "distance"],
    )
    told = pd.DataFrame({"fate": [f for f in FATES for _ in range(len(ids))]})
    corpus = t["corpus"]
    return {
        "similarity": (figures.similarity, cosine, corpus, labels),
        "scale": (figures.scale, pd.DataFrame(halves, columns=["doc_a", "doc_b", "similarity"]), cosine, corpus),
        "dendrogram": (figures.dendrogram, cosine, labels, pd.DataFrame(support, columns=columns)),
        "support": (figures.clade_support, pd.DataFrame(support, columns=columns), labels),
        "decay": (figures.shingle_decay, pd.DataFrame(similarities, columns=["doc_a", "doc_b", "measure", "shingle", "value"]), corpus, labels),
        "ribbon": (figures.ribbon, aligned, damage, labels),
        "stemma": (figures.stemma, damage, corpus, labels),
        "drift": (figures.quote_drift, drift, corpus),
        "fates": (figures.fates, told, told),
    }  # fmt: skip


def _speakers(t):
    labels, said = t["labels"], speech(t)
    status = {f"speakers.group.{g}": CANNOT for g in t["groups"]["group"]}
    both = [(d, g, *t["draws"](0, 0.3, 4)) for d in t["ids"] for g in t["groups"]["group"]]
    both = pd.DataFrame(both, columns=["doc_id", "group", "coded", "engine", "low", "high"])
    return {
        "shares": (figures.shares, said, labels, status),
        "strips": (figures.strips, said, labels),
        "ranges": (figures.ranges, values_of(t, ["all that is said", "effective"]), labels),
        "engine_shares": (figures.engine_shares, both, t["groups"], labels),
        "kinds": (figures.kinds, said["attributions"], said["documents"], labels),
    }


def _readability(t):
    labels, ids = t["labels"], t["ids"]
    ranks = {}
    for formula in ("flesch", "flesch_kincaid", "smog", "gunning_fog"):
        table = np.abs(np.subtract.outer(np.arange(len(ids)), np.arange(len(ids)))) < 4
        table = table / table.sum(axis=1, keepdims=True)
        ranks[formula] = pd.DataFrame(table, index=ids, columns=range(1, len(ids) + 1))
    scores = [
        (d, s, c, q, "flesch_kincaid", float(x))
        for d in ids
        for s in ("retold", "scraps apart", "sentencex", "textstat")
        for c in ("clean", "raw")
        for q in ("with", "without")
        for x in t["draws"](4, 14, 1)
    ]
    scores = pd.DataFrame(
        scores, columns=["doc_id", "splitter", "cleaning", "quotations", "measure", "score"]
    )
    assert any(m.name == "flesch_kincaid" for m in readability.FORMULAS)
    return {
        "readability": (figures.measures, values_of(t, ["Grade", "Ease", "Fog"], "score", ".1f"), labels),
        "naming": (figures.measures, values_of(t, list("abcdefg"), "per 1,000 words", ".1f", True), labels),
        "one measure": (figures.measures, values_of(t, ["a thing"]), labels),
        "ranks": (figures.rank_grid, ranks, labels),
        "choices": (figures.choices, scores, labels),
    }


def _framing(t):
    ids, labels = t["ids"], t["labels"]
    actors = pd.DataFrame(
        {
            "actor": list("abcd"),
            "label": ["Port authority and water board", "Mayor", "Crews", "People of the town"],
        }
    )
    rates = pd.DataFrame(
        [(a, d, *t["draws"](0, 0.6, 2)) for d in ids for a in actors["actor"]],
        columns=["actor", "doc_id", "acts", "speaks"],
    )
    codes = pd.DataFrame(
        [("function", f, f.capitalize()) for f in ("problem", "cause", "remedy")] + [("target", x, f"The {x} of the harbour") for x in ("crew", "board", "state")],
        columns=["field", "code", "label"],
    )  # fmt: skip
    passages = [(d, p, p * 100, p * 100 + 90) for d in ids for p in range(1, 9)]
    coded = [
        (d, p, ("problem", "cause", "remedy", "blame")[p % 4], "outlet" if p % 2 else "official")
        for d in ids
        for p in range(1, 9)
    ]
    blamed = [
        (d, voice, target, 2)
        for d in ids
        for voice in ("outlet", "official")
        for target in ("crew", "board", "state")
    ]
    a, b = (ids * 2)[:2]
    keyness = [(a, b, f"word{i}", i, 2, float(i - 4)) for i in range(9)] + [
        (a, b, "(a side of the contrast)", 3, 3, 0.4)
    ]
    slots = [(a, b, i, f"term {i % 4}", f"term {i % 3}" if i % 5 else "") for i in range(14)]
    return {
        "acts": (figures.acts_and_speaks, rates, actors, labels),
        "frames": (figures.frame_strips, {
            "passages": pd.DataFrame(passages, columns=["doc_id", "passage", "start", "end"]),
            "frames": pd.DataFrame(coded, columns=["doc_id", "passage", "code", "voice"]),
            "frame_codes": codes,
        }, labels),
        "blame": (figures.blame, pd.DataFrame(blamed, columns=["doc_id", "voice", "target", "passages"]), codes, labels),
        "keyness": (figures.keyness, pd.DataFrame(keyness, columns=["doc_a", "doc_b", "term", "count_a", "count_b", "z"]), labels, naming.NORMAL),
        "slots": (figures.naming_slots, pd.DataFrame(slots, columns=["doc_a", "doc_b", "slot", "term_a", "term_b"]), labels),
    }  # fmt: skip


def _noise(t):
    rng = t["rng"]
    weighed = [
        (f"m{i}", f"mentions: a thing of number {i}", bool(i % 4 == 0), (SMALL, CANNOT, MOST)[i % 3], x, x * 0.5, min(1, x * 1.5), x * 0.8, min(1.0, x * 1.2))
        for i, x in enumerate(rng.uniform(0.05, 0.9, 20))
    ]  # fmt: skip
    floor = pd.DataFrame(
        weighed, columns=["key", "label", "coded", "status", "share", "low", "high", "net", "closer"]
    )
    options = [("seed", f"seed {i}") for i in range(5)] + [("stories", f"without {d}") for d in t["ids"]]
    names = [f"finding_of_number_{i}" for i in range(8)]
    verdicts = [
        (f, c, o, "holds", "fails" if i % 7 == 0 else "holds", i % 7 == 0)
        for f in names
        for i, (c, o) in enumerate(options)
    ]
    verdicts = pd.DataFrame(verdicts, columns=["finding", "choice", "option", "base", "status", "flips"])
    return {
        "floor": (figures.floor, floor),
        "closer": (figures.closer, floor),
        "nothing": (figures.closer, floor.head(0), "No story of this corpus has several versions, so nothing shows what copying adds to its differences."),
        "needed": (figures.needed, power.usual()),
        "robustness": (figures.robustness, verdicts, pd.DataFrame({"finding": names})),
    }  # fmt: skip


def calls(t):
    """Every figure of a corpus as a function and what it is called with, by name."""
    corpus, labels = t["corpus"], t["labels"]
    first = {
        "timeline": (figures.timeline, corpus, labels),
        "provenance": (figures.provenance, corpus, labels),
        "cleaning": (figures.cleaning, documents(t), labels),
    }
    return first | _versions(t) | _speakers(t) | _readability(t) | _framing(t) | _noise(t)


def laid_out(name, draw, *args):
    """Draw a figure as the book does."""
    _, figure = notebooks._svg(name, draw, args, {}, "default")
    return figure


def faults(figure):
    """What is wrong with a picture: labels that leave it, that lie on each other, or are too small to read."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    FigureCanvasSVG(figure)
    figure.dpi = 72  # as it was laid out
    renderer = figure._get_renderer()
    texts = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    shown = [text for text in texts if _drawn(figure, text)]
    width, height = figure.bbox.width, figure.bbox.height
    found, boxes = [], []
    for text in shown:
        box = text.get_window_extent(renderer)
        if text.get_fontsize() < 8.5:
            found.append(f"small: {text.get_text()!r} {text.get_fontsize()}")
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
            found.append(f"outside: {text.get_text()!r} {box.extents.round()} of {width:.0f}x{height:.0f}")
        boxes.append((box, text))
    for (one, a), (two, b) in combinations(boxes, 2):
        if a.get_rotation() % 90 == b.get_rotation() % 90 == 0:
            inside = min(one.x1, two.x1) - max(one.x0, two.x0), min(one.y1, two.y1) - max(one.y0, two.y0)
            if min(inside) > 1.5:
                found.append(
                    f"overlap: {a.get_text()!r} {b.get_text()!r} {one.extents.round()} {two.extents.round()}"
                )
    return found


def _drawn(figure, text):
    """Whether a text is drawn: labels of ticks out of view, and of axes that are off, are not."""
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            ticks = axis.get_major_ticks() + axis.get_minor_ticks()
            if any(text in (tick.label1, tick.label2) for tick in ticks):
                if not ax.get_visible() or not ax.axison:
                    return False
                low, high = sorted(axis.get_view_interval())
                slack = (high - low) * 1e-6
                tick = next(tick for tick in ticks if text in (tick.label1, tick.label2))
                return low - slack <= tick.get_loc() <= high + slack
            if text in (axis.label, axis.offsetText):
                return ax.get_visible() and ax.axison
        if text in ax.texts or text in (ax.title, ax._left_title, ax._right_title):
            return ax.get_visible()
    return True
