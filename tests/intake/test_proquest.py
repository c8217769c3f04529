"""Exports of ProQuest, made up: no outlet, event or person of these tests exists."""

import io
import re
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.intake.article import GUESSED, READ
from retold.intake.gather import READERS
from retold.intake.readers import proquest
from retold.intake.source import MAIL, Source

RULE = "_" * 60


def source(data, encoding="utf-8"):
    return Source(Path("export"), "export", data if isinstance(data, bytes) else data.encode(encoding))


def values(article):
    return {name: value.value for name, value in article.fields.items()}


def document(text="Full text: Bakers marched on Tuesday.\n\nThey want older ovens.", *, tail="", head=""):
    return f"""{head}Bakers march in Lowbridge

Author: Quill, Ada; Reed, Ben

Publication info: The Lowbridge Echo, Late Edition (East) ; Lowbridge, Dorset [Lowbridge, Dorset]03 May 2031: A.1.

https://search.proquest.com/docview/123456?accountid=1

Abstract: Bakers marched.

Links: http://links.example/sfx

{text}

Subject: Bread; Ovens

Location: Lowbridge Dorset

Company / organization: Name: Lowbridge Mill; NAICS: 111111

Publication title: The Lowbridge Echo, Late Edition (East); Lowbridge, Dorset

Pages: A.1

Publication year: 2031

Publication date: May 3, 2031

Section: Town; Part A

Publisher: Lowbridge Press

ISSN: 00000000

Source type: Newspapers

Language of publication: English

Document type: News

ProQuest document ID: 123456

Document URL: https://search.proquest.com/docview/123456?accountid=1

Copyright: Copyright Lowbridge Press May 3, 2031

Last updated: 2031-05-04

Database: ProQuest Echoes{tail}
"""


def export(
    *documents,
    end="Contact us at: http://www.proquest.com/go/contact\n\nDatabase copyright © 2031 ProQuest LLC.",
):
    return f"{RULE}\n\n" + "".join(f"{text}\n{RULE}\n\n" for text in documents) + f"{end}\n"


EXPECTED = {
    "title": "Bakers march in Lowbridge", "authors": "Quill, Ada; Reed, Ben", "outlet": "The Lowbridge Echo",
    "published": "May 3, 2031", "section": "Town; Part A", "genre": "News", "language": "English", "id": "123456",
    "url": "https://search.proquest.com/docview/123456?accountid=1",
    "rights": "Copyright Lowbridge Press May 3, 2031",
}  # fmt: skip


def test_a_plain_text_is_parted_at_its_rules_and_read_by_its_labels():
    found = proquest.read(source(export(document(), document())))
    assert proquest.recognises(source(export(document())))
    assert (found.kind, len(found.articles), found.announced, found.unread) == ("ProQuest, text", 2, None, ())
    assert found.articles[0].text == "Bakers marched on Tuesday.\n\nThey want older ovens."
    assert values(found.articles[0]) == EXPECTED


def test_older_exports_say_how_many_documents_they_hold_and_end_with_a_bibliography():
    contents = "Report Information from ProQuest\n03 May 2031 10:04\n\nTable of contents\n\n1. Bakers march in Lowbridge\n"
    documents = [document(head=f"Document {n} of 2\n\n") for n in (1, 2)]
    end = "Bibliography\n\nCitation style: APA\n\nQuill, A. (2031). Bakers march.\n"
    found = proquest.read(source(export(contents, *documents, end=end)))
    assert (len(found.articles), found.announced, found.unread) == (2, 2, ())
    assert values(found.articles[1])["title"] == "Bakers march in Lowbridge"


