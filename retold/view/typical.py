"""The passages most typical of each outlet, with their words: for those who have the texts, and for their own eyes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retold.common.once import Tables
from retold.corpus import Document
from retold.corpus.labels import labels_of
from retold.view.html import plain


def passages(t: Tables, texts: Mapping[str, Document], outlets: Sequence[str] = ()) -> list[str]:
    """Return the passages of the table `typical` as lines for a terminal.

    Parameters
    ----------
    t : mapping of name to DataFrame
        The tables of a corpus.
    texts : mapping of doc_id to Document
        Its texts.
    outlets : sequence of str
        The outlets to show; by default all.

    Returns
    -------
    list of str
        A line an outlet; for each of its passages, the most typical first, a line that says where it stands and one that
        holds it.
    """
    about = {str(row["doc_id"]): row for row in t["corpus"].to_dict("records")}
    labels = labels_of(t["corpus"])
    lines: list[str] = []
    last = ""
    for row in t["typical"].to_dict("records"):
        outlet, doc_id = str(row["outlet"]), str(row["doc_id"])
        if outlets and outlet not in outlets:
            continue
        if outlet != last:
            lines.append(outlet)
            last = outlet
        start, end = int(row["start"]), int(row["end"])
        title, date = (str(about[doc_id][column]) for column in ("title", "published"))
        told = [labels[doc_id], title, date, f"characters {start}–{end}", f"mean z {row['score']:.2f}"]
        lines.append(f"  {row['rank']}  {' · '.join(part for part in told if part)}")
        lines.append(f"     {' '.join(texts[doc_id].raw[start:end].split())}")
    # Signs that steer a terminal are shown and not obeyed.
    return [plain(line) for line in lines]
