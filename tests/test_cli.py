import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

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


COMMANDS = sorted([*main.commands, *(f"coding {name}" for name in main.commands["coding"].commands)])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command):
    said = run(*command.split(), "--help").output
    assert f"retold {command}" in said
    assert "\\b" not in said
    assert "Example" in said


def test_check_says_that_all_is_well():
    result = run("check", "--data", ROOT / "data/sample", "--texts", ROOT / "data/sample/texts")
    assert result.exit_code == 0
    assert result.output.count("matches") == 7


def test_a_corpus_in_order_that_was_not_derived_yet_has_no_problem_and_one_line_of_advice(copy):
    shutil.rmtree(copy / "derived")
    done = run("check", copy)
    assert done.exit_code == 0
    assert done.output.splitlines()[-1].startswith(
        "nothing is derived from the texts yet: run `retold derive"
    )


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
    keys = "doc_id content cue source source_text kind speaker name confidence decided"
    assert set(keys.split()) == set(lines[0])
    assert all(line["doc_id"] == "dam-ledger" for line in lines)
    assert len(run("quotes", path).output.splitlines()) == len(lines)


def test_the_data_dictionary_says_what_each_field_of_an_attribution_holds():
    page = (
        (ROOT / "book/data-dictionary.md").read_text(encoding="utf-8").partition("quotes --jsonl` prints")[2]
    )
    listed = re.findall(r"^\| `(\w+)` \|", page, re.M)
    line = run("quotes", ROOT / "data/sample/texts/dam-ledger.txt", "--jsonl").output.splitlines()[0]
    assert listed == list(json.loads(line))


def test_quotes_can_leave_out_what_is_unsure():
    path = ROOT / "data/sample/texts/dam-ledger.txt"
    every = [json.loads(line) for line in run("quotes", path, "--jsonl").output.splitlines()]
    least = sorted(one["confidence"] for one in every)[1]
    sure = [json.loads(line) for line in run("quotes", path, "--jsonl", "--least", least).output.splitlines()]
    assert sure == [one for one in every if one["confidence"] >= least]
    assert len(sure) < len(every)


@pytest.mark.parametrize("data, said", [(b"", "empty"), (b"a\x00b", "NUL"), (b"fer\x81y", "nor UTF-8")])
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


@pytest.fixture
def two_versions(tmp_path):
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text("The ferry is late. Sheep left the meadow. Nobody saw them swim.", encoding="utf-8")
    b.write_text("The ferry is late again. Nobody saw them swim. A clerk wrote it down.", encoding="utf-8")
    return a, b


def test_align_with_a_least_probability_leaves_out_what_is_less_sure(two_versions):
    result = run("align", *two_versions, "--jsonl", "--least", "0.9985")
    assert [json.loads(line)["operation"] for line in result.output.splitlines()] == [
        "inserted",
        "omitted",
        "omitted",
        "same",
        "inserted",
    ]
    assert run("align", *two_versions, "--least", "2").exit_code == 2


def test_align_prints_an_object_a_pair(two_versions):
    result = run("align", *two_versions, "--jsonl")
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.output.splitlines()]
    assert all(list(row) == ["a", "b", "similarity", "operation", "probability"] for row in found)
    assert [row["operation"] for row in found] == ["edited", "omitted", "same", "inserted"]
    assert [row["a"] for row in found] == [[[0, 18]], [[19, 41]], [[42, 63]], []]
    assert [row["b"] for row in found] == [[[0, 24]], [], [[25, 46]], [[47, 69]]]
    assert 0 < found[0]["similarity"] < 1
    assert [row["similarity"] for row in found[1:]] == [0.0, 1.0, 0.0]


def test_align_prints_a_line_a_pair_for_reading(two_versions):
    lines = run("align", *two_versions).output.splitlines()
    assert [line.split("\t") for line in lines[1:]] == [
        ["19-41", "-", "0.00", "omitted"],
        ["42-63", "25-46", "1.00", "same"],
        ["-", "47-69", "0.00", "inserted"],
    ]


