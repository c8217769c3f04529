"""Articles that Factiva exports: HTML in the article format, with codes of fields or without, and XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from retold.common.problems import BadInputError, Problem
from retold.intake.article import GUESSED, READ, Article, Found, Place, Unread, Value
from retold.intake.blocks import DATE, Block, blocks, classes, names, squeeze, within, words
from retold.intake.source import HTML, XML, Source, need

_PAGE, _TREE = "Factiva, HTML", "Factiva, XML"
_ARTICLE = re.compile(r"""class=["']?article\s+[a-z]{2,6}Article\b""")
_TITLE = re.compile(r"<title>\s*(?:Dow Jones )?Factiva\b|<h1>\s*(?:Dow Jones )?Factiva\b", re.I)
_LIST = re.compile(r"""class=["']?headline\b""")
_NAMESPACE = re.compile(
    r"<(?:\w+:)?(?:PPSResponse|ppsArticleResponse|ppsarticle)\b|global\.factiva\.com", re.I
)
# A source's code filled up with zeros, the day of loading, a serial: not the day of the article.
_ACCESSION = re.compile(r"\b([A-Z0-9]{2,8}0{2}\d{8}[a-z0-9]{6,12})\b")
_RIGHTS = re.compile(
    r"\(?\s*(?:copyright|©|\(c\)|all rights reserved|alle rechte|tous droits|版权|著作権)", re.I
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*(?:GMT|UTC|[AP]M))?", re.I)
_LENGTH = re.compile(r"(?:[^\W\d]{1,12}\s*)?(\d[\d.,\s]*)\s*\S{0,20}(?:\s[^\W\d]{1,10})?")
_CAPTION = re.compile(
    r"(?:photo|map|chart|drawing|graph|graphic|diagram|foto|grafik|karte)s?(?::| of | by )", re.I
)
_MAKE = "in Factiva choose Format for Saving, Article Format, and save that page as HTML"
# The codes of the fields, which are the same in every language of the interface.
_CODES = {
    "HD": "title", "BY": "authors", "PD": "published", "SN": "outlet", "SE": "section", "LA": "language",
    "CY": "rights",
}  # fmt: skip
_BODY = ("LP", "TD")


def recognises(source: Source) -> bool:
    """Whether a file is an export of Factiva, in HTML or XML."""
    if source.container == XML:
        return bool(_NAMESPACE.search(source.text[:5_000]))
    if source.container != HTML:
        return False
    return bool(_TITLE.search(source.text[:200_000]) or _ARTICLE.search(source.text))


def read(source: Source) -> Found:
    """Read the articles of an export of Factiva.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Found
        Its articles in the order of the file. An article of which there is no text but its headline is `Unread`.

    Raises
    ------
    BadInputError
        If it is XML that cannot be read.
    """
    return _xml(source) if source.container == XML else _html(source)


def _html(source: Source) -> Found:
    articles: list[Article] = []
    unread: list[Unread] = []
    outline = _Outline(READ, "")
    elements = [element for element in source.html.iter("div") if _is_article(element)]
    for number, element in enumerate(elements, 1):
        place = Place(source.name, f"article {number}")
        rows = _coded(element)
        outline = _from_codes(rows) if rows else _from_position(element)
        if outline.text:
            articles.append(_article(outline, place))
        else:
            reason = "an article without a text: nothing but its headline and its fields"
            unread.append(Unread(place, reason, within(element), _MAKE))
    _unnumber(articles)
    if not elements and _LIST.search(source.text):
        reason = "a list of headlines, without the texts"
        unread.append(Unread(Place(source.name), reason, within(source.html), _MAKE))
    return Found(_PAGE, tuple(articles), len(elements), tuple(unread))


def _is_article(element: Any) -> bool:
    names = classes(element)
    return "article" in names and any(re.fullmatch(r"[a-z]{2,6}Article", name) for name in names)


