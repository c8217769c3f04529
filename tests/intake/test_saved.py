"""Saved pages: their text and fields, and what is no article."""

import json
import plistlib
import textwrap
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.common.problems import BadInputError
from retold.intake.article import GUESSED, READ
from retold.intake.readers import saved
from retold.intake.source import Source

STORY = [
    "The harbour council of Port Ennis voted on Tuesday to rebuild the old lighthouse, which a storm had damaged "
    "badly in the winter, and to pay for it out of the fees that ships leave at the quay every month of the year.",
    "“We have waited long enough,” said Orla Quist, who leads the council. “Nobody in this town wants to see the "
    "light go out, and nobody wants to see another boat on the rocks below it either.”",
    "Fishermen had asked for the money since spring. Their union says that four boats came close to the cliff in one "
    "month alone, and that the crew of one of them had to be taken off by the lifeboat in the middle of the night.",
    "Work is to begin in autumn and to end before the next storms, according to a plan that the council published. "
    "It names three firms which may do it, and none of them is from the town.",
    "The vote was seven to two. The two members who were against it asked for cheaper lamps on poles instead.",
]
TITLE = "Port Ennis votes to rebuild its lighthouse"


def article_json(**more) -> dict:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": "2021-03-04T06:00:00+01:00",
        "dateModified": "2022-09-09T06:00:00+01:00",
        "author": {"@type": "Person", "name": "Mara Lindqvist"},
        "publisher": {"@type": "Organization", "name": "The Ennis Courier"},
        **more,
    }


def page(
    paragraphs=STORY, *, title=TITLE, data=None, head="", before="", after="", top="<!DOCTYPE html>"
) -> str:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data is not None else ""
    inner = "\n".join(f"<p>{p}</p>" for p in paragraphs)
    return f"""{top}<html lang="en"><head><meta charset="utf-8"><title>{title} | The Ennis Courier</title>{head}{script}</head>
<body><nav><ul><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>{title}</h1>{before}{inner}{after}</article></main>
<footer><p><a href="/imprint">About us</a></p></footer></body></html>"""


def source(markup: str | bytes, name="page.html") -> Source:
    data = markup.encode("utf-8") if isinstance(markup, str) else markup
    return Source(Path(name), name, data)


def read(markup: str | bytes, name="page.html"):
    given_source = source(markup, name)
    assert saved.recognises(given_source)
    return saved.read(given_source)


def only(markup: str | bytes, name="page.html"):
    found = read(markup, name)
    assert found.unread == ()
    (article,) = found.articles
    return article


def value(article, name):
    return article.fields[name].value if name in article.fields else None


def refusal(markup: str | bytes) -> str:
    found = read(markup)
    assert found.articles == ()
    (unread,) = found.unread
    assert unread.content and unread.mend
    return unread.reason


def test_a_page_gives_its_paragraphs_and_nothing_of_what_stands_around_them():
    assert only(page(data=article_json())).text.split("\n\n") == STORY


def test_what_a_page_states_for_machines_is_read_and_the_date_of_a_change_is_not_that_of_publication():
    article = only(
        page(data=article_json(inLanguage="en-GB", articleSection=["Local", "Sea"], wordCount=170))
    )
    said = {name: tuple(v) for name, v in article.fields.items()}
    assert said["title"] == (TITLE, READ, "JSON-LD headline")
    assert said["outlet"] == ("The Ennis Courier", READ, "JSON-LD publisher")
    assert said["published"] == ("2021-03-04T06:00:00+01:00", READ, "JSON-LD datePublished")
    assert said["authors"] == ("Mara Lindqvist", READ, "JSON-LD author")
    assert said["language"] == ("en-GB", READ, "JSON-LD inLanguage")
    assert said["section"][0] == "Local; Sea"
    assert said["words"][0] == "170"


@pytest.mark.parametrize(
    "data",
    [
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": "Port"}, article_json()]},
        [{"@type": "BreadcrumbList", "itemListElement": []}, article_json()],
        {"@type": "WebPage", "mainEntity": article_json()},
        article_json(**{"@type": ["ReportageNewsArticle", "CreativeWork"]}),
        article_json(**{"@type": "http://schema.org/NewsArticle"}),
    ],
    ids=["graph", "list", "main entity", "several types", "type as address"],
)
def test_an_article_that_is_wrapped_in_other_objects_keeps_its_fields(data):
    article = only(page(data=data))
    assert value(article, "authors") == "Mara Lindqvist"
    assert value(article, "published").startswith("2021-03-04")


