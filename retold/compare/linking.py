"""The links between two versions: what the looks of `links` find probable, and what rules say of copies and of scraps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from retold.compare import links, weights
from retold.compare.evidence import Floats, Likeness, Versions
from retold.text import is_small

LEAST = 0.5  # a link is more likely than not
DOUBTFUL = 0.35  # what is asked for at least by default, where all links are doubtful
ORDERED = 3  # sentences of a text whose order tells something
SURE_TEXTS = 0.8  # expected F1 of the best cut above which that is asked for; below, less in proportion
COPIED = 0.999  # probability of a sentence that both texts hold word for word
TORN = 0.7  # probability that a torn-off fragment belongs to what the sentence before it is linked with
SCRAP_WORDS = 4  # such a fragment has at most so many words
STRETCH = 3  # what it faces has at most so many times as many
MOST_COPIES = 400  # pairs of copies of one sentence that are compared
CUT_OFF = 0.95  # probability of a sentence that is an end of what its neighbour is linked with
CUT_WORDS = 3  # such a sentence has at least so many words
FEW = 2  # sentences of both texts up to which neither rivals nor order tell strangers apart
CHANCE = 0.12  # likeness that two sentences of different news seldom have, alone with each other
LINE_WORDS = 3  # a line so short is nothing else but its words

Link = tuple[int, int]


def probabilities(texts: Versions) -> dict[Link, float]:
    """How probable the links between two versions are; those that are not named are not probable.

    The versions exchanged have the same links: sides are put in an order of their own before anything is measured.
    """
    if not all(texts.texts):
        return {}
    if list(texts.texts[0]) > list(texts.texts[1]):
        return {(i, j): p for (j, i), p in _probabilities(texts.exchanged()).items()}
    return _probabilities(texts)


def _probabilities(texts: Versions) -> dict[Link, float]:
    looked, found = look(texts)
    i, j = looked.i, looked.j
    words = [np.array([len(w) for w in side], dtype=int) for side in texts.words]
    # A short line in the place of another is no edit of it if not even letters are shared.
    line = np.minimum(words[0][i], words[1][j]) <= LINE_WORDS
    found = np.where(line & (looked.measures["shared"] <= 0), 0.0, found)
    if max(map(len, texts.texts)) <= FEW:
        found = np.where(looked.measures["alike"] < CHANCE, 0.0, found)
    pairs = dict(zip(zip(i.tolist(), j.tolist(), strict=True), found.tolist(), strict=True))
    copies = dict(_copies(texts, pairs))
    back = {j: i for i, j in copies.items()}
    pairs = {(i, j): p for (i, j), p in pairs.items() if i not in copies and j not in back}
    pairs |= dict.fromkeys(copies.items(), COPIED)
    pairs |= dict.fromkeys(_cut_off(texts, pairs), CUT_OFF)
    return pairs | _torn(texts, pairs)


def usual(found: Mapping[Link, float], sentences: int) -> float:
    """The least probability of a link by default: `LEAST`, and less where all links are doubtful.

    `sentences` is how many the shorter text has: of one or two no order tells anything.

    Of free retellings a cut at one half would leave most true links out. The F1 that can be expected of the best cut says how
    doubtful they are; the best cut is lower in proportion (Lipton, Elkan & Naryanaswamy 2014, Optimal thresholding of
    classifiers to maximize F1 measure).
    """
    if not found or sentences < ORDERED:
        return LEAST
    ranked = np.sort(np.array(list(found.values())))[::-1]
    expected = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum() + 1e-9)
    return max(DOUBTFUL, LEAST * float(min(1.0, expected.max() / SURE_TEXTS)))


def look(texts: Versions) -> tuple[links.First, Floats]:
    """Look at the cells of two versions, three times; what was measured last, and how probable each link is."""
    alike = Likeness(*texts.rows)
    first = links.first_look(texts, alike, *alike.cells)
    found = logistic(first, weights.FIRST)
    near = links.near_cells(*links.expected_places(first, found, alike.shape))
    first = links.first_look(texts, alike, *links.merged(alike.shape, tuple(alike.cells), near))
    found = logistic(first, weights.FIRST)
    again = links.second_look(texts, alike.shape, first, found)
    seen = logistic(again, weights.SECOND)
    again = links.second_look(texts, alike.shape, first, links.spread(first, again, seen, alike.shape[1]))
    return again, logistic(again, weights.THIRD)


def logistic(seen: links.First, table: dict[str, float]) -> Floats:
    """The probability of each cell by a table of coefficients."""
    names = [name for name in table if name]
    odds = links.product(seen.measures, names) @ np.array([table[name] for name in names]) + table[""]
    found: Floats = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return found


def _copies(texts: Versions, pairs: dict[Link, float]) -> Iterator[Link]:
    """Sentences that both texts hold word for word, each once.

    In their order if they occur equally often, else first where the fewest probable links are crossed.
    """
    places: tuple[dict[str, list[int]], dict[str, list[int]]] = (defaultdict(list), defaultdict(list))
    for of_side, sentences, words in zip(places, texts.plain, texts.words, strict=True):
        for n, sentence in enumerate(sentences):
            if words[n]:
                of_side[sentence].append(n)
    for plain, in_a in places[0].items():
        in_b = places[1].get(plain, [])
        if len(in_a) == len(in_b):
            yield from zip(in_a, in_b, strict=True)
        elif in_b:
            probable = [link for link, p in pairs.items() if p >= LEAST and texts.plain[0][link[0]] != plain]
            yield from _fitting(in_a, in_b, probable)


def _fitting(in_a: Sequence[int], in_b: Sequence[int], probable: Sequence[Link]) -> Iterator[Link]:
    """Pair sentences that are all the same and occur more often in one text."""
    if len(in_a) * len(in_b) > MOST_COPIES:
        yield from zip(in_a, in_b, strict=False)
        return
    ranked = []
    for i, j in product(in_a, in_b):
        crossed = sum((x < i) != (y < j) for x, y in probable if x != i and y != j)
        ranked.append((crossed, i + j, i, j))
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, i, j in sorted(ranked):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield i, j


def _cut_off(texts: Versions, pairs: dict[Link, float]) -> Iterator[Link]:
    """Sentences without a link that stand, word for word, at an end of what the sentence beside them is linked with."""
    probable = {link for link, p in pairs.items() if p >= LEAST}
    for side in (0, 1):
        own, other = texts.words[side], texts.words[1 - side]
        linked = {link[side] for link in probable}
        for link in sorted(probable):
            n, match = link[side], link[1 - side]
            for beside in (n - 1, n + 1):
                if not 0 <= beside < len(own) or beside in linked or len(own[beside]) < CUT_WORDS:
                    continue
                part, size = own[beside], len(own[beside])
                ends = other[match][:size] if beside < n else other[match][-size:]
                if ends == part and part not in (own[n][:size], own[n][-size:]):
                    yield (match, beside) if side else (beside, match)


def _torn(texts: Versions, pairs: dict[Link, float]) -> dict[Link, float]:
    """Link a torn-off fragment to what is short and alone at its place, else to the partner of its sentence."""
    torn: dict[Link, float] = {}
    scraps = [_scraps(*side) for side in zip(texts.texts, texts.words, strict=True)]
    for side in (0, 1):
        partners: tuple[dict[int, list[int]], dict[int, list[int]]] = (defaultdict(list), defaultdict(list))
        for link in sorted(link for link, p in pairs.items() if p >= LEAST):
            partners[0][link[side]].append(link[1 - side])
            partners[1][link[1 - side]].append(link[side])
        own, other = texts.words[side], texts.words[1 - side]
        for n in sorted(scraps[side]):
            if n in partners[0] or n - 1 not in partners[0]:
                continue
            host = max(partners[0][n - 1])
            facing = host + 1 < len(other) and host + 1 not in partners[1]
            match = host + 1 if facing and len(other[host + 1]) <= STRETCH * len(own[n]) else host
            partners[0][n].append(match)
            partners[1][match].append(n)
            torn[(match, n) if side else (n, match)] = TORN
    return torn


def _scraps(sentences: Sequence[str], words: Sequence[Sequence[str]]) -> set[int]:
    """Which sentences are torn-off fragments: very short and without a beginning, or a word with a full stop."""
    return {
        n
        for n, (sentence, own) in enumerate(zip(sentences, words, strict=True))
        if 0 < len(own) <= SCRAP_WORDS
        and (
            is_small(next(filter(str.isalpha, sentence), "A"))
            or (len(own) == 1 and sentence.rstrip().endswith("."))
        )
    }
