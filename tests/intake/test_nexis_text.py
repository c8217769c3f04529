"""Exports of the old LexisNexis in text and in HTML: invented outlets, in the layouts of the database."""

from __future__ import annotations

import html
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.common.problems import BadInputError
from retold.intake.article import GUESSED, Article, Found
from retold.intake.readers import nexis_html, nexis_labels, nexis_text
from retold.intake.source import Source

LOREM = (
    "The harbour council of Port Ansgar voted on Tuesday to close the northern pier until the spring, after divers had "
    "found cracks in eleven of its forty pillars. Ferries will leave from the fish market instead."
)
MORE = (
    'Mayor Ilse Brandvold said that nobody had been in danger. "We measure every month," she said. "This time we measured '
    'something." The repair costs four million crowns, of which the county pays half.'
)


def source(content: str | bytes, name: str = "export.txt", encoding: str = "") -> Source:
    data = content.encode("utf-8") if isinstance(content, str) else content
    return Source(Path(name), name, data, encoding)


def read(content: str | bytes) -> Found:
    asked = source(content)
    assert nexis_text.recognises(asked)
    return nexis_text.read(asked)


def middle(line: str) -> str:
    return line.center(80).rstrip()


def wrap(text: str, width: int = 80) -> str:
    return "\n".join(textwrap.wrap(text, width, break_on_hyphens=False))


def document(
    mark: str = "1 of 1 DOCUMENT",
    outlet: str = "The Ansgar Courier",
    date: str = "March 4, 2014 Tuesday",
    title: str = "Cracks close the northern pier",
    head: tuple[str, ...] = ("BYLINE: Tove Rask", "SECTION: LOCAL; Pg. 3", "LENGTH: 65 words"),
    body: tuple[str, ...] = (LOREM, MORE),
    tail: tuple[str, ...] = (
        "LOAD-DATE: March 5, 2014",
        "LANGUAGE: ENGLISH",
        "PUBLICATION-TYPE: Newspaper",
    ),
    rights: str = "Copyright 2014 Ansgar Press Ltd.\nAll Rights Reserved",
) -> str:
    lines = [middle(mark), "", "", middle(outlet), "", *(middle(line) for line in date.split("\n")), ""]
    lines += [wrap(title), ""] if title else []
    for block in (*head, "", *body, *tail):
        lines += [wrap(block), ""]
    return "\n".join([*lines, "", *(middle(line) for line in rights.split("\n")), "", ""])


def values(article: Article) -> dict[str, str]:
    return {name: value.value for name, value in article.fields.items()}


def only(found: Found) -> Article:
    assert not found.unread
    (article,) = found.articles
    return article


def test_an_article_comes_with_all_that_its_export_says() -> None:
    article = only(read(document()))
    assert values(article) == {
        "outlet": "The Ansgar Courier",
        "published": "March 4, 2014",
        "title": "Cracks close the northern pier",
        "authors": "Tove Rask",
        "section": "LOCAL; Pg. 3",
        "words": "65",
        "language": "ENGLISH",
        "genre": "Newspaper",
        "rights": "Copyright 2014 Ansgar Press Ltd. All Rights Reserved",
    }
    assert article.text == f"{LOREM}\n\n{MORE}"


