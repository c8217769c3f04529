"""Aligning two versions and grouping versions, beside what a careful user would try instead.

    python benchmarks/versions/run.py
    python benchmarks/versions/run.py --texts NEWS --synonyms TABLE --articles DIR --csv FILE

Versions are made from a folder of news with known truth (`generate.py`); the two real
copies of one story are scored against a hand alignment. Peers (`peers.py`) are measured
if they are installed. Without --texts everything is small and made from the sample's few
sentences: that shows that it runs, not how good anything is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

import generate  # noqa: E402
import peers  # noqa: E402

from retold import __version__, corpus  # noqa: E402
from retold.compare.alignment import align  # noqa: E402
from retold.text import Span, pieces, spans  # noqa: E402

OURS = "retold"
SAMPLE = ROOT / "data/sample/texts"
COPIES = 60  # of the sample, to make enough of it
SEED = 2022  # not the default of generate.py
ARTICLES = 100  # from which pairs to align are made
SENTENCES = range(8, 200)  # an article to align has so many
FOLLOWED = (0.3, 0.6, 0.8)  # strengths of the corpora with follow-ups
LARGE = (0.3, 0.6, 0.8)  # strengths of the large corpora
POLL = 0.1  # seconds between two looks at memory

# What the best peers did, with a threshold fitted to each table, when they were first
# measured, plus a margin. A bar is met at one untuned default.
BAR_GIVEN = {0.1: 0.990, 0.3: 0.980, 0.6: 0.975, 0.8: 0.968}  # F1, pairs of sentences, sentences given
BAR_RAW = 0.955  # F1 on the two real copies, from raw text
BAR_MS = 50  # to align a pair
BAR_GROUPS = {0.1: 0.998, 0.3: 0.998, 0.6: 0.993, 0.8: 0.985}  # pairwise F1, 10,000 documents
BAR_FOLLOWED = {0.3: 0.983, 0.6: 0.985, 0.8: 0.974}  # the same with follow-ups
BAR_LARGE = {0.3: 0.996, 0.6: 0.985, 0.8: 0.960}  # pairwise F1, 100,000 documents
BAR_SPEED = 2_000  # documents a second on two cores, at both sizes
BAR_GROWTH = 1.3  # time a document at 100,000 over that at 10,000
BAR_MEMORY = 1_024  # MiB at 100,000 documents
BAR_MOST_DOCUMENTS, BAR_MOST_MEMORY = 1_000_000, 8 * 1_024  # MiB at a million, extrapolated
BAR_DOCUMENTS, BAR_LARGE_DOCUMENTS = 10_000, 100_000  # the sizes these hold for

HOW = ("by hand", "by our rules", "at full stops")  # how the real pair was cut into sentences

Link = tuple[Hashable, Hashable]  # two sentences
Links = set[Link]


class Results:
    """Every number, in long form: what --csv writes and what the tables show."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str, object]] = []

    def add(self, part: str, tool: str, corpus: str, **measures: object) -> None:
        """Keep measures of a tool on a corpus; an underscore stands for a space."""
        for measure, value in measures.items():
            self.rows.append((part, tool, corpus, measure.replace("_", " "), value))

    def frame(self) -> pd.DataFrame:
        """Return all rows as a table."""
        return pd.DataFrame(self.rows, columns=["part", "tool", "corpus", "measure", "value"])

    def value(self, part: str, tool: str, corpus: str, measure: str) -> float | None:
        """Return one number, if it was measured."""
        wanted = (part, tool, corpus, measure)
        return next((float(row[4]) for row in self.rows if row[:4] == wanted), None)  # type: ignore[arg-type]

    def show(self, part: str, measure: str, form: str, corpora: Sequence[str], prefix: str = "") -> None:
        """Print one measure of a part: a row a tool, a column a corpus."""
        frame = self.frame().query("part == @part and measure == @measure and corpus in @corpora")
        frame["value"] = frame["value"].map(form.format)
        table = frame.pivot(index="tool", columns="corpus", values="value").fillna("-")
        table = table.loc[frame["tool"].unique(), [c for c in corpora if c in table]]
        _print(table.rename(columns=lambda c: c.removeprefix(prefix)))

    def show_cost(self, corpus: str) -> None:
        """Print what grouping one corpus took: a row a tool."""
        forms = {"documents a second": "{:,.0f}", "CPU seconds": "{:,.1f}", "peak MiB": "{:,.0f}"}
        frame = self.frame().query("part == 'grouping' and corpus == @corpus and measure in @forms")
        frame["value"] = [forms[m].format(v) for m, v in zip(frame["measure"], frame["value"], strict=True)]
        table = frame.pivot(index="tool", columns="measure", values="value")
        _print(table.loc[frame["tool"].unique(), list(forms)])


