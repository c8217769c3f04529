"""Read and check a corpus: its table, and the texts, each known by its SHA-256.

A corpus is a folder with ``corpus.csv`` and the tables beside it. The texts live
wherever the user keeps them, under any name: a file is recognised by the hash of its
bytes. `Document` is the only form in which the other modules see a text.
"""

from __future__ import annotations

import hashlib
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from retold.common.files import decode
from retold.common.problems import BadInputError, Problem, show
from retold.common.progress import Tell, untold
from retold.corpus import crosscheck, places, tables
from retold.corpus.schema import DERIVED, TABLES
from retold.text import Reading, Span, Text, blank, words
from retold.text import read as reading_of
from retold.text.reading import AUTO, LINES

_MARKS = re.compile(r"[“”„‟«»‘’‚‛‹›\"'`]")
_SPACE = re.compile(r"\s+")
_SAVE = "save it as UTF-8 and write what corpus.csv then has to know of it"
# How a text may be stored, by the codec that does it; without a byte order mark unless it says so.
_STORED = {
    "utf-8": "UTF-8 without a byte order mark",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
}
NEAR = 0.9  # least share of a text's vocabulary in a file that is taken for a version of it
# The tables that the derived data depend on, besides the texts.
_INPUTS = ("cleaning", "naming", "actors", "quotations", "propositions", "damage", *crosscheck.CODINGS)


STORIES_OF = "corpus.csv"  # of it: which texts there are, in which order, their stories, how lines are read


@dataclass(frozen=True)
class Document:
    """A text: `raw` as decoded; `view` as it is read; `clean` of the view's length, what is not article blanked.

    View and clean text are cut once. The tables of a corpus point into `raw`; `reading` leads there and back.
    """

    doc_id: str
    reading: Reading
    clean: Text
    removed: tuple[Span, ...] = ()

    @property
    def raw(self) -> str:
        """The text as decoded."""
        return self.reading.raw

    @property
    def view(self) -> Text:
        """The text as it is read: wrapped lines joined, signs made alike."""
        return self.reading.view


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

    def document(self, doc_id: str, raw: str, lines: str | None = None) -> Document:
        """Return a text of this corpus, read and with its boilerplate blanked.

        `lines` is how its line breaks are read; by default as the corpus table says.
        """
        reading = reading_of(raw, lines or self._lines(doc_id))
        cleaning = self.tables["cleaning"]
        rows = cleaning[cleaning["doc_id"] == doc_id]
        marked = zip(rows["start"], rows["end"], strict=True)
        removed = tuple(reading.in_view((int(start), int(end))) for start, end in marked)
        clean = Text(blank(reading.view, removed)) if removed else reading.view
        return Document(doc_id, reading, clean, removed)

    def _lines(self, doc_id: str) -> str:
        told = self.documents.loc[self.documents["doc_id"] == doc_id, "lines"]
        return next(iter(told), "") or AUTO

    def as_read(self, texts: Mapping[str, Document]) -> Corpus:
        """Return the corpus with tables that point into the texts as they are read."""
        to = {d: doc.reading.in_view for d, doc in texts.items() if doc.reading.edits}
        return replace(self, tables=places.moved(self.tables, to))


def as_decoded(tables: Mapping[str, pd.DataFrame], texts: Mapping[str, Document]) -> dict[str, pd.DataFrame]:
    """Return tables that point into texts as they are read as tables that point into them as decoded."""
    return places.moved(tables, {d: doc.reading.in_raw for d, doc in texts.items() if doc.reading.edits})


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


