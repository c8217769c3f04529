"""The reader of Word documents of the new Nexis (Nexis Uni, Lexis, Nexis Advance), of one article or of many."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from retold.common.problems import BadInputError, Problem
from retold.intake import rtf
from retold.intake.article import READ, Article, Found, Place, Unread, Value
from retold.intake.readers import nexis_labels as labels
from retold.intake.readers.nexis_blocks import Block, Numbered, found
from retold.intake.source import DOCX, RTF, TEXT, Source, need

KIND = "Nexis, Word"

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOT_SHOWN = frozenset(
    {_WORD + name for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "txbxContent")}
    | {_COMPATIBLE + "Fallback"}
)
_START = re.compile(r"Bookmark_\d+")
_SECTION = re.compile(r"(?!Bookmark)([A-Za-z][A-Za-z ]+)(?:_\d+)?")
_HEADING = 12.5  # points: headings of the parts of an article are larger, its text is not
_COUNT = re.compile(r"[^\d():（）]{2,30}\s*[(（](\d{1,6})[)）]")
_LISTED = re.compile(r"(\d{1,6})\.\s*(\S.*)", re.S)
_BODY_MARK = re.compile(rb'w:name="Body(?:_\d+)?"')
_BROKEN = (zipfile.BadZipFile, KeyError, RuntimeError, OSError, EOFError, ValueError, zlib.error)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_PICTURES = re.compile(
    r"(?:PHOTOS?|CHARTS?|MAPS?|DRAWINGS?|GRAPHICS?|TABLES?|DIAGRAMS?|CARTOONS?)\s?(?:\([^)]*\))?:"
)
_CHROME = re.compile(
    r"(?:link|lien|enlace|view|see|zum|voir|ver)\b.{0,30}\b(?:pdf|image|bild|original|graphic)\b.{0,30}", re.I
)


class Run(NamedTuple):
    """A stretch of text in one setting."""

    text: str
    bold: bool
    size: float


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the document, or a table of it as one."""

    runs: tuple[Run, ...]
    bookmarks: tuple[str, ...] = ()
    outline: bool = False  # a headline, by its level
    ends_section: bool = False
    linked: bool = False  # a link, the whole of it
    table: bool = False
    centred: bool = False
    styled: bool = False  # by its style, a heading
    close: bool = False  # set close below the one above, as a line of it

    @property
    def raw(self) -> str:
        """Its text as it stands, lines broken by line feeds."""
        return "".join(run.text for run in self.runs)

    @property
    def text(self) -> str:
        """Its text on one line."""
        return labels.squeeze(self.raw)

    @property
    def heads(self) -> bool:
        """Whether it is set as the heading of a part: bold, and larger than the text."""
        shown = [run for run in self.runs if run.text.strip()]
        if self.styled and shown:
            return len(self.text) < 60
        return bool(shown) and all(run.bold and run.size >= _HEADING for run in shown) and len(self.text) < 60

    @property
    def bold(self) -> bool:
        """Whether it is bold, all of it."""
        return bool(self.text) and all(run.bold for run in self.runs if run.text.strip())

    @property
    def label(self) -> str:
        """The label that it begins with: in bold, or parted from its content by a blank that does not break."""
        head, colon, content = self.raw.lstrip().partition(":")
        if not colon or not 2 <= len(head.strip()) <= 40 or "\n" in head:
            return ""
        return labels.squeeze(head) if self.bold_label or content.startswith("\u00a0") else ""

    @property
    def bold_label(self) -> bool:
        """Whether what stands before its first colon is bold."""
        first = next((run for run in self.runs if run.text.strip()), Run("", False, 0))
        return first.bold and first.text.strip().startswith(self.raw.partition(":")[0].strip())

    @property
    def named(self) -> str:
        """Its label, or a word of the database before a colon where a program lost how labels are set."""
        head, colon, _ = self.text.partition(":")
        return self.label or (head if colon and labels.role(head) else "")

    @property
    def content(self) -> str:
        """What follows its label."""
        return labels.squeeze(self.raw.partition(":")[2]) if self.named else self.text


