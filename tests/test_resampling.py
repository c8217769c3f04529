import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.common.statistics import interval
from retold.measures import draws

COLUMNS = ["doc_a", "doc_b", "a", "b"]


def sentences(**counts):
    """Texts of so many sentences, ten characters each."""
    rows = [(d, n * 10, n * 10 + 9) for d, size in counts.items() for n in range(size)]
    return pd.DataFrame(rows, columns=["doc_id", "start", "end"])


def links(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def test_sentences_that_correspond_are_one_unit_also_through_a_third_version():
    table = sentences(a=2, b=2, c=1)
    joined = links(("a", "b", "0-9", "10-19"), ("b", "c", "10-19", "0-9"))
    unit = list(draws.units(table, joined))
    assert unit[0] == unit[3] == unit[4]
    assert len(set(unit)) == 3


def test_a_split_sentence_is_one_unit_with_both_of_its_parts():
    unit = list(draws.units(sentences(a=1, b=2), links(("a", "b", "0-9", "0-9 10-19"))))
    assert len(set(unit)) == 1


def test_corresponding_sentences_are_drawn_together_and_others_are_not():
    size = 6
    both = [("a", "b", f"{n * 10}-{n * 10 + 9}", f"{n * 10}-{n * 10 + 9}") for n in range(size)]
    drawn = draws.weights(sentences(a=size, b=size, x=size), links(*both), 50)
    assert (drawn["a"] == drawn["b"]).all()
    assert not (drawn["a"] == drawn["x"]).all()
    assert (drawn["x"].sum(axis=1) == size).all()


def test_what_a_text_gets_does_not_depend_on_the_other_texts_of_the_corpus():
    alone = draws.weights(sentences(x=7), links(), 20)
    among = draws.weights(sentences(y=9, x=7), links(), 20)
    assert (alone["x"] == among["x"]).all()


def test_the_same_seed_gives_the_same_draws_and_another_one_others():
    table = sentences(x=8)
    one, two, other = (draws.weights(table, links(), 30, seed)["x"] for seed in (1, 1, 2))
    assert (one == two).all()
    assert not (one == other).all()


@pytest.mark.parametrize("size", [0, 1, 4])
def test_too_few_sentences_get_no_draws(size):
    assert "x" not in draws.weights(sentences(x=size, y=9), links(), 10)


def test_an_interval_of_known_draws_and_none_where_many_have_no_value():
    low, high = interval(np.arange(101.0), 0.9)
    assert (low, high) == pytest.approx((5.0, 95.0))
    assert all(np.isnan(interval(np.array([1.0, np.nan]))))
    assert all(np.isnan(interval(np.array([]))))


@given(
    st.integers(5, 12),
    st.integers(5, 12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=8),
)
def test_every_draw_has_as_many_units_as_there_are(one, two, pairs):
    table = sentences(a=one, b=two)
    joined = links(
        *(
            ("a", "b", f"{i * 10}-{i * 10 + 9}", f"{j * 10}-{j * 10 + 9}")
            for i, j in pairs
            if i < one and j < two
        )
    )
    unit = draws.units(table, joined)
    drawn = draws.weights(table, joined, 15)
    if set(drawn) != {"a", "b"}:  # a text whose sentences are too few units is not drawn
        assert any(unit[(table["doc_id"] == d).to_numpy()].nunique() < draws.MIN_SENTENCES for d in "ab")
        return
    times = np.concatenate([drawn["a"], drawn["b"]], axis=1)
    first = ~unit.duplicated().to_numpy()
    assert (times[:, first].sum(axis=1) == unit.nunique()).all()
