import tracemalloc
from itertools import pairwise
from random import Random

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_grouping import generate, invented

import retold
from retold.compare.alignment import COLUMNS, OPERATIONS, align, as_dict, word_changes
from retold.text import inside, pieces, words

CLOSED = "The bridge was shut on Tuesday after divers found a long crack."
FERRY = "The mayor promised a free ferry within five days."
SHEEP = "Sheep left the wet meadow before the water board did."
UNION = "A union of rivermen wrote three letters and heard nothing."
PIER = "Nobody in the harbour had looked at the northern pier since spring."
STORY = [CLOSED, FERRY, SHEEP, UNION, PIER]

VOCABULARY = "bridge ferry sheep mayor quay river pier crack water council shut sold painted friday".split()
SENTENCES = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=9).map(
    lambda w: " ".join(w).capitalize() + "."
)
VERSIONS = st.lists(SENTENCES, max_size=6).flatmap(
    lambda own: st.tuples(
        st.just(own), st.lists(st.sampled_from(own) | SENTENCES if own else SENTENCES, max_size=6)
    )
)
PROSE = st.text(alphabet=st.sampled_from(list("abC é.,!?…“”»\n。羊桥")), max_size=120)
TURNED = {"split": "merged", "merged": "split", "omitted": "inserted", "inserted": "omitted"}


def rows(a, b) -> list[tuple]:
    return [(r.a, r.b, r.operation) for r in align(a, b).itertuples()]


def links(table) -> set[tuple]:
    return {(i, j) for r in table.itertuples() for i in r.a for j in r.b}


def f1(found: set, truth: set) -> float:
    return 2 * len(found & truth) / (len(found) + len(truth))


def kept(n: int) -> list[tuple]:
    return [((i,), (i,), "same") for i in range(n)]


def test_an_edited_sentence_keeps_its_partner():
    b = [CLOSED, "The mayor promised a costly ferry within five weeks.", SHEEP]
    assert rows(STORY[:3], b)[1] == ((1,), (1,), "edited")


def test_a_split_sentence_is_one_row_with_both_halves():
    a = [CLOSED, f"{FERRY[:-1]}, and the port sold its oldest crane to pay for the fuel.", SHEEP]
    b = [CLOSED, FERRY, "The port sold its oldest crane to pay for the fuel.", SHEEP]
    assert rows(a, b) == [((0,), (0,), "same"), ((1,), (1, 2), "split"), ((2,), (3,), "same")]
    assert rows(b, a) == [((0,), (0,), "same"), ((1, 2), (1,), "merged"), ((3,), (2,), "same")]


def test_a_moved_sentence_keeps_its_partner_and_the_rest_its_order():
    b = [CLOSED, SHEEP, UNION, PIER, FERRY]
    found = rows(STORY, b)
    assert found[1] == ((1,), (4,), "moved")
    assert [op for *_, op in found].count("same") == 4


def test_what_one_text_lacks_is_omitted_or_inserted_at_its_place():
    b = [CLOSED, SHEEP, "Tankers carry drinking water to three schools.", UNION, PIER]
    assert rows(STORY, b) == [
        ((0,), (0,), "same"),
        ((1,), (), "omitted"),
        ((2,), (1,), "same"),
        ((), (2,), "inserted"),
        ((3,), (3,), "same"),
        ((4,), (4,), "same"),
    ]


def test_the_form_of_marks_and_white_space_are_no_change():
    assert rows(["“We  wait,” the mayor said."], ['"We wait," the mayor said.'])[0][2] == "same"
    assert rows(["We wait, the mayor said."], ["We wait; the mayor said."])[0][2] == "edited"


def test_texts_without_anything_in_common_stay_apart():
    found = align([CLOSED, SHEEP], ["Nine clerks counted coins all night."])
    assert list(found["operation"]) == ["inserted", "omitted", "omitted"]
    assert not found["similarity"].any()


def test_a_torn_off_scrap_goes_to_the_partner_of_its_sentence():
    a = " ".join(STORY)
    b = f"{CLOSED} {FERRY} marsh tide. {SHEEP} {UNION} Boats. {PIER}"
    found = align(a, b)
    assert list(found["operation"]) == ["same", "split", "same", "split", "same"]
    said = [[b[s:e] for s, e in spans] for spans in found["b"]]
    assert said[1] == [FERRY, "marsh tide."]
    assert said[3] == [UNION, "Boats."]
    assert list(align(b, a)["operation"]) == ["same", "merged", "same", "merged", "same"]


