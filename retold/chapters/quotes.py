"""What became of quotations and of attributed statements between versions of a story."""

from __future__ import annotations

import pandas as pd

from retold.chapters.numbers import Number, number, row_numbers
from retold.chapters.stories import same_story
from retold.common.once import Tables, once
from retold.common.statistics import ratio, wilson
from retold.corpus.schema import FATES
from retold.measures import texts, values

LONG_QUOTATION = 4
BESIDE = "other-copy"  # the evidence of damage that another version with sound wording shows


@once
def numbers(t: Tables) -> dict[str, Number]:
    """What became of quotations and of attributed statements between versions of a story."""
    return {
        **_shares(t),
        **_quotation_numbers(t),
        **_statement_numbers(t),
        **_damage_numbers(t),
    }


def _shares(t: Tables) -> dict[str, Number]:
    """How much of the texts stands in quotation marks."""
    measured = values.evaluate(t, values.NO_DRAWS, texts.QUOTED.page).get(texts.QUOTED.key)
    share = pd.Series(measured[1].of_texts if measured else {}, dtype=float)
    return {
        "quotes.share_least": number(share.min(), ".0%"),
        "quotes.share_median": number(share.median(), ".0%"),
        "quotes.share_most": number(share.max(), ".0%"),
    }


def pairs(t: Tables) -> pd.DataFrame:
    """Return the pairs of quotations that are compared: rows of the table `drift`, all with a name.

    Those that people coded; where nobody coded any, those that the program finds, numbered.
    """
    drift = t["drift"]
    if len(t["quotations"]):
        return drift[drift["pair_id"] != ""]
    found = drift[drift["paired"].astype(bool)].reset_index(drop=True)
    return found.assign(pair_id=pd.Series([f"pair {n:02d}" for n in range(1, len(found) + 1)], dtype=str))


def _quotation_numbers(t: Tables) -> dict[str, Number]:
    """How far the words of quotations differ between versions, and between other texts."""
    coding = t["quotations"][["pair_id", "change", "role"]]
    drift = pairs(t).merge(coding, on="pair_id", how="left", suffixes=("", "_coded"))
    same, by_people = same_story(t, drift), len(t["quotations"]) > 0
    both = drift[same & (drift["span_a"] != "") & (drift["span_b"] != "")]
    elsewhere = drift[~same]
    identical = both["distance"] == 0
    long = both[["words_a", "words_b"]].max(axis=1) >= LONG_QUOTATION
    low, high = wilson(int(identical.sum()), len(both))
    agreed = (
        []
        if not by_people
        else [not set(r.change.split()).isdisjoint(r.change_coded.split()) for r in both.itertuples()]
    )
    return {
        "quotes.coded": number(same.sum() or None, "d"),
        "quotes.pairs": number(len(both) or None, "words"),
        "quotes.identical": number(identical.sum(), "words or none", known=len(both) > 0),
        "quotes.identical_share": number(identical.mean(), ".0%"),
        "quotes.identical_low": number(low, ".0%"),
        "quotes.identical_high": number(high, ".0%"),
        "quotes.long_words": number(LONG_QUOTATION, "words"),
        "quotes.long": number(long.sum() or None, "words"),
        "quotes.long_identical": number((identical & long).sum(), "words or none", known=long.any()),
        "quotes.median": number(both["distance"].median(), ".0%"),
        "quotes.elsewhere": number(len(elsewhere) or None, "words"),
        "quotes.elsewhere_median": number(elsewhere["distance"].median(), ".0%"),
        "quotes.found": number(both["paired"].mean(), ".0%", known=by_people),
        "quotes.change_agreed": number(pd.Series(agreed, dtype=float).mean(), ".0%"),
    }


def _statement_numbers(t: Tables) -> dict[str, Number]:
    """What became of attributed statements, as coded and by rule, and how far the two agree."""
    coded, by_rule = t["propositions"], t["fates"]
    merged = coded.merge(by_rule, on="proposition_id", suffixes=("", "_computed"))
    agreed = merged["fate"] == merged["fate_computed"]
    both = (merged["fate"] != "kept") & (merged["fate_computed"] != "kept")
    lost = {
        f"quotes.lost_{cause}": number((coded["cause"] == cause).sum(), "words or none", known=len(coded) > 0)
        for cause in ("passage", "attribution")
    }
    return {
        **_fate_numbers("fate", coded["fate"]),
        **_fate_numbers("computed", by_rule["fate"]),
        **lost,
        "quotes.fate_agreed": number(agreed.mean(), ".0%"),
        "quotes.fate_both": number(both.sum(), "words or none", known=len(merged) > 0),
        "quotes.fate_same": number((agreed & both).sum(), "words or none", known=len(merged) > 0),
    }


def _fate_numbers(name: str, fates: pd.Series) -> dict[str, Number]:
    """How many statements were kept, lost, reassigned, reversed; rates with Wilson intervals."""
    total = len(fates)
    numbers = {f"quotes.{name}.all": number(total or None, "d")}
    counts = {fate: int((fates == fate).sum()) for fate in FATES}
    counts["changed"] = total - counts["kept"]
    for fate, count in counts.items():
        low, high = wilson(count, total)
        numbers[f"quotes.{name}.{fate}"] = number(count, "words or none", known=total > 0)
        numbers[f"quotes.{name}.{fate}_rate"] = number(ratio(count, total), ".0%")
        numbers[f"quotes.{name}.{fate}_low"] = number(low, ".0%")
        numbers[f"quotes.{name}.{fate}_high"] = number(high, ".0%")
    return numbers


def _damage_numbers(t: Tables) -> dict[str, Number]:
    """How many places are damaged, in all and by text."""
    damage = t["damage"]
    beside = damage["evidence"] == BESIDE
    by_text = damage.assign(damage=1, damage_own=damage["chain"] == "own", damage_beside=beside)
    by_text = by_text.groupby("doc_id", sort=False)
    counts = by_text[["damage", "damage_own", "damage_beside"]].sum().reset_index()
    size = counts["doc_id"].map(t["documents"].set_index("doc_id")["words"])
    counts = counts.assign(damage_rate=1000 * counts["damage"] / size)
    return {
        "quotes.damage": number(len(damage) or None, "d"),
        "quotes.damage_certain": number((damage["certainty"] == "certain").sum() or None, "d"),
        "quotes.damage_beside": number(beside.sum(), "d", known=len(damage) > 0),
        "quotes.damage_shared": number(
            (damage["twin"] != "").sum() // 2, "words or none", known=len(damage) > 0
        ),
        **row_numbers(
            counts,
            "quotes.{column}.{doc_id}",
            damage="d",
            damage_own="d",
            damage_beside="words or none",
            damage_rate=".0f",
        ),
    }
