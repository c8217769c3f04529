"""Read and check a corpus: its table, and the texts, each known by its SHA-256.

A corpus is a folder with ``corpus.csv`` and the tables beside it. The texts live
wherever the user keeps them, under any name: a file is recognised by the hash of its
bytes. `Document` is the only form in which the other modules see a text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from retold import coding, framing, leaks, tables
from retold.files import decode
from retold.problems import BadInputError, Problem, show
from retold.text import Span, blank, sentences, terms, words

_MARKS = re.compile(r"[“”„‟«»‘’‚‛‹›\"'`]")
_SPACE = re.compile(r"\s+")
NEAR = 0.9  # least share of a text's vocabulary in a file that is taken for a version of it
_CODINGS = ("pass_1", "pass_2", "coded")
# The tables that the derived data depend on, besides the texts.
_PAIRED = {"hand_alignment": ("a", "b"), "quotations": ("span_a", "span_b")}
_INPUTS = ("cleaning", "naming", "quotations", "propositions", *_CODINGS)


@dataclass(frozen=True)
class Document:
    """A text: `raw` as decoded; `clean` of the same length, what is not article blanked."""

    doc_id: str
    raw: str
    clean: str
    removed: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Corpus:
    """The tables of a corpus folder that people write, checked."""

    folder: Path
    tables: Mapping[str, pd.DataFrame]

    @property
    def documents(self) -> pd.DataFrame:
        """The corpus table, one row a text."""
        return self.tables["corpus"]

    @property
    def doc_ids(self) -> list[str]:
        """The texts in the order of the corpus table."""
        return list(self.documents["doc_id"])

    def document(self, doc_id: str, raw: str) -> Document:
        """Return a text of this corpus with its boilerplate blanked."""
        cleaning = self.tables["cleaning"]
        rows = cleaning[cleaning["doc_id"] == doc_id]
        removed = [(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)]
        return Document(doc_id, raw, blank(raw, removed), tuple(removed))


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal: the identity of a text."""
    return hashlib.sha256(data).hexdigest()


def sha256_plain(text: str) -> str:
    """Return the SHA-256 of `text` without white space, its quotation marks made alike.

    Two texts that differ only in line ends, spaces or the style of their quotation
    marks have the same value.
    """
    return sha256(_MARKS.sub("'", _SPACE.sub("", text)).encode())


def load(folder: Path) -> Corpus:
    """Read a corpus folder; raise `BadInputError` with every problem if there is any."""
    corpus, problems = read(folder)
    if problems:
        raise BadInputError(problems)
    return corpus


def read(folder: Path) -> tuple[Corpus, list[Problem]]:
    """Read a corpus folder and check its tables one by one and against each other."""
    if not folder.is_dir():
        problem = Problem(
            str(folder), "no such folder", "a folder with corpus.csv", "name the folder with --data"
        )
        return Corpus(folder, {}), [problem]
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    failed: set[str] = set()
    for name in tables.TABLES:
        if name not in tables.DERIVED:
            frames[name], found = tables.read(folder, name)
            problems += found
            if found:
                failed.add(name)
    corpus = Corpus(folder, frames)
    if not frames["corpus"].empty:
        places = {(p.file, p.row, p.column) for p in problems}
        crossed = _cross_problems(corpus, failed)
        problems += [p for p in crossed if (p.file, p.row, p.column) not in places]
    elif not problems:
        problems.append(Problem(str(folder / "corpus.csv"), "no text", "at least two texts", "add rows"))
    return corpus, problems


def check(folder: Path) -> tuple[Corpus, list[Problem]]:
    """Read a corpus folder and check everything in it: also the derived tables and decisions."""
    corpus, problems = read(folder)
    derived = {name: tables.read(folder, name) for name in tables.DERIVED}
    for _, found in derived.values():
        problems += found
    if not problems:
        problems += _stale_problems(corpus, {name: frame for name, (frame, _) in derived.items()})
        problems += _decision_problems(corpus)
        problems += _finding_problems(corpus)
    return corpus, problems


def find_texts(corpus: Corpus, folder: Path) -> tuple[dict[str, Document], list[Problem]]:
    """Find the texts of a corpus in a folder by their hash, whatever their names.

    Returns
    -------
    (dict of doc_id to Document, list of Problem)
        The texts found, in the order of the corpus; a problem for each missing one,
        which says how the nearest file differs if there is one.
    """
    if not folder.is_dir():
        return {}, [
            Problem(
                str(folder), "no such folder", "a folder with the texts", "name it with --texts or TEXTS="
            )
        ]
    contents = {p: p.read_bytes() for p in _files(folder)}
    by_hash = {sha256(data): p for p, data in contents.items()}
    found: dict[str, Document] = {}
    missing, problems = [], []
    for i, row in enumerate(corpus.documents.to_dict("records")):
        path = by_hash.get(row["sha256"])
        if path is None:
            missing.append(row)
            continue
        text, trouble = decode(path, contents[path])
        problems += trouble
        if text is not None:
            problems += _description_problems(corpus, row, tables.line(corpus.documents, i), text)
            found[row["doc_id"]] = corpus.document(row["doc_id"], text)
    known = set(corpus.documents["sha256"])
    left = {p: data for p, data in contents.items() if sha256(data) not in known}
    problems += _missing_texts(corpus, missing, folder, left)
    for doc in found.values():
        problems += _offset_problems(corpus, doc)
    return found, problems


