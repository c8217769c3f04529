"""How a text names the event: counts of the terms of a lexicon."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

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
    """
    rows = []
    for term, pattern, kind in zip(lexicon["term"], lexicon["pattern"], lexicon["class"], strict=True):
        rows.append((term, kind, len(_compiled(pattern).findall(text))))
    return pd.DataFrame(rows, columns=["term", "class", "count"])


def mentions(text: str, lexicon: pd.DataFrame) -> list[tuple[int, str]]:
    """Return where the terms of a naming lexicon occur in a text: (offset, term), in order."""
    found = []
    for term, pattern in zip(lexicon["term"], lexicon["pattern"], strict=True):
        found += [(m.start(), str(term)) for m in _compiled(pattern).finditer(text)]
    return sorted(found)


def slots(a: Sequence[str], b: Sequence[str]) -> list[tuple[str, str]]:
    """Pair the terms that name the event in two corresponding sentences.

    Equal terms are paired first, the rest in order; what is left over faces nothing ("").
    """
    left, right = list(a), list(b)
    pairs = []
    for term in a:
        if term in right:
            pairs.append((term, term))
            left.remove(term)
            right.remove(term)
    return pairs + list(zip_longest(left, right, fillvalue=""))


def pattern_problem(pattern: str) -> str:
    """Return why a pattern cannot be used, or nothing if it can."""
    try:
        return "it matches nothing at all" if _compiled(pattern).search("") else ""
    except re.error as error:
        return str(error)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def per_thousand(namings: pd.DataFrame, documents: pd.DataFrame, by: str = "class") -> pd.DataFrame:
    """Return how often each class (or term) is used per 1,000 words, one row a text."""
    words = documents.set_index("doc_id")["words"].astype(float)
    counts = namings.pivot_table(index="doc_id", columns=by, values="count", aggfunc="sum", sort=False)
    return counts.astype(float).div(words.reindex(counts.index), axis=0) * 1000


def naming_distance(a: pd.Series, b: pd.Series) -> float | None:
    """Return the total variation distance of two texts' naming of the event.

    0: they use the classes in the same proportions; 1: they share none. None if one
    text uses no term.
    """
    if not a.sum() or not b.sum():
        return None
    return float((a / a.sum() - b / b.sum()).abs().sum() / 2)


def contrast(
    namings: pd.DataFrame, lexicon: pd.DataFrame, doc_a: str, doc_b: str
) -> tuple[list[list[int]], float | None]:
    """Test the lexicon's declared contrast between two texts by Fisher's exact test.

    Returns
    -------
    (list, float or None)
        The 2 × 2 counts (rows: texts; columns: side a, side b of the contrast) and the
        two-sided p; None if a row or a column is empty.
    """
    from scipy.stats import fisher_exact

    side = lexicon.set_index("term")["contrast"]
    used = namings.assign(side=namings["term"].map(side))
    counts = [
        [int(used.loc[(used["doc_id"] == d) & (used["side"] == s), "count"].sum()) for s in ("a", "b")]
        for d in (doc_a, doc_b)
    ]
    empty = any(sum(row) == 0 for row in counts) or any(a + b == 0 for a, b in zip(*counts, strict=True))
    return counts, None if empty else float(fisher_exact(counts).pvalue)
