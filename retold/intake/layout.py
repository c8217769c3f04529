"""The text of an article as a corpus keeps it, and what was changed for that."""

from __future__ import annotations

import re

_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Half a character (a surrogate) can be in no file; JSON and names of files may hold one.
_SIGNS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile(r"\n{3,}")


def tidy(text: str) -> tuple[str, list[str]]:
    """Return a text as it is kept, with what was changed in it, in words.

    Lines end with a line feed, blanks of every kind become one plain blank, control signs go, more than one blank line in
    a row becomes one. Words, marks and paragraphs stay as they are.

    Parameters
    ----------
    text : str
        The text as its reader gives it.

    Returns
    -------
    (str, list of str)
        The text, ended by a line feed, and the changes; none if there were none but at its ends.
    """
    changed = []
    ends = text.count("\r")
    if ends:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        changed.append("line ends made alike")
    text = text.replace("\f", "\n").replace("\v", "\n")
    text, signs = _SIGNS.subn("", text)
    if signs:
        changed.append(f"control signs taken out: {signs}")
    odd = sum(len(match[0]) > 1 or match[0] != " " for match in _BLANKS.finditer(text))
    if odd:
        text = _BLANKS.sub(" ", text)
        changed.append(f"blanks made plain and single: {odd}")
    lines = [line.strip(" ") for line in text.split("\n")]
    text, breaks = _BREAKS.subn("\n\n", "\n".join(lines).strip("\n"))
    if breaks:
        changed.append(f"blank lines beyond one left out: {breaks}")
    return f"{text}\n", changed
