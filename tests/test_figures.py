import inspect
import re
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
import typical
from conftest import ROOT
from matplotlib.path import Path

from retold import book, chapters, figures
from retold.book import notebooks
from retold.chapters import robustness
from retold.chapters import words as typical_words
from retold.compare import similarity
from retold.figures.noise import UNTESTED
from retold.measures import draws, frames, naming, noise, power, readability, speakers, values, voices

plt.rcParams["figure.max_open_warning"] = 60


def drawn(t):
    labels = t.labels
    cosine = similarity.tfidf_cosine(t["terms"], list(t["corpus"]["doc_id"]))
    weights = draws.of_tables(t)
    floor = noise.floor(t)
    status = dict(zip(floor["key"], floor["status"], strict=True))
    measured = values.by_text(t, weights)
    naming_of, actors_of = (
        measured[measured["key"].str.startswith(f"framing.{family}.")] for family in ("naming", "actor")
    )
    formulas = chapters.readability.formulas(t)
    base = chapters.chapter("05-readability", t) | chapters.chapter("07-noise-floor", t)
    return {
        "timeline": figures.timeline(t["corpus"], labels),
        "provenance": figures.provenance(t["corpus"], labels),
        "closer": figures.closer(floor),
        "cleaning": figures.cleaning(t["documents"], labels),
        "similarity": figures.similarity(cosine, t["corpus"], labels),
        "scale": figures.scale(t["halves"], cosine, t["corpus"]),
        "dendrogram": figures.dendrogram(cosine, labels, t["support"]),
        "support": figures.clade_support(t["support"], labels),
        "decay": figures.shingle_decay(t["similarities"], t["corpus"], labels),
        "ribbon": figures.ribbon(t["alignments"], t["damage"], labels),
        "drift": figures.quote_drift(t["drift"], t["corpus"]),
        "fates": figures.fates(t["propositions"], t["fates"]),
        "stemma": figures.stemma(t["damage"], t["corpus"], labels),
        "slots": figures.naming_slots(t["slots"], labels),
        "shares": figures.shares(t, labels),
        "strips": figures.strips(t, labels),
        "ranges": figures.ranges(values.leave_one_out(t, chapters.speakers.MOVED), labels),
        "engine_shares": figures.engine_shares(speakers.beside_engine(t), t["groups"], labels),
        "kinds": figures.kinds(t["attributions"], t["documents"], labels),
        "readability": figures.measures(measured[measured["key"].isin(formulas)], labels, status),
        "ranks": figures.rank_grid(
            {m.label: values.ranks(v, highest_first=True) for m, v in formulas.values()}, labels
        ),
        "choices": figures.choices(readability.choices(t), labels),
        "naming": figures.measures(naming_of, labels, status),
        "actors": figures.measures(actors_of, labels, status),
        "acts": figures.acts_and_speaks(voices.rates(t), t["actors"], labels),
        "frames": figures.frame_strips(t, labels),
        "blame": figures.blame(frames.blame(t), t["frame_codes"], labels),
        "keyness": figures.keyness(t["keyness"], labels, naming.NORMAL),
        "floor": figures.floor(floor),
        "needed": figures.needed(power.usual()),
        "robustness": figures.robustness(
            robustness.table(t, base, robustness.variants(t)[:4]), t["findings"]
        ),
        **of_a_larger_corpus(),
    }


def of_a_larger_corpus():
    t = typical.made(("alder", "birch"), 6, {"alder": ("quillon",)})[2]
    named, outlets = typical_words.names_of_groups(t), t["specific"]["kind"] == typical_words.OUTLET
    return {
        "specific": figures.specific_words(t["specific"][outlets], typical_words.shown_outlets(t), 8),
        "group-choices": figures.group_choices(t["group_choices"]),
        "outlets-groups": figures.outlets_by_group(typical_words.outlets_by_group(t), named),
        "groups-time": figures.groups_over_time(typical_words.dated_groups(t), named),
    }


@pytest.fixture(scope="module", params=["data", "data/sample"])
def all_figures(request):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        all_drawn = drawn(book.Tables(ROOT / request.param))
    yield all_drawn
    plt.close("all")


def test_a_reader_who_cannot_see_a_figure_is_told_what_it_shows(all_figures):
    for name, figure in all_figures.items():
        alt = figure.get_label()
        if alt == UNTESTED:  # the sample's texts are too short
            continue
        assert len(alt) > 80, name
        assert re.search(r"\d", alt), f"{name}: no number"
        assert alt.endswith("."), name


