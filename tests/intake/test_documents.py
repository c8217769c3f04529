"""Single documents: Word, OpenDocument, RTF and PDF."""

import io
import shutil
import textwrap
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.common.problems import BadInputError
from retold.intake import pdf as pdf_text
from retold.intake.article import GUESSED, READ
from retold.intake.heads import BYLINE
from retold.intake.readers import documents
from retold.intake.source import Source

TITLE = "Port Ennis votes to rebuild its lighthouse"
STORY = [
    "The harbour council of Port Ennis voted on Tuesday to rebuild the old lighthouse, which a storm had damaged "
    "badly in the winter, and to pay for it out of the fees that ships leave at the quay every month.",
    "Fishermen had asked for the money since spring, and their union says that four boats came close to the cliff in "
    "one month alone.",
    "Work is to begin in autumn: it will end before the next storms, according to a plan that the council published.",
]


def source(data: bytes, name="file") -> Source:
    return Source(Path(name), name, data)


def read(data: bytes):
    given_source = source(data)
    assert documents.recognises(given_source)
    return documents.read(given_source)


def only(data: bytes):
    found = read(data)
    assert found.unread == ()
    (article,) = found.articles
    return article


def refusal(data: bytes) -> str:
    found = read(data)
    assert found.articles == ()
    (unread,) = found.unread
    return unread.reason


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word(paragraphs=STORY, title=TITLE, style="Title", below=()):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Printed for M. Lindqvist"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    if title:
        document.add_paragraph(title, style=style)
    for text in [*below, *paragraphs]:
        document.add_paragraph(text)
    return document


@pytest.mark.parametrize("style", ["Title", "Heading 1", "Heading 2"])
def test_the_headline_of_a_word_document_is_its_title_and_heads_and_feet_are_no_text(style):
    article = only(saved(word(style=style)))
    assert tuple(article.fields["title"])[:2] == (TITLE, READ)
    assert article.text.split("\n\n") == STORY


def test_a_headline_that_is_only_the_first_line_is_guessed():
    article = only(saved(word(style=None)))
    assert tuple(article.fields["title"])[:2] == (TITLE, GUESSED)
    assert article.text.split("\n\n") == STORY


def test_a_document_that_begins_with_its_text_loses_no_paragraph():
    assert only(saved(word(title=""))).text.split("\n\n") == STORY


@pytest.mark.parametrize(
    "below, authors, date",
    [
        (["By Mara Lindqvist", "4 March 2021"], "Mara Lindqvist", "4 March 2021"),
        (["Von Mara Lindqvist und Tom Ash | 4. März 2021"], "Mara Lindqvist; Tom Ash", "4. März 2021"),
        (["Par Mara Lindqvist", "Le Courrier, 4 mars 2021"], "Mara Lindqvist", "4 mars 2021"),
        (["2021-03-04"], None, "2021-03-04"),
    ],
)
def test_lines_below_a_headline_say_who_wrote_it_and_when(below, authors, date):
    article = only(saved(word(below=below)))
    assert article.text.split("\n\n") == STORY
    assert article.fields["published"][:2] == (date, GUESSED)
    assert (article.fields["authors"].value if authors else None) == authors


@pytest.mark.parametrize(
    "line, outlet, date",
    [
        ("Le Courrier de Port Ennis, jeudi 4 mars 2021, p. 5", "Le Courrier de Port Ennis", "4 mars 2021"),
        ("Der Kurier vom 04.03.2021, Seite 5", "Der Kurier", "04.03.2021"),
        ("Новая гавань, 4 марта 2021 г.", "Новая гавань", "4 марта 2021"),
    ],
)
def test_a_line_of_outlet_and_day_names_the_outlet_without_what_leads_to_the_day(line, outlet, date):
    article = only(saved(word(below=[line])))
    assert article.text.split("\n\n") == STORY
    assert (article.fields["outlet"].value, article.fields["published"].value) == (outlet, date)


def test_a_first_sentence_that_holds_a_date_is_text():
    first = "By 4 March 2021 all boats of Port Ennis must carry a second lamp."
    assert only(saved(word([first, *STORY]))).text.split("\n\n") == [first, *STORY]


def test_the_maker_of_a_document_is_no_author_unless_the_text_says_so():
    document = word(below=["Mara Lindqvist"])
    document.core_properties.author = "Student Seven"
    assert "authors" not in only(saved(document)).fields
    document.core_properties.author = "Mara Lindqvist"
    assert only(saved(document)).fields["authors"][:2] == ("Mara Lindqvist", GUESSED)


