"""What a caller hands over, checked at the door: a wrong kind gets a sentence, and no traceback from deep inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from retold.common.problems import show

TEXT = "a text (str)"
_MISSING = ("NoneType", "NAType", "NaTType")


def text(value: object, name: str = "text", accepted: str = TEXT) -> str:
    """Return `value` if it is a text.

    Parameters
    ----------
    value : object
        What was handed over.
    name : str
        What to call it in the message: the parameter, with the place in it if it is a list.
    accepted : str
        What is accepted, for the message.

    Raises
    ------
    TypeError
        If it is no str; the message says what it is, what is accepted, and how to get there.
    """
    if isinstance(value, str):
        return value
    raise _refused(value, name, accepted)


def texts(values: object, name: str, accepted: str) -> list[str]:
    """Return `values` as a list if they are texts in an order; raise TypeError if they are not."""
    return [text(value, f"{name}[{place}]") for place, value in enumerate(listed(values, name, accepted))]


def listed(values: object, name: str, accepted: str) -> list[Any]:
    """Return `values` as a list if they are several and have an order: a list, a tuple, a column of a table.

    Raises
    ------
    TypeError
        If they are not; a text, a mapping and a set are none.
    """
    if isinstance(values, str | bytes | bytearray | Mapping | set | frozenset) or not isinstance(
        values, Iterable
    ):
        raise _refused(values, name, accepted)
    return list(values)


def _refused(value: object, name: str, accepted: str) -> TypeError:
    mend = ""
    if isinstance(value, bytes | bytearray):
        mend = ": decode it first, as in value.decode('utf-8')"
    elif missing(value):
        mend = ": leave out what has no text, or put '' in its place"
    return TypeError(f"{name} is {shown(value)}; accepted is {accepted}{mend}")


def share(value: object, name: str) -> float:
    """Return `value` if it is a number from 0 to 1; raise ValueError if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{name} is {show(value)[1:-1]}; accepted is a number from 0 to 1")
    return value


def missing(value: object) -> bool:
    """Say whether a value stands for none, as None, NaN and the missing values of pandas do."""
    return type(value).__name__ in _MISSING or (isinstance(value, float) and value != value)


def shown(value: object) -> str:
    """Name a value in a message; a text is named and not quoted, for it may be long, and not the caller's to show."""
    kind = type(value).__name__
    if isinstance(value, str):
        return "a text (str)"
    if missing(value):
        return f"missing ({value})"
    if isinstance(value, int | float):
        return f"{show(value)[1:-1]} ({kind})"
    return f"of the type {kind}"
