"""Fit a page to the corpus that it reports on: what the corpus lacks is left out, and one line says why.

The pages are written for any corpus, in Markdown. Three rules fit them:

- What stands between ``<!-- if TRAIT -->`` and ``<!-- end -->`` is there for a corpus that has the trait (see
  `retold.chapters.traits`); with ``<!-- if not TRAIT -->`` for one that lacks it; ``<!-- else -->`` parts the two. Traits joined
  by *and* must all be there.
- A sentence that prints a number which the corpus lacks is left out; so is a figure or a table that has nothing to show.
- A section of which nothing remains loses its heading. Before the first section of a page a line names those that went, and
  what the corpus lacks for them.

A page whose text begins with ``<!-- page if TRAIT -->`` is no page of a book about a corpus that lacks the trait.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from retold.text.abbreviations import abbreviates, token_before

CONDITION = re.compile(r"\s*<!-- (?:if (?P<asked>[a-z ]+)|(?P<word>else|end)) -->\s*")
INLINE = re.compile(r"(?<!`)<!-- (?:if [a-z]|else -->|end -->)")  # in backticks it is spoken of
PAGE = re.compile(r"(?:\A\s*)?<!-- page if (?P<asked>[a-z ]+) -->[ \t]*\n?")
CELL = re.compile(r"<!-- cell \d+ -->")  # where the cells of a notebook part
MARK = re.compile(r"\s*(`{3,}|:{3,})")
FENCE = re.compile(r"(?:`{3,}|:{3,})\{(?P<name>[\w:-]+)\}\s*(?P<argument>.*)")
HEADING = re.compile(r"(?P<level>#{1,6}) (?P<title>.+)")
APART = re.compile(r"\s*(?:`{3,}|:{3,}|\||#{1,6} |<!--|\([\w-]+\)=)")  # lines that are no running text
ROLE = re.compile(r"\{(glue:text|measure|numref)\}`([^`]+)`")
ASIDE = re.compile(r"\s*\(\{numref\}`([^`<>]+)`\)")
ITEM = re.compile(r"(?:[-*]|\d+\.) ")
LABEL = re.compile(r"\*\*[^*{.]{1,30}[.:]\*\*")  # such as **Came out.**
BOLD = "**"
# Directives that show what a notebook made, and those that hold text; what stands in any other is taken as it is.
SHOWN = {"glue:figure", "glue", "figure-of"}
HOLDING = {"admonition", "dropdown", "grid", "grid-item-card", "note", "tip", "warning"}
END = re.compile(r"(?<=[.!?])[)\]”’\"*_]*(?=\s+[A-Z*`{(\[“‘\"0-9])")


@dataclass(frozen=True)
class Facts:
    """What is known of a corpus.

    Attributes
    ----------
    has : mapping of str to bool
        Which traits it has.
    lacking : mapping of str to str
        What is said where it lacks a trait: a sentence.
    is_known : callable
        Takes the name of a number and says whether the corpus has it.
    absent : mapping of str to str
        The figures and tables that have nothing to show, as ``page::key``, with what the corpus lacks for each.
    blank : collection of str
        The names of files that pages include and that say nothing for this corpus.
    page : str
        The page at hand, whose figures and tables are named by their key alone.
    labels : collection of str
        The names by which sentences of any page point at figures that have nothing to show.
    """

    has: Mapping[str, bool]
    lacking: Mapping[str, str]
    is_known: Callable[[str], bool] = lambda key: True
    absent: Mapping[str, str] = field(default_factory=dict)
    blank: Collection[str] = ()
    page: str = ""
    labels: Collection[str] = ()

    def missing(self, asked: str) -> list[str]:
        """Return what a corpus lacks for a condition, such as ``versions and not coded``, to be met.

        Returns
        -------
        list of str
            A sentence a trait that it lacks, a blank one a trait that it should lack. Empty: the condition is met.

        Raises
        ------
        ValueError
            If there is no such trait.
        """
        found = []
        for part in asked.split(" and "):
            trait = part.removeprefix("not ").strip()
            if trait not in self.has:
                raise ValueError(
                    f"no trait of a corpus is called {trait!r}; there are {', '.join(sorted(self.has))}"
                )
            if part.startswith("not "):
                found += [""] if self.has[trait] else []
            elif not self.has[trait]:
                found.append(self.lacking[trait])
        return found


@dataclass
class _Block:
    """A piece of a page, and what the corpus lacks for what was taken out of it."""

    text: str
    why: str = ""
    gone: bool = False


@dataclass
class _Gone:
    """What was left out of a page."""

    figures: set[str] = field(default_factory=set)  # names that sentences point at
    sections: dict[str, list[str]] = field(default_factory=dict)  # headings, by what was lacking

    def section(self, title: str, why: str) -> None:
        """Note a section that went, if there is a reason to tell."""
        named = self.sections.setdefault(why, []) if why else [title]
        if title not in named:
            named.append(title)


def page_condition(text: str) -> str:
    """Return the condition under which a page is one of the book; blank if it always is."""
    found = PAGE.match(text)
    return found["asked"] if found else ""


def labels(text: str, page: str, absent: Mapping[str, str]) -> list[str]:
    """Return the names by which sentences point at those figures of a page that have nothing to show."""
    lines, found = text.split("\n"), []
    for opening, line in pairwise(lines):
        figure = FENCE.match(opening.strip())
        if figure and figure["name"] in SHOWN and line.startswith(":name:"):
            argument = figure["argument"].strip()
            if (argument if "::" in argument else f"{page}::{argument}") in absent:
                found.append(line.removeprefix(":name:").strip())
    return found


def fit(text: str, facts: Facts) -> str:
    """Return a page of Markdown as it is for a corpus (see the module).

    Raises
    ------
    ValueError
        If a condition names no trait, or is not closed.
    """
    gone = _Gone(set(facts.labels))
    lines = _chosen(PAGE.sub("", text, count=1).split("\n"), facts, gone)
    blocks = _sections(_fitted(_blocks(lines), facts, gone), gone)
    return "\n".join(_noted([block.text for block in blocks if not block.gone], gone))


def fit_cells(cells: Sequence[str], facts: Facts) -> list[str]:
    """Return the Markdown cells of a notebook as they are for a corpus: one page, cut where it was."""
    whole = "\n".join(f"<!-- cell {n} -->\n{cell}" for n, cell in enumerate(cells))
    return [part.strip("\n") for part in re.split(rf"^{CELL.pattern}\n?", fit(whole, facts), flags=re.M)[1:]]


def _chosen(lines: Sequence[str], facts: Facts, gone: _Gone) -> list[str]:
    """The lines whose conditions are met; the headings of the others are noted."""
    kept: list[str] = []
    opened: list[_Condition] = []
    for line, code in zip(lines, _in_code(lines), strict=True):
        found = None if code else CONDITION.fullmatch(line)
        if found is None:
            if not code and INLINE.search(line):
                raise ValueError(f"a condition must have a line of its own: {line.strip()[:80]}")
            lacking = next((one for one in opened if one.lacking), None)
            if lacking is None or CELL.fullmatch(line):
                kept.append(line)
            elif not code and (heading := HEADING.fullmatch(line)):
                lacking.headings.append(heading["title"])
        elif found["asked"]:
            opened.append(_Condition(facts.missing(found["asked"])))
        elif not opened:
            raise ValueError(f"{line.strip()} stands without an if before it")
        elif found["word"] == "else":
            opened.append(
                _Condition([] if opened.pop().lacking else [""])
            )  # something else stands in its place
        else:
            done = opened.pop()
            for title in done.headings:
                gone.section(title, done.lacking[0])
    if opened:
        raise ValueError("a condition is not closed: <!-- end --> is missing")
    return kept


def _in_code(lines: Sequence[str]) -> list[bool]:
    """Whether each line stands in a block that is shown as it is and never obeyed."""
    inside: list[bool] = []
    opened: list[
        tuple[str, bool]
    ] = []  # the mark that closes each open block, and whether it is such a block
    for line in lines:
        mark = MARK.match(line)
        if opened and line.strip() == opened[-1][0]:
            opened.pop()
        elif mark and not (opened and opened[-1][1]):
            opened.append((mark[1], not _holds(line)))
        inside.append(bool(opened) and opened[-1][1])
    return inside


def _holds(line: str) -> bool:
    """Whether a line opens a block whose text is a page's own: a box, or a figure with its caption."""
    opening = FENCE.match(line.strip())
    return bool(opening and opening["name"] in HOLDING | SHOWN)


