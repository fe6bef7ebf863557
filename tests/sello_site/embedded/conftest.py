"""Supervisors in processes of their own, over folders that the server's user can enter."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

SCRIPT = Path(__file__).with_name("supervise.py")
SOURCES = Path(__file__).resolve().parents[3] / "site"


class Supervisor:
    """One running ``supervise.py`` and what it tells."""

    def __init__(
        self,
        var: Path,
        options: Mapping[str, Any],
        *,
        program: Sequence[str] = (sys.executable,),
        environment: Mapping[str, str] | None = None,
        **popen: Any,
    ) -> None:
        self.var = var
        self.process = subprocess.Popen(
            [*program, str(SCRIPT), str(var), json.dumps(options)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(SOURCES)} if environment is None else environment,
            text=True,
            **popen,
        )
        self.said: list[str] = []
        self.socket_folder: Path | None = None

    def event(self) -> dict[str, Any]:
        """The next event, or an empty one when the process has ended."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            event: dict[str, Any] = json.loads(line)
            if "said" not in event:
                return event
            self.said.append(event["said"])
        return {}

    def ready(self) -> dict[str, Any]:
        event = self.event()
        assert event.get("event") == "ready", event
        self.socket_folder = Path(event["socket_folder"])
        return event

    def finish(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(30)

    def close(self) -> None:
        if self.process.poll() is None:
            self.finish()
        assert self.process.stdout is not None
        self.process.stdout.close()
        if self.socket_folder is not None:  # a killed one could not remove it
            shutil.rmtree(self.socket_folder, ignore_errors=True)


@pytest.fixture
def var() -> Iterator[Path]:
    """A run-time folder that everybody may enter (pytest's own is closed to other users)."""
    folder = Path(tempfile.mkdtemp(prefix="sello-var-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def supervise() -> Iterator[Callable[..., Supervisor]]:
    """Starts supervisors, and ends those that a test leaves."""
    started: list[Supervisor] = []

    def start(var: Path, *, popen: Mapping[str, Any] | None = None, **options: Any) -> Supervisor:
        supervisor = Supervisor(var, options, **(popen or {}))
        started.append(supervisor)
        return supervisor

    yield start
    for supervisor in started:
        supervisor.close()


def connect(
    event: Mapping[str, Any], login: str = "postgres", database: str = "sello"
) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=event["socket_folder"], user=login, dbname=database, autocommit=True
    )


def is_alive(process: int) -> bool:
    """Whether the process runs; one that is dead and not yet collected does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def wait_until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def cluster_state(home: str) -> str:
    """What PostgreSQL itself says of how the cluster was left."""
    from sello_site.embedded.binaries import INSTALLATION, wheel_folder

    program = wheel_folder() / INSTALLATION / "bin" / "pg_controldata"
    answer = subprocess.run(
        [str(program), f"{home}/data"],
        env={"LC_ALL": "C"},
        check=True,
        capture_output=True,
        text=True,
    )
    lines = dict(line.split(":", 1) for line in answer.stdout.splitlines() if ":" in line)
    return lines["Database cluster state"].strip()
