"""What a provider's web interface answers, through Anymail against a real HTTP server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from sello_site.outbox.answers import judge


@pytest.fixture
def provider() -> Iterator[Any]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            code = self.server.code  # type: ignore[attr-defined]  # set by the test
            if code:
                self.send_response(code)
                self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def outcome(address: str) -> str:
    backend = get_connection(
        "anymail.backends.postmark.EmailBackend", server_token="t", api_url=address
    )
    with pytest.raises(Exception) as caught:  # noqa: PT011  # whatever the library raises
        backend.send_messages([EmailMessage("a", "b", "a@example.cl", ["c@example.cl"])])
    return str(judge(caught.value, text_began=False).outcome)


@pytest.mark.parametrize(
    ("code", "expected"),
    [(401, "failed"), (429, "later"), (500, "unknown"), (503, "unknown"), (0, "unknown")],
)
def test_code_of_a_provider_decides(provider: Any, code: int, expected: str) -> None:
    provider.code = code
    assert outcome(f"http://127.0.0.1:{provider.server_address[1]}/") == expected


def test_provider_that_cannot_be_reached_took_nothing() -> None:
    assert outcome("http://127.0.0.1:9/") == "later"
