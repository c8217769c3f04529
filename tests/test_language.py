import json
import shutil
import subprocess
import sys
import warnings

import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import ROOT
from foreign import TEXTS
from hypothesis import given
from hypothesis import strategies as st
from test_unusual import LONG, OTHER, THIRD, made

import retold
from retold import book, chapters, corpus, derive, speech, view
from retold.chapters import check, measured, robustness
from retold.cli import main
from retold.corpus import tables
from retold.measures import actors, readability, speakers, values, voices
from retold.measures.draws import of_tables
from retold.measures.measure import ENGLISH
from retold.text import language

SAMPLE = sorted((ROOT / "data/sample/texts").iterdir())
STORY = (ROOT / "data/sample/texts/dam-ledger.txt").read_text(encoding="utf-8")


def run(*args):
    return CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False)


def unmarked(text):
    return text.translate(str.maketrans("", "", "„“”«»"))


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_in_another_language_is_not_read_as_english(code):
    assert len(TEXTS[code]) > language.SHORTEST
    assert language.detect(TEXTS[code]) == code


@pytest.mark.parametrize("path", SAMPLE, ids=lambda p: p.stem)
def test_an_english_text_is_read_as_english(path):
    assert language.detect(path.read_text(encoding="utf-8")) == "en"


def test_the_five_texts_are_read_as_english(five):
    assert {language.detect(doc.clean) for doc in five.values()} == {"en"}


@pytest.mark.parametrize("code", TEXTS)
def test_a_short_text_is_taken_for_english_because_nobody_can_tell(code):
    text = TEXTS[code][: language.SHORTEST - 1]
    assert language.is_short(text) and language.detect(text + " \n" * 300) == "en"


@pytest.mark.parametrize("code", TEXTS)
def test_an_english_story_that_quotes_at_length_in_another_language_stays_english(code):
    said = unmarked(TEXTS[code])
    assert language.detect(f"{STORY}\n\n“{said}”, she said.\n\n“{said}”, said he.") == "en"


@pytest.mark.parametrize("line", ["12.5  13.7  2031-04-01  99,000\n", "12 ", "| a | b | 1 |\n", ". ", "🐑\n"])
def test_a_table_of_numbers_is_not_taken_for_another_language(line):
    assert language.detect(line * 200) == "en"


def test_a_list_of_names_is_not_taken_for_another_language():
    names = "Ann Bell, Jan Brandt, Chad Cole, Owen Dale, Lara Evans, Rhys Farr, Glyn Grey, Hans Holm, Ian Innes, Jill Joyce"
    assert language.detect(f"{names}, {names.replace('a', 'o')}, {names.replace('e', 'i')}") == "en"


@given(st.text(st.characters(), max_size=400))
def test_any_text_has_a_language_that_a_corpus_table_can_hold(text):
    assert language.CODE.fullmatch(language.detect(text))


def test_a_language_is_called_by_its_name_where_that_is_known():
    assert (language.named("de"), language.named("xyz")) == ("German (de)", "the language xyz")
    assert all(name[:1].isupper() for name in language.NAMES.values())


def test_a_program_that_never_asks_for_a_language_does_not_load_the_model():
    code = "import sys, retold, retold.cli, retold.text.language as l; l.detect('x'); print([m for m in sys.modules if 'langid' in m or m == 'numpy'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- the library


def test_the_library_gives_no_attributions_of_another_language_and_says_so():
    with pytest.warns(UserWarning, match=r"in German \(de\).*not computed") as caught:
        found = retold.attribute(TEXTS["de"])
    assert caught[0].filename == __file__
    assert found.empty and list(found) == list(retold.attribute("“Yes,” said Ann Bell."))
    with pytest.warns(speech.NotComputedWarning):
        assert retold.attribute(speech.read(TEXTS["ru"])).empty


def test_the_language_that_a_caller_names_wins_over_the_one_that_words_tell():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        retold.attribute(TEXTS["de"], language="en")
        assert len(retold.attribute(STORY)) == len(retold.attribute(STORY, language="eng")) > 0
    with pytest.warns(UserWarning, match="German") as caught:
        assert retold.attribute(STORY, language="de").empty
    assert "language='en'" not in str(caught[0].message)


@pytest.mark.parametrize("code, error", [("English", ValueError), ("", ValueError), (7, TypeError)])
def test_a_language_that_is_none_is_refused_with_what_is_accepted(code, error):
    with pytest.raises(error, match="a code of ISO 639"):
        retold.attribute(STORY, language=code)


# --- the command


@pytest.fixture
def german(tmp_path):
    path = tmp_path / "bruecke.txt"
    path.write_text(TEXTS["de"], encoding="utf-8")
    return path


