"""Who is given the words, by the adjudicated coding; and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from retold.chapters.results import (
    MISSING,
    Number,
    number,
    or_none,
    points,
    ratio,
    words,
)
from retold.common.once import Tables, once
from retold.corpus.schema import GENDERS, KINDS
from retold.measures import speakers


@once
def numbers(t: Tables) -> dict[str, Number]:
    """Who is given the words, by the adjudicated coding; and how far it can be trusted."""
    documents = t["documents"].set_index("doc_id")
    coded = speakers.with_traits(t, speakers.outermost(t["attributions"]))
    groups = t["groups"]
    quoted = coded.groupby("group")["quoted_words"].sum()
    total = int(coded["words"].sum())
    # The copies of a story together weigh as much as a story that is here once.
    weighed = coded["words"].astype(float) * speakers.story_weights(t, coded)
    sized = documents[documents.index.isin(coded["doc_id"])].reset_index()
    size_once = float((sized["words"].astype(float) * speakers.story_weights(t, sized)).sum())
    all_coded = t["attributions"][t["attributions"]["method"] == speakers.CODED]
    silent = [g for g in groups["group"] if not quoted.get(g, 0)]
    misgiven = _misgiven(t, coded)

    def share(part: pd.Series) -> Number:
        return number(ratio(weighed[part].sum(), weighed.sum()), ".0%")

    numbers = {
        "speakers.told": words(
            f"Texts whose speakers were coded: {number(coded['doc_id'].nunique(), 'words').shown}."
            if total
            else "Nobody coded who speaks in this corpus. What rests on a coding is empty; what the program finds alone "
            "still stands."
        ),
        "speakers.attributions": number(len(all_coded) or None, "d"),
        "speakers.nested": number(int(all_coded["nested"].sum()) if total else None, "d"),
        "speakers.share": number(ratio(weighed.sum(), size_once) if total else None, ".0%"),
        "speakers.quoted_words": number(int(coded["quoted_words"].sum()) if total else None, ",d"),
        "speakers.quoted_once": number(_counted_once(t["corpus"], coded) if total else None, ",d"),
        **{f"speakers.{kind}": share(coded["kind"] == kind) for kind in KINDS},
        "speakers.anonymous": share(~coded["named"]),
        "speakers.official": share(coded["official"]),
        "speakers.groups": number(len(groups) or None, "words"),
        "speakers.silent_groups": number(len(silent) if total else None, "words"),
        "speakers.silent_names": words(_listed(groups, silent) if total else MISSING),
        "speakers.decisions": number(len(t["decisions"]) or None, "d"),
    }
    for gender in (*GENDERS, speakers.NO_PERSON):
        numbers[f"speakers.gender.{gender.replace(' ', '_')}"] = share(coded["gender"] == gender)
    for group in groups["group"]:
        mine = coded[coded["group"] == group]
        numbers[f"speakers.quoted.{group}"] = number(int(quoted.get(group, 0)) if total else None, ",d")
        numbers[f"speakers.words.{group}"] = number(int(mine["words"].sum()) if total else None, ",d")
        numbers[f"speakers.misgiven.{group}"] = number(misgiven.get(group, 0) if total else None, "d")
    for name in sorted(set(t["speakers"]["side"])):
        numbers[f"speakers.side.{name}"] = share(coded["side"] == name)
    for (doc_id, group), size in coded.groupby(["doc_id", "group"], sort=False)["words"].sum().items():
        whole = coded.loc[coded["doc_id"] == doc_id, "words"].sum()
        numbers[f"speakers.group.{group}.{doc_id}"] = number(ratio(size, whole), ".0%")
    for row in speakers.by_text(t).itertuples():
        numbers[f"speakers.share.{row.doc_id}"] = number(row.share, ".0%")
        numbers[f"speakers.anonymous.{row.doc_id}"] = number(row.anonymous, ".0%")
        numbers[f"speakers.unnamed_person.{row.doc_id}"] = number(row.unnamed_person, ".0%")
        numbers[f"speakers.official.{row.doc_id}"] = number(row.official, ".0%")
        numbers[f"speakers.effective.{row.doc_id}"] = number(row.effective, ".1f")
    return numbers | _robustness(t) | _speaker_agreement(t) | _engine_numbers(t)


def _misgiven(t: Tables, coded: pd.DataFrame) -> dict[str, int]:
    """Words by the group that a text gives them to although, by the coder's note, another was meant."""
    meant = t["coded"].set_index(["doc_id", "attribution_id"])["intended_id"]
    group_of = t["speakers"].set_index("speaker_id")["group"]
    keys = pd.MultiIndex.from_frame(coded[["doc_id", "attribution_id"]])
    intended = pd.Series(keys.map(meant.get), index=coded.index).fillna("")
    other = intended.ne("") & intended.map(group_of).ne(coded["group"])
    return {str(g): int(n) for g, n in coded[other].groupby("group")["words"].sum().items()}


def _listed(groups: pd.DataFrame, names: Sequence[str]) -> str:
    """The labels of some groups in a row; "none" if there are none."""
    labels = groups.set_index("group")["label"]
    return ", ".join(str(labels[g]) for g in names) or "none"


