"""Which texts tell one story."""

from __future__ import annotations

import pandas as pd

from retold.common.once import Tables
from retold.compare import neighbours


def story_pairs(documents: pd.DataFrame) -> list[tuple[str, str, bool]]:
    """Return the pairs of texts whose measures are compared (doc_a, doc_b, same_story): see `neighbours.sampled`."""
    ids, stories = documents["doc_id"].tolist(), documents["story_id"].tolist()
    return [(ids[i], ids[j], stories[i] == stories[j]) for i, j in neighbours.sampled(stories)]


def story_of(t: Tables) -> pd.Series:
    """Return the story of each text, by doc_id."""
    return t["corpus"].set_index("doc_id")["story_id"]


def same_story(t: Tables, pairs: pd.DataFrame) -> pd.Series:
    """Say of each row of a table of pairs (doc_a, doc_b) whether both texts tell one story."""
    story = story_of(t)
    return pairs["doc_a"].map(story) == pairs["doc_b"].map(story)
