"""A user's two texts side by side: every word is there, and nothing that stands in a text is obeyed."""

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retold import text, view
from retold.compare import alignment
from retold.compare.plain import plain
from retold.compare.rows import LONGEST
from retold.view.html import likely
from retold.view.rows import NOBODY, compared
from retold.view.summary import shares

TEXTS = ROOT / "data/sample/texts"
OURS = set(
    "html head meta link title style script body a header h1 h2 h3 bdi span table caption thead tbody tr td th p "
    "div aside section ul ol li mark del ins details summary fieldset legend label input small main button "
    "kbd dialog dl dt dd form b i".split()
)
VOID = {"meta", "link", "input"}
HOSTILE = (
    "<script>document.body.dataset.bad = 1</script> stood there, “<img src=x onerror=alert(1)>” said Ann Bell. "
    "--> ]]> <!-- A javascript:alert(1) link &amp; an entity &#60;b&#62;. The \u202ereversed\u2066 half\ud800 "
    "and \x00 nothing. </span></div></li></ol></main><style>*{display:none}</style> is \u2028 text. "
    "' onclick='alert(1) \" autofocus onfocus=\"alert(1)."
)


class Page(HTMLParser):
    """What a page holds: elements with attributes, the letters of the cells, style and script."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.cells, self.raw = [], [], {"style": "", "script": ""}
        self.open = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        self.elements.append((tag, said))
        classes = (said.get("class") or "").split()
        if "cell" in classes:
            self.cells.append("")
        if "sign" in classes and self.in_cell():
            self.cells[-1] += chr(int(said["data-sign"].removeprefix("U+"), 16))
        if tag not in VOID:
            self.open.append((tag, classes))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self.open and self.open[-1][0] in self.raw:
            self.raw[self.open[-1][0]] += data
        if self.in_cell():
            self.cells[-1] += data

    def in_cell(self):
        """Whether what comes is a text's, and not what the page says beside it."""
        inside = {c for _, classes in self.open for c in classes}
        return "cell" in inside and not {"aside", "gap", "loose"} & inside


def in_sides(found):
    """The sentences of both sides as the page shows them: row by row, A before B."""
    return [side for row in found.rows for side in (row.a, row.b)]


def letters(sentence):
    return "".join(run.text for run in sentence.runs)


def sides_of(a, b, names=("a.txt", "b.txt")):
    found = view.compare(a, b, names)
    return found, Page(view.render(found))


def sample(name):
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def respun():
    return view.compare(sample("bridge-respun-a"), sample("bridge-respun-b"), ("a.txt", "b.txt"))


any_letter = st.one_of(
    st.characters(exclude_categories=()),
    st.sampled_from("<>&\"'/!-=“”.?\n \u202e\u2066\u2028\x00\ud800\u0301\u200d"),
    st.sampled_from(["</script>", "<!--", "]]>", "said Ann Bell. ", "the sheep ", "羊群", "السفينة "]),
)
any_text = st.lists(any_letter, max_size=60).map("".join)


@settings(max_examples=150)
@given(any_text, any_text, any_text)
@example(HOSTILE, HOSTILE.replace("stood", "hung"), HOSTILE)
@example("", "", "")
@example("The sheep. The sheep. The sheep.", "The sheep.", "x")
def test_whatever_the_texts_every_word_is_shown_and_no_element_is_theirs(a, b, name):
    found, page = sides_of(a, b, (name, name))
    for source, side in ((a, 0), (b, 1)):
        shown = {s.number: letters(s) for row in found.rows for s in (row.a, row.b)[side]}
        assert [shown[n] for n in sorted(shown)] == [source[s:e] for s, e in text.pieces(source)]
        first = Counter(s.number for row in found.rows for s in (row.a, row.b)[side] if s.above is None)
        assert set(first.values()) <= {1}
    expected = [" ".join(map(letters, side)) for side in in_sides(found)]
    assert [" ".join(c.split()) for c in page.cells] == [" ".join(c.split()) for c in expected]
    assert {tag for tag, _ in page.elements} <= OURS
    for tag, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on") or key in ("style", "src", "action")]
        assert re.fullmatch(r"#r\d+|#texts|data:image/svg.*", attributes.get("href", "#texts")), tag
    view.render(found).encode("utf-8")


