"""Work that somebody's pattern may keep busy for ever: stopped after a while, where the system can do that."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooLongError(Exception):
    """Raised when work was not done in time."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what is done inside after so many seconds with a `TooLongError`.

    A regular expression is stopped, too: while it searches it looks for signals. Where there are none, as on Windows or in
    another thread than the main one, nothing is stopped.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
