"""The tables of pairs of texts: how alike they are, what corresponds, what became of quotations and statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from retold.common.progress import Progress
from retold.compare import alignment, drift, minhash, neighbours, similarity
from retold.corpus import Corpus, Document
from retold.corpus.schema import TABLES
from retold.measures import draws, naming
from retold.text import Span, Text, lexicon, spans, spans_text, terms, words

Texts = Mapping[str, Text]


def cut(texts: Texts) -> dict[str, list[str]]:
    """Return the sentences of each text, as strings."""
    return {doc_id: [text[s:e] for s, e in text.sentences] for doc_id, text in texts.items()}


def kept(corpus: Corpus, tables: Mapping[str, pd.DataFrame]) -> list[neighbours.Pair]:
    """Return the pairs of texts that the tables of pairs hold, as positions: see `neighbours.pairs`; versions that somebody coded together too."""
    alike = similarity.tfidf_cosine(tables["terms"], corpus.doc_ids)
    stories, place = _stories(corpus), {d: n for n, d in enumerate(corpus.doc_ids)}
    found = set(neighbours.pairs(alike.to_numpy(), stories))
    for name in ("quotations", "propositions"):
        coded = corpus.tables[name]
        for a, b in zip(coded["doc_a"].map(place), coded["doc_b"].map(place), strict=True):
            if a != b and stories[a] == stories[b]:
                found.add((min(a, b), max(a, b)))
    return sorted(found)


def _stories(corpus: Corpus) -> list[str]:
    """The story of each text, in the order of the corpus table."""
    return list(corpus.documents["story_id"])


def similarities(
    corpus: Corpus, texts: Texts, pairs: Sequence[neighbours.Pair], progress: Progress
) -> pd.DataFrame:
    """Return how much wording pairs of texts share, by shingles: the table `similarities`.

    With more than `neighbours.EVERY_PAIR` texts it holds, beside `pairs`, for each length of shingles the texts of different
    stories that share most.
    """
    ids, apart = list(texts), neighbours.different(_stories(corpus))
    found = set(pairs)
    if len(ids) > neighbours.EVERY_PAIR:
        for size in similarity.SHINGLES:
            shared = similarity.contained([similarity.shingles(texts[d].terms, size) for d in ids])
            found |= set(neighbours.extremes(shared, apart)[:1])
    rows = []
    for size in progress(similarity.SHINGLES, "shingles"):
        sets = [similarity.shingles(texts[d].terms, size) for d in ids]
        signatures = [similarity.minhash(s) for s in sets]
        for i, j in sorted(found):
            for measure, value in similarity.overlap(sets[i], sets[j]).items():
                rows.append((ids[i], ids[j], measure, size, value))
            estimate = minhash.jaccard(signatures[i], signatures[j])
            rows.append((ids[i], ids[j], "jaccard-minhash", size, estimate))
    return pd.DataFrame(rows, columns=["doc_a", "doc_b", "measure", "shingle", "value"])


def cosines(
    corpus: Corpus,
    tables: Mapping[str, pd.DataFrame],
    clean: Texts,
    whole: Texts,
    pairs: Sequence[neighbours.Pair],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return similarities under every way to count, and how alike each text is to other stories in each draw."""
    sentences = cut(clean)
    sizes = [sum(len(words(s)) for s in part) for part in sentences.values()]
    shortest = min((n for n in sizes if n), default=0)
    equal = {d: _first_words(part, shortest) for d, part in sentences.items()}
    counted, aligned = tables["sentences"], tables["alignments"]
    drawn = draws.weights(counted, aligned, similarity.DRAWS)
    raw = cut(whole)
    readings = {"clean": sentences, **({"raw": raw} if raw != sentences else {}), "equal-length": equal}
    stories = _stories(corpus)
    return (
        similarity.cosines(readings, pairs, stories),
        similarity.cosine_draws(sentences, dict(zip(corpus.doc_ids, stories, strict=True)), drawn),
    )


