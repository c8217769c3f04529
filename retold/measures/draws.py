"""Draw the sentences of all texts anew, again and again: what intervals of measures rest on.

One set of weights, from one seed, serves every measure, so that intervals of different
measures can be compared draw by draw. Sentences of versions of one story that correspond
are drawn together: a difference between copies is then a difference of wording, not of
which sentences happened to be drawn.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.common.statistics import MIN_SENTENCES, RESAMPLES, SEED
from retold.text.offsets import spans


def units(sentences: pd.DataFrame, alignments: pd.DataFrame) -> pd.Series:
    """Return the unit of resampling of each sentence.

    Parameters
    ----------
    sentences : DataFrame
        The derived table `sentences`: doc_id, start, end; with a column `run`, sentences of one run are one unit.
    alignments : DataFrame
        The derived table `alignments`.

    Returns
    -------
    Series
        A number a row of `sentences`. Sentences that an alignment joins, directly or
        through others, share a number; every other sentence has its own.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if "run" in sentences:
        return pd.Series(pd.factorize(sentences["run"])[0], index=sentences.index, dtype="int64")
    at, size = touching(sentences), len(sentences)
    groups = [at(row.doc_a, row.a) + at(row.doc_b, row.b) for row in alignments.itertuples()]
    edges = np.array([(group[0], n) for group in groups for n in group[1:]], dtype=int).reshape(-1, 2)
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(size, size))
    # Labels are in the order of the first sentence of each unit: the draws hang on that order.
    _, labels = connected_components(graph, directed=False)
    return pd.Series(labels, index=sentences.index, dtype="int64")


def touching(sentences: pd.DataFrame) -> Callable[[str, str], list[int]]:
    """Return a function that finds the sentences which the spans of a cell touch.

    It takes a doc_id and a cell, and returns positions in `sentences`: none for a text that has no sentences.
    """
    texts = {
        doc_id: (rows, sentences["start"].to_numpy(int)[rows], sentences["end"].to_numpy(int)[rows])
        for doc_id, rows in sentences.groupby("doc_id", sort=False).indices.items()
    }

    def at(doc_id: str, cell: str) -> list[int]:
        if doc_id not in texts:
            return []
        rows, starts, ends = texts[doc_id]
        hits = [(starts < end) & (ends > start) for start, end in spans(cell)]
        return list(rows[np.any(hits, axis=0)]) if hits else []

    return at


def weights(
    sentences: pd.DataFrame, alignments: pd.DataFrame, resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, np.ndarray]:
    """Say how often each sentence of each text is drawn, in each of `resamples` draws.

    The units of a story are drawn with replacement, as many as it has (Efron & Tibshirani
    1993). Sentences are treated as exchangeable, which they are not quite: an interval says
    how far a value hangs on which sentences happen to be there.

    Returns
    -------
    dict of doc_id to array
        resamples × sentences of the text, in their order. A text of fewer than
        `MIN_SENTENCES` sentences (or units of them) has no entry: an interval from so few would say nothing.
    """
    unit = units(sentences, alignments)
    story = _stories(sentences, alignments)
    drawn: dict[str, np.ndarray] = {}
    for name, rows in sentences.groupby(sentences["doc_id"].map(story), sort=False):
        labels = unit.loc[rows.index].to_numpy()
        # A seed of its own: what a story gets does not depend on the other texts.
        rng = np.random.default_rng([seed, zlib.crc32(str(name).encode())])
        times = drawn_together(labels, resamples, rng)
        for doc_id in rows["doc_id"].unique():
            own = (rows["doc_id"] == doc_id).to_numpy()
            if len(np.unique(labels[own])) >= MIN_SENTENCES:
                # No sentence is drawn more often than its story has units; floats take four times the memory.
                drawn[str(doc_id)] = times[:, own].astype(np.uint16 if len(labels) < 2**16 else np.uint32)
    return drawn


def drawn_together(labels: np.ndarray, resamples: int, rng: np.random.Generator) -> np.ndarray:
    """Say how often each item is drawn, draws × items, if items with one label are drawn together."""
    known, position = np.unique(labels, return_inverse=True)
    times = rng.multinomial(len(known), np.full(len(known), 1 / len(known)), size=resamples)
    return times[:, position].astype(float)


@once
def of_tables(t: Tables, seed: int = SEED) -> Mapping[str, np.ndarray]:
    """Return the draws of the sentences of a corpus on which all its intervals rest."""
    drawn = weights(t["sentences"], t["alignments"], seed=seed)
    for times in drawn.values():
        times.flags.writeable = False
    return MappingProxyType(drawn)


def _stories(sentences: pd.DataFrame, alignments: pd.DataFrame) -> dict[str, str]:
    """The first text that each text is aligned with, as a name of the story."""
    names = {str(d): str(d) for d in sentences["doc_id"].unique()}
    for a, b in alignments[["doc_a", "doc_b"]].drop_duplicates().itertuples(index=False):
        if a in names and b in names:
            old, new = names[b], names[a]
            names = {d: new if name == old else name for d, name in names.items()}
    return names
