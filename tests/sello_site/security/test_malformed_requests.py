"""Whatever comes in, the answer is a page or a 4xx page in the reader's language, never a 500."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.documents.models import Document

from sello_pages.models import ContentPage
from sello_site.request_sanity import LegibleHeaders, legible_content_type

pytestmark = pytest.mark.django_db

HUGE = "9" * 400


def ask(path: str, query: str = "", method: str = "GET", body: bytes = b"", **extra: Any) -> Any:
    """The answer of the WSGI application to a request given byte for byte."""
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **extra,
    }
    head: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        head.update(status=int(status[:3]), headers=dict(headers))

    # As Django's test client does: the test's transaction must outlive the request.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    before = transaction.savepoint()
    try:
        answer = LegibleHeaders(WSGIHandler())(environ, start_response)
        content = b"".join(answer)
        getattr(answer, "close", lambda: None)()
    finally:
        transaction.savepoint_rollback(before)
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
    return head["status"], head["headers"], content


def assert_error_page(path: str, status: int, headers: dict[str, str], content: bytes) -> None:
    """The error is told in Spanish: as HTML to readers, as JSON to callers of the API."""
    assert 400 <= status < 500
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in headers
    if path.startswith("/api/"):
        assert headers["Content-Type"].endswith("json") or "json" in headers["Content-Type"]
        json.loads(content)
    else:
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert 'lang="es' in content.decode()
        assert "<h1" in content.decode()


PLACES = (
    "/",
    "/que-es/",
    "/buscar/",
    "/admin/login/",
    "/_util/login/",
    "/cuenta/entrar/",
    "/api/v3/pages/",
    "/documentos/1/acta.pdf",
    "/media/images/a.png",
    "/static/a.css",
    "/personal/nada/",
)

REFUSED: dict[str, tuple[int, dict[str, Any]]] = {
    "NUL in the query": (400, {"query": "q=%00"}),
    "NUL in the name of a parameter": (400, {"query": "%00=1"}),
    "query that is no UTF-8": (400, {"query": "q=capacitaci%F3n"}),
    "raw bytes in the query": (400, {"query": "q=\xff"}),
    "overlong UTF-8": (400, {"query": "q=%c0%80"}),
    "surrogate in the query": (400, {"query": "q=%ed%a0%80"}),
    "absurd query": (414, {"query": "a=" + "b" * 5000}),
    "absurdly many parameters": (414, {"query": "&".join(f"a{n}" for n in range(2000))}),
    "unknown method": (405, {"method": "BREW"}),
    "TRACE": (405, {"method": "TRACE"}),
    "no host": (400, {"HTTP_HOST": ""}),
    "unknown host": (400, {"HTTP_HOST": "evil.example"}),
    "two hosts": (400, {"HTTP_HOST": "localhost,evil.example"}),
    "host with a path": (400, {"HTTP_HOST": "localhost/evil"}),
    "host with a user": (400, {"HTTP_HOST": "localhost@evil.example"}),
    "host with a broken port": (400, {"HTTP_HOST": "localhost:http"}),
    "huge headers": (431, {"HTTP_X_JUNK": "x" * 40_000}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_malformed_requests_are_refused_everywhere(case: str, page: ContentPage) -> None:
    expected, request = REFUSED[case]
    answers = {path: ask(path, **request) for path in PLACES}
    assert {path: answer[0] for path, answer in answers.items()} == dict.fromkeys(PLACES, expected)
    for path, answer in answers.items():
        assert_error_page(path, *answer)


REFUSED_PATHS = {
    "/a\x00b/": 400,
    "/que-es/\x00": 400,
    "/admin/\x00/": 400,
    "/api/v3/pages/\x00/": 400,
    "/media/images/a\x00.png": 400,
    "/static/a\x00.css": 400,
    "/documentos/1/a\x00.pdf": 400,
    "/\xff\xfe/": 404,
    "/a\r\nSet-Cookie: b/": 400,
    "/\\evil.example/": 400,
    "/" + "a" * 2000: 414,
    "/api/v3/" + "a/" * 700: 414,
    "//evil.example/": 404,
    "//evil.example": 404,
    "///evil.example/%2e%2e": 404,
    "/xx/": 404,
    "/en-us/admin/": 404,
    "/es-es/": 404,
    "/no-existe/": 404,
    "/%00/": 404,
    "/%2e%2e/%2e%2e/etc/passwd": 404,
    "/../../etc/passwd": 404,
    "/static/../settings.py": 404,
    "/media/images/../original_images/a.png": 404,
    "/media/original_images/a.png": 404,
    "/media/images/" + "a" * 300 + ".png": 404,
    "/media/images/a/b/c.png": 404,
    "/media/images/": 404,
    "/media/documents/acta.pdf": 404,
    "/documentos/" + HUGE + "/acta.pdf": 404,
    "/documentos/-1/acta.pdf": 404,
    "/documentos/٣/acta.pdf": 404,
    "/api/v3/pages/" + HUGE + "/": 404,
    "/api/v3/images/-1/": 404,
    "/api/v3/nada/": 404,
    "/api/v3/plugins/nada/": 404,
    "/api/": 404,
    "/*": 404,
    "/\U0001f600/": 404,
    "/" + "é" * 300 + "/": 404,
}


def test_malformed_and_unknown_paths_get_an_error_page(page: ContentPage) -> None:
    answers = {}
    for path in REFUSED_PATHS:
        wire = path if path.isascii() or "\xff" in path else path.encode().decode("latin-1")
        answers[path] = ask(wire)
    assert {path: answer[0] for path, answer in answers.items()} == REFUSED_PATHS
    for path, answer in answers.items():
        assert_error_page(path, *answer)


HARMLESS: dict[str, dict[str, Any]] = {
    "content length that is no number": {"CONTENT_LENGTH": "many"},
    "negative content length": {"CONTENT_LENGTH": "-1"},
    "absurd content length": {"CONTENT_LENGTH": "9" * 5000},
    "absurd content type": {"CONTENT_TYPE": "a;" * 5000},
    "charset that is no text encoding": {"CONTENT_TYPE": "text/html; charset=base64"},
    "charset with a NUL": {"CONTENT_TYPE": "text/html; charset=a\x00b"},
    "charset in extended notation": {"CONTENT_TYPE": "text/html; charset*=utf-8''a%00b"},
    "extended notation in no encoding": {"CONTENT_TYPE": "text/html; x*=nada'es'a"},
    "broken cookies": {"HTTP_COOKIE": "=;;;\xff==; a=\x7f; sello_session"},
    "session that cannot be": {"HTTP_COOKIE": 'sello_session="\\000\\000aaaaaaaaaaaa"'},
    "session of absurd length": {"HTTP_COOKIE": "sello_session=" + "a" * 5000},
    "session nobody has": {"HTTP_COOKIE": "sello_session=" + "a" * 32},
    "token that cannot be": {"HTTP_COOKIE": 'sello_csrf="\\000"'},
    "broken range": {"HTTP_RANGE": "bytes=b-a"},
    "range beyond the end": {"HTTP_RANGE": "bytes=999999-"},
    "many ranges": {"HTTP_RANGE": "bytes=" + "0-1," * 500},
    "impossible date": {"HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 99999 99:99:99 GMT"},
    "date beyond time": {"HTTP_IF_MODIFIED_SINCE": "Fri, 31 Dec 99999999999 23:59:59 GMT"},
    "broken etag": {"HTTP_IF_NONE_MATCH": '"' * 400},
    "broken authorization": {"HTTP_AUTHORIZATION": "Bearer \xff\x01"},
    "basic authorization": {"HTTP_AUTHORIZATION": "Basic !!!!"},
    "broken language": {"HTTP_ACCEPT_LANGUAGE": "xx-" * 200 + ";q=a,\xff"},
    "broken encoding": {"HTTP_ACCEPT_ENCODING": "br;q=x, ;;"},
    "broken referrer": {"HTTP_REFERER": "http://[::1"},
    "broken origin": {"HTTP_ORIGIN": "http://[::1"},
    "invented method override": {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
}


@pytest.mark.parametrize("case", HARMLESS)
def test_malformed_headers_change_no_answer_for_the_worse(
    case: str, page: ContentPage, document: Document
) -> None:
    for path in (*PLACES, document.url):
        undisturbed, _headers, _content = ask(path)
        status, headers, content = ask(path, **HARMLESS[case])
        assert (path, status) == (path, undisturbed)
        if status >= 400:
            assert_error_page(path, status, headers, content)


BODIES: dict[str, tuple[str, bytes]] = {
    "broken JSON": ("application/json", b'{"a": '),
    "JSON that is no UTF-8": ("application/json", b'{"a": "\xff"}'),
    "JSON nested without end": ("application/json", b"[" * 100_000),
    "JSON with a huge number": ("application/json", b'{"a": ' + b"9" * 6000 + b"}"),
    "JSON with a NUL": ("application/json", b'{"title": "a\\u0000b"}'),
    "JSON with a lone surrogate": ("application/json", b'{"title": "\\ud800"}'),
    "JSON of another kind": ("application/json", b"null"),
    "multipart without boundary": ("multipart/form-data", b"--a\r\n\r\n"),
    "multipart with an empty boundary": ("multipart/form-data; boundary=", b"--\r\n"),
    "multipart that ends early": (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="username"\r\n\r\nx',
    ),
    "multipart with broken headers": (
        "multipart/form-data; boundary=a",
        b"--a\r\n\xff\xff\r\n\r\n",
    ),
    "multipart in broken base64": (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--a--\r\n",
    ),
    "form with a NUL": (
        "application/x-www-form-urlencoded",
        b"username=a%00b&password=%00&q=%00",
    ),
    "form that is no UTF-8": ("application/x-www-form-urlencoded", b"username=%ff&password=\xff"),
    "form in another charset": (
        "application/x-www-form-urlencoded; charset=utf-16",
        b"username=a&password=b",
    ),
    "form with too many fields": (
        "application/x-www-form-urlencoded",
        b"&".join(b"a%d" % number for number in range(20_000)),
    ),
    "form that is too large": ("application/x-www-form-urlencoded", b"a=" + b"b" * 11_000_000),
    "body without a type": ("", b"\x00\xff"),
}


@pytest.mark.parametrize("case", BODIES)
def test_malformed_bodies_are_refused(case: str, page: ContentPage) -> None:
    content_type, body = BODIES[case]
    for path in ("/", "/que-es/", "/cuenta/entrar/", "/api/v3/pages/", "/api/v3/images/"):
        for method in ("POST", "PUT", "DELETE"):
            answer = ask(path, method=method, body=body, CONTENT_TYPE=content_type)
            assert_error_page(path, *answer)


@pytest.mark.parametrize(
    "form",
    [
        {"login": "a\x00b@example.org", "password": "\x00"},
        {"login": "a" * 300_000, "password": "b"},
        {"login": "\udcff".encode("utf-8", "surrogateescape"), "password": "b"},
        {"login": "a@example.org", "password": "b", "next": "//evil.example/\x00"},
    ],
)
@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/", "/cuenta/entrar/"])
def test_malformed_sign_ins_are_answered(
    path: str, form: dict[str, Any], reader: Client, page: ContentPage
) -> None:
    assert reader.post(path, form).status_code < 500


def test_a_form_with_broken_bytes_to_somebody_signed_in_is_a_4xx(
    administrator_client: Client, page: ContentPage
) -> None:
    """The forms of Wagtail's admin do not all refuse NUL bytes by themselves."""
    for path in ("/admin/images/", "/admin/pages/", "/admin/documents/", "/admin/redirects/"):
        assert administrator_client.get(path, {"q": "a", "p": HUGE}).status_code < 500
        assert administrator_client.get(path, {"ordering": "'\"", "p": "-1"}).status_code < 500
    answer = administrator_client.post(
        "/admin/redirects/add/", {"old_path": "/a\x00b", "redirect_link": "/x\x00"}
    )
    assert answer.status_code < 500


