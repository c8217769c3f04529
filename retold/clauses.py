"""Whether a line without a full stop says something: a sentence that lost its stop, or a heading.

A heading is mostly a group of nouns ("Reports from the front"), and machines and copying drop full stops.
What tells a sentence from a heading is a quotation, a word of saying, or a finite verb. The signs of a verb are
those of English; in other languages only the quotation tells.
"""

from __future__ import annotations

import re

# A pair of marks around a word; an apostrophe opens nothing, so straight single marks are left out.
_QUOTATION = re.compile(
    r"[“„]\s*\w[^“„\n]*[”“\"]|«\s*\w[^«\n]*»|»\s*\w[^»\n]*«|\"\s*\w[^\"\n]*\"|(?<!\w)[‘‚]\w[^‘\n]*[’‘](?!\w)|[「『]\w[^「『\n]*[」』]"
)
# Of the cues of `retold.speech` those that hardly ever stand in a heading or a byline as participles or nouns.
_CUES = (
    "said says told tells added adds asked asks wrote writes warned warns insisted insists argued argues replied replies "
    "explained explains claimed noted admitted admits denied denies declared declares acknowledged acknowledges recalled "
    "recalls predicted predicts stressed concluded continued joked complained complains tweeted quipped remarked remarks"
)
_CUE = re.compile(rf"(?<=[\w”’\"'»,] )(?:{'|'.join(_CUES.split())})\b|\baccording to\b", re.IGNORECASE)
_AUXILIARIES = "am is are was were has have had does did would should could cannot"
_CONTRACTED = r"\w+n[’']t|(?:he|she|it|that|there|who|what|here)[’']s|\w+[’'](?:re|ve|ll|d)|i[’']m"
# Past forms that are no participles, and pasts of verbs that take no object, whose participles hardly stand alone.
_PASTS = (
    "went came took gave saw knew fell rose began spoke drove chose broke flew grew threw wore froze shook stole swore "
    "tore woke blew drew forgot hid sank sprang became ran arose fled stood sat slept wept lay died resigned arrived "
    "remained appeared disappeared happened occurred emerged vanished agreed failed tried seemed stayed waited"
)
# Followed by an object they are finite, else often participles: "lost the bridge", but "homes lost to fire".
_TRANSITIVE = r"\w{2,}ed left lost held found made sent met led kept built brought bought caught fought sold won put hit cut let set shut spent"
_OBJECT = (
    "the an? his her their its this that these those it him them us me you itself himself herself themselves"
)
_FINITE = re.compile(
    rf"(?<!\bto )\b(?:{'|'.join(_AUXILIARIES.split())}|{_CONTRACTED}|{'|'.join(_PASTS.split())})\b"
    rf"|(?<=\w )(?:{'|'.join(_TRANSITIVE.split())}) (?:{'|'.join(_OBJECT.split())})\b"
    r"|\b(?:i|he|she|we|they|it) (?!and\b|or\b)[a-z]{2,}",
    re.IGNORECASE,
)
# In lower case alone: Will and May are names.
_MODAL = re.compile(r"(?<=\w )(?<!\bto )(?:will|may|might|must|can|shall|do)\b")
# "What we know so far": a clause, but one that stands for a noun.
_NOUN_CLAUSE = re.compile(r"\W*(?:what|why|how|where|when|who)\b", re.IGNORECASE)


def has_quotation(line: str) -> bool:
    """Say whether a line holds words between quotation marks."""
    return _QUOTATION.search(line) is not None


def has_cue(line: str) -> bool:
    """Say whether a line holds a word of saying, such as *said*, behind another word."""
    return _CUE.search(line) is not None


def has_finite_verb(line: str) -> bool:
    """Say whether a line holds a verb that makes it a sentence, as far as English forms tell.

    A clause that stands for a noun ("What we know") needs a second verb.
    """
    found = len(_FINITE.findall(line)) + len(_MODAL.findall(line))
    return found > (1 if _NOUN_CLAUSE.match(line) else 0)


def is_sentence(line: str) -> bool:
    """Say whether a line without a full stop is a sentence all the same."""
    return has_quotation(line) or has_cue(line) or has_finite_verb(line)
