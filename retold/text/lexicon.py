"""The terms of a lexicon in a text: regular expressions, matched against whole words, case ignored."""

from __future__ import annotations

import re

import pandas as pd


def name_event(text: str, lexicon: pd.DataFrame) -> pd.DataFrame:
    """Count how often each term of a naming lexicon occurs in a text.

    Parameters
    ----------
    text : str
        Clean text.
    lexicon : DataFrame
        The table `naming`. A pattern matches whole words, case ignored.

    Returns
    -------
    DataFrame
        Columns term, class, count: every term of the lexicon, in its order, zeros too.

    Raises
    ------
    re.error
        If a pattern is invalid; `retold check` finds that first (see `pattern_problem`).
    """
    rows = [
        (term, kind, sum(1 for _ in _compiled(pattern).finditer(text)))
        for term, pattern, kind in lexicon[["term", "pattern", "class"]].itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=["term", "class", "count"])


def mentions(text: str, lexicon: pd.DataFrame) -> list[tuple[int, int, str]]:
    """Return where the terms of a lexicon occur in a text: (start, end, term), in order."""
    return sorted(
        (match.start(), match.end(), str(term))
        for term, pattern in lexicon[["term", "pattern"]].itertuples(index=False)
        for match in _compiled(pattern).finditer(text)
    )


def part(pattern: str, text: str, start: int) -> str:
    """Return the name of the first named group that a pattern matches by at a place, or nothing."""
    match = _compiled(pattern).match(text, start)
    named = match.groupdict() if match else {}
    return next((name for name, held in named.items() if held is not None), "")


def pattern_problem(pattern: str) -> str:
    """Return why a pattern cannot be used, or nothing if it can."""
    try:
        return "it matches nothing at all" if _compiled(pattern).search("") else ""
    except re.error as error:
        return str(error)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
