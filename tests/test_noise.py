import warnings

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retold import book, chapters
from retold.measures import counts, declared, draws, noise, speakers, values


def one(value):
    return np.array([float(value)])


def test_the_ratio_worked_by_hand():
    # Copies at 10 and 12, their story counts as 11; the others are 4 and 19: range 15.
    assert noise.ratio([[(one(10), one(12))]], [one(11), one(4), one(19)])[0] == pytest.approx(2 / 15)


def test_a_story_with_several_versions_counts_the_mean_of_its_pairs():
    pairs = [(one(0), one(3)), (one(0), one(6)), (one(3), one(6))]
    assert noise.ratio([pairs], [one(3), one(0), one(8)])[0] == pytest.approx(4 / 8)


def test_several_copied_stories_count_alike_however_many_versions_they_have():
    assert noise.ratio([[(one(0), one(2))], [(one(0), one(4))]], [one(1), one(2), one(7)])[
        0
    ] == pytest.approx(3 / 6)


def test_a_measure_that_is_the_same_everywhere_has_no_ratio_instead_of_a_division_by_nought():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(noise.ratio([[(one(1), one(1))]], [one(1), one(1), one(1)])[0])


def test_copies_that_alone_span_the_range_give_two():
    assert noise.ratio([[(one(0), one(5))]], [one(2.5), one(0), one(0)])[0] == 2.0


@given(arrays(float, (5,), elements=st.floats(-1e3, 1e3)), st.floats(0.1, 10), st.floats(-50, 50))
def test_the_ratio_does_not_depend_on_the_unit_of_the_measure(values, scale, shift):
    def of(v):
        a, b, *rest = (one(x) for x in v)
        return noise.ratio([[(a, b)]], [(a + b) / 2, *rest])[0]

    spread = np.ptp([(values[0] + values[1]) / 2, *values[2:]])
    if spread > 1e-6:
        assert of(values * scale + shift) == pytest.approx(of(values), rel=1e-5, abs=1e-5)


@pytest.mark.parametrize(
    "whole, drift, below, expected",
    [
        (0.1, 0.1, 0.95, noise.SURVIVES),
        (0.1, 0.1, 0.89, noise.OPEN),
        (0.1, 0.3, 0.99, noise.OPEN),
        (0.1, float("nan"), 0.95, noise.SURVIVES),
        (1.5, 1.4, 0.05, noise.FRAGILE),
        (1.5, 1.4, 0.2, noise.OPEN),
        (0.1, 0.1, float("nan"), noise.OPEN),
        (0.5, 0.1, float("nan"), noise.OPEN),
        (float("nan"), 0.1, 0.5, noise.UNKNOWN),
    ],
)
def test_the_status_follows_from_ratio_drift_and_draws(whole, drift, below, expected):
    assert noise.status(whole, drift, below) == expected


def test_the_threshold_and_the_share_of_draws_are_those_declared():
    assert (noise.THRESHOLD, noise.SURE, noise.STORIES) == (0.25, 0.9, 3)


@pytest.fixture(scope="module")
def floor(tables):
    return noise.floor(tables, draws.of_tables(tables))


def test_the_ratio_of_a_real_measure_is_the_one_computed_without_the_module(tables, floor):
    from retold.measures import readability

    scores = {
        d: readability.scores(c)["flesch_kincaid"]
        for d, c in tables["sentences"].groupby("doc_id", sort=False)
    }
    copies = scores.pop("post-kherson-a"), scores.pop("post-kherson-b")
    stories = [sum(copies) / 2, *scores.values()]
    expected = abs(copies[0] - copies[1]) / (max(stories) - min(stories))
    row = floor.set_index("key").loc["readability.flesch_kincaid"]
    assert row["ratio"] == pytest.approx(expected)
    assert row["drift"] != row["ratio"]


def test_the_floor_is_the_same_for_the_same_seed_and_its_ratios_for_any(tables, floor):
    fresh = book.Tables(tables.folder)
    again = noise.floor(fresh, draws.of_tables(fresh))
    pd.testing.assert_frame_equal(floor, again)
    other = noise.floor(tables, draws.of_tables(tables, seed=1)).set_index("key")["ratio"]
    assert other.reindex(floor["key"]).tolist() == pytest.approx(floor["ratio"].tolist())


