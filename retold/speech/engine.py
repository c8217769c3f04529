"""The stages put together: from a text to its attributions.

1. `page` reads tokens, quotation marks and units once.
2. `candidates` finds words that may be cues; a linear model says on which side of each its
   content stands, or that it is no cue.
3. `sources` ranks the mentions that may be its source.
4. `extent` walks outwards from the cue to where the content begins and ends.
5. `transcript` reads turns (NAME: words), where the text is one.
6. `carry` gives the quotations that no cue claimed to a speaker nearby, or to nobody.
7. `people` says who each source is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from retold.speech import carry, people
from retold.speech.candidates import WHERE, Candidate, candidates, features, most
from retold.speech.extent import choose, ends_after, ends_before, starts_after, starts_before
from retold.speech.linear import Model, score, scores, shipped, softmax
from retold.speech.page import Page, read
from retold.speech.people import UNRESOLVED
from retold.speech.sources import Mention, candidates_for, climb, mentions
from retold.speech.transcript import turns
from retold.text import Span

# An attribution is decided if it is at least this likely, as the model sees it.
DECIDED = 0.5
# What a candidate must be likelier than *no cue* by, in units of the model's score. Stances and
# beliefs need more than speech, because news tells more of them than a share of text is meant
# to count; a cue that is only supposed (she *would say*) needs most.
MARGIN = {"speech": 0.3, "belief": 0.6, "stance": 1.2}
SUPPOSED = 2.0
# Attributions that a quotation without a cue may take its source from.
KEPT = 6
# Paragraphs of one quotation that are looked through for who speaks.
LONGEST_SPEECH = 40
_TRIMMED = frozenset({"comma", "colon", "semicolon", "dash", "stop", "sign"})
_KEPT_SIGNS = frozenset("$€£¥%#@&")


@dataclass(frozen=True)
class Attribution:
    """Content that some source is said to have uttered or to hold; offsets into the text.

    Attributes
    ----------
    kind : str
        direct: all content in quotation marks; mixed: some of it; indirect: none.
    content : tuple of (start, end)
        In order, with their quotation marks.
    cue, source : (start, end) or None
        The word of saying, and the mention it is said of; for a quotation that goes on
        without a cue, the mention of the attribution that it continues.
    speaker, name : str
        Who the source is: an id, and the fullest name that the text gives, which news gives at the
        first mention; `unresolved` and "".
    source_text : str
        The mention.
    confidence : float
        From 0 to 1: how likely cue and source are right, by the models.
    decided : bool
        False where the engine would rather not say: it is unsure, nobody can be found, or the
        quotation is never closed.
    """

    kind: str
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    speaker: str
    source_text: str = ""
    name: str = ""
    confidence: float = 0.0
    decided: bool = False

    def as_dict(self) -> dict[str, object]:
        """Return what `retold quotes --jsonl` prints, spans as [start, end]."""
        return {
            "content": [list(span) for span in self.content],
            "cue": list(self.cue) if self.cue else None,
            "source": list(self.source) if self.source else None,
            "source_text": self.source_text or None,
            "kind": self.kind,
            "speaker": self.speaker,
        }


@dataclass(frozen=True)
class Draft:
    """An attribution in tokens, before anybody knows who the source is."""

    content: tuple[Span, ...]
    unit: int
    cue: Candidate | None
    source: Mention | None
    confidence: float


def attributions(text: str, model: Model | None = None) -> list[Attribution]:
    """Find the attributions of `text`, in order of their first content word.

    Parameters
    ----------
    text : str
        Any text. Blank out what must not be read with line breaks to keep offsets.
    model : Model, optional
        Coefficients of your own (`benchmarks/speech/train.py`); by default those shipped.

    Returns
    -------
    list of Attribution
        Never empty content; every offset is inside `text`.
    """
    model = model or shipped()
    page = read(text)
    found = candidates(page)
    verbs = verbal(found)
    named = [mentions(page, unit, verbs) for unit in page.units]
    drafts = [Draft((span,), unit, None, label, 1.0) for unit, label, span in turns(page)]
    drafts += by_cue(page, found, named, model)
    drafts += by_quotation(page, drafts, named, model)
    drafts.sort(key=lambda draft: draft.content[0])
    speakers = people.resolve(page, named, [draft.source for draft in drafts])
    words, quoted = _counts(page)
    return [
        _attribution(page, draft, speaker, words, quoted)
        for draft, speaker in zip(drafts, speakers, strict=True)
    ]


def verbal(found: Sequence[Candidate]) -> set[int]:
    """The tokens of the candidates that are verbs: no mention runs over them."""
    return {c.token for c in found if c.cue.part == "verb"}


def by_cue(
    page: Page, found: Sequence[Candidate], named: Sequence[Sequence[Mention]], model: Model
) -> list[Draft]:
    """Draft the attributions that a cue makes."""
    rivals, verbs = {c.token for c in found}, verbal(found)
    table, ranking = model["cue"], model["source"]
    drafts = []
    for candidate in found:
        said = scores(features(page, candidate, rivals), table)
        said[0] += MARGIN[candidate.cue.reports] + (SUPPOSED if candidate.supposed else 0.0)
        where = WHERE[said.index(max(said))]
        if where == "none":
            continue
        options, rows = candidates_for(page, candidate, named[candidate.unit], where)
        ranked = [score(row, ranking) for row in rows]
        source = options[ranked.index(max(ranked))]
        if source is not None:
            source = climb(page, named[candidate.unit], source, candidate.token)
        content = place(page, candidate, source, where, verbs, model)
        if source is not None and any(start <= source.head < end for start, end in content):
            source = None
        if content:
            sure = (1 - softmax(said)[0]) * max(softmax(ranked))
            drafts.append(Draft(content, candidate.unit, candidate, source, sure))
    return drafts


def place(
    page: Page,
    candidate: Candidate,
    source: Mention | None,
    where: str,
    verbs: set[int],
    model: Model,
) -> tuple[Span, ...]:
    """Return the content of a cue, in tokens."""
    found = []
    if where in ("before", "around"):
        row = ends_before(page, candidate, source)
        end = choose(page, candidate, source, row, candidate.token, verbs, model["near_before"])
        row = starts_before(page, candidate, end)
        found.append((choose(page, candidate, source, row, end, verbs, model["far_before"]), end))
    if where in ("after", "around"):
        row = starts_after(page, candidate, source)
        if row:
            start = choose(page, candidate, source, row, candidate.token + 1, verbs, model["near_after"])
            row = ends_after(page, candidate, start)
            found.append((start, choose(page, candidate, source, row, start, verbs, model["far_after"])))
    return tuple(span for part in found for span in [_trim(page, *part)] if span)


def by_quotation(
    page: Page, drafts: Sequence[Draft], named: Sequence[Sequence[Mention]], model: Model
) -> list[Draft]:
    """Draft the attributions of quotations that no cue claimed."""
    table = model["carry"]
    found: list[Draft] = []
    owners = {page.quote[k]: draft for draft in drafts for s, e in draft.content for k in (s, e - 1)}
    for number, unit, before, after in unclaimed(page, drafts):
        owner = _reopened(page, number, owners)
        if owner is not None:
            source, sure = owner.source, owner.confidence
        else:
            options, rows = carry.options(page, number, before, after, named, unit)
            ranked = [score(row, table) for row in rows]
            if carry.is_long(page, number):
                ranked[0] = min(ranked) - 1.0  # nobody sets whole sentences in marks to doubt them
            best = options[ranked.index(max(ranked))]
            if best.how == "none":
                continue
            source, sure = best.source, max(softmax(ranked))
        content = (page.quote_first[number], page.quote_last[number])
        owners[number] = Draft((content,), unit, None, source, sure)
        found.append(owners[number])
        before.append(carry.Made(content[0], unit, source, True))
    return found


def _reopened(page: Page, number: int, owners: Mapping[int, Draft]) -> Draft | None:
    """Whose a quotation is that goes on from paragraph to paragraph, opened again in each.

    The paragraphs before it tell, or those after it up to the one that is closed.
    """
    if number and _goes_on(page, number - 1) and number - 1 in owners:
        return owners[number - 1]
    last = number
    while last < number + LONGEST_SPEECH and _goes_on(page, last):
        last += 1
    return owners.get(last) if last > number else None


def _goes_on(page: Page, number: int) -> bool:
    """Whether a quotation is not closed and the next opens right behind it, in another paragraph."""
    if number + 1 >= len(page.marks) or page.marks[number].closed:
        return False
    near = page.quote_first[number + 1] - page.quote_last[number] <= 1
    return near and "\n" in page.text[page.marks[number].end : page.marks[number + 1].start]


def unclaimed(
    page: Page, drafts: Sequence[Draft]
) -> Iterator[tuple[int, int, list[carry.Made], Sequence[carry.Made]]]:
    """Each quotation that no draft covers: its number, its unit, what was made before and after.

    What the caller appends to the list *before* stands before all later quotations.
    """
    covered = bytearray(len(page.tokens))
    for draft in drafts:
        for start, end in draft.content:
            covered[start:end] = b"\x01" * (end - start)
    made = sorted((_made(page, draft) for draft in drafts), key=lambda one: one.first)
    starts = [one.first for one in made]
    unit_of = _unit_of(page)
    before: list[carry.Made] = []
    taken = 0
    left = [most(unit) for unit in page.units]
    for number in range(len(page.marks)):
        first, last = page.quote_first[number], page.quote_last[number]
        if first >= last or covered[first] or covered[last - 1] or unit_of[first] < 0:
            continue
        left[unit_of[first]] -= 1
        if left[unit_of[first]] < 0:
            continue
        reached = bisect_left(starts, first)
        before += made[max(taken, reached - KEPT) : reached]
        del before[:-KEPT]
        taken = reached
        yield number, unit_of[first], before, made[reached : reached + 2]


def _made(page: Page, draft: Draft) -> carry.Made:
    quoted = any(page.quote[k] >= 0 for start, end in draft.content for k in (start, end - 1))
    return carry.Made(draft.content[0][0], draft.unit, draft.source, quoted)


def _unit_of(page: Page) -> list[int]:
    found = [-1] * len(page.tokens)
    for number, unit in enumerate(page.units):
        found[unit.first : unit.last] = [number] * (unit.last - unit.first)
    return found


def _trim(page: Page, start: int, end: int) -> Span | None:
    """Take punctuation off both ends that no quotation mark holds."""
    kinds, quote = page.tokens.kind, page.quote
    lower = page.tokens.lower

    def loose(k: int) -> bool:
        return kinds[k] in _TRIMMED and quote[k] < 0 and lower[k] not in _KEPT_SIGNS

    while start < end and loose(start):
        start += 1
    while end > start and loose(end - 1):
        end -= 1
    return (start, end) if any(lower[k][0].isalnum() for k in range(start, end)) else None


def _counts(page: Page) -> tuple[list[int], list[int]]:
    """Words, and words in quotation marks, before each token."""
    flags = [low[0].isalnum() for low in page.tokens.lower]
    marked = (flag and number >= 0 for flag, number in zip(flags, page.quote, strict=True))
    return list(accumulate(flags, initial=0)), list(accumulate(marked, initial=0))


def _attribution(
    page: Page, draft: Draft, speaker: people.Speaker, words: Sequence[int], quoted: Sequence[int]
) -> Attribution:
    tokens = page.tokens
    total = sum(words[end] - words[start] for start, end in draft.content)
    marked = sum(quoted[end] - quoted[start] for start, end in draft.content)
    share = marked / total if total else 0.0
    source = None
    if draft.source is not None:
        source = (tokens.start[draft.source.first], tokens.end[draft.source.last - 1])
    unclosed = any(
        page.quote[k] >= 0 and not page.marks[page.quote[k]].closed
        for start, end in draft.content
        for k in (start, end - 1)
    )
    return Attribution(
        kind="direct" if share >= 0.9 else "mixed" if share > 0 else "indirect",
        content=tuple((tokens.start[start], tokens.end[end - 1]) for start, end in draft.content),
        cue=_cue(page, draft.cue),
        source=source,
        speaker=speaker.speaker,
        source_text=page.text[slice(*source)] if source else "",
        name=speaker.name,
        confidence=round(draft.confidence, 3),
        decided=draft.confidence >= DECIDED and speaker.speaker != UNRESOLVED and not unclosed,
    )


def _cue(page: Page, candidate: Candidate | None) -> Span | None:
    if candidate is None:
        return None
    last = candidate.token + (1 if candidate.cue.part == "phrase" else 0)
    return page.tokens.start[candidate.token], page.tokens.end[last]
