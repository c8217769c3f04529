"""How alike the texts are, and whether versions of one story stand apart."""

from __future__ import annotations

import pandas as pd

from retold.chapters.results import (
    Number,
    count,
    number,
    or_none,
    ratio,
    versions_told,
    words,
)
from retold.common.once import Tables, once
from retold.compare import similarity
from retold.text import spans


@once
def numbers(t: Tables) -> dict[str, Number]:
    """How alike the texts are, and whether versions of one story stand apart."""
    corpus = t["corpus"]
    ids = list(corpus["doc_id"])
    cosine = similarity.tfidf_cosine(t["terms"], ids)
    table = similarity.pairs(cosine, corpus.set_index("doc_id")["story_id"])
    shingle = {n: _containment(t, n) for n in (1, 5, 8)}
    steps = t["alignments"]["operation"].value_counts()
    linked = t["alignments"]["a"].ne("") & t["alignments"]["b"].ne("")
    aligned = int(linked.sum()) or None
    halves = _halves(t)
    settings = t["support"].groupby(["vectoriser", "weighting", "linkage", "cleaning"]).ngroups
    copied, rival = _support(t)
    agreed = _alignment_f1(t)
    numbers = {
        "versions.told": words(versions_told(t)),
        "versions.pairs": number(len(table), "words"),
        "versions.copy_pairs": number(int(table["same_story"].sum()), "words"),
        "versions.other_pairs": number(int((~table["same_story"].astype(bool)).sum()), "words"),
        "versions.half_own_min": number(or_none(halves["own"].min())),
        "versions.half_own_max": number(or_none(halves["own"].max())),
        "versions.half_copy": number(or_none(halves["copy"].min())),
        "versions.half_other_max": number(or_none(halves["other"].max())),
        "versions.words_shared": number(shingle[1][0], ".0%"),
        "versions.words_shared_other": number(shingle[1][1], ".0%"),
        "versions.shingle_5": number(shingle[5][0], ".0%"),
        "versions.shingle_5_other": number(shingle[5][1], ".1%"),
        "versions.shingle_8": number(shingle[8][0], ".0%"),
        "versions.minhash_error": number(_minhash_error(t["similarities"])),
        "versions.permutations": number(similarity.PERMUTATIONS, "d"),
        "versions.aligned": number(aligned, "d"),
        "versions.identical": number(count(steps, "same") if aligned else None, "words"),
        "versions.resegmented": number(count(steps, "split", "merged") if aligned else None, "words"),
        "versions.moved": number(count(steps, "moved") if aligned else None, "words"),
        "versions.only_one": number(count(steps, "omitted", "inserted") if aligned else None, "words"),
        "versions.hand_links": number(agreed[0], "d"),
        "versions.align_f1": number(agreed[1], ".3f"),
        **cosine_numbers(cosine, corpus),
        **_event_numbers(table, corpus),
        **_word_fates(t["word_marks"]),
        "versions.settings": number(settings or None, "d"),
        "versions.draws": number(similarity.DRAWS, "d"),
        "versions.copies_support": number(or_none(copied.min()), ".2f"),
        "versions.rival_low": number(or_none(rival["min"].max()), ".2f"),
        "versions.rival_swing": number(or_none((rival["max"] - rival["min"]).max()), ".2f"),
    }
    for row in table.itertuples():
        numbers[f"versions.cosine.{row.doc_a}.{row.doc_b}"] = number(row.similarity)
    return numbers


def cosine_numbers(cosine: pd.DataFrame, corpus: pd.DataFrame) -> dict[str, Number]:
    """How alike texts of one story and of different stories are, by one way to compare them."""
    table = similarity.pairs(cosine, corpus.set_index("doc_id")["story_id"])
    same, other = (table.loc[table["same_story"] == flag, "similarity"] for flag in (True, False))
    return {
        "versions.copy_min": number(or_none(same.min())),
        "versions.copy_max": number(or_none(same.max())),
        "versions.other_min": number(or_none(other.min())),
        "versions.other_max": number(or_none(other.max())),
        "versions.stories_intact": number(stories_intact(cosine, corpus), ".0%"),
    }


def _event_numbers(table: pd.DataFrame, corpus: pd.DataFrame) -> dict[str, Number]:
    """How alike texts of different stories are that tell of one event, and that do not."""
    event = corpus.set_index("doc_id")["event"]
    other = table[~table["same_story"].astype(bool)]
    shared = other["doc_a"].map(event) == other["doc_b"].map(event)
    return {
        "versions.event_min": number(or_none(other.loc[shared, "similarity"].min())),
        "versions.event_max": number(or_none(other.loc[shared, "similarity"].max())),
        "versions.events_apart_max": number(or_none(other.loc[~shared, "similarity"].max())),
    }


