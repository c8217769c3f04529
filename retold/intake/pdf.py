"""PDF as text: its paragraphs without running heads, page numbers, and hyphens at line ends."""

from __future__ import annotations

import io
import logging
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median_low
from typing import Any, NamedTuple

from retold.common.problems import BadInputError, Problem
from retold.intake.source import need

_SECONDS = 60
# Of fewer letters on all its pages, a PDF is pictures with a stamp or a page number.
_FEWEST = 40
_NUMBER = re.compile(
    r"[-–—\s]*(?:(?:page|seite|pagina|página|p\.|s\.|side|sida|pag\.)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|sur|di|van|av|af)\s*\d{1,4})?[-–—\s]*",
    re.I,
)
_ADDRESS = re.compile(r"https?://\S+")
# What browsers print above a page: when it was printed, and its title.
_PRINTED = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d{2}(?:\s*[AP]M)?\b.*", re.I)
_ENDS = re.compile(r"[.!?…:][\"”»“’')\]]*$")


class LockedError(Exception):
    """A PDF that asks for a password."""


@dataclass
class Opened:
    """A PDF as its paragraphs.

    Attributes
    ----------
    paragraphs : list of str
        Its text; none if it holds none.
    pages, blank : int
        How many pages it has, and how many of these hold no text.
    properties : dict of str to str
        What its program wrote down of it, and the address that a browser printed below it.
    """

    paragraphs: list[str]
    pages: int
    blank: int
    properties: dict[str, str]


def opened(name: str, data: bytes) -> Opened:
    """Open a PDF.

    Raises
    ------
    LockedError
        If it asks for a password.
    BadInputError
        If it is broken.
    """
    reader = _reader(name, data)
    properties = _properties(reader)
    if largest := _largest(reader):
        properties["largest"] = largest
    pages = _by_poppler(data)
    if pages is None:
        pages = _by_pypdf(name, reader)
    lines = [[line.rstrip() for line in page.split("\n")] for page in pages]
    blank = sum(not any(re.search(r"\w", line) for line in page) for page in lines)
    if sum(len(re.findall(r"\w", page)) for page in pages) < _FEWEST:
        return Opened([], len(pages), len(pages), properties)
    kept, address = without_running(lines)
    if address:
        properties["url"] = address
    found = _headline_apart(paragraphs(kept), properties.get("largest", ""))
    return Opened(found, len(pages), blank, properties)


def _headline_apart(found: list[str], headline: str) -> list[str]:
    """The paragraphs with the headline as one of its own: what stands close below it may be joined to it."""
    words = headline.split()
    for n, text in enumerate(found[:8]):
        own = text.split()
        if words and own[: len(words)] == words and len(own) > len(words):
            return [*found[:n], " ".join(words), " ".join(own[len(words) :]), *found[n + 1 :]]
    return found


