"""A saved web page: decoded, as a tree, with the address that the program which saved it wrote down."""

from __future__ import annotations

import codecs
import email
import email.policy
import plistlib
import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, cast

from retold.common.files import text_encoding
from retold.common.problems import BadInputError, Problem
from retold.intake.addresses import absolute, normal
from retold.intake.source import by_letters, need, not_latin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]+encoding=[\"']([\w:.-]+)", re.I
)
# Bytes that are several letters of UTF-8 together: more of these than of bytes that are none says what a file is.
_LETTERS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(\S+?)\s*-->", re.I)
_SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)", re.I)
# What the Internet Archive puts above its copies, with the days of these.
_ARCHIVE_BAR = re.compile(
    r"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.S
)
_HEAD = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t]+[^\r\n]*\r?\n)*){2,}\r?\n")


@dataclass(frozen=True)
class Page:
    """A page as a tree.

    Attributes
    ----------
    markup : str
        Its HTML.
    tree : HtmlElement
        The same as a tree.
    address : str
        Where it was saved from, as the program that saved it says; blank if that is not known.
    said_by : str
        What says that address.
    subject : str
        The title that an MHTML file gives it.
    notes : tuple of str
        How it was decoded, if that has to be known.
    """

    markup: str
    tree: HtmlElement
    address: str = ""
    said_by: str = ""
    subject: str = ""
    notes: tuple[str, ...] = ()


def looks_like_mhtml(data: bytes) -> bool:
    """Whether bytes begin as a page does that a browser saved as one file."""
    head = _HEAD.match(data[:20_000].lstrip())
    if not head:
        return False
    text = head[0].decode("latin-1")
    related = re.search(r"^Content-Type:\s*multipart/related", text, re.I | re.M)
    located = re.search(r"^(?:Snapshot-)?Content-Location:", text, re.I | re.M)
    html = re.search(r"^Content-Type:\s*(?:text/html|multipart/)", text, re.I | re.M)
    saved = re.search(
        r"^(?:From|X-MimeOLE|X-MAF\S*):.*(?:Blink|Internet Explorer|WebKit|MAF|MimeOLE)", text, re.I | re.M
    )
    return bool(
        related and (located or saved or not re.search(r"^(?:To|Received):", text, re.I | re.M))
    ) or bool(html and located)


def looks_like_webarchive(data: bytes) -> bool:
    """Whether bytes are a page that Safari saved as one file."""
    return data.startswith((b"bplist00", b"<?xml")) and b"WebMainResource" in data


def decode_page(data: bytes, encoding: str = "", declared: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the markup of a page, and what has to be said of how it was decoded.

    Parameters
    ----------
    data : bytes
        The page.
    encoding : str
        What people say it is in: it is read as that.
    declared : str
        What the letterhead of the page says; a mark in the bytes and UTF-8 throughout count more.
    """
    if encoding:
        return _clean(data.decode(encoding, "replace")), ()
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _clean(data.decode(codec, "replace")), ()
    try:
        return _clean(data.decode("utf-8")), ()
    except UnicodeDecodeError:
        pass
    if not declared and (match := _DECLARED.search(data[:10_000])):
        declared = (match[1] or match[2]).decode("ascii")
    return _as_declared(data, declared)


def _as_declared(data: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    """A page that is not UTF-8 throughout: as it declares, else as Windows-1252; damaged UTF-8 is still that."""
    replaced = data.decode("utf-8", "replace")
    if len(_LETTERS.findall(data)) > 2 * replaced.count("\ufffd"):
        return _clean(replaced), (
            "some of its letters are damaged: bytes that are not UTF-8, in a page that is",
        )
    # Browsers read what is declared as Latin-1 as Windows-1252.
    if declared and declared.lower() not in ("utf-8", "utf8", "iso-8859-1", "latin1", "us-ascii", "ascii"):
        try:
            return _clean(data.decode(text_encoding(declared))), ()
        except (LookupError, UnicodeError):
            pass
    if not_latin(data) and (codec := by_letters(data)):
        return _clean(data.decode(codec, "replace")), (
            f"it does not say its encoding, and its letters are those of {codec}: read as that",
        )
    return _clean(data.decode("cp1252", "replace")), ()


def _clean(markup: str) -> str:
    return markup.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def page_of(name: str, data: bytes, encoding: str = "") -> Page:
    """Return the page of an HTML or MHTML file.

    Raises
    ------
    BadInputError
        If there is no page in it.
    """
    if looks_like_mhtml(data):
        return _of_mhtml(name, data, encoding)
    if looks_like_webarchive(data):
        return _of_webarchive(name, data, encoding)
    markup, notes = decode_page(data, encoding)
    markup = _ARCHIVE_BAR.sub("", markup)
    address, said_by = "", ""
    for pattern, by in ((_SINGLE_FILE, "comment of SingleFile"), (_SAVED_FROM, "comment of the browser")):
        if match := pattern.search(markup[:20_000]):
            address, said_by = absolute(match[1]), by
            break
    return Page(markup, _tree(name, markup), address, said_by if address else "", notes=notes)


def _of_mhtml(name: str, data: bytes, encoding: str) -> Page:
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    parts = [p for p in message.walk() if p.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not parts:
        problem = Problem(name, "no page in it", "a page saved as one file", "save the page again")
        raise BadInputError([problem])
    said = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    part = _main_part(parts, said)
    content = part.get_payload(decode=True)
    body = content if isinstance(content, bytes) else b""
    charset = part.get_content_charset() or ""
    markup, notes = decode_page(body, encoding, charset)
    address = absolute(said) or absolute(_header(part, "Content-Location"))
    subject = re.sub(r"\s+", " ", _header(message, "Subject")).strip()
    return Page(markup, _tree(name, markup), address, "Content-Location" if address else "", subject, notes)


def _of_webarchive(name: str, data: bytes, encoding: str) -> Page:
    try:
        main = plistlib.loads(data)["WebMainResource"]
        content, address = main["WebResourceData"], absolute(str(main.get("WebResourceURL", "")))
        declared = str(main.get("WebResourceTextEncodingName", ""))
        markup, notes = decode_page(bytes(content), encoding, declared)
    except Exception:  # what is no whole property list raises many kinds of errors
        problem = Problem(name, "a broken web archive", "a page saved by Safari", "save the page again")
        raise BadInputError([problem]) from None
    return Page(markup, _tree(name, markup), address, "WebResourceURL" if address else "", notes=notes)


def _header(message: EmailMessage, name: str) -> str:
    """A header of a message as text; blank if it is missing or broken."""
    try:
        return str(message.get(name) or "").strip()
    except (
        ValueError,
        IndexError,
        AttributeError,
        TypeError,
    ):  # broken headers make the parser of Python fail
        return ""


def _main_part(parts: list[EmailMessage], said: str) -> EmailMessage:
    """The page itself among the frames and advertisements that were saved with it."""
    wanted = normal(said)
    for part in parts:
        if wanted and normal(_header(part, "Content-Location")) == wanted:
            return part
    return parts[0]


def _tree(name: str, markup: str) -> HtmlElement:
    lxml_html = need("lxml.html")
    etree = need("lxml.etree")
    # lxml takes no text that declares an encoding, and no control characters.
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)
    markup = re.sub(r"[\x01-\x08\x0b\x0c\x0e-\x1f]", " ", markup)
    markup = re.sub("[\ud800-\udfff]", "\ufffd", markup)
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        return cast("HtmlElement", lxml_html.document_fromstring(markup.encode("utf-8"), parser=parser))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        problem = Problem(name, "nothing that is HTML", "a saved page", "save the page again")
        raise BadInputError([problem]) from None
