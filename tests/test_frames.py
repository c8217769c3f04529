import itertools
import warnings

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.chapters import listings
from retold.coding import frames
from retold.common.problems import BadInputError
from retold.common.statistics import RELIABLE, alpha_reading
from retold.measures import frames as measured

COLUMNS = [*frames.KEY, "note"]


def coding(*rows):
    """Rows such as ("x", 1, "problem", "outlet") or with target and issue."""
    full = [(*row, *[""] * (7 - len(row))) for row in rows]
    return pd.DataFrame(full, columns=COLUMNS)


def passages(**counts):
    rows = [(d, n, n * 10, n * 10 + 9) for d, size in counts.items() for n in range(1, size + 1)]
    return pd.DataFrame(rows, columns=["doc_id", "passage", "start", "end"])


ONE = coding(
    ("x", 1, "problem", "outlet"), ("x", 2, "blame", "outlet", "putin", "war"), ("x", 3, "cause", "source")
)
TWO = coding(
    ("x", 1, "problem", "outlet"), ("x", 2, "blame", "outlet", "putin", "war"), ("x", 4, "cause", "source")
)


def decided(*decisions):
    found = frames.differences(ONE, TWO)
    return found.assign(decision=list(decisions), reason="because")


def test_differences_are_the_codes_that_only_one_coding_gives():
    found = frames.differences(ONE, TWO)
    assert found[["passage", "code", "coding"]].values.tolist() == [
        [3, "cause", "pass_1"],
        [4, "cause", "pass_2"],
    ]


def test_adjudication_keeps_what_both_give_and_what_is_decided():
    made = frames.adjudicate(ONE, TWO, decided("drop", "keep"))
    assert list(made["passage"]) == [1, 2, 4]
    assert frames.adjudicate(ONE, ONE, decided("drop", "keep").head(0)).equals(ONE)


def test_a_difference_without_decision_and_a_decision_without_difference_are_told():
    with pytest.raises(BadInputError, match="no decision on x 4 cause source pass_2"):
        frames.adjudicate(ONE, TWO, decided("drop", "keep").head(1))
    with pytest.raises(BadInputError, match="a decision on x 3 cause source pass_1"):
        frames.adjudicate(ONE, ONE, decided("drop", "keep").head(1))


def test_alpha_worked_by_hand():
    # Ten units, both say yes to 4 and no to 4, they differ on 2: 20 values, 10 of them yes.
    expected = 2 * 10 * 10 / (20 * 19)
    assert frames.binary_alpha(4, 2, 4) == pytest.approx(1 - 0.2 / expected)


def test_alpha_says_nothing_where_nobody_gives_a_code():
    assert np.isnan(frames.binary_alpha(10, 0, 0))
    assert np.isnan(frames.binary_alpha(0, 0, 10))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40))
def test_alpha_is_that_of_the_package_krippendorff(pairs):
    one, two = zip(*pairs, strict=True)
    if len({*one, *two}) < 2:
        return
    expected = krippendorff.alpha(
        reliability_data=[list(map(int, one)), list(map(int, two))], level_of_measurement="nominal"
    )
    neither, both = (sum(a == b == flag for a, b in pairs) for flag in (False, True))
    assert frames.binary_alpha(neither, len(pairs) - neither - both, both) == pytest.approx(expected)


def test_agreement_counts_passages_and_its_interval_holds_alpha():
    units = passages(x=30)
    one = coding(*(("x", n, "problem", "outlet") for n in range(1, 13)))
    two = coding(*(("x", n, "problem", "source") for n in range(3, 15)))
    row = frames.agreement(one, two, units).iloc[0]
    assert (row["first"], row["second"], row["both"]) == (12, 12, 10)
    assert row["agree"] == pytest.approx(26 / 30)
    assert row["low"] < row["alpha"] < row["high"] < 1
    assert frames.agreement(one, two, units).equals(frames.agreement(one, two, units))


def test_fewer_than_five_passages_get_no_interval_and_no_passages_no_rows():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = frames.agreement(ONE, TWO, passages(x=4))
        assert found[["low", "high"]].isna().all().all()
        assert frames.agreement(ONE.head(0), ONE.head(0), passages()).empty
        assert frames.agreement(ONE, TWO, passages()).empty


def test_a_code_that_hardly_occurs_gets_no_interval():
    found = frames.agreement(
        coding(("x", 1, "remedy", "outlet")), coding(("x", 1, "remedy", "outlet")), passages(x=9)
    )
    assert found["alpha"].iloc[0] == 1.0
    assert np.isnan(found["low"].iloc[0])


def test_how_far_to_rely_on_a_code_goes_by_the_lower_end_of_its_interval():
    one = coding(*(("x", n, "problem", "outlet") for n in range(1, 13)), ("x", 1, "remedy", "outlet"))
    two = coding(*(("x", n, "problem", "source") for n in range(1, 12)), ("x", 1, "remedy", "outlet"))
    agreed = frames.agreement(one, two, passages(x=30))
    t = {
        name: pd.DataFrame(columns=["field", "code", "label", "group"]) for name in ("frame_codes", "groups")
    }
    shown = listings.agreement(t, agreed).set_index("code")
    problem = shown.loc["the passage has: problem"]
    assert problem["alpha"] > RELIABLE > agreed["low"].iloc[0]
    assert problem[listings.BEARS] == alpha_reading(agreed["low"].iloc[0]) != alpha_reading(problem["alpha"])
    assert shown.loc["the passage has: remedy", listings.BEARS] == listings.NOT_SHOWN


def test_functions_and_blame_are_counted_by_passage_and_voice():
    t = {
        "frames": coding(
            ("x", 1, "problem", "outlet"),
            ("x", 1, "problem", "source"),
            ("x", 2, "problem", "source"),
            ("x", 2, "blame", "analyst", "putin", "war"),
            ("x", 3, "blame", "analyst", "putin", "war"),
        ),
        "passages": passages(x=4),
    }
    row = measured.functions(t).iloc[0]
    assert (row["code"], row["passages"], row["share"], row["outlet"]) == ("problem", 2, 0.5, 1)
    assert measured.blame(t).values.tolist() == [["x", "analyst", "putin", "war", 2]]


@pytest.mark.parametrize("folder", ["data", "data/sample"])
def test_the_committed_coding_is_what_the_codings_and_decisions_give(folder):
    from conftest import ROOT

    from retold import book

    t = book.Tables(ROOT / folder)
    made = frames.adjudicate(t["frames_1"], t["frames_2"], t["frame_decisions"], t["gist_decisions"])
    assert made.equals(t["frames"])


def test_every_code_of_the_codebook_has_an_example_and_a_counter_example(tables):
    book = tables["frame_codes"]
    assert set(book["field"]) == {"function", "voice", "target", "issue"}
    assert (book[["definition", "example", "counter_example"]].map(len) > 10).all().all()
    assert all(a != b for a, b in itertools.pairwise(book["example"]))
