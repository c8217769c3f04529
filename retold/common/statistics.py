"""Intervals: of draws, and of a rate."""

from __future__ import annotations

import numpy as np

SEED = 20221111
RESAMPLES = 2000
MIN_SENTENCES = 5
LEVEL = 0.95
RELIABLE, TENTATIVE = (
    0.8,
    0.667,
)  # Krippendorff's alpha at which codings are relied on, and allow tentative conclusions


def ratio(part: float, whole: float | None) -> float | None:
    """Return a part by the whole; nothing of nothing is missing."""
    return float(part) / float(whole) if whole else None


def interval(values: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """Return the percentile interval of draws; missing if a draw in ten has no value."""
    known = values[~np.isnan(values)]
    if not len(values) or len(known) < 0.9 * len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(known, _tails(level))
    return float(low), float(high)


def intervals_of(values: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the interval of each column of draws, columns × 2; see `interval`."""
    if np.isnan(values).any() or not len(values):
        return np.array([interval(column, level) for column in values.T]).reshape(-1, 2)
    intervals: np.ndarray = np.quantile(values, _tails(level), axis=0)
    return intervals.T


def _tails(level: float) -> list[float]:
    tail = (1 - level) / 2
    return [tail, 1 - tail]


def alpha_reading(alpha: float) -> str:
    """Return what Krippendorff (2019, Content Analysis, 4th edition) would build on an alpha; nothing if it is missing."""
    if alpha != alpha:
        return ""
    if alpha >= RELIABLE:
        return "reliable"
    return "tentative" if alpha >= TENTATIVE else "not enough"


def wilson(count: int, total: int, level: float = LEVEL) -> tuple[float | None, float | None]:
    """Return Wilson's interval of a rate (SciPy's), 0 to 1; nothing without cases."""
    from scipy.stats import binomtest

    if not total:
        return None, None
    interval = binomtest(count, total).proportion_ci(level, method="wilson")
    return float(interval.low), float(interval.high)
