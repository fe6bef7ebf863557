"""Drafts for a separate front end: by a token that ends, for whoever may edit, kept by nobody."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core import signing
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from sello_accounts.models import User
from sello_pages.models import ContentPage
from sello_site.headless import previews
from sello_site.headless.models import PreviewGrant
from sello_site.headless.previews import grant_of, preview_token, redeem
from sello_site.testing_people import signed_in, with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(settings: Any) -> User:
    settings.SELLO_HEADLESS_URL = "https://otro.example"
    made: User = with_second_factor(
        User.objects.create_superuser("edita@example.org", "una clave larga y propia")
    )
    return made


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
    return client.post("/api/v3/preview/", headers={"authorization": f"{scheme} {token}"})


def test_a_token_shows_the_draft_and_nobody_keeps_it(draft: ContentPage, editor: User) -> None:
    answer = ask(preview_token(page=draft, user=editor))
    assert answer.status_code == 200, answer.content
    assert (answer.json()["id"], answer.json()["title"]) == (draft.pk, "Después")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert Client().get(f"/api/v3/pages/{draft.pk}/").status_code == 404


def test_a_token_shows_the_draft_once(draft: ContentPage, editor: User) -> None:
    token = preview_token(page=draft, user=editor)
    assert [ask(token).status_code for _ in range(2)] == [200, 401]
    assert PreviewGrant.objects.count() == 0


def test_a_question_that_fails_does_not_use_the_token_up(draft: ContentPage, editor: User) -> None:
    token = preview_token(page=draft, user=editor)
    headers = {"authorization": f"Preview {token}"}
    wrong = Client().post("/api/v3/preview/?rich_text_format=x", headers=headers)
    looking = Client().get("/api/v3/preview/", headers=headers)
    assert (wrong.status_code, looking.status_code) == (422, 405)
    assert ask(token).status_code == 200


def test_what_two_ask_for_at_once_only_one_gets(draft: ContentPage, editor: User) -> None:
    request = RequestFactory().post("/api/v3/preview/")
    token = preview_token(page=draft, user=editor)
    both = [grant_of(request, token) for _ in range(2)]
    titles = [page and page.title for page in map(redeem, filter(None, both))]
    assert titles == ["Después", None]


def test_a_draft_names_no_other_page_that_is_not_public(draft: ContentPage, editor: User) -> None:
    hidden = ContentPage(title="Oculta", slug="oculta", summary="x", live=False)
    draft.get_parent().add_child(instance=hidden)
    shown = ContentPage(title="Pública", slug="publica", summary="x")
    draft.get_parent().add_child(instance=shown)
    links = "".join(
        f'<p><a linktype="page" id="{page.pk}">enlace</a></p>' for page in (hidden, shown)
    )
    draft.body = [
        ("text", RichText(links)),
        ("related", {"title": "Más", "pages": [hidden, shown]}),
    ]
    draft.save_revision()
    answer = ask(preview_token(page=draft, user=editor))
    text = answer.content.decode()
    assert ("Pública" in text, "/publica/" in text) == (True, True)
    assert ("Oculta" in text, "/oculta/" in text, f"/{hidden.pk}/" in text) == (False,) * 3
    assert (editor.email in text, "Antes" in text) == (False, False)


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\u0662", "x" * 5000])
def test_what_is_no_token_shows_nothing(token: str, draft: ContentPage) -> None:
    answer = ask(token)
    assert answer.status_code == 401
    assert "Después" not in answer.content.decode()


def test_a_token_is_for_one_page_one_purpose_and_some_minutes(
    draft: ContentPage, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = preview_token(page=draft, user=editor)
    other = signing.dumps(PreviewGrant.objects.get().pk.hex, salt="something else")
    assert ask(other).status_code == 401
    assert ask(token, scheme="Bearer").status_code == 401
    for path in (f"/api/v3/pages/{draft.pk}/?version=draft", "/api/v3/whoami/"):
        answer = Client().get(path, headers={"authorization": f"Preview {token}"})
        assert answer.status_code in {401, 404}
    with monkeypatch.context() as later:
        later.setattr(previews, "VALID_FOR", datetime.timedelta(seconds=-1))
        assert ask(token).status_code == 401
    assert ask(token).status_code == 200


def test_grants_that_nobody_used_are_forgotten(draft: ContentPage, editor: User) -> None:
    preview_token(page=draft, user=editor)
    old = PreviewGrant.objects.get()
    PreviewGrant.objects.update(created_at=timezone.now() - previews.VALID_FOR)
    preview_token(page=draft, user=editor)
    assert PreviewGrant.objects.count() == 1
    assert PreviewGrant.objects.get() != old


def test_a_token_ends_with_the_right_to_edit(draft: ContentPage, editor: User) -> None:
    request = RequestFactory().post("/api/v3/preview/")
    token = preview_token(page=draft, user=editor)
    assert grant_of(request, token) is not None
    User.objects.filter(pk=editor.pk).update(is_superuser=False)
    assert grant_of(request, token) is None
    User.objects.filter(pk=editor.pk).update(is_superuser=True, is_active=False)
    assert grant_of(request, token) is None
    User.objects.filter(pk=editor.pk).update(is_active=True)
    assert grant_of(request, token) is not None
    Authenticator.objects.filter(user=editor).delete()
    assert grant_of(request, token) is None
    with_second_factor(editor)
    assert grant_of(request, token) is not None
    draft.delete()
    assert grant_of(request, token) is None


def test_a_password_alone_gets_no_token(draft: ContentPage, editor: User) -> None:
    client = Client()
    client.force_login(editor)
    answer = client.get(f"/admin/api/vista-previa/{draft.pk}/")
    assert answer.status_code == 302
    assert "otro.example" not in answer.headers["Location"]
    assert PreviewGrant.objects.count() == 0
    signed_in(client, editor)
    answer = client.get(f"/admin/api/vista-previa/{draft.pk}/")
    assert answer.headers["Location"].startswith("https://otro.example/preview/?token=")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_process_without_the_editorial_zone_shows_no_draft(
    draft: ContentPage, editor: User, settings: Any
) -> None:
    token = preview_token(page=draft, user=editor)
    zones, settings.SELLO_ZONES = settings.SELLO_ZONES, ("public",)
    assert ask(token).status_code == 404
    settings.SELLO_ZONES = zones
    assert ask(token).status_code == 200


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
