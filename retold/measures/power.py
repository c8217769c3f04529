"""What the table of error rates says: how often the verdict errs, and how many copied stories it takes to tell."""

from __future__ import annotations

from functools import cache

import pandas as pd

from retold.measures.calibrate import BERNOULLI, NORMAL, PLAIN, TABLE

FOUND = 0.8  # share of corpora in which what is true is found, at least
TOLD = 0.1  # share of corpora with a verdict, or in which stories differ, in cells whose rates are worth printing
UNITS = 50  # of a text like those of this report


@cache
def rates() -> pd.DataFrame:
    """Return the shipped table: a row a cell, see `calibrate.Cell`, with its rates; nobody may change it."""
    return pd.read_csv(TABLE)


def pairs_needed(units: int = UNITS) -> tuple[int, int] | None:
    """Return the fewest and the most copied stories by which copies that are nearly perfect are found to be so.

    Over normal units and rates of one in five, and all shares of units that copies have in common, the fewest pairs of the table with
    which they are found in `FOUND` of the corpora. None if with none of them.
    """
    table = rates()
    chosen = table[
        (table["truth"] == "copies")
        & (table["units"] == units)
        & (table["machine"] == PLAIN)
        & (table["dependence"] == 0)
        & ((table["family"] == NORMAL) | ((table["family"] == BERNOULLI) & (table["rate"] == 0.2)))
    ]
    found = chosen[chosen["copying_small"] >= FOUND]
    fewest = found.groupby(["family", "shared"])["pairs"].min()
    return (int(fewest.min()), int(fewest.max())) if len(fewest) else None


def coverage_least(family: str) -> float:
    """Return the least coverage of the interval in any cell of a family, of those with enough runs that could be tested.

    Heavy damage is left out, and so are cells in which hardly a corpus could be tested: their rates hang on a few.
    """
    table = rates()
    told = 1 - table["cannot_tell"]
    of_family = (table["family"] == family) & (table["machine"] == PLAIN) & (table["dependence"] == 0)
    return float(table.loc[of_family & (told + table["gate"] > TOLD), "coverage"].min())
