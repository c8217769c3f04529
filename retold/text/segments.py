"""Sentences and words of a text, with offsets.

Every offset is a Python string index into the text as decoded, end exclusive.
Well-kept splitters were measured against hand counts before these rules were
written (`benchmarks/sentences`): on respun news each is three or four sentences
off on at least one text, because machines tear off fragments that begin in lower
case and break at abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retold.text.clauses import has_cue, has_quotation, is_sentence, looks_english
from retold.text.offsets import Span

OPENING = "“‘«„‹"
CLOSING = "”’»›"
STRAIGHT = "\"'"

HEADING_WORDS = 25
HEAD_LINES = 3  # kicker, headline, standfirst
TAIL_WORDS = 3  # what stands behind a sentence on its line is a heading only if it is this short
LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_OTHER_STOPS = "。！？｡।॥؟۔։።။។"

WORD = re.compile(
    r"""
    (?:[^\W\d_]\.){2,}                      # U.S., a.m.
    | \d+(?:[.,:]\d+)+ (?:[^\W_]+)?         # 8.5, 137,000
    | [^\W_]+ (?:['’‐‑-][^\W_]+)*           # Putin’s, commander-in-chief
    """,
    re.VERBOSE,
)

# First and last letters of scripts written without spaces: Thai and Lao, Burmese to Khmer,
# kana and Han. What compares words reads these a letter at a time.
UNPARTED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x9FFF))

# After these a full stop does not end a sentence, whatever follows.
_TITLES = frozenset(
    "adm amb asst atty brig capt capts cmdr col cols cpl det dr drs fr ft gen gens gov govs hon insp lt lts maj majs "
    "messrs mr mrs ms mt pres prof profs rep reps rev revs sen sens sgt sgts st supt vs".split()
)
# After these it ends a sentence unless a number follows ("Feb. 24", "No. 10").
_BEFORE_NUMBER = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec no nos fig figs p pp vol art sec ch".split()
)
# After these it ends a sentence only if a capital follows ("Smith Inc. The"), as after most words; but what
# follows in lower case was not torn off.
_LOWER_GOES_ON = frozenset("co corp inc jr llc ltd plc sr etc approx dept est al ca eg ie".split())
# What numbers an item of a list, at the beginning of it: "1.", "b.", "IV.)".
_ITEM = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,5}|[IVXLC]{1,5})")
# An address or the name of a file: a part of several letters, a point, a part in lower case.
_ADDRESS = re.compile(r"(?:[/@]\S*|[\w-]{2,}\.(?:[\w-]+\.)*)[a-z]{2,}$")
_DECIMAL = re.compile(r"\d[\d.,]*[.,]\d+$")
_HOUR = frozenset({"a.m", "p.m"})
_FRONTED = re.compile(r"(?i)(?:after|around|at|before|by|from|on|since|until)\b")
# A capital behind an hour that does not begin a sentence: a zone or a day.
_OF_HOUR = re.compile(
    r"(?:[ECMP][SD]?T|GMT|UTC|BST|CET|CEST|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Central|Mountain|Pacific|"
    r"Greenwich|Moscow|Kyiv|local|January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)\b"
)
# A degree that somebody has, or takes: one behind a name goes on ("Ann Ray, Ph.D. and dean").
_DEGREE = re.compile(
    r"(?i)\b(?:an?|his|her|their|my|your|the|for|with)\s+(?:\w+\s+)?(?:Ph\.D|M\.D|B\.A|M\.A|J\.D|B\.Sc|M\.Sc|Ed\.D)$"
)
_STREET = re.compile(r"(?:\b\d+\w?\s+(?:[A-Z][\w.'’-]*\s+){1,3}|\b\d+(?:st|nd|rd|th)\s+)St$")
_SAYS = re.compile("[^。！？]{0,6}[说說道问問喊叫答]")
_STOP = re.compile(
    # In German “ and « close: they do where no letter follows.
    r"(?:(?<![.!?])[.!?]++|…)(?P<close>(?:[”’\"'»›)\]]|[“«](?=[\s,;:]|$))*)(?=\s|$|[“‘«„\"](?![\s,;:]))"
    rf"|[{_OTHER_STOPS}]++(?P<close_other>[”’»›」』）]*)"
)
_TOKEN_BEFORE = re.compile(r"(?:[^\W_]\.)*[^\W_]+$")
_I = re.compile(r"I(?:[’']|\b)(?!\.)")
_SCRAP = re.compile(r"[^\W_]+\.")
_DEBRIS = re.compile(r"[\s.,;:!?•·…–—\"'“”‘’«»‹›)\]]*")


def words(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the (start, end) offsets of the words of a text as it stands; see `retold.words`.

    `start` and `end` are the stretch of `text` to read, in characters; by default all of it.
    """
    return [m.span() for m in WORD.finditer(text, start, len(text) if end is None else end)]


def terms(text: str, spans: Sequence[Span] | None = None) -> list[str]:
    """Return the words of `text` in the form in which they are counted and compared.

    Lower case, apostrophes straight, no possessive s. `spans` are the words, if they are known already.
    """
    listed = words(text) if spans is None else spans
    lowered = (text[s:e].lower().replace("’", "'") for s, e in listed)
    return [term.removesuffix("'s") for term in lowered]


def sentences(text: str) -> list[Span]:
    """Return the (start, end) offsets of the sentences of a text as it stands; see `retold.sentences`.

    A line break ends a sentence: `retold.text.reading` joins lines that were wrapped.
    """
    return cut(text)[0]


def cut(text: str) -> tuple[list[Span], list[Span]]:
    """Return the sentences of `text` and its headings; see `sentences` and `headings`."""
    whole: list[Span] = []
    titles: list[Span] = []
    line_spans = list(lines(text))
    head, english = _head(text, line_spans), looks_english(text)
    for number, (start, end) in enumerate(line_spans):
        line = text[start:end]
        if number < head and not (has_quotation(line) and has_cue(line)):
            titles += _trimmed(text, start, end)
            continue
        of_line = _pieces_of_line(text, start, end)
        most = HEADING_WORDS if len(of_line) == 1 else TAIL_WORDS
        if of_line and _is_heading(text, of_line[-1], most, english):
            titles.append(of_line.pop()[0])
        whole += _whole(text, of_line)
    return whole, titles


def pieces(text: str) -> list[Span]:
    """Return the (start, end) offsets of what stands between full stops, in order.

    These are the sentences, but with every scrap that a machine tore off by itself, and
    with headings: each word of the text belongs to a piece. For alignment, where a scrap
    has a place of its own; for counting, `sentences` is the measure.
    """
    return [piece for start, end in lines(text) for piece, _ in _pieces_of_line(text, start, end)]


def headings(text: str) -> list[Span]:
    """Return the (start, end) offsets of headlines, standfirsts and crossheads.

    A heading is a line of at most `HEADING_WORDS` words without closing punctuation, or the
    end of one behind its last full stop of at most `TAIL_WORDS`, that holds neither a quotation nor a
    word of saying nor a finite verb (see `retold.text.clauses`): with one of these it is a
    sentence that lost its stop. The first lines of a text are its headline, which may hold
    a verb or a quotation: there only both, words in marks and who says them, make a sentence.

    The words of a heading belong to the text; it is not counted as a sentence.
    """
    return cut(text)[1]


def paragraphs(text: str) -> list[Span]:
    """Return the (start, end) offsets of each line of `text` that holds a word."""
    return [span for line in lines(text) for span in _trimmed(text, *line)]


def lines(text: str) -> Iterator[Span]:
    """Yield the (start, end) offsets of what stands between line breaks, unless it is empty."""
    return (m.span() for m in re.finditer(rf"[^{LINE_BREAKS}]+", text))


def _head(text: str, line_spans: Sequence[Span]) -> int:
    """How many lines stand at the head of a text: short ones without a stop, if a stopped one follows."""
    wordy = 0
    for number, (start, end) in enumerate(line_spans):
        if _stops(text, start, end) or len(words(text, start, end)) > HEADING_WORDS:
            return number
        wordy += bool(WORD.search(text, start, end))
        if wordy > HEAD_LINES:
            break
    else:
        return 0  # no stop at all: nothing sets a headline apart
    stopped = (_stops(text, start, end) for start, end in line_spans[number:])
    return number if any(stopped) else 0


def _stops(text: str, start: int, end: int) -> bool:
    """Whether a line ends as sentences do; "NAME: words" and lists end without a full stop too."""
    line = text[start:end].rstrip().rstrip(CLOSING + STRAIGHT + ")]")
    return line.endswith((".", "!", "?", "…", ":", ";", ",", "—", "–", *_OTHER_STOPS))


def _is_heading(text: str, piece: tuple[Span, bool], most: int, english: bool) -> bool:
    """Whether the last piece of a line is a heading of at most `most` words; a scrap torn off a sentence is none."""
    (start, end), fresh = piece
    if not fresh or _stops(text, start, end) or len(words(text, start, end)) > most:
        return False
    return not is_sentence(text[start:end], english)


def _pieces_of_line(text: str, start: int, end: int) -> list[tuple[Span, bool]]:
    """The pieces of a line, each with whether a sentence ended before it."""
    of_line: list[tuple[Span, bool]] = []
    begin, follow, fresh = start, start, True
    for stop in _STOP.finditer(text, start, end):
        if stop.start() < follow:
            continue  # a loose stop between the one before it and the next word
        debris = _DEBRIS.match(text, stop.end(), end)
        follow = debris.end() if debris else stop.end()
        ends = _ends_sentence(text, begin, stop, follow, end)
        if ends or _tears(text, begin, stop, follow, end):
            of_line += [(span, fresh) for span in _trimmed(text, begin, stop.end())]
            begin, fresh = stop.end(), ends
    return of_line + [(span, fresh) for span in _trimmed(text, begin, end)]


def _whole(text: str, of_line: Sequence[tuple[Span, bool]]) -> list[Span]:
    """Sentences from pieces: a scrap belongs to the sentence before it."""
    joined: list[Span] = []
    for piece, fresh in of_line:
        if joined and (not fresh or _SCRAP.fullmatch(text, *piece)):
            joined[-1] = (joined[-1][0], piece[1])
        else:
            joined.append(piece)
    return joined


def _tears(text: str, begin: int, stop: re.Match[str], follow: int, end: int) -> bool:
    """Whether a piece in lower case behind a bare full stop was torn off ("September. rice field.")."""
    if follow >= end or not is_small(text[follow]) or stop.group() != ".":
        return False
    word = _token_before(text, begin, stop).lower()
    abbreviates = len(word) == 1 or "." in word or word in _TITLES | _BEFORE_NUMBER | _LOWER_GOES_ON
    return not abbreviates


def _token_before(text: str, begin: int, stop: re.Match[str]) -> str:
    token = _TOKEN_BEFORE.search(text, max(begin, stop.start() - 40), stop.start())
    return token.group() if token else ""


def is_small(letter: str) -> bool:
    """Whether a sentence cannot begin with `letter`; in Georgian, without capitals, it can."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    """The span without white space at its ends, or nothing if it holds no word."""
    if not WORD.search(text, start, end):
        return []
    piece = text[start:end]
    # Loose marks that a machine left between two sentences (“…” ».) belong to neither.
    lead = re.match(r"\s*(?:[.»”’]+\s+)*\s*", piece)
    begin = start + (lead.end() if lead else 0)
    return [(begin, start + len(piece.rstrip()))]


def _ends_sentence(text: str, begin: int, stop: re.Match[str], follow: int, end: int) -> bool:
    """Whether a sentence ends at `stop`, behind which the next word begins at `follow`."""
    if follow >= end:
        return False
    if stop["close_other"] is not None:
        return not (stop["close_other"] and _SAYS.match(text, follow))
    nxt, token = text[follow], _token_before(text, begin, stop)
    if _numbers_item(text, begin, stop) or (
        token.lower() in _LOWER_GOES_ON and not token.isupper() and nxt in "(["
    ):
        return False
    opened = any(c in OPENING + STRAIGHT for c in text[stop.end() : follow])
    if is_small(nxt) and not opened:
        return False
    if stop.group() in ("…", "...") and (_I.match(text, follow) or nxt == "["):
        return False  # “I … I do not know”: this capital tells nothing
    if text[stop.start()] != "." or stop.end("close") > stop.start("close"):
        # “… early?” asked X: a capital must follow, and it does.
        return True
    return is_small(nxt) or _stop_after(token, text, begin, stop.start(), follow)


def _numbers_item(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether all that stands before a stop is the number of an item of a list."""
    return bool(_ITEM.fullmatch(text[begin : stop.start()].strip().lstrip("•⁃-– ")))


# Words that open a sentence and are no surnames: after an initial or "U.S." they tell.
_OPENERS = frozenset(
    "a after all also although an and as at because before both but by during each even few for "
    "from he her here his how however if in it its last many meanwhile more most no nor not now "
    "on one only other our she since so some still such that the their then there these they this "
    "those though to two under until we what when where which while who why with yet you".split()
)


def _stop_after(token: str, text: str, begin: int, stop: int, follow: int) -> bool:
    """Whether a full stop behind `token` ends the sentence from `begin` when the next word begins at `follow`."""
    low, before = token.lower(), text[max(begin, stop - 60) : stop]
    if _ADDRESS.search(before) or _DECIMAL.search(before):
        return True
    if low == "st" and _STREET.search(before):
        return True
    if low in _TITLES:
        return False
    if low in _HOUR:
        # "At 7 a.m. Mr. Boyd fed the dogs" goes on; "The fire began at 6 p.m. Police came" does not.
        fronted = len(words(text, begin, stop)) <= 4 and _FRONTED.match(
            text[begin:stop].lstrip(OPENING + STRAIGHT + " ")
        )
        return not fronted and not _OF_HOUR.match(text, follow)
    if _DEGREE.search(before):
        return True
    if low in _BEFORE_NUMBER:
        return not text[follow].isdigit()
    # An initial: "Mark A. Milley" goes on, "Mark A. It quoted" does not.
    if "." in token or (len(token) == 1 and token.isupper() and token != "I"):
        opener = WORD.match(text, follow)
        return opener is not None and opener.group().lower() in _OPENERS
    return True
