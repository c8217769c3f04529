"""The book itself: built as a stranger builds it, from a copy of the files git tracks."""

import csv
import functools
import html
import json
import os
import re
import shutil
import subprocess
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from conftest import NO_BROWSER, ROOT, build, clone, pages, text_of

from retold.corpus.schema import TABLES
from retold.measures import declared
from retold.text import leaks

pytestmark = pytest.mark.slow
# Drawn in the chapters, and shown again on the landing page and on that for a few minutes.
FIGURES = 31 + 1 + 5
VALUES = len(declared.groups({}))  # on the page of measures; they have no number


def listed(site: Path) -> dict[str, bytes]:
    return {str(p.relative_to(site)): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}


def published_number(key: str) -> str:
    """A number of the report, as it is shown."""
    return json.loads((ROOT / "data/results.json").read_text(encoding="utf-8"))[key]["shown"]


def test_a_claim_carries_its_verdict_in_its_chapter_and_leads_to_the_evidence(built):
    from retold.chapters import results, rules
    from retold.corpus import tables

    committed = results.parse((ROOT / "data/results.json").read_text(encoding="utf-8"))
    colours = {rules.HOLDS: "holds", rules.FAILS: "fails", rules.UNKNOWN: "unsaid"}
    badge = re.compile(
        r'(?s)<a class="reference internal" href="([^"]*)"><span class="verdict finding([^"]*)">(.*?)</span></a>'
    )
    findings = tables.load(ROOT / "data", "findings")
    for page, of_page in findings.groupby("page"):
        source = (built / f"_build/html/notebooks/{page}.html").read_text(encoding="utf-8")
        shown = set()
        for target, classes, inner in badge.findall(source):
            name = target.split("#finding-")[1].replace("-", "_")
            said = re.sub(r"<[^>]+>", "", inner).strip().removeprefix("in this run: ")
            assert said == committed[f"finding.{name}"].value
            assert classes.split()[-1] == colours[said]
            shown.add(name)
        assert shown >= set(of_page["finding"]), page


def test_a_claim_stands_in_its_chapter_and_in_the_list_of_findings_and_nowhere_else(built):
    from retold.corpus import tables

    html = built / "_build/html"
    texts = {p.relative_to(html).as_posix(): text_of(p) for p in html.rglob("*.html")}
    for row in tables.load(ROOT / "data", "findings").itertuples():
        claim = row.claim.replace("'", "’")
        held = {page for page, text in texts.items() if claim in text or row.claim in text}
        places = {f"notebooks/{row.page}.html", "book/findings.html"}
        assert places <= held <= {*places, "notebooks/08-robustness.html"}, row.finding


def test_every_finding_has_its_evidence_rule_and_what_would_overturn_it(built):
    from retold.corpus import tables

    text = text_of(built / "_build/html/book/findings.html")
    for row in tables.load(ROOT / "data", "findings").itertuples():
        assert row.claim.replace("'", "’") in text or row.claim in text
        assert row.rule in text
    assert text.count("What would change our mind") == len(tables.load(ROOT / "data", "findings"))


def test_a_measure_that_is_compared_between_outlets_is_marked_by_its_status(built):
    for name in ("04-speakers", "05-readability", "06-framing"):
        source = (built / f"_build/html/notebooks/{name}.html").read_text(encoding="utf-8")
        assert re.search(
            r"[●◐○≈] (?:copying is (?:small|most of it)|cannot be told|stories do not differ)", source
        ), name
    speakers = (built / "_build/html/notebooks/04-speakers.html").read_text(encoding="utf-8")
    assert re.search(
        r'<th scope="col" class="num">officials<br ?/?><span class="status">◐ cannot be told</span>',
        speakers,
    )


def test_the_landing_page_says_what_this_is_who_made_it_and_how_sure_it_is(built):
    text = " ".join(text_of(built / "_build/html/index.html").split())
    identical, pairs, decided, tested, least = (
        published_number(key)
        for key in ("quotes.identical", "quotes.pairs", "noise.decided", "noise.tested", "noise.needed_least")
    )
    for said in (
        "CEPA’s and the Daily Beast’s are in their own words",
        "By The Retold authors · 28 November 2026 · version",
        "minutes to read",
        "House of Commons",
        f"{identical} of {pairs} shared quotations kept their words",
        f"{tested} measures tried on copies, {decided} with a verdict",
        f"{least} copied stories mostly sufficed",
        "The doubt.",
    ):
        assert said in text
    assert "glue" not in text


