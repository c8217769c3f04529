"""The terms of a lexicon in a text: regular expressions, matched against whole words, case ignored."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from retold.common.limits import TooLongError, at_most
from retold.common.problems import BadInputError, Problem, show
from retold.text.reading import read
from retold.text.segments import UNPARTED

# A letter or digit that has to do with its neighbour: scripts without blanks between words do not show where one ends.
_SIGN = "[^\\W" + "".join(f"{chr(low)}-{chr(high)}" for low, high in UNPARTED) + "]"
_SPECIAL = re.compile(r"[\\.^$+?{}\[\]|()]")
# Marks that stand for each other in what people type, and in no pattern of a table unless it says so.
_MARKS = (("['’‘]", re.compile("['’‘]")), ('["“”„«»]', re.compile('["“”„«»]')))
PATIENCE = 10.0  # seconds for a pattern and a text
_ANY_WORD = r"\w+(?:['’-]\w+)*"


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
        (term, kind, len(found(pattern, text, f"the pattern of {term}")))
        for term, pattern, kind in lexicon[["term", "pattern", "class"]].itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=["term", "class", "count"])


def mentions(text: str, lexicon: pd.DataFrame) -> list[tuple[int, int, str]]:
    """Return where the terms of a lexicon occur in a text: (start, end, term), in order.

    Raises
    ------
    BadInputError
        If a pattern finds no end.
    """
    return sorted(
        (start, end, str(term))
        for term, pattern in lexicon[["term", "pattern"]].itertuples(index=False)
        for start, end in found(pattern, text, f"the pattern of {term}")
    )


def found(
    pattern: str, text: str, place: str, name: str = "a text", *, case: bool = False
) -> list[tuple[int, int]]:
    """Return where a pattern matches in a text: (start, end), in order.

    Parameters
    ----------
    pattern, text : str
        The pattern, and the text.
    place, name : str
        What a message says of where the pattern stands and of the text.
    case : bool
        Whether capitals count.

    Raises
    ------
    BadInputError
        If it is not done after `PATIENCE` seconds.
    """
    try:
        with at_most(PATIENCE):
            return [match.span() for match in compiled(pattern, case=case).finditer(text)]
    except TooLongError:
        description = f"{show(pattern)}: not done with {name} after {PATIENCE:.0f} seconds"
        accepted = "a regular expression that finds an end: none that repeats what repeats, as in (a+)+"
        raise BadInputError([Problem(place, description, accepted, "write it more simply")]) from None


def part(pattern: str, text: str, start: int) -> str:
    """Return the name of the first named group that a pattern matches by at a place, or nothing."""
    match = compiled(pattern).match(text, start)
    named = match.groupdict() if match else {}
    return next((name for name, held in named.items() if held is not None), "")


def pattern_problem(pattern: str) -> str:
    """Return why a pattern cannot be used, or nothing if it can."""
    try:
        re.compile(pattern)  # by itself: a bracket that closes what stands around it would be none otherwise
        return "it matches nothing at all" if compiled(pattern).search("") else ""
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)


@cache
def compiled(pattern: str, *, case: bool = False) -> re.Pattern[str]:
    """Return the regular expression of a pattern: whole words, case ignored unless `case` says that it counts.

    In scripts that do not part words (Chinese, Japanese, Thai), a pattern matches wherever it stands.
    """
    return re.compile(rf"(?<!{_SIGN})(?:{pattern})(?!{_SIGN})", 0 if case else re.IGNORECASE)


def of_words(typed: str) -> str:
    r"""Return the pattern for a word or a phrase as people type it.

    Parameters
    ----------
    typed : str
        Words. ``*`` stands for any letters of a word, none too, and by itself for any one word; blanks for blanks;
        apostrophes and double quotation marks for any of their kind. Whatever else stands there is meant as it stands.

    Examples
    --------
    >>> of_words("migra*"), of_words("Russia's  war"), of_words("the * crisis")
    ('migra\\w*', "Russia['’‘]s +war", "the +\\w+(?:['’-]\\w+)* +crisis")
    """
    return " +".join(
        _ANY_WORD if not word.strip("*") else _of_word(word) for word in read(typed, "keep").view.split()
    )


def _of_word(word: str) -> str:
    pattern = _SPECIAL.sub(r"\\\g<0>", word)
    for kind, marks in _MARKS:
        pattern = marks.sub(kind, pattern)
    return re.sub(r"\*+", r"\\w*", pattern)
