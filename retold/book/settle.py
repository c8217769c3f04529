"""A printed PDF made the same whenever the same page is printed, and smaller.

Chromium numbers the elements of the structure tree by a count that hangs on whatever else it did, writes when it
printed, and leaves most of the file uncompressed. All of that is written anew here, in the order of the document.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object


def settle(path: Path, day: datetime, headings: Iterable[str] = ()) -> None:
    """Write a tagged PDF anew in place.

    Parameters
    ----------
    path : Path
        The PDF; it is replaced.
    day : datetime
        The day that the document bears.
    headings : iterable of str
        What the headings say. Where one breaks into lines, Chromium's outline may join two of its words.
    """
    with pikepdf.open(path) as pdf:
        for name in ("/CreationDate", "/ModDate"):
            pdf.docinfo[name] = day.strftime("D:%Y%m%d%H%M%SZ")
        _entitle(pdf, {_squashed(heading): heading for heading in headings})
        _number(pdf)
        if Name.ID in pdf.trailer:
            del pdf.trailer.ID
        ordered = io.BytesIO()
        pdf.save(ordered, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    # Objects are packed by their numbers, and only now are these given in the order of the document.
    with pikepdf.open(ordered) as pdf:
        pdf.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _entitle(pdf: pikepdf.Pdf, headings: Mapping[str, str]) -> None:
    """Let the outline say what the headings say."""
    with pdf.open_outline() as outline:
        waiting = list(outline.root)
        while waiting:
            item = waiting.pop()
            item.title = headings.get(_squashed(item.title), item.title)
            waiting += item.children


def _squashed(heading: str) -> str:
    return "".join(heading.split())


def _number(pdf: pikepdf.Pdf) -> None:
    """Name the elements of the structure tree by their place in the document, and list them by name."""
    root = pdf.Root.get(Name.StructTreeRoot)
    if root is None or Name.K not in root:
        return
    elements = [element for element in _elements(root.K) if Name.ID in element]
    names = {bytes(element.ID): f"node{n:08d}".encode() for n, element in enumerate(elements, 1)}
    for element in elements:
        element.ID = pikepdf.String(names[bytes(element.ID)])
    for element in _elements(root.K):
        # The cells of a table name the heads that they belong to.
        for attributes in _listed(element.get(Name.A)):
            if isinstance(attributes, Dictionary) and Name.Headers in attributes:
                heads = [names.get(bytes(head), bytes(head)) for head in attributes.Headers]
                attributes.Headers = Array([pikepdf.String(head) for head in heads])
    listed: list[Object] = []
    for element in elements:
        listed += [element.ID, element]
    root.IDTree = pdf.make_indirect(Dictionary(Names=Array(listed)))


def _elements(top: Object) -> Iterator[Dictionary]:
    """Every element of a structure tree, in the order of the document."""
    waiting = [top]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Array):
            waiting += reversed(list(node))
        elif isinstance(node, Dictionary):
            yield node
            if Name.K in node:
                waiting.append(node.K)


def _listed(value: Object | None) -> list[Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]
