"""The stages put together: from a text to its attributions.

1. `page` reads tokens, quotation marks and units once.
2. `candidates` finds words that may be cues; a linear model says on which side of each its
   content stands, or that it is no cue.
3. `sources` ranks the mentions that may be its source.
4. `extent` walks outwards from the cue to where the content begins and ends.
5. `transcript` reads turns (NAME: words), where the text is one; `signed` reads quotations and letters with a
   name behind them; `works` keeps titles apart.
6. `carry` gives the quotations that no cue claimed to a speaker nearby, or to nobody.
7. `people` says who each source is.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from retold.speech import carry, dialogue, people, signed, works
from retold.speech.candidates import WHERE, Candidate, candidates, features, most
from retold.speech.carry import Draft, quotations
from retold.speech.extent import Setting, choose, ends_after, ends_before, starts_after, starts_before
from retold.speech.linear import Model, score, scores, shipped, softmax
from retold.speech.page import Page, read
from retold.speech.people import UNRESOLVED
from retold.speech.sources import Mention, candidates_for, climb, mentions
from retold.speech.tokens import CLOSED_WORDS, FINITE
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
        From 0 to 1: how likely cue and source are right, by the models. What rules find (turns of a transcript, letters,
        signatures, speakers in stories) has a fixed one, which nothing was fitted to.
    decided : bool
        False where the engine would rather not say: it is unsure, nobody can be found, a pronoun fits another as
        well, or the quotation is never closed.
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
            "name": self.name or None,
            "confidence": round(self.confidence, 3),
            "decided": self.decided,
        }

    def moved(self, to: Callable[[Span], Span]) -> Attribution:
        """Return it with every span where `to` puts it."""
        return replace(
            self,
            content=tuple(map(to, self.content)),
            cue=to(self.cue) if self.cue else None,
            source=to(self.source) if self.source else None,
        )


def attributions(text: str | Page, model: Model | None = None) -> list[Attribution]:
    """Find the attributions of `text`, in order of their first content word.

    Parameters
    ----------
    text : str or Page
        Any text, or one that was read already (`page.read`). Blank out what must not be read with line
        breaks to keep offsets.
    model : Model, optional
        Coefficients of your own (`benchmarks/speech/train.py`); by default those shipped.

    Returns
    -------
    list of Attribution
        Never empty content; every offset is inside `text`.
    """
    model = model or shipped()
    page = read(text)
    cues = candidates(page)
    verbs = verbal(cues)
    unit_mentions = [mentions(page, unit, verbs) for unit in page.units]
    unspoken = works.titles(page, unit_mentions) | works.unsaid(page, cues)
    drafts = [Draft(content, unit, None, label, 1.0) for unit, label, content in turns(page)]
    drafts += signed.letters(page, unit_mentions)
    signed_quotations = list(signed.quotations(page, unit_mentions))
    drafts += _apart(page, by_cue(page, cues, unit_mentions, model), signed_quotations, unspoken)
    drafts += signed_quotations
    story = dialogue.is_story(page)
    bare = by_quotation(page, drafts, unit_mentions, model, unspoken, story=story)
    if story:
        found = _of_story(page, drafts, bare, unit_mentions)
    else:
        drafts = sorted([*drafts, *bare], key=_first)
        found = list(zip(drafts, _speakers(page, drafts, unit_mentions), strict=True))
    told = (_attribution(page, draft, speaker) for draft, speaker in found)
    # What is left of a torn mark may hold no word.
    return [one for one in told if any(c.isalnum() for s, e in one.content for c in page.text[s:e])]


def _speakers(
    page: Page, drafts: Sequence[Draft], unit_mentions: Sequence[Sequence[Mention]]
) -> list[people.Speaker]:
    return people.resolve(page, unit_mentions, [draft.source for draft in drafts])


def _of_story(
    page: Page, drafts: Sequence[Draft], bare: Sequence[Draft], unit_mentions: Sequence[Sequence[Mention]]
) -> list[tuple[Draft, people.Speaker]]:
    """Who speaks where many speak in turn: who acts beside a quotation, or the other of two."""
    acted = [dialogue.by_actor(page, draft, unit_mentions) for draft in bare]
    given = [after is not before for after, before in zip(acted, bare, strict=True)]
    pairs = [*((draft, True) for draft in drafts), *zip(acted, given, strict=True)]
    pairs.sort(key=lambda pair: _first(pair[0]))
    ordered = [draft for draft, _ in pairs]
    speakers = _speakers(page, ordered, unit_mentions)
    return dialogue.take_turns(page, ordered, speakers, [flag for _, flag in pairs])


def verbal(cues: Sequence[Candidate]) -> set[int]:
    """The tokens of the candidates that are verbs: no mention runs over them."""
    return {c.token for c in cues if c.cue.part == "verb"}


def by_cue(
    page: Page, cues: Sequence[Candidate], unit_mentions: Sequence[Sequence[Mention]], model: Model
) -> list[Draft]:
    """Draft the attributions that a cue makes."""
    rivals, verbs = {c.token for c in cues}, verbal(cues)
    drafts = []
    for candidate in cues:
        sides = scores(features(page, candidate, rivals), model["cue"])
        sides[0] += MARGIN[candidate.cue.reports] + (SUPPOSED if candidate.supposed else 0.0)
        if candidate.cue.part == "phrase":
            sides[0] = -math.inf  # what else it may mean was sorted out among the candidates
        where = WHERE[sides.index(max(sides))]
        if where == "none" or _is_nobodys(page, candidate):
            continue
        where = _between_commas(page, candidate, where)
        nearby = unit_mentions[candidate.unit]
        options, rows = candidates_for(page, candidate, nearby, where)
        ranks = [score(row, model["source"]) for row in rows]
        source = options[ranks.index(max(ranks))]
        if source is not None:
            source = climb(page, nearby, source, candidate.token)
        content = place(Setting(page, candidate, source, verbs), where, model)
        if source is not None and any(start <= source.head < end for start, end in content):
            source = None
        if content and not _points_back(page, content):
            confidence = (1 - softmax(sides)[0]) * max(softmax(ranks))
            drafts.append(Draft(content, candidate.unit, candidate, source, confidence))
    return drafts


def _is_nobodys(page: Page, candidate: Candidate) -> bool:
    """Whether a word is like a cue, but tells how things look or what is to come, which nobody says or thinks."""
    return candidate.cue.name == "seem" or page.tokens.lower[candidate.token] in _AWAITING


def _points_back(page: Page, content: Sequence[Span]) -> bool:
    """Whether content is no more than *it* with small words: what somebody wrote down stands elsewhere."""
    tokens, places = page.tokens, [k for start, end in content for k in range(start, end)]
    small = all(page.quote[k] < 0 and tokens.lower[k] in CLOSED_WORDS for k in places)
    says = not FINITE.isdisjoint(tokens.kind[k] for k in places)
    return small and not says and tokens.lower[places[0]] in _POINTING


_POINTING = frozenset("it this them him her".split())
_AWAITING = frozenset("await awaits awaited awaiting".split())


def _between_commas(page: Page, candidate: Candidate, where: str) -> str:
    """On which side content stands where *according to* is put between commas: ..., which, according to her, is so."""
    i, unit, kinds = candidate.token, page.units[candidate.unit], page.tokens.kind
    if candidate.cue.part != "phrase" or where != "before" or i - 2 < unit.first or kinds[i - 1] != "comma":
        return where
    if kinds[i - 2] in _OPENING:
        return "after"
    closing = next(
        (k for k in range(candidate.last, min(unit.last, i + 20)) if kinds[k] == "comma"), unit.last
    )
    goes_on = closing + 1 < unit.last and kinds[closing + 1] in FINITE
    begun = next((k for k in range(i - 2, unit.first, -1) if kinds[k] in _CLAUSE_BREAKS), unit.first)
    if begun == unit.first and kinds[begun] == "preposition":  # In May, according to her, the river rose
        goes_on = not FINITE.isdisjoint(kinds[closing : unit.last])
    return "around" if goes_on and FINITE.isdisjoint(kinds[begun : i - 1]) else where


_OPENING = frozenset({"relative", "that", "subordinator", "conjunction"})
_CLAUSE_BREAKS = frozenset(
    {"comma", "semicolon", "colon", "dash", "relative", "subordinator", "conjunction", "that"}
)


def place(setting: Setting, where: str, model: Model) -> tuple[Span, ...]:
    """Return the content of a cue, in tokens."""
    page, candidate, source, _ = setting
    stretches = []
    if where in ("before", "around"):
        row = ends_before(page, candidate, source)
        end = choose(setting, row, candidate.token, model["near_before"])
        row = starts_before(page, candidate, end)
        stretches.append((choose(setting, row, end, model["far_before"]), end))
    if where in ("after", "around") and (row := starts_after(page, candidate, source)):
        start = choose(setting, row, candidate.token + 1, model["near_after"])
        row = ends_after(page, candidate, start)
        stretches.append((start, choose(setting, row, start, model["far_after"])))
    trimmed = (_trim(page, start, end) for start, end in stretches)
    return tuple(span for span in trimmed if span)


def _apart(page: Page, drafts: Sequence[Draft], signed: Sequence[Draft], unspoken: Set[int]) -> list[Draft]:
    """The drafts that claim no quotation that somebody signed, and are no title of a work alone."""
    taken = {number for draft in signed for number in quotations(page, draft)}
    kept = []
    for draft in drafts:
        numbers = {page.quote[k] for start, end in draft.content for k in range(start, end)}
        words = sum(page.count(start, end) for start, end in draft.content)
        own = sum(page.count(page.quote_first[n], page.quote_last[n]) for n in numbers & unspoken)
        begins = any(page.quote_first[n] == draft.content[0][0] for n in numbers & unspoken)
        begins |= (
            bool(numbers & unspoken)
            and draft.cue is not None
            and page.tokens.lower[draft.cue.token] in works.VERBS
        )
        if numbers.isdisjoint(taken) and not begins and 2 * own <= words:
            kept.append(draft)
    return kept


def by_quotation(
    page: Page,
    drafts: Sequence[Draft],
    unit_mentions: Sequence[Sequence[Mention]],
    model: Model,
    unspoken: Set[int] = frozenset(),
    *,
    story: bool = False,
) -> list[Draft]:
    """Draft the attributions of quotations that no cue claimed and that are no title of a work."""
    own_drafts: list[Draft] = []
    owners = {number: draft for draft in drafts for number in quotations(page, draft)}
    for number, unit, before, after in unclaimed(page, drafts):
        if number in unspoken:
            continue
        owner = _reopened(page, number, owners)
        if owner is not None:
            source, confidence = owner.source, owner.confidence
        else:
            options, rows = carry.options(page, number, before, after, unit_mentions, unit)
            ranks = [score(row, model["carry"]) for row in rows]
            if carry.is_long(page, number) or (story and carry.is_utterance(page, number)):
                ranks[0] = min(ranks) - 1.0  # nobody sets whole sentences in marks to doubt them
            best = options[ranks.index(max(ranks))]
            if best.how == "none":
                continue
            source, confidence = best.source, max(softmax(ranks))
        content = (page.quote_first[number], page.quote_last[number])
        owners[number] = Draft((content,), unit, None, source, confidence)
        own_drafts.append(owners[number])
        before.append(owners[number])
    return own_drafts


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


def unclaimed(page: Page, drafts: Sequence[Draft]) -> Iterator[tuple[int, int, list[Draft], Sequence[Draft]]]:
    """Each quotation that no draft covers: its number, its unit, the drafts before and after it.

    What the caller appends to the list *before* stands before all later quotations.
    """
    covered = bytearray(len(page.tokens))
    for draft in drafts:
        for start, end in draft.content:
            covered[start:end] = b"\x01" * (end - start)
    ordered = sorted(drafts, key=_first)
    unit_firsts = [unit.first for unit in page.units]
    before: list[Draft] = []
    taken = 0
    left = [most(unit) for unit in page.units]
    for number, (first, last) in enumerate(zip(page.quote_first, page.quote_last, strict=True)):
        unit = bisect_right(unit_firsts, first) - 1
        outside = unit < 0 or first >= page.units[unit].last
        if outside or first >= last or covered[first] or covered[last - 1]:
            continue
        left[unit] -= 1
        if left[unit] < 0:
            continue
        reached = bisect_left(ordered, first, key=_first)
        before += ordered[max(taken, reached - KEPT) : reached]
        del before[:-KEPT]
        taken = reached
        yield number, unit, before, ordered[reached : reached + 2]


def _first(draft: Draft) -> int:
    """The first token of what is said."""
    return draft.content[0][0]


def _trim(page: Page, start: int, end: int) -> Span | None:
    """Take punctuation off both ends that no quotation mark holds."""
    kinds, lower, quote = page.tokens.kind, page.tokens.lower, page.quote

    def loose(k: int) -> bool:
        return kinds[k] in _TRIMMED and quote[k] < 0 and lower[k] not in _KEPT_SIGNS

    while start < end and loose(start):
        start += 1
    while end > start and loose(end - 1):
        end -= 1
    return (start, end) if page.count(start, end) else None


def _attribution(page: Page, draft: Draft, speaker: people.Speaker) -> Attribution:
    total = sum(page.words_before[end] - page.words_before[start] for start, end in draft.content)
    quoted = sum(page.quoted_before[end] - page.quoted_before[start] for start, end in draft.content)
    share = quoted / total if total else 0.0
    source = _offsets(page, draft.source.first, draft.source.last) if draft.source else None
    cue = None
    if draft.cue is not None:
        cue = _offsets(page, draft.cue.token, draft.cue.last)
    closed = all(page.marks[number].closed for number in quotations(page, draft))
    return Attribution(
        kind="direct" if share >= 0.9 else "mixed" if share > 0 else "indirect",
        content=tuple(_offsets(page, start, end) for start, end in draft.content),
        cue=cue,
        source=source,
        speaker=speaker.speaker,
        source_text=page.text[slice(*source)] if source else "",
        name=speaker.name,
        confidence=round(draft.confidence, 3),
        decided=draft.confidence >= DECIDED and speaker.speaker != UNRESOLVED and closed and speaker.sure,
    )


def _offsets(page: Page, first: int, last: int) -> Span:
    """Where the tokens `first` to `last` (exclusive) stand in the text."""
    return page.tokens.start[first], page.tokens.end[last - 1]
