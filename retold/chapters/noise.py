"""Which measures survive being copied."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from retold.chapters.numbers import Number, number, row_numbers, words
from retold.common.once import Tables, once
from retold.common.statistics import SEED
from retold.measures import draws, noise


@once
def numbers(t: Tables, seed: int = SEED, threshold: float = noise.THRESHOLD) -> dict[str, Number]:
    """Which measures survive being copied."""
    drawn = draws.of_tables(t, seed)
    floor = noise.floor(t, drawn, threshold)
    lax = min((limit for limit in noise.THRESHOLDS if limit > threshold), default=threshold)
    survive_lax = (noise.floor(t, drawn, lax)["status"] == noise.SURVIVES).sum()
    null = pd.Series(noise.null(t), dtype=float)
    note = noise.why_not(t) or f"Measures tried here: {len(floor)}.{_undrawn(t, drawn)}"
    marks = floor.assign(code=floor["status"].map(noise.CODES))
    return {
        "noise.told": words(note),
        "noise.fewest": number(noise.FEWEST, "words"),
        "noise.sure": number(noise.SURE, ".0%"),
        "noise.threshold": number(threshold, ".2f"),
        "noise.lax": number(lax, ".2g"),
        "noise.null_median": number(null.median(), ".2f"),
        "noise.null_below": number((null < threshold).mean(), ".0%"),
        "noise.null_above": number((null >= 1).mean(), ".0%"),
        "noise.survive_lax": number(survive_lax, "d", known=len(floor) > 0),
        **_count_numbers(floor, threshold),
        **row_numbers(marks, "noise.{column}.{key}", ratio=".2f", low=".2f", high=".2f", drift=".2f"),
        **row_numbers(marks, "noise.{column}.{key}", below=".0%", code="d"),
        **{
            f"noise.status.{row.key}": words(f"{noise.MARKS[row.status]} {row.status}")
            for row in floor.itertuples()
        },
    }


COUNTS = (
    "measures", "tested", "survive_coded", "omission", "untested", "coded", "survive", "open", "fragile", "decided", "below",
    "above_one",
)  # fmt: skip


def _count_numbers(floor: pd.DataFrame, threshold: float) -> dict[str, Number]:
    """How many measures were tested, and how many of them have which status."""
    status, ratio, drift, coded = (floor[column] for column in ("status", "ratio", "drift", "coded"))
    tested, survive, fragile = status != noise.UNTESTED, status == noise.SURVIVES, status == noise.FRAGILE
    untested = status.isin([noise.UNTESTED, noise.UNKNOWN])
    in_digits = {
        "untested": untested,
        "coded": coded & tested,
        "survive": survive,
        "open": status == noise.OPEN,
        "fragile": fragile,
        "decided": survive | fragile,
        "below": tested & (ratio < threshold) & ~(drift >= threshold),
        "above_one": tested & (ratio >= 1),
    }
    omission = tested & (ratio >= threshold) & (drift < threshold)
    known = len(floor) > 0
    return {
        "noise.measures": number(len(floor) or None, "d"),
        "noise.tested": number((~untested).sum() or None, "d"),
        "noise.survive_coded": number((coded & survive).sum(), "words", known=known),
        "noise.omission": number(omission.sum(), "words", known=known),
        **{f"noise.{name}": number(mask.sum(), "d", known=known) for name, mask in in_digits.items()},
    }


def _undrawn(t: Tables, drawn: Mapping[str, np.ndarray]) -> str:
    """A sentence on the texts that are too short to be drawn, if there are any."""
    short = [d for d in t["corpus"]["doc_id"] if d not in drawn]
    return f" Too short to be drawn anew, so taken as they are: {', '.join(short)}." if short else ""
