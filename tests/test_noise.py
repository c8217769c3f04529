"""The noise floor of a corpus: its runs of neighbours, its verdicts and why, placebo pairs, halves, and bad input."""

import warnings
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from retold import book, chapters
from retold.chapters.numbers import MISSING
from retold.common.once import Kept
from retold.measures import (
    components,
    counts,
    declared,
    draws,
    noise,
    power,
    readability,
    runs,
    speakers,
    values,
    verdict,
)


@pytest.fixture(scope="module")
def floor(tables):
    return noise.floor(tables)


def by_key(table):
    return table.set_index("key")


def grades(tables):
    scored = tables["sentences"].groupby("doc_id", sort=False)
    return {d: readability.scores(c)["flesch_kincaid"] for d, c in scored}


def test_a_real_measure_has_the_difference_and_the_placebos_computed_without_the_module(tables, floor):
    scores = grades(tables)
    gap = abs(scores["post-kherson-a"] - scores["post-kherson-b"])
    others = [
        abs(scores[a] - scores[b])
        for a, b in combinations(scores, 2)
        if {a, b} != {"post-kherson-a", "post-kherson-b"}
    ]
    row = by_key(floor).loc["readability.flesch_kincaid"]
    assert row["gap"] == row["largest"] == pytest.approx(gap)
    assert row["closer"] == np.mean([other < gap for other in others]) and row["placebos"] == len(others)


def test_leaving_a_run_out_is_computing_the_measure_on_the_other_sentences(tables):
    grade = next(m for m in declared.of(tables) if m.key == "readability.flesch_kincaid")
    left = runs.left_out(tables, "sentence", (grade,))[grade.key]
    number = runs.of_unit(tables, "sentence").of_sentence
    own = (tables["sentences"]["doc_id"] == "cnn-kharkiv").to_numpy()
    for run in (0, 3):
        rest = tables["sentences"][own & (number != run)]
        assert left.without["cnn-kharkiv"][run] == pytest.approx(readability.scores(rest)["flesch_kincaid"])
    odd, even = (tables["sentences"][own & (number % 2 == part)] for part in (0, 1))
    halves = [readability.scores(rows)["flesch_kincaid"] for rows in (odd, even)]
    assert left.halves["cnn-kharkiv"] == pytest.approx(halves)


def test_a_length_and_what_hangs_on_other_texts_are_no_means_and_are_not_weighed(floor):
    rows = by_key(floor)
    for key in ("corpus.words", "versions.cosine"):
        assert (rows.at[key, "status"], rows.at[key, "why"]) == (noise.UNTESTED, noise.NO_MEAN)
        assert rows.at[key, "gap"] > 0


def test_versions_leave_corresponding_sentences_out_together(tables):
    cut = runs.of_unit(tables, "sentence")
    unit = draws.units(tables["sentences"], tables["alignments"])
    shared = unit[unit.duplicated(keep=False)]
    assert len(shared) > 20
    assert (pd.Series(cut.of_sentence)[shared.index].groupby(shared).nunique() == 1).all()
    assert cut.in_story["post-kherson-a"] == cut.in_story["post-kherson-b"]


def test_a_passage_is_never_cut(tables):
    cut, units = runs.of_unit(tables, "passage"), counts.passages(tables)
    of = pd.Series(cut.of_sentence[units.sentence]).groupby(units.unit).nunique()
    assert (of == 1).all()
    assert sum(cut.units.values()) == len(units.rows)


@pytest.mark.parametrize("kind", ["sentence", "attribution", "passage", "mention"])
def test_runs_follow_the_text_and_have_units_of_about_one_number(tables, kind):
    cut = runs.of_unit(tables, kind)
    for doc_id, rows in tables["sentences"].groupby("doc_id", sort=False).indices.items():
        if doc_id.startswith("post"):
            continue  # what copies have in common decides there
        number = cut.of_sentence[rows]
        assert (np.diff(number) >= 0).all()
        assert cut.in_story[doc_id] == len(runs.bounds(int(cut.units[doc_id]))) - 1


def test_the_floor_is_the_same_whenever_it_is_computed_and_hangs_on_no_seed(tables, floor):
    pd.testing.assert_frame_equal(floor, noise.floor(book.Tables(tables.folder)))


def test_the_floor_of_a_page_is_that_part_of_the_whole(tables, floor):
    for page, mine in floor.groupby("page"):
        pd.testing.assert_frame_equal(noise.floor(tables, page=page), mine.reset_index(drop=True))


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


