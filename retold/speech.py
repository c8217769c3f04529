"""Who says what: quotation marks, cues, sources, and the attributions they make.

A first extractor, for prose with marked quotations: it reads a sentence at a time (or several that one quotation joins),
finds the word of saying (the cue), the nearest mention that can be its subject (the
source), and the words attributed (the content). It is scored against the coding in
`benchmarks/speech`. Terms follow the PolNeAR annotation scheme: source, cue, content.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from retold.text import Span, inside, sentences, words

PAIRS = {"“": "”", "«": "»", "„": "“", '"': '"'}
UNRESOLVED = "unresolved"
ID_WORDS = 6

_CUES = (
    "say says said saying tell tells told telling add adds added adding note notes noted noting "
    "claim claims claimed claiming warn warns warned warning insist insists insisted insisting "
    "explain explains explained explaining announce announces announced announcing argue argues "
    "argued arguing suggest suggests suggested suggesting state states stated stating report "
    "reports reported reporting believe believes believed acknowledge acknowledges acknowledged "
    "describe describes described describing call calls called calling ask asks asked asking reply "
    "replies replied admit admits admitted deny denies denied indicate indicates indicated "
    "indicating promise promises promised demand demands demanded agree agrees agreed continue "
    "continued write writes wrote urge urges urged recall recalled answer answered declare "
    "declared read reads conclude concluded predict predicted stress stressed shout shouted"
)
_INDIRECT = (
    "say says said saying tell tells told added adding claim claims claimed warn warns warned "
    "insist insists insisted explain explains explained announce announced argue argues argued "
    "suggest suggests suggested believe believes believed acknowledge acknowledged admit admits "
    "admitted deny denies denied predict predicted conclude concluded"
)


def _alternatives(forms: str) -> str:
    return "|".join(sorted(set(forms.split()), key=len, reverse=True))


_CUE = re.compile(rf"\b(?:{_alternatives(_CUES)})\b")
_INDIRECT_CUE = re.compile(rf"\b(?:{_alternatives(_INDIRECT)})\b")
_ACCORDING = re.compile(r"\b[Aa]ccording to\s+(?P<source>[^,.;“”\"]{2,90}?)(?=[,.;]|$)")
_NAME = r"[A-ZÀ-Þ][\w’'-]{1,40}(?:\s+(?:(?:of|the|for|de|von|van)\s+)*[A-ZÀ-Þ][\w’'.-]{0,40})*"
_ROLE = (
    r"(?:businessman|businesswoman|official|officials|analyst|analysts|experts?|spokesperson|"
    r"spokesman|spokeswoman|minister|ministry|president|governor|mayor|engineer|engineers|"
    r"residents?|assessment|statement|report|relative|diplomats?|critics|observers|bloggers|"
    r"lawmakers|deputies|figures|authorities|sources?|director|commander|pundits|union)"
)
_MENTION = re.compile(
    rf"(?P<name>{_NAME})|(?P<role>\b(?:[Tt]he|[Aa]n?|[Oo]ne|[Ss]ome|[Aa]nother|[Mm]any)?\s*"
    rf"(?:[\w’-]{{1,30}}\s+){{0,3}}?{_ROLE}\b)|(?P<pronoun>\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]ho)\b)"
)
# Capitalised words that open a sentence or name a time are no speakers.
_NOT_NAMES = frozenset(
    (
        "But And The A An In On At By For However Meanwhile Still Although While When If As After "
        "Before It This That These Those There Then So Monday Tuesday Wednesday Thursday Friday "
        "Saturday Sunday January February March April May June July August September October November "
        "December Also Even Despite Amid During Since Once"
    ).split()
)


class Mark(NamedTuple):
    """One quotation: offsets with its marks, and whether a closing mark was found."""

    start: int
    end: int
    closed: bool


@dataclass(frozen=True)
class Attribution:
    """Content that some source is said to have uttered; offsets into the text."""

    kind: str
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    speaker: str
    source_text: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the attribution as plain values, spans as [start, end]."""
        return {
            "content": [list(span) for span in self.content],
            "cue": list(self.cue) if self.cue else None,
            "source": list(self.source) if self.source else None,
            "source_text": self.source_text or None,
            "kind": self.kind,
            "speaker": self.speaker,
        }


