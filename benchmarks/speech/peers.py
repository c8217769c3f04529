"""Other programs that say who says what, each as a function from a text to attributions.

They need spaCy and an English model, which this project does not install: name the model with
``--model`` of run.py. A text on which a program raises an error counts as one in which it finds nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from standoff import Attribution, Span

from retold.speech import marks
from retold.speech.page import read
from retold.speech.sources import mentions

Program = Callable[[str], Sequence[Attribution]]


def nearest_name(text: str) -> list[Attribution]:
    """A floor: everything in quotation marks, said by the nearest name before it."""
    page = read(text)
    tokens = page.tokens
    names = [m for unit in page.units for m in mentions(page, unit, set()) if m.kind == "name"]
    found = []
    for mark in marks(text):
        before = [m for m in names if tokens.end[m.last - 1] <= mark.start]
        source = ((tokens.start[before[-1].first], tokens.end[before[-1].last - 1]),) if before else ()
        found.append(Attribution(((mark.start, mark.end),), (), source))
    return found


def textacy(model: str) -> tuple[str, Program]:
    """Textacy's direct quotations."""
    import spacy
    from textacy.extract.triples import direct_quotations

    pipeline = spacy.load(model)

    def run(text: str) -> list[Attribution]:
        return [_of_triple(triple) for triple in direct_quotations(pipeline(text))]

    return f"textacy {version('textacy')}", run


def sayswho(model: str) -> tuple[str, Program]:
    """Sayswho's quote finder, without its coreference."""
    import spacy
    from sayswho.quote_finder import quote_finder

    pipeline = spacy.load(model)

    def run(text: str) -> list[Attribution]:
        # It takes line breaks one at a time; the length stays, and with it the offsets.
        return [_of_triple(triple) for triple in quote_finder(pipeline(text.replace("\n\n", " \n")))]

    return f"sayswho {version('sayswho')}", run


def gender_gap_tracker(folder: Path, model: str) -> tuple[str, Program]:
    """The Gender Gap Tracker's quote extractor, from a copy of its repository and its own requirements."""
    import spacy

    sys.path.insert(0, str(folder / "nlp" / "english"))
    from quote_extractor import QuoteExtractor

    verbs = next(folder.rglob("quote_verb_list.txt"))
    pipeline = spacy.load(model)
    extractor = QuoteExtractor({"spacy_lang": pipeline, "NLP": {"QUOTE_VERBS": str(verbs)}})

    def run(text: str) -> list[Attribution]:
        return [_of_tracker(row) for row in extractor.extract_quotes(pipeline(text))]

    return "Gender Gap Tracker", run


def _of_triple(triple: Any) -> Attribution:
    content = triple.content
    return Attribution(
        ((content[0].idx, content[-1].idx + len(content[-1])),),
        (),
        tuple(filter(None, [_span(triple.speaker)])),
    )


def _span(tokens: Any) -> Span | None:
    words = list(tokens or ())
    return (words[0].idx, words[-1].idx + len(words[-1])) if words else None


def _of_tracker(row: dict[str, Any]) -> Attribution:
    """The tracker writes its offsets as text: "(12,40)"."""

    def span(cell: str) -> tuple[Span, ...]:
        start, end = json.loads(str(cell).replace("(", "[").replace(")", "]")) if cell else (0, 0)
        return ((start, end),) if start < end else ()

    return Attribution(span(row["quote_index"]), (), span(row["speaker_index"]))
