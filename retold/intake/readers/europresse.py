"""Articles that Europresse (Eureka) exports as HTML, in the tables of before 2013 or in the pages of today."""

from __future__ import annotations

import copy
import re
from typing import Any

from retold.intake import dates
from retold.intake.article import GUESSED, READ, Article, Found, Place, Unread, Value
from retold.intake.blocks import DATE, Block, blocks, classes, is_name, plain, squeeze, within
from retold.intake.bylines import joined
from retold.intake.foreign import WEEKDAYS
from retold.intake.source import HTML, Source

_KIND = "Europresse, HTML"
_MARK = re.compile(
    r"""class=["'](?:rdp__)?(?:DocPublicationName|titreArticleVisu|DocHeader)\b|cedrom-sni\.com""", re.I
)
_HOUSE = re.compile(r"europresse\.com|eureka\.cc|cedrom-sni|publi-?c[_-]lblNodoc|DocPublicationName", re.I)
_CODE = re.compile(r"\b([a-z]+·(\d{4})(\d{2})(\d{2})·[^\s·]+·[^\s<]+)")
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright)\s*\d{4}", re.I)
_LENGTH = re.compile(
    r"(\d{1,3}(?:[\s.,]\d{3})+|\d+)\s*(?:mots|words|wörter|woorden|palabras|parole|palavras|ord)\b", re.I
)
_NUMBER = re.compile(r",\s*(?:no|n°|nº|nr|num[ée]ro|vol|issue)\b\.?\s*(?:\S.*)?$", re.I)
_DAYS = frozenset(plain(day) for day in WEEKDAYS.split() if len(day) > 2)
_STOOD = re.compile(r"(?:cet article est paru dans|this article (?:was published|appeared) in)\b", re.I)
_MAKE = "in Europresse select the documents and save them as HTML with their full text"


def recognises(source: Source) -> bool:
    """Whether a file is an export of Europresse in HTML."""
    return source.container == HTML and bool(_MARK.search(source.text)) and bool(_HOUSE.search(source.text))


def read(source: Source) -> Found:
    """Read the articles of an export of Europresse.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Found
        Its articles in the order of the file. A document of which there is no text is `Unread`. Nothing marks the
        authors in most layouts: they are guessed from where they stand.
    """
    page = source.html
    elements = [element for element in page.iter("article") if not list(element.iterancestors("article"))]
    elements = elements if any(map(_names, elements)) else _cells(page)
    articles: list[Article] = []
    unread: list[Unread] = []
    for number, element in enumerate(elements, 1):
        place = Place(source.name, f"article {number}")
        article = _article(element, place) if element.tag == "article" else _older(element, place)
        if article.text:
            articles.append(article)
        else:
            reason = "a document without a text: nothing but its headline and its fields"
            unread.append(Unread(place, reason, within(element), _MAKE))
    return Found(_KIND, tuple(articles), len(elements), tuple(unread))


def _marked(element: Any, *marks: str) -> list[Any]:
    """The elements within that carry one of the classes, whatever their case."""
    wanted = {mark.casefold() for mark in marks}
    return [
        inner for inner in element.iterdescendants() if wanted & {mark.casefold() for mark in classes(inner)}
    ]


def _names(element: Any) -> list[Any]:
    return _marked(element, "DocPublicationName", "titreArticleVisu", "titreArticle", "DocHeader")


def _cells(page: Any) -> list[Any]:
    """The cells of a table that hold a document each: older pages have no other mark."""
    marks = _marked(page, "DocPublicationName")
    names = [name for name in marks if not _marked_above(name, "DocPublicationName")]
    cells = [next(name.iterancestors("td"), None) for name in names]
    return list(dict.fromkeys(cells)) if None not in cells else _cut(names)


def _cut(names: list[Any]) -> list[Any]:
    """Part a page whose articles a program made something else, from each name of an outlet to the next."""
    above = [set(name.iterancestors()) for name in names]
    around = next(element for element in names[0].iterancestors() if all(element in each for each in above))
    documents: list[Any] = []
    for child in list(around):
        if any(name is child or child in each for name, each in zip(names, above, strict=True)):
            documents.append(child.makeelement("article"))
        if documents:
            documents[-1].append(child)
    return documents


class _Fields(dict[str, Value]):
    """The fields of a document; the first value of each stands."""

    def put(self, name: str, value: str, source: str, basis: str = READ) -> None:
        if value := squeeze(value):
            self.setdefault(name, Value(value, basis, source))


