"""Every published number and every verdict, named, computed from the tables.

A chapter is a pure function from the tables to named numbers. The book prints a number
only under its name; `compare` holds a run against the committed ``results.json``.
A number that a corpus cannot give (no copies, no coding) has the value None and is
printed as "not available": the sentence stays true on any corpus.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pandas as pd

from retold.common.markup import plain
from retold.common.once import Tables
from retold.common.problems import BadInputError, Problem
from retold.corpus.schema import SHORT

MISSING = "not available"
HOLDS, FAILS, UNKNOWN = "holds", "does not hold", "cannot be said here"

_SMALL = ("zero one two three four five six seven eight nine ten eleven twelve").split()


@dataclass(frozen=True)
class Number:
    """A published value and how prose shows it."""

    value: float | int | str | None
    shown: str


def number(value: float | int | None, form: str = ".2f") -> Number:
    """Return a value with the form in which prose shows it (a format specification).

    The form "words" writes a small whole number in words.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return Number(None, MISSING)
    if form == "words":
        count = int(value)
        return Number(count, _SMALL[count] if count < len(_SMALL) else f"{count:,}")
    if form in {"d", ",d"}:
        return Number(int(value), format(int(value), form))
    rounded = round(float(value), 6)
    return Number(rounded, format(rounded, form).replace("-", "−"))


def words(text: str) -> Number:
    """Return a published word or phrase."""
    return Number(text, text)


def labels(documents: pd.DataFrame) -> dict[str, str]:
    """Return a short name a text, by doc_id; no two are alike, none is longer than a figure has room for.

    It is what the column `short` says, else the outlet and, where that is not unique, what sets the
    text's id apart. The words of a respun text are not its outlet's, so the name says that it is
    respun: no figure and no table may look as if they were.
    """
    names: dict[str, tuple[str, str]] = {}
    for outlet, rows in documents.groupby("outlet", sort=False):
        ids = list(rows["doc_id"])
        for doc_id, own in zip(ids, _apart([d.split("-") for d in ids]), strict=True):
            names[doc_id] = (plain(outlet), " ".join(part for part in own if part != RESPUN))
    shorts = documents.get("short", pd.Series("", index=documents.index))
    found: dict[str, str] = {}
    for doc_id, short, kind in zip(documents["doc_id"], shorts, documents["copy_kind"], strict=True):
        name, aside = (plain(short), "") if short.strip() else names[doc_id]
        respun = kind == RESPUN and RESPUN not in name.lower()
        aside = " ".join(part for part in (RESPUN if respun else "", aside) if part)
        found[doc_id] = _unlike(name, aside, set(found.values()))
    return found


RESPUN = "respun"


def _unlike(name: str, aside: str, taken: Collection[str]) -> str:
    """A label that is not among those taken: a number is put before a name that would be one of them."""
    label, n = _fitted(name, aside), 1
    while label in taken:
        n += 1
        label = _fitted(f"{n} {name}", aside)
        if RESPUN in name.lower() and RESPUN not in label.lower():
            label = _fitted(f"{n} {name}", " ".join([RESPUN, aside]).strip())
    return label


def _fitted(name: str, aside: str) -> str:
    """A name with an aside in brackets, both cut to `SHORT` characters, the name to what the aside leaves."""
    if not aside:
        return clipped(name, SHORT)
    aside = clipped(aside, SHORT // 2)
    return f"{clipped(name, SHORT - len(aside) - 3)} ({aside})"


def clipped(text: str, most: int) -> str:
    """Return a text of at most `most` characters; what is cut from its end is an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _apart(ids: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Cut what all ids begin with, then what all that is left ends with."""
    if len(ids) == 1:
        return [[]]
    while all(ids) and len({i[0] for i in ids}) == 1:
        ids = [i[1:] for i in ids]
    while all(len(i) > 1 for i in ids) and len({i[-1] for i in ids}) == 1:
        ids = [i[:-1] for i in ids]
    return list(ids)


def story_pairs(documents: pd.DataFrame) -> list[tuple[str, str, bool]]:
    """Return every pair of texts (doc_a, doc_b, same_story)."""
    rows = list(zip(documents["doc_id"], documents["story_id"], strict=True))
    return [(a, b, s == t) for (a, s), (b, t) in combinations(rows, 2)]


_CLAUSE = re.compile(r"\s*([a-z0-9_.-]+)\s*(<=|>=|<|>|==)\s*([a-z0-9_.-]+)\s*")
_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
}


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
    for clause in rule.split(" and "):
        m = _CLAUSE.fullmatch(clause)
        if not m:
            accepted = "name operator name-or-number, joined by 'and'"
            raise BadInputError(
                [Problem("findings.csv", repr(clause), accepted, "correct the rule", None, "rule")]
            )
        left, right = _operand(m[1], numbers), _operand(m[3], numbers)
        if left is None or right is None:
            return UNKNOWN
        held = held and _OPERATORS[m[2]](left, right)
    return HOLDS if held else FAILS


