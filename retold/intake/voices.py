"""A draft of the table of speakers: who is found to speak most often, for people to sort and confirm."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from retold.common.names import slug
from retold.common.progress import Progress, quiet
from retold.speech import attributions
from retold.text import language, read

GROUP = "unsorted"  # the one group of a draft: to sort speakers is the work of people
MOST = 20  # speakers of a draft
LEAST = 2  # attributions below which a name is not drafted
SAMPLE = 500  # texts read for the draft; of more, so many at even steps

_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady sen senator rep gov governor president premier chancellor minister "
    "secretary mayor gen general col colonel maj major capt captain lt admiral judge justice chief king queen prince "
    "princess pope bishop rev reverend ambassador".split()
)
_OFFICES = frozenset(
    "sen senator rep gov governor president premier chancellor minister secretary mayor gen general col colonel maj major "
    "capt captain lt admiral ambassador king queen".split()
)
_SHE, _HE = frozenset({"she", "her"}), frozenset({"he", "his", "him"})
_WORD = re.compile(r"[^\W\d_](?:[\w’'.-]*\w)?")


@dataclass
class _Voice:
    """What was seen of a name."""

    names: Counter[str]
    texts: set[str]
    attributions: int = 0
    office: bool = False
    person: bool = False
    woman: int = 0
    man: int = 0


@dataclass(frozen=True)
class Draft:
    """A speaker as drafted: the cells of `speakers.csv`, and what the program saw."""

    cells: Mapping[str, str]
    evidence: str


def draft(texts: Mapping[str, str], taken: Iterable[str] = (), progress: Progress = quiet) -> list[Draft]:
    """Draft the speakers of a corpus: names to whom the program gives most attributions.

    Parameters
    ----------
    texts : mapping of str to str
        Texts by their names; those that are not English are left out.
    taken : iterable of str
        Ids of speakers that the corpus has already.
    progress : callable
        Wraps the loop over texts.

    Returns
    -------
    list of Draft
        The most frequent first. *Official* and *person* are guesses from titles and pronouns; nobody has a group yet.
    """
    voices: dict[str, _Voice] = defaultdict(lambda: _Voice(Counter(), set()))
    for name in progress(sampled(list(texts)), "speakers"):
        view = read(texts[name]).view
        if language.is_english(language.detect(view)):
            _listen(name, view, voices)
    chosen = sorted(voices.items(), key=lambda item: (-item[1].attributions, item[0]))
    found: list[Draft] = []
    used = set(taken)
    for key, voice in chosen:
        if voice.attributions >= LEAST and (speaker_id := slug(key, 40)) and speaker_id not in used:
            used.add(speaker_id)
            found.append(Draft(_cells(speaker_id, voice), _seen(voice)))
    return found[:MOST]


def sampled(names: Sequence[str], most: int = SAMPLE) -> list[str]:
    """Return at most so many names, at even steps of their order."""
    if len(names) <= most:
        return list(names)
    return [names[number * len(names) // most] for number in range(most)]


def _listen(doc_id: str, view: str, voices: dict[str, _Voice]) -> None:
    mentions: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for found in attributions(view):
        if found.decided and found.name:
            mentions[found.speaker].append(found.source_text)
            names[found.speaker] = found.name
    for speaker, name in names.items():
        words = _WORD.findall(name)
        # "Florida Gov. Jeb Bush": the name begins behind the last title.
        last = max((n for n, word in enumerate(words) if word.lower().rstrip(".") in _TITLES), default=-1)
        words = words[last + 1 :]
        if len(words) < 2 or not all(word[0].isupper() for word in (words[0], words[-1])):
            continue
        titled = {w.lower().rstrip(".") for w in _WORD.findall(name)} - {w.lower() for w in words}
        voice = voices[" ".join(words[-2:]).lower()]
        voice.names[" ".join(words)] += 1
        voice.texts.add(doc_id)
        voice.attributions += len(mentions[speaker])
        voice.office |= bool(titled & _OFFICES)
        for mention in mentions[speaker]:
            said = mention.lower().strip()
            voice.woman += said in _SHE
            voice.man += said in _HE
            voice.person |= said in _SHE | _HE or said == words[-1].lower() or bool(titled)


def _cells(speaker_id: str, voice: _Voice) -> dict[str, str]:
    gender = (
        "woman" if voice.woman and not voice.man else "man" if voice.man and not voice.woman else "unstated"
    )
    person = voice.person or gender != "unstated"
    return {
        "speaker_id": speaker_id,
        "name": voice.names.most_common(1)[0][0],
        "group": GROUP,
        "side": "unknown",
        "named": "true",
        "official": str(voice.office).lower(),
        "person": str(person).lower(),
        "gender": gender,
    }


def _seen(voice: _Voice) -> str:
    texts = len(voice.texts)
    return f"{voice.attributions} attributions in {texts} text{'' if texts == 1 else 's'}, by the program"
