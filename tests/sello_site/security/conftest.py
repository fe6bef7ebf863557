"""A small site: a home, a page below it, a document; and people of each role."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from wagtail.documents.models import Document
from wagtail.models import Page, Site

from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_pages.models import ContentPage, HomePage
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR
from sello_site.testing_people import signed_in

PASSWORD = "una clave larga y propia"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class ReadingClient(Client):
    """A client that reads files to their end, as a browser does; and that gets the error page,
    as on the real site, and not the exception."""

    def __init__(self, **options: Any) -> None:
        super().__init__(raise_request_exception=False, **options)

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if response.streaming:
            b"".join(response)  # closes it as well
        return response


@pytest.fixture(autouse=True)
def media_folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def home(db: None) -> HomePage:
    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(depth=1)
    home = HomePage(title="Inicio", slug="inicio", promise="Una promesa", summary="Un resumen")
    root.add_child(instance=home)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


@pytest.fixture
def page(home: HomePage) -> ContentPage:
    page = ContentPage(title="Qué es", slug="que-es", summary="Un resumen")
    home.add_child(instance=page)
    return page


@pytest.fixture
def document(home: HomePage) -> Document:
    """A document that a published page offers."""
    document = Document.objects.create(title="Acta", file=ContentFile(PDF, name="acta.pdf"))
    page = ContentPage(title="Actas", slug="actas", summary="Un resumen")
    blocks = [{"type": "document", "value": {"document": document.pk, "title": "Acta"}}]
    page.body = page.body.stream_block.to_python(blocks)
    home.add_child(instance=page)
    return document


@pytest.fixture
def picture() -> Callable[..., bytes]:
    def make(kind: str = "PNG", **options: Any) -> bytes:
        file = io.BytesIO()
        Image.new("RGB", (40, 30), "navy").save(file, kind, **options)
        return file.getvalue()

    return make


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("administra@example.org", PASSWORD)


@pytest.fixture
def administrator_client(administrator: User) -> Client:
    client = ReadingClient()
    signed_in(client, administrator)
    return client


@pytest.fixture
def reader() -> Client:
    """An anonymous reader."""
    return ReadingClient()


@pytest.fixture
def password() -> str:
    """The password of all people in these tests."""
    return PASSWORD


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    """One client for each role; a stranger has an account without any role."""
    groups = {"stranger": None, "author": AUTHOR, "editor": EDITOR, "administrator": ADMINISTRATOR}
    clients: dict[str, Client] = {"anonymous": ReadingClient()}
    for role, group in groups.items():
        user = make_member(f"{role}@example.org", *([group] if group else []))
        clients[role] = ReadingClient()
        signed_in(clients[role], user)
    return clients
