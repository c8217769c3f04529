"""Who says what: quotation marks, cues, sources, and the attributions they make.

`attribute` gives a table, `attributions` the same as records. The engine works in stages that
can be read and tested apart (see `engine`); it needs no neural network and no parser. Terms
follow the PolNeAR annotation scheme: source, cue, content. What takes a text also takes the page that `read` makes
of it, so that nobody who asks twice has it tokenised twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retold.speech.engine import Attribution, attributions
from retold.speech.page import Page, read
from retold.speech.people import UNRESOLVED, identify, slug
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


def attribute(text: str | Page) -> pd.DataFrame:
    """Find who says what in `text`.

    Parameters
    ----------
    text : str or Page
        Any text, or one that was read already. Blank out what must not be read with line breaks to keep offsets.

    Returns
    -------
    DataFrame
        One row an attribution, in order of the text: kind (direct, indirect, mixed),
        content (tuple of spans), cue and source (span or None), source_text, speaker (an
        id, or `unresolved`), name (the fullest that the text gives), confidence (0 to 1) and
        decided (False where the engine would rather not say).
    """
    import pandas as pd

    columns = list(Attribution.__dataclass_fields__)
    return pd.DataFrame(
        [[getattr(attribution, name) for name in columns] for attribution in attributions(text)],
        columns=columns,
    )
