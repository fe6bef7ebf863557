"""Tells the person at the terminal what happens and how long it took."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Set by ./sello, so that the time shown is the time waited. Not named SELLO_*: it is no setting.
STARTED_VARIABLE = "_SELLO_STARTED"


class Steps:
    """Prints each step with its own time, and the time since the command was typed."""

    def __init__(self) -> None:
        try:
            self._began = float(os.environ.pop(STARTED_VARIABLE, ""))
        except ValueError:
            self._began = time.time()

    def say(self, line: str) -> None:
        """A line without a time."""
        print(line, flush=True)

    def warn(self, line: str) -> None:
        """A line about something that went wrong."""
        print(line, file=sys.stderr, flush=True)

    def since_start(self) -> float:
        """Seconds since the command was typed."""
        return max(0.0, time.time() - self._began)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Prints the step's name and time once it is done; nothing when it fails."""
        began = time.monotonic()
        yield
        self.say(f"{name:.<46} {time.monotonic() - began:5.1f} s")
