"""The launcher in processes of its own, as a person starts it, each over its own ``var/``."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def launcher_environment(var: Path, **further: str) -> dict[str, str]:
    """What a person's shell would hold: none of the settings of the test run."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SELLO_", "_SELLO_", "DATABASE_URL", "DJANGO_", "PYTEST_"))
    }
    return {**kept, "SELLO_VAR": str(var), **further}


def launcher_command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "sello_site.launcher", *arguments]


def run_launcher(*arguments: str, var: Path, **further: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        launcher_command(*arguments),
        env=launcher_environment(var, **further),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def processes_of(var: Path) -> dict[int, str]:
    """Number and command line of every living process that was started over this folder."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with suppress(OSError):
            status = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            environment = (entry / "environ").read_bytes().split(b"\0")
            is_ours = f"SELLO_VAR={var}".encode() in environment or str(var) in command
            if is_ours and status not in ("Z", "X"):
                found[int(entry.name)] = command
    return found


def wait_until(condition: Callable[[], bool], *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        port: int = candidate.getsockname()[1]
        return port


class RunningDemo:
    """One ``./sello demo`` and what it printed."""

    def __init__(self, var: Path, *arguments: str, port: int | None = None, **further: str) -> None:
        self.var = var
        self.port = port or free_port()
        self.output = var.parent / f"{var.name}-output-{secrets.token_hex(4)}"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                launcher_command("demo", "--port", str(self.port), *arguments),
                env=launcher_environment(var, **further),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_until_serving(self) -> None:
        wait_until(lambda: "Ctrl-C stops" in self.printed or self.has_ended, seconds=600)
        assert not self.has_ended, self.printed

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def child(self, words: str) -> int:
        """The direct child whose command line holds these words."""
        for number, command in processes_of(self.var).items():
            if words in command:
                with suppress(OSError):
                    stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
                    if int(stat.rpartition(")")[2].split()[1]) == self.process.pid:
                        return number
        return 0

    def finish(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)

    def close(self) -> None:
        if not self.has_ended:
            self.finish()
        self.output.unlink()


@pytest.fixture(scope="module")
def module_var() -> Iterator[Path]:
    """A run-time folder that everybody may enter, as a clone in /srv or /opt would be."""
    folder = Path(tempfile.mkdtemp(prefix="sello-launcher-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sello-launcher-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
