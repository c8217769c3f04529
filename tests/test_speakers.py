import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold import chapters, speech
from retold.coding.attributions import unitising
from retold.common.statistics import alpha_reading
from retold.corpus.schema import TABLES
from retold.derive import attributions
from retold.measures import speakers, values
from retold.measures.measure import COUNTS, Totals
from retold.text import lexicon, words
from retold.text.offsets import spans_text


def made(rows):
    """Attributions of a toy corpus: doc_id, speaker, group, words, quoted words."""
    columns = ["doc_id", "speaker_id", "group", "words", "quoted_words"]
    frame = pd.DataFrame(rows, columns=columns)
    ids = [f"c{n}" for n in range(len(frame))]
    return frame.assign(
        method="coded",
        attribution_id=ids,
        kind="direct",
        nested=False,
        decided=True,
        content="0-5",
        quoted_most=frame["quoted_words"],
        words_least=frame["words"],
        words_most=frame["words"],
    )


@pytest.fixture
def toy():
    empty = {name: table.empty() for name, table in TABLES.items()}
    counts = dict.fromkeys([*COUNTS, "quoted_words", "heading_words"], 0)
    sentence = {"start": 0, "end": 500, **counts, "words": 100}
    return {
        **empty,
        "sentences": pd.DataFrame([{"doc_id": d, **sentence} for d in "ab"]),
        "attributions": made(
            [("a", "ann", "state", 30, 0), ("a", "bob", "press", 10, 10), ("b", "ann", "state", 20, 20)]
        ),
        "speakers": pd.DataFrame(
            [
                ("ann", "Ann", "state", "here", True, True, True, "woman"),
                ("bob", "A reporter", "press", "here", False, False, True, "unstated"),
            ],
            columns=["speaker_id", "name", "group", "side", "named", "official", "person", "gender"],
        ),
        "groups": pd.DataFrame(
            {"group": ["state", "press", "rebels"], "label": ["State", "Press", "Rebels"]}
        ),
        "documents": pd.DataFrame({"doc_id": ["a", "b"], "words": [100, 100], "language": "en"}),
        "corpus": pd.DataFrame({"doc_id": ["a", "b"], "story_id": ["s", "t"]}),
    }


def test_shares_of_a_text_worked_by_hand(toy):
    value = of_text_a(toy)
    assert value["speakers.share"] == pytest.approx(0.4)
    assert value["speakers.anonymous"] == pytest.approx(0.25)
    assert value["speakers.official"] == pytest.approx(0.75)
    assert value["speakers.effective"] == pytest.approx(40**2 / (30**2 + 10**2))
    genders = speakers.genders(toy).set_index("doc_id").loc["a"]
    assert genders.to_dict() == {"woman": 0.75, "man": 0.0, "unstated": 0.25, "no_person": 0.0}


def of_text_a(t):
    table = values.by_text(t, values.NO_DRAWS, "04-speakers")
    return table[table["doc_id"] == "a"].set_index("key")["value"]


def test_a_speaker_nobody_listed_is_nameless_and_not_official(toy):
    toy["speakers"] = toy["speakers"].iloc[:1]
    assert of_text_a(toy)["speakers.anonymous"] == pytest.approx(0.25)


def test_the_two_rules_for_indirect_speech_differ_where_speech_is_indirect(toy):
    rules = speakers.two_rules(toy).set_index("group")
    assert rules["all_words"].sum() == rules["quoted"].sum() == pytest.approx(1)
    assert rules.loc["state", "all_words"] == pytest.approx(50 / 60)
    assert rules.loc["state", "quoted"] == pytest.approx(20 / 30)


def test_copies_of_a_story_count_once_under_the_rules(toy):
    once = speakers.two_rules(toy)
    copy = toy["attributions"].query("doc_id == 'b'").assign(doc_id="c", attribution_id="c9")
    toy["attributions"] = pd.concat([toy["attributions"], copy], ignore_index=True)
    toy["corpus"] = pd.DataFrame({"doc_id": ["a", "b", "c"], "story_id": ["s", "t", "t"]})
    pd.testing.assert_frame_equal(speakers.two_rules(toy), once)


