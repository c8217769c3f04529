"""What the book needs from Sphinx beyond the stock extensions.

Roles: `{finding}` shows the verdict on a finding as this run decides it, linked to its evidence; `{measure}` shows
the verdict on what copying does to a measure, linked to the noise floor. Both are glued, so neither can be out of date.
Before reading: pages generated from the data (`retold.book.pages`). After writing: repairs of the theme's HTML that
a screen reader needs, and a warning, which fails the build, for an image without words.
"""

from __future__ import annotations

import functools
import html
import json
import os
import posixpath
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole, SphinxTranslator
from sphinx.util.nodes import make_refnode

from retold.book import (
    fit,
    fitted,
    imprint,
    logo,
    notebooks,
    pages,
    sides,
    sphinx_embedded,
    sphinx_frames,
    templates,
)
from retold.common.markup import inline
from retold.corpus.crosscheck import rights_unknown

LOG = logging.getLogger(__name__)
BIBLIOGRAPHY = re.compile(r' role="doc-biblioentry"')
REPAIRS = (
    # landmarks and names that axe-core asks for
    (
        re.compile(r'<div id="pst-primary-sidebar" class='),
        '<div id="pst-primary-sidebar" role="navigation" aria-label="Book" class=',
    ),
    (re.compile(r'(<button class="[^"]*search-button-field[^"]*" title="[^"]*") aria-label="Search"'), r"\1"),
    (
        re.compile(r'(theme-switch-button[^>]*) aria-label="Color mode"'),
        r'\1 aria-label="Color mode: Light, Dark, System Settings"',
    ),
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
    (BIBLIOGRAPHY, ' role="listitem"'),
    # a table that scrolls must be reachable by keyboard
    (
        re.compile(r'<div class="pst-scrollable-table-container">'),
        '<div class="pst-scrollable-table-container" tabindex="0">',
    ),
    # a megabyte and a half of icons as a script: the theme's style sheet has the same icons as a font
    (re.compile(r"<script[^>]*scripts/fontawesome\.js[^>]*></script>\n?"), ""),
    # an absolute path of the machine that built the page
    (re.compile(r'<meta name="docsearch:[^>]*>\n?'), ""),
)
ARTICLE = re.compile(r'<article\b[^>]*>|<div class="bd-search-container">')
PRIVATE = (
    '<div class="private" role="note">For your own eyes: nobody has said who holds the rights to the texts. '
    "This book has no sentence of theirs but headlines. Say in the column <em>rights</em> of corpus.csv who holds them before you publish it.</div>"
)
UNLISTED = '<meta name="robots" content="noindex" />\n'
TITLED = ("root_title", "pagetitle", "page_description")
META = re.compile(r'(?<=<meta )((?:property|name)="[^"]*" content=")([^"]*)(?=")')
ON_PAPER = re.compile(r"<details(?=[^>]*\bon-paper\b)")
SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>", re.S)
IMAGE = re.compile(r"<img\b[^>]*>")
ALT = re.compile(r'\balt="([^"]*)"')


# Ink is dark and paper is light: printed from the dark theme, text is grey and the figures lose their words.
PAPER = """matchMedia("print").addEventListener("change", ({matches}) => {
  const {dataset} = document.documentElement;
  if (matches) dataset.onScreen = dataset.theme;
  dataset.theme = matches ? "light" : dataset.onScreen;
});"""
CODE = re.compile(r'<details class="[^"]*above-input[^"]*">.*?</details>', re.S)
ICON = re.compile(r"<svg\b.*?</svg>", re.S)
HEADING = re.compile(r"^# (.+)\n", re.M)
DESCRIBED = re.compile(r"(?m)^( +description: )\".*\"$")  # in the head of the landing page
# Chapters with a title of their own for the corpus at hand, and what pages may say of it; filled when the build begins.
TITLES: dict[str, str] = {}
FACTS: list[fit.Facts] = []
IDLE: dict[str, list[str]] = {}  # by page, the code that makes only what is left out of it
CARD = "book/_generated/logo.png"
FLOOR = "notebooks/07-noise-floor"
VERDICT = "retold-verdict"
IN_PROSE = "in this run: "
VERDICTS = {"holds": "holds", "does not hold": "fails", "cannot be said here": "unsaid"}
BADGE = re.compile(r'<span class="(verdict [^"]*)">(.*?)</span>(?=</a>)', re.S)


