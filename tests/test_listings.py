from conftest import ROOT

from retold import book
from retold.chapters import listings, quotes
from retold.text import words
from retold.text.leaks import LONGEST


def test_a_reader_sees_hand_and_program_side_by_side_most_changed_first(tables):
    shown = listings.quotations(tables, tables.labels)
    assert list(shown["words changed"]) == sorted(shown["words changed"], reverse=True)
    assert set(shown["pair"]) == {p for p in tables["quotations"]["pair_id"] if p.startswith("q")}
    assert {"change, as coded", "change, by rule"} <= set(shown.columns)


def test_no_cell_shows_more_than_an_excerpt(tables):
    shown = listings.quotations(tables, tables.labels)
    for column in ("in Post (respun a)", "in Post (respun b)"):
        assert max(len(words(cell)) for cell in shown[column]) <= LONGEST
    assert set(listings.damage_shown(tables, tables.labels)["place"]) <= set(listings.excerpts(tables))


def test_utterances_of_different_stories_stand_apart_from_drift(tables):
    shown = listings.utterances(tables, tables.labels)
    assert len(shown) + len(listings.quotations(tables, tables.labels)) == len(tables["quotations"])


def test_every_statement_that_hand_or_program_calls_changed_is_listed(tables):
    joined = tables["propositions"].merge(tables["fates"], on="proposition_id")
    kept = ((joined["fate_x"] == "kept") & (joined["fate_y"] == "kept")).sum()
    assert len(listings.changed_statements(tables)) == len(joined) - kept


def test_coder_and_rules_both_call_some_statements_changed_and_fewer_by_the_same_name(tables):
    listed = listings.changed_statements(tables)
    numbers = {name: n.value for name, n in quotes.numbers(tables).items()}
    both = listed[(listed["as coded"] != "kept") & (listed["by rule"] != "kept")]
    same = both["as coded"].str.split(" ").str[0] == both["by rule"]
    assert (numbers["quotes.fate_both"], numbers["quotes.fate_same"]) == (len(both), same.sum())
    assert len(listed) > len(both) > same.sum() > 0


def test_damage_that_another_version_shows_is_counted_in_all_and_by_text(tables):
    numbers = {name: n.value for name, n in quotes.numbers(tables).items()}
    texts = tables["damage"]["doc_id"].unique()
    beside = [numbers[f"quotes.damage_beside.{text}"] for text in texts]
    assert 0 < sum(beside) == numbers["quotes.damage_beside"] < numbers["quotes.damage"]
    assert all(some <= numbers[f"quotes.damage.{text}"] for some, text in zip(beside, texts, strict=True))


def test_what_was_removed_is_named_in_words(tables):
    named = set(listings.cleaned(tables, tables.labels)["what was removed"])
    assert "photo credit" in named and not any("-" in name for name in named)


def test_damage_is_counted_once_a_place(tables):
    counts = listings.damage_counts(tables, tables.labels)
    assert counts.drop(columns="kind of damage").to_numpy().sum() == len(tables["damage"])


def test_handovers_carry_the_names_of_the_two_versions_or_a_column_of_pairs(tables):
    shown = listings.handovers(tables, tables.labels)
    assert list(shown.columns[:2]) == [
        "in Post (respun a)",
        "in Post (respun b)",
    ]
    sample = book.Tables(ROOT / "data" / "sample")
    assert "versions" in listings.handovers(sample, sample.labels).columns
    none = {**tables, "propositions": tables["propositions"].head(0)}
    assert listings.handovers(none, tables.labels).empty


def test_a_speaker_whose_story_is_here_in_two_copies_does_not_count_twice(tables):
    shown = listings.longest_voices(tables).set_index("speaker")
    rows = tables["attributions"]
    coded = rows[(rows["method"] == "coded") & ~rows["nested"].astype(bool)]
    markov = coded[coded["speaker_id"] == "sergei-markov"]
    assert markov["doc_id"].nunique() == 2 == shown.at["Sergei Markov", "texts"]
    assert shown.at["Sergei Markov", "words"] == markov["words"].sum() / 2
    assert list(shown.index[:2]) == ["Anton Barbashin", "Sergei Markov"]


def test_the_verdict_of_a_measure_is_the_second_thing_that_is_read(tables):
    from retold.measures import noise

    shown = listings.floor(noise.floor(tables, page="03-quotes"))
    assert list(shown.columns[:2]) == ["measure", "state"]


def test_the_longest_voices_come_first_with_the_number_of_their_texts(tables):
    shown = listings.longest_voices(tables)
    assert shown["words"].is_monotonic_decreasing
    assert shown["texts"].between(1, len(tables["corpus"])).all()


def test_agreement_is_told_in_words_and_not_in_codes(tables):
    from retold.chapters import framing

    shown = listings.agreement(tables, framing.frame_agreement(tables))
    codes = set(shown["code"])
    assert {
        "the passage has: Remedy",
        "in the text's own voice: Remedy",
        "who blames: the text itself",
    } <= codes
    assert {"who blames: Russian pro-war voices", "who is blamed: Vladimir Putin"} <= codes
    asked = listings.word_agreement(tables["agreement"])["asked of each word"]
    assert len(asked) and all(question.endswith("?") for question in asked)
    assert listings.word_agreement(tables["agreement"].head(0)).empty