def _word_fates(marked: pd.DataFrame) -> dict[str, Number]:
    """What became of the words of all versions: shares of their words."""
    letters = "".join(marked["fates"])
    shares = {
        "kept": letters.count("k"),
        "edited": letters.count("e"),
        "alone": letters.count("l") + letters.count("i"),
        "damaged": letters.count("d"),
    }
    return {f"versions.fate_{name}": number(ratio(n, len(letters)), ".0%") for name, n in shares.items()}


def _halves(t: Tables) -> dict[str, pd.Series]:
    """Similarities of halves: of one text, of versions of a story, of different stories."""
    table, story = t["halves"], t["corpus"].set_index("doc_id")["story_id"]
    own = table["doc_a"] == table["doc_b"]
    same = table["doc_a"].map(story) == table["doc_b"].map(story)
    value = table["similarity"]
    return {"own": value[own], "copy": value[same & ~own], "other": value[~same]}


def _support(t: Tables) -> tuple[pd.Series, pd.DataFrame]:
    """Support of the clades that are a story with copies, and the range of each other clade's."""
    told = t["corpus"].groupby("story_id")["doc_id"].agg(frozenset)
    copied = {c for c in told if len(c) > 1}
    is_story = t["support"]["clade"].map(lambda c: frozenset(c.split()) in copied).astype(bool)
    rest = t["support"][~is_story]
    return t["support"].loc[is_story, "support"], rest.groupby("clade")["support"].agg(["min", "max"])


def _minhash_error(similarities: pd.DataFrame) -> float | None:
    """Largest difference between a Jaccard similarity and its MinHash estimate."""
    wide = similarities.pivot_table(
        index=["doc_a", "doc_b", "shingle"], columns="measure", values="value", observed=True
    )
    return or_none((wide["jaccard"] - wide["jaccard-minhash"]).abs().max()) if len(wide) else None


def _alignment_f1(t: Tables) -> tuple[int | None, float | None]:
    """Sure links of the hand alignment, and the F1 of the program's links against it."""
    hand = t["hand_alignment"]
    hand = hand[(hand["a"] != "") & (hand["b"] != "")]
    if hand.empty:
        return None, None
    key = ["doc_a", "doc_b", "a", "b"]
    sure, doubtful = (
        set(hand.loc[hand["sure"] == flag, key].itertuples(index=False, name=None)) for flag in (True, False)
    )
    judged = {link[:2] for link in sure}
    found = {
        (row.doc_a, row.doc_b, one, two)
        for row in t["alignments"].itertuples()
        if (row.doc_a, row.doc_b) in judged
        for one in row.a.split()
        for two in row.b.split()
    }
    inside = {link for link in sure if _is_article(t, *link)}
    right, wrong = len(found & inside), len(found - inside - doubtful)
    return len(inside), 2 * right / (right + wrong + len(inside))


def _is_article(t: Tables, doc_a: str, doc_b: str, a: str, b: str) -> bool:
    """Whether both sentences of a link are outside of what cleaning removes."""
    for doc_id, (start, end) in ((doc_a, spans(a)[0]), (doc_b, spans(b)[0])):
        removed = t["cleaning"][t["cleaning"]["doc_id"] == doc_id]
        if ((removed["start"] <= start) & (end <= removed["end"])).any():
            return False
    return True


def _containment(t: Tables, size: int) -> tuple[float | None, float | None]:
    """Highest share of one text's shingles found in another: same story, other stories."""
    table = t["similarities"]
    story = t["corpus"].set_index("doc_id")["story_id"]
    used = table[(table["shingle"] == size) & table["measure"].str.startswith("containment")]
    same = used["doc_a"].map(story) == used["doc_b"].map(story)
    return or_none(used.loc[same, "value"].max()), or_none(used.loc[~same, "value"].max())


def stories_intact(cosine: pd.DataFrame, corpus: pd.DataFrame) -> float | None:
    """Return the share of linkages under which each copied story is a clade of its own."""
    stories = [set(rows["doc_id"]) for _, rows in corpus.groupby("story_id") if len(rows) > 1]
    if not stories or corpus["story_id"].nunique() < 2:
        return None
    whole = [
        all(story in similarity.clades(cosine, method) for story in stories)
        for method in ("average", "complete", "single")
    ]
    return sum(whole) / len(whole)
