"""A text file that holds one article: its body, and what its first lines and its name say of it."""

from __future__ import annotations

import re
from pathlib import PurePath

from retold.intake.article import FIELDS, GUESSED, READ, Article, Found, Place, Unread, Value
from retold.intake.headings import known
from retold.intake.source import TEXT, Source

KIND = "text"
LONGEST_TITLE = 25  # words
LEAST_LABELS = 2  # labelled lines at the head of a file by which it is known that they are labels

_LABELLED = re.compile(r"(?P<label>[^\W\d_][\w ./-]{1,30}?)\s*:\s+(?P<value>\S.*)")
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?!\d)")
_ENDS = re.compile(r"[.!?…:;,]['\"”’»)\]]*$")
_WORD = re.compile(r"\w+")


def recognises(source: Source) -> bool:
    """Whether a file is a text; what else it may be is asked before."""
    return source.container == TEXT


def read(source: Source) -> Found:
    """Read a text file as one article.

    The text is that of the file, but for labelled lines at its head (``Title: …``, ``Date: …``), which are read as fields.
    A first line that stands alone and reads like a headline is proposed as the title, and stays in the text.
    """
    text, fields = _headed(source.text)
    if not _WORD.search(text):
        place = Place(source.name)
        return Found(KIND, (), unread=(Unread(place, "no text under its labelled lines", source.data),))
    changed = ("labelled lines at its head taken as fields",) if fields else ()
    guesses = named(source.name)
    if (title := headline(text, source.name)) and "title" not in fields:
        guesses["title"] = title
    return Found(KIND, (Article(text, Place(source.name), {**guesses, **fields}, changed),))


def _headed(text: str) -> tuple[str, dict[str, Value]]:
    """The text without the labelled lines that it begins with, and what these say."""
    lines = text.split("\n")
    fields: dict[str, Value] = {}
    last = 0
    for number, line in enumerate(lines):
        if not line.strip() or line.strip() == "---":
            if fields and line.strip() != "---":
                break
            continue
        match = _LABELLED.fullmatch(line.strip())
        name = known(match["label"]) if match else ""
        if match is None or name not in (*FIELDS, "text") or name in fields:
            break
        fields[name] = Value(match["value"].strip().strip("\"'"), READ, f"the line {match['label']}")
        last = number + 1
    body = fields.pop("text", None)
    if len(fields) < LEAST_LABELS:
        return text, {}
    rest = "\n".join(lines[last:]).removeprefix("---").lstrip("\n")
    return (f"{body.value}\n{rest}" if body else rest), fields


def headline(text: str, name: str) -> Value | None:
    """Return the first line of a text if it reads like a headline: short, alone, and no sentence that ends in a stop.

    One that ends in a stop is taken too where the name of the file repeats its words.
    """
    first, _, rest = text.strip().partition("\n")
    words = _WORD.findall(first)
    if not words or len(words) > LONGEST_TITLE or not _WORD.search(rest):
        return None
    if not _ENDS.search(first.strip()):
        return Value(first.strip(), GUESSED, "the first line")
    slug = re.sub(r"\W|_", "", PurePath(name).stem).lower()
    start = "".join(words[:4]).lower()
    if len(start) > 8 and start in slug:
        return Value(first.strip(), GUESSED, "the first line, which the file's name repeats")
    return None


def named(name: str) -> dict[str, Value]:
    """Return what the name of a file and of its folder say: a day, and the outlet if it stands before the day.

    ``courier_2022-09-12_bridge.txt`` and ``courier/2022-09-12.txt`` are from *courier*.
    """
    path = PurePath(name)
    found: dict[str, Value] = {}
    before = ""
    if day := _DAY.search(path.stem):
        digits = re.sub(r"\D", "", day[0])
        found["published"] = Value(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}", GUESSED, "the file's name")
        before = path.stem[: day.start()].strip(" _-.")
    if before and not before[0].isdigit() and len(before) <= 30:
        found["outlet"] = Value(before, GUESSED, "the file's name, before the day")
    elif len(path.parts) > 1:
        found["outlet"] = Value(path.parts[-2], GUESSED, "the file's folder")
    return found
