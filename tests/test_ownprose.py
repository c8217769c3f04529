"""The book's own pages, measured by its own library."""

import re

import pytest
from conftest import ROOT

from retold.book import fit, ownprose, pages, source
from retold.chapters.numbers import Number
from retold.corpus.folder import Tables
from retold.measures import readability, sentences

FACTS = fit.Facts({"copies": True, "frames": False}, {"copies": "", "frames": "None."})
NUMBERS = {"a.b": Number(7, "seven"), "c.d": Number(0.5, "50%")}


def read(text, folder=ROOT, facts=FACTS):
    return ownprose.prose(text, folder, facts, NUMBERS)


@pytest.mark.parametrize(
    "text, said",
    [
        ("# Title\n\nA line\ngoes on.\n\nNext.", ["A line goes on.", "Next."]),
        ("It has {glue:text}`x.ipynb::a.b:s` or {glue:text}`c.d`.", ["It has seven or 50%."]),
        ("See {doc}`the page <x>`, {term}`cosine` and [that](y.md).", ["See the page, cosine and that."]),
        ("It is known {cite:p}`a,b`. **Bold** and `code`.", ["It is known. Bold and code."]),
        ("It is so. {finding}`one`", ["It is so."]),
        ("- one thing;\n- another\n  thing.\n\n1. third", ["one thing;", "another thing.", "third"]),
        ("What is done\n: This and that.", ["This and that."]),
        ("| a | b |\n| --- | --- |\n\n(x)=\n## Head\n\nSaid.", ["Said."]),
        ("```{code-block} bash\nretold book\n```\n\nSaid.", ["Said."]),
        ("```{include} _generated/findings.md\n```\nSaid.", ["Said."]),
        ("```{glue:figure} k\n:name: f\n\nThe caption.\n```", ["The caption."]),
        (":::{admonition} Box\n:class: x\n\n**Asked.** Why?\n:::", ["Asked. Why?"]),
        (":::{glossary}\ncannot be told\n  A verdict.\n:::", ["A verdict."]),
        ("<!-- if frames -->\nFramed.\n<!-- else -->\nPlain.\n<!-- end -->", ["Plain."]),
        ("## Gone\n\n<!-- if frames -->\nFramed.\n<!-- end -->\n\n## Here\n\nSaid.", ["Said."]),
        ("---\ntitle: x\n---\n\n# T\n\nSaid&nbsp;so.", ["Said so."]),
    ],
)
def test_the_prose_of_a_page_is_what_a_reader_reads_in_running_text(text, said):
    assert read(text) == said


def test_a_corpus_own_prose_belongs_to_the_page_that_includes_it_if_it_is_in_english(tmp_path):
    (tmp_path / "prose").mkdir()
    page = "Before.\n\n```{include} ../book/_generated/prose-rights.md\n```\n"
    assert read(page, tmp_path) == ["Before."]
    own = tmp_path / "prose/rights.md"
    own.write_text("The texts are ours. <!-- no prose -->\n")
    assert read(page, tmp_path) == ["Before.", "The texts are ours."]
    own.write_text("Die Texte gehören uns, und niemand sonst darf sie ohne Erlaubnis drucken. " * 5)
    assert read(page, tmp_path) == ["Before."]


@pytest.fixture
def small(tmp_path):
    """A book of a few pages."""
    (tmp_path / "_toc.yml").write_text("root: index\nparts:\n- chapters:\n  - file: long\n  - file: scant\n")
    (tmp_path / "index.md").write_text("# A\n\n" + "It is so.\n\n" * 10)
    (tmp_path / "long.md").write_text("# B\n\n" + f"It is {'so and ' * 20}so.\n\n" * 10)
    (tmp_path / "scant.md").write_text("# C\n\nIt is so.\n")
    return tmp_path


def test_pages_are_measured_in_the_order_of_the_book_and_scant_ones_left_out(small):
    short, long = ownprose.measured(ownprose.of_pages(small, small, FACTS, NUMBERS))
    assert (short.name, short.sentences, short.length, short.share) == ("index", 10, 3.0, 0.0)
    assert (long.name, long.sentences, long.length, long.share) == ("long", 10, 43.0, 1.0)
    assert short.grade < long.grade
    expected = readability.scores(sentences.count("It is so.\n\n" * 10))["flesch_kincaid"]
    assert short.grade == pytest.approx(expected)


def test_the_table_says_what_lies_in_the_middle_and_links_each_page(small):
    t = Tables(ROOT / "data/sample")
    said = ownprose.table(t, ownprose.of_pages(small, small, FACTS, NUMBERS))
    assert "a sentence has 23 words, and 50% of the sentences have more than 25" in said
    rows = re.findall(r"(?m)^\| \{doc\}`/(\w+)` \| (\d+) \|", said)
    assert rows == [("index", "30"), ("long", "430")]
    assert "that this book reports on has a grade of" in said
    assert ownprose.table(t, ownprose.of_pages(small / "nowhere", small, FACTS, None)) == "\n"


def test_portraits_that_a_corpus_writes_belong_to_its_prose_and_what_is_in_another_language_does_not(
    tmp_path,
):
    (tmp_path / "prose").mkdir()
    (tmp_path / "prose/portrait-a.md").write_text(
        "A short story about a bridge that was closed for the whole winter.\n"
    )
    (tmp_path / "prose/portrait-b.md").write_text(
        "Eine kurze Geschichte über eine Brücke, die den ganzen Winter lang geschlossen war, und über die Leute, die auf der anderen Seite wohnten und jeden Morgen mit dem Boot zur Arbeit und zur Schule fahren mussten, weil es keinen anderen Weg gab und niemand wusste, wann man sie wieder öffnen würde.\n"
    )
    said = ownprose.prose("```{include} ../book/_generated/portraits.md\n```\n", tmp_path, FACTS, NUMBERS)
    assert said == ["A short story about a bridge that was closed for the whole winter."]


def test_the_page_on_accessibility_shows_the_table_of_every_long_page_of_the_book():
    page = (ROOT / "book/accessibility.md").read_text(encoding="utf-8")
    assert "_generated/own-prose.md" in page
    t = Tables(ROOT / "data/sample")
    known = pages.published(t.folder)
    facts = fit.Facts(
        dict.fromkeys(pages.WHY, True),
        pages.WHY,
        lambda key: key not in known or known[key].value is not None,
    )
    measured = {p.name: p for p in ownprose.measured(ownprose.of_pages(ROOT, t.folder, facts, known))}
    assert set(measured) <= set(source.pages())
    assert {"index", "book/methods", "book/glossary", "notebooks/07-noise-floor"} <= set(measured)
    assert all(0 < p.grade < 20 and 5 < p.length < 30 for p in measured.values())
