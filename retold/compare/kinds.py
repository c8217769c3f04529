"""What two documents are to each other: versions of one story, one partly in the other, or neither.

Additive logistic models say how probable it is that two documents are versions, and that they have to do with each
other at all; a third says the latter at a first look. Each measure of `resemblance` adds to the log-odds; how much is
read off a line through a few points, which stand in kinds.csv. They were fitted by benchmarks/versions/fit_pairs.py;
higher log-odds speak for it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np

KINDS = ("version", "identical", "partial")
TABLE = files(__package__).joinpath("kinds.csv")


def probability(model: str, measures: Mapping[str, np.ndarray]) -> np.ndarray:
    """How probable it is, 0 to 1, that documents are versions of one story, or related.

    Parameters
    ----------
    model : {"version", "related", "first_look"}
        The last says, from what is quickly measured, whether documents may be related.
    measures : mapping of name to array
        As `retold.compare.resemblance` returns them.
    """
    base, points = _model(model)
    odds = base + sum(np.interp(measures[name], at, values) for name, (at, values) in points.items())
    likely: np.ndarray = 1 / (1 + np.exp(-odds))
    return likely


@cache
def _model(model: str) -> tuple[float, dict[str, tuple[np.ndarray, np.ndarray]]]:
    base = 0.0
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with TABLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["model"] != model:
                continue
            if row["measure"] == "base":
                base = float(row["log_odds"])
            else:
                points[row["measure"]].append((float(row["at"]), float(row["log_odds"])))
    return base, {name: (np.array(p)[:, 0], np.array(p)[:, 1]) for name, p in points.items()}
