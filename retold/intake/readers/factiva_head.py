"""What Factiva says of an article: the lines between its headline and its text, by their codes or by where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.intake.article import GUESSED, READ, Article, Place, Value
from retold.intake.blocks import DATE, squeeze, words
from retold.intake.bylines import joined

# A source's code filled up with zeros, the day of loading, a serial: not the day of the article.
ACCESSION = re.compile(r"\b([A-Z0-9]{2,8}0{2}\d{8}[a-z0-9]{6,12})\b")
RIGHTS = re.compile(
    r"\(?\s*(?:copyright|©|\(c\)|all rights reserved|alle rechte|tous droits|版权|著作権)", re.I
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*(?:GMT|UTC|[AP]M))?", re.I)
_LENGTH = re.compile(r"(?:[^\W\d]{1,12}\s*)?(\d[\d.,\s]*)\s*\S{0,20}(?:\s[^\W\d]{1,10})?")
_CAPTION = re.compile(
    r"(?:photo|map|chart|drawing|graph|graphic|diagram|foto|grafik|karte)s?(?::| of | by )", re.I
)
# The codes of the fields, which are the same in every language of the interface.
_CODES = {
    "HD": "title", "BY": "authors", "PD": "published", "SN": "outlet", "SE": "section", "LA": "language",
    "CY": "rights",
}  # fmt: skip
_BODY = ("LP", "TD")


class Outline:
    """What is known of an article while it is read."""

    def __init__(self, basis: str, text: str) -> None:
        self.basis = basis
        self.text = text
        self.fields: dict[str, Value] = {}
        self.changed: list[str] = []

    def set(self, name: str, value: str, source: str, basis: str = "") -> None:
        """Keep what is said of a field, unless it is blank or something else was said of it before."""
        if value := squeeze(value):
            self.fields.setdefault(name, Value(value, basis or self.basis, source))


def article(outline: Outline, place: Place) -> Article:
    """Make an article of what is known of it, with notes on what people should look at."""
    last = outline.text.rpartition("\n\n")[2]
    notes = ["its last paragraph reads as captions of pictures"] if _CAPTION.match(last) else []
    length, stated = words(outline.text), outline.fields.get("words")
    if stated and len(stated.value) < 7 and 0 < length < 0.5 * int(stated.value):
        notes.append(f"has {length} words, and the file says {stated.value}")
    return Article(outline.text, place, outline.fields, tuple(outline.changed), tuple(notes))


def from_codes(rows: Sequence[tuple[str, Sequence[str]]]) -> Outline:
    """Read an article whose fields carry codes: each code with its paragraphs."""
    paragraphs = [paragraph for code, told in rows if code in _BODY for paragraph in told]
    outline = Outline(READ, "\n\n".join(paragraphs))
    for code, told in rows:
        value = " ".join(told)
        if code in _CODES:
            outline.set(_CODES[code], joined(value) if code == "BY" else value, code)
        elif code == "WC":
            outline.set("words", re.sub(r"\D", "", value), code)
        elif code == "AN":
            accession = ACCESSION.search(value)
            outline.set("id", accession[1] if accession else value.split()[-1] if value else "", code)
        elif code == "ART" and value:
            outline.changed.append("left out the captions of pictures (ART)")
    return outline


def is_accession(line: str) -> bool:
    """Whether a line says the accession number, and at most a word before it."""
    return len(line.split()) < 4 and bool(ACCESSION.search(line))


def read_head(outline: Outline, lines: list[str], accession: str) -> None:
    """Read the lines between headline and text: length, date, hour, outlet, its code, edition, page, language, rights."""
    at = next((i for i, line in enumerate(lines) if is_date(line)), None)
    code = source_code(lines, accession, (at if at is not None else -1) + 1)
    if at is not None:
        outline.set("published", lines[at], "line behind the headline")
        length = _LENGTH.fullmatch(lines[at - 1]) if at else None
        if length:
            outline.set("words", re.sub(r"\D", "", length[1]), "line before the date")
        credits = lines[: at - 1 if length else at]
        bylines = [line for line in credits if re.match(r"(?:by|von|par|por|door)\s", line, re.I)]
        if bylines:
            outline.set("authors", joined(bylines[0]), "line behind the headline", GUESSED)
    if code is not None:
        outline.set("outlet", lines[code - 1], "line before the code of the source")
        _rest(outline, lines[code + 1 :])
    elif at is not None:
        rest = [line for line in lines[at + 1 :] if not _CLOCK.fullmatch(line)]
        if rest and not RIGHTS.match(rest[0]):
            outline.set("outlet", rest[0], "line behind the date", GUESSED)
        _rest(outline, rest[1:])


def is_date(line: str) -> bool:
    """Whether a line is a date, and little else."""
    found = DATE.search(line)
    return bool(found) and len(line) - len(found[0]) < 12 if found else False


def source_code(lines: list[str], accession: str, start: int) -> int | None:
    """Where the code of the source stands: the accession number begins with it."""
    first = start + 1  # the name of the source stands before it
    for at in range(first, len(lines)):
        line = lines[at]
        if accession and line.isalnum() and accession.startswith(line):
            if re.match(r"0*\d{8}", accession[len(line) :]):
                return at
        elif not accession and re.fullmatch(r"(?=.*[A-Z])[A-Z0-9]{2,8}", line):
            return at
    return None


def _rest(outline: Outline, lines: list[str]) -> None:
    """Read the lines behind the code of the source, which end with the language and the rights."""
    rights = next((i for i, line in enumerate(lines) if RIGHTS.match(line)), None)
    if rights is None and lines and not is_language(lines[-1]):
        rights = len(lines) - 1
    basis = READ if rights is not None and RIGHTS.match(lines[rights]) else GUESSED
    before = lines if rights is None else lines[:rights]
    if before and is_language(before[-1]):
        outline.set("language", before[-1], "line before the rights", basis)
    if rights is not None:
        outline.set("rights", " ".join(lines[rights:]), "line before the text", basis)


def is_language(line: str) -> bool:
    """Whether a line may name a language: a word or two, perhaps with a script: "Chinese - Traditional"."""
    return (
        len(line) <= 40 and re.fullmatch(r"[^\W\d_]{2,}(?:\s*[-–(]?\s*[^\W\d_]+\)?){0,2}", line) is not None
    )