def test_text_in_tables_links_and_tracked_changes_is_read_and_what_was_deleted_is_not():
    document = word()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "Seven voted for it, and two against."
    paragraph = document.add_paragraph("The lamp ")
    for tag, text_tag, text in (("w:ins", "w:t", "shines"), ("w:del", "w:delText", "burns")):
        change, run, content = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        content.text = text
        run.append(content)
        change.append(run)
        paragraph._p.append(change)
    article = only(saved(document))
    assert article.text.split("\n\n")[-2:] == ["Seven voted for it, and two against.", "The lamp shines"]
    assert any("tracked" in note for note in article.notes)


def test_several_titles_are_told_as_they_may_be_several_articles():
    document = word()
    document.add_paragraph("Another story", style="Title")
    document.add_paragraph(STORY[0])
    article = only(saved(document))
    assert "Another story" in article.text
    assert any("title" in note for note in article.notes)


def test_an_empty_word_document_says_that_it_is_empty():
    assert refusal(saved(docx.Document())) == "holds no text"


def test_a_headline_alone_is_no_article():
    assert "no text below" in refusal(saved(word([])))


def test_an_export_of_a_database_that_no_reader_knows_is_not_taken_for_one_article():
    parts = ["1 of 2 DOCUMENTS", "Length: 210 words", *STORY, "2 of 2 DOCUMENTS", "Length: 98 words", *STORY]
    assert "several articles" in refusal(saved(word(parts)))


def test_a_broken_word_document_says_so():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(BadInputError):
        read(stream.getvalue())