class _Outline:
    """What is known of an article while it is read."""

    def __init__(self, basis: str, text: str) -> None:
        self.basis = basis
        self.text = text
        self.fields: dict[str, Value] = {}
        self.changed: list[str] = []

    def set(self, name: str, value: str, source: str, basis: str = "") -> None:
        if value := squeeze(value):
            self.fields.setdefault(name, Value(value, basis or self.basis, source))


def _article(outline: _Outline, place: Place) -> Article:
    last = outline.text.rpartition("\n\n")[2]
    notes = ["its last paragraph reads as captions of pictures"] if _CAPTION.match(last) else []
    length, stated = words(outline.text), outline.fields.get("words")
    if stated and len(stated.value) < 7 and 0 < length < 0.5 * int(stated.value):
        notes.append(f"has {length} words, and the file says {stated.value}")
    return Article(outline.text, place, outline.fields, tuple(outline.changed), tuple(notes))


def _coded(element: Any) -> list[tuple[str, Any]]:
    """The rows of an article whose fields carry codes: each code with the cell beside it."""
    rows = []
    for row in element.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) > 1 and "index" in classes(cells[0]) and (code := within(cells[0])).isupper():
            rows.append((code, cells[1]))
    return rows


def _from_codes(rows: list[tuple[str, Any]]) -> _Outline:
    paragraphs = [block.text for code, cell in rows if code in _BODY for block in _whole(blocks(cell))]
    outline = _Outline(READ, "\n\n".join(paragraphs))
    for code, cell in rows:
        value = within(cell)
        if code in _CODES:
            outline.set(_CODES[code], names(value) if code == "BY" else value, code)
        elif code == "WC":
            outline.set("words", re.sub(r"\D", "", value), code)
        elif code == "AN":
            accession = _ACCESSION.search(value)
            outline.set("id", accession[1] if accession else value.split()[-1] if value else "", code)
        elif code == "ART" and value:
            outline.changed.append("left out the captions of pictures (ART)")
    return outline


def _whole(parts: list[Block]) -> list[Block]:
    """Blocks with those joined that a line break parts within a paragraph, unless it parts whole sentences."""
    whole: list[Block] = []
    for part in parts:
        before = whole[-1] if whole else None
        if before and before.broken and before.element is part.element and before.text[-1:].isalnum():
            whole[-1] = Block(f"{before.text} {part.text}", before.bold, before.element, part.broken)
        else:
            whole.append(part)
    return whole


class _Parts(NamedTuple):
    """An article without codes: lines before its headline, the headline, lines before its text, text, lines behind."""

    above: list[str]
    title: str
    byline: str
    lines: list[str]
    text: list[str]
    below: list[str]


def _from_position(element: Any) -> _Outline:
    """An article of which only the order of the parts says what they are."""
    parts = _parts(element)
    accession = next((m for line in reversed(parts.below) if (m := _ACCESSION.search(line))), None)
    if accession is None:
        accession = _ACCESSION.search(" ".join(_identities(element)))
    outline = _Outline(READ, "\n\n".join(parts.text))
    outline.set("title", parts.title, "headline")
    outline.set("authors", names(parts.byline), "byline")
    outline.set("section", "; ".join(parts.above), "line above the headline")
    if accession:
        outline.set("id", accession[1], "last line of the article")
    _head(outline, parts.lines, accession[1] if accession else "")
    publisher = [line for line in parts.below if not _ACCESSION.search(line)]
    if len(publisher) > 1:
        outline.changed.append(
            "left out what follows the text: captions, contacts or references of the database"
        )
    return outline


def _identities(element: Any) -> Iterator[str]:
    """The names of the elements around an article, which may hold its accession number."""
    for around in [element, *element.iterancestors()][:3]:
        yield around.get("id") or ""


