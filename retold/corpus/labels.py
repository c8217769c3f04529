"""Short names of texts, for figures and tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from retold.common.markup import plain
from retold.corpus.schema import SHORT

ORIGINAL, RESPUN = "original", "respun"
EACH = 12  # texts that have a lane, a panel or a column each; of more, outlets have, or what is said of all together


def many(docs: Iterable[str]) -> bool:
    """Whether texts are too many for a lane, a panel or a column each."""
    return len(set(docs)) > EACH


class Labels(dict[str, str]):
    """Short names of texts by doc_id, with the outlet of each: where texts are many, figures draw outlets.

    Attributes
    ----------
    outlets : dict of str to str
        The outlet by doc_id, in the order of the corpus.
    """

    def __init__(self, names: Mapping[str, str], outlets: Mapping[str, str]) -> None:
        super().__init__(names)
        self.outlets = dict(outlets)


def labels_of(documents: pd.DataFrame) -> Labels:
    """Return a short name a text, by doc_id; no two are alike, none is longer than a figure has room for.

    It is what the column `short` says, else the outlet and, where that is not unique, what sets the
    text's id apart. The words of a respun text are not its outlet's, so the name says that it is
    respun: no figure and no table may look as if they were.
    """
    names: dict[str, tuple[str, str]] = {}
    for outlet, rows in documents.groupby("outlet", sort=False):
        ids = list(rows["doc_id"])
        for doc_id, apart in zip(ids, _apart([d.split("-") for d in ids]), strict=True):
            names[doc_id] = (plain(outlet), " ".join(part for part in apart if part != RESPUN))
    shorts = documents.get("short", pd.Series("", index=documents.index))
    unique: dict[str, str] = {}
    for doc_id, short, kind in zip(documents["doc_id"], shorts, documents["copy_kind"], strict=True):
        name, aside = (plain(short), "") if short.strip() else names[doc_id]
        if kind == RESPUN and RESPUN not in name.lower():
            aside = f"{RESPUN} {aside}".strip()
        unique[doc_id] = _unlike(name, aside, set(unique.values()))
    return Labels(
        unique, {d: plain(o) for d, o in zip(documents["doc_id"], documents["outlet"], strict=True)}
    )


def _unlike(name: str, aside: str, taken: Collection[str]) -> str:
    """A label that is not among those taken: a number is put before a name that would be one of them."""
    label, n = _fitted(name, aside), 1
    while label in taken:
        n += 1
        label = _fitted(f"{n} {name}", aside)
        if RESPUN in name.lower() and RESPUN not in label.lower():
            label = _fitted(f"{n} {name}", f"{RESPUN} {aside}".strip())
    return label


def _fitted(name: str, aside: str) -> str:
    """A name with an aside in brackets, both cut to `SHORT` characters, the name to what the aside leaves."""
    if not aside:
        return clipped(name, SHORT)
    aside = clipped(aside, SHORT // 2)
    return f"{clipped(name, SHORT - len(aside) - 3)} ({aside})"


def clipped(text: str, most: int) -> str:
    """Return a text of at most `most` characters; what is cut from its end is an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _apart(ids: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Cut what all ids begin with, then what all that is left ends with."""
    if len(ids) == 1:
        return [[]]
    while all(ids) and len({i[0] for i in ids}) == 1:
        ids = [i[1:] for i in ids]
    while all(len(i) > 1 for i in ids) and len({i[-1] for i in ids}) == 1:
        ids = [i[:-1] for i in ids]
    return list(ids)