def _print(table: pd.DataFrame) -> None:
    right = ("right",) * len(table.columns)
    shown = table.reset_index().to_markdown(index=False, disable_numparse=True, colalign=("left", *right))
    print(f"{shown}\n")


class Case(NamedTuple):
    """Two versions as sentences, the true links, and those that count neither way."""

    a: Sequence[str]
    b: Sequence[str]
    links: Links
    unsure: Links


def links_of(table: pd.DataFrame) -> Links:
    return {(i, j) for a, b in zip(table["a"], table["b"], strict=True) for i in a for j in b}


def cases(
    texts: Sequence[Sequence[str]], strength: float, synonyms: generate.Synonyms, most: int
) -> Iterator[Case]:
    """Each article against a version of it, and two versions of it against each other."""
    rng = Random(f"{SEED} {strength}")
    fit = [t for t in texts if len(t) in SENTENCES]
    for article in rng.sample(fit, min(most, len(fit))):
        itself = generate.Version(list(article), [(n,) for n in range(len(article))])
        one, two = (generate.respin(article, strength, synonyms, rng) for _ in range(2))
        for a, b in ((itself, one), (one, two)):
            yield Case(a.sentences, b.sentences, *_truth(a.origins, b.origins))


def _truth(a: Sequence[tuple[int, ...]], b: Sequence[tuple[int, ...]]) -> tuple[Links, Links]:
    """Links by common origin; where both versions cut a sentence, which halves meet is not known."""
    shared = {(i, j) for i, x in enumerate(a) for j, y in enumerate(b) if {*x} & {*y}}
    cut = {x for x in a if a.count(x) > 1} & {y for y in b if b.count(y) > 1}
    unsure = {(i, j) for i, j in shared if a[i] == b[j] and a[i] in cut}
    return shared - unsure, unsure


def f1(found: Iterable[tuple[Links, Links, Links]]) -> float:
    """F1 over the links of all pairs of texts: (found, true, unsure) of each."""
    hits = made = wanted = 0
    for got, true, unsure in found:
        hits += len(got & true)
        made += len(got - unsure)
        wanted += len(true)
    return 2 * hits / (made + wanted) if made + wanted else 0.0


def measure_alignment(
    results: Results, texts: Sequence[Sequence[str]], kinds: Mapping[str, generate.Synonyms], most: int
) -> dict[str, float]:
    """Align made pairs with every tool.

    A peer has the threshold that suits it best on pairs with one kind of words; returns
    those for the first kind.
    """
    made = {
        f"{kind} {strength}": list(cases(texts, strength, synonyms, most))
        for kind, synonyms in kinds.items()
        for strength in generate.STRENGTHS
    }
    warm = next(iter(made.values()))[0]
    align(warm.a, warm.b)
    for name, listed in made.items():
        start = time.perf_counter()
        found = [links_of(align(c.a, c.b)) for c in listed]
        spent = time.perf_counter() - start
        scored = f1((got, c.links, c.unsure) for got, c in zip(found, listed, strict=True))
        results.add("alignment", OURS, name, F1=scored, ms_a_pair=1000 * spent / len(listed))
    chosen: dict[str, float] = {}
    for tool, peer in peers.ALIGNERS.items():
        peer.link(peer.score(warm.a, warm.b), 0.5)
        values: dict[str, dict[float, float]] = {}
        spent_on: dict[str, float] = {}
        for name, listed in made.items():
            start = time.perf_counter()
            scores = [peer.score(c.a, c.b) for c in listed]
            spent_on[name] = time.perf_counter() - start
            values[name] = {}
            for t in peer.thresholds:
                start = time.perf_counter()
                found = [peer.link(s, t) for s in scores]
                linking = time.perf_counter() - start
                values[name][t] = f1((g, c.links, c.unsure) for g, c in zip(found, listed, strict=True))
            spent_on[name] += linking
        for kind in kinds:
            names = [f"{kind} {strength}" for strength in generate.STRENGTHS]
            best = max(peer.thresholds, key=lambda t: sum(values[name][t] for name in names))
            chosen.setdefault(tool, best)
            for name in names:
                ms = 1000 * spent_on[name] / len(made[name])
                results.add("alignment", tool, name, F1=values[name][best], ms_a_pair=ms)
            results.add("alignment", tool, kind, threshold=best)
    return chosen