def test_authors_and_publisher_that_a_graph_names_elsewhere_are_found():
    data = {
        "@graph": [
            article_json(author={"@id": "#mara"}, publisher={"@id": "#courier"}),
            {"@type": "Person", "@id": "#mara", "name": "Mara Lindqvist"},
            {"@type": "Organization", "@id": "#courier", "name": "Ennis Courier Online"},
        ]
    }
    article = only(page(data=data))
    assert (value(article, "authors"), value(article, "outlet")) == ("Mara Lindqvist", "Ennis Courier Online")


def test_of_several_articles_in_a_page_its_own_gives_the_fields():
    other = article_json(
        headline="Another story", datePublished="2009-01-01", url="https://courier.example/b"
    )
    own = article_json(url="https://courier.example/a")
    canonical = '<link rel="canonical" href="https://courier.example/a">'
    article = only(page(data=[other, own], head=canonical))
    assert value(article, "published").startswith("2021")


def test_json_that_browsers_forgive_is_read():
    script = '<script type="application/ld+json">\n//<![CDATA[\n%s\n//]]>\n</script>'
    broken = json.dumps(article_json()).removesuffix("}") + ", }"
    article = only(page(head=script % broken.replace("votes to", "votes\nto")))
    assert value(article, "authors") == "Mara Lindqvist"


def test_json_that_nobody_can_read_costs_no_article():
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>'
    head += '<meta property="og:site_name" content="Ennis Courier">'
    head += '<meta property="article:published_time" content="2020-02-02">'
    article = only(page(head=head))
    assert value(article, "published") == "2020-02-02"
    assert article.fields["title"].value == TITLE


@pytest.mark.parametrize(
    "name, content",
    [
        ('property="article:published_time"', "2020-05-06T07:08:09Z"),
        ('name="parsely-pub-date"', "2020-05-06T07:08:09Z"),
        ('name="sailthru.date"', "2020-05-06"),
        ('name="DC.date.issued"', "2020-05-06"),
        ('property="cXenseParse:recs:publishtime"', "2020-05-06T07:08:09Z"),
        ('name="date"', "2020-05-06"),
        ('itemprop="datePublished"', "2020-05-06"),
    ],
)
def test_dates_of_many_systems_are_read(name, content):
    head = f'<meta property="article:modified_time" content="2023-01-01"><meta {name} content="{content}">'
    assert tuple(only(page(head=head)).fields["published"])[:2] == (content, READ)


def test_a_date_that_only_stands_below_the_headline_is_guessed_and_that_of_an_update_is_not_taken():
    before = "<p>By Mara Lindqvist</p><p>Updated 9 May 2022</p><p>Published 4 March 2021</p>"
    article = only(page(before=before))
    assert tuple(article.fields["published"])[:2] == ("4 March 2021", GUESSED)
    assert tuple(article.fields["authors"])[:2] == ("Mara Lindqvist", GUESSED)
    assert article.text.split("\n\n")[0].startswith("The harbour council")


def test_the_day_on_which_a_page_was_opened_is_not_taken_for_its_date():
    head = '<meta property="article:published_time" content="2020-05-06">'
    before = '<time datetime="2024-12-24">Today</time>'
    assert value(only(page(head=head, before=before)), "published") == "2020-05-06"


@pytest.mark.parametrize(
    "said, expected",
    [
        ("By Mara Lindqvist, Harbour Correspondent", "Mara Lindqvist"),
        ("Mara Lindqvist and Tom Ash", "Mara Lindqvist; Tom Ash"),
        ("Von Mara Lindqvist und Tom Ash", "Mara Lindqvist; Tom Ash"),
        ("Par Mara Lindqvist et Tom Ash", "Mara Lindqvist; Tom Ash"),
        ("mara@courier.example Mara Lindqvist @maralind", "Mara Lindqvist"),
        ("https://www.facebook.com/courier", None),
        ("The Ennis Courier", None),
        ("Mara Lindqvist, The Ennis Courier", "Mara Lindqvist"),
        ("Ursula von der Brück", "Ursula von der Brück"),
        ("José Ortiz y Blanco", "José Ortiz y Blanco"),
        ("Ana Ruiz y Tom Ash", "Ana Ruiz; Tom Ash"),
        ("Tom Ash, Jr.", "Tom Ash, Jr."),
    ],
)
def test_authors_are_names_without_roles_addresses_and_outlets(said, expected):
    assert value(only(page(data=article_json(author=said))), "authors") == expected