def test_a_browser_runs_nothing_but_our_script_and_asks_nobody_for_anything():
    source = view.page(HOSTILE, HOSTILE, ("</title><script>alert(1)</script>", "b"))
    page = Page(source)
    policies = [a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    rules = dict(rule.split(" ", 1) for rule in policies[0].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policies[0]
    for name in ("style", "script"):
        assert [tag for tag, _ in page.elements].count(name) == 1
        digest = hashlib.sha256(page.raw[name].encode()).digest()
        assert rules[f"{name}-src"] == f"'sha256-{base64.b64encode(digest).decode()}'"
    # What stands before the policy is not under it.
    assert source.index("Content-Security-Policy") < min(
        source.index(s) for s in ("<title", "<style", "<link")
    )
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", source)


@pytest.mark.parametrize(
    "sign", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b\x7f\ud800\udfff"
)
def test_a_sign_that_would_turn_the_reading_order_is_shown_by_its_number(sign):
    source = view.render(view.compare(f"The {sign}ferry sank.", "The ferry sank.", (f"a{sign}.txt", "b")))
    assert sign not in source
    assert source.count(f'data-sign="U+{ord(sign):04X}"') == 1
    assert f"a⟨U+{ord(sign):04X}⟩.txt" in source


def test_the_script_is_plain_and_small():
    source = (Path(view.__file__).parent / "view.js").read_text(encoding="utf-8")
    assert len(source.splitlines()) < 300
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|fetch\(|import", source)


def test_the_fate_of_each_word_is_marked_once_a_run_not_once_a_word():
    source = view.page("The old grey ferry is late.", "The new blue ferry is very very late.")
    assert "The <mark>old grey</mark> ferry is late." in source
    assert "The <mark>new blue</mark> ferry is <ins>very very</ins> late." in source
    assert "<del>Sheep left the meadow</del>" in view.page(
        "Ferry sank. Sheep left the meadow.", "Ferry sank."
    )


def test_rows_stand_in_the_order_of_align_with_operation_and_similarity(respun):
    a, b = sample("bridge-respun-a"), sample("bridge-respun-b")
    aligned = list(alignment.align(a, b).itertuples(index=False, name=None))
    assert [(row.operation, row.similarity) for row in respun.rows] == [(r[3], r[2]) for r in aligned]
    source = view.render(respun)
    assert source.count('<li class="row') == len(aligned)
    for row in respun.rows:
        if row.a and row.b:
            assert f"similarity {row.similarity:.2f}" in source
    for operation, count in Counter(row.operation for row in respun.rows).items():
        assert len(re.findall(f'<li class="row[^>]*data-op="{operation}"', source)) == count


def test_a_moved_row_says_where_its_partner_stands_and_the_place_says_what_follows():
    a = "The ferry is late today. Sheep left the green meadow. Nobody saw the mayor swim. A clerk wrote it all down."
    b = "Sheep left the green meadow. Nobody saw the mayor swim. A clerk wrote it all down. The ferry is late today."
    found, _ = sides_of(a, b)
    (moved,) = [row for row in found.rows if row.operation == "moved"]
    assert moved.number == 1
    assert moved.after == 4
    assert found.rows[3].then == (1,)
    source = view.render(found)
    assert 'stands in B after <a href="#r4">row 4</a>' in source
    assert 'in B then comes <a href="#r1">row 1</a>' in source
    back, _ = sides_of(b, a)
    (moved,) = [row for row in back.rows if row.operation == "moved"]
    assert moved.after == 0
    assert "stands in B before the first row" in view.render(back)


def test_a_sentence_in_two_rows_is_shown_in_both_and_says_so(monkeypatch):
    import pandas as pd

    a, b = "The ferry is late. Sheep left.", "The ferry left. Sheep are late."
    (one, two), (three, four) = text.pieces(a), text.pieces(b)
    rows = [((one,), (three, four), 0.5, "split", 0.9), ((two,), (four,), 0.5, "edited", 0.9)]
    monkeypatch.setattr(alignment, "align", lambda a, b: pd.DataFrame(rows, columns=alignment.COLUMNS))
    found, _ = sides_of(a, b)
    assert [[s.above for s in row.b] for row in found.rows] == [[None, None], [1]]
    source = view.render(found)
    assert source.count(">also above</a>") == 1
    assert 'href="#r1" aria-label="also above, in row 1"' in source
    # Its words count once, and as kept if either row keeps them.
    assert found.b.words == 6
    assert sum(found.b.fates.values()) == 6


def test_words_count_once_whatever_became_of_them():
    found, _ = sides_of("The ferry is late. Sheep left.", "The ferry is very late.")
    assert (found.a.words, found.a.sentences) == (6, 2)
    assert found.a.fates == {"kept": 4, "lost": 2}
    assert found.b.fates == {"kept": 4, "inserted": 1}


# By hand. A has 5 + 4 + 5 + 4 + 4 words: the second sentence comes last in B, with a word less; “late” became “early”, the sum
# another; the fourth is gone, and a fifth of three words is new.
STORY = "The ferry was late today. Sheep left quite slowly. Repairs will cost $12 millions. Nobody wrote it down. A clerk sang twice."
RETOLD = "The ferry was early today. Repairs will cost €12 millions. Voters shrugged again. A clerk sang twice. Sheep left slowly."


def test_the_head_says_how_many_words_were_kept_edited_lost_moved_and_inserted():
    found, _ = sides_of(STORY, RETOLD)
    assert [row.operation for row in found.rows] == "edited moved edited omitted inserted same".split()
    of_a, of_b = view.summary(found)
    assert of_a == [("kept", 12, 55), ("edited", 2, 9), ("lost", 4, 18), ("moved", 4, 18)]
    assert of_b == [("kept", 12, 60), ("edited", 2, 10), ("inserted", 3, 15), ("moved", 3, 15)]
    text_of = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", view.render(found)))
    assert "22 words: 55 % kept (12), 9 % edited (2), 18 % lost (4), 18 % moved (4)" in text_of
    assert "20 words: 60 % kept (12), 10 % edited (2), 15 % inserted (3), 15 % moved (3)" in text_of


@given(any_text, any_text)
def test_the_parts_of_the_head_add_up_to_the_words_and_to_a_hundred(a, b):
    found, _ = sides_of(a, b)
    for side, parts in zip((found.a, found.b), view.summary(found), strict=True):
        assert sum(part.words for part in parts) == side.words
        assert sum(part.percent for part in parts) == (100 if side.words else 0)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_a_share_never_makes_something_nothing_or_a_part_all(counts):
    given_shares = shares(counts)
    assert sum(given_shares) == (100 if any(counts) else 0)
    for count, share in zip(counts, given_shares, strict=True):
        assert (share == 0) == (count == 0)
        assert (share == 100) == (count == sum(counts) > 0)
        if count:
            assert share == 1 or abs(share - 100 * count / sum(counts)) < len(counts)


# Signs and words -----------------------------------------------------------------------------------------------------


def marked(found):
    """What is marked on both sides, run by run."""
    return [
        [run.text for row in found.rows for s in row.sides[side] for run in s.runs if run.fate != "kept"]
        for side in (0, 1)
    ]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("$12", "€12"), ("$12", "$15"), ("-5", "5"), ("−5", "+5"), ("±5", "5"), ("+5", "5"), ("5%", "5"), ("5‰", "5%"),
        ("5°", "5"), ("12€", "12"), ("-$5", "$5"), ("$-5", "$5"), (">5%", "5%"), ("3.5", "3,5"), ("1,000", "1.000"),
        ("½", "¼"), ("5km", "5mi"), ("C++", "C"), ("C#", "C"), ("#war", "war"), ("@bell", "bell"), ("№5", "5"),
        ("US", "us"), ("Polish", "polish"), ("café", "cafe"), ("mayor’s", "mayor"), ("Straße", "Strasse"),
    ],
)  # fmt: skip
def test_a_change_of_a_number_of_capitals_or_of_an_accent_is_marked_with_its_sign(a, b):
    for one, two in ((a, b), (b, a)):
        found, _ = sides_of(f"They saw {one} again.", f"They saw {two} again.")
        assert [row.operation for row in found.rows] == ["edited"]
        assert marked(found) == [[one], [two]]


@pytest.mark.parametrize(
    ("a", "b", "of_a", "of_b"),
    [
        ("It won 🎉 again.", "It won 😀 again.", ["🎉"], ["😀"]),
        ("It won 🇺🇸 again.", "It won 🇺🇦 again.", ["🇺🇸"], ["🇺🇦"]),
        ("It won 👍 again.", "It won 👍🏽 again.", ["👍"], ["👍🏽"]),
        ("Ten × two.", "Ten ÷ two.", ["×"], ["÷"]),
        ("AT&T paid.", "AT T paid.", ["&"], []),
        ("A so-called “victory” came.", "A so-called victory came.", ["“", "”"], []),
        ("He left, she said.", "He left she said.", [","], []),
        ("He left.", "He left!", ["."], ["!"]),
        ("He left today.", "He left tomorrow!", ["today."], ["tomorrow!"]),
        ("The mayors’ plan failed.", "The mayors plan failed.", ["’"], []),
        ("They shut it on Monday, crying.", "They shut it on Monday!", ["crying", "."], ["!"]),
    ],
)
def test_a_mark_that_one_text_alone_has_is_marked_itself(a, b, of_a, of_b):
    found, _ = sides_of(a, b)
    assert [row.operation for row in found.rows] == ["edited"]
    assert marked(found) == [of_a, of_b]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("“It’s late,” he said.", "\"It's late,\" he said."),
        ("„It’s late,“ he said.", "« It’s late, » he said."),
        ("``It is late,'' he said.", "“It is late,” he said."),
        ("He left — late.", "He left -- late."),
        ("He left—late.", "He left – late."),
        ("He left… late.", "He left . . . late."),
        ("It fell to −5 then.", "It fell to -5 then."),
        ("It took 20–30 days.", "It took 20-30 days."),
        ("It rose 5 % today.", "It rose 5% today."),
        ("It cost 12 € today.", "It cost 12€ today."),
        ("Elle part ! ( Vite )", "Elle part! (Vite)"),
        ("It  is\tlate.", "It is late."),
    ],
)  # fmt: skip
def test_white_space_and_the_form_of_marks_are_no_change(a, b):
    found, _ = sides_of(a, b)
    assert {row.operation for row in found.rows} == {"same"}
    assert marked(found) == [[], []]
    # Nor are they marked beside a change.
    found, _ = sides_of(a.replace("late", "early"), b)
    assert all("late" in run or "early" in run for side in marked(found) for run in side)