def plain_sentences(text: str) -> list[Span]:
    """Return what stands between full stops or line breaks: the splitter anybody writes."""
    return [m.span() for m in re.finditer(r"\S(?:.*?[.!?][\"'”’)]*(?=\s|$)|.*)", text)]


class HandPair:
    """Two real versions aligned by hand: links that are sure, and others that count neither way."""

    def __init__(self, texts: Sequence[str], rows: pd.DataFrame) -> None:
        self.texts = texts
        links = [
            (sure.lower() == "true", {(x, y) for x in spans(a) for y in spans(b)})
            for a, b, sure in rows[["a", "b", "sure"]].itertuples(index=False)
        ]
        self.sure: Links = {link for is_sure, pair in links if is_sure for link in pair}
        self.unsure: Links = {link for _, pair in links for link in pair} - self.sure
        self.sentences = [
            _completed(text, {span for cell in rows[side] for span in spans(cell)})
            for text, side in zip(texts, ("a", "b"), strict=True)
        ]

    def score(self, found: Links, cut: Sequence[Sequence[Span]]) -> float:
        """Return the F1 of links between pieces, given by their positions in `cut`."""
        a, b = (
            [_stands_for(piece, known) for piece in side]
            for side, known in zip(cut, self.sentences, strict=True)
        )
        links: Links = {(x, y) for i, j in found for x in a[i] for y in b[j]}
        return f1([(links, self.sure, self.unsure)])


def _completed(text: str, coded: set[Span]) -> list[Span]:
    """Sentences cut by hand, and by our rules where the hand alignment has none."""
    rest = [p for p in pieces(text) if not any(s < p[1] and p[0] < e for s, e in coded)]
    return sorted([*coded, *rest])


def _stands_for(piece: Span, by_hand: Sequence[Span]) -> list[Span]:
    """The sentences of which a piece holds more than half; else the one that holds most of it."""
    shared = {s: min(piece[1], s[1]) - max(piece[0], s[0]) for s in by_hand}
    most = [s for s, n in shared.items() if 2 * n > s[1] - s[0]]
    nearest = max(shared, key=shared.__getitem__)
    return most or [nearest if shared[nearest] > 0 else piece]


def measure_real(
    results: Results, folder: Path, articles: Path, chosen: Mapping[str, float]
) -> list[list[str]]:
    """Align the pairs of texts that were aligned by hand; return the names of what was measured."""
    path = folder / "coding/alignment.csv"
    if not path.is_file():
        print("There is no hand alignment: left out.\n")
        return []
    hand = pd.read_csv(path, dtype=str, keep_default_na=False)
    found, problems = corpus.find_texts(corpus.load(folder), articles)
    measured = []
    for (one, two), rows in hand.groupby(["doc_a", "doc_b"], sort=False):
        if one not in found or two not in found:
            print("\n".join(str(p) for p in problems if p.about in (one, two)))
            continue
        texts = [found[d].clean for d in (one, two)]
        pair = HandPair(texts, rows)
        alike = [len({*known} & {*pieces(t)}) for known, t in zip(pair.sentences, texts, strict=True)]
        print(
            f"{one} and {two}: {len(pair.sure)} sure links. Of {sum(map(len, pair.sentences))} sentences cut "
            f"by hand our rules cut {sum(alike)} alike.\n"
        )
        names = [f"{one} and {two}, sentences {how}" for how in HOW]
        cuts = (pair.sentences, [pieces(t) for t in texts], [plain_sentences(t) for t in texts])
        for name, cut in zip(names, cuts, strict=True):
            a, b = ([text[s:e] for s, e in side] for text, side in zip(texts, cut, strict=True))
            value = pair.score(links_of(align(a, b)), cut)
            results.add("real pair", OURS, name, F1=value, best_F1=value)
            for tool, peer in peers.ALIGNERS.items():
                scores = peer.score(a, b)
                value = pair.score(peer.link(scores, chosen[tool]), cut)
                best = max(pair.score(peer.link(scores, t), cut) for t in peer.thresholds)
                results.add("real pair", tool, name, F1=value, best_F1=best)
        measured.append(names)
    return measured


