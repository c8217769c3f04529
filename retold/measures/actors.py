"""Who acts and who speaks: mentions of actors that stand as a subject, and words of who speaks for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.measures import speakers

ROLES = ("subject", "passive", "possessor", "object", "oblique", "other")
SUBJECTS = ("subject", "passive")


@once
def rates(t: Tables) -> pd.DataFrame:
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


def coded_roles(t: Tables) -> pd.DataFrame:
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
