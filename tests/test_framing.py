import pandas as pd
import pytest
from scipy.stats import fisher_exact

from retold import framing

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
        [framing.name_event(t, LEXICON).assign(doc_id=d) for d, t in texts.items()], ignore_index=True
    )


def test_terms_are_counted_as_whole_words_in_any_case():
    counts = framing.name_event("Retreat! They retreated; retreating is no retreatS.", LEXICON)
    assert list(counts["count"]) == [3, 0]


def test_rates_are_per_thousand_words():
    documents = pd.DataFrame({"doc_id": ["x"], "words": [500]})
    rates = framing.per_thousand(named(x="They retreated."), documents)
    assert rates.at["x", "retreat"] == 2.0


def test_naming_distance_runs_from_alike_to_nothing_shared():
    a, b, none = (pd.Series(v) for v in ([2, 0], [0, 5], [0, 0]))
    assert framing.naming_distance(a, a * 3) == 0.0
    assert framing.naming_distance(a, b) == 1.0
    assert framing.naming_distance(a, none) is None


def test_the_contrast_is_fishers_exact_test():
    namings = named(x="retreat " * 5, y="surrender " * 4)
    counts, p = framing.contrast(namings, LEXICON, "x", "y")
    assert counts == [[5, 0], [0, 4]]
    assert p == pytest.approx(fisher_exact(counts).pvalue)


def test_a_contrast_nobody_uses_is_not_tested():
    assert framing.contrast(named(x="no", y="retreat"), LEXICON, "x", "y")[1] is None


def test_naming_slots_pair_equal_terms_first_and_keep_what_is_left_over():
    assert framing.slots(["surrender", "loss"], ["loss", "retreat"]) == [
        ("loss", "loss"),
        ("surrender", "retreat"),
    ]
    assert framing.slots(["loss"], []) == [("loss", "")]
    assert framing.slots([], []) == []
