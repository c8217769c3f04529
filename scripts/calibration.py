"""Measure the error rates of the verdict on copying again, on every core: `python scripts/calibration.py`."""

from __future__ import annotations

import csv
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, fields
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from retold.measures.calibrate import BERNOULLI, HEAVY, NORMAL, RATES, RUNS, TABLE, TRUTHS, Cell, calibrate  # noqa: E402

DESIGNS = ((4, 1), (10, 1), (10, 5), (30, 15), (60, 30))
UNITS = (50, 200, 1000)
SHARED = (0.0, 0.5, 0.8, 0.95)
KINDS = ((NORMAL, Cell.rate), (BERNOULLI, 0.2), (BERNOULLI, 0.02))
DEPENDENCE = 0.3
SEED = 20221111
NAMES = (*RATES.values(), "coverage", "gate")


def grid() -> list[Cell]:
    """Every cell: all truths and shares, then neighbours that are alike, then rare heavy damage."""
    sizes = list(product(DESIGNS, UNITS))
    cells = [
        Cell(*design, units, truth, shared, family=family, rate=rate)
        for (family, rate), (design, units), truth, shared in product(KINDS, sizes, TRUTHS, SHARED)
    ]
    cells += [
        Cell(*design, units, "no-signal", Cell.shared, DEPENDENCE, family=family, rate=rate)
        for (family, rate), (design, units) in product(KINDS, sizes)
    ]
    cells += [
        Cell(*design, units, truth, machine=HEAVY)
        for (design, units), truth in product(sizes, ("strangers", "boundary", "copies"))
    ]
    return cells


def row(cell: Cell) -> dict[str, object]:
    """A cell with its rates."""
    rates = calibrate(cell, RUNS, SEED)
    return asdict(cell) | {name: "" if value is None else f"{value:.4f}" for name, value in rates.items()}


def main() -> None:
    with ProcessPoolExecutor() as pool:
        rows = list(pool.map(row, grid(), chunksize=4))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        names = [*(f.name for f in fields(Cell)), *NAMES]
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} cells of {RUNS:,} runs: {TABLE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
