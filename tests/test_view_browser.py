"""The page of `retold view` in a real browser: what a user sees, hears, presses and waits for."""

import random

import pytest
from conftest import ROOT

from retold import view

pytestmark = pytest.mark.slow

TEXTS = ROOT / "data/sample/texts"
HOSTILE = (
    "<script>window.bad = 1</script> stood there. “<img src=x onerror='window.bad = 1'>” said Ann Bell. "
    "<svg onload='window.bad = 1'> <a href='javascript:window.bad = 1'>x</a> </li></ol></main> sank. "
    "--> <style>body { display: none }</style> “\u202etext <iframe srcdoc='<script>parent.bad = 1</script>'>” said.\n"
    "السفينة متأخرة اليوم. 羊群离开了草地。 " + "endless" * 60 + " word."
)


@pytest.fixture
def visit(alone):
    """Open the page of two texts."""

    def opened(a, b, names=("a.txt", "b.txt"), **options):
        return alone(view.render(view.compare(a, b, names)), **options)

    return opened


def respun():
    return [(TEXTS / f"bridge-respun-{x}.txt").read_text(encoding="utf-8") for x in "ab"]


def long_texts(count):
    """Two versions of a text of so many words, made up."""
    draw = random.Random(7)
    syllables = [c + v for c in "bdfgklmnprst" for v in "aeiou"]
    words = ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(3000)]
    sides = ([], [])
    while sum(len(s.split()) for s in sides[0]) < count:
        said = draw.choices(words, k=draw.randint(8, 25))
        for side, share in zip(sides, (0.0, 0.2), strict=True):
            kept = [draw.choice(words) if draw.random() < share else w for w in said]
            line = " ".join(kept).capitalize()
            side.append(f"“{line},” said Hanne Voss." if len(side) % 5 == 0 else f"{line}.")
    return tuple("\n\n".join(" ".join(s[n : n + 4]) for n in range(0, len(s), 4)) for s in sides)


