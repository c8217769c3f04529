"""A text file is one article; its head and its name say what they say, and no line of the article is taken for it."""

from pathlib import Path

import pytest

from retold.intake.article import GUESSED, READ
from retold.intake.readers import plain
from retold.intake.source import Source

BODY = "The harbour council voted on Tuesday to close the old bridge.\n\nA ferry will carry what it can, it said."


def read(text: str, name: str = "001.txt"):
    return plain.read(Source(Path(name), name, text.encode()))


def only(text: str, name: str = "001.txt"):
    (article,) = read(text, name).articles
    return article


def said(article) -> dict[str, str]:
    return {key: value.value for key, value in article.fields.items()}


LABELS = {"title": "Bridge to close", "outlet": "Harbour Post", "published": "4 March 2021"}


@pytest.mark.parametrize(
    "head",
    [
        "Title: Bridge to close\nSource: Harbour Post\nDate: 4 March 2021\n\n",
        "Title: Bridge to close\n\nSource: Harbour Post\n\nDate: 4 March 2021\n\n",
        "TITLE: Bridge to close\nNEWSPAPER: Harbour Post\nDATE: 4 March 2021\nTEXT:\n",
        "Title: Bridge to close\nOutlet: Harbour Post\nDate: 4 March 2021\nText: ",
        "---\ntitle: 'Bridge to close'\npublication: Harbour Post\ndate: 4 March 2021\n---\n\n",
        "---\ntitle: >-\n  Bridge to close\npublication: Harbour Post\ndate: 4 March 2021\n---\n",
    ],
)
def test_labelled_lines_and_front_matter_give_the_fields_and_are_no_text(head):
    article = only(head + BODY)
    assert article.text == BODY
    assert said(article) == LABELS and {value.basis for value in article.fields.values()} == {READ}
    assert article.changed


def test_a_labelled_line_that_is_no_field_is_told_and_the_others_are_read():
    article = only(f"Title: Bridge to close\nPages: 3, 4\nDate: 4 March 2021\nKeywords: ferry\n\n{BODY}")
    assert article.text == BODY and said(article)["published"] == "4 March 2021"
    assert "Pages: 3, 4" in article.notes[0] and "Keywords: ferry" in article.notes[0]


def test_a_list_of_authors_in_front_matter_is_names():
    article = only(f"---\ntitle: Bridge\ndate: 2021-03-04\nauthors:\n  - Jo Ink\n  - Al Pen\n---\n{BODY}")
    assert said(article)["authors"] == "Jo Ink; Al Pen" and article.text == BODY


@pytest.mark.parametrize(
    "start",
    [
        "Kyiv: The harbour was quiet on Sunday.\nDate: nobody knows.\n\n",
        "Question: Why is it closed?\nAnswer: It has cracks.\n\n",
        "Author: I never wrote it.\nReporter: You did.\n\n",
        "Host: Why is it closed?\nPerson: It has cracks.\nSource: the council\n\n",
        "Source: the river has none\nTitle: the cup was lost\nthe rest went home\n\n",
        "---\n\n",
    ],
)
def test_an_article_that_begins_with_a_colon_keeps_its_first_lines(start):
    assert only(start + BODY).text == start + BODY


def test_labelled_lines_without_a_text_are_told():
    (unread,) = read("Title: Bridge\nDate: 2021-03-04\n").unread
    assert unread.reason and unread.mend


def test_lines_below_the_headline_say_who_wrote_it_and_when_and_stay_in_the_text():
    text = f"Bridge to close\nBy Jo Ink\nHarbour Post, 4 March 2021\n\n{BODY}"
    article = only(text)
    assert article.text == text
    assert said(article) == {**LABELS, "authors": "Jo Ink"}
    assert {value.basis for value in article.fields.values()} == {GUESSED}


def test_lines_of_dashes_that_may_part_several_articles_are_told():
    assert "part it" in only(f"{BODY}\n\n-----\n\n{BODY}\n\n-----\n\n{BODY}").notes[0]
    assert not only(BODY).notes


@pytest.mark.parametrize(
    "name, outlet, day",
    [
        ("courier_2022-09-12_bridge.txt", "courier", "2022-09-12"),
        ("Courier_20220912_bridge.txt", "Courier", "2022-09-12"),
        ("courier/2022-09-12.txt", "courier", "2022-09-12"),
        ("courier/2022/09/12.txt", "courier", "2022-09-12"),
        ("courier/2022-09/12_bridge.txt", "courier", "2022-09-12"),
        ("Courier 12.09.2022 Bridge closes.txt", "Courier", "12.09.2022"),
        ("Harbour Post - 4 March 2021 - Bridge.txt", "Harbour Post", "4 March 2021"),
        ("Hafenpost, 4. März 2021.txt", "Hafenpost", "4. März 2021"),
        ("2022/2022-09-12 bridge.txt", None, "2022-09-12"),
        ("texts/2022-09-12.txt", None, "2022-09-12"),
        ("12/001.txt", None, None),
    ],
)
def test_names_of_files_and_folders_give_the_outlet_and_the_day(name, outlet, day):
    found = said(only(BODY, name))
    assert (found.get("outlet"), found.get("published")) == (outlet, day)
