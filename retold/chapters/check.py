"""Check everything in a corpus folder: its tables, what was derived, what people decided and claim."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from retold.chapters import CHAPTERS, PREFIXES
from retold.chapters.leftovers import leftovers, without
from retold.chapters.registry import prefixes_of
from retold.chapters.rules import FORM, readable
from retold.coding import attributions, frames
from retold.common.problems import BadInputError, Problem, show
from retold.corpus import tables
from retold.corpus.corpus import Corpus, read, stale_problems
from retold.corpus.crosscheck import some
from retold.corpus.schema import DERIVED, TABLES
from retold.measures.measure import Measure


def check(folder: Path, own: Sequence[Measure] = ()) -> tuple[Corpus, list[Problem]]:
    """Read a corpus folder and check everything in it: also the derived tables and decisions.

    A finding may rest on a measure of the user's own, if it is among `own`. What is left over from another corpus is told
    once a file. That nothing has been derived yet is no problem (see `underived`).
    """
    corpus, problems = read(folder)
    if not corpus.tables:
        return corpus, problems
    left = leftovers(corpus)
    if underived(folder):
        return corpus, [*left, *without(problems, left)]
    derived = {name: tables.read(folder, name) for name in DERIVED}
    problems += _as_one(folder, [problem for _, of_table in derived.values() for problem in of_table])
    problems = [*left, *without(problems, left)]
    if not problems:
        problems += stale_problems(corpus, {name: frame for name, (frame, _) in derived.items()})
        problems += _decision_problems(corpus)
        problems += _finding_problems(corpus, own)
    return corpus, problems


def _as_one(folder: Path, problems: list[Problem]) -> list[Problem]:
    """Problems of derived tables: those that another version wrote as one."""
    other = [p for p in problems if p.found == tables.OTHER_VERSION]
    if len(other) < 2:
        return problems
    place = (folder / TABLES["documents"].file).parent
    found = f"tables of another version ({some([Path(p.file).name for p in other])})"
    told = Problem(str(place), found, "those that this version derives", "run `retold derive`")
    return [told, *(p for p in problems if p not in other)]


def underived(folder: Path) -> bool:
    """Whether a corpus has no derived table at all."""
    return not any((folder / TABLES[name].file).exists() for name in DERIVED)


def _decision_problems(corpus: Corpus) -> list[Problem]:
    """Differences between two codings without a decision, or a table not made by them."""
    problems = []
    for module, command, names in (
        (attributions, "adjudicate", ("pass_1", "pass_2", "decisions", "coded")),
        (frames, "frames", ("frames_1", "frames_2", "frame_decisions", "gist_decisions", "frames")),
    ):
        first, second, *decisions, coded = (corpus.tables[n] for n in names)
        if first.empty or second.empty:
            continue
        try:
            adjudicated = module.adjudicate(first, second, *decisions)
        except BadInputError as error:
            problems += error.problems
            continue
        if not adjudicated.equals(coded):
            path = str(corpus.folder / TABLES[names[-1]].file)
            other = "a table that the codings and decisions do not give"
            mend = f"change the decisions, then run `retold coding {command} {corpus.folder}`"
            problems.append(Problem(path, other, "the table that adjudication gives", mend))
    return problems


def _finding_problems(corpus: Corpus, own: Sequence[Measure] = ()) -> list[Problem]:
    """Findings whose rule cannot be read or whose page is none."""
    path = str(corpus.folder / TABLES["findings"].file)
    frame = corpus.tables["findings"]
    problems = []
    for i, row in enumerate(frame.itertuples()):
        refused = []
        if row.page not in CHAPTERS:
            refused.append(("page", row.page, ", ".join(CHAPTERS)))
        if row.page in PREFIXES:
            prefixes = prefixes_of(row.page, own)
            accepted = f"numbers of the finding's page: {', '.join(f'{p}…' for p in prefixes)}"
            alien = [key for key in row.evidence.split() if not key.startswith(prefixes)]
            refused += [("evidence", key, accepted) for key in alien]
        if not readable(row.rule):
            refused.append(("rule", row.rule, FORM))
        problems += [
            Problem(path, show(value), accepted, "correct it", tables.line(frame, i), column)
            for column, value, accepted in refused
        ]
    return problems