def _parts(element: Any) -> _Parts:
    above: list[str] = []
    title: list[str] = []
    byline: list[str] = []
    lines: list[str] = []
    text: list[str] = []
    below: list[str] = []
    for block in _whole(blocks(element)):
        role = _role(block, element)
        if role == "text":
            text.extend([*below, block.text])  # what stands between two paragraphs of the text belongs to it
            below = []
        elif role == "title":
            title.append(block.text)
        elif role == "byline":
            byline.append(block.text)
        elif text:
            below.append(block.text)
        elif title:
            lines.append(block.text)
        else:
            above.append(block.text)
    return _bare(_Parts(above, " ".join(title), "; ".join(byline), lines, text, below))


def _role(block: Block, article: Any) -> str:
    for around in [block.element, *block.element.iterancestors()]:
        if around is article:
            break
        marks = classes(around)
        if any(re.fullmatch(r"articleParagraph|\w*articleParagraph", mark) for mark in marks):
            return "text"
        if around.get("id") == "hd" or any(mark.endswith("Headline") for mark in marks):
            return "title"
        if "author" in marks:
            return "byline"
    inner = block.element.xpath('.//*[contains(@class, "Headline")]')
    return "title" if inner and within(inner[0]) == block.text else ""


def _bare(parts: _Parts) -> _Parts:
    """Where no paragraph is marked as text: it begins behind the lines that give the rights."""
    if parts.text or not parts.lines:
        return parts
    start = next((i for i, line in enumerate(parts.lines) if _RIGHTS.match(line)), None)
    end = next((i for i, line in enumerate(parts.lines) if _is_accession(line)), None)
    if start is None or end is None or end - start < 3:
        return parts
    text, below = (
        parts.lines[start + 1 : end - 1],
        parts.lines[end - 1 :],
    )  # the publisher stands before the number
    return parts._replace(lines=parts.lines[: start + 1], text=text, below=below)


def _is_accession(line: str) -> bool:
    return len(line.split()) < 4 and bool(_ACCESSION.search(line))


def _head(outline: _Outline, lines: list[str], accession: str) -> None:
    """Read the lines between headline and text: length, date, hour, outlet, its code, edition, page, language, rights."""
    at = next((i for i, line in enumerate(lines) if _is_date(line)), None)
    code = _code(lines, accession, (at if at is not None else -1) + 1)
    if at is not None:
        outline.set("published", lines[at], "line behind the headline")
        length = _LENGTH.fullmatch(lines[at - 1]) if at else None
        if length:
            outline.set("words", re.sub(r"\D", "", length[1]), "line before the date")
        credits = lines[: at - 1 if length else at]
        bylines = [line for line in credits if re.match(r"(?:by|von|par|por|door)\s", line, re.I)]
        if bylines:
            outline.set("authors", names(bylines[0]), "line behind the headline", GUESSED)
    if code is not None:
        outline.set("outlet", lines[code - 1], "line before the code of the source")
        _rest(outline, lines[code + 1 :])
    elif at is not None:
        rest = [line for line in lines[at + 1 :] if not _CLOCK.fullmatch(line)]
        if rest and not _RIGHTS.match(rest[0]):
            outline.set("outlet", rest[0], "line behind the date", GUESSED)
        _rest(outline, rest[1:])


def _is_date(line: str) -> bool:
    found = DATE.search(line)
    return bool(found) and len(line) - len(found[0]) < 12 if found else False


def _code(lines: list[str], accession: str, start: int) -> int | None:
    """Where the code of the source stands: the accession number begins with it."""
    first = start + 1  # the name of the source stands before it
    for at in range(first, len(lines)):
        line = lines[at]
        if accession and line.isalnum() and accession.startswith(line):
            if re.match(r"0*\d{8}", accession[len(line) :]):
                return at
        elif not accession and re.fullmatch(r"(?=.*[A-Z])[A-Z0-9]{2,8}", line):
            return at
    return None


