"""Sentence splitters against hand counts and known truth.

    python benchmarks/sentences/run.py --texts DIR

Counts the sentences of each text by our rules, by textstat, and by each of syntok, pysbd
and sentencex that is installed, line by line, headings and boilerplate blanked for all
alike; on the sample corpus also the share of true sentences found exactly.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from retold import corpus
from retold.corpus import tables
from retold.measures import readability
from retold.text import blank, headings, sentences, words

ROOT = Path(__file__).resolve().parents[2]


def ours(text: str) -> list[str]:
    return [text[s:e] for s, e in sentences(text)]


def syntok(line: str) -> list[str]:
    import syntok.segmenter

    return ["".join(t.spacing + t.value for t in s) for p in syntok.segmenter.analyze(line) for s in p]


def pysbd(line: str) -> list[str]:
    import pysbd

    return pysbd.Segmenter(language="en", clean=False).segment(line)


def sentencex(line: str) -> list[str]:
    from sentencex import segment

    return list(segment("en", line))


def by_line(split: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    def run(text: str) -> list[str]:
        pieces = [piece for line in text.splitlines() if line.strip() for piece in split(line)]
        return [piece.strip() for piece in pieces if words(piece)]

    return run


def splitters() -> dict[str, Callable[[str], list[str]]]:
    found: dict[str, Callable[[str], list[str]]] = {"retold": ours}
    for name, split in (("syntok", syntok), ("pysbd", pysbd), ("sentencex", sentencex)):
        try:
            found[f"{name} {version(name)}"] = by_line(split)
        except PackageNotFoundError:
            print(f"{name} is not installed: left out")
    return found


def documents(data: Path, texts: Path) -> dict[str, str]:
    read = corpus.load(data)
    found, problems = corpus.find_texts(read, texts)
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
    return {d: blank(doc.clean, headings(doc.clean)) for d, doc in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="folder with the five texts")
    five = documents(ROOT / "data", parser.parse_args().texts)
    hand = tables.load(ROOT / "data", "hand_counts").pivot(
        index="doc_id", columns="coding", values="sentences"
    )
    table = hand.rename(columns={"pass_1": "by hand", "pass_2": "again"})
    for name, split in splitters().items():
        table[name] = [len(split(five[d])) for d in table.index]
    table["textstat"] = [readability.textstat_sentences(five[d]) for d in table.index]
    print(table.to_markdown())
    worst = {
        name: max(
            min(abs(n - a), abs(n - b))
            for n, a, b in zip(table[name], table["by hand"], table["again"], strict=True)
        )
        for name in table.columns[2:]
    }
    print("\nfurthest from the nearer hand count:", ", ".join(f"{k} {v}" for k, v in worst.items()))
    made = documents(ROOT / "data/sample", ROOT / "data/sample/texts")
    truth = pd.read_csv(ROOT / "data/sample/truth/sentences.csv")
    raw = {d: (ROOT / f"data/sample/texts/{d}.txt").read_text(encoding="utf-8") for d in made}
    true = {
        d: {raw[d][s:e] for s, e in rows[["start", "end"]].to_numpy()} for d, rows in truth.groupby("doc_id")
    }
    total = sum(map(len, true.values()))
    for name, split in splitters().items():
        hits = sum(len(true[d] & set(split(made[d]))) for d in true)
        print(f"sample, exactly right: {name} {hits} of {total}")


if __name__ == "__main__":
    main()
