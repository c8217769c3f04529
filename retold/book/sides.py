"""Two versions side by side without a readable word: each word a mark.

Width says how long a word is, in three classes; shape what became of it; colour who has the word. Rows are the
passages that correspond, so that every passage faces its partner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from retold.common.markup import in_html
from retold.common.once import Tables
from retold.figures.palette import GROUP_COLOURS
from retold.measures import speakers
from retold.text.offsets import spans

SHORT, MIDDLING = 3, 6
COLUMNS = ("doc_id", "twin", "start", "first_word", "widths", "fates")
FATES = {"k": "kept", "e": "edited", "l": "lost", "i": "inserted", "d": "damaged"}
SAID = {
    "same": "the same words",
    "edited": "edited",
    "split": "split",
    "merged": "merged",
    "moved": "moved",
    "omitted": "only here",
    "inserted": "only here",
}
STORIES = 3
NOTHING = "<p><em>No story of this corpus has two versions: there is nothing to set side by side.</em></p>"
# Where several versions claim a word, the fate that says most of its survival wins.
_RANK = "kelid"


@dataclass(frozen=True)
class Sentence:
    """A sentence as marks: its number in its text, where it begins, and what is known of each word."""

    number: int
    start: int
    end: int
    widths: str
    fates: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """Passages that correspond: the sentences of both sides, one side perhaps empty."""

    a: tuple[Sentence, ...]
    b: tuple[Sentence, ...]
    operation: str
    similarity: float


def pairs(t: Tables) -> list[tuple[str, str]]:
    """Return the pairs of versions to show: the first of each story, of at most `STORIES` stories."""
    aligned = t["alignments"]
    story = t["corpus"].set_index("doc_id")["story_id"]
    firsts = aligned.assign(story=aligned["doc_a"].map(story)).drop_duplicates("story")
    return list(firsts[["doc_a", "doc_b"]].itertuples(index=False, name=None))[:STORIES]


def rows(t: Tables, a: str, b: str) -> list[Row]:
    """Return the rows of two versions, in the order of their alignment."""
    sides = [_sentences(t, one, twin) for one, twin in ((a, b), (b, a))]
    aligned = t["alignments"]
    mine = aligned[(aligned["doc_a"] == a) & (aligned["doc_b"] == b)]
    found = []
    for row in mine.itertuples():
        left, right = (
            tuple(_ended(side[s], e) for s, e in spans(cell))
            for side, cell in zip(sides, (row.a, row.b), strict=True)
        )
        found.append(Row(left, right, str(row.operation), float(row.similarity)))
    return found


def _ended(sentence: Sentence, end: int) -> Sentence:
    return Sentence(sentence.number, sentence.start, end, sentence.widths, sentence.fates, sentence.groups)


def _sentences(t: Tables, doc_id: str, twin: str) -> dict[int, Sentence]:
    """The sentences of a text beside a twin, by where they begin."""
    marked = t["word_marks"]
    mine = marked[(marked["doc_id"] == doc_id) & (marked["twin"] == twin)]
    strips = t["strips"]
    runs = strips[(strips["doc_id"] == doc_id) & (strips["method"] == speakers.CODED)].sort_values("run")
    owners = [str(r.group) for r in runs.itertuples() for _ in range(int(r.words))]
    found = {}
    for number, row in enumerate(mine.itertuples(), 1):
        own = owners[row.first_word : row.first_word + len(row.widths)]
        groups = tuple(own) if own else ("",) * len(row.widths)
        found[int(row.start)] = Sentence(number, int(row.start), 0, row.widths, row.fates, groups)
    return found


def page(t: Tables, labels: Mapping[str, str]) -> str:
    """Return the view of the versions of a corpus as HTML: marks, a panel, and a table behind them.

    Parameters
    ----------
    t : mapping of str to DataFrame
        The tables of a corpus.
    labels : mapping of doc_id to str
        Short names of the texts.

    Returns
    -------
    str
        A fragment; it loads nothing, and works without its script as rows and a table.
    """
    shown = pairs(t)
    if not shown:
        return NOTHING
    groups = _groups(t)
    palette = {g: GROUP_COLOURS[n % len(GROUP_COLOURS)] for n, g in enumerate(groups)}
    parts = [f"<style>{_asset('sides.css')}{_colouring(palette)}</style>"]
    for n, (a, b) in enumerate(shown):
        cells = _cells(t, a, b, labels)
        used = {g for cell in cells for side in cell.sides for s in side for g in s.groups}
        names = (labels[a], labels[b])
        parts.append(_view(n, names, cells, [(g, label) for g, label in groups.items() if g in used]))
        summary = f"The same as a table: {in_html(names[0])} and {in_html(names[1])}"
        parts.append(
            f'<details class="sides-table"><summary>{summary}</summary>{_table(names, cells)}</details>'
        )
    parts.append(f"<script>{_asset('sides.js')}</script>")
    return "\n".join(parts)


def tables(t: Tables, labels: Mapping[str, str]) -> str:
    """Return the tables behind the view alone, for what shows neither marks nor a panel (see `page`)."""
    shown = pairs(t)
    return "\n".join(_table((labels[a], labels[b]), _cells(t, a, b, labels)) for a, b in shown) or NOTHING


def _cells(t: Tables, a: str, b: str, labels: Mapping[str, str]) -> list[_Cells]:
    excerpts = [(str(r.doc_id), int(r.start), int(r.end), str(r.text)) for r in t["excerpts"].itertuples()]
    names = (labels[a], labels[b])
    return [_Cells(row, (a, b), names, _groups(t), excerpts) for row in rows(t, a, b)]


def _groups(t: Tables) -> dict[str, str]:
    return dict(zip(t["groups"]["group"], t["groups"]["label"], strict=True))


def _asset(name: str) -> str:
    return files("retold.book").joinpath(name).read_text(encoding="utf-8")


def _colouring(palette: Mapping[str, str]) -> str:
    return "".join(f".sides i.g-{group}{{--c:{colour}}}" for group, colour in palette.items())


class _Cells:
    """What a row says of itself, in words, for the panel, the labels and the table."""

    def __init__(
        self,
        row: Row,
        ids: tuple[str, str],
        names: tuple[str, str],
        groups: Mapping[str, str],
        excerpts: Sequence[tuple[str, int, int, str]],
    ) -> None:
        self.row = row
        self.sides = (row.a, row.b)
        self.numbers = tuple(", ".join(str(s.number) for s in side) for side in self.sides)
        self.counts = tuple(_counted("".join(s.fates for s in side)) for side in self.sides)
        self.voices = tuple(_voices(side, groups) for side in self.sides)
        self.quoted = tuple(
            "; ".join(
                f"“{text.strip('“”')}”"
                for doc, start, end, text in excerpts
                if doc == one and any(s.start <= start and end <= s.end for s in side)
            )
            for one, side in zip(ids, self.sides, strict=True)
        )
        self.operation = SAID[row.operation]
        self.names = names

    @property
    def alike(self) -> str:
        """The similarity as the page writes it; nothing without a partner."""
        return f"{self.row.similarity:.2f}" if self.row.a and self.row.b else "–"


def _counted(fates: str) -> str:
    return ", ".join(f"{fates.count(letter)} {name}" for letter, name in FATES.items() if letter in fates)


def _voices(side: Sequence[Sentence], groups: Mapping[str, str]) -> str:
    found = dict.fromkeys(g for s in side for g in s.groups)
    return ", ".join(groups.get(g, g) if g else "the text itself" for g in found)


def _view(n: int, names: tuple[str, str], cells: Sequence[_Cells], listed: Sequence[tuple[str, str]]) -> str:
    one, two = map(in_html, names)
    body = "".join(_row(f"{n}-{k}", cell) for k, cell in enumerate(cells))
    return (
        f'<section class="sides" id="sides-{n}" aria-label="{one} and {two}, side by side">'
        f'{_legend(listed)}<div class="sides-frame">'
        f'<div class="sides-head" aria-hidden="true"><span>{one}</span><span></span><span>{two}</span></div>'
        f'<div class="sides-rows" role="group" aria-label="Sentences as marks. Arrow keys move from one to the '
        f'next; the table behind holds the same.">{body}</div>'
        '<p class="sides-panel" role="status" aria-live="polite">Point at a sentence, tap it, or move there with '
        "the keys: here stands what became of it.</p></div></section>"
    )


def _legend(listed: Sequence[tuple[str, str]]) -> str:
    fates = "".join(f'<li><i class="w3 {k}"></i> {name}</li>' for k, name in FATES.items())
    groups = "".join(f'<li><i class="w3 k g-{g}"></i> {in_html(label)}</li>' for g, label in listed)
    own = '<li><i class="w3 k"></i> the text itself</li>'
    return (
        f'<ul class="sides-key" aria-label="Shapes: what became of a word">{fates}</ul>'
        f'<ul class="sides-key" aria-label="Colours: whose word it is">{own}{groups}</ul>'
    )


def _row(key: str, cell: _Cells) -> str:
    row = cell.row
    return (
        f'<div class="sides-row {row.operation}" id="row-{key}">{_side(cell, 0)}'
        f'<span class="link" aria-hidden="true" style="--s:{row.similarity:.2f}">{cell.alike}</span>'
        f"{_side(cell, 1)}</div>"
    )


def _side(cell: _Cells, side: int) -> str:
    sentences = "".join(_sentence(s, cell, side) for s in cell.sides[side])
    return f'<div class="cell">{sentences}</div>'


def _sentence(sentence: Sentence, cell: _Cells, side: int) -> str:
    partner = cell.numbers[1 - side]
    said = f"Sentence {sentence.number} of {cell.names[side]}: {cell.operation}"
    if partner:
        said += f", facing {partner} of {cell.names[1 - side]}, similarity {cell.alike}"
    said += f". {_counted(sentence.fates)} of {len(sentence.widths)} words" if sentence.widths else ""
    said += f". Words of: {cell.voices[side]}." if cell.voices[side] else "."
    for name, quoted in zip(cell.names, cell.quoted, strict=True):
        said += f" In {name}: {quoted}" if quoted else ""
    marks = "".join(
        f'<i class="w{w} {f}{f" g-{g}" if g else ""}"></i>'
        for w, f, g in zip(sentence.widths, sentence.fates, sentence.groups, strict=True)
    )
    return f'<span class="s" role="img" tabindex="-1" aria-label="{in_html(said)}">{marks}</span>'


def _table(names: tuple[str, str], cells: Sequence[_Cells]) -> str:
    one, two = map(in_html, names)
    head = "".join(
        f'<th scope="col">{c}</th>'
        for c in (
            f"sentence of {one}", f"sentence of {two}", "what happened", "similarity", f"words of {one}",
            f"words of {two}", "whose words", "excerpt",
        )
    )  # fmt: skip
    body = "".join(
        "<tr>"
        + f'<th scope="row">{c.numbers[0] or "–"}</th>'
        + "".join(
            f"<td>{in_html(v) or '–'}</td>"
            for v in (
                c.numbers[1], c.operation, c.alike, c.counts[0], c.counts[1],
                "; ".join(dict.fromkeys(v for v in c.voices if v)), " / ".join(q for q in c.quoted if q),
            )
        )
        + "</tr>"
        for c in cells
    )  # fmt: skip
    return (
        f'<div class="scroll" tabindex="0"><table class="retold"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
