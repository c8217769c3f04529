"""Tables are read a row an article, whatever wrote them; what is no article is told."""

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retold.common.problems import BadInputError
from retold.intake import marked
from retold.intake.article import GUESSED, MAPPED, READ
from retold.intake.readers import links, table
from retold.intake.source import Source

WORDS = (
    "river harbour council voted lamp garden meeting bridge letter winter station market quiet paper".split()
)


def story(number: int, words: int = 80) -> str:
    """An invented text; each number another."""
    return (
        f"Story {number} begins. "
        + " ".join(WORDS[(number * 7 + i) % len(WORDS)] for i in range(words))
        + "."
    )


HEADINGS = ["Schlagzeile", "Zeitung", "Datum", "Volltext", "Ton", "Verfasser", "Link"]
ROWS = [
    [f"Lamp {i}", "Harbour Post", f"{i}.03.2024", story(i), "3,5", "Jo Ink", f"https://harbour.example/{i}"]
    for i in range(1, 6)
]


def source(data: str | bytes, name: str = "list", encoding: str = "utf-8") -> Source:
    return Source(Path(name), name, data if isinstance(data, bytes) else data.encode(encoding))


def delimited(rows: list[list[str]], delimiter: str = ",", ending: str = "\r\n", **options) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ending, **options).writerows(rows)
    return out.getvalue()


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def xlsx(
    sheets: dict[str, list[list]], hidden: tuple[str, ...] = (), links: dict[str, str] | None = None
) -> bytes:
    """A minimal workbook: texts are inline, numbers numbers, None nothing; a day is ("day", its number)."""
    office = "http://schemas.openxmlformats.org"
    main, relation = f"{office}/spreadsheetml/2006/main", f"{office}/officeDocument/2006/relationships"
    package = f"{office}/package/2006/relationships"

    def cell(place: str, value) -> str:
        if value is None:
            return ""
        if isinstance(value, tuple):
            return f'<c r="{place}" s="1"><v>{value[1]}</v></c>'
        if isinstance(value, (int, float)):
            return f'<c r="{place}"><v>{value}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'

    parts = {
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{relation}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"/>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
        + "".join(
            f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""}/>'
            for i, name in enumerate(sheets, 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        + "".join(
            f'<Relationship Id="r{i}" Type="{relation}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(sheets) + 1)
        )
        + f'<Relationship Id="s" Type="{relation}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for i, rows in enumerate(sheets.values(), 1):
        body = "".join(
            f'<row r="{r}">' + "".join(cell(f"{chr(64 + c)}{r}", v) for c, v in enumerate(row, 1)) + "</row>"
            for r, row in enumerate(rows, 1)
        )
        made = f'<worksheet xmlns="{main}" xmlns:r="{relation}"><sheetData>{body}</sheetData>'
        if links and i == 1:
            made += (
                "<hyperlinks>"
                + "".join(f'<hyperlink ref="{at}" r:id="{at}"/>' for at in links)
                + "</hyperlinks>"
            )
            parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
                f'<Relationships xmlns="{package}">'
                + "".join(
                    f'<Relationship Id="{at}" Type="{relation}/hyperlink" Target="{to}" TargetMode="External"/>'
                    for at, to in links.items()
                )
                + "</Relationships>"
            )
        parts[f"xl/worksheets/sheet{i}.xml"] = made + "</worksheet>"
    return zipped(parts)


def ods(rows: list[list[str]]) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="date" office:date-value="{v[1]}"/>'
            if isinstance(v, tuple)
            else f'<table:table-cell office:value-type="string"><text:p>{escape(v)}</text:p></table:table-cell>'
            for v in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0"'
            f' xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="A">{body}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        }
    )


def said(article, key: str) -> str:
    return article.fields[key].value


def assert_the_rows(found, rows=ROWS) -> None:
    assert [a.text for a in found.articles] == [row[3] for row in rows]
    assert [said(a, "title") for a in found.articles] == [row[0] for row in rows]
    assert [said(a, "published") for a in found.articles] == [row[2] for row in rows]
    assert {said(a, "outlet") for a in found.articles} == {"Harbour Post"}
    assert [said(a, "url") for a in found.articles] == [row[6] for row in rows]
    assert found.announced == len(rows) and found.unread == ()


