"""Two codings of the attributions: compared, adjudicated, their agreement measured.

A coding is standoff: offsets and labels, no text. The two codings stay as they were
made; every difference between them has a row in ``coding/decisions.csv`` with a
reason, and `adjudicate` applies those rows. Nothing is decided in code.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from retold.common.problems import BadInputError, Problem
from retold.corpus.schema import KINDS, TABLES
from retold.text import Span, inside
from retold.text.offsets import spans

COMPARED = ("kind", "content", "cue", "source", "speaker_id", "intended_id", "group")
OVERLAP = 0.5
NOT_ATTRIBUTED = "none"
DECISIONS = "coding/decisions.csv"


def match(first: pd.DataFrame, second: pd.DataFrame) -> list[tuple[int, int]]:
    """Pair the attributions of two codings of the same texts, one to one.

    Two attributions can be paired when their contents overlap with an F1 of at least
    `OVERLAP`, in characters. The best overlap is paired first; between equals, the
    pair with the same speaker.

    Returns
    -------
    list of (int, int)
        Row positions in `first` and `second`, in the order of `first`.
    """
    candidates = []
    for doc_id, rows in first.groupby("doc_id", sort=False):
        others = second[second["doc_id"] == doc_id]
        theirs = list(zip(others.index, others["speaker_id"], map(spans, others["content"]), strict=True))
        for i, speaker, content in zip(
            rows.index, rows["speaker_id"], map(spans, rows["content"]), strict=True
        ):
            for j, other, their_content in theirs:
                score = _overlap(content, their_content)
                if score >= OVERLAP:
                    candidates.append((-score, speaker != other, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())


def differences(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """List every difference between two codings, one row each, undecided."""
    pairs = match(first, second)
    rows = []
    for i, j in pairs:
        a, b = first.loc[i], second.loc[j]
        rows += [
            (a["doc_id"], a["attribution_id"], b["attribution_id"], field, a[field], b[field])
            for field in COMPARED
            if a[field] != b[field]
        ]
    paired = ({i for i, _ in pairs}, {j for _, j in pairs})
    for number, (frame, done) in enumerate(zip((first, second), paired, strict=True)):
        for i in frame.index.difference(sorted(done)):
            a = frame.loc[i]
            name, what = a["attribution_id"], f"{a['speaker_id']} {a['content']}"
            ids, values = ((name, ""), (what, "")) if number == 0 else (("", name), ("", what))
            rows.append((a["doc_id"], *ids, "existence", *values))
    columns = ["doc_id", "pass_1", "pass_2", "field", "value_1", "value_2"]
    return pd.DataFrame(rows, columns=columns)


def adjudicate(first: pd.DataFrame, second: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Apply the decisions to two codings and return the one coding that results.

    Attributions are renumbered in the order of their first content character. What the
    codings agree on is taken from the first.

    Raises
    ------
    BadInputError
        If a difference has no decision, or a decision has no difference.
    """
    key = ["doc_id", "pass_1", "pass_2", "field"]
    undecided = differences(first, second)
    decided = {tuple(row[k] for k in key): row["decision"] for _, row in decisions.iterrows()}
    needed = {tuple(row[k] for k in key) for _, row in undecided.iterrows()}
    _require_same(needed, set(decided))
    _require_fitting(decided)
    pairs = dict(match(first, second))
    kept = []
    for i, row in first.iterrows():
        merged = row.copy()
        if i in pairs:
            other = second.loc[pairs[i]]
            for field in COMPARED:
                where = (row["doc_id"], row["attribution_id"], other["attribution_id"], field)
                if decided.get(where) == "pass_2":
                    merged[field] = other[field]
        elif decided[(row["doc_id"], row["attribution_id"], "", "existence")] == "drop":
            continue
        kept.append(merged)
    for _j, row in second.iterrows():
        where = (row["doc_id"], "", row["attribution_id"], "existence")
        if decided.get(where) == "keep":
            kept.append(row.copy())
    order = {doc: n for n, doc in enumerate(dict.fromkeys([*first["doc_id"], *second["doc_id"]]))}
    if not kept:
        return TABLES["coded"].empty()
    kept.sort(key=lambda r: (order[r["doc_id"]], spans(r["content"])[0][0], -_reach(r["content"])))
    frame = pd.DataFrame(kept).reset_index(drop=True)
    frame["attribution_id"] = [f"c{n:02d}" for n in frame.groupby("doc_id").cumcount() + 1]
    frame["nested_in"] = nested_in(frame)
    return frame[TABLES["coded"].names]


