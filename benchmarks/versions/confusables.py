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

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import fit_pairs  # noqa: E402
import generate  # noqa: E402
import run_foreign  # noqa: E402

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
            later = make.taken_over(article, 0.3, 0.5, lambda size: stretches(articles, size, rng))
            texts.append(" ".join(make.respun(later, 0.3, "half")))
            told.append(f"later than {story}")
    return texts, told


def stretches(articles: list[list[str]], size: int, rng: Random) -> list[str]:
    """So many sentences, in stretches of other articles."""
    fresh: list[str] = []
    while len(fresh) < size:
        fresh += rng.choice(articles)[:RUN]
    return fresh[:size]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="folder of news about one topic, .txt")
    texts, told = collection(parser.parse_args().texts)
    groups = retold.group(range(len(texts)), texts)
    counted = run_foreign.tally_groups(groups.tolist(), told).sum(axis=0)
    precision, recall, _ = run_foreign.ratios(counted)
    print(f"{len(texts):,} texts: precision {precision:.4f}, recall {recall:.4f}")
    for group in np.unique(groups):
        inside = sorted({told[n] for n in np.flatnonzero(groups == group)})
        for one, two in combinations(inside, 2):
            print(f"  {one} | {two}")


if __name__ == "__main__":
    main()
