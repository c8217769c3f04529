"""A build does nothing twice and leaves nothing stale."""

import json
import multiprocessing
import os
import re
import shutil
import signal

import pytest
from conftest import NO_BROWSER, ROOT, build, clone

from retold.book import build as building
from retold.book import editions, fingerprint, settle

CODE = {"cells": [{"cell_type": "code", "source": "a = 1"}, {"cell_type": "markdown", "source": "Text."}]}


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps(CODE))
    return path


def test_a_notebook_runs_again_if_its_code_or_its_inputs_changed_and_not_if_its_text_did(notebook):
    first = fingerprint.of_notebook(notebook, "inputs")
    assert fingerprint.of_notebook(notebook, "other inputs") != first
    changed = json.loads(notebook.read_text())
    changed["cells"][1]["source"] = "Another text."
    notebook.write_text(json.dumps(changed))
    assert fingerprint.of_notebook(notebook, "inputs") == first
    changed["cells"][0]["source"] = "a = 2"
    notebook.write_text(json.dumps(changed))
    assert fingerprint.of_notebook(notebook, "inputs") != first


def test_a_hash_of_files_sees_a_change_a_new_file_and_a_new_name(tmp_path):

    def hashed():
        return fingerprint.of_files(fingerprint.files(tmp_path), tmp_path)

    (tmp_path / "a.csv").write_text("1")
    seen = [hashed()]
    (tmp_path / "a.csv").write_text("2")
    seen.append(hashed())
    (tmp_path / "b.csv").write_text("")
    seen.append(hashed())
    (tmp_path / "b.csv").rename(tmp_path / "c.csv")
    seen.append(hashed())
    assert len(set(seen)) == 4
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_text("made by Python")
    assert hashed() == seen[-1]


def test_whatever_a_page_is_made_from_is_looked_at(tmp_path):
    tracked = building.read_by_notebooks(building.Order(ROOT / "data", ROOT / "_build"))
    names = {str(p.relative_to(ROOT)) for p in tracked}
    for needed in (
        "data/findings.csv",
        "data/derived/terms.csv",
        "retold/measures/noise.py",
        "retold/speech/cues.csv",
    ):
        assert needed in names
    assert not any("/prose/" in name for name in names)


