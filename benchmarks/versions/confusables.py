"""How many pairs are false where nearly all stories are about one topic.

    python benchmarks/versions/confusables.py --texts NEWS

NEWS is a folder of news about one topic: outlets' own stories of the same events and polls of the same races are in
it as they were printed (same.csv says which of ours are one story). A third get versions, respun at two strengths, and every
seventh a later story, which takes 30 to 50 % of its sentences and for the rest stretches of other articles.
Printed are precision and recall over pairs of texts in one group, and the pairs that are no versions.
"""

from __future__ import annotations

import argparse
import sys
from itertools import combinations
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import fit_pairs  # noqa: E402
import generate  # noqa: E402

import retold  # noqa: E402

SEED = 99  # not that of fit_pairs.py
VERSIONS, LATER = 0.3, 0.15  # share of the articles with versions, and with a later story
RUN = 3  # sentences that a later story takes from one other article


def collection(folder: Path) -> tuple[list[str], list[str]]:
    """Articles, their versions and later stories: the texts, and the story of each."""
    articles = generate.read_sentences(folder)
    stories = fit_pairs.stories_of([path.stem for path in sorted(folder.rglob("*.txt"))])
    make = fit_pairs.Makers(articles)
    make.rng = rng = Random(SEED)
    texts, told = [" ".join(article) for article in articles], list(stories)
    for article, story in zip(articles, stories, strict=True):
        chance = rng.random()
        if chance < VERSIONS:
            for strength in (0.3, 0.6)[: rng.choice((1, 2))]:
                texts.append(" ".join(make.respun(article, strength, rng.choice(("all", "half")))))
                told.append(story)
        elif chance < VERSIONS + LATER and len(article) > 2 * RUN:
            texts.append(" ".join(make.respun(later(article, articles, rng), 0.3, "half")))
            told.append(f"later than {story}")
    return texts, told


def later(article: list[str], articles: list[list[str]], rng: Random) -> list[str]:
    """Another story that takes over a stretch of an article."""
    size = max(1, round(len(article) * rng.uniform(0.3, 0.5)))
    begin = rng.randrange(len(article) - size + 1)
    fresh: list[str] = []
    while len(fresh) < len(article) - size:
        fresh += rng.choice(articles)[:RUN]
    fresh = fresh[: len(article) - size]
    at = rng.randrange(len(fresh) + 1)
    return fresh[:at] + article[begin : begin + size] + fresh[at:]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="folder of news about one topic, .txt")
    texts, told = collection(parser.parse_args().texts)
    groups = retold.group(range(len(texts)), texts)
    every = list(combinations(range(len(texts)), 2))
    found = {(a, b) for a, b in every if groups[a] == groups[b]}
    true = {(a, b) for a, b in every if told[a] == told[b]}
    right = len(found & true)
    print(f"{len(texts):,} texts: precision {right / len(found):.4f}, recall {right / len(true):.4f}")
    for a, b in sorted(found - true):
        print(f"  {told[a]} | {told[b]}")


if __name__ == "__main__":
    main()
