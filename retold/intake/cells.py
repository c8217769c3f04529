"""Cells of a table made texts: what spreadsheets and scrapers wrote into them is undone, and said."""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from retold.intake.source import need

# How many characters a cell of Excel holds; what is longer is cut without a word.
EXCEL_LIMIT = 32_767

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|strong|em|b|i|u|h[1-6]|ul|ol|li|blockquote|figure|img|section|article|table|td|tr|font|script|tx|zt|ld)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
_ENTITY = re.compile(r"&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,8}\d?);", re.I)
# Those of HTML, and of the mark-up that a Swiss database has in its cells: lead, heading between paragraphs, author.
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li blockquote section article table tr td th pre header footer main aside hr dl dt dd tx ld zt au".split()
)
# What is no sentence of the article; lg is a caption there.
_NO_TEXT = frozenset("script style noscript figure figcaption iframe svg head template lg".split())
_MISSING = frozenset("none nan null n/a na nat #n/a nil undefined - – — [] {}".split())
_ERRORS = frozenset("#name? #value! #ref! #n/a #div/0! #null! #num!".split())
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe]")
_SHORTENED = re.compile(r"\[\+\d{1,9} (?:chars|characters)\]\Z")


def plain(value: Any) -> str:
    """Return the value of a cell as a text: days as YYYY-MM-DD, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() and not value.tzinfo else value.isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def missing(value: str) -> bool:
    """Whether a cell says nothing: it is empty, or programs wrote that there was nothing."""
    return not value.strip() or value.strip().casefold() in _MISSING


def failed(value: str) -> bool:
    """Whether a cell holds an error of a spreadsheet instead of what was written into it."""
    return value.strip().casefold() in _ERRORS


def line(value: str) -> str:
    """Return the value of a field on one line, with the entities of HTML made characters."""
    value, _ = _unescaped(value)
    if _TAG.search(value):
        value = _from_html(value)
    if _ENTITY.search(value):
        value = html.unescape(value)
    return " ".join(_CONTROL.sub(" ", value).split())


def names(value: str) -> str:
    """Return authors joined by semicolons, where a program wrote them as a list."""
    value = line(value)
    if value.startswith("[") and value.endswith("]"):
        for parse in (json.loads, ast.literal_eval):
            try:
                listed = parse(value)
            except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
                continue
            if isinstance(listed, list) and all(isinstance(name, str) for name in listed):
                return "; ".join(" ".join(name.split()) for name in listed if name.strip())
    return "; ".join(part.strip() for part in re.split(r"\s*[;|]\s*", value) if part.strip()) or value


def body(value: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a cell in paragraphs, and what was changed in it beyond its layout."""
    changed = []
    mark = _shortened(value)
    text, escapes = _unescaped(value.rstrip().removesuffix(mark) if mark else value)
    if mark:
        changed.append("the number of characters that are not given, at its end, was taken away")
    if escapes:
        changed.append("escapes of Excel such as _x000D_ were made characters")
    text = _lines(text)
    if _literal_breaks(text):
        text = _lines(re.sub(r"\\r\\n|\\n|\\r", "\n", text).replace("\\t", " "))
        changed.append("\\n written as two characters were made line breaks")
    if _TAG.search(text):
        text = _from_html(text)
        changed.append("HTML was made text")
    elif _ENTITY.search(text) and (unescaped := html.unescape(text)) != text:
        text = _lines(unescaped)
        if _TAG.search(text):
            text = _from_html(text)
        changed.append("entities of HTML such as &amp; were made characters")
    if _CONTROL.search(text):
        text = _CONTROL.sub("", text)
    joined = _unwrapped(text)
    if joined != text:
        changed.append("lines of one width were joined to paragraphs")
    return _paragraphs(joined), tuple(changed)


