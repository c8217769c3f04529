"""Which measures survive being copied."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from retold.chapters.results import (
    Number,
    count,
    number,
    words,
)
from retold.common.once import Tables, once
from retold.common.statistics import SEED
from retold.measures import draws, noise


@once
def numbers(t: Tables, seed: int = SEED, threshold: float = noise.THRESHOLD) -> dict[str, Number]:
    """Which measures survive being copied."""
    drawn = draws.of_tables(t, seed)
    found = noise.floor(t, drawn, threshold)
    said = noise.why_not(t)
    counts = found["status"].value_counts()
    low = (found["status"] != noise.UNTESTED) & (found["ratio"] < threshold) & ~(found["drift"] >= threshold)
    tested = len(found) - count(counts, noise.UNTESTED, noise.UNKNOWN)
    some = len(found) > 0
    null = noise.null(t)
    lax = min((limit for limit in noise.THRESHOLDS if limit > threshold), default=threshold)
    numbers = {
        "noise.told": words(said or f"Measures tried here: {len(found)}.{_undrawn(t, drawn)}"),
        "noise.fewest": number(noise.FEWEST, "words"),
        "noise.null_median": number(float(np.median(null)) if len(null) else None, ".2f"),
        "noise.null_below": number(float((null < threshold).mean()) if len(null) else None, ".0%"),
        "noise.null_above": number(float((null >= 1).mean()) if len(null) else None, ".0%"),
        "noise.coded": number(
            int((found["coded"] & (found["status"] != noise.UNTESTED)).sum()) if some else None, "d"
        ),
        "noise.threshold": number(threshold, ".2f"),
        "noise.lax": number(lax, ".2g"),
        "noise.survive_lax": number(
            int((noise.floor(t, drawn, lax)["status"] == noise.SURVIVES).sum()) if some else None, "d"
        ),
        "noise.survive_coded": number(
            int((found["coded"] & (found["status"] == noise.SURVIVES)).sum()) if some else None, "words"
        ),
        "noise.sure": number(noise.SURE, ".0%"),
        "noise.measures": number(len(found) or None, "d"),
        "noise.tested": number(tested or None, "d"),
        "noise.survive": number(count(counts, noise.SURVIVES) if some else None, "d"),
        "noise.open": number(count(counts, noise.OPEN) if some else None, "d"),
        "noise.fragile": number(count(counts, noise.FRAGILE) if some else None, "d"),
        "noise.untested": number(count(counts, noise.UNTESTED, noise.UNKNOWN) if some else None, "d"),
        "noise.decided": number(count(counts, noise.SURVIVES, noise.FRAGILE) if some else None, "d"),
        "noise.below": number(int(low.sum()) if some else None, "d"),
        "noise.above_one": number(
            int(((found["ratio"] >= 1) & (found["status"] != noise.UNTESTED)).sum()) if some else None, "d"
        ),
        "noise.omission": number(
            int(
                (
                    (found["ratio"] >= threshold)
                    & (found["drift"] < threshold)
                    & (found["status"] != noise.UNTESTED)
                ).sum()
            )
            if some
            else None,
            "words",
        ),
    }
    for row in found.itertuples():
        for column in ("ratio", "low", "high", "drift"):
            numbers[f"noise.{column}.{row.key}"] = number(getattr(row, column), ".2f")
        numbers[f"noise.below.{row.key}"] = number(row.below, ".0%")
        numbers[f"noise.code.{row.key}"] = number(noise.CODES.get(row.status), "d")
        numbers[f"noise.status.{row.key}"] = words(f"{noise.MARKS[row.status]} {row.status}")
    return numbers


def _undrawn(t: Tables, drawn: Mapping[str, np.ndarray]) -> str:
    """A sentence on the texts that are too short to be drawn, if there are any."""
    short = [d for d in t["corpus"]["doc_id"] if d not in drawn]
    return f" Too short to be drawn anew, so taken as they are: {', '.join(short)}." if short else ""
