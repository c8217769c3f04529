"""Lines that stand with a headline: who wrote an article, and when it was published."""

from __future__ import annotations

import re
from typing import NamedTuple

from retold.intake.foreign import MONTHS, WEEKDAYS

# Names of months begin alike in all their forms; accents are those that the list of names leaves out.
_MONTH = (
    "(?:"
    + "|".join(sorted({name[:3] for name in MONTHS.split()} | {"fév", "mär", "aoû", "déc", "paź", "wrz"}))
    + r")[^\W\d_]*\.?"
)
DATE = re.compile(
    rf"(?<![\d/.-])\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?\s*(?:de |of )?{_MONTH},?\s+(?:de |del )?\d{{4}}(?!\d)|"
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}(?!\d)|"
    r"(?<![\d/.-])\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?!\d)|(?<![\d/.-])(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
    re.I,
)
# What says that a date is that of a change.
CHANGED = re.compile(
    r"updat|amended|corrected|modif|aktualis|mise? [àa] jour|actualiz|aggiorn|atualiz|uppdater|opdater|oppdater|bijgewerkt|gewijzigd|ändert|обновл|измен|оновл|aktualiz|zmian",
    re.I,
)
BYLINE = re.compile(
    r"(?:(?:written |posted |published )?by|von|par|por|di|door|af|av|text|autor\w*|author|auteur|words|reporting by|interview|"
    r"автор\w*|текст|журналист\w*|tekst)\b"
    r"(?::\s*|\s+)(?=\S)",
    re.I,
)
READING_TIME = re.compile(
    r"(?:\d+|an?)[\s-]*(?:min(?:ute|uten|uti|utos|utter|uter)?s?)\b.{0,25}|"
    r"(?:temps de lecture|reading time|lesezeit|lesedauer|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd|"
    r"lästid|læsetid|lesetid)\b.{0,25}",
    re.I,
)
_TIME = re.compile(
    r"(?<!\d)\d{1,2}\s?[:.hH]\s?\d{2}(?:[:.]\d{2})?(?!\d)|\b\d{1,2}\s?(?:[ap]\.?m\.?|h|uhr)\b", re.I
)
# Words that stand with dates and say nothing else.
_BESIDE = re.compile(
    r"\b(?:published|posted|updated|last|modified|created|first|on|at|the|am|pm|a\.m|p\.m|gmt|utc|bst|[ecmp][sd]t|ces?t|"
    r"veröffentlicht|erschienen|aktualisiert|zuletzt|geändert|stand|uhr|um|am|"
    r"publié|mis|mise|à|jour|le|modifié|publicado|publicada|actualizado|actualizada|el|las|a|hora|hrs?|"
    r"pubblicato|pubblicata|aggiornato|il|alle|ore|atualizado|em|às|gepubliceerd|bijgewerkt|geplaatst|op|om|"
    r"publicerad|uppdaterad|publiceret|opdateret|publisert|oppdatert|kl|den|de|del|"
    r"mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|"
    r"maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|"
    r"опубликован[ао]|опубліковано|обновлено|оновлено|дата|в|г|р|мск|года|року|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|opublikowano|godz|r|"
    r"måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mandag|tirsdag|lørdag|søndag)\b",
    re.I,
)


# What leads from the name of an outlet to a date, and the small words inside such names.
_LEADS_TO_DATE = re.compile(
    rf"[\s,]+(?:vom|from|of|du|del|dal|van|från|fra|от|від|z|{'|'.join(w for w in WEEKDAYS.split() if len(w) > 3)})$",
    re.I,
)
_SMALL = frozenset("of the and de la le les du des der die das und del di el y e van het och og i и".split())


class Credit(NamedTuple):
    """What a line says of an article: who wrote it, when it was published, and what else; blank if it does not say."""

    byline: str
    date: str
    other: str = ""


# What databases write with each article, and no outlet does.
_EXPORTED = re.compile(
    r"\b\d+ (?:of|von|de|sur|van|di|av|af) \d+ (?:documents?|dokumenten?|documenten|documenti|documentos)\b|"
    r"^\W*(?:length|longueur|länge|lengte|longitud|lunghezza|comprimento|längd|længde)\s*:\s*\d[\d.,]*\s*\w+\s*$|"
    r"^\W*(?:load-date|date-chargement|update|ladedatum|document-type|publication-type|full text)\s*:|"
    r"^\W*(?:document|dokument|documento)\s+[A-Z0-9]{8,}\d{8}\w{5,}\s*$|"
    r"^\W*(?:accession number|proquest document id|news·\d{8})\b",
    re.I | re.M,
)


# Why such a file is set aside if no reader of that database knows it, and what to do about it.
EXPORTED = (
    "an export of a database in a layout that is not known: it may hold several articles",
    "export the articles again in another format, or save each as a .txt file",
)


def exported(text: str) -> bool:
    """Whether a text is an export of a database, with what it writes around its articles."""
    return len(_EXPORTED.findall(text)) > 1


def date_in(text: str) -> str:
    """Return the first date in a text that is not said to be that of a change; blank if there is none."""
    for match in DATE.finditer(text):
        if not CHANGED.search(text[max(0, match.start() - 25) : match.start()]):
            return match[0]
    return ""


def credit(text: str) -> Credit | None:
    """Return what a line says of who wrote an article and when; None if it is a line of its text.

    Examples
    --------
    >>> credit("By Ann Example | 4 March 2021, 10:15 GMT")
    Credit(byline='By Ann Example', date='4 March 2021', other='')
    >>> credit("By 4 March 2021 every boat must carry a lamp.") is None
    True
    """
    text = re.sub(r"(?<=\d) ?(?:г|р|год|року?)\.?$", "", text.strip(" |-–—•·"))
    dates = list(DATE.finditer(text))
    plain = re.sub(r"\([^()]*\)", " ", text)
    rest = _even(_BESIDE.sub(" ", _TIME.sub(" ", DATE.sub(" ", plain)))) if dates else _even(plain)
    if dates and not re.search(r"\w", rest):
        return Credit("", date_in(text))
    by = BYLINE.match(text)
    start = min(
        [match.start() for match in dates if match.start() > (by.end() if by else 0)], default=len(text)
    )
    named = text[by.end() if by else 0 : start]
    named = re.split(r"\s*[|•·]\s*|\s[-–—]\s", named)[0].strip(" ,|•·–—-")
    if start < len(text):
        named = _LEADS_TO_DATE.sub("", named).strip(" ,")
    words = re.sub(r"\([^()]*\)", " ", named).split()
    capitals = [word for word in words if word[:1].isupper() or word in _SMALL]
    tail = rest.split()
    if (
        not words
        or len(words) > 12
        or (re.search(r"[.!?]$", text) and not dates)
        or len(tail) > len(words) + 6
    ):
        return None
    if by and 3 * len(capitals) >= 2 * len(words):
        return Credit(text[: by.end()] + named, date_in(text))
    # Without a word that says so, names and a place may stand before a date, and not a sentence.
    if (
        dates
        and not by
        and (3 * len(capitals) >= 2 * len(words) or (words[0][:1].isupper() and len(tail) <= len(words) <= 4))
        and len(tail) <= 8
        and not re.search(r"[.!?]$", text)
    ):
        return Credit("", date_in(text), named)
    return None


def _even(text: str) -> str:
    return " ".join(re.sub(r"[|•·,–—-]", " ", text).split())
