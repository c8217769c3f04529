"""Later runs of `retold new`, and tables that people saved with other programs: what they wrote stays."""

# ruff: noqa: F811  (fixtures of another module)

import errno
import os
from pathlib import Path

import pytest
from test_new import BELL, DAM, FERRY, articles, by, files, mine, rows, run, versions, write  # noqa: F401

from retold.chapters import check
from retold.common import files as common
from retold.intake.stories import Link, held, stories


def again(folder, *args):
    done = run("new", folder, *args)
    assert done.exit_code == 0, done.output
    return done.output


def in_order(folder):
    assert check.check(folder)[1] == []
    return True


@pytest.fixture
def four(versions, tmp_path):
    again(tmp_path / "mine", versions, "--yes")
    return tmp_path / "mine"


# --- as spreadsheets save


@pytest.mark.parametrize(
    "separator, mark, end", [(";", "\ufeff", "\r\n"), ("\t", "", "\n"), (",", "\ufeff", "\r\n")]
)
def test_tables_that_a_spreadsheet_saved_with_other_signs_are_read_and_stay_so(mine, separator, mark, end):
    for name in ("corpus.csv", "confirm.csv", "import.csv", "speakers.csv"):
        text = "".join(
            separator.join('"' + cell.replace('"', '""') + '"' for cell in row.values()) + end
            for row in [dict(zip(r, r, strict=True)) for r in rows(mine / name)[:1]] + rows(mine / name)
        )
        (mine / name).write_bytes((mark + text).encode())
    assert in_order(mine)
    again(mine)
    assert in_order(mine)
    head = (mine / "corpus.csv").read_bytes().decode().split("\n")[0] + "\n"
    assert head.startswith(f"{mark}doc_id{separator}") and head.endswith(end)


def test_columns_in_another_order_and_one_more_stay_as_they_are(mine):
    table = [dict(reversed([*row.items(), ("mine", "x")])) for row in rows(mine / "corpus.csv")]
    write(mine / "corpus.csv", table)
    again(mine)
    assert rows(mine / "corpus.csv") == table and next(iter(rows(mine / "corpus.csv")[0])) == "mine"


@pytest.mark.parametrize("name", ["corpus.csv", "import.csv", "confirm.csv", "speakers.csv", "groups.csv"])
@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"doc_id\n\xff\n", b'doc_id,"x\n', b"PK\x03\x04"])
def test_a_table_that_is_broken_is_told_and_nothing_is_changed(mine, articles, name, content):
    (mine / name).write_bytes(content)
    before = files(mine)
    for args in ((), (articles, "--yes")):
        done = run("new", mine, *args)
        assert done.exit_code == 1 and name in done.output and "mend:" in done.output
    assert files(mine) == before


def test_texts_of_one_name_or_none_are_told_before_they_are_mixed_up(mine):
    table = rows(mine / "corpus.csv")
    table[1]["doc_id"], table[2]["doc_id"] = table[0]["doc_id"], ""
    write(mine / "corpus.csv", table)
    done = run("new", mine)
    assert done.exit_code == 1 and done.output.count("column doc_id") == 3


# --- answers


@pytest.mark.parametrize("answer, kept", [("NO", "no"), (" No ", "no"), ("YES", "yes")])
def test_answers_count_in_capitals_and_between_blanks_and_check_takes_them_then(four, answer, kept):
    write(
        four / "confirm.csv",
        [{**r, "answer": answer if r["what"] == "story" else ""} for r in rows(four / "confirm.csv")],
    )
    again(four)
    assert len({r["story_id"] for r in rows(four / "corpus.csv")}) == (4 if kept == "no" else 3)
    assert [r["answer"] for r in rows(four / "confirm.csv") if r["what"] == "story"] == [kept]
    assert in_order(four)


def test_an_answer_that_is_neither_yes_nor_no_is_told_and_not_passed_over(four):
    write(four / "confirm.csv", [{**r, "answer": "perhaps"} for r in rows(four / "confirm.csv")])
    done = run("new", four)
    assert done.exit_code == 1 and "'perhaps'" in done.output and "yes or no" in done.output


