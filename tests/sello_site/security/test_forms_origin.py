"""Forms without tokens: only a contradicting header refuses; silence leads to a confirmation."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path

from sello_site.forms_origin import accept_own_forms


@accept_own_forms
def subscribe(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse("form")
    if request.form_is_confirmed:  # type: ignore[attr-defined]  # set by the decorator
        return HttpResponse("done")
    return HttpResponse(f"confirm {get_token(request)}")


urlpatterns = [
    path("suscribir/", subscribe),
    path("personal/suscribir/", subscribe),
]
handler403 = "sello_site.errors.permission_denied"

pytestmark = pytest.mark.urls(__name__)
OWN = "http://localhost"


def post(where: str = "/suscribir/", **headers: str) -> HttpResponse:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    return client.post(where, {"email": "a@example.org"}, headers=headers)  # type: ignore[return-value]  # the test client's own class


@pytest.mark.parametrize(
    ("headers", "status", "start"),
    [
        ({"origin": OWN}, 200, b"done"),
        ({"origin": OWN + ":80"}, 200, b"done"),
        ({"origin": "HTTP://LOCALHOST"}, 200, b"done"),
        ({"origin": OWN, "sec-fetch-site": "same-origin"}, 200, b"done"),
        ({"origin": OWN, "sec-fetch-site": "same-site"}, 200, b"done"),
        ({"sec-fetch-site": "same-origin"}, 200, b"done"),
        ({}, 200, b"confirm"),
        ({"sec-fetch-site": "none"}, 200, b"confirm"),
        ({"sec-fetch-site": "same-site"}, 200, b"confirm"),
        ({"sec-fetch-site": "cross-site"}, 403, b"<"),
        ({"origin": OWN, "sec-fetch-site": "cross-site"}, 403, b"<"),
        ({"origin": "https://evil.example"}, 403, b"<"),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, 403, b"<"),
        ({"origin": "null"}, 403, b"<"),
        ({"origin": ""}, 403, b"<"),
        ({"origin": "http://localhost.evil.example"}, 403, b"<"),
        ({"origin": "http://localhost@evil.example"}, 403, b"<"),
        ({"origin": "http://localhost:81"}, 403, b"<"),
        ({"origin": "https://localhost"}, 403, b"<"),
        ({"origin": "http://[::1"}, 403, b"<"),
    ],
)
def test_only_a_contradiction_refuses(headers: dict[str, str], status: int, start: bytes) -> None:
    answer = post(**headers)
    assert (answer.status_code, answer.content.lstrip()[: len(start)]) == (status, start)


def test_the_site_addresses_are_own_origins_too(settings: Any) -> None:
    settings.SELLO_PUBLIC_URL = "https://sello.example"
    assert post(origin="https://sello.example").content == b"done"


def test_nothing_sets_a_cookie_on_the_public_path() -> None:
    for headers in ({}, {"origin": OWN}, {"origin": "https://evil.example"}):
        assert post(**headers).cookies == {}


def test_the_confirmation_page_is_private_and_its_token_confirms() -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    page = client.post("/personal/suscribir/", {"email": "a@example.org"})
    assert page.headers["Cache-Control"] == "private, no-store"
    token = page.content.decode().removeprefix("confirm ")
    confirmed = client.post("/personal/suscribir/", {"csrfmiddlewaretoken": token})
    assert confirmed.content == b"done"


def test_a_token_without_its_cookie_confirms_nothing() -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    token = client.post("/personal/suscribir/").content.decode().removeprefix("confirm ")
    client.cookies.clear()
    answer = client.post("/personal/suscribir/", {"csrfmiddlewaretoken": token})
    assert answer.content.startswith(b"confirm")


def test_reading_is_never_restricted() -> None:
    client = Client(headers={"host": "localhost", "sec-fetch-site": "cross-site"})
    assert client.get("/suscribir/").content == b"form"
