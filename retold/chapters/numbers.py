"""Published numbers: a value, its name, and how prose shows it.

A chapter is a pure function from the tables to named numbers; the book prints a number only under
its name. A number that a corpus cannot give (no copies, no coding) has the value None and is printed
as "not available": the sentence stays true on any corpus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

MISSING = "not available"

_SMALL = ("zero one two three four five six seven eight nine ten eleven twelve").split()


@dataclass(frozen=True)
class Number:
    """A published value and how prose shows it."""

    value: float | int | str | None
    shown: str


def number(value: float | int | None, form: str = ".2f", *, known: bool = True) -> Number:
    """Return a value with the form in which prose shows it.

    Parameters
    ----------
    value : number or None
        None and what is not a number (NaN) are missing.
    form : str
        A format specification; "words" writes a small whole number in words, and "words or none" writes *none* for zero.
    known : bool
        Whether the tables hold what the value rests on; without it, any value is missing: a count of
        nothing coded is no zero.
    """
    if not known or value is None or pd.isna(value):
        return Number(None, MISSING)
    if form in {"words", "words or none"}:
        return Number(int(value), in_words(int(value), "none" if form == "words or none" else "zero"))
    if form in {"d", ",d"}:
        return Number(int(value), format(int(value), form))
    rounded = round(float(value), 6)
    return Number(rounded, minus(format(rounded, form)))


def minus(shown: str) -> str:
    """Return a formatted number with the sign of minus; zero has none."""
    zero = re.fullmatch(r"-0(?:\.0+)?%?", shown)
    return shown[1:] if zero else shown.replace("-", "−")


def row_numbers(rows: pd.DataFrame, key: str, **forms: str) -> dict[str, Number]:
    """Return a number for each row of a table and each of the columns named.

    Parameters
    ----------
    rows : DataFrame
        One row a text, speaker, measure and so on.
    key : str
        A template of the number's name, such as ``framing.{column}.{actor}.{doc_id}``: what stands
        in braces is taken from the row, `column` is the name of the column.
    **forms : str
        The columns to publish, each with the form in which prose shows it; see `number`.
    """
    return {
        key.format(column=column, **row): number(row[column], form)
        for row in rows.to_dict("records")
        for column, form in forms.items()
    }


def words(text: str) -> Number:
    """Return a published word or phrase."""
    return Number(text, text)


def how_many(count: int, *, known: bool = True) -> Number:
    """Return a count in words, *none* for zero, as it stands before *of so many*; missing if it is not known."""
    return Number(int(count), in_words(int(count), zero="none")) if known else number(None)


def in_words(whole: int, zero: str = "zero") -> str:
    """Return a small whole number in words, a larger one in digits; `zero` is the word for 0."""
    if whole >= len(_SMALL):
        return f"{whole:,}"
    return _SMALL[whole] if whole else zero
