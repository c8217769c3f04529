"""Build the book from the derived data, clean and strict, and compare its numbers.

Usage: python tools/build.py [--data DIR] [--texts DIR] [--out DIR] [--accept]

Every failure ends with one line that says what is wrong and exit code 1.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import shutil
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ".jupyter_cache"
TIMEOUT = 300
WORKERS = 2


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
    with timed(times, "check and derive"):
        require_version()
        texts = prepare(data, options.texts)
        committed = read_committed(data, options.accept)
    os.environ["RETOLD_DATA"] = str(data)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every kernel compiles pandas anew
    html = out / "html"
    for stale in (html, out / ".doctrees", out / "jupyter_execute", out / CACHE):
        shutil.rmtree(stale, ignore_errors=True)
    with timed(times, "notebooks"):
        execute(out)
    with timed(times, "Sphinx"):
        write_pages(html, out)
    with timed(times, "compare"):
        require_pages(html)
        if texts is not None:
            require_no_leak(data, texts, html)
        compare(data, out / "jupyter_execute", committed)
    return html / "index.html"


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


def execute(out: Path) -> None:
    """Run the notebooks, two at a time, into a cache from which Sphinx takes the outputs.

    Sphinx can read in parallel itself, but loses the exception of a worker and then hangs.
    """
    import nbformat
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    from retold.cli import progress

    paths = [ROOT / f"{name}.ipynb" for name in page_names() if (ROOT / f"{name}.ipynb").is_file()]

    def run(path: Path) -> nbformat.NotebookNode:
        notebook = nbformat.read(path, as_version=4)
        where = {"metadata": {"path": str(path.parent)}}
        NotebookClient(
            notebook, timeout=TIMEOUT, kernel_name="python3", resources=where, record_timing=False
        ).execute()
        return notebook

    cache = get_cache(str(out / CACHE))
    with ThreadPoolExecutor(WORKERS) as pool:
        # The last chapters build on all others and take longest: they go first.
        running = {path: pool.submit(run, path) for path in reversed(paths)}
        try:
            for path in progress(paths, "notebooks"):
                bundle = CacheBundleIn(running[path].result(), str(path))
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        except CellExecutionError as error:
            raise BuildError(f"{shown(path)}: {plain(f'{error.ename}: {error.evalue}')}") from None
        except (CellTimeoutError, DeadKernelError) as error:
            raise BuildError(f"{shown(path)}: {plain(str(error)).splitlines()[0]}") from None
        finally:
            for waiting in running.values():
                waiting.cancel()


def write_pages(html: Path, out: Path) -> None:
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    overrides = {
        "external_toc_path": "_toc.yml",
        "latex_individualpages": False,
        "nitpicky": True,
        "nb_execution_mode": "cache",
        "nb_execution_cache_path": str(out / CACHE),
    }
    config, _ = get_final_config(
        user_yaml=ROOT / "_config.yml", cli_config=overrides, sourcedir=ROOT, use_external_toc=True
    )
    status, warnings = io.StringIO(), io.StringIO()
    log = out / "build.log"
    code, failure = 0, ""
    print("book: writing pages …", flush=True)
    with contextlib.redirect_stderr(warnings), patch_docutils(None), docutils_namespace():
        try:
            app = Sphinx(
                ROOT,
                None,
                html,
                out / ".doctrees",
                "html",
                config,
                status,
                warnings,
                freshenv=True,
                warningiserror=True,
                keep_going=True,
            )
            if app.config.use_multitoc_numbering:
                app.setup_extension("sphinx_multitoc_numbering")
            app.build(force_all=True)
            code = app.statuscode
        except Exception as error:
            failure = plain(str(error)).strip() or type(error).__name__
            traceback.print_exc(file=warnings)
    told = plain(status.getvalue() + warnings.getvalue())
    log.write_text(told, encoding="utf-8")
    if failure:
        raise BuildError(f"{shown_text(failure.splitlines()[0])} (all of it: {shown(log)})")
    if code:
        lines = [w for w in plain(warnings.getvalue()).splitlines() if "WARNING" in w or "ERROR" in w]
        first = shown_text(lines[0]) if lines else "see the log"
        raise BuildError(f"{len(lines)} warning(s), the first: {first} (all of it: {shown(log)})")


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


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


def compare(data: Path, executed: Path, committed: dict | None) -> None:
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
