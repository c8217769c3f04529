"""A collection of documents of any size: a folder of .txt files, a .jsonl or a .parquet file.

Texts are read, digested and let go a batch at a time; what is kept is a few bytes a word.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from retold.common import aside
from retold.common.files import Staged, decode, place_problems, staged_file, write_text
from retold.common.problems import BadInputError, Problem, show
from retold.common.progress import Progress, quiet
from retold.compare import grouping
from retold.compare.digest import Digest, digest
from retold.compare.grouping import Grouping
from retold.text import reading

ACCEPTED = (
    "a folder of .txt files, a .jsonl or .parquet file with the fields id and text, or a corpus folder, which holds "
    "corpus.csv"
)
OUT = Path("versions.csv")  # if nobody says where; not groups.csv, which are a corpus' speakers
OWN = ("doc_id", "group")
TOGETHER = ("version", "identical")  # kinds of pairs that make groups; any other is for people to look at
_DOCUMENTS = 256  # in a batch
_ASKEW = 0.1  # by how much more of one text must have a counterpart than of the other
_TOLD = 3  # documents whose notice is told; the others are counted
_WAITING = 3  # batches in flight for each process

Task = Sequence[tuple[str, Any]]


class Pair(NamedTuple):
    """Two documents that have something in common, the lower id first, and what was found: a row of the pairs file."""

    doc_a: Any
    doc_b: Any
    score: float  # probability that they are versions of one story, 0 to 1
    kind: str = TOGETHER[0]  # version, identical (the same words in the same order), or partial
    related: float = 1.0  # probability that they have to do with each other at all
    shared_words: int = 0  # uncommon words that both have
    matched_a: int = 0  # passages of a with a counterpart in b
    # Passages of a that hold an uncommon word: of six words, or longer in long texts, of which none has more than 32.
    passages_a: int = 0
    matched_b: int = 0
    passages_b: int = 0
    direction: str = ""  # of a partial pair, which is in which: a in b, b in a, or both

    @property
    def surety(self) -> float:
        """By what pairs are put in order where people look at them, the least sure first."""
        return self.score if self.kind in TOGETHER else self.related

    def cells(self) -> list[str]:
        """Return the columns as text."""
        a, b, score, kind, related, *evidence = self
        return [str(a), str(b), f"{score:.4f}", kind, f"{related:.4f}", *map(str, evidence)]


PAIR_COLUMNS = Pair._fields


def pairs_of(ids: Sequence[Any], grouped: Grouping) -> Iterator[Pair]:
    """Yield the pairs behind groups, and those of which one is partly in the other, by the documents' own ids."""
    found = grouped.pairs
    rows = zip(
        found.documents.tolist(),
        found.version.tolist(),
        grouped.kinds(),
        found.related.tolist(),
        found.shared.tolist(),
        found.matched.tolist(),
        found.passages.tolist(),
        strict=True,
    )
    for (a, b), score, kind, related, shared, matched, passages in rows:
        direction = "" if kind in TOGETHER else _direction(matched, passages)
        evidence = (shared, matched[0], passages[0], matched[1], passages[1])
        yield Pair(ids[a], ids[b], score, kind, related, *evidence, direction)


def _direction(matched: Sequence[int], passages: Sequence[int]) -> str:
    """Which of two documents is in the other: the one of which clearly more has a counterpart."""
    a, b = (m / p if p else 0.0 for m, p in zip(matched, passages, strict=True))
    if abs(a - b) < _ASKEW:
        return "both"
    return "a in b" if a > b else "b in a"


