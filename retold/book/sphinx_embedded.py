"""Figures and their data, and long tables, which notebooks hold as addresses full of content, become files of each edition.

A page then weighs what its text weighs, a reader loads only the picture that shows, and picture and table can be
saved. In HTML both versions of a figure and its table are written; in the ePub the light picture; the
single page that is printed keeps the light picture inside.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

from retold.book import templates

FOLDER = "_figures"
FIGURE = re.compile(r'<div class="themed" data-figure="([\w-]+)">(.*?)</div>', re.S)
FILES = re.compile(r'<p class="figure-files">.*?</p>', re.S)
TABLE = re.compile(r'<p class="table-files">.*?</p>', re.S)
PICTURE = re.compile(r'<img class="only-(light|dark)"[^>]*>')
EMBEDDED = re.compile(r'(src|href)="data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)"')
HIDDEN = re.compile(r' style="display:none"')


def unpack(body: str, edition: str, up: str, out: Path) -> str:
    """Return the HTML of a page with what is embedded in it written to files of `out`.

    Parameters
    ----------
    body : str
        HTML of a page.
    edition : str
        Name of the Sphinx builder: html, epub or singlehtml.
    up : str
        The way from the page to the top folder, such as "../".
    out : Path
        The folder of the edition.
    """

    def picture(match: re.Match[str], key: str) -> str:
        if edition != "html" and match[1] == "dark":
            return ""
        if edition == "singlehtml":
            # Printed at once: nothing may wait until it is scrolled to.
            return match[0].replace(' loading="lazy"', "")
        return HIDDEN.sub("", _written(match[0], f"{key}-{match[1]}.svg", up, out))

    def figure(match: re.Match[str]) -> str:
        inner = PICTURE.sub(lambda m: picture(m, match[1]), match[2])
        return match[0].replace(f' data-figure="{match[1]}"', "", 1).replace(match[2], inner, 1)

    def files(match: re.Match[str]) -> str:
        if edition != "html":
            return ""
        key = re.search(r'download="([\w-]+)\.csv"', match[0])
        assert key is not None
        kept = _written(match[0], f"{key[1]}.csv", up, out)
        return kept.replace("</p>", templates.render("picture", key=key[1], folder=f"{up}{FOLDER}") + "</p>")

    def table(match: re.Match[str]) -> str:
        named = re.search(r'download="([\w-]+\.csv)"', match[0])
        return _written(match[0], named[1], up, out) if named and edition == "html" else ""

    return TABLE.sub(table, FILES.sub(files, FIGURE.sub(figure, body)))


def _written(tag: str, name: str, up: str, out: Path) -> str:
    """Write what a tag embeds to a file, and let the tag point there."""
    match = EMBEDDED.search(tag)
    if match is None:
        return tag
    path = out / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(match[2]))
    return tag.replace(match[0], f'{match[1]}="{up}{FOLDER}/{name}"')
