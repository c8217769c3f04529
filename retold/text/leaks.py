"""Check that no file gives away more than a short excerpt of a text.

Derived data and pages may quote at most twelve consecutive words. A file is read as it
stands and, where it wraps text in markup (HTML, JSON, embedded images), unwrapped too.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from retold.text.reading import read

LONGEST = 12
LONGEST_TITLE = 40  # words of what may be called a headline

_TOKEN = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_TAG = re.compile(r"<[^>]*>")
_EMBEDDED = re.compile(r"data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class Leak:
    """A run of words of a text found in a file."""

    file: Path
    doc_id: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}: more than {LONGEST} consecutive words of {self.doc_id}, near “{self.words} …”"


def find(
    texts: Mapping[str, str], files: Iterable[Path], titles: Mapping[str, str] | None = None
) -> list[Leak]:
    """Return the first leak of each file, by the text it comes from.

    Parameters
    ----------
    texts : mapping of doc_id to text
        The texts as decoded.
    files : iterable of Path
        The files to read, of any kind.
    titles : mapping of doc_id to str, optional
        Headlines: a text is cited by them, and giving one away is no leak, also where the text repeats it.
    """
    # What was published of a text may be its words as they are read: without soft hyphens, say.
    forms = [(doc_id, form) for doc_id, text in texts.items() for form in {str(text), str(read(text).view)}]
    cited = titles or {}
    runs = {
        run: doc_id
        for doc_id, text in forms
        for part in _around(text, cited.get(doc_id, ""))
        for run in _runs(part)
    }
    # Where the text repeats its headline with other marks or blanks, its words still are the headline's.
    for title in cited.values():
        if len(title.split()) <= LONGEST_TITLE:
            for run in _runs(title):
                runs.pop(run, None)
    # A first word that begins no run needs no further look: most files are done with that.
    firsts = {run[0] for run in runs}
    leaks = (_first(path, runs, firsts) for path in files)
    return [leak for leak in leaks if leak is not None]


def _around(text: str, title: str) -> list[str]:
    """A text without its headline: what stands before it, between its repetitions, and behind it."""
    words = title.split()
    if not 0 < len(words) <= LONGEST_TITLE:
        return [text]
    return re.split(r"\s+".join(map(re.escape, words)), text)


def _first(path: Path, runs: Mapping[tuple[str, ...], str], firsts: set[str]) -> Leak | None:
    for text in _readings(path):
        for run in _runs(text, firsts):
            if run in runs:
                return Leak(path, runs[run], " ".join(run[:3]))
    return None


def _runs(text: str, firsts: set[str] | None = None) -> Iterator[tuple[str, ...]]:
    """Yield the runs of words of a text that are one word too long, those that begin with one of `firsts` alone."""
    tokens = _TOKEN.findall(_APOSTROPHE.sub("", text).lower())
    for i in range(len(tokens) - LONGEST):
        if firsts is None or tokens[i] in firsts:
            yield tuple(tokens[i : i + LONGEST + 1])


def _readings(path: Path) -> Iterator[str]:
    """Yield the ways in which a file can be read as text."""
    raw = path.read_bytes().decode("utf-8", errors="ignore")
    yield raw
    if path.suffix in {".html", ".svg", ".xml"}:
        yield html.unescape(_TAG.sub(" ", raw))
    if path.suffix in {".json", ".ipynb"}:
        with contextlib.suppress(json.JSONDecodeError):
            yield "\n".join(_strings(json.loads(raw)))
    for match in _EMBEDDED.finditer(raw):
        try:
            yield base64.b64decode(match[1]).decode("utf-8", errors="ignore")
        except binascii.Error:
            continue


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        # The source of a notebook cell is a list of lines.
        yield " ".join(v for v in value if isinstance(v, str))
        for item in value:
            if not isinstance(item, str):
                yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
