"""What a corpus costs by the number of its texts: time, memory and disk of `retold derive` and `retold book`.

    python benchmarks/speed/sizes.py --texts DIR [--sizes 2 30 60 300] [--derive]

DIR is a folder of .txt files, one article each; the first of them in an order drawn once, the same for every size, make
each corpus. CPU seconds and the peak of memory are those of all processes together, looked at four times a second: what ends
sooner is missed. Memory that several share is counted once. `--derive` leaves the books out.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

MEGA = 1_000_000
EVERY = 0.25  # seconds between two looks
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    cpu: float  # seconds
    wall: float
    peak: float  # megabytes
    disk: float


def tree(root: int) -> list[int]:
    """The process and all that it started which still run."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The name of a process, in brackets, may hold blanks.
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for process in found:
        found += parents.get(process, [])
    return found


def resident(process: int) -> float:
    """Megabytes that a process holds, its part of what it shares with others."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / MEGA


def worked(process: int) -> tuple[tuple[int, int], float]:
    """A process, by its number and when it began; and the CPU seconds that it has had."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return (process, 0), 0.0
    return (process, int(fields[19])), (int(fields[11]) + int(fields[12])) / TICKS


def on_disk(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / MEGA


def cost(arguments: list[str], written: Path) -> Cost:
    """Run the command and watch it; `written` is the folder whose size counts."""
    start, peak = time.perf_counter(), 0.0
    cpu: dict[tuple[int, int], float] = {}
    command = [sys.executable, "-m", "retold.cli", *arguments]
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stdout=said, stderr=said) as running:
        while running.poll() is None:
            # By number, for kernels are forked by a server that nobody waits for.
            processes = tree(running.pid)
            cpu |= dict(map(worked, processes))
            peak = max(peak, sum(map(resident, processes)))
            time.sleep(EVERY)
        if running.returncode:
            said.seek(0)
            sys.exit(f"retold {' '.join(arguments)} failed:\n{said.read().decode(errors='replace')[-2000:]}")
    return Cost(sum(cpu.values()), time.perf_counter() - start, peak, on_disk(written))


def corpus(texts: list[Path], folder: Path) -> Path:
    """Make a corpus of these texts."""
    articles, made = folder / "articles", folder / "corpus"
    articles.mkdir(parents=True)
    for path in texts:
        shutil.copy(path, articles / path.name)
    command = [sys.executable, "-m", "retold.cli", "new", str(made), str(articles), "--yes"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr or done.stdout)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2, 30, 60, 300])
    parser.add_argument("--derive", action="store_true")
    given = parser.parse_args()
    texts = sorted(given.texts.glob("*.txt"))
    if len(texts) < max(given.sizes):
        sys.exit(f"{given.texts} has {len(texts)} files .txt; --sizes asks for {max(given.sizes)}")
    random.Random(1).shuffle(texts)
    print(f"{os.cpu_count()} cores\n")
    print("| texts | words | command | CPU s | wall s | peak MB | MB on disk |", flush=True)
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: |", flush=True)
    for size in given.sizes:
        chosen = texts[:size]
        words = sum(len(path.read_text(encoding="utf-8", errors="replace").split()) for path in chosen)
        with tempfile.TemporaryDirectory() as folder:
            made = corpus(chosen, Path(folder))
            commands = {"derive": made / "derived", "book": made / "_build"}
            for name in ("derive",) if given.derive else commands:
                c = cost([name, str(made)], commands[name])
                row = f"| {size} | {words:,} | {name} | {c.cpu:.1f} | {c.wall:.1f} | {c.peak:,.0f} | {c.disk:.1f} |"
                print(row, flush=True)


if __name__ == "__main__":
    main()
