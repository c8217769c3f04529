import functools
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

from retold import corpus, derive
from retold.chapters import check
from retold.common.problems import BadInputError
from retold.corpus import crosscheck
from retold.corpus.schema import TABLES


def texts_of(copy):
    return copy / "texts"


def found_in(copy):
    return corpus.find_texts(corpus.load(copy), texts_of(copy))


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_texts_are_found_by_hash_whatever_their_names(copy):
    for n, path in enumerate(sorted(texts_of(copy).iterdir())):
        path.rename(path.with_name(f"{n}.dat"))
    found, problems = found_in(copy)
    assert problems == []
    assert list(found) == corpus.load(copy).doc_ids


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda b: b"", "empty file"),
        (lambda b: b.decode().encode("utf-16"), "UTF-16"),
        (lambda b: b.decode().encode("cp1252"), "stored as Windows-1252; else the same text"),
        (lambda b: b + b"\xff", "not UTF-8"),
        (lambda b: b + b"\x00", "NUL byte"),
        (lambda b: b.replace(b"\n", b"\r\n"), "only in white space or quotation marks"),
        (lambda b: b.replace("“".encode(), b'"'), "only in white space or quotation marks"),
        (lambda b: b.replace(b"a fisherman", b"an old fisherman"), "differs between character"),
    ],
)
def test_a_text_that_differs_says_how_and_nothing_is_written(copy, change, said):
    path = texts_of(copy) / "bridge-courier.txt"
    path.write_bytes(change(path.read_bytes()))
    before = {p: p.read_bytes() for p in (copy / "derived").iterdir()}
    found, problems = found_in(copy)
    assert "bridge-courier" not in found
    assert [said in p.found for p in problems] == [True]
    with pytest.raises(BadInputError):
        derive.run(corpus.load(copy), texts_of(copy))
    assert {p: p.read_bytes() for p in (copy / "derived").iterdir()} == before


def test_the_place_of_a_difference_is_right(copy):
    path = texts_of(copy) / "bridge-courier.txt"
    at = path.read_text(encoding="utf-8").index("a fisherman")
    replace(path, "a fisherman", "an old fisherman")
    found = found_in(copy)[1][0].found
    low, high = (int(n) for n in found.split("character ")[1].split(":")[0].replace(" and ", " ").split())
    assert low <= at <= high + 1


def test_a_missing_text_is_named(copy):
    (texts_of(copy) / "dam-ledger.txt").unlink()
    _, problems = found_in(copy)
    assert [("missing" in p.found, "dam-ledger" in p.accepted) for p in problems] == [(True, True)]


def test_a_missing_folder_is_a_message(copy):
    assert "no such folder" in corpus.find_texts(corpus.load(copy), copy / "nowhere")[1][0].found
    assert "no such folder" in corpus.read(copy / "nowhere")[1][0].found


@pytest.mark.parametrize(
    "file, old, new, column",
    [
        ("corpus.csv", "dam-ledger,The", "dam-northline,The", "doc_id"),
        ("corpus.csv", "2031-05-15", "15 May 2031", "published"),
        ("corpus.csv", "respun,,,none", "copied,,,none", "copy_kind"),
        ("cleaning.csv", "dam-northline,0,", "dam-northline,9000,", "end"),
        ("cleaning.csv", "dam-northline,0,", "dam-nowhere,0,", "doc_id"),
        ("speakers.csv", "Lena Ortiz,expert", "Lena Ortiz,wizard", "group"),
        ("speakers.csv", "Lena Ortiz,expert", "Lena Ortiz,", "group"),
        ("coding/attributions.csv", "tomas-rell", "tomas-bell", "speaker_id"),
        ("naming.csv", "cracks?|fissures?", "cracks?|(", "pattern"),
    ],
)
def test_tables_that_contradict_each_other_are_told(copy, file, old, new, column):
    replace(copy / file, old, new)
    _, problems = corpus.read(copy)
    assert any(p.file.endswith(file) and p.column == column for p in problems), problems


def test_an_attribution_beyond_the_end_of_its_text_is_told(copy):
    coded = corpus.load(copy).tables["coded"]
    replace(copy / "coding/attributions.csv", coded["content"][0], "0-99999")
    _, problems = corpus.read(copy)
    assert [(p.row, p.column) for p in problems] == [(2, "content")]


