"""Build the book from the derived data, clean and strict, and compare its numbers.

If nothing changed since the last build, nothing is done. If something did, the notebooks that may depend on
it run again, and every page is written anew. Every failure ends with one line that says what is wrong.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

from retold import corpus, derive
from retold.book import (
    editions,
    execution,
    fingerprint,
    fitted,
    imprint,
    kernels,
    notebooks,
    publishing,
    source,
)
from retold.chapters import check, results
from retold.chapters.numbers import Number
from retold.common import aside
from retold.common.files import write_text
from retold.common.problems import BadInputError
from retold.common.progress import Progress, quiet
from retold.compare import neighbours
from retold.corpus.schema import TABLES
from retold.measures import counts, values
from retold.measures.measure import Measure

PACKAGE = Path(__file__).resolve().parent.parent
# In the folder of the build lie the pages, what they were made from as a hash, and a folder for work: nothing else in it
# is touched.
HTML, STAMP, WORK = "html", ".stamp.json", ".work"
# Of that work, what each build makes anew; runs of notebooks stay, as long as nothing they read changed.
MADE = ("html", "singlehtml", "epub", ".doctrees", "jupyter_execute", "old")
MAKER = "jupyter-book"


class BuildError(Exception):
    """The build cannot go on; the message is the one line to print."""


@dataclass(frozen=True)
class Order:
    """What is asked for.

    Attributes
    ----------
    data : Path
        The corpus folder.
    out : Path
        Where to build; the pages are written to its ``html``.
    texts : Path or None
        The folder with the texts, if they are at hand.
    accept : bool
        Take this run's numbers as the published ones instead of comparing with them.
    site, repository : str
        Addresses at which the book and its sources will stand, if they are known.
    measures : Path or None
        The file with measures of the user's own.
    own : sequence of Measure
        These measures.
    """

    data: Path
    out: Path
    texts: Path | None = None
    accept: bool = False
    site: str = ""
    repository: str = ""
    measures: Path | None = None
    own: Sequence[Measure] = ()


def build(order: Order, progress: Progress = quiet) -> dict[str, float]:
    """Build the book; return how long each part took, in seconds.

    Raises
    ------
    BuildError
        If the corpus is not in order, a notebook fails, a number differs, or a page cannot be written.
    """
    times: dict[str, float] = {}
    try:
        _build(replace(order, site=editions.site_address(order.site)), progress, times)
    except BadInputError as error:
        raise BuildError(_shown(error.told, order)) from None
    except (editions.EditionError, execution.NotebookError, BuildError) as error:
        raise BuildError(_shown(editions.plain(str(error)), order)) from None
    return times


def _build(order: Order, progress: Progress, times: dict[str, float]) -> None:
    _set_up(order)
    work, html, stamp = order.out / WORK, order.out / HTML, order.out / STAMP
    laid_out = work / source.FOLDER
    with _timed(times, "look for changes"):
        if not order.accept and is_current(stamp, made_from(order), html):
            _say("nothing changed since the last build")
            return
    with _timed(times, "check and derive"):
        kernels.install()
        _prepare(order, progress)
        committed = None if order.accept else _committed(order.data)
        source.lay_out(laid_out, fitted.left_out(corpus.Tables(order.data, order.own)))
        for stale in MADE:
            shutil.rmtree(work / stale, ignore_errors=True)
    # Not in the folder of the build: its name becomes part of the address of a database.
    with TemporaryDirectory(prefix="retold-") as cache:
        with _timed(times, "notebooks"):
            _say("running the notebooks …")
            inputs = fingerprint.of_files(
                read_by_notebooks(order), PACKAGE, str(order.data), fingerprint.packages()
            )
            written = [
                path for page in source.pages(laid_out) if (path := laid_out / f"{page}.ipynb").is_file()
            ]
            executed = execution.execute(written, inputs, work, Path(cache), progress)
        with _timed(times, "compare"):
            for note in notebooks.notes(executed):
                print(f"book: {note}", file=sys.stderr)
            _compare(corpus.Tables(order.data, order.own), executed, committed)
            of_page = {
                str(p.relative_to(laid_out).with_suffix("")): run
                for p, run in zip(written, executed, strict=True)
            }
            fitted.note_absent(laid_out, notebooks.absent(of_page))
        with _timed(times, "pages"):
            _say("writing pages …")
            whose = imprint.of(order.data)
            editions.write(work, laid_out, Path(cache), whose, order.site, order.repository)
    with _timed(times, "check"):
        _require_pages(work / HTML, source.pages(laid_out))
        told = _require_no_leak(order, work / HTML)
    # Only now goes the book of before.
    stamp.unlink(missing_ok=True)
    if html.exists():
        html.rename(work / "old")
    (work / HTML).rename(html)
    shutil.rmtree(work / "old", ignore_errors=True)
    # Looked at again: deriving and accepting write into the data.
    stamp.write_text(_stamped(made_from(order), html), encoding="utf-8")
    _say(told)
    for line in publishing.open_rights(corpus.load(order.data).documents):
        _tell(line)


def _set_up(order: Order) -> None:
    """Make sure that a book can be built here, and set the environment that notebooks and Sphinx read."""
    _require_version()
    if order.repository:
        editions.repository_name(order.repository)
    html = order.out / HTML
    ours = any((order.out / name).exists() for name in (STAMP, WORK))
    if html.exists() and not ours and (not html.is_dir() or any(html.iterdir())):
        raise BuildError(f"{html} was not made here: move it away, or name another place with --out")
    try:
        (order.out / WORK).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"--out {order.out}: {error.strerror}; accepted is a folder to build in") from None
    os.environ["RETOLD_DATA"] = str(order.data)
    os.environ.pop("RETOLD_MEASURES", None)
    if order.measures:
        os.environ["RETOLD_MEASURES"] = str(order.measures)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every kernel compiles pandas anew
    # Nothing that lies where the command was called is imported: a corpus may hold any file.
    os.environ["PYTHONSAFEPATH"] = "1"
    # Notebooks run side by side: threads would fight for cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def made_from(order: Order) -> str:
    """Return a hash over all that a page is made from, and over what was asked for."""
    day = editions.day(imprint.of(order.data).cff)
    asked = (str(order.data), order.site, order.repository, str(editions.browser()), str(day))
    paths = [*source.parts(), *fingerprint.files(PACKAGE), *_inputs(order)]
    return fingerprint.of_files(paths, source.project(), fingerprint.packages(), *asked)


def _inputs(order: Order) -> list[Path]:
    """The files of the corpus and its texts; what is built may lie beside them."""
    listed = fingerprint.files(order.data, *([order.texts] if order.texts else []))
    inside = [path for path in listed if not path.is_relative_to(order.out) and path != order.measures]
    return [*inside, *([order.measures] if order.measures else [])]


def read_by_notebooks(order: Order) -> list[Path]:
    """Return what a notebook may read: tables, measures and library; prose only where it decides which numbers are glued."""
    read = [*_tables(order), *fingerprint.files(PACKAGE)]
    if len(corpus.load(order.data).doc_ids) <= neighbours.EVERY_PAIR:
        return read
    return [*read, *(path for path in (*source.parts(), *_inputs(order)) if path.suffix in {".md", ".ipynb"})]


def _tables(order: Order) -> list[Path]:
    """The tables that a run starts from, and a user's own measures; those that a run publishes are none of them."""
    made = order.data / Path(TABLES["measured"].file).parent
    return [
        path
        for path in _inputs(order)
        if path == order.measures or (path.suffix == ".csv" and not path.is_relative_to(made))
    ]


