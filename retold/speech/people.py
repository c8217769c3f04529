"""Who is meant: from mentions (Haring, she, the businessman) to one person of the text each.

The text is read once from the front. A full name makes a person; a surname, a title or a role
that was given beside a name leads back to them; *a* businessman is somebody new and *the*
businessman the last one met; a pronoun goes to whoever spoke last and fits. What leads to
nobody stays unresolved. Nothing outside the text is known: no list of names, no guess from
a first name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from retold.speech.cues import forms
from retold.speech.page import Page
from retold.speech.sources import CORE, Mention
from retold.speech.tokens import INDEFINITES, PARTICLES
from retold.text import words

UNRESOLVED = "unresolved"
ID_WORDS = 6
LONGEST_ID = 20  # words of several who speak as one
_GENDERS = {
    **dict.fromkeys(
        "he him his mr. mr sir lord herr monsieur señor signor spokesman businessman man "
        "father husband son brother grandfather uncle nephew king prince duke baron boy".split(),
        "male",
    ),
    **dict.fromkeys(
        "she her hers mrs. mrs ms. ms miss dame lady madam madame mme frau señora signora spokeswoman businesswoman "
        "congresswoman chairwoman councilwoman woman mother wife daughter sister grandmother aunt niece queen princess "
        "duchess baroness actress girl".split(),
        "female",
    ),
}
_NEW = frozenset("a an one another some other many most several few two three second".split())
_QUANTIFIERS = frozenset("some many most others several few both all".split())
_OLD = frozenset("the this that".split())
_ARTICLES = frozenset({"the", "a", "an"})
_WHOSE = frozenset("his her its their my our your".split())
_KIN = frozenset(
    "aunt boyfriend brother child cousin dad daughter father friend girlfriend grandfather grandmother husband mom "
    "mother nephew niece parents sister son uncle widow wife".split()
)
_PERSONAL = frozenset("he she him her his hers".split())
_PLURAL = frozenset("they them their theirs".split())
_THING = frozenset("it its".split())


class Speaker(NamedTuple):
    """A person, body or text that speaks: an id, and the fullest name that the text gives.

    Not `sure`: a pronoun is taken for who spoke last, but another whom it fits was the subject since.
    """

    speaker: str
    name: str
    sure: bool = True


NOBODY = Speaker(UNRESOLVED, "")


@dataclass(eq=False)
class _Entity:
    name: str
    kind: str
    parts: tuple[str, ...]
    plural: bool = False
    gender: str = ""
    roles: set[str] = field(default_factory=set)
    seen: int = -1  # where it was last a subject, or spoke
    same: _Entity | None = None  # the name that turned out to be this role's

    @property
    def personal(self) -> bool:
        return self.kind in ("name", "role") and not self.plural


def resolve(
    page: Page, mentions: Iterable[Sequence[Mention]], sources: Sequence[Mention | None]
) -> list[Speaker]:
    """Give each source the person it means.

    Parameters
    ----------
    page : Page
        The text.
    mentions : iterable of sequence of Mention
        The mentions of each unit, in order.
    sources : sequence of Mention or None
        The sources of the attributions, in order of the text; None is nobody.

    Returns
    -------
    list of Speaker
        One for each source; `UNRESOLVED` where the text does not tell.
    """
    wanted = {source.head for source in sources if source is not None}
    joint = {source.head: source for source in sources if source is not None and source.kind == "joint"}
    mentions = list(mentions)
    cast = _Cast(page, _sexes(page, mentions))
    speaking: dict[int, _Entity] = {}
    for unit in mentions:
        for mention in unit:
            entity = cast.meet(mention)
            if entity is not None and mention.head in joint:
                entity = cast.join(joint[mention.head], entity)
            if entity is not None and mention.head in wanted:
                if mention.head not in cast.unsure:
                    entity.seen = mention.first
                if cast.speakers[-1:] != [entity]:
                    _push(cast.speakers, entity)
                speaking[mention.head] = entity
    speaking = {head: entity.same or entity for head, entity in speaking.items()}
    met = set(speaking.values())
    speakers = _ids(entity for entity in cast.entities if entity in met)
    return [
        speakers[speaking[source.head]]._replace(sure=source.head not in cast.unsure)
        if source is not None and source.head in speaking
        else NOBODY
        for source in sources
    ]


# A name is he or she if pronouns behind it say so at least this often, and so many times as often as the contrary.
_VOTES, _MAJORITY = 2, 3


def _sexes(page: Page, mentions: Iterable[Sequence[Mention]]) -> dict[str, str]:
    """What pronouns say of the names before them: he or she, where all but few agree; no name tells by itself."""
    votes: dict[str, Counter[str]] = {}
    waiting, left = "", 0
    for mention in (m for unit in mentions for m in unit):
        word = page.tokens.lower[mention.head]
        if mention.kind == "name":
            waiting, left = (word, 3) if mention.subject else ("", 0)
        elif waiting and word in _PERSONAL:
            votes.setdefault(waiting, Counter())[_GENDERS[word]] += 1
            waiting = ""
        elif waiting:
            left -= 1
            waiting = waiting if left else ""
    found = {}
    for name, counted in votes.items():
        (gender, most), *rest = counted.most_common()
        if most >= _VOTES and most >= _MAJORITY * sum(count for _, count in rest):
            found[name] = gender
    return found


class _Cast:
    """The people met so far; `sexes` is what pronouns say of names."""

    def __init__(self, page: Page, sexes: Mapping[str, str]) -> None:
        self.page, self.sexes = page, sexes
        self.kinds, self.lower, self.capital = page.tokens.kind, page.tokens.lower, page.tokens.capital
        self.entities: list[_Entity] = []
        self.by_part: dict[str, _Entity] = {}
        self.families: dict[str, list[_Entity]] = {}
        self.by_role: dict[str, _Entity] = {}
        self.by_phrase: dict[str, _Entity] = {}
        self.speakers: list[_Entity] = []
        self.people: list[_Entity] = []
        self.before: tuple[Mention, _Entity] | None = None
        self.met: list[tuple[Mention, _Entity]] = []
        self.many: _Entity | None = None
        self.unsure: set[int] = set()

    def meet(self, mention: Mention) -> _Entity | None:
        if mention.kind in ("pronoun", "object", "possessive", "relative"):
            return self._pronoun(mention)
        entity = self._beside(mention) or self._nominal(mention)
        if entity is not None:
            self.before = (mention, entity)
            self.met = [*self.met[-7:], self.before]
            known = mention.subject or entity.roles or entity.gender or entity in self.speakers
            if entity.personal and mention.subject:
                entity.seen = mention.first
            if entity.personal and known and self.people[-1:] != [entity]:
                _push(self.people, entity)
        return entity

    def join(self, both: Mention, last: _Entity) -> _Entity:
        """Several that speak as one are a speaker of their own, in whatever order they are named."""
        inside = [
            entity
            for mention, entity in self.met
            if both.first <= mention.first and mention.last <= both.last
        ]
        members = list(dict.fromkeys([*inside, last]))
        names = [entity.name for entity in members]
        key = " and ".join(sorted(names))
        entity = self.by_phrase.get(key)
        if entity is None:
            name = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
            if not _TITLES.isdisjoint(name.lower() for name in names):  # Mr. and Mrs. Lark
                name = self._text(both)
            entity = self.by_phrase[key] = self._add(name, "group", (), True)
        return entity

    def _pronoun(self, mention: Mention) -> _Entity | None:
        word = self.lower[mention.head]
        if word in ("who", "which", "whom", "whose"):
            near = self.before
            return near[1] if near is not None and mention.first - near[0].last <= 12 else None
        if word in _PERSONAL:
            known = (*reversed(self.speakers[-3:]), *reversed(self.people))
            fitting = [e for e in known if e.personal and e.gender in ("", _GENDERS[word])]
            if fitting:
                entity = fitting[0]
                if any(e.seen > entity.seen for e in fitting):
                    self.unsure.add(mention.head)
                entity.gender = _GENDERS[word]
                return entity
        elif word in _PLURAL:
            return next((e for e in reversed(self.speakers) if e.plural or e.kind == "body"), None)
        elif word in _THING:
            return next((e for e in reversed(self.speakers) if not e.personal and not e.plural), None)
        return None

    def _nominal(self, mention: Mention) -> _Entity | None:
        lower, capital, kind = self.lower, self.capital, self.kinds[mention.head]
        tokens = range(mention.first, mention.last)
        head, lead = lower[mention.head], lower[mention.first]
        surname = (
            head in _SURNAMES and mention.first < mention.head and self.kinds[mention.head - 1] == "name"
        )
        if kind == "name" or (surname and capital[mention.head]):
            return self._named(mention)
        self._leading_name(mention)
        if head in _QUANTIFIERS:
            return self.many
        plural, fresh = kind == "role" and _is_plural(head), lead in _NEW
        named = [k for k in tokens if lower[k] not in _ARTICLES]
        phrase = " ".join(lower[k] for k in named)
        alone = sum(lower[k] not in _OLD for k in named) == 1
        entity = None if fresh and not plural else self.by_phrase.get(phrase)
        if entity is None and not fresh and (alone or lead in _OLD) and "second" not in phrase:
            entity = self.by_role.get(head)
        if entity is None:
            entity = self._add(self._text(mention), kind, (), plural)
        if plural:
            self.many = entity
        self._has_role(entity, head)
        self.by_phrase[phrase] = entity
        if not plural and any(capital[k] for k in tokens) and kind in ("body", "text"):
            for k in named:
                if capital[k]:
                    self.by_part.setdefault(lower[k], entity)
        entity.gender = entity.gender or _gender(lower[k] for k in tokens)
        return entity

    def _leading_name(self, mention: Mention) -> None:
        """Ada Quill *fills*: a verb that looks like a noun does not hide the name before it."""
        last = mention.first
        while last < mention.head and self.kinds[last] == "name":
            last += 1
        if last - mention.first >= 2:
            entity = self._named(Mention(mention.first, last, last - 1, "name"))
            if entity is not None:
                _push(self.people, entity)

    def _named(self, mention: Mention, gender: str = "") -> _Entity | None:
        """A name: the last capitalised words of the mention, and the roles before them."""
        lower, first = self.lower, mention.head
        while first > mention.first and (self._in_name(first - 1) or self._in_particle(mention, first - 1)):
            first -= 1
        parts = tuple(lower[k] for k in range(first, mention.head + 1) if lower[k][0].isalnum())
        if not parts:
            return None
        roles = [lower[k] for k in range(mention.first, first) if self.kinds[k] == "role"]
        titles = [p for p in parts[:-1] if p in _TITLES]
        gender = _gender([*titles, *roles]) or gender
        kept = tuple(p for p in parts if p not in _TITLES and p not in _SUFFIXES) or parts
        entity = self.by_part.get(kept[-1])
        if entity is not None and _are_two(entity, kept, gender):
            clash, relatives = True, self.families.get(kept[-1], [])
            entity = next((e for e in reversed(relatives) if not _are_two(e, kept, gender)), None)
        else:
            clash = False
        if entity is None:
            entity = self.by_phrase.get(" ".join(kept)) if len(kept) > 1 else self._misspelt(kept[0])
        whole = self._span(first, mention.head)
        name = _plain(whole, len(titles))
        if entity is None:
            entity = self._add(whole if clash and len(kept) == 1 else name, "name", kept)
            self.families.setdefault(kept[-1], []).append(entity)
            if not clash:
                entity.gender = self.sexes.get(kept[-1], "")
        elif entity.kind == "name" and len(kept) > len(entity.parts):
            entity.parts, entity.name = kept, name
        self.by_part[kept[-1]] = entity
        if len(kept) > 1:
            self.by_phrase[" ".join(kept)] = entity
            self.by_part.setdefault(kept[0], entity)
            for k in self.page.inside_names.intersection(range(first, mention.head)):
                self.by_part.setdefault(lower[k], entity)
        for role in roles:
            self._has_role(entity, role)
        if (
            len(kept) > 1 or len(self.families.get(kept[-1], ())) < 2
        ):  # which Clinton Mr. Clinton is, nothing tells
            entity.gender = gender or entity.gender
        return entity

    def _in_particle(self, mention: Mention, k: int) -> bool:
        """Whether a token is a small word inside a name, with more of the name before it: Leonardo *da* Costa."""
        while k > mention.first and self.lower[k] in PARTICLES:
            k -= 1
            if self._in_name(k):
                return True
        return False

    def _in_name(self, k: int) -> bool:
        """Whether a token may be part of a name: Bill, Mark and Rose are words besides."""
        if k in self.page.inside_names:
            return True
        kind = self.kinds[k]
        if kind in ("name", "stop") or self.lower[k] in _SURNAMES:
            return self.capital[k] or kind == "stop"
        return self.capital[k] and kind in ("text", "verb", "noun")

    def _beside(self, mention: Mention) -> _Entity | None:
        """Haring, deputy director of ...; the minister, Haring: one person on both sides of a comma."""
        if self.before is None:
            return None
        other, known = self.before
        if mention.first - other.last != 1 or self.kinds[other.last] != "comma":
            return None
        if known.kind != "role" and len(self.met) > 1 and self.lower[other.first - 1] in ("of", "for"):
            longer, role = self.met[-2]  # the mayor of Marlow, Ada Finch
            if role.kind == "role" and longer.last == other.first - 1 and self.kinds[mention.head] == "name":
                other, known = longer, role
        kind, head = self.kinds[mention.head], self.lower[mention.head]
        behind = self.lower[mention.last] if mention.last < len(self.lower) else ""
        apart = not other.subject and behind in forms()  # in Marlow, the mayor said
        if known.kind == "name" and kind == "role" and not _is_plural(head) and not apart:
            self._has_role(known, head)
            return known
        theirs = known.kind == "noun" and self._is_somebodys(other)  # her boss, Lee Hale
        if (known.kind == "role" or theirs) and kind == "name":
            entity = self._named(mention, known.gender)
            if entity is not None:
                self._has_role(entity, self.lower[other.head])
                known.same = entity
            return entity
        return None

    def _is_somebodys(self, mention: Mention) -> bool:
        """Whether a possessive stands at the front of a mention or before it."""
        lead = self.lower[mention.first], self.lower[mention.first - 1] if mention.first else ""
        return not _WHOSE.isdisjoint(lead)

    def _has_role(self, entity: _Entity, role: str) -> None:
        entity.roles.add(role)
        self.by_role[role] = entity
        entity.gender = entity.gender or _gender([role])

    def _add(self, name: str, kind: str, parts: tuple[str, ...], plural: bool = False) -> _Entity:
        self.entities.append(_Entity(name, kind, parts, plural))
        return self.entities[-1]

    def _text(self, mention: Mention) -> str:
        first = mention.first
        # A lawyer is one by himself, a mother somebody's.
        idle = _ARTICLES if self.lower[mention.head] in _KIN else _ARTICLES | _WHOSE
        while first < mention.head and self.lower[first] in idle:
            first += 1
        return " ".join(self._span(first, mention.head).split())

    def _span(self, first: int, head: int) -> str:
        """The text from token `first` to the end of the name or phrase with that head."""
        return self.page.text[self.page.tokens.start[first] : self.page.tokens.end[self._whole(head)]]

    def _whole(self, head: int) -> int:
        """The last token of a name that goes on: the Institute *for the Study of War*."""
        kinds, lower, capital = self.kinds, self.lower, self.capital
        last = head
        if not capital[head]:
            return head
        for _ in range(2):
            k = last + 1
            if k >= len(kinds) or lower[k] not in ("of", "for"):
                break
            k += k + 1 < len(kinds) and lower[k + 1] == "the"
            if k + 1 >= len(kinds) or not capital[k + 1] or self.page.quote[k + 1] >= 0:
                break
            last = k + 1
            while last + 1 < len(kinds) and capital[last + 1] and kinds[last + 1] in CORE:
                last += 1
        return last

    def _misspelt(self, part: str) -> _Entity | None:
        """The person of a known name in which two neighbouring letters are swapped: Stanovaya, Stanovyaa."""
        if len(part) < 5:
            return None
        for known in (*reversed(self.speakers), *reversed(self.people)):
            if any(_is_swap(part, other) for other in known.parts):
                return known
        return None


def _push(recent: list[_Entity], entity: _Entity) -> None:
    """Put an entity last of the eight that are remembered."""
    recent.append(entity)
    del recent[:-8]


def _is_swap(a: str, b: str) -> bool:
    """Whether two words differ by one pair of neighbouring letters, behind the first, and by nothing else."""
    n = next((n for n, (one, two) in enumerate(zip(a, b, strict=False)) if one != two), 0)
    return n > 0 and b == a[:n] + a[n + 1 : n + 2] + a[n] + a[n + 2 :]


_SUFFIXES = frozenset("jr. jr sr. sr ii iii iv".split())
# Words for people that are surnames as well: Martin Luther King.
_SURNAMES = frozenset("king prince bishop pope farmer judge coach".split())
_TITLES = frozenset(
    "mr. mrs. ms. dr. sen. sens. rep. reps. gov. gen. lt. col. capt. sgt. prof. rev. maj. adm. hon. mr mrs ms dr gen miss "
    "sir dame lord lady madam madame mme herr frau monsieur señor señora signor signora".split()
)


def _is_plural(role: str) -> bool:
    """Whether a role is no single person: officials, people, nobody."""
    return role.endswith(("s", "men")) or role in INDEFINITES


def _are_two(entity: _Entity, parts: Sequence[str], gender: str) -> bool:
    """Whether a name cannot be that of somebody known with the same surname."""
    if entity.kind == "name" and gender and entity.gender and gender != entity.gender:
        return True
    return _namesakes(entity, parts)


def _namesakes(entity: _Entity, parts: Sequence[str]) -> bool:
    """Whether a full name is another person's with the same surname: Bill and Hillary Clinton."""
    one, other = ([p for p in name[:-1] if p not in PARTICLES] for name in (entity.parts, parts))
    both = entity.kind == "name" and one and other
    return bool(both) and entity.parts[-1] == parts[-1] and set(one).isdisjoint(other)


