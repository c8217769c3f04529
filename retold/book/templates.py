"""The HTML that the book is given besides its pages: templates that escape whatever stands in a table or a label."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("retold.book", "templates"), autoescape=True)


def render(name: str, **values: Any) -> str:
    """Return a template filled in; functions among the values are called by it.

    Parameters
    ----------
    name : str
        A file of ``templates``, without its suffix.
    **values
        What it names.
    """
    return _environment().get_template(f"{name}.html").render(**values)


def asset(name: str) -> str:
    """Return a style sheet or a script that stands in a page."""
    return files("retold.book").joinpath("templates", name).read_text(encoding="utf-8")
