"""A small site and the people who edit it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page, Site

from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_pages.models import ContentPage, HomePage
from sello_site import testing_people
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR


@pytest.fixture
def home(db: None) -> HomePage:
    """The home page of the only site, in place of Wagtail's welcome page."""
    cache.clear()
    for page in Page.objects.filter(depth=2):
        page.delete()
    root = Page.objects.get(depth=1)
    page = root.add_child(
        instance=HomePage(
            title="Portada", slug="portada", promise="Comunas que reciben bien", summary="Resumen."
        )
    )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": page, "site_name": "Sello"},
    )
    return page


MakePage = Callable[..., ContentPage]


@pytest.fixture
def make_page(home: HomePage) -> MakePage:
    """Makes a content page below home, or below ``parent``."""

    def make(
        title: str, *, body: list[Any] | None = None, parent: Page | None = None, **fields: Any
    ) -> ContentPage:
        page = ContentPage(title=title, summary=f"Resumen de {title}.", **fields)
        page.body = ContentPage._meta.get_field("body").stream_block.to_python(body or [])
        return (parent or home).add_child(instance=page)

    return make


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """One person of each role: ``author``, ``editor``, ``administrator``; ``stranger`` has none."""
    roles = {"author": AUTHOR, "editor": EDITOR, "administrator": ADMINISTRATOR}
    found = {}
    for name in ("author", "editor", "administrator", "stranger"):
        found[name] = make_member(f"{name}@example.org", *([roles[name]] if name in roles else []))
    return found


SignIn = Callable[[str], Client]


@pytest.fixture
def signed_in(people: dict[str, User]) -> SignIn:
    """A client of somebody who has signed in; of nobody for ``anonymous``."""

    def sign_in(name: str) -> Client:
        client = Client()
        if name != "anonymous":
            testing_people.signed_in(client, people[name])
        return client

    return sign_in