def test_leaving_out_one_attribution_moves_a_share_to_the_ends_of_its_range(toy):
    moved = values.leave_one_out(toy, chapters.speakers.MOVED).set_index(["key", "doc_id"])
    row = moved.loc["speakers.share", "a"]
    assert (row["value"], row["low"], row["high"]) == pytest.approx((0.4, 0.1, 0.3))
    assert moved.loc["speakers.anonymous", "a"]["high"] == pytest.approx(1.0)
    assert moved.loc["speakers.effective", "a"][["low", "high"]].tolist() == [1.0, 1.0]


def test_a_speaker_of_two_stories_is_listed_and_a_nameless_one_is_not(toy):
    assert list(speakers.in_several_stories(toy)["speaker_id"]) == ["ann", "ann"]


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=30))
def test_the_effective_number_lies_between_one_and_the_number_of_speakers(sizes):
    measure = next(m for m in speakers.MEASURES if m.key == "speakers.effective")
    columns = {"attributed_words": 0, "words_of_each_speaker": range(1, len(sizes) + 1)}
    found = measure.values(Totals(np.array([[sum(sizes), *sizes]], dtype=float), columns))[0]
    assert 1 - 1e-9 <= found <= len(sizes) + 1e-9


def test_the_program_beside_the_coding_has_bounds_around_its_share(tables):
    both = speakers.beside_engine(tables)
    assert set(both["doc_id"]) == set(tables["corpus"]["doc_id"])
    assert (both["low"] <= both["engine"] + 1e-9).all()
    assert (both["engine"] <= both["high"] + 1e-9).all()
    assert both.groupby("doc_id")["coded"].sum().max() <= 1


def test_a_word_that_the_program_finds_twice_counts_once(tables):
    found = speakers.outermost(tables["attributions"], speakers.ENGINE).groupby("doc_id")["words"].sum()
    strips = tables["strips"].query("method == 'engine' and kind != ''").groupby("doc_id")["words"].sum()
    assert ((found - strips) <= 0.02 * strips).all()


def test_the_distance_of_equal_shares_is_nought(tables):
    same = tables["strips"].query("method == 'coded'")
    both = {**tables, "strips": pd.concat([same, same.assign(method="engine")], ignore_index=True)}
    assert speakers.engine_error(both)["distance"].max() == 0


def test_handovers_name_both_sides_and_leave_out_what_was_kept(tables):
    found = speakers.handovers(tables)
    kept = (tables["propositions"]["fate"] == "kept").sum()
    assert found["statements"].sum() == len(tables["propositions"]) - kept
    assert "kept" not in set(found["fate"])


def test_strips_hold_every_word_once_and_no_text(tables):
    sizes = tables["documents"].set_index("doc_id")["words"]
    sums = tables["strips"].groupby(["method", "doc_id"])["words"].sum()
    for method in ("coded", "engine"):
        assert (sums[method].reindex(sizes.index) == sizes).all()


def test_an_unclosed_quotation_holds_at_least_its_first_sentence_and_at_most_its_paragraph():
    text = "“It fell. It was old, he said. Nobody wept.\nThe end."
    frame = pd.DataFrame({"content": ["0-20"]})
    sized = attributions._sized(frame, text, words(text), speech.marks(text))
    assert list(sized.loc[0, ["words_least", "words", "words_most"]]) == [2, 5, 9]


def codings(second):
    columns = ["doc_id", "attribution_id", "kind", "content", "nested_in"]
    first = [("d", "a1", "direct", "0-9", ""), ("d", "a2", "indirect", "20-39", "")]
    return pd.DataFrame(first, columns=columns), pd.DataFrame(second, columns=columns)


TEXT = "word " * 40


def test_codings_that_cut_the_same_units_agree_wholly():
    one, _ = codings([])
    alpha = unitising(one, one, {"d": words(TEXT)}).set_index("units")
    assert alpha.loc["all", "alpha"] == 1
    assert alpha.loc["all", "same"] == 2


def test_units_elsewhere_agree_no_better_than_chance():
    one, two = codings([("d", "b1", "direct", "100-109", ""), ("d", "b2", "indirect", "150-169", "")])
    alpha = unitising(one, two, {"d": words(TEXT)}).set_index("units")
    assert alpha.loc["all", "alpha"] < 0.1
    assert alpha.loc["all", "same"] == 0


