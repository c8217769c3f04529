"""Stories of a corpus: what `retold versions` proposes for its story_ids, and what it leaves alone."""

import csv
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from retold import corpus
from retold.cli import main
from retold.common.problems import BadInputError
from retold.compare.collection import Pair
from retold.corpus import stories
from retold.corpus.schema import TABLES

BRIDGE = ("bridge-courier", "bridge-respun-a", "bridge-respun-b")


@pytest.fixture
def mine(copy, tmp_path, monkeypatch) -> Path:
    """A corpus below the current folder, without what is derived of it."""
    monkeypatch.chdir(tmp_path)
    shutil.rmtree(copy / "derived")
    return copy


def run(*args):
    return CliRunner().invoke(
        main, ["versions", *(str(a) for a in args), "--workers", "1"], catch_exceptions=False
    )


def rows(path) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def told(folder) -> dict[str, str]:
    return {row["doc_id"]: row["story_id"] for row in rows(folder / "corpus.csv")}


def state(folder, **story_ids: str) -> bytes:
    """Write story_ids into the corpus table, by doc_id with underscores, as a spreadsheet program would save it."""
    changed = {name.replace("_", "-"): story for name, story in story_ids.items()}
    listed = rows(folder / "corpus.csv")
    with (folder / "corpus.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({**row, "story_id": changed.get(row["doc_id"], row["story_id"])} for row in listed)
    return (folder / "corpus.csv").read_bytes()


def blank(folder, *names: str) -> bytes:
    return state(folder, **{name.replace("-", "_"): "" for name in names or told(folder)})


def test_a_corpus_without_story_ids_gets_the_stories_that_its_authors_wrote(mine):
    truth = told(mine)
    before = blank(mine)
    assert run("corpus", "--write").exit_code == 0
    assert told(mine) == truth
    written = (mine / "corpus.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf") and written.count(b"\r\n") == before.count(b"\r\n") == 8
    assert run("corpus", "--write").exit_code == 0
    assert (mine / "corpus.csv").read_bytes() == written
    assert corpus.read(mine)[1] == []


def test_nothing_is_written_into_a_corpus_unless_asked(mine):
    blank(mine)
    before = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    result = run("corpus")
    assert result.exit_code == 0
    assert "corpus.csv is as it was: --write fills its blank cells" in result.stderr
    assert {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()} == before
    assert result.stdout.splitlines()[-2:] == ["versions.csv", "versions-pairs.csv"]
    found = rows("versions.csv")
    assert list(found[0]) == ["doc_id", "group", "story_id", "proposed", "basis"]
    assert [row["doc_id"] for row in found] == sorted(told(mine))
    assert all(row["proposed"] == row["group"] and row["basis"] == "new" for row in found)


def test_a_second_run_leaves_even_the_date_of_the_table(mine):
    blank(mine)
    run("corpus", "--write")
    os.utime(mine / "corpus.csv", ns=(1, 1))
    assert run("corpus", "--write").exit_code == 0
    assert (mine / "corpus.csv").stat().st_mtime_ns == 1


def test_a_story_id_that_somebody_gave_goes_to_the_other_versions_and_is_kept(mine):
    state(mine, bridge_respun_b="the-bridge", bridge_courier="", bridge_respun_a="", dam_ledger="the-dam")
    result = run("corpus", "--write")
    assert result.exit_code == 0
    assert "story_id: 5 known, 2 proposed (2 of their group, 0 new)" in result.stdout
    assert "  the-bridge: bridge-courier, bridge-respun-a, bridge-respun-b\n" in result.stdout
    now = told(mine)
    assert {now[name] for name in BRIDGE} == {"the-bridge"} and now["dam-ledger"] == "the-dam"


def test_a_group_with_two_stories_is_told_and_nothing_is_guessed(mine):
    state(mine, bridge_courier="one", bridge_respun_a="", bridge_respun_b="two", dam_ledger="")
    result = run("corpus", "--write")
    assert result.exit_code == 0
    assert "corpus.csv, row 2, column story_id\n" in result.stderr
    assert "'one' (bridge-courier) and 'two' (bridge-respun-b) in one group of versions" in result.stderr
    assert "nothing is proposed for bridge-respun-a" in result.stderr
    assert "1 group in conflict with corpus.csv" in result.stdout
    now = told(mine)
    assert [now[name] for name in BRIDGE] == ["one", "", "two"] and now["dam-ledger"] == "dam-ledger"
    assert {r["doc_id"]: r["basis"] for r in rows("versions.csv")}["bridge-respun-a"] == "conflict"


def test_pairs_are_shown_until_somebody_has_given_both_texts_one_story(mine):
    blank(mine, "bridge-respun-b")
    result = run("corpus")
    assert "2 pairs to confirm, the least sure first\n" in result.stdout
    pairs = {(row["doc_a"], row["doc_b"]): row["to_do"] for row in rows("versions-pairs.csv")}
    assert pairs[BRIDGE[0], BRIDGE[1]] == "" and pairs[BRIDGE[0], BRIDGE[2]] == "confirm"
    run("corpus", "--write")
    assert "0 pairs to confirm\n" in run("corpus").stdout


def test_a_story_whose_texts_are_no_versions_is_told_and_kept(mine):
    state(mine, dam_northline="dam-ledger")
    result = run("corpus", "--write")
    assert (
        "story_id dam-ledger: its texts are in the groups dam-ledger, dam-northline, and keep it"
        in result.stdout
    )
    assert told(mine)["dam-northline"] == "dam-ledger"


def test_the_two_copies_of_the_kherson_story_are_one_story(texts_dir, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for name in ("corpus.csv", "cleaning.csv"):
        shutil.copy(ROOT / "data" / name, tmp_path / "data")
    truth = told(tmp_path / "data")
    blank(tmp_path / "data")
    assert run("data", "--texts", texts_dir, "--write").exit_code == 0
    now = told(tmp_path / "data")
    assert now["post-kherson-a"] == now["post-kherson-b"]
    assert {a: {b for b in now if now[b] == now[a]} for a in now} == {
        a: {b for b in truth if truth[b] == truth[a]} for a in truth
    }


def test_a_missing_text_is_named_and_can_be_left_out(mine):
    blank(mine)
    (mine / "texts" / "dam-ledger.txt").unlink()
    before = (mine / "corpus.csv").read_bytes()
    failed = run("corpus", "--write")
    assert failed.exit_code == 1
    assert "found:    missing" in failed.output and "'dam-ledger'" in failed.output
    assert (mine / "corpus.csv").read_bytes() == before and not Path("versions.csv").exists()
    passed = run("corpus", "--write", "--skip-bad")
    assert passed.exit_code == 0
    assert "\n1 documents left out: rejected.jsonl\n" in passed.stderr
    assert [name for name, story in told(mine).items() if not story] == ["dam-ledger"]


def test_what_is_no_article_is_not_compared(mine, monkeypatch):
    taken = {}
    group_texts = stories.collection.group_texts

    def seen(texts, **asked):
        taken.update(texts)
        return group_texts(texts, **asked)

    monkeypatch.setattr(stories.collection, "group_texts", seen)
    run("corpus")
    marked = rows(mine / "cleaning.csv")
    assert marked and set(taken) == set(told(mine))
    for row in marked:
        assert not taken[row["doc_id"]][int(row["start"]) : int(row["end"])].strip()


def test_gaps_of_the_coding_do_not_stand_in_the_way_of_finding_versions(mine):
    (mine / "groups.csv").write_text("group,label\nA,\n", encoding="utf-8")
    (mine / "coding" / "pass_1.csv").write_text("no table", encoding="utf-8")
    assert run("corpus").exit_code == 0


@pytest.mark.parametrize(
    "story, said",
    [("Not An Id", "row 2, column story_id\n  found:    'Not An Id'"), (" ", "found:    ' '")],
)
def test_a_story_id_that_is_none_is_named_and_not_replaced(mine, story, said):
    before = state(mine, bridge_courier=story)
    failed = run("corpus", "--write")
    assert failed.exit_code == 1 and said in failed.output
    assert (mine / "corpus.csv").read_bytes() == before


def test_a_corpus_with_a_blank_story_id_is_still_incomplete_elsewhere_and_check_says_who_helps(mine):
    blank(mine, "dam-ledger")
    listed = [p for p in corpus.read(mine)[1] if p.column == "story_id"]
    assert [p.found for p in listed] == ["a blank cell"] and "command versions proposes it" in listed[0].mend


@pytest.mark.parametrize("source", ["corpus", "corpus/texts"])
@pytest.mark.parametrize("out", ["corpus/groups.csv", "corpus/corpus.csv", "corpus/coding/passages.csv"])
def test_groups_of_versions_never_take_the_place_of_groups_of_speakers_or_another_table(mine, source, out):
    (mine / "coding" / "passages.csv").unlink()  # a table that is not there yet keeps its name
    before = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    failed = run(source, "-o", out)
    assert failed.exit_code == 1
    assert f"{out}\n  found:    the place of a table of the corpus corpus" in failed.output
    assert {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()} == before


def test_a_text_is_not_written_over(mine):
    before = (mine / "texts" / "dam-ledger.txt").read_bytes()
    failed = run("corpus", "-o", "corpus/texts/dam-ledger.txt")
    assert failed.exit_code == 1 and "a text of the corpus" in failed.output
    assert (mine / "texts" / "dam-ledger.txt").read_bytes() == before


@pytest.mark.parametrize("place, source", [(".", "."), (".", "texts"), ("texts", "..")])
def test_a_corpus_gets_no_file_that_nobody_asked_for(mine, monkeypatch, place, source):
    monkeypatch.chdir(mine / place)
    before = sorted(mine.rglob("*"))
    failed = run(source)
    assert failed.exit_code == 1 and "-o left out, and the current folder is in a corpus" in failed.output
    assert sorted(mine.rglob("*")) == before
    assert run(source, "-o", mine.parent / "elsewhere.csv").exit_code == 0


@pytest.mark.parametrize(
    "args, said",
    [
        (["corpus", "--encoding", "cp1252"], "--encoding with a corpus"),
        (["corpus/corpus.csv"], "the table of a corpus"),
        (["corpus", "--texts", "nowhere"], "nowhere: no such folder; accepted is a folder with the texts"),
        (["corpus", "-o", "no/where.csv"], "no such folder"),
        (["nowhere"], "or a corpus folder, which holds corpus.csv"),
    ],
)
def test_what_cannot_be_meant_of_a_corpus_is_refused_with_a_way_out(mine, args, said):
    failed = run(*args)
    assert failed.exit_code == 1 and said in failed.output and "Traceback" not in failed.output
    assert sorted(p.name for p in mine.parent.iterdir()) == ["corpus"]


def test_a_full_disk_leaves_the_table_of_a_corpus_whole(mine, monkeypatch):
    before = blank(mine)

    def full(path, target):
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", full)
    failed = run("corpus", "--write")
    assert failed.exit_code == 1 and "No space left" in failed.output
    assert (mine / "corpus.csv").read_bytes() == before
    assert not [path for path in mine.iterdir() if path.name.startswith(".")]


def test_a_table_that_may_not_be_written_is_told_before_texts_are_compared(mine, monkeypatch):
    blank(mine)
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path).name != "corpus.csv" and access(path, mode)
    )
    with pytest.raises(BadInputError, match="you may not write"):
        stories.run(mine, mine / "texts", Path("versions.csv"), write=True)
    stories.run(mine, mine / "texts", Path("versions.csv"), workers=1)


