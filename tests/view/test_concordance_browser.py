"""The page of `retold kwic` in a real browser: what a user sees, sorts, filters and opens."""

import pytest
from conftest import ROOT
from test_concordance import hostile, run, words

from retold.view import concordance

pytestmark = pytest.mark.slow

SAMPLE = ROOT / "data/sample"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The page about a word of the sample corpus, and that of its lexicons."""
    folder = tmp_path_factory.mktemp("pages")
    for name, args in {"word": ("the",), "lexicon": ("--lexicon",)}.items():
        assert run(*args, SAMPLE, "-o", folder / f"{name}.html").exit_code == 0
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def texts(page, key):
    return page.locator(f"td.{key}:visible").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nobody_is_kept_from_reading_by_colour_size_or_a_missing_name(alone, sample, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    for source in (*sample.values(), hostile()):
        page = alone(source, width=width, color_scheme=scheme)
        page.locator("td.key a").first.click()
        # What is out of sight is not laid out, so its colours could not be judged.
        page.evaluate(
            "for (const one of document.querySelectorAll('article')) one.style.contentVisibility = 'visible'"
        )
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.response["violations"] == [], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_stands_in_a_text_is_shown_and_never_run(alone):
    page = alone(hostile())
    page.locator("td.key a").first.click()
    assert page.evaluate("window.bad") is None
    assert "<script>window.bad = 1</script> the" in page.locator(".more .para").inner_text()
    assert page.locator("script, style, iframe, img, svg").count() == 2


def test_lines_are_sorted_by_what_stands_before_the_keyword_nearest_word_first(alone):
    page = alone(concordance.render(words("dam", "A big old dam.", "A wide new dam.", "A big new dam.")))
    page.click("thead .before button")
    assert [said.strip() for said in texts(page, "before")] == ["A big new", "A wide new", "A big old"]
    assert page.locator("thead .before").get_attribute("aria-sort") == "ascending"
    page.click("thead .before button")
    assert [said.strip() for said in texts(page, "before")] == ["A big old", "A wide new", "A big new"]
    page.select_option("#sort", "text")
    assert [said.strip() for said in texts(page, "before")] == ["A big old", "A wide new", "A big new"]
    assert page.locator("[aria-sort]").inner_text().startswith("Text")


def test_an_outlet_by_itself_and_a_term_by_itself_can_be_looked_at(alone, sample):
    page = alone(sample["word"])
    everything = len(texts(page, "outlet"))
    page.select_option("#outlet", "Northline")
    assert set(texts(page, "outlet")) == {"Northline"} and len(texts(page, "outlet")) < everything
    assert page.locator("#status").inner_text() == f"{len(texts(page, 'outlet'))} of {everything} lines"
    page = alone(sample["lexicon"])
    page.select_option("#term", label="naming crack")
    assert set(texts(page, "term")) == {"crack"}


def test_a_line_opens_its_whole_paragraph_by_mouse_and_by_key_and_leads_to_its_place(alone, sample):
    page = alone(sample["word"])
    row, link = page.locator("tbody tr[id]").nth(2), page.locator("td.key a").nth(2)
    row.locator(".before").click()
    assert link.get_attribute("aria-expanded") == "true"
    shown = page.locator(".more .para").inner_text()
    assert page.locator(".more mark.now").count() == 1 and len(shown) > 100
    page.locator(".more .to a").click()
    assert page.url.endswith("#h2")
    assert page.locator("#h2").evaluate("e => Math.abs(e.getBoundingClientRect().top) < innerHeight")
    link.focus()
    page.keyboard.press("Enter")
    assert link.get_attribute("aria-expanded") == "false" and page.locator(".more").count() == 0


def test_without_scripts_every_line_still_leads_to_its_paragraph(alone, sample):
    page = alone(sample["word"], java_script_enabled=False)
    page.locator("td.key a").nth(1).click()
    assert page.url.endswith("#h1") and page.locator(".bar").is_hidden()


def test_a_script_written_from_right_to_left_is_read_from_right_to_left(alone):
    page = alone(concordance.render(words("السد", "انهار السد القديم يوم الثلاثاء.")))
    before, after = (page.locator(f"td.{key} span").bounding_box() for key in ("before", "after"))
    assert before["x"] > after["x"]
    assert page.locator(".places .para").evaluate("e => getComputedStyle(e).direction") == "rtl"
