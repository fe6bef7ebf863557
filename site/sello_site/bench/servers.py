"""Servers to be measured: the same command for all, and the CPU time they used."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sello_site.bench.load import fetch
from sello_site.bench.registry import BenchmarkProblem

WORKERS = 2
_START_LIMIT = 60.0
_TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running server and what it answers on."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    log: IO[bytes]

    @property
    def host(self) -> str:
        """The Host header of its pages."""
        return f"localhost:{self.port}"

    def last_words(self) -> str:
        """The last line that the server logged."""
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it logged nothing"

    def cpu_seconds(self) -> float:
        """User and system time used so far by the whole process group."""
        return sum(_cpu_seconds(pid) for pid in _group(self.process.pid))


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def granian(
    name: str, application: str, *, port: int, path: str = "/", environment: Mapping[str, str]
) -> Iterator[Server]:
    """Serve a WSGI application as the site itself is served, until the block ends.

    Raises BenchmarkProblem when it does not answer `path` with 200.
    """
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4", "--no-ws",
        "--respawn-failed-workers", "--log-level", "error", application,
    ]  # fmt: skip
    with _running(name, command, port=port, environment=environment) as server:
        _await_page(server, path)
        yield server


@contextmanager
def fixed_bytes(*, port: int) -> Iterator[Server]:
    """A server that does next to nothing, to find out how fast the load generator is."""
    command = [sys.executable, "-m", "sello_site.bench.bare.fixed_bytes", str(port)]
    with _running("fixed bytes", command, port=port, environment=os.environ) as server:
        _await_page(server, "/")
        yield server


@contextmanager
def _running(
    name: str, command: list[str], *, port: int, environment: Mapping[str, str]
) -> Iterator[Server]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - lists made in this module
            command,
            env=dict(environment),
            stdout=log,  # a line for each 404 would drown the figures
            stderr=log,
            start_new_session=True,
            cwd="/",  # granian takes the folder it stands in for a part of the module's name
        )
        try:
            yield Server(name, port, process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _await_page(server: Server, path: str) -> None:
    deadline = time.monotonic() + _START_LIMIT
    seen = "no answer"
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            seen = fetch(server.port, path, host=server.host).status
        except OSError:
            time.sleep(0.1)
            continue
        if seen == "200":
            return
        break
    raise BenchmarkProblem(
        f"{server.name}: expected 200 for {path}, got {seen}: {server.last_words()}"
    )


def _group(leader: int) -> list[int]:
    members = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = _stat(int(folder.name))
            if fields and int(fields[2]) == leader:
                members.append(int(folder.name))
    return members


def _cpu_seconds(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) * _TICK if fields else 0.0


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the command's name, which may hold anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