def _plain(name: str, titles: int) -> str:
    parts = name.split()
    return " ".join(parts[titles:] if len(parts) > titles else parts)


def _gender(words: Iterable[str]) -> str:
    return next((_GENDERS[word] for word in words if word in _GENDERS), "")


def _ids(entities: Iterable[_Entity]) -> dict[_Entity, Speaker]:
    """An id for each entity, of its name; a number is added where two would be the same."""
    taken: Counter[str] = Counter()
    speakers: dict[_Entity, Speaker] = {}
    for entity in entities:
        name = slug(entity.name, LONGEST_ID if entity.kind == "group" else ID_WORDS)
        taken[name] += 1
        number = f"-{taken[name]}" if taken[name] > 1 else ""
        speakers[entity] = Speaker(name + number, entity.name)
    return speakers


def slug(name: str, most: int = ID_WORDS) -> str:
    """Return `name` as an id of at most so many lower-case words joined by hyphens, the last of them.

    Articles and possessive endings are dropped.
    """
    plain = name.replace("’s", "").replace("'s", "").replace("’", "").replace("'", "")
    parts = [plain[s:e].lower() for s, e in words(plain)]
    kept = [p for p in parts if p not in _ARTICLES] or parts
    return "-".join(kept[-most:]) or UNRESOLVED


