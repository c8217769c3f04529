"""Run every benchmark and write what they print to benchmarks/RESULTS.md.

python benchmarks/report.py --texts DIR
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="folder with the five texts")
    texts = parser.parse_args().texts
    parts = [
        f"# Results\n\nPython {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}.\n"
    ]
    for name, needs_texts in (("sentences", True), ("speech", True), ("speed", False)):
        command = [
            sys.executable,
            str(HERE / name / "run.py"),
            *(["--texts", str(texts)] if needs_texts else []),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        parts.append(f"## {name.capitalize()}\n\n{done.stdout.strip()}\n")
    (HERE / "RESULTS.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
