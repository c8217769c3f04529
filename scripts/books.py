"""Build books about invented articles, from two texts to sixty, and take a picture of each chapter, to be looked at.

``python scripts/books.py FOLDER [NAME ...]`` makes for each corpus of `BOOKS`, or those named, the folder, the book, and
``pictures/``: a picture a chapter in a wide window and on a phone. It says what each cost.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import invented  # noqa: E402
from browsing import ARGUMENTS  # noqa: E402

from retold.book import editions  # noqa: E402

BOOKS = {
    "two": {"count": 2},
    "two-copies": {"count": 2, "copies": 1},
    "five": {"count": 5},
    "five-copies": {"count": 5, "copies": 2},
    "thirty": {"count": 30},
    "thirty-copies": {"count": 30, "copies": 10},
    "sixty": {"count": 60, "outlets": 7},
    "sixty-copies": {"count": 60, "copies": 20, "outlets": 7},
    "five-lexicons": {"count": 5, "copies": 1},
    "thirty-lexicons": {"count": 30},
    "thirty-lexicons-copies": {"count": 30, "copies": 10},
    "german-five": {"count": 5, "language": invented.GERMAN},
    "german-thirty-copies": {"count": 30, "copies": 10, "language": invented.GERMAN},
}
PAGES = ("index", "book/in-five-figures", "book/side-by-side", "book/findings", "book/limitations")
WIDTHS = (1280, 390)


# What people add to a corpus: words for the event, actors, groups of speakers.
LEXICONS = {
    "naming.csv": "term,pattern,class,actor,contrast,note\nclosed,closed,closure,,a,\nshut,shut,closure,,b,\ngiven-up,given up,loss,,,\n",
    "actors.csv": "actor,label,pattern,groups,speakers,note\ncouncil,Town council,council|mayor,officials,,\nresidents,Residents,residents|neighbours,public,,\n",
    "groups.csv": "group,label\nofficials,Officials\npublic,The public\n",
}


def equip(place: Path) -> None:
    """Write lexicons and sort the speakers, as somebody would who goes on from a draft."""
    for name, text in LEXICONS.items():
        (place / name).write_text(text, encoding="utf-8")
    speakers = place / "speakers.csv"
    lines = speakers.read_text(encoding="utf-8").splitlines()
    groups = ["officials", "public"]
    kept = [line.replace(",unsorted,", f",{groups[n % 2]},") for n, line in enumerate(lines)]
    speakers.write_text("\n".join(kept) + "\n", encoding="utf-8")


def build(place: Path, articles: Path, *, equipped: bool) -> tuple[float, float]:
    """Make a corpus and its book with two commands; return their seconds, on the clock and of the processor."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in (["new", place, articles, "--yes", "--event", "The valley"], ["book", place]):
        if command[0] == "book" and equipped:
            equip(place)
        subprocess.run([sys.executable, "-m", "retold.cli", *map(str, command)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, spent


async def photograph(book: Path, pictures: Path, executable: str) -> None:
    """Take a picture of each chapter in each width."""
    from playwright.async_api import async_playwright

    pictures.mkdir(exist_ok=True)
    pages = [book / f"{page}.html" for page in PAGES] + sorted((book / "notebooks").glob("*.html"))
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        for width in WIDTHS:
            window = await browser.new_page(viewport={"width": width, "height": 900})
            for page in pages:
                await window.goto(page.as_uri())
                await window.evaluate(
                    "document.querySelectorAll('img').forEach((i) => { i.loading = 'eager'; })"
                )
                await window.wait_for_load_state("networkidle")
                await window.screenshot(path=pictures / f"{page.stem}-{width}.png", full_page=True)
        await browser.close()


def main() -> None:
    folder, *names = sys.argv[1:]
    executable = editions.browser()
    for name in names or BOOKS:
        place = Path(folder) / name
        articles = invented.write(Path(folder) / f"{name}-articles", **BOOKS[name])
        clock, processor = build(place, articles, equipped="lexicons" in name)
        print(f"{name}: {clock:.0f} s, of the processor {processor:.0f} s", flush=True)
        if executable:
            asyncio.run(photograph(place / "_build/html", place / "pictures", executable))


if __name__ == "__main__":
    main()
