"""From paths to articles: every file is read by the reader whose kind it is, and none is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

from retold.common.markup import plain as plain_line
from retold.common.problems import BadInputError, Problem
from retold.common.progress import Progress, quiet
from retold.intake.article import Found, Place, Unread
from retold.intake.headings import CHOICE
from retold.intake.readers import (
    documents,
    europresse,
    factiva,
    links,
    listed,
    nexis_html,
    nexis_text,
    nexis_word,
    plain,
    proquest,
    refused,
    saved,
    table,
)
from retold.intake.source import HTML, TEXT, NotInstalledError, Source

# The first that recognises a file reads it: the special before the general, so that an export is no page of the web.
# ProQuest names itself in its exports, and some count their documents as LexisNexis does.
READERS: tuple[ModuleType, ...] = (
    proquest, nexis_word, nexis_html, nexis_text, factiva, europresse, listed, links, table, saved, documents, refused, plain,
)  # fmt: skip
PAGE = "saved page"  # how the kinds of saved pages begin
# What systems put into folders without being asked.
_WORD = re.compile(r"\w")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Reading:
    """A file with what was found in it."""

    source: Source
    found: Found
    rows: tuple[links.Row, ...] = ()  # of a list of addresses
    is_table: bool = False


@dataclass(frozen=True)
class Asked:
    """What people say of their files.

    Attributes
    ----------
    columns : mapping of str to str
        Which column of a table a field is.
    encoding : str
        Encoding of the files that are text; blank if they say it themselves.
    pages : Path or None
        The folder of saved pages that lists of addresses are joined to.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    pages: Path | None = None


def gather(
    paths: Sequence[Path], asked: Asked, progress: Progress = quiet, corpus: Path | None = None
) -> list[Reading]:
    """Read every file of some paths, folders with all that is in them.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders; hidden files and the folders of pictures that a browser saves with a page are left out.
    asked : Asked
        What people say of them.
    progress : callable
        Wraps the loop over files.
    corpus : Path, optional
        The corpus that is being made: what lies in it is no article, if a folder around it is named.

    Returns
    -------
    list of Reading
        In the order of the paths, files of a folder by name. A file that no reader understands has what is wrong as `Unread`.

    Raises
    ------
    BadInputError
        If a path is not there, a table needs to be told which column holds the texts, or columns are named without a table.
    """
    problems = [
        Problem(str(p), "no such file or folder", "files with articles", "correct the path")
        for p in (*paths, *([asked.pages] if asked.pages else ()))
        if not p.exists()
    ]
    if problems:
        raise BadInputError(problems)
    pages = list(files([asked.pages], corpus)) if asked.pages else []
    among = {os.path.realpath(path) for path, _ in pages}
    named = [
        (path, name) for path, name in files(paths, corpus) if os.path.realpath(path) not in among
    ] + pages
    readings = [
        _reading(Source(path, name, b"", asked.encoding), asked) for path, name in progress(named, "files")
    ]
    if asked.columns and not any(reading.is_table for reading in readings):
        option = "--columns " + ",".join(f"{name}={column}" for name, column in asked.columns.items())
        found = "named, and no file is a table"
        raise BadInputError([Problem(option, found, "columns of a table", "leave it out, or name a table")])
    return _joined(readings)


def files(paths: Iterable[Path], corpus: Path | None = None) -> Iterator[tuple[Path, str]]:
    """Yield the files of some paths, each once, with the name that messages have for it: below the folder that was named.

    A folder that cannot be opened is yielded as if it were a file, to be told with those.
    """
    seen: set[str] = set()
    for path in paths:
        inside = sorted(_below(path, corpus)) if path.is_dir() else [path]
        for file in inside:
            if (resolved := os.path.realpath(file)) not in seen:
                seen.add(resolved)
                name = file.relative_to(path).as_posix() if path.is_dir() else file.name
                # A name may hold bytes that are no letters, or a line break.
                yield file, plain_line(os.fsencode(name).decode("utf-8", "replace"))