KNOWN_API_TROUBLES = [
    # These were 500s of Wagtail's v3 API out of the box.
    ("/api/v3/pages/", "search=%00"),
    ("/api/v3/pages/", "locale=%00"),
    ("/api/v3/pages/", "site=%00"),
    ("/api/v3/pages/find/", "html_path=%00"),
    ("/api/v3/pages/", f"offset={HUGE}"),
    ("/api/v3/pages/", f"offset={2**63}"),
    ("/api/v3/images/", f"offset={HUGE}"),
    ("/api/v3/documents/", f"offset={HUGE}"),
    ("/api/v3/redirects/", f"offset={HUGE}"),
    ("/api/v3/pages/", f"limit={HUGE}"),
    ("/api/v3/pages/", "limit=-1"),
    ("/api/v3/pages/", "offset=-1"),
    ("/api/v3/pages/", "translation_of=a"),
    ("/api/v3/pages/", f"translation_of={HUGE}"),
    ("/api/v3/pages/", f"child_of={HUGE}"),
    ("/api/v3/pages/", "descendant_of=%27"),
    ("/api/v3/pages/", "order=%2d%2d"),
    ("/api/v3/pages/", "fields=("),
    ("/api/v3/pages/", "type=a.b.c"),
    ("/api/v3/pages/", "search=%22%22%22&search_operator=xor"),
    ("/api/v3/pages/find/", "html_path=//evil.example"),
    ("/api/v3/pages/find/", f"id={HUGE}"),
]


