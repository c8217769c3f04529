"""Build the book from the derived data, clean and strict, and compare its numbers.

Usage: python tools/build.py [--data DIR] [--texts DIR] [--out DIR] [--accept] [--site URL] [--repository URL]

If nothing changed since the last build, nothing is done. If something did, the notebooks that may depend on
it run again, and every page is written anew. Every failure ends with one line that says what is wrong and exit code 1.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
import time
from pathlib import Path

import editions
import execution
import fingerprint
import kernels

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".stamp.json"
# What a build writes besides the book; runs of notebooks stay, as long as nothing they read changed.
MADE = ("singlehtml", "epub", ".doctrees", "jupyter_execute")


class BuildError(Exception):
    """The build cannot go on; the message is the one line to print."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="corpus folder")
    parser.add_argument("--texts", type=Path, help="derive from the texts of this folder first")
    parser.add_argument("--out", type=Path, default=ROOT / "_build", help="where to build")
    parser.add_argument(
        "--accept", action="store_true", help="write results.json instead of comparing with it"
    )
    parser.add_argument("--times", type=Path, help="write how long each part took, as JSON")
    parser.add_argument("--site", default="", help="address at which the book will be published")
    parser.add_argument("--repository", default="", help="address of the repository, for the buttons")
    options = parser.parse_args()
    times: dict[str, float] = {}
    try:
        page = build(options, times)
    except BuildError as error:
        print(f"book: {error}", file=sys.stderr)
        return 1
    if options.times:
        options.times.write_text(json.dumps(times, indent=1) + "\n")
    print(f"book: built in {sum(times.values()):.0f} s\nbook: open {page}")
    return 0


def build(options: argparse.Namespace, times: dict[str, float]) -> Path:
    data, out = options.data.resolve(), options.out.resolve()
    os.environ["RETOLD_DATA"] = str(data)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every kernel compiles pandas anew
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # notebooks run side by side: threads would fight for cores
    if options.repository:
        try:
            editions.repository_name(options.repository)
        except editions.EditionError as error:
            raise BuildError(str(error)) from None
    html, stamp = out / "html", out / STAMP
    texts = options.texts.resolve() if options.texts else None
    with timed(times, "look for changes"):
        if not options.accept and is_current(stamp, made_from(options, data, texts), html):
            print("book: nothing changed since the last build")
            return html / "index.html"
    stamp.unlink(missing_ok=True)
    kernels.install()
    with timed(times, "check and derive"):
        require_version()
        folder = prepare(data, texts)
        committed = read_committed(data, options.accept)
    for stale in [html, *(out / name for name in MADE)]:
        shutil.rmtree(stale, ignore_errors=True)
    with timed(times, "notebooks"):
        inputs = fingerprint.of_files(read_by_notebooks(data), ROOT, str(data))
        try:
            executed = execution.execute(notebooks(), inputs, out)
        except execution.NotebookError as error:
            raise BuildError(editions.plain(f"notebooks/{error}").splitlines()[0]) from None
    with timed(times, "compare"):
        tell_notes(executed)
        compare(data, executed, committed)
    with timed(times, "pages"):
        print("book: writing pages …", flush=True)
        try:
            editions.write(out, out / execution.CACHE, options.site, options.repository)
        except editions.EditionError as error:
            raise BuildError(str(error)) from None
    with timed(times, "check"):
        require_pages(html)
        if folder is not None:
            require_no_leak(data, folder, html)
    # Looked at again: deriving and accepting write into the data.
    stamp.write_text(stamped(made_from(options, data, texts), html), encoding="utf-8")
    return html / "index.html"


def made_from(options: argparse.Namespace, data: Path, texts: Path | None) -> str:
    """A hash over all that a page is made from, and over what was asked for."""
    own = ["book", "notebooks", "retold", "tools", "index.md", "_config.yml", "_toc.yml", "requirements.txt"]
    own += [
        "CITATION.cff",
        "CHANGELOG.md",
        "benchmarks/versions/results.csv",
        "benchmarks/speech/results.csv",
    ]
    asked = (str(data), options.site, options.repository, str(editions.browser()), str(editions.day()))
    paths = fingerprint.files(*(ROOT / name for name in own), data, *([texts] if texts else []))
    return fingerprint.of_files(paths, ROOT, *asked)


def read_by_notebooks(data: Path) -> list[Path]:
    """What a notebook may read: tables, library, packages; no prose, which is not run."""
    tables_of = [p for p in fingerprint.files(data) if p.suffix == ".csv"]
    return [*tables_of, *fingerprint.files(ROOT / "retold", ROOT / "requirements.txt")]


