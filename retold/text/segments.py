"""Sentences and words of a text, with offsets.

Every offset is a Python string index into the text as decoded, end exclusive.
What ends a sentence is in `stops` and `abbreviations`; here stand lines, headings and scraps. Well-kept splitters were
measured first (`benchmarks/sentences`): on respun news each is further from the coded counts on at least one text,
because machines tear off fragments that begin in lower case and break at abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retold.text.abbreviations import abbreviates, token_before
from retold.text.clauses import has_cue, has_quotation, is_sentence, looks_english
from retold.text.offsets import Span
from retold.text.stops import OTHER_STOPS, STRAIGHT, end_of, ends, found, is_small, items

CLOSING = "”’»›"

HEADING_WORDS = 25
HEAD_LINES = 3  # kicker, headline, standfirst
TAIL_WORDS = 3  # what stands behind a sentence on its line is a heading only if it is this short
LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"

WORD = re.compile(
    r"""
    (?:[^\W\d_]\.){2,}                      # U.S., a.m.
    | \d+(?:[.,:]\d+)+ (?:[^\W_]+)?         # 8.5, 137,000
    | [^\W_]+ (?:['’‐‑-][^\W_]+)*           # Putin’s, commander-in-chief
    """,
    re.VERBOSE,
)

# First and last letters of scripts written without spaces: Thai and Lao, Burmese to Khmer,
# kana and Han. What compares words reads these a letter, or a few letters, at a time.
UNPARTED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x9FFF))

# Loose marks that a machine left between two sentences (“…” ».) belong to neither; three points that omit, to the next.
_LOOSE = re.compile(r"\s*(?:(?!\.{3}\s|\.\s\.\s\.\s(?!\.))[.»”’]+\s+)*\s*")
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
        listed = _parts(text, start, end)
        for part in listed:
            of_line = _pieces_of_line(text, *part)
            most = HEADING_WORDS if len(of_line) == 1 else TAIL_WORDS
            # An item of a list that stands in one line is no heading, whether it has a stop or not.
            if len(listed) == 1 and of_line and _is_heading(text, of_line[-1], most, english):
                titles.append(of_line.pop()[0])
            whole += _whole(text, of_line)
    return whole, titles


def pieces(text: str) -> list[Span]:
    """Return the (start, end) offsets of what stands between full stops, in order.

    These are the sentences, but with every scrap that a machine tore off by itself, and
    with headings: each word of the text belongs to a piece. For alignment, where a scrap
    has a place of its own; for counting, `sentences` is the measure.
    """
    parts = (part for start, end in lines(text) for part in _parts(text, start, end))
    return [piece for part in parts for piece, _ in _pieces_of_line(text, *part)]


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
    return line.endswith((".", "!", "?", "…", ":", ";", ",", "—", "–", *OTHER_STOPS))


def _is_heading(text: str, piece: tuple[Span, bool], most: int, english: bool) -> bool:
    """Whether the last piece of a line is a heading of at most `most` words; a scrap torn off a sentence is none."""
    (start, end), fresh = piece
    if not fresh or _stops(text, start, end) or len(words(text, start, end)) > most:
        return False
    return not is_sentence(text[start:end], english)


def _parts(text: str, start: int, end: int) -> list[Span]:
    """A line, or the items of the list that it holds."""
    starts = items(text, start, end)
    return list(pairwise([*starts, end])) if starts else [(start, end)]


def _pieces_of_line(text: str, start: int, end: int) -> list[tuple[Span, bool]]:
    """The pieces of a line, each with whether a sentence ended before it."""
    of_line: list[tuple[Span, bool]] = []
    begin, follow, fresh = start, start, True
    for stop in found(text, start, end):
        if stop.start() < follow:
            continue  # a loose stop between the one before it and the next word
        after = min(end_of(text, begin, stop), end)
        debris = _DEBRIS.match(text, after, end)
        follow = debris.end() if debris else after
        ended = ends(text, begin, stop, follow, end)
        if ended or _tears(text, begin, stop, follow, end):
            of_line += [(span, fresh) for span in _trimmed(text, begin, after)]
            begin, fresh = after, ended
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
    return not abbreviates(token_before(text, begin, stop.start()))


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    """The span without white space at its ends, or nothing if it holds no word."""
    if not WORD.search(text, start, end):
        return []
    piece = text[start:end]
    lead = _LOOSE.match(piece)
    begin = start + (lead.end() if lead else 0)
    return [(begin, start + len(piece.rstrip()))]
