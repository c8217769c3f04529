"""Articles that Factiva exports: HTML in the article format, with codes of fields or without, XML, RTF and text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from retold.common.problems import BadInputError, Problem
from retold.intake.article import READ, Article, Found, Place, Unread
from retold.intake.blocks import Block, blocks, classes, squeeze, within
from retold.intake.bylines import joined
from retold.intake.readers import factiva_head as head
from retold.intake.readers import factiva_lines
from retold.intake.readers.lines import lines
from retold.intake.source import HTML, XML, Source, need

_PAGE, _TREE = "Factiva, HTML", "Factiva, XML"
_ARTICLE = re.compile(r"""class=["']?article\s+[a-z]{2,6}Article\b""")
_TITLE = re.compile(r"<title>\s*(?:Dow Jones )?Factiva\b|<h1>\s*(?:Dow Jones )?Factiva\b", re.I)
_LIST = re.compile(r"""class=["']?headline\b""")
_NAMESPACE = re.compile(
    r"<(?:\w+:)?(?:PPSResponse|ppsArticleResponse|ppsarticle)\b|global\.factiva\.com", re.I
)
_MAKE = "in Factiva choose Format for Saving, Article Format, and save that page as HTML"


def recognises(source: Source) -> bool:
    """Whether a file is an export of Factiva: HTML, XML, or lines in RTF, text or Word."""
    if source.container == XML:
        return bool(_NAMESPACE.search(source.text[:5_000]))
    if source.container != HTML:
        return factiva_lines.recognises(source)
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
    if source.container not in (XML, HTML):
        return factiva_lines.read(source, lines(source))
    return _xml(source) if source.container == XML else _html(source)


def _html(source: Source) -> Found:
    articles: list[Article] = []
    unread: list[Unread] = []
    outline = head.Outline(READ, "")
    elements = [element for element in source.html.iter("div") if _is_article(element)]
    if not elements and (found := factiva_lines.read(source, [b.text for b in blocks(source.html)])).articles:
        return found  # a program that saved the page again lost the marks of its parts
    for number, element in enumerate(elements, 1):
        place = Place(source.name, f"article {number}")
        rows = _coded(element)
        outline = head.from_codes(rows) if rows else _from_position(element)
        if outline.text:
            articles.append(head.article(outline, place))
        else:
            reason = "an article without a text: nothing but its headline and its fields"
            unread.append(Unread(place, reason, within(element), _MAKE))
    _unnumber(articles)
    if not elements:
        listed = _LIST.search(source.text)
        reason = (
            "a list of headlines, without the texts" if listed else "a page of Factiva without an article"
        )
        unread.append(Unread(Place(source.name), reason, within(source.html), _MAKE))
    return Found(_PAGE, tuple(articles), len(elements), tuple(unread))


def _is_article(element: Any) -> bool:
    names = classes(element)
    return "article" in names and any(re.fullmatch(r"[a-z]{2,6}Article", name) for name in names)


def _coded(element: Any) -> list[tuple[str, list[str]]]:
    """The rows of an article whose fields carry codes: each code with the paragraphs of the cell beside it."""
    rows = []
    for row in element.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) > 1 and "index" in classes(cells[0]) and (code := within(cells[0])).isupper():
            rows.append((code, [block.text for block in _whole(blocks(cells[1]))]))
    return rows


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


def _from_position(element: Any) -> head.Outline:
    """An article of which only the order of the parts says what they are."""
    parts = _parts(element)
    accession = next((m for line in reversed(parts.below) if (m := head.ACCESSION.search(line))), None)
    if accession is None:
        accession = head.ACCESSION.search(" ".join(_identities(element)))
    outline = head.Outline(READ, "\n\n".join(parts.text))
    outline.set("title", parts.title, "headline")
    outline.set("authors", joined(parts.byline), "byline")
    outline.set("section", "; ".join(parts.above), "line above the headline")
    if accession:
        outline.set("id", accession[1], "last line of the article")
    head.read_head(outline, parts.lines, accession[1] if accession else "")
    publisher = [line for line in parts.below if not head.ACCESSION.search(line)]
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
    if not title:  # the lines of an article without a headline
        above, lines = [], above
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
    start = next((i for i, line in enumerate(parts.lines) if head.RIGHTS.match(line)), None)
    end = next((i for i, line in enumerate(parts.lines) if head.is_accession(line)), None)
    if start is None or end is None or end - start < 3:
        return parts
    text, below = (
        parts.lines[start + 1 : end - 1],
        parts.lines[end - 1 :],
    )  # the publisher stands before the number
    return parts._replace(lines=parts.lines[: start + 1], text=text, below=below)


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
            articles.append(head.article(outline, place))
        else:
            content = etree.tostring(element, encoding="unicode", with_tail=False)
            unread.append(Unread(place, "an article without a text", content, _MAKE))
    counts = [element.get("count", "") for element in root.iter() if _local(element) == "ppsarticleResultSet"]
    announced = sum(map(int, counts)) if counts and all(map(str.isdecimal, counts)) else len(found)
    return Found(_TREE, tuple(articles), announced, tuple(unread))


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _from_elements(element: Any) -> head.Outline:
    paragraphs: list[str] = []
    for part in _named(element, "leadParagraph", "tailParagraphs", "body"):
        paragraphs.extend(filter(None, map(_paragraph, _named(part, "paragraph"))))
    outline = head.Outline(READ, "\n\n".join(paragraphs))
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
        outline.set("authors", joined(" ".join(part.itertext())), _local(part))
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
