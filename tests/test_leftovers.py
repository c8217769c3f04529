"""A corpus folder that still holds parts of another: each is told once, with what to do."""

import shutil

import pytest
from click.testing import CliRunner
from conftest import ROOT

from retold.chapters import check
from retold.cli import main
from retold.common.problems import Problem, grouped
from retold.corpus import tables


@pytest.fixture
def renamed(tmp_path):
    """The sample with other texts in its table: all that is coded, derived, claimed and published is left over."""
    folder = tmp_path / "mine"
    shutil.copytree(ROOT / "data/sample", folder)
    listed = tables.load(folder, "corpus")
    listed = listed.assign(doc_id=[f"my-{n}" for n in range(len(listed))])
    tables.write_all(folder, {"corpus": listed})
    return folder


def test_what_is_left_of_another_corpus_is_told_once_a_file_and_not_once_a_row(renamed):
    problems = check.check(renamed)[1]
    left = [p for p in problems if "left over" in p.found]
    files = sorted(p.file.removeprefix(f"{renamed}/") for p in left)
    assert "derived" in files and "coding/attributions.csv" in files
    assert len(files) == len(set(files)) and len(problems) < 25
    assert all(p.mend in ("delete it", "run `retold derive`") for p in left)


def test_once_they_are_deleted_the_corpus_is_in_order(renamed):
    while left := check.check(renamed)[1]:
        for problem in left:
            path = renamed / problem.file.removeprefix(f"{renamed}/")
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    assert (renamed / "corpus.csv").is_file() and (renamed / "speakers.csv").is_file()


def test_pages_that_rest_on_findings_of_another_corpus_are_told(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(ROOT / "data/sample", folder)
    (folder / "prose/01-corpus.md").write_text("It is so. {finding}`of_somebody_else`\n")
    (folder / "titles.csv").write_text("page,title,findings\nindex,A claim,of_somebody_else\n")
    places = {
        p.file.removeprefix(f"{folder}/") for p in check.check(folder)[1] if "another corpus" in p.found
    }
    assert places == {"prose/01-corpus.md", "titles.csv"}


def test_a_corpus_of_its_own_has_no_left_overs():
    for folder in ("data", "data/sample"):
        assert check.check(ROOT / folder)[1] == []


def test_every_problem_is_told_in_one_round_though_a_column_is_missing_and_another_cell_is_wrong(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(ROOT / "data/sample", folder)
    path = folder / "speakers.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    columns = head.split(",")
    gone = columns.index("side")
    kept = [",".join(c for n, c in enumerate(line.split(",")) if n != gone) for line in (head, *rows)]
    path.write_text("\n".join(kept).replace(",true,", ",perhaps,", 1) + "\n", encoding="utf-8")
    table = folder / "corpus.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("original", "forged", 1), encoding="utf-8")
    told = {(p.file.rpartition("/")[2], p.column) for p in check.check(folder)[1]}
    assert {("speakers.csv", "side"), ("speakers.csv", "named"), ("corpus.csv", "copy_kind")} <= told


def test_a_cell_that_cannot_be_read_does_not_hide_what_is_wrong_in_other_rows(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(ROOT / "data/sample", folder)
    path = folder / "cleaning.csv"
    path.write_text(
        "doc_id,start,end,label\nbridge-courier,x,5,advert\nnowhere,0,5,advert\n", encoding="utf-8"
    )
    told = {(p.row, p.column) for p in check.check(folder)[1] if p.file.endswith("cleaning.csv")}
    assert told == {(2, "start"), (3, "doc_id")}


def test_problems_that_are_alike_are_told_as_one_with_their_rows():
    rows = [
        Problem("corpus.csv", f"{row!r}", "a day", "correct it", row, "published") for row in range(2, 32)
    ]
    (told,) = grouped(rows)
    assert told.splitlines()[0] == "corpus.csv, column published, in 30 rows: 2, 3, 4 …"
    assert "found:    2, 3, 4 …" in told.replace("'", "")
    other = Problem("corpus.csv", "x", "a day", "correct it", 40, "title")
    assert len(grouped([*rows, other])) == 2
    assert grouped(rows[:2]) == [str(rows[0]), str(rows[1])]


def test_the_command_prints_them_so_and_counts_them_all(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(ROOT / "data/sample", folder)
    path = folder / "corpus.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",none,", ",maybe,"), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(folder)])
    assert done.exit_code == 1
    assert "column url_status, in 7 rows: 2, 3, 4 …" in done.stderr and "7 problems found" in done.stderr
