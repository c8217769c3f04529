import numpy as np
import pandas as pd
import pytest

from retold import book
from retold.chapters import registry, robustness
from retold.chapters.numbers import Number, number
from retold.chapters.rules import FAILS, HOLDS, UNKNOWN
from retold.corpus.schema import TABLES


@pytest.fixture(scope="module")
def found(sample_tables):
    return robustness.table(sample_tables, registry.measured(sample_tables))


def finding(rule, page="05-readability", evidence="a.b"):
    columns = ["finding", "thesis", "claim", "rule", "evidence", "measure", "page", "overturned_by"]
    return pd.DataFrame([("f", "T", "C.", rule, evidence, "", page, "X.")], columns=columns)


def decided(rule, variant, base, page="05-readability"):
    t = {"findings": finding(rule, page)}
    return robustness.table(t, base, [variant])


def test_a_verdict_that_another_choice_turns_is_named():
    base = {"a.b": number(1.0), "a.c": number(2.0)}
    variant = robustness.Variant("choice", "other", ("05-readability",), numbers={"a.b": number(3.0)})
    row = decided("a.b < a.c", variant, base).iloc[0]
    assert (row["base"], row["status"], row["flips"]) == (HOLDS, FAILS, True)
    assert (row["base_value"], row["value"]) == (1.0, 3.0)


def test_a_verdict_that_cannot_be_said_under_a_choice_is_no_flip():
    base = {"a.b": number(1.0)}
    variant = robustness.Variant("choice", "other", ("05-readability",), numbers={"a.b": Number(None, "-")})
    row = decided("a.b < 2", variant, base).iloc[0]
    assert (row["status"], row["flips"]) == (UNKNOWN, False)


def test_a_finding_that_a_choice_cannot_reach_is_left_out_not_confirmed():
    variant = robustness.Variant("choice", "other", ("05-readability",), numbers={"a.z": number(3.0)})
    assert decided("a.b < 2", variant, {"a.b": number(1.0)}).empty
    elsewhere = robustness.Variant("choice", "other", ("06-framing",), numbers={"a.b": number(3.0)})
    assert decided("a.b < 2", elsewhere, {"a.b": number(1.0)}).empty


def test_the_summary_gives_the_range_with_the_published_value_in_it():
    base = {"a.b": number(1.0)}
    options = [
        robustness.Variant("c", f"o{v}", ("05-readability",), numbers={"a.b": number(v)}) for v in (0.5, 3.0)
    ]
    t = {"findings": finding("a.b < 2")}
    row = robustness.summary(robustness.table(t, base, options)).iloc[0]
    assert (row["value"], row["least"], row["most"], row["tried"], row["flips"], row["by"]) == (
        1,
        0.5,
        3,
        2,
        1,
        "o3.0",
    )


def test_the_margin_is_above_zero_where_the_claim_holds_and_follows_a_bar_that_moves():
    base = {"a.b": number(1.65), "a.c": number(1.32)}
    variant = robustness.Variant(
        "c", "other", ("05-readability",), numbers={"a.b": number(1.5), "a.c": number(1.75)}
    )
    row = robustness.summary(robustness.table({"findings": finding("a.b > a.c")}, base, [variant])).iloc[0]
    assert np.allclose([row["margin"], row["least_margin"], row["most_margin"]], [0.33, -0.25, 0.33])
    below = robustness.table({"findings": finding("a.b < a.c")}, base, [variant]).iloc[0]
    assert np.allclose([below["base_margin"], below["margin"]], [-0.33, 0.25])
    exact = robustness.table({"findings": finding("a.b == 1")}, base, [variant]).iloc[0]
    assert np.allclose([exact["base_margin"], exact["margin"]], [-0.65, -0.5])


def test_every_kind_of_choice_the_report_promises_is_tried(tables):
    tried = robustness.variants(tables)
    choices = {v.choice for v in tried}
    assert choices >= {
        "splitter", "stop words", "n-grams", "cleaning", "indirect speech", "length", "seed", "cut", "coding", "stories", "actors", "drawing",
    }  # fmt: skip
    assert len({v.option for v in tried}) == len(tried)


