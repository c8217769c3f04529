"""A file that people hold: what it is by its content, never by its name, and its content decoded once."""

from __future__ import annotations

import importlib
import io
import json
import re
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retold.common.files import WINDOWS, Decoded, decode, text_encoding
from retold.common.problems import BadInputError, Problem

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What holds a text, by its content.
DOCX, XLSX, ODS, ODT, XLS, RTF, PDF, PARQUET, MAIL, HTML, XML, EXCEL_XML, JSON, RIS, TEXT = (
    "docx xlsx ods odt xls rtf pdf parquet mail html xml excel_xml json ris text"
).split()
LOCKED, OLD_WORD, ARCHIVE, BROKEN, PICTURE, EMPTY, OTHER = (
    "locked old_word archive broken picture empty other".split()
)

_ZIPPED = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "xl/workbook.bin": XLSX}
_OPEN_DOCUMENT = {"spreadsheet": ODS, "text": ODT}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|table|article|meta|span|a)\b",
    re.I | re.S,
)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.I)
_XML = re.compile(r"\s*<\?xml\b|\s*<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>.*</\1\s*>\s*\Z", re.S)
_MAIL = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}\r?\n")
_MIME = re.compile(r"^(?:MIME-Version|Content-Type):", re.I | re.M)
# What programs write above the first record is a few lines of labels.
_RIS = re.compile(r"\s*(?:[A-Z][a-z-]+: .*\n\s*){0,6}TY  - \S")


# Encodings that hold Latin letters alone: pages declare them and hold others.
_LATIN = frozenset(("iso-8859-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii"))
# Four letters beyond ASCII on end, or signs of Windows-1252 inside words: no text in Latin letters has more than a few.
_NO_LATIN = re.compile(
    rb"(?<![A-Za-z])[\xa8\xb8\xc0-\xff]{4}|(?<=[a-z\xe0-\xff])[\xb1\xb3\xb6\xb9\xbf][a-z\xe0-\xff]"
)
_FEW = 5
# The most frequent letters of Russian, Ukrainian and Greek: in the right encoding most letters are among them.
_FREQUENT = {
    "cp1251": "оеаинтсрвлкмдпуі", "koi8-r": "оеаинтсрвлкмдпуі", "iso8859-5": "оеаинтсрвлкмдпуі",
    "cp1253": "αοιετσνηυρπκμλςίόάή",
}  # fmt: skip


def not_latin(data: bytes) -> bool:
    """Whether bytes that could be Windows-1252 are a text in other letters."""
    return len(_NO_LATIN.findall(data)) >= _FEW


def by_letters(data: bytes) -> str:
    """The encoding in which the letters beyond ASCII are those that a language uses most; blank if there is none."""
    high = b"".join(re.findall(rb"[\xa8\xb8\xc0-\xff]{3,}", data[:200_000]))
    shares = {
        codec: sum(high.decode(codec, "replace").count(letter) for letter in letters) / max(1, len(high))
        for codec, letters in _FREQUENT.items()
    }
    best = max(shares, key=lambda codec: shares[codec])
    return best if shares[best] > 0.6 else ""


