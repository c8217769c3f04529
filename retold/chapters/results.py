"""All numbers of a run: as ``results.json``, against those of another run, and where each is printed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from retold.chapters.numbers import Number


def dump(numbers: Mapping[str, Number]) -> str:
    """Return numbers as the text of ``results.json``."""
    values = {key: {"value": n.value, "shown": n.shown} for key, n in sorted(numbers.items())}
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def parse(text: str) -> dict[str, Number]:
    """Read the text of ``results.json``."""
    return {key: Number(n["value"], n["shown"]) for key, n in json.loads(text).items()}


def compare(committed: Mapping[str, Number], computed: Mapping[str, Number]) -> list[tuple[str, str, str]]:
    """Return (key, committed, computed) of each number that differs, is gone or is new.

    Numbers agree if they are shown alike and differ by less than one part in a million.
    """
    rows = []
    for key in sorted({*committed, *computed}):
        old, new = committed.get(key), computed.get(key)
        if old is None or new is None or old.shown != new.shown or not _close(old.value, new.value):
            rows.append((key, _value_text(old), _value_text(new)))
    return rows


def cited_in(key: str, pages: Sequence[Path]) -> list[str]:
    """Return where a number is printed: page, and the sentence that holds it."""
    citation = re.compile(rf"(?:`|::){re.escape(key)}(?::[^`]*)?`")
    return [
        f"{page.name}: {sentence.strip()[:160]}"
        for page in pages
        for line in page.read_text(encoding="utf-8").splitlines()
        for sentence in re.split(r"(?<=[.!?])\s+", line)
        if citation.search(sentence)
    ]


def _close(old: object, new: object) -> bool:
    if isinstance(old, int | float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=1e-6, abs_tol=1e-6)
    return old == new


def _value_text(n: Number | None) -> str:
    return "nothing" if n is None else str(n.value)
