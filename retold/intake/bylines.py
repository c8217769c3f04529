"""Names of authors as pages and documents give them, without what is no name."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What stands before the names in a byline.
_BY = re.compile(
    r"^(?:(?:written|posted|published|reported|story|article|words|text|report(?:ing)?|interview|"
    r"(?:an? |eine? |une? |un |una |ett? |en )?(?:analysis|opinion|comment(?:ary)?|analyse|kommentar|interview|reportage|kolumne|"
    r"essay|rezension|glosse|gastbeitrag|meinung|porträt|entretien|chronique|análisis|opinión|entrevista|analys|krönika))\s+)?"
    r"by\b\s*:?\s+(?=\S)|"
    r"^(?:(?:eine? |une? |un |una |ett? |en )?(?:analyse|kommentar|interview|reportage|kolumne|essay|rezension|glosse|gastbeitrag|"
    r"meinung|porträt|protokoll|entretien|chronique|récit|enquête|propos recueillis|article|análisis|opinión|entrevista|"
    r"analys|krönika|text|texte|texto|testo|tekst)\s+)(?:von|par|por|di|door|af|av)\s+|"
    r"^(?-i:Von|VON|Par|PAR|Por|POR|Di|DI|Door|DOOR|Af|AF|Av|AV)\s+(?!(?:der|den|dem)\s(?!Redaktion))(?=\S+\s+\S)|"
    r"^(?:von|par|por|di|door|af|av|text|texte|texto|testo|tekst|foto|autor(?:i|en|es|in|a)?|author|auteur|autore|"
    r"författare|forfatter|skribent|redaktion)\s*:\s*",
    re.I,
)
_MAIL = re.compile(r"<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
_BRACKETS = re.compile(r"\s*[\(\[][^()\[\]]*[\)\]]")
_ALSO = re.compile(r"\s+(?:&|and|und)\s+(?=\S)|\s*(?:;|\||•|·|\s/\s|\n)\s*", re.I)
# These may part the two halves of one name: only between names of two words or more.
_ALSO_OR_NAME = re.compile(r"\s+(?i:et|y|e|en|och|og|i|ed)\s+(?=[A-ZÀ-ÞĀ-Ž])")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|dr)\.?$", re.I)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|columnist|producer|journalist|staff|analyst|contributor|presenter|"
    r"critic|photographer|professor|lecturer|fellow|director|"
    r"redakteur(?:in)?|korrespondent(?:in)?|redaktion|redaktør|redaktör|journaliste|rédaction|correspondant[e]?|"
    r"redacción|redactor[ae]?|corresponsal|periodista|redazione|inviat[oa]|redactie|redacteur|verslaggever|"
    r"correspondente|redação|repórter|skribent)\b",
    re.I,
)
# A family name, then a first name: "Brandt, Anna", "van der Berg, Jan".
_INVERTED = re.compile(r"(?:(?i:van|von|de|der|den|du|la|le) )*[^\s,]+, [^,]+")
_COMMON = set(
    "the der die das le la les el il lo de online news staff redaktion newsroom com www magazine".split()
)
_LATER = re.compile(
    r"\b(?:updated|published|posted|last modified|aktualisiert|veröffentlicht|stand:|publié|mis à jour|publicado|actualizado|"
    r"pubblicato|aggiornato|publicerad|uppdaterad|opdateret|publisert|gepubliceerd)\b.*",
    re.I | re.S,
)
_NOBODY = re.compile(
    r"(?:admin(?:istrator)?|user|unknown|none|null|n/?a|guest|anonymous|undefined|editor|author|staff|web ?master|"
    r"python-docx|openpyxl|microsoft( office)?( user)?|windows user|default)",
    re.I,
)


def names(said: Iterable[str], outlet: str = "") -> list[str]:
    """Return the names in what is said of authors, each once.

    Parameters
    ----------
    said : iterable of str
        Bylines, or names one by one.
    outlet : str
        The outlet: it is no author.
    """
    found: dict[str, str] = {}
    for text in said:
        if "," in text and _is_outlet(text.partition(",")[0], outlet) and not re.search(r";|\band\b", text):
            continue  # the outlet and its seat
        for name in _parted(_bare(text)):
            key = _key(name)
            if key and not _is_outlet(name, outlet) and not _NOBODY.fullmatch(name) and not _only_role(name):
                found.setdefault(key, name)
    return list(found.values())


def joined(byline: str) -> str:
    """Return the names in a byline as a field holds them: one behind the other, parted by semicolons."""
    return "; ".join(names([byline]))


def without_by(text: str) -> str:
    """A byline without the word that says it is one."""
    return _BY.sub("", text).strip()


def _bare(text: str) -> str:
    """A byline without addresses, handles, and what says that it is one."""
    text = re.sub(r"[\u00a0\t ]+", " ", text).strip()
    for pattern in (_LATER, _ADDRESS, _MAIL, _HANDLE, _BRACKETS):
        text = pattern.sub("", text)
    return without_by(without_by(text.strip(" ,;|-–—")))


def _parted(text: str) -> list[str]:
    parts: list[str] = []
    for piece in _ALSO.split(text):
        halves = _ALSO_OR_NAME.split(piece)
        both = len(halves) > 1 and all(len(half.split(",")[0].split()) > 1 for half in halves)
        for half in halves if both else [piece]:
            parts += _by_comma(half)
    return [part for part in (p.strip(" ,;:|-–—.·•\n") + _dot(p) for p in parts) if part]


def _is_outlet(name: str, outlet: str) -> bool:
    """Whether a name is that of the outlet in other words: "Example Online" of "The Example"."""
    own = _telling(name)
    return bool(outlet) and (
        own == _telling(outlet) or (bool(own) and own < _telling(outlet) and len(own) > 1)
    )


def _telling(name: str) -> frozenset[str]:
    """The words of a name that tell it from others."""
    words = set(
        re.findall(r"\w+", re.sub(r"\.(?:com?|org|net|de|fr|nl|es|it|se|dk|no|uk|tv)\b", "", name.casefold()))
    )
    return frozenset(words - _COMMON)


def _dot(part: str) -> str:
    """The stop after an abbreviation that ends a name."""
    return "." if re.search(r"\b(?:jr|sr)\.\s*$", part, re.I) else ""


def _by_comma(piece: str) -> list[str]:
    """Names parted by commas; what follows a name and is a role goes, a suffix of the name and a first name stay."""
    if _INVERTED.fullmatch(piece.strip()) and not _ROLE.search(piece):
        return [piece.strip()]
    parts: list[str] = []
    for part in re.split(r"\s*,\s*(?:(?:and|und|et|&)\s+)?", piece):
        if parts and _SUFFIX.match(part.strip()):
            parts[-1] += f", {part}"
        elif parts and _ROLE.search(part):
            continue
        else:
            parts.append(part)
    return parts


def _only_role(name: str) -> bool:
    """Whether this is the job of somebody who is not named, or a sentence and no name."""
    words = name.split()
    return len(words) > 8 or len(name) > 80 or (bool(_ROLE.search(name)) and name[:1].islower())


def _key(name: str) -> str:
    return re.sub(r"^the\s+|\.com?$|[\W_]+", "", name.casefold())
