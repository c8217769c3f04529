"""Tables of a corpus held against each other: ids, offsets, groups and codes that must fit.

Most of it follows from the column ``references`` of ``schema.csv``:

- ``groups.group``: a value is one of that column; after ``each``, every one of several joined by a space is.
- ``coded.attribution_id of doc_a``: one of the rows there whose doc_id is what this row has in doc_a.
- ``corpus.n_chars of doc_id``: spans lie inside that text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from retold.common.problems import Problem, show
from retold.corpus import places
from retold.corpus.schema import BLAME, OUTLET, RIGHTS_UNKNOWN, TABLES, Column
from retold.corpus.tables import line
from retold.text import leaks, read
from retold.text.lexicon import pattern_problem

CODINGS = ("pass_1", "pass_2", "coded")
FRAME_CODINGS = ("frames_1", "frames_2", "frames")
LENGTH = "n_chars"

Frames = Mapping[str, pd.DataFrame]


class _Misfit(NamedTuple):
    """A cell that does not fit: table, position of the row, column, and what a message says of it."""

    table: str
    position: int
    column: str
    found: str
    accepted: str
    mend: str = "correct it"


def problems(folder: Path, frames: Frames, failed: set[str]) -> list[Problem]:
    """Return what is wrong between the tables of a corpus folder.

    Parameters
    ----------
    folder : Path
        The corpus folder, for the messages.
    frames : mapping of name to DataFrame
        The tables that people write.
    failed : set of str
        Tables that could not be read: nothing is held against what they lack.
    """
    misfits = [*_texts(frames["corpus"]), *_references(frames, failed), *_patterns(frames)]
    misfits += [*_excerpts(frames["excerpts"], frames["corpus"]), *_passages(frames["passages"])]
    if not failed & {"frame_codes", "passages", "groups"}:
        misfits += _codes(frames)
    return [
        Problem(
            str(folder / TABLES[m.table].file),
            m.found,
            m.accepted,
            m.mend,
            line(frames[m.table], m.position),
            m.column,
        )
        for m in misfits
    ]


def _stray(column: Column, frame: pd.DataFrame, frames: Frames) -> Iterator[_Misfit]:
    """Yield the cells of a column that refer to nothing (see the module)."""
    several, target, owner = _parted(column.references)
    table, name = target.split(".")
    known = frames[table]
    if name == LENGTH:
        yield from _outside(column, frame, owner, known)
        return
    if owner:
        values: dict[str, set[str]] = {
            str(doc): set(map(str, rows)) for doc, rows in known.groupby("doc_id", sort=False)[name]
        }
    else:
        values = {"": set(known[name])}
    file = Path(TABLES[table].file).name
    noun = "text" if name == "doc_id" else name.removesuffix("_id")
    mend = "correct it" if owner or table == column.table else f"correct it, or add the {noun} to {file}"
    texts = {"", *frames["corpus"]["doc_id"]}  # an unknown text is told in its own column
    owners = frame[owner] if owner else [""] * len(frame)
    for position, (cell, doc) in enumerate(zip(frame[column.name], owners, strict=True)):
        for value in str(cell).split() if several else [str(cell)]:
            if value and doc in texts and value not in values.get(doc, set()):
                shown = value if column.type == "count" else show(value)
                accepted = f"what {file} has as {noun} of {doc}" if owner else some(values[""])
                yield _Misfit(column.table, position, column.name, shown, accepted, mend)


def some(accepted: Sequence[str] | set[str]) -> str:
    """Return the accepted values for a message, the first dozen of them."""
    items = sorted(accepted)
    return (", ".join(items[:12]) + (" …" if len(items) > 12 else "")) or "none is declared"


def _parted(references: str) -> tuple[bool, str, str]:
    """Whether a cell holds several values, the column they are of, and the column that names their text."""
    target, _, owner = references.removeprefix("each ").partition(" of ")
    return references.startswith("each "), target, owner


def _outside(column: Column, frame: pd.DataFrame, owner: str, documents: pd.DataFrame) -> Iterator[_Misfit]:
    """Spans that are empty or reach beyond their text."""
    lengths = dict(zip(documents["doc_id"], documents[LENGTH], strict=True))
    for position, (doc, own) in enumerate(zip(frame[owner], places.stretches(column, frame), strict=True)):
        for start, end in own if doc in lengths else ():
            if not start < end <= lengths[doc]:
                accepted = f"start before end, at most {lengths[doc]}, the length of the text"
                shown = f"{start}-{end}"
                yield _Misfit(column.table, position, column.name, shown, accepted, "correct the offsets")


def beyond(name: str, frame: pd.DataFrame, lengths: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    """Yield what a derived table says of places that its texts do not have: column, found, accepted; the first of each."""
    for column, owner in places.pointing(name):
        for doc, own in zip(frame[owner], places.stretches(column, frame), strict=True):
            if any(end > lengths.get(doc, end) for _, end in own):
                yield (
                    column.name,
                    f"{doc}: {own[-1][0]}-{own[-1][1]}",
                    f"at most {lengths[doc]}, the length of the text",
                )
                break


def _references(frames: Frames, failed: set[str]) -> Iterator[_Misfit]:
    for name, frame in frames.items():
        for column in TABLES[name].columns:
            if column.references and _parted(column.references)[1].split(".")[0] not in failed:
                yield from _stray(column, frame, frames)


def _texts(documents: pd.DataFrame) -> Iterator[_Misfit]:
    """Fewer than two texts, or one text twice."""
    if len(documents) == 1:
        yield _Misfit(
            "corpus", 0, "doc_id", "one text only", "at least two texts", "add a text to compare it with"
        )
    for i in documents.index[documents.duplicated("sha256")]:
        mend = "remove a row, or correct the hash"
        yield _Misfit("corpus", i, "sha256", "the hash of another row", "a text once", mend)


def _patterns(frames: Frames) -> Iterator[_Misfit]:
    for name in ("naming", "actors"):
        for i, pattern in enumerate(frames[name]["pattern"]):
            if wrong := pattern_problem(pattern):
                yield _Misfit(
                    name, i, "pattern", f"{show(pattern)}: {wrong}", "a regular expression for a word"
                )


def rights_unknown(stated: pd.Series) -> pd.Series:
    """Return of each text whether nobody has said who holds the rights to it."""
    return stated.str.strip(" .?").str.lower() == RIGHTS_UNKNOWN


def _excerpts(excerpts: pd.DataFrame, documents: pd.DataFrame) -> Iterator[_Misfit]:
    """Excerpts that are too long, or of a text whose rights nobody has stated."""
    accepted = f"at most {leaks.LONGEST} words"
    unstated = set(documents.loc[rights_unknown(documents["rights"]), "doc_id"])
    for i, row in enumerate(excerpts.itertuples()):
        if (size := len(read(row.text).view.words)) > leaks.LONGEST:
            yield _Misfit("excerpts", i, "text", f"{size} words", accepted, "shorten it")
        if row.doc_id in unstated:
            found = f"an excerpt of {row.doc_id}, whose rights are {RIGHTS_UNKNOWN}"
            stated = "excerpts of texts of which it is stated who holds the rights"
            yield _Misfit("excerpts", i, "doc_id", found, stated, "state it in corpus.csv, or remove the row")


def _passages(passages: pd.DataFrame) -> Iterator[_Misfit]:
    """Passages that overlap."""
    ends: dict[str, int] = {}
    for i, row in enumerate(passages.itertuples()):
        if row.start < ends.get(row.doc_id, 0):
            accepted = "passages in order, none overlapping another"
            yield _Misfit("passages", i, "start", f"{row.start}-{row.end}", accepted)
        ends[row.doc_id] = row.end


def _codes(frames: Frames) -> Iterator[_Misfit]:
    """Codes of passages that the codebook does not know, or that blame alone has."""
    book: dict[str, set[Any]] = {
        field: set(rows["code"]) for field, rows in frames["frame_codes"].groupby("field")
    }
    functions = book.get("function", set())
    of_function = {"voice": book.get("voice", set()), "target": {""}, "issue": {""}}
    of_blame = {
        "voice": {OUTLET, *frames["groups"]["group"]},
        "target": book.get("target", set()),
        "issue": book.get("issue", set()),
    }
    mend = "correct it, or add the code to coding/frame_codes.csv"
    for name in FRAME_CODINGS:
        for i, row in enumerate(frames[name].itertuples()):
            if row.code not in functions | {BLAME}:
                yield _Misfit(name, i, "code", show(row.code), some(functions | {BLAME}), mend)
                continue
            for column, values in (of_blame if row.code == BLAME else of_function).items():
                if (value := getattr(row, column)) not in values:
                    accepted = some(values) if values != {""} else "blank: only blame has one"
                    yield _Misfit(name, i, column, show(value), accepted, mend)
