"""How much of each text performs each function of a frame, and who blames whom, by the adjudicated coding."""

from __future__ import annotations

import pandas as pd

from retold.coding.frames import marked, variables
from retold.common.once import Tables, once
from retold.corpus.schema import BLAME, OUTLET
from retold.measures.measure import Measure, share

# What is weighed is the share of the words that stand in passages with a code. What chapter 6 reports of
# functions is a share of passages: another quantity, so the measure has another name.
_FAMILIES = {
    "function": ("function_words", "frames, by words: {label}", "more words perform the function"),
    OUTLET: ("outlet", "frames, own voice: {label}", "more words perform it in the outlet's voice"),
    BLAME: (BLAME, "blame: {label}", "more words lay blame"),
    "target": ("target", "blamed: {label}", "more words blame it"),
    "issue": ("issue", "blamed for: {label}", "more words lay blame for it"),
}
# Passages of 30, 20 and 50 words, and 100 words in none. The text itself names a cause in the first and blames in two.
_EXAMPLE = {
    "sentences": [
        {"sentence": 1, "start": 0, "end": 50, "words": 8, "heading_words": 2},
        {"sentence": 2, "start": 51, "end": 150, "words": 20},
        {"sentence": 3, "start": 151, "end": 250, "words": 20},
        {"sentence": 4, "start": 251, "end": 500, "words": 50},
        {"sentence": 5, "start": 501, "end": 900, "words": 100},
    ],
    "passages": [
        {"passage": 1, "start": 0, "end": 150},
        {"passage": 2, "start": 151, "end": 250},
        {"passage": 3, "start": 251, "end": 500},
    ],
    "frames": [
        {"passage": 1, "code": "cause", "voice": OUTLET},
        {"passage": 1, "code": BLAME, "voice": OUTLET, "target": "board", "issue": "delay"},
        {"passage": 2, "code": BLAME, "voice": "mayor", "target": "mayor", "issue": "costs"},
        {"passage": 3, "code": "cause", "voice": "mayor"},
    ],
}
_WORKED = {
    "function": (80 / 100, "cause"),
    OUTLET: (30 / 100, "cause"),
    BLAME: (50 / 100, "any"),
    "target": (30 / 100, "board"),
    "issue": (20 / 100, "costs"),
}


def _family(variable: str, key: str, label: str, higher: str) -> Measure:
    """Declare the measures of what one variable of the coding says, a measure a code."""

    def codes(t: Tables) -> dict[str, str]:
        field = "function" if variable == OUTLET else variable
        labels = t["frame_codes"].set_index(["field", "code"])["label"].to_dict()
        return {v: str(labels.get((field, v), v)) for kind, v in variables(t["frames"]) if kind == variable}

    def words(rows: pd.DataFrame, name: str) -> pd.Series:
        return rows["words"].where(_has(rows, variable, name), 0.0)

    def passages(rows: pd.DataFrame, name: str) -> pd.Series:
        return _has(rows, variable, name).astype(float)

    return Measure(
        f"framing.{key}.{{name}}", label, unit="share of words in passages", higher=higher, page="06-framing",
        of="passage", each=codes, counts={"words_coded_so": words, "words_in_passages": _words, "passages": passages},
        value=share("words_coded_so", "words_in_passages"), uses="passages", reference="Entman 1993",
        example=(_EXAMPLE, *_WORKED[variable]),
    )  # fmt: skip


def _words(rows: pd.DataFrame) -> pd.Series:
    return rows["words"]


def _has(rows: pd.DataFrame, variable: str, name: str) -> pd.Series:
    return pd.Series([f"{variable}:{name}" in codes for codes in rows["codes"]], index=rows.index, dtype=bool)


MEASURES = tuple(_family(variable, *named) for variable, named in _FAMILIES.items())


@once
def passage_of(t: Tables) -> pd.Series:
    """Return the passage of each sentence, by where it begins; 0 for a sentence in none."""
    sentences, passages = t["sentences"], t["passages"]
    numbers = pd.Series(0, index=sentences.index, dtype=int)
    for passage in passages.itertuples():
        inside = sentences["start"].between(passage.start, passage.end, inclusive="left")
        numbers[inside & (sentences["doc_id"] == passage.doc_id)] = passage.passage
    return numbers


def functions(t: Tables) -> pd.DataFrame:
    """Return how much of each text performs each function, one row a text and function.

    Columns: doc_id; code; passages, that perform it; share of the text's passages; outlet, how
    many of them perform it in the outlet's own voice.
    """
    coding, passages = t["frames"], t["passages"]
    coded = marked(coding)
    rows = []
    codes = [code for kind, code in variables(coding) if kind == "function"]
    for doc_id, size in passages.groupby("doc_id", sort=False).size().items():
        for code in codes:
            count, outlet = (
                sum(d == doc_id for d, _ in coded.get((kind, code), ())) for kind in ("function", OUTLET)
            )
            rows.append((doc_id, code, count, count / size, outlet))
    return pd.DataFrame(rows, columns=["doc_id", "code", "passages", "share", "outlet"])


def blame(t: Tables) -> pd.DataFrame:
    """Return who blames whom for what: doc_id, voice, target, issue, passages."""
    rows = t["frames"][t["frames"]["code"] == BLAME]
    keys = ["doc_id", "voice", "target", "issue"]
    return rows.groupby(keys, sort=False).size().rename("passages").reset_index()