def test_the_floor_of_a_page_is_that_part_of_the_whole(tables, floor):
    for page, mine in floor.groupby("page"):
        found = noise.floor(tables, draws.of_tables(tables), page=page)
        pd.testing.assert_frame_equal(found, mine.reset_index(drop=True))


def test_every_chapter_that_compares_outlets_has_measures_on_the_floor(floor):
    assert set(floor["page"]) == {
        "01-corpus",
        "02-versions",
        "03-quotes",
        "04-speakers",
        "05-readability",
        "06-framing",
    }
    assert floor["key"].is_unique and floor["label"].is_unique


def test_a_measure_that_no_version_has_is_not_called_robust(floor, tables):
    absent = floor.set_index("key").loc["speakers.group.media"]
    assert (absent["ratio"], absent["status"]) == (0.0, noise.UNTESTED)


def test_a_measure_that_stands_on_a_handful_of_uses_is_not_tested(floor):
    rows = floor.set_index("key")
    assert (rows.at["framing.naming.collapse", "uses"], rows.at["framing.naming.collapse", "status"]) == (
        "4 / 4",
        noise.UNTESTED,
    )
    tested = floor[(floor["status"] != noise.UNTESTED) & (floor["uses"] != "")]
    assert (tested["uses"].map(lambda cell: max(map(int, cell.split(" / ")))) >= noise.FEWEST).all()


def test_mere_chance_is_the_law_of_equal_texts(tables):
    drawn = noise.null(tables)
    rng = np.random.default_rng(0)
    values = rng.standard_normal((5, 20000))
    stories = [values[:2].mean(axis=0), *values[2:]]
    expected = np.abs(values[0] - values[1]) / np.ptp(stories, axis=0)
    assert np.median(drawn) == pytest.approx(np.median(expected), abs=0.02)
    assert (drawn < 0.25).mean() == pytest.approx((expected < 0.25).mean(), abs=0.02)
    assert (noise.null(tables) == drawn).all()


def test_the_counts_of_the_sensitivity_are_those_of_the_floor(floor, tables):
    table = noise.sensitivity(tables, draws.of_tables(tables)).set_index("threshold")
    counts = floor["status"].value_counts()
    for state in (noise.SURVIVES, noise.OPEN, noise.FRAGILE):
        assert table.at[noise.THRESHOLD, state] == counts[state]
    assert table["below"].is_monotonic_increasing
    assert table[noise.SURVIVES].is_monotonic_increasing


def test_sums_over_sentences_are_the_counts_of_the_documents(tables):
    share = next(m for m in declared.DECLARED if m.key == "speakers.share")
    matrix, columns = counts.matrix(tables, [share])
    sums = pd.DataFrame(matrix).groupby(tables["sentences"]["doc_id"]).sum()
    words = tables["documents"].set_index("doc_id")["words"].astype(float)
    assert sums[columns[share.key]["all_words"]].to_dict() == words.to_dict()
    coded = speakers.outermost(tables["attributions"]).groupby("doc_id")["words"].sum().astype(float)
    assert sums[columns[share.key]["attributed_words"]].to_dict() == coded.to_dict()


def cut(t, ids):
    """The tables of a corpus confined to some of its texts."""
    made = {}
    for name in t:
        frame = t[name]
        for column in ("doc_id", "doc_a", "doc_b"):
            if column in frame:
                frame = frame[frame[column].isin(ids)]
        made[name] = frame.reset_index(drop=True)
    return made


@pytest.mark.parametrize(
    "ids, said",
    [
        (["bridge-courier", "bridge-respun-a"], "there are 1 stories"),
        (["bridge-courier", "bridge-ledger", "dam-ledger"], "no story has several versions"),
        (["bridge-courier", "bridge-respun-a", "dam-ledger"], "needs at least 3"),
    ],
)
def test_a_corpus_that_cannot_have_a_floor_is_told_why_and_what_still_works(sample_tables, ids, said):
    small = cut(sample_tables, ids)
    message = noise.why_not(small)
    assert said in message and "still works" in message
    weights = draws.of_tables(small)
    assert noise.floor(small, weights).empty
    assert not len(noise.null(small))
    assert noise.sensitivity(small, weights).empty
    numbers = chapters.noise.numbers(small)
    assert numbers["noise.told"].shown == message
    assert numbers["noise.survive"].value is None


