"""The fields of a saved page: from what it says for machines first, then from what it shows, then guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from retold.common.problems import BadInputError
from retold.intake import dates, structured
from retold.intake.addresses import absolute, is_front, normal, site, uncached
from retold.intake.article import GUESSED, READ, Value
from retold.intake.bylines import names
from retold.intake.heads import CHANGED, DATE, date_in
from retold.intake.source import need
from retold.intake.webpage import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Names of meta elements, the surest first. None of these is the date of a change or of an index.
_PUBLISHED = (
    "article:published_time og:article:published_time og:published_time article:published article.published "
    "datepublished itemprop:datepublished originalpublicationdate article_date_original parsely-pub-date "
    "cxenseparse:recs:publishtime cxenseparse:publishtime publishdate publish-date publish_date published-date "
    "published_date publication_date publication-date publicationdate published pubdate pub_date og:pubdate bt:pubdate "
    "displaydate article_publication_date citation_publication_date citation_online_date dcterms.issued dc.date.issued "
    "dcterms.created dc.date.created dc.date dcterms.date dcsext.articlefirstpublished rnews:datepublished "
    "vr:published_time ptime pdate sailthru.date itemprop:datecreated date_published article-date last-publication-date "
    "content_create_date gentime created creation_date date"
).split()
_TITLE = "og:title twitter:title parsely-title sailthru.title dc.title dcterms.title cxenseparse:title headline hdl title".split()
_AUTHOR = (
    "author itemprop:author article:author_name parsely-author sailthru.author byl dc.creator dcterms.creator "
    "cxenseparse:author og:article:author article:author citation_author article.author creator byline authors"
).split()
_OUTLET = (
    "og:site_name itemprop:publisher dc.publisher dcterms.publisher publisher article:publisher_name cre "
    "citation_journal_title source application-name al:android:app_name apple-mobile-web-app-title"
).split()
_SECTION = (
    "article:section og:section parsely-section cxenseparse:section section itemprop:articlesection".split()
)
_RIGHTS = "dcterms.rights dc.rights copyright rights".split()
_URL = "og:url twitter:url parsely-link itemprop:url dc.identifier source-url".split()

_NO_DATE = re.compile(r"(?:19[0-6]\d|1970-01-01|0\d{3}-)")
_PARTS = re.compile(r"\s+(?:[|»·•—–]|-{1,2}|::|//?)\s+")
_DAY_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?:[/_-]|$)", re.I
)
_HEADLINE_CLASS = re.compile(r"headline|entry-title|article-?_*title|post-?title|titel|titulo|titre", re.I)


@dataclass(frozen=True)
class Said:
    """What a page says, gathered once."""

    page: Page

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """The contents of meta elements by their names in small letters; those of `itemprop` begin with that."""
        found: dict[str, list[str]] = {}
        for element in self.page.tree.iter("meta"):
            content = re.sub(r"\s+", " ", element.get("content") or "").strip()
            keys = {(element.get(k) or "").strip().lower() for k in ("name", "property", "http-equiv")}
            if element.get("itemprop") and not _nested(element):
                keys.add("itemprop:" + element.get("itemprop", "").strip().lower())
            for key in filter(None, keys) if content else ():
                found.setdefault(key, []).append(content)
        return found

    @cached_property
    def objects(self) -> list[structured.Node]:
        """What it says for machines."""
        return structured.nodes(self.page.tree)

    @cached_property
    def article(self) -> structured.Node:
        """What of that is its article."""
        shown = {*self.metas.get("og:title", ()), *(_shown(h) for h in self.page.tree.iter("h1"))}
        return structured.article(self.objects, shown - {""}, self.own_address)

    @cached_property
    def own_address(self) -> str:
        """Where the page lay when it was saved, as far as it says that without its article."""
        candidates = [self.page.address, *self.metas.get("og:url", ()), self.canonical]
        return next((uncached(a) for c in candidates if (a := absolute(c, self.base))), "")

    @property
    def clipped(self) -> bool:
        """Whether a notebook took the page over, and names the day of that: "created"."""
        return "exporter-version" in self.metas

    @cached_property
    def base(self) -> str:
        """What its relative addresses are relative to."""
        candidates = [self.page.address, *self.page.tree.xpath("//base/@href"), *self.metas.get("og:url", ())]
        return next((a for c in candidates if (a := absolute(str(c)))), "")

    @cached_property
    def canonical(self) -> str:
        """The address that it says is its true one."""
        for link in self.page.tree.iter("link"):
            if (link.get("rel") or "").strip().lower() == "canonical":
                return (link.get("href") or "").strip()
        return ""

    def meta(self, wanted: list[str]) -> Iterator[tuple[str, str]]:
        """The contents of meta elements, in the order of the names, with what to call their source."""
        for name in wanted:
            for content in self.metas.get(name, ()):
                yield content, f"meta {name}"


def fields(said: Said) -> dict[str, Value]:
    """Return the fields of a page."""
    outlet = _outlet(said)
    found = {
        "title": _title(said, outlet.value if outlet else ""),
        "outlet": outlet,
        "published": _published(said),
        "authors": _authors(said, outlet.value if outlet else ""),
        "section": _section(said),
        "genre": _json(said, "genre"),
        "language": _language(said),
        "url": _url(said),
        "words": _words(said),
        "rights": next((Value(v, READ, by) for v, by in said.meta(_RIGHTS)), None),
    }
    return {name: value for name, value in found.items() if value is not None}


def elsewhere(said: Said) -> str:
    """The address at another site that a page says is its true one; blank if it is at home."""
    there = absolute(said.canonical, said.base)
    homes = [said.page.address, *said.metas.get("og:url", ()), *structured.addresses(said.article)]
    own = {site(a) for h in homes if (a := absolute(h))} - {""}
    return there if there and own and site(there) not in own else ""


def _json(said: Said, key: str) -> Value | None:
    value = structured.text(said.article.get(key))
    return Value(value, READ, f"JSON-LD {key}") if value else None


def _title(said: Said, outlet: str) -> Value | None:
    """The headline: a shortened or other one for machines gives way to the same one in full on the page."""
    shown = [h for element in said.page.tree.iter("h1") if (h := _shown(element)) and not _same(h, outlet)]
    headline = structured.text(said.article.get("headline")) or structured.text(said.article.get("name"))
    if headline and not _same(headline, outlet) and not re.fullmatch(r"[\w-]*\d{4,}", headline):
        start = re.sub(r"\s*(?:…|\.\.\.)$", "", headline)
        longer = [h for h in shown if h.startswith(start) and len(h) > len(headline) and len(start) > 30]
        return (
            Value(longer[0], READ, "headline (h1)") if longer else Value(headline, READ, "JSON-LD headline")
        )
    props = [_shown(e) for e in said.page.tree.xpath("//*[@itemprop='headline'][not(self::meta)]")]
    if props and props[0]:
        return Value(props[0], READ, "itemprop headline")
    title = _letters(_element_title(said.page.tree))
    if len(shown) == 1 and len(shown[0].split()) > 2 and _letters(shown[0]) in title:
        return Value(shown[0], READ, "headline (h1), in the title of the page")
    for content, by in said.meta(_TITLE):
        if not _same(content, outlet):
            bare = without_outlet(content, outlet, shown)
            return Value(bare, READ, by)
    named = [_shown(e) for e in said.page.tree.iter("h1") if _HEADLINE_CLASS.search(e.get("class") or "")]
    for headline in (h for h in [*named, *shown] if h and not _same(h, outlet)):
        return Value(headline, GUESSED, "headline (h1)")
    below = [_shown(e) for e in list(said.page.tree.iter("h2", "h3"))[:8]]
    for headline in (h for h in below if len(h.split()) > 2 and _letters(h) in title):
        return Value(headline, GUESSED, "headline (h2), in the title of the page")
    for content, by in (
        (_element_title(said.page.tree), "title of the page"),
        (said.page.subject, "Subject"),
    ):
        if content:
            return Value(without_outlet(content, outlet, shown), GUESSED, by)
    return None


def without_outlet(title: str, outlet: str, shown: list[str]) -> str:
    """The title of a page without the name of the outlet or the section behind it."""
    for headline in shown:
        if len(headline.split()) > 2 and title.startswith(headline):
            return headline
    pieces = [p.strip() for p in _PARTS.split(title)]
    if len(pieces) > 1 and outlet:
        same = [n for n, piece in enumerate(pieces) if _same(piece, outlet)]
        if same and same[0] > 0:
            return title[: _nth_part(title, same[0])].strip()
        if same:
            return title[_PARTS.search(title).end() :].strip()  # type: ignore[union-attr]
    if len(pieces) > 1 and len(pieces[0].split()) > 3 and len(pieces[-1].split()) < 5:
        return title[: _nth_part(title, len(pieces) - 1)].strip()
    return title


def _nth_part(title: str, n: int) -> int:
    """Where the mark stands before the nth piece of a title."""
    return [match.start() for match in _PARTS.finditer(title)][n - 1]


def _outlet(said: Said) -> Value | None:
    for key in ("publisher", "sourceOrganization", "isPartOf", "provider"):
        for name in structured.called(said.article.get(key), said.objects):
            return Value(name, READ, f"JSON-LD {key}")
    for content, by in said.meta(_OUTLET):
        if not content.startswith(("http", "@", "#")) and "." not in content[:1]:
            return Value(content, READ, by)
    for element in said.page.tree.xpath("//*[@itemprop='publisher']//*[@itemprop='name']"):
        if name := (element.get("content") or _shown(element)):
            return Value(name, READ, "itemprop publisher")
    for node in said.objects:
        kinds = structured.kinds(node)
        name = structured.text(node.get("name"))
        if name and {"NewsMediaOrganization", "WebSite", "Newspaper", "Organization"} & set(kinds):
            return Value(name, READ, f"JSON-LD {kinds[0]}")
    title = _element_title(said.page.tree)
    if outlet := _beside(title, [_shown(e) for e in said.page.tree.iter("h1", "h2")]):
        return Value(outlet, GUESSED, "title of the page without the headline")
    pieces = _PARTS.split(title)
    if len(pieces) > 1 and 0 < len(pieces[-1].split()) < 6:
        return Value(pieces[-1].strip(), GUESSED, "end of the title of the page")
    if host := normal(said.own_address).partition("/")[0]:
        return Value(host, GUESSED, "address")
    return None


def _beside(title: str, headings: list[str]) -> str:
    """What a title of a page holds besides the headline, and no section: the outlet more often than not."""
    for heading in headings:
        before, found, after = title.partition(heading)
        if found and len(heading.split()) > 2:
            pieces = [
                p.strip(" |»·•—–-:/")
                for rest in (before, after)
                for p in re.split(r"[|»·•]|\s[—–-]\s|:", rest)
            ]
            pieces = [p for p in pieces if p]
            whole = pieces[-1] if after.strip() and pieces else next(iter(pieces), "")
            return whole if 0 < len(whole.split()) < 6 else ""
    return ""


def _published(said: Said) -> Value | None:
    for key in ("datePublished", "dateCreated"):
        value = structured.text(said.article.get(key))
        if value and not _NO_DATE.match(value):
            return Value(value, READ, f"JSON-LD {key}")
    for content, by in said.meta(_PUBLISHED):
        if by == "meta created" and said.clipped:
            continue
        if re.search(r"\d{2}", content) and not _NO_DATE.match(content):
            return Value(_counted(content), READ, by)
    for element in said.page.tree.xpath("//*[@itemprop='datePublished']"):
        value = element.get("datetime") or element.get("content") or _shown(element)
        if re.search(r"\d{4}", value):
            return Value(value.strip(), READ, "itemprop datePublished")
    return _shown_date(said.page.tree)


def _counted(content: str) -> str:
    """A date that is a number of milliseconds or a day without dashes stays as it is; a weekday in front goes."""
    return re.sub(r"^[A-Z][a-z]{2,8}, (?=\d)", "", content)


def _shown_date(tree: HtmlElement) -> Value | None:
    """The date that the page shows with its headline: not that of a comment, of another story, or of a change."""
    for element in tree.iter("time"):
        value = (element.get("datetime") or "").strip() or _shown(element)
        about = " ".join([_shown(element), *(_label(e) for e in [element, *_up(element, 2)])])
        if not re.search(r"\d{4}", value) or CHANGED.search(about):
            continue
        if element.get("pubdate") is not None:
            return Value(value, READ, "time pubdate")
        if _with_headline(element):
            return Value(value, GUESSED, "time with the headline")
    return None


def _label(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def _up(element: HtmlElement, steps: int) -> list[HtmlElement]:
    return list(element.iterancestors())[:steps]


def _with_headline(element: HtmlElement) -> bool:
    """Whether an element stands close to the one headline of a page, or in its one article."""
    for above in _up(element, 6):
        if above.tag in ("body", "html"):
            return False
        if re.search(r"comment|related|teaser|sidebar|latest|ticker|list", _label(above), re.I):
            return False
        if above.tag in ("article", "main", "header") and len(list(above.iter("h1"))) == 1:
            return True
        if len(list(above.iter("h1"))) == 1:
            return True
    return False


def guess_date(said: Said, shown: str) -> Value | None:
    """The date by the lines around the headline, the address, or a search of the whole page."""
    if shown := shown or _near_headline(said.page.tree):
        return Value(shown, GUESSED, "line with the headline")
    if match := _DAY_IN_ADDRESS.search(said.own_address):
        day = " ".join(reversed(match.groups())) if match[2].isalpha() else "-".join(match.groups())
        return Value(day, GUESSED, "address")
    if said.clipped:
        return None
    try:
        find: Callable[..., str | None] = need("htmldate").find_date
        found = find(
            said.page.markup, original_date=True, extensive_search=True, url=said.own_address or None
        )
    except BadInputError:
        return None
    except Exception:  # what it does with odd pages is not ours: no date is better than no article
        return None
    return Value(found, GUESSED, "search of the page") if found and not _changed_on(said, found) else None


def _changed_on(said: Said, day: str) -> bool:
    """Whether the page names a day only as that of a change."""
    shown = " ".join(said.page.tree.text_content().split())
    places = [m for m in DATE.finditer(shown) if dates.read(m[0]).value == day]
    return bool(places) and all(CHANGED.search(shown[max(0, m.start() - 25) : m.start()]) for m in places)


def _near_headline(tree: HtmlElement) -> str:
    """The first date in the lines below the headline that is not that of a change, else in those above it."""
    for headline in tree.iter("h1"):
        for axis, far in (("following", 300), ("preceding", 120)):
            nodes = headline.xpath(
                f"{axis}::text()[normalize-space() and not(ancestor::script or ancestor::style)]"
            )
            nodes = nodes[:60] if axis == "following" else nodes[-20:]
            text = " ".join(" ".join(nodes).split())
            text = text[:far] if axis == "following" else text[-far:]
            if date := date_in(text):
                return date
    return ""


def _authors(said: Said, outlet: str) -> Value | None:
    for key in ("author", "creator"):
        found = structured.called(said.article.get(key), said.objects)
        if people := names(found, outlet):
            return Value("; ".join(people), READ, f"JSON-LD {key}")
    for wanted in _AUTHOR:
        if people := names(said.metas.get(wanted, ()), outlet):
            return Value("; ".join(people), READ, f"meta {wanted}")
    return _shown_authors(said.page.tree, outlet)


def _shown_authors(tree: HtmlElement, outlet: str) -> Value | None:
    """Authors as the page marks them in its text."""
    marked = tree.xpath("//*[@itemprop='author' or @rel='author']")
    said = []
    for element in marked:
        inner = element.xpath(".//*[@itemprop='name']")
        if not any(re.search(r"comment", _label(e), re.I) for e in _up(element, 4) if e.tag != "body"):
            said.append(_shown(inner[0]) if inner else _shown(element))
    if people := names([s for s in said if len(s) < 120], outlet):
        return Value("; ".join(people), READ, "itemprop or rel author")
    lines = (e for e in tree.iter() if isinstance(e.tag, str) and _is_byline(e) and _with_headline(e))
    for people in (names([_first_names(element)], outlet) for element in lines):
        if people:
            return Value("; ".join(people), GUESSED, "line that the page calls its byline")
    return None


_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author-?_*names?|autor|auteur|vcard|author)(?:$|[\s_-])", re.I
)


def _is_byline(element: HtmlElement) -> bool:
    """Whether a page calls a short part of it its byline."""
    called = " ".join(
        element.get(k) or "" for k in ("class", "id", "data-component", "data-testid", "data-qa")
    )
    if not _BYLINE_NAME.search(called) or re.search(r"comment", called, re.I):
        return False
    return 3 < len(_shown(element)) < 160


def _first_names(element: HtmlElement) -> str:
    """The names in a byline: its first piece of text, and those that a comma or an "and" joins to it."""
    said = element.xpath(".//text()[normalize-space() and not(ancestor::time)]")
    pieces = [piece for text in said if not DATE.fullmatch(piece := " ".join(text.split()))]
    joins = re.compile(r"(?:,|&|and|und|et|y|e|en|och|og|by|von|par|por|door|di|av|af|text)[:.]?", re.I)
    text = ""
    for piece in pieces:
        starts = not text or bool(joins.fullmatch(text.split()[-1].strip() or ",")) or text.endswith(",")
        if not starts and not re.match(r"(?:,|&|and\b|und\b|et\b|y\b|och\b|og\b|en\b)", piece, re.I):
            break
        text = f"{text} {piece}".strip()
    return re.split(r"\s*[|•·]\s*|\s+(?=\d)", text)[0] if text else ""


def _section(said: Said) -> Value | None:
    value = said.article.get("articleSection")
    found = [structured.text(v) for v in (value if isinstance(value, list) else [value])]
    if any(found):
        return Value("; ".join(dict.fromkeys(filter(None, found))), READ, "JSON-LD articleSection")
    return next((Value(v, READ, by) for v, by in said.meta(_SECTION)), None)


def _language(said: Said) -> Value | None:
    value = said.article.get("inLanguage")
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    if language := structured.text(value):
        return Value(language, READ, "JSON-LD inLanguage")
    root = said.page.tree
    locales = [content.replace("_", "-") for content, _ in said.meta(["og:locale"])]
    if language := (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or ""
    ).strip():
        # "en" says less than "en_GB", which says how dates are written.
        if locales and re.fullmatch(rf"{re.escape(language)}-[a-z]{{2}}", locales[0], re.I):
            return Value(locales[0], READ, "meta og:locale")
        return Value(language, READ, "html lang")
    for content, by in said.meta(["og:locale", "content-language", "dc.language", "language"]):
        return Value(content, READ, by)
    return None


def _url(said: Said) -> Value | None:
    """The page's own address: the canonical one unless it is at another site or only that of the front page."""
    away = elsewhere(said)
    candidates: list[tuple[str, str]] = []
    if said.canonical and not away:
        candidates.append((said.canonical, "link canonical"))
    candidates += [(a, "JSON-LD url") for a in structured.addresses(said.article)]
    candidates += list(said.meta(_URL))
    if said.page.address:
        candidates.append((said.page.address, said.page.said_by))
    full = [(uncached(absolute(a, said.base)), by) for a, by in candidates]
    for address, by in full:
        if address and not is_front(address):
            return Value(address, READ, by)
    return next((Value(address, READ, by) for address, by in full if address), None)


