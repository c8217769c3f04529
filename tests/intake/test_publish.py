"""The page "Publish your book", followed to the letter as far as no other machine is asked."""

import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
import yaml
from conftest import NO_BROWSER, ROOT, text_of
from test_new import BELL, DAM, FERRY, run

from retold import __version__

PAGE = (ROOT / "book/publish.md").read_text(encoding="utf-8")
WORKFLOW = "mine/.github/workflows/publish.yml"
WHO = {f"GIT_{role}_{what}": "someone" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def commands(name):
    found = re.search(rf"```\{{code-block\}} bash\n:name: {name}\n\n(.*?)```", PAGE, re.S)
    said = [line.partition(" #")[0] for line in found[1].strip().splitlines()]  # as the shell reads them
    return [[w.strip('"') for w in re.findall(r'"[^"]*"|\S+', line)] for line in said]


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A corpus of four articles of ours, in the folder in which commands are typed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    copy = DAM.replace("Tuesday", "Wednesday").replace("lamps", "torches")
    texts = {
        "courier_2024-03-05_dam": DAM,
        "bugle_2024-03-06_dam": copy,
        "ledger_2024_ferry": FERRY,
        "wire_2024_bell": BELL,
    }
    for name, text in texts.items():
        (tmp_path / f"articles/{name}.txt").write_text(text, encoding="utf-8")
    assert run("new", "mine", "articles", "--yes").exit_code == 0
    return tmp_path / "mine"


def typed(command):
    """Run a command of the page as somebody types it."""
    words = [sys.executable, "-m", "retold.cli", *command[1:]] if command[0] == "retold" else command
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **WHO}
    if command[:2] == ["retold", "book"]:
        environment |= NO_BROWSER
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_every_block_of_the_page_is_tried_here():
    assert set(re.findall(r"(?m)^:name: (\S+)$", PAGE)) == {"site", "workflow", "repository", "clone"}


def test_the_workflow_is_written_once_and_an_edit_of_it_stays(mine):
    ((_, *command),) = commands("workflow")
    assert run(*command).exit_code == 0
    path = mine.parent / WORKFLOW
    text = path.read_text(encoding="utf-8")
    steps = [step for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"]]
    assert yaml.safe_load(text)["env"]["RETOLD"] == f"retold[book]=={__version__}"
    assert [s["run"].split("retold ")[-1] for s in steps if "run" in s][1:] == [
        "check .",
        'book . --site "$SITE"',
    ]
    assert {s["uses"].split("@")[0] for s in steps if "uses" in s} >= {
        "actions/checkout",
        "actions/deploy-pages",
    }
    path.write_text("name: my own\n")
    assert run(*command).exit_code == 0
    assert path.read_text() == "name: my own\n"


def test_nobody_gets_a_workflow_who_did_not_ask_for_it(mine):
    assert not (mine.parent / WORKFLOW).exists()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_clone_without_a_text_has_the_same_book(mine):
    (site,) = commands("site")
    (mine / "CITATION.cff").write_text(
        "title: The valley\nauthors: [{name: Ann Roe}]\nlicense: CC-BY-SA-4.0\n"
    )
    first = typed(site)
    for doing in ("deriving", "running the notebooks", "writing pages"):
        assert f"book: {doing}" in first.stdout
    assert re.search(
        r"the leak check looked at \d+ files for 4 texts: no run of more than \d+ words", first.stdout
    )
    assert "4 texts have unknown rights" in first.stderr
    html = mine / "_build/html"
    index = (html / "index.html").read_text(encoding="utf-8")
    assert 'property="og:url" content="https://example.org/mine/index.html"' in index
    assert re.search(r'property="og:image" content="https://example.org/mine/_images/[^"]+\.png"', index)
    assert '<link rel="canonical" href="https://example.org/mine/index.html"' in index and "noindex" in index
    assert (html / ".nojekyll").is_file()
    for page in [p for p in html.rglob("*.html") if "_static" not in p.parts]:
        source = page.read_text(encoding="utf-8")
        assert "By The Retold authors" not in source and "Text and figures CC BY 4.0" not in source, page.name
        assert "By Ann Roe" in " ".join(source.split()) and f"Made with Retold {__version__}" in source, (
            page.name
        )
        assert "autumn 2022, and on what" not in source and "Russia&#39;s autumn-2022" not in source, (
            page.name
        )
    with zipfile.ZipFile(html / "the-valley.epub") as packed:
        about = packed.read("content.opf").decode()
    assert "<dc:title>The valley</dc:title>" in about and "<dc:creator>Ann Roe</dc:creator>" in about
    assert 'href="the-valley.epub"' in index and "The Retold authors" not in about
    for command in commands("repository"):
        done = typed(command)
        assert "texts/" not in done.stdout
    told = [typed(command) for command in commands("clone")]
    assert not (mine.parent / "again/texts").exists()
    assert "no leak check" in told[-1].stdout
    again = mine.parent / "again/_build/html"
    for name in ("notebooks/02-versions", "book/rights", "book/publish"):
        assert text_of(again / f"{name}.html") == text_of(html / f"{name}.html") != ""
    changed = subprocess.run(
        ["git", "status", "--short"], cwd=mine.parent / "again", capture_output=True, text=True
    )
    assert changed.stdout == ""
