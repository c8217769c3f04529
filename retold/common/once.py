"""Compute once what several chapters, figures and variants ask for.

A result is kept with the tables that it was computed from, and goes when they go. Tables with
some of them changed take over the results that rest on none of the changed ones: which tables a
result rests on is noted while it is computed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import pandas as pd

Tables = Mapping[str, pd.DataFrame]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class _Result:
    value: Any
    rests_on: frozenset[str]
    arguments: tuple[Any, ...]  # held, so that no other object gets the id of one of them


class Kept(Mapping[str, pd.DataFrame]):
    """Tables that keep what functions marked with `once` compute from them.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        The tables; nobody may change one of them in place.
    changed : mapping of name to DataFrame, optional
        Tables to put in the place of some of them; a table of a mapping that makes its tables is made once, when it is asked for.

    Attributes
    ----------
    own : tuple
        Measures of a user's own that are computed from these tables like the declared ones; they stay the same.
    """

    def __init__(self, tables: Tables, changed: Tables | None = None) -> None:
        self._tables, self._changed = tables, {} if changed is None else changed
        self._names = frozenset(self._changed)
        self._made: dict[str, pd.DataFrame] = {}
        self.own: tuple[Any, ...] = tables.own if isinstance(tables, Kept) else ()
        self._results: dict[Hashable, _Result] = {}
        self._noting: list[set[str]] = []

    def __getitem__(self, name: str) -> pd.DataFrame:
        self._note({name})
        if name not in self._names:
            return self._tables[name]
        if name not in self._made:
            self._made[name] = self._changed[name]
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def _note(self, names: set[str] | frozenset[str]) -> None:
        for noted in self._noting:
            noted |= names

    def result(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Return what a pure function makes of these tables and its other arguments."""
        # What cannot be hashed, such as draws by text, counts as the same if it is the same object.
        key = (function, *map(_known_by, arguments))
        result = self._known(key)
        if result is None:
            names: set[str] = set()
            self._noting.append(names)
            try:
                value = function(self, *arguments)
            finally:
                self._noting.pop()
            result = self._results[key] = _Result(value, frozenset(names), arguments)
        self._note(result.rests_on)
        return result.value

    def _known(self, key: Hashable) -> _Result | None:
        if key in self._results or not isinstance(self._tables, Kept):
            return self._results.get(key)
        result = self._tables._known(key)
        if result is None or not result.rests_on.isdisjoint(self._names):
            return None
        self._tables._note(result.rests_on)
        return result


def _known_by(argument: Any) -> Hashable:
    try:
        hash(argument)
    except TypeError:
        return id(argument)
    return cast(Hashable, argument)


def once(function: Callable[Concatenate[Tables, P], R]) -> Callable[Concatenate[Tables, P], R]:
    """Mark a pure function of tables: of `Kept` tables it is computed once, of others each time.

    A table or a dictionary that it returns is the caller's own; other results are shared, and of a kind that nobody
    can change.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def kept(t: Tables, /, *args: P.args, **options: P.kwargs) -> R:
        if not isinstance(t, Kept):
            return function(t, *args, **options)
        bound = signature.bind(t, *args, **options)
        bound.apply_defaults()
        value: Any = t.result(function, tuple(bound.arguments.values())[1:])
        return cast(R, value.copy() if isinstance(value, pd.DataFrame | pd.Series | dict) else value)

    return kept
