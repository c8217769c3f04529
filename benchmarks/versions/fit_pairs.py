"""Fit what tells versions of one story from other pairs of documents, and the table of common English words.

    python benchmarks/versions/fit_pairs.py --texts NEWS --other JSONL --groups FOLDER --drafts JSONL --out retold/compare

NEWS is a folder of news texts (same.csv says which of ours are one story), JSONL a file of texts of other genres (`genre`, `text`): from both comes how common
words are. FOLDER holds human versions as JSONL files (`id`, `text`, `story`), --drafts two drafts of a text a line (`id`,
`a`, `b`, lists of sentences). All else is made of NEWS, with known truth: respun versions of one to forty
sentences, alone or among others; sentences in another order; shortened and cut ones; stories that take over a part
of another; excerpts; stories that share a header or a footer; two halves of one article, which are two stories.

Pairs are weighted so that each of these kinds counts alike, times what WEIGHT says. Nothing is random but by a fixed seed: the same folders
give the same tables. --folds FILE prints how the fit does on pairs of stories that it has not seen, and how far its
probabilities hold, and writes how it groups them.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import generate  # noqa: E402
import run_foreign  # noqa: E402

import retold  # noqa: E402
from retold.compare import kinds  # noqa: E402
from retold.compare.digest import STEM, digest  # noqa: E402
from retold.compare.resemblance import MEASURES, resemblance  # noqa: E402
from retold.compare.store import Store  # noqa: E402

SEED = 7
FOLDS = 3
PEOPLE = {
    "fables": "aesop",
    "human onestop": "onestop",
}  # kinds that people made, enough for folds, and their sets
HEADER = ("model", "measure", "at", "log_odds")
SAME = HERE / "same.csv"  # files of NEWS that are one story, as its publishers wrote it again
STRENGTH = 0.1  # inverse strength of the penalty
FIRST = ("alike", "order", "ordered", "length", "longer", "same_numbers", "other_numbers", "few",
         "alike_by_length", "order_by_length", "order_of_alike")  # fmt: skip
_SHARE, _PRODUCT = [0, 0.1, 0.2, 0.35, 0.6, 1], [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.6]
# Where the lines through which a measure adds to the log-odds bend.
BENDS = {
    "alike": np.log([0.02, 0.07, 0.12, 0.17, 0.25, 0.4, 0.7, 1]),
    "order": [-0.5, 0, 0.25, 0.5, 0.75, 1],
    "ordered": [-1, 0, 1.5, 3, 5, 8],
    "length": np.log([6, 15, 40, 120, 400, 1500]),
    "longer": np.log([1, 1.25, 1.6, 2.5, 5, 20]),
    "same_numbers": np.log([1, 2, 4, 9, 20]),
    "other_numbers": np.log([1, 2, 3, 6, 13]),
    "few": [0, 1 / 17, 1 / 9, 1 / 5, 1 / 3, 1 / 2],
    "match": np.log([0.02, 0.07, 0.12, 0.2, 0.32, 0.5, 0.8, 1]),
    "best": np.log([0.15, 0.25, 0.35, 0.5, 0.7, 0.9, 1.05]),
    "matched": [0, 0.25, 0.45, 0.65, 0.85, 1],
    "gap": _SHARE,
    "both_gaps": _SHARE,
    "both_gaps_of_good": _PRODUCT,
    "both_gaps_of_same": _PRODUCT,
    "missed_of_same": _PRODUCT,
    "worst": [0, 0.1, 0.25, 0.45, 0.7, 0.95],
    "worst_of_less": [0, 0.1, 0.25, 0.45, 0.7, 0.95],
    "alike_by_length": [-6, -3, -1, 0, 1, 3, 6],
    "order_by_length": [-2, -0.7, 0, 0.4, 1, 2],
    "order_of_alike": [-0.1, 0, 0.05, 0.1, 0.2, 0.4, 0.8],
}
TABLE = kinds.TABLE
LEAST_PAIRS = 40  # a kind of fewer pairs counts for less
NEAR = 4  # the most alike documents of each, from which pairs come
# One-topic news is what the program meets most: a false pair there counts as much as many others.
WEIGHT = {
    "follow-up partial": 12.0,
    "large version": 6.0,
    "respun 40 version": 3.0,
    "human onestop version": 12.0,
    "cut version": 3.0,
    "short version": 3.0,
    "human news apart": 60.0,
    "halves": 2.0,
    "fables": 3.0,
    "frame partial": 24.0,
    "titles": 10.0,
    "leads": 10.0,
    "openings": 10.0,
}
LARGE = "large"  # of its stories it is not known which share a sentence
SEEN_IN = 5  # documents that hold a word of the table, at least
PASSAGE = 10  # words

Story = list[str]


class Collection(NamedTuple):
    """Documents, the story of each, and the part of another that each takes over, if any."""

    kind: str
    texts: list[str]
    stories: list[str]
    parts: list[str]


# How common words are


def background(genres: dict[str, list[str]]) -> dict[str, int]:
    """Passages per million that hold a word's stem: half the mean of genres, half all texts together."""
    seen: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = {}
    passages: dict[str, int] = {}
    for genre, texts in genres.items():
        counts[genre], passages[genre] = Counter(), 0
        for text in texts:
            stems = [word[:STEM] for word in _words(text)]
            seen.update(set(stems))
            for begin in range(0, len(stems), PASSAGE):
                counts[genre].update(set(stems[begin : begin + PASSAGE]))
                passages[genre] += 1
    whole = sum(passages.values())
    shares = {}
    for stem in sorted(s for s, n in seen.items() if n >= SEEN_IN):
        by_genre = [counts[g][stem] / passages[g] for g in genres]
        together = sum(counts[g][stem] for g in genres) / whole
        shares[stem] = round(1e6 * (sum(by_genre) / len(by_genre) + together) / 2)
    return shares


