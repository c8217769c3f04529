"""Corpora of made-up words, as large as the chapter on what is typical of whom needs them."""

import random
from pathlib import Path

import pandas as pd

from retold import corpus
from retold.common.once import Kept
from retold.corpus.schema import TABLES
from retold.derive import documents, specific
from retold.text import Text

SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "si", "to", "vu", "ze")
WORDS = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES[:4]]
TOPICS = {"rivers": WORDS[:40], "courts": WORDS[40:80], "schools": WORDS[80:120]}


def article(rng, topic, own=(), sentences=12, single=""):
    """Sentences of a topic's words among common ones; an outlet's own words, and a word of this story alone."""
    lines = []
    for number in range(sentences):
        words = [*rng.choices(TOPICS[topic], k=5), *rng.choices(WORDS[120:], k=7)]
        words += [word for word in own if number % 3 == 0]
        words += [single] * (2 if single else 0)
        rng.shuffle(words)
        lines.append(" ".join(words).capitalize() + ".")
    return "\n\n".join(lines)


def made(outlets, each=6, own=None, topics=tuple(TOPICS), versions=0, seed=7):
    """A corpus in memory: its `Corpus`, its clean texts, and its tables with those of `derive.specific`.

    `own` are words by outlet; the last `versions` stories are told by every outlet.
    """
    rng = random.Random(seed)
    rows, texts = [], {}
    for n, outlet in enumerate(outlets):
        for i in range(each):
            shared = i >= each - versions
            story = f"shared-{i}" if shared else f"{outlet}-{i}"
            doc_id, topic = f"{outlet}-{i}", topics[(i + n) % len(topics)]
            texts[doc_id] = Text(article(rng, topic, (own or {}).get(outlet, ())))
            rows.append((doc_id, outlet, story, f"2024-0{1 + i % 6}-1{n % 10}", f"Headline {doc_id}"))
    listed = pd.DataFrame(rows, columns=["doc_id", "outlet", "story_id", "published", "title"])
    listed = listed.assign(short="", copy_kind="original", event="e", genre="news", language="en")
    read = corpus.Corpus(Path("made"), {"corpus": listed})
    counted = [documents.term_counts(text).assign(doc_id=doc_id) for doc_id, text in texts.items()]
    terms = pd.concat(counted, ignore_index=True)
    frames = {name: table.empty() for name, table in TABLES.items()}
    frames |= {"corpus": listed, "terms": terms, **specific.tables(read, terms, texts)}
    return read, texts, Kept(frames)


def folder(where, texts=12, outlets=("alder", "birch")):
    """A corpus on disk, of which only the tables that `retold typical` reads are there."""
    from retold.corpus import tables
    from retold.corpus.corpus import sha256, sha256_plain

    own = {outlets[0]: ("quillon",)}
    read, clean, t = made(outlets, texts // len(outlets), own)
    (where / "texts").mkdir(parents=True)
    for doc_id, text in clean.items():
        (where / "texts" / f"{doc_id}.txt").write_text(text, encoding="utf-8")
    hashes = {d: (len(x), sha256(x.encode()), sha256_plain(x)) for d, x in clean.items()}
    full = read.documents.assign(
        title_basis="stated", authors="", date_basis="stated", published_latest="", copy_seen_at="",
        url="", url_status="none", rights="ours", note="",
        **{name: [hashes[d][n] for d in hashes] for n, name in enumerate(("n_chars", "sha256", "sha256_plain"))},
    )  # fmt: skip
    tables.write_all(where, {"corpus": full, "typical": t["typical"]})
    return where