@dataclass
class _Condition:
    """A condition that is open: what the corpus lacks for it, and the headings that it leaves out."""

    lacking: list[str]
    headings: list[str] = field(default_factory=list)


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """Cut lines into blocks: fenced ones, headings, blank lines, and paragraphs or items of lists."""
    blocks: list[list[str]] = []
    at = 0
    while at < len(lines):
        start, line = at, lines[at]
        at += 1
        if mark := MARK.match(line):
            while at < len(lines) and lines[at].strip() != mark[1]:
                at += 1
            at += 1
        elif line.strip() and not APART.match(line):
            while (
                at < len(lines)
                and lines[at].strip()
                and not APART.match(lines[at])
                and not _begins_item(lines[at])
            ):
                at += 1
        blocks.append(list(lines[start:at]))
    return blocks


def _begins_item(line: str) -> bool:
    return bool(ITEM.match(line.lstrip()))


def _fitted(blocks: Sequence[list[str]], facts: Facts, gone: _Gone) -> list[_Block]:
    """Each block without what the corpus lacks."""
    # Figures first: sentences that point at one that went go too.
    kept = [
        _fenced(lines, facts, gone) if MARK.match(lines[0]) else _Block("\n".join(lines)) for lines in blocks
    ]
    for block, lines in zip(kept, blocks, strict=True):
        if not MARK.match(lines[0]) and not APART.match(lines[0]) and ROLE.search(block.text):
            block.text = _sentences(block.text, facts, gone)
            block.gone = not block.text
    return kept