def test_a_capital_that_only_the_beginning_of_a_sentence_asks_for_is_no_change():
    for a, b, of_b in (
        ("The old bridge fell.", "Then the old bridge fell.", ["Then"]),
        ("The ferry left and it sank there all day.", "The ferry left. It sank there all day.", ["."]),
        ("They wrote: we closed it.", "They wrote, “We closed it.”", [", ", "“"]),
    ):
        assert marked(sides_of(a, b)[0])[1] == of_b
    assert marked(sides_of("The old bridge fell.", "the old bridge fell.")[0]) == [["The"], ["the"]]


pieces_of_text = st.one_of(
    st.sampled_from(
        "the The mayor mayor’s mayors’ US us café cafe Polish polish 12 5 3.5 3,5 1,000 C well-known well–known rock'n "
        "½ 羊 群 กา नाव U.S. 5km a_b don’t".split()
    ),
    st.sampled_from(
        [*"$€%°±+-−–—…×#@&/*_=<>()[]“”\"‘’'«»,;:!?.~", "--", "...", "🎉", "🇺🇸", "👩🏽", "''", "``"]
    ),
    st.sampled_from(
        [". . .", "\u0301", "\u200d", "\u00ad", "\u202e", "\n", "\t", "\u00a0", " ", " ", " ", ". "]
    ),
)


