"""Two versions of a story side by side, sentence by sentence.

A link joins sentences that say the same. Links are found in steps: sentences that both
texts hold word for word, or that are each other's best match in words, with some credit
for neighbours that match too; then what was split, merged or torn off beside such a pair;
then sentences that stand alone between matched neighbours, which hold them in place if
hardly a word is left; last, parts that went over a sentence boundary. Nothing forces the
order of one text on the other, so a moved sentence keeps its partner.

The settings below were fitted on versions made from other news (`benchmarks/versions`),
not on the texts of the report.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retold.text import UNPARTED, Span, Text, is_small, terms

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

OPERATIONS = ("same", "edited", "split", "merged", "moved", "omitted", "inserted")
COLUMNS = ("a", "b", "similarity", "operation")

MUTUAL = 0.08  # least score of a pair that is each other's best match
LONE = 0.15  # least cosine of a pair that is the best match of one side only
REST = 0.12  # least share of a sentence's words found in what its neighbour left over
NEIGHBOUR = 0.35  # credit for matching neighbours, as a share of their cosine
ASIDE = 0.6  # the same for a neighbour on one side only, as with a split
SHIFTED = 0.2  # least share of a linked sentence's words found in the sentence beside its partner only
REACH = 2  # how far apart the parts of a split sentence may stand, in sentences
FACING = 0.02  # least cosine of sentences that face each other between linked neighbours
STRETCH = 3.0  # how much longer one of them may be than the other
SCRAP_WORDS = 3  # a torn-off fragment has at most so many words
BLOCK = 256  # rows compared at a time: bounds memory

Link = tuple[int, int]


def align(a: str | Sequence[str], b: str | Sequence[str]) -> pd.DataFrame:
    """Align two versions of a story.

    Parameters
    ----------
    a, b : str or sequence of str
        Each a text, which is cut into sentences (`retold.text.pieces`), or a list of sentences.

    Returns
    -------
    DataFrame
        One row a pair, in reading order of `a`, with what only `b` has at its place.
        Columns:

        - a, b: tuples of (start, end) offsets into the text; of positions from 0 if
          sentences were given. Empty on one side if the other has no counterpart.
        - similarity: cosine of the TF-IDF vectors of both sides; 0 to 1, higher is more
          alike; 1 if the words are the same.
        - operation: same (but for white space and the form of marks), edited, split (one sentence of a,
          several of b), merged (several of a, one of b), moved (out of the order of the
          rest), omitted (only in a), inserted (only in b).

        Where sentences were cut anew, so that two of each text share their words in three
        ways, a sentence stands in more than one row.

    Notes
    -----
    Time grows with the product of the numbers of sentences, memory with their sum.
    """
    spans_a, one = _cut(a)
    spans_b, two = _cut(b)
    texts = _Versions(one, two)
    rows = []
    for left, right, operation in _operations(_links(texts), texts):
        similarity = texts.similarity(left, right) if left and right else 0.0
        rows.append(
            (tuple(spans_a[i] for i in left), tuple(spans_b[j] for j in right), similarity, operation)
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def word_changes(a: Sequence[str], b: Sequence[str]) -> tuple[list[str], list[str]]:
    """Say of each word of two corresponding passages whether the other has it, at its place.

    Parameters
    ----------
    a, b : sequence of str
        The words of each side, in the form in which they are compared (`retold.text.terms`).

    Returns
    -------
    tuple of list of str
        One entry a word of `a`, and one a word of `b`: kept (both have the word, in the same order),
        edited (other words stand at its place), lost (only in `a`), inserted (only in `b`).

    Notes
    -----
    The longest matching blocks of `difflib.SequenceMatcher`, after Ratcliff and Obershelp; a word that moved
    within the passage counts as lost at one place and inserted at the other.
    """
    of_a, of_b = ["lost"] * len(a), ["inserted"] * len(b)
    for operation, i, end_a, j, end_b in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if operation in ("equal", "replace"):
            said = "kept" if operation == "equal" else "edited"
            of_a[i:end_a], of_b[j:end_b] = [said] * (end_a - i), [said] * (end_b - j)
    return of_a, of_b


def as_dict(row: Sequence[object]) -> dict[str, object]:
    """Return a row of `align` on two texts in the form printed as JSON."""
    a, b, similarity, operation = row
    return {
        "a": [list(s) for s in a],  # type: ignore[attr-defined]
        "b": [list(s) for s in b],  # type: ignore[attr-defined]
        "similarity": round(float(similarity), 4),  # type: ignore[arg-type]
        "operation": operation,
    }


def _cut(text: str | Sequence[str]) -> tuple[Sequence[Span] | range, list[str]]:
    if isinstance(text, str):
        spans = Text.of(text).pieces
        return spans, [text[s:e] for s, e in spans]
    return range(len(text)), list(text)


@dataclass
class _Bag:
    """Weighted features of a sentence: stems, forms, and pairs of stems."""

    weights: dict[Hashable, float]
    size: float


class _Versions:
    """The sentences of both versions as weighted bags, and as sparse rows of unit length."""

    def __init__(self, a: Sequence[str], b: Sequence[str]) -> None:
        self.texts = (a, b)
        self.words = ([_words(s) for s in a], [_words(s) for s in b])
        counted = [[_features(w) for w in side] for side in self.words]
        seen: Counter[Hashable] = Counter()
        for side in counted:
            for features in side:
                seen.update(features.keys())
        total = 1 + len(a) + len(b)
        idf = {f: math.log(total / (1 + n)) + 1.0 for f, n in seen.items()}
        self.a, self.b = ([_weighted(features, idf) for features in side] for side in counted)
        columns = {f: n for n, f in enumerate(seen)}
        self.rows = tuple(_matrix(side, columns) for side in (self.a, self.b))

    def cosine(self, i: int, j: int) -> float:
        return self.similarity((i,), (j,))

    def similarity(self, left: Iterable[int], right: Iterable[int]) -> float:
        """Cosine of the sums of the sentences on both sides."""
        one, two = _sum(self.a[i] for i in left), _sum(self.b[j] for j in right)
        if one.size == 0 or two.size == 0:
            return 0.0
        small, large = sorted((one.weights, two.weights), key=len)
        product = sum(v * large.get(f, 0.0) for f, v in small.items())
        return min(1.0, product / (one.size * two.size))


def _words(sentence: str) -> list[str]:
    """Words for comparison; scripts that do not part words are read a character at a time."""
    found: list[str] = []
    for term in terms(sentence):
        found += list(term) if any(a <= ord(term[0]) <= b for a, b in UNPARTED) else [term]
    return found


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)][:7]
    return word[:7]


def _features(words: Sequence[str]) -> dict[Hashable, float]:
    stems = [_stem(w) for w in words]
    counts: dict[Hashable, float] = defaultdict(float)
    for stem in stems:
        counts[stem] += 1.0
    for pair in pairwise(stems):
        counts[pair] += 0.5
    for word in words:
        counts[("form", word, "")] += 1.0
    return counts


def _weighted(counts: dict[Hashable, float], idf: dict[Hashable, float]) -> _Bag:
    weights = {f: math.log2(1.0 + n) * idf[f] for f, n in counts.items()}
    return _Bag(weights, math.sqrt(sum(v * v for v in weights.values())))


def _sum(bags: Iterable[_Bag]) -> _Bag:
    listed = list(bags)
    if len(listed) == 1:
        return listed[0]
    total: dict[Hashable, float] = defaultdict(float)
    for bag in listed:
        for feature, value in bag.weights.items():
            total[feature] += value
    return _Bag(total, math.sqrt(sum(v * v for v in total.values())))


def _matrix(bags: Sequence[_Bag], columns: dict[Hashable, int]) -> csr_matrix:
    from scipy.sparse import csr_matrix

    values, indices, starts = [], [], [0]
    for bag in bags:
        values += [v / bag.size for v in bag.weights.values()]
        indices += [columns[f] for f in bag.weights]
        starts.append(len(indices))
    shape = (len(bags), max(1, len(columns)))
    return csr_matrix((np.array(values, dtype=np.float32), indices, starts), shape=shape)


def _links(texts: _Versions) -> set[Link]:
    if not texts.a or not texts.b:
        return set()
    of_a, of_b, score = _best(*texts.rows)
    scraps = (_scraps(texts.texts[0], texts.words[0]), _scraps(texts.texts[1], texts.words[1]))
    links = _Links()
    for i, j in _verbatim(texts):
        links.add(i, j)
    for i, j in enumerate(of_a):
        if i in links.of_a or j in links.of_b:
            continue
        same_kind = (i in scraps[0]) == (j in scraps[1])
        if of_b[j] == i and score[i] >= MUTUAL and same_kind and texts.cosine(i, int(j)) > 0:
            links.add(i, int(j))
    _add_parts(links, texts, of_a, of_b, scraps)
    _fill_gaps(links, texts, scraps)
    _add_scraps(links, texts, scraps)
    _add_shifted(links, texts, scraps)
    return links.all


def _verbatim(texts: _Versions) -> Iterator[Link]:
    """Sentences that both texts hold word for word and equally often, in their order."""
    places: tuple[dict[str, list[int]], dict[str, list[int]]] = (defaultdict(list), defaultdict(list))
    for found, sentences, words in zip(places, texts.texts, texts.words, strict=True):
        for n, sentence in enumerate(sentences):
            if words[n]:
                found[_plain(sentence)].append(n)
    for plain, mine in places[0].items():
        theirs = places[1].get(plain, [])
        if len(mine) == len(theirs):
            yield from zip(mine, theirs, strict=True)


class _Links:
    """Links, found from either side."""

    def __init__(self, links: Iterable[Link] = ()) -> None:
        self.all: set[Link] = set()
        self.of_a: dict[int, set[int]] = defaultdict(set)
        self.of_b: dict[int, set[int]] = defaultdict(set)
        for i, j in links:
            self.add(i, j)

    def add(self, i: int, j: int) -> None:
        self.all.add((i, j))
        self.of_a[i].add(j)
        self.of_b[j].add(i)


def _best(a: csr_matrix, b: csr_matrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The best match of each sentence of a and of b, and the scores of those of a.

    The score is the cosine, plus a credit for the neighbours on both sides that match.
    """
    n, m = a.shape[0], b.shape[0]
    across = b.T.tocsr()
    of_a, score = np.zeros(n, dtype=int), np.zeros(n)
    of_b, top = np.zeros(m, dtype=int), np.full(m, -1.0)
    for begin in range(0, n, BLOCK):
        end = min(begin + BLOCK, n)
        low, high = max(0, begin - 1), min(n, end + 1)
        padded = np.zeros((end - begin + 2, m + 2), dtype=np.float32)
        padded[low - begin + 1 : high - begin + 1, 1:-1] = (a[low:high] @ across).toarray()
        here = padded[1:-1, 1:-1]
        before = np.maximum(padded[:-2, :-2], ASIDE * np.maximum(padded[:-2, 1:-1], padded[1:-1, :-2]))
        after = np.maximum(padded[2:, 2:], ASIDE * np.maximum(padded[2:, 1:-1], padded[1:-1, 2:]))
        # Rounded, so that neither the size of a block nor the machine decides between equals.
        scored = np.round(here + NEIGHBOUR * (before + after) / 2, 5)
        of_a[begin:end] = scored.argmax(axis=1)
        score[begin:end] = scored.max(axis=1)
        rows, best = scored.argmax(axis=0), scored.max(axis=0)
        better = best > top
        of_b[better], top[better] = rows[better] + begin, best[better]
    return of_a, of_b, score