def test_a_corpus_of_one_text_is_told_so(copy):
    shutil.rmtree(copy / "coding")
    (copy / "cleaning.csv").unlink()
    lines = (copy / "corpus.csv").read_text(encoding="utf-8").splitlines()
    (copy / "corpus.csv").write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")
    _, problems = corpus.read(copy)
    assert [p.found for p in problems] == ["one text only"]


def test_an_excerpt_longer_than_twelve_words_is_refused(copy):
    text = (texts_of(copy) / "dam-ledger.txt").read_text(encoding="utf-8")
    start = text.index("The level")
    end = start + 80
    (copy / "excerpts.csv").write_text(
        f'excerpt_id,doc_id,start,end,text,purpose\nx,dam-ledger,{start},{end},"{text[start:end]}",x\n',
        encoding="utf-8",
    )
    assert any("at most 12 words" in p.accepted for p in corpus.read(copy)[1])


def test_an_excerpt_must_stand_in_its_text(copy):
    (copy / "excerpts.csv").write_text(
        "excerpt_id,doc_id,start,end,text,purpose\nx,dam-ledger,3,9,nothing,x\n", encoding="utf-8"
    )
    assert any(p.column == "text" for p in found_in(copy)[1])


def test_cleaning_keeps_offsets_and_removes_the_words(sample):
    _read, texts = sample
    doc = texts["dam-northline"]
    assert len(doc.clean) == len(doc.raw)
    assert "Sign up" in doc.raw
    assert "Sign up" not in doc.clean


def test_the_projects_own_corpus_is_in_order():
    assert corpus.read(ROOT / "data")[1] == []
    assert corpus.read(ROOT / "data/sample")[1] == []


def test_derived_data_of_other_texts_are_told_to_be_stale(copy):
    replace(copy / "derived/documents.csv", "dam-ledger,811", "dam-ledger,812")
    replace(copy / "derived/documents.csv", "dam-northline", "dam-other")
    found = {p.found for p in check.check(copy)[1]}
    assert found == {"dam-ledger: 812 characters", "no row for 'dam-northline'", "'dam-other'"}


@pytest.mark.parametrize("file", ["terms", "sentences", "attributions", "similarities"])
def test_any_derived_table_of_another_text_is_told_to_be_stale(copy, file):
    replace(copy / f"derived/{file}.csv", "bridge-courier", "bridge-other")
    assert any("bridge-other" in p.found for p in check.check(copy)[1])


@pytest.mark.parametrize("file", ["cleaning.csv", "naming.csv"])
def test_derived_data_are_stale_once_a_table_behind_them_changes(copy, file):
    (copy / file).write_text((copy / file).read_text() + "\n")
    assert [p.found for p in check.check(copy)[1]] == ["changed since the data were derived"]


def test_a_description_that_does_not_fit_its_text_is_told_with_the_right_one(copy):
    replace(copy / "corpus.csv", ",CC0 1.0,1098,", ",CC0 1.0,9999,")
    problems = found_in(copy)[1]
    assert [(p.row, p.column, p.accepted) for p in problems] == [(2, "n_chars", "1098")]


def test_one_text_under_two_names_is_told(copy):
    rows = (copy / "corpus.csv").read_text().splitlines()
    rows.append(rows[-1].replace("dam-northline", "dam-again"))
    (copy / "corpus.csv").write_text("\n".join(rows) + "\n")
    assert [(p.row, p.column) for p in corpus.read(copy)[1]] == [(9, "sha256")]


def test_a_file_no_row_claims_is_described_for_the_table(copy):
    path = texts_of(copy) / "new.txt"
    path.write_text("A new text.", encoding="utf-8")
    assert corpus.unclaimed(corpus.load(copy), texts_of(copy)) == [path]
    assert corpus.describe(path)[:2] == ("new.txt", "11")


def test_a_utf16_or_marked_copy_is_recognised_as_the_same_text(copy):
    path = texts_of(copy) / "dam-ledger.txt"
    raw = path.read_bytes()
    for data in (raw.decode().encode("utf-16"), b"\xef\xbb\xbf" + raw):
        path.write_bytes(data)
        assert ["else the same text" in p.found for p in found_in(copy)[1]] == [True]


def test_one_bad_table_does_not_drown_the_reader_in_errors(copy):
    replace(copy / "speakers.csv", "Lena Ortiz,expert", "Lena Ortiz,EXPERT")
    assert len(corpus.read(copy)[1]) == 1


