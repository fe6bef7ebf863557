"""A subscriber that answers without end holds up nobody else's webhooks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sello_site.headless.webhooks import sending
from sello_site.headless.webhooks.subscriptions import create_subscription, send_test

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_demonstration")]

Answering = Callable[[bytes, bytes, bytes], str]

HEAD = b"HTTP/1.1 204 No Content\r\n"


class _Server(ThreadingHTTPServer):
    answer = (b"", b"", b"")


class _Handler(BaseHTTPRequestHandler):
    """Sends the first bytes at once, the next one by one, and the last at once."""

    server: _Server

    def do_POST(self) -> None:  # the name that http.server calls
        self.rfile.read(int(self.headers["Content-Length"]))
        at_once, one_by_one, last = self.server.answer
        try:
            self.wfile.write(at_once)
            for byte in one_by_one:
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)
            self.wfile.write(last)
        except OSError:
            pass  # hung up on, as it should be

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answering]:
    """What becomes of a delivery that is answered in this way: its state, and its problem."""
    monkeypatch.setattr(sending, "DEADLINE", 0.5)
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/"
    subscription, _secret = create_subscription(name="Lento", address=address, by=None)

    def attempt(at_once: bytes, one_by_one: bytes, last: bytes) -> str:
        server.answer = (at_once, one_by_one, last)
        delivery = send_test(subscription=subscription)
        sending.send_due(seconds=20)
        delivery.refresh_from_db()
        return f"{delivery.state} {delivery.answer_status} {delivery.problem}"

    yield attempt
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("at_once", "one_by_one"),
    [(b"", HEAD), (HEAD, b"X-Slow: yes, and more to come\r\n")],
    ids=["status", "headers"],
)
def test_an_answer_that_drips_is_given_up_at_the_deadline(
    answering: Answering, at_once: bytes, one_by_one: bytes
) -> None:
    begun = time.monotonic()
    told = answering(at_once, one_by_one * 2, b"\r\n" + HEAD + b"\r\n")
    assert told.startswith("pending None TimeoutError")
    assert time.monotonic() - begun < 1.2


def test_an_answer_is_not_read_without_end(answering: Answering) -> None:
    preliminary = b"HTTP/1.1 100 Continue\r\n\r\n" * 5000
    told = answering(preliminary + HEAD + b"\r\n", b"", b"")
    assert told.startswith("pending None HTTPException")


def test_nobody_waits_for_the_body_of_an_answer(answering: Answering) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
    assert answering(head, b"x" * 40, b"") == "sent 200 "


def test_an_answer_in_time_counts_however_it_is_cut_up(answering: Answering) -> None:
    assert answering(HEAD[:-4], HEAD[-4:], b"X-Fine: yes\r\n\r\n") == "sent 204 "
