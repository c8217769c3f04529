"""What copying alone does to each measure, and whether these stories differ by more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retold.chapters.numbers import Number, how_many, in_words, number, row_numbers, words
from retold.common.once import Tables, once
from retold.measures import calibrate, components, noise, power
from retold.measures.calibrate import BERNOULLI, NORMAL
from retold.measures.runs import ENOUGH
from retold.measures.verdict import CANNOT, EACH, MOST, SAME, SMALL, USES

NOT_SMALL = (
    "strangers",
    "boundary",
    "no-signal",
)  # truths in which copying is no smaller than what stories differ by
FOUND = ("copies",)  # in which copying is next to nothing
NOT_MOST = ("copies", "third", "boundary", "no-signal")  # in which it is no larger
DIFFER = ("copies", "third", "boundary", "strangers")  # in which texts differ
WIDE = 0.1  # an interval that begins below this and ends above its complement says next to nothing


@once
def numbers(t: Tables, cut: float = components.CUT) -> dict[str, Number]:
    """What copying alone does to each measure, and whether these stories differ by more."""
    floor = noise.floor(t, cut=cut)
    sizes = t["corpus"]["story_id"].value_counts()
    marks = floor.assign(code=floor["status"].map(noise.CODES))
    return {
        "noise.told": words(noise.why_not(t) or came_out(floor)),
        "noise.uses": number(USES, "words"),
        "noise.each": number(EACH, "words"),
        "noise.enough": number(ENOUGH, "words"),
        "noise.cut": number(cut, ".0%"),
        "noise.cut_stricter": number(sorted(components.CUTS)[-2], ".0%"),
        "noise.cut_strictest": number(min(components.CUTS), ".0%"),
        "noise.level": number(components.LEVEL, ".0%"),
        "noise.error": number(components.ERROR, ".0%"),
        "noise.stories": number(len(sizes), "words"),
        "noise.copied": number((sizes > 1).sum(), "words"),
        "noise.needed_least": number(power.pairs_needed(), "words"),
        **_calibration_numbers(),
        "noise.made": number(calibrate.RUNS, ",d"),
        "noise.shared": number(calibrate.Cell.shared, ".1f"),
        "noise.rare": number(calibrate.RARE, ".0%"),
        **{f"noise.told_{name}": on_page(floor[floor["page"] == page]) for page, name in TOLD.items()},
        **_count_numbers(floor),
        **_placebo_numbers(floor),
        **(_like(t, int(floor["share"].notna().sum())) if len(floor) else {}),
        "noise.placebos_copied": number(_with_a_copy(sizes), "words", known=len(floor) > 0),
        **row_numbers(
            marks, "noise.{column}.{key}", share=".2f", low=".2f", high=".2f", net=".2f", differ=".2g"
        ),
        **row_numbers(marks, "noise.{column}.{key}", code="d"),
        **{f"noise.closer.{row.key}": of_pairs(row.closer, row.placebos) for row in floor.itertuples()},
        **{
            f"noise.status.{row.key}": words(f"{noise.MARKS[row.status]} {row.status}")
            for row in floor.itertuples()
        },
    }


def _calibration_numbers() -> dict[str, Number]:
    """How often the verdict errs and what it takes, in the invented corpora of the calibration."""
    rates = power.rates()
    damaged = rates[rates["truth"].isin(NOT_SMALL) & (rates["machine"] == calibrate.HEAVY)]
    heavy = damaged.loc[damaged["copying_small"].idxmax()]
    return {
        "noise.error_most": number(power.most("copying_small", NOT_SMALL), ".1%"),
        "noise.error_copying": number(power.most("copying_most", NOT_MOST), ".1%"),
        "noise.error_same": number(power.most("no_difference", DIFFER), ".1%"),
        "noise.error_heavy": number(power.most("copying_small", NOT_SMALL, machine=calibrate.HEAVY), ".0%"),
        "noise.heavy_stories": number(heavy["stories"], "words"),
        "noise.heavy_copied": number(heavy["pairs"], "words"),
        "noise.heavy_units": number(heavy["units"], ",d"),
        "noise.gate_dependent": number(power.most("gate", ["no-signal"], dependent=True), ".0%"),
        "noise.single_most": number(power.most("copying_small", ["copies"], pairs=1), ".0%"),
        "noise.single_short": number(
            power.most("copying_small", ["copies"], pairs=1, units=power.UNITS), ".0%"
        ),
        "noise.needed_units": number(power.UNITS, "d"),
        "noise.needed_short": number(power.pairs_short(), "words"),
        "noise.needed_long": number(power.pairs_needed(power.AMPLE), "words"),
        "noise.long_units": number(power.AMPLE, ",d"),
        "noise.longest_units": number(power.LONG, ",d"),
        "noise.cells": number(len(rates), ",d"),
        "noise.found": number(power.FOUND, ".0%"),
        "noise.coverage_least": number(power.coverage_least(NORMAL), ".0%"),
        "noise.coverage_heavy": number(power.coverage_least(NORMAL, machine=calibrate.HEAVY), ".0%"),
        "noise.coverage_rare": number(power.coverage_least(BERNOULLI), ".0%"),
    }


def came_out(floor: pd.DataFrame) -> str:
    """Return what came out, as a sentence: how many measures have which verdict."""
    status = floor["status"].value_counts()
    tested = len(floor) - int(status.get(noise.UNTESTED, 0))
    said = f"Of {len(floor)} measures, {in_words(tested, zero='none')} could be tested"
    if not tested:
        return f"{said}."
    weighed = int(floor["share"].notna().sum())
    if weighed < tested:
        said += f", {in_words(weighed, zero='none')} of them on enough text to be weighed"
    found = [
        f"{words_of} {in_words(int(status[state]))}"
        for state, words_of in SAID.items()
        if status.get(state, 0)
    ]
    if not found:
        return f"{said}. The copies settle none: copying may be a small part of what texts differ by, or most of it."
    settled = ", ".join(found)
    left = int(status.get(CANNOT, 0))
    return f"{said}: {settled}; the copies leave {in_words(left, zero='none')} open."


def on_page(floor: pd.DataFrame) -> Number:
    """Return what came out for the measures of one page, as a sentence to begin with; missing without measures."""
    if floor.empty:
        return number(None)
    status = floor["status"].value_counts()
    tested = len(floor) - int(status.get(noise.UNTESTED, 0))
    found = [f"{said} {in_words(int(status[state]))}" for state, said in SAID.items() if status.get(state, 0)]
    if found:
        return words(
            f"Of the {len(floor)} measures on this page, {', '.join(found)}; the others get no verdict."
        )
    if not tested:
        return words("No measure on this page gets a verdict, as none could be tested.")
    return words(
        f"No measure on this page gets a verdict: {in_words(tested)} of {in_words(len(floor))} could be tested, "
        "and in no case can it be told how much of a difference is copying."
    )


TOLD = {"04-speakers": "speakers", "05-readability": "readability", "06-framing": "framing"}
SAID = {
    SMALL: "copying is a small part of the difference in",
    MOST: "copying makes most of it in",
    SAME: "the stories do not differ in",
}

COUNTS = (
    "measures", "tested", "untested", "coded", "small", "most", "same", "cannot", "decided", "small_expected", "small_stand",
    "on_copying", "short", "weighed", "passed", "by_stories", "not_passed", "passed_expected", "placed", "closest", "closest_expected", "closer_coded", "closer_uncoded",
    "closest_coded", "closest_uncoded", "placed_coded", "placed_uncoded", "over_halves", "with_halves", "wide",
)  # fmt: skip


MANY_PAIRS = 20  # of more than so many pairs the percentage says more than the count


def of_pairs(share: float, pairs: int) -> Number:
    """Return a share of the pairs of texts of different stories; shown with how many pairs it is a share of."""
    plain = number(share, ".0%")
    if plain.value is None or not pairs:
        return number(None)
    if pairs > MANY_PAIRS:
        return Number(plain.value, f"{plain.shown} of {pairs:,}")
    count = share * pairs
    shown = in_words(round(count), zero="none") if abs(count - round(count)) < 1e-6 else f"{count:.1f}"
    return Number(plain.value, f"{shown} of {in_words(pairs)}")


def _with_a_copy(sizes: pd.Series) -> int:
    """How many pairs of texts of different stories have a text in them of which there is another version."""
    texts, single = int(sizes.sum()), int((sizes == 1).sum())
    same_story = int((sizes * (sizes - 1) // 2).sum())
    return texts * (texts - 1) // 2 - same_story - single * (single - 1) // 2


def _like(t: Tables, weighed: int) -> dict[str, Number]:
    """How often the verdict errs, and finds what is true, in made-up corpora of a design like that of this one."""
    sizes = t["corpus"]["story_id"].value_counts()
    lengths = t["sentences"].groupby("doc_id").size()
    if lengths.empty:
        return {}
    cells = power.like(len(sizes), int((sizes > 1).sum()), float(lengths.median()))
    wrong, right = (cells.loc[cells["truth"].isin(truths), "copying_small"] for truths in (NOT_SMALL, FOUND))
    design = cells.iloc[0]
    return {
        "noise.like_sentences": number(lengths.median(), ".0f"),
        "noise.like_stories": number(design["stories"], "words"),
        "noise.like_copied": number(design["pairs"], "words"),
        "noise.like_units": number(design["units"], ",d"),
        "noise.like_wrong": number(wrong.max(), ".1%"),
        "noise.like_found": number(right.max(), ".0%"),
        **_like_usual(cells),
        "noise.small_expected": number(wrong.max() * weighed, ".1f", known=weighed > 0),
    }


def _like_usual(cells: pd.DataFrame) -> dict[str, Number]:
    """The same of the usual cases, those of the printed table, with even damage."""
    plain = cells[cells.index.isin(power.usual().index) & (cells["machine"] == calibrate.PLAIN)]
    rates = plain.groupby("truth")["copying_small"].max()
    return {
        "noise.like_wrong_usual": number(rates.reindex(list(NOT_SMALL)).max(), ".1%"),
        "noise.like_found_usual": number(rates.reindex(list(FOUND)).max(), ".1%"),
    }


def _count_numbers(floor: pd.DataFrame) -> dict[str, Number]:
    """How many measures were tested, how many of them have which status, and how many chance alone would give."""
    status = floor["status"]
    tested, known = status != noise.UNTESTED, len(floor) > 0
    counts = {
        "untested": ~tested,
        "tested": tested,
        "coded": floor["coded"].astype(bool) & tested,
        "small": status == SMALL,
        "most": status == MOST,
        "same": status == SAME,
        "cannot": status == CANNOT,
        "decided": status.isin([SMALL, MOST, SAME]),
        "on_copying": status.isin([SMALL, MOST]),
        "short": tested & (floor["runs"] < ENOUGH),
        "weighed": tested & floor["share"].notna(),
    }
    weighed = floor[counts["weighed"]]
    passed = weighed["differ"] <= components.ERROR
    wide = (weighed["low"].astype(float) < WIDE) & (weighed["high"].astype(float) > 1 - WIDE)
    both = weighed[["differ", "small"]].astype(float).max(axis=1)
    return {
        "noise.measures": number(len(floor) or None, "d"),
        **{f"noise.{name}": number(mask.sum(), "d", known=known) for name, mask in counts.items()},
        "noise.wide": how_many(wide.sum(), known=len(weighed) > 0),
        "noise.wide_low": number(WIDE, ".0%"),
        "noise.wide_high": number(1 - WIDE, ".0%"),
        "noise.passed": how_many(passed.sum(), known=len(weighed) > 0),
        "noise.not_passed": how_many((~passed).sum(), known=len(weighed) > 0),
        "noise.by_stories": number(passed.sum(), "d", known=len(floor) > 0),
        "noise.passed_expected": number(components.ERROR * len(weighed), ".3g", known=len(weighed) > 0),
        "noise.small_stand": how_many(noise.discoveries(both).sum(), known=bool(counts["small"].any())),
    }


def _placebo_numbers(floor: pd.DataFrame) -> dict[str, Number]:
    """How close versions lie among all pairs of texts: what any pair would do if it were taken for copies."""
    placed = floor[(floor["status"] != noise.UNTESTED) & floor["closer"].notna()]
    coded = placed["coded"].astype(bool)
    closer = placed["closer"].astype(float)
    return {
        "noise.placed": number(len(placed) or None, "d"),
        "noise.placebos": number(placed["placebos"].max() if len(placed) else None, "words"),
        "noise.closest": how_many((closer == 0).sum(), known=len(placed) > 0),
        "noise.closest_expected": number(
            (1 / (placed["placebos"].astype(float) + 1)).sum(), ".2g", known=len(placed) > 0
        ),
        **_of_lane("coded", closer[coded], placed["placebos"]),
        **_of_lane("uncoded", closer[~coded], placed["placebos"]),
        "noise.over_halves": how_many((placed["gap"] > placed["halves"]).sum(), known=len(placed) > 0),
        "noise.with_halves": number(placed["halves"].notna().sum(), "d", known=len(placed) > 0),
    }


def _of_lane(lane: str, closer: pd.Series, placebos: pd.Series) -> dict[str, Number]:
    """How close the copies lie by the measures that rest on a coding, or by the others."""
    pairs = int(placebos.min()) if placebos.nunique() == 1 else MANY_PAIRS + 1
    mean = closer.mean() if len(closer) else np.nan
    of_some = of_pairs(mean, pairs) if pairs <= MANY_PAIRS else number(mean, ".0%")
    return {
        f"noise.closer_{lane}": of_some,
        f"noise.closest_{lane}": how_many((closer == 0).sum(), known=len(closer) > 0),
        f"noise.placed_{lane}": number(len(closer) or None, "d"),
    }
