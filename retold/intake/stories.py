"""Which texts are proposed to tell one story, with the pairs that people have to confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from retold.common.progress import Progress, quiet
from retold.compare.collection import TOGETHER, Pair, group_texts, pairs_of
from retold.compare.grouping import SURE
from retold.corpus.stories import propose
from retold.intake.entries import Cell
from retold.text import read

IDENTICAL = TOGETHER[1]


@dataclass(frozen=True)
class Link:
    """Two texts that may tell one story, and how probable that is."""

    doc_a: str
    doc_b: str
    probability: float
    identical: bool
    evidence: str

    @property
    def key(self) -> str:
        """What a row of `confirm.csv` calls the pair."""
        return f"{self.doc_a} {self.doc_b}"


def links(texts: Mapping[str, str], progress: Progress = quiet) -> list[Link]:
    """Return the pairs of texts that are more probably versions of one story than not, the surest first.

    Parameters
    ----------
    texts : mapping of str to str
        Texts by their names.
    progress : callable
        Wraps the loops of the grouping.
    """
    if len(texts) < 2:
        return []
    ids = list(texts)
    grouped = group_texts({name: read(text).view for name, text in texts.items()}, progress=progress)
    together = dict(zip(ids, grouped.groups, strict=True))
    found = [
        _link(p)
        for p in pairs_of(ids, grouped)
        if p.kind in TOGETHER and together[p.doc_a] == together[p.doc_b]
    ]
    return sorted(found, key=lambda link: (-link.probability, link.key))


def _link(pair: Pair) -> Link:
    evidence = (
        f"{pair.shared_words} uncommon words in both; {pair.matched_a} of {pair.passages_a} passages of the first and "
        f"{pair.matched_b} of {pair.passages_b} of the second have a counterpart"
    )
    identical = pair.kind == IDENTICAL
    return Link(pair.doc_a, pair.doc_b, pair.score, identical, "the same words" if identical else evidence)


def stories(
    ids: Sequence[str], found: Iterable[Link], answers: Mapping[str, bool], known: Mapping[str, str]
) -> dict[str, str]:
    """Give each text a story: one with those that it is surely, or by people's word, a version of.

    What people said comes first, then the surest pairs. Two texts of which they said no are never brought together, by no
    third text either: that one goes with the text it is more surely a version of.

    Parameters
    ----------
    ids : sequence of str
        All texts.
    found : iterable of Link
        Pairs that may tell one story, the surest first.
    answers : mapping of str to bool
        What people said of pairs, by `Link.key`: they decide, whatever the probability, found or not.
    known : mapping of str to str
        Stories that people wrote; they stay, and texts linked to one of them get it if they have none.

    Returns
    -------
    dict of str to str
        A story a text: a known one, else the first text of its story.
    """
    first = {name: name for name in ids}
    members = {name: [name] for name in ids}
    said = [(pair, yes) for key, yes in answers.items() if (pair := _pair(key)) and {*pair} <= first.keys()]
    apart: dict[str, set[str]] = defaultdict(set)
    for (one, two), yes in said:
        if not yes:
            apart[one].add(two)
            apart[two].add(one)
    order = {name: number for number, name in enumerate(ids)}
    sure = [(link.doc_a, link.doc_b) for link in found if link.probability >= SURE]
    for pair in [*(pair for pair, yes in said if yes), *sure]:
        one, two = sorted((first[name] for name in pair), key=order.__getitem__)
        refused = (other for name in members[two] for other in apart.get(name, ()))
        if one != two and all(first[other] != one for other in refused):
            first |= dict.fromkeys(members[two], one)
            members[one] += members.pop(two)
    written = {name: known.get(name, "") for name in ids}
    proposed = {one.doc_id: one.story_id or one.proposed for one in propose(written, first)}
    # Where people gave several stories to texts that are linked, the others go with the first of these.
    named = {first[name]: known[name] for name in reversed(ids) if name in known}
    return {name: proposed[name] or named[first[name]] for name in ids}


def _pair(key: str) -> tuple[str, str] | None:
    """The two texts that a row of `confirm.csv` names."""
    names = key.split()
    return (names[0], names[1]) if len(names) == 2 else None


def held(stories_of: Mapping[str, str], at_hand: Container[str]) -> dict[str, str]:
    """Return the stories that nobody can tell anew, by text: those of which a text is not at hand. They stay as they are."""
    lacking = {story for name, story in stories_of.items() if name not in at_hand}
    return {name: story for name, story in stories_of.items() if story and story in lacking}


def copy_kinds(
    story_of: Mapping[str, str], found: Iterable[Link], days: Mapping[str, str], outlets: Mapping[str, str]
) -> dict[str, Cell]:
    """Say how each file came from the original, where that is evident.

    A text without another version is taken for the original. Of two texts of the same words in different outlets the later
    one is republished. Of all others of a story nobody can tell without being told.
    """
    sizes: dict[str, int] = defaultdict(int)
    for story in story_of.values():
        sizes[story] += 1
    kinds = {
        name: Cell("original", "guessed", "no other version of its story is here")
        if sizes[story] == 1
        else Cell("unknown", "guessed", "its story has other versions here")
        for name, story in story_of.items()
    }
    for link in found:
        a, b = sorted((link.doc_a, link.doc_b), key=lambda name: days.get(name, ""))
        dated = days.get(a, "") and days.get(a, "") < days.get(b, "")
        if link.identical and dated and outlets[a] != outlets[b] and story_of[a] == story_of[b]:
            kinds[b] = Cell("republished", "guessed", f"the words of {a}, and of a later day")
    return kinds
