"""The face of the library: what somebody gets who writes `import retold` in a notebook of their own."""

import ast
import doctest
import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import click
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

import retold
from retold.book import reference, sphinx_frames
from retold.cli import main
from retold.compare import collection
from retold.compare.similarity import tfidf_cosine
from retold.measures import noise

OFFERED = [name for name in retold.__all__ if name not in (*retold.ROOMS, "ROOMS", "__version__")]
PAGE = (ROOT / "book/api.md").read_text(encoding="utf-8")
ANY = st.text(max_size=120)
PROSE = st.lists(
    st.sampled_from('The dam held. said Lena Brandt “It will hold,” " \' she he \n\n … U.S. Mr. 1,200 中文。 العربية — ?! 😀'.split(" ")),
    max_size=25,
).map(" ".join)  # fmt: skip
TEXTS = ANY | PROSE


def documented(name: str) -> str:
    return inspect.getdoc(getattr(retold, name)) or ""


# What is offered


def test_to_import_the_library_costs_nothing_that_one_did_not_ask_for():
    code = "import sys; before = set(sys.modules); import retold; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "retold" in loaded
    assert loaded - set(sys.stdlib_module_names) == {"retold"}


def test_an_editor_knows_each_name_from_where_it_is_taken():
    face = ast.parse((ROOT / "retold/__init__.py").read_text(encoding="utf-8"))
    typed = next(node for node in face.body if isinstance(node, ast.If) and isinstance(node.test, ast.Name))
    known = {
        alias.name: node.module
        for node in typed.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert known == {**retold._HOMES, **dict.fromkeys(retold.ROOMS, "retold")}
    assert set(retold.__all__) == {*known, "ROOMS", "__version__"}
    assert set(dir(retold)) == set(retold.__all__)


def test_a_room_is_there_by_its_name_and_a_mistyped_name_is_named():
    assert retold.speech.attribute is retold.attribute
    with pytest.raises(AttributeError, match="has no attribute 'sentencez'"):
        _ = retold.sentencez


@pytest.mark.parametrize("name", OFFERED)
def test_nobody_has_to_guess_what_a_verb_takes_returns_and_raises(name):
    said = documented(name)
    sections = re.findall(r"(?m)^(\w[\w ]*)\n-+$", said)
    wanted = {"Examples"}
    if inspect.isfunction(getattr(retold, name)):
        wanted |= {"Parameters", "Returns", "Raises"}
    assert wanted <= set(sections)
    assert said.splitlines()[0].endswith(".")


@pytest.mark.parametrize("name", OFFERED)
def test_the_example_of_a_verb_gives_what_it_says_where_nothing_else_is_imported(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    runner = doctest.DocTestRunner(verbose=False)
    (example,) = doctest.DocTestFinder(recurse=False).find(getattr(retold, name), name, globs={})
    said: list[str] = []
    runner.run(example, out=said.append)
    assert runner.tries > 0 and not said, "".join(said)


@pytest.mark.parametrize("name", OFFERED)
def test_the_page_of_the_library_leaves_out_no_name(name):
    assert re.search(rf"(?m)^\.\. auto(?:function|class|exception):: retold\.{name}$", PAGE)


def test_the_page_of_the_library_lists_the_rooms_and_says_that_it_asks_no_network():
    assert ".. automodule:: retold" in PAGE
    for room in retold.ROOMS:
        assert f"- ``{room}``: " in retold.__doc__
    for name in ("ROOMS", "__version__"):
        assert f"`retold.{name}`" in PAGE
    assert "network" in PAGE.split("```")[0]


def test_the_example_of_the_readme_prints_what_it_says(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"(?s)## Use the library\n+```python\n(.*?)```", readme)[1]
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == re.findall(r"(?m)  # (.*)$", example)


CALLS = """
import pathlib
import retold

spans: list[tuple[int, int]] = retold.sentences("a") + retold.words("a")
groups = retold.group(["a"], ["b"])
groups, pairs = retold.group([1, 2], ["a", "b"], return_pairs=True)
tables = retold.load("mine") if spans else retold.load(pathlib.Path("mine"))
labels: dict[str, str] = tables.labels
try:
    retold.similarity({"a": "b"})
except retold.BadInputError as error:
    print(error.problems[0].found, retold.text.words("a"))
"""
MISTAKES = """
import retold

retold.sentences(3)
retold.sentencez("a")
retold.align("a", None)
"""


@pytest.mark.slow
def test_a_type_checker_takes_right_calls_and_finds_wrong_ones_with_nothing_but_the_wheel(wheel, tmp_path):
    python = Path(wheel).with_name("python")
    (marker,) = python.parent.parent.glob("lib/python*/site-packages/retold/py.typed")
    assert marker.is_file()
    (tmp_path / "calls.py").write_text(CALLS)
    (tmp_path / "mistakes.py").write_text(MISTAKES)
    check = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python), "--cache-dir", str(tmp_path / "cache")]  # fmt: skip
    right, wrong = (
        subprocess.run([*check, name], cwd=tmp_path, capture_output=True, text=True)
        for name in ("calls.py", "mistakes.py")
    )
    assert right.returncode == 0, right.stdout
    assert re.findall(r"mistakes\.py:(\d+): error", wrong.stdout) == ["4", "5", "6"], wrong.stdout


