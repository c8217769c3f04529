"""The page: one HTML file that needs nothing else and asks nobody for anything.

A text is somebody else's: whatever stands in it is shown and never obeyed. The template escapes every piece of it,
after `shown` (in the body) or `plain` (in attributes and titles); style and script are allowed by their hash
alone, and no data is handed to the script but attributes made of numbers and fixed words.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup, escape

from retold.compare.alignment import OPERATIONS
from retold.compare.rows import Comparison, Row, Run, Sentence
from retold.view.rows import NOBODY
from retold.view.summary import summary

# Signs that would turn the reading order of what follows, and those that HTML cannot hold: controls,
# halves of surrogate pairs. They are shown by their number.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
TAGS = {"edited": "mark", "lost": "del", "inserted": "ins"}
# A sign for those who skim, beside the word for those who do not see the colour.
SIGNS = dict(zip(OPERATIONS, "= ~ ÷ & ↕ − +".split(), strict=True))
LINE = 46  # letters of a line of a column on a desk, for a first guess at a row's height
MOST_LINES = 12


def render(comparison: Comparison) -> str:
    """Write the page of a comparison.

    Parameters
    ----------
    comparison : Comparison
        What `retold.view.rows.compare` returns.

    Returns
    -------
    str
        A whole HTML document. It can be encoded as UTF-8 whatever stands in the texts.
    """
    # Those in most rows first; one whose every word another reports is in none.
    ranked = sorted(enumerate(comparison.speakers), key=lambda pair: (pair[1].name == NOBODY, -pair[1].rows))
    return template("page.html").render(
        a=comparison.a,
        b=comparison.b,
        rows=comparison.rows,
        speakers=comparison.speakers,
        listed=[(n, speaker) for n, speaker in ranked if speaker.rows],
        nobody=NOBODY,
        tags=TAGS,
        summary=summary(comparison),
        rated=any(row.probability is not None for row in comparison.rows),
        signs=SIGNS,
        style=asset("base.css") + asset("view.css"),
        script=asset("view.js"),
    )


@cache
def template(name: str) -> Template:
    """Return a template of this room, in which everything is escaped."""
    environment = Environment(
        loader=PackageLoader("retold.view", ""), autoescape=True, keep_trailing_newline=True
    )
    environment.filters |= {
        "digest": _digest,
        "likely": likely,
        "lines": _lines,
        "named": _named,
        "places": _places,
        "plain": plain,
        "shown": shown,
        "voices": _voices,
    }
    return environment.get_template(name)


def asset(name: str) -> str:
    """Return a style sheet or a script; the hash of a page's policy is that of the very characters between the tags."""
    return files("retold.view").joinpath(name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def plain(text: str) -> str:
    """Return text for an attribute, a title or a label; what cannot be shown stands as its number."""
    return _UNSHOWABLE.sub(lambda m: f"⟨{_number(m.group())}⟩", text)


def shown(text: str) -> Markup:
    """Return text for a cell; what cannot be shown is an empty element that the style sheet labels.

    So the letters of a cell are those of the text, to be searched and copied.
    """
    label = '<i class="sign" data-sign="{}"></i>'
    return Markup(_UNSHOWABLE.sub(lambda m: label.format(_number(m.group())), escape(text)))


def _number(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def likely(probability: float) -> str:
    """Return a probability with two decimals; what is not certain is never written as certain.

    Examples
    --------
    >>> likely(0.934), likely(0.9999), likely(1.0), likely(0.0001)
    ('0.93', '0.99', '1.00', '0.01')
    """
    hundredths = round(100 * probability)
    least, most = int(probability > 0), 100 if probability >= 1 else 99
    return f"{min(most, max(least, hundredths)) / 100:.2f}"


def _lines(row: Row) -> int:
    length = max(sum(len(run.text) for s in side for run in s.runs) for side in row.sides)
    return min(MOST_LINES, 1 + length // LINE)


def _named(row: Row) -> list[tuple[int, bool]]:
    """Who speaks in a row, and whether the program is sure of any of it."""
    decided = {run.speaker for side in row.sides for s in side for run in s.runs if run.decided}
    return [(n, n in decided) for n in row.speakers]


def _places(row: Row) -> str:
    """The sentences of both sides by their numbers: A 3, 5–7 · B 4."""
    sides = zip("AB", row.sides, strict=True)
    return " · ".join(
        f"{letter}\N{NO-BREAK SPACE}{_ranges([s.number for s in side])}" for letter, side in sides if side
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Write sentence numbers as 3, 5–7."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


def _voices(sentence: Sentence) -> Iterator[tuple[int | None, bool, list[Run]]]:
    """The runs of a sentence, those of one speaker together."""
    for (speaker, decided), runs in groupby(sentence.runs, key=lambda run: (run.speaker, run.decided)):
        yield speaker, decided, list(runs)
