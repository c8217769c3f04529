"""Corpora of many texts: which pairs are kept and compared, and that what is written grows with the texts alone."""

from itertools import combinations
from random import Random

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from test_unusual import made

from retold.chapters import robustness, stories, versions
from retold.compare import neighbours, similarity
from retold.corpus.schema import DERIVED, TABLES

WORDS = [f"{a}{b}" for a in ("ba", "ko", "li", "nu", "se", "ta") for b in ("ren", "mol", "dik", "sup", "wan")]


def texts(many):
    """Texts of invented words; the first two tell one story."""
    rng = Random(7)
    rows = []
    for n in range(many):
        said = [" ".join(rng.choices(WORDS, k=8)).capitalize() + "." for _ in range(6)]
        rows.append((f"paper-{n}", "copied" if n < 2 else f"story-{n}", " ".join(said)))
    return [rows[0], (*rows[1][:2], f"{rows[0][2]} Baren ends."), *rows[2:]]


@pytest.fixture(scope="module")
def sizes(tmp_path_factory):
    """Two corpora of many texts, by their number."""
    return {n: made(tmp_path_factory.mktemp(f"texts-{n}") / "corpus", texts(n)) for n in (60, 120)}


def test_what_is_written_of_twice_the_texts_is_twice_as_much(sizes):
    small, large = (
        {name: (sizes[n].folder / TABLES[name].file).stat().st_size for name in DERIVED} for n in (60, 120)
    )
    assert sum(large.values()) <= 2.2 * sum(small.values())
    assert {name for name in small if large[name] > 2.4 * small[name]} == set()
    assert small["similarities"] > 10_000


def wire(many):
    """A story in so many versions, each cut short somewhere and with a sentence of its own, and twenty other texts."""
    rng = Random(11)
    report = [" ".join(rng.choices(WORDS, k=8)).capitalize() + "." for _ in range(6)]
    rows = [
        (
            f"wire-{n}",
            "wire",
            " ".join([*report[: 3 + n % 4], " ".join(rng.choices(WORDS, k=6)).title() + "."]),
        )
        for n in range(many)
    ]
    return [*rows, *texts(24)[2:]]


@pytest.fixture(scope="module")
def wires(tmp_path_factory):
    """Two corpora with one story in many versions, by the number of versions."""
    return {n: made(tmp_path_factory.mktemp(f"wire-{n}") / "corpus", wire(n)) for n in (30, 60)}


def test_a_report_in_twice_as_many_papers_takes_twice_as_much_not_four_times(wires):
    pairs = {}
    for name in ("similarities", "cosines", "halves", "alignments", "word_marks", "keyness_null"):
        small, large = (wires[n][name] for n in (30, 60))
        assert 0 < len(large) <= 2.4 * len(small), name
        pairs[name] = len(large)
    assert pairs["keyness_null"] < 60 * 59 / 2


def test_the_tables_of_versions_are_about_the_same_pairs(wires):
    t = wires[60]
    own = {
        name: set(
            t[name].loc[stories.same_story(t, t[name]), ["doc_a", "doc_b"]].itertuples(index=False, name=None)
        )
        for name in ("similarities", "alignments", "keyness_null")
    }
    assert own["similarities"] == own["alignments"] == own["keyness_null"]
    named = [key for key in versions.numbers(t) if key.startswith("versions.cosine.")]
    assert set(named) == {f"versions.cosine.{a}.{b}" for a, b in own["alignments"]}


def test_the_highest_and_the_lowest_of_all_pairs_are_known_though_few_are_kept(sizes):
    t = sizes[60]
    ids = list(t["corpus"]["doc_id"])
    cosine = similarity.tfidf_cosine(t["terms"], ids)
    every = similarity.pairs(cosine, stories.story_of(t))
    usual = t["cosines"].groupby(["vectoriser", "weighting", "reading"]).get_group(similarity.USUAL)
    assert len(usual) < len(every) / 4
    other = every.loc[~every["same_story"].astype(bool), "similarity"]
    kept = usual.loc[~stories.same_story(t, usual), "similarity"]
    assert (kept.min(), kept.max()) == pytest.approx((other.min(), other.max()), abs=1e-6)


