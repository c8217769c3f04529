"""Saved web pages: HTML as browsers save it, with or without a folder beside it, and MHTML."""

from __future__ import annotations

import re
from pathlib import Path

from retold.common.problems import BadInputError
from retold.intake import structured, webfields, webtext
from retold.intake.addresses import is_front
from retold.intake.article import GUESSED, READ, Article, Found, Place, Unread, Value
from retold.intake.bylines import names
from retold.intake.heads import EXPORTED, exported
from retold.intake.source import HTML, OTHER, Source
from retold.intake.webpage import Page, looks_like_mhtml, looks_like_webarchive, page_of

# A page of fewer words is no article: a video with a caption, a wall, an error.
FEWEST = 70
# Of a page with a wall, fewer words are its first paragraphs.
_STUB = 150

_ERROR = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,40}(?:error|not found|forbidden|gone|unavailable|gateway|fehler)|"
    r"(?:error|fehler|erreur)\s*:?\s*(?:404|403|50\d)|^\W*(?:404|403)\W*$|"
    r"(?:page|seite|site|article) (?:was |could |can)?(?:not|n't|nicht|cannot be) (?:be )?(?:found|gefunden|available)|"
    r"page (?:non trouvée|introuvable)|seite (?:wurde )?nicht gefunden|página no encontrada|pagina non trovata|"
    r"página não encontrada|pagina niet gevonden|sidan (?:kunde inte|finns inte|hittades inte)|siden (?:blev|ble) ikke fundet|"
    r"siden (?:findes|finnes) ikke|"
    r"access denied|attention required|just a moment|are you a (?:robot|human)|verify you are human|pardon our interruption|"
    r"request (?:blocked|unsuccessful)|enable javascript|bad gateway|service unavailable|site can.t be reached",
    re.I,
)
_WALL = re.compile(
    r"subscri(?:be|ption)|already a (?:member|subscriber)|to (?:continue|keep) reading|register (?:now|for free|to)|"
    r"create (?:a free|an) account|log ?in to (?:read|continue)|free articles?|"
    r"weiterlesen|abonn(?:ieren|ement|é|ez)|jetzt (?:registrieren|testen)|nur für abonnenten|bezahlinhalt|"
    r"réservé aux abonnés|la suite est réservée|il vous reste|suscr[ií]b|para suscriptores|contenido exclusivo|"
    r"contenuto riservato|abbonat|abbonamento|exclusivo para assinantes|assinante|alleen voor abonnees|word abonnee|"
    r"verder lezen|prenumer|för att läsa vidare|kun for abonnenter|abonnent",
    re.I,
)
_COOKIE = re.compile(
    r"\bcookies?\b|consent|einwilligung|zustimm|tracking|datenschutz|privacy|données personnelles|consentement|"
    r"consentimiento|consenso|partners?\b|samtycke|samtykke|toestemming",
    re.I,
)
_FOLDER = re.compile(
    r"[_.-](?:files?|dateien|fichiers|archivos|bestanden|arquivos|ficheiros|filer|filer|elemei|soubory|pliki|tiedostot|"
    r"dosyalar|file|data)$",
    re.I,
)
_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml", ".php", ".asp", ".aspx", "")
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head)\b",
    re.I | re.S,
)


def belongs_to_page(path: Path) -> bool:
    """Whether a file lies in the folder that a browser made for the pictures and frames of a saved page beside it."""
    for folder in path.parents:
        match = _FOLDER.search(folder.name)
        if match and any((folder.parent / (folder.name[: match.start()] + end)).is_file() for end in _PAGES):
            return True
    return False


def recognises(source: Source) -> bool:
    """Whether a file is a page: HTML that no reader of a database knows, MHTML, or a web archive."""
    if source.container == HTML or looks_like_mhtml(source.data) or looks_like_webarchive(source.data):
        return True
    # A page in an encoding that it declares itself: what holds the text could not be told.
    return source.container == OTHER and bool(_MARKUP.match(source.data[:5_000]))


def read(source: Source) -> Found:
    """Read the article of a page.

    Raises
    ------
    BadInputError
        If there is no page in the file.
    """
    kind = "saved page"
    if looks_like_mhtml(source.data):
        kind = "saved page (MHTML)"
    elif looks_like_webarchive(source.data):
        kind = "saved page (web archive)"
    page = page_of(source.name, source.data, source.encoding)
    said = webfields.Said(page)
    fields = webfields.fields(said)
    body = _body(said, fields)
    _fill(said, fields, body)
    place = Place(source.name)
    text = "\n\n".join(body.paragraphs)
    if reason := _refused(said, fields, body):
        return Found(kind, (), None, (Unread(place, reason[0], source.data, reason[1]),))
    notes = (*page.notes, *body.notes, *_notes(said, fields, text))
    return Found(kind, (Article(text, place, fields, notes=notes),))


def _body(said: webfields.Said, fields: dict[str, Value]) -> webtext.Body:
    """The text of a page, of which its headline, outlet and authors are no part."""
    known = {fields[name].value for name in ("title", "outlet", "section") if name in fields}
    if "authors" in fields:
        people = fields["authors"].value.split("; ")
        known |= {*people, ", ".join(people), " and ".join(people), " und ".join(people)}
    known |= {h for element in said.page.tree.iter("h1") if (h := element.text_content().strip())}
    known |= set(said.metas.get("og:title", ()))
    return webtext.body(said.page.tree, said.article, known)


