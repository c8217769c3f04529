"""Numbered lists of articles, made up: no outlet, event or person of these tests exists."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from retold.intake.article import GUESSED
from retold.intake.readers import listed
from retold.intake.source import Source


def source(text, encoding="utf-8"):
    return Source(Path("lijst.txt"), "lijst.txt", text.encode(encoding))


def values(article):
    return {name: value.value for name, value in article.fields.items()}


def entry(number, title, length, opening, day="dinsdag 3 mei 2031", page="p. 7"):
    return f"{number}. {title}\n\nDe Laagburgse Echo, {day}, {page}, {length}w.\n\n{opening}\n\n\n"


def full(day, *paragraphs):
    return f"\n\n\n\n{day}\n\n" + "\n\n".join(paragraphs) + "\n\n © Laagburg Pers\n\n"


LIST = entry(1, "Bakkers trekken op", 9, "Honderd bakkers trokken door de stad ...") + entry(
    2, "Zout", 6, "Zout is duur.", "maandag 2 mei 2031", "p. 12"
)
TEXTS = full(
    "03-05-2031, p.7", "Ada Quill", "Bakkers trekken op", "Door Ada Quill", "Honderd bakkers trokken door de stad.",
    "2. Zij willen ovens.",
) + full("02-05-2031, p.12", "Zout", "Zout is duur.", "Ook in mei.")  # fmt: skip


def test_each_entry_of_the_list_gets_its_full_text():
    found = listed.read(source(LIST + TEXTS))
    assert (found.kind, found.announced, found.unread) == ("Mediargus, text", 2, ())
    assert [article.text for article in found.articles] == [
        "Honderd bakkers trokken door de stad.\n\n2. Zij willen ovens.",
        "Zout is duur.\n\nOok in mei.",
    ]
    assert values(found.articles[0]) == {
        "title": "Bakkers trekken op", "outlet": "De Laagburgse Echo", "published": "3 mei 2031", "words": "9",
        "authors": "Ada Quill", "rights": "© Laagburg Pers",
    }  # fmt: skip
    assert found.articles[0].fields["authors"].basis == GUESSED


def test_full_texts_in_another_order_are_not_mixed_up():
    first, second = TEXTS.split("© Laagburg Pers\n\n")[:2]
    found = listed.read(source(LIST + second + "© Laagburg Pers\n\n" + first + "© Laagburg Pers\n\n"))
    assert [article.text[:4] for article in found.articles] == ["Hond", "Zout"]


def test_the_opening_of_an_article_is_never_taken_for_the_article():
    found = listed.read(
        source(entry(1, "Bakkers", 853, "Honderd bakkers ...") + entry(2, "Zout", 3, "Zout is duur."))
    )
    assert [len(found.articles), len(found.unread), found.announced] == [1, 1, 2]
    assert "853" in found.unread[0].reason
    assert found.articles[0].notes == ("the text is what the list gives",)


def test_a_full_text_that_no_entry_tells_of_is_set_aside():
    found = listed.read(source(LIST + TEXTS + full("01-01-2031, p.1", "Vreemd", "Een ander stuk.")))
    assert len(found.articles) == 2
    assert "Een ander stuk." in found.unread[0].content


def test_a_headline_over_two_lines_and_an_encoding_of_windows_lose_nothing():
    text = "?" + entry(1, "Bakkers\ntrekken op", 3, "Eén oven café.") + entry(2, "Zout", 3, "Zout is duur.")
    found = listed.read(source(text.replace("\n", "\r\n"), "cp1252"))
    assert values(found.articles[0])["title"] == "Bakkers trekken op"
    assert found.articles[0].text == "Eén oven café."


def test_other_lists_are_not_taken_for_one_of_articles():
    assert listed.recognises(source(LIST))
    assert listed.recognises(source("1. Les fours\n\nL'Écho, mardi 3 mai 2031, p. 7, 853 mots\n\nCent."))
    assert not listed.recognises(source("1. Introduction\n\nIn May 2031 bakers marched.\n\n2. Method\n"))
    assert not listed.recognises(source("1. De Echo\n2. De Bode\n3. Het Blad\n"))


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 600),
    st.integers(0, 200),
    st.sampled_from(["", "3. ", "\n\n03-05-2031, p.7\n", "w.", ", "]),
)
def test_a_mangled_list_is_never_a_crash(start, length, put):
    text = LIST + TEXTS
    found = source(text[:start] + put + text[start + length :])
    if listed.recognises(found):
        listed.read(found)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abc ë.,:0123", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=6))
def test_no_paragraph_of_a_full_text_is_lost(paragraphs):
    wanted = [" ".join(text.split()) for text in paragraphs]
    text = LIST + full("03-05-2031, p.7", "Bakkers trekken op", "Een lange zin staat hier vooraf.", *wanted)
    assert listed.read(source(text)).articles[0].text.split("\n\n")[1:] == wanted


def test_an_article_of_a_site_without_a_page_keeps_its_full_text():
    found = listed.read(source((LIST + TEXTS).replace(", p. 7", "").replace(", p.7", "")))
    assert not found.unread and found.articles[0].text.endswith("Zij willen ovens.")


def test_a_line_above_the_list_does_not_hide_its_articles():
    asked = source("Resultaten: 2 artikels\n\n" + LIST + TEXTS)
    assert listed.recognises(asked) and len(listed.read(asked).articles) == 2
