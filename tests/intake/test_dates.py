"""Dates are understood as files write them, and never more is understood than they say."""

import string
from datetime import date, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.intake import dates

TODAY = date(2026, 6, 15)
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}
PATTERNS = {
    "en": "{d} {m} {y}|{m} {d}, {y}|{m} {d}, {y} Monday 10:04 AM GMT|Monday, {d} {m} {y}|{d}th {m} {y}|{d}-{m}-{y}|{m} {d}, {y}, Late Edition",
    "de": "{d}. {m} {y}|Mittwoch {d}. {m} {y}|Mittwoch, den {d}. {m} {y}, 14:30 Uhr|am {d}. {m} {y} um 9.05 Uhr",
    "fr": "{d} {m} {y}|lundi {d} {m} {y}|le {d} {m} {y} à 14h30|mardi {d} {m} {y} 9 h 05",
    "es": "{d} de {m} de {y}|lunes, {d} de {m} de {y}|{d} {m} {y}",
    "it": "{d} {m} {y}|lunedì {d} {m} {y} ore 10:30",
    "nl": "{d} {m} {y}|dinsdag {d} {m} {y} 12:00 AM",
    "pt": "{d} de {m} de {y}|terça-feira, {d} de {m} de {y}",
    "sv": "{d} {m} {y}|den {d} {m} {y} kl. 10.04|måndag {d} {m} {y}",
    "da": "{d}. {m} {y}|den {d}. {m} {y} kl. 10:04|lørdag {d}. {m} {y}",
    "pl": "{d} {m} {y}|{d} {m} {y} r.|poniedziałek, {d} {m} {y}",
    "ru": "{d} {m} {y}|{d} {m} {y} г., 12:04|понедельник, {d} {m} {y} года",
    "uk": "{d} {m} {y}|{d} {m} {y} р.|п’ятниця, {d} {m} {y} року",
}
DAYS = st.dates(date(1600, 1, 1), TODAY)


@given(DAYS, st.sampled_from(sorted(MONTHS)), st.data())
def test_a_date_in_words_is_the_same_day_in_every_language(day, language, data):
    pattern = data.draw(st.sampled_from(PATTERNS[language].split("|")))
    raw = pattern.format(d=day.day, m=MONTHS[language].split()[day.month - 1], y=day.year)
    for languages in ((), (language,)):
        for written in (raw, raw.upper(), raw.replace(" ", "\xa0")):
            read = dates.read(written, languages=languages, today=TODAY)
            assert read == (day.isoformat(), day.isoformat(), ""), written


@given(
    DAYS,
    st.times(),
    st.sampled_from("{} |{}T10:04:00|{}T10:04:00.000Z|{} 10:04:00+02:00|{}T23:59:59-0500".split("|")),
)
def test_a_day_of_the_standard_stays_the_day_that_is_written(day, _, pattern):
    assert dates.read(pattern.format(day.isoformat()), today=TODAY).value == day.isoformat()
    assert (
        dates.read(day.strftime("%Y%m%d") if day.year > 999 else day.isoformat(), today=TODAY).value
        == day.isoformat()
    )


@given(DAYS, st.sampled_from(dates.ORDERS), st.sampled_from("./-"))
def test_numbers_are_read_in_the_order_that_is_said(day, order, sign):
    parts = {"d": f"{day.day:02}", "m": f"{day.month:02}", "y": str(day.year)}
    raw = sign.join(parts[letter] for letter in order)
    said = "" if order == "ymd" else order
    assert dates.read(raw, order=said, today=TODAY).value == day.isoformat()


@given(st.datetimes(datetime(2002, 1, 1), datetime(2026, 1, 1)))
def test_mail_headers_and_seconds_are_days(moment):
    day = moment.date().isoformat()
    assert dates.read(format_datetime(moment), today=TODAY).value == day
    assert dates.read(moment.strftime("%a %b %d %H:%M:%S +0000 %Y"), today=TODAY).value == day
    seconds = int((moment - datetime(1970, 1, 1)).total_seconds())
    assert dates.read(str(seconds), today=TODAY).value == day
    assert dates.read(str(seconds * 1000), today=TODAY).value == day


@pytest.mark.parametrize(
    "raw, value",
    [
        ("12 Sept. 2022 10:04 PM ET", "2022-09-12"),
        ("12-Sep-22", "2022-09-12"),
        ("30.11.07", "2007-11-30"),
        ("31.12.99", "1999-12-31"),
        ("31/12/68", ""),
        ("31/12/69", "1969-12-31"),
        ("1er août 2003", "2003-08-01"),
        ("mar. 13 sept. 2022", "2022-09-13"),
        ("14:30 12.09.2022", "2022-09-12"),
        ("Publié le 12 septembre 2022", "2022-09-12"),
        ("2022年9月12日", "2022-09-12"),
        ("12. září 2022", "2022-09-12"),
        ("12 syyskuuta 2022", "2022-09-12"),
    ],
)
def test_dates_as_they_are_met_are_understood(raw, value):
    assert dates.read(raw, today=TODAY).value == value


