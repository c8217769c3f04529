"""Dates as files say them, understood as days of the calendar: never relative to today, never guessed from half a date."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from retold.common.problems import show
from retold.intake.foreign import FILLERS, MONTHS, WEEKDAYS

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"
ORDERS = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
_EARLIEST = 1600
_WRITTEN = {DAY_FIRST: "day/month/year", MONTH_FIRST: "month/day/year", YEAR_FIRST: "year/month/day"}


class Dated(NamedTuple):
    """What a date says.

    Attributes
    ----------
    value : str
        The day, or the first that it may be, as YYYY-MM-DD; blank if the date is not understood.
    latest : str
        The last day that it may be: of "April 2013" the thirtieth, of a whole date the same day.
    reason : str
        Why it is not understood; blank if it is.
    """

    value: str
    latest: str
    reason: str


class Order(NamedTuple):
    """In which order a column writes days, months and years in numbers.

    Attributes
    ----------
    order : str
        One of `ORDERS`; blank if no value decides.
    decided : str
        The value that decides.
    problem : str
        Why the column has no one order: it names the two values that disagree.
    """

    order: str
    decided: str
    problem: str


_TIME = re.compile(
    r"\b(?:kl(?:okken|o)?\.?\s*)?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?\s?m\b\.?)?"
    r"|\b(?:kl(?:okken|o)?|om|ore)\.?\s*\d{1,2}[.:]\d{2}\b"
    r"|\b\d{1,2}[.:]\d{2}\s*(?:uhr|uur)\b|\b\d{1,2}\s*(?:uhr|uur)\b"
    r"|\b\d{1,2}\s?h\s?(?:\d{2}\b)?(?!\w)|\b\d{1,2}(?:[.:]\d{2})?\s*[ap]\.?\s?m\b\.?"
    r"|(?<=\b\d{4}\s)\d{1,2}\.\d{2}\b"
)
_ZONE = re.compile(r"(?:\b(?:gmt|utc)\s?|(?<=\s))[+-]\d{1,2}(?::?\d{2})?\b(?![-/.]\d)")
_EDITION = re.compile(
    r"[^\d]*\b(?:edition|edicion|edizione|editie|edicao|edycja|ausgabe|uitgave|upplaga|udgave|wydanie|выпуск)\b.*$",
    re.S,
)
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|er|re|ere|eme|e|o|a|ste|de|go|ого|го|й|й|е)\b|(?<=\d)[ºª°]")
# What has no form without its mark, and signs of ordinal numbers.
_SPELT = str.maketrans("øØłŁºª№", "oOlL   ")
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")

# After a date in numbers there may be a time, and nothing else that has a digit: "2022-09-12T10:04:00.000+02:00".
_CLOCK = (
    r"(?:(?:\s*t\s*|[\s,;-]+|$)(?:(?:at|um|om|klo|kl\.?|à|a)\s+)?"
    r"(?:\d{1,2}(?::\d{2}(?::\d{2}(?:[.,]\d+)?)?|[.h]\d{2}|(?=\s?[ap]\.?m))\s*(?:[ap]\.?m\.?)?\s*(?:uhr|z)?\s*)?"
    r"(?:\(?(?:gmt|utc)?\s*[+-]\d{1,2}(?::?\d{2})?\)?|[a-z]{1,5})?(?:\[[a-z_/]+\])?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})\.?" + _CLOCK)
_YEAR_LAST = re.compile(
    r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?:\s?(?:г|р|год|року)\b\.?)?" + _CLOCK
)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[/.-](\d{4})")
_TOGETHER = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:t?(?:\d{2}){2,3}(?:[.,]\d+)?|[t\s]\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:z|[+-]\d{2}:?\d{2})?"
)
_EAST_ASIAN = re.compile(
    r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_EAST_ASIAN_LAST = re.compile(
    r"(?:(?P<day>\d{1,2})\s+)?(?P<month>\d{1,2})\s?[月월](?(day)|\s?(?P<then>\d{1,2})[日일]?,?)\s+(?P<year>\d{4})"
)
_EPOCH = re.compile(r"(\d{10})(?:\.\d*)?|(\d{13})(?:\.0*)?")
_WEEKDAY_BEFORE = re.compile(r"^([^\W\d_]+)\.?,?\s+(?=\d)")

# Languages that write numbers of dates in one order; English does not.
_DAY_FIRST_LANGUAGES = frozenset(
    "de fr es it nl pt da nb no pl ru uk cs sk fi ro bg el tr hr sl sr ca en-gb en-au en-nz en-ie en-in".split()
)
# What else the package of the extra is asked for, if it is there.
_FURTHER = "nb fi cs sk hu ro bg el tr et lv lt hr sl sr ca gl is sq mk be ar fa he hi id ms vi th".split()


def read(
    raw: str,
    *,
    order: str = "",
    languages: Sequence[str] = (),
    serial: bool = False,
    today: date | None = None,
) -> Dated:
    """Understand a date.

    Parameters
    ----------
    raw : str
        The date as a file says it.
    order : str
        In which order it writes numbers, one of `ORDERS` (see `order_of`); blank if that is not known.
    languages : sequence of str
        The languages that it may be written in, by their codes: those of an interface, not of an article. They decide the order
        of numbers where all of them have the same one, and what names of months mean; none: any.
    serial : bool
        Whether a number alone counts days in the way of Excel.
    today : date
        What counts as today: nothing is published after tomorrow.
    """
    text = _plain(raw[:1000])
    if len(text) > 200:
        return _unclear(raw, "too long for a date")
    if not text:
        return Dated("", "", "no date")
    today = today or date.today()
    if serial and (match := re.fullmatch(r"(\d{1,6})(?:[.,]\d+)?", text)):
        day = _offset(date(1899, 12, 30), int(match[1]))
        return _checked(day, day, raw, today) if day else _unclear(raw, "no day of the calendar")
    found = _numbers(text, raw, order or _order_in(languages), today)
    if found is None:
        found = _words(text, raw, languages, today)
    return found


def order_of(values: Iterable[str]) -> Order:
    """Say in which order a column writes dates in numbers, by those that can be read in one order alone.

    Numbers decide where one of them can only be a day: 25/03/2024 has the day first. Values that decide differently are a
    problem that names both.
    """
    sets = [(value.strip(), set(found)) for value in values if (found := _readings(_plain(value[:200])))]
    left, decided = set(ORDERS), ""
    for value, possible in sets:
        if not possible & left:
            return Order("", "", _contradiction(sets, value, possible))
        if not left <= possible and (len(left & possible) == 1 or not decided):
            decided = value
        left &= possible
    return Order(left.pop(), decided, "") if sets and len(left) == 1 else Order("", "", "")


def _contradiction(sets: list[tuple[str, set[str]]], value: str, possible: set[str]) -> str:
    """Name two values of a column that no one order reads; of three that only disagree together, the last two."""
    others = [(other, orders) for other, orders in sets if not orders & possible]
    other, orders = others[0] if others else sets[0]
    return f"{other} is {_named(orders)}, {value} is {_named(possible)}"


def _named(orders: set[str]) -> str:
    return " or ".join(_WRITTEN[order] for order in ORDERS if order in orders)


def _plain(raw: str) -> str:
    """Lower case without accents, each blank a space; what stands in brackets is no part of the date."""
    text = unicodedata.normalize("NFKD", raw.translate(_SPELT))
    text = unicodedata.normalize("NFC", "".join(c for c in text if not unicodedata.combining(c))).casefold()
    text = re.sub(r"\([^()]*\)", " ", text).translate(str.maketrans("‐‑‒–—−’ʼ", "------''"))
    return " ".join(text.split()).strip(" ,;|·")


def _fold(word: str) -> str:
    return _plain(word).replace("'", "")


@cache
def _months() -> dict[str, int]:
    lines = [line for line in MONTHS.splitlines() if line]
    return {_fold(word): number for number, line in enumerate(lines, 1) for word in line.split()}


@cache
def _ignored() -> frozenset[str]:
    return frozenset(_fold(word) for word in (WEEKDAYS + FILLERS).split())


def _numbers(text: str, raw: str, order: str, today: date) -> Dated | None:
    """A date in numbers alone; nothing if it is none."""
    text = _bare(text)
    for pattern in (_YEAR_FIRST, _TOGETHER, _EAST_ASIAN):
        if match := pattern.fullmatch(text):
            parts = [int(part) for part in match.groups() if part and part.isdigit()]
            return _day(parts[0], parts[1], parts[2], raw, today)
    if match := _EAST_ASIAN_LAST.fullmatch(text):
        return _day(int(match["year"]), int(match["month"]), int(match["day"] or match["then"]), raw, today)
    if _YEAR_LAST.fullmatch(text):
        return _any_order(text, raw, order, today)
    if match := _EPOCH.fullmatch(text):
        seconds = int(match[1]) if match[1] else int(match[2]) // 1000
        day = _offset(date(1970, 1, 1), seconds // 86400)
        return _checked(day, day, raw, today) if day else _unclear(raw, "no day of the calendar")
    if match := _YEAR_MONTH.fullmatch(text):
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _month(int(year), int(month), raw, today)
    if re.fullmatch(r"\d{4}", text):
        year_alone = int(text)
        if not _EARLIEST <= year_alone <= 9999:
            return _unclear(raw, f"before {_EARLIEST}")
        return _checked(date(year_alone, 1, 1), date(year_alone, 12, 31), raw, today)
    return None


def _bare(text: str) -> str:
    """Without the time and the day of the week that may stand before a date in numbers."""
    text = re.sub(r"^\d{1,2}:\d{2}(?::\d{2})?[\s,;-]+(?=\S)", "", text)
    if (match := _WEEKDAY_BEFORE.match(text)) and _fold(match[1]) in _ignored():
        text = text[match.end() :]
    return text


def _any_order(text: str, raw: str, order: str, today: date) -> Dated:
    """A date in numbers whose year is not first, or may not be."""
    readings = _readings(text)
    if not readings:
        return _unclear(raw, "no day of the calendar")
    if order:
        if order not in readings:
            return _unclear(raw, f"no day of the calendar as {_WRITTEN[order]}")
        day = readings[order]
        return _checked(day, day, raw, today)
    match = _YEAR_LAST.fullmatch(text)
    if match and match[2] == "." and DAY_FIRST in readings:
        # Dots are written where the day comes first.
        readings = {DAY_FIRST: readings[DAY_FIRST]}
    days = sorted(set(readings.values()))
    if len(days) == 1:
        return _checked(days[0], days[0], raw, today)
    named = " or ".join(f"{day.day} {calendar.month_name[day.month]} {day.year}" for day in days)
    return _unclear(raw, f"it is {named}")


def _readings(text: str) -> dict[str, date]:
    """Each order in which numbers are a day of the calendar, and that day."""
    match = _YEAR_LAST.fullmatch(_bare(text))
    if not match:
        return {}
    a, b, c = match[1], match[3], match[4]
    tried = {DAY_FIRST: (c, b, a), MONTH_FIRST: (c, a, b)}
    if len(a) == len(c) == 2 and match[2] != ".":
        tried[YEAR_FIRST] = (a, b, c)
    found = {}
    for order, (year, month, day) in tried.items():
        try:
            found[order] = date(_century(year), int(month), int(day))
        except ValueError:
            continue
    return found


def _century(year: str) -> int:
    if len(year) > 2:
        return int(year)
    return int(year) + (2000 if int(year) <= 68 else 1900)


def _words(text: str, raw: str, languages: Sequence[str], today: date) -> Dated:
    """A date that names its month."""
    text = _ZONE.sub(" ", _TIME.sub(" ", text))
    text = _ORDINAL.sub(r"\1", _EDITION.sub("", text))
    tokens = _TOKEN.findall(text.replace("-", " "))
    foreign = [code for code in languages if code.partition("-")[0] not in _own_languages()]
    own = not languages or len(foreign) < len(languages)
    left = [
        token for token in tokens if token.isdigit() or (_month_of(token) if own else 0) or not _idle(token)
    ]
    found = _laid_out(left, raw, today) if own else None
    if found is None and any(c.isdigit() for c in text):
        found = _by_package(text, raw, foreign or (_FURTHER if not languages else ()), today)
    if found is not None:
        return found
    if any(token.isdigit() and len(token) == 4 for token in tokens) or len(left) > 2:
        return _unclear(raw, "not understood")
    return _unclear(raw, "no year" if any(map(_month_of, left)) else "not understood")


def _own_languages() -> frozenset[str]:
    return frozenset("en de fr es it nl pt sv da pl ru uk".split())


def _idle(token: str) -> bool:
    folded = _fold(token)
    return folded in _ignored() or all(part in _ignored() for part in token.split("'"))


def _month_of(token: str) -> int:
    word = token.rpartition("'")[2]  # d'octobre, l'aprile
    return _months().get(_fold(token), 0) or _months().get(_fold(word), 0)


def _laid_out(tokens: list[str], raw: str, today: date) -> Dated | None:
    """What numbers and one month say by where they stand; nothing if they are no date."""
    months = [place for place, token in enumerate(tokens) if not token.isdigit()]
    if (
        len(months) == 2 and tokens[months[0]] == "mar"
    ):  # mardi, martes, martedì: before another month no March
        tokens = tokens[: months[0]] + tokens[months[0] + 1 :]
        months = [months[1] - 1]
    if len(months) != 1 or not (month := _month_of(tokens[months[0]])):
        return None
    numbers = [token for token in tokens if token.isdigit()]
    if len(numbers) == 1 and len(numbers[0]) == 4:
        return _month(int(numbers[0]), month, raw, today)
    if len(numbers) != 2:
        return None
    first, last = numbers
    if len(first) == 4 and len(last) <= 2 and months[0] < 2:
        return _day(int(first), month, int(last), raw, today)
    if len(first) <= 2 and len(last) in (2, 4):
        return _day(_century(last), month, int(first), raw, today)
    return None


def _by_package(text: str, raw: str, languages: Sequence[str], today: date) -> Dated | None:
    """A date in another language, if the package of the extra is there; it may only say what stands in the text."""
    try:
        import dateparser
    except ImportError:
        return None
    settings: Any = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": "DMY",
    }
    known = [code for code in languages if re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?", code)]
    if not known or not re.search(r"\b\d{4}\b", text) or not re.search(r"[^\W\d_]{2}", text):
        return None
    try:
        found = dateparser.parse(raw.strip(), languages=known, settings=settings)
    except Exception:  # of a language that it does not know, and whatever else a text makes of it
        return None
    if found is None:
        return None
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if sorted(numbers) != sorted((found.year, found.day)):
        return None
    return _checked(found.date(), found.date(), raw, today)


def _order_in(languages: Sequence[str]) -> str:
    """The order that all of these languages write numbers in; blank if they differ, or it is not known."""
    orders = set()
    for code in (language.casefold().replace("_", "-") for language in languages):
        if code == "en-us":
            orders.add(MONTH_FIRST)
        elif code in _DAY_FIRST_LANGUAGES or (
            code[:3] != "en-" and code.partition("-")[0] in _DAY_FIRST_LANGUAGES
        ):
            orders.add(DAY_FIRST)
        else:
            orders.add("")
    return orders.pop() if len(orders) == 1 else ""


def _offset(start: date, days: int) -> date | None:
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def _day(year: int, month: int, day: int, raw: str, today: date) -> Dated:
    try:
        found = date(year, month, day)
    except ValueError:
        return _unclear(raw, "no day of the calendar")
    return _checked(found, found, raw, today)


def _month(year: int, month: int, raw: str, today: date) -> Dated:
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return _unclear(raw, "no month of the calendar")
    return _checked(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), raw, today)


def _checked(first: date, last: date, raw: str, today: date) -> Dated:
    if first.year < _EARLIEST:
        return _unclear(raw, f"before {_EARLIEST}")
    if first > today + timedelta(days=1):
        return _unclear(raw, f"in the future, {first.isoformat()}")
    return Dated(first.isoformat(), last.isoformat(), "")


def _unclear(raw: str, why: str) -> Dated:
    return Dated("", "", f"{show(raw.strip(), 40)}: {why}")