def read(folder: Path, blank: Collection[str] = ()) -> tuple[Corpus, list[Problem]]:
    """Read a corpus folder and check its tables one by one and against each other.

    Cells of the corpus table may be blank in the columns `blank`: those that the program is to fill.
    """
    if not folder.is_dir():
        problem = Problem(
            str(folder), "no such folder", "a folder with corpus.csv", "correct the name of the folder"
        )
        return Corpus(folder, {}), [problem]
    read_tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    failed: set[str] = set()
    for name in TABLES:
        if name not in DERIVED:
            read_tables[name], table_problems = tables.read(folder, name, blank if name == "corpus" else ())
            problems += table_problems
            if table_problems:
                failed.add(name)
    corpus = Corpus(folder, read_tables)
    if not read_tables["corpus"].empty:
        places = {(p.file, p.row, p.column) for p in problems}
        crossed = crosscheck.problems(folder, read_tables, failed)
        problems += [p for p in crossed if (p.file, p.row, p.column) not in places]
    elif not problems:
        problems.append(Problem(str(folder / "corpus.csv"), "no text", "at least two texts", "add rows"))
    return corpus, problems


def find_texts(
    corpus: Corpus, folder: Path, tell: Tell = untold, lines: str | None = None
) -> tuple[dict[str, Document], list[Problem]]:
    """Find the texts of a corpus in a folder by their hash, whatever their names.

    Parameters
    ----------
    corpus : Corpus
        Its tables.
    folder : Path
        Where the texts lie.
    tell : callable
        Takes what has to be said of how a text was read, a line each.
    lines : str, optional
        How line breaks of all texts are read; by default as the corpus table says.

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
    documents: dict[str, Document] = {}
    missing, problems = [], []
    for i, row in enumerate(corpus.documents.to_dict("records")):
        path = by_hash.get(row["sha256"])
        if path is None:
            missing.append(row)
            continue
        decoded = decode(path, contents[path])
        problems += [replace(problem, mend=_SAVE) for problem in decoded.problems]
        if decoded.notice:
            tell(f"{path.name}: {decoded.notice}; if that is wrong, {_SAVE}")
        if decoded.text is not None:
            problems += _description_problems(corpus, row, tables.line(corpus.documents, i), decoded.text)
            documents[row["doc_id"]] = corpus.document(row["doc_id"], decoded.text, lines)
    known = set(corpus.documents["sha256"])
    left = {p: data for p, data in contents.items() if sha256(data) not in known}
    problems += _missing_texts(corpus, missing, folder, left)
    for doc in documents.values():
        problems += _offset_problems(corpus, doc)
    return documents, problems


def concerning(folder: Path, problems: Iterable[Problem], used: Collection[str]) -> list[Problem]:
    """Return the problems that matter if of all tables these alone are used; what is no table's matters always."""
    others = {str(folder / table.file) for name, table in TABLES.items() if name not in used}
    return [problem for problem in problems if problem.file not in others]


def unclaimed(corpus: Corpus, folder: Path) -> list[Path]:
    """Return the files of a folder whose hash no row of the corpus table has."""
    known = set(corpus.documents["sha256"])
    return [p for p in _files(folder) if sha256(p.read_bytes()) not in known]


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


class Described(NamedTuple):
    """What corpus.csv needs to know of a file."""

    file: str
    n_chars: str
    sha256: str
    sha256_plain: str
    note: str  # how it was decoded, or why it could not be; blank if there is nothing to say


def describe(path: Path) -> Described:
    """Return what corpus.csv needs to know of a file: length and hashes, or what is wrong."""
    data = path.read_bytes()
    text, _, notice, trouble = decode(path, data)
    if text is None:
        return Described(path.name, "", "", "", trouble[0].found)
    return Described(path.name, str(len(text)), sha256(data), sha256_plain(text), notice)


def _description_problems(corpus: Corpus, row: Mapping[str, Any], line: int, text: str) -> list[Problem]:
    """What corpus.csv says of a text that was found, but is not so."""
    path = str(corpus.folder / TABLES["corpus"].file)
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
    vocabularies = {path: set(reading_of(text).view.terms) for path, (text, _) in readings.items()}
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
        difference, mend = _difference(corpus, shipped, row, text, how)
        problems.append(Problem(str(path), difference, accepted, mend, about=doc_id))
    return problems


