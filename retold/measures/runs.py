"""Runs of neighbouring units: what is left out of a text, in turn, to see how far a value hangs on it.

Units are those that were counted or coded: sentences, attributions, passages. Where versions of a story have sentences
in common, a run holds both counterparts, so that it is left out of all versions together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from retold.common.once import Tables, once
from retold.measures import counts, draws
from retold.measures.measure import Floats, Measure, Totals

NEIGHBOURS = 5  # units in a run, at least: what one sentence is says something of the next
FEWEST = 3  # the same where a text would have fewer than ENOUGH runs otherwise
ENOUGH = 10  # with fewer runs in a text, what drawing makes is not known
MOST = 20  # runs in a text


def bounds(units: int) -> list[int]:
    """Return where the runs of so many units begin, and where the last ends: runs of about one size."""
    runs = max(1, min(MOST, max(units // NEIGHBOURS, min(ENOUGH, units // FEWEST))))
    return [round(n * units / runs) for n in range(runs + 1)]


@dataclass(frozen=True)
class Runs:
    """The runs of all stories for one kind of unit."""

    of_sentence: np.ndarray  # a number a row of `sentences`, counted from 0 in each story
    in_story: Mapping[str, int]  # by doc_id: runs of its story
    in_text: Mapping[str, int]  # by doc_id: those in which it has a unit
    units: Mapping[str, float]  # by doc_id


@dataclass(frozen=True)
class Left:
    """A measure of each text, by doc_id: its value, that without each run of neighbours, its halves, its uses."""

    values: dict[str, float]
    without: dict[str, Floats]
    halves: dict[str, tuple[float, float]] = field(default_factory=dict)  # of every other run
    uses: dict[str, int] = field(default_factory=dict)


@once
def of_unit(t: Tables, kind: str) -> Runs:
    """Cut all texts into runs of neighbouring units of a kind: see `measure.UNITS`; mentions go by sentences.

    Sentences that correspond, or that belong to one unit, stay together. A story has as many runs as its versions have
    units for, on average; the runs follow each other as the text does.
    """
    sentences = t["sentences"]
    counted = _units_begun(t, kind)
    together = _together(t, kind)
    story = sentences["doc_id"].map(t["corpus"].set_index("doc_id")["story_id"])
    number = np.zeros(len(sentences), dtype=int)
    in_story: dict[str, int] = {}
    in_text: dict[str, int] = {}
    units: dict[str, float] = {}
    for rows in sentences.groupby(story, sort=False).indices.values():
        docs, of_doc = np.unique(sentences["doc_id"].to_numpy()[rows], return_inverse=True)
        number[rows] = _numbered(counted[rows], together[rows], of_doc)
        for n, doc_id in enumerate(docs):
            own = rows[of_doc == n]
            in_story[str(doc_id)] = int(number[rows].max()) + 1
            in_text[str(doc_id)] = len(np.unique(number[own][counted[own] > 0]))
            units[str(doc_id)] = float(counted[own].sum())
    return Runs(number, in_story, in_text, units)


def _numbered(counted: Floats, together: np.ndarray, of_doc: np.ndarray) -> np.ndarray:
    """The run of each sentence of a story."""
    size = np.bincount(of_doc)
    place = np.concatenate([(np.arange(n) + 0.5) / n for n in size])
    order = np.argsort(of_doc, kind="stable")
    at = np.empty(len(of_doc))
    at[order] = place
    _, atom = np.unique(together, return_inverse=True)
    # An atom stands where it does in the longest version that has it: elsewhere much may be missing before it.
    by_length = np.lexsort((at, -size[of_doc], atom))
    where = at[by_length[np.flatnonzero(np.diff(atom[by_length], prepend=-1))]]
    many = np.bincount(atom, weights=counted) / len(size)
    runs = len(bounds(int(many.sum()))) - 1
    by = np.lexsort((np.arange(len(where)), where))
    middle: Floats = np.cumsum(many[by]) - many[by] / 2
    run = np.empty(len(where), dtype=int)
    run[by] = np.minimum(runs - 1, middle * runs / max(many.sum(), 1))
    of_each: np.ndarray = run[atom]
    return of_each


def _units_begun(t: Tables, kind: str) -> Floats:
    """How many units of a kind begin in each sentence."""
    if kind in ("sentence", "mention", "text"):
        return np.ones(len(t["sentences"]))
    units = counts.units_of(t, kind)
    _, first = np.unique(units.unit, return_index=True)
    return np.bincount(units.sentence[first], minlength=len(t["sentences"])).astype(float)


def _together(t: Tables, kind: str) -> np.ndarray:
    """A number for sentences that correspond or belong to one unit."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    labels: np.ndarray = draws.units(t["sentences"], t["alignments"]).to_numpy()
    if kind != "passage":
        return labels
    units, size = counts.units_of(t, kind), len(labels)
    passages = size + len(t["sentences"]) + units.unit
    edges = np.concatenate(
        [np.column_stack([np.arange(size), size + labels]), np.column_stack([units.sentence, passages])]
    )
    many = int(edges.max(initial=0)) + 1
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(many, many))
    _, found = connected_components(graph, directed=False)
    return np.asarray(found[:size])


@once
def left_out(t: Tables, kind: str, measures: tuple[Measure, ...]) -> dict[str, Left]:
    """Compute measures that rest on one kind of unit on every text, whole and without each run; by key.

    A text of another language has no value in a measure that holds of English alone.
    """
    if t["sentences"].empty or not measures:
        return {}
    if kind == "text":
        return {m.key: _at_derivation(t) for m in measures}
    table, columns = counts.matrix(t, measures)
    runs, foreign = of_unit(t, kind), counts.foreign(t)
    found: dict[str, Left] = {m.key: Left({}, {}, {}, {}) for m in measures}
    rows = t["sentences"].groupby("doc_id", sort=False).indices
    for doc_id, own in ((str(d), at) for d, at in rows.items()):
        sums = np.zeros((runs.in_story[doc_id], table.shape[1]))
        np.add.at(sums, runs.of_sentence[own], table[own])
        whole = table[own].sum(axis=0)
        totals = np.vstack([whole, sums[::2].sum(axis=0), sums[1::2].sum(axis=0), whole - sums])
        for m in measures:
            values = m.values(Totals(totals, columns[m.key]))
            if m.english and doc_id in foreign:
                values = np.full(len(values), np.nan)
            left = found[m.key]
            left.values[doc_id], left.halves[doc_id] = float(values[0]), (float(values[1]), float(values[2]))
            left.without[doc_id] = values[3:]
            if m.uses and (used := whole[columns[m.key][m.uses]]) == used:
                left.uses[doc_id] = round(float(used))
    return found


def _at_derivation(t: Tables) -> Left:
    """The measure that is computed from the texts themselves when they are derived: no run can be left out of it."""
    whole = t["cosine_draws"][t["cosine_draws"]["draw"] == 0]
    values = {str(d): float(v) for d, v in zip(whole["doc_id"], whole["similarity"], strict=True)}
    return Left(values, {d: np.empty(0) for d in values})
