"""Read attributions in brat standoff, as PolNeAR gives them.

A folder holds `*.ann` files and the texts they point into: beside them, or in a folder `text`
next to theirs. An event of an .ann file with a role *Content* is an attribution; *Source* and
*Cue* are its other roles (a digit behind a role's name is dropped). Words under a span of type
*Discard* are neither right nor wrong. A text with several annotators is read once, by the
first of them in alphabetical order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retold.speech.cues import lexicon

Span = tuple[int, int]


@dataclass(frozen=True)
class Attribution:
    """What somebody is said to have said: spans into the text."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Article:
    """A text with its attributions."""

    name: str
    text: str
    attributions: tuple[Attribution, ...]
    discarded: tuple[Span, ...] = field(default=())

    @property
    def publisher(self) -> str:
        """What stands before the first underscore of the name, as PolNeAR names its files."""
        return self.name.split("_")[0]


def read_folder(folder: Path) -> list[Article]:
    """Read every annotated text below `folder`, in the order of their names."""
    found: dict[str, Article] = {}
    for ann in sorted(folder.rglob("*.ann")):
        path = _text_of(ann)
        if path is None:
            raise SystemExit(f"{ann}: there is no text for it, neither beside it nor in a folder text")
        if path.stem not in found:
            text = path.read_bytes().decode("utf-8")
            found[path.stem] = _article(path.stem, text, ann.read_bytes().decode("utf-8"))
    if not found:
        raise SystemExit(f"{folder}: no .ann file in it or below it")
    return [found[name] for name in sorted(found)]


def _text_of(ann: Path) -> Path | None:
    names = [ann.stem, ann.stem.rpartition("_")[0]]
    places = [ann.parent, ann.parent.parent / "text"]
    paths = [place / f"{name}.txt" for name in names if name for place in places]
    return next((path for path in paths if path.is_file()), None)


def _article(name: str, text: str, ann: str) -> Article:
    spans: dict[str, tuple[str, tuple[Span, ...]]] = {}
    events: list[Sequence[str]] = []
    for line in ann.split("\n"):
        key, _, rest = line.partition("\t")
        if re.fullmatch(r"T\d+", key):
            kind, _, offsets = rest.partition("\t")[0].partition(" ")
            parts = tuple((int(a), int(b)) for a, b in (part.split() for part in offsets.split(";")))
            spans[key] = (kind, parts)
        elif re.fullmatch(r"E\d+", key):
            events.append(rest.split())
    attributions = []
    for event in events:
        roles: dict[str, list[Span]] = {"Content": [], "Cue": [], "Source": []}
        for pair in event:
            role, _, target = pair.partition(":")
            role = role.rstrip("0123456789")
            if role in roles and target in spans:
                roles[role] += spans[target][1]
        if roles["Content"]:
            made = (tuple(sorted(roles[r])) for r in ("Content", "Cue", "Source"))
            attributions.append(Attribution(*made))
    discarded = tuple(span for kind, parts in spans.values() if kind == "Discard" for span in parts)
    return Article(name, text, tuple(attributions), discarded)


@dataclass(frozen=True)
class Clause:
    """A clause that says, the words that it says, and who is its subject: spans into the text."""

    says: tuple[Span, ...]
    content: tuple[Span, ...]
    subject: Span | None = None


@dataclass(frozen=True)
class Told:
    """A text in which clauses of saying and thinking are annotated, and nothing else."""

    name: str
    genre: str
    text: str
    clauses: tuple[Clause, ...]

    def article(self) -> Article:
        """What can be learnt from it: a clause whose cue the lexicon knows is an attribution."""
        return Article(f"{self.genre}_{self.name}", self.text, tuple(_attributions(self.text, self.clauses)))


def read_clauses(path: Path) -> list[Told]:
    """Read texts in which clauses of saying are annotated: a JSON object a line, as the attribution relation of GUM.

    Each has `id`, `genre`, `text` and `gold`, a list of clauses: `sat`, the spans of the words of the clause that says;
    `content`, those of the words said; `subject`, the span of who says it, or null.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    return [_told(json.loads(line)) for line in lines if line.strip()]


def _told(row: dict[str, Any]) -> Told:
    clauses = (
        Clause(
            tuple((s, e) for s, e in one["sat"]),
            tuple((s, e) for s, e in one["content"]),
            tuple(one["subject"]) if one["subject"] else None,
        )
        for one in row["gold"]
    )
    return Told(row["id"], row["genre"], row["text"], tuple(clauses))


def _attributions(text: str, clauses: Iterable[Clause]) -> Iterator[Attribution]:
    """The cue is the word of the lexicon nearest to the content; a clause without one is left out."""
    for clause in clauses:
        first, last = clause.content[0][0], clause.content[-1][1]
        cues = [(s, e) for s, e in clause.says if text[s:e].lower() in lexicon()]
        cues = [w for w in cues if any(c.part != "noun" for c in lexicon()[text[slice(*w)].lower()])] or cues
        if not cues:
            continue
        cue = min(cues, key=lambda word: max(first - word[1], word[0] - last, 0))
        apart = any(first <= s < last for s, _ in clause.says)
        content = clause.content if apart else ((first, last),)
        yield Attribution(content, (cue,), (clause.subject,) if clause.subject else ())
