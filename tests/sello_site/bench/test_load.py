from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from sello_site.bench.load import Load, fetch, put_load, request_bytes, run
from sello_site.bench.servers import fixed_bytes, free_port

PAGE = b"HTTP/1.1 200 OK\r\nX-Sello-Cache: hit\r\nContent-Length: 20\r\n\r\n<p>sello-bench-7</p>"
GONE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
ANSWERS = {b"/page/": PAGE, b"/gone/": GONE, b"/unchanged/": UNCHANGED, b"/endless/": ENDLESS}


@pytest.fixture
def slow_server() -> Iterator[int]:
    """Sends its answers in pieces, as networks do."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(client: socket.socket) -> None:
        # A client that refuses an answer leaves before it has read all of it.
        with client, suppress(ConnectionResetError, BrokenPipeError):
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while request := client.recv(65_536):
                answer = ANSWERS[request.split(b" ")[1]]
                for start in range(0, len(answer), 17):
                    client.sendall(answer[start : start + 17])

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def test_answers_in_pieces_are_put_together(slow_server: int) -> None:
    page = fetch(slow_server, "/page/", host="localhost")
    assert (page.status, page.body) == ("200", b"<p>sello-bench-7</p>")
    assert page.header("x-sello-cache") == "hit"
    assert page.header("etag") is None
    assert fetch(slow_server, "/gone/", host="localhost").body == b"gone"
    assert fetch(slow_server, "/unchanged/", host="localhost").body == b""


def test_an_answer_without_length_is_refused(slow_server: int) -> None:
    with pytest.raises(ConnectionError, match="without Content-Length"):
        fetch(slow_server, "/endless/", host="localhost")


def test_a_load_counts_and_remembers_what_it_saw(slow_server: int) -> None:
    load = Load(
        slow_server, ["/page/", "/gone/"], seconds=0.2, connections=2,
        look_for="(sello-bench-[0-9]+)",
    )  # fmt: skip
    tally = run(load)
    half = tally.answers // 2
    assert tally.answers > 0
    assert tally.statuses == {"200": half, "404": half}
    assert tally.states == {"hit": half}
    assert tally.bytes_received == half * 24
    assert {(index, what) for index, _, _, what in tally.seen} == {
        (0, "sello-bench-7"), (1, "status 404"),
    }  # fmt: skip
    assert all(started <= answered for _, started, answered, _ in tally.seen)


def test_a_request_looks_like_a_browsers() -> None:
    lines = request_bytes("/guias/", host="localhost:1").decode().split("\r\n")
    assert lines[0] == "GET /guias/ HTTP/1.1"
    assert "Host: localhost:1" in lines
    assert "Accept-Encoding: gzip, deflate, br, zstd" in lines
    assert lines[-2:] == ["", ""]


def test_load_processes_measure_a_server_whose_cpu_time_is_known() -> None:
    with fixed_bytes(port=free_port()) as server:
        before = server.cpu_seconds()
        tallies = put_load([Load(server.port, ["/"], seconds=0.5)] * 2)
        used = server.cpu_seconds() - before
        process = server.process
    assert [tally.statuses for tally in tallies] == [{"200": tally.answers} for tally in tallies]
    assert min(tally.answers for tally in tallies) > 100
    assert 0 < used < 5
    assert process.poll() is not None
