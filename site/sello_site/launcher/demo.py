# ruff: noqa: S603 - it starts this project's own programs, by lists made here
"""``./sello demo``: everything that the site needs, on this machine, until Ctrl-C."""

from __future__ import annotations

import argparse
import errno
import http.client
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sello_site.database_roles import LOGINS
from sello_site.embedded import DiskFull
from sello_site.embedded.binaries import folder_elsewhere
from sello_site.embedded.children import Guard, die_with_parent
from sello_site.embedded.problems import is_disk_full
from sello_site.embedded.single_instance import SingleInstance
from sello_site.environment import read_environment
from sello_site.launcher.database import (
    Surroundings,
    embedded_surroundings,
    external_surroundings,
    variable_or_file,
)
from sello_site.launcher.fingerprint import forget, is_prepared, mark_prepared
from sello_site.launcher.manage import manage_command
from sello_site.launcher.places import ROOT
from sello_site.launcher.problems import LauncherProblem, Stopped
from sello_site.launcher.services import Service
from sello_site.launcher.signals import stop_on_signals
from sello_site.launcher.steps import Steps

if TYPE_CHECKING:
    from sello_site.embedded import EmbeddedPostgres

ACCOUNTS = "demo-accounts.json"
# What a demonstration makes under var/; the secret key and the locks are not demonstration data.
DEMO_DATA = ("postgres", "media", "static", ACCOUNTS, "page-cache.generation")
STATIC_MANIFEST = Path("static") / "staticfiles.json"
WEB_START_LIMIT = 90.0
WATCH_INTERVAL = 0.3
_NO_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL)


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of ``./sello demo``; argparse ends the program on a wrong one."""
    parser = argparse.ArgumentParser(
        prog="./sello demo", description="Serve the site on this machine, until Ctrl-C."
    )
    parser.add_argument("--port", type=int, default=8000, help="port on localhost (8000)")
    parser.add_argument(
        "--reset", action="store_true", help="delete the demonstration's data first"
    )
    options = parser.parse_args(arguments)
    if not 1 <= options.port <= 65535:
        parser.error(f"--port is malformed: expected 1 to 65535, got {options.port}")
    return options


def run_demo(arguments: Sequence[str], *, var: Path, steps: Steps) -> int:
    """Serve until a signal comes. Raises LauncherProblem or EmbeddedProblem, each one line."""
    options = parse_arguments(arguments)
    read_environment()
    # The other instance first: it is why the port is taken, when somebody just starts twice.
    with SingleInstance(var):
        pass
    check_port_is_free(options.port)
    try:
        with stop_on_signals(), ExitStack() as stack:
            demo = Demo(var, options.port, steps, stack)
            if options.reset:
                reset(var, steps)
            demo.start()
            demo.watch()
    except Stopped:
        # Being told to end is this command's ordinary end, by whichever signal.
        steps.say("Stopped.")
    return 0


def check_port_is_free(port: int) -> None:
    """Raise LauncherProblem when something listens on that port of localhost, by IPv4 or IPv6.

    The server listens on IPv4 alone. A stranger on the IPv6 side would still be met first by a
    browser that is sent to ``localhost``.
    """
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            candidate = socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            continue  # a kernel without IPv6
        with closing(candidate):
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                candidate.bind((host, port))
                candidate.listen(1)
            except PermissionError:
                raise LauncherProblem(
                    f"Port {port} needs privileges: choose another one with --port."
                ) from None
            except OSError as problem:
                if family == socket.AF_INET6 and problem.errno in _NO_ADDRESS:
                    continue
                raise LauncherProblem(
                    f"Port {port} is already in use: stop what listens there, "
                    "or choose another one with --port."
                ) from None


def reset(var: Path, steps: Steps) -> None:
    """Delete the demonstration's data; refuses while an instance runs on it."""
    if variable_or_file("DATABASE_URL") is not None:
        raise LauncherProblem(
            "--reset deletes the embedded database only, and DATABASE_URL names another one: "
            "unset it, or empty that database yourself."
        )
    with SingleInstance(var), steps.step("demonstration data deleted"):
        for path in (*(var / name for name in DEMO_DATA), folder_elsewhere(var)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


class Demo:
    """The database, the web server and the worker of one ``./sello demo``."""

    def __init__(self, var: Path, port: int, steps: Steps, stack: ExitStack) -> None:
        self._var = var
        self._port = port
        self._steps = steps
        self._stack = stack
        self._server: EmbeddedPostgres | None = None
        self._services: list[Service] = []
        self._logs = var / "log"
        self._guard = Guard()
        stack.callback(self._guard.close)

    def start(self) -> None:
        """Bring everything up, in order; what was started stops when the stack unwinds."""
        surroundings = self._database()
        self._logs.mkdir(exist_ok=True)
        self._prepare(surroundings)
        self._serve(surroundings)
        self._announce()

    def watch(self) -> None:
        """Mend what dies, until a signal ends it."""
        while True:
            time.sleep(WATCH_INTERVAL)
            if self._server is not None and self._server.poll():
                self._steps.warn(f"PostgreSQL ended and was started again, see {self._server.log}")
            for service in self._services:
                line = service.tend()
                if line is not None:
                    self._steps.warn(line)

    def _database(self) -> Surroundings:
        public = {"SELLO_PUBLIC_URL": f"http://localhost:{self._port}"}
        url = variable_or_file("DATABASE_URL")
        if url is not None:
            with self._steps.step("database reached"):
                found = external_surroundings(url)
            # Two of these over the same uploads and page cache would be as wrong as over one
            # database of their own.
            self._stack.enter_context(SingleInstance(self._var))
            return Surroundings({**public, **found.variables}, found.owner_url)
        from sello_site.embedded import EmbeddedPostgres  # not with DATABASE_URL

        self._server = EmbeddedPostgres(self._var, guard=self._guard, say=self._steps.say)
        with self._steps.step("PostgreSQL started"):
            self._stack.enter_context(self._server)
        addresses = {login: self._server.url(login) for login in LOGINS}
        found = embedded_surroundings(addresses, self._var)
        return Surroundings({**public, **found.variables}, found.owner_url)

    def _prepare(self, surroundings: Surroundings) -> None:
        home = self._server.home if self._server is not None else None
        variables = surroundings.of_runtime()
        has_static_files = (self._var / STATIC_MANIFEST).exists()
        if home is not None and has_static_files and is_prepared(home, variables):
            return
        if home is not None:
            forget(home)
        # Beside the rest: it compresses for half a minute and needs no database.
        with self._step("collectstatic", ["--no-input", "--clear"], variables) as static_files:
            with (
                self._steps.step("tables migrated"),
                self._step("migrate", ["--no-input"], surroundings.of_owner()) as migrated,
            ):
                migrated()
            with (
                self._steps.step("demonstration content loaded"),
                self._step("load_demo", ["--if-empty"], variables) as loaded,
            ):
                loaded()
            with self._steps.step("static files collected"):
                static_files()
        if home is not None:
            mark_prepared(home, variables)

    @contextmanager
    def _step(
        self, name: str, options: Sequence[str], environment: dict[str, str]
    ) -> Iterator[Callable[[], None]]:
        """A management command that runs while the block does; call the value to wait for it.

        Waiting raises LauncherProblem (or DiskFull) when the command fails.
        """
        log = self._logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                manage_command([name, *options]),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=ROOT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self._guard.watch(process.pid, [signal.SIGTERM])

        def wait() -> None:
            if process.wait() != 0:
                raise problem_from_log(f"{name} failed", log)

        try:
            yield wait
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait()
            self._guard.forget(process.pid)

    def _serve(self, surroundings: Surroundings) -> None:
        variables = surroundings.of_runtime()
        web = Service(
            "web server",
            [
                *(sys.executable, "-P", "-m", "granian", "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(self._port), "--workers", "2"),
                *("--blocking-threads", "4", "--no-ws", "--respawn-failed-workers"),
                "sello_site.wsgi:application",
            ],
            environment=variables,
            folder=ROOT,
            log=self._logs / "web.log",
            guard=self._guard,
            patience=10,
        )
        worker = Service(
            "worker",
            manage_command(["worker"]),
            environment=variables,
            folder=ROOT,
            log=self._logs / "worker.log",
            guard=self._guard,
            patience=20,
        )
        self._stack.enter_context(self._stopping([web, worker]))
        with self._steps.step("web server answers"):
            web.log.unlink(missing_ok=True)
            web.start()
            self._wait_for(web)
        # After the first answer, which it would only delay: both load the same code.
        with self._steps.step("worker started"):
            worker.start()
        self._services = [web, worker]

    @contextmanager
    def _stopping(self, services: Sequence[Service]) -> Iterator[None]:
        try:
            yield
        finally:
            for service in services:
                service.ask_to_stop()
            for service in services:
                service.stop()

    def _wait_for(self, web: Service) -> None:
        deadline = time.monotonic() + WEB_START_LIMIT
        while web.is_running:
            status = self._status()
            if status is not None:
                if status >= 500:
                    self._steps.warn(f"The start page answers with {status}, see {web.log}")
                return
            if time.monotonic() > deadline:
                raise problem_from_log("The web server does not answer", web.log)
            time.sleep(0.05)
        raise problem_from_log("The web server ended at its start", web.log)

    def _status(self) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{self._port}"})
            return connection.getresponse().status
        except OSError:
            return None
        except http.client.HTTPException:
            return None
        finally:
            connection.close()

    def _announce(self) -> None:
        address = f"http://localhost:{self._port}"
        say = self._steps.say
        say(f"\nServing after {self._steps.since_start():.1f} s. Ctrl-C stops everything.\n")
        say(f"  Site    {address}/")
        say(f"  Admin   {address}/admin/")
        say(f"  Logs    {self._logs}")
        for line in account_lines(self._var / ACCOUNTS):
            say(line)


def account_lines(path: Path) -> list[str]:
    """The demonstration accounts as lines to print; none when there are none."""
    try:
        accounts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    width = max((len(account["email"]) for account in accounts), default=0)
    rows = [
        f"  {account['email']:<{width}}  {account['password']}  ({account['role']})"
        for account in accounts
    ]
    return ["", "Demonstration accounts:", *rows] if rows else []


def problem_from_log(what: str, log: Path) -> Exception:
    """The reason that the end of a log gives, as one problem."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if is_disk_full(text):
        return DiskFull(f"No space left on the disk: {what[0].lower()}{what[1:]}, see {log}.")
    marker = "sello_site.environment.EnvironmentProblem: "
    if marker in text:
        lines = text.rsplit(marker, 1)[1].splitlines()
        reasons = [line for line in lines if line.startswith(("SELLO_", "DATABASE_URL"))]
        return LauncherProblem("\n".join(reasons or lines[:1]))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    settings = [line for line in lines[-20:] if line.startswith(("SELLO_", "DATABASE_URL"))]
    if settings:
        return LauncherProblem("\n".join(settings))
    telling = [
        line for line in lines if re.match(r"[\w.]*(Error|Exception)\b|Unknown command", line)
    ]
    reason = (telling or lines or ["no reason given"])[-1]
    return LauncherProblem(f"{what}: {reason} (see {log})")
