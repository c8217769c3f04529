"""What the readability formulas say, how sure they are, and what choices and damage do to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from retold.chapters.numbers import Number, number
from retold.chapters.stories import same_story, story_of, story_pairs
from retold.common.once import Tables, once
from retold.common.statistics import LEVEL, MIN_SENTENCES, SEED
from retold.compare import neighbours
from retold.measures import damage, draws, readability, values
from retold.text import inside, spans

GRADE = "readability.flesch_kincaid"


@once
def formulas(t: Tables, seed: int = SEED) -> values.Evaluated:
    """Return the score of every text by each formula, with its draws."""
    evaluated = values.evaluate(t, draws.of_tables(t, seed), readability.PAGE)
    return {m.key: evaluated.get(m.key, (m, values.NOTHING)) for m in readability.FORMULAS}


def copies_furthest(drawn: Mapping[str, np.ndarray], pairs: Sequence[tuple[str, str, bool]]) -> float | None:
    """Return in what share of the draws versions of a story differ more than any texts of different stories.

    Parameters
    ----------
    drawn : mapping of doc_id to array
        A measure of each text, draw by draw.
    pairs : sequence of (doc_a, doc_b, same_story)
        As `stories.story_pairs` gives them.

    Returns
    -------
    float or None
        0 to 1; None without a drawn pair of each kind.
    """
    both = [(np.abs(drawn[a] - drawn[b]), same) for a, b, same in pairs if a in drawn and b in drawn]
    copies, others = ([gap for gap, same in both if same == kind] for kind in (True, False))
    if not copies or not others:
        return None
    return float((np.max(copies, axis=0) > np.max(others, axis=0)).mean())


@once
def numbers(t: Tables, seed: int = SEED) -> dict[str, Number]:
    """What the formulas say, how sure they are, and what choices and damage do to them."""
    drawn = draws.of_tables(t, seed)
    _, grades = formulas(t, seed)[GRADE]
    surest = values.ranks(grades, highest_first=True).max()
    known = [grade for grade in grades.of_texts.values() if grade == grade]
    short = len(t["corpus"]) - len(drawn)
    return {
        "readability.short": number(short or None, "words"),
        "readability.short_least": number(MIN_SENTENCES if short else None, "words"),
        "readability.measures": number(len(readability.FORMULAS), "words"),
        "readability.level": number(LEVEL, ".0%"),
        "readability.fk_min": number(min(known, default=None), ".1f"),
        "readability.fk_max": number(max(known, default=None), ".1f"),
        "readability.rank_sure": number(surest.max(), ".0%"),
        "readability.hardest": number(surest.get(1), ".0%"),
        "readability.easiest": number(surest.get(len(surest)), ".0%"),
        **_gap_numbers(t, seed),
        **_choice_numbers(t),
        **_damage_numbers(t, seed),
    }


def _gap_numbers(t: Tables, seed: int) -> dict[str, Number]:
    """How far versions of a story lie apart in grade, and texts of different stories."""
    gaps = gap_table(t, seed).set_index("key")
    grade = gaps.loc[GRADE]
    pairs = story_pairs(t["corpus"])
    compared = gaps.dropna(subset=["copy_gap", "outlet_gap"])
    noisy = compared["copy_gap"] > compared["outlet_gap"]
    graded = {d for d, score in formulas(t, seed)[GRADE][1].of_texts.items() if score == score}
    furthest = copies_furthest(formulas(t, seed)[GRADE][1].drawn, pairs)
    bounds = ("copy_gap", "outlet_gap", "copy_low", "copy_high", "alone_low", "alone_high")
    return {
        "readability.pairs": number(sum(not same and graded >= {a, b} for a, b, same in pairs), "words"),
        "readability.clear_pairs": number(grade["clear_pairs"], "words or none"),
        "readability.smaller_gaps": number(grade["smaller_gaps"], "words or none"),
        "readability.copies_clear": number(grade["copies_clear"], "words or none"),
        "readability.copies_furthest": number(furthest, ".1%"),
        "readability.copy_gap_aligned": number(_aligned_gap(t), ".1f"),
        "readability.noisy_measures": number(noisy.sum(), "words or none", known=len(noisy) > 0),
        "readability.telling_measures": number((gaps["clear_pairs"] > 0).sum(), "words or none"),
        **{f"readability.{column}": number(grade[column], ".1f") for column in bounds},
    }


@once
def _choice_numbers(t: Tables) -> dict[str, Number]:
    """How far the grade moves with splitter, cleaning and quotations; and in what order the texts then stand."""
    scores = readability.choices(t)
    fk = scores[scores["measure"] == "flesch_kincaid"]
    wide = fk.pivot(index=["splitter", "cleaning", "quotations"], columns="doc_id", values="score")
    orders = {tuple(np.argsort(row, kind="stable")) for row in wide.to_numpy()}
    moved = wide.max() - wide.min()
    readings = {"raw": ("retold", "raw", "with"), "unquoted": ("retold", "clean", "without")}
    return {
        "readability.splitters": number(fk["splitter"].nunique(), "words"),
        "readability.settings": number(len(wide), "d"),
        "readability.orders": number(len(orders), "words"),
        "readability.moved_least": number(moved.min(), ".1f"),
        "readability.moved_most": number(moved.max(), ".1f"),
        **{
            f"readability.{name}.{doc_id}": number(score, ".1f")
            for name, key in readings.items()
            if key in wide.index
            for doc_id, score in wide.loc[key].items()
        },
    }


@once
def _damage_numbers(t: Tables, seed: int) -> dict[str, Number]:
    """What damage does to the grade: torn-off scraps, and damaged sentences beside sound ones."""
    gap = damage.damage_gap(t, seed=seed)
    effect = damage.damage_effect(t).astype({"score": float, "torn": float})
    torn = effect["score"] - effect["torn"]
    base = None if gap.raw is None or gap.gap is None else gap.raw - gap.gap
    return {
        "readability.damage_pairs": number(gap.pairs or None, "d"),
        "readability.damage_sound": number(gap.sound, "d", known=gap.pairs > 0),
        "readability.damage_raw": number(gap.raw, ".1f"),
        "readability.damage_base": number(base, ".1f"),
        "readability.damage_gap": number(gap.gap, ".1f"),
        "readability.damage_low": number(gap.low, ".1f"),
        "readability.damage_high": number(gap.high, ".1f"),
        "readability.torn_least": number(torn.min(), ".1f"),
        "readability.torn_most": number(torn.max(), ".1f"),
    }


@once
def gap_table(t: Tables, seed: int = SEED) -> pd.DataFrame:
    """Return for each measure how far copies and different stories lie apart.

    Columns: key; copy_gap and outlet_gap, the largest absolute difference between
    versions of one story and between different stories (missing if there is no such
    pair); clear_pairs, how many of the pairs of different stories that are compared have an interval of the
    difference without zero; smaller_gaps, how many of these differ by less than copy_gap;
    copy_low and copy_high, the interval of the difference behind copy_gap, below 0 where it turns round; copies_clear, as
    clear_pairs, for versions of one story, each drawn by itself; alone_low and alone_high, the interval so.
    """
    compared = [(a, b) for a, b, _ in story_pairs(t["corpus"])]
    gaps = values.differences(formulas(t, seed), LEVEL, compared)
    # As if nobody knew that they are versions: each text drawn by itself, as different stories are.
    copied = t["corpus"][t["corpus"].duplicated("story_id", keep=False)]["doc_id"]
    versions = t["sentences"][t["sentences"]["doc_id"].isin(copied)].reset_index(drop=True)
    loose = {**t, "sentences": versions, "alignments": t["alignments"].head(0)}
    pair = ["doc_a", "doc_b", "key"]
    alone = gaps[pair].merge(values.differences(formulas(loose, seed), LEVEL, compared), on=pair, how="left")
    same, sizes = same_story(t, gaps), gaps["gap"].abs()
    rows = []
    for measure in readability.FORMULAS:
        copies, others = (sizes[same.eq(flag) & gaps["key"].eq(measure.key)] for flag in (True, False))
        copy_gap = None if copies.isna().all() else float(copies.max())
        outlet_gap = _largest_gap(t, formulas(t, seed)[measure.key][1].of_texts)
        rows.append(
            {
                "key": measure.key,
                "copy_gap": copy_gap,
                "outlet_gap": outlet_gap,
                "clear_pairs": _clear_of(gaps, gaps, others.index),
                "smaller_gaps": None if copy_gap is None else int((others < copy_gap).sum()),
                **_interval(gaps, copies, "copy"),
                "copies_clear": _clear_of(alone, gaps, copies.index),
                **_interval(alone, copies, "alone"),
            }
        )
    return pd.DataFrame(rows)


def _largest_gap(t: Tables, scores: Mapping[str, float]) -> float | None:
    """The largest difference between texts of different stories, over all pairs."""
    story = story_of(t)
    known = {doc_id: score for doc_id, score in scores.items() if score == score}
    points = np.array(list(known.values()))
    apart = neighbours.different([story[doc_id] for doc_id in known])
    return float(np.abs(np.subtract.outer(points, points))[apart].max()) if apart.any() else None


def _clear_of(intervals: pd.DataFrame, judged: pd.DataFrame, pairs: pd.Index) -> int | None:
    """How many of the pairs that can be judged have an interval without zero; None if none can be."""
    rows = intervals.loc[pairs][judged.loc[pairs, "low"].notna()]
    return int(((rows["low"] > 0) | (rows["high"] < 0)).sum()) if len(rows) else None


def _interval(intervals: pd.DataFrame, sizes: pd.Series, name: str) -> dict[str, float | None]:
    """The interval of the widest difference, turned so that the difference is above 0."""
    low = high = None
    if sizes.notna().any():
        widest = intervals.loc[sizes.idxmax()]
        low, high = widest["low"], widest["high"]
        if widest["gap"] < 0:
            low, high = -high, -low
    return {f"{name}_low": low, f"{name}_high": high}


def _aligned_gap(t: Tables) -> float:
    """Largest difference in grade between versions, over the sentences that both have."""
    counts = dict(tuple(t["sentences"].groupby("doc_id", sort=False)))
    paired = t["alignments"][t["alignments"]["a"].ne("") & t["alignments"]["b"].ne("")]
    gaps = [
        abs(_grade(counts[a], rows["a"]) - _grade(counts[b], rows["b"]))
        for (a, b), rows in paired.groupby(["doc_a", "doc_b"], sort=False)
        if a in counts and b in counts
    ]
    return float(pd.Series(gaps, dtype=float).max())


def _grade(counts: pd.DataFrame, linked: pd.Series) -> float:
    """The grade of the sentences of a text that are linked with another's; missing without any."""
    places = sorted(span for cell in linked for span in spans(cell))
    common = inside(list(zip(counts["start"], counts["end"], strict=True)), places)
    scores = readability.scores(counts[np.array(common, dtype=bool)])
    return scores.get("flesch_kincaid", float("nan"))
