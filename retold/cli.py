"""The command `retold`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import click

from retold import __version__

T = TypeVar("T")
_FOLDER = click.Path(path_type=Path)


def progress(items: Iterable[T], label: str) -> Iterable[T]:
    """Show a bar on a terminal for anything that takes over a second."""
    from tqdm import tqdm

    return tqdm(items, desc=label, delay=1, leave=False, disable=None, file=sys.stderr)


class _Command(click.Group):
    """A group that turns bad input into messages instead of tracebacks."""

    def invoke(self, ctx: click.Context) -> object:
        from retold.problems import BadInputError, Problem

        try:
            return super().invoke(ctx)
        except BadInputError as error:
            _report(error.problems)
            raise SystemExit(1) from None
        except BrokenPipeError:
            # The reader of a pipe has seen enough: `retold quotes x.txt | head`.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(1) from None
        except OSError as error:
            reason = error.strerror or str(error)
            place = str(error.filename or "a file")
            _report(
                [
                    Problem(
                        place, reason, "a file that can be read and written", "mend its name or permissions"
                    )
                ]
            )
            raise SystemExit(1) from None


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="retold")
def main() -> None:
    r"""Measure how news stories change when they are retold.

    \b
    Example: check the corpus, then derive its tables from your copies of the texts
        retold check --texts ~/articles
        retold derive --texts ~/articles
    """


@main.command()
@click.option("--data", type=_FOLDER, default=Path("data"), show_default=True, help="Corpus folder.")
@click.option("--texts", type=_FOLDER, help="Folder with your copies of the texts, under any names.")
def check(data: Path, texts: Path | None) -> None:
    r"""Check a corpus: its tables, its derived data and, if given, its texts.

    Prints every problem at once: file, row, column, what was found, what is accepted,
    how to mend it. Exit code 1 if there is any.

    \b
    Example:
        retold check --data data/sample --texts data/sample/texts
    """
    from retold import corpus

    read, problems = corpus.check(data)
    found: dict[str, corpus.Document] = {}
    if texts is not None and "corpus" in read.tables and not read.documents.empty:
        found, more = corpus.find_texts(read, texts)
        problems += more
        state = {p.about: p.found.split(": ")[0] for p in more if p.about}
        for doc_id in read.doc_ids:
            click.echo(f"{doc_id}: {state.get(doc_id, 'matches' if doc_id in found else 'unreadable')}")
        for path in corpus.unclaimed(read, texts):
            click.echo(f"no row claims {corpus.describe(path)}")
    if problems:
        _report(list(dict.fromkeys(problems)))
        raise SystemExit(1)
    said = f" and {len(found)} texts" if texts is not None else ""
    click.echo(f"{data}: {len(read.doc_ids)} texts described, all tables{said} in order")


@main.command()
@click.option("--data", type=_FOLDER, default=Path("data"), show_default=True, help="Corpus folder.")
@click.option(
    "--texts", type=_FOLDER, required=True, help="Folder with your copies of the texts, under any names."
)
def derive(data: Path, texts: Path) -> None:
    r"""Compute the derived tables of a corpus from its texts.

    Writes counts, offsets and similarities to DATA/derived, all of them or none.

    \b
    Example:
        retold derive --data data/sample --texts data/sample/texts
    """
    from retold import corpus
    from retold import derive as deriving

    for path in deriving.run(corpus.load(data), texts, progress):
        click.echo(path)


@main.command()
@click.argument(
    "files", type=click.Path(path_type=Path, exists=True, dir_okay=False), nargs=-1, required=True
)
@click.option("--jsonl", is_flag=True, help="One JSON object an attribution instead of a line for reading.")
def quotes(files: tuple[Path, ...], jsonl: bool) -> None:
    r"""Find who says what in text files, with the first automatic extractor.

    \b
    Example:
        retold quotes article.txt --jsonl
    """
    from retold import corpus, speech

    problems, texts = [], []
    for path in files:
        text, trouble = corpus.decode(path, path.read_bytes())
        problems += trouble
        texts.append((path, text))
    if problems:
        _report(problems)
        raise SystemExit(1)
    for path, text in progress(texts, "texts"):
        for found in speech.attribute(text or ""):
            if jsonl:
                click.echo(json.dumps({"doc_id": path.stem, **found.as_dict()}, ensure_ascii=False))
            else:
                start, end = found.content[0][0], found.content[-1][1]
                click.echo(f"{path.name}:{start}-{end}\t{found.kind}\t{found.speaker}")


def _report(problems: Iterable[object]) -> None:
    listed = list(problems)
    for problem in listed:
        click.echo(str(problem), err=True)
    click.echo(f"{len(listed)} problem{'s' if len(listed) != 1 else ''} found", err=True)
