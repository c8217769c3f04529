"""Word documents of the new Nexis: invented outlets, in the layouts of the database."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.common.problems import BadInputError
from retold.intake import dates
from retold.intake.article import Article, Found
from retold.intake.readers import nexis_word
from retold.intake.source import Source

LOREM = "The harbour council of Port Ansgar voted on Tuesday to close the northern pier until the spring."
MORE = (
    "Mayor Ilse Brandvold said that nobody had been in danger: this time the divers had measured something."
)


class Export:
    """A document as Nexis writes it; `plain` leaves out the bookmarks and sizes that other programs may lose."""

    def __init__(self, plain: bool = False) -> None:
        self.document = docx.Document()
        self.plain = plain
        self.count = 0

    def line(self, text: str, *, bold: bool = False, size: float = 10, centred: bool = False):
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(text)
        run.bold = bold or None
        if not self.plain:
            run.font.size = Pt(size)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph

    def mark(self, paragraph, name: str) -> None:
        if self.plain:
            return
        start = OxmlElement("w:bookmarkStart")
        start.set(qn("w:id"), str(self.count))
        start.set(qn("w:name"), name)
        paragraph._p.append(start)

    def label(self, label: str, value: str, below: str = ""):
        paragraph = self.line(below)
        paragraph.add_run(f"{label}:").bold = True
        paragraph.add_run(f"\u00a0{value}")
        return paragraph

    def headline(self, text: str):
        paragraph = self.document.add_paragraph()
        link = OxmlElement("w:hyperlink")
        paragraph._p.append(link)
        link.append(paragraph.add_run(text)._r)
        if not self.plain:
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), "0")
            paragraph._p.get_or_add_pPr().append(level)
        return paragraph

    def heading(self, text: str, name: str = "", below: str = "") -> None:
        paragraph = self.line(below + text, bold=True, size=14)
        if name:
            self.mark(paragraph, name)

    def cover(
        self, titles: list[str], count: int | None = None, words: str = "Documents", job: str = "Job Number"
    ) -> Export:
        self.label("Date and Time", "Monday, March 10, 2014 10:00:00 AM CET")
        self.line(f"{job}: 12345678")
        self.line(f"{words} ({len(titles) if count is None else count})", bold=True, size=12)
        for number, title in enumerate(titles, start=1):
            self.line(f"{number}. {title}")
            self.line("Client/Matter: -None-")
            self.line("Search Terms: pier")
            table = self.document.add_table(rows=1, cols=2)
            table.rows[0].cells[0].text, table.rows[0].cells[1].text = (
                "News",
                "Timeline: Jan 01, 2010 to Dec 31, 2013",
            )
        return self

    def article(
        self,
        title: str = "Cracks close the northern pier",
        outlet: str = "The Ansgar Courier",
        dates: tuple[str, ...] = ("March 4, 2014 Tuesday", "Late Edition"),
        head: tuple[tuple[str, str], ...] = (
            ("Section", "LOCAL; Pg. 3"),
            ("Length", "1,033 words"),
            ("Byline", "Tove Rask"),
        ),
        body: tuple[str, ...] = (LOREM, MORE),
        after: tuple[tuple[str, tuple[str, ...]], ...] = (("Graphic", ("The pier at low tide",)),),
        tail: tuple[tuple[str, str], ...] = (("Language", "ENGLISH"), ("Load-Date", "March 5, 2014")),
        names: tuple[str, str] = ("Body", "End of Document"),
    ) -> Export:
        self.count += 1
        if not self.plain:
            self.mark(self.line(""), f"Bookmark_{self.count}")
        self.headline(title)
        for text in (outlet, *dates):
            self.line(text, centred=True)
        self.line("\nCopyright 2014 Ansgar Press Ltd. All Rights Reserved", size=8)
        for label, value in head:
            self.label(label, value)
        if names[0]:
            self.heading(names[0], f"Body_{self.count}" if self.count > 1 else "Body")
        for text in body:
            self.line(text)
        for heading, texts in after:
            self.heading(heading, below="\n")
            for text in texts:
                self.line(text)
        for label, value in tail:
            self.label(label, value, below="\n")
        if names[1]:
            self.line("\n" + names[1], size=8)
        return self

    def source(self) -> Source:
        stream = io.BytesIO()
        self.document.save(stream)
        return Source(Path("export.docx"), "export.docx", stream.getvalue())


def read(export: Export) -> Found:
    source = export.source()
    assert nexis_word.recognises(source)
    return nexis_word.read(source)


def only(found: Found) -> Article:
    assert not found.unread
    (article,) = found.articles
    return article


def values(article: Article) -> dict[str, str]:
    return {name: value.value for name, value in article.fields.items()}


@pytest.mark.parametrize("plain", [False, True])
def test_an_article_comes_with_all_that_its_document_says(plain: bool) -> None:
    found = read(Export(plain).article())
    assert found.announced is None
    article = only(found)
    assert values(article) == {
        "title": "Cracks close the northern pier",
        "outlet": "The Ansgar Courier",
        "published": "March 4, 2014",
        "section": "LOCAL; Pg. 3",
        "words": "1033",
        "authors": "Tove Rask",
        "language": "ENGLISH",
        "rights": "Copyright 2014 Ansgar Press Ltd. All Rights Reserved",
    }
    assert article.text == f"{LOREM}\n\n{MORE}"


@pytest.mark.parametrize("plain", [False, True])
def test_articles_behind_a_cover_are_all_found(plain: bool) -> None:
    titles = ["Cracks close the northern pier", "Cracks close the northern pier", "Ferries leave elsewhere"]
    export = Export(plain).cover(titles)
    for title in titles:
        export.article(title)
    found = read(export)
    assert [values(a)["title"] for a in found.articles] == titles
    assert found.announced == 3 and found.notes == ()
    assert all(article.text == f"{LOREM}\n\n{MORE}" for article in found.articles)


def test_what_the_cover_lists_and_the_document_does_not_hold_is_told() -> None:
    found = read(Export().cover(["Ferries leave elsewhere", "Cracks close the northern pier"]).article())
    assert found.announced == 2 and len(found.articles) == 1
    assert found.notes[-1].endswith("does not hold: Ferries leave elsewhere")


def test_a_cover_without_articles_announces_none() -> None:
    found = read(Export().cover([], count=0))
    assert found.articles == () and found.announced == 0


def test_a_headline_that_ends_in_a_number_in_brackets_is_no_cover() -> None:
    found = read(Export(plain=True).article(title="Tove Rask (44)"))
    assert values(only(found))["title"] == "Tove Rask (44)"


LANGUAGES = {
    "German": (
        ("Textkörper", "Ende des Dokuments", "Dokumente"),
        (("Rubrik", "Lokales; S. 3"), ("Länge", "1.033 Wörter"), ("Autor", "Tove Rask")),
        (("Sprache", "GERMAN; DEUTSCH"), ("Update", "5. März 2014")),
        "Dienstag 4. März 2014",
        "Grafik",
    ),
    "French": (
        ("Corps de l’article", "Fin du document", "Documents"),
        (("Rubrique", "Local"), ("Longueur", "1 033 mots"), ("Auteur", "Tove Rask")),
        (("Langue", "FRENCH"), ("Date de chargement", "5 mars 2014")),
        "4 mars 2014",
        "Graphique",
    ),
    "Dutch": (
        ("Hoofdtekst", "Einde van document", "Documenten"),
        (("Rubriek", "Lokaal"), ("Lengte", "1033 woorden"), ("Auteur", "Tove Rask")),
        (("Taal", "DUTCH; NEDERLANDS"), ("Laaddatum", "5 maart 2014")),
        "4 maart 2014 dinsdag",
        "Grafiek",
    ),
    "Spanish": (
        ("Cuerpo", "Fin del documento", "Documentos"),
        (("Sección", "Local"), ("Longitud", "1033 palabras"), ("Autor", "Tove Rask")),
        (("Idioma", "SPANISH"), ("Fecha de carga", "5 de marzo de 2014")),
        "4 de marzo de 2014 martes",
        "Gráfico",
    ),
    "Norwegian": (
        ("Brødtekst", "Slutt på dokument", "Dokumenter"),
        (("Seksjon", "Lokalt"), ("Lengde", "1033 ord"), ("Forfatter", "Tove Rask")),
        (("Språk", "NORWEGIAN"), ("Lastedato", "5. desember 2014")),
        "4. desember 2014 torsdag",
        "Grafikk",
    ),
    "Finnish": (
        ("Leipäteksti", "Asiakirjan loppu", "Asiakirjat"),
        (("Osasto", "Lokero"), ("Pituus", "1033 sanaa"), ("Kirjoittaja", "Tove Rask")),
        (("Kieli", "FINNISH"), ("Latauspäivä", "5. maaliskuuta 2014")),
        "4. maaliskuuta 2014 tiistai",
        "Kuva",
    ),
    "Polish": (
        ("Treść", "Koniec dokumentu", "Dokumenty"),
        (("Dział", "Lokalny"), ("Długość", "1033 słów"), ("Autor", "Tove Rask")),
        (("Język", "POLISH"), ("Data załadowania", "5 marca 2014")),
        "4 marca 2014 wtorek",
        "Grafika",
    ),
    "Chinese": (
        ("正文", "文档结尾", "文档"),
        (("版面", "Lo"), ("长度", "1033 字"), ("作者", "Tove Rask")),
        (("语言", "CHINESE"), ("载入日期", "2014年3月5日")),
        "2014年3月4日 星期二",
        "图表",
    ),
}


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_of_another_interface_language_is_read_as_well(language: str, plain: bool) -> None:
    names, head, tail, date, graphic = LANGUAGES[language]
    export = Export(plain).cover(["A", "B"], words=names[2])
    for title in "AB":
        after = ((graphic, ("The pier at low tide",)),)
        export.article(title, dates=(date,), head=head, tail=tail, after=after, names=names[:2])
    found = read(export)
    assert found.announced == len(found.articles) == 2
    for article in found.articles:
        said = values(article)
        assert (said["authors"], said["words"]) == ("Tove Rask", "1033") and said["published"] in date
        assert dates.read(said["published"]).value in ("2014-03-04", "2014-12-04")
        assert said["section"].startswith("Lo") and said["language"]
        assert article.text == f"{LOREM}\n\n{MORE}"


def test_words_of_an_unknown_language_are_told_by_the_marks_of_the_program() -> None:
    export = Export().article("A", names=("Meginmál", "Lok skjals"), tail=(("Tungumál", "ICELANDIC"),))
    found = read(export.article("B", names=("Meginmál", "Lok skjals"), tail=(("Tungumál", "ICELANDIC"),)))
    assert [values(a)["title"] for a in found.articles] == ["A", "B"]
    assert all(article.text == f"{LOREM}\n\n{MORE}" for article in found.articles)


def test_an_article_without_a_headline_does_not_take_its_outlet_for_one() -> None:
    export = Export(plain=True).article(title="")
    article = only(read(export))
    assert "title" not in values(article) and values(article)["outlet"] == "The Ansgar Courier"


def test_labels_that_a_program_set_as_the_text_lose_no_field() -> None:
    export = Export(plain=True).article()
    for text in export.document.element.iter(qn("w:t")):
        text.text = (text.text or "").replace("\u00a0", " ")
    for bold in list(export.document.element.iter(qn("w:b"))):
        bold.getparent().remove(bold)
    article = only(read(export))
    assert article.text == f"{LOREM}\n\n{MORE}"
    said = values(article)
    assert (said["authors"], said["section"], said["words"]) == ("Tove Rask", "LOCAL; Pg. 3", "1033")
    assert said["language"] == "ENGLISH"


def test_an_end_that_a_program_wrote_in_two_parts_still_ends_its_article() -> None:
    export = Export(plain=True)
    for title in "AB":
        export.article(title, names=("Body", "")).line("\nEnd of ").add_run("Document")
    assert [values(a)["title"] for a in read(export).articles] == ["A", "B"]


def test_lines_of_the_text_that_look_like_labels_stay_in_it() -> None:
    body = (
        LOREM,
        "Inhabitants: nine hundred",
        "Classification",
        "Length: forty meters",
        "End of documents.",
        MORE,
    )
    article = only(read(Export().article(body=body)))
    assert article.text == "\n\n".join(body) and values(article)["words"] == "1033"


def test_a_bold_word_in_the_text_is_no_label_of_the_database() -> None:
    export = Export().article(body=(LOREM,), after=(), tail=(), names=("Body", ""))
    paragraph = export.line("")
    paragraph.add_run("Area:").bold = True
    paragraph.add_run(" four hectares")
    export.label("Load-Date", "March 5, 2014", below="\n")
    assert only(read(export)).text == f"{LOREM}\n\nArea: four hectares"


def test_a_heading_in_the_text_begins_no_article() -> None:
    export = Export().article(body=(LOREM,), after=(), tail=(), names=("Body", ""))
    export.line("Full text", bold=True)
    export.line(MORE)
    export.label("Load-Date", "March 5, 2014", below="\n")
    assert only(read(export)).text == f"{LOREM}\n\nFull text\n\n{MORE}"


def test_an_update_in_the_text_does_not_cut_it_off() -> None:
    export = Export().article(body=(LOREM,), after=(), tail=(), names=("Body", ""))
    export.line("").add_run("Update:").bold = True
    export.label("Company", "Ansgar Ferries")
    for _ in range(6):
        export.line(MORE)
    export.label("Load-Date", "March 5, 2014", below="\n")
    assert only(read(export)).text.count(MORE) == 6


def test_what_was_saved_of_a_document_as_text_or_rtf_is_read_as_well() -> None:
    titles = ["Cracks close the northern pier", "Ferries leave elsewhere"]
    export = Export().cover(titles).article(titles[0]).article(titles[1])
    lines = [paragraph.text for paragraph in export.document.paragraphs]
    rtf = "".join(f"{line}\\par\n" for text in lines for line in text.replace("\u00a0", "\\~").split("\n"))
    for data in ("\n".join(lines), "{\\rtf1\\ansi " + rtf + "}"):
        source = Source(Path("export"), "export", data.encode())
        assert nexis_word.recognises(source)
        found = nexis_word.read(source)
        assert [values(a)["title"] for a in found.articles] == titles and found.announced == 2
        assert {a.text for a in found.articles} == {f"{LOREM}\n\n{MORE}"}


def test_lines_that_the_source_had_wrapped_are_joined_and_headings_are_not() -> None:
    wrapped = (
        "The harbour council of Port Ansgar voted on Tuesday to close the",
        "northern pier until the spring.",
    )
    export = Export().article(body=(), after=(), tail=(), names=("Body", ""))
    for above, below in (wrapped, ("Ferries", "They leave from the fish market.")):
        export.line(above)
        export.line(below).paragraph_format.space_before = Pt(3)
    export.label("Load-Date", "March 5, 2014", below="\n")
    assert only(read(export)).text.split("\n\n") == [
        " ".join(wrapped),
        "Ferries",
        "They leave from the fish market.",
    ]


def test_a_table_in_the_text_stays_in_it_row_by_row() -> None:
    export = Export().article(body=(LOREM,), after=(), tail=(), names=("Body", ""))
    table = export.document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Pier", "Pillars"), ("North", "40")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    export.label("Load-Date", "March 5, 2014", below="\n")
    assert only(read(export)).text == f"{LOREM}\n\nPier Pillars\nNorth 40"


def test_the_address_behind_a_text_is_its_field_and_no_text() -> None:
    article = only(
        read(Export().article(body=(LOREM, MORE, "\nhttps://courier.example/2014/03/04/pier.html")))
    )
    assert article.text == f"{LOREM}\n\n{MORE}"
    assert values(article)["url"] == "https://courier.example/2014/03/04/pier.html"


def test_what_is_left_out_of_an_article_is_told() -> None:
    export = Export().article(
        title="Cracks close the northern pier - Correction Appended",
        head=(("Length", "40 words"), ("Highlight", "The pier stays closed until the spring")),
        body=("ABSTRACT", "A pier is closed", "FULL TEXT", LOREM, MORE, "PHOTO: The pier (COURIER)"),
        after=(("Correction", ("The article gave a wrong number of pillars.",)),),
    )
    article = only(read(export))
    assert values(article)["title"] == "Cracks close the northern pier"
    assert article.text == f"{LOREM}\n\n{MORE}" and len(article.changed) == 5


def test_links_to_other_articles_are_no_text() -> None:
    export = Export().article(after=(), tail=(), names=("Body", ""))
    export.line("Related Articles", bold=True)
    export.plain = True
    export.headline("Divers count pillars")
    export.plain = False
    export.label("Load-Date", "March 5, 2014", below="\n")
    article = only(read(export))
    assert article.text == f"{LOREM}\n\n{MORE}" and "1 links" in article.changed[0]


def test_a_byline_of_several_lines_keeps_all_names() -> None:
    export = Export().article(
        head=(("Length", "40 words"), ("Byline", "wire")), names=("", ""), body=(), after=(), tail=()
    )
    export.line("\nTOVE RASK")
    export.heading("Body", "Body")
    export.line(LOREM)
    assert values(only(read(export)))["authors"] == "wire; TOVE RASK"


def test_the_day_of_loading_is_never_the_day_of_the_article() -> None:
    article = only(read(Export().article(dates=())))
    assert "published" not in article.fields and article.notes


def test_an_article_without_text_is_set_aside_with_its_content() -> None:
    found = read(Export().article("Only a picture", body=()).article("With a text"))
    (unread,) = found.unread
    assert [values(a)["title"] for a in found.articles] == ["With a text"]
    assert "Only a picture" in str(unread.content) and "no text" in unread.reason


def test_a_document_without_headings_is_read_by_its_labels() -> None:
    article = only(read(Export().article(names=("", "End of Document"), after=())))
    assert article.text == f"{LOREM}\n\n{MORE}"


def test_articles_that_no_mark_parts_are_not_run_together() -> None:
    export = Export().article("A", names=("Body", ""))
    export.document.element.body.remove(export.document.paragraphs[0]._p)
    found = read(export.article("B", names=("Body", "")))
    assert [values(a)["title"] for a in found.articles] == ["A", "B"]


def test_the_old_layout_in_word_is_read() -> None:
    export = Export()
    for number in (1, 2):
        export.line(f"{number} of 2 DOCUMENTS", centred=True)
        export.line("The Ansgar Courier", centred=True)
        export.line("March 4, 2009 Wednesday", centred=True)
        export.line("Cracks close the northern pier", size=14, bold=True)
        export.line("BYLINE: Tove Rask")
        export.line("LENGTH: 40 words")
        export.line(LOREM)
        export.line(MORE)
        export.line("LOAD-DATE: March 5, 2009")
        export.line("Copyright 2009 Ansgar Press", centred=True)
    found = read(export)
    assert found.announced == len(found.articles) == 2
    assert {a.text for a in found.articles} == {f"{LOREM}\n\n{MORE}"}
    assert values(found.articles[1])["authors"] == "Tove Rask"


def test_other_documents_are_none_of_this_kind() -> None:
    export = Export()
    export.line(LOREM)
    export.line("Length: 40 words")
    assert not nexis_word.recognises(export.source())
    assert not nexis_word.recognises(Source(Path("a.txt"), "a.txt", b"End of Document"))
    assert not nexis_word.recognises(Source(Path("a.docx"), "a.docx", b"PK\x03\x04 broken"))


def test_a_broken_document_says_how_to_mend_it() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "word/document.xml", '<w:t>End of Document</w:t><w:bookmarkStart w:name="Body"/>Copyright'
        )
    source = Source(Path("broken.docx"), "broken.docx", stream.getvalue())
    assert nexis_word.recognises(source)
    with pytest.raises(BadInputError) as error:
        nexis_word.read(source)
    assert "download it again" in str(error.value)


words = (
    st.text(alphabet="abcdefgåéß ,'-", min_size=1, max_size=60).map(lambda t: " ".join(t.split())).filter(len)
)
paragraph = st.lists(words, min_size=1, max_size=8).map(lambda each: "Ax " + " ".join(each))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(paragraph, min_size=1, max_size=4), min_size=1, max_size=3), st.booleans())
def test_no_word_of_an_article_is_lost(bodies: list[list[str]], plain: bool) -> None:
    export = Export(plain)
    for body in bodies:
        export.article(body=tuple(body))
    found = read(export)
    assert [a.text.split() for a in found.articles] == [" ".join(body).split() for body in bodies]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), max_size=20), st.booleans())
def test_a_document_with_paragraphs_torn_out_is_read_and_never_breaks(gone: list[int], plain: bool) -> None:
    export = Export(plain).cover(["A", "B"]).article("A").article("B")
    for position in gone:
        paragraphs = export.document.paragraphs
        paragraph = paragraphs[position % len(paragraphs)]._p
        paragraph.getparent().remove(paragraph)
    source = export.source()
    if nexis_word.recognises(source):
        found = nexis_word.read(source)
        assert found.announced is None or found.announced >= len(found.articles)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=30), st.integers(0, 10_000))
def test_a_mangled_file_is_named_and_never_breaks(thrown_in: bytes, at: int) -> None:
    data = bytearray(WHOLE)
    data[at % len(data) : at % len(data) + len(thrown_in)] = thrown_in
    source = Source(Path("a.docx"), "a.docx", bytes(data))
    if nexis_word.recognises(source):
        try:
            nexis_word.read(source)
        except BadInputError:
            return


WHOLE = Export().article().source().data
