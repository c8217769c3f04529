"""What a page says of its article for machines: JSON-LD, in the words of schema.org."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from retold.intake.addresses import normal

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = dict[str, Any]

# Article and its kinds; a page of video or audio may hold an article, too, and comes last.
_ARTICLE = re.compile(r"(?:\w*News)?Article|\w*Article|BlogPosting|LiveBlogPosting|Report|Review", re.I)
_LISTS = re.compile(r"CollectionPage|ItemList|SearchResultsPage", re.I)
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")


def nodes(tree: HtmlElement) -> list[Node]:
    """Return the objects of all JSON-LD of a page, in its order, those of a graph one by one."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found += [node for value in _values(script.text or "") for node in _opened(value)]
    return found


def article(found: list[Node], titles: set[str], address: str) -> Node:
    """Return the object of the page's own article; an empty one if there is none.

    Parameters
    ----------
    found : list of dict
        The objects of the page.
    titles : set of str
        What else the page is called: an article among several is its own if it is called the same.
    address : str
        Where the page lies.
    """
    articles = [node for node in found if any(_ARTICLE.fullmatch(kind) for kind in kinds(node))]
    if not articles:
        return {}
    wanted = normal(address)
    called = {_letters(title) for title in titles}

    def fits(node: Node) -> tuple[bool, bool, int]:
        here = wanted and any(normal(a) == wanted for a in addresses(node))
        return bool(here), _letters(text(node.get("headline") or node.get("name"))) in called, _fullness(node)

    return max(articles, key=fits)


def kinds(node: Node) -> list[str]:
    """What an object is, by the names of schema.org."""
    kind = node.get("@type")
    values = kind if isinstance(kind, list) else [kind]
    return [re.sub(r"^(?:https?://schema\.org/|schema:)", "", v) for v in values if isinstance(v, str)]


def is_list(found: list[Node]) -> bool:
    """Whether a page says that it lists others."""
    return any(_LISTS.fullmatch(kind) for node in found for kind in kinds(node))


def addresses(node: Node) -> list[str]:
    """Where an object says that its page lies."""
    page = node.get("mainEntityOfPage")
    values = [node.get("url"), page, node.get("@id")]
    if isinstance(page, dict):
        values += [page.get("@id"), page.get("url")]
    return [v.strip() for v in values if isinstance(v, str) and re.match(r"https?://|/", v.strip())]


def called(value: Any, found: list[Node]) -> list[str]:
    """Return the names of people or organizations, references to other objects followed."""
    if isinstance(value, list):
        return [name for item in value for name in called(item, found)]
    if isinstance(value, dict):
        if name := value.get("name"):
            return called(name, found)
        same = [n for n in found if n is not value and n.get("@id") == value.get("@id") and n.get("name")]
        return called(same[0]["name"], found) if value.get("@id") and same else []
    said = text(value)
    return [said] if said and not re.match(r"(?:https?://|#|/)", said) else []


def text(value: Any) -> str:
    """A value as plain text, entities resolved; blank if it is none."""
    if isinstance(value, list):
        return next((said for v in value if (said := text(v))), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if not isinstance(value, str):
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
    return re.sub(r"\s+", " ", html.unescape(html.unescape(value))).strip()


def _values(script: str) -> Iterator[Any]:
    """The values in a script; some hold comments, line feeds in strings, or a comma too many."""
    script = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*$",
        "",
        script.strip(),
    )
    script = script.strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while at < len(script):
        try:
            value, at = decoder.raw_decode(script, at)
            yield value
        except (ValueError, RecursionError):
            mended = re.sub(r",\s*([}\]])", r"\1", script[at:])
            if mended == script[at:]:
                return
            script, at = mended, 0
        while at < len(script) and script[at] in " \t\n\r,;":
            at += 1


def _opened(value: Any, depth: int = 0) -> Iterator[Node]:
    """An object, and those that belong to the page inside it."""
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value:
            yield from _opened(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _INNER:
            if isinstance(value.get(key), list | dict):
                yield from _opened(value[key], depth + 1)


def _fullness(node: Node) -> int:
    return sum(
        bool(node.get(key)) for key in ("headline", "datePublished", "author", "publisher", "articleBody")
    )


def _letters(said: str) -> str:
    return re.sub(r"[\W_]+", "", said.casefold())