# --- Delimited text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_table_is_read_whatever_parts_its_cells_and_however_it_is_encoded(delimiter, encoding, ending):
    headings = ["Überschrift", *HEADINGS[1:]]
    src = source(delimited([headings, *ROWS], delimiter, ending), encoding=encoding)
    assert table.recognises(src)
    found = table.read(src)
    assert_the_rows(found)
    assert found.kind == "table (CSV)"
    assert found.articles[0].place.inside == "row 2"
    assert "columns not used: Ton" in found.notes


def test_line_breaks_and_quotes_inside_a_text_do_not_end_the_article():
    text = f'{story(1)}\n\nHe said "no, never"; she left.\n\n{story(2)}'
    found = table.read(source(delimited([["title", "text"], ["Lamp", text]])))
    assert [a.text for a in found.articles] == [text]


def test_title_rows_above_and_totals_below_are_told_and_no_articles():
    above, below = "Search: harbour\r\nDate;1.1.2024\r\n\r\n", "\r\nTotal: 5;;;;;;\r\n"
    found = table.read(source(above + delimited([HEADINGS, *ROWS], ";") + below))
    assert_the_rows(found)
    told = "\n".join(found.notes)
    assert "Search: harbour" in told and "Total: 5" in told
    assert found.articles[0].place.inside == "row 5"


def test_blank_first_rows_and_the_line_for_excel_are_no_headings():
    for before in ("\r\n\r\n", "sep=;\r\n", ";;;;;;\r\n"):
        assert_the_rows(table.read(source(before + delimited([HEADINGS, *ROWS], ";"))))


def test_headings_that_come_again_between_rows_are_no_article():
    found = table.read(source(delimited([HEADINGS, *ROWS[:2], HEADINGS, *ROWS[2:]])))
    assert_the_rows(found)
    assert "row 4 is the headings once more" in found.notes


def test_quotes_escaped_by_a_backslash_do_not_shift_the_columns():
    rows = [[f'He said "no" {i}', *row[1:]] for i, row in enumerate(ROWS)]
    written = delimited([HEADINGS, *rows], doublequote=False, escapechar="\\", quoting=csv.QUOTE_ALL)
    assert_the_rows(table.read(source(written)), rows)


def test_a_row_number_that_has_no_heading_does_not_shift_the_columns():
    numbered = [[str(i), *row] for i, row in enumerate(ROWS)]
    assert_the_rows(table.read(source(delimited([HEADINGS, *numbered]))))
    assert_the_rows(table.read(source(delimited([["", *HEADINGS], *numbered]))))


def test_broken_rows_are_set_aside_with_their_content():
    written = delimited(
        [["title", "text", "outlet"], *([f"Lamp {i}", story(i), "Post"] for i in range(1, 12))]
    )
    found = table.read(source(written + "Lamp,one part,another part,Post\r\nhalf of a story\r\n"))
    assert len(found.articles) == 11
    assert [u.content for u in found.unread] == ["Lamp,one part,another part,Post", "half of a story"]
    assert found.announced == 13
    assert all(u.reason and u.mend for u in found.unread)


def test_a_row_without_text_is_set_aside_with_its_place():
    found = table.read(
        source(delimited([["Title", "Body"], ["A", story(1)], ["B", ""], ["C", "n/a"], ["D", "#NAME?"]]))
    )
    assert [(str(u.place), u.reason) for u in found.unread][:2] == [
        ("list, row 3", "no text in column Body"),
        ("list, row 4", "no text in column Body"),
    ]
    assert "formula" in found.unread[2].reason
    assert found.announced == 4


def test_a_table_of_headings_alone_holds_no_articles():
    found = table.read(source("title,outlet,date,text\n"))
    assert (found.articles, found.announced, found.unread) == ((), 0, ())


