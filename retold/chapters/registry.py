"""The chapters that compute numbers from tables, how their numbers begin, and the verdicts they bear."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import signature
from typing import Any

from retold.chapters import corpus, framing, noise, quotes, readability, speakers, told, versions
from retold.chapters import words as typical
from retold.chapters.numbers import Number, number, words
from retold.chapters.rules import verdict
from retold.common.once import Tables, once
from retold.common.problems import BadInputError, Fault
from retold.common.statistics import SEED
from retold.measures import draws, values
from retold.measures.measure import Measure

# How the numbers of each chapter begin; so do the keys of the measures it reports.
PREFIXES: Mapping[str, tuple[str, ...]] = {
    "00-told": ("told.",),
    "01-corpus": ("corpus.", "method."),
    "02-versions": ("versions.",),
    "03-quotes": ("quotes.",),
    "04-speakers": ("speakers.",),
    "05-readability": ("readability.",),
    "06-framing": ("framing.",),
    "07-noise-floor": ("noise.",),
    "08-robustness": ("robustness.",),
    "09-words": ("words.",),
}


def prefixes_of(page: str, own: Sequence[Measure]) -> tuple[str, ...]:
    """Return how the numbers of a chapter begin, those of a user's own measures with them."""
    return (*PREFIXES[page], *(m.key.split("{")[0] for m in own if m.page == page))


@once
def of_measures(t: Tables, page: str, seed: int = SEED) -> dict[str, Number]:
    """Return the value of each measure of a chapter in every text: ``key.text``, ``key.low.text``, ``key.high.text``."""
    return {
        f"{row.key}.{part}{row.doc_id}": number(value, row.form)
        for row in values.by_text(t, draws.of_tables(t, seed), page).itertuples()
        for part, value in (("", row.value), ("low.", row.low), ("high.", row.high))
    }


def _numbers(
    page: str, chapter: Callable[..., dict[str, Number]], t: Tables, **options: Any
) -> dict[str, Number]:
    """The numbers of a chapter: of the measures it reports, and its own, which take the options that it knows."""
    known = {name: value for name, value in options.items() if name in signature(chapter).parameters}
    measured, own = of_measures(t, page, options.get("seed", SEED)), chapter(t, **known)
    if twice := sorted(measured.keys() & own.keys()):
        accepted, mend = "a key that begins like no number of the report", "rename the measure"
        raise BadInputError(
            [Fault(twice[0], "a measure and a chapter have a number of this name", accepted, mend)]
        )
    return {**measured, **own}


# All but the last, which tries these again under other choices.
MEASURED: Mapping[str, Callable[..., dict[str, Number]]] = {
    page: partial(_numbers, page, chapter)
    for page, chapter in (
        ("00-told", told.numbers),
        ("01-corpus", corpus.numbers),
        ("02-versions", versions.numbers),
        ("03-quotes", quotes.numbers),
        ("04-speakers", speakers.numbers),
        ("05-readability", readability.numbers),
        ("06-framing", framing.numbers),
        ("07-noise-floor", noise.numbers),
        ("09-words", typical.numbers),
    )
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