def stamped(made: str, html: Path) -> str:
    return json.dumps({"from": made, "book": fingerprint.of_files(fingerprint.files(html), html)}) + "\n"


def is_current(stamp: Path, made: str, html: Path) -> bool:
    """Whether the book is the one that the last build wrote, from the same files."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == stamped(made, html)


def notebooks() -> list[Path]:
    paths = [ROOT / f"{name}.ipynb" for name in page_names()]
    return [path for path in paths if path.is_file()]


@contextlib.contextmanager
def timed(times: dict[str, float], name: str):
    start = time.perf_counter()
    yield
    times[name] = round(time.perf_counter() - start, 3)


def require_version() -> None:
    from importlib.metadata import version

    found = version("jupyter-book")
    if not found.startswith("1."):
        raise BuildError(f"jupyter-book {found} cannot read _config.yml: install the pinned requirements.txt")


def prepare(data: Path, texts: Path | None) -> Path | None:
    """Derive if texts are at hand, then check; return the folder with the texts."""
    from retold import corpus, derive
    from retold.cli import progress
    from retold.problems import BadInputError

    for folder, option, holds in (
        (data, "--data", "a folder with corpus.csv"),
        (texts, "--texts", "a folder with the texts"),
    ):
        if folder is not None and not folder.is_dir():
            raise BuildError(f"{option} {shown(folder)}: no such folder; accepted is {holds}")
    # A corpus whose texts lie in its own folder is derived from them on every build.
    folder = texts or (data / "texts" if (data / "texts").is_dir() else None)
    try:
        if folder is not None:
            derive.run(corpus.load(data), folder.resolve(), progress)
    except BadInputError as error:
        raise BuildError(str(error)) from None
    problems = corpus.check(data)[1]
    if problems:
        raise BuildError(str(BadInputError(problems)))
    return folder


def read_committed(data: Path, accept: bool) -> dict | None:
    """The published numbers to compare with; None if this run's shall be taken."""
    from retold import results

    path = data / "results.json"
    if accept or not path.is_file():
        return None
    try:
        return results.parse(path.read_text(encoding="utf-8"))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BuildError(
            f"{shown(path)} cannot be read ({error}); `make book ACCEPT=1` writes it anew"
        ) from None


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def shown_text(text: str) -> str:
    return text.replace(f"{ROOT}/", "")


def page_names() -> list[str]:
    import yaml

    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


def require_pages(html: Path) -> None:
    missing = [name for name in page_names() if not (html / f"{name}.html").is_file()]
    if missing:
        raise BuildError(f"missing page(s): {', '.join(missing)}")


def require_no_leak(data: Path, texts: Path, html: Path) -> None:
    """Of texts that are not ours, nothing longer than an excerpt may be published."""
    from retold import corpus, leaks

    read = corpus.load(data)
    found, _ = corpus.find_texts(read, texts)
    free = set(read.documents.loc[read.documents["rights"].str.startswith("CC0"), "doc_id"])
    published = [p for p in sorted(html.rglob("*")) if p.is_file()]
    leaked = leaks.find({d: doc.raw for d, doc in found.items() if d not in free}, published)
    if leaked:
        raise BuildError(f"{len(leaked)} file(s) give away a text, the first {shown_text(str(leaked[0]))}")


def tell_notes(executed: list[Path]) -> None:
    """Print what is wrong with figures, which stops no build."""
    from retold import book

    for note in book.notes(executed):
        print(f"book: {note}", file=sys.stderr)


def compare(data: Path, executed: list[Path], committed: dict | None) -> None:
    from retold import book, results, tables

    computed = book.collect(executed)
    path = data / "results.json"
    if committed is None:
        tables.write_text(path, results.dump(computed))
        print(f"book: wrote {len(computed)} numbers to {shown(path)}")
        return
    changed = results.compare(committed, computed)
    if not changed:
        return
    sources = [
        ROOT / "index.md",
        *sorted((ROOT / "book").rglob("*.md")),
        *sorted((ROOT / "notebooks").glob("*.ipynb")),
    ]
    for key, old, new in changed:
        print(f"  {key}: {old} in {shown(path)}, {new} in this run", file=sys.stderr)
        for sentence in results.cited_in(key, sources):
            print(f"    changes {sentence}", file=sys.stderr)
    raise BuildError(
        f"{len(changed)} number(s) differ from {shown(path)}, the first {changed[0][0]}; `make book ACCEPT=1` takes the new ones"
    )


if __name__ == "__main__":
    sys.exit(main())
