"""Figures and tables of corpora of any size: their form, their labels, what is said of what they leave out."""

import re
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import OUTLETS, calls, faults, laid_out, made, speech

from retold import book, figures
from retold.book import notebooks, pages, sphinx_embedded
from retold.common.names import wide
from retold.corpus.labels import EACH, Labels
from retold.figures.base import LONGEST, cut, folded, wrapped
from retold.figures.outlets import OUTLETS as MOST_LANES
from retold.figures.outlets import by_outlet, pooled, said
from retold.measures import speakers

CORPORA = {
    "one text": {"n": 1, "copies": False},
    "two texts, one a copy": {"n": 2},
    "five texts without copies": {"n": 5, "copies": False},
    "thirteen texts": {"n": 13},
    "thirty texts, thirty groups": {"n": 30, "groups": 30},
    "thirteen texts of one outlet": {"n": 13, "outlets": OUTLETS[3:4]},
    "thirteen texts on one day, all alike": {"n": 13, "same": True},
}
LARGE = {
    "twelve texts": {"n": 12},
    "sixty texts": {"n": 60},
    "three hundred texts": {"n": 300},
    "three hundred without copies": {"n": 300, "copies": False},
}


def faults_of_all(corpus):
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, (draw, *args) in calls(made(**corpus)).items():
            figure = laid_out(name, draw, *args)
            if bad := faults(figure):
                found[name] = bad
            plt.close(figure)
    return found


@pytest.mark.parametrize("corpus", CORPORA.values(), ids=CORPORA)
def test_no_label_leaves_the_picture_lies_on_another_or_is_too_small_to_read(corpus):
    assert not faults_of_all(corpus)


@pytest.mark.slow
@pytest.mark.parametrize("corpus", LARGE.values(), ids=LARGE)
def test_no_label_of_a_larger_corpus_leaves_the_picture_or_lies_on_another(corpus):
    assert not faults_of_all(corpus)


def test_a_label_that_leaves_the_picture_or_lies_on_another_is_found():
    fig, ax = plt.subplots(figsize=(3, 1))
    ax.set_axis_off()
    ax.text(0.5, 0.5, "one name", fontsize=10)
    ax.text(0.5, 0.5, "another name", fontsize=10)
    ax.text(0.95, 0.1, "a name that leaves the picture", fontsize=8)
    kinds = sorted(fault.split(":")[0] for fault in faults(fig))
    assert kinds == ["outside", "overlap", "small"]
    plt.close(fig)


@pytest.mark.parametrize("n", [13, 300])
def test_a_picture_of_many_texts_is_no_taller_than_a_few_screens(n):
    corpus = made(n)
    for name in (
        "timeline",
        "provenance",
        "similarity",
        "dendrogram",
        "strips",
        "shares",
        "choices",
        "ranks",
    ):
        draw, *args = calls(corpus)[name]
        figure = draw(*args)
        assert figure.get_size_inches()[1] < 11, name
        plt.close(figure)


def test_the_text_alternative_of_many_texts_is_a_summary_and_the_data_are_whole():
    corpus = made(60)
    for name in (
        "timeline",
        "cleaning",
        "kinds",
        "shares",
        "readability",
        "choices",
        "ranks",
        "similarity",
        "frames",
    ):
        draw, *args = calls(corpus)[name]
        figure = draw(*args)
        alt, data = figure.get_label(), figures.data_of(figure)
        assert len(alt) < 2200, name
        assert re.search(r"\d", alt) and alt.endswith("."), name
        assert len(data) >= (60 if "doc_id" in data else 60 * 59 // 2), name
        plt.close(figure)


def test_a_hyphen_of_a_name_stays_a_hyphen_and_a_negative_number_has_a_minus():
    values = pd.Series({"a": -1.5, "b": 2.0, "c": 3.0})
    told = said(values, {"a": "Quay-Times 2031-01-02", "b": "B", "c": "C-D"}, ".1f")
    assert told == "median 2.0, from −1.5 (Quay-Times 2031-01-02) to 3.0 (C-D)"


def test_every_text_of_many_is_a_dot_in_the_lane_of_its_outlet():
    corpus = made(40)
    draw, *args = calls(corpus)["one measure"]
    figure = draw(*args)
    ax = figure.axes[0]
    lanes = [label.get_text() for label in ax.get_yticklabels()]
    dots = [
        len(np.atleast_1d(line.get_xdata()))
        for line in ax.lines
        if line.get_marker() == "o" and len(line.get_xdata())
    ]
    assert lanes == list(by_outlet(corpus["ids"], corpus["labels"]))
    assert sum(dots) == 40
    plt.close(figure)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=80))
