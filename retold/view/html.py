"""The page: one HTML file that needs nothing else and asks nobody for anything.

A text is somebody else's: whatever stands in it is shown and never obeyed. Every piece of it goes through
`_shown` (in the body) or `_plain` (in attributes and titles); style and script are allowed by their hash
alone, and no data is handed to the script but attributes made here of numbers and fixed words.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files

from retold.compare.alignment import OPERATIONS
from retold.view.rows import NOBODY, Comparison, Row, Run, Sentence, Side

# Signs that would turn the reading order of what follows, and those that HTML cannot hold: controls,
# halves of surrogate pairs. They are shown by their number.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TAGS = {"edited": "mark", "lost": "del", "inserted": "ins"}
# A word for those who do not see the colour, a sign for those who skim.
_SIGNS = dict(zip(OPERATIONS, "= ~ ÷ & ↕ − +".split(), strict=True))
_MEANS = {
    "same": "but for white space and the form of marks",
    "edited": "other words at some places",
    "split": "one sentence of A, several of B",
    "merged": "several sentences of A, one of B",
    "moved": "at another place in B",
    "omitted": "only in A",
    "inserted": "only in B",
}
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M2 3h5v10H2zm7 0h5v10H9z' fill='%230072B2'/%3E%3C/svg%3E"
)
LINE = 46  # letters of a line of a column on a desk, for a first guess at a row's height
MOST_LINES = 12


def render(found: Comparison) -> str:
    """Write the page of a comparison.

    Parameters
    ----------
    found : Comparison
        What `retold.view.rows.compare` returns.

    Returns
    -------
    str
        A whole HTML document. It can be encoded as UTF-8 whatever stands in the texts.
    """
    style, script = (_asset(name) for name in ("view.css", "view.js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    names = f"{_plain(found.a.name)} and {_plain(found.b.name)}"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<link rel="icon" href="{_ICON}">',
            f"<title>{names}: side by side</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#texts">Skip to the texts</a>',
            *_header(found),
            '<div class="page">',
            *_controls(found),
            '<main id="texts" tabindex="-1">',
            '<div class="stick">',
            *_toolbar(),
            *_heads(found),
            "</div>",
            *_rows(found),
            "</main>",
            "</div>",
            *_help(),
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _asset(name: str) -> str:
    # The hash of the policy is that of the very characters between the tags.
    return files("retold.view").joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _plain(text: str) -> str:
    """Text for an attribute, a title or a label; what cannot be shown stands as its number."""
    return escape(_UNSHOWABLE.sub(lambda m: f"⟨{_number(m.group())}⟩", text))


def _shown(text: str) -> str:
    """Text for a cell; what cannot be shown is an empty element that the style sheet labels.

    So the letters of a cell are those of the text, to be searched and copied.
    """
    return _UNSHOWABLE.sub(lambda m: f'<i class="sign" data-sign="{_number(m.group())}"></i>', escape(text))


def _number(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _share(part: int, whole: int) -> str:
    if not whole:
        return "none"
    # A share that is not whole never rounds up to all, nor one that is something down to nothing.
    percent = round(100 * part / whole)
    return f"{max(1 if part else 0, min(percent, 100 if part == whole else 99))} %"


def _header(found: Comparison) -> Iterator[str]:
    a, b = found.a, found.b
    yield '<header class="top">'
    yield f"<h1><bdi>{_plain(a.name)}</bdi> <span>and</span> <bdi>{_plain(b.name)}</bdi></h1>"
    yield '<table class="counts"><caption class="hidden">What both texts hold</caption>'
    yield "<thead><tr><td></td>" + "".join(
        f'<th scope="col">{name}</th>'
        for name in ("sentences", "words", "of them kept", "edited", "only here")
    )
    yield "</tr></thead><tbody>"
    for letter, side in (("A", a), ("B", b)):
        yield _counts(letter, side)
    yield "</tbody></table>"
    yield (
        '<p class="note">Which sentences correspond, and who speaks, is the program’s guess. '
        "This file holds both texts: it is for your own eyes.</p>"
    )
    yield "</header>"


def _counts(letter: str, side: Side) -> str:
    fates, total = side.fates, side.words
    cells = [
        f"{side.sentences:,}",
        f"{total:,}",
        _share(fates["kept"], total),
        _share(fates["edited"], total),
        _share(fates["lost"] + fates["inserted"], total),
    ]
    head = f'<th scope="row"><b>{letter}</b> <bdi>{_plain(side.name)}</bdi></th>'
    return f"<tr>{head}" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _controls(found: Comparison) -> Iterator[str]:
    yield '<aside aria-label="Legend and filters">'
    yield '<section class="legend"><h2>Words</h2><ul>'
    for fate, said in (
        ("edited", "other words stand at this place"),
        ("lost", "only A has them here"),
        ("inserted", "only B has them here"),
    ):
        tag = _TAGS[fate]
        yield f"<li><{tag}>{fate}</{tag}> <span>{said}</span></li>"
    if found.speakers:
        yield '<li><span class="said s1">quoted</span> <span>somebody says this</span></li>'
        yield '<li><span class="said s1 unsure">unsure</span> <span>the program is not certain who</span></li>'
    yield "</ul></section>"
    yield '<details id="panel" open><summary>Filters</summary><div class="filters">'
    yield '<fieldset id="operations"><legend>Rows</legend>'
    for operation in OPERATIONS:
        count = sum(row.operation == operation for row in found.rows)
        yield (
            f'<label{"" if count else " class=none"}><input type="checkbox" value="{operation}" checked> '
            f'<span class="op {operation}" aria-hidden="true">{_SIGNS[operation]}</span> {operation} '
            f'<span class="n">{count:,}</span><small>{_MEANS[operation]}</small></label>'
        )
    yield '<p class="note">Similarity is that of the words on both sides, from 0 to 1.</p></fieldset>'
    yield from _speakers(found)
    yield "</div></details></aside>"


def _speakers(found: Comparison) -> Iterator[str]:
    if not found.speakers:
        yield '<p class="note">The program found nobody quoted in either text.</p>'
        return
    yield '<fieldset id="speakers"><legend>Who speaks</legend>'
    yield (
        '<p class="note">Found by the program, which errs. Choose one to see only rows where they speak, in '
        "either text; the number counts rows.</p>"
    )
    yield '<div class="list">'
    yield '<label><input type="radio" name="speaker" value="" checked> everybody, and rows without speech</label>'
    # Those in most rows first; one whose every word another reports is in none.
    order = sorted(enumerate(found.speakers), key=lambda pair: (pair[1].name == NOBODY, -pair[1].rows))
    for n, speaker in order:
        if not speaker.rows:
            continue
        yield (
            f'<label><input type="radio" name="speaker" value="{n}"> <span class="dot s{speaker.colour}" '
            f'aria-hidden="true"></span> <bdi>{_plain(speaker.name)}</bdi> <span class="n">{speaker.rows:,}</span>'
            "</label>"
        )
    yield "</div></fieldset>"


def _toolbar() -> Iterator[str]:
    yield '<div class="bar" role="group" aria-label="Move and search">'
    yield '<span class="group"><button type="button" id="previous" aria-keyshortcuts="p">↑ Previous'
    yield '<span class="long"> change</span> <kbd aria-hidden="true">p</kbd></button>'
    yield '<button type="button" id="next" aria-keyshortcuts="n">↓ Next<span class="long"> change</span> '
    yield '<kbd aria-hidden="true">n</kbd></button></span>'
    yield '<span class="group search"><input type="search" id="search" placeholder="Search both texts  /" '
    yield 'aria-label="Search both texts" aria-keyshortcuts="/" autocomplete="off" spellcheck="false">'
    yield '<button type="button" id="search-previous" aria-label="Previous match" disabled>↑</button>'
    yield '<button type="button" id="search-next" aria-label="Next match" disabled>↓</button></span>'
    yield '<span class="group status"><span id="shown" role="status"></span> <span id="found" role="status"></span></span>'
    yield '<button type="button" id="keys" aria-haspopup="dialog">Keys <kbd aria-hidden="true">?</kbd></button>'
    yield "</div>"


def _help() -> Iterator[str]:
    yield '<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2><dl>'
    for keys, said in (
        ("n", "next change among the rows shown"),
        ("p", "previous change"),
        ("/", "search; Enter and Shift+Enter go from match to match, Escape clears"),
        ("?", "this list"),
    ):
        yield f"<div><dt><kbd>{keys}</kbd></dt><dd>{said}</dd></div>"
    yield '</dl><label><input type="checkbox" id="keys-on" checked> single keys do something</label>'
    yield '<form method="dialog"><button>Close</button></form></dialog>'


def _heads(found: Comparison) -> Iterator[str]:
    names = (_plain(found.a.name), _plain(found.b.name))
    yield '<div class="heads" aria-hidden="true"><span></span>'
    yield f"<span><b>A</b> <bdi>{names[0]}</bdi></span><span><b>B</b> <bdi>{names[1]}</bdi></span></div>"


def _rows(found: Comparison) -> Iterator[str]:
    yield '<h2 class="hidden">Both texts, row by row</h2>'
    if not found.rows:
        yield '<p class="empty">Neither text holds a word.</p>'
    else:
        yield '<p class="empty" id="none" hidden>No row fits these filters. <button type="button" id="all">Show all rows</button></p>'
    yield '<ol class="rows" role="list">'
    for row in found.rows:
        yield _row(row, found)
    yield "</ol>"


def _row(row: Row, found: Comparison) -> str:
    length = max(sum(len(run.text) for s in side for run in s.runs) for side in (row.a, row.b))
    lines = min(MOST_LINES, 1 + length // LINE)
    opens = " opens" if any(side and side[0].opens for side in (row.a, row.b)) else ""
    alike = f' <span class="alike">similarity {row.similarity:.2f}</span>' if row.a and row.b else ""
    speakers = " ".join(str(n) for n in row.speakers)
    head = (
        f'<h3><span class="n">{row.number}</span> <span class="op {row.operation}">'
        f'<span aria-hidden="true">{_SIGNS[row.operation]}</span> {row.operation}</span>{alike}</h3>'
    )
    return (
        f'<li class="row l{lines}{opens}" id="r{row.number}" data-op="{row.operation}" data-speakers="{speakers}">'
        f'<div class="about">{head}{"".join(_notes(row, found))}</div>'
        f"{_cell('A', row.a, row, found)}{_cell('B', row.b, row, found)}</li>"
    )


def _notes(row: Row, found: Comparison) -> Iterator[str]:
    places = [
        f"{letter}\N{NO-BREAK SPACE}{_ranges([s.number for s in side])}"
        for letter, side in (("A", row.a), ("B", row.b))
        if side
    ]
    yield f'<p class="place"><span class="hidden">sentences </span>{" · ".join(places)}</p>'
    if row.after is not None:
        where = f"after {_link(row.after)}" if row.after else "before the first row"
        yield f'<p class="where">stands in B {where}</p>'
    if row.then:
        yield f'<p class="where">in B then comes {", ".join(_link(n) for n in row.then)}</p>'
    if row.speakers:
        sure = {run.speaker for side in (row.a, row.b) for s in side for run in s.runs if run.sure}
        sure |= {n for n in row.speakers if found.speakers[n].name == NOBODY}
        named = "".join(
            f'<li><span class="dot s{found.speakers[n].colour}" aria-hidden="true"></span> '
            f"<bdi>{_plain(found.speakers[n].name)}</bdi>{'' if n in sure else ' (unsure)'}</li>"
            for n in row.speakers
        )
        yield f'<ul class="who" aria-label="Who speaks, as the program guesses">{named}</ul>'


def _link(row: int) -> str:
    return f'<a href="#r{row}">row {row}</a>'


def _ranges(numbers: Sequence[int]) -> str:
    """Write sentence numbers as 3, 5–7."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


