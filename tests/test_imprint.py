"""A book says whose it is: that of another corpus bears the names of its own authors."""

import shutil

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from retold import __version__
from retold.book import imprint
from retold.corpus.schema import AUTHORS_UNKNOWN

MINE = """title: "The <Börse>: a comparison"
authors: [{family-names: Roe, given-names: Ann}, {name: "The & Desk"}]
license: CC-BY-SA-4.0
date-released: 2026-03-01
contact: [{name: Ann Roe, email: ann@example.org}]
"""


@pytest.fixture
def mine(copy):
    (copy / "CITATION.cff").write_text(MINE, encoding="utf-8")
    return imprint.of(copy)


def said(whose):
    return str([imprint.settings(whose), imprint.theme(whose)])


def test_the_projects_own_report_keeps_its_names():
    own = imprint.of(ROOT / "data")
    assert own.ours and own.stem == "retold"
    assert imprint.settings(own) == {} == imprint.theme(own)
    assert "CC BY 4.0" in imprint.licences(own)


def test_a_book_of_another_corpus_names_its_authors_and_licence_and_never_ours(mine):
    made = imprint.settings(mine)
    assert made["html_title"] == made["epub_title"] == made["project"] == "The <Börse>: a comparison"
    assert made["epub_author"] == "Ann Roe, The & Desk" and made["copyright"] == "Ann Roe, The & Desk, 2026"
    assert made["epub_basename"] == mine.stem == "the-borse-a-comparison"
    assert "The Retold authors" not in said(mine) and "CC BY 4.0" not in said(mine)
    footer = imprint.theme(mine)["extra_footer"]
    assert f"Retold {__version__}" in footer and "CC-BY-SA-4.0" in footer
    # What the theme writes as HTML is none.
    assert made["author"] == "Ann Roe, The &amp; Desk" and "<Börse>" not in str(imprint.theme(mine))


def test_a_reader_learns_whom_to_ask_and_what_is_under_which_licence(mine):
    told = imprint.licences(mine)
    assert "ann@example.org" in told and "CC-BY-SA-4.0" in told
    assert "made with Retold" in told and "CC BY 4.0" in told  # the pages that every report has are ours


def test_a_corpus_without_a_citation_file_gets_a_plain_title_and_nobody_is_made_its_author(copy):
    (copy / "CITATION.cff").unlink()
    plain = imprint.of(copy)
    assert not plain.ours and plain.title.startswith("A report on ") and plain.title.endswith(" texts")
    assert plain.authors == "" and imprint.settings(plain)["copyright"] == ""
    assert imprint.settings(plain)["epub_author"] == AUTHORS_UNKNOWN
    assert "ask them first" in imprint.licences(plain)


def test_a_corpus_that_is_only_called_data_is_not_taken_for_ours(copy, tmp_path):
    folder = copy.rename(tmp_path / "data")
    (folder / "CITATION.cff").unlink()
    assert not imprint.of(folder).ours
    shutil.copy(ROOT / "CITATION.cff", tmp_path)
    assert imprint.of(folder).ours  # the project, cloned elsewhere


@given(st.text(max_size=200))
def test_every_title_gives_a_name_that_a_file_can_have(title):
    name = imprint.stem(title)
    assert name and name == name.strip("-") and len(name) <= imprint.LONGEST_STEM
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
