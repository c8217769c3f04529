"""What the table of error rates says: how often the verdict errs, and how many copied stories it takes to tell."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import numpy as np
import pandas as pd

from retold.measures.calibrate import NORMAL, PLAIN, TABLE, Cell

FOUND = 0.8  # share of corpora in which what is true is found, at least
TOLD = 0.1  # share of corpora with a verdict, or in which stories differ, in cells whose rates are worth printing
UNITS = 50  # of a text like those of this report
AMPLE = 200  # of a text as long as a long report in a magazine
LONG = 1_000  # of a text far longer than a news story


@cache
def rates() -> pd.DataFrame:
    """Return the shipped table: a row a cell, see `calibrate.Cell`, with its rates; nobody may change it."""
    return pd.read_csv(TABLE)


def usual() -> pd.DataFrame:
    """Return the cells of normal, independent units that copies share as far as `calibrate.Cell` says."""
    table = rates()
    plain = (table["family"] == NORMAL) & (table["dependence"] == 0) & (table["shared"] == Cell.shared)
    return table[plain]


def pairs_needed(units: int = UNITS) -> int | None:
    """Return the fewest copied stories by which copies that are nearly perfect are found to be so, in the best case.

    The fewest pairs of any design of the table, whatever share of units copies have in common, with which they are found
    in `FOUND` of the corpora. None if with none of them.
    """
    table = rates()
    found = table[
        (table["truth"] == "copies") & (table["units"] == units) & (table["copying_small"] >= FOUND)
    ]
    return int(found["pairs"].min()) if len(found) else None


def pairs_short(units: int = UNITS) -> int | None:
    """Return the most copied stories tried that are fewer than `pairs_needed`; None if none were tried that are fewer."""
    needed = pairs_needed(units)
    fewer = [pairs for pairs in set(rates()["pairs"]) if needed is None or pairs < needed]
    return int(max(fewer)) if fewer else None


def like(stories: int, pairs: int, units: float) -> pd.DataFrame:
    """Return the cells of the design that is nearest to a corpus.

    Parameters
    ----------
    stories, pairs : int
        The stories of the corpus, and how many of them are copied: at least one each.
    units : float
        The sentences of a text of middling length.

    Returns
    -------
    DataFrame
        All cells of one number of stories, pairs and units: the design that differs by the least factors.
    """
    table = rates()
    of_corpus = {"stories": stories, "pairs": pairs, "units": max(units, 1)}
    apart = sum(np.abs(np.log(table[name] / value)) for name, value in of_corpus.items())
    return table[np.isclose(apart, apart.min())]


def most(
    column: str,
    truths: Collection[str],
    *,
    machine: str = PLAIN,
    dependent: bool = False,
    pairs: int | None = None,
    units: int | None = None,
) -> float:
    """Return the highest of a rate over all cells of some truths, 0 to 1.

    Parameters
    ----------
    column : str
        The rate.
    truths : collection of str
        Names of `calibrate.TRUTHS`.
    machine : str
        One of `calibrate.MACHINES`.
    dependent : bool
        Cells in which neighbouring units are alike, or the others.
    pairs, units : int, optional
        Cells with so many copied stories, and with texts of so many units.
    """
    table = rates()
    chosen = (
        table["truth"].isin(truths) & (table["machine"] == machine) & ((table["dependence"] > 0) == dependent)
    )
    for column_of, wanted in (("pairs", pairs), ("units", units)):
        if wanted is not None:
            chosen &= table[column_of] == wanted
    return float(table.loc[chosen, column].max())


def coverage_least(family: str, *, machine: str = PLAIN) -> float:
    """Return the least coverage of the interval in any cell of a family, of those with enough runs that could be tested.

    Cells in which hardly a corpus could be tested are left out: their rates hang on a few.
    """
    table = rates()
    told = 1 - table["cannot_tell"]
    of_family = (table["family"] == family) & (table["machine"] == machine) & (table["dependence"] == 0)
    return float(table.loc[of_family & (told + table["gate"] > TOLD), "coverage"].min())
