"""The values of measures: of each text as it is, and of each draw of its sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from types import MappingProxyType

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.common.statistics import LEVEL, interval, intervals_of
from retold.measures import counts, declared
from retold.measures.measure import Measure, Totals


@dataclass(frozen=True)
class Values:
    """A measure of each text, by doc_id: its value, its draws if the text has any, its uses."""

    of_texts: Mapping[str, float]
    drawn: Mapping[str, np.ndarray]
    uses: Mapping[str, int] = field(default_factory=dict)


NOTHING = Values({}, {})  # of a corpus without a sentence
Evaluated = dict[str, tuple[Measure, Values]]
NO_DRAWS: Mapping[str, np.ndarray] = MappingProxyType({})  # to compute the values of texts alone


def evaluate(t: Tables, weights: Mapping[str, np.ndarray], page: str | None = None) -> Evaluated:
    """Compute the measures of a page, or all, on every text and on every draw of its sentences.

    Parameters
    ----------
    t : mapping of name to DataFrame
        The tables.
    weights : mapping of doc_id to array
        As `draws.weights` gives them.
    page : str, optional
        Compute only the measures of this chapter.

    Returns
    -------
    dict of key to (Measure, Values)
        A text without weights has no draws. Measures whose counts were not derived are left out.
    """
    units = dict.fromkeys(m.of for m in declared.families(t) if page in (None, m.page))
    return {
        key: (measure, values)
        for unit in units
        for key, (measure, values) in _of_unit(t, weights, unit).items()
        if page in (None, measure.page)
    }


@once
def _of_unit(t: Tables, weights: Mapping[str, np.ndarray], unit: str) -> Evaluated:
    """All measures that rest on one kind of unit: they share their counts."""
    listed = declared.of_unit(t, unit)
    if unit == "text":
        return {m.key: (m, _at_derivation(t)) for m in listed if len(t["cosine_draws"])}
    return _summed(t, weights, [m for m in listed if counts.derived(t, m)])


def _at_derivation(t: Tables) -> Values:
    """The values of the measure that is computed from the texts themselves, draws and all."""
    tables = t["cosine_draws"].groupby("doc_id")
    by = {str(d): rows.sort_values("draw")["similarity"].to_numpy() for d, rows in tables}
    return Values({d: float(v[0]) for d, v in by.items()}, {d: v[1:] for d, v in by.items() if len(v) > 1})


def _summed(t: Tables, weights: Mapping[str, np.ndarray], listed: Sequence[Measure]) -> Evaluated:
    """Compute measures from sums over sentences: of each text as it is, and of each draw of its sentences."""
    if not listed or t["sentences"].empty:
        return {}
    table, columns = counts.matrix(t, listed)
    points: dict[str, dict[str, float]] = defaultdict(dict)
    drawn: dict[str, dict[str, np.ndarray]] = defaultdict(dict)
    uses: dict[str, dict[str, int]] = defaultdict(dict)
    foreign = counts.foreign(t)
    for doc_id, rows in t["sentences"].groupby("doc_id", sort=False).indices.items():
        whole = table[rows].sum(axis=0, keepdims=True)
        many = weights[doc_id].astype(float) @ table[rows] if doc_id in weights else None
        for m in listed:
            if m.english and doc_id in foreign:
                points[m.key][doc_id] = float("nan")
                continue
            points[m.key][doc_id] = float(m.values(Totals(whole, columns[m.key]))[0])
            if many is not None:
                drawn[m.key][doc_id] = m.values(Totals(many, columns[m.key]))
            if m.uses and (used := whole[0, columns[m.key][m.uses]]) == used:
                uses[m.key][doc_id] = round(float(used))
    return {m.key: (m, Values(points[m.key], drawn[m.key], uses[m.key])) for m in listed}


@once
def by_text(t: Tables, weights: Mapping[str, np.ndarray], page: str | None = None) -> pd.DataFrame:
    """Return every measure of every text, or those of a page, with its percentile bootstrap interval.

    Returns
    -------
    DataFrame
        Columns key, label, page, unit, higher (what a higher value means), form (how it is shown), doc_id, value, low, high; bounds are missing
        for a text without weights.
    """
    rows = []
    for m, values in evaluate(t, weights, page).values():
        drawn = values.drawn
        for doc_id, value in values.of_texts.items():
            bounds = interval(drawn[doc_id]) if doc_id in drawn else (float("nan"),) * 2
            rows.append((m.key, m.label, m.page, m.unit, m.higher, m.shown, doc_id, value, *bounds))
    columns = ["key", "label", "page", "unit", "higher", "form", "doc_id", "value", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def differences(
    evaluated: Evaluated, level: float = LEVEL, pairs: Iterable[tuple[str, str]] | None = None
) -> pd.DataFrame:
    """Return the difference in each measure of pairs of texts, by default of all, with its bootstrap interval.

    Texts of different stories are drawn independently; of versions of one story the
    sentences that correspond are drawn together.

    Returns
    -------
    DataFrame
        Columns doc_a, doc_b, key, gap (a minus b), low, high; the bounds are
        missing if either text has no draws.
    """
    ids = list(dict.fromkeys(d for _, values in evaluated.values() for d in values.of_texts))
    rows = []
    for a, b in combinations(ids, 2) if pairs is None else pairs:
        known = {
            key: v
            for key, (_, v) in evaluated.items()
            if {a, b} <= v.of_texts.keys() and v.of_texts[a] - v.of_texts[b] == v.of_texts[a] - v.of_texts[b]
        }
        gaps = [v.of_texts[a] - v.of_texts[b] for v in known.values()]
        moved = [v.drawn[a] - v.drawn[b] for v in known.values() if {a, b} <= v.drawn.keys()]
        bounds = np.full((len(gaps), 2), np.nan)
        if moved and len(moved) == len(gaps):
            bounds = intervals_of(np.column_stack(moved), level)
        rows += [
            (a, b, key, gap, *bound) for key, gap, bound in zip(known, gaps, bounds.tolist(), strict=True)
        ]
    return pd.DataFrame(rows, columns=["doc_a", "doc_b", "key", "gap", "low", "high"])


def ranks(values: Values, *, highest_first: bool) -> pd.DataFrame:
    """Return how likely each text has each rank in a measure, over the draws.

    Returns
    -------
    DataFrame
        One row a text with draws, one column a rank from 1; rows and columns sum to 1. A tie
        goes to the text that stands first. Empty for fewer than two such texts.
    """
    drawn = values.drawn
    if len(drawn) < 2:
        return pd.DataFrame()
    table = np.column_stack(list(drawn.values()))
    table = table[~np.isnan(table).any(axis=1)]
    order = np.argsort(-table if highest_first else table, axis=1, kind="stable")
    shares = [(order == text).mean(axis=0) for text in range(len(drawn))]
    return pd.DataFrame(shares, index=list(drawn), columns=range(1, len(drawn) + 1))


@once
def leave_one_out(t: Tables, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return how far measures move if one unit of a text, such as an attribution, were not there.

    Columns: key; label; form; doc_id; value; low and high, over all units left out in turn. Measures of sentences
    are left out.
    """
    size = counts.given(t).groupby(t["sentences"]["doc_id"]).sum()
    rows = []
    for m in declared.of(t):
        if m.key not in keys or m.of in ("sentence", "text"):
            continue
        units = counts.units_of(t, m.of).rows
        counted = {name: counts.of_units(m, name, units) for name in m.counts}
        for doc_id, at in units.groupby("doc_id", sort=False).indices.items():
            if doc_id in size.index:
                own = {name: values[at] for name, values in counted.items()}
                value, moved = _without_each(m, own, size.loc[doc_id])
                if value == value and len(moved):
                    rows.append((m.key, m.label, m.shown, doc_id, value, moved.min(), moved.max()))
    return pd.DataFrame(rows, columns=["key", "label", "form", "doc_id", "value", "low", "high"])


def _without_each(
    measure: Measure, own: Mapping[str, np.ndarray], size: pd.Series
) -> tuple[float, np.ndarray]:
    """The value of a text from what its units count, and the values without each unit in turn, as far as known."""
    blocks: list[np.ndarray] = []
    columns: dict[str, int | range] = {}
    at = 0
    for name, values in own.items():
        block = values.reshape(len(values), -1)
        columns[name] = at if values.ndim == 1 else range(at, at + block.shape[1])
        # All of them first, then all but each.
        blocks.append(np.vstack([block.sum(axis=0), block.sum(axis=0) - block]))
        at += block.shape[1]
    for name, total in size.items():
        columns[str(name)] = at
        blocks.append(np.full((len(blocks[0]), 1), float(total)))
        at += 1
    whole, *without = measure.values(Totals(np.hstack(blocks), columns))
    moved = np.array(without)
    return float(whole), moved[~np.isnan(moved)]