def unclaimed(corpus: Corpus, folder: Path) -> list[Path]:
    """Return the files of a folder whose hash no row of the corpus table has."""
    known = set(corpus.documents["sha256"])
    return [p for p in _files(folder) if sha256(p.read_bytes()) not in known]


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def describe(path: Path) -> str:
    """Return what corpus.csv needs to know of a file: length and hashes, or what is wrong."""
    data = path.read_bytes()
    text, trouble = decode(path, data)
    if text is None:
        return f"{path.name}: {trouble[0].found}"
    return f"{path.name}: n_chars {len(text)}, sha256 {sha256(data)}, sha256_plain {sha256_plain(text)}"


def _description_problems(corpus: Corpus, row: Mapping[str, Any], line: int, text: str) -> list[Problem]:
    """What corpus.csv says of a text that was found, but is not so."""
    path = str(corpus.folder / tables.TABLES["corpus"].file)
    actual = {"n_chars": len(text), "sha256_plain": sha256_plain(text)}
    return [
        Problem(path, show(row[column], 80), str(value), f"write {value}", line, column)
        for column, value in actual.items()
        if row[column] != value
    ]


class _Shipped:
    """What the derived data still know of the texts, to say how a file differs from one."""

    def __init__(self, folder: Path) -> None:
        counted, _ = tables.read(folder, "terms")
        self.vocabulary = {str(d): set(rows["term"]) for d, rows in counted.groupby("doc_id")}
        self.sentences, _ = tables.read(folder, "sentences")


def _missing_texts(
    corpus: Corpus, missing: Sequence[Mapping[str, Any]], folder: Path, left: Mapping[Path, bytes]
) -> list[Problem]:
    """The problem of each text without a matching file: missing, or how the nearest differs."""
    if not missing:
        return []
    shipped = _Shipped(corpus.folder)
    readings = {path: _lenient(path, data) for path, data in left.items()}
    vocabularies = {path: set(terms(text)) for path, (text, _) in readings.items()}
    problems = []
    for row in missing:
        doc_id = row["doc_id"]
        accepted = f"the text {doc_id!r}, {row['n_chars']} characters, sha256 {row['sha256'][:12]}…"
        best: tuple[float, Path] | None = None
        for path, (text, _) in readings.items():
            known = shipped.vocabulary.get(doc_id, set())
            score = len(known & vocabularies[path]) / len(known) if known else 0.0
            score += 2.0 * (sha256_plain(text) == row["sha256_plain"]) + 1.0 * (path.stem == doc_id)
            if score >= NEAR and (best is None or score > best[0]):
                best = (score, path)
        if best is None:
            mend = "put your copy into the folder, under any name"
            problems.append(Problem(str(folder), "missing", accepted, mend, about=doc_id))
            continue
        path = best[1]
        text, how = readings[path]
        said, mend = _difference(corpus, shipped, row, text, how)
        problems.append(Problem(str(path), said, accepted, mend, about=doc_id))
    return problems


def _lenient(path: Path, data: bytes) -> tuple[str, str]:
    """The text of a file as well as it can be read, and what is wrong with how it is stored."""
    text, trouble = decode(path, data)
    if text is not None:
        return (text[1:], "UTF-8 with a byte order mark") if text.startswith("\ufeff") else (text, "")
    if b"\x00" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), trouble[0].found
    return data.decode("cp1252", errors="replace"), trouble[0].found


def _difference(
    corpus: Corpus, shipped: _Shipped, row: Mapping[str, Any], text: str, how: str
) -> tuple[str, str]:
    """Where a file first differs from the text, as near as the derived counts can tell; how to mend it."""
    stored = f"stored as {how}; " if how else ""
    if sha256(text.encode()) == row["sha256"]:
        return f"{stored}else the same text", "save it as UTF-8 without a byte order mark"
    same = sha256_plain(text) == row["sha256_plain"]
    extra = " (only in white space or quotation marks)" if same else ""
    mend = "restore the text; the corpus table names this version"
    if same:
        mend = "save it as UTF-8 with the line ends and quotation marks it had"
    return stored + _place(corpus, shipped, row, text, extra), mend


