"""Make versions of texts with known truth: what a respinning machine does, at a chosen strength.

    python benchmarks/versions/generate.py --texts FOLDER --documents 1000 --out corpus.jsonl

Stories are put together from the sentences of the texts in a folder, so that any number
of them can be made and different stories share sentences by chance, as news does. A
version replaces a share of the words (the strength) and, the more often the stronger,
drops, splits, merges and moves sentences. A follow-up is another story that takes over a
stretch of an earlier one, 30 to 50 % of its text: the hard negative.

Words are replaced by others of the folder's own vocabulary with the same ending and
about the same frequency, or by those of a table (``--synonyms``: a line a word, the word
and its replacements separated by tabs). A replacement of the first kind means nothing;
for programs that count words it is as good as a synonym, and harder, because the
replacing word is one that other stories use.
"""

from __future__ import annotations

import argparse
import json
import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from retold.text import sentences, words

STRENGTHS = (0.1, 0.3, 0.6, 0.8)
CHOICES = 4
FREQUENT = 60
CHARACTERS = 4000
VERSIONED = 0.25  # share of the stories that have versions, 2 on average: half of the documents have none

Synonyms = Mapping[str, Sequence[str]]


class Version(NamedTuple):
    """Sentences of a version, and for each the numbers of the sentences it came from."""

    sentences: list[str]
    origins: list[tuple[int, ...]]


def read_sentences(folder: Path) -> list[list[str]]:
    """Return the sentences of each text in a folder and below, in the order of their paths."""
    found = []
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found.append([text[s:e] for s, e in sentences(text) if len(words(text[s:e])) > 3])
    return [f for f in found if f]


