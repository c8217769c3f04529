"""How each text tells it: what is said of an aspect, and what copying may have had to do with it."""

import re
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

from retold.book import portraits
from retold.chapters import told
from retold.coding import frames
from retold.common import days
from retold.common.markup import inline
from retold.common.problems import BadInputError
from retold.corpus import tables
from retold.corpus.folder import Tables


@pytest.fixture(scope="module")
def home():
    return Tables(ROOT / "data")


@pytest.fixture(scope="module")
def sample():
    return Tables(ROOT / "data/sample")


def test_a_text_that_was_not_respun_is_said_not_to_be_the_work_of_a_machine(home):
    rows, marks = told.table(home)
    by_text = marks.assign(text=rows["text"]).set_index("text")
    assert set(by_text.loc["CEPA"]) == {told.WHOLE}
    assert told.WHOLE not in set(by_text.loc["CNN (respun)"])


def test_where_the_copies_disagree_nobody_is_told_that_the_outlet_said_so(home):
    for doc_id in ("post-kherson-a", "post-kherson-b"):
        assert told.mark(home, doc_id, told.EVENT) == told.APART
        assert told.mark(home, doc_id, told.VOICE) == told.FIRST


def test_a_lead_no_larger_than_what_copies_differ_by_could_be_copying(home):
    assert told.mark(home, "cnn-kharkiv", told.VOICE) == told.LARGER
    assert told.mark(home, "cnn-kharkiv", told.EVENT) == told.COULD
    # What is coded in words has no lead.
    assert told.mark(home, "cnn-kharkiv", told.CAUSE) == told.COULD


def test_what_copies_say_is_compared_and_not_only_that_both_say_something(home):
    # Both copies name a cause for the lack of talks: Kyiv in one, Putin in the other.
    shared, _, of, *rest = told.mark(home, "post-kherson-b", told.CAUSE).split()
    assert (int(shared), int(of), " ".join(rest)) == (2, 3, f"the {told.SAME}")


def test_copies_whose_contents_nobody_compared_are_said_to_be_coded_alike_only(home):
    t = {**home, "gist_versions": home["gist_versions"].head(0)}
    assert told.mark.__wrapped__(t, "post-kherson-b", told.CAUSE) == told.CODED_ALIKE


def test_versions_that_share_the_first_place_do_not_differ_by_the_order_of_their_rows(home):
    uses = [
        ("post-kherson-a", "loss", 3),
        ("post-kherson-a", "rout", 3),
        ("post-kherson-b", "rout", 3),
        ("post-kherson-b", "loss", 3),
    ]
    named = pd.DataFrame(uses, columns=["doc_id", "term", "count"])
    assert told.mark.__wrapped__({**home, "namings": named}, "post-kherson-a", told.EVENT) == told.FIRST


def test_a_version_that_nobody_coded_is_no_version_that_disagrees(home):
    coded = home["frames"][home["frames"]["doc_id"] != "post-kherson-b"]
    t = {**home, "frames": coded}
    assert told.mark.__wrapped__(t, "post-kherson-a", "blame") == told.COULD


def test_a_passage_that_says_again_what_another_said_counts(home):
    frames_ = home["frames"].copy()
    cause = frames_["code"].eq("cause") & frames_["doc_id"].eq("cepa-propaganda")
    frames_.loc[cause, "gist"] = "one and the same"
    t = {**home, "frames": frames_}
    assert told.gists.__wrapped__(t, told.CAUSE).query("doc_id == 'cepa-propaganda'").shape[0] == cause.sum()
    assert len(told.cell(t, ["cepa-propaganda"], told.CAUSE).lines) == 1


def test_a_corpus_without_copies_has_no_marks(home):
    t = {**home, "corpus": home["corpus"].query("copy_kind == 'republished'")}
    assert told.mark.__wrapped__(t, "cepa-propaganda", told.EVENT) == ""


def test_what_a_text_says_itself_stands_before_what_its_sources_say_and_the_main_thing_first(home):
    rows = told.gists(home, told.REMEDY).query("doc_id == 'cepa-propaganda'")
    main = (
        home["frames"]
        .query("doc_id == 'cepa-propaganda' and code == 'remedy' and main == True")["gist"]
        .item()
    )
    assert rows["gist"].iloc[0] == main
    assert list(rows["own"].iloc[1:]) == sorted(rows["own"].iloc[1:], reverse=True)


def test_every_text_of_a_small_corpus_has_a_portrait_and_its_excerpts_are_listed(home):
    made = told.portraits(home)
    assert [p.key for p in made] == list(home["corpus"]["doc_id"])
    shown = {text for p in made for _, _, excerpts in p.rows for text in excerpts}
    assert shown and shown <= set(home["excerpts"]["text"])


def test_a_portrait_shows_the_prose_of_its_corpus(sample):
    page = portraits.portraits(sample, lambda name: f"Prose of {name}.")
    assert all(f"Prose of portrait-{d}." in page for d in sample["corpus"]["doc_id"])


def test_events_of_a_handful_of_texts_stand_side_by_side(sample):
    page, found = portraits.events(sample), told.events(sample)
    assert found
    for event, docs in found.items():
        assert f"### {inline(event)}" in page and all(inline(sample.labels[d]) in page for d in docs)


