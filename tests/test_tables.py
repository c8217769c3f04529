import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.common.files import write_text
from retold.common.problems import BadInputError
from retold.corpus import tables
from retold.corpus.schema import TABLES
from retold.text import spans, spans_text


def problems(copy, file, text):
    (copy / file).write_text(text, encoding="utf-8")
    name = next(t.name for t in TABLES.values() if t.file == file)
    return tables.read(copy, name)[1]


GROUPS = "group,label\na,A\n"


@pytest.mark.parametrize(
    "text, row, column, found",
    [
        ("group,label,extra\na,A,1\n", 1, "extra", "unknown column"),
        ("group\na\n", 1, "label", "no such column"),
        ("group,label,label\na,A,B\n", 1, "label", "twice"),
        ("group,label\na\n", 2, None, "1 cells"),
        ("group,label\nA b,A\n", 2, "group", "'A b'"),
        ("group,label\na,\n", 2, "label", "blank"),
        ("group,label\na,A\na,B\n", 2, "group", "more than once"),
    ],
)
def test_a_bad_table_says_where_and_what(copy, text, row, column, found):
    listed = problems(copy, "groups.csv", text)
    assert any((p.row, p.column) == (row, column) and found in p.found for p in listed), listed
    assert all(p.accepted and p.mend and p.file.endswith("groups.csv") for p in listed)


@pytest.mark.parametrize(
    "file, mend",
    [
        ("results/noise_floor.csv", "delete it, and build the book again"),
        ("derived/drift.csv", "run `retold derive`"),
    ],
)
def test_a_table_that_another_version_wrote_is_told_once_with_the_one_way_to_mend_it(copy, file, mend):
    (copy / file).parent.mkdir(exist_ok=True)
    (listed,) = problems(copy, file, "measure,old,other\na,1,2\n")
    assert listed.mend == mend
    assert "another version" in listed.found


def test_all_problems_are_told_at_once(copy):
    listed = problems(copy, "groups.csv", "group,label\nA,\nB,\n")
    assert {(p.row, p.column) for p in listed} == {(2, "group"), (2, "label"), (3, "group"), (3, "label")}


@pytest.mark.parametrize(
    "data, found",
    [
        (b"", "empty"),
        ("group,label\na,é\n".encode("latin-1"), "not UTF-8"),
        (b"group,label\na,\x00\n", "NUL"),
        (b"group,label\na,\x08\n", "control character U+0008"),
    ],
)
def test_a_table_that_is_no_text_is_named_not_crashed_on(copy, data, found):
    (copy / "groups.csv").write_bytes(data)
    frame, listed = tables.read(copy, "groups")
    assert frame.empty
    assert found in listed[0].found


def test_windows_line_ends_and_a_byte_order_mark_are_read(copy):
    (copy / "groups.csv").write_bytes(b"\xef\xbb\xbfgroup,label\r\na,A\r\n")
    frame, listed = tables.read(copy, "groups")
    assert listed == []
    assert list(frame["group"]) == ["a"]


PIECES = st.sampled_from(
    ["", '""', "x", " ", "a b", "é", '"a, b"', '"say ""no"""', '"two\nlines"', '"cr\rlf\r\n"', 'in"side']
)


