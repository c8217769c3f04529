"""Sentence splitters against golden rules, hand-cut cases, known truth and coded counts.

    python benchmarks/sentences/run.py --texts DIR [--write]

Our rules and each of syntok, pysbd and sentencex that is installed get every text line by line,
since a line of these texts is a paragraph. A case is right if every sentence of it is. --write
keeps the figures in results.csv and prints their table in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from retold import __version__, corpus
from retold.corpus import tables
from retold.measures.sentences import textstat_sentences
from retold.text import blank, headings, sentences, words

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
README, RESULTS = HERE.parent / "README.md", HERE / "results.csv"
CASES = ROOT / "tests/cases/sentences.jsonl"
SETS = {
    "golden": "golden rules, English",
    "news": "further kinds, English news",
    "other languages": "kinds of other languages",
}
TABLE = re.compile(r"(?<=<!-- sentences -->\n).*?(?=<!-- end -->)", re.DOTALL)
TIMES = 5

Splitter = Callable[[str, str], list[str]]


def ours(text: str, language: str) -> list[str]:
    return [text[s:e] for s, e in sentences(text)]


def syntok(line: str, language: str) -> list[str]:
    import syntok.segmenter

    found = [list(tokens) for part in syntok.segmenter.analyze(line) for tokens in part]
    return [line[s[0].offset : s[-1].offset + len(s[-1].value)] for s in found if s]


def pysbd(line: str, language: str) -> list[str]:
    import pysbd

    return pysbd.Segmenter(language=language, clean=False).segment(line)


def sentencex(line: str, language: str) -> list[str]:
    from sentencex import segment

    return list(segment(language, line))


def by_line(split: Splitter) -> Splitter:
    def run(text: str, language: str) -> list[str]:
        pieces = [piece for line in text.splitlines() if line.strip() for piece in split(line, language)]
        return [piece.strip() for piece in pieces if words(piece)]

    return run


def splitters() -> dict[str, Splitter]:
    found: dict[str, Splitter] = {f"retold {__version__}": ours}
    for name, split in (("syntok", syntok), ("pysbd", pysbd), ("sentencex", sentencex)):
        try:
            found[f"{name} {version(name)}"] = by_line(split)
        except PackageNotFoundError:
            print(f"{name} is not installed: left out")
    return found


def lines_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def documents(data: Path, texts: Path) -> dict[str, str]:
    read = corpus.load(data)
    found, problems = corpus.find_texts(read, texts)
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
    return {d: blank(doc.clean, headings(doc.clean)) for d, doc in found.items()}


def cut_right(name: str, split: Splitter) -> Iterator[tuple[str, str, str]]:
    """How many cases of each set are cut right, and which kinds are not."""
    golden = lines_of(HERE / "golden.jsonl")
    for key, title in SETS.items():
        rows = [row for row in golden if row["set"] == key]
        wrong = [row["kind"] for row in rows if split(row["text"], row["language"]) != row["sentences"]]
        yield title, name, f"{len(rows) - len(wrong)} of {len(rows)}"
        if wrong:
            print(f"{name}, {title}, wrong: {'; '.join(wrong)}")
    cases = lines_of(CASES)
    right = sum(split(case["input"], "en") == case["expected"] for case in cases)
    yield "hand-cut cases", name, f"{right} of {len(cases)}"


def found_in_sample(name: str, split: Splitter) -> tuple[str, str, str]:
    made = documents(ROOT / "data/sample", ROOT / "data/sample/texts")
    truth = pd.read_csv(ROOT / "data/sample/truth/sentences.csv")
    raw = {d: (ROOT / f"data/sample/texts/{d}.txt").read_text(encoding="utf-8") for d in made}
    true = {
        d: {raw[d][s:e] for s, e in rows[["start", "end"]].to_numpy()} for d, rows in truth.groupby("doc_id")
    }
    hits = sum(len(true[d] & set(split(made[d], "en"))) for d in true)
    return "sentences of the sample", name, f"{hits} of {sum(map(len, true.values()))}"


def counted(five: dict[str, str], programs: dict[str, Splitter]) -> Iterator[tuple[str, str, str]]:
    """Sentences of each of the five texts, and the largest distance from the nearer coded count."""
    hand = tables.load(ROOT / "data", "hand_counts").pivot(
        index="doc_id", columns="coding", values="sentences"
    )
    counts = {name: {d: len(split(five[d], "en")) for d in hand.index} for name, split in programs.items()}
    counts[f"textstat {version('textstat')}"] = {d: textstat_sentences(five[d]) for d in hand.index}
    for coding, title in (("pass_1", "coded"), ("pass_2", "coded again")):
        yield from ((d, title, str(hand[coding][d])) for d in hand.index)
    for name, found in counts.items():
        yield from ((d, name, str(n)) for d, n in found.items())
        far = (min(abs(n - hand["pass_1"][d]), abs(n - hand["pass_2"][d])) for d, n in found.items())
        yield "furthest from the nearer coded count", name, str(max(far))


def seconds(split: Splitter, texts: dict[str, str]) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        for text in texts.values():
            split(text, "en")
        taken.append(time.process_time() - start)
    return min(taken)


def measure(texts: Path) -> pd.DataFrame:
    five, programs = documents(ROOT / "data", texts), splitters()
    rows = [("Python", "machine", platform.python_version())]
    for name, split in programs.items():
        rows += [*cut_right(name, split), found_in_sample(name, split)]
    rows += counted(five, programs)
    taken = {name: seconds(split, five) for name, split in programs.items()}
    rows += [("time, ours = 1", name, f"{t / next(iter(taken.values())):.1f}") for name, t in taken.items()]
    return pd.DataFrame(rows, columns=["measure", "tool", "value"])


def table(rows: pd.DataFrame) -> str:
    """Return the figures as Markdown, a splitter a column."""
    shown = rows[rows["tool"] != "machine"]
    wide = shown.pivot_table(index="measure", columns="tool", values="value", aggfunc="first", sort=False)
    hands = [name for name in wide if "hand" in name]
    return (
        wide[[*wide.columns.drop(hands), *hands]]
        .fillna("–")
        .rename_axis(None)
        .to_markdown(disable_numparse=True)
        + "\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="folder with the five texts")
    parser.add_argument("--write", action="store_true", help="keep the figures and print them in the README")
    options = parser.parse_args()
    rows = measure(options.texts)
    print(table(rows))
    if options.write:
        rows.to_csv(RESULTS, index=False)
        page = README.read_text(encoding="utf-8")
        README.write_text(TABLE.sub(lambda _: table(rows), page), encoding="utf-8")


if __name__ == "__main__":
    main()
