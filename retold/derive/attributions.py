"""From texts to tables of attributions: coded, found by the program, compared, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pandas as pd

from retold import speech
from retold.coding.attributions import nested_in
from retold.corpus import Corpus, Document
from retold.corpus.schema import TABLES
from retold.text import Span, inside, pieces
from retold.text.offsets import spans, spans_text

NOBODY = ("", "", "")
CLOSING = "”"
STOP = 3  # signs between the last word of a content and its closing mark, at most


def of_document(
    corpus: Corpus, doc: Document, page: speech.Page, *, english: bool
) -> dict[str, pd.DataFrame]:
    """Return the tables of one text, read as `page`: attributions, strips and the engine's score, without its id.

    Of a text that is not English the program says nothing: it has the coded ones alone.
    """
    offsets, marks = doc.clean.words, doc.clean.marks
    frames = (_coded(corpus, doc), _computed(corpus, doc, speech.attributions(page) if english else []))
    both = pd.concat([_sized(frame, doc.clean, offsets, marks) for frame in frames], ignore_index=True)
    coded = both[(both["method"] == "coded") & ~both["nested"].astype(bool)]
    engine = both[(both["method"] == "engine") & ~both["nested"].astype(bool)]
    known = [("coded", coded), *([("engine", engine)] if english else [])]
    return {
        "attributions": both,
        "strips": pd.concat([_strip(method, frame, offsets) for method, frame in known]),
        "engine": score(coded if english else coded.head(0), engine, offsets),
    }


def _coded(corpus: Corpus, doc: Document) -> pd.DataFrame:
    table = corpus.tables["coded"]
    frame = table[table["doc_id"] == doc.doc_id].drop(columns=["doc_id", "intended_id", "note"])
    return frame.assign(method="coded", decided=True, nested=frame["nested_in"] != "").drop(
        columns="nested_in"
    )


def _computed(corpus: Corpus, doc: Document, found: Sequence[speech.Attribution]) -> pd.DataFrame:
    """What the program finds; speakers whom the corpus lists have the id and group of the list."""
    listed = corpus.tables["speakers"]
    roster = list(listed[["speaker_id", "name", "group"]].itertuples(index=False, name=None))
    rows = []
    for number, attribution in enumerate(found, 1):
        speaker, group = speech.identify(attribution.name, roster) if attribution.name else ("", "")
        rows.append(
            {
                "method": "engine",
                "attribution_id": f"e{number:02d}",
                "kind": attribution.kind,
                "content": spans_text(attribution.content),
                "cue": spans_text([attribution.cue] if attribution.cue else []),
                "source": spans_text([attribution.source] if attribution.source else []),
                "speaker_id": speaker or attribution.speaker,
                "group": group,
                "decided": attribution.decided,
            }
        )
    computed = {"doc_id", "words", "quoted_words", "quoted_most", "words_least", "words_most"}
    columns = [name for name in TABLES["attributions"].names if name not in computed]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(nested=[bool(name) for name in nested_in(frame.assign(doc_id=doc.doc_id))])


def _sized(
    frame: pd.DataFrame, text: str, offsets: Sequence[Span], marks: Sequence[speech.Mark]
) -> pd.DataFrame:
    """Add how many words each content has, how many in marks, and the bounds of a mark never closed.

    Such a quotation holds at least its first sentence, and at most all up to the end of its paragraph.
    """
    held_in_marks = [(m.start, m.end) for m in marks]
    quoted = inside(offsets, held_in_marks)
    open_marks = [m for m in marks if not m.closed]
    sizes = []
    for content in frame["content"]:
        own = spans(content)
        held = {n for n, flag in enumerate(inside(offsets, own)) if flag}
        least, most = set(held), set(held)
        for mark in open_marks:
            if any(s < mark.end and mark.start < e for s, e in own):
                first = next((e for s, e in pieces(text[mark.start : mark.end])), 0)
                least -= _inside(offsets, (mark.start + first, mark.end))
                most |= _inside(offsets, (mark.start, mark.end))
        in_marks = {n for n in held if quoted[n]}
        at_most = in_marks | {
            n for part in _unopened(text, own, held_in_marks) for n in _inside(offsets, part)
        }
        sizes.append((len(held), len(in_marks), len(at_most), len(least), len(most)))
    columns = ["words", "quoted_words", "quoted_most", "words_least", "words_most"]
    sized = pd.DataFrame(sizes, columns=columns, index=frame.index)
    return pd.concat([frame, sized], axis=1)


def _unopened(text: str, parts: Sequence[Span], marks: Sequence[Span]) -> list[Span]:
    """What may have been quoted in a content before a closing mark that nothing opens: all from where the part begins."""
    found = []
    for start, end in parts:
        # The mark may stand behind the stop that ends the content.
        behind = len(text[end : end + STOP]) - len(text[end : end + STOP].lstrip(".,!?…"))
        for at in range(start, min(end + behind + 1, len(text))):
            if text[at] == CLOSING and not any(s < at <= e for s, e in marks):
                begin = max([start, *(e for _, e in marks if start < e <= at)])
                found.append((begin, at))
    return found


def _inside(offsets: Sequence[Span], span: Span) -> set[int]:
    return {n for n, flag in enumerate(inside(offsets, [span])) if flag}


def owners(frame: pd.DataFrame, offsets: Sequence[Span]) -> dict[int, int]:
    """Return for each attributed word the row that has it; the first, where several have it."""
    owner_of: dict[int, int] = {}
    for row, content in frame["content"].items():
        for number, flag in enumerate(inside(offsets, spans(content))):
            if flag:
                owner_of.setdefault(number, row)
    return owner_of


def _strip(method: str, frame: pd.DataFrame, offsets: Sequence[Span]) -> pd.DataFrame:
    """Runs of words with the same owner, in order; the outlet's own words have none."""
    owned = owners(frame, offsets)
    label_of = frame[["speaker_id", "group", "kind"]].apply(tuple, axis=1).to_dict() if len(frame) else {}
    labels = [label_of[owned[n]] if n in owned else NOBODY for n in range(len(offsets))]
    rows = [
        (method, number, *label, sum(1 for _ in run))
        for number, (label, run) in enumerate(groupby(labels), 1)
    ]
    return pd.DataFrame(rows, columns=["method", "run", "speaker_id", "group", "kind", "words"])


def score(coded: pd.DataFrame, engine: pd.DataFrame, offsets: Sequence[Span]) -> pd.DataFrame:
    """Score the program against the coding of one text, by words; no row without coding.

    Returns
    -------
    DataFrame
        Precision, recall and F1 of attributed words; of the coded words that the program
        found, the shares with the coded source mention and with the coded group.
    """
    columns = [name for name in TABLES["engine"].names if name != "doc_id"]
    if coded.empty:
        return pd.DataFrame(columns=columns)
    truth, predicted = owners(coded, offsets), owners(engine, offsets)
    both = [n for n in truth if n in predicted]
    pairs = [(coded.loc[truth[n]], engine.loc[predicted[n]]) for n in both]
    precision = len(both) / len(predicted) if predicted else 0.0
    recall = len(both) / len(truth) if truth else 0.0
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    source = sum(_same_mention(a["source"], b["source"]) for a, b in pairs)
    group = sum(a["group"] == b["group"] for a, b in pairs)
    shares = [n / len(both) if both else 0.0 for n in (source, group)]
    return pd.DataFrame([(precision, recall, f1, *shares)], columns=columns)


def _same_mention(a: str, b: str) -> bool:
    if not a or not b:
        return a == b
    (s, e), (t, f) = spans(a)[0], spans(b)[0]
    return s < f and t < e
