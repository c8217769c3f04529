"""What the notebooks call: load the tables, publish numbers, show figures and tables.

A notebook works on the corpus named by the environment variable ``RETOLD_DATA``, else on the
project's own ``data``, with the measures of the file named by ``RETOLD_MEASURES``; it never sees a text.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import json
import numbers
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from retold import chapters
from retold.book import templates
from retold.chapters import results
from retold.chapters.numbers import Number, minus
from retold.common.markup import plain
from retold.common.problems import show
from retold.compare import neighbours
from retold.corpus.folder import Tables
from retold.measures import declared, noise, own

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RESULTS_KEY = "results"
PUBLISHED = "results.json"
NOTE = "note."
ABSENT = "absent."
TABLE = "table."
# What matplotlib says if labels leave no room, or a font lacks a letter: a poorer figure, but a figure.
_CROWDED = re.compile(r"constrained_layout not applied|Tight layout not applied")
_GLYPH = re.compile(r"Glyph (\d+)")
DECIDED = ("status", "in the report it")  # columns of verdicts: the second of their table, each on one line
MOST_ROWS = 36  # of a table on a page
ENDS = 12  # first rows, and last rows, that are shown of a longer one
LONG = 30  # characters of a cell that make its column one of sentences


def load() -> Tables:
    """Return the tables of the corpus at hand (see the module)."""
    named, measures = os.environ.get("RETOLD_DATA"), os.environ.get("RETOLD_MEASURES")
    own_measures = own.load(Path(measures), declared.DECLARED, declared.PAGES) if measures else ()
    return Tables(Path(named) if named else root() / "data", own_measures)


def root() -> Path:
    """Return the project's folder: the nearest one upwards that has ``_toc.yml``."""
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "_toc.yml").is_file():
            return folder
    raise FileNotFoundError(f"no _toc.yml in {here} or above it: run this inside the project")


def publish(page: str, t: Tables, **options: Any) -> None:
    """Compute the numbers and verdicts of a chapter and hold them ready for the prose.

    Each is glued under its name in the form in which it is shown; the raw values are
    glued together as JSON, from which the build compares them with ``results.json``. Of a corpus with more than
    `neighbours.EVERY_PAIR` texts, which has tens of thousands of numbers, only those are glued that a page prints.
    """
    from myst_nb import glue

    numbers = chapters.chapter(page, t, **options)
    many = len(t["corpus"]) > neighbours.EVERY_PAIR
    for key, n in (results.printed(numbers, t, _prose(t)) if many else numbers).items():
        glue(key, n.shown, display=False)
    glue(RESULTS_KEY, results.dump(numbers), display=False)


def _prose(t: Tables) -> Iterator[str]:
    """The text of every page and notebook, the corpus's own prose with it."""
    top = root()
    for folder, pattern in (
        (top, "*.md"),
        (top / "book", "*.md"),
        (top / "notebooks", "*.ipynb"),
        (t.folder / "prose", "*.md"),
    ):
        yield from (path.read_text(encoding="utf-8") for path in sorted(folder.glob(pattern)))


def publish_tables(t: Tables) -> None:
    """Compute the published tables of measures, and hold them ready for the build."""
    from myst_nb import glue

    for name, text in results.tables(t).items():
        glue(f"{TABLE}{name}", text, display=False)


