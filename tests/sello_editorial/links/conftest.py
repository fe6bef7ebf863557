"""A small site, people who edit it, and a host elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from sello_accounts.testing import make_member
from sello_pages.models import ContentPage, HomePage
from sello_site import testing_people
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR

MakePage = Callable[..., ContentPage]
SignIn = Callable[[str], Client]


@pytest.fixture
def home(db: None) -> HomePage:
    for page in Page.objects.filter(depth=2):
        page.delete()
    page = Page.objects.get(depth=1).add_child(
        instance=HomePage(title="Portada", slug="portada", promise="Promesa", summary="Resumen.")
    )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": page, "site_name": "Sello"},
    )
    return page


@pytest.fixture
def make_page(home: HomePage) -> MakePage:
    """A published page with these blocks, below home or below ``parent``."""

    def make(
        title: str, *blocks: tuple[str, Any], parent: Page | None = None, **fields: Any
    ) -> ContentPage:
        page = ContentPage(title=title, summary=f"Resumen de {title}.", **fields)
        raw = [{"type": kind, "value": value} for kind, value in blocks]
        page.body = ContentPage._meta.get_field("body").stream_block.to_python(raw)
        return (parent or home).add_child(instance=page)

    return make


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """A client of somebody with a role: ``author``, ``editor``, ``administrator``."""
    roles = {"author": AUTHOR, "editor": EDITOR, "administrator": ADMINISTRATOR}

    def signed_in(name: str) -> Client:
        user = make_member(f"{name}@example.org", roles[name])
        return testing_people.signed_in(Client(), user)

    return signed_in


class Elsewhere(ThreadingHTTPServer):
    """Answers each path with the status and headers that were said; writes down what was asked."""

    answers: dict[str, tuple[int, dict[str, str]]]
    asked: list[tuple[str, str]]

    def address(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Elsewhere

    def _answer(self) -> None:
        self.server.asked.append((self.command, self.path))
        known = self.server.answers
        status, headers = known.get(f"{self.command} {self.path}") or known.get(
            self.path, (200, {})
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self) -> None:  # the name that http.server calls
        self._answer()

    def do_HEAD(self) -> None:  # as above
        self._answer()

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere(("127.0.0.1", 0), _Handler)
    server.answers, server.asked = {}, []
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
