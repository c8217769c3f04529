"""The numbers of each chapter: pure functions from the tables to named numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from retold import actors, frames, framing, leaks, noise, readability, resampling, speakers, versions
from retold.once import once
from retold.results import LEVEL, MISSING, Number, number, story_pairs, verdict, wilson, words
from retold.tables import FATES, GENDERS, KINDS, spans
from retold.text import inside

Tables = Mapping[str, pd.DataFrame]


@once
def corpus_numbers(t: Tables) -> dict[str, Number]:
    """What the corpus is, and what cleaning changed."""
    corpus, documents = t["corpus"], t["documents"]
    stories = corpus["story_id"].value_counts()
    removed = documents["words_raw"].sum() - documents["words"].sum()
    dates = [d for d in [*corpus["published"], *corpus["published_latest"]] if d]
    shared = stories[stories > 1]
    numbers = {
        "corpus.texts": number(len(corpus), "words"),
        "corpus.stories": number(len(stories), "words"),
        "corpus.events": number(corpus["event"].nunique(), "words"),
        "corpus.outlets": number(corpus["outlet"].nunique(), "words"),
        "corpus.copied_stories": number(len(shared), "words"),
        "corpus.copies": number(int(shared.sum()), "words"),
        "corpus.respun": number(int((corpus["copy_kind"] == "respun").sum()), "words"),
        "corpus.dates_inferred": number(int((corpus["date_basis"] == "inferred").sum()), "words"),
        "corpus.addresses_unknown": number(int((corpus["url_status"] == "unknown").sum()), "words"),
        "corpus.first_day": words(_day(min(dates)) if dates else MISSING),
        "corpus.last_day": words(_day(max(dates)) if dates else MISSING),
        "corpus.words": number(int(documents["words"].sum()), ",d"),
        "corpus.words_raw": number(int(documents["words_raw"].sum()), ",d"),
        "corpus.words_removed": number(int(removed), ",d"),
        "corpus.removed_share": number(_ratio(removed, documents["words_raw"].sum()), ".1%"),
        "corpus.removed_spans": number(int(documents["cleaned_spans"].sum()), "d"),
        "corpus.sentences": number(int(documents["sentences"].sum()), ",d"),
        "corpus.sentences_textstat": number(int(documents["sentences_textstat"].sum()), ",d"),
        "corpus.hand_gap": number(_hand_gap(t), "words"),
        "method.excerpt_words": number(leaks.LONGEST, "words"),
        "method.level": number(100 * LEVEL, ".0f"),
        "method.seed": number(resampling.SEED, "d"),
        "method.resamples": number(resampling.RESAMPLES, ",d"),
        "method.min_sentences": number(resampling.MIN_SENTENCES, "words"),
    }
    for row in documents.itertuples():
        numbers[f"corpus.words.{row.doc_id}"] = number(int(row.words), ",d")
        numbers[f"corpus.removed.{row.doc_id}"] = number(int(row.words_raw - row.words), ",d")
        numbers[f"corpus.sentences.{row.doc_id}"] = number(int(row.sentences), "d")
        numbers[f"corpus.damage.{row.doc_id}"] = number(_damage(t["marks"], row.doc_id), "d")
    return numbers


@once
def versions_numbers(t: Tables) -> dict[str, Number]:
    """How alike the texts are, and whether versions of one story stand apart."""
    corpus = t["corpus"]
    ids = list(corpus["doc_id"])
    cosine = versions.tfidf_cosine(t["terms"], ids)
    table = versions.pairs(cosine, corpus.set_index("doc_id")["story_id"])
    shingle = {n: _containment(t, n) for n in (1, 5, 8)}
    steps = t["alignments"]["operation"].value_counts()
    linked = t["alignments"]["a"].ne("") & t["alignments"]["b"].ne("")
    aligned = int(linked.sum()) or None
    halves = _halves(t)
    settings = t["support"].groupby(["vectoriser", "weighting", "linkage", "cleaning"]).ngroups
    copied, rival = _support(t)
    agreed = _alignment_f1(t)
    numbers = {
        "versions.told": words(_told(t)),
        "versions.pairs": number(len(table), "words"),
        "versions.copy_pairs": number(int(table["same_story"].sum()), "words"),
        "versions.other_pairs": number(int((~table["same_story"].astype(bool)).sum()), "words"),
        "versions.half_own_min": number(_or_none(halves["own"].min())),
        "versions.half_own_max": number(_or_none(halves["own"].max())),
        "versions.half_copy": number(_or_none(halves["copy"].min())),
        "versions.half_other_max": number(_or_none(halves["other"].max())),
        "versions.words_shared": number(shingle[1][0], ".0%"),
        "versions.words_shared_other": number(shingle[1][1], ".0%"),
        "versions.shingle_5": number(shingle[5][0], ".0%"),
        "versions.shingle_5_other": number(shingle[5][1], ".1%"),
        "versions.shingle_8": number(shingle[8][0], ".0%"),
        "versions.minhash_error": number(_minhash_error(t["similarities"])),
        "versions.permutations": number(versions.PERMUTATIONS, "d"),
        "versions.aligned": number(aligned, "d"),
        "versions.identical": number(_count(steps, "same") if aligned else None, "words"),
        "versions.resegmented": number(_count(steps, "split", "merged") if aligned else None, "words"),
        "versions.moved": number(_count(steps, "moved") if aligned else None, "words"),
        "versions.only_one": number(_count(steps, "omitted", "inserted") if aligned else None, "words"),
        "versions.hand_links": number(agreed[0], "d"),
        "versions.align_f1": number(agreed[1], ".3f"),
        **cosine_numbers(cosine, corpus),
        **_event_numbers(table, corpus),
        **_word_fates(t["word_marks"]),
        "versions.settings": number(settings or None, "d"),
        "versions.draws": number(versions.DRAWS, "d"),
        "versions.copies_support": number(_or_none(copied.min()), ".2f"),
        "versions.rival_low": number(_or_none(rival["min"].max()), ".2f"),
        "versions.rival_swing": number(_or_none((rival["max"] - rival["min"]).max()), ".2f"),
    }
    for row in table.itertuples():
        numbers[f"versions.cosine.{row.doc_a}.{row.doc_b}"] = number(row.similarity)
    return numbers


def cosine_numbers(cosine: pd.DataFrame, corpus: pd.DataFrame) -> dict[str, Number]:
    """How alike texts of one story and of different stories are, by one way to compare them."""
    table = versions.pairs(cosine, corpus.set_index("doc_id")["story_id"])
    same, other = (table.loc[table["same_story"] == flag, "similarity"] for flag in (True, False))
    return {
        "versions.copy_min": number(_or_none(same.min())),
        "versions.copy_max": number(_or_none(same.max())),
        "versions.other_min": number(_or_none(other.min())),
        "versions.other_max": number(_or_none(other.max())),
        "versions.stories_intact": number(stories_intact(cosine, corpus), ".0%"),
    }


def _event_numbers(table: pd.DataFrame, corpus: pd.DataFrame) -> dict[str, Number]:
    """How alike texts of different stories are that tell of one event, and that do not."""
    event = corpus.set_index("doc_id")["event"]
    other = table[~table["same_story"].astype(bool)]
    shared = other["doc_a"].map(event) == other["doc_b"].map(event)
    return {
        "versions.event_min": number(_or_none(other.loc[shared, "similarity"].min())),
        "versions.event_max": number(_or_none(other.loc[shared, "similarity"].max())),
        "versions.events_apart_max": number(_or_none(other.loc[~shared, "similarity"].max())),
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
    return {f"versions.fate_{name}": number(_ratio(n, len(letters)), ".0%") for name, n in shares.items()}


def _told(t: Tables, *codings: str) -> str:
    """What of versions, and of codings of them, there is to report in this corpus."""
    sizes = t["corpus"]["story_id"].value_counts()
    copied = int((sizes > 1).sum())
    if not copied:
        return "No story of this corpus has several versions: what follows about versions is empty."
    said = f"Stories with several versions here: {copied}."
    missing = [name for name in codings if t[name].empty]
    if missing:
        said += f" Not coded: {', '.join(missing)}; what rests on that is empty."
    return said


def _count(counts: pd.Series, *names: str) -> int:
    return sum(int(counts.get(name, 0)) for name in names)


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
    return _or_none((wide["jaccard"] - wide["jaccard-minhash"]).abs().max()) if len(wide) else None


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


@once
def quotes_numbers(t: Tables) -> dict[str, Number]:
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
        "quotes.told": words(_told(t, "quotations", "propositions", "damage")),
        "quotes.coded": number(len(coded) or None, "d"),
        "quotes.pairs": number(len(both) or None, "d"),
        "quotes.identical": number(int((both["distance"] == 0).sum()) if len(both) else None, "words"),
        "quotes.identical_share": number(_mean(both["distance"] == 0), ".0%"),
        "quotes.identical_low": number(identical[0], ".0%"),
        "quotes.identical_high": number(identical[1], ".0%"),
        "quotes.long_words": number(LONG_QUOTATION, "words"),
        "quotes.long": number(len(long) or None, "d"),
        "quotes.long_identical": number(int((long["distance"] == 0).sum()) if len(long) else None, "words"),
        "quotes.median": number(_or_none(both["distance"].median())),
        "quotes.elsewhere": number(len(elsewhere) or None, "words"),
        "quotes.elsewhere_median": number(_or_none(elsewhere["distance"].median())),
        "quotes.found": number(_mean(both["paired"]), ".0%"),
        "quotes.change_agreed": number(_mean(pd.Series(agreed, dtype=float)), ".0%"),
    }
    numbers |= _fate_numbers("fate", t["propositions"]["fate"])
    numbers |= _fate_numbers("computed", t["fates"]["fate"])
    merged = t["propositions"].merge(t["fates"], on="proposition_id", suffixes=("", "_computed"))
    changed = merged[(merged["fate"] != "kept") | (merged["fate_computed"] != "kept")]
    numbers["quotes.fate_agreed_changed"] = number(_mean(changed["fate"] == changed["fate_computed"]), ".0%")
    numbers["quotes.fate_agreed"] = number(_mean(merged["fate"] == merged["fate_computed"]), ".0%")
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
        numbers[f"quotes.{name}.{fate}_rate"] = number(_ratio(count, total), ".0%")
        numbers[f"quotes.{name}.{fate}_low"] = number(low, ".0%")
        numbers[f"quotes.{name}.{fate}_high"] = number(high, ".0%")
    return numbers


def _mean(values: pd.Series) -> float | None:
    return float(values.mean()) if len(values) else None


@once
def speakers_numbers(t: Tables) -> dict[str, Number]:
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
        return number(_ratio(weighed[part].sum(), weighed.sum()), ".0%")

    numbers = {
        "speakers.told": words(
            f"Texts whose speakers were coded: {number(coded['doc_id'].nunique(), 'words').shown}."
            if total
            else "Nobody coded who speaks in this corpus. What rests on a coding is empty; what the program finds alone "
            "still stands."
        ),
        "speakers.attributions": number(len(all_coded) or None, "d"),
        "speakers.nested": number(int(all_coded["nested"].sum()) if total else None, "d"),
        "speakers.share": number(_ratio(weighed.sum(), size_once) if total else None, ".0%"),
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
        numbers[f"speakers.group.{group}.{doc_id}"] = number(_ratio(size, whole), ".0%")
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
        "speakers.copies_group": number(_or_none(apart["group"].max())),
        "speakers.copies_speaker": number(_or_none(apart["speaker"].max())),
        "speakers.swing": number(
            _points((moved["high"] - moved["low"])[_is(moved, "without a name")].max()), ".0f"
        ),
        "speakers.open": number(int(open_marks["open"].sum()) if len(open_marks) else None, "words"),
        "speakers.open_least": number(_or_none((open_marks["words"] - open_marks["least"]).sum()), "d"),
        "speakers.open_most": number(_or_none((open_marks["most"] - open_marks["words"]).sum()), "d"),
        "speakers.rule_gap": number(_points((rules["all_words"] - rules["quoted"]).abs().max()), ".0f"),
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
        "speakers.engine_min": number(_or_none(scored["f1"].min())),
        "speakers.engine_max": number(_or_none(scored["f1"].max())),
        "speakers.engine_group": number(group, ".0%"),
        "speakers.engine_group_min": number(_or_none(scored["right_group"].min()), ".0%"),
        "speakers.engine_gap": number(_or_none(error["distance"].max())),
        "speakers.engine_gap_min": number(_or_none(error["distance"].min())),
        "speakers.engine_attributed": number(_or_none(error["attributed"].max())),
        "speakers.engine_attributed_min": number(_or_none(error["attributed"].min())),
        "speakers.engine_ungrouped": number(_or_none(ungrouped.max()), ".0%"),
        "speakers.engine_decided": number(_ratio(decided, found["words"].sum()), ".0%"),
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
    return _ratio(2 * both.sum(), sizes), _ratio((both * scored["right_group"]).sum(), both.sum())


@once
def readability_numbers(t: Tables, seed: int = resampling.SEED) -> dict[str, Number]:
    """What the formulas say, how sure they are, and what choices and damage do to them."""
    drawn = weights(t, seed)
    table = readability.intervals(t["sentences"], drawn, LEVEL)
    gaps = readability_gaps(t, seed).set_index("measure")
    grade = gaps.loc["flesch_kincaid"]
    pairs = story_pairs(t["corpus"])
    compared = gaps.dropna(subset=["copy_gap", "outlet_gap"])
    fk = table[table["measure"] == "flesch_kincaid"]
    ranks = readability.ranks(t["sentences"], drawn, "flesch_kincaid")
    short = len(t["corpus"]) - len(drawn)
    numbers = {
        "readability.told": words(
            f"Texts of fewer than {number(resampling.MIN_SENTENCES, 'words').shown} sentences, which get no interval: "
            f"{number(short, 'words').shown if short else 'none'}."
        ),
        "readability.measures": number(len(readability.MEASURES), "words"),
        "readability.pairs": number(sum(not same for *_, same in pairs), "words"),
        "readability.clear_pairs": Number(0, "none")
        if grade["clear_pairs"] == 0
        else number(grade["clear_pairs"], "words"),
        "readability.copy_gap": number(grade["copy_gap"], ".1f"),
        "readability.outlet_gap": number(grade["outlet_gap"], ".1f"),
        "readability.smaller_gaps": number(grade["smaller_gaps"], "words"),
        "readability.copies_furthest": number(
            readability.copies_furthest(t["sentences"], drawn, pairs, "flesch_kincaid"), ".1%"
        ),
        "readability.copy_low": number(grade["copy_low"], ".1f"),
        "readability.copy_high": number(grade["copy_high"], ".1f"),
        "readability.copies_clear": number(grade["copies_clear"], "words"),
        "readability.alone_low": number(grade["alone_low"], ".1f"),
        "readability.alone_high": number(grade["alone_high"], ".1f"),
        "readability.copy_gap_aligned": number(_aligned_gap(t), ".1f"),
        "readability.noisy_measures": number(
            int((compared["copy_gap"] > compared["outlet_gap"]).sum()) if len(compared) else None, "words"
        ),
        "readability.telling_measures": number(int((gaps["clear_pairs"] > 0).sum()), "words"),
        "readability.fk_min": number(_or_none(fk["score"].min()), ".1f"),
        "readability.fk_max": number(_or_none(fk["score"].max()), ".1f"),
        "readability.rank_sure": number(_or_none(ranks.to_numpy().max()) if len(ranks) else None, ".0%"),
        "readability.hardest": number(_or_none(ranks[1].max()) if len(ranks) else None, ".0%"),
        "readability.easiest": number(_or_none(ranks.iloc[:, -1].max()) if len(ranks) else None, ".0%"),
    }
    for row in table.itertuples():
        numbers[f"readability.{row.measure}.{row.doc_id}"] = number(row.score, ".1f")
        if row.measure == "flesch_kincaid":
            numbers[f"readability.low.{row.doc_id}"] = number(row.low, ".1f")
            numbers[f"readability.high.{row.doc_id}"] = number(row.high, ".1f")
    return numbers | _choice_numbers(t) | _damage_numbers(t, seed)


@once
def weights(t: Tables, seed: int = resampling.SEED) -> dict[str, np.ndarray]:
    """Return the draws of the sentences of a corpus on which all its intervals rest."""
    return resampling.weights(t["sentences"], t["alignments"], seed=seed)


@once
def _choice_numbers(t: Tables) -> dict[str, Number]:
    """How far the grade moves with splitter, cleaning and quotations; and in what order the texts then stand."""
    scores = readability.choices(t)
    fk = scores[scores["measure"] == "flesch_kincaid"]
    wide = fk.pivot(index=["splitter", "cleaning", "quotations"], columns="doc_id", values="score")
    orders = {tuple(np.argsort(row.to_numpy(), kind="stable")) for _, row in wide.iterrows()}
    moved = wide.max() - wide.min()
    numbers = {
        "readability.splitters": number(fk["splitter"].nunique(), "words"),
        "readability.settings": number(len(wide), "d"),
        "readability.orders": number(len(orders), "words"),
        "readability.moved_least": number(_or_none(moved.min()), ".1f"),
        "readability.moved_most": number(_or_none(moved.max()), ".1f"),
    }
    for name, key in (("raw", ("retold", "raw", "with")), ("unquoted", ("retold", "clean", "without"))):
        for doc_id in wide.columns:
            if key in wide.index:
                numbers[f"readability.{name}.{doc_id}"] = number(wide.at[key, doc_id], ".1f")
    return numbers


@once
def _damage_numbers(t: Tables, seed: int) -> dict[str, Number]:
    """What damage does to the grade: torn-off scraps, and damaged sentences beside sound ones."""
    found = readability.damage_gap(t, seed=seed)
    effect = readability.damage_effect(t).astype({"score": float, "torn": float})
    torn = effect["score"] - effect["torn"]
    return {
        "readability.damage_pairs": number(found.pairs or None, "d"),
        "readability.damage_sound": number(found.sound if found.pairs else None, "d"),
        "readability.damage_raw": number(found.raw, ".1f"),
        "readability.damage_gap": number(found.gap, ".1f"),
        "readability.damage_low": number(found.low, ".1f"),
        "readability.damage_high": number(found.high, ".1f"),
        "readability.torn_least": number(_or_none(torn.min()), ".1f"),
        "readability.torn_most": number(_or_none(torn.max()), ".1f"),
    }


@once
def readability_gaps(t: Tables, seed: int = resampling.SEED) -> pd.DataFrame:
    """Return for each measure how far copies and different stories lie apart.

    Columns: measure; copy_gap and outlet_gap, the largest absolute difference between
    versions of one story and between different stories (missing if there is no such
    pair); clear_pairs, how many pairs of different stories have an interval of the
    difference without zero; smaller_gaps, how many differ by less than copy_gap;
    copy_low and copy_high, the interval of the difference behind copy_gap, below 0 where it turns round; copies_clear, as
    clear_pairs, for versions of one story, each drawn by itself; alone_low and alone_high, the interval so.
    """
    gaps = readability.differences(t["sentences"], weights(t, seed), LEVEL)
    # As if nobody knew that they are versions: each text drawn by itself, as different stories are.
    copied = t["corpus"][t["corpus"].duplicated("story_id", keep=False)]["doc_id"]
    told = t["sentences"][t["sentences"]["doc_id"].isin(copied)]
    apart = resampling.weights(told, t["alignments"].head(0), seed=seed)
    pair = ["doc_a", "doc_b", "measure"]
    alone = gaps[pair].merge(readability.differences(told, apart, LEVEL), on=pair, how="left")
    clear_alone = (alone["low"] > 0) | (alone["high"] < 0)
    story = t["corpus"].set_index("doc_id")["story_id"]
    same = gaps["doc_a"].map(story) == gaps["doc_b"].map(story)
    clear = (gaps["low"] > 0) | (gaps["high"] < 0)
    rows = []
    for measure in readability.MEASURES:
        mine = gaps["measure"] == measure.name
        size = gaps["gap"].abs()
        copy_gap = _or_none(size[mine & same].max())
        smaller = int((size[mine & ~same] < copy_gap).sum()) if copy_gap is not None else None
        outlet_gap = _or_none(size[mine & ~same].max())
        judged = mine & ~same & gaps["low"].notna()
        told_apart = int((clear & judged).sum()) if judged.any() else None
        widest = gaps.loc[size[mine & same].idxmax()] if copy_gap is not None else None
        interval = (None, None) if widest is None else _turned(widest)
        versions_judged = mine & same & gaps["low"].notna()
        copies_clear = int((clear_alone & versions_judged).sum()) if versions_judged.any() else None
        interval_alone = (None, None) if widest is None else _turned(alone.loc[widest.name])
        found = (copy_gap, outlet_gap, told_apart, smaller, *interval, copies_clear, *interval_alone)
        rows.append((measure.name, *found))
    columns = ["measure", "copy_gap", "outlet_gap", "clear_pairs", "smaller_gaps", "copy_low", "copy_high"]
    columns += ["copies_clear", "alone_low", "alone_high"]
    return pd.DataFrame(rows, columns=columns)


def _turned(gap: pd.Series) -> tuple[float, float]:
    """The interval of a difference, turned so that the difference is above 0."""
    return (gap["low"], gap["high"]) if gap["gap"] >= 0 else (-gap["high"], -gap["low"])


def _aligned_gap(t: Tables) -> float | None:
    """Largest difference in grade between versions, over the sentences that both have."""
    counts = dict(tuple(t["sentences"].groupby("doc_id", sort=False)))
    paired = t["alignments"][t["alignments"]["a"].ne("") & t["alignments"]["b"].ne("")]
    gaps = []
    for (a, b), rows in paired.groupby(["doc_a", "doc_b"], sort=False):
        if a not in counts or b not in counts:
            continue
        grades: list[float | None] = []
        for doc_id, column in ((a, "a"), (b, "b")):
            linked = sorted(span for cell in rows[column] for span in spans(cell))
            starts = list(zip(counts[doc_id]["start"], counts[doc_id]["end"], strict=True))
            common = np.array(inside(starts, linked), dtype=bool)
            grades.append(readability.scores(counts[doc_id][common]).get("flesch_kincaid"))
        if None not in grades:
            gaps.append(abs(float(grades[0] or 0) - float(grades[1] or 0)))
    return max(gaps) if gaps else None


@once
def framing_numbers(t: Tables, seed: int = resampling.SEED) -> dict[str, Number]:
    """How the texts name the event, frame it and blame for it, and who acts in them."""
    return {
        **_naming_numbers(t),
        **_keyness_numbers(t),
        **_rate_numbers(t, seed),
        **_actor_numbers(t),
        **_frame_numbers(t, seed),
    }


@once
def _naming_numbers(t: Tables) -> dict[str, Number]:
    """What the corpus has to say of framing, and how the texts name the event."""
    namings = t["namings"]
    by_class = namings.pivot_table(index="doc_id", columns="class", values="count", aggfunc="sum", sort=False)
    distance: dict[bool, list[float | None]] = {True: [], False: []}
    p_values = []
    for a, b, same in story_pairs(t["corpus"]):
        if a in by_class.index and b in by_class.index:
            distance[same].append(framing.naming_distance(by_class.loc[a], by_class.loc[b]))
            if same:
                p_values.append(framing.contrast(namings, t["naming"], a, b)[1])
    copies = [d for d in distance[True] if d is not None]
    others = [d for d in distance[False] if d is not None]
    tested = [p for p in p_values if p is not None]
    alike = t["slots"]["term_a"] == t["slots"]["term_b"]
    both = t["slots"]["term_a"].ne("") & t["slots"]["term_b"].ne("")
    chances = [
        framing.chance_of_contrast(by_class.loc[a], by_class.loc[b])
        for a, b, same in story_pairs(t["corpus"])
        if same and a in by_class.index and b in by_class.index
    ]
    chance = max((c for c in chances if c is not None), default=None)
    needed = {
        "a lexicon (naming.csv)": "naming",
        "actors (actors.csv)": "actors",
        "frames (coding/)": "frames",
    }
    missing = [name for name, table in needed.items() if t[table].empty]
    numbers = {
        "framing.told": words(
            f"Not there in this corpus: {', '.join(missing)}. What rests on that is empty; the rest still works."
            if missing
            else "This corpus has a lexicon, a list of actors and coded passages."
        ),
        "framing.terms": number(len(t["naming"]) or None, "words"),
        "framing.classes": number(t["naming"]["class"].nunique() or None, "words"),
        "framing.copy_distance": number(max(copies) if copies else None, ".3f"),
        "framing.other_min": number(min(others) if others else None, ".3f"),
        "framing.other_max": number(max(others) if others else None, ".3f"),
        "framing.contrast_p": number(min(tested) if tested else None, ".2g"),
        "framing.slots": number(len(alike) or None, "d"),
        "framing.slots_alike": number(int(alike.sum()) if len(alike) else None, "words"),
        "framing.slots_both": number(int(both.sum()) or None, "d"),
        "framing.slots_one": number(int((~both).sum()) if len(both) else None, "words"),
        "framing.slots_alike_share": number(_ratio(alike.sum(), both.sum()), ".0%"),
        "framing.contrast_chance": number(chance, ".0%"),
    }
    for doc_id, rows in namings.groupby("doc_id", sort=False):
        for side in ("a", "b"):
            terms = t["naming"].loc[t["naming"]["contrast"] == side, "term"]
            numbers[f"framing.contrast_{side}.{doc_id}"] = number(
                int(rows.loc[rows["term"].isin(terms), "count"].sum()), "d"
            )
        numbers[f"framing.named.{doc_id}"] = number(int(rows["count"].sum()), "d")
    return numbers


@once
def _keyness_numbers(t: Tables) -> dict[str, Number]:
    """What log-odds say of versions of one story: words, and the sides of the contrast pooled."""
    rows, every = t["keyness"], t["keyness_null"]
    null = every[every["prior"] == framing.PRIOR_WORDS]
    pooled = rows[rows["term"].str.startswith("(")]
    some = len(null) > 0
    return {
        "framing.key_terms": number(int(null["terms"].max()) if some else None, ",d"),
        "framing.key_flagged": number(int(null["flagged"].sum()) if some else None, "words"),
        "framing.key_expected": number(_or_none(null["expected"].max()) if some else None, ".2f"),
        "framing.key_permuted": number(int(null["permuted"].sum()) if some else None, "words"),
        "framing.key_survive": number(int(null["survive"].sum()) if some else None, "words"),
        "framing.key_pooled": number(_or_none(null["pooled"].max()), ".2f"),
        "framing.key_pooled_least": number(_or_none(every["pooled"].min()), ".2f"),
        "framing.key_pooled_most": number(_or_none(every["pooled"].max()), ".2f"),
        "framing.key_pooled_p": number(_or_none(pooled["p"].min()), ".2g"),
        "framing.key_bar": number(framing.NORMAL, ".2f"),
        "framing.key_prior": number(framing.PRIOR_WORDS, ".0f"),
        "framing.key_prior_least": number(min(framing.PRIORS), ",.0f"),
        "framing.key_prior_most": number(max(framing.PRIORS), ",.0f"),
        "framing.key_draws": number(framing.PERMUTATIONS, ",d"),
    }


@once
def _rate_numbers(t: Tables, seed: int) -> dict[str, Number]:
    """Each class of names and each actor per 1,000 words, with intervals."""
    numbers = {}
    table = noise.by_text(t, weights(t, seed), "06-framing")
    for row in table[table["key"].str.match(r"framing\.(?:naming|actor)\.")].itertuples():
        numbers[f"{row.key}.{row.doc_id}"] = number(row.value, ".1f")
        numbers[f"{row.key}.low.{row.doc_id}"] = number(row.low, ".1f")
        numbers[f"{row.key}.high.{row.doc_id}"] = number(row.high, ".1f")
    return numbers


@once
def _actor_numbers(t: Tables) -> dict[str, Number]:
    """Who acts and who speaks, by text and with each story counted once."""
    rates = actors.rates(t)
    story = t["corpus"].set_index("doc_id")["story_id"]
    columns = ["mentions", "per_thousand", "acts", "speaks", "among"]
    floats = rates.astype(dict.fromkeys(columns, float))
    once = floats.groupby(["actor", floats["doc_id"].map(story)])[columns].mean().groupby("actor").mean()
    ranked = once["acts"].rank(ascending=False, method="min")
    found = actors.coded_roles(t)
    numbers = {
        "framing.actors": number(len(t["actors"]) or None, "words"),
        "framing.mentions": number(int(rates["mentions"].sum()) or None, ",d"),
        "framing.roles": number(len(found) or None, ",d"),
    }
    scored = actors.score(found["found"], found["role"]) if len(found) else {}
    for name in ("precision", "recall", "accuracy"):
        numbers[f"framing.subject_{name}"] = number(scored.get(name), ".0%")
    for actor in t["actors"]["actor"]:
        acts, speaks = (once[c].get(actor) for c in ("acts", "speaks"))
        rank = ranked.get(actor)
        numbers[f"framing.acts_once.{actor}"] = number(acts, ".0%")
        numbers[f"framing.speaks_once.{actor}"] = number(speaks, ".0%")
        among = once["among"].get(actor)
        numbers[f"framing.among_once.{actor}"] = number(among, ".0%")
        numbers[f"framing.acts_over_speech.{actor}"] = number(acts / among if among else None, ".1f")
        numbers[f"framing.acts_rank.{actor}"] = number(
            None if rank is None or pd.isna(rank) else int(rank), "d"
        )
    for row in floats.itertuples():
        numbers[f"framing.mentions.{row.actor}.{row.doc_id}"] = number(row.mentions, "d")
        numbers[f"framing.acts.{row.actor}.{row.doc_id}"] = number(row.acts, ".0%")
        numbers[f"framing.speaks.{row.actor}.{row.doc_id}"] = number(row.speaks, ".0%")
    return numbers


@once
def frame_agreement(t: Tables, seed: int = resampling.SEED) -> pd.DataFrame:
    """Return how far the two codings of frames agree; see `frames.agreement`."""
    return frames.agreement(t["frames_1"], t["frames_2"], t["passages"], seed=seed, level=LEVEL)


@once
def _frame_numbers(t: Tables, seed: int) -> dict[str, Number]:
    """Functions of frames and blame, by text, and how far two codings agree on them."""
    passages, coded = t["passages"], t["frames"]
    some = len(coded) > 0
    story = t["corpus"].set_index("doc_id")["story_id"]
    known = set(coded["doc_id"])

    def per_story(rows: pd.DataFrame) -> pd.Series:
        """Passages by story, of several coded versions their mean; a text nobody coded does not count."""
        counted = rows.groupby("doc_id")["passage"].nunique()
        counted = counted.reindex([d for d in story.index if d in known], fill_value=0)
        return counted.groupby(story.reindex(counted.index)).mean().sort_values(ascending=False)

    agreed = frame_agreement(t, seed).astype({"alpha": float, "low": float, "high": float})
    whole = agreed["variable"].isin(["function", frames.BLAME])
    blaming = coded[coded["code"] == frames.BLAME]
    disputed = frames.differences(t["frames_1"], t["frames_2"])
    both = len(t["frames_1"]) + len(t["frames_2"]) if len(t["frames_1"]) and len(t["frames_2"]) else 0
    shared = (both - len(disputed)) // 2
    undefined = agreed["low"].isna() | agreed["alpha"].isna()
    numbers = {
        "framing.passages": number(len(passages) or None, "d"),
        "framing.codes": number(len(coded) or None, "d"),
        "framing.code_differences": number(len(disputed) if both else None, "d"),
        "framing.code_shared": number(_ratio(shared, shared + len(disputed)), ".0%"),
        "framing.alpha_least": number(_or_none(agreed.loc[whole, "alpha"].min()), ".2f"),
        "framing.alpha_low": number(_or_none(agreed.loc[whole, "low"].min()), ".2f"),
        "framing.alpha_unstable": number(int(undefined.sum()) if len(agreed) else None, "words"),
        "framing.blames": number(blaming.groupby("doc_id")["passage"].nunique().sum() if some else None, "d"),
        "framing.blames_once": number(float(per_story(blaming).sum()) if some else None, "g"),
    }
    voiced = agreed[agreed["variable"] == frames.OUTLET]
    numbers["framing.alpha_outlet_least"] = number(_or_none(voiced["alpha"].min()), ".2f")
    blamers = agreed[(agreed["variable"] == "voice") & (agreed[["first", "second"]].max(axis=1) >= 5)]
    numbers["framing.alpha_blamer_least"] = number(_or_none(blamers["alpha"].min()), ".2f")
    for row in agreed[whole].itertuples():
        numbers[f"framing.alpha.{row.value}"] = number(row.alpha, ".2f")
        numbers[f"framing.alpha_low.{row.value}"] = number(row.low, ".2f")
        numbers[f"framing.alpha_high.{row.value}"] = number(row.high, ".2f")
    for row in frames.functions(t).itertuples():
        numbers[f"framing.function.{row.code}.{row.doc_id}"] = number(row.share, ".0%")
        numbers[f"framing.own.{row.code}.{row.doc_id}"] = number(row.outlet, "words")
    targets = t["frame_codes"].loc[t["frame_codes"]["field"] == "target", "code"]
    by_text = blaming.groupby(["target", "doc_id"])["passage"].nunique().to_dict()
    for target in targets:
        here = {doc_id: by_text.get((target, doc_id), 0) for doc_id in t["corpus"]["doc_id"]}
        numbers[f"framing.blamed.{target}"] = number(sum(here.values()) if len(coded) else None, "words")
        for doc_id, passages_here in here.items():
            numbers[f"framing.blamed.{target}.{doc_id}"] = number(
                passages_here if len(coded) else None, "words"
            )
    for function in sorted(set(coded["code"]) - {frames.BLAME}):
        own = per_story(coded[(coded["code"] == function) & (coded["voice"] == frames.OUTLET)])
        numbers[f"framing.own_most.{function}"] = number(float(own.iloc[0]), ".0f")
        numbers[f"framing.own_rest.{function}"] = number(float(own.iloc[1:].sum()), ".0f")
    by_target = {target: float(per_story(coded[coded["target"] == target]).sum()) for target in targets}
    for target, total in by_target.items():
        numbers[f"framing.blamed_once.{target}"] = number(total if some else None, "g")
    ranked = sorted(by_target.values(), reverse=True)
    numbers["framing.blamed_first"] = number(ranked[0] if some and ranked else None, "g")
    numbers["framing.blamed_second"] = number(ranked[1] if some and len(ranked) > 1 else None, "g")
    return numbers


@once
def noise_numbers(
    t: Tables, seed: int = resampling.SEED, threshold: float = noise.THRESHOLD
) -> dict[str, Number]:
    """Which measures survive being copied."""
    drawn = weights(t, seed)
    found = noise.floor(t, drawn, threshold)
    said = noise.why_not(t)
    counts = found["status"].value_counts()
    low = (found["status"] != noise.UNTESTED) & (found["ratio"] < threshold) & ~(found["drift"] >= threshold)
    tested = len(found) - _count(counts, noise.UNTESTED, noise.UNKNOWN)
    some = len(found) > 0
    null = noise.null(t)
    lax = min((limit for limit in noise.THRESHOLDS if limit > threshold), default=threshold)
    numbers = {
        "noise.told": words(said or f"Measures tried here: {len(found)}.{_undrawn(t, drawn)}"),
        "noise.fewest": number(noise.FEWEST, "words"),
        "noise.null_median": number(float(np.median(null)) if len(null) else None, ".2f"),
        "noise.null_below": number(float((null < threshold).mean()) if len(null) else None, ".0%"),
        "noise.null_above": number(float((null >= 1).mean()) if len(null) else None, ".0%"),
        "noise.coded": number(
            int((found["coded"] & (found["status"] != noise.UNTESTED)).sum()) if some else None, "d"
        ),
        "noise.threshold": number(threshold, ".2f"),
        "noise.lax": number(lax, ".2g"),
        "noise.survive_lax": number(
            int((noise.floor(t, drawn, lax)["status"] == noise.SURVIVES).sum()) if some else None, "d"
        ),
        "noise.survive_coded": number(
            int((found["coded"] & (found["status"] == noise.SURVIVES)).sum()) if some else None, "words"
        ),
        "noise.sure": number(noise.SURE, ".0%"),
        "noise.measures": number(len(found) or None, "d"),
        "noise.tested": number(tested or None, "d"),
        "noise.survive": number(_count(counts, noise.SURVIVES) if some else None, "d"),
        "noise.open": number(_count(counts, noise.OPEN) if some else None, "d"),
        "noise.fragile": number(_count(counts, noise.FRAGILE) if some else None, "d"),
        "noise.untested": number(_count(counts, noise.UNTESTED, noise.UNKNOWN) if some else None, "d"),
        "noise.decided": number(_count(counts, noise.SURVIVES, noise.FRAGILE) if some else None, "d"),
        "noise.below": number(int(low.sum()) if some else None, "d"),
        "noise.above_one": number(
            int(((found["ratio"] >= 1) & (found["status"] != noise.UNTESTED)).sum()) if some else None, "d"
        ),
        "noise.omission": number(
            int(
                (
                    (found["ratio"] >= threshold)
                    & (found["drift"] < threshold)
                    & (found["status"] != noise.UNTESTED)
                ).sum()
            )
            if some
            else None,
            "words",
        ),
    }
    for row in found.itertuples():
        for column in ("ratio", "low", "high", "drift"):
            numbers[f"noise.{column}.{row.key}"] = number(getattr(row, column), ".2f")
        numbers[f"noise.below.{row.key}"] = number(row.below, ".0%")
        numbers[f"noise.code.{row.key}"] = number(noise.CODES.get(row.status), "d")
        numbers[f"noise.status.{row.key}"] = words(f"{noise.MARKS[row.status]} {row.status}")
    return numbers


def _undrawn(t: Tables, drawn: Mapping[str, np.ndarray]) -> str:
    """A sentence on the texts that are too short to be drawn, if there are any."""
    short = [d for d in t["corpus"]["doc_id"] if d not in drawn]
    return f" Too short to be drawn anew, so taken as they are: {', '.join(short)}." if short else ""


def robustness_numbers(t: Tables, found: pd.DataFrame | None = None) -> dict[str, Number]:
    """Which findings survive the choices that could have been made otherwise."""
    from retold import robustness

    return robustness.numbers(t, found)


CHAPTERS: Mapping[str, Callable[..., dict[str, Number]]] = {
    "01-corpus": corpus_numbers,
    "02-versions": versions_numbers,
    "03-quotes": quotes_numbers,
    "04-speakers": speakers_numbers,
    "05-readability": readability_numbers,
    "06-framing": framing_numbers,
    "07-noise-floor": noise_numbers,
    "08-robustness": robustness_numbers,
}


# How the numbers of each chapter begin.
PREFIXES: Mapping[str, tuple[str, ...]] = {
    "01-corpus": ("corpus.", "method."),
    "02-versions": ("versions.",),
    "03-quotes": ("quotes.",),
    "04-speakers": ("speakers.",),
    "05-readability": ("readability.",),
    "06-framing": ("framing.",),
    "07-noise-floor": ("noise.",),
    "08-robustness": ("robustness.",),
}


def chapter(page: str, t: Tables, **given: Any) -> dict[str, Number]:
    """Return the numbers of a chapter and the verdicts on the findings it bears.

    What is `given` goes to the chapter's function: a seed, or what was computed before.
    """
    numbers = dict(CHAPTERS[page](t, **given))
    findings = t["findings"]
    for row in findings[findings["page"] == page].itertuples():
        numbers[f"finding.{row.finding}"] = words(verdict(row.rule, numbers))
    return numbers


def compute(t: Tables) -> dict[str, Number]:
    """Return the numbers of all chapters."""
    return {key: value for page in CHAPTERS for key, value in chapter(page, t).items()}


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _points(share: float) -> float | None:
    """A difference of shares in percentage points."""
    return None if pd.isna(share) else 100 * float(share)


def _ratio(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None


def _day(iso: str) -> str:
    stamp = pd.Timestamp(iso)
    return f"{stamp.day} {stamp.month_name()} {stamp.year}"


def _counted_once(corpus: pd.DataFrame, coded: pd.DataFrame) -> int:
    """Quoted words if of each story only the version with the most of them counts."""
    quoted = coded.groupby("doc_id")["quoted_words"].sum()
    story = corpus.set_index("doc_id")["story_id"].reindex(quoted.index)
    return int(quoted.groupby(story).max().sum())


def _hand_gap(t: Tables) -> int | None:
    """The largest distance of our sentence count from the nearer hand count."""
    hand = t["hand_counts"]
    if hand.empty:
        return None
    ours = t["documents"].set_index("doc_id")["sentences"]
    gaps = [
        min(abs(int(ours[doc_id]) - int(n)) for n in rows["sentences"])
        for doc_id, rows in hand.groupby("doc_id")
        if doc_id in ours.index
    ]
    return max(gaps)


def _damage(marks: pd.DataFrame, doc_id: str) -> int | None:
    """Spans of visible damage in a text: the mean of the codings that marked any."""
    mine = marks[(marks["doc_id"] == doc_id) & (marks["mark"] == "damage")]
    return round(float(mine["coding"].value_counts().mean())) if len(mine) else None


def _containment(t: Tables, size: int) -> tuple[float | None, float | None]:
    """Highest share of one text's shingles found in another: same story, other stories."""
    table = t["similarities"]
    story = t["corpus"].set_index("doc_id")["story_id"]
    used = table[(table["shingle"] == size) & table["measure"].str.startswith("containment")]
    same = used["doc_a"].map(story) == used["doc_b"].map(story)
    return _or_none(used.loc[same, "value"].max()), _or_none(used.loc[~same, "value"].max())


def stories_intact(cosine: pd.DataFrame, corpus: pd.DataFrame) -> float | None:
    """Return the share of linkages under which each copied story is a clade of its own."""
    stories = [set(rows["doc_id"]) for _, rows in corpus.groupby("story_id") if len(rows) > 1]
    if not stories or corpus["story_id"].nunique() < 2:
        return None
    whole = [
        all(story in versions.clades(cosine, method) for story in stories)
        for method in ("average", "complete", "single")
    ]
    return sum(whole) / len(whole)
