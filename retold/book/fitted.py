"""The facts by which the pages of a book are fitted to its corpus, and the pages that it leaves out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from retold.book import fit, imprint, source
from retold.chapters import traits
from retold.chapters.numbers import MISSING, Number
from retold.common.files import write_text
from retold.common.problems import BadInputError, Problem
from retold.corpus.folder import Tables

NOTED = source.GENERATED / "absent.json"
OURS = "ours"  # whether it is the project's own report
WHY = {name: trait.lacking for name, trait in traits.TRAITS.items()} | {OURS: ""}
MEANS = {name: trait.means for name, trait in traits.TRAITS.items()} | {
    OURS: "it is the report that the project itself publishes"
}


def left_out(t: Tables) -> list[str]:
    """Return the pages of the project that are none of a book about this corpus."""
    facts = fit.Facts(_has(t), WHY)
    conditions = {page: fit.page_condition(source.said(source.project() / page)) for page in source.pages()}
    return [page for page, asked in conditions.items() if asked and facts.missing(asked)]


def _has(t: Tables) -> dict[str, bool]:
    return traits.of(t) | {OURS: imprint.of(t.folder).ours}


def require_prose(folder: Path) -> None:
    """Make sure that the conditions in a corpus's own prose can be read.

    Raises
    ------
    BadInputError
        If one cannot: a mistake that would else be told when all notebooks have run.
    """
    facts, problems = fit.Facts(dict.fromkeys(WHY, True), WHY), []
    for path in sorted((folder / "prose").glob("*.md")):
        try:
            fit.fit(path.read_text(encoding="utf-8"), facts)
        except ValueError as error:
            accepted = "<!-- if TRAIT -->, <!-- else --> and <!-- end -->, each in a line of its own"
            problems.append(Problem(f"prose/{path.name}", str(error), accepted, "correct the condition"))
    if problems:
        raise BadInputError(problems)


def note_absent(root: Path, absent: Mapping[str, str]) -> None:
    """Write down which figures and tables of a run have nothing to show, for those who write the pages."""
    (root / NOTED).parent.mkdir(parents=True, exist_ok=True)
    write_text(root / NOTED, json.dumps(absent, sort_keys=True, ensure_ascii=False))


def facts(t: Tables, root: Path, numbers: Mapping[str, Number] | None, *, prose: bool = False) -> fit.Facts:
    """Return what pages in `root` may say of a corpus whose published numbers these are, if it has any yet.

    A page of the project that names a number nobody computes is a mistake, to be told; the prose of a corpus may have been
    written for another, and the sentence is left out.
    """
    noted = root / NOTED
    folder = root / source.GENERATED
    blank = [path.name for path in folder.glob("*.md") if not path.read_text(encoding="utf-8").strip()]
    absent = json.loads(noted.read_text(encoding="utf-8")) if noted.is_file() else {}
    labels = [
        label
        for page in source.pages()
        for label in fit.labels(source.said(source.project() / page), page, absent)
    ]
    if numbers is None:
        return fit.Facts(_has(t), WHY, absent=absent, blank=blank, labels=labels)
    given = numbers
    return fit.Facts(
        _has(t),
        WHY,
        lambda key: given[key].shown != MISSING if key in given else not prose,
        absent,
        blank,
        labels=labels,
    )


def page(text: str, facts: fit.Facts) -> str:
    """Return the source of a page, Markdown or a notebook, as it is for a corpus."""
    if not text.lstrip().startswith("{"):
        return fit.fit(text, facts)
    notebook = json.loads(text)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    written = fit.fit_cells(["".join(cell["source"]) for cell in cells], facts)
    for cell, source_of_cell in zip(cells, written, strict=True):
        cell["source"] = source_of_cell
    notebook["cells"] = [c for c in notebook["cells"] if c["cell_type"] != "markdown" or c["source"].strip()]
    return json.dumps(notebook)


_MADE = re.compile(r'book\.(?:figure|table)\("([\w-]+)"')
_SHOWN = re.compile(r"\{(?:glue:figure|glue)\} ([\w-]+)")


def idle(text: str) -> list[str]:
    """Return the code of a fitted notebook that makes nothing but what its page does not show, a string a cell."""
    if not text.lstrip().startswith("{"):
        return []
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(text)["cells"]]
    shown = {key for kind, source in cells if kind == "markdown" for key in _SHOWN.findall(source)}
    made = {source: set(_MADE.findall(source)) for kind, source in cells if kind == "code"}
    return [source for source, keys in made.items() if keys and not keys & shown]
