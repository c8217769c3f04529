"""Measure how news stories change when they are retold.

The modules follow the path of the data: `corpus` and `text` read, `speech`,
`readability`, `versions`, `alignment`, `drift` and `framing` measure, `derive` and
`attributions` write tables, `tables` says what is in them, `speakers`, `results` and
`figures` turn them into what the book prints. `collection` and `grouping` find versions in collections of
any size, outside of that path. Each is imported on first use, so `import retold` is fast.
"""

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_MODULES = (
    "alignment",
    "attributions",
    "book",
    "coding",
    "collection",
    "corpus",
    "derive",
    "drift",
    "figures",
    "files",
    "framing",
    "grouping",
    "leaks",
    "listings",
    "minhash",
    "pages",
    "problems",
    "progress",
    "readability",
    "results",
    "speakers",
    "speech",
    "tables",
    "text",
    "versions",
)

__all__ = ["__version__", *_MODULES]


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return import_module(f"retold.{name}")
    raise AttributeError(f"module 'retold' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