FINDINGS = "finding,thesis,claim,rule,evidence,measure,page,overturned_by\n"


@pytest.mark.parametrize(
    "file, text, column",
    [
        ("naming.csv", "term,pattern,class,actor,contrast,note\nx,c*,x,,,\n", "pattern"),
        ("naming.csv", "term,pattern,class,actor,contrast,note\nx,(?i)c,x,,,\n", "pattern"),
        ("findings.csv", FINDINGS + "x,T,X.,a => b,versions.a,,02-versions,Y.\n", "rule"),
        ("findings.csv", FINDINGS + "x,T,X.,a > b,a,,99-nothing,Y.\n", "page"),
        ("actors.csv", "actor,label,pattern,groups,speakers,note\nx,X,(,,,\n", "pattern"),
        ("actors.csv", "actor,label,pattern,groups,speakers,note\nx,X,y,wizards,,\n", "groups"),
        ("actors.csv", "actor,label,pattern,groups,speakers,note\nx,X,y,,merlin,\n", "speakers"),
    ],
)
def test_a_pattern_or_rule_that_cannot_work_is_told_with_its_row(copy, file, text, column):
    (copy / file).write_text(text)
    told = [p for p in check.check(copy)[1] if p.file.endswith(file) and p.column]
    assert [(p.row, p.column) for p in told] == [(2, column)]


def test_an_attribution_nested_in_nothing_is_told(copy):
    replace(copy / "coding/attributions.csv", ",operator,,", ",operator,c99,")
    assert [(p.row, p.column) for p in corpus.read(copy)[1]] == [(2, "nested_in")]


def test_an_adjudicated_table_changed_by_hand_is_told(tmp_path):
    import shutil

    folder = shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("sample"))
    assert check.check(folder)[1] == []
    replace(folder / "coding/attributions.csv", ",indirect,", ",direct,")
    assert any("decisions do not give" in p.found for p in check.check(folder)[1])


@pytest.mark.parametrize(
    ("table", "cell", "broken", "said"),
    [
        ("propositions", ",c04,c04,", ",c99,c04,", "'c99'"),
        ("quotations", "253-300", "253-30000", "253-30000"),
        ("quotations", "bridge-respun-b", "bridge-respun-z", "'bridge-respun-z'"),
        ("damage", "207-216", "216-207", "216-207"),
        ("damage", ",own,,", ",own,d99,", "'d99'"),
        ("damage", "stray-word", "mess", "'mess'"),
    ],
)
def test_a_coding_of_versions_that_points_nowhere_is_told_with_its_row(copy, table, cell, broken, said):
    path = copy / "coding" / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(cell, broken, 1), encoding="utf-8")
    _, problems = corpus.read(copy)
    assert any(said in p.found and p.row and table in p.file for p in problems), problems


FRAMES = "doc_id,passage,code,voice,target,issue,note\n"


@pytest.mark.parametrize(
    "row, column, found",
    [
        ("dam-ledger,2,doom,outlet,,,", "code", "'doom'"),
        ("dam-ledger,2,problem,narrator,,,", "voice", "'narrator'"),
        ("dam-ledger,2,problem,outlet,operator,,", "target", "'operator'"),
        ("dam-ledger,2,blame,outlet,martians,upkeep,", "target", "'martians'"),
        ("dam-ledger,2,blame,outlet,operator,,", "issue", "''"),
        ("dam-ledger,2,blame,wizards,operator,upkeep,", "voice", "'wizards'"),
        ("dam-ledger,99,problem,outlet,,,", "passage", "99"),
        ("no-text,2,problem,outlet,,,", "doc_id", "'no-text'"),
    ],
)
def test_a_code_outside_the_codebook_is_told_with_its_row_and_what_is_accepted(copy, row, column, found):
    (copy / "coding/frames.csv").write_text(FRAMES + row + "\n")
    told = [p for p in corpus.read(copy)[1] if p.file.endswith("frames.csv")]
    assert [(p.row, p.column, p.found) for p in told] == [(2, column, found)]
    assert all(p.accepted and p.mend for p in told)