def _fenced(lines: list[str], facts: Facts, gone: _Gone) -> _Block:
    """A fenced block: a figure or a table that may have nothing to show, or text in a box."""
    opening = FENCE.match(lines[0].strip())
    if opening is None or len(lines) < 2:
        return _Block("\n".join(lines))
    name, argument = opening["name"], opening["argument"].strip()
    if name == "include" and argument.split("/")[-1] in facts.blank:
        return _Block("", gone=True)
    made = argument if "::" in argument else f"{facts.page}::{argument}"
    if name in SHOWN and (why := facts.absent.get(made)) is not None:
        gone.figures |= {line.split(":name:")[1].strip() for line in lines if line.startswith(":name:")}
        return _Block("", why, gone=True)
    if name not in HOLDING | SHOWN:
        return _Block("\n".join(lines))
    head = 1
    while head < len(lines) - 1 and re.match(r":[\w-]+:", lines[head]):
        head += 1
    inside = "\n".join(b.text for b in _fitted(_blocks(lines[head:-1]), facts, gone) if not b.gone)
    if name in HOLDING and not inside.strip():
        return _Block("", gone=True)
    return _Block("\n".join([*lines[:head], inside, lines[-1]]))


def _sentences(text: str, facts: Facts, gone: _Gone) -> str:
    """A paragraph or an item of a list without the sentences that print what the corpus lacks."""
    text = ASIDE.sub(lambda m: "" if m[1] in gone.figures else m[0], text)
    ends = [
        0,
        *(found.end() for found in END.finditer(text) if not _abbreviated(text, found.start())),
        len(text),
    ]
    sentences = [text[start:end] for start, end in pairwise(ends)]
    whole = [_is_whole(sentence, facts, gone) for sentence in sentences]
    if all(whole):
        return text
    left, opens = "", False
    for sentence, keep in zip(sentences, whole, strict=True):
        if keep:
            left += sentence.lstrip() if opens else sentence
            opens = False
            continue
        item = ITEM.match(sentence) if not left else None
        left += item[0] if item else ""
        opens = opens or bool(item)
        if sentence.count(BOLD) % 2:  # its sign of bold letters belongs to a neighbour
            if left.count(BOLD) % 2:
                left = left.rstrip() + BOLD
            else:
                left += ("" if not left or item else " ") + BOLD
                opens = True
    left = left.replace(BOLD * 2, "").strip("\n")
    left = left if text.startswith(" ") else left.lstrip(" ")
    said = LABEL.sub("", ITEM.sub("", left, count=1))
    return left if said.strip() else ""