def test_one_copied_story_passes_no_verdict(floor):
    """What the landing page says; another outcome is another report."""
    assert set(floor["status"]) == {noise.CANNOT, noise.UNTESTED}
    weighed = floor[floor["share"].notna()]
    assert len(weighed) > 15 and (weighed["high"] > 0.9).all()
    assert (weighed["low"] <= weighed["share"]).all() and (weighed["share"] <= weighed["high"]).all()


def test_what_the_copies_use_too_seldom_is_not_tested(floor):
    rows = by_key(floor)
    assert (
        rows.at["speakers.group.media", "status"]
        == rows.at["framing.actor.ministry", "status"]
        == noise.UNTESTED
    )
    used = floor[floor["uses"] != ""]
    used = used[used["why"] != noise.NO_MEAN]
    few = used["uses"].map(lambda cell: sum(map(int, cell.split(" / ")))) < verdict.USES
    assert (few == (used["status"] == noise.UNTESTED)).all()
    assert (used.loc[few, "why"] == noise.FEW_USES).all()


def test_whatever_is_not_told_says_why(floor):
    untold = floor["status"].isin([noise.CANNOT, noise.UNTESTED])
    assert (floor.loc[untold, "why"] != "").all()
    short = floor[floor["why"] == noise.FEW_RUNS]
    assert (short["runs"] < runs.ENOUGH).all() and short["share"].isna().all()
    weighed = floor[floor["status"].eq(noise.CANNOT) & floor["runs"].ge(runs.ENOUGH)]
    assert ((weighed["why"] == noise.ALIKE) == (weighed["differ"] > components.ERROR)).all()
    assert (weighed["why"] == noise.WIDE).any()


def test_under_a_stricter_cut_no_more_measures_are_called_small(tables):
    table = noise.by_cut(tables)
    assert table["cut"].tolist() == list(components.CUTS)
    assert table[noise.SMALL].is_monotonic_decreasing
    assert (table[list(noise.STATES)].sum(axis=1) == len(noise.floor(tables))).all()


