"""What became of two texts in words: how many were kept, edited, lost or moved, and how many inserted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retold.compare.rows import Comparison, Side

# Of A and of B, in the order in which they are told. Both have kept, edited and moved words; they may be more in one than in
# the other.
PARTS = (("kept", "edited", "lost", "moved"), ("kept", "edited", "inserted", "moved"))


class Part(NamedTuple):
    """How many words of a text became what, and how many of a hundred."""

    fate: str
    words: int
    percent: int


def summary(comparison: Comparison) -> tuple[list[Part], list[Part]]:
    """Return what became of the words of both texts.

    Parameters
    ----------
    comparison : Comparison
        What `retold.view.rows.compare` returns.

    Returns
    -------
    pair of list of Part
        Of A: kept, edited, lost, moved; of B: kept, edited, inserted, moved. Every word of a text is in one part, so the counts
        add up to its words, and the shares to 100 (none if it has no word). Moved are all words of sentences that stand at another
        place in the other text; kept are words that both have at the same place in the same form; edited those for which the
        other has another word, or the word with other capitals, another ending in ’s or another sign (``$12``, ``€12``); lost
        those that A alone has, inserted those that B alone has.

    Examples
    --------
    >>> from retold import view
    >>> found = view.compare("It cost $12. Sheep left.", "It cost €12. Then the sheep left.", ("A", "B"))
    >>> [(part.fate, part.words, part.percent) for part in view.summary(found)[0]]
    [('kept', 4, 80), ('edited', 1, 20), ('lost', 0, 0), ('moved', 0, 0)]
    >>> [(part.fate, part.words, part.percent) for part in view.summary(found)[1]]
    [('kept', 4, 57), ('edited', 1, 14), ('inserted', 2, 29), ('moved', 0, 0)]
    """
    one, two = (_parts(side, fates) for side, fates in zip((comparison.a, comparison.b), PARTS, strict=True))
    return one, two


def _parts(side: Side, fates: Sequence[str]) -> list[Part]:
    words = [side.fates[fate] for fate in fates]
    return [Part(*part) for part in zip(fates, words, shares(words), strict=True)]


def said(parts: Sequence[Part]) -> str:
    """Return the parts as words: 120 kept (86 %), 19 edited (14 %)."""
    if not sum(part.words for part in parts):
        return "no words"
    return ", ".join(f"{part.words:,} {part.fate} ({part.percent} %)" for part in parts)


def shares(counts: Sequence[int]) -> list[int]:
    """Return parts of a whole in per cent, as whole numbers that add up to 100.

    Each is rounded down and what is missing goes to those that lost most by it; but what is something is never nothing, nor
    what is not all ever all.

    Examples
    --------
    >>> shares([2, 1, 0]), shares([999, 1]), shares([0])
    ([67, 33, 0], [99, 1], [0])
    """
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    exact = [100 * n / total for n in counts]
    whole = [max(1, int(share)) if share else 0 for share in exact]
    while (missing := 100 - sum(whole)) != 0:
        step = 1 if missing > 0 else -1
        # Of the same remainder the first; a share of one is not taken away.
        at = max(
            (n for n, share in enumerate(whole) if share and (step > 0 or share > 1)),
            key=lambda n: (step * (exact[n] - whole[n]), -n),
        )
        whole[at] += step
    return whole
