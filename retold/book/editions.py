"""Write the editions of the book from its pages: HTML, a single page printed to PDF, ePub."""

from __future__ import annotations

import contextlib
import html
import io
import multiprocessing
import os
import queue
import re
import shutil
import subprocess
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from retold.book import imprint as imprints
from retold.book.settle import settle

PRINTED = "book.pdf"  # until it gets the name of the book
BROWSERS = ("chromium", "google-chrome", "chromium-browser")
NO_BROWSER = "no Chromium on the path: on Debian, apt-get install chromium"
PRINT = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=10000", "--no-pdf-header-footer", "--generate-pdf-document-outline",
)  # fmt: skip
CARD = {
    "image": "book/_generated/logo.png",
    "image_mini": "book/_generated/logo.png",
    "line_color": "#0072B2",
    "page_title_color": "#111111",
}
# The first day that a ZIP file can hold: plainly no date, for an edition that has none.
NO_DAY = datetime(1980, 1, 1, tzinfo=UTC)
HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.S)
PRINTS = 4  # at most; two that are alike are enough
PATIENCE = 1.0  # seconds between looks whether a process still lives


if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Event


class EditionError(Exception):
    """An edition could not be written; the message is the one line to print."""


@dataclass(frozen=True)
class Written:
    """What Sphinx said of an edition: its warnings, and the error that stopped it."""

    edition: str
    warnings: str
    failure: str


class Settings(NamedTuple):
    """Where the pages and the executed notebooks lie, the address at which the book will stand, and whose it is."""

    pages: Path
    cache: Path
    site: str
    imprint: imprints.Imprint


