"""What notebooks call: load the tables, publish numbers, show figures and tables. And the build of the book."""

from retold.book.notebooks import figure, load, publish, publish_tables, root, table
from retold.corpus.folder import Tables

__all__ = ["Tables", "figure", "load", "publish", "publish_tables", "root", "table"]
