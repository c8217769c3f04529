"""Files that hold no article that can be read: each is told with its reason and what to do about it."""

from __future__ import annotations

import re

from retold.intake.article import Found, Place, Unread
from retold.intake.source import (
    ARCHIVE,
    BROKEN,
    EMPTY,
    JSON,
    LOCKED,
    MAIL,
    OLD_WORD,
    OTHER,
    PICTURE,
    TEXT,
    XML,
    Source,
)

# What each container is called, why it is not read, and what to do about it.
_REFUSED = {
    XML: (
        "XML",
        "XML of a kind that is not known",
        "export the articles again as HTML, Word or a spreadsheet, or save each as a .txt file",
    ),
    PICTURE: (
        "picture",
        "a picture, no text",
        "have its text recognised (OCR) and save it as a .txt or .docx file, or remove the picture",
    ),
    ARCHIVE: (
        "archive",
        "an archive of files",
        "unpack it, and name the folder that it makes; what a program wrote (Pages, an e-book), save from there as Word",
    ),
    OLD_WORD: (
        "older Word document (.doc)",
        "a document of Word before 2007",
        "open it and save it as .docx",
    ),
    LOCKED: ("locked document", "password-protected", "open it with the password and save it without one"),
    BROKEN: (
        "broken file",
        "a Word document, a spreadsheet or an archive that is broken or not whole",
        "download or export it again; if it opens in its program, save it from there",
    ),
    MAIL: ("mail", "a mail, and no export of a database", "save its text as a .txt file"),
    JSON: (
        "JSON",
        "JSON that holds no articles",
        "name a list of objects with a text each, or remove the file",
    ),
    EMPTY: ("empty file", "an empty file", "export or save it again, or remove it"),
    OTHER: (
        "unknown",
        "neither a text in a known encoding nor a file of a known kind",
        "say what encoding it is in with --encoding, save it as UTF-8, or remove it",
    ),
}


# Texts that hold no article: how they begin, what they are called, and what to do about it.
_LIST = "export the list as RIS, save the pages that it lists, and join them with --pages FOLDER"
_NO_ARTICLES = (
    (r"(?:%[^\n]*\n|\s)*@\w+\s*\{\s*[^\s,{}]+\s*,", "BibTeX", "a list of references without their texts (BibTeX)", _LIST),
    (r"\s*%0 \S", "EndNote list", "a list of references without their texts (EndNote)", _LIST),
    (r"\s*PMID- ?\d", "PubMed list", "a list of references without their texts (PubMed)", _LIST),
    (
        r"\s*WEBVTT\b|\s*\d+\n(?:\d+:)?\d\d:\d\d[,.]\d{3} --> ",
        "subtitles",
        "subtitles, whose lines are no paragraphs",
        "save what is said as a .txt file, without the times",
    ),
    (
        r'\s*(?:\[\s*)?\{\s*"[^"\n]{1,60}"\s*:|\s*\[\s*\[\s*"',
        "JSON",
        "JSON that is broken, or no list of objects",
        "export it again, or save it as CSV",
    ),
)  # fmt: skip


def recognises(source: Source) -> bool:
    """Whether a file is of a kind that no reader reads."""
    return source.container in _REFUSED or (source.container == TEXT and _begins(source.text) is not None)


def _begins(text: str) -> tuple[str, str, str] | None:
    """What a text without articles is called, why it is not read, and what to do about it."""
    head = text[:5_000]
    return next(((k, why, mend) for begins, k, why, mend in _NO_ARTICLES if re.match(begins, head)), None)


def read(source: Source) -> Found:
    """Tell why a file is not read."""
    kind, reason, mend = _REFUSED.get(source.container, _REFUSED[OTHER])
    if source.container == TEXT and (told := _begins(source.text)):
        kind, reason, mend = told
    if source.container == OTHER:
        reason = "; ".join([reason, *(problem.found for problem in source.problems)])
    return Found(kind, (), None, (Unread(Place(source.name), reason, source.data, mend),))