@pytest.mark.parametrize(
    "prose",
    [
        "By Jo Ink, staff writer\nHarbour, 5 March\n\nThe council, which met, voted.\nThe lamp, though old, works.\n",
        "Title: Lamp\nDate: 5 March 2024\n\nThe council; which met; voted.\nThe lamp; though old; works.\n",
        "Lamp, bridge\n\nFirst, the river.\nThen, the lamp.\nLast, the bridge.\nNow, the letter.\nSo, the end.\n",
        "The council met.\n\nIt voted.\n",
        "\tThe council met.\n\tIt voted.\n\tIt left.\n",
        "| Title | Text |\n|---|---|\n| Lamp | One |\n",
        story(1),
        "",
    ],
)
def test_an_article_in_plain_text_is_no_table(prose):
    assert not table.recognises(source(prose))


def test_pictures_and_broken_bytes_are_no_tables():
    for data in (b"\x89PNG\r\n", b"\xff\xfe\x00", b"PK\x03\x04 and nothing", bytes(range(256))):
        assert not table.recognises(source(data))


# --- What is in a cell


def one(text: str, **fields: str):
    written = delimited([["text", *fields], [text, *fields.values()]])
    return table.read(source(written)).articles[0]


def test_html_in_a_cell_becomes_paragraphs_and_is_told():
    html = "<p>First&nbsp;one.</p><p>Second <b>bold</b><br>line &amp; more</p><script>no()</script><ul><li>Item</li></ul>"
    article = one(html, title="A &amp; B")
    assert article.text == "First one.\n\nSecond bold\n\nline & more\n\nItem"
    assert "HTML was made text" in article.changed
    assert said(article, "title") == "A & B"


def test_entities_without_tags_become_characters():
    article = one("One &quot;two&quot; three &#8217; four.", title="Lamp")
    assert article.text == 'One "two" three ’ four.'
    assert article.changed


def test_escapes_of_excel_and_line_breaks_written_as_letters_are_undone():
    assert one("One._x000D_\nTwo.", title="Lamp").text == "One.\n\nTwo."
    assert one(r"One.\nTwo.\n\nThree.", title="Lamp").text == "One.\n\nTwo.\n\nThree."
    assert (
        one(r"It lay in C:\new and in C:\notes since.", title="Lamp").text
        == r"It lay in C:\new and in C:\notes since."
    )
    assert one("A name such as _x1F600_ stays.", title="Lamp").text == "A name such as _x1F600_ stays."


def test_lines_broken_at_one_width_are_joined_and_paragraphs_kept():
    lines = [
        "The council of the harbour voted on the lamp and on",
        "the bridge after a long and quiet meeting which was",
        "held in the old station at the river where also the",
        "market is, and then went home.",
    ]
    article = one("\n".join(lines) + "\n\n" + "\n".join(lines), title="Lamp")
    assert article.text == " ".join(lines) + "\n\n" + " ".join(lines)
    assert article.changed


def test_a_text_that_fills_a_cell_of_excel_is_told_to_be_cut():
    articles = table.read(
        source(delimited([["title", "text"], ["A", "x" * 32_766 + "y"], ["B", story(1)]]))
    ).articles
    assert articles[0].notes == ("ends at 32,767 characters, where Excel cuts a cell",)
    assert articles[1].notes == ()


def test_the_beginning_that_a_service_gives_is_told():
    article = one("The council voted on the lamp… [+1234 chars]", title="Lamp")
    assert article.text == "The council voted on the lamp…"
    assert article.notes and article.changed


def test_texts_that_all_end_at_one_length_are_told():
    rows = [[str(i), (story(i, 300))[:500]] for i in range(5)]
    found = table.read(source(delimited([["title", "text"], *rows])))
    assert any("500 characters" in note for note in found.notes)


def test_the_headline_with_which_a_text_begins_is_no_part_of_it():
    article = one("The Lamp\n\nIt burns.", title="The lamp")
    assert article.text == "It burns."
    assert article.changed == ("the headline, with which the text began, was taken away",)
    assert one("The Lamp", title="The Lamp").text == "The Lamp"


def test_authors_that_a_program_wrote_as_a_list_are_names():
    assert said(one(story(1), authors="['Jo Ink', 'Al Pen']"), "authors") == "Jo Ink; Al Pen"
    assert said(one(story(1), authors='["Jo Ink"]'), "authors") == "Jo Ink"
    assert "authors" not in one(story(1), authors="[]").fields