def test_a_scrap_that_faces_a_scrap_is_its_partner():
    a, b = f"{CLOSED} {FERRY} marsh tide. {SHEEP}", f"{CLOSED} {FERRY} swamp flood. {SHEEP}"
    found = align(a, b)
    assert list(found["operation"]) == ["same", "same", "edited", "same"]
    assert [a[s:e] for s, e in found["a"][2]] == ["marsh tide."]
    assert [b[s:e] for s, e in found["b"][2]] == ["swamp flood."]


def test_a_garbled_sentence_is_held_in_place_by_its_neighbours():
    b = [CLOSED, FERRY, "A muttons quit that wet lea before the liquid board did.", UNION, PIER]
    assert rows(STORY, b)[2] == ((2,), (2,), "edited")
    # Without neighbours, so few words in common prove nothing.
    bare = "Muttons quit that damp lea ahead of liquid planks."
    assert links(align([SHEEP], [bare, "Nine clerks counted coins."])) == set()


def test_a_text_is_the_same_as_itself_whatever_it_repeats(sample):
    again = "Read on below the map of the bay."
    for a in (STORY, [again, *STORY[:2], again, again], [again] * 2, ["No."] * 4, [CLOSED, "No.", "No."]):
        assert rows(a, a) == kept(len(a))
        assert align(a, a)["similarity"].tolist() == pytest.approx([1.0] * len(a))
    for doc in sample[1].values():
        found = align(doc.clean, doc.clean)
        assert set(found["operation"]) == {"same"}
        assert (found["a"] == found["b"]).all()


def test_texts_give_offsets_and_lists_give_positions():
    a, b = "\n\n".join(STORY), " ".join(STORY[1:])
    for x, y, spans in ((a, b, True), (STORY, STORY[1:], False), (tuple(STORY), b, None)):
        found = align(x, y)
        assert list(found.columns) == list(COLUMNS)
        assert list(found["operation"]) == ["omitted", *["same"] * 4]
        if spans:
            assert [a[s:e] for ((s, e),) in found["a"]] == STORY
            assert [b[s:e] for side in found["b"] for s, e in side] == STORY[1:]
        elif spans is False:
            assert list(found["a"]) == [(i,) for i in range(5)]
            assert list(found["b"]) == [(), (0,), (1,), (2,), (3,)]


def test_a_sentence_alone_with_a_strangers_has_no_partner():
    strangers = [
        ("Nine clerks counted coins all night.", "The mayor of the port promised ferries."),
        ("A storm took the roof off the dance tent.", "Parking was free behind the old chapel."),
    ]
    for one, two in strangers:
        assert links(align([one], [two])) == set()
    assert links(align([s for s, _ in strangers], [s for _, s in strangers])) == set()
    assert links(align([FERRY], ["The mayor promised a costly ferry within five weeks."])) == {(0, 0)}


def test_an_empty_version_is_all_gaps_and_two_are_no_rows():
    for nothing in ("", [], " \n…"):
        assert set(align(STORY, nothing)["operation"]) == {"omitted"}
        assert set(align(nothing, " ".join(STORY))["operation"]) == {"inserted"}
        assert align(nothing, nothing).empty
        assert list(align(nothing, nothing).columns) == list(COLUMNS)


@pytest.mark.parametrize(
    "a, b",
    [
        (
            "Η γέφυρα έκλεισε την Τρίτη. Ο δήμαρχος υποσχέθηκε ένα πλοίο. Τα πρόβατα έφυγαν από το λιβάδι.",
            "Η γέφυρα έκλεισε την Τετάρτη. Τα πρόβατα έφυγαν από το υγρό λιβάδι.",
        ),
        ("桥在星期二关闭了。市长答应派渡船。羊离开了草地。", "桥在星期三关闭了。羊离开了湿草地。"),
        (
            "أغلق الجسر يوم الثلاثاء. وعد العمدة بعبارة. غادرت الأغنام المرج؟",
            "أغلق الجسر يوم الأربعاء. غادرت الأغنام المرج الرطب؟",
        ),
        (
            "ხიდი სამშაბათს დაიკეტა. მერმა ბორანი აღუთქვა. ცხვრებმა მდელო დატოვეს.",
            "ხიდი ოთხშაბათს დაიკეტა. ცხვრებმა სველი მდელო დატოვეს.",
        ),
    ],
    ids=["Greek", "Chinese", "Arabic", "Georgian"],
)
def test_other_scripts_are_aligned_too(a, b):
    found = align(a, b)
    assert list(found["operation"]) == ["edited", "omitted", "edited"]
    assert {op for *_, op in rows(a, a)} == {"same"}


