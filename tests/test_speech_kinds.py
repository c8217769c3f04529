"""Who says what in texts that are no model news article: heads of phrases, listeners, namesakes, letters, stories."""

import pytest

from retold import speech
from retold.speech import dialogue
from retold.text.quotations import nicknames


def heard(text):
    """The speakers of a text, each with the words it says."""
    return [(one.speaker, " … ".join(text[s:e] for s, e in one.content)) for one in speech.attributions(text)]


@pytest.mark.parametrize(
    "text, speaker, words",
    [
        ("The US State Department said John Kerr met the minister on Monday.", "us-state-department", "John Kerr met the minister on Monday"),
        ("Posts on the board said the site was slow.", "posts", "the site was slow"),
        ("Gazer.com said the phones were sold out.", "gazer-com", "the phones were sold out"),
        ("The court's ruling said the firm must pay.", "court-ruling", "the firm must pay"),
        ("A leaked letter seen by Sky News says that the talks failed.", "letter", "that the talks failed"),
        ("“We wait,” the mayor of Marlow, Ada Finch, said.", "ada-finch", "“We wait,”"),
        ("“Go,” Anna-Lena O’Neill-Smith said.", "anna-lena-oneill-smith", "“Go,”"),
    ],
)  # fmt: skip
def test_who_speaks_is_the_head_of_the_phrase_and_no_word_inside_it(text, speaker, words):
    assert heard(text) == [(speaker, words)]


@pytest.mark.parametrize(
    "text, words",
    [
        (
            "Steve Bell told CBX News the department will close the case.",
            "the department will close the case",
        ),
        ("Bell told reporters the city is safe.", "the city is safe"),
        ("Bell told Marlow Radio that the city is safe.", "that the city is safe"),
    ],
)
def test_whom_somebody_tells_is_no_part_of_what_is_told(text, words):
    assert [content for _, content in heard(text)] == [words]


@pytest.mark.parametrize(
    "text, words",
    [
        (
            "The town has a policy which, according to AFX, the council has criticised.",
            "the council has criticised",
        ),
        ("The bridge, according to the mayor, is closed.", "The bridge … is closed"),
    ],
)
def test_what_stands_around_an_according_to_between_commas_is_what_the_source_says(text, words):
    assert [content for _, content in heard(text)] == [words]


def test_two_who_speak_as_one_are_neither_of_them():
    found = heard("Both Ada Finch and Tom Boyd said the river was high. Tom Boyd said it was cold.")
    assert [speaker for speaker, _ in found] == ["ada-finch-and-tom-boyd", "tom-boyd"]


@pytest.mark.parametrize(
    "text, speakers",
    [
        ("Gerald Lark said he was ill. Mrs. Lark said he was not.", ["gerald-lark", "mrs-lark"]),
        ("Mr. Lark said the sea was high. Mrs. Lark said it was low.", ["lark", "mrs-lark"]),
        ("Sir John Bell said that it rose. Lady Bell said that it fell.", ["john-bell", "lady-bell"]),
        ("Ada Finch said the sea was high. Ms. Finch said it was low.", ["ada-finch", "ada-finch"]),
    ],
)
def test_titles_and_sexes_that_clash_never_make_one_person_of_two(text, speakers):
    assert [speaker for speaker, _ in heard(text)] == speakers


@pytest.mark.parametrize("opener", ["Hence", "Nevertheless", "Moreover", "Besides", "Tonight"])
def test_a_name_does_not_grow_by_the_word_that_opens_its_sentence(opener):
    assert [speaker for speaker, _ in heard(f"{opener} Ada Finch said the sea was high.")] == ["ada-finch"]


@pytest.mark.parametrize(
    "text",
    [
        "The shuttles await a journey to the sea.",
        "The trains run according to schedule.",
        "He seems to have been in Rome.",
        "A clerk wrote it down.",
        "Boyd wrote the play “Low Water” in 1998.",
        "She did not say “never.”",
    ],
)
def test_what_nobody_says_is_put_into_nobodys_mouth(text):
    assert heard(text) == []


def test_a_letter_belongs_to_who_signs_it():
    text = "Dear Editor,\n\nI am tired of the river. It rises.\n\nThe council sleeps.\n\nSincerely,\nAda Finch\nMarlow"
    assert heard(text) == [("ada-finch", "I am tired of the river. It rises.\n\nThe council sleeps.")]
    assert heard(text.replace("Dear Editor,", "It was late.")) == []


def test_a_nickname_is_part_of_a_name_and_no_quotation_but_not_in_a_headline():
    assert nicknames("The fans met Tom “Rocky” Boyd here.") == [(17, 24)]
    assert nicknames("Critics Call “Fake” Poll Win") == []


STORY = " ".join(
    ["She looked at the sea and he looked at her, and they walked along the shore until her hands were cold."]
    * 12
)


def test_two_who_talk_in_a_story_take_turns_and_who_acts_speaks():
    talk = """

“You are late,” said Emma to Harriet.

“I was held up,” Harriet replied. “The road was bad.”

“It always is.”

“Not in summer.”

Harriet shook her head. “My mother waits.”

Emma turned to the window. “It rains again, you know.”

“It does.”
"""
    speakers = [speaker for speaker, _ in heard(STORY + talk)]
    assert speakers == ["emma", "harriet", "harriet", "emma", "harriet", "harriet", "emma", "harriet"]


def test_news_is_not_read_as_a_story_in_which_the_next_paragraph_is_anothers():
    news = "The ministry in Marlow said on Monday that 14 bridges in Halden would close by May 3. " * 20
    assert not dialogue.is_story(speech.read(news))
    assert dialogue.is_story(speech.read(STORY))
