"""The generated parts of the landing page, as Markdown: who made the report and when, ways on, what each chapter asks and answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path

from retold.book import source
from retold.book.fit import Facts, fit
from retold.book.imprint import Imprint
from retold.chapters import told
from retold.common import days, markup
from retold.common.markup import Markup, inline, plain, role
from retold.common.once import Tables
from retold.corpus.schema import AUTHORS_UNKNOWN

WORDS_A_MINUTE = 200  # of prose with figures and tables, read with care


def parts(
    root: Path,
    t: Tables,
    facts: Facts,
    whose: Imprint,
    titles: Mapping[str, str],
    said: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Return the generated parts of the landing page by name; `said` is the running text of all pages."""
    took = {page: minutes(paragraphs) for page, paragraphs in said.items()}
    asked = {
        page: question(fit(source.said(root / page), replace(facts, page=page)))
        for page in said
        if _is_chapter(page)
    }
    return {
        "byline": byline(whose, sum(took[page] for page in asked)),
        "ways": ways(t, titles, took),
        "chapters": chapters(asked, titles, took),
    }


def _is_chapter(page: str) -> bool:
    return page.startswith("notebooks/0")


def minutes(paragraphs: Sequence[str]) -> int:
    """Return how long running text takes to read, in minutes; tables are looked up, not read."""
    return max(1, ceil(sum(len(said.split()) for said in paragraphs) / WORDS_A_MINUTE))


def byline(whose: Imprint, took: int) -> str:
    """Return who made the report, when, and how long its chapters take to read."""
    released = str(whose.cff.get("date-released") or "")
    parts = [
        f"By {whose.authors}" if whose.authors and whose.authors != AUTHORS_UNKNOWN else "",
        days.in_words(released) if released else "",
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


def chapters(asked: Mapping[str, str], titles: Mapping[str, str], took: Mapping[str, int]) -> str:
    """Return what each chapter asks and what it answers; of a corpus without titles of its own what it asks, and how long it takes."""
    titled = any(page in titles for page in asked)
    rows = [
        [inline(said), Markup(f"{{doc}}`{_linked(titles[page])} <{page}>`")]
        if page in titles
        else [role("doc", page), Markup(f"{took[page]} min")]
        for page, said in asked.items()
    ]
    return markup.table(["asked", "answered"] if titled else ["chapter", "to read"], rows) if rows else "\n"


def question(text: str) -> str:
    """Return the first heading of a page."""
    heading = re.search(r"(?m)^# (.+)$", text)
    return heading[1] if heading else ""


def _linked(title: str) -> str:
    """A title as the text of a link, where an angle would begin its target."""
    return plain(re.sub(r"[`<>|]", "", title))
