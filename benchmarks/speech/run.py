"""The automatic attribution of speech against the adjudicated coding.

    python benchmarks/speech/run.py --texts DIR

Precision, recall and F1 of content words, the share of coded words found with the coded
source mention, and documents per second of processor time; on the five texts and on the
sample, whose coding is true by construction.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from retold import corpus, derive, speech

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="folder with the five texts")
    for data, texts in (
        (ROOT / "data", parser.parse_args().texts),
        (ROOT / "data/sample", ROOT / "data/sample/texts"),
    ):
        read = corpus.load(data)
        found, problems = corpus.find_texts(read, texts)
        if problems:
            raise SystemExit("\n".join(map(str, problems)))
        engine = derive.derive(read, found)["engine"].set_index("doc_id")
        engine.loc["mean"] = engine.mean()
        print(engine.round(3).to_markdown(), "\n")
        start = time.process_time()
        for _ in range(20):
            for doc in found.values():
                speech.attribute(doc.clean)
        print(f"{20 * len(found) / (time.process_time() - start):,.0f} documents per processor second\n")


if __name__ == "__main__":
    main()
