"""Near-duplicate groups: which documents of a collection, small or large, are versions of one story.

Two texts are versions of one story if they share more uncommon words than other texts of their lengths do, at the
same places, and no large part of both is without a counterpart. A later story that takes over a third of an earlier
one fails the last test, however alike the third is; so do stories that share a header. The work has four steps:

1. Each document becomes the set of its words with the passages in which they stand (`digest`). How uncommon a
   word is, the collection tells, and where it is small, a table of common words (`store`).
2. Candidates (`candidates`): pairs that share uncommon words (an index of words, the rarest first, up to so much
   work a document) or the same MinHash values (for stories with more copies than an index can hold).
3. Each candidate is measured (`resemblance`) and judged (`kinds`): how probable it is that it is a pair of versions.
4. Groups grow from the likeliest pairs, as long as the average link and the best one speak for it (`_joined`), so
   that no single chance link joins two stories.

Memory holds about 5 bytes a word, not the texts. Results depend neither on the order of
the documents nor on the number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from retold.common.progress import Progress, quiet
from retold.compare import kinds
from retold.compare.candidates import candidates
from retold.compare.digest import Digest
from retold.compare.resemblance import first_look, resemblance
from retold.compare.store import Store

THRESHOLD = 0.5  # least probability of versions of one story
SURE = 0.9  # least probability with which texts of a new corpus are given one story before people have confirmed it
RELATED = 0.75  # least probability of documents of which one is partly in the other
ENOUGH = 60  # sampled words of a document with which a first look at a sample can be trusted
HOPELESS = 0.07  # a first look that says less ends it
LARGE = 40  # documents in a component from which links are verified as they are needed
SAMPLE = 5  # members of a large cluster that speak for it
BATCH = 128  # pairs verified at a time

T = TypeVar("T")

_WORTHWHILE = 16  # batches below which other processes do not help, and batches a task


@dataclass
class Pairs:
    """Pairs of documents that were judged, with what was found; an entry a pair."""

    documents: np.ndarray  # (pairs, 2)
    version: np.ndarray  # probability that they are versions of one story, 0 to 1
    related: np.ndarray  # probability that they have to do with each other at all, 0 to 1
    shared: np.ndarray  # uncommon words that both have
    passages: np.ndarray  # (pairs, 2): passages of each that hold an uncommon word
    matched: np.ndarray  # (pairs, 2): those that have a counterpart in the other
    identical: np.ndarray  # whether both have the same words in the same order

    def only(self, chosen: np.ndarray) -> Pairs:
        """Some of them, by their positions or by a mark each."""
        return Pairs(**{name: values[chosen] for name, values in vars(self).items()})

    @classmethod
    def of(cls, parts: Sequence[Pairs]) -> Pairs:
        """All of them, one part behind the other."""
        return cls(
            **{name: np.concatenate([getattr(p, name) for p in parts]) for name in cls.__annotations__}
        )


@dataclass
class Grouping:
    """What `group` returns; documents are named by their positions in the input."""

    groups: np.ndarray  # for each document the first, by id, of its group
    pairs: Pairs  # those that are versions, or partly in each other; each with the lower id first
    threshold: float

    def kinds(self) -> list[str]:
        """What each pair is: a name of `retold.compare.kinds.KINDS`."""
        together = self.pairs.version >= self.threshold
        version, identical, partial = kinds.KINDS
        named = np.where(self.pairs.identical, identical, np.where(together, version, partial))
        return [str(kind) for kind in named]


def group(
    ids: Sequence[str],
    digests: Iterable[Digest],
    *,
    threshold: float = THRESHOLD,
    pool: Executor | None = None,
    workers: int = 1,
    progress: Progress = quiet,
) -> Grouping:
    """Group documents into versions of one story.

    Parameters
    ----------
    ids : sequence of str
        Distinct names of the documents; they decide every tie. Complete once `digests`
        is exhausted, so that both can be filled while a file is read.
    digests : iterable of Digest
        The documents in the same order, as `digest` returns them, in batches.
    threshold : float
        Least probability of a link.
    pool : Executor, optional
        Processes that verify pairs; by default this one does.
    workers : int
        Threads of the index. Neither changes the result, only the time.
    progress : callable
        Wraps the loop over batches of pairs, with a label.

    Returns
    -------
    Grouping
    """
    with TemporaryDirectory(prefix="retold-") as folder:
        return _grouped(ids, digests, Path(folder), threshold, pool, workers, progress)


def _grouped(
    ids: Sequence[str],
    digests: Iterable[Digest],
    folder: Path,
    threshold: float,
    pool: Executor | None,
    workers: int,
    progress: Progress,
) -> Grouping:
    store = Store.gather(list(digests), ids)
    if pool is not None:
        store = store.saved(folder / "all")
    sample = store.sample()
    if pool is not None:
        sample = sample.saved(folder / "sample")
    possible = candidates(store, sample, workers)
    store, sample = store.mapped_anew(), sample.mapped_anew()
    possible = possible[_hopeful(store, sample, possible, pool, progress)]
    del sample
    judged = _judged(store, possible, pool, progress)
    label = _linked(store, judged, threshold, pool)
    own = store.first_alike
    groups = np.empty(len(store), dtype=np.int64)
    groups[store.order] = store.order[label[own]]
    kept = judged.only((judged.version >= threshold) | (judged.related >= RELATED))
    pairs = Pairs.of([kept, _identical(own)])
    pairs = pairs.only(np.lexsort((pairs.documents[:, 1], pairs.documents[:, 0])))
    pairs.documents = store.order[pairs.documents]
    return Grouping(groups, pairs, threshold)


def _hopeful(
    store: Store, sample: Store, pairs: np.ndarray, pool: Executor | None, progress: Progress
) -> np.ndarray:
    """Mark the pairs that a first look does not rule out: at a sample of words where they have many."""
    many = (sample.ends - sample.starts)[pairs].min(axis=1) >= ENOUGH
    hopeful = np.zeros(len(pairs), dtype=bool)
    for of, chosen in ((sample, np.flatnonzero(many)), (store, np.flatnonzero(~many))):
        looked = _batches(_look, of, pairs[chosen], pool, progress)
        hopeful[chosen] = np.concatenate(looked) if looked else False
    return hopeful


def _look(store: Store, pairs: np.ndarray) -> np.ndarray:
    return kinds.probability("first_look", first_look(store, pairs)) >= HOPELESS


def _judged(
    store: Store, pairs: np.ndarray, pool: Executor | None = None, progress: Progress = quiet
) -> Pairs:
    """Judge pairs, in batches, each independent of the others."""
    return Pairs.of([_judge(store, pairs[:0]), *_batches(_judge, store, pairs, pool, progress)])


def _judge(store: Store, pairs: np.ndarray) -> Pairs:
    found = resemblance(store, pairs)
    some = found.shared > 0
    return Pairs(
        pairs,
        np.where(some, kinds.probability("version", found.measures), 0.0),
        np.where(some, kinds.probability("related", found.measures), 0.0),
        found.shared,
        found.passages,
        found.matched,
        np.zeros(len(pairs), dtype=bool),
    )


def _batches(
    work: Callable[[Store, np.ndarray], T],
    store: Store,
    pairs: np.ndarray,
    pool: Executor | None,
    progress: Progress,
) -> list[T]:
    """Do work on pairs, a batch at a time, in other processes if it is worthwhile."""
    parts = [pairs[begin : begin + BATCH] for begin in range(0, len(pairs), BATCH)]
    if pool is None or store.folder is None or len(parts) < _WORTHWHILE:
        return list(progress((work(store, part) for part in parts), "pairs"))
    tasks = [(work, store.folder, parts[n : n + _WORTHWHILE]) for n in range(0, len(parts), _WORTHWHILE)]
    return [done for task in progress(pool.map(_work_saved, tasks), "pairs") for done in task]


def _work_saved(task: tuple[Callable[[Store, np.ndarray], T], Path, list[np.ndarray]]) -> list[T]:
    work, folder, parts = task
    store = Store.opened(folder)
    return [work(store, part) for part in parts]


def _identical(own: np.ndarray) -> Pairs:
    """Documents that have the same words in the same order as an earlier one."""
    copies = np.flatnonzero(own != np.arange(len(own)))
    sure, nothing = np.ones(len(copies)), np.zeros((len(copies), 2), dtype=np.int64)
    pairs = np.column_stack([own[copies], copies])
    return Pairs(pairs, sure, sure, nothing[:, 0], nothing, nothing, np.ones(len(copies), dtype=bool))


def _linked(store: Store, judged: Pairs, threshold: float, pool: Executor | None) -> np.ndarray:
    """Number each document by the first of its group."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    pairs, scores = judged.documents, judged.version
    n = len(store)
    label = np.arange(n)
    links, link_scores = pairs[scores >= threshold], scores[scores >= threshold]
    if not len(links):
        return label
    graph = csr_matrix((np.ones(len(links)), links.T), shape=(n, n))
    _, part = connected_components(graph, directed=False)
    by = np.argsort(part, kind="stable")
    cuts = np.flatnonzero(np.diff(part[by])) + 1
    members = [m for m in np.split(by, cuts) if len(m) > 1]
    inside = part[pairs[:, 0]] == part[pairs[:, 1]]
    known = dict(zip(map(tuple, pairs[inside].tolist()), scores[inside].tolist(), strict=True))
    small = [m.tolist() for m in members if 2 < len(m) <= LARGE]
    asked = [pair for m in small for pair in combinations(m, 2) if pair not in known]
    more = np.array(asked, dtype=np.int64).reshape(-1, 2)
    known.update(zip(asked, _judged(store, more, pool).version.tolist(), strict=True))
    for m in members:
        if len(m) == 2:
            clusters: Iterable[list[int]] = [m.tolist()]
        elif len(m) <= LARGE:
            clusters = _joined(m.tolist(), known, threshold)
        else:
            held = np.isin(links[:, 0], m)
            clusters = _stepwise(store, links[held], link_scores[held], threshold)
        for cluster in clusters:
            label[cluster] = min(cluster)
    return label


