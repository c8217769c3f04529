import importlib.util
from collections import defaultdict
from itertools import combinations
from random import Random

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.compare import grouping
from retold.compare.collection import pairs_of
from retold.compare.digest import _reached, digest, word_numbers
from retold.compare.grouping import group
from retold.compare.kinds import KINDS


def _generate():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "benchmarks/versions/generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _generate()


def invented(seed: int, texts: int = 400, sentences: int = 40) -> list[list[str]]:
    """Texts of random sentences of 3,000 invented words, a few of them frequent, as in any language."""
    rng = Random(seed)
    starts, middles = "b br c d dr f g gl h k l m n p pl r s st t tr v".split(), "a e i o u ai ou".split()
    ends = ["", "n", "r", "s", "l", "t", "nd", "rk"]
    made: dict[str, None] = {}
    while len(made) < 3000:
        parts = range(rng.choice((1, 2, 2, 3)))
        made["".join(rng.choice(starts) + rng.choice(middles) + rng.choice(ends) for _ in parts)] = None
    shares = np.cumsum(1 / np.arange(1, 3001)).tolist()

    def sentence() -> str:
        return " ".join(rng.choices(list(made), cum_weights=shares, k=rng.randint(8, 22))).capitalize() + "."

    return [[sentence() for _ in range(sentences)] for _ in range(texts)]


class World:
    """Draws invented stories and versions of them."""

    def __init__(self, seed: int = 1) -> None:
        self.texts = invented(seed)
        self.synonyms = generate.surrogates(self.texts)
        self.rng = Random(seed)
        self.stories = generate.Stories(self.texts, self.rng)

    def story(self) -> list[str]:
        return self.stories.story()

    def version(self, story: list[str], strength: float) -> list[str]:
        return generate.respin(story, strength, self.synonyms, self.rng).sentences


@pytest.fixture(scope="session")
def world() -> World:
    return World()


def grouped(texts, ids=None) -> list[int]:
    """For each text the position of the first of its group."""
    texts = [t if isinstance(t, str) else " ".join(t) for t in texts]
    ids = ids or [f"d{n:05d}" for n in range(len(texts))]
    batches = (digest(texts[n : n + 100]) for n in range(0, len(texts), 100))
    return group(ids, batches).groups.tolist()


def pairwise_f1(found, truth) -> float:
    def pairs(labels):
        members = defaultdict(list)
        for n, label in enumerate(labels):
            members[label].append(n)
        return {pair for m in members.values() for pair in combinations(m, 2)}

    one, two = pairs(found), pairs(truth)
    return 2 * len(one & two) / (len(one) + len(two))


@pytest.mark.parametrize("follow_ups", [False, True])
def test_respun_versions_are_found_among_hundreds_of_documents(world, follow_ups):
    rows = list(generate.corpus(world.texts, 600, 0.6, world.synonyms, seed=7, follow_ups=follow_ups))
    assert pairwise_f1(grouped([r["text"] for r in rows]), [r["group"] for r in rows]) >= 0.98


@pytest.mark.parametrize("others", [0, 200])
def test_a_follow_up_that_takes_over_a_third_of_a_story_is_a_story_of_its_own(world, others):
    stories = [world.story() for _ in range(60)]
    texts = [t for s in stories for t in (s, world.stories.follow_up(s))]
    texts += [world.story() for _ in range(others)]
    assert len(set(grouped(texts))) >= len(texts) - 2


@pytest.mark.parametrize("strength", [0.0, 0.1, 0.3])
def test_three_hundred_copies_of_one_story_stay_one_group_and_take_no_other_along(world, strength):
    story = world.story()
    copies = [world.version(story, strength) for _ in range(300)]
    texts = copies + [world.story() for _ in range(300)]
    mixed = Random(3).sample(range(600), 600)
    found = grouped([texts[n] for n in mixed])
    assert len({f for n, f in zip(mixed, found, strict=True) if n < 300}) == 1
    assert len(set(found)) == 301


def test_a_corpus_without_versions_gives_every_document_its_own_group(world):
    for size in (1, 30, 260):
        assert grouped([world.story() for _ in range(size)]) == list(range(size))


def test_the_order_of_the_documents_changes_nothing(world):
    rows = list(generate.corpus(world.texts, 260, 0.6, world.synonyms, seed=2))
    ids, texts = [r["id"] for r in rows], [r["text"] for r in rows]
    mixed = Random(5).sample(range(260), 260)

    def result(order):
        own = [ids[n] for n in order]
        found = group(own, [digest([texts[n] for n in order])])
        return {own[n]: own[g] for n, g in enumerate(found.groups)}, list(pairs_of(own, found))

    assert result(mixed) == result(range(260))