def _outlet(fields: _Fields, element: Any) -> None:
    """Read the outlet, without the number of its issue and without what the interface says below it."""
    for name in _marked(element, "DocPublicationName")[:2]:
        if name.tag == "div" and _marked(name, "DocPublicationName"):
            continue
        parts = [block.text for block in blocks(name)]
        first = re.split(r"\s{12,}|\n\s*\n", "".join(name.itertext()).strip())[0]
        text = squeeze(first) if parts and parts[0].startswith(squeeze(first)) else (parts or [""])[0]
        fields.put("outlet", _NUMBER.sub("", text), "DocPublicationName")


def _heading(fields: _Fields, header: str, source: str) -> bool:
    """Read the line with section, day, length and page, in any language of the interface; say if there was a date."""
    found = _date(header)
    if length := _LENGTH.search(header[found.end() :] if found else header):
        fields.put("words", re.sub(r"\D", "", length[1]), source)
    if found is None:
        return False
    fields.put("published", found[0], source)
    section = header[: found.start()].strip(" ,;-–")
    last = re.split(r"[\s,;]", section)[-1]
    section = section.removesuffix(last).strip(" ,;-–") if _is_weekday(last) else section
    if section and not DATE.fullmatch(section):
        fields.put("section", section, source)
    return True


def _is_weekday(word: str) -> bool:
    return plain(word.removesuffix("-feira")) in _DAYS


def _date(text: str) -> re.Match[str] | None:
    """The first date of a line that has a word or numbers in the place of a month: no "3 no 2012"."""
    return next((m for m in DATE.finditer(text) if not re.search(r"\b(?:no|vol|p|page)\b", m[0], re.I)), None)


def _code(fields: _Fields, element: Any) -> tuple[str, ...]:
    """Read the code of the document, and compare the day in it with that of the heading."""
    codes = list(dict.fromkeys(m[1] for m in _CODE.finditer(" ".join(element.itertext()))))
    if not codes:
        return ()
    stated = fields.get("published")
    fitting = [code for code in codes if stated and _agrees(stated.value, _day(code))]
    code = (fitting or codes)[0]
    fields.put("id", code, "document code")
    if stated is None:
        fields.put("published", "-".join(f"{part:02}" for part in _day(code)), "document code", GUESSED)
    notes = [f"the document has several codes: {', '.join(codes)}"] if len(codes) > 1 else []
    if stated and not fitting:
        notes.append(f"the heading says {stated.value}, the document code {code}")
    return tuple(notes)


def _day(code: str) -> tuple[int, ...]:
    match = _CODE.match(code)
    return tuple(map(int, match.groups()[1:])) if match else ()


def _agrees(date: str, day: tuple[int, ...]) -> bool:
    """Whether a date in words may be the day of a code."""
    year, month, number = day
    if understood := dates.read(date).value:
        return understood == f"{year:04}-{month:02}-{number:02}"
    return {year, number} <= set(map(int, re.findall(r"\d+", date)))


def _article(element: Any, place: Place) -> Article:
    """A document in the layouts since 2013: header, section, aside and footer."""
    fields = _Fields()
    changed: list[str] = []
    _outlet(fields, element)
    headings = [within(heading) for heading in _marked(element, "DocHeader")]
    if not any(_heading(fields, heading, "DocHeader") for heading in headings):
        for line in _header_lines(element):
            if _date(line) and _heading(fields, line, "header"):
                break
    for title in _marked(element, "titreArticleVisu", "rdp__articletitle") or _marked(element, "grandTitre"):
        fields.put("title", within(title), "titreArticleVisu")
    for title in _marked(element, "titreArticle"):
        fields.put("title", within(title), "titreArticle")
    _people(fields, element)
    for rights in element.iter("small"):
        if _RIGHTS.search(within(rights)):
            fields.put("rights", within(rights), "legal notice")
    notes = _code(fields, element)
    text, beside, link = _text(element)
    if link:
        fields.put("url", link, "link to where the article stood")
        changed.append("took out the line that says where the article stood")
    if beside:
        changed.append("left out what stands beside the text: illustrations, notes or links")
    if any(within(inner) for inner in _marked(element, "rdp__subtitle")):
        changed.append("left out the subtitle")
    return Article(text, place, fields, tuple(changed), notes)


def _header_lines(element: Any) -> list[str]:
    titles = _marked(element, "titreArticle", "titreArticleVisu")
    return [block.text for header in element.iter("header") for block in blocks(header, titles)]


