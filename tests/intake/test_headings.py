"""Headings in many languages name the same fields; what they do not decide is decided by the cells, or asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.common.problems import BadInputError
from retold.intake import headings
from retold.intake.article import FIELDS, GUESSED, MAPPED, READ
from retold.intake.headings import column_map, known

LONG = "The council voted on the lamp and on the bridge. " * 8


@pytest.mark.parametrize(
    "title, outlet, published, authors, text",
    [
        ("Headline", "Publication", "Publication-Date", "Byline", "Full Text"),
        ("Überschrift", "Zeitung", "Erscheinungsdatum", "Verfasser", "Volltext"),
        ("TITRE", "Nom de la source", "Date de parution", "Auteurs", "Texte intégral"),
        ("Título", "Periódico", "Fecha de publicación", "Autores", "Cuerpo"),
        ("Titolo", "Testata", "Data di pubblicazione", "Autore", "Testo completo"),
        ("Kop", "Krant", "Publicatiedatum", "Schrijver", "Inhoud"),
        ("Título", "Veículo", "Data de publicação", "Autores", "Conteúdo"),
        ("Rubrik", "Källa", "Publiceringsdatum", "Författare", "Brödtext"),
        ("Overskrift", "Avis", "Udgivelsesdato", "Forfatter", "Brødtekst"),
        ("Tytuł", "Źródło", "Data publikacji", "Autorzy", "Treść artykułu"),
        ("Заголовок", "Издание", "Дата публикации", "Автор", "Текст статьи"),
        ("Назва", "Джерело", "Дата публікації", "Автори", "Повний текст"),
    ],
)
def test_headings_of_twelve_languages_name_their_fields(title, outlet, published, authors, text):
    names = [title, outlet, published, authors, text]
    found = column_map(names, [["Lamp", "Post", "05.03.2024", "Jo Ink", LONG]])
    said = {key: column.name for key, column in found.columns.items()}
    assert said == dict(zip(["title", "outlet", "published", "authors", "text"], names, strict=True))
    assert found.unused == ()


def test_no_heading_names_two_fields():
    names = headings._names(sure=True)
    for key, ranks in names.items():
        for other, others in names.items():
            assert key == other or not ranks.keys() & others.keys(), (
                key,
                other,
                ranks.keys() & others.keys(),
            )
    assert set(names) == {"text", *FIELDS}


def test_case_accents_and_punctuation_of_a_heading_do_not_count():
    assert {
        known(name) for name in ("FULL_TEXT", "full-text", "FullText", "Full text (HTML)", "fields.fullText")
    } == {"text"}


@pytest.mark.parametrize(
    "value, field",
    [("https://post.example/a", "url"), ("Harbour Post", "outlet"), ("post.example", "outlet")],
)
def test_source_is_an_address_or_an_outlet_as_its_cells_say(value, field):
    found = column_map(["title", "source", "text"], [["Lamp", value, LONG]])
    assert found.columns[field] == ("source", GUESSED)


def test_the_only_column_of_long_texts_is_the_text():
    found = column_map(["title", "x", "y"], [["Lamp", "short", LONG], ["Bridge", "short", LONG]])
    assert found.columns["text"] == ("y", GUESSED)


def test_of_two_columns_of_long_texts_neither_is_taken():
    found = column_map(["title", "x", "y"], [["Lamp", LONG, LONG]])
    assert "text" not in found.columns and found.ask == ("x", "y")


def test_a_heading_that_says_text_over_labels_is_asked_beside_a_column_of_texts():
    found = column_map(["text", "x"], [["yes", LONG], ["no", LONG]])
    assert set(found.ask) == {"text", "x"}


def test_a_summary_is_no_text_where_there_is_one():
    found = column_map(["title", "summary", "text"], [["Lamp", LONG, LONG]])
    assert found.columns["text"] == ("text", READ)
    assert found.unused == ("summary",)


def test_a_swedish_headline_and_a_german_section_share_a_word():
    assert column_map(["Rubrik", "Text"], [["Lamp", LONG]]).columns["title"].name == "Rubrik"
    german = column_map(["Überschrift", "Rubrik", "Text"], [["Lamp", "Inland", LONG]])
    assert german.columns["section"].name == "Rubrik"


def test_what_people_choose_is_found_without_its_case_and_counts_first():
    found = column_map(["title", "Body", "text"], [["Lamp", LONG, LONG]], {"text": "body"})
    assert found.columns["text"] == ("Body", MAPPED)


@pytest.mark.parametrize(
    "chosen", [{"txt": "text"}, {"text": "nothing"}, {"text": "title", "title": "title"}]
)
def test_a_wrong_choice_names_what_is_accepted(chosen):
    with pytest.raises(BadInputError) as error:
        column_map(["title", "text"], [["Lamp", LONG]], chosen)
    assert error.value.problems[0].accepted and error.value.problems[0].mend


@given(st.lists(st.text(max_size=20), max_size=6, unique=True), st.data())
def test_any_headings_and_cells_are_mapped_without_a_crash(names, data):
    rows = data.draw(
        st.lists(st.lists(st.text(max_size=40), min_size=len(names), max_size=len(names)), max_size=4)
    )
    found = column_map(names, rows)
    taken = [column.name for column in found.columns.values()]
    assert len(taken) == len(set(taken)) and set(taken) <= set(names)
    assert not set(taken) & set(found.unused)