def test_a_corpus_of_one_sentence_a_text_gets_ratios_without_intervals(sample_tables):
    short = cut(sample_tables, list(sample_tables["corpus"]["doc_id"]))
    short["sentences"] = short["sentences"].groupby("doc_id").head(1).reset_index(drop=True)
    short["cosine_draws"] = short["cosine_draws"][short["cosine_draws"]["draw"] == 0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        weights = draws.of_tables(short)
        assert weights == {}
        found = noise.floor(short, weights)
        assert len(found) > 10
        assert found[["low", "high", "below"]].isna().all().all()
        assert values.by_text(short, weights)[["low", "high"]].isna().all().all()


def test_without_coding_lexicon_or_actors_the_other_measures_stay(sample_tables):
    bare = {name: sample_tables[name] for name in sample_tables}
    for name in ("mentions", "frames", "passages", "frames_1", "frames_2", "naming", "actors"):
        bare[name] = bare[name].head(0)
    bare["attributions"] = bare["attributions"][bare["attributions"]["method"] == "engine"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = noise.floor(bare, draws.of_tables(bare))
    assert {k.split(".")[0] for k in found["key"]} == {"corpus", "quotes", "readability", "versions"}


@pytest.mark.parametrize("folder", ["data", "data/sample"])
def test_every_status_is_one_that_has_a_mark(folder):
    t = book.Tables(ROOT / folder)
    found = noise.floor(t, draws.weights(t["sentences"], t["alignments"], 200))
    assert set(found["status"]) <= set(noise.STATES) == set(noise.MARKS)


def test_one_text_too_short_to_be_drawn_decides_nothing_about_the_others(sample_tables):
    t = {name: sample_tables[name] for name in sample_tables}
    s = t["sentences"]
    t["sentences"] = s[(s["doc_id"] != "dam-northline") | (s["sentence"] <= 4)].reset_index(drop=True)
    weights = draws.of_tables(t)
    assert "dam-northline" not in weights
    found = noise.floor(t, weights)
    assert found["below"].notna().sum() > 20
    assert "dam-northline" in chapters.noise.numbers(t)["noise.told"].shown


def test_without_draws_nothing_is_said_to_survive_or_not(sample_tables):
    found = noise.floor(sample_tables, {})
    assert not set(found["status"]) & {noise.SURVIVES, noise.FRAGILE}


def test_a_text_that_nobody_coded_does_not_widen_the_range_as_if_nobody_spoke(sample_tables):
    t = {name: sample_tables[name] for name in sample_tables}
    a = t["attributions"]
    t["attributions"] = a[(a["doc_id"] != "dam-ledger") | (a["method"] != "coded")].reset_index(drop=True)
    weights = draws.of_tables(t)
    whole = noise.floor(sample_tables, weights).set_index("key")["spread"]
    part = noise.floor(t, weights).set_index("key")["spread"]
    assert part["speakers.share"] <= whole["speakers.share"]
    assert noise.floor(t, weights).set_index("key").at["speakers.share", "ratio"] > 0
    table = values.by_text(t, weights)
    missing = table[(table["key"] == "speakers.share") & (table["doc_id"] == "dam-ledger")]
    assert missing["value"].isna().all()


def test_too_few_coded_stories_leave_a_measure_not_computable(sample_tables):
    t = {name: sample_tables[name] for name in sample_tables}
    t["frames"] = t["frames"][t["frames"]["doc_id"].str.startswith("bridge-")].reset_index(drop=True)
    kept = t["frames"]["doc_id"].map(t["corpus"].set_index("doc_id")["story_id"]).nunique()
    assert kept == noise.STORIES
    found = noise.floor(t, draws.of_tables(t)).set_index("key")
    assert found.loc[found.index.str.startswith("framing.function_words."), "ratio"].notna().any()
    t["frames"] = t["frames"][t["frames"]["doc_id"] != "bridge-ledger"].reset_index(drop=True)
    found = noise.floor(t, draws.of_tables(t)).set_index("key")
    rows = found.loc[found.index.str.startswith("framing.function_words.")]
    assert rows["ratio"].isna().all() and not set(rows["status"]) & {noise.SURVIVES, noise.FRAGILE}
