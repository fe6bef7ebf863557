"""Tokens: what one may do and until when, how one is replaced, and the gates before all."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.internal.flows import login
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken, Page

from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_pages.models import ContentPage
from sello_site.headless import tokens
from sello_site.headless.models import TokenTerms
from sello_site.headless.tokens import give_terms, rotate_token
from sello_site.roles import EDITOR
from sello_site.testing_people import signed_in, with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db: None) -> User:
    made: User = with_second_factor(
        User.objects.create_superuser("edita@example.org", "una clave larga y propia")
    )
    return made


@pytest.fixture
def made(person: User) -> tuple[APIToken, str]:
    token, key = APIToken.create_token(user=person, name="prueba")
    return token, key


def ask(key: str, method: str = "get", path: str = "/api/v3/whoami/", **data: Any) -> int:
    client = Client(raise_request_exception=False)
    options = {"content_type": "application/json"} if data else {}
    answer = getattr(client, method)(
        path, data or None, headers={"authorization": f"Bearer {key}"}, **options
    )
    return int(answer.status_code)


@pytest.fixture(autouse=True)
def page(db: None) -> ContentPage:
    home = Page.objects.get(depth=2, locale__language_code="es")
    made: ContentPage = home.add_child(
        instance=ContentPage(title="Nueva", slug="nueva", summary="x")
    )
    return made


def rename(key: str) -> int:
    page = ContentPage.objects.get(slug="nueva", locale__language_code="es")
    return ask(key, "patch", f"/api/v3/pages/{page.pk}/", title="Otro título")


def test_a_token_that_reads_changes_nothing(page: ContentPage, made: tuple[APIToken, str]) -> None:
    token, key = made
    give_terms(token, scope="read")
    assert (ask(key), rename(key)) == (200, 403)
    page.refresh_from_db()
    assert page.latest_revision_id is None
    give_terms(token, scope="edit")
    assert rename(key) == 200


def test_a_token_ends(made: tuple[APIToken, str]) -> None:
    token, key = made
    assert ask(key) == 200
    give_terms(token, expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert (ask(key), rename(key)) == (401, 401)


def test_no_token_lives_longer_than_a_year(made: tuple[APIToken, str]) -> None:
    terms = give_terms(made[0], expires_at=timezone.now() + datetime.timedelta(days=5000))
    assert terms.expires_at <= timezone.now() + tokens.LONGEST


def test_a_token_without_terms_does_nothing(made: tuple[APIToken, str]) -> None:
    assert ask(made[1]) == 200
    TokenTerms.objects.all().delete()
    assert ask(made[1]) == 401


def test_a_token_that_was_replaced_works_for_another_day(made: tuple[APIToken, str]) -> None:
    token, key = made
    give_terms(token, scope="read")
    successor, new_key = rotate_token(token)
    assert new_key != key
    assert (ask(key), ask(new_key), rename(new_key)) == (200, 200, 403)
    terms = TokenTerms.objects.get(token=token)
    assert terms.replaced_by == successor
    assert terms.expires_at <= timezone.now() + tokens.OVERLAP
    with pytest.raises(ValueError, match="works by itself"):
        rotate_token(token)
    TokenTerms.objects.filter(token=token).update(expires_at=timezone.now())
    assert (ask(key), ask(new_key)) == (401, 200)


def test_a_revoked_token_has_no_successor(made: tuple[APIToken, str]) -> None:
    made[0].revoke()
    with pytest.raises(ValueError, match="works by itself"):
        rotate_token(made[0])
    assert APIToken.objects.count() == 1


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """A gate that says what its list holds."""
    says = [True]
    monkeypatch.setattr(tokens, "gates", [*tokens.gates, lambda request, person: says[0]])
    return says


def test_every_gate_must_let_a_token_in(gate: list[bool], made: tuple[APIToken, str]) -> None:
    assert ask(made[1]) == 200
    gate[0] = False
    assert (ask(made[1]), rename(made[1])) == (401, 401)
    # Whoever is not let in reads as a stranger does.
    assert ask(made[1], path="/api/v3/pages/") == 200


def test_scopes_are_those_that_there_are(made: tuple[APIToken, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TokenTerms.objects.update(scope="everything")
    assert TokenTerms.objects.get().scope == "edit"


# Screens


@pytest.fixture
def admin(person: User) -> Client:
    """Has shown the second factor just now, as making tokens asks for."""
    client: Client = signed_in(Client(), person)
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY][-1]["reauthenticated"] = True
    session.save()
    return client


def test_a_token_is_made_with_a_scope_and_a_last_day(admin: Client, person: User) -> None:
    day = timezone.localdate() + datetime.timedelta(days=10)
    page = admin.get("/admin/api-tokens/new/").content.decode()
    assert ('name="scope"' in page, 'name="expires_on"' in page) == (True, True)
    form = {"name": "Espejo", "user": person.pk, "scope": "read", "expires_on": day.isoformat()}
    answer = admin.post("/admin/api-tokens/new/", form)
    key = answer.context["token"]
    assert ask(key) == 200
    assert rename(key) == 403
    terms = TokenTerms.objects.get(token__name="Espejo")
    assert timezone.localtime(terms.expires_at).date() == day + datetime.timedelta(days=1)
    for wrong in ({"scope": "all"}, {"expires_on": "2020-01-01"}, {"expires_on": "2999-01-01"}):
        assert admin.post("/admin/api-tokens/new/", {**form, **wrong}).status_code == 200
    assert APIToken.objects.count() == 1


def test_the_list_tells_scope_and_end(admin: Client, made: tuple[APIToken, str]) -> None:
    page = admin.get("/admin/api-tokens/").content.decode()
    assert "Leer y editar" in page
    assert f"/admin/api-tokens/{made[0].pk}/reemplazar/" in page


def test_a_token_is_replaced_after_a_question(admin: Client, made: tuple[APIToken, str]) -> None:
    address = f"/admin/api-tokens/{made[0].pk}/reemplazar/"
    assert admin.get(address).status_code == 200
    assert APIToken.objects.count() == 1
    answer = admin.post(address)
    assert ask(answer.context["token"]) == 200
    assert APIToken.objects.count() == 2
    assert admin.post(address).status_code == 409
    assert APIToken.objects.count() == 2


def test_nobody_replaces_the_token_of_somebody_else(made: tuple[APIToken, str]) -> None:
    client = signed_in(Client(), make_member("otra@example.org", EDITOR))
    answer = client.post(f"/admin/api-tokens/{made[0].pk}/reemplazar/")
    assert answer.status_code in {302, 403, 404}
    assert APIToken.objects.count() == 1
