"""`retold new`, as somebody types it."""

import csv
import json
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT

from retold.chapters import check
from retold.cli import main
from retold.corpus.corpus import sha256_plain

DAM = (
    "The dam at Lower Orrin held on Tuesday night, and nobody in the valley slept. Engineers from the county walked its crest "
    "with lamps until four in the morning.\n\n“We counted every crack twice,” said Ann Brandt, who leads the inspection. "
    "Brandt said the spillway had been closed since March.\n\nThe council meets on Friday. Otto Klein, the mayor, said he "
    "would ask for money. “It is old, and it is ours,” said Klein.\n"
)
FERRY = (
    "The ferry to Marrow Bay will stop for the winter, its owners announced. Sheep farmers on the island fear for their hay.\n\n"
    "“Nobody asked us,” said Mary Stone, who keeps ninety ewes. Stone said that the last boat leaves on the first of November.\n\n"
    "A spokesman for the line blamed the price of diesel.\n"
)
BELL = (
    "A bell that was cast in 1604 came home to Saint Alban on Sunday. Two tractors pulled it up the hill while children sang.\n\n"
    "“It sounds like bread,” said Father Luke Amory. Amory said the crack would be left as it is.\n"
)


def run(*args, **options):
    return CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False, **options)


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by(path, column="doc_id"):
    return {row[column]: row for row in rows(path)}


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in {
        "courier_2024-03-05_dam.txt": DAM,
        "ledger_2024-11-02_ferry.txt": FERRY,
        "tribune_2024-06-09_bell.txt": BELL,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def mine(articles, tmp_path):
    assert run("new", tmp_path / "mine", articles, "--yes").exit_code == 0
    return tmp_path / "mine"


def test_a_folder_of_texts_is_a_corpus_in_order_with_one_command(mine):
    table = by(mine / "corpus.csv")
    assert list(table) == ["courier-2024-03-05", "ledger-2024-11-02", "tribune-2024-06-09"]
    dam = table["courier-2024-03-05"]
    assert (dam["outlet"], dam["published"], dam["date_basis"]) == ("courier", "2024-03-05", "inferred")
    assert dam["rights"] == "unknown" and dam["copy_kind"] == "original"
    assert check.check(mine)[1] == []
    done = run("check", mine)
    assert done.exit_code == 0 and "3 texts in order" in done.output


def test_it_says_how_each_value_came_and_from_which_file(mine):
    cells = {(r["doc_id"], r["column"]): r for r in rows(mine / "import.csv")}
    assert set(cells) >= {
        ("courier-2024-03-05", c) for c in ("outlet", "published", "rights", "story_id", "sha256")
    }
    outlet = cells["courier-2024-03-05", "outlet"]
    assert (outlet["basis"], outlet["value"]) == ("guessed", "courier")
    assert outlet["file"] == "courier_2024-03-05_dam.txt" and "name" in outlet["source"]
    written = by(mine / "corpus.csv")
    assert all(written[d][c] == r["value"] for (d, c), r in cells.items() if c in written[d])


def test_nothing_of_another_corpus_is_copied_and_the_texts_are_ignored_by_git(mine):
    made = {p.relative_to(mine).as_posix() for p in mine.rglob("*") if p.is_file()}
    assert not {"findings.csv", "coding", "changes.csv"} & made
    words = " ".join(p.read_text(encoding="utf-8") for p in mine.rglob("*") if p.is_file())
    assert not re.search(r"Russia|Kharkiv|Kherson|Putin", words)
    assert "texts/" in (mine / ".gitignore").read_text()


def test_without_a_terminal_it_stops_and_names_the_option_for_rights(articles, tmp_path):
    done = run("new", tmp_path / "mine", articles)
    assert done.exit_code == 1
    assert "--rights" in done.output and not (tmp_path / "mine").exists()
    assert run("new", tmp_path / "mine", articles, "--rights", "the outlets").exit_code == 0
    assert {r["rights"] for r in rows(tmp_path / "mine/corpus.csv")} == {"the outlets"}


def test_a_dry_run_shows_everything_and_writes_nothing(articles, tmp_path):
    done = run("new", tmp_path / "mine", articles, "--dry-run")
    assert done.exit_code == 0 and "courier" in done.output and "guessed: outlet of 3 texts" in done.output
    assert not (tmp_path / "mine").exists()


def test_a_second_run_adds_what_is_new_and_keeps_what_was_edited(mine, articles, tmp_path):
    table = rows(mine / "corpus.csv")
    table[0]["outlet"], table[1]["title"] = "The Courier of Marrow Bay", "No boat, no hay"
    write(mine / "corpus.csv", table)
    (mine / "prose/index.md").write_text("My own words.\n")
    (articles / "courier_2024-07-01_owl.txt").write_text(
        BELL.replace("bell", "owl").replace("Luke", "Mark"), encoding="utf-8"
    )
    done = run("new", mine, articles, "--yes")
    assert done.exit_code == 0 and "4 texts, 1 of them new" in done.output
    assert "3 in the corpus already" in done.output
    after = rows(mine / "corpus.csv")
    assert after[0]["outlet"] == "The Courier of Marrow Bay" and after[1]["title"] == "No boat, no hay"
    assert [r["doc_id"] for r in after[:3]] == [r["doc_id"] for r in table]
    assert (mine / "prose/index.md").read_text() == "My own words.\n"
    assert check.check(mine)[1] == []


def test_a_run_that_finds_nothing_new_changes_no_byte(mine, articles):
    before = files(mine)
    assert run("new", mine, articles, "--yes").exit_code == 0
    assert files(mine) == before


def test_the_same_text_twice_is_kept_once_with_both_places(articles, tmp_path):
    (articles / "copy of it.txt").write_text(DAM.replace("\n", "\r\n"), encoding="utf-8")
    done = run("new", tmp_path / "mine", articles, "--yes")
    assert "1 of them the same text as another, kept once" in done.output
    assert len(rows(tmp_path / "mine/corpus.csv")) == 3
    again = [r for r in rows(tmp_path / "mine/import.csv") if r["column"] == "again"]
    assert [(r["doc_id"], r["file"]) for r in again] == [("courier-2024-03-05", "copy of it.txt")]


def test_what_cannot_be_read_is_set_aside_with_its_reason_and_its_bytes(articles, tmp_path):
    for n in range(20):
        (articles / f"more_{n}.txt").write_text(
            f"{FERRY}\nNumber {n} of the boats is {n * 7}.", encoding="utf-8"
        )
    (articles / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n....")
    done = run("new", tmp_path / "mine", articles, "--yes")
    assert done.exit_code == 0 and "1 not understood" in done.output
    (row,) = rows(tmp_path / "mine/unread/unread.csv")
    assert row["file"] == "picture.txt" and "picture" in row["reason"] and row["mend"]
    assert (tmp_path / "mine/unread" / row["set_aside_as"]).read_bytes().startswith(b"\x89PNG")


def test_more_than_a_tenth_unread_stops_unless_it_is_asked_for(articles, tmp_path):
    (articles / "a.txt").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 60)
    done = run("new", tmp_path / "mine", articles, "--yes")
    assert done.exit_code == 1 and "1 of 4 not understood" in done.output and "--skip-bad" in done.output
    assert not (tmp_path / "mine").exists()
    assert run("new", tmp_path / "mine", articles, "--yes", "--skip-bad").exit_code == 0


@pytest.mark.parametrize(
    "held, said",
    [
        ({}, "no article"),
        ({"a.txt": DAM}, "one article only"),
        ({"a.txt": DAM, "b.txt": DAM}, "one article only"),
    ],
)
def test_too_little_for_a_corpus_is_said_and_nothing_is_made(tmp_path, held, said):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in held.items():
        (folder / name).write_text(text, encoding="utf-8")
    done = run("new", tmp_path / "mine", folder, "--yes")
    assert done.exit_code == 1 and said in done.output and not (tmp_path / "mine").exists()


def test_a_path_that_is_not_there_and_a_folder_with_other_files_are_refused(articles, tmp_path):
    assert "no such file or folder" in run("new", tmp_path / "mine", tmp_path / "nowhere", "--yes").output
    done = run("new", articles, articles, "--yes")
    assert done.exit_code == 1 and "a folder with other files" in done.output
    assert run("new", tmp_path / "empty").exit_code == 2


def table(path, rows, delimiter=";"):
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


GERMAN = [
    ["Zeitung", "Datum", "Überschrift", "Artikeltext"],
    ["Kurier", "05.03.2024", "Der Damm", DAM],
    ["Anzeiger", "06.03.2024", "Die Fähre", FERRY],
    ["Bote", "25.03.2024", "Die Glocke", BELL],
]


def test_a_spreadsheet_with_german_headings_needs_no_option_but_the_rights(tmp_path):
    path = table(tmp_path / "artikel.csv", GERMAN)
    done = run("new", tmp_path / "mine", path, "--rights", "die Zeitungen")
    assert done.exit_code == 0, done.output
    made = by(tmp_path / "mine/corpus.csv")
    assert [(r["outlet"], r["published"], r["title"]) for r in made.values()] == [
        ("Kurier", "2024-03-05", "Der Damm"),
        ("Anzeiger", "2024-03-06", "Die Fähre"),
        ("Bote", "2024-03-25", "Die Glocke"),
    ]
    assert check.check(tmp_path / "mine")[1] == []


AMBIGUOUS = [
    ["outlet", "date", "headline", "text"],
    ["Courier", "05/03/2024", "The dam", DAM],
    ["Ledger", "06/03/2024", "The ferry", FERRY],
]


def test_a_day_that_may_be_a_month_is_asked_and_never_guessed(tmp_path):
    path = table(tmp_path / "a.csv", AMBIGUOUS, ",")
    done = run("new", tmp_path / "mine", path, "--rights", "x")
    assert done.exit_code == 1 and "--dates" in done.output and "05/03/2024" in done.output
    assert run("new", tmp_path / "uk", path, "--rights", "x", "--dates", "dmy").exit_code == 0
    assert run("new", tmp_path / "us", path, "--rights", "x", "--dates", "mdy").exit_code == 0
    assert [r["published"] for r in rows(tmp_path / "uk/corpus.csv")] == ["2024-03-05", "2024-03-06"]
    assert [r["published"] for r in rows(tmp_path / "us/corpus.csv")] == ["2024-05-03", "2024-06-03"]
    assert run("new", tmp_path / "open", path, "--yes").exit_code == 0
    left = rows(tmp_path / "open/corpus.csv")
    assert [r["published"] for r in left] == ["", ""] and all(
        "05/03" in r["note"] or "06/03" in r["note"] for r in left
    )


def test_one_date_that_can_be_told_shows_the_order_of_its_column_and_that_is_called_a_guess(tmp_path):
    path = table(tmp_path / "a.csv", [*AMBIGUOUS, ["Bugle", "25/03/2024", "The bell", BELL]], ",")
    assert run("new", tmp_path / "mine", path, "--rights", "x").exit_code == 0
    cells = [r for r in rows(tmp_path / "mine/import.csv") if r["column"] == "published"]
    assert [(r["value"], r["basis"]) for r in cells] == [
        ("2024-03-05", "guessed"),
        ("2024-03-06", "guessed"),
        ("2024-03-25", "read"),
    ]


def test_a_date_with_slashes_does_not_turn_day_and_month_of_dates_with_dots(tmp_path):
    mixed = [
        AMBIGUOUS[0],
        ["Courier", "06.03.2024", "The dam", DAM],
        ["Ledger", "03/25/2024", "The ferry", FERRY],
    ]
    path = table(tmp_path / "a.csv", mixed, ",")
    assert run("new", tmp_path / "mine", path, "--rights", "x").exit_code == 0
    assert [r["published"] for r in rows(tmp_path / "mine/corpus.csv")] == ["2024-03-06", "2024-03-25"]


@pytest.mark.parametrize("language, day", [("en-GB", "2024-03-05"), ("en-US", "2024-05-03")])
def test_the_country_that_a_file_names_says_whether_the_day_or_the_month_stands_first(
    tmp_path, language, day
):
    told = [[*AMBIGUOUS[0], "language"], *([*row, language] for row in AMBIGUOUS[1:])]
    path = table(tmp_path / "a.csv", told, ",")
    assert run("new", tmp_path / "mine", path, "--rights", "x").exit_code == 0
    made = rows(tmp_path / "mine/corpus.csv")
    assert made[0]["published"] == day and made[0]["language"] == "en"


def test_an_unclear_text_column_names_the_option_and_mapped_columns_are_called_mapped(tmp_path):
    path = table(tmp_path / "a.csv", [["c1", "c2", "c3"], [DAM, FERRY, "x"], [BELL, DAM, "y"]], ",")
    done = run("new", tmp_path / "mine", path, "--yes")
    assert done.exit_code == 1 and "--columns text=" in done.output
    done = run("new", tmp_path / "mine", path, "--yes", "--columns", "text=c1,outlet=c3")
    assert done.exit_code == 0, done.output
    assert [r["outlet"] for r in rows(tmp_path / "mine/corpus.csv")] == ["x", "y"]
    assert {r["basis"] for r in rows(tmp_path / "mine/import.csv") if r["column"] == "outlet"} == {"mapped"}


@pytest.mark.parametrize(
    "given, said", [("text", "a field and a column"), ("flavour=c1", "flavour"), ("text=nine", "nine")]
)
def test_a_column_that_is_none_is_told_with_what_is_accepted(tmp_path, given, said):
    path = table(tmp_path / "a.csv", GERMAN)
    done = run("new", tmp_path / "mine", path, "--yes", "--columns", given)
    assert done.exit_code in (1, 2) and said in done.output


def test_people_at_a_terminal_are_asked_only_what_cannot_be_known(tmp_path):
    from retold.intake import talk
    from retold.intake.new import Order

    path = table(tmp_path / "a.csv", AMBIGUOUS, ",")
    asked, answers = [], iter(["never", "dmy", "the outlets", "yes"])

    def ask(question, _default):
        asked.append(question)
        return next(answers)

    done = talk.run(Order(tmp_path / "mine", (path,)), lambda _line: None, ask)
    assert done.added == 2
    assert (
        "order" in asked[0] and "order" in asked[1] and "rights" in asked[2] and "Write 2 texts" in asked[3]
    )
    made = rows(tmp_path / "mine/corpus.csv")
    assert [r["published"] for r in made] == ["2024-03-05", "2024-03-06"]
    assert {r["rights"] for r in made} == {"the outlets"}


def test_who_says_no_gets_nothing_written(articles, tmp_path):
    from retold.intake import talk
    from retold.intake.new import Order

    order = Order(tmp_path / "mine", (articles,), rights="x")
    assert talk.run(order, lambda _line: None, lambda *_: "no") is None
    assert not (tmp_path / "mine").exists()


# --- confirm.csv


@pytest.fixture
def versions(articles):
    """A near copy of the dam story, and one of the ferry that shares half of it."""
    (articles / "bugle_2024-03-06_dam.txt").write_text(
        DAM.replace("Tuesday", "Wednesday").replace("lamps", "torches")
    )
    return articles


def test_versions_of_a_story_share_it_and_how_one_came_from_the_other_is_not_invented(versions, tmp_path):
    assert run("new", tmp_path / "mine", versions, "--yes").exit_code == 0
    made = by(tmp_path / "mine/corpus.csv")
    assert made["courier-2024-03-05"]["story_id"] == made["bugle-2024-03-06"]["story_id"]
    assert made["courier-2024-03-05"]["copy_kind"] == "unknown"
    assert len({r["story_id"] for r in made.values()}) == 3
    (pair,) = [r for r in rows(tmp_path / "mine/confirm.csv") if r["what"] == "story"]
    assert pair["about"] == "bugle-2024-03-06 courier-2024-03-05" and "passages" in pair["evidence"]


@pytest.mark.parametrize("command", [("new",), ("check", "--apply")])
def test_a_no_parts_a_story_and_an_edited_story_stays(versions, tmp_path, command):
    mine = tmp_path / "mine"
    run("new", mine, versions, "--yes")
    answered = [{**r, "answer": "no" if r["what"] == "story" else ""} for r in rows(mine / "confirm.csv")]
    write(mine / "confirm.csv", answered)
    made = run(command[0], mine, *command[1:])
    assert made.exit_code == 0, made.output
    stories = [r["story_id"] for r in rows(mine / "corpus.csv")]
    assert len(set(stories)) == 4
    assert {r["copy_kind"] for r in rows(mine / "corpus.csv")} == {"original"}
    table = rows(mine / "corpus.csv")
    table[0]["story_id"] = "my-own-story"
    write(mine / "corpus.csv", table)
    run("new", mine)
    assert rows(mine / "corpus.csv")[0]["story_id"] == "my-own-story"
    assert [r["answer"] for r in rows(mine / "confirm.csv") if r["what"] == "story"] == ["no"]


def test_a_refused_guess_is_blank_a_confirmed_one_stays_and_neither_is_asked_again(mine):
    asked = rows(mine / "confirm.csv")
    for row in asked:
        if row["what"] == "guess":
            row["answer"] = "no" if row["about"].startswith("outlet") else "yes"
    write(mine / "confirm.csv", asked)
    done = run("new", mine)
    assert "3 guessed values refused" in done.output
    made = rows(mine / "corpus.csv")
    assert {r["outlet"] for r in made} == {"unknown"} and all(r["published"] for r in made)
    bases = {r["column"]: r["basis"] for r in rows(mine / "import.csv")}
    assert bases["published"] == "asked"
    assert check.check(mine)[1] == []
    assert "guesses" not in done.output and "articles found" not in done.output


def test_a_refused_speaker_goes_and_does_not_come_back(tmp_path, articles):
    (articles / "courier_2024-05-05_more.txt").write_text(
        "“It holds,” said Ann Brandt. Brandt said the lamps were lit. “It is old,” said Brandt, and the council nodded.\n"
    )
    mine = tmp_path / "mine"
    run("new", mine, articles, "--yes")
    assert "ann-brandt" in by(mine / "speakers.csv", "speaker_id")
    asked = [{**r, "answer": "no" if r["about"] == "ann-brandt" else ""} for r in rows(mine / "confirm.csv")]
    write(mine / "confirm.csv", asked)
    assert "Ann Brandt" in run("new", mine).output
    assert "ann-brandt" not in by(mine / "speakers.csv", "speaker_id")
    (articles / "ledger_2024-05-06_more.txt").write_text(
        "“We shall see,” said Ann Brandt. Brandt said it twice. “And again,” said Brandt to the clerk.\n"
    )
    run("new", mine, articles, "--yes")
    assert "ann-brandt" not in by(mine / "speakers.csv", "speaker_id")


# --- corpora of earlier versions


def test_a_corpus_of_an_earlier_version_is_brought_up_and_it_says_what_it_changed(tmp_path):
    folder = tmp_path / "old"
    shutil.copytree(ROOT / "data/sample", folder)
    path = folder / "derived/documents.csv"
    path.write_text("doc_id,old\nbridge-courier,1\n")
    (folder / "results/noise_floor.csv").write_text("measure,ratio\na,1\n")
    done = run("new", folder, "--upgrade")
    assert done.exit_code == 0, done.output
    assert "documents.csv" in done.output and "results/noise_floor.csv: deleted" in done.output
    assert "last_edition.json" in done.output and (folder / "last_edition.json").is_file()
    assert check.check(folder)[1] == []
    assert json.loads((folder / "last_edition.json").read_text())
    assert "nothing to change" in run("new", folder, "--upgrade").output


def test_an_upgrade_without_the_texts_changes_nothing(tmp_path):
    folder = tmp_path / "old"
    shutil.copytree(ROOT / "data/sample", folder, ignore=shutil.ignore_patterns("texts"))
    (folder / "derived/documents.csv").write_text("doc_id,old\nbridge-courier,1\n")
    before = files(folder)
    done = run("new", folder, "--upgrade")
    assert done.exit_code == 1 and "the texts" in done.output
    assert files(folder) == before


def test_a_text_is_kept_whole_and_only_its_layout_changes(articles, tmp_path):
    odd = "\ufeffThe  dam\u00a0held.\r\n\r\n\r\n\r\nNobody slept.\x07\r\n"
    (articles / "courier_2024-09-09_odd.txt").write_bytes(odd.encode("utf-8"))
    run("new", tmp_path / "mine", articles, "--yes")
    text = (tmp_path / "mine/texts/courier-2024-09-09.txt").read_text(encoding="utf-8")
    assert text == "The dam held.\n\nNobody slept.\n"
    changed = [r["source"] for r in rows(tmp_path / "mine/import.csv") if r["column"] == "text"]
    assert any("control signs" in c for c in changed) and any("blank" in c for c in changed)
    assert sha256_plain(text) == sha256_plain(odd.replace("\x07", "").removeprefix("\ufeff"))


def test_many_files_with_one_bad_become_a_corpus_with_one_set_aside(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(300):
        (folder / f"t{n:04d}.txt").write_text(
            f"Boat {n} of the line left at {n * 13} past. Its cargo was {n * n} sacks of hay.\n"
        )
    (folder / "bad.txt").write_bytes(b"\xff\xfe\x00")
    done = run("new", tmp_path / "mine", folder, "--yes")
    assert done.exit_code == 0, done.output
    assert (
        len(rows(tmp_path / "mine/corpus.csv")) == 300 and len(rows(tmp_path / "mine/unread/unread.csv")) == 1
    )


def test_labelled_lines_at_the_head_of_a_text_are_its_fields(articles, tmp_path):
    (articles / "x.txt").write_text(
        f"Titel: Der Damm hält\nZeitung: Kurier\nDatum: 5. März 2024\n\n{FERRY}Post scriptum.\n",
        encoding="utf-8",
    )
    run("new", tmp_path / "mine", articles, "--yes")
    made = by(tmp_path / "mine/corpus.csv")["kurier-2024-03-05"]
    assert made["title"] == "Der Damm hält" and made["title_basis"] == "stated"
    assert (tmp_path / "mine/texts/kurier-2024-03-05.txt").read_text(encoding="utf-8").startswith("The ferry")


def test_paths_with_files_of_many_kinds_make_one_corpus(articles, tmp_path):
    path = table(
        tmp_path / "artikel.csv",
        [GERMAN[0], ["Bote", "25.03.2024", "Die Glocke", BELL.replace("bread", "rye")]],
    )
    (tmp_path / "more.jsonl").write_text(
        json.dumps({"text": FERRY.replace("hay", "wool"), "source": "Wire", "date": "2024-01-02"}) + "\n"
    )
    done = run("new", tmp_path / "mine", articles, path, tmp_path / "more.jsonl", "--yes")
    assert done.exit_code == 0, done.output
    assert {"Bote", "Wire", "courier"} <= {r["outlet"] for r in rows(tmp_path / "mine/corpus.csv")}


def test_the_rights_column_of_a_table_counts_as_said(tmp_path):
    told = [
        ["outlet", "date", "text", "rights"],
        ["A", "2024-01-01", DAM, "CC BY"],
        ["B", "2024-01-02", BELL, "CC BY"],
    ]
    done = run("new", tmp_path / "mine", table(tmp_path / "a.csv", told, ","))
    assert done.exit_code == 0, done.output
    assert {r["rights"] for r in rows(tmp_path / "mine/corpus.csv")} == {"CC BY"}


def test_more_articles_have_the_rights_and_the_event_of_the_others_and_nobody_is_asked_again(
    mine, articles, tmp_path
):
    table_of = [{**row, "rights": "the papers", "event": "The valley"} for row in rows(mine / "corpus.csv")]
    write(mine / "corpus.csv", table_of)
    more = tmp_path / "more"
    more.mkdir()
    (more / "wire_2024-01-01_owl.txt").write_text(BELL.replace("bell", "owl"), encoding="utf-8")
    done = run("new", mine, more)
    assert done.exit_code == 0, done.output
    row = by(mine / "corpus.csv")["wire-2024-01-01"]
    assert (row["rights"], row["event"]) == ("the papers", "The valley")


def test_the_numbers_of_a_book_about_fewer_texts_do_not_stop_the_next(mine, articles):
    (mine / "results.json").write_text("{}")
    assert run("new", mine, articles, "--yes").exit_code == 0
    assert (mine / "results.json").is_file()  # nothing changed
    (articles / "wire_2024-01-01_owl.txt").write_text(BELL.replace("bell", "owl"), encoding="utf-8")
    done = run("new", mine, articles, "--yes")
    assert "results.json: now last_edition.json" in done.output
    assert not (mine / "results.json").exists() and (mine / "last_edition.json").is_file()


def test_a_field_may_be_named_as_a_heading_would_be_and_a_wrong_column_is_no_bad_file(tmp_path):
    path = table(
        tmp_path / "a.csv",
        [["Paper", "When", "Content"], ["A", "2024-03-05", DAM], ["B", "2024-03-06", BELL]],
        ",",
    )
    done = run("new", tmp_path / "mine", path, "--yes", "--columns", "body=Content,date=When,outlet=Paper")
    assert done.exit_code == 0, done.output
    assert [r["published"] for r in rows(tmp_path / "mine/corpus.csv")] == ["2024-03-05", "2024-03-06"]
    done = run("new", tmp_path / "other", path, "--yes", "--columns", "text=Nowhere")
    assert done.exit_code == 1 and "Paper, When, Content" in done.output and "--skip-bad" not in done.output


def test_outlets_that_nothing_names_are_said_to_be_unknown(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1.txt").write_text(DAM)
    (folder / "2.txt").write_text(FERRY)
    done = run("new", tmp_path / "mine", folder, "--yes")
    assert "not known: outlet of 2 texts" in done.output
    assert {r["outlet"] for r in rows(tmp_path / "mine/corpus.csv")} == {"unknown"}
    assert Path(tmp_path / "mine/confirm.csv").is_file()


@pytest.mark.parametrize(
    "missing, name, content",
    [
        (
            "trafilatura",
            "a.html",
            "<html><body><article><h1>T</h1><p>" + DAM * 3 + "</p></article></body></html>",
        ),
        ("python_calamine", "a.xlsx", None),
        ("striprtf.striprtf", "a.rtf", "{\\rtf1 " + DAM + "}"),
    ],
)
def test_without_the_readers_of_exports_it_says_what_to_install_and_texts_are_read_all_the_same(
    articles, tmp_path, monkeypatch, missing, name, content
):
    monkeypatch.setitem(sys.modules, missing, None)
    assert run("new", tmp_path / "plain", articles, "--yes").exit_code == 0
    path = articles / name
    if content is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
    else:
        path.write_text(content, encoding="utf-8")
    done = run("new", tmp_path / "mine", articles, "--yes")
    assert done.exit_code == 1 and "pip install 'retold[import]'" in done.output
    assert not (tmp_path / "mine").exists()


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    "name, data, reason, mend",
    [
        ("files.docx", LOCKED, "password-protected", "save it without one"),
        ("mixed.txt", "Müller".encode() * 9 + "é".encode("cp1252"), "UTF-8", "--encoding"),
        ("nothing.txt", b"", "empty", "remove it"),
        ("empty.csv", b"outlet;date;text\n", "without an article", "export it again"),
    ],
)
def test_a_bad_file_is_named_with_its_reason_and_how_to_mend_it(articles, tmp_path, name, data, reason, mend):
    (articles / name).write_bytes(data)
    done = run("new", tmp_path / "mine", articles, "--yes")
    assert done.exit_code == 1 and "1 of 4 not understood" in done.output
    assert not (tmp_path / "mine").exists()
    done = run("new", tmp_path / "mine", articles, "--yes", "--skip-bad")
    assert done.exit_code == 0
    (row,) = rows(tmp_path / "mine/unread/unread.csv")
    assert row["file"] == name and reason in row["reason"] and mend in row["mend"]


def test_five_forms_of_dates_in_one_column_are_all_understood(tmp_path):
    forms = ["2024-03-05", "5 March 2024", "05.03.2024", "25/03/2024", "Tuesday, March 5, 2024 10:04 AM GMT"]
    told = [["outlet", "date", "text"], *([f"P{n}", day, f"{DAM}{n} boats."] for n, day in enumerate(forms))]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(told)
    done = run("new", tmp_path / "mine", path, "--rights", "x")
    assert done.exit_code == 0, done.output
    days = [r["published"] for r in rows(tmp_path / "mine/corpus.csv")]
    assert days == ["2024-03-05", "2024-03-05", "2024-03-05", "2024-03-25", "2024-03-05"]
