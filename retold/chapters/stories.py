"""Which texts tell one story."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from retold.common.once import Tables


def story_pairs(documents: pd.DataFrame) -> list[tuple[str, str, bool]]:
    """Return every pair of texts (doc_a, doc_b, same_story)."""
    rows = list(zip(documents["doc_id"], documents["story_id"], strict=True))
    return [(a, b, s == t) for (a, s), (b, t) in combinations(rows, 2)]


def story_of(t: Tables) -> pd.Series:
    """Return the story of each text, by doc_id."""
    return t["corpus"].set_index("doc_id")["story_id"]


def same_story(t: Tables, pairs: pd.DataFrame) -> pd.Series:
    """Say of each row of a table of pairs (doc_a, doc_b) whether both texts tell one story."""
    story = story_of(t)
    return pairs["doc_a"].map(story) == pairs["doc_b"].map(story)
