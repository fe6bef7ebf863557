"""Ending and changing memberships: by whom, at once, and never leaving nobody to coordinate."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from sello_accounts import access, problems
from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import Membership, Organisation, Substitution, User
from sello_accounts.rights import OPERATOR
from sello_accounts.services.memberships import change_role, end_membership
from sello_accounts.testing import make_member
from sello_site.outbox.models import Letter
from sello_site.roles import EDITOR

pytestmark = pytest.mark.django_db

Recorded = Callable[[], list[tuple[Any, ...]]]
DAY = datetime.timedelta(days=1)


def state() -> list[Any]:
    return list(Membership.objects.order_by("pk").values_list())


def test_a_coordinator_ends_a_membership_at_once(
    coordinator: User, operator: User, recorded: Recorded
) -> None:
    membership = operator.memberships.get()
    assert access.may_enter(operator) is True
    end_membership(actor=coordinator, membership=membership, reason="Cambió de trabajo")
    assert (access.may_enter(operator), list(operator.groups.all())) == (False, [])
    membership.refresh_from_db()
    assert (membership.ended_by, membership.end_reason) == (coordinator, "Cambió de trabajo")
    assert [(letter.to, letter.template) for letter in Letter.objects.all()] == [
        (operator.email, "access_ended")
    ]
    assert recorded() == [("membership_ended", coordinator.pk, None, operator.pk)]
    with pytest.raises(problems.AlreadyEnded):
        end_membership(actor=coordinator, membership=membership)


def test_a_last_day_to_come_leaves_access_until_then(
    coordinator: User, operator: User, recorded: Recorded
) -> None:
    membership = operator.memberships.get()
    with pytest.raises(problems.DaysOutOfOrder):
        end_membership(actor=coordinator, membership=membership, on=today() - DAY)
    end_membership(actor=coordinator, membership=membership, on=today() + 3 * DAY)
    assert access.may_enter(operator) is True
    assert access.standing(operator, today() + 3 * DAY).roles == {MUNICIPAL_OPERATOR}
    assert access.standing(operator, today() + 4 * DAY).roles == frozenset()
    assert [kind for kind, *_ in recorded()] == ["membership_changed"]


@pytest.mark.parametrize("who", ["operator", "coordinator", "administrator"])
@pytest.mark.parametrize("is_paused", [False, True])
def test_a_last_day_is_moved_nearer_and_never_farther(
    who: str,
    is_paused: bool,
    operator: User,
    santiago: Organisation,
    recorded: Recorded,
    request: pytest.FixtureRequest,
) -> None:
    actor = request.getfixturevalue(who)
    membership = operator.memberships.get()
    Membership.objects.filter(pk=membership.pk).update(ends_on=today() + 3 * DAY)
    if is_paused:
        now = timezone.now()
        Organisation.objects.filter(pk=santiago.pk).update(
            list_due_on=today(), list_warned_at=now, paused_at=now
        )
    before = state()
    for day in (4, 4000):
        with pytest.raises(problems.DaysOutOfOrder):
            end_membership(actor=actor, membership=membership, on=today() + day * DAY)
    assert (state(), recorded()) == (before, [])
    end_membership(actor=actor, membership=membership, on=today() + 2 * DAY)
    membership.refresh_from_db()
    assert membership.ends_on == today() + 2 * DAY


@pytest.mark.parametrize(
    ("who", "ends_operator", "ends_coordinator"),
    [
        ("console", True, True),
        ("administrator", True, True),
        ("officer", False, True),
        ("other_officer", False, False),
        ("editor", False, False),
        ("coordinator elsewhere", False, False),
        ("another operator", False, False),
        ("nobody", False, False),
    ],
)
def test_each_ends_what_is_in_their_reach(
    who: str,
    ends_operator: bool,
    ends_coordinator: bool,
    coordinator: User,
    operator: User,
    vina: Organisation,
    santiago: Organisation,
    request: pytest.FixtureRequest,
) -> None:
    made: dict[str, Callable[[], Any]] = {
        "console": lambda: OPERATOR,
        "editor": lambda: make_member("e@example.org", EDITOR),
        "coordinator elsewhere": lambda: make_member(
            "v@example.org", MUNICIPAL_COORDINATOR, organisation=vina
        ),
        "another operator": lambda: make_member(
            "o@example.org", MUNICIPAL_OPERATOR, organisation=santiago
        ),
        "nobody": AnonymousUser,
    }
    actor = made[who]() if who in made else request.getfixturevalue(who)
    for user, may in [(operator, ends_operator), (coordinator, ends_coordinator)]:
        before = state()
        if may:
            end_membership(actor=actor, membership=user.memberships.get())
            assert access.may_enter(user) is False
        else:
            with pytest.raises(problems.NotAllowed):
                end_membership(actor=actor, membership=user.memberships.get())
            assert state() == before


def test_everybody_may_leave_but_the_last_coordinator(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    end_membership(actor=operator, membership=operator.memberships.get())
    assert access.may_enter(operator) is False
    with pytest.raises(problems.LastCoordinator):
        end_membership(actor=coordinator, membership=coordinator.memberships.get())
    waiting = make_member("espera@example.org", MUNICIPAL_COORDINATOR, organisation=santiago)
    waiting.memberships.update(awaits_designation=True)
    with pytest.raises(problems.LastCoordinator):
        end_membership(actor=coordinator, membership=coordinator.memberships.get())
    waiting.memberships.update(awaits_designation=False)
    end_membership(actor=coordinator, membership=coordinator.memberships.get())
    assert [access.may_enter(user) for user in (coordinator, waiting)] == [False, True]


def test_a_substitute_does_not_end_the_coordinator_they_stand_in_for(
    coordinator: User, operator: User, recorded: Recorded
) -> None:
    Substitution.objects.create(
        absent=coordinator.memberships.get(), substitute=operator,
        starts_on=today(), ends_on=today(),
    )  # fmt: skip
    before = state()
    with pytest.raises(problems.LastCoordinator):
        end_membership(actor=operator, membership=coordinator.memberships.get())
    assert state() == before
    end_membership(actor=operator, membership=operator.memberships.get())
    assert recorded() == [("membership_ended", operator.pk, coordinator.pk, operator.pk)]


def test_a_changed_role_is_another_membership_and_the_old_one_stays_on_record(
    coordinator: User, operator: User, recorded: Recorded
) -> None:
    old = operator.memberships.get()
    new = change_role(actor=coordinator, membership=old, role=MUNICIPAL_COORDINATOR)
    old.refresh_from_db()
    assert (old.ended_by, new.role, new.starts_on, new.ends_on, new.awaits_designation) == (
        coordinator,
        MUNICIPAL_COORDINATOR,
        today(),
        None,
        False,
    )
    assert access.effective_roles(operator) == {MUNICIPAL_COORDINATOR}
    assert [group.name for group in operator.groups.all()] == [MUNICIPAL_COORDINATOR]
    assert recorded() == [("membership_created", coordinator.pk, None, operator.pk)]


def test_sermig_makes_no_coordinator_without_a_designation(
    administrator: User, operator: User
) -> None:
    new = change_role(
        actor=administrator, membership=operator.memberships.get(), role=MUNICIPAL_COORDINATOR
    )
    assert new.awaits_designation is True
    assert access.effective_roles(operator) == frozenset()


def test_what_cannot_be_changed_stays(
    coordinator: User, operator: User, officer: User, santiago: Organisation
) -> None:
    other = make_member("otra@example.org", MUNICIPAL_COORDINATOR, organisation=santiago)
    make_member(operator.email, MUNICIPAL_COORDINATOR, organisation=santiago)
    mine = operator.memberships.get(role=MUNICIPAL_OPERATOR)
    before = state()
    for actor, membership, role, problem in [
        (coordinator, mine, EDITOR, problems.RoleNotHere),
        (coordinator, mine, MUNICIPAL_COORDINATOR, problems.AlreadyMember),
        (coordinator, coordinator.memberships.get(), MUNICIPAL_OPERATOR, problems.NotAllowed),
        (officer, mine, MUNICIPAL_COORDINATOR, problems.NotAllowed),
        (officer, other.memberships.get(), MUNICIPAL_OPERATOR, problems.NotAllowed),
    ]:
        with pytest.raises(problem):
            change_role(actor=actor, membership=membership, role=role)
        assert state() == before
