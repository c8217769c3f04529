"""The language of an article, from the words in which exports and pages name it."""

from __future__ import annotations

import re

from retold.text import language

# What speakers call their own language; English names are those of `retold.text.language`.
_OWN = dict(
    pair.split()
    for pair in (
        "anglais en, englisch en, engels en, inglés en, inglese en, inglês en, engelska en, engelsk en, английский en, "
        "deutsch de, allemand de, duits de, alemán de, tedesco de, alemão de, tyska de, "
        "français fr, französisch fr, frans fr, francés fr, francese fr, francês fr, franska fr, "
        "español es, espagnol es, spanisch es, spaans es, spagnolo es, espanhol es, castellano es, "
        "italiano it, italien it, italienisch it, italiaans it, nederlands nl, néerlandais nl, niederländisch nl, "
        "português pt, portugais pt, portugiesisch pt, svenska sv, schwedisch sv, suédois sv, dansk da, dänisch da, "
        "norsk no, suomi fi, polski pl, polnisch pl, русский ru, russisch ru, russe ru, ruso ru, українська uk, ukrainisch uk, "
        "čeština cs, magyar hu, română ro, türkçe tr, ελληνικά el, العربية ar, 中文 zh, 日本語 ja, 한국어 ko"
    ).split(", ")
)  # fmt: skip
_BY_NAME = {**{name.lower(): code for code, name in language.NAMES.items()}, **_OWN}
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*")


def code_of(stated: str) -> str:
    """Return the code of ISO 639 of a language as a file names it: "en-GB", "ENGLISH; LANGUAGE", "Deutsch".

    Blank if it is none that is known: the language is told from the text then.
    """
    words = re.findall(r"[^\W\d_]+", stated.lower())
    if code := next((_BY_NAME[word] for word in words if word in _BY_NAME), ""):
        return code
    match = _CODE.fullmatch(stated.strip().lower())
    return match[1] if match and match[1] in language.NAMES else ""
