"""How alike the texts are, and whether versions of one story stand apart."""

from __future__ import annotations

import pandas as pd

from retold.chapters.numbers import Number, number, row_numbers
from retold.chapters.stories import same_story, story_of
from retold.common.once import Tables, once
from retold.common.statistics import ratio
from retold.compare import grouping, neighbours, similarity
from retold.text import spans


@once
def numbers(t: Tables) -> dict[str, Number]:
    """How alike the texts are, and whether versions of one story stand apart."""
    cosine = similarity.tfidf_cosine(t["terms"], list(t["corpus"]["doc_id"]))
    table = similarity.pairs(cosine, story_of(t))
    copies = int(table["same_story"].sum())
    shingle = {n: _containment(t, n) for n in (1, 5, 8)}
    halves = _halves(t)
    return {
        "versions.pairs": number(len(table), "words"),
        "versions.sure": number(grouping.SURE, ".0%"),
        "versions.copy_pairs": number(copies, "words"),
        "versions.other_pairs": number(len(table) - copies, "words"),
        "versions.half_own_min": number(halves["own"].min()),
        "versions.half_own_max": number(halves["own"].max()),
        "versions.half_copy": number(halves["copy"].min()),
        "versions.half_other_max": number(halves["other"].max()),
        "versions.words_shared": number(shingle[1][0], ".0%"),
        "versions.words_shared_other": number(shingle[1][1], ".0%"),
        "versions.shingle_5": number(shingle[5][0], ".0%"),
        "versions.shingle_5_other": number(shingle[5][1], ".1%"),
        "versions.shingle_8": number(shingle[8][0], ".0%"),
        "versions.minhash_error": number(_minhash_error(t["similarities"])),
        "versions.permutations": number(similarity.PERMUTATIONS, "d"),
        **row_numbers(_named(table, cosine, t), "versions.cosine.{doc_a}.{doc_b}", similarity=".2f"),
        **pair_numbers(table),
        "versions.stories_intact": number(stories_intact(cosine, t["corpus"]), ".0%"),
        **_event_numbers(table, t["corpus"]),
        **_alignment_numbers(t),
        **_word_fates(t["word_marks"]),
        **_support_numbers(t),
    }


def _named(table: pd.DataFrame, cosine: pd.DataFrame, t: Tables) -> pd.DataFrame:
    """The pairs that somebody looks up by name, each of which is a number: all, or of many texts the versions that are kept."""
    if len(cosine) <= neighbours.EVERY_PAIR:
        return table
    kept = neighbours.versions(cosine.to_numpy(), story_of(t).tolist())
    names = pd.MultiIndex.from_tuples([(cosine.index[a], cosine.index[b]) for a, b in kept] or [("", "")])
    return table[pd.MultiIndex.from_frame(table[["doc_a", "doc_b"]]).isin(names)]


def cosine_numbers(cosine: pd.DataFrame, corpus: pd.DataFrame) -> dict[str, Number]:
    """How alike texts of one story and of different stories are, by one way to compare all of them."""
    return {
        **pair_numbers(similarity.pairs(cosine, corpus.set_index("doc_id")["story_id"])),
        "versions.stories_intact": number(stories_intact(cosine, corpus), ".0%"),
    }


def pair_numbers(pairs: pd.DataFrame) -> dict[str, Number]:
    """How alike texts of one story and of different stories are; the pairs as `similarity.pairs` gives them."""
    same, other = (pairs.loc[pairs["same_story"].eq(flag), "similarity"] for flag in (True, False))
    return {
        "versions.copy_min": number(same.min()),
        "versions.copy_max": number(same.max()),
        "versions.other_min": number(other.min()),
        "versions.other_max": number(other.max()),
    }


def _event_numbers(table: pd.DataFrame, corpus: pd.DataFrame) -> dict[str, Number]:
    """How alike texts of different stories are that tell of one event, and that do not."""
    event = corpus.set_index("doc_id")["event"]
    other = table[~table["same_story"].astype(bool)]
    shared = other["doc_a"].map(event) == other["doc_b"].map(event)
    return {
        "versions.event_min": number(other.loc[shared, "similarity"].min()),
        "versions.event_max": number(other.loc[shared, "similarity"].max()),
        "versions.events_apart_max": number(other.loc[~shared, "similarity"].max()),
    }


def _alignment_numbers(t: Tables) -> dict[str, Number]:
    """What became of sentences between versions, and how well the program aligns them."""
    steps = t["alignments"]["operation"]
    aligned = int((t["alignments"]["a"].ne("") & t["alignments"]["b"].ne("")).sum())
    operations = {
        "identical": ["same"],
        "reworded": ["edited"],
        "resegmented": ["split", "merged"],
        "moved": ["moved"],
        "only_one": ["omitted", "inserted"],
    }
    links, f1 = _alignment_f1(t)
    return {
        "versions.aligned": number(aligned or None, "d"),
        "versions.hand_links": number(links, "d"),
        "versions.align_f1": number(f1, ".3f"),
        **{
            f"versions.{name}": number(steps.isin(names).sum(), "words or none", known=aligned > 0)
            for name, names in operations.items()
        },
    }


