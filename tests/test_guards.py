"""Promises about the project's own files, kept by machine."""

import ast
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, tracked

from retold import book
from retold.book import build, fitted, pages
from retold.chapters import results, rules
from retold.corpus import tables
from retold.text import leaks

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = [
    ROOT / "index.md",
    *sorted((ROOT / "book").glob("*.md")),
    *sorted((ROOT / "data").rglob("prose/*.md")),
]

NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred"
).split()
NOT_PROSE = [
    r"(?s)\A---\n.*?\n---\n",  # front matter
    r"(?s)```.*?```",
    r"(?m)^:{3,}\{[^}]*\}.*$",  # the opening of a directive, and its options
    r"(?m)^:[\w-]+:.*$",
    r"`[^`]*`",
    r"\$[^$]*\$",
    r"\]\([^)]*\)",
    r"https?://\S+",
    r"\{[a-z:]+\}",
    # dates, the names of licences, and the two things that have a number for a name
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{4})?\b",
    r"\b(?:19|20)\d\d\b",
    r"\bCC BY 4\.0\b|\bCC0(?: 1\.0)?\b|\bF1\b|\bUTF-8\b|\bSHA-256\b",
    r"(?m)^\d+\. ",
    r"\bruns of (?:five|eight)(?: words)?\b",  # names a measure: shingles of that length
    r"(?m)^# Your corpus in ten minutes$",  # the name of a page
]


def prose_of(path: Path) -> str:
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return path.read_text(encoding="utf-8")


def typed_numbers(text: str) -> list[str]:
    # A caption stands in a directive but is prose.
    captions = re.findall(r"(?s)```\{glue:figure\}[^\n]*\n(?::[^\n]*\n)*(.*?)```", text)
    text = "\n".join([text, *captions])
    for pattern in NOT_PROSE:
        text = re.sub(pattern, " ", text)
    words = "|".join(NUMBER_WORDS)
    return re.findall(rf"(?i)\b(?:{words})\b|\d+(?:[.,]\d+)*", text)


