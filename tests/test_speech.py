import csv
import json
import re
from importlib.resources import files
from itertools import pairwise

import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retold import speech
from retold.speech import (
    UNRESOLVED,
    attribute,
    attributions,
    candidates,
    carry,
    cues,
    engine,
    extent,
    identify,
    linear,
    marks,
    page,
    people,
    quoted_words,
    slug,
    sources,
    subjects,
    tokens,
    transcript,
)

PROSE = st.text(alphabet=st.sampled_from(list("aB .,:;!?“”\"'’‘«»()-\n\r\x00said he")), max_size=300)
ANY = st.text(max_size=300)
WORDS = st.lists(
    st.sampled_from(
        "“We ” \" ' said Ann Bell she that the port , . ? : ( ) and which told it’s he’d U.S. Mr. — NAME:".split()
    ),
    max_size=80,
).map(" ".join)


def quoted(text):
    return [text[m.start : m.end] for m in marks(text)]


def summaries(text):
    """What the engine finds: content, speaker, kind."""
    return [(text[a.content[0][0] : a.content[-1][1]], a.speaker, a.kind) for a in attributions(text)]


# --- marks


@pytest.mark.parametrize(
    "text, expected",
    [
        ("“One,” he said. “Two.”", ["“One,”", "“Two.”"]),
        ('"One," he said. "Two."', ['"One,"', '"Two."']),
        ("''One,'' he said. ''Two.''", ["''One,''", "''Two.''"]),
        ("«Un» et «deux».", ["«Un»", "«deux»"]),
        ("‘One,’ he said of Anna’s dog.", ["‘One,’"]),
        ("'One,' he said of Anna's dog.", ["'One,'"]),
        ("It’s Anna’s.", []),
        ("The Lees' dog isn't the Smiths' cat.", []),
        ("“Open to the end.\nNext line.", ["“Open to the end."]),
        ("“Open, “then closed.”", ["“Open,", "“then closed.”"]),
        ("a stray mark” here", []),
        ("a stray mark ”here, and no other", []),
        ("„Eins“, sagte er. „Zwei.“ Sie ging.", ["„Eins“", "„Zwei.“"]),
        ("„Jeden”, rzekł. „Twee”, zei zij.", ["„Jeden”", "„Twee”"]),
        ("»En,« sagde hun. »To.«", ["»En,«", "»To.«"]),
        ("”Ett”, sade han. ”Två.”", ["”Ett”", "”Två.”"]),
        ("„Er sagte ‚nein‘ dazu“, sagte sie.", ["„Er sagte ‚nein‘ dazu“"]),
        ("«Outer “inner” end», she said.", ["«Outer “inner” end»"]),
        ("“He called it ‘a joke’ twice.”", ["“He called it ‘a joke’ twice.”"]),
        ('"He said "no" to me."', ['"He said "no" to me."']),
        ('"Straight opens, curly closes,” she said.', ['"Straight opens, curly closes,”']),
        ("“It’s ‘never’ too late, ’ he said,” she said.", ["“It’s ‘never’ too late, ’ he said,”"]),
        ("A 5'10\" man.", []),
        ("“”", []),
        ("““““““““““““ a row is decoration", []),
    ],
)
def test_quotation_marks_are_paired_as_a_reader_would(text, expected):
    assert quoted(text) == expected


def test_an_unclosed_quotation_is_marked_as_such():
    assert [m.closed for m in marks("“Open.\n“Closed.”")] == [False, True]


def test_quoted_words_are_flagged_word_by_word():
    assert quoted_words("He said “no way”.") == [False, False, True, True]


@given(st.one_of(PROSE, ANY, WORDS))
def test_quotations_never_overlap_and_stay_in_their_paragraph(text):
    quotations = marks(text)
    assert all(a.end <= b.start for a, b in pairwise(quotations))
    assert all(0 <= m.start < m.end <= len(text) and "\n" not in text[m.start : m.end] for m in quotations)


