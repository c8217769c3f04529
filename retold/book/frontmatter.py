"""What the book says of itself: the titles of its chapters, how to cite it, what changed since the last edition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pandas as pd

from retold.chapters.numbers import Number
from retold.chapters.rules import HOLDS
from retold.common.markup import plain
from retold.common.problems import BadInputError, Problem

UNEXPLAINED = "No reason is on record."
_KEY = re.compile(r"\{([\w.-]+)\}")


def titles(declared: pd.DataFrame, numbers: Mapping[str, Number]) -> dict[str, str]:
    """Return the title of each chapter that has one of its own: a claim, with its numbers filled in.

    Parameters
    ----------
    declared : DataFrame
        The table `titles`.
    numbers : mapping of str to Number
        The published numbers and verdicts.

    Raises
    ------
    BadInputError
        If a title names an unknown number, or claims what a finding does not bear out.
    """
    filled, problems = {}, []
    for row in declared.itertuples():
        keys = [*_KEY.findall(row.title), *(f"finding.{f}" for f in row.findings.split())]
        problems += [
            Problem("titles.csv", repr(key), "a number or a finding of this corpus", "correct the name", None)
            for key in keys
            if key not in numbers
        ]
        problems += [
            Problem(
                "titles.csv",
                f"{row.title!r}, but {key} {numbers[key].shown}",
                "a title that its findings bear out",
                "change the title of this chapter",
                None,
            )
            for key in keys
            if key.startswith("finding.") and key in numbers and numbers[key].value != HOLDS
        ]
        if not problems:
            title = _KEY.sub(lambda m: numbers[m[1]].shown, row.title)
            filled[row.page] = title[:1].upper() + title[1:]
    if problems:
        raise BadInputError(problems)
    return filled


def bibtex(cff: Mapping[str, Any], site: str = "", key: str = "retold") -> str:
    """Return the BibTeX entry of what a citation file describes, under a key."""
    fields = {
        "title": f"{{{_in_bibtex(str(cff['title']))}}}",
        "author": " and ".join(map(_author_in_bibtex, cff["authors"])),
        "year": year(cff),
        "version": cff.get("version"),
        "doi": cff.get("doi"),
        "url": site or cff.get("url"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


_SPECIAL_IN_BIBTEX = {
    "\\": r"\textbackslash ", "~": r"\textasciitilde ", "^": r"\textasciicircum ", **{c: f"\\{c}" for c in "{}%&#_$"},
}  # fmt: skip


def _in_bibtex(text: str) -> str:
    """A text as BibTeX takes it: signs that have a meaning there are escaped."""
    return "".join(_SPECIAL_IN_BIBTEX.get(c, c) for c in text)


def _author_in_bibtex(author: Mapping[str, Any]) -> str:
    """A person as *Family, Given*; what has but a name in braces, which keep it whole."""
    (name,) = authors({"authors": [author]})
    return (
        f"{{{_in_bibtex(name)}}}" if "name" in author or not author.get("given-names") else _in_bibtex(name)
    )


def apa(cff: Mapping[str, Any], site: str = "") -> str:
    """Return the reference in the style of the American Psychological Association (7th edition)."""
    names = authors(cff)
    named = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f", & {names[-1]}"
    version = f" (Version {cff['version']})" if cff.get("version") else ""
    address = f"https://doi.org/{cff['doi']}" if cff.get("doi") else site or cff.get("url") or ""
    kind = "Data set and report" if cff.get("type") == "dataset" else "Report and computer software"
    return f"{named}. ({year(cff) or 'n.d.'}). {cff['title']}{version} [{kind}]. {address}".strip()


def authors(cff: Mapping[str, Any]) -> list[str]:
    """Return the names of the authors that a citation file lists."""
    names = []
    for author in cff["authors"]:
        family, given = author.get("family-names"), author.get("given-names")
        names.append(author["name"] if "name" in author else f"{family}, {given}" if given else str(family))
    return names


def year(cff: Mapping[str, Any]) -> str:
    """Return the year of release; blank if none is stated."""
    return str(cff.get("date-released", ""))[:4]


def changes(before: Mapping[str, Number], now: Mapping[str, Number]) -> pd.DataFrame:
    """Return what differs between the numbers of two editions, verdicts first; see `withdrawn` for those that went.

    Returns
    -------
    DataFrame
        One row a number or a verdict that went: number, last edition, this edition; a dash where an edition has none.
    """
    verdicts = {key for key in before if key.startswith("finding.")}
    rows = [
        (key, before[key].shown if key in before else "–", now[key].shown if key in now else "–")
        for key in sorted({*now, *verdicts}, key=lambda k: (not k.startswith("finding."), k))
    ]
    table = pd.DataFrame(rows, columns=["number", "last edition", "this edition"])
    return table[table["last edition"] != table["this edition"]].reset_index(drop=True)


def withdrawn(before: Mapping[str, Number], now: Mapping[str, Number]) -> pd.DataFrame:
    """Return which numbers of the last edition are published no more: families of them, and how many each has.

    No page prints them and no finding rests on them.
    """
    gone = [key for key in before if key not in now and not key.startswith("finding.")]
    families = pd.Series([".".join(key.split(".")[:2]) for key in gone], dtype=str)
    counted = families.value_counts(sort=False).sort_index()
    return counted.rename_axis("number or family").rename("numbers").reset_index()


def explained(changed: pd.DataFrame, reasons: pd.DataFrame) -> pd.DataFrame:
    """Add to what `changes` returns the reason of each change, as the table `changes` gives it.

    The first pattern that matches a number gives its reason; without one the reason is `UNEXPLAINED`.
    """
    listed = list(zip(reasons["numbers"], reasons["reason"], strict=True))
    reason_of = [
        next((reason for numbers, reason in listed if fnmatchcase(key, numbers)), UNEXPLAINED)
        for key in changed["number"]
    ]
    return changed.assign(reason=reason_of)


def read_cff(path: Path) -> dict[str, Any]:
    """Read a citation file (CITATION.cff, a YAML file).

    Raises
    ------
    BadInputError
        If it is none, or has no title or no authors with names.
    """
    import yaml

    try:
        cff = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (
        yaml.YAMLError,
        ValueError,
    ) as error:  # also a day that no calendar has, and letters that are none
        found = " ".join(str(error).split())
        raise _uncitable(path, f"no citation file: {found}") from None
    named = (
        isinstance(cff, dict) and cff.get("title") and isinstance(cff.get("authors"), list) and cff["authors"]
    )
    if not named or not all(_is_author(author) for author in cff["authors"]):
        raise _uncitable(path, "a citation file without a title, or without authors that have names")
    released = cff.get("date-released")
    if released is not None and not _is_day(str(released)):
        raise _uncitable(path, f"date-released is {str(released)!r}", "a day, such as 2026-01-31")
    return {key: _line(value) for key, value in cff.items()}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_author(author: object) -> bool:
    return isinstance(author, dict) and bool(author.get("name") or author.get("family-names"))


def _line(value: Any) -> Any:
    """A value of a citation file as it may stand in a page: in one line that ends no block of code."""
    if isinstance(value, str):
        return plain(value).replace("`", "'")
    if isinstance(value, list):
        return [_line(one) for one in value]
    return {key: _line(one) for key, one in value.items()} if isinstance(value, dict) else value


_ACCEPTED = "a title, and authors with name, or family-names and given-names (Citation File Format)"


def _uncitable(path: Path, found: str, accepted: str = _ACCEPTED) -> BadInputError:
    return BadInputError([Problem(str(path), found, accepted, "correct it, or delete it")])
