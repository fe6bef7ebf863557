"""One supervisor for each ``var/``, and where others find the server that it runs."""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path
from typing import Any, Self

from sello_site.embedded.problems import AnotherInstance

LOCK = "embedded.lock"
RECORD = "embedded.json"


class SingleInstance:
    """An exclusive lock on ``var/``, freed by the kernel however its holder dies.

    The record beside it tells other commands where the server listens. It counts only while the
    lock is held, so one that was left behind by a killed supervisor misleads nobody.
    """

    def __init__(self, var: Path) -> None:
        self._var = var
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises AnotherInstance when it is held, OSError when var/ is unusable."""
        self._var.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._var / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            record = _read_record(self._var)
            who = f" (process {record['supervisor']})" if record else ""
            raise AnotherInstance(
                f"Another instance already runs on {self._var}{who}: "
                "stop it, or name another folder in SELLO_VAR."
            ) from None
        self._descriptor = descriptor
        (self._var / RECORD).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *reason: object) -> None:
        self.release()

    def publish(self, record: dict[str, Any]) -> None:
        """Tell where the server listens; replaced in one step, so no reader sees a half."""
        temporary = self._var / f"{RECORD}.new"
        temporary.write_text(json.dumps({"supervisor": os.getpid(), **record}), encoding="utf-8")
        temporary.replace(self._var / RECORD)

    def release(self) -> None:
        """Withdraw the record, then free the lock."""
        if self._descriptor is None:
            return
        (self._var / RECORD).unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None


def published(var: Path, *, wait: float = 60) -> dict[str, Any] | None:
    """The record of the supervisor that holds ``var/``, or None when nobody holds it.

    Waits up to ``wait`` seconds for a supervisor that is just starting. Raises AnotherInstance
    when one holds the lock all that time without a server to show.
    """
    deadline = time.monotonic() + wait
    while _is_held(var):
        record = _read_record(var)
        if record is not None:
            return record
        if time.monotonic() > deadline:
            raise AnotherInstance(
                f"Another instance holds {var} and its database does not come up."
            )
        time.sleep(0.1)
    return None


def _is_held(var: Path) -> bool:
    try:
        descriptor = os.open(var / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _read_record(var: Path) -> dict[str, Any] | None:
    try:
        record = json.loads((var / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return record if isinstance(record, dict) else None