# --- tokens and cues


def test_words_get_the_class_that_the_later_stages_build_on():
    words = tokens.tokens("The mayor’s aide, Ann Bell, quietly said that she wasn’t told.", cues.forms())
    kinds = dict(zip(words.lower, words.kind, strict=True))
    assert kinds["the"] == "determiner"
    assert kinds["aide"] == "role"
    assert kinds["’s"] == "possessive"
    assert kinds["bell"] == "name"
    assert kinds["quietly"] == "adverb"
    assert kinds["that"] == "that"
    assert kinds["she"] == "pronoun"


@given(st.one_of(PROSE, ANY))
def test_tokens_are_in_order_and_lie_in_the_text(text):
    cut = tokens.tokens(text)
    assert all(0 <= s < e <= len(text) for s, e in zip(cut.start, cut.end, strict=True))
    assert all(e <= s for e, s in zip(cut.end, cut.start[1:], strict=False))


@pytest.mark.parametrize(
    "form, lemma_class, name",
    [
        ("said", "say", "past"), ("denies", "deny", "s"), ("admitted", "admit", "past"),
        ("tweeting", "write", "ing"), ("agreed", "agree", "past"), ("wrote", "write", "past"),
        ("claim", "claim", "base"), ("according", "according", "plain"), ("warnings", "promise_noun", "many"),
    ],
)  # fmt: skip
def test_every_form_of_a_cue_is_known_with_its_class(form, lemma_class, name):
    assert (lemma_class, name) in {(c.name, c.form) for c in cues.lexicon()[form]}


