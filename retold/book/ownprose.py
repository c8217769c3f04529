"""How readable the pages of a book are: their own prose, measured as the texts that they report on are measured.

The prose of a page is what its source says in running text, for the corpus at hand: conditions applied, numbers filled, the
corpus's own prose included. Headings, tables, code and what is generated are left out; captions and boxes belong to it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from retold.book import fit, source
from retold.chapters.numbers import Number
from retold.common.markup import role
from retold.common.statistics import MIN_SENTENCES
from retold.corpus.folder import Tables
from retold.measures import readability, sentences
from retold.text import language

LONG = 25  # words; a sentence of more is called long
GRADE = "flesch_kincaid"
HEAD = (
    "page",
    "words",
    "words per sentence",
    f"sentences of more than {LONG} words",
    "Flesch-Kincaid grade",
)
CORPUS = "prose-"  # how the includes that hold a corpus's own prose are called
GLOSSARY = "glossary"  # a directive: terms, and below each an indented entry
_INCLUDE = re.compile(rf"_generated/({CORPUS}[\w-]+)\.md")
_OPTION = re.compile(r":[\w-]+:")
_NO_PROSE = re.compile(r"\s*(?:#{1,6} |\||\([\w-]+\)=|\{\.[\w-]+\}\s*$|-{3,}\s*$)")
_LEFT_OUT = re.compile(r"(?m)^\{\.left-out\}\n.*\n?")  # the line that `fit` writes
_FRONT = re.compile(r"(?s)\A---\n.*?\n---\n")
_COMMENT = re.compile(r"(?s)<!--.*?-->")
_ITEM = re.compile(r"\s*(?:[-*]|\d+\.|:) +")
_ROLE = re.compile(r"\{([\w:-]+)\}`([^`]*)`")
_TARGET = re.compile(r"^(.*?)\s*<[^>]*>$", re.S)
_CITED = re.compile(r"\s*\{cite:p\}`[^`]*`")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"\*+|`+|\\(?=[^\w\s])|</?\w[^>]*>")
# What is read where the name of a page or a section stands, which only Sphinx knows.
_NAMES = {"doc": "this page", "ref": "this section", "numref": "Figure 1"}


@dataclass(frozen=True)
class Page:
    """What is measured of a page."""

    name: str
    words: int
    sentences: int
    long: int
    grade: float

    @property
    def length(self) -> float:
        """Mean words of a sentence."""
        return self.words / self.sentences

    @property
    def share(self) -> float:
        """Share of sentences that are long."""
        return self.long / self.sentences


def table(root: Path, t: Tables, facts: fit.Facts, numbers: Mapping[str, Number] | None) -> str:
    """Return what is said of the prose of a book's pages, and the table of them, as Markdown; blank if there is nothing to measure.

    Parameters
    ----------
    root : Path
        Where the pages of the book are laid out.
    t : Tables
        The corpus.
    facts : Facts
        What its pages may say.
    numbers : mapping of str to Number, or None
        Its published numbers.
    """
    pages = list(measured(root, t.folder, facts, numbers or {}))
    if not pages:
        return "\n"
    lines = ["| " + " | ".join(HEAD) + " |", "|" + " --- |" * len(HEAD)]
    for page in pages:
        cells = (
            role("doc", f"/{page.name}"),
            f"{page.words:,}",
            f"{page.length:.1f}",
            f"{page.share:.0%}",
            f"{page.grade:.1f}",
        )
        lines.append("| " + " | ".join(cells) + " |")
    listed = "\n".join(lines)
    return f"{_said(pages, _grades(t))}\n\n:::{{dropdown}} Page by page\n:class-container: on-paper\n\n{listed}\n:::\n"


def measured(root: Path, corpus: Path, facts: fit.Facts, numbers: Mapping[str, Number]) -> Iterator[Page]:
    """Yield what is measured of each page, in the order of the book; pages of fewer than `MIN_SENTENCES` sentences are left out."""
    if not (root / source.CONTENTS).is_file():
        return
    for name in source.pages(root):
        of_page = replace(facts, page=name)
        text = "\n\n".join(prose(_source(root / name), corpus, of_page, numbers))
        counts = sentences.count(text)
        if len(counts) >= MIN_SENTENCES:
            long = int((counts["words"] > LONG).sum())
            grade = readability.scores(counts)[GRADE]
            yield Page(name, int(counts["words"].sum()), len(counts), long, grade)


def prose(text: str, corpus: Path, facts: fit.Facts, numbers: Mapping[str, Number]) -> list[str]:
    """Return the running text of a page of Markdown as readers see it: a string a paragraph or item of a list.

    Parameters
    ----------
    text : str
        The page as it is written.
    corpus : Path
        The folder of the corpus, whose own prose the page may include.
    facts : Facts
        What the page may say.
    numbers : mapping of str to Number
        What its numbers are.
    """
    fitted = _LEFT_OUT.sub("", fit.fit(_FRONT.sub("", text), facts))
    lines = _COMMENT.sub("", fitted).split("\n")
    return [said for part in _paragraphs(lines, corpus, facts, numbers) if (said := part.strip())]


def _source(path: Path) -> str:
    """The source of a page; of a notebook its cells of text."""
    notebook = path.with_name(f"{path.name}.ipynb")
    if not notebook.is_file():
        return path.with_name(f"{path.name}.md").read_text(encoding="utf-8")
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def _paragraphs(
    lines: Sequence[str], corpus: Path, facts: fit.Facts, numbers: Mapping[str, Number]
) -> Iterator[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        if mark := fit.MARK.match(line):
            yield _plain(kept, numbers)
            kept = []
            inside: list[str] = []
            while at < len(lines) and lines[at].strip() != mark[1]:
                inside.append(lines[at])
                at += 1
            at += 1
            yield from _fenced(line, inside, corpus, facts, numbers)
        elif not line.strip() or _NO_PROSE.match(line):
            yield _plain(kept, numbers)
            kept = []
        elif item := _ITEM.match(line):
            # What a list of definitions defines is no sentence.
            yield "" if line.startswith(":") else _plain(kept, numbers)
            kept = [line[item.end() :]]
        else:
            kept.append(line)
    yield _plain(kept, numbers)


def _fenced(
    opening: str, inside: list[str], corpus: Path, facts: fit.Facts, numbers: Mapping[str, Number]
) -> Iterator[str]:
    """What a fenced block says: a caption, the text in a box, the entries of a glossary, a corpus's own prose."""
    found = fit.FENCE.match(opening.strip())
    name, argument = (found["name"], found["argument"]) if found else ("", "")
    if name == "include" and (of_corpus := _INCLUDE.search(argument)):
        path = corpus / "prose" / f"{of_corpus[1].removeprefix(CORPUS)}.md"
        said = prose(path.read_text(encoding="utf-8"), corpus, facts, numbers) if path.is_file() else []
        # The pages are in English; of what somebody adds in another language no grade can be computed.
        if language.is_english(language.detect("\n\n".join(said))):
            yield from said
    elif name == GLOSSARY:
        entries = [line if line[:1].isspace() else "" for line in inside]
        yield from _paragraphs(entries, corpus, facts, numbers)
    elif name in fit.SHOWN | fit.HOLDING:
        shown = [line for line in inside if not _OPTION.match(line)]
        yield from _paragraphs(shown, corpus, facts, numbers)