def until(page, condition):
    """Wait for what takes a moment; playwright's own way to wait is forbidden by the page's policy."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came: {condition}")


def current(page):
    return page.evaluate("document.querySelector('.row.now')?.id")


def shown(page):
    return page.locator(".row:visible").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_nobody_is_kept_from_reading_by_colour_size_or_a_missing_name(visit, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    for a, b in (respun(), (HOSTILE, HOSTILE.replace("sank", "swam"))):
        page = visit(a, b, width=width, color_scheme=scheme)
        page.evaluate("document.querySelector('#panel').open = true")
        # A row out of sight is not laid out, so its colours could not be judged.
        page.evaluate(
            "for (const row of document.querySelectorAll('.row')) row.style.contentVisibility = 'visible'"
        )
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("width", [1280, 800, 375])
def test_nothing_has_to_be_scrolled_sideways(visit, width):
    for a, b in (respun(), (HOSTILE, HOSTILE)):
        page = visit(a, b, names=("a" * 150 + ".txt", "b.txt"), width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_phone_shows_one_text_below_the_other_each_with_its_letter(visit):
    page = visit(*respun(), width=375)
    a, b = (page.locator(".row .cell").nth(n) for n in (0, 1))
    assert b.bounding_box()["y"] >= a.bounding_box()["y"] + a.bounding_box()["height"]
    assert "A" in a.evaluate("cell => getComputedStyle(cell, '::before').content")


def test_what_stands_in_a_text_is_shown_and_never_run(visit):
    page = visit(
        HOSTILE, HOSTILE.replace("sank", "swam"), names=("<img src=x onerror=bad=1>.txt", "\u202eb.txt")
    )
    assert page.evaluate("window.bad") is None
    assert "<script>window.bad = 1</script> stood there" in page.locator(".cell").first.inner_text()
    assert page.locator("body > :not(a, header, div.page, dialog, script)").count() == 0
    assert page.locator("script, style, iframe, img, svg").count() == 2
    assert page.locator("h1").inner_text().startswith("<img src=x onerror=bad=1>.txt")
    # The turning sign neither turns the rest nor is lost.
    assert page.locator(".sign").first.evaluate("e => getComputedStyle(e, '::before').content") == '"U+202E"'


def test_a_script_that_got_in_all_the_same_would_be_stopped(visit, alone):
    page = visit(*respun())
    alone.expected = "Content Security Policy"
    blocked = page.evaluate(
        "new Promise(done => { document.addEventListener('securitypolicyviolation', e => done(e.violatedDirective));"
        " const s = document.createElement('script'); s.textContent = 'window.bad = 1'; document.body.append(s); })"
    )
    assert blocked.startswith("script-src")
    assert page.evaluate("window.bad") is None


def test_n_and_p_step_through_changes_and_say_which(visit):
    page = visit("The ferry sank. Sheep left. A clerk wrote.", "The ferry sank. Sheep ran. A clerk wrote it.")
    page.keyboard.press("n")
    assert current(page) == "r2"
    assert page.locator("#shown").inner_text() == "Change 1 of 2"
    assert page.evaluate("document.activeElement.innerText").startswith("2")
    page.keyboard.press("n")
    assert current(page) == "r3"
    page.keyboard.press("n")
    assert (current(page), page.locator("#shown").inner_text()) == ("r3", "No change below")
    page.keyboard.press("p")
    assert current(page) == "r2"
    page.click("#next")
    assert current(page) == "r3"


def test_keys_do_nothing_while_somebody_types_or_holds_a_modifier_or_has_turned_them_off(visit):
    page = visit(*respun())
    page.keyboard.press("/")
    page.keyboard.type("np?/")
    assert page.input_value("#search") == "np?/"
    assert current(page) is None
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""
    page.evaluate("document.activeElement.blur()")
    for modifier in ("Control", "Alt", "Meta"):
        # Pressed in the page alone: the browser's own windows are not ours to open.
        key = {"Control": "ctrlKey", "Alt": "altKey", "Meta": "metaKey"}[modifier]
        page.evaluate(
            f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: 'n', bubbles: true, {key}: true}}))"
        )
    assert current(page) is None
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("n")
    assert current(page) is None
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
    page.keyboard.press("n")
    assert current(page) is None


def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit):
    page = visit(*respun())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.id || e.value || e.tagName, s.outlineStyle]; })()"
        )
        if told[0] not in ("BODY",):
            assert told[1] != "none", told
        reached.add(told[0])
    assert {"same", "moved", "next", "previous", "search", "keys"} <= reached


def test_a_filter_shows_the_rows_of_one_kind_and_says_how_many(visit):
    page = visit("The ferry sank. Sheep left. A clerk wrote.", "The ferry sank. Sheep ran. A clerk wrote it.")
    page.uncheck("#operations input[value=same]")
    assert shown(page) == 2
    assert page.locator("#shown").inner_text() == "2 of 3 rows shown"
    page.uncheck("#operations input[value=edited]")
    assert shown(page) == 0
    page.click("#all")
    assert shown(page) == 3
    assert page.locator("#shown").inner_text() == "3 rows, 2 changes"


def test_choosing_a_speaker_shows_the_rows_in_which_they_speak(visit):
    page = visit(
        "“We closed it,” said Hanne Voss. The ferry sank. “It was late,” said Ann Bell.",
        "“We shut it,” said Hanne Voss. The ferry sank. “It was slow,” said Ann Bell.",
    )
    page.get_by_label("Ann Bell").check()
    assert [row.get_attribute("id") for row in page.locator(".row:visible").all()] == ["r3"]
    page.get_by_label("everybody").check()
    assert shown(page) == 3


def test_search_counts_marks_and_steps_through_matches_of_both_texts(visit):
    page = visit(
        "The ferry’s crew sank it.\n\nSheep left the ferry.", "The ferry's crew sank it.\n\nSheep ran off."
    )
    page.keyboard.press("/")
    page.keyboard.type("FERRY")
    until(page, "document.querySelector('#found').textContent === '3 matches in 2 rows'")
    until(page, "CSS.highlights.get('found').size === 3")
    page.keyboard.press("Enter")
    assert page.locator("#found").inner_text() == "Match 1 of 3 matches"
    page.keyboard.press("Shift+Enter")
    assert page.locator("#found").inner_text() == "Match 3 of 3 matches"
    assert page.evaluate("[...CSS.highlights.get('found-now')][0].toString()") == "ferry"
    # Either form of an apostrophe finds both; what runs over a change is found.
    for typed, matches in (
        ("ferry's", "2 matches in 1 row"),
        ("left the", "1 match in 1 row"),
        ("(x", "No match"),
    ):
        page.fill("#search", typed)
        until(page, f"document.querySelector('#found').textContent === '{matches}'")
    # What the page itself says is not the text's.
    page.fill("#search", "also above")
    until(page, "document.querySelector('#found').textContent === 'No match'")


def test_a_link_to_a_row_that_is_filtered_out_still_leads_there(visit):
    a = "The ferry is late today. Sheep left the green meadow. Nobody saw the mayor swim. A clerk wrote it all down."
    b = "Sheep left the green meadow. Nobody saw the mayor swim. A clerk wrote it all down. The ferry is late today."
    page = visit(a, b)
    page.uncheck("#operations input[value=same]")
    page.click("text=row 4")
    assert current(page) == "r4"
    assert page.locator("#r4").is_visible()


def test_print_shows_every_row_and_no_control(visit):
    page = visit(*respun(), color_scheme="dark")
    total = shown(page)
    page.uncheck("#operations input[value=edited]")
    assert shown(page) < total
    page.emulate_media(media="print", color_scheme="dark")
    assert shown(page) == total
    assert not page.locator(".bar, #panel").first.is_visible()
    assert not page.locator("#panel").is_visible()
    assert page.locator(".legend").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_without_scripts_the_texts_are_there_and_no_dead_button(visit):
    page = visit(*respun(), java_script_enabled=False)
    assert page.locator(".row").first.is_visible()
    assert not page.locator(".bar").is_visible()
    assert not page.locator("#panel").is_visible()


def test_two_books_stay_usable(visit):
    page = visit(*long_texts(50_000))
    # Runs, not words, are elements.
    assert page.evaluate("document.querySelectorAll('.cell *').length") < 50_000
    act_and_draw = (
        "async () => { ACT; await new Promise(done => requestAnimationFrame(() => setTimeout(done))); }"
    )
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', bubbles: true}))"
    enter = (
        "const s = document.querySelector('#search'); s.value = 'voss'; s.dispatchEvent(new Event('input'));"
        "s.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"
    )
    for act in (
        press,
        "document.querySelector('#operations input[value=edited]').click()",
        "document.querySelector('#operations input[value=edited]').click()",
        enter,
        "scrollTo(0, document.documentElement.scrollHeight / 2)",
        press,
    ):
        page.evaluate(act_and_draw.replace("ACT", act))
    assert page.locator(".row.now").evaluate("row => row.getBoundingClientRect().top") < 900
