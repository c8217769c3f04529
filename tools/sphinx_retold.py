"""What the book needs from Sphinx beyond the stock extensions.

Before reading: pages generated from the data (`retold.pages`). After writing: repairs of the theme's HTML that
a screen reader needs, and a warning, which fails the build, for an image without words.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.util import logging

from retold import pages

LOG = logging.getLogger(__name__)
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
    (re.compile(r' role="doc-biblioentry"'), ' role="listitem"'),
    # a table that scrolls must be reachable by keyboard
    (re.compile(r'<table class="table">'), '<table class="table" tabindex="0">'),
    # an absolute path of the machine that built the page
    (re.compile(r'<meta name="docsearch:[^>]*>\n?'), ""),
)
IMAGE = re.compile(r"<img\b[^>]*>")
ALT = re.compile(r'\balt="([^"]*)"')


def generate(app, _config) -> None:
    pages.generate(Path(app.srcdir))


def finish(app, error) -> None:
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for path in sorted(out.rglob("*.html")):
        if "_static" in path.relative_to(out).parts:
            continue
        before = path.read_text(encoding="utf-8")
        after = before
        for pattern, replacement in REPAIRS:
            after = pattern.sub(replacement, after)
        if after != before:
            path.write_text(after, encoding="utf-8")
        for image in IMAGE.findall(after):
            alt = ALT.search(image)
            if alt is None or "_images/" in alt[1]:
                LOG.warning("%s: an image without a text alternative: %s", path.relative_to(out), image[:100])
    # Holds a hash over absolute paths: it would differ between two folders.
    (out / ".buildinfo").unlink(missing_ok=True)


def setup(app) -> dict[str, object]:
    app.connect("config-inited", generate)
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
