"""Every case of words, of sentences put beside each other, and of words shown: one test a case, named by its kind."""

import json

import pytest
from click.testing import CliRunner
from judging import cases, judge

import retold
from retold.cli import main
from retold.measures import readability
from retold.measures import sentences as counting
from retold.text import read
from retold.view import compare, page


@pytest.mark.parametrize("case", cases("words"))
def test_a_reader_who_counts_words_gets_those_a_person_would(case):
    text = case["input"]
    judge(case, [text[s:e] for s, e in retold.words(text)])


def test_a_word_parted_at_a_line_is_one_if_the_reader_says_that_lines_are_wrapped():
    text = "The govern-\nment fell"
    assert len(retold.words(text, lines="join")) == 3


@pytest.mark.parametrize("case", cases("align"))
def test_a_reader_is_told_what_became_of_each_sentence(case):
    judge(case, list(retold.align(case["input"]["a"], case["input"]["b"])["operation"]))


def test_a_byte_order_mark_in_one_of_two_files_changes_no_sentence(tmp_path):
    text = b"The government fell on Monday. They spoke."
    for name, mark in (("a", b"\xef\xbb\xbf"), ("b", b"")):
        (tmp_path / f"{name}.txt").write_bytes(mark + text)
    paths = [str(tmp_path / f"{name}.txt") for name in "ab"]
    done = CliRunner().invoke(main, ["align", *paths, "--jsonl"], catch_exceptions=False)
    assert [json.loads(line)["operation"] for line in done.stdout.splitlines()] == ["same", "same"]


@pytest.mark.parametrize("case", cases("view"))
def test_a_reader_of_two_versions_sees_marked_what_changed_and_nothing_else(case):
    a, b = (read(case["input"][side]).view for side in "ab")
    marked = {
        side: [
            run.text
            for row in compare(a, b, ("A", "B")).rows
            for sentence in getattr(row, side)
            for run in sentence.runs
            if run.fate != "kept"
        ]
        for side in "ab"
    }
    judge(case, marked)


def test_markup_that_stands_in_a_version_is_shown_and_never_run():
    shown = page("<script>x</script> He left.", "He left.")
    assert "<script>x" not in shown and "script&gt;x&lt;/script" in shown


@pytest.mark.parametrize(
    ("word", "syllables"), {"relived": 2, "rice": 1, "idea": 3, "created": 3, "people": 2}.items()
)
def test_a_word_has_the_syllables_a_person_would_say(word, syllables):
    assert counting.count(f"{word.capitalize()}.")["syllables"].sum() == syllables


def test_a_rare_word_may_have_a_syllable_less_than_a_person_would_say():
    """Syllables are textstat's own (faeries has two): should it learn, our counts change with it and are looked at again."""
    assert counting.count("Faeries.")["syllables"].sum() == 1


@pytest.mark.parametrize(
    "text", ["", "The river", "... !!! …"], ids=["no text", "a heading alone", "only marks"]
)
def test_a_text_without_a_sentence_has_no_score_rather_than_a_wrong_one(text):
    assert readability.scores(counting.count(text)) == {}
