"""Files: read so that what is wrong is said, written so that nothing is half-written."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from retold.common.problems import BadInputError, Problem

# Byte order marks, those that begin like another first, each with the codec that takes the mark away.
_BYTE_ORDER = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_UTF8, WINDOWS = "UTF-8", "Windows-1252"
_ACCEPTED = f"{_UTF8}, {WINDOWS}, or UTF-8, UTF-16 or UTF-32 with a byte order mark"
_NAME_IT = "save it as UTF-8, or name its encoding with --encoding"
# A letter of several bytes in UTF-8. In Windows-1252 these are two signs that hardly ever meet, such as Ã and ©.
_LETTERS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HALVES = re.compile("[\ud800-\udfff]")


class Decoded(NamedTuple):
    """A text as its file holds it.

    Attributes
    ----------
    text : str or None
        The text; None if it cannot be read, or must not be.
    encoding : str
        How it is stored, in words; blank if nobody can tell.
    notice : str
        What a reader has to know of how it was read; blank if nothing.
    problems : list of Problem
        Why there is no text.
    """

    text: str | None
    encoding: str
    notice: str
    problems: list[Problem]


def decode(path: Path, data: bytes, encoding: str = "", *, blank: bool = False) -> Decoded:
    """Decode the bytes of a text file.

    A byte order mark tells the encoding; it belongs to the file and not to the text, so offsets count from behind it. A
    file without one is UTF-8 if it is that throughout, else Windows-1252, with a notice: programs that guess among more
    encodings are wrong more often.

    Parameters
    ----------
    path : Path
        What messages call the file.
    data : bytes
        Its content.
    encoding : str
        Its encoding, if somebody says it: the file is then that throughout, or a problem.
    blank : bool
        Whether a file without a word in it is a text.
    """
    text, name, notice, trouble = _text(data, encoding)
    accepted, mend = _ACCEPTED, _NAME_IT
    if encoding:
        accepted, mend = f"{encoding} throughout", "name another encoding, or leave --encoding out"
    if text is not None:
        if not text.strip() and not blank:
            trouble, accepted, mend = "an empty file", "a text", "remove or restore it"
        elif "\x00" in text:
            trouble, accepted, mend = f"a NUL at character {text.index(chr(0))}", "plain text", "remove it"
        elif encoding and (half := _HALVES.search(text)):
            trouble = f"half a character, U+{ord(half[0]):04X}, at character {half.start()}"
    if trouble:
        return Decoded(None, name, "", [Problem(str(path), trouble, accepted, mend)])
    return Decoded(text, name, notice, [])


def _text(data: bytes, encoding: str) -> tuple[str | None, str, str, str]:
    """The text of a file, its encoding, what has to be said of that, and what is wrong."""
    if encoding:
        text, trouble = _strictly(data, encoding, encoding)
        return text and text.removeprefix("\ufeff"), encoding, "", trouble
    for mark, codec, name in _BYTE_ORDER:
        if data.startswith(mark):
            text, trouble = _strictly(data, codec, name.split()[0])
            return text, name, "", trouble
    if 0 in data:  # before Windows-1252 takes every second byte of UTF-16 for a letter
        place = f"a NUL byte at byte {data.index(0)}"
        return None, "", "", f"{place} (UTF-16 without a byte order mark, or no text?)"
    text, trouble = _strictly(data, "utf-8", _UTF8)
    if text is not None:
        return text, _UTF8, "", ""
    if len(_LETTERS.findall(data)) > data.decode("utf-8", "replace").count("\ufffd"):
        return None, "", "", f"{trouble}, in a file that is UTF-8 elsewhere"
    text, both = _strictly(data, "cp1252", f"{WINDOWS} nor {_UTF8}")
    return text, WINDOWS, f"{trouble}: read as {WINDOWS}", both


def _strictly(data: bytes, codec: str, name: str) -> tuple[str | None, str]:
    """The text of a file in one encoding, or where it is not in it."""
    try:
        return data.decode(codec), ""
    except UnicodeDecodeError as error:
        # A codec that takes a byte order mark away counts from behind it.
        at = min(error.start + len(data) - len(error.object), len(data) - 1)
        return None, f"byte 0x{data[at]:02x} at byte {at}, which is not {name}"
    except UnicodeError as error:
        return None, f"what is not {name} ({error})"


def text_encoding(name: str) -> str:
    """Return the name of an encoding if it is one that Python reads text in.

    Raises
    ------
    LookupError
        If Python knows none of this name, or one that is no text encoding, such as base64.
    """
    try:
        b"a".decode(name)
    except UnicodeError:
        pass  # that letter is none in UTF-16
    except (LookupError, ValueError):  # the latter of a name that holds what none can
        raise LookupError(f"{name!r} is no encoding of text that Python knows") from None
    return name


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
def staged_bytes(path: Path, content: bytes) -> Iterator[Staged]:
    """The same, holding `content`."""
    with staged_file(path) as staged:
        staged.path.write_bytes(content)
        yield staged


@contextmanager
def staged_text(path: Path, text: str) -> Iterator[Staged]:
    """The same, holding `text` in UTF-8."""
    with staged_bytes(path, text.encode()) as staged:
        yield staged


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all (see `Staged`)."""
    with staged_text(path, text) as waiting:
        waiting.commit()


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write all of some files or, if one cannot be written, none: each is written beside its place first.

    Folders that had to be made for them go again if nothing came of it.
    """
    above = {folder for path in files for folder in path.parents if not folder.exists()}
    try:
        with contextlib.ExitStack() as stack:
            for waiting in [stack.enter_context(staged_bytes(path, held)) for path, held in files.items()]:
                waiting.commit()
    except BaseException:
        for folder in sorted(above, key=lambda path: len(path.parts), reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
