"""The noise floor: how much of what a measure finds between outlets copying alone can make.

Versions of one story are a test and its retest. The copy-noise ratio of a measure is its
difference between versions of one story over its range across independent stories: zero if
copying leaves the measure alone, one if it moves it as far as the stories lie apart. It needs a
story in two versions and three stories.

A measure is a pure function of sums over sentences (`features`), so that one set of resampled
sentences (`resampling.weights`) gives the interval of each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from retold.coding.frames import marked, variables
from retold.common.once import Tables, once
from retold.common.statistics import interval
from retold.corpus.schema import KINDS
from retold.measures import draws, readability, speakers
from retold.measures.frames import passage_of

THRESHOLD = 0.25
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0)
STORIES = 3
SURE = 0.9
SURVIVES, FRAGILE, OPEN = "survives copying", "does not survive", "too close to call"
UNTESTED, UNKNOWN = "not tested", "not computable"
STATES = (SURVIVES, OPEN, FRAGILE, UNTESTED, UNKNOWN)
CODES = {SURVIVES: 1, OPEN: 0, FRAGILE: -1}
MARKS = {SURVIVES: "●", OPEN: "◐", FRAGILE: "○", UNTESTED: "–", UNKNOWN: "–"}
FEWEST = 5  # with fewer uses in every version, copying had too little to change


class Totals:
    """Sums over the sentences of a text by feature: arrays of one length, one value a draw."""

    def __init__(self, names: Mapping[str, int], sums: np.ndarray) -> None:
        self._names, self._sums = names, sums

    def __getitem__(self, name: str) -> np.ndarray:
        return self._sums[:, self._names[name]]

    def family(self, prefix: str) -> np.ndarray:
        """All features whose name begins with `prefix`: draws × features."""
        return self._sums[:, [n for name, n in self._names.items() if name.startswith(prefix)]]


@dataclass(frozen=True)
class Measure:
    """A measure of one text: what it is called, where it is reported, how it follows from totals."""

    key: str
    label: str
    page: str
    unit: str
    value: Callable[[Any], np.ndarray] | None  # none: computed from the texts, at derivation
    uses: str = ""  # the feature that counts what the measure rests on: occurrences, attributions, passages
    coded: bool = False  # whether it rests on a coding, whose coder saw both versions


def features(t: Tables) -> pd.DataFrame:
    """Return what is summed: one row a sentence of every text, one column a feature.

    An attribution belongs to the sentence in which its content begins; a heading to the sentence
    behind it; the codes of a passage to all its sentences. What rests on a coding is missing for a
    text that was not coded.
    """
    return pd.concat([_counted(t), _attributed(t), _mentioned(t), _framed(t)], axis=1)


@once
def _counted(t: Tables) -> pd.DataFrame:
    """The features that every measure may use."""
    sentences = t["sentences"]
    counts = sentences[[*readability.COUNTS, "quoted_words"]].astype(float)
    return counts.assign(sentences=1.0, all_words=counts["words"] + sentences["heading_words"].astype(float))


@once
def _attributed(t: Tables) -> pd.DataFrame:
    sentences = t["sentences"]
    coded = speakers.with_traits(t, speakers.outermost(t["attributions"]))
    rows: dict[int, dict[str, float]] = {}
    begins = coded["content"].str.split("-").str[0].astype(int)
    for row, at in zip(coded.itertuples(), _sentence_at(sentences, coded["doc_id"], begins), strict=True):
        if at < 0:
            continue
        size = float(row.words)
        unnamed = not row.named
        flags = {
            f"kind:{row.kind}": True,
            "unnamed": unnamed,
            "unnamed_person": unnamed and row.gender != speakers.NO_PERSON,
            "official": bool(row.official),
            f"group:{row.group}": True,
        }
        given = {
            **{name: size for name, flag in flags.items() if flag},
            **{f"n:{name}": 1.0 for name, flag in flags.items() if flag},
            "attributions": 1.0,
            "attributed": size,
            f"speaker:{row.speaker_id}": size,
        }
        there = rows.setdefault(at, {})
        for name, value in given.items():
            there[name] = there.get(name, 0.0) + value
    found = pd.DataFrame.from_dict(rows, orient="index").reindex(range(len(sentences))).fillna(0.0)
    # A text that nobody coded is not a text in which nobody speaks.
    everybody = t["attributions"].loc[t["attributions"]["method"] == speakers.CODED, "doc_id"]
    found.index = sentences.index
    found[~sentences["doc_id"].isin(set(everybody))] = np.nan
    return found


@once
def _mentioned(t: Tables) -> pd.DataFrame:
    sentences, found = t["sentences"], t["mentions"]
    columns: dict[str, np.ndarray] = {}
    for row, at in zip(
        found.itertuples(), _sentence_at(sentences, found["doc_id"], found["start"]), strict=True
    ):
        if at < 0:
            continue
        prefix = "naming" if row.lexicon == "naming" else "actor"
        columns.setdefault(f"{prefix}:{row.name}", np.zeros(len(sentences)))[at] += 1
        if row.lexicon == "actors":
            columns.setdefault(f"subject:{row.name}", np.zeros(len(sentences)))[at] += bool(row.subject)
    return pd.DataFrame(columns, index=sentences.index)


def _sentence_at(sentences: pd.DataFrame, doc_ids: pd.Series, places: pd.Series) -> np.ndarray:
    """The position in `sentences` of the sentence that each place belongs to; -1: the text has none."""
    found = np.full(len(places), -1)
    rows = sentences.groupby("doc_id", sort=False).indices
    for doc_id, mine in rows.items():
        here = (doc_ids == doc_id).to_numpy()
        found[here] = mine[readability.sentences_of(sentences.iloc[mine], places[here].to_numpy(dtype=int))]
    return found


@once
def _framed(t: Tables) -> pd.DataFrame:
    sentences, size = t["sentences"], _counted(t)["all_words"]
    passage = passage_of(t)
    keys = list(zip(sentences["doc_id"], passage, strict=True))
    first = ~pd.Series(keys, index=sentences.index).duplicated()
    columns = {"in_passages": size.where(passage > 0, 0.0)}
    given = marked(t["frames"])
    for variable, value in variables(t["frames"]):
        here = pd.Series([k in given[variable, value] for k in keys], index=sentences.index)
        columns[f"{variable}:{value}"] = size.where(here, 0.0)
        columns[f"n:{variable}:{value}"] = (here & first).astype(float)
    found = pd.DataFrame(columns)
    found[~sentences["doc_id"].isin(set(t["frames"]["doc_id"]))] = np.nan
    return found


def _score(formula: readability.Measure) -> Callable[[Totals], np.ndarray]:
    return lambda s: formula.score(s)  # type: ignore[arg-type]


def _per_word(name: str, scale: float = 1.0) -> Callable[[Totals], np.ndarray]:
    return lambda s: scale * s[name] / s["all_words"]


def _share(name: str, of: str) -> Callable[[Totals], np.ndarray]:
    return lambda s: s[name] / s[of]


def _effective(s: Totals) -> np.ndarray:
    by_speaker = s.family("speaker:")
    return s["attributed"] ** 2 / (by_speaker**2).sum(axis=1)


def _acting(name: str) -> Callable[[Totals], np.ndarray]:
    return lambda s: s[name] / s.family("subject:").sum(axis=1)


def measures(t: Tables, have: pd.DataFrame) -> list[Measure]:
    """Return every measure of one text that this corpus bears, chapter by chapter.

    Parameters
    ----------
    t : mapping of name to DataFrame
        The tables.
    have : DataFrame
        As `features` returns it: a code, class, group or actor that no text has is no measure.
    """
    return [
        *_of_counts(),
        *_of_speakers(t, have),
        *_of_mentions(t, have),
        *_of_frames(t, have),
    ]


def _of_counts() -> list[Measure]:
    quoted = Measure(
        "quotes.quoted",
        "words in quotation marks",
        "03-quotes",
        "share",
        _per_word("quoted_words"),
        "quoted_words",
    )
    length = Measure("corpus.words", "words of the text", "01-corpus", "words", lambda s: s["all_words"])
    return [length, quoted, *_of_reading()]


def _of_speakers(t: Tables, have: pd.DataFrame) -> list[Measure]:
    if "attributed" not in have:
        return []
    page, every = "04-speakers", "attributions"
    found = [
        Measure(
            "speakers.share",
            "words attributed to somebody",
            page,
            "share",
            _per_word("attributed"),
            every,
            True,
        ),
        Measure(
            "speakers.length",
            "words of an attribution",
            page,
            "words",
            _share("attributed", every),
            every,
            True,
        ),
        Measure(
            "speakers.effective", "effective number of speakers", page, "speakers", _effective, every, True
        ),
    ]
    parts = {
        "anonymous": ("speakers without a name", "unnamed"),
        "unnamed_person": ("single persons without a name", "unnamed_person"),
        "official": ("words of officials", "official"),
        **{kind: (f"{kind} speech", f"kind:{kind}") for kind in KINDS},
        **{
            f"group.{g}": (f"speakers: {label}", f"group:{g}")
            for g, label in zip(t["groups"]["group"], t["groups"]["label"], strict=True)
        },
    }
    found += [
        Measure(f"speakers.{key}", label, page, "share", _share(column, "attributed"), f"n:{column}", True)
        for key, (label, column) in parts.items()
        if column in have
    ]
    return found


def _of_reading() -> list[Measure]:
    page = "05-readability"
    found = [
        Measure(f"readability.{m.name}", m.label, page, "score", _score(m)) for m in readability.MEASURES
    ]
    means = {
        "sentence_length": ("words a sentence", "words", "words", "sentences"),
        "word_length": ("letters a word", "letters", "letters", "words"),
        "syllables": ("syllables a word", "syllables", "syllables", "words"),
        "difficult": ("words off the easy list", "share", "difficult_words", "words"),
    }
    return found + [
        Measure(f"readability.{key}", label, page, unit, _share(name, of))
        for key, (label, unit, name, of) in means.items()
    ]


# What is weighed is the share of the words that stand in passages with a code. What chapter 6 reports of
# functions is a share of passages: another quantity, so the measure has another name.
CODED_FAMILIES = {
    "function": ("function_words", "frames, by words: {}"),
    "outlet": ("outlet", "frames, own voice: {}"),
    "blame": ("blame", "blame: {}"),
    "target": ("target", "blamed: {}"),
    "issue": ("issue", "blamed for: {}"),
}


def _of_mentions(t: Tables, have: pd.DataFrame) -> list[Measure]:
    page, actors = "06-framing", t["actors"].set_index("actor")["label"]
    found = [
        Measure(
            f"framing.naming.{n}",
            f"naming: {n}",
            page,
            PER_THOUSAND,
            _per_word(f"naming:{n}", 1000.0),
            f"naming:{n}",
        )
        for n in _used(have, "naming:")
    ]
    found += [
        Measure(
            f"framing.actor.{n}",
            f"mentions: {actors[n]}",
            page,
            PER_THOUSAND,
            _per_word(f"actor:{n}", 1000.0),
            f"actor:{n}",
        )
        for n in _used(have, "actor:")
    ]
    return found + [
        Measure(
            f"framing.acts.{n}",
            f"subject: {actors[n]}",
            page,
            "share",
            _acting(f"subject:{n}"),
            f"subject:{n}",
        )
        for n in _used(have, "subject:")
    ]


def _of_frames(t: Tables, have: pd.DataFrame) -> list[Measure]:
    found = []
    labels = t["frame_codes"].set_index(["field", "code"])["label"].to_dict()
    for family, (key, said) in CODED_FAMILIES.items():
        field = "function" if family == "outlet" else family
        for name in _used(have, f"n:{family}:"):
            column, label = f"{family}:{name}", labels.get((field, name), name)
            value = _share(column, "in_passages")
            found.append(
                Measure(
                    f"framing.{key}.{name}",
                    said.format(label),
                    "06-framing",
                    "share of words in passages",
                    value,
                    f"n:{column}",
                    True,
                )
            )
    return found


PER_THOUSAND = "per 1,000 words"


def _used(have: pd.DataFrame, prefix: str) -> list[str]:
    """What is used at least `FEWEST` times over all texts; of less there is no measure."""
    columns = [c for c in have.columns if c.startswith(prefix) and have[c].sum() >= FEWEST]
    return sorted(c.removeprefix(prefix) for c in columns)


def why_not(t: Tables) -> str:
    """Return what this corpus lacks for a noise floor, or nothing."""
    sizes = t["corpus"]["story_id"].value_counts()
    lacking = []
    if not (sizes > 1).any():
        lacking.append("no story has several versions, so nothing tells what copying adds")
    if len(sizes) < STORIES:
        lacking.append(
            f"there are {len(sizes)} stories, and the range between outlets needs at least {STORIES}"
        )
    if not lacking:
        return ""
    return f"The noise floor cannot be computed here: {'; '.join(lacking)}. Everything else on these pages still works."


@dataclass(frozen=True)
class Values:
    """A measure of each text, and of each version confined to what its twin has too: value, draws, uses."""

    point: Mapping[tuple[str, str], float]
    draws: Mapping[tuple[str, str], np.ndarray]
    uses: Mapping[str, int] = field(default_factory=dict)


Evaluated = dict[str, tuple[Measure, Values]]


def evaluate(t: Tables, weights: Mapping[str, np.ndarray], page: str | None = None) -> Evaluated:
    """Compute the measures of a page, or all, on every text and on every draw of its sentences.

    Returns
    -------
    dict of key to (Measure, Values)
        Values are by (doc_id, ""), and by (doc_id, twin) over the sentences that have a counterpart
        in the twin. A text without weights has no draws.
    """
    return {
        key: (measure, values)
        for part in _parts_of(page)
        for key, (measure, values) in part(t, weights).items()
        if page in (None, measure.page)
    }


# Measures that rest on the same features are computed together.
@once
def _cosine_values(t: Tables, weights: Mapping[str, np.ndarray]) -> Evaluated:
    cosine = t["cosine_draws"]
    if cosine.empty:
        return {}
    by = {k: g.sort_values("draw")["similarity"].to_numpy() for k, g in cosine.groupby(["doc_id", "twin"])}
    label = "similarity to other stories"
    measure = Measure("versions.cosine", label, "02-versions", "cosine", None)
    values = Values({k: float(v[0]) for k, v in by.items()}, {k: v[1:] for k, v in by.items() if len(v) > 1})
    return {measure.key: (measure, values)}


@once
def _count_values(t: Tables, weights: Mapping[str, np.ndarray]) -> Evaluated:
    return _values(t, weights, _counted(t), _of_counts())


@once
def _speaker_values(t: Tables, weights: Mapping[str, np.ndarray]) -> Evaluated:
    have = pd.concat([_counted(t), _attributed(t)], axis=1)
    return _values(t, weights, have, _of_speakers(t, have))


@once
def _mention_values(t: Tables, weights: Mapping[str, np.ndarray]) -> Evaluated:
    have = pd.concat([_counted(t), _mentioned(t)], axis=1)
    return _values(t, weights, have, _of_mentions(t, have))


@once
def _frame_values(t: Tables, weights: Mapping[str, np.ndarray]) -> Evaluated:
    have = pd.concat([_counted(t), _framed(t)], axis=1)
    return _values(t, weights, have, _of_frames(t, have))


Part = Callable[[Tables, Mapping[str, np.ndarray]], Evaluated]
PARTS: Mapping[Part, tuple[str, ...]] = {
    _cosine_values: ("02-versions",),
    _count_values: ("01-corpus", "03-quotes", "05-readability"),
    _speaker_values: ("04-speakers",),
    _mention_values: ("06-framing",),
    _frame_values: ("06-framing",),
}


def _parts_of(page: str | None) -> list[Part]:
    return [part for part, pages in PARTS.items() if page is None or page in pages]


def _values(
    t: Tables, weights: Mapping[str, np.ndarray], have: pd.DataFrame, listed: Sequence[Measure]
) -> Evaluated:
    """Compute measures from features: of each text as it is, and of each draw of its sentences."""
    names = {str(c): n for n, c in enumerate(have.columns)}
    points: dict[str, dict[tuple[str, str], float]] = {m.key: {} for m in listed}
    drawn: dict[str, dict[tuple[str, str], np.ndarray]] = {m.key: {} for m in listed}
    for doc_id, twin, rows, kept in _readings(t):
        matrix = have.loc[rows].to_numpy() * kept[:, None]
        whole = Totals(names, matrix.sum(axis=0, keepdims=True))
        many = Totals(names, weights[doc_id] @ matrix) if doc_id in weights else None
        for m in listed:
            if m.value is None:
                continue
            with np.errstate(divide="ignore", invalid="ignore"):
                points[m.key][doc_id, twin] = float(np.asarray(m.value(whole), dtype=float)[0])
                if many is not None:
                    # A copy: a view would keep all features of all draws in memory.
                    drawn[m.key][doc_id, twin] = np.array(m.value(many), dtype=float)
    totals = have.groupby(t["sentences"]["doc_id"]).sum(min_count=1)
    uses = {
        m.key: {str(d): round(float(v)) for d, v in totals[m.uses].items() if v == v}
        if m.uses in totals
        else {}
        for m in listed
    }
    return {m.key: (m, Values(points[m.key], drawn[m.key], uses[m.key])) for m in listed if len(have)}


@once
def _readings(t: Tables) -> list[tuple[str, str, pd.Index, np.ndarray]]:
    """Each text, and each version confined to what a twin has: rows of `sentences`, which count."""
    sentences = t["sentences"]
    rows = {str(d): g.index for d, g in sentences.groupby("doc_id", sort=False)}
    found = [(d, "", index, np.ones(len(index), dtype=bool)) for d, index in rows.items()]
    for a, b in versions_of(t):
        if a in rows and b in rows:
            kept = draws.shared(sentences, t["alignments"], a, b)
            found += [(d, twin, rows[d], kept.loc[rows[d]].to_numpy()) for d, twin in ((a, b), (b, a))]
    return found


def versions_of(t: Tables) -> list[tuple[str, str]]:
    """Return every pair of versions of one story that is aligned."""
    return list(t["alignments"][["doc_a", "doc_b"]].drop_duplicates().itertuples(index=False, name=None))


def ratio(
    pairs: Sequence[Sequence[tuple[np.ndarray, np.ndarray]]], stories: Sequence[np.ndarray]
) -> np.ndarray:
    """Return the copy-noise ratio.

    Parameters
    ----------
    pairs : sequence, one a copied story, of pairs of arrays
        The measure in both versions of each pair of versions of that story.
    stories : sequence of arrays
        The measure in each independent story; of several versions, their mean.

    Returns
    -------
    array
        Mean over the copied stories of the mean absolute difference between their versions, over the
        range of the measure across the stories. Missing if all stories have the same value.
    """
    gaps = [np.mean([np.abs(a - b) for a, b in told], axis=0) for told in pairs]
    values = np.array(stories, dtype=float)
    spread = values.max(axis=0) - values.min(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 1e-12, np.mean(gaps, axis=0) / spread, np.nan)


@once
def floor(
    t: Tables, weights: Mapping[str, np.ndarray], threshold: float = THRESHOLD, page: str | None = None
) -> pd.DataFrame:
    """Return the noise floor: every measure with its copy-noise ratio, the most robust first, untested last.

    Parameters
    ----------
    t : mapping of name to DataFrame
        The tables.
    weights : mapping of doc_id to array
        As `resampling.weights` gives them.
    threshold : float
        A measure survives copying if its ratio is below this.
    page : str, optional
        Return only the measures of this page.

    Returns
    -------
    DataFrame
        Columns key, label, page, unit; gap, the difference between versions; spread, the range across
        stories; ratio with its interval low and high; below, the share of draws with a ratio below the
        threshold; drift, drift_low, drift_high: the ratio over the sentences that both versions have, so
        without what one of them omits; status (see `status`; not tested: no version has as many as
        `FEWEST` of what is counted); uses, how many each version has, joined by a slash; coded, whether
        it rests on a coding. Empty if `why_not` says why.
    """
    columns = ["key", "label", "page", "unit", "gap", "spread", "ratio", "low", "high", "below"]
    columns += ["drift", "drift_low", "drift_high", "status", "uses", "coded"]
    if why_not(t):
        return pd.DataFrame(columns=columns)
    rows = [
        (
            f.measure.key,
            f.measure.label,
            f.measure.page,
            f.measure.unit,
            f.gap,
            f.spread,
            f.ratio,
            *f.bounds,
            f.below(threshold),
            f.drift,
            *f.drift_bounds,
            f.status(threshold),
            f.uses,
            f.measure.coded,
        )
        for f in _found(t, weights, page)
    ]
    table = pd.DataFrame(rows, columns=columns)
    table["last"] = table["status"].isin([UNTESTED, UNKNOWN])
    ordered = table.sort_values(["last", "ratio", "key"], na_position="last", ignore_index=True)
    return ordered.drop(columns="last")


def sensitivity(
    t: Tables, weights: Mapping[str, np.ndarray], thresholds: Sequence[float] = THRESHOLDS
) -> pd.DataFrame:
    """Return how many measures have each status under each threshold.

    Columns: threshold; the states of `STATES` but the last, whose last column counts what is not
    tested or not computable; below, how many ratios lie below the threshold with and without what a
    version omits, whatever the draws say. Empty if `why_not` says why.
    """
    columns = ["threshold", SURVIVES, OPEN, FRAGILE, UNTESTED, "below"]
    if why_not(t):
        return pd.DataFrame(columns=columns)
    rows, found = [], _found(t, weights, None)
    for limit in thresholds:
        states = pd.Series([f.status(limit) for f in found]).value_counts()
        counts = [int(states.get(state, 0)) for state in (SURVIVES, OPEN, FRAGILE)]
        low = sum(f.tested and f.ratio < limit and not f.drift >= limit for f in found)
        rows.append((limit, *counts, len(found) - sum(counts), low))
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class _Found:
    """A measure with its ratio, with and without what a version omits, and their draws."""

    measure: Measure
    gap: float
    spread: float
    tested: bool
    ratio: float
    drawn: np.ndarray
    bounds: tuple[float, float]
    drift: float
    drift_bounds: tuple[float, float]
    uses: str

    def below(self, threshold: float) -> float:
        known = self.drawn[~np.isnan(self.drawn)]
        enough = len(known) and not np.isnan(self.bounds[0])
        return float((known < threshold).mean()) if enough else float("nan")

    def status(self, threshold: float) -> str:
        if not self.tested:
            return UNTESTED
        return status(self.ratio, self.drift, self.below(threshold), threshold)


def _found(t: Tables, weights: Mapping[str, np.ndarray], page: str | None) -> list[_Found]:
    found = [f for part in _parts_of(page) for f in _found_in(t, weights, part)]
    return [f for f in found if page in (None, f.measure.page)]


@once
def _found_in(t: Tables, weights: Mapping[str, np.ndarray], part: Part) -> list[_Found]:
    told = _stories(t)
    found = []
    for m, values in part(t, weights).values():
        whole, drawn = _ratios(told, values, twins=False)
        drift, drift_drawn = _ratios(told, values, twins=True)
        uses = [values.uses[d] for s in told if s.pairs for d in s.texts if d in values.uses]
        found.append(
            _Found(
                m,
                *_parts(told, values),
                whole,
                drawn,
                interval(drawn),
                drift,
                interval(drift_drawn),
                " / ".join(map(str, uses)),
            )
        )
    return found


@once
def null(t: Tables, draws: int = 20000, seed: int = draws.SEED) -> np.ndarray:
    """Return ratios as they would fall if versions of a story differed like texts of different stories.

    Every text of the corpus gets an independent draw of one normal law. What a ratio must be set
    against: zero is what perfect copies give, this is what the measure of no text in particular gives.
    """
    told = _stories(t)
    rng = np.random.default_rng(seed)
    values = {(d, ""): rng.standard_normal(draws) for story in told for d in story.texts}
    pairs, stories = _arranged(told, values, twins=False)
    return ratio(pairs, stories) if pairs and len(stories) >= STORIES else np.array([])


def chance(t: Tables) -> float | None:
    """Return the median of `null`; None without versions and stories enough."""
    drawn = null(t)
    return float(np.median(drawn)) if len(drawn) else None


def status(whole: float, drift: float, below: float, threshold: float = THRESHOLD) -> str:
    """Decide whether a measure survives copying.

    It survives if its ratio is below the threshold with and without what a version omits, and in
    at least `SURE` of the draws; it does not if the ratio is above in as many; else, and where
    draws are missing, it is too close to call.
    """
    if np.isnan(whole):
        return UNKNOWN
    low = whole < threshold and (np.isnan(drift) or drift < threshold)
    if low and below >= SURE - 1e-9:
        return SURVIVES
    return FRAGILE if whole >= threshold and below <= 1 - SURE + 1e-9 else OPEN


@dataclass(frozen=True)
class _Story:
    """A story: its texts, every pair of its versions, and those of them that are aligned."""

    texts: list[str]
    pairs: list[tuple[str, str]]
    aligned: list[tuple[str, str]]


def _stories(t: Tables) -> list[_Story]:
    aligned = set(versions_of(t))
    found = []
    for _, ids in t["corpus"].groupby("story_id", sort=False)["doc_id"]:
        pairs = list(combinations(ids, 2))
        found.append(_Story(list(ids), pairs, [p for p in pairs if p in aligned]))
    return found


def _ratios(told: Sequence[_Story], values: Values, *, twins: bool) -> tuple[float, np.ndarray]:
    """The ratio of a measure, and its draws; with `twins` the gap is over common sentences alone."""
    point = {k: np.array([v]) for k, v in values.point.items() if v == v}
    pairs, stories = _arranged(told, point, twins)
    if not pairs or len(stories) < STORIES:
        return float("nan"), np.array([])
    whole = float(ratio(pairs, stories)[0])
    copied = [d for story in told if story.pairs for d in story.texts if (d, "") in point]
    if any((d, "") not in values.draws for d in copied):
        return whole, np.array([])
    # A text too short to be drawn stands at its value; so may a story without versions.
    size = len(values.draws[copied[0], ""])
    drawn = {k: values.draws.get(k, np.full(size, v[0])) for k, v in point.items()}
    return whole, ratio(*_arranged(told, drawn, twins))


def _parts(told: Sequence[_Story], values: Values) -> tuple[float, float, bool]:
    """Difference between versions, range across stories, and whether a version has enough of it."""
    point = {k: np.array([v]) for k, v in values.point.items() if v == v}
    pairs, stories = _arranged(told, point, twins=False)
    gaps = [np.mean([abs(a[0] - b[0]) for a, b in mine]) for mine in pairs]
    known = [s[0] for s in stories]
    most = [max((values.uses.get(d, FEWEST) for d in s.texts), default=0) for s in told if s.pairs]
    tested = any(a[0] or b[0] for mine in pairs for a, b in mine) and max(most, default=0) >= FEWEST
    spread = max(known) - min(known) if known else float("nan")
    return float(np.mean(gaps)) if gaps else float("nan"), float(spread), tested or not gaps


def _arranged(
    told: Sequence[_Story], values: Mapping[tuple[str, str], np.ndarray], twins: bool
) -> tuple[list[list[tuple[np.ndarray, np.ndarray]]], list[np.ndarray]]:
    pairs, stories = [], []
    for story in told:
        known = [values[d, ""] for d in story.texts if (d, "") in values]
        if not known:
            continue
        stories.append(np.mean(known, axis=0))
        found = [
            (values[a, b], values[b, a]) if twins else (values[a, ""], values[b, ""])
            for a, b in (story.aligned if twins else story.pairs)
            if (a, b if twins else "") in values and (b, a if twins else "") in values
        ]
        if found:
            pairs.append(found)
    return pairs, stories


@once
def by_text(t: Tables, weights: Mapping[str, np.ndarray], page: str | None = None) -> pd.DataFrame:
    """Return every measure of every text, or those of a page, with its percentile bootstrap interval.

    Columns key, label, page, unit, doc_id, value, low, high; bounds are missing for a text without
    weights.
    """
    rows = []
    for m, values in evaluate(t, weights, page).values():
        for (doc_id, twin), value in values.point.items():
            if not twin:
                drawn = values.draws.get((doc_id, ""))
                bounds = (float("nan"),) * 2 if drawn is None else interval(drawn)
                rows.append((m.key, m.label, m.page, m.unit, doc_id, value, *bounds))
    columns = ["key", "label", "page", "unit", "doc_id", "value", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
