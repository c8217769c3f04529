"""A measure of a text, declared once; all else follows from the declaration.

A measure counts something in each unit of a text (a sentence, an attribution, a mention, a passage) and computes its
value from the sums of these counts. Sums can be drawn anew (`retold.measures.draws`), so the interval, the noise floor,
the numbers of the book, its figure and its row on the page of measures need no further code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from inspect import signature
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from retold.common.once import Tables
from retold.common.problems import BadInputError, Fault, show
from retold.corpus.schema import ID
from retold.measures import formula

Floats = npt.NDArray[np.float64]

UNITS = ("sentence", "attribution", "mention", "passage", "text")
CODED = ("attribution", "passage")  # units that people coded
# What is counted of every text, so that each measure may use it.
COUNTS = (
    "words", "tokens", "characters", "letters", "syllables", "polysyllables", "complex_words", "difficult_words",
)  # fmt: skip
# Those of them that only English has rules for; of another language they are missing.
ENGLISH = ("syllables", "polysyllables", "complex_words", "difficult_words")
GIVEN = ("sentences", *COUNTS, "quoted_words", "all_words")


class Totals:
    """What a value is computed from: the sum of each count over a text, one number a draw.

    ``n["words"]`` is an array with a number a draw. A count that is a table of several columns is a matrix,
    draws × columns.
    """

    def __init__(self, sums: Floats, columns: Mapping[str, int | range]) -> None:
        self.sums, self.columns = sums.view(), columns
        self.sums.flags.writeable = False  # they belong to every measure

    def __getitem__(self, name: str, /) -> Floats:
        if name not in self.columns:
            raise KeyError(f"there is no count {name!r}, only {', '.join(self.columns)}")
        at = self.columns[name]
        return self.sums[:, at] if isinstance(at, int) else self.sums[:, at.start : at.stop]

    def __len__(self) -> int:
        return len(self.sums)

    @classmethod
    def of(cls, counts: pd.DataFrame) -> Totals:
        """Return the sums of the counts that every text has, a row a sentence, as they are."""
        sums = [*counts.to_numpy(dtype=float).sum(axis=0), float(len(counts))]
        return cls(np.array([sums]), {str(name): n for n, name in enumerate([*counts.columns, "sentences"])})

    @property
    def names(self) -> tuple[str, ...]:
        """The counts there are."""
        return tuple(self.columns)


Count = Callable[..., Any]
Value = Callable[[Totals], Any]
# What is given, a text or rows of tables; the value worked by hand; of a family, which of its measures.
Example = tuple[Any, ...]


@dataclass(frozen=True)
class Measure:
    """A measure of one text, or a family of them.

    Parameters
    ----------
    key : str
        Its name in the results, such as ``style.commas``: what stands before the first dot sets it apart from other
        families. Of a family, with ``{name}`` in it.
    label : str
        What tables and figures call it; of a family with ``{label}`` in it.
    unit : str
        What its value is counted in. A unit that begins with *share* is 0 to 1 and shown in per cent.
    higher : str
        What a higher value means, such as *harder to read*.
    page : str
        The chapter in which it is reported, such as ``05-readability``.
    counts : mapping of name to callable
        What is counted besides what every text has: ``sentences``, ``words``, ``tokens``, ``characters``, ``letters``,
        ``syllables``, ``polysyllables``, ``complex_words``, ``difficult_words``, ``quoted_words``, and ``all_words``,
        those of headings with them. Of sentences: a function of the sentence as a string, to a number. Of other units:
        a function of their table, one row a unit, to a Series of numbers, or to a table of several columns; in a
        family its second argument is the name at hand.
    value : callable
        Takes the totals of a text, by name, and returns its value: arrays in, an array out, a number a draw of the
        text's sentences. Division by zero makes a missing value.
    reference : str
        Where the method is from.
    example : (text, value), or (tables, value), or (tables, value, name)
        An example worked by hand: a text, or rows of tables by name, with the value they have.
    of : str
        The unit that `counts` look at: ``sentence``, ``attribution``, ``mention`` or ``passage``.
    uses : str
        The count that says how often the text has what the measure rests on; too few uses cannot be tested. Blank: all
        of the text bears it.
    each : callable, optional
        Makes this a family: takes the tables of a corpus and returns the label of each name.
    only : callable, optional
        Takes the tables of a corpus and says whether it is computed there; by default it always is.
    form : str
        How its value is shown, as a format specification; by default it follows from the unit.
    formula : str
        How its value is computed, in words; by default it is written from `value` itself.
    note : str
        What a reader of its values has to know besides.
    english : bool
        Whether it holds of English alone, as a readability formula does: of a text in another language it is missing. What
        rests on syllables or on the easy words is missing there anyway.
    total : bool
        Whether it grows with a text, as its length does. Then leaving out units does not say how far it might vary, and the
        noise floor cannot weigh it.
    source : str
        The file that declares it, as the beginning of its SHA-256; set when a file is read.

    Examples
    --------
    >>> from retold import Measure
    >>> commas = Measure(
    ...     "style.commas",
    ...     "commas per sentence",
    ...     unit="commas",
    ...     higher="longer periods",
    ...     page="05-readability",
    ...     counts={"commas": lambda sentence: sentence.count(",")},
    ...     value=lambda n: n["commas"] / n["sentences"],
    ...     example=("One, two. Three.", 0.5),
    ... )
    >>> commas.written
    'commas / sentences'
    """

    key: str
    label: str
    unit: str = ""
    higher: str = ""
    page: str = ""
    counts: Mapping[str, Count] = field(default_factory=dict)
    value: Value | None = None
    reference: str = ""
    example: Example | None = None
    of: str = "sentence"
    uses: str = ""
    each: Callable[[Tables], Mapping[str, str]] | None = None
    only: Callable[[Tables], bool] | None = None
    form: str = ""
    formula: str = ""
    note: str = ""
    english: bool = False
    total: bool = False
    source: str = ""

    @property
    def name(self) -> str:
        """The key without what stands before its first dot."""
        return self.key.split(".", 1)[-1]

    @property
    def coded(self) -> bool:
        """Whether it rests on a coding, whose coder saw all versions."""
        return self.of in CODED

    @property
    def shown(self) -> str:
        """How its value is shown, as a format specification."""
        return self.form or (".0%" if self.unit.startswith("share") else ".1f")

    @property
    def written(self) -> str:
        """How its value is computed, in words."""
        if self.formula or self.value is None:
            return self.formula
        return formula.written(self.value)

    def members(self, t: Tables) -> list[Measure]:
        """Return the measures of a family that a corpus has names for, by name; itself, if it is no family.

        Nothing, where it is not computed for this corpus.
        """
        if self.only is not None and not self.only(t):
            return []
        if self.each is None:
            return [self]
        try:
            names = dict(self.each(t))
        except (Exception, SystemExit) as error:
            raise self._family(f"raised {type(error).__name__}: {plain(error)}") from error
        for name, label in names.items():
            if not (isinstance(name, str) and isinstance(label, str) and re.fullmatch(ID, name)):
                raise self._family(f"returned the name {show(name)} with the label {show(label)}")
        return [self.member(name, label) for name, label in sorted(names.items())]

    def member(self, name: str, label: str) -> Measure:
        """Return one measure of a family."""
        return replace(
            self,
            key=self.key.replace("{name}", name),
            label=self.label.replace("{label}", label),
            counts={count: _of_name(function, name) for count, function in self.counts.items()},
            each=None,
        )

    def values(self, totals: Totals) -> Floats:
        """Compute the value of each draw; what is divided by zero is missing.

        Raises
        ------
        BadInputError
            If `value` fails or does not return a number a draw.
        """
        if self.value is None:
            return np.full(len(totals), np.nan)
        try:
            with np.errstate(divide="ignore", invalid="ignore"):
                returned = np.asarray(self.value(totals))
            computed = returned.astype(float) if np.isrealobj(returned) else None
        except (Exception, SystemExit) as error:
            raise self._wrong(f"value raised {type(error).__name__}: {plain(error)}") from error
        if computed is None:
            raise self._wrong("value returned complex numbers")
        if computed.shape != (len(totals),):
            shape = (
                f"an array of shape {computed.shape}" if computed.shape else "one number instead of an array"
            )
            raise self._wrong(f"value returned {shape} for {len(totals)} draws")
        return np.where(np.isfinite(computed), computed, np.nan)

    def _family(self, what: str) -> BadInputError:
        accepted = (
            "a function of the tables to labels by name, names of small letters and digits joined by hyphens"
        )
        return BadInputError([Fault(self.key, f"each {what}", accepted, "change each")])

    def _wrong(self, what: str) -> BadInputError:
        accepted = (
            "arithmetic on arrays, or np.sqrt, np.maximum, np.where and the like, that give a number per draw"
        )
        return BadInputError([Fault(self.key, what, accepted, "change value")])


def plain(error: BaseException) -> str:
    """Return the message of an error on one line."""
    return " ".join(str(error.args[0] if isinstance(error, KeyError) and error.args else error).split())


def _of_name(function: Count, name: str) -> Count:
    """A count of a family for one name; one that asks for no name stays as it is, and is counted once."""
    return (lambda rows: function(rows, name)) if _asks_for_name(function) else function


def _asks_for_name(function: Count) -> bool:
    try:
        parameters = signature(function).parameters.values()
    except (TypeError, ValueError):  # of some functions of Python itself nobody knows
        return False
    given = [
        p
        for p in parameters
        if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    return len(given) > 1 or any(p.kind is p.VAR_POSITIONAL for p in parameters)


def share(part: str, whole: str = "all_words", times: float = 1.0) -> Value:
    """Return the value that is one count over another, per so many of it."""
    if times == 1.0:
        return lambda n: n[part] / n[whole]
    return lambda n: times * n[part] / n[whole]
