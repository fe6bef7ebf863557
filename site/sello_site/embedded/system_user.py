"""The operating-system user that PostgreSQL runs as: it refuses to run as root."""

# ruff: noqa: S603 - it starts programs of the wheel and of this package, by lists made here

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sello_site.embedded.problems import EmbeddedProblem


@dataclass(frozen=True)
class SystemUser:
    """Who runs the server; ``switch`` says that we are root and become that user to start it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen_arguments(self) -> dict[str, Any]:
        """Arguments for subprocess that start a program as this user."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a folder that we have just made to this user."""
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def can(self, flag: str, path: Path) -> bool:
        """Whether ``test FLAG PATH`` holds for this user; asked of the kernel, as that user.

        Permission bits of every parent, access lists and mount options all count, so they are
        not computed here.
        """
        answer = subprocess.run(
            ["test", flag, str(path)],  # noqa: S607 - POSIX demands it on PATH
            cwd="/",
            check=False,
            **self.popen_arguments(),
        )
        return answer.returncode == 0


def server_user(existing_data: Path | None) -> SystemUser:
    """Who shall run the server.

    Not root: ourselves. Root: the owner of data that is there already, else ``postgres``, else
    ``nobody``. Raises EmbeddedProblem when the data is somebody else's or no such user exists.
    """
    uid = os.geteuid()
    owner = existing_data.stat().st_uid if existing_data is not None else None
    if uid != 0:
        if owner is not None and owner != uid:
            raise EmbeddedProblem(
                f"The data in {existing_data} belongs to the user {_name(owner)}: "
                "start as that user, or name another folder in SELLO_VAR."
            )
        return SystemUser(_name(uid), uid, os.getegid(), switch=False)
    if owner:
        try:
            entry = pwd.getpwuid(owner)
        except KeyError:
            raise EmbeddedProblem(
                f"The data in {existing_data} belongs to a user that no longer exists ({owner})."
            ) from None
        return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    raise EmbeddedProblem(
        "PostgreSQL refuses to run as root, and there is no user postgres or nobody: "
        "start as another user, or set DATABASE_URL."
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container may run under a number that has no name
        return str(uid)
