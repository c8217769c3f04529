"""The language of a text: what it is written in, and whether what knows English alone can read it.

Cues, syllables and the constants of readability formulas are English: of other languages they give numbers that mean
nothing. The model is that of py3langid, a fork of langid.py (Lui & Baldwin 2012, langid.py: An off-the-shelf language
identification tool); it needs no network.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from retold.text.offsets import blank
from retold.text.text import Text

ENGLISH = "en"
CODE = re.compile(r"[a-z]{2,3}")
ACCEPTED = "a code of ISO 639 in lower case, such as en"
SHORTEST = 200  # characters of a text whose language is asked for; a shorter one is taken for English
# English is given up only where the model thinks it this unlikely, and another language this likely: of a list of names or
# of numbers it is merely unsure, and between close kin, such as Croatian and Bosnian, too.
UNLIKELY, LIKELY = 0.01, 0.3
_UNTOLD = "zxx"  # what the model calls a text of no language, such as a list of numbers
_SAME = frozenset({"en", "eng"})
# What messages call the languages of most news; others are called by their code.
NAMES = dict(
    pair.split(maxsplit=1)
    for pair in (
        "am Amharic, ar Arabic, az Azerbaijani, be Belarusian, bg Bulgarian, bn Bengali, bs Bosnian, ca Catalan, cs Czech, "
        "da Danish, de German, el Greek, en English, es Spanish, et Estonian, eu Basque, fa Persian, fi Finnish, "
        "fr French, ga Irish, gl Galician, gu Gujarati, ha Hausa, he Hebrew, hi Hindi, hr Croatian, hu Hungarian, "
        "hy Armenian, id Indonesian, is Icelandic, it Italian, ja Japanese, ka Georgian, kk Kazakh, km Khmer, ko Korean, "
        "ku Kurdish, la Latin, lt Lithuanian, lv Latvian, mk Macedonian, mr Marathi, ms Malay, my Burmese, ne Nepali, "
        "nl Dutch, nn Norwegian, no Norwegian, pa Punjabi, pl Polish, ps Pashto, pt Portuguese, ro Romanian, ru Russian, "
        "sk Slovak, sl Slovenian, so Somali, sq Albanian, sr Serbian, sv Swedish, sw Swahili, ta Tamil, te Telugu, "
        "th Thai, tl Tagalog, tr Turkish, uk Ukrainian, ur Urdu, uz Uzbek, vi Vietnamese, yo Yoruba, yue Cantonese, "
        "zh Chinese, zu Zulu"
    ).split(", ")
)


class NotComputedWarning(UserWarning):
    """Warns that nothing was computed of a text because it is in another language than English."""


def detect(text: str) -> str:
    """Say in which language a text is written.

    Parameters
    ----------
    text : str
        Any text; what is in quotation marks is left out where enough stands outside, so that an English story that
        quotes somebody in another language is English.

    Returns
    -------
    str
        A code of ISO 639, of two letters where there is one; ``en`` for a text of fewer than `SHORTEST` characters, and
        for one that may be English, as far as the model tells.

    Examples
    --------
    >>> detect("Der Damm hielt. " * 20)
    'de'
    >>> detect("Der Damm hielt.")
    'en'
    """
    if is_short(text):
        return ENGLISH
    text = Text.of(text)
    own = blank(text, text.quotations)
    told = _letters(text if is_short(own) else own)
    likely: dict[str, float] = dict(_model().rank(told))
    english = likely.pop(ENGLISH) + likely.pop(_UNTOLD)
    code = max(likely, key=likely.__getitem__)
    return code if english <= UNLIKELY and likely[code] >= LIKELY else ENGLISH


def is_short(text: str) -> bool:
    """Say whether a text has too few characters to tell its language; white space counts once."""
    return len(_letters(text)) < SHORTEST


def is_english(code: str) -> bool:
    """Say whether a code of ISO 639 is that of English."""
    return code in _SAME


def named(code: str) -> str:
    """Return a language as a message calls it: German (de).

    Examples
    --------
    >>> named("de"), named("qu")
    ('German (de)', 'the language qu')
    """
    return f"{NAMES[code]} ({code})" if code in NAMES else f"the language {code}"


def code_of(value: object, name: str = "language") -> str:
    """Return `value` if it is a code of a language.

    Raises
    ------
    TypeError, ValueError
        If it is no text, or no code; the message says what is accepted.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} is of the type {type(value).__name__}; accepted is {ACCEPTED}")
    if not CODE.fullmatch(value):
        raise ValueError(f"{name} is {value[:20]!r}; accepted is {ACCEPTED}")
    return value


def _letters(text: str) -> str:
    return " ".join(text.split())


@cache
def _model() -> Any:
    """The model; loaded when first asked for, which takes some tenths of a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
