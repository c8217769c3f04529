"""Fit the coefficients by which sentences of two versions are linked (`retold.compare.weights`).

    python benchmarks/versions/fit_links.py --pairs FOLDER --texts NEWS --synonyms TABLE --out retold/compare/weights.py

FOLDER holds pairs of texts that people aligned, a file a set (.jsonl): `id`, `a` and `b` (lists of sentences) and `gold` (lists
of two places). Sentences are joined by a blank and cut again by our own rules. NEWS is a folder of news from which versions
are made as the benchmark makes them, with a seed of its own; TABLE is as for run.py, and may be left out. The same folders give
the same bytes. What is printed are figures over held-out folds: no pair is judged by coefficients that saw it or another
pair of its name (what stands before the first underscore of its `id`, or behind the last).
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import generate  # noqa: E402
import run  # noqa: E402
import run_foreign  # noqa: E402

from retold.compare import linking, links, weights  # noqa: E402
from retold.compare.evidence import Likeness, Versions  # noqa: E402
from retold.text import read, words  # noqa: E402

UNMOVED = (
    "argrewrite",
)  # sets whose people code a moved sentence as left out and put in, even word for word
AS_MOVED = 0.4  # least likeness of what is left out of these, since it may have moved
FOLDS = 5
ARTICLES = 150  # for each strength and kind of words
SHARE = 0.4  # weight of each kind and strength of made versions, beside 1 for a set aligned by people
MOVED = 0.15  # the same of those in which sentences move
DOSES = (0.1, 0.3, 0.5)  # shares of words replaced where sentences move
THINNED = 0.5  # of a dose: share of words left out besides
FEW = range(4, 13)  # sentences of a short text
BRIEF = range(4, 11)  # words of a short sentence
EXCHANGED = 0.15  # share of versions in which two stretches are exchanged
RIDGE = 1.0  # strength of the penalty on the squares of the coefficients
BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
LEAST = (0.4, 0.45, 0.5, 0.55)

FIRST = (
    "alike", "log alike", "stands out, less", "stands out, more", "over rivals, less", "over rivals, more", "before", "after",
    "gain", "length", "short", "place", "shared", "held, more", "held, less", "close", "relative", "log alike x short",
)  # fmt: skip
AGAIN = (
    "cost", "chain after", "others, less", "far, more", "near, more", "near, less", "rest share", "ends", "stands out, more",
    "typical", "typical x typical", "against typical x typical", "from typical", "linked", "gain", "short", "shared",
    "chain x close", "far, more x near, more", "near, more x chain after", "chain before x gain", "rest x near, more",
    "chain after x short", "short x links less alike", "chain x log alike", "cost x gain", "near, less x others, less",
    "first x rest", "near, more x short", "over rivals, less", "cost x held, less", "cost x over rivals, less",
)  # fmt: skip


@dataclass
class Sample:
    """Two versions with their true links, and what was looked at."""

    kind: str
    name: str
    a: list[str]
    b: list[str]
    links: set[tuple[int, int]]
    unsure: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.a > self.b:
            self.a, self.b = self.b, self.a
            self.links, self.unsure = ({(j, i) for i, j in s} for s in (self.links, self.unsure))
        self.fold = _fold(self.name)
        self.versions = Versions(self.a, self.b)
        self.likeness = Likeness(*self.versions.rows)
        n, m = self.likeness.shape
        line = (np.interp(range(n), [-1, n], [-1, m]), np.interp(range(m), [-1, m], [-1, n]))
        self.measure(line)

    def measure(self, places: tuple[np.ndarray, np.ndarray]) -> None:
        """Take the first look, near these places too."""
        shape = self.likeness.shape
        cells = links.merged(shape, tuple(self.likeness.cells), links.near_cells(*places))
        self.first = links.first_look(self.versions, self.likeness, *cells)


def aligned(folder: Path) -> Iterator[Sample]:
    """Pairs that people aligned, as our rules cut them."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            (a, of_a), (b, of_b) = (_cut(row[side]) for side in "ab")
            gold = {(i, j) for i, j in row["gold"]}
            true = {
                (i, j)
                for i, x in enumerate(of_a)
                for j, y in enumerate(of_b)
                if {(p, q) for p in x for q in y} & gold
            }
            if a and b:
                sample = Sample(path.stem, _name(row["id"]), a, b, true)
                if path.stem in UNMOVED:
                    sample.unsure = set(_crossing(sample))
                yield sample


def _name(pair: str) -> str:
    """What pairs of one story have in common: those of one fable begin alike, drafts of one writer end alike."""
    ends = pair.split("_")
    return ends[-1] if ends[-1].isdigit() else ends[0]


