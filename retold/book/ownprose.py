"""How readable the pages of a book are: their own prose, measured as the texts that they report on are measured.

The prose of a page is what its source says in running text, for the corpus at hand: conditions applied, numbers filled, the
corpus's own prose included. Headings, tables, code and what is generated are left out; captions and boxes belong to it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from retold.book import fit, source
from retold.chapters.numbers import Number
from retold.common import markup
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
PORTRAITS = "_generated/portraits.md"
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


def of_pages(
    root: Path, corpus: Path, facts: fit.Facts, numbers: Mapping[str, Number] | None
) -> dict[str, list[str]]:
    """Return the running text of each page, in the order of the book; none where no book is laid out.

    Parameters
    ----------
    root : Path
        Where the pages of the book are laid out.
    corpus : Path
        The folder of the corpus.
    facts : Facts
        What its pages may say.
    numbers : mapping of str to Number, or None
        Its published numbers.
    """
    names = source.pages(root) if (root / source.CONTENTS).is_file() else []
    return {
        name: prose(source.said(root / name), corpus, replace(facts, page=name), numbers or {})
        for name in names
    }


def table(t: Tables, said: Mapping[str, Sequence[str]]) -> str:
    """Return what is said of the prose of a book's pages, and the table of them, as Markdown; blank if there is nothing to measure.

    Parameters
    ----------
    t : Tables
        The corpus.
    said : mapping of str to sequence of str
        The running text of its pages; see `of_pages`.
    """
    pages = list(measured(said))
    if not pages:
        return "\n"
    rows = [
        (role("doc", f"/{p.name}"), f"{p.words:,}", f"{p.length:.1f}", f"{p.share:.0%}", f"{p.grade:.1f}")
        for p in pages
    ]
    listed = markup.table(HEAD, rows)
    return f"{_said(pages, _grades(t))}\n\n:::{{dropdown}} Page by page\n:class-container: on-paper\n\n{listed}:::\n"


def measured(said: Mapping[str, Sequence[str]]) -> Iterator[Page]:
    """Yield what is measured of each page; pages of fewer than `MIN_SENTENCES` sentences are left out."""
    for name, paragraphs in said.items():
        counts = sentences.count("\n\n".join(paragraphs))
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
    if name == "include":
        for path in _of_corpus(argument, corpus / "prose"):
            said = prose(path.read_text(encoding="utf-8"), corpus, facts, numbers)
            # The pages are in English; of what somebody adds in another language no grade can be computed.
            if language.is_english(language.detect("\n\n".join(said))):
                yield from said
    elif name == GLOSSARY:
        entries = [line if line[:1].isspace() else "" for line in inside]
        yield from _paragraphs(entries, corpus, facts, numbers)
    elif name in fit.SHOWN | fit.HOLDING:
        shown = [line for line in inside if not _OPTION.match(line)]
        yield from _paragraphs(shown, corpus, facts, numbers)


def _of_corpus(argument: str, folder: Path) -> list[Path]:
    """The files of a corpus's own prose that an include brings in."""
    if PORTRAITS in argument:
        return sorted(folder.glob("portrait-*.md"))
    found = _INCLUDE.search(argument)
    path = folder / f"{found[1].removeprefix(CORPUS)}.md" if found else None
    return [path] if path and path.is_file() else []


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
