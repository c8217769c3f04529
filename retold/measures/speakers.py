"""Who is given the words: shares of speakers and groups, and how far they can be trusted.

Pure functions over the tables of a corpus. A share is of a text's words unless the
function says otherwise; words inside a nested attribution count once, for the outermost source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.corpus.schema import GENDERS, KINDS

CODED, ENGINE = "coded", "engine"
NO_PERSON = "no person"


def outermost(attributions: pd.DataFrame, method: str = CODED) -> pd.DataFrame:
    """Return the attributions whose words count: those not inside another."""
    return attributions[(attributions["method"] == method) & ~attributions["nested"].astype(bool)]


def effective_number(sizes: Iterable[float]) -> float | None:
    """Return the effective number of speakers: 1 over the sum of squared shares.

    Higher: the words are spread over more speakers; the inverse of the
    Herfindahl-Hirschman index. None if nobody speaks.
    """
    values = [float(v) for v in sizes]
    total = sum(values)
    return total**2 / sum(v * v for v in values) if total else None


def with_traits(t: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Add what speakers.csv says of each attribution's speaker: side, named, official, gender.

    Gender is `NO_PERSON` for bodies and several people. Speakers who are not listed are
    nameless, not official and of unstated gender.
    """
    listed = t["speakers"].set_index("speaker_id")
    known = listed.reindex(rows["speaker_id"]).reset_index(drop=True)
    known.index = rows.index
    person = known["person"].astype("boolean").fillna(False).astype(bool)
    gender = known["gender"].fillna("unstated").where(person, NO_PERSON)
    return rows.assign(
        side=known["side"].fillna("unknown"),
        named=known["named"].astype("boolean").fillna(False).astype(bool),
        official=known["official"].astype("boolean").fillna(False).astype(bool),
        gender=gender,
    )


@once
def by_text(t: Tables) -> pd.DataFrame:
    """Return how each coded text gives its words away, one row a text.

    Columns: doc_id; share of its words that are attributed; of these the shares that are direct,
    mixed, indirect, from speakers without a name (anonymous; unnamed_person: only single persons),
    from officials, from persons the text calls a woman or a man, of whom it says neither (unstated),
    and from bodies or several people (no_person); effective number of speakers. Shares 0 to 1.
    """
    coded = with_traits(t, outermost(t["attributions"]))
    size = t["documents"].set_index("doc_id")["words"]
    rows = []
    for doc_id, mine in coded.groupby("doc_id", sort=False):
        words = mine["words"].astype(float)
        total = float(words.sum())
        parts = [mine["kind"] == kind for kind in KINDS]
        unnamed = ~mine["named"]
        parts += [unnamed, unnamed & (mine["gender"] != NO_PERSON), mine["official"]]
        parts += [mine["gender"] == g for g in (*GENDERS, NO_PERSON)]
        shares = [_ratio(words[part].sum(), total) for part in parts]
        effective = effective_number(words.groupby(mine["speaker_id"]).sum())
        rows.append((doc_id, _ratio(total, size[doc_id]), *shares, effective))
    who = ["anonymous", "unnamed_person", "official", *GENDERS, "no_person"]
    columns = ["doc_id", "share", *KINDS, *who, "effective"]
    return pd.DataFrame(rows, columns=columns)


@once
def two_rules(t: Tables) -> pd.DataFrame:
    """Return the share of each group under two rules for indirect speech.

    Columns: group; all_words, the share of all attributed words, whatever form they have; quoted,
    the share of the words in quotation marks alone. Texts of one story count once, as their mean.
    """
    coded = outermost(t["attributions"])
    groups = t["groups"]["group"]
    found = {
        name: once_a_story(t, coded, "group", column).reindex(groups).fillna(0.0)
        for name, column in (("all_words", "words"), ("quoted", "quoted_words"))
    }
    return pd.DataFrame(found).rename_axis("group").reset_index()


Measure = Callable[[pd.DataFrame, float], float | None]

MEASURES: Mapping[str, Measure] = {
    "share attributed": lambda rows, size: _ratio(rows["words"].sum(), size),
    "without a name": lambda rows, size: _ratio(rows.loc[~rows["named"], "words"].sum(), rows["words"].sum()),
    "effective speakers": lambda rows, size: effective_number(rows.groupby("speaker_id")["words"].sum()),
}


