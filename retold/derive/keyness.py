"""The words that tell two versions apart, and what exchanging their sentences makes of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from retold.corpus import Corpus
from retold.corpus.schema import TABLES
from retold.measures import draws, naming
from retold.text import Text, lexicon, terms

LEAST_TERMS = 10
SIDES = ("a", "b")


def keyness(
    corpus: Corpus, tables: Mapping[str, pd.DataFrame], texts: Mapping[str, Text]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the words of each pair of versions, corresponding sentences exchanged for a null.

    Returns
    -------
    pair of DataFrame
        The tables `keyness` and `keyness_null`.
    """
    rows, nulls = [], []
    total = tables["terms"].groupby("term")["count"].sum()
    sides, sides_in_all = _sides(corpus, texts)
    for (a, b), aligned in tables["alignments"].groupby(["doc_a", "doc_b"], sort=False):
        # The words of these versions alone; all others are one more word that neither has.
        used = tables["terms"].loc[tables["terms"]["doc_id"].isin([a, b]), "term"]
        vocabulary = [*sorted(set(used)), ""]
        background = total.reindex(vocabulary).fillna(0.0).to_numpy(dtype=float, copy=True)
        background[-1] = max(float(total.sum()) - background[:-1].sum(), 1e-9)
        words_of, sides_of = _units((a, b), tables["sentences"], aligned, texts, sides, vocabulary)
        # The sides are compared as two terms among all the words that are none.
        first, second = (
            np.concatenate([sides_of[d], _rest(words_of[d], sides_of[d])], axis=1) for d in (a, b)
        )
        contrast = np.array([*sides_in_all, float(total.sum()) - sum(sides_in_all)])
        for prior in naming.PRIORS:
            table, summary = naming.keyness(words_of[a], words_of[b], background, prior)
            pooled = None
            if all(contrast > 0):
                pooled = naming.keyness(first, second, contrast, prior)[0].head(len(SIDES))
            furthest = float("nan") if pooled is None else float(pooled["z"].abs().max())
            nulls.append({"doc_a": a, "doc_b": b, "prior": prior, "pooled": furthest, **summary})
            if prior == naming.PRIOR_WORDS:
                rows.append(_telling(table.assign(term=vocabulary), pooled).assign(doc_a=a, doc_b=b))
    if not rows:
        return TABLES["keyness"].empty(), TABLES["keyness_null"].empty()
    kept = pd.concat(rows, ignore_index=True).astype({"count_a": int, "count_b": int})
    return kept, pd.DataFrame(nulls)


def _units(
    pair: tuple[str, str],
    sentences: pd.DataFrame,
    aligned: pd.DataFrame,
    texts: Mapping[str, Text],
    sides: Mapping[str, list[tuple[int, str]]],
    vocabulary: list[str],
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Counts of terms, and of sides of the contrast, by text: units of corresponding sentences × terms."""
    both = sentences[sentences["doc_id"].isin(pair)]
    unit = draws.units(both, aligned)
    position = {u: n for n, u in enumerate(sorted(set(unit)))}
    order = {term: n for n, term in enumerate(vocabulary)}
    words_of = {d: np.zeros((len(position), len(order))) for d in pair}
    sides_of = {d: np.zeros((len(position), len(SIDES))) for d in pair}
    for row, u in zip(both.itertuples(), unit, strict=True):
        for term in terms(texts[row.doc_id][row.start : row.end]):
            words_of[row.doc_id][position[u], order[term]] += 1
        for at, side in sides[row.doc_id]:
            if row.start <= at < row.end:
                sides_of[row.doc_id][position[u], SIDES.index(side)] += 1
    return words_of, sides_of


def _telling(table: pd.DataFrame, pooled: pd.DataFrame | None) -> pd.DataFrame:
    """The terms that are told apart, at least `LEAST_TERMS`, from most in a to most in b; then the sides."""
    used = table[table["count_a"] + table["count_b"] > 0]
    rank = used["z"].abs().rank(ascending=False, method="first")
    kept = used[(used["z"].abs() > naming.NORMAL) | (rank <= LEAST_TERMS)]
    kept = kept.sort_values("z", ascending=False, kind="stable")
    if pooled is None:
        return kept
    return pd.concat([kept, pooled.assign(term=[f"({side})" for side in SIDES])])


def _rest(counted: np.ndarray, taken: np.ndarray) -> np.ndarray:
    rest: np.ndarray = np.maximum(counted.sum(axis=1, keepdims=True) - taken.sum(axis=1, keepdims=True), 0.0)
    return rest


def _sides(corpus: Corpus, texts: Mapping[str, Text]) -> tuple[dict[str, list[tuple[int, str]]], list[float]]:
    """Where each text has a side of the lexicon's contrast, and how often all texts have each."""
    side_of = corpus.tables["naming"].set_index("term")["contrast"]
    places = {
        doc_id: [
            (start, side_of[term])
            for start, _, term in lexicon.mentions(text, corpus.tables["naming"])
            if side_of[term]
        ]
        for doc_id, text in texts.items()
    }
    every = [side for listed in places.values() for _, side in listed]
    return places, [float(every.count(side)) for side in SIDES]
