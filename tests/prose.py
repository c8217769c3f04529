"""Made-up news for property tests, and the forms in which people hold a text."""

import re
import textwrap
import unicodedata

from hypothesis import strategies as st

NAMES = (
    "Ada Calder",
    "José Ibáñez",
    "Zoë Müller",
    "Łukasz Nowak",
    "Mayor Lena Brandt",
    "Dr. Anne Smith",
    "Jean-Luc Béart",
)
SAID = ("said", "told reporters", "added", "wrote")
SUBJECTS = (
    "the engineers",
    "two officials",
    "nobody in the flooded town",
    "the well-known firm",
    "Mr. Oake",
    "the mayor’s office",
)
VERBS = ("measured", "did not find", "described", "closed", "had inspected", "don’t remember")
OBJECTS = (
    "the old dam", "a bridge that nobody wanted", "some 1,200 sacks of flour", "the fire station near the river",
    "its final report on the waterworks", "five half-empty reservoirs", "a long-term plan",
)  # fmt: skip
TAILS = (
    "after the flood", "on Jan. 24", "at 7 a.m. on Monday", "without a single question", "in the U.S. and elsewhere",
    "because of the weather — and of the costs", "when it was already too late for most of them", "",
)  # fmt: skip
# How the longer words above are parted at the end of a line.
PARTED = {
    "engineers": "engi-neers", "officials": "offi-cials", "measured": "mea-sured", "described": "de-scribed",
    "inspected": "in-spected", "remember": "re-member", "station": "sta-tion", "report": "re-port",
    "question": "ques-tion", "weather": "weath-er", "already": "al-ready",
}  # fmt: skip

clauses = st.tuples(*map(st.sampled_from, (SUBJECTS, VERBS, OBJECTS, TAILS))).map(
    lambda c: " ".join(filter(None, c))
)


@st.composite
def sentences(draw):
    """A sentence, often with speech."""
    clause, other = draw(clauses), draw(clauses)
    name, said = draw(st.sampled_from(NAMES)), draw(st.sampled_from(SAID))
    whole = clause[0].upper() + clause[1:]
    return draw(
        st.sampled_from(
            [
                f"{whole}.", f"{whole}, while {other}.", f"“{whole},” {said} {name}.", f"“{whole},” {name} {said}. “And {other}.”",
                f"{name} {said} that {clause}.", f"According to {name}, {clause}.", f"“{whole}?” {name} asked.",
            ]
        )
    )  # fmt: skip


@st.composite
def news(draw, most=4):
    """The paragraphs of an article; at every width a line of the first is torn inside a sentence."""
    first = "At last " + "the old dam near the town held and " * 5 + "nobody went there again."
    rest = draw(
        st.lists(st.lists(sentences(), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=most)
    )
    return [first, *rest]


def article(paragraphs, between="\n\n"):
    return between.join(paragraphs) + "\n"


def wrapped(text, columns, between="\n\n", **options):
    """A text as a program wraps it, its paragraphs parted as they were."""
    options = {"break_on_hyphens": False, "break_long_words": False, **options}
    return (
        between.join(textwrap.fill(part, columns, **options) for part in text.rstrip("\n").split(between))
        + "\n"
    )


def typeset(text, columns):
    """A text wrapped with words parted at the end of lines."""
    return "\n\n".join(_typeset(part.split(" "), columns) for part in text.rstrip("\n").split("\n\n")) + "\n"


def _typeset(words, columns):
    lines, line = [], ""
    for word in words:
        whole = f"{line} {word}".lstrip()
        bare = re.sub(r"[^a-z]+$", "", word)
        left, _, right = PARTED.get(bare, "").partition("-")
        if len(whole) <= columns:
            line = whole
        elif right and len(f"{line} {left}-") <= columns:
            lines.append(f"{line} {left}-")
            line = right + word[len(bare) :]
        else:
            lines.append(line)
            line = word
    return "\n".join([*lines, line])


def decomposed(text):
    return unicodedata.normalize("NFD", text)


def strewn(text, places, sign):
    """A text with a sign behind letters inside words: of those places, the ones that `places` names."""
    inner = [m.end() for m in re.finditer(r"[^\W\d_](?=[^\W\d_])", text)]
    for at in sorted({inner[n % len(inner)] for n in places} if inner else (), reverse=True):
        text = text[:at] + sign + text[at:]
    return text


UNSEEN = ("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
ALIKE = {
    "bound blanks": (" ", "\u00a0"), "narrow blanks": (" ", "\u202f"), "letter apostrophes": ("’", "\u02bc"),
    "primes": ("’", "\u2032"), "hyphens that hold": ("-", "\u2011"), "hyphens of their own": ("-", "\u2010"),
    "ligature fi": ("fi", "ﬁ"), "ligature fl": ("fl", "ﬂ"), "ligature ffi": ("ffi", "ﬃ"),
}  # fmt: skip


@st.composite
def forms(draw, text):
    """A text in another form, of which nothing that is found may depend; wrapped before its signs were changed, or after."""
    wrap = draw(st.sampled_from(["first", "last", "never"]))
    columns, way = draw(st.sampled_from([60, 72, 80])), draw(st.sampled_from([wrapped, typeset]))
    if wrap == "first":
        text = way(text, columns)
    for step in draw(st.lists(st.sampled_from(["signs", "accents", "unseen"]), max_size=3, unique=True)):
        if step == "signs":
            plain, odd = ALIKE[draw(st.sampled_from(sorted(ALIKE)))]
            # Blanks that hold words together are broken by nobody.
            text = text if plain == " " and wrap == "last" else text.replace(plain, odd)
        elif step == "accents":
            text = decomposed(text)
        else:
            text = strewn(
                text, draw(st.lists(st.integers(0, 10_000), max_size=12)), draw(st.sampled_from(UNSEEN))
            )
    if wrap == "last":
        text = way(text, columns)
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return draw(st.sampled_from(["", "\ufeff"])) + text


def bare(text):
    """What is left of a stretch whatever its form: letters, digits and signs, without white space and hyphens."""
    text = unicodedata.normalize("NFC", re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", text))
    for plain, odd in ALIKE.values():
        text = text.replace(odd, plain)
    return re.sub(r"[\s-]", "", text)
