"""One reading room: whatever form a text is held in, what is found in it is the same, and points into the text itself."""

import re
import shutil
import textwrap
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from prose import ALIKE, UNSEEN, article, bare, decomposed, forms, news, strewn, typeset, wrapped

import retold
from retold import corpus, derive
from retold.cli import main
from retold.corpus import places, tables
from retold.corpus.schema import TABLES
from retold.text import leaks
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


# The commands, and what a user decides


def run(*args):
    return CliRunner().invoke(main, [str(a) for a in args])


def held_as(folder, form):
    """Give a corpus texts in another form: files, their hashes in corpus.csv, and the offsets that people wrote."""
    read_corpus = corpus.load(folder)
    documents, _ = corpus.find_texts(read_corpus, folder / "texts")
    shutil.rmtree(folder / "derived")
    table, there = read_corpus.documents.copy(), {}
    for n, doc_id in enumerate(read_corpus.doc_ids):
        text, at = form(str(documents[doc_id].raw))
        (folder / f"texts/{doc_id}.txt").write_bytes(text.encode())
        there[doc_id] = lambda span, at=at: (at[span[0]], at[span[1]])
        facts = {
            "n_chars": len(text),
            "sha256": corpus.sha256(text.encode()),
            "sha256_plain": corpus.sha256_plain(text),
        }
        table.loc[n, list(facts)] = list(facts.values())
    moved = {**places.moved(read_corpus.tables, there), "corpus": table}
    for name, frame in moved.items():
        if (folder / TABLES[name].file).is_file():
            optional = [c.name for c in TABLES[name].columns if c.optional and not frame[c.name].any()]
            tables.write_all(folder, {name: frame.drop(columns=optional)})
    return folder


@pytest.fixture
def wrapped_copy(copy):
    return held_as(copy, FORMS["wrapped"])


def test_derive_says_where_lines_were_joined_and_leaves_them_if_told(wrapped_copy):
    done = run("derive", wrapped_copy)
    assert done.exit_code == 0, done.output
    assert re.search(
        r"(?m)^dam-ledger: \d+ wrapped lines joined \(the column lines of corpus.csv may keep them\)$",
        done.stderr,
    )
    joined = tables.load(wrapped_copy, "sentences")
    kept = run("derive", wrapped_copy, "--lines", "keep")
    assert kept.exit_code == 0 and "joined" not in kept.stderr
    assert len(tables.load(wrapped_copy, "sentences")) > 1.3 * len(joined)


def test_everything_about_a_wrapped_corpus_is_in_order_and_check_says_how_it_is_read(wrapped_copy):
    assert run("derive", wrapped_copy).exit_code == 0
    done = run("check", wrapped_copy, "--texts", wrapped_copy / "texts")
    assert done.exit_code == 0, done.output
    assert re.search(r"(?m)^dam-ledger: \d+ wrapped lines joined where texts are read$", done.stdout)


def test_passages_of_a_wrapped_text_are_its_paragraphs(wrapped_copy):
    assert run("derive", wrapped_copy).exit_code == 0
    coded = tables.load(wrapped_copy, "passages")
    (wrapped_copy / "coding/passages.csv").unlink()
    for name in ("frames", "frames_1", "frames_2", "frame_decisions", "gist_decisions", "gist_versions"):
        (wrapped_copy / f"coding/{name}.csv").unlink()
    done = run("coding", "passages", wrapped_copy)
    assert done.exit_code == 0, done.output
    pd.testing.assert_frame_equal(tables.load(wrapped_copy, "passages"), coded)


def test_how_lines_are_read_can_be_told_of_a_text_for_good(wrapped_copy):
    assert run("derive", wrapped_copy).exit_code == 0
    table = tables.load(wrapped_copy, "corpus").drop(columns="short")
    tables.write_all(
        wrapped_copy,
        {"corpus": table.assign(lines=["keep" if d == "dam-ledger" else "" for d in table["doc_id"]])},
    )
    stale = run("check", wrapped_copy)
    assert stale.exit_code == 1 and "changed since the data were derived" in stale.output
    done = run("derive", wrapped_copy)
    assert done.exit_code == 0
    assert "dam-ledger:" not in done.stderr and "dam-northline:" in done.stderr
    assert run("check", wrapped_copy).exit_code == 0
    assert "dam-ledger:" in run("derive", wrapped_copy, "--lines", "auto").stderr


def test_where_a_file_differs_from_the_text_is_told_however_its_lines_were_read(wrapped_copy):
    assert run("derive", wrapped_copy, "--lines", "keep").exit_code == 0
    path = wrapped_copy / "texts/dam-ledger.txt"
    text = path.read_text(encoding="utf-8")
    at = text.rindex(".\n")
    path.write_text(f"{text[:at]}, they said{text[at:]}", encoding="utf-8")
    done = run("check", wrapped_copy, "--texts", wrapped_copy / "texts")
    (first, last) = map(int, re.search(r"differs between character (\d+) and (\d+)", done.output).groups())
    assert first <= at <= last and last - first < 200