def test_align_names_every_file_it_cannot_read(tmp_path, two_versions):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"fer\x81ry")
    result = run("align", two_versions[0], bad)
    assert result.exit_code == 1
    assert f"{bad}\n" in result.output
    assert "nor UTF-8" in result.output
    assert "a.txt" not in result.output
    assert run("align", bad, bad).output.count("found:") == 2
    for wrong in (tmp_path / "nowhere.txt", tmp_path):
        result = run("align", two_versions[0], wrong)
        assert result.exit_code == 2
        assert wrong.name in result.output


def test_align_takes_an_empty_version_as_one_that_omits_everything(tmp_path, two_versions):
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert run("align", two_versions[0], empty).output.count("omitted") == 3
    result = run("align", empty, empty, "--jsonl")
    assert (result.exit_code, result.output) == (0, "")


def test_view_writes_a_page_with_the_words_of_both_texts_and_says_whom_it_is_for(tmp_path, two_versions):
    out = tmp_path / "view.html"
    result = run("view", *two_versions, "-o", out)
    assert result.exit_code == 0
    assert result.stdout == f"{out}\n"
    assert "for your own eyes" in result.stderr
    assert re.search(
        r"A: \d+ kept \(\d+ %\), \d+ edited \(\d+ %\), \d+ lost \(\d+ %\), \d+ moved", result.stderr
    )
    assert re.search(r"B: \d+ kept .* inserted", result.stderr)
    page = out.read_text(encoding="utf-8")
    for said in ("Sheep left the meadow", "A clerk wrote it down", "a.txt", "b.txt", "omitted", "inserted"):
        assert said in page
    run("view", two_versions[0], two_versions[0], "-o", out)
    assert "A clerk wrote it down" not in out.read_text(encoding="utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "b.txt", "view.html"]


def test_view_names_every_file_it_cannot_read_and_writes_nothing(tmp_path, two_versions):
    bad, out = tmp_path / "bad.txt", tmp_path / "view.html"
    for data, said in ((b"fer\x81ry", "nor UTF-8"), (b"a\x00b", "NUL"), (b"\xff\xfea", "not UTF-16")):
        bad.write_bytes(data)
        result = run("view", bad, bad, "-o", out)
        assert result.exit_code == 1
        assert result.output.count(said) == 2
    assert not out.exists()
    assert run("view", two_versions[0], tmp_path / "nowhere.txt", "-o", out).exit_code == 2


def test_view_takes_an_empty_version_as_align_does(tmp_path, two_versions):
    empty, out = tmp_path / "empty.txt", tmp_path / "view.html"
    empty.touch()
    assert run("view", two_versions[0], empty, "-o", out).exit_code == 0
    assert out.read_text(encoding="utf-8").count("not in B") == 3


@pytest.mark.parametrize(
    "args, said",
    [
        (["a.txt", "b.txt"], "--out"),
        (["a.txt", "b.txt", "-o", "."], "a folder"),
        (["a.txt", "b.txt", "-o", "no/where.html"], "no such folder"),
        (["a.txt", "b.txt", "-o", "b.txt"], "the input itself"),
        (["a.txt", "-o", "view.html"], "B"),
    ],
)
def test_view_says_what_is_wrong_with_the_call_and_harms_no_text(two_versions, monkeypatch, args, said):
    folder = two_versions[0].parent
    before = {p: p.read_bytes() for p in folder.iterdir()}
    monkeypatch.chdir(folder)
    result = run("view", *args)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert {p: p.read_bytes() for p in folder.iterdir()} == before


def test_view_says_that_long_texts_take_a_while(tmp_path, two_versions, monkeypatch):
    from retold import cli

    out = tmp_path / "view.html"
    assert "long texts" not in run("view", *two_versions, "-o", out).stderr
    monkeypatch.setattr(cli, "_LONG", 10)
    assert "long texts" in run("view", *two_versions, "-o", out).stderr


def test_versions_says_how_many_groups_it_found_and_where_they_are(tmp_path):
    out = tmp_path / "g.csv"
    result = run("versions", ROOT / "data/sample/texts", "-o", out, "--workers", 1)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "7 documents in 5 groups; 3 documents share one with another",
        str(out),
        str(tmp_path / "g-pairs.csv"),
    ]
    assert out.read_text(encoding="utf-8").startswith("doc_id,group\nbridge-courier,bridge-courier\n")
    strict = run("versions", ROOT / "data/sample/texts", "-o", out, "--workers", 1, "--threshold", 1)
    assert "7 groups; 0 documents" in strict.output


