"""The pages in a real browser: nothing breaks, nothing is fetched from elsewhere."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import pages

pytestmark = pytest.mark.slow

QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--virtual-time-budget=5000",
    "--dump-dom",
]
# Chromium logs all of the console at one level; this much the theme says when all is well.
CHATTER = re.compile(
    r'"\[(?:PST|togglebutton)\]: (?:Changed to|Scrolled sidebar|Set focus|Adding toggle buttons)'
)


@pytest.fixture(scope="module")
def browser() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium on the path: on Debian, apt-get install chromium")
    return found


def visit(browser: str, address: str, folder: Path) -> tuple[list[str], set[str]]:
    """Open a page; return what it logs beyond the theme's chatter and the hosts that were asked for anything."""
    log = folder / "net.json"
    profile = folder / "profile"
    shutil.rmtree(profile, ignore_errors=True)
    command = [browser, *QUIET, f"--user-data-dir={profile}", f"--log-net-log={log}", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert "<html" in done.stdout
    lines = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    errors = [line for line in lines if not CHATTER.search(line)]
    asked = re.findall(r'"url":"((?:https?|wss?)://[^"]+)', log.read_text(encoding="utf-8", errors="ignore"))
    return errors, {urlsplit(url).netloc for url in asked}


def test_no_page_logs_an_error_or_asks_another_machine(browser, built, tmp_path):
    _, its_own = visit(browser, "about:blank", tmp_path)
    for page in pages(built):
        errors, hosts = visit(browser, page.as_uri(), tmp_path)
        assert errors == [], page.name
        assert hosts <= its_own | {h for h in hosts if h.endswith(".google.com")}, page.name


def test_the_browser_check_would_see_an_error_and_a_request(browser, tmp_path):
    page = tmp_path / "bad.html"
    page.write_text(
        "<html><img src='http://192.0.2.1/x.png' alt=''><script>console.error('bad')</script></html>"
    )
    errors, hosts = visit(browser, page.as_uri(), tmp_path)
    assert any("bad" in error for error in errors)
    assert "192.0.2.1" in hosts
