"""A corpus from a stranger: its cells are data, and never read, run or fetch anything."""

import re
from html.parser import HTMLParser

import hostile
import pytest
from browsing import VIEWS, listen, served, visit_all
from browsing import Visit as Seen
from conftest import pages
from hypothesis import example, given
from hypothesis import strategies as st

from retold.book import notebooks, templates
from retold.common.markup import Markup, code, inline, plain, role


class Tags(HTMLParser):
    """What a page would run, load or embed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = False
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.script = tag in ("script", "style")
        for name, value in attrs:
            value = value or ""
            if name.startswith("on") and "pwned" in value:
                self.found.append(f"<{tag} {name}>")
            if name in ("src", "href") and re.match(r"\s*(javascript:|https?://192\.0\.2|file:)", value):
                self.found.append(f"<{tag} {name}={value[:40]}>")
        if tag in ("iframe", "object", "embed"):
            self.found.append(f"<{tag}>")

    def handle_data(self, data):
        if self.script and "pwned" in data:
            self.found.append("a script")

    def handle_endtag(self, tag):
        self.script = False


@pytest.mark.slow
def test_no_cell_puts_a_file_of_the_machine_into_the_book(attacked):
    out = attacked / "_build"
    published = [p for p in out.rglob("*") if p.is_file()]
    assert [p for p in published if hostile.SECRET.encode() in p.read_bytes()] == []
    assert len(list((out / "html").glob("*.epub"))) == 1  # named after the title of the corpus


@pytest.mark.slow
def test_no_cell_becomes_markup_of_a_page_or_of_the_e_book(attacked):
    written = [*pages(attacked), *(attacked / "_build/.work/epub").rglob("*.xhtml")]
    assert len(written) > 40
    found = {p.name: Tags(p.read_text(encoding="utf-8")).found for p in written}
    assert {name: tags for name, tags in found.items() if tags} == {}


@pytest.mark.slow
def test_a_cell_is_shown_as_it_stands(attacked):
    for name in ("book/findings", "book/codebook-frames", "index", "notebooks/01-corpus"):
        source = (attacked / f"_build/html/{name}.html").read_text(encoding="utf-8")
        assert "&lt;script&gt;globalThis.pwned=1&lt;/script&gt;" in source, name


@pytest.mark.slow
def test_no_page_runs_what_stands_in_a_cell_or_asks_another_machine(attacked, browser_path):
    site = attacked / "_build/html"
    names = [str(p.relative_to(site)) for p in pages(attacked)]
    with served(site) as address:
        for visit in visit_all(browser_path, address, names, VIEWS[:1], axe=False):
            assert not visit.probe["pwned"], visit
            assert visit.outside == set() and visit.errors == [], (str(visit), visit.errors)


@pytest.mark.slow
def test_the_search_page_runs_nothing_that_stands_in_a_heading(attacked, browser):
    with served(attacked / "_build/html") as address:
        page, visit = browser.new_page(), Seen("search.html", "")
        listen(page, visit)
        for term in ("cluster", "script", "bridge"):
            page.goto(f"{address}search.html?q={term}")
            page.locator("#search-results ul.search li a").first.wait_for(timeout=15_000)
            page.wait_for_timeout(200)
            assert not page.evaluate("globalThis.pwned")
        assert visit.outside == set()
        page.close()


PIECES = st.sampled_from(
    "` `` ``` ~~~ | \\ \\| * ** _ __ # - + 1. 2) > < & &lt; {include} {eval}`x` ::: $ $$ [a](javascript:x) ![a](b) "
    "<b> </b> <script> <!-- [^1] [^1]: --> {{x}} (x)= % +++ --- === : ~ ^ @ http://x.y a b".split()
)  # fmt: skip
CELLS = st.lists(
    PIECES | st.text(max_size=4) | st.sampled_from(["\n", "\n\n", "\u2028", "\t", "    "]), max_size=12
)


def rendered(text: str):
    """The document that MyST makes of a text."""
    from docutils.frontend import get_default_settings
    from docutils.utils import new_document
    from myst_parser.config.main import MdParserConfig
    from myst_parser.mdit_to_docutils.base import DocutilsRenderer
    from myst_parser.parsers.docutils_ import Parser
    from myst_parser.parsers.mdit import create_md_parser

    extensions = {"attrs_inline", "attrs_block", "colon_fence", "deflist", "dollarmath"}
    parser = create_md_parser(MdParserConfig(enable_extensions=extensions), DocutilsRenderer)
    settings = get_default_settings(Parser)
    settings.report_level = 5
    document = new_document("", settings)
    parser.options["document"] = document
    parser.render(text)
    return document


@given(CELLS.map("".join))
@example("1. x")
@example("a\\|b")
@example("`` ` ``")
def test_a_cell_in_a_paragraph_a_list_a_heading_or_a_table_is_its_words_and_nothing_else(cell):
    from docutils import nodes

    words, shown = plain(cell), inline(cell)
    places = {
        f"{shown}\n": (nodes.paragraph, {nodes.paragraph}),
        f"- {shown}\n": (nodes.list_item, {nodes.bullet_list, nodes.list_item, nodes.paragraph}),
        f"# {shown}\n": (nodes.title, {nodes.section, nodes.title}),
        f"| x |\n| --- |\n| {shown} |\n": (
            nodes.tbody,
            {nodes.table, nodes.tgroup, nodes.colspec, nodes.thead, nodes.tbody, nodes.row, nodes.entry, nodes.paragraph},
        ),
    }  # fmt: skip
    for source, (holder, known) in places.items():
        document = rendered(source)
        assert {type(n) for n in document.findall(nodes.Element)} <= {nodes.document, *known}, source
        if words:
            assert [n.astext().strip() for n in document.findall(holder)] == [words], source


@given(CELLS.map("".join))
def test_a_cell_as_code_is_its_words_and_nothing_else(cell):
    from docutils import nodes

    document = rendered(f"x {code(cell)} y\n")
    literals = list(document.findall(nodes.literal))
    assert [n.astext() for n in literals] == ([plain(cell)] if plain(cell) else [])


def as_table(cell) -> str:
    """A table of the book with a cell as its only head and its only content."""
    column = notebooks._Column(plain(cell), plain(cell), False, False, False, "")
    return templates.render("table", columns=[column], rows=[[("", column.lines(cell), "")]])


@given(CELLS.map("".join))
def test_a_cell_in_html_is_its_words_and_nothing_else(cell):
    class Words(HTMLParser):
        tags: list[str]
        texts: list[str]

        def handle_starttag(self, tag, attrs):
            self.tags.append(tag)

        def handle_data(self, data):
            self.texts.append(data)

    parser = Words()
    parser.tags, parser.texts = [], []
    parser.feed(as_table(cell))
    parser.close()
    status = ["br", "span"] if plain(cell) else []
    assert parser.tags == ["div", "table", "thead", "tr", "th", *status, "tbody", "tr", "th"]
    assert "".join(parser.texts) == 3 * plain(cell)


@given(CELLS.map("".join))
def test_every_cell_makes_a_page_that_an_e_book_can_hold(cell):
    from xml.etree import ElementTree

    table = ElementTree.fromstring(as_table(cell)).find("table")
    assert (table.findtext("tbody/tr/th") or "") == plain(cell)


def test_what_is_markup_already_stays_so_and_a_role_ends_where_it_should():
    assert inline(Markup("**x**")) == "**x**"
    assert role("doc", "a`b\nc") == "{doc}`ab c`"
