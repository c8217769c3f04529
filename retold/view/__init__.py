"""Two texts of a user's own side by side, with their words, as one HTML file.

`page` gives the file. The tables and figures of the book hold no text; this is for a user who has both
texts and wants to see what happened to them.
"""

from __future__ import annotations

from pathlib import Path

from retold.common.progress import Progress, quiet
from retold.text import Reading, read
from retold.text.reading import AUTO
from retold.view.html import render
from retold.view.rows import compare
from retold.view.summary import summary

__all__ = ["compare", "names", "page", "render", "summary"]


def names(a: Path, b: Path) -> tuple[str, str]:
    """Return what to call two files: their names, with their folders if these are what differs."""
    if a.name != b.name or a.resolve() == b.resolve():
        return a.name, b.name
    one, two = a.resolve().parts, b.resolve().parts
    shared = next(n for n in range(1, len(one) + 1) if one[-n:] != two[-n:])
    return "/".join(one[-shared:]), "/".join(two[-shared:])


def page(
    a: str | Reading,
    b: str | Reading,
    names: tuple[str, str] = ("A", "B"),
    progress: Progress = quiet,
    language: str | None = None,
    *,
    lines: str = AUTO,
) -> str:
    """Show two texts side by side.

    Parameters
    ----------
    a, b : str or Reading
        Any texts, in any script. They are shown as they are read (`retold.text.read`): lines that were wrapped are one line,
        words parted at the end of a line are whole, what nobody sees is passed over. Paragraphs stay.
    names : tuple of str
        What to call them, such as the names of their files.
    progress : callable
        Wraps the loops, with a label.
    language : str, optional
        The code of the language of both, such as ``en``; by default it is told from each. Who speaks is shown in English
        texts alone.
    lines : {"auto", "keep", "join"}
        What to do with line breaks inside a paragraph, as for `retold.sentences`.

    Returns
    -------
    str
        An HTML document that holds both texts, runs nothing of what stands in them, and asks no other
        machine for anything: a row for each group of sentences that correspond (`retold.compare.alignment.align`),
        with the fate of each word and, as far as the program can tell, who speaks. Its head says how many words were kept,
        edited, lost, inserted and moved (`summary`).

    Examples
    --------
    >>> "<ins>dead</ins>" in page("The cat sat.", "The dead cat sat.")
    True
    """
    one, two = (text if isinstance(text, Reading) else read(text, lines) for text in (a, b))
    return render(compare(one, two, names, progress, language))
