"""What happened to quotations and to attributed statements between two versions of a story."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from retold.text import Span, terms, words

NEGATIONS = frozenset("no not never nobody none nothing nowhere neither nor without cannot hardly".split())
TENSES = frozenset(
    (
        "is are was were be been has have had do does did will would shall should may might can could must"
    ).split()
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
    found = []
    if min(len(one), len(two)) < SHORTER * max(len(one), len(two)):
        found.append("deletion")
    if _negations(one) % 2 != _negations(two) % 2:
        found.append("polarity")
    if one and two and _names(a) != _names(b):
        found.append("entity")
    if one and two and sorted(w for w in one if w in TENSES) != sorted(w for w in two if w in TENSES):
        found.append("tense")
    return " ".join(found) or "synonym"


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
    pairs = []
    for left, right in aligned:
        ones = [q for q in a if any(s <= q[0] < e for s, e in left)]
        twos = [q for q in b if any(s <= q[0] < e for s, e in right)]
        ranked = sorted(
            (distance(texts[0][slice(*q)], texts[1][slice(*r)]), abs(n - m), q, r)
            for n, q in enumerate(ones)
            for m, r in enumerate(twos)
        )
        taken: set[Span] = set()
        gone: set[Span] = set()
        for _, _, q, r in ranked:
            if q not in taken and r not in gone:
                pairs.append((q, r))
                taken.add(q)
                gone.add(r)
    return sorted(set(pairs))


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
    for one, content in a.items():
        for two, other in b.items():
            near = any(_touch(content, left) and _touch(other, right) for left, right in aligned)
            if near:
                mine, yours = (
                    set(terms(" ".join(t[s:e] for s, e in spans)))
                    for t, spans in zip(texts, (content, other), strict=True)
                )
                shared = len(mine & yours)
                if shared >= SAME_CLAIM * max(1, min(len(mine), len(yours))):
                    # By what both have of all they have: else a statement inside another would win.
                    ranked.append((-shared / len(mine | yours), one, two))
    matched: list[tuple[str, str]] = []
    for _, one, two in sorted(ranked):
        if one not in {m for m, _ in matched} and two not in {m for _, m in matched}:
            matched.append((one, two))
    return sorted(matched)


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
    if any(_negations(terms(a)) % 2 != _negations(terms(b)) % 2 for a, b in pairs):
        return "reversed"
    return "kept" if any(a == b for a, b in speakers) else "reassigned"


def _touch(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(s < f and t < e for s, e in spans for t, f in others)


def _negations(found: Sequence[str]) -> int:
    return sum(w in NEGATIONS or w.endswith("n't") for w in found)


def _names(text: str) -> list[str]:
    """Capitalised words that do not open a sentence, and numbers; sorted."""
    names = []
    for number, (start, end) in enumerate(words(text)):
        word = text[start:end]
        opens = number == 0 or re.search(r"[.!?“‘\"]\s*$", text[:start]) is not None
        if word[:1].isdigit() or (word[:1].isupper() and not opens and word != "I"):
            names.append(word.lower().replace("’", "'").removesuffix("'s"))
    return sorted(names)
