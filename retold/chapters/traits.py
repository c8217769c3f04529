"""What a corpus has, and what the pages of a book about it leave out where it has not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from retold.chapters import told
from retold.common.once import Tables, once
from retold.corpus.labels import ORIGINAL, RESPUN, many
from retold.measures import counts, noise, speakers
from retold.measures.specific import MANY


@dataclass(frozen=True)
class Trait:
    """Something that a corpus has or lacks.

    Attributes
    ----------
    means : str
        When a corpus has it, for those who write conditions into their prose.
    has : callable
        Takes the tables of a corpus and says whether it has it.
    lacking : str
        What is said where it has not: a sentence. Blank: nothing needs to be said.
    """

    means: str
    has: Callable[[Tables], bool]
    lacking: str = ""


def _filled(name: str) -> Callable[[Tables], bool]:
    return lambda t: len(t[name]) > 0


def _several_texts(t: Tables, column: str, least: int = 1) -> bool:
    """Whether at least so many values of a column of the corpus table belong to several texts each."""
    return int((t["corpus"][column].value_counts() > 1).sum()) >= least


TRAITS: Mapping[str, Trait] = {
    "versions": Trait(
        "a story has several versions",
        lambda t: _several_texts(t, "story_id"),
        "No story of this corpus has several versions.",
    ),
    "stories": Trait(
        "there is more than one story",
        lambda t: t["corpus"]["story_id"].nunique() > 1,
        "All texts of this corpus tell one story.",
    ),
    "trees": Trait(
        "there are three texts or more",
        lambda t: len(t["corpus"]) > 2,
        "It takes three texts to make a tree.",
    ),
    "support": Trait("the support of clusters was computed: three texts to forty", _filled("support")),
    "raw clusters": Trait(
        "boilerplate changes what is clustered", lambda t: bool((t["support"]["cleaning"] == "raw").any())
    ),
    "floor": Trait(
        "a story has several versions, and there is another story",
        lambda t: not noise.why_not(t),
        "It takes a story in several versions and another story.",
    ),
    "respun": Trait(
        "a text is called respun",
        lambda t: bool((t["corpus"]["copy_kind"] == RESPUN).any()),
        "No text of this corpus is called respun.",
    ),
    "ways": Trait(
        "a file is called a copy of some kind",
        lambda t: bool((t["corpus"]["copy_kind"] != ORIGINAL).any()),
        "All files of this corpus come from the outlets themselves, as far as is known.",
    ),
    "events": Trait(
        "there is more than one event",
        lambda t: t["corpus"]["event"].nunique() > 1,
        "All texts of this corpus tell of one event.",
    ),
    "dated": Trait(
        "a text has a date",
        lambda t: bool((t["corpus"]["published"] != "").any()),
        "No text of this corpus has a date.",
    ),
    "cleaned": Trait(
        "`cleaning.csv` removes something",
        _filled("cleaning"),
        "Nothing was removed from the texts of this corpus.",
    ),
    "english": Trait(
        "a text is in English",
        lambda t: len(counts.foreign(t)) < len(t["corpus"]),
        "No text of this corpus is in English, and the rules for this are made for English.",
    ),
    "coded": Trait("who speaks was coded", speakers.is_coded, "Nobody coded who speaks in this corpus."),
    "speech": Trait(
        "somebody speaks, as coded or as the program reads it",
        lambda t: len(t["attributions"]) > 0,
        "Nobody coded who speaks, and the program found no speech that it can read.",
    ),
    "groups": Trait(
        "speakers are in several groups, or were coded",
        lambda t: len(speakers.groups(t)) > 0,
        "The speakers of this corpus were not sorted into groups.",
    ),
    "drift": Trait(
        "a quotation was found in two versions",
        _filled("drift"),
        "No quotation was found in two versions of a story.",
    ),
    "quotations": Trait(
        "quotations of versions were coded",
        _filled("quotations"),
        "Nobody coded the quotations that versions share.",
    ),
    "statements": Trait(
        "it was coded what became of statements",
        _filled("propositions"),
        "Nobody coded what became of statements.",
    ),
    "damage": Trait("damage was coded", _filled("damage"), "Nobody coded what is damaged in this corpus."),
    "aligned": Trait(
        "sentences were aligned by a coding",
        _filled("hand_alignment"),
        "No coding says which sentences of this corpus correspond.",
    ),
    "lexicon": Trait(
        "`naming.csv` has terms",
        _filled("naming"),
        "This corpus has no lexicon of names for its event (`naming.csv`).",
    ),
    "actors": Trait(
        "`actors.csv` has actors", _filled("actors"), "This corpus has no list of actors (`actors.csv`)."
    ),
    "frames": Trait("frames were coded", _filled("frames"), "Nobody coded frames in this corpus."),
    "findings": Trait(
        "`findings.csv` has findings", _filled("findings"), "No finding has been declared for this corpus."
    ),
    "earlier": Trait("an earlier analysis is on record (`prototype.csv`)", _filled("prototype")),
    "several outlets": Trait(
        "there is more than one outlet",
        lambda t: t["corpus"]["outlet"].nunique() > 1,
        "All texts of this corpus are of one outlet.",
    ),
    "crowd": Trait(
        "there are so many texts that figures show outlets in place of texts",
        lambda t: many(t["corpus"]["doc_id"]),
    ),
    "copied stories": Trait(
        "more than one story has several versions",
        lambda t: _several_texts(t, "story_id", 2),
        "One story alone has several versions.",
    ),
    "many": Trait(
        "there are enough texts to ask what is typical in them",
        lambda t: len(t["corpus"]) >= MANY,
        "The corpus has too few texts for this.",
    ),
    "compared": Trait(
        "words of outlets were compared",
        lambda t: bool((t["specific_null"]["kind"] == "outlet").any()),
        "No outlet has texts of two stories beside texts of other outlets.",
    ),
    "grouped": Trait(
        "stories fall into groups",
        _filled("story_groups"),
        "No groups of stories were found, or there are too few stories or too little text to look for them.",
    ),
    "told": Trait(
        "it can be said of an aspect how the texts tell it: names of the event, voices, blame, or the content of causes and remedies",
        lambda t: len(told.aspects(t)) > 0,
        "This corpus has no lexicon of names for its event, no groups of speakers and no coded frames.",
    ),
    "gists": Trait(
        "the content of causes and remedies was coded",
        lambda t: bool(t["frames"]["gist"].ne("").any()),
        "Nobody coded what the texts give as causes and remedies.",
    ),
    "side by side": Trait(
        "a handful of texts tell one event, and their names for it, voices, blame, causes or remedies are known",
        lambda t: len(told.aspects(t)) > 0 and len(told.events(t)) > 0,
        "No event of this corpus is told by a handful of texts.",
    ),
    "chronology": Trait(
        "`chronology.csv` has days",
        _filled("chronology"),
        "This corpus has no list of what happened when (`chronology.csv`).",
    ),
    "specimen": Trait(
        "the corpus has a pair of excerpts that shows what copying made of a line",
        lambda t: bool(told.specimens(t)),
    ),
    "outlets": Trait(
        "at least a pair of outlets has several texts each",
        lambda t: _several_texts(t, "outlet", 2),
        "Fewer than two outlets of this corpus have several texts.",
    ),
}


@once
def of(t: Tables) -> dict[str, bool]:
    """Return which traits a corpus has, by name."""
    return {name: trait.has(t) for name, trait in TRAITS.items()}
