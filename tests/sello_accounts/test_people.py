"""Who manages people hands out no more than the roles of the editorial zone, and takes over
nobody who holds more."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sello_accounts.access import bring_up_to_date
from sello_accounts.membership_roles import MUNICIPAL_OPERATOR
from sello_accounts.models import Substitution, User
from sello_accounts.testing import make_member
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "una clave larga y propia"
BY_HAND = "Mesa de casos"
OTHER = "otra clave larga y propia"


def person(email: str, *roles: str) -> User:
    user = make_member(email, *(role for role in roles if role != BY_HAND), last_name="Soto")
    user.groups.add(*Group.objects.filter(name__in=set(roles) & {BY_HAND}))
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
    Group.objects.create(name=BY_HAND)
    return person("casos@example.org", BY_HAND)


def client_of(user: User) -> Client:
    client = Client()
    signed_in(client, user)
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


def test_people_come_in_by_invitation_and_not_by_hand(administrator: User, root: User) -> None:
    values = form(password1=OTHER, password2=OTHER, is_superuser="on")
    before = state()
    client = client_of(administrator)
    assert client.get(reverse("wagtailusers_users:add")).status_code == 302
    client.post(reverse("wagtailusers_users:add"), values)
    assert state() == before
    assert client_of(root).post(reverse("wagtailusers_users:add"), values).status_code == 302
    assert User.objects.get(email="nueva@example.org").is_superuser is True


@pytest.mark.parametrize("who", ["administrator", "root"])
def test_no_form_gives_a_role(who: str, author: User, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who)
    before = state()
    answer = edit(actor, author, email=author.email, roles=(EDITOR,))
    assert (answer, state()) == (200, before)
    page = client_of(actor).get(reverse("wagtailusers_users:edit", args=[author.pk]))
    assert "Los roles no se dan aquí" in page.content.decode()
    assert edit(actor, author, email="autora.nueva@example.org") == 302
    author.refresh_from_db()
    assert author.email == "autora.nueva@example.org"
    assert [group.name for group in author.groups.all()] == [AUTHOR]


def test_nobody_makes_a_superuser_of_themselves_or_others(
    administrator: User, author: User
) -> None:
    for other in (administrator, author):
        assert edit(administrator, other, email=other.email, is_superuser="on") == 302
    assert User.objects.filter(is_superuser=True).count() == 0
    assert author.groups.get().name == AUTHOR


def test_groups_that_are_not_declared_cannot_be_given(
    administrator: User, author: User, case_worker: User
) -> None:
    before = state()
    for other in (administrator, author):
        answer = edit(administrator, other, email=other.email, roles=(BY_HAND,))
        assert answer == 200
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
        ("assign_role", {"role": "Comité"}),
        ("set_active_state", {"mark_as_active": False}),
    ],
)
def test_actions_on_many_pass_over_those_who_hold_more(
    action: str, values: dict[str, Any], administrator: User, root: User, case_worker: User
) -> None:
    if "role" in values:
        values = {"role": Group.objects.create(name=values["role"]).pk}
    before = state()
    address = f"/admin/bulk/sello_accounts/user/{action}/?id={root.pk}&id={case_worker.pk}"
    assert client_of(administrator).get(address).status_code == 200
    client_of(administrator).post(address, values)
    assert state() == before


def test_actions_on_many_do_their_work_and_give_no_role(
    administrator: User, author: User, root: User
) -> None:
    base = "/admin/bulk/sello_accounts/user/"
    committee = Group.objects.create(name="Comité")

    def assign(actor: User, group: Group) -> list[str]:
        client_of(actor).post(f"{base}assign_role/?id={author.pk}", {"role": group.pk})
        return sorted(author.groups.values_list("name", flat=True))

    assert assign(administrator, committee) == [AUTHOR]
    assert assign(root, Group.objects.get(name=EDITOR)) == [AUTHOR]
    assert assign(root, committee) == [AUTHOR, "Comité"]
    committee.delete()
    client = client_of(administrator)
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
    assert edit(administrator, administrator, email=administrator.email) == 302
    assert sorted(administrator.groups.values_list("name", flat=True)) == [ADMINISTRATOR, "Comité"]


def test_a_superuser_gives_groups_made_by_hand_and_makes_superusers(
    root: User, author: User, case_worker: User
) -> None:
    edit(root, author, email=author.email, roles=(BY_HAND,), is_superuser="on")
    author.refresh_from_db()
    assert author.is_superuser is True
    assert sorted(author.groups.values_list("name", flat=True)) == [AUTHOR, BY_HAND]
    assert client_of(root).get(reverse("wagtailusers_users:add")).status_code == 200


@pytest.mark.parametrize("state_of_role", ["paused", "waiting", "tomorrow", "lent tomorrow"])
def test_a_role_that_does_not_hold_yet_is_out_of_reach_too(
    state_of_role: str, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sello_accounts.people.editorial_roles", lambda: {AUTHOR, EDITOR, ADMINISTRATOR}
    )
    member = make_member("miembro@example.org", MUNICIPAL_OPERATOR)
    membership = member.memberships.get()
    today = datetime.date.today()  # noqa: DTZ011  # a day off at midnight changes nothing here
    tomorrow = today + datetime.timedelta(days=1)
    now = timezone.now()
    if state_of_role == "paused":
        membership.organisation.list_due_on = today
        membership.organisation.list_warned_at = membership.organisation.paused_at = now
        membership.organisation.save()
    elif state_of_role == "waiting":
        member.memberships.update(awaits_designation=True)
    elif state_of_role == "tomorrow":
        member.memberships.update(starts_on=tomorrow)
    else:
        other, member = member, make_member("subroga@example.org", AUTHOR)
        Substitution.objects.create(
            absent=other.memberships.get(), substitute=member, starts_on=tomorrow, ends_on=tomorrow
        )
    bring_up_to_date(member)
    assert MUNICIPAL_OPERATOR not in member.groups.values_list("name", flat=True)
    before = state()
    assert edit(administrator, member, email="mia@example.org") == 404
    assert state() == before
    member.memberships.update(ended_at=now)
    Substitution.objects.all().delete()
    assert edit(administrator, member, email="mia@example.org") == 302