def _words(said: Said) -> Value | None:
    count = re.sub(r"\D", "", structured.text(said.article.get("wordCount")))
    return Value(count, READ, "JSON-LD wordCount") if count.strip("0") else None


def _nested(element: HtmlElement) -> bool:
    """Whether an element says something of a thing that is part of the page: its picture, its publisher."""
    inner = [e for e in element.iterancestors() if e.get("itemscope") is not None]
    return bool(inner) and inner[0].get("itemprop") is not None


def _shown(element: HtmlElement) -> str:
    """The text of an element without scripts, and without what is hidden."""
    parts: list[str] = []
    hidden = 0
    for event, node in need("lxml.etree").iterwalk(element, events=("start", "end", "comment", "pi")):
        silent = isinstance(node.tag, str) and node.tag in ("script", "style", "noscript", "svg")
        if event == "start":
            hidden += silent
            parts.append("" if hidden else node.text or "")
            continue
        hidden -= silent and event == "end"
        if node is not element and not hidden:
            parts += [" " if node.tag in ("br", "div", "p", "li") else "", node.tail or ""]
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _element_title(tree: HtmlElement) -> str:
    return next(
        (_shown(e) for e in tree.iter("title") if e.getparent() is not None and e.getparent().tag == "head"),
        "",
    )


def _same(one: str, other: str) -> bool:
    def letters(text: str) -> str:
        return re.sub(r"[\W_]+|^the\s+|\.(?:com?|org|net|de|fr|nl|es|it|se|dk|no)$", "", text.casefold())

    return bool(letters(one)) and letters(one) == letters(other)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