def test_an_excerpt_may_be_written_without_the_line_break_that_the_file_has(wrapped_copy):
    path = wrapped_copy / "texts/dam-ledger.txt"
    text = path.read_text(encoding="utf-8")
    at = text.index("\n", text.index("\n\n") + 2)
    start, end = text.rindex(" ", 0, at - 8) + 1, text.index(" ", at)
    words = text[start:end]
    assert "\n" in words
    for shown, problems in ((words.replace("\n", " "), 0), (words.replace("\n", " and "), 1)):
        row = [("x1", "dam-ledger", start, end, shown, "a test", "")]
        tables.write_all(wrapped_copy, {"excerpts": pd.DataFrame(row, columns=TABLES["excerpts"].names)})
        assert len(corpus.find_texts(corpus.load(wrapped_copy), wrapped_copy / "texts")[1]) == problems


def test_derived_data_that_point_beyond_a_text_are_told(copy):
    frame = tables.load(copy, "sentences")
    frame.loc[frame.index[-1], "end"] += 100_000
    tables.write_all(copy, {"sentences": frame})
    done = run("check", copy)
    assert (
        done.exit_code == 1 and "sentences.csv, column end" in done.output and "retold derive" in done.output
    )


def test_every_column_of_offsets_says_which_text_it_points_into():
    for name, table in TABLES.items():
        pointing = {column.name for column, _ in places.pointing(name)}
        spans = {c.name for c in table.columns if c.type in ("span", "spans")}
        assert spans <= pointing, name
        offsets = {"start", "end"} & set(table.names)
        assert not offsets or pointing & offsets == ({"end"} if "end" in offsets else {"start"}), name


def test_side_by_side_a_wrapped_copy_shows_whole_sentences(tmp_path):
    text = article(PARAGRAPHS)
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(wrapped(text, 60), encoding="utf-8")
    out = tmp_path / "view.html"
    done = run("view", tmp_path / "a.txt", tmp_path / "b.txt", "-o", out)
    assert done.exit_code == 0 and "b.txt: 2 wrapped lines joined" in done.stderr
    page = out.read_text(encoding="utf-8")
    assert (
        'data-op="edited"' not in page and page.count('<li class="row') == page.count('data-op="same"') == 3
    )
    assert (
        run("view", tmp_path / "a.txt", tmp_path / "b.txt", "-o", out, "--lines", "keep").stderr.count(
            "joined"
        )
        == 0
    )


PARAGRAPHS = [
    "The engineers measured the old dam after the flood, and nobody in the flooded town had asked them to.",
    "“It will hold,” said José Ibáñez, whose office is next to it. The well-known firm that built the dam did not answer.",
]


def test_documents_of_a_collection_are_versions_whatever_their_signs(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    text = article([*PARAGRAPHS, *(p.replace("dam", "bridge") for p in PARAGRAPHS)])
    forms_of = {
        "plain": text,
        "apart": decomposed(text),
        "strewn": strewn(text, range(40), "\u00ad"),
        "set": typeset(text, 40),
    }
    for name, form in forms_of.items():
        (texts / f"{name}.txt").write_text(form, encoding="utf-8")
    assert run("versions", texts, "-o", tmp_path / "groups.csv", "--workers", "1").exit_code == 0
    pairs = pd.read_csv(tmp_path / "groups-pairs.csv")
    assert (pairs["score"] == 1).all() and set(pairs["doc_a"]) | set(pairs["doc_b"]) == set(forms_of)


def test_the_verbs_read_wrapped_lines_as_they_are_told():
    text = wrapped(article(PARAGRAPHS), 60)
    assert len(retold.sentences(text)) == 3
    assert text[slice(*retold.sentences(text)[0])].count("\n") == 1
    assert len(retold.sentences(text, "keep")) > 3 and len(retold.align(text, text, lines="keep")) > 3
    assert retold.attribute(text, lines="join").equals(retold.attribute(text))
    typeset_words = retold.words(
        "It was the oldest dam that anybody in the town had seen, as engi-\nneers told reporters who had asked them about it."
    )
    assert len(typeset_words) == 22
    for verb in (retold.sentences, retold.words, retold.attribute):
        with pytest.raises(ValueError, match="lines is 'all'; accepted is one of auto, keep, join"):
            verb(text, lines="all")


def test_what_somebody_published_of_a_text_is_found_though_the_text_has_soft_hyphens(tmp_path):
    words = "one two three four five six seven eight nine ten eleven twelve thirteen"
    page = tmp_path / "page.html"
    page.write_text(f"<p>{words}</p>")
    assert leaks.find({"x": words.replace("seven", "se\u00adven")}, [page])
    assert leaks.find({"x": words.replace("seven", "se\u00adven")}, [page])[0].doc_id == "x"