@st.composite
def versions(draw):
    """Two texts of which one was made from the other by a few changes."""
    a = draw(st.lists(pieces_of_text, min_size=1, max_size=14))
    b = list(a)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(b)))
        b[at : at + draw(st.integers(0, 1))] = draw(st.lists(pieces_of_text, max_size=1))
    return "".join(a), "".join(b)


@settings(max_examples=300)
@given(versions())
@example(("羊 群", "羊群"))
@example(("x -y.", "x- y."))
@example(("rock'n roll", "rock‹n roll"))
def test_a_row_called_same_shows_no_mark_and_a_row_called_edited_shows_one(texts):
    found, _ = sides_of(*texts)
    for row in found.rows:
        marks = any(run.fate != "kept" for side in row.sides for s in side for run in s.runs)
        if row.operation in ("omitted", "inserted"):
            assert marks
        elif len(row.a) == len(row.b) == 1:
            alike = len(
                {plain(source[slice(*side[0].span)]) for source, side in zip(texts, row.sides, strict=True)}
            )
            assert marks == (alike > 1)
            assert row.operation == "moved" or row.operation == ("edited" if marks else "same")


@settings(max_examples=300)
@given(st.lists(pieces_of_text, max_size=14).map("".join))
def test_what_is_passed_over_to_be_quick_would_have_come_out_as_it_is(source):
    slowly = f"{source}\u2028"  # white space that is not of ASCII
    assert plain(source) == plain(slowly)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Rooms 3. 5 are left", "Rooms 3.5 are left"), ("It was -5", "It was 5"), ("It was -5", "It was-5"),
        ("In 2005 $12 was paid", "In 2005$ 12 was paid"), ("a, b", "a b"), ("a — b", "a, b"), ("re-sign", "resign"),
        ("news paper", "newspaper"), ("“a” b", "a b c"), ("He left...", "He left."), ("Us", "US"), ("Cont'd", "Contd"),
    ],
)  # fmt: skip
def test_what_could_be_read_otherwise_is_not_the_same(a, b):
    assert plain(a) != plain(b)