def _abbreviated(text: str, end: int) -> bool:
    """Whether the stop before a place belongs to an abbreviation, such as *U.S.* or *Mr.* before a name."""
    token = token_before(text, 0, end - 1)
    return text[end - 1] == "." and (len(token) == 1 or "." in token or abbreviates(token))


def _is_whole(sentence: str, facts: Facts, gone: _Gone) -> bool:
    """Whether the corpus has all that a sentence prints."""
    for role, content in ROLE.findall(sentence):
        key = content.split("::")[-1].split(":")[0]
        if role == "numref":
            pointed = re.search(r"<([^>]+)>$", content)
            if (pointed[1] if pointed else content) in gone.figures:
                return False
        elif not facts.is_known(f"noise.status.{key}" if role == "measure" else key):
            return False
    return True


def _sections(blocks: Sequence[_Block], gone: _Gone) -> list[_Block]:
    """Blocks without the headings of sections of which nothing remains."""
    kept: list[_Block] = []
    heads: list[_Head] = []  # of sections in which nothing was shown so far
    levels = [len(found["level"]) for block in blocks if (found := HEADING.fullmatch(block.text.strip()))]
    # The levels of the headings that are open; what a page includes stands under headings of that page.
    path = list(range(1, min(levels, default=1)))
    for block in blocks:
        heading = HEADING.fullmatch(block.text.strip())
        if heading:
            level = len(heading["level"])
            _drop(kept, heads, level, gone)
            # Where the section around it went, a section moves up: no level may be left out.
            path[:] = [above for above in path if above < level]
            block.text = f"{'#' * (len(path) + 1)} {heading['title']}"
            path.append(level)
            heads.append(_Head(len(kept), level, heading["title"]))
        elif block.text.strip() and not _says_nothing(block.text):
            heads.clear()
        for head in heads:
            head.why = head.why or block.why
        kept.append(block)
    _drop(kept, heads, 2, gone)
    return kept


@dataclass
class _Head:
    place: int
    level: int
    title: str
    why: str = ""


def _drop(kept: list[_Block], heads: list[_Head], level: int, gone: _Gone) -> None:
    """Take away the empty sections that a heading of this level ends; labels and entries of the index are the next one's."""
    while heads and heads[-1].level >= max(level, 2):
        head = heads.pop()
        kept[head.place :] = [block for block in kept[head.place + 1 :] if block.text.strip()]
        gone.section(head.title, head.why)


def _says_nothing(text: str) -> bool:
    """Whether a block shows nothing of itself: a label, a comment, an entry of the index."""
    opening = FENCE.match(text.strip())
    if opening:
        return opening["name"] == "index"
    return bool(re.fullmatch(r"\s*(\([\w-]+\)=|<!--.*-->)\s*", text))


def _noted(blocks: list[str], gone: _Gone) -> list[str]:
    """The blocks of a page with the line that names the sections left out, before its first section."""
    if not gone.sections:
        return blocks
    parts = [
        f"{'; '.join(f'*{title}*' for title in titles)} ({why[:1].lower()}{why[1:].rstrip('.')})"
        for why, titles in gone.sections.items()
    ]
    note = ["{.left-out}", f"Not on this page: {', '.join(parts)}.", ""]
    place = next((n for n, block in enumerate(blocks) if block.startswith("## ")), None)
    return [*blocks, "", *note] if place is None else [*blocks[:place], *note, *blocks[place:]]
