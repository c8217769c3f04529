import base64
import json

import pytest

from retold.text import leaks

TEXT = "In Lower Orrin the church bell rings on the hour now, so that people don’t forget the dam above them."
RUN = "the church bell rings on the hour now, so that people don't forget"


def leaked(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return leaks.find({"x": TEXT}, [path])


def test_twelve_words_pass_and_thirteen_do_not(tmp_path):
    words = TEXT.split()
    assert leaked(tmp_path, "a.txt", " ".join(words[:12])) == []
    assert [leak.doc_id for leak in leaked(tmp_path, "b.txt", " ".join(words[:13]))] == ["x"]


@pytest.mark.parametrize(
    "name, content",
    [
        ("p.html", "<p>" + RUN.replace(" bell", " <b>bell</b>").replace("'", "&#8217;") + "</p>"),
        ("n.ipynb", json.dumps({"cells": [{"source": ["the church bell rings\n", RUN[22:]]}]})),
        ("c.csv", "\n".join(RUN.split())),
        ("u.txt", RUN.upper().replace(" ", "-")),
        ("f.html", '<img src="data:image/svg+xml;base64,' + base64.b64encode(RUN.encode()).decode() + '">'),
    ],
)
def test_a_text_is_found_through_markup_case_and_marks(tmp_path, name, content):
    assert len(leaked(tmp_path, name, content)) == 1


def test_a_picture_with_text_in_its_metadata_is_found(tmp_path):
    path = tmp_path / "x.png"
    path.write_bytes(b"\x89PNG\xff\xfe tEXt" + b"\x00" + RUN.encode() + b"\x80")
    assert len(leaks.find({"x": TEXT}, [path])) == 1


def test_a_headline_that_the_text_repeats_with_other_marks_may_be_cited_and_what_follows_it_may_not(tmp_path):
    headline = " ".join(TEXT.split()[:16])
    behind = "The keeper rings it himself and says that he will go on until somebody mends the clock."
    repeated = headline.replace(" ", ", ", 1) + "\n\n" + behind
    path = tmp_path / "corpus.csv"
    path.write_text(f'title\n"{headline}"\n', encoding="utf-8")
    assert leaks.find({"x": repeated}, [path], {"x": headline}) == []
    path.write_text(behind, encoding="utf-8")
    assert leaks.find({"x": repeated}, [path], {"x": headline}) != []


def test_a_headline_may_be_cited_and_no_paragraph_may_pass_for_one(tmp_path):
    headline = " ".join(TEXT.split()[:14])
    path = tmp_path / "page.html"
    path.write_text(f"<p>{headline}</p>", encoding="utf-8")
    assert leaks.find({"x": TEXT}, [path], {"x": headline}) == []
    assert [leak.doc_id for leak in leaks.find({"x": TEXT}, [path])] == ["x"]
    path.write_text(f"<p>{TEXT * 3}</p>", encoding="utf-8")
    assert leaks.find({"x": TEXT * 3}, [path], {"x": TEXT * 3}) != []
