"""What is searched: the texts of a corpus, with what its tables say of them, or files of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retold.common.files import decode
from retold.common.problems import BadInputError, Problem, show
from retold.common.progress import Tell, untold
from retold.compare.collection import text_files
from retold.corpus import Corpus, concerning, find_texts, read
from retold.corpus.schema import TABLES
from retold.text import lexicon
from retold.text.reading import AUTO
from retold.text.reading import read as reading_of
from retold.view.concordance.hits import Source, Term

LEXICONS = (("naming", "term"), ("actors", "actor"))  # the tables, and what names a term there
DATA = Path("data")  # if nobody says where
_TABLE = TABLES["corpus"].file
_ACCEPTED = f"a corpus folder, which holds {_TABLE}, or a folder of .txt files, or text files"


@dataclass(frozen=True)
class How:
    """How texts are found and read.

    Attributes
    ----------
    texts : Path, optional
        Where the texts of a corpus lie; by default in its folder `texts`.
    lines : str, optional
        How line breaks are read; by default as the corpus table says of each text, else as each text tells.
    encoding : str
        The encoding of files that are no corpus; by default it is told from each.
    whole : bool
        Search too what `cleaning.csv` says is no article.
    """

    texts: Path | None = None
    lines: str | None = None
    encoding: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Given:
    """What there is to search.

    Attributes
    ----------
    sources : iterator of Source
        The texts, read one by one.
    number : int
        How many they are.
    corpus : Corpus or None
        The corpus that they are of.
    files : list of Path
        What may not be written over.
    """

    sources: Iterator[Source]
    number: int
    corpus: Corpus | None
    files: list[Path]


def given(
    paths: Sequence[Path], how: How | None = None, tell: Tell = untold, *, lexicons: bool = False
) -> Given:
    """Find out what paths hold.

    Parameters
    ----------
    paths : sequence of Path
        A corpus folder; or folders of .txt files and text files. By default the corpus folder `data`.
    how : How, optional
        How texts are found and read.
    tell : callable
        Takes what has to be said of how a text was read.
    lexicons : bool
        Whether the lexicons of the corpus are used: then there has to be a corpus, and they must be in order.

    Raises
    ------
    BadInputError
        With all that is wrong. What is wrong with files outside of a corpus is told when they are read.
    """
    how = how or How()
    paths = list(paths) or [DATA]
    corpora = [path for path in paths if (path / _TABLE).is_file()]
    problems = [*_path_problems(paths, corpora), *_option_problems(paths[0], how, bool(corpora), lexicons)]
    if problems:
        raise BadInputError(problems)
    return _of_corpus(corpora[0], how, tell, lexicons) if corpora else _of_files(paths, how, tell)


def _path_problems(paths: Sequence[Path], corpora: Sequence[Path]) -> Iterator[Problem]:
    for path in paths:
        if path.name == _TABLE and path.is_file():
            yield Problem(str(path), "the table of a corpus", "its folder", f"name {path.parent}")
        elif not path.exists():
            yield Problem(
                str(path), "no such file or folder", _ACCEPTED, "correct the name, or name a folder"
            )
        elif path.is_dir() and path not in corpora and next(text_files(path), None) is None:
            yield Problem(str(path), f"neither {_TABLE} nor a .txt file", _ACCEPTED, "name another folder")
    if corpora and len(paths) > 1:
        yield Problem(str(corpora[0]), "a corpus among other paths", "one corpus by itself", "name it alone")


def _option_problems(path: Path, how: How, is_corpus: bool, lexicons: bool) -> Iterator[Problem]:
    if is_corpus and how.encoding:
        found = f"--encoding {how.encoding} with a corpus, whose texts say their encoding"
        yield Problem(str(path), found, "text files with it", "leave --encoding out")
    only = {"--texts": how.texts, "--whole": how.whole, "--lexicon": lexicons}
    for option in (name for name, value in only.items() if value and not is_corpus and path.exists()):
        found = f"{option} with what is no corpus"
        yield Problem(str(path), found, f"a corpus folder, which holds {_TABLE}", "name such a folder")


def _of_corpus(folder: Path, how: How, tell: Tell, lexicons: bool) -> Given:
    used = ["corpus", "cleaning", *(name for name, _ in LEXICONS if lexicons)]
    corpus, problems = read(folder)
    if problems := concerning(folder, problems, used):
        raise BadInputError(problems)
    texts = how.texts or folder / "texts"
    documents, problems = find_texts(corpus, texts, tell, how.lines)
    if problems := concerning(folder, problems, used):
        raise BadInputError(problems)

    def sources() -> Iterator[Source]:
        columns = corpus.documents[["doc_id", "outlet", "published", "title"]]
        for doc_id, *about in columns.astype(str).itertuples(index=False, name=None):
            document = documents.pop(doc_id)
            yield Source(doc_id, document.reading, document.view if how.whole else document.clean, *about)

    # Nothing that a corpus holds may be written over, whether it is read here or not.
    files = [folder / table.file for table in TABLES.values()]
    return Given(
        sources(), len(documents), corpus, files + [path for path in texts.rglob("*") if path.is_file()]
    )


def _of_files(paths: Sequence[Path], how: How, tell: Tell) -> Given:
    listed = (
        found for path in paths for found in ([p for _, p in text_files(path)] if path.is_dir() else [path])
    )
    files = list({path.resolve(): path for path in listed}.values())

    def sources() -> Iterator[Source]:
        problems = []
        for path in files:
            decoded = decode(path, path.read_bytes(), how.encoding, blank=True)
            problems += decoded.problems
            if decoded.notice:
                tell(f"{path}: {decoded.notice} (--encoding decides)")
            if decoded.text is not None and not problems:
                reading = reading_of(decoded.text, how.lines or AUTO)
                yield Source(str(path), reading, reading.view, title=path.name)
        if problems:
            raise BadInputError(problems)

    return Given(sources(), len(files), None, files)


def terms_of(corpus: Corpus) -> list[Term]:
    """Return the terms of the lexicons of a corpus, in the order of the tables.

    Raises
    ------
    BadInputError
        If there is none.
    """
    terms = [
        Term(str(pattern), str(name), lexicon, place=TABLES[lexicon].file)
        for lexicon, key in LEXICONS
        for name, pattern in corpus.tables[lexicon][[key, "pattern"]].itertuples(index=False, name=None)
    ]
    if not terms:
        files = " and ".join(TABLES[name].file for name, _ in LEXICONS)
        accepted = "a row a term, or a row an actor, with its pattern"
        raise BadInputError([Problem(str(corpus.folder), f"no term in {files}", accepted, "write some")])
    return terms


def term(typed: str, *, regex: bool = False, case: bool = False) -> Term:
    """Return what is looked for by what people type: words, or with `regex` a pattern as lexicons have them.

    Raises
    ------
    BadInputError
        If it cannot be used.
    """
    pattern = typed if regex else lexicon.of_words(typed)
    if not typed.strip():
        wrong, accepted = "nothing to look for", "a word or a phrase"
    else:
        wrong = lexicon.pattern_problem(pattern)
        accepted = "a regular expression for a word, as in the lexicons" if regex else "a word or a phrase"
    if wrong:
        raise BadInputError([Problem("PATTERN", f"{show(typed)}: {wrong}", accepted, "correct it")])
    return Term(pattern, case=case, typed="" if regex else typed)
