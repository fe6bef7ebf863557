"""Who manages people hands out no more than the roles of the editorial zone, and takes over
nobody who holds more."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from sello_accounts.models import User
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR

pytestmark = pytest.mark.django_db

PASSWORD = "una clave larga y propia"
OTHER = "otra clave larga y propia"


def person(email: str, *roles: str) -> User:
    user = User.objects.create_user(email, PASSWORD, first_name="Ana", last_name="Soto")
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def administrator() -> User:
    return person("administra@example.org", ADMINISTRATOR)


@pytest.fixture
def author() -> User:
    return person("autora@example.org", AUTHOR)


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("raiz@example.org", PASSWORD)


@pytest.fixture
def case_worker() -> User:
    """Somebody whose group no plugin of the editorial zone declares."""
    Group.objects.create(name="Mesa de casos")
    return person("casos@example.org", "Mesa de casos")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(*roles: str, **values: Any) -> dict[str, Any]:
    return {
        "email": "nueva@example.org",
        "first_name": "Eva",
        "last_name": "Rojas",
        "is_active": "on",
        "groups": list(Group.objects.filter(name__in=roles).values_list("pk", flat=True)),
        **values,
    }


def state() -> list[Any]:
    return [
        (user.email, user.password, user.is_superuser, user.is_active, user.first_name,
         sorted(user.groups.values_list("name", flat=True)))
        for user in User.objects.order_by("pk")
    ]  # fmt: skip


def edit(actor: User, other: User, **values: Any) -> int:
    roles = values.pop("roles", ())
    address = reverse("wagtailusers_users:edit", args=[other.pk])
    return client_of(actor).post(address, form(*roles, **values)).status_code


def test_an_administrator_makes_people_of_the_editorial_roles(administrator: User) -> None:
    client = client_of(administrator)
    page = client.get(reverse("wagtailusers_users:add"))
    assert page.status_code == 200
    assert "is_superuser" not in page.content.decode()
    values = form(AUTHOR, EDITOR, password1=OTHER, password2=OTHER, is_superuser="on")
    assert client.post(reverse("wagtailusers_users:add"), values).status_code == 302
    made = User.objects.get(email="nueva@example.org")
    assert (made.is_superuser, sorted(made.groups.values_list("name", flat=True))) == (
        False,
        [AUTHOR, EDITOR],
    )


def test_nobody_makes_a_superuser_of_themselves_or_others(
    administrator: User, author: User
) -> None:
    for other in (administrator, author):
        edit(administrator, other, email=other.email, roles=(ADMINISTRATOR,), is_superuser="on")
    assert User.objects.filter(is_superuser=True).count() == 0
    assert author.groups.get().name == ADMINISTRATOR


def test_groups_that_are_not_declared_cannot_be_given(
    administrator: User, author: User, case_worker: User
) -> None:
    before = state()
    for other in (administrator, author):
        answer = edit(administrator, other, email=other.email, roles=("Mesa de casos",))
        assert answer == 200
    values = form("Mesa de casos", password1=OTHER, password2=OTHER)
    client_of(administrator).post(reverse("wagtailusers_users:add"), values)
    assert state() == before


@pytest.mark.parametrize("who", ["root", "case_worker"])
@pytest.mark.parametrize("screen", ["edit", "delete", "copy"])
def test_people_who_hold_more_are_out_of_reach(
    who: str, screen: str, administrator: User, request: pytest.FixtureRequest
) -> None:
    other = request.getfixturevalue(who)
    before = state()
    client = client_of(administrator)
    address = f"/admin/users/{screen}/{other.pk}/"
    values = form(email="mia@example.org", password1=OTHER, password2=OTHER)
    assert client.get(address).status_code == 404
    assert client.post(address, values).status_code == 404
    assert state() == before


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("delete", {}),
        ("assign_role", {"role": AUTHOR}),
        ("set_active_state", {"mark_as_active": False}),
    ],
)
def test_actions_on_many_pass_over_those_who_hold_more(
    action: str, values: dict[str, Any], administrator: User, root: User, case_worker: User
) -> None:
    if "role" in values:
        values = {"role": Group.objects.get(name=AUTHOR).pk}
    before = state()
    address = f"/admin/bulk/sello_accounts/user/{action}/?id={root.pk}&id={case_worker.pk}"
    assert client_of(administrator).get(address).status_code == 200
    client_of(administrator).post(address, values)
    assert state() == before


def test_actions_on_many_do_their_work_and_give_declared_roles_only(
    administrator: User, author: User, case_worker: User
) -> None:
    base = "/admin/bulk/sello_accounts/user/"
    client = client_of(administrator)

    def assign(role: str) -> None:
        values = {"role": Group.objects.get(name=role).pk}
        client.post(f"{base}assign_role/?id={author.pk}", values)

    assign("Mesa de casos")
    assert author.groups.get().name == AUTHOR
    assign(EDITOR)
    assert author.groups.count() == 2
    client.post(f"{base}set_active_state/?id={author.pk}", {"mark_as_active": False})
    author.refresh_from_db()
    assert author.is_active is False
    client.post(f"{base}delete/?id={author.pk}")
    assert not User.objects.filter(pk=author.pk).exists()


def test_the_list_leads_only_to_people_within_reach(
    administrator: User, author: User, root: User
) -> None:
    page = client_of(administrator).get(reverse("wagtailusers_users:index")).content.decode()
    assert f"/admin/users/edit/{author.pk}/" in page
    assert f"/admin/users/edit/{root.pk}/" not in page
    assert f"/admin/users/delete/{root.pk}/" not in page


def test_changing_oneself_keeps_the_groups_out_of_reach(administrator: User) -> None:
    administrator.groups.add(Group.objects.create(name="Comité"))
    edit(administrator, administrator, email=administrator.email, roles=(ADMINISTRATOR,))
    assert sorted(administrator.groups.values_list("name", flat=True)) == [ADMINISTRATOR, "Comité"]


def test_a_superuser_gives_every_group_and_makes_superusers(
    root: User, author: User, case_worker: User
) -> None:
    edit(root, author, email=author.email, roles=("Mesa de casos",), is_superuser="on")
    author.refresh_from_db()
    assert (author.is_superuser, author.groups.get().name) == (True, "Mesa de casos")
    assert client_of(root).get(reverse("wagtailusers_users:add")).status_code == 200