def _lenient(path: Path, data: bytes) -> tuple[str, str]:
    """The text of a file as well as it can be read, and how it is stored if that is no plain UTF-8."""
    text, encoding, _, trouble = decode(path, data)
    if text is not None:
        return text, "" if encoding == "UTF-8" else encoding
    codec = "utf-16" if b"\x00" in data or data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "cp1252"
    return data.decode(codec, errors="replace"), trouble[0].found


def _difference(
    corpus: Corpus, shipped: _Shipped, row: Mapping[str, Any], text: str, how: str
) -> tuple[str, str]:
    """Where a file first differs from the text, as near as the derived counts can tell; how to mend it."""
    stored = f"stored as {how}; " if how else ""
    for codec, name in _STORED.items():
        if sha256(text.encode(codec, errors="replace")) == row["sha256"]:
            return f"{stored or 'stored as UTF-8; '}else the same text", f"save it as {name}"
    same = sha256_plain(text) == row["sha256_plain"]
    extra = " (only in white space or quotation marks)" if same else ""
    mend = "restore the text; the corpus table names this version"
    if same:
        mend = "save it as UTF-8 with the line ends and quotation marks it had"
    return stored + _place(corpus, shipped, row, text, extra), mend


def _place(corpus: Corpus, shipped: _Shipped, row: Mapping[str, Any], text: str, extra: str) -> str:
    known = shipped.sentences[shipped.sentences["doc_id"] == row["doc_id"]].to_dict("records")
    # The text may have been derived with its lines read in another way.
    documents = [corpus.document(row["doc_id"], text, lines) for lines in LINES]
    counted = max((list(_sentences(doc)) for doc in documents), key=lambda found: _alike(known, found))
    alike = _alike(known, counted)
    previous = counted[alike - 1][1] if alike else 0
    if alike < min(len(known), len(counted)):
        want, (start, end, words) = known[alike], counted[alike]
        at = min(want["start"], start) if want["start"] != start else min(want["end"], end)
        return (
            f"differs between character {previous} and {at}{extra}: sentence {want['sentence']} should be "
            f"characters {want['start']} to {want['end']} with {want['words']} words, "
            f"is {start} to {end} with {words}"
        )
    if len(text) != row["n_chars"]:
        return (
            f"differs after character {previous}{extra}: {len(text)} characters instead of {row['n_chars']}"
        )
    return f"differs{extra} inside a sentence, without changing its length"


def _sentences(document: Document) -> Iterator[tuple[int, int, int]]:
    """Where the sentences of a text stand in it as decoded, and how many words each has."""
    for span in document.clean.sentences:
        yield *document.reading.in_raw(span), len(words(document.clean, *span))


def _alike(known: Sequence[Mapping[Any, Any]], found: Sequence[tuple[int, int, int]]) -> int:
    """How many sentences from the first on are those that are known."""
    pairs = zip(known, found, strict=False)
    same = ((want["start"], want["end"], want["words"]) == sentence for want, sentence in pairs)
    return sum(1 for _ in takewhile(bool, same))


def _offset_problems(corpus: Corpus, doc: Document) -> list[Problem]:
    """Checks that need the text: excerpts stand where the table says, and are few."""
    path = str(corpus.folder / TABLES["excerpts"].file)
    excerpts = corpus.tables["excerpts"]
    problems, total = [], 0
    for i, row in enumerate(excerpts.itertuples()):
        if row.doc_id == doc.doc_id:
            there = doc.raw[row.start : row.end]
            read_there = doc.view[slice(*doc.reading.in_view((row.start, row.end)))]
            excerpt = reading_of(row.text).view
            total += len(excerpt.words)
            # The file may have a line break where a reader is shown a blank.
            if there != row.text and read_there.split() != excerpt.split():
                mend = "copy the words as they stand"
                problems.append(
                    Problem(path, show(row.text), show(there), mend, tables.line(excerpts, i), "text")
                )
    limit = len(doc.view.words) // 10
    if total > limit:
        problems.append(
            Problem(path, f"{total} words of {doc.doc_id}", f"at most {limit}, a tenth of it", "show less")
        )
    return problems


