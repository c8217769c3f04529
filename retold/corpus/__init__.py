"""A corpus: a folder of tables, and texts that are known by their hash."""

from retold.corpus.corpus import (
    Corpus,
    Document,
    as_decoded,
    concerning,
    describe,
    find_texts,
    inputs,
    load,
    read,
    sha256,
    sha256_plain,
    unclaimed,
)
from retold.corpus.folder import Tables

__all__ = [
    "Corpus",
    "Document",
    "Tables",
    "as_decoded",
    "concerning",
    "describe",
    "find_texts",
    "inputs",
    "load",
    "read",
    "sha256",
    "sha256_plain",
    "unclaimed",
]
