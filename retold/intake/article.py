"""What every reader makes of a file: articles with their fields, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from retold.common.aside import Place as Place
from retold.common.aside import Unread as Unread

# How a value came: stated by the file, by a column that people mapped, guessed by the program, or given by people.
READ, MAPPED, GUESSED, ASKED = "read", "mapped", "guessed", "asked"
BASES = (READ, MAPPED, GUESSED, ASKED)

# Fields that a reader may fill, all as the file says them: `published` too, dates are understood later and in one place.
FIELDS = (
    "title",
    "outlet",
    "published",  # the date of the article, never that of the download or of loading into a database
    "authors",  # joined by "; "
    "section",
    "genre",
    "language",  # in the words of the file: English, ENGLISH; LANGUAGE, en-GB
    "url",
    "id",  # of the database: an accession number
    "words",  # the length in words that the file announces, digits alone
    "rights",
)


class Value(NamedTuple):
    """The value of a field, how it came (one of `BASES`), and from what: a label, a column, a part of the file's name."""

    value: str
    basis: str
    source: str


@dataclass(frozen=True)
class Article:
    """An article as a file holds it.

    Attributes
    ----------
    text : str
        The body: paragraphs parted by a blank line. Without the headline, the byline, captions of the database, notices of
        copyright, and what a page says around the article.
    place : Place
        Where it was found.
    fields : mapping of str to Value
        What the file says of it, by names of `FIELDS`; without what it does not say.
    changed : tuple of str
        What was changed in the text beyond its layout, in words.
    notes : tuple of str
        What people should look at: "ends at 32,767 characters, where Excel cuts a cell".
    """

    text: str
    place: Place
    fields: Mapping[str, Value] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a reader found in one file.

    Attributes
    ----------
    kind : str
        What the file is, in words: "Nexis Uni, Word".
    articles : tuple of Article
        In the order of the file.
    announced : int or None
        How many articles the file says it holds; None if it does not say.
    unread : tuple of Unread
        What was not understood.
    notes : tuple of str
        What people should know of the file: "the cover lists an article that the file does not hold: …".
    """

    kind: str
    articles: tuple[Article, ...]
    announced: int | None = None
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
