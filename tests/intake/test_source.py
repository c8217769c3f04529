import io
import zipfile

import pytest

from retold.common.problems import BadInputError
from retold.intake.source import Source


def source(data, name="a.bin", encoding=""):
    return Source(None, name, data, encoding)


def zipped(*names):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(
                name, "application/vnd.oasis.opendocument.spreadsheet" if name == "mimetype" else "x"
            )
    return held.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40


@pytest.mark.parametrize(
    "data, container",
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (zipped("word/document.xml"), "docx"),
        (zipped("xl/workbook.xml"), "xlsx"),
        (zipped("mimetype"), "ods"),
        (zipped("anything"), "archive"),
        (b"PK\x03\x04 torn", "broken"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (OLE + "WordDocument".encode("utf-16-le"), "old_word"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (b"{\\rtf1 x}", "rtf"),
        (b"%PDF-1.7", "pdf"),
        (b"PAR1....", "parquet"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"MIME-Version: 1.0\nSubject: x\nContent-Type: text/html\n\nbody", "mail"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"<?xml version='1.0'?><ppsArticleResponse><a/></ppsArticleResponse>", "xml"),
        (b'{"text": "a"}\n{"text": "b"}\n', "json"),
        (b'[{"text": "a"}]', "json"),
        (b"TY  - NEWS\nER  - \n", "ris"),
        (b"Only a text, with: a colon.\nAnd a line.", "text"),
        (b"\x00\x01\x02", "other"),
    ],
)
def test_a_file_is_what_its_content_says_whatever_it_is_called(data, container):
    assert source(data, "article.docx").container == container


@pytest.mark.parametrize("codec", ["gb18030", "euc-kr", "windows-1251"])
def test_a_page_in_an_encoding_that_it_declares_is_not_read_as_another(codec):
    text = {"gb18030": "大坝守住了", "euc-kr": "댐은 무사했다", "windows-1251": "Плотина устояла"}[codec]
    page = f'<html><head><meta charset="{codec}"></head><body><p>{text}</p></body></html>'
    assert text in source(page.encode(codec)).text


def test_a_page_that_declares_what_it_is_not_in_is_read_all_the_same():
    page = '<html><head><meta charset="utf-8"></head><body><p>Müller</p></body></html>'
    assert "Müller" in source(page.encode("cp1252")).text
    assert "Müller" in source(page.replace("utf-8", "iso-8859-1").encode()).text
    assert "Müller" in source(page.replace("utf-8", "no-such").encode("cp1252")).text


def test_a_mixture_of_encodings_is_refused_and_not_read_as_garbage():
    with pytest.raises(BadInputError):
        _ = source("Müller".encode() * 3 + "é".encode("cp1252")).text


RUSSIAN = (
    "Портовый совет проголосовал во вторник за закрытие старого моста после того, как были найдены трещины. "
)


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
def test_a_russian_text_that_does_not_say_its_encoding_is_read_in_its_letters_and_that_is_said(codec):
    held = source(RUSSIAN.encode(codec))
    assert held.text == RUSSIAN and codec in held.notice


def test_letters_of_western_languages_stay_those_of_windows_1252():
    for text in (
        "Müller wäre größer, sagte er: „für 5 m³ Öl“",
        "élevées à Orléans, où l'été dura",
        "Å ä ö på sjön",
    ):
        assert source(text.encode("cp1252")).text == text


def test_letters_that_cannot_be_told_are_not_read_as_others():
    text = "Most zwodzony zostanie zamknięty na osiemnaście miesięcy, żółte łodzie stoją w porcie. " * 8
    held = source(text.encode("cp1250"))
    assert held.container == "other"
    assert "--encoding" in held.problems[0].mend
    assert source(text.encode("cp1250"), encoding="cp1250").text == text
