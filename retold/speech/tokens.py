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
    | [^\W_]+(?:-[^\W_]+)*(?:[’'](?!(?:s|re|ve|ll|d|m|t|S)\b)[^\W_]+)*   # words, O'Neill
    | ([“”„‟«»"‘‚’'`])\1{2,}                                            # a row of signs
    | ''|``
    | [^\w\s]
    """,
    re.VERBOSE,
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PRONOUNS = _set("he she they i we you it")
OBJECTS = _set("him her them me us")
RELATIVES = _set("who whom whose which")
POSSESSIVES = _set("his their its my our your")
DETERMINERS = _set(
    "the a an this that these those some any no every each another either neither both all many most "
    "several few two three four five six seven eight nine ten one half more other others"
)
AUXILIARIES = _set(
    "is are was were be been being am has have had having do does did "
    "isn aren wasn weren hasn haven hadn don doesn didn ’re 're ’ve 've ’m 'm"
)
MODALS = _set(
    "will would can could may might shall should must won wouldn couldn shouldn cannot ’ll 'll ’d 'd"
)
PREPOSITIONS = _set(
    "of in on at by for with from to into onto over under about after before during since until till "
    "against among between through without within across behind beyond despite toward towards upon "
    "like unlike amid via per regarding including except near outside inside off up down out around"
)
CONJUNCTIONS = _set("and or but nor yet")
SUBORDINATORS = _set(
    "because while although though if unless when whenever where whereas whether as once so than that "
    "how why what lest"
)
NEGATIONS = _set("not never n't ’t 't")
ADVERBS = _set(
    "also then now just still even again later earlier often always sometimes already ever once soon "
    "too very so much further instead meanwhile however thus therefore perhaps maybe here there today "
    "yesterday tomorrow ago well back only rather quite almost yet far"
)
DAYS = _set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december mon tue wed thu fri sat sun jan feb mar apr jun "
    "jul aug sep sept oct nov dec"
)
# Common verb forms that their ending does not give away.
VERBS = _set(
    "go goes went gone come comes came make makes made take takes took taken get gets got give gives "
    "gave given keep keeps kept let lets put puts run runs ran set sets send sends sent seem seems "
    "leave leaves left lose loses lost win wins won meet meets met become becomes became begin begins "
    "began begun bring brings brought build builds built buy buys bought catch caught choose chose "
    "chosen cut cuts draw drew drawn drive drove fall falls fell fallen feel feels fight fought fly "
    "flew grow grows grew grown hang hung hit hits hold holds held lead leads led lie lay lies lay pay "
    "pays paid rise rises rose sell sold shoot shot sit sits sat speak spend spends spent stand stands "
    "stood steal stole strike struck tear throw threw wear wore break breaks broke broken eat ate hear "
    "find finds show shows use uses work works need needs want wants help helps try tries turn turns "
    "start starts move moves play plays live lives happen happens appear appears remain remains stay "
    "stays serve serves face faces bear bore beat seek seeks"
)
ROLES = _set(
    "president minister spokesman spokeswoman spokesperson official secretary senator congressman "
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
    "chancellor premier treasurer ceo founder entrepreneur investor banker broker scholar actor actress "
    "singer artist athlete coach player star celebrity producer"
)
BODIES = _set(
    "government ministry department agency committee commission council court congress senate house "
    "parliament party campaign administration office bureau company firm group organization "
    "organisation association union coalition institute university school college police army military "
    "team panel board bank fund foundation network newspaper paper magazine website site agency "
    "outlet media press kremlin pentagon union camp country nation state regime authority rebels troops "
    "forces crowd public audience majority staff jury"
)
TEXTS = _set(
    "statement report study survey poll article book letter email e-mail memo document tweet post "
    "message speech interview story column editorial op-ed ad advertisement release filing lawsuit "
    "complaint indictment ruling decision order bill law assessment analysis review video "
    "transcript note headline blog resolution proposal plan data research figures statistics records "
    "evidence results findings documents emails sources"
)
INDEFINITES = _set(
    "people someone somebody everyone everybody anyone anybody nobody others critics observers "
    "experts officials analysts authorities americans russians ukrainians police children women men "
    "folks police republicans democrats"
)


def _plural(singular: frozenset[str]) -> frozenset[str]:
    return frozenset(
        (word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s")
        for word in singular
    )


_WOMEN_MEN = _set("men women wives spokesmen spokeswomen congressmen businessmen chairmen")

# The class of each listed word; a later list wins over an earlier one.
_CLASSES: dict[str, str] = {
    word: name
    for name, listed in (
        ("verb", VERBS),
        ("text", TEXTS | _plural(TEXTS)),
        ("body", BODIES | _plural(BODIES)),
        ("role", ROLES | _plural(ROLES) | _WOMEN_MEN | INDEFINITES),
        ("adverb", ADVERBS),
        ("day", DAYS - {"may", "march"}),
        ("preposition", PREPOSITIONS),
        ("subordinator", SUBORDINATORS - {"that"}),
        ("determiner", DETERMINERS - {"that"}),
        ("conjunction", CONJUNCTIONS),
        ("auxiliary", AUXILIARIES),
        ("modal", MODALS),
        ("negation", NEGATIONS),
        ("possessive", POSSESSIVES | {"’s", "'s", "’S", "'S"}),
        ("relative", RELATIVES),
        ("object", OBJECTS),
        ("pronoun", PRONOUNS),
        ("that", {"that"}),
    )
    for word in listed
}
_SIGNS = {
    ",": "comma", ".": "stop", "!": "stop", "?": "stop", "…": "stop", ":": "colon", ";": "semicolon",
    "—": "dash", "–": "dash", "-": "dash", "(": "bracket", ")": "bracket", "[": "bracket",
    "]": "bracket",
}  # fmt: skip
_QUOTES = frozenset("“”„‟«»\"‘‚’'") | {"''", "``"}


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
    start: list[int] = []
    end: list[int] = []
    lower: list[str] = []
    kind: list[str] = []
    capital: list[bool] = []
    known: dict[tuple[str, bool], tuple[str, str, bool]] = {}
    fresh = True
    at = 0
    for match in TOKEN.finditer(text):
        s, e = match.span()
        word = match.group()
        fresh = fresh or (s - at > 0 and "\n" in text[at:s])
        read = known.get((word, fresh))
        if read is None:
            low, upper = word.lower(), word[0].isupper()
            read = known[word, fresh] = (low, _kind(word, low, upper, fresh, cue_forms), upper)
        start.append(s)
        end.append(e)
        lower.append(read[0])
        kind.append(read[1])
        capital.append(read[2])
        fresh = read[1] in _ENDING or (fresh and read[1] in _LEADING)
        at = e
    return Tokens(start, end, lower, kind, capital)


_ENDING = frozenset({"stop", "colon"})
_LEADING = frozenset({"quote", "bracket", "dash"})


def _kind(word: str, low: str, upper: bool, fresh: bool, cue_forms: frozenset[str]) -> str:
    listed = _CLASSES.get(low)
    first = word[0]
    if not (first.isalnum() or len(word) > 1):
        return _SIGNS.get(word) or ("quote" if word in _QUOTES else "sign")
    if word in _QUOTES:
        return "quote"
    if first.isdigit():
        return "number"
    if upper:
        if low == "us" and word == "US":
            return "name"
        if listed in ("role", "body", "text", "verb") and not fresh:
            return "name" if listed in ("verb", "text") else listed
        if listed:
            return listed
        if fresh and (low in cue_forms or low.endswith("ly")):
            return _guess(low)
        return "name"
    return listed or _guess(low)


def _guess(low: str) -> str:
    if low.endswith("ly"):
        return "adverb"
    if low.endswith("ing") and len(low) > 5:
        return "gerund"
    if low.endswith("ed") and len(low) > 4:
        return "past"
    return "noun"
