"""Single documents: Word, OpenDocument, RTF and PDF files that each hold an article."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from retold.common.problems import BadInputError, Problem
from retold.intake import pdf, rtf
from retold.intake.article import GUESSED, READ, Article, Found, Place, Unread, Value
from retold.intake.bylines import names
from retold.intake.heads import EXPORTED, credit, exported
from retold.intake.labelled import headed
from retold.intake.source import DOCX, ODT, PDF, RTF, Source, need
from retold.intake.webtext import words_in

KINDS = {DOCX: "Word document", ODT: "OpenDocument text", RTF: "RTF document", PDF: "PDF"}
APA_KIND = "APA-OnlineManager, RTF"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"

TITLE, HEADING, PLAIN = "title", "heading", ""
_ADDRESS = re.compile(r"https?://\S+", re.I)
_NO_TITLE = re.compile(
    r"(?:untitled|document\d*|dokument\d*|microsoft word - .*|.*\.(?:docx?|odt|rtf|pdf|indd|qxd|txt))", re.I
)
# How many lines below the title may say who wrote it, and when.
_BELOW = 5


@dataclass
class Document:
    """A document as its paragraphs.

    Attributes
    ----------
    paragraphs : list of (str, str)
        Each with what its style says it is: a title, a heading, or nothing.
    properties : dict of str to str
        What its program wrote down of it: title, creator, language.
    pictures : bool
        Whether it holds pictures.
    notes : list of str
        What people should know of it.
    """

    paragraphs: list[tuple[str, str]]
    properties: dict[str, str] = field(default_factory=dict)
    pictures: bool = False
    notes: list[str] = field(default_factory=list)


class LockedError(Exception):
    """A document that asks for a password."""


def recognises(source: Source) -> bool:
    """Whether a file is a document that no reader of a database knows."""
    return source.container in KINDS


def read(source: Source) -> Found:
    """Read a document as one article; an RTF of APA-OnlineManager as its articles.

    Raises
    ------
    BadInputError
        If it is broken.
    """
    kind, place = KINDS[source.container], Place(source.name)
    try:
        document = _opened(source)
    except (LockedError, pdf.LockedError):
        mend = "open it with the password and save it without one"
        return Found(kind, (), None, (Unread(place, "password-protected", source.data, mend),))
    if source.container == RTF and (articles := apa(document.paragraphs, source.name)):
        return articles
    if not any(re.search(r"\w", text) for text, _ in document.paragraphs):
        pictures = document.pictures
        what = "pictures of pages" if source.container == PDF else "pictures"
        reason = f"holds {what}, no text" if pictures else "holds no text"
        mend = (
            "have its text recognised (OCR) and save it with the text"
            if pictures
            else "save the article again"
        )
        return Found(kind, (), None, (Unread(place, reason, source.data, mend),))
    if exported("\n".join(text.strip() for text, _ in document.paragraphs)):
        return Found(kind, (), None, (Unread(place, EXPORTED[0], source.data, EXPORTED[1]),))
    article = _article(document, place)
    if not article.text:
        reason = "holds a headline and no text below it"
        return Found(kind, (), None, (Unread(place, reason, source.data, "save the article again"),))
    return Found(kind, (article,))


def paragraphs(source: Source) -> list[str]:
    """Return the paragraphs of a document, empty ones with them as far as its kind keeps them.

    Raises
    ------
    BadInputError
        If it is broken.
    """
    try:
        return [text for text, _ in _opened(source).paragraphs]
    except (LockedError, pdf.LockedError):
        return []


def _opened(source: Source) -> Document:
    by_kind: dict[str, Callable[[Source], Document]] = {DOCX: _docx, ODT: _odt, RTF: _rtf, PDF: _pdf}
    return by_kind[source.container](source)


def _article(document: Document, place: Place) -> Article:
    """A document as an article: its headline, the lines below it that say who and when, its text."""
    paragraphs = [(even, style) for text, style in document.paragraphs if (even := _even(text))]
    head = headed("\n".join(text for text, _ in paragraphs))
    if head.fields:
        paragraphs = [(text, PLAIN) for text in head.text.split("\n") if text]
    fields = dict(head.fields)
    first = -1 if "title" in fields else _title(paragraphs, document.properties, fields)
    before, rest = paragraphs[: max(first, 0)], paragraphs[first + 1 :]
    last = 0
    for text, _ in [*before, *rest[:_BELOW]]:
        if not _credits(text, fields):
            break
        last += 1
    # What stands above the headline and says nothing of it is kept: nothing is lost.
    kept = [text for text, _ in before[last:]] + [text for text, _ in rest[max(0, last - len(before)) :]]
    _properties(document, fields, " ".join(t for t, _ in paragraphs[: first + 1 + _BELOW]))
    notes = [*head.notes, *document.notes]
    headings = sum(style == TITLE for _, style in paragraphs)
    if headings > 1:
        notes.append(
            f"{headings} paragraphs are in the style of a title: if each begins an article, save each as a file"
        )
    return Article("\n\n".join(kept), place, fields, head.changed, tuple(notes))


def _title(paragraphs: list[tuple[str, str]], properties: dict[str, str], fields: dict[str, Value]) -> int:
    """Fill in the headline; return the paragraph that holds it, or -1."""
    for style, by in ((TITLE, "paragraph in the style Title"), (HEADING, "first heading")):
        for n, (text, own) in enumerate(paragraphs):
            before = sum(words_in(t) for t, _ in paragraphs[:n])
            if own == style and before < 60:
                fields["title"] = Value(text, READ, by)
                return n
    said = properties.get("title", "")
    usable = bool(said) and not _NO_TITLE.fullmatch(said)
    for n, (text, _) in enumerate(paragraphs[:3]):
        if usable and _letters(text) == _letters(said):
            fields["title"] = Value(text, GUESSED, "property of the document, and a first line")
            return n
    largest = _letters(properties.get("largest", ""))
    for n, (text, _) in enumerate(paragraphs[:8] if largest else ()):
        if _letters(text) == largest:
            fields["title"] = Value(text, GUESSED, "largest letters of the first page")
            return n
    if len(paragraphs) > 1:
        at = 0
        while at < min(4, len(paragraphs) - 1) and _credits(paragraphs[at][0], {}):
            at += 1
        text = paragraphs[at][0]
        longer = max((words_in(t) for t, _ in paragraphs[at + 1 :]), default=0)
        if words_in(text) <= 25 and not re.search(r"[.;:,]$", text) and longer > words_in(text):
            fields["title"] = Value(text, GUESSED, "first line")
            return at
    if usable:
        fields["title"] = Value(said, GUESSED, "property of the document")
    return -1


def _credits(text: str, fields: dict[str, Value]) -> bool:
    """Fill in who wrote an article and when if a line says no more than that."""
    if (address := _ADDRESS.search(text)) and len(text.split()) <= 3:
        fields.setdefault("url", Value(address[0].rstrip(".,;)>"), GUESSED, "line with the headline"))
        return True
    said = credit(text)
    if said is None:
        return False
    if people := names([said.byline]):
        fields.setdefault("authors", Value("; ".join(people), GUESSED, "line with the headline"))
    if said.date:
        fields.setdefault("published", Value(said.date, GUESSED, "line with the headline"))
    outlet = re.sub(r",?\s*\b(?:page|p|seite|s|pag)\.?\s*\d+\b", "", said.other).strip(" ,")
    if outlet:
        fields.setdefault("outlet", Value(outlet, GUESSED, "line with the headline"))
    return True


def _properties(document: Document, fields: dict[str, Value], start: str) -> None:
    """Fill in what the properties of a document say: its maker is an author if the text names the same one."""
    people = names([document.properties.get("creator", "")])
    if "authors" not in fields and people and all(_letters(name) in _letters(start) for name in people):
        fields["authors"] = Value("; ".join(people), GUESSED, "property of the document, and a first line")
    if language := document.properties.get("language", ""):
        fields["language"] = Value(language, GUESSED, "property of the document")
    if (url := document.properties.get("url", "")) and "url" not in fields:
        fields["url"] = Value(url, GUESSED, "foot of the pages")


def _docx(source: Source) -> Document:
    module = need("docx")
    try:
        opened = module.Document(io.BytesIO(source.data))
        styles = {style.style_id: style for style in opened.styles}
        body = opened.element.body
    except Exception:  # the library raises many kinds of errors for what is no whole document
        raise _broken(source, "Word document") from None
    paragraphs = [
        (text, _docx_style(element, styles))
        for element in body.iter(f"{_W}p")
        if not _skipped(element)
        for text in _docx_lines(element)
    ]
    props = opened.core_properties
    said = {"title": props.title, "creator": props.author, "language": props.language}
    pictures = any(True for _ in body.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"))
    notes = []
    if any(True for _ in body.iter(f"{_W}footnoteReference", f"{_W}endnoteReference")):
        notes.append("its footnotes were left out")
    if any(True for _ in body.iter(f"{_W}del", f"{_W}ins")):
        notes.append("it holds tracked changes: it was read as if all of them were accepted")
    return Document(paragraphs, {k: v.strip() for k, v in said.items() if v and v.strip()}, pictures, notes)


def _skipped(element: Any) -> bool:
    """Whether a paragraph stands in a copy of another, for programs that know no text boxes, or was deleted."""
    return any(above.tag in (_FALLBACK, f"{_W}del", f"{_W}moveFrom") for above in element.iterancestors())


def _docx_lines(element: Any) -> list[str]:
    """The text of a paragraph without that of text boxes in it, which are paragraphs themselves."""
    parts: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        above = list(node.iterancestors())
        inner = next(a for a in above if a.tag == f"{_W}p")
        if inner is not element or any(
            a.tag in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", _FALLBACK) for a in above
        ):
            continue
        parts.append(
            {f"{_W}t": node.text or "", f"{_W}noBreakHyphen": "-", f"{_W}tab": " "}.get(node.tag, "\n")
        )
    return _lines("".join(parts))


def _lines(text: str) -> list[str]:
    """A paragraph in which line breaks part others: two of them, or one after a whole sentence."""
    parts = [""]
    for line in text.split("\n"):
        if not line.strip() or re.search(r"[.!?…][\"”»“’')\]]*\s*$", parts[-1]):
            parts.append("")
        parts[-1] += " " + line
    return [part for part in parts if part.strip()]


def _docx_style(element: Any, styles: dict[str, Any]) -> str:
    ids = element.findall(f"{_W}pPr/{_W}pStyle")
    style = styles.get(ids[0].get(f"{_W}val")) if ids else None
    for _ in range(5):  # a style may rest on another
        name = (style.name or "").lower() if style is not None else ""
        if name in ("title", "titel", "titre", "título", "titolo", "rubrik"):
            return TITLE
        if re.fullmatch(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift) ?[123]", name):
            return HEADING
        style = getattr(style, "base_style", None)
    return PLAIN


def _odt(source: Source) -> Document:
    etree = need("lxml.etree")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names_inside = set(archive.namelist())
            manifest = (
                archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names_inside else b""
            )
            if b"encryption-data" in manifest:
                raise LockedError
            content = etree.fromstring(archive.read("content.xml"), parser)
            meta = etree.fromstring(archive.read("meta.xml"), parser) if "meta.xml" in names_inside else None
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, etree.XMLSyntaxError, ValueError):
        raise _broken(source, "OpenDocument text") from None
    parents = {
        s.get(f"{_STYLE}name"): s.get(f"{_STYLE}parent-style-name") for s in content.iter(f"{_STYLE}style")
    }
    body = content.find(f".//{_OFFICE}text")
    paragraphs = []
    for element in () if body is None else body.iter(f"{_TEXT}h", f"{_TEXT}p"):
        if not any(a.tag in _ASIDE for a in element.iterancestors()):
            style = element.get(f"{_TEXT}style-name") or ""
            paragraphs += [
                (t, _odt_style(element, parents.get(style) or style)) for t in _lines(_odt_text(element))
            ]
    said = {}
    if meta is not None:
        for key in ("title", "creator", "language"):
            said[key] = (meta.findtext(f".//{_DC}{key}") or "").strip()
    pictures = body is not None and any(True for _ in body.iter(f"{_DRAW}image"))
    return Document(paragraphs, {k: v for k, v in said.items() if v}, pictures)


_ASIDE = {f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}table-of-content"}


def _odt_style(element: Any, style: str) -> str:
    if style == "Title":
        return TITLE
    return HEADING if element.tag == f"{_TEXT}h" else PLAIN


def _odt_text(element: Any) -> str:
    """The text of a paragraph, without that of notes and of text boxes in it."""
    parts: list[str] = []

    def walk(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in _ASIDE or node.tag == f"{_DRAW}frame":
            return
        signs = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}
        parts.append(signs.get(node.tag, "") + (node.text or "").replace("\n", " "))
        for child in node:
            walk(child)
            parts.append((child.tail or "").replace("\n", " "))

    walk(element)
    return "".join(parts)


def _rtf(source: Source) -> Document:
    text, properties, pictures = rtf.opened(source.name, source.data)
    return Document([(line, PLAIN) for line in text.split("\n")], properties, pictures)


def _pdf(source: Source) -> Document:
    opened = pdf.opened(source.name, source.data)
    notes = []
    if opened.blank and opened.paragraphs:
        notes.append(f"{opened.blank} of its {opened.pages} pages hold no text: pictures of pages?")
    paragraphs = [(text, PLAIN) for text in opened.paragraphs]
    return Document(paragraphs, opened.properties, pictures=True, notes=notes)


_FOUND = re.compile(
    r'\s*[„"“»](?P<outlet>[^"“”«]{2,80})["”“«]\s+gefunden\s+am\s+(?P<date>\d{1,2}\.\d{1,2}\.\d{4}.{0,15})\s*'
)


def apa(paragraphs: list[tuple[str, str]], name: str) -> Found | None:
    """Return the articles of an export of APA-OnlineManager; None if it is none.

    Each begins with a line that says at which outlet it was found, and when, which is no date of publication.
    """
    starts = [n for n, (text, _) in enumerate(paragraphs) if _FOUND.fullmatch(text)]
    if not starts or any(text.strip(" _\t") for text, _ in paragraphs[: starts[0]]):
        return None
    articles, unread = [], []
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(paragraphs)], strict=True), 1):
        content = "\n".join(
            "" if text.strip().strip("_") == "" else text for text, _ in paragraphs[start + 1 : end]
        )
        lines = [_even(block) for block in re.split(r"\n\s*\n", content) if block.strip()]
        place = Place(name, f"article {number}")
        head = _FOUND.fullmatch(paragraphs[start][0])
        if len(lines) < 2 or head is None:
            reason = "a headline and no text below it" if lines else "announced, and nothing below it"
            unread.append(Unread(place, reason, "\n".join(text for text, _ in paragraphs[start:end])))
            continue
        articles.append(_of_apa(place, head, lines))
    return Found(APA_KIND, tuple(articles), len(starts), tuple(unread))


def _of_apa(place: Place, head: re.Match[str], lines: list[str]) -> Article:
    """An article of APA-OnlineManager; those of printed papers say in their last line when they were printed."""
    fields = {
        "title": Value(lines[0], READ, "line under the outlet"),
        "outlet": Value(head["outlet"], READ, "first line"),
    }
    body = [line for line in lines[1:] if not re.fullmatch(r"(?:Foto|Bild|Grafik)\s*:.{0,80}", line)]
    notes: tuple[str, ...] = ()
    printed = re.fullmatch(
        r"\([^()]{0,60}Print-?Ausgabe[^()]{0,20}?(\d{1,2}\.\d{1,2}\.\d{4})[^()]*\)", body[-1] if body else ""
    )
    if printed and len(body) > 1:
        fields["published"] = Value(printed[1], READ, "last line (Print-Ausgabe)")
        body.pop()
    else:
        notes = (f"it says when it was found, {head['date'].strip()}, and not when it was published",)
    return Article("\n\n".join(body), place, fields, notes=notes)


def _broken(source: Source, what: str) -> BadInputError:
    return BadInputError(
        [Problem(source.name, f"a broken {what}", f"a {what} that opens", "open it and save it again")]
    )


def _even(text: str) -> str:
    return re.sub(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+", " ", text.replace("\u00ad", "")).strip()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