def test_the_most_that_two_texts_share_is_that_of_all_pairs(sizes):
    t = sizes[60]
    said = dict(row[::2] for row in texts(60))
    sets = {d: similarity.shingles(text.lower().replace(".", "").split(), 2) for d, text in said.items()}
    story = stories.story_of(t)
    shares = [
        max(similarity.overlap(sets[a], sets[b])[f"containment-{way}"] for way in ("a-in-b", "b-in-a"))
        for a, b in combinations(sets, 2)
        if story[a] != story[b]
    ]
    assert versions._containment(t, 2)[1] == pytest.approx(max(shares), abs=1e-6)


def test_versions_of_a_story_are_never_among_the_pairs_that_are_left_out(sizes):
    for name in ("similarities", "cosines", "halves"):
        frame = sizes[120][name]
        assert ((frame["doc_a"] == "paper-0") & (frame["doc_b"] == "paper-1")).any(), name
    compared = stories.story_pairs(sizes[120]["corpus"])
    assert ("paper-0", "paper-1", True) in compared


def test_of_many_texts_no_number_names_a_pair_but_versions_of_a_story(sizes):
    numbers = versions.numbers(sizes[60])
    assert numbers["versions.pairs"].value == 60 * 59 / 2
    assert numbers["versions.copy_min"].value > numbers["versions.other_max"].value
    named = [key for key in numbers if key.startswith("versions.cosine.")]
    assert named == ["versions.cosine.paper-0.paper-1"]


def test_of_many_stories_a_stated_number_are_left_out_the_copied_one_first(sizes):
    t = sizes[60]
    tried = [v for v in robustness.variants(t) if v.choice == robustness.STORIES]
    assert len(tried) == robustness.MOST_STORIES
    assert tried[0].option == "without paper-0"
    assert set(tried[1].changed["corpus"]["doc_id"]) == {d for d, *_ in texts(60)} - {
        tried[1].option.split()[-1]
    }


@st.composite
def alike(draw):
    """A square of similarities, and the stories of the texts."""
    many = draw(st.integers(2, neighbours.EVERY_PAIR + 8))
    values = np.random.default_rng(draw(st.integers(0, 99))).random((many, many))
    told = draw(st.lists(st.sampled_from("abcdefgh"), min_size=many, max_size=many))
    return (values + values.T) / 2, told


@given(alike())
def test_each_pair_is_kept_once_and_every_text_keeps_its_nearest(case):
    values, told = case
    kept = neighbours.pairs(values, told)
    assert kept == sorted(set(kept))
    assert all(a < b for a, b in kept)
    apart = neighbours.different(told)
    for text in range(len(told)):
        if apart[text].any():
            nearest = int(np.where(apart[text], values[text], -1).argmax())
            assert (min(text, nearest), max(text, nearest)) in kept
    assert set(neighbours.versions(values, told)) <= set(kept)


@given(alike())
def test_each_version_of_a_story_in_many_is_kept_with_the_first_its_nearest_and_the_extremes(case):
    values, _ = case
    told = ["a"] * (len(values) - 1) + ["b"]
    own = len(told) - 1
    kept = neighbours.versions(values, told)
    assert kept == sorted(set(kept))
    every = set(combinations(range(own), 2))
    if own <= neighbours.EVERY_VERSION:
        assert set(kept) == every
        return
    assert set(kept) <= every
    assert len(kept) <= own * (neighbours.NEAREST + 1) + 2
    assert {(0, n) for n in range(1, own)} <= set(kept)
    assert {min(every, key=lambda p: values[p]), max(every, key=lambda p: values[p])} <= set(kept)
    for text in range(own):
        ranked = sorted((n for n in range(own) if n != text), key=lambda n: -values[text, n])
        assert {(min(text, n), max(text, n)) for n in ranked[: neighbours.NEAREST]} <= set(kept)


