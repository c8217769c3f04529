"""Keyword in context: every use of a word, or of the terms of a lexicon, in texts of a user's own.

`find` does it; `lines` shows it on a terminal, `html` as one file. Both hold words of other people, as `retold view` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from retold.common.problems import BadInputError, Problem
from retold.common.progress import Progress, quiet
from retold.view.concordance.hits import SORTS, WIDTH, Concordance, search
from retold.view.concordance.html import render
from retold.view.concordance.lines import as_csv, as_jsonl, report, summary
from retold.view.concordance.sources import Given, How, given, term, terms_of

__all__ = [
    "WIDTH",
    "Asked",
    "Concordance",
    "Given",
    "How",
    "as_csv",
    "as_jsonl",
    "find",
    "given",
    "render",
    "report",
    "search",
    "summary",
    "term",
    "terms_of",
]

# How many uses of a term are shown if nobody says it: on a page, and of each term of a lexicon on a page and on a terminal.
_ON_PAGE, _OF_TERM_ON_PAGE, _OF_TERM = 2_000, 200, 5


@dataclass(frozen=True)
class Asked:
    """What people ask for; see the options of `retold kwic`."""

    typed: str = ""  # words or a pattern; blank for the terms of the lexicons
    regex: bool = False
    case: bool = False
    sort: str = SORTS[0]
    by: str | None = None
    width: int = WIDTH
    most: int | None = None
    page: bool = False  # whether a page is made
    rows: bool = False  # whether other programs are to read it
    lexicon: bool = False


def find(asked: Asked, texts: Given, progress: Progress = quiet) -> Concordance:
    """Find what is asked for in texts.

    Raises
    ------
    BadInputError
        If something asked for does not go together or cannot be used.
    """
    blind = asked.lexicon and asked.by is None
    if problems := _problems(asked, texts, blind=blind):
        raise BadInputError(problems)
    if asked.lexicon and texts.corpus:
        terms = terms_of(texts.corpus)
    else:
        terms = [term(asked.typed, regex=asked.regex, case=asked.case)]
    by = asked.by
    if by is None:
        by = "" if asked.lexicon or texts.number < 2 else "outlet" if texts.corpus else "text"
    return search(
        progress(texts.sources, "texts"),
        terms,
        sort=asked.sort,
        width=asked.width,
        most=_most(asked),
        by=by,
        blind=blind,
    )


def _problems(asked: Asked, texts: Given, *, blind: bool) -> list[Problem]:
    said = {"--sort": asked.sort, "--by": asked.by}
    needing = [f"{option} {value}" for option, value in said.items() if value == "outlet"]
    needing += ["--sort date"] if asked.sort == "date" else []
    if not texts.corpus:
        accepted, mend = "a corpus folder with it, whose table says it", "leave it out"
        return [Problem(option, "texts without a corpus table", accepted, mend) for option in needing]
    if asked.lexicon and (asked.regex or asked.case):
        found = "--regex or --case with --lexicon, whose patterns stand in tables"
        return [Problem("--lexicon", found, "a PATTERN with them", "leave them out")]
    if blind:
        found = "the lexicons are shown without saying which text a use is from"
        mend = "add --by outlet, if you want to see it"
        return [Problem(option, found, "text, left, right or keyword", mend) for option in needing]
    return []


def _most(asked: Asked) -> int | None:
    if asked.most is not None or asked.rows:
        return asked.most
    if asked.lexicon:
        return _OF_TERM_ON_PAGE if asked.page else _OF_TERM
    return _ON_PAGE if asked.page else None