def _add_parts(
    links: _Links, texts: _Versions, of_a: np.ndarray, of_b: np.ndarray, scraps: tuple[set[int], set[int]]
) -> None:
    """Link what matches one side only: part of a split or merged sentence, or a loose match."""
    found: list[Link] = []
    sides = (
        (links.of_a, links.of_b, of_a, texts.a, texts.b, scraps[0], False),
        (links.of_b, links.of_a, of_b, texts.b, texts.a, scraps[1], True),
    )
    for mine, theirs, best, own, other, torn, turned in sides:
        for n, match in enumerate(best):
            if n in mine or n in torn:
                continue
            m = int(match)
            taken = next(iter(theirs[m])) if m in theirs else None
            if taken is None:
                fits = texts.cosine(*((m, n) if turned else (n, m))) >= LONE
            else:
                fits = abs(taken - n) <= REACH and _rest(own[n], other[m], own[taken]) >= REST
            if fits:
                found.append((m, n) if turned else (n, m))
    for i, j in found:
        links.add(i, j)


def _rest(part: _Bag, whole: _Bag, taken: _Bag) -> float:
    """Share of a sentence's weight found in `whole` but not in the sentence that holds it."""
    total = sum(part.weights.values())
    left = sum(v for f, v in part.weights.items() if f in whole.weights and f not in taken.weights)
    return left / total if total else 0.0