@given(
    st.lists(st.floats(-100, 100), min_size=4, max_size=12),
    st.integers(1, 3),
)
def test_placebos_are_counted_as_if_one_by_one(values_of, copies):
    values_of = np.array(values_of)
    story = np.arange(len(values_of))
    for n in range(min(copies, len(values_of) // 2)):
        story[2 * n + 1] = story[2 * n]
    every = [
        (abs(values_of[a] - values_of[b]), story[a] == story[b])
        for a, b in combinations(range(len(story)), 2)
    ]
    gaps = np.array([gap for gap, copied in every if copied])
    others = [gap for gap, copied in every if not copied]
    closer, placebos = noise._closer(values_of, story, gaps)
    assert placebos == len(others) and 0 <= closer <= 1
    near = 1e-9 * (1 + gaps.mean())  # a tie, which rounding may decide
    least, most = (np.mean([gap < gaps.mean() + by for gap in others]) for by in (-near, near))
    assert least <= closer <= most


def test_the_copies_are_no_placebo_whatever_rounding_says():
    values_of = np.array([4.348177538493153, 12.614070680430673, 11.841643846117961, 8.936801130533901])
    story = np.array([0, 0, 1, 2])
    assert noise._closer(values_of, story, np.array([values_of[1] - values_of[0]])) == (1.0, 5)


def test_runs_follow_the_longer_version_where_the_other_is_an_excerpt():
    together = np.r_[0:200, 0:20]
    number = runs._numbered(np.ones(220), together, np.repeat([0, 1], [200, 20]))
    assert (np.diff(number[:200]) >= 0).all() and (number[200:] == number[:20]).all()


def test_runs_hold_units_and_not_sentences_alike():
    counted = np.r_[np.zeros(50), np.ones(50)]
    number = runs._numbered(counted, np.arange(100), np.zeros(100, dtype=int))
    assert np.bincount(number, weights=counted).tolist() == [5] * 10


def test_versions_that_share_all_have_the_runs_of_one_text():
    number = runs._numbered(np.ones(60), np.r_[0:30, 0:30], np.repeat([0, 1], 30))
    assert number.max() == 9


def test_a_version_with_one_coded_statement_has_a_run_in_which_it_has_one(tables):
    a = tables["attributions"]
    own = a.index[(a["doc_id"] == "post-kherson-b") & (a["method"] == "coded")]
    cut = runs.of_unit(Kept(tables, {"attributions": a.drop(own[1:]).reset_index(drop=True)}), "attribution")
    assert cut.in_text["post-kherson-b"] == cut.units["post-kherson-b"] == 1
    assert cut.in_story["post-kherson-b"] > 1


def test_halves_are_brought_to_the_length_of_whole_texts(tables, floor):
    grade = next(m for m in declared.of(tables) if m.key == "readability.flesch_kincaid")
    left = runs.left_out(tables, "sentence", (grade,))[grade.key]
    apart = [abs(one - two) for one, two in left.halves.values()]
    assert by_key(floor).at[grade.key, "halves"] * 2**0.5 == pytest.approx(np.mean(apart))


def test_false_discoveries_are_held_to_a_rate():
    p = pd.Series([0.001, 0.02, 0.04, 0.8, np.nan], index=list("abcde"))
    assert noise.discoveries(p).tolist() == [True, True, False, False, False]
    assert not noise.discoveries(pd.Series([np.nan])).any()
    assert not len(noise.discoveries(pd.Series([], dtype=float)))


def test_the_shipped_table_of_error_rates_says_what_the_chapter_says():
    rates = power.rates()
    assert (
        rates[["copying_small", "copying_most", "no_difference", "cannot_tell"]].sum(axis=1) - 1
    ).abs().max() < 1e-3
    plain = rates[(rates["machine"] == "normal") & (rates["dependence"] == 0)]
    wrong = plain[plain["truth"].isin(["strangers", "boundary", "no-signal"])]
    assert wrong["copying_small"].max() <= 0.065
    assert rates.loc[rates["dependence"] > 0, "gate"].max() <= 0.1
    alike = plain[plain["truth"].isin(["strangers", "copies"])]
    assert alike["no_difference"].max() <= 0.05
    assert 5 <= power.pairs_needed() <= 30 and power.pairs_needed(1000) < power.pairs_needed(50)
    assert power.coverage_least("normal") >= 0.93
    assert power.pairs_needed(units=7) is None
    assert power.most("copying_small", ["copies"], pairs=1) < 0.5 < power.most("copying_small", ["copies"])
    short = power.most("copying_small", ["copies"], pairs=1, units=power.UNITS)
    assert short < power.most("copying_small", ["copies"], pairs=1, units=power.LONG) / 2
    heavy = power.most("copying_small", ["boundary"], machine="heavy")
    assert heavy > 2 * power.most("copying_small", ["boundary"])


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
        (["bridge-courier", "bridge-respun-a"], "there is one story"),
        (["bridge-courier", "bridge-ledger", "dam-ledger"], "no story has several versions"),
        (["dam-ledger"], "there is one story"),
    ],
)
def test_a_corpus_that_cannot_have_a_floor_is_told_why_and_what_still_works(sample_tables, ids, said):
    small = cut(sample_tables, ids)
    message = noise.why_not(small)
    assert said in message and "still works" in message
    assert noise.floor(small).empty and noise.by_cut(small).empty
    numbers = chapters.noise.numbers(small)
    assert numbers["noise.told"].shown == message
    assert numbers["noise.small"].value is None
    assert set(noise.statuses(small).values()) == {noise.UNTESTED}


@pytest.mark.parametrize(
    "states, said",
    [
        ([noise.UNTESTED] * 2, "Of 2 measures, none could be tested."),
        (
            [verdict.CANNOT, noise.UNTESTED],
            "Of 2 measures, one could be tested, none of them on enough text to be weighed. The copies settle none: copying may be "
            "a small part of what texts differ by, or most of it.",
        ),
        (
            [verdict.SMALL, verdict.SMALL, verdict.SAME, verdict.CANNOT, noise.UNTESTED],
            "Of 5 measures, four could be tested, three of them on enough text to be weighed: copying is a small part of the difference in two, the stories do not differ in "
            "one; the copies leave one open.",
        ),
    ],
)
def test_what_came_out_is_a_sentence_that_counts_each_verdict_there_is(states, said):
    shares = [np.nan if state in (verdict.CANNOT, noise.UNTESTED) else 0.5 for state in states]
    assert chapters.noise.came_out(pd.DataFrame({"status": states, "share": shares})) == said


