"""Stops what a killed supervisor left behind. Run as a script: it imports nothing of ours.

It reads lines from its standard input: ``+ GROUP SIGNAL[,SIGNAL…]`` to watch a process group,
``- GROUP`` to forget it. When the input ends its owner is gone, however it died: every group that
is still watched gets its signals, one after another with time in between, and SIGKILL at last.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress

PATIENCE = 20.0  # seconds between one signal and the next


def is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so of a group of zombies; not ours to signal either way
        return False
    return True


def send(group: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # it went by itself in between
        os.killpg(group, number)


def read_groups() -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for line in sys.stdin:
        words = line.split()
        if len(words) == 3 and words[0] == "+":
            groups[int(words[1])] = [int(number) for number in words[2].split(",")]
        elif len(words) == 2 and words[0] == "-":
            groups.pop(int(words[1]), None)
    return groups


def main() -> None:
    # The terminal's signals are for the owner; what ends this process is the end of its input.
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    remaining = read_groups()
    deadline: float | None = None
    while remaining := {group: todo for group, todo in remaining.items() if is_there(group)}:
        if deadline is None or time.monotonic() > deadline:
            deadline = time.monotonic() + PATIENCE
            for group, todo in remaining.items():
                send(group, todo.pop(0) if todo else signal.SIGKILL)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