def test_no_figure_of_a_notebook_is_left_out_here():
    used = set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        used |= set(re.findall(r"figures\.(\w+)", path.read_text(encoding="utf-8")))
    source = inspect.getsource(drawn) + inspect.getsource(of_a_larger_corpus)
    tried = set(re.findall(r"figures\.(\w+)", source))
    assert used - {"base"} <= tried


def test_the_text_alternatives_are_all_different(all_figures):
    assert len({f.get_label() for f in all_figures.values()}) == len(all_figures)


def test_a_group_that_says_nothing_keeps_its_row(tables):
    figure = figures.shares(tables, tables.labels)
    rows = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert len(rows) == len(tables["groups"])


def test_a_figure_is_the_same_bytes_each_time_and_differs_in_the_dark(tables):
    svgs = [
        notebooks._svg("k", figures.cleaning, (tables["documents"], tables.labels), {}, style)[0]
        for style in ("default", "default", "dark_background")
    ]
    assert svgs[0] == svgs[1] != svgs[2]


def contrast(one, other):
    from matplotlib.colors import to_rgb

    def luminance(colour):
        channels = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [figures.BLUE, figures.ORANGE, figures.GREEN])
def test_data_colours_stand_out_on_light_and_dark(colour):
    # Marks need 3:1 (WCAG 1.4.11); orange, which falls short on white, always has an outline or a hatch.
    assert contrast(colour, "#121212") >= 3
    assert colour == figures.ORANGE or contrast(colour, "white") >= 3


@pytest.mark.parametrize("colour", figures.GROUP_COLOURS)
def test_every_group_of_the_strips_stands_out_on_light_and_dark(colour):
    assert min(contrast(colour, "#121212"), contrast(colour, "white")) >= 3


def test_a_strip_has_a_mark_for_each_word_and_no_word(tables):
    figure = figures.strips(tables, tables.labels)
    marks = sum(list(p.get_path().codes).count(Path.MOVETO) for p in figure.axes[0].patches)
    assert marks == tables["documents"]["words"].sum()
    shown = {t.get_text() for t in figure.axes[0].texts}
    assert shown == set(tables.labels.values())


def test_a_corpus_with_nothing_to_draw_is_told_so_in_the_figures_place(tables):
    empty = {name: tables[name].head(0) for name in ("attributions", "groups", "namings", "corpus")}
    documents, labels = tables["documents"], tables.labels
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in (
            figures.timeline(empty["corpus"], labels),
            figures.shares({**tables, **empty}, labels),
            figures.strips({**tables, "strips": tables["strips"].head(0)}, labels),
            figures.ranges(values.leave_one_out({**tables, **empty}, chapters.speakers.MOVED), labels),
            figures.engine_shares(speakers.beside_engine({**tables, **empty}), empty["groups"], labels),
            figures.kinds(empty["attributions"], documents, labels),
            figures.measures(values.by_text(tables, {}).head(0), labels, {}),
            figures.rank_grid({}, labels),
            figures.choices(readability.choices(tables).head(0), labels),
            figures.acts_and_speaks(voices.rates(tables).head(0), tables["actors"], labels),
            figures.frame_strips({**tables, "frames": tables["frames"].head(0)}, labels),
            figures.blame(frames.blame(tables).head(0), tables["frame_codes"], labels),
            figures.keyness(tables["keyness"].head(0), labels, naming.NORMAL),
            figures.floor(noise.floor(tables).head(0)),
            figures.closer(noise.floor(tables).head(0)),
            figures.robustness(
                robustness.table({"findings": tables["findings"]}, {}, []), tables["findings"]
            ),
        ):
            assert figures.is_nothing(figure)
            assert figures.reason_of(figure) == figure.get_label()
            assert re.fullmatch(r"[A-Z][^.]+\.", figure.get_label()), "a reason is one sentence"
            plt.close(figure)


def test_the_dendrogram_prints_the_support_of_the_clade_it_stands_at(tables):
    ids = list(tables["corpus"]["doc_id"])
    cosine = similarity.tfidf_cosine(tables["terms"], ids)
    printed = [
        t.get_text() for t in figures.dendrogram(cosine, tables.labels, tables["support"]).axes[0].texts
    ]
    rows = tables["support"][tables["support"]["clade"] == "post-kherson-a post-kherson-b"]["support"]
    assert f"{100 * rows.min():.0f}–{100 * rows.max():.0f}%" in printed
    assert len(printed) == len(ids) - 2


def test_the_ribbon_marks_every_damaged_place_and_every_sentence_without_counterpart(tables):
    figure = figures.ribbon(tables["alignments"], tables["damage"], tables.labels)
    ax = figure.axes[0]
    marks = sum(len(line.get_xdata()) for line in ax.lines)
    assert marks == tables["damage"]["doc_id"].str.startswith("post-").sum()
    lone = tables["alignments"]["operation"].isin(["omitted", "inserted"]).sum()
    assert sum(bool(p.get_hatch()) for p in ax.patches) == lone


