"""Keyword in context: every use is found where it stands, counted right, and nothing in a text is obeyed."""

import base64
import csv
import hashlib
import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from retold import book, text
from retold.cli import main
from retold.common.names import wide
from retold.common.problems import BadInputError
from retold.text import lexicon
from retold.view import concordance
from retold.view.concordance import hits, lines
from retold.view.concordance.hits import Source, Term

SAMPLE = ROOT / "data/sample"


def run(*args):
    return CliRunner().invoke(main, ["kwic", *map(str, args)], catch_exceptions=False)


def sources(*raws, **about):
    for n, raw in enumerate(raws):
        reading = text.read(raw)
        yield Source(f"t{n}", reading, reading.view, **about)


def find(raws, *patterns, **options):
    raws = [raws] if isinstance(raws, str) else raws
    return concordance.search(sources(*raws), [Term(p) for p in patterns], **options)


def words(typed, *raws, **options):
    return find(raws, lexicon.of_words(typed), **options)


def table(path, *rows):
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def naming(folder, **patterns):
    rows = (f'{name},"{pattern}",closure,,,' for name, pattern in patterns.items())
    table(folder / "naming.csv", "term,pattern,class,actor,contrast,note", *rows)


# Finding ------------------------------------------------------------------------------------------------------

WORDS = (
    "dam",
    "Dam",
    "dams",
    "the",
    "ﬁre",
    "so\u00adcalled",
    "cafe\u0301",
    "o’clock",
    "o`clock",
    "羊群",
    "سد",
)
SIGNS = (
    " ",
    "  ",
    "\u00a0",
    "\n",
    "\n\n",
    "\r\n",
    "-",
    ". ",
    ", ",
    "“",
    "”",
    "\u200b",
    "\ufeff",
    "🜁",
    "\x1b[31m",
)
PIECES = st.sampled_from([*WORDS, " ", *SIGNS])
MADE = st.lists(PIECES, max_size=60).map("".join)
TYPED = st.sampled_from(
    ["dam", "dam*", "fire", "café", "o'clock", "*", "* dam", "so*", "羊群", "سد", "the *"]
)


@given(MADE, TYPED, st.sampled_from(["auto", "keep", "join"]), st.integers(1, 90))
@settings(max_examples=300)
def test_every_line_points_to_its_keyword_in_the_file_and_shows_a_piece_of_the_text(raw, typed, how, width):
    reading = text.read(raw, how)
    source = Source("t", reading, reading.view)
    found = concordance.search([source], [Term(lexicon.of_words(typed))], width=width)
    assert found.total(0).uses == len(found.hits)
    for hit in found.hits:
        start, end = hit.span
        assert reading.view[hit.start : hit.end] == hit.keyword != ""
        whole = hit.left + hit.keyword + hit.right
        assert reading.view[hit.start - len(hit.left) :].startswith(whole)
        assert max(len(hit.left), len(hit.right)) <= width
        assert reading.in_view((start, end)) == (hit.start, hit.end)
        assert raw.split("\n")[hit.line - 1][hit.column - 1 :].startswith(raw[start:end].split("\n")[0])
        assert hit.paragraph[hit.start - hit.within :].startswith(hit.keyword)
        assert not {"\n", "\r"} & set(hit.paragraph) - set(hit.keyword)


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12))
def test_what_is_typed_is_found_as_it_stands_whatever_signs_it_has(word):
    typed = str(text.read(word, "keep").view)
    if typed.strip() and "*" not in typed:
        assert words(typed, f"one, {word} two").total(0).uses >= 1
        assert lexicon.pattern_problem(lexicon.of_words(typed)) == ""


@pytest.mark.parametrize(
    "typed, raw, keywords",
    [
        ("migra*", "Migrants and migration; immigrants", ["Migrants", "migration"]),
        ("*migra*", "immigrants", ["immigrants"]),
        ("the * crisis", "The so-called crisis, the crisis", ["The so-called crisis"]),
        ("dam", "Dam, dams, dam's", ["Dam", "dam"]),
        ("Russia's", "Russia’s, Russia's", ["Russia’s", "Russia's"]),
        ('"dam"', "the “dam” and «dam»", ["“dam”", "«dam»"]),
        ("a.b", "a.b axb", ["a.b"]),
        ("$12", "for $12, $120", ["$12"]),
        ("so-called", "so\u2010called", ["so-called"]),
        ("the dam", "the\ndam", []),  # a line that nobody wrapped ends a paragraph
        ("羊群", "所以羊群离开了", ["羊群"]),
    ],
)
def test_words_and_stars_find_what_people_mean_by_them(typed, raw, keywords):
    assert [hit.keyword for hit in words(typed, raw).hits] == keywords


