"""Measure how news stories change when they are retold.

The modules follow the path of the data: `corpus` and `text` read, `speech`,
`readability`, `versions`, `alignment`, `drift`, `framing` and `actors` measure, `derive` and
`attributions` write tables, `tables` says what is in them, `coding`, `frames` and `passages` keep what
people code, `resampling` draws sentences anew, `once` keeps results, `speakers`, `noise`, `chapters`, `results`, `robustness`,
`figures` and `marks` turn tables into what the book prints, `pages` and `frontmatter` into what it says of
itself. Outside of that path `collection` and `grouping`
find versions in collections of any size, and `view` shows two texts side by side. Each is imported on
first use, so `import retold` is fast.
"""

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_MODULES = (
    "actors",
    "alignment",
    "attributions",
    "book",
    "chapters",
    "coding",
    "collection",
    "corpus",
    "crosscheck",
    "derive",
    "drift",
    "frontmatter",
    "figures",
    "files",
    "frames",
    "framing",
    "grouping",
    "leaks",
    "listings",
    "marks",
    "minhash",
    "noise",
    "once",
    "pages",
    "palette",
    "passages",
    "problems",
    "progress",
    "readability",
    "resampling",
    "results",
    "robustness",
    "speakers",
    "speech",
    "tables",
    "text",
    "versions",
    "view",
)

__all__ = ["__version__", *_MODULES]


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return import_module(f"retold.{name}")
    raise AttributeError(f"module 'retold' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
