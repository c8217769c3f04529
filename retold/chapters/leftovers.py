"""What a corpus folder still holds of another corpus: recognised by the texts and findings that it names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from retold.common.problems import Problem
from retold.corpus import tables
from retold.corpus.corpus import Corpus
from retold.corpus.crosscheck import some
from retold.corpus.schema import DERIVED, TABLES

TEXT = "corpus.doc_id"  # what a column that names texts refers to
_FINDING = re.compile(r"\{finding\}`([a-z0-9_]+)`")
_NUMBERS = ("results.json", "last_edition.json")
FEWEST = 2  # unknown texts of a table from which on it is that of another corpus; a single one is a mistake
PUBLISHED = ("measured", "doc_id")  # the column of the published table that names texts


def leftovers(corpus: Corpus) -> list[Problem]:
    """Return a problem for each file, or folder of made files, that is about texts or findings of another corpus.

    Parameters
    ----------
    corpus : Corpus
        The corpus, read as far as it can be.

    Returns
    -------
    list of Problem
        A problem a file; one for all derived tables. Empty if the corpus lists no text: nothing is then known to be alien.
    """
    ids = set(corpus.doc_ids)
    if not ids:
        return []
    alien = {
        file: named for file, named in _named(corpus).items() if len(named) >= FEWEST and not named & ids
    }
    return [*_tables(corpus, alien, ids), *_pages(corpus), *_results(corpus.folder, alien, ids)]


def without(problems: list[Problem], left: list[Problem]) -> list[Problem]:
    """Return problems without those of files that are left over as a whole."""
    places = [problem.file for problem in left]
    return [
        p for p in problems if not any(p.file == place or p.file.startswith(f"{place}/") for place in places)
    ]


def _named(corpus: Corpus) -> dict[str, set[str]]:
    """The texts that each table names, but for the corpus table, by its name."""
    found: dict[str, set[str]] = {}
    for name, table in TABLES.items():
        columns = [c.name for c in table.columns if c.references == TEXT or (name, c.name) == PUBLISHED]
        if name != "corpus" and columns and (corpus.folder / table.file).is_file():
            frame = corpus.tables[name] if name in corpus.tables else tables.read(corpus.folder, name)[0]
            found[name] = {str(value) for column in columns for value in frame[column] if value}
    return found


def _tables(corpus: Corpus, alien: Mapping[str, set[str]], ids: set[str]) -> Iterator[Problem]:
    for name, named in alien.items():
        if name not in DERIVED and name != PUBLISHED[0]:
            found = f"about other texts ({some(named)})"
            yield _alien(corpus.folder / TABLES[name].file, found, ids, "delete it")
    if derived := {doc for name in DERIVED for doc in alien.get(name, ())}:
        place = (corpus.folder / TABLES["documents"].file).parent
        yield _alien(place, f"made of other texts ({some(derived)})", ids, "run `retold derive`")


def _alien(place: Path, found: str, ids: set[str], mend: str) -> Problem:
    accepted = f"texts of this one ({some(ids)})"
    return Problem(str(place), f"{found}: left over from another corpus", accepted, mend)


def _pages(corpus: Corpus) -> Iterator[Problem]:
    """Prose and titles that rest on findings which this corpus does not claim."""
    claimed = set(corpus.tables["findings"]["finding"])
    titles = corpus.folder / TABLES["titles"].file
    named = {titles: {f for cell in corpus.tables["titles"]["findings"] for f in cell.split()}}
    for path in sorted((corpus.folder / "prose").glob("*.md")):
        named[path] = set(_FINDING.findall(path.read_text(encoding="utf-8", errors="replace")))
    for path, findings in named.items():
        if findings and not findings & claimed:
            found = f"findings of another corpus ({some(findings)})"
            accepted = f"findings of findings.csv ({some(claimed)})"
            yield Problem(str(path), found, accepted, "delete it, or write your own")


def _results(folder: Path, alien: Mapping[str, set[str]], ids: set[str]) -> Iterator[Problem]:
    """Published numbers that are about texts of which other left-over files are."""
    others = {doc for named in alien.values() for doc in named}
    for name in _NUMBERS:
        path = folder / name
        try:
            numbers = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except ValueError:
            continue  # told by whoever compares with it
        keys = numbers if isinstance(numbers, dict) else ()
        if named := others & {key.rpartition(".")[2] for key in keys}:
            yield _alien(path, f"numbers of other texts ({some(named)})", ids, "delete it")
    if PUBLISHED[0] in alien:
        place = (folder / TABLES[PUBLISHED[0]].file).parent
        yield _alien(place, f"numbers of other texts ({some(alien[PUBLISHED[0]])})", ids, "delete it")
