"""One reading room: whatever form a text is held in, what is found in it is the same, and points into the text itself."""

import textwrap
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose import ALIKE, UNSEEN, article, bare, decomposed, forms, news, strewn, typeset, wrapped

import retold
from retold import derive
from retold.corpus import places
from retold.text.reading import read


def cut(text, lines="auto"):
    return [bare(text[s:e]) for s, e in retold.sentences(text, lines)]


def said(text):
    """Who says what, with what stands in the text at the offsets."""
    return [
        (row.kind, row.speaker, row.name, row.decided, *(bare(" ".join(text[s:e] for s, e in spans)) for spans in (row.content, *([span] if span else [] for span in (row.cue, row.source)))))
        for row in retold.attribute(text).itertuples()
    ]  # fmt: skip


def aligned(a, b):
    pairs = retold.align(a, b)
    sides = (
        [[bare(text[s:e]) for s, e in spans] for spans in pairs[side]] for text, side in ((a, "a"), (b, "b"))
    )
    return list(zip(*sides, pairs["operation"], pairs["similarity"].round(6), strict=True))


# Every form at once


@settings(max_examples=60)
@given(st.data())
def test_no_form_of_a_text_changes_its_sentences_its_words_or_who_says_what(data):
    text = article(data.draw(news()))
    form = data.draw(forms(text))
    assert cut(form) == cut(text)
    assert [bare(form[s:e]) for s, e in retold.words(form)] == [
        bare(text[s:e]) for s, e in retold.words(text)
    ]
    assert said(form) == said(text)


@settings(max_examples=40)
@given(st.data())
def test_no_form_of_a_text_changes_what_became_of_it_in_a_copy(data):
    paragraphs = data.draw(news())
    a = article(paragraphs)
    b = article([*paragraphs[2:], paragraphs[0].replace("old", "grey"), paragraphs[1]])
    assert aligned(data.draw(forms(a)), data.draw(forms(b))) == aligned(a, b)


@settings(max_examples=40)
@given(st.data())
def test_no_form_of_a_text_changes_how_alike_it_is_to_others_or_its_group(data):
    texts = [article(paragraphs) for paragraphs in data.draw(st.lists(news(), min_size=2, max_size=3))]
    texts.append(texts[0].replace("old", "grey"))
    held = [data.draw(forms(text)) for text in texts]
    pd.testing.assert_frame_equal(retold.similarity(held), retold.similarity(texts))
    groups, pairs = retold.group(range(len(texts)), texts, return_pairs=True)
    of_held, pairs_of_held = retold.group(range(len(texts)), held, return_pairs=True)
    pd.testing.assert_series_equal(of_held, groups)
    pd.testing.assert_frame_equal(pairs_of_held, pairs)


@given(st.data())
def test_to_read_what_was_read_changes_nothing(data):
    view = read(data.draw(forms(article(data.draw(news()))))).view
    assert read(view).view == view


# One form at a time, so that a failure names it


@given(news(), st.sampled_from([60, 72, 80]), st.booleans())
def test_a_program_that_wraps_lines_costs_nothing_where_blank_lines_part_paragraphs(
    paragraphs, columns, hyphens
):
    text = article(paragraphs)
    form = wrapped(text, columns, break_on_hyphens=hyphens)
    assert cut(form) == cut(text) and said(form) == said(text)
    assert " ".join(read(form).view.split()) == " ".join(text.split())


@given(news(), st.sampled_from([60, 72, 80]))
def test_words_parted_at_the_end_of_lines_are_whole_again(paragraphs, columns):
    text = article(paragraphs)
    assert " ".join(read(typeset(text, columns)).view.split()) == " ".join(text.split())


@given(news(), st.sampled_from([60, 72, 80]))
def test_where_single_breaks_part_paragraphs_no_sentence_of_a_wrapped_copy_is_lost_or_joined_to_another(
    paragraphs, columns
):
    text = article(paragraphs, "\n")
    assert cut(wrapped(text, columns, "\n")) == cut(text)


@given(news(), st.sampled_from([60, 72, 80]), st.integers(2, 5))
def test_paragraphs_that_are_set_in_need_no_blank_lines(paragraphs, columns, indent):
    form = "\n".join(
        textwrap.fill(p, columns, initial_indent=" " * indent, break_on_hyphens=False) for p in paragraphs
    )
    assert said(form) == said("\n\n".join(paragraphs))
    assert read(form).view.count("\n") == len(paragraphs) - 1


@given(news(), st.sampled_from([60, 72, 76]))
def test_a_message_that_is_quoted_is_read_like_the_message(paragraphs, columns):
    text = article(paragraphs)
    form = "\n".join(f"> {line}".rstrip() for line in wrapped(text, columns).splitlines())
    assert [sentence.replace(">", "") for sentence in cut(form)] == cut(text)
    assert not any(form[start] == ">" for start, _ in retold.sentences(form))


