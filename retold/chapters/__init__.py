"""A file a chapter: its numbers, from the tables; the verdicts on findings; what other choices do to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from retold.chapters import robustness
from retold.chapters.numbers import Number
from retold.chapters.registry import MEASURED, PREFIXES, with_verdicts
from retold.common.once import Tables

__all__ = ["CHAPTERS", "PREFIXES", "chapter", "compute"]

CHAPTERS: Mapping[str, Callable[..., dict[str, Number]]] = {**MEASURED, robustness.PAGE: robustness.numbers}


def chapter(page: str, t: Tables, **options: Any) -> dict[str, Number]:
    """Return the numbers of a chapter and the verdicts on the findings it bears.

    The `options` go to the chapter's function: a seed, or what was computed before.
    """
    return with_verdicts(page, t, CHAPTERS[page](t, **options))


def compute(t: Tables) -> dict[str, Number]:
    """Return the numbers of all chapters."""
    return {key: value for page in CHAPTERS for key, value in chapter(page, t).items()}