def nested_in(frame: pd.DataFrame) -> list[str]:
    """Name for each attribution the smallest other one that holds its whole content.

    Of two with the same content, the one in the later row is nested in the earlier.
    """
    names: dict[int, str] = {}
    for _, rows in frame.groupby("doc_id", sort=False):
        contents = [spans(c) for c in rows["content"]]
        for position, inner in enumerate(contents):
            holders = [
                (sum(e - s for s, e in outer), rows["attribution_id"].iloc[other])
                for other, outer in enumerate(contents)
                if other != position
                and _holds(outer, inner)
                and not (_holds(inner, outer) and other > position)
            ]
            names[rows.index[position]] = min(holders)[1] if holders else ""
    return [names[i] for i in frame.index]


def agreement(first: pd.DataFrame, second: pd.DataFrame, words: Mapping[str, Sequence[Span]]) -> pd.DataFrame:
    """Measure how far two codings agree, word by word, over all texts.

    Parameters
    ----------
    first, second : DataFrame
        The codings.
    words : mapping of doc_id to offsets
        The words of each clean text: the units.

    Returns
    -------
    DataFrame
        Per variable: words compared, share of agreement, Krippendorff's alpha for
        nominal data (Krippendorff, Content Analysis; computed by the package
        `krippendorff`). A word in no attribution has the value "none".
    """
    import krippendorff

    rows = []
    for variable in ("attributed", "kind", "speaker_id", "group"):
        one = _labels(first, words, variable)
        two = _labels(second, words, variable)
        codes = {label: n for n, label in enumerate(sorted({*one, *two}))}
        data = [[codes[label] for label in labels] for labels in (one, two)]
        same = sum(a == b for a, b in zip(one, two, strict=True)) / len(one)
        alpha = (
            krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
            if len(codes) > 1
            else 1.0
        )
        rows.append((variable.replace("_id", ""), len(one), same, float(alpha)))
    return pd.DataFrame(rows, columns=["variable", "units", "agreement", "alpha"])


SHIFTS = 1000