def _rest(outline: _Outline, lines: list[str]) -> None:
    """Read the lines behind the code of the source, which end with the language and the rights."""
    rights = next((i for i, line in enumerate(lines) if _RIGHTS.match(line)), None)
    if rights is None and lines and not _is_language(lines[-1]):
        rights = len(lines) - 1
    basis = READ if rights is not None and _RIGHTS.match(lines[rights]) else GUESSED
    before = lines if rights is None else lines[:rights]
    if before and _is_language(before[-1]):
        outline.set("language", before[-1], "line before the rights", basis)
    if rights is not None:
        outline.set("rights", " ".join(lines[rights:]), "line before the text", basis)


def _is_language(line: str) -> bool:
    """Whether a line may name a language: a word or two, perhaps with a script: "Chinese - Traditional"."""
    return (
        len(line) <= 40 and re.fullmatch(r"[^\W\d_]{2,}(?:\s*[-–(]?\s*[^\W\d_]+\)?){0,2}", line) is not None
    )


def _unnumber(articles: list[Article]) -> None:
    """Take away the numbers that a page may set before its headlines, if all have them in order."""
    numbered = [
        re.match(r"(\d+)\)\s+", article.fields["title"].value)
        for article in articles
        if "title" in article.fields
    ]
    if len(numbered) < 2 or len(numbered) != len(articles):
        return
    if any(match is None or int(match[1]) != number for number, match in enumerate(numbered, 1)):
        return
    for at, article in enumerate(articles):
        title, match = article.fields["title"], numbered[at]
        if match is not None:
            bare = title._replace(value=title.value[match.end() :])
            articles[at] = Article(
                article.text, article.place, {**article.fields, "title": bare}, article.changed, article.notes
            )


def _xml(source: Source) -> Found:
    etree = need("lxml.etree")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", source.text).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        problem = Problem(
            source.name, f"XML that ends or breaks: {error}", "XML of Factiva", "export it again"
        )
        raise BadInputError([problem]) from None
    articles: list[Article] = []
    unread: list[Unread] = []
    found = [element for element in root.iter() if _local(element) == "article"]
    for number, element in enumerate(found, 1):
        place = Place(source.name, f"article {number}")
        outline = _from_elements(element)
        if outline.text:
            articles.append(_article(outline, place))
        else:
            content = etree.tostring(element, encoding="unicode", with_tail=False)
            unread.append(Unread(place, "an article without a text", content, _MAKE))
    counts = [element.get("count", "") for element in root.iter() if _local(element) == "ppsarticleResultSet"]
    announced = sum(map(int, counts)) if counts and all(map(str.isdecimal, counts)) else len(found)
    return Found(_TREE, tuple(articles), announced, tuple(unread))


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _from_elements(element: Any) -> _Outline:
    paragraphs: list[str] = []
    for part in _named(element, "leadParagraph", "tailParagraphs", "body"):
        paragraphs.extend(filter(None, map(_paragraph, _named(part, "paragraph"))))
    outline = _Outline(READ, "\n\n".join(paragraphs))
    for name, tags in {
        "title": ("headline",), "outlet": ("sourceName",), "section": ("section", "columnName"), "id": ("accessionNo",),
        "language": ("baseLanguage",), "rights": ("copyright",), "words": ("wordCount",),
    }.items():  # fmt: skip
        for part in _named(element, *tags):
            outline.set(name, " ".join(part.itertext()), _local(part))
    for part in _named(element, "publicationDate"):
        outline.set(
            "published", re.sub(r"T\d\d:\d\d.*", "", "".join(part.itertext()).strip()), "publicationDate"
        )
    for part in _named(element, "byline", "author"):
        outline.set("authors", names(" ".join(part.itertext())), _local(part))
    if any(squeeze("".join(part.itertext())) for part in _named(element, "notes", "artWork", "contact")):
        outline.changed.append("left out notes, captions or contacts of the database")
    return outline


def _named(element: Any, *tags: str) -> Iterable[Any]:
    return [inner for inner in element.iterdescendants() if _local(inner) in tags]


def _paragraph(element: Any) -> str:
    text = "".join(element.itertext())
    if element.get("display") == "Fixed":
        return "\n".join(filter(None, map(squeeze, text.split("\n"))))
    return squeeze(text)
