"""Words and signs of a text with a rough word class each: all the grammar the engine has.

No parser and no tagger: closed classes (articles, pronouns, prepositions, auxiliaries ...)
are listed, the rest is guessed from capitals and endings. The classes are coarse on purpose;
what they are used for is in the docstrings of the modules that use them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TOKEN = re.compile(
    r"""
    (?:[^\W\d_]\.){2,}                                                # U.S., D.C.
    | (?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Capt|Sgt|Prof|Rev|St|Jr|Sr|Hon|Maj|Adm)\.
    | \d+(?:[.,:]\d+)*
    | [’'](?:s|re|ve|ll|d|m|t|S)\b                                    # the end of she's, don't
    | [^\W_]+(?:[-.][^\W_]+)*\.(?:com|org|net|gov|edu|mil|info|biz|tv|io|ru|ua|uk|eu|de|fr|ca|au)\b(?![.-]?\w)  # Gazer.com
    | [^\W_]+(?:-[^\W_]+|[’'](?!(?:s|re|ve|ll|d|m|t|S)\b)[^\W_]+)*   # words, O'Neill-Smith
    | ([“”„‟«»"‘‚’'`])\1{2,}                                            # a row of signs
    | ''|``
    | [^\w\s]
    """,
    re.VERBOSE,
)


# Small words inside a name: Leonardo da Costa, Ursula von der Aue.
PARTICLES = frozenset(
    "al bin da das de del della den der di do dos du el ibn la le ten ter van von zu zur".split()
)
# Words for people who are no single person.
INDEFINITES = frozenset(
    (
        "people someone somebody everyone everybody anyone anybody nobody others critics observers "
        "experts officials analysts authorities americans russians ukrainians police children women men "
        "folks republicans democrats"
    ).split()
)
# Classes of words that may be the verb of a clause.
FINITE = frozenset({"auxiliary", "modal", "verb", "past"})
# Classes whose words are few and all listed: what is learnt of them may be learnt of each word.
CLOSED = frozenset(
    "pronoun that determiner preposition conjunction subordinator auxiliary modal negation possessive relative object "
    "adverb".split()
)
# Nouns whose plural is of the same class.
_NOUNS = {
    "text": "statement report study survey poll article book letter email e-mail memo document tweet post "
    "message speech interview story column editorial op-ed ad advertisement release filing lawsuit "
    "complaint indictment ruling decision order bill law assessment analysis review video "
    "transcript note headline blog resolution proposal plan data research figures statistics records "
    "evidence results findings documents emails sources",
    "body": "government ministry department agency committee commission council court congress senate house "
    "parliament party campaign administration office bureau company firm group organization "
    "organisation association union coalition institute university school college police army military "
    "team panel board bank fund foundation network newspaper paper magazine website site "
    "outlet media press kremlin pentagon camp country nation state regime authority rebels troops "
    "forces crowd public audience majority staff jury",
    "role": "president minister spokesman spokeswoman spokesperson official secretary senator congressman "
    "congresswoman governor mayor chairman chairwoman chair leader director chief officer general "
    "commander colonel captain soldier fighter analyst expert professor economist historian scholar "
    "scientist researcher author writer journalist reporter columnist blogger editor critic pundit "
    "lawyer attorney judge justice prosecutor detective sheriff deputy agent ambassador diplomat "
    "envoy adviser advisor aide strategist consultant operative lobbyist pollster activist organizer "
    "organiser protester supporter voter donor resident neighbor neighbour witness survivor victim "
    "relative mother father parent wife husband son daughter brother sister friend man woman boy girl "
    "student teacher doctor nurse patient worker engineer farmer businessman businesswoman executive "
    "owner manager employee member lawmaker legislator representative candidate nominee opponent rival "
    "politician republican democrat conservative liberal progressive king queen prince pope bishop "
    "priest pastor imam rabbi speaker host moderator anchor veteran person insider source "
    "commissioner councilman councilwoman councillor councilor alderman lieutenant sergeant admiral inspector "
    "superintendent marshal dean provost archbishop cardinal duke duchess baron baroness "
    "chancellor premier treasurer ceo founder entrepreneur investor banker broker actor actress "
    "singer artist athlete coach player star celebrity producer",
}
# Common verb forms that their ending does not give away.
_VERBS = (
    "go goes went gone come comes came make makes made take takes took taken get gets got give gives "
    "gave given keep keeps kept let lets put puts run runs ran set sets send sends sent seem seems "
    "leave leaves left lose loses lost win wins won meet meets met become becomes became begin begins "
    "began begun bring brings brought build builds built buy buys bought catch caught choose chose "
    "chosen cut cuts draw drew drawn drive drove fall falls fell fallen feel feels fight fought fly "
    "flew grow grows grew grown hang hung hit hits hold holds held lead leads led lie lay lies pay "
    "pays paid rise rises rose sell sold shoot shot sit sits sat speak spend spends spent stand stands "
    "stood steal stole strike struck tear throw threw wear wore break breaks broke broken eat ate hear "
    "find finds show shows use uses work works need needs want wants help helps try tries turn turns "
    "start starts move moves play plays live lives happen happens appear appears remain remains stay "
    "stays serve serves face faces bear bore beat seek seeks shook shaken woke rang slept swam froze bent leant spun "
    "swung clung crept drank sank shrank sprang wept swept slid hid bit rode blew threw"
)
_OTHERS = {
    "adverb": "hence thus moreover nevertheless nonetheless furthermore besides otherwise likewise indeed afterwards "
    "afterward thereafter thereupon whereupon presently anyhow anyway elsewhere similarly accordingly consequently "
    "conversely subsequently tonight alas oh ah yes no nay why perhaps "
    "also then now just still even again later earlier often always sometimes already ever once "
    "soon too very so much further instead meanwhile however thus therefore perhaps maybe here there today "
    "yesterday tomorrow ago well back only rather quite almost yet far",
    "day": "monday tuesday wednesday thursday friday saturday sunday january february april june "
    "july august september october november december mon tue wed thu fri sat sun jan feb mar apr jun "
    "jul aug sep sept oct nov dec",
    "preposition": "of in on at by for with from to into onto over under about after before during since "
    "until till against among between through without within across behind beyond despite toward towards "
    "upon like unlike amid via per regarding including except near outside inside off up down out around",
    "subordinator": "because while although though if unless when whenever where whereas whether as once so "
    "than how why what lest",
    "determiner": "the a an this these those some any no every each another either neither both all many "
    "most several few two three four five six seven eight nine ten one half more other others",
    "conjunction": "and or but nor yet",
    "auxiliary": "is are was were be been being am has have had having do does did "
    "isn aren wasn weren hasn haven hadn don doesn didn ’re 're ’ve 've ’m 'm",
    "modal": "will would can could may might shall should must won wouldn couldn shouldn cannot ’ll 'll ’d 'd",
    "negation": "not never n't ’t 't",
    "possessive": "his their its my our your ’s 's ’S 'S",
    "relative": "who whom whose which",
    "object": "him her them me us",
    "pronoun": "he she they i we you it",
    "that": "that",
}


def _plural(word: str) -> str:
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"


# The class of each listed word; that of several lists is the class of the last.
_CLASSES = {
    **dict.fromkeys(_VERBS.split(), "verb"),
    **{
        form: name
        for name, nouns in _NOUNS.items()
        for noun in nouns.split()
        for form in (noun, _plural(noun))
    },
    **dict.fromkeys(INDEFINITES, "role"),
    **dict.fromkeys("wives spokesmen spokeswomen congressmen businessmen chairmen".split(), "role"),
    **{word: name for name, words in _OTHERS.items() for word in words.split()},
}
# The words of the closed classes, as listed: an adverb that only its ending tells is none of them.
CLOSED_WORDS = frozenset(word for word, name in _CLASSES.items() if name in CLOSED)
_SIGNS = {
    ",": "comma", ".": "stop", "!": "stop", "?": "stop", "…": "stop", ":": "colon", ";": "semicolon",
    "—": "dash", "–": "dash", "-": "dash", "(": "bracket", ")": "bracket", "[": "bracket",
    "]": "bracket",
}  # fmt: skip
_QUOTES = frozenset("“”„‟«»‹›「」『』\"‘‚’'") | {"''", "``"}


class Tokens(NamedTuple):
    """Parallel lists over the tokens of a text, in order."""

    start: list[int]
    end: list[int]
    lower: list[str]
    kind: list[str]
    capital: list[bool]

    def __len__(self) -> int:
        return len(self.start)


def tokens(text: str, cue_forms: frozenset[str] = frozenset()) -> Tokens:
    """Cut `text` into words and signs and give each a rough class.

    Parameters
    ----------
    text : str
        Any text.
    cue_forms : frozenset of str
        Lower-case words that are never taken for names though a sentence begins with them.

    Returns
    -------
    Tokens
        `kind` is one of name, noun, role, body, text, number, day, pronoun, object,
        possessive, relative, that, determiner, preposition, conjunction, subordinator,
        auxiliary, modal, negation, adverb, verb, past (-ed), gerund (-ing), comma, stop,
        colon, semicolon, dash, bracket, quote or sign.
    """
    columns = Tokens([], [], [], [], [])
    start, end, lower, kind, capital = columns
    known: dict[tuple[str, bool], tuple[str, str, bool]] = {}
    fresh, at = True, 0
    for match in TOKEN.finditer(text):
        s, e = match.span()
        word = match.group()
        fresh = fresh or (s - at > 0 and "\n" in text[at:s])
        described = known.get((word, fresh))
        if described is None:
            low, upper = word.lower(), word[0].isupper()
            described = known[word, fresh] = (low, _kind(word, low, upper, fresh, cue_forms), upper)
        start.append(s)
        end.append(e)
        lower.append(described[0])
        kind.append(described[1])
        capital.append(described[2])
        fresh = described[1] in _ENDING or (fresh and described[1] in _LEADING)
        at = e
    return columns


_ENDING = frozenset({"stop", "colon"})
_LEADING = frozenset({"quote", "bracket", "dash"})


def _kind(word: str, low: str, upper: bool, fresh: bool, cue_forms: frozenset[str]) -> str:
    if word in _QUOTES:
        return "quote"
    if not (word[0].isalnum() or len(word) > 1):
        return _SIGNS.get(word, "sign")
    if word[0].isdigit():
        return "number"
    listed = _CLASSES.get(low)
    if upper:
        if word == "US" or (listed in ("verb", "text") and not fresh):
            return "name"
        if not listed and not (fresh and (low in cue_forms or low.endswith("ly"))):
            return "name"
    return listed or _guess(low)


# What a word is guessed to be that begins in lower case or, at the front of a sentence, may be a cue.
GUESSED = frozenset({"noun", "past", "gerund"})


def _guess(low: str) -> str:
    if low.endswith("ly"):
        return "adverb"
    if low.endswith("ing") and len(low) > 5:
        return "gerund"
    if low.endswith("ed") and len(low) > 4:
        return "past"
    return "noun"
