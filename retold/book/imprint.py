"""Whose a book is: title, authors and licence as the footer, the e-book, the PDF and the names of files say them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retold import corpus
from retold.book import source
from retold.book.frontmatter import authors, read_cff, year
from retold.chapters.numbers import number
from retold.common.markup import inline
from retold.common.names import slug
from retold.corpus.schema import AUTHORS_UNKNOWN

CITATION = "CITATION.cff"
LONGEST_STEM = 60  # letters of the name of a file
OURS = "retold"
OUR_LICENCES = """Our own text and figures are under the Creative Commons Attribution licence, CC BY 4.0. The code is under the MIT
licence. The sample corpus, which we wrote ourselves, is in the public domain under CC0. To have something
taken down, open an issue in the repository.
"""
_SHARED = (
    "This report is made with {software}. What stands in every report that is made with it, such as the methods and the "
    "glossary, is by {authors}, under the Creative Commons Attribution licence, CC BY 4.0; the code is under the MIT licence."
)


@dataclass(frozen=True)
class Imprint:
    """What a book says of itself.

    Attributes
    ----------
    cff : mapping
        Its citation file; made up of what is known, if the corpus has none.
    ours : bool
        Whether it is the project's own report, which the settings describe already.
    """

    cff: Mapping[str, Any]
    ours: bool

    @property
    def title(self) -> str:
        """The title of the report."""
        return str(self.cff["title"])

    @property
    def authors(self) -> str:
        """Its authors, in one line; blank if nobody has said who they are."""
        names = [_as_signed(author) for author in self.cff["authors"]]
        return ", ".join(name for name in names if name != AUTHORS_UNKNOWN)

    @property
    def licence(self) -> str:
        """The licence of its own words and figures; blank if its citation file states none."""
        stated = self.cff.get("license") or ""
        return " or ".join(map(str, stated)) if isinstance(stated, list) else str(stated)

    @property
    def description(self) -> str:
        """What it is, in a sentence or a paragraph."""
        return str(self.cff.get("abstract") or f"{self.title}. A reproducible report made with Retold.")

    @property
    def stem(self) -> str:
        """The name of the files that hold the whole book, without what they end in."""
        return OURS if self.ours else stem(self.title)


def of(folder: Path) -> Imprint:
    """Return the imprint of the book about a corpus.

    Parameters
    ----------
    folder : Path
        The corpus folder. Its own citation file counts; the project's, if it is the corpus that the project studies.

    Raises
    ------
    BadInputError
        If the citation file cannot be used.
    """
    own, project = folder / CITATION, source.project() / CITATION
    if own.is_file():
        return Imprint(read_cff(own), ours=False)
    beside = folder.parent / CITATION
    if folder.name == "data" and beside.is_file() and beside.read_bytes() == project.read_bytes():
        return Imprint(_project(), ours=True)
    texts = number(len(corpus.load(folder).doc_ids), "words").shown
    plain = {"title": f"A report on {texts} texts", "authors": [{"name": AUTHORS_UNKNOWN}], "type": "dataset"}
    return Imprint(plain, ours=False)


def _as_signed(author: Mapping[str, Any]) -> str:
    """The name of an author as people sign, the given name first."""
    parts = [author.get(part) for part in ("given-names", "name-particle", "family-names", "name-suffix")]
    return str(author.get("name") or " ".join(str(part) for part in parts if part))


def stem(title: str) -> str:
    """Return a name for files, made of a title.

    Examples
    --------
    >>> stem("The Börse: how 12 texts tell it")
    'the-borse-how-12-texts-tell-it'
    """
    return slug(title, LONGEST_STEM) or "report"


def settings(imprint: Imprint) -> dict[str, Any]:
    """Return the settings of Sphinx that say whose the book is; none for the project's own.

    What the theme writes as HTML is escaped here: a citation file may come from a stranger.
    """
    if imprint.ours:
        return {}
    named = imprint.authors or AUTHORS_UNKNOWN
    rights = ", ".join(part for part in (imprint.authors, year(imprint.cff)) if part)
    return {
        "html_title": imprint.title,
        "project": imprint.title,
        "author": html.escape(imprint.authors),
        # Without authors nobody is said to hold a right.
        "copyright": rights if imprint.authors else "",
        "ogp_site_name": imprint.title.replace("<", "&lt;"),
        "epub_title": imprint.title,
        "epub_author": named,
        "epub_publisher": named,
        "epub_contributor": software(),
        "epub_copyright": "; ".join(part for part in (rights or named, imprint.licence) if part),
        "epub_description": imprint.description,
        "epub_basename": imprint.stem,
        "epub_identifier": str(imprint.cff.get("doi") or imprint.stem),
        "epub_uid": f"report-{imprint.stem}",  # a name of XML does not begin with a digit
    }


def theme(imprint: Imprint) -> dict[str, Any]:
    """Return the options of the theme that say whose the book is; none for the project's own."""
    if imprint.ours:
        return {}
    return {"extra_footer": footer(imprint), "logo": {"alt_text": html.escape(f"{imprint.title} - Home")}}


def software() -> str:
    """Return the name of the software with its version."""
    return f"Retold {_project()['version']}"


def _project() -> dict[str, Any]:
    """The citation file of the project."""
    return read_cff(source.project() / CITATION)


def footer(imprint: Imprint) -> str:
    """Return what the footer of another corpus's book says, as HTML."""
    address, made = software_address(), html.escape(software())
    if address:
        made = f'<a href="{html.escape(address)}">{made}</a>'
    licence = f"Text and figures of this report: {html.escape(imprint.licence)}. " if imprint.licence else ""
    return f"Made with {made}. {licence}The articles studied are not part of this book."


def software_address() -> str:
    """Return the address of the software, if the project's citation file states one."""
    cff = _project()
    stated = str(cff.get("url") or cff.get("repository-code") or "")
    return stated if re.match(r"https?://", stated) else ""


def licences(imprint: Imprint) -> str:
    """Return what the book says about licences and taking down, as Markdown."""
    if imprint.ours:
        return OUR_LICENCES
    if imprint.licence:
        own = f"The words and figures of its authors are under {inline(imprint.licence)}, as the citation file says."
    else:
        own = "Its authors have not said under which licence their own words and figures may be used again: ask them first."
    shared = _SHARED.format(software=inline(software()), authors=inline(", ".join(authors(_project()))))
    return f"{own} {shared}\n\n{_whom_to_ask(imprint.cff)}\n"


def _whom_to_ask(cff: Mapping[str, Any]) -> str:
    people = [person for person in cff.get("contact") or [] if isinstance(person, Mapping)]
    mails = [str(person["email"]) for person in people if person.get("email")]
    told = f"write to {inline(', '.join(mails))}" if mails else "write to the authors of this report"
    if repository := cff.get("repository-code"):
        told += f", or open an issue at {inline(repository)}"
    return f"To have something taken down, {told}."
