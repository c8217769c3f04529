"""Addresses of pages: what is the same page under several, and which site it is of."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

# Parameters that say where a reader came from, not what is read.
_CAMPAIGN = re.compile(
    r"utm_\w+|at_\w+|mtm_\w+|pk_\w+|hsa_\w+|_hs\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|cmpid?|ito|ocid|"
    r"icid|ncid|smid|smtyp|ref|ref_?src|referrer|xtor|spm|s_cid|amp|outputtype|guccounter|guce_\w+|"
    r"__twitter_impression",
    re.I,
)
_NUMBERED = re.compile(r"^(?:www\d*|m|mobile|mobil|amp)\.(?=[^.]+\.)")
# Places under which others register: the name before counts, too.
_SECOND_LEVEL = re.compile(r"(?:co|com|org|net|gov|ac|edu|gob|or|ne|nom)\.[a-z]{2}$")
_HOSTING = re.compile(r"(?:wordpress|blogspot|substack|medium|typepad|tumblr|github)\.(?:com|io)$")


def normal(address: str) -> str:
    """Return what is the same for all addresses of one page; blank if it is none.

    Without scheme, `www`, port, trailing slash, fragment, parameters of campaigns, and marks of AMP and mobile pages.

    Examples
    --------
    >>> normal("http://www.example.org/a/?utm_source=x#top") == normal("https://example.org/a")
    True
    """
    address = address.strip()
    if address.startswith("//"):
        address = "https:" + address
    elif not re.match(r"[a-z][a-z0-9+.-]*://", address, re.I):
        address = "https://" + address
    try:
        parts = urlsplit(uncached(address))
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or "." not in host:
        return ""
    host = _NUMBERED.sub("", host.lower())
    path = re.sub(r"/{2,}", "/", unquote(parts.path))
    path = re.sub(
        r"^/amp(?=/)|/amp/?$|\.amp(?=\.html?$|$)|(?:/index|/default)\.(?:html?|php|aspx?)$", "", path
    )
    query = sorted(
        (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _CAMPAIGN.fullmatch(k)
    )
    return host + path.rstrip("/") + ("?" + urlencode(query) if query else "")


def uncached(address: str) -> str:
    """Return the address of a page of which a cache or an archive keeps a copy; others as they are."""
    if archived := re.match(r"https?://web\.archive\.org/web/\d+\w*/(https?:/+.*)", address, re.I):
        return re.sub(r"^(https?:)/+", r"\1//", archived[1])
    cached = re.match(
        r"https?://(?:[\w-]+\.cdn\.ampproject\.org/[cv]/|(?:www\.)?google\.[\w.]+/amp/)(s/)?(.+)", address
    )
    return f"https://{cached[2]}" if cached else address


def site(address: str) -> str:
    """Return the site of an address: the name that somebody registered.

    Examples
    --------
    >>> site("https://www.news.example.co.uk/a")
    'example.co.uk'
    """
    host = normal(address).partition("/")[0].partition("?")[0]
    labels = host.split(".")
    deep = _SECOND_LEVEL.search(host) or _HOSTING.search(host)
    return ".".join(labels[-3 if deep else -2 :])


def absolute(address: str, base: str = "") -> str:
    """Return an address in full if it is one of the web, else blank."""
    try:
        full = urljoin(base, address.strip())
        parts = urlsplit(full)
    except ValueError:
        return ""
    return full if parts.scheme in ("http", "https") and "." in parts.netloc else ""


def is_front(address: str) -> bool:
    """Whether an address is that of a whole site, not of a page in it."""
    rest = normal(address).partition("/")[2]
    return not rest or bool(re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?", rest))
