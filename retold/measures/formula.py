"""Formulas as they are printed: written by the code that computes them, so that both cannot differ.

The value of a measure is computed from counts by name. Given names instead of numbers, it writes what it does with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

# How strongly an operation binds its sides: a weaker one inside a stronger one needs brackets.
_COMPARED, _ADDED, _TIMES, _POWER, _WHOLE = range(5)
_SIGNS = {
    "add": ("+", _ADDED),
    "subtract": ("−", _ADDED),
    "multiply": ("×", _TIMES),
    "divide": ("/", _TIMES),
    "power": ("^", _POWER),
    "equal": ("=", _COMPARED),
    "not_equal": ("≠", _COMPARED),
    "greater": (">", _COMPARED),
    "less": ("<", _COMPARED),
    "greater_equal": ("≥", _COMPARED),
    "less_equal": ("≤", _COMPARED),
}
_CALLED = {"sqrt": "√({})", "log": "ln({})"}
_POWERS = {"2": "²", "3": "³"}


class Term(NDArrayOperatorsMixin):
    """A part of a formula: what it says, and how strongly it binds. Operators and functions of numpy write longer ones."""

    def __init__(self, text: str, binds: int = _WHOLE) -> None:
        self.text, self._binds = text, binds

    def within(self, binds: int) -> str:
        """Return it as part of an operation, in brackets where that needs them."""
        return self.text if self._binds >= binds else f"({self.text})"

    def sum(self, axis: int | None = None) -> Term:
        """Write the sum over the columns of a count that is a table."""
        return Term(f"sum of {self.within(_POWER)}", _POWER)

    def __array_ufunc__(self, ufunc: Any, method: str, *parts: Any, **options: Any) -> Any:
        """Write what an operator or a function of numpy does with its parts."""
        if method != "__call__" or options:
            return NotImplemented
        terms = [_term(part) for part in parts]
        name = ufunc.__name__
        if name == "negative":
            return Term(f"−{terms[0].within(_TIMES)}", _ADDED)
        if name == "power" and terms[1].text in _POWERS:
            return terms[0].raised(_POWERS[terms[1].text])
        if name in _SIGNS:
            return _joined(terms[0], *_SIGNS[name], terms[1])
        listed = ", ".join(term.text for term in terms)
        return Term(_CALLED[name].format(listed) if name in _CALLED else f"{name}({listed})")

    def __bool__(self) -> bool:
        raise TypeError("a name is neither true nor false: what hangs on it cannot be written")

    def raised(self, power: str) -> Term:
        """Write it with a power."""
        return Term(f"{self.within(_WHOLE)}{power}", _POWER)

    def __array_function__(
        self, function: Any, types: Any, parts: tuple[Any, ...], options: Mapping[str, Any]
    ) -> Any:
        """Write a choice between two values (`numpy.where`) or a sum; of other functions their name."""
        if options:
            raise TypeError(f"{function.__name__} with options cannot be written")
        terms = [_term(part) for part in parts]
        if function is np.where and len(terms) == 3:
            return Term(f"({terms[1].text} if {terms[0].text}, else {terms[2].text})")
        if function is np.sum:
            return terms[0].sum()
        return Term(f"{function.__name__}({', '.join(term.text for term in terms)})")


class _Columns(Term):
    """The columns of a count that is a table, each written out."""

    def __init__(self, columns: Sequence[Term]) -> None:
        super().__init__(", ".join(column.text for column in columns), _COMPARED)
        self._columns = columns

    def raised(self, power: str) -> Term:
        """Write each with a power."""
        return _Columns([column.raised(power) for column in self._columns])

    def sum(self, axis: int | None = None) -> Term:
        """Write the sum over the columns."""
        return Term(" + ".join(column.within(_ADDED) for column in self._columns), _ADDED)


def _term(value: Any) -> Term:
    if isinstance(value, Term):
        return value
    if isinstance(value, Real):
        return Term(f"{float(value):.10g}".replace("-", "−"))
    raise TypeError(f"{value!r} cannot be part of a formula that is written")


def _joined(left: Term, sign: str, binds: int, right: Term) -> Term:
    # Of a − (b − c) and a / (b / c) the right side keeps its brackets.
    tight = binds + (sign in {"−", "/", "^"})
    return Term(f"{left.within(binds)} {sign} {right.within(tight)}", binds)


class _Named:
    """Totals of which every count is its own name, or what is to be written for it."""

    def __init__(self, numbers: Mapping[str, str | Sequence[str]]) -> None:
        self._numbers = numbers

    def __getitem__(self, name: str) -> Term:
        written = self._numbers.get(name, name.replace("_", " "))
        return Term(written) if isinstance(written, str) else _Columns([Term(text) for text in written])


def written(value: Callable[[Any], Any], numbers: Mapping[str, str | Sequence[str]] | None = None) -> str:
    """Return a formula as it is printed.

    Parameters
    ----------
    value : callable
        The value of a measure, of counts by name.
    numbers : mapping of name to str, or to several, optional
        What to write instead of the name of a count; several for the columns of one that is a table.

    Returns
    -------
    str
        For instance ``commas / sentences``; blank if the code does what cannot be written so.
    """
    try:
        term = value(_Named(numbers or {}))
    except Exception:  # it may do anything with a number; then it is not written
        return ""
    return term.text if isinstance(term, Term) else ""