def test_a_yes_to_a_pair_that_people_added_themselves_counts_and_stays(four):
    added = {
        **dict.fromkeys(rows(four / "confirm.csv")[0], ""),
        "what": "story",
        "about": "ledger-2024-11-02 tribune-2024-06-09",
        "answer": "yes",
    }
    write(four / "confirm.csv", [*rows(four / "confirm.csv"), added])
    again(four)
    made = by(four / "corpus.csv")
    assert made["ledger-2024-11-02"]["story_id"] == made["tribune-2024-06-09"]["story_id"]
    assert added in rows(four / "confirm.csv")


def link(a, b, probability):
    return Link(a, b, probability, False, "")


def test_a_no_parts_two_texts_though_a_third_would_join_them():
    found = [link("a", "c", 0.99), link("a", "b", 0.98), link("b", "c", 0.95)]
    assert len(set(stories("abc", found, {}, {}).values())) == 1
    assert stories("abc", found, {"a b": False}, {}) == {"a": "a", "b": "b", "c": "a"}
    assert stories("abc", found, {"b a": False}, {})["b"] == "b"


def test_weak_pairs_make_no_chain_and_a_yes_joins_what_was_not_even_found():
    found = [link("a", "b", 0.95), link("b", "c", 0.6)]
    assert stories("abcd", found, {}, {}) == {"a": "a", "b": "a", "c": "c", "d": "d"}
    assert len(set(stories("abcd", found, {"b c": True, "a d": True}, {}).values())) == 1
    assert stories("abc", found, {"a nobody": True, "a": True, "a b c": False}, {})["b"] == "a"


def test_a_story_that_people_named_goes_to_texts_linked_with_it():
    assert stories("abc", [link("a", "b", 0.95)], {}, {"b": "flood"}) == {
        "a": "flood",
        "b": "flood",
        "c": "c",
    }
    assert held({"a": "s", "b": "s", "c": "c", "d": ""}, {"a", "c"}) == {"a": "s", "b": "s"}


# --- texts that are missing, renamed, deleted


def test_stories_stay_where_the_texts_are_not_at_hand(four, articles):
    for path in (four / "texts").iterdir():
        path.unlink()
    before, pairs = rows(four / "corpus.csv"), rows(four / "confirm.csv")
    assert "4 texts are not in" in again(four)
    assert rows(four / "corpus.csv") == before and rows(four / "confirm.csv") == pairs
    (articles / "courier_2024-07-01_owl.txt").write_text(
        "An owl nested in the tower of the town hall.\nIt slept.\n"
    )
    again(four, articles / "courier_2024-07-01_owl.txt", "--yes")
    assert rows(four / "corpus.csv")[:4] == before and rows(four / "confirm.csv")[0] == pairs[0]


def test_a_text_that_people_renamed_is_known_and_no_new_text_is_written_over_it(mine, articles):
    (mine / "texts/courier-2024-03-05.txt").rename(mine / "texts/wire-2024-08-08.txt")
    (mine / "texts/Wire-2024-08-09.txt").write_text("My own notes.\n")
    for day in ("08", "09"):
        (articles / f"wire_2024-08-{day}_owl.txt").write_text(
            f"An owl nested in the tower on the {day}th of August.\nIt slept.\n"
        )
    again(mine, articles, "--yes")
    made = by(mine / "corpus.csv")
    assert {"wire-2024-08-08-1", "wire-2024-08-09-1"} <= set(made)
    assert (mine / "texts/wire-2024-08-08.txt").read_text(encoding="utf-8") == DAM
    assert (mine / "texts/Wire-2024-08-09.txt").read_text() == "My own notes.\n"
    assert made["courier-2024-03-05"]["story_id"] == "courier-2024-03-05"
    assert run("check", mine).exit_code == 0


def test_a_row_that_people_deleted_is_no_fault_and_a_text_that_lies_there_still_is_taken_up_again(
    mine, articles
):
    write(mine / "corpus.csv", rows(mine / "corpus.csv")[1:])
    write(mine / "import.csv", [r for r in rows(mine / "import.csv") if r["doc_id"] != "courier-2024-03-05"])
    again(mine)
    assert len(rows(mine / "corpus.csv")) == 2
    again(mine, articles, "--yes")
    assert "courier-2024-03-05" in by(mine / "corpus.csv") and len(list((mine / "texts").iterdir())) == 3
    assert in_order(mine)