@pytest.mark.parametrize(
    "raw, first, last",
    [
        ("April 2013", "2013-04-01", "2013-04-30"),
        ("février 2012", "2012-02-01", "2012-02-29"),
        ("2013-04", "2013-04-01", "2013-04-30"),
        ("2013", "2013-01-01", "2013-12-31"),
    ],
)
def test_half_a_date_is_all_the_days_that_it_may_be(raw, first, last):
    assert dates.read(raw, today=TODAY) == (first, last, "")


def test_an_order_that_nobody_says_is_not_guessed():
    read = dates.read("05/03/2024", today=TODAY)
    assert read.value == "" and "5 March 2024" in read.reason and "3 May 2024" in read.reason
    assert dates.read("05/03/2024", languages=["de"], today=TODAY).value == "2024-03-05"
    assert dates.read("05/03/2024", languages=["en-US"], today=TODAY).value == "2024-05-03"
    assert dates.read("05/03/2024", languages=["en"], today=TODAY).value == ""
    assert dates.read("25/03/2024", order="mdy", today=TODAY).reason
    assert dates.read("12-9-22", order="dmy", today=TODAY).value == "2022-09-12"


def test_a_column_is_read_in_the_order_that_one_value_decides():
    assert dates.order_of(["05/03/2024", "25/03/2024", "no date"])[:2] == ("dmy", "25/03/2024")
    assert dates.order_of(["05/03/2024", "03/25/2024"]).order == "mdy"
    assert dates.order_of(["12-9-22", "99-01-02"]).order == "ymd"
    assert dates.order_of(["05/03/2024", "2024-03-25"]) == ("", "", "")
    assert dates.order_of([]) == ("", "", "")


def test_a_column_that_contradicts_itself_names_both_values():
    problem = dates.order_of(["05/03/2024", "25/03/2024", "03/25/2024"]).problem
    assert "25/03/2024" in problem and "03/25/2024" in problem


@pytest.mark.parametrize(
    "raw",
    "|yesterday|Monday|gestern|hier|2 days ago|12 September|Sept 22|12/09|Spring 2013|12-14 September 2022|44816|31 February 2022"
    "|30.02.2022|12 March 1500|1 January 2099|99999999|12345|Updated 13 September 2022|nan".split("|"),
)
def test_what_is_no_whole_date_has_a_reason_and_no_value(raw):
    read = dates.read(raw, today=TODAY)
    assert read[:2] == ("", "") and read.reason


def test_a_number_is_a_day_of_excel_only_where_that_is_said():
    assert dates.read("44816", serial=True, today=TODAY).value == "2022-09-12"
    assert dates.read("44816.42", serial=True, today=TODAY).value == "2022-09-12"
    assert dates.read("44816", today=TODAY).value == ""


def test_tomorrow_may_be_a_paper_that_is_out_and_the_day_after_may_not():
    assert dates.read((TODAY + timedelta(days=1)).isoformat(), today=TODAY).value
    assert "future" in dates.read((TODAY + timedelta(days=2)).isoformat(), today=TODAY).reason


@given(
    st.integers(1, 31),
    st.sampled_from(sorted(MONTHS)),
    st.integers(0, 11),
    st.sampled_from(["", "Monday", "10:04", "10:04 AM GMT"]),
)
def test_no_year_is_invented(day, language, month, more):
    name = MONTHS[language].split()[month]
    for raw in (
        f"{day} {name} {more}",
        f"{name} {day} {more}",
        f"{day}. {month + 1}. {more}",
        name,
        f"{more} {name}",
    ):
        assert dates.read(raw, today=TODAY).value == "", raw


@given(st.text(string.ascii_letters + " .,-'äöüéñабв", max_size=40))
def test_no_date_is_read_from_words_alone(raw):
    assert dates.read(raw, today=TODAY).value == ""


@given(st.text(max_size=40), st.sampled_from(["", *dates.ORDERS]), st.booleans())
def test_any_text_is_read_or_has_a_reason(raw, order, serial):
    read = dates.read(raw, order=order, serial=serial, today=TODAY)
    assert bool(read.value) != bool(read.reason)
    assert bool(read.value) == bool(read.latest)
    assert not read.value or date.fromisoformat(read.value) <= date.fromisoformat(read.latest)
    assert not dates.order_of([raw, raw]).problem


@pytest.mark.parametrize(
    "said",
    [
        "2014년 3월 4일",
        "2014년3월4일",
        "4 3월 2014",
        "3월 4, 2014",
        "3月 4, 2014",
        "2014年3月4日",
        "2014 年 3 月 4 日",
    ],
)
def test_days_that_east_asian_interfaces_write_are_not_lost(said: str) -> None:
    assert dates.read(said).value == "2014-03-04"