class Run(NamedTuple):
    seconds: float
    cpu: float
    mib: float


def watched(command: Sequence[str]) -> Run:
    """Run a command; its time, and the peak memory of it and its children together."""
    start, peak = time.perf_counter(), 0.0
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        peak = max(peak, sum(map(_memory, _tree(process.pid))))
        time.sleep(POLL)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(command[:4])} …")
    seconds = time.perf_counter() - start
    # Where there is no /proc, that of the largest process is what can be known.
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak or usage.ru_maxrss / 1024)


def _tree(pid: int) -> Iterator[int]:
    """A process and those it started."""
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = path.read_text().split()
        except OSError:
            continue
        for child in below:
            yield from _tree(int(child))


def _memory(pid: int) -> float:
    """MiB a process has in memory, its part of what it shares included."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def pairwise(found: np.ndarray, true: np.ndarray) -> float:
    """F1 over pairs of documents in one group."""
    cells, _, _ = _contingency(found, true)
    hits, made, wanted = (int((c * (c - 1) // 2).sum()) for c in (cells, *map(np.bincount, (found, true))))
    return 2 * hits / (made + wanted) if made + wanted else 1.0


def b_cubed(found: np.ndarray, true: np.ndarray) -> float:
    """F1 of the mean precision and recall of each document's group (Bagga and Baldwin 1998)."""
    cells, of_found, of_true = _contingency(found, true)
    precision = (cells**2 / np.bincount(found)[of_found]).sum() / len(found)
    recall = (cells**2 / np.bincount(true)[of_true]).sum() / len(true)
    return 2 * precision * recall / (precision + recall)


