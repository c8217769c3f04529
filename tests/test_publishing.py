"""Before a book is published people learn whether it gives away a text, and what nobody has looked at."""

import pytest

from retold import corpus
from retold.book import publishing


@pytest.fixture
def private(copy, tmp_path):
    """The sample corpus as if its texts were not free, one of them with words of ours behind it, and a book."""
    table = copy / "corpus.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("CC0", "the papers"), encoding="utf-8")
    html = tmp_path / "html"
    html.mkdir()
    (html / "index.html").write_text("<p>Counts alone.</p>")
    return copy, html


def words_of(folder):
    return " ".join(next((folder / "texts").glob("*.txt")).read_text(encoding="utf-8").split()[20:40])


def test_the_last_lines_of_a_build_say_what_was_looked_at(private):
    folder, html = private
    looked = publishing.look(folder, folder / "texts", html, [folder / "corpus.csv"])
    assert looked.in_book == [] == looked.beside
    texts = len(corpus.load(folder).doc_ids)
    assert (
        looked.told
        == f"the leak check looked at 2 files for {texts} texts: no run of more than 12 words of any"
    )


def test_a_text_in_a_file_beside_the_book_is_told_and_one_in_the_book_is_found(private):
    folder, html = private
    notes = folder / "notes.csv"
    notes.write_text(words_of(folder))
    looked = publishing.look(folder, folder / "texts", html, [notes])
    assert [leak.file for leak in looked.beside] == [notes] and looked.in_book == []
    assert "1 file beside it with one" in looked.told
    (html / "index.html").write_text(words_of(folder))
    assert publishing.look(folder, folder / "texts", html, []).in_book


def test_nobody_takes_a_check_that_did_not_run_for_one_that_passed(private, copy):
    folder, html = private
    assert "no leak check" in publishing.look(folder, None, html, []).told
    next((folder / "texts").glob("*.txt")).unlink()
    assert "(1 not at hand: not looked for)" in publishing.look(folder, folder / "texts", html, []).told


def test_free_texts_are_not_looked_for_and_that_is_said(copy, tmp_path):
    assert "free" in publishing.look(copy, copy / "texts", tmp_path, []).told


def test_texts_with_unknown_rights_are_named(copy):
    rows = corpus.load(copy).documents
    assert list(publishing.open_rights(rows)) == []
    rows.loc[rows.index[:2], "rights"] = ["Unknown.", "unknown"]
    (line,) = publishing.open_rights(rows)
    assert line.startswith("2 texts have unknown rights") and rows["doc_id"].iloc[0] in line