def test_the_lexicon_has_known_parts_and_no_word_twice_in_a_class():
    with (ROOT / "retold/speech/cues.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {r["part"] for r in rows} == {"verb", "noun", "adjective", "phrase"}
    assert {r["reports"] for r in rows} == set(engine.MARGIN)
    for row in rows:
        listed = row["words"].split()
        assert len(listed) == len(set(listed)), row["class"]


def test_a_noun_before_a_noun_is_no_verb_of_saying():
    read = page.read("The state minister left. They state that it fell.")
    assert [read.tokens.lower[c.token] for c in candidates.candidates(read)] == ["state"]


def test_a_cue_that_is_only_supposed_is_marked():
    read = page.read("She would have to admit that it fell. She admitted that it fell.")
    assert [c.supposed for c in candidates.candidates(read)] == [True, False]


# --- extent, source, carry


def test_content_may_end_at_each_boundary_and_at_the_end_of_the_sentence():
    read = page.read("She said the pier fell, and the town wept.")
    cue = candidates.candidates(read)[0]
    row = extent.ends_after(read, cue, 2)
    assert [read.tokens.lower[k] if k < len(read.tokens) else "end" for k in row] == [",", "and", "end"]


def test_content_inside_brackets_stays_inside():
    read = page.read("The pier (it fell, she said) was old.")
    cue = candidates.candidates(read)[0]
    first, last = extent.reach(read, cue)
    assert read.tokens.lower[first] == "it"
    assert read.tokens.lower[last] == ")"


def test_mentions_are_found_with_their_heads_and_possessors_apart():
    read = page.read("Moscow’s hardline faction met Ann Bell of the Port Authority.")
    mentions = sources.mentions(read, read.units[0], set())
    shown = [read.text[read.tokens.start[m.first] : read.tokens.end[m.last - 1]] for m in mentions]
    assert shown == ["Moscow", "Moscow’s hardline faction", "Ann Bell", "the Port Authority"]
    assert mentions[0].kind == "name's"


def test_a_phrase_is_named_by_its_head_and_not_by_its_last_place():
    text = "Several deputies from St. Petersburg asked the council to resign."
    attribution = attributions(text)[0]
    assert text[slice(*attribution.source)] == "Several deputies from St. Petersburg"


def test_a_quotation_without_a_cue_has_the_speaker_before_it_among_its_options():
    read = page.read("“We are done,” said Ann Bell.\n“It is over.”")
    listed = candidates.candidates(read)
    named = [sources.mentions(read, unit, engine.verbal(listed)) for unit in read.units]
    drafts = engine.by_cue(read, listed, named, linear.shipped())
    number, unit, before, after = next(engine.unclaimed(read, drafts))
    options, rows = carry.options(read, number, before, after, named, unit)
    assert {o.how for o in options} >= {"none", "nobody", "before1"}
    assert len(options) == len(rows)


def test_a_transcript_is_read_by_its_labels_and_other_text_with_colons_is_not():
    script = "JONES: You said so.\nBELL: I never did.\nJONES: But you wrote it.\n"
    assert next(t[0] for t in summaries(script) if t[1] in ("jones", "bell")) == "You said so."
    assert transcript.turns(page.read("Note: it rained.\nAlso: it snowed.\n")) == []


# --- people


@pytest.mark.parametrize(
    "text, speakers",
    [
        ("Tomas Rell said the pier is gone. “I saw it,” Rell said. “I was there,” he added.", ["tomas-rell"] * 3),
        (
            "“We are done,” said Ann Bell, deputy director of the port. The deputy director said that it is over.",
            ["ann-bell"] * 2,
        ),
        (
            "A Moscow businessman said that it is lost. Another businessman said that it is not. The businessman said that he is sure.",
            ["moscow-businessman", "another-businessman", "another-businessman"],
        ),
        ("Bill Bell said that he won. Hillary Bell said that he did not.", ["bill-bell", "hillary-bell"]),
        ("“We lost,” said Robert Downey Jr.\n\n“We won,” said Martin Luther King Jr.", ["robert-downey-jr", "martin-luther-king-jr"]),
        ("Sen. Robert Kennedy Jr. said that he was glad. Kennedy said that he was sad.", ["robert-kennedy-jr"] * 2),
        ("Maria Lopez, a nurse from El Paso, flew to London.\n\n“I was scared,” she said.", ["maria-lopez"]),
        ("The mayor, Mary Jones, said: “We will build.”", ["mary-jones"]),
        ("Dmitry Peskov said that it is fine. Peksov said that it is very fine.", ["dmitry-peskov"] * 2),
    ],
)  # fmt: skip
def test_names_roles_and_pronouns_lead_to_one_person(text, speakers):
    assert [a.speaker for a in attributions(text)] == speakers


def test_a_woman_is_not_he():
    text = "“I am sure,” said spokeswoman Ann Bell. “I am not,” he said."
    assert [a.speaker for a in attributions(text)] == ["ann-bell", UNRESOLVED]


def test_a_quotation_nobody_can_be_found_for_is_unresolved_not_guessed():
    records = attributions(
        "“Nobody knows at all who said this long sentence about the old pier of the town.”"
    )
    assert [(a.speaker, a.decided) for a in records] == [(UNRESOLVED, False)]


def test_the_name_of_a_speaker_is_the_one_of_the_first_mention():
    records = attributions("Ann Bell said that it fell. Bell said that it was old.")
    assert [a.name for a in records] == ["Ann Bell", "Ann Bell"]


@pytest.mark.parametrize(
    "name, expected",
    [
        ("Russia’s Defense Ministry", ("ministry", "state")),
        ("Another prominent Russian businessman", ("", "insiders")),
        ("The second businessman", ("", "insiders")),
        ("Sergei Markov", ("markov", "analysts")),
        ("Somebody Else", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_speaker_is_found_in_a_list_and_only_the_group_where_several_fit(name, expected):
    roster = [
        ("ministry", "Russian Defence Ministry", "state"),
        ("one", "A Moscow businessman, unnamed", "insiders"),
        ("two", "A second businessman, unnamed", "insiders"),
        ("markov", "Sergei Markov", "analysts"),
    ]
    assert identify(name, roster) == expected


def test_ids_are_lower_case_words():
    assert slug("The Port Authority’s") == "port-authority"
    assert slug("—") == UNRESOLVED


# --- the whole


@pytest.mark.parametrize(
    "text, kind, content, speaker",
    [
        ("“The pier is gone,” said Mayor Ines Calder.", "direct", "“The pier is gone,”", "ines-calder"),
        ("Tomas Rell said the pier is gone.", "indirect", "the pier is gone", "tomas-rell"),
        (
            "Tomas Rell said the pier was “a joke” to them.",
            "mixed",
            "the pier was “a joke” to them",
            "tomas-rell",
        ),
        (
            "The pier is gone, according to the port authority.",
            "indirect",
            "The pier is gone",
            "port-authority",
        ),
        ("“The pier is gone,” Tomas Rell told Northline.", "direct", "“The pier is gone,”", "tomas-rell"),
        ("“Is the pier gone?” asked Tomas Rell.", "direct", "“Is the pier gone?”", "tomas-rell"),
        (
            "The pier is gone, Ann Bell, head of the port of Marrow Bay, said on Monday.",
            "indirect",
            "The pier is gone",
            "ann-bell",
        ),
    ],
)
def test_content_and_speaker_are_found(text, kind, content, speaker):
    assert summaries(text) == [(content, speaker, kind)]


def test_scare_quotes_are_no_attributions():
    assert summaries("The “special operation” went on, and the “miracle” ferry sank.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The mayor, Mary Jones, said: “We will build.\n\n“We will mend.\n\n“And we will pay.”",
        "“We will build.\n\n“We will mend.\n\n“And we will pay,” said Mary Jones.",
    ],
)
def test_a_quotation_opened_again_in_each_paragraph_has_one_speaker(text):
    assert [a.speaker for a in attributions(text)] == ["mary-jones"] * 3


def test_signs_before_a_quotation_are_not_its_content():
    assert [t[0] for t in summaries("\ufeff“We won,” said Bob Hill.\n• “We drew,” said Ann Bell.")] == [
        "“We won,”",
        "“We drew,”",
    ]


def test_a_source_never_stands_inside_what_it_says():
    for attribution in attributions("It was unclear what the suspect said. She said it. He says he said so."):
        assert not attribution.source or not any(
            s <= attribution.source[0] < e for s, e in attribution.content
        )


def test_a_recipe_is_no_transcript():
    assert (
        transcript.turns(page.read("Ingredients: flour.\nMethod: mix.\nTime: an hour.\nTime: two.\n")) == []
    )


def test_an_unclosed_quotation_is_never_decided():
    records = attributions(
        "“From a military point of view there are losses. He noticed, he added.\nIt rained."
    )
    assert records
    assert not any(a.decided for a in records)


def test_the_table_has_a_column_for_each_part_and_the_same_rows_as_the_records():
    text = "“We are done,” said Ann Bell. She said that it is over."
    table, records = attribute(text), attributions(text)
    assert list(table.columns) == [
        "kind", "content", "cue", "source", "speaker", "source_text", "name", "confidence", "decided",
    ]  # fmt: skip
    assert list(table["content"]) == [r.content for r in records]
    assert table["confidence"].between(0, 1).all()


def test_the_sample_is_found_at_least_as_well_as_when_this_was_written(sample_tables):
    scored = sample_tables["engine"]
    assert scored["f1"].min() >= 0.83
    assert scored["f1"].mean() >= 0.9
    assert scored["right_group"].mean() >= 0.75


@given(st.one_of(PROSE, WORDS))
@settings(deadline=None)
def test_a_page_that_was_read_already_gives_what_its_text_gives(text):
    read = speech.read(text)
    assert speech.read(read) is read
    assert attributions(read) == attributions(text)
    assert subjects._with_names(read.tokens) == tokens.tokens(text)


@given(st.one_of(PROSE, ANY, WORDS))
@example("''B\r”B")
@settings(max_examples=300, deadline=None)
def test_any_text_gives_valid_spans_and_never_an_error(text):
    for attribution in attributions(text):
        assert attribution.content
        for start, end in [*attribution.content, *filter(None, (attribution.cue, attribution.source))]:
            assert 0 <= start < end <= len(text)
        assert list(attribution.content) == sorted(attribution.content)
        assert attribution.kind in {"direct", "mixed", "indirect"}
        assert 0 <= attribution.confidence <= 1
        assert attribution.source is None or text[slice(*attribution.source)] == attribution.source_text
        assert any(c.isalnum() for start, end in attribution.content for c in text[start:end])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "No quotation mark in here, and nobody speaks.",
        "“”" * 1000,
        "קרא הוא אמר: „שלום“, ואז הלך.",
        "قال «نعم» ثم ذهب.",
        "def said(x):\n    return “x” if x == 'he said' else print(\"no\")\n",
        "Shall I compare thee\nTo a summer’s day?\nThou said’st no.\n",
        "\ud800 said “a”",
    ],
    ids=["empty", "nul", "plain", "marks", "hebrew", "arabic", "code", "verse", "surrogate"],
)
def test_odd_text_is_read_without_an_error(text):
    assert isinstance(attributions(text), list)


# What features say beside classes and words of the lists: places, voices, sizes, yes and no.
MARKERS = frozenset(
    """none nobody left right after before around start end edge close open quoted in out bare no yes rival
    among few far passive infinitive base past ing s one many plain speech belief stance verb noun adjective
    phrase True False last more 0 nobody between at cue quote nominal finite to n m q i A a x v g p sub aux who
    and that dash bracket stop colon comma adverb said pronoun number mention after0 after1 before1 before2
    before3 mention0left mention0right mention1 mention2 semicolon conjunction bias size position by - joint""".split()
)


def test_the_shipped_coefficients_name_only_what_the_package_lists():
    """A feature may name a class, a marker or a word of our own lists, never a word of a corpus."""
    allowed = MARKERS | set(tokens._CLASSES) | set(tokens._SIGNS.values()) | set(tokens._CLASSES.values())
    allowed |= {c.name for readings in cues.lexicon().values() for c in readings} | cues.forms()
    allowed |= {"past", "gerund", "noun", "sign"}
    table = json.loads(files("retold.speech").joinpath("weights.json").read_text(encoding="utf-8"))
    assert list(table) == list(linear.STAGES)
    unknown = set()
    for stage in table.values():
        for feature in (name for tables in stage for name in tables):
            _, _, value = feature.partition("=")
            for part in re.split(r"[=+|,]", value):
                word = re.sub(r"^(left|right)\d$", r"\1", part.removesuffix("'s"))
                if not word.isdigit() and word not in allowed and word:
                    unknown.add(part)
    assert unknown == set()


def test_probabilities_of_choices_sum_to_one():
    assert sum(linear.softmax([1000.0, 0.0, -1000.0])) == pytest.approx(1)
    assert linear.sigmoid(-1e9) == 0.0


def test_importing_the_library_loads_no_model():
    assert speech.attribute is attribute
    assert people.UNRESOLVED == UNRESOLVED


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("keidis", "kiedis", True),
        ("bryne", "byrne", True),
        ("marion", "manior", False),
        ("lares", "lears", False),
        ("brian", "brain", True),
        ("samir", "smair", True),
        ("artin", "ratin", False),
        ("levin", "levine", False),
    ],
)
def test_a_name_with_two_neighbouring_letters_swapped_is_a_slip_and_any_other_anagram_another_person(
    a, b, same
):
    from retold.speech import people

    assert people._is_swap(a, b) is same


def test_an_anagram_of_a_name_is_another_person():
    text = "Ivan Delmora opened the fair. Mr. Dalmero said it would rain. Mr. Delmroa said it would not."
    speakers = {a.source_text.split()[-1]: a.speaker for a in speech.attributions(text)}
    assert speakers["Dalmero"] != speakers["Delmroa"] == "ivan-delmora"
