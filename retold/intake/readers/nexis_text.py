"""The reader of exports of the old LexisNexis in text: lines of at most 80 signs, "3 of 62 DOCUMENTS" above each article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retold.common.problems import BadInputError, Problem
from retold.intake.article import Found
from retold.intake.readers import nexis_labels as labels
from retold.intake.readers.nexis_blocks import Block, Numbered, found
from retold.intake.source import TEXT, Source

KIND = "LexisNexis, text"

# A label is written in capitals at the beginning of a line. Of those unknown only the ones with few signs are labels.
_LABEL = re.compile(r"([^\W\d_a-zß-öø-ÿ][^a-zß-öø-ÿ:]{1,38}):(?:\s|$)")
# The first line of a cover: "Download Request: Selected Items: 1-10", "Printopdracht: Alle documenten: 1-62".
_COVER = re.compile(
    r"(?:(?:download|print|e-?mail)[ -]request|printopdracht|downloadopdracht|druckauftrag|download-auftrag|"
    r"downloadanfrage|druckanfrage|demande de t[ée]l[ée]chargement|demande d['’]impression|solicitud de \w+|"
    r"richiesta di \w+)\s*:[^\n]*",
    re.I,
)
_COUNT = re.compile(r"\d[\d.,]* +(?:words|wörter|mots|woorden|ord|palabras|parole|palavras)", re.I)
_RANGES = re.compile(r"(\d{1,9})(?:\s*-\s*(\d{1,9}))?")
_WIDTH = 80


def recognises(source: Source) -> bool:
    """Whether a file is an export of LexisNexis in text, by the marks that count its articles or by its cover."""
    if source.container != TEXT:
        return False
    lines = source.text.split("\n")
    return any(_is_mark(lines, i) for i, line in enumerate(lines) if line[:40].strip()) or _is_cover(
        source.text
    )


def read(source: Source) -> Found:
    """Read the articles of an export of LexisNexis in text.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Found
        Its articles; what has no text, such as a headline with a picture, is among the unread.

    Raises
    ------
    BadInputError
        If no article begins in it and it has no cover.
    """
    lines = source.text.replace("\f", "\n").replace("\u00a0", " ").split("\n")
    starts = [i for i in range(len(lines)) if _is_mark(lines, i)]
    cover = "\n".join(lines[: starts[0]] if starts else lines)
    if not starts and not _is_cover(cover):
        problem = Problem(source.name, "no article", "lines such as “1 of 62 DOCUMENTS”", "download it again")
        raise BadInputError([problem])
    width = _width(lines)
    documents = [Numbered(None, _blocks(lines[: starts[0]], width))] if starts and _is_article(cover) else []
    documents += [
        Numbered(labels.mark(lines[start]), _blocks(lines[start + 1 : end], width))
        for start, end in pairwise([*starts, len(lines)])
    ]
    return found(KIND, source.name, documents, _covered(cover))


def _is_mark(lines: Sequence[str], position: int) -> bool:
    """Whether a line counts an article: it stands alone, or it is set in the middle below a notice of copyright."""
    line = lines[position]
    if len(line.strip()) > 60 or labels.mark(line) is None:
        return False
    after = lines[position + 1].strip() if position + 1 < len(lines) else ""
    before = lines[position - 1].strip() if position else ""
    indented = len(line) - len(line.lstrip()) >= 12
    # A text may hold "3 of 10 documents" as a line of its own; the export writes this in capitals.
    return not after and (indented or (not before and not line.rstrip().endswith(("documents", "document"))))


def _is_cover(text: str) -> bool:
    return bool(_COVER.match(text.lstrip("\ufeff \n\f")))


def _is_article(above: str) -> bool:
    """Whether what stands above the first mark is an article, whose own mark was lost."""
    return not _is_cover(above) and any(
        labels.role(_label(line)) in labels.HEAD for line in above.split("\n")
    )


def _covered(cover: str) -> int | None:
    """How many articles a cover announces: "Selected Items: 1-3, 7" are four."""
    first = _COVER.match(cover.lstrip("\ufeff \n\f"))
    ranges = first and re.search(r":\s*(\d+(?:\s*[-,]\s*\d+)*)\s*$", first[0])
    if not ranges:
        return None
    return sum(int(last or start) - int(start) + 1 for start, last in _RANGES.findall(ranges[1]))


def _width(lines: Sequence[str]) -> int:
    """At how many signs the lines of a file are wrapped."""
    longest = max((len(line.rstrip()) for line in lines if len(line) <= _WIDTH + 2), default=_WIDTH)
    return longest if longest >= 60 else _WIDTH


def _blocks(lines: Sequence[str], width: int) -> list[Block]:
    """The blocks of an article."""
    return [_block(group, width) for group in _groups(lines)]


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines between two empty ones; a label that begins a line begins a group."""
    group: list[str] = []
    for line in lines:
        if not line.strip():
            if group:
                yield group
            group = []
            continue
        if group and labels.role(_label(line)) and labels.role(_label(group[0])):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _label(line: str) -> str:
    found = _LABEL.match(line)
    return found[1].strip() if found else ""


def _block(lines: list[str], width: int) -> Block:
    if _is_centred(lines):
        return Block(tuple(line.strip() for line in lines), centred=True)
    if len(lines) == 1 and _COUNT.fullmatch(lines[0].strip()):
        return Block((lines[0].strip(),), label="words")
    label = _label(lines[0])
    if label and not labels.role(label) and len(label) > 25:
        label = ""
    if label:
        lines = [lines[0].split(":", 1)[1], *lines[1:]]
    return Block(tuple(_paragraphs(lines, width, wrapped_head=len(label) + 1 if label else 0)), label)


def _is_centred(lines: Sequence[str]) -> bool:
    """Whether lines are set in the middle; one that fills its line may be, and counts if another is."""
    places = [(len(line) - len(line.lstrip()), len(line.strip())) for line in lines]
    middle = all(abs(indent - (_WIDTH - size) // 2) <= 2 or indent >= 20 for indent, size in places)
    return middle and any(indent >= 4 for indent, _ in places)


def _paragraphs(lines: Sequence[str], width: int, wrapped_head: int = 0) -> list[str]:
    """The paragraphs of a block: a line goes on with the next unless it ends where a word would still have fitted.

    The rows of a table stay lines.
    """
    columns = sum(bool(re.search(r"\S {3,}\S", line)) for line in lines)
    if columns > 1 and columns * 2 >= len(lines):
        return ["\n".join(line.strip() for line in lines)]
    paragraphs: list[str] = []
    goes_on = False
    for number, line in enumerate(lines):
        begins = line.startswith("  ") and number > 0
        if goes_on and not begins:
            paragraphs[-1] += " " + line.strip()
        elif line.strip():
            paragraphs.append(line.strip())
        following = lines[number + 1].split() if number + 1 < len(lines) else []
        length = len(line.rstrip()) + (wrapped_head if number == 0 else 0)
        goes_on = bool(following) and length + 1 + len(following[0]) > width - 2
    return paragraphs
