"""Days as readers write them."""

from __future__ import annotations

from datetime import date, timedelta


def in_words(first: str, last: str = "") -> str:
    """Return days in words, in English whatever the machine speaks.

    Parameters
    ----------
    first, last : str
        ISO days; a blank `last` is the first.

    Returns
    -------
    str
        A day, several, or a month if they are all of it.

    Examples
    --------
    >>> in_words("2022-09-10", "2022-09-11"), in_words("2022-06-01", "2022-06-30")
    ('10 to 11 September 2022', 'June 2022')
    """
    start, end = (date.fromisoformat(day) for day in (first, last or first))
    if start == end:
        return f"{start.day} {_month(start)}"
    if (start.year, start.month) != (end.year, end.month):
        return f"{start.day} {_month(start)} to {end.day} {_month(end)}"
    whole = start.day == 1 and (end + timedelta(1)).day == 1
    return _month(start) if whole else f"{start.day} to {end.day} {_month(end)}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


MONTHS = ("January February March April May June July August September October November December").split()