def inputs(folder: Path) -> pd.DataFrame:
    """Return the table `inputs`: the hash of each table that the derived data depend on.

    Of the corpus table it is the hash of doc_id and story_id alone, in their order, and of how lines are read where it says so.
    """
    rows = []
    for name in _INPUTS:
        path = folder / TABLES[name].file
        rows.append((TABLES[name].file, sha256(path.read_bytes()) if path.is_file() else ""))
    listed, _ = tables.read(folder, "corpus")
    told = listed["lines"].replace(AUTO, "").map(lambda lines: f" {lines}" if lines else "")
    stories = "\n".join((listed["doc_id"] + " " + listed["story_id"] + told).tolist())
    rows.append((STORIES_OF, sha256(stories.encode())))
    return pd.DataFrame(rows, columns=["file", "sha256"])


def stale_problems(corpus: Corpus, derived: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Derived data that were made from other texts or other tables than there are now."""
    mend = "run `retold derive` again"
    ids = set(corpus.doc_ids)
    problems = []
    for name, frame in derived.items():
        path = str(corpus.folder / TABLES[name].file)
        for column in TABLES[name].columns:
            if column.references == "corpus.doc_id":
                stray = sorted(set(frame[column.name]) - ids)
                problems += [
                    Problem(path, show(d), crosscheck.some(ids), mend, None, column.name) for d in stray
                ]
    path = str(corpus.folder / TABLES["documents"].file)
    reach = dict(zip(corpus.documents["doc_id"], corpus.documents["n_chars"], strict=True))
    problems += [
        Problem(str(corpus.folder / TABLES[name].file), found, accepted, mend, None, column)
        for name, frame in derived.items()
        for column, found, accepted in crosscheck.beyond(name, frame, reach)
    ]
    lengths = dict(zip(derived["documents"]["doc_id"], derived["documents"]["chars_raw"], strict=True))
    for row in corpus.documents.itertuples():
        if row.doc_id not in lengths:
            problems.append(Problem(path, f"no row for {row.doc_id!r}", "a row for each text", mend))
        elif lengths[row.doc_id] != row.n_chars:
            chars = f"{row.doc_id}: {lengths[row.doc_id]} characters"
            problems.append(Problem(path, chars, f"{row.n_chars}, as in corpus.csv", mend))
    problems += _language_problems(corpus, derived["documents"])
    then = dict(zip(derived["inputs"]["file"], derived["inputs"]["sha256"], strict=True))
    for row in inputs(corpus.folder).itertuples():
        if then.get(row.file, "") != row.sha256:
            path = str(corpus.folder / row.file)
            problems.append(Problem(path, "changed since the data were derived", "as it was then", mend))
    return problems


def _language_problems(corpus: Corpus, derived: pd.DataFrame) -> list[Problem]:
    """Texts whose language the corpus table states otherwise than when the data were derived."""
    path = str(corpus.folder / TABLES["documents"].file)
    stated = dict(zip(corpus.documents["doc_id"], corpus.documents["language"], strict=True))
    problems = []
    for i, row in enumerate(derived.itertuples()):
        then = row.language if row.language_basis == "stated" else ""
        if (now := stated.get(row.doc_id, then)) != then:
            found = f"{row.doc_id}: {row.language}, {row.language_basis}"
            accepted = f"{now}, as in corpus.csv" if now else "none stated, as in corpus.csv"
            line = tables.line(derived, i)
            problems.append(Problem(path, found, accepted, "run `retold derive` again", line, "language"))
    return problems
