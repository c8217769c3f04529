"""How often the verdict on copying errs: corpora made up with a known truth, judged by the verdict that ships.

The value of a text is that of its story, plus what a machine moved, plus the mean of its units. A unit has a standard
deviation of 1; stories differ by `STORY` of it, if they do. Copies of a story share their units in part, and neighbouring
units may be alike. A unit is normal, or one of two things (a sentence has a quotation, or has none): then a text's value
is a rate, kept between 0 and 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from retold.measures import components
from retold.measures.measure import Floats
from retold.measures.runs import bounds
from retold.measures.verdict import CANNOT, MOST, SAME, SMALL, judge

RUNS = 2_000  # corpora of a cell
STORY = 0.2  # standard deviation of stories, of that of a unit
# Standard deviations of stories and machines, of that of a unit.
TRUTHS = {
    "strangers": (0.0, STORY),
    "copies": (STORY, STORY / 10),
    "third": (STORY, STORY / 3),
    "boundary": (STORY, STORY),
    "no-signal": (0.0, 0.0),
}
NORMAL, BERNOULLI = "normal", "bernoulli"
FAMILIES = (NORMAL, BERNOULLI)
PLAIN, HEAVY = "normal", "heavy"
MACHINES = (PLAIN, HEAVY)
RARE = 0.1  # share of copies that a heavy machine damages; the others it hardly moves
RATES = {
    SMALL: "copying_small",
    MOST: "copying_most",
    SAME: "no_difference",
    CANNOT: "cannot_tell",
}
TABLE = Path(__file__).with_name("calibration.csv")  # rates of many cells, made by scripts/calibration.py
MOST_AT_ONCE = 4_000_000  # units made up at a time
SAMPLE = 200_000  # versions by which the true share of rates is computed
STEPS = 30  # of a bisection
_NEAR = 1e-9


@dataclass(frozen=True)
class Cell:
    """A design and a truth; see `calibrate`."""

    stories: int = 4
    pairs: int = 1
    units: int = 50
    truth: str = "strangers"
    shared: float = 0.8
    dependence: float = 0.0
    machine: str = PLAIN
    family: str = NORMAL
    rate: float = 0.2

    @property
    def unit(self) -> float:
        """The standard deviation of a unit."""
        return 1.0 if self.family == NORMAL else (self.rate * (1 - self.rate)) ** 0.5

    @property
    def story(self) -> np.ndarray:
        """The story of each text: first the stories, then a second version of the first ones."""
        return np.concatenate([np.arange(self.stories), np.arange(self.pairs)])


def calibrate(cell: Cell, runs: int = RUNS, seed: int = 1) -> dict[str, float | None]:
    """Return how often each verdict comes out in corpora made up by a design and a truth.

    Parameters
    ----------
    cell : Cell
        stories, and how many of them are in two versions (pairs); units of each text; truth, one of `TRUTHS`; shared, the
        correlation of the units of two versions; dependence, the correlation of neighbouring units; machine, of which a
        heavy one damages a copy in ten and hardly the others; family, one of `FAMILIES`, with the rate of a Bernoulli unit.
    runs : int
        Corpora made up.
    seed : int
        Same seed, same rates.

    Returns
    -------
    dict
        copying_small, copying_most, no_difference, cannot_tell: shares of the runs, which sum to 1. coverage: of the
        runs with enough to be tested, the share in which the interval at `components.LEVEL` holds the true share of
        copying; None if there is no such share, or no such run. gate: the share of runs in which stories differ by
        more than drawing makes.
    """
    rng = np.random.default_rng(seed)
    true = true_share(cell)
    counted: Counter[str] = Counter()
    covered = passed = tested = 0
    for values, without in _made(cell, runs, rng):
        size = np.full(len(cell.story), float(cell.units))
        uses = None if cell.family == NORMAL else values * cell.units
        judged = judge(values, without, cell.story, size, uses=uses)
        counted.update(judged.verdicts.tolist())
        passed += int((judged.tested & (judged.differ <= components.ERROR)).sum())
        tested += int(judged.tested.sum())
        if judged.tested.any() and cell.pairs and cell.stories > 1:
            covered += int((_holds(judged.components, true) & judged.tested).sum())
    rates: dict[str, float | None] = {name: counted[verdict] / runs for verdict, name in RATES.items()}
    known = tested and cell.pairs and cell.stories > 1 and not np.isnan(true)
    return {**rates, "coverage": covered / tested if known else None, "gate": passed / runs}


def true_share(cell: Cell) -> float:
    """The share of copying in a truth, 0 to 1; missing if nothing differs at all."""
    story, machine = _deviations(cell)
    lag = np.arange(1, cell.units)
    mean = (1 + 2 * ((1 - lag / cell.units) * cell.dependence**lag).sum()) / cell.units
    sigma, kappa = story**2, machine**2
    if cell.family == NORMAL:
        apart = 1 - cell.shared
    else:
        # Units that versions share may differ still, where their rates do.
        one, two = _rates(cell, story, machine)
        gap = np.abs(one - two)
        sigma, kappa = float(np.cov(one, two)[0, 1]) if story else 0.0, float((gap**2).mean() / 2)
        own = (one * (1 - one) + two * (1 - two)).mean() / 2
        apart = (1 - cell.shared) * own + cell.shared * (gap - gap**2).mean() / 2
    kappa += apart * mean
    return float(kappa / (sigma + kappa)) if sigma + kappa else float("nan")


@cache
def _deviations(cell: Cell) -> tuple[float, float]:
    """The standard deviations of stories and of machines.

    Rates are kept between 0 and 1, which takes more from stories than from machines: there the machine's is such that both
    are to each other as the truth says in what comes out.
    """
    story, machine = (x * cell.unit for x in TRUTHS[cell.truth])
    if cell.family == NORMAL or not story:
        return story, machine
    wanted, low, high = (machine / story) ** 2, 0.0, 2 * machine
    for _ in range(STEPS):
        middle = (low + high) / 2
        one, two = _rates(cell, story, middle)
        less = ((one - two) ** 2).mean() / 2 < wanted * np.cov(one, two)[0, 1]
        low, high = (middle, high) if less else (low, middle)
    return story, high


def _rates(cell: Cell, story: float, machine: float) -> tuple[Floats, Floats]:
    """The rates of many pairs of versions."""
    rng = np.random.default_rng(0)
    of_story = cell.rate + rng.standard_normal(SAMPLE) * story
    one, two = (np.clip(of_story + rng.standard_normal(SAMPLE) * machine, 0, 1) for _ in range(2))
    return one, two


def _holds(c: components.Components, true: float) -> np.ndarray:
    """Whether the interval of the share of copying holds the true one."""
    tail = (1 - components.LEVEL) / 2
    if true > 1 - _NEAR:
        return np.asarray(components.probability(c, 1 - _NEAR) <= 1 - tail)
    under = components.probability(c, true)
    return np.asarray((under >= tail) & (under <= 1 - tail))


def _made(cell: Cell, runs: int, rng: np.random.Generator) -> Iterator[tuple[Floats, Floats]]:
    """Yield corpora, many at a time: the values of texts, and the values without each run of neighbours."""
    ends = np.array(bounds(cell.units))
    sizes = np.diff(ends)
    # What is independent and normal needs no units: the mean of a run is normal too.
    width = len(sizes) if _by_runs(cell) else cell.units
    at_once = max(1, MOST_AT_ONCE // (len(cell.story) * width))
    for begin in range(0, runs, at_once):
        texts = _texts(cell, min(at_once, runs - begin), rng)
        sums = _sums(cell, texts, sizes, rng)
        whole = sums.sum(axis=2)
        left = np.maximum(cell.units - sizes, 1)
        yield whole / cell.units, (whole[:, :, None] - sums) / left


def _texts(cell: Cell, corpora: int, rng: np.random.Generator) -> Floats:
    """What each text differs by from the mean of its units, corpora × texts."""
    story, machine = _deviations(cell)
    shape = (corpora, len(cell.story))
    moved = rng.standard_normal(shape)
    if cell.machine == HEAVY:
        hit = rng.random(shape) < RARE
        moved *= np.where(hit, ((1 - RARE**2) / RARE) ** 0.5, (RARE**2 / (1 - RARE)) ** 0.5)
    return np.asarray(rng.standard_normal((corpora, cell.stories))[:, cell.story] * story + moved * machine)


def _sums(cell: Cell, texts: Floats, sizes: np.ndarray, rng: np.random.Generator) -> Floats:
    """The sums of the units of each run, corpora × texts × runs."""
    corpora = len(texts)
    if _by_runs(cell):
        noise = _versions(cell, rng.standard_normal((corpora, len(cell.story), len(sizes))))
        return np.asarray(texts[:, :, None] * sizes + noise * np.sqrt(sizes))
    starts = np.cumsum(sizes) - sizes
    shape = (corpora, len(cell.story), cell.units)
    if cell.family == NORMAL:
        noise = _versions(cell, rng.standard_normal(shape))
        units = texts[:, :, None] + _neighbours(noise, cell.dependence)
        return np.add.reduceat(units, starts, axis=2)
    rates = np.clip(cell.rate + texts, 0, 1).astype(np.float32)
    hits = _kept(cell, shape, rng) < rates[:, :, None]
    return np.add.reduceat(hits, starts, axis=2, dtype=np.float64)


def _by_runs(cell: Cell) -> bool:
    return cell.family == NORMAL and not cell.dependence


def _versions(cell: Cell, noise: Floats) -> Floats:
    """Let second versions share their noise with the first."""
    first = noise[:, : cell.pairs]
    noise[:, cell.stories :] = cell.shared * first + (1 - cell.shared**2) ** 0.5 * noise[:, cell.stories :]
    return noise


def _neighbours(noise: Floats, dependence: float) -> Floats:
    """Let each unit take over a part of what the one before it is: an autoregressive series of order one."""
    from scipy.signal import lfilter

    noise[..., 1:] *= (1 - dependence**2) ** 0.5
    return np.asarray(lfilter([1.0], [1.0, -dependence], noise, axis=-1))


def _kept(cell: Cell, shape: tuple[int, int, int], rng: np.random.Generator) -> np.ndarray:
    """Uniform numbers, of which a unit keeps that of its neighbour, or a version that of the first, with a probability."""
    drawn = rng.random(shape, dtype=np.float32)
    if cell.dependence:
        fresh = rng.random(shape, dtype=np.float32) >= cell.dependence
        fresh[..., 0] = True
        last = np.maximum.accumulate(np.where(fresh, np.arange(shape[2]), 0), axis=2)
        drawn = np.take_along_axis(drawn, last, axis=2)
    taken = rng.random((shape[0], cell.pairs, shape[2]), dtype=np.float32) < cell.shared
    drawn[:, cell.stories :] = np.where(taken, drawn[:, : cell.pairs], drawn[:, cell.stories :])
    return drawn
