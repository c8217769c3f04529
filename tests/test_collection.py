import csv
import io
import json
import os
from pathlib import Path
from random import Random

import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from test_grouping import World, generate

from retold.cli import main
from retold.common.problems import BadInputError
from retold.compare import collection
from retold.compare.collection import pairs_path, write_groups

TEXTS = ROOT / "data/sample/texts"
BRIDGE = "The ferry left the quay at noon, and nobody in the harbour had seen the sheep that swam behind it."

PAIRS_HEADER = (
    b"doc_a,doc_b,score,kind,related,shared_words,matched_a,passages_a,matched_b,passages_b,direction\n"
)


def jsonl(path: Path, rows) -> Path:
    """Write rows, or lines as they are, to a .jsonl file."""
    lines = (row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def folder(path: Path, texts: dict[str, str | bytes]) -> Path:
    for name, text in texts.items():
        file = path / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def table(path: Path, **columns) -> Path:
    parquet.write_table(pa.table(columns), path)
    return path


def written(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out.read_bytes().decode(), newline="")))


def groups(out: Path) -> dict[str, str]:
    return {row["doc_id"]: row["group"] for row in written(out)}


def both(out: Path) -> tuple[bytes, bytes]:
    return out.read_bytes(), pairs_path(out).read_bytes()


def run(source: Path, out: Path, *args: str):
    args = ("versions", str(source), "-o", str(out), "--workers", "1", *args)
    return CliRunner().invoke(main, args, catch_exceptions=False)


