"""Abbreviations, initials and numbers: whether a full stop behind a word ends a sentence.

Each rule says yes, no, or nothing; the first that says something decides, and else a full stop ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def any_of(words: str) -> str:
    """Return a pattern for any of the words of a string."""
    return "(?:" + "|".join(words.split()) + ")"


# After these a full stop does not end a sentence, whatever follows: titles and ranks …
_TITLES = _set(
    "abp adm adms ald amb ambs asst assoc atty attys bp brig bvt capt capts cdr cllr cmdr cmdre col cols comdr cpl cpls cpt dep "
    "det dist dr drs ens fr frl ft gen gens gov govs hon hr hrn insp lcpl lieut lt ltc lts maj majs messrs mgr mlle mlles mm "
    "mme mmes mr mrs ms msgr msgt mt mx ofc pfc pres prof profs pte pvt radm rep reps rev revs sen sens sfc sgt sgts spc sra "
    "sras sres srta ssgt st sta ste sto sts supt vadm ven wm chas geo jas secy treas chmn dhr mevr gral cnel"
)
# … and what explains or compares.
_GOES_ON = _set("vs cf viz p.s n.b e.g i.e eg ie vgl bzw sog incl excl")
# After these it ends a sentence unless their number follows ("Feb. 24", "No. 10", "Vol. II").
_MONTHS = _set("jan feb mar apr jun jul aug sep sept oct nov dec")
_PARTS = _set(
    "no nos fig figs p pp pg pgs sect ver vol vols art arts sec secs ch chap chaps para paras pt pts eq eqs ex exh app tel ext rte rt hwy "
    "apt bldg rm flt op bk cl ll nn nr num núm pág págs nro nº kap abs bd ref refs cat col tab pl"
)
# Some of these are words too, or stand for others, in lower case.
_WORDS_TOO = _set("no art arts fig figs sec secs mar jan ex app cat col op tab pl pt pts abs bd")
# In front of a word, not of an abbreviation: "the answer was no. 12 towns refused", "he ate a fig. 12 men came".
_NO = re.compile(
    r"(?i)\b(?:(?:answer|reply|response|verdict|vote|result|word|message)s?\s(?:is|was|are|were|remains|remained)(?:\s\w+)?|"
    r"sa(?:y|id|ys|ying)|answer(?:s|ed)?|repl(?:y|ies|ied)|vote[ds]?|shout(?:s|ed)?|yes,?\s(?:and|or)|told\s\w+|an?\s\w+)[\s,“”\"]+no$"
)
_NOUN = re.compile(
    r"(?i)\b(?:an?|the|his|her|their|its|our|my|your|this|that|some|any|one|and|or|dried|fresh|ripe|\d+)\s+\w+$"
)
_ART = re.compile(r"\d+\s+(?!(?:of|and|to|or|is|was|does|has|says|[a-z]{1,2})\b)[a-z]")
# Before a number these go on: "ca. 1900", "est. 1904", "dept. 12".
_BEFORE_QUANTITY = _set("approx ca circa est dept al")
# Behind these a bracket goes on ("Marlow Inc. (“Marlow”)"), and so does what was written in lower case.
LOWER_GOES_ON = _set(
    "co corp inc jr llc ltd plc sr etc approx dept est al ca eg ie bros gmbh pty assn univ mfg intl natl ed eds"
)
_COMPANIES = _set("co corp inc llc ltd plc bros gmbh pty assn")
_WEEKDAYS = _set("mon tue tues wed weds thu thurs fri sat sun")
_STATES = _set(
    "ala ariz ark calif colo conn fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa tenn tex va "
    "vt wash wis wyo"
)
_ROADS = _set("ave av blvd rd ln ct pl sq hwy pkwy ter st dr")
_ABBREVIATIONS = _TITLES | _GOES_ON | _MONTHS | _PARTS | LOWER_GOES_ON
_KNOWN = _ABBREVIATIONS.union(_BEFORE_QUANTITY, _COMPANIES, _WEEKDAYS, _STATES, _ROADS)
# Titles that are nouns too when they stand in lower case behind an article: "a sales rep. Customers like her".
_NOUN_TOO = re.compile(
    r"\b(?:an?|his|her|their|our|my|your|each|every|one|sales|union|service|company|team)\s+(?:[a-z]+\s+)?"
    r"(?:rep|prof|rev|gov|det|asst|capt|sup)s?$|\d\s?(?:ft|hr)$"
)

# Words that open a sentence and are no surnames: after an initial or "U.S." they tell.
OPENERS = _set(
    "a according after against all also although amid among an and another any anybody anyone anything as at because before "
    "both but by can could despite did does dozens during each earlier eight either even everybody everyone everything few "
    "finally five for four from he her here his how however hundreds i if in instead it its last later many maybe meanwhile "
    "millions more most much my neither nine no nobody none nor not nothing now on once one only other our perhaps police "
    "seven several she should since six so some somebody someone something still such ten that the their then there "
    "therefore these they this those though thousands three thus to two under unless unlike until was we were what whatever "
    "when where whether which while who whose why with within without would yesterday yet you your"
)
# Nouns that behind "U.S." have a capital only because they begin a sentence.
PEOPLE = re.compile(
    any_of(
        "Officials Workers Authorities Residents Protesters Critics Experts Analysts Investigators Prosecutors "
        "Lawmakers Lawyers Voters Troops Soldiers Leaders Doctors Scientists Researchers Farmers Students Teachers "
        "Parents Families People Women Men Children Neighbors Neighbours Witnesses Supporters Opponents Drivers "
        "Passengers Companies Prices Stocks Shares Sales Exports Imports Rates Costs Tensions Relations Talks "
        "Negotiations Ministers Reporters Agents Nurses Patients Customers Fans Guards Rebels Judges Jurors Banks "
        "Investors Traders Consumers Employees Teams Players Rescuers Firefighters Crews Locals Villagers Survivors "
        "Relatives Friends Shoppers Tourists Hackers Inspectors Mourners Activists Volunteers Guests Journalists "
        "Members Users Buyers Owners Officers Engineers Crowds Observers Diplomats Refugees Migrants Visitors"
    )
    + r"\s+[a-z]"
)

_LETTERS = re.compile(r"[^\W_]+")
_TOKEN_BEFORE = re.compile(r"(?<![^\W_])(?:[^\W_]\.)*[^\W_]+$")


def token_before(text: str, begin: int, stop: int) -> str:
    """Return the word in front of a stop, with the points inside it: "Feb", "U.S"."""
    token = _TOKEN_BEFORE.search(text, max(begin, stop - 40), stop)
    return token.group() if token else ""


def abbreviates(token: str) -> bool:
    """Say whether what a full stop follows is an abbreviation, an initial or the like."""
    low = token.lower()
    return len(low) == 1 or "." in low or low in _ABBREVIATIONS


def first_word(text: str, follow: int) -> str:
    """Return the word at `follow` in lower case, or nothing if none begins there."""
    word = _LETTERS.match(text, follow)
    return word.group().lower() if word else ""


class _Place(NamedTuple):
    """A full stop and what stands around it."""

    token: str
    low: str
    before: str  # of its sentence, 60 characters at most; the token ends it
    after: str
    number: bool  # whether a number follows

    @property
    def opens(self) -> bool:
        """Whether the next word is one that opens a sentence."""
        return first_word(self.after, 0) in OPENERS


def after_word(token: str, text: str, begin: int, at: int, follow: int, *, numbered: bool = False) -> bool:
    """Say whether a full stop that nothing closes ends a sentence, by the word before it and what follows.

    Parameters
    ----------
    token : str
        The word before the stop (see `token_before`).
    text : str
        The text.
    begin, at, follow : int
        Where the sentence begins, where its stop stands, where the next word begins.
    numbered : bool
        Whether a number follows without a blank.

    Returns
    -------
    bool
    """
    if len(token) > 1 and token.isalpha() and token.lower() not in _KNOWN:
        return True  # a word like most
    after = text[follow : follow + 80]
    place = _Place(
        token, token.lower(), text[max(begin, at - 60) : at], after, numbered or after[0].isdigit()
    )
    verdicts = (rule(place) for rule in _RULES)
    return next((verdict for verdict in verdicts if verdict is not None), True)


def names_short(token: str) -> bool:
    """Say whether what stands alone in brackets is an abbreviation, as in "(ret.) Boyd"."""
    return "." in token or token.lower() in _KNOWN or token.lower() in ("ret", "dem", "rep", "ind", "res")


# An address or the name of a file: a part of several letters, a point, a part in lower case.
_ADDRESS = re.compile(
    r"(?:[/@]\S*[a-z\d]|\b[\w-]{2,}\.(?:[\w-]+\.)*[a-z][a-z\d]{0,4}|\b\w\.[a-z]{2,}|(?<=\.)[a-z]{3,})$"
)
_DECIMAL = re.compile(r"\d[\d.,]*[.,]\d+$")


def _address(at: _Place) -> bool | None:
    return True if _ADDRESS.search(at.before) or _DECIMAL.search(at.before) else None


_STREET = re.compile(r"(?:\b\d+\w?\s+(?:[A-Z][\w.'’-]*\s+){1,3}|\b\d+(?:st|nd|rd|th)\s+)St$")
_DRIVE = re.compile(r"\b(?:at|on|of|near|from|to)\s+\d+\w?\s+(?:[A-Z][\w'’-]*\s+){1,3}Dr$")
_NAMED_ROAD = re.compile(r"\b([A-Z][\w'’-]+)\s+(?:St|Dr)$")
_COMPASS = re.compile(
    r"(?:(?:North|South|East|West)(?:east|west)?|[NS]\.?[EW]\.?|[NSEW]\.)(?=,|\s+(?!of\b)[a-z])"
)
_ROOM = re.compile(
    r"(?:Suite|Ste\.|Apt\.|Apartment|Unit|Floor|Building|Room|Rm\.|Bldg\.)\s+\w+\b(?=,|\s+[a-z]|\.?$)|#\s?\d"
)


def _road(at: _Place) -> bool | None:
    """Tell streets from saints: "12 Main St." and "on Oak Dr. The" end, "Grove Ave. North is" and "St. Anne" do not."""
    if at.low not in _ROADS:
        return None
    if _COMPASS.match(at.after) or _ROOM.match(at.after):
        return False
    named = _NAMED_ROAD.search(at.before)
    crowd = (at.opens and first_word(at.after, 0) not in ("no", "who")) or PEOPLE.match(at.after)
    if named and named[1].lower() not in OPENERS and crowd:
        return True
    return True if _STREET.search(at.before) or _DRIVE.search(at.before) else None


def _title(at: _Place) -> bool | None:
    if at.low in _GOES_ON:
        return False
    if at.low not in _TITLES or at.token in ("mm", "Mm"):
        return None
    crowd = (at.opens and first_word(at.after, 0) not in ("no", "who")) or bool(PEOPLE.match(at.after))
    noun = at.token.islower() and crowd
    return noun or (not at.number and bool(_NOUN_TOO.search(at.before)))


_HOUR = re.compile(r"(?i)(?<![a-z])[ap]\.m$")
_FRONTED = re.compile(r"(?i)(?:after|around|at|before|by|from|on|since|until)\b")
# Nothing but a time: "On Monday at 6 p.m. Mr. Boyd left" goes on.
_WHEN = re.compile(
    r"(?i)[“‘\"'\s]*(?:(?:on|at|by|from|until|since|after|before|around|about|shortly|just|between|and|to|the|of|night|evening|morning|"
    r"afternoon|early|late|last|next|that|(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow|\d[\d:.]*(?:\s?[ap]\.m\.)?),?\s+)+"
    r"\d[\d:.]*\s*[ap]\.m"
)
# "The 6 p.m. News" goes on too.
_HOUR_OF = re.compile(r"(?i)\b(?:the|an?|this|every|each)\s+\d[\d:.]*\s*[ap]\.m$")
# A capital behind an hour that does not begin a sentence: a zone or a day.
MONTH_NAMES = any_of(
    "January February March April May June July August September October November December (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\."
)
_OF_HOUR = re.compile(
    rf"(?:(?:[ECMP][SD]?T|GMT|UTC|BST|CET|CEST|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Central|Mountain|Pacific|"
    rf"Greenwich|Moscow|Kyiv|local|{MONTH_NAMES})|(?:[A-Z]\w+\s){{1,2}}[Tt]ime)(?!\w)"
)


def _hour(at: _Place) -> bool | None:
    """Tell hours apart: "At 7 a.m. Mr. Boyd fed the dogs" goes on, "The fire began at 6 p.m. Police came" does not."""
    if not _HOUR.search(at.before):
        return None
    short = len(at.before) < 60 and len(at.before.split()) <= 4
    fronted = short and _FRONTED.match(at.before.lstrip("“‘«„‹\"' "))
    return not (
        fronted
        or _HOUR_OF.search(at.before)
        or _OF_HOUR.match(at.after.lstrip("("))
        or _WHEN.fullmatch(at.before)
    )


# A degree that somebody has, or takes: one behind a name goes on ("Ann Ray, Ph.D. and dean").
_DEGREE = re.compile(
    r"(?i)\b(?:an?|his|her|their|my|your|the|for|with)\s+(?:\w+\s+)?(?:Ph\.D|M\.D|B\.A|M\.A|J\.D|B\.Sc|M\.Sc|B\.S|M\.S|M\.B\.A|M\.F\.A|B\.F\.A|M\.P\.H|M\.Ed|D\.Phil|D\.D\.S|R\.N|C\.P\.A|Ed\.D|LL\.[BM])$"
)


def _degree(at: _Place) -> bool | None:
    return True if _DEGREE.search(at.before) else None


_NUMBER_SIGN = re.compile(r"(?:\b[Nn]\.?[°º]s?|№)$")
_ROMAN = re.compile(r"(?:(?!I\b)[IVXLC]+\b|I(?=[.,;:)]| of\b))")
_LETTER = re.compile(r"[B-HJ-Z]\b(?!\.)")


def _part(at: _Place) -> bool | None:
    """Join a part and its number: "No. 10", "Vol. II" and "Apt. B" go on, "the answer was no. 12 towns" does not."""
    if at.low not in _PARTS and at.low not in _MONTHS and not _NUMBER_SIGN.search(at.before):
        return None
    if at.number:
        return at.token.islower() and at.low in _WORDS_TOO and _is_word(at)
    if at.token in ("Sec", "Pt") or re.match(r"(?:Hon|Rev|Gen)\.", at.after):
        return False
    capital = at.token[:1].isupper() and at.low not in _MONTHS and at.low not in ("no", "nos")
    numbered = at.low in _PARTS and _ROMAN.match(at.after)
    return not (numbered or (capital and _LETTER.match(at.after)))


def _is_word(at: _Place) -> bool:
    """Whether what could abbreviate is a word: "a work of art. 40 people came"."""
    if at.low == "no":
        return bool(_NO.search(at.before))
    if at.low in ("art", "arts"):
        return bool(_ART.match(at.after))
    return bool(_NOUN.search(at.before))


def _quantity(at: _Place) -> bool | None:
    single = len(at.token) == 1 and at.token.islower()
    return False if at.number and (single or at.low in _BEFORE_QUANTITY) else None


# Several initials with blanks, as in "z. B." and "d. h.".
_SPACED = re.compile(r"\b[a-zäöü]\.\s[a-zäöü]$")
_INITIAL = re.compile(r"[A-Za-zÄÖÜäöü]\.")


def _small_letter(at: _Place) -> bool | None:
    """Go on behind small initials: "Roe v. Wade", "z. B. Brot"."""
    if len(at.token) != 1 or not at.token.islower():
        return None
    return False if at.low == "v" or _INITIAL.match(at.after) or _SPACED.search(at.before) else None


_GERMAN_ORDINAL = re.compile(
    r"\b(?:der|die|das|dem|den|des|im|(?<![Ii]\s)am|vom|zum|zur|beim|bis|ab|seit|und|ein(?:e[mnrs]?)?|ih(?:r|re[mnrs]?)|"
    r"sein(?:e[mnrs]?)?)\s+\d{1,3}$",
    re.IGNORECASE,
)
_GERMAN_MONTH = re.compile(r"(?:Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b")


def _ordinal(at: _Place) -> bool | None:
    """Go on behind a German ordinal: "Am 3. Oktober", "der 2. Weltkrieg"."""
    if not at.token.isdigit():
        return None
    month = len(at.token) < 3 and _GERMAN_MONTH.match(at.after)
    return False if month or (_GERMAN_ORDINAL.search(at.before) and not at.opens) else None


_OF_COMPANY = re.compile(
    r"(?:Inc|Corp|Co|Ltd|LLC|L\.L\.C|LP|L\.P|PLC)\b|(?:Chief\s+[A-Z]|(?:CEO|CFO|COO|CTO|CIO|Chairman|Chairwoman|Chair|Vice\s\w+|"
    r"Founder|Co-[Ff]ounder|Director|Treasurer|Manager|Economist|General\s\w+|Finance\s\w+|Senior\s\w+|Spokesman|Spokeswoman|Analyst|Managing\s\w+|Executive\s\w+)\s+[A-Z])"
)


def _company(at: _Place) -> bool | None:
    if at.low not in _COMPANIES:
        return None
    if at.low == "bros" and not (at.opens or PEOPLE.match(at.after)):
        return False
    return False if _OF_COMPANY.match(at.after) else None


_NAMED_AFTER = re.compile(
    any_of(
        "Park Day Drive Dr\\. Boulevard Blvd\\. Avenue Ave\\. Street St\\. Way School High Middle Elementary Memorial Library "
        "Hospital Center Centre Bridge Highway Parkway Holiday Hall Building Foundation Award Prize Museum Stadium Airport "
        "Field Plaza Square Institute Community College University Expressway Station Auditorium Academy Theater Theatre"
    )
    + r"(?!\w)"
)


def _junior(at: _Place) -> bool | None:
    """Go on with what is named after somebody, "Paul Reyes Jr. Park", and with Spanish "El Sr. Reyes"."""
    if at.low not in ("jr", "sr"):
        return None
    return (
        False
        if _NAMED_AFTER.match(at.after) or re.search(r"\b(?:[Ee]l|al|del|[Oo]|ao|do)\s+Sr$", at.before)
        else None
    )


_OFFICE = re.compile(
    r"(?:Gov|Sen|Rep|Lt|Atty|Reps|Sens)\.|(?:Governor|Senator|Attorney General|Supreme Court)\b"
)


def _state_or_day(at: _Place) -> bool | None:
    """Go on in "Calif. Gov. Hale", unless behind a town, and in "Tues. Sept. 4"."""
    if at.low in _STATES and at.token[0].isupper() and _OFFICE.match(at.after):
        return None if re.search(r",\s+\w+$", at.before) else False
    if at.low in _WEEKDAYS and at.token[0].isupper() and re.match(MONTH_NAMES, at.after):
        return False
    return None


# A letter that names a thing of a kind: "vitamin C", "Group B". It is nobody's initial.
_CLASS = re.compile(
    r"\b(?:(?i:vitamins?|hepatitis|influenza|strain|grade|type|plan|appendix|exhibit|annex|option|factor|letter)|Groups?|Schedule|"
    r"Section|Route|Part|Class|Category|Panel|Block|Team|Point|Version|Row|Gate|Terminal|Building|Unit|Wing|Division|Series|Model|"
    r"Level|Zone|Tier|Phase|Step|Stage|Room|Figure|Table|Generation|Malcolm|Platform|Pier|Form|Clause|List|Question|Answer|"
    r"Studio|Sector|District|Area|Column|Line|Note|File)\s+[A-Z]$|"
    r"\b(?:group|team|pool|panel|section|class|category|block|row|gate|terminal|wing|unit|room|seat|level|zone|tier|point|figure|table|"
    r"route|part|lot|answer|question|choice|pattern|cell|building|entrance|exit|platform)s?\s+[A-H]$|"
    r"\b(?:grades?|key)\sof\s[A-G]$|\b[A-Z]\s(?:to|and|or)\s[A-Z]$|\b(?:straight|an)\s+A$|"
    r"\b(?:gets?|got|scored|earned|received|gave\s\w+)\s+an?\s+[A-F]$"
)
_COORDINATE = re.compile(r"[°'’′″\"”]\s?[NSEW]$")
_INITIAL_I = re.compile(r"\b([A-Z][a-zà-ÿ][\w’'-]*)\s+I$")
# Behind these I is a numeral.
_NUMERAL_I = re.compile(
    r"\b(?i:war|phase|part|type|class|category|title|stage|grade|level|act|book|chapter|volume|division|group|article|section|"
    r"schedule|mark|model|elizabeth|wilhelm|napoleon|leopold|(?:king|queen|tsar|czar|emperor|empress|pope|sultan|shah|kaiser|"
    r"prince)\s+\w+(?:\s\w+)?)\s+I$"
)


def _letter(at: _Place) -> bool | None:
    """A letter that is no initial: of a kind ("vitamin C"), of a place on the globe, the numeral or the pronoun I."""
    if _CLASS.search(at.before) or _COORDINATE.search(at.before):
        return True
    if at.token != "I":
        return None
    name = _INITIAL_I.search(at.before)
    initial = name and name[1].lower() not in OPENERS and not _NUMERAL_I.search(at.before) and not at.opens
    return not initial


def _initial(at: _Place) -> bool | None:
    """Tell initials: "Mark A. Milley" and "the U.S. Army" go on, "Mark A. It quoted" and "the U.S. Workers protested" do not."""
    dotted = "." in at.token and not at.token[0].isdigit()
    if not dotted and not (len(at.token) == 1 and at.token.isupper()):
        return None
    return at.opens or (dotted and bool(PEOPLE.match(at.after)))


_RULES: tuple[Callable[[_Place], bool | None], ...] = (
    _address, _road, _title, _hour, _degree, _part, _quantity, _small_letter, _ordinal, _company, _junior, _state_or_day,
    _letter, _initial,
)  # fmt: skip
