"""Small linear models: named features, plain coefficients, no library at run time.

The coefficients are in `weights.json`, made by `benchmarks/speech/train.py`. A feature's
name says what it looks at; none is a word of a text, only of this package's own word lists.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat

Weights = tuple[dict[str, float], ...]
Model = Mapping[str, Weights]

STAGES = ("cue", "source", "near_after", "far_after", "near_before", "far_before", "carry")


@cache
def shipped() -> Model:
    """Return the coefficients that come with the package."""
    return parse(files("retold.speech").joinpath("weights.json").read_text(encoding="utf-8"))


def parse(text: str) -> Model:
    """Read coefficients from JSON: for each stage a coefficient by feature, class by class."""
    read = json.loads(text)
    return {stage: tuple(read[stage]) for stage in STAGES}


def scores(features: Iterable[str], table: Weights) -> list[float]:
    """Return the score of each class: the sum of its coefficients."""
    named = list(features)
    return [sum(map(one.get, named, repeat(0.0))) for one in table]


def score(features: Iterable[str], table: Weights) -> float:
    """Return the score of one candidate, higher = more likely."""
    return sum(map(table[0].get, features, repeat(0.0)))


def softmax(values: Sequence[float]) -> list[float]:
    """Turn scores into probabilities that sum to one."""
    top = max(values)
    raised = [math.exp(value - top) for value in values]
    total = sum(raised)
    return [value / total for value in raised]


def sigmoid(value: float) -> float:
    """Turn the score of a yes-or-no question into a probability."""
    return 1 / (1 + math.exp(-value)) if value > -500 else 0.0
