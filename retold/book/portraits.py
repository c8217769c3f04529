"""The generated parts of the chapter on how each text tells it, as Markdown: portraits, events, what marks mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from retold.chapters import told
from retold.common import markup
from retold.common.markup import Markup, inline
from retold.common.once import Tables
from retold.corpus.labels import labels_of

_BREAK = Markup("<br />")


def parts(t: Tables, prose: Callable[[str], str]) -> dict[str, str]:
    """Return the generated parts by name; `prose` as in `portraits`."""
    return {
        "told-marks": marks(t),
        "told-events": events(t),
        "portraits": portraits(t, prose),
        "specimen": specimen(t),
    }


def portraits(t: Tables, prose: Callable[[str], str]) -> str:
    """Return a portrait of each text, or of each of the largest outlets: what it is, its own prose, what it says of each aspect.

    Parameters
    ----------
    t : Tables
        The corpus.
    prose : callable
        Takes the name of a file of the corpus's prose and returns what it says of this corpus, blank if there is none.
    """
    return "\n".join(_portrait(portrait, prose(f"portrait-{portrait.key}")) for portrait in told.portraits(t))


def _portrait(portrait: told.Portrait, prose: str) -> str:
    headline = f"*{inline(portrait.headline)}*<br />\n" if portrait.headline else ""
    shown = any(excerpts for _, _, excerpts in portrait.rows)
    head = ["aspect", "as found", *([portrait.quoted] if shown else [])]
    rows = []
    for aspect, cell, excerpts in portrait.rows:
        mark = Markup(f"<br />*{inline(cell.mark)}*") if cell.mark else Markup("")
        quoted = [Markup(f"“{inline(text.rstrip('.,'))}”") for text in excerpts]
        name = Markup(f"**{told.ASPECTS[aspect]}**{mark}")
        rows.append([name, _lines(cell.lines), *([_joined(quoted)] if shown else [])])
    table = markup.table(head, rows) if rows else "*Nothing of this was found in it.*\n"
    return f"### {inline(portrait.name)}\n\n{headline}{inline(portrait.facts)}\n\n{prose.strip()}\n\n{table}"


def events(t: Tables) -> str:
    """Return a table for each event that a handful of texts tell: a column a text, and its numbers by aspect."""
    made, names = [], labels_of(t["corpus"])
    for event, docs in told.events(t).items():
        rows: list[list[Markup]] = []
        for name, part in told.side_by_side(t, docs):
            rows.append([Markup(f"**{inline(name)}**"), *[Markup("")] * len(docs)])
            rows += [list(map(inline, row)) for row in part.reset_index().itertuples(index=False, name=None)]
        made.append(f"### {inline(event)}\n\n{markup.table(['counted', *(names[d] for d in docs)], rows)}")
    return "\n".join(made)


def marks(t: Tables) -> str:
    """Return what the marks under the cells mean, those that occur; blank if nothing is marked."""
    _, marked = told.table(t)
    found = {mark for column in marked.columns for mark in marked[column]}
    lines = [
        f"- *{name}*: {meaning}."
        for name, meaning in told.MARKS.items()
        if any(mark.endswith(name) for mark in found)
    ]
    said = "In small print under each cell stands whether copying could have made it:"
    return f"{said}\n\n" + "\n".join(lines) + "\n" if lines else "\n"


def _lines(lines: Sequence[str]) -> Markup:
    dot = "• " if len(lines) > 1 else ""
    return _joined([Markup(f"{dot}{inline(line)}") for line in lines]) or Markup("–")


def _joined(parts: Sequence[Markup]) -> Markup:
    return Markup(_BREAK.join(parts))


def specimen(t: Tables) -> str:
    """Return what copying made of single lines, a column a version, the words that differ underlined; blank without such lines."""
    tables, names = [], labels_of(t["corpus"])
    for (doc_a, doc_b), pairs in groupby(told.specimens(t), key=lambda s: s[0]):
        rows = [_differing(one, two) for _, (one, two) in pairs]
        tables.append(markup.table([names[doc_a], names[doc_b]], rows))
    return "\n".join(tables) if tables else "\n"


def _differing(one: str, two: str) -> list[Markup]:
    """Two lines as cells, what stands in only one of them underlined."""
    words = one.split(), two.split()
    blocks = SequenceMatcher(a=words[0], b=words[1], autojunk=False).get_opcodes()
    cells = []
    for side in (0, 1):
        parts = [
            (tag == "equal", inline(" ".join(words[side][slice(*((a, b), (c, d))[side])])))
            for tag, a, b, c, d in blocks
        ]
        shown = [part if same else f"<u>{part}</u>" for same, part in parts if part]
        cells.append(Markup(f"“{' '.join(shown)}”"))
    return cells
