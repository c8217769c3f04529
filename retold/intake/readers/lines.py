"""The lines of a file that holds text and little of its setting, for readers of databases that export such files."""

from __future__ import annotations

from functools import lru_cache

from retold.common.problems import BadInputError
from retold.intake.readers import documents
from retold.intake.source import DOCX, ODT, RTF, TEXT, Source


def lines(source: Source) -> list[str]:
    """Return the lines of a text, and the paragraphs of an RTF, Word or OpenDocument file; none of what cannot be read."""
    if source.container == TEXT:
        return source.text.replace("\f", "\n").split("\n")
    return list(_of_document(source)) if source.container in (RTF, DOCX, ODT) else []


@lru_cache(maxsize=1)  # several readers ask for those of a file, one after the other
def _of_document(source: Source) -> tuple[str, ...]:
    try:
        return tuple(documents.paragraphs(source))
    except BadInputError:  # told by the reader of documents
        return ()