def test_passages_that_overlap_or_end_behind_the_text_are_told(copy):
    (copy / "coding/passages.csv").write_text(
        "doc_id,passage,start,end\ndam-ledger,1,0,50\ndam-ledger,2,40,90\ndam-ledger,3,100,999999\n"
    )
    told = [(p.row, p.column) for p in corpus.read(copy)[1] if p.file.endswith("passages.csv")]
    assert sorted(told) == [(3, "start"), (4, "end")]


def test_frames_without_a_decision_on_each_difference_are_told(copy):
    path = copy / "coding/frame_decisions.csv"
    path.write_text("\n".join(path.read_text().splitlines()[:-1]) + "\n")
    assert any("no decision on" in p.found for p in check.check(copy)[1])


@pytest.mark.parametrize("command", [["check"], ["derive", "--texts", "x"]])
def test_a_folder_that_is_not_there_is_one_line(command):
    from click.testing import CliRunner

    from retold.cli import main

    done = CliRunner().invoke(main, [*command, "--data", "nosuch"])
    assert done.exit_code == 1
    assert done.output.strip().splitlines() == [
        "nosuch: no such folder; accepted is a folder with corpus.csv"
    ]
    done = CliRunner().invoke(main, ["check", "--data", str(ROOT / "data/sample"), "--texts", "nosuch"])
    assert len(done.output.strip().splitlines()) == 1


def test_a_cell_that_should_hold_spans_and_does_not_is_a_message(copy):
    path = copy / "coding/attributions.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",indirect,", ",indirect,x", 1), encoding="utf-8"
    )
    problems = corpus.read(copy)[1]
    assert any(p.column == "content" for p in problems)


def test_a_corpus_table_without_short_names_is_read_as_before(copy):
    path = copy / "corpus.csv"
    assert "short" not in path.read_text(encoding="utf-8").splitlines()[0]
    read = corpus.load(copy)
    assert list(read.documents["short"]) == [""] * len(read.documents)


def test_evidence_of_another_chapter_is_named_before_a_page_is_built(copy):
    path = copy / "findings.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "x,T,C.,speakers.share > 0,readability.pairs,,04-speakers,O.\n",
        encoding="utf-8",
    )
    assert any(p.column == "evidence" and "readability.pairs" in p.found for p in check.check(copy)[1])


def test_a_cell_of_blanks_is_a_blank_cell(copy):
    path = copy / "groups.csv"
    path.write_text(path.read_text(encoding="utf-8") + "x,  \n", encoding="utf-8")
    assert any(p.column == "label" for p in corpus.read(copy)[1])


WRONG = {"span": "0-999999999", "spans": "0-999999999", "count": 999_999_999}
loaded = functools.cache(corpus.load)
# No corpus of ours was imported.
IMPORTED = pd.DataFrame([dict.fromkeys(TABLES["import"].names, "") | {"doc_id": "cnn-kharkiv"}])
REFERRING = [c for t in TABLES.values() if not t.derived for c in t.columns if c.references]


@pytest.mark.parametrize("column", REFERRING, ids=lambda c: f"{c.table}.{c.name}")
def test_a_value_that_refers_to_nothing_is_told_whatever_its_table(column):
    ours = [read.tables for read in map(loaded, (ROOT / "data", ROOT / "data/sample"))]
    held = (frames for frames in ours if frames[column.table][column.name].astype(str).ne("").any())
    frames = next(held, {**ours[0], "import": IMPORTED})
    frame = frames[column.table].copy()
    row = next(n for n, cell in enumerate(frame[column.name]) if str(cell))
    assert crosscheck.problems(Path("x"), frames, set()) == []
    frame.loc[frame.index[row], column.name] = WRONG.get(column.type, "nowhere")
    problems = crosscheck.problems(Path("x"), {**frames, column.table: frame}, set())
    assert (column.name, row + 2) in {
        (p.column, p.row) for p in problems if p.file.endswith(TABLES[column.table].file)
    }


def test_no_excerpt_is_shown_of_a_text_whose_rights_nobody_stated(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("sample"))
    path = folder / "corpus.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[table["doc_id"] == "cnn-kharkiv", "rights"] = "unknown"
    table.to_csv(path, index=False)
    shown = set(pd.read_csv(folder / "excerpts.csv").query("doc_id == 'cnn-kharkiv'").index + 2)
    told = {p.row for p in corpus.read(folder)[1] if p.file.endswith("excerpts.csv") and p.column == "doc_id"}
    assert shown and told == shown
