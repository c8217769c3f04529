"""The commands that pages print: each is one that the program has, and what "What a news desk can do" shows is what they say."""

import re
import shlex

import click
import pytest
from click.testing import CliRunner
from conftest import ROOT

from retold.cli import main
from retold.text import leaks

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "book").glob("*.md"))]
DESK = (ROOT / "book/news-desk.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?s)```(?:\{code-block\} )?bash\n(?::name: \S+\n\n)?(.*?)```")
CODE = re.compile(r"`((?:\.venv/bin/)?retold [a-z][^`]*)`")


def commands(text):
    """Every call of the program in blocks of commands and in code inside sentences, as words without its name."""
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    lines = [line for line in lines if re.match(r"(?:\.venv/bin/)?retold ", line)] + CODE.findall(text)
    return [shlex.split(line, comments=True)[1:] for line in lines]


def unknown(words):
    """What a call names that the program does not have: a command, or an option of it."""
    command, words = main, list(words)
    while isinstance(command, click.Group):
        name = words.pop(0)
        if name not in command.commands:
            return [name]
        command = command.commands[name]
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
    return [w for w in words if re.match(r"--?[a-z]", w) and w.partition("=")[0] not in known]


def shown(name):
    return re.search(rf"```\{{code-block\}} \w+\n:name: {name}\n\n(.*?)```", DESK, re.S)[1].rstrip("\n")


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_no_page_prints_a_command_or_an_option_that_the_program_lacks(path):
    text = path.read_text(encoding="utf-8").replace("adjudicate \\| frames \\| passages", "frames")
    assert [(" ".join(words), lack) for words in commands(text) if (lack := unknown(words))] == []


def test_a_command_that_is_not_there_would_be_found():
    printed = "`retold quote a.txt` ```bash\nretold quotes a.txt --json  # as data\n``` and `retold view A B -o v.html`"
    assert [unknown(words) for words in commands(printed)] == [["--json"], ["quote"], []]
    assert sum(len(commands(path.read_text(encoding="utf-8"))) for path in PAGES) > 60


@pytest.mark.parametrize("name", ["desk-kwic", "desk-view", "desk-quotes", "desk-versions"])
def test_what_the_page_for_a_news_desk_shows_is_what_its_commands_print(name, tmp_path, monkeypatch):
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, shlex.split(shown(name))[1:])
    assert done.exit_code == 0, done.output
    printed, said = shown(f"{name}-prints").splitlines(), done.output.splitlines()
    assert [line for line in said if line in printed] == printed


def test_what_the_page_for_a_news_desk_says_of_the_sample_stands_in_its_texts():
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (ROOT / "data/sample/texts").glob("*.txt")}
    first, second = re.search(r"(?m)^\| (Dr\. .*?) \| (Calder .*?) \|$", DESK).groups()
    assert (
        all(part in texts["bridge-courier"] for part in first.split(" …"))
        and second in texts["bridge-respun-a"]
    )
    # A corpus that holds these texts under other rights must still have a book: its leak check reads this page, too.
    assert leaks.find(texts, [ROOT / "book/news-desk.md"]) == []
    assert "the worst morning" in texts["bridge-courier"] and "the best morning" in texts["bridge-respun-b"]
    assert all(f"“the {kind} morning”" in DESK for kind in ("worst", "best"))


def test_the_page_for_a_news_desk_makes_a_corpus_of_a_folder_of_wire_copy(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = ROOT / "data/sample/texts"
    (tmp_path / "articles").mkdir()
    named = {"agency_2024-03-05_dam": "bridge-courier", "herald_2024-03-06_dam": "bridge-respun-b"}
    for name, source in named.items():
        (tmp_path / f"articles/{name}.txt").write_bytes((texts / f"{source}.txt").read_bytes())
    new, book = (shlex.split(line)[1:] for line in shown("desk-wire").splitlines())
    assert book == ["book", new[1]]
    done = CliRunner().invoke(main, new)
    assert done.exit_code == 0, done.output
    table = (tmp_path / "wire/corpus.csv").read_text(encoding="utf-8")
    assert ",agency," in table and ",2024-03-06," in table and "the agency and the outlets" in table
    assert "one story" in (tmp_path / "wire/confirm.csv").read_text(encoding="utf-8")
    assert (tmp_path / "wire/.gitignore").read_text(encoding="utf-8").startswith("texts/")
