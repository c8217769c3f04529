"""Tables of a corpus held against each other: ids, offsets, groups and codes that must fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from retold import framing, leaks, tables
from retold.frames import BLAME, OUTLET
from retold.problems import Problem, show
from retold.text import Span, words

CODINGS = ("pass_1", "pass_2", "coded")
PAIRED = {"hand_alignment": ("a", "b"), "quotations": ("span_a", "span_b")}
FRAME_CODINGS = ("frames_1", "frames_2", "frames")


def problems(folder: Path, frames: Mapping[str, pd.DataFrame], failed: set[str]) -> list[Problem]:
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
    documents = frames["corpus"]
    found_wrong: list[Problem] = []

    def told(name: str, position: int, column: str, found: str, accepted: str, mend: str) -> None:
        row = tables.line(frames[name], position)
        found_wrong.append(
            Problem(str(folder / tables.TABLES[name].file), found, accepted, mend, row, column)
        )

    def unknown(name: str, column: str, source: str, accepted: set[str], mend: str) -> None:
        if source not in failed:
            for i, value in enumerate(frames[name][column]):
                if value and value not in accepted:
                    told(name, i, column, show(value), some(accepted), mend)

    if len(documents) == 1:
        told("corpus", 0, "doc_id", "one text only", "at least two texts", "add a text to compare it with")
    for i in documents.index[documents.duplicated("sha256")]:
        told(
            "corpus",
            i,
            "sha256",
            "the hash of another row",
            "a text once",
            "remove a row, or correct the hash",
        )
    lengths = dict(zip(documents["doc_id"], documents["n_chars"], strict=True))
    groups = set(frames["groups"]["group"])
    speakers = set(frames["speakers"]["speaker_id"])
    for name in ("cleaning", "excerpts", "hand_counts", "marks", "passages", *CODINGS):
        unknown(name, "doc_id", "corpus", set(lengths), "correct it, or add the text to corpus.csv")
    unknown("speakers", "group", "groups", groups, "give the speaker a group, or add the group to groups.csv")
    unknown("coded", "speaker_id", "speakers", speakers, "add the speaker to speakers.csv")
    for name in CODINGS:
        frame = frames[name]
        unknown(name, "group", "groups", groups, "correct it, or add the group to groups.csv")
        there = set(zip(frame["doc_id"], frame["attribution_id"], strict=True))
        for i, row in enumerate(frame.itertuples()):
            if row.nested_in and (row.doc_id, row.nested_in) not in there:
                told(
                    name, i, "nested_in", show(row.nested_in), "an attribution of the same text", "correct it"
                )
            for column in ("content", "cue", "source"):
                for start, end in _spans(getattr(row, column)):
                    if row.doc_id in lengths and not start < end <= lengths[row.doc_id]:
                        told(
                            name,
                            i,
                            column,
                            f"{start}-{end}",
                            _inside(lengths[row.doc_id]),
                            "correct the offsets",
                        )
    for name in ("cleaning", "excerpts", "marks", "passages", "roles"):
        for i, row in enumerate(frames[name].itertuples()):
            if row.doc_id in lengths and not row.start < row.end <= lengths[row.doc_id]:
                told(
                    name,
                    i,
                    "end",
                    f"{row.start}-{row.end}",
                    _inside(lengths[row.doc_id]),
                    "correct the offsets",
                )
    for name in (*PAIRED, "propositions"):
        for column in ("doc_a", "doc_b"):
            unknown(name, column, "corpus", set(lengths), "correct it, or add the text to corpus.csv")
    unknown("damage", "doc_id", "corpus", set(lengths), "correct it, or add the text to corpus.csv")
    unknown("damage", "twin", "damage", set(frames["damage"]["damage_id"]), "name a damage_id of this table")
    spanned = [("damage", "doc_id", "span")]
    for name, both in PAIRED.items():
        spanned += [(name, f"doc_{side}", column) for side, column in zip("ab", both, strict=True)]
    for name, owner, column in spanned:
        for i, (doc_id, cell) in enumerate(zip(frames[name][owner], frames[name][column], strict=True)):
            length = lengths.get(doc_id)
            for start, end in _spans(cell):
                if length is not None and not start < end <= length:
                    told(name, i, column, f"{start}-{end}", _inside(length), "correct the offsets")
    coded = set(zip(frames["coded"]["doc_id"], frames["coded"]["attribution_id"], strict=True))
    for i, row in enumerate(frames["propositions"].itertuples()):
        for doc_id, column in ((row.doc_a, "attributions_a"), (row.doc_b, "attributions_b")):
            for one in getattr(row, column).split():
                if (doc_id, one) not in coded and "coded" not in failed:
                    accepted = f"attribution_ids of {doc_id}, joined by a space"
                    told("propositions", i, column, show(one), accepted, "correct it")
    for name in ("naming", "actors"):
        for i, pattern in enumerate(frames[name]["pattern"]):
            wrong = framing.pattern_problem(pattern)
            if wrong:
                told(
                    name,
                    i,
                    "pattern",
                    f"{show(pattern)}: {wrong}",
                    "a regular expression for a word",
                    "correct it",
                )
    for column, known, source in (("groups", groups, "groups"), ("speakers", speakers, "speakers")):
        for i, cell in enumerate(frames["actors"][column]):
            for one in cell.split():
                if one not in known and source not in failed:
                    told(
                        "actors", i, column, show(one), some(known), f"correct it, or add it to {source}.csv"
                    )
    unknown("roles", "doc_id", "corpus", set(lengths), "correct it, or add the text to corpus.csv")
    unknown("roles", "actor", "actors", set(frames["actors"]["actor"]), "add the actor to actors.csv")
    _framed(frames, failed, lengths, told)
    for i, text in enumerate(frames["excerpts"]["text"]):
        if len(words(text)) > leaks.LONGEST:
            told(
                "excerpts",
                i,
                "text",
                f"{len(words(text))} words",
                f"at most {leaks.LONGEST} words",
                "shorten it",
            )
    return found_wrong


def _spans(cell: str) -> list[Span]:
    """The spans of a cell; none if it holds no spans, which its own table says already."""
    return tables.spans(cell) if tables.SPANS.fullmatch(cell) else []


def _inside(length: int) -> str:
    return f"start before end, at most {length}, the length of the text"


def some(accepted: Sequence[str] | set[str]) -> str:
    """Return the accepted values for a message, the first dozen of them."""
    items = sorted(accepted)
    return (", ".join(items[:12]) + (" …" if len(items) > 12 else "")) or "none is declared"


def _framed(
    frames: Mapping[str, pd.DataFrame],
    failed: set[str],
    lengths: Mapping[str, int],
    told: Callable[[str, int, str, str, str, str], None],
) -> None:
    """Passages that overlap, and codes of passages that the codebook does not know."""
    last: dict[str, int] = {}
    for i, row in enumerate(frames["passages"].itertuples()):
        if row.start < last.get(row.doc_id, 0):
            told(
                "passages",
                i,
                "start",
                f"{row.start}-{row.end}",
                "passages in order, none overlapping another",
                "correct it",
            )
        last[row.doc_id] = row.end
    if failed & {"frame_codes", "passages", "groups"}:
        return
    book = frames["frame_codes"]
    allowed = {field: set(rows["code"]) for field, rows in book.groupby("field")}
    functions, voices = allowed.get("function", set()), allowed.get("voice", set())
    blamers = {OUTLET, *frames["groups"]["group"]}
    there = set(zip(frames["passages"]["doc_id"], frames["passages"]["passage"], strict=True))
    mend = "correct it, or add the code to coding/frame_codes.csv"
    for name in FRAME_CODINGS:
        for i, row in enumerate(frames[name].itertuples()):
            if row.doc_id not in lengths:
                told(name, i, "doc_id", show(row.doc_id), some(set(lengths)), "correct it")
            elif (row.doc_id, row.passage) not in there:
                told(name, i, "passage", str(row.passage), "a passage of passages.csv", "correct it")
            if row.code not in functions | {BLAME}:
                told(name, i, "code", show(row.code), some(functions | {BLAME}), mend)
                continue
            blaming = row.code == BLAME
            known = {
                "voice": blamers if blaming else voices,
                "target": allowed.get("target", set()) if blaming else {""},
                "issue": allowed.get("issue", set()) if blaming else {""},
            }
            for column, values in known.items():
                if getattr(row, column) not in values:
                    accepted = some(values) if values != {""} else "blank: only blame has one"
                    told(name, i, column, show(getattr(row, column)), accepted, mend)