def _fill_gaps(links: _Links, texts: _Versions, scraps: tuple[set[int], set[int]]) -> None:
    """Link two sentences that face each other between linked neighbours, or at an end."""
    n, m = len(texts.a), len(texts.b)
    found = []
    for i in range(n):
        j = _facing(i, links.of_a, n, m)
        if j is None or _facing(j, links.of_b, m, n) != i:
            continue
        if i in links.of_a or j in links.of_b or i in scraps[0] or j in scraps[1]:
            continue
        lengths = [max(1, len(words[k])) for words, k in zip(texts.words, (i, j), strict=True)]
        near = max(lengths) <= STRETCH * min(lengths) and n > 1 and m > 1
        if near and texts.cosine(i, j) >= FACING:
            found.append((i, j))
    for i, j in found:
        links.add(i, j)


def _facing(i: int, partners: Mapping[int, set[int]], own: int, other: int) -> int | None:
    """The sentence between the partners of the neighbours of `i`, if there is just one."""
    before = max(partners[i - 1]) if i - 1 in partners else -1 if i == 0 else None
    after = min(partners[i + 1]) if i + 1 in partners else other if i == own - 1 else None
    return before + 1 if before is not None and after is not None and after - before == 2 else None


def _add_scraps(links: _Links, texts: _Versions, scraps: tuple[set[int], set[int]]) -> None:
    """Link a torn-off fragment to what is short and alone at its place, else to its sentence's partner."""
    found = set()
    for turned, torn in enumerate(scraps):
        known = _Links(links.all)  # each side by itself, so that neither text comes first
        mine, theirs = (known.of_b, known.of_a) if turned else (known.of_a, known.of_b)
        own, other = texts.words[turned], texts.words[1 - turned]
        for n in sorted(torn):
            if n in mine or n - 1 not in mine:
                continue
            host = max(mine[n - 1])
            alone = host + 1 < len(other) and host + 1 not in theirs
            match = host + 1 if alone and len(other[host + 1]) <= STRETCH * len(own[n]) else host
            known.add(*((match, n) if turned else (n, match)))
        found |= known.all
    for i, j in found - links.all:
        links.add(i, j)


