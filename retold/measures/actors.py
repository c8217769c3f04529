"""Who acts and who speaks: mentions of actors that stand as a subject, and words of who speaks for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.measures import speakers

SUBJECTS = ("subject", "passive")


@once
def rates(t: Tables) -> pd.DataFrame:
    """Return how each text names each actor and lets it speak, one row an actor and text.

    Columns: actor; doc_id; mentions; per_thousand (mentions per 1,000 words); subjects, how many of
    them are subjects; acts, the actor's share of all subjects that are actors; speaks, its share of the
    attributed words of all speakers, and among, its share of those of the actors alone, 0 to 1 (missing
    without a coding of speakers).
    """
    mentions = t["mentions"][t["mentions"]["lexicon"] == "actors"].assign(
        count=1.0, subjects=lambda f: f["subject"].astype(bool).astype(float)
    )
    spoken = speakers.outermost(t["attributions"])
    voices = [is_voice(spoken, actor) for actor in t["actors"].itertuples()]
    any_voice = spoken[np.any(voices, axis=0)] if voices else spoken.head(0)
    sums = mentions.groupby(["name", "doc_id"])[["count", "subjects"]].sum().to_dict()
    all_subjects = mentions.groupby("doc_id")["subjects"].sum().to_dict()
    all_spoken, all_voices = (_words_by_text(rows) for rows in (spoken, any_voice))
    rows = []
    for actor, voice in zip(t["actors"]["actor"], voices, strict=True):
        own_words = _words_by_text(spoken[voice])
        for doc_id, size in speakers.sizes(t).items():
            count, subjects = (sums[c].get((actor, doc_id), 0.0) for c in ("count", "subjects"))
            words = own_words.get(doc_id, 0.0)
            shares = [
                speakers.ratio(part, whole.get(doc_id))
                for part, whole in ((subjects, all_subjects), (words, all_spoken), (words, all_voices))
            ]
            per_thousand = speakers.ratio(1000 * count, size)
            rows.append((actor, doc_id, int(count), per_thousand, int(subjects), *shares))
    columns = ["actor", "doc_id", "mentions", "per_thousand", "subjects", "acts", "speaks", "among"]
    return pd.DataFrame(rows, columns=columns)


def is_voice(attributions: pd.DataFrame, actor: object) -> pd.Series:
    """Say of each attribution whether an actor speaks in it: by its groups, or as one of its speakers."""
    groups, ids = (str(getattr(actor, c)).split() for c in ("groups", "speakers"))
    return attributions["group"].isin(groups) | attributions["speaker_id"].isin(ids)


def _words_by_text(attributions: pd.DataFrame) -> dict[str, float]:
    sums = attributions.groupby("doc_id")["words"].sum()
    return {str(doc_id): float(words) for doc_id, words in sums.items()}


def coded_roles(t: Tables) -> pd.DataFrame:
    """Return the coded mentions, with what the program says of each: `roles` and subject, true or false."""
    mentions = t["mentions"][t["mentions"]["lexicon"] == "actors"].rename(columns={"name": "actor"})
    keys = ["doc_id", "actor", "start", "end"]
    joined = t["roles"].merge(mentions[[*keys, "subject"]], on=keys, how="left")
    return joined.assign(subject=joined["subject"].astype("boolean").fillna(False).astype(bool))


def score(predicted: Sequence[bool], coded: Sequence[str]) -> dict[str, float]:
    """Score the rule for subjects against coded roles: precision, recall, accuracy, 0 to 1."""
    table = pd.DataFrame({"predicted": list(predicted), "coded": [role in SUBJECTS for role in coded]})
    right = int((table["predicted"] & table["coded"]).sum())
    return {
        "precision": right / max(1, int(table["predicted"].sum())),
        "recall": right / max(1, int(table["coded"].sum())),
        "accuracy": float((table["predicted"] == table["coded"]).mean()) if len(table) else 0.0,
    }
