"""Peers on versions that people wrote: the counts worked by hand, and what the page says of them."""

import importlib
import json
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from retold.book import compared, pages

FOLDER = ROOT / "benchmarks" / "versions"
OTHERS = ("run", "generate", "peers")  # other benchmarks have modules of these names


def loaded(*names):
    """Modules of the benchmark, without a trace for other tests."""
    path, kept = [*sys.path], {name: sys.modules.pop(name) for name in OTHERS if name in sys.modules}
    sys.path.insert(0, str(FOLDER))
    try:
        return [importlib.import_module(name) for name in names]
    finally:
        sys.path[:] = path
        for name in (*names, *OTHERS):
            sys.modules.pop(name, None)
        sys.modules.update(kept)


foreign, peers = loaded("run_foreign", "peers")

COMMITTED = FOLDER / "foreign.csv"
A = ["The ferry left the quay at noon.", "A gull stole the captain's lunch.", "Nobody on deck laughed."]
B = ["At noon the ferry left the quay.", "Nobody on deck laughed at all."]
ORCHARD = "Mira planted nine pear trees behind the old chapel. They bore fruit after six wet summers."
TUNNEL = "The drill broke under the river. Engineers will need a month to haul the cutting head back."


def row(part, tool, corpus, measure, *values):
    return dict(zip(compared_columns(), (part, tool, corpus, measure, *values), strict=True))


def compared_columns():
    return foreign.Row._fields


@pytest.fixture
def folder(tmp_path):
    sets = {
        "align/ferry.jsonl": [
            {"id": "1", "a": A, "b": B, "gold": [[0, 0], [2, 1]]},
            {"id": "2", "a": B, "b": A, "gold": [[0, 0], [1, 2]]},
        ],
        "groups/few.jsonl": [
            {"id": f"{story}{n}", "text": text, "story": story}
            for story, text in (("orchard", ORCHARD), ("tunnel", TUNNEL))
            for n in range(2)
        ],
    }
    for name, rows in sets.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return tmp_path


def test_precision_recall_and_f1_are_those_worked_by_hand():
    assert foreign.ratios(np.array([3, 4, 6])).tolist() == pytest.approx([0.75, 0.5, 0.6])
    assert foreign.ratios(np.array([5, 5, 5])).tolist() == [1, 1, 1]
    precision, recall, f1 = foreign.ratios(np.array([0, 0, 4]))
    assert np.isnan(precision) and (recall, f1) == (0, 0)
    assert foreign.f1(np.zeros((2, 3))) == 0


def test_links_are_counted_pair_by_pair():
    pairs = [foreign.Pair(A, B, {(0, 0), (2, 1)}), foreign.Pair(A, B, set())]
    counts = foreign.tally([{(0, 0), (1, 1)}, {(0, 0)}], pairs)
    assert counts.tolist() == [[1, 2, 2], [0, 1, 0]]


def test_a_false_pair_of_two_stories_counts_half_for_each():
    # One group of a, a, b; one of b; the story c is alone.
    counts = foreign.tally_groups([1, 1, 1, 2, 3], ["a", "a", "b", "b", "c"])
    assert counts.tolist() == [[1, 2, 1], [0, 1, 1], [0, 0, 0]]
    assert foreign.tally_groups([1, 1, 2, 2], ["a", "a", "b", "b"]).tolist() == [[1, 1, 1]] * 2
    assert foreign.tally_groups([1, 2, 3, 4], ["a", "a", "b", "b"]).tolist() == [[0, 0, 1]] * 2


def test_a_piece_stands_for_the_sentences_with_which_it_shares_most():
    text, spans = foreign.joined(["One two.", "Three.", "Four five six."])
    assert [text[s:e] for s, e in spans] == ["One two.", "Three.", "Four five six."]
    assert foreign._sentences((0, 15), spans) == [0, 1]
    assert foreign._sentences((16, 20), spans) == [2]
    assert foreign._sentences((0, 3), spans) == [0]
    assert foreign.led_back([((0, 15), (16, 30))], spans, spans) == {(0, 2), (1, 2)}


def test_a_chain_in_steps_keeps_the_order_and_joins_two_to_one():
    crossed = np.array([[0.1, 0.9], [0.8, 0.1]])
    assert peers.in_steps(crossed, 0.2) == {(0, 1)}
    assert peers.mutual_best(crossed, 0.2) == {(0, 1), (1, 0)}
    merged = np.array([[0.6, 0.0], [0.5, 0.0], [0.0, 0.7]])
    assert peers.in_steps(merged, 0.2) == {(0, 0), (1, 0), (2, 1)}
    assert peers.in_steps(merged.T, 0.2) == {(0, 0), (0, 1), (1, 2)}
    assert peers.in_steps(merged, 0.9) == peers.in_steps(np.zeros((0, 2)), 0.1) == set()


def test_an_interval_holds_the_figure_and_is_the_same_each_time():
    counts = np.array([[3, 4, 5], [1, 3, 2], [0, 1, 4], [6, 6, 6]])
    value, draws = foreign.ratios(counts.sum(axis=0)), foreign.drawn(counts)
    low, high = np.quantile(draws, foreign.WITHIN, axis=0)
    assert (low < value).all() and (value < high).all()
    assert (draws == foreign.drawn(counts)).all()
    assert (foreign.drawn(np.array([[2, 2, 2]] * 5)) == 1).all()


