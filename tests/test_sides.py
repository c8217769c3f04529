import re
from html.parser import HTMLParser

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from retold import book
from retold.book import sides
from retold.compare.alignment import align
from retold.derive import word_marks
from retold.text import words


def derived(a, b, damaged=((), ())):
    rows = [(r.a, r.b) for r in align(a, b).itertuples()]
    return word_marks.of_pair(a, b, rows, damaged)


def test_a_word_is_shown_as_kept_edited_lost_or_inserted():
    a, b = derived("The old bridge fell on Monday night.", "The bridge collapsed on a Monday night.")
    assert "".join(a["fates"]) == "klkekkk"
    assert "".join(b["fates"]) == "kkekikk"
    assert "".join(a["widths"]) == "1122122"


def test_a_broken_word_is_shown_as_broken():
    a, _ = derived("The bridge fell.", "The bridge fell.", (((4, 10),), ()))
    assert "".join(a["fates"]) == "kdk"


@pytest.mark.parametrize("letters, expected", [(1, "1"), (3, "1"), (4, "2"), (6, "2"), (7, "3"), (30, "3")])
def test_a_width_says_no_more_than_short_middling_or_long(letters, expected):
    assert word_marks.width(letters) == expected


sentences = st.lists(
    st.text(alphabet="abcde ABC,'-é", min_size=1, max_size=30).map(lambda s: f"X{s.strip()}."), max_size=6
)


@given(sentences, sentences)
def test_no_word_of_a_version_is_left_without_its_mark(one, two):
    texts = " ".join(one), " ".join(two)
    for text, frame in zip(texts, derived(*texts), strict=True):
        assert sum(map(len, frame["widths"])) == len(words(text))
        assert [len(w) for w in frame["widths"]] == [len(f) for f in frame["fates"]]


@pytest.mark.parametrize("folder", ["data", "data/sample"])
def test_every_word_of_a_shown_version_has_a_mark_and_an_owner(folder):
    t = book.Tables(ROOT / folder)
    total = t["documents"].set_index("doc_id")["words"]
    for a, b in sides.pairs(t):
        for doc, side in ((a, "a"), (b, "b")):
            shown = sides.compare(t, a, b, t.labels)
            seen = {s.span: s for row in shown.rows for s in getattr(row, side)}
            assert sum(len(run.text) for s in seen.values() for run in s.runs) == total[doc]
            assert getattr(shown, side).words == total[doc]


class Words(HTMLParser):
    """What of a page can be read: its text, and the labels that a screen reader says."""

    def __init__(self):
        super().__init__()
        self.said, self.silent = [], 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("style", "script")
        self.said += [value for name, value in attributes if name == "aria-label"]

    def handle_endtag(self, tag):
        self.silent -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def test_the_view_says_no_word_of_a_text_but_the_excerpts(tables):
    reader = Words()
    reader.feed(sides.page(tables, tables.labels))
    known = "\n".join(tables["excerpts"]["text"])
    for said in re.findall(r"“([^”]+)”", "\n".join(reader.said)):
        assert said in known


def test_no_five_words_of_a_text_in_a_row_are_said_but_in_an_excerpt(tables, five):
    reader = Words()
    reader.feed(sides.page(tables, tables.labels))
    said = re.sub(r"“[^”]*”", " | ", " | ".join(reader.said))

    def runs(text):
        found = [text[s:e].lower() for s, e in words(text)]
        return {tuple(found[n : n + 5]) for n in range(len(found) - 4)}

    for doc in five.values():
        assert runs(doc.raw).isdisjoint(runs(said))


def test_who_cannot_see_the_marks_is_told_the_same(tables):
    (a, b), *_ = sides.pairs(tables)
    made = sides.page(tables, tables.labels)
    rows = sides.compare(tables, a, b, tables.labels).rows
    assert made.count('role="img"') == sum(len(r.a) + len(r.b) for r in rows)
    assert sides.page(tables, tables.labels, tables_alone=True).count("<tr>") == len(rows) + 1


def test_names_that_look_like_markup_stay_names(sample_tables):
    hostile = dict.fromkeys(sample_tables.labels, "<script>alert(1)</script>")
    for made in (sides.page(sample_tables, hostile), sides.page(sample_tables, hostile, tables_alone=True)):
        assert "<script>alert" not in made
        assert str(escape("<script>alert(1)</script>")) in made


def test_a_corpus_without_versions_is_told_so(tables):
    empty = {**tables, "alignments": tables["alignments"].head(0)}
    assert "nothing to set side by side" in sides.page(empty, tables.labels)
