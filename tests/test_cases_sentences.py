"""Every case that was cut by hand, and every golden rule: one test a case, named by its kind."""

import runpy

import pandas as pd
import pytest
from conftest import ROOT
from judging import CASES, cases, lines

from retold import sentences

BENCHMARK = ROOT / "benchmarks/sentences"
GOLDEN = lines(BENCHMARK / "golden.jsonl")


@pytest.mark.parametrize("case", cases("sentences"))
def test_a_reader_gets_the_sentences_that_were_cut_by_hand(case):
    text = case["input"]
    assert [text[s:e] for s, e in sentences(text)] == case["expected"]


@pytest.mark.parametrize("rule", [pytest.param(row, id=f"{row['language']} {row['kind']}") for row in GOLDEN])
def test_a_reader_gets_the_sentences_that_the_golden_rules_ask_for(rule):
    text = rule["text"]
    assert [text[s:e] for s, e in sentences(text)] == rule["sentences"]


def test_a_golden_rule_adds_or_loses_no_letter_of_its_text():
    for row in GOLDEN:
        assert "".join("".join(row["sentences"]).split()) == "".join(row["text"].split()), row["kind"]


def test_the_printed_comparison_of_splitters_is_the_measured_one():
    run = runpy.run_path(str(BENCHMARK / "run.py"))
    measured = run["table"](pd.read_csv(BENCHMARK / "results.csv", dtype=str))
    printed = run["TABLE"].search((ROOT / "benchmarks/README.md").read_text(encoding="utf-8"))
    assert printed is not None and printed[0] == measured


def test_the_comparison_of_splitters_counts_every_case_there_is():
    measured = pd.read_csv(BENCHMARK / "results.csv", dtype=str).set_index("measure")["value"]
    sizes = {
        name: {value.split(" of ")[1] for value in measured[name]}
        for name in measured.index
        if " of " in measured[[name]].iloc[0]
    }
    run = runpy.run_path(str(BENCHMARK / "run.py"))
    for key, title in run["SETS"].items():
        assert sizes[title] == {str(sum(row["set"] == key for row in GOLDEN))}
    assert sizes["hand-cut cases"] == {str(len(lines(CASES / "sentences.jsonl")))}
