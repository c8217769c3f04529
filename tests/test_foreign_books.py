"""Books about corpora of somebody else: they build without a hand's work, and every page makes sense."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import invented
import pytest
from browsing import VIEWS, Visit, served, visit_all
from conftest import NO_BROWSER, ROOT, build, clone, pages, shared, text_of

pytestmark = pytest.mark.slow
CORPORA = {
    "two": {"count": 2},
    "copies": {"count": 30, "copies": 10},
    "german": {"count": 12, "language": invented.GERMAN},
}
WITH_PDF = "copies"
CHAPTERS = ("index.html", "book/in-five-figures.html", "book/findings.html", "book/side-by-side.html")
NAMES = [
    line
    for line in (ROOT / "tests/names_of_this_report.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
NAMED = re.compile(rf"\b(?:{'|'.join(map(re.escape, NAMES))})\b")


@pytest.fixture(scope="module", params=CORPORA)
def book(request, tmp_path_factory) -> Path:
    """A folder in which a book about invented articles was made with two commands."""

    def make(place: Path) -> None:
        folder = clone(place / "book")
        articles = invented.write(place / "articles", **CORPORA[request.param])
        new = [
            sys.executable,
            "-m",
            "retold.cli",
            "new",
            "mine",
            str(articles),
            "--yes",
            "--event",
            "The valley",
        ]
        done = subprocess.run(new, cwd=folder, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        done = build(folder, "mine", **({} if request.param == WITH_PDF else NO_BROWSER))
        assert done.returncode == 0, done.stdout + done.stderr
        (folder / "said.txt").write_text(done.stdout + done.stderr, encoding="utf-8")

    return shared(tmp_path_factory, f"foreign-{request.param}", make) / "book"


def chapters(folder: Path) -> list[Path]:
    site = folder / "_build/html"
    return [p for p in pages(folder) if "notebooks" in p.parts or str(p.relative_to(site)) in CHAPTERS]


def test_no_page_of_another_corpus_names_this_report_or_what_it_is_about(book):
    site = book / "_build/html"
    rights = text_of(site / "book/rights.html").replace("by The Retold authors, under", "")
    assert not NAMED.search(rights)
    found = {
        str(path.relative_to(site)): hits
        for path in site.rglob("*")
        if path.suffix in {".html", ".js", ".csv", ".ipynb", ".md", ".txt"}
        and "_static" not in path.relative_to(site).parts
        if (hits := set(NAMED.findall(path.read_text(encoding="utf-8"))))
    }
    found.pop("book/rights.html", None)  # says whose the pages are that stand in every book
    assert found == {}


def test_neither_its_epub_nor_its_pdf_does(book):
    (epub,) = (book / "_build/html").glob("*.epub")
    with zipfile.ZipFile(epub) as packed:
        read = {
            n: packed.read(n).decode("utf-8", "replace")
            for n in packed.namelist()
            if n.endswith(("html", "opf", "ncx"))
        }
    assert len(read) > 20
    read.pop("book/rights.xhtml")  # says whose the pages are that stand in every book
    assert {name: hits for name, text in read.items() if (hits := set(NAMED.findall(text)))} == {}
    for pdf in (book / "_build/html").glob("*.pdf"):
        import pikepdf
        import pypdf

        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)
        assert "The valley" in text
        assert set(NAMED.findall(text.replace("by The Retold authors, under", ""))) == set()
        with pikepdf.open(pdf) as opened:
            assert not NAMED.search(f"{opened.docinfo!r}")


def test_nothing_is_not_available_but_left_out(book):
    missing = {page.name: text for page in pages(book) if "not available" in (text := text_of(page))}
    assert missing.keys() == set()


def test_a_chapter_says_respun_only_of_texts_that_are(book):
    with (book / "mine/corpus.csv").open(encoding="utf-8") as file:
        assert "respun" not in {row["copy_kind"] for row in csv.DictReader(file)}
    assert [
        p.name for p in chapters(book) if p.name != "measures.html" and re.search(r"\brespun\b", text_of(p))
    ] == []


def test_every_page_bears_the_title_of_the_corpus_and_the_name_of_the_software(book):
    for page in chapters(book):
        assert "Made with Retold" in page.read_text(encoding="utf-8"), page
    assert "The valley" in text_of(book / "_build/html/index.html")


def test_no_sentence_stops_or_begins_in_the_middle_where_something_was_left_out(book):
    for page in chapters(book):
        source = page.read_text(encoding="utf-8")
        for paragraph in re.findall(r"(?s)<p>(.*?)</p>", source):
            text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", paragraph)).strip()
            assert not re.match(r"[,;:.)]", text), (page.name, text[:80])
            assert not re.search(r"\*\*|<!--|\{glue|\(\s*\)| ,", text), (page.name, text[:80])
            assert not re.search(r"\b(?:zero|one) (?:texts|stories|events|outlets|groups)\b", text), (
                page.name,
                text,
            )


@pytest.fixture(scope="module")
def seen(browser_path, book) -> list[Visit]:
    """Every page in a wide and in a narrow window."""
    names = [str(p.relative_to(book / "_build/html")) for p in pages(book)]
    with served(book / "_build/html") as address:
        return visit_all(browser_path, address, names, VIEWS[:2], axe=False)


def test_every_page_fits_a_screen_and_a_phone(seen):
    assert [f"{v}: {v.errors}" for v in seen if v.errors] == []
    assert [f"{v}: {v.probe['scroll']} px" for v in seen if v.probe["scroll"] > 0] == []
    assert [f"{v}: {v.probe['cut']}" for v in seen if v.probe["cut"]] == []
    assert [f"{v}: {v.probe['edgeless']}" for v in seen if v.probe["edgeless"]] == []
    assert [f"{v}: {v.outside} {v.failed}" for v in seen if v.outside or v.failed] == []


def test_findings_taken_over_from_this_report_cannot_be_said_there(book, tmp_path):
    if "two" not in str(book):
        pytest.skip("one corpus is enough")
    folder = clone(tmp_path / "book")
    subprocess.run(["cp", "-r", str(book / "mine"), str(folder / "mine")], check=True)
    (folder / "mine/findings.csv").write_bytes((ROOT / "data/findings.csv").read_bytes())
    done = build(folder, "mine", "--accept", **NO_BROWSER)
    assert done.returncode == 0, done.stdout + done.stderr
    text = text_of(folder / "_build/html/book/findings.html")
    assert text.count("cannot be said here") > 20 and "not available" not in text