def test_the_known_failures_of_the_api_are_answered(page: ContentPage) -> None:
    answers = {(path, query): ask(path, query) for path, query in KNOWN_API_TROUBLES}
    assert {where: answer[0] for where, answer in answers.items() if answer[0] >= 500} == {}
    for (path, _query), (status, headers, content) in answers.items():
        if status >= 400:
            assert_error_page(path, status, headers, content)
        else:
            assert "json" in headers["Content-Type"] or status in {301, 302, 307}


_NAMES = st.sampled_from(
    """
    search search_operator locale site offset limit type order fields child_of descendant_of
    translation_of ancestor_of id html_path slug title rich_text_format zzz
    """.split()  # noqa: SIM905  # nineteen words read better than nineteen lines
)
_VALUES = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.sampled_from([HUGE, "-1", "%", "*", "(", "a,b", "-title", "random", "null", "[]", "1e400"]),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.sampled_from(
        [
            "/api/v3/pages/",
            "/api/v3/pages/find/",
            "/api/v3/pages/1/",
            "/api/v3/images/",
            "/api/v3/documents/",
            "/api/v3/redirects/",
            "/api/v3/redirects/find/",
            "/api/v3/schema/",
            "/api/v3/sites/",
            "/api/v3/snippets/",
            "/api/v3/whoami/",
        ]
    ),
    parameters=st.lists(st.tuples(_NAMES, _VALUES), max_size=4),
)
def test_no_query_whatever_makes_the_api_fail(
    path: str, parameters: list[tuple[str, str]], page: ContentPage
) -> None:
    query = urlencode(parameters, errors="surrogatepass")
    status, headers, _content = ask(path, query)
    assert status < 500
    assert "Set-Cookie" not in headers
    if status >= 400:
        assert "json" in headers["Content-Type"]


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("application/json", "application/json"),
        ("text/html; charset=utf-8", "text/html; charset=utf-8"),
        ('text/html; charset="UTF-8"', 'text/html; charset="UTF-8"'),
        ("text/html; charset=base64", "text/html"),
        ("text/html; charset*=utf-8''a%00b", "text/html"),
        ("multipart/form-data; boundary=abc; charset=rot13", "multipart/form-data; boundary=abc"),
        ("multipart/form-data; charset=latin-1; boundary=abc", "multipart/form-data; boundary=abc"),
        ("a;" * 400, ""),
    ],
)
def test_content_types_keep_only_what_is_understood(sent: str, seen: str) -> None:
    assert legible_content_type(sent) == seen


