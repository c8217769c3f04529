"""Draw the picture of the README from the derived data: the grade of each text.

Usage: python scripts/readme_picture.py [FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

from retold import book, figures
from retold.chapters.readability import GRADE
from retold.measures import draws, readability, values

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / ".github" / "picture.svg"


def main(target: Path = PICTURE) -> None:
    mpl.use("svg")
    t = book.Tables(ROOT / "data")
    measured = values.by_text(t, draws.of_tables(t), readability.PAGE)
    settings = {"svg.hashsalt": "readme", "svg.fonttype": "path", "font.family": "DejaVu Sans"}
    with plt.style.context("default"), mpl.rc_context(settings):
        drawn = figures.measures(measured[measured["key"] == GRADE], t.labels)
        drawn.savefig(target, format="svg", facecolor="white", metadata={"Date": None, "Creator": None})
        plt.close(drawn)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