LANGUAGES = {
    "German": (
        "Dokument 2 von 62",
        "Donnerstag 6. März 2014",
        ("AUTOR: Tove Rask", "RUBRIK: Lokales; S. 3", "LÄNGE: 65 Wörter"),
        (
            "UPDATE: 7. März 2014",
            "SPRACHE: GERMAN; DEUTSCH",
            "PUBLICATION-TYPE: Zeitung",
            "ZEITUNGS-CODE: AC",
        ),
        "6. März 2014",
    ),
    "French": (
        "Document 2 de 62",
        "6 mars 2014",
        (
            "AUTEUR: Tove Rask",
            "RUBRIQUE: Local",
            "LONGUEUR: 65 mots",
            "ENCART: Le quai reste fermé jusqu'en mai",
        ),
        ("DATE-CHARGEMENT: 7 mars 2014", "LANGUE: FRENCH", "TYPE-PUBLICATION: Journal"),
        "6 mars 2014",
    ),
    "Dutch": (
        "2 of 62 DOCUMENTS",
        "6 maart 2014 donderdag",
        ("AUTEUR: Tove Rask", "RUBRIEK: Lokaal", "LENGTE: 65 woorden"),
        ("LAADDATUM: 7 maart 2014", "TAAL: DUTCH; NEDERLANDS", "PUBLICATIETYPE: Krant"),
        "6 maart 2014",
    ),
    "Spanish": (
        "Documento 2 de 62",
        "6 de marzo de 2014 jueves",
        ("AUTOR: Tove Rask", "SECCIÓN: Local", "LONGITUD: 65 palabras"),
        ("FECHA-DE-CARGA: 7 de marzo de 2014", "IDIOMA: SPANISH; ESPAÑOL"),
        "6 de marzo de 2014",
    ),
    "Italian": (
        "Documento 2 di 62",
        "6 marzo 2014 giovedì",
        ("AUTORE: Tove Rask", "SEZIONE: Locale", "LUNGHEZZA: 65 parole"),
        ("DATA-DI-CARICAMENTO: 7 marzo 2014", "LINGUA: ITALIAN"),
        "6 marzo 2014",
    ),
    "Portuguese": (
        "Documento 2 de 62",
        "6 de março de 2014",
        ("AUTOR: Tove Rask", "SEÇÃO: Local", "COMPRIMENTO: 65 palavras"),
        ("DATA-DE-CARREGAMENTO: 7 de março de 2014", "IDIOMA: PORTUGUESE"),
        "6 de março de 2014",
    ),
    "Swedish": (
        "Dokument 2 av 62",
        "6 mars 2014",
        ("FÖRFATTARE: Tove Rask", "SEKTION: Lokalt", "LÄNGD: 65 ord"),
        ("LADDNINGSDATUM: 7 mars 2014", "SPRÅK: SWEDISH"),
        "6 mars 2014",
    ),
    "Danish": (
        "2 of 62 DOCUMENTS",
        "Torsdag 6. marts 2014",
        ("FORFATTER: Tove Rask", "SEKTION: Lokalt", "LÆNGDE: 65 ord"),
        ("LOAD-DATE: 7. marts 2014", "SPROG: DANISH; DANSK"),
        "6. marts 2014",
    ),
    "Norwegian": (
        "Dokument 2 av 62",
        "Torsdag 6. desember 2014",
        ("FORFATTER: Tove Rask", "SEKSJON: Lokalt", "LENGDE: 65 ord"),
        ("LASTEDATO: 7. desember 2014", "SPRÅK: NORWEGIAN"),
        "6. desember 2014",
    ),
    "Finnish": (
        "Asiakirja 2/62",
        "6. maaliskuuta 2014 torstai",
        ("KIRJOITTAJA: Tove Rask", "OSASTO: Lokero", "PITUUS: 65 sanaa"),
        ("LATAUSPÄIVÄ: 7. maaliskuuta 2014", "KIELI: FINNISH"),
        "6. maaliskuuta 2014",
    ),
    "Polish": (
        "Dokument 2 z 62",
        "6 marca 2014",
        ("AUTOR: Tove Rask", "DZIAŁ: Lokalny", "DŁUGOŚĆ: 65 słów"),
        ("DODANO: 7 marca 2014", "JĘZYK: POLISH"),
        "6 marca 2014",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_of_another_interface_language_is_read_as_well(language: str) -> None:
    mark, date, head, tail, published = LANGUAGES[language]
    article = only(read(document(mark, date=date, head=head, tail=tail)))
    said = values(article)
    assert (said["published"], said["authors"], said["words"]) == (published, "Tove Rask", "65")
    assert said["section"].startswith("Lo") and said["language"]
    assert article.text == f"{LOREM}\n\n{MORE}"


@pytest.mark.parametrize(
    "change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: "\f" + t]
)
def test_line_ends_and_byte_order_marks_of_windows_change_nothing(change) -> None:
    assert only(read(change(document()))).text == f"{LOREM}\n\n{MORE}"


def test_an_export_in_windows_1252_keeps_its_letters() -> None:
    article = only(read(document(outlet="Ålesunds Avis", title="Brücke gesperrt").encode("cp1252")))
    assert values(article)["outlet"] == "Ålesunds Avis" and values(article)["title"] == "Brücke gesperrt"


def test_an_article_whose_mark_was_lost_is_read_with_the_others() -> None:
    found = read(document("") + document("2 of 2 DOCUMENTS"))
    assert [a.text for a in found.articles] == [f"{LOREM}\n\n{MORE}"] * 2


def test_a_headline_of_many_lines_does_not_draw_the_labels_into_the_text() -> None:
    title = " ".join(["Cracks close the northern pier"] * 20)
    article = only(read(document(title=title)))
    assert values(article)["title"] == title and values(article)["words"] == "65"
    assert article.text == f"{LOREM}\n\n{MORE}"


def test_the_cover_says_how_many_articles_were_asked_for() -> None:
    cover = (
        "\n\nDownload Request: Selected Items: 1-2, 5\nTime Of Request: Monday, March 10, 2014  10:00:00\n\n"
    )
    found = read(cover + document("1 of 3 DOCUMENTS") + document("2 of 3 DOCUMENTS"))
    assert len(found.articles) == 2 and found.announced == 3
    assert found.notes == ("the file announces 3 articles and holds 2",)


def test_a_number_left_out_between_articles_is_told() -> None:
    found = read(document("1 of 4 DOCUMENTS") + document("4 of 4 DOCUMENTS"))
    assert found.announced == 4 and found.notes == ("the numbers of the articles leave out 2, 3",)


def test_a_part_of_a_longer_search_is_not_taken_for_incomplete() -> None:
    found = read(document("501 of 2146 DOCUMENTS") + document("502 of 2146 DOCUMENTS"))
    assert found.announced == 2 and "of 2,146" in found.notes[0]


def test_an_export_without_articles_announces_none() -> None:
    found = read(
        "Download Request: All Items\nTime Of Request: Monday, March 10, 2014\n\nSend To:\n\nA LIBRARY\n"
    )
    assert found.articles == () and found.announced == 0


def test_an_article_whose_headline_looks_like_a_date_is_not_split() -> None:
    found = read(document(title="March 4, 2014: the day the pier closed"))
    assert values(only(found))["title"] == "March 4, 2014: the day the pier closed"


def test_a_sentence_that_counts_documents_begins_no_article() -> None:
    body = (LOREM, "Of these the clerk could find 3 of 10 documents", "3 of 10 documents", MORE)
    assert only(read(document(body=body))).text.count("3 of 10 documents") == 2


def test_a_headline_over_several_lines_is_one() -> None:
    title = "Cracks close the northern pier; Divers found them in eleven of its forty pillars, ferries leave elsewhere"
    assert values(only(read(document(title=title))))["title"] == title


def test_an_article_without_headline_and_byline_keeps_its_first_paragraph() -> None:
    article = only(read(document(title="", head=("SECTION: WIRE", "LENGTH: 65 words"))))
    assert "title" not in article.fields and article.text == f"{LOREM}\n\n{MORE}"


def test_a_long_list_of_authors_stays_whole() -> None:
    names = ", ".join(f"Tove Rask-Lindqvist the {n}th" for n in range(30))
    assert values(only(read(document(head=(f"BYLINE: {names}", "LENGTH: 65 words")))))["authors"] == names


def test_lines_of_the_text_that_look_like_labels_stay_in_it() -> None:
    body = (
        LOREM,
        "LENGTH: forty fathoms. BREADTH: nine.",
        "ALSO ASKED: who pays for the pier",
        "NOTE: See page 4.",
        MORE,
    )
    article = only(read(document(body=body)))
    assert article.text == "\n\n".join(body) and values(article)["words"] == "65"


def test_captions_and_topics_are_no_text() -> None:
    tail = (
        "GRAPHIC: Photo: The pier at low tide",
        "Map: Where the ferries leave",
        "SUBJECT: PORTS & HARBORS (91%); FERRIES (80%)",
        "LOAD-DATE: March 5, 2014",
        "LANGUAGE: ENGLISH",
    )
    assert only(read(document(tail=tail))).text == f"{LOREM}\n\n{MORE}"


def test_a_caption_in_the_middle_of_the_text_does_not_end_it() -> None:
    body = (LOREM, "GRAPHIC: the word was painted on the wall.", MORE, MORE, MORE)
    article = only(read(document(body=body, head=("LENGTH: 140 words",))))
    assert article.text == "\n\n".join(body)
    assert only(read(document(body=(LOREM, LOREM, *body[1:3]), head=("SECTION: LOCAL",)))).text.startswith(
        LOREM
    )


def test_a_correction_is_told_and_no_text() -> None:
    tail = (
        "CORRECTION-DATE: March 6, 2014",
        "CORRECTION:",
        "The article gave a wrong number of pillars.",
        "LANGUAGE: ENGLISH",
    )
    article = only(read(document(date="March 4, 2014 Tuesday\nCorrection Appended", tail=tail)))
    assert article.text == f"{LOREM}\n\n{MORE}"
    assert article.changed == ("left out: a correction behind the text (8 words)",)


def test_a_summary_before_the_text_is_told_and_no_text() -> None:
    head = ("LENGTH: 65 words", "HIGHLIGHT: The pier stays closed until the spring")
    article = only(read(document(head=head)))
    assert article.text == f"{LOREM}\n\n{MORE}" and "summary" in article.changed[0]


def test_section_and_length_behind_the_text_are_read_and_no_text() -> None:
    tail = ("SECTION: Politics", "LENGTH: 65 words", "LOAD-DATE: March 5, 2014", "LANGUAGE: ENGLISH")
    article = only(read(document(head=("DATELINE: Port Ansgar",), tail=tail)))
    assert article.text == f"{LOREM}\n\n{MORE}"
    assert (values(article)["section"], values(article)["words"]) == ("Politics", "65")


def test_the_older_layout_with_labels_for_headline_and_text_is_read() -> None:
    lines = [
        middle("2 of 3 DOCUMENTS"),
        "",
        middle("Copyright 1997 Ansgar Press"),
        middle("The Ansgar Courier"),
        "",
    ]
    lines += [middle("March 4, 1997, Tuesday, Late Edition - Final"), "", "SECTION: Section A; Page 1", ""]
    lines += [
        "LENGTH: 65 words",
        "",
        "HEADLINE: Cracks close the northern pier",
        "",
        "BYLINE:  By TOVE RASK",
        "",
    ]
    lines += [
        "BODY:",
        wrap("   " + LOREM),
        wrap("   " + MORE),
        "",
        "LOAD-DATE: March 4, 1997",
        "",
        "LANGUAGE: ENGLISH",
        "",
    ]
    article = only(read("\n".join(lines)))
    said = values(article)
    assert article.text == f"{LOREM}\n\n{MORE}"
    assert (said["outlet"], said["published"]) == ("The Ansgar Courier", "March 4, 1997")
    assert (said["title"], said["authors"]) == ("Cracks close the northern pier", "By TOVE RASK")


def test_a_line_below_the_headline_may_be_the_author_and_is_guessed() -> None:
    article = only(read(document(head=("Tove Rask", "ORTSZEILE: Ansgar"))))
    assert article.fields["authors"].value == "Tove Rask" and article.fields["authors"].basis == GUESSED


def test_the_day_of_loading_is_never_the_day_of_the_article() -> None:
    article = only(read(document(date="", tail=("LOAD-DATE: March 5, 2014", "LANGUAGE: ENGLISH"))))
    assert "published" not in article.fields and article.notes


def test_an_article_without_text_is_set_aside_with_its_content() -> None:
    found = read(document("1 of 2 DOCUMENTS", body=()) + document("2 of 2 DOCUMENTS"))
    (unread,) = found.unread
    assert len(found.articles) == 1 and found.announced == 2
    assert "Cracks close" in str(unread.content) and "no text" in unread.reason


def test_rows_of_a_table_stay_rows() -> None:
    table = "Pier          Pillars    Cracks\nNorthern      40         11\nSouthern      38         0"
    text = document(body=(LOREM,)).replace("LOAD-DATE", f"{table}\n\nLOAD-DATE")
    assert "Northern 40 11\nSouthern 38 0" in only(read(text)).text


def test_other_texts_are_none_of_this_kind() -> None:
    for text in (LOREM, "", "Notes\n\nWe read 3 of 10 documents\n", "BYLINE: Tove Rask\n\nLENGTH: 5 words\n"):
        assert not nexis_text.recognises(source(text))
    assert not nexis_text.recognises(source(b"\x00\x01\x02"))


def test_a_file_in_which_no_article_begins_says_what_is_accepted() -> None:
    with pytest.raises(BadInputError) as error:
        nexis_text.read(source(LOREM))
    assert "1 of 62 DOCUMENTS" in str(error.value)


# ---------------------------------------------------------------------------------------------------------------- HTML

STYLES = (
    ".{0} {{ text-align: center; }}\n.{1} {{ text-align: left; }}\n"
    ".{2} {{ font-family: Arial; font-size: 10pt; font-weight: normal; }}\n"
    ".{3} {{ font-size: 14pt; font-weight: bold; }}\n.{4} {{ font-size: 10pt; font-weight: bold; }}\n"
    ".{5} {{ font-size: 10pt; font-weight: bold; color: #CC0033; }}\n"
)


def page(
    *articles: str, names: tuple[str, ...] = ("c0", "c4", "c2", "c6", "c7", "c9"), count: int | None = None
) -> str:
    """A file of articles, the classes of its blocks called `names`."""
    head = (
        f"<HTML><HEAD><STYLE TYPE='text/css'><!--\n{STYLES.format(*names)}--></STYLE><!-- LXNComment 1:2 -->"
    )
    head += (
        f'<TITLE>&nbsp;</TITLE><META TOPIC="null" DOCUMENTS="{count or len(articles)}" /></HEAD>\n<BODY>\n'
    )
    keys = dict(zip(("MIDDLE", "LEFT", "PLAIN", "LARGE", "BOLD", "HIT"), names, strict=True))
    body = "".join(
        f'<A NAME="DOC_ID_{n}_0"></A><!-- Hide XML section from browser\n<DOC NUMBER={n}>\n<DOCFULL> -->\n{article}\n'
        f"<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n<DIV CLASS='page'/>"
        for n, article in enumerate(articles)
    )
    for key, name in keys.items():
        body = body.replace(f'"{key}"', f'"{name}"')
    return head + body + "</BODY></HTML>"


def division(content: str, side: str = "LEFT") -> str:
    return f'<BR><DIV CLASS="{side}">{content}</DIV>\n'


def line(text: str, setting: str = "PLAIN") -> str:
    return f'<P CLASS="any"><SPAN CLASS="{setting}">{html.escape(text)}</SPAN></P>'


def labelled(label: str, text: str) -> str:
    return division(
        f'<P><SPAN CLASS="BOLD">{label}: </SPAN><SPAN CLASS="PLAIN">{html.escape(text)}</SPAN></P>'
    )


def html_document(
    mark: str = "1 of 1 DOCUMENT", title: str = "Cracks close the northern pier", extra: str = ""
) -> str:
    parts = [division(line(mark), "MIDDLE"), division(line("The Ansgar Courier"), "MIDDLE")]
    parts.append(
        division(
            '<P><SPAN CLASS="HIT">March</SPAN><SPAN CLASS="PLAIN"> 4, 2014 Tuesday<BR>Late Edition</SPAN></P>',
            "MIDDLE",
        )
    )
    parts += [division(line(title, "LARGE"))] if title else []
    parts += [
        labelled("BYLINE", "Tove Rask"),
        labelled("SECTION", "LOCAL; Pg. 3"),
        labelled("LENGTH", "65 words"),
    ]
    parts += [division(line(LOREM) + "\n" + line(MORE)), extra]
    parts += [labelled("LOAD-DATE", "March 5, 2014"), labelled("LANGUAGE", "ENGLISH")]
    parts.append(division(line("Copyright 2014 Ansgar Press Ltd."), "MIDDLE"))
    return "".join(parts)


def read_html(content: str) -> Found:
    asked = source(content, "export.html")
    assert nexis_html.recognises(asked) and not nexis_text.recognises(asked)
    return nexis_html.read(asked)


@pytest.mark.parametrize(
    "names", [("c0", "c4", "c2", "c6", "c7", "c9"), ("c5", "c0", "c7", "c1", "c3", "c2")]
)
def test_what_a_class_means_is_learnt_from_each_file(names: tuple[str, ...]) -> None:
    found = read_html(page(html_document("1 of 2 DOCUMENTS"), html_document("2 of 2 DOCUMENTS"), names=names))
    assert len(found.articles) == found.announced == 2
    for article in found.articles:
        said = values(article)
        assert article.text == f"{LOREM}\n\n{MORE}"
        assert (said["outlet"], said["published"], said["authors"]) == (
            "The Ansgar Courier",
            "March 4, 2014",
            "Tove Rask",
        )
        assert (said["title"], said["words"]) == ("Cracks close the northern pier", "65")


def test_a_page_without_its_styles_is_read_by_its_capitals() -> None:
    bare = page(html_document()).replace("text-align", "x").replace("font-", "y")
    article = only(read_html(bare))
    assert article.text.endswith(f"{LOREM}\n\n{MORE}") and values(article)["words"] == "65"


def test_hundreds_of_articles_are_not_cut_off_by_divisions_that_never_close() -> None:
    found = read_html(page(*(html_document(f"{n} of 400 DOCUMENTS") for n in range(1, 401))))
    assert len(found.articles) == 400 and all(a.text == f"{LOREM}\n\n{MORE}" for a in found.articles)


def test_an_error_of_the_database_is_set_aside() -> None:
    apology = division(
        line("We are sorry but there is an error in this document and it is not possible to display it.")
    )
    found = read_html(page(html_document(), apology))
    assert len(found.articles) == 1 and len(found.unread) == 1 and found.announced == 2
    assert "error" in found.unread[0].reason


def test_articles_missing_from_a_page_are_told() -> None:
    found = read_html(page(html_document(), count=5))
    assert found.announced == 5 and found.notes == ("the file announces 5 articles and holds 1",)


def test_rows_of_a_table_in_a_page_stay_rows() -> None:
    table = "<TABLE><TR><TD><P>Pier</P></TD><TD><P>Pillars</P></TD></TR><TR><TD>North</TD><TD>40</TD></TR></TABLE>"
    assert only(read_html(page(html_document(extra=table)))).text.endswith("Pier Pillars\nNorth 40")


def test_a_correction_in_a_page_is_no_text() -> None:
    correction = division(
        '<P><SPAN CLASS="BOLD"> CORRECTION:<BR></SPAN></P>'
        + line("The article gave a wrong number of pillars.")
    )
    article = only(read_html(page(html_document(extra=correction))))
    assert article.text == f"{LOREM}\n\n{MORE}" and "correction" in article.changed[0]


def test_another_page_is_none_of_this_kind() -> None:
    for text in ("<html><body><p>1 of 2 DOCUMENTS</p></body></html>", "<p>LexisNexis is a company</p>"):
        assert not nexis_html.recognises(source(text, "page.html"))


# ------------------------------------------------------------------------------------------------------------ anything

words = (
    st.text(alphabet="abcdefgåéß ,'-", min_size=1, max_size=60).map(lambda t: " ".join(t.split())).filter(len)
)
paragraph = st.lists(words, min_size=12, max_size=40).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(paragraph, min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_word_of_an_article_is_lost(bodies: list[list[str]]) -> None:
    text = "".join(
        document(f"{n} of {len(bodies)} DOCUMENTS", body=tuple("Ax " + p for p in body))
        for n, body in enumerate(bodies, start=1)
    )
    found = read(text)
    assert [a.text.split() for a in found.articles] == [
        " ".join("Ax " + p for p in b).split() for b in bodies
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 2000), max_size=12), st.text(max_size=20), st.booleans())
def test_a_mangled_export_is_read_or_named_and_never_breaks(
    cuts: list[int], thrown_in: str, pages: bool
) -> None:
    whole = (
        page(html_document(), html_document())
        if pages
        else document("1 of 2 DOCUMENTS") + document("2 of 2 DOCUMENTS")
    )
    for cut in cuts:
        at = cut % max(len(whole), 1)
        whole = whole[:at] + thrown_in + whole[at + 40 :]
    reader = nexis_html if pages else nexis_text
    asked = source(whole)
    if reader.recognises(asked):
        try:
            found = reader.read(asked)
        except BadInputError:
            return
        assert found.announced is None or found.announced >= len(found.articles)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("September 12, 2022 Monday 10:04 AM GMT", "September 12, 2022"),
        ("Mittwoch 31. August 2011", "31. August 2011"),
        ("1er mars 2011", "1er mars 2011"),
        ("2014-03-04", "2014-03-04"),
        ("Summer, 2008", "Summer, 2008"),
        ("The Courier of 1848", ""),
        ("Final Edition", ""),
    ],
)
def test_a_line_of_a_date_gives_the_date_alone(line: str, date: str) -> None:
    assert nexis_labels.date_in(line) == date