def _place(corpus: Corpus, shipped: _Shipped, row: Mapping[str, Any], text: str, extra: str) -> str:
    known = shipped.sentences[shipped.sentences["doc_id"] == row["doc_id"]]
    mine = sentences(corpus.document(row["doc_id"], text).clean)
    previous = 0
    for want, (start, end) in zip(known.to_dict("records"), mine, strict=False):
        counted = len(words(text[start:end]))
        if (want["start"], want["end"], want["words"]) != (start, end, counted):
            at = min(want["start"], start) if want["start"] != start else min(want["end"], end)
            return (
                f"differs between character {previous} and {at}{extra}: sentence {want['sentence']} should be "
                f"characters {want['start']} to {want['end']} with {want['words']} words, "
                f"is {start} to {end} with {counted}"
            )
        previous = end
    if len(text) != row["n_chars"]:
        return (
            f"differs after character {previous}{extra}: {len(text)} characters instead of {row['n_chars']}"
        )
    return f"differs{extra} inside a sentence, without changing its length"


def _cross_problems(corpus: Corpus, failed: set[str]) -> list[Problem]:
    """Rows of one table that contradict another; tables that could not be read are left out."""
    frames, folder = corpus.tables, corpus.folder
    documents = frames["corpus"]
    problems: list[Problem] = []

    def told(name: str, position: int, column: str, found: str, accepted: str, mend: str) -> None:
        row = tables.line(frames[name], position)
        problems.append(Problem(str(folder / tables.TABLES[name].file), found, accepted, mend, row, column))

    def unknown(name: str, column: str, source: str, accepted: set[str], mend: str) -> None:
        if source not in failed:
            for i, value in enumerate(frames[name][column]):
                if value and value not in accepted:
                    told(name, i, column, show(value), _some(accepted), mend)

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
    for name in ("cleaning", "excerpts", "hand_counts", "marks", *_CODINGS):
        unknown(name, "doc_id", "corpus", set(lengths), "correct it, or add the text to corpus.csv")
    unknown("speakers", "group", "groups", groups, "give the speaker a group, or add the group to groups.csv")
    unknown("coded", "speaker_id", "speakers", speakers, "add the speaker to speakers.csv")
    for name in _CODINGS:
        frame = frames[name]
        unknown(name, "group", "groups", groups, "correct it, or add the group to groups.csv")
        there = set(zip(frame["doc_id"], frame["attribution_id"], strict=True))
        for i, row in enumerate(frame.itertuples()):
            if row.nested_in and (row.doc_id, row.nested_in) not in there:
                told(
                    name, i, "nested_in", show(row.nested_in), "an attribution of the same text", "correct it"
                )
            for column in ("content", "cue", "source"):
                for start, end in tables.spans(getattr(row, column)):
                    if row.doc_id in lengths and not start < end <= lengths[row.doc_id]:
                        told(
                            name,
                            i,
                            column,
                            f"{start}-{end}",
                            _inside(lengths[row.doc_id]),
                            "correct the offsets",
                        )
    for name in ("cleaning", "excerpts", "marks"):
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
    for name in (*_PAIRED, "propositions"):
        for column in ("doc_a", "doc_b"):
            unknown(name, column, "corpus", set(lengths), "correct it, or add the text to corpus.csv")
    unknown("damage", "doc_id", "corpus", set(lengths), "correct it, or add the text to corpus.csv")
    unknown("damage", "twin", "damage", set(frames["damage"]["damage_id"]), "name a damage_id of this table")
    spanned = [("damage", "doc_id", "span")]
    for name, both in _PAIRED.items():
        spanned += [(name, f"doc_{side}", column) for side, column in zip("ab", both, strict=True)]
    for name, owner, column in spanned:
        for i, (doc_id, cell) in enumerate(zip(frames[name][owner], frames[name][column], strict=True)):
            length = lengths.get(doc_id)
            for start, end in tables.spans(cell):
                if length is not None and not start < end <= length:
                    told(name, i, column, f"{start}-{end}", _inside(length), "correct the offsets")
    coded = set(zip(frames["coded"]["doc_id"], frames["coded"]["attribution_id"], strict=True))
    for i, row in enumerate(frames["propositions"].itertuples()):
        for doc_id, column in ((row.doc_a, "attributions_a"), (row.doc_b, "attributions_b")):
            for one in getattr(row, column).split():
                if (doc_id, one) not in coded and "coded" not in failed:
                    accepted = f"attribution_ids of {doc_id}, joined by a space"
                    told("propositions", i, column, show(one), accepted, "correct it")
    for i, pattern in enumerate(frames["naming"]["pattern"]):
        wrong = framing.pattern_problem(pattern)
        if wrong:
            told(
                "naming",
                i,
                "pattern",
                f"{show(pattern)}: {wrong}",
                "a regular expression for a word",
                "correct it",
            )
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
    return problems


