"""Pages of the book that are generated: data dictionary, codebook tables, findings.

They are written to ``book/_generated`` and included by the pages of ``book``, together
with the corpus's own prose (``DATA/prose``), so that the same pages report on any corpus.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd

from retold import book, chapters, tables

FOLDER = Path("book/_generated")
PROSE = (
    "index",
    "01-corpus",
    "02-versions",
    "03-quotes",
    "03-quotes-chains",
    "04-speakers",
    "05-readability",
    "06-framing",
    "methods",
    "limitations",
    "rights",
)
BENCHMARK = Path("benchmarks/versions/results.csv")
SPEECH_BENCHMARK = Path("benchmarks/speech/results.csv")
NO_PROSE = "*The people who made this corpus have not written about it here.*\n"


def generate(root: Path) -> None:
    """Write every generated page for the corpus at hand into `root`/book/_generated."""
    folder = root / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    t = book.load()
    written = {
        "data-dictionary": data_dictionary(),
        "findings": findings(t["findings"]),
        "groups": listing(t["groups"]),
        "naming": listing(t["naming"]),
        "decisions": listing(t["decisions"]),
        "excerpts": listing(t["excerpts"]),
        "damage-codes": listing(t["damage"]),
        "benchmark-versions": benchmark(root / BENCHMARK),
        "benchmark-speech": speech_benchmark(root / SPEECH_BENCHMARK),
    }
    for page in chapters.CHAPTERS:
        written[f"findings-{page}"] = chapter_findings(t["findings"], page)
    for name in PROSE:
        path = t.folder / "prose" / f"{name}.md"
        written[f"prose-{name}"] = path.read_text(encoding="utf-8") if path.is_file() else NO_PROSE
    for name, text in written.items():
        tables.write_text(folder / f"{name}.md", text)


def data_dictionary() -> str:
    """Return the data dictionary, from the schemas."""
    parts = []
    for table in tables.TABLES.values():
        parts.append(f"## `{table.file}`\n\nOne row is {table.row}.\n")
        if table.unique:
            parts.append(f"Unique: {', '.join(f'`{c}`' for c in table.unique)}.\n")
        rows = [
            (
                f"`{c.name}`",
                m["kind"],
                m["unit"],
                c.description,
                m["accepted"] + (" (may be blank)" if m["blank"] and "blank" not in m["accepted"] else ""),
            )
            for c in table.columns
            if (m := c.metadata or {})
        ]
        parts.append(_markdown(pd.DataFrame(rows, columns=["column", "type", "unit", "meaning", "accepted"])))
    return "\n".join(parts)


def findings(table: pd.DataFrame) -> str:
    """Return the list of findings; each verdict is glued from the chapter that bears it."""
    if table.empty:
        return "*No finding has been declared for this corpus.*\n"
    rows = [
        (
            f"[{row.claim}](notebooks/{row.page}.ipynb)",
            f"{{glue:text}}`notebooks/{row.page}.ipynb::finding.{row.finding}:s`",
        )
        for row in table.itertuples()
    ]
    return _markdown(pd.DataFrame(rows, columns=["finding", "in this run it"]))


def chapter_findings(table: pd.DataFrame, page: str) -> str:
    """Return the findings that a chapter bears, with their verdicts and rules."""
    mine = table[table["page"] == page]
    if mine.empty:
        return "\n"
    rows = [
        (row.claim, f"{{glue:text}}`finding.{row.finding}`", f"`{row.rule}`") for row in mine.itertuples()
    ]
    return _markdown(pd.DataFrame(rows, columns=["finding", "in this run it", "rule"]))


BENCHMARKED = {
    (
        "alignment",
        "F1",
    ): "Sentence links of made versions: F1, sentences given; the number is the share of words replaced",
    ("real pair", "F1"): "Sentence links of a real pair of copies: F1, by how the sentences were cut",
    ("grouping", "pairwise F1"): "Versions found in a collection: pairwise F1",
    ("grouping", "documents a second"): "The same: documents a second",
    ("grouping", "peak MiB"): "The same: peak memory in MiB",
}


def benchmark(path: Path) -> str:
    """Return the measured tables of `benchmarks/versions`, with the machine and versions they name."""
    if not path.is_file():
        return "*The benchmark has not been run.*\n"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    machine = rows[rows["part"] == "machine"]
    said = "; ".join(
        " ".join(x for x in (r.tool, r.corpus, r.measure, r.value) if x not in {"", "value", "version"})
        for r in machine.itertuples()
    )
    parts = [f"Measured by `benchmarks/versions/run.py` ({said}).\n"]
    for (part, measure), title in BENCHMARKED.items():
        found = rows[(rows["part"] == part) & (rows["measure"] == measure)]
        found = found.assign(value=[f"{float(v):.3f}" if "." in v else v for v in found["value"]])
        if len(found):
            wide = found.pivot_table(
                index="corpus", columns="tool", values="value", aggfunc="first", sort=False
            )
            parts.append(f"**{title}**\n\n{_markdown(wide.fillna('–').reset_index())}")
    return "\n".join(parts)


def speech_benchmark(path: Path) -> str:
    """Return the measured tables of `benchmarks/speech`."""
    if not path.is_file():
        return "*The benchmark has not been run.*\n"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    machine = "; ".join(
        f"{r.tool} {r.value}" for r in rows[rows["part"] == "machine"].itertuples() if not r.measure
    )
    sizes = "; ".join(
        f"{NAMED_PARTS[r.measure]}: {r.value}"
        for r in rows[(rows["part"] == "machine") & (rows["tool"] == "articles")].itertuples()
    )
    parts = [f"Measured by `benchmarks/speech/run.py` ({machine}). Articles {sizes}.\n"]
    for part in ("publishers not learnt from", "articles not learnt from"):
        found = rows[rows["part"] == part]
        shown = [f"{r.value} ({r.low} to {r.high})" if r.low else r.value for r in found.itertuples()]
        wide = found.assign(shown=shown).pivot_table(
            index="measure", columns="tool", values="shown", aggfunc="first", sort=False
        )
        parts.append(f"**On {part}** (95&nbsp;% intervals over articles)\n\n{_markdown(wide.reset_index())}")
    left = rows[rows["part"].str.startswith("publisher ") & rows["measure"].isin(LEFT_OUT)]
    if len(left):
        cells = left.assign(
            publisher=left["part"].str.removeprefix("publisher "),
            column=left["measure"] + ", " + left["tool"],
        )
        wide = cells.pivot_table(
            index="publisher", columns="column", values="value", aggfunc="first", sort=False
        )
        parts.append(
            f"**The same articles of each publisher, after learning from that publisher and not**\n\n{_markdown(wide.reset_index())}"
        )
    sure = rows[rows["part"] == "reliability"]
    if len(sure):
        table = sure[["measure", "value", "high"]].rename(
            columns={"measure": "the program's", "value": "share right", "high": "attributions"}
        )
        parts.append(f"**How often it is right, by how sure it says it is**\n\n{_markdown(table)}")
    return "\n".join(parts)


NAMED_PARTS = {
    "train": "learnt from",
    "seen": "of the same publishers, measured on",
    "unseen": "of others, measured on",
}
LEFT_OUT = ("content", "right source, speech")


def listing(table: pd.DataFrame) -> str:
    """Return a table as Markdown."""
    return _markdown(table) if len(table) else "*This corpus has none.*\n"


def _markdown(frame: pd.DataFrame) -> str:
    head = [str(c) for c in frame.columns]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in frame.itertuples(index=False, name=None):
        lines.append("| " + " | ".join(_escaped(v) for v in row) + " |")
    return "\n".join(lines) + "\n"


def _escaped(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    text = str(value).replace("|", r"\|").replace("\n", " ")
    return re.sub(r"(?<!`)([*_<])(?=\S)(?![^`]*`)", r"\\\1", text)