def test_capitals_count_when_asked_for():
    found = concordance.search(sources("Dam dam"), [Term("dam", case=True)])
    assert [hit.keyword for hit in found.hits] == ["dam"]


def test_a_pattern_tried_here_counts_what_the_book_counts():
    counted = Counter()
    for row in book.Tables(SAMPLE)["namings"].itertuples():
        counted[row.term] += row.count
    held = concordance.given([SAMPLE], lexicons=True)
    found = concordance.find(concordance.Asked(lexicon=True), held)
    shown = {term.name: found.uses[n] for n, term in enumerate(found.terms) if term.lexicon == "naming"}
    assert shown == dict(counted) and sum(shown.values()) > 0


# Order, counts, lots --------------------------------------------------------------------------------------------


def test_left_sorts_by_the_nearest_word_first_then_by_the_next():
    raw = "A big old dam. A wide new dam. A big new dam."
    lefts = [hit.left.split()[-2:] for hit in find(raw, "dam", sort="left").hits]
    assert lefts == [["big", "new"], ["wide", "new"], ["big", "old"]]


def test_right_and_keyword_sort_by_what_they_say():
    raw = "dam two one. dams one. dam one two. Dam one one."
    rights = [hit.right.split()[:2] for hit in find(raw, "dam", sort="right").hits]
    assert rights == [["one", "one."], ["one", "two."], ["two", "one."]]
    assert [hit.keyword for hit in find(raw, "dams?", sort="keyword").hits][-1] == "dams"


def test_counts_are_by_outlet_with_rates_and_texts_and_add_up():
    made = [*sources("dam dam x x", outlet="A"), *sources("x x x x", "dam x x x", outlet="B")]
    found = concordance.search(made, [Term("dam")], by="outlet")
    assert [tuple(row) for row in found.rows(0)] == [("A", 2, 4, 1, 1), ("B", 1, 8, 1, 2)]
    assert [row.rate for row in found.rows(0)] == [5000, 1250]
    assert tuple(found.total(0)) == (hits.OF_ALL, 3, 12, 2, 3)


def test_too_many_lines_are_drawn_by_lot_the_same_each_time_and_from_all_texts():
    raws = ["dam " * 50] * 10
    one, two = (find(raws, "dam", most=60) for _ in range(2))
    assert one.hits == two.hits and len(one.hits) == 60 and one.total(0).uses == 500
    assert len({hit.text for hit in one.hits}) > 5
    assert one.thinned(0) and not find(raws, "dam", most=500).thinned(0)


def test_terms_never_used_and_uses_that_two_terms_claim_are_named():
    terms = [Term(p, n, "naming") for n, p in (("dam", "dam"), ("wall", "dam wall"), ("gate", "gate"))]
    found = concordance.search(sources("The dam wall. A dam."), [*terms, Term("dam", "board", "actors")])
    assert list(lines.remarks(found)) == [
        "never used: naming gate",
        "claimed by both naming dam and naming wall: 1 use",
    ]
    assert not find("羊群离开了", "羊群", "离开").overlaps


# Bad input -------------------------------------------------------------------------------------------------------


def test_a_pattern_that_never_ends_is_stopped_with_its_name(monkeypatch):
    monkeypatch.setattr(lexicon, "PATIENCE", 0.2)
    with pytest.raises(BadInputError, match="not done with t0"):
        find("word " * 40, r"(?:\w+\s?)+=%=")
    assert find("a dam", "dam").total(0).uses == 1


def test_a_pattern_that_matches_where_nothing_stands_is_refused():
    with pytest.raises(BadInputError, match="where nothing stands"):
        find("a - b", "(?=-)")


