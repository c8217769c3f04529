import shutil

from click.testing import CliRunner
from conftest import ROOT

from retold import corpus
from retold.cli import main
from retold.coding import passages
from retold.corpus import tables
from retold.text import words


def test_the_passages_of_the_five_texts_are_those_that_were_coded(five):
    read = corpus.load(ROOT / "data")
    made = passages.of_corpus(read, five, tables.load(ROOT / "data", "alignments"))
    assert tables.to_csv("passages", made) == (ROOT / "data/coding/passages.csv").read_text(encoding="utf-8")


def test_breaks_are_carried_over_and_a_loose_sentence_stays_with_those_before_it():
    text = "One is here. Two is here. Three is new. Four is here."
    spans = [(0, 12), (13, 25), (26, 39), (40, 53)]
    breaks = [(0, 30), (31, 60)]
    pairs = [((0, 12), spans[0]), ((13, 25), spans[1]), ((31, 44), spans[3])]
    assert passages.carried(text, breaks, pairs) == [(0, 39), (40, 53)]
    assert passages.carried(text, breaks, pairs[1:]) == [(0, 12), (13, 39), (40, 53)]


def test_every_word_of_an_article_stands_in_a_passage(five, tables):
    coded = tables["passages"]
    for doc_id, doc in five.items():
        mine = coded[coded["doc_id"] == doc_id]
        for start, _ in words(doc.clean):
            assert ((mine["start"] <= start) & (start < mine["end"])).any(), (doc_id, start)


def test_passages_that_codings_rest_on_are_not_written_over(copy):
    path = copy / "coding/passages.csv"
    before = path.read_text().replace("dam-ledger,1,0,", "dam-ledger,1,1,")
    path.write_text(before)
    done = CliRunner().invoke(main, ["coding", "passages", str(copy)])
    assert done.exit_code == 1
    assert path.read_text() == before
    assert "move it away" in done.output
    path.unlink()
    for name in ("frames", "frames_1", "frames_2", "frame_decisions", "gist_decisions", "gist_versions"):
        (copy / f"coding/{name}.csv").unlink()
    assert CliRunner().invoke(main, ["coding", "passages", str(copy)]).exit_code == 0
    assert path.is_file()


def test_a_corpus_without_its_texts_is_told_so(copy):
    shutil.rmtree(copy / "texts")
    done = CliRunner().invoke(main, ["coding", "passages", str(copy)])
    assert done.exit_code == 1
    assert "no such folder" in done.output