def test_a_length_in_words_is_digits_alone():
    assert said(one(story(1), wordcount="1,234 words"), "words") == "1234"


def test_a_last_article_whose_headline_begins_like_a_total_is_no_total():
    rows = [["Lamp", "Post", story(1)], ["Total darkness", "", story(2)]]
    found = table.read(source(delimited([["title", "outlet", "text"], *rows])))
    assert [said(a, "title") for a in found.articles] == ["Lamp", "Total darkness"]
    book = xlsx({"A": [["title", "outlet", "text"], *rows, [None, None, "Short."]]})
    assert [a.text for a in table.read(source(book)).articles] == [story(1), story(2), "Short."]


# --- Columns


@pytest.mark.parametrize(
    "headings, expected",
    [
        (
            "ID Source_File Newspaper Date Length Author Headline Article",
            "Newspaper Date Length Author Headline Article",
        ),
        (
            "x filename media_name pubtime char_count author head content",
            "media_name pubtime - author head content",
        ),
        (
            "n doc publication_name publication_date word_count byline title body",
            "publication_name publication_date word_count byline title body",
        ),
        (
            "k file medium datetimestamp n_words auteur titre texte",
            "medium datetimestamp n_words auteur titre texte",
        ),
    ],
)
def test_tables_that_other_programs_write_are_read_by_their_own_headings(headings, expected):
    names = headings.split()
    rows = [
        [str(i), "a.docx", "Post", "2024-03-05", "180 words", "Jo Ink", f"Lamp {i}", story(i)]
        for i in range(3)
    ]
    (article, *_) = table.read(source(delimited([names, *rows]))).articles
    said_of = {key: value.source.removeprefix("column ") for key, value in article.fields.items()}
    said_of["text"] = names[-1]
    keys = ["outlet", "published", "words", "authors", "title", "text"]
    wanted = {key: name for key, name in zip(keys, expected.split(), strict=True) if name != "-"}
    assert {key: said_of.get(key) for key in wanted} == wanted
    assert article.text == story(0)


def test_columns_that_people_name_count_more_than_headings():
    rows = [[story(i), f"Name {i}", story(i + 20)] for i in range(3)]
    src = source(delimited([["text", "x", "other"], *rows]))
    found = table.read(src, {"text": "other", "title": "X"})
    assert [a.text for a in found.articles] == [row[2] for row in rows]
    assert found.articles[0].fields["title"].basis == MAPPED


def test_an_unclear_column_of_texts_is_asked_for_and_no_text_is_printed():
    rows = [[f"Lamp {i}", story(i), story(i + 20, 60)] for i in range(4)]
    with pytest.raises(BadInputError) as error:
        table.read(source(delimited([["title", "one", "two"], *rows])))
    (problem,) = error.value.problems
    assert "--columns text=one" in problem.mend and "two (" in problem.mend
    assert story(1)[:45] not in str(error.value)


def test_what_people_name_wrongly_is_told_with_what_there_is():
    src = source(delimited([["title", "text"], ["Lamp", story(1)]]))
    for chosen, word in (
        ({"txt": "text"}, "title"),
        ({"text": "Body"}, "title, text"),
        ({"text": "title", "title": "title"}, "once"),
    ):
        with pytest.raises(BadInputError) as error:
            table.read(src, chosen)
        assert word in str(error.value)


def test_a_summary_alone_is_read_and_told():
    found = table.read(
        source(delimited([["Title", "Abstract"], ["Lamp", story(1, 20)], ["Bridge", story(2, 20)]]))
    )
    assert len(found.articles) == 2
    assert all("summary" in article.notes[0] for article in found.articles)


def test_a_summary_by_its_heading_that_holds_whole_texts_is_the_text():
    rows = [
        ["Вестник", "14.02.13", f"Лампа {i}", f"Лампа {i}\n\n{story(i, 30)}", "www.post.example"]
        for i in range(4)
    ]
    found = table.read(source(delimited([["Источник", "Дата", "Заголовок", "Анонс", "Оригинал"], *rows])))
    assert [a.text for a in found.articles] == [story(i, 30) for i in range(4)]
    assert not links.recognises(
        source(delimited([["Источник", "Дата", "Заголовок", "Анонс", "Оригинал"], *rows]))
    )