def _stamped(made: str, html: Path) -> str:
    return json.dumps({"from": made, "book": fingerprint.of_files(fingerprint.files(html), html)}) + "\n"


def is_current(stamp: Path, made: str, html: Path) -> bool:
    """Say whether the book is the one that the last build wrote, from the same files."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _stamped(made, html)


@contextmanager
def _timed(times: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    times[name] = round(time.perf_counter() - start, 3)


def _require_version() -> None:
    try:
        installed = version(MAKER)
    except PackageNotFoundError:
        raise BuildError(f"{MAKER} is not installed: pip install 'retold[book]'") from None
    if not installed.startswith("1."):
        raise BuildError(f"{MAKER} {installed} cannot read _config.yml: pip install 'retold[book]'")


def _prepare(order: Order, progress: Progress) -> None:
    """Derive if texts are at hand and anything that the tables rest on changed, then check the corpus."""
    if order.texts is not None:
        read, stamp = corpus.load(order.data), order.out / WORK / "derived"
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != _derived_from(order):
            _say("deriving the tables from the texts …")
            derive.run(read, order.texts, progress, order.own, _tell)
            stamp.write_text(_derived_from(order), encoding="utf-8")
    if problems := check.check(order.data, order.own)[1]:
        raise BadInputError(problems)
    fitted.require_prose(order.data)
    imprint.of(order.data)  # a citation file that cannot be used is told before a notebook runs
    # What a measure of the user's own does wrong is told before a notebook runs.
    t = corpus.Tables(order.data, order.own)
    values.evaluate(t, values.NO_DRAWS)
    if underived := counts.underived(t):
        print(f"book: not derived, so without values: {', '.join(underived)}", file=sys.stderr)


def _say(line: str) -> None:
    print(f"book: {line}", flush=True)


def _tell(line: str) -> None:
    print(f"book: {line}", file=sys.stderr)


def _derived_from(order: Order) -> str:
    """A hash over texts, tables, library and packages, and over the derived tables themselves."""
    texts = fingerprint.files(order.texts) if order.texts else []
    paths = [*texts, *_tables(order), *fingerprint.files(PACKAGE)]
    return fingerprint.of_files(paths, PACKAGE, fingerprint.packages())


def _committed(data: Path) -> dict[str, Number] | None:
    """The published numbers to compare with, if there are any, and the cells of the published tables."""
    path = data / notebooks.PUBLISHED
    if not path.is_file():
        return None
    try:
        numbers = results.parse(path.read_text(encoding="utf-8"))
        for name in results.PUBLISHED:
            path = data / TABLES[name].file
            if path.is_file():
                numbers |= results.cells(name, path.read_text(encoding="utf-8"))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BuildError(
            f"{_near(path)} cannot be read ({error}); `retold book --accept` (`make book ACCEPT=1`) writes it anew"
        ) from None
    return numbers


def _compare(t: corpus.Tables, executed: Sequence[Path], committed: Mapping[str, Number] | None) -> None:
    """Hold the numbers and tables of this run against the published ones, and write those that are published now.

    A value that is not the published one stops the build. What nothing printed before, or prints no more, does not.
    """
    computed, published = notebooks.collect(executed), notebooks.collect_tables(executed)
    cells = {key: n for name, text in published.items() for key, n in results.cells(name, text).items()}
    if committed is not None:
        everything = {**computed, **cells}
        # A book may leave out the page that publishes a table.
        left_out = tuple(f"{TABLES[name].file} " for name in results.PUBLISHED if name not in published)
        committed = {key: n for key, n in committed.items() if not key.startswith(left_out)}
        other = results.recounted(committed, everything, t)
        if other:
            print(
                "book: other measures than in the published run: the numbers that count measures are updated"
            )
        _require_same(t.folder, {key: n for key, n in committed.items() if key not in other}, everything)
    path = t.folder / notebooks.PUBLISHED
    pages = [p for p in source.parts() if p.suffix in {".md", ".ipynb"}]
    prose = sorted((t.folder / "prose").glob("*.md"))
    numbers = results.printed(computed, t, (p.read_text(encoding="utf-8") for p in [*pages, *prose]))
    texts = {path: results.dump(numbers)}
    texts |= {t.folder / TABLES[name].file: text for name, text in published.items()}
    changed = {
        p: text for p, text in texts.items() if not p.is_file() or p.read_text(encoding="utf-8") != text
    }
    for p, text in changed.items():
        write_text(p, text)
    if path in changed:
        print(f"book: wrote {len(numbers)} numbers to {_near(path)}")


def _require_same(data: Path, committed: Mapping[str, Number], computed: Mapping[str, Number]) -> None:
    """Stop if a published value differs from this run's, and name what would change."""
    path = data / notebooks.PUBLISHED
    changed = results.compare(committed, {key: n for key, n in computed.items() if key in committed})
    if not changed:
        return
    pages = [p for p in source.parts() if p.suffix in {".md", ".ipynb"}]
    for key, old, new in changed:
        print(f"  {key}: {old} in {_near(path)}, {new} in this run", file=sys.stderr)
        for sentence in results.cited_in(key, pages):
            print(f"    changes {sentence}", file=sys.stderr)
    first = changed[0][0]
    raise BuildError(
        f"{len(changed)} number(s) differ from {_near(path)}, the first {first}; "
        "`retold book --accept` (`make book ACCEPT=1`) takes the new ones"
    )


