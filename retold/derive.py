"""From texts to the derived tables: the only place that sees text and writes tables.

What is written holds no sentence of a text: counts, offsets, similarities. Term
counts are per document; nothing finer keeps a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd

from retold import (
    actors,
    alignment,
    attributions,
    coding,
    drift,
    framing,
    marks,
    minhash,
    readability,
    resampling,
    speech,
    versions,
)
from retold.corpus import Corpus, Document, find_texts, inputs
from retold.problems import BadInputError
from retold.progress import Progress, quiet
from retold.tables import TABLES, spans, spans_text, write_all
from retold.text import Span, headings, inside, sentences, terms, words

LEAST_TERMS = 10
SIDES = ("a", "b")


def derive(
    corpus: Corpus, texts: Mapping[str, Document], progress: Progress = quiet
) -> dict[str, pd.DataFrame]:
    """Compute every derived table of a corpus from its texts.

    Parameters
    ----------
    corpus : Corpus
        A checked corpus.
    texts : mapping of doc_id to Document
        All its texts.
    progress : callable
        Wraps the loop over texts, with a label.

    Returns
    -------
    dict of str to DataFrame
        By table name; rows in the order of the corpus table.
    """
    per_document: dict[str, list[pd.DataFrame]] = {}
    shortest = min((n for n in (len(words(doc.clean)) for doc in texts.values()) if n), default=0)
    for doc in progress([texts[d] for d in corpus.doc_ids], "texts"):
        for name, frame in _of_document(corpus, doc, shortest).items():
            per_document.setdefault(name, []).append(frame)
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in per_document.items()}
    tokens = {d: terms(doc.clean) for d, doc in texts.items()}
    pairs = list(combinations(corpus.doc_ids, 2))
    tables["similarities"] = _similarities(pairs, tokens, progress)
    tables["alignments"] = _alignments(corpus, texts)
    clean, raw = (
        {d: [t[s:e] for s, e in sentences(t)] for d in corpus.doc_ids for t in [getattr(texts[d], side)]}
        for side in ("clean", "raw")
    )
    tables["cosines"], tables["cosine_draws"] = _cosines(corpus, tables, clean, raw)
    tables["keyness"], tables["keyness_null"] = _keyness(corpus, tables, texts)
    tables["halves"] = versions.halves(clean)
    tables["support"] = versions.support(clean, raw, progress=progress)
    tables["drift"] = _drift(corpus, texts, tables["alignments"])
    tables["fates"] = _fates(corpus, texts, tables["alignments"])
    tables["slots"] = _slots(corpus, texts, tables["alignments"])
    tables["word_marks"] = _word_marks(corpus, texts, tables["alignments"])
    tables["agreement"], tables["unitising"] = _agreement(corpus, texts)
    tables["inputs"] = inputs(corpus.folder)
    return tables


def run(corpus: Corpus, folder: Path, progress: Progress = quiet) -> list[Path]:
    """Derive and write: every table, or none. Return the paths written.

    Raises
    ------
    BadInputError
        If a text is missing or differs.
    """
    texts, problems = find_texts(corpus, folder)
    if problems:
        raise BadInputError(problems)
    frames = derive(corpus, texts, progress)
    write_all(corpus.folder, frames)
    return [corpus.folder / TABLES[name].file for name in frames]


def term_counts(text: str) -> pd.DataFrame:
    """Count the terms of a text: lower case, straight apostrophes, no possessive s.

    Returns
    -------
    DataFrame
        Columns term and count, sorted by term, so that nothing of the order is kept.
    """
    counted = Counter(terms(text))
    return pd.DataFrame(sorted(counted.items()), columns=["term", "count"])


def _of_document(corpus: Corpus, doc: Document, shortest: int) -> dict[str, pd.DataFrame]:
    quoted = [(m.start, m.end) for m in speech.marks(doc.clean)]
    counts = readability.count(doc.clean, quoted)
    offsets = words(doc.clean)
    start = doc.clean[: offsets[shortest - 1][1]] if 0 < shortest <= len(offsets) else doc.clean
    documents = pd.DataFrame(
        [
            {
                "chars_raw": len(doc.raw),
                "words_raw": len(words(doc.raw)),
                "sentences_raw": len(sentences(doc.raw)),
                "words": len(offsets),
                "sentences": len(counts),
                "sentences_textstat": readability.textstat_sentences(doc.clean),
                "headings": len(headings(doc.clean)),
                "quoted_words": sum(inside(offsets, quoted)),
                "cleaned_spans": len(doc.removed),
            }
        ]
    )
    frames = {
        "documents": documents,
        "terms": term_counts(doc.clean),
        "sentences": counts,
        "readings": _readings(doc),
        "mentions": _mentions(corpus, doc),
        "namings": framing.name_event(doc.clean, corpus.tables["naming"]).assign(
            count_raw=framing.name_event(doc.raw, corpus.tables["naming"])["count"],
            count_equal=framing.name_event(start, corpus.tables["naming"])["count"],
        ),
        **attributions.of_document(corpus, doc),
    }
    for frame in frames.values():
        frame.insert(0, "doc_id", doc.doc_id)
    return frames


def _readings(doc: Document) -> pd.DataFrame:
    """Count sentences under every other choice of splitter, cleaning and quotations."""
    frames = []
    for cleaning in ("clean", "raw"):
        text = getattr(doc, cleaning)
        quoted = [(m.start, m.end) for m in speech.marks(text)]
        for splitter, without in product(readability.SPLITTERS, (False, True)):
            if (splitter, cleaning, without) != ("retold", "clean", False):
                found = readability.count(text, quoted, splitter, without_quotations=without)
                choice = {"splitter": splitter, "cleaning": cleaning}
                frames.append(found.assign(**choice, quotations="without" if without else "with"))
    return pd.concat(frames, ignore_index=True)


def _mentions(corpus: Corpus, doc: Document) -> pd.DataFrame:
    """Where the event and the actors are named."""
    kind = corpus.tables["naming"].set_index("term")["class"]
    rows: list[tuple[str, str, int, int, bool]] = [
        ("naming", kind[term], start, end, False)
        for start, end, term in framing.mentions(doc.clean, corpus.tables["naming"])
    ]
    rows += [
        ("actors", actor, start, end, subject)
        for start, end, actor, subject in actors.of_text(doc.clean, corpus.tables["actors"])
    ]
    columns = ["lexicon", "name", "start", "end", "subject"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates(["lexicon", "name", "start"])


def _cosines(
    corpus: Corpus,
    tables: Mapping[str, pd.DataFrame],
    clean: Mapping[str, Sequence[str]],
    raw: Mapping[str, Sequence[str]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Similarities under every way to count, and how alike each text is to other stories in each draw."""
    sizes = [sum(len(words(s)) for s in part) for part in clean.values()]
    shortest = min((n for n in sizes if n), default=0)
    equal = {d: _first_words(part, shortest) for d, part in clean.items()}
    counted, aligned = tables["sentences"], tables["alignments"]
    drawn = resampling.weights(counted, aligned, versions.DRAWS)
    confined: dict[tuple[str, str], np.ndarray] = {}
    for a, b in aligned[["doc_a", "doc_b"]].drop_duplicates().itertuples(index=False):
        kept = resampling.shared(counted, aligned, a, b)
        for one, twin in ((a, b), (b, a)):
            confined[one, twin] = kept[counted.loc[kept.index, "doc_id"] == one].to_numpy()
    stories = corpus.documents.set_index("doc_id")["story_id"].to_dict()
    return (
        versions.cosines({"clean": clean, "raw": raw, "equal-length": equal}),
        versions.cosine_draws(clean, stories, drawn, confined),
    )