def test_a_peer_has_its_best_threshold_on_each_set_or_one_for_all():
    def of(right):
        return np.array([[right, 10, 10]])

    sets = {
        "x": {"peer": {0.1: of(9), 0.2: of(8), 0.3: of(1)}},
        "y": {"peer": {0.1: of(1), 0.2: of(8), 0.3: of(9)}},
    }
    assert foreign.chosen(sets, foreign.FITTED) == {("x", "peer"): 0.1, ("y", "peer"): 0.3}
    assert foreign.chosen(sets, foreign.SHARED) == {("x", "peer"): 0.2, ("y", "peer"): 0.2}


def test_the_same_figures_come_from_raw_text_and_perfect_ones_are_one(folder):
    rows = pd.DataFrame(foreign.measure(folder), columns=compared_columns()).astype(str)
    ours = rows[(rows["tool"] == "retold") & (rows["measure"] == "F1")]
    assert set(ours["corpus"]) == {"ferry, sentences given", "ferry, raw text", "few"}
    assert set(ours["value"]) == set(ours["low"]) == {"1.0000"}
    best = rows[rows["part"] == "grouping, fitted"].query("measure == 'F1'").set_index("tool")["value"]
    assert set(best) == {"1.0000"} and len(best) == 1 + len(peers.GROUPERS)
    said = [compared.where_we_lose(rows, part) for part in compared.PARTS]
    assert all(text.count("nowhere") == 2 and "chance" not in text for text in said)
    sizes = rows[rows["part"] == "alignment, size"].set_index("measure")["value"]
    assert sizes.to_dict() == {"pairs": "2", "sentences": "10", "links": "4"}


def test_where_we_lose_names_the_set_the_measure_by_how_much_and_to_whom():
    lost = row("alignment, fitted" + compared.LESS, "peer", "aesop, raw text", "F1", "-0.0210", "-0.0400", "0.0100")  # fmt: skip
    even = row("alignment, fitted" + compared.LESS, "peer", "aesop, raw text", "recall", "-0.0004", "-0.1", "0.1")  # fmt: skip
    blank = row("alignment, one for all" + compared.LESS, "peer", "mine", "precision", "", "", "")
    said = compared.where_we_lose(pd.DataFrame([lost, even, blank]), "alignment")
    assert "retold fables, raw text: F1 by 0.021 (−0.010 to 0.040) to peer" in said
    assert "one threshold for all sets: nowhere." in said
    assert "recall" not in said and "chance" in said


def test_the_page_prints_the_committed_figures():
    rows = pd.read_csv(COMMITTED, dtype=str, keep_default_na=False)
    for part in compared.PARTS:
        page = pages.beside_peers(ROOT, part)
        assert "scikit-learn" in page and "cores" in page and "**Where we lose.**" in page
        for how in (foreign.FITTED, foreign.SHARED):
            told = rows[(rows["part"] == f"{part}, {how}") & (rows["measure"] == "F1")]
            assert len(told) and set(told["tool"]) > {"retold"}
            for r in told.itertuples():
                assert compared._bounded(r) in page
        behind = rows[rows["part"].str.startswith(part) & rows["part"].str.endswith(compared.LESS)]
        for r in behind.itertuples():
            assert (round(float(r.value), 3) < 0) == (
                f"{r.measure} by {compared._behind(r)} to {r.tool}" in page
            )
    assert {"datasketch", "rensa", "rapidfuzz"} < set(rows.loc[rows["measure"] == "version", "tool"])


def test_the_measured_versions_are_those_that_the_requirements_install():
    rows = pd.read_csv(COMMITTED, dtype=str, keep_default_na=False)
    measured = rows[rows["measure"] == "version"].set_index("tool")["value"]
    pinned = (COMMITTED.parent / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in pinned if not line.startswith("#"))
    assert pins == {name: measured[name] for name in pins}


def test_without_figures_the_page_says_so(tmp_path):
    assert "not been run" in pages.beside_peers(tmp_path, "alignment")
    path = tmp_path / pages.FOREIGN_BENCHMARK
    path.parent.mkdir(parents=True)
    pd.DataFrame([row("machine", "cores", "", "value", "2", "", "")]).to_csv(path, index=False)
    assert "not been run" in pages.beside_peers(tmp_path, "grouping")


def test_what_a_fit_had_not_seen_is_printed_and_kept_beside_that_of_the_other_part(tmp_path):
    path = tmp_path / "folds.csv"
    foreign.write_folds(path, "grouping", {"few": np.array([[3.0, 4, 4], [3, 3, 4]])})
    foreign.write_folds(path, "alignment", {"ferry, raw text": np.array([[1.0, 2, 4]])})
    foreign.write_folds(path, "alignment", {"ferry, raw text": np.array([[2.0, 2, 4]])})
    kept = pd.read_csv(path, dtype=str, keep_default_na=False)
    told = kept[kept["measure"] != "F1"].set_index(["part", "measure"])["value"].to_dict()
    grouping, alignment = (f"{part}{compared.FOLDS}" for part in ("grouping", "alignment"))
    assert told == {
        (grouping, "precision"): "0.8571",
        (grouping, "recall"): "0.7500",
        (alignment, "precision"): "1.0000",
        (alignment, "recall"): "0.5000",
    }
    page = pages.beside_peers(ROOT, "grouping")
    committed = pd.read_csv(ROOT / pages.FOLDS_BENCHMARK, dtype=str, keep_default_na=False)
    of_part = committed[committed["part"] == grouping]
    assert set(of_part["measure"]) == {"precision", "recall", "F1"}
    assert "not fitted on" in page and all(compared._bounded(r) in page for r in of_part.itertuples())
