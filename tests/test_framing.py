import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from retold.measures import naming
from retold.text import lexicon

LEXICON = pd.DataFrame(
    {
        "term": ["retreat", "surrender"],
        "pattern": ["retreat(?:s|ed)?", "surrender(?:s|ed)?"],
        "class": ["retreat", "surrender"],
        "contrast": ["a", "b"],
        "note": ["", ""],
    }
)


def named(**texts):
    return pd.concat(
        [lexicon.name_event(t, LEXICON).assign(doc_id=d) for d, t in texts.items()], ignore_index=True
    )


def test_terms_are_counted_as_whole_words_in_any_case():
    counts = lexicon.name_event("Retreat! They retreated; retreating is no retreatS.", LEXICON)
    assert list(counts["count"]) == [3, 0]


def test_naming_distance_runs_from_alike_to_nothing_shared():
    uses = pd.DataFrame([[2, 0], [6, 0], [0, 5], [0, 0]], index=["a", "thrice", "b", "none"])
    apart = naming.distances(uses)
    assert apart.loc["a", "thrice"] == 0.0
    assert apart.loc["a", "b"] == 1.0
    assert list(apart) == ["a", "thrice", "b"]
    assert naming.distances(uses.tail(1)).empty


def test_the_contrast_is_fishers_exact_test():
    namings = named(x="retreat " * 5, y="surrender " * 4)
    counts, p = naming.contrast(namings, LEXICON, "x", "y")
    assert counts == [[5, 0], [0, 4]]
    assert p == pytest.approx(fisher_exact(counts).pvalue)


def test_a_contrast_nobody_uses_is_not_tested():
    assert naming.contrast(named(x="no", y="retreat"), LEXICON, "x", "y")[1] is None


def test_naming_slots_pair_equal_terms_first_and_keep_what_is_left_over():
    assert naming.slots(["surrender", "loss"], ["loss", "retreat"]) == [
        ("loss", "loss"),
        ("surrender", "retreat"),
    ]
    assert naming.slots(["loss"], []) == [("loss", "")]
    assert naming.slots([], []) == []


def test_log_odds_worked_by_hand():
    a, b, prior = np.array([3.0, 7.0]), np.array([1.0, 9.0]), np.array([1.0, 1.0])
    delta = np.log(4 / 8) - np.log(2 / 10)
    expected = delta / np.sqrt(1 / 4 + 1 / 2)
    assert naming.log_odds(a, b, prior)[0] == pytest.approx(expected)


def test_log_odds_of_equal_texts_are_nought_and_turn_round_with_the_sides():
    a, b = np.array([5.0, 2.0, 1.0]), np.array([1.0, 2.0, 7.0])
    prior = np.full(3, 0.5)
    assert naming.log_odds(a, a, prior) == pytest.approx(0.0)
    assert naming.log_odds(a, b, prior) == pytest.approx(-naming.log_odds(b, a, prior))


def test_a_prior_without_mass_for_a_term_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        naming.log_odds(np.ones(2), np.ones(2), np.array([1.0, 0.0]))


def test_a_stronger_prior_draws_a_rare_term_towards_nought():
    a, b, background = np.array([2.0, 98.0]), np.array([0.0, 100.0]), np.array([0.01, 0.99])
    weak, strong = (abs(naming.log_odds(a, b, w * background)[0]) for w in (10, 1000))
    assert strong < weak


def test_a_word_that_one_version_always_prefers_is_told_by_the_permutation_and_shared_words_are_not():
    pairs = 12
    a, b = np.zeros((pairs, 3)), np.zeros((pairs, 3))
    a[:, 0], b[:, 1], a[:, 2], b[:, 2] = 1, 1, 9, 9
    table, summary = naming.keyness(a, b, np.array([12.0, 12.0, 216.0]))
    assert table["p"][0] < 0.01 and table["p"][1] < 0.01
    assert table["p"][2] == 1.0
    assert table["z"][0] > 0 > table["z"][1]
    assert summary["terms"] == 3 and summary["permuted"] == 2


def test_versions_that_are_the_same_words_raise_no_alarm():
    units = np.tile([1.0, 2.0, 3.0], (8, 1))
    table, summary = naming.keyness(units, units, units.sum(axis=0))
    assert summary["flagged"] == summary["permuted"] == summary["survive"] == 0
    assert (table["p"] == 1).all()


def test_the_permutation_is_the_same_for_the_same_seed():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 3, (6, 4)).astype(float), rng.integers(0, 3, (6, 4)).astype(float)
    one, two = (naming.keyness(a, b, np.ones(4))[0] for _ in range(2))
    assert one.equals(two)


@given(st.text(max_size=300))
def test_naming_reads_any_text_and_finds_terms_where_they_stand(text):
    for start, end, term in lexicon.mentions(text + " retreat", LEXICON):
        found = (text + " retreat")[start:end].lower()
        assert found.startswith(term[:5])


def test_every_contrast_that_could_be_declared_is_tried_once():
    # Classes x 5:0, y 0:5, z 1:1. The contrasts x|y, x|z, y|z, x|yz, y|xz, z|xy; only those that part x
    # from y can be significant: x|y, x|yz, y|xz.
    a, b = pd.Series([5, 0, 1]), pd.Series([0, 5, 1])
    tables = [
        [[5, 0], [0, 5]],
        [[5, 1], [0, 1]],
        [[0, 1], [5, 1]],
        [[5, 1], [0, 6]],
        [[0, 6], [5, 1]],
        [[1, 5], [1, 5]],
    ]
    expected = sum(fisher_exact(t).pvalue < 0.05 for t in tables) / 6
    assert naming.chance_of_contrast(a, b) == pytest.approx(expected)


def test_too_few_or_too_many_classes_have_no_share_of_contrasts():
    assert naming.chance_of_contrast(pd.Series([3, 0]), pd.Series([2, 0])) is None
    many = pd.Series([1] * (naming.MOST_CLASSES + 1))
    assert naming.chance_of_contrast(many, many) is None
