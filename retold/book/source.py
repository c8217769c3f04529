"""Where the pages, notebooks and settings of a book come from, and where a build lays them out.

In a clone they are the project's face; an installed package carries a copy of them. A build never writes there: it
reads a copy of its own, in which generated pages lie beside the written ones.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from retold.book import fingerprint

PARTS = (
    "index.md", "genindex.md", "_config.yml", "_toc.yml", "CITATION.cff", "CHANGELOG.md", "book", "notebooks",
    "benchmarks/versions/results.csv", "benchmarks/versions/foreign.csv",
    "benchmarks/versions/folds.csv", "benchmarks/speech/results.csv",
)  # fmt: skip
GENERATED = Path("book/_generated")
FOLDER = "source"  # where a build lays them out


def project() -> Path:
    """Return the folder with the pages, notebooks and settings: the clone, else what the package carries."""
    here = Path(__file__).resolve().parent
    clone = here.parent.parent
    return clone if (clone / "_toc.yml").is_file() else here / "project"


def parts() -> list[Path]:
    """Return the files of the project that a book is made from."""
    return fingerprint.files(*(project() / part for part in PARTS))


def lay_out(target: Path) -> None:
    """Make `target` a copy of them. What did not change is not touched, and generated pages stay."""
    wanted = {target / path.relative_to(project()): path for path in parts()}
    for old in target.rglob("*"):
        if old.is_file() and old not in wanted and not old.is_relative_to(target / GENERATED):
            old.unlink()
    for copy, path in wanted.items():
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def pages() -> list[str]:
    """Return the pages of the book in their order, without suffix."""
    import yaml

    contents = yaml.safe_load((project() / "_toc.yml").read_text(encoding="utf-8"))
    return [
        contents["root"],
        *(chapter["file"] for part in contents["parts"] for chapter in part["chapters"]),
    ]
