"""Who says what in texts that are no model news article: heads of phrases, listeners, namesakes, letters, stories."""

import pytest

from retold import speech
from retold.speech import dialogue
from retold.text.quotations import marks, nicknames


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


@pytest.mark.parametrize(
    "text, speakers",
    [
        ("Boyd, prosecutors said, killed her.", ["prosecutors"]),
        ("But Trump, critics say, has not changed.", ["critics"]),
        ("Ada Finch, mayor of Marlow, said it rose.", ["ada-finch"]),
        ("In London, the minister said it rose.", ["minister"]),
        ("Founder and CEO Lee Hale said sales rose.", ["lee-hale"]),
        ("“It rose,” said the mayor and Tom Boyd said it fell.", ["mayor", "tom-boyd"]),
        ("“No,” said Ada Finch and Tom Boyd nodded.", ["ada-finch"]),
        ("“We wait,” said Ada Finch and Tom Boyd. Tom Boyd and Ada Finch said it was late.", ["ada-finch-and-tom-boyd"] * 2),
        ("Ada Finch, Tom Boyd and Lee Hale said it rose.", ["ada-finch-tom-boyd-and-lee-hale"]),
        ("Mr. and Mrs. Lark said it rose.", ["mr-and-mrs-lark"]),
        ("Mr. Lark said it rose. His wife, Jane Lark, said it fell.", ["lark", "jane-lark"]),
        ("Chairman Janet Yellen said rates will rise. Ms. Yellen said it will last.", ["janet-yellen"] * 2),
        ("It costs $5, per person.", []),
        ("They spent ten dollars per Marlow resident.", []),
        ("According to Time, the river rose.", ["time"]),
        ("Tom “Rocky” Boyd said it rose. Rocky said it fell.", ["tom-rocky-boyd"] * 2),
    ],
)  # fmt: skip
def test_common_turns_of_news_lead_to_who_speaks_and_to_nobody_else(text, speakers):
    assert [speaker for speaker, _ in heard(text)] == speakers


def test_pronouns_behind_names_tell_which_of_two_is_meant():
    text = (
        "Robin Lark said it rose. Kim Bell said it fell. She said it was late. Robin Lark left because she was tired. "
        "Robin Lark knew she was late. Kim Bell stayed because he was not. Kim Bell knew he was early. Kim Bell slept when he came home."
    )
    assert [speaker for speaker, _ in heard(text)][:3] == ["robin-lark", "kim-bell", "robin-lark"]


def test_a_reader_is_shown_the_name_and_not_the_role_behind_it():
    (one,) = speech.attributions("“It rose,” Ada Finch, former general of the army, told CNX on Monday.")
    assert one.source_text == "Ada Finch"


def test_in_a_story_a_quotation_that_goes_on_in_the_next_paragraph_has_one_speaker():
    talk = "\n\n“You are late,” said Emma.\n\n“The road was bad,” Harriet replied. “It was long.\n\n“It was wet as well.”"
    assert heard(STORY + talk)[-1] == ("harriet", "“It was wet as well.”")


def test_a_pronoun_that_fits_another_who_acted_since_is_not_called_decided():
    text = "Ada Finch said the sea was high. Then Lee Bell rose. He said it was low."
    assert [(one.speaker, one.decided) for one in speech.attributions(text)][1:] == [("ada-finch", False)]


@pytest.mark.parametrize(
    "text, quotations",
    [
        ('"We lost," Ada said. "It was bad.\n\nThe council met.\n\nTom said a 32" screen fell.', ['"We lost,"', '"It was bad.']),
        ("“We won\n\nAda said it rose.\n\nThey lost,” said Hale.", ["“We won"]),
        ("The ‘90s were “great,” she said.\n\n‘It was,’ he said.", ["“great,”", "‘It was,’"]),
        ("Finch told Reuters “No” Friday when asked.", ["“No”"]),
        ("“We will win“, said Ada Finch.", ["“We will win“"]),
        ('A thing called "this, "which was set askew.', ['"this, "']),
    ],
)  # fmt: skip
def test_a_forgotten_or_odd_mark_puts_no_further_words_into_a_mouth(text, quotations):
    assert [text[mark.start : mark.end] for mark in marks(text)] == quotations


@pytest.mark.parametrize("closing", ["Kind regards,", "Best regards", "Yours faithfully,", "Sincerely,"])
def test_who_signs_a_letter_is_no_word_of_its_closing(closing):
    text = f"Dear Sir,\n\nIt rains. The council sleeps, says Tom Boyd.\n\nI love the river.\n\n{closing}\nAda Finch"
    assert "ada-finch" in [speaker for speaker, _ in heard(text)]
    assert "It rains." in dict(heard(text))["ada-finch"]


def test_a_turn_of_a_transcript_goes_on_to_the_next_label():
    text = "HOST: Good evening.\n\nBOYD: We wait.\n\nIt has been long.\n\n(APPLAUSE)\n\nHOST: Why?\n\nBOYD: It is cheap.\n\nThe end came."
    assert heard(text)[1] == ("boyd", "We wait. … It has been long.")
    assert heard(text)[-1] == ("boyd", "It is cheap.")


@pytest.mark.parametrize(
    "text", ["“Low Water” — Ada Finch, Marlow, 1998", "“The Boy and the Heron” (Netflix)"]
)
def test_a_title_with_a_name_behind_it_is_no_epigraph(text):
    assert heard(text) == []


@pytest.mark.parametrize("words", ["“NO COLLUSION”", "“I Resign”"])
def test_what_somebody_writes_in_capitals_or_of_themselves_is_no_title(words):
    assert [speaker for speaker, _ in heard(f"Finch wrote {words} in a note.")] == ["finch"]


def test_the_words_that_make_a_source_are_never_what_it_says():
    for one in speech.attributions("The report that Ada Finch wrote said Tom Boyd lied. “No,” Boyd said."):
        assert one.source is None or all(e <= one.source[0] or one.source[1] <= s for s, e in one.content)
