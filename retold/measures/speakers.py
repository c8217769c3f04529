"""Who is given the words: shares of speakers and groups, and how far they can be trusted.

Pure functions over the tables of a corpus. A share is of a text's words unless the
function says otherwise; words inside a nested attribution count once, for the outermost source.
Where nobody coded who speaks, the program's reading stands in for a coding. It knows names and no more, so what rests
on who a speaker is (named, in office, a woman) is not computed of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.common.statistics import ratio
from retold.corpus.schema import GENDERS, KINDS
from retold.measures.measure import Floats, Measure, Totals, share

CODED, ENGINE = "coded", "engine"
NO_PERSON = "no person"
PAGE = "04-speakers"
READ = "who speaks as it was coded, or as the program reads it where nobody coded"


# In 50 words: Ada Calder, a named official, speaks 10 words directly and 1 indirectly, her unnamed spokesman 4 in part
# quoted, residents 5 indirectly. Her 11 words hold 3 of her spokesman's, which count once; what the program finds does
# not count.
_EXAMPLE = {
    "sentences": [
        {"sentence": 1, "start": 0, "end": 150, "words": 28, "heading_words": 2},
        {"sentence": 2, "start": 151, "end": 300, "words": 20},
    ],
    "groups": [{"group": "officials", "label": "officials"}, {"group": "residents", "label": "residents"}],
    "speakers": [
        {"speaker_id": "calder", "named": True, "official": True, "person": True, "gender": "woman"},
        {"speaker_id": "spokesman", "named": False, "official": True, "person": True, "gender": "man"},
        {"speaker_id": "residents", "named": False, "official": False, "person": False, "gender": "unstated"},
    ],
    "attributions": [
        {"speaker_id": "calder", "group": "officials", "kind": "direct", "content": "0-60", "words": 10},
        {"speaker_id": "spokesman", "group": "officials", "kind": "direct", "content": "9-20", "words": 3, "nested": True},
        {"speaker_id": "spokesman", "group": "officials", "kind": "mixed", "content": "70-99", "words": 4},
        {"speaker_id": "residents", "group": "residents", "kind": "indirect", "content": "160-190", "words": 5},
        {"speaker_id": "calder", "group": "officials", "kind": "indirect", "content": "200-210", "words": 1},
        {"speaker_id": "calder", "group": "officials", "kind": "direct", "content": "0-60", "words": 9, "method": "engine"},
    ],
}  # fmt: skip


def _attributed(rows: pd.DataFrame) -> pd.Series:
    return rows["words"]


def _attributions(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(1.0, index=rows.index)


def _by_speaker(rows: pd.DataFrame) -> pd.DataFrame:
    """The words of each speaker, a column each."""
    return pd.get_dummies(rows["speaker_id"]).mul(rows["words"], axis=0)


def _effective(n: Totals) -> Floats:
    squares: Floats = (n["words_of_each_speaker"] ** 2).sum(axis=1)
    return n["attributed_words"] ** 2 / squares


Belongs = Callable[..., pd.Series]  # to which attributions a measure looks


def _part(
    key: str, label: str, count: str, belongs: Belongs, example: tuple[float, str] | tuple[float], higher: str,
    each: Callable[[Tables], Mapping[str, str]] | None = None, only: Callable[[Tables], bool] | None = None,
) -> Measure:  # fmt: skip
    """Declare the share of the attributed words that some of the attributions hold."""

    def words(rows: pd.DataFrame, *name: str) -> pd.Series:
        return rows["words"].where(belongs(rows, *name), 0.0)

    def uses(rows: pd.DataFrame, *name: str) -> pd.Series:
        return belongs(rows, *name).astype(float)

    return Measure(
        f"speakers.{key}", label, unit="share", higher=higher, page=PAGE, of="attribution", each=each, only=only,
        counts={count: words, "attributed_words": _attributed, "attributions": uses}, value=share(count, "attributed_words"),
        uses="attributions", reference=READ, example=(_EXAMPLE, *example),
    )  # fmt: skip


def read_by(attributions: pd.DataFrame) -> str:
    """Return whose reading of who speaks counts: that of the people who coded, else that of the program."""
    return CODED if (attributions["method"] == CODED).any() else ENGINE


def is_coded(t: Tables) -> bool:
    """Say whether people coded who speaks."""
    return read_by(t["attributions"]) == CODED


def texts_read(t: Tables) -> frozenset[str]:
    """Return the texts in which somebody looked for speakers, by doc_id: those that were coded, else those in English.

    A text that nobody coded, or that the program does not read, is not a text in which nobody speaks.
    """
    listed = t["attributions"] if is_coded(t) else t["strips"]
    return frozenset(listed.loc[listed["method"] == read_by(t["attributions"]), "doc_id"])


def groups(t: Tables) -> pd.DataFrame:
    """Return the groups of speakers (group, label), once somebody sorted speakers into several or coded them."""
    listed = t["groups"]
    return listed if len(listed) > 1 or is_coded(t) else listed.head(0)


def _groups(t: Tables) -> dict[str, str]:
    listed = groups(t)
    return dict(zip(listed["group"], listed["label"], strict=True))


MEASURES = (
    Measure(
        "speakers.share", "words attributed to somebody", unit="share", higher="more of the text is speech",
        page=PAGE, of="attribution", counts={"attributed_words": _attributed, "attributions": _attributions},
        value=share("attributed_words"), uses="attributions", reference=READ, example=(_EXAMPLE, 20 / 50),
    ),
    Measure(
        "speakers.length", "words per attribution", unit="words", higher="longer stretches of speech",
        page=PAGE, of="attribution", counts={"attributed_words": _attributed, "attributions": _attributions},
        value=share("attributed_words", "attributions"), uses="attributions", reference=READ,
        example=(_EXAMPLE, 20 / 4),
    ),
    Measure(
        "speakers.effective", "effective number of speakers", unit="speakers", page=PAGE, of="attribution",
        higher="words spread over more speakers",
        counts={
            "attributed_words": _attributed, "words_of_each_speaker": _by_speaker, "attributions": _attributions,
        },
        value=_effective, uses="attributions", reference="Laakso & Taagepera 1979",
        example=(_EXAMPLE, 20**2 / (11**2 + 4**2 + 5**2)),
    ),
    _part(
        "anonymous", "speakers without a name", "unnamed_words", lambda rows: ~rows["named"], (9 / 20,),
        "more words of unnamed speakers", only=is_coded,
    ),
    _part(
        "unnamed_person", "single persons without a name", "words_of_unnamed_persons",
        lambda rows: ~rows["named"] & (rows["gender"] != NO_PERSON), (4 / 20,),
        "more words of unnamed persons", only=is_coded,
    ),
    _part(
        "official", "words of officials", "words_of_officials", lambda rows: rows["official"], (15 / 20,),
        "more words of officials", only=is_coded,
    ),
    *(
        _part(
            kind, f"{kind} speech", f"{kind}_words", lambda rows, kind=kind: rows["kind"] == kind, (worked,),
            f"more {kind} speech",
        )
        for kind, worked in zip(KINDS, (10 / 20, 4 / 20, 6 / 20), strict=True)
    ),
    _part(
        "group.{name}", "speakers: {label}", "words_of_the_group", lambda rows, name: rows["group"] == name,
        (5 / 20, "residents"), "more words of the group", each=_groups,
    ),
)  # fmt: skip


def outermost(attributions: pd.DataFrame, method: str = "") -> pd.DataFrame:
    """Return the attributions whose words count: those not inside another.

    Parameters
    ----------
    attributions : DataFrame
        The table `attributions`.
    method : str
        `CODED` or `ENGINE`; by default what `read_by` says.
    """
    wanted = attributions["method"] == (method or read_by(attributions))
    return attributions[wanted & ~attributions["nested"].astype(bool)]


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
def genders(t: Tables) -> pd.DataFrame:
    """Return the shares of each coded text's attributed words by what the text says of the speaker's gender.

    Columns: doc_id; woman, man, unstated (of a single person); no_person, bodies and several people. 0 to 1.
    """
    coded = with_traits(t, outermost(t["attributions"]))
    words = coded["words"].astype(float)
    shares = pd.crosstab(coded["doc_id"], coded["gender"], words, aggfunc="sum", normalize="index")
    shares = shares.reindex(index=coded["doc_id"].unique(), columns=[*GENDERS, NO_PERSON], fill_value=0.0)
    return shares.fillna(0.0).rename(columns={NO_PERSON: "no_person"}).rename_axis(columns=None).reset_index()


@once
def two_rules(t: Tables) -> pd.DataFrame:
    """Return the share of each group under two rules for indirect speech.

    Columns: group; all_words, the share of all attributed words, whatever form they have; quoted,
    the share of the words in quotation marks alone. Texts of one story count once, as their mean.
    """
    coded = outermost(t["attributions"])
    listed = groups(t)["group"]
    shares = {
        name: once_a_story(t, coded, "group", column).reindex(listed).fillna(0.0)
        for name, column in (("all_words", "words"), ("quoted", "quoted_words"))
    }
    return pd.DataFrame(shares).rename_axis("group").reset_index()


def unclosed(t: Tables) -> pd.DataFrame:
    """Return the bounds that quotation marks never closed leave to each text's attributed words.

    Columns: doc_id; open, attributions with such a mark; least, words and most, in words.
    """
    coded = outermost(t["attributions"])
    unsure = (coded["words_least"] != coded["words"]) | (coded["words_most"] != coded["words"])
    renamed = coded.assign(open=unsure.astype(int), least=coded["words_least"], most=coded["words_most"])
    sums = renamed.groupby("doc_id", sort=False)[["open", "least", "words", "most"]].sum()
    return sums.reset_index()


def unopened(t: Tables) -> pd.DataFrame:
    """Return how many words more each attribution may quote, if a closing mark that nothing opens ends a quotation.

    Columns: doc_id; group; lost, in words.
    """
    coded = outermost(t["attributions"])
    return coded[["doc_id", "group"]].assign(lost=coded["quoted_most"] - coded["quoted_words"])


def beside_engine(t: Tables) -> pd.DataFrame:
    """Return each group's share of each text by the coding and by the program alone.

    Columns: doc_id; group; coded; engine; low and high: the program's share if nothing, or
    everything, that it does not decide (or cannot give to a group) belonged to this group. These three are missing in a
    text that is not English.
    Empty without a coding.
    """
    columns = ["doc_id", "group", "coded", "engine", "low", "high"]
    if not is_coded(t):
        return pd.DataFrame(columns=columns)
    strips = t["strips"].groupby(["method", "doc_id", "group"])["words"].sum()
    attributions = outermost(t["attributions"], ENGINE)
    decided = attributions["decided"].astype(bool) & (attributions["group"] != "")
    decided_words = attributions[decided].groupby(["doc_id", "group"])["words"].sum()
    open_words = attributions[~decided].groupby("doc_id")["words"].sum()
    heard, rows = set(t["strips"].loc[t["strips"]["method"] == ENGINE, "doc_id"]), []
    for doc_id, size in sizes(t).items():
        for group in t["groups"]["group"]:
            coded, engine = (float(strips.get((method, doc_id, group), 0)) for method in (CODED, ENGINE))
            low = float(decided_words.get((doc_id, group), 0))
            high = max(engine, low + float(open_words.get(doc_id, 0)))
            words = (coded, engine, min(engine, low), high)
            shares = [ratio(n, size) or 0.0 for n in words]
            rows.append((doc_id, group, *(shares if doc_id in heard else [shares[0], *[np.nan] * 3])))
    return pd.DataFrame(rows, columns=columns)


@once
def engine_error(t: Tables) -> pd.DataFrame:
    """Return how far the program's shares of groups are from the coding's, one row a text.

    Columns: doc_id; distance, over all words of the text, the outlet's own included; attributed, over
    the attributed words alone, those that the program gives to no group being a group of their own. Both
    are half the sum of the absolute differences (total variation: 0 the same, 1 nothing in common). A text in which the
    program does not look for speakers has no row.
    """
    if not is_coded(t):
        return pd.DataFrame(columns=["doc_id", "distance", "attributed"])
    strips = t["strips"]
    nobody = strips["speaker_id"].ne("").map({True: "ungrouped", False: "outlet"})
    strips = strips.assign(owner=strips["group"].where(strips["group"] != "", nobody))
    rows = []
    for doc_id, own in strips.groupby("doc_id", sort=False):
        if ENGINE not in set(own["method"]):
            continue
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
