"""Who says what: the engine against the coding, and with its peers against any brat standoff.

    python benchmarks/speech/run.py --texts DIR
    python benchmarks/speech/run.py --brat FOLDER [--clauses FILE] [--model NAME] [--tracker FOLDER] [--csv FILE]

With --texts, the engine against the adjudicated coding of the five texts and of the sample. With --brat,
every program on two parts of the folder that the engine was not fitted on: whole publishers, and every
tenth article of the others (train.py). Also how much the engine loses on a publisher that it did not
learn from, by fitting it once with and once without each, and what it makes of lines wrapped at a width.

With --clauses besides, the engine by genre on texts in which clauses of saying are annotated, and nothing else
(`standoff.read_clauses`). They are divided into folds, and the texts of each are read by a model that learnt
from the folder and from the clauses of the other folds. Name the file here if what ships was fitted with it.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import pandas as pd
import peers
import score
from standoff import Article, Attribution, Told, read_clauses, read_folder
from train import Parts, fit, fit_each, parts

from retold import __version__, corpus, derive, speech
from retold.speech.linear import Model
from retold.text import read

ROOT = Path(__file__).resolve().parents[2]
Row = tuple[str, str, str, str, str, str]
COLUMNS = ("part", "tool", "measure", "value", "low", "high")
WIDTHS = (60, 72, 80)
FOLDS = 4
# Texts of a genre from which on an interval is given.
ENOUGH = 5
# Where the rows of score.CLAUSE_MEASURES stand in the table.
GENRE_PARTS = ("genre", "genre, precision of cues")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, help="folder with the five texts")
    parser.add_argument("--brat", type=Path, help="folder of brat standoff to compare programs on")
    parser.add_argument("--clauses", type=Path, help="JSON lines of clauses of saying, to compare genres on")
    parser.add_argument("--model", help="spaCy model for the peers")
    parser.add_argument("--tracker", type=Path, help="a copy of the Gender Gap Tracker")
    parser.add_argument("--csv", type=Path, help="file for the table of --brat")
    options = parser.parse_args()
    if not options.texts and not options.brat:
        parser.error("name --texts, --brat, or both")
    if options.clauses and not options.brat:
        parser.error("--clauses needs --brat, the folder that the models learn from besides")
    if options.texts:
        against_coding(options.texts)
    if options.brat:
        rows = list(compare(options))
        frame = pd.DataFrame(rows, columns=COLUMNS)
        shown = frame[frame["part"] != "machine"]
        print(shown.to_markdown(index=False))
        if options.csv:
            with options.csv.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


def against_coding(folder: Path) -> None:
    """Print how the engine does on the coded texts."""
    for data, texts in ((ROOT / "data", folder), (ROOT / "data/sample", ROOT / "data/sample/texts")):
        read = corpus.load(data)
        found, problems = corpus.find_texts(read, texts)
        if problems:
            raise SystemExit("\n".join(map(str, problems)))
        engine = derive.derive(read, found)["engine"].set_index("doc_id")
        engine.loc["mean"] = engine.mean()
        print(engine.round(3).to_markdown(), "\n")


def compare(options: argparse.Namespace) -> Iterator[Row]:
    """Measure every program that is there."""
    for name, value in (
        ("Python", platform.python_version()), ("retold", __version__), ("cores", str(os.cpu_count())),
    ):  # fmt: skip
        yield "machine", name, "", value, "", ""
    articles = read_folder(options.brat)
    told = read_clauses(options.clauses) if options.clauses else []
    divided = parts(articles)
    yield from _sizes(divided)
    programs = _programs(options)
    for part, chosen in (
        ("publishers not learnt from", divided.unseen),
        ("articles not learnt from", divided.seen),
    ):
        for name, program in programs:
            yield from _measured(part, name, program, chosen)
    held_out = [*divided.seen, *divided.unseen]
    yield from wrapped(held_out)
    if told:
        yield from by_genre(divided.train, told)
    yield from left_out(articles, [one.article() for one in told])
    yield from reliability(held_out)


def _programs(options: argparse.Namespace) -> list[tuple[str, peers.Program]]:
    programs: list[tuple[str, peers.Program]] = [
        ("retold", with_model(None)),
        ("nearest name", peers.nearest_name),
    ]
    if options.model:
        for make in (peers.textacy, peers.sayswho):
            try:
                programs.append(make(options.model))
            except (ImportError, OSError) as error:
                print(f"{make.__name__} was not run: {error}")
        if options.tracker:
            programs.append(peers.gender_gap_tracker(options.tracker, options.model))
    else:
        print("the peers were not run: name a spaCy model with --model")
    return programs


def _sizes(divided: Parts) -> Iterator[Row]:
    for name, chosen in divided._asdict().items():
        publishers = len({article.publisher for article in chosen})
        yield "machine", "articles", name, f"{len(chosen)} of {publishers} publishers", "", ""


def with_model(model: Model | None) -> peers.Program:
    """The engine as a program: spans of content, cue and source."""

    def run(text: str) -> list[Attribution]:
        return [_spans(one) for one in speech.attributions(text, model)]

    return run


def as_read(model: Model | None) -> peers.Program:
    """The engine behind the reading of a text, as `retold quotes` puts it: wrapped lines are joined, and offsets led back."""

    def run(text: str) -> list[Attribution]:
        reading = read(text)
        return [_spans(one.moved(reading.in_raw)) for one in speech.attributions(reading.view, model)]

    return run


def _spans(one: speech.Attribution) -> Attribution:
    return Attribution(one.content, (one.cue,) if one.cue else (), (one.source,) if one.source else ())


def _measured(
    part: str, name: str, program: Callable[[str], Sequence[Attribution]], chosen: Sequence[Article]
) -> Iterator[Row]:
    judged, failed, start = [], 0, time.process_time()
    spent = 0.0
    for article in chosen:
        start = time.process_time()
        try:
            found = program(article.text)
        except Exception:
            found, failed = [], failed + 1
        spent += time.process_time() - start
        judged.append(score.judge(article, found))
    bounds = score.intervals(judged)
    for measure, value in score.measures(judged).items():
        low, high = bounds[measure]
        yield part, name, measure, f"{value:.3f}", f"{low:.3f}", f"{high:.3f}"
    yield part, name, "articles without a result", str(failed), "", ""
    yield part, name, "articles a second of processor time", f"{len(chosen) / spent:.0f}", "", ""


def wrap(text: str, columns: int) -> str:
    """Wrap lines at a width. A blank becomes a line break, so that offsets stay."""
    return re.sub(rf"(?=[^\n]{{{columns + 1}}})([^\n]{{1,{columns}}}) ", r"\1\n", text)


def wrapped(articles: Sequence[Article]) -> Iterator[Row]:
    """The same articles as they were published and wrapped at widths."""
    run = as_read(None)
    plain = [run(article.text) for article in articles]
    before = score.measures([score.judge(a, found) for a, found in zip(articles, plain, strict=True)])
    for measure, value in before.items():
        yield "wrapped", "as published", measure, f"{value:.3f}", "", ""
    apart: dict[str, float] = defaultdict(float)
    for columns in WIDTHS:
        again = [run(wrap(article.text, columns)) for article in articles]
        after = score.measures([score.judge(a, found) for a, found in zip(articles, again, strict=True)])
        for measure, value in after.items():
            apart[measure] = max(apart[measure], abs(value - before[measure]))
            yield "wrapped", f"{columns} columns", measure, f"{value:.3f}", "", ""
        alike = sum(a == b for a, b in zip(plain, again, strict=True))
        yield "wrapped", f"{columns} columns", "articles read alike", f"{alike} of {len(articles)}", "", ""
    for measure, value in apart.items():
        yield "wrapped", "largest difference", measure, f"{value:.4f}", "", ""


def folds(told: Sequence[Told]) -> list[list[Told]]:
    """Divide texts so that each genre is spread over all folds; the same texts are divided alike in any order."""
    ordered = sorted(told, key=lambda one: (one.genre, one.name))
    return [ordered[n::FOLDS] for n in range(FOLDS)]


def by_genre(articles: Sequence[Article], told: Sequence[Told]) -> Iterator[Row]:
    """The words said and the cues by genre; no text is judged by a model that learnt from it."""
    judged: dict[str, list[Counter[str]]] = defaultdict(list)
    divided = folds(told)
    others = [
        [one.article() for m, fold in enumerate(divided) if m != n for one in fold] for n in range(FOLDS)
    ]
    for fold, model in zip(divided, fit_each(articles, others), strict=True):
        run = as_read(model)
        for one in fold:
            judged[one.genre].append(score.judge_clauses(one, run(one.text)))
    values = {genre: score.clause_measures(counts) for genre, counts in sorted(judged.items())}
    for number, measure in enumerate(score.CLAUSE_MEASURES):
        for genre, measured in values.items():
            bounds = ("", "")
            if len(judged[genre]) >= ENOUGH:
                low, high = score.clause_intervals(judged[genre])[measure]
                bounds = (f"{low:.3f}", f"{high:.3f}")
            yield GENRE_PARTS[number], "retold", genre, f"{measured[measure]:.3f}", *bounds
        mean = sum(measured[measure] for measured in values.values()) / len(values)
        yield GENRE_PARTS[number], "retold", "mean of genres", f"{mean:.3f}", "", ""
    for genre, counts in sorted(judged.items()):
        yield "genre, texts", "retold", genre, str(len(counts)), "", ""


def left_out(articles: Sequence[Article], clauses: Sequence[Article]) -> Iterator[Row]:
    """The same articles of each publisher, once after learning from that publisher and once not."""
    publishers = sorted({article.publisher for article in articles})
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for rows in pool.map(_left_out, publishers, repeat(articles), repeat(clauses)):
            yield from rows


def _left_out(publisher: str, articles: Sequence[Article], clauses: Sequence[Article]) -> list[Row]:
    own = [a for a in articles if a.publisher == publisher]
    others = [a for a in articles if a.publisher != publisher]
    tested = own[::2]
    rows = []
    for name, learnt in (("learnt from", [*others, *own[1::2]]), ("not learnt from", others)):
        run = with_model(fit(learnt, clauses))
        judged = [score.judge(a, run(a.text)) for a in tested]
        for measure, value in score.measures(judged).items():
            rows.append((f"publisher {publisher}", name, measure, f"{value:.3f}", "", ""))
    return rows


def reliability(articles: Sequence[Article]) -> Iterator[Row]:
    """How often content and source are right, by how sure the engine says it is."""
    bins: dict[str, list[bool]] = {}
    for article in articles:
        for one in speech.attributions(article.text):
            found = Attribution(one.content, (), (one.source,) if one.source else ())
            counts = score.judge(article, [found]).counts
            right = counts["all.right"] >= 0.5 * max(1, counts["all.found"])
            low = min(int(one.confidence * 5), 4) / 5
            bins.setdefault(f"{low:.1f} to {low + 0.2:.1f}", []).append(right)
    for name, hits in sorted(bins.items()):
        yield (
            "reliability",
            "retold",
            f"confidence {name}",
            f"{sum(hits) / len(hits):.3f}",
            "",
            str(len(hits)),
        )


if __name__ == "__main__":
    main()
