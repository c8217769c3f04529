"""RTF as text: its paragraphs a line each, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from retold.common.problems import BadInputError, Problem
from retold.intake.source import need

_PAGE_OF_CODES = re.compile(r"\\ansicpg(\d+)")
_PROPERTY = r"\{{\\{name}\b ?((?:[^{{}}\\]|\\.)*)\}}"


def opened(name: str, data: bytes) -> tuple[str, dict[str, str], bool]:
    """Return the text of an RTF file, its properties, and whether it holds pictures.

    Raises
    ------
    BadInputError
        If it is broken.
    """
    convert: Callable[..., str] = need("striprtf.striprtf").rtf_to_text
    markup = decoded(data)
    try:
        text = convert(_readable(markup), errors="ignore")
    except Exception:  # the library raises many kinds of errors for what is no whole document
        problem = Problem(
            name, "a broken RTF document", "an RTF document that opens", "open it and save it again"
        )
        raise BadInputError([problem]) from None
    said = {}
    for key, label in (("title", "title"), ("creator", "author")):
        info = re.search(r"\{\\info\b.*", markup[:20_000], re.S)
        if info and (match := re.search(_PROPERTY.format(name=label), info[0])):
            said[key] = convert("{\\rtf1\\ansi " + match[1] + "}", errors="ignore").strip()
    return text, {k: v for k, v in said.items() if v}, "\\pict" in markup


def decoded(data: bytes) -> str:
    """The markup of an RTF file: some programs write letters as they are, in UTF-8 or in the page of codes it names."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    match = _PAGE_OF_CODES.search(data[:2_000].decode("latin-1"))
    for codec in (f"cp{match[1]}" if match else "", "cp1252"):
        try:
            return data.decode(codec)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def _readable(markup: str) -> str:
    """The markup with cells of tables parted as paragraphs, and without addresses, and hyphens at line ends alone."""
    markup = re.sub(r"\\(?:cell|nestcell)\b ?", r"\\par ", markup)
    markup = re.sub(r'HYPERLINK\s+"[^"{}]*"', "", markup)  # addresses of links are no text
    return re.sub(r"\\-", "", markup)
