"""Measure how news stories change when they are retold.

The rooms of the library, in the order in which one rests on another (each only on those before it):

- ``common``: what all need: problems and how they are told, files, results kept, intervals
- ``text``: a text by itself: words, sentences, quotation marks; it knows no corpus
- ``speech``: who says what; grammatical subjects
- ``compare``: two texts or millions: similarity, alignment, drift, groups of versions
- ``corpus``: a folder of tables, their schema, and texts known by their hash
- ``coding``: what people code, and how far they agree
- ``measures``: measures of a text, from tables; draws of sentences; the noise floor
- ``derive``: from texts to tables
- ``chapters``: a file a chapter: its numbers; findings and their verdicts
- ``figures``: a file a chapter: from tables to figures
- ``book``: what notebooks call, generated pages, the build
- ``view``: two texts of a user's own, side by side

Each is imported on first use, so `import retold` is fast.
"""

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

ROOMS = (
    "common", "text", "speech", "compare", "corpus", "coding", "measures", "derive", "chapters", "figures", "book",
    "view",
)  # fmt: skip

__all__ = ["ROOMS", "__version__", *ROOMS]


def __getattr__(name: str) -> ModuleType:
    if name == "Measure":
        return import_module("retold.measures.measure").Measure
    if name in ROOMS:
        return import_module(f"retold.{name}")
    raise AttributeError(f"module 'retold' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
