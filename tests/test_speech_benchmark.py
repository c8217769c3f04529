"""The scorer and the reader of brat standoff, on folders made here."""

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks" / "speech"))
try:
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