@given(
    st.lists(st.tuples(PIECES, PIECES, st.booleans()), max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_filling_blank_cells_changes_no_other_character_of_a_table(rows, end, mark, header_quoted, closed):
    header = '"note","id","story"' if header_quoted else "note,id,story"
    ids = [f'"r{n}"' if quoted else f"r{n}" for n, (_, _, quoted) in enumerate(rows)]
    made = [
        "\ufeff" * mark + header,
        *(f"{a},{name},{{{n}}}" for n, ((a, _, _), name) in enumerate(zip(rows, ids, strict=True))),
    ]
    blank_line = end if rows and rows[0][2] else ""
    frame = (end + blank_line).join(made) + (end if closed else "")
    before = frame.format(*(story for _, story, _ in rows))
    want = {"": "s-{}", '""': '"s-{}"'}
    after = frame.format(
        *(want.get(story, story.replace("{", "{{")).format(n) for n, (_, story, _) in enumerate(rows))
    )
    values = {f"r{n}": f"s-{n}" for n in range(len(rows))}
    assert tables.filled(before, "id", "story", values) == after
    assert tables.filled(after, "id", "story", dict.fromkeys(values, "other")) == after
    assert tables.filled(before, "id", "story", {}) == before


def test_a_quotation_mark_that_is_never_closed_hides_no_cell_from_being_kept():
    text = 'id,story,note\na,,x\nb,,"never, closed\nc,,y\n'
    assert tables.filled(text, "id", "story", {"a": "s", "c": "t"}) == text.replace("a,,", "a,s,")


def test_a_missing_required_table_says_how_to_get_it(tmp_path):
    _, listed = tables.read(tmp_path, "terms")
    assert "retold derive" in listed[0].mend


def test_nothing_is_written_if_one_table_is_bad(tmp_path):
    good = pd.DataFrame({"group": ["a"], "label": ["A"]})
    bad = pd.DataFrame(
        {"term": ["x"], "pattern": [""], "class": ["x"], "actor": [""], "contrast": [""], "note": [""]}
    )
    with pytest.raises(BadInputError):
        tables.write_all(tmp_path, {"groups": good, "naming": bad})
    assert list(tmp_path.rglob("*.csv")) == []


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "x.csv"
    target.write_text("old")

    def interrupted(self, _target):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_text(target, "new")
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=5))
def test_spans_survive_being_written_and_read(given_spans):
    assert spans(spans_text(given_spans)) == given_spans


@given(
    st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(
        str.strip
    )
)
def test_any_label_survives_being_written_and_read(tmp_path_factory, label):
    folder = tmp_path_factory.mktemp("t")
    tables.write_all(folder, {"groups": pd.DataFrame({"group": ["a"], "label": [label]})})
    frame, listed = tables.read(folder, "groups")
    assert listed == []
    assert list(frame["label"]) == [label]


def test_every_column_of_every_table_is_explained():
    for table in TABLES.values():
        for column in table.columns:
            assert len(column.meaning) > 3 and column.accepted, (table.name, column.name)


def test_a_row_is_named_by_its_line_in_the_file(copy):
    listed = problems(copy, "groups.csv", 'group,label\n\na,"two\nlines"\nB,B\n')
    assert [(p.row, p.column) for p in listed] == [(5, "group")]


@pytest.mark.parametrize("day", ["2031-02-31", "2031-2-3", "31.12.2031", "20310101"])
def test_a_day_that_is_none_is_refused(copy, day):
    text = (copy / "corpus.csv").read_text().replace("2031-05-15", day)
    assert [p.column for p in problems(copy, "corpus.csv", text)] == ["published"]


def test_a_number_too_long_for_any_text_is_refused_not_crashed_on(copy):
    text = "doc_id,start,end,label\ndam-ledger,1," + "9" * 30 + ",x\n"
    assert [p.column for p in problems(copy, "cleaning.csv", text)] == ["end"]


def test_a_huge_cell_and_a_folder_are_messages(copy):
    assert "no CSV" in problems(copy, "groups.csv", "group,label\na," + "x" * 200_000 + "\n")[0].found
    (copy / "groups.csv").unlink()
    (copy / "groups.csv").mkdir()
    assert tables.read(copy, "groups")[1][0].found == "a folder"


def test_nothing_is_written_if_one_target_is_in_the_way(tmp_path):
    (tmp_path / "naming.csv").mkdir()
    empty = TABLES["naming"].empty()
    with pytest.raises(BadInputError, match="a folder"):
        tables.write_all(
            tmp_path, {"groups": pd.DataFrame({"group": ["a"], "label": ["A"]}), "naming": empty}
        )
    assert [p.name for p in tmp_path.iterdir()] == ["naming.csv"]


def test_a_column_refers_to_one_that_people_write():
    for table in TABLES.values():
        for column in table.columns:
            target, _, owner = column.references.removeprefix("each ").partition(" of ")
            if target:
                name, wanted = target.split(".")
                assert not TABLES[name].derived and wanted in TABLES[name].names, (table.name, column.name)
                assert not owner or ({"doc_id"} <= set(TABLES[name].names) and owner in table.names)
