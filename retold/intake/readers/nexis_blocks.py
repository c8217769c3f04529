"""An article of the old LexisNexis, in text or HTML: its blocks told apart as head, text and what the database adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from retold.intake.article import GUESSED, READ, Article, Found, Place, Unread, Value
from retold.intake.readers import nexis_labels as labels


@dataclass(frozen=True)
class Block:
    """What stands between two empty lines of an export in text, or in one division of one in HTML.

    Attributes
    ----------
    paragraphs : tuple of str
        Its content, without its label.
    label : str
        The label that it begins with, such as BYLINE; blank if with none.
    centred : bool
        Whether it is set in the middle, as outlet, date and notice of copyright are.
    large : bool
        Whether it is set larger than the text, as headlines are.
    """

    paragraphs: tuple[str, ...]
    label: str = ""
    centred: bool = False
    large: bool = False

    @property
    def text(self) -> str:
        """Its content on one line."""
        return " ".join(self.paragraphs)

    @property
    def role(self) -> str:
        """What its label says; blank if it has none that is known."""
        return labels.role(self.label) if self.label else ""


@dataclass
class Parts:
    """The parts of an article."""

    masthead: list[str] = field(default_factory=list)  # lines set in the middle above the text
    title: list[str] = field(default_factory=list)
    under: list[str] = field(
        default_factory=list
    )  # short lines without a label between the title and the labels
    labelled_above: list[Block] = field(default_factory=list)  # the same as `labelled`, above the title
    labelled: list[Block] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    tail: list[Block] = field(default_factory=list)


def article(blocks: Sequence[Block], place: Place) -> Article | Unread:
    """Make an article of its blocks, the mark that counts it left out; say why if it has no text."""
    parts = _parts(blocks)
    content = "\n\n".join(_shown(block) for block in blocks)
    if labels.is_broken(content):
        return Unread(
            place, "the database shows an error in place of the article", content, "download it again"
        )
    if not parts.body:
        only = "only a notice of copyright" if not parts.title else "only what is said about it"
        return Unread(place, f"no text stands in the file, {only}", content)
    return build(parts, place)


def _shown(block: Block) -> str:
    label = f"{block.label}: " if block.label else ""
    return label + "\n".join(block.paragraphs)


def _parts(blocks: Sequence[Block]) -> Parts:
    parts = Parts()
    start = _read_head(blocks, parts)
    end = _tail_start(blocks, start, _announced(parts.labelled))
    for block in blocks[start:end]:
        label = f"{block.label}: " if block.label and block.role != labels.BODY else ""
        first, *others = block.paragraphs or ("",)
        parts.body += [p for p in (label + first, *others) if p.strip()]
    parts.tail = _merged(blocks[end:])
    return parts


def _merged(blocks: Iterable[Block]) -> list[Block]:
    """The blocks behind a text, those without a label put to the caption or the correction that they go on with."""
    merged: list[Block] = []
    for block in blocks:
        goes_on = bool(merged) and merged[-1].role in labels.LONG and not block.label and not block.centred
        if goes_on:
            merged[-1] = Block(merged[-1].paragraphs + block.paragraphs, merged[-1].label)
        else:
            merged.append(block)
    return merged


def _announced(blocks: Iterable[Block]) -> int:
    """How many words an article says that it has; 0 if it does not say."""
    values = (labels.count_of_words(block.text) for block in blocks if block.role == labels.WORDS)
    return int(next((value for value in values if value), "0"))


def _read_head(blocks: Sequence[Block], parts: Parts) -> int:
    """Sort what stands before the text into `parts`; return where the text begins."""
    large = any(block.large and not block.centred for block in blocks[:12])
    position = _left_masthead(blocks, parts)
    while position < len(blocks):
        block, rest = blocks[position], blocks[position + 1 :]
        if block.label and (block.role or not _titles(block, parts, rest)):
            if not _in_head(blocks, position):
                return position
            if block.role == labels.BODY:
                return position
            taken = _take_label(block, rest, parts)
            position += taken
            continue
        if block.centred and not parts.labelled:
            parts.masthead += block.paragraphs
        elif block.large or (not large and _titles(block, parts, rest)):
            parts.title += [_shown(block)]
        elif _is_short(block) and _before_head_label(rest):
            parts.under.append(block.text)
        elif not parts.labelled and _before_date(rest, parts) and _is_short(block):
            parts.title.append(block.text)
        else:
            return position
        position += 1
    return position


def _left_masthead(blocks: Sequence[Block], parts: Parts) -> int:
    """Sort outlet and date into `parts` where nothing is set in the middle; return how many blocks they are."""
    if any(block.centred for block in blocks[:6]):
        return 0
    for position, block in enumerate(blocks[:5]):
        if block.label or block.large or (len(block.text) > 100 and not block.text.startswith("http")):
            return 0
        if labels.date_in(block.text) and position:
            lines = [b.text for b in blocks[: position + 1]]
            parts.masthead += [line for line in lines if not line.startswith("http")]
            urls = [Block(("".join(line.split()),), "url") for line in lines if line.startswith("http")]
            parts.labelled_above += urls
            return position + 1
    return 0


def _titles(block: Block, parts: Parts, rest: Sequence[Block]) -> bool:
    """Whether a block that is set left is the headline: it is the first, and no label stands above it."""
    fits = len(block.text) <= _LONGEST_TITLE or _before_head_label(rest)
    return fits and not parts.title and not parts.labelled and bool(parts.masthead) and block.role == ""


# In signs. A first paragraph that is longer, and above no label, is the beginning of a text without a headline.
_LONGEST_TITLE = 500


def _take_label(block: Block, rest: Sequence[Block], parts: Parts) -> int:
    """Keep a labelled block of the head; return how many blocks it is."""
    if block.role == labels.TITLE and block.text:
        parts.title = [block.text]
    if not block.text and block.role == labels.SUMMARY and rest and not rest[0].label:
        parts.labelled.append(Block(rest[0].paragraphs, block.label))
        return 2
    parts.labelled.append(block)
    return 1


def _in_head(blocks: Sequence[Block], position: int) -> bool:
    """Whether a labelled block stands before the text and is no paragraph of it."""
    block, rest = blocks[position], blocks[position + 1 :]
    if block.role in labels.HEAD:
        # Some sources put section and length behind the text, which a label then does not open.
        return block.role != labels.SUMMARY or bool(rest)
    if block.role:
        return not _is_tail(blocks[position:])
    return _before_head_label(rest)


def _before_head_label(rest: Sequence[Block]) -> bool:
    """Whether a label of the head comes next, others that are not known allowed between, and not those of the end."""
    for position, block in enumerate(rest[:4]):
        if block.role in labels.HEAD:
            return not _is_tail(rest[position:])
        if not block.label:
            return False
    return False


def _before_date(rest: Sequence[Block], parts: Parts) -> bool:
    """Whether the line of the date is still to come, and comes next."""
    if any(labels.date_in(line) for line in parts.masthead) or not rest:
        return False
    return rest[0].centred and any(labels.date_in(line) for line in rest[0].paragraphs)


def _is_short(block: Block) -> bool:
    return not block.label and len(block.paragraphs) == 1 and len(block.text) < 120


def _tail_start(blocks: Sequence[Block], start: int, announced: int) -> int:
    """Where what the database adds behind the text begins.

    Captions may run over several paragraphs: if there are two places where the end may begin, it is the one that leaves as
    many words as the article announces; if it announces none, captions are shorter than the text.
    """
    first = next((i for i in range(start, len(blocks)) if _opens_tail(blocks[i:])), len(blocks))
    if first == len(blocks) or blocks[first].role not in labels.LONG:
        return first
    later = next(
        (i for i in range(first + 1, len(blocks)) if blocks[i].role not in ("", labels.GRAPHIC)), first
    )
    before, between = _words(blocks[start:first]), _words(blocks[first:later])
    if announced:
        return first if abs(before - announced) <= abs(before + between - announced) else later
    return first if between <= before else later


def _words(blocks: Iterable[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)


# How many words without a label may stand behind the end of an article.
_LOOSE = 60


def _opens_tail(blocks: Sequence[Block]) -> bool:
    block = blocks[0]
    known = block.role not in ("", labels.BODY, labels.TITLE) or (block.label and labels.date_in(block.text))
    copyright_notice = block.centred and bool(block.paragraphs) and labels.is_copyright(block.paragraphs[0])
    return bool(known or copyright_notice) and _is_tail(blocks)


def _is_tail(blocks: Sequence[Block]) -> bool:
    """Whether all these blocks are such as the database puts behind a text."""
    long = closed = False
    loose = 0
    for block in blocks:
        if block.label and block.role != labels.BODY:
            long = block.role in labels.LONG
            closed = closed or (block.role == labels.LOADED and bool(labels.date_in(block.text)))
        elif block.centred or (block.paragraphs and labels.is_copyright(block.paragraphs[0])):
            closed = closed or labels.is_copyright(block.text)
        elif not long:
            # A number or a line that the export broke off: a few words, behind what nothing of an article follows.
            loose += len(block.text.split())
            if not closed or loose > _LOOSE:
                return False
    return True


def build(parts: Parts, place: Place) -> Article:
    """Make an article of its parts."""
    labelled = [*parts.labelled_above, *parts.labelled, *(block for block in parts.tail if block.label)]
    fields = {**_of_masthead(parts), **_of_labels(labelled)}
    title = labels.squeeze(" ".join(parts.title))
    changed = _changed(parts, title)
    if title := labels.without_appended(title):
        named = any(block.role == labels.TITLE and block.text for block in parts.labelled)
        source = "the label of the headline" if named else "line above the text"
        fields["title"] = Value(title, READ, source)
    if "authors" not in fields and len(parts.under) == 1 and _is_name(parts.under[0]):
        fields["authors"] = Value(parts.under[0], GUESSED, "line under the headline")
    notes = () if "published" in fields else ("no line of the file states the date of this article",)
    body = [labels.squeeze_lines(paragraph) for paragraph in parts.body]
    return Article("\n\n".join(p for p in body if p), place, fields, tuple(changed), notes)


def _is_name(line: str) -> bool:
    words = line.split()
    return 1 < len(words) <= 6 and all(w[0].isupper() or len(w) < 4 for w in words) and line[-1] not in ".!?:"


def _of_masthead(parts: Parts) -> dict[str, Value]:
    """Outlet, date and notice of copyright, by their place."""
    fields: dict[str, Value] = {}
    lines = [line for line in map(labels.squeeze, parts.masthead) if line]
    notices = [labels.squeeze(block.text) for block in parts.tail if not block.label]
    rights = next((line for line in [*notices, *lines] if labels.is_copyright(line)), "")
    if rights:
        fields["rights"] = Value(rights, READ, "notice of copyright")
    lines = _without_rights(lines)
    dated = next((i for i, line in enumerate(lines) if labels.date_in(line)), None)
    if dated is not None:
        fields["published"] = Value(labels.date_in(lines[dated]), READ, "line of the date")
    if lines and dated != 0:
        fields["outlet"] = Value(lines[0], READ, "first line above the text")
    return fields


def _without_rights(lines: Sequence[str]) -> list[str]:
    """The lines of a masthead without a notice of copyright, which may run over two of them."""
    kept: list[str] = []
    notice = False
    for line in lines:
        if labels.is_copyright(line):
            notice = True
        elif not (notice and labels.is_rights(f"all {line}")):
            kept.append(line)
            notice = False
    return kept


def _of_labels(blocks: Sequence[Block]) -> dict[str, Value]:
    """What the labels say, the first of each kind; the type of an article goes before that of its outlet."""
    fields: dict[str, Value] = {}
    for block in sorted(blocks, key=lambda block: block.role == labels.TYPE):
        value = labels.squeeze(block.text)
        if block.role == labels.WORDS:
            value = labels.count_of_words(value)
            name = "words"
        else:
            name = labels.FIELDS.get(block.role, "")
        if name and value and name not in fields:
            fields[name] = Value(value, READ, block.label)
    return fields


def _changed(parts: Parts, title: str) -> list[str]:
    """What stands with the article and is none of its text, in words."""
    changed = []
    if labels.without_appended(title) != title:
        changed.append("“Correction Appended” was taken out of the title")
    for block in [*parts.labelled, *parts.tail]:
        words = len(block.text.split())
        if words > 4 and block.role == labels.SUMMARY:
            changed.append(f"left out: a summary before the text ({block.label}, {words} words)")
        elif words > 4 and block.role == labels.CORRECTION:
            changed.append(f"left out: a correction behind the text ({words} words)")
    return changed


class Numbered(NamedTuple):
    """An article's blocks with the number that the file gives it."""

    mark: tuple[int, int] | None
    blocks: Sequence[Block]