class _Bundle:
    """An object that displays as given MIME types."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self.data = dict(data)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self.data


def figure(key: str, draw: Callable[..., Figure], *args: Any, **options: Any) -> None:
    """Draw a figure in a light and a dark version and hold it ready for the page.

    Parameters
    ----------
    key : str
        The name under which the page shows it: ``{glue:figure} key``.
    draw : callable
        A function of `retold.figures`; called once a version with the same arguments.
    """
    from myst_nb import glue

    from retold.figures.base import data_of, reason_of

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        light, drawn = _svg(key, draw, args, options, "default")
        dark, _ = _svg(key, draw, args, options, "dark_background")
    if (why := reason_of(drawn)) is not None:
        glue(f"{ABSENT}{key}", why, display=False)
    for note in _layout_notes(key, drawn, caught):
        glue(f"{NOTE}{key}", note, display=False)
    alt, data = str(drawn.get_label()), data_of(drawn)
    width, height = (round(72 * inches) for inches in drawn.get_size_inches())
    table = None
    if data is not None:
        csv = data.to_csv(index=False, lineterminator="\n", float_format="%.6g")
        table = _embedded("text/csv", csv.encode())
    html = templates.render(
        "figure",
        key=key,
        alt=plain(alt),
        width=width,
        height=height,
        light=_embedded("image/svg+xml", light),
        dark=_embedded("image/svg+xml", dark),
        table=table,
    )
    glue(key, _Bundle({"text/html": html, "text/plain": alt}), display=False)


def _layout_notes(key: str, drawn: Figure, caught: Iterable[warnings.WarningMessage]) -> list[str]:
    """Say which figure could not be laid out, and by which label; pass all other warnings on."""
    notes, missing = [], set()
    for warning in caught:
        message = str(warning.message)
        if glyph := _GLYPH.match(message):
            missing.add(chr(int(glyph[1])))
        elif issubclass(warning.category, _CrowdedWarning):
            notes.append(message)
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    notes += [f"its font lacks letters of {show(label)}" for label in _labels(drawn) if missing & set(label)]
    mend = (
        "Give it a shorter name, or one in other letters: a text in the column short of corpus.csv, "
        "a speaker, a group or an actor in its own table."
    )
    return [f"figure {key}: {'; '.join(dict.fromkeys(notes))}. {mend}"] if notes else []


class _CrowdedWarning(UserWarning):
    """Labels leave a figure no room."""


def _labels(drawn: Figure) -> list[str]:
    from matplotlib.text import Text

    return [str(text.get_text()) for text in drawn.findobj(Text)]


def _embedded(kind: str, content: bytes) -> str:
    """Content as an address: a notebook has no folder to put it in; the book takes it out again."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _svg(key: str, draw: Callable[..., Figure], args: Any, options: Any, style: str) -> tuple[bytes, Figure]:
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    settings: dict[Any, Any] = {
        "svg.hashsalt": f"{key}-{style}",
        "svg.fonttype": "path",
        "text.parse_math": False,  # a name may hold a dollar sign
        "font.size": 10.5,
        "font.family": "DejaVu Sans",
        "hatch.linewidth": 0.7,
    }
    with plt.style.context(["default", style]), mpl.rc_context(settings):
        drawn = draw(*args, **options)
        _lay_out(drawn)
        out = io.BytesIO()
        drawn.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        plt.close(drawn)
    return out.getvalue(), drawn


def _lay_out(drawn: Figure) -> None:
    """Lay a figure out now; matplotlib would draw all of it twice, the first time only to lay it out.

    Labels that leave no room are cut, and a warning names the longest.
    """
    from retold.figures.base import clip_labels

    drawn.dpi = 72  # of an SVG, whatever the figure says
    engine = drawn.get_layout_engine()
    if engine is None:
        return
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        engine.execute(drawn)
    crowded = [w for w in caught if _CROWDED.match(str(w.message))]
    for warning in caught:
        if warning not in crowded:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    if crowded:
        longest = max(_labels(drawn), key=len, default="")
        clip_labels(drawn)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            engine.execute(drawn)
        message = f"labels leave no room, so they are cut; the longest is {show(longest)} ({len(longest)} characters)"
        warnings.warn(message, _CrowdedWarning, stacklevel=2)
    drawn.set_layout_engine(None)


def table(
    key: str,
    frame: pd.DataFrame,
    form: Mapping[str, str] | None = None,
    status: Mapping[str, str] | None = None,
    order: str = "",
    entire: bool = False,
    marks: pd.DataFrame | None = None,
) -> None:
    """Hold a table ready for the page: plain HTML with headers for screen readers.

    A cell that is a tuple is shown as a list. Of a table of more than `MOST_ROWS` rows the first and the last are shown, with a link to the whole as CSV.

    Parameters
    ----------
    key : str
        The name under which the page shows it: ``{glue} key``.
    frame : DataFrame
        The table as it shall be read; its first column names the row.
    form : mapping of column to format specification, optional
        How to write numbers; a missing value is written as a dash.
    status : mapping of column to str, optional
        The verdict on the measure in a column; written into its head.
    order : str, optional
        The column by which a table is put in order if it is too long to be shown as a whole, so that what is shown is
        most and least of something; with a minus before it the greatest stands first.
    entire : bool
        Whether every row is shown, however many they are, as of a table of measures, which does not grow with the texts.
    marks : DataFrame, optional
        A table of the same shape: what is said below each cell in small print, or blank.
    """
    from myst_nb import glue

    if frame.empty:
        glue(f"{ABSENT}{key}", "", display=False)
    frame = frame.reset_index(drop=True)  # a row is known by its place, to find its marks
    left_out = 0 if entire or len(frame) <= MOST_ROWS else len(frame) - 2 * ENDS
    if left_out and order:
        falling, column = order.startswith("-"), order.removeprefix("-")
        frame = frame.sort_values(column, ascending=not falling, kind="stable", key=_blanks_missing)
    shown = pd.concat([frame.head(ENDS), frame.tail(ENDS)]) if left_out else frame
    columns = _columns(frame, form or {}, status or {})
    rows = _rows(columns, shown, marks)
    whole = _whole(key, frame) if left_out else None
    gap = {"at": ENDS, "rows": f"{left_out:,}"} if left_out else None
    html = templates.render("table", columns=columns, rows=rows, gap=gap, whole=whole)
    glue(key, _Bundle({"text/html": html, "text/plain": shown.to_string(index=False)}), display=False)


