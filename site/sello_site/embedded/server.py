"""The supervisor of the embedded PostgreSQL."""

# ruff: noqa: S603 - it starts programs of the wheel and of this package, by lists made here

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from sello_site import database_roles
from sello_site.embedded.binaries import (
    ELSEWHERE,
    folder_elsewhere,
    make_reachable_folder,
    reachable_programs,
)
from sello_site.embedded.children import IS_LINUX, Guard, die_with_parent
from sello_site.embedded.leftovers import clear_leftovers
from sello_site.embedded.problems import DiskFull, EmbeddedProblem, from_output, is_disk_full
from sello_site.embedded.single_instance import SingleInstance, published
from sello_site.embedded.system_user import SystemUser, server_user

SUPERUSER = "postgres"
START_LIMIT = 300.0  # seconds; crash recovery of a large database takes its time
STOP_LIMIT = 30.0
RESTARTS = 5  # within RESTART_WINDOW seconds; more than that is not an accident
RESTART_WINDOW = 60.0
# "sockaddr_un" holds 104 bytes on macOS and 108 on Linux, with the closing NUL.
SOCKET_PATH_LIMIT = 103
STOP_SIGNALS = (signal.SIGINT, signal.SIGQUIT)  # fast shutdown, then immediate
# Tests roll back what they wrote. A table that is vacuumed then counts as empty for good, and a
# demonstration loaded in one transaction joins it row by row: minutes in place of seconds.
THROWN_AWAY = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off",
)  # fmt: skip


def address(socket_folder: Path, login: str, database: str) -> str:
    """The URL of a server that listens on a socket in this folder."""
    return f"postgresql://{quote(login)}@/{quote(database)}?host={quote(str(socket_folder))}"


@dataclass(frozen=True)
class RunningServer:
    """A server that another process supervises."""

    socket_folder: Path
    home: Path

    def url(self, login: str, database: str = database_roles.DATABASE) -> str:
        """The address of ``database`` for ``login``."""
        return address(self.socket_folder, login, database)


def running_server(var: Path, *, wait: float = 60) -> RunningServer | None:
    """The server that somebody else runs on this ``var/``, or None."""
    record = published(var.resolve(), wait=wait)
    if record is None:
        return None
    return RunningServer(Path(record["socket_folder"]), Path(record["home"]))


