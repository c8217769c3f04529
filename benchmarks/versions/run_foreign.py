"""Align and group versions that people wrote, beside what a careful user would try instead.

    python benchmarks/versions/run_foreign.py FOLDER
    python benchmarks/versions/run_foreign.py FOLDER --csv benchmarks/versions/foreign.csv

FOLDER holds pairs of texts that people aligned, a file a set (align/*.jsonl: `id`, `a` and `b`, lists of sentences, and
`gold`, a list of two places), and collections of versions (groups/*.jsonl: `id`, `text`, `story`). Either may be missing.

A set is aligned twice: with its sentences given, and from raw text, for which they are joined by a blank and cut again, by
our own rules for ours and at full stops for the peers. Found links are led back to the given sentences by where they
stand. Ours has its default. Each peer (`peers.py`) has the threshold with the best F1 on that very set, and, in rows of
their own, the one threshold with the best mean F1 over all sets.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import peers  # noqa: E402
import run  # noqa: E402

import retold  # noqa: E402
from retold.book import compared  # noqa: E402
from retold.text import Span  # noqa: E402

OURS = run.OURS
DEFAULT = -1.0  # stands for the threshold of ours, which is not told
LINKING = tuple(n / 50 for n in range(1, 41))  # thresholds tried for links
GROUPING = tuple(n / peers.NUM_PERM for n in range(1, 97))  # and for pairs of documents
GIVEN, RAW = "sentences given", "raw text"
FITTED, SHARED = compared.HOW  # how peers got their thresholds
MEASURES = ("precision", "recall", "F1")
DRAWS, SEED = 2_000, 2022  # of the bootstrap
WITHIN = (0.025, 0.975)

Counts = np.ndarray  # a row a unit (a pair of texts, or a story): right, found, true
Tried = dict[str, dict[float, Counts]]  # by program and threshold


class Row(NamedTuple):
    """A line of the .csv file."""

    part: str
    tool: str
    corpus: str
    measure: str
    value: object
    low: object = ""
    high: object = ""


class Pair(NamedTuple):
    """Two versions as sentences, and which of them people linked."""

    a: list[str]
    b: list[str]
    links: run.Links


# What is counted


def ratios(counts: np.ndarray) -> np.ndarray:
    """Precision, recall and F1 of (right, found, true), along the last axis; not a number where nothing can be divided."""
    right, found, true = np.moveaxis(np.asarray(counts, dtype=float), -1, 0)
    pairs = ((right, found), (right, true), (2 * right, found + true))
    return np.stack([np.divide(x, n, out=np.full_like(n, np.nan), where=n > 0) for x, n in pairs], axis=-1)


def drawn(counts: Counts) -> np.ndarray:
    """The same of draws of as many units with replacement; the same draws for every program on a set."""
    units = len(counts)
    weights = np.random.default_rng(SEED).multinomial(units, np.full(units, 1 / units), size=DRAWS)
    return ratios(weights @ counts)


def tally(found: Iterable[run.Links], pairs: Sequence[Pair]) -> Counts:
    """Right, found and true links of each pair of texts."""
    rows = [(len(f & p.links), len(f), len(p.links)) for f, p in zip(found, pairs, strict=True)]
    return np.array(rows, dtype=float)


def tally_groups(groups: Sequence[Any], stories: Sequence[str]) -> Counts:
    """Right, found and true pairs of documents of each story; a pair of two stories counts half for each."""
    true = Counter(stories)
    inside: defaultdict[Any, Counter[str]] = defaultdict(Counter)
    for group, story in zip(groups, stories, strict=True):
        inside[group][story] += 1
    rows = {story: np.array([0, 0, n * (n - 1) / 2]) for story, n in true.items()}
    for held in inside.values():
        size = held.total()
        for story, n in held.items():
            own = n * (n - 1) / 2
            rows[story] += (own, own + n * (size - n) / 2, 0)
    return np.array(list(rows.values()))


# Aligning


def read_pairs(path: Path) -> list[Pair]:
    """Read the pairs of a set."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Pair(row["a"], row["b"], {(i, j) for i, j in row["gold"]}) for row in rows]


def joined(sentences: Sequence[str]) -> tuple[str, list[Span]]:
    """Join sentences by a blank, and say where each stands."""
    ends = np.cumsum([len(s) + 1 for s in sentences]).tolist()
    return " ".join(sentences), [(end - len(s) - 1, end - 1) for s, end in zip(sentences, ends, strict=True)]