def _rows(
    columns: list[_Column], shown: pd.DataFrame, marks: pd.DataFrame | None
) -> list[list[tuple[str, list[str], str]]]:
    """The cells of a table: class, lines, and what is said below."""
    none = [[""] * len(columns)] * len(shown)
    beside = none if marks is None else marks.iloc[shown.index].to_numpy().tolist()
    return [
        [
            (column.style(value), column.lines(value), plain(aside))
            for column, value, aside in zip(columns, row, asides, strict=True)
        ]
        for row, asides in zip(shown.itertuples(index=False, name=None), beside, strict=True)
    ]


def _columns(frame: pd.DataFrame, formats: Mapping[str, str], states: Mapping[str, str]) -> list[_Column]:
    """How each column of a table is shown."""
    return [
        _Column(
            plain(name),
            f"{noise.MARKS[state]} {state}" if (state := states.get(str(name))) else "",
            # A head stands where its column stands: over numbers to the right.
            any(map(_is_number, column)),
            max(map(_longest, column), default=0) > LONG,
            name in DECIDED,
            formats.get(str(name), ""),
        )
        for name, column in frame.items()
    ]


def _blanks_missing(column: pd.Series) -> pd.Series:
    """A column in which what is blank is missing: missing values stand last in every order."""
    return column.mask(column.astype(object) == "")


def _whole(key: str, frame: pd.DataFrame) -> dict[str, str]:
    """A long table as CSV for a page: how many rows it has, its address, and a file name that no other table has."""
    flat = frame.map(lambda value: "; ".join(value) if isinstance(value, tuple) else value)
    csv = flat.to_csv(index=False, lineterminator="\n", float_format="%.6g").encode()
    name = f"{key}-{hashlib.sha256(csv).hexdigest()[:8]}.csv"
    return {"rows": f"{len(frame):,}", "href": _embedded("text/csv", csv), "file": name, "name": f"{key}.csv"}


@dataclass(frozen=True)
class _Column:
    """A column of a table as it is shown."""

    name: str
    status: str
    numbers: bool
    long: bool  # of sentences: it needs room, else it is a word wide wherever a table has many columns
    decided: bool
    form: str

    def style(self, value: object) -> str:
        """The class of a cell."""
        if _is_number(value):
            return "num"
        return "long" if self.long else "decided" if self.decided else ""

    def lines(self, value: object) -> list[str]:
        """A cell as text: a line, or a line an item of a list."""
        return (
            [self.text(item) for item in value] if isinstance(value, tuple) and value else [self.text(value)]
        )

    def text(self, value: object) -> str:
        """A cell, or an item of its list, as text."""
        empty = isinstance(value, tuple) and not value
        if value is None or value is pd.NA or empty or (isinstance(value, float) and value != value):
            return "–"
        if self.form and _is_number(value):
            return minus(format(value, self.form))
        return plain(value)


def collect(executed: Iterable[Path]) -> dict[str, Number]:
    """Gather the published numbers from executed notebooks."""
    gathered: dict[str, Number] = {}
    for name, text in _glued(executed):
        if name == RESULTS_KEY:
            gathered |= results.parse(text)
    return gathered


def collect_tables(executed: Iterable[Path]) -> dict[str, str]:
    """Gather the published tables from executed notebooks: CSV by the name of the table."""
    return {name.removeprefix(TABLE): text for name, text in _glued(executed) if name.startswith(TABLE)}


def notes(executed: Iterable[Path]) -> list[str]:
    """Return what is to be said of figures in executed notebooks that could not be laid out well."""
    return [text for name, text in _glued(executed) if name.startswith(NOTE)]


def absent(executed: Mapping[str, Path]) -> dict[str, str]:
    """Return which figures and tables have nothing to show, as ``page::key``, and what the corpus lacks for each.

    Parameters
    ----------
    executed : mapping of str to Path
        The executed notebooks by page.
    """
    return {
        f"{page}::{name.removeprefix(ABSENT)}": text
        for page, path in executed.items()
        for name, text in _glued([path])
        if name.startswith(ABSENT)
    }


def _glued(executed: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Every word that notebooks glued, under its name."""
    for path in executed:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                name = output.get("metadata", {}).get("scrapbook", {}).get("name", "")
                if name == RESULTS_KEY or name.startswith((NOTE, TABLE, ABSENT)):
                    (plain,) = output["data"].values()
                    yield name, ast.literal_eval("".join(plain))


def _longest(value: object) -> int:
    """The characters of a cell, or of the longest item of its list."""
    return max(map(len, value), default=0) if isinstance(value, tuple) else len(str(value))


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)