def test_a_row_that_people_added_keeps_all_they_wrote(mine):
    from retold.intake.entries import hashes

    text = "An owl nested in the tower of the town hall.\nIt slept.\n"
    (mine / "texts/anything.txt").write_text(text)
    row = {**rows(mine / "corpus.csv")[0], "doc_id": "my-own", "short": "Mine", **hashes(text)}
    row |= {"story_id": "owls", "copy_kind": "respun", "outlet": "Mine"}
    write(mine / "corpus.csv", [*rows(mine / "corpus.csv"), row])
    again(mine)
    assert rows(mine / "corpus.csv")[-1] == row and in_order(mine)


# --- writing


def test_when_a_file_cannot_be_written_nothing_is_left_and_the_next_run_works(
    articles, tmp_path, monkeypatch
):
    write_bytes = Path.write_bytes

    def full(path, content):
        if ".corpus.csv." in path.name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write_bytes(path, content)

    monkeypatch.setattr(common.Path, "write_bytes", full)
    done = run("new", tmp_path / "mine", articles, "--yes")
    assert done.exit_code == 1 and "No space left" in done.output and "Traceback" not in done.output
    assert not (tmp_path / "mine").exists()
    monkeypatch.undo()
    again(tmp_path / "mine", articles, "--yes")


def test_what_was_set_aside_stays_though_its_row_was_deleted_and_a_list_of_others_is_not_written_over(
    mine, tmp_path
):
    def bad(name, content):
        (tmp_path / name).write_bytes(content)
        return run("new", mine, tmp_path / name, "--yes", "--skip-bad")

    for number in range(3):
        bad(f"{number}.png", b"\x89PNG" + bytes([number]))
    write(mine / "unread/unread.csv", rows(mine / "unread/unread.csv")[1:])
    assert bad("2.png", b"\x89PNGx").exit_code == 0
    bad("3.png", b"\x89PNG3")
    held = {p.name: p.read_bytes() for p in (mine / "unread").glob("*.png")}
    assert sorted(held) == ["0001-0.png", "0002-1.png", "0003-2.png", "0004-3.png"]
    (mine / "unread/unread.csv").write_bytes("Größe;Ort\n".encode("cp1252"))
    done = bad("4.png", b"\x89PNG4")
    assert done.exit_code == 1 and "unread.csv" in done.output and "set_aside_as" in done.output
    assert (mine / "unread/unread.csv").read_bytes() == "Größe;Ort\n".encode("cp1252")


# --- folders and names as they are


def test_folders_behind_links_are_read_once_and_what_cannot_be_opened_is_told(articles, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "wire_2024-02-02_owl.txt").write_text(
        "An owl nested in the tower of the town hall.\nIt slept.\n"
    )
    (articles / "linked").symlink_to(other)
    (articles / "round").symlink_to(articles)
    (articles / "gone.txt").symlink_to("nowhere")
    (articles / "loop.txt").symlink_to("loop.txt")
    done = run("new", tmp_path / "mine", articles, "--yes", "--skip-bad")
    assert done.exit_code == 0 and "4 texts, 4 of them new" in done.output
    assert {r["file"] for r in rows(tmp_path / "mine/unread/unread.csv")} == {"gone.txt", "loop.txt"}


def test_a_folder_that_may_not_be_opened_is_told(articles, tmp_path, monkeypatch):
    (articles / "closed").mkdir()
    scandir = os.scandir

    def closed(path):
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    done = run("new", tmp_path / "mine", articles, "--yes")
    assert done.exit_code == 1 and "closed: cannot be opened" in done.output


def test_the_corpus_is_no_article_of_itself_though_it_lies_among_the_articles(articles):
    for _ in range(2):
        done = run("new", articles / "mine", articles, "--yes")
        assert done.exit_code == 0 and "3 articles found" in done.output
    assert len(rows(articles / "mine/corpus.csv")) == 3
    done = run("new", articles / "mine", articles / "mine", "--yes")
    assert done.exit_code == 1 and "outside of the corpus" in done.output


