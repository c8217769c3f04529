"""Two versions side by side without a readable word: each word a mark.

Width says how long a word is, in three classes; shape what became of it; colour who has the word. Rows are the
passages that correspond, so that every passage faces its partner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from retold.book import templates
from retold.common.once import Tables
from retold.compare.rows import Comparison, Row, Run, Sentence, Side, Speaker, speaking
from retold.figures.palette import GROUP_COLOURS
from retold.measures import speakers
from retold.text import spans

STORIES = 3
SOMEBODY = "somebody, as the program reads it"  # where speakers are in no groups
FATES = {"k": "kept", "e": "edited", "l": "lost", "i": "inserted", "d": "damaged"}


def pairs(t: Tables) -> list[tuple[str, str]]:
    """Return the pairs of versions to show: the first of each story, of at most `STORIES` stories."""
    aligned = t["alignments"]
    story = t["corpus"].set_index("doc_id")["story_id"]
    firsts = aligned.assign(story=aligned["doc_a"].map(story)).drop_duplicates("story")
    return list(firsts[["doc_a", "doc_b"]].itertuples(index=False, name=None))[:STORIES]


def compare(t: Tables, a: str, b: str, labels: Mapping[str, str]) -> Comparison:
    """Put two versions side by side: a word is the class of its length, a speaker a group of speakers.

    Parameters
    ----------
    t : mapping of str to DataFrame
        The tables of a corpus.
    a, b : str
        Two versions of a story.
    labels : mapping of doc_id to str
        Short names of the texts.
    """
    sorted_ = speakers.groups(t)
    groups = {group: n for n, group in enumerate(sorted_["group"])}
    names = [SOMEBODY] if sorted_.empty else list(sorted_["label"])
    listed = tuple(Speaker(label, 1 + n % len(GROUP_COLOURS)) for n, label in enumerate(names))
    sentences = [_sentences(t, one, twin, groups) for one, twin in ((a, b), (b, a))]
    aligned = t["alignments"]
    rows = []
    for number, row in enumerate(aligned[(aligned["doc_a"] == a) & (aligned["doc_b"] == b)].itertuples(), 1):
        left, right = (
            tuple(Sentence(own[start].number, (start, end), own[start].runs) for start, end in spans(cell))
            for own, cell in zip(sentences, (row.a, row.b), strict=True)
        )
        heard = speaking(left, right)
        rows.append(Row(number, str(row.operation), float(row.similarity), left, right, heard))
    one, two = (_side(labels[d], own.values()) for d, own in zip((a, b), sentences, strict=True))
    return Comparison(one, two, tuple(rows), listed)


def _sentences(t: Tables, doc_id: str, twin: str, groups: Mapping[str, int]) -> dict[int, Sentence]:
    """The sentences of a text beside a twin, by where they begin."""
    marks, strips = t["word_marks"], t["strips"]
    read = strips["method"] == speakers.read_by(t["attributions"])
    of_text = strips[(strips["doc_id"] == doc_id) & read].sort_values("run")
    owner_of = (groups.get(r.group) if groups else (0 if r.kind else None) for r in of_text.itertuples())
    owners = [
        owner for owner, words in zip(owner_of, of_text["words"], strict=True) for _ in range(int(words))
    ]
    of_pair = marks[(marks["doc_id"] == doc_id) & (marks["twin"] == twin)]
    sentences = {}
    for number, row in enumerate(of_pair.itertuples(), 1):
        own = owners[row.first_word : row.first_word + len(row.widths)] or [None] * len(row.widths)
        words = zip(row.widths, row.fates, own, strict=True)
        runs = tuple(
            Run("".join(width for width, *_ in part), FATES[fate], owner)
            for (fate, owner), part in groupby(words, key=lambda word: word[1:])
        )
        sentences[int(row.start)] = Sentence(number, (int(row.start), 0), runs)
    return sentences


def _side(name: str, sentences: Collection[Sentence]) -> Side:
    fates = Counter(dict(_counts(sentences)))
    return Side(name, len(sentences), sum(fates.values()), fates)


def _size(sentence: Sentence) -> int:
    return sum(len(run.text) for run in sentence.runs)


def _counts(side: Iterable[Sentence]) -> list[tuple[str, int]]:
    """How many words of some sentences have each fate, in the order of `FATES`."""
    counted: Counter[str] = Counter()
    for sentence in side:
        for run in sentence.runs:
            counted[run.fate] += len(run.text)
    return [(fate, counted[fate]) for fate in FATES.values() if fate in counted]


def _voices(side: Sequence[Sentence]) -> list[int | None]:
    return list(dict.fromkeys(run.speaker for sentence in side for run in sentence.runs))


@dataclass(frozen=True)
class _View:
    """A comparison with what the page says of it besides."""

    comparison: Comparison
    ids: tuple[str, str]
    listed: Sequence[tuple[str, int, int, str]]  # excerpts: doc_id, start, end, text

    @property
    def rows(self) -> Sequence[Row]:
        return self.comparison.rows

    @property
    def speakers(self) -> Sequence[Speaker]:
        return self.comparison.speakers

    @property
    def names(self) -> tuple[str, str]:
        return self.comparison.a.name, self.comparison.b.name

    @property
    def heard(self) -> list[Speaker]:
        """The groups that have a word in the rows."""
        used = {n for row in self.rows for n in row.speakers}
        return [speaker for n, speaker in enumerate(self.speakers) if n in used]

    def voices(self, row: Row) -> list[str]:
        """Who has words on each side of a row, said once where both sides say the same."""
        names_of = (
            ", ".join("the text itself" if n is None else self.speakers[n].name for n in _voices(side))
            for side in row.sides
        )
        return list(dict.fromkeys(names for names in names_of if names))

    def excerpts(self, row: Row) -> list[tuple[str, list[str]]]:
        """The excerpts that stand in a row, by the name of the text."""
        return [
            (
                name,
                [
                    text.strip("“”")
                    for doc, start, end, text in self.listed
                    if doc == doc_id and any(s.span[0] <= start and end <= s.span[1] for s in side)
                ],
            )
            for name, doc_id, side in zip(self.names, self.ids, row.sides, strict=True)
        ]


def page(t: Tables, labels: Mapping[str, str], *, tables_alone: bool = False) -> str:
    """Return the view of the versions of a corpus as HTML: marks, a panel, and a table behind them.

    Parameters
    ----------
    t : mapping of str to DataFrame
        The tables of a corpus.
    labels : mapping of doc_id to str
        Short names of the texts.
    tables_alone : bool
        Return the tables alone, for what shows neither marks nor a panel.

    Returns
    -------
    str
        A fragment; it loads nothing, and works without its script as rows and a table.
    """
    excerpts = [(str(r.doc_id), int(r.start), int(r.end), str(r.text)) for r in t["excerpts"].itertuples()]
    views = [_View(compare(t, a, b, labels), (a, b), excerpts) for a, b in pairs(t)]
    return templates.render(
        "sides",
        views=views,
        tables_alone=tables_alone,
        colours=GROUP_COLOURS,
        style=templates.asset("sides.css"),
        script=templates.asset("sides.js"),
        counts=_counts,
        size=_size,
        voices=_voices,
    )
