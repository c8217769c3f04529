"""The page "Your corpus in ten minutes", followed to the letter with files of our own."""

import os
import re
import subprocess
import sys

import pytest
from conftest import NO_BROWSER, ROOT, text_of
from test_new import BELL, DAM, FERRY, GERMAN, rows, run, table
from test_nexis_word import Export

from retold.chapters import check

PAGE = (ROOT / "book/your-corpus.md").read_text(encoding="utf-8")


def commands(name):
    """The commands of a block of the page, without the name of the program."""
    found = re.search(rf"```\{{code-block\}} bash\n:name: {name}\n\n(.*?)```", PAGE, re.S)
    lines = found[1].strip().splitlines()
    return [re.findall(r'"[^"]*"|\S+', line)[1:] for line in lines]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def folder(place, **texts):
    place.mkdir()
    for name, text in texts.items():
        (place / f"{name}.txt").write_text(text, encoding="utf-8")


THREE = {"courier_2024-03-05_dam": DAM, "ledger_2024-11-02_ferry": FERRY, "tribune_2024-06-09_bell": BELL}


def test_every_block_of_the_page_is_tried_here():
    named = set(re.findall(r"(?m)^:name: (\S+)$", PAGE))
    tried = {"install", "folder", "spreadsheet", "columns", "database", "confirm", "more"}
    assert named == {*tried, "new-prints"}


def test_what_the_page_says_the_command_prints_is_what_it_prints(here):
    done = run("new", "mine", ROOT / "data/sample/texts", "--rights", "the papers")
    shown = re.search(r"(?s):name: new-prints\n\n(.*?)```", PAGE)[1].strip().splitlines()
    assert done.output.strip().splitlines()[-len(shown) :] == shown


def test_a_folder_a_look_at_what_to_confirm_and_more_articles_later(here):
    folder(here / "articles", **THREE)
    (new, book) = commands("folder")
    assert run(*new, "--rights", "the papers").exit_code == 0 and book == ["book", "mine"]
    for command in commands("confirm"):
        assert run(*command).exit_code == 0
    folder(here / "more", wire_2024_owl=BELL.replace("bell", "owl"), **THREE)
    (more,) = commands("more")
    done = run(*more, "--yes")
    assert done.exit_code == 0 and "4 texts, 1 of them new" in done.output
    assert check.check(here / "mine")[1] == []


def test_a_spreadsheet_and_one_with_headings_of_its_own(here):
    table(here / "articles.xlsx", GERMAN)  # what is in the file counts, not what it is called
    (new, _book) = commands("spreadsheet")
    assert run(*new, "--rights", "die Zeitungen").exit_code == 0
    assert [r["outlet"] for r in rows(here / "mine/corpus.csv")] == ["Kurier", "Anzeiger", "Bote"]
    named = [["Paper", "When", "Content"], ["A", "05/03/2024", DAM], ["B", "06/03/2024", FERRY]]
    table(here / "articles.csv", named, ",")
    (columns,) = commands("columns")
    assert run(*["new", "other", *columns[2:]], "--columns", "published=When", "--yes").exit_code == 0
    assert [r["published"] for r in rows(here / "other/corpus.csv")] == ["2024-03-05", "2024-03-06"]


def test_an_export_of_nexis(here):
    export = Export().cover(["Cracks close the pier", "A bell comes home"])
    export.article("Cracks close the pier", body=tuple(DAM.strip().split("\n\n")))
    export.article(
        "A bell comes home", body=tuple(BELL.strip().split("\n\n")), dates=("May 7, 2014 Wednesday",)
    )
    (here / "Files.docx").write_bytes(export.source().data)
    (new, _book) = commands("database")
    done = run(*new)
    assert done.exit_code == 0, done.output
    assert "2 articles of 2 announced" in done.output
    made = rows(here / "mine/corpus.csv")
    assert [(r["title"], r["published"], r["authors"]) for r in made] == [
        ("Cracks close the pier", "2014-03-04", "Tove Rask"),
        ("A bell comes home", "2014-05-07", "Tove Rask"),
    ]
    text = (here / f"mine/texts/{made[0]['doc_id']}.txt").read_text(encoding="utf-8")
    assert text == DAM


@pytest.mark.slow
def test_the_book_about_a_folder_is_there_with_two_commands_and_says_that_nobody_stated_the_rights(here):
    copy = DAM.replace("Tuesday", "Wednesday").replace("lamps", "torches")
    folder(here / "articles", bugle_2024_03_06_dam=copy, **THREE)
    (new, book) = commands("folder")
    assert run(*new, "--yes", "--event", "The valley").exit_code == 0
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **NO_BROWSER}
    done = subprocess.run(
        [sys.executable, "-m", "retold.cli", *book],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    html = here / "mine/_build/html"
    index = text_of(html / "index.html")
    assert "The valley: how four texts tell it" in index and "Russia" not in index
    pages = [p for p in html.rglob("*.html") if "_static" not in p.parts]
    assert len(pages) > 20
    assert [p.name for p in pages if "For your own eyes" not in p.read_text(encoding="utf-8")] == []
    # The citation is theirs.
    assert "The valley: a comparison of news texts" in index
    # And the leak check runs in their build, too.
    text = next((here / "mine/texts").glob("*.txt")).read_text(encoding="utf-8")
    with (here / "mine/prose/index.md").open("a", encoding="utf-8") as file:
        file.write(" ".join(text.split()[4:22]) + "\n")
    leaked = subprocess.run(
        [sys.executable, "-m", "retold.cli", *book],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert leaked.returncode == 1 and "give away a text" in leaked.stderr