@settings(max_examples=60)
def test_every_text_has_one_lane_and_no_two_lanes_have_one_name(outlets):
    ids = [f"t{n}" for n in range(len(outlets))]
    labels = Labels({d: d for d in ids}, dict(zip(ids, outlets, strict=True)))
    lanes = by_outlet(ids, labels)
    assert sorted(doc for docs in lanes.values() for doc in docs) == sorted(ids)
    assert len(lanes) <= MOST_LANES
    sizes = [len(docs) for name, docs in lanes.items() if "other outlets" not in name]
    assert sizes == sorted(sizes, reverse=True)
    assert set(pooled(pd.DataFrame({"doc_id": ids}), labels)) == set(lanes)


@given(st.text(max_size=90), st.integers(2, 60))
def test_a_folded_name_has_room_and_loses_only_its_end(name, most):
    lines = folded(name, most).split("\n") if wide(name) > most else [name]
    assert len(lines) <= 2
    assert all(wide(line) <= most for line in lines)
    kept = re.sub(r"\s", "", "".join(lines).removesuffix("…"))
    assert re.sub(r"\s", "", name).startswith(kept)


@given(st.text(max_size=90))
def test_a_name_beside_a_lane_never_needs_more_room_than_there_is(name):
    assert wide(cut(name, LONGEST)) <= LONGEST
    assert all(wide(line) <= 26 for line in wrapped(name).split("\n")) or len(name) <= 16


def test_the_number_of_texts_decides_the_form_and_nothing_else():
    few, more = (calls(made(n))["timeline"] for n in (EACH, EACH + 1))
    few, more = few[0](*few[1:]), more[0](*more[1:])
    assert len(few.axes[0].get_yticklabels()) == EACH
    assert len(more.axes[0].get_yticklabels()) < EACH
    plt.close("all")


def test_a_corpus_of_two_or_three_texts_has_a_figure_or_a_reason():
    for n in (1, 2, 3):
        corpus = made(n, copies=n > 1)
        for name in ("similarity", "dendrogram", "scale"):
            draw, *args = calls(corpus)[name] if n > 1 else (getattr(figures, name), *_single(corpus, name))
            figure = draw(*args)
            # A pair is a dot on a line; a tree takes three texts, and one text is like nothing.
            lacking = {1: True, 2: name == "dendrogram", 3: False}[n]
            assert (figures.reason_of(figure) is not None) == lacking, (n, name)
            plt.close(figure)


def _single(corpus, name):
    cosine, table, labels = corpus["cosine"], corpus["corpus"], corpus["labels"]
    halves = pd.DataFrame(columns=["doc_a", "doc_b", "similarity"])
    nothing = pd.DataFrame(columns=["clade", "support"])
    return {
        "similarity": (cosine, table, labels),
        "dendrogram": (cosine, labels, nothing),
        "scale": (halves, cosine, table),
    }[name]


def test_texts_without_dates_have_no_timeline_and_some_without_are_counted():
    corpus = made(20, dated=False)
    assert (
        figures.reason_of(figures.timeline(corpus["corpus"], corpus["labels"]))
        == "No text of this corpus is dated."
    )
    corpus = made(20)
    corpus["corpus"].loc[:2, "published"] = ""
    assert "Without a date: 3." in figures.timeline(corpus["corpus"], corpus["labels"]).get_label()
    plt.close("all")


def test_what_a_figure_lacks_is_one_sentence_and_a_long_one_stays_in_the_picture():
    reason = "There is one story, and it takes two to differ; no story has several versions, so nothing shows what copying adds."
    figure = laid_out("nothing", figures.closer, pd.DataFrame(columns=["status", "closer"]), reason)
    assert figures.reason_of(figure) == reason
    assert not faults(figure)
    assert not figures.is_nothing(plt.figure()) and figures.reason_of(plt.figure()) is None
    plt.close("all")


