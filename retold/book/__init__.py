"""What notebooks call: load the tables, publish numbers, show figures and tables. And the build of the book."""

from retold.book.notebooks import collect, figure, load, notes, prototype, publish, root, table
from retold.corpus.folder import Tables

__all__ = ["Tables", "collect", "figure", "load", "notes", "prototype", "publish", "root", "table"]