def identify(name: str, roster: Sequence[tuple[str, str, str]]) -> tuple[str, str]:
    """Find a name of a text in a list of speakers.

    Words are compared by their first letters, because a list says *Russian Defence Ministry*
    where a text says *Russia’s Defense Ministry*. The last word of the name (before *of* or
    *for*) must be in both.

    Parameters
    ----------
    name : str
        As the text has it at the first mention.
    roster : sequence of (speaker_id, name, group)
        The speakers that somebody listed.

    Returns
    -------
    (speaker_id, group)
        Blank where nobody fits; the id alone is blank where several fit as well, all of one group.
    """
    head, stems = _stems(name)
    best: list[tuple[str, str]] = []
    most, same_head = (False, 0, 0.0), 0
    for speaker_id, roster_name, group in roster:
        other, roster_stems = _stems(roster_name)
        if not head or (head not in roster_stems and other not in stems):
            continue
        shared = len(stems & roster_stems)
        same_head += head == other
        fit = (head == other, shared, shared / len(roster_stems | stems))
        if fit > most:
            best, most = [], fit
        if fit == most:
            best.append((speaker_id, group))
    if not best or most[2] < 0.25:
        return "", ""
    groups = {group for _, group in best}
    alone = len(best) == 1 and (most[1] > 1 or same_head <= 1)
    return (best[0][0] if alone else "", groups.pop() if len(groups) == 1 else "")


def _stems(name: str) -> tuple[str, set[str]]:
    """The stem of a name's head, and those of all its words."""
    plain = name.lower().split(",")[0]
    parts = [plain[s:e].removesuffix("’s").removesuffix("'s") for s, e in words(plain)]
    stems = [p[:5].removesuffix("s") for p in parts if p not in _ARTICLES and p not in _EMPTY]
    cut = next((n for n, p in enumerate(parts) if p in ("of", "for", "from", "in", "at") and n), len(parts))
    heads = [p[:5].removesuffix("s") for p in parts[:cut] if p not in _ARTICLES]
    return (heads[-1] if heads else "", set(stems))


_EMPTY = frozenset(
    "of for from in at and one another some many second prominent powerful influential".split()
)
