"""A home, pages that somebody keeps current, and the people who edit them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_pages.models import ContentPage, HomePage
from sello_site import testing_people
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR

ROLES = {"author": AUTHOR, "editor": EDITOR, "administrator": ADMINISTRATOR}

MakePage = Callable[..., ContentPage]
SignIn = Callable[[str], Client]
People = dict[str, User]


@pytest.fixture
def people(db: None) -> People:
    """One person of each role: ``author``, ``editor``, ``administrator``; ``stranger`` has none."""
    return {
        name: make_member(
            f"{name}@example.org", *([ROLES[name]] if name in ROLES else []), first_name=name
        )
        for name in ("author", "editor", "administrator", "stranger")
    }


@pytest.fixture
def signed_in(people: People) -> SignIn:
    """A client of somebody who has signed in; of nobody for ``anonymous``."""

    def sign_in(name: str) -> Client:
        client = Client()
        return client if name == "anonymous" else testing_people.signed_in(client, people[name])

    return sign_in


@pytest.fixture
def home(db: None) -> HomePage:
    """The home page of the only site, in place of Wagtail's welcome page."""
    for page in Page.objects.filter(depth=2):
        page.delete()
    page = Page.objects.get(depth=1).add_child(
        instance=HomePage(title="Portada", slug="portada", promise="Recibir", summary="Resumen.")
    )
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=page, is_default_site=True)
    return page


@pytest.fixture
def make_page(home: HomePage, people: People) -> MakePage:
    """A draft that the author keeps until ninety days from now; ``live=True`` publishes it as code
    does, which no check stops."""
    numbers = count(1)

    def make(
        title: str = "Página",
        *,
        body: list[Any] | None = None,
        live: bool = False,
        parent: Page | None = None,
        **fields: Any,
    ) -> ContentPage:
        values = {
            "summary": f"Resumen de {title}",
            "slug": f"pagina-{next(numbers)}",
            "content_owner": people["author"],
            "review_by": timezone.localdate() + datetime.timedelta(days=90),
            **fields,
        }
        page = ContentPage(title=title, live=False, **values)
        page.body = ContentPage._meta.get_field("body").stream_block.to_python(body or [])
        below = Page.objects.get(pk=(parent or home).pk)
        below.add_child(instance=page)
        revision = page.save_revision()
        if live:
            revision.publish()
        return ContentPage.objects.get(pk=page.pk)

    return make


def text(html: str) -> dict[str, Any]:
    """A block of running text."""
    return {"type": "text", "value": html}
