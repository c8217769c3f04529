"""The reader of exports of the old LexisNexis in HTML, whose classes mean something else in each file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from retold.common.problems import BadInputError, Problem
from retold.intake.article import Found
from retold.intake.readers import nexis_labels as labels
from retold.intake.readers.nexis_blocks import Block, Numbered, found
from retold.intake.source import HTML, Source, need

KIND = "LexisNexis, HTML"

_SIGNS = re.compile(r"name=[\"']?DOC_ID_\d|LXNComment|lexisnexis|nexis\.com|<DOCFULL>", re.I)
_LINE = re.compile(r">\s*([^<>\n]{6,60}?)\s*<")
_RULE = re.compile(r"([^{}]+)\{([^}]*)\}")
_SIZE = re.compile(r"font-size:\s*([\d.]+)\s*(?:pt|px)", re.I)
_SKIPPED = frozenset({"style", "script", "title", "head", "noscript"})
_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "blockquote", "div", "table", "center"}
)


class Style(NamedTuple):
    """What a class of a file means."""

    centred: bool = False
    bold: bool = False
    size: float = 0.0


class Piece(NamedTuple):
    """A paragraph of the file, or a table, with the division that it stands in; or where an article begins."""

    division: int
    runs: tuple[tuple[str, Style], ...] = ()
    centred: bool = False
    begins: bool = False
    rows: bool = False  # of a table

    @property
    def text(self) -> str:
        """Its content, with a line feed for each line that the file breaks."""
        return "".join(text for text, _ in self.runs)


def recognises(source: Source) -> bool:
    """Whether a file is an export of LexisNexis in HTML: it names the program and counts its articles."""
    if source.container != HTML:
        return False
    text = source.text
    if re.search(r"name=[\"']?DOC_ID_\d", text, re.I) and re.search("<DOCFULL>|LXNComment", text, re.I):
        return True
    return bool(_SIGNS.search(text)) and any(labels.mark(line) for line in _LINE.findall(text))


def read(source: Source) -> Found:
    """Read the articles of an export of LexisNexis in HTML.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Found
        Its articles; what has no text, and what the database could not show, is among the unread.

    Raises
    ------
    BadInputError
        If no article begins in it.
    """
    tree = _tree(source)
    pieces = list(_pieces(tree, _styles(tree)))
    cover, documents = _documents(pieces)
    announced = _announced(tree, cover)
    if not documents and announced is None:
        problem = Problem(source.name, "no article", "lines such as “1 of 62 DOCUMENTS”", "download it again")
        raise BadInputError([problem])
    large = _large(pieces)
    numbered = [
        Numbered(next((m for p in document if (m := labels.mark(p.text))), None), _blocks(document, large))
        for document in documents
    ]
    return found(KIND, source.name, numbered, announced)


def _tree(source: Source) -> Any:
    """The tree of a file.

    Some exports part articles by a division that opens and never closes: each article would lie in the one before, deeper
    than what reads the tree goes.
    """
    lxml_html = need("lxml.html")
    markup = re.sub(r"<div\b[^<>]*/>", "", re.sub(r"^\s*<\?xml[^>]*\?>", "", source.text), flags=re.I)
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=True)
    return lxml_html.document_fromstring(markup, parser=parser)


def _announced(tree: Any, cover: list[Piece]) -> int | None:
    """How many articles a file says it holds, in its head or on its cover."""
    for meta in tree.iter("meta"):
        if re.fullmatch(r"\s*\d{1,9}\s*", meta.get("documents") or ""):
            return int(meta.get("documents"))
    text = "\n".join(piece.text for piece in cover)
    ranges = re.search(r"request:[^\n]*?((?:\d{1,9}(?:\s*-\s*\d{1,9})?(?:\s*,\s*)?)+)\s*$", text, re.I | re.M)
    if not ranges:
        return None
    pairs = re.findall(r"(\d{1,9})(?:\s*-\s*(\d{1,9}))?", ranges[1])
    return sum(int(last or first) - int(first) + 1 for first, last in pairs)


def _styles(tree: Any) -> dict[str, Style]:
    """What the classes of a file mean, by its style sheet."""
    styles: dict[str, Style] = {}
    for sheet in tree.iter("style"):
        for names, rules in _RULE.findall(sheet.text_content().replace("<!--", "").replace("-->", "")):
            for name in re.findall(r"\.([\w-]+)", names):
                styles[name.lower()] = _style(rules)
    return styles


def _style(rules: str) -> Style:
    plain = rules.lower().replace(" ", "")
    size = _SIZE.search(rules)
    return Style("text-align:center" in plain, "font-weight:bold" in plain, float(size[1]) if size else 0.0)


def _of(element: Any, styles: dict[str, Style]) -> Style:
    """What the class and the attributes of an element mean."""
    known = [styles[name] for name in (element.get("class") or "").lower().split() if name in styles]
    known.append(_style(element.get("style") or ""))
    centred = any(s.centred for s in known) or (element.get("align") or "").lower() == "center"
    bold = any(s.bold for s in known) or element.tag in ("b", "strong")
    return Style(centred or element.tag == "center", bold, max(s.size for s in known))


def _pieces(tree: Any, styles: dict[str, Style]) -> Iterator[Piece]:
    """The paragraphs of a file in their order, with the marks where articles begin between them."""
    division = 0
    body = tree.find("body") if tree.find("body") is not None else tree
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "a" and (element.get("name") or "").upper().startswith("DOC_ID"):
            yield Piece(division, begins=True)
        if element.tag == "div":
            division += 1
        if element.tag not in _BLOCKS or any(a.tag == "table" for a in element.iterancestors()):
            continue
        if element.tag == "table":
            yield Piece(division, ((_table(element), Style()),), rows=True)
        else:
            runs = tuple(_runs(element, styles, Style()))
            if any(text.strip() for text, _ in runs):
                centred = _of(element, styles).centred or _is_in_centre(element, styles)
                yield Piece(division, runs, centred)


def _is_in_centre(element: Any, styles: dict[str, Style]) -> bool:
    division = next((a for a in element.iterancestors() if a.tag in ("div", "center")), None)
    return division is not None and _of(division, styles).centred


def _runs(element: Any, styles: dict[str, Style], around: Style) -> Iterator[tuple[str, Style]]:
    """The text of a paragraph by its style; what stands in a paragraph inside it is that one's."""
    own = _of(element, styles)
    style = Style(False, own.bold or around.bold, own.size or around.size)
    if element.text:
        yield re.sub(r"[ \t\r\n]+", " ", element.text), style
    for child in element:
        if child.tag == "br":
            yield "\n", style
        elif isinstance(child.tag, str) and child.tag not in _BLOCKS and child.tag not in _SKIPPED:
            yield from _runs(child, styles, style)
        if child.tail:
            yield re.sub(r"[ \t\r\n]+", " ", child.tail), style


