"""What a run publishes: numbers as ``results.json``, tables of measures, both against those of another run."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from retold.chapters import noise as noise_chapter
from retold.chapters.numbers import Number
from retold.chapters.rules import operands
from retold.common.once import Tables
from retold.corpus.schema import TABLES
from retold.corpus.tables import to_csv
from retold.measures import declared, draws, noise, values

# A citation in a page, `key` or `page::key`, with or without a form behind it; what a title holds in braces.
_CITED = re.compile(r"(?:`|::|\{)([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)+)(?=[:`}])")
_MEASURE = re.compile(r"\{measure\}`([^`]+)`")
_NAMED = re.compile(r"[a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)+")


def printed(numbers: Mapping[str, Number], t: Tables, pages: Iterable[str]) -> dict[str, Number]:
    """Return the numbers that are published: a page prints them or a finding rests on them.

    Parameters
    ----------
    numbers : mapping of key to Number
        All numbers of a run.
    t : mapping of name to DataFrame
        The tables: findings, titles, numbers of an earlier analysis.
    pages : iterable of str
        The text of every page and notebook, the corpus's own prose with it.

    Returns
    -------
    dict of key to Number
        Verdicts are always among them, and so is what is about a user's own measures, of which no page speaks yet.
    """
    findings = t["findings"]
    text = "\n".join([*pages, *t["titles"]["title"]])
    weighed = {*_MEASURE.findall(text), *findings["measure"]}
    rests_on = " ".join([*findings["rule"], *findings["evidence"], *t["prototype"]["key"]])
    cited = {*_CITED.findall(text), *_NAMED.findall(rests_on), *(f"noise.status.{key}" for key in weighed)}
    own = [member.key for measure in declared.own(t) for member in measure.members(t)]
    about = _about(own) if own else None
    return {
        key: n
        for key, n in numbers.items()
        if key in cited or key.startswith(("finding.", "robustness.flips.")) or (about and about.match(key))
    }


# What counts measures, and so changes with them.
COUNTING = (
    "noise.told",
    *(f"noise.told_{name}" for name in noise_chapter.TOLD.values()),
    *(f"noise.{name}" for name in noise_chapter.COUNTS),
)
TURNING = (
    "robustness.flipped", "robustness.flipped_story", "robustness.firm", "robustness.firm_holds", "robustness.firm_fails",
    "robustness.firm_near", "robustness.firm_few", "robustness.tried_flipped", "robustness.tried_firm",
    "robustness.tries", "robustness.turns",
)  # fmt: skip
OF_FINDING = ("flips", "turned", "least", "most", "bar")
PUBLISHED = ("measured", "floor")  # the tables that a run publishes, by the schema


def tables(t: Tables) -> dict[str, str]:
    """Return the published tables of measures as CSV, by name: each measure of each text, and the noise floor."""
    weights = draws.of_tables(t)
    frames = (values.by_text(t, weights), noise.floor(t))
    return {name: to_csv(name, frame) for name, frame in zip(PUBLISHED, frames, strict=True)}


def recounted(committed: Mapping[str, Number], computed: Mapping[str, Number], t: Tables) -> set[str]:
    """Return the numbers that differ because a user added or took away measures of their own.

    Parameters
    ----------
    committed, computed : mapping of key to Number
        The published numbers and cells of tables, and those of this run.
    t : mapping of name to DataFrame
        The tables of this run, with the user's own measures.

    Returns
    -------
    set of str
        What is about these measures, and what counts measures. Empty if the measures are the same, and if one that the
        report declares is among those that came or went: that is a mistake and no wish.
    """
    before, now = (_measured_in(numbers) for numbers in (committed, computed))
    changed = before ^ now
    ours = re.compile(
        "|".join(re.escape(m.key).replace(re.escape("{name}"), ".+") for m in declared.DECLARED)
    )
    if not before or not changed or any(map(ours.fullmatch, changed)):
        return set()
    about = _about(changed)
    # How often a finding that rests on such a count turns, hangs on the measures too.
    resting = [row.finding for row in t["findings"].itertuples() if set(COUNTING) & set(operands(row.rule))]
    turned = {f"robustness.{what}.{finding}" for what in OF_FINDING for finding in resting}
    about_them = (key for key in {*committed, *computed} if about.search(key))
    return {*COUNTING, *TURNING, *turned, *about_them}


def _measured_in(numbers: Mapping[str, Number]) -> set[str]:
    """The measures of which numbers hold a table."""
    file = TABLES[PUBLISHED[0]].file
    return {key.split()[1] for key in numbers if key.startswith(f"{file} ")}


def _about(keys: Iterable[str]) -> re.Pattern[str]:
    """Match what is about a measure: its value (key.text), its noise floor (noise.share.key), its cells of tables."""
    named = "|".join(map(re.escape, keys))
    return re.compile(rf"^(?:noise\.\w+\.|results/\S+ )?(?:{named})(?:\.|\s|$)")


def cells(name: str, text: str) -> dict[str, Number]:
    """Return the cells of a published table as numbers, by its file, the names of the row and the column."""
    rows = csv.DictReader(io.StringIO(text))
    table = TABLES[name]
    return {
        " ".join([table.file, *(row[column] for column in table.key), column]): _cell(row[column])
        for row in rows
        for column in table.names
        if column not in table.key
    }


def _cell(text: str) -> Number:
    try:
        return Number(float(text), "")
    except ValueError:
        return Number(text, text)


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
            rows.append((key, _value_text(old), _value_text(new)))
    return rows


def cited_in(key: str, pages: Sequence[Path]) -> list[str]:
    """Return where a number is printed: page, and the sentence that holds it."""
    citation = re.compile(rf"(?:`|::){re.escape(key)}(?::[^`]*)?`")
    return [
        f"{page.name}: {sentence.strip()[:160]}"
        for page in pages
        for line in page.read_text(encoding="utf-8").splitlines()
        for sentence in re.split(r"(?<=[.!?])\s+", line)
        if citation.search(sentence)
    ]


def _close(old: object, new: object) -> bool:
    if isinstance(old, int | float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=1e-6, abs_tol=1e-6)
    return old == new


def _value_text(n: Number | None) -> str:
    return "nothing" if n is None else str(n.value)
