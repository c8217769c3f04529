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

_IRREGULAR = {
    "say": "say says said saying", "tell": "tell tells told telling",
    "write": "write writes wrote written writing", "read": "read reads reading",
    "think": "think thinks thought thinking", "see": "see sees saw seen seeing",
    "know": "know knows knew known knowing", "understand": "understand understands understood understanding",
    "forget": "forget forgets forgot forgotten forgetting", "hear": "hear hears heard hearing",
    "find": "find finds found finding", "feel": "feel feels felt feeling",
    "mean": "mean means meant meaning", "seek": "seek seeks sought seeking",
    "fight": "fight fights fought fighting", "choose": "choose chooses chose chosen choosing",
    "lead": "lead leads led leading", "make": "make makes made making",
    "show": "show shows showed shown showing", "prove": "prove proves proved proven proving",
    "speak": "speak speaks spoke spoken speaking", "swear": "swear swears swore sworn swearing",
    "sing": "sing sings sang sung singing", "forbid": "forbid forbids forbade forbidden forbidding",
    "foretell": "foretell foretells foretold foretelling", "cast": "cast casts casting",
    "withhold": "withhold withholds withheld withholding", "beseech": "beseech beseeches besought beseeching",
    "learn": "learn learns learned learnt learning", "broadcast": "broadcast broadcasts broadcasting",
    "undertake": "undertake undertakes undertook undertaken undertaking",
}  # fmt: skip
# One-syllable stress at the end: the last letter doubles.
_DOUBLING = frozenset("admit ban beg blog blot brag chat dub fret grab hop jot kid knit nag omit "
                      "opt pan permit plan plot quip quiz refer rip slam snap step sum tag tip".split())  # fmt: skip


class Cue(NamedTuple):
    """One reading of a word form as a cue."""

    name: str
    part: str
    form: str
    reports: str


def _forms(lemma: str) -> dict[str, str]:
    """The forms of a verb, each with its name: base, s, past or ing."""
    if lemma in _IRREGULAR:
        listed = _IRREGULAR[lemma].split()
        found = {form: "ing" if form.endswith("ing") and form != "sing" else "past" for form in listed}
        if len(listed) > 3:  # not of read, cast: their plain form is also their past
            found[lemma] = "base"
        return {**found, _third(lemma): "s"}
    stem = lemma + lemma[-1] if lemma in _DOUBLING else lemma
    if lemma.endswith("ee"):
        past, ing = lemma + "d", lemma + "ing"
    elif lemma.endswith("e"):
        past, ing = lemma + "d", lemma[:-1] + "ing"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        past, ing = lemma[:-1] + "ied", lemma + "ing"
    else:
        past, ing = stem + "ed", stem + "ing"
    return {ing: "ing", past: "past", _third(lemma): "s", lemma: "base"}


def _third(word: str) -> str:
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return word + ("zes" if word == "quiz" else "es")
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


@cache
def lexicon() -> dict[str, tuple[Cue, ...]]:
    """Return for each word form the cues that it can be, in the order of `cues.csv`."""
    found: dict[str, list[Cue]] = {}
    listed = files("retold.speech").joinpath("cues.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(listed.splitlines()):
        for lemma in row["words"].split():
            if row["part"] == "verb":
                forms = _forms(lemma)
            elif row["part"] == "noun":
                forms = {lemma: "one", _third(lemma): "many"}
            else:
                forms = {lemma: "plain"}
            for form, name in forms.items():
                found.setdefault(form, []).append(Cue(row["class"], row["part"], name, row["reports"]))
    return {form: tuple(cues) for form, cues in found.items()}


@cache
def forms() -> frozenset[str]:
    """Return every word form of the lexicon."""
    return frozenset(lexicon())