@pytest.mark.parametrize(
    "args, said",
    [
        (["--regex", "[", SAMPLE], "unterminated character set"),
        (["--regex", "a)|(b", SAMPLE], "unbalanced parenthesis"),
        (["--regex", "a{99999999999999}", SAMPLE], "too large"),
        (["--regex", "a*", SAMPLE], "matches nothing at all"),
        (["  ", SAMPLE], "nothing to look for"),
        (["dam", "nowhere"], "no such file or folder"),
        (["dam", SAMPLE / "corpus.csv"], "the table of a corpus"),
        (["dam", SAMPLE, SAMPLE / "texts"], "a corpus among other paths"),
        (["dam", SAMPLE, "--encoding", "cp1252"], "--encoding cp1252 with a corpus"),
        (["dam", SAMPLE, "--sort", "date", "-o", "nowhere/x.html"], "no such folder"),
        (["dam", SAMPLE / "texts", "--sort", "date"], "without a corpus table"),
        (["dam", SAMPLE / "texts", "--by", "outlet"], "without a corpus table"),
        (["dam", SAMPLE / "texts", "--whole"], "--whole with what is no corpus"),
        (["--lexicon", SAMPLE / "texts"], "--lexicon with what is no corpus"),
        (["--lexicon", SAMPLE, "--sort", "outlet"], "without saying which text"),
        (["--lexicon", SAMPLE, "--case"], "--regex or --case with --lexicon"),
        (["dam", ROOT / "retold"], "neither corpus.csv nor a .txt file"),
    ],
)
def test_what_does_not_go_is_said_with_how_to_mend_it(args, said):
    done = run(*args)
    assert done.exit_code == 1 and said in done.output and "mend:" in done.output


def test_the_page_is_never_written_over_a_text_and_bad_files_are_all_named(tmp_path):
    for name, data in {
        "a.txt": b"A dam.",
        "b.txt": b"\x00",
        "c.txt": b"\xc3\xa9 \xff \xc3\xa9 \xc3\xa9",
    }.items():
        (tmp_path / name).write_bytes(data)
    done = run("dam", tmp_path, "-o", tmp_path / "a.txt")
    assert done.exit_code == 1 and "the input itself" in done.output
    done = run("dam", tmp_path, "-o", tmp_path / "page.html")
    assert "b.txt" in done.output and "c.txt" in done.output and "2 problems" in done.output
    assert not (tmp_path / "page.html").exists()


def test_the_page_is_never_written_over_a_table_of_the_corpus_whether_it_is_read_or_not(copy):
    for name in ("actors.csv", "speakers.csv"):
        before = (copy / name).read_bytes()
        done = run("dam", copy, "-o", copy / name)
        assert done.exit_code == 1 and "the input itself" in done.output
        assert (copy / name).read_bytes() == before


