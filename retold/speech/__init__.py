"""Who says what: quotation marks, cues, sources, and the attributions they make.

`attribute` gives a table, `attributions` the same as records. The engine works in stages that
can be read and tested apart (see `engine`); it needs no neural network and no parser. Terms
follow the PolNeAR annotation scheme: source, cue, content. What takes a text also takes the page that `read` makes
of it, so that nobody who asks twice has it tokenised twice.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retold.common import arguments
from retold.speech.engine import Attribution, attributions
from retold.speech.page import Page, read
from retold.speech.people import UNRESOLVED, identify, slug
from retold.text import language as languages
from retold.text import read as reading_of
from retold.text.language import NotComputedWarning
from retold.text.quotations import Mark, marks, quoted_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "UNRESOLVED",
    "Attribution",
    "Mark",
    "Page",
    "attribute",
    "attributions",
    "identify",
    "marks",
    "quoted_words",
    "read",
    "slug",
]


def attribute(text: str | Page, language: str | None = None, lines: str = "auto") -> pd.DataFrame:
    """Find who says what in a text.

    Parameters
    ----------
    text : str
        Any text; English news is what the models learnt from. Blank out what must not be read with line breaks to
        keep offsets. What `retold.speech.read` made of a text is accepted too, and taken as it stands.
    language : str, optional
        The code of its language; by default it is told from the text, if that has 200 characters, else it is English. Of
        other languages nothing is computed, and a ``UserWarning`` says so.
    lines : {"auto", "keep", "join"}
        What to do with line breaks, as for `retold.sentences`.

    Returns
    -------
    DataFrame
        One row an attribution, in order of the text; offsets are (start, end), in characters, end exclusive. Columns:

        - ``kind``: direct (all of it in quotation marks), mixed (some of it), indirect (none)
        - ``content``: what is said, with its quotation marks: a tuple of offsets
        - ``cue``, ``source``: the word of saying, and the mention of who speaks: offsets, or None
        - ``speaker``: an id, alike for each mention of one person in this text; ``unresolved`` if nobody can be found
        - ``source_text``, ``name``: the mention in words, and the fullest name that the text gives
        - ``confidence``: how likely cue and source are right; 0 to 1, higher is surer
        - ``decided``: False where the program would rather not say

        A text without an attribution gives no rows.

    Raises
    ------
    TypeError
        If `text` is no text, or `language` none.
    ValueError
        If `language` is no code of a language, or `lines` none of the three.

    Notes
    -----
    The book's page of methods says how it works, how often it is right, and on what. An id is made of a name of one text.

    References
    ----------
    Terms, and what counts as an attribution: Newell, Margolin & Ruths (2018), An attribution relations corpus for
    political news.

    Examples
    --------
    >>> import retold
    >>> text = "“It will hold,” said Ann Brandt. Engineers warned that it is old."
    >>> said = retold.attribute(text)
    >>> said[["kind", "name"]].values.tolist()
    [['direct', 'Ann Brandt'], ['indirect', 'Engineers']]
    >>> [text[start:end] for start, end in said["content"][0]]
    ['“It will hold,”']
    """
    import pandas as pd

    columns = list(Attribution.__dataclass_fields__)
    found = _found(text, language, lines)
    return pd.DataFrame([[getattr(one, name) for name in columns] for one in found], columns=columns)


def _found(text: str | Page, language: str | None, lines: str) -> list[Attribution]:
    """The attributions of an English text; of another there are none, and a warning says so."""
    reading = None if isinstance(text, Page) else reading_of(arguments.text(text), lines)
    page = text if reading is None else reading.view
    if language is None:
        code = languages.detect(page.text if isinstance(page, Page) else page)
    else:
        code = languages.code_of(language)
    if languages.is_english(code):
        found = attributions(page)
        return found if reading is None else [one.moved(reading.in_raw) for one in found]
    said = f"the text is in {languages.named(code)}; attributions are found in English alone: not computed"
    hint = "; language='en' reads it as English" if language is None else ""
    warnings.warn(said + hint, NotComputedWarning, stacklevel=3)
    return []