def everything(path: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in path.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Documents with versions, and a field that says which belong together."""
    world = World(9)
    return list(generate.corpus(world.texts, 300, 0.6, world.synonyms, seed=9))


def test_the_sample_texts_are_grouped_as_they_were_written(tmp_path):
    truth = pd.read_csv(ROOT / "data/sample/truth/versions.csv")
    done = write_groups(TEXTS, tmp_path / "groups.csv", workers=1)
    assert groups(tmp_path / "groups.csv") == dict(zip(truth["doc_id"], truth["story_id"], strict=True))
    assert (done.documents, done.groups, done.grouped, done.skipped) == (7, 5, 3, [])
    pairs = written(pairs_path(tmp_path / "groups.csv"))
    assert len(pairs) == done.pairs >= 2
    assert all(p["doc_a"] < p["doc_b"] and 0 <= float(p["score"]) <= 1 for p in pairs)
    assert all((p["kind"] == "partial") == (float(p["score"]) < 0.5) == bool(p["direction"]) for p in pairs)


@pytest.mark.parametrize("count", [190, 300])
def test_neither_order_nor_workers_change_a_byte(tmp_path, rows, count):
    source = jsonl(tmp_path / "in.jsonl", rows[:count])
    mixed = jsonl(tmp_path / "mixed.jsonl", Random(1).sample(rows[:count], count))
    results = []
    for n, (path, workers) in enumerate(((source, 1), (source, 2), (mixed, 2))):
        write_groups(path, tmp_path / f"{n}.csv", workers=workers)
        results.append(both(tmp_path / f"{n}.csv"))
    assert results[0] == results[1] == results[2]
    assert len(results[0][1].splitlines()) > count / 10


def test_a_folder_lines_and_a_table_give_the_same_groups(tmp_path):
    texts = {p.stem: p.read_text(encoding="utf-8") for p in TEXTS.glob("*.txt")}
    texts |= {"old/bridge": texts["bridge-courier"], "empty": ""}
    rows = [{"id": name, "text": text} for name, text in texts.items()]
    sources = (
        folder(tmp_path / "texts", texts),
        jsonl(tmp_path / "in.jsonl", rows),
        table(tmp_path / "in.parquet", id=list(texts), text=list(texts.values())),
    )
    results = []
    for n, source in enumerate(sources):
        write_groups(source, tmp_path / f"{n}.csv", workers=1)
        results.append(both(tmp_path / f"{n}.csv"))
    assert results[0] == results[1] == results[2]
    assert groups(tmp_path / "0.csv")["old/bridge"] == "bridge-courier"


def test_other_fields_pass_through_from_lines_and_tables_alike(tmp_path):
    own = [
        {"id": "b", "text": BRIDGE, "group": "mine", "tags": ["é", 1], "note": 'say "no", twice\nor more'},
        {"id": "a", "text": BRIDGE, "group": None, "tags": None, "note": "one\rtwo"},
        {"id": 3, "text": "", "group": "", "tags": [], "note": "羊"},
    ]
    strings = [{**r, "id": str(r["id"]), "tags": r["tags"] and [str(t) for t in r["tags"]]} for r in own]
    write_groups(jsonl(tmp_path / "in.jsonl", own), tmp_path / "lines.csv", workers=1)
    parquet.write_table(pa.Table.from_pylist(strings), tmp_path / "in.parquet")
    write_groups(tmp_path / "in.parquet", tmp_path / "table.csv", workers=1)
    for name, tags in (("lines", '["é", 1]'), ("table", '["é", "1"]')):
        found = written(tmp_path / f"{name}.csv")
        assert list(found[0]) == ["doc_id", "group", "input_group", "note", "tags"]
        assert [list(row.values()) for row in found] == [
            ["3", "3", "", "羊", "[]"],
            ["a", "a", "", "one\rtwo", ""],
            ["b", "a", "mine", 'say "no", twice\nor more', tags],
        ]


def test_a_field_may_be_missing_nested_or_named_like_a_column_of_the_output(tmp_path):
    own = [
        {"id": "a", "text": "x", "doc_id": 7, "group": True, "input_group": "taken", "": 1.5},
        {"id": "b", "text": "y", "deep": {"er": [{"est": None}]}},
        {"id": "c", "text": "z"},
        {"id": "d", "text": "z z", "deep": "half \ud800"},
    ]
    write_groups(jsonl(tmp_path / "in.jsonl", own), tmp_path / "out.csv", workers=1)
    found = written(tmp_path / "out.csv")
    assert len(set(found[0])) == 7
    assert found[0]["input_doc_id"] == "7"
    assert found[0]["input_input_group"] == "true"
    assert found[0]["input_group"] == "taken"
    assert json.loads(found[1]["deep"]) == {"er": [{"est": None}]}
    assert list(found[2].values()) == ["c", "c", *[""] * 5]
    assert found[3]["deep"] == "half \\ud800"


def test_values_only_a_table_has_are_written_out(tmp_path):
    day = pd.Timestamp("2031-03-04").date()
    source = table(tmp_path / "in.parquet", id=[1, 2], text=["x", ""], day=[day, None], n=[0.5, None])
    write_groups(source, tmp_path / "out.csv", workers=1)
    assert written(tmp_path / "out.csv") == [
        {"doc_id": "1", "group": "1", "day": "2031-03-04", "n": "0.5"},
        {"doc_id": "2", "group": "2", "day": "", "n": ""},
    ]


@pytest.mark.parametrize("kind", ["folder", "jsonl", "parquet"])
def test_a_collection_without_documents_gives_tables_without_rows(tmp_path, kind):
    source = tmp_path / f"in.{kind}"
    if kind == "folder":
        source.mkdir()
        (source / "notes.md").write_text("no text of the collection")
    elif kind == "jsonl":
        source.write_bytes(b"\n  \n")
    else:
        table(source, id=pa.array([], pa.string()), text=pa.array([], pa.string()))
    done = write_groups(source, tmp_path / "out.csv")
    assert (done.documents, done.groups, done.grouped, done.pairs) == (0, 0, 0, 0)
    assert both(tmp_path / "out.csv") == (b"doc_id,group\n", PAIRS_HEADER)


def test_one_document_is_a_group_of_its_own(tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [b"\xef\xbb\xbf" + b'{"id": "a", "text": ""}'])
    done = write_groups(source, tmp_path / "out.csv")
    assert (done.documents, done.groups, done.grouped) == (1, 1, 0)
    assert groups(tmp_path / "out.csv") == {"a": "a"}


def test_hidden_files_and_other_kinds_of_file_are_no_documents(tmp_path):
    source = folder(tmp_path / "in", {"a": "x", "b/c.d": "y", ".git/e": "z", "b/.f": "z"})
    (source / "g.csv").write_text("h")
    write_groups(source, tmp_path / "out.csv", workers=1)
    assert groups(tmp_path / "out.csv") == {"a": "a", "b/c.d": "b/c.d"}


BAD_LINES = [
    (b'{"id": "a", "text": "again"}', "row 2", "'a' a second time"),
    (b'{"id": "x", "text": ', "row 2", "no JSON"),
    (b'{"id": "x"} {"id": "y"}', "row 2", "no JSON"),
    (b"[" * 100_000, "row 2", "no JSON"),
    (b'["x", "y"]', "row 2", "no object"),
    (b"null", "row 2", "no object"),
    (b'{"text": "y"}', "row 2, column id", "nothing"),
    (b'{"id": "x"}', "row 2, column text", "nothing"),
    (b'{"x": 1}', "row 2, column id", "nothing"),
    (b'{"id": null, "text": "y"}', "row 2, column id", "nothing"),
    (b'{"id": "x", "text": null}', "row 2, column text", "nothing"),
    (b'{"id": " ", "text": "y"}', "row 2, column id", "' '"),
    (b'{"id": true, "text": "y"}', "row 2, column id", "True"),
    (b'{"id": 1.5, "text": "y"}', "row 2, column id", "1.5"),
    (b'{"id": "x", "text": ["y"]}', "row 2, column text", "['y']"),
    (b'{"id": "\\ud800", "text": "y"}', "row 2, column id", "ud800"),
    (b'{"id": "\xe9", "text": "y"}', "row 2", "byte 0xe9"),
    (b"\xff\xfe{\x00}\x00", "row 2", "byte 0xff"),
]


@pytest.mark.parametrize("line, place, said", BAD_LINES, ids=[said for *_, said in BAD_LINES])
def test_a_bad_line_is_named_and_stops_everything_unless_it_may_be_left_out(tmp_path, line, place, said):
    lines = [{"id": "a", "text": BRIDGE}, line, b"", {"id": "z", "text": BRIDGE}]
    source, out = jsonl(tmp_path / "in.jsonl", lines), tmp_path / "out.csv"
    before = everything(tmp_path)
    failed = run(source, out)
    assert failed.exit_code == 1
    assert f"{source}, {place}\n" in failed.output
    assert said in failed.output
    assert failed.output.count("found:") == failed.output.count("mend:") >= 1
    assert everything(tmp_path) == before
    passed = run(source, out, "--skip-bad")
    assert passed.exit_code == 0
    assert f"{source}, {place}\n" in passed.output
    assert f"\n1 documents left out: {tmp_path / 'rejected.jsonl'}\n2 documents in 1 groups" in passed.output
    assert groups(out) == {"a": "a", "z": "a"}


def test_all_bad_lines_are_named_at_once_and_a_good_file_of_before_is_kept(tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [line for line, *_ in BAD_LINES])
    for path in (tmp_path / "out.csv", tmp_path / "out-pairs.csv"):
        path.write_text("of before")
    before = everything(tmp_path)
    with pytest.raises(BadInputError) as raised:
        write_groups(source, tmp_path / "out.csv", workers=2)
    assert {p.row for p in raised.value.problems} == set(range(2, len(BAD_LINES) + 1))
    assert everything(tmp_path) == before


def test_a_file_of_nothing_but_bad_lines_leaves_no_document(tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [b"no", b"never"])
    assert run(source, tmp_path / "out.csv").exit_code == 1
    assert run(source, tmp_path / "out.csv", "--skip-bad").exit_code == 0
    assert both(tmp_path / "out.csv") == (b"doc_id,group\n", PAIRS_HEADER)


@pytest.mark.parametrize(
    "data, said",
    [
        (b"\x81", "byte 0x81 at byte 0"),
        ("ferry".encode("utf-16-le"), "UTF-16"),
        (b"fer\x00ry", "NUL"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch, data, said):
    source, out = folder(tmp_path / "in", {"a": BRIDGE, "c": BRIDGE}), tmp_path / "out.csv"
    bad = source / "b.txt"
    if data is None:
        bad.symlink_to(tmp_path / "gone")
    elif isinstance(data, bytes):
        bad.write_bytes(data)
    else:
        bad.touch()
        read = Path.read_bytes

        def refused(path):
            if path == bad:
                raise data
            return read(path)

        monkeypatch.setattr(Path, "read_bytes", refused)
    failed = run(source, out)
    assert failed.exit_code == 1
    assert f"{bad}\n" in failed.output
    assert said in failed.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]
    assert run(source, out, "--skip-bad").exit_code == 0
    assert groups(out) == {"a": "a", "c": "a"}


def test_a_file_name_that_is_not_utf_8_is_named(tmp_path):
    source = folder(tmp_path / "in", {"a": BRIDGE})
    try:
        Path(os.fsdecode(os.fsencode(source) + b"/\xe9.txt")).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    failed = run(source, tmp_path / "out.csv")
    assert failed.exit_code == 1
    assert "a name that is not UTF-8" in failed.output
    assert run(source, tmp_path / "out.csv", "--skip-bad").exit_code == 0


def test_bad_rows_of_a_table_are_named(tmp_path):
    offsets, data = (
        pa.py_buffer(bytes([0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0])),
        pa.py_buffer(b"x\xe9y"),
    )
    broken = pa.Array.from_buffers(pa.string(), 3, [None, offsets, data])
    sources = {
        "nulls": (["a", None, "c"], ["x", "y", "z"], "row 2, column id"),
        "texts": (["a", "b", "c"], ["x", None, "z"], "row 2, column text"),
        "twice": (["a", "a", "c"], ["x", "y", "z"], "row 2"),
        "bytes": (["a", "b", "c"], broken, "row 2"),
    }
    for name, (ids, texts, place) in sources.items():
        source, out = table(tmp_path / f"{name}.parquet", id=ids, text=texts), tmp_path / f"{name}.csv"
        failed = run(source, out)
        assert failed.exit_code == 1
        assert f"{source}, {place}\n" in failed.output
        assert not out.exists()
        assert run(source, out, "--skip-bad").exit_code == 0
        assert groups(out) == {"a": "a", "c": "c"}


@pytest.mark.parametrize(
    "name, data, said",
    [
        ("in.csv", b"id,text\n", "ends in '.csv'"),
        ("in", b"", "ends in ''"),
        ("in.parquet", b"no table", "no Parquet"),
        ("in.parquet", b"", "no Parquet"),
        ("in.parquet", {"name": ["a"], "text": ["x"]}, "add 'id'"),
        ("in.parquet", {"id": ["a"], "body": ["x"]}, "add 'text'"),
        ("gone.jsonl", None, "no such file or folder"),
    ],
)
@pytest.mark.parametrize("args", [(), ("--skip-bad",)])
def test_what_is_no_collection_is_refused(tmp_path, name, data, said, args):
    source = tmp_path / name
    if isinstance(data, dict):
        table(source, **data)
    elif data is not None:
        source.write_bytes(data)
    before = everything(tmp_path)
    failed = run(source, tmp_path / "out.csv", *args)
    assert failed.exit_code == 1
    assert f"{source}\n" in failed.output
    assert said in failed.output
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    "out, said",
    [
        ("nowhere/out.csv", "no such folder"),
        ("in.jsonl", "the input itself"),
        ("texts/../in.jsonl", "the input itself"),
        ("in.csv", "the input itself"),  # where the pairs would go
        ("texts", "a folder"),
        ("texts/b.txt", "a document of the input"),
        ("texts/new.txt", "a document of the input"),
    ],
)
def test_a_place_that_cannot_or_must_not_be_written_is_refused(tmp_path, out, said):
    source = jsonl(
        tmp_path / ("in-pairs.jsonl" if out == "in.csv" else "in.jsonl"), [{"id": "a", "text": "x"}]
    )
    texts = folder(tmp_path / "texts", {"b": "y"})
    if out == "in.csv":
        out = "in.jsonl"
    before = everything(tmp_path)
    failed = run(texts if out.endswith(".txt") else source, tmp_path / out)
    assert failed.exit_code == 1
    assert said in failed.output
    assert everything(tmp_path) == before


def test_a_full_disk_leaves_neither_groups_nor_pairs_nor_rubbish(tmp_path, monkeypatch):
    source, out = folder(tmp_path / "in", {"a": BRIDGE, "b": BRIDGE}), tmp_path / "out.csv"
    out.write_text("of before")
    before = everything(tmp_path)
    replace = Path.replace

    def full(path, target):
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", full)
    failed = run(source, out)
    assert failed.exit_code == 1
    assert "No space left" in failed.output
    assert everything(tmp_path) == before
    monkeypatch.setattr(Path, "replace", replace)
    assert run(source, out).exit_code == 0


def test_the_output_may_lie_inside_the_folder_and_does_not_count_the_second_time(tmp_path):
    source = folder(tmp_path, {"a": BRIDGE, "b": BRIDGE})
    for _ in range(2):
        assert run(source, source / "groups.csv").exit_code == 0
        assert groups(source / "groups.csv") == {"a": "a", "b": "a"}


def test_pairs_go_beside_the_groups():
    assert pairs_path(Path("x/versions.csv")) == Path("x/versions-pairs.csv")
    assert pairs_path(Path("versions")) == Path("versions-pairs.csv")


def test_documents_are_read_in_batches_without_one_lost_between_them(tmp_path, monkeypatch):
    monkeypatch.setattr(collection, "_DOCUMENTS", 3)
    own = [{"id": n, "text": f"{BRIDGE} {n % 4}", "n": n} for n in range(20)]
    done = write_groups(jsonl(tmp_path / "in.jsonl", own), tmp_path / "out.csv", workers=1)
    assert done.documents == 20
    assert sorted(int(row["n"]) for row in written(tmp_path / "out.csv")) == list(range(20))
    assert all(row["doc_id"] == row["n"] for row in written(tmp_path / "out.csv"))


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip),
        st.text(st.characters(codec="utf-8")),
        max_size=6,
    )
)
def test_every_id_comes_out_once_and_as_it_went_in(tmp_path_factory, texts):
    place = tmp_path_factory.mktemp("any")
    source = jsonl(place / "in.jsonl", [{"id": i, "text": t, "kept": i} for i, t in texts.items()])
    write_groups(source, place / "out.csv", workers=1)
    found = written(place / "out.csv")
    assert [row["doc_id"] for row in found] == sorted(texts)
    assert all(row["kept"] == row["doc_id"] for row in found)
    assert {row["group"] for row in found} <= set(texts)