def marks(text: str) -> list[Mark]:
    """Pair the double quotation marks and guillemets of `text`; the outermost of nested ones.

    A quotation never crosses a line break. One that is not closed ends before the next
    opening mark of its style or at the end of the line and is returned with
    `closed=False`. Straight marks open and close in turn. Single marks are left alone:
    they are apostrophes more often than not.
    """
    found: list[Mark] = []
    for line in re.finditer(r"[^\n\r]+", text):
        found += _marks_of_line(line.group(), line.start())
    outer: list[Mark] = []
    for mark in sorted(found, key=lambda m: (m.start, -m.end)):
        if not outer or mark.end > outer[-1].end:
            outer.append(mark)
    return outer


def _marks_of_line(line: str, offset: int) -> list[Mark]:
    found: list[Mark] = []
    opened: dict[str, int] = {}
    for i, char in enumerate(line):
        closes = next((o for o in opened if PAIRS[o] == char), None)
        if closes is not None:
            found.append(Mark(offset + opened.pop(closes), offset + i + 1, True))
        elif char in PAIRS:
            if char in opened:
                found.append(_unclosed(line, opened[char], i, offset))
            opened[char] = i
    found += [_unclosed(line, start, len(line), offset) for start in opened.values()]
    return [m for m in found if words(line[m.start - offset : m.end - offset])]


def _unclosed(line: str, start: int, limit: int, offset: int) -> Mark:
    return Mark(offset + start, offset + start + len(line[start:limit].rstrip()), False)


def quoted_words(text: str) -> list[bool]:
    """Say for each word of `text` whether it stands inside quotation marks."""
    return inside(words(text), [(m.start, m.end) for m in marks(text)])


def attribute(text: str) -> list[Attribution]:
    """Find the attributions of `text`, in order of their first content word.

    Parameters
    ----------
    text : str
        Clean text: a blanked span must be line breaks, so that offsets hold.

    Returns
    -------
    list of Attribution
        `kind` is direct, mixed or indirect; `speaker` is an id made of the resolved
        name, or "unresolved" where no source was found.
    """
    found: list[Attribution] = []
    people = _People()
    quotes = marks(text)
    last: Attribution | None = None
    first = 0
    for start, end in _units(text, quotes):
        while first < len(quotes) and quotes[first].end <= start:
            first += 1
        inner = []
        for quote in islice(quotes, first, None):
            if quote.start >= end:
                break
            inner.append((max(quote.start, start), min(quote.end, end)))
        made = _of_unit(text, start, end, inner, people, last)
        found += made
        # Only an attribution of the sentence before lends its speaker to a bare quotation.
        last = made[-1] if made else None
    return sorted(found, key=lambda a: a.content[0])


def _units(text: str, quotes: Sequence[Mark]) -> list[Span]:
    """Sentences, joined where one quotation runs over several of them."""
    units: list[Span] = []
    reach = -1
    waiting = sorted(quotes, reverse=True)
    for start, end in sentences(text):
        if units and start < reach:
            units[-1] = (units[-1][0], end)
        else:
            units.append((start, end))
        while waiting and waiting[-1].start < end:
            reach = max(reach, waiting.pop().end)
    return units


def _of_unit(
    text: str, start: int, end: int, spans: Sequence[Span], people: _People, last: Attribution | None
) -> list[Attribution]:
    outside = _mask(text, start, end, spans)
    people.meet(outside)
    source: Span | None
    according = _ACCORDING.search(outside)
    if according:
        cue = (start + according.start(), start + according.start() + len("according to"))
        source = (start + according.start("source"), start + according.end("source"))
        content = _trim(text, start, cue[0]) or _trim(text, source[1], end)
        return _made(text, content, spans, cue, source, people)
    if spans and not words(outside):
        # Nothing but quotation: it goes on with the speaker before it.
        speaker = last.speaker if last else UNRESOLVED
        return [Attribution("direct", tuple(spans), None, None, speaker)]
    found = _choose_cue(outside, start, spans)
    if found is None:
        return []
    cue = (start + found.start(), start + found.end())
    source = _source(outside, start, found)
    content = _content(text, start, end, cue, source, spans)
    return _made(text, content, spans, cue, source, people)


def _choose_cue(outside: str, start: int, spans: Sequence[Span]) -> re.Match[str] | None:
    """The cue nearest to a quotation, or the first that can carry indirect speech."""
    if spans and (cues := list(_CUE.finditer(outside))):
        return _nearest(cues, spans, start)
    return _INDIRECT_CUE.search(outside)


