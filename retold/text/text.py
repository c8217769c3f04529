"""A text that is cut once: its words, sentences and quotations are computed when first asked for, and kept."""

from __future__ import annotations

from functools import cached_property

from retold.text import quotations, segments
from retold.text.offsets import Span, blank


class Text(str):
    """A string that remembers how it is cut. Offsets are string indices, end exclusive.

    Whatever takes a string takes a `Text`; `Text.of` makes one of a string and returns a `Text` as it is, so that a
    function that may be given either cuts nothing twice.

    Examples
    --------
    >>> text = Text("He said no. She left.")
    >>> [text[start:end] for start, end in text.sentences]
    ['He said no.', 'She left.']
    """

    @classmethod
    def of(cls, text: str) -> Text:
        """Return `text` as a `Text`."""
        return text if isinstance(text, cls) else cls(text)

    def __reduce__(self) -> tuple[type[Text], tuple[str]]:
        return Text, (str(self),)  # what was cut is no part of a pickle

    @cached_property
    def words(self) -> list[Span]:
        """The words (see `retold.text.words`)."""
        return segments.words(self)

    @cached_property
    def terms(self) -> list[str]:
        """The words in the form in which they are compared (see `retold.text.terms`)."""
        return segments.terms(self, self.words)

    @cached_property
    def _cut(self) -> tuple[list[Span], list[Span]]:
        return segments.cut(self)

    @property
    def sentences(self) -> list[Span]:
        """The sentences (see `retold.text.sentences`)."""
        return self._cut[0]

    @property
    def headings(self) -> list[Span]:
        """Headlines, standfirsts and crossheads (see `retold.text.headings`)."""
        return self._cut[1]

    @cached_property
    def body(self) -> Text:
        """The text with its headings blanked: of the same length, so that offsets stay."""
        return Text(blank(self, self.headings)) if self.headings else self

    @cached_property
    def pieces(self) -> list[Span]:
        """What stands between full stops (see `retold.text.pieces`)."""
        return segments.pieces(self)

    @cached_property
    def marks(self) -> list[quotations.Mark]:
        """The quotations with what is known of their marks (see `retold.text.quotations.marks`)."""
        return quotations.marks(self)

    @property
    def quotations(self) -> list[Span]:
        """The stretches in quotation marks."""
        return [(mark.start, mark.end) for mark in self.marks]