# --- Lists of addresses

LIST = [
    ["id", "indexed_date", "language", "media_name", "media_url", "publish_date", "title", "url"],
    [
        "x1",
        "2021-07-09 08:30:00",
        "en",
        "post.example",
        "post.example",
        "2024-03-05",
        "Lamp",
        "https://post.example/a",
    ],
    [
        "x2",
        "2021-07-09 08:30:00",
        "en",
        "post.example",
        "post.example",
        "2024-03-05",
        "Bridge",
        "https://post.example/b",
    ],
]


def test_a_list_of_addresses_is_told_from_a_table_of_texts():
    src = source(delimited(LIST))
    assert table.recognises(src) and links.recognises(src)
    found = table.read(src)
    assert found.articles == () and len(found.unread) == 2
    assert "https://post.example/a" in found.unread[0].content
    with_text = [[*LIST[0], "text"], *([*row, story(1)] for row in LIST[1:])]
    assert not links.recognises(source(delimited(with_text)))


def test_the_date_of_indexing_is_never_that_of_the_article():
    rows = [
        ["title", "text", "indexed_date", "date_download"],
        *([f"L{i}", story(i), "2024-03-06", "2024-03-07"] for i in range(3)),
    ]
    assert all("published" not in a.fields for a in table.read(source(delimited(rows))).articles)


# --- Spreadsheets


def test_a_workbook_is_read_with_days_numbers_and_the_pages_behind_its_cells():
    rows = [["Title", "Source", "Date", "Full text", "Words", "Original"]]
    rows += [[f"Lamp {i}", "Post", ("day", 45352 + i), story(i), 181, "www.post.example"] for i in range(3)]
    data = xlsx({"Articles": rows}, links={f"F{i}": f"https://post.example/{i}" for i in (2, 3, 4)})
    assert table.recognises(source(data))
    found = table.read(source(data))
    assert found.kind == "spreadsheet"
    assert [a.text for a in found.articles] == [story(i) for i in range(3)]
    assert [said(a, "published") for a in found.articles] == ["2024-03-01", "2024-03-02", "2024-03-03"]
    assert [said(a, "url") for a in found.articles] == [f"https://post.example/{i}" for i in (2, 3, 4)]
    assert said(found.articles[0], "words") == "181"
    assert found.articles[0].fields["outlet"].basis == GUESSED
    assert found.articles[0].fields["title"].basis == READ


def test_every_sheet_with_articles_is_read_and_the_others_are_told():
    rows = [["Title", "Text", "Date"], *([f"Lamp {i}", story(i), 45356] for i in range(3))]
    sheets = {
        "One": [["Results"], [None], *rows, ["Total", 3]],
        "None": [],
        "Codes": [["Code", "Meaning"], ["1", "yes"]],
        "Two": rows,
    }
    found = table.read(source(xlsx(sheets, hidden=("Codes",))))
    assert len(found.articles) == 6
    assert {a.place.inside.split(",")[0] for a in found.articles} == {"sheet One", "sheet Two"}
    assert {said(a, "published") for a in found.articles} == {"2024-03-05"}
    told = "\n".join(found.notes)
    assert (
        "'None' is empty" in told
        and "'Codes' is hidden" in told
        and "'Codes' was not read" in told
        and "Total" in told
    )


def test_an_open_document_spreadsheet_is_read():
    rows = [
        ["Überschrift", "Text", "Datum"],
        *([f"Lamp {i}", story(i), ("day", f"2024-03-0{i + 1}")] for i in range(3)),
    ]
    found = table.read(source(ods(rows)))
    assert [a.text for a in found.articles] == [story(i) for i in range(3)]
    assert said(found.articles[1], "published") == "2024-03-02"


def test_a_broken_workbook_and_one_without_headings_say_what_to_do():
    whole = xlsx({"A": [["Title", "Text"], ["Lamp", story(1)]]})
    broken = zipped({"xl/workbook.xml": "<workbook"})
    for data in (broken, xlsx({"A": [["Lamp", story(1)], ["Bridge", story(2)]]})):
        with pytest.raises(BadInputError) as error:
            table.read(source(data))
        assert error.value.problems[0].mend
    assert table.read(source(whole)).articles


