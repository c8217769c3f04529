"""Text files in the encodings that people have."""

import codecs
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import assume, given
from hypothesis import strategies as st

from retold import corpus
from retold.chapters import check
from retold.cli import main
from retold.common.files import decode, text_encoding
from retold.corpus import tables

ANY = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff")).filter(str.strip)
# Every letter of Windows-1252, and those of no other.
WINDOWS = st.text(
    st.sampled_from(bytes(set(range(1, 256)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}).decode("cp1252"))
)
STORY = "The café’s owner, Zoë Brandt, said: “No – never.”"
LONG = f"{STORY} The ferry left the quay at noon, and nobody in the harbour had seen the sheep that swam behind it."


def run(*args):
    return CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False)


def read(data, encoding="", **options):
    return decode(Path("x.txt"), data, encoding, **options)


@given(ANY, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_a_text_comes_back_from_every_encoding_that_says_what_it_is(text, codec):
    decoded = read(text.encode(codec))
    assert (decoded.text, decoded.notice, decoded.problems) == (text, "", [])


@pytest.mark.parametrize("mark, codec", [
    (codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF8, "utf-8"),
])  # fmt: skip
def test_a_byte_order_mark_is_part_of_the_file_and_not_of_the_text(mark, codec):
    assert read(mark + STORY.encode(codec)).text == STORY
    assert read(mark, blank=True).text == ""


@given(ANY, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32-be", "cp1251", "shift_jis", "latin-1"]))
def test_a_text_comes_back_in_the_encoding_that_somebody_names(text, codec):
    data = text.encode(codec, "replace")
    decoded = read(data, codec)
    assert decoded.text == data.decode(codec) and decoded.notice == ""


@given(WINDOWS, st.sampled_from("éŠ€“’"), WINDOWS)
def test_a_text_of_windows_1252_comes_back_with_a_notice(before, letter, after):
    text = before + letter + " " + after
    data = text.encode("cp1252")
    assume(not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)))
    try:
        data.decode()
    except UnicodeDecodeError as error:
        decoded = read(data)
        if decoded.problems:  # signs that happen to be a letter of UTF-8, more of them than others
            assert "UTF-8 elsewhere" in decoded.problems[0].found
        else:
            assert (decoded.text, decoded.encoding) == (text, "Windows-1252")
            assert (
                f"byte 0x{data[error.start]:02x} at byte {error.start}, which is not UTF-8" in decoded.notice
            )


