"""A measure of one's own: from a file to the noise floor, the page of measures and the results; and what is refused."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import NO_BROWSER, ROOT, build, clone
from hypothesis import given
from hypothesis import strategies as st

from retold import corpus
from retold.book import build as building
from retold.book import catalogue, execution
from retold.chapters import measured, results
from retold.chapters.numbers import number
from retold.cli import main
from retold.common.problems import BadInputError, Fault
from retold.common.progress import quiet
from retold.measures import counts, declared, examples, noise, own, values
from retold.measures.measure import Measure, Totals
from retold.text import Text

PAGE = ROOT / "book" / "add-a-measure.md"
HEAD = "from retold import Measure\n"
GOOD = {
    "key": '"style.commas"',
    "label": '"commas per sentence"',
    "unit": '"commas"',
    "higher": '"longer periods"',
    "page": '"05-readability"',
    "counts": '{"commas": lambda s: s.count(",")}',
    "value": 'lambda n: n["commas"] / n["sentences"]',
    "example": '("One, two. Three.", 0.5)',
}


def block(name: str) -> str:
    """A block of code that the page "Add a measure" shows."""
    found = re.search(
        rf"```\{{code-block\}} \w+\n:name: {re.escape(name)}\n\n(.*?)```", PAGE.read_text(), re.S
    )
    return found[1]


def source(**changed: str | None) -> str:
    """A file with one measure, some of its arguments changed; None takes one away."""
    given = {name: text for name, text in {**GOOD, **changed}.items() if text is not None}
    return HEAD + f"MEASURES = [Measure({', '.join(f'{n}={t}' for n, t in given.items())})]\n"


def load(path: Path) -> tuple[Measure, ...]:
    return own.load(path, declared.DECLARED, declared.PAGES)


def retold(*args: str) -> Result:
    return CliRunner().invoke(main, args)


@pytest.fixture
def mine(tmp_path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(block("mine.py"))
    return path


def test_the_file_of_the_page_declares_a_measure_in_five_lines(mine):
    (measure,) = load(mine)
    assert measure.key == "style.commas"
    assert measure.written == "commas / sentences"
    body = block("mine.py").partition("MEASURES = [Measure(\n")[2].partition(")]")[0]
    assert len(body.strip().splitlines()) <= 5


def test_the_second_file_of_the_page_measures_coded_speech_without_a_text(tmp_path, sample_tables):
    path = tmp_path / "women.py"
    path.write_text(block("women.py"))
    t = corpus.Tables(ROOT / "data/sample", load(path))
    row = next(r for r in measured.listed(t) if r.key == "voices.women")
    spoken = counts.attributions(t).rows
    of_text = spoken[spoken["doc_id"] == "bridge-ledger"]
    women = of_text.loc[of_text["gender"] == "woman", "words"].sum() / of_text["words"].sum()
    assert row.values["bridge-ledger"] == pytest.approx(women)
    assert row.status in noise.STATES


def test_a_measure_that_does_not_say_how_often_it_is_used_is_weighed_all_the_same(sample_tables):
    declared_one = next(m for m in declared.DECLARED if m.key == "speakers.official")
    twin = replace(declared_one, key="own.official", label="x", uses="")
    t = corpus.Tables(ROOT / "data/sample", [twin])
    floor = noise.floor(t).set_index("key")
    assert floor.at["own.official", "gap"] == floor.at["speakers.official", "gap"]
    assert floor.at["own.official", "status"] != noise.UNTESTED


def test_derived_then_shown_a_measure_has_the_value_counted_by_hand_and_a_status(copy, mine):
    assert retold("measures", str(copy), "--measures", str(mine)).stderr.startswith(
        "not derived: style.commas"
    )
    assert retold("derive", str(copy), "--measures", str(mine)).exit_code == 0
    done = retold("measures", str(copy), "--measures", str(mine), "--jsonl")
    assert done.stderr == ""
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(set(row) == {"key", "label", "unit", "page", "values", "status"} for row in rows)
    row = rows[-1]
    assert (row["key"], row["unit"], row["page"]) == ("style.commas", "commas", "05-readability")
    texts, _ = corpus.find_texts(corpus.load(copy), copy / "texts")
    for doc_id, doc in texts.items():
        inside = sum(doc.clean[s:e].count(",") for s, e in doc.clean.sentences)
        assert row["values"][doc_id] == pytest.approx(inside / len(doc.clean.sentences))
    assert row["status"] in noise.STATES and row["status"] != noise.UNTESTED


def test_the_page_of_measures_says_which_are_not_derived(copy, mine):
    entry = catalogue.page(corpus.Tables(copy, load(mine))).partition("(measure-style-commas)=")[2]
    assert "**Not derived**" in entry
    retold("derive", str(copy), "--measures", str(mine))
    assert "**Not derived**" not in catalogue.page(corpus.Tables(copy, load(mine)))


def test_a_build_that_a_users_measure_stops_says_so_on_one_line(monkeypatch, tmp_path):
    fault = BadInputError([Fault("style.commas", "value raised KeyError", "arithmetic", "change value")])

    def fail(*_):
        raise fault

    monkeypatch.setattr(building, "_build", fail)
    with pytest.raises(building.BuildError) as stopped:
        building.build(building.Order(tmp_path, tmp_path / "out"))
    assert str(stopped.value) == "style.commas: value raised KeyError; accepted is arithmetic; change value"


def test_a_notebook_that_bad_input_stops_names_the_first_problem_not_their_number(monkeypatch, tmp_path):
    from nbclient.exceptions import CellExecutionError

    def fail(path, target):
        problem = Fault("style.commas", "value raised KeyError", "arithmetic", "change value")
        raise CellExecutionError("", "BadInputError", str(BadInputError([problem])))

    monkeypatch.setattr(execution, "_run", fail)
    with pytest.raises(execution.NotebookError, match=r"x\.ipynb: style\.commas: value raised KeyError"):
        execution._run_all({tmp_path / "x.ipynb": tmp_path / "run"}, quiet)


def test_of_two_files_neither_is_silently_left_out(copy, mine):
    done = retold("measures", str(copy), "--measures", str(mine), "--measures", str(mine))
    assert done.exit_code == 2 and "name one file" in done.stderr


def test_check_tells_which_measures_are_not_derived(copy, mine):
    done = retold("check", str(copy), "--measures", str(mine))
    assert done.exit_code == 0 and done.stderr.startswith("not derived: style.commas")


def test_the_table_for_reading_has_every_measure_with_a_value_a_text(copy):
    done = retold("measures", str(copy))
    head, *lines = done.stdout.splitlines()
    ids = list(corpus.load(copy).doc_ids)
    assert re.split(r"\s{2,}", head) == ["key", "label", "unit", *ids, "status"]
    listed = {line.split()[0]: re.split(r"\s{2,}", line) for line in lines}
    assert len({len(cells) for cells in listed.values()}) == 1
    assert {"readability.flesch", "speakers.share", "framing.naming.closure", "versions.cosine"} <= set(
        listed
    )


def test_counts_stored_by_another_version_of_the_file_are_not_taken_for_those_of_this_one(copy, mine):
    retold("derive", str(copy), "--measures", str(mine))
    mine.write_text(mine.read_text().replace('count(",")', 'count(" ")'))
    done = retold("measures", str(copy), "--measures", str(mine), "--jsonl")
    row = json.loads(done.stdout.splitlines()[-1])
    assert row["status"] == noise.UNDERIVED and set(row["values"].values()) == {None}
    assert f"retold derive {copy} --measures {mine}" in done.stderr


REFUSED = [
    (None, "no such file"),
    ("MEASURES = [", "does not parse"),
    ("\0", "does not parse"),
    ("x = 1", "no MEASURES"),
    ("MEASURES = []", "MEASURES is empty"),
    ("MEASURES = 3", "MEASURES is a int"),
    ("MEASURES = ['a']", "MEASURES holds a str"),
    ("import no_such_module", "raised ModuleNotFoundError"),
    ("1 / 0", "line 1: it raised ZeroDivisionError"),
    ("raise SystemExit", "raised SystemExit"),
    (HEAD + "MEASURES = [Measure()]", "raised TypeError"),
    (source() + "MEASURES = MEASURES * 2", "'style.commas': it is declared twice, here or by the report"),
    (source(key='"readability.flesch"'), "'readability.flesch': it is declared twice, here or by the report"),
    (source(key='"Commas!"'), "its key is not valid"),
    (source(label='""'), "has no label"),
    (source(unit=None), "has no unit"),
    (source(higher=None), "has no higher"),
    (source(page='"09-nothing"'), "page is '09-nothing'"),
    (source(page=None), "page is ''"),
    (source(value=None), "has no value"),
    (source(example=None), "has no example"),
    (source(example='"One, two."'), "its example is a str"),
    (source(example='("One, two. Three.", "half")'), "has the value 'half', which is no number"),
    (source(example='("One, two. Three.", 7)'), "has the value 0.5 (1 / 2), by hand 7"),
    (source(of='"chapter"'), "of is 'chapter'"),
    (source(uses='"nothing"'), "uses is 'nothing'"),
    (source(counts="[1]"), "counts is a list"),
    (source(counts='{"words": len}'), "a count called words"),
    (source(counts='{"commas": 3}'), "the count 'commas' is a int"),
    (source(counts='{"commas": lambda s: 1 / 0}'), "the count 'commas' raised ZeroDivisionError"),
    (source(counts='{"commas": lambda s: s}'), "the count 'commas' returned str"),
    (source(counts='{"commas": lambda s: float("nan")}'), "the count 'commas' returned nan"),
    (source(counts='{"commas": lambda a, b: 1}'), "the count 'commas' raised TypeError"),
    (source(value='lambda n: n["comas"]'), "value raised KeyError: there is no count 'comas', only"),
    (source(value="lambda n: 3"), "value returned one number instead of an array"),
    (source(value="lambda n: [1, 2, 3, 4]"), "value returned an array of shape (4,)"),
    (source(value='lambda n: float(n["commas"]) / 2'), "value raised TypeError"),
    (source(value="lambda n: 'a'"), "value raised ValueError"),
    (source(each="lambda t: {}"), "a key with {name}, or each, alone"),
    (source(of='"attribution"', example='({"sentences": [{}], "attributions": [{"words": 1}]}, 1)'), "example"),
    (source(of='"attribution"', example='({"sentence": []}, 1)'), "its example has no table sentences"),
    (source(of='"attribution"', example='({"sentences": [], "speaker": []}, 1)'), "a table 'speaker', which is none"),
    (source(of='"attribution"', example='({"sentences": [{"word": 1}]}, 1)'), "a column 'word' in sentences"),
    (source(of='"attribution"'), "its example is of no tables, but it counts in each attribution"),
    (source(example='({"sentences": []}, 1)'), "its example is of no text, but it counts sentences"),
    (source(example='("One.", 1, 2)'), "its example has not the right parts"),
    (source(key='"readability.mine"'), "it begins like the report's own readability.flesch"),
    (source(key='"noise.mine"'), "it begins like other numbers"),
    (source(key="['a']"), "a list: its key is not valid"),
    (source() + source(key='"style.commas.low"').replace("MEASURES =", "MEASURES +="), "it is too like style.commas"),
    (source(reference="None"), "reference is a NoneType"),
    (source(form='"%%"'), "form is '%%'"),
    (source(example='("...", 1)'), "its example has no sentence"),
    (source(example='("One, two. Three.", 10**400)'), "its example has a value that is too large"),
    (source(counts='{"commas": lambda s: 10**400}'), "the count 'commas' raised OverflowError"),
    (source(counts='{"commas": lambda s: exit(0)}'), "the count 'commas' raised SystemExit"),
    (source(value='lambda n: exit(0)'), "value raised SystemExit"),
    (source(value='lambda n: n["commas"] / n["commas"].mean()'), "the value of a draw hangs on the other draws"),
    (source(value='lambda n: n["commas"].__itruediv__(n["sentences"])'), "value raised ValueError"),
    (source(value='lambda n: n["commas"] * 1j'), "value returned complex numbers"),
    (source(key='"style.{name}"', each='lambda t: {"a": "b"}', example='("One.", 1, "a")'), "a family that is counted in sentences"),
    ("(" * 300 + ")" * 300, "does not parse"),
    ("class Odd(BaseException): pass\nraise Odd", "line 2: it raised Odd"),
]  # fmt: skip


@pytest.mark.parametrize("text, found", REFUSED, ids=[found for _, found in REFUSED])
def test_a_file_that_cannot_be_used_is_told_on_one_line_and_nothing_is_touched(tmp_path, text, found):
    path = tmp_path / "mine.py"
    if text is not None:
        path.write_text(text)
    with pytest.raises(BadInputError) as refused:
        load(path)
    told = [str(problem) for problem in refused.value.problems]
    assert all(line.startswith(str(path)) and "\n" not in line for line in told)
    assert all("; accepted is " in line for line in told)
    assert any(found in line for line in told), told
    assert sorted(p.name for p in tmp_path.iterdir()) == (["mine.py"] if text is not None else [])


@pytest.mark.parametrize("command", ["derive", "measures", "check", "book"])
def test_no_command_begins_with_a_file_that_cannot_be_used(copy, tmp_path, command):
    bad = tmp_path / "bad.py"
    bad.write_text(source(example=None))
    before = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
    done = retold(command, str(copy), "--measures", str(bad))
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        f"{bad}: 'style.commas': it has no example; accepted is a text and its value worked by hand; "
        "write example=(text, value)",
        "1 problem found",
    ]
    assert {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()} == before


def test_a_count_that_fails_on_a_real_sentence_names_its_place_not_its_words_and_writes_nothing(
    copy, tmp_path
):
    path = tmp_path / "mine.py"
    path.write_text(source(counts='{"commas": lambda s: s.count(",") if len(s) < 50 else int(s)}'))
    before = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
    done = retold("derive", str(copy), "--measures", str(path))
    assert done.exit_code == 1
    line = done.stderr.splitlines()[0]
    place = re.match(
        r"style\.commas: the count 'commas' raised ValueError at ([a-z-]+):(\d+)-(\d+); accepted is", line
    )
    assert place, line
    texts, _ = corpus.find_texts(corpus.load(copy), copy / "texts")
    words = texts[place[1]].raw[int(place[2]) : int(place[3])]
    assert len(words) > 40 and words[:20] not in done.stderr
    assert {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()} == before


def test_nothing_that_lies_in_a_data_folder_is_run_by_itself(copy):
    trap = copy / "it-ran"
    for name in ("measures.py", "mine.py", "__init__.py", "derived/measures.py", "conftest.py"):
        (copy / name).write_text(f"open({str(trap)!r}, 'w')\nraise SystemExit(9)\n")
    for command in ("derive", "measures", "check"):
        done = retold(command, str(copy))
        assert done.exit_code == 0, done.stderr
    assert not trap.exists()


def test_a_key_whose_numbers_a_chapter_has_already_is_refused_not_overwritten(sample_tables):
    from retold.chapters import registry

    raw = Measure("readability.raw", "x", unit="x", page="05-readability", value=lambda n: n["words"])
    t = corpus.Tables(ROOT / "data/sample", [raw])
    with pytest.raises(BadInputError, match="a measure and a chapter have a number of this name"):
        registry.MEASURED["05-readability"](t)


def test_a_measure_of_ones_own_with_the_counts_of_a_declared_one_has_its_value_and_its_floor(sample_tables):
    twin = Measure(
        "twin.flesch", "twin", unit="score", higher="easier", page="05-readability",
        value=next(m for m in declared.DECLARED if m.key == "readability.flesch").value, example=("One.", 1),
    )  # fmt: skip
    t = corpus.Tables(ROOT / "data/sample", [twin])
    floor = noise.floor(t).set_index("key")
    one, other = (floor.loc[key].drop("label") for key in ("twin.flesch", "readability.flesch"))
    assert one.equals(other.rename("twin.flesch"))


def test_a_finding_on_a_measure_of_ones_own_is_decided_and_tried_under_other_seeds(copy, mine):
    from retold.chapters import check, robustness
    from retold.chapters.registry import measured as all_numbers
    from retold.chapters.rules import UNKNOWN

    retold("derive", str(copy), "--measures", str(mine))
    findings = copy / "findings.csv"
    low, high = "style.commas.low.bridge-courier", "style.commas.high.bridge-courier"
    head = findings.read_text().splitlines()[0].split(",")
    cells = {
        "finding": "commas", "page": "05-readability", "claim": "A claim.", "evidence": low, "measure": "style.commas",
        "rule": f"{low} > 0 and {high} < 9", "overturned_by": "Nothing.", "thesis": "t",
    }  # fmt: skip
    findings.write_text(",".join(head) + "\n" + ",".join(cells.get(name, "") for name in head) + "\n")
    measures = load(mine)
    assert check.check(copy, measures)[1] == []
    assert any(problem.column == "evidence" for problem in check.check(copy)[1])
    t = corpus.Tables(copy, measures)
    decided = robustness.table(t, all_numbers(t))
    assert set(decided["choice"]) == {"seed", "length", "drawing"} and set(decided["status"]) <= {
        "holds",
        UNKNOWN,
    }
    assert decided.loc[decided["choice"] == "seed", "value"].nunique() > 1


def test_a_measure_of_ones_own_that_comes_or_goes_excuses_what_counts_measures_and_nothing_else():
    def cell(key):
        return f"results/measures.csv {key} dam-ledger value"

    plain = {
        "noise.tested": number(19, "d"),
        "noise.share.speakers.share": number(0.5),
        cell("speakers.share"): number(1.0),
    }
    added = {
        **plain,
        "noise.tested": number(20, "d"),
        "own.x.dam-ledger": number(1.0),
        cell("own.x"): number(1.0),
    }
    t = corpus.Tables(ROOT / "data/sample", [Measure("own.x", "x", value=lambda n: n["words"])])
    excused = {"noise.tested", "own.x.dam-ledger", cell("own.x")}
    assert results.recounted(plain, added, t) & added.keys() == excused
    assert results.recounted(added, plain, corpus.Tables(ROOT / "data/sample")) & added.keys() == excused
    assert not results.recounted(plain, added, t) & {
        "noise.cut",
        "noise.needed_least",
        "noise.share.speakers.share",
    }
    assert results.recounted(added, added, t) == set()
    lost = {key: n for key, n in added.items() if "speakers" not in key}
    assert results.recounted(plain, lost, t) == set()


@given(st.text(max_size=80))
def test_any_text_is_counted_sentence_by_sentence(text):
    letters = Measure(
        "own.letters", "x", counts={"letters_a": lambda s: s.count("a")}, value=lambda n: n["letters_a"]
    )
    table = counts.of_text(letters, "d", Text(text))
    assert table["value"].sum() == sum(text[s:e].count("a") for s, e in Text(text).sentences)


def of_attributions(count) -> Measure:
    return Measure(
        "own.x", "x", page="04-speakers", of="attribution", counts={"counted": count}, value=lambda n: n["counted"]
    )  # fmt: skip


def spoil(rows):
    rows["words"] = 0.0
    return rows["words"]


@pytest.mark.parametrize(
    "count, found",
    [
        (lambda rows: 3, "returned int"),
        (lambda rows: rows["words"].head(2), "returned 2 values for other rows"),
        (lambda rows: rows["words"].reset_index(drop=True).rename(lambda n: n + 1), "for other rows than"),
        (lambda rows: rows["group"], "returned what is no number"),
        (lambda rows: rows["words"] * 1j, "returned what is no number"),
        (lambda rows: rows["words"] / 0, "returned what is missing or not finite"),
        (lambda rows: rows["words"].where(rows["words"] > 9), "returned what is missing or not finite"),
        (lambda rows: rows["nothing"], "raised KeyError"),
    ],
)
def test_a_count_of_units_that_is_no_number_a_unit_is_told_not_guessed(count, found):
    t = corpus.Tables(ROOT / "data/sample", [of_attributions(count)])
    with pytest.raises(BadInputError, match=re.escape(found)):
        values.evaluate(t, values.NO_DRAWS, "04-speakers")


def test_a_count_is_by_its_row_whatever_order_it_comes_in_and_spoils_nobody_elses():
    words, turned = (
        of_attributions(c) for c in (lambda r: r["words"], lambda r: r.sort_values("words")["words"])
    )
    one, two, declared_after = (
        values.evaluate(corpus.Tables(ROOT / "data/sample", own), values.NO_DRAWS, "04-speakers")
        for own in ([words], [turned], [of_attributions(spoil)])
    )
    assert one["own.x"][1].of_texts == two["own.x"][1].of_texts
    assert declared_after["speakers.share"][1].of_texts == one["speakers.share"][1].of_texts


def test_a_family_whose_names_are_no_ids_is_told_by_its_key():
    for each in (lambda t: {"Big One": "x"}, lambda t: {1: "x"}, lambda t: 1 / 0, lambda t: None):
        family = Measure(
            "own.{name}", "x", of="mention", each=each, page="06-framing", value=lambda n: n["words"]
        )
        with pytest.raises(BadInputError, match=r"own\.\{name\}: each"):
            declared.of(corpus.Tables(ROOT / "data/sample", [family]))


def test_division_by_zero_is_a_missing_value_without_a_warning():
    measure = Measure("own.ratio", "x", value=lambda n: n["words"] / n["sentences"])
    import numpy as np

    sums = Totals(np.array([[1.0, 0.0], [0.0, 0.0], [4.0, 2.0]]), {"words": 0, "sentences": 1})
    assert measure.values(sums)[2] == 2.0 and np.isnan(measure.values(sums)[:2]).all()


@pytest.mark.slow
def test_the_page_add_a_measure_does_what_it_says(tmp_path, monkeypatch):
    """The file and the commands of the page, in a clone: the measure stands in the book and in the results."""
    folder = clone(tmp_path / "clone")
    (folder / "mine.py").write_text(block("mine.py"))
    derive, show, book = block("commands").strip().splitlines()
    assert book == "retold book data/sample --measures mine.py --out my-book"
    monkeypatch.chdir(folder)
    assert retold(*derive.split()[1:]).exit_code == 0
    assert "style.commas" in retold(*show.split()[1:]).stdout.splitlines()[-1]
    done = build(folder, "data/sample", "--measures", "mine.py", "--out", "my-book", **NO_BROWSER)
    assert done.returncode == 0, done.stderr
    numbers = json.loads((folder / "data/sample/results.json").read_text())
    published = json.loads((ROOT / "data/sample/results.json").read_text())
    own_numbers = {key for key in numbers if "style.commas" in key}
    assert (
        numbers.keys() - published.keys()
        >= own_numbers
        > {"style.commas.dam-ledger", "noise.status.style.commas"}
    )
    assert {
        key: n
        for key, n in numbers.items()
        if key in published and not key.startswith(("noise.", "robustness."))
    }.items() <= published.items()
    assert "style.commas,dam-ledger," in (folder / "data/sample/results/measures.csv").read_text()
    html = folder / "my-book/html"
    measures = (html / "notebooks/measures.html").read_text()
    assert (
        'id="measure-style-commas"' in measures and "commas / sentences" in measures and "2 / 2" in measures
    )
    assert "commas per sentence" in (html / "notebooks/07-noise-floor.html").read_text()
    assert "commas per sentence" in (html / "notebooks/05-readability.html").read_text()
    assert "style.commas" in (html / "book/data-dictionary.html").read_text()


def test_an_example_is_cut_as_one_counts_by_hand():
    measure = Measure("own.n", "x", value=lambda n: n["sentences"], example=("So, it rose. It fell.", 2))
    assert examples.value(measure) == 2
