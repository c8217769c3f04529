"""The published numbers of a corpus that is no longer the one they were computed from."""

from __future__ import annotations

from pathlib import Path

NUMBERS, LAST = "results.json", "last_edition.json"


def put_away(folder: Path) -> list[str]:
    """Put away published numbers, so that the next book takes its own; say so.

    They become those of the last edition, if there is none yet: the next book then says what changed since.
    """
    numbers, last = folder / NUMBERS, folder / LAST
    if not numbers.is_file():
        return []
    if last.is_file():
        numbers.unlink()
        return [f"{NUMBERS}: deleted; the next book writes it anew"]
    numbers.rename(last)
    return [f"{NUMBERS}: now {LAST}; the next book says what changed since"]
