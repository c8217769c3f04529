"""Lists of articles without texts, and how saved pages are joined to them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.common.problems import BadInputError
from retold.intake.addresses import normal, site
from retold.intake.article import GUESSED, READ, Article, Place, Value
from retold.intake.readers import links
from retold.intake.source import Source

RIS = """TY  - NEWS
TI  - A light for
Port Ennis
AU  - Lindqvist, Mara
AU  - Ash, Tom
JO  - The Ennis Courier
PY  - 2021
DA  - 2021/03/04/
UR  - https://www.courier.example/a/1/?utm_source=x
L1  - files/12/harbour.html
ER  -

TY  - WEB
T1  - No light for Port Olm
T2  - Olm Post
Y1  - 2021
UR  - https://olm.example/b
ER  -
"""
CLOUD = """id,indexed_date,language,media_name,media_url,publish_date,title,url
7,2021-03-06 02:00:00,en,courier.example,courier.example,2021-03-04,"A light, at last",https://courier.example/a/1
8,2021-03-07 02:00:00,en,olm.example,olm.example,2021-03-05,No light,https://olm.example/b
"""
GDELT = """URL,MobileURL,Date,Title
https://courier.example/a/1,,2021-03-04 10:15:00,A light
"""


def source(text: str, name="list", mark="") -> Source:
    return Source(Path(name), name, (mark + text).encode("utf-8"))


def page(url="", file="page.html", **fields) -> Article:
    said = {k: Value(v, READ, "meta") for k, v in fields.items()}
    if url:
        said["url"] = Value(url, READ, "link canonical")
    return Article("Words.", Place(file), said)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_records_of_ris_keep_all_their_fields(mark, end):
    given_source = source(RIS.replace("\n", end), mark=mark)
    assert links.recognises(given_source)
    first, second = links.read_list(given_source)
    said = {name: v.value for name, v in first.fields.items()}
    assert said == {
        "title": "A light for Port Ennis",
        "authors": "Lindqvist, Mara; Ash, Tom",
        "outlet": "The Ennis Courier",
        "published": "2021/03/04",
        "url": "https://www.courier.example/a/1/?utm_source=x",
    }
    assert first.files == ("files/12/harbour.html",)
    assert second.fields["title"].value == "No light for Port Olm"
    assert second.fields["published"].value == "2021"


def test_a_record_that_is_not_closed_swallows_no_other():
    assert len(links.read_list(source(RIS.replace("ER  -\n", "")))) == 2


def test_an_empty_field_of_a_record_hides_no_other():
    text = "TY  - NEWS\nTI  - \nT1  - A light\nDA  - \nPY  - 2021\nER  - \n"
    (row,) = links.read_list(source(text))
    assert (row.fields["title"].value, row.fields["published"].value) == ("A light", "2021")


def test_a_list_alone_announces_its_articles_and_tells_each_that_has_no_page():
    found = links.read(source(RIS))
    assert (found.kind, found.announced, len(found.unread)) == ("RIS list", 2, 2)
    assert all(unread.reason == "no saved page for it" for unread in found.unread)
    assert "A light for" in str(found.unread[0].content)


def test_a_table_of_media_cloud_gives_its_fields_and_the_day_of_its_index_is_no_date():
    given_source = source(CLOUD)
    assert links.recognises(given_source)
    first, _ = links.read_list(given_source)
    assert first.fields["title"].value == "A light, at last"
    assert first.fields["published"] == Value("2021-03-04", READ, "publish_date")
    assert first.fields["outlet"].value == "courier.example"
    assert first.place == Place("list", "row 2")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_tables_with_other_delimiters_are_read(delimiter):
    text = f"title{delimiter}url\nA light{delimiter}https://courier.example/a/1\n"
    given_source = source(text)
    assert links.recognises(given_source)
    assert links.read_list(given_source)[0].fields["title"].value == "A light"


def test_a_column_of_addresses_alone_is_a_list():
    given_source = source("url\nhttps://courier.example/a/1\nhttps://olm.example/b\n")
    assert links.recognises(given_source)
    assert len(links.read_list(given_source)) == 2


def test_when_gdelt_saw_a_page_is_only_a_guess_of_its_date():
    (row,) = links.read_list(source(GDELT))
    assert row.fields["published"].basis == GUESSED
    text = json.dumps(
        {"articles": [{"url": "https://a.example/1", "title": "T", "seendate": "20210304T101500Z"}]}
    )
    assert links.recognises(source(text))
    (row,) = links.read_list(source(text))
    assert row.fields["published"].basis == GUESSED and row.fields["title"].value == "T"


@pytest.mark.parametrize(
    "text",
    [
        "url,text\nhttps://courier.example/a/1,All of it is here.\n",
        "title,body\nA,B\n",
        "url,title\nnothing,here\n",
        "Some words, and an address: https://courier.example/a/1\n",
        '{"a": [1]}',
        "",
    ],
)
def test_tables_with_texts_and_other_files_are_left_to_others(text):
    assert not links.recognises(source(text))


def test_a_table_without_addresses_says_so():
    with pytest.raises(BadInputError):
        links.read_list(source("a,b\n1,2\n"))


@pytest.mark.parametrize(
    "one, other",
    [
        ("http://www.courier.example/a/1/", "https://courier.example/a/1"),
        ("https://courier.example/a/1?utm_source=x&fbclid=y", "https://courier.example/a/1#top"),
        ("https://amp.courier.example/a/1", "https://m.courier.example/a/1/amp"),
        ("https://courier.example/a/1?b=2&a=1", "https://courier.example/a/1?a=1&b=2"),
        ("courier.example/a/1", "//courier.example:443/a/1"),
        (
            "https://web.archive.org/web/20210305000000/https://courier.example/a/1",
            "https://courier.example/a/1",
        ),
        ("https://courier-example.cdn.ampproject.org/c/s/courier.example/a/1", "https://courier.example/a/1"),
        ("https://courier.example/caf%C3%A9", "https://courier.example/café"),
    ],
)
def test_addresses_of_one_page_are_the_same(one, other):
    assert normal(one) == normal(other) != ""


@pytest.mark.parametrize(
    "one, other",
    [
        ("https://courier.example/a/1", "https://courier.example/a/2"),
        ("https://courier.example/?id=1", "https://courier.example/?id=2"),
        ("https://courier.example/a", "https://olm.example/a"),
    ],
)
def test_addresses_of_two_pages_are_not(one, other):
    assert normal(one) != normal(other)


def test_the_site_of_an_address_is_what_somebody_registered():
    assert site("https://www.news.courier.co.uk/a") == "courier.co.uk"
    assert site("https://port.wordpress.com/a") == "port.wordpress.com"


@given(st.text())
def test_no_text_in_place_of_an_address_makes_it_fail(text):
    normal(text)
    site(text)


def test_pages_get_what_the_list_says_and_keep_what_they_state():
    pages = {"https://courier.example/a/1": page(title="The page's own title")}
    articles, unread = links.join(links.read_list(source(CLOUD)), pages)
    (article,) = articles
    assert article.fields["title"].value == "The page's own title"
    assert article.fields["published"].value == "2021-03-04"
    assert [u.place.inside for u in unread] == ["row 3"]


def test_what_a_page_only_guesses_gives_way_to_the_list():
    guessed = Article("Words.", Place("p.html"), {"published": Value("1999", GUESSED, "search of the page")})
    ((article,), _) = links.join(links.read_list(source(CLOUD)), {"https://courier.example/a/1": guessed})
    assert article.fields["published"].value == "2021-03-04"


def test_a_page_is_found_by_the_file_that_a_record_names_though_its_folder_moved():
    pages = {"export/files/12/harbour.html": page(file="export/files/12/harbour.html")}
    articles, unread = links.join(links.read_list(source(RIS)), pages)
    assert articles[0].fields["title"].value == "A light for Port Ennis"
    assert len(unread) == 1


def test_two_files_of_one_name_are_not_confused():
    pages = {f"x/{n}/harbour.html": page(file=f"x/{n}/harbour.html") for n in (11, 12)}
    articles, _ = links.join(links.read_list(source(RIS)), pages)
    assert [("title" in a.fields) for a in articles] == [False, True]


def test_a_page_is_found_by_the_address_that_it_states_itself():
    pages = {"any.html": page("http://courier.example/a/1#x", file="any.html")}
    articles, unread = links.join(links.read_list(source(RIS)), pages)
    assert articles[0].fields["outlet"].value == "The Ennis Courier" and len(unread) == 1


def test_pages_without_a_record_stay_and_a_page_named_twice_is_one():
    lone = page("https://lone.example/z", file="z.html")
    both = page("https://courier.example/a/1", file="a.html")
    pages = {"z.html": lone, "a.html": both, "https://courier.example/a/1": both}
    articles, _ = links.join(links.read_list(source(CLOUD)), pages)
    assert len(articles) == 2 and articles[0] == lone


def test_a_page_that_is_listed_twice_is_told_and_not_doubled():
    twice = CLOUD.replace("https://olm.example/b", "http://www.courier.example/a/1/")
    articles, unread = links.join(links.read_list(source(twice)), {"https://courier.example/a/1": page()})
    assert len(articles) == 1
    assert "row 2" in unread[0].reason


@given(st.text(max_size=300))
def test_no_mangled_list_makes_the_reader_fail_with_anything_but_a_problem(text):
    for given_source in (source("TY  - NEWS\n" + text), source("url,title\n" + text)):
        if links.recognises(given_source):
            try:
                found = links.read(given_source)
            except BadInputError:
                continue
            assert found.announced == len(found.unread)
