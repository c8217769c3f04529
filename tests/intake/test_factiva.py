"""Exports of Factiva, made up: no outlet, event or person of these tests exists."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.common.problems import BadInputError
from retold.intake.article import GUESSED, READ
from retold.intake.readers import factiva
from retold.intake.source import Source


def source(text, encoding="utf-8"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return Source(Path("export.html"), "export.html", data)


def page(*articles):
    body = "<br/><span></span>".join(articles)
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><html><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8"/><title>Factiva</title></head><body>'
        f'<div id="contentLeft"><span></span>{body}<div id="pageFooter"><span class="copyright">© 2031 Factiva, '
        "Inc.</span></div></div></body></html>"
    )


def positioned(lines, paragraphs, *, title="Bakers march in Lowbridge", byline="By Ada Quill", section="Town",
               tail=("Lowbridge Press Ltd",), accession="LOWEC00020310503e75200001", word="Document", lang="en"):  # fmt: skip
    head = f"<div>{section}</div>\n" if section else ""
    head += f"<div id='hd'><span class='{lang}Headline'>{title}</span>\n</div>"
    head += f'<div class="author">{byline}   </div>' if byline else ""
    head += "".join(f"<div>{line}</div>" for line in lines)
    body = "\n".join(f'<p class="articleParagraph {lang}articleParagraph">{p}</p>' for p in paragraphs)
    end = "".join(f"<p>{line}</p>" for line in [*tail, f"{word} {accession}"])
    return (
        f'<div id="article-{accession}" class="article"><div class="article {lang}Article"><p>\n{head}\n<p></p>\n'
        f"{body}\n{end}</div></div>"
    )


LINES = ["212 words", "3 May 2031", "The Lowbridge Echo", "LOWEC", "Late Edition", "7", "English",
         "Copyright 2031 Lowbridge Press. All rights reserved."]  # fmt: skip
TEXT = ["Hundreds of bakers marched on Tuesday.", "They want\nolder\xa0ovens back."]


def values(article):
    return {name: value.value for name, value in article.fields.items()}


def test_an_article_without_codes_is_read_by_where_its_lines_stand():
    found = factiva.read(source(page(positioned(LINES, TEXT))))
    (article,) = found.articles
    assert found.kind == "Factiva, HTML"
    assert (found.announced, found.unread) == (1, ())
    assert article.text == "Hundreds of bakers marched on Tuesday.\n\nThey want older ovens back."
    assert values(article) == {
        "title": "Bakers march in Lowbridge",
        "authors": "Ada Quill",
        "section": "Town",
        "published": "3 May 2031",
        "words": "212",
        "outlet": "The Lowbridge Echo",
        "language": "English",
        "rights": "Copyright 2031 Lowbridge Press. All rights reserved.",
        "id": "LOWEC00020310503e75200001",
    }
    assert {value.basis for value in article.fields.values()} == {READ}


@pytest.mark.parametrize(
    "length, day, language, word",
    [
        ("1.212 Wörter", "3 Mai 2031", "Deutsch", "Dokument"),
        ("1 212 mots", "3 mai 2031", "Français", "Document"),
        ("1,212 palabras", "3 mayo 2031", "Español", "Documento"),
        ("1212 parole", "3 maggio 2031", "Italiano", "Documento"),
        ("1212 字", "2031 年 5 月 3 日", "英文", "文件"),
        ("1212 слов", "3 мая 2031", "Английский", "Документ"),
    ],
)
def test_another_language_of_the_interface_loses_no_field(length, day, language, word):
    lines = [length, day, "The Lowbridge Echo", "LOWEC", language, "(c) 2031 Lowbridge Press"]
    article = factiva.read(source(page(positioned(lines, TEXT, word=word)))).articles[0]
    assert values(article) | {"words": "1212", "published": day, "language": language} == values(article)
    assert values(article)["outlet"] == "The Lowbridge Echo"
    assert values(article)["id"] == "LOWEC00020310503e75200001"


def test_the_hour_the_edition_and_a_second_code_are_not_taken_for_the_outlet():
    lines = [
        "212 words",
        "3 May 2031",
        "10:04",
        "lowbridge.example",
        "LOWEC",
        "LOEC",
        "09:57:32",
        "0",
        "English",
        "© X",
    ]
    assert (
        values(factiva.read(source(page(positioned(lines, TEXT)))).articles[0])["outlet"]
        == "lowbridge.example"
    )


def test_rights_in_words_of_their_own_do_not_make_the_edition_a_language():
    lines = [
        "212 words",
        "28 5월 2031",
        "The Lowbridge Echo",
        "LOWEC",
        "Late Edition - Final",
        "English",
        "Echo, 2031.",
    ]
    fields = values(factiva.read(source(page(positioned(lines, TEXT)))).articles[0])
    assert (fields["language"], fields["rights"], fields["published"]) == (
        "English",
        "Echo, 2031.",
        "28 5월 2031",
    )


def test_a_headline_that_looks_like_a_date_is_not_taken_for_the_day():
    article = factiva.read(source(page(positioned(LINES, TEXT, title="1 January 1900")))).articles[0]
    assert (values(article)["title"], values(article)["published"]) == ("1 January 1900", "3 May 2031")


def test_the_day_of_loading_in_the_accession_number_is_never_the_day_of_the_article():
    lines = ["212 words", "The Lowbridge Echo", "LOWEC", "English", "© X"]
    assert "published" not in factiva.read(source(page(positioned(lines, TEXT)))).articles[0].fields


def test_a_credit_line_before_the_length_is_no_author_and_a_byline_without_mark_is_a_guess():
    credit = factiva.read(
        source(page(positioned(["Special to the Echo", *LINES], TEXT, byline="")))
    ).articles[0]
    byline = factiva.read(source(page(positioned(["By Ida Marsh", *LINES], TEXT, byline="")))).articles[0]
    assert "authors" not in credit.fields
    assert byline.fields["authors"][:2] == ("Ida Marsh", GUESSED)


def test_captions_behind_the_text_are_left_out_and_that_is_said():
    tail = ("An oven, yesterday.", "Lowbridge Press Ltd")
    article = factiva.read(source(page(positioned(LINES, TEXT, tail=tail)))).articles[0]
    assert "An oven" not in article.text
    assert "captions" in article.changed[0]


def test_an_article_without_text_is_set_aside_with_its_content():
    found = factiva.read(source(page(positioned(LINES, []), positioned(LINES, TEXT))))
    assert (len(found.articles), found.announced) == (1, 2)
    assert "Bakers march" in found.unread[0].content
    assert found.articles[0].place.inside == "article 2"


def test_text_whose_paragraphs_carry_no_mark_is_found_behind_the_rights():
    marked = positioned(LINES, TEXT)
    article = factiva.read(
        source(page(marked.replace(' class="articleParagraph enarticleParagraph"', "")))
    ).articles[0]
    assert article.text.split("\n\n") == [
        "Hundreds of bakers marched on Tuesday.",
        "They want older ovens back.",
    ]


def test_numbers_that_a_page_counts_its_headlines_with_do_not_become_headlines():
    def titles(*heads):
        found = factiva.read(source(page(*(positioned(LINES, TEXT, title=head) for head in heads))))
        return [values(article)["title"] for article in found.articles]

    assert titles("1) Bread", "2) Salt") == ["Bread", "Salt"]
    assert titles("1) Bread", "3) Salt") == ["1) Bread", "3) Salt"]


def test_names_of_several_authors_are_parted_and_a_first_name_behind_a_comma_is_not():
    def authors(byline):
        return values(factiva.read(source(page(positioned(LINES, TEXT, byline=byline)))).articles[0])[
            "authors"
        ]

    assert authors("Von ADA QUILL&softReturn;und Ben Reed") == "ADA QUILL; Ben Reed"
    assert authors("Ada Quill, Ben Reed, Cy Stone and Di Fenn") == "Ada Quill; Ben Reed; Cy Stone; Di Fenn"
    assert authors("Quill, Ada; Reed, Ben") == "Quill, Ada; Reed, Ben"
    assert authors("BY ADA QUILL, POLITICAL EDITOR") == "ADA QUILL"
    assert authors("Door Ada Quill En Otto Klein") == "Ada Quill; Otto Klein"
    assert authors("Von der Heide, Kim") == "Von der Heide, Kim"
    assert authors("; ".join(f"Ann Nr{n}x" for n in range(200))).count(";") == 199


def coded(*rows):
    cells = "".join(
        f'<tr><td align="right" class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>'
        for code, value in rows
    )
    return f'<div class="article frArticle"><table>{cells}</table><br/></div>'


def test_an_article_with_codes_is_read_by_its_codes():
    lead, rest = (
        f'<p class="articleParagraph frarticleParagraph">{text}</p>' for text in ("Tête.", "Suite.")
    )
    article = factiva.read(source(page(coded(
        ("SE", "Cité"), ("HD", "<b class='frHeadline'>Les fours</b>"), ("BY", "Par Ada Quill"), ("WC", "1 295 mots"),
        ("PD", "29 décembre 2031"), ("ET", "15:32"), ("SN", "L'Écho"), ("SC", "LECHO"), ("LA", "Français"),
        ("CY", "(c) L'Écho."), ("LP", lead), ("TD", rest), ("ART", "Une photo"), ("RE", "fra : France"),
        ("PUB", "Presses"), ("AN", "Document LECHO00020311229e7ct0001r"),
    )))).articles[0]  # fmt: skip
    assert article.text == "Tête.\n\nSuite."
    assert values(article) == {
        "section": "Cité", "title": "Les fours", "authors": "Ada Quill", "words": "1295",
        "published": "29 décembre 2031", "outlet": "L'Écho", "language": "Français", "rights": "(c) L'Écho.",
        "id": "LECHO00020311229e7ct0001r",
    }  # fmt: skip
    assert "ART" in article.changed[0]


def test_a_page_that_lies_about_its_encoding_and_has_windows_lines_loses_no_letter():
    text = page(positioned(["212 Wörter", *LINES[1:]], ["Größere Öfen."])).replace("\n", "\r\n")
    article = factiva.read(source(text, "cp1252")).articles[0]
    assert (article.text, values(article)["words"]) == ("Größere Öfen.", "212")
    assert factiva.read(source(text, "utf-8-sig")).articles[0].text == "Größere Öfen."


def test_an_export_without_articles_is_no_error_and_a_list_of_headlines_is_set_aside():
    assert factiva.read(source(page())).announced == 0
    found = factiva.read(source(page('<table><tr class="headline"><td>Bakers march</td></tr></table>')))
    assert "headlines" in found.unread[0].reason


def test_pages_of_others_are_not_taken_for_factiva():
    assert factiva.recognises(source(page()))
    assert not factiva.recognises(
        source("<html><body><div class='article main'>Factiva is fine</div></body></html>")
    )
    assert not factiva.recognises(source("Factiva"))


XML = """<?xml version="1.0" encoding="utf-8"?>
<PPSResponse><ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0"><ppsarticleResultSet count="2">
<ppsarticle><article><accessionNo>LOWEC00020310503e75200001</accessionNo><baseLanguage>EN</baseLanguage>
<copyright>(c) 2031 Press  </copyright><headline><paragraph><hlt>Bakers</hlt> march</paragraph></headline>
<leadParagraph><paragraph display="Proportional">Hundreds
marched.</paragraph></leadParagraph><publicationDate><dateTime>2031-05-03T01:35:58Z</dateTime></publicationDate>
<sourceName>Echo</sourceName><tailParagraphs><paragraph>Ovens &amp; <hlt>bread</hlt>.</paragraph></tailParagraphs>
<wordCount>5</wordCount></article></ppsarticle>
<ppsarticle><article><headline><paragraph>Alone</paragraph></headline></article></ppsarticle>
</ppsarticleResultSet></ppsArticleResponse></PPSResponse>"""


def test_xml_is_read_and_an_entry_without_text_is_set_aside():
    assert factiva.recognises(source(XML))
    found = factiva.read(source(XML, "utf-8-sig"))
    assert (found.kind, found.announced, len(found.unread)) == ("Factiva, XML", 2, 1)
    assert found.articles[0].text == "Hundreds marched.\n\nOvens & bread."
    assert values(found.articles[0]) == {
        "title": "Bakers march", "outlet": "Echo", "id": "LOWEC00020310503e75200001", "language": "EN",
        "rights": "(c) 2031 Press", "words": "5", "published": "2031-05-03",
    }  # fmt: skip


def test_broken_xml_is_a_problem_that_says_how_to_mend_it():
    with pytest.raises(BadInputError) as error:
        factiva.read(source(XML[:600]))
    assert error.value.problems[0].mend


def test_a_file_named_by_xml_is_never_opened():
    text = XML.replace(
        "<PPSResponse>", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><PPSResponse>', 1
    )
    found = factiva.read(source(text.replace("Ovens &amp;", "Ovens &x;")))
    assert found.articles[0].text.startswith("Hundreds marched.\n\nOvens")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 4000),
    st.integers(0, 400),
    st.sampled_from(["", "<div>", "</p>", "\x0b<", "class=", "&#0;"]),
)
def test_a_mangled_page_is_never_a_crash(start, length, put):
    text = page(positioned(LINES, TEXT), coded(("HD", "x"), ("LP", "<p>y</p>")))
    found = source(text[:start] + put + text[start + length :])
    if factiva.recognises(found):
        factiva.read(found)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abc ÄÖ.,:©0123", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=6))
def test_no_paragraph_of_an_article_is_lost(paragraphs):
    article = factiva.read(source(page(positioned(LINES, paragraphs)))).articles[0]
    assert article.text.split("\n\n") == [" ".join(paragraph.split()) for paragraph in paragraphs]


def lines_of(
    title="Bakers march in Lowbridge",
    byline="By Ada Quill",
    section="Town",
    number="LOWEC00020210503eh5300001",
):
    head = [section, title, byline, "212 words", "3 May 2021", "The Lowbridge Echo", "LOWEC", "Late Edition", "7", "English",
            "Copyright 2021 Lowbridge Press. All rights reserved."]  # fmt: skip
    return [line for line in head if line] + [
        "",
        *WHOLE,
        "",
        "Lowbridge Press Ltd",
        "",
        f"Document {number}",
        "",
    ]


WHOLE = ["Hundreds of bakers marched on Tuesday.", "Ovens", "They want older ovens – and bread.", "- a list"]
CODED = [("SE", "Town"), ("HD", "Bakers march in Lowbridge"), ("BY", "By Ada Quill"), ("WC", "212 words"), ("PD", "3 May 2021"),
         ("SN", "The Lowbridge Echo"), ("SC", "LOWEC"), ("LA", "English"),
         ("CY", "Copyright 2021 Lowbridge Press. All rights reserved."), ("LP", WHOLE[0]), ("TD", "\n".join(WHOLE[1:])),
         ("CO", "lowmil : Lowbridge Mill"), ("AN", "Document LOWEC00020210503eh5300001")]  # fmt: skip
SUMMARY = ["Search Summary", "Text", "bakers", "Results Found", "2"]


def as_rtf(lines):
    escaped = "".join(f"{line}\\par\n" for line in lines).replace("–", "\\u8211?")
    return "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\n" + escaped + "}"


def as_rows(rows):
    cells = "".join(f"\\trowd\\intbl {code}\\cell {told}\\cell\\row\n" for code, told in rows)
    return as_rtf([]).removesuffix("}") + cells.replace("–", "\\u8211?").replace("\nO", "\\par O") + "}"


FROM_LINES = {
    "rtf": as_rtf(lines_of() + lines_of() + SUMMARY),
    "text": "\r\n".join(lines_of() + lines_of() + SUMMARY),
    "rtf with codes": as_rtf([line for row in CODED * 2 for told in row for line in told.split("\n")]),
    "rtf with codes in rows": as_rows([(code, told.replace("\n", "\\par ")) for code, told in CODED * 2]),
    "text with codes": "\n".join(f"{code}  {told}" for code, told in CODED * 2),
}


@pytest.mark.parametrize("kind", FROM_LINES)
def test_articles_saved_as_rtf_or_text_are_parted_and_keep_their_fields(kind):
    asked = source(FROM_LINES[kind])
    assert factiva.recognises(asked)
    found = factiva.read(asked)
    assert (found.announced, found.unread) == (2, ())
    for article in found.articles:
        assert article.text == "\n\n".join(WHOLE)
        assert values(article) == {
            "title": "Bakers march in Lowbridge", "authors": "Ada Quill", "section": "Town", "words": "212",
            "published": "3 May 2021", "outlet": "The Lowbridge Echo", "language": "English",
            "rights": "Copyright 2021 Lowbridge Press. All rights reserved.", "id": "LOWEC00020210503eh5300001",
        }  # fmt: skip


def test_an_article_of_lines_that_breaks_off_is_set_aside_and_not_lost():
    found = factiva.read(source("\n".join(lines_of() + lines_of(title="Ovens are lit")[:-4])))
    assert len(found.articles) == 1 and "breaks off" in found.unread[0].reason
    assert "Ovens are lit" in found.unread[0].content


def test_a_page_that_lost_the_marks_of_its_parts_is_read_by_its_lines():
    marked = page(positioned(LINES, TEXT), positioned(LINES, TEXT, title="Ovens are lit"))
    found = factiva.read(source(re.sub(r" (?:class|id)=(?:\"[^\"]*\"|'[^']*')", "", marked)))
    assert [values(article)["title"] for article in found.articles] == [
        "Bakers march in Lowbridge",
        "Ovens are lit",
    ]
    assert {article.text for article in found.articles} == {
        "Hundreds of bakers marched on Tuesday.\n\nThey want older ovens back."
    }


def test_an_article_without_a_headline_keeps_date_and_outlet():
    fields = values(factiva.read(source(page(positioned(LINES, TEXT, title="", section="")))).articles[0])
    assert (fields["published"], fields["outlet"]) == (
        "3 May 2031",
        "The Lowbridge Echo",
    ) and "title" not in fields


def test_a_page_of_factiva_without_articles_is_never_passed_over():
    found = factiva.read(
        source("<html><head><title>Factiva</title></head><body><p>No results</p></body></html>")
    )
    assert [item.reason for item in found.unread] == ["a page of Factiva without an article"]
