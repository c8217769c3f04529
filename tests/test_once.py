from collections.abc import Mapping

import pandas as pd
import pytest

from retold.common.once import Kept, once

asked = []


@once
def total(t, column="n"):
    asked.append("total")
    return int(t["one"][column].sum())


@once
def both(t, by=1):
    asked.append("both")
    return total(t) * by + int(t["two"]["n"].sum())


@once
def head(t):
    return t["one"].head(1)


@once
def summed(t, weights):
    asked.append("summed")
    return sum(weights.values()) + total(t)


@pytest.fixture
def frames():
    asked.clear()
    return {"one": pd.DataFrame({"n": [1, 2]}), "two": pd.DataFrame({"n": [10]}), "three": pd.DataFrame()}


def test_a_result_is_computed_once_however_its_arguments_are_written(frames):
    t = Kept(frames)
    assert [total(t), total(t, "n"), total(t, column="n")] == [3, 3, 3]
    assert asked == ["total"]
    assert (both(t), both(t, by=2)) == (13, 16)
    assert asked == ["total", "both", "both"]


def test_other_tables_and_plain_ones_share_nothing(frames):
    total(Kept(frames))
    total(Kept(frames))
    total(frames)
    assert asked == ["total"] * 3


def test_a_variant_computes_again_what_rests_on_a_changed_table_and_nothing_else(frames):
    t = Kept(frames)
    assert (both(t), asked) == (13, ["both", "total"])
    # `both` read the first table through `total`, which was computed already when it asked.
    assert both(t, by=2) == 16
    asked.clear()
    assert both(Kept(t, {"two": pd.DataFrame({"n": [20]})})) == 23
    assert asked == ["both"]
    asked.clear()
    assert both(Kept(t, {"one": pd.DataFrame({"n": [5]})}), by=2) == 20
    assert asked == ["both", "total"]
    asked.clear()
    assert both(Kept(t, {"three": pd.DataFrame({"n": [5]})})) == 13
    assert asked == []
    assert both(t) == 13


def test_a_variant_of_a_variant_takes_over_from_both(frames):
    t = Kept(frames)
    both(t)
    other = Kept(t, {"two": pd.DataFrame({"n": [20]})})
    both(other)
    asked.clear()
    assert both(Kept(other, {"three": pd.DataFrame()})) == 23
    assert asked == []


def test_the_caller_owns_the_table_it_gets(frames):
    t = Kept(frames)
    mine = head(t)
    mine.insert(0, "more", 1)
    mine.loc[0, "n"] = 99
    assert list(head(t).columns) == ["n"] and head(t)["n"].tolist() == [1]


def test_draws_are_the_same_if_they_are_the_same_object(frames):
    t, draws = Kept(frames), {"a": 1}
    assert summed(t, draws) == summed(t, draws) == 4
    assert asked.count("summed") == 1
    assert summed(t, {"a": 2}) == 5


def test_a_computation_that_fails_is_not_kept(frames):
    t = Kept(frames)
    with pytest.raises(KeyError):
        total(t, "absent")
    assert total(t) == 3


def test_what_one_caller_does_to_a_result_no_other_sees(sample_tables):
    from retold.chapters import corpus
    from retold.measures import draws

    corpus.numbers(sample_tables).clear()
    assert "corpus.texts" in corpus.numbers(sample_tables)
    drawn = draws.of_tables(sample_tables)
    assert drawn is draws.of_tables(sample_tables)  # one object, so that what rests on it is found again
    with pytest.raises(TypeError):
        drawn["x"] = None
    with pytest.raises(ValueError, match="read-only"):
        next(iter(drawn.values()))[0] = 0


def test_a_changed_table_is_made_when_it_is_asked_for_and_once():
    made = []

    class Making(Mapping):
        def __getitem__(self, name):
            made.append(name)
            return pd.DataFrame({"n": [20]})

        def __iter__(self):
            return iter(["one", "two"])

        def __len__(self):
            return 2

    t = Kept({name: pd.DataFrame({"n": [1]}) for name in ("one", "two", "three")}, Making())
    assert made == []
    assert [int(t[name]["n"].sum()) for name in ("two", "two", "three")] == [20, 20, 1]
    assert made == ["two"]
