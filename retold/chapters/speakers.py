"""Who is given the words, by the adjudicated coding or else by the program; and how far it can be trusted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retold.chapters.numbers import MISSING, Number, number, row_numbers, words
from retold.chapters.stories import story_of
from retold.common.once import Tables, once
from retold.common.statistics import RELIABLE, TENTATIVE, ratio
from retold.corpus.schema import GENDERS, KINDS
from retold.measures import speakers, values
from retold.speech import UNRESOLVED

# What is watched as one attribution after the other is left out.
MOVED = ("speakers.share", "speakers.anonymous", "speakers.effective")


@once
def numbers(t: Tables) -> dict[str, Number]:
    """Who is given the words, by the adjudicated coding or else by the program; and how far it can be trusted."""
    coded = speakers.with_traits(t, speakers.outermost(t["attributions"]))
    groups = speakers.groups(t)
    known = int(coded["words"].sum()) > 0
    by_people = known and speakers.is_coded(t)
    every = t["attributions"][t["attributions"]["method"] == speakers.read_by(t["attributions"])]
    speaking = coded.loc[coded["quoted_words"] > 0, "group"]
    silent = groups.loc[~groups["group"].isin(speaking), "label"]
    return {
        "speakers.texts": number(len(speakers.texts_read(t)) or None, "words"),
        "speakers.voices": number(every["speaker_id"].nunique() or None, ",d"),
        "speakers.unresolved": number(
            ratio(coded["words"].where(coded["speaker_id"] == UNRESOLVED, 0).sum(), coded["words"].sum()),
            ".0%",
        ),
        "speakers.attributions": number(len(every) or None, "d"),
        "speakers.nested": number(every["nested"].sum() or None, "d", known=known),
        "speakers.quoted_words": number(coded["quoted_words"].sum(), ",d", known=known),
        "speakers.quoted_once": number(_counted_once(t, coded), ",d", known=known),
        "speakers.groups": number(len(groups) or None, "words"),
        # The program gives no group to whom the list does not name, so that of whom it gives no word nothing is said.
        "speakers.silent_groups": number(len(silent), "words", known=by_people),
        "speakers.silent_names": words(", ".join(silent) or "none" if by_people else MISSING),
        "speakers.decisions": number(len(t["decisions"]) or None, "d"),
        **_shares(t, coded),
        **row_numbers(
            _by_group(t, coded), "speakers.{column}.{group}", quoted=",d", words=",d", misgiven="d"
        ),
        **_robustness(t),
        **_speaker_agreement(t),
        **_engine_numbers(t),
    }


def _shares(t: Tables, coded: pd.DataFrame) -> dict[str, Number]:
    """Shares of the words given to speakers; versions of a story weigh together as much as a story here once."""
    weighed = coded["words"].astype(float) * speakers.story_weights(t, coded)
    texts = t["documents"][t["documents"]["doc_id"].isin(speakers.texts_read(t))]
    size = (texts["words"].astype(float) * speakers.story_weights(t, texts)).sum()
    genders = (*GENDERS, speakers.NO_PERSON)
    who = {
        "anonymous": ~coded["named"],
        "official": coded["official"],
        **{f"gender.{gender.replace(' ', '_')}": coded["gender"] == gender for gender in genders},
        **{f"side.{side}": coded["side"] == side for side in set(t["speakers"]["side"])},
    }
    how = {kind: coded["kind"] == kind for kind in KINDS}
    return {
        "speakers.share": number(ratio(weighed.sum(), size), ".0%"),
        **{
            f"speakers.{name}": number(ratio(weighed[part].sum(), weighed.sum()), ".0%", known=known)
            for parts, known in ((how, True), (who, speakers.is_coded(t)))
            for name, part in parts.items()
        },
    }


def _by_group(t: Tables, coded: pd.DataFrame) -> pd.DataFrame:
    """Words by group: quoted, all, and misgiven; missing where nobody coded.

    Words are misgiven that a text gives to a group although, by the coder's note, another was meant.
    """
    meant = t["coded"].set_index(["doc_id", "attribution_id"])["intended_id"]
    group_of = t["speakers"].set_index("speaker_id")["group"]
    keys = pd.MultiIndex.from_frame(coded[["doc_id", "attribution_id"]])
    intended = pd.Series(keys.map(meant.get), index=coded.index).fillna("")
    other = intended.ne("") & intended.map(group_of).ne(coded["group"])
    columns = {
        "quoted": coded["quoted_words"],
        "words": coded["words"],
        "misgiven": coded["words"].where(other, 0),
    }
    sums = pd.DataFrame(columns).groupby(coded["group"]).sum()
    by_people = speakers.is_coded(t) and not coded.empty
    of_groups = sums.reindex(speakers.groups(t)["group"], fill_value=0 if by_people else np.nan)
    # Nothing found is not nothing said: a zero is a coder's alone.
    return (of_groups if by_people else of_groups.where(of_groups > 0)).reset_index()


@once
def _robustness(t: Tables) -> dict[str, Number]:
    """What single quotations, missing marks and the rule for indirect speech do to the shares."""
    moved = values.leave_one_out(t, MOVED)
    anonymous = moved["key"] == "speakers.anonymous"
    open_marks = speakers.unclosed(t)
    lost = speakers.unopened(t)
    lost = lost[lost["lost"] > 0]
    rules = speakers.two_rules(t).rename(columns={"quoted": "only_quoted"})
    several = speakers.in_several_stories(t)
    handed = speakers.handovers(t)
    apart = speakers.between_copies(t).astype({"group": float, "speaker": float})
    some_open, some_lost = int(open_marks["open"].sum()) > 0, len(lost) > 0
    return {
        "speakers.statements": number(len(t["propositions"]) or None, "d"),
        "speakers.copies_group": number(apart["group"].max(), known=len(speakers.groups(t)) > 0),
        "speakers.copies_speaker": number(apart["speaker"].max()),
        "speakers.swing": number(100 * (moved["high"] - moved["low"])[anonymous].max(), ".0f"),
        "speakers.open": number(open_marks["open"].sum(), "words", known=some_open),
        "speakers.alpha_reliable": number(RELIABLE, known=len(t["agreement"]) > 0),
        "speakers.alpha_tentative": number(TENTATIVE, ".3f", known=len(t["agreement"]) > 0),
        "speakers.unopened": number(len(lost), "words", known=some_lost),
        "speakers.unopened_words": number(lost["lost"].sum(), "d", known=some_lost),
        "speakers.unopened_groups": words(_named(t, lost["group"])),
        "speakers.open_least": number(
            (open_marks["words"] - open_marks["least"]).sum(), "d", known=some_open
        ),
        "speakers.open_most": number((open_marks["most"] - open_marks["words"]).sum(), "d", known=some_open),
        "speakers.rule_gap": number(100 * (rules["all_words"] - rules["only_quoted"]).abs().max(), ".0f"),
        "speakers.several": number(several["speaker_id"].nunique() or None, "words"),
        "speakers.handed": number(handed["statements"].sum() or None, "words"),
        "speakers.handed_words": number(handed["words"].sum() or None, "d"),
        **row_numbers(rules, "speakers.{column}.{group}", all_words=".1%", only_quoted=".1%"),
    }


def _named(t: Tables, groups: pd.Series) -> str:
    """The labels of some groups, each once."""
    label = t["groups"].set_index("group")["label"]
    return ", ".join(str(label.get(group, group)) for group in dict.fromkeys(groups)) or "none"


def _speaker_agreement(t: Tables) -> dict[str, Number]:
    """How far two codings agree: of each word's attribution, and of where pieces begin and end."""
    alpha = t["agreement"].set_index("variable")["alpha"]
    unit_alpha = t["unitising"].set_index("units")["alpha"]
    names = ("attributed", "kind", "speaker", "group")
    return {
        **{f"speakers.alpha_{name}": number(alpha.get(name)) for name in names},
        **{f"speakers.unit_alpha_{name}": number(unit_alpha.get(name)) for name in ("all", *KINDS)},
    }


