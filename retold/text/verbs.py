"""The verbs for a text by itself: its sentences and its words, as people have it."""

from __future__ import annotations

from retold.common import arguments
from retold.text.offsets import Span
from retold.text.reading import Reading, read


def sentences(text: str, lines: str = "auto") -> list[Span]:
    """Find the sentences of a text.

    A sentence ends at a full stop, question or exclamation mark (with the closing quotation marks behind it) if what
    follows can begin one, and with its paragraph. Two kinds of scrap that machines tear off stay with the sentence before
    them: a piece that begins in lower case ("rice field.") and a single word with a full stop ("Mentioned."). A piece
    without a word is no sentence, and neither is a heading. The items of a list that stands in one line ("1) Bread 2) Milk")
    are sentences, whether they have a stop or not.

    Parameters
    ----------
    text : str
        Any text. Blank out what must not count with line breaks to keep offsets. An empty text has no sentences. How it was
        stored changes nothing: accents composed or not, soft hyphens, signs that are not seen.
    lines : {"auto", "keep", "join"}
        What to do with line breaks inside a paragraph: join lines where a program wrapped the text at a width, as they tell;
        keep each, so that it ends a sentence; or join them all but before items of lists and speakers of a transcript.

    Returns
    -------
    list of (int, int)
        A pair a sentence, in order: where it starts and ends in `text`, in characters, end exclusive, without
        surrounding white space. Never empty, never overlapping.

    Raises
    ------
    TypeError
        If `text` is no str.
    ValueError
        If `lines` is none of these.

    Notes
    -----
    The rules were written for news, respun news among it, and for English first; full stops of other scripts are known.
    ``benchmarks/sentences`` in the repository compares them with other splitters and with coded counts.

    Examples
    --------
    >>> import retold
    >>> text = "Mr. Oake left. “Will it hold?” she asked."
    >>> retold.sentences(text)
    [(0, 14), (15, 41)]
    >>> [text[start:end] for start, end in retold.sentences(text)]
    ['Mr. Oake left.', '“Will it hold?” she asked.']
    """
    reading = _read(text, lines)
    return [reading.in_raw(span) for span in reading.view.sentences]


def words(text: str, lines: str = "auto") -> list[Span]:
    """Find the words of a text.

    A word is a run of letters and digits; apostrophes and hyphens inside a word join
    it, as do points and commas inside a number and the points of an abbreviation such
    as *U.S.*. A dash separates words.

    Parameters
    ----------
    text : str
        Any text, in any script that separates words. An empty text has no words.
    lines : {"auto", "keep", "join"}
        Whether a word that a hyphen parts at the end of a line is one: where lines are joined, as for `retold.sentences`.

    Returns
    -------
    list of (int, int)
        A pair a word, in order: where it starts and ends in `text`, in characters, end exclusive. Never empty,
        never overlapping.

    Raises
    ------
    TypeError
        If `text` is no str.
    ValueError
        If `lines` is none of these.

    Examples
    --------
    >>> import retold
    >>> text = "The U.S. mill-owner’s 1,200 sacks"
    >>> retold.words(text)
    [(0, 3), (4, 8), (9, 21), (22, 27), (28, 33)]
    >>> [text[start:end] for start, end in retold.words(text)]
    ['The', 'U.S.', 'mill-owner’s', '1,200', 'sacks']
    """
    reading = _read(text, lines)
    return [reading.in_raw(span) for span in reading.view.words]


def _read(text: str, lines: str) -> Reading:
    return read(arguments.text(text), lines)
