"""Which texts of a corpus tell one story: a story_id for each, proposed from the groups of versions that are found.

People decide. What stands in ``corpus.csv`` is never changed; what is proposed has its reason, and the pairs behind it
are there to be confirmed. A text without other versions is a story of its own and has a story_id too.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from retold.common.files import place_problems, staged_text
from retold.common.problems import BadInputError, Problem, show
from retold.common.progress import Progress, Tell, quiet, untold
from retold.compare import collection, grouping
from retold.compare.collection import PAIR_COLUMNS, TOGETHER, Pair
from retold.corpus import crosscheck, tables
from retold.corpus.corpus import Corpus, Document, concerning, find_texts, read, sha256
from retold.corpus.schema import TABLES

STORY = "story_id"
# Why a text has the story_id that it has, or is to have.
KNOWN, OF_GROUP, NEW, CONFLICT = "known", "of its group", "new", "conflict"
# What there is to do about a pair.
SETTLED, CONFIRM, LOOK = "", "confirm", "look at"
_SHOWN = 20  # groups, and pairs of each kind, that are shown; the files have them all
_USED = (
    "corpus",
    "cleaning",
)  # tables without whose order nothing can be said; `retold check` is for the others


class Proposal(NamedTuple):
    """A text with its story, as a row of the versions file of a corpus."""

    doc_id: str
    group: str  # the first doc_id of its group of versions
    story_id: str  # as it stands in the corpus table; blank if none does
    proposed: str  # for the blank cell; blank where there is nothing to fill, or the group is in conflict
    basis: str


@dataclass(frozen=True)
class OpenPair:
    """A pair of texts, and what there is to do about it."""

    pair: Pair
    to_do: str


@dataclass(frozen=True)
class Found:
    """What `run` found, and did."""

    proposals: list[Proposal]
    pairs: list[OpenPair]
    conflicts: list[Problem]  # groups of versions with several story_ids
    parted: dict[str, list[str]]  # stories of the corpus table that lie in several groups, and these
    skipped: list[Problem]
    filled: bool  # whether the corpus table was written

    def to_do(self, what: str) -> list[Pair]:
        """Return the pairs to confirm, or to look at, the least sure first."""
        pairs = [found.pair for found in self.pairs if found.to_do == what]
        return sorted(pairs, key=lambda pair: (pair.surety, pair.doc_a, pair.doc_b))


def propose(stories: Mapping[str, str], groups: Mapping[str, str]) -> list[Proposal]:
    """Propose a story_id for each text that has none.

    Parameters
    ----------
    stories : mapping of doc_id to story_id
        All texts of the corpus; blank where it is not known.
    groups : mapping of doc_id to doc_id
        The first text of the group of versions of each text; a text that could not be read may be missing.

    Returns
    -------
    list of Proposal
        By doc_id. Texts of a group get the story_id that one of them has. If none has one, it is the first doc_id of the
        group, with a number behind it if that is the name of another story. If they have several, nothing is proposed.
    """
    known: dict[str, set[str]] = defaultdict(set)
    for doc_id, group in groups.items():
        known[group] |= {stories[doc_id]} - {""}
    taken = set(stories.values())
    fresh = {group: _free(group, taken, stories) for group, of in known.items() if not of}
    proposals = []
    for doc_id, group in sorted(groups.items()):
        there, proposed = stories[doc_id], ""
        if len(known[group]) > 1:
            basis = CONFLICT
        elif there:
            basis = KNOWN
        elif known[group]:
            basis, proposed = OF_GROUP, next(iter(known[group]))
        else:
            basis, proposed = NEW, fresh[group]
        proposals.append(Proposal(doc_id, group, there, proposed, basis))
    return proposals


def _free(name: str, taken: Collection[str], doc_ids: Collection[str]) -> str:
    """The name, or with a number behind it: no other story's, and no other text's, whose story may get it."""
    free, number = name, 1
    while free in taken or (free != name and free in doc_ids):
        number += 1
        free = f"{name}-{number}"
    return free


def opened(
    pairs: Iterable[Pair], stories: Mapping[str, str], groups: Mapping[str, str]
) -> Iterator[OpenPair]:
    """Say of each pair what there is to do: to confirm it, to look at it, or nothing.

    A pair is settled if the corpus table has a story_id for both texts, but for two stories in one group of versions.
    """
    for pair in pairs:
        one, two = stories[pair.doc_a], stories[pair.doc_b]
        if one and two and (one == two or groups[pair.doc_a] != groups[pair.doc_b]):
            yield OpenPair(pair, SETTLED)
        else:
            yield OpenPair(pair, CONFIRM if pair.kind in TOGETHER else LOOK)


def parted(proposals: Iterable[Proposal]) -> dict[str, list[str]]:
    """Return the stories of the corpus table whose texts are not all found to be versions, with their groups."""
    groups: dict[str, set[str]] = defaultdict(set)
    for proposal in proposals:
        if proposal.story_id:
            groups[proposal.story_id].add(proposal.group)
    return {story: sorted(of) for story, of in sorted(groups.items()) if len(of) > 1}


def lines(found: Found) -> Iterator[str]:
    """Say what was found, a line each: how many, then what there is to do."""
    stories: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in found.proposals:
        stories[proposal.group].append(proposal)
    several = [members for members in stories.values() if len(members) > 1]
    texts, groups = _count(len(found.proposals), "text"), _count(len(stories), "group")
    yield f"{texts} in {groups} of versions; {sum(map(len, several)):,} share one with another"
    told = (
        f"  {' / '.join(sorted({m.story_id or m.proposed for m in members} - {''}))}: "
        f"{crosscheck.some({m.doc_id for m in members})}"
        for members in several
    )
    yield from _first(told, len(several))
    known = sum(1 for proposal in found.proposals if proposal.story_id)
    proposed = Counter(proposal.basis for proposal in found.proposals if proposal.proposed)
    reasons = f" ({proposed[OF_GROUP]:,} of their group, {proposed[NEW]:,} new)" if proposed else ""
    yield f"{STORY}: {known:,} known, {proposed.total():,} proposed{reasons}"
    for to_do in (CONFIRM, LOOK):
        pairs = found.to_do(to_do)
        order = ", the least sure first" if len(pairs) > 1 else ""
        if pairs or to_do == CONFIRM:
            yield f"{_count(len(pairs), 'pair')} to {to_do}{order}"
        yield from _first((f"  {p.surety:.2f}  {p.doc_a}  {p.doc_b}" for p in pairs), len(pairs))
    for story, of in found.parted.items():
        yield f"{STORY} {story}: its texts are in the groups {', '.join(of)}, and keep it"
    if found.conflicts:
        yield f"{_count(len(found.conflicts), 'group')} in conflict with corpus.csv: nothing is proposed there"


def _first(told: Iterable[str], number: int) -> Iterator[str]:
    yield from islice(told, _SHOWN)
    if number > _SHOWN:
        yield f"  … and {number - _SHOWN:,} more"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _conflicts(corpus: Corpus, proposals: Iterable[Proposal]) -> list[Problem]:
    """Groups of versions whose texts have several story_ids in the corpus table."""
    line = {d: tables.line(corpus.documents, n) for n, d in enumerate(corpus.doc_ids)}
    groups: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.basis == CONFLICT:
            groups[proposal.group].append(proposal)
    path = str(corpus.folder / TABLES["corpus"].file)
    problems = []
    for members in groups.values():
        by_story: dict[str, set[str]] = defaultdict(set)
        for member in members:
            by_story[member.story_id].add(member.doc_id)
        open_cells = by_story.pop("", set())
        told = [f"{show(story)} ({crosscheck.some(of)})" for story, of in sorted(by_story.items())]
        found = f"{' and '.join(told)} in one group of versions"
        mend = "correct one, or leave them if the pairs show several stories"
        if open_cells:
            found += f"; nothing is proposed for {crosscheck.some(open_cells)}"
            mend += "; fill the blank cells by hand"
        first = next(member for member in members if member.story_id)
        accepted = "one story_id for all versions of a story"
        problems.append(Problem(path, found, accepted, mend, line[first.doc_id], STORY))
    return problems


def run(
    folder: Path,
    texts: Path,
    out: Path,
    *,
    threshold: float = grouping.THRESHOLD,
    workers: int | None = None,
    skip_bad: bool = False,
    write: bool = False,
    progress: Progress = quiet,
    tell: Tell = untold,
) -> Found:
    """Find the versions of each story of a corpus, propose story_ids, and write both.

    Parameters
    ----------
    folder : Path
        The corpus folder. Cells of story_id may be blank.
    texts : Path
        Where its texts are. What `cleaning.csv` says is no article counts for nothing.
    out : Path
        CSV to write: a row a text, the fields of `Proposal`; the pairs go beside it (`collection.pairs_path`).
    threshold, workers, progress
        As for `collection.write_groups`.
    skip_bad : bool
        Leave out texts that are missing or cannot be read instead of stopping; they are listed beside `out`.
    write : bool
        Fill the blank cells of story_id in the corpus table; every other byte of it stays.
    tell : callable
        Takes what has to be said of how a text was read.

    Raises
    ------
    BadInputError
        If the corpus table or `cleaning.csv` has other gaps, a text is missing, or a file cannot be written. Nothing is
        written then.
    """
    table = folder / TABLES["corpus"].file
    corpus, problems = read(folder, blank={STORY})
    problems = concerning(folder, problems, _USED) or _place_problems(corpus, out, write)
    if problems:
        raise BadInputError(problems)
    documents, skipped = _texts(corpus, texts, skip_bad, tell)
    ids = list(documents)
    grouped = collection.group_texts(
        {d: document.clean for d, document in documents.items()},
        threshold=threshold,
        workers=workers,
        progress=progress,
    )
    stories = dict(zip(corpus.doc_ids, corpus.documents[STORY], strict=True))
    groups = {d: ids[first] for d, first in zip(ids, grouped.groups, strict=True)}
    proposals = propose(stories, groups)
    pairs = list(opened(collection.pairs_of(ids, grouped), stories, groups))
    to_fill = {p.doc_id: p.proposed for p in proposals if p.proposed} if write else {}
    _write(table, out, proposals, pairs, to_fill)
    collection.write_rejected(table, out, skipped)
    conflicts = _conflicts(corpus, proposals)
    return Found(proposals, pairs, conflicts, parted(proposals), skipped, bool(to_fill))


def _write(
    table: Path,
    out: Path,
    proposals: Sequence[Proposal],
    pairs: Sequence[OpenPair],
    to_fill: Mapping[str, str],
) -> None:
    """Write versions and pairs, and fill the corpus table: all of it, or nothing."""
    found = collection.staged_tables(
        out,
        [Proposal._fields, *proposals],
        [(*PAIR_COLUMNS, "to_do"), *([*p.pair.cells(), p.to_do] for p in pairs)],
    )
    with ExitStack() as stack:
        waiting = [*stack.enter_context(found)]
        if to_fill:
            # Read again, and as it is: line ends, quotation marks and a byte order mark stay.
            text = tables.filled(table.read_bytes().decode("utf-8"), "doc_id", STORY, to_fill)
            waiting.append(stack.enter_context(staged_text(table, text)))
        for staged in waiting:
            staged.commit()


def _texts(
    corpus: Corpus, folder: Path, skip_bad: bool, tell: Tell
) -> tuple[dict[str, Document], list[Problem]]:
    """The texts of a corpus, and what is wrong with those that are left out."""
    documents, problems = find_texts(corpus, folder, tell)
    problems = concerning(corpus.folder, problems, _USED)
    table = str(corpus.folder / TABLES["corpus"].file)
    if problems and (not skip_bad or any(problem.file == table for problem in problems)):
        raise BadInputError(problems)
    for doc_id, document in documents.items():
        if document.reading.joined:
            tell(f"{document.reading.note(doc_id)} (the column lines of corpus.csv may keep them)")
    return documents, problems


def _place_problems(corpus: Corpus, out: Path, write: bool) -> list[Problem]:
    """Why versions cannot be written where they shall, or the corpus table cannot be filled."""
    table = corpus.folder / TABLES["corpus"].file
    if problems := collection.out_problems(out, [table]) or collection.rejected_problems(table, out):
        return problems
    hashes = set(corpus.documents["sha256"])
    for path in collection.places(out):
        if path.is_file() and sha256(path.read_bytes()) in hashes:
            description = "a text of the corpus"
            return [Problem(str(path), description, "another file to write", "name another file")]
    return place_problems(table, (), streams=False) if write else []


def table_problems(paths: Iterable[Path]) -> list[Problem]:
    """Say which paths are those of a table of a corpus, there or not: nothing else may take its name."""
    problems = []
    for path in paths:
        target = Path(os.path.realpath(path))
        for folder in target.parents[:2]:
            if (folder / TABLES["corpus"].file).is_file():
                for table in TABLES.values():
                    if folder / table.file == target:
                        description = f"the place of a table of the corpus {folder.name}: {table.row}"
                        mend = f"name another file, such as {collection.OUT}"
                        problems.append(Problem(str(path), description, "another file to write", mend))
    return problems
