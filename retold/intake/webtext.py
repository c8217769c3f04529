"""The text of a saved page: its paragraphs without what the page says around them."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retold.intake import structured
from retold.intake.bylines import names, without_by
from retold.intake.heads import READING_TIME, credit
from retold.intake.source import need

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Parts of a page by the names that their makers give them, word by word.
_ANSWERS = {
    "comments",
    "comment",
    "kommentare",
    "kommentar",
    "kommentarer",
    "commentaires",
    "comentarios",
    "disqus",
    "commentlist",
}
_AROUND = {
    "newsletter", "newsletters", "related", "relacionadas", "relacionados", "cookie", "cookies", "consent", "outbrain", "taboola",
    "recommended", "recommendations", "recommendation", "mostread", "trending", "socials", "sharing", "sharebar", "breadcrumb",
    "breadcrumbs", "skiplink", "onward", "paywall", "advert", "advertisement", "gdpr",
}  # fmt: skip
_STATES = {
    "has",
    "with",
    "no",
    "not",
    "show",
    "open",
    "closed",
    "enabled",
    "disabled",
    "without",
    "page",
    "body",
}

_ADVERTISING = re.compile(
    r"(?:advert(?:isement|ising)?|article continues (?:after|below) .{0,40}|story continues below.{0,30}|"
    r"anzeige|werbung|publicité|publicidad(?:e)?|pubblicità|advertentie|annons|annonce|reklame|"
    r"loading\b.{0,40}|skip (?:ad|advert|advertisement|past newsletter promotion|to .{0,30})|after newsletter promotion|"
    r"share(?: this)?(?: article| story)?|(?:copy|share) link|print|comments?|\d+ comments?)[\s.:…]*",
    re.I,
)
_SEE_ALSO = re.compile(
    r"(?:read (?:more|also|next|the full)|see also|also read|related(?: (?:article|stor|content)\w*)?|more (?:on|from)\b|"
    r"mehr zum thema|lesen sie (?:auch|hier)|lesen sie mehr|mehr dazu|"
    r"lire aussi|à lire aussi|lire (?:la suite|également)|voir aussi|"
    r"l[eé]e(?:r)? (?:más|también)|más información|te puede interesar|lea también|"
    r"leggi anche|leia (?:também|mais)|lees ook|lees meer|läs (?:även|också|mer)|læs også|les også|lue myös)\b\s*[:|>»-]?",
    re.I,
)
_INVITES = re.compile(
    r"(?:sign up (?:for|to)|subscribe (?:to|now|for)|follow (?:us|.{2,60} on (?:twitter|facebook|x|instagram))|join (?:us|our)\b|"
    r"download (?:the|our) |get (?:the|our) .{0,40}newsletter|like us on|click here to|contact us at|write to .{2,60} at\b|"
    r"(?:url|source|quelle|link)\s*:?\s*https?://\S+$|email .{2,40}@|send (?:us )?tips|our standards:|purchase licensing rights|"
    r"abonnieren sie|melden sie sich|jetzt (?:abonnieren|anmelden)|folgen sie|hier können sie|"
    r"abonnez-vous|inscrivez-vous|suivez|suscr[ií]b(?:ete|ase)|síguenos|sigue (?:toda )?la|iscriviti|seguici|assine|siga|"
    r"(?:tags?|topics?|themen|schlagwörter|sujets|etiquetas|temas|topics in this article)\s*:)",
    re.I,
)
_RIGHTS = re.compile(
    r"(?:™\s*&\s*)?(?:©|\(c\)|copyright\b)|all rights reserved|alle rechte vorbehalten|tous droits (?:de reproduction )?réservés|"
    r"todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados|alle rechten voorbehouden",
    re.I,
)
_CREDIT = re.compile(
    r"\(?(?:(?:photo|image|picture|illustration|foto|bild|fotos?|credit|crédito|quelle|kuva)s?(?: credit| by)?\s*:|"
    r"credit\s*:|getty images|©\s*(?:getty|reuters|ap|afp|dpa|epa)\b|media caption|image (?:caption|source))",
    re.I,
)


@dataclass
class Block:
    """A paragraph, a heading or an item of a list, and how many of its words are links."""

    text: str
    linked: int = 0
    kind: str = "p"

    @property
    def words(self) -> int:
        """How many words it has."""
        return words_in(self.text)

    @property
    def all_link(self) -> bool:
        """Whether it is hardly more than a link."""
        return self.words > 0 and self.linked >= 0.8 * self.words


@dataclass
class Body:
    """The text of a page, and what stood around it that says something of it."""

    paragraphs: list[str]
    headline: str = ""
    byline: str = ""
    date: str = ""
    rights: str = ""
    notes: list[str] = field(default_factory=list)
    linked: float = 0.0  # the share of words that are links


def body(tree: HtmlElement, article: structured.Node, known: set[str]) -> Body:
    """Return the text of a page.

    Parameters
    ----------
    tree : HtmlElement
        The page.
    article : dict
        What it says of its article for machines; some hold the text.
    known : set of str
        Its headline, outlet and authors, which are no part of the text.
    """
    blocks = _extracted(_pruned(tree))
    said = _said(article)
    shown = sum(block.words for block in blocks)
    notes = []
    if said and sum(map(_words, said)) > 100 and shown < 0.6 * sum(map(_words, said)):
        blocks = [Block(text) for text in said]
        notes.append("the text is what the page says for machines (articleBody): it shows less")
    elif said:
        blocks = _ended(blocks, said)
    found = _without_ends(_without_around(blocks), known)
    found.notes += notes
    return found


def _pruned(tree: HtmlElement) -> HtmlElement:
    """The page without comments of readers, and without parts that are named for what they are."""
    tree = copy.deepcopy(tree)
    words = _words(" ".join(t for p in tree.iter("p") for t in p.itertext())) or 1
    first = next((p for p in tree.iter("p") if _words(p.text_content()) >= 25), None)
    _without_layout(tree)
    headlines = list(tree.iter("h1"))
    for label in headlines[0].xpath("preceding::p") if len(headlines) == 1 else ():
        # Short lines above the headline name the outlet or the section.
        text = _even(label.text_content())
        if _words(text) <= 8 and not re.search(r"[.!?]$", text):
            label.drop_tree()
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in (
            "html",
            "head",
            "body",
            "main",
            "article",
            "h1",
            "p",
            "a",
        ):
            continue
        tokens = _tokens(element)
        answers, around = tokens & _ANSWERS, tokens & _AROUND
        if not (answers or around) or tokens & _STATES or element.getparent() is None:
            continue
        share = _words(" ".join(t for p in element.iter("p") for t in p.itertext())) / words
        holds = first is not None and any(e is element for e in first.iterancestors())
        main = next(element.iter("h1"), None) is not None or element.xpath(".//*[@itemprop='articleBody']")
        if not main and ((answers and not holds) or share < 0.3):
            element.drop_tree()
    return tree


def _without_layout(tree: HtmlElement) -> None:
    """Turn tables that only set out the page, as pages of former years have them, into divisions."""
    for table in list(tree.iter("table")):
        cells = [_words(cell.text_content()) for cell in table.iter("td")]
        if table.find(".//table") is None and max(cells, default=0) < 60:
            continue
        table.tag = "div"
        for part in list(table.iter("tbody", "thead", "tfoot", "tr", "td", "th")):
            if next(part.iterancestors("table"), None) is None:
                part.tag = "div"


def _tokens(element: HtmlElement) -> set[str]:
    """The words of the names of an element."""
    said = f"{element.get('class') or ''} {element.get('id') or ''}"
    said = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", said)
    return set(re.split(r"[\s_\-:/]+", said.lower()))


def _extracted(tree: HtmlElement) -> list[Block]:
    """The paragraphs of a page as trafilatura finds them."""
    extract: Callable[..., Any] = need("trafilatura").bare_extraction
    marked, marks = _links_marked(tree)

    def found(**options: bool) -> list[Block]:
        try:
            document = extract(marked, include_comments=False, with_metadata=False, **options)
        except Exception:  # what it does with odd pages is not ours: the next way may do
            return []
        return [] if document is None or document.body is None else list(_blocks(document.body, marks))

    best = found()
    if _total(best) < 70:
        return max(best, found(favor_recall=True), key=_total)
    return _as_sure(best, found(favor_precision=True))


def _as_sure(blocks: list[Block], sure: list[Block]) -> list[Block]:
    """The paragraphs without those behind the last sure one, if they are so many that they are no part of the article."""
    if _total(sure) < 100 or _total(blocks) < 1.4 * _total(sure):
        return blocks
    known = {_letters(block.text) for block in sure}
    inside = [_letters(block.text) in known for block in blocks]
    return blocks[: len(blocks) - inside[::-1].index(True)] if True in inside else blocks


def _total(blocks: list[Block]) -> int:
    return sum(block.words for block in blocks)


def _links_marked(tree: HtmlElement) -> tuple[str, str]:
    """The page with two signs around the text of each link, and these signs: that is how links are told afterwards."""
    tostring = need("lxml.html").tostring
    markup = tostring(tree, encoding="unicode")
    signs = next((pair for pair in ("⦗⦘", "⧼⧽", "⸨⸩") if pair[0] not in markup and pair[1] not in markup), "")
    if not signs:
        return markup, "\x00\x00"
    for link in tree.iter("a"):
        if link.text_content().strip():
            link.text = signs[0] + (link.text or "")
            last = link[-1] if len(link) else None
            if last is None:
                link.text += signs[1]
            else:
                last.tail = (last.tail or "") + signs[1]
    return tostring(tree, encoding="unicode"), signs


def _blocks(found: Any, marks: str) -> Iterator[Block]:
    """The paragraphs of what trafilatura found, those parted by line breaks alone, too."""
    for kind, text in _texts(found):
        linked = sum(_words(m) for m in re.findall(f"{marks[0]}([^{marks[1]}]*)", text))
        if even := _even(text.replace(marks[0], "").replace(marks[1], "")):
            yield Block(even, linked, kind)


def _texts(found: Any) -> Iterator[tuple[str, str]]:
    """The kinds of paragraphs, and their texts."""
    for element in found.iterchildren():
        inner = [
            e
            for e in element.iter("item", "row", "p", "head")
            if e is not element and not _inside(e, element)
        ]
        if not inner:
            yield from ((element.tag, text) for text in _parted(element))
        else:
            yield "p", element.text or ""
            for item in inner:
                yield from ((item.tag, text) for text in _parted(item))
        yield "p", element.tail or ""


def _inside(element: Any, top: Any) -> bool:
    """Whether an element stands in another that is told as a whole."""
    for above in element.iterancestors():
        if above is top:
            return False
        if above.tag in ("item", "row", "p", "head"):
            return True
    return False


def _parted(element: Any) -> list[str]:
    """An element as paragraphs: two line breaks part them, one does after a whole sentence."""
    lines = [""]
    for event, node in need("lxml.etree").iterwalk(element, events=("start", "end")):
        if event == "start":
            if node.tag == "lb" or (node.tag in ("p", "item", "list") and node is not element):
                lines.append("")
            elif node.tag == "cell":
                lines[-1] += " "
            lines[-1] += node.text or ""
        elif node is not element:
            lines[-1] += node.tail or ""
    parts = [""]
    alone = False
    for line in lines:
        before, alone = alone, len(lines) > 1 and credit(_even(line)) is not None
        if not line.strip() or before or alone or _ends(parts[-1].rpartition("\n")[2]):
            parts.append("")
        parts[-1] += "\n" + line.replace("\n", " ")
    return parts


def _ends(line: str) -> bool:
    """Whether a line before a break is a paragraph of its own: a whole sentence, and not a line of a verse."""
    return _words(line) >= 8 and bool(re.search(r"[.!?…:\"”»“’'\])⦘]\s*$", line))


def _even(text: str) -> str:
    """A text with runs of blanks as one."""
    return re.sub(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+", " ", text).strip()


# Scripts that part no words by blanks, and how many of their letters are about a word.
_UNPARTED = (
    (re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"), 2),
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 5),
)


def words_in(text: str) -> int:
    """How many words a text has, about, in scripts without blanks too."""
    return len(text.split()) + sum(len(script.findall(text)) // letters for script, letters in _UNPARTED)


def _words(text: str) -> int:
    return words_in(text)


def _said(article: structured.Node) -> list[str]:
    """The text that a page says for machines, as paragraphs."""
    value = article.get("articleBody")
    if isinstance(value, list):
        value = "\n\n".join(v for v in value if isinstance(v, str))
    if not isinstance(value, str) or not value.strip():
        return []
    if "&lt;" in value or "&#" in value or "&quot;" in value or "&amp;" in value:
        value = need("html").unescape(value)
    if re.search(r"</?(?:p|br|div|h\d|li|a|em|strong)\b", value, re.I):
        value = re.sub(r"(?i)<br\s*/?>|</(?:p|div|h\d|li)>", "\n", value)
        value = re.sub(r"<[^<>]+>", "", value)
    return [even for line in re.split(r"\n+", value) if (even := _even(line))]


def _ended(blocks: list[Block], said: list[str]) -> list[Block]:
    """The paragraphs without those after the last that the page says for machines, if it says most of them."""
    whole = _letters(" ".join(said))
    inside = [_letters(block.text)[:80] in whole for block in blocks]
    covered = sum(block.words for block, there in zip(blocks, inside, strict=True) if there)
    total = sum(block.words for block in blocks)
    if True not in inside or covered < min(0.6 * total, 0.8 * sum(map(_words, said))):
        return blocks
    last = len(blocks) - inside[::-1].index(True)
    reached = _letters(blocks[last - 1].text)[-40:]
    return blocks[:last] if whole.endswith(reached) or reached in whole[-200:] else blocks


def _without_around(blocks: list[Block]) -> list[Block]:
    """The paragraphs without calls to read or buy something else, credits of pictures, and words of advertising."""
    kept: list[Block] = []
    for block in blocks:
        text = block.text.strip(" -–—|")
        if not re.search(r"\w", text) or _ADVERTISING.fullmatch(text):
            continue
        if (
            block.words <= 30
            and (match := _SEE_ALSO.match(text))
            and (block.linked or len(match[0]) == len(text))
        ):
            continue
        if block.words <= 15 and _CREDIT.match(text):
            continue
        if kept and kept[-1].text == block.text and block.words > 3:
            continue  # a paragraph that stands twice, once for small screens
        kept.append(block)
    return kept


def _without_ends(blocks: list[Block], known: set[str]) -> Body:
    """The text without headline, byline and date before it, and without what the page says behind it."""
    found = Body([])
    known_letters = {_letters(k) for k in known if k}
    blocks = _from_headline(blocks, known_letters)
    start: list[Block] = []
    for n, block in enumerate(blocks):
        long = sum(b.words > 25 for b in start)
        agency = not start and block.words <= 2 and block.text.isupper()
        if agency:
            continue
        if not start and not found.byline and _is_name_above_date(blocks[n : n + 2]):
            found.byline = block.text
            continue
        if n >= 8 or long > 1 or not _is_heading(block, known_letters, found):
            start.append(block)
        elif found.byline and n + 1 < len(blocks) and _is_name_alone(blocks[n + 1]):
            known_letters.add(_letters(blocks[n + 1].text))  # the agency or the job below a byline
    start = _without_last_list(start)
    while start and ((_RIGHTS.search(start[-1].text) and start[-1].words <= 60) or _is_after(start[-1])):
        if _RIGHTS.search(start[-1].text):
            found.rights = start[-1].text
        start.pop()
    found.paragraphs = [block.text for block in start]
    found.linked = sum(block.linked for block in start) / max(1, _total(start))
    return found


def _from_headline(blocks: list[Block], known: set[str]) -> list[Block]:
    """The paragraphs without labels above the headline, if the headline stands among the first ones."""
    for n, block in enumerate(blocks[:5]):
        if _letters(block.text) in known and block.words > 3:
            labels = [b for b in blocks[:n] if b.words <= 8 and not re.search(r"[.!?]$", b.text)]
            return blocks[n:] if len(labels) == n else blocks
    return blocks


def _without_last_list(blocks: list[Block]) -> list[Block]:
    """The paragraphs without a last list of links, and without invitations around it."""
    end = len(blocks)
    while end and (_is_after(blocks[end - 1]) and blocks[end - 1].kind != "item"):
        end -= 1
    first = end
    while first and blocks[first - 1].kind == "item":
        first -= 1
    items = blocks[first:end]
    headed = first and blocks[first - 1].kind == "head"
    links = sum(
        block.all_link or (bool(headed) and block.linked > 2) or bool(_INVITES.search(block.text))
        for block in items
    )
    return blocks[:first] if items and first and 2 * links >= len(items) else blocks


def _is_name_above_date(blocks: list[Block]) -> bool:
    """Whether two paragraphs are a name and a line that says no more than a date."""
    said = credit(blocks[1].text) if len(blocks) == 2 else None
    return (
        said is not None
        and bool(said.date)
        and not (said.byline or said.other)
        and blocks[0].words > 1
        and _is_name_alone(blocks[0])
        and not re.search(r"\d", blocks[0].text)
    )


def _is_name_alone(block: Block) -> bool:
    """Whether a paragraph is a name of a few words, and no sentence."""
    words = block.text.split()
    return len(words) <= 5 and all(w[:1].isupper() for w in words) and not re.search(r"[.!?:]$", block.text)


def _is_after(block: Block) -> bool:
    """Whether a last paragraph is no part of an article: an invitation, a link, a name of a wire alone."""
    text = block.text.lstrip(" -–—|•")
    if block.words <= 45 and (_INVITES.match(text) or (_SEE_ALSO.match(text) and block.linked)):
        return True
    if block.all_link and block.words <= 30:
        return True
    return (
        block.kind == "head"
        or bool(re.fullmatch(r"(?:The[- ])?\w+[- ]Wire", text))
        or not re.search(r"\w", text)
    )


def _is_heading(block: Block, known: set[str], found: Body) -> bool:
    """Whether a first paragraph is the headline, the byline or the date; those are kept aside."""
    text = block.text.strip(" |-–—•·")
    letters = _letters(text)
    if letters in known or _letters(without_by(text)) in known or READING_TIME.fullmatch(text):
        return True
    if (
        len(letters) > 20
        and block.words > 3
        and any(k.endswith(letters) or k.startswith(letters) for k in known)
    ):
        found.headline = found.headline or text
        return True
    if block.words > 25 or block.text.startswith(("—", "–", '"', "“", "«", "„")):
        return False
    said = credit(text)
    if said is None:
        return False
    found.date = found.date or said.date
    byline = said.byline or (said.other if re.search(r"[|•·]", text) else "")
    found.byline = found.byline or (byline if names([byline]) else "")
    return True


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
