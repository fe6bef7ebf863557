"""Drafts for a separate front end: by a token that ends, for whoever may edit, kept by nobody."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core import signing
from django.test import Client
from wagtail.models import Page

from sello_accounts.models import User
from sello_pages.models import ContentPage
from sello_site.headless import previews
from sello_site.headless.previews import draft_of, preview_token
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(settings: Any) -> User:
    settings.SELLO_HEADLESS_URL = "https://otro.example"
    return User.objects.create_superuser("edita@example.org", "una clave larga y propia")


@pytest.fixture
def draft(editor: User) -> ContentPage:
    """A page that is not public, with a draft that differs from its row."""
    home = Page.objects.get(depth=2, locale__language_code="es")
    page = ContentPage(title="Antes", slug="borrador", summary="x", live=False)
    home.add_child(instance=page)
    page.title = "Después"
    page.save_revision()
    return page


def ask(token: str, scheme: str = "Preview") -> Any:
    client = Client(raise_request_exception=False)
    return client.get("/api/v3/preview/", headers={"authorization": f"{scheme} {token}"})


def test_a_token_shows_the_draft_and_nobody_keeps_it(draft: ContentPage, editor: User) -> None:
    answer = ask(preview_token(page=draft, user=editor))
    assert answer.status_code == 200, answer.content
    assert (answer.json()["id"], answer.json()["title"]) == (draft.pk, "Después")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert Client().get(f"/api/v3/pages/{draft.pk}/").status_code == 404


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\u0662", "x" * 5000])
def test_what_is_no_token_shows_nothing(token: str, draft: ContentPage) -> None:
    answer = ask(token)
    assert answer.status_code == 401
    assert "Después" not in answer.content.decode()


def test_a_token_is_for_one_page_one_use_and_some_minutes(
    draft: ContentPage, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = preview_token(page=draft, user=editor)
    other = signing.dumps({"page": draft.pk, "user": editor.pk}, salt="something else")
    assert [ask(token).status_code, ask(other).status_code] == [200, 401]
    assert ask(token, scheme="Bearer").status_code == 401
    client = Client()
    for path in (f"/api/v3/pages/{draft.pk}/", "/api/v3/whoami/"):
        answer = client.get(path, headers={"authorization": f"Preview {token}"})
        assert answer.status_code in {401, 404}
    monkeypatch.setattr(previews, "VALID_FOR", -previews.VALID_FOR)
    assert ask(token).status_code == 401


def test_a_token_ends_with_the_right_to_edit(draft: ContentPage, editor: User) -> None:
    token = preview_token(page=draft, user=editor)
    assert draft_of(token) is not None
    User.objects.filter(pk=editor.pk).update(is_superuser=False)
    assert draft_of(token) is None
    User.objects.filter(pk=editor.pk).update(is_superuser=True, is_active=False)
    assert draft_of(token) is None
    User.objects.filter(pk=editor.pk).update(is_active=True)
    assert draft_of(token) is not None
    draft.delete()
    assert draft_of(token) is None


def test_a_process_without_the_editorial_zone_shows_no_draft(
    draft: ContentPage, editor: User, settings: Any
) -> None:
    settings.SELLO_ZONES = ("public",)
    assert ask(preview_token(page=draft, user=editor)).status_code == 401


def test_an_editor_is_led_to_the_separate_front_end(draft: ContentPage, editor: User) -> None:
    client = signed_in(Client(), editor)
    page = client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert f"/admin/api/vista-previa/{draft.pk}/" in page
    answer = client.get(f"/admin/api/vista-previa/{draft.pk}/")
    assert answer.status_code == 302
    target = urlsplit(answer.headers["Location"])
    assert (target.scheme, target.netloc, target.path) == ("https", "otro.example", "/preview/")
    assert ask(parse_qs(target.query)["token"][0]).status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_who_may_not_edit_gets_no_token(draft: ContentPage, editor: User) -> None:
    translator = User.objects.create_user("otra@example.org", "una clave larga y propia")
    group = Group.objects.create(name="Solo entra")
    from django.contrib.auth.models import Permission  # inline: only this test gives one

    group.permissions.add(Permission.objects.get(codename="access_admin"))
    translator.groups.add(group)
    answer = signed_in(Client(), translator).get(f"/admin/api/vista-previa/{draft.pk}/")
    assert answer.status_code in {302, 404}
    assert "otro.example" not in answer.headers.get("Location", "")
    assert Client().get(f"/admin/api/vista-previa/{draft.pk}/").status_code == 302


def test_without_a_separate_front_end_there_is_no_way_to_it(
    draft: ContentPage, editor: User, settings: Any
) -> None:
    settings.SELLO_HEADLESS_URL = None
    client = signed_in(Client(), editor)
    assert "vista-previa" not in client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert client.get(f"/admin/api/vista-previa/{draft.pk}/").status_code == 404