def test_a_part_that_was_taken_over_is_to_be_looked_at_and_no_version():
    pairs = [Pair("a", "b", 0.9), Pair("a", "c", 0.4, "partial", 0.8), Pair("b", "d", 0.3, "partial", 0.9)]
    known = {"a": "", "b": "s", "c": "", "d": "s"}
    groups = {"a": "a", "b": "a", "c": "c", "d": "d"}
    opened = list(stories.opened(pairs, known, groups))
    assert [found.to_do for found in opened] == ["confirm", "look at", ""]
    found = stories.Found(stories.propose(known, groups), opened, [], {}, [], False)
    assert "1 pair to look at" in list(stories.lines(found)) and "  0.80  a  c" in list(stories.lines(found))


def test_what_the_table_has_answered_is_not_asked_again_but_for_a_conflict():
    known = {"a": "s", "b": "t", "c": "u"}
    pairs = [Pair("a", "b", 0.9), Pair("b", "c", 0.2)]
    opened = stories.opened(pairs, known, {"a": "a", "b": "a", "c": "c"})
    assert [found.to_do for found in opened] == ["confirm", ""]


def test_a_long_list_of_pairs_is_cut_and_says_so():
    names = [f"t-{n}" for n in range(30)]
    pairs = [stories.OpenPair(Pair(names[0], name, 0.5), stories.CONFIRM) for name in names[1:]]
    proposals = stories.propose(dict.fromkeys(names, ""), dict.fromkeys(names, names[0]))
    said = list(stories.lines(stories.Found(proposals, pairs, [], {}, [], False)))
    assert "  … and 9 more" in said and len(said) < 30


