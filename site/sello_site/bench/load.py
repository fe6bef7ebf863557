"""A load generator: raw sockets, keep-alive, no pipelining, requests built beforehand.

Runs in processes of its own (`python -m sello_site.bench.load`), so that it does not share the
interpreter lock with anything that is measured.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

BROWSER_HEADERS = (
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "es-CL,es;q=0.8,en;q=0.5"),
)
_BROWSER_ENCODINGS = "gzip, deflate, br, zstd"
_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_STATE = re.compile(rb"\r\nx-sello-cache: *(\w+)", re.IGNORECASE)
_BODILESS = {b"304", b"204"}


@dataclass
class Load:
    """What one load process is to do."""

    port: int
    paths: list[str]
    seconds: float
    connections: int = 4
    host: str = ""
    encodings: str = _BROWSER_ENCODINGS
    look_for: str = ""
    """A pattern with one group: then every answer is kept with its times and what was found."""


@dataclass
class Tally:
    """What one load process saw."""

    answers: int = 0
    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    bytes_received: int = 0
    seen: list[tuple[int, float, float, str]] = field(default_factory=list)
    """(index of the path, started, answered, what was found): times in monotonic seconds."""

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds


@dataclass
class Response:
    """One answer, whole."""

    status: str
    head: bytes
    body: bytes

    def header(self, name: str) -> str | None:
        found = re.search(rb"(?im)^" + name.encode() + rb": *(.*?)\r$", self.head + b"\r\n")
        return found[1].decode("latin-1") if found else None


class Connection:
    """One keep-alive connection to a server on the loopback."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self._socket.sendall(request)

    def receive(self) -> Response:
        """The next answer. Raises ConnectionError when it does not come whole."""
        data = self._socket.recv(262_144)
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end]
        status = head[9:12]
        length = _CONTENT_LENGTH.search(head)
        if status in _BODILESS:
            wanted = end + 4
        elif length is None:
            raise ConnectionError("an answer without Content-Length cannot be measured")
        else:
            wanted = end + 4 + int(length[1])
        while len(data) < wanted:
            data += self._more()
        return Response(status.decode(), head, data[end + 4 :])

    def _more(self) -> bytes:
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        self._socket.close()


def request_bytes(path: str, *, host: str, encodings: str = _BROWSER_ENCODINGS) -> bytes:
    """A GET request as a browser sends it."""
    headers = [("Host", host), *BROWSER_HEADERS, ("Accept-Encoding", encodings)]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


def fetch(port: int, path: str, *, host: str, encodings: str = _BROWSER_ENCODINGS) -> Response:
    """One answer over a connection of its own."""
    connection = Connection(port)
    try:
        connection.send(request_bytes(path, host=host, encodings=encodings))
        return connection.receive()
    finally:
        connection.close()


def put_load(loads: Sequence[Load]) -> list[Tally]:
    """Run the loads at the same time, each in a process, and wait for all of them."""
    processes = [start_load(load) for load in loads]
    return [await_load(process) for process in processes]


def start_load(load: Load) -> subprocess.Popen[bytes]:
    """Start one load process."""
    return subprocess.Popen(  # noqa: S603 - this very module
        [sys.executable, "-m", "sello_site.bench.load", json.dumps(asdict(load))],
        stdout=subprocess.PIPE,
    )


def await_load(process: subprocess.Popen[bytes]) -> Tally:
    """What a load process saw. Raises ConnectionError when it broke off."""
    output, _ = process.communicate()
    if process.returncode != 0:
        raise ConnectionError("a load process failed; its error is above")
    return Tally(**json.loads(output))


def run(load: Load) -> Tally:
    """Send requests round robin over the paths until the time is up."""
    host = load.host or f"localhost:{load.port}"
    requests = [request_bytes(path, host=host, encodings=load.encodings) for path in load.paths]
    pattern = re.compile(load.look_for.encode()) if load.look_for else None
    connections = [Connection(load.port) for _ in range(load.connections)]
    tally = Tally()
    statuses: Counter[str] = Counter()
    states: Counter[bytes] = Counter()
    clock = time.monotonic
    turn = 0
    started = clock()
    deadline = started + load.seconds
    while clock() < deadline:
        sent = []
        for connection in connections:
            index = turn % len(requests)
            turn += 1
            sent.append((index, clock()))
            connection.send(requests[index])
        for connection, (index, sent_at) in zip(connections, sent, strict=True):
            response = connection.receive()
            statuses[response.status] += 1
            state = _STATE.search(response.head)
            if state:
                states[state[1]] += 1
            tally.bytes_received += len(response.body)
            if pattern is not None:
                found = pattern.search(response.body) if response.status == "200" else None
                what = found[1].decode() if found else f"status {response.status}"
                tally.seen.append((index, sent_at, clock(), what))
        tally.answers += len(connections)
    tally.seconds = clock() - started
    for connection in connections:
        connection.close()
    tally.statuses = dict(statuses)
    tally.states = {state.decode(): count for state, count in states.items()}
    return tally


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(run(Load(**json.loads(sys.argv[1]))))))
