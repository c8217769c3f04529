"""What a cell of a table may put into a page: its words, and nothing that a page would do.

A corpus may come from anybody. Its cells reach the MyST Markdown of generated pages through `inline`, `code` and
`role` alone, and the HTML of tables and figures through templates that escape (`retold.book.templates`), so that no cell can include a file, call a
directive or a role, link, or hold HTML. Pages show a cell as it reads in a spreadsheet, in one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

# Control characters that neither HTML nor XML may hold; line breaks and tabs become spaces before.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
# ASCII punctuation with a meaning in MyST, anywhere or where a block begins; a backslash makes each of it plain
# (CommonMark 0.31, 2.4).
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&]|^[-+=:%(]")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")


class Markup(str):
    """Text that is MyST Markdown already: made by this module, or written by the project itself."""

    __slots__ = ()


def plain(value: object) -> str:
    """Return a cell as one line of text without control characters."""
    return _CONTROL.sub("\ufffd", _SPACE.sub(" ", str(value)).strip())


def inline(value: object) -> Markup:
    """Return MyST Markdown that shows a cell as it stands: in a paragraph, a list, a heading or a table.

    Parameters
    ----------
    value : object
        The cell; what is `Markup` already stays as it is.
    """
    if isinstance(value, Markup):
        return value
    escaped = _SPECIAL.sub(lambda m: "\\" + m[0], plain(value))
    return Markup(_NUMBERED.sub(r"\1\\\2", escaped))


def code(value: object, *, in_table: bool = False) -> Markup:
    """Return MyST Markdown that shows a cell as code; in a table of Markdown a bar would end the cell."""
    text = plain(value)
    if not text:
        return Markup("")
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    inner = text.replace("|", "\\|") if in_table else text
    return Markup(f"{fence}{pad}{inner}{pad}{fence}")


def role(name: str, target: object) -> Markup:
    """Return a MyST role; a backtick in its target, which would end it, is left out."""
    return Markup(f"{{{name}}}`{plain(target).replace('`', '')}`")


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of MyST Markdown.

    Parameters
    ----------
    head : sequence
        What stands over the columns.
    rows : iterable of sequence
        The cells of each row, as they read in a spreadsheet; what is missing is blank, and what is `Markup` stays as it is.
    """
    lines = ["| " + " | ".join(map(inline, head)) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        lines.append("| " + " | ".join("" if _missing(cell) else inline(cell) for cell in row) + " |")
    return "\n".join(lines) + "\n"


def _missing(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell)