@settings(max_examples=60)
@given(VERSIONS)
def test_every_sentence_has_a_row_and_every_row_says_what_happened(versions):
    a, b = versions
    found = align(a, b)
    for side, text in (("a", a), ("b", b)):
        assert {i for row in found[side] for i in row} == set(range(len(text)))
    for r in found.itertuples():
        assert list(r.a) == sorted(set(r.a))
        assert list(r.b) == sorted(set(r.b))
        assert r.operation in OPERATIONS
        assert min(len(r.a), len(r.b)) == (0 if r.operation in ("omitted", "inserted") else 1)
        assert (r.operation == "omitted") == (r.b == ())
        assert (r.operation == "inserted") == (r.a == ())
        assert r.operation != "split" or len(r.b) > 1
        assert r.operation != "merged" or len(r.a) > 1
        assert 0 <= r.similarity <= 1
        assert (r.similarity > 0) >= (r.operation == "same")
    heads = [r.a[0] for r in found.itertuples() if r.a]
    assert all(i <= j for i, j in pairwise(heads))


@settings(max_examples=60)
@given(VERSIONS)
@example(
    (
        ["Mayor.", "Council mayor.", "Council mayor.", "Council mayor."],
        [
            "Water stone river closed friday promised letter mayor.",
            "Mayor.",
            "Council mayor.",
            "closed Bridge shut council quay friday sheep sold.",
            "Bridge closed council quay sheep shut friday sold.",
            "tuesday. Sold",
            "Bridge closed council quay sheep shut friday sold.",
        ],
    )
)
def test_the_other_way_round_the_same_sentences_belong_together(versions):
    a, b = versions
    one, two = align(a, b), align(b, a)
    assert links(one) == {(j, i) for i, j in links(two)}
    alone = {(r.a or r.b, r.operation) for r in one.itertuples() if not (r.a and r.b)}
    assert alone == {(r.a or r.b, TURNED[r.operation]) for r in two.itertuples() if not (r.a and r.b)}
    joined = links(one)
    once = [len({link[side] for link in joined}) == len(joined) for side in (0, 1)]
    if any(once):  # else a sentence stands in several rows, and which ones is a matter of taste
        turned = {(r.b, r.a): TURNED.get(r.operation, r.operation) for r in two.itertuples()}
        for r in one.itertuples():
            assert "moved" in (r.operation, turned[r.a, r.b]) or turned[r.a, r.b] == r.operation


@settings(max_examples=40)
@given(VERSIONS, st.floats(0, 1), st.floats(0, 1))
def test_a_reader_who_wants_surer_links_loses_only_the_less_sure_and_no_sentence(versions, one, two):
    a, b = versions
    low, high = sorted((one, two))
    many, few = align(a, b, low), align(a, b, high)
    assert links(few) <= links(many)
    for found, least in ((many, low), (few, high)):
        assert found["probability"].between(0, 1).all()
        assert (
            found.loc[(found["a"].map(len) > 0) & (found["b"].map(len) > 0), "probability"] >= least
        ).all()
        for side, text in (("a", a), ("b", b)):
            assert {i for row in found[side] for i in row} == set(range(len(text)))


def test_the_sure_and_the_doubtful_are_told_apart():
    found = align(STORY, [CLOSED, "The mayor promised a costly ferry.", "Sheep grazed.", UNION, PIER])
    by_a = {row.a: row.probability for row in found.itertuples() if row.a and row.b}
    assert by_a[(0,)] > by_a[(1,)] >= 0.4
    assert all(row.operation == "omitted" for row in found.itertuples() if row.a and row.a not in by_a)
    with pytest.raises(ValueError, match="least is 2"):
        retold.align(STORY, STORY, least=2)


def test_where_one_of_repeated_sentences_is_gone_the_others_keep_their_places():
    a = [CLOSED, "They spoke.", FERRY, "They spoke.", SHEEP]
    assert rows(a, [CLOSED, "They spoke.", FERRY, SHEEP])[3] == ((3,), (), "omitted")
    assert rows(a, [CLOSED, FERRY, "They spoke.", SHEEP])[1] == ((1,), (), "omitted")


def test_a_sentence_far_out_of_place_needs_more_than_a_rare_word():
    far = [*STORY, *(f"Clerk number {n} counted {n + 3} boxes of nails." for n in range(30))]
    b = ["Divers like tea.", *far[1:]]
    assert 0 not in {j for _, j in links(align([*far[1:], CLOSED], b))}
    assert (len(far) - 1, 0) in links(align([*far[1:], CLOSED], [CLOSED, *far[1:]]))


