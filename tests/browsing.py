"""Opening pages in a real browser, and what is asked of every page."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWS = [(scheme, size) for scheme in ("light", "dark") for size in ((1280, 900), (375, 812))]
# Without its preloading: it would fetch style sheets anew, from the wrong place.
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# What the theme says when all is well; and what it cannot do for a page that is read from a folder.
CHATTER = ("[PST]:", "[togglebutton]:")

PROBE = r"""async () => {
  const all = document.documentElement;
  // The search page has no article, an e-book neither that nor a main part.
  const scope = document.querySelector('article, main') || document.body;
  const images = [...scope.querySelectorAll('img')];
  const shown = images.filter((i) => getComputedStyle(i).display !== 'none');
  for (const i of shown) { i.loading = 'eager'; }
  await Promise.all(shown.map((i) => i.complete ? 0 : new Promise((r) => { i.onload = i.onerror = r; })));
  // What of an element can be seen without scrolling sideways: its box, less what any box around it cuts off.
  const cut = (element) => {
    const box = element.getBoundingClientRect();
    let left = Math.max(box.left, 0), right = Math.min(box.right, all.clientWidth);
    for (let e = element.parentElement; e && e !== document.body; e = e.parentElement) {
      if (getComputedStyle(e).overflowX === 'visible') continue;
      const around = e.getBoundingClientRect();
      left = Math.max(left, around.left); right = Math.min(right, around.left + e.clientLeft + e.clientWidth);
    }
    return box.width - Math.max(0, right - left);
  };
  const open = (e) => e.checkVisibility() && e.getBoundingClientRect().width > 0;
  const clear = (colour) => colour === 'transparent' || /, 0\)$/.test(colour);
  // Something in a row with a ground of its own would hide the shadow at the edge.
  const covered = (table) => [...table.querySelectorAll('tr, th, td')].some(
    (c) => !clear(getComputedStyle(c).backgroundColor) || getComputedStyle(c).boxShadow !== 'none');
  const edged = (table) => {
    const frame = table.closest('.scroll, .pst-scrollable-table-container');
    return frame && getComputedStyle(frame).backgroundImage.split('linear-gradient').length === 5 && !covered(table);
  };
  const tables = [...scope.querySelectorAll('table')].filter(open);
  return {
    cut: [...images, ...scope.querySelectorAll('svg')].filter(open).filter((i) => cut(i) > 1)
      .map((i) => `${i.getAttribute('src') || i.outerHTML.slice(0, 60)}: ${Math.round(cut(i))} px`),
    tables: tables.length,
    edgeless: tables.filter((t) => cut(t) > 1 && !edged(t)).map((t) => t.innerText.slice(0, 60)),
    scroll: all.scrollWidth - all.clientWidth,
    theme: all.dataset.theme,
    wrong: shown.filter((i) => i.classList.contains(all.dataset.theme === 'dark' ? 'only-light' : 'only-dark')).length,
    pairs: document.querySelectorAll('.themed').length,
    pictures: shown.filter((i) => i.closest('.themed')).length,
    pwned: Boolean(globalThis.pwned),
    broken: shown.filter((i) => i.naturalWidth === 0).map((i) => i.src),
  };
}"""
RULES = "async () => (await axe.run(document, {resultTypes: ['violations'], preload: false})).violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', '))"


@dataclass
class Visit:
    """What was seen of a page in one view."""

    page: str
    view: str
    errors: list[str] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    probe: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.page} ({self.view})"


def is_ours(address: str) -> bool:
    """Whether an address stays on this machine."""
    parts = urlsplit(address)
    return parts.scheme in ("file", "data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")


@contextlib.contextmanager
def served(folder: Path):
    """Serve a folder on loopback; yields its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()


def listen(page, visit: Visit) -> None:
    """Note what a page logs, asks for and does not get."""
    page.on("request", lambda r: None if is_ours(r.url) else visit.outside.add(r.url[:120]))
    page.on("response", lambda r: visit.failed.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.on("requestfailed", lambda r: visit.failed.append(f"{r.failure} {r.url}"))
    page.on("pageerror", lambda e: visit.errors.append(str(e)[:200]))
    page.on("console", lambda m: _note(m, visit))


def _note(message, visit: Visit) -> None:
    if message.type in ("error", "warning") and not message.text.startswith(CHATTER):
        visit.errors.append(message.text[:200])


async def _visit(
    context, base: str, name: str, schemes: list[str], size: tuple[int, int], axe: bool
) -> list[Visit]:
    """Open a page, and look at it in each colour scheme; the second is set as the button for it sets it."""
    page = await context.new_page()
    visits = []
    for scheme in schemes:
        visit = Visit(name, f"{scheme}, {size[0]} px")
        listen(page, visit)
        await page.emulate_media(color_scheme=scheme)
        if not visits:
            await page.goto(base + name, wait_until="load")
        else:
            await page.evaluate("(scheme) => { document.documentElement.dataset.theme = scheme; }", scheme)
        visit.probe = await page.evaluate(PROBE)
        if axe and not visits:
            await page.evaluate(AXE)
        if axe:
            visit.violations = await page.evaluate(RULES)
        visits.append(visit)
    await page.close()
    return visits


async def _visit_all(executable: str, base: str, names: list[str], views, axe: bool) -> list[Visit]:
    from playwright.async_api import async_playwright

    schemes: dict[tuple[int, int], list[str]] = {}
    for scheme, size in views:
        schemes.setdefault(size, []).append(scheme)
    async with async_playwright() as p:
        browser = await p.chromium.launch(executable_path=executable, args=ARGUMENTS)

        async def at_size(size: tuple[int, int]) -> list[Visit]:
            # As one reader who goes from page to page: what pages share is loaded once.
            viewport = {"width": size[0], "height": size[1]}
            context = await browser.new_context(viewport=viewport, reduced_motion="reduce")
            visits = [await _visit(context, base, name, schemes[size], size, axe) for name in names]
            return [visit for of_page in visits for visit in of_page]

        visits = await asyncio.gather(*(at_size(size) for size in schemes))
        return [visit for at_one in visits for visit in at_one]


def visit_all(executable: str, base: str, names: list[str], views=VIEWS, axe: bool = True) -> list[Visit]:
    """Open every page in every view, several at once, and return what was seen."""
    return asyncio.run(_visit_all(executable, base, names, views, axe))