def _contingency(found: np.ndarray, true: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    width = int(true.max()) + 1
    keys, cells = np.unique(found * width + true, return_counts=True)
    return cells, keys // width, keys % width


def components(documents: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    return connected_components(coo_matrix((np.ones(len(a)), (a, b)), shape=(documents, documents)))[1]


class Corpus(NamedTuple):
    """A made corpus: its name in the tables and how to make it."""

    name: str
    documents: int
    strength: float
    kind: str
    follow_ups: bool


class Grouping:
    """Writes corpora and lets every tool group them, each in a process of its own."""

    def __init__(
        self,
        results: Results,
        texts: Sequence[Sequence[str]],
        kinds: Mapping[str, generate.Synonyms],
        folder: Path,
    ) -> None:
        self.results, self.texts, self.kinds, self.folder = results, texts, kinds, folder
        self.chosen: dict[tuple[str, str], float] = {}  # by tool and kind of words
        self.scored: dict[tuple[str, str], dict[str, dict[float, tuple[float, float]]]] = {}

    def measure(self, made: Corpus, tools: Iterable[str]) -> None:
        """Group one corpus with retold and some peers, these at each threshold or at the one chosen."""
        source, out = self.folder / "corpus.jsonl", self.folder / "groups.csv"
        names, true = self._write(made, source)
        command = "from retold.cli import main; main()"
        run = watched([sys.executable, "-c", command, "versions", str(source), "-o", str(out)])
        groups = pd.read_csv(out, dtype=str, usecols=["doc_id", "group"]).set_index("doc_id")["group"]
        found = pd.factorize(groups.reindex(names))[0]
        self._add(made, OURS, run)
        self.results.add(
            "grouping", OURS, made.name, pairwise_F1=pairwise(found, true), B_cubed_F1=b_cubed(found, true)
        )
        for tool in tools:
            key = (tool, made.kind)
            thresholds = [self.chosen[key]] if key in self.chosen else peers.GROUPERS[tool].thresholds
            pairs = self.folder / "pairs.npz"
            worker = [sys.executable, str(HERE / "peers.py")]
            self._add(made, tool, watched([*worker, tool, str(source), str(pairs), str(min(thresholds))]))
            with np.load(pairs) as held:
                a, b, scores = held["a"], held["b"], held["scores"]
            scored = self.scored.setdefault(key, {}).setdefault(made.name, {})
            for t in thresholds:
                found = components(len(names), a[scores >= t], b[scores >= t])
                scored[t] = pairwise(found, true), b_cubed(found, true)
        print(f"{made.name}: done", file=sys.stderr)

    def settle(self) -> None:
        """Give each peer the threshold with the best mean pairwise F1, if it has none, and keep its scores."""
        for key, scored in self.scored.items():
            tool, kind = key
            if key not in self.chosen:
                mean = {t: sum(v[t][0] for v in scored.values()) for t in peers.GROUPERS[tool].thresholds}
                self.chosen[key] = max(mean, key=mean.__getitem__)
                self.results.add("grouping", tool, kind, threshold=self.chosen[key])
            for name, values in scored.items():
                pair, cubed = values[self.chosen[key]]
                self.results.add("grouping", tool, name, pairwise_F1=pair, B_cubed_F1=cubed)
        self.scored = {}

    def _write(self, made: Corpus, path: Path) -> tuple[list[str], np.ndarray]:
        rows = generate.corpus(
            self.texts, made.documents, made.strength, self.kinds[made.kind], SEED, made.follow_ups
        )
        names, groups = [], []
        with path.open("w", encoding="utf-8") as out:
            for row in rows:
                names.append(row["id"])
                groups.append(row.pop("group"))
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        return names, pd.factorize(np.array(groups))[0]

    def _add(self, made: Corpus, tool: str, run: Run) -> None:
        self.results.add(
            "grouping",
            tool,
            made.name,
            documents_a_second=made.documents / run.seconds,
            CPU_seconds=run.cpu,
            peak_MiB=run.mib,
        )


def corpora(
    documents: int, kinds: Iterable[str], plain: Iterable[float], followed: Iterable[float]
) -> Iterator[Corpus]:
    for kind in kinds:
        for strength in plain:
            yield Corpus(f"{documents:,} {kind} {strength}", documents, strength, kind, False)
        for strength in followed:
            name = f"{documents:,} {kind} {strength} with follow-ups"
            yield Corpus(name, documents, strength, kind, True)


def bars(results: Results, documents: int, large: int, kinds: Sequence[str]) -> None:
    """Print for each bar what was measured and whether it is met."""
    rows: list[tuple[str, float, str, float, bool]] = []

    def told(name: str, value: float | None, bar: float, most: bool = False) -> None:
        if value is not None:
            rows.append((name, value, "≤" if most else "≥", bar, value <= bar if most else value >= bar))

    for kind in kinds:
        for strength, bar in BAR_GIVEN.items():
            name = f"{kind} {strength}"
            told(f"alignment, F1, {name}", results.value("alignment", OURS, name, "F1"), bar)
    table = results.frame()
    ours = table[table["tool"] == OURS]
    raw = ours[(ours["part"] == "real pair") & ours["corpus"].str.endswith("by our rules")]
    for row in raw[raw["measure"] == "F1"].itertuples():
        told("alignment, F1, the real pair from raw text", row.value, BAR_RAW)
    told("alignment, ms a pair, slowest", ours.query("measure == 'ms a pair'")["value"].max(), BAR_MS, True)
    sizes = [n for n in (documents, large) if n in (BAR_DOCUMENTS, BAR_LARGE_DOCUMENTS)]
    for size in sizes:
        small = size == BAR_DOCUMENTS
        for kind in kinds:
            for ending, known in (
                ("", BAR_GROUPS if small else BAR_LARGE),
                (" with follow-ups", BAR_FOLLOWED if small else {}),
            ):
                for strength, bar in known.items():
                    name = f"{size:,} {kind} {strength}{ending}"
                    value = results.value("grouping", OURS, name, "pairwise F1")
                    told(f"grouping, pairwise F1, {name}", value, bar)
        speeds = ours[ours["corpus"].str.startswith(f"{size:,} ") & (ours["measure"] == "documents a second")]
        # The median: on a shared machine the slowest tells what else was running.
        told(f"grouping, documents a second, {size:,}, median", speeds["value"].median(), BAR_SPEED)
    if len(sizes) == 2:
        for kind in kinds:
            both = [
                results.value("grouping", OURS, f"{size:,} {kind} 0.6", "documents a second")
                for size in sizes
            ]
            if all(both):
                name = f"grouping, time a document, {sizes[1]:,} over {sizes[0]:,}, {kind} 0.6"
                told(name, both[0] / both[1], BAR_GROWTH, True)  # type: ignore[operator]
        peaks = ours[ours["corpus"].str.startswith(f"{sizes[1]:,} ") & (ours["measure"] == "peak MiB")]
        told(f"grouping, peak MiB, {sizes[1]:,}, highest", peaks["value"].max(), BAR_MEMORY, True)
        few, many = (results.value("grouping", OURS, f"{n:,} {kinds[0]} 0.6", "peak MiB") for n in sizes)
        if few and many:
            more = (many - few) / (sizes[1] - sizes[0]) * (BAR_MOST_DOCUMENTS - sizes[1])
            name = f"grouping, peak MiB, {BAR_MOST_DOCUMENTS:,}, extrapolated"
            told(name, many + more, BAR_MOST_MEMORY, True)
    print("## Bars\n\n| measure | retold | bar | met |\n| --- | ---: | ---: | --- |")
    for name, value, sign, bar, met in rows:
        shown = f"{value:.3f}" if bar < 2 else f"{value:,.0f}"
        print(f"| {name} | {shown} | {sign} {bar:,} | {'yes' if met else '**no**'} |")
        results.add("bars", OURS, name, measured=value, bar=bar, met="yes" if met else "no")
    if len(sizes) < 2:
        print(f"\nThe bars of grouping hold for {BAR_DOCUMENTS:,} and {BAR_LARGE_DOCUMENTS:,} documents.")
    print(
        "\nThe bars were set on versions made with synonyms, which leave alone what has none; surrogates "
        "replace every word. Speeds hold if nothing else runs: compare with CPU seconds.\n"
    )


def machine() -> Iterator[tuple[str, str, object]]:
    """Yield what the figures were taken on: a name, whether it has a value or a version, and that."""
    yield "python", "value", platform.python_version()
    yield "cores", "value", os.cpu_count()
    yield "machine", "value", platform.machine()
    yield OURS, "version", __version__
    for name, value in peers.VERSIONS.items():
        if value:
            yield name, "version", value


def describe(
    results: Results, texts: Sequence[Sequence[str]], kinds: Mapping[str, generate.Synonyms]
) -> None:
    versions, facts = {}, {}
    for name, kind, value in machine():
        (versions if kind == "version" else facts)[name] = value
        results.add("machine", name, "", **{kind: value})
    said = ", ".join(f"{name} {v}" for name, v in versions.items())
    print(f"Python {facts['python']}, {facts['cores']} cores, {facts['machine']}; {said}.")
    found = [w for t in texts for s in t for w in re.findall(r"[a-z]+", s.lower())]
    results.add("machine", "texts", "", texts=len(texts), sentences=sum(map(len, texts)))
    print(f"Versions made from {len(texts):,} texts of {sum(map(len, texts)):,} sentences.")
    for kind, table in kinds.items():
        share = sum(w in table for w in found) / len(found)
        results.add("machine", "texts", kind, share_of_words_with_replacement=share)
        print(f"Words of which the {kind} have a replacement: {share:.0%}.")
    print()


def multiplied(texts: Sequence[Sequence[str]], copies: int) -> list[list[str]]:
    """Return texts in copies that each have uncommon words of their own: enough to tell stories apart."""
    counts = Counter(w for t in texts for s in t for w in peers.tokens(s))
    common = {w for w, _ in counts.most_common(generate.FREQUENT)}

    def own(copy: int, match: re.Match[str]) -> str:
        word = match.group()
        return (
            word if word.lower() in common else f"{word[0]}{'aeiou'[copy % 5]}{chr(98 + copy // 5)}{word[1:]}"
        )

    return [[re.sub(r"[A-Za-z]+", partial(own, n), s) for s in t] for n in range(copies) for t in texts]


def report_alignment(
    results: Results, texts: Sequence[Sequence[str]], kinds: Mapping[str, generate.Synonyms], most: int
) -> dict[str, float]:
    print("## Alignment, sentences given\n")
    chosen = measure_alignment(results, texts, kinds, most)
    for kind in kinds:
        names = [f"{kind} {strength}" for strength in generate.STRENGTHS]
        print(f"F1 over pairs of sentences, by the share of words replaced by {kind}:\n")
        results.show("alignment", "F1", "{:.3f}", names, f"{kind} ")
    print("Milliseconds a pair, the same pairs:\n")
    results.show("alignment", "ms a pair", "{:.0f}", names, f"{kind} ")
    return chosen


def report_real(results: Results, folder: Path, articles: Path, chosen: Mapping[str, float]) -> None:
    print("## Alignment, the real pair\n")
    for names in measure_real(results, folder, articles, chosen):
        prefix = names[0].removesuffix(HOW[0])
        print("F1, sentences cut in three ways; peers with the thresholds of the made pairs:\n")
        results.show("real pair", "F1", "{:.3f}", names, prefix)
        print("F1, peers with the threshold that is best for this pair and cut:\n")
        results.show("real pair", "best F1", "{:.3f}", names, prefix)


def report_grouping(grouping: Grouping, small: Sequence[Corpus], big: Sequence[Corpus], full: bool) -> None:
    print("## Grouping\n")
    first = small[0].kind
    for made in small:
        fit = [t for t, p in peers.GROUPERS.items() if p.most is None or made.documents <= p.most]
        grouping.measure(made, fit if full or made.kind == first else ())
    grouping.settle()
    for made in big:
        known = [t for t, kind in grouping.chosen if kind == made.kind and peers.GROUPERS[t].most is None]
        grouping.measure(made, known if full else ())
    grouping.settle()
    for listed in (small, big):
        for kind in dict.fromkeys(made.kind for made in listed):
            names = [made.name for made in listed if made.kind == kind]
            size = f"{listed[0].documents:,}"
            for measure in ("pairwise F1", "B cubed F1"):
                print(f"{size} documents, by the share of words replaced by {kind}, {measure}:\n")
                grouping.results.show("grouping", measure, "{:.3f}", names, f"{size} {kind} ")
    for made in (m for m in (*small, *big) if (m.kind, m.strength, m.follow_ups) == (first, 0.6, False)):
        print(f"{made.name} (retold uses every core, the others one):\n")
        grouping.results.show_cost(made.name)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, help="folder of news to make versions of; else the sample's")
    parser.add_argument("--documents", type=int, default=BAR_DOCUMENTS)
    parser.add_argument("--large", type=int, default=BAR_LARGE_DOCUMENTS, help="0: no large corpora")
    parser.add_argument("--synonyms", type=Path, help="table of synonyms; used beside the folder's own words")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="corpus with coding/alignment.csv")
    parser.add_argument("--articles", type=Path, help="folder with the texts of that corpus")
    parser.add_argument("--quick", action="store_true", help="small numbers; so without --texts")
    parser.add_argument(
        "--all", action="store_true", help="peers also at --large, and on every kind of words"
    )
    parser.add_argument("--csv", type=Path, help="write every number to a file")
    args = parser.parse_args()
    quick = args.quick or args.texts is None
    documents, large = (300, 0) if quick else (args.documents, args.large)
    strengths, followed = ((0.6,), (0.6,)) if quick else (generate.STRENGTHS, FOLLOWED)

    results = Results()
    texts = generate.read_sentences(args.texts or SAMPLE)
    if not args.texts:
        texts = multiplied(texts, COPIES)
    kinds: dict[str, generate.Synonyms] = {}
    if args.synonyms:
        kinds["synonyms"] = generate.read_synonyms(args.synonyms)
    kinds["surrogates"] = generate.surrogates(texts)
    describe(results, texts, kinds)

    chosen = report_alignment(results, texts, kinds, 10 if quick else ARTICLES)
    if args.articles:
        report_real(results, args.data, args.articles, chosen)
    small = list(corpora(documents, kinds, strengths, followed))
    big: list[Corpus] = []
    if large:
        first, *others = kinds
        big += corpora(large, [first], LARGE, ())
        big += corpora(large, others, LARGE if args.all else (0.6,), ())
    with TemporaryDirectory(prefix="retold-benchmark-") as folder:
        report_grouping(Grouping(results, texts, kinds, Path(folder)), small, big, args.all)
    thresholds = [f"{r[1]}: {r[4]:.3g} ({r[2]})" for r in results.rows if r[3] == "threshold"]
    print(f"Peers' thresholds, the best for these tables. {'; '.join(thresholds)}.\n")
    if quick:
        print("The bars hold for news, in numbers: see --texts.")
    else:
        bars(results, documents, large, list(kinds))
    if args.csv:
        table = results.frame()
        table["value"] = [f"{v:.4g}" if isinstance(v, float) else v for v in table["value"]]
        table.to_csv(args.csv, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
