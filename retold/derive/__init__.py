"""From texts to derived tables: the only place that sees text and writes tables."""

from retold.derive.tables import derive, run

__all__ = ["derive", "run"]
