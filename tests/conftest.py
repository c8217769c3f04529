"""What the tests share: the project's folders, the corpora, and a way to break a copy."""

import html
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import hostile
import pytest
from filelock import FileLock
from hypothesis import settings

from retold import book, corpus
from retold.book import editions

# The machines are noisy: no deadline. In CI the same examples each time: a change, not luck, breaks it.
settings.register_profile("retold", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("retold")

ROOT = Path(__file__).resolve().parent.parent


def tracked() -> list[Path]:
    """Files of the project that git tracks or would track."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / n for n in names if (ROOT / n).is_file()]


@pytest.fixture(scope="session")
def texts_dir() -> Path:
    """The folder with the five texts: `.ci/run` demands it, elsewhere its tests are skipped."""
    folder = Path(os.environ.get("RETOLD_TEXTS", ROOT.parent / "shared" / "texts"))
    if not folder.is_dir():
        if os.environ.get("RETOLD_REQUIRE_TEXTS"):
            pytest.fail(f"CI must have the texts in {folder}")
        pytest.skip(f"the texts are not in {folder}; set RETOLD_TEXTS to your copies")
    return folder


@pytest.fixture(scope="session")
def five(texts_dir):
    """The five texts by doc_id."""
    found, problems = corpus.find_texts(corpus.load(ROOT / "data"), texts_dir)
    assert problems == []
    return found


@pytest.fixture(scope="session")
def sample():
    """The sample corpus and its texts."""
    read = corpus.load(ROOT / "data" / "sample")
    found, problems = corpus.find_texts(read, ROOT / "data" / "sample" / "texts")
    assert problems == []
    return read, found


@pytest.fixture(scope="session")
def tables():
    """The tables of the project's own corpus."""
    return book.Tables(ROOT / "data")


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the sample corpus to break."""
    return Path(shutil.copytree(ROOT / "data" / "sample", tmp_path / "corpus"))


@pytest.fixture(scope="session")
def sample_tables():
    """The tables of the sample corpus."""
    return book.Tables(ROOT / "data" / "sample")


# Refuses any connection but loopback, in the build and in every kernel it starts.
GUARD = """
import sys
def _refuse(event, args):
    if event == "socket.connect":
        address = args[1]
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"the build asked for the network: {address}")
    if event == "socket.getaddrinfo" and args[0] not in ("127.0.0.1", "::1", "localhost", None, ""):
        raise OSError(f"the build asked for the network: {args[0]}")
sys.addaudithook(_refuse)
"""


def clone(target: Path) -> Path:
    for path in tracked():
        there = target / path.relative_to(ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, there)
    (target / "guard").mkdir()
    (target / "guard" / "sitecustomize.py").write_text(GUARD)
    return target


def build(folder: Path, *args: str, **environment: str) -> subprocess.CompletedProcess:
    env = {**os.environ, "PYTHONPATH": f"{folder / 'guard'}:{folder}", **environment}
    command = [sys.executable, "-m", "retold.cli", "book", "--out", "_build", *args]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300)


# A search path without a browser: the book is then built without the PDF, which takes longest.
NO_BROWSER = {"PATH": str(Path(sys.executable).parent)}


def pages(folder: Path) -> list[Path]:
    site = folder / "_build" / "html"
    return sorted(p for p in site.rglob("*.html") if "_static" not in p.relative_to(site).parts)


def text_of(page: Path) -> str:
    source = page.read_text(encoding="utf-8")
    article = re.search(r"(?s)<article.*?</article>", source)
    return html.unescape(re.sub(r"<[^>]+>", "", article[0])) if article else ""


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Make something once for all workers that run tests beside each other; the others wait for it."""
    base = factory.getbasetemp()
    place = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    with FileLock(f"{place}.lock"):
        done = place / "done"
        if not done.is_file():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            make(place)
            done.touch()
    return place


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The project's book, built in a clone."""

    def make(place: Path) -> None:
        done = build(clone(place / "book"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "open " in done.stdout

    return shared(tmp_path_factory, "built", make) / "book"


@pytest.fixture(scope="session")
def wheel(built, tmp_path_factory) -> str:
    """The command of an environment that has nothing of ours but the wheel, and the same packages as this one."""
    place = tmp_path_factory.mktemp("wheel")
    run = {"check": True, "capture_output": True, "text": True}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)], cwd=built, **run
    )
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place / "env")], **run)
    python = place / "env/bin/python"
    (packages,) = (place / "env/lib").glob("python*/site-packages")
    # Only of folders named in its own path files Python reads path files: the clone that is installed here is not seen.
    (packages / "same_packages.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    (made,) = place.glob("*.whl")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-index",
        "--no-deps",
        str(made),
    ]
    subprocess.run(pip, **run)
    found = subprocess.run([str(python), "-c", "import retold; print(retold.__file__)"], cwd=place, **run)
    assert found.stdout.startswith(str(place))
    return str(place / "env/bin/retold")


@pytest.fixture(scope="session")
def attacked(tmp_path_factory) -> Path:
    """A book about the sample corpus, from its texts up, with a hostile text in every free cell."""

    def make(place: Path) -> None:
        folder = clone(place / "book")
        corpus, taken = hostile.corpus_of(ROOT / "data/sample", folder / "corpus", place / "secret.txt")
        assert taken >= hostile.WANTED
        done = build(folder, str(corpus))
        assert done.returncode == 0, done.stdout + done.stderr
        # What finds no room in a figure is cut, and said.
        assert "labels leave no room, so they are cut" in done.stderr

    return shared(tmp_path_factory, "attacked", make) / "book"


@pytest.fixture(scope="session")
def browser_path() -> str:
    """A Chromium: `.ci/run` demands it, elsewhere its tests are skipped."""
    found = editions.browser()
    if found is None:
        if os.environ.get("RETOLD_REQUIRE_BROWSER"):
            pytest.fail(editions.NO_BROWSER)
        pytest.skip(editions.NO_BROWSER)
    return found


@pytest.fixture(scope="module")
def browser(browser_path):
    """A running browser, driven by playwright."""
    from browsing import ARGUMENTS
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        running = p.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def alone(browser, tmp_path):
    """Open a page that is one file; anything it logs, throws or asks for fails the test, but for what is `expected`."""
    contexts, wrong = [], []

    def opened(source, width=1280, **options):
        path = tmp_path / "page.html"
        # As it stands, so that what a reading passes over is looked at too.
        path.write_text(source, encoding="utf-8", newline="")
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: asked.url == path.as_uri() or wrong.append(asked.url))
        page.goto(path.as_uri())
        return page

    opened.expected = "nothing"
    yield opened
    for context in contexts:
        context.close()
    assert [said for said in wrong if not said.startswith("data:") and opened.expected not in said] == []
