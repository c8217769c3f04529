"""The command `retold`: what people type."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, TypeVar

import click

from retold import __version__
from retold.common.files import write_text

if TYPE_CHECKING:
    from retold.common.problems import Problem
    from retold.text.reading import Reading

T = TypeVar("T")
_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
# Letters of both texts beyond which `view` says that it will take a while: about two seconds.
_LONG = 400_000
_DECIDES = "--encoding decides"
_TABLE = "corpus.csv"  # what makes a folder a corpus


def progress(items: Iterable[T], label: str) -> Iterable[T]:
    """Show a bar on a terminal for anything that takes over a second."""
    from tqdm import tqdm

    bar: Iterable[T] = tqdm(items, desc=label, delay=1, leave=False, disable=None, file=sys.stderr)
    return bar


def _tell(line: str) -> None:
    """Say what people should know, beside what is asked for."""
    click.echo(line, err=True)


class _Command(click.Group):
    """A group that turns bad input into messages instead of tracebacks."""

    def invoke(self, ctx: click.Context) -> object:
        from retold.common.problems import BadInputError, Problem

        # What a terminal has no letter for, or a name of a file that is no text, is no reason to stop.
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
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
    """Measure how news stories change when they are retold.

    \b
    Example: check the corpus, then derive its tables from your copies of the texts
        retold check --texts ~/articles
        retold derive --texts ~/articles
    """


def _corpus(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take a corpus folder: as its argument, or with --data; by default ``data``."""

    @click.argument("folder", metavar="[DIR]", type=_PATH, required=False)
    @click.option("--data", type=_PATH, help="The same as DIR.  [default: data]")
    @wraps(command)
    def with_corpus(folder: Path | None, data: Path | None, **options: Any) -> None:
        if folder and data and folder != data:
            raise click.UsageError(f"DIR is {folder} and --data is {data}: name one corpus folder")
        command(data=folder or data or Path("data"), **options)

    return with_corpus


_TEXTS = click.option(
    "--texts",
    type=_PATH,
    help="Folder with your copies of the texts, under any names; by default DIR/texts.",
)


def _one(context: click.Context, option: click.Parameter, given: tuple[Path, ...]) -> Path | None:
    if len(given) > 1:
        raise click.BadParameter("name one file, with all your measures in its list", context, option)
    return given[0] if given else None


_LINES_OF_ALL = click.option(
    "--lines",
    type=click.Choice(["auto", "keep", "join"]),
    help="Line breaks inside paragraphs, in all texts: join them where a text was wrapped, keep them, or join all. By "
    "default as the column lines of corpus.csv says of each text, else auto.",
)
_MEASURES = click.option(
    "--measures",
    type=_PATH,
    multiple=True,
    callback=_one,
    help="Python file with measures of your own; it is run, so name one that you trust.",
)


@main.command()
@_corpus
@_TEXTS
@_MEASURES
@click.option("--apply", is_flag=True, help="First act on what was answered in DIR/confirm.csv.")
def check(data: Path, texts: Path | None, measures: Path | None, apply: bool) -> None:
    """Check a corpus: its tables, its derived data and, if they are at hand, its texts.

    DIR is the corpus folder. Prints every problem at once: file, row, column, what was found, what is accepted,
    how to mend it; problems that are alike as one. Exit code 1 if there is any. What corpus.csv needs to know of files that no
    row claims is printed as rows to paste.

    \b
    Example:
        retold check data/sample --texts data/sample/texts
    """
    from retold import corpus
    from retold.chapters import check

    _require_folders(data, texts)
    if apply:
        _apply(data)
    beside = data / "texts"
    texts = texts or (beside if beside.is_dir() else None)
    own = _own(measures)
    read, problems = check.check(data, own)
    documents, more = _checked_texts(read, texts) if texts else ({}, [])
    problems += more
    if problems:
        _report(list(dict.fromkeys(problems)), alike=True)
        raise SystemExit(1)
    if own:
        _tell_underived(corpus.Tables(data, own), measures)
    and_texts = f" and {len(documents)} texts" if texts is not None else ""
    click.echo(f"{data}: {len(read.doc_ids)} texts described, all tables{and_texts} in order")
    if check.underived(data):
        click.echo(
            f"nothing is derived from the texts yet: run `retold derive {quote(str(data))}`, or `retold book`"
        )