def test_versions_go_into_the_current_folder_if_nobody_says_where(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "x"}\n', encoding="utf-8")
    for _ in range(2):  # its own files of before may be written again
        result = run("versions", "in.jsonl", "--workers", 1)
        assert result.exit_code == 0
        assert "-o left out: written into the current folder\n" in result.stderr
        assert result.stdout.splitlines()[1:] == ["versions.csv", "versions-pairs.csv"]
        assert (tmp_path / "versions.csv").read_text(encoding="utf-8") == "doc_id,group\na,a\n"


@pytest.mark.parametrize("name", ["versions.csv", "versions-pairs.csv"])
def test_a_file_of_ones_own_is_not_lost_to_a_name_that_nobody_gave(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "x"}\n', encoding="utf-8")
    (tmp_path / name).write_text("doc_id,story_id\na,by hand\n", encoding="utf-8")
    result = run("versions", "in.jsonl", "--workers", 1)
    assert result.exit_code == 1
    assert f"{name}\n  found:    a file that this command did not write" in result.output
    assert (tmp_path / name).read_text(encoding="utf-8").endswith("by hand\n")
    assert len(list(tmp_path.iterdir())) == 2
    assert run("versions", "in.jsonl", "--workers", 1, "-o", name).exit_code == 0  # somebody named it


def test_versions_counts_documents_left_out_not_what_is_wrong_with_them(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "text": "x"}\n{}\nno\n', encoding="utf-8")
    result = run("versions", source, "-o", tmp_path / "out.csv", "--workers", 1, "--skip-bad")
    assert result.exit_code == 0
    assert f"3 problems found\n2 documents left out: {tmp_path / 'rejected.jsonl'}\n" in result.output
    left = [json.loads(line) for line in (tmp_path / "rejected.jsonl").read_text().splitlines()]
    assert [(one["row"], one["record"]) for one in left] == [(2, "{}"), (2, "{}"), (3, "no")]
    assert all(one["found"] and one["mend"] for one in left)
    source.write_text('{"id": "a", "text": "x"}\n', encoding="utf-8")
    run("versions", source, "-o", tmp_path / "out.csv", "--workers", 1, "--skip-bad")
    assert not (tmp_path / "rejected.jsonl").exists()


def test_a_list_of_what_is_left_out_never_takes_the_place_of_another_file(tmp_path):
    source = tmp_path / "rejected.jsonl"
    source.write_text('{"id": "a", "text": "x"}\nno\n', encoding="utf-8")
    before = source.read_bytes()
    result = run("versions", source, "-o", tmp_path / "out.csv", "--workers", 1, "--skip-bad")
    assert result.exit_code == 1 and "a file that this command did not write" in result.output
    assert source.read_bytes() == before