def test_names_and_cells_with_signs_that_no_table_can_hold_become_a_corpus_in_order(articles, tmp_path):
    for name in (b"\xff\xe9t\xe9_2024-01-01.txt", b"two\nlines\x07.txt"):
        text = f"An owl nested in the tower of {name[:3].hex()}.\nIt slept.\n"
        (articles / os.fsdecode(name)).write_text(text)
    lines = [
        r'{"text": "Owl \ud83d flew over the dam and back again, twice.", "title": "A \ud83d b", "outlet": ".", "date": "2024-01-02"}',
        r'{"text": "A text about kites, long enough to be read.", "title": "x\u0007y\ufffe", "outlet": "W", "date": "2024-01-03", "url": "http://[bad", "words": "'
        + "1" * 400
        + '"}',
        r'{"text": "\u0007 \ufeff", "title": "Nothing", "outlet": "W", "date": "2024-01-03", "url": "http://w.example"}',
    ]
    (articles / "more.jsonl").write_text("\n".join(lines) + "\n")
    done = run("new", tmp_path / "mine", articles, "--yes", "--skip-bad")
    assert done.exit_code == 0, done.output
    assert "7 texts, 7 of them new" in done.output
    assert in_order(tmp_path / "mine") and run("check", tmp_path / "mine").exit_code == 0
    assert [r["place"] for r in rows(tmp_path / "mine/unread/unread.csv")] != []


def test_many_texts_of_one_name_are_told_apart_without_waiting():
    from retold.intake.article import Place
    from retold.intake.entries import Cell, Entry, labels, names

    cells = {
        "outlet": Cell("The Courier of Marrow Bay and all of its islands", "read", ""),
        "published": Cell("2024-01-02", "read", ""),
    }
    made = [Entry(f"{n}", Place("a"), cells) for n in range(20_000)]
    given = names(made, {"courier-2024-01-02-7"})
    shorts = labels(made, given, {"Courier of Marrow B… 2024-01-02"})
    assert len({*given}) == len({*shorts}) == len(made) and max(map(len, shorts)) <= 30
    assert given[0] == "courier-of-2024-01-02-1"


# --- what is asked for


