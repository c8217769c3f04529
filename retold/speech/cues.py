"""The lexicon of cues: words that can hand content to a source, in classes.

The words are listed by meaning in `cues.csv` beside this module; their forms are made here
by rule. A class says what the word does (claims, warns, hopes ...) and whether what it hands
on is **speech** or an **attitude** (belief, wish, plan), the two that PolNeAR annotates.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# All past forms of the verbs that have one without -ed; of *read* it is the plain form.
_PASTS = {
    "say": "said", "tell": "told", "write": "wrote written", "read": "read", "think": "thought",
    "see": "saw seen", "know": "knew known", "understand": "understood", "forget": "forgot forgotten",
    "hear": "heard", "find": "found", "feel": "felt", "mean": "meant", "seek": "sought", "fight": "fought",
    "choose": "chose chosen", "lead": "led", "make": "made", "show": "showed shown", "prove": "proved proven",
    "speak": "spoke spoken", "swear": "swore sworn", "sing": "sang sung", "forbid": "forbade forbidden",
    "foretell": "foretold", "cast": "cast", "withhold": "withheld", "beseech": "besought",
    "learn": "learned learnt", "broadcast": "broadcast", "undertake": "undertook undertaken",
}  # fmt: skip
# One-syllable stress at the end: the last letter doubles.
_DOUBLING = frozenset("admit ban beg blog blot brag chat dub forbid forget fret grab hop jot kid knit nag "
                      "omit opt pan permit plan plot quip quiz refer rip slam snap step sum tag tip".split())  # fmt: skip


class Cue(NamedTuple):
    """One reading of a word form as a cue."""

    name: str
    part: str
    form: str
    reports: str


def _forms(lemma: str) -> dict[str, str]:
    """The forms of a verb, each with its name: base, s, past or ing."""
    stem = lemma + lemma[-1] if lemma in _DOUBLING else lemma
    ing = (lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else stem) + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        stem = lemma[:-1] + "ie"
    pasts = _PASTS.get(lemma, stem + ("d" if stem.endswith("e") else "ed")).split()
    return {lemma: "base", ing: "ing", _third(lemma): "s", **dict.fromkeys(pasts, "past")}


def _third(word: str) -> str:
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return word + ("zes" if word == "quiz" else "es")
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


@cache
def lexicon() -> dict[str, tuple[Cue, ...]]:
    """Return for each word form the cues that it can be, in the order of `cues.csv`."""
    cues: dict[str, list[Cue]] = {}
    table = files("retold.speech").joinpath("cues.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        for lemma in row["words"].split():
            if row["part"] == "verb":
                forms = _forms(lemma)
            elif row["part"] == "noun":
                forms = {lemma: "one", _third(lemma): "many"}
            else:
                forms = {lemma: "plain"}
            for form, name in forms.items():
                cues.setdefault(form, []).append(Cue(row["class"], row["part"], name, row["reports"]))
    return {form: tuple(readings) for form, readings in cues.items()}


@cache
def forms() -> frozenset[str]:
    """Return every word form of the lexicon."""
    return frozenset(lexicon())