@once
def leave_one_out(t: Tables) -> pd.DataFrame:
    """Return how far each measure moves if one attribution of a text were not there.

    Columns: measure; doc_id; value; low and high, over all attributions left out in turn.
    """
    coded = with_traits(t, outermost(t["attributions"])).astype({"words": float})
    size = t["documents"].set_index("doc_id")["words"].astype(float)
    rows = []
    for doc_id, mine in coded.groupby("doc_id", sort=False):
        for name, measure in MEASURES.items():
            value = measure(mine, size[doc_id])
            moved = [measure(mine.drop(index=i), size[doc_id]) for i in mine.index]
            known = [v for v in moved if v is not None]
            if value is not None and known:
                rows.append((name, doc_id, value, min(known), max(known)))
    return pd.DataFrame(rows, columns=["measure", "doc_id", "value", "low", "high"])


def unclosed(t: Tables) -> pd.DataFrame:
    """Return the bounds that quotation marks never closed leave to each text's attributed words.

    Columns: doc_id; open, attributions with such a mark; least, words and most, in words.
    """
    coded = outermost(t["attributions"])
    moved = (coded["words_least"] != coded["words"]) | (coded["words_most"] != coded["words"])
    sums = coded.assign(open=moved.astype(int)).groupby("doc_id", sort=False)
    found = sums[["open", "words_least", "words", "words_most"]].sum().reset_index()
    return found.rename(columns={"words_least": "least", "words_most": "most"})


def beside_engine(t: Tables) -> pd.DataFrame:
    """Return each group's share of each text by the coding and by the program alone.

    Columns: doc_id; group; coded; engine; low and high: the program's share if nothing, or
    everything, that it does not decide (or cannot give to a group) belonged to this group.
    Empty without a coding.
    """
    attributions = t["attributions"]
    if outermost(attributions).empty:
        return pd.DataFrame(columns=["doc_id", "group", "coded", "engine", "low", "high"])
    sizes = t["documents"].set_index("doc_id")["words"].astype(float)
    strips = t["strips"]
    coded = strips[strips["method"] == CODED].groupby(["doc_id", "group"])["words"].sum()
    engine = strips[strips["method"] == ENGINE].groupby(["doc_id", "group"])["words"].sum()
    found = outermost(attributions, ENGINE)
    sure = found[found["decided"].astype(bool) & (found["group"] != "")]
    decided = sure.groupby(["doc_id", "group"])["words"].sum()
    rows = []
    for doc_id, size in sizes.items():
        every = float(found.loc[found["doc_id"] == doc_id, "words"].sum())
        open_words = every - float(sure.loc[sure["doc_id"] == doc_id, "words"].sum())
        for group in t["groups"]["group"]:
            key = (doc_id, group)
            own, low = float(engine.get(key, 0)), float(decided.get(key, 0))
            high = max(own, low + open_words)
            shares = (float(coded.get(key, 0)), own, min(own, low), high)
            rows.append((doc_id, group, *(n / size if size else 0.0 for n in shares)))
    return pd.DataFrame(rows, columns=["doc_id", "group", "coded", "engine", "low", "high"])


@once
def engine_error(t: Tables) -> pd.DataFrame:
    """Return how far the program's shares of groups are from the coding's, one row a text.

    Columns: doc_id; distance, over all words of the text, the outlet's own included; attributed, over
    the attributed words alone, those that the program gives to no group being a group of their own. Both
    are half the sum of the absolute differences (total variation: 0 the same, 1 nothing in common).
    """
    if outermost(t["attributions"]).empty:
        return pd.DataFrame(columns=["doc_id", "distance", "attributed"])
    strips = t["strips"].assign(
        owner=t["strips"]["group"].where(
            t["strips"]["group"] != "", t["strips"]["speaker_id"].ne("").map(_OWNERS)
        )
    )
    rows = []
    for doc_id, mine in strips.groupby("doc_id", sort=False):
        words = mine.pivot_table(index="owner", columns="method", values="words", aggfunc="sum", fill_value=0)
        words = words.reindex(columns=[CODED, ENGINE], fill_value=0)
        said = words.drop(index=_OWNERS[False], errors="ignore")
        rows.append(
            (doc_id, total_variation(words[CODED], words[ENGINE]), total_variation(said[CODED], said[ENGINE]))
        )
    return pd.DataFrame(rows, columns=["doc_id", "distance", "attributed"])