@given(st.lists(st.sampled_from("abcdefghij"), max_size=60) | st.lists(st.sampled_from("ab"), min_size=41))
def test_pairs_to_compare_are_all_or_a_stated_number_and_the_same_each_time(told):
    drawn = neighbours.sampled(told)
    assert drawn == neighbours.sampled(told) == sorted(set(drawn))
    every = list(combinations(range(len(told)), 2))
    if len(told) <= neighbours.EVERY_PAIR:
        assert drawn == every
        return
    others = [(a, b) for a, b in every if told[a] != told[b]]
    most = neighbours.EVERY_PAIR * (neighbours.EVERY_PAIR - 1) // 2
    assert sum(told[a] != told[b] for a, b in drawn) == min(most, len(others))
    for story in set(told):
        size = told.count(story)
        own = [(a, b) for a, b in drawn if told[a] == told[b] == story]
        # Ten versions have four and a half pairs each.
        assert len(own) == (size * (size - 1) // 2 if size <= neighbours.EVERY_VERSION else size * 9 // 2)


@given(st.lists(st.integers(1, 3), max_size=60))
def test_stories_with_versions_are_left_out_before_others(sizes_of_stories):
    listed = [[f"s{n}-{k}" for k in range(size)] for n, size in enumerate(sizes_of_stories)]
    chosen = robustness.left_out(listed)
    assert len(chosen) == min(len(listed), robustness.MOST_STORIES)
    assert [s for s in listed if s in chosen] == chosen
    copied = [s for s in listed if len(s) > 1]
    assert sum(len(s) > 1 for s in chosen) == min(len(copied), len(chosen))


def test_support_of_more_texts_than_a_tree_of_every_setting_has_room_for_is_told_of_the_tree_that_is_drawn():
    rows = texts(similarity.EVERY_CLADE + 2)
    cut = {d: [s + "." for s in text.split(".") if s] for d, _, text in rows}
    table = similarity.support(cut, cut, draws=3, stories={d: story for d, story, _ in rows})
    usual = table[["vectoriser", "weighting", "linkage", "cleaning"]].eq(
        ["content-words", "tfidf", "average", "clean"]
    )
    drawn = set(table.loc[usual.all(axis=1) & table["whole"].astype(bool), "clade"])
    assert len(drawn) == len(rows) - 2
    assert set(table["clade"]) == drawn | {"paper-0 paper-1"}
    assert (
        len(table) == table["clade"].nunique() * 36
    )  # nothing is cleaned: the raw texts are no other choice


def test_cleaning_that_removes_nothing_is_no_choice_and_cleaning_changes_no_support_of_clean_texts():
    rows = texts(5)
    cut = {d: [s + "." for s in text.split(".") if s] for d, _, text in rows}
    same = similarity.support(cut, cut, draws=4)
    assert set(same["cleaning"]) == {"clean"}
    other = similarity.support(cut, {**cut, "paper-4": [*cut["paper-4"], "Read more."]}, draws=4)
    assert set(other["cleaning"]) == {"clean", "raw"}
    both = ["clade", "vectoriser", "weighting", "linkage"]
    clean = other.query("cleaning == 'clean'").merge(same, on=both, suffixes=("", "_alone"))
    assert len(clean) == len(same)
    assert clean["support"].equals(clean["support_alone"])


def test_the_dictionary_of_tables_names_the_number_above_which_pairs_are_left_out():
    said = {row["table"]: row["meaning"] for row in _meanings()}
    for name in ("similarities", "cosines", "halves", "support"):
        assert f"more than {neighbours.EVERY_PAIR} texts" in said[name], name
    # In words there:
    assert (neighbours.NEAREST, similarity.EVERY_CLADE, neighbours.EVERY_VERSION) == (5, 10, 10)
    assert "more than ten versions" in said["similarities"]
    assert "more than ten texts" in said["support"]
    assert all("five most alike" in said[name] for name in ("similarities", "halves"))


def _meanings():
    rows = pd.read_csv(ROOT / "retold/corpus/schema.csv", keep_default_na=False)
    return rows[rows["type"] == "table"].to_dict("records")
