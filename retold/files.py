"""Files: read so that what is wrong is said, written so that nothing is half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from retold.problems import Problem


def decode(path: Path, data: bytes, *, blank: bool = False) -> tuple[str | None, list[Problem]]:
    """Decode the bytes of a text file; say what is wrong if they are not plain UTF-8.

    An empty file is wrong too, unless `blank` allows it.
    """
    if not data.strip() and not blank:
        return None, [Problem(str(path), "an empty file", "a text", "remove or restore it")]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Problem(str(path), "UTF-16", "UTF-8", "save it as UTF-8")]
    if b"\x00" in data:
        at = data.index(b"\x00")
        return None, [
            Problem(str(path), f"a NUL byte at byte {at}", "plain text", "remove it, or convert from UTF-16")
        ]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at byte {error.start}, which is not UTF-8 (Latin-1 or Windows-1252?)"
        return None, [Problem(str(path), found, "UTF-8", "save it as UTF-8")]


def place_problems(out: Path, inputs: Iterable[Path]) -> list[Problem]:
    """Say why a file cannot be written to `out`: a folder, in no folder, or one of the inputs."""
    if out.is_dir():
        return [Problem(str(out), "a folder", "a file to write", "name a file")]
    if not out.parent.is_dir():
        return [Problem(str(out.parent), "no such folder", "a folder to write into", "make it")]
    if out.resolve() in {path.resolve() for path in inputs}:
        return [Problem(str(out), "the input itself", "another file to write", "name another file")]
    return []


@contextmanager
def staged_file(path: Path) -> Iterator[Path]:
    """A new file beside `path`; gone afterwards unless it was renamed over `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        temporary.chmod(0o644)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def staged(path: Path, text: str) -> Iterator[Path]:
    """The same, holding `text`."""
    with staged_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")
        yield temporary
