"""Which database a command gets: the one that was named, the one that runs, or a new one."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sello_site import database_roles
from sello_site.launcher.places import secret_key_file
from sello_site.launcher.problems import LauncherProblem

OWNER_VARIABLE = "SELLO_DATABASE_OWNER_URL"
LOGIN_VARIABLES = {
    "DATABASE_URL": database_roles.RUNTIME,
    "SELLO_DESK_MUNICIPALITY_URL": "sello_desk_municipality",
    "SELLO_DESK_SERMIG_URL": "sello_desk_sermig",
    "SELLO_DESK_AGENCY_URL": "sello_desk_agency",
}
EMBEDDED_VARIABLE = "SELLO_EMBEDDED_DATABASE"
OLDEST_SERVER = 150000


@dataclass(frozen=True)
class Surroundings:
    """The environment of the children of one command."""

    variables: Mapping[str, str]
    owner_url: str | None

    def of_runtime(self) -> dict[str, str]:
        """For everything that serves: without the way to the owner's login."""
        hidden = {OWNER_VARIABLE, f"{OWNER_VARIABLE}_FILE"}
        return {name: value for name, value in self.variables.items() if name not in hidden}

    def of_owner(self) -> dict[str, str]:
        """For migrations, tests and benchmarks."""
        variables = self.of_runtime()
        if self.owner_url is not None:
            variables[OWNER_VARIABLE] = self.owner_url
        return variables


def variable_or_file(name: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """The value of a variable or of the file that ``NAME_FILE`` names; None when neither is set.

    Raises LauncherProblem when that file cannot be read.
    """
    if environ.get(name):
        return environ[name]
    file_name = environ.get(f"{name}_FILE")
    if not file_name:
        return None
    try:
        return Path(file_name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "not UTF-8 text"
        raise LauncherProblem(
            f"{name}_FILE names a file that cannot be read: {reason}"
        ) from problem


def external_surroundings(url: str) -> Surroundings:
    """The surroundings with the database that DATABASE_URL names.

    Raises LauncherProblem when it does not answer or is older than PostgreSQL 15.
    """
    import psycopg  # not needed, and perhaps not loadable, where the embedded server is used

    parts = urlsplit(url)
    where = f"{parts.hostname or 'the local socket'}{f':{parts.port}' if parts.port else ''}"
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as problem:
        lines = str(problem).strip().splitlines() or ["no reason given"]
        raise LauncherProblem(
            f"The database at {where} cannot be reached: {lines[-1].strip()}"
        ) from None
    if version < OLDEST_SERVER:
        raise LauncherProblem(
            f"The database at {where} is PostgreSQL {version // 10000}; 15 or newer is needed."
        )
    variables = {name: value for name, value in os.environ.items() if name != EMBEDDED_VARIABLE}
    return Surroundings(variables, variable_or_file(OWNER_VARIABLE))


def embedded_surroundings(
    addresses: Mapping[str, str], var: Path, environ: Mapping[str, str] = os.environ
) -> Surroundings:
    """The surroundings with an embedded server; ``addresses`` maps logins to URLs."""
    variables = dict(environ)
    for name, login in LOGIN_VARIABLES.items():
        variables.pop(f"{name}_FILE", None)
        variables[name] = addresses[login]
    # What a demonstration may do without a second factor hangs on the database being this one.
    address = urlsplit(addresses[database_roles.RUNTIME])
    variables[EMBEDDED_VARIABLE] = parse_qs(address.query)["host"][0]
    variables["SELLO_VAR"] = str(var)
    if not variables.get("SELLO_SECRET_KEY") and not variables.get("SELLO_SECRET_KEY_FILE"):
        variables.pop("SELLO_SECRET_KEY", None)
        variables["SELLO_SECRET_KEY_FILE"] = str(secret_key_file(var))
    if not variables.get("SELLO_DEMO"):
        variables["SELLO_DEMO"] = "1"
    return Surroundings(variables, addresses[database_roles.OWNER])


class Borrowers:
    """Commands that use a server which another command started: it waits for them at its end."""

    def __init__(self, var: Path) -> None:
        self._descriptor = os.open(var / "borrowers.lock", os.O_RDWR | os.O_CREAT, 0o644)

    def join(self) -> None:
        """Be one of them until this process, or what it becomes by exec, ends."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)
        os.set_inheritable(self._descriptor, True)

    def are_gone(self) -> bool:
        """Whether the server may stop."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go."""
        os.close(self._descriptor)


@contextmanager
def borrowers(var: Path) -> Iterator[Borrowers]:
    """The borrowers of this ``var/``."""
    them = Borrowers(var)
    try:
        yield them
    finally:
        them.close()
