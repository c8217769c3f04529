"""Rules of findings, such as ``versions.copy_min > versions.other_max``, decided from published numbers."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping

from retold.chapters.numbers import Number
from retold.common.problems import BadInputError, Problem
from retold.measures.declared import DECLARED

HOLDS, FAILS, UNKNOWN = "holds", "does not hold", "cannot be said here"
FORM = "name operator name-or-number, joined by 'and'"

_CLAUSE = re.compile(r"\s*([a-z0-9_.-]+)\s*(<=|>=|<|>|==)\s*([a-z0-9_.-]+)\s*")
_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
}

# Numbers by text, speaker group, side, measure, actor or code: another corpus has others, which is no mistake.
FAMILIES = (
    "corpus.removed.", "corpus.sentences.", "corpus.damage.", "versions.cosine.",
    "quotes.damage.", "quotes.damage_own.", "quotes.damage_beside.", "quotes.damage_rate.", "readability.raw.", "readability.unquoted.",
    "speakers.quoted.", "speakers.words.", "speakers.misgiven.", "speakers.side.", "speakers.all_words.",
    "speakers.only_quoted.", "noise.code.", "noise.share.", "noise.low.", "noise.high.", "noise.net.", "noise.differ.", "noise.closer.", "noise.status.",
    "framing.named.", "framing.contrast_a.", "framing.contrast_b.", "framing.mentions.", "framing.speaks.", "framing.function.", "framing.own.",
    "framing.acts_once.", "framing.among_once.", "framing.speaks_once.", "framing.acts_over_speech.", "framing.acts_rank.",
    "framing.alpha.", "framing.alpha_who.", "framing.blames.", "framing.blames_own.", "told.cause.", "told.remedy.", "told.unofficial.", "framing.own_most.", "framing.own_rest.", "framing.alpha_low.", "framing.alpha_high.", "framing.blamed.", "framing.blamed_once.",
    *(f"{measure.key.removesuffix('.{name}')}." for measure in DECLARED),
)  # fmt: skip


def verdict(rule: str, numbers: Mapping[str, Number]) -> str:
    """Decide a rule such as ``versions.copy_min > versions.other_max``.

    Returns
    -------
    str
        "holds", "does not hold", or, where a number is missing, "cannot be said here".

    Raises
    ------
    BadInputError
        If the rule is not of that form or names a number that this chapter lacks.
    """
    held = True
    for clause, match in _clauses(rule):
        if not match:
            raise _bad_rule(clause, FORM, "correct the rule")
        left, right = _operand(match[1], numbers), _operand(match[3], numbers)
        if left is None or right is None:
            return UNKNOWN
        held = held and _OPERATORS[match[2]](left, right)
    return HOLDS if held else FAILS


def operands(rule: str) -> list[str]:
    """Return the numbers that a readable rule names, without those it writes out."""
    sides = [side for _, match in _clauses(rule) if match for side in (match[1], match[3])]
    return [side for side in sides if _written(side) is None]


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


def bars(rule: str, key: str, numbers: Mapping[str, Number]) -> list[tuple[str, float]]:
    """Return what a readable rule compares a number with: the sign, and the value on the other side where there is one.

    What the rule says to be equal to the number stands for it: of *a == b and b > c* the bar of a is c.
    """
    sides = [(m[1], m[2], m[3]) for _, m in _clauses(rule) if m]
    equal = [{a, b} for a, sign, b in sides if sign == "==" and _written(a) is None and _written(b) is None]
    same = {key}
    for _ in equal:  # one may lead to the next, in any order
        same = same.union(*(pair for pair in equal if pair & same))
    found = []
    for left, sign, right in sides:
        for mine, how, other in ((left, sign, right), (right, _TURNED[sign], left)):
            value = _operand(other, numbers) if mine in same and other not in same else None
            if value is not None:
                found.append((how, value))
    return found


def readable(rule: str) -> bool:
    """Say whether a rule has the form that `verdict` reads."""
    return all(match for _, match in _clauses(rule))


def _clauses(rule: str) -> list[tuple[str, re.Match[str] | None]]:
    """The parts of a rule between "and", each with what was read in it."""
    return [(clause, _CLAUSE.fullmatch(clause)) for clause in rule.split(" and ")]


def _written(side: str) -> float | None:
    """The number that one side of a comparison writes out; None if it names one."""
    try:
        return float(side)
    except ValueError:
        return None


def _operand(side: str, numbers: Mapping[str, Number]) -> float | None:
    """The value of one side of a comparison; None if it is missing."""
    written = _written(side)
    if written is not None:
        return written
    if side not in numbers:
        if side.startswith(FAMILIES):
            return None
        raise _bad_rule(side, "a number of the finding's page", "correct the name")
    value = numbers[side].value
    if isinstance(value, str):
        raise _bad_rule(side, "a number, not a word", "name another")
    return None if value is None else float(value)


def _bad_rule(part: str, accepted: str, mend: str) -> BadInputError:
    return BadInputError([Problem("findings.csv", repr(part), accepted, mend, None, "rule")])
