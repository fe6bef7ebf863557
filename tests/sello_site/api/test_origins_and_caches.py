"""Scripts of other sites, conditional requests, and the page cache in front of the API."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from sello_pages.models import ContentPage
from sello_site.page_cache import Generation
from sello_site.page_cache.wrapper import PageCache

from .reading import ApiClient, MakePage

pytestmark = pytest.mark.django_db

READ = (
    "/api/v3/pages/",
    "/api/v3/changes/",
    "/api/v3/languages/",
    "/api/v3/menus/",
    "/api/v3/alerts/",
    "/api/v3/openapi.json",
)


@pytest.mark.parametrize("path", READ)
def test_scripts_of_every_site_may_read(path: str, reader: ApiClient, page: ContentPage) -> None:
    answer = reader.get(path, headers={"origin": "https://otro.example"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "no-store" not in answer.headers["Cache-Control"]


def test_what_goes_wrong_can_be_read_by_scripts_too(reader: ApiClient, page: ContentPage) -> None:
    answer = reader.get("/api/v3/pages/999999/")
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (404, "*")


def test_a_script_may_ask_first_and_may_then_only_read(
    reader: ApiClient, page: ContentPage
) -> None:
    answer = reader.options(
        "/api/v3/pages/",
        headers={
            "origin": "https://otro.example",
            "access-control-request-method": "PATCH",
            "access-control-request-headers": "authorization",
        },
    )
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "authorization" not in answer.headers["Access-Control-Allow-Headers"].lower()


def test_no_script_of_another_site_reads_what_a_token_may(
    editor: ApiClient, reader: ApiClient, page: ContentPage
) -> None:
    for client, path in ((editor, "/api/v3/whoami/"), (editor, "/api/v3/pages/")):
        answer = client.get(path, headers={"origin": "https://otro.example"})
        assert answer.status_code == 200
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in reader.post("/api/v3/pages/").headers
    assert "Access-Control-Allow-Origin" not in reader.get("/").headers


def test_nothing_is_sent_again_that_did_not_change(reader: ApiClient, page: ContentPage) -> None:
    path = f"/api/v3/pages/{page.pk}/"
    first = reader.get(path)
    etag = first.headers["ETag"]
    second = reader.get(path, headers={"if-none-match": etag})
    assert (second.status_code, second.content, second.headers["ETag"]) == (304, b"", etag)
    assert second.headers["Access-Control-Allow-Origin"] == "*"
    ContentPage.objects.filter(pk=page.pk).update(summary="Otro")
    third = reader.get(path, headers={"if-none-match": etag})
    assert third.status_code == 200
    assert third.headers["ETag"] != etag


@pytest.fixture
def cached(tmp_path: Any) -> Any:
    """Asks through a page cache; answers with the state (hit, miss or None) and the body."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    application = PageCache(
        WSGIHandler(),
        generation=Generation(tmp_path / "generation"),
        hosts={"localhost"},
        max_bytes=10_000_000,
    )

    def ask(address: str, **headers: str) -> tuple[str | None, bytes]:
        path, _, query = address.partition("?")
        head: dict[str, Any] = {}

        def start(status: str, sent: list[tuple[str, str]], *_: Any) -> None:
            head.update(sent)

        environ = {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False, **headers,
        }  # fmt: skip
        body = b"".join(application(environ, start))
        return head.get("X-Sello-Cache"), body

    yield ask
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_the_page_cache_answers_anonymous_readers(
    cached: Any, make_page: MakePage, editor: ApiClient
) -> None:
    page = make_page("que-es")
    for path in (
        "/api/v3/pages/?limit=200",
        "/api/v3/pages/?limit=2&locale=es&content=true",
        f"/api/v3/pages/{page.pk}/",
        "/api/v3/pages/find/?html_path=%2Fque-es%2F",
        "/api/v3/menus/?locale=ht",
        "/api/v3/languages/",
        "/api/v3/alerts/?locale=es",
        "/api/v3/changes/?after=0",
        "/api/v3/openapi.json",
    ):
        cached(path)  # the first answer teaches which parameters count
        states = [cached(path)[0] for _ in range(2)]
        assert (path, states[-1]) == (path, "hit")
    first, second = cached("/api/v3/pages/?limit=1")[1], cached("/api/v3/pages/?limit=2")[1]
    assert first != second
    token = editor.defaults["HTTP_AUTHORIZATION"]
    assert cached(f"/api/v3/pages/{page.pk}/", HTTP_AUTHORIZATION=token)[0] is None


def test_the_page_cache_keeps_no_filter_that_it_does_not_know(
    cached: Any, make_page: MakePage
) -> None:
    make_page("que-es")
    states = [cached("/api/v3/pages/?seo_title=x")[0] for _ in range(3)]
    assert states == [None, None, None]