@pytest.mark.parametrize(
    "share, pairs, shown",
    [
        (8 / 9, 9, "eight of nine"),
        (0.0, 9, "none of nine"),
        (0.2353, 9, "2.1 of nine"),
        (0.5, 4_498_500, "50% of 4,498,500"),
    ],
)
def test_a_share_of_pairs_is_shown_with_how_many_pairs_there_are(share, pairs, shown):
    told = chapters.noise.of_pairs(share, pairs)
    assert (told.shown, told.value) == (shown, pytest.approx(share, abs=1e-6))


def test_the_error_rates_named_first_are_those_of_the_nearest_design():
    near = power.like(4, 1, 53.0)
    assert {tuple(row) for row in near[["stories", "pairs", "units"]].to_numpy()} == {(4, 1, 50)}
    far = power.like(200, 40, 900.0)
    assert {tuple(row) for row in far[["stories", "pairs", "units"]].to_numpy()} == {(60, 30, 1000)}
    assert power.pairs_short() < power.pairs_needed() and power.pairs_short(7) == 30


def test_pairs_that_have_a_copy_in_them_are_counted(tables):
    from itertools import combinations

    rows = list(tables["corpus"][["doc_id", "story_id"]].itertuples(index=False, name=None))
    sizes = tables["corpus"]["story_id"].value_counts()
    counted = sum(
        one != two and max(sizes[one], sizes[two]) > 1 for (_, one), (_, two) in combinations(rows, 2)
    )
    assert chapters.noise.numbers(tables)["noise.placebos_copied"].value == counted > 0


@pytest.mark.parametrize(
    "states, said",
    [
        ([], MISSING),
        ([noise.UNTESTED] * 2, "No measure on this page gets a verdict, as none could be tested."),
        (
            [verdict.CANNOT, noise.UNTESTED],
            "No measure on this page gets a verdict: one of two could be tested, and in no case can it be told how much of a "
            "difference is copying.",
        ),
        (
            [verdict.SMALL, verdict.SMALL, verdict.MOST, verdict.CANNOT],
            "Of the 4 measures on this page, copying is a small part of the difference in two, copying makes most of it in one; "
            "the others get no verdict.",
        ),
    ],
)
def test_a_chapter_begins_what_copying_does_with_how_many_of_its_measures_get_a_verdict(states, said):
    assert chapters.noise.on_page(pd.DataFrame({"status": states})).shown == said


def test_each_chapter_counts_its_own_measures(tables, floor):
    numbers = chapters.noise.numbers(tables)
    for page, name in chapters.noise.TOLD.items():
        own = floor[floor["page"] == page]
        assert numbers[f"noise.told_{name}"] == chapters.noise.on_page(own), page


def test_two_stories_are_enough_to_be_weighed(sample_tables):
    two = cut(sample_tables, ["bridge-courier", "bridge-respun-a", "dam-ledger"])
    assert not noise.why_not(two)
    assert len(noise.floor(two)) > 10


def strictly(t):
    t = Kept(t)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return noise.floor(t), chapters.noise.numbers(t)


def test_a_corpus_of_one_sentence_a_text_gets_differences_without_verdicts(sample_tables):
    short = cut(sample_tables, list(sample_tables["corpus"]["doc_id"]))
    short["sentences"] = short["sentences"].groupby("doc_id").head(1).reset_index(drop=True)
    short["cosine_draws"] = short["cosine_draws"][short["cosine_draws"]["draw"] == 0]
    found, _ = strictly(short)
    assert len(found) > 10
    assert found[["low", "high", "share"]].isna().all().all()
    assert set(found["status"]) <= {noise.CANNOT, noise.UNTESTED}
    assert values.by_text(short, {})[["low", "high"]].isna().all().all()


def test_without_coding_lexicon_or_actors_the_other_measures_stay(sample_tables):
    bare = {name: sample_tables[name] for name in sample_tables}
    for name in ("mentions", "frames", "passages", "frames_1", "frames_2", "naming", "actors"):
        bare[name] = bare[name].head(0)
    bare["attributions"] = bare["attributions"][bare["attributions"]["method"] == "engine"]
    found, _ = strictly(bare)
    assert {k.split(".")[0] for k in found["key"]} == {
        "corpus",
        "quotes",
        "readability",
        "speakers",
        "versions",
    }
    assert not found["coded"].any()