def surrogates(texts: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Return for each word others with the same ending and about the same frequency."""
    counts = Counter(w for t in texts for s in t for w in re.findall(r"[a-z]+", s.lower()))
    frequent = {w for w, _ in counts.most_common(FREQUENT)}
    groups: dict[tuple[bool, str], list[str]] = defaultdict(list)
    for w in sorted(counts, key=lambda w: (counts[w], w)):
        groups[(w in frequent, "" if w in frequent else w[-2:])].append(w)
    table = {}
    for members in groups.values():
        for i, w in enumerate(members):
            low = max(0, min(i - CHOICES // 2, len(members) - CHOICES - 1))
            near = [m for m in members[low : low + CHOICES + 1] if m != w]
            if near:
                table[w] = near
    return table


def read_synonyms(path: Path) -> dict[str, list[str]]:
    """Read a table of synonyms: the word and its replacements, separated by tabs."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {word: rest for word, *rest in rows if rest}


def respin(story: Sequence[str], strength: float, synonyms: Synonyms, rng: Random) -> Version:
    """Return a version of a story: words replaced, sentences dropped, split, merged and moved."""
    kept = [(reword(s, strength, synonyms, rng), (i,)) for i, s in enumerate(story)]
    if len(kept) > 3:
        kept = [k for k in kept if rng.random() > 0.02 + 0.08 * strength] or kept[:1]
    pieces: list[tuple[str, tuple[int, ...]]] = []
    for text, origin in kept:
        chance = rng.random()
        if chance < 0.12 * strength and (cut := _halves(text)):
            pieces += [(half, origin) for half in cut]
        elif chance > 1 - 0.10 * strength and pieces and len(pieces[-1][1]) == 1:
            before, other = pieces[-1]
            joined = f"{before.rstrip('.')} and {text[:1].lower()}{text[1:]}"
            pieces[-1] = (joined, tuple(sorted({*other, *origin})))
        else:
            pieces.append((text, origin))
    for _ in range(round(0.06 * strength * len(pieces))):
        piece = pieces.pop(rng.randrange(len(pieces)))
        pieces.insert(rng.randrange(len(pieces) + 1), piece)
    return Version([p for p, _ in pieces], [o for _, o in pieces])


def reword(sentence: str, strength: float, synonyms: Synonyms, rng: Random) -> str:
    """Replace each word that has synonyms with the probability `strength`."""

    def swap(match: re.Match[str]) -> str:
        word = match.group()
        choices = synonyms.get(word.lower())
        if not choices or rng.random() >= strength:
            return word
        new = rng.choice(choices)
        return new.capitalize() if word[0].isupper() else new

    return re.sub(r"[A-Za-z]+", swap, sentence)


def _halves(sentence: str) -> tuple[str, str] | None:
    """Cut a sentence at a comma or a conjunction near its middle."""
    cuts = [m.start() for m in re.finditer(r", | and | but | which | while | that ", sentence)]
    cuts = [c for c in cuts if 20 < c < len(sentence) - 20]
    if not cuts:
        return None
    cut = min(cuts, key=lambda c: abs(c - len(sentence) / 2))
    rest = sentence[cut:].lstrip(", ")
    return sentence[:cut].rstrip() + ".", rest[:1].upper() + rest[1:]


class Stories:
    """Draws stories from sentences: some begin in one text and go on in another."""

    def __init__(self, texts: Sequence[Sequence[str]], rng: Random) -> None:
        self.texts, self.rng = texts, rng
        self.starts: list[int] = []
        total = 0
        for t in texts:
            self.starts.append(total)
            total += len(t)
        self.total = total

    def passage(self, most: int) -> list[str]:
        """Return a run of up to `most` sentences from one text."""
        at = self.rng.randrange(self.total)
        which = bisect(self.starts, at) - 1
        begin = at - self.starts[which]
        return list(self.texts[which][begin : begin + self.rng.randint(1, most)])

    def story(self, characters: int = CHARACTERS) -> list[str]:
        """Return a new story of about so many characters."""
        sentences: list[str] = []
        length, target = 0, characters * self.rng.uniform(0.6, 1.4)
        while length < target:
            for s in self.passage(3):
                sentences.append(s)
                length += len(s) + 1
        return sentences

    def follow_up(self, story: Sequence[str]) -> list[str]:
        """Return another story that takes over 30 to 50 % of its text from `story`."""
        share = self.rng.uniform(0.3, 0.5)
        size = max(1, round(share * len(story)))
        begin = self.rng.randrange(len(story) - size + 1)
        taken = list(story[begin : begin + size])
        length = sum(map(len, taken))
        fresh = self.story(round(length * (1 - share) / share))
        at = self.rng.randrange(len(fresh) + 1)
        return fresh[:at] + taken + fresh[at:]


def corpus(
    texts: Sequence[Sequence[str]],
    documents: int,
    strength: float,
    synonyms: Synonyms,
    seed: int = 0,
    follow_ups: bool = False,
) -> Iterator[dict[str, str]]:
    """Yield documents (id, text, group): about half without another version, half in groups of 2, 3 or 5.

    With `follow_ups`, every other group is followed by a story that shares 30 to 50 % of
    its text and is respun as strongly.
    """
    rng = Random(seed)
    drawn = Stories(texts, rng)
    made: list[tuple[int, list[str]]] = []
    group = 0
    while len(made) < documents:
        story = drawn.story()
        if rng.random() < VERSIONED:
            versions = [story] + [
                respin(story, strength, synonyms, rng).sentences for _ in range(rng.choice((1, 1, 2, 2, 4)))
            ]
            made += [(group, v) for v in versions]
            if follow_ups and rng.random() < 0.5:
                group += 1
                made.append((group, respin(drawn.follow_up(story), strength, synonyms, rng).sentences))
        else:
            made.append((group, story))
        group += 1
    rng.shuffle(made)
    for number, (name, version) in enumerate(made[:documents]):
        yield {"id": f"d{number:07d}", "text": _laid_out(version, rng), "group": f"g{name}"}


def _laid_out(sentences: Sequence[str], rng: Random) -> str:
    """Join sentences to paragraphs of one to three."""
    parts = [sentences[0]] if sentences else []
    for s in sentences[1:]:
        parts += [rng.choice((" ", " ", "\n\n")), s]
    return "".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="folder of .txt files")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--strength", type=float, default=0.6, help="share of words replaced, 0 to 1")
    parser.add_argument(
        "--follow-ups", action="store_true", help="add stories that share 30 to 50 %% of text"
    )
    parser.add_argument("--synonyms", type=Path, help="table of synonyms instead of the folder's own words")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help=".jsonl file to write")
    args = parser.parse_args()
    texts = read_sentences(args.texts)
    synonyms = read_synonyms(args.synonyms) if args.synonyms else surrogates(texts)
    with args.out.open("w", encoding="utf-8") as out:
        for row in corpus(texts, args.documents, args.strength, synonyms, args.seed, args.follow_ups):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