def test_an_outlet_that_only_the_title_names_is_guessed():
    assert tuple(only(page()).fields["outlet"])[:2] == ("The Ennis Courier", GUESSED)


def test_a_title_loses_the_name_of_the_outlet_and_no_word_of_its_own():
    head = '<meta property="og:title" content="Port Ennis - a town and its light | The Ennis Courier">'
    head += '<meta property="og:site_name" content="The Ennis Courier">'
    assert value(only(page(title="Else", head=head)), "title") == "Port Ennis - a town and its light"


def test_a_headline_that_was_cut_for_machines_is_taken_from_the_page():
    cut = TITLE[:35] + "…"
    assert value(only(page(data=article_json(headline=cut))), "title") == TITLE


def test_entities_in_a_headline_for_machines_become_letters():
    assert value(only(page(data=article_json(headline="Ennis &amp; its light&#039;s end"))), "title") == (
        "Ennis & its light's end"
    )


def test_a_page_that_was_taken_over_keeps_its_own_address_and_names_the_other():
    head = '<link rel="canonical" href="https://wire.example.net/x/1">'
    head += '<meta property="og:url" content="https://courier.example/a/1">'
    article = only(page(data=article_json(), head=head))
    assert value(article, "url") == "https://courier.example/a/1"
    assert any("https://wire.example.net/x/1" in note for note in article.notes)


def test_a_canonical_address_at_the_same_site_is_no_republication():
    head = '<link rel="canonical" href="/a/1"><meta property="og:url" content="https://m.courier.example/a/1?x=1">'
    article = only(page(data=article_json(), head=head))
    assert value(article, "url") == "https://m.courier.example/a/1"
    assert article.notes == ()


@pytest.mark.parametrize(
    "top",
    [
        "<!DOCTYPE html>\n<!-- saved from url=(0033)https://courier.example/a/harbour -->\n",
        "<!DOCTYPE html><!--\n Page saved with SingleFile \n url: https://courier.example/a/harbour \n saved date: x\n-->",
    ],
    ids=["browser", "SingleFile"],
)
def test_the_address_that_a_browser_wrote_into_a_page_is_kept(top):
    assert value(only(page(top=top)), "url") == "https://courier.example/a/harbour"


def mhtml(markup: str, *, frames: int = 1, location="https://courier.example/a/harbour") -> bytes:
    def part(html: str, where: str) -> EmailMessage:
        message = EmailMessage()
        message.set_content(html, subtype="html", cte="quoted-printable")
        message["Content-Location"] = where
        return message

    whole = EmailMessage()
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = location
    whole["Subject"] = TITLE
    whole["Date"] = "Sun, 1 Dec 2024 10:00:00 -0000"
    whole.make_related()
    for number in range(frames):
        whole.attach(
            part("<html><body><p>Buy boats at Olsen now.</p></body></html>", f"https://ads.example/{number}")
        )
    whole.attach(part(markup, location))
    return whole.as_bytes()


def test_a_page_in_one_file_is_read_and_its_frames_are_not():
    data = mhtml(page())
    found = read(data, "page.mhtml")
    (article,) = found.articles
    assert found.kind == "saved page (MHTML)"
    assert article.text.split("\n\n") == STORY
    assert value(article, "url") == "https://courier.example/a/harbour"
    assert "2024" not in (value(article, "published") or "")