def _fold(name: str) -> int:
    return zlib.crc32(name.encode()) % FOLDS


def _crossing(sample: Sample) -> Iterator[tuple[int, int]]:
    """Sentences that are much alike, not linked, and out of the order of the links: what may have moved."""
    table = sample.likeness.table
    assert table is not None, "texts that people aligned are short"
    for i, j in np.argwhere(table >= AS_MOVED).tolist():
        if (i, j) not in sample.links and any((i - x) * (j - y) < 0 for x, y in sample.links):
            yield i, j


def _cut(sentences: Sequence[str]) -> tuple[list[str], list[set[int]]]:
    """The pieces of joined sentences, and of which sentence each holds more than half, or is more than half."""
    starts = np.cumsum([0, *(len(s) + 1 for s in sentences)])
    reading = read(" ".join(sentences), "auto")
    pieces = reading.view.pieces
    owners = []
    for start, end in map(reading.in_raw, pieces):
        held = [
            (n, min(end, t) - max(start, s), t - s)
            for n, (s, t) in enumerate(zip(starts, starts[1:] - 1, strict=False))
        ]
        owners.append({n for n, shared, size in held if 2 * shared > min(end - start, size)})
    return [reading.view[s:e] for s, e in pieces], owners


def made(texts: Sequence[Sequence[str]], kinds: Mapping[str, generate.Synonyms]) -> Iterator[Sample]:
    """Versions as the benchmark makes them, drawn with another seed."""
    fit = [t for t in texts if len(t) in run.SENTENCES]
    for kind, synonyms in kinds.items():
        for strength in generate.STRENGTHS:
            rng = Random(f"fit {strength}")
            for number, article in enumerate(rng.sample(fit, min(ARTICLES, len(fit)))):
                itself = generate.Version(list(article), [(n,) for n in range(len(article))])
                one, two = (generate.respin(article, strength, synonyms, rng) for _ in range(2))
                for a, b in ((itself, one), (one, two))[number % 2 :][:1]:
                    true, unsure = run._truth(a.origins, b.origins)
                    yield Sample(
                        f"{kind} {strength}", f"made {number}", a.sentences, b.sentences, true, unsure
                    )


def moved(texts: Sequence[Sequence[str]], kinds: Mapping[str, generate.Synonyms]) -> Iterator[Sample]:
    """Versions in which sentences stand elsewhere, edited a little or much, near their old place and far from it.

    Those of an article as it stands, of a few of its sentences, and of a few short ones of many articles, in turn.
    """
    fit = [t for t in texts if len(t) in run.SENTENCES]
    brief = [s for t in texts for s in t if len(words(s)) in BRIEF]
    for kind, synonyms in kinds.items():
        for dose in DOSES:
            rng = Random(f"moved {dose}")
            for number, article in enumerate(rng.sample(fit, min(ARTICLES, len(fit)))):
                size = len(article) if number % 3 == 0 else min(rng.choice(FEW), len(article))
                begin = rng.randrange(len(article) - size + 1)
                story = list(article[begin : begin + size])
                if number % 3 == 2:
                    story = rng.sample(brief, size)
                others = [s for s in (*article, *rng.sample(brief, 3)) if s not in story]
                yield _rearranged(
                    f"{kind} moved {dose}", f"moved {number}", story, others, dose, synonyms, rng
                )