def test_quotes_goes_on_without_a_file_that_cannot_be_read_if_it_is_asked_to(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("good.txt").write_text("“It holds,” said Ann Brandt.")
    Path("bad.txt").write_bytes(b"\xff\xfe\x00")
    stopped = run("quotes", "good.txt", "bad.txt")
    assert stopped.exit_code == 1 and "Ann Brandt" not in stopped.stdout
    done = run("quotes", "good.txt", "bad.txt", "--skip-bad")
    assert done.exit_code == 0 and "Ann Brandt" in done.stdout
    assert "1 files left out" in done.stderr
    (row,) = csv.DictReader(Path("unread/unread.csv").read_text().splitlines())
    assert row["file"] == "bad.txt" and Path("unread", row["set_aside_as"]).read_bytes() == b"\xff\xfe\x00"


@pytest.mark.parametrize(
    "args, said",
    [
        (["nowhere.jsonl", "-o", "out.csv"], "no such file or folder"),
        (["texts.zip", "-o", "out.csv"], "'.zip'"),
        (["in.jsonl", "-o", "no/where/out.csv"], "no such folder"),
        (["in.jsonl", "-o", "in.jsonl"], "the input itself"),
        (["in.jsonl", "-o", "."], "a folder"),
        (["in.jsonl", "-o", "/"], "a folder"),
        (["in.jsonl", "--write"], "--write with a collection, which has no story_id"),
        (["in.jsonl", "--texts", "."], "--texts with a collection"),
        ([".", "-o", "out.csv", "--write"], "a corpus folder with it, which holds corpus.csv"),
        (["in.jsonl", "-o", "out.csv", "--threshold", "2"], "--threshold"),
        (["in.jsonl", "-o", "out.csv", "--workers", "0"], "--workers"),
    ],
)
def test_versions_says_what_is_wrong_with_the_call_and_writes_nothing(tmp_path, monkeypatch, args, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "x"}\n', encoding="utf-8")
    (tmp_path / "texts.zip").touch()
    result = run("versions", *args)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert "Traceback" not in result.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "texts.zip"]


def test_two_files_of_one_name_are_named_because_their_lines_cannot_be_told_apart(tmp_path):
    files = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        files.append(tmp_path / folder / "story.txt")
        files[-1].write_text("“Done,” said Ann Bell.", encoding="utf-8")
    done = run("quotes", *files, "--jsonl")
    assert "2 files are called story" in done.stderr
    assert [json.loads(line)["doc_id"] for line in done.stdout.splitlines()] == ["story"] * 2


def test_what_a_row_needs_to_know_of_a_file_is_printed_while_the_row_is_not_there_yet(copy):
    path = copy / "corpus.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",CC0 1.0,1098,", ",CC0 1.0,,", 1), encoding="utf-8"
    )
    result = run("check", copy, "--texts", copy / "texts")
    assert result.exit_code == 1
    assert "a blank cell" in result.output
    head = result.stdout.splitlines().index("file,n_chars,sha256,sha256_plain,note")
    (row,) = csv.DictReader(result.stdout.splitlines()[head:])
    assert (row["file"], row["n_chars"]) == ("bridge-courier.txt", "1098") and len(row["sha256"]) == 64


def test_a_folder_is_named_as_an_argument_or_as_an_option(copy):
    assert run("check", copy).output == run("check", "--data", copy).output
    shutil.rmtree(copy / "derived")
    assert run("derive", copy).exit_code == 0  # from the texts in its own folder
    assert run("check", copy).exit_code == 0


@pytest.mark.parametrize("command, file", [("adjudicate", "attributions"), ("frames", "frames")])
def test_two_codings_are_made_one_again_by_a_command(tmp_path, command, file):
    folder = Path(shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("sample")))
    path = folder / f"coding/{file}.csv"
    before = path.read_bytes()
    path.write_bytes(before[:300])
    assert run("coding", command, folder).exit_code == 0
    assert path.read_bytes() == before


def test_a_folder_without_codings_is_told_so(tmp_path):
    result = run("coding", "adjudicate", tmp_path / "nowhere")
    assert result.exit_code == 1 and "no such folder" in result.output


@pytest.mark.parametrize("command", ["adjudicate", "frames"])
def test_a_coding_is_not_emptied_for_want_of_two_to_make_it_of(copy, command):
    for name in ("frames_1", "frames_2", "frame_decisions"):
        (copy / f"coding/{name}.csv").unlink()
    before = {p: p.read_bytes() for p in (copy / "coding").iterdir()}
    result = run("coding", command, copy)
    assert result.exit_code == 1 and "two codings" in result.output
    assert {p: p.read_bytes() for p in (copy / "coding").iterdir()} == before


def test_two_different_corpus_folders_are_not_guessed_between(copy):
    result = run("check", copy, "--data", "elsewhere")
    assert result.exit_code == 2 and "name one corpus folder" in result.output


def test_a_file_is_not_called_a_folder_that_is_missing(copy):
    assert f"{copy / 'corpus.csv'}: a file; accepted is a folder" in run("check", copy / "corpus.csv").output
