"""Check everything in a corpus folder: its tables, what was derived, what people decided and claim."""

from __future__ import annotations

from pathlib import Path

from retold.chapters import CHAPTERS, PREFIXES
from retold.chapters.results import readable
from retold.coding import attributions, frames
from retold.common.problems import BadInputError, Problem, show
from retold.corpus import tables
from retold.corpus.corpus import Corpus, read, stale_problems
from retold.corpus.schema import DERIVED, TABLES


def check(folder: Path) -> tuple[Corpus, list[Problem]]:
    """Read a corpus folder and check everything in it: also the derived tables and decisions."""
    corpus, problems = read(folder)
    if not corpus.tables:
        return corpus, problems
    if not any((folder / TABLES[name].file).exists() for name in DERIVED):
        said = "nothing has been derived from the texts yet"
        place = str((folder / TABLES["documents"].file).parent)
        return corpus, [*problems, Problem(place, said, "the derived tables", "run `retold derive`")]
    derived = {name: tables.read(folder, name) for name in DERIVED}
    for _, found in derived.values():
        problems += found
    if not problems:
        problems += stale_problems(corpus, {name: frame for name, (frame, _) in derived.items()})
        problems += _decision_problems(corpus)
        problems += _finding_problems(corpus)
    return corpus, problems


def _decision_problems(corpus: Corpus) -> list[Problem]:
    """Differences between two codings without a decision, or a table not made by them."""
    problems = []
    for module, command, names in (
        (attributions, "adjudicate", ("pass_1", "pass_2", "decisions", "coded")),
        (frames, "frames", ("frames_1", "frames_2", "frame_decisions", "frames")),
    ):
        first, second, decisions, coded = (corpus.tables[n] for n in names)
        if first.empty or second.empty:
            continue
        try:
            made = module.adjudicate(first, second, decisions)
        except BadInputError as error:
            problems += error.problems
            continue
        if not made.equals(coded):
            path = str(corpus.folder / TABLES[names[-1]].file)
            found = "a table that the codings and decisions do not give"
            mend = f"change the decisions, then run `retold coding {command} {corpus.folder}`"
            problems.append(Problem(path, found, "the table that adjudication gives", mend))
    return problems


def _finding_problems(corpus: Corpus) -> list[Problem]:
    """Findings whose rule cannot be read or whose page is none."""
    path = str(corpus.folder / TABLES["findings"].file)
    frame = corpus.tables["findings"]
    problems = []
    for i, row in enumerate(frame.itertuples()):
        if row.page not in CHAPTERS:
            accepted = ", ".join(CHAPTERS)
            problems.append(
                Problem(path, show(row.page), accepted, "correct it", tables.line(frame, i), "page")
            )
        if row.stated != "index" and row.stated not in CHAPTERS:
            accepted = ", ".join(["index", *CHAPTERS])
            problems.append(
                Problem(path, show(row.stated), accepted, "correct it", tables.line(frame, i), "stated")
            )
        for key in row.evidence.split():
            if row.page in CHAPTERS and not key.startswith(PREFIXES[row.page]):
                accepted = f"numbers of the finding's page: {', '.join(f'{p}…' for p in PREFIXES[row.page])}"
                at = tables.line(frame, i)
                problems.append(Problem(path, show(key), accepted, "correct it", at, "evidence"))
        if not readable(row.rule):
            accepted = "name operator name-or-number, joined by 'and'"
            problems.append(
                Problem(path, show(row.rule), accepted, "correct it", tables.line(frame, i), "rule")
            )
    return problems