@pytest.mark.parametrize(
    "labels",
    [
        "Volltext|Titel der Publikation|Erscheinungsdatum|Autor|ProQuest-Dokument-ID|Dokumenttyp",
        "Texte intégral |Titre de la publication |Date de publication |Auteur |ID du document ProQuest |Type de document ",
        "Texto completo|Título de publicación|Fecha de publicación|Autor|ID del documento de ProQuest|Tipo de documento",
        "Texto completo|Título da publicação|Data de publicação|Autor|ID do documento ProQuest|Tipo de documento",
        "Full Text|Publication title|Publicationdate|Author|ProQuest document ID|Document type",
    ],
)
def test_another_language_of_the_interface_loses_no_field(labels):
    text, outlet, published, author, identity, genre = labels.split("|")
    plain = (
        f"Bakers march\n\n{author}: Quill, Ada\n\n{text}: Cent boulangers.\n\nFin.\n\n{outlet}: Echo; Lowbridge\n\n"
        f"{published}: 3 mai 2031\n\n{genre}: News\n\n{identity}: 123456\n"
    )
    article = proquest.read(source(export(plain))).articles[0]
    assert article.text == "Cent boulangers.\n\nFin."
    assert values(article) == {
        "title": "Bakers march", "authors": "Quill, Ada", "outlet": "Echo", "published": "3 mai 2031", "id": "123456",
        "genre": "News",
    }  # fmt: skip


def test_a_paragraph_that_looks_like_a_label_does_not_end_the_text():
    text = "Full text: Minutes of the mill.\n\nSubject: the price of flour.\n\nLocation: here.\n\nWe spoke.\n\nA lot.\n\nSo.\n\nEnd."
    assert (
        proquest.read(source(export(document(text))))
        .articles[0]
        .text.endswith("Location: here.\n\nWe spoke.\n\nA lot.\n\nSo.\n\nEnd.")
    )


def test_an_abstract_alone_is_never_taken_for_an_article():
    found = proquest.read(source(export(document(""), document("Full text: Not available."), document())))
    assert [len(found.articles), len(found.unread)] == [1, 2]
    assert {item.reason for item in found.unread} == {"an abstract without the full text"}
    assert "Bakers marched." in found.unread[0].content


def test_a_family_name_of_two_words_is_not_parted_from_the_first_names_behind_its_comma():
    text = document().replace("Quill, Ada; Reed, Ben", "Van Quill, Ada Mae;Reed, Ben")
    assert (
        values(proquest.read(source(export(text))).articles[0])["authors"] == "Van Quill, Ada Mae; Reed, Ben"
    )


def test_a_part_without_labels_is_set_aside():
    found = proquest.read(source(export("Something else altogether.\n", document())))
    assert [item.content for item in found.unread] == ["Something else altogether."]


def test_wrapped_lines_are_joined_and_lines_that_are_paragraphs_are_not():
    sentence = (
        "The bakers of the town have marched to the mill and back again, and every one of them was tired"
    )
    wrapped = "\n".join([sentence] * 12)
    article = proquest.read(
        source(export(document(f"Full text: {wrapped}\n\nEnd.").replace("\n", "\r\n")))
    ).articles[0]
    assert article.text == f"{' '.join([sentence] * 12)}\n\nEnd."
    article = proquest.read(source(export(document("Full text: One.\nTwo.\nThree.")))).articles[0]
    assert article.text == "One.\n\nTwo.\n\nThree."


def test_remarks_of_the_database_within_the_text_go_and_that_is_said():
    text = "Full text: Bakers (ProQuest: ... denotes text omitted.) marched.\n\nEnlarge this image.\n\nCredit: Echo Staff"
    article = proquest.read(
        source(export(document(text).replace("Author: Quill, Ada; Reed, Ben\n", "")))
    ).articles[0]
    assert article.text == "Bakers marched."
    assert len(article.changed) == 2
    assert article.fields["authors"][:] == ("Echo Staff", READ, "Credit")


def test_outlet_and_day_are_taken_from_the_line_that_sums_them_up_if_no_label_says_them():
    text = "\n".join(
        line
        for line in document().split("\n")
        if not line.startswith("Publication "[:12] + "title") and "Publication date" not in line
    )
    article = proquest.read(source(export(text))).articles[0]
    assert values(article)["outlet"] == "The Lowbridge Echo"
    assert article.fields["published"][:2] == ("03 May 2031", GUESSED)


STYLE = "margin-bottom:5pt; margin-top:0;"


def paragraph(label, value):
    return f'<p style="{STYLE}"><strong>{label}: </strong>{value}</p>'


