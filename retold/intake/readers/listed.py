"""Numbered lists of articles, each with a line of outlet, day, page and length, as Mediargus exported them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from retold.intake.article import GUESSED, READ, Article, Found, Place, Unread, Value
from retold.intake.blocks import is_name, plain, squeeze, words
from retold.intake.bylines import joined
from retold.intake.source import TEXT, Source

_KIND = "Mediargus, text"
_NUMBER = re.compile(r"^\W{0,3}(\d{1,5})\.\s+(\S.*)$")
_LENGTH = r"(\d+)\s?(?:w|woorden|mots|words)\.?"
# "The Echo, wednesday 3 may 2006, p. 12, 345w."
_FACTS = re.compile(
    rf"^(\S.*?),\s+(?:[^\W\d_]+,?\s+)?(\d{{1,2}}(?:er)?\s+[^\W\d_]+\.?\s+\d{{4}})(?:,\s*(?:p|blz|pag)\.\s*([^,]*?))?,\s*{_LENGTH}\s*$",
    re.I,
)
# "03-05-2006, p.12" begins a full text; that of a site has no page.
_BEGIN = re.compile(r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:,\s*(?:p|blz|pag)\.\s?(\S.*?)?)?\s*$", re.I)
_RIGHTS = re.compile(r"^\s*(?:©|\(c\)|copyright)\s*\S.{0,100}$", re.I)
_UNTITLED = ("artikel zonder titel", "article sans titre")
_BYLINE = re.compile(r"(?:door|par|by)\s*:?\s+[^\W\d_].{2,80}", re.I)
_MAKE = "export the articles with their full texts"


def recognises(source: Source) -> bool:
    """Whether a text is a numbered list of articles with a line of outlet, day, page and length below each headline."""
    if source.container != TEXT:
        return False
    lines = [line.strip() for line in source.text[:5_000].split("\n") if line.strip()]
    # What was searched for may stand above the list.
    first = next(
        (at for at, line in enumerate(lines[:6]) if (m := _NUMBER.match(line)) and m[1] == "1"), None
    )
    return first is not None and any(_FACTS.match(line) for line in lines[first + 1 : first + 4])


class _Entry(NamedTuple):
    """An article as the list tells it."""

    title: str
    outlet: str
    date: str
    page: str
    length: int
    opening: str


class _Full(NamedTuple):
    """A full text behind the list."""

    day: str
    page: str
    paragraphs: list[str]
    rights: str


def read(source: Source) -> Found:
    """Read the articles of a numbered list.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Found
        Its articles in the order of the list. One of which the file holds no more than the opening that the list
        gives is `Unread`, unless that has as many words as the list says.
    """
    lines = [squeeze(line) for line in source.text.split("\n")]
    starts = _starts(lines)
    bounds = [*starts, next((at for at in range(starts[-1], len(lines)) if _begins(lines, at)), len(lines))]
    entries = [_entry(lines[start:end]) for start, end in itertools.pairwise(bounds)]
    fulls = _fulls(lines, bounds[-1])
    pairs = _pairs(entries, fulls)
    articles: list[Article] = []
    unread: list[Unread] = []
    for number, entry in enumerate(entries, 1):
        place = Place(source.name, f"article {number}")
        article = _article(entry, pairs.get(number - 1), place)
        length, opening = words(article.text), article.text == entry.opening
        if length and length >= (0.9 if opening else 0.2) * entry.length:
            articles.append(article)
        else:
            reason = f"{length} words, and the list says {entry.length}: the opening alone, or less"
            unread.append(Unread(place, reason, f"{entry.title}\n\n{article.text}", _MAKE))
    for full in [full for full in fulls if all(full is not other for other in pairs.values())]:
        reason = f"a text of {full.day}, p. {full.page}, that no entry of the list tells of"
        unread.append(Unread(Place(source.name), reason, "\n\n".join(full.paragraphs)))
    return Found(_KIND, tuple(articles), len(entries), tuple(unread))


def _starts(lines: Sequence[str]) -> list[int]:
    """Where the entries begin: lines that count on from 1, each with the line of outlet and day soon below it."""
    starts: list[int] = []
    for at, line in enumerate(lines):
        match = _NUMBER.match(line)
        if match and int(match[1]) == len(starts) + 1 and _facts(lines[at : at + 8]) is not None:
            starts.append(at)
    return starts


def _facts(lines: Sequence[str]) -> int | None:
    """Where the line of outlet and day stands: below a headline, before the next number."""
    for at, line in enumerate(lines):
        if at and _FACTS.match(line):
            return at
    return None


def _entry(lines: Sequence[str]) -> _Entry:
    at = _facts(lines) or 0
    match = _FACTS.match(lines[at])
    number = _NUMBER.match(lines[0])
    outlet, date, page, length = match.groups() if match else ("", "", "", "0")
    title = " ".join([number[2] if number else lines[0], *filter(None, lines[1:at])])
    opening = "\n\n".join(filter(None, lines[at + 1 :]))
    return _Entry(title, outlet, date, page or "", int(length), opening)


def _begins(lines: Sequence[str], at: int) -> bool:
    """Whether a full text begins: its day and page stand alone behind empty lines."""
    return bool(_BEGIN.match(lines[at])) and (at == 0 or not lines[at - 1])


def _fulls(lines: Sequence[str], start: int) -> list[_Full]:
    starts = [at for at in range(start, len(lines)) if _begins(lines, at)]
    fulls = []
    for first, end in itertools.pairwise([*starts, len(lines)]):
        match = _BEGIN.match(lines[first])
        paragraphs = [line for line in lines[first + 1 : end] if line]
        rights = paragraphs.pop() if paragraphs and _RIGHTS.match(paragraphs[-1]) else ""
        if match:
            day = f"{int(match[1])}-{int(match[2])}-{match[3]}"
            fulls.append(_Full(day, (match[4] or "").strip(), paragraphs, rights))
    return fulls


def _pairs(entries: Sequence[_Entry], fulls: Sequence[_Full]) -> dict[int, _Full]:
    """Each entry with its full text: the same day and page, and the headline or the opening in it; else their order."""
    pairs: dict[int, _Full] = {}
    free = list(fulls)
    for at, entry in enumerate(entries):
        fitting = [full for full in free if _same_day(entry, full) and full.page == entry.page]
        named = [full for full in fitting if _title_at(entry, full) is not None or _opens(entry, full)]
        in_order = len(entries) == len(fulls) and fulls[at] in fitting
        chosen = named[0] if named else fulls[at] if in_order else None
        if chosen is not None:
            pairs[at] = chosen
            free = [full for full in free if full is not chosen]
    return pairs


def _same_day(entry: _Entry, full: _Full) -> bool:
    day, _, year = full.day.split("-")
    return re.findall(r"\d+", entry.date) == [day, year]


def _title_at(entry: _Entry, full: _Full) -> int | None:
    """Which paragraph of a full text is the headline."""
    wanted = plain(entry.title)
    return next((at for at, paragraph in enumerate(full.paragraphs[:6]) if plain(paragraph) == wanted), None)


def _opens(entry: _Entry, full: _Full) -> bool:
    opening = plain(entry.opening)[:60]
    return bool(opening) and opening in plain(" ".join(full.paragraphs))


def _article(entry: _Entry, full: _Full | None, place: Place) -> Article:
    fields = {
        "title": Value(entry.title, READ, "headline in the list"),
        "outlet": Value(entry.outlet, READ, "line below the headline"),
        "published": Value(entry.date, READ, "line below the headline"),
        "words": Value(str(entry.length), READ, "line below the headline"),
    }
    if plain(entry.title) in map(plain, _UNTITLED):
        del fields["title"]
    if full is None:
        return Article(entry.opening, place, fields, (), ("the text is what the list gives",))
    paragraphs, changed = list(full.paragraphs), list[str]()
    at = _title_at(entry, full)
    if at is not None:
        _above(fields, paragraphs[:at], entry)
        paragraphs = paragraphs[at + 1 :]
        if again := [line for line in paragraphs[:3] if plain(line) == plain(entry.title)]:
            paragraphs.remove(again[0])
            changed.append("took out the headline, which the text repeats")
    if byline := next((line for line in paragraphs[:4] if _BYLINE.fullmatch(line) and words(line) < 8), ""):
        fields.setdefault("authors", Value(joined(byline), GUESSED, "line above the text"))
        paragraphs.remove(byline)
    if full.rights:
        fields["rights"] = Value(full.rights, READ, "line behind the text")
    text, notes = "\n\n".join(paragraphs), tuple[str, ...]()
    if words(text) < 0.5 * entry.length:
        notes = (f"has {words(text)} words, and the list says {entry.length}",)
        if words(text) < words(entry.opening):
            text, notes = entry.opening, ("the text is what the list gives",)
    return Article(text, place, fields, tuple(changed), notes)


def _above(fields: dict[str, Value], lines: Sequence[str], entry: _Entry) -> None:
    """Read what stands above the headline: authors, or a part of the paper; not the list of its local editions."""
    for line in lines:
        people = joined(line).split("; ")
        paper = plain(entry.outlet) in plain(line) or re.match(r"[A-Z]{2,3}\s", line)
        if all(map(is_name, people)) and not paper:
            fields.setdefault("authors", Value("; ".join(people), GUESSED, "line above the headline"))
        elif len(line) > 3 and line.count(",") < 2:
            fields.setdefault("section", Value(line, GUESSED, "line above the headline"))
