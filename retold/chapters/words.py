"""What is typical of whom: words of outlets and stories against chance, typical passages and texts, groups of stories."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from retold.chapters.listings import NOT_SHOWN
from retold.chapters.numbers import Number, how_many, in_words, number, words
from retold.common.once import Tables, once
from retold.common.statistics import ratio
from retold.compare import clusters, similarity
from retold.corpus.schema import TABLES
from retold.measures import naming, specific

OUTLET, WITHIN, STORY, GROUP = TABLES["specific"].by_name["kind"].choices
SHOWN = 6  # outlets that are drawn; the tables have all
OF_OUTLET = 8  # words of each
WORDS_OF_GROUP = 6
NAMED = 3  # of them that name it in a figure
LEAST_OTHERS = 2  # texts beside which another is central
# How the tables write their numbers.
FORMS = {
    "log-odds": ".2f", "from": ".2f", "to": ".2f", "chance reaches": ".2f", "words": ",d", "by chance": ".1f",
    "largest score": ".2f", "mean score": ".2f", "mean similarity": ".3f", "silhouette": ".3f",
}  # fmt: skip


@once
def numbers(t: Tables) -> dict[str, Number]:
    """Words of outlets, stories and groups against chance; what the groups of stories rest on."""
    null = t["specific_null"]
    of_outlets = null[null["kind"] == OUTLET]
    return {
        "words.told": words(comparable(t)),
        "words.outlets": number(len(of_outlets) or None, "words"),
        "words.shown": number(min(len(of_outlets), SHOWN) or None, "words"),
        "words.limit_least": number(of_outlets["limit"].min(), ".1f"),
        "words.limit_most": number(of_outlets["limit"].max(), ".1f"),
        "words.largest": number(of_outlets["largest"].max(), ".1f"),
        "words.normal": number(naming.NORMAL, ".2f"),
        "words.prior": number(naming.PRIOR_WORDS, ",d"),
        "words.deals": number(specific.DEALS, "d"),
        "words.exchanged": number(
            specific.exchangeable(t["corpus"]["story_id"].to_numpy(dtype=str)), "d", known=len(of_outlets) > 0
        ),
        "words.level": number(100 * specific.LEVEL, ".0f"),
        "words.least_units": number(specific.LEAST_UNITS, "words"),
        **_counted("words", of_outlets),
        "words.within.told": words(_within_told(null[null["kind"] == WITHIN])),
        **_counted("words.within", null[null["kind"] == WITHIN]),
        **_counted("words.story", null[null["kind"] == STORY]),
        **_copies(t),
        **_group_numbers(t),
        "words.passages": number(len(t["typical"]) or None, "d"),
        "words.passages_shown": number(
            sum(text != NOT_SHOWN for text in _excerpts(t)), "words", known=len(t["typical"]) > 0
        ),
    }


def comparable(t: Tables) -> str:
    """Return which outlets of this corpus can be compared, and which cannot, in sentences."""
    stories = t["corpus"].drop_duplicates(["outlet", "story_id"])["outlet"].value_counts()
    if len(stories) < 2:
        return "All texts are of one outlet, so no word can set an outlet apart; stories and groups of stories are compared."
    several = int((stories >= specific.LEAST_UNITS).sum())
    if not several:
        return "No outlet has texts of two stories, so nobody can tell an outlet's words from a story's; groups of stories are compared."
    left = len(stories) - several
    have = "outlet has" if several == 1 else "outlets have"
    told = f"{in_words(several).capitalize()} {have} texts of two stories or more, enough to look for words of their own."
    if not left:
        return told
    rest = "One other has" if left == 1 else f"{in_words(left).capitalize()} others have"
    return f"{told} {rest} a single story, and only stand{'s' if left == 1 else ''} on the other side of the comparison."


def _within_told(null: pd.DataFrame) -> str:
    """Whether wording can be told from topic in this corpus."""
    if len(null):
        return "Some outlets of this corpus do"
    return "No outlet of this corpus tells two stories that others tell too"


def _counted(key: str, null: pd.DataFrame) -> dict[str, Number]:
    """How many words are called specific, how many would be by chance, how many are beyond chance."""
    known = len(null) > 0
    return {
        f"{key}.flagged": number(null["flagged"].sum(), ",d", known=known),
        f"{key}.expected": number(null["expected"].sum(), ",.0f", known=known),
        f"{key}.stand": how_many(null["stand"].sum(), known=known),
        f"{key}.compared": number(len(null), "d", known=known),
    }


def _copies(t: Tables) -> dict[str, Number]:
    """How many words the same measure would call specific between versions of one story, which only copying made differ."""
    between = t["keyness_null"][t["keyness_null"]["prior"] == naming.PRIOR_WORDS]
    known = len(between) > 0
    return {
        "words.copies.pairs": number(len(between), "d", known=known),
        "words.copies.flagged": number(between["flagged"].mean(), ".1f", known=known),
        "words.copies.share": number(
            ratio(between["flagged"].sum(), between["terms"].sum()), ".0%", known=known
        ),
    }


def _group_numbers(t: Tables) -> dict[str, Number]:
    """How many groups of stories there are, how firm they are, and what shuffled words give."""
    choices, groups = t["group_choices"], t["story_groups"]
    chosen = choices[choices["chosen"].astype(bool)] if len(choices) else choices
    sizes = groups["group"].value_counts()

    def of_chosen(column: str) -> float | None:
        return float(chosen[column].iloc[0]) if len(chosen) else None

    return {
        "words.groups": number(len(sizes) or None, "words"),
        "words.tried": number(choices["groups"].max() if len(choices) else None, "words"),
        "words.stories": number(t["corpus"]["story_id"].nunique(), "d"),
        "words.grouped": number(of_chosen("stories"), ",.0f"),
        "words.group_length": number(of_chosen("length"), ",.0f"),
        "words.group_verdict": words(_verdict(chosen, groups)),
        "words.silhouette": number(of_chosen("silhouette"), ".3f"),
        "words.silhouette_shuffled": number(of_chosen("shuffled"), ".3f"),
        "words.excess": number(of_chosen("excess"), ".1f"),
        "words.excess_limit": number(of_chosen("limit"), ".1f"),
        "words.agreement": number(of_chosen("agreement"), known=len(groups) > 0),
        "words.agreement_low": number(of_chosen("agreement_low"), known=len(groups) > 0),
        "words.agreement_high": number(of_chosen("agreement_high"), known=len(groups) > 0),
        "words.agreement_shuffled": number(of_chosen("agreement_shuffled"), known=len(groups) > 0),
        "words.largest_group": number(sizes.max() if len(sizes) else None, "d"),
        "words.shuffles": number(clusters.SHUFFLES, "d"),
        "words.draws": number(clusters.DRAWS, "d"),
    }


def _verdict(chosen: pd.DataFrame, groups: pd.DataFrame) -> str:
    """Whether the stories fall into groups."""
    if chosen.empty:
        return f"Groups of stories were not looked for: that takes {clusters.LEAST_STORIES} to {clusters.MOST_STORIES:,} stories that share words and are not too short."
    if groups.empty:
        return "The stories do not fall into groups: stories with shuffled words part as well."
    return "The stories fall into groups more clearly than stories with shuffled words do."


def _excerpts(t: Tables) -> list[str]:
    """An excerpt that lies in each typical passage, or the sign for none."""
    excerpts = t["excerpts"]
    listed = [
        excerpts[
            (excerpts["doc_id"] == row.doc_id)
            & (excerpts["start"] >= row.start)
            & (excerpts["end"] <= row.end)
        ]["text"]
        for row in t["typical"].itertuples()
    ]
    return [next(iter(texts), NOT_SHOWN) for texts in listed]


def shown_outlets(t: Tables) -> list[str]:
    """Return the outlets that are drawn: those with most texts of those that are compared."""
    null = t["specific_null"]
    of_outlets = null[null["kind"] == OUTLET].sort_values("texts", ascending=False, kind="stable")
    return list(of_outlets["name"].head(SHOWN))


def specific_words(t: Tables, kind: str = OUTLET) -> pd.DataFrame:
    """Return the words specific to each of a kind, as a reader sees them: those that stand first.

    Columns: outlet (or story), word, times, elsewhere, stories (or texts), log-odds, its interval from and to, chance
    reaches, beyond chance.
    """
    table = t["specific"]
    rows = table[table["kind"] == kind]
    if kind == OUTLET:
        shown = rows["name"].isin(shown_outlets(t))
        rows = rows[shown | rows["stands"].fillna(False).astype(bool)]
    told = {True: "yes", False: "no"}
    return pd.DataFrame(
        {
            "story" if kind == STORY else "outlet": rows["name"],
            "word": rows["term"],
            "times": rows["count"],
            "elsewhere": rows["others"],
            "texts with it" if kind == STORY else "stories with it": rows["units"],
            "log-odds": rows["log_odds"],
            "from": rows["low"],
            "to": rows["high"],
            "chance reaches": rows["chance"],
            "beyond chance": rows["stands"].map(told),
        }
    ).reset_index(drop=True)


def against_chance(t: Tables, kind: str = OUTLET) -> pd.DataFrame:
    """Return how many words of each of a kind are called specific, and how many would be by chance."""
    null = t["specific_null"]
    rows = null[null["kind"] == kind]
    return pd.DataFrame(
        {
            "story" if kind == STORY else "outlet": rows["name"],
            "texts": rows["texts"],
            "words": rows["words"],
            "called specific": rows["flagged"],
            "by chance": rows["expected"],
            "largest score": rows["largest"],
            "chance reaches": rows["limit"],
            "beyond chance": rows["stand"],
        }
    ).reset_index(drop=True)


def passages(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the passages most typical of each outlet: where they stand, and an excerpt if the book shows one of them."""
    corpus = t["corpus"].set_index("doc_id")
    rows, shown = t["typical"], _excerpts(t)
    return pd.DataFrame(
        {
            "outlet": rows["outlet"],
            "rank": rows["rank"],
            "text": rows["doc_id"].map(lambda d: labels.get(d, d)),
            "title": rows["doc_id"].map(corpus["title"]).replace("", NOT_SHOWN),
            "date": rows["doc_id"].map(corpus["published"]).replace("", NOT_SHOWN),
            "characters": rows["start"].astype(str) + "–" + rows["end"].astype(str),
            "words": rows["words"],
            "mean score": rows["score"],
            **({"excerpt": shown} if set(shown) - {NOT_SHOWN} else {}),
        }
    )