def _fill(said: webfields.Said, fields: dict[str, Value], body: webtext.Body) -> None:
    """Fill fields from lines that stood with the text."""
    outlet = fields["outlet"].value if "outlet" in fields else ""
    if body.headline and ("title" not in fields or fields["title"].source == "title of the page"):
        fields["title"] = Value(body.headline, GUESSED, "first line, which the title of the page holds")
    if "authors" not in fields and (people := names([body.byline], outlet)):
        fields["authors"] = Value("; ".join(people), GUESSED, "line with the headline")
    if body.date and ("published" not in fields or fields["published"].basis == GUESSED):
        fields["published"] = Value(body.date, GUESSED, "line with the headline")
    if "published" not in fields and (date := webfields.guess_date(said, body.date)):
        fields["published"] = date
    if body.rights and "rights" not in fields:
        fields["rights"] = Value(body.rights, READ, "last line")


def _refused(said: webfields.Said, fields: dict[str, Value], body: webtext.Body) -> tuple[str, str] | None:
    """Why a page holds no article, and what to do about it."""
    text = "\n\n".join(body.paragraphs)
    words = webtext.words_in(text)
    if not said.article and exported(_lines_of(said.page)):
        return EXPORTED
    heads = [fields["title"].value if "title" in fields else "", *_titles(said.page)]
    if words < 3 * FEWEST and any(_ERROR.search(head) for head in heads) and not said.article:
        return "an error page, not an article", "save the article itself, or remove the file"
    if words < 3 * FEWEST and len(_COOKIE.findall(text)) > max(3, words / 25):
        return (
            "a question about cookies, not an article",
            "answer it in the browser, then save the page again",
        )
    whole = "words" in fields and words >= 0.8 * int(fields["words"].value)
    if words < _STUB and not whole and _walled(said, text):
        return f"the first {words} words of an article, then a wall", "save it while you are logged in"
    if words < FEWEST:
        return (
            f"{words} words of running text: fewer than {FEWEST} are no article"
            if words
            else "no running text",
            "save the page when all of it has been loaded, or paste its text into a .txt file",
        )
    if _lists(said, body):
        return "a page that lists articles, not an article", "save the articles themselves"
    return None


def _lines_of(page: Page) -> str:
    """The text of a page, each of its parts a line."""
    return "\n".join(text.strip() for text in page.tree.itertext() if text.strip())


def _titles(page: Page) -> list[str]:
    found = [element.text_content().strip() for element in page.tree.iter("title", "h1")]
    return [page.subject, *found[:4]]


def _walled(said: webfields.Said, text: str) -> bool:
    """Whether a page says that it is not free, or asks for money where its text ends."""
    parts = said.article.get("hasPart")
    objects = [
        said.article,
        *(p for p in (parts if isinstance(parts, list) else [parts]) if isinstance(p, dict)),
    ]
    free = [
        structured.text(node.get("isAccessibleForFree")) or str(node.get("isAccessibleForFree"))
        for node in objects
    ]
    tiers = [*said.metas.get("article:content_tier", ()), *said.metas.get("og:article:content_tier", ())]
    if any(value.lower() == "false" for value in free) or any(
        t in ("locked", "metered", "paid") for t in tiers
    ):
        return True
    shown = " ".join(said.page.tree.text_content().split())
    start = text[-60:].strip().split("\n")[-1]
    after = shown[shown.find(start) + len(start) :][:1500] if start and start in shown else ""
    return webtext.words_in(text) < _STUB and (
        bool(_WALL.search(after[:600])) or len(_WALL.findall(after)) > 2
    )


def _lists(said: webfields.Said, body: webtext.Body) -> bool:
    """Whether a page lists articles: it calls itself no article, and what it holds are links."""
    kinds = [kind.lower() for kind in said.metas.get("og:type", ())]
    if said.article or "article" in kinds or "article:published_time" in said.metas:
        return False
    tree = said.page.tree
    counts = [webtext.words_in(paragraph) for paragraph in body.paragraphs]
    short = sum(count for count in counts if count < 30) > 0.6 * sum(counts)
    signs = (
        "website" in kinds,
        len(list(tree.iter("article"))) > 4,
        len(list(tree.iter("h1"))) != 1,
        sum(webtext.words_in(a.text_content()) for a in tree.iter("a")) > 2 * sum(counts),
        short,
    )
    front = bool(said.own_address) and is_front(said.own_address)
    calls_itself = front or structured.is_list(said.objects)
    if calls_itself and (short or body.linked > 0.1):
        return sum(signs) >= 2
    return body.linked > 0.25 and sum(signs) >= 3


def _notes(said: webfields.Said, fields: dict[str, Value], text: str) -> list[str]:
    """What people should look at."""
    notes = []
    if away := webfields.elsewhere(said):
        notes.append(
            f"it names an address at another site as its true one, so it may be taken over from there: {away}"
        )
    words = webtext.words_in(text)
    if "words" in fields and words < 0.6 * int(fields["words"].value):
        notes.append(
            f"{words} words were found; the page says that it has {fields['words'].value}: is it whole?"
        )
    elif words < 2 * _STUB and _walled(said, text):
        notes.append(f"the page is not free, and has {words} words: is it whole?")
    return notes


__all__ = ["BadInputError", "belongs_to_page", "read", "recognises"]
