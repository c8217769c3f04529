"""Whether time grows with the length of a text and no faster, whatever stands in it.

    python benchmarks/speed/growth.py

Each case is run at a length and at four times it, the best of three tries each; what grows with the square of the
length takes sixteen times as long. The exit code is 1 if a case takes more than eight times as long.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from random import Random

from retold import speech, view
from retold.compare.alignment import align
from retold.text import sentences

BAR = 8.0
LEAST = 0.02  # seconds: shorter runs are noise
TORN = ["He said no. ", ". ", "A.B. ", "“He left\n", "a\n", "."]
QUOTED = [
    "“",
    '"',
    '" a ',
    '"a" ',
    "“‘",
    "said ",
    "He said no. ",
    "He said “a” ",
    "“a.” He said no. ",
    "a, b, said, ",
]
QUOTED += ["(said) ", "Ann Bell ", "A: b\n"]
STORY = ["sheep. ", "The ferry left the quay at noon. ", "。羊"]
VOCABULARY = [f"word{n}" for n in range(500)]


def filled(part: str, size: int) -> str:
    return part * (size // len(part))


def halved(text: str) -> object:
    return align(text, text[: len(text) // 2] + " The bridge is shut.")


def one_sentence(size: int) -> str:
    return " ".join(Random(6).choices(VOCABULARY, k=size // 8)) + "."


def cases() -> Iterator[tuple[str, Callable[[int], object], int]]:
    """What is run, as a function of the length in characters; and the shorter length."""
    for part in TORN:
        yield f"sentences of {part!r}", lambda n, part=part: sentences(filled(part, n)), 100_000
    for part in QUOTED:
        yield f"who says what in {part!r}", lambda n, part=part: speech.attributions(filled(part, n)), 50_000
    for part in STORY:
        # Pairs of sentences are compared, so the length here is that of all pairs.
        yield (
            f"alignment of {part!r}",
            lambda n, part=part: align(filled(part, int(n**0.5)), "A bridge."),
            400_000_000,
        )
    yield "alignment of one sentence", lambda n: align(one_sentence(n), one_sentence(n)[10:]), 100_000
    yield "view of one sentence", lambda n: view.page(one_sentence(n), one_sentence(n)[10:]), 50_000


def best(run: Callable[[int], object], size: int) -> float:
    spent = []
    for _ in range(3):
        start = time.process_time()
        run(size)
        spent.append(time.process_time() - start)
    return min(spent)


def main() -> int:
    speech.attributions("He said no.")  # load the coefficients
    failed = 0
    print("| case | seconds | at four times the length | times as long |\n| --- | ---: | ---: | ---: |")
    for name, run, size in cases():
        short, long = best(run, size), best(run, 4 * size)
        times = long / max(short, LEAST)
        failed += times > BAR
        print(f"| {name} | {short:.2f} | {long:.2f} | {times:.1f}{' too long' if times > BAR else ''} |")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
