"""What is typical of whom: words against chance, passages, groups of stories."""

import numpy as np
import pandas as pd
import pytest
import typical
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.metrics import silhouette_samples

from retold import book, figures
from retold.chapters import words
from retold.cli import main
from retold.common.once import Kept
from retold.compare import clusters, similarity
from retold.corpus import tables
from retold.corpus.schema import TABLES
from retold.derive import specific as deriving
from retold.measures import specific

HOUSES = ("alder", "birch", "cedar")


@pytest.fixture(scope="module")
def house_style():
    """Three outlets; one has a word of its own in every text, one the word of a single story."""
    read, texts, t = typical.made(HOUSES, 8, {"alder": ("quillon",)}, versions=2)
    return read, texts, t


def listed(t, kind=words.OUTLET):
    return t["specific"][t["specific"]["kind"] == kind]


def test_a_word_that_an_outlet_writes_everywhere_stands_beyond_chance(house_style):
    rows = listed(house_style[2])
    assert rows[rows["stands"].astype(bool)][["name", "term"]].values.tolist() == [["alder", "quillon"]]
    assert rows.loc[rows["term"] == "quillon", "units"].tolist() == [8]


@pytest.fixture(scope="module")
def luck():
    """Corpora in which all texts are drawn alike: whatever is found there is chance."""
    return [typical.made(HOUSES, 5, topics=("rivers",), seed=seed)[2] for seed in range(3)]


def test_outlets_that_differ_by_nothing_but_luck_have_no_words_of_their_own(luck):
    null = pd.concat([t["specific_null"].query("kind == 'outlet'") for t in luck])
    assert null["flagged"].sum() > 0  # what the textbook would call theirs
    assert null["stand"].sum() <= 1


def test_a_name_that_fills_a_single_story_is_not_called_the_outlets():
    rng = np.random.default_rng(1)
    counts = rng.poisson(2.0, (12, 30)).astype(float)
    counts[0, 7], counts[1:, 7] = 60.0, 0.0
    texts, kept = specific.texts_of(csr_matrix(counts), np.arange(12))
    assert 7 not in kept
    table, _ = specific.specific(
        texts, np.repeat([0, 1], 6), 2, specific.anew(np.repeat([0, 1], 6), np.arange(12))
    )
    assert not table["stands"].any()


def test_a_word_that_only_one_of_them_has_in_versions_of_a_single_story_is_not_counted_as_two_stories():
    counts = csr_matrix(np.array([[5.0, 3.0], [5.0, 3.0], [0.0, 3.0], [0.0, 3.0]]))
    _, kept = specific.texts_of(counts, np.array([0, 0, 1, 2]))
    assert kept.tolist() == [1]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=2, max_size=14),
    st.booleans(),
    st.integers(0, 99),
)
def test_dealing_stories_anew_keeps_versions_together_and_takes_no_text_from_anyone(rows, within, seed):
    owner, unit = (np.array(column) for column in zip(*rows, strict=True))
    dealt = specific.anew(owner, unit, within=within)(np.random.default_rng(seed))
    assert sorted(dealt) == sorted(owner)

    def held(of):
        return sorted(tuple(sorted(of[unit == u])) for u in set(unit))

    assert held(dealt) == held(owner)
    if within:
        assert all(sorted(dealt[unit == u]) == sorted(owner[unit == u]) for u in set(unit))


@pytest.mark.parametrize(
    "unit, moved", [([0, 1, 2], 3), ([0, 0, 1, 2], 2), ([0, 0, 1, 1, 2], 2), ([0, 0, 1], 0), ([0], 0)]
)
def test_a_story_of_a_number_of_texts_that_no_other_has_is_counted_as_one_that_cannot_be_exchanged(
    unit, moved
):
    unit = np.array(unit)
    assert specific.exchangeable(unit) == moved
    owner = np.arange(len(unit))
    deal, rng = specific.anew(owner, unit), np.random.default_rng(0)
    went = np.zeros(len(unit), dtype=bool)
    for _ in range(60):
        went |= unit[deal(rng)] != unit
    assert len(set(unit[went])) == moved


def test_the_plain_z_is_the_published_formula():
    from retold.measures import naming

    rng = np.random.default_rng(3)
    counts = rng.poisson(3.0, (6, 20)).astype(float) + 1.0
    texts, _ = specific.texts_of(csr_matrix(counts), np.arange(6))
    owner = np.array([0, 0, 0, 1, 1, 1])
    found = specific.score(texts, owner, 2)
    total = counts.sum(axis=0)
    z = naming.log_odds(
        counts[:3].sum(axis=0), counts[3:].sum(axis=0), naming.PRIOR_WORDS * total / total.sum()
    )
    ours = found.plain_z[found.name == 0]
    assert np.allclose(ours, z[found.term[found.name == 0]])