def recognises(source: Source) -> bool:
    """Whether a file is a Word document of Nexis, by what stands around articles or by its cover."""
    if source.container in (RTF, TEXT):
        return _recognises_lines(source)
    if source.container != DOCX:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            markup = archive.read("word/document.xml")
    except _BROKEN:
        return False
    around = any(sign in markup for sign in (b"\xc2\xa0", b"Copyright", b"\xc2\xa9", b"Load-Date"))
    lines = [
        html.unescape(re.sub(r"<[^<>]*>", "", paragraph))
        for paragraph in markup.decode("utf-8", "replace").split("</w:p>")
    ]
    ends = bool(_BODY_MARK.search(markup)) or any(_is_end_line(line) for line in lines)
    return (ends and around) or any(_is_cover_line(line) for line in lines[:15])


def _is_end_line(line: str) -> bool:
    """Whether a line ends an article, or counts it in the old layout."""
    return len(line) < 60 and (labels.fold(line) in labels.END_MARKS or labels.mark(line) is not None)


def _is_cover_line(line: str) -> bool:
    """Whether a line is of a cover: it gives the number of the job."""
    head, _, number = line.replace("：", ":").partition(":")
    return len(head) < 30 and number.strip().isdigit() and labels.fold(head) in labels.COVERS


def _recognises_lines(source: Source) -> bool:
    """Whether a file in RTF, or what was saved of one as text, has an end and labels as the documents have them."""
    try:
        lines = _lines(source)
    except BadInputError:
        return False
    ends = any(_is_end_line(p.text) for p in lines if source.container == RTF or labels.mark(p.text) is None)
    return ends and any(labels.role(p.named) in labels.HEAD for p in lines)


# Put into RTF where a paragraph is set in the middle, and where it is not: what reads RTF hands on the text alone.
_MIDDLE, _ELSEWHERE = "\x01", "\x02"


def _lines(source: Source) -> list[Paragraph]:
    """The lines of a file in RTF or text; of their setting no more than what stands in the middle or alone."""
    told = (
        [(line, False) for line in source.text.split("\n")] if source.container == TEXT else _of_rtf(source)
    )
    lines = ["", *(line for line, _ in told), ""]
    paragraphs = []
    for number, (line, centred) in enumerate(told, start=1):
        # A line that an empty one sets off is told from the others as it is in the documents.
        apart = not lines[number - 1].strip()
        heads = (apart or not lines[number + 1].strip()) and labels.fold(line) in labels.AFTER_TEXT
        run = Run("\n" + line if apart else line, False, 0)
        paragraphs.append(Paragraph((run,), centred=centred, styled=heads))
    return paragraphs


def _of_rtf(source: Source) -> list[tuple[str, bool]]:
    """The lines of an RTF file, and whether each is set in the middle."""
    marked = re.sub(
        rb"\\(pard|q[lrjc])(?![a-z])",
        lambda m: m[0] + (_MIDDLE if m[1] == b"qc" else _ELSEWHERE).encode(),
        source.data,
    )
    told: list[tuple[str, bool]] = []
    centred = False
    for line in rtf.opened(source.name, marked)[0].split("\n"):
        marks = re.findall(f"[{_MIDDLE}{_ELSEWHERE}]", line)
        centred = marks[-1] == _MIDDLE if marks else centred
        told.append((re.sub(f"[{_MIDDLE}{_ELSEWHERE}]", "", line), centred))
    return told


def read(source: Source) -> Found:
    """Read the articles of a Word document of Nexis.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Found
        Its articles; what has no text is among the unread, what the cover lists and the file does not hold in the notes.

    Raises
    ------
    BadInputError
        If the document is broken.
    """
    lines = source.container in (RTF, TEXT)
    paragraphs = _lines(source) if lines else list(_paragraphs(source))
    if any(labels.mark(p.text) for p in paragraphs) and not any(_opens_body(p) for p in paragraphs):
        return _read_old(paragraphs, source.name)
    cover, documents = _documents(paragraphs)
    read = [
        _article(document, Place(source.name, f"article {number}"))
        for number, document in enumerate(documents, start=1)
    ]
    announced, listed = _listed(cover)
    notes = _missing(announced, listed, documents)
    if announced is None and not documents:
        announced = 0
    if announced is not None:
        announced = max(announced, len(documents))
    articles = tuple(each for each in read if isinstance(each, Article))
    unread = tuple(each for each in read if isinstance(each, Unread))
    return Found(KIND, articles, announced, unread, tuple(notes))