@given(
    st.binary(max_size=60),
    st.sampled_from(["", "utf-8", "utf-16", "cp1252", "punycode", "utf-7", "unicode_escape"]),
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_any_bytes_are_a_text_or_one_problem_and_never_half_a_character(data, encoding):
    decoded = read(data, encoding, blank=True)
    assert (decoded.text is None) == (len(decoded.problems) == 1)
    if decoded.text is not None:
        decoded.text.encode()
        assert "\x00" not in decoded.text


@pytest.mark.parametrize(
    "data, encoding, found",
    [
        (b"fer\x81y \xe9", "", "byte 0x81 at byte 3, which is not Windows-1252 nor UTF-8"),
        ("ferry".encode("utf-16-le"), "", "a NUL byte at byte 1 (UTF-16 without a byte order mark, or no text?)"),
        ("é ü é ".encode() + b"\xe9", "", "byte 0xe9 at byte 9, which is not UTF-8, in a file that is UTF-8 elsewhere"),
        (codecs.BOM_UTF8 + b"fer\xe9y", "", "byte 0xe9 at byte 6, which is not UTF-8"),
        (codecs.BOM_UTF16_LE + b"f\x00e", "", "byte 0x65 at byte 4, which is not UTF-16"),
        (codecs.BOM_UTF16_LE + b"f\x00\x00\x00", "", "a NUL at character 1"),
        (b"fer\xe9y", "utf-8", "byte 0xe9 at byte 3, which is not utf-8"),
        (b"fer\x81y", "cp1252", "byte 0x81 at byte 3, which is not cp1252"),
        (rb"\ud800", "unicode_escape", "half a character, U+D800, at character 0"),
        (b" \n", "", "an empty file"),
        (codecs.BOM_UTF8, "", "an empty file"),
        ("\u2003".encode(), "", "an empty file"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place_and_how_to_mend_it(data, encoding, found):
    (problem,) = read(data, encoding).problems
    assert problem.found == found
    assert problem.accepted and problem.mend
    assert ("--encoding" in problem.mend) == (
        "which is not" in found or "UTF-16 without" in found or "half" in found
    )


@pytest.mark.parametrize("name", ["utf-8", "UTF8", "latin1", "cp1251", "utf-16", "shift_jis"])
def test_the_names_that_people_have_for_encodings_are_known(name):
    assert text_encoding(name) == name


# --- the command


@pytest.fixture
def windows(tmp_path):
    path = tmp_path / "old.txt"
    path.write_bytes(STORY.encode("cp1252"))
    return path


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "zip", "a\x00b", "é", " "])
@pytest.mark.parametrize("command", ["quotes", "align", "view", "versions"])
def test_an_encoding_that_is_none_of_text_is_refused(windows, tmp_path, command, name):
    args = {
        "quotes": [windows], "align": [windows, windows], "view": [windows, windows, "-o", tmp_path / "v.html"],
        "versions": [tmp_path, "-o", tmp_path / "g.csv"],
    }[command]  # fmt: skip
    done = run(command, *args, "--encoding", name)
    assert done.exit_code == 2
    assert "is no encoding of text that Python knows; accepted is one such as utf-8" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["old.txt"]


def test_a_text_of_an_old_windows_is_read_and_that_is_said(windows, tmp_path):
    plain = tmp_path / "new.txt"
    plain.write_text(STORY, encoding="utf-8")
    done = run("quotes", windows)
    assert done.stdout.replace("old", "new") == run("quotes", plain).stdout != ""
    said = "old.txt: byte 0xe9 at byte 7, which is not UTF-8: read as Windows-1252 (--encoding decides)\n"
    assert done.stderr == said
    assert run("align", windows, plain).stdout.endswith("1.00\tsame\n")
    assert run("view", plain, windows, "-o", tmp_path / "v.html").stderr.startswith(said)


def test_the_encoding_that_somebody_names_decides(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes("«Никто», — сказал Иван.".encode("cp1251"))
    assert run("align", path, path, "--encoding", "cp1251").stderr == ""
    done = run("align", path, path, "--encoding", "utf-8")
    assert done.exit_code == 1 and done.output.count("which is not utf-8") == 2


def test_offsets_point_into_the_text_behind_a_byte_order_mark(tmp_path):
    path, said = tmp_path / "x.txt", "“No – never,” said Zoë Brandt."
    for codec in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes(said.encode(codec))
        (row,) = map(json.loads, run("quotes", path, "--jsonl").stdout.splitlines())
        assert row["content"] == [[0, 13]]


def test_a_collection_says_how_a_few_texts_were_read_and_counts_the_others(tmp_path):
    for n in range(6):
        (tmp_path / f"{n}.txt").write_bytes(LONG.encode("cp1252" if n else "utf-8"))
    done = run("versions", tmp_path, "-o", tmp_path / "g.csv", "--workers", 2)
    assert done.exit_code == 0
    told = done.stderr.splitlines()
    assert [line.split(": ")[0] for line in told[:3]] == [str(tmp_path / f"{n}.txt") for n in (1, 2, 3)]
    assert all(line.endswith("read as Windows-1252 (--encoding decides)") for line in told[:3])
    assert told[3:] == ["… and so 2 more"]
    assert len({line.split(",")[1] for line in (tmp_path / "g.csv").read_text().splitlines()[1:]}) == 1
    assert run("versions", tmp_path, "-o", tmp_path / "g.csv", "--encoding", "latin-1").stderr == ""


@pytest.mark.parametrize("name", ["in.jsonl", "in.parquet"])
def test_an_encoding_is_not_quietly_ignored_where_a_file_has_its_own(tmp_path, name):
    (tmp_path / name).write_bytes(b'{"id": "a", "text": "x"}\n')
    done = run("versions", tmp_path / name, "-o", tmp_path / "g.csv", "--encoding", "cp1252")
    assert done.exit_code == 1 and "leave --encoding out" in done.output
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_file_with_a_name_in_capitals_is_a_text_too(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("A.TXT", "b.txt", "c.Txt"):
        (tmp_path / "in" / name).write_text(STORY, encoding="utf-8")
    assert run("versions", tmp_path / "in", "-o", tmp_path / "g.csv").exit_code == 0
    assert (tmp_path / "g.csv").read_text().splitlines()[1:] == ["A,A", "b,A", "c,A"]
    assert run("versions", tmp_path / "in", "-o", tmp_path / "in/g.TXT").exit_code == 1


def test_two_files_that_give_one_name_are_told_and_neither_is_lost_unasked(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("x.TXT", "x.txt"):
        (tmp_path / "in" / name).write_text(f"{STORY} {name}", encoding="utf-8")
    if len(list((tmp_path / "in").iterdir())) < 2:
        pytest.skip("this file system takes both names for one")
    done = run("versions", tmp_path / "in", "-o", tmp_path / "g.csv")
    assert done.exit_code == 1 and not (tmp_path / "g.csv").exists()
    assert f"{tmp_path / 'in/x.txt'}\n  found:    the id 'x' a second time" in done.output
    done = run("versions", tmp_path / "in", "-o", tmp_path / "g.csv", "--skip-bad")
    assert "1 documents left out" in done.output
    assert "2 files are called x" in run("quotes", tmp_path / "in/x.TXT", tmp_path / "in/x.txt").stderr


# --- a corpus


def stored(copy, doc_id, codec):
    """Store a text of a corpus in another encoding, and describe it in the table; its file."""
    path = copy / "texts" / f"{doc_id}.txt"
    path.write_bytes(path.read_text(encoding="utf-8").encode(codec))
    described = corpus.describe(path)._asdict()
    table = tables.load(copy, "corpus").set_index("doc_id")
    for column in ("n_chars", "sha256", "sha256_plain"):
        value = described[column]
        table.loc[doc_id, column] = int(value) if column == "n_chars" else value
    tables.write_all(copy, {"corpus": table.reset_index()})
    return path


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_corpus_may_hold_a_text_in_another_encoding_and_its_data_are_the_same(copy, codec):
    stored(copy, "bridge-courier", codec)
    assert check.check(copy)[1] == []
    before = (copy / "derived/sentences.csv").read_bytes()
    for command in ("check", "derive"):
        done = run(command, copy, "--texts", copy / "texts")
        assert done.exit_code == 0
        notice = "bridge-courier.txt: byte 0x93" if codec == "cp1252" else ""
        assert done.stderr.startswith(notice) and bool(done.stderr) == bool(notice)
    assert "bridge-courier: matches" in run("check", copy, "--texts", copy / "texts").output
    assert (copy / "derived/sentences.csv").read_bytes() == before


@pytest.mark.parametrize(
    "codec, name", [("utf-8-sig", "UTF-8 with a byte order mark"), ("cp1252", "Windows-1252")]
)
def test_a_copy_in_another_encoding_is_recognised_and_told_how_to_be_stored(copy, codec, name):
    path = stored(copy, "bridge-courier", codec)
    path.write_bytes((ROOT / "data/sample/texts/bridge-courier.txt").read_bytes())
    _, (problem,) = corpus.find_texts(corpus.load(copy), copy / "texts")
    assert problem.found == "stored as UTF-8; else the same text" and problem.mend == f"save it as {name}"


def test_a_file_that_no_row_claims_is_described_with_how_it_was_read(windows):
    assert corpus.describe(windows)[:2] == ("old.txt", str(len(STORY)))
    assert corpus.describe(windows).note == "byte 0xe9 at byte 7, which is not UTF-8: read as Windows-1252"


def test_nothing_is_derived_from_a_text_that_cannot_be_read(copy):
    path = copy / "texts/bridge-courier.txt"
    path.write_bytes(path.read_bytes() + b"\xff")
    table = tables.load(copy, "corpus").set_index("doc_id")
    table.loc["bridge-courier", "sha256"] = corpus.sha256(path.read_bytes())
    tables.write_all(copy, {"corpus": table.reset_index()})
    _, problems = corpus.find_texts(corpus.load(copy), copy / "texts")
    assert [p.found.endswith("in a file that is UTF-8 elsewhere") for p in problems] == [True]
    assert "--encoding" not in problems[0].mend and "corpus.csv" in problems[0].mend
