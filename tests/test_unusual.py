"""Corpora that nobody planned for: each must be derived and reported on, without a warning."""

import warnings

import pandas as pd
import pytest

from retold import book, chapters, corpus, derive
from retold.book import notebooks
from retold.chapters import check, robustness
from retold.corpus import tables
from retold.measures import voices

LONG = (
    "The bridge was closed on Monday. The mayor said it was unsafe. Nobody had looked for rust. "
    "The ferry runs again. A man counted the cars. The council meets on Friday."
)
OTHER = (
    "The dam leaks at night. The board said there was no danger. Pumps came from the coast. "
    "Lights went on. The valley slept badly. A bell rang on the hour."
)
THIRD = (
    "Prices rose in spring. Bakers blamed the mill. The mill blamed the rain. Nobody was sure. "
    "The market stayed open. Children ate the crusts."
)


def made(folder, texts, language="en"):
    """A corpus of (doc_id, story_id, text), derived; its tables. A blank language is told from each text."""
    (folder / "texts").mkdir(parents=True)
    rows = []
    for doc_id, story, text in texts:
        (folder / "texts" / f"{doc_id}.txt").write_text(text, encoding="utf-8")
        rows.append(
            {
                "doc_id": doc_id, "outlet": doc_id.split("-")[0], "title": "", "title_basis": "", "authors": "",
                "published": "", "date_basis": "", "published_latest": "", "event": "e", "genre": "news",
                "language": language, "story_id": story, "copy_kind": "original", "copy_seen_at": "", "url": "",
                "url_status": "none", "rights": "CC0 1.0", "n_chars": len(text),
                "sha256": corpus.sha256(text.encode()), "sha256_plain": corpus.sha256_plain(text), "note": "",
            }
        )  # fmt: skip
    tables.write_all(folder, {"corpus": pd.DataFrame(rows)})
    (folder / "naming.csv").write_text(
        "term,pattern,class,actor,contrast,note\nclosed,clos\\w+,closure,,a,\nleaks,leak\\w*,leak,,b,\n"
    )
    (folder / "actors.csv").write_text(
        "actor,label,pattern,groups,speakers,note\nmayor,The $mayor_{x}^ \\frac$,mayor,,,\n"
    )
    (folder / "findings.csv").write_text(
        "finding,thesis,claim,rule,evidence,measure,page,overturned_by\n"
        "apart,T,They differ.,readability.copy_gap > readability.outlet_gap,readability.copy_gap,,05-readability,X.\n"
    )
    read = corpus.load(folder)
    found, problems = corpus.find_texts(read, folder / "texts")
    assert problems == []
    tables.write_all(folder, derive.derive(read, found))
    return book.Tables(folder)


@pytest.mark.parametrize(
    "texts",
    [
        [("a-1", "s1", LONG), ("a-2", "s1", LONG.replace("closed", "shut"))],
        [("a-1", "s1", LONG), ("b-1", "s2", OTHER)],
        [("a-1", "s1", LONG), ("a-2", "s1", LONG[:60]), ("b-1", "s2", OTHER), ("c-1", "s3", "The dam leaks.")],
        [("a-1", "s1", "Closed today."), ("a-2", "s1", "Shut today."), ("b-1", "s2", "It leaks."), ("c-1", "s3", "Rain.")],
        [("a-1", "s1", "Bridge closed today"), ("a-2", "s1", LONG), ("b-1", "s2", OTHER), ("c-1", "s3", THIRD)],
        [("a-1", "s1", LONG), ("a-2", "s1", LONG[::1] + " More."), ("b-1", "s2", OTHER), ("c-1", "s3", "... --- !!!")],
        [("a-1", "s1", "... !!!"), ("b-1", "s2", "--- ???")],
        [("a-1", "s1", "Closed closed. Closed!"), ("a-2", "s1", "Closed leak. Leak."), ("b-1", "s2", "Leak closed.")],
        [
            ("a-1", "s1", LONG), ("a-2", "s1", LONG + " And on."), ("b-1", "s2", OTHER),
            ("b-2", "s2", OTHER.replace("leaks", "seeps")), ("b-3", "s2", OTHER + " Yes."), ("c-1", "s3", THIRD),
        ],
    ],
    ids=[
        "one story", "no copies", "a very short text", "one sentence a text", "a heading alone", "no word in a text",
        "no word at all", "only lexicon words", "several copied stories",
    ],
)  # fmt: skip
def test_an_unusual_corpus_is_derived_and_reported_on(tmp_path, texts):
    from retold import figures
    from retold.measures import noise

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        t = made(tmp_path / "c", texts)
        numbers = chapters.compute(t)
        assert numbers["finding.apart"].value in {"holds", "does not hold", "cannot be said here"}
        robustness.numbers(t)
        figures.floor(noise.floor(t), message=noise.why_not(t))
        figures.closer(noise.floor(t), noise.why_not(t))
        notebooks._svg(
            "k",
            figures.acts_and_speaks,
            (voices.rates(t), t["actors"], t.labels),
            {},
            "default",
        )


def test_a_story_that_got_another_name_makes_the_derived_data_stale(tmp_path):
    t = made(tmp_path / "c", [("a-1", "s1", LONG), ("a-2", "s1", LONG + " On."), ("b-1", "s2", OTHER)])
    assert check.check(t.folder)[1] == []
    path = t.folder / "corpus.csv"
    path.write_text(path.read_text().replace("a-2,a,,,,,,,e,news,en,s1", "a-2,a,,,,,,,e,news,en,s9"))
    assert any("changed since" in p.found for p in check.check(t.folder)[1])
