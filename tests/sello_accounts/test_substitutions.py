"""Substitutions: for whom, by whom, how long, and what they end with."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from sello_accounts import access, problems
from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import Organisation, Substitution, User
from sello_accounts.selectors import possible_substitutes, substitutions_of
from sello_accounts.services.substitutions import add_substitution, end_substitution
from sello_accounts.testing import make_member
from sello_site.outbox.models import Letter

pytestmark = pytest.mark.django_db

Recorded = Callable[[], list[tuple[Any, ...]]]
DAY = datetime.timedelta(days=1)


def stand_in(actor: Any, absent: User, substitute: User, first: int = 0, last: int = 6) -> Any:
    return add_substitution(
        actor=actor,
        membership=absent.memberships.order_by("pk")[0],
        substitute=substitute,
        starts_on=today() + first * DAY,
        ends_on=today() + last * DAY,
    )


def test_a_coordinator_names_who_stands_in_and_both_are_told(
    coordinator: User, operator: User, santiago: Organisation, recorded: Recorded
) -> None:
    one = stand_in(coordinator, coordinator, operator)
    assert access.effective_roles(operator) == {MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR}
    assert sorted(group.name for group in operator.groups.all()) == [
        MUNICIPAL_COORDINATOR,
        MUNICIPAL_OPERATOR,
    ]
    assert sorted(letter.to for letter in Letter.objects.all()) == [
        coordinator.email,
        operator.email,
    ]
    text = Letter.objects.get(to=operator.email).text
    assert "Ana Pérez subroga a Juan Pérez con el rol «Coordinación municipal»" in text
    assert list(substitutions_of(santiago)) == [one]
    end_substitution(actor=operator, substitution=one)
    assert access.effective_roles(operator) == {MUNICIPAL_OPERATOR}
    assert [group.name for group in operator.groups.all()] == [MUNICIPAL_OPERATOR]
    assert recorded() == [
        ("substitution_added", coordinator.pk, None, operator.pk),
        ("substitution_ended", operator.pk, None, operator.pk),
    ]
    with pytest.raises(problems.AlreadyEnded):
        end_substitution(actor=coordinator, substitution=one)


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (-1, 3, problems.DaysOutOfOrder),
        (3, 2, problems.DaysOutOfOrder),
        (0, 90, problems.SubstitutionTooLong),
        (0, 89, None),
    ],
)
def test_it_begins_today_or_later_and_lasts_so_long_at_most(
    first: int, last: int, problem: Any, coordinator: User, operator: User
) -> None:
    if problem is None:
        stand_in(coordinator, coordinator, operator, first, last)
    else:
        with pytest.raises(problem):
            stand_in(coordinator, coordinator, operator, first, last)
    assert Substitution.objects.count() == (1 if problem is None else 0)


def test_only_members_without_the_role_stand_in(
    coordinator: User, operator: User, santiago: Organisation, vina: Organisation
) -> None:
    second = make_member("segunda@example.org", MUNICIPAL_COORDINATOR, organisation=santiago)
    elsewhere = make_member("v@example.org", MUNICIPAL_OPERATOR, organisation=vina)
    stranger = User.objects.create_user("nadie@example.org")
    closed = make_member("c@example.org", MUNICIPAL_OPERATOR, organisation=santiago)
    closed.is_active = False
    closed.save()
    assert list(possible_substitutes(coordinator.memberships.get())) == [operator]
    for other in (second, elsewhere, stranger, closed, coordinator):
        with pytest.raises((problems.CannotSubstitute, problems.NotAllowed)):
            stand_in(coordinator, coordinator, other)
    assert Substitution.objects.count() == 0
    stand_in(coordinator, coordinator, operator)
    assert Substitution.objects.count() == 1


def test_two_do_not_stand_in_for_one_at_a_time(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    another = make_member("otra@example.org", MUNICIPAL_OPERATOR, organisation=santiago)
    stand_in(coordinator, coordinator, operator)
    with pytest.raises(problems.CannotSubstitute):
        stand_in(coordinator, coordinator, another, 6, 9)
    stand_in(coordinator, coordinator, another, 7, 9)
    assert Substitution.objects.count() == 2


def test_nobody_outside_of_the_municipality_or_for_themselves(
    coordinator: User,
    operator: User,
    other_officer: User,
    vina: Organisation,
    santiago: Organisation,
    officer: User,
) -> None:
    elsewhere = make_member("v@example.org", MUNICIPAL_COORDINATOR, organisation=vina)
    for actor in (elsewhere, other_officer, operator):
        with pytest.raises(problems.NotAllowed):
            stand_in(actor, coordinator, operator)
    assert Substitution.objects.count() == 0
    one = stand_in(officer, coordinator, operator)
    for actor in (elsewhere, other_officer):
        with pytest.raises(problems.NotAllowed):
            end_substitution(actor=actor, substitution=one)
    one.refresh_from_db()
    assert one.ended_at is None


def test_who_stands_in_cannot_lengthen_it(coordinator: User, operator: User) -> None:
    stand_in(coordinator, coordinator, operator)
    with pytest.raises(problems.NotAllowed):
        stand_in(operator, coordinator, operator, 7, 20)
    assert Substitution.objects.count() == 1