def browser() -> str | None:
    """Return the path of a Chromium, if there is one."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def write(
    out: Path, pages: Path, cache: Path, imprint: imprints.Imprint, site: str = "", repository: str = ""
) -> None:
    """Write the HTML book with the PDF and the ePub beside its landing page.

    Parameters
    ----------
    out : Path
        The folder of the build; the book is written to its ``html``.
    pages : Path
        The folder with the pages, the notebooks and the settings.
    cache : Path
        Executed notebooks.
    imprint : Imprint
        Whose the book is.
    site, repository : str
        Addresses where the book and its sources will stand, if they are known.

    Raises
    ------
    EditionError
        If an edition fails, or anything at all is warned about.

    Notes
    -----
    One process reads the pages and writes the HTML. Once it has stored what it read, another takes it from there
    for the other editions.
    """
    html = out / "html"
    printer = browser()
    os.environ["RETOLD_EDITIONS"] = "pdf epub" if printer else "epub"
    os.environ["SOURCE_DATE_EPOCH"] = str(int(day(imprint.cff).timestamp()))
    os.environ["RETOLD_SITE"] = site
    os.environ["RETOLD_REPOSITORY"] = repository_name(repository) if repository else ""
    settings = Settings(pages, cache, site, imprint)
    # Forked, so that Sphinx is loaded once; no thread of ours runs by now.
    context = multiprocessing.get_context("fork")
    import sphinx.application  # noqa: F401

    read, answers = context.Event(), context.Queue()
    jobs = [_write_html, _write_others]
    running = [context.Process(target=job, args=(answers, read, out, settings), daemon=True) for job in jobs]
    for process in running:
        process.start()
    written = [one for answer in _answers(answers, running) for one in answer]
    for process in running:
        process.join()
    log = out / "build.log"
    log.write_text("\n".join(f"{w.edition}\n{w.warnings}{w.failure}" for w in written), encoding="utf-8")
    for one in sorted(written, key=lambda w: w.edition != "html"):
        _require_clean(one, log, pages)
    _pack(out / "epub", html / f"{imprint.stem}.epub")
    if printer:
        (out / PRINTED).replace(html / f"{imprint.stem}.pdf")
    else:
        print(f"book: without the PDF ({NO_BROWSER})")


def _answers(answers: Queue[list[Written]], running: Sequence[BaseProcess]) -> Iterator[list[Written]]:
    """Yield what each process answers; a process that was killed answers nothing, and nobody waits for it."""
    waited_for = len(running)
    while waited_for:
        try:
            yield answers.get(timeout=PATIENCE)
            waited_for -= 1
        except queue.Empty:
            if any(process.exitcode for process in running):
                raise EditionError(
                    "a process that wrote an edition was killed: is there memory enough?"
                ) from None


def _write_html(answers: Queue[list[Written]], read: Event, out: Path, settings: Settings) -> None:
    written = _safely("html", out, settings, read.set)
    read.set()  # also if reading failed: nobody shall wait for ever
    answers.put([written])


def _write_others(answers: Queue[list[Written]], read: Event, out: Path, settings: Settings) -> None:
    """Write the single page and the ePub; the page is printed while the ePub is written."""
    read.wait()
    written, printer = [], browser()
    with ThreadPoolExecutor(1) as pool:
        printing = None
        if printer:
            written.append(_safely("singlehtml", out, settings, None))
            page = out / "singlehtml" / "index.html"
            if not written[0].failure:
                print("book: writing the PDF …", flush=True)
                printing = pool.submit(_print, printer, page, out / PRINTED)
        written.append(_safely("epub", out, settings, None))
        if printing is not None and (error := printing.exception()):
            written.append(Written("pdf", "", str(error)))
    answers.put(written)


def _safely(edition: str, out: Path, settings: Settings, when_read: Callable[[], None] | None) -> Written:
    try:
        return _sphinx(edition, out / edition, out, settings, when_read)
    except BaseException as error:
        return Written(edition, "", f"{type(error).__name__}: {error}")


def _config(edition: str, settings: Settings, *, first: bool) -> dict[str, Any]:
    """The settings of an edition; the first of them reads the pages, which the others take over."""
    import matplotlib as mpl
    from jupyter_book.config import get_final_config

    # A title on a card may hold dollar signs; wrapping text, matplotlib heeds no setting and calls them a formula.
    mpl.rcParams["text.parse_math"] = False
    mpl.cbook.is_math_text = lambda s: False
    overrides = {
        "external_toc_path": "_toc.yml",
        "latex_individualpages": False,
        "nitpicky": True,
        "nb_execution_mode": "cache",
        "nb_execution_cache_path": str(settings.cache),
        "retold_generate": first,
        "ogp_site_url": settings.site,
        "ogp_social_cards": {"enable": edition == "html", **CARD},
    }
    pages = settings.pages
    config: dict[str, Any]
    config, _ = get_final_config(
        user_yaml=pages / "_config.yml", cli_config=overrides, sourcedir=pages, use_external_toc=True
    )
    if name := os.environ["RETOLD_REPOSITORY"]:
        options, context = launch_buttons(name)
        config["html_theme_options"] |= options
        config["html_context"] |= context
    config |= imprints.settings(settings.imprint)
    config["html_theme_options"] |= imprints.theme(settings.imprint)
    if settings.site:
        config["html_baseurl"] = settings.site
    return config


def _sphinx(
    edition: str, target: Path, out: Path, settings: Settings, when_read: Callable[[], None] | None
) -> Written:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    config = _config(edition, settings, first=when_read is not None)
    warnings, failure = io.StringIO(), ""
    with contextlib.redirect_stderr(warnings), patch_docutils(None), docutils_namespace():
        try:
            app = Sphinx(
                settings.pages,
                None,
                target,
                out / ".doctrees",
                edition,
                config,
                io.StringIO(),
                warnings,
                freshenv=when_read is not None,
                warningiserror=True,
                keep_going=True,
            )
            if app.config.use_multitoc_numbering:
                app.setup_extension("sphinx_multitoc_numbering")
            if when_read is not None:
                # Sent when all pages are read and stored, before the first is written.
                app.connect("env-check-consistency", lambda *_: when_read())
            app.build(force_all=True)
        except Exception as error:
            # What is wrong with a corpus comes wrapped in Sphinx's own error.
            cause = getattr(error, "orig_exc", None) or error
            failure = plain(str(cause)).strip() or type(cause).__name__
            traceback.print_exc(file=warnings)
    return Written(edition, plain(warnings.getvalue()), failure)


def day(cff: Mapping[str, Any] | None = None) -> datetime:
    """Return the day that the editions bear, always the same for the same sources.

    It is SOURCE_DATE_EPOCH, where that is set, else the day of release in the citation file `cff`, else `NO_DAY`.
    """
    if seconds := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(seconds), UTC)
    released = (cff or {}).get("date-released")
    return datetime.fromisoformat(str(released)).replace(tzinfo=UTC) if released else NO_DAY


def site_address(address: str) -> str:
    """Return the address of a site with a slash at its end, so that the pages lie in it; blank if there is none.

    Raises
    ------
    EditionError
        If the address is none that a browser can open, or that of one page.
    """
    address = address.strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        whole = bool(parts.scheme in ("http", "https") and parts.hostname and parts.port != 0)
    except ValueError:  # brackets or a port that are none
        whole = False
    if not whole or parts.query or parts.fragment or re.search(r"[\s\"<>\\]", address):
        raise EditionError(
            f"--site {plain(address)}: accepted is an address such as https://example.org/mine/"
        )
    return address if address.endswith("/") else f"{address}/"


def repository_name(address: str) -> str:
    """Return OWNER/NAME of a repository on GitHub, which is what Colab can open.

    Raises
    ------
    EditionError
        If the address is another.
    """
    match = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", address)
    if match is None:
        raise EditionError(f"--repository {address}: accepted is https://github.com/OWNER/NAME")
    return match[1]


def launch_buttons(name: str) -> tuple[dict[str, object], dict[str, str]]:
    """Return the theme's options and context for the buttons to a repository, to Binder and to Colab."""
    owner, repository = name.split("/")
    options = {
        "repository_url": f"https://github.com/{name}",
        "repository_branch": "main",
        "use_repository_button": True,
        "use_issues_button": True,
        "launch_buttons": {
            "binderhub_url": "https://mybinder.org",
            "colab_url": "https://colab.research.google.com",
            "notebook_interface": "jupyterlab",
        },
    }
    context = {
        "github_url": "https://github.com", "github_user": owner, "github_repo": repository, "github_version": "main",
    }  # fmt: skip
    return options, context


