"""A corpus folder that an earlier version of the program made or read, brought up to this one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from retold.common.problems import BadInputError, Problem
from retold.common.progress import Progress, quiet
from retold.corpus import read, tables
from retold.corpus.schema import DERIVED, TABLES
from retold.derive import run as derive
from retold.intake.published import put_away

# Beginnings of numbers that earlier versions computed.
GONE = ("noise.ratio.", "noise.drift.", "noise.below.")


def upgrade(folder: Path, progress: Progress = quiet) -> list[str]:
    """Bring a corpus folder up to this version, and say what was changed, a line each.

    Derived tables are computed anew where the texts are at hand. Published tables of another version go, and the published numbers
    become those of the last edition, so that the next book says what changed. What people wrote is not touched.

    Raises
    ------
    BadInputError
        If there is no corpus, what people wrote is not in order, or a derived table is of another version and the texts are not
        at hand. Nothing is changed then.
    """
    if not (folder / "corpus.csv").is_file():
        found = "no corpus.csv in it" if folder.is_dir() else "no such folder"
        raise BadInputError([Problem(str(folder), found, "a corpus folder", "correct the path")])
    corpus, problems = read(folder)
    if wrong := [p for p in problems if p.found != tables.OTHER_VERSION]:
        raise BadInputError(wrong)
    stale = [TABLES[name].file for name in DERIVED if _of_another_version(folder, name)]
    told = []
    if stale:
        texts = folder / "texts"
        if not texts.is_dir():
            mend = "put your copies of the texts into it, and run this again"
            raise BadInputError(
                [Problem(str(texts), "no such folder", "the texts, to derive the tables again", mend)]
            )
        derive(corpus, texts, progress)
        told.append(
            f"derived/: computed anew; {', '.join(Path(file).name for file in stale)} had other columns"
        )
    told += _unpublished(folder, bool(stale))
    told += _findings(folder)
    return told


def _of_another_version(folder: Path, name: str) -> bool:
    path = folder / TABLES[name].file
    return path.is_file() and any(p.found == tables.OTHER_VERSION for p in tables.read(folder, name)[1])


def _unpublished(folder: Path, stale: bool) -> Iterator[str]:
    """Put away what a book of another version published."""
    gone = [name for name in ("measured", "floor") if _of_another_version(folder, name)]
    for name in gone:
        (folder / TABLES[name].file).unlink()
        yield f"{TABLES[name].file}: deleted; the next book writes it anew"
    if gone or stale:
        yield from put_away(folder)


def _findings(folder: Path) -> Iterator[str]:
    """Say which findings rest on what this version does not compute; they stay as they are."""
    findings = tables.read(folder, "findings")[0]
    for row in findings.itertuples():
        keys = {*row.evidence.split(), *re.findall(r"[\w.-]+", row.rule)}
        if gone := sorted(key for key in keys if key.startswith(GONE)):
            yield f"findings.csv, {row.finding}: rests on {', '.join(gone)}, which is no more: it cannot be said until you rewrite it"
