"""Labelled lines at the head of a text, and front matter: "Title: …", "Date: …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from retold.intake.article import FIELDS, READ, Value
from retold.intake.headings import known

_LEAST = 2  # labelled lines at the head of a file by which it is known that they are labels
_LONGEST = 40  # lines in which labels are looked for

_LABELLED = re.compile(r"(?P<label>[^\W\d_][\w ./-]{1,30}?)\s*:(?:\s+(?P<value>\S.*)|\s*)")


class Head(NamedTuple):
    """A text without the labelled lines that it begins with, what these say, and those that name no field."""

    text: str
    fields: dict[str, Value]
    other: tuple[str, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """What was changed in the text, in words."""
        return ("labelled lines at its head taken as fields",) if self.fields else ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What people should look at."""
        return (
            (f"lines at its head that are no field were left out: {'; '.join(self.other)}",)
            if self.other
            else ()
        )


def headed(text: str) -> Head:
    """The text parted from its labelled lines, if two of them or more name a field and hold what may be one."""
    lines = text.split("\n")
    block, last, marked = _block(lines)
    fields: dict[str, Value] = {}
    other: list[str] = []
    for label, value in block:
        name = _field(label)
        if name in FIELDS and name not in fields and (name != "published" or re.search(r"\d", value)):
            fields[name] = Value(value, READ, f"the line {label}")
        else:
            other.append(f"{label}: {value}".rstrip(": "))
    ended = marked or last >= len(lines) or not lines[last].strip() or "published" in fields
    # Who speaks in a talk is labelled, too: "Host: …", "Author: …".
    if len(fields) < _LEAST or not ended or not {"title", "published"} & fields.keys():
        return Head(text, {})
    first, _, rest = "\n".join(lines[last:]).lstrip("\n").partition("\n")
    body = _LABELLED.fullmatch(first.strip())
    if body and _field(body["label"]) == "text":
        first = body["value"] or ""
    return Head(f"{first}\n{rest}".lstrip("\n"), fields, tuple(other))


def _block(lines: Sequence[str]) -> tuple[list[tuple[str, str]], int, bool]:
    """The labelled lines at the head, where the text goes on behind them, and whether lines of dashes hold them.

    Between such lines of dashes, lists and values that go on below their label are read as front matter has them.
    """
    at = next((n for n, line in enumerate(lines) if line.strip()), 0)
    marked = lines[at].strip() == "---" and "---" in (line.strip() for line in lines[at + 1 : at + _LONGEST])
    found: list[tuple[str, str]] = []
    last = at + marked
    for number, line in enumerate(lines[last : last + _LONGEST], last):
        bare = line.strip()
        if marked and bare == "---":
            return found, number + 1, True
        match = _LABELLED.fullmatch(bare) if not (marked and line[:1].isspace()) else None
        if match and _field(match["label"]) != "text":
            found.append(
                (match["label"], (match["value"] or "").strip().strip("\"'").removesuffix("|").strip(">-| "))
            )
        elif marked and bare and found:
            label, value = found[-1]
            found[-1] = label, "; ".join(filter(None, [value, bare.removeprefix("- ").strip("\"'")]))
        elif bare or (not marked and not _goes_on(lines[number + 1 :])):
            return found, number, False
        last = number + 1
    return found, last, False


def _goes_on(lines: Sequence[str]) -> bool:
    """Whether the next line that is not blank is labelled with a field, too."""
    following = next((line.strip() for line in lines[:3] if line.strip()), "")
    match = _LABELLED.fullmatch(following)
    return match is not None and _field(match["label"]) in FIELDS


def _field(label: str) -> str:
    """The field that a label names: of labels, "Source" says no less than "Outlet"."""
    return known(label) or known(label, sure=False)
