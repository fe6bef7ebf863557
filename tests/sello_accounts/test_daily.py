"""What the day asks for: terms that end and roles that begin, each by itself."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import Invitation, Organisation, Substitution, User
from sello_accounts.rights import OPERATOR
from sello_accounts.services import daily
from sello_accounts.services.invitations import invite
from sello_accounts.tasks import SCHEDULE, follow_up_access
from sello_accounts.testing import make_member
from sello_site.outbox.models import Letter

pytestmark = pytest.mark.django_db

Recorded = Callable[[], list[tuple[Any, ...]]]
DAY = datetime.timedelta(days=1)


def groups(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def test_it_is_scheduled_once_a_day() -> None:
    assert {follow_up_access: "10 9 * * *"} == SCHEDULE


def test_roles_begin_and_end_with_their_day(coordinator: User, operator: User) -> None:
    beginning = make_member("empieza@example.org", MUNICIPAL_OPERATOR)
    beginning.groups.clear()
    operator.memberships.update(starts_on=today() - 9 * DAY, ends_on=today() - DAY)
    lent = make_member("subroga@example.org", MUNICIPAL_OPERATOR)
    Substitution.objects.create(
        absent=coordinator.memberships.get(), substitute=lent, starts_on=today(), ends_on=today()
    )
    follow_up_access(timestamp=0)
    assert [groups(user) for user in (beginning, operator, lent)] == [
        [MUNICIPAL_OPERATOR],
        [],
        [MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR],
    ]


def test_invitations_expire_and_are_forgotten(santiago: Organisation, recorded: Recorded) -> None:
    invitation = invite(
        actor=OPERATOR, email="n@example.org", organisation=santiago, role=MUNICIPAL_OPERATOR
    )
    follow_up_access(timestamp=0)
    invitation.refresh_from_db()
    assert invitation.state == "open"
    then = timezone.now() - 8 * DAY
    Invitation.objects.update(sent_at=then, expires_at=then + 7 * DAY)
    for _ in range(2):
        follow_up_access(timestamp=0)
    invitation.refresh_from_db()
    assert invitation.state == "expired"
    assert [kind for kind, *_ in recorded()] == ["invited", "invitation_expired"]
    Invitation.objects.update(closed_at=timezone.now() - 181 * DAY)
    follow_up_access(timestamp=0)
    assert Invitation.objects.count() == 0


def test_what_fails_for_one_does_not_stop_the_others(
    coordinator: User,
    santiago: Organisation,
    vina: Organisation,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    make_member("v@example.org", MUNICIPAL_COORDINATOR, organisation=vina)
    Organisation.objects.filter(kind="municipality").update(list_due_on=today() + 5 * DAY)
    followed_up = daily.follow_up

    def failing(organisation: Organisation) -> None:
        if organisation == santiago:
            raise RuntimeError("rota")
        followed_up(organisation)

    monkeypatch.setattr(daily, "follow_up", failing)
    with caplog.at_level(logging.ERROR, "sello.accounts"):
        daily.follow_up_access()
    assert [letter.to for letter in Letter.objects.all()] == ["v@example.org"]
    assert [record.getMessage() for record in caplog.records] == [
        f"the list of organisation {santiago.pk} was not followed up"
    ]
