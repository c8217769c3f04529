"""What a build was made from and what it made, as hashes: so that nothing is done twice, and nothing is stale."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

# Made by a build or by Python: no input; nor is what is hidden, such as what git keeps.
PASSED_OVER = {"__pycache__", "_build", "_generated"}


def files(*paths: Path) -> list[Path]:
    """Return the files at or under `paths`, sorted, without hidden ones and what a build writes itself."""
    listed: set[Path] = set()
    for path in paths:
        inside = path.rglob("*") if path.is_dir() else [path]
        listed |= {p for p in inside if p.is_file() and _is_input(p.relative_to(path).parts)}
    return sorted(listed)


def _is_input(parts: tuple[str, ...]) -> bool:
    return not any(part in PASSED_OVER or part.startswith(".") for part in parts)


def packages() -> str:
    """Return the installed packages with their versions."""
    return " ".join(sorted({f"{d.metadata['Name']}=={d.version}" for d in distributions()}))


def of_files(paths: Iterable[Path], base: Path, *more: str) -> str:
    """Return a hash over the names, relative to `base`, and the bytes of files, and over further facts."""
    digest = hashlib.sha256(sys.version.encode())
    for fact in more:
        digest.update(f"\0{fact}".encode())
    for path in paths:
        name = path.relative_to(base) if path.is_relative_to(base) else path
        content = path.read_bytes()
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def of_notebook(path: Path, inputs: str) -> str:
    """Return a hash over what a notebook runs and over what it reads."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    return hashlib.sha256(f"{inputs}\0{path.name}\0{json.dumps(code)}".encode()).hexdigest()[:32]
