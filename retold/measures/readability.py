"""Readability: formulas over counts of sentences, and what other choices make of them.

The constants of the formulas are textstat's. A score is a function of a few counts, so it rebuilds
from the derived data, and drawing sentences anew gives its interval.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from retold.common.once import Tables, once
from retold.measures.measure import COUNTS, ENGLISH, Floats, Measure, Totals, Value, share

PAGE = "05-readability"
HARDER = "harder to read"


def _flesch(c: Totals) -> Floats:
    return 206.835 - 1.015 * c["words"] / c["sentences"] - 84.6 * c["syllables"] / c["words"]


def _flesch_kincaid(c: Totals) -> Floats:
    return 0.39 * c["words"] / c["sentences"] + 11.8 * c["syllables"] / c["words"] - 15.59


def _fog(c: Totals) -> Floats:
    return 0.4 * (c["words"] / c["sentences"] + 100 * c["complex_words"] / c["words"])


def _smog(c: Totals) -> Floats:
    root: Floats = np.sqrt(30 * c["polysyllables"] / c["sentences"])
    return 1.043 * root + 3.1291


def _ari(c: Totals) -> Floats:
    # textstat divides the characters by all that stands between spaces, loose dashes too.
    return 4.71 * c["characters"] / c["tokens"] + 0.5 * c["words"] / c["sentences"] - 21.43


def _coleman_liau(c: Totals) -> Floats:
    return 5.8 * c["letters"] / c["words"] - 29.6 * c["sentences"] / c["words"] - 15.8


def _dale_chall(c: Totals) -> Floats:
    share = 100 * c["difficult_words"] / c["words"]
    return 0.1579 * share + 0.0496 * c["words"] / c["sentences"] + np.where(share > 5, 3.6365, 0.0)


# Words 14, sentences 2, letters 71, characters 74, syllables 26, words of three syllables or more 4 (nobody, expected,
# emergency, officials), of which 3 are not easy, words off the easy list 4 (expected, emergency, officials, repairs).
_TEXT = "The dam held. Nobody in the valley expected an emergency, officials said after repairs."


def _declared(
    name: str,
    label: str,
    unit: str,
    higher: str,
    source: str,
    value: Value,
    worked: float,
    form: str = "",
    note: str = "",
    *,
    english: bool = True,
) -> Measure:
    return Measure(
        f"readability.{name}", label, unit, higher, PAGE, value=value,
        reference=source, example=(_TEXT, worked), form=form, note=note, english=english,
    )  # fmt: skip


FORMULAS: tuple[Measure, ...] = (
    _declared(
        "flesch", "Flesch Reading Ease", "score", "easier to read", "Flesch 1948", _flesch,
        206.835 - 1.015 * 14 / 2 - 84.6 * 26 / 14,
    ),
    _declared(
        "flesch_kincaid", "Flesch-Kincaid grade", "score", HARDER, "Kincaid et al. 1975", _flesch_kincaid,
        0.39 * 14 / 2 + 11.8 * 26 / 14 - 15.59,
    ),
    _declared("fog", "Gunning Fog", "score", HARDER, "Gunning 1952", _fog, 0.4 * (14 / 2 + 100 * 3 / 14),
        note="Complex words are textstat's: three syllables or more and not on the list of easy words.",
    ),
    _declared(
        "smog", "SMOG", "score", HARDER, "McLaughlin 1969", _smog, 1.043 * (30 * 4 / 2) ** 0.5 + 3.1291,
        note="It was made for samples of thirty sentences; a shorter text is scaled up.",
    ),
    _declared(
        "ari", "Automated Readability Index", "score", HARDER, "Smith & Senter 1967", _ari,
        4.71 * 74 / 14 + 0.5 * 14 / 2 - 21.43,
    ),
    _declared(
        "coleman_liau", "Coleman-Liau", "score", HARDER, "Coleman & Liau 1975", _coleman_liau,
        5.8 * 71 / 14 - 29.6 * 2 / 14 - 15.8,
        note="The first constant is textstat's; Coleman and Liau have 5.88, which makes a text about a third of a grade harder.",
    ),
    _declared(
        "dale_chall", "Dale-Chall", "score", HARDER, "Dale & Chall 1948", _dale_chall,
        0.1579 * 100 * 4 / 14 + 0.0496 * 14 / 2 + 3.6365,
        note="As in textstat, the last constant is added only above five per cent of difficult words.",
    ),
)  # fmt: skip
MEASURES: tuple[Measure, ...] = (
    *FORMULAS,
    _declared(
        "sentence_length", "words per sentence", "words", "longer sentences", "Flesch 1948",
        share("words", "sentences"), 14 / 2, english=False,
    ),
    _declared(
        "word_length", "letters per word", "letters", "longer words", "Coleman & Liau 1975",
        share("letters", "words"), 71 / 14, ".2f", english=False,
    ),
    _declared(
        "syllables", "syllables per word", "syllables", "longer words", "Flesch 1948",
        share("syllables", "words"), 26 / 14, ".2f",
    ),
    _declared(
        "difficult", "words not on the easy list", "share", "rarer words", "Dale & Chall 1948",
        share("difficult_words", "words"), 4 / 14,
    ),
)  # fmt: skip


def scores(counts: pd.DataFrame) -> dict[str, float]:
    """Return the score of one text by each formula, from the counts of its sentences.

    Empty for an empty text, and for one that is not English: its syllables are missing.
    """
    if not counts["words"].sum() or counts[[*ENGLISH]].isna().to_numpy().any():
        return {}
    summed = Totals.of(counts[[*COUNTS]])
    return {m.name: float(m.values(summed)[0]) for m in FORMULAS}


CHOICE = ["splitter", "cleaning", "quotations"]
DEFAULT = ("retold", "clean", "with")


@once
def choices(t: Tables) -> pd.DataFrame:
    """Return every score of each text under every splitter, cleaning and treatment of quotations.

    Returns
    -------
    DataFrame
        Columns doc_id, splitter, cleaning, quotations, measure, score.
    """
    rows = [*_scored(t["sentences"], DEFAULT), *_other_choices(t)]
    return pd.DataFrame(rows, columns=["doc_id", *CHOICE, "measure", "score"])


@once
def _other_choices(t: Tables) -> tuple[tuple[object, ...], ...]:
    return tuple(
        row for key, counts in t["readings"].groupby(CHOICE, sort=False) for row in _scored(counts, key)
    )


def _scored(sentence_counts: pd.DataFrame, key: tuple[str, ...]) -> list[tuple[object, ...]]:
    """What `scores` says of each text, computed for all texts together."""
    docs = sentence_counts["doc_id"].astype(str).to_numpy()
    counts = pd.DataFrame(sentence_counts[[*COUNTS]].to_numpy(dtype=float), columns=[*COUNTS])
    by_text = counts.assign(sentences=1.0).groupby(docs, sort=False)
    summed = by_text.sum()
    foreign = counts[[*ENGLISH]].isna().any(axis=1).groupby(docs, sort=False).any()
    summed = summed[(summed["words"] > 0) & ~foreign]
    totals = Totals(summed.to_numpy(), {name: n for n, name in enumerate(summed.columns)})
    values = {m.name: m.values(totals).tolist() for m in FORMULAS} if len(summed) else {}
    return [
        (doc_id, *key, name, found[n])
        for n, doc_id in enumerate(summed.index)
        for name, found in values.items()
    ]


def readings(t: Tables) -> dict[tuple[str, ...], pd.DataFrame]:
    """Return the sentence counts by `CHOICE`, what the report uses first; the caller may change them."""
    columns = [column for column in t["sentences"] if column in t["readings"]]
    others = t["readings"].groupby(CHOICE, sort=False)
    return {
        DEFAULT: t["sentences"].copy(),
        **{key: rows[columns].reset_index(drop=True) for key, rows in others},
    }