class EmbeddedPostgres:
    """One PostgreSQL server over ``var/postgres``, on a Unix socket that is ours alone.

    It stops when this process does, also when it is killed. Start it, and call ``poll`` now and
    then, from the main thread. ``fsync=False`` is for clusters that are thrown away. ``say``
    receives the few lines worth a person's notice, such as data kept outside the clone.
    """

    def __init__(
        self,
        var: Path,
        *,
        fsync: bool = True,
        guard: Guard | None = None,
        elsewhere: Path = ELSEWHERE,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.var = var.resolve()
        self.home = self.var / "postgres"
        self.socket_folder = Path()
        self.was_created = False
        self._fsync = fsync
        self._guard = guard
        self._own_guard = False
        self._base_elsewhere = elsewhere
        self._elsewhere = folder_elsewhere(self.var, elsewhere)
        self._say = say
        self._instance = SingleInstance(self.var)
        self._process: subprocess.Popen[bytes] | None = None
        self._user: SystemUser
        self._programs = Path()
        self._restarts: deque[float] = deque(maxlen=RESTARTS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def data(self) -> Path:
        """The cluster's files."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server had to say since its last start."""
        return self.home / "log"

    def url(self, login: str, database: str = database_roles.DATABASE) -> str:
        """The address of ``database`` for ``login``."""
        return address(self.socket_folder, login, database)

    def start(self) -> None:
        """Have the server running, with the logins and the database made.

        Raises EmbeddedProblem (AnotherInstance, NoBinaries, DiskFull), each in one line.
        """
        try:
            self._instance.acquire()
            self._choose_places()
            if not self.data.exists():
                self._create()
            self._spawn()
            self._bootstrap()
            self._instance.publish(
                {"socket_folder": str(self.socket_folder), "home": str(self.home)}
            )
        except OSError as problem:
            self.stop()
            if is_disk_full(problem):
                raise DiskFull(
                    f"No space left on the disk to start PostgreSQL in {self.home}."
                ) from problem
            raise EmbeddedProblem(
                f"Could not start PostgreSQL in {self.home}: {problem}"
            ) from problem
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server and free ``var/``; safe at any time, also twice."""
        process, self._process = self._process, None
        if process is not None:
            self._end(process)
            if self._guard is not None:
                self._guard.forget(process.pid)
            shutil.rmtree(self.socket_folder, ignore_errors=True)
        if self._own_guard and self._guard is not None:
            self._guard.close()
            self._guard, self._own_guard = None, False
        self._instance.release()

    def destroy(self) -> None:
        """Stop the server and delete its data, wherever that is kept."""
        self.stop()
        for home in (self.home, self._elsewhere):
            if home.exists():
                shutil.rmtree(home)

    def poll(self) -> bool:
        """Start the server again if it has died; True when it had to be.

        Raises EmbeddedProblem when it dies over and over.
        """
        if self._process is None or self._process.poll() is None:
            return False
        now = time.monotonic()
        if len(self._restarts) == RESTARTS and now - self._restarts[0] < RESTART_WINDOW:
            raise from_output("keep PostgreSQL running", self._read_log(), where=self.home)
        self._restarts.append(now)
        if self._guard is not None:
            self._guard.forget(self._process.pid)
        self._spawn()
        return True

    def run_sql(self, script: str, *, database: str = "postgres") -> str:
        """Run a psql script as the superuser; its output, unaligned, without headings.

        Raises EmbeddedProblem with the server's reason.
        """
        answer = subprocess.run(
            [
                str(self._programs / "psql"),
                *("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.socket_folder)),
                *("-p", "5432", "-U", SUPERUSER, "-d", database, "-f", "-"),
            ],
            input=script,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=_environment(),
            cwd="/",
            check=False,
        )
        if answer.returncode != 0:
            raise from_output("prepare the database", answer.stderr, where=self.home)
        return answer.stdout

    def _choose_places(self) -> None:
        outside = self._elsewhere
        existing = next(
            (home / "data" for home in (self.home, outside) if (home / "data").exists()), None
        )
        self._user = server_user(existing)
        if existing is not None:
            self.home = existing.parent
        elif self._user.switch and not self._user.can("-x", self.var):
            self.home = outside
        if self.home == outside:
            self._say(
                f"{self.var} is closed to the user {self._user.name}, "
                f"so the database is kept in {self.home}"
            )
        self._programs = reachable_programs(self._user, self._base_elsewhere)
        self.socket_folder = self._make_socket_folder()

    def _make_socket_folder(self) -> Path:
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        name = f"sello-{os.geteuid()}-{digest}"
        for base in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - checked below: ours, 0700, no link
            folder = Path(base) / name
            if len(os.fsencode(folder / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT:
                continue
            if self._user.switch and not self._user.can("-x", Path(base)):
                continue
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                self._user.own(folder)
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (0, self._user.uid):
                raise EmbeddedProblem(f"{folder} is somebody else's: remove it and start again.")
            if found.st_mode & 0o077 or found.st_uid != self._user.uid:
                folder.chmod(0o700)
                self._user.own(folder)
            return folder
        raise EmbeddedProblem("There is no folder with a short path for the database's socket.")

    def _create(self) -> None:
        """Create the cluster beside its place: an interrupted one is never taken for whole."""
        if self.home == self._elsewhere:
            make_reachable_folder(self.home)
        else:
            self.home.mkdir(exist_ok=True)
            if self._user.switch and not self._user.can("-x", self.home):
                self.home.chmod(0o755)  # just made, under a strict umask
        for unfinished in self.home.glob("data-new-*"):
            shutil.rmtree(unfinished)
        temporary = Path(tempfile.mkdtemp(prefix="data-new-", dir=self.home))
        try:
            self._user.own(temporary)
            answer = subprocess.run(
                [
                    str(self._programs / "initdb"),
                    *("-D", str(temporary), "-U", SUPERUSER, "--auth=trust", "-E", "UTF8"),
                    *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *(() if self._fsync else ("--no-sync",)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env=_environment(),
                cwd="/",
                check=False,
                preexec_fn=die_with_parent(signal.SIGTERM),
                **self._user.popen_arguments(),
            )
            if answer.returncode != 0:
                raise from_output("create the database", answer.stdout, where=self.home)
            temporary.rename(self.data)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        self.was_created = True

    def _spawn(self) -> None:
        clear_leftovers(self.data)
        if not self.socket_folder.is_dir():  # a cleaner of temporary folders took it
            self._make_socket_folder()
        # A killed server's socket lock names its process too, and nothing of ours listens now.
        for left in self.socket_folder.glob(".s.PGSQL.*"):
            left.unlink()
        options = ["listen_addresses=", "port=5432", "unix_socket_permissions=0700", "timezone=UTC"]
        options += ["log_timezone=UTC", "logging_collector=off", "log_destination=stderr"]
        if not self._fsync:
            options += THROWN_AWAY
        if self._guard is None and not IS_LINUX:
            self._guard, self._own_guard = Guard(), True
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    str(self._programs / "postgres"),
                    *("-D", str(self.data), "-k", str(self.socket_folder)),
                    *(part for option in options for part in ("-c", option)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(),
                cwd="/",
                start_new_session=True,
                # After the change of user, which would clear it; subprocess keeps that order.
                preexec_fn=die_with_parent(signal.SIGINT),
                **self._user.popen_arguments(),
            )
        if self._guard is not None:
            self._guard.watch(self._process.pid, STOP_SIGNALS)
        self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_LIMIT
        while process.poll() is None:
            if self._answers():
                return
            if time.monotonic() > deadline:
                raise EmbeddedProblem(
                    f"PostgreSQL does not answer after {START_LIMIT:.0f} seconds; see {self.log}."
                )
            time.sleep(0.02)
        raise from_output("start PostgreSQL", self._read_log(), where=self.home)

    def _answers(self) -> bool:
        command = [str(self._programs / "pg_isready"), "-q", "-t", "5"]
        command += ["-h", str(self.socket_folder), "-p", "5432", "-U", SUPERUSER, "-d", "postgres"]
        return subprocess.run(command, env=_environment(), cwd="/", check=False).returncode == 0

    def _bootstrap(self) -> None:
        self.run_sql(database_roles.script())

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        for number, patience in zip(STOP_SIGNALS, (STOP_LIMIT, 10.0), strict=True):
            with suppress(ProcessLookupError):
                process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return
        process.kill()
        process.wait()

    def _read_log(self) -> str:
        try:
            return self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""


def _environment() -> dict[str, str]:
    """What the server's programs get: nothing of the caller's PGPORT, PGDATA, LC_* or HOME."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
