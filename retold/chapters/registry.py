"""The chapters that compute numbers from tables, how their numbers begin, and the verdicts they bear."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from retold.chapters import corpus, framing, noise, quotes, readability, speakers, versions
from retold.chapters.numbers import Number, words
from retold.chapters.rules import verdict
from retold.common.once import Tables

# All but the last, which tries these again under other choices.
MEASURED: Mapping[str, Callable[..., dict[str, Number]]] = {
    "01-corpus": corpus.numbers,
    "02-versions": versions.numbers,
    "03-quotes": quotes.numbers,
    "04-speakers": speakers.numbers,
    "05-readability": readability.numbers,
    "06-framing": framing.numbers,
    "07-noise-floor": noise.numbers,
}

# How the numbers of each chapter begin.
PREFIXES: Mapping[str, tuple[str, ...]] = {
    "01-corpus": ("corpus.", "method."),
    "02-versions": ("versions.",),
    "03-quotes": ("quotes.",),
    "04-speakers": ("speakers.",),
    "05-readability": ("readability.",),
    "06-framing": ("framing.",),
    "07-noise-floor": ("noise.",),
    "08-robustness": ("robustness.",),
}


def with_verdicts(page: str, t: Tables, numbers: Mapping[str, Number]) -> dict[str, Number]:
    """Return the numbers of a chapter with the verdicts on the findings it bears."""
    findings = t["findings"]
    verdicts = {
        f"finding.{row.finding}": words(verdict(row.rule, numbers))
        for row in findings[findings["page"] == page].itertuples()
    }
    return {**numbers, **verdicts}


def measured(t: Tables, **options: Any) -> dict[str, Number]:
    """Return the numbers and verdicts of every chapter but the last."""
    return {
        key: value
        for page, numbers in MEASURED.items()
        for key, value in with_verdicts(page, t, numbers(t, **options)).items()
    }
