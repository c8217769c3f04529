"""`retold new`: from files that people hold to a corpus folder, or more texts for one that is there."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from retold.common import aside
from retold.common.files import write_files
from retold.common.markup import plain
from retold.common.problems import BadInputError, Problem
from retold.common.progress import Progress, quiet
from retold.corpus.schema import RIGHTS_UNKNOWN
from retold.intake import confirm, published, starters
from retold.intake import entries as making
from retold.intake.article import ASKED, GUESSED, READ, Unread
from retold.intake.entries import Cell, Doubt, Entry
from retold.intake.gather import Asked, Reading, gather
from retold.intake.kept import Kept, Row, cells
from retold.intake.stories import Link, copy_kinds, held, links, stories
from retold.intake.voices import GROUP, Draft, draft

MOST_UNREAD = 0.1  # share of what was found that may be set aside without being asked
FEWEST = 2  # texts of a corpus
NUMBERED = {"corpus.csv", "speakers.csv", "groups.csv"}  # tables on which the numbers of a book rest
IMPORT_COLUMNS = ("doc_id", "column", "value", "basis", "source", "file", "place")


@dataclass(frozen=True)
class Order:
    """What is asked for.

    Attributes
    ----------
    folder : Path
        The corpus folder, there or not.
    paths : sequence of Path
        Files and folders with articles; none if the folder is only to be brought up to what people confirmed.
    asked : Asked
        What people say of their files.
    rights, event, language : str
        Who holds the rights to the new texts, what they are about, their language; blank if people do not say.
    dates : str
        Order of day, month and year in dates of numbers alone; blank if people do not say.
    skip_bad : bool
        Set aside what cannot be read, however much it is.
    workflow : str
        The version of the software with which a workflow, written too, publishes the book; blank for none.
    """

    folder: Path
    paths: Sequence[Path]
    asked: Asked = field(default_factory=Asked)
    rights: str = ""
    event: str = ""
    language: str = ""
    dates: str = ""
    skip_bad: bool = False
    workflow: str = ""


@dataclass(frozen=True)
class Plan:
    """What was found and would be written.

    Attributes
    ----------
    readings : list of Reading
        The files, each with what was found in it.
    fresh : list of Entry
        Texts that the corpus does not have yet.
    there : list of Entry
        Texts that it has already.
    doubts : list of Doubt
        Dates whose order of day and month must be asked.
    """

    order: Order
    kept: Kept
    readings: list[Reading]
    fresh: list[Entry]
    there: list[Entry]
    doubts: list[Doubt]

    @property
    def unread(self) -> list[Unread]:
        """What was not understood, in the order of the files."""
        return [unread for reading in self.readings for unread in reading.found.unread]

    @property
    def articles(self) -> int:
        """How many articles were found, copies of one text too."""
        return sum(len(reading.found.articles) for reading in self.readings)


def plan(order: Order, progress: Progress = quiet) -> Plan:
    """Read the files and say what would be written; nothing is.

    Raises
    ------
    BadInputError
        If a path is not there, a table of the corpus cannot be read, a column must be named, or the place is no folder.
    """
    order = replace(order, rights=plain(order.rights), event=plain(order.event))
    if problems := _place_problems(order):
        raise BadInputError(problems)
    kept = Kept.of(order.folder)
    readings = gather(order.paths, order.asked, progress, order.folder)
    made = making.entries(readings, order.dates, order.language)
    there = {row.get("sha256_plain", "") for row in kept.corpus.rows}
    fresh = [entry for entry in made.entries if entry.plain not in there]
    known = [entry for entry in made.entries if entry.plain in there]
    return Plan(order, kept, readings, fresh, known, made.doubts)


def _place_problems(order: Order) -> list[Problem]:
    """Say why no corpus can be written to the folder, before anything is read or asked."""
    folder = order.folder

    def told(
        found: str, accepted: str = "a folder to write the corpus into", mend: str = "name another"
    ) -> Problem:
        return Problem(str(folder), found, accepted, mend)

    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        return [told("a file" if there == folder.absolute() else f"inside {there}, a file")]
    if not os.access(there, os.W_OK | os.X_OK):
        return [told(f"{there}: you may not write there", mend="name another, or mend its permissions")]
    if (folder / "corpus.csv").is_file():
        mend = "name the files that hold new articles, or none: then the answers in confirm.csv are acted on"
        itself = any(path.exists() and path.samefile(folder) for path in order.paths)
        return (
            [told("named as what holds new articles", "articles outside of the corpus", mend)]
            if itself
            else []
        )
    names = sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")) if folder.exists() else []
    if names:
        some = f"{', '.join(names[:3])}{' …' if len(names) > 3 else ''}"
        mend = "name a folder that is not there yet, or put the articles behind it: retold new DIR PATH..."
        found = f"a folder with other files ({some}) and no corpus.csv"
        return [told(found, "an empty folder, or a corpus", mend)]
    return []


def refusals(found: Plan) -> list[Problem]:
    """Say why a plan is not carried out: too little to make a corpus of, or too much that was not understood."""
    order = found.order
    unread, articles = len(found.unread), found.articles
    problems = []
    if not found.kept.corpus.rows and len(found.fresh) < FEWEST:
        description = "no article" if not found.fresh else "one article only"
        problems.append(
            Problem(
                _paths(order), description, "at least two different articles", "name more files, or others"
            )
        )
    if unread > MOST_UNREAD * (articles + unread) and not order.skip_bad:
        description = f"{unread:,} of {articles + unread:,} not understood"
        mend = "mend or leave out these files; --skip-bad sets them aside in unread/ and goes on"
        problems.append(Problem(_paths(order), description, "at most a tenth that is not understood", mend))
    return problems


def _paths(order: Order) -> str:
    return ", ".join(map(str, order.paths[:3])) + (" …" if len(order.paths) > 3 else "")


@dataclass(frozen=True)
class Done:
    """What was written.

    Attributes
    ----------
    folder : Path
        The corpus folder.
    added : int
        Texts that are new.
    texts : int
        Texts of the corpus now.
    unread : int
        What was set aside.
    to_confirm : mapping of str to int
        Proposals that nobody has answered, by what they are.
    told : list of str
        What was changed because people confirmed or refused it.
    """

    folder: Path
    added: int
    texts: int
    unread: int
    to_confirm: Mapping[str, int]
    told: list[str]


def carry_out(found: Plan, progress: Progress = quiet) -> Done:
    """Write what was planned: all of it, or nothing.

    Raises
    ------
    BadInputError
        If the plan is refused (see `refusals`).
    """
    if problems := refusals(found):
        raise BadInputError(problems)
    order, kept = found.order, found.kept
    lying = kept.texts()
    files = _new_texts(found)
    _known_again(found)
    told = _settled(kept)
    texts = {**lying, **{path.stem: content.decode() for path, content in files.items()}}
    pairs = links(texts, progress)
    told += _storied(kept, pairs, texts)
    drafts = _drafted(kept, texts, progress) if files else []
    proposals = [
        *confirm.of_stories(pairs),
        *confirm.of_speakers(drafts),
        *confirm.of_guesses(kept.imported.rows),
    ]
    kept.confirm.rows = confirm.merged(kept.confirm.rows, proposals, texts)
    changed = {path: content for path, content in _tables(kept).items() if _differs(path, content)}
    files |= changed
    files |= starters.files(order.folder, kept, order.event, order.workflow)
    if order.workflow:
        told.append(
            f"{order.folder / starters.WORKFLOW}: publishes the book on GitHub Pages; read its marked line"
        )
    if found.unread:
        files |= aside.unread(order.folder / aside.UNREAD, found.unread)
    write_files(files)
    if {path.name for path in changed} & NUMBERED:
        told += published.put_away(order.folder)
    return Done(
        order.folder,
        len(found.fresh),
        len(kept.corpus.rows),
        len(found.unread),
        confirm.open_of(kept.confirm.rows),
        told,
    )


def _differs(path: Path, content: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != content


def apply(folder: Path, progress: Progress = quiet) -> Done:
    """Act on the answers in `confirm.csv` of a corpus folder, and write its tables anew."""
    return carry_out(plan(Order(folder, ()), progress), progress)


def _new_texts(found: Plan) -> dict[Path, bytes]:
    """Add the new texts to the tables of the corpus; return their files."""
    order, kept = found.order, found.kept
    new = {making.hashes(entry.text)["sha256"] for entry in found.fresh}
    # A file that lies there keeps its name, whether a row claims it or not; but for what an interrupted run left.
    names = {path.stem.lower() for path, (known, _) in kept.files().items() if known not in new}
    given = making.names(found.fresh, {*kept.ids, *names})
    shorts = making.labels(found.fresh, given, cells(kept.corpus.rows, "short").values())
    shared = {name: value for name in ("rights", "event") if (value := kept.shared(name))}
    files = {}
    for entry, doc_id, short in zip(found.fresh, given, shorts, strict=True):
        row = _row(order, entry, doc_id, short, shared)
        kept.corpus.add([{name: cell.value for name, cell in row.items()}])
        kept.imported.add(_imports(doc_id, row, entry))
        files[order.folder / "texts" / f"{doc_id}.txt"] = entry.text.encode()
    return files


def _row(order: Order, entry: Entry, doc_id: str, short: str, shared: Mapping[str, str]) -> dict[str, Cell]:
    """The row of the corpus table of a new text, each cell with how it came."""
    row = dict(entry.cells)
    given = {"rights": order.rights, "event": order.event}
    row |= {name: Cell(value, ASKED, f"--{name}") for name, value in given.items() if value}
    for name, value in shared.items():
        row.setdefault(name, Cell(value, GUESSED, "all other texts of the corpus"))
    row["doc_id"] = Cell(doc_id, GUESSED, "outlet and day, or the file's name")
    row["short"] = Cell(short, GUESSED, "outlet and day")
    for column, of in (("title_basis", "title"), ("date_basis", "published")):
        if cell := row.get(of):
            basis = "inferred" if cell.basis == GUESSED else "stated"
            row[column] = Cell(basis, cell.basis, cell.source)
    row.setdefault("event", Cell(starters.event(order.folder), GUESSED, "the name of the folder"))
    row.setdefault("genre", Cell("news", GUESSED, "nothing says it"))
    row.setdefault("rights", Cell(RIGHTS_UNKNOWN, GUESSED, "nothing says it"))
    row["url_status"] = Cell("unknown" if "url" in row else "none", READ, "no address was opened")
    row |= {name: Cell(value, READ, "the text") for name, value in making.hashes(entry.text).items()}
    if entry.notes:
        row["note"] = Cell("; ".join(entry.notes), READ, "the reading of the file")
    row["story_id"] = row["copy_kind"] = Cell("", GUESSED, "the grouping")  # known once all texts are
    return row


def _imports(doc_id: str, row: Mapping[str, Cell], entry: Entry) -> list[Row]:
    """The rows of `import.csv` about a text."""

    def made(column: str, cell: Cell, file: str, place: str) -> Row:
        return dict(zip(IMPORT_COLUMNS, (doc_id, column, *cell, file, place), strict=True))

    rows = [made(column, cell, *entry.place) for column, cell in row.items()]
    rows += [made("text", Cell("", READ, changed), *entry.place) for changed in entry.changed]
    rows += [made("again", Cell("", READ, "the same text"), *place) for place in entry.again]
    return rows


def _known_again(found: Plan) -> None:
    """Note where texts that the corpus has already were found again, once a place."""
    by_plain = {row["sha256_plain"]: row["doc_id"] for row in found.kept.corpus.rows}
    noted = {(row["doc_id"], row["file"], row["place"]) for row in found.kept.imported.rows}
    for entry in found.there:
        doc_id = by_plain[entry.plain]
        places = [place for place in (entry.place, *entry.again) if (doc_id, *place) not in noted]
        again = ("again", "", READ, "the same text")
        found.kept.imported.add(
            dict(zip(IMPORT_COLUMNS, (doc_id, *again, *place), strict=True)) for place in places
        )


def _settled(kept: Kept) -> list[str]:
    """Act on what people answered about guesses and speakers; say what was changed."""
    told = []
    if changed := confirm.guesses_settled(kept):
        told.append(f"{changed:,} guessed value{'' if changed == 1 else 's'} refused, and left blank")
    if gone := confirm.speakers_settled(kept):
        told.append(f"speakers refused, and taken out: {', '.join(gone)}")
    return told


def _storied(kept: Kept, pairs: Sequence[Link], texts: Mapping[str, str]) -> list[str]:
    """Give every text its story and say how it was copied; cells that people edited stay, and those of texts not at hand."""
    rows = kept.corpus.rows
    before = cells(rows, "story_id")
    stay = held(before, texts)
    own = {"story_id": {**stay, **kept.edited("story_id")}, "copy_kind": {**stay, **kept.edited("copy_kind")}}
    of = stories(kept.ids, pairs, kept.answers(confirm.STORY), own["story_id"])
    kinds = copy_kinds(of, pairs, cells(rows, "published"), cells(rows, "outlet"))
    record = {(row["doc_id"], row["column"]): row for row in kept.imported.rows}
    for row in rows:
        doc_id = row["doc_id"]
        given = {"story_id": Cell(of[doc_id], GUESSED, "the grouping"), "copy_kind": kinds[doc_id]}
        for column, cell in given.items():
            if doc_id not in own[column]:
                row[column] = cell.value
                if noted := record.get((doc_id, column)):
                    noted |= {"value": cell.value, "basis": cell.basis, "source": cell.source}
    moved = [doc_id for doc_id, story in before.items() if story and story != of[doc_id]]
    told = [f"story changed: {', '.join(moved)}"] if moved else []
    if missing := len(kept.ids) - len(texts):
        what = "1 text is" if missing == 1 else f"{missing:,} texts are"
        told.append(
            f"{what} not in {kept.folder / 'texts'} as corpus.csv describes them: their stories stay as they are"
        )
    return told


def _drafted(kept: Kept, texts: Mapping[str, str], progress: Progress) -> list[Draft]:
    """Draft speakers that the corpus does not have and that nobody took out, and add them to its table."""
    proposed = {row["about"] for row in kept.confirm.rows if row["what"] == confirm.SPEAKER}
    taken = {row["speaker_id"] for row in kept.speakers.rows}
    drafts = draft(texts, taken | proposed, progress)
    kept.speakers.add(d.cells for d in drafts)
    if drafts and GROUP not in {row["group"] for row in kept.groups.rows}:
        kept.groups.add([{"group": GROUP, "label": "Not sorted yet"}])
    return drafts


def _tables(kept: Kept) -> dict[Path, bytes]:
    named = {
        "corpus.csv": kept.corpus,
        "import.csv": kept.imported,
        "confirm.csv": kept.confirm,
        "speakers.csv": kept.speakers,
        "groups.csv": kept.groups,
    }
    return {kept.folder / name: table.as_csv().encode() for name, table in named.items()}
