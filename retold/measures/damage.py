"""What visible damage by copying does to the score of a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.common.statistics import MIN_SENTENCES, RESAMPLES, SEED, interval
from retold.measures import readability
from retold.measures.counts import foreign, given
from retold.measures.draws import drawn_together, touching, units
from retold.measures.measure import Floats, Totals
from retold.measures.sentences import rows_at


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
    torn = readability.readings(t).get(("scraps apart", "clean", "with"))
    rows = []
    for doc_id, counts in t["sentences"].groupby("doc_id", sort=False):
        hit = damaged.loc[counts.index]
        if hit.any() and not hit.all():
            apart = (
                readability.scores(torn[torn["doc_id"] == doc_id]).get(measure) if torn is not None else None
            )
            parts = [readability.scores(part).get(measure) for part in (counts, counts[~hit], counts[hit])]
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
    counts = given(t)
    names = {str(name): n for n, name in enumerate(counts)}
    formula = next(m for m in readability.FORMULAS if m.name == measure)

    def gap(pairs: Sequence[_Pair], times: np.ndarray) -> Floats:
        parts = [np.array([counts.to_numpy()[p.rows[side]].sum(axis=0) for p in pairs]) for side in (0, 1)]
        one, other = (formula.values(Totals(times @ part, names)) for part in parts)
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
    """The corresponding English sentences of which one side is damaged, that side first, and those that are sound."""
    at, damaged = touching(t["sentences"]), damaged_sentences(t).to_numpy()
    coded, unread = set(t["damage"]["doc_id"]), foreign(t)
    hurt, sound = [], []
    for row in t["alignments"].itertuples():
        pair = _Pair((at(row.doc_a, row.a), at(row.doc_b, row.b)), (row.doc_a, row.doc_b))
        if not all(pair.rows) or coded.isdisjoint(pair.texts) or not unread.isdisjoint(pair.texts):
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
