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
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retold.common import arguments
from retold.compare.plain import plain
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
Numbers = tuple[int, ...]  # of sentences of one side
Pair = tuple[Numbers, Numbers]
_Partners = dict[int, set[int]]


def align(a: str | Sequence[str], b: str | Sequence[str]) -> pd.DataFrame:
    """Align two versions of a story, each a text as it stands or a list of sentences: see `retold.align`.

    A text is cut into its pieces between full stops (`retold.text.pieces`).

    Raises
    ------
    TypeError
        If `a` or `b` is neither a text nor a list of texts.
    """
    return pd.DataFrame(_rows(*_cut(a, "a"), *_cut(b, "b")), columns=list(COLUMNS))


def _rows(
    spans_a: Sequence[Any], sentences_a: Sequence[str], spans_b: Sequence[Any], sentences_b: Sequence[str]
) -> list[tuple[object, ...]]:
    """The rows of an alignment: each sentence by its span, or by its place."""
    texts = _Versions(sentences_a, sentences_b)
    return [
        (
            tuple(spans_a[i] for i in left),
            tuple(spans_b[j] for j in right),
            texts.similarity(left, right) if left and right else 0.0,
            operation,
        )
        for left, right, operation in _operations(_links(texts), texts)
    ]


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
            fate = "kept" if operation == "equal" else "edited"
            of_a[i:end_a], of_b[j:end_b] = [fate] * (end_a - i), [fate] * (end_b - j)
    return of_a, of_b


def as_dict(row: Sequence[Any]) -> dict[str, object]:
    """Return a row of `align` on two texts in the form printed as JSON."""
    a, b, similarity, operation = row
    return {
        "a": [list(s) for s in a],
        "b": [list(s) for s in b],
        "similarity": round(float(similarity), 4),
        "operation": operation,
    }


def _cut(text: str | Sequence[str], name: str) -> tuple[Sequence[Span] | range, list[str]]:
    if isinstance(text, str):
        spans = Text.of(text).pieces
        return spans, [text[s:e] for s, e in spans]
    given = arguments.texts(text, name, f"{arguments.TEXT}, or a list of sentences")
    return range(len(given)), given


@dataclass
class _Bag:
    """Weighted features of a sentence: stems, forms, and pairs of stems."""

    weights: dict[Hashable, float]
    size: float


class _Versions:
    """The sentences of both versions (0: a, 1: b) as weighted bags, and as sparse rows of unit length."""

    def __init__(self, a: Sequence[str], b: Sequence[str]) -> None:
        self.texts = (a, b)
        self.words = ([_words(s) for s in a], [_words(s) for s in b])
        self.scraps = (_scraps(a, self.words[0]), _scraps(b, self.words[1]))
        counted = [[_features(w) for w in side] for side in self.words]
        spread = Counter(feature for side in counted for features in side for feature in features)
        total = 1 + len(a) + len(b)
        idf = {f: math.log(total / (1 + n)) + 1.0 for f, n in spread.items()}
        self.bags = [[_weighted(features, idf) for features in side] for side in counted]
        columns = {f: n for n, f in enumerate(spread)}
        self.rows = [_matrix(side, columns) for side in self.bags]

    def cosine(self, i: int, j: int) -> float:
        return self.similarity((i,), (j,))

    def similarity(self, left: Iterable[int], right: Iterable[int]) -> float:
        """Cosine of the sums of the sentences on both sides."""
        one, two = _sum(self.bags[0][i] for i in left), _sum(self.bags[1][j] for j in right)
        if one.size == 0 or two.size == 0:
            return 0.0
        small, large = sorted((one.weights, two.weights), key=len)
        product = sum(v * large.get(f, 0.0) for f, v in small.items())
        return min(1.0, product / (one.size * two.size))


def _words(sentence: str) -> list[str]:
    """Words for comparison; scripts that do not part words are read a character at a time."""
    words: list[str] = []
    for term in terms(sentence):
        words += list(term) if any(a <= ord(term[0]) <= b for a, b in UNPARTED) else [term]
    return words


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
    if not all(texts.texts):
        return set()
    of_a, of_b, score = _best(*texts.rows)
    links = _Links(_verbatim(texts))
    links.add(
        (i, j)
        for i, j in enumerate(of_a.tolist())
        if not (i in links.partners[0] or j in links.partners[1])
        and (of_b[j] == i and score[i] >= MUTUAL)
        and (i in texts.scraps[0]) == (j in texts.scraps[1])
        and texts.cosine(i, j) > 0
    )
    links.add(_parts(links, texts, (of_a, of_b)))
    links.add(_gaps(links, texts))
    links.add(_torn(links, texts))
    links.add(_shifted(links, texts))
    return links.all