def _plain(lines: Sequence[str], numbers: Mapping[str, Number]) -> str:
    """A paragraph as it is read: in one line, numbers filled, without marks of Markdown."""
    text = _IMAGE.sub("", _CITED.sub("", " ".join(line.strip() for line in lines)))
    text = _ROLE.sub(lambda found: _read(found[1], found[2], numbers), text)
    text = _LINK.sub(lambda found: found[1] or _NAMES["doc"], text)
    return html.unescape(_MARKS.sub("", text)).replace("\xa0", " ")


def _read(name: str, content: str, numbers: Mapping[str, Number]) -> str:
    """What a reader reads where a role stands."""
    target = _TARGET.match(content)
    if name == "glue:text":
        key = content.split("::")[-1].split(":")[0]
        return numbers[key].shown if key in numbers else "0"
    if name in {"finding", "measure"}:  # a sign beside the sentence
        return ""
    return (target[1] if target else "") or _NAMES.get(name, content)


def _grades(t: Tables) -> list[float]:
    """The grades of the texts that the book is about; none of a text that is not in English."""
    scored = readability.choices(t)
    same = (scored[readability.CHOICE] == list(readability.DEFAULT)).all(axis=1)
    return [float(score) for score in scored.loc[same & (scored["measure"] == GRADE), "score"]]


def _said(pages: Sequence[Page], texts: Sequence[float]) -> str:
    """The sentences before the table."""
    by_grade = sorted(pages, key=lambda page: page.grade)
    easiest, hardest = by_grade[0], by_grade[-1]
    said = [
        f"**On the middle page of this book, with half of the pages above and half below, a sentence has {median(p.length for p in pages):.0f} words, and {median(p.share for p in pages):.0%} of the "
        f"sentences have more than {LONG}.** The middle Flesch-Kincaid grade is {median(p.grade for p in pages):.1f}: "
        "by the formula, it takes so many years of school to follow such a page."
    ]
    if len(pages) > 1:
        said.append(
            f"The grades run from {easiest.grade:.1f} ({role('doc', f'/{easiest.name}')}) to {hardest.grade:.1f} "
            f"({role('doc', f'/{hardest.name}')})."
        )
    if texts:
        said.append(f"The middle text of those that this book reports on has a grade of {median(texts):.1f}.")
    return " ".join(said)