def _checked_texts(read: Any, texts: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Find the texts of a corpus; say of each whether it matches, and what the table needs to know of other files."""
    from retold import corpus

    documents: dict[str, corpus.Document] = {}
    problems: list[Problem] = []
    if not read.documents.empty:
        documents, problems = corpus.find_texts(read, texts, _tell)
        state = {p.about: p.found.split(": ")[0] for p in problems if p.about}
        for doc_id in read.doc_ids:
            click.echo(f"{doc_id}: {state.get(doc_id, 'matches' if doc_id in documents else 'unreadable')}")
        for doc_id, doc in documents.items():
            if doc.reading.joined:
                click.echo(f"{doc.reading.note(doc_id)} where texts are read")
    described = [corpus.describe(path) for path in corpus.unclaimed(read, texts)]
    if described:
        click.echo(f"no row of {_TABLE} claims these files; what it needs to know of them:")
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(described[0]._fields)
        out.writerows(described)
    return documents, problems


@main.command()
@_corpus
@_TEXTS
@_LINES_OF_ALL
@_MEASURES
def derive(data: Path, texts: Path | None, lines: str | None, measures: Path | None) -> None:
    """Compute the derived tables of a corpus from its texts.

    Writes counts, offsets and similarities to DIR/derived, all of them or none. What your own measures count in
    sentences is stored too: nothing else reads the texts later. Where a text was wrapped, its lines are joined, which is
    said; offsets point into the file all the same.

    \b
    Example:
        retold derive data/sample --measures mine.py
    """
    from retold import corpus
    from retold import derive as deriving

    texts = texts or data / "texts"
    _require_folders(data, texts)
    for path in deriving.run(corpus.load(data), texts, progress, _own(measures), _tell, lines=lines):
        click.echo(path)


@main.command()
@_corpus
@_MEASURES
@click.option("--jsonl", is_flag=True, help="One JSON object a measure instead of a table for reading.")
def measures(data: Path, measures: Path | None, jsonl: bool) -> None:
    """Show every measure of every text, and the verdict on what copying does to it.

    A line a measure: key, label, unit, the value in each text (a dash where it cannot be computed), status. The page
    "Measures" of the book says what each of them is. Measures of your own are shown with the others, once
    `retold derive --measures FILE` has stored what they count.

    \b
    Example:
        retold measures data/sample --measures mine.py
    """
    from retold import corpus
    from retold.chapters import measured

    _require_folders(data, None)
    own = _own(measures)
    corpus.load(data)
    t = corpus.Tables(data, own)
    listed = measured.listed(t)
    if jsonl:
        for row in listed:
            click.echo(json.dumps(row.as_dict(), ensure_ascii=False))
    else:
        for line in measured.lines(listed):
            click.echo(line)
    _tell_underived(t, measures)


@main.command()
@_corpus
@_TEXTS
@click.option("--out", type=_PATH, help="Where to build; by default DIR/_build.")
@click.option("--accept", is_flag=True, help="Take this run's numbers as the published ones.")
@click.option(
    "--site",
    default="",
    help="Address at which the book will be published, such as https://example.org/mine/.",
)
@click.option("--repository", default="", help="Address of its repository, for the buttons to run it.")
@_MEASURES
@click.option("--times", type=_PATH, hidden=True, help="Write how long each part took, as JSON.")
def book(
    data: Path,
    texts: Path | None,
    out: Path | None,
    measures: Path | None,
    times: Path | None,
    **asked: Any,
) -> None:
    """Build the book about a corpus: HTML, ePub and, where there is a Chromium, PDF.

    Derives the tables first if the texts are at hand and anything changed. Compares every number with
    DIR/results.json, and stops if one differs. Needs the extra: `pip install 'retold[book]'`.

    \b
    Example:
        retold book data/sample --out /tmp/sample-book
    """
    _require_folders(data, texts)
    try:
        from retold.book import build as building
    except ImportError as error:
        click.echo(f"book: {error.name} is not installed: pip install 'retold[book]'", err=True)
        raise SystemExit(1) from None

    own = _own(measures)
    beside = data / "texts"
    order = building.Order(
        data.resolve(),
        (out or data / "_build").resolve(),
        texts.resolve() if texts else beside.resolve() if beside.is_dir() else None,
        measures=measures.resolve() if measures else None,
        own=own,
        **asked,
    )
    try:
        took = building.build(order, progress)
    except building.BuildError as error:
        click.echo(f"book: {error}", err=True)
        raise SystemExit(1) from None
    if times:
        times.write_text(json.dumps(took, indent=1) + "\n")
    click.echo(f"book: built in {sum(took.values()):.0f} s\nbook: open {order.out / 'html' / 'index.html'}")


@main.group(context_settings={"help_option_names": ["-h", "--help"]})
def coding() -> None:
    """Work on what people coded: adjudicate two codings, cut passages.

    \b
    Example:
        retold coding adjudicate data
    """


@coding.command()
@_corpus
def adjudicate(data: Path) -> None:
    """Make the one coding of attributions from two and the decisions on their differences.

    Reads DIR/coding/pass_1.csv, pass_2.csv and decisions.csv; writes attributions.csv.

    \b
    Example:
        retold coding adjudicate data
    """
    from retold.coding import attributions

    _adjudicate(data, attributions.adjudicate, ("pass_1", "pass_2", "decisions"), "coded")


@coding.command()
@_corpus
def frames(data: Path) -> None:
    """Make the one coding of frames from two and the decisions on their differences.

    Reads DIR/coding/frames_1.csv, frames_2.csv, frame_decisions.csv and gist_decisions.csv; writes frames.csv.

    \b
    Example:
        retold coding frames data
    """
    from retold.coding import frames

    names = ("frames_1", "frames_2", "frame_decisions", "gist_decisions")
    _adjudicate(data, frames.adjudicate, names, "frames")


def _adjudicate(data: Path, rule: Callable[..., Any], names: tuple[str, ...], coding: str) -> None:
    from retold.common.problems import BadInputError, Problem
    from retold.corpus.schema import TABLES
    from retold.corpus.tables import load, write_all

    _require_folders(data, None)
    tables = [load(data, name) for name in names]
    missing = [name for name, table in zip(names[:2], tables, strict=False) if table.empty]
    if missing:
        raise BadInputError(
            Problem(
                str(data / TABLES[name].file),
                "no codes",
                "two codings, to make one of",
                "code the texts apart",
            )
            for name in missing
        )
    write_all(data, {coding: rule(*tables)})
    click.echo(data / TABLES[coding].file)


@coding.command()
@_corpus
@_TEXTS
@_LINES_OF_ALL
def passages(data: Path, texts: Path | None, lines: str | None) -> None:
    """Cut the texts of a derived corpus into the passages in which frames are coded.

    Writes DIR/coding/passages.csv, unless there are other passages, which codes may rest on.

    \b
    Example:
        retold coding passages data/sample
    """
    from retold import corpus
    from retold.coding import passages

    texts = texts or data / "texts"
    _require_folders(data, texts)
    click.echo(passages.write(corpus.load(data), texts, _tell, lines))


def _encoding(_context: click.Context, _option: click.Parameter, name: str) -> str:
    from retold.common.files import text_encoding

    try:
        return text_encoding(name) if name else ""
    except LookupError as error:
        raise click.BadParameter(f"{error}; accepted is one such as utf-8, cp1252 or utf-16") from None


def _language(_context: click.Context, _option: click.Parameter, code: str | None) -> str | None:
    from retold.text import language

    try:
        return None if code is None else language.code_of(code)
    except ValueError:
        raise click.BadParameter(f"{code!r}; accepted is {language.ACCEPTED}") from None


_ENCODING = click.option(
    "--encoding",
    metavar="NAME",
    default="",
    callback=_encoding,
    help="Encoding of the text files, such as cp1251. By default a byte order mark tells, else UTF-8 is tried, then Windows-1252.",
)
_LANGUAGE = click.option(
    "--language",
    metavar="CODE",
    callback=_language,
    help="Language of the texts, such as en. By default it is told from each text. Attributions are found in English alone.",
)
_LINES = click.option(
    "--lines",
    type=click.Choice(["auto", "keep", "join"]),
    default="auto",
    help="Line breaks inside paragraphs: join them where a text was wrapped, keep them, or join all.",
)


@main.command()
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--jsonl", is_flag=True, help="One JSON object an attribution instead of a line for reading.")
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Show only what is found with at least this confidence.",
)
@click.option(
    "--skip-bad", is_flag=True, help="Go on without files that cannot be read; they are set aside in unread/."
)
@_LINES
@_ENCODING
@_LANGUAGE
def quotes(
    files: tuple[Path, ...],
    jsonl: bool,
    least: float,
    skip_bad: bool,
    lines: str,
    encoding: str,
    language: str | None,
) -> None:
    """Find who says what in text files.

    A line an attribution: where it stands (character offsets), its kind, the speaker, the
    mention in the text, and a question mark where the program is not sure. A text in another
    language than English has none: a line says so.

    \b
    Example:
        retold quotes article.txt --jsonl
    """
    from retold import speech

    if skip_bad:
        files = _legible(files, encoding)
    texts = list(zip(files, _readings(files, lines, encoding), strict=True))
    stems = Counter(path.stem for path in files)
    for stem in (stem for stem, count in stems.items() if count > 1):
        click.echo(
            f"warning: {stems[stem]} files are called {stem}: rename all but one to tell them apart", err=True
        )
    for path, reading in progress(texts, "texts"):
        if not _is_english(path, reading.view, language):
            continue
        for found in speech.attributions(reading.view):
            if found.confidence < least:
                continue
            attribution = found.moved(reading.in_raw)
            if jsonl:
                click.echo(json.dumps({"doc_id": path.stem, **attribution.as_dict()}, ensure_ascii=False))
            else:
                start, end = attribution.content[0][0], attribution.content[-1][1]
                mention = " ".join(attribution.source_text.split()) or "-"
                sure = "" if attribution.decided else "\t?"
                click.echo(
                    f"{path.name}:{start}-{end}\t{attribution.kind}\t{attribution.speaker}\t{mention}{sure}"
                )


@main.command()
@click.argument("a", type=_FILE)
@click.argument("b", type=_FILE)
@click.option("--jsonl", is_flag=True, help="One JSON object a pair instead of a line for reading.")
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="Least probability of a link, by default 0.5, and less where all links are doubtful. Sentences without a link "
    "are omitted or inserted.",
)
@_LINES
@_ENCODING
def align(a: Path, b: Path, jsonl: bool, least: float | None, lines: str, encoding: str) -> None:
    """Align two versions of a story, sentence by sentence.

    Each line is a pair: where it stands in A and in B (character offsets), how alike both
    are, and what happened: same, edited, split, merged, moved; omitted if only A has it,
    inserted if only B has it. With --jsonl it is said too how probable a pair is.

    \b
    Example:
        retold align original.txt copy.txt --jsonl
    """
    from retold.compare import alignment

    one, two = _readings((a, b), lines, encoding, blank=True)
    for found in alignment.align(one.view, two.view, least).itertuples(index=False, name=None):
        row = ([*map(one.in_raw, found[0])], [*map(two.in_raw, found[1])], *found[2:])
        if jsonl:
            click.echo(json.dumps(alignment.as_dict(row)))
        else:
            fields = alignment.as_dict(row)
            spans = (" ".join(f"{s}-{e}" for s, e in row[side]) or "-" for side in (0, 1))
            click.echo("\t".join([*spans, f"{fields['similarity']:.2f}", str(fields["operation"])]))


@main.command()
@click.argument("a", type=_FILE)
@click.argument("b", type=_FILE)
@click.option("-o", "--out", type=_PATH, required=True, help="HTML file to write.")
@_LINES
@_ENCODING
@_LANGUAGE
def view(a: Path, b: Path, out: Path, lines: str, encoding: str, language: str | None) -> None:
    """See two versions of a story side by side, with their words.

    Writes one HTML file to open in any browser. It holds both texts, so it is for your own
    eyes; it needs no network and asks for nothing. A row shows sentences that correspond
    (as `retold align` finds them), which words both sides have, which were edited, lost or
    inserted, and who speaks (as `retold quotes` guesses). A change of a number, a sign,
    capitals or an accent is marked too; white space and the form of marks are no change.
    Filter rows by what happened or by speaker, search both texts, step from change to
    change with n and p. Printed, it shows everything.

    It says of each text how many words were kept, edited, lost (only in A), inserted (only
    in B) and moved (all words of a sentence that stands at another place in the other
    text); each word counts once.

    \b
    Example:
        retold view original.txt copy.txt -o view.html
    """
    from retold import view as viewing
    from retold.common import files
    from retold.view.summary import said

    _require_place(out, (a, b))
    one, two = _readings((a, b), lines, encoding, blank=True)
    if len(one.raw) + len(two.raw) > _LONG:
        click.echo("long texts: this takes some seconds, or minutes", err=True)
    for path, text in ((a, one), (b, two)):
        _is_english(path, text.view, language)
    found = viewing.compare(one, two, viewing.names(a, b), progress, language)
    write_text(out, viewing.render(found))
    if not files.is_stream(out):  # a pipe carries the page itself
        click.echo(click.format_filename(out))
    for letter, parts in zip("AB", viewing.summary(found), strict=True):
        click.echo(f"{letter}: {said(parts)}", err=True)
    click.echo("It holds the words of both texts: for your own eyes.", err=True)


@main.command()
@click.argument("given", metavar="[PATTERN] [PATH]...", nargs=-1)
@click.option("--lexicon", is_flag=True, help="In place of PATTERN: each term of naming.csv and actors.csv.")
@click.option("--regex", is_flag=True, help="PATTERN is a regular expression, as in these tables.")
@click.option("--case", is_flag=True, help="Capitals count.")
@click.option("-o", "--out", type=_PATH, help="HTML file to write, in place of lines for reading.")
@click.option(
    "--sort",
    type=click.Choice(["text", "outlet", "date", "left", "right", "keyword"]),
    default="text",
    show_default=True,
    help="Order of the lines; left and right are the words next to the keyword.",
)
@click.option(
    "--by",
    type=click.Choice(["outlet", "text"]),
    help="What counts are split by. By default the outlets of a corpus, else the texts; with --lexicon nothing, and no line "
    "says which text it is from.",
)
@click.option(
    "--width",
    type=click.IntRange(1, 10_000),
    help="Characters of context on each side.  [default: what the terminal has room for, else 80]",
)
@click.option(
    "--most",
    type=click.IntRange(1),
    help="Lines shown, with --lexicon of each term; if there are more, they are drawn by lot.  [default: all; on a page 2,000, "
    "with --lexicon 200, on a terminal 5]",
)
@click.option("--whole", is_flag=True, help="Search what cleaning.csv leaves out, too.")
@click.option("--jsonl", is_flag=True, help="One JSON object a use instead of a line for reading.")
@click.option("--csv", "as_csv", is_flag=True, help="A table of the uses instead of lines for reading.")
@_TEXTS
@_LINES_OF_ALL
@_ENCODING
def kwic(
    given: tuple[str, ...],
    out: Path | None,
    jsonl: bool,
    as_csv: bool,
    texts: Path | None,
    lines: str | None,
    encoding: str,
    whole: bool,
    **asked: Any,
) -> None:
    """See a word in its context wherever it is used: keyword in context, a concordance.

    PATTERN is a word or a phrase, in quotes. It matches whole words, in capitals or not; `*` stands for any letters (`migra*`),
    by itself for any one word. PATH is a corpus folder, or folders of .txt files and text files; by default the corpus `data`.
    Of a corpus, what cleaning.csv says is no article is left out.

    A line a use: where it stands (text, line, column), and the words around it. Then how often it is used: by outlet, in
    10,000 words, in how many texts. With -o one HTML file to sort and filter, with whole paragraphs. It holds words of others,
    so it is for your own eyes.

    With --lexicon every term of naming.csv and actors.csv is counted and shown, to decide what belongs into them: terms never
    used and uses that two terms claim are named. Decide that before you look at outlets: they are shown with --by outlet alone.

    \b
    Example: a word, a phrase as a page, the lexicons
        retold kwic "migra*" mine
        retold kwic "the dam" mine --sort left -o dam.html
        retold kwic --lexicon mine
    """
    from retold.view import concordance

    if not (asked["lexicon"] or given):
        raise click.UsageError("name what to look for, or --lexicon: retold kwic PATTERN [PATH]...")
    typed, paths = ("", given) if asked["lexicon"] else (given[0], given[1:])
    if jsonl + as_csv + bool(out) > 1:
        raise click.UsageError("-o, --jsonl and --csv: one of them")
    width = asked.pop("width")
    order = concordance.Asked(
        typed, page=out is not None, rows=jsonl or as_csv, width=width or concordance.WIDTH, **asked
    )
    how = concordance.How(texts, lines, encoding, whole)
    held = concordance.given([Path(p) for p in paths], how, _tell, lexicons=order.lexicon)
    if out:
        _require_place(out, held.files)
    found = concordance.find(order, held, progress)
    if out:
        _write_concordance(found, out)
    elif jsonl or as_csv:
        write = concordance.as_jsonl if jsonl else concordance.as_csv
        click.echo(write(found), nl=False)
    else:
        bold = partial(click.style, bold=True)
        columns = 0 if width or not sys.stdout.isatty() else shutil.get_terminal_size().columns
        for line in concordance.report(found, columns, bold):
            click.echo(line)


def _write_concordance(found: Any, out: Path) -> None:
    """Write the page of a concordance, and say how much was found."""
    from retold.common import files
    from retold.view import concordance

    write_text(out, concordance.render(found))
    if not files.is_stream(out):  # a pipe carries the page itself
        click.echo(click.format_filename(out))
    for line in concordance.summary(found):
        _tell(line)
    _tell("It holds words of the texts: for your own eyes.")


def _require_place(out: Path, inputs: Sequence[Path]) -> None:
    from retold.common.files import place_problems
    from retold.common.problems import BadInputError

    if problems := place_problems(out, inputs):
        raise BadInputError(problems)


@main.command()
@_corpus
@_TEXTS
@click.option("--outlet", "outlets", multiple=True, help="Only this outlet; may be given several times.")
def typical(data: Path, texts: Path | None, outlets: tuple[str, ...]) -> None:
    """Print the passages most typical of each outlet of a corpus, with their words.

    The book says where they stand, never what they say; with the texts at hand this shows them, for your own eyes. A
    passage is a sentence whose words the other stories of its outlet use more than other outlets do; the number behind it
    is the mean of their z. They are found by `retold derive`, from ten texts on, for outlets with three stories or more.
    What turns out to be furniture, such as a line that asks to subscribe, belongs into cleaning.csv.

    \b
    Example:
        retold typical mine --outlet "The Daily"
    """
    from retold import corpus
    from retold.common.problems import BadInputError
    from retold.view.typical import passages

    texts = texts or data / "texts"
    _require_folders(data, texts)
    t = corpus.Tables(data)
    _require_typical(t, outlets)
    found, problems = corpus.find_texts(corpus.load(data), texts, _tell)
    if problems:
        raise BadInputError(problems)
    for line in passages(t, found, outlets):
        click.echo(line)


def _require_typical(t: Any, outlets: Sequence[str]) -> None:
    """Say why there are no passages, or none of an outlet that was asked for."""
    from retold.common.problems import BadInputError, Problem, show
    from retold.corpus.crosscheck import some
    from retold.corpus.schema import TABLES
    from retold.derive.specific import LEAST_OF_OUTLET
    from retold.measures.specific import MANY

    path, there = str(t.folder / TABLES["typical"].file), list(dict.fromkeys(t["typical"]["outlet"]))
    if not there:
        texts = len(t["corpus"])
        accepted = (
            f"{MANY} texts or more, of several outlets, one of which has {LEAST_OF_OUTLET} stories or more"
        )
        mend = "run `retold derive`" if texts >= MANY else "add texts with `retold new`"
        raise BadInputError([Problem(path, f"no passages; the corpus has {texts} texts", accepted, mend)])
    unknown = [outlet for outlet in outlets if outlet not in there]
    if unknown:
        mend = "correct the name, as in the column outlet of corpus.csv"
        raise BadInputError([Problem("--outlet", show(name), some(there), mend) for name in unknown])


@main.command()
@click.argument("source", metavar="INPUT", type=_PATH)
@click.option(
    "-o", "--out", type=_PATH, help="CSV file to write; pairs go beside it.  [default: versions.csv]"
)
@click.option("--texts", type=_PATH, help="Folder with the texts of a corpus; by default INPUT/texts.")
@click.option(
    "--write", is_flag=True, help="Fill the blank cells of story_id in corpus.csv; none is changed."
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes; by default one a processor.")
@click.option(
    "--skip-bad",
    is_flag=True,
    help="Leave out what cannot be read instead of stopping; it is listed in rejected.jsonl beside OUT.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="Least probability of versions of one story.  [default: 0.5]",
)
@_ENCODING
def versions(
    source: Path, out: Path | None, texts: Path | None, write: bool, encoding: str, **asked: Any
) -> None:
    """Find the versions of each story in a collection of documents, or in a corpus.

    INPUT is a folder of .txt files, or a .jsonl or .parquet file with the fields id and
    text; other fields pass through. Writes doc_id and group (the first id of the group)
    to OUT, and the pairs behind the groups, with their probabilities and what was found, to a
    file beside it; also pairs of which only a part of one is in the other. How a text
    was stored (accents, soft hyphens, words parted at the end of lines) makes no difference.
    Memory holds about 5 bytes a word, not the texts.

    Or INPUT is a corpus folder, which holds corpus.csv. Then a story_id is proposed for each
    text that has none, and the pairs that nobody has confirmed yet are shown. Where texts of
    one group have different ones, that is said and nothing proposed. `--write` fills the blank
    cells of corpus.csv and changes nothing else in it.

    \b
    Example: versions.csv and versions-pairs.csv for a collection; then a corpus
        retold versions articles.jsonl
        retold versions mine --write
    """
    from retold.compare import collection, grouping

    is_corpus = (source / _TABLE).exists()
    _require_fitting(source, is_corpus, {"--texts": texts, "--write": write, "--encoding": encoding})
    place = _place_of_versions(source, out)
    if asked["threshold"] is None:
        asked["threshold"] = grouping.THRESHOLD
    if is_corpus:
        _versions_of_corpus(source, texts or source / "texts", place, write, **asked)
    else:
        _versions_of_collection(source, place, encoding=encoding, **asked)
    if out is None:
        _tell("-o left out: written into the current folder")
    for path in collection.places(place):
        click.echo(path)


@main.command()
@click.option(
    "--stories", type=click.IntRange(1, 5_000), default=4, show_default=True, help="Stories of a corpus."
)
@click.option(
    "--pairs",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="How many of them are in two versions.",
)
@click.option(
    "--units",
    type=click.IntRange(1, 100_000),
    default=50,
    show_default=True,
    help="Units, such as sentences, of a text.",
)
@click.option(
    "--truth",
    type=click.Choice(["strangers", "copies", "third", "boundary", "no-signal"]),
    required=True,
    help="What is true of the measure; see below.",
)
@click.option(
    "--shared",
    type=click.FloatRange(0, 1),
    default=0.8,
    show_default=True,
    help="Correlation of the units of two versions.",
)
@click.option(
    "--dependence",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.0,
    show_default=True,
    help="Correlation of neighbouring units.",
)
@click.option(
    "--machine",
    type=click.Choice(["normal", "heavy"]),
    default="normal",
    show_default=True,
    help="A heavy one damages a copy in ten and hardly the others.",
)
@click.option(
    "--family",
    type=click.Choice(["normal", "bernoulli"]),
    default="normal",
    show_default=True,
    help="Units are normal, or have something or not.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.2,
    show_default=True,
    help="How many of them have it, if so.",
)
@click.option("--runs", type=click.IntRange(1), default=2000, show_default=True, help="Corpora made up.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same rates.")
def calibrate(runs: int, seed: int, **asked: Any) -> None:
    """Say how often the verdict on copying errs, on corpora made up with a known truth.

    A text's value is that of its story, plus what a machine moved, plus the mean of its units. Units have a standard
    deviation of 1; where stories differ, by 0.2. Truths: copies (the machine moves a version by a tenth of what
    stories differ by), third (by a third), boundary (by as much), strangers (by 0.2, and stories do not differ), no-signal
    (neither).

    Prints one JSON object: how often the verdict is that copying is small, that copying is most of it, that stories do
    not differ, or that it cannot be told; how often the 95 % interval holds the true share of copying (null where there is none); and
    how often stories differ beyond the drawing of units at all (gate).

    \b
    Example: how often is copying called small where copies are like strangers?
        retold calibrate --stories 10 --pairs 5 --units 200 --truth strangers
    """
    from retold.measures.calibrate import Cell, calibrate

    if asked["pairs"] > asked["stories"]:
        raise click.UsageError(
            f"--pairs is {asked['pairs']} and --stories {asked['stories']}: at most every story has a second version"
        )
    click.echo(json.dumps(calibrate(Cell(**asked), runs, seed)))


def _columns(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    from retold.intake.headings import ACCEPTED, field_of

    chosen: dict[str, str] = {}
    # A comma that no field follows belongs to the name of a column.
    for entry in (part for value in given for part in re.split(r",(?=[^,=]*=)", value)):
        field, equals, column = entry.partition("=")
        if not equals or not field.strip() or not column.strip():
            raise click.BadParameter(
                f"{entry!r}; accepted is a field and a column, such as text=Body,outlet=Source"
            )
        meant = field_of(field.strip().lower())
        if not meant:
            raise click.BadParameter(f"the field {field.strip()!r}; accepted is one of {', '.join(ACCEPTED)}")
        chosen[meant] = column.strip()
    return chosen


@main.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.argument("paths", metavar="[PATH]...", type=_PATH, nargs=-1)
@click.option("--yes", is_flag=True, help="Take every guess and ask nothing.")
@click.option("--dry-run", is_flag=True, help="Show what would be made, and write nothing.")
@click.option(
    "--rights", metavar="TEXT", default="", help="Who holds the rights to the texts, and what may be shown."
)
@click.option(
    "--event", metavar="NAME", default="", help="What the texts are about; by default the folder's name."
)
@click.option(
    "--columns",
    metavar="K=V,...",
    multiple=True,
    callback=_columns,
    help="Which column of a table holds what: text, title, outlet, published, authors, section, genre, language, url, id, "
    "words, rights.",
)
@click.option(
    "--dates",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="Order of day, month and year in dates such as 05/03/2024.",
)
@click.option(
    "--pages",
    type=_PATH,
    metavar="FOLDER",
    help="Saved pages to which lists of addresses (RIS, CSV) are joined.",
)
@click.option(
    "--workflow",
    is_flag=True,
    help="Also write DIR/.github/workflows/publish.yml, which publishes the book on GitHub Pages.",
)
@click.option(
    "--upgrade", is_flag=True, help="Bring a corpus of an earlier version up to this one; nothing is added."
)
@click.option(
    "--skip-bad",
    is_flag=True,
    help="Go on if more than a tenth is not understood: set it aside in DIR/unread.",
)
@_LANGUAGE
@_ENCODING
def new(
    folder: Path,
    paths: tuple[Path, ...],
    yes: bool,
    dry_run: bool,
    columns: dict[str, str],
    pages: Path | None,
    encoding: str,
    language: str | None,
    upgrade: bool,
    dates: str | None,
    workflow: bool,
    **asked: Any,
) -> None:
    """Make a corpus in DIR from the articles that you hold.

    PATH is a folder or a file: texts, a spreadsheet (.csv, .xlsx, .ods), .jsonl or .parquet, saved pages, an export of
    Nexis, Factiva, Europresse or ProQuest, Word, RTF, PDF. What a file is, its content tells. Shows what was found, and what is guessed,
    and asks only what it cannot know. What is not understood is set aside in DIR/unread with its reason; how each value
    came stands in DIR/import.csv, and what you should confirm in DIR/confirm.csv.

    With a corpus in DIR, articles that it does not have are added, and what you edited stays. Without PATH, the answers in
    DIR/confirm.csv are acted on. Exports need the extra: `pip install 'retold[import]'`.

    \b
    Example: a corpus, then the book about it
        retold new mine articles/
        retold book mine
    """
    from retold.intake import talk
    from retold.intake.gather import Asked
    from retold.intake.new import Order

    if upgrade:
        _upgrade(folder, paths, dry_run)
        return
    _require_corpus_or_paths(folder, paths)
    of_new = {
        "--columns": columns,
        "--dates": dates,
        "--pages": pages,
        "--language": language,
        "--encoding": encoding,
    }
    of_new |= {f"--{name}": asked[name] for name in ("rights", "event")}
    if given := [name for name, value in of_new.items() if value and not paths]:
        raise click.UsageError(
            f"{', '.join(given)}: said of new articles, and no PATH is named; what the corpus has is changed in {_TABLE}"
        )
    asked |= {"language": language or "", "dates": dates or "", "workflow": __version__ if workflow else ""}
    order = Order(folder, paths, Asked(columns, encoding, pages), **asked)
    ask = _ask if sys.stdin.isatty() and sys.stderr.isatty() else None
    done = talk.run(order, click.echo, ask, yes=yes, dry=dry_run, progress=progress)
    if done is None:
        _tell("nothing was written")
        return
    _tell_done(done)


def _upgrade(folder: Path, paths: Sequence[Path], dry_run: bool) -> None:
    from retold.intake.upgrade import upgrade

    if dry_run:
        raise click.UsageError(
            "--upgrade cannot be tried with --dry-run: it would write; copy the folder to try it"
        )
    if paths:
        raise click.UsageError("--upgrade takes a corpus folder alone: add articles in a second run")
    for line in upgrade(folder, progress) or ["in order: nothing to change"]:
        click.echo(f"{folder}: {line}")


def _apply(data: Path) -> None:
    """Act on the answers in confirm.csv of a corpus, and say what that changed."""
    from retold.intake.new import apply

    for line in apply(data, progress).told or ["nothing to change"]:
        click.echo(f"{data / 'confirm.csv'}: {line}")


def _ask(question: str, default: str) -> str:
    answer: str = click.prompt(question, default=default, show_default=bool(default), err=True)
    return answer


def _require_corpus_or_paths(folder: Path, paths: Sequence[Path]) -> None:
    """Without files there must be a corpus whose answers can be acted on."""
    if not paths and not (folder / _TABLE).is_file():
        raise click.UsageError(
            f"name what the corpus is to be made of: retold new {click.format_filename(folder)} PATH..., a folder or files with articles"
        )


def _tell_done(done: Any) -> None:
    """Say what was written, and what to do next."""
    for line in done.told:
        click.echo(line)
    click.echo(f"{done.folder}: {done.texts:,} texts, {done.added:,} of them new")
    if done.unread:
        click.echo(
            f"{done.folder / 'unread'}: {done.unread:,} not understood, each with its reason in unread.csv"
        )
    if done.to_confirm:
        noun = {
            "story": ("pair of texts", "pairs of texts"),
            "speaker": ("speaker", "speakers"),
            "guess": ("guess", "guesses"),
        }
        told = [f"{number:,} {noun[what][number != 1]}" for what, number in sorted(done.to_confirm.items())]
        click.echo(f"{done.folder / 'confirm.csv'}: to confirm, if you like: {', '.join(told)}")
    click.echo(f"next: retold book {quote(str(done.folder))}")


def _require_fitting(source: Path, is_corpus: bool, options: dict[str, Any]) -> None:
    """Refuse options of `versions` that have no meaning for what it is given, and the table in place of its folder."""
    from retold.common.problems import BadInputError, Problem

    if source.name == _TABLE and source.is_file():
        named = "the table of a corpus"
        raise BadInputError([Problem(str(source), named, "its folder", f"name {source.parent}")])
    only = {"--encoding"} if is_corpus else {"--texts", "--write"}
    accepted = (
        "a folder of .txt files with it" if is_corpus else f"a corpus folder with it, which holds {_TABLE}"
    )
    about = "a corpus, whose texts say their encoding" if is_corpus else "a collection, which has no story_id"
    problems = [
        Problem(str(source), f"{option} with {about}", accepted, f"leave {option} out, or name such a folder")
        for option, given in options.items()
        if given and option in only and source.exists()
    ]
    if problems:
        raise BadInputError(problems)


def _place_of_versions(source: Path, asked: Path | None) -> Path:
    """Where versions are written, if nothing stands in the way: not in a place that is a corpus' own."""
    from retold.common.problems import BadInputError, Problem
    from retold.compare import collection

    out = asked or collection.OUT
    problems = []
    if asked is None:
        here = Path.cwd()
        around = [folder for folder in (here, *here.parents) if folder in (here, source.resolve())]
        if any((folder / _TABLE).exists() for folder in around):
            description = f"-o left out, and the current folder is in a corpus, {here}"
            accepted, mend = "a place outside of it", f"name a file with -o, such as -o ../{out}"
            problems = [Problem(str(out), description, accepted, mend)]
        problems = problems or collection.unasked_problems()
    paths = [Path(os.path.realpath(path)) for path in collection.places(out)]
    if any((folder / _TABLE).exists() for path in paths for folder in path.parents[:2]):
        # Only then: the schema takes longer to import than a small collection to group.
        from retold.corpus import stories

        problems = problems or stories.table_problems(collection.places(out))
    if problems:
        raise BadInputError(problems)
    return out


def _versions_of_corpus(data: Path, texts: Path, out: Path, write: bool, **asked: Any) -> None:
    from retold.corpus import stories

    _require_folders(data, texts)
    found = stories.run(data, texts, out, write=write, progress=progress, tell=_tell, **asked)
    _left_out(found.skipped, out)
    for line in stories.lines(found):
        click.echo(line)
    for conflict in found.conflicts:
        _tell(str(conflict))
    if found.filled:
        click.echo(f"{data / _TABLE}: blank cells of {stories.STORY} filled")
    elif any(proposal.proposed for proposal in found.proposals):
        _tell(f"{data / _TABLE} is as it was: --write fills its blank cells")


def _versions_of_collection(source: Path, out: Path, **asked: Any) -> None:
    from retold.compare import collection

    done = collection.write_groups(source, out, progress=progress, **asked)
    for notice in done.notices.first:
        _tell(f"{notice} ({_DECIDES})")
    if done.notices.more:
        _tell(f"… and so {done.notices.more:,} more")
    _left_out(done.skipped, out)
    click.echo(
        f"{done.documents:,} documents in {done.groups:,} groups; "
        f"{done.grouped:,} documents share one with another"
    )


def _left_out(skipped: list[Problem], out: Path) -> None:
    """Say which documents were left out, and why."""
    from retold.compare import collection

    if skipped:
        _report(skipped)
        count = len({(problem.file, problem.row, problem.about) for problem in skipped})
        _tell(f"{count} documents left out: {collection.rejected_path(out)}")


def _own(path: Path | None) -> tuple[Any, ...]:
    """The measures of a user's own, from the file that they name."""
    from retold.measures import declared, own

    return own.load(path, declared.DECLARED, declared.PAGES) if path else ()


def _tell_underived(t: Any, measures: Path | None) -> None:
    """Say which measures of the user's own have no counts stored, or those of another version of their file."""
    from retold.measures import counts

    if underived := counts.underived(t):
        command = f"retold derive {quote(str(t.folder))} --measures {quote(str(measures))}"
        click.echo(f"not derived: {', '.join(underived)}: run `{command}`", err=True)


def _require_folders(data: Path, texts: Path | None) -> None:
    """End with one line if a folder is not there: nothing else can be said then."""
    for folder, holds in ((data, "a folder with corpus.csv"), (texts, "a folder with the texts")):
        if folder is not None and not folder.is_dir():
            kind = "a file" if folder.exists() else "no such folder"
            click.echo(f"{folder}: {kind}; accepted is {holds}", err=True)
            raise SystemExit(1)


def _readings(paths: Sequence[Path], lines: str, encoding: str, *, blank: bool = False) -> list[Reading]:
    """The texts of files, read; where lines were joined, that is said."""
    from retold.text.reading import read

    readings = [read(text, lines) for text in _decoded(paths, encoding, blank=blank)]
    for path, reading in zip(paths, readings, strict=True):
        if reading.joined:
            _tell(f"{reading.note(path.name)} (--lines keep leaves them)")
    return readings


def _decoded(paths: Sequence[Path], encoding: str, *, blank: bool = False) -> list[str]:
    """The texts of files; all their problems are reported before anything is done."""
    from retold.common.files import decode
    from retold.common.problems import BadInputError

    read = [decode(path, path.read_bytes(), encoding, blank=blank) for path in paths]
    problems = [problem for decoded in read for problem in decoded.problems]
    if problems:
        raise BadInputError(problems)
    for path, decoded in zip(paths, read, strict=True):
        if decoded.notice:
            click.echo(f"{path.name}: {decoded.notice} ({_DECIDES})", err=True)
    return [decoded.text or "" for decoded in read]


def _legible(paths: Sequence[Path], encoding: str) -> tuple[Path, ...]:
    """The files that can be read; the others are set aside in a folder here, with their reasons."""
    from retold.common import aside
    from retold.common.files import decode, write_files

    left, kept = [], []
    for path in paths:
        problems = decode(path, data := path.read_bytes(), encoding).problems
        if not problems:
            kept.append(path)
        left += [aside.Unread(aside.Place(p.file), p.found, data, p.mend) for p in problems]
    if left:
        write_files(aside.unread(Path(aside.UNREAD), left))
        _tell(f"{len(left)} files left out: {Path(aside.UNREAD) / aside.UNREAD_LIST}")
    return tuple(kept)


def _is_english(path: Path, text: str, language: str | None) -> bool:
    """Whether it can be told who speaks in a text; if not, that is said."""
    from retold.text import language as languages

    code = languages.detect(text) if language is None else language
    english = languages.is_english(code)
    if not english:
        said = f"{path.name}: {languages.named(code)}: attributions are found in English only: not computed"
        click.echo(said + ("" if language else " (--language en reads it as English)"), err=True)
    return english


def _report(problems: Iterable[Problem], *, alike: bool = False) -> None:
    """Print problems and how many they are; with `alike`, those that differ by row alone as one."""
    from retold.common.problems import grouped

    listed = list(problems)
    for told in grouped(listed) if alike else map(str, listed):
        click.echo(told, err=True)
    click.echo(f"{len(listed)} problem{'s' if len(listed) != 1 else ''} found", err=True)


if __name__ == "__main__":
    main()
