# ruff: noqa: S603 - it starts the project's own tools, by lists made here
"""``./sello test``: every check of the project, and pytest's summary at the end."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sello_site.database_roles import LOGINS
from sello_site.embedded.children import die_with_parent
from sello_site.launcher.chromium import find_chromium, install_chromium
from sello_site.launcher.database import (
    Surroundings,
    embedded_surroundings,
    external_surroundings,
    variable_or_file,
)
from sello_site.launcher.failed_checks import VARIABLE as FAILED_CHECKS
from sello_site.launcher.manage import manage_command
from sello_site.launcher.places import ROOT
from sello_site.launcher.problems import Stopped
from sello_site.launcher.signals import stop_on_signals
from sello_site.launcher.steps import Steps

if TYPE_CHECKING:
    from sello_site.embedded import EmbeddedPostgres

PROGRAMS = Path(sys.executable).parent


def checks() -> dict[str, list[str]]:
    """What runs before the tests, by name."""
    return {
        "ruff check": [str(PROGRAMS / "ruff"), "check", "."],
        "ruff format": [str(PROGRAMS / "ruff"), "format", "--check", "."],
        "mypy": [str(PROGRAMS / "mypy")],
        "makemigrations": manage_command(["makemigrations", "--check", "--dry-run"]),
        "lint-imports": [str(PROGRAMS / "lint-imports")],
    }


def run_tests(arguments: Sequence[str], *, steps: Steps) -> int:
    """Run all checks, then pytest with ``arguments``; 0 only when every one of them passed."""
    try:
        with (
            stop_on_signals(),
            temporary_folder() as folder,
            test_surroundings(folder, steps) as (surroundings, server),
        ):
            return _run(arguments, surroundings, server, folder, steps)
    except Stopped as stopped:
        return 128 + stopped.signal_number


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for one run, which the database's user may enter, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sello-test-"))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def test_surroundings(
    folder: Path, steps: Steps
) -> Iterator[tuple[Surroundings, EmbeddedPostgres | None]]:
    """DATABASE_URL's server where that is set, else a cluster that is thrown away."""
    url = variable_or_file("DATABASE_URL")
    if url is not None:
        found = external_surroundings(url)
        key = {"SELLO_SECRET_KEY": secrets.token_urlsafe(48), "SELLO_VAR": str(folder)}
        yield Surroundings({**key, **found.variables}, found.owner_url), None
        return
    from sello_site.embedded import EmbeddedPostgres  # not with DATABASE_URL

    server = EmbeddedPostgres(folder, fsync=False)
    try:
        with steps.step("test database started"):
            server.start()
        addresses = {login: server.url(login) for login in LOGINS}
        yield embedded_surroundings(addresses, folder), server
    finally:
        server.destroy()


def _run(
    arguments: Sequence[str],
    surroundings: Surroundings,
    server: EmbeddedPostgres | None,
    folder: Path,
    steps: Steps,
) -> int:
    environment = surroundings.of_owner()
    failed = _browser(environment, folder, steps)
    failed += _checks(environment, folder, steps)
    environment[FAILED_CHECKS] = ", ".join(failed)
    steps.say("")
    process = subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "pytest", "-n", "auto"),
            # Tests of one group share what is dear to start, such as a whole demonstration.
            *("--dist", "loadgroup"),
            *("-p", "sello_site.launcher.failed_checks", *arguments),
        ],
        env=environment,
        cwd=ROOT,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    code = _wait(process, server)
    return code or bool(failed)


def _wait(process: subprocess.Popen[bytes], server: EmbeddedPostgres | None) -> int:
    """Wait for pytest; when we are told to stop it gets the time to stop its own children."""
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(timeout=0.5)
            if server is not None:
                server.poll()
    except BaseException:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        process.kill()
        process.wait()
        raise


def _browser(environment: dict[str, str], folder: Path, steps: Steps) -> list[str]:
    found = environment.get("SELLO_TEST_CHROMIUM") or find_chromium()
    if found is None and os.geteuid() == 0:
        with steps.step("Chromium looked for in Debian's packages"):
            found = install_chromium(folder / "chromium.log")
    if found is not None:
        environment["SELLO_TEST_CHROMIUM"] = found
        return []
    if environment.get("SELLO_TEST_BROWSER_REQUIRED", "").lower() in ("1", "true", "yes", "on"):
        steps.say("There is no Chromium on this machine, and browser tests are required.")
        return ["browser"]
    steps.say("There is no Chromium on this machine: browser tests are skipped.")
    return []


def _checks(environment: Mapping[str, str], folder: Path, steps: Steps) -> list[str]:
    """Run all checks side by side; print them in order; the names of those that failed."""
    running = {}
    for name, command in checks().items():
        with (folder / f"{name}.log").open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=ROOT,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        running[name] = (time.monotonic(), process)
    failed = []
    try:
        for name, (began, process) in running.items():
            code = process.wait()
            verdict = "passed" if code == 0 else "FAILED"
            steps.say(f"{name:.<46} {verdict}, {time.monotonic() - began:.1f} s")
            if code != 0:
                failed.append(name)
                log = folder / f"{name}.log"
                steps.say(log.read_text(encoding="utf-8", errors="replace").rstrip())
    finally:
        for _, process in running.values():
            if process.poll() is None:
                process.terminate()
                process.wait()
    return failed
