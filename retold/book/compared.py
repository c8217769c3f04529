"""What other programs do on versions that people wrote: tables, and a sentence that says where ours loses.

The figures are those of ``benchmarks/versions/run_foreign.py``, which takes them and prints the same tables, and of the
programs that fit the models of ours, which take what these do on stories that they were not fitted on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

OURS = "retold"
PARTS = ("alignment", "grouping")
COUNTED = {
    "alignment": "links between sentences; intervals over pairs of texts",
    "grouping": "pairs of texts in one group; intervals over stories",
}
HOW = {
    "fitted": "each peer at the threshold that is best for that very set",
    "one for all": "each peer at one threshold for all sets",
}
BY = "points of precision, recall and F1"
NONE = "–"
CHANCE = " Where an interval reaches to the other side of zero, it may be chance."
FOLDS = ", folds"
LESS = ", ours less the best peer"
SETS = {  # by the name of the file; the pages on methods say where they come from
    "aesop": "retold fables",
    "argrewrite": "drafts of essays",
    "onestop": "news at levels",
}


def report(rows: pd.DataFrame, part: str) -> Iterator[str | pd.DataFrame]:
    """Yield what is told of a part: sentences, and tables with the measured programs or sets in rows.

    Parameters
    ----------
    rows : DataFrame
        The figures, all of them text: part, tool, corpus, measure, value, low, high.
    part : str
        One of `PARTS`. Nothing is yielded if it was not measured.
    """
    if not rows["part"].eq(f"{part}, fitted").any():
        return
    yield _measured_on(rows, part)
    for how, said in HOW.items():
        told = rows[(rows["part"] == f"{part}, {how}") & (rows["measure"] == "F1")]
        yield f"**F1 ({COUNTED[part]}), {said}**"
        yield _by_program(told, [_bounded(r) for r in told.itertuples()])
    yield f"**Precision / recall, {HOW['fitted']}**"
    told = rows[rows["part"] == f"{part}, fitted"]
    precision, recall = (told[told["measure"] == measure] for measure in ("precision", "recall"))
    both = zip(precision["value"], recall["value"], strict=True)
    yield _by_program(precision, [f"{_figure(p)} / {_figure(r)}" for p, r in both])
    unseen = rows[rows["part"] == f"{part}{FOLDS}"]
    if len(unseen):
        yield f"**Ours on what it was not fitted on ({COUNTED[part]})**"
        yield _unseen(unseen)
    yield f"**Ours less the peer that is best at it, in {BY}, {HOW['fitted']}**"
    yield _differences(rows[rows["part"] == f"{part}, fitted{LESS}"])
    yield where_we_lose(rows, part)


def where_we_lose(rows: pd.DataFrame, part: str) -> str:
    """Return the lists of each set and measure in which a peer is ahead of ours, and by how much."""
    said, lost = [], False
    for how, peers in HOW.items():
        told = rows[rows["part"] == f"{part}, {how}{LESS}"]
        behind = told[[bool(value) and round(float(value), 3) < 0 for value in told["value"]]]
        sets = [
            f"- {_named(name)}: {', '.join(f'{r.measure} by {_behind(r)} to {r.tool}' for r in of.itertuples())}"
            for name, of in behind.groupby("corpus", sort=False)
        ]
        lost = lost or bool(sets)
        head = f"{peers[0].upper()}{peers[1:]}:"
        said.append("\n".join([f"{head}\n", *sets]) if sets else f"{head} nowhere.")
    return "\n\n".join([f"**Where we lose.**{CHANCE if lost else ''}", *said])


def _measured_on(rows: pd.DataFrame, part: str) -> str:
    """The sentence that names the machine, the versions and the sizes of the sets."""
    machine = ", ".join(f"{r.tool} {r.value}" for r in rows[rows["part"] == "machine"].itertuples())
    sizes = rows[rows["part"] == f"{part}, size"]
    sets = "; ".join(
        f"{_named(name)} ({', '.join(f'{r.value} {r.measure}' for r in of.itertuples())})"
        for name, of in sizes.groupby("corpus", sort=False)
    )
    return f"Measured by `benchmarks/versions/run_foreign.py` ({machine}). The sets: {sets}."


def _by_program(told: pd.DataFrame, cells: list[str]) -> pd.DataFrame:
    """A table with a row a program and a column a set."""
    named = told.assign(cell=cells, program=told["tool"], set=[_named(name) for name in told["corpus"]])
    wide = named.pivot_table(index="program", columns="set", values="cell", aggfunc="first", sort=False)
    return wide.rename_axis(columns=None).reset_index()


def _unseen(told: pd.DataFrame) -> pd.DataFrame:
    """A table with a row a set and a column a measure."""
    named = told.assign(
        cell=[_bounded(r) for r in told.itertuples()], set=[_named(n) for n in told["corpus"]]
    )
    wide = named.pivot_table(index="set", columns="measure", values="cell", aggfunc="first", sort=False)
    return wide.rename_axis(columns=None).reset_index()


def _differences(told: pd.DataFrame) -> pd.DataFrame:
    """A table with a row a set and a measure: the peer that is best at it, and how far ours is ahead."""
    return pd.DataFrame(
        [(_named(r.corpus), r.measure, r.tool, _bounded(r)) for r in told.itertuples()],
        columns=["set", "measure", "best peer", "ours less it"],
    )


def _bounded(row: Any) -> str:
    """A figure with its interval."""
    return f"{_figure(row.value)} ({_figure(row.low)} to {_figure(row.high)})" if row.value else NONE


def _behind(row: Any) -> str:
    """By how much ours is behind, with the interval."""
    return f"{_figure(row.value, -1)} ({_figure(row.high, -1)} to {_figure(row.low, -1)})"


def _figure(value: str, sign: int = 1) -> str:
    """A figure to the digits that are printed; zero has no sign."""
    return f"{round(sign * float(value), 3) + 0.0:.3f}".replace("-", "−") if value else NONE


def _named(corpus: str) -> str:
    """What a set is called in the book; one that is not known keeps its own name."""
    name, comma, cut = corpus.partition(", ")
    return SETS.get(name, name) + comma + cut
