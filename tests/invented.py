"""Invented articles, as many as wanted, in two languages, with copies or without: folders that somebody else might bring."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

OUTLETS = (
    "Bugle",
    "Harbour Times",
    "Valley Post",
    "Evening Lamp",
    "Tribune of Oake",
    "Weekly Plough",
    "Coast Courier",
)


@dataclass(frozen=True)
class Language:
    """What invented sentences are made of."""

    things: Sequence[str]
    people: Sequence[str]
    plain: Sequence[str]
    said: Sequence[str]
    swapped: dict[str, str]  # what a copy writes in the place of a word


ENGLISH = Language(
    things=(
        "bridge", "school", "library", "harbour", "mill", "tram", "market", "theatre", "orchard", "quarry", "lighthouse", "canal",
        "bakery", "museum", "dam", "chapel", "ferry", "garden", "station", "tower",
    ),
    people=(
        "Mayor Lena Brandt", "Otto Falk, an engineer", "Councillor Mia Torres", "Ada Calder", "Police chief Jan Novak",
        "Rosa Lind, a teacher", "a spokesman for the town", "Professor Emil Sand", "residents", "Governor Ines Okafor",
    ),
    plain=(
        "The {thing} of {place} was closed on {day} after engineers had measured its walls.",
        "Nobody was hurt, but the road beside the {thing} stayed shut until the evening.",
        "It had been built {n} years ago and repaired {m} times since.",
        "The council will meet again next week to decide what becomes of it.",
        "Work on the {thing} would cost about {n} million crowns, according to a report from spring.",
        "Neighbours had collected {n} signatures against the plan before the winter began.",
        "A smaller {thing} near {place} had been given up in the same way a year before.",
    ),
    said=(
        "“The {thing} will hold, and we will not leave {place} without it,” {who} said.",
        "{who} said that the repair of the {thing} would take {m} months.",
        "“We were told nothing about the {thing},” {who} told reporters on {day}.",
        "The {thing} was “a danger to everybody”, {who} said, and warned of further delays.",
        "{who} denied that the money for the {thing} had been spent elsewhere.",
    ),
    swapped={"closed": "shut", "road": "street", "built": "erected", "repair": "mending", "money": "cash", "decide": "settle"},
)  # fmt: skip
GERMAN = Language(
    things=(
        "Brücke", "Schule", "Bücherei", "Mühle", "Straßenbahn", "Markthalle", "Werft", "Bäckerei", "Kapelle", "Fähre", "Sternwarte", "Schleuse",
    ),
    people=(
        "Bürgermeisterin Lena Brandt", "Otto Falk, ein Ingenieur", "die Stadträtin Mia Torres", "Ada Calder", "Polizeichef Jan Novak",
        "Rosa Lind, eine Lehrerin", "ein Sprecher der Stadt",
    ),
    plain=(
        "Die {thing} von {place} wurde am {day} geschlossen, nachdem Ingenieure die Mauern vermessen hatten.",
        "Verletzt wurde niemand, doch die Straße neben der {thing} blieb bis zum Abend gesperrt.",
        "Sie war vor {n} Jahren gebaut und seither {m} Mal ausgebessert worden.",
        "Der Rat will in der nächsten Woche entscheiden, was aus ihr wird.",
        "Die Arbeiten an der {thing} würden nach einem Bericht vom Frühjahr etwa {n} Millionen kosten.",
        "Nachbarn hatten vor dem Winter {n} Unterschriften gegen den Plan gesammelt.",
    ),
    said=(
        "„Die {thing} wird halten, und wir werden {place} nicht ohne sie lassen“, sagte {who}.",
        "{who} sagte, die Ausbesserung der {thing} werde {m} Monate dauern.",
        "„Uns hat niemand etwas von der {thing} gesagt“, sagte {who} am {day}.",
        "Die {thing} sei „eine Gefahr für alle“, sagte {who} und warnte vor weiteren Verzögerungen.",
    ),
    swapped={"geschlossen": "gesperrt", "gebaut": "errichtet", "Bericht": "Gutachten", "sagte": "erklärte"},
)  # fmt: skip
PLACES = ("Oake", "Marrow Bay", "Lindholm", "Tarn", "Upper Wick", "Sandhaven")
WEEK = (("Monday", "Tuesday", "Thursday"), ("Montag", "Dienstag", "Donnerstag"))


def story(number: int, language: Language, sentences: int) -> list[str]:
    """Return the sentences of one story, the first its headline; the same for the same number."""
    chance = random.Random(number)
    thing = language.things[number % len(language.things)]
    place, days = PLACES[number % len(PLACES)], WEEK[language is GERMAN]
    pattern = [*language.plain, *language.said]
    told = [f"{place}: {thing} {number + 1}"]
    for _ in range(sentences):
        told.append(
            chance.choice(pattern).format(
                thing=chance.choice((thing, chance.choice(language.things))), place=place, day=chance.choice(days),
                who=chance.choice(language.people), n=chance.randint(13, 99), m=chance.randint(2, 12),
            )
        )  # fmt: skip
        told[-1] = told[-1][:1].upper() + told[-1][1:]
    return told


def copied(told: Sequence[str], language: Language, seed: int) -> list[str]:
    """Return a story as another outlet copies it: words swapped, a sentence lost."""
    chance = random.Random(seed)
    lost = chance.randrange(2, len(told)) if len(told) > 4 else 0
    kept = [sentence for n, sentence in enumerate(told) if not lost or n != lost]
    for old, new in language.swapped.items():
        kept = [sentence.replace(old, new) for sentence in kept]
    return kept


def write(
    folder: Path,
    count: int,
    language: Language = ENGLISH,
    copies: int = 0,
    sentences: int = 14,
    outlets: int = 4,
) -> Path:
    """Write `count` articles as text files named after outlet and day, the last `copies` of them copies of the first ones."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(count)
    own = [story(number, language, sentences + chance.randint(-4, 8)) for number in range(count - copies)]
    texts = [*own, *(copied(told, language, n) for n, told in enumerate(own[:copies]))]
    assert len(texts) == count, "there are not so many stories to copy"
    for number, told in enumerate(texts):
        day = date(2024, 3, 1) + timedelta(days=7 * number % 180)
        outlet = OUTLETS[(number + (number >= len(own))) % outlets].lower().replace(" ", "-")
        paragraphs = [" ".join(told[n : n + 3]) for n in range(1, len(told), 3)]
        name = f"{outlet}_{day}_{told[0].lower().replace(': ', '-').replace(' ', '-')}.txt"
        (folder / name).write_text("\n\n".join([told[0], *paragraphs]) + "\n", encoding="utf-8")
    return folder