def led_back(links: Iterable[tuple[Any, Any]], a: Sequence[Span], b: Sequence[Span]) -> run.Links:
    """Lead links between pieces of text back to the sentences that these are, or are parts of, or hold."""
    return {(i, j) for x, y in links for i in _sentences(x, a) for j in _sentences(y, b)}


def _sentences(piece: Span, spans: Sequence[Span]) -> list[int]:
    """The sentences that share with a piece more than half of the shorter of both."""
    start, end = piece
    return [
        n for n, (s, e) in enumerate(spans) if 2 * (min(end, e) - max(start, s)) > min(end - start, e - s)
    ]


def ours(pair: Pair, cut: str) -> run.Links:
    """The links of ours, with its default."""
    if cut == GIVEN:
        return run.links_of(retold.align(pair.a, pair.b))
    (a, in_a), (b, in_b) = joined(pair.a), joined(pair.b)
    return led_back(run.links_of(retold.align(a, b)), in_a, in_b)


def by_peer(peer: peers.Aligner, pair: Pair, cut: str) -> Iterator[run.Links]:
    """The links of a peer, at each threshold."""
    if cut == GIVEN:
        scores = peer.score(pair.a, pair.b)
        yield from (peer.link(scores, t) for t in LINKING)
        return
    (a, in_a), (b, in_b) = joined(pair.a), joined(pair.b)
    of_a, of_b = run.plain_sentences(a), run.plain_sentences(b)
    scores = peer.score([a[s:e] for s, e in of_a], [b[s:e] for s, e in of_b])
    for t in LINKING:
        yield led_back(((of_a[i], of_b[j]) for i, j in peer.link(scores, t)), in_a, in_b)


def align_all(pairs: Sequence[Pair], cut: str) -> Tried:
    """Align every pair of a set with every program."""
    tried: Tried = {OURS: {DEFAULT: tally([ours(p, cut) for p in pairs], pairs)}}
    for tool, peer in peers.ALIGNERS.items():
        found = zip(*(by_peer(peer, pair, cut) for pair in pairs), strict=True)
        tried[tool] = {t: tally(links, pairs) for t, links in zip(LINKING, found, strict=True)}
    return tried


# Grouping


def group_all(texts: Sequence[str], stories: Sequence[str]) -> Tried:
    """Group a collection with every program; groups of a peer are the connected components of its pairs."""
    groups = retold.group(range(len(texts)), texts)
    tried: Tried = {OURS: {DEFAULT: tally_groups(groups.tolist(), stories)}}
    for tool, peer in peers.GROUPERS.items():
        found = list(peer.pairs(list(texts), min(GROUPING)))
        a, b, scores = (np.concatenate(column) for column in zip(*found, strict=True))
        tried[tool] = {
            t: tally_groups(run.components(len(texts), a[scores >= t], b[scores >= t]).tolist(), stories)
            for t in GROUPING
        }
    return tried


# What is told


def f1(counts: Counts) -> float:
    """F1 over all units together."""
    return float(np.nan_to_num(ratios(counts.sum(axis=0))[2]))


def chosen(sets: Mapping[str, Tried], how: str) -> dict[tuple[str, str], float]:
    """The threshold of each program on each set: its best there, or the best mean over all sets."""
    found = {}
    for name, tried in sets.items():
        for tool, at in tried.items():
            of = [name] if how == FITTED else list(sets)
            found[name, tool] = max(at, key=lambda t: sum(f1(sets[n][tool][t]) for n in of))
    return found


def told(part: str, how: str, sets: Mapping[str, Tried]) -> Iterator[Row]:
    """Yield each program's figures on each set with their intervals, and ours less those of the best peer."""
    at = chosen(sets, how)
    for name, tried in sets.items():
        counts = {tool: tried[tool][at[name, tool]] for tool in tried}
        values = {tool: ratios(c.sum(axis=0)) for tool, c in counts.items()}
        draws = {tool: drawn(c) for tool, c in counts.items()}
        for tool in tried:
            if tool != OURS:
                yield Row(f"{part}, {how}", tool, name, "threshold", f"{at[name, tool]:.4g}")
            for n, measure in enumerate(MEASURES):
                yield _row(f"{part}, {how}", tool, name, measure, values[tool][n], draws[tool][:, n])
        rivals = [tool for tool in tried if tool != OURS]
        for n, measure in enumerate(MEASURES) if rivals else ():
            # Of those that are as good at it, the one with the best F1.
            best = max(rivals, key=lambda tool: np.nan_to_num(values[tool][[n, -1]], nan=-1).tolist())
            value, spread = (of[OURS][..., n] - of[best][..., n] for of in (values, draws))
            yield _row(f"{part}, {how}{compared.LESS}", best, name, measure, value, spread)


