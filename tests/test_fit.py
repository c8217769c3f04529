"""What of a page is there for a corpus that lacks something, and what is said in its place."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.book import fit, fitted, source
from retold.chapters import traits
from retold.common.once import Tables

FACTS = fit.Facts(
    {"versions": False, "coded": True, "dated": True},
    {"versions": "No story has several versions.", "coded": "Nobody coded.", "dated": "Nothing is dated."},
    lambda key: key != "no",
    {"02-versions::ribbon": "No story has several versions."},
    page="02-versions",
)
ALL = fit.Facts(dict.fromkeys(fitted.WHY, True), fitted.WHY)
NUMBER, LACKING = "{glue:text}`yes`", "{glue:text}`no`"


def test_a_page_without_conditions_stays_as_it_is() -> None:
    page = (
        f"# Title\n\nText with {NUMBER}. More.\n\n```{{glue:figure}} timeline\n:name: fig\n\nCaption.\n```\n"
    )
    assert fit.fit(page, FACTS) == page


def test_no_reader_sees_a_section_that_the_corpus_cannot_fill_and_one_line_says_why() -> None:
    page = "# T\n\nLead.\n\n## One\n\nText.\n\n<!-- if versions -->\n## Two\n\nText.\n<!-- end -->\n"
    fitted_page = fit.fit(page, FACTS)
    assert "## Two" not in fitted_page
    assert fitted_page.index("*Two* (no story has several versions)") < fitted_page.index("## One")


def test_what_a_page_includes_keeps_its_headings_under_those_of_the_page() -> None:
    assert fit.fit("## Words\n\nText.\n\n### More\n\nText.\n", FACTS).startswith("## Words")
    assert "### Chains" in fit.fit("Text.\n\n### Chains\n\nText.\n", FACTS)


def test_what_stands_in_the_place_of_a_section_needs_no_line() -> None:
    page = "# T\n\n<!-- if versions -->\n## Two\n<!-- else -->\n## Three\n<!-- end -->\n\nText.\n"
    assert fit.fit(page, FACTS) == "# T\n\n## Three\n\nText.\n"


def test_conditions_can_be_joined_negated_and_nested() -> None:
    page = "<!-- if coded and dated -->\n1\n<!-- if not versions -->\n2\n<!-- else -->\n3\n<!-- end -->\n<!-- end -->"
    assert fit.fit(page, FACTS) == "1\n2"


@pytest.mark.parametrize(
    "page",
    [
        "<!-- if version -->\n<!-- end -->",
        "<!-- if versions -->",
        "<!-- end -->",
        "<!-- else -->",
        "Text. <!-- if versions -->\nMore.\n<!-- end -->",
    ],
)
def test_a_mistaken_condition_is_told_and_hides_nothing(page: str) -> None:
    with pytest.raises(ValueError, match=r"no trait|not closed|without an if|line of its own"):
        fit.fit(page, FACTS)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"One {LACKING}. Two {NUMBER}.", "Two {glue:text}`yes`."),
        (f"**One {LACKING}. Two.** Three.", "**Two.** Three."),
        (f"**One. Two {LACKING}.** Three.", "**One.** Three."),
        (f"**One {LACKING}.** Three.", "Three."),
        (f"**One.** **Two.** Three {LACKING}.", "**One.** **Two.**"),
        (f"- One {LACKING}. Two.\n- Three {LACKING}.\n- Four.", "- Two.\n- Four."),
        (f"3. **One.** Two {LACKING}.\n4. Five.", "4. Five."),
        (f"**Came out.** Two {LACKING}.", ""),
        ("See it ({numref}`fig-r`). And {numref}`fig-r` too.", "See it."),
        ("It is {measure}`no.such`.", "It is {measure}`no.such`."),
        (f"In the U.S. Army reports {LACKING} fell. Two.", "Two."),
        (f"Mr. Falk has {LACKING}. Two.", "Two."),
    ],
)
def test_a_sentence_whose_number_is_lacking_goes_and_its_neighbours_stay(written: str, read: str) -> None:
    figure = "```{glue:figure} ribbon\n:name: fig-r\n```\n\n"
    assert fit.fit(figure + written, FACTS).strip() == read


def test_a_section_of_which_only_an_absent_figure_was_left_loses_its_heading() -> None:
    page = f"# T\n\n## One\n\n```{{index}} x\n```\n\n```{{glue:figure}} ribbon\n```\n\n### Sub\n\nText {LACKING}.\n\n## Two\n\nText.\n"
    fitted_page = fit.fit(page, FACTS)
    assert "## One" not in fitted_page and "### Sub" not in fitted_page and "## Two" in fitted_page
    assert "*One* (no story has several versions)" in fitted_page


def test_a_section_that_goes_leaves_the_next_one_its_label() -> None:
    page = "# T\n\n## One\n\n```{index} y\n```\n\n(two)=\n## Two\n\nText.\n"
    assert fit.fit(page, FACTS) == "# T\n\n```{index} y\n```\n(two)=\n## Two\n\nText.\n"


def test_a_box_keeps_what_the_corpus_has_and_code_is_never_touched() -> None:
    page = f":::{{admonition}} A\n:class: glance\n\n**One.** {LACKING}.\n\n**Two.** Text.\n:::\n\n```python\nx = '{LACKING}.'\n```"
    assert fit.fit(page, FACTS).split() == page.replace(f"**One.** {LACKING}.", "").split()


def test_whoever_points_at_an_absent_figure_goes_wherever_the_sentence_stands_and_however_it_is_spelt() -> (
    None
):
    page = "```{glue:figure} ribbon\n:name: fig-r\n\nCaption.\n```"
    assert fit.labels(page, "02-versions", FACTS.absent) == ["fig-r"]
    facts = replace(FACTS, page="", labels=["fig-r"])
    prose = "See {numref}`fig-r`. Or {numref}`this picture <fig-r>`. Or {numref}`fig-s`. It is plain ({numref}`fig-r`)."
    assert fit.fit(prose, facts) == "Or {numref}`fig-s`. It is plain."


def test_what_stands_in_code_is_neither_obeyed_nor_written_into() -> None:
    code = "```bash\n# a comment\n## another\n<!-- if versions -->\n```"
    page = f"# T\n\n{code}\n\n<!-- if versions -->\n## Two\n<!-- end -->\n\n## Three\n\nText.\n"
    read = fit.fit(page, FACTS)
    assert code in read and read.index("Not on this page") < read.index("## Three")
    assert read.index(code) < read.index("Not on this page")


def test_a_figure_of_another_page_goes_by_that_page_and_not_by_its_key_alone() -> None:
    page = "```{figure-of} 02-versions::ribbon\n:name: a\n```\n```{figure-of} 07-noise::ribbon\n:name: b\n```"
    kept = fit.fit(page, FACTS)
    assert ":name: b" in kept and ":name: a" not in kept


def test_a_section_may_run_over_several_cells_of_a_notebook() -> None:
    cells = ["# T\n\nText.", "## One", "<!-- if versions -->\n### Two", "More.\n<!-- end -->\n\nLast."]
    assert [cell.strip() for cell in fit.fit_cells(cells, FACTS)][-2:] == ["", "Last."]


def test_a_page_for_some_corpora_says_so_in_its_first_line() -> None:
    assert fit.page_condition("<!-- page if versions -->\n# T") == "versions"
    assert fit.page_condition("# T\n<!-- if versions -->") == ""
    assert fit.fit("<!-- page if versions -->\n# T", ALL) == "# T"
    cells = ["<!-- page if versions -->\n# T\n\nText.", "## Section\n\nText."]
    assert fit.fit_cells(cells, ALL) == ["# T\n\nText.", "## Section\n\nText."]


def test_every_page_can_be_read_for_a_corpus_that_has_all_and_one_that_has_nothing() -> None:
    nothing = fit.Facts(dict.fromkeys(fitted.WHY, False), fitted.WHY, lambda key: False)
    for page in source.pages():
        path = next(
            source.project() / f"{page}{s}"
            for s in (".md", ".ipynb")
            if (source.project() / f"{page}{s}").is_file()
        )
        for facts in (ALL, nothing):
            written = fitted.page(path.read_text(encoding="utf-8"), facts)
            assert not re.search(r"(?<!`)<!-- (?:if|else|end)", written)
            if path.suffix == ".ipynb":
                assert any("# " in cell["source"] for cell in json.loads(written)["cells"])
        assert nothing.missing("not versions") == []


def test_the_five_texts_have_what_their_pages_tell(tables: Tables) -> None:
    lacking = {name for name, has in traits.of(tables).items() if not has}
    assert lacking <= {"many", "outlets", "crowd", "copied stories", "compared", "grouped"}


pieces = [
    "a",
    "b. ",
    "**",
    "`",
    "{glue:text}`no`",
    "- ",
    "## ",
    "\n",
    "<!-- if versions -->",
    "<!-- else -->",
    "<!-- end -->",
    ":::",
]
words = st.lists(st.sampled_from(pieces), max_size=30).map("".join)


@given(words)
def test_whatever_people_write_in_their_prose_is_read(text: str) -> None:
    try:
        assert isinstance(fit.fit(text, FACTS), str)
    except ValueError as error:
        assert re.search("not closed|without an if|line of its own", str(error))


@given(
    st.lists(
        st.sampled_from([f"One {NUMBER}.", "Two.", f"Three {LACKING}.", "(Four.)", "“Five.”"]), min_size=1
    )
)
def test_no_sentence_is_lost_that_has_its_numbers(sentences: list[str]) -> None:
    kept = fit.fit(" ".join(sentences), FACTS)
    assert kept.split() == [w for s in sentences if LACKING not in s for w in s.split()]


def test_no_page_is_left_out_of_the_report_itself_but_what_takes_many_texts(tables: Tables) -> None:
    assert fitted.left_out(tables) == ["notebooks/09-words"]