def _rearranged(
    kind: str,
    name: str,
    story: list[str],
    others: Sequence[str],
    dose: float,
    synonyms: generate.Synonyms,
    rng: Random,
) -> Sample:
    """A version with sentences left out, put in, edited and moved, or with two stretches exchanged."""
    edited = rng.choice((0.2, 0.5, 1.0))  # share of the sentences left where they are that are edited too
    order: list[int | None] = list(range(len(story)))
    for _ in range(rng.randrange(min(3, len(story) - 2))):
        order.remove(rng.choice([n for n in order if n is not None]))
    gone = set()
    if rng.random() < EXCHANGED and len(order) > 3:
        cut = sorted(rng.sample(range(len(order) + 1), 3))
        order[cut[0] : cut[2]] = order[cut[1] : cut[2]] + order[cut[0] : cut[1]]
    else:
        for _ in range(rng.randint(1, min(4, len(order) // 3 + 1))):
            at = rng.randrange(len(order))
            n = order.pop(at)
            near = rng.random() < 0.4
            place = at + rng.choice((-3, -2, -1, 1, 2, 3)) if near else rng.randrange(len(order) + 1)
            order.insert(min(max(place, 0), len(order)), n)
            gone.add(n)
    for _ in range(rng.randrange(3)):
        order.insert(rng.randrange(len(order) + 1), None)
    new = iter(rng.sample(others, min(2, len(others))))
    version, links = [], set()
    for n in order:
        if n is None:
            sentence = next(new, None)
            if sentence is None:
                continue
        else:
            links.add((n, len(version)))
            sentence = story[n]
            if n in gone or rng.random() < edited:
                sentence = _thinned(generate.reword(sentence, dose, synonyms, rng), dose * THINNED, rng)
        version.append(sentence)
    return Sample(kind, name, story, version, links)


def _thinned(sentence: str, share: float, rng: Random) -> str:
    """A sentence without some of its words, the first and the last apart."""
    first, *middle, last = sentence.split(" ") if sentence.count(" ") > 1 else (sentence, "")
    return " ".join([first, *(w for w in middle if rng.random() >= share), last]).strip()


class Table:
    """The cells of all samples, what was measured of each, and whether it is a link."""

    def __init__(self, samples: Sequence[Sample], looks: Sequence[links.First]) -> None:
        self.samples, self.looks = samples, looks
        names = looks[0].measures
        self.measures = {name: np.concatenate([look.measures[name] for look in looks]) for name in names}
        cells = [list(zip(look.i.tolist(), look.j.tolist(), strict=True)) for look in looks]
        self.ends = np.cumsum([0, *map(len, cells)])
        pairs = list(zip(samples, cells, strict=True))
        self.true = np.array([cell in s.links for s, own in pairs for cell in own], dtype=float)
        sure = np.array([cell not in s.unsure for s, own in pairs for cell in own])
        kinds = [s.kind for s in samples]
        total = {kind: max(1, sum(len(s.links) for s in samples if s.kind == kind)) for kind in kinds}
        of_sample = [
            (MOVED if "moved" in kind else SHARE if " " in kind else 1.0) * 1000 / total[kind]
            for kind in kinds
        ]
        sizes = np.diff(self.ends)
        self.weights = sure * np.repeat(of_sample, sizes)
        self.folds = np.repeat([s.fold for s in samples], sizes)

    def fit(self, names: Sequence[str], used: np.ndarray) -> dict[str, float]:
        """Fit a logistic model: coefficients by name, and the constant without one."""
        table = links.product(self.measures, names)
        mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
        used = used & (self.weights > 0)
        b = _logistic((table[used] - mean) / spread, self.true[used], self.weights[used])
        slopes = b[:-1] / spread
        fitted = dict(zip(names, slopes.tolist(), strict=True)) | {"": float(b[-1] - slopes @ mean)}
        return {name: float(f"{value:.5g}") for name, value in fitted.items()}

    def held_out(self, names: Sequence[str]) -> tuple[np.ndarray, list[dict[str, float]]]:
        """The probability of each cell by coefficients that did not see its fold; and those of each fold."""
        tables = [self.fit(names, self.folds != fold) for fold in range(FOLDS)]
        found = [
            linking.logistic(look, tables[sample.fold])
            for sample, look in zip(self.samples, self.looks, strict=True)
        ]
        return np.concatenate(found), tables

    def of(self, values: np.ndarray, number: int) -> np.ndarray:
        """The values of the cells of one sample."""
        return values[self.ends[number] : self.ends[number + 1]]


def _logistic(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Logistic regression with a ridge, by Newton's method; the constant, last, is not penalised."""
    x = np.column_stack([x, np.ones(len(x))])
    b, ridge = np.zeros(x.shape[1]), np.full(x.shape[1], RIDGE)
    ridge[-1] = 1e-6
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ b, -30, 30)))
        slope = x.T @ (weights * (y - p)) - ridge * b
        curve = (x * (weights * np.maximum(p * (1 - p), 1e-5))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        b += step
        if np.abs(step).max() < 1e-6:
            break
    return b


def look_again(samples: Sequence[Sample], table: Table, found: np.ndarray, before: Table | None) -> Table:
    """The next look of all samples, after what the last found."""
    looks = []
    for n, sample in enumerate(samples):
        own = table.of(found, n)
        if before is not None:
            own = links.spread(sample.first, table.looks[n], own, sample.likeness.shape[1])
        looks.append(links.second_look(sample.versions, sample.likeness.shape, sample.first, own))
    return Table(samples, looks)


def report(table: Table, found: np.ndarray) -> None:
    """Print F1 by set and by least probability, and how often links of a probability are right."""
    doubtful = sum(len(s.unsure) for s in table.samples)
    print(
        f"{doubtful} cells of {', '.join(UNMOVED)} may have moved: left out of the fit and of what follows\n"
    )
    kinds = list(dict.fromkeys(s.kind for s in table.samples))
    print(f"{'held-out folds':16s}" + "".join(f"  F1 ≥ {least}" for least in LEAST))
    for kind in kinds:
        values = []
        for least in LEAST:
            own = []
            for n, (sample, look) in enumerate(zip(table.samples, table.looks, strict=True)):
                if sample.kind == kind:
                    kept = table.of(found, n) >= least
                    own.append(
                        (
                            set(zip(look.i[kept].tolist(), look.j[kept].tolist(), strict=True)),
                            sample.links,
                            sample.unsure,
                        )
                    )
            values.append(run.f1(own))
        print(f"{kind:16s}" + "".join(f"{value:10.4f}" for value in values))
    print("\nprobability     said / right (cells): aligned by people; made")
    people = np.repeat([" " not in s.kind for s in table.samples], np.diff(table.ends))
    for low, high in pairwise(BINS):
        told = []
        for group in (people, ~people):
            own = group & (table.weights > 0) & (found >= low) & (found < high)
            told.append(
                f"{found[own].mean():.3f} / {table.true[own].mean():.3f} ({own.sum()})" if own.any() else "-"
            )
        print(f"{low:.2f} to {high:.2f}    {';   '.join(told)}")


def align_in_folds(folder: Path, looks: Mapping[str, Sequence[dict[str, float]]], path: Path) -> None:
    """Write how pairs that people aligned are aligned, from raw text, by looks that did not see their fold."""
    shipped = {name: getattr(weights, name) for name in looks}
    sets = {}
    for file in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        pairs, found = run_foreign.read_pairs(file), []
        for row, pair in zip(rows, pairs, strict=True):
            for name, of_fold in looks.items():
                setattr(weights, name, of_fold[_fold(_name(row["id"]))])
            found.append(run_foreign.ours(pair, run_foreign.RAW))
        sets[f"{file.stem}, {run_foreign.RAW}"] = run_foreign.tally(found, pairs)
    for name, table in shipped.items():
        setattr(weights, name, table)
    run_foreign.write_folds(path, "alignment", sets)


def written(tables: Mapping[str, Mapping[str, float]]) -> str:
    """The module that ships."""
    parts = [
        '"""The coefficients of the looks of `links`, fitted by ``benchmarks/versions/fit_links.py``: not to be edited by hand.\n\n'
        "Each is a change of the log-odds of a link for a measure one higher; that without a name is the constant, and an x\n"
        'stands for a product of two measures.\n"""\n'
    ]
    for name, table in tables.items():
        rows = "".join(f"    {json.dumps(key)}: {value!r},\n" for key, value in table.items())
        parts.append(f"{name}: dict[str, float] = {{\n{rows}}}\n")
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, required=True, help="folder of pairs that people aligned")
    parser.add_argument("--texts", type=Path, required=True, help="folder of news")
    parser.add_argument("--synonyms", type=Path, help="table of synonyms, used beside the folder's own words")
    parser.add_argument("--out", type=Path, required=True, help="module to write")
    parser.add_argument("--folds", type=Path, help="write how it aligns pairs of unseen stories to a file")
    args = parser.parse_args()
    texts = generate.read_sentences(args.texts)
    kinds = {"synonyms": generate.read_synonyms(args.synonyms)} if args.synonyms else {}
    kinds |= {"surrogates": generate.surrogates(texts)}
    samples = [*aligned(args.pairs), *made(texts, kinds), *moved(texts, kinds)]
    _, folds = Table(samples, [s.first for s in samples]).held_out(FIRST)
    for sample in samples:
        found = linking.logistic(sample.first, folds[sample.fold])
        sample.measure(links.expected_places(sample.first, found, sample.likeness.shape))
    shipped, apart = {}, {}
    table, before = Table(samples, [s.first for s in samples]), None
    for name, names in (("FIRST", FIRST), ("SECOND", AGAIN), ("THIRD", AGAIN)):
        shipped[name] = table.fit(names, np.ones(len(table.true), dtype=bool))
        found, apart[name] = table.held_out(names)
        if name != "THIRD":
            table, before = look_again(samples, table, found, before), table
    report(table, found)
    if args.folds:
        align_in_folds(args.pairs, apart, args.folds)
    args.out.write_text(written(shipped), encoding="utf-8")


if __name__ == "__main__":
    main()
