"""The book's mark as PNG, which pictures for previews need, drawn from the SVG that the pages use."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

STROKE = re.compile(r"M([\d.]+) ([\d.]+)(?:h([\d.]+)|v([\d.]+)|l(-?[\d.]+) ([\d.]+))")


def write_png(svg: Path, target: Path, width: int = 800) -> None:
    """Write a picture of `width` pixels of an SVG that is made of straight strokes only."""
    from matplotlib.figure import Figure

    root = ElementTree.parse(svg).getroot()
    _, _, wide, high = map(float, root.get("viewBox", "").split())
    figure = Figure(figsize=(width / 100, width / 100 * high / wide), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, wide), ylim=(high, 0))
    axes.axis("off")
    points = 72 * width / 100 / wide  # of a unit of the drawing
    parents = {child: parent for parent in root.iter() for child in parent}
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        thick = float(path.get("stroke-width") or parents[path].get("stroke-width") or 1)
        for x, y, h, v, dx, dy in STROKE.findall(path.get("d", "")):
            end = float(x) + float(h or dx or 0), float(y) + float(v or dy or 0)
            axes.plot(
                [float(x), end[0]],
                [float(y), end[1]],
                color=path.get("stroke"),
                lw=thick * points,
                solid_capstyle="round",
            )
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, transparent=True, metadata={"Software": None})
