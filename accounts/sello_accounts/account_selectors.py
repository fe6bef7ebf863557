"""What the screens of coordinators and regional officers ask, beyond :mod:`selectors`."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Collection
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sello_accounts.access import AccessRow, Reason, access_today
from sello_accounts.configuration import configuration
from sello_accounts.days import today
from sello_accounts.membership_roles import coordinating_roles
from sello_accounts.models import (
    Designation,
    Invitation,
    ListConfirmation,
    Membership,
    Organisation,
    Substitution,
    User,
)
from sello_accounts.selectors import supervised_municipalities
from sello_accounts.services.lists import REMINDER_DAYS
from sello_accounts.sign_in.second_factor import FACTORS


class ListState(enum.Enum):
    """How the confirmation of a municipality's list stands."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    SOON = "soon"
    OVERDUE = "overdue"
    PAUSED = "paused"

    # Templates compare by these, since they cannot name a member.
    @property
    def is_not_begun(self) -> bool:
        return self is ListState.NOT_BEGUN

    @property
    def is_overdue(self) -> bool:
        return self is ListState.OVERDUE

    @property
    def is_paused(self) -> bool:
        return self is ListState.PAUSED

    @property
    def is_late(self) -> bool:
        return self in {ListState.OVERDUE, ListState.PAUSED}

    @property
    def is_urgent(self) -> bool:
        return self in {ListState.SOON, ListState.OVERDUE, ListState.PAUSED}


def list_state(organisation: Organisation, on: datetime.date | None = None) -> ListState:
    """From the first reminder on the term is near."""
    if organisation.is_paused:
        return ListState.PAUSED
    if organisation.list_due_on is None:
        return ListState.NOT_BEGUN
    days_left = (organisation.list_due_on - (on or today())).days
    if days_left < 0:
        return ListState.OVERDUE
    return ListState.SOON if days_left <= max(REMINDER_DAYS) else ListState.RUNNING


def last_confirmation(organisation: Organisation) -> ListConfirmation | None:
    return (
        ListConfirmation.objects.filter(organisation=organisation)
        .select_related("confirmed_by")
        .first()
    )


@dataclass(frozen=True)
class Line:
    """A row of the list of today, with what is said about the account and offered to the viewer."""

    row: AccessRow
    has_second_factor: bool
    may_change: bool
    may_be_substituted: bool
    may_get_new_factor: bool


def lines_today(
    organisation: Organisation,
    *,
    viewer: User,
    roles: Collection[str],
    given: Collection[str] = (),
) -> list[Line]:
    """Who has one of ``roles`` today; ``given`` are those that the viewer may give.

    Three queries, however many people there are.
    """
    rows = [row for row in access_today(organisation) if row.role in roles]
    enrolled = set(
        Authenticator.objects.filter(
            user__in={row.person.pk for row in rows}, type__in=FACTORS
        ).values_list("user", flat=True)
    )
    return [
        Line(
            row,
            has_second_factor=row.person.pk in enrolled,
            may_change=row.person != viewer and row.role in given and len(given) > 1,
            may_be_substituted=row.reason is Reason.MEMBERSHIP and row.role in given,
            may_get_new_factor=row.person != viewer
            and row.person.is_active
            and row.substitution is None
            and row.role in given,
        )
        for row in rows
    ]


def people_counted(organisation: Organisation) -> int:
    """Members and invited people, as the limit of a municipality counts them."""
    members = Membership.objects.not_over().filter(organisation=organisation)
    invited = Invitation.objects.open().filter(organisation=organisation)
    people = set(members.values_list("user__email", flat=True))
    return len(people | set(invited.values_list("email", flat=True)))


def most_people() -> int:
    """The limit of a municipality."""
    most: int = configuration().members_max
    return most


def substitutions_about(user: User) -> QuerySet[Substitution]:
    """Current and future ones in which somebody stands in, or is stood in for."""
    return (
        Substitution.objects.not_over()
        .filter(Q(substitute=user) | Q(absent__user=user))
        .select_related("absent__user", "absent__organisation", "substitute")
    )


def municipalities_supervised(user: User) -> QuerySet[Organisation]:
    """Those of :func:`supervised_municipalities` that are active, with their regions, and whether
    somebody coordinates, waits for a designation, or is invited to coordinate (``has_coordinator``,
    ``has_waiting``, ``has_invited``)."""
    roles = coordinating_roles()
    coordinators = Membership.objects.confirmed().filter(
        organisation=OuterRef("pk"), role__in=roles, user__is_active=True
    )
    waiting = Membership.objects.current().filter(
        organisation=OuterRef("pk"), awaits_designation=True
    )
    invited = Invitation.objects.open().filter(organisation=OuterRef("pk"), role__in=roles)
    return (
        Organisation.objects.active()
        .filter(pk__in=supervised_municipalities(user).values("pk"))
        .select_related("region")
        .annotate(
            has_coordinator=Exists(coordinators),
            has_waiting=Exists(waiting),
            has_invited=Exists(invited),
        )
        .order_by("region__position", "name")
    )


def memberships_without_document(user: User) -> QuerySet[Membership]:
    """Memberships in supervised municipalities that wait for a designation which nobody has
    presented yet, or whose last one was refused."""
    return (
        Membership.objects.current()
        .filter(awaits_designation=True, organisation__in=supervised_municipalities(user))
        .exclude(designations__state=Designation.State.REQUESTED)
        .exclude(user=user)
        .annotate(refused=Count("designations"))
        .select_related("user", "organisation")
        .order_by("organisation__name", "pk")
    )