def _require_clean(written: Written, log: Path, pages: Path) -> None:
    if written.failure:
        lines = written.failure.splitlines()
        first = lines[0] if len(lines) == 1 or "problem" not in lines[0] else " ".join(lines[:2])
        raise EditionError(f"{_short(first, pages)} (all of it: {log})")
    lines = [line for line in written.warnings.splitlines() if "WARNING" in line or "ERROR" in line]
    if lines:
        first = _short(lines[0], pages)
        raise EditionError(f"{len(lines)} warning(s), the first: {first} (all of it: {log})")


def _pack(folder: Path, target: Path) -> None:
    """Pack the ePub anew, in a fixed order and with a fixed date."""
    packed = next(folder.glob("*.epub"))
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(target, "w") as new:
        # The type comes first and uncompressed, as the container format asks.
        names = sorted(old.namelist(), key=lambda name: (name != "mimetype", name))
        for name in names:
            entry = zipfile.ZipInfo(name, day().timetuple()[:6])
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))


def _print(printer: str, page: Path, target: Path) -> None:
    """Print the single page: tagged, with an outline made of its headings.

    Once in some dozens of prints Chromium sets one word a fraction of a point off its line, so a print counts only if
    another is the same to the byte.
    """
    titles = headings(page.read_text(encoding="utf-8"))
    prints: list[bytes] = []
    for _ in range(PRINTS):
        _print_once(printer, page, target)
        settle(target, day(), titles)
        prints.append(target.read_bytes())
        if prints.count(prints[-1]) > 1:
            return
    raise EditionError(f"Chromium printed the PDF in {PRINTS} ways")


def _print_once(printer: str, page: Path, target: Path) -> None:
    target.unlink(missing_ok=True)  # else the print before would be taken for this one
    with tempfile.TemporaryDirectory() as profile:
        command = [printer, *PRINT, f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    if done.returncode or not target.is_file():
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise EditionError(f"Chromium did not print the PDF: {last[0]}")


def headings(source: str) -> list[str]:
    """Return what the headings of a page say, without the sign that links to each."""
    headings = HEADING.findall(re.sub(r'<a class="headerlink".*?</a>', "", source, flags=re.S))
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", inner)).split()) for _, inner in headings]


def plain(text: str) -> str:
    """Return a message without the codes that colour it on a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def _short(message: str, pages: Path) -> str:
    """A message with the paths of pages as the project has them."""
    return message.replace(f"{pages}/", "")
