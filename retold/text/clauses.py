"""Whether a line without a full stop says something: a sentence that lost its stop, or a heading.

A heading is mostly a group of nouns ("Reports from the front"), and machines and copying drop full stops.
What tells a sentence from a heading is a quotation, a word of saying, or a finite verb. The signs of a verb are
those of English, in lower case, and are read in English texts alone; elsewhere only the quotation tells.
"""

from __future__ import annotations

import re

# A pair of marks around a word; an apostrophe opens nothing, so straight single marks are left out.
_QUOTATION = re.compile(
    r"[“„]\s*\w[^“„\n]*[”“\"]|«\s*\w[^«\n]*»|»\s*\w[^»\n]*«|\"\s*\w[^\"\n]*\"|(?<!\w)[‘‚]\w[^‘\n]*[’‘](?!\w)|[「『]\w[^「『\n]*[」』]"
)


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


# Of the cues of `retold.speech` those that hardly ever stand in a heading or a byline as participles or nouns.
_SAYING = _any(
    "said says told tells added adds asked asks wrote writes warned warns insisted insists argued argues replied replies "
    "explained explains claimed noted admitted admits denied denies declared declares acknowledged acknowledges recalled "
    "recalls predicted predicts stressed concluded continued joked complained complains tweeted quipped remarked remarks"
)
_CUE = re.compile(rf"(?<=[\w”’\"'»,] ){_SAYING}\b|\b[Aa]ccording to\b")
_AUXILIARY = _any("is are was were has have had does did would should could cannot")
_CONTRACTED = (
    r"\w+n[’']t|(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hat|[Tt]here|[Ww]ho|[Ww]hat)[’']s|\w+[’'](?:re|ve|ll|d)|I[’']m|I am"
)
# Past forms that are no participles, and pasts of verbs that take no object, whose participles hardly stand alone.
_PAST = _any(
    "went came took gave saw knew fell rose began spoke drove chose flew grew threw wore froze shook stole swore "
    "tore woke blew drew forgot hid sank sprang became ran arose fled stood sat slept wept lay died resigned arrived "
    "remained appeared disappeared happened occurred emerged vanished agreed failed tried seemed stayed waited"
)
# Followed by an object they are finite, else often participles: "lost the bridge", but "homes lost to fire".
_TRANSITIVE = r"(?:\w{2,}ed|left|lost|held|found|made|sent|met|led|kept|built|brought|bought|caught|fought|sold|won|put|hit|cut|let|set|shut|spent)"
_OBJECT = (
    _any(
        "the an? his her their its this that these those it him them us me you itself himself herself themselves no another more "
        "some all any each every several many most new"
    )
    + r"\b|\d"
)
# Behind these a form in -ed is an adjective: "the battle for occupied Kherson".
_BEFORE_ADJECTIVE = _any(
    "the a an of in for to from and or with by on at over into near against under about its their his her"
)
_PLAIN = _any(
    "expect fear continue want need plan hope believe think see face remain seem begin try keep hold take make give go come leave "
    "move seek fight know live work wait stay fall rise grow lose win support oppose demand refuse flee say tell"
)
_MODAL = r"(?:will|may|might|must|can|shall|do)\b(?! (?:of|and|for|in|to)\b)"
_FINITE = re.compile(
    "|".join(
        [
            r"(?<!\w)(?:[Hh]e|[Ss]he|[Ww]e|[Tt]hey|[Ii]t) (?!and\b|or\b)[a-z]{2,}",
            # Not a Roman numeral: "World War I memorial".
            r"(?:^|(?<=[^\w ] )|(?<=[^\w ])|\b[a-z][\w’']* )I [a-z]{2,}",
            rf"(?<!\bto )\b(?:{_AUXILIARY}|{_CONTRACTED})\b",
            rf"(?<=\w )(?<!\bto ){_PAST}\b",
            _CUE.pattern,
            rf"(?<=\w ){_TRANSITIVE} (?:{_OBJECT})",
            rf"\b(?!{_BEFORE_ADJECTIVE} )[\w’']+ [a-z]{{2,}}ed [A-Z]",
            rf"\b(?:\w+s|people|men|women) {_PLAIN}\b",
            rf"\b(?!(?:the|an?|last|free|own|his|her|its|their|my|our|your|to)\b)[\w’']+ {_MODAL}",
        ]
    )
)
# "What we know so far": a clause, but one that stands for a noun.
_NOUN_CLAUSE = re.compile(r"\W*(?:[Ww]hat|[Ww]hy|[Hh]ow|[Ww]here|[Ww]hen|[Ww]ho)\b")
_WORD = re.compile(r"[^\W\d_]+")
# Every English text of some length has this one; few others do.
_ARTICLE = re.compile(r"\bthe\b", re.IGNORECASE)
_ENOUGH, _SAMPLE, _RARE = 40, 4000, 0.01


def looks_english(text: str) -> bool:
    """Say whether a text may be English, by its articles; of a short one nobody can tell, so it may."""
    sample = text[:_SAMPLE]
    words = len(_WORD.findall(sample))
    return words < _ENOUGH or len(_ARTICLE.findall(sample)) >= _RARE * words


def has_quotation(line: str) -> bool:
    """Say whether a line holds words between quotation marks."""
    return _QUOTATION.search(line) is not None


def has_cue(line: str) -> bool:
    """Say whether a line holds a word of saying, such as *said*, behind another word."""
    return _CUE.search(line) is not None


def has_finite_verb(line: str) -> bool:
    """Say whether a line holds a verb that makes it a sentence, or names its source, as far as English forms tell.

    A clause that stands for a noun ("What we know", "Why it will fail") needs a second verb.
    """
    verbs = sum(1 for _ in _FINITE.finditer(line))
    return verbs > (1 if _NOUN_CLAUSE.match(line) else 0)


def is_sentence(line: str, english: bool = True) -> bool:
    """Say whether a line without a full stop is a sentence all the same; the verb tells in `english` alone."""
    return has_quotation(line) or (english and has_finite_verb(line))