def record(text, *, number="123456", extra=""):
    body = f'<p style="{STYLE}"><strong>Full text: </strong>{text}</p>' if text else ""
    return (
        f'<div style="margin-bottom:20px"><a name="DocID_X_{number}"></a><p style="{STYLE}"></p>'
        f'<p style="{STYLE}font-weight:bold;">Bakers march</p>{paragraph("Author", "Quill, Ada")}'
        f"{paragraph('Publication info', 'Echo ; Lowbridge [Lowbridge]03 May 2031: A.1.')}"
        f'<p style="{STYLE}"><a href="https://search.proquest.com/docview/{number}">ProQuest document link</a></p>'
        f'<p style="{STYLE}"><strong>Abstract: </strong></p><p style="{STYLE}">Bakers marched.</p>'
        f'<div style="float:left"><strong>Links: </strong><a href="x">Library</a></div>{body}{extra}'
        f"{paragraph('Subject', 'Bread')}{paragraph('Publication title', 'Echo; Lowbridge')}"
        f"{paragraph('Publication date', 'May 3, 2031')}{paragraph('Some new label', 'x')}"
        f"{paragraph('ProQuest document ID', number)}{paragraph('Database', 'Echoes')}</div>"
    )


NESTED = (
    '<Text WordCount="6" HTMLContent="true"><html> <head> <meta name="x" content="y"> <title></title> </head> <body> '
    "<p>Bakers <span class='hit'>marched</span>.</p> <p><strong>Subject: bread</strong></p> <p>End.</p> </body> "
    "</html></Text>"
)


def page(*records):
    head = '<!DOCTYPE html><html><head><title>ProQuest Export</title></head><body><div class="mainCopyBlock">Kim sent you:</div>'
    return (
        head
        + "".join(records)
        + '<div class="copyright"><p>Database copyright © 2031 ProQuest LLC.</p></div></body></html>'
    )


def test_a_page_with_a_page_within_it_is_read_by_its_labels():
    found = proquest.read(source(page(record(NESTED), record(NESTED, number="7"))))
    assert (found.kind, len(found.articles), found.unread) == ("ProQuest, HTML", 2, ())
    assert found.articles[0].text.startswith("Bakers marched.")
    assert found.articles[0].text.endswith("End.")
    assert values(found.articles[1]) == {
        "title": "Bakers march", "authors": "Quill, Ada", "outlet": "Echo", "published": "May 3, 2031", "id": "7",
        "words": "6",
    }  # fmt: skip


def test_captions_of_illustrations_stay_out_of_the_text():
    extra = "<div><div><strong>Illustration</strong></div><div>Caption: PHOTO: An oven</div></div>"
    article = proquest.read(source(page(record(NESTED, extra=extra)))).articles[0]
    assert "oven" not in article.text
    assert "captions" in article.changed[0]


def test_a_page_without_anchors_or_a_piece_of_a_page_is_read_too():
    bare = page(record(NESTED), record(NESTED, number="7")).replace('<a name="DocID_X_', '<a name="')
    assert len(proquest.read(source(bare)).articles) == 2
    assert len(proquest.read(source(record(NESTED))).articles) == 1
    assert len(proquest.read(source(page(record("")))).unread) == 1


def mail(*, html="", text="", attach=()):
    message = EmailMessage()
    message["From"], message["Subject"] = "<noreply@proquest.com>", "Your ProQuest Research"
    message.set_content(text or "See the page.", cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    for name, data in attach:
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def test_a_mail_gives_the_articles_of_its_page_or_of_its_text_and_sets_attachments_aside():
    found = proquest.read(source(mail(html=page(record(NESTED)), attach=[("a.pdf", b"%PDF-")])))
    assert source(mail(text="x")).container == MAIL
    assert (found.kind, len(found.articles)) == ("ProQuest, mail", 1)
    assert found.unread[0].content == b"%PDF-"
    assert len(proquest.read(source(mail(text=export(document(), document())))).articles) == 2


def test_pages_and_mails_of_others_are_not_taken_for_proquest():
    assert not proquest.recognises(source("<html><body><p>Abstract: ProQuest</p></body></html>"))
    assert not proquest.recognises(source("ProQuest: a history.\n\nAuthor: me\n"))
    other = EmailMessage()
    other["From"], other["Subject"] = "kim@example.org", "proquests and pilgrimages"
    other.set_content("Hello")
    saved = b"From: <Saved>\nSnapshot-Content-Location: https://x\nMIME-Version: 1.0\n\nProQuest document"
    assert not proquest.recognises(source(saved))
    assert proquest.recognises(source(mail(html=page(record(NESTED)))))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2500),
    st.integers(0, 400),
    st.sampled_from(["", "<div>", "</p>", RULE, "Full text:", "=\n", "&#0;"]),
)
def test_a_mangled_export_is_never_a_crash(start, length, put):
    for text in (export(document()), page(record(NESTED)), mail(html=page(record(NESTED))).decode()):
        found = source(text[:start] + put + text[start + length :])
        if proquest.recognises(found):
            proquest.read(found)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abc ÄÖ.,:0123", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=6))