@pytest.mark.parametrize("form", [(), ("--jsonl",)])
def test_quotes_prints_nothing_of_another_language_and_says_why(german, form):
    done = run("quotes", german, SAMPLE[0], *form)
    assert done.exit_code == 0
    assert done.stderr == (
        "bruecke.txt: German (de): attributions are found in English only: not computed (--language en reads it as English)\n"
    )
    assert done.stdout == run("quotes", SAMPLE[0], *form).stdout != ""


def test_the_language_named_on_the_command_line_decides(german):
    assert run("quotes", german, "--language", "en").stderr == ""
    done = run("quotes", SAMPLE[0], "--language", "fr", "--jsonl")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.endswith("French (fr): attributions are found in English only: not computed\n")


def test_a_language_that_is_none_is_refused_before_anything_is_read(german):
    done = run("quotes", german, "--language", "German")
    assert done.exit_code == 2 and "a code of ISO 639 in lower case, such as en" in done.stderr


def test_other_languages_are_aligned_as_ever(german, tmp_path):
    copy = tmp_path / "kopie.txt"
    copy.write_text(TEXTS["de"].replace("alten", "neuen"), encoding="utf-8")
    rows = [json.loads(line) for line in run("align", german, copy, "--jsonl").stdout.splitlines()]
    assert [row["operation"] for row in rows] == ["edited", *["same"] * 5]


def test_a_view_of_another_language_marks_nobody_and_says_why(german, tmp_path):
    out = tmp_path / "view.html"
    done = run("view", german, SAMPLE[0], "-o", out)
    assert done.exit_code == 0 and "bruecke.txt: German (de)" in done.stderr
    page = out.read_text(encoding="utf-8")
    assert "A is in German (de): who speaks is found in English only" in page and "B is in" not in page
    assert "nobody quoted in either text" not in view.page(TEXTS["de"], TEXTS["fr"])
    assert "is in" not in view.page(STORY, STORY).split("<main")[0].split("</header>")[0]


# --- a corpus


def stated(folder, **languages):
    """Write the language of some texts into the table of a corpus; blank: to be told from the text."""
    table = tables.load(folder, "corpus").set_index("doc_id")
    for doc_id, code in languages.items():
        table.loc[doc_id.replace("_", "-"), "language"] = code
    tables.write_all(folder, {"corpus": table.reset_index()})


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """A corpus of German, Russian, Chinese and English texts, of which nobody stated the language."""
    texts = [
        ("a-1", "s1", TEXTS["de"]), ("a-2", "s1", TEXTS["de"].replace("alten", "neuen")), ("b-1", "s2", OTHER * 3),
        ("c-1", "s3", TEXTS["ru"]), ("d-1", "s4", TEXTS["zh"]), ("e-1", "s5", LONG * 2), ("e-2", "s5", THIRD),
    ]  # fmt: skip
    return made(tmp_path_factory.mktemp("several") / "c", texts, language="")


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """The sample corpus as if one of its coded and damaged texts were German."""
    folder = tmp_path_factory.mktemp("coded") / "c"
    shutil.copytree(ROOT / "data/sample", folder, ignore=shutil.ignore_patterns("_build"))
    stated(folder, bridge_respun_a="de")
    derive.run(corpus.load(folder), folder / "texts")
    return book.Tables(folder)


FOREIGN = ["a-1", "a-2", "c-1", "d-1"]


def test_the_derived_data_say_in_which_language_each_text_was_read_and_why(several):
    t = several
    listed = t["documents"].set_index("doc_id")[["language", "language_basis"]]
    assert [tuple(row) for row in listed.to_numpy()] == [
        ("de", "inferred"), ("de", "inferred"), ("en", "inferred"), ("ru", "inferred"), ("zh", "inferred"),
        ("en", "inferred"), ("en", "assumed"),
    ]  # fmt: skip
    assert check.check(t.folder)[1] == []


def test_derive_says_of_which_texts_what_is_not_computed(tmp_path):
    t = made(
        tmp_path / "c", [("a-1", "s1", TEXTS["ru"]), ("b-1", "s2", STORY), ("c-1", "s3", OTHER)], language=""
    )
    stated(t.folder, c_1="de")
    said = run("derive", t.folder).stderr.splitlines()
    assert [line[:19] for line in said] == ["a-1: Russian (ru): ", "c-1: German (de): t"]
    assert said[0].endswith("not computed (language in corpus.csv decides)") and said[1].endswith(
        "not computed"
    )


def test_nothing_that_only_english_has_rules_for_is_computed_of_other_languages(several):
    t = several
    rows = t["sentences"].set_index("doc_id")
    assert (
        rows.loc[FOREIGN, [*ENGLISH]].isna().all().all()
        and rows.drop(FOREIGN)[[*ENGLISH]].notna().all().all()
    )
    assert rows.loc[FOREIGN, ["words", "letters"]].notna().all().all()
    assert not set(t["attributions"]["doc_id"]) & set(FOREIGN)
    assert not set(t["strips"].loc[t["strips"]["method"] == speakers.ENGINE, "doc_id"]) & set(FOREIGN)


