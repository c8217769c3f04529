"""Files: read so that what is wrong is said, written so that nothing is half-written."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from retold.common.problems import BadInputError, Problem


def decode(path: Path, data: bytes, *, blank: bool = False) -> tuple[str | None, list[Problem]]:
    """Decode the bytes of a text file; say what is wrong if they are not plain UTF-8.

    An empty file is wrong too, unless `blank` allows it.
    """
    accepted, mend = "UTF-8", "save it as UTF-8"
    if not data.strip() and not blank:
        description, accepted, mend = "an empty file", "a text", "remove or restore it"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        description = "UTF-16"
    elif b"\x00" in data:
        description, accepted = f"a NUL byte at byte {data.index(0)}", "plain text"
        mend = "remove it, or convert from UTF-16"
    else:
        try:
            return data.decode("utf-8"), []
        except UnicodeDecodeError as error:
            byte = f"byte 0x{data[error.start]:02x} at byte {error.start}"
            description = f"{byte}, which is not UTF-8 (Latin-1 or Windows-1252?)"
    return None, [Problem(str(path), description, accepted, mend)]


def place_problems(out: Path, inputs: Iterable[Path], *, streams: bool = True) -> list[Problem]:
    """Say why nothing can be written to `out`; nothing is written, opened or made.

    A link is followed: what counts is the file that it leads to. With `streams`, a pipe or a terminal is written
    into; a disk or a socket never is.
    """

    def problem(description: str, mend: str, accepted: str = "a file to write") -> list[Problem]:
        return [Problem(str(out), description, accepted, mend)]

    try:
        if is_stream(out):
            return [] if streams else problem("a pipe or a terminal", "name a file")
        status, target = _status(out), Path(os.path.realpath(out))
    except OSError as error:
        return problem(error.strerror or str(error), "name another file")
    if status is not None and not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a device or a socket"
        return problem(kind, "name a file")
    if not target.parent.is_dir():
        folder = target.parent if out.is_symlink() else out.parent
        return [Problem(str(folder), "no such folder", "a folder to write into", "make it")]
    if status is not None and any(path.exists() and path.samefile(target) for path in inputs):
        return problem("the input itself", "name another file", "another file to write")
    if status is not None and not os.access(target, os.W_OK):
        return problem("a file that you may not write", "name another file")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        return problem("in a folder that you may not write into", "name another file")
    return []


def is_stream(path: Path) -> bool:
    """Whether what is written to a path goes into a pipe, a terminal or an open file instead of a file of its own."""
    if _descriptor(path) is not None:
        return True
    status = _status(path)
    return status is not None and (stat.S_ISFIFO(status.st_mode) or stat.S_ISCHR(status.st_mode))


def _status(path: Path) -> os.stat_result | None:
    """The status of what a path leads to; nothing if there is nothing yet, such as behind a loose link."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


# What the shell calls its open files: /dev/stdout, /dev/fd/3, /proc/self/fd/1.
_DESCRIPTOR = re.compile(r"/(?:dev|proc/(?:self|thread-self))/fd/(\d+)")
_STANDARD = {"/dev/stdout": 1, "/dev/stderr": 2}


def _descriptor(path: Path) -> int | None:
    """The number of the open file that a path stands for, links followed; what it leads to is not replaced.

    A shell may have opened it to append, and a file that it leads to may have no name any more.
    """
    for _ in range(40):
        name = os.path.normpath(path.absolute())  # not resolved: links are followed one by one
        if name in _STANDARD:
            return _STANDARD[name]
        if match := _DESCRIPTOR.fullmatch(name):
            return int(match[1])
        if not path.is_symlink():
            return None
        path = path.parent / path.readlink()
    return None


class Staged:
    """A file that is being written: whole at once when it is committed, else as if nothing had been."""

    def __init__(self, path: Path) -> None:
        self._replaced = _status(path)
        self._streams = is_stream(path)
        self._target = path if self._streams else Path(os.path.realpath(path))
        if self._streams:
            handle, name = tempfile.mkstemp(prefix="retold-")
            os.close(handle)
            self.path = Path(name)
        else:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            mode = 0o666 if self._replaced is None else self._replaced.st_mode & 0o777 | 0o600
            self.path = _beside(self._target, mode)

    def commit(self) -> None:
        """Put what was written in its place: into a pipe or a terminal, else over the file that was there.

        A new file has the mode that the umask leaves, another keeps its mode and, where that can be, its owner.
        """
        if self._streams:
            with _opened(self._target) as stream, self.path.open("rb") as written:
                shutil.copyfileobj(written, stream)
            return
        if self._replaced is not None:
            for owner in (-1, self._replaced.st_uid):  # the group alone may be allowed
                with contextlib.suppress(PermissionError):
                    os.chown(self.path, owner, self._replaced.st_gid)
            self.path.chmod(self._replaced.st_mode & 0o777)
        self.path.replace(self._target)


def _beside(target: Path, mode: int) -> Path:
    """Make an empty file beside another, never more open than that one shall be."""
    while True:
        path = target.with_name(f".{target.name[:60]}.{secrets.token_hex(4)}")
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
            return path


def _opened(stream: Path) -> BinaryIO:
    """Open a pipe or a terminal to write into; a pipe that nobody reads would make us wait for ever."""
    descriptor = _descriptor(stream)
    if descriptor is not None:
        return os.fdopen(os.dup(descriptor), "wb")
    try:
        number = os.open(stream, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        description = "a pipe that nobody reads"
        problem = Problem(str(stream), description, "a file to write", "name a file, or read it")
        raise BadInputError([problem]) from None
    os.set_blocking(number, True)
    return os.fdopen(number, "wb")


@contextmanager
def staged_file(path: Path) -> Iterator[Staged]:
    """A file to write, which takes the place of `path` when it is committed; else nothing is left of it."""
    staged = Staged(path)
    try:
        yield staged
    finally:
        staged.path.unlink(missing_ok=True)


@contextmanager
def staged_text(path: Path, text: str) -> Iterator[Staged]:
    """The same, holding `text`."""
    with staged_file(path) as staged:
        staged.path.write_text(text, encoding="utf-8", newline="")
        yield staged


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all (see `Staged`)."""
    with staged_text(path, text) as waiting:
        waiting.commit()
