"""The tables of a corpus folder by name: what people wrote and what was derived, read when first asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from retold.common import arguments
from retold.common.once import Kept
from retold.common.problems import BadInputError, Problem
from retold.corpus import tables
from retold.corpus.corpus import read
from retold.corpus.labels import Labels, labels_of
from retold.corpus.schema import TABLES


class _Files(Mapping[str, pd.DataFrame]):
    """The tables of a corpus folder by name, each read and checked when first asked for, unless it is known already."""

    def __init__(self, folder: Path, known: Mapping[str, pd.DataFrame]) -> None:
        self._folder = folder
        self._read = dict(known)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            self._read[name] = tables.load(self._folder, name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


class Tables(Kept):
    """The tables of a corpus folder by name, with what was computed from them, and a user's own measures of it.

    Attributes
    ----------
    folder : Path
        The corpus folder.
    labels : dict of str to str
        Short names of the texts by doc_id; `labels.outlets` has their outlets.
    """

    def __init__(
        self, folder: Path, own: Sequence[Any] = (), *, known: Mapping[str, pd.DataFrame] | None = None
    ) -> None:
        super().__init__(_Files(folder, known or {}))
        self.folder, self.own = folder, tuple(own)

    def __repr__(self) -> str:
        return f"Tables({str(self.folder)!r})"

    @property
    def labels(self) -> Labels:
        """Short names of the texts by doc_id."""
        return labels_of(self["corpus"])


def load(folder: str | os.PathLike[str]) -> Tables:
    """Open a corpus folder: its tables by name.

    Parameters
    ----------
    folder : str or Path
        A folder with ``corpus.csv`` and the tables beside it, as the book's data dictionary describes them. It is data:
        nothing in it is run, imported or unpacked.

    Returns
    -------
    Tables
        A mapping of names of tables to DataFrames, such as ``corpus`` (a row a text) or ``speakers``; one that may be
        missing, and is, has no rows. ``.folder`` is the folder, ``.labels`` a dictionary of short names of the texts by
        doc_id. What people wrote has been checked, each table and one against the other; a derived table is read and
        checked when it is first asked for. The texts are no part of it.

    Raises
    ------
    BadInputError
        If there is no such folder or no ``corpus.csv`` in it, or if something in a table is not accepted. Its
        ``problems`` are all that were found. A derived table that is missing or broken raises it when asked for.
    OSError
        If a file is there and cannot be opened.
    TypeError
        If `folder` is no path.

    Examples
    --------
    In a clone of the repository, whose sample corpus is fictional:

    >>> import retold
    >>> sample = retold.load("data/sample")
    >>> sample["corpus"][["doc_id", "outlet"]].values.tolist()[0]
    ['bridge-courier', 'Marrow Bay Courier']
    >>> sample.labels["bridge-courier"]
    'Marrow Bay Courier (courier)'
    """
    if not isinstance(folder, str | os.PathLike):
        raise TypeError(
            f"folder is {arguments.shown(folder)}; accepted is a path (str or Path) of a corpus folder"
        )
    path = Path(folder)
    if not path.is_dir():
        found = "a file" if path.exists() else "no such folder"
        raise BadInputError([Problem(str(path), found, "a folder with corpus.csv", "correct the path")])
    written, problems = read(path)
    if problems:
        raise BadInputError(problems)
    return Tables(path, known=written.tables)