def _first_words(sentences: Sequence[str], most: int) -> list[str]:
    """The sentences from the start that hold no more than `most` words."""
    kept: list[str] = []
    total = 0
    for sentence in sentences:
        total += len(words(sentence))
        if total > most and kept:
            break
        kept.append(sentence)
    return kept


def _keyness(
    corpus: Corpus, tables: Mapping[str, pd.DataFrame], texts: Mapping[str, Document]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the words of each pair of versions, corresponding sentences exchanged for a null."""
    counted, frames, nulls = tables["sentences"], [], []
    total = tables["terms"].groupby("term")["count"].sum()
    sides, in_all = _sides(corpus, texts)
    for (a, b), rows in tables["alignments"].groupby(["doc_a", "doc_b"], sort=False):
        both = counted[counted["doc_id"].isin([a, b])]
        unit = resampling.units(both, rows)
        known = {u: n for n, u in enumerate(sorted(set(unit)))}
        # The words of these versions alone; all others are one more word that neither has.
        used = tables["terms"].loc[tables["terms"]["doc_id"].isin([a, b]), "term"]
        order = {term: n for n, term in enumerate([*sorted(set(used)), ""])}
        background_words = total.reindex(list(order)).fillna(0.0).to_numpy(dtype=float, copy=True)
        background_words[-1] = max(float(total.sum()) - background_words[:-1].sum(), 1e-9)
        words_of = {d: np.zeros((len(known), len(order))) for d in (a, b)}
        sides_of = {d: np.zeros((len(known), len(SIDES))) for d in (a, b)}
        for row, u in zip(both.itertuples(), unit, strict=True):
            for term in terms(texts[row.doc_id].clean[row.start : row.end]):
                words_of[row.doc_id][known[u], order[term]] += 1
            for at, side in sides[row.doc_id]:
                if row.start <= at < row.end:
                    sides_of[row.doc_id][known[u], SIDES.index(side)] += 1
        # The sides are compared as two terms among all the words that are none.
        first, second = (
            np.concatenate([sides_of[d], _rest(words_of[d], sides_of[d])], axis=1) for d in (a, b)
        )
        background = np.array([*in_all, float(total.sum()) - sum(in_all)])
        pooling = all(background > 0)
        for prior in framing.PRIORS:
            table, summary = framing.keyness(words_of[a], words_of[b], background_words, prior)
            pooled = (
                framing.keyness(first, second, background, prior)[0].head(len(SIDES)) if pooling else None
            )
            furthest = float("nan") if pooled is None else float(pooled["z"].abs().max())
            nulls.append({"doc_a": a, "doc_b": b, "prior": prior, "pooled": furthest, **summary})
            if prior == framing.PRIOR_WORDS:
                frames.append(_shown(table.assign(term=list(order)), pooled).assign(doc_a=a, doc_b=b))
    if not frames:
        return TABLES["keyness"].empty(), TABLES["keyness_null"].empty()
    kept = pd.concat(frames, ignore_index=True).astype({"count_a": int, "count_b": int})
    return kept, pd.DataFrame(nulls)


def _shown(table: pd.DataFrame, pooled: pd.DataFrame | None) -> pd.DataFrame:
    """The terms that are told apart, at least `LEAST_TERMS`, from most in a to most in b; then the sides."""
    there = table[table["count_a"] + table["count_b"] > 0]
    rank = there["z"].abs().rank(ascending=False, method="first")
    kept = there[(there["z"].abs() > framing.NORMAL) | (rank <= LEAST_TERMS)]
    kept = kept.sort_values("z", ascending=False, kind="stable")
    if pooled is None:
        return kept
    return pd.concat([kept, pooled.assign(term=[f"({side})" for side in SIDES])])


def _rest(counted: np.ndarray, taken: np.ndarray) -> np.ndarray:
    return np.maximum(counted.sum(axis=1) - taken.sum(axis=1), 0.0)[:, None]


def _sides(
    corpus: Corpus, texts: Mapping[str, Document]
) -> tuple[dict[str, list[tuple[int, str]]], list[float]]:
    """Where each text has a side of the lexicon's contrast, and how often all texts have each."""
    side_of = corpus.tables["naming"].set_index("term")["contrast"]
    found = {
        d: [
            (start, side_of[term])
            for start, _, term in framing.mentions(doc.clean, corpus.tables["naming"])
            if side_of[term]
        ]
        for d, doc in texts.items()
    }
    every = [side for places in found.values() for _, side in places]
    return found, [float(every.count(side)) for side in SIDES]


def _similarities(
    pairs: Sequence[tuple[str, str]], tokens: Mapping[str, Sequence[str]], progress: Progress
) -> pd.DataFrame:
    rows = []
    for size in progress(versions.SHINGLES, "shingles"):
        sets = {d: versions.shingles(t, size) for d, t in tokens.items()}
        signatures = {d: versions.minhash(s) for d, s in sets.items()}
        for a, b in pairs:
            for measure, value in versions.overlap(sets[a], sets[b]).items():
                rows.append((a, b, measure, size, value))
            estimate = minhash.jaccard(signatures[a], signatures[b])
            rows.append((a, b, "jaccard-minhash", size, estimate))
    return pd.DataFrame(rows, columns=["doc_a", "doc_b", "measure", "shingle", "value"])


def _alignments(corpus: Corpus, texts: Mapping[str, Document]) -> pd.DataFrame:
    """Align every pair of texts of one story."""
    frames = [TABLES["alignments"].empty()]
    for _, rows in corpus.documents.groupby("story_id", sort=False):
        for a, b in combinations(rows["doc_id"], 2):
            found = alignment.align(texts[a].clean, texts[b].clean)
            found = found.assign(doc_a=a, doc_b=b, a=found["a"].map(spans_text), b=found["b"].map(spans_text))
            frames.append(found)
    return pd.concat(frames[1:] or frames, ignore_index=True)


def _aligned(
    alignments: pd.DataFrame, texts: Mapping[str, Document]
) -> Iterator[tuple[str, str, tuple[str, str], list[tuple[list[Span], list[Span]]]]]:
    """Each pair of versions with both texts and the sentences that correspond."""
    for (a, b), rows in alignments.groupby(["doc_a", "doc_b"], sort=False):
        linked = [(spans(r.a), spans(r.b)) for r in rows.itertuples() if r.a and r.b]
        yield a, b, (texts[a].clean, texts[b].clean), linked


def _drift(corpus: Corpus, texts: Mapping[str, Document], alignments: pd.DataFrame) -> pd.DataFrame:
    """Measure the coded pairs of quotations, and pair quotations through the alignment."""
    found: dict[tuple[str, str], list[tuple[Span, Span]]] = {}
    for a, b, both, linked in _aligned(alignments, texts):
        quoted = [[(m.start, m.end) for m in speech.marks(t)] for t in both]
        found[a, b] = drift.pair_quotations(quoted[0], quoted[1], both, linked)
    rows: list[tuple[str, str, str, list[Span], list[Span], bool]] = []
    for row in corpus.tables["quotations"].itertuples():
        own = [spans(row.span_a), spans(row.span_b)]
        paired = False
        if own[0] and own[1]:
            mine = found.get((row.doc_a, row.doc_b), [])
            hits = [p for p in mine if all(_overlap(p[n], own[n][0]) for n in (0, 1))]
            paired = bool(hits)
            found[row.doc_a, row.doc_b] = [p for p in mine if p not in hits]
        rows.append((row.doc_a, row.doc_b, row.pair_id, own[0], own[1], paired))
    for (a, b), rest in found.items():
        rows += [(a, b, "", [one], [two], True) for one, two in rest]
    return pd.DataFrame([_measured(texts, *r) for r in rows], columns=_names("drift"))


def _measured(
    texts: Mapping[str, Document], a: str, b: str, name: str, one: list[Span], two: list[Span], paired: bool
) -> tuple[object, ...]:
    left, right = _text(texts[a].raw, one), _text(texts[b].raw, two)
    sizes = [len(terms(t)) for t in (left, right)]
    steps = drift.edits(terms(left), terms(right))
    spread = drift.distance(left, right)
    return (
        a,
        b,
        name,
        spans_text(one),
        spans_text(two),
        *sizes,
        steps,
        spread,
        drift.change(left, right),
        paired,
    )


def _text(text: str, parts: Sequence[Span]) -> str:
    return " ".join(text[s:e] for s, e in parts)


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _fates(corpus: Corpus, texts: Mapping[str, Document], alignments: pd.DataFrame) -> pd.DataFrame:
    """What the program says became of each coded proposition."""
    coded = corpus.tables["coded"].set_index(["doc_id", "attribution_id"])
    rows = []
    for a, b, both, linked in _aligned(alignments, texts):
        ours = corpus.tables["propositions"]
        ours = ours[(ours["doc_a"] == a) & (ours["doc_b"] == b)]
        if ours.empty:
            continue
        contents = [{i: spans(c) for i, c in coded.loc[d, "content"].items()} for d in (a, b)]
        speakers = [coded.loc[d, "speaker_id"] for d in (a, b)]
        matched = set(drift.match_statements(contents[0], contents[1], both, linked))
        for row in ours.itertuples():
            pairs = [
                (i, j)
                for i in row.attributions_a.split()
                for j in row.attributions_b.split()
                if (i, j) in matched
            ]
            wording = [(_text(both[0], contents[0][i]), _text(both[1], contents[1][j])) for i, j in pairs]
            said = drift.fate(wording, [(speakers[0][i], speakers[1][j]) for i, j in pairs])
            rows.append((row.proposition_id, said))
    return pd.DataFrame(rows, columns=_names("fates"))


def _slots(corpus: Corpus, texts: Mapping[str, Document], alignments: pd.DataFrame) -> pd.DataFrame:
    """Where corresponding sentences name the event, and how each names it."""
    rows = []
    for a, b, both, linked in _aligned(alignments, texts):
        named = [framing.mentions(t, corpus.tables["naming"]) for t in both]
        number = 0
        for sides in linked:
            inside_a, inside_b = (
                [term for at, _, term in found if any(s <= at < e for s, e in side)]
                for found, side in zip(named, sides, strict=True)
            )
            for one, two in framing.slots(inside_a, inside_b):
                number += 1
                rows.append((a, b, number, one, two))
    return pd.DataFrame(rows, columns=_names("slots"))


def _names(table: str) -> list[str]:
    return [str(c.name) for c in TABLES[table].columns]


def _word_marks(corpus: Corpus, texts: Mapping[str, Document], alignments: pd.DataFrame) -> pd.DataFrame:
    """Turn the sentences of every pair of versions into marks."""
    frames = [TABLES["word_marks"].empty()]
    damage = corpus.tables["damage"]
    for (a, b), rows in alignments.groupby(["doc_a", "doc_b"], sort=False):
        faced = [(spans(r.a), spans(r.b)) for r in rows.itertuples()]
        one, two = (
            [s for cell in damage.loc[damage["doc_id"] == d, "span"] for s in spans(cell)] for d in (a, b)
        )
        made = marks.derive(texts[a].clean, texts[b].clean, faced, (one, two))
        frames += [f.assign(doc_id=d, twin=e) for f, d, e in zip(made, (a, b), (b, a), strict=True)]
    return pd.concat(frames[1:] or frames, ignore_index=True)


def _agreement(corpus: Corpus, texts: Mapping[str, Document]) -> tuple[pd.DataFrame, pd.DataFrame]:
    first, second = corpus.tables["pass_1"], corpus.tables["pass_2"]
    if first.empty or second.empty:
        return TABLES["agreement"].empty(), TABLES["unitising"].empty()
    offsets = {d: words(texts[d].clean) for d in corpus.doc_ids}
    return coding.agreement(first, second, offsets), coding.unitising(first, second, offsets)