class Glued(SphinxRole):
    """A number of another page, shown as a link."""

    kind = ""

    def place(self) -> tuple[str, str, str, str]:
        """The page that glues it, its key, and the page and anchor that the link leads to."""
        raise NotImplementedError

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        page, key, target, anchor = self.place()
        here = self.env.docname
        if page != here:
            key = f"{posixpath.relpath(page, posixpath.dirname(here) or '.')}.ipynb::{key}:s"
        children, messages = self.inliner.parse(
            f"{{glue:text}}`{key}`", self.lineno, self.inliner, self.inliner.document
        )
        # Left to each edition: the address of a page leads nowhere in a book that is one page.
        link = addnodes.pending_xref("", reftype=VERDICT, reftarget=target, refanchor=anchor, refdoc=here)
        link += nodes.inline("", "", *children, classes=["verdict", self.kind])
        return [link], messages


def lead(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Resolve the link of a verdict, and keep what it shows; in running prose a bare *holds* would be a riddle.

    The words are text and no style: an e-book reader or a screen reader may know no style sheet.
    """
    if node.get("reftype") != VERDICT or node["reftarget"] not in env.found_docs:
        return None
    if Finding.kind in content["classes"] and not _in_table(node):
        content.insert(0, nodes.Text(IN_PROSE))
    return make_refnode(app.builder, node["refdoc"], node["reftarget"], node["refanchor"], content)


def _in_table(node: nodes.Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.entry):
            return True
    return False


class Finding(Glued):
    kind = "finding"

    def place(self) -> tuple[str, str, str, str]:
        table = findings()
        if self.text not in table.index:
            LOG.warning("no finding is called %s", self.text, location=self.get_location())
            return self.env.docname, f"finding.{self.text}", "book/findings", ""
        page, anchor = table.at[self.text, "page"], self.text.replace("_", "-")
        return f"notebooks/{page}", f"finding.{self.text}", "book/findings", f"finding-{anchor}"


class Measure(Glued):
    kind = "measure"

    def place(self) -> tuple[str, str, str, str]:
        return FLOOR, f"noise.status.{self.text}", FLOOR, ""


class FigureOf(SphinxDirective):
    """`{figure-of} notebooks/page::key`: a figure that another page draws, with a caption of its own."""

    required_arguments = 1
    has_content = True
    option_spec = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        page, _, key = self.arguments[0].partition("::")
        here = posixpath.dirname(self.env.docname) or "."
        glued = f"```{{glue}} {key}\n:doc: {posixpath.relpath(page, here)}.ipynb\n```"
        figure = nodes.figure("", *self.parse_text_to_nodes(glued))
        self.set_source_info(figure)
        self.add_name(figure)
        caption = self.parse_content_to_nodes()
        if caption:
            figure += nodes.caption("", "", *caption[0].children)
        return [figure]


class Sides(nodes.General, nodes.Element):  # type: ignore[misc]
    """The place of the side-by-side view; each edition writes it in its own way."""


class SideBySide(SphinxDirective):
    """`{side-by-side}`: the versions of this corpus as marks, with the table behind them."""

    def run(self) -> list[nodes.Node]:
        return [Sides()]


def visit_sides(self: SphinxTranslator, _node: Sides) -> None:
    t = notebooks.load()
    # An e-book reader runs no script and knows few styles: it gets the table.
    self.body.append(sides.page(t, t.labels, tables_alone=self.builder.name == "epub"))
    raise nodes.SkipNode


@functools.cache
def findings() -> pd.DataFrame:
    """The table of findings, read once a build."""
    return notebooks.load()["findings"].set_index("finding")


@functools.cache
def rights_open() -> bool:
    """Whether nobody says who holds the rights to some text: the book is then not to be published as it is."""
    return bool(rights_unknown(notebooks.load()["corpus"]["rights"]).any())


@functools.cache
def whose() -> imprint.Imprint:
    """Whose the book is, read once a build."""
    return imprint.of(notebooks.load().folder)


def coloured(badge: re.Match[str]) -> str:
    verdict = re.sub(r"<[^>]+>", "", badge[2]).strip().removeprefix(IN_PROSE)
    return badge[0].replace(badge[1], f"{badge[1]} {VERDICTS.get(verdict, 'said')}", 1)


def generate(app: Sphinx, config: Config) -> None:
    if not config.retold_generate:  # an edition that takes over what another has read
        return
    findings.cache_clear()
    rights_open.cache_clear()
    whose.cache_clear()
    root = Path(app.srcdir)
    t = notebooks.load()
    known = pages.published(t.folder)
    pages.generate(root, t, fitted.facts(t, root, known, prose=True))
    FACTS[:] = [fitted.facts(t, root, known)]  # now it is known which of these pages say nothing
    TITLES.clear()
    TITLES.update(pages.titles(t))
    if not whose().ours:
        TITLES.setdefault(config.root_doc, whose().title)
    logo.write_png(root / "book/_static/logo.svg", root / CARD)


def fit_page(_app: Sphinx, page: str, source: list[str]) -> None:
    """Leave out of a page what the corpus lacks."""
    try:
        source[0] = fitted.page(source[0], replace(FACTS[0], page=page))
    except ValueError as error:
        LOG.warning("%s: %s", page, error)
    IDLE[page] = fitted.idle(source[0])


def hide_idle(app: Sphinx, doctree: nodes.document) -> None:
    """Take code out of a page that makes only what the page leaves out; it was run, and is in the notebook."""
    idle = IDLE.get(app.env.docname, [])
    for cell in list(doctree.findall(nodes.container)) if idle else []:
        code = next(iter(cell.findall(nodes.literal_block)), None)
        if (
            "cell" in cell.get("classes", [])
            and code is not None
            and code.astext().strip() in map(str.strip, idle)
        ):
            cell.parent.remove(cell)


def entitle(app: Sphinx, page: str, source: list[str]) -> None:
    """Let a claim be the title of a chapter that has one for this corpus; its question stands below."""
    if page == app.config.root_doc:
        said = json.dumps(whose().description, ensure_ascii=False)  # a text in quotation marks in YAML, too
        source[0] = DESCRIBED.sub(lambda m: f"{m[1]}{said}", source[0], count=1)
    if page not in TITLES:
        return
    if source[0].lstrip().startswith("{"):
        notebook = json.loads(source[0])
        cell = next(c for c in notebook["cells"] if c["cell_type"] == "markdown")
        cell["source"] = entitled("".join(cell["source"]), TITLES[page])
        source[0] = json.dumps(notebook)
    else:
        source[0] = entitled(source[0], TITLES[page])


def entitled(text: str, title: str) -> str:
    def heading(match: re.Match[str]) -> str:
        asked = f"\n{{.asked}}\n{match[1]}\n" if match[1].endswith("?") else ""
        return f"# {inline(title)}\n{asked}"

    return HEADING.sub(heading, text, count=1)


def take_out(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Fit the body of a page to its edition: embedded figures become files, and only HTML has code and buttons."""
    edition = app.builder.name
    if rights_open():
        context["metatags"] = UNLISTED + context.get("metatags", "")
    if page == "search":  # its template writes the title of the book as HTML
        context["docstitle"] = html.escape(context["docstitle"], quote=False)
    for name in TITLED:
        # The theme writes these as HTML; a title may be a corpus's.
        if name in context:
            context[name] = html.escape(context[name], quote=False)
    if edition == "epub":
        # Style sheets that an e-book lacks, or has no use for.
        kept = [c for c in context["css_files"] if not re.search("mystnb|print", str(c.filename))]
        context["css_files"] = kept
    if not context.get("body"):
        return
    up = "../" * page.count("/")
    body = sphinx_embedded.unpack(sphinx_frames.framed(context["body"]), edition, up, Path(app.outdir))
    if edition == "html" and page.startswith("notebooks/"):
        repository = os.environ.get("RETOLD_REPOSITORY", "")
        body += templates.render("run", page=page, up=up, repository=repository)
    if edition != "html":
        for pattern in (CODE, ICON, BIBLIOGRAPHY):
            body = pattern.sub("", body)
    context["body"] = PRIVATE + body if rights_open() else body


def finish(app: Sphinx, error: Exception | None) -> None:
    if error:
        return
    out = Path(app.outdir)
    if app.builder.name == "singlehtml":
        make_still(out / "index.html")
    if app.builder.name != "html":
        return
    for path in sorted(out.rglob("*.html")):
        if "_static" in path.relative_to(out).parts:
            continue
        before = path.read_text(encoding="utf-8")
        after = before
        for pattern, replacement in REPAIRS:
            after = pattern.sub(replacement, after)
        after = tame(BADGE.sub(coloured, after))
        if rights_open() and PRIVATE not in after:  # a page that is made of no source: the search, the index
            after = ARTICLE.sub(lambda opened: opened[0] + PRIVATE, after, count=1)
        if after != before:
            path.write_text(after, encoding="utf-8")
        for image in IMAGE.findall(after):
            alt = ALT.search(image)
            if alt is None or "_images/" in alt[1]:
                LOG.warning("%s: an image without a text alternative: %s", path.relative_to(out), image[:100])
    make_search_safe(out / "searchindex.js")
    (out / ".nojekyll").touch()  # else GitHub Pages may leave out what begins with an underscore
    for unused in (
        *out.rglob("*.js.map"),
        *out.rglob("*.css.map"),
        *out.glob("_static/scripts/fontawesome.js*"),
    ):
        unused.unlink(missing_ok=True)
    # Holds a hash over absolute paths: it would differ between two folders.
    (out / ".buildinfo").unlink(missing_ok=True)


def tame(page: str) -> str:
    """Return a page whose descriptions of itself hold no tag, not even in quotes: they quote titles."""
    return META.sub(lambda m: m[1] + m[2].replace("<", "&lt;"), page)


def make_still(page: Path) -> None:
    """Take every script out of the page that is printed, and let it be the light one.

    A script that redraws icons or adds buttons while the page is printed makes a PDF depend on how busy
    the machine is; on paper none of them does anything.
    """
    text = SCRIPT.sub("", tame(page.read_text(encoding="utf-8")))
    text = text.replace('data-theme="auto"', 'data-theme="light"', 1)
    page.write_text(ON_PAPER.sub("<details open", text), encoding="utf-8")


def make_search_safe(path: Path) -> None:
    """Escape the headings in the search index: the search page writes them as HTML, and they may be a corpus's."""
    opening, closing = "Search.setIndex(", ")"
    text = path.read_text(encoding="utf-8")
    index = json.loads(text.removeprefix(opening).removesuffix(closing))
    index["alltitles"] = {html.escape(title, quote=False): v for title, v in index["alltitles"].items()}
    written = json.dumps(index, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_text(f"{opening}{written}{closing}", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, object]:
    app.add_config_value("retold_generate", True, "")
    app.add_role("finding", Finding())
    app.add_role("measure", Measure())
    app.add_node(Sides, html=(visit_sides, None))
    app.add_directive("figure-of", FigureOf)
    app.add_directive("side-by-side", SideBySide)
    app.add_js_file(None, body=PAPER)
    app.connect("config-inited", generate)
    app.connect("missing-reference", lead)
    app.connect("source-read", fit_page)
    app.connect("source-read", entitle)
    app.connect("doctree-read", hide_idle)
    app.connect("html-page-context", take_out)
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
