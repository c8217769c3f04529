"""Measure how news stories change when they are retold.

The verbs, for texts and corpora of your own:

- `sentences`, `words`: how a text is cut
- `attribute`: who says what in it
- `align`: which sentences of two versions correspond, and what happened to them
- `similarity`, `group`: how alike texts are; which are versions of one story
- `load`: the tables of a corpus folder
- `Measure`: a measure of your own, declared once
- `BadInputError`: what is raised if what people wrote cannot be used

Below them are the rooms of the library, in the order in which one rests on another (each only on those before it):

- ``common``: what all need: problems and how they are told, files, results kept, intervals
- ``text``: a text by itself: words, sentences, quotation marks; it knows no corpus
- ``speech``: who says what; grammatical subjects
- ``compare``: two texts, or a large collection: similarity, alignment, drift, groups of versions
- ``corpus``: a folder of tables, their schema, and texts known by their hash
- ``coding``: what people code, and how far they agree
- ``measures``: measures of a text, from tables; draws of sentences; the noise floor
- ``derive``: from texts to tables
- ``chapters``: a file a chapter: its numbers; findings and their verdicts
- ``figures``: a file a chapter: from tables to figures
- ``book``: what notebooks call, generated pages, the build
- ``view``: two texts of a user's own, side by side
- ``intake``: from files that people hold to a corpus folder

Each is imported on first use, so `import retold` is fast. The verbs stay as they are from one version to the next; what
else the rooms hold may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retold import (
        book,
        chapters,
        coding,
        common,
        compare,
        corpus,
        derive,
        figures,
        intake,
        measures,
        speech,
        text,
        view,
    )
    from retold.common.problems import BadInputError
    from retold.compare.verbs import align, group, similarity
    from retold.corpus.folder import load
    from retold.measures.measure import Measure
    from retold.speech import attribute
    from retold.text.verbs import sentences, words

__version__ = "0.1.0"

ROOMS = (
    "common", "text", "speech", "compare", "corpus", "coding", "measures", "derive", "chapters", "figures", "book",
    "view", "intake",
)  # fmt: skip

# Where each public name lives. The imports above say the same to type checkers and editors, which run nothing.
_HOMES = {
    "BadInputError": "retold.common.problems",
    "Measure": "retold.measures.measure",
    "align": "retold.compare.verbs",
    "attribute": "retold.speech",
    "group": "retold.compare.verbs",
    "load": "retold.corpus.folder",
    "sentences": "retold.text.verbs",
    "similarity": "retold.compare.verbs",
    "words": "retold.text.verbs",
}

__all__ = [
    "ROOMS",
    "BadInputError",
    "Measure",
    "__version__",
    "align",
    "attribute",
    "book",
    "chapters",
    "coding",
    "common",
    "compare",
    "corpus",
    "derive",
    "figures",
    "group",
    "intake",
    "load",
    "measures",
    "sentences",
    "similarity",
    "speech",
    "text",
    "view",
    "words",
]

# Not seen by type checkers: to them a name that is not imported above is a mistake.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name in ROOMS:
            return import_module(f"retold.{name}")
        if name in _HOMES:
            return getattr(import_module(_HOMES[name]), name)
        raise AttributeError(f"module 'retold' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
