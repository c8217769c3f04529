"""The noise floor: what copying alone does to each measure of a corpus, and whether its stories differ by more.

Versions of one story are a test and its retest. Two questions, in this order: do texts of different stories differ by a
measure beyond what the drawing of its units makes? And how much of what texts differ by is copying? `components` says
how both are answered, `verdict` decides, `calibrate` says how often it errs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.measures import components, counts, declared, runs, speakers
from retold.measures.components import CUT, CUTS, ERROR
from retold.measures.measure import Floats, Measure
from retold.measures.runs import Left, Runs
from retold.measures.verdict import CANNOT, MOST, SAME, SMALL, Judged, few_uses, judge

UNTESTED = "not tested"
UNDERIVED = "not derived"  # of a user's own measure whose counts are not stored
STATES = (SMALL, MOST, SAME, CANNOT, UNTESTED)
CODES = {SMALL: 1, MOST: -1, SAME: -2, CANNOT: 0}
MARKS = {SMALL: "●", MOST: "○", SAME: "≈", CANNOT: "◐", UNTESTED: "–"}
# Why nothing is told.
FEW_USES, FEW_RUNS = "too rare in the copies", "too few in a text to leave some out"
ALIKE, WIDE = "texts not shown to differ", "interval crosses the cut"
NO_MEAN = "not an average over parts of a text"
# A name that a corpus uses less often over all texts has no measure of its own: an attribution is rarer than a mention.
LEAST = {"attribution": 1, "mention": 5, "passage": 5}
SPELT = 6  # copies whose uses are named one by one
HALVED = 2**0.5  # halves have half of the units, so they differ by so much more than whole texts would
_ROUNDED = 1e-12
COLUMNS = (
    "key", "label", "page", "unit", "coded", "status", "why", "gap", "largest", "halves", "closer", "placebos", "differ", "share", "low",
    "high", "net", "small", "runs", "uses",
)  # fmt: skip


def lacking(t: Tables) -> str:
    """Return what this corpus lacks for a noise floor, as a sentence, or nothing."""
    sizes = t["corpus"]["story_id"].value_counts()
    parts = []
    if not (sizes > 1).any():
        parts.append("no story has several versions, so nothing shows what copying adds")
    if len(sizes) < 2:
        parts.append("there is one story, and it takes two to differ")
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}." if told else ""


def why_not(t: Tables) -> str:
    """Return why this corpus has no noise floor and what works without, or nothing."""
    told = lacking(t)
    if not told:
        return ""
    return f"The noise floor cannot be computed here: {told[0].lower()}{told[1:]} Everything else on these pages still works."


@once
def floor(t: Tables, page: str | None = None, cut: float = CUT) -> pd.DataFrame:
    """Return the noise floor: every measure with its verdict, what is told first, untested last.

    Parameters
    ----------
    t : mapping of name to DataFrame
        The tables.
    page : str, optional
        Return only the measures of this page.
    cut : float
        Share of copying above which it is most of what is found.

    Returns
    -------
    DataFrame
        Columns key, label, page, unit; coded, whether it rests on a coding; status, one of `STATES`, and why; gap, the
        mean difference between versions of a story, and largest, the largest; halves, what drawing alone would set two whole texts apart by: the
        mean difference between halves of one text (every other run of neighbours) over the root of 2; closer, the share of pairs of texts of different stories that
        lie closer together than versions do on average, of so many placebos; differ, the p-value of: stories do not differ beyond drawing; share of
        copying (see `components`) with its interval low and high, and net, the share in very long texts; small, the p-value of: copying
        is more than `cut`; runs, the fewest of a text; uses, how many each version has, joined by a slash.
        Empty if `why_not` says why.
    """
    if why_not(t):
        return pd.DataFrame(columns=list(COLUMNS))
    story = dict(t["corpus"][["doc_id", "story_id"]].itertuples(index=False, name=None))
    rows = [
        _row(m, left, _texts(story, left), cut_in, cut)
        for m, left, cut_in in _left(t, page)
        # What no text has a value of, such as a formula for English in other languages, is no measure of this corpus.
        if np.isfinite(list(left.values.values())).any()
        and (not m.uses or sum(left.uses.values()) >= LEAST.get(m.of, 0))
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    if not speakers.is_coded(t):  # then the program's reading of who speaks stands in for a coding
        table["coded"] &= ~table["key"].isin([m.key for m in declared.of_unit(t, "attribution")])
    order = table["status"].map({state: n for n, state in enumerate(STATES)})
    sorted_table = table.assign(order=order).sort_values(["order", "share", "key"], ignore_index=True)
    return sorted_table[list(COLUMNS)]


def statuses(t: Tables, cut: float = CUT) -> dict[str, str]:
    """Return the status of every declared measure and of a user's own, by key.

    One of `STATES`, or `UNDERIVED`. A measure that the corpus uses too seldom to weigh it is not tested; so is every
    measure without a noise floor.
    """
    weighed = dict(floor(t, cut=cut)[["key", "status"]].itertuples(index=False, name=None))
    return {
        m.key: weighed.get(m.key, UNTESTED if counts.derived(t, m) else UNDERIVED) for m in declared.of(t)
    }


def by_cut(t: Tables, cuts: Sequence[float] = CUTS) -> pd.DataFrame:
    """Return how many measures have each status under each cut: columns cut, and the states of `STATES`."""
    columns = ["cut", *STATES]
    if why_not(t):
        return pd.DataFrame(columns=columns)
    rows = [
        (cut, *floor(t, cut=cut)["status"].value_counts().reindex(list(STATES), fill_value=0)) for cut in cuts
    ]
    return pd.DataFrame(rows, columns=columns)


def discoveries(p_values: pd.Series, rate: float = ERROR) -> pd.Series:
    """Mark which of many tests stand if at most this share of those marked may be false (Benjamini and Hochberg 1995)."""
    from scipy.stats import false_discovery_control

    known = p_values.dropna()
    adjusted = pd.Series(false_discovery_control(known) if len(known) else [], index=known.index, dtype=float)
    return adjusted.reindex(p_values.index).le(rate)


@dataclass(frozen=True)
class _Texts:
    """The texts that a measure has a value for, and where the others are named."""

    ids: list[str]
    story: np.ndarray
    copied: list[str]
    missing: list[str]


def _left(t: Tables, page: str | None) -> list[tuple[Measure, Left, Runs]]:
    """The measures of a page, or all, with their values, and with the runs of their units."""
    kinds = dict.fromkeys(m.of for m in declared.families(t) if page in (None, m.page))
    listed = []
    for kind in kinds:
        measures = tuple(m for m in declared.of_unit(t, kind) if counts.derived(t, m))
        found, cut_in = runs.left_out(t, kind, measures), runs.of_unit(t, kind)
        listed += [(m, found[m.key], cut_in) for m in measures if m.key in found and page in (None, m.page)]
    return listed


def _texts(story: Mapping[str, str], left: Left) -> _Texts:
    known = [d for d in story if left.values.get(d, np.nan) == left.values.get(d, np.nan)]
    there = set(known)
    numbers = np.asarray(pd.factorize(pd.Series([story[d] for d in known], dtype=object))[0], dtype=int)
    several = np.bincount(numbers)[numbers] > 1 if known else np.zeros(0, dtype=bool)
    copied = [d for d, copy in zip(known, several, strict=True) if copy]
    return _Texts(known, numbers, copied, [d for d in story if d not in there])


def _row(m: Measure, left: Left, texts: _Texts, cut_in: Runs, cut: float) -> dict[str, object]:
    values = np.array([left.values[d] for d in texts.ids])
    gaps = _gaps(values, texts.story)
    halves = np.array(
        [abs(one - two) for d in texts.ids for one, two in [left.halves.get(d, (np.nan, np.nan))]]
    )
    closer, placebos = _closer(values, texts.story, gaps)
    fewest = min((cut_in.in_text.get(d, 0) for d in texts.ids), default=0)
    judged = _judged(m, left, texts, cut_in, cut)
    status, why = _told(m, left, texts, judged)
    row: dict[str, object] = {
        "key": m.key, "label": m.label, "page": m.page, "unit": m.unit, "coded": m.coded, "status": status, "why": why,
        "gap": gaps.mean() if len(gaps) else np.nan, "largest": gaps.max() if len(gaps) else np.nan,
        "halves": np.nanmean(halves) / HALVED if np.isfinite(halves).any() else np.nan,
        "closer": closer, "placebos": placebos,
        "runs": fewest, "uses": _uses([left.uses[d] for d in texts.copied if d in left.uses]),
    }  # fmt: skip
    if judged is None or status == UNTESTED:
        return row
    row |= {"differ": judged.differ[0], "small": judged.small[0]}
    if judged.tested[0] and texts.copied and texts.story.max() > 0 and np.ptp(values) > 0:
        estimated = components.shares(judged.components)
        low, high = components.limits(judged.components)
        row |= {"share": estimated.share[0], "net": estimated.net[0], "low": low[0], "high": high[0]}
    return row


def _uses(counted: Sequence[int]) -> str:
    """The uses in the copies: each, or of many the least and the most."""
    if len(counted) > SPELT:
        return f"{min(counted)} to {max(counted)}"
    return " / ".join(map(str, counted))


def _gaps(values: Floats, story: np.ndarray) -> Floats:
    """The absolute difference of each pair of versions of a story."""
    pairs = [
        abs(one - two)
        for number in np.flatnonzero(np.bincount(story, minlength=1) > 1)
        for one, two in combinations(values[story == number].tolist(), 2)
    ]
    return np.array(pairs, dtype=float)


def _judged(m: Measure, left: Left, texts: _Texts, cut_in: Runs, cut: float) -> Judged | None:
    """The verdict on the texts that have a value; None where drawing cannot be measured."""
    if len(texts.ids) < 2 or not all(np.isfinite(left.without[d]).all() for d in texts.ids):
        return None
    most = max(len(left.without[d]) for d in texts.ids)
    without = np.full((1, len(texts.ids), max(most, 2)), np.nan)
    for n, d in enumerate(texts.ids):
        without[0, n, : len(left.without[d])] = left.without[d]
    values = np.array([[left.values[d] for d in texts.ids]])
    units = np.array([max(cut_in.units.get(d, 0.0), 1.0) for d in texts.ids])
    uses = np.array([[float(left.uses.get(d, 0)) for d in texts.ids]]) if m.uses else None
    held = np.array([cut_in.in_text.get(d, 0) for d in texts.ids])
    return judge(values, without, texts.story, units, uses=uses, runs=held, cut=cut)


def _told(m: Measure, left: Left, texts: _Texts, judged: Judged | None) -> tuple[str, str]:
    """The status of a measure, and why it is that."""
    missing = f"missing in {', '.join(texts.missing)}" if texts.missing else ""
    if not texts.copied or texts.story.max() < 1:
        return CANNOT, missing
    if m.total or m.of == "text":
        return UNTESTED, NO_MEAN
    if m.uses and few_uses(np.array([left.uses.get(d, 0) for d in texts.copied])):
        return UNTESTED, FEW_USES
    if judged is None:
        return CANNOT, "missing without part of a text"
    if not judged.tested[0]:
        return CANNOT, FEW_RUNS
    status = str(judged.verdicts[0])
    if status != CANNOT:
        return status, missing
    return status, ALIKE if judged.differ[0] > ERROR else WIDE


def _closer(values: Floats, story: np.ndarray, gaps: Floats) -> tuple[float, int]:
    """The share of pairs of texts of different stories that lie closer together than versions do on average; and the pairs."""
    pairs = len(values) * (len(values) - 1) // 2 - len(gaps)
    if not len(gaps) or not pairs:
        return float("nan"), pairs
    # A pair as far apart as versions is no closer, whatever rounding says.
    gap = gaps.mean() * (1 - _ROUNDED)
    # In order, the texts that lie less than the gap above each are a stretch behind it: 3,000 texts have 4.5 million pairs.
    ordered = np.sort(values)
    within = np.searchsorted(ordered, ordered + gap, side="left") - np.arange(len(ordered)) - 1
    return (int(np.maximum(within, 0).sum()) - int((gaps < gap).sum())) / pairs, pairs
