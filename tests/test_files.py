"""What is written replaces nothing that it should not, and is as private as it was."""

import os
import stat
import subprocess
import sys
import threading
import time

import pytest
from click.testing import CliRunner

from retold.cli import main
from retold.common.files import write_text

A, B = "The bridge is shut. Nobody knows why.\n", "The bridge is closed. Nobody knows why.\n"


@pytest.fixture
def pair(tmp_path):
    (tmp_path / "a.txt").write_text(A)
    (tmp_path / "b.txt").write_text(B)
    return tmp_path


def view(folder, out):
    return CliRunner().invoke(main, ["view", str(folder / "a.txt"), str(folder / "b.txt"), "-o", str(out)])


def versions(folder, out):
    (folder / "in").mkdir(exist_ok=True)
    for name in "ab":
        (folder / "in" / f"{name}.txt").write_text((folder / f"{name}.txt").read_text())
    return CliRunner().invoke(main, ["versions", str(folder / "in"), "-o", str(out), "--workers", "1"])


COMMANDS = [view, versions]


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def left_over(folder) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("write", COMMANDS)
def test_an_output_that_is_a_link_stays_a_link_and_the_file_behind_it_is_written(pair, write):
    (pair / "far").mkdir()
    (pair / "far/real.csv").write_text("old")
    (pair / "out.csv").symlink_to("far/real.csv")
    assert write(pair, pair / "out.csv").exit_code == 0
    assert (pair / "out.csv").is_symlink()
    assert "old" != (pair / "far/real.csv").read_text() != ""
    assert left_over(pair) == left_over(pair / "far") == []


@pytest.mark.parametrize("write", COMMANDS)
def test_a_link_to_a_file_that_is_not_there_yet_is_followed(pair, write):
    (pair / "out.csv").symlink_to("real.csv")
    assert write(pair, pair / "out.csv").exit_code == 0
    assert (pair / "out.csv").is_symlink() and (pair / "real.csv").is_file()


@pytest.mark.parametrize("write", COMMANDS)
def test_links_that_lead_in_a_circle_are_named(pair, write):
    (pair / "out.csv").symlink_to("other.csv")
    (pair / "other.csv").symlink_to("out.csv")
    done = write(pair, pair / "out.csv")
    assert done.exit_code == 1 and "out.csv" in done.output and "Traceback" not in done.output


@pytest.mark.parametrize("write", COMMANDS)
def test_a_device_is_never_replaced_by_a_file(pair, write):
    device = pair / "null"
    device.symlink_to("/dev/null")
    done = write(pair, device)
    assert device.is_symlink() and device.is_char_device()
    assert done.exit_code == (0 if write is view else 1), done.output
    if write is versions:
        assert "a pipe or a terminal" in done.output


def opened_for_writing(pipe):
    """Open a pipe as soon as somebody reads it."""
    for _ in range(1000):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.01)
    raise TimeoutError("nobody reads the pipe")


def test_a_pipe_that_somebody_reads_gets_what_is_written_and_stays_a_pipe(pair):
    pipe, got = pair / "out.html", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()), daemon=True)
    reader.start()
    held = opened_for_writing(pipe)  # else the reader may come too late
    assert view(pair, pipe).exit_code == 0
    os.close(held)
    reader.join(timeout=10)
    assert pipe.is_fifo()
    assert got and got[0].startswith("<!DOCTYPE html>") and got[0].rstrip().endswith("</html>")


@pytest.mark.parametrize("write", COMMANDS)
def test_a_pipe_that_nobody_reads_is_an_error_and_no_endless_wait(pair, write):
    os.mkfifo(pair / "out.csv")
    done = write(pair, pair / "out.csv")
    assert done.exit_code == 1 and "a pipe" in done.output
    assert (pair / "out.csv").is_fifo() and left_over(pair) == []


def test_the_view_can_be_piped_to_another_program(pair):
    run = "from retold.cli import main; main()"
    command = [sys.executable, "-c", run, "view", "a.txt", "b.txt", "-o", "/dev/stdout"]
    done = subprocess.run(command, cwd=pair, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("<!DOCTYPE html>") and done.stdout.rstrip().endswith("</html>")


@pytest.mark.parametrize("write", COMMANDS)
@pytest.mark.parametrize(("mask", "expected"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
def test_a_new_file_is_as_private_as_the_user_asks_of_all_files(pair, write, mask, expected):
    before = os.umask(mask)
    try:
        assert write(pair, pair / "out.csv").exit_code == 0
    finally:
        os.umask(before)
    made = [p for p in pair.iterdir() if p.name.startswith("out")]
    assert {mode(p) for p in made} == {expected}


@pytest.mark.parametrize("write", COMMANDS)
@pytest.mark.parametrize("kept", [0o600, 0o640, 0o666])
def test_a_file_that_was_there_keeps_its_mode(pair, write, kept):
    out = pair / "out.csv"
    out.write_text("old")
    out.chmod(kept)
    assert write(pair, out).exit_code == 0
    assert mode(out) == kept and out.read_text() != "old"


def test_the_input_under_another_name_is_not_overwritten(pair):
    os.link(pair / "a.txt", pair / "same.txt")
    done = view(pair, pair / "same.txt")
    assert done.exit_code == 1 and "the input itself" in done.output
    assert (pair / "a.txt").read_text() == A


def test_what_a_shell_appends_to_is_not_replaced(pair):
    log = pair / "log"
    log.write_text("IMPORTANT\n")
    run = "from retold.cli import main; main()"
    command = [sys.executable, "-c", run, "view", "a.txt", "b.txt", "-o", "/dev/stdout"]
    with log.open("ab") as out:
        done = subprocess.run(command, cwd=pair, stdout=out, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stderr
    text = log.read_text()
    assert text.startswith("IMPORTANT\n<!DOCTYPE html>") and text.rstrip().endswith("</html>")


def test_a_file_that_nobody_may_change_is_replaced_by_the_build_and_stays_so(tmp_path):

    path = tmp_path / "results.json"
    path.write_text("old")
    path.chmod(0o444)
    write_text(path, "new")
    assert path.read_text() == "new" and mode(path) == 0o444
