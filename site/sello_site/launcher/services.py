# ruff: noqa: S603 - it starts this package's own programs, by lists made in demo.py
"""Long-running programs under supervision: started, restarted, stopped with all their children."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sello_site.embedded.children import Guard, die_with_parent

LONGEST_PAUSE = 30.0  # seconds between an end and the next start
STEADY = 60.0  # seconds of life after which an end counts as the first one again
LOG_LIMIT = 5_000_000  # bytes of a log that is kept on across starts


class Service:
    """One program in a process group of its own.

    Whatever way its main process ends, the rest of the group is ended too before it is started
    again: a web server's orphaned workers would keep the port and answer with old code.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        guard: Guard,
        patience: float,
    ) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._environment = dict(environment)
        self._folder = folder
        self._guard = guard
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._next_start = 0.0
        self._pause = 0.0
        self._is_asked = False

    @property
    def is_running(self) -> bool:
        """Whether its main process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def process_id(self) -> int | None:
        """The number of its main process, which is also that of its group."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the program; call it from the main thread."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd=self._folder,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self._is_asked = False
        self._started = time.monotonic()
        self._guard.watch(self._process.pid, [signal.SIGTERM])

    def tend(self) -> str | None:
        """Start it again if it has ended, after a pause that grows; a line when something happened.

        Every end counts, also one with exit code 0: the worker ends so when the database dies.
        """
        now = time.monotonic()
        if self._process is None:
            if now >= self._next_start:
                self.start()
                return f"{self.name} started again"
            return None
        code = self._process.poll()
        if code is None:
            return None
        self._end_group(self._process)
        self._process = None
        steady = now - self._started > STEADY
        self._pause = 0.0 if steady else min(LONGEST_PAUSE, max(1.0, 2 * self._pause))
        self._next_start = now + self._pause
        return f"{self.name} ended ({_ending(code)}), see {self.log}"

    def ask_to_stop(self) -> None:
        """Send TERM to the main process, which tells its children itself."""
        if self._process is not None and not self._is_asked:
            # Once only: to many programs a second TERM means "drop everything".
            self._is_asked = True
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Wait for its orderly end, then end whatever is left of its group."""
        self.ask_to_stop()
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(self._patience)
        self._end_group(process)
        process.wait()

    def _end_group(self, process: subprocess.Popen[bytes]) -> None:
        group = process.pid
        for number, patience in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)):
            deadline = time.monotonic() + patience
            try:
                os.killpg(group, number)
                while time.monotonic() < deadline:
                    process.poll()  # a dead leader that nobody waited for still counts as there
                    os.killpg(group, 0)
                    time.sleep(0.02)
            except (ProcessLookupError, PermissionError):  # the latter is macOS on zombies
                break
        self._guard.forget(group)


def _ending(code: int) -> str:
    if code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