def _inside(length: int) -> str:
    return f"start before end, at most {length}, the length of the text"


def _some(accepted: Sequence[str] | set[str]) -> str:
    items = sorted(accepted)
    return (", ".join(items[:12]) + (" …" if len(items) > 12 else "")) or "none is declared"


def _offset_problems(corpus: Corpus, doc: Document) -> list[Problem]:
    """Checks that need the text: excerpts stand where the table says, and are few."""
    path = str(corpus.folder / tables.TABLES["excerpts"].file)
    excerpts = corpus.tables["excerpts"]
    problems, total = [], 0
    for i, row in enumerate(excerpts.itertuples()):
        if row.doc_id == doc.doc_id:
            there = doc.raw[row.start : row.end]
            total += len(words(row.text))
            if there != row.text:
                mend = "copy the words as they stand"
                problems.append(
                    Problem(path, show(row.text), show(there), mend, tables.line(excerpts, i), "text")
                )
    limit = len(words(doc.raw)) // 10
    if total > limit:
        problems.append(
            Problem(path, f"{total} words of {doc.doc_id}", f"at most {limit}, a tenth of it", "show less")
        )
    return problems


def inputs(folder: Path) -> pd.DataFrame:
    """Return the table `inputs`: the hash of each table that the derived data depend on."""
    rows = []
    for name in _INPUTS:
        path = folder / tables.TABLES[name].file
        rows.append((tables.TABLES[name].file, sha256(path.read_bytes()) if path.is_file() else ""))
    return pd.DataFrame(rows, columns=["file", "sha256"])


def _stale_problems(corpus: Corpus, derived: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Derived data that were made from other texts or other tables than there are now."""
    mend = "run `retold derive` again"
    ids = set(corpus.doc_ids)
    problems = []
    for name, frame in derived.items():
        path = str(corpus.folder / tables.TABLES[name].file)
        for column in ("doc_id", "doc_a", "doc_b"):
            if column in frame:
                stray = sorted(set(frame[column]) - ids)
                problems += [Problem(path, show(d), _some(ids), mend, None, column) for d in stray]
    path = str(corpus.folder / tables.TABLES["documents"].file)
    lengths = dict(zip(derived["documents"]["doc_id"], derived["documents"]["chars_raw"], strict=True))
    for row in corpus.documents.itertuples():
        if row.doc_id not in lengths:
            problems.append(Problem(path, f"no row for {row.doc_id!r}", "a row for each text", mend))
        elif lengths[row.doc_id] != row.n_chars:
            found = f"{row.doc_id}: {lengths[row.doc_id]} characters"
            problems.append(Problem(path, found, f"{row.n_chars}, as in corpus.csv", mend))
    then = dict(zip(derived["inputs"]["file"], derived["inputs"]["sha256"], strict=True))
    for row in inputs(corpus.folder).itertuples():
        if then.get(row.file, "") != row.sha256:
            path = str(corpus.folder / row.file)
            problems.append(Problem(path, "changed since the data were derived", "as it was then", mend))
    return problems


def _decision_problems(corpus: Corpus) -> list[Problem]:
    """Differences between two codings without a decision, or a table not made by them."""
    first, second, decisions, coded = (corpus.tables[n] for n in ("pass_1", "pass_2", "decisions", "coded"))
    if first.empty or second.empty:
        return []
    try:
        made = coding.adjudicate(first, second, decisions)
    except BadInputError as error:
        return error.problems
    if made.equals(coded):
        return []
    path = str(corpus.folder / tables.TABLES["coded"].file)
    found = "a table that the codings and decisions do not give"
    mend = f"change the decisions, then run `python -m retold.coding {corpus.folder}`"
    return [Problem(path, found, "the table that adjudication gives", mend)]


def _finding_problems(corpus: Corpus) -> list[Problem]:
    """Findings whose rule cannot be read or whose page is none."""
    from retold import results

    path = str(corpus.folder / tables.TABLES["findings"].file)
    frame = corpus.tables["findings"]
    problems = []
    for i, row in enumerate(frame.itertuples()):
        if row.page not in results.CHAPTERS:
            accepted = ", ".join(results.CHAPTERS)
            problems.append(
                Problem(path, show(row.page), accepted, "correct it", tables.line(frame, i), "page")
            )
        if not results.readable(row.rule):
            accepted = "name operator name-or-number, joined by 'and'"
            problems.append(
                Problem(path, show(row.rule), accepted, "correct it", tables.line(frame, i), "rule")
            )
    return problems
