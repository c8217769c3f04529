"""How long work says how far it is: a function that wraps a loop, with a label; and what else it has to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Progress = Callable[[Iterable[Any], str], Iterable[Any]]
Tell = Callable[[str], None]  # takes a line for people


def quiet(items: Iterable[Any], _label: str) -> Iterable[Any]:
    """Show no progress."""
    return items


def untold(_line: str) -> None:
    """Say nothing."""
