"""How often actors are named, and how often they act: mentions that stand as a subject."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from retold.common.once import Tables
from retold.measures import counts
from retold.measures.measure import Measure, share

SUBJECTS = ("subject", "passive")


def _listed(t: Tables) -> dict[str, str]:
    return dict(zip(t["actors"]["actor"], t["actors"]["label"], strict=True))


def _actors(rows: pd.DataFrame) -> pd.Series:
    return rows["lexicon"] == "actors"


# Of 100 words: the mayor is named 4 times, 2 of them as a subject; the board once, as a subject.
_EXAMPLE = {
    "sentences": [
        {"sentence": 1, "start": 0, "end": 300, "words": 60},
        {"sentence": 2, "start": 301, "end": 500, "words": 38, "heading_words": 2},
    ],
    "actors": [{"actor": "mayor", "label": "the mayor"}, {"actor": "board", "label": "the board"}],
    "mentions": [
        {"lexicon": "actors", "name": "mayor", "start": 5, "subject": True},
        {"lexicon": "actors", "name": "mayor", "start": 90, "subject": False},
        {"lexicon": "actors", "name": "board", "start": 250, "subject": True},
        {"lexicon": "actors", "name": "mayor", "start": 310, "subject": True},
        {"lexicon": "actors", "name": "mayor", "start": 420, "subject": False},
        {"lexicon": "naming", "name": "mayor", "start": 430, "subject": True},
    ],
}  # fmt: skip
_COUNTED = "counted by the list of actors of the corpus"
MENTIONED = Measure(
    "framing.actor.{name}", "mentions: {label}", unit="per 1,000 words", higher="the actor is named more often",
    page="06-framing", of="mention", each=_listed,
    counts={"named": lambda rows, name: (_actors(rows) & (rows["name"] == name)).astype(float)},
    value=share("named", times=1000.0), uses="named", reference=_COUNTED, example=(_EXAMPLE, 40.0, "mayor"),
)  # fmt: skip
ACTING = Measure(
    "framing.acts.{name}", "subject: {label}", unit="share", higher="more of the subjects are this actor",
    page="06-framing", of="mention", each=_listed,
    counts={
        "subjects": lambda rows, name: (_actors(rows) & rows["subject"] & (rows["name"] == name)).astype(float),
        "subjects_of_all_actors": lambda rows: (_actors(rows) & rows["subject"]).astype(float),
    },
    value=share("subjects", "subjects_of_all_actors"), uses="subjects", reference=_COUNTED,
    example=(_EXAMPLE, 2 / 3, "mayor"), english=True,
)  # fmt: skip
MEASURES = (MENTIONED, ACTING)


def coded_roles(t: Tables) -> pd.DataFrame:
    """Return the coded mentions of English texts, with what the program says of each: `roles` and subject, true or false."""
    mentions = t["mentions"][t["mentions"]["lexicon"] == "actors"].rename(columns={"name": "actor"})
    keys = ["doc_id", "actor", "start", "end"]
    roles = t["roles"][~t["roles"]["doc_id"].isin(counts.foreign(t))]
    joined = roles.merge(mentions[[*keys, "subject"]], on=keys, how="left")
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
