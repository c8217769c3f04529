"""Every measure there is: those declared here, and a user's own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retold.common.once import Kept, Tables, once
from retold.measures import actors, frames, naming, readability, speakers, texts
from retold.measures.measure import Measure

DECLARED: tuple[Measure, ...] = (
    texts.COSINE,
    texts.WORDS,
    texts.QUOTED,
    *readability.MEASURES,
    *speakers.MEASURES,
    *naming.MEASURES,
    *actors.MEASURES,
    *frames.MEASURES,
)
OWN = "own"  # the group of a user's own measures
PAGES = tuple(sorted({measure.page for measure in DECLARED}))  # the chapters that report measures


def families(t: Tables) -> tuple[Measure, ...]:
    """Return the declared measures and a user's own, families as they are declared."""
    return (*DECLARED, *own(t))


def own(t: Tables) -> tuple[Measure, ...]:
    """Return the measures of a user's own that belong to these tables."""
    return t.own if isinstance(t, Kept) else ()


def groups(t: Tables) -> dict[str, list[Measure]]:
    """Return the measures as they belong together, as declared: those of a chapter, and each family by itself."""
    listed: dict[str, list[Measure]] = {}
    for measure in DECLARED:
        family = re.sub(r"[._]", "-", measure.key.removesuffix(".{name}"))
        name = family if measure.each else measure.page
        listed.setdefault(name, []).append(measure)
    in_order = sorted(listed.items(), key=lambda item: item[1][0].page)
    return {**dict(in_order), **({OWN: list(own(t))} if own(t) else {})}


def keys(t: Tables, measures: Iterable[Measure]) -> list[str]:
    """Return the keys of measures in a corpus, of families those of their members."""
    return [member.key for measure in measures for member in _members(t, measure)]


def of(t: Tables) -> list[Measure]:
    """Return every measure that a corpus has names for, families as their members."""
    return [member for measure in families(t) for member in _members(t, measure)]


def of_unit(t: Tables, unit: str) -> list[Measure]:
    """Return those that rest on one kind of unit."""
    return [member for measure in families(t) if measure.of == unit for member in _members(t, measure)]


@once
def _members(t: Tables, measure: Measure) -> tuple[Measure, ...]:
    return tuple(measure.members(t))
