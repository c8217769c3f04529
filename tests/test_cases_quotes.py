"""Every case of who says what that was judged by hand: one test a case, named by its kind."""

import json

import pytest
from click.testing import CliRunner
from judging import cases, judge

import retold
from retold.cli import main


def by_speaker(pairs):
    """Who says what, however it is parted: all words of a speaker as they stand in the text."""
    said = {}
    for speaker, words in pairs:
        said[speaker] = f"{said[speaker]} {words}" if speaker in said else words
    return said


@pytest.mark.parametrize("case", cases("quotes"))
def test_a_reader_is_told_who_said_it_and_no_word_more_or_less(case):
    text = case["input"]
    found = retold.attribute(text)
    got = [
        (speaker, " ".join(text[s:e] for s, e in content))
        for speaker, content in zip(found["speaker"], found["content"], strict=True)
    ]
    asked = {key: by_speaker(case[key]) for key in ("expected", "ours") if key in case}
    judge(case | asked, by_speaker(got))


@pytest.mark.parametrize("words", ["'We wait,'", "“We wait,”"])
def test_a_quotation_at_the_head_of_a_file_is_not_lost_behind_its_byte_order_mark(tmp_path, words):
    text, file = f"{words} said Ada Finch.", tmp_path / "marked.txt"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = CliRunner().invoke(main, ["quotes", str(file), "--jsonl"], catch_exceptions=False)
    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, row["kind"], row["speaker"], row["decided"]) == (0, "direct", "ada-finch", True)
    assert [text[s:e] for s, e in row["content"]] == [words]