def _read_old(paragraphs: Sequence[Paragraph], file: str) -> Found:
    """Read a document of the old LexisNexis, whose articles lie in it as they do in its exports in text."""
    documents: list[Numbered] = []
    blocks: list[Block] = []
    for paragraph in paragraphs:
        if mark := labels.mark(paragraph.text):
            blocks = []
            documents.append(Numbered(mark, blocks))
        elif paragraph.text:
            label = "" if paragraph.centred else paragraph.label or _capital_label(paragraph.text)
            content = paragraph.text.partition(":")[2].strip() if label else _shown(paragraph)
            blocks.append(Block((content,) if content else (), label, paragraph.centred, paragraph.heads))
    return found(KIND, file, documents, None)


def _capital_label(text: str) -> str:
    head, colon, _ = text.partition(":")
    return head if colon and head == head.upper() and labels.role(head) else ""


def _paragraphs(source: Source) -> Iterator[Paragraph]:
    etree = need("lxml.etree")
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            markup = archive.read("word/document.xml")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        body = etree.fromstring(markup, parser).find(_WORD + "body")
    except (*_BROKEN, SyntaxError) as error:
        problem = Problem(
            source.name,
            f"a broken Word document ({error})",
            "a document that Word opens",
            "download it again",
        )
        raise BadInputError([problem]) from None
    for element in body if body is not None else ():
        yield from _of_element(element)


def _of_element(element: Any) -> Iterator[Paragraph]:
    if element.tag == _WORD + "p":
        yield _paragraph(element)
    elif element.tag == _WORD + "tbl":
        rows = (
            " ".join(_cell(cell) for cell in row.iter(_WORD + "tc")) for row in element.iter(_WORD + "tr")
        )
        text = "\n".join(labels.squeeze(row) for row in rows if row.strip())
        if text:
            yield Paragraph((Run(text, False, 0),), table=True)
    elif element.tag in (_WORD + "sdt", _WORD + "sdtContent", _WORD + "ins", _WORD + "customXml"):
        for child in element:
            yield from _of_element(child)


def _cell(cell: Any) -> str:
    return " ".join(_paragraph(paragraph).text for paragraph in cell.iter(_WORD + "p"))


def _paragraph(element: Any) -> Paragraph:
    settings = element.find(_WORD + "pPr")
    names = (mark.get(_WORD + "name") or "" for mark in element.iter(_WORD + "bookmarkStart"))
    runs = tuple(_runs(element))
    links = "".join(run.text for link in element.iter(_WORD + "hyperlink") for run in _runs(link))
    text = "".join(run.text for run in runs)
    return Paragraph(
        runs=runs,
        bookmarks=tuple(dict.fromkeys(names)),
        outline=settings is not None and _is_outline(settings),
        ends_section=settings is not None and settings.find(_WORD + "sectPr") is not None,
        linked=bool(text.strip()) and links.split() == text.split(),
        centred=settings is not None and _is_centred(settings),
        close=settings is not None and _is_close(settings),
        styled=settings is not None and bool(re.match(r"heading\d|(?:ü|b)?erschrift\d", _style(settings))),
    )


def _is_close(settings: Any) -> bool:
    spacing = settings.find(_WORD + "spacing")
    before = spacing.get(_WORD + "before") if spacing is not None else None
    return before is not None and before.isdigit() and 0 < int(before) <= 60


def _is_centred(settings: Any) -> bool:
    set_by = settings.find(_WORD + "jc")
    return set_by is not None and set_by.get(_WORD + "val") == "center"


def _style(settings: Any) -> str:
    style = settings.find(_WORD + "pStyle")
    return (style.get(_WORD + "val") or "").lower() if style is not None else ""


def _is_outline(settings: Any) -> bool:
    level = settings.find(_WORD + "outlineLvl")
    named = _style(settings) in ("heading1", "title", "berschrift1", "titre1", "kop1")
    return named or (level is not None and level.get(_WORD + "val") == "0")


def _runs(element: Any) -> Iterator[Run]:
    """The text of a paragraph by its setting: deleted text, fields' instructions and text boxes are none of it."""
    for child in element:
        if child.tag == _WORD + "r":
            settings = child.find(_WORD + "rPr")
            yield Run("".join(_signs(child)), _is_bold(settings), _points(settings))
        elif isinstance(child.tag, str) and child.tag not in _NOT_SHOWN:
            yield from _runs(child)