def test_a_word_more_or_less_costs_little_and_a_missing_unit_much():
    units = {"d": words(TEXT)}
    one, near = codings([("d", "b1", "direct", "0-14", ""), ("d", "b2", "indirect", "20-39", "")])
    _, far = codings([("d", "b1", "direct", "0-9", "")])
    found = [unitising(one, two, units).set_index("units").loc["all", "alpha"] for two in (near, far)]
    assert 1 > found[0] > 0.7 > found[1]


def test_units_of_one_coding_alone_have_no_alpha():
    one, two = codings([])
    assert pd.isna(unitising(one, two, {"d": words(TEXT)}).set_index("units").loc["all", "alpha"])


def test_on_the_five_texts_the_program_is_as_good_as_the_book_says(tables):
    numbers = chapters.speakers.numbers(tables)
    assert numbers["speakers.engine_f1"].value >= 0.9
    assert numbers["speakers.engine_group"].value >= 0.9


def test_the_share_of_attributed_words_never_passes_all_words(tables):
    """A copy that gives nobody a word must not make the others count double."""
    from retold.common.once import Kept

    documents = tables["documents"]
    rows = tables["attributions"]
    copied = "post-kherson-b"
    changed = {"attributions": rows[rows["doc_id"] != copied].reset_index(drop=True)}
    fewer = Kept(tables, {**changed, "propositions": tables["propositions"].head(0)})
    share = chapters.speakers.numbers(fewer)["speakers.share"].value
    coded = speakers.outermost(fewer["attributions"])
    size = documents.set_index("doc_id")["words"].drop(copied).astype(float)
    assert share == pytest.approx(coded["words"].sum() / size.sum(), abs=1e-6)


def test_a_closing_mark_that_nothing_opens_may_end_a_quotation_that_lost_its_opening():
    said = "The dam will hold.” The mayor agreed, “for a year,” he said of the dam.”"
    parts = [(0, said.index("”")), (said.index("“"), said.rindex("”") - 1)]
    frame = pd.DataFrame({"content": [spans_text([part]) for part in parts]})
    sized = attributions._sized(frame, said, words(said), speech.marks(said))
    assert sized["quoted_words"].tolist() == [0, 3]
    # Four words before the first; in the second those behind what is quoted anyway.
    assert sized["quoted_most"].tolist() == [4, 8]


def test_a_statement_without_stray_marks_quotes_no_more_than_it_does():
    text = "“It held,” said the mayor, who “slept well.”"
    frame = pd.DataFrame({"content": [spans_text([(0, 10)]), spans_text([(31, len(text))])]})
    sized = attributions._sized(frame, text, words(text), speech.marks(text))
    assert sized["quoted_most"].tolist() == sized["quoted_words"].tolist()


@pytest.mark.parametrize(
    ("alpha", "said"),
    [(0.8, "reliable"), (0.799, "tentative"), (0.667, "tentative"), (0.5, "not enough"), (float("nan"), "")],
)
def test_an_alpha_is_read_by_krippendorffs_cut_offs(alpha, said):
    assert alpha_reading(alpha) == said


def test_a_pattern_with_named_groups_tells_parts_of_an_actor_apart():
    pattern = r"(?P<army>dam(?= guards))|(?P<place>dam)|mayor"
    text = "The dam guards saw the dam. The mayor did not."
    assert lexicon.part(r"(?P<army>dam) (guards|saw)", text, 4) == "army"
    found = [lexicon.part(pattern, text, text.index(at)) for at in ("dam guards", "dam.", "mayor")]
    assert found == ["army", "place", ""]


def test_what_stands_in_marks_is_not_quoted_again_by_a_stray_mark():
    said = "He said “yes” and left.”"
    frame = pd.DataFrame({"content": [spans_text([(0, len(said) - 1)])]})
    sized = attributions._sized(frame, said, words(said), speech.marks(said))
    assert (sized["quoted_words"].tolist(), sized["quoted_most"].tolist()) == ([1], [3])
