import re
import shutil
from collections import Counter

import pytest
from conftest import ROOT

from retold import derive
from retold.compare import similarity
from retold.corpus import tables
from retold.corpus.schema import DERIVED, FATES, KINDS, TABLES
from retold.derive import documents, specific
from retold.text import Text, leaks, quotations, segments


def written(frames):
    return {name: tables.to_csv(name, frame) for name, frame in frames.items()}


def committed(folder, frames):
    return {name: (folder / TABLES[name].file).read_text(encoding="utf-8") for name in frames}


def test_the_five_texts_give_the_committed_tables_byte_for_byte(five):
    from retold import corpus

    frames = derive.derive(corpus.load(ROOT / "data"), five)
    assert set(frames) == set(DERIVED) - set(specific.NAMES)  # those are for larger corpora
    assert written(frames) == committed(ROOT / "data", frames)


def test_the_sample_gives_its_committed_tables_byte_for_byte(sample):
    frames = derive.derive(*sample)
    assert written(frames) == committed(ROOT / "data/sample", frames)


def test_the_sample_texts_are_what_their_sources_give(tmp_path):
    import sys

    sys.path.insert(0, str(ROOT / "data/sample"))
    try:
        import make_sample
    finally:
        sys.path.pop(0)
    make_sample.build(tmp_path)
    made = sorted(p for p in tmp_path.rglob("*") if p.is_file())
    assert len(made) > 10
    for path in made:
        there = ROOT / "data/sample" / path.relative_to(tmp_path)
        assert path.read_bytes() == there.read_bytes(), there


def test_term_counts_keep_nothing_of_the_order_of_a_text():
    assert documents.term_counts(Text("b a, b’s A!")).values.tolist() == [["a", 2], ["b", 2]]


@pytest.mark.parametrize("folder", ["data", "data/sample"])
def test_no_table_below_the_document_holds_a_word(folder):
    from retold import corpus

    read = corpus.load(ROOT / folder)
    known = {*read.doc_ids, *read.tables["groups"]["group"], "coded", "engine", *KINDS, ""}
    known |= {"same", "edited", "split", "merged", "moved", "omitted", "inserted", "none"}
    known |= {
        "synonym",
        "polarity",
        "deletion",
        "merge",
        "entity",
        "attribution",
        "tense",
        *FATES,
        *read.tables["naming"]["term"],
        "clean",
        "raw",
    }
    known |= {*similarity.VECTORISERS, *similarity.WEIGHTINGS, *similarity.LINKAGES}
    for name in ("sentences", "attributions", "alignments", "halves", "support", "drift", "fates", "slots"):
        frame = tables.load(ROOT / folder, name).drop(columns="speaker_id", errors="ignore")
        for column in frame.select_dtypes(exclude="number"):
            for cell in {word for c in frame[column] for word in str(c).split(" ")} - known:
                assert re.fullmatch(r"[cepqu]\d+|[\d-]+|True|False", cell), f"{name}.{column}: {cell}"


def test_speaker_ids_of_the_engine_stay_short_of_an_excerpt():
    frame = tables.load(ROOT / "data", "attributions")
    engine = frame[frame["method"] == "engine"]
    assert engine["speaker_id"].map(lambda s: len(re.split(r"[-_ ]", s))).max() <= leaks.LONGEST


def test_words_of_an_attribution_are_counted_inside_its_content(tables):
    frame = tables["attributions"]
    assert (frame["quoted_words"] <= frame["words"]).all()
    direct = frame[(frame["method"] == "coded") & (frame["kind"] == "direct")]
    assert (direct["quoted_words"] >= 0.6 * direct["words"]).mean() > 0.9


def test_a_corpus_without_coding_or_lexicon_still_derives(copy):
    from retold import corpus

    shutil.rmtree(copy / "coding")
    for name in ("naming.csv", "cleaning.csv", "speakers.csv", "groups.csv", "actors.csv"):
        (copy / name).unlink()
    read = corpus.load(copy)
    texts, _ = corpus.find_texts(read, copy / "texts")
    frames = derive.derive(read, texts)
    assert frames["engine"].empty
    assert frames["namings"].empty
    assert frames["fates"].empty
    assert frames["mentions"].empty
    assert not frames["drift"].empty
    assert not frames["attributions"].empty
    assert set(written(frames)) == set(DERIVED) - set(specific.NAMES)


@pytest.mark.parametrize("label", ["texts", "shingles"])
def test_long_work_reports_its_progress(sample, label):
    seen = []

    def progress(items, name):
        seen.append(name)
        return items

    derive.derive(*sample, progress)
    assert label in seen


def test_the_program_aligns_the_two_copies_as_a_hand_does(tables):
    from retold import chapters

    links, f1 = chapters.versions._alignment_f1(tables)
    assert links > 60
    assert f1 >= 0.955


def test_coded_quotations_are_measured_and_found_again_through_the_alignment(tables):
    drift = tables["drift"]
    assert set(drift["pair_id"]) >= set(tables["quotations"]["pair_id"])
    same = drift[(drift["span_a"] != "") & (drift["span_b"] != "")]
    assert ((same["distance"] == 0) == (same["edits"] == 0)).all()
    assert drift.loc[drift["pair_id"].str.startswith("q"), "paired"].mean() > 0.8


def test_halves_of_one_text_are_less_alike_than_versions_and_more_than_stories(tables):
    halves = tables["halves"].set_index(["doc_a", "doc_b"])["similarity"]
    own = [v for (a, b), v in halves.items() if a == b]
    copies = halves["post-kherson-a", "post-kherson-b"]
    others = [v for (a, b), v in halves.items() if a != b and (a + b).count("post") != 2]
    assert max(own) < copies
    assert max(others) < min(own)


def counting(cut, cuts, whole):
    """A function that cuts texts, and notes which whole ones."""

    def noted(text, *span):
        if str(text) in whole and not span:
            cuts[cut.__name__, str(text)] += 1
        return cut(text, *span)

    return noted


def test_each_text_is_cut_once_on_its_way(sample, monkeypatch):
    corpus, texts = sample
    fresh = {d: corpus.document(d, str(doc.raw)) for d, doc in texts.items()}
    whole = {str(t) for doc in fresh.values() for t in (doc.raw, doc.clean)}
    cuts = Counter()
    for module, name in ((segments, "words"), (segments, "cut"), (segments, "pieces"), (quotations, "marks")):
        monkeypatch.setattr(module, name, counting(getattr(module, name), cuts, whole))
    derive.derive(corpus, fresh)
    assert {name for name, _ in cuts} == {"words", "cut", "pieces", "marks"}
    assert max(cuts.values()) == 1