def test_who_is_heard_least_stands_first_and_a_group_without_a_word_is_no_blank(sample):
    rows = told.missing(sample)
    persons = rows["who"].isin(told.PERSONS.values())
    share = rows.loc[~persons, "share of attributed words"]
    assert share.is_monotonic_increasing and share.iloc[0] == 0 and persons.iloc[-2:].all()
    texts = len(sample["corpus"])
    assert rows["texts that give them no word"].iloc[0] == texts
    groups = rows[~rows["who"].isin(told.PERSONS.values())]
    assert groups["share of attributed words"].sum() == pytest.approx(1)


def test_days_stand_in_order_with_the_texts_among_them(home):
    listed = told.chronology(home)
    assert listed["day"].iloc[0] == "24 February 2022" and "September 2022" in listed["day"].iloc[8]
    order = [
        listed.index[listed["what"].str.contains(word)][0]
        for word in ("invades", "Kazakhstan", "resign", "flag in Kherson")
    ]
    assert order == sorted(order)
    assert listed["what"].str.contains("the original appears").sum() == len(home["corpus"])
    assert not listed.loc[~listed["what"].str.contains("appears"), "according to"].eq("").any()


@pytest.mark.parametrize(
    "first, last, said",
    [
        ("2022-09-12", "", "12 September 2022"),
        ("2022-06-01", "2022-06-30", "June 2022"),
        ("2022-09-10", "2022-09-11", "10 to 11 September 2022"),
        ("2022-08-30", "2022-09-02", "30 August 2022 to 2 September 2022"),
        ("2022-02-01", "2022-02-27", "1 to 27 February 2022"),
    ],
)
def test_days_are_said_in_words(first, last, said):
    assert days.in_words(first, last) == said


def test_a_day_that_two_sources_give_differently_stands_under_both(home):
    lavrov = told.chronology(home)["what"].str.contains("Lavrov")
    assert lavrov.sum() == 2


def test_lines_of_a_specimen_are_the_excerpts_with_their_differences_underlined(home):
    page = portraits.specimen(home)
    assert "<u>House of Commons</u>" in page and "<u>State Duma</u>" in page


def codings(gist_2, main_1=True, main_2=True):
    row = {
        "doc_id": "a",
        "passage": 1,
        "code": "cause",
        "voice": "outlet",
        "target": "",
        "issue": "",
        "note": "",
    }
    return [
        pd.DataFrame([{**row, "gist": gist, "main": main}])
        for gist, main in (("rust broke it", main_1), (gist_2, main_2))
    ]


def decided(**row):
    columns = ["doc_id", "passage", "code", "voice", "same", "gist", "main", "reason"]
    made = {
        "doc_id": "a",
        "passage": 1,
        "code": "cause",
        "voice": "outlet",
        "same": "same",
        "reason": "r",
        **row,
    }
    return pd.DataFrame([made] if row else [], columns=columns)


NONE = pd.DataFrame(columns=[*frames.KEY, "coding", "decision", "reason"])


def test_gists_that_differ_need_a_decision_and_it_holds():
    pair = codings("salt broke it")
    with pytest.raises(BadInputError, match="no decision on the gist"):
        frames.adjudicate(*pair, NONE, decided())
    held = frames.adjudicate(*pair, NONE, decided(gist="rust and salt broke it", main=None))
    assert held["gist"].item() == "rust and salt broke it" and bool(held["main"].item())


def test_a_gist_that_one_coding_alone_calls_main_needs_a_decision():
    pair = codings("rust broke it", main_2=False)
    with pytest.raises(BadInputError, match="whether a 1 cause outlet is main"):
        frames.adjudicate(*pair, NONE, decided(gist="rust broke it", main=None))
    held = frames.adjudicate(*pair, NONE, decided(gist="rust broke it", main=False))
    assert not bool(held["main"].item())


def test_a_decision_on_gists_that_agree_is_told():
    with pytest.raises(BadInputError, match="a decision on the gist"):
        frames.adjudicate(*codings("rust broke it"), NONE, decided(gist="rust broke it", main=None))


@pytest.mark.parametrize("folder", ["data", "data/sample"])
def test_no_gist_borrows_a_phrase_of_its_text(folder, five):
    t = Tables(ROOT / folder)
    for row in t["frames"][t["frames"]["gist"].ne("")].itertuples():
        text = (
            five[row.doc_id].raw
            if row.doc_id in five
            else Path(ROOT / folder / f"texts/{row.doc_id}.txt").read_text(encoding="utf-8")
        )
        said, words = re.sub(r"\W+", " ", text.lower()), re.sub(r"\W+", " ", row.gist.lower()).split()
        runs = [" ".join(words[n : n + 6]) for n in range(len(words) - 5)]
        assert not [run for run in runs if f" {run} " in f" {said} "], row.gist


def test_the_schema_refuses_a_gist_that_is_a_quotation_in_length():
    column = tables.TABLES["frames"].by_name["gist"]
    assert column.accepts("rust that nobody looked for brought it down") and column.accepts("")
    assert not column.accepts("word " * 12 + "word")