@once
def central(t: Tables) -> pd.DataFrame:
    """Say how alike each text is to the others of its outlet, and to those of its group, versions of its story left out.

    Returns
    -------
    DataFrame
        Columns of (outlet or group), doc_id, similarity (the mean), texts (how many the outlet or group has), others (how many
        the mean is of), place: most, least or blank.
    """
    corpus = t["corpus"]
    cosine = similarity.tfidf_cosine(t["terms"], list(corpus["doc_id"])).to_numpy()
    story = corpus["story_id"].to_numpy()
    other = story[:, None] != story
    frames = [pd.DataFrame(columns=["of", "doc_id", "similarity", "texts", "others", "place"])]
    for column, whose in (("outlet", corpus["outlet"]), ("group", _group_of(t))):
        for name in dict.fromkeys(whose):
            places = np.flatnonzero((whose == name).to_numpy())
            beside = other[np.ix_(places, places)]
            counts = beside.sum(axis=1)
            if not name or not len(places) or counts.min() < LEAST_OTHERS:
                continue
            mean = (cosine[np.ix_(places, places)] * beside).sum(axis=1) / counts
            place = np.full(len(places), "", dtype=object)
            place[mean.argmin()], place[mean.argmax()] = "least", "most"
            doc_ids = corpus["doc_id"].to_numpy()[places]
            said = {
                "of": f"{column} {name}",
                "doc_id": doc_ids,
                "similarity": mean,
                "texts": len(places),
                "others": counts,
            }
            frames.append(pd.DataFrame({**said, "place": place}))
    return pd.concat(frames[1:] or frames, ignore_index=True)


