"""Blocks of text: what a page of HTML says, block by block, and how names and lines of exports are tidied."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

# Elements that begin on a line of their own.
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_MUTE = frozenset("script style head title meta link noscript template button input select textarea".split())
_BOLD = frozenset("b strong".split())
_SPACE = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


class Block(NamedTuple):
    """A run of text that a page sets on a line of its own.

    Attributes
    ----------
    text : str
        Its text on one line; the lines of preformatted text are kept.
    bold : str
        What stands in bold at its beginning, which is how exports set labels; blank if nothing.
    element : Any
        The nearest element that makes a block.
    broken : bool
        Whether a line break ended it instead of the end of a block.
    """

    text: str
    bold: str
    element: Any
    broken: bool


def squeeze(text: str) -> str:
    """Return `text` on one line: runs of blanks of any kind become one, and signs that nobody sees go."""
    return _SPACE.sub(" ", text.replace("&softReturn;", " ").translate(_INVISIBLE)).strip()


class _Flow:
    """The walk through a page, which gathers its blocks."""

    def __init__(self, mute: frozenset[Any]) -> None:
        self.blocks: list[Block] = []
        self._mute = mute
        self._text: list[str] = []
        self._bold: list[str] = []
        self._leading = True  # nothing but bold text so far
        self._kept = 0  # depth of preformatted elements

    def flush(self, element: Any, *, broken: bool = False) -> None:
        raw = "".join(self._text)
        lines = map(squeeze, raw.split("\n")) if self._kept else [squeeze(raw)]
        if text := "\n".join(line for line in lines if line):
            self.blocks.append(Block(text, squeeze("".join(self._bold)), element, broken))
        self._text, self._bold, self._leading = [], [], True

    def say(self, text: str | None, bold: bool) -> None:
        if not text:
            return
        self._text.append(text)
        if bold and self._leading:
            self._bold.append(text)
        elif text.strip():
            self._leading = False

    def walk(self, element: Any, block: Any, bold: bool) -> None:
        """Go through an element; `block` is the nearest that makes a block."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _MUTE or element in self._mute:
            return
        own = tag in _BLOCKS
        if own:
            self.flush(block)
            block = element
        self._kept += tag == "pre"
        bold = bold or tag in _BOLD
        self.say(element.text, bold)
        for child in element:
            if child.tag == "br":
                self.flush(block, broken=True)
            else:
                self.walk(child, block, bold)
            self.say(child.tail, bold)
        if own:
            self.flush(block)
        self._kept -= tag == "pre"


def blocks(element: Any, mute: Iterable[Any] = ()) -> list[Block]:
    """Return the blocks of an element of HTML in the order of the page, without what is empty.

    Parameters
    ----------
    element : Any
        The element, of lxml.
    mute : iterable
        Elements within it that are passed over; what follows them is not.
    """
    flow = _Flow(frozenset(mute))
    flow.walk(element, element, False)
    flow.flush(element)
    return flow.blocks


def within(element: Any, mute: Iterable[Any] = ()) -> str:
    """Return the text of an element on one line."""
    return squeeze(" ".join(block.text for block in blocks(element, mute)))


def classes(element: Any) -> list[str]:
    """Return the classes of an element."""
    return (element.get("class") or "").split()


def plain(text: str) -> str:
    """Return the letters of `text` alone, without accents and case, to compare labels and titles."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in letters if sign.isalnum())


def words(text: str) -> int:
    """Return how many words `text` has, as databases count: whatever blanks part."""
    return len(text.split())


_OFFICE = re.compile(
    r"\b(?:editors?|correspondents?|reporters?|writers?|staff|bureau|chief|analyst|columnist|redakt\w+|korrespondent\w*|"
    r"rédact\w+|correspondant\w*|journalist\w*|redact\w+|corresponsal\w*|inc|ltd|llc|gmbh)\b",
    re.I,
)


def is_name(text: str) -> bool:
    """Whether a text looks like the whole name of a person: a few words that begin and end with capitals."""
    parts = text.split()
    if not 1 < len(parts) < 6 or re.search(r"[\d,;:!?]", text) or _OFFICE.search(text):
        return False
    return parts[0][:1].isupper() and parts[-1][:1].isupper()


# Dates as databases print them, in any language: a month is a word. Each takes the year to its end.
_WORD = r"[^\W\d_]{2,}\.?"
DATE = re.compile(
    rf"\d{{1,2}}(?:er|\.|º|o|st|nd|rd|th)?\s+(?:de\s+|d')?{_WORD}(?:\s+de(?:l)?)?,?\s+\d{{4}}\b"
    rf"|{_WORD}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b"
    r"|\b\d{4}\s*[-/.年년]\s*\d{1,2}\s*[-/.月월]\s*\d{1,2}(?!\d)\s*[日일]?"
    r"|\b\d{1,2}\s+\d{1,2}\s?[月월]\s+\d{4}\b"
    r"|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b"
)
