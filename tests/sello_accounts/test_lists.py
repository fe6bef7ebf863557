"""Lists: twice a year somebody answers for them, or access pauses after a warning that arrived."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from sello_accounts import access, problems
from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import ListConfirmation, Organisation, Substitution, User
from sello_accounts.services.invitations import invite
from sello_accounts.services.lists import confirm_list, follow_up
from sello_accounts.services.memberships import end_membership
from sello_accounts.testing import make_member, make_organisation
from sello_site.outbox.models import Letter

pytestmark = pytest.mark.django_db

Recorded = Callable[[], list[tuple[Any, ...]]]
DAY = datetime.timedelta(days=1)


def due_in(organisation: Organisation, days: int) -> None:
    organisation.list_due_on = today() + days * DAY
    organisation.save()


def letters() -> list[tuple[str, str]]:
    return list(Letter.objects.order_by("pk").values_list("template", "to"))


def deliver(days_ago: int) -> None:
    """Lets all letters have been sent some days ago."""
    send(state="sent", sent_at=timezone.now() - days_ago * DAY)


def send(**outcome: Any) -> None:
    """Takes all letters that wait through the states of the outbox."""
    waiting = list(Letter.objects.filter(state="pending").values_list("pk", flat=True))
    letters = Letter.objects.filter(pk__in=waiting)
    letters.update(state="claimed", claim=uuid.uuid4(), lease_until=timezone.now() + DAY)
    letters.update(state="sending")
    letters.update(**outcome, lease_until=None)


def pause(organisation: Organisation) -> None:
    due_in(organisation, -20)
    follow_up(organisation)
    deliver(15)
    follow_up(organisation)
    follow_up(organisation)
    organisation.refresh_from_db()
    assert organisation.is_paused is True


@pytest.mark.parametrize(("days", "reminders"), [(31, 0), (30, 1), (29, 1), (8, 1), (7, 1), (0, 1)])
def test_coordinators_are_reminded_thirty_and_seven_days_before(
    days: int, reminders: int, coordinator: User, operator: User, santiago: Organisation
) -> None:
    due_in(santiago, days)
    for _ in range(2):
        follow_up(santiago)
    assert letters() == [("list_reminder", coordinator.email)] * reminders


def test_each_reminder_is_written_once(coordinator: User, santiago: Organisation) -> None:
    santiago.list_due_on = today() + 30 * DAY
    santiago.save()
    follow_up(santiago)
    assert len(letters()) == 1
    santiago.list_due_on = today() + 7 * DAY
    santiago.save()
    follow_up(santiago)
    follow_up(santiago)
    assert letters() == [("list_reminder", coordinator.email)] * 2


def test_access_pauses_fifteen_days_after_a_warning_was_sent_and_not_before(
    coordinator: User, operator: User, santiago: Organisation, recorded: Recorded
) -> None:
    due_in(santiago, -40)
    for _ in range(3):
        follow_up(santiago)
    santiago.refresh_from_db()
    assert (santiago.list_warned_at, santiago.paused_at) == (None, None)
    assert letters() == [("list_warning", coordinator.email)]
    deliver(14)
    for _ in range(3):
        follow_up(santiago)
    santiago.refresh_from_db()
    assert (santiago.list_warned_at is None, santiago.paused_at) == (False, None)
    assert access.may_enter(operator) is True
    Organisation.objects.update(list_warned_at=timezone.now() - 15 * DAY)
    follow_up(santiago)
    santiago.refresh_from_db()
    assert santiago.is_paused is True
    assert (access.may_enter(operator), access.may_enter(coordinator)) == (False, True)
    assert letters()[1:] == [("list_paused", coordinator.email)]
    assert [kind for kind, *_ in recorded()] == ["list_warned", "access_paused"]


def test_no_setting_shortens_the_warning(
    coordinator: User, santiago: Organisation, configure: Callable[..., None]
) -> None:
    configure(list_warning_days=0)
    due_in(santiago, -40)
    follow_up(santiago)
    deliver(14)
    follow_up(santiago)
    follow_up(santiago)
    santiago.refresh_from_db()
    assert santiago.is_paused is False


def test_a_warning_that_was_not_sent_pauses_nothing(
    coordinator: User, santiago: Organisation
) -> None:
    due_in(santiago, -400)
    follow_up(santiago)
    send(state="failed", reason="refused")
    for _ in range(3):
        follow_up(santiago)
    santiago.refresh_from_db()
    assert (santiago.list_warned_at, santiago.paused_at) == (None, None)


def test_where_nobody_coordinates_the_region_is_warned_and_access_pauses_too(
    operator: User, officer: User, other_officer: User, santiago: Organisation
) -> None:
    pause(santiago)
    assert letters() == [("list_warning", officer.email), ("list_paused", officer.email)]
    assert "no tiene hoy a nadie que coordine" in Letter.objects.earliest("pk").text
    assert access.may_enter(operator) is False


def test_confirming_lifts_the_pause_at_once(
    coordinator: User, operator: User, santiago: Organisation, recorded: Recorded
) -> None:
    pause(santiago)
    confirmation = confirm_list(actor=coordinator, organisation=santiago)
    santiago.refresh_from_db()
    assert (santiago.is_paused, santiago.list_warned_at, santiago.list_due_on) == (
        False,
        None,
        today() + 183 * DAY,
    )
    assert access.may_enter(operator) is True
    assert (confirmation.confirmed_by, confirmation.memberships) == (
        coordinator,
        sorted([coordinator.memberships.get().pk, operator.memberships.get().pk]),
    )
    assert recorded()[-1] == ("list_confirmed", coordinator.pk, None, None)


def test_while_it_pauses_the_coordinator_ends_memberships_and_gives_none(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    pause(santiago)
    with pytest.raises(problems.AccessPaused):
        invite(
            actor=coordinator,
            email="n@example.org",
            organisation=santiago,
            role=MUNICIPAL_OPERATOR,
        )
    end_membership(actor=coordinator, membership=operator.memberships.get())
    confirm_list(actor=coordinator, organisation=santiago)
    assert access.may_enter(operator) is False


def test_a_substitute_confirms_in_the_name_of_the_coordinator(
    coordinator: User, operator: User, santiago: Organisation, recorded: Recorded
) -> None:
    Substitution.objects.create(
        absent=coordinator.memberships.get(),
        substitute=operator,
        starts_on=today(),
        ends_on=today(),
    )
    pause(santiago)
    assert access.may_enter(operator) is True
    confirm_list(actor=operator, organisation=santiago)
    assert recorded()[-1] == ("list_confirmed", operator.pk, coordinator.pk, None)


@pytest.mark.parametrize(
    "who", ["operator", "officer", "administrator", "waiting", "elsewhere", "root"]
)
def test_nobody_else_confirms(
    who: str,
    coordinator: User,
    santiago: Organisation,
    vina: Organisation,
    request: pytest.FixtureRequest,
) -> None:
    pause(santiago)
    if who == "waiting":
        actor = make_member("w@example.org", MUNICIPAL_COORDINATOR, organisation=santiago)
        actor.memberships.update(awaits_designation=True)
    elif who == "elsewhere":
        actor = make_member("v@example.org", MUNICIPAL_COORDINATOR, organisation=vina)
    elif who == "root":
        actor = User.objects.create_superuser("raiz@example.org")
    else:
        actor = request.getfixturevalue(who)
    with pytest.raises(problems.NotAllowed):
        confirm_list(actor=actor, organisation=santiago)
    santiago.refresh_from_db()
    assert (santiago.is_paused, ListConfirmation.objects.count()) == (True, 0)


def test_only_municipalities_confirm(officer: User) -> None:
    with pytest.raises(problems.ListNotConfirmable):
        confirm_list(
            actor=officer,
            organisation=make_organisation(Organisation.Kind.REGIONAL_DIRECTORATE),
        )