def _people(fields: _Fields, element: Any) -> None:
    """Read who wrote it: marked in newer pages, else what follows the headline in the header."""
    for people in _marked(element, "docAuthors"):
        fields.put("authors", joined(within(people)), "docAuthors")
    for header in element.iter("header"):
        lines = [inner for inner in header.iterdescendants() if inner.tag in ("div", "p")]
        titles = [
            at for at, line in enumerate(lines) if {"titreArticle", "titreArticleVisu"} & set(classes(line))
        ]
        if not titles:
            continue
        container = lines[titles[0]]
        told = [
            joined(within(line))
            for line in lines[titles[-1] + 1 :]
            if container not in list(line.iterancestors()) and "rdp__subtitle" not in classes(line)
            if _may_name(within(line))
        ]
        people = next((line for line in told if any(map(is_name, line.split("; ")))), "".join(told[:1]))
        fields.put("authors", people, "line behind the headline", GUESSED)


def _may_name(text: str) -> bool:
    """Whether a line may name people, as bylines of this database do: short, no sentence, no date, no notice."""
    return (
        0 < len(text.split()) <= 25
        and not re.search(r"[!?…:]$|\d{2}|©|·|https?:", text)
        and (len(text.split()) < 4 or not text.endswith("."))  # "A. Q.", and no sentence
        and any(sign.isupper() for sign in text)
    )


_BESIDE = ("apd-wrapper", "rdp__newsdoc", "Doc-UrlRef", "Doc-LegalInfo", "publiC-lblNodoc", "img-container")


def _text(element: Any) -> tuple[str, bool, str]:
    """The text of a document, whether something that is no text stands beside it, and where the article stood."""
    asides = list(element.iter("aside", "footer")) + _marked(element, *_BESIDE)
    roots = [root for root in _marked(element, "DocText") if not _marked_above(root, "DocText")]
    roots = roots or list(element.iter("section")) or [element]
    mute = [*asides, *element.iter("header")]
    paragraphs = [part.text for root in roots for part in blocks(root, mute)]
    link = ""
    while paragraphs and (_is_notice(paragraphs[-1]) or _STOOD.match(paragraphs[-1])):
        paragraphs.pop()
    for anchor in (anchor for root in roots for anchor in root.iter("a")):
        if _STOOD.match(within(anchor)) or _STOOD.match(within(anchor.getparent())):
            link = anchor.get("href") or link
    beside = any(_says(aside) for aside in element.iter("aside"))
    return "\n\n".join(paragraphs), beside, link


def _is_notice(paragraph: str) -> bool:
    """Whether a paragraph is a notice of the database: of rights, or with the code of the document."""
    short = len(paragraph.split()) < 15
    return short and bool(_RIGHTS.match(paragraph) or _CODE.search(paragraph))


def _marked_above(element: Any, mark: str) -> bool:
    return any(mark in classes(above) for above in element.iterancestors())


def _says(aside: Any) -> bool:
    """Whether an aside holds more than labels."""
    return any(not re.fullmatch(r"[^:]{0,40}\s?:", block.text) for block in blocks(aside))


def _older(cell: Any, place: Place) -> Article:
    """A document in the tables of before 2013: everything in one cell, parted by line breaks."""
    fields = _Fields()
    _outlet(fields, cell)
    headings = _marked(cell, "DocHeader")
    _heading(fields, squeeze(" ".join(part.text_content() for part in headings)), "DocHeader")
    titles = _marked(cell, "titreArticleVisu")
    if titles:
        fields.put("title", within(titles[0]), "TitreArticleVisu")
    parts = _behind(cell, titles[-1] if titles else headings[-1] if headings else None)
    for at in [at for at, part in enumerate(parts) if _RIGHTS.match(part.text)][-1:]:
        fields.put("rights", parts[at].text, "line behind the text")
        parts = parts[:at]
    parts = parts[: next((at for at, part in enumerate(parts) if _CODE.search(part.text)), None)]
    if len(parts) > 1 and parts[0].broken and len(parts[0].text.split()) <= 12 and _may_name(parts[0].text):
        fields.put("authors", joined(parts[0].text), "line behind the headline", GUESSED)
        parts = parts[1:]
    notes = _code(fields, cell)
    return Article("\n\n".join(part.text for part in parts), place, fields, (), notes)


def _behind(cell: Any, mark: Any) -> list[Block]:
    """The blocks of a cell behind an element within it."""
    if mark is None:
        return blocks(cell)
    at = list(cell.iter()).index(mark)
    rest = copy.deepcopy(cell)
    mark = list(rest.iter())[at]
    for level in [mark, *mark.iterancestors()]:
        for before in list(level.itersiblings(preceding=True)):
            level.getparent().remove(before)
        if level is not mark:
            level.text = None
        if level is rest:
            break
    return blocks(rest, [mark])
