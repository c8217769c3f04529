"""What of a sentence counts when two are compared: all of it but white space and the form of its marks.

Two sentences are the same if `plain` makes them equal. A row of an alignment is called same by this, and what the view marks
in a row is what this leaves different (`retold.view.changes`), so that no row is called edited in which nothing is marked.
"""

from __future__ import annotations

import re

from retold.text import UNPARTED

# One form for each mark that has several: quotation marks and apostrophes, hyphens and minus signs, three points.
_MARKS = str.maketrans(
    dict.fromkeys("“”„‟«»〝〞＂", '"')
    | dict.fromkeys("‘’‚‛‹›`´", "'")
    | dict.fromkeys("‐‑‒–−", "-")
    | {"…": "..."}
)
# A dash, however it is typed: long, as two hyphens, or a hyphen that stands alone. One before a number is a minus.
_DASH = re.compile(r"\s*(?:[—―]|-{2,}|(?<!\S)[-‒–−](?!\S))\s*")
AT_ENDS = "\"' “”„‟«»〝〞＂‘’‚‛‹›`´"  # what may stand at an end of a sentence and belong to its neighbour
_SIGNS_OF_MONEY = "$€£¥"
_LETTER = "[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in UNPARTED) + "]"
# Blanks that say nothing: before a mark that closes (oui !) or a sign of the number before it (5 %), around quotation
# marks (« oui »), inside brackets, between a number and its money, behind three points, between letters of scripts without
# blanks. Where they would part or join numbers (3. 5) they stay.
_IDLE = re.compile(
    r"\s+(?=[,.;:!?)\]}](?!\w)|[%‰°])"
    r'|\s+(?=")|(?<=")\s+'
    r"|(?<=[(\[{¿¡])\s+"
    rf"|(?<=[{_SIGNS_OF_MONEY}])\s+(?=\d)|(?<=\d)\s+(?=[{_SIGNS_OF_MONEY}](?!\s*\d))"
    r"|(?<=\.\.\.)\s+"
    rf"|(?<={_LETTER})\s+(?={_LETTER})"
)
_POINTS = re.compile(r"\.(?:\s\.){2,}")


def plain(sentence: str) -> str:
    """Return a sentence without what does not count as a change.

    Parameters
    ----------
    sentence : str
        Any passage of a text.

    Returns
    -------
    str
        The passage with one form for each kind of mark (quotation marks, apostrophes, dashes, hyphens and minus signs, three
        points), one blank for any white space, none where it only stands beside a mark, and without quotation marks at its
        ends, which the cut between two sentences may leave on either side.

    Examples
    --------
    >>> plain("“It’s late – too late…”") == plain("It's  late -- too late ...")
    True
    >>> plain("-5 %"), plain("5")
    ('-5%', '5')
    """
    if sentence.isascii() and not _NEEDED.search(sentence):
        return sentence
    text = _DASH.sub(" — ", " ".join(sentence.split())).translate(_MARKS)
    text = _IDLE.sub("", _POINTS.sub("...", text.replace("''", '"')))
    return text.strip("\"' ")


def alike(sign: str) -> str:
    """Return the one form of a mark, which may be written in several."""
    return "—" if _DASH.fullmatch(sign) else sign.translate(_MARKS).replace("''", '"')


# What a sentence must have for `plain` to change it, if it is of ASCII alone: most have nothing of it.
_NEEDED = re.compile(
    r"[^\S ]|  |`|''|^[\"' ]|[\"' ]$|\"| -|--|- |^-|-$| [,.;:!?)\]}%]|[(\[{] |[$] |\d [$]|\.\.\. |\. \."
)
