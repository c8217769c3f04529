"""Cases that people judged: a small input, what should come of it, and, where that is not so, what comes of it today.

A case is a line of a file in `cases/`: its kind, the input, what is expected. Where the outcome is another one, it is held as
`ours`, with the reason; the test then fails as soon as the outcome changes, for better or worse, so that no list of
shortcomings outlives what it says.
"""

import json
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"


def lines(path):
    with path.open(encoding="utf-8") as opened:
        return [json.loads(line) for line in opened]


def cases(name):
    """The cases of a file, each named by its kind."""
    return [pytest.param(case, id=case["kind"]) for case in lines(CASES / f"{name}.jsonl")]


def judge(case, got):
    """Hold an outcome to what is expected, or to what is known to come instead."""
    if "ours" not in case:
        assert got == case["expected"]
        return
    assert case["reason"] and case["ours"] != case["expected"]
    assert got != case["expected"], "right by now: delete the fields ours and reason of this case"
    assert got == case["ours"], "neither what is expected nor what the case says of today"