@pytest.mark.parametrize(
    "args, code, said",
    [
        (("--rights", "x"), 2, "no PATH is named"),
        (("--language", "de"), 2, "no PATH is named"),
        (("--upgrade", "--dry-run"), 2, "copy the folder"),
        (("--upgrade", "articles"), 2, "alone"),
        (("articles", "--columns", "text=Body", "--yes"), 1, "no file is a table"),
        (("articles", "--language", "klingon"), 2, "ISO 639"),
        (("articles", "--dates", "dym"), 2, "ymd"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(mine, monkeypatch, args, code, said):
    monkeypatch.chdir(mine.parent)
    before = files(mine)
    done = run("new", "mine", *args)
    assert done.exit_code == code and said in done.output
    assert files(mine) == before


def test_a_dry_run_ends_as_the_run_would_and_says_what_would_be_asked(articles, tmp_path):
    done = run("new", tmp_path / "mine", articles, "--dry-run")
    assert done.exit_code == 0 and "--rights" in done.output
    assert "--rights" not in run("new", tmp_path / "mine", articles, "--dry-run", "--yes").output
    (articles / "picture.png").write_bytes(b"\x89PNG")
    done = run("new", tmp_path / "mine", articles, "--dry-run")
    assert done.exit_code == 1 and "--skip-bad" in done.output and not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    "place", ["articles/courier_2024-03-05_dam.txt", "articles/courier_2024-03-05_dam.txt/x"]
)
def test_a_place_where_nothing_can_be_written_is_told_before_anything_is_read(articles, tmp_path, place):
    done = run("new", tmp_path / place, articles, "--yes")
    assert done.exit_code == 1 and "a folder to write the corpus into" in done.output
    assert "articles found" not in done.output


def test_words_of_people_with_breaks_and_signs_stand_in_one_line_and_name_no_number(articles, tmp_path):
    event = "The <b>\"dam\"</b>\n{x} *z* 'q' \\ : #"
    done = run("new", tmp_path / "my new & corpus", articles, "--rights", " CC\nBY ", "--event", event)
    assert done.exit_code == 0
    made = rows(tmp_path / "my new & corpus/corpus.csv")[0]
    assert (made["rights"], made["event"]) == ("CC BY", event.replace("\n", " "))
    assert "{x}" not in rows(tmp_path / "my new & corpus/titles.csv")[0]["title"]
    import yaml

    cited = yaml.safe_load((tmp_path / "my new & corpus/CITATION.cff").read_text(encoding="utf-8"))
    assert cited["title"] == f"{made['event']}: a comparison of news texts"
    assert "retold book 'my new & corpus'" in (tmp_path / "my new & corpus/README.md").read_text(
        encoding="utf-8"
    )
    assert run("new", tmp_path / "blank", articles, "--rights", " \n").exit_code == 1
    assert in_order(tmp_path / "my new & corpus")


def test_a_place_where_one_may_not_write_is_told_before_anything_is_read(mine, articles, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode & os.W_OK == 0 or Path(path) != mine)
    for place in (mine, mine / "more/of it"):
        done = run("new", place, articles, "--yes")
        assert done.exit_code == 1 and "you may not write there" in done.output
        assert "articles found" not in done.output


def test_a_no_to_a_guess_leaves_what_was_edited_meanwhile_and_what_nobody_knows_is_no_guess(mine, tmp_path):
    table = rows(mine / "corpus.csv")
    table[0]["outlet"], table[1]["published"] = "The Courier", "2024-01-01"
    write(mine / "corpus.csv", table)
    write(
        mine / "confirm.csv",
        [{**r, "answer": "no" if r["what"] == "guess" else ""} for r in rows(mine / "confirm.csv")],
    )
    again(mine)
    after = rows(mine / "corpus.csv")
    assert [r["outlet"] for r in after] == ["The Courier", "unknown", "unknown"]
    assert [(r["published"], r["date_basis"]) for r in after] == [
        ("", ""),
        ("2024-01-01", "inferred"),
        ("", ""),
    ]
    assert in_order(mine)
    (tmp_path / "a.txt").write_text(BELL.replace("bell", "owl"), encoding="utf-8")
    again(mine, tmp_path / "a.txt", "--yes")
    assert not [r for r in rows(mine / "confirm.csv") if "nothing says it" in r["about"]]


def test_blank_stories_of_a_table_with_semicolons_are_filled_where_they_stand(mine, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "\ufeff" + "\r\n".join(
        ";".join(r.values())
        for r in [dict(zip(r, r, strict=True)) for r in rows(mine / "corpus.csv")[:1]]
        + [{**r, "story_id": ""} for r in rows(mine / "corpus.csv")]
    )
    (mine / "corpus.csv").write_bytes(text.encode())
    done = run("versions", mine, "--write")
    assert done.exit_code == 0, done.output
    made = (mine / "corpus.csv").read_bytes().decode()
    assert len(made) > len(text) and made.count(";") == text.count(";") and in_order(mine)


def test_numbers_that_are_no_numbers_of_a_book_break_no_check(mine):
    for name in ("results.json", "last_edition.json"):
        (mine / name).write_text("[1]\n")
    assert run("check", mine).exception.__class__ in (type(None), SystemExit)


@pytest.mark.parametrize(
    "stated, is_open", [("unknown", True), ("Unknown.", True), (" unknown", True), ("the papers", False)]
)
def test_a_book_is_for_ones_own_eyes_however_unknown_is_written(monkeypatch, stated, is_open):
    import pandas as pd

    from retold.book import sphinx_retold

    monkeypatch.setattr(
        sphinx_retold.notebooks, "load", lambda: {"corpus": pd.DataFrame({"rights": ["CC BY", stated]})}
    )
    sphinx_retold.rights_open.cache_clear()
    assert sphinx_retold.rights_open() is is_open
    sphinx_retold.rights_open.cache_clear()


def test_a_folder_whose_name_is_no_text_makes_a_corpus(articles, tmp_path):
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    assert run("new", folder, articles, "--yes").exit_code == 0
    assert in_order(folder)


def test_a_no_to_titles_of_rows_some_of_which_were_deleted_leaves_no_basis_behind(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in {"a_2024-01-01": DAM, "b_2024-01-02": FERRY, "c_2024-01-03": BELL}.items():
        (folder / f"{name}.txt").write_text(f"A headline of {name[0]}\n\n{text}", encoding="utf-8")
    mine = tmp_path / "mine"
    again(mine, folder, "--yes")
    assert {r["title_basis"] for r in rows(mine / "corpus.csv")} == {"inferred"}
    write(mine / "corpus.csv", rows(mine / "corpus.csv")[1:])
    about = {r["about"] for r in rows(mine / "confirm.csv") if r["about"].startswith("title")}
    write(
        mine / "confirm.csv",
        [{**r, "answer": "no" if r["about"] in about else ""} for r in rows(mine / "confirm.csv")],
    )
    assert "2 guessed values refused" in again(mine)
    assert {(r["title"], r["title_basis"]) for r in rows(mine / "corpus.csv")} == {("", "")}
