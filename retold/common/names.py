"""Names as they stand in addresses and files, and the room that text takes."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str, most: int) -> str:
    """Return a name of small letters, digits and hyphens, cut between words where that leaves enough.

    Blank, if the text has no letter or digit that ASCII has.

    Examples
    --------
    >>> slug("The Marrow Bay Courier (Sunday)", 24)
    'the-marrow-bay-courier'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = ""
    for word in re.findall(r"[a-z0-9]+", ascii_text.lower()):
        longer = f"{name}-{word}" if name else word[:most]
        if len(longer) > most:
            break
        name = longer
    return name


def wide(text: str) -> int:
    """Return how many letters' room a text takes: a sign of Chinese, Japanese or Korean takes that of two, a mark none."""
    if text.isascii():
        return len(text)
    return sum(_room(sign) for sign in text)


def _room(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
