"""What a careful user would try instead: the programs that `run.py` and `run_foreign.py` measure beside ours.

    python benchmarks/versions/peers.py NAME corpus.jsonl pairs.npz LEAST

writes the pairs of documents that a peer scores at least LEAST. `run.py` runs this in a
process of its own, so that its time and memory are the peer's.

An aligner scores every two sentences once and links them at a threshold. A grouper finds
pairs of documents with a score; groups are their connected components.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import numpy as np

Links = set[tuple[int, int]]
Found = Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]  # documents, their partners, the scores

SHINGLE = 3  # words
BANDS, ROWS = 64, 2  # of the MinHash index
NUM_PERM = BANDS * ROWS
TOGETHER = 250  # documents compared with all others at a time


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def tfidf(a: Sequence[str], b: Sequence[str]) -> np.ndarray:
    """Cosines of TF-IDF vectors of words and pairs of words."""
    return _cosines(a, b, ngram_range=(1, 2))


def tfidf_of_words(a: Sequence[str], b: Sequence[str]) -> np.ndarray:
    """Cosines of TF-IDF vectors of words, each counted by the logarithm of how often it stands there."""
    return _cosines(a, b, sublinear_tf=True)


def _cosines(a: Sequence[str], b: Sequence[str], **how: object) -> np.ndarray:
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(map(tokens, [*a, *b])):
        return np.zeros((len(a), len(b)))
    rows = TfidfVectorizer(token_pattern=r"\w+", **how).fit_transform([*a, *b])
    return (rows[: len(a)] @ rows[len(a) :].T).toarray()


def matched_tokens(a: Sequence[str], b: Sequence[str]) -> np.ndarray:
    """Share of the shorter sentence's words that difflib matches, text against text."""
    sides = [[tokens(s) for s in side] for side in (a, b)]
    home = [np.repeat(np.arange(len(side)), [len(s) for s in side]) for side in sides]
    shared = np.zeros((len(a), len(b)))
    matcher = SequenceMatcher(None, *([w for s in side for w in s] for side in sides), autojunk=False)
    for i, j, size in matcher.get_matching_blocks():
        np.add.at(shared, (home[0][i : i + size], home[1][j : j + size]), 1)
    lengths = [np.array([max(1, len(s)) for s in side]) for side in sides]
    return shared / np.minimum.outer(*lengths)


def token_sets(a: Sequence[str], b: Sequence[str]) -> np.ndarray:
    from rapidfuzz import fuzz, process, utils

    return process.cdist(a, b, scorer=fuzz.token_set_ratio, processor=utils.default_process) / 100


def best_either_way(scores: np.ndarray, threshold: float) -> Links:
    """Link each sentence of either side to its best match."""
    if not scores.size:
        return set()
    links = {(i, int(j)) for i, j in enumerate(scores.argmax(axis=1))}
    links |= {(int(i), j) for j, i in enumerate(scores.argmax(axis=0))}
    return {link for link in links if scores[link] >= threshold}


def mutual_best(scores: np.ndarray, threshold: float) -> Links:
    """Link two sentences that are each the other's best match."""
    if not scores.size:
        return set()
    to_b, to_a = scores.argmax(axis=1), scores.argmax(axis=0)
    return {(i, int(j)) for i, j in enumerate(to_b) if to_a[j] == i and scores[i, j] >= threshold}


def all_above(scores: np.ndarray, threshold: float) -> Links:
    return {(int(i), int(j)) for i, j in zip(*np.nonzero(scores >= threshold), strict=True)}