IDS = st.sampled_from(["a", "a-2", "a-2-2", "b", "b-2", "c", "d"])


@given(st.dictionaries(IDS, st.one_of(st.just(""), IDS), min_size=1), st.data())
def test_no_proposed_story_is_another_one_and_each_can_stand_in_the_table(known, data):
    names = sorted(known)
    groups, members = {}, {}
    for name in names:
        first = data.draw(st.sampled_from([*members, name]))
        members.setdefault(first, []).append(name)
        groups[name] = first
    proposals = stories.propose(known, groups)
    after = {p.doc_id: p.story_id or p.proposed for p in proposals}
    assert all(not (p.story_id and p.proposed) for p in proposals)
    assert all(TABLES["corpus"].by_name["story_id"].accepts(story) for story in after.values() if story)
    fresh = {p.group: p.proposed for p in proposals if p.basis == "new"}
    assert len(set(fresh.values())) == len(fresh) and not set(fresh.values()) & (set(known.values()) - {""})
    # A text's own name is no name for the story of others.
    assert all(story == group or story not in known for group, story in fresh.items())
    for of in members.values():
        there = {known[name] for name in of} - {""}
        now = {after[name] for name in of}
        assert len(now - {""}) == max(1, len(there))
        assert ("" in now) == (len(there) > 1 and any(not known[name] for name in of))
    again = stories.propose(after, groups)
    assert not any(p.proposed for p in again)
