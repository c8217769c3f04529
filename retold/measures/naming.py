"""How a text names the event: terms of a lexicon counted; words that tell two versions apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product, zip_longest

import numpy as np
import pandas as pd

from retold.common.once import Tables
from retold.measures.measure import Measure, share

PRIOR_WORDS = 500.0
PRIORS = (100.0, PRIOR_WORDS, 2000.0)
MOST_CLASSES = 9  # of more, not every contrast is tried: there are too many
PERMUTATIONS = 1000
SEED = 372403
NORMAL = 1.96


def _classes(t: Tables) -> dict[str, str]:
    named = t["mentions"].loc[t["mentions"]["lexicon"] == "naming", "name"]
    return {str(name): str(name) for name in named.unique()}


MEASURES = (
    Measure(
        "framing.naming.{name}", "naming: {label}", unit="per 1,000 words", higher="the event is called so more often",
        page="06-framing", of="mention", each=_classes,
        counts={"named_so": lambda rows, name: ((rows["lexicon"] == "naming") & (rows["name"] == name)).astype(float)},
        value=share("named_so", times=1000.0), uses="named_so", reference="counted by the lexicon of the corpus",
        # Of 50 words, 2 of 3 mentions.
        example=(
            {
                "sentences": [{"start": 0, "end": 300, "words": 48, "heading_words": 2}],
                "mentions": [
                    {"lexicon": "naming", "name": "retreat", "start": 10},
                    {"lexicon": "naming", "name": "retreat", "start": 90},
                    {"lexicon": "naming", "name": "collapse", "start": 200},
                    {"lexicon": "actors", "name": "retreat", "start": 250},
                ],
            },
            40.0,
            "retreat",
        ),
    ),
)  # fmt: skip


def slots(a: Sequence[str], b: Sequence[str]) -> list[tuple[str, str]]:
    """Pair the terms that name the event in two corresponding sentences.

    Equal terms are paired first, the rest in order; what is left over faces nothing ("").
    """
    left, right = list(a), list(b)
    pairs = []
    for term in a:
        if term in right:
            pairs.append((term, term))
            left.remove(term)
            right.remove(term)
    return pairs + list(zip_longest(left, right, fillvalue=""))


def distances(uses: pd.DataFrame) -> pd.DataFrame:
    """Return the total variation distance of every two texts' naming of the event.

    0: they use the classes in the same proportions; 1: they share none.

    Parameters
    ----------
    uses : DataFrame
        How often each text (row) uses each class (column).

    Returns
    -------
    DataFrame
        Square; a text that uses no term is left out.
    """
    from scipy.spatial.distance import cdist

    used = uses[uses.sum(axis=1) > 0]
    shares = used.div(used.sum(axis=1), axis=0).to_numpy(dtype=float)
    apart = cdist(shares, shares, "cityblock") / 2 if len(used) else np.zeros((0, 0))
    return pd.DataFrame(apart, index=used.index, columns=used.index)


def contrast(
    namings: pd.DataFrame, lexicon: pd.DataFrame, doc_a: str, doc_b: str
) -> tuple[list[list[int]], float | None]:
    """Test the lexicon's declared contrast between two texts by Fisher's exact test.

    Returns
    -------
    (list, float or None)
        The 2 × 2 counts (rows: texts; columns: side a, side b of the contrast) and the
        two-sided p; None if a row or a column is empty.
    """
    from scipy.stats import fisher_exact

    side = lexicon.set_index("term")["contrast"]
    used = namings.assign(side=namings["term"].map(side))
    counts = [
        [int(used.loc[(used["doc_id"] == d) & (used["side"] == s), "count"].sum()) for s in ("a", "b")]
        for d in (doc_a, doc_b)
    ]
    empty = any(sum(row) == 0 for row in counts) or any(a + b == 0 for a, b in zip(*counts, strict=True))
    return counts, None if empty else float(fisher_exact(counts).pvalue)


def chance_of_contrast(a: pd.Series, b: pd.Series, level: float = 0.05) -> float | None:
    """Return how many of all contrasts that could be declared would find two versions different.

    Parameters
    ----------
    a, b : Series
        Uses of each class of the lexicon in both versions.
    level : float
        What Fisher's exact test must fall below.

    Returns
    -------
    float or None
        The share, 0 to 1, of all ways to set some of the used classes against some others. None for
        fewer than two classes, and for more than `MOST_CLASSES`.
    """
    used = [(int(x), int(y)) for x, y in zip(a, b, strict=True) if x or y]
    if not 2 <= len(used) <= MOST_CLASSES:
        return None
    return _share_of_contrasts(tuple(used), level)


@cache
def _share_of_contrasts(used: tuple[tuple[int, int], ...], level: float) -> float:
    from scipy.stats import hypergeom

    sides = np.array(list(product((0, 1, 2), repeat=len(used))))
    # Each contrast once: the first class that is taken stands on the first side.
    first = [row[np.nonzero(row)[0][0]] == 1 if row.any() else False for row in sides]
    sides = sides[np.array(first) & (sides == 2).any(axis=1)]
    counts = np.array(used)
    one, two = ((sides == side).astype(int) @ counts for side in (1, 2))
    tables = np.unique(np.concatenate([one, two], axis=1), axis=0, return_counts=True)
    below = 0
    for (x, y, v, w), times in zip(*tables, strict=True):
        total, row, column = x + y + v + w, x + v, x + y
        support = np.arange(max(0, row + column - total), min(row, column) + 1)
        chances = hypergeom.pmf(support, total, column, row)
        p = chances[chances <= hypergeom.pmf(x, total, column, row) * (1 + 1e-7)].sum()
        below += int(times) * bool(p < level)
    return below / len(sides)


def log_odds(a: np.ndarray, b: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Return how much more often each term occurs in one corpus than in another, standardised.

    Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, Political
    Analysis 16(4)): the prior draws rare terms towards zero. A tool for many documents a side;
    of two single documents it tells topic, event and genre, not framing.

    Parameters
    ----------
    a, b : array of shape (..., terms)
        Counts of each term in both corpora.
    prior : array of shape (terms,)
        Pseudo-counts, above 0: frequencies in a background corpus, scaled to its weight in words.

    Returns
    -------
    array of shape (..., terms)
        z; above 0: more in `a`. Beyond 1.96 is called significant if words were independent
        draws, which they are not.
    """
    if not (np.asarray(prior) > 0).all():
        raise ValueError("the prior must be above 0 for every term")
    sizes = (np.sum(a, axis=-1, keepdims=True), np.sum(b, axis=-1, keepdims=True))
    return _standardised(a, b, prior, sizes)