def in_order(scores: np.ndarray, threshold: float) -> Links:
    """The heaviest chain of links in the order of both texts, with runs of one to several."""
    n, m = scores.shape
    gain = (scores - threshold).tolist()
    ended = [[0.0] * (m + 1) for _ in range(n + 1)]  # the best chain of what was read so far
    linked = [[float("-inf")] * (m + 1) for _ in range(n + 1)]  # the best that ends in this link
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            before = max(ended[i - 1][j - 1], linked[i - 1][j], linked[i][j - 1])
            linked[i][j] = before + gain[i - 1][j - 1]
            ended[i][j] = max(linked[i][j], ended[i - 1][j], ended[i][j - 1])
    links: Links = set()
    i, j, inside = n, m, False
    while i and j:
        if inside or linked[i][j] == ended[i][j]:
            links.add((i - 1, j - 1))
            before = linked[i][j] - gain[i - 1][j - 1]
            steps = (
                (ended[i - 1][j - 1], 1, 1, False),
                (linked[i - 1][j], 1, 0, True),
                (linked[i][j - 1], 0, 1, True),
            )
            _, up, left, inside = min(steps, key=lambda s: abs(s[0] - before))
            i, j = i - up, j - left
        elif ended[i][j] == ended[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return links


def in_steps(scores: np.ndarray, threshold: float) -> Links:
    """The heaviest chain of steps in the order of both texts: one to one, one to two, two to one, or none."""
    n, m = scores.shape
    gain = (scores - threshold).tolist()
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    step = [[(0, 0)] * (m + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            here = gain[i - 1][j - 1]
            options = [
                (best[i - 1][j], (1, 0)),
                (best[i][j - 1], (0, 1)),
                (best[i - 1][j - 1] + here, (1, 1)),
            ]
            if j > 1:
                options.append((best[i - 1][j - 2] + here + gain[i - 1][j - 2], (1, 2)))
            if i > 1:
                options.append((best[i - 2][j - 1] + here + gain[i - 2][j - 1], (2, 1)))
            best[i][j], step[i][j] = max(options)
    links: Links = set()
    i, j = n, m
    while i and j:
        up, left = step[i][j]
        links |= {(i - a, j - b) for a in range(1, up + 1) for b in range(1, left + 1)}
        i, j = i - up, j - left
    return links


class Aligner(NamedTuple):
    score: Callable[[Sequence[str], Sequence[str]], np.ndarray]
    link: Callable[[np.ndarray, float], Links]
    thresholds: Sequence[float]


ALIGNERS = {
    "TF-IDF word 1-2, best either way": Aligner(
        tfidf, best_either_way, (0.02, 0.04, 0.06, 0.08, 0.1, 0.14, 0.18)
    ),
    "TF-IDF word 1, mutual best": Aligner(tfidf_of_words, mutual_best, (0.08, 0.1, 0.12, 0.14, 0.16, 0.2)),
    "TF-IDF word 1, in order": Aligner(tfidf_of_words, in_steps, (0.08, 0.1, 0.12, 0.14, 0.16, 0.2)),
    "difflib on tokens": Aligner(matched_tokens, all_above, (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)),
}


def brute_force(texts: list[str], least: float) -> Found:
    """scikit-learn: TF-IDF of words and pairs of words, every document against every other."""
    return _near(texts, least, ngram_range=(1, 2))


def brute_force_of_words(texts: list[str], least: float) -> Found:
    """scikit-learn: TF-IDF of words, each counted by the logarithm of how often it stands there."""
    return _near(texts, least, sublinear_tf=True, token_pattern=r"\w+")


def _near(texts: list[str], least: float, **how: object) -> Found:
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(dtype=np.float32, **how).fit_transform(texts)
    for begin in range(0, len(texts), TOGETHER):
        cosines = (rows[begin:] @ rows[begin : begin + TOGETHER].T.tocsr()).tocoo()
        use = (cosines.data >= least) & (cosines.row > cosines.col)
        yield cosines.row[use] + begin, cosines.col[use] + begin, cosines.data[use]


def shingles(text: str) -> set[str]:
    words = tokens(text)
    return {" ".join(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1))}


def by_datasketch(texts: list[str], least: float) -> Found:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=NUM_PERM, params=(BANDS, ROWS))
    values = np.zeros((len(texts), NUM_PERM), dtype=np.uint32)
    for n, text in enumerate(texts):
        sketch = MinHash(num_perm=NUM_PERM)
        sketch.update_batch([s.encode() for s in shingles(text)])
        values[n] = sketch.hashvalues
        near = np.array(index.query(sketch), dtype=np.int64)
        index.insert(n, sketch)
        yield _estimated(values, n, near, least)


def by_rensa(texts: list[str], least: float) -> Found:
    from rensa import RMinHash, RMinHashLSH

    sketches = RMinHash.from_token_sets((shingles(text) for text in texts), NUM_PERM, 42)
    values = np.array([s.digest() for s in sketches], dtype=np.uint32)
    index = RMinHashLSH(0.5, NUM_PERM, BANDS)  # the threshold is not used by a query
    index.insert_many(sketches)
    for n, sketch in enumerate(sketches):
        near = np.array(index.query(sketch), dtype=np.int64)
        yield _estimated(values, n, near[near < n], least)


def _estimated(
    values: np.ndarray, n: int, near: np.ndarray, least: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Estimated Jaccard similarities of a document with its candidates."""
    scores = (values[near] == values[n]).mean(axis=1)
    near, scores = near[scores >= least], scores[scores >= least]
    return np.full(len(near), n), near, scores


class Grouper(NamedTuple):
    pairs: Callable[[list[str], float], Found]
    thresholds: Sequence[float]
    most: int | None  # documents it is meant for


_STEPS = tuple(n / NUM_PERM for n in range(4, 40))
GROUPERS = {
    "scikit-learn TF-IDF word 1-2, brute force": Grouper(
        brute_force, tuple(n / 100 for n in range(20, 61, 2)), 10_000
    ),
    "scikit-learn TF-IDF word 1, brute force": Grouper(
        brute_force_of_words, tuple(n / 100 for n in range(20, 61, 2)), 1_000
    ),
}


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


# Those beside scikit-learn come with requirements.txt.
VERSIONS = {p: _installed(p) for p in ("scikit-learn", "rapidfuzz", "datasketch", "rensa")}
if VERSIONS["rapidfuzz"]:
    ALIGNERS["rapidfuzz token_set, in order"] = Aligner(
        token_sets, in_order, (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
    )
if VERSIONS["datasketch"]:
    GROUPERS[f"datasketch LSH, word {SHINGLE}, {BANDS}x{ROWS}"] = Grouper(by_datasketch, _STEPS, None)
if VERSIONS["rensa"]:
    GROUPERS[f"rensa, word {SHINGLE}, {BANDS}x{ROWS}"] = Grouper(by_rensa, _STEPS, None)


def main(name: str, source: str, out: str, least: str) -> None:
    with Path(source).open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    a, b, scores = zip(*GROUPERS[name].pairs(texts, float(least)), strict=True)
    np.savez(out, a=np.concatenate(a), b=np.concatenate(b), scores=np.concatenate(scores))


if __name__ == "__main__":
    main(*sys.argv[1:])
