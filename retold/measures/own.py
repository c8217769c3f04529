"""A user's own measures: read from a file that they name, and checked before anything is computed.

The file is Python, and it is run; so only a file that somebody named is ever read, and nothing in a corpus folder is.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from math import isclose, isfinite
from numbers import Real
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from retold.common.problems import BadInputError, Fault, show
from retold.corpus.schema import TABLES
from retold.measures import examples
from retold.measures.measure import GIVEN, UNITS, Measure, Totals, plain

NAME = "MEASURES"
KEY = re.compile(r"[a-z0-9_-]+(?:\.(?:[a-z0-9_-]+|\{name\}))+")
COUNT = re.compile(r"[a-z][a-z0-9_]*")
ACCEPTED = f"a Python file with {NAME} = [Measure(...), ...]"
CLOSE = 1e-6  # how far the value of an example may be from the one worked by hand, relatively
# Numbers of the report begin so that are no values of measures.
RESERVED = ("finding", "method", "noise", "results", "robustness")
_MODULE = "retold_own_measures"

Tell = Callable[[str, str, str], Fault]  # what was found, what is accepted, how to mend it


def load(path: Path, taken: Iterable[Measure] = (), pages: Sequence[str] = ()) -> tuple[Measure, ...]:
    """Read a user's measures from a file, and check them.

    Parameters
    ----------
    path : Path
        A Python file with a list ``MEASURES``. What it prints goes to standard error.
    taken : iterable of Measure
        Those there are already, whose keys cannot be used again, nor what they begin with.
    pages : sequence of str
        The chapters in which measures can be reported.

    Raises
    ------
    BadInputError
        With all that is wrong, a line each: the file is not there, does not parse or run, declares no measures or one
        key twice, or a measure lacks something, fails, or does not give its example the value worked by hand.
    """
    if not path.is_file():
        found = "a folder" if path.is_dir() else "no such file"
        raise BadInputError([Fault(str(path), found, ACCEPTED, "name it with --measures")])
    source = path.read_bytes()
    listed = _listed(path, source)
    taken = tuple(taken)
    faults: list[Fault] = []
    for position, measure in enumerate(listed):
        tell = _teller(path, measure)
        if named := _key_fault(measure, [*taken, *listed[:position]], tell):
            faults.append(named)
        elif clash := next((m for m in taken if m.key.split(".")[0] == measure.key.split(".")[0]), None):
            begins = f"a first part that is none of {', '.join(sorted({m.key.split('.')[0] for m in taken}))}"
            faults.append(tell(f"it begins like the report's own {clash.key}", begins, "rename it"))
        else:
            faults += _problems(measure, pages, tell)
    if faults:
        raise BadInputError(faults)
    made_by = hashlib.sha256(source).hexdigest()[:12]
    return tuple(replace(measure, source=made_by) for measure in listed)


def _teller(path: Path, measure: Measure) -> Tell:
    key = show(measure.key) if isinstance(measure.key, str) else f"a {type(measure.key).__name__}"
    return lambda found, accepted, mend: Fault(str(path), f"{key}: {found}", accepted, mend)


def _listed(path: Path, source: bytes) -> list[Measure]:
    """Run the file, and return what it declares."""

    def fault(found: str, mend: str, line: int | None = None) -> BadInputError:
        return BadInputError([Fault(str(path), found, ACCEPTED, mend, line)])

    try:
        code = compile(source, str(path), "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        found = f"it does not parse ({getattr(error, 'msg', None) or plain(error) or type(error).__name__})"
        raise fault(found, "mend the line", getattr(error, "lineno", None)) from None
    module = ModuleType(_MODULE)
    module.__file__ = str(path)
    place = Path.cwd()
    sys.modules[_MODULE] = module  # what it defines may look for its module
    try:
        with redirect_stdout(sys.stderr):
            exec(code, vars(module))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        found = f"it raised {type(error).__name__}: {plain(error)}"
        raise fault(found, "mend the line", _line(error, path)) from None
    finally:
        sys.modules.pop(_MODULE, None)
        os.chdir(place)
    listed = getattr(module, NAME, None)
    if listed is None:
        raise fault(f"no {NAME}", f"write a list {NAME}")
    if not isinstance(listed, list | tuple):
        raise fault(f"{NAME} is a {type(listed).__name__}", f"write a list {NAME}")
    if not listed:
        raise fault(f"{NAME} is empty", f"write a list {NAME}")
    if strange := [item for item in listed if not isinstance(item, Measure)]:
        raise fault(f"{NAME} holds a {type(strange[0]).__name__}", "list measures alone")
    return list(listed)


def _line(error: BaseException, path: Path) -> int | None:
    """The line of the file on which an error was raised."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    return lines[-1] if lines else None


