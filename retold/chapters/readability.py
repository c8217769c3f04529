"""What the readability formulas say, how sure they are, and what choices and damage do to them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retold.chapters.results import (
    Number,
    number,
    or_none,
    story_pairs,
    words,
)
from retold.common.once import Tables, once
from retold.common.statistics import LEVEL, MIN_SENTENCES, SEED
from retold.measures import draws, readability
from retold.text import inside, spans


@once
def numbers(t: Tables, seed: int = SEED) -> dict[str, Number]:
    """What the formulas say, how sure they are, and what choices and damage do to them."""
    drawn = draws.of_tables(t, seed)
    table = readability.intervals(t["sentences"], drawn, LEVEL)
    gaps = gap_table(t, seed).set_index("measure")
    grade = gaps.loc["flesch_kincaid"]
    pairs = story_pairs(t["corpus"])
    compared = gaps.dropna(subset=["copy_gap", "outlet_gap"])
    fk = table[table["measure"] == "flesch_kincaid"]
    ranks = readability.ranks(t["sentences"], drawn, "flesch_kincaid")
    short = len(t["corpus"]) - len(drawn)
    numbers = {
        "readability.told": words(
            f"Texts of fewer than {number(MIN_SENTENCES, 'words').shown} sentences, which get no interval: "
            f"{number(short, 'words').shown if short else 'none'}."
        ),
        "readability.measures": number(len(readability.MEASURES), "words"),
        "readability.pairs": number(sum(not same for *_, same in pairs), "words"),
        "readability.clear_pairs": Number(0, "none")
        if grade["clear_pairs"] == 0
        else number(grade["clear_pairs"], "words"),
        "readability.copy_gap": number(grade["copy_gap"], ".1f"),
        "readability.outlet_gap": number(grade["outlet_gap"], ".1f"),
        "readability.smaller_gaps": number(grade["smaller_gaps"], "words"),
        "readability.copies_furthest": number(
            readability.copies_furthest(t["sentences"], drawn, pairs, "flesch_kincaid"), ".1%"
        ),
        "readability.copy_low": number(grade["copy_low"], ".1f"),
        "readability.copy_high": number(grade["copy_high"], ".1f"),
        "readability.copies_clear": number(grade["copies_clear"], "words"),
        "readability.alone_low": number(grade["alone_low"], ".1f"),
        "readability.alone_high": number(grade["alone_high"], ".1f"),
        "readability.copy_gap_aligned": number(_aligned_gap(t), ".1f"),
        "readability.noisy_measures": number(
            int((compared["copy_gap"] > compared["outlet_gap"]).sum()) if len(compared) else None, "words"
        ),
        "readability.telling_measures": number(int((gaps["clear_pairs"] > 0).sum()), "words"),
        "readability.fk_min": number(or_none(fk["score"].min()), ".1f"),
        "readability.fk_max": number(or_none(fk["score"].max()), ".1f"),
        "readability.rank_sure": number(or_none(ranks.to_numpy().max()) if len(ranks) else None, ".0%"),
        "readability.hardest": number(or_none(ranks[1].max()) if len(ranks) else None, ".0%"),
        "readability.easiest": number(or_none(ranks.iloc[:, -1].max()) if len(ranks) else None, ".0%"),
    }
    for row in table.itertuples():
        numbers[f"readability.{row.measure}.{row.doc_id}"] = number(row.score, ".1f")
        if row.measure == "flesch_kincaid":
            numbers[f"readability.low.{row.doc_id}"] = number(row.low, ".1f")
            numbers[f"readability.high.{row.doc_id}"] = number(row.high, ".1f")
    return numbers | _choice_numbers(t) | _damage_numbers(t, seed)


@once
def _choice_numbers(t: Tables) -> dict[str, Number]:
    """How far the grade moves with splitter, cleaning and quotations; and in what order the texts then stand."""
    scores = readability.choices(t)
    fk = scores[scores["measure"] == "flesch_kincaid"]
    wide = fk.pivot(index=["splitter", "cleaning", "quotations"], columns="doc_id", values="score")
    orders = {tuple(np.argsort(row.to_numpy(), kind="stable")) for _, row in wide.iterrows()}
    moved = wide.max() - wide.min()
    numbers = {
        "readability.splitters": number(fk["splitter"].nunique(), "words"),
        "readability.settings": number(len(wide), "d"),
        "readability.orders": number(len(orders), "words"),
        "readability.moved_least": number(or_none(moved.min()), ".1f"),
        "readability.moved_most": number(or_none(moved.max()), ".1f"),
    }
    for name, key in (("raw", ("retold", "raw", "with")), ("unquoted", ("retold", "clean", "without"))):
        for doc_id in wide.columns:
            if key in wide.index:
                numbers[f"readability.{name}.{doc_id}"] = number(wide.at[key, doc_id], ".1f")
    return numbers


@once
def _damage_numbers(t: Tables, seed: int) -> dict[str, Number]:
    """What damage does to the grade: torn-off scraps, and damaged sentences beside sound ones."""
    found = readability.damage_gap(t, seed=seed)
    effect = readability.damage_effect(t).astype({"score": float, "torn": float})
    torn = effect["score"] - effect["torn"]
    return {
        "readability.damage_pairs": number(found.pairs or None, "d"),
        "readability.damage_sound": number(found.sound if found.pairs else None, "d"),
        "readability.damage_raw": number(found.raw, ".1f"),
        "readability.damage_gap": number(found.gap, ".1f"),
        "readability.damage_low": number(found.low, ".1f"),
        "readability.damage_high": number(found.high, ".1f"),
        "readability.torn_least": number(or_none(torn.min()), ".1f"),
        "readability.torn_most": number(or_none(torn.max()), ".1f"),
    }


@once
def gap_table(t: Tables, seed: int = SEED) -> pd.DataFrame:
    """Return for each measure how far copies and different stories lie apart.

    Columns: measure; copy_gap and outlet_gap, the largest absolute difference between
    versions of one story and between different stories (missing if there is no such
    pair); clear_pairs, how many pairs of different stories have an interval of the
    difference without zero; smaller_gaps, how many differ by less than copy_gap;
    copy_low and copy_high, the interval of the difference behind copy_gap, below 0 where it turns round; copies_clear, as
    clear_pairs, for versions of one story, each drawn by itself; alone_low and alone_high, the interval so.
    """
    gaps = readability.differences(t["sentences"], draws.of_tables(t, seed), LEVEL)
    # As if nobody knew that they are versions: each text drawn by itself, as different stories are.
    copied = t["corpus"][t["corpus"].duplicated("story_id", keep=False)]["doc_id"]
    told = t["sentences"][t["sentences"]["doc_id"].isin(copied)]
    apart = draws.weights(told, t["alignments"].head(0), seed=seed)
    pair = ["doc_a", "doc_b", "measure"]
    alone = gaps[pair].merge(readability.differences(told, apart, LEVEL), on=pair, how="left")
    clear_alone = (alone["low"] > 0) | (alone["high"] < 0)
    story = t["corpus"].set_index("doc_id")["story_id"]
    same = gaps["doc_a"].map(story) == gaps["doc_b"].map(story)
    clear = (gaps["low"] > 0) | (gaps["high"] < 0)
    rows = []
    for measure in readability.MEASURES:
        mine = gaps["measure"] == measure.name
        size = gaps["gap"].abs()
        copy_gap = or_none(size[mine & same].max())
        smaller = int((size[mine & ~same] < copy_gap).sum()) if copy_gap is not None else None
        outlet_gap = or_none(size[mine & ~same].max())
        judged = mine & ~same & gaps["low"].notna()
        told_apart = int((clear & judged).sum()) if judged.any() else None
        widest = gaps.loc[size[mine & same].idxmax()] if copy_gap is not None else None
        interval = (None, None) if widest is None else _turned(widest)
        versions_judged = mine & same & gaps["low"].notna()
        copies_clear = int((clear_alone & versions_judged).sum()) if versions_judged.any() else None
        interval_alone = (None, None) if widest is None else _turned(alone.loc[widest.name])
        found = (copy_gap, outlet_gap, told_apart, smaller, *interval, copies_clear, *interval_alone)
        rows.append((measure.name, *found))
    columns = ["measure", "copy_gap", "outlet_gap", "clear_pairs", "smaller_gaps", "copy_low", "copy_high"]
    columns += ["copies_clear", "alone_low", "alone_high"]
    return pd.DataFrame(rows, columns=columns)


def _turned(gap: pd.Series) -> tuple[float, float]:
    """The interval of a difference, turned so that the difference is above 0."""
    return (gap["low"], gap["high"]) if gap["gap"] >= 0 else (-gap["high"], -gap["low"])


def _aligned_gap(t: Tables) -> float | None:
    """Largest difference in grade between versions, over the sentences that both have."""
    counts = dict(tuple(t["sentences"].groupby("doc_id", sort=False)))
    paired = t["alignments"][t["alignments"]["a"].ne("") & t["alignments"]["b"].ne("")]
    gaps = []
    for (a, b), rows in paired.groupby(["doc_a", "doc_b"], sort=False):
        if a not in counts or b not in counts:
            continue
        grades: list[float | None] = []
        for doc_id, column in ((a, "a"), (b, "b")):
            linked = sorted(span for cell in rows[column] for span in spans(cell))
            starts = list(zip(counts[doc_id]["start"], counts[doc_id]["end"], strict=True))
            common = np.array(inside(starts, linked), dtype=bool)
            grades.append(readability.scores(counts[doc_id][common]).get("flesch_kincaid"))
        if None not in grades:
            gaps.append(abs(float(grades[0] or 0) - float(grades[1] or 0)))
    return max(gaps) if gaps else None
