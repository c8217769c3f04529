"""Whether a mention stands as a grammatical subject.

No parser: a mention is a subject if a finite verb follows its noun phrase and no preposition
governs it. The rule was written looking at a coding of every mention in five texts
(`coding/roles.csv`); how well it does there is printed beside its counts.
"""

from __future__ import annotations

from bisect import bisect_left

import pandas as pd

from retold.speech.page import Page, read
from retold.speech.tokens import FINITE, GUESSED, Tokens
from retold.text.lexicon import mentions
from retold.text.offsets import Span

_HEAD = frozenset({"name", "noun", "role", "body", "text", "number", "day"})
_PHRASE = _HEAD | {"determiner", "possessive"}
_SAYING = frozenset({"said", "says", "told", "tells", "states"})
_AFTER_VERB = frozenset({"determiner", "pronoun", "that", "object", "possessive", "preposition"})
# Prepositions that open a clause as well: "after Russian forces withdrew".
_CLAUSAL = frozenset({"after", "before", "as", "since", "until", "than"})
_REACH = 22


def of_text(text: str | Page, lexicon: pd.DataFrame) -> list[tuple[int, int, str, bool]]:
    """Return every mention of an actor: start, end, actor, whether it is a subject; in order.

    Parameters
    ----------
    text : str or Page
        Clean text, or one that was read already (`page.read`).
    lexicon : DataFrame
        The table `actors`. A pattern matches whole words, case ignored.
    """
    page = read(text)
    tokens = _with_names(page.tokens)
    actors = mentions(page.text, lexicon.rename(columns={"actor": "term"}))
    return [(start, end, name, is_subject(tokens, (start, end))) for start, end, name in actors]


def _with_names(tokens: Tokens) -> Tokens:
    """Take a capitalised cue that begins a sentence for a name, as `tokens` does where it knows no cues."""
    kinds = [
        "name" if capital and kind in GUESSED else kind
        for kind, capital in zip(tokens.kind, tokens.capital, strict=True)
    ]
    return Tokens(tokens.start, tokens.end, tokens.lower, kinds, tokens.capital)


def is_subject(tokens: Tokens, mention: Span) -> bool:
    """Say whether a mention is, or modifies, the subject of a finite clause, active or passive.

    Parameters
    ----------
    tokens : Tokens
        The tokens of the text.
    mention : (start, end)
        Where the mention stands.
    """
    first, last = bisect_left(tokens.start, mention[0]), bisect_left(tokens.start, mention[1]) - 1
    return _verb_follows(tokens, max(first, last)) and not _governed(tokens, first)


def _verb_follows(tokens: Tokens, last: int) -> bool:
    """Whether the noun phrase that goes on behind `last` ends in a finite verb."""
    at, skipped_commas, skipped_phrases = last + 1, 0, 0
    if at < len(tokens) and tokens.kind[at] == "possessive":
        return False
    while at < len(tokens) and at - last < _REACH:
        kind = tokens.kind[at]
        if _finite(tokens, at) or kind == "relative":
            return True
        if (kind in _HEAD and at - last < 5) or kind in {"adverb", "negation", "quote"}:
            at += 1
        elif kind == "comma" and not skipped_commas:
            # an apposition: "Peskov, for his part, said"
            close = at + 1
            while close < len(tokens) and close - at < 18 and tokens.kind[close] not in {"comma", "stop"}:
                close += 1
            if close >= len(tokens) or tokens.kind[close] != "comma":
                return False
            at, skipped_commas = close + 1, 1
        elif kind in {"preposition", "conjunction"} and skipped_phrases < 2:
            # what hangs on the noun: "forces in the south said", "Shoigu and the commander said"
            at, skipped_phrases = at + 1, skipped_phrases + 1
            while at < len(tokens) and tokens.kind[at] in _PHRASE | {"adverb"} and not _finite(tokens, at):
                at += 1
        else:
            return False
    return False


def _finite(tokens: Tokens, at: int) -> bool:
    if tokens.kind[at] in FINITE or tokens.lower[at] in _SAYING:
        return True
    # "Putin hopes to": an unknown word in s with what follows a verb behind it
    behind = tokens.kind[at + 1] if at + 1 < len(tokens) else ""
    return (
        tokens.kind[at] == "noun"
        and not tokens.capital[at]
        and tokens.lower[at].endswith("s")
        and behind in _AFTER_VERB
    )


def _governed(tokens: Tokens, first: int) -> bool:
    """Whether a preposition stands before the noun phrase that begins at or before `first`."""
    at = first - 1
    # "On Monday Putin said": the preposition governs the day.
    while at >= 0 and first - at < 8 and tokens.kind[at] in (_PHRASE | {"adverb"}) - {"day"}:
        at -= 1
    return at >= 0 and tokens.kind[at] == "preposition" and tokens.lower[at] not in _CLAUSAL
