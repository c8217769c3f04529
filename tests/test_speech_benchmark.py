"""The scorer and the reader of brat standoff, on folders made here."""

import json
import random
import sys

import pandas as pd
import pytest
from conftest import ROOT

from retold.book import pages
from retold.speech import linear

sys.path.insert(0, str(ROOT / "benchmarks" / "speech"))
try:
    import run
    import score
    import standoff
    import train
finally:
    sys.path.pop(0)

TEXT = "“We are done,” said Ann Bell. He hopes that it is over. By-line.\n"
ANN = (
    "T1\tContent 0 14\t“We are done,”\nT2\tCue 15 19\tsaid\nT3\tSource 20 28\tAnn Bell\n"
    "T4\tAttribution 15 19\tsaid\nE1\tAttribution:T4 Content:T1 Cue:T2 Source:T3\n"
    "T5\tContent 39 54\tthat it is over\nT6\tCue 33 38\thopes\nT7\tSource 30 32\tHe\n"
    "T8\tAttribution 33 38\thopes\nE2\tAttribution:T8 Content:T5 Cue:T6 Source:T7\nT9\tDiscard 56 64\tBy-line.\n"
)


@pytest.fixture
def article(tmp_path):
    for name, content in (("text/post_1.txt", TEXT), ("ann/post_1_k1.ann", ANN), ("ann/post_1_k2.ann", "")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return standoff.read_folder(tmp_path)[0]


def test_a_text_is_read_with_its_first_annotator_and_what_was_discarded(article):
    assert (article.name, article.publisher) == ("post_1", "post")
    assert [a.source for a in article.attributions] == [((20, 28),), ((30, 32),)]
    assert article.discarded == ((56, 64),)


def test_a_folder_without_annotations_is_refused_with_its_name(tmp_path):
    with pytest.raises(SystemExit, match=r"no \.ann file"):
        standoff.read_folder(tmp_path)


def test_what_is_annotated_scores_one_and_nothing_scores_nought(article):
    right = score.measures([score.judge(article, article.attributions)])
    assert [right[m] for m in score.MEASURES] == [1, 1, 1, 1, 0]
    nothing = score.measures([score.judge(article, [])])
    assert [nothing[m] for m in score.MEASURES[:4]] == [0, 0, 0, 0]
    assert nothing["distance of shares"] > 0.4


def test_a_wrong_source_costs_the_source_measures_and_not_the_content(article):
    swapped = [
        standoff.Attribution(one.content, one.cue, other.source)
        for one, other in zip(article.attributions, reversed(article.attributions), strict=True)
    ]
    found = score.measures([score.judge(article, swapped)])
    assert found["content"] == 1
    assert found["right source"] == 0


def test_a_hope_is_neither_right_nor_wrong_where_speech_is_asked_for(article):
    found = score.measures([score.judge(article, article.attributions[:1])])
    assert found["right source, speech"] == 1
    assert found["right source"] < 1


@pytest.mark.parametrize(
    "mention, word",
    [
        ("Robby Mook, Clinton’s manager", "mook"),
        ("a spokesman for Mr. Trump", "spokesman"),
        ("the mayor’s", "mayor"),
        ("him", "him"),
        ("", ""),
    ],
)
def test_the_head_of_a_mention_is_its_last_word_before_what_qualifies_it(mention, word):
    assert score.head(mention)[1] == word


def test_whole_publishers_and_every_tenth_article_are_left_out():
    articles = [standoff.Article(f"{p}_{n:02d}", "", ()) for p in ("ours", "nyt") for n in range(1, 21)]
    divided = train.parts(articles)
    assert {a.publisher for a in divided.unseen} == {"nyt"}
    assert [a.name for a in divided.seen] == ["ours_10", "ours_20"]
    assert not {a.name for a in divided.train} & {a.name for a in (*divided.seen, *divided.unseen)}


def test_the_answers_that_a_person_gave_are_found_for_the_words_that_are_cues(article):
    told = train.examples([article])
    right = [y for _, y, _ in told.cue]
    assert sorted(right) == [1, 2]  # hopes: after, said: before
    assert all(sum(choice.right) == 1 for choice in told.source)


TALE = "I think it rains. “Go home.” Ann said that “we go” now. It seems so.\n"


def spans(*parts, text=TALE):
    return tuple((text.index(part), text.index(part) + len(part)) for part in parts)


def told(name="a", genre="news", text=TALE):
    clauses = (
        standoff.Clause(spans("I", "think"), spans("it rains"), spans("I")[0]),
        standoff.Clause(spans("Ann", "said"), spans("that “we go” now"), spans("Ann")[0]),
    )
    return standoff.Told(name, genre, text, clauses)


def test_clauses_of_saying_are_read_with_what_they_say_and_who_says_it(tmp_path):
    row = {
        "id": "a",
        "genre": "news",
        "text": TALE,
        "gold": [
            {"sat": spans("I", "think"), "content": spans("it", "rains"), "subject": spans("I")[0]},
            {"sat": spans("so"), "content": spans("It"), "subject": None},
        ],
    }
    path = tmp_path / "clauses.jsonl"
    path.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    (read,) = standoff.read_clauses(path)
    assert (read.name, read.genre, read.clauses[1].subject) == ("a", "news", None)
    article = read.article()
    # No cue, nothing to learn; but it counts when the words said are counted.
    assert article.attributions == (standoff.Attribution(spans("it rains"), spans("think"), spans("I")),)
    assert score.judge_clauses(read, [])["gold"] == 3


def test_the_clauses_that_are_annotated_score_one_and_nothing_scores_nought():
    one = told()
    found = list(one.article().attributions)
    assert score.clause_measures([score.judge_clauses(one, found)]) == {"words said": 1, "cues": 1}
    assert score.clause_measures([score.judge_clauses(one, [])]) == {"words said": 0, "cues": 0}


def test_a_bare_quotation_is_no_error_where_only_clauses_of_saying_are_annotated():
    one = told()
    found = [*one.article().attributions, standoff.Attribution(spans("“Go home.”"))]
    assert score.clause_measures([score.judge_clauses(one, found)]) == {"words said": 1, "cues": 1}


def test_words_that_nobody_said_and_a_cue_that_is_none_are_errors():
    one = told()
    found = [*one.article().attributions, standoff.Attribution(spans("so"), spans("seems"))]
    measured = score.clause_measures([score.judge_clauses(one, found)])
    assert measured["words said"] == pytest.approx(2 * 6 / (6 + 7))
    assert measured["cues"] == pytest.approx(2 / 3)


def test_an_interval_over_texts_holds_the_value_and_is_the_same_each_time():
    one = told()
    found = list(one.article().attributions)
    judged = [score.judge_clauses(one, found[: n % 3]) for n in range(6)]
    low, high = score.clause_intervals(judged)["words said"]
    assert low <= score.clause_measures(judged)["words said"] <= high
    assert score.clause_intervals(judged)["words said"] == (low, high)


def test_a_quotation_that_opens_in_one_paragraph_does_not_swallow_the_next():
    text = 'He said "never\nand left. "Yes," she “said”.'
    assert [text[s:e] for s, e in score.in_marks(text)] == ['"Yes,"', "“said”"]


def test_each_text_is_in_one_fold_and_each_genre_in_as_many_as_it_can():
    many = [told(f"{n:02d}", genre) for genre in ("news", "letter") for n in range(6)]
    divided = run.folds(random.Random(1).sample(many, len(many)))
    assert divided == run.folds(many)
    assert sorted(one.name for fold in divided for one in fold) == sorted(one.name for one in many)
    assert all({one.genre for one in fold} == {"news", "letter"} for fold in divided)


def test_no_text_is_judged_by_a_model_that_learnt_from_it(monkeypatch):
    texts = [told(f"{n:02d}", "news", TALE + f"{n}\n") for n in range(6)]

    def fit_each(articles, clauses):
        yield from ({a.text for a in some} for some in clauses)

    def as_read(learnt):
        def program(text):
            assert text not in learnt
            assert len(learnt) >= 4
            return told().article().attributions

        return program

    monkeypatch.setattr(run, "fit_each", fit_each)
    monkeypatch.setattr(run, "as_read", as_read)
    rows = list(run.by_genre([], texts))
    assert ("genre", "retold", "news", "1.000", "1.000", "1.000") in rows
    assert ("genre, texts", "retold", "news", "6", "", "") in rows


def test_wrapping_a_text_moves_no_offset_and_leaves_no_long_line():
    text = "word " * 60 + "\n\n" + "short line\n" + "x" * 90 + " end\n"
    for columns in run.WIDTHS:
        wrapped = run.wrap(text, columns)
        assert len(wrapped) == len(text)
        assert wrapped.split() == text.split()
        assert max(len(line) for line in wrapped.splitlines() if "x" * 90 not in line) <= columns


def test_clauses_teach_what_is_a_cue_and_leave_sources_and_edges_to_the_news(article, monkeypatch):
    calls = []
    monkeypatch.setattr(train, "_fit_cue", lambda told: ({"examples": float(len(told))},))
    monkeypatch.setattr(train, "_fit_edge", lambda told, strength: calls.append("edge") or ({"edge": 1.0},))
    monkeypatch.setattr(train, "_fit_choice", lambda told, stage: calls.append(stage) or ({stage: 1.0},))
    monkeypatch.setattr(train, "carried", lambda articles, model: [model["cue"]])
    none, some = train.fit_each([article], [[], [told().article()]])
    assert none["cue"][0]["examples"] < some["cue"][0]["examples"]
    assert sorted(calls) == ["carry", "carry", "edge", "edge", "edge", "edge", "source"]
    assert set(some) == set(linear.STAGES)


def test_the_page_lists_genres_best_first_and_their_mean_last(tmp_path):
    rows = [
        ("machine", "retold", "", "1", "", ""),
        ("publishers not learnt from", "retold", "content", "0.8", "0.7", "0.9"),
        ("articles not learnt from", "retold", "articles a second of processor time", "90", "", ""),
        ("articles not learnt from", "retold", "content", "0.8", "0.7", "0.9"),
        ("genre", "retold", "bio", "0.2", "", ""),
        ("genre", "retold", "news", "0.9", "0.8", "0.95"),
        ("genre", "retold", "mean of genres", "0.55", "", ""),
        ("genre, precision of cues", "retold", "news", "0.7", "", ""),
        *(("genre, texts", "retold", genre, "9", "", "") for genre in ("bio", "news")),
        ("wrapped", "as published", "content", "0.81", "", ""),
        ("wrapped", "60 columns", "content", "0.82", "", ""),
    ]
    path = tmp_path / "results.csv"
    pd.DataFrame(rows, columns=run.COLUMNS).to_csv(path, index=False)
    page = pages.speech_benchmark(path)
    assert (
        page.index("0.9 (0.8 to 0.95) | 0.7 | 9")
        < page.index("biographies | 0.2")
        < page.index("mean of the")
    )
    assert "| content, F1 | 0.81 | 0.82 |" in page
    assert "F1 counts words" in page and "of processor time" not in page
    pd.DataFrame(rows[:3], columns=run.COLUMNS).to_csv(path, index=False)
    assert "genre" not in pages.speech_benchmark(path)


def test_news_is_read_best_and_what_the_page_of_limitations_names_worst():
    rows = pd.read_csv(ROOT / "benchmarks/speech/results.csv", dtype=str, keep_default_na=False)
    genres = rows[rows["part"] == "genre"].set_index("measure")["value"].astype(float)
    assert genres.idxmax() == "news"
    assert set(genres.nsmallest(3).index) == {"voyage", "fiction", "conversation"}
    cues = rows[rows["part"] == "genre, precision of cues"].set_index("measure")["value"].astype(float)
    assert set(cues[cues < 0.5].index) == {"bio", "voyage"}
