"""How passages frame the event, and who blames whom: two codings, compared and adjudicated.

The codes are those of `coding/frame_codes.csv`: Entman's (1993) four functions of a frame with
the voice that performs them, and blame with blamer, target and issue. The unit is the passage.
A coding holds offsets and codes, no text. Every code that only one coding gives has a row in
`coding/frame_decisions.csv` with its reason; nothing is decided in code. What a passage says of a problem,
a cause or a remedy is its gist, in the coder's own words: where two codings word it differently,
`coding/gist_decisions.csv` has the wording that holds, and whether both say the same.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from retold.common.problems import BadInputError, Problem
from retold.common.statistics import LEVEL, MIN_SENTENCES, RESAMPLES, SEED, interval
from retold.corpus.schema import BLAME, OUTLET

KEY = ["doc_id", "passage", "code", "voice", "target", "issue"]
GIST_KEY = KEY[:4]
DECISIONS = "coding/frame_decisions.csv"
GIST_DECISIONS = "coding/gist_decisions.csv"
FEWEST = 10


def differences(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """List every code that only one of two codings gives: `KEY` and coding (pass_1 or pass_2)."""
    joined = first[KEY].merge(second[KEY], on=KEY, how="outer", indicator=True)
    lone = joined[joined["_merge"] != "both"]
    names = lone["_merge"].map({"left_only": "pass_1", "right_only": "pass_2"}).astype(str)
    return lone[KEY].assign(coding=names).sort_values(KEY, ignore_index=True)


def adjudicate(
    first: pd.DataFrame, second: pd.DataFrame, decisions: pd.DataFrame, gists: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Apply the decisions to two codings and return the one coding that results.

    Parameters
    ----------
    first, second : DataFrame
        The tables `frames_1` and `frames_2`.
    decisions, gists : DataFrame
        The tables `frame_decisions` and `gist_decisions`; the latter may be missing if no gists were coded.

    Returns
    -------
    DataFrame
        The codes that both codings give, and of the others those that the decisions keep; by text,
        in the order of `first`, and passage. The note is the first coding's, else the second's; the gist
        is the one decided on, else the one that is given.

    Raises
    ------
    BadInputError
        If a difference has no decision, or a decision has no difference.
    """
    needed = set(differences(first, second)[[*KEY, "coding"]].itertuples(index=False, name=None))
    decided = {tuple(row[k] for k in (*KEY, "coding")): row["decision"] for _, row in decisions.iterrows()}
    problems = [
        Problem(DECISIONS, f"no decision on {_name(k)}", "one row a difference", "add a row with its reason")
        for k in sorted(needed - set(decided))
    ]
    problems += [
        Problem(DECISIONS, f"a decision on {_name(k)}", "a difference between the codings", "remove the row")
        for k in sorted(set(decided) - needed)
    ]
    if problems:
        raise BadInputError(problems)
    dropped = {k[:-1] for k, decision in decided.items() if decision == "drop"}
    every = pd.concat([first, second]).drop_duplicates(KEY)
    stays = [k not in dropped for k in every[KEY].itertuples(index=False, name=None)]
    kept = every[np.array(stays, dtype=bool)]
    order = {doc_id: n for n, doc_id in enumerate(dict.fromkeys(every["doc_id"]))}
    ranked = kept.assign(order=kept["doc_id"].map(order)).sort_values(["order", *KEY[1:]], kind="stable")
    coded = ranked.drop(columns="order").reset_index(drop=True)
    if gists is None:
        return coded
    contents = _contents(coded, first, second, gists)
    mains = pd.array([main for _, main in contents], dtype="boolean")
    return coded.assign(gist=[gist for gist, _ in contents], main=mains)


