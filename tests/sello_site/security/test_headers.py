"""Each kind of answer carries the headers of its zone, and public ones carry nothing personal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.documents.models import Document

from sello_pages.models import ContentPage

pytestmark = pytest.mark.django_db

ON_EVERYTHING = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=()"
    ),
}
ACROSS_SITES = "strict-origin-when-cross-origin"

PUBLIC = {
    "html": ("/que-es/", 200),
    "redirect": ("/que-es", 301),
    "not found": ("/nada/", 404),
    "malformed": ("/?q=%00", 400),
    "api": ("/api/v3/pages/", 200),
    "api error": ("/api/v3/pages/999999/", 404),
    "api docs": ("/api/v3/docs/", 200),
    "openapi": ("/api/v3/openapi.json", 200),
    "static": ("/static/ninja/swagger-ui-init.js", 200),
    "missing static": ("/static/nada.css", 404),
    "rendition": ("/media/images/a.png", 200),
    "missing rendition": ("/media/images/b.png", 404),
    "original": ("/media/original_images/a.png", 404),
}
PRIVATE = {
    "sign-in": ("/cuenta/entrar/?next=/admin/pages/", 200),
    "sign-in of the admin": ("/admin/login/?next=/admin/pages/", 302),
    "other sign-in": ("/_util/login/?next=/que-es/", 302),
    "admin": ("/admin/", 302),
    "personal": ("/personal/nada/", 404),
    "desk": ("/plataforma/nada/", 404),
    "account": ("/cuenta/nada/", 404),
}


@pytest.fixture(autouse=True)
def rendition(media_folder: Path, picture: Any) -> None:
    for folder in ("images", "original_images"):
        (media_folder / folder).mkdir(parents=True)
        (media_folder / folder / "a.png").write_bytes(picture())


def directives(policy: str) -> dict[str, set[str]]:
    return {
        name: set(sources.split())
        for name, _, sources in (part.strip().partition(" ") for part in policy.split(";"))
    }


@pytest.mark.parametrize("kind", [*PUBLIC, *PRIVATE])
def test_every_answer_carries_the_common_headers(
    kind: str, page: ContentPage, reader: Client
) -> None:
    path, status = {**PUBLIC, **PRIVATE}[kind]
    answer = reader.get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in ON_EVERYTHING} == ON_EVERYTHING
    expected = "same-origin" if kind == "personal" else ACROSS_SITES
    assert answer.headers["Referrer-Policy"] == expected
    assert "Strict-Transport-Security" not in answer.headers
    assert "Server" not in answer.headers
    policy = directives(answer.headers["Content-Security-Policy"])
    assert policy["default-src"] == {"'none'"}
    assert policy["object-src"] == {"'none'"}
    assert policy["base-uri"] == {"'none'"}
    assert "'unsafe-eval'" not in policy["script-src"]


@pytest.mark.parametrize("kind", PUBLIC)
@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
def test_the_public_zone_is_the_same_for_everybody(
    kind: str, method: str, page: ContentPage, reader: Client
) -> None:
    path, _status = PUBLIC[kind]
    path += ("&" if "?" in path else "?") + "next=/admin/"
    answer = getattr(reader, method)(path)
    assert answer.cookies == {}
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert "no-store" not in answer.headers["Cache-Control"]
    policy = directives(answer.headers["Content-Security-Policy"])
    assert policy["script-src"] == {"'self'"}
    assert policy["style-src"] == {"'self'"}
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "nonce" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("kind", PRIVATE)
def test_only_the_editorial_zone_allows_what_stands_in_the_page(
    kind: str, page: ContentPage, reader: Client
) -> None:
    policy = reader.get(PRIVATE[kind][0]).headers["Content-Security-Policy"]
    assert ("'unsafe-inline'" in policy) is (kind == "admin")


@pytest.mark.parametrize("kind", PRIVATE)
def test_the_other_zones_are_never_stored_nor_indexed(
    kind: str, page: ContentPage, reader: Client
) -> None:
    answer = reader.get(PRIVATE[kind][0])
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("kind", "directive"),
    [
        ("html", "public, max-age=0, s-maxage=60, stale-while-revalidate=30"),
        ("not found", "no-cache"),
        ("redirect", "no-cache"),
        ("malformed", "no-cache"),
        ("rendition", "public, max-age=2592000, immutable"),
    ],
)
def test_only_what_succeeds_may_be_stored(
    kind: str, directive: str, page: ContentPage, reader: Client
) -> None:
    assert reader.get(PUBLIC[kind][0]).headers["Cache-Control"] == directive


def test_an_editors_view_of_a_public_page_is_never_stored(
    administrator_client: Client, page: ContentPage
) -> None:
    assert administrator_client.get("/que-es/").headers["Cache-Control"] == "private, no-store"


def test_an_answer_to_a_token_is_never_stored(page: ContentPage, reader: Client) -> None:
    answer = reader.get("/api/v3/pages/", headers={"authorization": "Bearer nothing"})
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_api_reads_no_session(administrator_client: Client, page: ContentPage) -> None:
    page.unpublish()
    assert administrator_client.get(f"/api/v3/pages/{page.pk}/").status_code == 404
    assert administrator_client.get("/api/v3/whoami/").status_code in {401, 403, 404}


def test_a_dead_session_is_ended_and_nothing_else_is_set(page: ContentPage, settings: Any) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.get("/admin/")
    answer = client.get("/que-es/")
    assert {name: cookie["max-age"] for name, cookie in answer.cookies.items()} in (
        {},
        {settings.SESSION_COOKIE_NAME: 0},
    )


@pytest.mark.parametrize("kind", ["html", "not found", "malformed", "api docs", "sign-in"])
def test_pages_hold_nothing_that_their_policy_forbids(
    kind: str, page: ContentPage, reader: Client
) -> None:
    """Inline scripts, styles and handlers; and anything from another site."""
    html = reader.get({**PUBLIC, **PRIVATE}[kind][0]).content.decode()
    scripts = re.findall(r"<script\b([^>]*)>([^<]*)", html)
    inline = [
        attributes
        for attributes, content in scripts
        if content.strip()
        and "application/json" not in attributes
        and "application/ld+json" not in attributes
    ]
    assert inline == []
    assert re.findall(r"<style\b", html) == []
    assert re.findall(r"<[^>]+\s(?:on\w+|style)\s*=", html) == []
    loaded = re.findall(r"<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)=\"([^\"]*)", html)
    ours = ("/", "#", "data:", "http://localhost", "http://testserver")
    assert [where for where in loaded if not where.startswith(ours) or where[:2] == "//"] == []


def test_public_pages_hold_no_token(page: ContentPage, reader: Client) -> None:
    for path in ("/", "/que-es/", "/nada/", "/buscar/?q=a"):
        html = reader.get(path).content.decode()
        assert "csrfmiddlewaretoken" not in html
        assert "nonce=" not in html


@pytest.fixture
def behind_tls(settings: Any) -> None:
    settings.SELLO_PUBLIC_URL = settings.SELLO_EDITORIAL_URL = "https://sello.example"
    settings.SELLO_DESK_URL = "https://mesa.example"
    settings.SELLO_TRUSTED_PROXIES = ("10.0.0.1",)
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.ALLOWED_HOSTS = ["sello.example", "mesa.example", "10.0.0.5"]


@pytest.mark.usefixtures("behind_tls")
@pytest.mark.parametrize("path", ["/que-es/", "/static/ninja/swagger-ui-init.js", "/api/v3/pages/"])
def test_with_tls_every_answer_demands_tls(path: str, page: ContentPage, reader: Client) -> None:
    answer = reader.get(path, secure=True, headers={"host": "sello.example"})
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.usefixtures("behind_tls")
def test_plain_http_is_sent_to_tls_on_the_public_hosts_only(page: ContentPage) -> None:
    client = Client()
    answer = client.get("/que-es/?a=b", headers={"host": "sello.example"})
    assert (answer.status_code, answer["Location"]) == (301, "https://sello.example/que-es/?a=b")
    assert "Strict-Transport-Security" not in answer.headers
    answer = client.get("/", headers={"host": "mesa.example:8080"})
    assert answer["Location"] == "https://mesa.example/"
    # A health check asks an inner address.
    assert client.get("/que-es/", headers={"host": "10.0.0.5"}).status_code == 200


def test_without_a_trusted_proxy_nobody_is_sent_in_circles(
    settings: Any, behind_tls: None, page: ContentPage
) -> None:
    settings.SELLO_TRUSTED_PROXIES = ()
    assert Client().get("/que-es/", headers={"host": "sello.example"}).status_code == 200


def test_documents_are_attachments_that_no_browser_interprets(
    document: Document, reader: Client
) -> None:
    answer = reader.get(document.url)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="acta.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert answer.headers.get("Content-Encoding") is None
    assert answer.cookies == {}


@pytest.mark.parametrize(
    "path", ["/documentos/{id}/otro.pdf", "/documentos/{id}/", "/media/{file}"]
)
def test_documents_have_no_other_address(path: str, document: Document, reader: Client) -> None:
    where = path.format(id=document.pk, file=document.file.name)
    assert reader.get(where).status_code == 404


def test_documents_of_a_restricted_collection_are_for_those_who_may(
    document: Document, administrator_client: Client, reader: Client
) -> None:
    from wagtail.models import Collection, CollectionViewRestriction  # inline: one use

    inner = Collection.get_first_root_node().add_child(name="Interna")
    CollectionViewRestriction.objects.create(collection=inner, restriction_type="login")
    Document.objects.filter(pk=document.pk).update(collection=inner)

    stranger = reader.get(document.url)
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/cuenta/entrar/?next=")
    assert stranger.headers["Cache-Control"] == "no-cache"
    assert reader.get("/api/v3/documents/").json()["items"] == []

    member = administrator_client.get(document.url)
    assert member.status_code == 200
    assert member.headers["Cache-Control"] == "private, no-store"
