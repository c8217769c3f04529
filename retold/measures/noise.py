"""The noise floor: how much of what a measure finds between outlets copying alone can make.

Versions of one story are a test and its retest. The copy-noise ratio of a measure is its
difference between versions of one story over its range across independent stories: zero if
copying leaves the measure alone, one if it moves it as far as the stories lie apart. It needs a
story in two versions and three stories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.common.statistics import SEED, interval
from retold.measures import counts, declared
from retold.measures.measure import Floats, Measure
from retold.measures.values import Key, Values, evaluate, versions_of

THRESHOLD = 0.25
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0)
STORIES = 3
SURE = 0.9
SURVIVES, FRAGILE, OPEN = "survives copying", "does not survive", "too close to call"
UNTESTED, UNKNOWN = "not tested", "not computable"
UNDERIVED = "not derived"  # of a user's own measure whose counts are not stored
STATES = (SURVIVES, OPEN, FRAGILE, UNTESTED, UNKNOWN)
CODES = {SURVIVES: 1, OPEN: 0, FRAGILE: -1}
MARKS = {SURVIVES: "●", OPEN: "◐", FRAGILE: "○", UNTESTED: "–", UNKNOWN: "–"}
FEWEST = 5  # with fewer uses in every version, copying had too little to change
# A name that a corpus uses less often over all texts has no measure of its own: an attribution is rarer than a mention.
LEAST = {"attribution": 1, "mention": FEWEST, "passage": FEWEST}


def why_not(t: Tables) -> str:
    """Return what this corpus lacks for a noise floor, or nothing."""
    sizes = t["corpus"]["story_id"].value_counts()
    lacking = []
    if not (sizes > 1).any():
        lacking.append("no story has several versions, so nothing tells what copying adds")
    if len(sizes) < STORIES:
        lacking.append(
            f"there are {len(sizes)} stories, and the range between outlets needs at least {STORIES}"
        )
    if not lacking:
        return ""
    return f"The noise floor cannot be computed here: {'; '.join(lacking)}. Everything else on these pages still works."


def ratio(
    pairs: Sequence[Sequence[tuple[np.ndarray, np.ndarray]]], stories: Sequence[np.ndarray]
) -> np.ndarray:
    """Return the copy-noise ratio.

    Parameters
    ----------
    pairs : sequence, one a copied story, of pairs of arrays
        The measure in both versions of each pair of versions of that story.
    stories : sequence of arrays
        The measure in each independent story; of several versions, their mean.

    Returns
    -------
    array
        Mean over the copied stories of the mean absolute difference between their versions, over the
        range of the measure across the stories. Missing if all stories have the same value.
    """
    spread = np.ptp(stories, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 1e-12, _mean_gap(pairs) / spread, np.nan)


def _mean_gap(pairs: Sequence[Sequence[tuple[np.ndarray, np.ndarray]]]) -> Floats:
    gaps = [np.mean([np.abs(a - b) for a, b in versions], axis=0) for versions in pairs]
    return np.asarray(np.mean(gaps, axis=0))


@once
def floor(
    t: Tables, weights: Mapping[str, np.ndarray], threshold: float = THRESHOLD, page: str | None = None
) -> pd.DataFrame:
    """Return the noise floor: every measure with its copy-noise ratio, the most robust first, untested last.

    Parameters
    ----------
    t : mapping of name to DataFrame
        The tables.
    weights : mapping of doc_id to array
        As `draws.weights` gives them.
    threshold : float
        A measure survives copying if its ratio is below this.
    page : str, optional
        Return only the measures of this page.

    Returns
    -------
    DataFrame
        Columns key, label, page, unit; gap, the difference between versions; spread, the range across
        stories; ratio with its interval low and high; below, the share of draws with a ratio below the
        threshold; drift, drift_low, drift_high: the ratio over the sentences that both versions have, so
        without what one of them omits; status (see `status`; not tested: no version has as many as
        `FEWEST` of what is counted); uses, how many each version has, joined by a slash; coded, whether
        it rests on a coding. Empty if `why_not` says why.
    """
    columns = ["key", "label", "page", "unit", "gap", "spread", "ratio", "low", "high", "below"]
    columns += ["drift", "drift_low", "drift_high", "status", "uses", "coded"]
    if why_not(t):
        return pd.DataFrame(columns=columns)
    rows = [
        vars(a.measure)
        | vars(a)
        | {"coded": a.measure.coded, "below": a.below(threshold), "status": a.status(threshold)}
        for a in _assessments(t, weights, page)
    ]
    table = pd.DataFrame(rows, columns=columns)
    last = table["status"].isin([UNTESTED, UNKNOWN])
    ordered = table.assign(last=last).sort_values(["last", "ratio", "key"], ignore_index=True)
    return ordered[columns]


def statuses(t: Tables, weights: Mapping[str, np.ndarray], threshold: float = THRESHOLD) -> dict[str, str]:
    """Return the status of every declared measure and of a user's own, by key.

    One of `STATES`, or `UNDERIVED`. A measure that the corpus uses too seldom to weigh it is not tested; without a
    noise floor, none is computable.
    """
    table = floor(t, weights, threshold)
    weighed = dict(zip(table["key"], table["status"], strict=True))
    other = UNKNOWN if why_not(t) else UNTESTED
    return {m.key: weighed.get(m.key, other if counts.derived(t, m) else UNDERIVED) for m in declared.of(t)}


def sensitivity(
    t: Tables, weights: Mapping[str, np.ndarray], thresholds: Sequence[float] = THRESHOLDS
) -> pd.DataFrame:
    """Return how many measures have each status under each threshold.

    Columns: threshold; the states of `STATES` but the last, whose last column counts what is not
    tested or not computable; below, how many ratios lie below the threshold with and without what a
    version omits, whatever the draws say. Empty if `why_not` says why.
    """
    columns = ["threshold", SURVIVES, OPEN, FRAGILE, UNTESTED, "below"]
    if why_not(t):
        return pd.DataFrame(columns=columns)
    rows, assessments = [], _assessments(t, weights, None)
    for limit in thresholds:
        states = Counter(a.status(limit) for a in assessments)
        counts = [states[state] for state in (SURVIVES, OPEN, FRAGILE)]
        low = sum(a.tested and a.ratio < limit and not a.drift >= limit for a in assessments)
        rows.append((limit, *counts, len(assessments) - sum(counts), low))
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class _Assessment:
    """A measure with its ratio, with and without what a version omits, and their draws."""

    measure: Measure
    gap: float
    spread: float
    tested: bool
    uses: str
    ratio: float
    drawn: np.ndarray
    low: float
    high: float
    drift: float
    drift_low: float
    drift_high: float

    def below(self, threshold: float) -> float:
        known = self.drawn[~np.isnan(self.drawn)]
        enough = len(known) and not np.isnan(self.low)
        return float((known < threshold).mean()) if enough else float("nan")

    def status(self, threshold: float) -> str:
        if not self.tested:
            return UNTESTED
        return status(self.ratio, self.drift, self.below(threshold), threshold)


@once
def _assessments(t: Tables, weights: Mapping[str, np.ndarray], page: str | None) -> tuple[_Assessment, ...]:
    stories = _stories(t)
    return tuple(
        _assessed(m, values, stories) for m, values in evaluate(t, weights, page).values() if used(m, values)
    )


def used(measure: Measure, values: Values) -> bool:
    """Say whether a corpus uses what a measure rests on often enough, over all texts, to weigh it at all."""
    return not measure.uses or sum(values.uses.values()) >= LEAST.get(measure.of, 0)


def _assessed(measure: Measure, values: Values, stories: Sequence[_Story]) -> _Assessment:
    pairs, means = _arranged(stories, values.known, twins=False)
    copied = [d for story in stories if story.pairs for d in story.texts]
    # A version has enough of it if the uses are many, or are not counted.
    enough = any(values.uses.get(d, FEWEST) >= FEWEST for d in copied)
    tested = not pairs or (enough and any(a[0] or b[0] for versions in pairs for a, b in versions))
    whole, drawn = _ratios(stories, values, twins=False)
    drift, drift_drawn = _ratios(stories, values, twins=True)
    return _Assessment(
        measure,
        float(_mean_gap(pairs)[0]) if pairs else float("nan"),
        float(np.ptp(means)) if means else float("nan"),
        tested,
        " / ".join(str(values.uses[d]) for d in copied if d in values.uses),
        *(whole, drawn, *interval(drawn)),
        *(drift, *interval(drift_drawn)),
    )


@once
def null(t: Tables, draws: int = 20000, seed: int = SEED) -> np.ndarray:
    """Return ratios as they would fall if versions of a story differed like texts of different stories.

    Every text of the corpus gets an independent draw of one normal law. What a ratio must be set
    against: zero is what perfect copies give, this is what the measure of no text in particular gives.
    """
    stories = _stories(t)
    rng = np.random.default_rng(seed)
    values = {(d, ""): rng.standard_normal(draws) for story in stories for d in story.texts}
    pairs, means = _arranged(stories, values, twins=False)
    return ratio(pairs, means) if pairs and len(means) >= STORIES else np.array([])


def chance(t: Tables) -> float | None:
    """Return the median of `null`; None without versions and stories enough."""
    drawn = null(t)
    return float(np.median(drawn)) if len(drawn) else None


def status(whole: float, drift: float, below: float, threshold: float = THRESHOLD) -> str:
    """Decide whether a measure survives copying.

    It survives if its ratio is below the threshold with and without what a version omits, and in
    at least `SURE` of the draws; it does not if the ratio is above in as many; else, and where
    draws are missing, it is too close to call.
    """
    if np.isnan(whole):
        return UNKNOWN
    low = whole < threshold and (np.isnan(drift) or drift < threshold)
    if low and below >= SURE - 1e-9:
        return SURVIVES
    return FRAGILE if whole >= threshold and below <= 1 - SURE + 1e-9 else OPEN


@dataclass(frozen=True)
class _Story:
    """A story: its texts, and every pair of its versions: as they are, and of those aligned what they share."""

    texts: list[str]
    pairs: list[tuple[Key, Key]]
    twins: list[tuple[Key, Key]]


def _stories(t: Tables) -> list[_Story]:
    aligned = set(versions_of(t))
    stories = []
    for _, ids in t["corpus"].groupby("story_id", sort=False)["doc_id"]:
        versions = list(combinations(ids, 2))
        pairs = [((a, ""), (b, "")) for a, b in versions]
        twins = [((a, b), (b, a)) for a, b in versions if (a, b) in aligned]
        stories.append(_Story(list(ids), pairs, twins))
    return stories


def _ratios(stories: Sequence[_Story], values: Values, *, twins: bool) -> tuple[float, np.ndarray]:
    """The ratio of a measure, and its draws; with `twins` the gap is over common sentences alone."""
    point = values.known
    pairs, means = _arranged(stories, point, twins)
    if not pairs or len(means) < STORIES:
        return float("nan"), np.array([])
    whole = float(ratio(pairs, means)[0])
    copied = [(d, "") for story in stories if story.pairs for d in story.texts if (d, "") in point]
    if any(key not in values.draws for key in copied):
        return whole, np.array([])
    # A text too short to be drawn stands at its value; so may a story without versions.
    size = len(values.draws[copied[0]])
    drawn = {key: values.draws.get(key, np.full(size, value[0])) for key, value in point.items()}
    return whole, ratio(*_arranged(stories, drawn, twins))


def _arranged(
    stories: Sequence[_Story], values: Mapping[Key, np.ndarray], twins: bool
) -> tuple[list[list[tuple[np.ndarray, np.ndarray]]], list[np.ndarray]]:
    """What `ratio` takes: the values of the versions, pair by pair, and the mean of each story."""
    known = [[values[d, ""] for d in story.texts if (d, "") in values] for story in stories]
    pairs = [
        [
            (values[a], values[b])
            for a, b in (story.twins if twins else story.pairs)
            if {a, b} <= values.keys()
        ]
        for story in stories
    ]
    return [p for p in pairs if p], [np.mean(texts, axis=0) for texts in known if texts]
