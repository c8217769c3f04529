"""Every case of a collection: which of its documents are versions of one story, and how its file is read."""

import base64
import datetime
import decimal
import re
from random import Random

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner
from judging import cases, judge
from pyarrow import parquet

import retold
from retold.cli import main

T = "Police closed the old bridge in Marlow on Monday after a lorry hit the rail."
FOOTER = (
    "Our standards: the trust rules of the agency. Reporting by the Marlow newsroom; editing by the night desk. Sign up "
    "here for the daily brief, read more stories on our site, follow us on every channel, and send tips to the secure "
    "address below. All rights reserved. This material may not be published, broadcast, rewritten or redistributed "
    "without permission of the agency."
)


def grouped(source):
    """The table that comes of a collection, or the places that are named in it."""
    out = source.with_name("g.csv")
    done = CliRunner().invoke(
        main, ["versions", str(source), "-o", str(out), "--workers", "1"], catch_exceptions=False
    )
    if done.exit_code == 0:
        return {"groups": out.read_bytes().decode()}
    assert not out.exists() and "Traceback" not in done.output
    return {"named": re.findall(rf"{re.escape(source.name)}, (row .*)", done.output)}


# Which documents belong together


@pytest.mark.parametrize("case", cases("versions"))
def test_versions_of_one_story_are_found_and_no_other_story_is_taken_for_one(case):
    groups = retold.group(list(case["input"]), list(case["input"].values()))
    judge(case, sorted(sorted(of) for of in groups.groupby(groups).groups.values()))


def story(random, words):
    """Words that nobody has written."""
    syllables = [[a + b for a in "bcdfghklmnprst" for b in "aeiou"]] * 4
    made = ("".join(map(random.choice, syllables[: random.randint(1, 4)])) for _ in range(words))
    return f"{' '.join(made).capitalize()}."


def made_up(stories, words, footers):
    """Stories, so many of them with the footer and the others with more words instead."""
    random = Random(1)
    return [f"{story(random, words)} {FOOTER if n < footers else story(random, 57)}" for n in range(stories)]


@pytest.mark.parametrize(
    ("stories", "words", "footers"), [(9, 22, 9), (12, 22, 12), (40, 22, 40), (60, 60, 7), (1000, 22, 60)]
)
def test_stories_are_no_versions_because_they_share_a_footer(stories, words, footers):
    assert retold.group(range(stories), made_up(stories, words, footers)).nunique() == stories


def test_a_copy_with_a_byte_order_mark_is_a_version(tmp_path):
    (tmp_path / "in").mkdir()
    for name, mark in (("a", b""), ("b", b"\xef\xbb\xbf")):
        (tmp_path / f"in/{name}.txt").write_bytes(mark + T.encode())
    assert grouped(tmp_path / "in") == {"groups": "doc_id,group\na,a\nb,a\n"}


# How a file is read: as it stands, or the place is named


@pytest.mark.parametrize("case", cases("lines"))
def test_lines_are_read_as_they_stand_or_the_row_is_named(tmp_path, case):
    given = case["input"]
    data = base64.b64decode(given["base64"]) if "base64" in given else given["text"].encode()
    (tmp_path / "in.jsonl").write_bytes(data)
    judge(case, grouped(tmp_path / "in.jsonl"))


def rows(**columns):
    return pd.DataFrame(columns)


def arrow(**columns):
    return pa.table(columns)


NO_ID, NO_TEXT = "column id", "column text"
TABLES = {
    "null text": (rows(id=["a", "b"], text=[T, None]), [f"row 2, {NO_TEXT}"]),
    "NaN text": (rows(id=["a", "b"], text=[T, np.nan]), [f"row 2, {NO_TEXT}"]),
    "null id": (rows(id=["a", None], text=[T, T]), [f"row 2, {NO_ID}"]),
    "numbers with a point as ids": (
        rows(id=[1.0, 2.0], text=[T, T]),
        [f"row 1, {NO_ID}", f"row 2, {NO_ID}"],
    ),
    "whole numbers as ids": (rows(id=[1, 2], text=[T, T]), "doc_id,group\n1,1\n2,1\n"),
    "ids that need 64 bits": (
        rows(id=np.array([2**63 + 1, 2**63 + 3], dtype="uint64"), text=[T, T]),
        "doc_id,group\n9223372036854775809,9223372036854775809\n9223372036854775811,9223372036854775809\n",
    ),
    "categories": (
        rows(id=pd.Categorical(["a", "b"]), text=pd.Categorical([T, T])),
        "doc_id,group\na,a\nb,a\n",
    ),
    "large strings": (
        arrow(id=pa.array(["a", "b"], pa.large_string()), text=pa.array([T, T], pa.large_string())),
        "doc_id,group\na,a\nb,a\n",
    ),
    "string views": (
        arrow(id=pa.array(["a", "b"], pa.string_view()), text=pa.array([T, T], pa.string_view())),
        "doc_id,group\na,a\nb,a\n",
    ),
    "bytes": (
        arrow(id=pa.array([b"a", b"b"]), text=pa.array([T.encode()] * 2)),
        [f"row {n}, {column}" for n in (1, 2) for column in (NO_ID, NO_TEXT)],
    ),
    "ids as the index of pandas": (
        pd.DataFrame({"text": [T, T]}, index=pd.Index(["a", "b"], name="id")),
        "doc_id,group\na,a\nb,a\n",
    ),
    "dates, one missing": (
        rows(id=["a", "b"], text=[T, T], when=pd.to_datetime(["2022-01-01", None])),
        "doc_id,group,when\na,a,2022-01-01 00:00:00\nb,a,\n",
    ),
    "a number that is missing": (
        rows(id=["a", "b"], text=[T, T], n=[1.5, np.nan]),
        "doc_id,group,n\na,a,1.5\nb,a,\n",
    ),
    "a whole number that is missing": (
        rows(id=["a", "b"], text=[T, T], n=pd.array([1, None], dtype="Int64")),
        "doc_id,group,n\na,a,1\nb,a,\n",
    ),
    "values of many types": (
        arrow(
            id=["a"], text=[T], d=pa.array([decimal.Decimal("1.50")]), t=pa.array([datetime.timedelta(1)]),
            b=pa.array([b"\xff"]), l=pa.array([[1, 2]]), bo=[True],
        ),
        "doc_id,group,b,bo,d,l,t\na,a,b'\\xff',true,1.50,\"[1, 2]\",\"1 day, 0:00:00\"\n",
    ),
    "nanoseconds": (
        arrow(id=["a"], text=[T], when=pa.array([1], pa.timestamp("ns"))),
        "doc_id,group,when\na,a,1970-01-01 00:00:00.000000001\n",
    ),
    "a decimal as id": (arrow(id=pa.array([decimal.Decimal("12")]), text=[T]), [f"row 1, {NO_ID}"]),
    "true as id": (arrow(id=pa.array([True]), text=[T]), [f"row 1, {NO_ID}"]),
    "no rows": (arrow(id=pa.array([], pa.string()), text=pa.array([], pa.string())), "doc_id,group\n"),
    # The first stands for both, and no word is said of it.
    "two columns text": (pa.table([["a"], ["x"], ["y"]], names=["id", "text", "text"]), "doc_id,group\na,a\n"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), TABLES.values(), ids=TABLES)
def test_a_table_is_read_as_it_stands_or_the_cell_is_named(tmp_path, table, expected):
    file = tmp_path / "in.parquet"
    if isinstance(table, pd.DataFrame):
        table.to_parquet(file)
    else:
        parquet.write_table(table, file)
    assert grouped(file) == {"groups" if isinstance(expected, str) else "named": expected}