# --- JSON and Parquet


def test_json_lines_are_read_and_broken_lines_set_aside():
    lines = [json.dumps({"title": f"Lamp {i}", "text": story(i)}) for i in range(3)]
    found = table.read(source("\n".join([*lines, '{"title": "half', "[1, 2]"])))
    assert found.kind == "JSON lines"
    assert [a.text for a in found.articles] == [story(i) for i in range(3)]
    assert found.articles[2].place.inside == "line 3"
    assert [u.content for u in found.unread] == ['{"title": "half', "[1, 2]"]


def test_nested_json_is_read_by_the_names_of_what_is_inside():
    article = {
        "headline": {"main": "Lamp"},
        "source": {"id": None, "name": "Post"},
        "pub_date": {"$date": "2024-03-05T00:00:00Z"},
        "authors": [{"name": "Jo Ink"}, {"name": "Al Pen"}],
        "body": [story(1), story(2)],
        "web_url": "https://post.example/1",
    }
    (read,) = table.read(source(json.dumps([article]))).articles
    assert read.text == f"{story(1)}\n\n{story(2)}"
    assert {key: value.value for key, value in read.fields.items()} == {
        "title": "Lamp",
        "outlet": "Post",
        "published": "2024-03-05T00:00:00Z",
        "authors": "Jo Ink; Al Pen",
        "url": "https://post.example/1",
    }
    assert read.fields["outlet"] == ("Post", READ, "column source.name")


@pytest.mark.parametrize(
    "wrap",
    [
        lambda articles: {"status": "ok", "articles": articles},
        lambda articles: {"response": {"total": 2, "docs": articles}},
        lambda articles: {"hits": {"hits": [{"_id": str(i), "_source": a} for i, a in enumerate(articles)]}},
        lambda articles: {f"key{i}": a for i, a in enumerate(articles)},
        lambda articles: {key: {str(i): a[key] for i, a in enumerate(articles)} for key in articles[0]},
    ],
)
def test_articles_inside_the_answer_of_a_service_are_found(wrap):
    articles = [
        {"title": f"Lamp {i}", "text": story(i), "url": f"https://post.example/{i}"} for i in range(2)
    ]
    found = table.read(source(json.dumps(wrap(articles), indent=1)))
    assert [a.text for a in found.articles] == [story(0), story(1)]
    assert [said(a, "title") for a in found.articles] == ["Lamp 0", "Lamp 1"]


def test_one_article_alone_in_json_is_read():
    found = table.read(
        source(json.dumps({"title": "Lamp", "text": story(1), "images": ["a", "b"], "summary": "Short."}))
    )
    assert [a.text for a in found.articles] == [story(1)]
    assert str(found.articles[0].place) == "list"


def test_settings_of_a_program_are_no_articles():
    settings_of = {"name": "harbour", "version": "1.0.0", "scripts": {"a": "b"}}
    assert not table.recognises(source(json.dumps(settings_of)))
    assert table.recognises(source(json.dumps({"x": story(1)})))


def test_parquet_is_read(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table(
            {"title": ["Lamp", "Bridge"], "body": [story(1), None], "publication_date": [1709596800000] * 2}
        ),
        path,
    )
    found = table.read(source(path.read_bytes()))
    assert found.kind == "Parquet"
    assert [a.text for a in found.articles] == [story(1)] and len(found.unread) == 1
    assert said(found.articles[0], "published") == "1709596800000"
    with pytest.raises(BadInputError):
        table.read(source(b"PAR1 and nothing"))


# --- Properties