def unitising(first: pd.DataFrame, second: pd.DataFrame, words: Mapping[str, Sequence[Span]]) -> pd.DataFrame:
    """Measure how far two codings cut the same units out of the texts.

    Alpha is 1 - observed / expected disagreement, with the distance of Krippendorff (1995, On
    the reliability of unitizing continuous data, Sociological Methodology 25): two units
    that overlap differ by the squares of the gaps between their first and last words, a unit
    where the other coder has none by the square of its length. What is expected by chance is
    the mean over shifts of one coding against the other around the texts laid end to end, which
    keeps the number and the lengths of the units.

    Parameters
    ----------
    first, second : DataFrame
        The codings. Nested attributions do not count.
    words : mapping of doc_id to offsets
        The words of each clean text: lengths are in words.

    Returns
    -------
    DataFrame
        Per kind and for all: units in each coding, units with the same words, alpha.
    """
    size = sum(len(offsets) for offsets in words.values())
    rows = []
    for kind in ("all", *KINDS):
        one, two = (_cut(frame, words, kind) for frame in (first, second))
        same = len({*map(tuple, one)} & {*map(tuple, two)})
        step = max(1, size // SHIFTS)
        expected = [_apart(one, _shifted(two, shift, size)) for shift in range(0, size, step)]
        chance = float(np.mean(expected)) if len(one) and len(two) else 0.0
        alpha = 1 - _apart(one, two) / chance if chance else None
        rows.append((kind, len(one), len(two), same, alpha))
    return pd.DataFrame(rows, columns=["units", "first", "second", "same", "alpha"])


def _cut(frame: pd.DataFrame, words: Mapping[str, Sequence[Span]], kind: str) -> np.ndarray:
    """First word and the word behind the last of each unit, texts end to end."""
    outer = frame[(frame["nested_in"] == "") & ((frame["kind"] == kind) | (kind == "all"))]
    units, before = [], 0
    for doc_id, offsets in words.items():
        starts = [s for s, _ in offsets]
        for content in outer.loc[outer["doc_id"] == doc_id, "content"]:
            for start, end in spans(content):
                a, b = bisect_left(starts, start), bisect_left(starts, end)
                if a < b:
                    units.append((before + a, before + b))
        before += len(offsets)
    return np.array(sorted(set(units)), dtype=np.int64).reshape(-1, 2)


def _shifted(units: np.ndarray, by: int, size: int) -> np.ndarray:
    starts = (units[:, 0] + by) % size if size else units[:, 0]
    return np.stack([starts, starts + units[:, 1] - units[:, 0]], axis=1)


def _apart(one: np.ndarray, two: np.ndarray) -> float:
    """How far two sets of units disagree, in squared words."""
    gaps = (one[:, None, :] - two[None, :, :]).astype(float)
    meet = (one[:, None, 0] < two[None, :, 1]) & (two[None, :, 0] < one[:, None, 1])
    total = float((gaps**2).sum(axis=2)[meet].sum())
    for units, met in ((one, meet.any(axis=1)), (two, meet.any(axis=0))):
        alone = units[~met]
        total += float(((alone[:, 1] - alone[:, 0]).astype(float) ** 2).sum())
    return total


def _labels(frame: pd.DataFrame, words: Mapping[str, Sequence[Span]], variable: str) -> list[str]:
    """The value of a variable for each word of all texts; nested attributions do not count."""
    outer = frame[frame["nested_in"] == ""]
    values = ["yes"] * len(outer) if variable == "attributed" else list(outer[variable].astype(str))
    labels = []
    for doc_id, offsets in words.items():
        label = [NOT_ATTRIBUTED] * len(offsets)
        for owner, content, value in zip(outer["doc_id"], outer["content"], values, strict=True):
            if owner == doc_id:
                for n, within in enumerate(inside(offsets, spans(content))):
                    if within:
                        label[n] = value
        labels += label
    return labels


def _overlap(a: Sequence[Span], b: Sequence[Span]) -> float:
    both = sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)
    size = sum(e - s for s, e in a) + sum(e - s for s, e in b)
    return 2 * both / size if size else 0.0


def _holds(outer: Sequence[Span], inner: Sequence[Span]) -> bool:
    return all(any(s <= t and f <= e for s, e in outer) for t, f in inner)


def _reach(content: str) -> int:
    return sum(e - s for s, e in spans(content))


def _require_fitting(decided: Mapping[tuple[str, ...], str]) -> None:
    problems = []
    for key, decision in decided.items():
        allowed = ("keep", "drop") if key[-1] == "existence" else ("pass_1", "pass_2")
        if decision not in allowed:
            shown = f"{decision!r} for {' '.join(filter(None, key))}"
            problems.append(
                Problem(DECISIONS, shown, " or ".join(allowed), "choose one of them", None, "decision")
            )
    if problems:
        raise BadInputError(problems)


def _require_same(needed: set[tuple[str, ...]], decided: set[tuple[str, ...]]) -> None:
    problems = [
        Problem(
            DECISIONS,
            f"no decision on {' '.join(filter(None, k))}",
            "one row a difference",
            "add a row with a decision and its reason",
        )
        for k in sorted(needed - decided)
    ]
    problems += [
        Problem(
            DECISIONS,
            f"a decision on {' '.join(filter(None, k))}",
            "a difference between the codings",
            "remove the row: the codings agree here",
        )
        for k in sorted(decided - needed)
    ]
    if problems:
        raise BadInputError(problems)
