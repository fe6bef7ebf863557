"""Bodies are refused by their announced length, before a byte of them is read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from wagtail.documents.models import Document

from sello_pages.models import HomePage

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
FORM = "multipart/form-data; boundary=b"


class Unread(io.BytesIO):
    """A body that nobody may touch."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body was read")


def send(client: Client, path: str, length: int | None, **headers: str) -> Any:
    extra = {"CONTENT_LENGTH": str(length)} if length is not None else {}
    return client.generic(
        "POST", path, content_type=FORM, **{"wsgi.input": Unread()}, **extra, **headers
    )


@pytest.mark.parametrize(
    ("role", "path", "most"),
    [
        ("anonymous", "/cuenta/entrar/", 2 * MEGABYTE),
        ("anonymous", "/buscar/", 2 * MEGABYTE),
        ("anonymous", "/admin/images/add/", 2 * MEGABYTE),
        ("anonymous", "/api/v3/images/", 2 * MEGABYTE),
        ("stranger", "/admin/images/add/", 10 * MEGABYTE),
        ("author", "/admin/pages/", 10 * MEGABYTE),
        ("author", "/admin/images/add/", 21 * MEGABYTE),
        ("author", "/admin/documents/multiple/add/", 21 * MEGABYTE),
    ],
)
def test_longer_bodies_than_a_place_takes_are_refused_unread(
    role: str, path: str, most: int, clients: dict[str, Client], home: HomePage
) -> None:
    answer = send(clients[role], path, most + 1)
    assert answer.status_code == 413
    kind = "application/problem+json" if path.startswith("/api/") else "text/html; charset=utf-8"
    assert answer.headers["Content-Type"] == kind


def test_a_token_may_send_a_file_but_nothing_longer(reader: Client, home: HomePage) -> None:
    headers = {"HTTP_AUTHORIZATION": "Bearer wagtail_wrong"}
    longest = 21 * MEGABYTE
    # The token is wrong: it is refused, and the body stays unread.
    assert send(reader, "/api/v3/images/", longest, **headers).status_code == 401
    assert send(reader, "/api/v3/images/", longest + 1, **headers).status_code == 413
    assert send(reader, "/api/v3/pages/", longest, **headers).status_code == 413


@pytest.mark.parametrize("path", ["/cuenta/entrar/", "/api/v3/pages/", "/que-es/"])
def test_a_body_without_a_length_is_refused_unread(path: str, reader: Client) -> None:
    answer = send(reader, path, None, HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411


def test_a_large_document_still_arrives(clients: dict[str, Client], home: HomePage) -> None:
    file = io.BytesIO(b"%PDF-1.7\n" + b"% relleno\n" * (MEGABYTE + MEGABYTE // 5) + b"%%EOF\n")
    file.name = "acta.pdf"
    answer = clients["editor"].post(
        "/admin/documents/multiple/add/",
        {"title": "Acta", "files[]": file},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert (answer.status_code, Document.objects.filter(title="Acta").count()) == (200, 1)