@pytest.mark.parametrize("n", [5, 30])
@pytest.mark.parametrize("groups", [0, 1, 4])
def test_the_speech_that_the_program_finds_is_drawn_where_nobody_was_coded(n, groups):
    corpus = made(n)
    said = speech(corpus)
    for name in ("strips", "attributions"):
        said[name] = said[name].assign(method=speakers.ENGINE)
    said["groups"] = said["groups"].head(groups)
    labels = corpus["labels"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for draw, args in (
            (figures.shares, (said, labels, None, speakers.ENGINE)),
            (figures.strips, (said, labels, speakers.ENGINE)),
            (figures.kinds, (said["attributions"], said["documents"], labels, None, speakers.ENGINE)),
        ):
            figure = laid_out(draw.__name__, draw, *args)
            assert not figures.is_nothing(figure)
            assert not faults(figure)
            plt.close(figure)
    table, _ = figures.speakers._group_shares(said, speakers.ENGINE)
    words = (
        said["attributions"].groupby("doc_id")["words"].sum() / said["documents"].set_index("doc_id")["words"]
    )
    # Whoever speaks and in whichever group, no word is lost.
    pd.testing.assert_series_equal(table.groupby("doc_id")["share"].sum(), words, check_names=False)


def glued(monkeypatch, frame, **options):
    import myst_nb

    kept = {}
    monkeypatch.setattr(myst_nb, "glue", lambda key, value, display=False: kept.update({key: value}))
    book.table("k", frame, **options)
    return kept["k"].data["text/html"]


def rows_of(html):
    return [row.get_text(" ") for row in BeautifulSoup(html, "html.parser").select("tbody tr")]


def test_a_long_table_shows_its_first_and_last_rows_and_links_the_whole(monkeypatch, tmp_path):
    frame = pd.DataFrame({"text": [f"t{n}" for n in range(90)], "value": np.arange(90) * 1.0})
    html = glued(monkeypatch, frame, order="-value")
    rows = rows_of(html)
    assert len(rows) == 2 * notebooks.ENDS + 1
    assert rows[0].startswith("t89") and rows[-1].startswith("t0 ")
    assert f"{90 - 2 * notebooks.ENDS} rows between are left out" in rows[notebooks.ENDS]
    page = sphinx_embedded.unpack(html, "html", "../", tmp_path)
    (link,) = BeautifulSoup(page, "html.parser").select(".table-files a")
    whole = pd.read_csv(tmp_path / link["href"].removeprefix("../"))
    assert len(whole) == 90 and list(whole["value"]) == sorted(frame["value"], reverse=True)
    assert "table-files" not in sphinx_embedded.unpack(html, "epub", "", tmp_path)


def test_two_long_tables_of_one_name_do_not_overwrite_each_other(monkeypatch, tmp_path):
    links = set()
    for shift in (0, 1):
        html = glued(monkeypatch, pd.DataFrame({"n": range(shift, 90 + shift)}))
        links.add(
            BeautifulSoup(sphinx_embedded.unpack(html, "html", "", tmp_path), "html.parser").select_one(
                ".table-files a"
            )["href"]
        )
    assert len(links) == 2


def test_a_table_that_has_room_is_shown_as_it_is_in_its_own_order(monkeypatch):
    frame = pd.DataFrame(
        {"text": [f"t{n}" for n in range(notebooks.MOST_ROWS)], "value": range(notebooks.MOST_ROWS)}
    )
    html = glued(monkeypatch, frame, order="-value")
    assert len(rows_of(html)) == notebooks.MOST_ROWS and rows_of(html)[0].startswith("t0")
    assert "table-files" not in html
    longer = pd.concat([frame, frame])
    assert len(rows_of(glued(monkeypatch, longer, entire=True))) == 2 * notebooks.MOST_ROWS


def test_rows_without_a_value_stand_last_in_a_long_table(monkeypatch):
    frame = pd.DataFrame(
        {"text": range(60), "published": ["", *[f"2031-01-{n % 28 + 1:02}" for n in range(59)]]}
    )
    assert rows_of(glued(monkeypatch, frame, order="published"))[-1].split()[0] == "0"
    assert rows_of(glued(monkeypatch, frame, order="-published"))[-1].split()[0] == "0"


def test_a_long_list_that_people_wrote_is_folded_and_says_what_it_leaves_out():
    short = pd.DataFrame({"speaker": [f"s{n}" for n in range(pages.LISTED)]})
    assert "dropdown" not in pages.listing(short, "speakers.csv")
    text = pages.listing(pd.DataFrame({"speaker": [f"s{n}" for n in range(1000)]}), "speakers.csv")
    assert len(re.findall(r"^\| s\d+ \|$", text, re.M)) == pages.UNFOLDED
    assert f"{1000 - pages.UNFOLDED:,}" in text and "speakers.csv" in text


def test_a_tree_that_is_one_long_chain_is_drawn_and_its_table_holds_what_is_drawn():
    ids = [f"t{n:04}" for n in range(3000)]
    place = np.arange(len(ids)) / len(ids)
    alike = 1 - np.maximum.outer(place, place)
    np.fill_diagonal(alike, 1.0)
    cosine = pd.DataFrame(alike, index=ids, columns=ids)
    labels = Labels({d: d for d in ids}, dict.fromkeys(ids, "A"))
    support = pd.DataFrame(columns=["clade", "support"]).astype({"support": float})
    figure = figures.dendrogram(cosine, labels, support)
    data = figures.data_of(figure)
    assert len(data) == 39
    assert data["members"].iloc[0] == "t0000 t0001"
    assert data["members"].iloc[-1].split() == ids[:40]
    assert "of which the 39 joins" in figure.get_label()
    plt.close(figure)


def test_the_table_of_a_scale_of_very_many_texts_has_a_share_of_each_kind_and_says_so():
    corpus = made(330)
    draw, *args = calls(corpus)["scale"]
    halves, _, documents = args
    figure = draw(*args)
    data = figures.data_of(figure)
    assert len(data) <= 50_000
    story = documents.set_index("doc_id")["story_id"]
    own = halves["doc_a"] == halves["doc_b"]
    same = halves["doc_a"].map(story) == halves["doc_b"].map(story)
    every = {
        "whole texts of different stories": 330 * 329 // 2 - len(corpus["pairs"]),
        "two halves of one text": int(own.sum()),
        "halves of different stories": int((~same).sum()),
    }
    held = data["what"].value_counts()
    for kind, number in every.items():
        assert held[kind] / number == pytest.approx(50_000 / (330 * 329 // 2 + len(halves)), abs=0.01), kind
    other = data.loc[data["what"] == "two halves of one text", "similarity"]
    assert (other.min(), other.max()) == (
        halves.loc[own, "similarity"].min(),
        halves.loc[own, "similarity"].max(),
    )
    assert "The table of the data is a part" in figure.get_label()
    plt.close(figure)


def test_the_table_of_pairs_of_very_many_texts_keeps_the_highest_and_lowest_of_each_kind():
    draw, *args = calls(made(330))["similarity"]
    figure = draw(*args)
    data = figures.data_of(figure)
    above = args[0].to_numpy()[np.triu_indices(330, 1)]
    assert len(data) <= 50_000 < len(above)
    assert (data["similarity"].min(), data["similarity"].max()) == (above.min(), above.max())
    assert "The table of the data is a part" in figure.get_label()
    plt.close(figure)


def both_ways(groups, read=True):
    """Shares by coding and program of twenty texts, one of which the program does not read, or none."""
    ids = [f"t{n}" for n in range(20)]
    rows = [
        (d, g, 0.01 * (n + 1), 0.01 * (n + 2) if read and d != "t0" else np.nan)
        for d in ids
        for n, g in enumerate(groups)
    ]
    both = pd.DataFrame(rows, columns=["doc_id", "group", "coded", "engine"]).assign(low=0.0, high=0.5)
    table = pd.DataFrame({"group": groups, "label": [f"Group {g}" for g in groups]})
    return both, table, Labels({d: d for d in ids}, dict.fromkeys(ids, "A"))


def test_no_group_of_many_is_dropped_where_the_program_is_held_against_the_coding():
    figure = figures.engine_shares(*both_ways([f"g{n}" for n in range(12)]))
    titles = [ax.get_title() for ax in figure.axes if ax.get_title()]
    assert len(titles) == 9
    assert titles[-1] == "4 other groups"
    assert "4 other groups: program less coding, median 4%" in figure.get_label()
    assert "Texts whose language the program does not read: 1." in figure.get_label()
    plt.close(figure)


def test_where_the_program_read_no_text_the_figure_says_so_and_gives_no_number():
    figure = figures.engine_shares(*both_ways(["a", "b"], read=False))
    assert figures.is_nothing(figure)
    assert "nan" not in figure.get_label()
    plt.close(figure)


@pytest.mark.parametrize("copies", [2, 3])
def test_a_stemma_counts_the_errors_that_all_copies_have_and_speaks_of_so_many(copies):
    ids = [f"t{n}" for n in range(copies)]
    rows = [(f"{d}-all", d, "upstream", f"{ids[n - 1]}-all") for n, d in enumerate(ids)]
    rows += [("t0-two", "t0", "own", "t1-two" if copies > 2 else ""), ("t1-two", "t1", "own", "")]
    damage = pd.DataFrame(rows, columns=["damage_id", "doc_id", "chain", "twin"]).assign(span="0-4")
    documents = pd.DataFrame({"doc_id": ids, "story_id": "s"})
    figure = figures.stemma(damage, documents, {d: d for d in ids})
    these = {2: "both copies", 3: "all 3 copies"}[copies]
    assert f"what {these} descend from, with 1 error that {these} have" in figure.get_label()
    assert set(figures.data_of(figure)["shared_errors"]) == {1}
    plt.close(figure)