WRITTEN = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], exclude_characters="<&\\_"), max_size=60
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WRITTEN, min_size=1, max_size=5), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_no_word_of_a_planted_article_is_lost(pieces, delimiter, ending):
    text = "Begin " + ' , ; " '.join(pieces) + "\n\nend."
    rows = [["title", "text", "outlet"], ["Lamp", text, "Post"], ["Bridge", story(1), "Post"]]
    src = source(delimited(rows, delimiter, ending))
    assert table.recognises(src)
    assert table.read(src).articles[0].text.split() == text.split()


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mangled_files_are_read_or_told_and_never_crash(data):
    whole = data.draw(
        st.sampled_from(
            [
                delimited([HEADINGS, *ROWS], ";").encode(),
                json.dumps([dict(zip(HEADINGS, row, strict=True)) for row in ROWS]).encode(),
                xlsx({"A": [HEADINGS, *ROWS]}),
                ods([HEADINGS, *ROWS]),
            ]
        )
    )
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    src = source(whole[:start] + data.draw(st.binary(max_size=8)) + whole[end:])
    recognised = table.recognises(src)
    assert isinstance(links.recognises(src), bool)
    if recognised:
        try:
            table.read(src)
        except BadInputError as error:
            assert error.problems


def excel_xml(rows: list[list[str]]) -> str:
    """A workbook as Excel 2003 and many databases write it."""
    made = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{escape(c)}</Data></Cell>' for c in row) + "</Row>"
        for row in rows
    )
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:'
        'spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>'
        f"{made}</Table></Worksheet></Workbook>"
    )


def html_table(rows: list[list[str]], head: str = "") -> str:
    made = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows)
    return f"<html><head>{head}</head><body><table>{made}</table></body></html>"


@pytest.mark.parametrize("write", [excel_xml, html_table])
def test_markup_that_programs_call_a_spreadsheet_is_read_a_row_an_article(write):
    src = source(write([HEADINGS, *ROWS]), "export.xls")
    assert table.recognises(src)
    assert_the_rows(table.read(src))


def test_line_breaks_in_a_cell_of_an_html_table_part_paragraphs():
    text = story(1)
    markup = html_table([["Title", "Text"], ["Lamp", "@"]]).replace("@", f"{text}<br><br>{text}\n goes on")
    (article,) = table.read(source(markup)).articles
    assert article.text == f"{text}\n\n{text} goes on"


def test_a_broken_workbook_in_xml_says_what_to_do():
    src = source(excel_xml([HEADINGS, *ROWS])[:900])
    assert table.recognises(src)
    with pytest.raises(BadInputError, match="broken"):
        table.read(src)


def test_a_page_with_a_table_inside_its_article_is_no_spreadsheet():
    assert not table.recognises(source(html_table([["Team", "Title"], ["Harbour", "3"]])))


def test_cells_that_go_over_several_rows_count_for_each_of_them():
    merged = '<Cell ss:MergeDown="1"><Data ss:Type="String">Post</Data></Cell>'
    rows = [
        ["Outlet", "Title", "Text"],
        ["@", "Lamp", story(1)],
        ["", "Bridge", story(2)],
        ["Echo", "Quay", story(3)],
    ]
    empty = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    xml = excel_xml(rows).replace(empty.format("@"), merged).replace(f"<Row>{empty.format('')}", "<Row>")
    html = html_table(rows).replace("<td>@</td>", "<td rowspan=2>Post</td>").replace("<tr><td></td>", "<tr>")
    for markup in (xml, html):
        found = table.read(source(markup))
        assert [(said(a, "outlet"), said(a, "title")) for a in found.articles] == [
            ("Post", "Lamp"),
            ("Post", "Bridge"),
            ("Echo", "Quay"),
        ]
    values = [["Outlet", "Text"], ["Post", "a"], ["", "b"], ["Echo", "c"]]
    marked.filled_down(values, [((1, 0), (2, 0)), ((0, 0), (0, 1))])
    assert values == [["Outlet", "Text"], ["Post", "a"], ["Post", "b"], ["Echo", "c"]]


def test_a_table_of_texts_alone_is_read():
    rows = [["Text"], *([f"{story(i)}\n\n{story(i + 1)}, and more"] for i in range(3))]
    for data in (xlsx({"A": rows}), delimited(rows)):
        assert table.recognises(source(data))
        assert len(table.read(source(data)).articles) == 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_whose_headings_are_missing_is_told_and_is_not_one_text(delimiter):
    rows = [[row[0], row[1], row[2], f"{row[3]}\n\n{row[3]}, {row[3]}; it said"] for row in ROWS]
    src = source(delimited(rows, delimiter, quoting=csv.QUOTE_ALL))
    assert table.recognises(src)
    with pytest.raises(BadInputError, match="names each column"):
        table.read(src)


