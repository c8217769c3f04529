"""Draw the rooms of the library and what rests on what, from its own imports.

Usage: python scripts/rooms.py [FILE]

The picture stands in CONTRIBUTING.md; a test fails if it is not today's, or if a room imports one above it.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from retold import ROOMS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "retold"
PICTURE = ROOT / ".github" / "rooms.svg"


def modules() -> dict[str, Path]:
    """Return the modules of the library by name; a package is named like its folder."""
    paths = (p for p in sorted(PACKAGE.rglob("*.py")) if "project" not in p.parts)
    return {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in paths}


def imports() -> set[tuple[str, str]]:
    """Return who imports whom, late imports included: (module, module)."""
    known = modules()
    arrows = set()
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            wanted: list[str] = []
            if isinstance(node, ast.ImportFrom) and node.module:
                # What is imported from a package may be a module of it, or what its face shows.
                wanted = [
                    full if (full := f"{node.module}.{alias.name}") in known else node.module
                    for alias in node.names
                ]
            elif isinstance(node, ast.Import):
                wanted = [alias.name for alias in node.names]
            arrows |= {(name, other) for other in wanted if other in known and other != name}
    return arrows


def room(module: str) -> str:
    """Return the room of a module: the folder under the package; cli.py is one by itself, the face has no name."""
    return module.split(".")[1] if "." in module else ""


def upward(order: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the imports of a higher room by a lower one; `order` is from low to high.

    The face shows what the rooms offer, so it stands above them all, and below the command alone.
    """
    rank = {name: n for n, name in enumerate((*order, "", "cli"))}
    return sorted((a, b) for a, b in imports() if rank[room(a)] < rank[room(b)])


def circles() -> list[set[str]]:
    """Return the groups of modules that import each other in a circle."""
    after: dict[str, set[str]] = {}
    for a, b in imports():
        after.setdefault(a, set()).add(b)

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for other in after.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen

    reach = {name: reached(name) for name in modules()}
    found = {frozenset(b for b in reach[a] if a in reach[b]) for a in reach if a in reach[a]}
    return [set(circle) for circle in sorted(found, key=sorted)]


def draw(target: Path = PICTURE) -> None:
    """Draw the rooms, lowest at the bottom: what each is for, and its files; an arrow says who rests on whom.

    The lowest room serves all: arrows to it would only fill the picture.
    """
    order = (*ROOMS, "cli")
    files: dict[str, list[str]] = {name: [] for name in order}
    for module in modules():
        if module.count(".") == 2:
            files[room(module)].append(module.split(".")[2])
    between = Counter((room(a), room(b)) for a, b in imports())
    step, right = 0.78, 7.3
    settings = {"svg.hashsalt": "rooms", "svg.fonttype": "path", "font.family": "DejaVu Sans"}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(9.6, step * len(order)))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, 9.6), ylim=(-0.1, step * len(order) - 0.1))
        axes.axis("off")
        for level, name in enumerate(order):
            low = step * level
            axes.add_patch(Rectangle((0.1, low), right - 0.1, 0.6, facecolor="#EAF2F8", edgecolor="#0072B2"))
            axes.text(0.2, low + 0.3, name, va="center", weight="bold", fontsize=10)
            axes.text(1.3, low + 0.3, f"{purpose(name)}\n{_wrapped(files[name])}", va="center", fontsize=6.6)
        for (above, below), count in sorted(between.items()):
            if above == below or below in ("", ROOMS[0]) or above == "":
                continue
            start, end = (step * order.index(side) + 0.3 for side in (above, below))
            axes.add_patch(
                FancyArrowPatch(
                    (right, start - 0.1), (right, end + 0.1),
                    connectionstyle=f"arc3,rad={-0.26 - 0.02 * (start - end)}", arrowstyle="-|>",
                    mutation_scale=7, linewidth=0.4 + 0.12 * min(count, 10), color="#555555",
                )
            )  # fmt: skip
        figure.savefig(target, format="svg", facecolor="white", metadata={"Date": None, "Creator": None})


def purpose(name: str) -> str:
    """Return what a room is for, as its own first line says it."""
    path = PACKAGE / name / "__init__.py" if (PACKAGE / name).is_dir() else PACKAGE / f"{name}.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[0]


def _wrapped(names: list[str], width: int = 108) -> str:
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > width:
            lines.append("")
        lines[-1] += ("  " if lines[-1] else "") + name
    return "\n".join(lines)


if __name__ == "__main__":
    draw(*map(Path, sys.argv[1:2]))