def _verbatim(texts: _Versions) -> Iterator[Link]:
    """Sentences that both texts hold word for word and equally often, in their order."""
    places: tuple[dict[str, list[int]], dict[str, list[int]]] = (defaultdict(list), defaultdict(list))
    for places_of_side, sentences, words in zip(places, texts.texts, texts.words, strict=True):
        for n, sentence in enumerate(sentences):
            if words[n]:
                places_of_side[plain(sentence)].append(n)
    for sentence, in_a in places[0].items():
        in_b = places[1].get(sentence, [])
        if len(in_a) == len(in_b):
            yield from zip(in_a, in_b, strict=True)


class _Links:
    """Links, and the partners of each sentence of a (0) and of b (1)."""

    def __init__(self, links: Iterable[Link]) -> None:
        self.all: set[Link] = set()
        self.partners: tuple[_Partners, _Partners] = (defaultdict(set), defaultdict(set))
        self.add(links)

    def add(self, links: Iterable[Link]) -> None:
        for i, j in links:
            self.all.add((i, j))
            self.partners[0][i].add(j)
            self.partners[1][j].add(i)


def _link(side: int, own: int, other: int) -> Link:
    """The link of a sentence of one side with one of the other."""
    return (other, own) if side else (own, other)


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


def _parts(links: _Links, texts: _Versions, best: tuple[np.ndarray, np.ndarray]) -> list[Link]:
    """Link what matches one side only: part of a split or merged sentence, or a loose match."""
    parts = []
    for side, matches in enumerate(best):
        own, other = texts.bags[side], texts.bags[1 - side]
        for n, match in enumerate(matches.tolist()):
            if n in links.partners[side] or n in texts.scraps[side]:
                continue
            link = _link(side, n, match)
            taken = next(iter(links.partners[1 - side].get(match, ())), None)
            if taken is None:
                fits = texts.cosine(*link) >= LONE
            else:
                fits = abs(taken - n) <= REACH and _rest(own[n], other[match], own[taken]) >= REST
            if fits:
                parts.append(link)
    return parts


def _rest(part: _Bag, whole: _Bag, taken: _Bag) -> float:
    """Share of a sentence's weight found in `whole` but not in the sentence that holds it."""
    total = sum(part.weights.values())
    left = sum(v for f, v in part.weights.items() if f in whole.weights and f not in taken.weights)
    return left / total if total else 0.0


def _gaps(links: _Links, texts: _Versions) -> list[Link]:
    """Link two sentences that face each other between linked neighbours, or at an end."""
    of_a, of_b = links.partners
    n, m = map(len, texts.texts)
    gaps = []
    for i in range(n):
        j = _facing(i, of_a, n, m)
        if j is None or _facing(j, of_b, m, n) != i:
            continue
        if i in of_a or j in of_b or i in texts.scraps[0] or j in texts.scraps[1]:
            continue
        lengths = [max(1, len(words[k])) for words, k in zip(texts.words, (i, j), strict=True)]
        near = max(lengths) <= STRETCH * min(lengths) and n > 1 and m > 1
        if near and texts.cosine(i, j) >= FACING:
            gaps.append((i, j))
    return gaps


def _facing(i: int, partners: Mapping[int, set[int]], own: int, other: int) -> int | None:
    """The sentence between the partners of the neighbours of `i`, if there is just one."""
    before = max(partners[i - 1]) if i - 1 in partners else -1 if i == 0 else None
    after = min(partners[i + 1]) if i + 1 in partners else other if i == own - 1 else None
    return before + 1 if before is not None and after is not None and after - before == 2 else None