@given(SENTENCES | PROSE, PROSE)
def test_spans_lie_inside_the_texts_and_cover_every_word(a, b):
    found = align(a, b)
    for side, text in (("a", a), ("b", b)):
        spans = sorted({span for row in found[side] for span in row})
        assert spans == pieces(text)
        assert all(inside(words(text), spans))
        assert all(0 <= s < e <= len(text) for s, e in spans)
        assert all(list(row) == sorted(row) for row in found[side])


@settings(max_examples=40)
@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=60))
def test_no_text_breaks_the_alignment(a, b):
    for r in align(a, b).itertuples(index=False, name=None):
        assert set(as_dict((r[0] and [(0, 1)], *r[1:]))) == set(COLUMNS)


def test_the_printed_form_is_offsets_similarity_operation_and_probability():
    found = align(CLOSED, CLOSED)
    row = next(found.itertuples(index=False, name=None))
    end = len(CLOSED)
    assert as_dict(row) == {
        "a": [[0, end]],
        "b": [[0, end]],
        "similarity": 1.0,
        "operation": "same",
        "probability": 0.999,
    }


def test_the_sample_versions_are_aligned_as_they_were_written(sample):
    truth = pd.read_csv(ROOT / "data/sample/truth/alignment.csv", dtype=str, keep_default_na=False)
    cut = pd.read_csv(ROOT / "data/sample/truth/sentences.csv")
    places = {
        doc: list(zip(g["sentence"], g["start"], g["end"], strict=True)) for doc, g in cut.groupby("doc_id")
    }

    def number(doc, span):
        return next((n for n, s, e in places[doc] if s <= span[0] < e), None)

    compared = 0
    for (a, b), own in truth.groupby(["doc_a", "doc_b"]):
        found = {
            (number(a, one), number(b, two))
            for one, two in links(align(sample[1][a].clean, sample[1][b].clean))
        }
        true = {
            (int(i), int(j))
            for r in own.itertuples()
            for i in r.sentences_a.split()
            for j in r.sentences_b.split()
        }
        assert f1(found, true) >= 0.9, (a, b)
        compared += 1
    assert compared == 3


def test_moved_sentences_of_the_sample_are_called_moved(sample):
    texts = [sample[1][d].clean for d in ("bridge-courier", "bridge-respun-b")]
    found = align(*texts)
    moved = found[found["operation"] == "moved"]
    assert [texts[0][s:e][:8] for ((s, e),) in moved["a"]] == ["Its own ", "On the q"]
    assert (found["operation"] == "merged").sum() == 1


@pytest.mark.parametrize("source", ["sample", "invented"])
@pytest.mark.parametrize("strength, least", [(0.1, 0.97), (0.3, 0.95)])
def test_generated_versions_are_aligned_as_they_were_made(source, strength, least):
    texts = generate.read_sentences(ROOT / "data/sample/texts") if source == "sample" else invented(2, 20)
    synonyms = generate.surrogates(texts)
    hits = found = true = 0
    for seed, text in enumerate(texts * (4 if source == "sample" else 1)):
        version = generate.respin(text, strength, synonyms, Random(seed))
        own = links(align(text, version.sentences))
        made = {(i, j) for j, origins in enumerate(version.origins) for i in origins}
        hits, found, true = hits + len(own & made), found + len(own), true + len(made)
    assert 2 * hits / (found + true) >= least


def test_two_respun_reports_are_aligned_as_a_reader_did(five):
    path = ROOT / "data/coding/alignment.csv"
    if not path.is_file():
        pytest.skip("the two reports have not been aligned by hand")
    coded = pd.read_csv(path, dtype=str, keep_default_na=False)
    coded = coded[(coded["a"] != "") & (coded["b"] != "")]
    for (a, b), own in coded.groupby(["doc_a", "doc_b"]):
        sides = [sorted({tuple(map(int, s.split("-"))) for s in own[side]}) for side in ("a", "b")]

        def unit(side, span, sides=sides):
            return next((u for u in sides[side] if u[0] <= span[0] < u[1]), span)

        found = {(unit(0, one), unit(1, two)) for one, two in links(align(five[a].clean, five[b].clean))}
        gold: dict[bool, set] = {True: set(), False: set()}
        for r in own.itertuples():
            gold[r.sure == "true"].add(tuple(tuple(map(int, s.split("-"))) for s in (r.a, r.b)))
        assert f1(found - gold[False], gold[True]) >= 0.955, (a, b)


def book() -> tuple[list[str], list[str]]:
    a = [s for t in invented(4, 50) for s in t]
    assert len(a) == 2000
    return a, [s for n, s in enumerate(a) if n % 9]


def test_of_a_book_no_sentence_is_lost():
    a, b = book()
    found = align(a, b)
    assert found["operation"].value_counts().to_dict() == {"same": len(b), "omitted": len(a) - len(b)}