def _add_shifted(links: _Links, texts: _Versions, scraps: tuple[set[int], set[int]]) -> None:
    """Link a sentence with the one beside its partner, if part of it went there and nowhere else."""
    found: list[Link] = []
    sides = (
        (links.of_a, links.of_b, texts.a, texts.b, scraps[0]),
        (links.of_b, links.of_a, texts.b, texts.a, scraps[1]),
    )
    for turned, (mine, theirs, own, other, torn) in enumerate(sides):
        for n, part in enumerate(own):
            if n in torn or len(mine.get(n, ())) != 1:
                continue
            partner = next(iter(mine[n]))
            for beside in (partner - 1, partner + 1):
                if not 0 <= beside < len(other):
                    continue
                rivals = [own[k].weights for k in theirs.get(beside, ()) if k != n]
                taken = _Bag({f: 0.0 for w in (other[partner].weights, *rivals) for f in w}, 0.0)
                if _rest(part, other[beside], taken) >= SHIFTED:
                    found.append((beside, n) if turned else (n, beside))
    for i, j in found:
        links.add(i, j)


def _scraps(sentences: Sequence[str], words: Sequence[Sequence[str]]) -> set[int]:
    """Which sentences are torn-off fragments: very short, without a beginning or almost nothing."""
    return {
        n
        for n, (s, w) in enumerate(zip(sentences, words, strict=True))
        if (0 < len(w) <= SCRAP_WORDS and (len(w) < SCRAP_WORDS or not s[:1].isalpha() or is_small(s[0])))
        or (len(w) == SCRAP_WORDS + 1 and is_small(s[0]))
    }


