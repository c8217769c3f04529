"""The command `retold`: what people type."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, TypeVar

import click

from retold import __version__
from retold.common.files import write_text

if TYPE_CHECKING:
    from retold.text.reading import Reading

T = TypeVar("T")
_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
# Letters of both texts beyond which `view` says that it will take a while: about two seconds.
_LONG = 400_000
_DECIDES = "--encoding decides"


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
@click.option("--texts", type=_PATH, help="Folder with your copies of the texts, under any names.")
@_MEASURES
def check(data: Path, texts: Path | None, measures: Path | None) -> None:
    """Check a corpus: its tables, its derived data and, if given, its texts.

    DIR is the corpus folder. Prints every problem at once: file, row, column, what was found, what is accepted,
    how to mend it. Exit code 1 if there is any.

    \b
    Example:
        retold check data/sample --texts data/sample/texts
    """
    from retold import corpus
    from retold.chapters import check

    _require_folders(data, texts)
    own = _own(measures)
    read, problems = check.check(data, own)
    documents: dict[str, corpus.Document] = {}
    if texts is not None and "corpus" in read.tables:
        if not read.documents.empty:
            documents, more = corpus.find_texts(read, texts, _tell)
            problems += more
            state = {p.about: p.found.split(": ")[0] for p in more if p.about}
            for doc_id in read.doc_ids:
                click.echo(
                    f"{doc_id}: {state.get(doc_id, 'matches' if doc_id in documents else 'unreadable')}"
                )
            for doc_id, doc in documents.items():
                if doc.reading.joined:
                    click.echo(f"{doc.reading.note(doc_id)} where texts are read")
        for path in corpus.unclaimed(read, texts):
            click.echo(f"no row claims {corpus.describe(path)}")
    if problems:
        _report(list(dict.fromkeys(problems)))
        raise SystemExit(1)
    if own:
        _tell_underived(corpus.Tables(data, own), measures)
    and_texts = f" and {len(documents)} texts" if texts is not None else ""
    click.echo(f"{data}: {len(read.doc_ids)} texts described, all tables{and_texts} in order")


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
    """Show every measure of every text, and whether it survives copying.

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
@click.option("--site", default="", help="Address at which the book will be published.")
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

    Reads DIR/coding/frames_1.csv, frames_2.csv and frame_decisions.csv; writes frames.csv.

    \b
    Example:
        retold coding frames data
    """
    from retold.coding import frames

    _adjudicate(data, frames.adjudicate, ("frames_1", "frames_2", "frame_decisions"), "frames")


def _adjudicate(data: Path, rule: Callable[..., Any], names: tuple[str, str, str], coding: str) -> None:
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
@_LINES
@_ENCODING
@_LANGUAGE
def quotes(
    files: tuple[Path, ...], jsonl: bool, least: float, lines: str, encoding: str, language: str | None
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
    inserted, and who speaks (as `retold quotes` guesses). Filter rows by what happened or
    by speaker, search both texts, step from change to change with n and p. Printed, it
    shows everything.

    \b
    Example:
        retold view original.txt copy.txt -o view.html
    """
    from retold import view as viewing
    from retold.common import files
    from retold.common.problems import BadInputError

    problems = files.place_problems(out, (a, b))
    if problems:
        raise BadInputError(problems)
    one, two = _readings((a, b), lines, encoding, blank=True)
    if len(one.raw) + len(two.raw) > _LONG:
        click.echo("long texts: this takes some seconds, or minutes", err=True)
    for path, text in ((a, one), (b, two)):
        _is_english(path, text.view, language)
    write_text(out, viewing.page(one.view, two.view, viewing.names(a, b), progress, language))
    if not files.is_stream(out):  # a pipe carries the page itself
        click.echo(click.format_filename(out))
    click.echo("It holds the words of both texts: for your own eyes.", err=True)


@main.command()
@click.argument("source", metavar="INPUT", type=_PATH)
@click.option("-o", "--out", type=_PATH, required=True, help="CSV file to write; pairs go beside it.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; by default one a processor.")
@click.option("--skip-bad", is_flag=True, help="Leave out what cannot be read instead of stopping.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="Least score of versions of one story, 0 to 1. The default was fitted on respun news.",
)
@_ENCODING
def versions(
    source: Path, out: Path, workers: int | None, skip_bad: bool, threshold: float | None, encoding: str
) -> None:
    """Find the versions of each story in a collection of documents.

    INPUT is a folder of .txt files, or a .jsonl or .parquet file with the fields id and
    text; other fields pass through. Writes doc_id and group (the first id of the group)
    to OUT, and the pairs behind the groups, with their scores, to a file beside it. How a text
    was stored (accents, soft hyphens, words parted at the end of lines) makes no difference.
    Memory holds about 5 bytes a word, not the texts.

    \b
    Example:
        retold versions articles.jsonl -o groups.csv
    """
    from retold.compare import collection, grouping

    done = collection.write_groups(
        source,
        out,
        threshold=grouping.THRESHOLD if threshold is None else threshold,
        workers=workers,
        skip_bad=skip_bad,
        encoding=encoding,
        progress=progress,
    )
    for notice in done.notices.first:
        click.echo(f"{notice} ({_DECIDES})", err=True)
    if done.notices.more:
        click.echo(f"… and so {done.notices.more:,} more", err=True)
    if done.skipped:
        _report(done.skipped)
        left_out = len({(problem.file, problem.row) for problem in done.skipped})
        click.echo(f"{left_out} documents left out", err=True)
    click.echo(
        f"{done.documents:,} documents in {done.groups:,} groups; "
        f"{done.grouped:,} documents share one with another"
    )
    click.echo(out)
    click.echo(collection.pairs_path(out))


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


def _is_english(path: Path, text: str, language: str | None) -> bool:
    """Whether it can be told who speaks in a text; if not, that is said."""
    from retold.text import language as languages

    code = languages.detect(text) if language is None else language
    english = languages.is_english(code)
    if not english:
        said = f"{path.name}: {languages.named(code)}: attributions are found in English only: not computed"
        click.echo(said + ("" if language else " (--language en reads it as English)"), err=True)
    return english


def _report(problems: Iterable[object]) -> None:
    listed = list(problems)
    for problem in listed:
        click.echo(str(problem), err=True)
    click.echo(f"{len(listed)} problem{'s' if len(listed) != 1 else ''} found", err=True)


if __name__ == "__main__":
    main()
