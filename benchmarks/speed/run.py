"""How long the book takes from the derived data, and `import retold` alone.

    python benchmarks/speed/run.py

Builds into a temporary folder, clean, with dependencies installed; the import is the
best of ten runs of a fresh interpreter, less the best of ten that import nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def best(code: str, runs: int = 10) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    bare = best("pass")
    print(f"import retold: {best('import retold') - bare:.3f} s (bar 0.3 s)\n")
    with tempfile.TemporaryDirectory() as folder:
        times = Path(folder) / "times.json"
        command = [
            sys.executable,
            "-m",
            "retold.cli",
            "book",
            "data",
            "--out",
            f"{folder}/_build",
            "--times",
            str(times),
        ]
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        total = time.perf_counter() - start
        parts = json.loads(times.read_text())
    outside = total - parts["notebooks"] - parts["pages"]
    print("| part | seconds | share |\n| --- | ---: | ---: |")
    for name, seconds in [
        *parts.items(),
        ("start of the program", total - sum(parts.values())),
        ("all", total),
    ]:
        print(f"| {name} | {seconds:.1f} | {seconds / total:.0%} |")
    print(
        f"\noutside notebooks and pages: {outside / total:.0%} (bar 25 %); all: {total:.0f} s (bar 60 s), {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
