"""The menus of views are remembered while nothing public changes, and no longer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from sello_pages.models import ContentPage

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def menu_of(client: Client) -> list[str]:
    page = client.get("/buscar/?q=xyzzy").content.decode()
    [menu] = re.findall(r'<nav class="menu-wide".*?</nav>', page, re.DOTALL)
    return re.findall(r"<a[^>]*>([^<]+)</a>", menu)


def add(title: str, **fields: Any) -> ContentPage:
    home = Site.objects.get(is_default_site=True).root_page
    page = ContentPage(title=title, summary="-", show_in_menus=True, **fields)
    home.add_child(instance=page)
    return page


def test_a_view_shows_each_change_of_the_menu_at_once(client: Client) -> None:
    page = add("Primera")
    assert menu_of(client) == ["Primera", "Mapa"]
    page.title = "Segunda"
    page.save_revision().publish()
    assert menu_of(client) == ["Segunda", "Mapa"]
    page.unpublish()
    assert "Segunda" not in client.get("/buscar/?q=xyzzy").content.decode()


def menu_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        menu_of(client)
    return sum("source_slug" in query["sql"] for query in captured.captured_queries)


def test_the_menus_are_asked_for_once(client: Client) -> None:
    add("Primera")
    assert [menu_queries(client) for _ in range(3)] == [1, 0, 0]


def test_menus_with_a_page_that_expires_soon_are_not_remembered(client: Client) -> None:
    add("Fugaz", expire_at=timezone.now() + timedelta(seconds=60))
    assert [menu_queries(client) for _ in range(3)] == [1, 1, 1]
