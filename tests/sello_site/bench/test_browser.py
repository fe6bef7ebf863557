"""The browser of the benchmarks, on a real page of a server of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sello_site.bench import browser
from sello_site.bench.browser import Chromium, chromium
from sello_site.bench.registry import BenchmarkProblem

pytestmark = pytest.mark.browser

LATER = b"fetch('/later').then(() => performance.mark('done'))"
FILES = {
    "/": b"<!doctype html><link rel=icon href='data:,'><script src=/code.js></script>",
    "/code.js": LATER,
    "/later": b"x" * 20_000,
    "/never/": b"<!doctype html><link rel=icon href='data:,'>nothing",
}


class Files(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = FILES[self.path]
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if "." in self.path else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Not among the results of the tests."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def running() -> Iterator[Chromium]:
    if not os.environ.get("SELLO_TEST_CHROMIUM"):
        pytest.skip("no Chromium on this machine: browser tests are skipped")
    with chromium() as found:
        assert found is not None
        yield found


def test_a_page_is_weighed_until_its_script_is_done(running: Chromium, address: str) -> None:
    first = running.load(f"{address}/", mark="done")
    again = running.load(f"{address}/", mark="done")
    wanted = [f"{address}/", f"{address}/code.js", f"{address}/later"]
    assert [list(first.requests), list(again.requests)] == [wanted, wanted]
    weight = sum(len(body) for path, body in FILES.items() if path != "/never/")
    assert weight < first.sent < weight + 1500  # with the heads of three answers
    assert first.mark_ms > 0


def test_a_page_that_never_gets_there_is_a_problem(
    running: Chromium, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "_PATIENCE", 2.0)
    with pytest.raises(BenchmarkProblem, match="set no mark 'done'"):
        running.load(f"{address}/never/", mark="done")