@once
def _engine_numbers(t: Tables) -> dict[str, Number]:
    """How far the program alone comes."""
    scored, by_engine = t["engine"], speakers.outermost(t["attributions"], speakers.ENGINE)
    error = speakers.engine_error(t).astype({"distance": float, "attributed": float})
    size = by_engine["words"]
    lost = size[by_engine["group"] == ""].groupby(by_engine["doc_id"]).sum()
    ungrouped = lost / size.groupby(by_engine["doc_id"]).sum().reindex(lost.index)
    sorted_ = len(speakers.groups(t)) > 0
    decided = size[by_engine["decided"].astype(bool)].sum()
    f1, group = _pooled(t)
    return {
        "speakers.engine_f1": number(f1),
        "speakers.engine_min": number(scored["f1"].min()),
        "speakers.engine_max": number(scored["f1"].max()),
        "speakers.engine_group": number(group, ".0%"),
        "speakers.engine_group_min": number(scored["right_group"].min(), ".0%"),
        "speakers.engine_gap": number(error["distance"].max(), ".3f"),  # the finding rests on a hair
        "speakers.engine_gap_min": number(error["distance"].min()),
        "speakers.engine_attributed": number(error["attributed"].max()),
        "speakers.engine_attributed_min": number(error["attributed"].min()),
        "speakers.engine_ungrouped": number(ungrouped.max(), ".0%", known=sorted_),
        "speakers.engine_decided": number(ratio(decided, size.sum()), ".0%"),
    }


def _pooled(t: Tables) -> tuple[float | None, float | None]:
    """F1 of attributed words over all texts, and the share of those in both that have the right group."""
    if t["engine"].empty:
        return None, None
    strips, scored = t["strips"], t["engine"].set_index("doc_id")
    owned = strips[strips["kind"] != ""].groupby(["doc_id", "method"])["words"].sum().unstack(fill_value=0)
    owned = owned.reindex(scored.index).astype(float)
    both = owned[speakers.CODED] * scored["recall"]
    sizes = float(owned.to_numpy().sum())
    return ratio(2 * both.sum(), sizes), ratio((both * scored["right_group"]).sum(), both.sum())


def _counted_once(t: Tables, coded: pd.DataFrame) -> int:
    """Quoted words if of each story only the version with the most of them counts."""
    quoted = coded.groupby("doc_id")["quoted_words"].sum()
    return int(quoted.groupby(story_of(t).reindex(quoted.index)).max().sum())