def test_a_page_in_one_file_with_windows_line_ends_is_read():
    assert only(mhtml(page()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")).text.split("\n\n") == STORY


def test_a_page_that_tables_set_out_as_in_former_years_gives_its_text_alone():
    menu = "".join(f"<a href=/{n}>Town {n}</a><br>" for n in range(20))
    lines = "<br><br>".join(STORY)
    markup = f"""<html><head><title>Ennis Courier: {TITLE}</title></head><body><table><tr><td>{menu}</td><td>
    <font size=5><b>{TITLE}</b></font><br><font size=1>By Mara Lindqvist<br>March 4, 2001</font><br><br>{lines}<br><br>
    <font size=1>Copyright 2001 Ennis Courier</font></td></tr></table></body></html>"""
    article = only(markup)
    assert article.text.split("\n\n") == STORY
    assert [value(article, n) for n in ("title", "authors", "published")] == [
        TITLE,
        "Mara Lindqvist",
        "March 4, 2001",
    ]


@pytest.mark.parametrize(
    "lines, date",
    [
        (
            ["Publié le 4 mars 2021 à 10h00 - Mis à jour le 5 mars 2021 à 09h12", "Temps de lecture 3 min."],
            "4 mars 2021",
        ),
        (["Stand: 5. März 2021, 9:12 Uhr", "Lesezeit: 3 Minuten"], "5. März 2021"),
        (["Donnerstag, 4. März 2021, 10.15 Uhr"], "4. März 2021"),
        (["Publicado el jueves 4 de marzo de 2021 a las 10:15"], "4 de marzo de 2021"),
        (["Bijgewerkt: 5 maart 2021", "4 maart 2021 10:15"], "4 maart 2021"),
        (["Publicerad 4 mars 2021 kl 10.15"], "4 mars 2021"),
        (["Thursday 4 March 2021 10.15 GMT"], "4 March 2021"),
        (["04/03/2021"], "04/03/2021"),
        (["Опубликовано 4 марта 2021 года в 10:15"], "4 марта 2021"),
        (["Оновлено 5 березня 2021", "4 березня 2021 р., 10:15"], "4 березня 2021"),
        (["4 października 2021, godz. 10:15"], "4 października 2021"),
    ],
)
def test_lines_of_dates_in_many_languages_are_no_text_and_give_the_date(lines, date):
    article = only(page([*lines, *STORY]))
    assert article.text.split("\n\n") == STORY
    assert article.fields["published"][:2] == (date, GUESSED)


@pytest.mark.parametrize(
    "name", ['class="byline"', 'data-component="byline-block"', 'class="article-author-name"']
)
def test_a_part_that_a_page_calls_its_byline_gives_the_names_and_not_the_job(name):
    before = f"<div {name}><div>Mara Lindqvist</div><div>Harbour correspondent</div></div>"
    assert value(only(page(before=before)), "authors") == "Mara Lindqvist"


def test_headings_lists_and_quotations_inside_an_article_are_kept():
    inner = [f"<p>{STORY[0]}</p>", "<h2>Work in autumn</h2>", f"<p>{STORY[1]}</p>"]
    inner += ["<ul><li>One lamp at the quay burns all night.</li><li>Two lamps stand at the cliff.</li></ul>"]
    inner += ["<blockquote><p>“It is a good day,” she said.</p></blockquote>", f"<p>{STORY[2]}</p>"]
    article = only(page([], before="".join(inner)))
    assert article.text.split("\n\n") == [
        STORY[0],
        "Work in autumn",
        STORY[1],
        "One lamp at the quay burns all night.",
        "Two lamps stand at the cliff.",
        "“It is a good day,” she said.",
        STORY[2],
    ]


def test_lists_of_other_stories_below_an_article_are_no_text():
    after = "<h2>More on this story</h2><ul><li><a href=/1>Storm breaks the old lighthouse of Ennis</a> 3 January</li>"
    after += "<li><a href=/2>Four boats in one night near the cliff</a></li></ul>"
    assert only(page(after=after)).text.split("\n\n") == STORY


def test_a_page_that_was_saved_from_its_view_to_print_gives_its_text_alone():
    lines = "".join(
        f"<p>{line}</p>" for line in [*STORY, "URL: https://courier.example/a/1", "© 2021 Ennis Courier"]
    )
    top = f"<p>The Ennis Courier</p><h1>{TITLE}</h1><p>Mara Lindqvist</p><p>4 March 2021</p>"
    article = only(f"<html><head><title>{TITLE}</title></head><body>{top}{lines}</body></html>")
    assert article.text.split("\n\n") == STORY
    assert value(article, "authors") == "Mara Lindqvist"


def test_credits_of_pictures_and_words_of_advertising_are_no_text():
    inner = [
        STORY[0],
        "Photo: Tom Ash",
        "Advertisement",
        *STORY[1:3],
        "(Credit: Tom Ash / Harbour Pictures)",
        *STORY[3:],
    ]
    figure = "<figure><img src=x><figcaption>The lighthouse in winter. Tom Ash</figcaption></figure>"
    assert only(page(inner, before=figure)).text.split("\n\n") == STORY


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_page_that_safari_saved_is_read(form):
    main = {"WebResourceData": page().encode(), "WebResourceURL": "https://courier.example/a/harbour"}
    article = only(plistlib.dumps({"WebMainResource": main}, fmt=form))
    assert article.text.split("\n\n") == STORY
    assert value(article, "url") == "https://courier.example/a/harbour"


def test_a_broken_web_archive_says_so():
    with pytest.raises(BadInputError):
        saved.read(source(b"bplist00 WebMainResource"))


def test_an_article_of_short_paragraphs_in_a_page_full_of_links_is_no_list():
    sentences = [s + "." for p in STORY for s in p.rstrip(".").split(". ")]
    nav = "".join(
        f'<li><a href="/{n}">Something else about town number {n} and its boats</a></li>' for n in range(80)
    )
    markup = (
        page(sentences)
        .replace("<h1>", "<h2>")
        .replace("</h1>", "</h2>")
        .replace("<footer>", f"<footer><ul>{nav}</ul>")
    )
    assert only(markup).text.split("\n\n") == sentences


def test_a_headline_on_the_page_counts_more_than_one_for_social_networks():
    head = '<meta property="og:title" content="You will not believe this lighthouse">'
    assert value(only(page(head=head)), "title") == TITLE


def test_a_letter_is_no_saved_page():
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@courier.example", "b@courier.example", "Hello"
    letter.set_content("Good day to you.")
    assert not saved.recognises(source(letter.as_bytes()))


def test_a_page_in_one_file_without_a_page_says_so():
    data = b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--\r\n"
    with pytest.raises(BadInputError):
        saved.read(source(data))


@pytest.mark.parametrize(
    "codec, declared", [("cp1251", "windows-1251"), ("iso8859_2", "iso-8859-2"), ("cp1252", "iso-8859-1")]
)
def test_letters_of_pages_that_are_not_utf8_survive(codec, declared):
    word = {"cp1251": "Маяк", "iso8859_2": "Łódź", "cp1252": "Café – “Æble”"}[codec]
    markup = page(
        [*(p.replace("“", '"').replace("”", '"') for p in STORY), f"{word} is what the boat is called."]
    )
    data = markup.replace('charset="utf-8"', f'charset="{declared}"').encode(codec)
    assert word in only(data).text


def test_a_byte_that_is_damaged_costs_one_letter_and_not_the_page():
    markup = (
        page([*STORY, "Žluťoučký kůň, příliš žluťoučký, ďábelské ódy."])
        .encode()
        .replace(b"harbour", b"harb\xffour", 1)
    )
    article = only(markup)
    assert "Žluťoučký kůň" in article.text
    assert article.notes


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_byte_order_mark_says_how_a_page_is_written(mark):
    codec = "utf-8" if mark == b"\xef\xbb\xbf" else "utf-16-le"
    assert only(mark + page().encode(codec)).text.split("\n\n") == STORY


def test_letters_of_readers_and_calls_for_newsletters_are_no_part_of_the_text():
    answers = "".join(
        f'<div class="comment-body"><p>{"I do not think so at all, my friend. " * 8}</p></div>'
        for _ in range(6)
    )
    after = '<div class="newsletter-signup"><p>Get our letter every morning, it is free of charge for you.</p></div>'
    after += f'<section class="comments">{answers}</section>'
    assert only(page(after=after)).text.split("\n\n") == STORY


def test_a_class_that_only_says_that_comments_are_open_costs_no_text():
    markup = (
        page()
        .replace("<article>", '<div class="post comments-open has-comments">')
        .replace("</article>", "</div>")
    )
    assert only(markup).text.split("\n\n") == STORY


def test_links_inside_a_sentence_stay_and_calls_to_read_something_else_go():
    linked = STORY[2].replace("Their union", '<a href="/u">Their union</a>')
    extra = '<a href="/b">Read more: Ten lamps that shine</a>'
    article = only(page([STORY[0], STORY[1], extra, linked, STORY[3], STORY[4]]))
    assert article.text.split("\n\n") == STORY


def test_paragraphs_parted_by_line_breaks_alone_are_parted():
    markup = page(["<br><br>".join(STORY)])
    assert only(markup).text.split("\n\n") == STORY


def test_lines_that_only_the_markup_wraps_are_joined():
    markup = page(["\n   ".join(textwrap.wrap(paragraph, 60)) for paragraph in STORY])
    assert only(markup).text.split("\n\n") == STORY


def test_no_blank_is_lost_around_links_and_bold_words():
    marked = (
        STORY[0]
        .replace("lighthouse", '<a href="/l"><b>lighthouse</b></a>')
        .replace("Tuesday", "<em>Tuesday</em>")
    )
    assert only(page([marked, *STORY[1:]])).text.split("\n\n") == STORY


def test_a_notice_of_copyright_is_kept_as_rights_and_not_as_text():
    article = only(page([*STORY, "© 2021 The Ennis Courier. All rights reserved."]))
    assert article.text.split("\n\n") == STORY
    assert value(article, "rights").startswith("©")


def test_a_text_that_only_the_data_for_machines_holds_is_read_and_told():
    data = article_json(articleBody="\n\n".join(STORY))
    article = only(page([STORY[0]], data=data))
    assert article.text.split("\n\n") == STORY
    assert any("articleBody" in note for note in article.notes)


def test_a_page_shorter_than_it_says_is_told():
    article = only(page(data=article_json(wordCount=900)))
    assert any("900" in note for note in article.notes)


@pytest.mark.parametrize(
    "title",
    ["404 - Page not found", "Seite nicht gefunden", "Page introuvable", "Access Denied", "Just a moment..."],
)
def test_an_error_page_is_no_article(title):
    markup = page(
        ["Sorry. What you look for is not here any more, or has never been here. " * 5], title=title
    )
    assert "error page" in refusal(markup)


def test_a_question_about_cookies_is_no_article():
    text = (
        "We and our partners store cookies on your device and ask for your consent to process personal data. "
    )
    assert "cookies" in refusal(page([text * 5], title="Your privacy"))


def test_the_first_lines_of_an_article_behind_a_wall_are_no_article():
    markup = page([STORY[0], STORY[1]], data=article_json(isAccessibleForFree=False))
    assert "wall" in refusal(markup)


def test_an_article_that_is_sold_and_was_saved_whole_is_read():
    assert only(page(data=article_json(isAccessibleForFree="False"))).text.split("\n\n") == STORY


def test_a_caption_is_no_article():
    assert "fewer than 70" in refusal(page([STORY[4]]))


def test_an_article_in_a_script_without_blanks_is_not_taken_for_a_caption():
    text = (
        "港町の議会は火曜日、冬の嵐で壊れた古い灯台を建て直すことを決めた。費用は船が払う港湾料でまかなう。"
    )
    assert only(page([text] * 1 + [text[::-1], text * 3], title="灯台を建て直す", data=article_json())).text


def test_an_export_of_a_database_that_no_reader_knows_is_not_taken_for_one_article():
    assert "several articles" in refusal(page(["LÄNGE: 210 Wörter", *STORY, "LÄNGE: 98 Wörter", *STORY]))


def test_a_front_page_is_no_article():
    teasers = "".join(
        f'<article><h2><a href="/a/{n}">Town number {n} has a new lamp</a></h2><p>It shines over the bay since May.</p></article>'
        for n in range(30)
    )
    head = '<meta property="og:type" content="website"><meta property="og:url" content="https://courier.example/">'
    markup = f"<!DOCTYPE html><html><head><title>The Ennis Courier</title>{head}</head><body><main>{teasers}</main></body></html>"
    found = read(markup)
    assert found.articles == () and len(found.unread) == 1


def test_what_lies_in_the_folder_of_a_saved_page_is_no_page_of_its_own(tmp_path):
    for page_name, folder in (
        ("harbour.html", "harbour_files"),
        ("hafen.htm", "hafen-Dateien"),
        ("port.html", "port_fichiers"),
        ("puerto.html", "puerto_archivos"),
        ("haven.html", "haven_bestanden"),
        ("word.htm", "word.files"),
    ):
        (tmp_path / page_name).write_text("x")
        (tmp_path / folder / "deep").mkdir(parents=True)
        assert saved.belongs_to_page(tmp_path / folder / "frame.html")
        assert saved.belongs_to_page(tmp_path / folder / "deep" / "frame.html")
        assert not saved.belongs_to_page(tmp_path / page_name)
    (tmp_path / "my_files").mkdir()
    assert not saved.belongs_to_page(tmp_path / "my_files" / "a.html")


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", b"plain words", b'{"a": 1}', b"<rss><channel/></rss>"]
)
def test_what_is_no_page_is_left_to_others(data):
    assert not saved.recognises(source(data))


@settings(max_examples=25)
@given(st.data())
def test_no_mangled_page_makes_the_reader_fail(data):
    raw = bytearray(page(data=article_json()).encode())
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        match data.draw(st.integers(0, 2)):
            case 0:
                raw[at] = data.draw(st.integers(0, 255))
            case 1:
                del raw[at : at + data.draw(st.integers(1, 200))]
            case _:
                raw[at:at] = data.draw(st.binary(max_size=20))
    mangled = source(bytes(raw))
    if saved.recognises(mangled):
        try:
            found = saved.read(mangled)
        except BadInputError:
            return
        assert len(found.articles) + len(found.unread) == 1


@settings(max_examples=25)
@given(st.permutations(STORY), st.booleans(), st.booleans())
def test_no_paragraph_of_an_article_is_lost_whatever_their_order(paragraphs, with_data, as_breaks):
    shown = ["<br><br>".join(paragraphs)] if as_breaks else paragraphs
    article = only(page(shown, data=article_json() if with_data else None))
    assert article.text.split("\n\n") == list(paragraphs)


def test_a_copy_of_the_internet_archive_gives_the_page_and_not_the_days_of_its_copies():
    bar = (
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id='wm-ipp'><p>52 captures</p><p>05 Mar 2021 - 9 Jan 2023</p></div>"
        "<!-- END WAYBACK TOOLBAR INSERT -->"
    )
    link = "https://web.archive.org/web/20210305101010/https://www.courier.example/news/2021/mar/04/light"
    markup = page(head=f'<link rel="canonical" href="{link}">').replace("<body>", f"<body>{bar}")
    article = only(markup)
    assert article.text.split("\n\n") == STORY
    assert value(article, "published") == "04 mar 2021"
    assert value(article, "url") == "https://www.courier.example/news/2021/mar/04/light"


def test_a_page_from_a_notebook_has_its_address_and_not_the_day_on_which_it_was_taken_over():
    head = (
        '<meta name="exporter-version" content="Notebook 1"><meta name="created" content="2022-05-05 10:00:00 +0000">'
        '<meta name="source-url" content="https://courier.example/a/light">'
    )
    article = only(page(head=head))
    assert value(article, "url") == "https://courier.example/a/light" and value(article, "published") is None


def test_the_country_of_a_page_is_kept_as_it_says_how_its_dates_are_written():
    article = only(page(["04/03/2021", *STORY], head='<meta property="og:locale" content="en_GB">'))
    assert value(article, "language") == "en-GB"
    assert value(only(page(head='<meta property="og:locale" content="fr_FR">')), "language") == "en"


def test_a_day_that_is_only_that_of_a_correction_is_not_taken_for_the_date():
    article = only(page([*STORY, "This article was amended on 5 March 2021 to correct a name."]))
    assert value(article, "published") is None


def test_a_date_inside_a_part_called_byline_is_no_name():
    line = (
        '<div data-component="byline-block"><time datetime="2021-03-04">4 March 2021</time>'
        "<div>Mara Lindqvist</div><div>Harbour correspondent</div></div>"
    )
    assert value(only(page(before=line)), "authors") == "Mara Lindqvist"


def test_a_russian_page_that_does_not_say_its_encoding_is_read_in_its_letters():
    words = "Портовый совет проголосовал за новый маяк, который будет стоять на старом молу у входа в гавань."
    markup = page([f"{words} {n}" for n in range(6)]).replace('<meta charset="utf-8">', "")
    article = only(markup.encode("cp1251"))
    assert article.text.startswith(words) and "cp1251" in article.notes[0]
