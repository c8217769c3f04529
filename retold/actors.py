"""Who acts and who speaks: mentions of actors, and whether each stands as a subject.

No parser: a mention is a subject if a finite verb follows its noun phrase and no preposition
governs it. The rule was written looking at a coding of every mention in five texts
(`coding/roles.csv`); how well it does there is printed beside its counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from retold import speakers
from retold.framing import mentions
from retold.once import once
from retold.speech.tokens import Tokens, tokens
from retold.text import Span

Corpus = Mapping[str, pd.DataFrame]
ROLES = ("subject", "passive", "possessor", "object", "oblique", "other")
SUBJECTS = ("subject", "passive")

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


@once
def rates(t: Corpus) -> pd.DataFrame:
    """Return how each text names each actor and lets it speak, one row an actor and text.

    Columns: actor; doc_id; mentions; per_thousand (mentions per 1,000 words); subjects, how many of
    them are subjects; acts, the actor's share of all subjects that are actors; speaks, its share of the
    attributed words of all speakers, and among, its share of those of the actors alone, 0 to 1 (missing
    without a coding of speakers).
    """
    named = t["mentions"][t["mentions"]["lexicon"] == "actors"].assign(
        count=1.0, subjects=lambda f: f["subject"].astype(bool).astype(float)
    )
    size = t["documents"].set_index("doc_id")["words"].astype(float)
    said = speakers.outermost(t["attributions"])
    voices = [is_voice(said, actor) for actor in t["actors"].itertuples()]
    any_voice = said[np.any(voices, axis=0)] if voices else said.head(0)
    counted = named.groupby(["name", "doc_id"])[["count", "subjects"]].sum().to_dict()
    every = named.groupby("doc_id")["subjects"].sum().to_dict()
    whole, shared = (rows.groupby("doc_id")["words"].sum().to_dict() for rows in (said, any_voice))
    rows = []
    for actor, mine in zip(t["actors"]["actor"], voices, strict=True):
        own = said[mine].groupby("doc_id")["words"].sum().to_dict()
        for doc_id, words in size.items():
            found, subjects = (counted[c].get((actor, doc_id), 0.0) for c in ("count", "subjects"))
            spoken = float(own.get(doc_id, 0))
            rows.append(
                (
                    actor,
                    doc_id,
                    int(found),
                    1000 * found / words if words else None,
                    int(subjects),
                    subjects / every[doc_id] if every.get(doc_id) else None,
                    spoken / float(whole[doc_id]) if whole.get(doc_id) else None,
                    spoken / float(shared[doc_id]) if shared.get(doc_id) else None,
                )
            )
    columns = ["actor", "doc_id", "mentions", "per_thousand", "subjects", "acts", "speaks", "among"]
    return pd.DataFrame(rows, columns=columns)


def is_voice(attributions: pd.DataFrame, actor: object) -> pd.Series:
    """Say of each attribution whether an actor speaks in it: by its groups, or as one of its speakers."""
    groups, ids = (str(getattr(actor, c)).split() for c in ("groups", "speakers"))
    return attributions["group"].isin(groups) | attributions["speaker_id"].isin(ids)


def coded_roles(t: Corpus) -> pd.DataFrame:
    """Return the coded mentions with what the program says: the table `roles` and found."""
    said = t["mentions"][t["mentions"]["lexicon"] == "actors"].rename(columns={"name": "actor"})
    keys = ["doc_id", "actor", "start", "end"]
    joined = t["roles"].merge(said[[*keys, "subject"]], on=keys, how="left")
    return joined.assign(found=joined["subject"].astype("boolean").fillna(False).astype(bool)).drop(
        columns="subject"
    )


def score(found: Sequence[bool], coded: Sequence[str]) -> dict[str, float]:
    """Score the rule for subjects against coded roles: precision, recall, accuracy, 0 to 1."""
    table = pd.DataFrame({"found": list(found), "coded": [role in SUBJECTS for role in coded]})
    right = int((table["found"] & table["coded"]).sum())
    return {
        "precision": right / max(1, int(table["found"].sum())),
        "recall": right / max(1, int(table["coded"].sum())),
        "accuracy": float((table["found"] == table["coded"]).mean()) if len(table) else 0.0,
    }