def test_measures_of_another_language_are_dashes_or_numbers_that_mean_something(several):
    t = several
    rows = {row.key: row for row in measured.listed(t)}
    english = {m.key for m in readability.MEASURES if m.english}
    assert {
        f"readability.{name}" for name in ("flesch", "ari", "coleman_liau", "smog", "syllables")
    } < english
    for key in english:
        assert [rows[key].shown(d) for d in FOREIGN] == [measured.DASH] * 4
        assert measured.DASH not in [rows[key].shown(d) for d in ("b-1", "e-1", "e-2")]
    assert rows["readability.sentence_length"].shown("a-1") == format(54 / 6, ".1f")
    assert rows["quotes.quoted"].shown("a-1") == format(5 / 54, ".0%")
    assert rows["readability.word_length"].values["c-1"] > 4
    assert rows["framing.acts.mayor"].shown("a-1") == measured.DASH
    printed = run("measures", t.folder)
    assert printed.exit_code == 0 and "nan" not in printed.output.lower()


def test_a_book_about_several_languages_has_no_number_that_is_none(several, coded):
    from retold import figures
    from retold.book import notebooks

    for t in (several, coded):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            numbers = chapters.compute(t) | robustness.numbers(t)
            notebooks._svg("k", figures.choices, (readability.choices(t), t.labels), {}, "default")
            both = speakers.beside_engine(t)
            notebooks._svg("k", figures.engine_shares, (both, t["groups"], t.labels), {}, "default")
            notebooks._svg(
                "k", figures.acts_and_speaks, (voices.rates(t), t["actors"], t.labels), {}, "default"
            )
            table = values.by_text(t, of_tables(t), readability.PAGE)
            notebooks._svg("k", figures.measures, (table, t.labels), {}, "default")
        wrong = [k for k, n in numbers.items() if n.value != n.value or "nan" in n.shown.lower().split()]
        assert wrong == []
    assert numbers["readability.flesch.bridge-respun-a"].value is None
    assert numbers["readability.flesch.bridge-respun-b"].value is not None


def test_what_people_coded_of_another_language_stays_and_what_the_program_would_guess_goes(
    coded, sample_tables
):
    assert set(coded["engine"]["doc_id"]) == set(sample_tables["engine"]["doc_id"]) - {"bridge-respun-a"}
    one, two = (
        t["attributions"].query("method == 'coded'").reset_index(drop=True) for t in (coded, sample_tables)
    )
    assert one.equals(two)
    beside = speakers.beside_engine(coded).set_index("doc_id").loc["bridge-respun-a"]
    assert beside["coded"].notna().all() and beside[["engine", "low", "high"]].isna().all().all()
    assert "bridge-respun-a" not in set(speakers.engine_error(coded)["doc_id"])
    assert "bridge-respun-a" not in set(actors.coded_roles(coded)["doc_id"])
    acts = voices.rates(coded).set_index("doc_id").loc["bridge-respun-a", ["subjects", "acts"]]
    assert acts.isna().all().all()


def test_the_language_of_the_corpus_table_wins_over_the_one_that_words_tell(coded):
    row = coded["documents"].set_index("doc_id").loc["bridge-respun-a"]
    assert (row["language"], row["language_basis"]) == ("de", "stated")


@pytest.mark.parametrize(
    "code, said", [("de", "de, as in corpus.csv"), ("", "none stated, as in corpus.csv")]
)
def test_a_language_that_was_corrected_makes_the_derived_data_stale(copy, code, said):
    stated(copy, dam_ledger=code)
    found = [p for p in check.check(copy)[1] if p.column == "language"]
    assert [(p.found, p.accepted, "retold derive" in p.mend) for p in found] == [
        ("dam-ledger: en, stated", said, True)
    ]


def test_a_measure_of_ones_own_that_is_english_only_has_a_dash_elsewhere(several):
    t = several
    share = retold.Measure(
        "own.letters", "letters", unit="letters", higher="longer", page="05-readability", english=True,
        value=lambda n: n["letters"] / n["words"], example=("One two.", 3.0),
    )  # fmt: skip
    spelt = retold.Measure(
        "mine.syllables", "syllables", unit="syllables", higher="longer", page="05-readability",
        value=lambda n: n["syllables"] / n["sentences"], example=("One two.", 2.0),
    )  # fmt: skip
    own = corpus.Tables(t.folder, (share, spelt))
    rows = {row.key: row for row in measured.listed(own)}
    for key in ("own.letters", "mine.syllables"):
        assert [d for d, value in rows[key].values.items() if value is None] == FOREIGN
    assert isinstance(values.by_text(own, of_tables(own)), pd.DataFrame)
