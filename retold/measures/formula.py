"""Formulas as they are printed: written by the code that computes them, so that both cannot differ.

The value of a measure is computed from counts by name. Given names instead of numbers, it writes what it does with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any, cast

import numpy as np

# How strongly an operation binds its sides: a weaker one inside a stronger one needs brackets.
_COMPARED, _ADDED, _TIMES, _POWER, _WHOLE = range(5)
_CALLED = {"sqrt": "√({})", "log": "ln({})", "square": "({})²"}


class Term:
    """A part of a formula: what it says, and how strongly it binds."""

    def __init__(self, text: str, binds: int = _WHOLE) -> None:
        self.text, self._binds = text, binds

    def within(self, binds: int) -> str:
        """Return it as part of an operation, in brackets where that needs them."""
        return self.text if self._binds >= binds else f"({self.text})"

    def __add__(self, other: Any) -> Term:
        return _joined(self, "+", other, _ADDED)

    def __radd__(self, other: Any) -> Term:
        return _joined(other, "+", self, _ADDED)

    def __sub__(self, other: Any) -> Term:
        return _joined(self, "−", other, _ADDED)

    def __rsub__(self, other: Any) -> Term:
        return _joined(other, "−", self, _ADDED)

    def __mul__(self, other: Any) -> Term:
        return _joined(self, "×", other, _TIMES)

    def __rmul__(self, other: Any) -> Term:
        return _joined(other, "×", self, _TIMES)

    def __truediv__(self, other: Any) -> Term:
        return _joined(self, "/", other, _TIMES)

    def __rtruediv__(self, other: Any) -> Term:
        return _joined(other, "/", self, _TIMES)

    def __pow__(self, other: Any) -> Term:
        power = {2: "²", 3: "³"}.get(other) if isinstance(other, int) else None
        if power:
            return Term(f"{self.within(_WHOLE)}{power}", _POWER)
        return _joined(self, "^", other, _POWER)

    def __neg__(self) -> Term:
        return Term(f"−{self.within(_TIMES)}", _ADDED)

    def __gt__(self, other: Any) -> Term:
        return _joined(self, ">", other, _COMPARED)

    def __lt__(self, other: Any) -> Term:
        return _joined(self, "<", other, _COMPARED)

    def __ge__(self, other: Any) -> Term:
        return _joined(self, "≥", other, _COMPARED)

    def __le__(self, other: Any) -> Term:
        return _joined(self, "≤", other, _COMPARED)

    def sum(self, axis: int | None = None) -> Term:
        """Write the sum over the columns of a count that is a table."""
        return Term(f"sum of {self.within(_POWER)}", _POWER)

    def __array_ufunc__(self, ufunc: Any, method: str, *parts: Any, **options: Any) -> Term:
        """Write what a function of numpy, or an array beside a term, does with it."""
        if method != "__call__":
            return cast(Term, NotImplemented)
        if ufunc.__name__ in _CALLED and len(parts) == 1:
            return Term(_CALLED[ufunc.__name__].format(_term(parts[0]).text))
        written = {"add": "__add__", "subtract": "__sub__", "multiply": "__mul__", "divide": "__truediv__"}
        if ufunc.__name__ in written and len(parts) == 2:
            return cast(Term, getattr(_term(parts[0]), written[ufunc.__name__])(parts[1]))
        return Term(f"{ufunc.__name__}({', '.join(_term(part).text for part in parts)})")

    def __array_function__(
        self, function: Any, types: Any, parts: tuple[Any, ...], options: Mapping[str, Any]
    ) -> Term:
        """Write a choice between two values, `numpy.where`; of other functions their name."""
        texts = [_term(part).text for part in parts]
        if function is np.where and len(parts) == 3:
            return Term(f"({texts[1]} if {texts[0]}, else {texts[2]})")
        if function is np.sum:
            return _term(parts[0]).sum()
        return Term(f"{function.__name__}({', '.join(texts)})")


def _term(value: Any) -> Term:
    if isinstance(value, Term):
        return value
    if isinstance(value, Real):
        return Term(f"{float(value):.10g}".replace("-", "−"))
    raise TypeError(f"{value!r} cannot be part of a formula that is written")


def _joined(left: Any, sign: str, right: Any, binds: int) -> Term:
    one, two = _term(left), _term(right)
    # Of a − (b − c) and a / (b / c) the right side keeps its brackets.
    tight = binds + (sign in {"−", "/", "^"})
    return Term(f"{one.within(binds)} {sign} {two.within(tight)}", binds)


class _Columns(Term):
    """The columns of a count that is a table, each written out."""

    def __init__(self, columns: Sequence[Term]) -> None:
        super().__init__(", ".join(column.text for column in columns), _COMPARED)
        self._columns = columns

    def __pow__(self, other: Any) -> Term:
        return _Columns([column**other for column in self._columns])

    def sum(self, axis: int | None = None) -> Term:
        """Write the sum over the columns."""
        return Term(" + ".join(column.within(_ADDED) for column in self._columns), _ADDED)


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
