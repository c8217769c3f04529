import pandas as pd
import pytest
from conftest import ROOT

from retold.coding import attributions
from retold.common.problems import BadInputError
from retold.corpus import tables
from retold.corpus.schema import TABLES


def attribution(name, content, **other):
    row = {
        "doc_id": "x",
        "attribution_id": name,
        "kind": "direct",
        "content": content,
        "cue": "",
        "source": "",
        "speaker_id": "ann",
        "intended_id": "",
        "group": "g",
        "nested_in": "",
        "note": "",
    }
    return row | other


def frame(*rows):
    return pd.DataFrame(list(rows))


@pytest.fixture(scope="module")
def passes():
    return tuple(tables.load(ROOT / "data", n) for n in ("pass_1", "pass_2", "decisions", "coded"))


def test_the_adjudicated_table_is_what_the_logged_decisions_give(passes):
    first, second, decisions, coded = passes
    assert attributions.adjudicate(first, second, decisions).equals(coded)


def test_every_difference_of_the_codings_is_decided_with_a_reason(passes):
    first, second, decisions, _ = passes
    assert len(decisions) == len(attributions.differences(first, second))
    assert decisions["reason"].str.len().min() > 10


def test_an_undecided_difference_is_refused():
    one, two = frame(attribution("a1", "0-10")), frame(attribution("b1", "0-10", speaker_id="bob"))
    with pytest.raises(BadInputError, match="no decision"):
        attributions.adjudicate(one, two, TABLES["decisions"].empty())


def test_a_decision_on_nothing_is_refused():
    one = frame(attribution("a1", "0-10"))
    stray = pd.DataFrame(
        [{"doc_id": "x", "pass_1": "a1", "pass_2": "b1", "field": "kind", "decision": "pass_1"}]
    )
    with pytest.raises(BadInputError, match="codings agree"):
        attributions.adjudicate(one, frame(attribution("b1", "0-10")), stray)


def test_attributions_are_paired_by_overlap_then_by_speaker():
    one = frame(attribution("a1", "0-10"), attribution("a2", "0-10", speaker_id="bob"))
    two = frame(attribution("b1", "0-10", speaker_id="bob"), attribution("b2", "0-10"))
    assert attributions.match(one, two) == [(0, 1), (1, 0)]
    assert attributions.match(one, frame(attribution("b1", "50-60"))) == []


def test_speech_inside_speech_is_nested_in_the_smallest_holder():
    rows = frame(
        attribution("a", "0-100"),
        attribution("b", "10-50"),
        attribution("c", "20-30"),
        attribution("d", "90-120"),
    )
    assert attributions.nested_in(rows) == ["", "a", "b", ""]
    assert attributions.nested_in(frame(attribution("a", "0-9"), attribution("b", "0-9"))) == ["", "a"]


def test_agreement_is_krippendorffs_alpha_worked_by_hand():
    # Words at 0, 2, 4, 6: coder one attributes the first two, coder two the first three.
    words = {"x": [(0, 1), (2, 3), (4, 5), (6, 7)]}
    one, two = frame(attribution("a", "0-3")), frame(attribution("b", "0-5"))
    table = attributions.agreement(one, two, words).set_index("variable")
    assert table.at["attributed", "agreement"] == 0.75
    # Coincidences: yes-yes 4, no-no 2, yes-no 2 of 8; alpha = 1 - (2/8) / (2*5*3 / (8*7)).
    assert table.at["attributed", "alpha"] == pytest.approx(1 - (2 / 8) / (30 / 56))


def test_codings_that_agree_have_alpha_one():
    one = frame(attribution("a", "0-3"))
    table = attributions.agreement(one, one, {"x": [(0, 1), (4, 5)]})
    assert (table["alpha"] == 1).all()


def test_a_decision_that_does_not_fit_its_difference_is_refused():
    one, two = frame(attribution("a1", "0-10")), frame(attribution("b1", "50-60"))
    rows = attributions.differences(one, two).assign(decision=["pass_1", "pass_2"], reason="because it is so")
    with pytest.raises(BadInputError, match="keep or drop"):
        attributions.adjudicate(one, two, rows)
    kept = attributions.adjudicate(one, two, rows.assign(decision=["drop", "keep"]))
    assert list(kept["content"]) == ["50-60"]
    assert attributions.adjudicate(one, two, rows.assign(decision="drop")).empty


def test_a_text_that_only_the_second_coding_has_is_kept():
    one, two = frame(attribution("a1", "0-10")), frame(attribution("b1", "0-10", doc_id="y"))
    rows = attributions.differences(one, two).assign(decision="keep", reason="because it is so")
    assert list(attributions.adjudicate(one, two, rows)["doc_id"]) == ["x", "y"]
