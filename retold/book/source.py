"""Where the pages, notebooks and settings of a book come from, and where a build lays them out.

In a clone they are the project's face; an installed package carries a copy of them. A build never writes there: it
reads a copy of its own, in which generated pages lie beside the written ones.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from pathlib import Path

from retold.book import fingerprint

PARTS = (
    "index.md", "genindex.md", "_config.yml", "_toc.yml", "CITATION.cff", "CHANGELOG.md", "book", "notebooks",
    "benchmarks/versions/results.csv", "benchmarks/versions/foreign.csv",
    "benchmarks/versions/folds.csv", "benchmarks/speech/results.csv", "benchmarks/features.csv",
)  # fmt: skip
GENERATED = Path("book/_generated")
FOLDER = "source"  # where a build lays them out
CONTENTS = "_toc.yml"


def project() -> Path:
    """Return the folder with the pages, notebooks and settings: the clone, else what the package carries."""
    here = Path(__file__).resolve().parent
    clone = here.parent.parent
    return clone if (clone / "_toc.yml").is_file() else here / "project"


def parts() -> list[Path]:
    """Return the files of the project that a book is made from."""
    return fingerprint.files(*(project() / part for part in PARTS))


def lay_out(target: Path, left_out: Collection[str] = ()) -> None:
    """Make `target` a copy of them. What did not change is not touched, and generated pages stay.

    Parameters
    ----------
    target : Path
        The folder.
    left_out : collection of str
        Pages that are none of this book: they are not copied, and its contents do not list them.
    """
    import yaml

    wanted = {target / path.relative_to(project()): path for path in parts()}
    unwanted = {target / f"{page}{suffix}" for page in left_out for suffix in (".md", ".ipynb")}
    wanted = {copy: path for copy, path in wanted.items() if copy not in unwanted}
    for old in target.rglob("*"):
        if old.is_file() and old not in wanted and not old.is_relative_to(target / GENERATED):
            old.unlink()
    for copy, path in wanted.items():
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    if left_out:
        contents = yaml.safe_load((project() / CONTENTS).read_text(encoding="utf-8"))
        for part in contents["parts"]:
            part["chapters"] = [c for c in part["chapters"] if c["file"] not in left_out]
        (target / CONTENTS).write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf-8")


def pages(root: Path | None = None) -> list[str]:
    """Return the pages of the book in their order, without suffix; of the project, or of the book laid out in `root`."""
    import yaml

    contents = yaml.safe_load(((root or project()) / CONTENTS).read_text(encoding="utf-8"))
    return [
        contents["root"],
        *(chapter["file"] for part in contents["parts"] for chapter in part["chapters"]),
    ]


def said(page: Path) -> str:
    """Return what a page says, as Markdown as it is written: the page itself, or of a notebook its cells of text; blank if it is not there.

    Parameters
    ----------
    page : Path
        The page without suffix.
    """
    notebook, text = page.with_name(f"{page.name}.ipynb"), page.with_name(f"{page.name}.md")
    if notebook.is_file():
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return text.read_text(encoding="utf-8") if text.is_file() else ""
