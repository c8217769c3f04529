"""A text file that holds one article: its body, and what its first lines and its name say of it."""

from __future__ import annotations

import re
from pathlib import PurePath

from retold.intake.article import GUESSED, Article, Found, Place, Unread, Value
from retold.intake.bylines import names
from retold.intake.heads import DATE, credit
from retold.intake.labelled import headed
from retold.intake.source import TEXT, Source

KIND = "text"
LONGEST_TITLE = 25  # words
_CREDITS = 6  # first lines that may say who wrote an article, and when

_PARTED = re.compile(r"^[ \t]*(?:-{3,}|={3,}|_{3,}|\*{3,}|#{3,}|~{3,})[ \t]*$", re.M)
_DAY_OF_FOLDERS = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/](0[1-9]|1[0-2])[-_/](0[1-9]|[12]\d|3[01])(?!\d)")
# Folders that are called by days or by what they hold.
_NO_OUTLET = re.compile(
    r"[\W\d_]*|(?:txt|texts?|texte|textes|textos|articles?|artikel|data|corpus|korpus|new folder|neuer ordner)",
    re.I,
)
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?!\d)")
_ENDS = re.compile(r"[.!?…:;,]['\"”’»)\]]*$")
_WORD = re.compile(r"\w+")


def recognises(source: Source) -> bool:
    """Whether a file is a text; what else it may be is asked before."""
    return source.container == TEXT


def read(source: Source) -> Found:
    """Read a text file as one article.

    The text is that of the file, but for labelled lines at its head (``Title: …``, ``Date: …``), which are read as fields.
    A first line that stands alone and reads like a headline is proposed as the title, and lines below it as who wrote it
    and when; these stay in the text.
    """
    head = headed(source.text)
    if not _WORD.search(head.text):
        place = Place(source.name)
        return Found(
            KIND, (), unread=(Unread(place, "no text under its labelled lines", source.data, "add the text"),)
        )
    guesses = {**named(source.name), **_credited(head.text)}
    if (title := headline(head.text, source.name)) and "title" not in head.fields:
        guesses["title"] = title
    notes = list(head.notes)
    if (parts := len(_PARTED.findall(head.text))) > 1:
        notes.append(
            f"{parts} lines of dashes or the like part it: if each ends an article, save each as a file"
        )
    return Found(
        KIND,
        (Article(head.text, Place(source.name), {**guesses, **head.fields}, head.changed, tuple(notes)),),
    )


def _credited(text: str) -> dict[str, Value]:
    """What the short lines at the head of a text say of who wrote it and when."""
    found: dict[str, Value] = {}
    first = [line.strip() for line in text.split("\n") if line.strip()][:_CREDITS]
    for line in first:
        if len(line.split()) > LONGEST_TITLE:
            break
        if (said := credit(line)) is None:
            continue
        for name, value in (
            ("published", said.date),
            ("authors", "; ".join(names([said.byline]))),
            ("outlet", said.other),
        ):
            if value:
                found.setdefault(name, Value(value, GUESSED, "a line at its head"))
    return found


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
    """Return what the name of a file and of its folders say: a day, and the outlet if it stands before the day.

    ``courier_2022-09-12_bridge.txt``, ``courier/2022-09-12.txt`` and ``courier/2022/09/12.txt`` are from *courier*.
    """
    path = PurePath(name)
    found: dict[str, Value] = {}
    before = ""
    stem = path.stem.replace("_", " ")
    if day := _DAY.search(path.stem) or DATE.search(stem):
        found["published"] = Value(_separated(day[0]), GUESSED, "the file's name")
        before = re.split(r"\s[-–—]\s", stem[: day.start()])[0].strip(" -.,")
    elif day := _DAY_OF_FOLDERS.search(path.with_suffix("").as_posix()):
        found["published"] = Value("-".join(day.groups()), GUESSED, "names of the file and its folders")
    if before and not before[0].isdigit() and len(before) <= 30:
        found["outlet"] = Value(before, GUESSED, "the file's name, before the day")
    elif folder := next((f for f in reversed(path.parts[:-1]) if not _NO_OUTLET.fullmatch(f)), ""):
        found["outlet"] = Value(folder, GUESSED, "the file's folder")
    return found


def _separated(day: str) -> str:
    """A day of a name with dashes: 20220912 and 2022_09_12 are 2022-09-12."""
    match = re.fullmatch(r"(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)", day)
    return "-".join(match.groups()) if match else day
