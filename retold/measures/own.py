"""A user's own measures: read from a file that they name, checked before anything is computed, counted in texts.

The file is Python, and it is run; so only a file that somebody named is ever read, and nothing in a corpus folder is.
"""

from __future__ import annotations

import hashlib
import re
import sys
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import isclose, isfinite
from numbers import Real
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from retold.common.problems import BadInputError, Fault, Problem, show
from retold.corpus.schema import TABLES
from retold.measures import examples
from retold.measures.measure import GIVEN, UNITS, Measure, Totals, plain

NAME = "MEASURES"
KEY = re.compile(r"[a-z0-9_-]+(?:\.(?:[a-z0-9_-]+|\{name\}))+")
COUNT = re.compile(r"[a-z][a-z0-9_]*")
ACCEPTED = f"a Python file with {NAME} = [Measure(...), ...]"
CLOSE = 1e-6  # how far the value of an example may be from the one worked by hand, relatively
_MODULE = "retold_own_measures"


def load(path: Path, taken: Iterable[Measure] = (), pages: Sequence[str] = ()) -> tuple[Measure, ...]:
    """Read a user's measures from a file, and check them.

    Parameters
    ----------
    path : Path
        A Python file with a list ``MEASURES``.
    taken : iterable of Measure
        Those there are already, whose keys cannot be used again.
    pages : sequence of str
        The chapters in which measures can be reported.

    Raises
    ------
    BadInputError
        With all that is wrong, a line each: the file is not there, does not parse or run, declares no measures or one
        key twice, or a measure lacks something, fails, or does not give its example the value worked by hand.
    """
    listed = _listed(path)
    faults: list[Problem] = []
    known = {measure.key for measure in taken}
    for measure in listed:
        if measure.key in known:
            faults.append(
                Fault(str(path), f"{show(measure.key)} is declared twice", "each key once", "rename one")
            )
        known.add(measure.key)
        faults += _problems(path, measure, pages)
    if faults:
        raise BadInputError(faults)
    made_by = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return tuple(replace(measure, source=made_by) for measure in listed)


def _listed(path: Path) -> list[Measure]:
    """Run the file, and return what it declares."""
    if not path.is_file():
        found = "a folder" if path.is_dir() else "no such file"
        raise BadInputError([Fault(str(path), found, ACCEPTED, "name it with --measures")])
    module = ModuleType(_MODULE)
    module.__file__ = str(path)
    try:
        code = compile(path.read_bytes(), str(path), "exec")
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        found = f"it does not parse ({getattr(error, 'msg', plain(error))})"
        raise BadInputError([Fault(str(path), found, ACCEPTED, "mend the line", line)]) from None
    before = sys.modules.get(_MODULE)
    sys.modules[_MODULE] = module  # what it defines may look for its module
    try:
        exec(code, vars(module))
    except (Exception, SystemExit) as error:
        found = f"it raised {type(error).__name__}: {plain(error)}"
        raise BadInputError(
            [Fault(str(path), found, ACCEPTED, "mend the line", _line(error, path))]
        ) from None
    finally:
        sys.modules.pop(_MODULE)
        if before is not None:
            sys.modules[_MODULE] = before
    listed = getattr(module, NAME, None)
    if not isinstance(listed, list | tuple) or not listed:
        found = (
            f"no {NAME}" if listed is None else f"{NAME} is {'empty' if listed in ([], ()) else show(listed)}"
        )
        raise BadInputError([Fault(str(path), found, ACCEPTED, f"write a list {NAME}")])
    if strange := [item for item in listed if not isinstance(item, Measure)]:
        found = f"{NAME} holds {show(strange[0])}"
        raise BadInputError([Fault(str(path), found, ACCEPTED, "list measures alone")])
    return list(listed)