_ODT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:automatic-styles>
 <style:style style:name="P1" style:parent-style-name="Title"/></office:automatic-styles>
 <office:body><office:text><text:tracked-changes><text:p>Gone for good.</text:p></text:tracked-changes>{}</office:text>
 </office:body></office:document-content>"""


def odt(content: str, manifest="") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", _ODT.format(content))
        archive.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def test_an_open_document_is_read_with_its_title_and_without_notes_and_deletions():
    note = "<text:note><text:note-body><text:p>See page 9.</text:p></text:note-body></text:note>"
    body = "".join(
        f"<text:p>{p}</text:p>" for p in [STORY[0].replace(" ", "<text:s/>", 1) + note, *STORY[1:]]
    )
    article = only(odt(f'<text:p text:style-name="P1">{TITLE}</text:p>{body}'))
    assert tuple(article.fields["title"])[:2] == (TITLE, READ)
    assert article.text.split("\n\n") == STORY


def test_a_locked_open_document_says_that_it_is_locked():
    assert refusal(odt("", "<manifest><encryption-data/></manifest>")) == "password-protected"


def test_a_broken_open_document_says_so():
    with pytest.raises(BadInputError):
        read(odt("<text:p>"))


def test_an_entity_of_an_open_document_opens_no_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the lighthouse")
    stream = io.BytesIO()
    content = _ODT.format("<text:p>&x;</text:p>").replace(
        "?>", f'?><!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', 1
    )
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    found = read(stream.getvalue())
    assert all("secret" not in article.text for article in found.articles)


def rtf(lines, head=r"{\rtf1\ansi\ansicpg1252{\info{\title Letters}{\author Student}}") -> bytes:
    return (head + "".join(rf"\pard {line}\par" + "\n" for line in lines) + "}").encode("latin-1")


def test_an_rtf_document_is_read_with_its_letters():
    lines = [TITLE, *STORY[:2], r"The caf\'e9 below it stays \'93open\'94 \u8212?always."]
    article = only(rtf(lines))
    assert article.fields["title"].value == TITLE
    assert article.text.split("\n\n") == [*STORY[:2], "The café below it stays “open” —always."]


def test_an_rtf_document_with_letters_as_they_are_in_utf8_is_read():
    data = "{\\rtf1\\ansi " + "\\par ".join([TITLE, *STORY, "Öl für Łódź."]) + "}"
    assert only(data.encode("utf-8")).text.endswith("Öl für Łódź.")


def test_an_rtf_document_keeps_its_links_and_leaves_out_heads_feet_and_notes():
    head = r"{\rtf1\ansi{\header\pard Kopf der Seite\par}{\footer\pard Fuss\par}"
    link = r'{\field{\*\fldinst{HYPERLINK "https://courier.example/b"}}{\fldrslt{the plan}}}'
    article = only(rtf([TITLE, STORY[0], rf"The council published {link} on Monday."], head))
    assert article.text.endswith("The council published the plan on Monday.")
    assert "Kopf" not in article.text and "Fuss" not in article.text and "HYPERLINK" not in article.text


def test_an_rtf_document_of_a_mac_is_parted_where_its_lines_end():
    data = "{\\rtf1\\ansi\\ansicpg1252\\cocoartf2639\n\\f0 " + "\\\n\\\n".join([TITLE, *STORY]) + "}"
    assert only(data.encode()).text.split("\n\n") == STORY


def test_an_rtf_document_of_pictures_says_so():
    assert refusal(rb"{\rtf1\ansi{\pict\pngblip 89504e47}}") == "holds pictures, no text"


def apa(*articles) -> bytes:
    line = "\\par ".join(
        f'\\par "{outlet}" gefunden am 03.02.2016 09:12 Uhr\\par \\par {title}\\par \\par {body}\\par \\par '
        + "_" * 67
        for outlet, title, body in articles
    )
    return ("{\\rtf1\\ansi " + line.removeprefix("\\par ") + "}").encode("utf-8")


def test_each_article_of_an_apa_export_is_read_and_the_day_of_the_search_is_no_date():
    printed = "\\par \\par ".join([*STORY, '("Hafenbote", Print-Ausgabe, 02.02.2016)'])
    found = read(apa(("Ennis.at", TITLE, STORY[0]), ("Hafenbote", "Ein Titel\\par auf zwei Zeilen", printed)))
    first, second = found.articles
    assert (found.announced, first.fields["outlet"].value) == (2, "Ennis.at")
    assert first.text == STORY[0]
    assert "published" not in first.fields and first.notes
    assert second.fields["title"].value == "Ein Titel auf zwei Zeilen"
    assert second.fields["published"].value == "02.02.2016"
    assert second.text.split("\n\n") == STORY


def test_an_apa_article_without_text_is_told_and_not_dropped():
    found = read(apa(("Ennis.at", TITLE, STORY[0]), ("Ennis.at", TITLE, "")))
    assert (found.announced, len(found.articles), len(found.unread)) == (2, 1, 1)


def pdf(pages, info="") -> bytes:
    """A PDF of lines; a blank line moves twice as far down."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    kids = []
    for lines in pages:
        moves = "".join(
            "0 -24 Td " if not line else f"({line.translate(_ESCAPES)}) Tj 0 -12 Td " for line in lines
        )
        stream = f"BT /F1 10 Tf 50 800 Td {moves} ET"
        objects.append(f"<</Length {len(stream.encode('cp1252'))}>>stream\n{stream}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    objects.append(f"<<{info}>>")
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(places) + 1}/Root 1 0 R/Info {len(places)} 0 R>>"
    return out + f"{end}\nstartxref\n{len(out)}\n%%EOF".encode()


_ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def set_in_lines(paragraphs, width=60):
    lines = []
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(paragraph, width), ""]
    return lines[:-1]


@pytest.fixture(params=["pdftotext", "pypdf"])
def way(request, monkeypatch):
    if request.param == "pypdf":
        monkeypatch.setattr(shutil, "which", lambda name: None)
    elif shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    return request.param


def test_the_lines_of_a_pdf_become_paragraphs(way):
    article = only(pdf([[TITLE, "", *set_in_lines(STORY)]]))
    assert article.fields["title"][:2] == (TITLE, GUESSED)
    assert " ".join(article.text.split()) == " ".join(STORY)
    if way == "pdftotext":
        assert article.text.split("\n\n") == STORY


def test_running_heads_and_page_numbers_of_a_pdf_are_no_text_and_paragraphs_go_on_over_pages(way):
    lines = set_in_lines(STORY)
    half = 2
    pages = [
        ["The Ennis Courier, 4 March", "", TITLE, "", *lines[:half], "", "Page 1 of 2"],
        ["The Ennis Courier, 5 March", "", *lines[half:], "", "Page 2 of 2"],
    ]
    article = only(pdf(pages))
    assert "Courier" not in article.text and "Page" not in article.text
    assert " ".join(STORY[0].split()) in article.text


