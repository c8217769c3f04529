"""Build the sample corpus from its marked-up sources: texts, tables and truth.

    python data/sample/make_sample.py

A source holds a sentence a line, with a label that names the same sentence in other
versions of the story (`s3:`, `s3+s4:` for a merged one), `h:` for a heading and
`b label:` for a line that is not part of the article. A blank line ends a paragraph.
Attributions are marked in place: `[[1 content]]`, `((1 cue))`, `{{1 source}}`; the head
of the file gives each one's kind, speaker, group and, if changed, who was meant.
"""

from __future__ import annotations

import re
import sys
from itertools import combinations
from pathlib import Path

import pandas as pd

from retold import corpus
from retold.coding.attributions import nested_in
from retold.common.files import write_text
from retold.corpus import tables
from retold.corpus.schema import TABLES
from retold.text import spans as read_spans
from retold.text import spans_text, terms

HERE = Path(__file__).resolve().parent
TOKEN = re.compile(r"(\[\[|\(\(|\{\{)(\d+) |(\]\]|\)\)|\}\})")
PART = {"[[": "content", "((": "cue", "{{": "source"}

ABOUT = {
    "bridge-courier": (
        "Marrow Bay Courier",
        "Marrow Bay loses its only bridge, and blames the sums",
        "2031-03-04",
        "bridge",
        "news",
        "bridge-courier",
        "original",
    ),
    "bridge-respun-a": (
        "Marrow Bay Courier",
        "Marrow Bay loses its only bridge, and blames the sums",
        "2031-03-04",
        "bridge",
        "news",
        "bridge-courier",
        "respun",
    ),
    "bridge-respun-b": (
        "Marrow Bay Courier",
        "Marrow Bay loses its only bridge, and blames the sums",
        "2031-03-04",
        "bridge",
        "news",
        "bridge-courier",
        "respun",
    ),
    "bridge-ledger": (
        "The Inland Ledger",
        "Port defends itself after bridge is shut",
        "2031-03-05",
        "bridge",
        "news",
        "bridge-ledger",
        "original",
    ),
    "bridge-northline": (
        "Northline",
        "One town, two banks and a bucket",
        "2031-03-07",
        "bridge",
        "reportage",
        "bridge-northline",
        "original",
    ),
    "dam-ledger": (
        "The Inland Ledger",
        "Water board lowers reservoir as Orrin Dam leaks",
        "2031-05-15",
        "dam",
        "news",
        "dam-ledger",
        "original",
    ),
    "dam-northline": (
        "Northline",
        "The valley that sleeps in its shoes",
        "2031-05-17",
        "dam",
        "reportage",
        "dam-northline",
        "original",
    ),
}


def parse(doc_id: str) -> dict[str, object]:
    """Read a source into its text, its attributions, sentences and boilerplate."""
    heads, lines = [], []
    for line in (HERE / "source" / f"{doc_id}.txt").read_text(encoding="utf-8").splitlines():
        (heads if line.startswith("@ ") else lines).append(line)
    text, sentences, removed = "", [], []
    opened: list[tuple[str, str, int]] = []
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for line in lines:
        if not line.strip():
            text = text.rstrip() + "\n\n" if text else text
            continue
        label, body = line.split(": ", 1)
        start = len(text)
        position = 0
        for token in TOKEN.finditer(body):
            text += body[position : token.start()]
            position = token.end()
            if token[1]:
                opened.append((PART[token[1]], token[2], len(text)))
            else:
                part, number, begin = opened.pop()
                spans.setdefault((number, part), []).append((begin, len(text)))
        text += body[position:]
        if label.startswith("b "):
            removed.append((start, len(text), label[2:]))
            text += "\n"
        elif label != "h":
            sentences.append((label, start, len(text)))
            text += " "
    text = text.rstrip() + "\n"
    rows = []
    for head in heads:
        _, number, kind, speaker, group, *meant = head.split()
        rows.append(
            {
                "doc_id": doc_id,
                "attribution_id": f"c{int(number):02d}",
                "kind": kind,
                "content": spans_text(_with_marks(text, spans[number, "content"])),
                "cue": spans_text(spans.get((number, "cue"), [])[:1]),
                "source": spans_text(spans.get((number, "source"), [])[:1]),
                "speaker_id": speaker,
                "intended_id": meant[0] if meant else "",
                "group": group,
                "nested_in": "",
                "note": "",
            }
        )
    return {"text": text, "attributions": rows, "sentences": sentences, "removed": removed}