def test_a_group_is_named_by_its_first_id_wherever_that_stands(world):
    story = world.story()
    texts = [story, world.story(), world.version(story, 0.3), world.version(story, 0.3)]
    assert grouped(texts, ["m", "a", "c", "z"]) == [2, 1, 2, 2]


def test_exact_copies_are_grouped_even_when_they_are_a_word_long():
    assert grouped(["Ferry", "Sheep", "ferry!", "Quay"]) == [0, 1, 0, 3]
    found = group(["b", "a"], [digest(["The quay is shut.", "the quay is SHUT"])])
    assert found.pairs.documents.tolist() == [[1, 0]]
    assert found.kinds() == ["identical"]
    assert found.pairs.version.tolist() == [1.0]


def test_texts_without_a_word_are_versions_of_nothing():
    assert grouped(["", " \n", "…!", "Ferry", ""]) == [0, 1, 2, 3, 4]
    assert grouped([""] * 300) == list(range(300))


def test_no_document_at_all_is_no_error():
    assert digest([]).sizes.tolist() == []
    assert grouped([]) == []
    assert group([], [digest([])]).groups.tolist() == []


def test_the_threshold_decides_which_links_count(world):
    story = world.story()
    texts = digest([" ".join(t) for t in (story, world.version(story, 0.6))])
    assert group(["a", "b"], [texts]).groups.tolist() == [0, 0]
    assert group(["a", "b"], [texts], threshold=1.0).groups.tolist() == [0, 1]


@pytest.mark.parametrize("stories", [20, 90])
def test_versions_are_found_in_a_script_that_does_not_part_words(stories):
    rng = Random(4)
    letters = [chr(0x4E00 + n) for n in range(1500)]
    shares = np.cumsum(1 / np.arange(10, 1510)).tolist()

    def story():
        return "".join("".join(rng.choices(letters, cum_weights=shares, k=18)) + "。" for _ in range(25))

    def version(text):
        return "".join(rng.choice(letters) if c != "。" and rng.random() < 0.3 else c for c in text)

    texts = [t for own in (story() for _ in range(stories)) for t in (own, version(own), story())]
    assert grouped(texts) == [g for n in range(0, 3 * stories, 3) for g in (n, n, n + 2)]


UNRELATED = {
    "Thai": [
        "สะพานเก่าปิดในวันอังคารหลังจากรถบรรทุกชนราว",
        "นายกเทศมนตรีสัญญาเรือข้ามฟากฟรีภายในห้าวัน",
        "แมวตัวนั้นชอบนอนบนเก้าอี้ข้างหน้าต่างทุกบ่าย",
    ],
    "Lao": ["ຂົວເກົ່າຖືກປິດໃນວັນອັງຄານຫຼັງຈາກລົດບັນທຸກຕຳຮາວ", "ແມວໂຕນັ້ນມັກນອນຢູ່ເທິງຕັ່ງຂ້າງປ່ອງຢ້ຽມທຸກຕອນບ່າຍ"],
    "Khmer": [
        "ស្ពានចាស់ត្រូវបានបិទនៅថ្ងៃអង្គារបន្ទាប់ពីឡានដឹកទំនិញបុករបាំង",
        "ឆ្មានោះចូលចិត្តដេកលើកៅអីក្បែរបង្អួចរៀងរាល់រសៀល",
    ],
    "Burmese": [
        "အင်္ဂါနေ့တွင် ထရပ်ကားတစ်စီး တိုက်မိပြီးနောက် တံတားဟောင်းကို ပိတ်လိုက်သည်",
        "ထိုကြောင်သည် နေ့လယ်တိုင်း ပြတင်းပေါက်ဘေးရှိ ကုလားထိုင်ပေါ်တွင် အိပ်ရတာ ကြိုက်သည်",
    ],
    "Japanese": [
        "火曜日にトラックが欄干に衝突した後、古い橋が閉鎖された。",
        "猫は毎日の午後、窓のそばの椅子で寝るのが好きだ。",
        "市長は五日以内に無料の渡し船を出すと約束した。",
        "世界の米の価格は三か月連続で下がっている。",
    ],
    "Chinese": ["星期二一辆卡车撞上栏杆后旧桥被关闭了。", "那只猫每天下午都喜欢睡在窗边的椅子上。"],
}


