"""The pages in a real browser: nothing breaks, nothing is fetched from elsewhere, everybody can use them."""

import io
import statistics
from urllib.parse import urlsplit

import pytest
from browsing import VIEWS, Visit, listen, served, visit_all
from conftest import pages
from PIL import Image

pytestmark = pytest.mark.slow
LIGHTEST = 1_500_000


@pytest.fixture(scope="module")
def site(built):
    with served(built / "_build/html") as address:
        yield address


def names(built) -> list[str]:
    return [str(p.relative_to(built / "_build/html")) for p in pages(built)]


@pytest.fixture(scope="module")
def seen(browser_path, built, site) -> list[Visit]:
    """Every page in the four views."""
    return visit_all(browser_path, site, names(built))


def test_every_page_was_opened_in_the_four_views(seen, built):
    assert len(seen) == 4 * len(names(built)) > 100
    for visit in seen:
        assert visit.probe["theme"] == visit.view.split(",")[0], visit


def test_no_page_shuts_out_who_uses_a_screen_reader_or_a_keyboard(seen):
    assert [f"{v}: {v.violations}" for v in seen if v.violations] == []


def test_no_page_logs_an_error(seen):
    assert [f"{v}: {v.errors}" for v in seen if v.errors] == []


def test_no_page_asks_another_machine_for_anything(seen):
    assert [f"{v}: {v.outside}" for v in seen if v.outside] == []


def test_nothing_that_a_page_asks_for_is_missing(seen):
    assert [f"{v}: {v.failed}" for v in seen if v.failed] == []


def test_no_page_must_be_scrolled_sideways(seen):
    assert [f"{v}: {v.probe['scroll']} px" for v in seen if v.probe["scroll"] > 0] == []


def test_of_every_picture_all_is_seen_on_a_phone_too(seen):
    assert [f"{v}: {v.probe['cut']}" for v in seen if v.probe["cut"]] == []
    assert sum(v.probe["pictures"] for v in seen if "375" in v.view) > 60


def test_every_table_fits_or_shows_that_it_goes_on(seen):
    assert [f"{v}: {v.probe['edgeless']}" for v in seen if v.probe["edgeless"]] == []
    assert sum(v.probe["tables"] for v in seen if "375" in v.view) > 80


def test_of_each_figure_the_version_for_the_view_is_shown_and_no_other(seen):
    for visit in seen:
        assert visit.probe["wrong"] == 0, visit
        assert visit.probe["pictures"] == visit.probe["pairs"], visit
        assert visit.probe["broken"] == [], visit


def test_a_book_that_is_read_from_a_folder_works(browser_path, built):
    base = (built / "_build/html").as_uri() + "/"
    for visit in visit_all(browser_path, base, names(built), VIEWS[:1], axe=False):
        assert visit.outside == set(), visit
        assert visit.probe["broken"] == [] and visit.probe["scroll"] == 0, visit
        # A browser lets no page of a folder read another file: search goes without excerpts.
        assert [e for e in visit.errors if "file://" not in e] == [], visit


def test_the_checks_would_see_what_they_are_there_for(browser_path, tmp_path):
    (tmp_path / "bad.html").write_text(
        "<html><body><img src='http://192.0.2.1/x.png'><p style='width:3000px'>wide</p><article><img src='gone.png'>"
        "<div style='width:90px;overflow:auto'><svg width='300' height='9'></svg><table><tr><td style='min-width:300px'>wide"
        "</td></tr></table></div></article>"
        "<script>console.error('bad')</script></body></html>"
    )
    with served(tmp_path) as address:
        (visit,) = visit_all(browser_path, address, ["bad.html"], VIEWS[:1])
    assert any(v.startswith("image-alt") for v in visit.violations)
    assert any("bad" in e for e in visit.errors)
    assert any("192.0.2.1" in url for url in visit.outside)
    assert any("gone.png" in f for f in visit.failed)
    assert visit.probe["scroll"] > 0
    assert len(visit.probe["cut"]) == 1 and visit.probe["edgeless"] == ["wide"]


@pytest.fixture
def page(browser, site):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    made = context.new_page()
    made.goto(site)
    yield made
    context.close()


def test_the_landing_page_is_light_enough_for_a_slow_connection(browser, site):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    made, sizes = context.new_page(), {}
    made.on("response", lambda r: sizes.setdefault(r.url, len(r.body())))
    made.goto(site, wait_until="networkidle")
    context.close()
    assert sum(sizes.values()) < LIGHTEST, sorted(sizes.items(), key=lambda s: -s[1])[:5]


def test_every_icon_of_the_page_is_drawn(page):
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family).join()"
    )
    assert "Font Awesome" in loaded
    assert page.evaluate(
        "getComputedStyle(document.querySelector('.fa-download'), '::before').content"
    ) not in ("none", "normal")


@pytest.mark.parametrize("term", ["Krippendorff", "intraclass"])
def test_search_finds_a_term_and_leads_to_a_page_that_has_it(page, site, term):
    page.goto(f"{site}search.html?q={term}")
    link = page.locator("#search-results ul.search li a").first
    link.wait_for(timeout=15_000)
    link.click()
    page.wait_for_load_state()
    assert term.split("-")[0].lower() in page.locator("article").inner_text().lower()


