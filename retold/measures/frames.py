"""How much of each text performs each function of a frame, and who blames whom, by the adjudicated coding."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retold.coding.frames import BLAME, OUTLET, marked, variables
from retold.common.once import Tables, once


@once
def passage_of(t: Tables) -> pd.Series:
    """Return the passage of each sentence, by where it begins; 0 for a sentence in none."""
    sentences, passages = t["sentences"], t["passages"]
    found = pd.Series(0, index=sentences.index, dtype=int)
    for doc_id, rows in sentences.groupby("doc_id", sort=False):
        mine = passages[passages["doc_id"] == doc_id].sort_values("start")
        if mine.empty:
            continue
        starts, ends = mine["start"].to_numpy(int), mine["end"].to_numpy(int)
        begins = rows["start"].to_numpy(int)
        at = np.searchsorted(starts, begins, side="right") - 1
        inside = (at >= 0) & (begins < ends[at])
        found[rows.index] = np.where(inside, mine["passage"].to_numpy(int)[at], 0)
    return found


def functions(t: Tables) -> pd.DataFrame:
    """Return how much of each text performs each function, one row a text and function.

    Columns: doc_id; code; passages, that perform it; share of the text's passages; outlet, how
    many of them perform it in the outlet's own voice.
    """
    coding, passages = t["frames"], t["passages"]
    given = marked(coding)
    rows = []
    codes = [code for kind, code in variables(coding) if kind == "function"]
    for doc_id, size in passages.groupby("doc_id", sort=False).size().items():
        for code in codes:
            count, own = (
                sum(d == doc_id for d, _ in given.get((kind, code), ())) for kind in ("function", OUTLET)
            )
            rows.append((doc_id, code, count, count / size, own))
    return pd.DataFrame(rows, columns=["doc_id", "code", "passages", "share", "outlet"])


def blame(t: Tables) -> pd.DataFrame:
    """Return who blames whom for what: doc_id, voice, target, issue, passages."""
    rows = t["frames"][t["frames"]["code"] == BLAME]
    keys = ["doc_id", "voice", "target", "issue"]
    return rows.groupby(keys, sort=False).size().rename("passages").reset_index()