def _group_of(t: Tables) -> pd.Series:
    """The group of each text by its story, as text; blank without one."""
    groups = t["story_groups"]
    of_story = dict(zip(groups["story_id"], groups["group"].astype(str), strict=True))
    return t["corpus"]["story_id"].map(of_story).fillna("")


def characteristic(t: Tables, labels: Mapping[str, str], of: str) -> pd.DataFrame:
    """Return the most and the least characteristic text of each outlet or each group."""
    rows = central(t)
    rows = rows[rows["of"].str.startswith(f"{of} ") & (rows["place"] != "")]
    corpus = t["corpus"].set_index("doc_id")
    wide = pd.DataFrame(
        {
            of: rows["of"].str.removeprefix(f"{of} "),
            "its texts": rows["texts"],
            "": rows["place"] + " like the others",
            "text": rows["doc_id"].map(labels),
            "title": rows["doc_id"].map(corpus["title"]).replace("", NOT_SHOWN),
            "mean similarity": rows["similarity"],
        }
    )
    order = {name: n for n, name in enumerate(dict.fromkeys(wide[of]))}
    return wide.sort_values(
        [of, ""], key=lambda c: c.map(order) if c.name == of else c, ascending=[True, False]
    )


def groups(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return a row a group of stories: how many, since when and until when, its words, its most characteristic text."""
    table = t["story_groups"]
    corpus = t["corpus"].assign(group=_group_of(t))
    placed = central(t)
    placed = placed[placed["place"] == "most"]
    most = dict(zip(placed["of"], placed["doc_id"], strict=True))
    rows = []
    for group, stories in table.groupby("group"):
        dates = corpus.loc[(corpus["group"] == str(group)) & (corpus["published"] != ""), "published"]
        rows.append(
            {
                "group": int(group),
                "stories": len(stories),
                "outlets": corpus.loc[corpus["group"] == str(group), "outlet"].nunique(),
                "first": dates.min() if len(dates) else NOT_SHOWN,
                "last": dates.max() if len(dates) else NOT_SHOWN,
                "its words": ", ".join(words_of_group(t, int(group))),
                "most characteristic text": labels.get(most.get(f"group {group}", ""), NOT_SHOWN),
                "silhouette": stories["width"].mean(),
            }
        )
    return pd.DataFrame(rows, columns=[
        "group", "stories", "outlets", "first", "last", "its words", "most characteristic text", "silhouette"
    ])  # fmt: skip


def names_of_groups(t: Tables) -> dict[int, list[str]]:
    """Return the words by which figures name each group."""
    return {
        int(group): words_of_group(t, int(group), NAMED)
        for group in sorted(t["story_groups"]["group"].unique())
    }


def words_of_group(t: Tables, group: int, most: int = WORDS_OF_GROUP) -> list[str]:
    """Return the words that set a group apart most, by alphabet: in the order of their z they might read like a phrase."""
    table = t["specific"]
    rows = table[(table["kind"] == GROUP) & (table["name"] == str(group))]
    return sorted(rows["term"].head(most))


def outlets_by_group(t: Tables) -> pd.DataFrame:
    """Return how many stories of each group each outlet has: outlets × groups, the outlet with most stories first."""
    told = t["corpus"].assign(group=_group_of(t)).drop_duplicates(["outlet", "story_id"])
    told = told[told["group"] != ""]
    counted = pd.crosstab(told["outlet"], told["group"].astype(int)) if len(told) else pd.DataFrame()
    return counted.loc[counted.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def dated_groups(t: Tables) -> pd.DataFrame:
    """Return the group and the day of each dated story: of several versions the first."""
    told = t["corpus"].assign(group=_group_of(t))
    told = told[(told["group"] != "") & (told["published"] != "")]
    first = told.sort_values("published", kind="stable").drop_duplicates("story_id")
    return first[["story_id", "group", "published"]].astype({"group": int}).reset_index(drop=True)