def test_where_nobody_coded_the_program_says_who_speaks_and_not_what_only_a_coder_knows(sample_tables):
    bare = {name: sample_tables[name] for name in sample_tables}
    bare["attributions"] = bare["attributions"].query("method == 'engine'")
    assert not speakers.is_coded(bare)
    assert speakers.texts_read(bare) == frozenset(bare["strips"].query("method == 'engine'")["doc_id"])
    measured = {m.key for m in declared.of(bare)}
    assert {"speakers.share", "speakers.effective", "speakers.direct"} <= measured
    assert not {"speakers.anonymous", "speakers.official", "speakers.unnamed_person"} & measured
    evaluated = values.evaluate(bare, values.NO_DRAWS, "04-speakers")["speakers.share"][1].of_texts
    said = speakers.outermost(bare["attributions"], speakers.ENGINE).groupby("doc_id")["words"].sum()
    assert evaluated["bridge-courier"] == pytest.approx(
        said["bridge-courier"] / speakers.sizes(bare)["bridge-courier"], abs=0.02
    )


def test_a_constant_measure_is_neither_robust_nor_a_warning(tables):
    t = {name: tables[name] for name in tables}
    t["sentences"] = t["sentences"].assign(quoted_words=0)
    found, _ = strictly(t)
    assert by_key(found).at["quotes.quoted", "status"] == noise.UNTESTED
    t["sentences"] = tables["sentences"].assign(syllables=tables["sentences"]["words"])
    found, _ = strictly(t)
    row = by_key(found).loc["readability.syllables"]
    assert row["status"] == noise.CANNOT and row["gap"] == 0


@pytest.mark.parametrize("folder", ["data", "data/sample"])
def test_every_status_is_one_that_has_a_mark(folder):
    found = noise.floor(book.Tables(ROOT / folder))
    assert set(found["status"]) <= set(noise.STATES) == set(noise.MARKS)


def test_a_text_that_nobody_coded_is_missing_and_named_and_no_text_in_which_nobody_speaks(tables):
    t = {name: tables[name] for name in tables}
    a = t["attributions"]
    t["attributions"] = a[(a["doc_id"] != "beast-sochi") | (a["method"] != "coded")].reset_index(drop=True)
    row = by_key(noise.floor(Kept(t))).loc["speakers.share"]
    assert row["placebos"] == 5
    table = values.by_text(t, draws.of_tables(t))
    missing = table[(table["key"] == "speakers.share") & (table["doc_id"] == "beast-sochi")]
    assert missing["value"].isna().all()
    copy = a[(a["doc_id"] != "post-kherson-a") | (a["method"] != "coded")].reset_index(drop=True)
    row = by_key(noise.floor(Kept({**t, "attributions": copy}))).loc["speakers.share"]
    assert row["status"] == noise.CANNOT and row["why"] == "missing in post-kherson-a"


def test_many_copied_stories_are_told(tables):
    """The whole way from sentences: stories that differ, in copies that hardly do."""
    rng = np.random.default_rng(1)
    rows, pairs, documents = [], [], []
    for story in range(24):
        level = 14 + 3 * rng.standard_normal()
        lengths = rng.poisson(level, 80) + 3
        for version in ("a", "b")[: 2 if story < 16 else 1]:
            doc_id = f"s{story}{version}"
            documents.append((doc_id, f"s{story}"))
            for n, words in enumerate(lengths):
                moved = words + int(rng.random() < 0.02)
                rows.append((doc_id, n + 1, n * 100, n * 100 + 90, moved))
        if story < 16:
            pairs += [(f"s{story}a", f"s{story}b", f"{n * 100}-{n * 100 + 90}") for n in range(80)]
    made = pd.DataFrame(rows, columns=["doc_id", "sentence", "start", "end", "words"])
    template = tables["sentences"].iloc[[0] * len(made)].reset_index(drop=True)
    sentences = template.assign(
        **{c: made[c] for c in made}, tokens=made["words"], quoted_words=0, heading_words=0
    )
    linked = pd.DataFrame(pairs, columns=["doc_a", "doc_b", "a"])
    alignments = tables["alignments"].iloc[[0] * len(linked)].reset_index(drop=True)
    alignments = alignments.assign(doc_a=linked["doc_a"], doc_b=linked["doc_b"], a=linked["a"], b=linked["a"])
    t = {name: tables[name].head(0) for name in tables}
    t |= {
        "sentences": sentences,
        "alignments": alignments,
        "corpus": pd.DataFrame(documents, columns=["doc_id", "story_id"]),
        "documents": pd.DataFrame({"doc_id": [d for d, _ in documents], "language": "en"}),
    }
    row = by_key(noise.floor(t)).loc["readability.sentence_length"]
    assert row["status"] == noise.SMALL and row["high"] < 0.3 and row["closer"] < 0.1