def test_a_variant_changes_what_it_says_and_leaves_the_tables_alone(tables):
    before = tables["sentences"].copy()
    cut = next(v for v in robustness.variants(tables) if v.option == "equal length")
    words = cut.changed["sentences"].groupby("doc_id")["words"].sum()
    shortest = before.groupby("doc_id")["words"].sum().min()
    assert (words <= shortest).all() and (words > shortest - 120).all()
    pd.testing.assert_frame_equal(before, tables["sentences"])


def test_another_seed_moves_intervals_and_no_score(tables):
    one, two = (registry.MEASURED["05-readability"](tables, seed=seed) for seed in (1, 2))
    assert one["readability.flesch_kincaid.cnn-kharkiv"] == two["readability.flesch_kincaid.cnn-kharkiv"]
    assert one["readability.copy_low"].value != two["readability.copy_low"].value


def test_on_the_sample_every_finding_is_decided_under_every_choice_that_reaches_it(found, sample_tables):
    assert set(found["finding"]) <= set(sample_tables["findings"]["finding"])
    assert set(found["status"]) <= {HOLDS, FAILS, UNKNOWN}
    shown = robustness.numbers(sample_tables, found)
    assert shown["robustness.tested"].value == found["finding"].nunique()
    for name in sample_tables["findings"]["finding"]:
        assert f"robustness.flips.{name}" in shown


def test_a_corpus_without_findings_has_a_page_all_the_same(sample_tables):
    t = {name: sample_tables[name] for name in sample_tables}
    t["findings"] = t["findings"].head(0)
    none = robustness.table(t, {})
    assert none.empty
    assert robustness.summary(none).empty
    assert robustness.numbers(t, none)["robustness.tested"].value is None


def test_the_page_of_the_project_has_the_numbers_of_its_table(tables):
    from retold.chapters import results

    published = results.parse((tables.folder / "results.json").read_text(encoding="utf-8"))
    assert isinstance(tables, book.Tables)
    assert published["robustness.findings"].value == len(tables["findings"])


def test_a_number_that_a_choice_takes_away_is_missing_and_not_as_it_was(sample_tables, monkeypatch):
    t = {"findings": finding("noise.share.x < 1", "07-noise-floor", "noise.share.x")}
    monkeypatch.setitem(registry.MEASURED, "07-noise-floor", lambda t, **given: {"noise.other": number(1.0)})
    variant = robustness.Variant("c", "o", ("07-noise-floor",), changed={"sentences": None})
    row = robustness.table(t, {"noise.share.x": number(0.5)}, [variant]).iloc[0]
    assert (row["status"], row["flips"], pd.isna(row["value"])) == (UNKNOWN, False, True)


def test_a_finding_that_cannot_be_said_is_not_counted_among_the_firm():
    variant = robustness.Variant("c", "o", ("05-readability",), numbers={"a.b": number(3.0)})
    assert decided("a.b < 2", variant, {"a.b": Number(None, "-")}).empty


def test_a_rule_written_without_spaces_is_tried_too():
    variant = robustness.Variant("c", "o", ("05-readability",), numbers={"a.b": number(3.0)})
    assert decided("a.b<2", variant, {"a.b": number(1.0)})["flips"].all()


def test_a_corpus_that_nobody_coded_is_tried_under_every_choice_too(sample_tables):
    from retold.common.once import Kept

    uncoded = (
        "frames",
        "frames_1",
        "frames_2",
        "frame_decisions",
        "gist_decisions",
        "gist_versions",
        "passages",
        "frame_codes",
    )
    bare = Kept(sample_tables, {name: TABLES[name].empty() for name in uncoded})
    found = robustness.table(bare, registry.measured(bare))
    assert set(found["choice"]) >= {"length", "seed", "stories"}


def test_actors_are_cut_otherwise_as_one_and_by_their_parts(tables):
    tried = {v.option: v for v in robustness.variants(tables) if v.choice == "actors"}
    whole = next(v for option, v in tried.items() if option.startswith("russia with"))
    names = whole.changed["mentions"].query("lexicon == 'actors'")["name"]
    before = tables["mentions"].query("lexicon == 'actors'")["name"].value_counts()
    assert (names == "russia").sum() == before[["russia", "putin", "army", "ministry"]].sum()
    assert not {*names, *whole.changed["actors"]["actor"]} & {"putin", "army", "ministry"}
    groups = whole.changed["actors"].set_index("actor").at["russia", "speakers"]
    assert "vladimir-putin" in groups and "kremlin" in groups
    parts = {
        o: v.changed["mentions"].query("name == 'ukraine'")
        for o, v in tried.items()
        if o.startswith("ukraine: ")
    }
    others = [len(v.changed["mentions"].query("name != 'ukraine'")) for o, v in tried.items() if o in parts]
    assert set(others) == {len(tables["mentions"].query("name != 'ukraine'"))}
    assert len(parts) == 3 and sum(map(len, parts.values())) == before["ukraine"]