def _standardised(
    a: np.ndarray, b: np.ndarray, prior: np.ndarray, sizes: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    apart, error = difference(a, b, prior, sizes, float(prior.sum()))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.nan_to_num(apart / error))


def difference(
    a: np.ndarray, b: np.ndarray, prior: np.ndarray, sizes: tuple[np.ndarray, np.ndarray], weight: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds ratio of terms between two corpora under a Dirichlet prior, and its standard error.

    Parameters
    ----------
    a, b : array
        Counts of some terms in both corpora.
    prior : array
        The pseudo-count of each.
    sizes : pair of array
        All words of both corpora.
    weight : float
        The sum of the prior over all terms, those that are not asked about with them.
    """
    counts = (a + prior, b + prior)
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two = (np.log(n / (size + weight - n)) for n, size in zip(counts, sizes, strict=True))
        return np.asarray(one - two), np.asarray(np.sqrt(1 / counts[0] + 1 / counts[1]))


def keyness(
    units_a: np.ndarray,
    units_b: np.ndarray,
    background: np.ndarray,
    prior_words: float = PRIOR_WORDS,
    seed: int = SEED,
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Compare the words of two versions by log-odds, and shuffle sentences to see what that is worth.

    Parameters
    ----------
    units_a, units_b : array of shape (units, terms)
        Counts of each term in corresponding sentences of both versions; a unit that one version
        lacks has zeros there.
    background : array of shape (terms,)
        Counts of each term in the whole corpus; scaled to `prior_words` words they are the prior.

    Returns
    -------
    (DataFrame, dict)
        A row a term: count_a, count_b, z, and p: in how many of `PERMUTATIONS` random exchanges of
        corresponding sentences between the versions z is at least as far from 0, lengths held. And: terms; flagged,
        how many are beyond 1.96; expected, the mean of that number over the exchanges; permuted, how
        many have a p below 0.05; survive, how many are further out than the furthest term of 95 % of
        the exchanges.
    """
    prior = prior_words * background / background.sum()
    a, b = units_a.sum(axis=0), units_b.sum(axis=0)
    z = log_odds(a, b, prior)
    rng = np.random.default_rng(seed)
    signs = rng.choice([-1.0, 1.0], size=(PERMUTATIONS, len(units_a)))
    moved = signs @ (units_a - units_b)
    # The lengths stay as they are: else every word would differ because one version is longer.
    null = np.abs(_standardised((a + b + moved) / 2, (a + b - moved) / 2, prior, (a.sum(), b.sum())))
    beyond = (null > NORMAL).sum(axis=1)
    size = np.abs(z)
    p = (1 + (null >= size - 1e-9).sum(axis=0)) / (1 + PERMUTATIONS)
    there = (a + b) > 0
    summary = {
        "terms": int(there.sum()),
        "flagged": int((size[there] > NORMAL).sum()),
        "expected": float(beyond.mean()),
        "permuted": int((p[there] < 0.05).sum()),
        "survive": int((size > np.quantile(null.max(axis=1), 0.95)).sum()),
    }
    return pd.DataFrame({"count_a": a, "count_b": b, "z": z, "p": p}), summary
