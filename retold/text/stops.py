"""Stops, and whether they end a sentence: omissions, names, quotations and lists tell, and `abbreviations` behind a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.text.abbreviations import (
    LOWER_GOES_ON,
    MONTH_NAMES,
    OPENERS,
    PEOPLE,
    after_word,
    any_of,
    first_word,
    names_short,
    token_before,
)

OPENING = "“‘«„‹‚"
STRAIGHT = "\"'"
OTHER_STOPS = "。！？｡।॥؟۔։።။។"

_MARKS = ".!?‽⁇⁈⁉‼"
_CAPITALS = "A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁЄІЇ"
_SIGN = re.compile(f"[{_MARKS}…{OTHER_STOPS}]")
_STOP = re.compile(
    rf"""
    (?P<mark>
        (?<=\s)\.(?:[ ]\.){{2,6}}+                      # waited . . . .
      | (?<=[^\s.])\.(?:[ ]\.){{2}}+(?![ ]?\.)          # waited. . .
      | (?<![{_MARKS}])[{_MARKS}]++ | …
    )
    (?P<close>(?:[”’"'»›)\]]|[“«‘‹](?=[\s,;:]|$))*)      # in German “ and « close: they do where no letter follows
    (?P<note>                                           # the number of a footnote
        (?:\[(?:\d{{1,3}}(?:[,–-][ ]?\d{{1,3}})*|[a-z]|note[ ]\d+|citation[ ]needed)\])+ | \*{{1,3}} | [†‡]
      | [¹²³⁰⁴-⁹]+
      | (?:(?<=[^\W\d_][^\W\d_][.!?])|(?<=[.!?][”’"]))\d{{1,3}}
    )?
    (?: (?=\s|$|[“‘«„"](?![\s,;:]))
      | (?P<glued>(?<!["'’])(?=[{_CAPITALS}]))          # no blank behind the stop
    )
    | (?P<other>[{OTHER_STOPS}]++)(?P<close_other>[”’»›」』）]*)
    """,
    re.VERBOSE,
)


# What numbers an item of a list, at the beginning of it: "1.", "b.", "IV.)".
_ITEM = re.compile(
    r"[•⁃–#\s-]*\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[A-Za-z]|[ivxlc]{1,5}|[IVXLC]{1,5}|(?:Step|Item|Rule|Tip|Point|Question|Lesson)\s\d{1,2})\s*"
)
# The first item may stand behind a colon: "two demands: 1. Close the bridge."
_ITEM_WITHIN = re.compile(r"(?::\s+\(?[1aAiI]|;\s+\(?(?:\d{1,2}|[a-z]))$")
_NAMED = re.compile(
    r"(President|Prime Minister|Chancellor|General|Senator|Governor|Mayor|(?:Mr|Mrs|Ms|Dr|Gen|Sen|Gov)\.|[A-Z][a-z]+)\s+[A-Z]"
)
_I = re.compile(r"I(?:[’']|\b)(?!\.)")

# Names that end in an exclamation mark, and what follows one that is not listed if it is the name of a firm.
_EXCLAIMED = re.compile(r"\b(?:Yahoo|Jeopardy|Yum|Joomla|Kahoot|Mamma Mia|Moulin Rouge|Chips Ahoy)$")
_FIRM = re.compile(
    r"(?:Inc|Corp|Ltd|Co)\.|(?:Foods|Brands|Group|Holdings|Studios|Entertainment|Network|Networks|Magazine|Stores|Airlines|"
    r"Airways|Restaurants|Industries|Records|Toys|Games)\s+(?:[A-Z]\w+\s+)?[a-z]"
)
_CAPITALISED = re.compile(r"\b[A-Z]\w*$")

_SAYS = re.compile("[^。！？]{0,6}(?:[说說道问問喊叫答讲講]|言[っいう]|話し|叫ん|尋ね|語っ|述べ|答え)")
_SAID = any_of(
    "said says added adds replied replies answered answers wrote writes whispered shouted cried yelled screamed asked asks "
    "wondered exclaimed demanded murmured muttered insisted warned joked quipped recalled remarked explained continued "
    "concluded tweeted declared announced observed noted argued responded repeated inquired countered mused pressed"
)
_CUE = re.compile(
    r"(?P<who>(?:(?:[A-Z][\w.’'-]*|de|von|van|der|al|bin|of|the|(?<=[Tt]he )[a-z]+)\s+){1,5}?)"
    rf"{_SAID}\b(?P<rest>[^.!?…\"“”\n]{{0,80}})(?P<stop>[.!?…\"“]|$)"
)
# What may follow a word of saying that tells whose the quotation before it was.
_MANNER = re.compile(
    rf"\s*(?:,(?!\s*[‘’'\"“]).*|(?:\s(?:\w+ly|later|again|then|aloud|back|(?:on|last|late|early)\s+\w+day|(?:in|on)\s+{MONTH_NAMES}(?:\s\d+)?))*)$"
)
_CLAUSE = re.compile(
    r"\b(?:that|whether|if|to|for|how|why|what|about|who|he|she|it|they|we|I|was|were|is|are|had|has|have|would|will|could|not|no)\b"
)
_HEARER = re.compile(
    r"\s+(?:the|an?|his|her|their|him|them|me|us|reporters|in|at|on|during|after|as|while|with|from|when|\w+ly)\b"
)
_CITED = re.compile(
    r"\((?:[A-Z][\w.’'-]*(?:,?\s(?:and|&|et\sal\.|[A-Z][\w.’'-]*))*,?\s)?(?:pp?\.\s)?\d+(?:[-–]\d+)?(?:,\s(?:pp?\.\s)?\d+(?:[-–]\d+)?)?\)\s*\."
)

# A sentence in brackets of its own.
_WHOLE_BRACKET = re.compile(r"\([“\"]?[A-Z][^\s()]{0,30}\s[^\s()]+\s[^()\n]{0,200}[.!?][”\"]?\)")
# "(ret.) Boyd", "(Calif.) Times"
_SHORT_BRACKET = re.compile(r"\(([\w.]{1,6})$")

_DOMAINS = frozenset("com org net edu gov io co info js uk de ru ua tv ai py eu".split())
_NO_PROSE = re.compile(r"[/@\\=_#&~|<>.]")
_WHOLE_WORD = re.compile(r"(?:[^\W\d_]+(?:[’'–—-][^\W_]+)*)[,;:!?”’\"')]*(?=\s|$)")

_BULLETS = "•▪◦‣⁃"
_MARKER = re.compile(
    r"\s*(?P<open>[(\[])?(?P<number>\d{1,3}|[ivx]{1,5}|[IVX]{1,5}|[a-y])(?P<close>\.\)|[.)\]])\s"
)
_NUMERALS = "i ii iii iv v vi vii viii ix x xi xii".split()


def is_small(letter: str) -> bool:
    """Whether a sentence cannot begin with `letter`; in Georgian, without capitals, it can."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


def end_of(text: str, begin: int, stop: re.Match[str]) -> int:
    """Return where a sentence ends if it ends at `stop`; in French a blank stands before the mark that closes."""
    at = stop.end()
    if stop["mark"] == ". . ." and text[stop.start() - 1].isspace():
        return stop.start() + 1  # three loose points between two sentences belong to neither
    if text[at + 1 : at + 2] == "»" and text[at] in " \u00a0\u202f" and not text[at + 2 : at + 3].strip():
        before = text[max(begin, at - 400) : at]
        if before.rfind("«") > before.rfind("»"):
            return at + 2
    return at


def found(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what may end a sentence: stops with what closes behind them."""
    at = start
    # The signs are found fast; the whole pattern need not be tried at every letter.
    for sign in _SIGN.finditer(text, start, end):
        if sign.start() >= at and (stop := _STOP.match(text, sign.start(), end)):
            at = stop.end()
            yield stop


def ends(text: str, begin: int, stop: re.Match[str], follow: int, end: int) -> bool:
    """Say whether a sentence ends at a stop.

    `stop` is one of `found` in the sentence from `begin`; the next word begins at `follow`, the line ends at `end`.
    """
    if follow >= end:
        return False
    if stop["other"] is not None:
        return not (stop["close_other"] and _SAYS.match(text, follow))
    if stop["glued"] is not None and not _lacks_blank(text, stop):
        return False
    token, nxt = token_before(text, begin, stop.start()), text[follow]
    if nxt in "([" and _brackets_go_on(token, text, follow):
        return False
    if numbers_item(text, begin, stop):
        return False
    opened = any(c in OPENING + STRAIGHT for c in text[stop.end() : follow])
    if is_small(nxt) and not opened:
        return False
    if _omits(text, begin, stop, follow):
        return False
    if stop["mark"][0] == "." and not stop["close"]:
        numbered = bool(stop["note"]) and stop["note"][0].isdigit()
        return is_small(nxt) or after_word(token, text, begin, stop.start(), follow, numbered=numbered)
    # “… early?” asked X: a capital must follow, and it does.
    return not (_is_name(text, begin, stop, follow) or _tells_whose(text, stop, follow))


def _brackets_go_on(token: str, text: str, follow: int) -> bool:
    """Whether brackets behind a stop belong to its sentence: "Marlow Inc. (“Marlow”)", “… river.” (Hale 41)."""
    firm = token.lower() in LOWER_GOES_ON and not token.isupper()
    return (firm and not _WHOLE_BRACKET.match(text, follow)) or bool(_CITED.match(text, follow))


def numbers_item(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Say whether a stop belongs to the number of an item: all that stands before it, or all behind a colon."""
    at = stop.start()
    if at - begin < 20 and _ITEM.fullmatch(text, begin, at):
        return True
    return bool(_ITEM_WITHIN.search(text, max(begin, at - 8), at))


def items(text: str, start: int, end: int) -> list[int]:
    """Return where the items of a list begin that stand in one line, or nothing if it holds no list.

    The line begins with the first item, and each has the next number, or the same bullet: "1) Bread 2) Milk".
    """
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    if first < end and text[first] in _BULLETS:
        begins = [first, *(m.end() for m in re.compile(rf"\s(?={text[first]})").finditer(text, first, end))]
    else:
        marker = _MARKER.match(text, first, end)
        begins = list(_numbered(text, marker, end)) if marker else []
    return begins if len(begins) > 1 else []


def _numbered(text: str, marker: re.Match[str], end: int) -> Iterator[int]:
    """Where the item of `marker` and those that count on from it begin."""
    number, at = marker["number"], marker.start()
    while True:
        yield at
        number = _next(number)
        # Behind a comma, "and" or "or" one sentence counts: "1. bread, 2. milk and 3. tea".
        wanted = rf"(?<=[^\s,;:])\s({re.escape((marker['open'] or '') + number + marker['close'])})\s"
        follower = re.compile(wanted).search(text, at, end) if number else None
        if follower is None or text.endswith((" and", " or"), at, follower.start()):
            return
        at = follower.start(1)


def _next(number: str) -> str:
    """The number, letter or numeral that follows, or nothing."""
    low = number.lower()
    if number.isdigit():
        return str(int(number) + 1)
    if low in _NUMERALS[:-1] and not (number.islower() and len(number) == 1 and number != "i"):
        after = _NUMERALS[_NUMERALS.index(low) + 1]
        return after if number.islower() else after.upper()
    return chr(ord(number) + 1) if len(number) == 1 and number.islower() else ""


def _omits(text: str, begin: int, stop: re.Match[str], follow: int) -> bool:
    """Whether three points are a pause or an omission within a sentence: “I … I do not know”, “the men … [left]”."""
    if stop["mark"].replace(" ", "") not in ("…", "..."):
        return False
    word = first_word(text, follow)
    head = text[max(begin, stop.start() - 40) : stop.start()].rstrip().lower()
    again = head.endswith(word) and not head.removesuffix(word)[-1:].isalnum()
    if _I.match(text, follow) or text[follow] == "[" or (word and again):
        return True  # this capital tells nothing, and “We … we lost” is one start over again
    if stop["close"] or not text[stop.start() - 1 : stop.start()].isspace():
        return stop["close"].startswith("]") and text[follow] == "("
    # A name goes on: “We met … President Boyd”. With a blank before it the mark omits, inside a quotation.
    before = text[max(begin, stop.start() - 400) : stop.start()]
    quoted = before.rfind("“") > before.rfind("”") or before.count('"') % 2 == 1
    named = _NAMED.match(text, follow)
    return quoted and named is not None and named[1].lower() not in OPENERS


def _lacks_blank(text: str, stop: re.Match[str]) -> bool:
    """Whether a stop with a capital right behind it ends a sentence: "rose.Farmers", not "Booking.Com" or "ASP.NET"."""
    left = text[max(0, stop.start() - 80) : stop.start()].rsplit(maxsplit=1)[-1:] or [""]
    if _NO_PROSE.search(left[0]) or not re.search(r"[^\W\d_]{2}|\d", left[0]):
        return False
    word = _WHOLE_WORD.match(text, stop.end())
    if word is None:
        return False
    first = first_word(text, stop.end())
    whole = text[stop.end() : stop.end() + len(first)]
    return first not in _DOMAINS and (whole in ("A", "I") or not whole.isupper())


def _is_name(text: str, begin: int, stop: re.Match[str], follow: int) -> bool:
    """Whether a stop belongs to a name, "Yahoo! Finance", or to what is short in brackets, "Gen. (ret.) Boyd"."""
    before = text[max(begin, stop.start() - 40) : stop.start()]
    if stop["mark"] == "." and stop["close"] == ")":
        short = _SHORT_BRACKET.search(before)
        return short is not None and names_short(short[1])
    if stop["mark"] != "!" or stop["close"]:
        return False
    if _EXCLAIMED.search(before):
        return first_word(text, follow) not in OPENERS and not PEOPLE.match(text, follow)
    return bool(_CAPITALISED.search(before) and _FIRM.match(text, follow))


def _tells_whose(text: str, stop: re.Match[str], follow: int) -> bool:
    """Whether what follows a quotation says who spoke it, and goes on with its sentence: “Is it over?” Boyd asked."""
    if stop["close"].strip(")]") == "" or any(c in OPENING + STRAIGHT for c in text[stop.end() : follow]):
        return False
    cue = _CUE.match(text[follow : follow + 160])
    if cue is None or cue["stop"] in ("“", '"'):
        return False
    rest, first = cue["rest"], cue["who"].split()[0].lower()
    if ":" in rest or (first in OPENERS and first not in ("he", "she", "they", "we", "i", "the")):
        return False
    if not rest.strip() or stop["mark"] == "." or first in OPENERS:
        return bool(_MANNER.match(rest)) and not _CLAUSE.search(rest.split(",")[0])
    return bool(_MANNER.match(rest) or _HEARER.match(rest)) and not _CLAUSE.search(rest.split(",")[0])
