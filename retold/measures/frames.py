"""How much of each text performs each function of a frame, and who blames whom, by the adjudicated coding."""

from __future__ import annotations

import pandas as pd

from retold.coding.frames import marked, variables
from retold.common.once import Tables, once
from retold.corpus.schema import BLAME, OUTLET


@once
def passage_of(t: Tables) -> pd.Series:
    """Return the passage of each sentence, by where it begins; 0 for a sentence in none."""
    sentences, passages = t["sentences"], t["passages"]
    numbers = pd.Series(0, index=sentences.index, dtype=int)
    for passage in passages.itertuples():
        inside = sentences["start"].between(passage.start, passage.end, inclusive="left")
        numbers[inside & (sentences["doc_id"] == passage.doc_id)] = passage.passage
    return numbers


def functions(t: Tables) -> pd.DataFrame:
    """Return how much of each text performs each function, one row a text and function.

    Columns: doc_id; code; passages, that perform it; share of the text's passages; outlet, how
    many of them perform it in the outlet's own voice.
    """
    coding, passages = t["frames"], t["passages"]
    coded = marked(coding)
    rows = []
    codes = [code for kind, code in variables(coding) if kind == "function"]
    for doc_id, size in passages.groupby("doc_id", sort=False).size().items():
        for code in codes:
            count, outlet = (
                sum(d == doc_id for d, _ in coded.get((kind, code), ())) for kind in ("function", OUTLET)
            )
            rows.append((doc_id, code, count, count / size, outlet))
    return pd.DataFrame(rows, columns=["doc_id", "code", "passages", "share", "outlet"])


def blame(t: Tables) -> pd.DataFrame:
    """Return who blames whom for what: doc_id, voice, target, issue, passages."""
    rows = t["frames"][t["frames"]["code"] == BLAME]
    keys = ["doc_id", "voice", "target", "issue"]
    return rows.groupby(keys, sort=False).size().rename("passages").reset_index()
