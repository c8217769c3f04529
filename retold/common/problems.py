"""What is wrong with an input, said so that it can be mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where it is, what was found, what is accepted, how to mend it.

    `about` names the text concerned where the problem is that of a text.
    """

    file: str
    found: str
    accepted: str
    mend: str
    row: int | None = None
    column: str | None = None
    about: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}\n  found:    {self.found}\n  accepted: {self.accepted}\n  mend:     {self.mend}"


@dataclass(frozen=True)
class Fault(Problem):
    """A problem of code that a user wrote, told on one line."""

    def __str__(self) -> str:
        place = f"{self.file}, line {self.row}" if self.row else self.file
        return f"{place}: {self.found}; accepted is {self.accepted}; {self.mend}"


_FEWEST = 3  # problems alike from which on they are told as one
_SHOWN = 3  # values, and rows, of such problems that are shown


def grouped(problems: Iterable[Problem]) -> list[str]:
    """Return how problems are told: those that differ by row and value alone as one, with how many rows it is in.

    The order is that of the first of each.

    Examples
    --------
    >>> rows = [Problem("corpus.csv", "a blank cell", "a day", "fill it", row, "published") for row in range(2, 32)]
    >>> print(grouped(rows)[0])
    corpus.csv, column published, in 30 rows: 2, 3, 4 …
      found:    a blank cell
      accepted: a day
      mend:     fill it
    """
    alike: dict[object, list[Problem]] = {}
    for problem in problems:
        one = (problem.file, problem.column, problem.accepted, problem.mend)
        # A fault of code has a line of its own, and what is in no row is told by itself.
        key = problem if isinstance(problem, Fault) or problem.row is None else one
        alike.setdefault(key, []).append(problem)
    told = []
    for same in alike.values():
        told += list(map(str, same)) if len(same) < _FEWEST else [_as_one(same)]
    return told


def _as_one(same: Sequence[Problem]) -> str:
    first = same[0]
    place = first.file if first.column is None else f"{first.file}, column {first.column}"
    found = list(dict.fromkeys(problem.found for problem in same))
    rows = list(dict.fromkeys(problem.row for problem in same))
    return (
        f"{place}, in {len(rows)} rows: {_some(rows)}\n  found:    {_some(found)}\n"
        f"  accepted: {first.accepted}\n  mend:     {first.mend}"
    )


def _some(values: Sequence[object]) -> str:
    return ", ".join(map(str, values[:_SHOWN])) + (" …" if len(values) > _SHOWN else "")


class BadInputError(Exception):
    """Raised when what people wrote cannot be used; carries every problem found, not the first alone.

    Attributes
    ----------
    problems : list
        What is wrong, one by one. Each has ``file`` and, where they are known, ``row`` (of the file, its header is 1) and
        ``column``; ``found``, ``accepted`` and ``mend`` say what stands there, what may, and how to mend it. As a
        text a problem is all of these, a line each.

    Examples
    --------
    >>> import retold
    >>> try:
    ...     retold.load("data/no-such-folder")
    ... except retold.BadInputError as error:
    ...     [(problem.file, problem.found) for problem in error.problems]
    [('data/no-such-folder', 'no such folder')]
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([head, *map(str, self.problems)]))

    @property
    def told(self) -> str:
        """What to print: code that a user wrote is told on its line alone."""
        faults = all(isinstance(problem, Fault) for problem in self.problems)
        return "\n".join(map(str, self.problems)) if faults else str(self)


def show(value: object, limit: int = 60) -> str:
    """Return `value` in quotes, shortened, for a message."""
    text = str(value)
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "use"), counted(1200, "text")
    ('1 use', '1,200 texts')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
