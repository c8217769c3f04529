"""Run every benchmark and write what they print to benchmarks/RESULTS.md.

python benchmarks/report.py --texts DIR [--news FOLDER --synonyms TABLE] [--brat FOLDER]

Without --news the benchmark of versions runs in small, on the sample.
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
    parser.add_argument("--news", type=Path, help="folder of news to make versions of")
    parser.add_argument("--synonyms", type=Path, help="table of synonyms to make them with")
    parser.add_argument("--brat", type=Path, help="folder of attributions in brat standoff")
    args = parser.parse_args()
    texts = ["--texts", str(args.texts)]
    versions = ["--articles", str(args.texts)]
    for option, value in (("--texts", args.news), ("--synonyms", args.synonyms)):
        versions += [option, str(value)] if value else []
    speech = [*texts, "--brat", str(args.brat)] if args.brat else texts
    parts = [
        f"# Results\n\nPython {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}.\n"
    ]
    for name, options in (("sentences", texts), ("speech", speech), ("versions", versions), ("speed", [])):
        command = [sys.executable, str(HERE / name / "run.py"), *options]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        shown = done.stdout.strip().replace("\n## ", "\n### ")
        parts.append(f"## {name.capitalize()}\n\n{shown}\n")
    (HERE / "RESULTS.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