def _mask(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    chars = list(text[start:end])
    for s, e in spans:
        chars[s - start : e - start] = "\x00" * (e - s)
    return "".join(chars)


def _nearest(cues: Sequence[re.Match[str]], spans: Sequence[Span], start: int) -> re.Match[str]:
    edges = sorted(edge for span in spans for edge in span)

    def distance(cue: re.Match[str]) -> int:
        at = bisect_left(edges, start + cue.start())
        near = edges[max(at - 1, 0) : at + 1]
        return min(min(abs(start + cue.start() - e), abs(e - start - cue.end())) for e in near)

    return min(cues, key=distance)


def _source(outside: str, start: int, cue: re.Match[str]) -> Span | None:
    """The mention nearest to the cue: before it, or right behind it if inverted."""
    after = outside[cue.end() :]
    lead = len(after) - len(after.lstrip())
    behind = _MENTION.match(after, lead)
    before = [m for m in _MENTION.finditer(outside[: cue.start()]) if _can_speak(m.group())]
    lead_in = outside[: cue.start()].rstrip(" ,")
    inverted = (not lead_in or lead_in.endswith("\x00")) and not cue.group().startswith("t")
    if behind and _can_speak(behind.group()) and (inverted or not before):
        return _without_stop(behind, start + cue.end())
    return _without_stop(before[-1], start) if before else None


def _without_stop(mention: re.Match[str], offset: int) -> Span:
    """The span of a mention less the full stop of its sentence; "Jr." keeps its own."""
    text = mention.group()
    cut = text.endswith(".") and len(text.split()[-1]) > 3
    return (offset + mention.start(), offset + mention.end() - cut)


def _can_speak(mention: str) -> bool:
    head = mention.strip().split()
    return bool(head) and not (len(head) == 1 and head[0] in _NOT_NAMES)


def _content(
    text: str, start: int, end: int, cue: Span, source: Span | None, spans: Sequence[Span]
) -> list[Span]:
    clause = (min(cue[0], source[0]), max(cue[1], source[1])) if source else cue
    before, after = text[start : clause[0]], text[clause[1] : end]
    quoted = sum(e - s for s, e in spans)
    touches = any(0 <= clause[0] - e <= 2 for _, e in spans)
    if touches or quoted >= 0.5 * len((before + after).strip()):
        return list(spans)
    if after.strip(' .,”’"') and len(words(after)) >= len(words(before)):
        lead = re.match(r"[\s,:]*(?:that\s+)?", after)
        return _trim(text, clause[1] + (lead.end() if lead else 0), end)
    if "," in before:
        # “…, Russian political analyst Anton Barbashin said.”: up to the last comma.
        return _trim(text, start, start + before.rindex(","))
    return []


def _trim(text: str, start: int, end: int) -> list[Span]:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip(" ,:;\t—–-"))
    stop = start + len(piece.rstrip(" ,;:.\t—–-"))
    return [(begin, stop)] if begin < stop and words(text[begin:stop]) else []


def _made(
    text: str,
    content: Sequence[Span],
    spans: Sequence[Span],
    cue: Span | None,
    source: Span | None,
    people: _People,
) -> list[Attribution]:
    if not content:
        return []
    mention = text[slice(*source)].strip() if source else ""
    flags = [f for s, e in content for f in inside(words(text, s, e), spans)]
    share = sum(flags) / len(flags) if flags else 0.0
    kind = "direct" if share >= 0.9 else "mixed" if share > 0 else "indirect"
    speaker = people.resolve(mention)
    return [Attribution(kind, tuple(content), cue, source, speaker, mention)]


class _People:
    """The names met so far, to give a bare surname or a pronoun its person."""

    def __init__(self) -> None:
        self.full: dict[str, str] = {}
        self.last = UNRESOLVED

    def meet(self, sentence: str) -> None:
        for m in re.finditer(_NAME, sentence):
            parts = _strip_possessive(m.group()).rstrip(".").split()
            if len(parts) > 1 and parts[0] not in _NOT_NAMES:
                self.full.setdefault(parts[-1], " ".join(parts[-2:]))

    def resolve(self, mention: str) -> str:
        if not mention:
            return UNRESOLVED
        if mention.lower() in {"he", "she", "they", "it", "who"}:
            return self.last
        parts = _strip_possessive(mention).split()
        if not parts:
            return UNRESOLVED
        name = self.full.get(parts[-1], " ".join(parts))
        self.last = slug(name)
        return self.last


def _strip_possessive(mention: str) -> str:
    return re.sub(r"[’']s?\b", "", mention.strip())


def slug(name: str) -> str:
    """Return `name` as an id of at most `ID_WORDS` lower-case words joined by hyphens.

    Articles and possessive endings are dropped.
    """
    plain = _strip_possessive(name)
    parts = [plain[s:e].lower() for s, e in words(plain)]
    kept = [p for p in parts if p not in {"the", "a", "an"}]
    return "-".join(kept[:ID_WORDS]) or UNRESOLVED