def test_a_table_of_pandas_split_into_columns_and_data_is_read():
    found = table.read(source(json.dumps({"columns": HEADINGS, "index": [0, 1], "data": ROWS})))
    assert_the_rows(found)


@pytest.mark.parametrize(
    "headings",
    [
        ["Název", "Text článku", "Zdroj", "Datum vydání"],
        ["Başlık", "Metin", "Gazete", "Tarih"],
        ["Cím", "Szöveg", "Forrás", "Dátum"],
        ["Otsikko", "Teksti", "Lehti", "Päivämäärä"],
        ["Τίτλος", "Κείμενο", "Εφημερίδα", "Ημερομηνία"],
        ["标题", "正文", "来源", "日期"],
        ["タイトル", "本文", "新聞", "日付"],
        ["العنوان", "النص", "المصدر", "التاريخ"],
    ],
)
def test_headings_of_further_languages_are_known(headings):
    rows = [[f"Lamp {i}", story(i), "Harbour Post", f"1{i}.03.2024"] for i in range(1, 4)]
    (first, *_) = table.read(source(delimited([headings, *rows]))).articles
    assert [said(first, key) for key in ("title", "outlet", "published")] == [
        "Lamp 1",
        "Harbour Post",
        "11.03.2024",
    ]


@pytest.mark.parametrize(
    "heading", ["Artikeltext", "Main text", "cleaned_text", "Treść artykułu", "Spalte 7"]
)
def test_a_table_of_texts_with_their_addresses_is_no_list_of_links(heading):
    rows = [["Title", "URL", "Date", heading], *([row[0], row[6], row[2], row[3]] for row in ROWS)]
    assert not links.recognises(source(delimited(rows)))
    assert len(table.read(source(delimited(rows))).articles) == len(ROWS)


def test_a_list_of_links_in_a_workbook_gives_the_addresses_behind_its_cells():
    rows = [
        ["Articles to read"],
        ["Title", "Outlet", "Link"],
        ["Lamp", "Post", "open"],
        ["Quay", "Echo", "open"],
    ]
    src = source(xlsx({"A": rows}, links={"C3": "https://post.example/1", "C4": "https://echo.example/2"}))
    assert links.recognises(src)
    assert [row.fields["url"].value for row in links.read_list(src)] == [
        "https://post.example/1",
        "https://echo.example/2",
    ]


def test_addresses_a_line_each_are_a_list():
    src = source("https://post.example/1\nhttps://echo.example/2\n")
    assert links.recognises(src)
    assert [unread.place.inside for unread in links.read(src).unread] == ["row 1", "row 2"]
    assert not links.recognises(source("See https://post.example/1\nand https://echo.example/2\n"))


def test_a_table_of_articles_in_a_word_document_is_read_a_row_an_article():
    document = docx.Document()
    document.add_paragraph("Articles about the lamp")
    held = document.add_table(rows=0, cols=len(HEADINGS))
    for row in [HEADINGS, *ROWS]:
        for cell, text in zip(held.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    src = source(out.getvalue())
    assert table.recognises(src)
    assert_the_rows(table.read(src))
    assert not table.recognises(source(out.getvalue()[:2000]))


@pytest.mark.parametrize(
    "headings, parts, date",
    [
        (["Year", "Month", "Day"], ["2021", "3", "4"], "2021-03-04"),
        (["Jahr", "Monat", "Tag"], ["2021", "März", "4"], "04 März 2021"),
        (["Year", "Month"], ["2021", "3"], "2021-03"),
        (["Year", "Pages"], ["2021", "3"], "2021"),
    ],
)
def test_a_date_in_several_columns_is_one(headings, parts, date):
    rows = [["Title", "Text", *headings], *([f"Lamp {i}", story(i), *parts] for i in range(3))]
    (first, *_) = table.read(source(delimited(rows))).articles
    assert said(first, "published") == date
