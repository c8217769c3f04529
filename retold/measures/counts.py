"""What measures count, sentence by sentence: where tables become counts.

A unit (an attribution, a mention, a passage) counts in the sentence in which it begins; a passage is spread over its
sentences by their words. What rests on a coding is missing for a text that nobody coded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from retold.coding.frames import marked
from retold.common.once import Kept, Tables, once
from retold.common.problems import BadInputError, Fault
from retold.corpus.schema import TABLES
from retold.measures import speakers
from retold.measures.frames import passage_of
from retold.measures.measure import COUNTS, Measure, plain
from retold.measures.sentences import rows_at
from retold.text import Span, Text, language

OWN = "own_counts"  # the derived table with the counts of a user's own measures


@dataclass(frozen=True)
class Units:
    """The units of a kind: a row each, in which sentences they count, and what share of them each sentence has."""

    rows: pd.DataFrame
    unit: np.ndarray  # position in `rows`
    sentence: np.ndarray  # position in the table `sentences`
    share: np.ndarray
    coded: frozenset[str] | None  # the texts that were coded; None: it rests on no coding


@once
def foreign(t: Tables) -> frozenset[str]:
    """Return the texts that were taken for another language than English, by doc_id."""
    listed = zip(t["documents"]["doc_id"], t["documents"]["language"], strict=True)
    return frozenset(doc_id for doc_id, code in listed if not language.is_english(code))


def given(t: Tables) -> pd.DataFrame:
    """Return what is counted of every text, a row a sentence: see `measure.GIVEN`.

    What only English has rules for is missing in texts of other languages.
    """
    sentences = t["sentences"]
    counts = sentences[[*COUNTS, "quoted_words"]].astype(float)
    return counts.assign(sentences=1.0, all_words=counts["words"] + sentences["heading_words"].astype(float))


def matrix(t: Tables, measures: Sequence[Measure]) -> tuple[np.ndarray, dict[str, dict[str, int | range]]]:
    """Return the counts of measures side by side, and which columns each measure has under which name.

    Returns
    -------
    (array, dict)
        Sentences × columns, in the order of the table `sentences`; by the key of a measure the columns of its counts
        and of those that every text has, by name: a position, or of a count of several columns a range.

    Raises
    ------
    BadInputError
        If a count fails or returns something else than a number a unit.
    """
    base = given(t)
    blocks, width = [base.to_numpy()], base.shape[1]
    shared: dict[str, int | range] = {str(name): n for n, name in enumerate(base.columns)}
    columns: dict[str, dict[str, int | range]] = {}
    # Measures of a family share the count of their whole.
    known: dict[tuple[str, int], int | range] = {}
    for measure in measures:
        columns[measure.key] = dict(shared)
        for name, function in measure.counts.items():
            key = (measure.of, id(function))
            if key not in known:
                block = _counted(t, measure, name)
                single = block.ndim == 1
                block = block[:, None] if single else block
                known[key] = width if single else range(width, width + block.shape[1])
                width += block.shape[1]
                blocks.append(block)
            columns[measure.key][name] = known[key]
    return np.concatenate(blocks, axis=1), columns


def _counted(t: Tables, measure: Measure, name: str) -> np.ndarray:
    """A count by sentence: a number each, or several."""
    if measure.of == "sentence":
        return _stored(t, measure.key, name)
    units = units_of(t, measure.of)
    return _by_sentence(t, units, of_units(measure, name, units.rows))


def derived(t: Tables, measure: Measure) -> bool:
    """Say whether the counts of a measure are at hand: those of sentences are stored when texts are derived."""
    if measure.of != "sentence" or not measure.counts or t["sentences"].empty:
        return True
    stored = t[OWN]
    own = (stored["measure"] == measure.key) & (stored["source"] == measure.source)
    return set(measure.counts) <= set(stored.loc[own, "count"])


def underived(t: Tables) -> list[str]:
    """Return the keys of a user's own measures whose counts are not stored, or are those of another version of the file."""
    return [measure.key for measure in t.own if not derived(t, measure)] if isinstance(t, Kept) else []


def _stored(t: Tables, key: str, name: str) -> np.ndarray:
    """A count of a user's own; missing for a sentence that is not one of those counted."""
    stored = t[OWN]
    values = stored[(stored["measure"] == key) & (stored["count"] == name)]
    place = ["doc_id", "start", "end"]
    by_place = values.set_index(place)["value"]
    return np.asarray(by_place.reindex(pd.MultiIndex.from_frame(t["sentences"][place])), dtype=float)


def of_units(measure: Measure, name: str, rows: pd.DataFrame) -> np.ndarray:
    """Return what a measure counts in each unit, checked: a number each, or several.

    Raises
    ------
    BadInputError
        If the count fails or returns something else.
    """
    try:
        values = measure.counts[name](rows.copy())  # it may do with its own what it likes
    except (Exception, SystemExit) as error:
        if rows.empty:
            return np.zeros(0)
        raise _wrong(measure, name, f"raised {type(error).__name__}: {plain(error)}") from error
    if not isinstance(values, pd.Series | pd.DataFrame):
        raise _wrong(measure, name, f"returned {type(values).__name__} for {len(rows)} units")
    if len(values) != len(rows) or not values.index.sort_values().equals(rows.index):
        raise _wrong(
            measure, name, f"returned {len(values)} values for other rows than the {len(rows)} units"
        )
    kinds = [values.dtype] if isinstance(values, pd.Series) else list(values.dtypes)
    if not all(
        pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_complex_dtype(kind) for kind in kinds
    ):
        raise _wrong(measure, name, "returned what is no number")
    table = np.asarray(values.reindex(rows.index), dtype=float)
    if not np.isfinite(table).all():
        raise _wrong(measure, name, "returned what is missing or not finite")
    return table


