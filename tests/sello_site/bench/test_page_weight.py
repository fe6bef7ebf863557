from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from sello_site.bench.page_weight import Weight, choose_image, weigh
from sello_site.bench.registry import BenchmarkProblem

CSS = b"@font-face { src: url('fonts/a.woff2') } body { background: url(data:image/png;base64,x) }"
PAGE = b"""<!doctype html><link rel="stylesheet" href="/static/site.css">
<link rel="icon" href="/static/icon.svg"><link rel="canonical" href="https://elsewhere.example/">
<script type="module" src="/static/site.js"></script>
<picture><source type="image/webp" srcset="/i/small.webp 360w, /i/large.webp 720w">
<img src="/i/old.jpg" srcset="/i/old.jpg 720w"></picture>
<img src="/i/plain.png"><a href="/not/loaded/"></a>"""
FILES = {
    "/guide/": PAGE,
    "/static/site.css": CSS,
    "/static/fonts/a.woff2": b"f" * 1000,
    "/static/site.js": b"import './menu.js'; import {x} from './menu.js'",
    "/static/menu.js": b"m" * 100,
    "/static/icon.svg": b"i" * 10,
    "/i/small.webp": b"s" * 500,
    "/i/plain.png": b"p" * 50,
    "/missing/": b'<script src="/none.js"></script>',
    "/abroad/": b'<script src="https://elsewhere.example/x.js"></script>',
}


class Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = FILES.get(self.path)
        self.send_response(404 if body is None else 200)
        body = brotli.compress(body or b"")
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def sent(*paths: str) -> int:
    return sum(len(brotli.compress(FILES[path])) for path in paths)


def test_a_page_weighs_what_its_browser_loads_compressed(port: int) -> None:
    assert weigh(port, "/guide/", host=f"localhost:{port}") == Weight(
        code_bytes=sent(
            "/guide/", "/static/site.css", "/static/fonts/a.woff2", "/static/site.js",
            "/static/menu.js",
        ),
        image_bytes=sent("/static/icon.svg", "/i/small.webp", "/i/plain.png"),
        requests=8,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "complaint"),
    [("/missing/", "needs /none.js, which answers 404"), ("/abroad/", "from elsewhere")],
)
def test_what_is_missing_or_elsewhere_is_refused(port: int, path: str, complaint: str) -> None:
    with pytest.raises(BenchmarkProblem, match=complaint):
        weigh(port, path, host=f"localhost:{port}")


@pytest.mark.parametrize(
    ("srcset", "sizes", "chosen"),
    [
        ("/a 360w, /b 720w", "", "/a"),
        ("/b 720w, /a 300w", "", "/b"),
        ("/a 100w, /b 200w", "", "/b"),
        ("/a 180w, /b 360w", "50vw", "/a"),
        ("/a 160w, /b 360w", "(min-width: 50rem) 20rem, 10rem", "/a"),
        ("/a 160w, /b 360w", "(max-width: 400px) 100vw, 160px", "/b"),
        ("/a 1x, /b 2x", "", "/a"),
        ("/a, /b 2x", "", "/a"),
    ],
)
def test_the_image_follows_the_width_of_an_old_phone(srcset: str, sizes: str, chosen: str) -> None:
    assert choose_image(srcset, sizes) == chosen
