"""From texts to the derived tables: the only place that sees text and writes tables.

What is written holds no sentence of a text: counts, offsets, similarities. Term
counts are per document; nothing finer keeps a word.

All is computed on the texts as they are read. Offsets are moved there and back in one place each (`Corpus.as_read`,
`as_decoded`): those of the tables, which people write and which are written here, point into the texts as decoded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from retold.coding.attributions import agreement, unitising
from retold.common.problems import BadInputError
from retold.common.progress import Progress, Tell, quiet, untold
from retold.corpus import Corpus, Document, as_decoded, find_texts, inputs
from retold.corpus.schema import DERIVED, TABLES
from retold.corpus.tables import write_all
from retold.derive import documents, keyness, pairs, specific, word_marks
from retold.measures.counts import OWN
from retold.measures.measure import Measure
from retold.text import language

UNCOMPUTED = "the program's attributions, subjects, syllables and readability formulas know English alone: not computed"


def derive(
    corpus: Corpus,
    texts: Mapping[str, Document],
    progress: Progress = quiet,
    own: Sequence[Measure] = (),
) -> dict[str, pd.DataFrame]:
    """Compute every derived table of a corpus from its texts.

    Parameters
    ----------
    corpus : Corpus
        A checked corpus.
    texts : mapping of doc_id to Document
        All its texts.
    progress : callable
        Wraps the loop over texts, with a label.
    own : sequence of Measure
        A user's own measures, whose counts of sentences are stored.

    Returns
    -------
    dict of str to DataFrame
        By table name; rows in the order of the corpus table. Offsets point into the texts as decoded. Tables that only a
        larger corpus has (`retold.derive.specific`) are missing in a small one.
    """
    return as_decoded(_derived(corpus.as_read(texts), texts, progress, own), texts)


def _derived(
    corpus: Corpus, texts: Mapping[str, Document], progress: Progress, own: Sequence[Measure]
) -> dict[str, pd.DataFrame]:
    """The tables of a corpus whose offsets, there and here, point into the texts as they are read."""
    own_counts = documents.own_counts(corpus, texts, own)
    tables = documents.tables(corpus, texts, progress)
    tables[OWN] = own_counts
    clean = {d: texts[d].clean for d in corpus.doc_ids}
    whole = {d: texts[d].view for d in corpus.doc_ids}
    kept = pairs.kept(corpus, tables)
    tables["similarities"] = pairs.similarities(corpus, clean, kept, progress)
    tables["alignments"] = pairs.alignments(corpus, clean, kept)
    tables["cosines"], tables["cosine_draws"] = pairs.cosines(corpus, tables, clean, whole, kept)
    tables["keyness"], tables["keyness_null"] = keyness.keyness(corpus, tables, clean)
    tables["halves"], tables["support"] = pairs.drawn(corpus, clean, whole, kept, progress)
    tables["drift"] = pairs.drifts(corpus, texts, tables["alignments"])
    tables["fates"] = pairs.fates(corpus, clean, tables["alignments"])
    tables["slots"] = pairs.slots(corpus, clean, tables["alignments"])
    tables["word_marks"] = word_marks.word_marks(clean, tables["alignments"], corpus.tables["damage"])
    tables["agreement"], tables["unitising"] = _agreement(corpus, texts)
    tables |= specific.tables(corpus, tables["terms"], clean)
    tables["inputs"] = inputs(corpus.folder)
    return tables


def run(
    corpus: Corpus,
    folder: Path,
    progress: Progress = quiet,
    own: Sequence[Measure] = (),
    tell: Tell = untold,
    *,
    lines: str | None = None,
) -> list[Path]:
    """Derive and write: every table, or none. Return the paths written.

    Parameters
    ----------
    corpus : Corpus
        A checked corpus.
    folder : Path
        Where its texts are.
    progress, own
        As for `derive`.
    tell : callable
        Takes what has to be said of how a text was read, and of what is not computed because it is not English.
    lines : str, optional
        How line breaks of all texts are read; by default as the corpus table says.

    Raises
    ------
    BadInputError
        If a text is missing or differs, or a count of a user's own measure fails.
    """
    texts, problems = find_texts(corpus, folder, tell, lines)
    if problems:
        raise BadInputError(problems)
    for doc_id, doc in texts.items():
        if doc.reading.joined:
            tell(f"{doc.reading.note(doc_id)} (the column lines of corpus.csv may keep them)")
    frames = derive(corpus, texts, progress, own)
    for row in frames["documents"].itertuples():
        if not language.is_english(row.language):
            hint = " (language in corpus.csv decides)" if row.language_basis != "stated" else ""
            tell(f"{row.doc_id}: {language.named(row.language)}: {UNCOMPUTED}{hint}")
    write_all(corpus.folder, frames)
    for name in set(DERIVED) - set(frames):  # of the time when the corpus had more texts
        (corpus.folder / TABLES[name].file).unlink(missing_ok=True)
    return [corpus.folder / TABLES[name].file for name in frames]


def _agreement(corpus: Corpus, texts: Mapping[str, Document]) -> tuple[pd.DataFrame, pd.DataFrame]:
    first, second = corpus.tables["pass_1"], corpus.tables["pass_2"]
    if first.empty or second.empty:
        return TABLES["agreement"].empty(), TABLES["unitising"].empty()
    words = {d: texts[d].clean.words for d in corpus.doc_ids}
    return agreement(first, second, words), unitising(first, second, words)