@dataclass
class _Read:
    """What one batch holds."""

    ids: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    extras: list[dict[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    digest: Digest | None = None

    def take(self, name: str, text: str, extra: dict[str, Any], place: str) -> None:
        self.ids.append(name)
        self.texts.append(text)
        self.extras.append(extra)
        self.places.append(place)

    def refuse(self, file: str, description: str, accepted: str, mend: str, row: int | None = None) -> None:
        self.problems.append(Problem(file, description, accepted, mend, row))


@dataclass
class Notices:
    """What has to be said of how documents were read: the first lines, and how many more there are."""

    first: list[str] = field(default_factory=list)
    more: int = 0

    def take(self, lines: Sequence[str]) -> None:
        """Add lines, of which few are kept: a collection may have one for each document."""
        room = max(0, _TOLD - len(self.first))
        self.first += lines[:room]
        self.more += len(lines[room:])


@dataclass
class Written:
    """What `write_groups` did."""

    documents: int
    groups: int
    grouped: int  # documents in groups of two or more
    pairs: int
    skipped: list[Problem]
    notices: Notices


def write_groups(
    source: Path,
    out: Path,
    *,
    threshold: float = grouping.THRESHOLD,
    workers: int | None = None,
    skip_bad: bool = False,
    encoding: str = "",
    progress: Progress = quiet,
) -> Written:
    """Group the documents of a collection and write the groups and the pairs behind them.

    Parameters
    ----------
    source : Path
        A folder with .txt files in it or below (a document's id is its path without
        ``.txt``), or a ``.jsonl`` or ``.parquet`` file with the fields ``id`` and
        ``text``. Other fields pass through to `out`.
    out : Path
        CSV to write: doc_id, group (the first id of the group), other fields; sorted by
        doc_id. The pairs go beside it (`pairs_path`), with `PAIR_COLUMNS`.
    threshold : float
        Least probability of versions of one story (`retold.compare.kinds`).
    workers : int, optional
        Processes; by default one a processor. The result does not depend on it.
    skip_bad : bool
        Leave out documents that cannot be read instead of stopping; they are listed beside `out` (`rejected_path`).
    encoding : str
        The encoding of the .txt files; by default it is told of each (`retold.common.files.decode`).
    progress : callable
        Wraps the loops over batches, with a label.

    Raises
    ------
    BadInputError
        If the collection or a document cannot be read, or `out` cannot be written.
        Nothing is written then.
    """
    problems = _place_problems(source, out) or _encoding_problems(source, encoding)
    if problems:
        raise BadInputError(problems)
    count = workers or os.cpu_count() or 1
    with ExitStack() as stack:
        pool = stack.enter_context(ProcessPoolExecutor(count)) if count > 1 else None
        kept = stack.enter_context(_Extras())
        ids: list[str] = []
        bad: list[Problem] = []
        notices = Notices()
        batches = _noticed(progress(_read(source, pool, count, encoding), "documents"), notices)
        digests = _digests(batches, ids, kept, bad, skip_bad)
        grouped = grouping.group(
            ids, digests, threshold=threshold, pool=pool, workers=count, progress=progress
        )
        _write(out, ids, grouped, kept)
        write_rejected(source, out, bad)
    sizes = np.unique(grouped.groups, return_counts=True)[1]
    return Written(
        len(ids), len(sizes), int(sizes[sizes > 1].sum()), len(grouped.pairs.version), bad, notices
    )


def group_texts(
    texts: Mapping[str, str],
    *,
    threshold: float = grouping.THRESHOLD,
    workers: int | None = None,
    progress: Progress = quiet,
) -> Grouping:
    """Group texts in memory, each as it is read, as `write_groups` groups those of a collection.

    Few texts are not worth the start of processes; neither that nor `workers` changes the result.
    """
    count = workers or os.cpu_count() or 1
    batches = list(_batched(texts.items()))
    digests = (digest([text for _, text in batch]) for batch in progress(batches, "documents"))
    with ExitStack() as stack:
        many = count > 1 and len(batches) > 1
        pool = stack.enter_context(ProcessPoolExecutor(count)) if many else None
        return grouping.group(
            list(texts), digests, threshold=threshold, pool=pool, workers=count, progress=progress
        )


def pairs_path(out: Path) -> Path:
    """Return where the pairs of groups written to `out` are: ``versions.csv``, ``versions-pairs.csv``."""
    return out.with_name(f"{out.stem}-pairs{out.suffix or '.csv'}")


def rejected_path(out: Path) -> Path:
    """Return where it is listed what was left out of groups written to `out`: ``rejected.jsonl`` beside it."""
    return out.with_name(aside.REJECTED)


def write_rejected(source: Path, out: Path, bad: Sequence[Problem]) -> None:
    """List the documents that were left out, with their reasons; a list of an earlier run goes if there are none."""
    path = rejected_path(out)
    if bad:
        write_text(path, aside.rejected(source, bad))
    elif aside.is_rejected(path) and not path.samefile(source):
        path.unlink()


def rejected_problems(source: Path, out: Path) -> list[Problem]:
    """Say why what may be left out cannot be listed: its place is that of the input, or of a folder."""
    path = rejected_path(out)
    if not path.exists() or (path.is_file() and not path.samefile(source) and aside.is_rejected(path)):
        return []
    description, accepted = "a file that this command did not write", "the place for what is left out"
    return [Problem(str(path), description, accepted, "move it away, or name another folder with -o")]


def places(out: Path) -> tuple[Path, ...]:
    """Return the files that are written: `out` and the pairs beside it; of a folder, which is refused, itself alone."""
    return (out,) if out.is_dir() else (out, pairs_path(out))


def unasked_problems(out: Path = OUT) -> list[Problem]:
    """Say what else stands where groups and pairs go if nobody says where; what was written by us before may go."""
    problems = []
    for path, columns in zip(places(out), (OWN, PAIR_COLUMNS[:2]), strict=False):
        begins = ",".join(columns).encode()
        if path.is_file() and path.read_bytes()[: len(begins)] != begins:
            description, accepted = "a file that this command did not write", "a name that is free"
            mend = "name another with -o, or move it away"
            problems.append(Problem(str(path), description, accepted, mend))
    return problems


def out_problems(out: Path, inputs: Sequence[Path]) -> list[Problem]:
    """Say why groups cannot be written to `out`, and their pairs beside it."""
    for path in places(out):
        # Two files are written, one beside the other: a pipe has no such place.
        problems = place_problems(path, inputs, streams=False)
        if problems:
            return problems
    return []


def _place_problems(source: Path, out: Path) -> list[Problem]:
    if not source.exists():
        return [Problem(str(source), "no such file or folder", ACCEPTED, "correct the name")]
    if source.is_file() and source.suffix.lower() not in {".jsonl", ".parquet"}:
        return [Problem(str(source), f"a file that ends in {show(source.suffix)}", ACCEPTED, "convert it")]
    if problems := out_problems(out, [source]) or rejected_problems(source, out):
        return problems
    for path in places(out):
        if path.suffix.lower() == ".txt" and source.resolve() in path.resolve().parents:
            description = "a document of the input"
            return [Problem(str(path), description, "another file to write", "name another file")]
    return []


def _encoding_problems(source: Path, encoding: str) -> list[Problem]:
    if not encoding or source.is_dir():
        return []
    mend = "convert it, or leave --encoding out"
    return [Problem(str(source), f"--encoding {encoding}", "a folder of .txt files with it", mend)]


def _noticed(batches: Iterable[_Read], notices: Notices) -> Iterator[_Read]:
    for read in batches:
        notices.take(read.notices)
        yield read


def _digests(
    batches: Iterable[_Read], ids: list[str], extras: _Extras, bad: list[Problem], skip_bad: bool
) -> Iterator[Digest]:
    """Yield the digests of batches; fill `ids`, `extras` and `bad`, and raise what is bad at the end."""
    seen: set[str] = set()
    for read in batches:
        bad += read.problems
        fresh = []
        for n, name in enumerate(read.ids):
            if name in seen:
                description = f"the id {show(name)} a second time"
                bad.append(Problem(read.places[n], description, "each id once", "rename or remove one"))
            else:
                fresh.append(n)
                seen.add(name)
        ids += [read.ids[n] for n in fresh]
        extras.add(read.extras[n] for n in fresh)
        if read.digest is not None:
            yield read.digest.only(fresh)
    if bad and not skip_bad:
        raise BadInputError(bad)


def _read(source: Path, pool: Executor | None, workers: int, encoding: str) -> Iterator[_Read]:
    """Read batches in order; no more than a few wait at a time, so that memory is bounded."""
    load: Callable[[Task], _Read]
    if source.is_dir():
        load, tasks = partial(_load_files, encoding=encoding), _batched(text_files(source))
    elif source.suffix.lower() == ".jsonl":
        load, tasks = _load_lines, _batched(_lines(source))
    else:
        load, tasks = _load_rows, _parquet(source)
    if pool is None:
        yield from (_digested(load, task) for task in tasks)
        return
    waiting: deque[Future[_Read]] = deque()
    for task in tasks:
        waiting.append(pool.submit(_digested, load, task))
        if len(waiting) >= _WAITING * workers:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _digested(load: Callable[[Task], _Read], task: Task) -> _Read:
    read = load(task)
    read.digest = digest([reading.read(text).view for text in read.texts])
    read.texts = []
    return read


def _batched(items: Iterable[tuple[str, Any]]) -> Iterator[Task]:
    iterator = iter(items)
    while batch := list(islice(iterator, _DOCUMENTS)):
        yield batch


def text_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the .txt files of a folder, and of those in it, each with its name; hidden ones are passed over."""
    for path in sorted(folder.rglob("*.[tT][xX][tT]"), key=lambda p: p.as_posix()):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path.relative_to(folder).with_suffix("").as_posix(), path


def _load_files(task: Task, encoding: str) -> _Read:
    read = _Read()
    for name, path in task:
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = error.strerror or "unreadable"
            read.refuse(str(path), reason, "a text file", "make it readable, or remove it")
            continue
        decoded = decode(path, data, encoding, blank=True)
        if _broken(name):
            read.refuse(_legible(str(path)), "a name that is not UTF-8", "a name in UTF-8", "rename the file")
        elif decoded.text is None:
            read.problems += decoded.problems
        else:
            read.take(name, decoded.text, {}, str(path))
            if decoded.notice:
                read.notices.append(f"{path}: {decoded.notice}")
    return read


def _lines(source: Path) -> Iterator[tuple[str, tuple[int, bytes]]]:
    with source.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield str(source), (number, line)


def _load_lines(task: Task) -> _Read:
    read = _Read()
    for file, (number, line) in task:
        try:
            record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            description = f"byte 0x{line[error.start]:02x}, which is not UTF-8"
            read.refuse(file, description, "UTF-8", "save the file as UTF-8", number)
            continue
        except (ValueError, RecursionError) as error:
            read.refuse(file, f"no JSON: {error}", "a JSON object a line", "mend the line", number)
            continue
        if isinstance(record, dict):
            _take_record(read, record, file, number)
        else:
            description = f"JSON that is no object: {show(record)}"
            read.refuse(file, description, "a JSON object a line", "mend the line", number)
    return read


def _parquet(source: Path) -> Iterator[Task]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(source) as file:
            missing = [c for c in ("id", "text") if c not in file.schema_arrow.names]
            if missing:
                description = f"the columns {', '.join(file.schema_arrow.names)}"
                mend = f"add {missing[0]!r}"
                raise BadInputError([Problem(str(source), description, "the columns id and text", mend)])
            number = 0
            for batch in file.iter_batches(batch_size=_DOCUMENTS):
                rows = _rows(batch)
                yield [(str(source), (number + n, row)) for n, row in enumerate(rows, 1)]
                number += len(rows)
    except (pa.ArrowException, OSError) as error:
        problem = Problem(str(source), f"no Parquet: {error}", "a Parquet file", "write it again")
        raise BadInputError([problem]) from error


def _rows(batch: Any) -> list[dict[str, Any] | str]:
    """The rows of a batch; instead of one that holds no valid values, what is wrong with it."""
    try:
        rows: list[dict[str, Any] | str] = batch.to_pylist()
        return rows
    except (ValueError, OverflowError) as error:
        if len(batch) == 1:
            return [str(error)]
        return [row for n in range(len(batch)) for row in _rows(batch.slice(n, 1))]


def _load_rows(task: Task) -> _Read:
    read = _Read()
    for file, (number, record) in task:
        if isinstance(record, str):
            description = f"a value that cannot be read: {record}"
            read.refuse(file, description, "values of the column's type", "mend the row", number)
        else:
            _take_record(read, record, file, number)
    return read


def _take_record(read: _Read, record: dict[str, Any], file: str, number: int) -> None:
    name, text = record.pop("id", None), record.pop("text", None)
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    wrong = []
    if not isinstance(name, str) or not name.strip() or _broken(name):
        wrong.append(("id", name, "a text or a whole number, not blank"))
    if not isinstance(text, str):
        wrong.append(("text", text, "a text, which may be empty"))
    for column, value, accepted in wrong:
        description = "nothing" if value is None else _legible(show(value))
        mend = f"give the row {column!r}"
        read.problems.append(Problem(file, description, accepted, mend, number, column))
    if not wrong:
        read.take(name, text, record, f"{file}, row {number}")


def _broken(name: str) -> bool:
    """Whether a name holds half a character, which no file can hold."""
    return any("\ud800" <= c <= "\udfff" for c in name)


def _legible(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class _Extras:
    """Fields that pass through, kept in a temporary file until they are written."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.at: list[int] = []
        self.size = 0
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 (closed in __exit__)

    def __enter__(self) -> _Extras:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def add(self, extras: Iterable[dict[str, Any]]) -> None:
        for extra in extras:
            self.at.append(self.size)
            self.names |= dict.fromkeys(extra)
            if extra:
                self.size += self.file.write(json.dumps(extra, default=str).encode() + b"\n")

    def header(self) -> list[str]:
        return [self._free(name) if name in OWN else name for name in sorted(self.names)]

    def _free(self, name: str) -> str:
        while name in OWN or name in self.names:
            name = f"input_{name}"
        return name

    def row(self, number: int) -> list[str]:
        if not self.names:
            return []
        end = self.at[number + 1] if number + 1 < len(self.at) else self.size
        if self.at[number] == end:
            return [""] * len(self.names)
        self.file.seek(self.at[number])
        extra = json.loads(self.file.readline())
        return [_shown(extra.get(name)) for name in sorted(self.names)]


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write(out: Path, ids: Sequence[str], grouped: Grouping, extras: _Extras) -> None:
    """Write groups and pairs: both whole, or neither."""
    in_order = sorted(range(len(ids)), key=ids.__getitem__)
    groups = ([ids[n], ids[grouped.groups[n]], *extras.row(n)] for n in in_order)
    pairs = (pair.cells() for pair in pairs_of(ids, grouped))
    with staged_tables(out, chain([[*OWN, *extras.header()]], groups), chain([PAIR_COLUMNS], pairs)) as both:
        for staged in both:
            staged.commit()


@contextmanager
def staged_tables(
    out: Path, groups: Iterable[Sequence[str]], pairs: Iterable[Sequence[str]]
) -> Iterator[tuple[Staged, Staged]]:
    """Two files, groups and the pairs beside them, written and waiting to be committed; their headers come first."""
    with staged_file(out) as of_groups, staged_file(pairs_path(out)) as of_pairs:
        _write_csv(of_groups.path, groups)
        _write_csv(of_pairs.path, pairs)
        yield of_groups, of_pairs


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        plain = csv.writer(file, lineterminator="\n")
        # The plain writer leaves a lone carriage return bare, where readers see a new row.
        quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for row in rows:
            (quoted if any("\r" in value for value in row) else plain).writerow(row)
