"""The landing page: who made the report and when, ways on, and what each chapter asks."""

import pytest
from conftest import ROOT

from retold.book import imprint, landing
from retold.corpus.folder import Tables
from retold.corpus.schema import AUTHORS_UNKNOWN


@pytest.fixture(scope="module")
def sample():
    return Tables(ROOT / "data/sample")


def test_a_page_takes_as_long_as_its_running_text_and_never_no_time():
    assert landing.minutes(["word " * 190, "word " * 200]) == 2
    assert landing.minutes([]) == 1


def test_the_byline_names_the_authors_and_the_day_in_words():
    whose = imprint.Imprint(
        {"title": "T", "authors": [{"name": "A. Roe"}], "date-released": "2026-03-01", "version": "2"}, False
    )
    said = landing.byline(whose, 40)
    assert "By A. Roe · 1 March 2026 · version 2 · the chapters take about 40 minutes to read" in said


def test_nobody_is_named_and_no_day_invented_where_none_is_known():
    whose = imprint.Imprint({"title": "T", "authors": [{"name": AUTHORS_UNKNOWN}]}, False)
    assert landing.byline(whose, 5) == "{.byline}\nthe chapters take about 5 minutes to read\n"


def test_the_ways_on_are_pages_of_the_book_with_the_minutes_they_take(sample):
    took = {
        "notebooks/00-told": 4,
        "book/side-by-side": 2,
        "notebooks/04-speakers": 3,
        "book/in-five-figures": 1,
    }
    said = landing.ways(sample, {"notebooks/00-told": "A claim"}, took)
    assert "{button-ref} notebooks/00-told" in said and "A claim (4 min)" in said
    assert "{button-ref} book/side-by-side" in said and "(2 min)" in said
    alone = {**sample, "corpus": sample["corpus"].drop_duplicates("story_id")}
    assert "{button-ref} notebooks/04-speakers" in landing.ways(alone, {}, took)


def test_a_chapter_with_a_claim_is_listed_with_its_question_and_another_with_its_minutes():
    asked = {"notebooks/01-corpus": landing.question("# What is here?\n\nText.")}
    claimed = landing.chapters(asked, {"notebooks/01-corpus": "All | of it"}, {})
    assert "| What is here? | {doc}`All  of it <notebooks/01-corpus>` |".replace("  ", " ") in claimed
    bare = landing.chapters(asked, {}, {"notebooks/01-corpus": 7})
    assert "| {doc}`notebooks/01-corpus` | 7 min |" in bare