def test_a_story_left_out_counts_as_tried_only_where_it_moves_the_number(tables):
    decided = robustness.table(
        tables, registry.measured(tables), [v for v in robustness.variants(tables) if v.choice == "stories"]
    )
    assert len(decided) and (decided["status"] != UNKNOWN).all()
    # The support of clusters was computed when texts were derived, from all of them.
    assert "copies_firm_alone" not in set(decided["finding"])


@pytest.mark.parametrize(("after", "tried"), [(0.5, 1), (2.0, 0)], ids=["moved", "as it was"])
def test_a_story_left_out_that_turns_a_rule_is_told_whichever_of_its_numbers_moved(after, tried):
    variant = robustness.Variant(
        robustness.STORIES, "without x", ("05-readability",), numbers={"a.c": number(after)}
    )
    found = decided("a.b < a.c", variant, {"a.b": number(1.0), "a.c": number(2.0)})
    assert len(found) == tried and found["flips"].all()


def test_sentences_of_a_run_are_drawn_together(tables):
    from retold.measures import draws

    variant = next(v for v in robustness.variants(tables) if v.choice == "drawing")
    sentences = variant.changed["sentences"]
    drawn = draws.weights(sentences, tables["alignments"], 20)["cnn-kharkiv"]
    number = sentences.loc[sentences["doc_id"] == "cnn-kharkiv", "run"].to_numpy()
    assert len(np.unique(number)) == 10
    assert all((drawn[:, number == run].std(axis=1) == 0).all() for run in np.unique(number))


@pytest.mark.parametrize(
    ("rule", "bar"),
    [
        ("a.b < 0.05", [("<", 0.05)]),
        ("a.c > a.b", [("<", 3.0)]),
        ("a.b == a.d and a.d > a.e", [(">", 1.0)]),
        ("a.c == 0 and a.b > a.c", [(">", 3.0)]),
    ],
)
def test_the_bar_of_a_number_is_what_its_rule_compares_it_with(rule, bar):
    from retold.chapters.rules import bars

    numbers = {"a.b": number(2.0), "a.c": number(3.0), "a.d": number(2.0), "a.e": number(1.0)}
    assert bars(rule, "a.b", numbers) == bar


def test_a_finding_is_tried_by_its_number_and_not_by_other_evidence():
    assert robustness.compared("a.low > 0.05", "a.rate a.low a.high") == "a.low"
    assert robustness.compared("a.count > 0", "a.rate") == "a.count"


def test_a_number_close_to_its_bar_is_marked_and_seeds_are_counted_apart():
    base = {"a.b": number(1.0)}
    tried = [
        robustness.Variant("c", "o", ("05-readability",), numbers={"a.b": number(1.9)}),
        robustness.Variant(robustness.SEEDED, "s", ("05-readability",), numbers={"a.b": number(2.5)}),
    ]
    t = {"findings": finding("a.b < 2", "05-readability", "a.b")}
    found = robustness.table(t, base, tried)
    row = robustness.summary(found).iloc[0]
    assert (row["bar"], row["near"], row["tried"], row["flips"]) == ("below 2", True, 1, 0)
    shown = robustness.numbers(t, found)
    (name,) = found["finding"].unique()
    assert shown["robustness.options"].value == 1 == shown["robustness.seeds"].value
    assert shown[f"robustness.turned.{name}"].shown == "none of one"
    assert shown[f"robustness.flips.{name}"].shown == (
        "the one other choice that reaches it does not change it; of one other set of random numbers one changes it"
    )
    assert shown["robustness.flipped"].value == 0 and shown["robustness.flipped_seed"].value == 1
    further = robustness.Variant("c", "o", ("05-readability",), numbers={"a.b": number(1.5)})
    assert not robustness.table(t, base, [further])["near"].any()