def _key_fault(measure: Measure, others: Sequence[Measure], tell: Tell) -> Fault | None:
    """What is wrong with a key, by itself and among the others."""
    if not isinstance(measure.key, str) or not KEY.fullmatch(measure.key):
        return tell(
            "its key is not valid",
            "small letters, digits and _ - joined by dots, such as style.commas",
            "change it",
        )
    if measure.key.split(".")[0] in RESERVED:
        return tell(
            "it begins like other numbers", f"a first part that is none of {', '.join(RESERVED)}", "rename it"
        )
    for other in others:
        if other.key == measure.key:
            return tell("it is declared twice, here or by the report", "each key once", "rename it")
        one, two = (re.sub(r"[._]", "-", key.key) for key in (other, measure))
        if f"{one}-".startswith(f"{two}-") or f"{two}-".startswith(f"{one}-"):
            return tell(f"it is too like {other.key}", "a key that is no beginning of another", "rename one")
    return None


def _problems(measure: Measure, pages: Sequence[str], tell: Tell) -> list[Fault]:
    """What is wrong with one measure, from its face to its example."""
    faults = []
    if ("{name}" in measure.key) != (measure.each is not None):
        faults.append(
            tell("a key with {name}, or each, alone", "both, in a family, or neither", "add the other")
        )
    for name in ("label", "unit", "higher"):
        text = getattr(measure, name)
        if not isinstance(text, str) or not text.strip():
            faults.append(tell(f"it has no {name}", "a few words", f"write {name}=..."))
    for name in ("reference", "note", "form", "formula", "uses"):
        if not isinstance(getattr(measure, name), str):
            faults.append(
                tell(f"{name} is a {type(getattr(measure, name)).__name__}", "words", f"change {name}")
            )
    if not isinstance(measure.english, bool):
        found = f"english is a {type(measure.english).__name__}"
        faults.append(tell(found, "True or False", "change english"))
    if pages and measure.page not in pages:
        faults.append(tell(f"page is {show(measure.page)}", f"one of {', '.join(pages)}", "change page"))
    if measure.of not in UNITS[:-1]:
        faults.append(tell(f"of is {show(measure.of)}", f"one of {', '.join(UNITS[:-1])}", "change of"))
    elif measure.of == "sentence" and measure.each is not None:
        units = ", ".join(UNITS[1:-1])
        faults.append(
            tell(
                "a family that is counted in sentences", f"in a family, of={units}", "declare each by itself"
            )
        )
    if not callable(measure.value):
        faults.append(tell("it has no value", "a function of counts", "write value=lambda n: ..."))
    faults += _count_problems(measure, tell)
    if measure.example is None:
        faults.append(
            tell("it has no example", "a text and its value worked by hand", "write example=(text, value)")
        )
    elif wrong := _example_fault(measure):
        accepted = "(text, value); of coded units (tables, value), in a family (tables, value, name)"
        faults.append(tell(f"its example {wrong}", accepted, "change example"))
    return faults or _form_problems(measure, tell) or _example_problems(measure, tell)


def _form_problems(measure: Measure, tell: Tell) -> list[Fault]:
    try:
        format(1.5, measure.shown)
    except ValueError:
        return [
            tell(f"form is {show(measure.form)}", "a format of numbers, such as .1f or .0%", "change form")
        ]
    return []