def operands(rule: str) -> list[str]:
    """Return the numbers that a readable rule names, without those it writes out."""
    found = []
    for clause in rule.split(" and "):
        match = _CLAUSE.fullmatch(clause)
        for side in (match[1], match[3]) if match else ():
            try:
                float(side)
            except ValueError:
                found.append(side)
    return found


def readable(rule: str) -> bool:
    """Say whether a rule has the form that `verdict` reads."""
    return all(_CLAUSE.fullmatch(clause) for clause in rule.split(" and "))


def _operand(side: str, numbers: Mapping[str, Number]) -> float | None:
    try:
        return float(side)
    except ValueError:
        pass
    if side not in numbers and _by_corpus(side):
        return None
    if side not in numbers:
        accepted = "a number of the finding's page"
        raise BadInputError([Problem("findings.csv", repr(side), accepted, "correct the name", None, "rule")])
    value = numbers[side].value
    if isinstance(value, str):
        accepted = "a number, not a word"
        raise BadInputError([Problem("findings.csv", repr(side), accepted, "name another", None, "rule")])
    return None if value is None else float(value)


# Numbers by speaker group, side, measure, actor or code: another corpus has others, which is no mistake.
FAMILIES = (
    "speakers.quoted.", "speakers.words.", "speakers.misgiven.", "speakers.side.", "speakers.all_words.",
    "speakers.only_quoted.", "noise.code.", "noise.ratio.", "noise.low.", "noise.high.", "noise.drift.", "noise.below.",
    "framing.acts_once.", "framing.among_once.", "framing.speaks_once.", "framing.acts_over_speech.", "framing.acts_rank.",
    "framing.alpha.", "framing.own_most.", "framing.own_rest.", "framing.alpha_low.", "framing.alpha_high.", "framing.blamed.", "framing.blamed_once.",
)  # fmt: skip


def _by_corpus(key: str) -> bool:
    return key.startswith(FAMILIES)


def dump(numbers: Mapping[str, Number]) -> str:
    """Return numbers as the text of ``results.json``."""
    values = {key: {"value": n.value, "shown": n.shown} for key, n in sorted(numbers.items())}
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def parse(text: str) -> dict[str, Number]:
    """Read the text of ``results.json``."""
    return {key: Number(n["value"], n["shown"]) for key, n in json.loads(text).items()}


def compare(committed: Mapping[str, Number], computed: Mapping[str, Number]) -> list[tuple[str, str, str]]:
    """Return (key, committed, computed) of each number that differs, is gone or is new.

    Numbers agree if they are shown alike and differ by less than one part in a million.
    """
    rows = []
    for key in sorted({*committed, *computed}):
        old, new = committed.get(key), computed.get(key)
        if old is None or new is None or old.shown != new.shown or not _close(old.value, new.value):
            rows.append((key, _said(old), _said(new)))
    return rows


def cited_in(key: str, pages: Sequence[Path]) -> list[str]:
    """Return where a number is printed: page, and the sentence that holds it."""
    found = []
    name = re.compile(rf"(?:`|::){re.escape(key)}(?::[^`]*)?`")
    for page in pages:
        for line in page.read_text(encoding="utf-8").splitlines():
            for sentence in re.split(r"(?<=[.!?])\s+", line):
                if name.search(sentence):
                    found.append(f"{page.name}: {sentence.strip()[:160]}")
    return found


def _close(old: object, new: object) -> bool:
    if isinstance(old, int | float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=1e-6, abs_tol=1e-6)
    return old == new


def _said(n: Number | None) -> str:
    return "nothing" if n is None else str(n.value)


def versions_told(t: Tables, *codings: str) -> str:
    """What of versions, and of codings of them, there is to report in this corpus."""
    sizes = t["corpus"]["story_id"].value_counts()
    copied = int((sizes > 1).sum())
    if not copied:
        return "No story of this corpus has several versions: what follows about versions is empty."
    said = f"Stories with several versions here: {copied}."
    missing = [name for name in codings if t[name].empty]
    if missing:
        said += f" Not coded: {', '.join(missing)}; what rests on that is empty."
    return said


def count(counts: pd.Series, *names: str) -> int:
    return sum(int(counts.get(name, 0)) for name in names)


def mean(values: pd.Series) -> float | None:
    return float(values.mean()) if len(values) else None


def or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def points(share: float) -> float | None:
    """A difference of shares in percentage points."""
    return None if pd.isna(share) else 100 * float(share)


def ratio(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None


def day(iso: str) -> str:
    stamp = pd.Timestamp(iso)
    return f"{stamp.day} {stamp.month_name()} {stamp.year}"