@pytest.mark.parametrize("path", [*PAGES, *NOTEBOOKS], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_number_in_prose_is_typed_by_hand(path):
    assert typed_numbers(prose_of(path)) == []


@pytest.mark.parametrize(
    "text, found",
    [
        ("It is 0.81.", ["0.81"]),
        ("There are five texts.", ["five"]),
        ("On 11 November 2022 it was {glue:text}`a.b5`.", []),
        ("```{glue:figure} k\n:name: f2\n\nThe 3 bars.\n```", ["3"]),
    ],
)
def test_the_search_for_typed_numbers_finds_them(text, found):
    assert typed_numbers(text) == found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_thin_and_holds_no_outputs(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        assert cell["id"]
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        source = "".join(cell["source"])
        assert len(source.splitlines()) <= 12
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno <= 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_names_no_text_of_this_corpus(path):
    ids = set(book.Tables(ROOT / "data")["corpus"]["doc_id"])
    source = path.read_text(encoding="utf-8")
    assert [i for i in ids if i in source] == []


def test_every_glued_name_is_a_published_number():
    for folder in ("data", "data/sample"):
        published = set(results.parse((ROOT / folder / "results.json").read_text(encoding="utf-8")))
        pages = [p for p in [*PAGES, *NOTEBOOKS] if "prose" not in p.parts or p.is_relative_to(ROOT / folder)]
        if folder == "data":
            pages = [p for p in pages if not p.is_relative_to(ROOT / "data/sample")]
        # Pages that only other corpora have: what they glue is not published here.
        absent = {ROOT / page for page in fitted.left_out(book.Tables(ROOT / folder))}
        pages = [p for p in pages if p.with_suffix("") not in absent]
        for page in pages:
            for target in re.findall(r"\{glue:text\}`([^`]+)`", prose_of(page)):
                key = target.split("::")[-1].removesuffix(":s")
                assert key in published, f"{page.name}: {key} in {folder}"
            for role, name in re.findall(r"\{(finding|measure)\}`([^`]+)`", prose_of(page)):
                key = f"finding.{name}" if role == "finding" else f"noise.status.{name}"
                assert key in published, f"{page.name}: {key} in {folder}"


def test_no_file_of_the_project_gives_away_a_text(five):
    assert leaks.find({d: doc.raw for d, doc in five.items()}, tracked()) == []


def test_excerpts_shown_are_listed_in_the_table(five):
    listed = set(tables.load(ROOT / "data", "excerpts")["text"])
    for page in (ROOT / "data/prose").glob("*.md"):
        for quoted in re.findall(r"“([^”]+)”", page.read_text(encoding="utf-8")):
            if any(quoted in doc.raw for doc in five.values()):
                assert quoted in listed, f"{page.name}: {quoted}"


def test_no_file_names_a_machine_or_a_registry():
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home)/\w|/tmp/\w+/|--(?:extra-)?index-url|--find-links")
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert path.name == Path(__file__).name or not pattern.search(text), path


def test_all_pages_of_the_book_are_in_its_contents():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    listed = {c["file"] for p in toc["parts"] for c in p["chapters"]}
    there = {f"notebooks/{p.stem}" for p in NOTEBOOKS} | {
        f"book/{p.stem}" for p in (ROOT / "book").glob("*.md")
    }
    assert listed == there | {"genindex"}


def test_every_requirement_is_pinned_with_a_hash():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        packages = re.findall(r"(?m)^[a-z0-9][\w.-]*[^\n]*", text)
        assert len(packages) > 80
        for package in re.split(r"(?m)^(?=[a-z0-9])", text)[1:]:
            assert "==" in package.splitlines()[0] and "--hash=sha256:" in package


def test_the_two_locks_agree():
    def pins(name):
        return set(re.findall(r"(?m)^([a-z0-9][\w.-]*==[^ \\]+)", (ROOT / name).read_text()))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_readability_needs_no_network_even_without_its_dictionary(tmp_path):
    code = (
        "import socket, nltk, sys\n"
        "def refuse(*a, **k): raise OSError('no network')\n"
        "socket.socket.connect = refuse\n"
        "nltk.data.path[:] = []\n"
        f"sys.prefix = {str(tmp_path)!r}\n"
        "from retold.measures import sentences\n"
        "print(int(sentences.count('An unbelievable thing happened.')['syllables'].sum()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "9", done.stderr
    assert (tmp_path / "nltk_data/corpora/cmudict/cmudict").is_file()


def test_the_changelog_knows_this_version():
    from retold import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == __version__


def test_the_picture_and_the_claim_of_the_readme_are_this_runs(tmp_path):
    readme_picture = runpy.run_path(str(ROOT / "scripts/readme_picture.py"))
    readme_picture["main"](tmp_path / "p.svg")
    assert (tmp_path / "p.svg").read_bytes() == readme_picture["PICTURE"].read_bytes()
    published = results.parse((ROOT / "data/results.json").read_text(encoding="utf-8"))
    assert published["finding.grade_is_noise"].value == rules.HOLDS
    assert "lie further apart than texts of different stories" in (ROOT / "README.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("text", ["{", "[]", '{"a": 1}', '{"a": {}}'])
def test_published_numbers_that_cannot_be_read_fail_before_the_build(tmp_path, text):
    (tmp_path / "results.json").write_text(text)
    with pytest.raises(build.BuildError, match="cannot be read"):
        build._committed(tmp_path)


def test_no_page_promises_larger_collections_than_were_measured():
    largest = int(re.sub(r"\D", "", pages.largest_collection(ROOT / "benchmarks/versions/results.csv")))
    assert largest >= 10_000
    for path in [ROOT / "README.md", ROOT / "index.md", ROOT / "CHANGELOG.md", *(ROOT / "book").glob("*.md")]:
        said = path.read_text(encoding="utf-8").lower()
        assert largest >= 1_000_000 or "million" not in said, path.name
        assert "any size" not in said, path.name


def test_the_landing_page_says_that_one_copied_story_cannot_tell_and_how_many_would():
    pages = ("index.md", "data/prose/index-sure.md")
    said = " ".join((ROOT / page).read_text(encoding="utf-8") for page in pages)
    assert "One copied story cannot tell which measures to trust" in said
    assert all(f"noise.{name}:s`" in said for name in ("decided", "tested", "needed_least"))


def test_nothing_is_said_to_have_come_through_a_machine_that_only_both_copies_share():
    wrong = re.compile(r"came through (?:both|word|either)|of the words came through|destroys its phrases")
    said = [p for p in tracked() if p.suffix in {".md", ".csv", ".ipynb"}]
    assert len(said) > 50
    assert [p.name for p in said if wrong.search(p.read_text(encoding="utf-8"))] == []