def test_a_page_is_dark_at_once_where_the_machine_is(browser, site):
    page = browser.new_page(color_scheme="dark")
    page.goto(site + "notebooks/05-readability.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.close()


def test_a_chosen_theme_stays_on_the_next_page(page, site):
    for _ in range(3):
        page.locator(".theme-switch-button").first.click()
        if page.evaluate("document.documentElement.dataset.theme") == "dark":
            break
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.goto(f"{site}book/methods.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_keyboard_reaches_the_text_first_and_opens_folded_code(page, site):
    page.goto(f"{site}notebooks/01-corpus.html")
    page.keyboard.press("Tab")
    assert "main-content" in page.evaluate("document.activeElement.getAttribute('href') || ''")
    summary = page.locator("details.hide summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.hide").first.evaluate("d => d.open")


def test_a_printed_page_has_the_figures_and_no_menus(page, site):
    page.goto(f"{site}notebooks/01-corpus.html")
    page.locator(".themed img.only-light").first.scroll_into_view_if_needed()
    page.emulate_media(media="print")
    assert not page.locator(".bd-sidebar-primary").first.is_visible()
    assert not page.locator(".figure-files").first.is_visible()
    assert page.locator(".themed img.only-light").first.is_visible()
    assert not page.locator(".themed img.only-dark").first.is_visible()


def open_sides(browser, site, width=1280):
    context = browser.new_context(viewport={"width": width, "height": 900}, has_touch=width < 500)
    made, visit = context.new_page(), Visit("book/side-by-side.html", str(width))
    listen(made, visit)
    made.goto(f"{site}book/side-by-side.html")
    return context, made, visit


def test_the_side_by_side_view_can_be_walked_by_keyboard(browser, site):
    context, page, visit = open_sides(browser, site)
    label = "document.activeElement.getAttribute('aria-label') || ''"
    panel = page.locator(".sides-panel").first
    first = page.locator(".sides .s[tabindex='0']").first
    assert page.locator(".sides .s[tabindex='0']").count() == page.locator(".sides").count()
    first.focus()
    seen = [page.evaluate(label)]
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "End", "Home"):
        page.keyboard.press(key)
        seen.append(page.evaluate(label))
        assert panel.inner_text() == seen[-1]
    assert all(said.startswith("Sentence ") for said in seen)
    assert len(set(seen[:4])) == 4
    assert page.locator(".sides-row.lit").count() == 1
    assert page.locator(".sides .s[tabindex='0']").count() == page.locator(".sides").count()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('.sides .s')")
    assert visit.errors == []
    context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_pointing_or_tapping_lights_up_the_partner_and_says_what_happened(browser, site, width):
    context, page, _ = open_sides(browser, site, width)
    sentence = page.locator(".sides-row.edited .cell:first-child .s").first
    sentence.tap() if width < 500 else sentence.hover()
    row = page.locator(".sides-row.lit")
    assert (
        row.locator(".cell").nth(1).locator(".s").first.evaluate("s => getComputedStyle(s).outlineStyle")
        == "solid"
    )
    said = page.locator(".sides-panel").first.inner_text()
    assert "similarity" in said and "kept" in said
    context.close()


def test_the_side_by_side_view_without_scripts_still_has_its_table(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}book/side-by-side.html")
    page.locator(".sides-table summary").first.click()
    assert page.locator(".sides-table table").first.is_visible()
    context.close()


def test_links_to_the_other_editions_lead_to_them(page):
    for name in ("retold.pdf", "retold.epub"):
        target = page.locator(f"a[href='{name}']").first.get_attribute("href")
        assert page.request.get(page.url.rsplit("/", 1)[0] + "/" + target).ok


def test_no_cookie_is_set_and_nothing_but_the_theme_is_kept(page, site):
    page.goto(f"{site}notebooks/02-versions.html")
    assert page.context.cookies() == []
    kept = page.evaluate("Object.keys(localStorage)")
    assert set(kept) <= {"mode", "theme"}, kept
    assert urlsplit(page.url).hostname == "127.0.0.1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "where", ["notebooks/07-noise-floor.html .scroll", "book/codebook.html .pst-scrollable-table-container"]
)
def test_the_shadow_at_the_edge_of_a_table_is_seen_until_the_end_is_reached(browser, site, scheme, where):
    name, frame = where.split()
    context = browser.new_context(viewport={"width": 375, "height": 812}, color_scheme=scheme)
    made = context.new_page()
    made.goto(site + name)
    wide = (
        f"[...document.querySelectorAll('article {frame}')].find((f) => f.scrollWidth > f.clientWidth + 60)"
    )
    made.evaluate(f"{wide}.id = 'wide'")
    table = made.locator("#wide")
    table.scroll_into_view_if_needed()
    edge = [edge_of(table)]
    made.evaluate("document.getElementById('wide').scrollLeft = 1e6")
    made.wait_for_timeout(100)
    edge.append(edge_of(table))
    # The strip beside the last pixel column: darker in the light, lighter in the dark, and plain at the end.
    assert abs(edge[0] - edge[1]) > 25, edge
    context.close()


def edge_of(element) -> float:
    """The commonest brightness, 0 to 255, of the three columns of pixels at the right edge of an element."""
    image = Image.open(io.BytesIO(element.screenshot())).convert("L")
    strip = image.crop((image.width - 4, 2, image.width - 1, image.height - 2))
    return statistics.mode(strip.get_flattened_data())


def test_nothing_is_wider_than_the_paper_so_that_no_page_of_the_print_shrinks(browser, built):
    """Chromium prints everything smaller if one table does not fit; between the margins A4 is 178 mm wide."""
    width = round(178 / 25.4 * 96)
    context = browser.new_context(viewport={"width": width, "height": 1000}, java_script_enabled=True)
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto((built / "_build/.work/singlehtml/index.html").as_uri())
    wide = """() => [...document.querySelectorAll('article table, article img, article pre, article .sides')].filter(
      (e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((e) => e.innerText.slice(0, 60))"""
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 1, page.evaluate(wide)
    context.close()
