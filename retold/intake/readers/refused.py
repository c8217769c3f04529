"""Files that hold no article that can be read: each is told with its reason and what to do about it."""

from __future__ import annotations

from retold.intake.article import Found, Place, Unread
from retold.intake.source import ARCHIVE, EMPTY, LOCKED, OLD_WORD, OTHER, PICTURE, XML, Source

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
    ARCHIVE: ("archive", "an archive of files", "unpack it, and name the folder that it makes"),
    OLD_WORD: (
        "older Word document (.doc)",
        "a document of Word before 2007",
        "open it and save it as .docx",
    ),
    LOCKED: ("locked document", "password-protected", "open it with the password and save it without one"),
    EMPTY: ("empty file", "an empty file", "export or save it again, or remove it"),
    OTHER: (
        "unknown",
        "neither a text in a known encoding nor a file of a known kind",
        "say what encoding it is in with --encoding, save it as UTF-8, or remove it",
    ),
}


def recognises(source: Source) -> bool:
    """Whether a file is of a kind that no reader reads."""
    return source.container in _REFUSED


def read(source: Source) -> Found:
    """Tell why a file is not read."""
    kind, reason, mend = _REFUSED.get(source.container, _REFUSED[OTHER])
    return Found(kind, (), None, (Unread(Place(source.name), reason, source.data, mend),))