@once
def _robustness(t: Tables) -> dict[str, Number]:
    """What single quotations, missing marks and the rule for indirect speech do to the shares."""
    moved = speakers.leave_one_out(t)
    open_marks = speakers.unclosed(t)
    rules = speakers.two_rules(t)
    several = speakers.in_several_stories(t)
    handed = speakers.handovers(t)
    apart = speakers.between_copies(t).astype({"group": float, "speaker": float})
    numbers = {
        "speakers.statements": number(len(t["propositions"]) or None, "d"),
        "speakers.copies_group": number(or_none(apart["group"].max())),
        "speakers.copies_speaker": number(or_none(apart["speaker"].max())),
        "speakers.swing": number(
            points((moved["high"] - moved["low"])[_is(moved, "without a name")].max()), ".0f"
        ),
        "speakers.open": number(int(open_marks["open"].sum()) if len(open_marks) else None, "words"),
        "speakers.open_least": number(or_none((open_marks["words"] - open_marks["least"]).sum()), "d"),
        "speakers.open_most": number(or_none((open_marks["most"] - open_marks["words"]).sum()), "d"),
        "speakers.rule_gap": number(points((rules["all_words"] - rules["quoted"]).abs().max()), ".0f"),
        "speakers.several": number(several["speaker_id"].nunique() or None, "words"),
        "speakers.handed": number(int(handed["statements"].sum()) or None, "words"),
        "speakers.handed_words": number(int(handed["words"].sum()) or None, "d"),
    }
    for row in rules.itertuples():
        numbers[f"speakers.all_words.{row.group}"] = number(row.all_words, ".1%")
        numbers[f"speakers.only_quoted.{row.group}"] = number(row.quoted, ".1%")
    for row in moved.itertuples():
        form = ".1f" if row.measure == "effective speakers" else ".0%"
        name = row.measure.replace(" ", "_")
        numbers[f"speakers.low.{name}.{row.doc_id}"] = number(row.low, form)
        numbers[f"speakers.high.{name}.{row.doc_id}"] = number(row.high, form)
    return numbers


def _is(frame: pd.DataFrame, measure: str) -> pd.Series:
    return frame["measure"] == measure


def _speaker_agreement(t: Tables) -> dict[str, Number]:
    alpha = t["agreement"].set_index("variable")["alpha"] if len(t["agreement"]) else pd.Series(dtype=float)
    units = t["unitising"].set_index("units")["alpha"] if len(t["unitising"]) else pd.Series(dtype=float)
    names = ("attributed", "kind", "speaker", "group")
    numbers = {f"speakers.alpha_{name}": number(alpha.get(name)) for name in names}
    return numbers | {f"speakers.unit_alpha_{name}": number(units.get(name)) for name in ("all", *KINDS)}


@once
def _engine_numbers(t: Tables) -> dict[str, Number]:
    """How far the program alone comes."""
    scored, found = t["engine"], speakers.outermost(t["attributions"], speakers.ENGINE)
    error = speakers.engine_error(t).astype({"distance": float, "attributed": float})
    lost = found.loc[found["group"] == ""].groupby("doc_id")["words"].sum()
    f1, group = _pooled(t)
    ungrouped = lost / found.groupby("doc_id")["words"].sum().reindex(lost.index)
    decided = found.loc[found["decided"].astype(bool), "words"].sum()
    return {
        "speakers.engine_f1": number(f1),
        "speakers.engine_min": number(or_none(scored["f1"].min())),
        "speakers.engine_max": number(or_none(scored["f1"].max())),
        "speakers.engine_group": number(group, ".0%"),
        "speakers.engine_group_min": number(or_none(scored["right_group"].min()), ".0%"),
        "speakers.engine_gap": number(or_none(error["distance"].max())),
        "speakers.engine_gap_min": number(or_none(error["distance"].min())),
        "speakers.engine_attributed": number(or_none(error["attributed"].max())),
        "speakers.engine_attributed_min": number(or_none(error["attributed"].min())),
        "speakers.engine_ungrouped": number(or_none(ungrouped.max()), ".0%"),
        "speakers.engine_decided": number(ratio(decided, found["words"].sum()), ".0%"),
    }


def _pooled(t: Tables) -> tuple[float | None, float | None]:
    """F1 of attributed words over all texts, and the share of those found that have the right group."""
    if t["engine"].empty:
        return None, None
    strips, scored = t["strips"], t["engine"].set_index("doc_id")
    owned = strips[strips["kind"] != ""].groupby(["doc_id", "method"])["words"].sum().unstack(fill_value=0)
    owned = owned.reindex(scored.index).astype(float)
    both = owned[speakers.CODED] * scored["recall"]
    sizes = float(owned.to_numpy().sum())
    return ratio(2 * both.sum(), sizes), ratio((both * scored["right_group"]).sum(), both.sum())


def _counted_once(corpus: pd.DataFrame, coded: pd.DataFrame) -> int:
    """Quoted words if of each story only the version with the most of them counts."""
    quoted = coded.groupby("doc_id")["quoted_words"].sum()
    story = corpus.set_index("doc_id")["story_id"].reindex(quoted.index)
    return int(quoted.groupby(story).max().sum())
