"""Who says what: the engine against the coding, and with its peers against any brat standoff.

    python benchmarks/speech/run.py --texts DIR
    python benchmarks/speech/run.py --brat FOLDER [--model NAME] [--tracker FOLDER] [--csv FILE]

With --texts, the engine against the adjudicated coding of the five texts and of the sample. With --brat,
every program on two parts of the folder that the engine was not fitted on: whole publishers, and every
tenth article of the others (train.py). Also how much the engine loses on a publisher that it did not
learn from, by fitting it once with and once without each.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import peers
import score
from standoff import Article, Attribution, read_folder
from train import Parts, fit, parts

from retold import __version__, corpus, derive, speech
from retold.speech.linear import Model

ROOT = Path(__file__).resolve().parents[2]
Row = tuple[str, str, str, str, str, str]
COLUMNS = ("part", "tool", "measure", "value", "low", "high")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, help="folder with the five texts")
    parser.add_argument("--brat", type=Path, help="folder of brat standoff to compare programs on")
    parser.add_argument("--model", help="spaCy model for the peers")
    parser.add_argument("--tracker", type=Path, help="a copy of the Gender Gap Tracker")
    parser.add_argument("--csv", type=Path, help="file for the table of --brat")
    options = parser.parse_args()
    if not options.texts and not options.brat:
        parser.error("name --texts, --brat, or both")
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
    divided = parts(articles)
    yield from _sizes(divided)
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
    for part, chosen in (
        ("publishers not learnt from", divided.unseen),
        ("articles not learnt from", divided.seen),
    ):
        for name, program in programs:
            yield from _measured(part, name, program, chosen)
    yield from left_out(articles)
    yield from reliability([*divided.seen, *divided.unseen])


def _sizes(divided: Parts) -> Iterator[Row]:
    for name, chosen in divided._asdict().items():
        publishers = len({article.publisher for article in chosen})
        yield "machine", "articles", name, f"{len(chosen)} of {publishers} publishers", "", ""


def with_model(model: Model | None) -> peers.Program:
    """The engine as a program: spans of content, cue and source."""

    def run(text: str) -> list[Attribution]:
        return [
            Attribution(one.content, (one.cue,) if one.cue else (), (one.source,) if one.source else ())
            for one in speech.attributions(text, model)
        ]

    return run


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


def left_out(articles: Sequence[Article]) -> Iterator[Row]:
    """The same articles of each publisher, once after learning from that publisher and once not."""
    for publisher in sorted({article.publisher for article in articles}):
        own = [a for a in articles if a.publisher == publisher]
        others = [a for a in articles if a.publisher != publisher]
        tested = own[::2]
        for name, learnt in (("learnt from", [*others, *own[1::2]]), ("not learnt from", others)):
            run = with_model(fit(learnt))
            judged = [score.judge(a, run(a.text)) for a in tested]
            for measure, value in score.measures(judged).items():
                yield f"publisher {publisher}", name, measure, f"{value:.3f}", "", ""


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