@pytest.mark.parametrize("name", ALIKE)
@settings(max_examples=15)
@given(paragraphs=news())
def test_signs_that_stand_for_others_change_nothing(name, paragraphs):
    text = article(paragraphs)
    form = text.replace(*ALIKE[name])
    assert read(form).view == text
    assert cut(form) == cut(text) and said(form) == said(text)


@pytest.mark.parametrize("sign", UNSEEN)
@settings(max_examples=15)
@given(paragraphs=news(), at=st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_signs_that_nobody_sees_change_nothing(sign, paragraphs, at):
    text = article(paragraphs)
    form = strewn(text, at, sign)
    assert form != text and read(form).view == text
    assert said(form) == said(text)


@given(news())
def test_accents_apart_from_their_letters_change_nothing(paragraphs):
    text = article(paragraphs)
    assert read(decomposed(text)).view == text and said(decomposed(text)) == said(text)


# A corpus


def told(tables):
    """Derived tables without what the form of a text may change: offsets, hashes, the length of the file."""
    of_form = {"documents": ["chars_raw"], "inputs": ["sha256"]}
    plain = {}
    for name, frame in tables.items():
        columns = {column.name for column, _ in places.pointing(name)} | {"start", *of_form.get(name, ())}
        plain[name] = frame.drop(columns=[c for c in frame if c in columns])
    return plain


def at_offsets(tables, texts):
    """What stands in the texts where derived tables point, but for cuts of other programs, which take in white space."""
    return {
        (name, column.name): [[bare(texts[doc][s:e]) for s, e in own] for doc, own in zip(frame[owner], places.stretches(column, frame), strict=True)]
        for name, frame in tables.items() if name != "readings"
        for column, owner in places.pointing(name)
    }  # fmt: skip


def pair(read_corpus):
    """The corpus of the two versions of the sample that people coded most."""
    ids = ["bridge-respun-a", "bridge-respun-b"]
    kept = {}
    for name, frame in read_corpus.tables.items():
        for column in ("doc_id", "doc_a", "doc_b"):
            if column in frame:
                frame = frame[frame[column].isin(ids)]
        kept[name] = frame.reset_index(drop=True)
    return replace(read_corpus, tables=kept)


def by_letter(change):
    """A form of a text, letter by letter, with where each letter of the text begins in it."""

    def form(text):
        parts = [change(n, letter) for n, letter in enumerate(text)]
        starts = [0]
        for part in parts:
            starts.append(starts[-1] + len(part))
        return "".join(parts), starts

    return form


def broken(text):
    """A text wrapped at 72 columns, blank for break."""
    letters, start, last = list(text), 0, None
    for n, letter in enumerate(text):
        if letter == "\n":
            start, last = n + 1, None
        elif letter == " ":
            if n - start > 72 and last is not None:
                letters[last], start = "\n", last + 1
            last = n
    return "".join(letters), list(range(len(text) + 1))


FORMS = {
    "wrapped": broken,
    "decomposed, with a byte order mark": by_letter(lambda n, c: ("" if n else "\ufeff") + decomposed(c)),
    "with soft hyphens and other signs": by_letter(
        lambda n, c: (
            {" ": "\u00a0", "’": "\u02bc", "-": "\u2011"}.get(c, c) + "\u00ad" * (c.islower() and n % 5 == 0)
        )
    ),
}


@pytest.fixture(scope="module")
def plain(sample):
    of_pair = pair(sample[0])
    texts = {doc_id: str(sample[1][doc_id].raw) for doc_id in of_pair.doc_ids}
    documents = {doc_id: of_pair.document(doc_id, text) for doc_id, text in texts.items()}
    return of_pair, texts, derive.derive(of_pair, documents)


@pytest.mark.parametrize("name", FORMS)
def test_a_corpus_of_texts_in_another_form_gives_the_same_tables_and_they_point_into_its_files(plain, name):
    of_pair, texts, tables = plain
    held = {doc_id: FORMS[name](text) for doc_id, text in texts.items()}
    there = {doc_id: (lambda span, at=at: (at[span[0]], at[span[1]])) for doc_id, (_, at) in held.items()}
    moved = replace(of_pair, tables=places.moved(of_pair.tables, there))
    documents = {doc_id: moved.document(doc_id, text) for doc_id, (text, _) in held.items()}
    assert any(doc.reading.edits for doc in documents.values())
    found = derive.derive(moved, documents)
    expected, got = told(tables), told(found)
    assert list(got) == list(expected)
    for table in expected:
        pd.testing.assert_frame_equal(got[table], expected[table], obj=table)
    raw = {doc_id: doc.raw for doc_id, doc in documents.items()}
    assert at_offsets(found, raw) == at_offsets(tables, texts)
    assert dict(zip(found["documents"]["doc_id"], found["documents"]["chars_raw"], strict=True)) == {
        d: len(t) for d, t in raw.items()
    }