@pytest.mark.parametrize("texts", UNRELATED.values(), ids=UNRELATED)
def test_stories_are_no_versions_because_their_script_has_few_letters(texts):
    assert grouped(texts) == list(range(len(texts)))
    longer = ["".join(texts[: len(texts) // 2]), "".join(texts[len(texts) // 2 :])]
    assert grouped(longer) == [0, 1]


def test_where_words_are_not_parted_neither_a_line_nor_a_mark_makes_a_new_text():
    assert grouped(["桥在星期二关闭了。", "桥在星期\n二，关闭了"]) == [0, 0]
    assert len(pairs(["桥在星期二关闭了。", "桥在星期\n二，关闭了"])) == 1


@pytest.mark.parametrize(
    ("one", "two", "other"),
    [
        (
            "पुराना पुल मंगलवार को बंद हो गया जब एक ट्रक रेलिंग से टकराया",
            "मंगलवार को पुराना पुल बंद किया गया क्योंकि ट्रक रेलिंग से टकराया",
            "महापौर ने पाँच दिनों में मुफ्त नाव का वादा किया",
        ),
        (
            "செவ்வாய்க்கிழமை லாரி மோதியதால் பழைய பாலம் மூடப்பட்டது",
            "பழைய பாலம் செவ்வாய்க்கிழமை மூடப்பட்டது, லாரி மோதியது",
            "மேயர் ஐந்து நாட்களுக்குள் இலவச படகு தருவதாக உறுதியளித்தார்",
        ),
    ],
    ids=["Hindi", "Tamil"],
)
def test_versions_meet_where_vowels_are_marks_of_letters(one, two, other):
    assert grouped([one, two, other]) == [0, 0, 2]


def test_a_mark_without_a_letter_is_no_word():
    assert digest(["\u0301", "❤\ufe0f ☂\ufe0f", "\u0e31"]).lengths.tolist() == [0, 0, 0]


def test_a_book_among_articles_is_grouped_with_its_copy_only(world):
    book = [s for _ in range(100) for s in world.story()]
    excerpt = book[:40]
    assert grouped([book, world.version(book, 0.3), excerpt, world.story(), "Short."]) == [0, 0, 2, 3, 4]


def test_a_document_of_a_hundred_thousand_equal_words_is_read():
    assert grouped(["sheep " * 100_000, "ferry " * 100_000, "Sheep, " * 100_000]) == [0, 1, 0]


def test_punctuation_case_and_layout_do_not_make_a_new_text():
    one, two = digest(["The ferry, at last,\nleft."]), digest(["THE FERRY — at last — left…"])
    assert one.prints.tolist() == two.prints.tolist()
    assert one.words.tolist() == two.words.tolist()


def test_batches_of_any_size_give_the_same_digest(world):
    texts = [" ".join(world.story()) for _ in range(7)] + [""]
    whole, parts = digest(texts), [digest(texts[:3]), digest([]), digest(texts[3:])]
    for name in ("words", "passages", "sizes", "lengths", "prints"):
        assert np.array_equal(getattr(whole, name), np.concatenate([getattr(p, name) for p in parts]))
    some = whole.only([1, 4, 7])
    assert np.array_equal(some.words, digest([texts[n] for n in (1, 4, 7)]).words)
    assert np.array_equal(some.prints, whole.prints[[1, 4, 7]])


def test_words_get_the_numbers_that_a_text_of_them_gives():
    assert sorted(word_numbers(["ferry", "sheep"])) == digest(["Sheep, ferry; sheep."]).words.tolist()


def test_a_text_scores_full_against_itself_and_nothing_against_a_stranger(world):
    story, other = (" ".join(world.story()) for _ in range(2))
    found = group(["a", "b", "c"], [digest([story, story + " And so on.", other])], threshold=0.0)
    scores = {(a, b): score for a, b, score, *_ in pairs_of(range(3), found)}
    assert scores[0, 1] > 0.9
    assert max(scores[0, 2], scores[1, 2]) < grouping.THRESHOLD
    assert all(0 <= s <= 1 for s in scores.values())


@settings(max_examples=40)
@given(st.lists(st.text(), max_size=8))
def test_any_text_is_grouped_and_every_document_named_once(texts):
    found = group([f"d{n}" for n in range(len(texts))], [digest(texts)])
    assert len(found.groups) == len(texts)
    assert all(found.groups[g] == g for g in found.groups)
    assert all(g <= n for n, g in enumerate(found.groups))
    assert ((found.pairs.version >= 0) & (found.pairs.related <= 1)).all()
    assert set(found.kinds()) <= set(KINDS)


@given(st.lists(st.text(st.characters()), max_size=5))
def test_any_character_is_read_half_a_character_too(texts):
    texts.append("ferry \ud800 \U0010ffff \x00 sheep")
    read = digest(texts)
    assert len(read.sizes) == len(read.prints) == len(texts)
    assert read.sizes.sum() == len(read.words) == len(read.passages)


def pairs(texts):
    """The pairs of some texts, by their positions."""
    texts = [t if isinstance(t, str) else " ".join(t) for t in texts]
    ids = [f"d{n}" for n in range(len(texts))]
    return {(p.doc_a, p.doc_b): p for p in pairs_of(range(len(ids)), group(ids, [digest(texts)]))}


def test_a_later_story_is_listed_as_partial_with_what_it_took(world):
    story, fresh = world.story(), world.story()
    later = fresh[: len(fresh) // 2] + story[: len(story) // 3] + fresh[len(fresh) // 2 :]
    (pair,) = pairs([story, later]).values()
    assert (pair.kind, pair.related > 0.9, pair.score < 0.5) == ("partial", True, True)
    assert 0 < pair.matched_a < pair.passages_a
    assert 0 < pair.matched_b < pair.passages_b


def test_an_excerpt_is_in_its_source_and_not_the_other_way(world):
    story = world.story() + world.story()
    excerpt = story[5 : 5 + len(story) // 4]
    (pair,) = pairs([story, excerpt]).values()
    assert (pair.kind, pair.direction) == ("partial", "b in a")
    (pair,) = pairs([excerpt, story]).values()
    assert (pair.kind, pair.direction) == ("partial", "a in b")


def test_a_list_in_another_order_is_a_version(world):
    story = world.story()
    mixed = world.rng.sample(story, len(story))
    assert grouped([story, world.story(), mixed]) == [0, 1, 0]


def test_a_story_shortened_twice_stays_one_story(world):
    story = world.story() + world.story()
    once = [s for n, s in enumerate(story) if n % 3]
    twice = [s for n, s in enumerate(once) if n % 2]
    assert grouped([story, once, twice, world.story()]) == [0, 0, 0, 3]


@pytest.mark.parametrize("words", [12, 25, 60])
@pytest.mark.parametrize("others", [0, 400])
def test_short_versions_meet_alone_and_among_hundreds(world, words, others):
    rng = Random(words)
    said = " ".join(world.story()).split()
    at = rng.randrange(len(said) - words)
    text = said[at : at + words]
    changed = [w if n % 6 else rng.choice(said) for n, w in enumerate(text)]
    stories = [" ".join(" ".join(world.story()).split()[:words]) for _ in range(others)]
    found = grouped([" ".join(text), " ".join(changed), *stories])
    assert found[:2] == [0, 0]
    assert 0 not in found[2:]


def test_what_two_share_at_the_same_places_counts_for_more_than_the_same_words_anywhere(world):
    from retold.compare.kinds import probability
    from retold.compare.resemblance import resemblance
    from retold.compare.store import Store

    said = " ".join(world.story()).split()[:120]
    kept = [w if n % 3 else world.rng.choice(said) for n, w in enumerate(said)]
    texts = [" ".join(t) for t in (said, kept, Random(1).sample(kept, len(kept)))]
    store = Store.gather([digest(texts)], ["a", "b", "c"])
    found = resemblance(store, np.array([[0, 1], [0, 2]])).measures
    likely = probability("version", found)
    assert found["order"][0] > 0.8 > 0.3 > found["order"][1]
    assert likely[0] > likely[1]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from("quay ferry sheep rail 12 900 storm".split()), max_size=60),
        min_size=2,
        max_size=5,
    )
)
def test_neither_of_two_documents_comes_first(texts):
    from retold.compare.resemblance import resemblance
    from retold.compare.store import Store

    store = Store.gather([digest([" ".join(t) for t in texts])], [f"d{n}" for n in range(len(texts))])
    one, two = (resemblance(store, np.array([pair])) for pair in ((0, 1), (1, 0)))
    for name, values in one.measures.items():
        np.testing.assert_allclose(values, two.measures[name], atol=1e-9, err_msg=name)
    assert one.matched[0].tolist() == two.matched[0].tolist()[::-1]


def test_the_table_of_common_words_holds_stems_and_shares_alone():
    """No word of a text can be read from it: a stem stands in it for its letters and how common it is, in order of the letters."""
    table = pd.read_csv(ROOT / "retold/compare/background.csv", keep_default_na=False)
    assert list(table) == ["stem", "per_million"]
    assert table["stem"].is_monotonic_increasing
    assert table["stem"].is_unique
    assert table["stem"].str.len().max() <= 6
    assert table["per_million"].between(1, 1_000_000).all()


def test_where_words_are_not_parted_a_word_reaches_no_further_than_its_line():
    text = "日本語\nあいうえ\n"
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    letters = codes > 0x3000
    ends = np.flatnonzero(letters)
    reached, whole = _reached(codes, letters, ends, np.arange(len(ends)))
    assert reached.tolist() == [1, 2, 2, 6, 7, 7, 7]
    assert whole.tolist() == [True, True, False, True, True, False, False]
