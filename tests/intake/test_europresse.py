"""Exports of Europresse, made up: no outlet, event or person of these tests exists."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.common.problems import BadInputError
from retold.intake.article import GUESSED, READ
from retold.intake.readers import europresse
from retold.intake.source import Source


def source(text, encoding="utf-8"):
    return Source(Path("export.html"), "export.html", text.encode(encoding))


def values(article):
    return {name: value.value for name, value in article.fields.items()}


CODE = "news·20310503·EC·12_34"


def old(*documents):
    cells = "".join(
        '<table border="0"><tr><td><table id="tbHeaderImages"><tr><td id="celPublication"><br></td></tr></table>'
        f"{document}<table><tr><td align='center'><img>{CODE}</td></tr><tr><td>Ce certificat est émis à <b>Ici</b></td>"
        "</tr></table></td></tr></table><p><br><br>"
        for document in documents
    )
    return (
        '<html xmlns:n1="http://www.cedrom-sni.com/schema/newsv1.xsd"><head><META http-equiv="Content-Type" '
        f'content="text/html; charset=ISO-8859-1"></head><body><form><input value="x"></form>{cells}</body></html>'
    )


def older(body, *, header="<span class='DocHeader'>Cité, </span><span class='DocHeader'>samedi </span>"
          "<span class='DocHeader'>3 mai 2031</span><span class='DocHeader'>, p. 03</span>", above="Un surtitre<br>"):  # fmt: skip
    return (
        f"<span class='DocPublicationName'>L'Écho, no. 5968</span><br>{header}<br><br>{above}"
        f"<span class='TitreArticleVisu'>Les <span style='color:red'>fours</span></span><br><br>{body}"
        f"<p></p><b><i>© 2031 L'Écho. Tous droits réservés.</i></b><p></p>Numéro de document : {CODE}<br><br>"
    )


def test_a_document_of_the_old_tables_is_read_whole():
    found = europresse.read(
        source(old(older("Ada Quill<br><p></p>Cent <b>boulangers</b>.<p></p>(1) Une note.")))
    )
    (article,) = found.articles
    assert (found.kind, found.announced, found.unread) == ("Europresse, HTML", 1, ())
    assert article.text == "Cent boulangers.\n\n(1) Une note."
    assert values(article) == {
        "outlet": "L'Écho", "section": "Cité", "published": "3 mai 2031", "title": "Les fours", "authors": "Ada Quill",
        "rights": "© 2031 L'Écho. Tous droits réservés.", "id": CODE,
    }  # fmt: skip
    assert article.fields["authors"].basis == GUESSED
    assert article.notes == ()


def test_the_first_words_of_a_text_are_not_taken_for_its_author():
    article = europresse.read(
        source(old(older("Cent boulangers.<font> Ils marchent.</font><p></p>Fin.")))
    ).articles[0]
    assert article.text == "Cent boulangers. Ils marchent.\n\nFin."
    assert "authors" not in article.fields


def test_a_table_within_a_text_is_not_lost():
    body = "Début.<p></p><table><tr><td>Pain</td><td>2</td></tr></table><p></p>Fin."
    assert europresse.read(source(old(older(body)))).articles[0].text == "Début.\n\nPain\n\n2\n\nFin."


def modern(
    header, body, *, aside="", footer=f"<small>© 2031 L'Écho.</small><p>Numéro de document : {CODE}</p>"
):
    return f"<article> <header> {header} </header> <section> {body} </section> <aside>{aside}</aside><footer>{footer}</footer></article>"


def web(*articles):
    return f'<!DOCTYPE html> <html> <head><meta charset="utf-8"><title></title></head><body>{" ".join(articles)}</body></html>'


def middle(line="Cité, samedi 3 mai 2031, p. 16", author="<div>Ada Quill</div>"):
    return (
        "<img src='http://nouveau.eureka.cc/x.gif'/><div> <span class='DocPublicationName'>L'Écho   </span> </div>"
        f"<div> <span class='DocHeader'>{line}</span> </div><div><p>LOCAL</p></div><div class='titreArticle'>"
        f"<p class='sm-margin-bottom'>Un surtitre</p><p class='titreArticleVisu'>Les fours</p></div>{author}"
    )


TEXT = "<div class='DocText'> <div class='docOcurrContainer'><p>Cent <mark>boulangers</mark>.</p><p>Fin.</p></div></div>"


def test_a_document_of_the_middle_layout_is_read_and_notes_beside_it_are_left_out():
    page = modern(middle(), TEXT, aside="<div><b>Note(s) : </b><p>Une note.</p></div>")
    article = europresse.read(source(web(page))).articles[0]
    assert article.text == "Cent boulangers.\n\nFin."
    assert "beside" in article.changed[0]
    assert values(article) == {
        "outlet": "L'Écho", "section": "Cité", "published": "3 mai 2031", "title": "Les fours", "authors": "Ada Quill",
        "rights": "© 2031 L'Écho.", "id": CODE,
    }  # fmt: skip


def test_labels_alone_beside_a_text_are_nothing_to_tell():
    page = modern(middle(), TEXT, aside="<div> <b>Note(s) : </b> </div>")
    assert europresse.read(source(web(page))).articles[0].changed == ()


NEW = (
    "<div class='rdp__DocPublicationName'><span class='DocPublicationName'>L'Écho (site web)\n{gap}Actualité</span></div>"
    "<div class='rdp__DocHeader'><span class='DocHeader'>{line}</span></div><div class='titreArticle'>"
    "<p class='sm-margin-bottomNews'>LOCAL</p><p class='sm-margin-TopNews titreArticleVisu rdp__articletitle'>Les fours</p>"
    "<p class='sm-margin-TopNews rdp__subtitle'>Ils chauffent</p></div>{author}"
)


def new(line, author="<p class='sm-margin-bottomNews'>Ada Quill et Ben Reed</p>"):
    footer = f"<div class='Doc-LegalInfo'><small>© 2031 L'Écho.</small></div><div class='publiC-lblNodoc'>{CODE}</div>"
    body = TEXT.replace("DocText", "DocText clearfix")
    return web(modern(NEW.format(line=line, author=author, gap=" " * 16), body, footer=footer))


@pytest.mark.parametrize(
    "line, day, section",
    [
        ("Cité, samedi 3 mai 2031 1 456 mots, p. 16", "3 mai 2031", "Cité"),
        ("Town, Saturday, May 3, 2031 1456 words, p. 16", "May 3, 2031", "Town"),
        ("Saturday, May 3, 2031 - 10:04 UTC 1456 words", "May 3, 2031", None),
        ("Stadt, Samstag, 3. Mai 2031 1456 wörter, p. 1", "3. Mai 2031", "Stadt"),
        ("Ciudad, sábado 3 de mayo de 2031 1456 palabras", "3 de mayo de 2031", "Ciudad"),
        ("Città, sabato 3 maggio 2031 1456 parole", "3 maggio 2031", "Città"),
    ],
)
def test_the_line_of_the_heading_is_read_in_every_language(line, day, section):
    article = europresse.read(source(new(line))).articles[0]
    assert values(article)["published"] == day
    assert values(article)["words"] == "1456"
    assert values(article).get("section") == section
    assert article.notes == ()


def test_the_new_layout_gives_outlet_authors_and_headline_without_the_subtitle():
    article = europresse.read(source(new("samedi 3 mai 2031"))).articles[0]
    assert values(article)["outlet"] == "L'Écho (site web)"
    assert values(article)["authors"] == "Ada Quill; Ben Reed"
    assert values(article)["title"] == "Les fours"
    assert "left out the subtitle" in article.changed
    marked = europresse.read(
        source(new("samedi 3 mai 2031", "<div class='docAuthors'>Ada Quill</div>"))
    ).articles[0]
    assert marked.fields["authors"][:2] == ("Ada Quill", READ)


def test_a_code_that_contradicts_the_heading_is_told_and_the_heading_stands():
    article = europresse.read(source(web(modern(middle("Cité, vendredi 2 mai 2031"), TEXT)))).articles[0]
    assert values(article)["published"] == "2 mai 2031"
    assert CODE in article.notes[0]


def test_a_document_without_a_day_gets_that_of_its_code_as_a_guess():
    article = europresse.read(source(web(modern(middle("Cité, p. 3"), TEXT)))).articles[0]
    assert article.fields["published"][:2] == ("2031-05-03", GUESSED)


def test_a_document_without_text_is_set_aside():
    found = europresse.read(
        source(web(modern(middle(), "<div class='DocText'></div>"), modern(middle(), TEXT)))
    )
    assert (len(found.articles), found.announced, len(found.unread)) == (1, 2, 1)
    assert "Les fours" in found.unread[0].content


def test_a_section_with_stray_end_tags_loses_no_text():
    found = europresse.read(
        source(web(modern(middle(), "<p>Cent.</p> </div> </div>"), modern(middle(), TEXT)))
    )
    assert [article.text for article in found.articles] == ["Cent.", "Cent boulangers.\n\nFin."]


def test_the_line_that_says_where_an_article_stood_gives_its_address_and_is_no_text():
    body = TEXT.replace(
        "<p>Fin.</p>", "<p>Cet article est paru dans <a href='https://echo.example/1'>L'Écho</a></p>"
    )
    article = europresse.read(source(web(modern(middle(), body)))).articles[0]
    assert (article.text, values(article)["url"]) == ("Cent boulangers.", "https://echo.example/1")


def test_a_headline_with_a_day_in_it_is_not_taken_for_the_day_of_the_article():
    page = modern(middle("Cité, p. 3").replace("Les fours", "La nuit du 13 novembre 2015"), TEXT)
    assert values(europresse.read(source(web(page))).articles[0])["published"] == "2031-05-03"


def test_pages_of_others_are_not_taken_for_europresse():
    assert europresse.recognises(source(old(older("x"))))
    assert europresse.recognises(source(web(modern(middle(), TEXT))))
    assert not europresse.recognises(
        source("<html><body><article><p>europresse.com</p></article></body></html>")
    )


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 3000),
    st.integers(0, 300),
    st.sampled_from(["", "<div>", "</td>", "<article>", "class=", "&#0;"]),
)
def test_a_mangled_page_is_never_a_crash(start, length, put):
    for text in (old(older("Ada Quill<br><p></p>Cent.")), new("samedi 3 mai 2031")):
        found = source(text[:start] + put + text[start + length :])
        if europresse.recognises(found):
            with contextlib.suppress(BadInputError):
                europresse.read(found)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("abc é.,:0123", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=6))
def test_no_paragraph_of_a_document_is_lost(paragraphs):
    body = "<div class='DocText'>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs) + "</div>"
    article = europresse.read(source(web(modern(middle(), body)))).articles[0]
    assert article.text.split("\n\n") == [" ".join(paragraph.split()) for paragraph in paragraphs]


@pytest.mark.parametrize("tag", ["div", ""])
def test_documents_are_parted_when_a_program_lost_the_elements_around_them(tag):
    text = web(modern(middle(), TEXT), modern(middle().replace("Les fours", "Le pain"), TEXT))
    for lost in ("article", "header", "section", "aside", "footer"):
        for end in ("", "/"):
            text = text.replace(f"<{end}{lost}>", f"<{end}{tag}>" if tag else "")
    found = europresse.read(source(text))
    assert [values(article)["title"] for article in found.articles] == ["Les fours", "Le pain"]
    assert {article.text for article in found.articles} == {"Cent boulangers.\n\nFin."}
    assert {values(article)["published"] for article in found.articles} == {"3 mai 2031"}


def test_a_word_between_headline_and_byline_is_not_taken_for_the_author():
    page = modern(middle(author="<div>ENQUÊTE</div><div>Ada Quill</div>"), TEXT)
    assert values(europresse.read(source(web(page))).articles[0])["authors"] == "Ada Quill"


@pytest.mark.parametrize("day", ["lun.", "lördag", "sexta-feira"])
def test_the_day_of_the_week_is_no_part_of_the_section(day):
    page = modern(middle(f"Cité, {day} 3 mai 2031, p. 16"), TEXT)
    assert values(europresse.read(source(web(page))).articles[0])["section"] == "Cité"