def write_folds(path: Path, part: str, sets: Mapping[str, Counts]) -> None:
    """Write ours on what its fit had not seen, in place of what the file held of this part."""
    label = f"{part}{compared.FOLDS}"
    rows = [
        _row(label, OURS, name, measure, ratios(counts.sum(axis=0))[n], drawn(counts)[:, n])
        for name, counts in sets.items()
        for n, measure in enumerate(MEASURES)
    ]
    before = pd.read_csv(path, dtype=str, keep_default_na=False) if path.is_file() else pd.DataFrame()
    kept = before[before["part"] != label] if len(before) else before
    table = pd.concat([kept, pd.DataFrame(rows, columns=list(Row._fields)).astype(str)]).sort_values(
        "part", kind="stable"
    )
    print(table.to_string(index=False))
    table.to_csv(path, index=False, lineterminator="\n")


def _row(part: str, tool: str, corpus: str, measure: str, value: float, draws: np.ndarray) -> Row:
    """A figure with its interval: blank where it is none, as the precision of a program that found nothing."""
    if not np.isfinite(value):
        return Row(part, tool, corpus, measure, "")
    bounds = np.nanquantile(draws, WITHIN)
    return Row(part, tool, corpus, measure, *(f"{round(float(x), 4) + 0.0:.4f}" for x in (value, *bounds)))


def measure(folder: Path) -> Iterator[Row]:
    """Yield every figure on the sets of a folder."""
    yield from (Row("machine", name, "", kind, value) for name, kind, value in run.machine())
    cut_sets: dict[str, dict[str, Tried]] = {GIVEN: {}, RAW: {}}
    for path in sorted(folder.glob("align/*.jsonl")):
        pairs = read_pairs(path)
        sizes = {"pairs": len(pairs), "sentences": sum(len(p.a) + len(p.b) for p in pairs)}
        sizes["links"] = sum(len(p.links) for p in pairs)
        yield from (Row("alignment, size", "", path.stem, what, n) for what, n in sizes.items())
        for cut, sets in cut_sets.items():
            sets[f"{path.stem}, {cut}"] = align_all(pairs, cut)
            print(f"{path.stem}, {cut}: done", file=sys.stderr)
    collections: dict[str, Tried] = {}
    for path in sorted(folder.glob("groups/*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        stories = [str(row["story"]) for row in rows]
        sizes = {"texts": len(rows), "stories": len(set(stories))}
        yield from (Row("grouping, size", "", path.stem, what, n) for what, n in sizes.items())
        collections[path.stem] = group_all([row["text"] for row in rows], stories)
        print(f"{path.stem}, groups: done", file=sys.stderr)
    for how in (FITTED, SHARED):
        for sets in cut_sets.values():
            yield from told("alignment", how, sets)
        yield from told("grouping", how, collections)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="with align/*.jsonl, groups/*.jsonl, or both")
    parser.add_argument("--csv", type=Path, help="write every number to a file")
    args = parser.parse_args()
    if not any(args.folder.glob(f"{name}/*.jsonl") for name in ("align", "groups")):
        parser.error(f"{args.folder} holds neither align/*.jsonl nor groups/*.jsonl")
    missing = [name for name, version in peers.VERSIONS.items() if not version]
    if missing:
        print(f"not installed, so left out: {', '.join(missing)} (requirements.txt)", file=sys.stderr)
    table = pd.DataFrame(measure(args.folder), columns=list(Row._fields)).astype(str)
    for part in compared.PARTS:
        for shown in compared.report(table, part):
            print(shown if isinstance(shown, str) else shown.to_markdown(index=False, disable_numparse=True))
            print()
    if args.csv:
        table.to_csv(args.csv, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
