"""An old address leads only to pages that its reader may read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from sello_accounts.membership_roles import MUNICIPAL_OPERATOR
from sello_accounts.testing import make_member
from sello_pages.models import ContentPage
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

MakePage = Callable[..., ContentPage]


def old(page: Page, **fields: Any) -> Redirect:
    return Redirect.objects.create(old_path="/antes", redirect_page=page, **fields)


def led(client: Client, path: str = "/antes/") -> tuple[int, str]:
    answer = client.get(path)
    return answer.status_code, answer.headers.get("Location", "")


def found_in_api() -> int:
    return Client().get("/api/v3/redirects/find/?html_path=/antes", follow=True).status_code


@pytest.fixture
def member() -> Client:
    client = Client()
    signed_in(client, make_member("lee@example.org", MUNICIPAL_OPERATOR))
    return client


def test_a_published_page_is_led_to(make_page: MakePage, member: Client) -> None:
    page = make_page("Página")
    redirect = old(page)
    assert led(Client()) == led(Client(), "/antes/?a=1") == led(member) == (301, page.url)
    assert found_in_api() == 200
    Redirect.objects.filter(pk=redirect.pk).update(is_permanent=False)
    assert led(Client()) == (302, page.url)


def test_a_draft_is_led_to_for_nobody(make_page: MakePage, member: Client) -> None:
    old(make_page("Página", parent=make_page("Borrador", live=False)))
    assert led(Client()) == led(member) == (404, "")
    assert found_in_api() == 404


def test_a_restricted_page_is_led_to_for_those_who_have_signed_in(
    make_page: MakePage, member: Client
) -> None:
    page = make_page("Página")
    old(page)
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")
    assert led(Client()) == (404, "")
    assert led(member) == (301, page.url)
    answer = Client().get("/api/v3/redirects/find/?html_path=/antes")
    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


def test_an_address_without_a_page_is_led_to(make_page: MakePage) -> None:
    Redirect.objects.create(old_path="/antes", redirect_link="https://ejemplo.example/")
    assert led(Client()) == (301, "https://ejemplo.example/")
