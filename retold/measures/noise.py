"""The noise floor: how much of what a measure finds between outlets copying alone can make.

Versions of one story are a test and its retest. The copy-noise ratio of a measure is its
difference between versions of one story over its range across independent stories: zero if
copying leaves the measure alone, one if it moves it as far as the stories lie apart. It needs a
story in two versions and three stories.

A measure is a pure function of sums over sentences (`features`), so that one set of resampled
sentences (`draws.weights`) gives the interval of each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd

from retold.coding.frames import marked, variables
from retold.common.once import Tables, once
from retold.common.statistics import SEED, interval
from retold.corpus.schema import KINDS
from retold.measures import draws, readability, speakers
from retold.measures.frames import passage_of
from retold.measures.readability import Floats

THRESHOLD = 0.25
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0)
STORIES = 3
SURE = 0.9
SURVIVES, FRAGILE, OPEN = "survives copying", "does not survive", "too close to call"
UNTESTED, UNKNOWN = "not tested", "not computable"
STATES = (SURVIVES, OPEN, FRAGILE, UNTESTED, UNKNOWN)
CODES = {SURVIVES: 1, OPEN: 0, FRAGILE: -1}
MARKS = {SURVIVES: "●", OPEN: "◐", FRAGILE: "○", UNTESTED: "–", UNKNOWN: "–"}
PER_THOUSAND = "per 1,000 words"
FEWEST = 5  # with fewer uses in every version, copying had too little to change


class Totals:
    """Sums over the sentences of a text by feature: arrays of one length, one value a draw."""

    def __init__(self, names: Mapping[str, int], sums: Floats) -> None:
        self._names, self._sums = names, sums

    def __getitem__(self, name: str, /) -> Floats:
        return self._sums[:, self._names[name]]

    def family(self, prefix: str) -> Floats:
        """All features whose name begins with `prefix`: draws × features."""
        return self._sums[:, [n for name, n in self._names.items() if name.startswith(prefix)]]


Value = Callable[[Totals], Floats]


@dataclass(frozen=True)
class Measure:
    """A measure of one text: what it is called, where it is reported, how it follows from totals."""

    key: str
    label: str
    page: str
    unit: str
    value: Value | None  # none: computed from the texts, at derivation
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
    begins = coded["content"].str.split("-").str[0].astype(int)
    rows = readability.rows_at(sentences, coded["doc_id"], begins)
    coded = coded[rows >= 0]
    if coded.empty:
        return pd.DataFrame(index=sentences.index)
    unnamed = ~coded["named"]
    flags = pd.concat(
        [
            pd.get_dummies("kind:" + coded["kind"]),
            pd.get_dummies("group:" + coded["group"]),
            unnamed.rename("unnamed"),
            (unnamed & (coded["gender"] != speakers.NO_PERSON)).rename("unnamed_person"),
            coded["official"],
        ],
        axis=1,
    )
    flags = flags.loc[:, flags.any()]
    by_speaker = pd.get_dummies("speaker:" + coded["speaker_id"])
    sized = pd.concat([flags, by_speaker], axis=1).assign(attributed=1).mul(coded["words"], axis=0)
    each = pd.concat([sized, flags.add_prefix("n:")], axis=1).assign(attributions=1)
    # A text that nobody coded is not a text in which nobody speaks.
    everybody = t["attributions"].loc[t["attributions"]["method"] == speakers.CODED, "doc_id"]
    table = _by_sentence(sentences, each, rows[rows >= 0])
    table.loc[~sentences["doc_id"].isin(everybody)] = np.nan
    return table


@once
def _mentioned(t: Tables) -> pd.DataFrame:
    sentences, mentions = t["sentences"], t["mentions"]
    rows = readability.rows_at(sentences, mentions["doc_id"], mentions["start"])
    mentions = mentions[rows >= 0]
    prefix = mentions["lexicon"].map({"naming": "naming:", "actors": "actor:"})
    actors = mentions["name"].where(mentions["lexicon"] == "actors")
    subjects = pd.get_dummies("subject:" + actors).mul(mentions["subject"].astype(bool), axis=0)
    each = pd.concat([pd.get_dummies(prefix + mentions["name"]), subjects], axis=1)
    return _by_sentence(sentences, each, rows[rows >= 0])


def _by_sentence(sentences: pd.DataFrame, each: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """Sum what each attribution or mention counts over the sentence that it belongs to."""
    sums = each.astype(float).groupby(rows).sum()
    return sums.reindex(range(len(sentences)), fill_value=0.0).set_axis(sentences.index)


@once
def _framed(t: Tables) -> pd.DataFrame:
    sentences, size = t["sentences"], _counted(t)["all_words"]
    passage = passage_of(t)
    keys = list(zip(sentences["doc_id"], passage, strict=True))
    first = ~pd.Series(keys, index=sentences.index).duplicated()
    columns = {"in_passages": size.where(passage > 0, 0.0)}
    coded = marked(t["frames"])
    for variable, value in variables(t["frames"]):
        here = pd.Series([k in coded[variable, value] for k in keys], index=sentences.index)
        columns[f"{variable}:{value}"] = size.where(here, 0.0)
        columns[f"n:{variable}:{value}"] = (here & first).astype(float)
    table = pd.DataFrame(columns)
    table.loc[~sentences["doc_id"].isin(t["frames"]["doc_id"])] = np.nan
    return table


def _share(name: str, of: str = "all_words", scale: float = 1.0) -> Value:
    return lambda s: scale * s[name] / s[of]


def _effective(s: Totals) -> Floats:
    by_speaker = s.family("speaker:")
    squares: Floats = (by_speaker**2).sum(axis=1)
    return s["attributed"] ** 2 / squares


def _acting(name: str) -> Value:
    return lambda s: s[name] / s.family("subject:").sum(axis=1)


def measures(t: Tables, table: pd.DataFrame) -> list[Measure]:
    """Return every measure of one text that this corpus bears, chapter by chapter.

    Parameters
    ----------
    t : mapping of name to DataFrame
        The tables.
    table : DataFrame
        As `features` returns it: a code, class, group or actor that no text has is no measure.
    """
    chapters = (_of_counts, _of_speakers, _of_mentions, _of_frames)
    return [measure for listed in chapters for measure in listed(t, table)]


# A measure without its chapter: key, label, unit, value, uses.
_Entry = tuple[str, str, str, Value, str]


def _listed(chapter: str, page: str, entries: Sequence[_Entry], *, coded: bool = False) -> list[Measure]:
    return [
        Measure(f"{chapter}.{key}", label, page, unit, value, uses, coded)
        for key, label, unit, value, uses in entries
    ]


def _of_counts(t: Tables, table: pd.DataFrame) -> list[Measure]:
    quoted = "quoted_words"
    reading: list[_Entry] = [
        *((m.name, m.label, "score", m.score, "") for m in readability.MEASURES),
        ("sentence_length", "words a sentence", "words", _share("words", "sentences"), ""),
        ("word_length", "letters a word", "letters", _share("letters", "words"), ""),
        ("syllables", "syllables a word", "syllables", _share("syllables", "words"), ""),
        ("difficult", "words off the easy list", "share", _share("difficult_words", "words"), ""),
    ]
    return [
        Measure("corpus.words", "words of the text", "01-corpus", "words", lambda s: s["all_words"]),
        Measure("quotes.quoted", "words in quotation marks", "03-quotes", "share", _share(quoted), quoted),
        *_listed("readability", "05-readability", reading),
    ]


def _of_speakers(t: Tables, table: pd.DataFrame) -> list[Measure]:
    if "attributed" not in table:
        return []
    every = "attributions"
    parts = {
        "anonymous": ("speakers without a name", "unnamed"),
        "unnamed_person": ("single persons without a name", "unnamed_person"),
        "official": ("words of officials", "official"),
        **{kind: (f"{kind} speech", f"kind:{kind}") for kind in KINDS},
        **{
            f"group.{row.group}": (f"speakers: {row.label}", f"group:{row.group}")
            for row in t["groups"].itertuples()
        },
    }
    entries: list[_Entry] = [
        ("share", "words attributed to somebody", "share", _share("attributed"), every),
        ("length", "words of an attribution", "words", _share("attributed", every), every),
        ("effective", "effective number of speakers", "speakers", _effective, every),
        *(
            (key, label, "share", _share(column, "attributed"), f"n:{column}")
            for key, (label, column) in parts.items()
            if column in table
        ),
    ]
    return _listed("speakers", "04-speakers", entries, coded=True)


def _of_mentions(t: Tables, table: pd.DataFrame) -> list[Measure]:
    actors = t["actors"].set_index("actor")["label"]
    families: list[tuple[str, str, str, Mapping[str, str], str, Callable[[str], Value]]] = [
        ("naming", "naming", "naming: {}", {}, PER_THOUSAND, lambda c: _share(c, scale=1000.0)),
        ("actor", "actor", "mentions: {}", actors, PER_THOUSAND, lambda c: _share(c, scale=1000.0)),
        ("acts", "subject", "subject: {}", actors, "share", _acting),
    ]
    entries: list[_Entry] = [
        (
            f"{key}.{name}",
            text.format(labels.get(name, name)),
            unit,
            value(f"{prefix}:{name}"),
            f"{prefix}:{name}",
        )
        for key, prefix, text, labels, unit, value in families
        for name in _used(table, f"{prefix}:")
    ]
    return _listed("framing", "06-framing", entries)


# What is weighed is the share of the words that stand in passages with a code. What chapter 6 reports of
# functions is a share of passages: another quantity, so the measure has another name.
CODED_FAMILIES = {
    "function": ("function_words", "frames, by words: {}"),
    "outlet": ("outlet", "frames, own voice: {}"),
    "blame": ("blame", "blame: {}"),
    "target": ("target", "blamed: {}"),
    "issue": ("issue", "blamed for: {}"),
}


def _of_frames(t: Tables, table: pd.DataFrame) -> list[Measure]:
    labels = t["frame_codes"].set_index(["field", "code"])["label"].to_dict()
    entries: list[_Entry] = []
    for family, (key, text) in CODED_FAMILIES.items():
        field = "function" if family == "outlet" else family
        for name in _used(table, f"n:{family}:"):
            column, label = f"{family}:{name}", text.format(labels.get((field, name), name))
            value = _share(column, "in_passages")
            entries.append((f"{key}.{name}", label, "share of words in passages", value, f"n:{column}"))
    return _listed("framing", "06-framing", entries, coded=True)


def _used(table: pd.DataFrame, prefix: str) -> list[str]:
    """What is used at least `FEWEST` times over all texts; of less there is no measure."""
    columns = [c for c in table.columns if c.startswith(prefix) and table[c].sum() >= FEWEST]
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


Key = tuple[str, str]  # a text, and the version that it is confined to what it shares with, or nothing


@dataclass(frozen=True)
class Values:
    """A measure of each text, and of each version confined to what its twin has too: value, draws, uses."""

    point: Mapping[Key, float]
    draws: Mapping[Key, np.ndarray]
    uses: Mapping[str, int] = field(default_factory=dict)

    @property
    def known(self) -> dict[Key, np.ndarray]:
        """The values that are not missing."""
        return {key: np.array([value]) for key, value in self.point.items() if value == value}


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


@once
def _cosines(t: Tables, weights: Mapping[str, np.ndarray]) -> Evaluated:
    cosine = t["cosine_draws"]
    if cosine.empty:
        return {}
    by = {k: g.sort_values("draw")["similarity"].to_numpy() for k, g in cosine.groupby(["doc_id", "twin"])}
    label = "similarity to other stories"
    measure = Measure("versions.cosine", label, "02-versions", "cosine", None)
    values = Values({k: float(v[0]) for k, v in by.items()}, {k: v[1:] for k, v in by.items() if len(v) > 1})
    return {measure.key: (measure, values)}


Part = Callable[[Tables, Mapping[str, np.ndarray]], Evaluated]


def _summing(
    listed: Callable[[Tables, pd.DataFrame], list[Measure]], *own: Callable[[Tables], pd.DataFrame]
) -> Part:
    """Return what computes together the measures that rest on the counts and on features of their own."""

    @once
    def part(t: Tables, weights: Mapping[str, np.ndarray]) -> Evaluated:
        table = pd.concat([_counted(t), *(f(t) for f in own)], axis=1)
        return _values(t, weights, table, listed(t, table))

    return part


PARTS: Mapping[Part, tuple[str, ...]] = {
    _cosines: ("02-versions",),
    _summing(_of_counts): ("01-corpus", "03-quotes", "05-readability"),
    _summing(_of_speakers, _attributed): ("04-speakers",),
    _summing(_of_mentions, _mentioned): ("06-framing",),
    _summing(_of_frames, _framed): ("06-framing",),
}


def _parts_of(page: str | None) -> list[Part]:
    return [part for part, pages in PARTS.items() if page is None or page in pages]


def _values(
    t: Tables, weights: Mapping[str, np.ndarray], table: pd.DataFrame, listed: Sequence[Measure]
) -> Evaluated:
    """Compute measures from features: of each text as it is, and of each draw of its sentences."""
    names = {str(c): n for n, c in enumerate(table.columns)}
    points: dict[str, dict[Key, float]] = defaultdict(dict)
    drawn: dict[str, dict[Key, np.ndarray]] = defaultdict(dict)
    for doc_id, twin, rows, kept in _readings(t):
        matrix = table.loc[rows].to_numpy() * kept[:, None]
        whole = Totals(names, matrix.sum(axis=0, keepdims=True))
        many = Totals(names, weights[doc_id] @ matrix) if doc_id in weights else None
        for m in listed:
            if m.value is None:
                continue
            with np.errstate(divide="ignore", invalid="ignore"):
                points[m.key][doc_id, twin] = float(m.value(whole)[0])
                if many is not None:
                    # A copy: a view would keep all features of all draws in memory.
                    drawn[m.key][doc_id, twin] = np.array(m.value(many), dtype=float)
    totals = table.groupby(t["sentences"]["doc_id"]).sum(min_count=1)
    uses = {name: totals[name].dropna().round().astype(int).to_dict() for name in totals}
    return {
        m.key: (m, Values(points[m.key], drawn[m.key], uses.get(m.uses, {}))) for m in listed if len(table)
    }


@once
def _readings(t: Tables) -> list[tuple[str, str, pd.Index, np.ndarray]]:
    """Each text, and each version confined to what a twin has: rows of `sentences`, which count."""
    sentences = t["sentences"]
    rows = {str(d): g.index for d, g in sentences.groupby("doc_id", sort=False)}
    readings = [(d, "", index, np.ones(len(index), dtype=bool)) for d, index in rows.items()]
    for a, b in versions_of(t):
        if a in rows and b in rows:
            kept = draws.shared(sentences, t["alignments"], a, b)
            readings += [(d, twin, rows[d], kept.loc[rows[d]].to_numpy()) for d, twin in ((a, b), (b, a))]
    return readings


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
    spread = np.ptp(stories, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 1e-12, _mean_gap(pairs) / spread, np.nan)


def _mean_gap(pairs: Sequence[Sequence[tuple[np.ndarray, np.ndarray]]]) -> Floats:
    gaps = [np.mean([np.abs(a - b) for a, b in versions], axis=0) for versions in pairs]
    return np.asarray(np.mean(gaps, axis=0))


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
        As `draws.weights` gives them.
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
        vars(a.measure) | vars(a) | {"below": a.below(threshold), "status": a.status(threshold)}
        for a in _assessments(t, weights, page)
    ]
    table = pd.DataFrame(rows, columns=columns)
    last = table["status"].isin([UNTESTED, UNKNOWN])
    ordered = table.assign(last=last).sort_values(["last", "ratio", "key"], ignore_index=True)
    return ordered[columns]


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
    rows, assessments = [], _assessments(t, weights, None)
    for limit in thresholds:
        states = Counter(a.status(limit) for a in assessments)
        counts = [states[state] for state in (SURVIVES, OPEN, FRAGILE)]
        low = sum(a.tested and a.ratio < limit and not a.drift >= limit for a in assessments)
        rows.append((limit, *counts, len(assessments) - sum(counts), low))
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class _Assessment:
    """A measure with its ratio, with and without what a version omits, and their draws."""

    measure: Measure
    gap: float
    spread: float
    tested: bool
    uses: str
    ratio: float
    drawn: np.ndarray
    low: float
    high: float
    drift: float
    drift_low: float
    drift_high: float

    def below(self, threshold: float) -> float:
        known = self.drawn[~np.isnan(self.drawn)]
        enough = len(known) and not np.isnan(self.low)
        return float((known < threshold).mean()) if enough else float("nan")

    def status(self, threshold: float) -> str:
        if not self.tested:
            return UNTESTED
        return status(self.ratio, self.drift, self.below(threshold), threshold)


def _assessments(t: Tables, weights: Mapping[str, np.ndarray], page: str | None) -> list[_Assessment]:
    every = [a for part in _parts_of(page) for a in _assessments_of(t, weights, part)]
    return [a for a in every if page in (None, a.measure.page)]


@once
def _assessments_of(t: Tables, weights: Mapping[str, np.ndarray], part: Part) -> tuple[_Assessment, ...]:
    stories = _stories(t)
    return tuple(_assessed(m, values, stories) for m, values in part(t, weights).values())


def _assessed(measure: Measure, values: Values, stories: Sequence[_Story]) -> _Assessment:
    pairs, means = _arranged(stories, values.known, twins=False)
    copied = [d for story in stories if story.pairs for d in story.texts]
    # A version has enough of it if the uses are many, or are not counted.
    enough = any(values.uses.get(d, FEWEST) >= FEWEST for d in copied)
    tested = not pairs or (enough and any(a[0] or b[0] for versions in pairs for a, b in versions))
    whole, drawn = _ratios(stories, values, twins=False)
    drift, drift_drawn = _ratios(stories, values, twins=True)
    return _Assessment(
        measure,
        float(_mean_gap(pairs)[0]) if pairs else float("nan"),
        float(np.ptp(means)) if means else float("nan"),
        tested,
        " / ".join(str(values.uses[d]) for d in copied if d in values.uses),
        *(whole, drawn, *interval(drawn)),
        *(drift, *interval(drift_drawn)),
    )


@once
def null(t: Tables, draws: int = 20000, seed: int = SEED) -> np.ndarray:
    """Return ratios as they would fall if versions of a story differed like texts of different stories.

    Every text of the corpus gets an independent draw of one normal law. What a ratio must be set
    against: zero is what perfect copies give, this is what the measure of no text in particular gives.
    """
    stories = _stories(t)
    rng = np.random.default_rng(seed)
    values = {(d, ""): rng.standard_normal(draws) for story in stories for d in story.texts}
    pairs, means = _arranged(stories, values, twins=False)
    return ratio(pairs, means) if pairs and len(means) >= STORIES else np.array([])


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
    """A story: its texts, and every pair of its versions: as they are, and of those aligned what they share."""

    texts: list[str]
    pairs: list[tuple[Key, Key]]
    twins: list[tuple[Key, Key]]


def _stories(t: Tables) -> list[_Story]:
    aligned = set(versions_of(t))
    stories = []
    for _, ids in t["corpus"].groupby("story_id", sort=False)["doc_id"]:
        versions = list(combinations(ids, 2))
        pairs = [((a, ""), (b, "")) for a, b in versions]
        twins = [((a, b), (b, a)) for a, b in versions if (a, b) in aligned]
        stories.append(_Story(list(ids), pairs, twins))
    return stories


def _ratios(stories: Sequence[_Story], values: Values, *, twins: bool) -> tuple[float, np.ndarray]:
    """The ratio of a measure, and its draws; with `twins` the gap is over common sentences alone."""
    point = values.known
    pairs, means = _arranged(stories, point, twins)
    if not pairs or len(means) < STORIES:
        return float("nan"), np.array([])
    whole = float(ratio(pairs, means)[0])
    copied = [(d, "") for story in stories if story.pairs for d in story.texts if (d, "") in point]
    if any(key not in values.draws for key in copied):
        return whole, np.array([])
    # A text too short to be drawn stands at its value; so may a story without versions.
    size = len(values.draws[copied[0]])
    drawn = {key: values.draws.get(key, np.full(size, value[0])) for key, value in point.items()}
    return whole, ratio(*_arranged(stories, drawn, twins))


def _arranged(
    stories: Sequence[_Story], values: Mapping[Key, np.ndarray], twins: bool
) -> tuple[list[list[tuple[np.ndarray, np.ndarray]]], list[np.ndarray]]:
    """What `ratio` takes: the values of the versions, pair by pair, and the mean of each story."""
    known = [[values[d, ""] for d in story.texts if (d, "") in values] for story in stories]
    pairs = [
        [
            (values[a], values[b])
            for a, b in (story.twins if twins else story.pairs)
            if {a, b} <= values.keys()
        ]
        for story in stories
    ]
    return [p for p in pairs if p], [np.mean(texts, axis=0) for texts in known if texts]


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
