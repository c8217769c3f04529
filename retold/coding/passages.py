"""The passages in which frames are coded: paragraphs and headings, carried over where a text lost them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import pandas as pd

from retold.common.problems import BadInputError, Problem
from retold.common.progress import Tell, untold
from retold.corpus import Corpus, Document, find_texts, places
from retold.corpus.schema import TABLES
from retold.corpus.tables import load, to_csv, write_all
from retold.text import Span, paragraphs, pieces, words
from retold.text.offsets import spans

UNBROKEN = 200  # a paragraph of more words has lost its breaks, if another version of the story has them


def of_corpus(corpus: Corpus, texts: Mapping[str, Document], alignments: pd.DataFrame) -> pd.DataFrame:
    """Return the table `passages` of a corpus.

    Its offsets, and those of the table `alignments`, point into the texts as decoded. A text with a paragraph of more than `UNBROKEN` words takes the breaks of the first other version
    of its story that has none such, through the alignment of their sentences.
    """
    alignments = places.moved(
        {"alignments": alignments}, {d: doc.reading.in_view for d, doc in texts.items()}
    )["alignments"]
    own = {d: paragraphs(texts[d].clean) for d in corpus.doc_ids}
    broken = {d for d in corpus.doc_ids if all(len(words(texts[d].clean, *p)) <= UNBROKEN for p in own[d])}
    rows = []
    for doc_id in corpus.doc_ids:
        passages = own[doc_id]
        if doc_id not in broken:
            for donor, pairs in _partners(alignments, doc_id).items():
                if donor in broken:
                    passages = carried(texts[doc_id].clean, own[donor], pairs)
                    break
        in_raw = map(texts[doc_id].reading.in_raw, passages)
        rows += [(doc_id, n, start, end) for n, (start, end) in enumerate(in_raw, 1)]
    return pd.DataFrame(rows, columns=["doc_id", "passage", "start", "end"])


def carried(text: str, breaks: Sequence[Span], pairs: Sequence[tuple[Span, Span]]) -> list[Span]:
    """Cut a text where another version has its paragraphs.

    Parameters
    ----------
    text : str
        Clean text without paragraphs of its own.
    breaks : sequence of (start, end)
        The paragraphs of the other version.
    pairs : sequence of (span in the other version, span in text)
        Sentences that correspond.

    Returns
    -------
    list of (start, end)
        Sentences without a counterpart stay with those before them; at the beginning they are a
        passage of their own.
    """
    last, labelled = -1, []
    for start, end in pieces(text):
        there = [a for a, b in pairs if b[0] < end and start < b[1]]
        hit = [n for n, (s, e) in enumerate(breaks) if there and s <= there[0][0] < e]
        last = hit[0] if hit else last
        labelled.append((last, (start, end)))
    passages = []
    for _, group in groupby(labelled, key=lambda item: item[0]):
        members = [span for _, span in group]
        passages.append((members[0][0], members[-1][1]))
    return passages


def _partners(alignments: pd.DataFrame, doc_id: str) -> dict[str, list[tuple[Span, Span]]]:
    """By version that a text is aligned with: sentence there, sentence here."""
    partners: dict[str, list[tuple[Span, Span]]] = {}
    for row in alignments.to_dict("records"):
        for one, other in (("a", "b"), ("b", "a")):
            donor, text, theirs, here = row[f"doc_{one}"], row[f"doc_{other}"], row[one], row[other]
            if text == doc_id and theirs and here:
                pairs = partners.setdefault(donor, [])
                pairs += [(spans(theirs)[0], span) for span in spans(here)]
    return partners


def write(corpus: Corpus, folder: Path, tell: Tell = untold, lines: str | None = None) -> Path:
    """Write the passages of a corpus, unless there are others already; return the file.

    Line breaks of the texts are read as `lines` says, by default as the corpus table does.

    Raises
    ------
    BadInputError
        If a text is missing or differs, nothing was derived yet, or codes may rest on other passages.
    """
    texts, problems = find_texts(corpus, folder, tell, lines)
    if problems:
        raise BadInputError(problems)
    frame = of_corpus(corpus, texts, load(corpus.folder, "alignments"))
    path = corpus.folder / TABLES["passages"].file
    if path.is_file() and to_csv("passages", load(corpus.folder, "passages")) != to_csv("passages", frame):
        mend = "move it away first: codes are by number of the passage"
        raise BadInputError(
            [Problem(str(path), "passages that codings may rest on", "no such file yet", mend)]
        )
    write_all(corpus.folder, {"passages": frame})
    return path