def _require_pages(html: Path, pages: Sequence[str]) -> None:
    missing = [name for name in pages if not (html / f"{name}.html").is_file()]
    if missing:
        raise BuildError(f"missing page(s): {', '.join(missing)}")


def _require_no_leak(order: Order, html: Path) -> str:
    """Of texts that are not ours, nothing longer than an excerpt may be published; return what was looked at."""
    looked = publishing.look(order.data, order.texts, html, _beside(order))
    if looked.in_book:
        raise BuildError(f"{len(looked.in_book)} file(s) give away a text, the first {looked.in_book[0]}")
    for leak in looked.beside:
        _tell(f"not to be published as it is: {_shown(str(leak), order)}")
    return looked.told


def _beside(order: Order) -> list[Path]:
    """The files of the corpus that may be published beside the book: those that git is not told to ignore."""
    private = [
        order.out,
        order.data / "texts",
        order.data / aside.UNREAD,
        *([order.texts] if order.texts else []),
    ]
    return [
        p for p in fingerprint.files(order.data) if not any(p.is_relative_to(folder) for folder in private)
    ]


def _near(path: Path) -> Path:
    """A path as somebody sees it who stands in the folder from which the command was called."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _shown(message: str, order: Order) -> str:
    """A message with the paths of pages as the project has them, all others from where the command was called."""
    for folder in (order.out / WORK / source.FOLDER, source.project(), Path.cwd()):
        if folder != folder.parent:
            message = re.sub(rf"(?<![\w/]){re.escape(str(folder))}/", "", message)
    return message
