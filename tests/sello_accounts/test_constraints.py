"""What the database itself refuses, whatever the code above it does."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import (
    AccessEvent,
    Designation,
    Invitation,
    Membership,
    Organisation,
    Substitution,
    User,
)

pytestmark = pytest.mark.django_db

Kind = Organisation.Kind
JANUARY = datetime.date(2026, 1, 1)
JUNE = datetime.date(2026, 6, 30)


def refused(constraint: str, make: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def organisation(**values: Any) -> Organisation:
    return Organisation.objects.create(**{"active_from": JANUARY, "name": "Una", **values})


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("municipality_by_kind", {"kind": Kind.MUNICIPALITY, "code": "13101"}),
        (
            "municipality_by_kind",
            {"kind": Kind.MUNICIPALITY, "code": "una", "municipality_id": "13101",
             "region_id": "13"},
        ),
        (
            "municipality_by_kind",
            {"kind": Kind.MUNICIPALITY, "code": "13101", "municipality_id": "13101"},
        ),
        (
            "municipality_by_kind",
            {"kind": Kind.MUNICIPALITY, "code": "13101", "municipality_id": "13101",
             "region_id": "05"},
        ),
        (
            "municipality_by_kind",
            {"kind": Kind.STATE_AGENCY, "code": "una", "municipality_id": "13101"},
        ),
        ("municipality_by_kind", {"kind": Kind.STATE_AGENCY, "code": "13101"}),
        ("directorate_has_region", {"kind": Kind.REGIONAL_DIRECTORATE, "code": "una"}),
        (
            "department_is_national",
            {"kind": Kind.SERMIG_DEPARTMENT, "code": "una", "region_id": "13"},
        ),
        ("kind_is_known", {"kind": "club", "code": "una"}),
        ("has_name_and_code", {"kind": Kind.STATE_AGENCY, "code": "una", "name": ""}),
        (
            "window_is_in_order",
            {"kind": Kind.STATE_AGENCY, "code": "una", "active_until": datetime.date(2025, 12, 31)},
        ),
        (
            "only_municipalities_confirm",
            {"kind": Kind.STATE_AGENCY, "code": "una", "list_due_on": JUNE},
        ),
        (
            "pause_follows_a_warning",
            {"kind": Kind.MUNICIPALITY, "code": "13101", "municipality_id": "13101",
             "region_id": "13", "list_due_on": JUNE, "paused_at": timezone.now()},
        ),
    ],
)  # fmt: skip
def test_organisations_are_what_their_kind_says(constraint: str, values: dict[str, Any]) -> None:
    refused(constraint, lambda: organisation(**values))
    assert Organisation.objects.count() == 0


def test_organisations_of_each_kind_are_accepted() -> None:
    organisation(kind=Kind.MUNICIPALITY, code="13101", municipality_id="13101", region_id="13")
    organisation(kind=Kind.REGIONAL_DIRECTORATE, code="dr-13", region_id="13")
    organisation(kind=Kind.SERMIG_DEPARTMENT, code="inclusion")
    organisation(kind=Kind.STATE_AGENCY, code="salud")
    organisation(kind=Kind.STATE_AGENCY, code="salud-13", region_id="13", name="Otra")
    assert Organisation.objects.count() == 5
    refused(
        "one_directorate_per_region",
        lambda: organisation(
            kind=Kind.REGIONAL_DIRECTORATE, code="dr-trece", region_id="13", name="Otra"
        ),
    )
    refused("name_unique_in_kind", lambda: organisation(kind=Kind.STATE_AGENCY, code="salud-2"))


def test_a_municipality_types_neither_code_nor_region() -> None:
    one = Organisation(kind=Kind.MUNICIPALITY, name="Santiago", municipality_id="13101")
    one.full_clean()
    one.save()
    assert (one.code, one.region_id) == ("13101", "13")


def membership(user: User, place: Organisation, role: str, **values: Any) -> Membership:
    return Membership.objects.create(
        user=user, organisation=place, role=role, **{"starts_on": JANUARY, **values}
    )


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        ((JANUARY, None), (JUNE, None), True),
        ((JANUARY, JUNE), (JUNE, None), True),
        ((JANUARY, JUNE), (JUNE + datetime.timedelta(days=1), None), False),
        ((JUNE, None), (JANUARY, JUNE - datetime.timedelta(days=1)), False),
        ((JANUARY, JANUARY), (JANUARY, JANUARY), True),
    ],
)
def test_nobody_has_a_role_twice_at_a_time(
    first: tuple[Any, Any], second: tuple[Any, Any], overlaps: bool, santiago: Organisation
) -> None:
    user = User.objects.create_user("una@example.org")
    membership(user, santiago, MUNICIPAL_OPERATOR, starts_on=first[0], ends_on=first[1])

    def again() -> Membership:
        return membership(
            user, santiago, MUNICIPAL_OPERATOR, starts_on=second[0], ends_on=second[1]
        )

    if overlaps:
        refused("membership_does_not_overlap", again)
    else:
        again()
    assert Membership.objects.count() == (1 if overlaps else 2)


def test_other_roles_places_people_and_ended_ones_do_not_overlap(
    santiago: Organisation, vina: Organisation
) -> None:
    user, another = (User.objects.create_user(f"{name}@example.org") for name in "ab")
    first = membership(user, santiago, MUNICIPAL_OPERATOR)
    membership(user, santiago, MUNICIPAL_COORDINATOR)
    membership(user, vina, MUNICIPAL_OPERATOR)
    membership(another, santiago, MUNICIPAL_OPERATOR)
    Membership.objects.filter(pk=first.pk).update(ended_at=timezone.now())
    membership(user, santiago, MUNICIPAL_OPERATOR)
    assert Membership.objects.count() == 5


def test_days_and_ends_of_memberships_make_sense(santiago: Organisation) -> None:
    user = User.objects.create_user("una@example.org")
    refused(
        "membership_days_are_in_order",
        lambda: membership(user, santiago, "r", ends_on=JANUARY - datetime.timedelta(days=1)),
    )
    refused("membership_has_a_role", lambda: membership(user, santiago, ""))
    refused(
        "membership_end_is_told_once_ended",
        lambda: membership(user, santiago, "r", end_reason="porque sí"),
    )


def test_one_substitute_at_a_time(coordinator: User, operator: User) -> None:
    absent = coordinator.memberships.get()

    def stand_in(starts_on: datetime.date, ends_on: datetime.date) -> Substitution:
        return Substitution.objects.create(
            absent=absent, substitute=operator, starts_on=starts_on, ends_on=ends_on
        )

    one = stand_in(JANUARY, JUNE)
    refused("substitution_one_at_a_time", lambda: stand_in(JUNE, JUNE))
    refused(
        "substitution_days_are_in_order",
        lambda: stand_in(JUNE + datetime.timedelta(days=2), JUNE),
    )
    Substitution.objects.filter(pk=one.pk).update(ended_at=timezone.now())
    assert stand_in(JUNE, JUNE).pk > one.pk


def invitation(place: Organisation, **values: Any) -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        **{
            "email": "una@example.org",
            "organisation": place,
            "role": MUNICIPAL_OPERATOR,
            "token_hash": str(Invitation.objects.count()),
            "sent_at": now,
            "expires_at": now + datetime.timedelta(days=7),
            **values,
        }
    )


def test_invitations_are_open_once_and_closed_with_a_time(santiago: Organisation) -> None:
    one = invitation(santiago)
    refused("invitation_one_open_for_each_role", lambda: invitation(santiago))
    refused("invitation_email_is_normalised", lambda: invitation(santiago, email="Una@example.org"))
    refused("closed_has_its_time", lambda: invitation(santiago, role="x", state="accepted"))
    refused("closed_has_its_time", lambda: invitation(santiago, role="x", closed_at=one.sent_at))
    refused("token_hash", lambda: invitation(santiago, role="x", token_hash=one.token_hash))
    refused(
        "invitation_can_be_accepted_once",
        lambda: invitation(santiago, role="x", expires_at=one.sent_at, sent_at=one.sent_at),
    )
    Invitation.objects.filter(pk=one.pk).update(state="revoked", closed_at=timezone.now())
    assert invitation(santiago).pk > one.pk


def test_designations_are_decided_by_somebody_at_some_time(coordinator: User) -> None:
    def designation(**values: Any) -> Designation:
        return Designation.objects.create(
            **{
                "membership": coordinator.memberships.get(),
                "number": "12",
                "issued_on": JANUARY,
                **values,
            }
        )

    one = designation()
    refused("designation_one_standing", designation)
    now = timezone.now()
    refused("decided_has_its_time", lambda: designation(state="refused", refusal="No"))
    refused("refused_has_its_reason", lambda: designation(state="refused", decided_at=now))
    refused(
        "refused_has_its_reason",
        lambda: designation(state="confirmed", decided_at=now, refusal="No"),
    )
    refused("designation_has_a_number", lambda: designation(number=""))
    Designation.objects.filter(pk=one.pk).update(state="refused", decided_at=now, refusal="No")
    assert designation().pk > one.pk


@pytest.mark.parametrize(
    ("model", "verb"),
    [
        (AccessEvent, "UPDATE {} SET kind = 'invited'"),
        (AccessEvent, "DELETE FROM {}"),
        (Organisation, "DELETE FROM {}"),
    ],
)
def test_the_running_site_cannot_rewrite_the_record(model: type[Model], verb: str) -> None:
    AccessEvent.objects.create(kind=AccessEvent.Kind.INVITED)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(model._meta.db_table))
    assert AccessEvent.objects.get().kind == "invited"


def test_the_record_outlives_whom_it_speaks_of(coordinator: User) -> None:
    AccessEvent.objects.create(kind=AccessEvent.Kind.INVITED, actor=coordinator)
    number = coordinator.pk
    coordinator.delete()
    event = AccessEvent.objects.select_related("actor").get()
    assert (event.actor_id, event.actor, Membership.objects.count()) == (number, None, 0)
