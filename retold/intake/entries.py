"""From what readers found to texts of a corpus: dates understood, outlets named, copies of one text kept once, names given."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from retold.common.markup import plain
from retold.common.names import slug
from retold.corpus.corpus import sha256, sha256_plain
from retold.corpus.schema import SHORT
from retold.intake import bylines, dates
from retold.intake.article import ASKED, GUESSED, Article, Place, Value
from retold.intake.languages import code_of
from retold.intake.layout import tidy

if TYPE_CHECKING:
    from retold.intake.gather import Reading

UNKNOWN = "unknown"
ID = 24  # characters of a name given to a text, at most but for a number behind it
ORDERS = ("dmy", "mdy", "ymd")
# A line under a byline that says who did what.
_WORK = re.compile(r"\b(?:reported|contributed|contributing|reporting)\b", re.I)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.I)
# Parts of a host that name no outlet.
_HOSTS = frozenset("www m mobile amp edition news beta en de fr es it web archive".split())


class Cell(NamedTuple):
    """A value of a row of the corpus table, how it came and from what."""

    value: str
    basis: str
    source: str


@dataclass(frozen=True)
class Entry:
    """A text that is to be one of the corpus.

    Attributes
    ----------
    text : str
        As it will stand in its file.
    place : Place
        Where it was found first.
    cells : mapping of str to Cell
        By columns of the corpus table; without those that nobody knows.
    changed : tuple of str
        What was changed in the text.
    notes : tuple of str
        What people should look at.
    again : tuple of Place
        Where the same text was found again.
    """

    text: str
    place: Place
    cells: Mapping[str, Cell]
    changed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    again: tuple[Place, ...] = ()

    @property
    def plain(self) -> str:
        """What two texts of the same words have in common: the hash of corpus.csv."""
        return sha256_plain(self.text)

    def cell(self, column: str) -> str:
        """The value of a column, blank if nobody knows it."""
        return self.cells[column].value if column in self.cells else ""


class _Day(NamedTuple):
    """The cells that a date gives, and what has to be said of it."""

    cells: Mapping[str, Cell] = {}
    note: str = ""


@dataclass(frozen=True)
class Doubt:
    """Dates that cannot be told without being asked: of which file, and which of them."""

    file: str
    values: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Entries:
    """The texts, and what must be asked about their dates."""

    entries: list[Entry]
    doubts: list[Doubt] = field(default_factory=list)


def entries(readings: Sequence[Reading], order: str = "", language: str = "") -> Entries:
    """Make the texts of a corpus from what was found in files.

    Parameters
    ----------
    readings : sequence of Reading
        Files with their articles.
    order : str
        Order of day, month and year in dates of numbers alone ("dmy", "mdy", "ymd"); blank: as the other dates of the
        file show.
    language : str
        Code of the language of all texts, if people say it.

    Returns
    -------
    Entries
        Each text once, in the order of the files; dates that stay open are blank and doubted.
    """
    made: list[Entry] = []
    doubts: list[Doubt] = []
    for reading in readings:
        articles = reading.found.articles
        days, doubt = _days(reading.source.name, articles, order)
        doubts += doubt
        for article, day in zip(articles, days, strict=True):
            made.append(_entry(article, day, language))
    return Entries(_once(made), doubts)


def _days(file: str, articles: Sequence[Article], order: str) -> tuple[list[_Day], list[Doubt]]:
    """The dates of a file's articles, and what is in doubt about them.

    Dates of one file are written alike, so those that can be told show the order of the others.
    """
    raw = [article.fields.get("published") for article in articles]
    # What slashes part may stand in another order than what dots part: 03/25/2021 says nothing of 06.03.2021.
    marks = {value.value: _mark(value.value) for value in raw if value}
    told = {
        mark: dates.order_of(value for value in marks if marks[value] == mark) for mark in set(marks.values())
    }
    days, doubtful = [], []
    for value, article in zip(raw, articles, strict=True):
        shown = told[marks[value.value]].order if value else ""
        days.append(_day(value, order, shown, _languages(article)) if value else _Day())
        if value and not days[-1].cells and _by_order(value.value):
            doubtful.append(value.value)
    if (problems := [one.problem for one in told.values() if one.problem]) and not order:
        return days, [Doubt(file, (), "; ".join(problems))]
    return days, [Doubt(file, tuple(dict.fromkeys(doubtful)), "day or month first?")] if doubtful else []


def _mark(raw: str) -> str:
    """The sign that parts the numbers of a date."""
    match = re.search(r"\d\s?([-/.])\s?\d", raw)
    return match[1] if match else ""


def _languages(article: Article) -> list[str]:
    """The language of an article, with its country if its file says it: in both Englishes dates are written otherwise."""
    stated = _field(article, "language").replace("_", "-").casefold()
    if re.fullmatch(r"en-[a-z]{2}", stated):
        return [stated]
    return [code] if (code := code_of(stated)) else []


def _by_order(raw: str) -> bool:
    """Whether a date can only be understood if it is known in which order its numbers stand."""
    return not dates.read(raw).value and any(dates.read(raw, order=order).value for order in ORDERS)


def _day(value: Value, asked: str, shown: str, languages: Sequence[str]) -> _Day:
    """A date understood: in the order that people say, else in the one that other dates of the file show."""
    basis, source = value.basis, value.source
    dated = dates.read(value.value, order=asked or shown, languages=languages)
    if not dated.value and (closed := re.sub(r"(?<=\d) (?=\d)", "", value.value)) != value.value:
        # Mails break lines inside of numbers: "Jan 1 7, 2009".
        again = dates.read(closed, order=asked or shown, languages=languages)
        if again.value:
            dated, basis, source = again, GUESSED, f"{source}, without the blanks inside its numbers"
    if not dated.value:
        return _Day({}, f"date not understood: {value.value!r}: {dated.reason}")
    if _by_order(value.value):
        basis = ASKED if asked else GUESSED
        source += f", in the order {asked}" if asked else ", in the order of the other dates of the file"
    cells = {"published": Cell(dated.value, basis, source)}
    if dated.latest != dated.value:
        cells["published_latest"] = Cell(dated.latest, basis, source)
    return _Day(cells)


def _field(article: Article, name: str) -> str:
    return article.fields[name].value if name in article.fields else ""


def _entry(article: Article, day: _Day, language: str) -> Entry:
    text, changed = tidy(article.text)
    cells, note = dict(day.cells), day.note
    for name in ("title", "url", "genre", "rights"):
        if value := article.fields.get(name):
            cells[name] = Cell(_line(value.value), value.basis, value.source)
    if value := article.fields.get("authors"):
        cells["authors"] = Cell(_authors(value.value, _field(article, "outlet")), value.basis, value.source)
    if (url := cells.get("url")) and not (re.fullmatch(r"https?://\S+", url.value) and _host(url.value)):
        del cells["url"]
    cells["outlet"] = _outlet(article)
    if language:
        cells["language"] = Cell(language, ASKED, "--language")
    elif (stated := article.fields.get("language")) and (code := code_of(stated.value)):
        cells["language"] = Cell(code, stated.basis, stated.source)
    kept = {name: cell for name, cell in cells.items() if cell.value}
    notes = (*article.notes, *([note] if note else ()), *_shortfall(article, text))
    return Entry(text, article.place, kept, (*article.changed, *changed), notes)


def _line(value: str) -> str:
    """A value as a cell holds it: one line, each blank a plain one, and no sign that a table cannot hold."""
    return " ".join(plain(value).split())


def _authors(stated: str, outlet: str) -> str:
    """The names in a byline, without who did what else and without addresses."""
    found: list[str] = []
    for part in map(_line, stated.split(";")):
        if not _WORK.search(part):
            found += bylines.names([part], outlet)
    return "; ".join(dict.fromkeys(name for name in found if not _HOST.fullmatch(name)))


def _outlet(article: Article) -> Cell:
    """Who published an article, as its file says, or its address; else that it is not known."""
    if (value := article.fields.get("outlet")) and _line(value.value).strip(".,;:-–"):
        return Cell(_neat(value.value), value.basis, value.source)
    if url := article.fields.get("url"):
        host = _host(url.value).split(".")
        named = [part for part in host if part not in _HOSTS]
        if len(named) > 1:
            return Cell(".".join(named), GUESSED, "the host of its address")
    return Cell(UNKNOWN, GUESSED, "nothing says it")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[typo": brackets that hold no address
        return ""


def _neat(outlet: str) -> str:
    """The name of an outlet without a stop behind it, and with a blank before what stands in brackets."""
    name = re.sub(r"(?<=[^\s(])\((?=[^()]*\)$)", " (", _line(outlet))
    return name if re.search(r"(?:^|\s)\w{1,4}\.$|(?:\b\w\.){2,}$", name) else name.rstrip(".")


def _shortfall(article: Article, text: str) -> Iterator[str]:
    """Say that an article has far fewer or more words than its file announces."""
    stated = re.sub(r"\D", "", _field(article, "words"))
    told = any(re.match(r"has [\d,]+ words", note) for note in article.notes)
    # More digits are no length of an article.
    if 0 < len(stated) < 8 and not told and (announced := int(stated)):
        words = len(re.findall(r"\w+(?:['’.,-]\w+)*", text))
        if not 0.8 * announced <= words <= 1.25 * announced + 20:
            yield f"has {words} words, its file announces {announced}"


def _once(made: Iterable[Entry]) -> list[Entry]:
    """Every text once: of several of the same words the one of which most is known, with the places of the others."""
    alike: dict[str, list[Entry]] = defaultdict(list)
    for entry in made:
        alike[entry.plain].append(entry)
    kept = []
    for same in alike.values():
        best = max(same, key=lambda e: (e.cell("outlet") != UNKNOWN, len(e.cells)))
        places = tuple(e.place for e in same if e is not best)
        kept.append(Entry(best.text, best.place, best.cells, best.changed, best.notes, places))
    return kept


def names(made: Sequence[Entry], taken: Collection[str]) -> list[str]:
    """Give each text a short name of its own: its outlet and day, else the name of its file.

    Parameters
    ----------
    made : sequence of Entry
        The texts.
    taken : collection of str
        Names that others have.

    Returns
    -------
    list of str
        A name a text, none twice; where several would be alike, a number follows.
    """
    wanted = [_name(entry, number) for number, entry in enumerate(made, 1)]
    count = Counter(wanted)
    following: Counter[str] = Counter()  # the number that the next of a name tries: thousands may share it
    used, given = set(taken), []
    for name in wanted:
        free = name
        while free in used or (count[name] > 1 and free == name):
            following[name] += 1
            free = f"{name}-{following[name]}"
        used.add(free)
        given.append(free)
    return given


def _name(entry: Entry, number: int) -> str:
    outlet = "" if entry.cell("outlet") == UNKNOWN else slug(_without_article(entry.cell("outlet")), 13)
    day = entry.cell("published")
    if outlet and day:
        return f"{outlet}-{day}"
    stem = slug(re.sub(r"\.\w{1,5}$", "", entry.place.file.rpartition("/")[2]), ID)
    return (
        (f"{outlet}-{slug(entry.cell('title'), 10)}".strip("-") if outlet else "") or stem or f"text-{number}"
    )


def _without_article(outlet: str) -> str:
    return re.sub(r"^(?:The|Der|Die|Das|Le|La|Les|El|Il|De|Het)\s+(?=\S)", "", outlet)


def labels(made: Sequence[Entry], given: Sequence[str], taken: Iterable[str]) -> list[str]:
    """Return what figures call each text: its outlet, with the day or a number where an outlet has several texts."""
    outlets = Counter(entry.cell("outlet") for entry in made)
    used = set(taken)
    following: Counter[tuple[str, str]] = Counter()
    found = []
    for entry, name in zip(made, given, strict=True):
        outlet = _without_article(entry.cell("outlet"))
        called = name if outlet == UNKNOWN else outlet
        aside = "" if outlets[entry.cell("outlet")] == 1 else entry.cell("published")
        label = _fitted(called, aside)
        while label in used:
            following[called, aside] += 1
            label = _fitted(called, f"{aside} {following[called, aside] + 1}".strip())
        used.add(label)
        found.append(label)
    return found


def _fitted(name: str, aside: str) -> str:
    room = SHORT - (len(aside) + 1 if aside else 0)
    cut = name if len(name) <= room else name[: room - 1].rstrip() + "…"
    return f"{cut} {aside}".strip()


def hashes(text: str) -> dict[str, str]:
    """Return what corpus.csv says of a text's file: its length and its hashes."""
    return {
        "n_chars": str(len(text)),
        "sha256": sha256(text.encode()),
        "sha256_plain": sha256_plain(text),
    }
