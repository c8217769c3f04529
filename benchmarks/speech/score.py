"""How right attributions are, by words.

Each measure is a ratio of sums over articles, so that a bootstrap over articles gives its
interval. A word is a run of letters and digits, joined by apostrophes or hyphens; it belongs to
a span if its first character does. Words that the annotators discarded count nowhere.

- **content**: F1 of the words that are attributed to anybody.
- **right source**: F1 of the words that are attributed, and to a right source. A source is right if
  its head word stands in the annotated mention, or if the mention, no bare pronoun, has
  the same word; without a source, if none is annotated.
- **speech**: the same for what is in quotation marks in part or has a cue of saying; beliefs,
  wishes and plans are then neither right nor wrong.
- **quoted**: the same for words in quotation marks alone.
- **clauses of saying** (`judge_clauses`): where nothing but clauses of saying and thinking is annotated, F1 of the words
  that they say. Words in quotation marks that belong to none of them count as nothing: such texts leave bare
  quotations unmarked. **Cues**: of the attributions found with a cue, the share whose cue stands in an annotated clause.
- **distance of shares**: per article, the share of its words that each source has (by head word), half the
  sum of the absolute differences; the mean over articles. Lower is better.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from standoff import Article, Attribution, Span, Told

from retold.speech import marks
from retold.speech.cues import lexicon
from retold.text import inside

WORD = re.compile(r"\w+(?:['’-]\w+)*")
PRONOUNS = {
    form: name
    for name, forms in {
        "i": "i me my mine", "we": "we us our ours", "you": "you your yours", "he": "he him his",
        "she": "she her hers", "it": "it its", "they": "they them their theirs", "who": "who whom whose which that",
    }.items()
    for form in forms.split()
}  # fmt: skip
EMPTY = set(PRONOUNS) | set("a an the of for from in on at to by with and or but as this these those".split())
POST = re.compile(r"\s*[,;:(\[—–]|\s-\s|\s(?:of|for|from|in|at|on|with|to|by|and|or)\b", re.IGNORECASE)
DOUBLE = re.compile('["“”]')
SINGLE = re.compile("[‘‚]|'(?!')")
RESAMPLES = 1000
T = TypeVar("T")


class Judged(NamedTuple):
    """Sums of one article."""

    counts: Counter[str]
    distance: float


class Said(NamedTuple):
    """An attribution in word numbers, with its mention."""

    words: set[int]
    mention: str
    source: tuple[Span, ...]
    speech: bool


def judge(article: Article, found: Iterable[Attribution]) -> Judged:
    """Compare what a program found in an article with what is annotated."""
    words = [m.span() for m in WORD.finditer(article.text)]
    hidden = {n for n, flag in enumerate(inside(words, article.discarded)) if flag}
    doubles = [(m.start, m.end) for m in marks(article.text) if not SINGLE.match(article.text, m.start)]
    quoted = {n for n, flag in enumerate(inside(words, doubles)) if flag} - hidden
    gold = _said(article, article.attributions, words, hidden, quoted)
    ours = _said(article, found, words, hidden, quoted)
    owners, guesses = _by_word(gold), _by_word(ours)
    neutral = set(owners) - {n for n, them in owners.items() if any(one.speech for one in them)}
    memo: dict[tuple[int, int], bool] = {}
    hits = set()
    for n in set(owners) & set(guesses):
        for one in owners[n]:
            for other in guesses[n]:
                key = (id(one), id(other))
                if key not in memo:
                    memo[key] = _right(article.text, words, one, other)
                if memo[key]:
                    hits.add(n)
    counts: Counter[str] = Counter()
    both = set(owners) & set(guesses)
    for name, scope in (
        ("all", None), ("speech", set(range(len(words))) - neutral), ("quoted", quoted),
    ):  # fmt: skip
        for part, chosen in (("gold", set(owners)), ("found", set(guesses)), ("both", both), ("right", hits)):
            counts[f"{name}.{part}"] = len(chosen if scope is None else chosen & scope)
    total = len(words) - len(hidden)
    return Judged(counts, _distance(_shares(gold), _shares(ours), total))


def _said(
    article: Article,
    attributions: Iterable[Attribution],
    words: Sequence[Span],
    hidden: set[int],
    quoted: set[int],
) -> list[Said]:
    found = []
    for one in attributions:
        own = {n for n, flag in enumerate(inside(words, one.content)) if flag} - hidden
        cue = " ".join(article.text[s:e] for s, e in one.cue)
        speech = bool(own & quoted) or any(
            reading.reports == "speech"
            for word in WORD.findall(cue.lower())
            for reading in lexicon().get(word, ())
        )
        if own:
            mention = " ".join(article.text[s:e] for s, e in one.source)
            found.append(Said(own, mention, one.source, speech))
    return found


def _by_word(said: Sequence[Said]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    for one in said:
        for n in one.words:
            found.setdefault(n, []).append(one)
    return found


def head(mention: str) -> tuple[int, str]:
    """Offset and lower-case form of the head word of a mention; (-1, "") without a word."""
    all_words = list(WORD.finditer(mention))
    if not all_words:
        return -1, ""
    cut = next((m.start() for m in POST.finditer(mention) if all_words[0].start() < m.start()), len(mention))
    kept = [m for m in all_words if m.start() < cut]
    best = next((m for m in reversed(kept) if m.group().lower() not in EMPTY), (kept or all_words)[-1])
    return best.start(), re.sub(r"['’]s?$", "", best.group().lower())


def _right(text: str, words: Sequence[Span], gold: Said, found: Said) -> bool:
    if not gold.source or not found.source:
        return not gold.source and not found.source
    start, end = found.source[0]
    offset, word = head(text[start:end])
    if offset < 0:
        return False
    if any(s <= start + offset < e for s, e in gold.source):
        return True
    said = {re.sub(r"['’]s?$", "", w.lower()) for w in WORD.findall(gold.mention)}
    return word not in EMPTY and word in said and not all(w in PRONOUNS for w in said)


def _shares(said: Sequence[Said]) -> Counter[str]:
    """Words by source; a word that several have goes to the first."""
    found: Counter[str] = Counter()
    taken: set[int] = set()
    for one in sorted(said, key=lambda s: min(s.words)):
        word = head(one.mention)[1] or "?"
        found[PRONOUNS.get(word, word)] += len(one.words - taken)
        taken |= one.words
    return found


def _distance(a: Counter[str], b: Counter[str], total: int) -> float:
    if not total:
        return 0.0
    rest = abs(sum(a.values()) - sum(b.values()))
    return (sum(abs(a[k] - b[k]) for k in set(a) | set(b)) + rest) / (2 * total)


MEASURES = ("content", "right source", "right source, speech", "right source, quoted", "distance of shares")


def measures(judged: Sequence[Judged]) -> dict[str, float]:
    """Return every measure over some articles."""
    total: Counter[str] = Counter()
    for one in judged:
        total.update(one.counts)

    def f1(scope: str, part: str) -> float:
        size = total[f"{scope}.gold"] + total[f"{scope}.found"]
        return 2 * total[f"{scope}.{part}"] / size if size else 0.0

    apart = sum(one.distance for one in judged) / len(judged) if judged else 0.0
    values = (f1("all", "both"), f1("all", "right"), f1("speech", "right"), f1("quoted", "right"), apart)
    return dict(zip(MEASURES, values, strict=True))


def intervals(judged: Sequence[Judged], seed: int = 1) -> dict[str, tuple[float, float]]:
    """Return 95 % percentile intervals of every measure from a bootstrap over articles."""
    return _resampled(judged, measures, seed)


def _resampled(
    judged: Sequence[T], measured: Callable[[Sequence[T]], dict[str, float]], seed: int
) -> dict[str, tuple[float, float]]:
    draw = random.Random(seed)
    drawn = [measured([judged[draw.randrange(len(judged))] for _ in judged]) for _ in range(RESAMPLES)]
    found = {}
    for name in drawn[0]:
        values = sorted(one[name] for one in drawn)
        found[name] = (values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES) - 1])
    return found


def judge_clauses(told: Told, found: Sequence[Attribution]) -> Counter[str]:
    """Compare what a program found in a text with the clauses of saying that are annotated in it."""
    words = [m.span() for m in WORD.finditer(told.text)]

    def numbers(spans: Sequence[Span]) -> set[int]:
        return {n for n, flag in enumerate(inside(words, spans)) if flag}

    gold = numbers([span for clause in told.clauses for span in clause.content])
    ours = numbers([span for one in found for span in one.content])
    says = [span for clause in told.clauses for span in clause.says]
    cued = [one.cue[0] for one in found if one.cue]
    return Counter(
        both=len(gold & ours),
        gold=len(gold),
        found=len(ours) - len((ours - gold) & numbers(in_marks(told.text))),
        cues=len(cued),
        right=sum(any(s < end and start < e for s, e in says) for start, end in cued),
    )


def in_marks(text: str) -> list[Span]:
    """What stands in double quotation marks, paragraph by paragraph: a plain rule, and none of the program's."""
    found = []
    for paragraph in re.finditer(r"[^\n]+", text):
        start = None
        for mark in DOUBLE.finditer(text, *paragraph.span()):
            if start is None and mark.group() != "”":
                start = mark.start()
            elif start is not None and mark.group() != "“":
                found.append((start, mark.end()))
                start = None
    return found


CLAUSE_MEASURES = ("words said", "cues")


def clause_measures(judged: Sequence[Counter[str]]) -> dict[str, float]:
    """Return F1 of the words said, and the share of the cues found that are annotated, over some texts."""
    total = sum(judged, Counter())
    size = total["gold"] + total["found"]
    values = (
        2 * total["both"] / size if size else 0.0,
        total["right"] / total["cues"] if total["cues"] else 0.0,
    )
    return dict(zip(CLAUSE_MEASURES, values, strict=True))


def clause_intervals(judged: Sequence[Counter[str]], seed: int = 1) -> dict[str, tuple[float, float]]:
    """Return 95 % percentile intervals of both from a bootstrap over texts."""
    return _resampled(judged, clause_measures, seed)
