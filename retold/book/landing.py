"""The generated parts of the landing page, as Markdown: who made the report and when, ways on, what each chapter asks and answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import ceil
from pathlib import Path

from retold.book import source
from retold.book.fit import Facts, fit
from retold.book.imprint import Imprint
from retold.chapters import told
from retold.common.markup import Markup, inline, plain, role
from retold.common.once import Tables
from retold.corpus.schema import AUTHORS_UNKNOWN

WORDS_A_MINUTE = 200  # of prose with tables, read with care
# Tables are looked up, not read.
_NO_PROSE = re.compile(
    r"(?ms)^\|.*?$|^---\n.*?\n---\n|^(?:`{3,}|:{3,})\{index\}.*?^(?:`{3,}|:{3,})$|<!--.*?-->|\{[\w:-]+\}|[`*|#>=_-]{2,}"
)
_INCLUDED = re.compile(r"```\{include\} (?:\.\./)?(?:book/)?_generated/([\w-]+)\.md\n```")


def parts(
    root: Path, t: Tables, facts: Facts, whose: Imprint, titles: Mapping[str, str], written: Mapping[str, str]
) -> dict[str, str]:
    """Return the generated parts of the landing page by name; `written` are those of other pages, which count as what these say."""
    said = sources(root, facts)
    took = {page: minutes(text, written) for page, text in said.items()}
    whole = sum(took[page] for page in said if page.startswith("notebooks/0"))
    return {
        "byline": byline(whose, whole),
        "ways": ways(t, titles, took),
        "chapters": chapters(said, titles, took),
    }


def sources(root: Path, facts: Facts) -> dict[str, str]:
    """Return what each page of a book says, as Markdown fitted to its corpus, by page; the code of notebooks is left out."""
    return {page: fit(_markdown(root / page), replace(facts, page=page)) for page in source.pages(root)}


def _markdown(page: Path) -> str:
    notebook, text = page.with_name(f"{page.name}.ipynb"), page.with_name(f"{page.name}.md")
    if notebook.is_file():
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return text.read_text(encoding="utf-8") if text.is_file() else ""


def minutes(text: str, written: Mapping[str, str]) -> int:
    """Return how long a page takes to read, in minutes, what it includes counted.

    Parameters
    ----------
    text : str
        What it says; see `sources`.
    written : mapping of str to str
        The generated parts by name.
    """
    whole = _INCLUDED.sub(lambda m: written.get(m[1], ""), text)
    return max(1, ceil(len(_NO_PROSE.sub(" ", whole).split()) / WORDS_A_MINUTE))


def byline(whose: Imprint, took: int) -> str:
    """Return who made the report, when, and how long its chapters take to read."""
    released = str(whose.cff.get("date-released") or "")
    day = date.fromisoformat(released) if re.fullmatch(r"\d{4}-\d\d-\d\d", released) else None
    parts = [
        f"By {whose.authors}" if whose.authors and whose.authors != AUTHORS_UNKNOWN else "",
        f"{day.day} {day:%B %Y}" if day else "",
        f"version {whose.cff['version']}" if whose.cff.get("version") else "",
        f"the chapters take about {took} minutes to read",
    ]
    return "{.byline}\n" + " · ".join(str(inline(part)) for part in parts if part) + "\n"


def ways(t: Tables, titles: Mapping[str, str], took: Mapping[str, int]) -> str:
    """Return the ways on from the landing page: how the texts tell it, or a few figures; the versions, or who speaks."""
    told_as = titles.get("notebooks/00-told", "How each text told it")
    first = (
        ("notebooks/00-told", told_as)
        if told.aspects(t)
        else ("book/in-five-figures", "The report in a few figures")
    )
    versions = not t["corpus"]["story_id"].is_unique
    second = (
        ("book/side-by-side", "The versions side by side")
        if versions
        else ("notebooks/04-speakers", "Who speaks")
    )
    buttons = [
        f"```{{button-ref}} {page}\n:ref-type: doc\n:color: primary\n{outline}\n{inline(said)} ({took[page]} min)\n```"
        for (page, said), outline in ((first, ""), (second, ":outline:\n"))
        if page in took
    ]
    return "\n\n".join(buttons) + "\n"


def chapters(said: Mapping[str, str], titles: Mapping[str, str], took: Mapping[str, int]) -> str:
    """Return what each chapter asks and what it answers; of a corpus without titles of its own what it asks, and how long it takes."""
    rows = []
    for page, text in said.items():
        if not page.startswith("notebooks/0"):
            continue
        if page in titles:
            rows.append([inline(_question(text)), Markup(f"{{doc}}`{_linked(titles[page])} <{page}>`")])
        else:
            rows.append([role("doc", page), Markup(f"{took[page]} min")])
    head = ["asked", "answered"] if any(page in titles for page in said) else ["chapter", "to read"]
    return _table(head, rows) if rows else "\n"


def _question(text: str) -> str:
    heading = re.search(r"(?m)^# (.+)$", text)
    return heading[1] if heading else ""


def _linked(title: str) -> str:
    """A title as the text of a link, where an angle would begin its target."""
    return plain(re.sub(r"[`<>|]", "", title))


def _table(head: list[str], rows: list[list[Markup]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"