def _line(error: BaseException, path: Path) -> int | None:
    """The line of the file on which an error was raised."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    return lines[-1] if lines else None


def _problems(path: Path, measure: Measure, pages: Sequence[str]) -> list[Problem]:
    """What is wrong with one measure, from its face to its example."""

    def fault(found: str, accepted: str, mend: str) -> Problem:
        return Fault(str(path), f"{show(measure.key)}: {found}", accepted, mend)

    faults = []
    if not isinstance(measure.key, str) or not KEY.fullmatch(measure.key):
        faults.append(
            fault("no key", "small letters, digits and _ - joined by dots, such as style.commas", "change it")
        )
    if ("{name}" in str(measure.key)) != (measure.each is not None):
        faults.append(
            fault("a key with {name}, or each, alone", "both, in a family, or neither", "add the other")
        )
    for name in ("label", "unit", "higher"):
        if not isinstance(getattr(measure, name), str) or not getattr(measure, name).strip():
            faults.append(fault(f"it has no {name}", "a few words", f"write {name}=..."))
    if pages and measure.page not in pages:
        faults.append(fault(f"page is {show(measure.page)}", f"one of {', '.join(pages)}", "change page"))
    if measure.of not in UNITS[:-1]:
        faults.append(fault(f"of is {show(measure.of)}", f"one of {', '.join(UNITS[:-1])}", "change of"))
    if not callable(measure.value):
        faults.append(fault("it has no value", "a function of counts", "write value=lambda n: ..."))
    faults += _count_problems(measure, fault)
    if measure.example is None:
        faults.append(
            fault("it has no example", "a text and its value worked by hand", "write example=(text, value)")
        )
    elif not _is_example(measure):
        accepted = "(text, value); of coded units (tables, value), in a family (tables, value, name)"
        faults.append(fault(f"example is {show(measure.example)}", accepted, "change example"))
    return faults or _example_problems(measure, fault)


def _count_problems(measure: Measure, fault: Any) -> list[Problem]:
    if not isinstance(measure.counts, dict):
        return [
            fault(f"counts is {show(measure.counts)}", "a dictionary of names and functions", "change counts")
        ]
    faults = []
    for name, function in measure.counts.items():
        if not isinstance(name, str) or not COUNT.fullmatch(name):
            faults.append(fault(f"a count called {show(name)}", "small letters, digits and _", "rename it"))
        elif name in GIVEN:
            faults.append(
                fault(
                    f"a count called {name}", f"none of {', '.join(GIVEN)}: every text has those", "rename it"
                )
            )
        if not callable(function):
            faults.append(fault(f"the count {show(name)} is {show(function)}", "a function", "change it"))
    if measure.uses and measure.uses not in (*GIVEN, *measure.counts):
        faults.append(fault(f"uses is {show(measure.uses)}", "the name of a count", "change uses"))
    return faults


def _is_example(measure: Measure) -> bool:
    example: Any = measure.example
    if not isinstance(example, tuple | list) or len(example) != (3 if measure.each else 2):
        return False
    given, value = example[:2]
    if measure.of == "sentence":
        fits = isinstance(given, str) and bool(given.strip())
    else:
        fits = isinstance(given, dict) and "sentences" in given and given.keys() <= TABLES.keys()
    return fits and isinstance(value, Real) and isfinite(value)


def _example_problems(measure: Measure, fault: Any) -> list[Problem]:
    """Whether the example has the value worked by hand, and the value of many draws has the right shape."""
    try:
        member, summed = examples.totals(measure)
        computed = float(member.values(summed)[0])
        drawn = np.vstack([summed.sums, 2 * summed.sums, 3 * summed.sums])
        member.values(Totals(drawn, summed.columns))
    except BadInputError as error:
        return [fault(problem.found, problem.accepted, problem.mend) for problem in error.problems]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        accepted = "a text, or rows of tables as the data dictionary has them"
        return [
            fault(
                f"its example cannot be read ({type(error).__name__}: {plain(error)})", accepted, "change it"
            )
        ]
    by_hand = float(measure.example[1]) if measure.example else 0.0
    if not isclose(computed, by_hand, rel_tol=CLOSE, abs_tol=1e-9):
        steps = examples.worked(measure)
        found = f"its example has the value {computed:g}{f' ({steps})' if steps else ''}, by hand {by_hand:g}"
        return [fault(found, "the same by hand and by the formula", "mend the one that is wrong")]
    return []