def _wrong(measure: Measure, name: str, what: str) -> BadInputError:
    accepted = f"a function of the table of units ({measure.of}), to a Series with a number per row"
    return BadInputError([Fault(measure.key, f"the count {name!r} {what}", accepted, "change the count")])


def _by_sentence(t: Tables, units: Units, values: np.ndarray) -> np.ndarray:
    """Sum what each unit counts over the sentences that it belongs to."""
    share = units.share if values.ndim == 1 else units.share[:, None]
    sums = np.zeros((len(t["sentences"]), *values.shape[1:]))
    np.add.at(sums, units.sentence, values[units.unit] * share)
    if units.coded is not None:
        sums[~t["sentences"]["doc_id"].isin(units.coded).to_numpy()] = np.nan
    return sums


def units_of(t: Tables, kind: str) -> Units:
    """Return the units of a kind other than sentences."""
    return {"attribution": attributions, "mention": mentions, "passage": passages}[kind](t)


@once
def attributions(t: Tables) -> Units:
    """Return the attributions that are inside no other, with what is known of their speakers (see `speakers.read_by`)."""
    rows = speakers.with_traits(t, speakers.outermost(t["attributions"]))
    rows = rows.assign(words=rows["words"].astype(float), quoted_words=rows["quoted_words"].astype(float))
    begins = rows["content"].str.split("-").str[0].astype(int)
    return _at(rows, rows_at(t["sentences"], rows["doc_id"], begins), speakers.texts_read(t))


@once
def mentions(t: Tables) -> Units:
    """Return the mentions of the event and of actors."""
    rows = t["mentions"]
    rows = rows.assign(subject=rows["subject"].astype("boolean").fillna(False).astype(bool))
    return _at(rows, rows_at(t["sentences"], rows["doc_id"], rows["start"]), None)


@once
def passages(t: Tables) -> Units:
    """Return the coded passages: doc_id, passage, words, and codes, a set such as ``function:cause``."""
    sentences, size, number = t["sentences"], given(t)["all_words"], passage_of(t)
    inside = np.flatnonzero((number > 0).to_numpy())
    keys = pd.MultiIndex.from_arrays([sentences["doc_id"].iloc[inside], number.iloc[inside]])
    unit, names = pd.factorize(keys, sort=False)
    words = size.to_numpy()[inside]
    total = np.bincount(unit, weights=words, minlength=len(names))
    parts = np.bincount(unit, minlength=len(names))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total[unit] > 0, words / total[unit], 1 / parts[unit])
    codes: dict[tuple[str, int], set[str]] = {}
    for (variable, value), places in marked(t["frames"]).items():
        for place in places:
            codes.setdefault(place, set()).add(f"{variable}:{value}")
    rows = pd.DataFrame(list(names), columns=["doc_id", "passage"]).assign(
        words=total, codes=[frozenset(codes.get((d, int(p)), ())) for d, p in names]
    )
    return Units(rows, unit, inside, share, frozenset(t["frames"]["doc_id"]))


def _at(rows: pd.DataFrame, places: np.ndarray, coded: frozenset[str] | None) -> Units:
    """Units that count in one sentence each; those of a text without sentences count nowhere."""
    known = np.flatnonzero(places >= 0)
    return Units(rows.reset_index(drop=True), known, places[known], np.ones(len(known)), coded)


def of_text(
    measure: Measure,
    doc_id: str,
    text: Text,
    cut: Sequence[Span] | None = None,
    place: Callable[[Span], Span] = lambda span: span,
) -> pd.DataFrame:
    """Count what a measure counts in each sentence of a text, or each span of `cut`: rows of the table `own_counts`.

    Raises
    ------
    BadInputError
        If a count fails on a sentence, or does not return a finite number. The message says where the sentence stands, in
        the file if `place` leads there, and never what it says.
    """
    rows: list[tuple[object, ...]] = []
    if measure.of == "sentence":
        for start, end in text.sentences if cut is None else cut:
            where = "{}:{}-{}".format(doc_id, *place((start, end)))
            rows += [
                (
                    measure.key,
                    name,
                    doc_id,
                    start,
                    end,
                    _number(measure, name, text[start:end], where),
                    measure.source,
                )
                for name in measure.counts
            ]
    return pd.DataFrame(rows, columns=TABLES[OWN].names).astype({"value": float})


def _number(measure: Measure, name: str, sentence: str, place: str) -> float:
    accepted = "a function of a sentence that returns a number"
    try:
        value: Any = measure.counts[name](sentence)
        number = float(value) if isinstance(value, Real | np.bool_) else None
    except (Exception, SystemExit) as error:
        # What went wrong may quote the sentence.
        found = f"the count {name!r} raised {type(error).__name__} at {place}"
        raise BadInputError([Fault(measure.key, found, accepted, "change the count")]) from None
    if number is not None and isfinite(number):
        return number
    found = f"the count {name!r} returned {type(value).__name__ if number is None else number} at {place}"
    raise BadInputError([Fault(measure.key, found, accepted, "change the count")])