def _word_fates(marked: pd.DataFrame) -> dict[str, Number]:
    """What became of the words of all versions: shares of their words."""
    letters = "".join(marked["fates"])
    return {
        f"versions.fate_{name}": number(ratio(sum(map(letters.count, fates)), len(letters)), ".0%")
        for name, fates in {"kept": "k", "edited": "e", "alone": "li", "damaged": "d"}.items()
    }


def _halves(t: Tables) -> dict[str, pd.Series]:
    """Similarities of halves: of one text, of versions of a story, of different stories."""
    table = t["halves"]
    own, same = table["doc_a"] == table["doc_b"], same_story(t, table)
    value = table["similarity"]
    return {"own": value[own], "copy": value[same & ~own], "other": value[~same]}


def _support_numbers(t: Tables) -> dict[str, Number]:
    """Support of the clades that are a story with copies, and the range of each other clade's."""
    support = t["support"]
    stories = t["corpus"].groupby("story_id")["doc_id"].agg(frozenset)
    copied = {texts for texts in stories if len(texts) > 1}
    is_story = support["clade"].map(lambda c: frozenset(c.split()) in copied).astype(bool)
    rival = support[~is_story].groupby("clade")["support"].agg(["min", "max"])
    rival = rival.assign(swing=rival["max"] - rival["min"]).sort_values("swing", kind="stable")
    widest = rival.iloc[-1] if len(rival) else pd.Series(index=rival.columns, dtype=float)
    settings = support.groupby(["vectoriser", "weighting", "linkage", "cleaning"]).ngroups
    return {
        "versions.settings": number(settings or None, "d"),
        "versions.draws": number(similarity.draws_for(len(t["corpus"])), "d"),
        "versions.copies_support": number(support.loc[is_story, "support"].min(), ".0%"),
        "versions.rival_low": number(rival["min"].max(), ".0%"),
        "versions.swing_low": number(widest["min"], ".0%"),
        "versions.swing_high": number(widest["max"], ".0%"),
    }


def _minhash_error(similarities: pd.DataFrame) -> float | None:
    """Largest difference between a Jaccard similarity and its MinHash estimate."""
    if similarities.empty:
        return None
    wide = similarities.pivot_table(
        index=["doc_a", "doc_b", "shingle"], columns="measure", values="value", observed=True
    )
    return float((wide["jaccard"] - wide["jaccard-minhash"]).abs().max())


def _alignment_f1(t: Tables) -> tuple[int | None, float | None]:
    """Sure links of the hand alignment, and the F1 of the program's links against it."""
    hand = t["hand_alignment"]
    hand = hand[(hand["a"] != "") & (hand["b"] != "")]
    if hand.empty:
        return None, None
    key = ["doc_a", "doc_b", "a", "b"]
    certain, doubtful = (
        set(hand.loc[hand["sure"] == flag, key].itertuples(index=False, name=None)) for flag in (True, False)
    )
    judged = {link[:2] for link in certain}
    links = {
        (row.doc_a, row.doc_b, one, two)
        for row in t["alignments"].itertuples()
        if (row.doc_a, row.doc_b) in judged
        for one in row.a.split()
        for two in row.b.split()
    }
    inside = {link for link in certain if _is_article(t, *link)}
    right, wrong = len(links & inside), len(links - inside - doubtful)
    return len(inside), 2 * right / (right + wrong + len(inside))


def _is_article(t: Tables, doc_a: str, doc_b: str, a: str, b: str) -> bool:
    """Whether both sentences of a link are outside of what cleaning removes."""
    removed = t["cleaning"]
    return not any(
        ((removed["doc_id"] == doc_id) & (removed["start"] <= start) & (end <= removed["end"])).any()
        for doc_id, (start, end) in ((doc_a, spans(a)[0]), (doc_b, spans(b)[0]))
    )


def _containment(t: Tables, size: int) -> tuple[float, float]:
    """Highest share of one text's shingles that another has: same story, other stories."""
    table = t["similarities"]
    used = table[(table["shingle"] == size) & table["measure"].str.startswith("containment")]
    same = same_story(t, used)
    return used.loc[same, "value"].max(), used.loc[~same, "value"].max()


def stories_intact(cosine: pd.DataFrame, corpus: pd.DataFrame) -> float | None:
    """Return the share of linkages under which each copied story is a clade of its own."""
    stories = [set(rows["doc_id"]) for _, rows in corpus.groupby("story_id") if len(rows) > 1]
    if not stories or corpus["story_id"].nunique() < 2:
        return None
    whole = [
        all(story in similarity.clades(cosine, method) for story in stories) for method in similarity.LINKAGES
    ]
    return sum(whole) / len(whole)
