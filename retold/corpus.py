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

import pandas as pd

from retold import coding, tables
from retold.problems import BadInputError, Problem, show
from retold.text import Span, blank, sentences, words

_MARKS = re.compile(r"[“”„‟«»‘’‚‛‹›\"'`]")
_SPACE = re.compile(r"\s+")
_CODINGS = ("pass_1", "pass_2", "coded")


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
    for name, _table in tables.TABLES.items():
        if name not in tables.DERIVED:
            frames[name], found = tables.read(folder, name)
            problems += found
    corpus = Corpus(folder, frames)
    if not frames["corpus"].empty:
        problems += _cross_problems(corpus)
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
        problems += _stale_problems(corpus, derived["documents"][0])
        problems += _decision_problems(corpus)
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
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    contents = {p: p.read_bytes() for p in files}
    by_hash = {sha256(data): p for p, data in contents.items()}
    found: dict[str, Document] = {}
    missing = []
    for _, row in corpus.documents.iterrows():
        path = by_hash.get(row["sha256"])
        if path is None:
            missing.append(row)
        else:
            found[row["doc_id"]] = corpus.document(row["doc_id"], contents[path].decode("utf-8"))
    used = {by_hash[h] for h in corpus.documents["sha256"] if h in by_hash}
    left = {p: data for p, data in contents.items() if p not in used}
    problems = [_missing_text(corpus, row, folder, left) for row in missing]
    for doc in found.values():
        problems += _offset_problems(corpus, doc)
    return found, problems


def decode(path: Path, data: bytes) -> tuple[str | None, list[Problem]]:
    """Decode the bytes of a text file; say what is wrong if they are not plain UTF-8."""
    if not data.strip():
        return None, [Problem(str(path), "an empty file", "a text", "remove or restore it")]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Problem(str(path), "UTF-16", "UTF-8", "save it as UTF-8")]
    if b"\x00" in data:
        at = data.index(b"\x00")
        return None, [
            Problem(str(path), f"a NUL byte at byte {at}", "plain text", "remove it, or convert from UTF-16")
        ]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at byte {error.start}, which is not UTF-8 (Latin-1 or Windows-1252?)"
        return None, [Problem(str(path), found, "UTF-8", "save it as UTF-8")]


def _missing_text(corpus: Corpus, row: pd.Series, folder: Path, left: Mapping[Path, bytes]) -> Problem:
    """The problem of a text without a matching file: missing, or how the nearest differs."""
    doc_id = row["doc_id"]
    accepted = f"the text {doc_id!r}, {row['n_chars']} characters, sha256 {row['sha256'][:12]}…"
    best: tuple[float, Path, str, str] | None = None
    for path, data in left.items():
        text, trouble = decode(path, data)
        how = "" if text is not None else trouble[0].found
        if text is None:
            text = _lenient(data)
        if text is None:
            if path.stem == doc_id:
                return Problem(str(path), how, accepted, "restore the text")
            continue
        score = _likeness(corpus, doc_id, text, row["sha256_plain"]) + (0.5 if path.stem == doc_id else 0)
        if score > (best[0] if best else 0.9 if path.stem != doc_id else 0.0):
            best = (score, path, text, how)
    if best is None:
        return Problem(str(folder), "missing", accepted, "put your copy into the folder, under any name")
    _, path, text, how = best
    only = sha256_plain(text) == row["sha256_plain"]
    parts = [f"stored as {how}"] if how else []
    parts.append(_difference(corpus, row, text, only))
    mend = (
        "save it as UTF-8 with the line ends it had"
        if only
        else "restore the text; the corpus table names this version"
    )
    return Problem(str(path), "; ".join(parts), accepted, mend)


