"""Whether a mention stands as a grammatical subject.

No parser: a mention is a subject if a finite verb follows its noun phrase and no preposition
governs it. The rule was written looking at a coding of every mention in five texts
(`coding/roles.csv`); how well it does there is printed beside its counts.
"""

from __future__ import annotations

from bisect import bisect_left

import pandas as pd

from retold.speech.tokens import Tokens, tokens
from retold.text.lexicon import mentions
from retold.text.offsets import Span

_HEAD = frozenset({"name", "noun", "role", "body", "text", "number", "day"})
_PHRASE = _HEAD | {"determiner", "possessive"}
_FINITE = frozenset({"auxiliary", "modal", "verb", "past"})
_SAYING = frozenset({"said", "says", "told", "tells", "states"})
_AFTER_VERB = frozenset({"determiner", "pronoun", "that", "object", "possessive", "preposition"})
# Prepositions that open a clause as well: "after Russian forces withdrew".
_CLAUSAL = frozenset({"after", "before", "as", "since", "until", "than"})
_REACH = 22


def of_text(text: str, lexicon: pd.DataFrame) -> list[tuple[int, int, str, bool]]:
    """Return every mention of an actor: start, end, actor, whether it is a subject; in order.

    Parameters
    ----------
    text : str
        Clean text.
    lexicon : DataFrame
        The table `actors`. A pattern matches whole words, case ignored.
    """
    read = tokens(text)
    named = lexicon.rename(columns={"actor": "term"})
    return [(start, end, name, is_subject(read, (start, end))) for start, end, name in mentions(text, named)]


def is_subject(read: Tokens, mention: Span) -> bool:
    """Say whether a mention is, or modifies, the subject of a finite clause, active or passive.

    Parameters
    ----------
    read : Tokens
        The tokens of the text.
    mention : (start, end)
        Where the mention stands.
    """
    first = bisect_left(read.start, mention[0])
    last = first
    while last + 1 < len(read) and read.start[last + 1] < mention[1]:
        last += 1
    return _verb_follows(read, last) and not _governed(read, first)


def _verb_follows(read: Tokens, last: int) -> bool:
    """Whether the noun phrase that goes on behind `last` ends in a finite verb."""
    at, skipped_commas, skipped_phrases = last + 1, 0, 0
    if at < len(read) and read.kind[at] == "possessive":
        return False
    while at < len(read) and at - last < _REACH:
        kind = read.kind[at]
        if _finite(read, at) or kind == "relative":
            return True
        if (kind in _HEAD and at - last < 5) or kind in {"adverb", "negation", "quote"}:
            at += 1
        elif kind == "comma" and not skipped_commas:
            # an apposition: "Peskov, for his part, said"
            close = at + 1
            while close < len(read) and close - at < 18 and read.kind[close] not in {"comma", "stop"}:
                close += 1
            if close >= len(read) or read.kind[close] != "comma":
                return False
            at, skipped_commas = close + 1, 1
        elif kind in {"preposition", "conjunction"} and skipped_phrases < 2:
            # what hangs on the noun: "forces in the south said", "Shoigu and the commander said"
            at, skipped_phrases = at + 1, skipped_phrases + 1
            while at < len(read) and read.kind[at] in _PHRASE | {"adverb"} and not _finite(read, at):
                at += 1
        else:
            return False
    return False


def _finite(read: Tokens, at: int) -> bool:
    if read.kind[at] in _FINITE or read.lower[at] in _SAYING:
        return True
    # "Putin hopes to": an unknown word in s with what follows a verb behind it
    behind = read.kind[at + 1] if at + 1 < len(read) else ""
    return (
        read.kind[at] == "noun"
        and not read.capital[at]
        and read.lower[at].endswith("s")
        and behind in _AFTER_VERB
    )


def _governed(read: Tokens, first: int) -> bool:
    """Whether a preposition stands before the noun phrase that begins at or before `first`."""
    at = first - 1
    # "On Monday Putin said": the preposition governs the day.
    while at >= 0 and first - at < 8 and read.kind[at] in (_PHRASE | {"adverb"}) - {"day"}:
        at -= 1
    return at >= 0 and read.kind[at] == "preposition" and read.lower[at] not in _CLAUSAL
