"""Who acts and who speaks: each actor's mentions and subjects beside the words of those who speak for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.common.statistics import ratio
from retold.measures import actors, counts, speakers, values


@once
def rates(t: Tables) -> pd.DataFrame:
    """Return how each text names each actor and lets it speak, one row an actor and text.

    Columns: actor; doc_id; mentions; per_thousand (mentions per 1,000 words); subjects, how many of
    them are subjects (missing in a text that is not English); acts, the actor's share of all subjects that are actors; speaks, its share of the
    attributed words of all speakers, and among, its share of those of the actors alone, 0 to 1 (missing
    without a coding of speakers).
    """
    evaluated = values.evaluate(t, values.NO_DRAWS, actors.MENTIONED.page)
    spoken = speakers.outermost(t["attributions"])
    voices = [is_voice(spoken, actor) for actor in t["actors"].itertuples()]
    any_voice = spoken[np.any(voices, axis=0)] if voices else spoken.head(0)
    all_spoken, all_voices = (_words_by_text(rows) for rows in (spoken, any_voice))
    foreign, rows = counts.foreign(t), []
    for actor, voice in zip(t["actors"]["actor"], voices, strict=True):
        named, acting = (
            evaluated.get(family.key.replace("{name}", actor), (family, values.NOTHING))[1]
            for family in (actors.MENTIONED, actors.ACTING)
        )
        own_words = _words_by_text(spoken[voice])
        for doc_id in t["documents"]["doc_id"]:
            words = own_words.get(doc_id, 0.0)
            shares = [ratio(words, whole.get(doc_id)) for whole in (all_spoken, all_voices)]
            subjects = None if doc_id in foreign else acting.uses.get(doc_id, 0)
            parts = (named.uses.get(doc_id, 0), _known(named, doc_id), subjects)
            rows.append((actor, doc_id, *parts, _known(acting, doc_id), *shares))
    columns = ["actor", "doc_id", "mentions", "per_thousand", "subjects", "acts", "speaks", "among"]
    return pd.DataFrame(rows, columns=columns)


def _known(measured: values.Values, doc_id: str) -> float | None:
    """The value of a text; None if it is missing, or the text has no sentence."""
    value = measured.of_texts.get(doc_id)
    return value if value == value else None


def is_voice(attributions: pd.DataFrame, actor: object) -> pd.Series:
    """Say of each attribution whether an actor speaks in it: by its groups, or as one of its speakers."""
    groups, ids = (str(getattr(actor, c)).split() for c in ("groups", "speakers"))
    return attributions["group"].isin(groups) | attributions["speaker_id"].isin(ids)


def _words_by_text(attributions: pd.DataFrame) -> Mapping[str, float]:
    sums = attributions.groupby("doc_id")["words"].sum()
    return {str(doc_id): float(words) for doc_id, words in sums.items()}