def _operations(links: set[Link], texts: _Versions) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], str]]:
    """Gather links to pairs with one sentence on at least one side; say what happened to each."""
    pairs = sorted(_stars(links))
    in_order = _in_order(pairs, texts)
    rows = []
    for left, right in pairs:
        if (left, right) not in in_order:
            operation = "moved"
        elif len(right) > 1:
            operation = "split"
        elif len(left) > 1:
            operation = "merged"
        else:
            same = _plain(texts.texts[0][left[0]]) == _plain(texts.texts[1][right[0]])
            operation = "same" if same else "edited"
        rows.append((left, right, operation))
    linked = ({i for i, _ in links}, {j for _, j in links})
    alone_b = [j for j in range(len(texts.b)) if j not in linked[1]]
    places = {j: n for n, (left, right, op) in enumerate(rows) if op != "moved" for j in right}
    behind: dict[int, list[int]] = defaultdict(list)
    for j in alone_b:
        at = next((places[k] for k in range(j - 1, -1, -1) if k in places), -1)
        behind[at].append(j)
    queue = [((i,), (), "omitted") for i in range(len(texts.a)) if i not in linked[0]]
    yield from (((), (j,), "inserted") for j in behind[-1])
    for n, row in enumerate(rows):
        while queue and queue[0][0] < row[0]:
            yield queue.pop(0)
        yield row
        yield from (((), (j,), "inserted") for j in behind[n])
    yield from queue


def _stars(links: set[Link]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Cover the links with pairs that have one sentence on at least one side."""
    left = set(links)
    while left:
        of_a: dict[int, list[int]] = defaultdict(list)
        of_b: dict[int, list[int]] = defaultdict(list)
        for i, j in sorted(left):
            of_a[i].append(j)
            of_b[j].append(i)
        # Once no sentence has several links where it could be the centre, all are pairs.
        crowded = [(i, j) for i, j in left if len(of_a[i]) > 1 and len(of_b[j]) > 1]
        if not crowded:
            centres_a = {i for i, js in of_a.items() if len(js) > 1}
            for i in sorted(centres_a):
                yield (i,), tuple(of_a[i])
            for j, ones in of_b.items():
                if len(ones) > 1 or of_b[j][0] not in centres_a:
                    yield tuple(ones), (j,)
            return
        i, j = max(sorted(crowded), key=lambda link: max(len(of_a[link[0]]), len(of_b[link[1]])))
        if len(of_a[i]) >= len(of_b[j]):
            yield (i,), tuple(of_a[i])
            left -= {(i, k) for k in of_a[i]}
        else:
            yield tuple(of_b[j]), (j,)
            left -= {(k, j) for k in of_b[j]}


def _in_order(
    pairs: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], texts: _Versions
) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The heaviest set of pairs, by words, that stand in the same order in both texts."""
    best: list[tuple[float, int]] = []
    # A Fenwick tree over the positions in b holds the heaviest chain that ends there.
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(texts.b) + 2)
    for n, (left, right) in enumerate(pairs):
        at, before = right[0] + 1, (0.0, -1)
        while at > 0:
            before = max(before, tree[at], key=lambda t: t[0])
            at -= at & -at
        weight = before[0] + 1 + sum(len(texts.words[0][i]) for i in left)
        best.append((weight, before[1]))
        at = right[-1] + 1
        while at < len(tree):
            tree[at] = max(tree[at], (weight, n), key=lambda t: t[0])
            at += at & -at
    chain: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    at = max(range(len(best)), key=lambda n: best[n][0]) if best else -1
    while at >= 0:
        chain.add(pairs[at])
        at = best[at][1]
    return chain


_MARKS = str.maketrans("“”„«»‘’‹›", '"""""\'\'\'\'')


def _plain(sentence: str) -> str:
    """A sentence without what does not count as a change: white space and the form of marks."""
    return " ".join(sentence.translate(_MARKS).strip("\"' ").split())