@pytest.mark.slow
def test_a_measure_of_ones_own_works_with_nothing_but_the_wheel(wheel, tmp_path):
    page = (ROOT / "book/add-a-measure.md").read_text(encoding="utf-8")
    (tmp_path / "mine.py").write_text(page.partition(":name: mine.py\n\n")[2].partition("```")[0])
    shutil.copytree(ROOT / "data/sample", tmp_path / "data/sample")
    for command in ("derive", "measures"):
        done = subprocess.run(
            [wheel, command, "data/sample", "--measures", "mine.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1]
    assert last.startswith("style.commas") and last.endswith(tuple(noise.STATES)), last


# What the verbs do with any text


@given(TEXTS)
def test_whatever_a_text_holds_its_sentences_and_words_lie_in_it_and_in_order(text):
    for spans in (retold.sentences(text), retold.words(text)):
        flat = [at for span in spans for at in span]
        assert flat == sorted(flat) and all(0 <= start < end <= len(text) for start, end in spans)


@given(TEXTS)
def test_whatever_a_text_holds_who_says_what_lies_in_it_and_in_order(text):
    said = retold.attribute(text)
    assert list(said.columns)[:4] == ["kind", "content", "cue", "source"]
    starts = [spans[0][0] for spans in said["content"]]
    assert starts == sorted(starts)
    for row in said.itertuples():
        for start, end in (*row.content, *filter(None, (row.cue, row.source))):
            assert 0 <= start < end <= len(text)
        assert 0 <= row.confidence <= 1


@given(TEXTS, TEXTS)
def test_whatever_texts_hold_the_places_that_are_aligned_lie_in_them(a, b):
    pairs = retold.align(a, b)
    for row in pairs.itertuples():
        for text, spans in ((a, row.a), (b, row.b)):
            assert list(spans) == sorted(spans) and all(0 <= s < e <= len(text) for s, e in spans)
        assert 0 <= row.similarity <= 1
    assert set(pairs.loc[pairs["a"].map(len) == 0, "operation"]) <= {"inserted"}


@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_whatever_texts_hold_each_is_as_alike_to_another_as_that_to_it(texts):
    alike = retold.similarity(texts)
    assert alike.shape == (len(texts), len(texts))
    assert ((alike >= 0) & (alike <= 1)).all(axis=None) and (np.diag(alike) == 1).all()
    np.testing.assert_allclose(alike, alike.T)


@given(st.lists(TEXTS, max_size=5))
def test_whatever_texts_hold_each_is_in_one_group_named_after_its_first(texts):
    ids = [f"d{n}" for n in range(len(texts))]
    groups, pairs = retold.group(ids, texts, return_pairs=True)
    assert list(groups.index) == ids
    for first, members in groups.groupby(groups):
        assert first == min(members.index)
    assert (pairs["doc_a"] < pairs["doc_b"]).all() and pairs["score"].between(0, 1).all()


# What they give on texts that one knows


def test_similarity_is_the_one_of_the_report(sample, sample_tables):
    _, documents = sample
    alike = retold.similarity({name: document.clean for name, document in documents.items()})
    published = tfidf_cosine(sample_tables["terms"], list(documents))
    pd.testing.assert_frame_equal(alike, published)


def test_similarity_takes_a_dictionary_a_column_or_a_list_and_keeps_the_names():
    texts = {"b": "The dam held.", "a": "The dam stood.", "c": ""}
    alike = retold.similarity(texts)
    assert list(alike.index) == list(alike.columns) == ["b", "a", "c"]
    assert alike.loc["c"].tolist() == [0, 0, 1]
    pd.testing.assert_frame_equal(alike, retold.similarity(pd.Series(texts)), check_names=False)
    assert list(retold.similarity(list(texts.values())).index) == [0, 1, 2]


def test_groups_are_those_that_the_command_finds_and_the_order_of_texts_does_not_matter(sample, tmp_path):
    _, documents = sample
    texts = {name: str(document.raw) for name, document in documents.items()}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    collection.write_groups(tmp_path, tmp_path / "groups.csv", workers=1)
    found = pd.read_csv(tmp_path / "groups.csv", index_col="doc_id")["group"]
    groups, pairs = retold.group(texts.keys(), texts.values(), return_pairs=True)
    assert groups.to_dict() == found.to_dict() and groups.nunique() < len(groups)
    scores = pd.read_csv(tmp_path / "groups-pairs.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(pairs, scores, atol=1e-4)
    turned = dict(reversed(texts.items()))
    assert retold.group(turned.keys(), turned.values()).to_dict() == groups.to_dict()


def test_groups_become_a_column_of_the_table_that_holds_the_texts():
    texts = [
        "A storm took the bridge of Marrow Bay.",
        "Fish is dear.",
        "A storm took the bridge of Marrow Bay.",
    ]
    articles = pd.DataFrame({"id": np.array([30, 20, 10]), "text": texts}, index=["x", "y", "z"])
    groups = retold.group(articles["id"], articles["text"])
    assert (groups.name, groups.index.name) == ("group", "id")
    assert articles["id"].map(groups).tolist() == [10, 20, 10]


def test_a_higher_threshold_keeps_more_texts_apart():
    texts = [
        "A storm took the only bridge of Marrow Bay.",
        "Marrow Bay lost its only bridge in a storm.",
        "Fish is dear.",
    ]
    assert retold.group([0, 1, 2], texts).nunique() == 2
    assert retold.group([0, 1, 2], texts, threshold=1).nunique() == 3


# What they say if they are handed what they cannot use

MISSING = (None, float("nan"), pd.NA)


@pytest.mark.parametrize("value", [b"The dam held.", 3, ["The dam held."], *MISSING], ids=repr)
@pytest.mark.parametrize("name", ["sentences", "words", "attribute"])
def test_a_verb_for_a_text_refuses_what_is_none_and_says_what_it_takes(name, value):
    with pytest.raises(TypeError, match=r"^text is .*; accepted is a text \(str\)"):
        getattr(retold, name)(value)


def test_bytes_and_missing_values_are_told_how_to_become_texts():
    with pytest.raises(TypeError, match="decode"):
        retold.words(b"x")
    with pytest.raises(TypeError, match=r"texts\[1\] is missing \(nan\); .*leave out what has no text"):
        retold.similarity(["x", float("nan")])


@pytest.mark.parametrize(
    "call, kind, said",
    [
        (lambda: retold.align(b"a", "b"), TypeError, r"^a is of the type bytes; accepted is a text"),
        (lambda: retold.align("a", None), TypeError, r"^b is missing \(None\); accepted is a text"),
        (lambda: retold.align("a", ["b", 3]), TypeError, r"^b\[1\] is 3 \(int\)"),
        (lambda: retold.align("a", {"b": "c"}), TypeError, r"^b is of the type dict"),
        (
            lambda: retold.similarity("one text"),
            TypeError,
            r"^texts is a text \(str\); accepted is a mapping",
        ),
        (lambda: retold.similarity({"a": "x", "b": None}), TypeError, r"^texts\['b'\] is missing"),
        (lambda: retold.similarity(["x"]), ValueError, "^texts holds one text; accepted are two or more"),
        (lambda: retold.similarity([]), ValueError, "^texts holds no text; accepted are two or more"),
        (lambda: retold.similarity(pd.Series(["x", "y"], index=["a", "a"])), ValueError, "the name 'a'"),
        (
            lambda: retold.group(["a", "b"], ["x"]),
            ValueError,
            "^2 ids and 1 texts; accepted is one id a text",
        ),
        (lambda: retold.group(["a", "a"], ["x", "y"]), ValueError, "^ids has 'a' more than once"),
        (lambda: retold.group(["a", 1], ["x", "y"]), TypeError, r"ids\[0\], and numbers, such as ids\[1\]"),
        (lambda: retold.group(["a", None], ["x", "y"]), TypeError, r"^ids\[1\] is missing \(None\)"),
        (lambda: retold.group([1.5], ["x"]), TypeError, r"^ids\[0\] is 1.5 \(float\)"),
        (lambda: retold.group([True], ["x"]), TypeError, r"^ids\[0\] is True \(bool\)"),
        (lambda: retold.group("ab", ["x", "y"]), TypeError, r"^ids is a text"),
        (lambda: retold.group({"a"}, ["x"]), TypeError, "^ids is of the type set"),
        (lambda: retold.group(["a", "b"], ["x", b"y"]), TypeError, r"^texts\[1\] is of the type bytes"),
        (lambda: retold.group(["a"], ["x"], threshold=7), ValueError, "^threshold is 7; accepted"),
        (lambda: retold.group(["a"], ["x"], threshold="high"), ValueError, "^threshold is high; accepted"),
        (lambda: retold.load(None), TypeError, r"^folder is missing \(None\); accepted is a path"),
    ],
)
def test_a_wrong_call_ends_with_one_sentence_that_says_what_where_and_what_is_accepted(call, kind, said):
    with pytest.raises(kind, match=said) as raised:
        call()
    assert len(str(raised.value).splitlines()) == 1


def test_a_message_never_quotes_a_text():
    with pytest.raises(TypeError) as raised:
        retold.similarity("A sentence that is nobody else’s business.")
    assert "business" not in str(raised.value)


def test_texts_without_a_word_have_nothing_and_break_nothing():
    for text in ("", " \n", "…"):
        assert retold.sentences(text) == retold.words(text) == []
        assert retold.attribute(text).empty and retold.align(text, text).empty
        assert retold.similarity([text, text]).iloc[0].tolist() == [1, 0]
        assert retold.group(["a", "b"], [text, text]).tolist() == ["a", "b"]


# A corpus folder


@pytest.mark.parametrize("as_given", [str, Path])
def test_a_corpus_is_opened_by_its_path_as_tables_by_name(as_given, copy):
    tables = retold.load(as_given(copy))
    assert tables.folder == copy
    assert list(tables["corpus"]["doc_id"]) == list(tables.labels)
    assert len(tables["terms"]) and tables["coded"].shape[1] > 5
    assert repr(tables) == f"Tables({str(copy)!r})"
    with pytest.raises(KeyError):
        tables["no such table"]


def test_what_is_wrong_in_a_corpus_is_told_all_at_once_when_it_is_opened(copy):
    (copy / "groups.csv").write_text("group,label\nA,\n", encoding="utf-8")
    (copy / "speakers.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(retold.BadInputError) as raised:
        retold.load(copy)
    assert {Path(problem.file).name for problem in raised.value.problems} >= {"groups.csv", "speakers.csv"}
    for said in ("found:", "accepted:", "mend:"):
        assert said in str(raised.value)


@pytest.mark.parametrize(
    "name, found", [("nowhere", "no such folder"), ("README.md", "a file"), ("truth", "no such file")]
)
def test_a_folder_that_is_none_or_no_corpus_is_one_problem_that_names_no_option_of_the_command(
    copy, name, found
):
    with pytest.raises(retold.BadInputError) as raised:
        retold.load(copy / name)
    problem = raised.value.problems[0]
    assert problem.found == found and problem.file.startswith(str(copy / name))
    assert "--" not in str(raised.value)


def test_a_derived_table_that_is_broken_is_told_when_it_is_asked_for(copy):
    (copy / "derived/terms.csv").write_text("term\nx\n", encoding="utf-8")
    tables = retold.load(copy)
    with pytest.raises(retold.BadInputError, match=r"terms\.csv"):
        tables["terms"]


def test_nothing_that_lies_in_a_corpus_folder_is_run(copy, monkeypatch):
    trap = f"import pathlib\npathlib.Path({str(copy)!r}, 'sprung').touch()\n"
    for name in (
        "__init__.py",
        "conftest.py",
        "sitecustomize.py",
        "corpus.py",
        "pandas.py",
        "usercustomize.py",
    ):
        (copy / name).write_text(trap)
    shutil.copytree(copy / "derived", copy / "pickled")
    monkeypatch.chdir(copy)
    code = "import sys; sys.path.remove(''); import retold; t = retold.load('.'); print(len(t['terms']), t.labels)"
    subprocess.run([sys.executable, "-c", code], cwd=copy, capture_output=True, check=True)
    assert not (copy / "sprung").exists()


# The command, as the book shows it


def everything(command: click.Command, name: str = "retold") -> dict[str, click.Command]:
    """Every command and every group of commands, hidden ones left out, by its full name."""
    parts = command.commands.items() if isinstance(command, click.Group) else ()
    below = [everything(part, f"{name} {word}") for word, part in parts if not part.hidden]
    return {name: command, **{full: part for found in below for full, part in found.items()}}


@pytest.mark.parametrize(
    "name, command", everything(main).items(), ids=lambda x: x if isinstance(x, str) else ""
)
def test_no_part_of_the_command_is_left_without_words_and_an_example(name, command):
    assert command.help and "Example" in command.help
    assert name in command.help.partition("Example")[2]
    for option in command.params:
        assert isinstance(option, click.Argument) or option.hidden or option.help, option.name


def test_the_book_shows_every_part_of_the_command_as_its_help_does():
    assert "_generated/commands.md" in PAGE
    shown = reference.commands(main)
    leaves = {n: c for n, c in everything(main).items() if not isinstance(c, click.Group)}
    assert re.findall(r"(?m)^### `(.*)`$", shown) == sorted(leaves)
    for name, command in leaves.items():
        section = shown.partition(f"### `{name}`\n")[2].partition("\n### ")[0]
        assert f"\n{name} " in section and "For example" in section
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.hidden != (f"`{option.opts[-1]}`" in section), (name, option.name)


def test_the_book_finds_the_command_by_the_name_under_which_it_is_installed():
    assert reference.command() is main
    assert "not installed" in reference.commands(None)


def test_words_of_a_help_stay_words_and_code_stays_code():
    @click.group()
    def group():
        """A group."""

    @group.command(help="Do *it*.\n\nNeeds `a 'b'`.\n\n\b\none\n  two\n\n\b\nExample: twice\n    retold do x\n    retold do y")  # fmt: skip
    @click.option("--how", help="In <b>which</b> way.")
    @click.option("--secret", hidden=True)
    def do(how, secret):
        pass

    @group.command(hidden=True)
    def nothing():
        pass

    shown = reference.commands(group)
    assert "Do \\*it\\*.\n\nNeeds `a 'b'`.\n\n```{code-block} text\none\n  two\n```" in shown
    assert "For example, twice:\n\n```{code-block} bash\nretold do x\nretold do y\n```" in shown
    assert "- `--how` `TEXT`: In \\<b\\>which\\</b\\> way." in shown
    assert "secret" not in shown and "nothing" not in shown


# A DataFrame in a notebook of the book


def shown(frame: pd.DataFrame) -> ElementTree.Element:
    page = sphinx_frames.framed(f"<p>x</p><div>{frame._repr_html_()}</div>")
    assert "<style" not in page and "border" not in page
    return ElementTree.fromstring(f"<body>{page}</body>")


def test_a_dataframe_has_heads_that_a_screen_reader_can_tell_and_a_frame_to_scroll_in():
    page = shown(pd.DataFrame({"text": ["a", "b"], "share": [0.5, float("nan")], "n": [-1, 2000]}))
    (frame,) = [div for div in page.iter("div") if div.get("class") == "scroll"]
    assert frame.get("tabindex") == "0"
    heads = [(th.text, th.get("scope"), th.get("class")) for th in frame.iter("th")]
    assert heads == [
        ("text", "col", None), ("share", "col", "num"), ("n", "col", "num"), ("0", "row", None), ("1", "row", None),
    ]  # fmt: skip
    cells = [td.text for td in frame.iter("td") if td.get("class") == "num"]
    assert cells == ["0.5", "-1", "NaN", "2000"]


def test_of_a_dataframe_with_names_of_its_rows_or_several_levels_nothing_is_lost():
    long = pd.DataFrame({"a": [1, 1, 2], "b": [1, 2, 1], "c": ["x", "y", "z"]}).set_index(["a", "b"])
    page = shown(long)
    assert [th.text for th in page.iter("th") if th.get("scope") == "row"] == ["1", "1", "2", "2", "1"]
    assert [td.text for td in page.iter("td") if td.text in ("x", "y", "z")] == ["x", "y", "z"]
    assert any(th.get("rowspan") == "2" for th in page.iter("th"))


def test_a_dataframe_too_long_to_show_still_says_how_long_it_is():
    page = shown(pd.DataFrame({"n": range(100)}))
    assert "100 rows" in "".join(page.itertext())


# What a table of a corpus may hold: no control characters (retold/corpus/tables.py).
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30)
)
def test_a_cell_of_a_dataframe_stays_its_words_and_becomes_no_markup(cell):
    with pd.option_context("display.max_colwidth", None):
        page = shown(pd.DataFrame({"a": [cell], "b": ["</td></table></div><script>x</script>"]}))
    words = [(td.text or "").split() for td in page.iter("td")]
    assert words[1:] == [cell.split(), ["</td></table></div><script>x</script>"]]
    assert list(page.iter("script")) == []


# In the book that is built


@pytest.mark.slow
def test_the_page_of_the_built_book_has_every_verb_and_part_of_the_command_and_no_address_in_memory(built):
    page = (built / "_build/html/book/api.html").read_text(encoding="utf-8")
    for name in OFFERED:
        assert f'id="retold.{name}"' in page, name
    for name, command in everything(main).items():
        if not isinstance(command, click.Group):
            assert f'<section id="{name.replace(" ", "-")}">' in page, name
    assert not re.search(r"\bat 0x[0-9a-f]+", page)
    for section in ("Parameters", "Returns", "Raises"):
        assert page.count(f"{section}<span") >= 7, section
    for edition in ("epub/book/api.xhtml", "singlehtml/index.html"):
        assert 'id="retold.align"' in (built / "_build/.work" / edition).read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_notebook_to_start_from_runs_in_every_book_and_shows_its_tables(built, attacked):
    for folder in (built, attacked):
        page = (folder / "_build/html/notebooks/your-own.html").read_text(encoding="utf-8")
        assert page.count('<table class="retold plain">') == 4
        assert "dataframe" not in page
        for said in ("Lena Brandt", "omitted", "inserted", "copy_kind"):
            assert said in page
