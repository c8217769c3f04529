"""What a corpus has, and what the pages of a book about it leave out where it has not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from retold.common.once import Tables, once
from retold.corpus.labels import ORIGINAL, RESPUN, many
from retold.measures import counts, noise, speakers
from retold.measures.specific import MANY


@dataclass(frozen=True)
class Trait:
    """Something that a corpus has or lacks.

    Attributes
    ----------
    has : callable
        Takes the tables of a corpus and says whether it has it.
    lacking : str
        What is said where it has not: a sentence. Blank: nothing needs to be said.
    """

    has: Callable[[Tables], bool]
    lacking: str = ""


def _filled(name: str) -> Callable[[Tables], bool]:
    return lambda t: len(t[name]) > 0


def _several_texts(t: Tables, column: str, least: int = 1) -> bool:
    """Whether at least so many values of a column of the corpus table belong to several texts each."""
    return int((t["corpus"][column].value_counts() > 1).sum()) >= least


TRAITS: Mapping[str, Trait] = {
    "versions": Trait(
        lambda t: _several_texts(t, "story_id"), "No story of this corpus has several versions."
    ),
    "stories": Trait(
        lambda t: t["corpus"]["story_id"].nunique() > 1, "All texts of this corpus tell one story."
    ),
    "trees": Trait(lambda t: len(t["corpus"]) > 2, "It takes three texts to make a tree."),
    "support": Trait(_filled("support")),
    "raw clusters": Trait(lambda t: bool((t["support"]["cleaning"] == "raw").any())),
    "floor": Trait(lambda t: not noise.why_not(t), "It takes a story in several versions and another story."),
    "respun": Trait(
        lambda t: bool((t["corpus"]["copy_kind"] == RESPUN).any()), "No text of this corpus is called respun."
    ),
    "ways": Trait(
        lambda t: bool((t["corpus"]["copy_kind"] != ORIGINAL).any()),
        "All files of this corpus come from the outlets themselves, as far as is known.",
    ),
    "events": Trait(
        lambda t: t["corpus"]["event"].nunique() > 1, "All texts of this corpus tell of one event."
    ),
    "dated": Trait(
        lambda t: bool((t["corpus"]["published"] != "").any()), "No text of this corpus has a date."
    ),
    "cleaned": Trait(_filled("cleaning"), "Nothing was removed from the texts of this corpus."),
    "english": Trait(
        lambda t: len(counts.foreign(t)) < len(t["corpus"]),
        "No text of this corpus is in English, and the rules for this are made for English.",
    ),
    "coded": Trait(speakers.is_coded, "Nobody coded who speaks in this corpus."),
    "speech": Trait(
        lambda t: len(t["attributions"]) > 0,
        "Nobody coded who speaks, and the program found no speech that it can read.",
    ),
    "groups": Trait(
        lambda t: len(speakers.groups(t)) > 0, "The speakers of this corpus were not sorted into groups."
    ),
    "drift": Trait(_filled("drift"), "No quotation was found in two versions of a story."),
    "quotations": Trait(_filled("quotations"), "Nobody coded the quotations that versions share."),
    "statements": Trait(_filled("propositions"), "Nobody coded what became of statements."),
    "damage": Trait(_filled("damage"), "Nobody coded what is damaged in this corpus."),
    "aligned": Trait(_filled("hand_alignment"), "Nobody aligned sentences of this corpus by hand."),
    "lexicon": Trait(_filled("naming"), "This corpus has no lexicon of names for its event (`naming.csv`)."),
    "actors": Trait(_filled("actors"), "This corpus has no list of actors (`actors.csv`)."),
    "frames": Trait(_filled("frames"), "Nobody coded frames in this corpus."),
    "findings": Trait(_filled("findings"), "No finding has been declared for this corpus."),
    "earlier": Trait(_filled("prototype")),
    "several outlets": Trait(
        lambda t: t["corpus"]["outlet"].nunique() > 1, "All texts of this corpus are of one outlet."
    ),
    "crowd": Trait(lambda t: many(t["corpus"]["doc_id"]), "The corpus has few texts."),
    "copied stories": Trait(
        lambda t: _several_texts(t, "story_id", 2), "One story alone has several versions."
    ),
    "many": Trait(lambda t: len(t["corpus"]) >= MANY, "The corpus has too few texts for this."),
    "compared": Trait(
        lambda t: bool((t["specific_null"]["kind"] == "outlet").any()),
        "No outlet has texts of two stories beside texts of other outlets.",
    ),
    "grouped": Trait(
        _filled("story_groups"), "The stories do not fall into groups more than shuffled words do."
    ),
    "outlets": Trait(
        lambda t: _several_texts(t, "outlet", 2), "Fewer than two outlets of this corpus have several texts."
    ),
}


@once
def of(t: Tables) -> dict[str, bool]:
    """Return which traits a corpus has, by name."""
    return {name: trait.has(t) for name, trait in TRAITS.items()}
