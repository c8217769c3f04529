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


def ratio(part: float, whole: float | None) -> float | None:
    """Return the share of a part in a whole; None if there is no whole."""
    return float(part) / float(whole) if whole else None


def sizes(t: Tables) -> pd.Series:
    """Return the words of each text, by doc_id."""
    return t["documents"].set_index("doc_id")["words"].astype(float)


def with_traits(t: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Add what speakers.csv says of each attribution's speaker: side, named, official, gender.

    Gender is `NO_PERSON` for bodies and several people. Speakers who are not listed are
    nameless, not official and of unstated gender.
    """
    listed = t["speakers"].set_index("speaker_id")
    traits = listed.reindex(rows["speaker_id"]).set_axis(rows.index)
    flags = traits[["named", "official", "person"]].astype("boolean").fillna(False).astype(bool)
    return rows.assign(
        side=traits["side"].fillna("unknown"),
        named=flags["named"],
        official=flags["official"],
        gender=traits["gender"].fillna("unstated").where(flags["person"], NO_PERSON),
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
    size = sizes(t)
    rows = []
    for doc_id, own in coded.groupby("doc_id", sort=False):
        words = own["words"].astype(float)
        total = float(words.sum())
        unnamed = ~own["named"]
        parts = [
            *(own["kind"] == kind for kind in KINDS),
            *(unnamed, unnamed & (own["gender"] != NO_PERSON), own["official"]),
            *(own["gender"] == gender for gender in (*GENDERS, NO_PERSON)),
        ]
        shares = [ratio(words[part].sum(), total) for part in parts]
        effective = effective_number(words.groupby(own["speaker_id"]).sum())
        rows.append((doc_id, ratio(total, size[doc_id]), *shares, effective))
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
    shares = {
        name: once_a_story(t, coded, "group", column).reindex(groups).fillna(0.0)
        for name, column in (("all_words", "words"), ("quoted", "quoted_words"))
    }
    return pd.DataFrame(shares).rename_axis("group").reset_index()


Measure = Callable[[pd.DataFrame, float], float | None]

MEASURES: Mapping[str, Measure] = {
    "share attributed": lambda rows, size: ratio(rows["words"].sum(), size),
    "without a name": lambda rows, size: ratio(rows.loc[~rows["named"], "words"].sum(), rows["words"].sum()),
    "effective speakers": lambda rows, size: effective_number(rows.groupby("speaker_id")["words"].sum()),
}


@once
def leave_one_out(t: Tables) -> pd.DataFrame:
    """Return how far each measure moves if one attribution of a text were not there.

    Columns: measure; doc_id; value; low and high, over all attributions left out in turn.
    """
    coded = with_traits(t, outermost(t["attributions"])).astype({"words": float})
    size = sizes(t)
    rows = []
    for doc_id, own in coded.groupby("doc_id", sort=False):
        for name, measure in MEASURES.items():
            value = measure(own, size[doc_id])
            moved = [measure(own.drop(index=i), size[doc_id]) for i in own.index]
            known = [v for v in moved if v is not None]
            if value is not None and known:
                rows.append((name, doc_id, value, min(known), max(known)))
    return pd.DataFrame(rows, columns=["measure", "doc_id", "value", "low", "high"])


def unclosed(t: Tables) -> pd.DataFrame:
    """Return the bounds that quotation marks never closed leave to each text's attributed words.

    Columns: doc_id; open, attributions with such a mark; least, words and most, in words.
    """
    coded = outermost(t["attributions"])
    unsure = (coded["words_least"] != coded["words"]) | (coded["words_most"] != coded["words"])
    renamed = coded.assign(open=unsure.astype(int), least=coded["words_least"], most=coded["words_most"])
    sums = renamed.groupby("doc_id", sort=False)[["open", "least", "words", "most"]].sum()
    return sums.reset_index()


def beside_engine(t: Tables) -> pd.DataFrame:
    """Return each group's share of each text by the coding and by the program alone.

    Columns: doc_id; group; coded; engine; low and high: the program's share if nothing, or
    everything, that it does not decide (or cannot give to a group) belonged to this group.
    Empty without a coding.
    """
    columns = ["doc_id", "group", "coded", "engine", "low", "high"]
    if outermost(t["attributions"]).empty:
        return pd.DataFrame(columns=columns)
    strips = t["strips"].groupby(["method", "doc_id", "group"])["words"].sum()
    attributions = outermost(t["attributions"], ENGINE)
    decided = attributions["decided"].astype(bool) & (attributions["group"] != "")
    decided_words = attributions[decided].groupby(["doc_id", "group"])["words"].sum()
    open_words = attributions[~decided].groupby("doc_id")["words"].sum()
    rows = []
    for doc_id, size in sizes(t).items():
        for group in t["groups"]["group"]:
            coded, engine = (float(strips.get((method, doc_id, group), 0)) for method in (CODED, ENGINE))
            low = float(decided_words.get((doc_id, group), 0))
            high = max(engine, low + float(open_words.get(doc_id, 0)))
            words = (coded, engine, min(engine, low), high)
            rows.append((doc_id, group, *(ratio(n, size) or 0.0 for n in words)))
    return pd.DataFrame(rows, columns=columns)


@once
def engine_error(t: Tables) -> pd.DataFrame:
    """Return how far the program's shares of groups are from the coding's, one row a text.

    Columns: doc_id; distance, over all words of the text, the outlet's own included; attributed, over
    the attributed words alone, those that the program gives to no group being a group of their own. Both
    are half the sum of the absolute differences (total variation: 0 the same, 1 nothing in common).
    """
    if outermost(t["attributions"]).empty:
        return pd.DataFrame(columns=["doc_id", "distance", "attributed"])
    strips = t["strips"]
    nobody = strips["speaker_id"].ne("").map({True: "ungrouped", False: "outlet"})
    strips = strips.assign(owner=strips["group"].where(strips["group"] != "", nobody))
    rows = []
    for doc_id, own in strips.groupby("doc_id", sort=False):
        words = own.pivot_table(index="owner", columns="method", values="words", aggfunc="sum", fill_value=0)
        words = words.reindex(columns=[CODED, ENGINE], fill_value=0)
        attributed = words.drop(index="outlet", errors="ignore")
        rows.append((doc_id, *(total_variation(w[CODED], w[ENGINE]) for w in (words, attributed))))
    return pd.DataFrame(rows, columns=["doc_id", "distance", "attributed"])


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
    weighted = (rows[words].astype(float) * story_weights(t, rows)).groupby(rows[column]).sum()
    return weighted / weighted.sum() if weighted.sum() else weighted * np.nan


def story_weights(t: Tables, rows: pd.DataFrame) -> pd.Series:
    """Return what a row counts if each story counts once: one over the number of its texts in `rows`."""
    story = rows["doc_id"].map(t["corpus"].set_index("doc_id")["story_id"])
    return 1 / rows.groupby(story)["doc_id"].transform("nunique").astype(float)


def in_several_stories(t: Tables) -> pd.DataFrame:
    """Return the named speakers with words in more than one story, one row a speaker and text.

    Columns: speaker_id; doc_id; words; quoted_words; attributions.
    """
    coded = with_traits(t, outermost(t["attributions"]))
    named = coded[coded["named"]]
    story = named["doc_id"].map(t["corpus"].set_index("doc_id")["story_id"])
    several = story.groupby(named["speaker_id"]).transform("nunique") > 1
    by_speaker = named[several].groupby(["speaker_id", "doc_id"], sort=False)
    sums = by_speaker.agg(
        words=("words", "sum"), quoted_words=("quoted_words", "sum"), attributions=("words", "size")
    )
    return sums.reset_index().sort_values("speaker_id", kind="stable", ignore_index=True)


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
        who, words = [], []
        for doc_id, names in ((row.doc_a, row.attributions_a), (row.doc_b, row.attributions_b)):
            attributions = [coded.loc[(doc_id, name)] for name in names.split()]
            who.append(" ".join(dict.fromkeys(a["speaker_id"] for a in attributions)))
            words.append(sum(int(a["words"]) for a in attributions))
        if row.fate != "kept":
            rows.append((row.doc_a, row.doc_b, row.fate, row.cause, *who, 1, max(words)))
    columns = ["doc_a", "doc_b", "fate", "cause", "speakers_a", "speakers_b", "statements", "words"]
    changes = pd.DataFrame(rows, columns=columns)
    return changes.groupby(columns[:6], sort=False, as_index=False)[["statements", "words"]].sum()
