"""What the command offers, as a page of the book: from the same words that `--help` prints."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib.metadata import entry_points

import click

from retold.common.markup import code, inline

NAME = "retold"
AS_IT_STANDS = "\b\n"  # click's sign for a paragraph that is not to be wrapped
EXAMPLE = "Example"


def command() -> click.Group | None:
    """Return the command as it is installed; None where it is not.

    It stands above this room, which may not import it: it is looked up by its name, as a shell does.
    """
    for found in entry_points(group="console_scripts", name=NAME):
        loaded = found.load()
        if isinstance(loaded, click.Group):
            return loaded
    return None


def walk(group: click.Group, name: str = NAME) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, with its full name, in the order of names; none that is hidden."""
    for part, one in sorted(group.commands.items()):
        if isinstance(one, click.Group):
            yield from walk(one, f"{name} {part}")
        elif not one.hidden:
            yield f"{name} {part}", one


def commands(group: click.Group | None) -> str:
    """Return the commands as Markdown: for each what it does, how it is called, an example, its options."""
    if group is None:
        return "*The command is not installed here.*\n"
    return "\n".join(_section(name, one) for name, one in walk(group))


def _section(name: str, one: click.Command) -> str:
    said, examples = [], []
    for paragraph in inspect.cleandoc(one.help or "").split("\n\n"):
        lines = paragraph.removeprefix(AS_IT_STANDS).splitlines()
        if lines and lines[0].startswith(EXAMPLE):
            about = lines[0].removeprefix(EXAMPLE).strip(": ")
            examples.append(f"For example{', ' + _said(about) if about else ''}:")
            examples.append(_fenced("bash", [line.strip() for line in lines[1:]]))
        elif paragraph.startswith(AS_IT_STANDS):
            said.append(_fenced("text", lines))
        else:
            said.append(_said(paragraph))
    usage = " ".join([name, *one.collect_usage_pieces(click.Context(one))])
    options = [_option(p) for p in one.params if isinstance(p, click.Option) and not p.hidden]
    blocks = [f"### {code(name)}", *said, _fenced("text", [usage]), *examples, "\n".join(options)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _option(option: click.Option) -> str:
    names = ", ".join(code(name) for name in option.opts)
    value = "" if option.is_flag else f" {code(option.make_metavar(click.Context(click.Command(NAME))))}"
    return f"- {names}{value}: {_said(option.help or '')}"


def _said(text: str) -> str:
    """A text of a help with what stands in backticks as code."""
    # Between two letters, white space at the ends stays, and nothing is taken for the beginning of a list.
    return "".join(
        code(part) if n % 2 else inline(f"x{part}x")[1:-1] for n, part in enumerate(text.split("`"))
    )


def _fenced(language: str, lines: list[str]) -> str:
    return "\n".join([f"```{{code-block}} {language}", *lines, "```"])