def _joined(members: list[int], known: Mapping[tuple[int, int], float], threshold: float) -> list[list[int]]:
    """Join the closest clusters while the mean of their average and their best link reaches the threshold.

    Average linkage alone would part a long text from one cut twice, though the text cut once speaks for both; the
    best link alone would let one chance link join two stories.
    """
    scores = np.zeros((len(members), len(members)))
    for (a, b), score in zip(
        combinations(range(len(members)), 2), (known[p] for p in combinations(members, 2)), strict=True
    ):
        scores[a, b] = scores[b, a] = score
    clusters = [[n] for n in range(len(members))]
    while len(clusters) > 1:
        closeness = {
            (one, two): (across.mean() + across.max()) / 2
            for one, two in combinations(range(len(clusters)), 2)
            for across in [scores[np.ix_(clusters[one], clusters[two])]]
        }
        one, two = max(closeness, key=lambda pair: (closeness[pair], -pair[0], -pair[1]))
        if closeness[one, two] < threshold:
            break
        clusters[one] = sorted(clusters[one] + clusters.pop(two))
    return [[members[n] for n in cluster] for cluster in clusters]


def _stepwise(store: Store, links: np.ndarray, scores: np.ndarray, threshold: float) -> Iterable[list[int]]:
    """Join the best linked first, if the first `SAMPLE` members of both match on average."""
    clusters = {doc: [doc] for doc in np.unique(links).tolist()}
    home = {doc: doc for doc in clusters}
    for a, b in links[np.lexsort((links[:, 1], links[:, 0], -scores))].tolist():
        one, two = home[a], home[b]
        if one == two:
            continue
        across = [sorted((x, y)) for x in clusters[one][:SAMPLE] for y in clusters[two][:SAMPLE]]
        if len(across) == 1 or _judge(store, np.array(across)).version.mean() >= threshold:
            for doc in clusters[two]:
                home[doc] = one
            clusters[one] = sorted(clusters[one] + clusters.pop(two))
    return clusters.values()