def _words(text: str) -> list[str]:
    import re

    return re.findall(r"\w+", text.lower())


# What is learnt from


class Makers:
    """Makes collections of news, with known truth."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.texts = [list(t) for t in texts]
        every = generate.surrogates([t for t in self.texts if t])
        # Half of the words can be replaced, or all.
        self.tables = {
            "all": every,
            "half": {w: v for k, (w, v) in enumerate(sorted(every.items())) if k % 2},
        }
        self.rng = Random(SEED)

    def runs(self, sentences: int, count: int) -> list[Story]:
        """Runs of so many sentences, no sentence in two."""
        found = []
        for text in self.texts:
            found += [text[b : b + sentences] for b in range(0, len(text) - sentences + 1, sentences)]
        self.rng.shuffle(found)
        return found[:count]

    def respun(self, story: Story, strength: float, words: str) -> Story:
        """Return what a respinning machine makes of a story."""
        return generate.respin(story, strength, self.tables[words], self.rng).sentences

    def changed(self, story: Story, how: str) -> Story:
        """A version in another order, shortened here and there, or cut at the end."""
        if how == "order":
            self.rng.shuffle(story)
        elif how == "short":
            story = [s for s in story if self.rng.random() < 0.65] or story
        elif how == "cut":
            story = story[: max(1, round(len(story) * self.rng.uniform(0.4, 0.9)))]
        return story

    def versions(
        self, sentences: int, strength: float, words: str, count: int, how: str = "respun"
    ) -> Collection:
        """Stories, of which every other one has a version."""
        made = Collection(how, [], [], [])
        for k, story in enumerate(self.runs(sentences, count)):
            _add(made, story, f"s{k}")
            if k % 2 == 0:
                _add(made, self.changed(self.respun(story, strength, words), how), f"s{k}")
        return made

    def partial(self, sentences: int, strength: float, words: str, count: int, how: str) -> Collection:
        """Stories with versions, and others that take over a part: a later story, or an excerpt."""
        made = Collection(how, [], [], [])
        for k, story in enumerate(self.runs(sentences, count)):
            _add(made, story, f"s{k}", f"p{k}")
            if k % 2 == 0:
                _add(made, self.respun(story, strength, words), f"s{k}", f"p{k}")
                continue
            low, high = (0.3, 0.5) if how == "follow-up" else (0.1, 0.33)
            long = [t for t in self.texts if len(t) >= sentences] if how == "follow-up" else []
            other = self.taken_over(
                story, low, high, lambda size, of=long: self.rng.choice(of)[:size] if of else []
            )
            _add(made, self.respun(other, strength, words), f"f{k}", f"p{k}")
        return made

    def taken_over(self, story: Story, low: float, high: float, fresh: Callable[[int], Story]) -> Story:
        """Another story that takes over a part of one; `fresh` makes as many sentences as it is told to."""
        size = max(1, round(len(story) * self.rng.uniform(low, high)))
        begin = self.rng.randrange(len(story) - size + 1)
        own = list(fresh(len(story) - size))
        at = self.rng.randrange(len(own) + 1)
        return own[:at] + list(story[begin : begin + size]) + own[at:]

    def framed(self, sentences: int, header: int, footer: int, count: int, share: float) -> Collection:
        """Stories of which a share has the same header and footer, of so many words."""
        made = Collection("frame", [], [], [])
        top, bottom = self.boilerplate(header), self.boilerplate(footer)
        for k, story in enumerate(self.runs(sentences, count)):
            framed = self.rng.random() < share
            at_top = self.rng.random() < 0.4 and not header
            for text in [story] + ([self.respun(story, 0.3, "half")] if k % 5 == 0 else []):
                frame = [bottom, *text] if at_top else [*([top] if top else []), *text, bottom]
                _add(made, frame if framed else text, f"s{k}", "frame" if framed else "")
        return made

    def large(self, documents: int, strength: float, words: str) -> Collection:
        """A larger collection of one topic, with later stories, as run.py measures: longer, of sentences of many texts."""
        rows = [*generate.corpus(self.texts, documents, strength, self.tables[words], SEED, follow_ups=True)]
        return Collection(LARGE, [r["text"] for r in rows], [r["group"] for r in rows], [""] * len(rows))

    def boilerplate(self, words: int) -> str:
        """A run of so many words of one text."""
        if not words:
            return ""
        text: list[str] = []
        while len(text) < words:
            text = " ".join(self.rng.choice(self.texts)).split()
        begin = self.rng.randrange(len(text) - words + 1)
        return " ".join(text[begin : begin + words]) + "."

    def halves(self, count: int) -> Collection:
        """Two neighbouring stretches of one article: one topic, two stories."""
        made = Collection("halves", [], [], [])
        for k in self.rng.sample(range(len(self.texts)), min(count, len(self.texts))):
            text = self.texts[k]
            if len(text) < 6:
                continue
            size = min(self.rng.choice([1, 1, 2, 3, 4, 8, len(text) // 2]), len(text) // 2)
            begin = self.rng.randrange(len(text) - 2 * size + 1)
            _add(made, text[begin : begin + size], f"{k} first")
            _add(made, text[begin + size : begin + 2 * size], f"{k} second")
        return made


def _add(made: Collection, text: Story, story: str, part: str = "") -> None:
    made.texts.append(" ".join(text))
    made.stories.append(story)
    made.parts.append(part)


def small(whole: Collection, stories: int, rng: Random, most: int = 60) -> Iterator[Collection]:
    """The documents of few stories at a time, as if nothing else were there."""
    of: dict[str, list[int]] = defaultdict(list)
    for n, story in enumerate(whole.stories):
        of[story].append(n)
    names = sorted(of)
    rng.shuffle(names)
    for begin in range(0, min(len(names), most * stories), stories):
        kept = [n for name in names[begin : begin + stories] for n in of[name]]
        if len(kept) > 1:
            yield Collection(whole.kind, *([column[n] for n in kept] for column in whole[1:]))


def collections(make: Makers) -> Iterator[Collection]:
    """All that is made of news."""
    rng = Random(SEED)
    strengths = ((0.1, "all"), (0.3, "all"), (0.3, "half"), (0.6, "all"), (0.8, "all"), (0.8, "half"))
    for sentences in (1, 2, 4, 8, 16, 40):
        # Of a sentence or two of which most words were replaced nothing can be said.
        for strength, words in strengths[: {1: 3, 2: 4}.get(sentences, 6)]:
            made = make.versions(sentences, strength, words, 120)
            yield made._replace(kind=f"respun {sentences}")
            if sentences <= 16:
                alone = small(made, 1 if strength in (0.1, 0.8) else 3, rng)
                yield from (c._replace(kind=f"respun {sentences} alone") for c in alone)
    for sentences in (4, 8, 16, 40):
        for strength in (0.0, 0.3):
            for how in ("order", "short", *(["cut"] if sentences > 4 else [])):
                yield make.versions(sentences, strength, "half", 100, how)
            if sentences > 4:
                yield make.partial(sentences, strength, "half", 100, "excerpt")
        for strength, words in ((0.0, "all"), (0.3, "all"), (0.6, "half"), (0.8, "half")):
            yield make.partial(sentences, strength, words, 120, "follow-up")
    for sentences in (1, 2, 3, 5, 8, 14, 20):
        for header, footer in ((5, 8), (8, 15), (15, 30), (0, 8), (0, 15), (0, 30), (0, 57), (0, 70)):
            if not header:
                yield make.framed(sentences, header, footer, 30, 1.0)
            yield make.framed(sentences, header, footer, 100, 0.2)
            yield from small(make.framed(sentences, header, footer, 40, 1.0), 3, rng)
    for strength, words in ((0.3, "half"), (0.8, "half"), (0.6, "all"), (0.8, "all")):
        yield make.large(1200, strength, words)
    halves = make.halves(500)
    yield halves
    for n in range(0, len(halves.texts), 2):
        yield Collection("halves alone", *(column[n : n + 2] for column in halves[1:]))


def stories_of(names: Sequence[str]) -> list[str]:
    """The story of each file of NEWS: its own, but for those that same.csv says are one."""
    with SAME.open(encoding="utf-8") as file:
        first = {row["also"]: row["name"] for row in csv.DictReader(file)}
    return [first.get(name, name) for name in names]


def human(
    folder: Path, drafts: Path, news: list[str], sentences: Sequence[Sequence[str]], stories: list[str]
) -> Iterator[Collection]:
    """Versions that people made, and news as it is."""
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.open(encoding="utf-8")]
        kind = "fables" if "aesop" in path.stem else f"human {path.stem}"
        yield Collection(kind, [r["text"] for r in rows], [r["story"] for r in rows], [""] * len(rows))
    essays = {}
    for row in (json.loads(line) for line in drafts.open(encoding="utf-8")):
        author = row["id"].split("_")[1]
        for side, draft in zip("ab", row["id"][1:3], strict=True):
            essays[author, draft] = " ".join(row[side])
    yield Collection("essays", list(essays.values()), [author for author, _ in essays], [""] * len(essays))
    yield Collection("human news", news, stories, [""] * len(news))
    # Titles and beginnings of one topic: short texts about the same people that are not one story.
    for kind, begin, end in (("titles", 0, 1), ("leads", 1, 3), ("openings", 1, 9)):
        yield Collection(kind, [" ".join(t[begin:end]) for t in sentences], stories, [""] * len(news))


# Fitting


def pairs_of(made: Collection) -> pd.DataFrame:
    """The measures of pairs that are versions or alike, and what they are."""
    ids = [f"{n:06d}" for n in range(len(made.texts))]
    store = Store.gather([digest(made.texts)], ids)
    truth = np.array(made.stories)
    pairs = _near(store) | {
        (a, b) for a in range(len(truth)) for b in np.flatnonzero(truth[a + 1 :] == truth[a]) + a + 1
    }
    if not pairs:
        return pd.DataFrame()
    chosen = np.array(sorted(pairs))
    found = resemblance(store, chosen)
    table = pd.DataFrame(found.measures)
    a, b = chosen.T
    part = np.array(made.parts)
    table["version"] = truth[a] == truth[b]
    table["related"] = table["version"] | ((part[a] == part[b]) & (part[a] != ""))
    table["kind"] = made.kind
    table["story"] = [f"{made.kind} {truth[n]}" for n in a]
    # Of texts without a word in common nothing can be learnt: they are no versions.
    return table[found.shared > 0]


def _near(store: Store) -> set[tuple[int, int]]:
    from scipy.sparse import csr_matrix
    from sklearn.preprocessing import normalize

    from retold.compare.digest import buckets

    sizes = store.ends - store.starts
    doc = np.repeat(np.argsort(store.order), sizes[np.argsort(store.order)])
    columns = buckets(store.words).astype(int)
    matrix = csr_matrix((store.weights[columns], (doc, columns)), shape=(len(store), len(store.weights)))
    matrix.data = np.log1p(matrix.data)
    matrix = normalize(matrix)
    alike = (matrix @ matrix.T).toarray()
    np.fill_diagonal(alike, 0)
    # And some with any other, of which most have hardly a word in common.
    rng = Random(SEED)
    pairs = {(min(a, b), max(a, b)) for a in range(len(alike)) if (b := rng.randrange(len(alike))) != a}
    for n, row in enumerate(alike):
        for other in np.argsort(-row)[:NEAR]:
            if row[other] > 0.03:
                pairs.add((min(n, int(other)), max(n, int(other))))
    return pairs


def weigh(table: pd.DataFrame) -> np.ndarray:
    """A weight a pair: each kind counts alike, its versions, partial and other pairs each, times WEIGHT."""
    what = np.where(table["version"], "version", np.where(table["related"], "partial", "apart"))
    named = table["kind"] + " " + what
    weights = 1 / np.maximum(LEAST_PAIRS, named.map(named.value_counts()))
    for kind, times in WEIGHT.items():
        weights[named.str.startswith(kind)] *= times
    return (weights / weights.mean()).to_numpy()


def bent(table: pd.DataFrame, measures: Sequence[str]) -> np.ndarray:
    """How near each value is to each bend of its measure: 1 at it, 0 at the next."""
    columns = []
    for name in measures:
        bends = np.asarray(BENDS[name], dtype=float)
        columns += [np.interp(table[name], bends, row) for row in np.eye(len(bends))]
    return np.column_stack(columns)


def fitted(
    table: pd.DataFrame, measures: Sequence[str], what: str, weights: np.ndarray
) -> LogisticRegression:
    regression = LogisticRegression(C=STRENGTH, max_iter=4000)
    return regression.fit(bent(table, measures), table[what], sample_weight=weights)


def points(made: LogisticRegression, measures: Sequence[str], name: str) -> Iterator[list[object]]:
    """A fitted model as rows: model, measure, at, log_odds."""
    yield [name, "base", "", f"{made.intercept_[0]:.4f}"]
    values = iter(made.coef_[0])
    for measure in measures:
        for at in BENDS[measure]:
            yield [name, measure, f"{at:.5g}", f"{next(values):.4f}"]


def models(table: pd.DataFrame) -> Iterator[list[object]]:
    """The models that ship, as rows."""
    weights, every = weigh(table), list(MEASURES)
    yield from points(fitted(table, every, "version", weights), every, "version")
    known = (table["kind"] != LARGE).to_numpy()
    related = table[known].reset_index(drop=True)
    yield from points(fitted(related, every, "related", weights[known]), every, "related")
    yield from points(fitted(related, FIRST, "related", weights[known]), FIRST, "first_look")


def in_folds(table: pd.DataFrame, weights: np.ndarray) -> None:
    """Print how the fit does on stories that it has not seen."""
    likely = np.zeros(len(table))
    for train, test in GroupKFold(4).split(table, groups=table["story"]):
        made = fitted(table.iloc[train], list(MEASURES), "version", weights[train])
        likely[test] = made.predict_proba(bent(table.iloc[test], list(MEASURES)))[:, 1]
    found, true = likely >= 0.5, table["version"].to_numpy()
    shown = pd.DataFrame(
        {"kind": table["kind"], "right": found & true, "false": found & ~true, "missed": ~found & true}
    )
    print(shown.groupby("kind").sum().to_string(), "\n")
    bins = np.digitize(likely, [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98])
    for n in np.unique(bins):
        at = bins == n
        print(
            f"said {np.average(likely[at], weights=weights[at]):.2f}  were {np.average(true[at], weights=weights[at]):.2f}  ({at.sum()} pairs)"
        )


def groups_in_folds(apart: pd.DataFrame, sets: Sequence[Collection], path: Path) -> None:
    """Write how versions that people made are grouped by models that saw no story of theirs."""
    counted: dict[str, list[np.ndarray]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            held = [_parted(made, fold) for made in sets]
            table = pd.concat([apart, *(pairs_of(learnt) for learnt, _ in held)], ignore_index=True)
            _judge_by(write_rows(Path(folder) / f"{fold}.csv", HEADER, models(table)))
            for _, judged in held:
                groups = retold.group(range(len(judged.texts)), judged.texts).tolist()
                counted[PEOPLE[judged.kind]].append(run_foreign.tally_groups(groups, judged.stories))
        _judge_by(TABLE)
    run_foreign.write_folds(path, "grouping", {name: np.concatenate(of) for name, of in counted.items()})


def _parted(made: Collection, fold: int) -> tuple[Collection, Collection]:
    """The stories to learn from, and those to be judged."""
    out = np.array([zlib.crc32(story.encode()) % FOLDS == fold for story in made.stories])
    parts = (np.flatnonzero(~out), np.flatnonzero(out))
    learnt, judged = (
        Collection(made.kind, *([column[n] for n in part] for column in made[1:])) for part in parts
    )
    return learnt, judged


def _judge_by(path: Path) -> None:
    """Let pairs be told by these models."""
    kinds.TABLE = path
    kinds._model.cache_clear()


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="folder of news, .txt")
    parser.add_argument("--other", type=Path, required=True, help="texts of other genres, .jsonl")
    parser.add_argument("--groups", type=Path, required=True, help="folder of human versions, .jsonl")
    parser.add_argument("--drafts", type=Path, required=True, help="drafts of essays, .jsonl")
    parser.add_argument(
        "--folds", type=Path, help="print how it does on unseen stories, and write it to a file"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder to write kinds.csv and background.csv to"
    )
    args = parser.parse_args()
    paths = sorted(args.texts.rglob("*.txt"))
    news = [path.read_text(encoding="utf-8") for path in paths]
    genres = defaultdict(list, {"news": news})
    for row in (json.loads(line) for line in args.other.open(encoding="utf-8")):
        genres[f"other {row['genre']}"].append(row["text"])
    write_rows(args.out / "background.csv", ["stem", "per_million"], background(genres).items())
    from retold.compare import store

    store._background.cache_clear()

    make = Makers(generate.read_sentences(args.texts))
    made = [
        *human(args.groups, args.drafts, news, make.texts, stories_of([p.stem for p in paths])),
        *collections(make),
    ]
    table = pd.concat([pairs_of(c) for c in made], ignore_index=True)
    # What is made of news shares a sentence now and then by chance: such a pair is no false one.
    makers = ~table["kind"].str.startswith(
        ("human", "essays", "fables", "halves", "titles", "leads", "openings", LARGE)
    )
    table = table[~(makers & ~table["related"] & (table["alike"] > np.log(0.42)))].reset_index(drop=True)
    if args.folds:
        in_folds(table, weigh(table))
        people = [c for c in made if c.kind in PEOPLE]
        groups_in_folds(table[~table["kind"].isin(PEOPLE)], people, args.folds)
    write_rows(args.out / "kinds.csv", HEADER, models(table))
    print(f"{len(table):,} pairs of {table['kind'].nunique()} kinds")


if __name__ == "__main__":
    main()
