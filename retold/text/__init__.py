"""A text by itself: sentences, words, quotation marks, spans, the words of a lexicon. It knows no corpus."""

from retold.text.offsets import Span, blank, inside, spans, spans_text
from retold.text.reading import Reading, read
from retold.text.segments import (
    LINE_BREAKS,
    UNPARTED,
    headings,
    paragraphs,
    pieces,
    sentences,
    terms,
    words,
)
from retold.text.stops import is_small
from retold.text.text import Text

__all__ = [
    "LINE_BREAKS",
    "UNPARTED",
    "Reading",
    "Span",
    "Text",
    "blank",
    "headings",
    "inside",
    "is_small",
    "paragraphs",
    "pieces",
    "read",
    "sentences",
    "spans",
    "spans_text",
    "terms",
    "words",
]
