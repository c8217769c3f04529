import pandas as pd
import pytest
from conftest import ROOT

from retold.book import frontmatter, pages
from retold.chapters import results
from retold.chapters.numbers import number, words
from retold.chapters.rules import FAILS, HOLDS
from retold.common.problems import BadInputError

NUMBERS = {"corpus.texts": number(5, "words"), "finding.sure": words(HOLDS), "finding.unsure": words(FAILS)}


def declared(title, findings=""):
    return pd.DataFrame([("notebooks/01-corpus", title, findings)], columns=["page", "title", "findings"])


def test_a_title_has_the_numbers_of_the_run():
    made = frontmatter.titles(declared("{corpus.texts} texts, no more", "sure"), NUMBERS)
    assert made == {"notebooks/01-corpus": "Five texts, no more"}


def test_a_title_that_its_finding_does_not_bear_out_stops_the_build():
    with pytest.raises(BadInputError, match="does not hold"):
        frontmatter.titles(declared("All is well", "unsure"), NUMBERS)


def test_a_title_that_names_an_unknown_number_is_told_so():
    with pytest.raises(BadInputError, match=r"no\.such"):
        frontmatter.titles(declared("{no.such} texts"), NUMBERS)


@pytest.mark.parametrize("folder", ["data", "data/sample"])
def test_the_titles_of_the_book_hold_in_this_run(folder):
    from retold import book

    made = pages.titles(book.Tables(ROOT / folder))
    assert made
    assert not any("{" in title for title in made.values())


CFF = {
    "title": "A Report",
    "version": "2.0",
    "date-released": "2026-03-01",
    "authors": [{"name": "The Authors"}],
}


def test_a_reader_can_cite_the_book_in_bibtex_and_apa():
    assert frontmatter.bibtex(CFF, "https://example.org/") == (
        "@misc{retold,\n  title = {{A Report}},\n  author = {{The Authors}},\n  year = {2026},\n"
        "  version = {2.0},\n  url = {https://example.org/},\n}"
    )
    assert frontmatter.apa(CFF).startswith("The Authors. (2026). A Report (Version 2.0)")


def test_persons_are_cited_by_their_names():
    people = {
        **CFF,
        "authors": [
            {"family-names": "Roe", "given-names": "Ann"},
            {"family-names": "Poe", "given-names": "Bo"},
        ],
    }
    assert "author = {Roe, Ann and Poe, Bo}," in frontmatter.bibtex(people)
    assert frontmatter.apa(people).startswith("Roe, Ann, & Poe, Bo.")


def test_an_edition_without_a_date_does_not_invent_one():
    undated = {k: v for k, v in CFF.items() if k != "date-released"}
    assert "year" not in frontmatter.bibtex(undated)
    assert "(n.d.)" in frontmatter.apa(undated)


def test_what_changed_between_editions_is_listed_verdicts_first():
    before = {
        "a.b": number(0.5),
        "finding.sure": words(FAILS),
        "gone": number(1, "d"),
        "same": number(2, "d"),
    }
    now = {"a.b": number(0.6), "finding.sure": words(HOLDS), "new": number(3, "d"), "same": number(2, "d")}
    table = frontmatter.changes(before, now)
    assert list(table["number"]) == ["finding.sure", "a.b", "new"]
    assert list(table["last edition"]) == [FAILS, "0.50", "–"]
    assert list(table["this edition"]) == [HOLDS, "0.60", "3"]


def test_numbers_that_are_published_no_more_are_counted_by_family_and_a_lost_verdict_is_a_change():
    before = {key: number(1.0) for key in ("a.b.one", "a.b.two", "a.c", "kept")} | {
        "finding.lost": words(HOLDS)
    }
    now = {"kept": number(1.0)}
    assert frontmatter.withdrawn(before, now).to_dict("list") == {
        "number or family": ["a.b", "a.c"],
        "numbers": [2, 1],
    }
    assert list(frontmatter.changes(before, now)["number"]) == ["finding.lost"]


