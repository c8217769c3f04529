"""The files of a new corpus folder besides its tables: what people go on from, and what was set aside."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from retold.common.markup import inline, plain
from retold.corpus.schema import AUTHORS_UNKNOWN, TABLES
from retold.intake.kept import Kept

_README = """# {event}

A corpus for `retold`, made from {texts} texts by `retold new`. What to do next, in the order in which it pays:

1. **`confirm.csv`**: what the program guessed: which texts tell one story, who the speakers are, what it took from names of
   files. Write *yes* or *no* into the column *answer*, then run `retold new {folder}` (or `retold check {folder} --apply`).
   What has no answer stays as it is proposed.
2. **`corpus.csv`**: a row a text. Correct what is wrong in place: a cell that you changed is never changed back. How each value
   came stands in `import.csv`. What could not be read lies in `unread/`, with its reason.
3. **`retold book {folder}`**: the report, in `{folder}/_build/html/index.html`.
4. **`speakers.csv`, `groups.csv`**: a draft. Sort the speakers into groups of your own: they are all *unsorted* now.
5. **`naming.csv`** and **`actors.csv`** are empty: your words for the event, and the actors to be counted. Decide on them before
   you look at the counts.
6. **`titles.csv`, `prose/`, `CITATION.cff`**: the title, your own words, how to cite it.

More articles: `retold new {folder} MORE...` adds those that are not here yet.

To publish the book: `retold new {folder} --workflow` writes what GitHub Pages needs. The page "Publish your book" of the book says
what may be published, and how.

The texts lie in `texts/`, which git ignores. Who holds the rights to them stands in the column *rights* of `corpus.csv`. The book
holds none of their sentences, and checks that.
"""
_INDEX = """<!-- if several outlets -->
**This report compares {{glue:text}}`notebooks/01-corpus.ipynb::corpus.texts:s` texts of
{{glue:text}}`notebooks/01-corpus.ipynb::corpus.outlets:s` outlets{about}.**
<!-- else -->
**This report compares {{glue:text}}`notebooks/01-corpus.ipynb::corpus.texts:s` texts of one outlet{about}.**
<!-- end -->
They hold {{glue:text}}`notebooks/01-corpus.ipynb::corpus.words:s` words. The first is of {{glue:text}}`notebooks/01-corpus.ipynb::corpus.first_day:s`, the last
of {{glue:text}}`notebooks/01-corpus.ipynb::corpus.last_day:s`. Of the words {{glue:text}}`notebooks/04-speakers.ipynb::speakers.share:s` are somebody's, quoted or
reported. The most alike texts of different stories have a cosine of {{glue:text}}`notebooks/02-versions.ipynb::versions.other_max:s`.

What the report is about, how the texts were chosen, and what they cannot show, is for its authors to say here, in `prose/index.md`. What to look at
first stands in `README.md`.
"""
_CITATION = """cff-version: 1.2.0
title: {title}
message: "Who wrote this report, and where it stands, is for its authors to fill in."
type: dataset
authors:
  - name: {authors}
# Take away the sign in front of what applies, and correct it:
# license: CC-BY-4.0  # of your own words and figures, not of the texts that you study
# date-released: 2026-01-31
# repository-code: https://example.org/
# doi: 10.5281/zenodo.123
# contact:
#   - name: Ann Roe
#     email: ann@example.org
"""
WORKFLOW = Path(".github/workflows/publish.yml")
_IGNORED = "texts/\nunread/\n_build/\n"


def event(folder: Path) -> str:
    """Return what a corpus is about if nobody says it: the name of its folder, as words."""
    return plain(re.sub(r"[-_]+", " ", _name(folder))) or "these texts"


def _name(folder: Path) -> str:
    """The name of a folder; it may hold bytes that are no letters."""
    return os.fsencode(folder.resolve().name).decode("utf-8", "replace")


def files(folder: Path, kept: Kept, about: str, version: str = "") -> dict[Path, bytes]:
    """Return the starting files that a corpus folder does not have yet, by their paths.

    With the version of the software, the workflow that publishes the book with it is among them.
    """
    named = about or (kept.corpus.rows[0]["event"] if kept.corpus.rows else "") or event(folder)
    heads = {name: _head(name) for name in ("naming", "actors")}
    # A title takes what stands in braces for the name of a number.
    unbraced = named.translate(str.maketrans("{}", "()"))
    title = f"{unbraced}: how {{corpus.texts}} texts tell it"
    made = {
        "README.md": _README.format(
            event=inline(named), texts=len(kept.corpus.rows), folder=quote(_name(folder))
        ),
        ".gitignore": _IGNORED,
        "titles.csv": _csv([TABLES["titles"].names, ["index", title, ""]]),
        "prose/index.md": _INDEX.format(about=f" on {inline(about)}" if about else ""),
        "CITATION.cff": _CITATION.format(
            title=_quoted(f"{named}: a comparison of news texts"), authors=AUTHORS_UNKNOWN
        ),
        "naming.csv": heads["naming"],
        "actors.csv": heads["actors"],
    }
    if version:
        made[str(WORKFLOW)] = _workflow(version)
    return {folder / name: text.encode() for name, text in made.items() if not (folder / name).exists()}


def _workflow(version: str) -> str:
    """The workflow that publishes a book with a version of the software."""
    template = Path(__file__).with_name("publish.yml").read_text(encoding="utf-8")
    return template.replace("@VERSION@", version)


def _head(name: str) -> str:
    return _csv([[column.name for column in TABLES[name].columns if not column.optional]])


def _csv(rows: Sequence[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _quoted(text: str) -> str:
    """A text as a scalar of YAML in double quotation marks."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