def test_words_that_a_line_end_parts_are_whole_and_those_with_a_hyphen_of_their_own_keep_it():
    lines = [
        "The light-",
        "house stands on a well-known rock and it is a well-",
        "known sign for boats of Port-",
        "Ennis and all the others.",
    ]
    (paragraph,) = pdf_text.paragraphs([lines])
    assert paragraph == (
        "The lighthouse stands on a well-known rock and it is a well-known sign for boats of Port-Ennis and all the others."
    )


def test_a_page_that_a_browser_printed_gives_its_address_and_not_the_day_of_printing(way):
    foot = "https://courier.example/a/harbour"
    lines = set_in_lines(STORY)
    pages = [
        ["12/24/24, 3:00 PM", "", TITLE, "", *lines[:4], "", f"{foot} 1/2"],
        ["12/24/24, 3:00 PM", "", *lines[4:], "", f"{foot} 2/2"],
    ]
    article = only(pdf(pages))
    assert article.fields["url"].value == foot
    assert "published" not in article.fields
    assert "12/24" not in article.text and "https" not in article.text


def test_a_pdf_of_pictures_says_that_it_holds_no_text(way):
    assert refusal(pdf([[""], [""]])) == "holds pictures of pages, no text"


def test_pages_of_pictures_among_others_are_told(way):
    article = only(pdf([[TITLE, "", *set_in_lines(STORY)], [""]]))
    assert any("1 of its 2 pages" in note for note in article.notes)


def test_a_locked_pdf_says_that_it_is_locked_and_one_that_may_not_be_printed_is_read():
    for password, locked in (("sesame", True), ("", False)):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([[TITLE, "", *set_in_lines(STORY)]])))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        stream = io.BytesIO()
        writer.write(stream)
        if locked:
            assert refusal(stream.getvalue()) == "password-protected"
        else:
            assert STORY[1] in only(stream.getvalue()).text


def test_a_broken_pdf_says_so():
    with pytest.raises(BadInputError):
        read(b"%PDF-1.4\nnothing else")


@pytest.mark.parametrize("data", [b"", b"words", b"<html></html>", b"PK\x03\x04broken"])
def test_what_is_no_document_is_left_to_others(data):
    assert not documents.recognises(source(data))


@settings(max_examples=40)
@given(st.data())
def test_no_mangled_document_makes_the_reader_fail_with_anything_but_a_problem(data):
    whole = data.draw(
        st.sampled_from(
            [
                saved(word()),
                rtf([TITLE, *STORY]),
                odt(f"<text:p>{STORY[0]}</text:p>"),
                pdf([[TITLE, "", *STORY]]),
            ]
        )
    )
    raw = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        if data.draw(st.booleans()):
            raw[at] = data.draw(st.integers(0, 255))
        else:
            del raw[at : at + data.draw(st.integers(1, 50))]
    mangled = source(bytes(raw))
    if documents.recognises(mangled):
        try:
            found = documents.read(mangled)
        except BadInputError:
            return
        assert found.articles or found.unread


_LINE = st.text(
    st.characters(codec="utf-8", categories=["Lu", "Ll", "Nd"], include_characters=" ,;()"),
    min_size=1,
    max_size=80,
)


@settings(max_examples=60)
@given(st.lists(_LINE.map(lambda t: " ".join(t.split())).filter(bool), min_size=1, max_size=12))
def test_no_word_of_a_document_is_lost(paragraphs):
    found = read(saved(word(paragraphs)))
    kept = " ".join([a.text + " " + " ".join(v.value for v in a.fields.values()) for a in found.articles])
    kept += " ".join(str(len(u.content)) for u in found.unread)
    words = [w for p in paragraphs for w in p.split() if w.isalpha() and len(w) > 3]
    assert found.unread or all(w in kept for w in words if not BYLINE.match(w + " x"))


def test_a_document_of_a_byline_and_a_date_alone_is_told_and_no_error() -> None:
    found = documents.read(source(b"{\\rtf1\\ansi By Ada Quill\\par 3 May 2021\\par}"))
    assert not found.articles and "no text" in found.unread[0].reason


def test_labelled_lines_at_the_head_of_a_document_are_its_fields_and_no_text():
    lines = ["Source: Harbour Post", "Date: 4 March 2021", *STORY]
    article = only(saved(word(lines, title=f"Title: {TITLE}", style=None)))
    assert article.text.split("\n\n") == STORY
    found = {name: article.fields[name].value for name in ("title", "outlet", "published")}
    assert found == {"title": TITLE, "outlet": "Harbour Post", "published": "4 March 2021"}