def _table(table: Any) -> str:
    rows = (
        " ".join(labels.squeeze(cell.text_content()) for cell in row.iter("td", "th"))
        for row in table.iter("tr")
    )
    return "\n".join(row for row in rows if row.strip())


def _documents(pieces: list[Piece]) -> tuple[list[Piece], list[list[Piece]]]:
    """The cover and the pieces of each article, which an anchor or a mark begins."""
    anchored = any(piece.begins for piece in pieces)
    documents: list[list[Piece]] = [[]]
    for piece in pieces:
        counted = labels.mark(piece.text) is not None
        if piece.begins or (counted and (not anchored or any(labels.mark(p.text) for p in documents[-1]))):
            documents.append([])
        if not piece.begins:
            documents[-1].append(piece)
    return documents[0], documents[1:]


def _large(pieces: list[Piece]) -> float:
    """The size above which a text is a headline: that of most of the file; nothing is if it is nowhere stated."""
    sizes: dict[float, int] = {}
    for piece in pieces:
        for text, style in piece.runs:
            sizes[style.size] = sizes.get(style.size, 0) + len(text)
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    return usual or float("inf")


def _blocks(pieces: list[Piece], large: float) -> list[Block]:
    """The blocks of an article: the paragraphs of a division, the mark that counts the article left out."""
    kept = [piece for piece in pieces if labels.mark(piece.text) is None]
    groups = [list(group) for _, group in groupby(kept, key=lambda piece: (piece.division, piece.centred))]
    return [block for group in groups if (block := _block(group, large)) is not None]


def _block(group: list[Piece], large: float) -> Block | None:
    first = group[0]
    label, rest = ("", first.text) if first.centred else _labelled(first)
    pieces = [(rest, first.rows), *((piece.text, piece.rows) for piece in group[1:])]
    paragraphs = tuple(p for text, rows in pieces for p in _paragraphs(text, rows))
    if not paragraphs and not label:
        return None
    sizes = [style.size for text, style in first.runs if text.strip()]
    return Block(paragraphs, label, first.centred, bool(sizes) and min(sizes) > large)


def _labelled(piece: Piece) -> tuple[str, str]:
    """The label that a paragraph begins with, in bold or in capitals, and what follows it."""
    text = piece.text
    start = text.lstrip()
    bold = next((run for run in piece.runs if run[0].strip()), ("", Style()))
    head = re.match(r"([^:\n]{2,40}):", start)
    if not head or not re.match(r"[^\W\d_]", head[1]):
        return "", text
    is_label = (bold[1].bold and bold[0].strip().startswith(head[0])) or (
        head[1].upper() == head[1] and bool(labels.role(head[1]))
    )
    return (labels.squeeze(head[1]), start[head.end() :]) if is_label else ("", text)


def _paragraphs(text: str, rows: bool) -> list[str]:
    """The paragraphs of a piece: a line that it breaks is one; the rows of a table stay together."""
    lines = [line for line in map(labels.squeeze, text.split("\n")) if line]
    return ["\n".join(lines)] if rows and lines else lines
