"""Child processes that do not outlive their parent, even when it is killed."""

# ruff: noqa: S603 - it starts programs of the wheel and of this package, by lists made here

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

IS_LINUX = sys.platform.startswith("linux")
# Loaded now: between fork and exec it would be too late to load anything safely.
_LIBRARY = ctypes.CDLL(None, use_errno=True) if IS_LINUX else None
_PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int) -> Callable[[], None] | None:
    """A ``preexec_fn`` that has the kernel send ``signal_number`` when the starting thread ends.

    Start such a child from the main thread only: to the kernel, "parent" is the thread. None where
    the kernel has no such thing (macOS), where a Guard does the same.
    """
    if _LIBRARY is None:
        return None
    library = _LIBRARY
    parent = os.getpid()

    def ask_kernel() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and this line
            os._exit(1)

    return ask_kernel


class Guard:
    """A small process that notices our death through a pipe and stops what we leave behind.

    Where PDEATHSIG exists it is the second net: it also reaches grandchildren (a web server's
    workers whose main process was killed together with us). Elsewhere it is the only one.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def watch(self, group: int, signals: Sequence[int]) -> None:
        """Have the process group stopped with these signals, in turn, once we are gone."""
        self._write(f"+ {group} {','.join(str(int(number)) for number in signals)}\n")

    def forget(self, group: int) -> None:
        """The group has ended under our eyes: its number may soon be somebody else's."""
        self._write(f"- {group}\n")

    def close(self) -> None:
        """End the guard; what it still watches is stopped."""
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def _write(self, line: str) -> None:
        # A guard that somebody killed is no reason to fail: PDEATHSIG is still there.
        with suppress(BrokenPipeError):
            if self._process.stdin is not None:
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()
