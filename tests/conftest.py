"""What the tests share: the project's folders, the corpora, and a way to break a copy."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from retold import book, corpus

ROOT = Path(__file__).resolve().parent.parent


def tracked() -> list[Path]:
    """Files of the project that git tracks or would track."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / n for n in names if (ROOT / n).is_file()]


@pytest.fixture(scope="session")
def texts_dir() -> Path:
    """The folder with the five texts: `.ci/run` demands it, elsewhere its tests are skipped."""
    folder = Path(os.environ.get("RETOLD_TEXTS", ROOT.parent / "shared" / "texts"))
    if not folder.is_dir():
        if os.environ.get("RETOLD_REQUIRE_TEXTS"):
            pytest.fail(f"CI must have the texts in {folder}")
        pytest.skip(f"the texts are not in {folder}; set RETOLD_TEXTS to your copies")
    return folder


@pytest.fixture(scope="session")
def five(texts_dir):
    """The five texts by doc_id."""
    found, problems = corpus.find_texts(corpus.load(ROOT / "data"), texts_dir)
    assert problems == []
    return found


@pytest.fixture(scope="session")
def sample():
    """The sample corpus and its texts."""
    read = corpus.load(ROOT / "data" / "sample")
    found, problems = corpus.find_texts(read, ROOT / "data" / "sample" / "texts")
    assert problems == []
    return read, found


@pytest.fixture(scope="session")
def tables():
    """The tables of the project's own corpus."""
    return book.Tables(ROOT / "data")


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the sample corpus to break."""
    return Path(shutil.copytree(ROOT / "data" / "sample", tmp_path / "corpus"))


@pytest.fixture(scope="session")
def sample_tables():
    """The tables of the sample corpus."""
    return book.Tables(ROOT / "data" / "sample")
