"""Who the API listens to: tokens edit only where the editorial zone is served."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import APIToken

from sello_accounts.models import User
from sello_pages.models import ContentPage
from sello_site.testing_people import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def bearer(administrator: User) -> dict[str, str]:
    _token, key = APIToken.create_token(user=with_second_factor(administrator), name="prueba")
    return {"authorization": f"Bearer {key}"}


def rename(client: Client, page: ContentPage, headers: dict[str, str]) -> int:
    answer = client.patch(
        f"/api/v3/pages/{page.pk}/",
        {"title": "Otro título"},
        content_type="application/json",
        headers=headers,
    )
    return answer.status_code


def test_a_token_edits_where_the_editorial_zone_is_served(
    page: ContentPage, reader: Client, bearer: dict[str, str]
) -> None:
    assert reader.get("/api/v3/whoami/", headers=bearer).status_code == 200
    assert rename(reader, page, bearer) == 200


def test_a_token_opens_nothing_where_the_editorial_zone_is_not_served(
    settings: Any, page: ContentPage, reader: Client, bearer: dict[str, str]
) -> None:
    settings.SELLO_ZONES = ("public",)
    assert rename(reader, page, bearer) == 404
    assert reader.get("/api/v3/whoami/", headers=bearer).status_code == 401
    page.refresh_from_db()
    assert page.latest_revision is None
    public = reader.get("/api/v3/pages/", headers=bearer)
    assert public.status_code == 200
    assert public.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_public_process_has_no_operation_that_changes_anything(
    method: str, settings: Any, page: ContentPage, reader: Client
) -> None:
    settings.SELLO_ZONES = ("public", "personal")
    for path in ("/api/v3/pages/", f"/api/v3/pages/{page.pk}/", "/api/v3/schema/"):
        assert getattr(reader, method)(path).status_code == 404


def test_a_public_process_leaves_what_its_plugins_take_to_them(
    settings: Any, reader: Client
) -> None:
    settings.SELLO_ZONES = ("public", "personal")
    assert reader.post("/api/v3/map/figures").status_code == 405


@pytest.mark.parametrize("spelling", ["0{}", "+{}", "{}.0", "{}.000", " {}", "{}_0", "-{}", "0"])
@pytest.mark.parametrize("kind", ["pages", "images", "documents", "redirects"])
def test_an_item_has_one_address(
    kind: str, spelling: str, page: ContentPage, reader: Client
) -> None:
    where = f"/api/v3/{kind}/{spelling.format(page.pk)}/"
    assert reader.get(where).status_code == 404


def test_addresses_without_numbers_are_left_alone(page: ContentPage, reader: Client) -> None:
    for path in (f"/api/v3/pages/{page.pk}/", "/api/v3/openapi.json", "/api/v3/docs/"):
        assert reader.get(path).status_code == 200