def test_a_book_built_from_an_installed_wheel_is_the_same_to_the_byte(built, wheel, tmp_path):
    """Neither the folder, nor the clone, nor time zone, hash seed or locale leave a trace; and nothing there is run."""
    data = Path(shutil.copytree(built / "data", tmp_path / "another folder" / "data"))
    shutil.copy(built / "CITATION.cff", data.parent)  # it is the report itself, not a corpus of somebody else
    trap = tmp_path / "it-ran"
    for name in ("string.py", "retold.py", "measures.py", "sitecustomize.py"):
        (data / name).write_text(
            f"open({str(trap)!r}, 'w')\nraise SystemExit('a file of the corpus was run')\n"
        )
    environment = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C.UTF-8"}
    environment["PYTHONPATH"] = str(built / "guard")
    done = subprocess.run(
        [wheel, "book", "."],
        cwd=data,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    one, two = (listed(folder) for folder in (built / "_build/html", data / "_build/html"))
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []
    assert not trap.exists()


def test_the_sample_book_is_built_from_its_texts_up_with_the_published_numbers_and_without_a_browser(
    tmp_path,
):
    folder = clone(tmp_path / "book")
    shutil.rmtree(folder / "data/sample/derived")
    done = build(folder, "data/sample", **NO_BROWSER)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "without the PDF" in done.stdout and "wrote" not in done.stdout
    assert (folder / "data/sample/derived/terms.csv").is_file()
    assert "seven texts" in text_of(folder / "_build/html/index.html")
    for page in pages(folder):
        assert "Washington" not in text_of(page), page


@pytest.fixture(scope="module")
def strangers(tmp_path_factory):
    """A book made by hand: two texts, long names, no coding, copied findings."""
    folder = clone(tmp_path_factory.mktemp("stranger") / "fork")
    mine = Path(shutil.copytree(ROOT / "data/sample", folder / "mine"))
    # What is true of the sample alone.
    alien = "coding derived truth source prose results results.json make_sample.py README.md cleaning.csv titles.csv"
    for name in alien.split():
        place = mine / name
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    shutil.rmtree(mine / "texts")
    (mine / "texts").mkdir()
    rows = list(csv.DictReader((ROOT / "data/sample/corpus.csv").open(encoding="utf-8", newline="")))
    kept = []
    for row in rows:
        if row["doc_id"] in ("bridge-ledger", "dam-ledger"):
            shutil.copy(ROOT / f"data/sample/texts/{row['doc_id']}.txt", mine / "texts")
            row["doc_id"] = f"a-name-that-is-much-longer-than-any-of-ours-{row['doc_id']}-of-this-year"
            row["outlet"] = "The Independent Regional Newspaper of the Inland Valleys and of Marrow Bay"
            kept.append(row)
    with (mine / "corpus.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    extra = "too_long,T,A claim.,speakers.quoted.nobody == 0,speakers.quoted.nobody speakers.words.nobody,,04-speakers,X.\n"
    with (mine / "findings.csv").open("a", encoding="utf-8") as file:
        file.write(extra)
    done = build(folder, "mine", **NO_BROWSER)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrote" in done.stdout
    return folder


def test_a_stranger_who_follows_the_steps_gets_a_book_about_two_texts(strangers):
    text = text_of(strangers / "_build/html/notebooks/04-speakers.html")
    assert "not available" not in text and "nobody coded who speaks" in text
    assert "two texts" in text_of(strangers / "_build/html/notebooks/01-corpus.html")
    for page in pages(strangers):
        assert "Washington" not in text_of(page), page


def test_a_copied_finding_that_names_what_a_corpus_lacks_cannot_be_said_here(strangers):
    numbers = json.loads((strangers / "mine/results.json").read_text(encoding="utf-8"))
    assert numbers["finding.too_long"]["value"] == "cannot be said here"
    assert "speakers.quoted.nobody" not in numbers
    text = " ".join(text_of(strangers / "_build/html/book/findings.html").split())
    assert re.search(
        r"A claim\. ?Verdict: in this run: cannot be said here ?Evidence: cannot be said here", text
    )


def test_long_names_are_cut_in_figures_and_told_apart(strangers):
    from retold import book

    labels = book.Tables(strangers / "mine").labels
    assert len(set(labels.values())) == 2 and all(len(label) <= 30 for label in labels.values())


def test_no_published_file_gives_away_a_text(built, five):
    files = [p for p in (built / "_build/html").rglob("*") if p.is_file()]
    assert len(files) > 50
    assert leaks.find({d: doc.raw for d, doc in five.items()}, files) == []


def test_every_image_has_words_that_say_what_it_shows(built, attacked):
    for folder in (built, attacked):
        figures = 0
        for page in pages(folder):
            for image in re.findall(r"<img\b[^>]*>", page.read_text(encoding="utf-8")):
                alt = re.search(r'\balt="([^"]*)"', image)
                assert alt, f"{page}: {image[:80]}"
                if "_figures/" in image:
                    figures += 1
                    assert len(alt[1]) > 80, f"{page}: {alt[1]}"
                # What is attacked shows its payload, here as everywhere.
                assert folder == attacked or not re.search(r"\.(?:png|svg)\b|Figure size|<", alt[1])
        # The sample has nothing for one of them to show, so it has no place for it.
        assert figures == 2 * (FIGURES + VALUES - (folder == attacked))


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.targets, self.ids, self.loaded = [], set(), []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if values.get("id"):
            self.ids.add(values["id"])
        if tag == "a" and values.get("href"):
            self.targets.append(values["href"])
        if tag in {"script", "img", "iframe", "source"} and values.get("src"):
            self.loaded.append(values["src"])
        if tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload") and values.get("href"):
            self.loaded.append(values["href"])


@functools.cache
def read_links(page: Path) -> Links:
    parser = Links()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


def test_every_inside_link_and_anchor_leads_somewhere(built):
    for page in pages(built):
        for target in read_links(page).targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            there = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert there.is_file(), f"{page.name}: {target}"
            if parts.fragment and there.suffix == ".html":
                assert unquote(parts.fragment) in read_links(there).ids, f"{page.name}: {target}"


def test_a_page_loads_nothing_from_another_machine(built):
    for page in pages(built):
        for source in read_links(page).loaded:
            assert not urlsplit(source).netloc, f"{page.name}: {source}"


def test_figures_are_numbered_and_captioned(built):
    numbers = []
    for page in pages(built):
        numbers += [
            int(n) for n in re.findall(r'caption-number">Fig\. (\d+)', page.read_text(encoding="utf-8"))
        ]
    assert sorted(numbers) == list(range(1, FIGURES + 1))


def test_the_numbers_behind_each_figure_and_its_picture_can_be_saved(built):
    import csv

    site = built / "_build/html"
    saved = set()
    for page in pages(built):
        saved |= {
            (page.parent / unquote(t)).resolve()
            for t in read_links(page).targets
            if "_figures/" in t and not urlsplit(t).scheme
        }
    tables = [p for p in saved if p.suffix == ".csv"]
    whole = [
        p for p in tables if re.search(r"-[0-9a-f]{8}$", p.stem)
    ]  # of tables that are too long for a page
    assert len(tables) - len(whole) == 31 + VALUES and len(whole) < 3
    for path in saved:
        assert path.is_file() and path.is_relative_to(site.resolve()), path
    for path in tables:
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        assert len(rows) > 1 and len({len(r) for r in rows}) == 1, path.name


def test_a_chapter_can_be_downloaded_and_run(built):
    for number in range(1, 9):
        (page,) = (built / "_build/html/notebooks").glob(f"0{number}-*.html")
        source = page.read_text(encoding="utf-8")
        assert "Run this chapter yourself" in source
        assert (built / f"_build/html/_sources/notebooks/{page.stem}.ipynb").is_file()


def test_a_title_is_a_claim_and_its_question_stands_below(built):
    source = (built / "_build/html/notebooks/03-quotes.html").read_text(encoding="utf-8")
    title = "Most quotations differ between the copies, and some statements lose or change their speaker"
    assert f"<h1>{title}<a" in source
    assert re.search(r'class="asked">Do quotation marks promise the words\?<', source)
    assert title in text_of(built / "_build/html/index.html")


def test_the_index_and_the_glossary_lead_to_the_pages(built):
    index = read_links(built / "_build/html/genindex.html")
    assert len([t for t in index.targets if "#" in t]) > 100
    chapters = "".join(
        p.read_text(encoding="utf-8") for p in (built / "_build/html/notebooks").glob("*.html")
    )
    assert chapters.count("glossary.html#term-") > 8


def test_a_reader_can_cite_the_book_from_its_landing_page(built):
    text = text_of(built / "_build/html/index.html")
    assert "@misc{retold," in text and "The Retold authors. (2026)" in text


def test_a_page_that_is_shared_has_a_preview(built):
    for page in pages(built):
        source = page.read_text(encoding="utf-8")
        if page.name in ("search.html", "genindex.html"):
            continue
        assert 'property="og:title"' in source and 'property="og:description"' in source, page.name
        image = re.search(r'property="og:image" content="([^"]+)"', source)
        assert image and (built / "_build/html" / image[1]).is_file(), page.name


@pytest.fixture(scope="module")
def pdf(built, browser_path):
    from pypdf import PdfReader

    return PdfReader(built / "_build/html/retold.pdf")


def headings(outline) -> list[str]:
    found = []
    for item in outline:
        found += headings(item) if isinstance(item, list) else [str(item.title)]
    return found


def test_the_pdf_has_all_text_an_outline_and_tags(pdf, built):
    tested = f"Of {published_number('noise.tested')} measures"
    wanted = {"How sure?", "share of copying", tested, "Krippendorff’s alpha", "State Duma"}
    for page in pdf.pages:  # reading a page takes half a second: no more of them than needed
        text = " ".join(page.extract_text().split())
        # Letters that the font joins are letters.
        text = unicodedata.normalize("NFKC", text).replace("'", "’")
        assert "Show code cell source" not in text
        wanted = {said for said in wanted if said not in text}
        if not wanted:
            break
    assert not wanted
    assert "Monroe" in " ".join(
        page.extract_text() for page in pdf.pages[-4:]
    )  # the references close the book
    outline = headings(pdf.outline)
    for page in pages(built):
        title = re.search(r"(?s)<article.*?<h1>(.*?)<a", page.read_text(encoding="utf-8"))
        if title and page.name not in ("search.html", "genindex.html"):
            plain = html.unescape(re.sub(r"<[^>]+>", "", title[1])).strip()
            assert any(plain == " ".join(h.split()) for h in outline), plain
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_pdf_has_every_figure(pdf):
    alts = set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure" and "/Alt" in node:
                alts.add(str(node["/Alt"]))
            if "/K" in node:
                walk(node["/K"])

    import sys

    sys.setrecursionlimit(10_000)
    walk(pdf.trailer["/Root"]["/StructTreeRoot"])
    assert len([a for a in alts if len(a) > 80]) >= 31


def test_the_epub_is_whole(built):
    import zipfile
    from xml.etree import ElementTree

    with zipfile.ZipFile(built / "_build/html/retold.epub") as book:
        names = book.namelist()
        assert names[0] == "mimetype" and book.read("mimetype") == b"application/epub+zip"
        whole = set(names)
        for name in names:
            if not name.endswith(".xhtml"):
                continue
            tree = ElementTree.fromstring(book.read(name))
            for element in tree.iter():
                for attribute in ("src", "href"):
                    target = urlsplit(element.get(attribute) or "")
                    if target.scheme or target.netloc or not target.path:
                        continue
                    folder = Path(name).parent.as_posix()
                    there = unquote(Path(folder, target.path).as_posix())
                    parts: list[str] = []
                    for part in there.split("/"):
                        if part == "..":
                            parts.pop()
                        elif part != ".":
                            parts.append(part)
                    assert "/".join(parts) in whole, f"{name}: {element.get(attribute)}"
        assert sum(name.startswith("_figures/") for name in names) == 31 + VALUES
        assert not any(b"data:image" in book.read(name) for name in names if name.endswith(".xhtml"))


@pytest.fixture(scope="module")
def epub(built, tmp_path_factory) -> Path:
    """The e-book, unpacked."""
    folder = tmp_path_factory.mktemp("epub")
    shutil.unpack_archive(built / "_build/html/retold.epub", folder, "zip")
    return folder


def test_the_contents_of_the_e_book_lead_to_every_chapter(epub):
    entries = re.findall(r'<a[^>]* href="([^"#]+)"', (epub / "nav.xhtml").read_text(encoding="utf-8"))
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]
    # The index is left out of an e-book, whose reader searches.
    chapters = [name for name in chapters if name != "notebooks/09-words"]  # it takes more texts than these
    wanted = {f"{name}.xhtml" for name in chapters if name != "genindex"}
    assert wanted <= set(entries), wanted - set(entries)
    points = re.findall(r'<content src="([^"#]+)"', (epub / "toc.ncx").read_text(encoding="utf-8"))
    assert wanted <= set(points), wanted - set(points)
    assert len(wanted) > 20


def test_a_verdict_in_the_e_book_says_what_it_is_a_verdict_on(epub):
    """In prose the badge says that it is this run's; in a table the head of its column does."""
    badge = re.compile(r'(?s)class="verdict finding[^"]*">(.*?)</span></a>')
    in_tables = 0
    for page in epub.rglob("*.xhtml"):
        source = page.read_text(encoding="utf-8")
        for table in re.findall(r"(?s)<table.*?</table>", source):
            in_tables += len(badge.findall(table))
            assert "in this run" in table or not badge.search(table), page.name
        prose = re.sub(r"(?s)<table.*?</table>|<li.*?</li>", "", source)
        said = [
            re.sub(r"<[^>]+>", "", b).strip()
            for p in re.findall(r"(?s)<p[ >].*?</p>", prose)
            for b in badge.findall(p)
        ]
        assert [s for s in said if not s.startswith("in this run: ")] == [], page.name
    assert in_tables >= 20


def test_no_words_of_a_page_are_in_a_style_sheet():
    for path in [*(ROOT / "book/_static").glob("*.css"), *(ROOT / "retold/book/templates").glob("*.css")]:
        for made in re.findall(r"content:\s*([^;}]+)", path.read_text(encoding="utf-8")):
            assert not re.search(r"[a-z]{2}", re.sub(r"counter\(\w+\)", "", made)), f"{path.name}: {made}"


def test_every_figure_of_the_e_book_is_seen_whole_on_a_phone(epub, browser_path):
    from browsing import served, visit_all

    names = sorted(str(p.relative_to(epub)) for p in epub.rglob("*.xhtml") if p.name != "nav.xhtml")
    with served(epub) as address:
        visits = visit_all(browser_path, address, names, [("light", (375, 812))], axe=False)
    assert [f"{v}: {v.probe['cut']}" for v in visits if v.probe["cut"]] == []
    assert sum(v.probe["pictures"] for v in visits) >= 31


def heads(source: str) -> list[list[str]]:
    """The words of the heads of every table of a page."""
    found = []
    for head in re.findall(r"(?s)<thead.*?</thead>", source):
        cells = re.findall(r"(?s)<th[ >].*?</th>", head)
        found.append([" ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in cells])
    return found


def test_the_verdict_stands_second_in_every_table_that_has_one(built):
    verdicts = {"status", "state", "in this run", "in the report it"}
    found = []
    for page in pages(built):
        for head in heads(page.read_text(encoding="utf-8")):
            found += [(page.name, head.index(verdict)) for verdict in verdicts if verdict in head]
    assert len(found) >= 12
    assert [place for place in found if place[1] != 1] == []


def test_buttons_lead_to_binder_and_colab_where_the_repository_is_known(small):
    done = build(
        small,
        "--accept",
        "--repository",
        "https://github.com/someone/book",
        "--site",
        "https://example.org/r/",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    source = (small / "_build/html/notebooks/01-corpus.html").read_text(encoding="utf-8")
    assert "https://mybinder.org/v2/gh/someone/book/main" in source
    assert (
        "https://colab.research.google.com/github/someone/book/blob/main/notebooks/01-corpus.ipynb" in source
    )
    assert 'content="https://example.org/r/_images/social_previews/' in source


def test_the_data_dictionary_lists_every_table_and_column(built):

    text = text_of(built / "_build/html/book/data-dictionary.html")
    for table in TABLES.values():
        assert table.file in text
        for column in table.columns:
            assert str(column.name) in text


def test_no_page_names_the_folder_it_was_built_in(built):
    for name, content in listed(built / "_build/html").items():
        assert str(built).encode() not in content, name


@pytest.fixture
def small(tmp_path) -> Path:
    """A clone whose book is the landing page's siblings cut to one notebook, to break."""
    folder = clone(tmp_path / "small")
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: book/references\nparts:\n- caption: x\n  chapters:\n  - file: notebooks/01-corpus\n  - file: book/codebook\n"
    )
    (folder / "data/prose/01-corpus.md").write_text("\n")
    (folder / "book/codebook.md").write_text("# Codebook\n")  # its own links to pages that this book lacks
    notebook = folder / "notebooks/01-corpus.ipynb"
    notebook.write_text(without_terms(notebook.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "data/titles.csv").unlink()  # titles of other chapters name numbers that are not computed here
    return folder


def without_terms(text: str) -> str:
    """A page whose terms are plain words, for a book without a glossary."""
    return re.sub(r"\{term\}`([^`<]+?)(?:\s*<[^>]*>)?`", r"\1", text)


def last_line(done: subprocess.CompletedProcess) -> str:
    return done.stderr.strip().splitlines()[-1]


def test_a_cell_that_raises_fails_with_one_clear_line(small):
    path = small / "notebooks/01-corpus.ipynb"
    path.write_text(path.read_text().replace("labels = t.labels", "labels = t.labels + 1"))
    done = build(small, **NO_BROWSER)
    assert done.returncode == 1
    assert last_line(done).startswith("book: notebooks/01-corpus.ipynb: TypeError")
    assert "Traceback" not in done.stderr


def test_a_notebook_that_asks_for_the_network_fails(small):
    path = small / "notebooks/01-corpus.ipynb"
    call = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    path.write_text(path.read_text().replace("labels = t.labels", call))
    done = build(small, **NO_BROWSER)
    assert done.returncode == 1
    assert "asked for the network" in last_line(done)


def test_a_missing_number_fails_with_one_clear_line(small):
    (small / "book/codebook.md").write_text(
        "# C\n\n{glue:text}`../notebooks/01-corpus.ipynb::corpus.nothing:s`\n"
    )
    done = build(small, "--accept", **NO_BROWSER)
    assert done.returncode == 1
    assert "corpus.nothing" in last_line(done)


def test_a_number_that_differs_fails_and_names_the_sentence(small):
    path = small / "data/results.json"
    import json

    kept = {k: v for k, v in json.loads(path.read_text()).items() if k.startswith(("corpus.", "method."))}
    kept["corpus.texts"] = {"value": 99, "shown": "99"}
    path.write_text(json.dumps(kept))
    done = build(small, **NO_BROWSER)
    assert done.returncode == 1
    assert "corpus.texts: 99 in data/results.json, 5 in this run" in done.stderr
    assert "changes 01-corpus.ipynb" in done.stderr
    assert last_line(done).startswith("book: 1 number(s) differ from data/results.json")


def test_a_verdict_that_is_not_the_one_on_record_fails_the_build(small):
    import json

    head = (small / "data/findings.csv").read_text().splitlines()[0]
    row = "many_texts,T,There are many texts.,corpus.texts > 3,corpus.texts,,01-corpus,Fewer texts."
    (small / "data/findings.csv").write_text(f"{head}\n{row}\n")
    path = small / "data/results.json"
    kept = {k: v for k, v in json.loads(path.read_text()).items() if k.startswith(("corpus.", "method."))}
    kept["finding.many_texts"] = {"value": "does not hold", "shown": "does not hold"}
    path.write_text(json.dumps(kept))
    for prose in (small / "data/prose").glob("*.md"):
        prose.unlink()
    (small / "data/prose/01-corpus.md").write_text("There are many. {finding}`many_texts`\n")
    (small / "book/codebook.md").write_text("# C\n")
    toc = small / "_toc.yml"
    toc.write_text(toc.read_text() + "  - file: book/findings\n  - file: notebooks/07-noise-floor\n")
    (small / "book/findings.md").write_text("# F\n\n(finding-many-texts)=\nX\n")
    (small / "notebooks/07-noise-floor.ipynb").unlink()
    (small / "notebooks/07-noise-floor.md").write_text("# N\n")
    done = build(small, **NO_BROWSER)
    assert done.returncode == 1
    assert "finding.many_texts: does not hold in data/results.json, holds in this run" in done.stderr


def test_a_page_that_is_not_there_fails_with_one_clear_line(small):
    (small / "book/codebook.md").unlink()
    done = build(small, "--accept", **NO_BROWSER)
    assert done.returncode == 1
    assert "codebook" in last_line(done)


def test_bad_data_fails_before_anything_is_built(small):
    (small / "data/groups.csv").write_text("group\na\n")
    done = build(small, **NO_BROWSER)
    assert done.returncode == 1
    assert "no such column" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (small / "_build/html").exists()