@dataclass(frozen=True)
class Source:
    """A file by its content.

    Attributes
    ----------
    path : Path
        Where it lies.
    name : str
        What messages and `import.csv` call it: its path below the folder that people named.
    data : bytes
        Its content.
    encoding : str
        The encoding that people say it is in; blank if they do not.
    """

    path: Path
    name: str
    data: bytes
    encoding: str = ""

    @cached_property
    def container(self) -> str:
        """What holds the text: one of the names above."""
        return _container(self)

    @cached_property
    def text(self) -> str:
        """The file decoded, each line ended by a line feed.

        Raises
        ------
        BadInputError
            If it is no text in an encoding that can be told.
        """
        if self._decoded.text is None:
            raise BadInputError(self._decoded.problems)
        return self._decoded.text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def problems(self) -> list[Problem]:
        """Why it is no text in an encoding that can be told; none if it is one."""
        return self._decoded.problems

    @cached_property
    def notice(self) -> str:
        """What has to be said of how the file was decoded; blank if nothing."""
        return self._decoded.notice

    @cached_property
    def _decoded(self) -> Decoded:
        """The file decoded: as people say, by its mark, as UTF-8, as its markup declares, else as `decode` tells."""
        told = decode(Path(self.name), self.data, self.encoding)
        if self.encoding or told.encoding != WINDOWS:
            return told
        if match := _CHARSET.search(self.data[:4096]):
            with suppress(LookupError):
                declared = text_encoding(match[1].decode("ascii"))
                strictly = decode(Path(self.name), self.data, declared)
                if strictly.text is not None and not (declared.lower() in _LATIN and not_latin(self.data)):
                    return strictly
        if not not_latin(self.data):
            return told
        if codec := by_letters(self.data):
            told = decode(Path(self.name), self.data, codec)
            return told._replace(notice=f"no UTF-8, and its letters are those of {codec}: read as that")
        problem = Problem(
            self.name,
            "no UTF-8, and its letters are not those of Windows-1252",
            "UTF-8, or an encoding that you name",
            "save it as UTF-8, or name its encoding, such as --encoding cp1250 for Polish or cp1256 for Arabic",
        )
        return Decoded(None, "", "", [problem])

    @cached_property
    def html(self) -> HtmlElement:
        """The file as a tree of HTML, whatever its declared character set says if it is UTF-8.

        Raises
        ------
        BadInputError
            If there is nothing in it that is HTML.
        """
        lxml_html = need("lxml.html")
        markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", self.text)  # lxml takes no text that declares an encoding
        try:
            return lxml_html.document_fromstring(markup)
        except (need("lxml.etree").ParserError, ValueError):  # markup in which no element is whole
            return lxml_html.document_fromstring("<html></html>")


class NotInstalledError(BadInputError):
    """Raised where a package of the extra `import` is needed and not there: no file can be blamed for that."""


def need(module: str) -> Any:
    """Import a module of the extra `import`; say how to install it if it is not there.

    Raises
    ------
    NotInstalledError
        If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        problem = Problem(
            name, "not installed", "the readers of exports", "install them: pip install 'retold[import]'"
        )
        raise NotInstalledError([problem]) from None


def _container(source: Source) -> str:
    data = source.data
    if not data.strip():
        return EMPTY
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(_OLE):
        return _compound(data)
    if data.lstrip().startswith(b"{\\rtf"):
        return RTF
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PAR1"):
        return PARQUET
    if data.startswith(_PICTURES):
        return PICTURE
    if data.startswith(_ARCHIVES):
        return ARCHIVE
    try:
        return _of_text(source.text)
    except BadInputError:
        return OTHER


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            stated = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, KeyError, ValueError):
        return BROKEN
    for name, kind in _ZIPPED.items():
        if name in names:
            return kind
    return next((kind for word, kind in _OPEN_DOCUMENT.items() if f".{word}" in stated), ARCHIVE)


def _compound(data: bytes) -> str:
    """A compound file of older Office: names of its streams are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return LOCKED
    if "WordDocument".encode("utf-16-le") in data:
        return OLD_WORD
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return XLS
    return OTHER


def _of_text(text: str) -> str:
    head = text[:20_000]
    if _RIS.match(head):
        return RIS
    if (mail := _MAIL.match(head)) and _MIME.search(mail[0]):
        return MAIL
    if (
        re.match(r"\s*<", head)
        and '"urn:schemas-microsoft-com:office:spreadsheet"' in head
        and "<Workbook" in head
    ):
        return EXCEL_XML
    if _HTML.match(head):
        return HTML
    if _XML.match(text):
        return HTML if re.search(r"<(?:html|body|p|div|table)\b", head, re.I) else XML
    if _json(text):
        return JSON
    return TEXT


def _json(text: str) -> bool:
    """Whether a text is one value of JSON that holds objects, or a line each."""
    start = text.lstrip()
    if not start.startswith(("{", "[")):
        return False
    line = start.partition("\n")[0]
    for whole in (line, start):
        try:
            value = json.loads(whole)
        except ValueError:
            continue
        return isinstance(value, dict) or (
            isinstance(value, list) and all(isinstance(v, dict) for v in value)
        )
    return False