def _cell(letter: str, sentences: Sequence[Sentence], row: Row, found: Comparison) -> str:
    label = f'role="group" aria-label="{letter}"'
    if not sentences:
        return f'<div class="cell {letter.lower()} void" {label}><span class="aside">not in {letter}</span></div>'
    body = " ".join(_sentence(s, row, found) for s in sentences)
    return f'<div class="cell {letter.lower()}" {label} dir="auto">{body}</div>'


def _sentence(sentence: Sentence, row: Row, found: Comparison) -> str:
    before = ""
    if sentence.apart:
        before += '<span class="gap" aria-hidden="true">⋯</span> '
    if sentence.above:
        before += f'<a class="aside" href="#r{sentence.above}" aria-label="also above, in row {sentence.above}">also above</a> '
    if sentence.loose:
        before += f'<span class="loose">{_shown(sentence.loose)}</span> '
    return before + "".join(_voiced(sentence.runs, found))


def _voiced(runs: Iterable[Run], found: Comparison) -> Iterator[str]:
    """Runs, those of one speaker together."""
    open_for: tuple[int | None, bool] = (None, True)
    for run in runs:
        voice = (run.speaker, run.sure)
        if voice != open_for:
            if open_for[0] is not None:
                yield "</span>"
            if run.speaker is not None:
                speaker = found.speakers[run.speaker]
                doubt = "" if run.sure or speaker.name == NOBODY else ", perhaps"
                kind = f"s{speaker.colour}{'' if run.sure else ' unsure'}"
                yield f'<span class="said {kind}" title="{_plain(speaker.name)}{doubt}">'
            open_for = voice
        tag = _TAGS.get(run.fate)
        yield f"<{tag}>{_shown(run.text)}</{tag}>" if tag else _shown(run.text)
    if open_for[0] is not None:
        yield "</span>"
