"""Articles of Factiva of which only the lines are left: RTF, text, and pages that lost their marks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from retold.intake.article import GUESSED, READ, Article, Found, Place, Unread
from retold.intake.blocks import is_name, squeeze
from retold.intake.bylines import joined
from retold.intake.readers import factiva_head as head
from retold.intake.readers.lines import lines as lines_of
from retold.intake.source import Source

_KIND = "Factiva, text"
_CODE = re.compile(
    r"(CLM|SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|ART|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN)"
    r"(?:(?:\t|\s{2,}|\s*\|)\s*(\S.*))?"
)
_CODED = frozenset({"HD", "PD", "SN", "AN"})  # those of every article
_BYLINE = re.compile(r"(?:by|von|par|por|di|door|av|af)\s+\S", re.I)
_NUMBER = re.compile(r"[^\W\d]*\s*([A-Z0-9]{2,8}0{2}\d{8}[a-z0-9]{6,12})")
_REASON = "an article of which headline and text cannot be told apart"
_MAKE = "in Factiva choose Format for Saving, Article Format, and save that page as HTML"


def recognises(source: Source) -> bool:
    """Whether a file ends its articles with accession numbers, below lines as Factiva sets them."""
    return _is_export([line.strip() for line in lines_of(source) if line.strip()])


def _is_export(lines: Sequence[str]) -> bool:
    if not any(_ends(lines, at) for at in range(len(lines))):
        return False
    coded = {match[1] for line in lines if (match := _CODE.fullmatch(line))}
    return coded >= _CODED or any(_facts(article) is not None for article in _documents(lines)[0])


def _number(line: str) -> str:
    """The accession number that a line states, with one word before it."""
    match = _NUMBER.fullmatch(squeeze(line)) if len(line) < 60 else None
    return match[1] if match else ""


def read(source: Source, raw: Sequence[str]) -> Found:
    """Read the articles of a file of Factiva by its lines.

    Parameters
    ----------
    source : Source
        The file.
    raw : sequence of str
        Its lines, in order.
    """
    lines = [line.strip() for line in raw]
    lines = [line for line in lines if squeeze(line)]
    documents, behind = _documents(lines)
    articles: list[Article] = []
    unread: list[Unread] = []
    for number, document in enumerate(documents, 1):
        place = Place(source.name, f"article {number}")
        rows = _rows(document)
        outline = head.from_codes(rows) if {code for code, _ in rows} >= _CODED else _by_position(document)
        if outline is not None and outline.text:
            articles.append(head.article(outline, place))
        else:
            reason = _REASON if outline is None else "an article without a text"
            unread.append(Unread(place, reason, "\n".join(document), _MAKE))
    if _facts(behind) is not None or {"HD", "SN"} <= {code for code, _ in _rows(behind)}:
        reason = "an article that breaks off: its end, with the accession number, is not in the file"
        unread.append(Unread(Place(source.name), reason, "\n".join(behind), "export it again"))
    return Found(_KIND, tuple(articles), len(documents), tuple(unread))


def _documents(lines: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """The lines of each article, the last of which states its accession number, and those behind the last."""
    lines = [line for line in lines if line]
    ends = [at + 1 for at, line in enumerate(lines) if _ends(lines, at)]
    bounds = [0, *ends]
    return [list(lines[a:b]) for a, b in itertools.pairwise(bounds)], list(lines[bounds[-1] :])


def _ends(lines: Sequence[str], at: int) -> bool:
    """Whether an article ends with a line: its number, with its code on the same line or on the one before."""
    line = lines[at]
    match = _CODE.fullmatch(line)
    return bool(_number(match[2] or "" if match and match[1] == "AN" else line))


def _rows(document: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The fields of an article that has codes, each with its paragraphs."""
    rows: list[tuple[str, list[str]]] = []
    for line in document:
        if match := _CODE.fullmatch(line):
            rows.append((match[1], [squeeze(match[2])] if match[2] else []))
        elif rows:
            rows[-1][1].append(squeeze(line))
    return rows


def _facts(document: Sequence[str]) -> tuple[int, int] | None:
    """Where the date of an article stands and where its text begins: behind the notice of rights."""
    top = [squeeze(line) for line in document[:30]]
    for date in (at for at, line in enumerate(top) if at and head.is_date(line)):
        rights = next(
            (at for at, line in enumerate(top[date : date + 12], date) if head.RIGHTS.match(line)), None
        )
        if rights is not None and head.source_code(top[: rights + 1], _last(document), date + 1) is not None:
            return date, rights + 1
    return None


def _last(document: Sequence[str]) -> str:
    return _number(document[-1]) if document else ""


def _by_position(document: Sequence[str]) -> head.Outline | None:
    """Read an article without codes; None if its lines do not say where its text begins."""
    facts = _facts(document)
    if facts is None:
        return None
    date, start = facts
    told = [squeeze(line) for line in document]
    text = told[start:-1]
    publisher = bool(text[1:]) and len(text[-1].split()) < 12 and not re.search(r"[.!?…\"”»]$", text[-1])
    outline = head.Outline(READ, "\n\n".join(text[:-1] if publisher else text))
    outline.set("id", _last(document), "last line of the article")
    first = date - 1 if re.search(r"\d", told[date - 1]) and len(told[date - 1].split()) < 5 else date
    _title(outline, told[:first])
    head.read_head(outline, told[first:start], _last(document))
    if publisher:
        outline.changed.append(f"left out the line behind the text: {text[-1]}")
    return outline


def _title(outline: head.Outline, lines: Sequence[str]) -> None:
    """Read the lines above the length: a part of the paper, the headline, who wrote it; only their order tells them."""
    by = next((at for at, line in enumerate(lines) if at and (_BYLINE.match(line) and len(line) < 120)), None)
    if by is None and len(lines) > 1 and all(map(is_name, joined(lines[-1]).split("; "))):
        by = len(lines) - 1
    title = lines[:by]
    if not title:
        return
    outline.set("title", title[-1], "line above the length", READ if len(title) == 1 else GUESSED)
    outline.set("section", "; ".join(title[:-1]), "line above the headline", GUESSED)
    if by is not None:
        outline.set("authors", joined(lines[by]), "line below the headline", GUESSED)
