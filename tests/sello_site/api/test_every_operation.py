"""Every operation of the OpenAPI document, asked with whatever its description allows and with what
it does not: nothing answers 5xx, with a token or without."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
import requests
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from wagtail.models import Page

from sello_pages.figures import OfficialFigure
from sello_pages.models import HomePage
from sello_site.headless.models import SiteAlert
from sello_site.request_sanity import LegibleHeaders

from .reading import ApiClient, MakePage

pytestmark = pytest.mark.django_db

EXAMPLES = 3
"""Of each kind for each operation; there are some seventy operations and four kinds."""

Ask = Callable[[Any], int]


@pytest.fixture
def ask() -> Ask:
    """Asks and undoes what came of it; answers with the status."""
    application = LegibleHeaders(WSGIHandler())

    def send(case: Any) -> int:
        options = case.as_transport_kwargs(base_url="http://localhost")
        options.pop("cookies", None)
        sent = requests.Request(**options).prepare()
        body = sent.body if isinstance(sent.body, bytes) else (sent.body or "").encode()
        parts = urlsplit(str(sent.url))
        head: dict[str, int] = {}

        def start(status: str, headers: Any, *_: Any) -> None:
            head["status"] = int(status[:3])

        environ = {
            "REQUEST_METHOD": sent.method, "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "QUERY_STRING": parts.query, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost",
            "CONTENT_TYPE": sent.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)), "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
            **{
                f"HTTP_{name.upper().replace('-', '_')}": str(value)
                for name, value in sent.headers.items()
                if name.lower() not in {"content-type", "content-length", "host"}
            },
        }  # fmt: skip
        # As Django's test client does: the test's transaction must outlive the request.
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        point = transaction.savepoint()
        try:
            answer = application(environ, start)
            b"".join(answer)
            getattr(answer, "close", lambda: None)()
        finally:
            transaction.savepoint_rollback(point)
            request_started.connect(close_old_connections)
            request_finished.connect(close_old_connections)
        return head["status"]

    return send


def kinds_of_parameters(operation: Any, known: dict[str, Any]) -> list[dict[str, Any] | None]:
    """Numbers at random, of which most lead nowhere; and, where there are any, those of items."""
    names = {parameter.name for parameter in operation.path_parameters}
    own = {name: known[name] for name in names if name in known}
    return [None, own] if own else [None]


@pytest.mark.parametrize("has_token", [False, True], ids=["stranger", "token"])
def test_no_operation_fails_whatever_it_is_asked(
    has_token: bool, ask: Ask, reader: ApiClient, editor: ApiClient, home: HomePage,
    make_page: MakePage,
) -> None:  # fmt: skip
    page = make_page("que-es")
    page.save_revision().publish()
    figure = OfficialFigure.objects.create(
        key="a", value="1", label="b", date="2026-01-01", source="c"
    )
    SiteAlert.objects.create(name="x")
    known = {
        "page_id": page.pk,
        "revision_id": page.latest_revision_id,
        "type": "sello_pages.OfficialFigure",
        "pk": str(figure.pk),
        "locale_id": page.locale_id,
        "site_id": home.get_site().pk,
    }
    document = reader.get("/api/v3/openapi.json").json()
    headers = {"Authorization": editor.defaults["HTTP_AUTHORIZATION"]} if has_token else None
    failures: list[str] = []
    statuses: set[int] = set()
    asked = 0
    schema = schemathesis.openapi.from_dict(document)
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in GenerationMode:
            for parameters in kinds_of_parameters(operation, known):

                @settings(
                    max_examples=EXAMPLES,
                    deadline=None,
                    database=None,
                    derandomize=True,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
                @given(
                    case=operation.as_strategy(
                        generation_mode=mode, path_parameters=parameters, headers=headers
                    )
                )
                def one(case: Any) -> None:
                    nonlocal asked
                    status = ask(case)
                    asked += 1
                    statuses.add(status)
                    if status >= 500:
                        failures.append(f"{status}: {case.as_curl_command()}")

                try:
                    one()
                except Exception as error:  # which cannot be made has no example
                    if "Unsatisfiable" not in type(error).__name__:
                        raise
    assert failures == []
    assert asked > 300
    assert {200, 404, 422} <= statuses
    assert Page.objects.filter(pk=page.pk).exists()
