"""Every declared measure has an example worked by hand, comes to its value, and is told to readers whole."""

import re

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from retold import corpus
from retold.book import catalogue, pages
from retold.measures import declared, examples, formula
from retold.measures.measure import GIVEN, UNITS, Measure, Totals

MEASURES = pytest.mark.parametrize("measure", declared.DECLARED, ids=lambda m: m.key)
COUNTED = pytest.mark.parametrize(
    "measure", [m for m in declared.DECLARED if m.of != "text"], ids=lambda m: m.key
)


@MEASURES
def test_the_example_worked_by_hand_comes_out(measure):
    assert examples.value(measure) == pytest.approx(measure.example[1], rel=1e-9)


class Noting(Totals):
    """Totals that note which counts are asked for, and give one of them doubled."""

    def __init__(self, totals, doubled=""):
        super().__init__(totals.sums, totals.columns)
        self.asked, self.doubled = set(), doubled

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name) * (2 if name == self.doubled else 1)


@COUNTED
def test_an_example_would_tell_if_any_of_the_counts_were_wrong(measure):
    """A count that is zero in an example, or has no weight, would let a wrong formula pass."""
    member, totals = examples.totals(measure)
    noting = Noting(totals)
    value = float(member.values(noting)[0])
    assert noting.asked
    for name in noting.asked:
        assert float(member.values(Noting(totals, name))[0]) != pytest.approx(value, rel=1e-3), name


@COUNTED
def test_a_measure_counts_nothing_that_it_does_not_use(measure):
    member, totals = examples.totals(measure)
    noting = Noting(totals)
    member.values(noting)
    assert set(measure.counts) - noting.asked <= {measure.uses}


@MEASURES
def test_a_declaration_says_what_higher_means_where_it_is_from_and_where_it_is_reported(measure):
    assert all(getattr(measure, name).strip() for name in ("label", "unit", "higher", "reference", "written"))
    assert measure.page in catalogue.SECTIONS and measure.of in UNITS
    assert ("{name}" in measure.key) == ("{label}" in measure.label) == (measure.each is not None)
    assert len(measure.higher) <= 48, "it stands below a panel of a figure"


def test_whoever_reads_the_docstring_learns_every_count_that_need_not_be_declared():
    assert all(f"``{name}``" in Measure.__doc__ for name in GIVEN)
    assert all(f"*{name.replace('_', ' ')}*: " in catalogue.given_counts() for name in GIVEN)


def test_no_key_is_declared_twice_in_any_corpus():
    for folder in ("data", "data/sample"):
        keys = [m.key for m in declared.of(corpus.Tables(ROOT / folder))]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("folder", ["data", "data/sample"])
def test_the_page_of_measures_has_every_measure_with_its_formula_and_its_example(folder):
    text = catalogue.page(corpus.Tables(ROOT / folder), ["flesch1948", "laakso1979"])
    for measure in declared.DECLARED:
        entry = text.partition(f"(measure-{catalogue.anchor(measure.key)})=")[2].partition("\n(measure-")[0]
        assert f"`{measure.key}`" in entry and "Formula: " in entry and "- Example" in entry, measure.key
        shown = format(measure.example[1], measure.shown).replace("-", "−")
        assert shown in entry.replace("\\", ""), measure.key
    assert "{cite:t}`laakso1979`" in text and "Source: Gunning 1952" in text


def test_a_source_of_the_declarations_that_names_a_work_is_on_the_list_of_references():
    works = pages._works(ROOT / "book/references.bib")
    named = {m.reference for m in declared.DECLARED if re.search(r"\d{4}$", m.reference)}
    assert len(named) > 8
    for reference in named:
        assert f"{reference.split()[0].lower()}{reference[-4:]}" in works, reference


@pytest.mark.parametrize(
    "value, written",
    [
        (lambda n: n["a"] - (n["b"] - n["c_d"]), "a − (b − c d)"),
        (lambda n: n["a"] / (n["b"] / n["c"]) * 2, "a / (b / c) × 2"),
        (lambda n: (n["a"] + 1) ** 2 / 100, "(a + 1)² / 100"),
        (lambda n: -n["a"] + 0.5 * np.sqrt(n["b"]), "−a + 0.5 × √(b)"),
        (lambda n: np.where(n["a"] >= 3, n["b"], 0), "(b if a ≥ 3, else 0)"),
        (lambda n: np.maximum(n["a"], 1), "maximum(a, 1)"),
        (lambda n: np.float64(2) * n["a"], "2 × a"),
        (lambda n: n["a"][0], ""),
        (lambda n: float(n["a"]), ""),
    ],
)
def test_a_formula_is_printed_as_the_code_computes_it(value, written):
    assert formula.written(value) == written


@given(
    st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.sampled_from("+-*/"), st.sampled_from("+-*/")
)
def test_a_printed_formula_has_the_value_of_the_code(a, b, c, one, two):
    for code in (f"(n['a'] {one} n['b']) {two} n['c']", f"n['a'] {one} (n['b'] {two} n['c'])"):
        value = eval(f"lambda n: {code}")
        printed = formula.written(value, {"a": str(a), "b": str(b), "c": str(c)})
        signs = str.maketrans({"×": "*", "−": "-"})
        try:
            expected = value({"a": a, "b": b, "c": c})
        except ZeroDivisionError:
            continue
        assert eval(printed.translate(signs)) == pytest.approx(expected)
