import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from conftest import ROOT

from retold import __version__
from retold.cli import main


def run(*args):
    return CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False)


def test_version_and_help_are_there():
    assert __version__ in run("--version").output
    assert "Example" in run("--help").output


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_explains_itself_with_an_example(command):
    said = run(command, "--help").output
    assert f"retold {command}" in said
    assert "Example" in said


def test_check_says_that_all_is_well():
    result = run("check", "--data", ROOT / "data/sample", "--texts", ROOT / "data/sample/texts")
    assert result.exit_code == 0
    assert result.output.count("matches") == 7


def test_check_tells_all_problems_at_once_and_fails(copy):
    (copy / "groups.csv").write_text("group,label\nA,\n", encoding="utf-8")
    (copy / "texts" / "dam-ledger.txt").unlink()
    result = run("check", "--data", copy, "--texts", copy / "texts")
    assert result.exit_code == 1
    for said in (
        "groups.csv, row 2, column group",
        "column label",
        "missing",
        "dam-ledger",
    ):
        assert said in result.output
    for said in ("found:", "accepted:", "mend:"):
        assert result.output.count(said) >= 3


def test_derive_writes_the_tables(copy):
    for path in (copy / "derived").iterdir():
        path.unlink()
    result = run("derive", "--data", copy, "--texts", copy / "texts")
    assert result.exit_code == 0
    assert (copy / "derived" / "terms.csv").is_file()


def test_derive_from_a_folder_without_the_texts_writes_nothing(copy, tmp_path):
    before = {p: p.read_bytes() for p in (copy / "derived").iterdir()}
    result = run("derive", "--data", copy, "--texts", tmp_path / "corpus" / "prose")
    assert result.exit_code == 1
    assert result.output.count("missing") == 7
    assert {p: p.read_bytes() for p in (copy / "derived").iterdir()} == before


def test_quotes_prints_an_object_an_attribution():
    path = ROOT / "data/sample/texts/dam-ledger.txt"
    lines = [json.loads(line) for line in run("quotes", path, "--jsonl").output.splitlines()]
    assert {"doc_id", "content", "cue", "source", "source_text", "kind", "speaker"} == set(lines[0])
    assert all(line["doc_id"] == "dam-ledger" for line in lines)
    assert len(run("quotes", path).output.splitlines()) == len(lines)


@pytest.mark.parametrize(
    "data, said", [(b"", "empty"), (b"a\x00b", "NUL"), ("é".encode("latin-1"), "not UTF-8")]
)
def test_quotes_names_a_file_it_cannot_read(tmp_path, data, said):
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    result = run("quotes", path)
    assert result.exit_code == 1
    assert said in result.output
    assert run("quotes", tmp_path / "nowhere.txt").exit_code == 2
    assert run("quotes", tmp_path).exit_code == 2


def test_importing_retold_loads_nothing_heavy():
    heavy = "pandas sklearn matplotlib textstat pandera scipy nltk numpy"
    code = f"import sys, retold, retold.cli; print([m for m in {heavy.split()} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_check_says_of_each_text_whether_it_matches_differs_or_is_missing(copy):
    path = copy / "texts" / "bridge-courier.txt"
    path.write_text(
        path.read_text(encoding="utf-8").replace("a fisherman", "an old fisherman"), encoding="utf-8"
    )
    (copy / "texts" / "dam-ledger.txt").unlink()
    said = run("check", "--data", copy, "--texts", copy / "texts").output.splitlines()
    assert "bridge-ledger: matches" in said
    assert "dam-ledger: missing" in said
    assert any(line.startswith("bridge-courier: differs between character ") for line in said)