def test_the_page_of_changes_compares_with_the_edition_that_was_kept(copy):
    from retold.corpus import tables

    def changed():
        return pages.changed(copy, tables.load(copy, "changes"))

    assert "first edition" in changed()
    (copy / "last_edition.json").write_text((copy / "results.json").read_text())
    assert "No number and no verdict" in changed()
    text = (copy / "results.json").read_text()
    (copy / "last_edition.json").write_text(text.replace('"shown": "seven"', '"shown": "nine"', 1))
    assert "| nine | seven |" in changed() and frontmatter.UNEXPLAINED in changed()
    (copy / "changes.csv").write_text("numbers,reason\ncorpus.*,A text *more*.\n")
    assert r"**A text \*more\*.**" in changed()


def test_every_number_that_changed_since_the_last_edition_has_a_reason_and_no_reason_is_idle():
    from fnmatch import fnmatchcase

    from retold.corpus import tables

    data = ROOT / "data"
    old, new = (
        results.parse((data / f"{n}.json").read_text(encoding="utf-8")) for n in ("last_edition", "results")
    )
    reasons = tables.load(data, "changes")
    changed = frontmatter.explained(frontmatter.changes(old, new), reasons)
    assert frontmatter.UNEXPLAINED not in set(changed["reason"])
    used = {next(p for p in reasons["numbers"] if fnmatchcase(key, p)) for key in changed["number"]}
    assert used == set(reasons["numbers"])


def test_a_change_is_shown_with_the_first_reason_that_fits_it():
    changed = pd.DataFrame({"number": ["a.b", "a.c", "d"], "last edition": "1", "this edition": "2"})
    reasons = pd.DataFrame([("a.b", "One."), ("a.*", "Two.")], columns=["numbers", "reason"])
    shown = frontmatter.explained(changed, reasons)
    assert list(shown["reason"]) == ["One.", "Two.", frontmatter.UNEXPLAINED]


@pytest.mark.parametrize(
    "content, said",
    [
        ("title: [", "no citation file"),
        ("just words", "without a title"),
        ("title: X\nauthors: []\n", "without authors"),
        ("title: X\nauthors:\n  - given-names: A\n", "without authors"),
        ("title: X\nauthors:\n  - name: A\ndate-released: soon\n", "date-released"),
    ],
)
def test_a_citation_file_that_cannot_be_used_is_a_message(tmp_path, content, said):
    (tmp_path / "CITATION.cff").write_text(content)
    with pytest.raises(BadInputError) as raised:
        frontmatter.read_cff(tmp_path / "CITATION.cff")
    assert said in raised.value.problems[0].found


def test_a_title_of_a_citation_ends_no_block_of_code(tmp_path):
    (tmp_path / "CITATION.cff").write_text(
        'title: "a\\n```\\n# b"\nauthors: [{name: "```x"}]\ntype: dataset\n'
    )
    cff = frontmatter.read_cff(tmp_path / "CITATION.cff")
    for cited in (frontmatter.apa(cff), frontmatter.bibtex(cff)):
        assert "```" not in cited and "\n#" not in cited
    assert "[Data set and report]" in frontmatter.apa(cff)


def test_a_citation_leads_to_the_archive_where_there_is_one_and_has_a_key_of_its_own():
    archived = {**CFF, "doi": "10.1234/x"}
    assert frontmatter.apa(archived, "https://example.org/").endswith("https://doi.org/10.1234/x")
    assert "@misc{mine," in frontmatter.bibtex(
        archived, key="mine"
    ) and "doi = {10.1234/x}" in frontmatter.bibtex(archived)


def test_whatever_stands_in_a_title_bibtex_can_read_the_entry():
    odd = {"title": "50% } of_it & \\input{x}", "authors": [{"name": "A & B"}]}
    entry = frontmatter.bibtex(odd)
    assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")
    assert "50\\% \\} of\\_it \\& \\textbackslash input\\{x\\}" in entry and "{A \\& B}" in entry


@pytest.mark.parametrize("day", ["2026-02-31", "'2026-02-31'", "'31 May'"])
def test_a_day_that_no_calendar_has_is_told_and_never_a_traceback(tmp_path, day):
    path = tmp_path / "CITATION.cff"
    path.write_text(f"title: T\nauthors:\n  - name: N\ndate-released: {day}\n", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"CITATION\.cff"):
        frontmatter.read_cff(path)