def gist_pairs(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return the gists of the codes to which both codings give one: `GIST_KEY`, gist_1, gist_2."""
    one, two = (coding.loc[coding["gist"].ne(""), [*GIST_KEY, "gist"]] for coding in (first, second))
    return one.merge(two, on=GIST_KEY, suffixes=("_1", "_2"))


_Key = tuple[object, ...]
_Content = tuple[str, bool | None]  # the gist; whether it is the main one, None: not said


def _said(coding: pd.DataFrame) -> dict[_Key, _Content]:
    """What a coding, or a table of decisions, says of the content of each code."""
    return {
        tuple(row[:4]): (str(row[4]), None if pd.isna(row[5]) else bool(row[5]))
        for row in coding[[*GIST_KEY, "gist", "main"]].itertuples(index=False, name=None)
    }


def _contents(
    coded: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame, gists: pd.DataFrame
) -> list[_Content]:
    """The content of each code: as decided where the codings differ, else as they say."""
    one, two, decided = _said(first), _said(second), _said(gists)
    keys = [tuple(k) for k in coded[GIST_KEY].itertuples(index=False, name=None)]
    both = one.keys() & two.keys() & set(keys)
    worded = {k for k in both if one[k][0] and two[k][0] and one[k][0] != two[k][0]}
    weighed = {k for k in both if bool(one[k][1]) != bool(two[k][1])}
    accepted = "one row a gist that the codings word differently, or that one alone calls main"
    problems = [
        Problem(
            GIST_DECISIONS, f"no decision on the gist of {_name(k)}", accepted, "add a row with its reason"
        )
        for k in sorted((worded | weighed) - decided.keys())
    ]
    problems += [
        Problem(GIST_DECISIONS, f"a decision on the gist of {_name(k)}", accepted, "remove the row")
        for k in sorted(decided.keys() - (worded | weighed))
    ]
    problems += [
        Problem(
            GIST_DECISIONS,
            f"nothing on whether {_name(k)} is main",
            "true or false in the column main",
            "fill it in",
        )
        for k in sorted(weighed & decided.keys())
        if decided[k][1] is None
    ]
    if problems:
        raise BadInputError(problems)
    return [_content(one.get(k), two.get(k), decided.get(k)) for k in keys]


def _content(one: _Content | None, two: _Content | None, decided: _Content | None) -> _Content:
    said = [content for content in (decided, one, two) if content]
    gist = next((gist for gist, _ in said if gist), "")
    return gist, next((main for _, main in said if main is not None), None)


def _name(key: tuple[object, ...]) -> str:
    return " ".join(str(part) for part in key if part != "")


def variables(*codings: pd.DataFrame) -> list[tuple[str, str]]:
    """Return what can be compared: (variable, value) for every value that some coding uses.

    function: each function, in whatever voice; outlet: each function in the outlet's own voice; blame:
    any blame; voice, target, issue: each value of blame.
    """
    every = pd.concat(codings)
    blame = every[every["code"] == BLAME]
    functions = every[every["code"] != BLAME]
    compared = [("function", v) for v in sorted(set(functions["code"]))]
    compared += [(OUTLET, v) for v in sorted(set(functions.loc[functions["voice"] == OUTLET, "code"]))]
    compared += [(BLAME, "any")] if len(blame) else []
    for column in ("voice", "target", "issue"):
        compared += [(column, v) for v in sorted(set(blame[column]))]
    return compared


def marked(coding: pd.DataFrame) -> dict[tuple[str, str], set[tuple[str, int]]]:
    """Return the passages, as (doc_id, passage), to which a coding gives each value of `variables`."""
    passages_of: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for doc_id, passage, code, voice, target, issue in coding[KEY].itertuples(index=False, name=None):
        if code == BLAME:
            values = [(BLAME, "any"), ("voice", voice), ("target", target), ("issue", issue)]
        else:
            values = [("function", code), *([(OUTLET, code)] if voice == OUTLET else [])]
        for value in values:
            passages_of.setdefault(value, set()).add((doc_id, int(passage)))
    return passages_of


def binary_alpha(neither: np.ndarray, differ: np.ndarray, both: np.ndarray) -> np.ndarray:
    """Return Krippendorff's alpha of two coders for a yes or no, from counts of units.

    Nominal data, no unit left out (Hayes & Krippendorff 2007): 1 minus observed over expected
    disagreement. Missing where all coders always say the same, which tells nothing.
    """
    neither, differ, both = (np.asarray(v, dtype=float) for v in (neither, differ, both))
    values = 2 * (neither + differ + both)
    yes = 2 * both + differ
    no = values - yes
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = 2 * yes * no / (values * (values - 1))
        observed = differ / (values / 2)
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def agreement(
    first: pd.DataFrame,
    second: pd.DataFrame,
    passages: pd.DataFrame,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Measure how far two codings agree, code by code, over the passages of all texts.

    Returns
    -------
    DataFrame
        A row a value of a variable: variable, value; first, second, both: passages to which each
        coding, and both, give it; agree, the share of passages on which they agree; alpha with a
        percentile bootstrap interval over passages, low and high. The interval is missing for
        fewer than `MIN_SENTENCES` passages, and for codes that neither coding gives `FEWEST` times:
        there it would say nothing.
    """
    columns = ["variable", "value", "first", "second", "both", "agree", "alpha", "low", "high"]
    rng = np.random.default_rng(seed)
    rows = []
    total = len(passages)
    coded = total and len(first) and len(second)
    keys = list(zip(passages["doc_id"], passages["passage"], strict=True))
    codings = marked(first), marked(second)
    for variable, value in variables(first, second) if coded else []:
        one, two = (
            np.array([k in passages_of.get((variable, value), ()) for k in keys], dtype=bool)
            for passages_of in codings
        )
        cells = np.array([(~one & ~two).sum(), (one ^ two).sum(), (one & two).sum()])
        alpha = float(binary_alpha(*cells))
        bounds = (float("nan"), float("nan"))
        if total >= MIN_SENTENCES and max(one.sum(), two.sum()) >= FEWEST:
            drawn = rng.multinomial(total, cells / total, size=resamples)
            bounds = interval(binary_alpha(*drawn.T), level)
        rows.append(
            (variable, value, one.sum(), two.sum(), cells[2], (total - cells[1]) / total, alpha, *bounds)
        )
    return pd.DataFrame(rows, columns=columns)
