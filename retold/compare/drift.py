"""What happened to quotations and to attributed statements between two versions of a story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TypeVar

from retold.text import Span, terms, words

T = TypeVar("T")

NEGATIONS = frozenset("no not never nobody none nothing nowhere neither nor without cannot hardly".split())
TENSES = frozenset(
    "is are was were be been has have had do does did will would shall should may might can could must".split()
)
SHORTER = 0.6  # a quotation with less than this share of the other's words lost some
SAME_CLAIM = 0.2  # least share of common words for two statements to be the same one


def edits(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how many words must be inserted, deleted or replaced to turn `a` into `b`.

    The edit distance of Levenshtein, over words.
    """
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


def distance(a: str, b: str) -> float:
    """Return the word edit distance over the words of the longer text; 0: the same words, 1: none."""
    one, two = terms(a), terms(b)
    return edits(one, two) / max(len(one), len(two), 1)


def change(a: str, b: str) -> str:
    """Name what changed between two quotations, as far as rules can tell.

    Returns
    -------
    str
        "none", or of these, joined by a space: deletion (one has less than `SHORTER` of the
        other's words), polarity (one more negation in one than in the other), entity
        (names or numbers differ), tense (auxiliary verbs differ), else synonym.
    """
    one, two = terms(a), terms(b)
    if one == two:
        return "none"
    tenses = [sorted(w for w in side if w in TENSES) for side in (one, two)]
    changes = {
        "deletion": min(len(one), len(two)) < SHORTER * max(len(one), len(two)),
        "polarity": _reverses(one, two),
        "entity": one and two and _names(a) != _names(b),
        "tense": one and two and tenses[0] != tenses[1],
    }
    return " ".join(name for name, applies in changes.items() if applies) or "synonym"


def pair_quotations(
    a: Sequence[Span],
    b: Sequence[Span],
    texts: tuple[str, str],
    aligned: Sequence[tuple[Sequence[Span], Sequence[Span]]],
) -> list[tuple[Span, Span]]:
    """Pair the quotations of two versions through the alignment of their sentences.

    Parameters
    ----------
    a, b : sequence of (int, int)
        Quotations in each version.
    texts : tuple of str
        Both versions.
    aligned : sequence of (spans in a, spans in b)
        Sentences that correspond.

    Returns
    -------
    list of (span in a, span in b)
        Within corresponding sentences the most alike first, each quotation once; in the
        order of `a`.
    """
    pairs: set[tuple[Span, Span]] = set()
    for left, right in aligned:
        ones = [q for q in a if any(s <= q[0] < e for s, e in left)]
        twos = [q for q in b if any(s <= q[0] < e for s, e in right)]
        ranked = sorted(
            (distance(texts[0][slice(*q)], texts[1][slice(*r)]), abs(n - m), q, r)
            for n, q in enumerate(ones)
            for m, r in enumerate(twos)
        )
        pairs |= _each_once((q, r) for _, _, q, r in ranked)
    return sorted(pairs)


def match_statements(
    a: Mapping[str, Sequence[Span]],
    b: Mapping[str, Sequence[Span]],
    texts: tuple[str, str],
    aligned: Sequence[tuple[Sequence[Span], Sequence[Span]]],
) -> list[tuple[str, str]]:
    """Find which attributed statements of two versions are the same one.

    Two statements match if they stand in corresponding sentences and share words: at
    least `SAME_CLAIM` of the words of the shorter. Each is matched once, the most alike first.

    Parameters
    ----------
    a, b : mapping of attribution_id to spans
        The contents of the attributions of each version.

    Returns
    -------
    list of (id in a, id in b)
    """
    ranked = []
    for (id_a, spans_a), (id_b, spans_b) in product(a.items(), b.items()):
        if any(_touch(spans_a, left) and _touch(spans_b, right) for left, right in aligned):
            one, two = (
                set(terms(" ".join(text[s:e] for s, e in spans)))
                for text, spans in zip(texts, (spans_a, spans_b), strict=True)
            )
            shared = len(one & two)
            if shared >= SAME_CLAIM * max(1, min(len(one), len(two))):
                # By what both have of all they have: else a statement inside another would win.
                ranked.append((-shared / len(one | two), id_a, id_b))
    return sorted(_each_once((id_a, id_b) for _, id_a, id_b in sorted(ranked)))


def fate(pairs: Sequence[tuple[str, str]], speakers: Sequence[tuple[str, str]]) -> str:
    """Name what became of a statement, as far as rules can tell.

    Parameters
    ----------
    pairs : sequence of (str, str)
        The wording in each version of what was matched; none: lost.
    speakers : sequence of (str, str)
        Who speaks in each version.

    Returns
    -------
    str
        lost; reversed (one negation more on one side); reassigned (another speaker); kept.
    """
    if not pairs:
        return "lost"
    if any(_reverses(terms(a), terms(b)) for a, b in pairs):
        return "reversed"
    return "kept" if any(a == b for a, b in speakers) else "reassigned"


def _each_once(ranked: Iterable[tuple[T, T]]) -> set[tuple[T, T]]:
    """The first pairs in which neither side stands in a pair before."""
    partners: dict[T, T] = {}
    for one, two in ranked:
        if one not in partners and two not in partners.values():
            partners[one] = two
    return set(partners.items())


def _touch(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(s < f and t < e for s, e in spans for t, f in others)


def _reverses(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether one has an odd number of negations and the other an even one."""
    return sum(w in NEGATIONS or w.endswith("n't") for w in [*a, *b]) % 2 == 1


def _names(text: str) -> list[str]:
    """Capitalised words that do not open a sentence, and numbers; sorted."""
    names = []
    for number, (start, end) in enumerate(words(text)):
        word = text[start:end]
        opens = number == 0 or re.search(r"[.!?“‘\"]\s*$", text[:start]) is not None
        if word[:1].isdigit() or (word[:1].isupper() and not opens and word != "I"):
            names.append(word.lower().replace("’", "'").removesuffix("'s"))
    return sorted(names)
