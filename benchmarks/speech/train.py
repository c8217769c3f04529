"""Fit the engine's linear models on attributions in brat standoff.

    python benchmarks/speech/train.py DIR [--clauses FILE] [--out weights.json] [--without PUBLISHER ...]

Each stage learns from what a person annotated: which words are cues and on which side of them
the content stands, where it begins and ends, who the source is, and whose the quotations
without a cue are. What is learnt is a coefficient for each feature of `retold.speech`, no word
of a text. Nothing here is random: the same folder gives the same coefficients.

The folder is news. Texts of other genres, in which clauses of saying and thinking are annotated and
nothing else, may be named with --clauses: a JSON object a line (`standoff.read_clauses`). The stage that
says what is a cue learns from them too, because other genres tell of saying in other words. Sources and
extent are learnt from the folder alone, and so is whose the quotations without a cue are, once the cues
are known. What ships was fitted with such a file; run.py measures genres in folds, without the texts to
be judged.

Articles whose number within their publisher is divisible by ten are left out as well, so that
there is something to measure on (`parts` below; run.py uses the same parts).
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from standoff import Article, Attribution, Span, read_clauses, read_folder

from retold.speech import carry, engine
from retold.speech.candidates import WHERE, Candidate, candidates, features
from retold.speech.extent import Setting, ends_after, ends_before, place_features, starts_after, starts_before
from retold.speech.linear import STAGES, Model, Weights, parse
from retold.speech.page import Page, read
from retold.speech.sources import Mention, candidates_for, mentions

UNSEEN = ("breitbart", "nyt")
EVERY = 10
# Inverse strength of the penalty, and how often a feature must occur, by stage.
STRENGTH = {"cue": 0.05, "source": 0.3, "carry": 0.34}
SEEN = {"cue": 5, "source": 8, "carry": 8}
EDGE_STRENGTH = {"near_after": 0.3, "far_after": 0.15, "near_before": 0.4, "far_before": 0.12}
EDGE_SEEN = 5
# Which reading of a cue's words is the one that counts.
RANK = {"verb": 0, "phrase": 0, "adjective": 2, "noun": 2}
REPORTS = {"speech": 0, "belief": 1, "stance": 1}


class Parts(NamedTuple):
    """How a corpus is divided: to learn from, and two parts to measure on."""

    train: list[Article]
    seen: list[Article]
    unseen: list[Article]


def parts(articles: Sequence[Article], unseen: Sequence[str] = UNSEEN) -> Parts:
    """Divide a corpus: whole publishers apart, and of the others every tenth article."""
    found = Parts([], [], [article for article in articles if article.publisher in unseen])
    rest = sorted((a for a in articles if a.publisher not in unseen), key=lambda a: a.name)
    for _, group in groupby(rest, key=lambda a: a.publisher):
        for number, article in enumerate(group, 1):
            (found.seen if number % EVERY == 0 else found.train).append(article)
    return found


class Choice(NamedTuple):
    """A row of options, described; which of them are right; how many words hang on it."""

    rows: list[list[str]]
    right: list[bool]
    words: int


class Examples(NamedTuple):
    """What the stages learn from."""

    cue: list[tuple[list[str], int, float]]
    edges: dict[str, list[tuple[list[str], bool]]]
    source: list[Choice]


def examples(articles: Iterable[Article]) -> Examples:
    """Describe every decision of the first stages with the answer that a person gave."""
    found = Examples([], defaultdict(list), [])
    for article in articles:
        _learn(article, found)
    return found


def _learn(article: Article, into: Examples) -> None:
    page = read(article.text)
    listed = candidates(page)
    verbs = engine.verbal(listed)
    rivals = {c.token for c in listed}
    answers = _answers(page, listed, article.attributions)
    cued = _tokens(page, (span for a in article.attributions for span in a.cue))
    hidden = _tokens(page, article.discarded)
    named: dict[int, list[Mention]] = {}
    for number, candidate in enumerate(listed):
        if candidate.token in hidden:
            continue
        unit, answer = page.units[candidate.unit], answers.get(number)
        row = features(page, candidate, rivals)
        if answer is None:
            # Another word of a cue that was found by its first: less of a mistake.
            into.cue.append((row, 0, 0.3 if candidate.token in cued else 1.0))
            continue
        words = [
            k for k in sorted(_tokens(page, answer.content)) if unit.first <= k < unit.last and _word(page, k)
        ]
        after = [k for k in words if k > candidate.token]
        before = [k for k in words if k < candidate.token]
        if not words:
            continue
        few = min(len(after), len(before))
        where = (
            "around"
            if few >= 2 or few >= 0.2 * len(words)
            else "after"
            if len(after) > len(before)
            else "before"
        )
        into.cue.append((row, WHERE.index(where), 1 + min(len(words), 40) / 20))
        if candidate.unit not in named:
            named[candidate.unit] = mentions(page, unit, verbs)
        options, rows = candidates_for(page, candidate, named[candidate.unit], where)
        heads = _tokens(page, answer.source)
        right = [(o.head in heads) if o else not answer.source for o in options]
        if any(right):
            into.source.append(Choice(rows, right, len(words)))
        source = next((o for o, hit in zip(options, right, strict=True) if hit), None)
        _learn_edges(page, candidate, source, where, (before, after), verbs, into.edges)


def _learn_edges(
    page: Page,
    candidate: Candidate,
    source: Mention | None,
    where: str,
    words: tuple[list[int], list[int]],
    verbs: set[int],
    into: dict[str, list[tuple[list[str], bool]]],
) -> None:
    def learn(stage: str, row: Sequence[int], near: int, true: int) -> int:
        best = min(range(len(row)), key=lambda n: (abs(row[n] - true), n))
        for number in range(best + 1):
            if number < len(row) - 1:
                described = place_features(setting, row, number, near)
                into[stage].append((described, number == best))
        return row[best]

    setting = Setting(page, candidate, source, verbs)
    before, after = words
    if where in ("after", "around") and (row := starts_after(page, candidate, source)):
        start = learn("near_after", row, candidate.token + 1, after[0])
        learn("far_after", ends_after(page, candidate, start), start, after[-1] + 1)
    if where in ("before", "around"):
        end = learn("near_before", ends_before(page, candidate, source), candidate.token, before[-1] + 1)
        learn("far_before", starts_before(page, candidate, end), end, before[0])


def _answers(page: Page, listed: Sequence[Candidate], gold: Sequence[Attribution]) -> dict[int, Attribution]:
    """For each candidate that is a cue, its attribution; the longest if there are several."""
    found: dict[int, Attribution] = {}
    for one in gold:
        cued = _tokens(page, one.cue)
        hits = [n for n, c in enumerate(listed) if c.token in cued]
        if hits:
            best = min(hits, key=lambda n: (RANK[listed[n].cue.part] + REPORTS[listed[n].cue.reports], n))
            if best not in found or _size(one) > _size(found[best]):
                found[best] = one
    return found


def _size(one: Attribution) -> int:
    return sum(e - s for s, e in one.content)


def _tokens(page: Page, spans: Iterable[Span]) -> set[int]:
    starts = page.tokens.start
    return {k for a, b in spans for k in range(bisect_left(starts, a), bisect_left(starts, b))}


def _word(page: Page, k: int) -> bool:
    return page.tokens.lower[k][0].isalnum()


def carried(articles: Iterable[Article], model: Model) -> list[Choice]:
    """Describe whose the quotations are that no cue claims, once the first stages have run."""
    found = []
    for article in articles:
        page = read(article.text)
        listed = candidates(page)
        verbs = engine.verbal(listed)
        named = [mentions(page, unit, verbs) for unit in page.units]
        drafts = engine.by_cue(page, listed, named, model)
        hidden = _tokens(page, article.discarded)
        gold = [(_tokens(page, a.content), _tokens(page, a.source)) for a in article.attributions]
        for number, unit, before, after in engine.unclaimed(page, drafts):
            span = range(page.quote_first[number], page.quote_last[number])
            words = {k for k in span if _word(page, k) and k not in hidden}
            if not words:
                continue
            owners = [heads for content, heads in gold if len(words & content) >= 0.5 * len(words)]
            options, rows = carry.options(page, number, before, after, named, unit)
            right = [_is_right(option, owners) for option in options]
            if any(right):
                found.append(Choice(rows, right, 2 * min(len(words), 60)))
            best = next((o for o, hit in zip(options, right, strict=True) if hit), None)
            if best is not None and best.how != "none":
                content = ((span.start, span.stop),)
                before.append(carry.Draft(content, unit, None, best.source, 1.0))
    return found


def _is_right(option: carry.Option, owners: Sequence[set[int]]) -> bool:
    if option.how == "none":
        return not owners
    if option.source is None:
        return any(not heads for heads in owners)
    return any(option.source.head in heads for heads in owners)


def fit(articles: Sequence[Article], clauses: Sequence[Article] = ()) -> Model:
    """Fit every stage; from `clauses`, where only clauses of saying and thinking are annotated, only what is a cue."""
    return next(fit_each(articles, [clauses]))


def fit_each(articles: Sequence[Article], clauses: Iterable[Sequence[Article]]) -> Iterator[Model]:
    """Fit a model with each set of clauses; the stages that do not depend on them are fitted once."""
    told = examples(articles)
    shared = {"source": _fit_choice(told.source, "source")}
    for stage in ("near_after", "far_after", "near_before", "far_before"):
        shared[stage] = _fit_edge(told.edges[stage], EDGE_STRENGTH[stage])
    for some in clauses:
        model = {"cue": _fit_cue([*told.cue, *examples(some).cue]), **shared}
        # Which quotations are left to be carried on depends on the cues.
        model["carry"] = _fit_choice(carried(articles, model), "carry")
        yield model


def _fit_cue(told: Sequence[tuple[list[str], int, float]]) -> Weights:
    names, x = _matrix([row for row, _, _ in told], SEEN["cue"])
    fitted = LogisticRegression(C=STRENGTH["cue"], max_iter=500, fit_intercept=False)
    fitted.fit(x, [y for _, y, _ in told], sample_weight=[w for _, _, w in told])
    return _table(names, fitted.coef_.T)


def _fit_edge(told: Sequence[tuple[list[str], bool]], strength: float) -> Weights:
    names, x = _matrix([row for row, _ in told], EDGE_SEEN)
    fitted = LogisticRegression(C=strength, max_iter=500, fit_intercept=False)
    fitted.fit(x, [y for _, y in told])
    return _table(names, fitted.coef_.T)


def _fit_choice(told: Sequence[Choice], stage: str) -> Weights:
    """Conditional logit: of the options of a row, those that are right together are likely."""
    names, x = _matrix([row for one in told for row in one.rows], SEEN[stage])
    sizes = np.array([len(one.rows) for one in told])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(told)), sizes)
    right = np.array([hit for one in told for hit in one.right])
    weight = np.array([1 + min(one.words, 120) / 20 for one in told])
    weight /= weight.mean()
    turned = x.T.tocsr()

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        s = x @ b
        e = np.exp(s - np.maximum.reduceat(s, starts)[group])
        every, hit = np.add.reduceat(e, starts), np.add.reduceat(e * right, starts)
        pull = e / every[group] - e * right / hit[group]
        value = (weight * (np.log(every) - np.log(hit))).sum() + b @ b / (2 * STRENGTH[stage])
        return float(value), turned @ (pull * weight[group]) + b / STRENGTH[stage]

    fitted = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return _table(names, fitted.x[:, None])


def _matrix(rows: Sequence[Sequence[str]], least: int) -> tuple[list[str], sp.csr_matrix]:
    """One column a feature that occurs at least so often, in alphabetical order."""
    counted = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in counted.items() if count >= least)
    column = {name: k for k, name in enumerate(names)}
    cells = [[column[name] for name in row if name in column] for row in rows]
    ends = np.concatenate([[0], np.cumsum([len(row) for row in cells])])
    flat = np.array([k for row in cells for k in row])
    return names, sp.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(names)))


def _table(names: Sequence[str], values: np.ndarray) -> Weights:
    """Coefficients to two decimals, those that change nothing left out: one table a class."""
    rounded = np.round(values, 2)
    return tuple(
        {name: float(value) for name, value in zip(names, column, strict=True) if abs(value) >= 0.02}
        for column in rounded.T
    )


def as_json(model: Model) -> str:
    """Write coefficients a feature a line, so that a change can be read."""
    return json.dumps({stage: model[stage] for stage in STAGES}, indent=0) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="brat standoff: .ann files and their texts")
    parser.add_argument(
        "--clauses", type=Path, help="JSON lines of clauses of saying (see standoff.py), for other genres"
    )
    parser.add_argument("--out", type=Path, default=Path("weights.json"), help="JSON file to write")
    parser.add_argument("--without", nargs="*", default=UNSEEN, help="publishers to leave out")
    options = parser.parse_args()
    divided = parts(read_folder(options.folder), options.without)
    clauses = [told.article() for told in read_clauses(options.clauses)] if options.clauses else []
    model = fit(divided.train, clauses)
    text = as_json(model)
    assert parse(text) == model
    options.out.write_text(text, encoding="utf-8")
    print(
        f"{len(divided.train)} articles read, {sum(len(t) for tables in model.values() for t in tables):,} coefficients in {options.out}"
    )


if __name__ == "__main__":
    main()