def _lenient(data: bytes) -> str | None:
    for encoding in ("utf-16", "cp1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, UnicodeError):
            continue
    return None


def _likeness(corpus: Corpus, doc_id: str, text: str, plain: str) -> float:
    """How far a file's vocabulary is that of a text, by the derived term counts; 0 to 1."""
    if sha256_plain(text) == plain:
        return 2.0
    terms, problems = tables.read(corpus.folder, "terms")
    known = set(terms.loc[terms["doc_id"] == doc_id, "term"]) if not problems else set()
    if not known:
        return 0.0
    mine = {text[s:e].lower().replace("’", "'").removesuffix("'s") for s, e in words(text)}
    return len(known & mine) / len(known)


def _difference(corpus: Corpus, row: pd.Series, text: str, only_marks: bool) -> str:
    """Where a file first differs from the text, as near as the derived counts can tell."""
    extra = " (only in white space or quotation marks)" if only_marks else ""
    table, problems = tables.read(corpus.folder, "sentences")
    known = table[table["doc_id"] == row["doc_id"]] if not problems else table
    mine = sentences(corpus.document(row["doc_id"], text).clean)
    previous = 0
    for (_, want), (start, end) in zip(known.iterrows(), mine, strict=False):
        counted = len(words(text[start:end]))
        if (want["start"], want["end"], want["words"]) != (start, end, counted):
            at = min(int(want["start"]), start) if want["start"] != start else min(int(want["end"]), end)
            return (
                f"differs between character {previous} and {at}{extra}: sentence {want['sentence']} should be "
                f"characters {want['start']} to {want['end']} with {want['words']} words, is {start} to {end} with {counted}"
            )
        previous = end if want["end"] == end else start
    if len(text) != row["n_chars"]:
        return (
            f"differs after character {previous}{extra}: {len(text)} characters instead of {row['n_chars']}"
        )
    return f"differs{extra} inside a sentence, without changing its length"


def _cross_problems(corpus: Corpus) -> list[Problem]:
    """Rows of one table that contradict another."""
    frames, folder = corpus.tables, corpus.folder
    problems: list[Problem] = []
    if len(frames["corpus"]) == 1:
        problems.append(
            Problem(
                str(folder / "corpus.csv"),
                "one text only",
                "at least two texts",
                "add a text to compare it with",
            )
        )
    lengths = {r.doc_id: int(r.n_chars) for r in frames["corpus"].itertuples()}
    groups = set(frames["groups"]["group"])
    speakers = dict(zip(frames["speakers"]["speaker_id"], frames["speakers"]["group"], strict=True))

    def unknown(name: str, column: str, accepted: Sequence[str] | set[str], mend: str) -> None:
        for i, value in enumerate(frames[name][column], 2):
            if value and value not in accepted:
                where = str(folder / tables.TABLES[name].file)
                problems.append(Problem(where, show(value), _some(accepted), mend, i, column))

    for name in ("cleaning", "excerpts", "hand_counts", "marks", *_CODINGS):
        unknown(name, "doc_id", set(lengths), "correct it, or add the text to corpus.csv")
    unknown("speakers", "group", groups, "give the speaker a group, or add the group to groups.csv")
    unknown("coded", "speaker_id", set(speakers), "add the speaker to speakers.csv")
    for name in _CODINGS:
        unknown(name, "group", groups, "correct it, or add the group to groups.csv")
        problems += _span_problems(frames[name], folder / tables.TABLES[name].file, lengths)
    for name in ("cleaning", "excerpts", "marks"):
        path = str(folder / tables.TABLES[name].file)
        for i, row in enumerate(frames[name].itertuples(), 2):
            limit = lengths.get(row.doc_id, 0)
            if not row.start < row.end <= limit and row.doc_id in lengths:
                problems.append(_out_of_range(path, i, "end", f"{row.start}-{row.end}", limit))
    for i, row in enumerate(frames["naming"].itertuples(), 2):
        try:
            re.compile(row.pattern)
        except re.error as error:
            path = str(folder / "naming.csv")
            problems.append(
                Problem(
                    path, f"{show(row.pattern)}: {error}", "a regular expression", "correct it", i, "pattern"
                )
            )
    for i, row in enumerate(frames["excerpts"].itertuples(), 2):
        if len(words(row.text)) > 12:
            path = str(folder / "excerpts.csv")
            problems.append(
                Problem(path, f"{len(words(row.text))} words", "at most 12 words", "shorten it", i, "text")
            )
    return problems


def _stale_problems(corpus: Corpus, documents: pd.DataFrame) -> list[Problem]:
    """Derived data that belong to other texts than the corpus table names."""
    path = str(corpus.folder / tables.TABLES["documents"].file)
    mend = "run `retold derive` again"
    lengths = dict(zip(documents["doc_id"], documents["chars_raw"], strict=True))
    problems = []
    for row in corpus.documents.itertuples():
        if row.doc_id not in lengths:
            problems.append(Problem(path, f"no row for {row.doc_id!r}", "a row for each text", mend))
        elif lengths[row.doc_id] != row.n_chars:
            found = f"{row.doc_id}: {lengths[row.doc_id]} characters"
            problems.append(Problem(path, found, f"{row.n_chars}, as in corpus.csv", mend))
    for i, doc_id in enumerate(documents["doc_id"], 2):
        if doc_id not in corpus.doc_ids:
            problems.append(Problem(path, show(doc_id), _some(set(corpus.doc_ids)), mend, i, "doc_id"))
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
    return [Problem(path, found, "the result of coding.adjudicate", "change the decisions, not the result")]


def _some(accepted: Sequence[str] | set[str]) -> str:
    items = sorted(accepted)
    return ", ".join(items[:12]) + (" …" if len(items) > 12 else "")


def _out_of_range(path: str, row: int, column: str, found: str, limit: int) -> Problem:
    return Problem(
        path,
        found,
        f"start before end, at most {limit}, the length of the text",
        "correct the offsets",
        row,
        column,
    )


def _span_problems(frame: pd.DataFrame, path: Path, lengths: Mapping[str, int]) -> list[Problem]:
    problems = []
    for i, row in enumerate(frame.itertuples(), 2):
        for column in ("content", "cue", "source"):
            for start, end in tables.spans(getattr(row, column)):
                limit = lengths.get(row.doc_id)
                if limit is not None and not start < end <= limit:
                    problems.append(_out_of_range(str(path), i, column, f"{start}-{end}", limit))
    return problems


def _offset_problems(corpus: Corpus, doc: Document) -> list[Problem]:
    """Checks that need the text: excerpts stand where the table says."""
    problems = []
    excerpts = corpus.tables["excerpts"]
    total = 0
    for i, row in enumerate(excerpts.itertuples(), 2):
        if row.doc_id == doc.doc_id:
            there = doc.raw[row.start : row.end]
            total += len(words(row.text))
            if there != row.text:
                path = str(corpus.folder / "excerpts.csv")
                problems.append(
                    Problem(path, show(row.text), show(there), "copy the words as they stand", i, "text")
                )
    limit = len(words(doc.raw)) // 10
    if total > limit:
        path = str(corpus.folder / "excerpts.csv")
        problems.append(
            Problem(path, f"{total} words of {doc.doc_id}", f"at most {limit}, a tenth of it", "show less")
        )
    return problems