def _count_problems(measure: Measure, tell: Tell) -> list[Fault]:
    if not isinstance(measure.counts, dict):
        found = f"counts is a {type(measure.counts).__name__}"
        return [tell(found, "a dictionary of names and functions", "change counts")]
    faults = []
    for name, function in measure.counts.items():
        if not isinstance(name, str) or not COUNT.fullmatch(name):
            faults.append(tell(f"a count called {show(name)}", "small letters, digits and _", "rename it"))
        elif name in GIVEN:
            accepted = f"none of {', '.join(GIVEN)}: every text has those"
            faults.append(tell(f"a count called {name}", accepted, "rename it"))
        if not callable(function):
            found = f"the count {show(name)} is a {type(function).__name__}"
            faults.append(tell(found, "a function", "change it"))
    if isinstance(measure.uses, str) and measure.uses and measure.uses not in (*GIVEN, *measure.counts):
        faults.append(tell(f"uses is {show(measure.uses)}", "the name of a count", "change uses"))
    return faults


def _example_fault(measure: Measure) -> str:
    """What is wrong with the form of an example; nothing if it can be worked."""
    example: Any = measure.example
    if not isinstance(example, tuple | list) or len(example) != (3 if measure.each else 2):
        return (
            f"is a {type(example).__name__}" if isinstance(example, str | dict) else "has not the right parts"
        )
    given, value = example[:2]
    try:
        if not isinstance(value, Real) or not isfinite(float(value)):
            return f"has the value {show(value)}, which is no number"
    except OverflowError:
        return "has a value that is too large"
    if measure.of == "sentence":
        return "" if isinstance(given, str) and given.strip() else "is of no text, but it counts sentences"
    if not isinstance(given, dict):
        return f"is of no tables, but it counts in each {measure.of}"
    if "sentences" not in given:
        return "has no table sentences"
    for name, rows in given.items():
        if name not in TABLES:
            return f"has a table {show(name)}, which is none"
        strange = {str(c) for row in rows for c in row} - set(TABLES[name].names)
        if strange:
            return f"has a column {show(sorted(strange)[0])} in {name}, which is none of its columns"
    return ""


def _example_problems(measure: Measure, tell: Tell) -> list[Fault]:
    """Whether the example has the value worked by hand, and the value is a number for each of many draws."""
    try:
        member, summed = examples.totals(measure)
        if not summed["sentences"].any():
            return [tell("its example has no sentence", "a text of at least one", "change example")]
        if member.uses and summed[member.uses].ndim > 1:
            return [tell(f"uses is {show(member.uses)}", "a count of one column", "change uses")]
        computed = float(member.values(summed)[0])
        drawn = np.vstack([summed.sums, 2 * summed.sums, 3 * summed.sums])
        together = member.values(Totals(drawn, summed.columns))
        alone = [member.values(Totals(drawn[[n]], summed.columns))[0] for n in range(len(drawn))]
    except BadInputError as error:
        return [tell(problem.found, problem.accepted, problem.mend) for problem in error.problems]
    except Exception as error:
        accepted = "a text, or rows of tables as the data dictionary has them"
        found = f"its example cannot be read ({type(error).__name__}: {plain(error)})"
        return [tell(found, accepted, "change example")]
    if not np.allclose(together, alone, rtol=1e-9, equal_nan=True):
        accepted = "the same, however many draws are computed at once"
        return [tell("the value of a draw hangs on the other draws", accepted, "change value")]
    by_hand = float(measure.example[1]) if measure.example else 0.0
    if not isclose(computed, by_hand, rel_tol=CLOSE, abs_tol=1e-9):
        steps = examples.worked(measure)
        found = f"its example has the value {computed:g}{f' ({steps})' if steps else ''}, by hand {by_hand:g}"
        return [tell(found, "the same by hand and by the formula", "mend the one that is wrong")]
    return []