def test_an_empty_lexicon_and_a_pattern_in_it_that_cannot_be_used_are_told(copy):
    naming(copy, bad="(")
    assert "naming.csv, row 2" in run("--lexicon", copy).output
    for name in ("naming", "actors"):
        header = (SAMPLE / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        table(copy / f"{name}.csv", header)
    assert "no term in naming.csv and actors.csv" in run("--lexicon", copy).output


# The command -----------------------------------------------------------------------------------------------------


def test_lines_can_be_read_by_other_programs_with_the_same_values():
    made = [json.loads(line) for line in run("dam*", SAMPLE, "--jsonl").stdout.splitlines()]
    listed = list(csv.DictReader(run("dam*", SAMPLE, "--csv").stdout.splitlines()))
    assert [{k: str(v) for k, v in row.items()} for row in made] == listed != []
    for row in made:
        raw = (SAMPLE / "texts" / f"{row['doc_id']}.txt").read_text(encoding="utf-8")
        assert raw[row["start"] : row["end"]] == row["keyword"]


def test_what_is_no_article_is_left_out_unless_all_is_asked_for(copy):
    row = next(csv.DictReader((copy / "cleaning.csv").open(encoding="utf-8")))
    raw = (copy / "texts" / f"{row['doc_id']}.txt").read_text(encoding="utf-8")
    typed = re.sub(r"[*\s]+", " ", raw[int(row["start"]) : int(row["end"])]).split()[0].strip(".,:")
    counts = [len(run(typed, copy, "--jsonl", *extra).stdout.splitlines()) for extra in ((), ("--whole",))]
    assert counts[0] < counts[1]


def test_keywords_stand_in_one_column_with_wide_letters_too():
    raw = "羊群离开了 the dam. A very much longer beginning of a line, and the dam held. Le café: the dam."
    found = find(raw.replace(". ", ".\n\n"), "dam", width=30)
    shown = list(lines.uses(found, found.hits, 0))
    assert len(shown) == 3 and len({wide(before) for before, _, _ in shown}) == 1
    narrow = [wide("".join(parts)) for parts in lines.uses(found, found.hits, 60)]
    assert max(narrow) <= 60


def test_a_terminal_is_told_nothing_by_a_text(tmp_path):
    (tmp_path / "a.txt").write_text("The \x1b]0;x\x07 dam\x1b[31m burst.", encoding="utf-8")
    said = run("dam", tmp_path).stdout
    assert "dam" in said and "\x1b" not in said and "\x07" not in said


def test_the_pattern_for_the_lexicon_is_told_and_finds_the_same(copy):
    said = run("dam*", copy).stdout.splitlines()[-1]
    naming(copy, dams=said.split(": ", 1)[1])
    shown = run("--lexicon", copy, "--jsonl").stdout.splitlines()
    lexical = [json.loads(line) for line in shown]
    assert sum(row["term"] == "dams" for row in lexical) == len(
        run("dam*", copy, "--jsonl").stdout.splitlines()
    )


def test_a_lexicon_is_shown_without_outlets_until_they_are_asked_for(tmp_path):
    outlets = {row.outlet for row in book.Tables(SAMPLE)["corpus"].itertuples()}
    ids = set(book.Tables(SAMPLE)["corpus"]["doc_id"])

    def named(said):
        return {name for name in outlets | ids if name in said}

    page = tmp_path / "page.html"
    run("--lexicon", SAMPLE, "-o", page)
    for shown in (run("--lexicon", SAMPLE).output, run("--lexicon", SAMPLE, "--csv").output):
        assert "text 1" in shown and not named(shown)
    assert "text 1" in page.read_text("utf-8") and not named(page.read_text("utf-8")) & ids
    assert run("--lexicon", SAMPLE).stdout.count(" uses") >= 5
    assert outlets <= named(run("--lexicon", SAMPLE, "--by", "outlet").stdout)


# The page --------------------------------------------------------------------------------------------------------

HOSTILE = (
    "<script>window.bad = 1</script> the dam </td></tr></table><img src=x onerror='window.bad = 1'> \u202e dam "
    "javascript:window.bad=1 \" onclick='window.bad = 1' dam\n</main><style>*{display:none}</style> the dam &amp; \x00"
)


class Page(HTMLParser):
    """What a page holds: its elements in order, its ids and links, and the text of its elements by class."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.ids, self.links, self.raw, self.last = Counter(), [], [], {}, ""
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        self.tags[tag] += 1
        self.last = tag
        self.ids += [said["id"]] if "id" in said else []
        self.links += [said["href"]] if tag == "a" else []
        assert not [name for name in said if name.startswith("on") or name == "style"]

    def handle_data(self, data):
        if self.last in ("script", "style"):
            self.raw[self.last] = self.raw.get(self.last, "") + data

    def handle_endtag(self, tag):
        self.last = ""


def hostile():
    made = sources(HOSTILE, HOSTILE, outlet="<b>Out</b>", published="2031-01-01", title="<i>x</i> \u202e")
    return concordance.render(concordance.search(made, [Term("dam"), Term("the dam")], by="outlet"))


def test_what_stands_in_a_text_or_a_table_is_shown_on_the_page_and_never_obeyed():
    source = hostile()
    page = Page(source)
    assert (page.tags["script"], page.tags["style"], page.tags["img"]) == (1, 1, 0)
    assert "\u202e" not in source and "\x00" not in source
    source.encode("utf-8")
    for kind, content in page.raw.items():
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in source


def test_every_line_leads_to_its_paragraph_and_back_and_no_paragraph_stands_there_twice():
    page = Page(hostile())
    assert len(page.ids) == len(set(page.ids))
    inside = [link[1:] for link in page.links]
    assert set(inside) <= set(page.ids)
    rows = [name for name in page.ids if re.fullmatch(r"r\d+", name)]
    assert rows and {f"h{name[1:]}" for name in rows} <= set(inside)
    source = concordance.render(words("dam", "unmistakable dam dam dam, a dam"))
    paragraphs = source.split('<h2 id="places">')[1]
    assert paragraphs.count("unmistakable") == 1 and paragraphs.count("<mark>") == 4


@given(MADE, st.lists(st.sampled_from(["dam", "the dam", r"dams?", r"\w+", "ﬁre"]), min_size=1, max_size=3))
@settings(max_examples=60)
def test_the_paragraphs_of_the_page_are_those_of_the_text_word_for_word(raw, patterns):
    from retold.view.concordance.html import places

    found = find(raw, *patterns)
    view = text.read(raw).view
    for place in places(found):
        for paragraph in place.paragraphs:
            assert "".join(run.text for run in paragraph.runs) in view
    begun = sorted(
        n for place in places(found) for p in place.paragraphs for run in p.runs for n in run.begins
    )
    assert begun == list(range(len(found.hits)))


def test_a_page_of_nothing_says_so():
    assert "It is used in no text." in concordance.render(words("dam", "nothing here"))