def test_no_paragraph_of_an_article_is_lost(paragraphs):
    wanted = [" ".join(text.split()) for text in paragraphs]
    plain = proquest.read(source(export(document("Full text: " + "\n\n".join(wanted))))).articles[0]
    assert plain.text.split("\n\n") == wanted
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    assert (
        proquest.read(source(page(record(f"<text>{body}</text>")))).articles[0].text.split("\n\n") == wanted
    )


def as_rtf(text):
    lines = "".join(f"\\pard {line}\\par\n" for line in text.replace("©", "\\'a9").split("\n"))
    return "{\\rtf1\\ansi\\ansicpg1252\\deff0\n" + lines + "}"


def as_word(text):
    opened = docx.Document()
    for line in text.split("\n"):
        opened.add_paragraph(line)
    opened.save(stream := io.BytesIO())
    return stream.getvalue()


@pytest.mark.parametrize("save", [as_rtf, as_word])
def test_documents_saved_as_rtf_or_word_are_parted_and_keep_their_fields(save):
    asked = source(save(export(document(), document())))
    assert proquest.recognises(asked)
    found = proquest.read(asked)
    assert [values(article) for article in found.articles] == [EXPECTED, EXPECTED] and not found.unread
    assert {article.text for article in found.articles} == {
        "Bakers marched on Tuesday.\n\nThey want older ovens."
    }


def test_documents_whose_rules_were_lost_are_not_run_together():
    found = proquest.read(
        source(document() + "\n\n" + document().replace("Bakers march", "Ovens are lit", 1))
    )
    assert [values(article)["title"] for article in found.articles] == [
        "Bakers march in Lowbridge",
        "Ovens are lit in Lowbridge",
    ]


def test_labels_in_a_text_do_not_end_it_before_its_last_sentence():
    text = (
        "Full text: A.\n\nSource: a letter.\n\nPeople: many.\n\nThey came and went with their bread.\n\nEnd."
    )
    assert proquest.read(source(export(document(text)))).articles[0].text.endswith("their bread.\n\nEnd.")


def test_documents_that_are_counted_are_not_taken_for_those_of_lexisnexis():
    asked = source(export(*(document(head=f"Document {n} of 2\n\n") for n in (1, 2))))
    assert next(reader for reader in READERS if reader.recognises(asked)) is proquest


@pytest.mark.parametrize("broken", ["May 3, 2 021", "May 1 3, 2021"])
def test_a_blank_that_a_mail_put_into_a_date_does_not_lose_the_day(broken):
    text = document().replace("Publication date: May 3, 2031", f"Publication date: {broken}")
    article = proquest.read(source(export(text))).articles[0]
    assert values(article)["published"] in ("May 3, 2021", "May 13, 2021")


@pytest.mark.parametrize("lost", [r"</?div[^>]*>", r"</?div[^>]*>|<a name=[^>]*></a>"])
def test_a_page_that_lost_the_elements_around_its_documents_is_parted(lost):
    both = page(record(NESTED), record(NESTED, number="7"))
    found = proquest.read(source(re.sub(lost, "", both)))
    assert [values(article)["id"] for article in found.articles] == ["123456", "7"] and not found.unread
    assert all(article.text.startswith("Bakers marched.") for article in found.articles)
    assert all("Lowbridge" not in article.text for article in found.articles)