def cut(value: str) -> str:
    """Say that a text was cut, if it shows; blank if it does not."""
    ends = {len(value), len(value.encode("utf-16-le", "surrogatepass")) // 2, len(_unescaped(value)[0])}
    if EXCEL_LIMIT in ends:
        return f"ends at {EXCEL_LIMIT:,} characters, where Excel cuts a cell"
    if mark := _shortened(value):
        return f"ends in {mark}: the service gives only the beginning"
    return ""


def without_headline(text: str, title: str) -> str:
    """Return a text without the headline that it begins with; the text itself if it does not."""
    first, _, rest = text.partition("\n\n")
    if title and rest.strip() and _letters(first) and _letters(first) == _letters(title):
        return rest
    return text


def _shortened(value: str) -> str:
    """What a service writes at the end of a text of which it gives only the beginning; blank if nothing."""
    match = _SHORTENED.search(value.rstrip()[-40:])
    return match[0] if match else ""


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _unescaped(value: str) -> tuple[str, bool]:
    """Without the escapes of Excel: _x000D_ is a carriage return, _x005F_ the line that begins an escape."""
    if not _ESCAPED.search(value):
        return value, False

    def character(match: re.Match[str]) -> str:
        number = int(match[1], 16)
        # Others than these may be part of a name: nothing that people type is a control character.
        return chr(number) if number < 0x20 or number in (0x5F, 0x7F) else match[0]

    text = _ESCAPED.sub(character, value)
    return text, text != value


def _lines(text: str) -> str:
    return re.sub(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text)


def _literal_breaks(text: str) -> bool:
    """Whether line breaks are written as a backslash and a letter; in the path of a file they are not."""
    found = len(re.findall(r"(?<![\\:])\\n", text))
    return (
        found > 1 or ("\\n\\n" in text) or (found == 1 and "\n" not in text and not re.search(r"\w:\\", text))
    )


def _from_html(text: str) -> str:
    lxml_html = need("lxml.html")
    # Outside of tags a blank line parts paragraphs in what people paste together; HTML itself would not keep it.
    marked = re.sub(r"\n[ \t]*\n\s*", "<p>", text)
    try:
        tree = lxml_html.fragment_fromstring(marked, create_parent="div")
    except Exception:  # whatever the parser makes of what is no HTML: the text stays as it is
        return text
    parts = "".join(_pieces(tree))
    return "\n\n".join(
        "\n".join(" ".join(row.split()) for row in part.split("\x01"))
        for part in re.split(r"\s*\x02[\s\x02]*", parts)
        if part.strip()
    )


def _pieces(root: Any) -> Iterator[str]:
    """The text of a tree, blocks parted by one sign and line breaks marked by another; without a stack of calls."""
    waiting: list[Any] = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
            continue
        after = [item.tail or ""] if item is not root else []
        tag = item.tag if isinstance(item.tag, str) else ""
        if tag == "br":
            yield "\x01"
        elif tag and tag not in _NO_TEXT:
            edge = ["\x02"] if tag in _BLOCKS else []
            inside = [*edge, item.text or "", *item, *edge]
            waiting.extend(reversed([*inside, *after]))
            continue
        waiting.extend(after)


def _unwrapped(text: str) -> str:
    """Join lines that were broken at one width; a break after a short line or a sentence parts paragraphs."""
    lines = [row.rstrip() for row in text.split("\n")]
    full = [row for row in lines if row]
    if len(full) < 4:
        return text
    longest = max(map(len, full))
    inner = [row for row, after in pairwise(lines) if row and after]
    if not 40 <= longest <= 110 or len(inner) < 3:
        return text
    wide = [row for row in inner if len(row) >= longest * 0.75]
    open_ended = [row for row in wide if row[-1] not in '.!?…"”»:']
    if len(wide) < len(inner) * 0.7 or len(open_ended) < len(wide) * 0.6:
        return text
    return re.sub(r"(?<=\S)[ \t]*\n[ \t]*(?=\S)", " ", "\n".join(lines))


def _paragraphs(text: str) -> str:
    """Each line that is left is a paragraph."""
    rows = (" ".join(row.split()) for row in text.split("\n"))
    return "\n\n".join(row for row in rows if row)
