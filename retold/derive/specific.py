"""What is typical of whom, from ten texts on: words of outlets, of stories and of groups of stories, and typical passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, diags

from retold.compare import clusters as grouping
from retold.compare import similarity
from retold.corpus import Corpus
from retold.corpus.schema import TABLES
from retold.measures import specific as words
from retold.text import Text
from retold.text import terms as terms_of

NAMES = ("specific", "specific_null", "typical", "story_groups", "group_choices")
OUTLET, WITHIN, STORY, GROUP = TABLES["specific"].by_name["kind"].choices
LEAST_OF_OUTLET = 3  # stories: with the one that is judged left out, more than one are left
LEAST_WORDS = 10  # of a passage
PASSAGES = 5  # of an outlet


def tables(corpus: Corpus, terms: pd.DataFrame, texts: Mapping[str, Text]) -> dict[str, pd.DataFrame]:
    """Return the tables of this part by name; none for fewer than `MANY` texts.

    Parameters
    ----------
    corpus : Corpus
        The corpus.
    terms : DataFrame
        The derived table `terms`.
    texts : mapping of doc_id to Text
        Its clean texts.
    """
    if len(corpus.doc_ids) < words.MANY:
        return {}
    documents = corpus.documents[["doc_id", "outlet", "story_id"]].reset_index(drop=True)
    counts, vocabulary = similarity.counted(terms, list(documents["doc_id"]))
    # A number or a single letter names nothing: they are pieces of dates, initials, lists.
    telling = [n for n, term in enumerate(vocabulary) if len(term) > 1 and any(map(str.isalpha, term))]
    counts, vocabulary = counts[:, telling], [vocabulary[n] for n in telling]
    stories = documents.drop_duplicates("story_id").reset_index(drop=True)
    of_stories = _by_story(counts, documents["story_id"])
    groups = _groups(of_stories, list(stories["story_id"]))
    group_of = dict(
        zip(groups["story_groups"]["story_id"], groups["story_groups"]["group"].astype(str), strict=True)
    )
    told = documents.groupby("story_id")["outlet"].transform("nunique").to_numpy() > 1
    compared = (
        _Compared(OUTLET, counts, documents["outlet"], documents["story_id"]),
        _Compared(WITHIN, counts[told], documents["outlet"][told], documents["story_id"][told]),
        _Compared(STORY, counts, documents["story_id"], documents["doc_id"]),
        _Compared(
            GROUP,
            of_stories,
            pd.Series([group_of.get(s, "") for s in stories["story_id"]]),
            stories["story_id"],
        ),
    )
    found = [_specific(one, vocabulary) for one in compared]
    return {
        "specific": _joined("specific", [table for table, _ in found]),
        "specific_null": _joined("specific_null", [null for _, null in found]),
        "typical": _typical(counts, vocabulary, documents, texts),
        **groups,
    }


class _Compared(NamedTuple):
    """Rows of counts, whose each is (nobody's is blank), and the unit that it is a part of."""

    kind: str
    counts: csr_matrix
    whose: pd.Series
    unit: pd.Series


def _joined(name: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    there = [frame for frame in frames if len(frame)]
    return pd.concat(there, ignore_index=True)[TABLES[name].names] if there else TABLES[name].empty()


def _by_story(counts: csr_matrix, story: pd.Series) -> csr_matrix:
    """The counts of each story, in order of appearance: the mean over its versions."""
    place, names = pd.factorize(story)
    add = words.sums(place, len(names))
    return (diags(1.0 / np.asarray(add.sum(axis=1)).ravel()) @ add @ counts).tocsr()


def _specific(one: _Compared, vocabulary: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The words of each of a kind, and how far chance goes; nothing where nobody can be compared."""
    unit = pd.factorize(one.unit)[0]
    pairs = pd.DataFrame({"name": one.whose.to_numpy(), "unit": unit}).drop_duplicates()
    sizes = pairs.groupby("name", sort=False).size()
    names = [str(name) for name, size in sizes.items() if name and size >= words.LEAST_UNITS]
    if not names or len(sizes) < 2 or not one.counts.nnz:
        return pd.DataFrame(), pd.DataFrame()
    places = {name: n for n, name in enumerate(names)}
    owner = np.array([places.get(name, words.NOBODY) for name in one.whose])
    texts, kept = words.texts_of(one.counts, unit)
    deal = {
        OUTLET: words.anew(owner, unit),
        WITHIN: words.anew(owner, unit, within=True),
        STORY: words.among(owner),
    }.get(one.kind)
    table, null = words.specific(texts, owner, len(names), deal)
    term, of_word, of_name = (
        [vocabulary[kept[n]] for n in table["term"]],
        [names[n] for n in table["name"]],
        [names[n] for n in null["name"]],
    )
    table, null = (
        table.assign(kind=one.kind, name=of_word, term=term),
        null.assign(kind=one.kind, name=of_name),
    )
    if deal is None:
        # The groups were made of these words: chance has no say.
        table = table.assign(stands=pd.array([None] * len(table), dtype="boolean"))
        null = null.assign(stand=pd.array([None] * len(null), dtype="Int64"))
    null = null.assign(deals=words.DEALS if deal else 0)
    whole = dict.fromkeys(("count", "others", "units"), int)
    return table.round({"count": 0, "others": 0}).astype(whole), null.round({"words": 0}).astype(
        {"words": int}
    )


def _groups(of_stories: csr_matrix, stories: Sequence[str]) -> dict[str, pd.DataFrame]:
    """The tables `story_groups`, empty where shuffled words would be grouped as well, and `group_choices`."""
    found = grouping.clusters(of_stories)
    if found is None:
        return {name: TABLES[name].empty() for name in ("story_groups", "group_choices")}
    choices = found.choices.assign(
        chosen=found.choices["groups"] == found.group.max(), agreement=np.nan, agreement_low=np.nan,
        agreement_high=np.nan, agreement_shuffled=np.nan, limit=np.nan,
        stories=len(found.stories), length=found.length,
    )  # fmt: skip
    firm = {
        "agreement": found.agreement.mean(),
        "agreement_low": np.quantile(found.agreement, 0.025),
        "agreement_high": np.quantile(found.agreement, 0.975),
        "agreement_shuffled": found.shuffled_agreement.mean(),
        "limit": found.limit,
    }
    for column, value in firm.items():
        choices.loc[choices["chosen"], column] = value
    grouped = [stories[n] for n in found.stories]
    groups = pd.DataFrame({"story_id": grouped, "group": found.group, "width": found.width})
    best = choices.loc[choices["chosen"], "excess"].max()
    kept = groups if best > found.limit else TABLES["story_groups"].empty()
    return {"story_groups": kept, "group_choices": choices[TABLES["group_choices"].names]}


def _typical(
    counts: csr_matrix, vocabulary: Sequence[str], documents: pd.DataFrame, texts: Mapping[str, Text]
) -> pd.DataFrame:
    """The passages most typical of each outlet: the table `typical`.

    The words of a passage are scored by the other stories of the outlet: with its own it would be typical of itself.
    """
    order = {term: n for n, term in enumerate(vocabulary)}
    stories = documents.groupby("outlet")["story_id"].nunique()
    asked = {outlet for outlet, count in stories.items() if count >= LEAST_OF_OUTLET and len(stories) > 1}
    owner, outlets = pd.factorize(documents["outlet"])
    unit = pd.factorize(documents["story_id"])[0]
    rows: list[tuple[str, str, int, int, int, float]] = []
    for name, story, z in words.left_out(counts, owner, unit) if asked else ():
        if outlets[name] in asked:
            told = documents.loc[(owner == name) & (unit == story), "doc_id"]
            best = max((_best(texts[d], z, order, d) for d in told), key=lambda passage: passage[-1])
            if best[-1] > 0:
                rows.append((str(outlets[name]), *best))
    found = pd.DataFrame(rows, columns=["outlet", "doc_id", "start", "end", "words", "score"])
    if found.empty:
        return TABLES["typical"].empty()
    rank = found.groupby("outlet")["score"].rank(ascending=False, method="first").astype(int)
    kept = found.assign(rank=rank)[rank <= PASSAGES]
    first = {outlet: n for n, outlet in enumerate(dict.fromkeys(documents["outlet"]))}
    ordered = kept.sort_values(["outlet", "rank"], key=lambda c: c.map(first) if c.name == "outlet" else c)
    return ordered[TABLES["typical"].names].reset_index(drop=True)


def _best(
    text: Text, z: np.ndarray, order: Mapping[str, int], doc_id: str
) -> tuple[str, int, int, int, float]:
    """The sentence of a text whose words have the highest mean z; words without one count as 0."""
    best = (doc_id, 0, 0, 0, 0.0)
    for start, end in text.sentences:
        found = terms_of(text[start:end])
        if len(found) >= LEAST_WORDS:
            score = sum(z[order[term]] for term in found if term in order) / len(found)
            if score > best[-1]:
                best = (doc_id, start, end, len(found), float(score))
    return best