@pytest.mark.parametrize("within", [False, True])
def test_texts_that_share_no_word_have_no_specific_words_and_no_traceback(within):
    owner, unit = np.repeat([0, 1], 6), np.tile(np.arange(6), 2) if within else np.arange(12)
    texts, kept = specific.texts_of(csr_matrix(np.eye(12) * 3.0), unit)
    table, null = specific.specific(texts, owner, 2, specific.anew(owner, unit, within=within))
    assert not len(kept) and not len(table)
    assert null["stand"].tolist() == null["flagged"].tolist() == [0, 0]


def test_a_corpus_whose_texts_share_no_word_is_derived_and_told(monkeypatch):
    parts = iter(range(10**6))
    monkeypatch.setattr(typical, "article", lambda *_: " ".join(f"ab{next(parts)}x" for _ in range(30)) + ".")
    _, _, t = typical.made(HOUSES, 4, versions=2)
    assert t["specific"].empty and t["story_groups"].empty
    assert words.numbers(t)["words.stand"].value == 0


def test_within_stories_an_outlets_wording_is_told_from_its_topics(house_style):
    rows = listed(house_style[2], words.WITHIN)
    assert rows.iloc[0][["name", "term"]].tolist() == ["alder", "quillon"]
    null = house_style[2]["specific_null"].query("kind == @words.WITHIN")
    assert null["units"].tolist() == [2, 2, 2]


def test_a_story_with_versions_has_words_and_one_without_is_only_compared_with(house_style):
    names = set(listed(house_style[2], words.STORY)["name"])
    assert names == {"shared-6", "shared-7"}


def test_words_of_groups_carry_no_verdict_because_the_groups_were_made_of_them(house_style):
    rows = listed(house_style[2], words.GROUP)
    assert len(rows) and rows["stands"].isna().all() and rows["chance"].isna().all()


def test_stories_of_plain_topics_fall_into_these_topics():
    _, _, t = typical.made(HOUSES, 8)
    groups = t["story_groups"].set_index("story_id")["group"]
    topic = {f"{o}-{i}": (i + n) % 3 for n, o in enumerate(HOUSES) for i in range(8)}
    by_topic = pd.Series(topic).groupby(groups.reindex(list(topic))).nunique()
    assert len(by_topic) == 3
    assert (by_topic == 1).all()
    assert words.numbers(t)["words.agreement"].value > 0.8


def test_stories_without_topics_are_not_called_groups(luck):
    without = [t for t in luck if t["story_groups"].empty]
    assert len(without) >= len(luck) - 1
    assert all("do not fall into groups" in words.numbers(t)["words.group_verdict"].shown for t in without)


def drawn(seed, lengths, topics=1, share=0.1, bursty=False):
    """Counts of stories whose words are all drawn alike, apart from a share that is of a topic; the topics take turns."""
    rng = np.random.default_rng(seed)
    common = 1.0 / (np.arange(4000) + 10.0)
    of_topic = [rng.choice(np.arange(20, 4000), 40, replace=False) for _ in range(topics)]
    rows = []
    for n, length in enumerate(lengths):
        chances = common * (rng.gamma(0.3, 1 / 0.3, 4000) if bursty else 1.0)
        chances /= chances.sum()
        if topics > 1:
            chances *= 1 - share
            chances[of_topic[n % topics]] += share / 40
        rows.append(rng.multinomial(length, chances))
    return csr_matrix(np.array(rows, dtype=float))


def uneven(seed, stories=24):
    """Lengths from a brief to a long report."""
    return np.exp(np.random.default_rng(seed).uniform(np.log(100), np.log(2000), stories)).astype(int)


def called_groups(counts):
    found = clusters.clusters(counts)
    return bool(found.choices.set_index("groups").loc[found.group.max(), "excess"] > found.limit)


def test_stories_that_differ_in_length_alone_are_not_called_groups(monkeypatch):
    monkeypatch.setattr(clusters, "DRAWS", 1)
    # Where one in twenty is called so, more than two of twelve are a rare accident.
    assert sum(called_groups(drawn(seed, uneven(seed))) for seed in range(12)) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("varied", [False, True])
@pytest.mark.parametrize("bursty", [False, True])
def test_seldom_are_stories_without_topics_called_groups_whatever_their_lengths(monkeypatch, varied, bursty):
    monkeypatch.setattr(clusters, "DRAWS", 1)
    called = [
        called_groups(drawn(seed, uneven(seed) if varied else np.full(24, 600), bursty=bursty))
        for seed in range(40)
    ]
    assert sum(called) <= 5