def _with_marks(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take the quotation marks around a content into it."""
    grown = []
    for start, end in spans:
        while text[start - 1 : start] == "“":
            start -= 1
        while text[end : end + 1] and text[end] in "”," and "”" in text[end : end + 2]:
            end += 1
        grown.append((start, end))
    return grown


def alignment(
    a: list[tuple[str, int, int]], b: list[tuple[str, int, int]]
) -> list[tuple[str, str, str, str]]:
    """Return (sentences of a, sentences of b, operation, label) by their common labels."""
    rows = []
    where_a = {part: n for n, (label, *_) in enumerate(a, 1) for part in label.split("+")}
    where_b = {part: n for n, (label, *_) in enumerate(b, 1) for part in label.split("+")}
    order = [where_a[p] for _, p in sorted((n, p) for p, n in where_b.items()) if p in where_a]
    for n, (label, *_) in enumerate(b, 1):
        parts = label.split("+")
        partners = sorted({where_a[p] for p in parts if p in where_a})
        moved = any(x > y for x in order[: order.index(partners[0])] for y in partners) if partners else False
        kind = "merged" if len(partners) > 1 else "moved" if moved else "edited"
        rows.append((" ".join(map(str, partners)), str(n), kind if partners else "only-b", label))
    rows += [
        (str(n), "", "only-a", label)
        for part, n in where_a.items()
        if part not in where_b
        for label in [part]
    ]
    return rows


def build(folder: Path) -> None:
    """Write texts, tables and truth tables of the sample into `folder`."""
    parsed = {doc_id: parse(doc_id) for doc_id in ABOUT}
    rows, cleaning, attributions, sentences = [], [], [], []
    for doc_id, source in parsed.items():
        outlet, title, published, event, genre, story, kind = ABOUT[doc_id]
        text = str(source["text"])
        write_text(folder / "texts" / f"{doc_id}.txt", text)
        rows.append(
            {
                "doc_id": doc_id, "outlet": outlet, "title": title, "title_basis": "stated", "authors": "", "published": published,
                "date_basis": "stated", "published_latest": "", "event": event, "genre": genre, "language": "en", "story_id": story,
                "copy_kind": kind, "copy_seen_at": "", "url": "", "url_status": "none", "rights": "CC0 1.0", "n_chars": len(text),
                "sha256": corpus.sha256(text.encode()), "sha256_plain": corpus.sha256_plain(text), "note": "Fictional.",
            }
        )  # fmt: skip
        cleaning += [
            {"doc_id": doc_id, "start": s, "end": e, "label": label} for s, e, label in source["removed"]
        ]
        attributions += source["attributions"]
        sentences += [(doc_id, n, s, e, label) for n, (label, s, e) in enumerate(source["sentences"], 1)]
    coded = pd.DataFrame(attributions)
    coded["nested_in"] = nested_in(coded)
    versions = [d for d in ABOUT if ABOUT[d][5] == "bridge-courier"]
    texts = {doc_id: str(source["text"]) for doc_id, source in parsed.items()}
    tables.write_all(
        folder,
        {
            "corpus": pd.DataFrame(rows),
            "cleaning": pd.DataFrame(cleaning),
            "coded": coded,
            "quotations": quotations(coded, texts, versions),
            "propositions": statements(coded, versions),
            "damage": damage(texts),
        },
    )
    _truth(folder, "attributions", coded)
    _truth(folder, "versions", pd.DataFrame(rows)[["doc_id", "story_id", "copy_kind"]])
    truth = pd.DataFrame(sentences, columns=["doc_id", "sentence", "start", "end", "label"])
    _truth(folder, "sentences", truth)
    pairs = [
        (a, b, *row)
        for i, a in enumerate(versions)
        for b in versions[i + 1 :]
        for row in alignment(parsed[a]["sentences"], parsed[b]["sentences"])
    ]
    aligned = pd.DataFrame(
        pairs, columns=["doc_a", "doc_b", "sentences_a", "sentences_b", "operation", "label"]
    )
    _truth(folder, "alignment", aligned)


# What the versions did to quotations beyond other words, by version and number of the attribution.
CHANGES = {
    ("bridge-respun-a", 4): "synonym attribution",
    ("bridge-respun-b", 2): "polarity",
    ("bridge-respun-b", 3): "deletion synonym",
}
REVERSED = {("bridge-respun-b", 2)}
# Words broken in a version: what, what kind, what it should be, how it is known.
DAMAGE = (
    ("bridge-respun-a", "Suet Bridge", "place", "Tallow Bridge", "other-copy"),
    ("bridge-respun-a", "the quay.", "stray-word", "", "other-copy"),
    ("bridge-respun-a", "{{4 Calder}}", "person", "Rell", "other-copy"),
    ("bridge-respun-a", "Numbers.", "stray-word", "", "other-copy"),
    ("bridge-respun-b", "the best morning", "sense", "the worst morning", "context"),
)


def statements(coded: pd.DataFrame, versions: list[str]) -> pd.DataFrame:
    """What became of each statement: attributions of one number are one statement."""
    rows = []
    speaker = {(r.doc_id, r.attribution_id): r.speaker_id for r in coded.itertuples()}
    for a, b in combinations(versions, 2):
        for name in sorted({n for d, n in speaker if d in (a, b)}):
            both = [name if (d, name) in speaker else "" for d in (a, b)]
            number = int(name[1:])
            if not all(both):
                fate = "lost"
            elif ((a, number) in REVERSED) != ((b, number) in REVERSED):
                fate = "reversed"
            else:
                fate = "kept" if speaker[a, name] == speaker[b, name] else "reassigned"
            rows.append((f"p{len(rows) + 1:02d}", a, b, *both, fate, "passage" if fate == "lost" else "", ""))
    return pd.DataFrame(rows, columns=[str(c.name) for c in TABLES["propositions"].columns])


def quotations(coded: pd.DataFrame, texts: dict[str, str], versions: list[str]) -> pd.DataFrame:
    """Pair the words in marks of each statement in each pair of versions."""
    quoted = {}
    for r in coded[coded["kind"] != "indirect"].itertuples():
        content = read_spans(r.content)
        start, end = content[0][0], content[-1][1]
        found = re.search(r"“([^”]+)”", texts[r.doc_id][start:end])
        if found:
            quoted[r.doc_id, r.attribution_id] = (start + found.start(1), start + found.end(1))
    rows = []
    for a, b in combinations(versions, 2):
        for name in sorted({n for d, n in quoted if d in (a, b)}):
            spans = [[quoted[d, name]] if (d, name) in quoted else [] for d in (a, b)]
            words = [terms(texts[d][slice(*s[0])]) if s else [] for d, s in zip((a, b), spans, strict=True)]
            coded_as = [CHANGES[d, int(name[1:])] for d in (a, b) if (d, int(name[1:])) in CHANGES]
            change = "none" if words[0] == words[1] else "synonym" if all(words) else "deletion"
            cells = [spans_text(s) for s in spans]
            rows.append((f"q{len(rows) + 1:02d}", a, b, *cells, "speech", (coded_as or [change])[0], ""))
    return pd.DataFrame(rows, columns=[str(c.name) for c in TABLES["quotations"].columns])


def damage(texts: dict[str, str]) -> pd.DataFrame:
    """Where the planted damage stands."""
    rows = []
    for number, (doc_id, marked, kind, expected, evidence) in enumerate(DAMAGE, 1):
        words = TOKEN.sub("", marked)
        # A name that also stands elsewhere is meant where it speaks.
        start = texts[doc_id].index(f"{words} said" if marked != words else words)
        rows.append(
            (
                f"d{number:02d}",
                doc_id,
                f"{start}-{start + len(words)}",
                kind,
                expected,
                evidence,
                "certain",
                "own",
                "",
                "",
            )
        )
    return pd.DataFrame(rows, columns=[str(c.name) for c in TABLES["damage"].columns])


def _truth(folder: Path, name: str, frame: pd.DataFrame) -> None:
    write_text(folder / "truth" / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
