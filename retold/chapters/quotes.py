"""What became of quotations and of attributed statements between versions of a story."""

from __future__ import annotations

import pandas as pd

from retold.chapters.results import (
    Number,
    mean,
    number,
    or_none,
    ratio,
    versions_told,
    words,
)
from retold.common.once import Tables, once
from retold.common.statistics import wilson
from retold.corpus.schema import FATES


@once
def numbers(t: Tables) -> dict[str, Number]:
    """What became of quotations and of attributed statements between versions of a story."""
    story = t["corpus"].set_index("doc_id")["story_id"]
    drifted = t["drift"].merge(
        t["quotations"][["pair_id", "change", "role"]], on="pair_id", how="left", suffixes=("", "_coded")
    )
    same = drifted["doc_a"].map(story) == drifted["doc_b"].map(story)
    coded = drifted[same & (drifted["pair_id"] != "")]
    both = coded[(coded["span_a"] != "") & (coded["span_b"] != "")]
    elsewhere = drifted[~same & (drifted["pair_id"] != "")]
    long = both[both[["words_a", "words_b"]].max(axis=1) >= LONG_QUOTATION]
    identical = wilson(int((both["distance"] == 0).sum()), len(both))
    agreed = [set(r.change.split()) & set(r.change_coded.split()) != set() for r in both.itertuples()]
    numbers = {
        "quotes.told": words(versions_told(t, "quotations", "propositions", "damage")),
        "quotes.coded": number(len(coded) or None, "d"),
        "quotes.pairs": number(len(both) or None, "d"),
        "quotes.identical": number(int((both["distance"] == 0).sum()) if len(both) else None, "words"),
        "quotes.identical_share": number(mean(both["distance"] == 0), ".0%"),
        "quotes.identical_low": number(identical[0], ".0%"),
        "quotes.identical_high": number(identical[1], ".0%"),
        "quotes.long_words": number(LONG_QUOTATION, "words"),
        "quotes.long": number(len(long) or None, "d"),
        "quotes.long_identical": number(int((long["distance"] == 0).sum()) if len(long) else None, "words"),
        "quotes.median": number(or_none(both["distance"].median())),
        "quotes.elsewhere": number(len(elsewhere) or None, "words"),
        "quotes.elsewhere_median": number(or_none(elsewhere["distance"].median())),
        "quotes.found": number(mean(both["paired"]), ".0%"),
        "quotes.change_agreed": number(mean(pd.Series(agreed, dtype=float)), ".0%"),
    }
    numbers |= _fate_numbers("fate", t["propositions"]["fate"])
    numbers |= _fate_numbers("computed", t["fates"]["fate"])
    merged = t["propositions"].merge(t["fates"], on="proposition_id", suffixes=("", "_computed"))
    changed = merged[(merged["fate"] != "kept") | (merged["fate_computed"] != "kept")]
    numbers["quotes.fate_agreed_changed"] = number(mean(changed["fate"] == changed["fate_computed"]), ".0%")
    numbers["quotes.fate_agreed"] = number(mean(merged["fate"] == merged["fate_computed"]), ".0%")
    for cause in ("passage", "attribution"):
        held = (t["propositions"]["cause"] == cause).sum()
        numbers[f"quotes.lost_{cause}"] = number(int(held) if len(t["propositions"]) else None, "words")
    damage = t["damage"]
    numbers["quotes.damage"] = number(len(damage) or None, "d")
    numbers["quotes.damage_certain"] = number(int((damage["certainty"] == "certain").sum()) or None, "d")
    numbers["quotes.damage_shared"] = number(
        int((damage["twin"] != "").sum()) // 2 if len(damage) else None, "words"
    )
    size = t["documents"].set_index("doc_id")["words"]
    for doc_id, rows in damage.groupby("doc_id", sort=False):
        numbers[f"quotes.damage.{doc_id}"] = number(len(rows), "d")
        numbers[f"quotes.damage_rate.{doc_id}"] = number(1000 * len(rows) / int(size[doc_id]), ".0f")
        numbers[f"quotes.damage_own.{doc_id}"] = number(int((rows["chain"] == "own").sum()), "d")
    return numbers


LONG_QUOTATION = 4


def _fate_numbers(name: str, fates: pd.Series) -> dict[str, Number]:
    """How many statements were kept, lost, reassigned, reversed; rates with Wilson intervals."""
    total = len(fates)
    numbers = {f"quotes.{name}.all": number(total or None, "d")}
    counts = {fate: int((fates == fate).sum()) for fate in FATES}
    counts["changed"] = total - counts["kept"]
    for fate, count in counts.items():
        low, high = wilson(count, total)
        numbers[f"quotes.{name}.{fate}"] = number(count if total else None, "words")
        numbers[f"quotes.{name}.{fate}_rate"] = number(ratio(count, total), ".0%")
        numbers[f"quotes.{name}.{fate}_low"] = number(low, ".0%")
        numbers[f"quotes.{name}.{fate}_high"] = number(high, ".0%")
    return numbers