_OWNERS = {True: "ungrouped", False: "outlet"}


def total_variation(a: pd.Series, b: pd.Series) -> float | None:
    """Return half the sum of the absolute differences of two lists of shares, 0 to 1."""
    if not a.sum() or not b.sum():
        return None
    both = pd.concat([a / a.sum(), b / b.sum()], axis=1).fillna(0.0)
    return float((both.iloc[:, 0] - both.iloc[:, 1]).abs().sum()) / 2


def between_copies(t: Tables) -> pd.DataFrame:
    """Return how far versions of a story are apart in whom they give the attributed words to.

    Columns: doc_a; doc_b; group and speaker, the total variation of the shares of groups and of
    speakers.
    """
    coded = outermost(t["attributions"])
    rows = []
    for _, ids in t["corpus"].groupby("story_id", sort=False)["doc_id"]:
        for a, b in combinations(ids, 2):
            apart = []
            for column in ("group", "speaker_id"):
                one, two = (coded[coded["doc_id"] == d].groupby(column)["words"].sum() for d in (a, b))
                apart.append(total_variation(one, two))
            rows.append((a, b, *apart))
    return pd.DataFrame(rows, columns=["doc_a", "doc_b", "group", "speaker"])


def once_a_story(t: Tables, rows: pd.DataFrame, column: str, words: str = "words") -> pd.Series:
    """Return the shares of what `column` names, texts of one story counting once, as their mean."""
    once = (rows[words].astype(float) * story_weights(t, rows)).groupby(rows[column]).sum()
    return once / once.sum() if once.sum() else once * np.nan


def story_weights(t: Tables, rows: pd.DataFrame) -> pd.Series:
    """Return what a row counts if each story counts once: one over the number of its texts in `rows`."""
    story = rows["doc_id"].map(t["corpus"].set_index("doc_id")["story_id"])
    return 1 / rows.groupby(story)["doc_id"].transform("nunique").astype(float)


def in_several_stories(t: Tables) -> pd.DataFrame:
    """Return the named speakers with words in more than one story, one row a speaker and text.

    Columns: speaker_id; doc_id; words; quoted_words; attributions.
    """
    coded = with_traits(t, outermost(t["attributions"]))
    coded = coded[coded["named"]]
    story = t["corpus"].set_index("doc_id")["story_id"]
    told = coded.assign(story=coded["doc_id"].map(story))
    several = told.groupby("speaker_id")["story"].transform("nunique") > 1
    counted = told[several].groupby(["speaker_id", "doc_id"], sort=False)
    found = counted.agg(
        words=("words", "sum"), quoted_words=("quoted_words", "sum"), attributions=("words", "size")
    )
    return found.reset_index().sort_values(["speaker_id"], kind="stable").reset_index(drop=True)


@once
def handovers(t: Tables) -> pd.DataFrame:
    """Return from whom to whom statements went between versions of a story.

    Columns: doc_a; doc_b; fate; cause (of what was lost); speakers_a and speakers_b, who has the statement
    in each version (ids joined by a space; blank: nobody); statements; words, of the attribution in the
    version where it is longer.
    Statements that were kept by the same speakers are left out.
    """
    coded = t["attributions"][t["attributions"]["method"] == CODED].set_index(["doc_id", "attribution_id"])
    rows = []
    for row in t["propositions"].itertuples():
        sides = []
        for doc_id, names in ((row.doc_a, row.attributions_a), (row.doc_b, row.attributions_b)):
            mine = [coded.loc[(doc_id, name)] for name in names.split()]
            said = " ".join(dict.fromkeys(m["speaker_id"] for m in mine))
            sides.append((said, sum(int(m["words"]) for m in mine)))
        if row.fate != "kept":
            words = max(words for _, words in sides)
            rows.append((row.doc_a, row.doc_b, row.fate, row.cause, sides[0][0], sides[1][0], 1, words))
    columns = ["doc_a", "doc_b", "fate", "cause", "speakers_a", "speakers_b", "statements", "words"]
    found = pd.DataFrame(rows, columns=columns)
    return found.groupby(columns[:6], sort=False, as_index=False)[["statements", "words"]].sum()


def _ratio(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None
