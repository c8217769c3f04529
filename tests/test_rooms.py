"""The rooms of the library: each rests on those below it alone, and nothing goes round in a circle."""

import ast
import runpy

import pytest
from conftest import ROOT

from retold import ROOMS

rooms = runpy.run_path(str(ROOT / "scripts/rooms.py"))


def test_a_lower_room_never_rests_on_a_higher_one_not_even_late():
    assert rooms["upward"](ROOMS) == []


def test_no_modules_import_each_other_in_a_circle():
    assert rooms["circles"]() == []


def test_an_arrow_upwards_or_a_circle_would_be_seen(monkeypatch):
    arrows = {
        ("retold.text.offsets", "retold.corpus.tables"),
        ("retold.corpus.tables", "retold.text.offsets"),
    }
    for name in ("upward", "circles"):
        monkeypatch.setitem(rooms[name].__globals__, "imports", lambda: arrows)
    assert rooms["upward"](ROOMS) == [("retold.text.offsets", "retold.corpus.tables")]
    assert rooms["circles"]() == [{"retold.corpus.tables", "retold.text.offsets"}]


def test_a_room_that_leans_on_the_face_would_be_seen_and_the_face_may_show_any_room(monkeypatch):
    arrows = {("retold", "retold.view"), ("retold.cli", "retold"), ("retold.text.text", "retold")}
    monkeypatch.setitem(rooms["upward"].__globals__, "imports", lambda: arrows)
    assert rooms["upward"](ROOMS) == [("retold.text.text", "retold")]


def test_what_the_face_shows_only_when_asked_counts_as_its_import():
    shown = {b for a, b in rooms["imports"]() if a == "retold"}
    assert {f"retold.{name}" for name in ROOMS} <= shown
    assert {"retold.text.verbs", "retold.compare.verbs", "retold.corpus.folder"} <= shown


def test_a_late_import_is_an_import(monkeypatch, tmp_path):
    path = tmp_path / "x.py"
    path.write_text("def late():\n    from retold.corpus import tables\n    import retold.cli\n")
    known = {**rooms["modules"](), "retold.text.x": path}
    monkeypatch.setitem(rooms["imports"].__globals__, "modules", lambda: known)
    assert {b for a, b in rooms["imports"]() if a == "retold.text.x"} == {
        "retold.corpus.tables",
        "retold.cli",
    }


def test_every_folder_is_a_declared_room():
    folders = {p.name for p in (ROOT / "retold").iterdir() if (p / "__init__.py").is_file()}
    assert folders == set(ROOMS)


def test_the_picture_of_the_rooms_is_todays(tmp_path):
    rooms["draw"](tmp_path / "rooms.svg")
    assert (tmp_path / "rooms.svg").read_bytes() == rooms["PICTURE"].read_bytes()


@pytest.mark.parametrize("name, path", rooms["modules"]().items(), ids=str)
def test_a_function_can_be_read_on_one_screen_or_says_why_not(name, path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            long = node.end_lineno - node.lineno + 1 > 60
            assert not long or "Long because" in (ast.get_docstring(node) or ""), f"{name}.{node.name}"