@pytest.mark.slow
def test_a_book_is_aligned_in_little_memory():
    versions = book()
    tracemalloc.start()
    try:
        align(*versions)
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("change", [lambda t: t, lambda t: t.replace("sheep", "goats")])
def test_a_sentence_of_a_hundred_thousand_words_is_aligned(change):
    rng = Random(6)
    a = " ".join(rng.choices(VOCABULARY, k=100_000)) + "."
    found = align(a, change(a))
    assert list(found["operation"]) == ["same" if change(a) == a else "edited"]


@pytest.mark.parametrize(
    "text", ["sheep. " * 3000, "The ferry left the quay at noon. " * 2000, "。羊" * 5000]
)
def test_a_hostile_text_is_aligned(text):
    links = align(text, text[: len(text) // 2] + " The bridge is shut.")
    assert set(links["operation"]) & {"same", "inserted"}


def test_each_word_of_a_pair_is_kept_edited_lost_or_inserted():
    a, b = word_changes("the old bridge fell on monday".split(), "the bridge broke on a monday".split())
    assert a == ["kept", "lost", "kept", "edited", "kept", "kept"]
    assert b == ["kept", "kept", "edited", "kept", "inserted", "kept"]


@given(st.lists(st.sampled_from("abcde"), max_size=12), st.lists(st.sampled_from("abcde"), max_size=12))
def test_words_called_kept_are_the_same_words_in_both(a, b):
    of_a, of_b = word_changes(a, b)
    kept = [
        [w for w, said in zip(words, fates, strict=True) if said == "kept"]
        for words, fates in ((a, of_a), (b, of_b))
    ]
    assert kept[0] == kept[1]
    assert set(of_a) <= {"kept", "edited", "lost"} and set(of_b) <= {"kept", "edited", "inserted"}


FAIR = [
    "The baker won the first prize for his rye loaf.",
    "Children painted the gate of the old mill.",
    "A storm took the roof off the dance tent.",
    "Two goats ate the ribbon before the speech.",
    "The choir will sing again on Thursday.",
    "Parking was free behind the chapel.",
    "Visitors drank nine hundred litres of cider.",
    "The next fair opens in the spring of next year.",
]
MOVED_AND_EDITED = [
    (0, "The baker took the first prize for a rye loaf."),
    (1, "Children painted the gate of the mill."),
    (2, "A gale took the roof off the dance tent."),
    (3, "Two goats swallowed the ribbon before the speech."),
    (6, "Guests drank nine hundred litres of cider."),
]


@pytest.mark.parametrize("steps", [2, 3, 5, -2, -4])
@pytest.mark.parametrize(("n", "edited"), MOVED_AND_EDITED)
def test_a_sentence_moved_near_or_far_and_edited_a_little_is_not_told_as_lost(n, edited, steps):
    at = n + steps if 0 <= n + steps < len(FAIR) else len(FAIR) - 1 if n < 4 else 0
    b = FAIR[:n] + FAIR[n + 1 :]
    b.insert(at, edited)
    found, turned = align(FAIR, b), align(b, FAIR)
    assert sorted(found["operation"]) == ["moved", *["same"] * 7]
    assert links(found) == {(i, b.index(s)) for i, s in enumerate(FAIR) if i != n} | {(n, at)}
    assert {(i, j) for j, i in links(turned)} == links(found)


def test_several_sentences_that_moved_and_changed_keep_their_partners():
    first, last = MOVED_AND_EDITED[1][1], MOVED_AND_EDITED[4][1]
    b = [last, FAIR[0], *FAIR[2:6], FAIR[7], first]
    true = {(6, 0), (0, 1), (2, 2), (3, 3), (4, 4), (5, 5), (7, 6), (1, 7)}
    assert links(align(FAIR, b)) == true
    assert links(align(b, FAIR)) == {(j, i) for i, j in true}


def test_two_stretches_that_changed_places_are_moved_not_lost():
    edited = [dict(MOVED_AND_EDITED).get(n, sentence) for n, sentence in enumerate(FAIR)]
    found = align(FAIR, edited[5:] + edited[:5])
    assert links(found) == {(n, (n + 3) % 8) for n in range(8)}
    assert list(found["operation"]).count("moved") == 3


def test_what_is_left_out_and_put_in_elsewhere_on_the_same_matter_has_not_moved():
    b = [*FAIR[:3], *FAIR[4:7], "A goat was later seen near the ribbon shop.", FAIR[7]]
    assert [op for op in align(FAIR, b)["operation"] if op != "same"] == ["omitted", "inserted"]