def _below(folder: Path, corpus: Path | None) -> Iterator[Path]:
    """The files of a folder and of those below it, also behind links; not those of the corpus that is being made."""
    closed: list[Path] = []
    own = corpus.resolve() if corpus else None
    walked: set[Path] = set()
    for place, folders, names in os.walk(
        folder, followlinks=True, onerror=lambda error: closed.append(Path(str(error.filename)))
    ):
        here = Path(place).resolve()
        if here in walked or here == own:  # a link may lead back
            folders.clear()
            continue
        walked.add(here)
        folders[:] = [f for f in folders if not f.startswith(".")]
        for name in names:
            path = Path(place, name)
            hidden = name.startswith((".", "~$")) or name.lower() in _SYSTEM
            if not hidden and (path.is_file() or _is_loose(path)) and not saved.belongs_to_page(path):
                yield path
    yield from closed


def _is_loose(path: Path) -> bool:
    """Whether a path is a link that leads nowhere: it is told, as a file that cannot be opened."""
    return path.is_symlink() and not path.exists()


def _reading(named: Source, asked: Asked) -> Reading:
    """Read one file; what it holds is let go as soon as that is done."""
    try:
        source = replace(named, data=named.path.read_bytes())
    except OSError as error:
        unread = Unread(
            Place(named.name),
            f"cannot be opened: {error.strerror or error}",
            "",
            "mend its permissions, or remove it",
        )
        return Reading(named, Found("a file", (), unread=(unread,)))
    reader = next((r for r in READERS if r.recognises(source)), refused)
    try:
        found = reader.read(source, asked.columns) if reader is table else reader.read(source)
    except NotInstalledError:
        raise
    except BadInputError as error:
        if reader is table and any(p.column == "text" or p.file == CHOICE for p in error.problems):
            raise
        found = Found("a file", (), unread=(_refusal(source, error.problems),))
    except Exception as error:  # what a file can do to the packages that read it, nobody can list
        reason = f"its reader gave up: {type(error).__name__}"
        found = Found(
            "a file", (), unread=(Unread(Place(source.name), reason, source.data, "save it in another form"),)
        )
    if not (found.articles or found.unread or found.notes or found.announced):
        reason = "an export without an article" if found.announced == 0 else "no article was found in it"
        found = replace(found, unread=(Unread(Place(source.name), reason, source.data, "export it again"),))
    if source.container in (TEXT, HTML) and source.notice:
        found = replace(found, notes=(*found.notes, source.notice))
    found = _with_words(found)
    rows = tuple(links.read_list(source)) if reader is links and found.announced else ()
    return Reading(named, found, rows, reader is table)


def _with_words(found: Found) -> Found:
    """What was found, without articles that hold no word: these were not understood."""
    blank = [article for article in found.articles if not _WORD.search(article.text)]
    if not blank:
        return found
    unread = (Unread(article.place, "no word in its text", article.text, "") for article in blank)
    kept = tuple(article for article in found.articles if article not in blank)
    return replace(found, articles=kept, unread=(*found.unread, *unread))


def _refusal(source: Source, problems: Sequence[Problem]) -> Unread:
    told = "; ".join(f"{p.found} (accepted: {p.accepted})" for p in problems)
    return Unread(Place(source.name), told, source.data, "; ".join(dict.fromkeys(p.mend for p in problems)))


def _joined(readings: Sequence[Reading]) -> list[Reading]:
    """Join lists of addresses to the saved pages among the files: a page learns what its row says of it."""
    lists = {n: r for n, r in enumerate(readings) if r.rows}
    if not lists:
        return list(readings)
    pages = {
        n: r.found.articles[0]
        for n, r in enumerate(readings)
        if r.found.kind.startswith(PAGE) and r.found.articles
    }
    rows = [row for reading in lists.values() for row in reading.rows]
    joined = links.join(rows, {readings[n].source.name: article for n, article in pages.items()})
    made = list(readings)
    for n, article in zip(pages, joined.articles, strict=True):
        made[n] = replace(made[n], found=replace(made[n].found, articles=(article,)))
    for n, reading in lists.items():
        own = tuple(one for one in joined.unread if one.place.file == reading.source.name)
        made[n] = replace(reading, found=replace(reading.found, unread=own))
    return made
