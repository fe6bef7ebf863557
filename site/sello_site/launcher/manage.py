# ruff: noqa: S603, S606 - the project's own management commands, as the person typed them
"""Any management command, with a database under it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from sello_site.database_roles import LOGINS
from sello_site.embedded.children import die_with_parent
from sello_site.launcher.database import (
    Surroundings,
    borrowers,
    embedded_surroundings,
    external_surroundings,
    variable_or_file,
)
from sello_site.launcher.fingerprint import forget
from sello_site.launcher.steps import Steps

if TYPE_CHECKING:
    from sello_site.embedded import EmbeddedPostgres

# These alone see the owner's login: they create or change tables.
AS_OWNER = {"migrate", "bench"}
# After these the tables or rows may no longer be what the last start left.
UNSETTLING = {"migrate", "flush", "sqlflush", "loaddata", "load_demo", "shell", "dbshell"}


def manage_command(arguments: Sequence[str]) -> list[str]:
    """The command line of a management command in this environment.

    -P keeps the folder that one stands in off the import path: ours holds ``site`` and ``map``.
    """
    return [sys.executable, "-P", "-m", "sello_site.manage", *arguments]


def run_command(arguments: Sequence[str], *, var: Path, steps: Steps) -> int:
    """Run the command and return its exit code; it keeps the terminal, and Ctrl-C is its own."""
    url = variable_or_file("DATABASE_URL")
    if url is not None:
        _become(arguments, external_surroundings(url))
    from sello_site.embedded import EmbeddedPostgres, running_server  # not with DATABASE_URL

    with borrowers(var) as them:
        running = running_server(var)
        if running is not None:
            them.join()
            if arguments[0] in UNSETTLING:
                with suppress(OSError):
                    forget(running.home)
            addresses = {login: running.url(login) for login in LOGINS}
            _become(arguments, embedded_surroundings(addresses, var))
        with EmbeddedPostgres(var, say=steps.warn) as server:
            if arguments[0] in UNSETTLING:
                forget(server.home)
            addresses = {login: server.url(login) for login in LOGINS}
            code = _run(arguments, embedded_surroundings(addresses, var), server)
            while not them.are_gone():
                _pause(server)
    return code


def _environment(arguments: Sequence[str], surroundings: Surroundings) -> dict[str, str]:
    return surroundings.of_owner() if arguments[0] in AS_OWNER else surroundings.of_runtime()


def _become(arguments: Sequence[str], surroundings: Surroundings) -> None:
    sys.stdout.flush()
    command = manage_command(arguments)
    os.execve(command[0], command, _environment(arguments, surroundings))


def _run(arguments: Sequence[str], surroundings: Surroundings, server: EmbeddedPostgres) -> int:
    process = subprocess.Popen(
        manage_command(arguments),
        env=_environment(arguments, surroundings),
        preexec_fn=die_with_parent(signal.SIGTERM),
    )

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    # It stays in the terminal's foreground group, so Ctrl-C reaches it without us.
    previous = {signal.SIGINT: signal.signal(signal.SIGINT, lambda number, frame: None)}
    for number in (signal.SIGTERM, signal.SIGHUP):
        previous[number] = signal.signal(number, pass_on)
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(timeout=0.5)
                return code if code >= 0 else 128 - code
            server.poll()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _pause(server: EmbeddedPostgres) -> None:
    server.poll()
    time.sleep(0.2)
