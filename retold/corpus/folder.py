"""The tables of a corpus folder by name: what people wrote and what was derived, read when first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from retold.common.once import Kept
from retold.corpus import tables
from retold.corpus.labels import labels_of
from retold.corpus.schema import TABLES


class _Files(Mapping[str, pd.DataFrame]):
    """The tables of a corpus folder by name, each read and checked when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            self._read[name] = tables.load(self._folder, name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


class Tables(Kept):
    """The tables of a corpus folder by name, with what was computed from them, and a user's own measures of it."""

    def __init__(self, folder: Path, own: Sequence[Any] = ()) -> None:
        super().__init__(_Files(folder), own=own)
        self.folder = folder

    @property
    def labels(self) -> dict[str, str]:
        """Short names of the texts by doc_id."""
        return labels_of(self["corpus"])
