"""Lists of people: confirmed twice a year by each coordinator, or access pauses after a warning."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from sello_accounts import letters
from sello_accounts.access import access_today
from sello_accounts.configuration import configuration
from sello_accounts.days import CHILE, today
from sello_accounts.membership_roles import REGIONAL_OFFICER, coordinating_roles
from sello_accounts.models import AccessEvent, ListConfirmation, Membership, Organisation, User
from sello_accounts.problems import ListNotConfirmable, NotAllowed
from sello_accounts.record import record
from sello_accounts.rights import Actor, Authority, coordination
from sello_site.outbox.models import Letter
from sello_site.roles import ADMINISTRATOR

Kind = AccessEvent.Kind

REMINDER_DAYS = (30, 7)
"""So many days before the last one, the coordinators are reminded."""


@transaction.atomic
def confirm_list(*, actor: Actor, organisation: Organisation) -> ListConfirmation:
    """The coordinator stands for everybody on today's list; a pause ends at once.

    Raises :class:`NotAllowed` for anybody but the coordinator of the municipality, and
    :class:`ListNotConfirmable` for organisations that are no municipality.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.kind != Organisation.Kind.MUNICIPALITY:
        raise ListNotConfirmable
    authority = coordination(actor, organisation)
    if authority is None:
        raise NotAllowed
    memberships = sorted({row.membership.pk for row in access_today(organisation)})
    confirmation = ListConfirmation.objects.create(
        organisation=organisation, confirmed_by=authority.actor, memberships=memberships
    )
    was_paused = organisation.is_paused
    organisation.list_due_on = _due_on()
    organisation.list_warned_at = organisation.paused_at = None
    organisation.save(update_fields=["list_due_on", "list_warned_at", "paused_at"])
    record(
        Kind.LIST_CONFIRMED,
        authority=authority,
        organisation=organisation,
        confirmation=confirmation.pk,
        memberships=memberships,
        pause_ended=was_paused,
    )
    return confirmation


def start_term(organisation: Organisation) -> None:
    """Begins the first term of a municipality, when its first coordinator is confirmed.

    One that is running goes on: a change of coordinator is no confirmation.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.list_due_on is None:
        organisation.list_due_on = _due_on()
        organisation.save(update_fields=["list_due_on"])


@transaction.atomic
def follow_up(organisation: Organisation) -> None:
    """What the day asks for: a reminder, a warning, or the pause. Run once a day, or more often:
    no letter is written twice."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    due_on = organisation.list_due_on
    if due_on is None or organisation.is_paused or not organisation.is_active():
        return
    days_left = (due_on - today()).days
    if days_left >= 0:
        _remind(organisation, due_on, days_left)
    elif organisation.list_warned_at is None:
        _warn(organisation, due_on)
    else:
        _pause_when_time_is_up(organisation, due_on)


def _remind(organisation: Organisation, due_on: datetime.date, days_left: int) -> None:
    # The nearest reminder alone: after a standstill nobody gets two at once.
    passed = [days for days in REMINDER_DAYS if days_left <= days]
    if not passed:
        return
    for user in coordinators_of(organisation):
        letters.list_reminder(organisation, user, due_on=due_on, days=min(passed))


def _warn(organisation: Organisation, due_on: datetime.date) -> None:
    """Writes the warning; once one of its letters was sent, notes when."""
    coordinators = coordinators_of(organisation)
    days = _warning_days()
    keys = [
        letters.list_warning(
            organisation, user, due_on=due_on, days=days, is_coordinator=bool(coordinators)
        )
        for user in coordinators or _guardians_of(organisation)
    ]
    sent = (
        Letter.objects.filter(key__in=keys, state=Letter.State.SENT)
        .order_by("sent_at")
        .values_list("sent_at", flat=True)
        .first()
    )
    if sent is not None:
        organisation.list_warned_at = sent
        organisation.save(update_fields=["list_warned_at"])
        record(Kind.LIST_WARNED, authority=Authority(None), organisation=organisation)


def _pause_when_time_is_up(organisation: Organisation, due_on: datetime.date) -> None:
    warned_at = organisation.list_warned_at
    if warned_at is None:
        return
    warned_on = timezone.localdate(warned_at, timezone=CHILE)
    if (today() - warned_on).days < _warning_days():
        return
    organisation.paused_at = timezone.now()
    organisation.save(update_fields=["paused_at"])
    for user in coordinators_of(organisation) or _guardians_of(organisation):
        letters.list_paused(organisation, user, due_on=due_on)
    record(Kind.ACCESS_PAUSED, authority=Authority(None), organisation=organisation)


def coordinators_of(organisation: Organisation) -> list[User]:
    """The coordinators of a municipality, also while its access pauses; substitutes not."""
    memberships = Membership.objects.confirmed().filter(
        organisation=organisation, role__in=coordinating_roles(), user__is_active=True
    )
    return list(User.objects.filter(pk__in=memberships.values("user")).order_by("pk"))


def officers_of(organisation: Organisation) -> list[User]:
    """The officers of the region in which an organisation lies."""
    memberships = Membership.objects.effective().filter(
        role=REGIONAL_OFFICER,
        organisation__kind=Organisation.Kind.REGIONAL_DIRECTORATE,
        organisation__region=organisation.region_id,
        user__is_active=True,
    )
    return list(User.objects.filter(pk__in=memberships.values("user")).order_by("pk"))


def _guardians_of(organisation: Organisation) -> list[User]:
    """Who is told where nobody coordinates: the region's officers, else SERMIG's administrators."""
    administrators = Membership.objects.effective().filter(
        role=ADMINISTRATOR,
        organisation__kind=Organisation.Kind.SERMIG_DEPARTMENT,
        user__is_active=True,
    )
    return officers_of(organisation) or list(
        User.objects.filter(pk__in=administrators.values("user")).order_by("pk")
    )


def _due_on() -> datetime.date:
    days = configuration().list_days
    return today() + datetime.timedelta(days=days)


def _warning_days() -> int:
    # Never less than the fifteen days that people are promised, whatever is set.
    days = configuration().list_warning_days
    return max(15, days)
