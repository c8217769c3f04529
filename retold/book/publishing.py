"""What is to be known before a book is published: whether it gives away a text, and whose rights nobody has stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from retold import corpus
from retold.common.problems import counted
from retold.corpus.crosscheck import rights_unknown
from retold.text import leaks
from retold.text.leaks import LONGEST, Leak

FREE = "CC0"  # how the rights to a text begin that everybody may print
SHOWN = 3  # names in a line


@dataclass(frozen=True)
class Looked:
    """What the search for words of the texts found, and where it looked.

    Attributes
    ----------
    told : str
        A line that says what was and was not looked at.
    in_book, beside : list of Leak
        Files of the book, and of the corpus beside it, that give away a text.
    """

    told: str
    in_book: list[Leak]
    beside: list[Leak]


def look(data: Path, folder: Path | None, html: Path, beside: Sequence[Path]) -> Looked:
    """Search a book, and what may be published with it, for longer runs of words of the texts.

    Parameters
    ----------
    data : Path
        The corpus folder.
    folder : Path or None
        The folder with the texts, if they are at hand.
    html : Path
        The folder with the book.
    beside : sequence of Path
        Further files that may be published.
    """
    if folder is None:
        return Looked("no leak check: the texts are not at hand (--texts names their folder)", [], [])
    read = corpus.load(data)
    found, _ = corpus.find_texts(read, folder)
    rows = read.documents
    free = set(rows.loc[rows["rights"].str.startswith(FREE), "doc_id"])
    kept = {doc_id: doc.raw for doc_id, doc in found.items() if doc_id not in free}
    if not kept:
        why = "every text at hand is free (CC0)" if found else f"none of the texts is in {folder}"
        return Looked(f"no leak check: {why}", [], [])
    files = [*sorted(p for p in html.rglob("*") if p.is_file()), *beside]
    titles = dict(zip(rows["doc_id"], rows["title"], strict=True))
    leaked = leaks.find(kept, files, titles)
    missing = len(set(read.doc_ids) - set(found) - free)
    left_out = [f"{n} {what}" for n, what in ((len(free), "free"), (missing, "not at hand")) if n]
    told = (
        f"the leak check looked at {len(files):,} files for {counted(len(kept), 'text')}"
        + (f" ({', '.join(left_out)}: not looked for)" if left_out else "")
        + ": "
    )
    in_book = [leak for leak in leaked if leak.file.is_relative_to(html)]
    others = [leak for leak in leaked if not leak.file.is_relative_to(html)]
    where = f" in the book; {counted(len(others), 'file')} beside it with one" if others else ""
    return Looked(f"{told}no run of more than {LONGEST} words of any{where}", in_book, others)


def open_rights(documents: pd.DataFrame) -> Iterator[str]:
    """Yield a line about the texts of which nobody has said who holds the rights, if there are any."""
    unknown = documents.loc[rights_unknown(documents["rights"]), "doc_id"].tolist()
    if unknown:
        some = ", ".join(unknown[:SHOWN]) + (" …" if len(unknown) > SHOWN else "")
        have = "has" if len(unknown) == 1 else "have"
        yield (
            f"{counted(len(unknown), 'text')} {have} unknown rights ({some}), so every page says that it is for your own eyes: "
            "fill in the column rights of corpus.csv; see the page “Publish your book”"
        )
