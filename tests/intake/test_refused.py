"""Files that hold no article: each is told with its reason, and none is dropped."""

import io
import zipfile
from pathlib import Path

import pytest

from retold.intake.readers import refused
from retold.intake.source import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    "data, word",
    [
        (b"", "empty"),
        (b"<rss><channel/></rss>", "XML"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (zipped(), "archive"),
        (_OLE + "WordDocument".encode("utf-16-le"), "Word before 2007"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\x00\x01\x02\x03", "NUL byte"),
        (b"PK\x03\x04 and no more", "not whole"),
        (b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain\n\nA letter.", "a mail"),
        (b"@article{lamp2021,\n title={Lamp}}\n", "BibTeX"),
        (b"%0 Newspaper Article\n%T Lamp\n", "EndNote"),
        (b"PMID- 12345678\nTI  - Lamp\n", "PubMed"),
        (b"1\n00:00:01,000 --> 00:00:04,000\nThe lamp is lit.\n", "subtitles"),
        (b"WEBVTT\n\n00:01.000 --> 00:04.000\nThe lamp is lit.\n", "subtitles"),
        (b'[\n {"title": "Lamp", "text": "The lamp was', "JSON"),
    ],
)
def test_each_file_that_is_not_read_is_told_with_a_reason_and_what_to_do(data, word):
    source = Source(Path("x"), "folder/x", data)
    assert refused.recognises(source)
    found = refused.read(source)
    (unread,) = found.unread
    assert found.articles == ()
    assert word in unread.reason
    assert unread.mend and unread.content == data and unread.place.file == "folder/x"


@pytest.mark.parametrize(
    "data",
    [b"<html><body></body></html>", b"plain words", b"%PDF-1.4", b"1\nThe first part", b"@home all day"],
)
def test_what_others_read_is_not_refused(data):
    assert not refused.recognises(Source(Path("x"), "x", data))
