"""Make .venv and install a hash-locked list of packages and this package into it.

Usage: python3 tools/setup.py requirements.txt

Runs on a bare Python; uses uv where it is on the path, which is faster, else pip.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main(lock: str) -> int:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        print(
            f"setup: Python 3.11 or newer is needed, this is {found}: make PYTHON=python3.12 …",
            file=sys.stderr,
        )
        return 1
    uv = shutil.which("uv")
    pip = (
        [uv, "pip", "install", "-q", "--python", str(PYTHON)]
        if uv
        else [str(PYTHON), "-m", "pip", "install", "-q"]
    )
    print(f"setup: installing {lock} into .venv ({'uv' if uv else 'pip, some minutes'}) …", flush=True)
    steps = [
        [*pip, "--require-hashes", "--no-deps", "-r", str(ROOT / lock)],
        [*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
    ]
    if not PYTHON.exists():
        steps.insert(0, [sys.executable, "-m", "venv", str(VENV)])
    for step in steps:
        if subprocess.run(step, cwd=ROOT).returncode:
            print(f"setup: failed: {' '.join(step[:6])} …", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