def printed(path, numbers, day) -> None:
    """A tagged PDF as Chromium writes it: a table head, a paragraph and a cell that belongs to the head."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String

    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/CreationDate"] = day
    names = [f"node{number:08d}".encode() for number in numbers]
    kinds = (Name.TH, Name.P, Name.TD)
    elements = [
        pdf.make_indirect(Dictionary(S=kind, ID=String(name)))
        for kind, name in zip(kinds, names, strict=True)
    ]
    elements[2].A = Dictionary(O=Name.Table, Headers=Array([String(names[0])]))
    listed = [
        thing
        for name, element in sorted(zip(names, elements, strict=True))
        for thing in (String(name), element)
    ]
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Array(elements), IDTree=Dictionary(Names=Array(listed)))
    )
    pdf.save(path)


def test_a_printed_book_is_the_same_whatever_the_browser_counted_and_whenever_it_printed(tmp_path):
    import pikepdf

    day = editions.NO_DAY
    made = []
    # Another offset of the count, and another order: both happen.
    for n, numbers in enumerate([(815, 820, 830), (2816, 2821, 2830), (41, 12, 9)]):
        path = tmp_path / f"{n}.pdf"
        printed(path, numbers, f"D:2026112{n}230000Z")
        settle.settle(path, day)
        made.append(path.read_bytes())
    assert made[0] == made[1] == made[2]
    with pikepdf.open(tmp_path / "2.pdf") as pdf:
        root = pdf.Root.StructTreeRoot
        assert bytes(root.K[2].A.Headers[0]) == bytes(root.K[0].ID) == b"node00000001"
        assert [bytes(name) for name in list(root.IDTree.Names)[::2]] == [b"node%08d" % n for n in (1, 2, 3)]
        assert str(pdf.docinfo["/CreationDate"]) == "D:19800101000000Z"


def test_an_edition_bears_the_day_of_its_sources_and_never_an_invented_one(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert editions.day({"title": "T"}) == editions.NO_DAY  # nothing is released
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert editions.day().isoformat() == "2026-01-01T00:00:00+00:00"


def test_an_edition_bears_the_day_that_its_citation_file_states(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert editions.day({"date-released": "2026-03-01"}).isoformat() == "2026-03-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "address",
    [
        "example.org/mine",
        "ftp://example.org/",
        "https://",
        "https://x.org/?a=b",
        "https://a b/",
        "http://[x/",
        "javascript:x",
    ],
)
def test_a_site_that_no_link_can_lead_to_is_refused_before_anything_runs(address, tmp_path):
    order = building.Order(ROOT / "data/sample", tmp_path / "out", site=address)
    with pytest.raises(building.BuildError, match="accepted is an address such as"):
        building.build(order)
    assert not (tmp_path / "out").exists()


def test_the_pages_of_a_site_lie_in_it_with_or_without_a_slash_at_its_end():
    assert editions.site_address("https://example.org/mine") == "https://example.org/mine/"
    assert editions.site_address("http://localhost:8000/") == "http://localhost:8000/"
    assert editions.site_address("") == ""


@pytest.mark.parametrize(
    "address", ["someone/book", "https://example.org/a/b", "https://github.com/a", "javascript:x"]
)
def test_a_repository_that_no_button_can_open_is_refused_before_anything_runs(address):
    done = build(ROOT, "--repository", address)
    assert done.returncode == 1
    assert done.stderr.strip().startswith(
        f"book: --repository {address}: accepted is https://github.com/OWNER/NAME"
    )


def test_a_process_that_is_killed_stops_the_build_instead_of_hanging_it():
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    process = context.Process(target=_die)
    process.start()
    with pytest.raises(editions.EditionError, match="killed"):
        list(editions._answers(answers, [process]))


def _die():
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
def test_a_rebuild_does_nothing_if_nothing_changed_and_what_it_must_if_something_did(tmp_path):
    folder = clone(tmp_path / "again")
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: book/references\nparts:\n- caption: x\n  chapters:\n  - file: notebooks/01-corpus\n  - file: book/glossary\n"
    )
    (folder / "book/glossary.md").write_text("# Glossary\n")
    prose = folder / "data/prose/01-corpus.md"
    prose.write_text("Before.\n")
    (folder / "data/titles.csv").unlink()
    (folder / "data/results.json").unlink()
    notebook = folder / "notebooks/01-corpus.ipynb"
    # Without the links to pages that this small book lacks.
    text = notebook.read_text()
    text = re.sub(r"\{term\}`([^`<]+?)(?:\s*<[^>]*>)?`", r"\1", text)  # its glossary is empty
    notebook.write_text(text.replace("findings-01-corpus", "naming"))
    page = folder / "_build/html/notebooks/01-corpus.html"

    def runs():
        return {p.name: p.stat().st_mtime_ns for p in (folder / "_build/.work/executed").iterdir()}

    done = build(folder, **NO_BROWSER)
    assert done.returncode == 0, done.stderr
    first = runs()

    done = build(folder, **NO_BROWSER)
    assert "nothing changed" in done.stdout
    assert page.is_file()

    prose.write_text("Afterwards.\n")
    done = build(folder, **NO_BROWSER)
    assert done.returncode == 0, done.stderr
    assert "Afterwards." in page.read_text()
    assert runs() == first

    table = folder / "data/corpus.csv"
    table.write_text(table.read_text().replace("Kharkiv, September 2022", "Kharkiv, in September"))
    shutil.rmtree(folder / "_build/html")
    done = build(folder, "--accept", **NO_BROWSER)
    assert done.returncode == 0, done.stderr
    assert runs().keys().isdisjoint(first)

    module = folder / "retold/figures/texts.py"
    changed = module.read_text().replace("file studied here", "file looked at")
    assert changed != module.read_text()
    module.write_text(changed)
    second = runs()
    done = build(folder, **NO_BROWSER)
    assert done.returncode == 0, done.stderr
    assert runs().keys().isdisjoint(second)

    page.write_text("overwritten")
    done = build(folder, **NO_BROWSER)
    assert "overwritten" not in page.read_text()


def test_the_outline_of_the_printed_book_says_what_its_headings_say(tmp_path):
    import pikepdf

    path = tmp_path / "a.pdf"
    printed(path, (1, 2, 3), "D:20261120230000Z")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("How outletsframed it & why", 0))
        pdf.save(path)
    page = '<h1>How outlets framed <em>it</em> &amp; why<a class="headerlink" href="#x">#</a></h1><h2 id="y">Other</h2>'
    assert editions.headings(page) == ["How outlets framed it & why", "Other"]
    settle.settle(path, editions.NO_DAY, editions.headings(page))
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["How outlets framed it & why"]


def test_a_folder_that_was_not_built_here_is_left_as_it_is(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html/mine.html").write_text("mine")
    with pytest.raises(building.BuildError, match="was not made here"):
        building.build(building.Order(ROOT / "data", tmp_path))
    assert (tmp_path / "html/mine.html").read_text() == "mine"


def test_a_book_that_was_built_before_there_was_a_folder_for_work_is_replaced(tmp_path, monkeypatch):
    (tmp_path / "html").mkdir()
    (tmp_path / "html/index.html").write_text("an older book")
    (tmp_path / building.STAMP).write_text("{}")
    monkeypatch.setenv("RETOLD_DATA", "")  # so that it is put back: setting up changes it
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    building._set_up(building.Order(ROOT / "data", tmp_path))
    assert (tmp_path / building.WORK).is_dir()


def test_a_place_where_nothing_can_be_built_is_told_before_anything_is_done(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(building.BuildError, match="accepted is a folder to build in"):
        building.build(building.Order(ROOT / "data", tmp_path / "file"))


def test_what_is_built_inside_the_corpus_is_no_input_of_it_nor_is_what_is_hidden(tmp_path):
    data = tmp_path / "corpus"
    shutil.copytree(ROOT / "data/sample", data)
    order = building.Order(data, data / "site")
    first = building.made_from(order)
    (data / "site/html").mkdir(parents=True)
    (data / "site/html/a.csv").write_text("x")
    (data / ".git").mkdir()
    (data / ".git/index").write_text("x")
    assert building.made_from(order) == first
    (data / "groups.csv").write_text("group,label\n")
    assert building.made_from(order) != first


def test_a_book_is_built_again_after_a_package_was_updated(monkeypatch):
    order = building.Order(ROOT / "data", ROOT / "_build")
    first = building.made_from(order)
    monkeypatch.setattr(fingerprint, "packages", lambda: "pandas==99")
    assert building.made_from(order) != first


def printer(folder, *prints) -> str:
    """A browser that prints what it is told to, one after the other."""
    for n, numbers in enumerate(prints, 1):
        printed(folder / f"{n}.pdf", numbers, "D:20261120230000Z")
    script = folder / "chromium"
    script.write_text(
        "#!/bin/sh\n"
        f"cd {folder}\necho x >> count\n"
        'for a in "$@"; do case $a in --print-to-pdf=*) cp "$(wc -l < count | tr -d " ").pdf" "${a#*=}";; esac; done\n'
    )
    script.chmod(0o755)
    return str(script)


def sized(path, width):
    """A page of another width: what no settling makes alike."""
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].MediaBox = [0, 0, width, 100]
        pdf.save(path)


@pytest.mark.parametrize("widths, kept", [((100, 100), 100), ((101, 100, 100), 100), ((100, 101, 100), 100)])
def test_a_print_that_came_out_otherwise_once_is_not_the_one_that_is_published(tmp_path, widths, kept):
    import pikepdf

    chromium = printer(tmp_path, *[(1, 2, 3)] * len(widths))
    for n, width in enumerate(widths, 1):
        sized(tmp_path / f"{n}.pdf", width)
    page, target = tmp_path / "index.html", tmp_path / "out.pdf"
    page.write_text("<h1>A</h1>")
    editions._print(chromium, page, target)
    with pikepdf.open(target) as pdf:
        assert int(pdf.pages[0].MediaBox[2]) == kept


def test_a_browser_that_prints_otherwise_each_time_stops_the_build(tmp_path):
    chromium = printer(tmp_path, *[(1, 2, 3)] * editions.PRINTS)
    for n in range(1, editions.PRINTS + 1):
        sized(tmp_path / f"{n}.pdf", 100 + n)
    page = tmp_path / "index.html"
    page.write_text("<h1>A</h1>")
    with pytest.raises(editions.EditionError, match="in 4 ways"):
        editions._print(chromium, page, tmp_path / "out.pdf")