def test_redirects_stay_on_this_site(page: ContentPage) -> None:
    for path in ("/admin", "/que-es", "/admin/login", "/%2Fevil.example", "/evil.example%2F.."):
        status, headers, _content = ask(path)
        location = headers.get("Location", "/")
        assert status in {301, 302, 404}
        assert location.startswith("/")
        assert not location.startswith("//")


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:evil.example",
        "\thttps://evil.example",
    ],
)
@pytest.mark.parametrize("path", ["/admin/login/", "/cuenta/entrar/", "/_util/login/"])
def test_signing_in_leads_to_no_other_site(
    path: str, target: str, administrator: Any, password: str, page: ContentPage, reader: Client
) -> None:
    answer = reader.post(
        path, {"login": administrator.email, "password": password, "next": target}, follow=True
    )
    hops = [where for where, _status in answer.redirect_chain]
    assert not any("evil" in where or "alert" in where for where in hops)
    answer = reader.get(path, {"next": target})
    assert "evil" not in answer.headers.get("Location", "")


def test_a_form_of_the_admin_without_its_fields_is_a_mistake_of_the_sender(
    administrator_client: Client, page: ContentPage
) -> None:
    before = page.latest_revision_id
    answer = administrator_client.post(f"/admin/pages/{page.pk}/edit/", {})
    page.refresh_from_db()
    assert (answer.status_code, page.latest_revision_id) == (400, before)