def drawn(
    corpus: Corpus, clean: Texts, whole: Texts, pairs: Sequence[neighbours.Pair], progress: Progress
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how alike halves of texts are, and how firmly clades stand: the tables `halves` and `support`."""
    sentences, raw = cut(clean), cut(whole)
    many = similarity.draws_for(len(sentences))
    stories = dict(zip(corpus.doc_ids, _stories(corpus), strict=True))
    return (
        similarity.halves(sentences, many, kept=pairs),
        similarity.support(sentences, raw, many, progress=progress, stories=stories),
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


def alignments(corpus: Corpus, texts: Texts, pairs: Sequence[neighbours.Pair]) -> pd.DataFrame:
    """Align the texts of one story that are among `pairs`: the table `alignments`, story by story."""
    ids, stories = corpus.doc_ids, _stories(corpus)
    own = [(i, j) for i, j in pairs if stories[i] == stories[j]]
    first = {story: n for n, story in reversed(list(enumerate(stories)))}
    frames = [TABLES["alignments"].empty()]
    for i, j in sorted(own, key=lambda pair: (first[stories[pair[0]]], pair)):
        links = alignment.align(texts[ids[i]], texts[ids[j]]).drop(columns="probability")
        cells = {side: links[side].map(spans_text) for side in ("a", "b")}
        frames.append(links.assign(doc_a=ids[i], doc_b=ids[j], **cells))
    return pd.concat(frames[1:] or frames, ignore_index=True)


Linked = list[tuple[list[Span], list[Span]]]


def _versions(alignments: pd.DataFrame) -> Iterator[tuple[str, str, Linked]]:
    """Each pair of versions with the sentences that correspond."""
    for (a, b), rows in alignments.groupby(["doc_a", "doc_b"], sort=False):
        yield a, b, [(spans(r.a), spans(r.b)) for r in rows.itertuples() if r.a and r.b]


def drifts(corpus: Corpus, texts: Mapping[str, Document], alignments: pd.DataFrame) -> pd.DataFrame:
    """Measure the coded pairs of quotations, and pair quotations through the alignment: the table `drift`."""
    matched: dict[tuple[str, str], list[tuple[Span, Span]]] = {}
    for a, b, linked in _versions(alignments):
        both = (texts[a].clean, texts[b].clean)
        matched[a, b] = drift.pair_quotations(both[0].quotations, both[1].quotations, both, linked)
    rows: list[tuple[object, ...]] = []
    for row in corpus.tables["quotations"].itertuples():
        own = [spans(row.span_a), spans(row.span_b)]
        paired = False
        if own[0] and own[1]:
            waiting = matched.get((row.doc_a, row.doc_b), [])
            hits = [p for p in waiting if all(_overlap(p[n], own[n][0]) for n in (0, 1))]
            paired = bool(hits)
            matched[row.doc_a, row.doc_b] = [p for p in waiting if p not in hits]
        rows.append(_measured(texts, row.doc_a, row.doc_b, row.pair_id, own[0], own[1], paired))
    for (a, b), rest in matched.items():
        rows += [_measured(texts, a, b, "", [one], [two], True) for one, two in rest]
    return pd.DataFrame(rows, columns=TABLES["drift"].names)


def _measured(
    texts: Mapping[str, Document], a: str, b: str, name: str, one: list[Span], two: list[Span], paired: bool
) -> tuple[object, ...]:
    """A row of the table `drift`."""
    left, right = _text(texts[a].view, one), _text(texts[b].view, two)
    sizes = [len(terms(t)) for t in (left, right)]
    edits = drift.edits(terms(left), terms(right))
    changed = (*sizes, edits, drift.distance(left, right), drift.change(left, right))
    return (a, b, name, spans_text(one), spans_text(two), *changed, paired)


def _text(text: str, parts: Sequence[Span]) -> str:
    return " ".join(text[s:e] for s, e in parts)


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def fates(corpus: Corpus, texts: Texts, alignments: pd.DataFrame) -> pd.DataFrame:
    """Return what the program says became of each coded proposition: the table `fates`."""
    coded = corpus.tables["coded"].set_index(["doc_id", "attribution_id"])
    propositions = corpus.tables["propositions"]
    rows = []
    for a, b, linked in _versions(alignments):
        shared = propositions[(propositions["doc_a"] == a) & (propositions["doc_b"] == b)]
        if shared.empty:
            continue
        both = (texts[a], texts[b])
        contents = [{i: spans(c) for i, c in coded.loc[d, "content"].items()} for d in (a, b)]
        speakers = [coded.loc[d, "speaker_id"] for d in (a, b)]
        matched = set(drift.match_statements(contents[0], contents[1], both, linked))
        for row in shared.itertuples():
            pairs = [
                (i, j)
                for i in row.attributions_a.split()
                for j in row.attributions_b.split()
                if (i, j) in matched
            ]
            wording = [(_text(both[0], contents[0][i]), _text(both[1], contents[1][j])) for i, j in pairs]
            fate = drift.fate(wording, [(speakers[0][i], speakers[1][j]) for i, j in pairs])
            rows.append((row.proposition_id, fate))
    return pd.DataFrame(rows, columns=TABLES["fates"].names)


def slots(corpus: Corpus, texts: Texts, alignments: pd.DataFrame) -> pd.DataFrame:
    """Return where corresponding sentences name the event, and how each names it: the table `slots`."""
    rows = []
    for a, b, linked in _versions(alignments):
        named = [lexicon.mentions(texts[d], corpus.tables["naming"]) for d in (a, b)]
        number = 0
        for sides in linked:
            inside_a, inside_b = (
                [term for at, _, term in mentions if any(s <= at < e for s, e in side)]
                for mentions, side in zip(named, sides, strict=True)
            )
            for one, two in naming.slots(inside_a, inside_b):
                number += 1
                rows.append((a, b, number, one, two))
    return pd.DataFrame(rows, columns=TABLES["slots"].names)