# Probability -----------------------------------------------------------------------------------------------------------


def test_a_row_says_how_likely_it_is_where_the_alignment_does(monkeypatch):
    a, b = "The ferry is late. Sheep left the meadow.", "The ferry was late."
    silent = alignment.align(a, b).drop(columns="probability", errors="ignore")
    monkeypatch.setattr(alignment, "align", lambda a, b: silent)
    assert [row.probability for row in view.compare(a, b, ("A", "B")).rows] == [None, None]
    assert "robability" not in view.page(a, b)
    monkeypatch.setattr(alignment, "align", lambda a, b: silent.assign(probability=[0.934, float("nan")]))
    found, _ = sides_of(a, b)
    assert [row.probability for row in found.rows] == [0.934, None]
    source = view.render(found)
    assert source.count("probability 0.93</span>") == 1
    assert source.count("probability") == 1
    assert "Probability is how likely the row is right by the program’s own estimate" in source
    monkeypatch.setattr(alignment, "align", lambda a, b: silent.assign(probability=[0.934, 0.8]))
    both = view.render(view.compare(a, b, ("A", "B")))
    assert both.index("how likely both sides correspond") < both.index("how likely it has no counterpart")
    assert [likely(p) for p in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0.00", "0.01", "0.50", "0.99", "1.00"]


# Lines -------------------------------------------------------------------------------------------------------------------

WRAPPED = (
    "The town council of Marlow voted on Monday to close the old bridge after an\n"
    "inspection found that three of its beams were cracked, officials said. It is\n"
    "the third closure this year, and the mayor says repairs could take until the\n"
    "end of the sum\u00admer.\n\n"
    "Nobody was hurt on Monday, but a lorry that was on its way from the neigh-\n"
    "bouring town hit the rail and had to be towed away by a crane.\n"
)


def test_lines_that_were_wrapped_are_shown_as_one_and_paragraphs_stay():
    flowing = "\n\n".join(
        " ".join(part.replace("-\n", "").replace("\u00ad", "").split()) for part in WRAPPED.split("\n\n")
    )
    cells = [" ".join(cell.split()) for cell in Page(view.page(WRAPPED, flowing)).cells]
    assert cells[::2] == cells[1::2]
    assert " ".join(cells[::2]) == " ".join(flowing.split())
    source = view.page(WRAPPED, flowing)
    assert source.count("row l") == 3 and source.count(" opens") == 2
    assert "A: 4 wrapped lines joined." in source and source.count(" joined.") == 1
    assert "joined" not in view.page(WRAPPED, flowing, lines="keep")


def test_who_speaks_is_marked_in_the_row_and_listed_as_a_guess():
    a = "“We closed it,” said Hanne Voss. The ferry sank. “It holds,” Voss said."
    b = "“We shut it,” said Hanne Voss. The ferry sank. “It stands,” Voss said."
    found, _ = sides_of(a, b)
    assert [(s.name, s.colour, s.rows) for s in found.speakers] == [("Hanne Voss", 1, 2)]
    assert [row.speakers for row in found.rows] == [(0,), (), (0,)]
    source = view.render(found)
    assert 'title="Hanne Voss"' in source
    assert source.count("<bdi>Hanne Voss</bdi>") == 3
    assert "the program’s guess" in source


def test_a_bare_surname_in_one_text_is_the_full_name_of_the_other():
    found, _ = sides_of("“We closed it,” said Hanne Voss.", "“We closed it,” said Voss.")
    assert [s.name for s in found.speakers] == ["Hanne Voss"]


def test_speakers_beyond_the_colours_are_grey_and_keep_their_names():
    names = "Ann Bob Cid Dora Eve Finn Gus Hal Ida Jon".split()
    a = " ".join(f"“The ferry of {n} is late,” said {n} Maron{n.lower()}." for n in names)
    found, _ = sides_of(a, a)
    assert len(found.speakers) == 10
    assert sorted(s.colour for s in found.speakers) == [0, 0, 0, 1, 2, 3, 4, 5, 6, 7]


def test_speech_nobody_can_be_named_for_stands_last_and_is_grey(respun):
    unknown = [n for n, s in enumerate(respun.speakers) if s.name == NOBODY]
    assert unknown in ([], [len(respun.speakers) - 1])
    assert all(respun.speakers[n].colour == 0 for n in unknown)


def test_letters_keep_their_vowel_signs_and_chinese_is_compared_a_letter_at_a_time():
    hindi = "नाव देर से है"
    assert [hindi[w.start : w.end] for w in compared(hindi, 0, len(hindi))] == hindi.split()
    source = view.page("羊群离开了草地。", "羊群离开了草原。")
    assert "羊群离开了草<mark>地</mark>。" in source
    assert "羊群离开了草<mark>原</mark>。" in source


def test_what_holds_no_word_is_kept_beside_the_next_sentence():
    source = view.page("Sheep left.\n\n* * *\n\nThe ferry sank.", "Sheep left. The ferry sank.")
    assert '<span class="loose">* * *</span> The ferry sank.' in source


def test_texts_without_a_word_say_so_and_one_empty_text_shows_all_of_the_other():
    assert "Neither text holds a word." in view.page("", " … ")
    found, _ = sides_of("The ferry sank. Sheep left.", "")
    assert [row.operation for row in found.rows] == ["omitted"] * 2


def test_the_same_texts_make_the_same_page(respun):
    again = view.compare(sample("bridge-respun-a"), sample("bridge-respun-b"), ("a.txt", "b.txt"))
    assert view.render(again) == view.render(respun)


def test_a_text_without_full_stops_is_compared_part_by_part():
    lines = [f"word{n % 997} and{n}" for n in range(6 * LONGEST)]
    a, b = " ".join(lines), " ".join(lines[5:]).replace("7", "8")
    found, _ = sides_of(a, b)
    assert found.a.words == 12 * LONGEST
    assert found.a.fates["kept"] > 0.3 * found.a.words
    alike, _ = sides_of(a, a)
    assert alike.a.fates == {"kept": 12 * LONGEST}
    nothing, _ = sides_of("x " * 3 * LONGEST, "y " * 3 * LONGEST)
    assert nothing.a.fates["kept"] == 0


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    def names(*paths):
        return view.names(*(tmp_path / p for p in paths))

    assert names("a.txt", "b.txt") == ("a.txt", "b.txt")
    assert names("a.txt", "a.txt") == ("a.txt", "a.txt")
    assert names("one/a.txt", "two/a.txt") == ("one/a.txt", "two/a.txt")
    assert names("one/x/a.txt", "two/x/a.txt") == ("one/x/a.txt", "two/x/a.txt")