def test_topics_of_stories_that_differ_in_length_are_found(monkeypatch):
    monkeypatch.setattr(clusters, "DRAWS", 1)
    assert sum(called_groups(drawn(seed, uneven(seed), topics=3)) for seed in range(6)) >= 4


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=9))
def test_stories_are_brought_to_one_length_without_a_word_that_they_do_not_have(rows):
    counts = csr_matrix(np.array(rows, dtype=float))
    stories, even = clusters.of_one_length(counts, np.random.default_rng(0))
    assert len(set(even.sum(axis=1).ravel().tolist()[0])) <= 1
    assert (even.toarray() <= counts.toarray()[stories]).all()
    assert len(stories) > 0 or not counts.nnz


def test_a_text_without_shared_words_is_at_no_distance_from_itself():
    cosine = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 0.0]])
    # The empty text is as far from its group as from the other: 1, and so its silhouette is 0.
    assert clusters.silhouettes(cosine, np.array([1, 2, 1])).tolist() == [-0.5, 0.0, 0.0]


def test_a_silhouette_is_that_of_the_textbook():
    rng = np.random.default_rng(5)
    vectors = rng.random((20, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine, group = vectors @ vectors.T, np.array([*rng.integers(0, 3, 19), 9])
    apart = 1.0 - cosine
    np.fill_diagonal(apart, 0.0)
    expected = silhouette_samples(apart, group, metric="precomputed")
    assert np.allclose(clusters.silhouettes(1.0 - apart, group), expected)


@given(st.integers(2, 12), st.integers(1, 9), st.integers(0, 999))
def test_shuffled_words_are_in_as_many_texts_as_often_as_before(texts, terms, seed):
    rng = np.random.default_rng(seed)
    counts = csr_matrix(rng.poisson(0.8, (texts, terms)).astype(float))
    mixed = clusters.shuffled(counts, rng).toarray()
    assert np.array_equal(np.sort(mixed, axis=0), np.sort(counts.toarray(), axis=0))


@pytest.mark.parametrize(
    "outlets, said",
    [
        ({"alder": 2, "birch": 3}, "Two outlets have texts of two stories or more"),
        ({"alder": 2, "birch": 1}, "One outlet has texts of two stories or more"),
        ({"alder": 2, "birch": 1}, "One other has a single story, and only stands on the other side"),
        (
            {"alder": 2, "birch": 1, "cedar": 1},
            "Two others have a single story, and only stand on the other side",
        ),
    ],
)
def test_how_many_outlets_can_be_compared_is_said_in_sentences(outlets, said):
    rows = [(name, f"{name}{n}") for name, many in outlets.items() for n in range(many)]
    assert said in words.comparable({"corpus": pd.DataFrame(rows, columns=["outlet", "story_id"])})


@pytest.mark.parametrize(
    "outlets, each, said", [(("alder",), 12, "one outlet"), (HOUSES * 4, 1, "No outlet has")]
)
def test_a_corpus_without_outlets_to_compare_says_so_and_has_groups_all_the_same(outlets, each, said):
    names = [f"{name}{n}" for n, name in enumerate(outlets)] if each == 1 else outlets
    _, _, t = typical.made(names, each)
    numbers = words.numbers(t)
    assert said in numbers["words.told"].shown
    assert numbers["words.flagged"].value is None
    assert len(t["group_choices"])
    assert (
        figures.specific_words(listed(t), words.shown_outlets(t), 8)
        .get_label()
        .startswith("No outlet that can")
    )


def test_fifty_outlets_are_drawn_as_far_as_there_is_room(monkeypatch):
    monkeypatch.setattr(specific, "DEALS", 20)
    names = [f"outlet{n}" for n in range(50)]
    _, _, t = typical.made(names, 2)
    assert len(words.shown_outlets(t)) == words.SHOWN
    assert len(t["specific_null"].query("kind == 'outlet'")) == 50
    assert len(figures.specific_words(listed(t), words.shown_outlets(t), 8).axes) == words.SHOWN


def test_fewer_than_ten_texts_give_no_table_and_a_report_without_numbers():
    read, texts, t = typical.made(("alder", "birch"), 4)
    assert deriving.tables(read, t["terms"], texts) == {}
    numbers = words.numbers(t)
    assert {numbers[f"words.{key}"].shown for key in ("flagged", "groups", "passages")} == {"not available"}


def test_the_reports_own_corpora_have_none_of_these_tables():
    for folder in ("data", "data/sample"):
        assert not any((ROOT / folder / TABLES[name].file).exists() for name in deriving.NAMES)


def test_every_table_is_one_that_the_schema_accepts(house_style):
    t = house_style[2]
    for name in deriving.NAMES:
        assert len(t[name])
        assert tables.to_csv(name, t[name]).count("\n") == len(t[name]) + 1


def test_a_passage_is_a_sentence_of_the_outlet_and_is_scored_without_its_own_story(house_style):
    read, texts, t = house_style
    outlet = read.documents.set_index("doc_id")["outlet"]
    for row in t["typical"].itertuples():
        assert (row.start, row.end) in texts[row.doc_id].sentences
        assert outlet[row.doc_id] == row.outlet
    best = t["typical"].query("outlet == 'alder'").iloc[0]
    assert "quillon" in texts[best["doc_id"]][best["start"] : best["end"]].lower()
    stories = t["typical"]["doc_id"].map(read.documents.set_index("doc_id")["story_id"])
    assert not pd.DataFrame({"outlet": t["typical"]["outlet"], "story": stories}).duplicated().any()


def test_a_word_that_only_the_judged_story_has_does_not_make_it_typical():
    counts = np.full((6, 4), 5.0)
    counts[0, 3], counts[1:, 3] = 50.0, 0.0
    owner, unit = np.array([0, 0, 0, 1, 1, 1]), np.arange(6)
    z = {(name, story): values for name, story, values in specific.left_out(csr_matrix(counts), owner, unit)}
    assert z[0, 1][3] > 0.5
    assert abs(z[0, 0][3]) < 0.1


def test_no_page_lists_the_words_of_a_passage_or_shows_one_without_a_listed_excerpt(house_style):
    _, texts, t = house_style
    shown = words.passages(t, {})
    assert len(shown) and "excerpt" not in shown
    assert words.numbers(t)["words.passages_shown"].value == 0
    for row in shown.itertuples():
        cells = " ".join(map(str, row)).lower()
        sentence = texts[row.text][slice(*map(int, row.characters.split("–")))].lower().rstrip(".")
        assert not any(word in cells.split() for word in sentence.split())


def test_an_excerpt_that_lies_in_a_passage_is_shown_beside_it(house_style):
    _, texts, t = house_style
    first = t["typical"].iloc[0]
    text = texts[first["doc_id"]][first["start"] : first["start"] + 12]
    excerpt = pd.DataFrame(
        [("e", first["doc_id"], first["start"], first["start"] + 12, text, "")],
        columns=["excerpt_id", "doc_id", "start", "end", "text", "purpose"],
    )
    shown = words.passages(Kept(t, {"excerpts": excerpt}), {})
    assert shown["excerpt"].tolist()[0] == text
    assert words.numbers(Kept(t, {"excerpts": excerpt}))["words.passages_shown"].value == 1


def test_the_words_of_a_group_stand_in_no_order_that_could_be_read(house_style):
    t = house_style[2]
    for group in t["story_groups"]["group"].unique():
        told = words.words_of_group(t, int(group))
        assert told == sorted(told)


def test_the_most_characteristic_text_is_not_so_because_of_its_own_versions(house_style):
    placed = words.central(house_style[2])
    assert set(placed["place"]) == {"most", "least", ""}
    alder = placed[placed["of"] == "outlet alder"]
    assert (alder["others"] == 7).all()
    # An outlet with versions of one story, which are all but the same: they say nothing of what is typical of it.
    t = typical.made(("alder", "birch"), each=6)[2]
    listed = t["corpus"].copy()
    twins = listed["doc_id"].isin(["alder-0", "alder-3"])
    listed.loc[twins, "story_id"] = "told-twice"
    same = t["terms"].query("doc_id == 'alder-0'").assign(doc_id="alder-3")
    terms = pd.concat([t["terms"].query("doc_id != 'alder-3'"), same], ignore_index=True)
    placed = words.central(Kept(t, {"corpus": listed, "terms": terms}))
    of_alder = placed[placed["of"] == "outlet alder"].set_index("doc_id")
    assert of_alder["texts"].eq(6).all()
    assert of_alder["others"].to_dict() == {
        d: 4 if d in ("alder-0", "alder-3") else 5 for d in of_alder.index
    }
    cosine = similarity.tfidf_cosine(terms, list(listed["doc_id"]))
    apart = [d for d in of_alder.index if d not in ("alder-0", "alder-3")]
    assert of_alder.at["alder-0", "similarity"] == pytest.approx(cosine.loc["alder-0", apart].mean())


def pictures(t):
    """The figures of the chapter: a function and what it is called with, by name."""
    named = words.names_of_groups(t)
    return {
        "specific": (figures.specific_words, listed(t), words.shown_outlets(t), 8),
        "choices": (figures.group_choices, t["group_choices"]),
        "outlets": (figures.outlets_by_group, words.outlets_by_group(t), named),
        "time": (figures.groups_over_time, words.dated_groups(t), named),
    }


@pytest.mark.parametrize("outlets", [3, 7])
def test_no_label_of_the_chapters_figures_leaves_the_picture_lies_on_another_or_is_too_small(outlets):
    from made_tables import faults, laid_out

    names = ("alder", "birch", "The Courier of the Valley and the Coast", "dogwood", "elm", "fir", "gorse")
    t = typical.made(names[:outlets], own={names[0]: ("quillon",)})[2]
    for name, (draw, *args) in pictures(t).items():
        assert faults(laid_out(name, draw, *args)) == [], name


def test_figures_of_a_larger_corpus_tell_what_they_show(house_style):
    for draw, *args in pictures(house_style[2]).values():
        figure = draw(*args)
        alt = figure.get_label()
        assert len(alt) > 80 and any(map(str.isdigit, alt)) and alt.endswith(".")
        assert len(figures.data_of(figure))


def test_the_axis_of_log_odds_has_every_interval_whole(house_style):
    rows = listed(house_style[2])
    far = rows.assign(high=rows["high"] + 9.0, low=rows["low"] - 3.0)
    for ax in figures.specific_words(far, words.shown_outlets(house_style[2]), 8).axes:
        if ax.get_visible():
            assert ax.get_xlim()[0] <= far["low"].min() and ax.get_xlim()[1] >= far["high"].max()


def test_stories_without_days_have_no_timeline_and_it_is_said_why(house_style):
    t = house_style[2]
    undated = words.dated_groups(t).head(0)
    assert "dated" in figures.groups_over_time(undated, words.names_of_groups(t)).get_label()


def test_one_who_has_the_texts_can_read_the_typical_passages(tmp_path):
    where = typical.folder(tmp_path / "mine")
    result = CliRunner().invoke(main, ["typical", str(where)])
    assert result.exit_code == 0, result.output
    assert "quillon" in result.output.lower()
    only = CliRunner().invoke(main, ["typical", str(where), "--outlet", "birch"])
    assert "quillon" not in only.output.lower() and only.output.startswith("birch")


def test_one_who_asks_for_an_outlet_that_is_not_there_is_told_which_are(tmp_path):
    where = typical.folder(tmp_path / "mine")
    result = CliRunner().invoke(main, ["typical", str(where), "--outlet", "Beech"])
    assert result.exit_code == 1
    assert "alder" in result.output and "birch" in result.output


def test_a_small_corpus_has_no_typical_passages_and_is_told_how_many_texts_it_takes():
    result = CliRunner().invoke(main, ["typical", str(ROOT / "data/sample")])
    assert result.exit_code == 1
    assert "10 texts or more" in result.output and "Traceback" not in result.output


def test_tables_of_a_corpus_that_shrank_do_not_stay_behind(copy, monkeypatch):
    from retold import corpus, derive
    from retold.derive import tables as all_tables

    monkeypatch.setattr(
        all_tables, "derive", lambda *_: {name: tables.load(copy, name) for name in ("documents", "terms")}
    )
    (copy / TABLES["typical"].file).write_text("outlet,rank,doc_id,start,end,words,score\n")
    derive.run(corpus.load(copy), copy / "texts")
    assert not (copy / TABLES["typical"].file).exists()


def test_the_table_of_features_names_a_source_for_every_cell_and_leaves_none_out():
    from retold.book import pages

    rows = pd.read_csv(ROOT / pages.FEATURES, dtype=str, keep_default_na=False)
    assert (rows != "").all(axis=None)
    assert len(rows) == rows["feature"].nunique() * rows["tool"].nunique()
    printed = pages.features(ROOT / pages.FEATURES)
    assert all(cell in printed for cell in rows["tool"].unique())


def test_the_chapter_is_for_larger_corpora_and_says_so_in_its_first_line():
    import json

    first = json.loads((ROOT / "notebooks/09-words.ipynb").read_text(encoding="utf-8"))["cells"][0]
    assert "".join(first["source"]).startswith("<!-- page if many -->\n# ")


def test_a_report_of_five_texts_gives_every_number_of_the_chapter_as_missing_and_none_as_zero():
    numbers = words.numbers(book.Tables(ROOT / "data"))
    counted = [
        n
        for key, n in numbers.items()
        if key.split(".")[-1] in {"flagged", "expected", "stand", "groups"} and "copies" not in key
    ]
    assert counted and all(n.value is None for n in counted)