def found(kind: str, file: str, documents: Sequence[Numbered], covered: int | None) -> Found:
    """Make what a reader found of the blocks of all articles.

    Parameters
    ----------
    kind : str
        What the file is.
    file : str
        What messages call it.
    documents : sequence of Numbered
        The blocks of each article.
    covered : int or None
        How many articles its cover announces; None if it does not say.
    """
    read = [
        article(document.blocks, Place(file, f"article {number}"))
        for number, document in enumerate(documents, start=1)
    ]
    announced, notes = _count(documents, covered)
    articles = tuple(each for each in read if isinstance(each, Article))
    unread = tuple(each for each in read if isinstance(each, Unread))
    return Found(kind, articles, announced, unread, tuple(notes))


def _count(documents: Sequence[Numbered], covered: int | None) -> tuple[int, list[str]]:
    """How many articles a file announces, by its cover and the numbers of its articles, and what is missing."""
    notes: list[str] = []
    numbers = [document.mark[0] for document in documents if document.mark]
    rising = numbers == sorted(set(numbers))
    span = numbers[-1] - numbers[0] + 1 if numbers and rising else len(documents)
    if numbers and rising and covered != len(documents) and 0 < span - len(numbers) <= 1000:
        missing = sorted(set(range(numbers[0], numbers[-1])) - set(numbers))
        shown = ", ".join(map(str, missing[:20])) + (", …" if len(missing) > 20 else "")
        notes.append(f"the numbers of the articles leave out {shown}")
    announced = max(len(documents), span if covered is None else covered)
    if covered and covered > len(documents):
        notes.append(f"the file announces {covered:,} articles and holds {len(documents):,}")
    last = next((d.mark for d in reversed(documents) if d.mark), None)
    if covered is None and last and rising and last[0] < last[1]:
        notes.append(
            f"the last article is number {last[0]:,} of {last[1]:,}: the others may be in another file"
        )
    return announced, notes
