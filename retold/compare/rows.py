"""Two versions side by side, as data: rows of sentences that correspond, the fate of each word, who speaks.

`retold.view` makes a comparison of two texts, with their words; `retold.book.sides` of the tables of a corpus, in
which a word is only the class of its length. Both show the same rows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from retold.compare.alignment import word_changes
from retold.text import Span

KEPT = "kept"
# Words beyond which two passages are compared part by part: the time of `word_changes` grows with the
# square of the passage. News has no such sentence; a text without full stops is one.
LONGEST = 2000


@dataclass(frozen=True)
class Run:
    """A stretch of a sentence whose words share one fate and one speaker.

    `text` is what is shown of it; `fate` one of those of `alignment.word_changes`, or damaged; `speaker` a position
    in the speakers, or None; `decided` is False where the program would rather not say who speaks.
    """

    text: str
    fate: str
    speaker: int | None = None
    decided: bool = True


@dataclass(frozen=True)
class Sentence:
    """A sentence in a row.

    Attributes
    ----------
    number : int
        Its number in its text, from 1.
    span : (start, end)
        Where it stands in its text.
    runs : tuple of Run
        What is shown of it, whole and in order.
    loose : str
        What stands before it and holds no word: a row of stars, a mark torn off.
    opens : bool
        Whether it opens a paragraph.
    apart : bool
        Whether other sentences of its text stand between it and the one before it in this row.
    above : int or None
        The number of the first row that shows it, if that is another one.
    """

    number: int
    span: Span
    runs: tuple[Run, ...]
    loose: str = ""
    opens: bool = False
    apart: bool = False
    above: int | None = None


@dataclass(frozen=True)
class Row:
    """Sentences that correspond, or one without a counterpart.

    `after` is, for a moved row, the row that stands before it in B (0 for the beginning); `then` the moved
    rows that follow this one in B. `speakers` are positions in the speakers. `probability`, from 0 to 1, is how likely both sides
    correspond, or one has no counterpart, by the program's own estimate; None if it gives none.
    """

    number: int
    operation: str
    similarity: float
    a: tuple[Sentence, ...]
    b: tuple[Sentence, ...]
    speakers: tuple[int, ...] = ()
    after: int | None = None
    then: tuple[int, ...] = ()
    probability: float | None = None

    @property
    def sides(self) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
        """The sentences of a, and those of b."""
        return self.a, self.b


@dataclass(frozen=True)
class Speaker:
    """Who speaks: a name, a colour (0 for grey), in how many rows."""

    name: str
    colour: int
    rows: int = 0


@dataclass(frozen=True)
class Side:
    """One of both texts: its name, and how many sentences, words, and words of each fate it has.

    `unheard` names its language if that is one in which nobody can tell who speaks; else it is blank. `joined` is how many
    wrapped lines were joined when it was read.
    """

    name: str
    sentences: int
    words: int
    fates: Counter[str]
    unheard: str = ""
    joined: int = 0


@dataclass(frozen=True)
class Comparison:
    """Two texts side by side."""

    a: Side
    b: Side
    rows: tuple[Row, ...]
    speakers: tuple[Speaker, ...]


def speaking(*sides: Sequence[Sentence]) -> tuple[int, ...]:
    """Return who speaks in some sentences, as positions in the speakers."""
    runs = (run for side in sides for sentence in side for run in sentence.runs)
    return tuple(sorted({run.speaker for run in runs if run.speaker is not None}))


def fates(a: Sequence[Sequence[str]], b: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """Say what became of each word of the sentences of a row; see `alignment.word_changes`.

    Parameters
    ----------
    a, b : sequence of sequence of str
        The words of each sentence of both sides, in the form in which they are compared.

    Returns
    -------
    tuple of list of list of str
        The same shape as `a` and `b`: a fate a word.
    """
    changes = [word_changes(*part) for part in _parts(list(chain(*a)), list(chain(*b)))]
    of_a, of_b = (chain(*side) for side in zip(*changes, strict=True))
    return [list(islice(of_a, len(words))) for words in a], [list(islice(of_b, len(words))) for words in b]


def _parts(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Cut two passages at words that each has once, so that no part is longer than `LONGEST` if it can be."""
    if max(len(a), len(b)) <= LONGEST:
        yield a, b
        return
    single = [{word for word, n in Counter(side).items() if n == 1} for side in (a, b)]
    places = {word: j for j, word in enumerate(b) if word in single[1]}
    anchors = [(i, places[word]) for i, word in enumerate(a) if word in single[0] and word in places]
    begin_a = begin_b = 0
    for i, j in _rising(anchors):
        if i - begin_a >= LONGEST or j - begin_b >= LONGEST:
            yield from _short(a[begin_a:i], b[begin_b:j])
            begin_a, begin_b = i, j
    yield from _short(a[begin_a:], b[begin_b:])


def _short(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Cut by length what has no word in common to cut at."""
    for at in range(0, max(len(a), len(b), 1), 2 * LONGEST):
        yield a[at : at + 2 * LONGEST], b[at : at + 2 * LONGEST]


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs that rises on both sides; the first side rises already."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        k = bisect_left(tails, j)
        before.append(at[k - 1] if k else -1)
        tails[k : k + 1], at[k : k + 1] = [j], [n]
    rising, n = [], at[-1] if at else -1
    while n >= 0:
        rising.append(pairs[n])
        n = before[n]
    return rising[::-1]
