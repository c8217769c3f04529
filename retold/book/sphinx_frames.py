"""A DataFrame that a cell of a notebook shows as it is looks like every other table of the book.

What pandas writes has a head that a screen reader takes for an empty one, colours of its own, and no frame in which it can
be scrolled. Its words are escaped by pandas and stay as they are.
"""

from __future__ import annotations

import re

FRAME = re.compile(
    r'<div>\s*<style scoped>.*?</style>\s*<table border="1" class="dataframe">(.*?)</table>(.*?)</div>', re.S
)
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
CELL = re.compile(r"<(t[hd])([^>]*)>(.*?)</t[hd]>", re.S)
NUMBER = re.compile(r"[-+−]?\d[\d,.]*(?:e[-+]?\d+)?%?|NaN|&lt;NA&gt;", re.I)

Cell = tuple[str, str, str]  # th or td, attributes, words


def framed(body: str) -> str:
    """Return the HTML of a page with the tables of pandas in it as tables of the book."""
    return FRAME.sub(_table, body)


def _table(match: re.Match[str]) -> str:
    head, _, rest = match[1].partition("</thead>")
    heads, rows = ([CELL.findall(row) for row in ROW.findall(part)] for part in (head, rest))
    numbers = _numbers(rows)
    above = "".join(_row(row, "col", numbers) for row in heads)
    below = "".join(_row(row, "row", numbers) for row in rows)
    table = f'<table class="retold plain"><thead>{above}</thead><tbody>{below}</tbody></table>'
    return f'<div class="scroll" tabindex="0">{table}</div>{match[2].strip()}'


def _numbers(rows: list[list[Cell]]) -> set[int]:
    """The places of the columns that hold nothing but numbers; none where cells span several rows."""
    if len({len(row) for row in rows}) != 1:
        return set()
    columns = enumerate(zip(*rows, strict=True))
    return {
        place
        for place, column in columns
        if all(kind == "td" and NUMBER.fullmatch(words) for kind, _, words in column)
    }


def _row(cells: list[Cell], scope: str, numbers: set[int]) -> str:
    return f"<tr>{''.join(_cell(cell, scope, place in numbers) for place, cell in enumerate(cells))}</tr>"


def _cell(cell: Cell, scope: str, number: bool) -> str:
    kind, attributes, words = cell
    aligned = ' class="num"' if number else ""
    if kind == "th" and words.strip():
        return f'<th scope="{scope}"{aligned}{attributes}>{words}</th>'
    return f"<td{aligned}{attributes}>{words}</td>"