def _signs(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == _WORD + "t":
            yield child.text or ""
        elif child.tag in (_WORD + "br", _WORD + "cr"):
            yield "\n"
        elif child.tag == _WORD + "tab":
            yield " "
        elif child.tag == _WORD + "noBreakHyphen":
            yield "-"


def _is_bold(settings: Any) -> bool:
    bold = settings.find(_WORD + "b") if settings is not None else None
    return bold is not None and bold.get(_WORD + "val") not in ("0", "false", "off")


def _points(settings: Any) -> float:
    size = settings.find(_WORD + "sz") if settings is not None else None
    value = size.get(_WORD + "val") if size is not None else ""
    return float(value) / 2 if value and value.isdigit() else 0.0


def _is_end(paragraph: Paragraph) -> bool:
    return labels.fold(paragraph.text) in labels.END_MARKS


def _opens_body(paragraph: Paragraph) -> bool:
    if any(name == "Body" or name.startswith("Body_") for name in paragraph.bookmarks):
        return True
    return labels.role(paragraph.text) == labels.BODY and (paragraph.bold or bool(paragraph.bookmarks))


def _documents(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[list[Paragraph]]]:
    """The cover and the paragraphs of each article: it goes from its bookmark to the mark of its end."""
    groups: list[list[Paragraph]] = [[]]
    for paragraph in paragraphs:
        if any(_START.fullmatch(name) for name in paragraph.bookmarks) and not _is_listed(paragraph):
            groups.append([])
        if _is_end(paragraph):
            groups.append([])
        else:
            groups[-1].append(paragraph)
    cover, groups[0] = _cover(groups[0])
    documents = [group for group in groups if any(_says(paragraph) for paragraph in group)]
    return cover, [part for document in documents for part in _by_bodies(document)]


def _is_listed(paragraph: Paragraph) -> bool:
    """Whether a paragraph is of the list on the cover, where Word may have put a bookmark of an article."""
    return bool(_LISTED.fullmatch(paragraph.text)) and not paragraph.outline


def _says(paragraph: Paragraph) -> bool:
    return bool(re.search(r"\w", paragraph.text)) and labels.mark(paragraph.text) is None


def _cover(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """Part the cover from the article that follows it; there may be none of either."""
    counted = [i for i, p in enumerate(paragraphs[:15]) if _COUNT.fullmatch(p.text)]
    covers = [i for i in counted if _opens_list(paragraphs[i:])] or [
        i for i, p in enumerate(paragraphs[:8]) if _is_cover_line(p.text)
    ]
    if not covers:
        return [], paragraphs
    body = next((i for i, p in enumerate(paragraphs) if _opens_body(p)), len(paragraphs))
    ends = [i for i, p in enumerate(paragraphs[:body]) if p.ends_section]
    if body == len(paragraphs):
        last = _after_list(paragraphs)
        articles = any(_is_of_head(p) for p in paragraphs[last:])
        return (paragraphs[:last], paragraphs[last:]) if articles else (paragraphs, [])
    outlines = [i for i, p in enumerate(paragraphs[:body]) if p.outline and i > covers[0]]
    last = outlines[-1] if outlines else (ends[-1] + 1 if ends else _after_list(paragraphs[:body]))
    return paragraphs[:last], paragraphs[last:]


def _is_of_head(paragraph: Paragraph) -> bool:
    """Whether a paragraph is such as stands above the text of an article."""
    return labels.is_copyright(paragraph.text) or labels.role(paragraph.label) in labels.HEAD


def _opens_list(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether "Documents (12)" stands above a list: a headline may end with a number in brackets, too."""
    below = next((p.text for p in paragraphs[1:] if p.text), "")
    return paragraphs[0].text.endswith("(0)") or below.startswith("1.")


def _after_list(paragraphs: Sequence[Paragraph]) -> int:
    """Where a list of titles ends that no break of a section parts from the article.

    It is where its first title stands again, or else behind its last title or table.
    """
    listed = [i for i, p in enumerate(paragraphs) if p.table or _LISTED.fullmatch(p.text)]
    _, titles = _listed(paragraphs)
    if titles and listed:
        first = _key(titles[0])
        again = (i for i, p in enumerate(paragraphs) if i > listed[0] and p.text and _key(p.text) == first)
        return next(again, listed[-1] + 1)
    return listed[-1] + 1 if listed else 0


def _by_bodies(document: list[Paragraph]) -> list[list[Paragraph]]:
    """Part what holds two texts though no mark parts it: before the headline of the second."""
    bodies = [i for i, p in enumerate(document) if _opens_body(p)]
    starts = [0]
    for before, body in pairwise(bodies):
        if not any(p.outline or _is_of_head(p) for p in document[before + 1 : body]):
            continue  # a heading in the text itself
        headlines = [i for i in range(before + 1, body) if document[i].outline]
        # Without a headline by its level: behind a break, or behind the date of loading, the last that is said.
        ends = [i + 1 for i in range(before + 1, body) if document[i].ends_section or _is_loaded(document[i])]
        starts.append((headlines or ends or [body])[-1])
    return [document[start:end] for start, end in pairwise([*starts, len(document)])]


def _is_loaded(paragraph: Paragraph) -> bool:
    return labels.role(paragraph.named) == labels.LOADED


def _listed(cover: Sequence[Paragraph]) -> tuple[int | None, list[str]]:
    """How many articles a cover announces, and their titles."""
    count = next((int(c[1]) for p in cover[:15] if (c := _COUNT.fullmatch(p.text))), None)
    titles: list[str] = []
    for paragraph in cover:
        item = None if paragraph.table else _LISTED.fullmatch(paragraph.text)
        if item and int(item[1]) == len(titles) + 1:
            titles.append(item[2])
    if count is None and titles:
        count = len(titles)
    return count, titles


def _missing(
    announced: int | None, listed: Sequence[str], documents: Sequence[Sequence[Paragraph]]
) -> list[str]:
    """What a cover lists and the file does not hold, in words."""
    if announced is None or announced <= len(documents):
        return []
    notes = [f"the cover announces {announced:,} articles and the file holds {len(documents):,}"]
    held = [_key(_title(document)) for document in documents]
    for title in listed:
        key = _key(title)
        match = next(
            (other for other in held if other and (other.startswith(key) or key.startswith(other))), None
        )
        if match is None:
            notes.append(f"the cover lists an article that the file does not hold: {title}")
        else:
            held.remove(match)
    return notes


def _key(title: str) -> str:
    return re.sub(r"\W", "", labels.without_appended(title)).casefold()[:60]


def _title(document: Sequence[Paragraph]) -> str:
    shown = [p for p in document if _says(p)]
    if outline := next((p for p in shown[:4] if p.outline), None):
        return outline.text
    if len(shown) > 1 and shown[0].centred and shown[1].centred and labels.date_in(shown[1].text):
        return ""  # the outlet with its date: there is no headline
    return shown[0].text if shown else ""


@dataclass
class Parts:
    """The parts of an article."""

    head: list[Paragraph] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)


def _article(document: Sequence[Paragraph], place: Place) -> Article | Unread:
    content = "\n".join(paragraph.raw.strip("\n") for paragraph in document)
    if labels.is_broken(content.strip()):
        return Unread(
            place, "the database shows an error in place of the article", content, "download it again"
        )
    parts = _parts(document)
    fields, changed = _fields(parts)
    body, more, url = _body(parts.body)
    if not body:
        reason = (
            "only an abstract stands in the file"
            if more
            else "no text stands in the file, only what is said about it"
        )
        return Unread(place, reason, content)
    if url and "url" not in fields:
        fields["url"] = Value(url, READ, "line behind the text")
    notes = [] if "published" in fields else ["no line of the file states the date of this article"]
    if "title" in fields and labels.is_no_title(fields["title"].value):
        notes.append("its title says that it had no headline")
    return Article("\n\n".join(body), place, fields, (*changed, *more), tuple(notes))


def _parts(document: Sequence[Paragraph]) -> Parts:
    """Tell head, text and what follows apart, by their headings; by their labels if there are none."""
    start = next((i for i, p in enumerate(document) if _opens_body(p)), None)
    if start is None:
        start = _after_labels(document)
        head, rest = document[:start], document[start:]
    else:
        head, rest = document[:start], document[start + 1 :]
    end = next((i for i, p in enumerate(rest) if _opens_after(p, rest[i + 1 :])), len(rest))
    return Parts(list(head), list(rest[:end]), list(rest[end:]))


def _after_labels(document: Sequence[Paragraph]) -> int:
    """Where a text begins that no heading opens: behind the labels of the head, else behind the lines of the masthead."""
    named = next((i for i, p in enumerate(document[:40]) if labels.role(p.text) == labels.BODY), None)
    if named is not None and any(_is_of_head(p) for p in document[:named]):
        return named + 1
    labelled = [i for i, p in enumerate(document[:25]) if p.label and labels.role(p.label) in labels.HEAD]
    notices = [i for i, p in enumerate(document[:12]) if labels.is_copyright(p.text)]
    lines = [i for i, p in enumerate(document) if _says(p)][:3]
    return max([*labelled, *notices] or lines or [-1]) + 1


def _opens_after(paragraph: Paragraph, rest: Sequence[Paragraph]) -> bool:
    """Whether a paragraph opens what the database puts behind a text: a heading, or a label that no text follows."""
    if _is_heading_after(paragraph):
        return True
    label = paragraph.named
    known = labels.role(label) if label else ""
    set_off = "\u00a0" in paragraph.raw.partition(":")[2][:1]
    dated = known == labels.LOADED and len(paragraph.content) < 40 and bool(labels.date_in(paragraph.content))
    # Of a language that is not known: as the database sets its labels, and no article does.
    strange = bool(label) and not known and paragraph.bold_label and paragraph.raw.startswith("\n")
    if not (known in labels.TAIL or strange) or not (set_off or dated):
        return False
    loose = 0
    for following in rest:
        if following.label or _is_heading_after(following):
            break
        loose += len(following.text.split())
    return loose <= _LOOSE


def _is_heading_after(paragraph: Paragraph) -> bool:
    """Whether a paragraph is the heading of a part behind the text, by its name and its setting or its bookmark."""
    if labels.fold(paragraph.text) in labels.AFTER_TEXT:
        return paragraph.heads or paragraph.raw.startswith("\n") or bool(paragraph.bookmarks)
    return paragraph.heads and any(_SECTION.fullmatch(name) for name in paragraph.bookmarks)


# How many words without a label may follow a label behind the text.
_LOOSE = 60


def _fields(parts: Parts) -> tuple[dict[str, Value], list[str]]:
    """What the head says by its lines and its labels, and what was changed."""
    head = [p for p in parts.head if _says(p)]
    fields: dict[str, Value] = {}
    changed: list[str] = []
    title = _title(parts.head)
    if labels.without_appended(title) != title:
        changed.append("“Correction Appended” was taken out of the title")
    if title := labels.without_appended(title):
        fields["title"] = Value(title, READ, "headline")
    first = next((i + 1 for i, p in enumerate(head) if p.text == _title(parts.head)), 0)
    fields.update(_of_masthead(head[first:]))
    labelled = [*_with_further_lines(head[first:]), *((p.named, p.content) for p in parts.after if p.named)]
    for label, value in sorted(labelled, key=lambda each: labels.role(each[0]) == labels.TYPE):
        known = labels.role(label)
        name = "words" if known == labels.WORDS else labels.FIELDS.get(known, "")
        value = labels.count_of_words(value) if name == "words" else value
        if name and value and name not in fields:
            fields[name] = Value(value, READ, label)
        if known == labels.SUMMARY and len(value.split()) > 4:
            changed.append(f"left out: a summary before the text ({label}, {len(value.split())} words)")
    corrected = any(name.startswith("Correction") for p in parts.after for name in p.bookmarks)
    if corrected or any(labels.role(p.text) == labels.CORRECTION for p in parts.after):
        changed.append("left out: a correction behind the text")
    return fields, changed


def _with_further_lines(head: Sequence[Paragraph]) -> list[tuple[str, str]]:
    """The labels of a head with their values; a byline goes on in lines below that have no label."""
    labelled: list[tuple[str, str]] = []
    for paragraph in head:
        if paragraph.named:
            labelled.append((paragraph.named, paragraph.content))
        elif labelled and labels.role(labelled[-1][0]) == labels.AUTHOR and paragraph.raw.startswith("\n"):
            label, value = labelled[-1]
            if paragraph.text not in value.split("; "):
                labelled[-1] = (label, "; ".join(each for each in (value, paragraph.text) if each))
    return labelled


def _of_masthead(lines: Sequence[Paragraph]) -> dict[str, Value]:
    """Outlet, date and notice of copyright, which stand between the headline and the labels."""
    fields: dict[str, Value] = {}
    shown: list[str] = []
    for paragraph in lines:
        if paragraph.named:
            break
        if labels.is_rights(paragraph.text):
            fields.setdefault("rights", Value(paragraph.text, READ, "notice of copyright"))
        elif "rights" not in fields and not _CHROME.fullmatch(paragraph.text):
            shown.append(paragraph.text)
    dated = next((i for i, line in enumerate(shown) if labels.date_in(line)), None)
    if dated is not None:
        fields["published"] = Value(labels.date_in(shown[dated]), READ, "line under the outlet")
    if shown and dated != 0:
        fields["outlet"] = Value(shown[0], READ, "line under the headline")
    return fields


def _body(paragraphs: Sequence[Paragraph]) -> tuple[list[str], list[str], str]:
    """The paragraphs of a text, what was left out of them in words, and the address behind it."""
    kept = [p for p in paragraphs if _says(p)]
    changed: list[str] = []
    kept = _joined(kept)
    kept, url = _without_address(kept)
    kept = _without_related(kept, changed)
    kept = _without_captions(kept, changed)
    kept = _without_abstract(kept, changed)
    return [text for p in kept if (text := _shown(p))], changed, url


def _shown(paragraph: Paragraph) -> str:
    lines = [labels.squeeze(line) for line in paragraph.raw.split("\n")]
    return ("\n" if paragraph.table else "\n\n").join(line for line in lines if line)


def _joined(kept: Sequence[Paragraph]) -> list[Paragraph]:
    """Join the lines of paragraphs that their source had wrapped: set close, and all but the last of a full length."""
    groups: list[list[Paragraph]] = []
    for paragraph in kept:
        if paragraph.close and not paragraph.table and groups and not groups[-1][-1].table:
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    joined: list[Paragraph] = []
    for group in groups:
        if len(group) > 1 and all(50 <= len(p.text) <= 95 for p in group[:-1]) and len(group[-1].text) <= 95:
            runs = (run for p in group for run in (*p.runs, Run(" ", False, 0)))
            joined.append(Paragraph(tuple(runs), group[0].bookmarks))
        else:
            joined += group
    return joined


def _without_address(kept: list[Paragraph]) -> tuple[list[Paragraph], str]:
    """Take the address off the end, which the database adds; that of a site alone is none of an article."""
    url = ""
    while kept and _LINK.fullmatch(kept[-1].text) and len(kept) > 1:
        address = kept[-1].text
        if address.rstrip("/").count("/") > 2:
            url = address
        kept = kept[:-1]
    return kept, url


def _without_related(kept: list[Paragraph], changed: list[str]) -> list[Paragraph]:
    """Take the list of other articles off the end: links alone below a heading."""
    end = len(kept)
    while end and kept[end - 1].linked:
        end -= 1
    heading = kept[end - 1].text.rstrip(":").casefold() if end else ""
    if end < len(kept) and heading in ("related articles", "related", "related coverage", "read more"):
        changed.append(f"left out: {len(kept) - end} links to other articles behind the text")
        return kept[: end - 1]
    return kept


def _without_captions(kept: list[Paragraph], changed: list[str]) -> list[Paragraph]:
    """Take captions of pictures off the end."""
    end = len(kept)
    while end > 1 and _PICTURES.match(kept[end - 1].text):
        end -= 1
    if end < len(kept):
        changed.append(f"left out: captions of pictures behind the text ({len(kept) - end} paragraphs)")
    return kept[:end]


def _without_abstract(kept: list[Paragraph], changed: list[str]) -> list[Paragraph]:
    """Take an abstract off the beginning, which some sources put before the text, each below its heading."""
    if not kept or kept[0].text.rstrip(":") not in ("ABSTRACT", "Abstract"):
        return kept
    full = next((i for i, p in enumerate(kept) if p.text.rstrip(":").casefold() == "full text"), None)
    changed.append("left out: an abstract before the text")
    return kept[full + 1 :] if full is not None else []
