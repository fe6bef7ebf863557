"""The desk is opened by roles alone, and nobody of the editorial zone can give those."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from sello_accounts.membership_roles import MUNICIPAL_OPERATOR
from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_site.plugin_registry import registry
from sello_site.roles import ADMINISTRATOR, declared_roles, editorial_roles
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db


def cases(request: HttpRequest) -> HttpResponse:
    return HttpResponse("caso")


_desk_urls = ModuleType("desk_urls")
_desk_urls.urlpatterns = [path("casos/", cases, name="cases")]  # type: ignore[attr-defined]  # what a module of routes has
urlpatterns = [path("plataforma/", include((_desk_urls.urlpatterns, "guides-desk")))]
handler404 = "sello_site.errors.not_found"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Group:
    """A plugin with a desk route and a role that opens it."""
    plugin = registry.plugin("guides")
    assert plugin is not None
    needed = "sello_guides.validate_guide"
    monkeypatch.setattr(plugin, "access", {"cases": needed}, raising=False)
    monkeypatch.setattr(plugin, "roles", {"Mesa de casos": (needed,)}, raising=False)
    monkeypatch.setattr(
        plugin, "submodule", lambda name: _desk_urls if name == "desk_urls" else None, raising=False
    )
    settings.ROOT_URLCONF = __name__
    settings.SELLO_ZONES = ("desk",)
    group = Group.objects.create(name="Mesa de casos")
    group.permissions.add(Permission.objects.get(codename="validate_guide"))
    return group


def answer_to(user: User) -> int:
    client = Client()
    signed_in(client, user)
    return client.get("/plataforma/casos/").status_code


def test_a_superuser_needs_the_role_like_everybody_else(desk: Group) -> None:
    root = User.objects.create_superuser("raiz@example.org", "una clave larga y propia")
    member = make_member("casos@example.org", MUNICIPAL_OPERATOR)
    assert (answer_to(root), answer_to(member)) == (404, 404)
    member.groups.add(desk)
    assert answer_to(member) == 200
    root.groups.add(desk)
    assert answer_to(root) == 200


def test_a_role_that_opens_the_desk_is_not_one_of_the_editorial_zone(desk: Group) -> None:
    assert "Mesa de casos" in declared_roles()
    assert "Mesa de casos" not in editorial_roles()
    assert ADMINISTRATOR in editorial_roles()