def _reader(name: str, data: bytes) -> Any:
    pypdf = need("pypdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends itself is nobody's concern
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise LockedError
        len(reader.pages)
    except LockedError:
        raise
    except pypdf.errors.DependencyError:
        raise LockedError from None  # a cipher that needs another package: pages cannot be read without it
    except Exception:  # the library raises many kinds of errors for what is no whole document
        problem = Problem(name, "a broken PDF", "a PDF that opens", "open it and save it again")
        raise BadInputError([problem]) from None
    return reader


def _properties(reader: Any) -> dict[str, str]:
    try:
        found = reader.metadata or {}
        said = {"title": found.get("/Title"), "creator": found.get("/Author")}
    except Exception:  # broken properties are none
        return {}
    return {key: str(value).strip() for key, value in said.items() if value and str(value).strip()}


def _by_poppler(data: bytes) -> list[str] | None:
    """The pages as pdftotext reads them, in the order of their columns; None if it cannot."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="retold-") as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(data)
        command = [program, "-enc", "UTF-8", "-q", str(path), "-"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
    if done.returncode != 0:
        return None
    pages = done.stdout.decode("utf-8", "replace").split("\f")
    return pages[:-1] if len(pages) > 1 and not pages[-1].strip() else pages


class _Line(NamedTuple):
    """A line of a page: how high it stands, how large its letters are, and its text."""

    height: float
    size: float
    text: str


def _by_pypdf(name: str, reader: Any) -> list[str]:
    try:
        return [_with_gaps(_lines_of(page)) for page in reader.pages]
    except Exception:  # the library raises many kinds of errors for what is no whole document
        problem = Problem(
            name, "a PDF whose text cannot be read", "a PDF with text", "open it and save it again"
        )
        raise BadInputError([problem]) from None


def _lines_of(page: Any) -> list[_Line]:
    """The lines of a page as pypdf reads them."""
    found: list[_Line] = []

    def visit(text: str, matrix: Any, place: Any, font: Any, size: Any) -> None:
        height = place[5] * abs(matrix[3] or 1) + matrix[5]
        large = float(size or 0) * abs(place[3] or place[0] or 1)
        for n, piece in enumerate(text.split("\n")):
            if n == 0 and found and abs(found[-1].height - height) < 2:
                found[-1] = _Line(found[-1].height, max(large, found[-1].size), found[-1].text + piece)
            elif piece.strip():
                found.append(_Line(height, large, piece))

    page.extract_text(visitor_text=visit)
    return [line for line in found if line.text.strip()]


def _with_gaps(lines: list[_Line]) -> str:
    """Lines as text, with a blank line where more than the usual space stands between two, or letters change size."""
    steps = [a.height - b.height for a, b in pairwise(lines) if a.height - b.height > 1]
    usual = median_low(steps) if steps else 0
    text = lines[0].text if lines else ""
    for above, line in pairwise(lines):
        apart = above.height - line.height > 1.4 * usual
        other = abs(above.size - line.size) > 0.15 * max(above.size, line.size, 1)
        text += ("\n\n" if apart or other else "\n") + line.text
    return text


def _largest(reader: Any) -> str:
    """What is set in the largest letters on the first page, which is the headline more often than not."""
    try:
        lines = _lines_of(reader.pages[0])
    except Exception:  # a page that pypdf cannot read has no headline that can be told
        return ""
    top = max((line.size for line in lines if len(line.text.split()) > 1), default=0)
    large = [line for line in lines if line.size > 0.97 * top]
    words = " ".join(line.text.strip() for line in large)
    return words if len(large) < 6 and 2 < len(words.split()) < 30 else ""


def without_running(pages: list[list[str]]) -> tuple[list[list[str]], str]:
    """Return the pages without the lines that stand above or below each of them, and an address found in these."""
    ends = [(n, at) for n, page in enumerate(pages) for at in _ends_of(page)]
    counts = Counter(key for n, key in {(n, _same(pages[n][at])) for n, at in ends} if key)
    drop: set[tuple[int, int]] = set()
    address = ""
    for n, at in ends:
        line = pages[n][at].strip()
        often = len(pages) > 1 and counts[_same(line)] >= max(2, 0.5 * len(pages))
        printed = bool(_PRINTED.fullmatch(line)) and not _ENDS.search(line)
        if often or printed or _NUMBER.fullmatch(line):
            drop.add((n, at))
        found = _ADDRESS.match(line)
        if found and (often or re.fullmatch(r"https?://\S+(?:\s+\d+\s*/\s*\d+)?", line)):
            drop.add((n, at))
            address = address or found[0]
    kept = [[line for at, line in enumerate(page) if (n, at) not in drop] for n, page in enumerate(pages)]
    return kept, address


def _ends_of(page: list[str]) -> list[int]:
    """Where the first and the last three lines of a page stand that are not blank."""
    full = [at for at, line in enumerate(page) if line.strip()]
    return sorted({*full[:3], *full[-3:]})


def _same(line: str) -> str:
    """A line of which numbers may differ from page to page; blank if it is no more than one."""
    return re.sub(r"\d+", "#", " ".join(line.split())).casefold()


def paragraphs(pages: list[list[str]]) -> list[str]:
    """Return the paragraphs of pages: lines joined, words that a line end parts, and paragraphs that a page end parts."""
    lines = [line for page in pages for line in [*page, ""]]
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(lines).casefold()))
    full = sorted(len(line) for line in lines if len(line.split()) > 3)
    width = full[int(0.8 * len(full))] if full else 0
    found: list[str] = []
    ended = True
    for n, line in enumerate(lines):
        text = " ".join(line.split())
        if not text:
            ended = ended or n == 0 or bool(found and not _runs_on(found[-1], _next(lines, n)))
            continue
        if ended or not found:
            found.append(text)
        else:
            found[-1] = _joined(found[-1], text, words)
        following = lines[n + 1].strip() if n + 1 < len(lines) else ""
        short = len(line.strip()) < 0.8 * width and bool(_ENDS.search(text))
        ended = short and bool(re.match(r"[\"“”«»„‘'(—–-]?\s*[A-ZÀ-ÞĀ-Ž0-9]", following))
    return found


def _next(lines: list[str], n: int) -> str:
    return next((line.strip() for line in lines[n + 1 :] if line.strip()), "")


def _runs_on(before: str, after: str) -> bool:
    """Whether a paragraph goes on behind the end of a column or a page."""
    return bool(after) and not _ENDS.search(before) and after[:1].islower() and len(before.split()) > 6


def _joined(before: str, after: str, words: Counter[str]) -> str:
    """Two lines as one: a hyphen goes unless the word is written with it elsewhere."""
    if before.endswith("\u00ad"):
        return before[:-1] + after
    match = re.search(r"([^\W\d_]+)[-‐]$", before)
    start = re.match(r"[^\W\d_]+", after)
    if not match or not start or not after[0].islower():
        return f"{before}{after}" if match and start else f"{before} {after}"
    whole, parted = (match[1] + start[0]).casefold(), f"{match[1]}-{start[0]}".casefold()
    return before + after if words[parted] > words[whole] else before[:-1] + after
