"""Two versions of a story side by side, sentence by sentence.

A link joins sentences that say the same. `linking` finds how probable each link is, from the words of both sentences, their
rivals, their neighbours and the order of all; here the links that are probable enough become rows. Nothing forces the order
of one text on the other: a moved sentence keeps its partner if the evidence outweighs the distance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from operator import itemgetter
from typing import Any

import pandas as pd

from retold.common import arguments
from retold.compare.evidence import Versions
from retold.compare.linking import Link, probabilities, usual
from retold.compare.order import heaviest_chain
from retold.text import Span, Text

OPERATIONS = ("same", "edited", "split", "merged", "moved", "omitted", "inserted")
COLUMNS = ("a", "b", "similarity", "operation", "probability")

Numbers = tuple[int, ...]  # of sentences of one side
Pair = tuple[Numbers, Numbers]


def align(a: str | Sequence[str], b: str | Sequence[str], least: float | None = None) -> pd.DataFrame:
    """Align two versions of a story, each a text as it stands or a list of sentences: see `retold.align`.

    A text is cut into its pieces between full stops (`retold.text.pieces`).

    Raises
    ------
    TypeError
        If `a` or `b` is neither a text nor a list of texts.
    """
    return pd.DataFrame(_rows(*_cut(a, "a"), *_cut(b, "b"), least), columns=list(COLUMNS))


def _rows(
    spans_a: Sequence[Any],
    sentences_a: Sequence[str],
    spans_b: Sequence[Any],
    sentences_b: Sequence[str],
    least: float | None,
) -> list[tuple[object, ...]]:
    """The rows of an alignment: each sentence by its span, or by its place."""
    texts = Versions(sentences_a, sentences_b)
    found = probabilities(texts)
    least = usual(found, min(len(sentences_a), len(sentences_b))) if least is None else least
    links = {link for link, p in found.items() if p >= least}
    alone = _alone(found)
    return [
        (
            tuple(spans_a[i] for i in left),
            tuple(spans_b[j] for j in right),
            texts.similarity(left, right) if left and right else 0.0,
            operation,
            min(found[i, j] for i in left for j in right)
            if left and right
            else min(alone[side].get(n, 1.0) for side, own in enumerate((left, right)) for n in own),
        )
        for left, right, operation in _operations(links, texts)
    ]


def _alone(found: Mapping[Link, float]) -> tuple[dict[int, float], dict[int, float]]:
    """How probable it is of each sentence of a and of b that its likeliest link is none."""
    alone: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for link, p in found.items():
        for of_side, n in zip(alone, link, strict=True):
            of_side[n] = min(of_side.get(n, 1.0), 1.0 - p)
    return alone


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
    a, b, similarity, operation, probability = row
    return {
        "a": [list(s) for s in a],
        "b": [list(s) for s in b],
        "similarity": round(float(similarity), 4),
        "operation": operation,
        "probability": round(float(probability), 4),
    }


def _cut(text: str | Sequence[str], name: str) -> tuple[Sequence[Span] | range, list[str]]:
    if isinstance(text, str):
        spans = Text.of(text).pieces
        return spans, [text[s:e] for s, e in spans]
    given = arguments.texts(text, name, f"{arguments.TEXT}, or a list of sentences")
    return range(len(given)), given


def _operations(links: set[Link], texts: Versions) -> list[tuple[Numbers, Numbers, str]]:
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
    alone = [i for i in range(len(texts.texts[0])) if i not in linked_a]
    rows += [(((i,), -1), ((i,), (), "omitted")) for i in alone]
    # What only b has stands behind what only a has at the same place.
    last = {i: i for i in alone}
    for i in reversed(alone):
        last[i] = last.get(i + 1, i)
    place: tuple[Numbers, int] = ((), -1)
    for j in range(len(texts.texts[1])):
        if j in places:
            left, n = places[j]
            behind = last.get(left[-1] + 1)
            place = (left, n) if behind is None else ((behind,), -1)
        if j not in linked_b:
            rows.append((place, ((), (j,), "inserted")))
    return [row for _, row in sorted(rows, key=itemgetter(0))]


def _operation(left: Numbers, right: Numbers, texts: Versions) -> str:
    if len(right) > 1:
        return "split"
    if len(left) > 1:
        return "merged"
    same = texts.plain[0][left[0]] == texts.plain[1][right[0]]
    return "same" if same else "edited"


def _stars(links: set[Link]) -> Iterator[Pair]:
    """Cover the links with pairs that have one sentence on at least one side."""
    for together in _connected(links):
        yield from _stars_of(together)


def _connected(links: set[Link]) -> Iterator[set[Link]]:
    """Links in groups that share no sentence."""
    of_sentence: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for link in links:
        for side in (0, 1):
            of_sentence[side, link[side]].append(link)
    left = set(links)
    while left:
        waiting, group = [left.pop()], set()
        while waiting:
            link = waiting.pop()
            group.add(link)
            beside = {other for side in (0, 1) for other in of_sentence[side, link[side]]} & left
            left -= beside
            waiting += beside
        yield group


def _stars_of(links: set[Link]) -> Iterator[Pair]:
    """The pairs of links that belong together: first those around the sentence with the most links."""
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


def _in_order(pairs: Sequence[Pair], texts: Versions) -> set[Pair]:
    """The heaviest set of pairs, by words, that stand in the same order in both texts."""
    weights = [1.0 + sum(len(texts.words[0][i]) for i in left) for left, _ in pairs]
    spans = [(right[0], right[-1]) for _, right in pairs]
    return {pairs[n] for n in heaviest_chain(spans, weights, len(texts.texts[1]))}
