"""Who may enter, and with which roles: by days, by pause, by substitution, by invitation."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sello_accounts import access
from sello_accounts.access import Reason
from sello_accounts.days import today
from sello_accounts.membership_roles import (
    AGENCY_LIAISON,
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
)
from sello_accounts.models import Membership, Organisation, Substitution, User
from sello_accounts.rights import OPERATOR
from sello_accounts.services.invitations import invite
from sello_accounts.testing import make_member, make_organisation
from sello_site.roles import EDITOR

pytestmark = pytest.mark.django_db

MUNICIPALITY = Organisation.Kind.MUNICIPALITY
DAY = datetime.timedelta(days=1)


@pytest.fixture
def santiago() -> Organisation:
    return make_organisation(MUNICIPALITY)


@pytest.fixture
def coordinator(santiago: Organisation) -> User:
    return make_member("coordina@example.org", MUNICIPAL_COORDINATOR, first_name="Juan")


@pytest.fixture
def operator(santiago: Organisation) -> User:
    return make_member("opera@example.org", MUNICIPAL_OPERATOR)


def groups(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def pause(organisation: Organisation) -> None:
    now = timezone.now()
    Organisation.objects.filter(pk=organisation.pk).update(
        list_due_on=today() - 30 * DAY, list_warned_at=now, paused_at=now
    )
    organisation.refresh_from_db()


def substitute(
    absent: User, by: User, first: int = 0, last: int = 5, **values: Any
) -> Substitution:
    return Substitution.objects.create(
        absent=absent.memberships.get(),
        substitute=by,
        starts_on=today() + first * DAY,
        ends_on=today() + last * DAY,
        **values,
    )


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (0, None, True),
        (-10, 0, True),
        (0, 0, True),
        (1, None, False),
        (-10, -1, False),
    ],
)
def test_a_membership_holds_from_its_first_to_its_last_day(
    starts: int, ends: int | None, expected: bool, operator: User
) -> None:
    operator.memberships.update(
        starts_on=today() + starts * DAY, ends_on=None if ends is None else today() + ends * DAY
    )
    found = access.bring_up_to_date(operator)
    assert (found.may_enter, groups(operator)) == (
        expected,
        [MUNICIPAL_OPERATOR] if expected else [],
    )


def test_what_was_ended_holds_no_more(operator: User) -> None:
    assert access.may_enter(operator) is True
    operator.memberships.update(ended_at=timezone.now())
    access.bring_up_to_date(operator)
    assert (access.may_enter(operator), groups(operator)) == (False, [])


def test_an_organisation_that_is_not_active_gives_nothing(
    operator: User, santiago: Organisation
) -> None:
    santiago.active_until = today() - DAY
    santiago.save()
    assert (access.may_enter(operator), access.effective_roles(operator)) == (False, frozenset())


def test_days_are_those_of_chile(operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    # 02:30 in UTC is still the evening before in Chile.
    night = datetime.datetime(2026, 7, 2, 2, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: night)
    with timezone.override(datetime.UTC):
        assert today() == datetime.date(2026, 7, 1)


def test_several_memberships_give_the_roles_of_all(operator: User) -> None:
    make_member(operator.email, AGENCY_LIAISON)
    assert access.effective_roles(operator) == {MUNICIPAL_OPERATOR, AGENCY_LIAISON}
    assert [one.role for one in access.active_memberships(operator).order_by("pk")] == [
        MUNICIPAL_OPERATOR,
        AGENCY_LIAISON,
    ]


def test_a_superuser_enters_without_a_membership() -> None:
    root = User.objects.create_superuser("raiz@example.org", "una clave larga y propia")
    nobody = User.objects.create_user("nadie@example.org", "una clave larga y propia")
    assert (access.may_enter(root), access.may_enter(nobody)) == (True, False)
    root.is_active = False
    assert access.may_enter(root) is False


def test_groups_that_were_given_by_hand_go_and_those_of_no_role_stay(operator: User) -> None:
    operator.groups.add(Group.objects.get(name=EDITOR), Group.objects.create(name="Comité"))
    access.bring_up_to_date(operator)
    assert groups(operator) == ["Comité", MUNICIPAL_OPERATOR]


def test_permissions_asked_before_are_asked_again_after_a_change(operator: User) -> None:
    assert operator.has_perm("wagtailadmin.access_admin") is False
    make_member(operator.email, EDITOR)
    operator.groups.clear()
    access.bring_up_to_date(operator)
    assert operator.has_perm("wagtailadmin.access_admin") is True


@pytest.mark.parametrize("places", [1, 3])
def test_one_query_when_nothing_changes(places: int, operator: User) -> None:
    for code in ["05109", "08101", "10101"][: places - 1]:
        make_member(
            operator.email,
            MUNICIPAL_OPERATOR,
            MUNICIPAL_COORDINATOR,
            organisation=make_organisation(MUNICIPALITY, code),
        )
    with CaptureQueriesContext(connection) as queries:
        assert access.bring_up_to_date(operator).may_enter is True
    assert len(queries) == 1


def test_while_access_pauses_only_the_coordinator_enters_and_without_a_role(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    pause(santiago)
    for user in (coordinator, operator):
        access.bring_up_to_date(user)
    assert (access.may_enter(coordinator), groups(coordinator)) == (True, [])
    assert (access.may_enter(operator), groups(operator)) == (False, [])
    assert access.standing(operator).is_paused is True


def test_a_pause_is_that_of_one_municipality(operator: User, santiago: Organisation) -> None:
    other = make_organisation(MUNICIPALITY, "05109")
    make_member(operator.email, MUNICIPAL_OPERATOR, organisation=other)
    pause(santiago)
    assert access.bring_up_to_date(operator).may_enter is True
    assert [one.organisation for one in access.active_memberships(operator)] == [other]


def test_whoever_waits_for_a_designation_enters_without_a_role(coordinator: User) -> None:
    coordinator.memberships.update(awaits_designation=True)
    access.bring_up_to_date(coordinator)
    assert (access.may_enter(coordinator), groups(coordinator)) == (True, [])


def test_whoever_is_invited_enters_without_a_role(santiago: Organisation) -> None:
    user = User.objects.create_user("vuelve@example.org", "una clave larga y propia")
    assert access.may_enter(user) is False
    invitation = invite(
        actor=OPERATOR, email=user.email, organisation=santiago, role=MUNICIPAL_OPERATOR
    )
    assert (access.may_enter(user), access.effective_roles(user)) == (True, frozenset())
    invitation.expires_at = timezone.now() + datetime.timedelta(seconds=-1)
    invitation.sent_at = invitation.expires_at - DAY
    invitation.save()
    assert access.may_enter(user) is False


def test_a_substitute_has_the_role_while_it_lasts(coordinator: User, operator: User) -> None:
    one = substitute(coordinator, operator)
    access.bring_up_to_date(operator)
    assert groups(operator) == [MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR]
    one.starts_on, one.ends_on = today() - 5 * DAY, today() - DAY
    one.save()
    access.bring_up_to_date(operator)
    assert groups(operator) == [MUNICIPAL_OPERATOR]


def test_a_substitution_ends_with_the_membership_of_either(
    coordinator: User, operator: User
) -> None:
    substitute(coordinator, operator)
    assert MUNICIPAL_COORDINATOR in access.effective_roles(operator)
    operator.memberships.update(ended_at=timezone.now())
    assert access.effective_roles(operator) == frozenset()
    operator.memberships.update(ended_at=None)
    coordinator.memberships.update(ended_at=timezone.now())
    assert access.effective_roles(operator) == {MUNICIPAL_OPERATOR}


def test_a_substitution_of_somebody_who_waits_or_is_closed_gives_nothing(
    coordinator: User, operator: User
) -> None:
    substitute(coordinator, operator)
    coordinator.memberships.update(awaits_designation=True)
    assert access.effective_roles(operator) == {MUNICIPAL_OPERATOR}
    coordinator.memberships.update(awaits_designation=False)
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    assert access.effective_roles(operator) == {MUNICIPAL_OPERATOR}


def test_the_signature_names_both_during_a_substitution(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    assert access.signature(operator, santiago) == "Ana Pérez"
    substitute(coordinator, operator)
    both = "Ana Pérez (S), en subrogancia de Juan Pérez"
    assert access.signature(operator, santiago) == both
    assert access.signature(operator, santiago, role=MUNICIPAL_COORDINATOR) == both
    assert access.signature(operator, santiago, role=MUNICIPAL_OPERATOR) == "Ana Pérez"
    assert access.signature(operator, santiago, today() + 6 * DAY) == "Ana Pérez"
    assert access.signature(coordinator, santiago) == "Juan Pérez"


def test_the_screen_says_who_has_access_today_and_why_not(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    waiting = make_member("espera@example.org", MUNICIPAL_COORDINATOR, first_name="Zoe")
    waiting.memberships.update(awaits_designation=True)
    closed = make_member("cerrada@example.org", MUNICIPAL_OPERATOR, first_name="Yara")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    gone = make_member("fue@example.org", MUNICIPAL_OPERATOR)
    gone.memberships.update(ended_at=timezone.now())
    make_member(
        "otra@example.org",
        MUNICIPAL_OPERATOR,
        organisation=make_organisation(MUNICIPALITY, "05109"),
    )
    substitute(coordinator, operator)
    with CaptureQueriesContext(connection) as queries:
        rows = access.access_today(santiago)
    assert len(queries) == 2
    assert [
        (row.person.email, row.role, row.reason, row.has_access, row.on_behalf_of) for row in rows
    ] == [
        (operator.email, MUNICIPAL_COORDINATOR, Reason.SUBSTITUTION, True, coordinator),
        (operator.email, MUNICIPAL_OPERATOR, Reason.MEMBERSHIP, True, None),
        (coordinator.email, MUNICIPAL_COORDINATOR, Reason.MEMBERSHIP, True, None),
        (closed.email, MUNICIPAL_OPERATOR, Reason.ACCOUNT_CLOSED, False, None),
        (waiting.email, MUNICIPAL_COORDINATOR, Reason.AWAITS_DESIGNATION, False, None),
    ]
    pause(santiago)
    assert {row.reason for row in access.access_today(santiago)} == {
        Reason.PAUSED,
        Reason.ACCOUNT_CLOSED,
        Reason.AWAITS_DESIGNATION,
    }
    assert [row.has_access for row in access.access_today(santiago)] == [False] * 5


def test_who_is_on_the_screen_is_who_has_the_role(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    substitute(coordinator, operator)
    shown = {(row.person.pk, row.role) for row in access.access_today(santiago) if row.has_access}
    held = {
        (user.pk, role)
        for user in User.objects.all()
        for role in access.effective_roles(user)
        if user.is_active
    }
    assert shown == held
    assert len(shown) == Membership.objects.count() + 1