def _torn(links: _Links, texts: _Versions) -> set[Link]:
    """Link a torn-off fragment to what is short and alone at its place, else to its sentence's partner."""
    torn = set()
    for side, scraps in enumerate(texts.scraps):
        known = _Links(links.all)  # each side by itself, so that neither text comes first
        of_own, of_other = known.partners[side], known.partners[1 - side]
        own, other = texts.words[side], texts.words[1 - side]
        for n in sorted(scraps):
            if n in of_own or n - 1 not in of_own:
                continue
            host = max(of_own[n - 1])
            alone = host + 1 < len(other) and host + 1 not in of_other
            match = host + 1 if alone and len(other[host + 1]) <= STRETCH * len(own[n]) else host
            known.add([_link(side, n, match)])
        torn |= known.all
    return torn


def _shifted(links: _Links, texts: _Versions) -> list[Link]:
    """Link a sentence with the one beside its partner, if part of it went there and nowhere else."""
    shifted = []
    for side, scraps in enumerate(texts.scraps):
        of_own, of_other = links.partners[side], links.partners[1 - side]
        own, other = texts.bags[side], texts.bags[1 - side]
        for n, part in enumerate(own):
            if n in scraps or len(of_own.get(n, ())) != 1:
                continue
            (partner,) = of_own[n]
            for beside in (partner - 1, partner + 1):
                if not 0 <= beside < len(other):
                    continue
                rivals = [own[k].weights for k in of_other.get(beside, ()) if k != n]
                taken = _Bag({f: 0.0 for w in (other[partner].weights, *rivals) for f in w}, 0.0)
                if _rest(part, other[beside], taken) >= SHIFTED:
                    shifted.append(_link(side, n, beside))
    return shifted


def _scraps(sentences: Sequence[str], words: Sequence[Sequence[str]]) -> set[int]:
    """Which sentences are torn-off fragments: very short, without a beginning or almost nothing."""
    return {
        n
        for n, (s, w) in enumerate(zip(sentences, words, strict=True))
        if (0 < len(w) <= SCRAP_WORDS and (len(w) < SCRAP_WORDS or not s[:1].isalpha() or is_small(s[0])))
        or (len(w) == SCRAP_WORDS + 1 and is_small(s[0]))
    }


def _operations(links: set[Link], texts: _Versions) -> list[tuple[Numbers, Numbers, str]]:
    """Gather links to pairs with one sentence on at least one side; say what happened to each."""
    pairs = sorted(_stars(links))
    in_order = _in_order(pairs, texts)
    # Each with its place: sentences of a, and the number of a pair; what only b has stands behind a pair.
    rows: list[tuple[tuple[Numbers, int], tuple[Numbers, Numbers, str]]] = []
    places: dict[int, tuple[Numbers, int]] = {}
    for n, (left, right) in enumerate(pairs):
        operation = _operation(left, right, texts) if (left, right) in in_order else "moved"
        rows.append(((left, n), (left, right, operation)))
        if operation != "moved":
            places |= dict.fromkeys(right, (left, n))
    linked_a, linked_b = {i for i, _ in links}, {j for _, j in links}
    rows += [(((i,), -1), ((i,), (), "omitted")) for i in range(len(texts.texts[0])) if i not in linked_a]
    place: tuple[Numbers, int] = ((), -1)
    for j in range(len(texts.texts[1])):
        place = places.get(j, place)
        if j not in linked_b:
            rows.append((place, ((), (j,), "inserted")))
    return [row for _, row in sorted(rows, key=itemgetter(0))]


def _operation(left: Numbers, right: Numbers, texts: _Versions) -> str:
    if len(right) > 1:
        return "split"
    if len(left) > 1:
        return "merged"
    same = plain(texts.texts[0][left[0]]) == plain(texts.texts[1][right[0]])
    return "same" if same else "edited"


def _stars(links: set[Link]) -> Iterator[Pair]:
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


def _in_order(pairs: Sequence[Pair], texts: _Versions) -> set[Pair]:
    """The heaviest set of pairs, by words, that stand in the same order in both texts."""
    best: list[tuple[float, int]] = []
    # A Fenwick tree over the positions in b holds the heaviest chain that ends there.
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(texts.texts[1]) + 2)
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
    chain: set[Pair] = set()
    at = max(range(len(best)), key=lambda n: best[n][0]) if best else -1
    while at >= 0:
        chain.add(pairs[at])
        at = best[at][1]
    return chain