@pytest.mark.parametrize("name", ["drift", "halves", "support", "alignments", "similarities", "slots"])
def test_a_corpus_without_versions_is_told_that_there_is_nothing_to_draw(tables, name):
    empty = tables[name].iloc[:0]
    cosine = similarity.tfidf_cosine(tables["terms"], ["beast-sochi"])
    corpus, labels = tables["corpus"], tables.labels
    drawn = {
        "drift": lambda: figures.quote_drift(empty, corpus),
        "halves": lambda: figures.scale(empty, cosine, corpus),
        "support": lambda: figures.clade_support(empty, labels),
        "alignments": lambda: figures.ribbon(empty, tables["damage"], labels),
        "similarities": lambda: figures.shingle_decay(empty, corpus, labels),
        "slots": lambda: figures.naming_slots(empty, labels),
    }[name]()
    assert figures.is_nothing(drawn)
    plt.close("all")


def test_the_floor_has_a_row_for_each_weighed_measure_and_names_it(tables):
    floor = noise.floor(tables)
    shown = floor[floor["share"].notna()]
    figure = figures.floor(floor)
    assert sorted(t.get_text() for t in figure.axes[0].get_yticklabels()) == sorted(
        f"{r.label} ◆" if r.coded else r.label for r in shown.itertuples()
    )
    for label in shown["label"]:
        assert label in figure.get_label()
    plt.close(figure)


def test_every_tested_measure_is_a_dot_at_its_share_of_closer_pairs(tables):
    floor = noise.floor(tables)
    placed = floor[(floor["status"] != noise.UNTESTED) & floor["closer"].notna()]
    figure = figures.closer(floor)
    dots = [
        x
        for line in figure.axes[0].lines
        for x in np.atleast_1d(line.get_xdata())
        if line.get_marker() == "o"
    ]
    assert sorted(dots) == pytest.approx(sorted(placed["closer"]))
    furthest = placed.loc[placed["closer"] == 1, "label"]
    assert {t.get_text() for t in figure.axes[0].texts} == set(furthest)
    plt.close(figure)


def test_a_corpus_that_cannot_have_a_floor_reads_why_in_the_figures_place(tables):
    figure = figures.floor(noise.floor(tables).head(0), message="There are no copies here.")
    assert figure.get_label() == "There are no copies here."
    plt.close(figure)


def test_each_passage_that_performs_a_function_is_a_block_of_the_strips(tables):
    figure = figures.frame_strips(tables, tables.labels)
    blocks = sum(len(ax.patches) for ax in figure.axes)
    coded = tables["frames"].drop_duplicates(["doc_id", "passage", "code"])
    assert blocks == len(coded)
    plt.close(figure)


def test_a_finding_that_flips_is_outlined_and_named(tables):
    base = chapters.chapter("05-readability", tables) | chapters.chapter("07-noise-floor", tables)
    verdicts = robustness.table(tables, base, robustness.variants(tables)[:4])
    figure = figures.robustness(verdicts[verdicts["finding"].str.startswith("grade_")], tables["findings"])
    heavy = [p for p in figure.axes[0].patches if p.get_linewidth() == 2.0]
    assert len(heavy) == verdicts[verdicts["finding"].str.startswith("grade_")]["flips"].sum() > 0
    assert "grade cannot rank under" in figure.get_label()
    plt.close(figure)


def test_a_label_that_leaves_no_room_is_cut_and_named_and_stops_nothing(monkeypatch):
    import myst_nb

    glued = {}
    monkeypatch.setattr(myst_nb, "glue", lambda key, value, display=False: glued.update({key: value}))

    def draw():
        fig, ax = plt.subplots(figsize=(2, 1), layout="constrained")
        ax.set_yticks([0], ["An outlet " * 30])
        ax.set_xlabel("漢字")
        return fig

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book.figure("crowded", draw)
    note = glued["note.crowded"]
    assert note.startswith("figure crowded: labels leave no room")
    assert "An outlet An outlet" in note and "'漢字'" in note and "column short" in note


def test_a_warning_that_is_not_about_layout_is_passed_on(monkeypatch):
    import myst_nb

    monkeypatch.setattr(myst_nb, "glue", lambda *_, **__: None)

    def draw():
        warnings.warn("something else", RuntimeWarning, stacklevel=1)
        return plt.figure()

    with pytest.warns(RuntimeWarning, match="something else"):
        book.figure("k", draw)
