"""Memberships: made by accepted invitations, ended, and changed."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from sello_accounts import letters
from sello_accounts.access import bring_up_to_date
from sello_accounts.days import today
from sello_accounts.membership_roles import membership_roles, roles_of_kind
from sello_accounts.models import AccessEvent, Membership, Organisation, User
from sello_accounts.problems import (
    AlreadyEnded,
    AlreadyMember,
    DaysOutOfOrder,
    LastCoordinator,
    NotAllowed,
    OrganisationNotActive,
    RoleNotHere,
)
from sello_accounts.record import record
from sello_accounts.rights import Actor, Authority, authority_over, require_authority_over

Kind = AccessEvent.Kind


@transaction.atomic
def end_membership(
    *,
    actor: Actor,
    membership: Membership,
    reason: str = "",
    on: datetime.date | None = None,
) -> Membership:
    """Ends a membership at once, or makes ``on`` (a day to come) its last day.

    Everybody may end their own. A last day is moved nearer and never farther: more days are given
    by an invitation. Raises :class:`NotAllowed`, :class:`AlreadyEnded`, :class:`DaysOutOfOrder`,
    and :class:`LastCoordinator` when a municipality would be left without a coordinator by its own
    people; SERMIG may do that.
    """
    membership = _locked(membership)
    authority = _authority_to_end(actor, membership)
    if not _is_open(membership):
        raise AlreadyEnded
    if on is not None and not _is_in_its_days(on, membership):
        raise DaysOutOfOrder
    _require_another_coordinator(membership, authority)
    if on is None:
        _end_now(membership, authority, reason)
        letters.access_ended(membership)
        kind = Kind.MEMBERSHIP_ENDED
    else:
        membership.ends_on = on
        membership.save(update_fields=["ends_on"])
        kind = Kind.MEMBERSHIP_CHANGED
    _record(kind, membership, authority, reason_given=bool(reason))
    bring_up_to_date(membership.user)
    return membership


@transaction.atomic
def change_role(*, actor: Actor, membership: Membership, role: str) -> Membership:
    """Ends a membership and makes another with ``role`` for the days that were left; returns it.

    The actor needs the right over both roles. Somebody who is made coordinator by SERMIG waits for
    a designation, as with an invitation. Raises :class:`NotAllowed`, :class:`AccessPaused`,
    :class:`RoleNotHere`, :class:`AlreadyEnded`, :class:`AlreadyMember`, :class:`LastCoordinator`.
    """
    membership = _locked(membership)
    organisation = membership.organisation
    require_authority_over(actor, organisation, role=membership.role, while_paused=False)
    authority = require_authority_over(actor, organisation, role=role, while_paused=False)
    if role not in roles_of_kind(organisation.kind):
        raise RoleNotHere
    if authority.actor is not None and authority.actor.pk == membership.user_id:
        # Nobody gives a role to themselves.
        raise NotAllowed
    if not _is_open(membership):
        raise AlreadyEnded
    _require_another_coordinator(membership, authority)
    others = Membership.objects.not_over().filter(
        user=membership.user, organisation=organisation, role=role
    )
    if others.exists():
        raise AlreadyMember
    _end_now(membership, authority, "")
    changed = create_membership(
        authority=authority,
        user=membership.user,
        organisation=organisation,
        role=role,
        starts_on=max(today(), membership.starts_on),
        ends_on=membership.ends_on,
        awaits_designation=membership_roles()[role].coordinates
        and not authority.is_own_coordination,
        created_by=authority.actor,
        replaces=membership.pk,
    )
    bring_up_to_date(membership.user)
    return changed


def create_membership(
    *,
    authority: Authority,
    user: User,
    organisation: Organisation,
    role: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    awaits_designation: bool,
    created_by: User | None,
    replaces: int | None = None,
) -> Membership:
    """One more membership, in the caller's transaction. No right is checked here: that is for the
    services that call it. Raises :class:`OrganisationNotActive` and :class:`RoleNotHere`."""
    if organisation.active_until is not None and organisation.active_until < starts_on:
        raise OrganisationNotActive
    if role not in roles_of_kind(organisation.kind):
        raise RoleNotHere
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        awaits_designation=awaits_designation,
        created_by=created_by,
    )
    _record(Kind.MEMBERSHIP_CREATED, membership, authority, replaces=replaces)
    return membership


def _authority_to_end(actor: Actor, membership: Membership) -> Authority:
    found = authority_over(actor, membership.organisation, role=membership.role)
    if found is not None:
        return found
    if isinstance(actor, User) and actor.pk == membership.user_id:
        return Authority(actor, is_own_coordination=True)
    raise NotAllowed


def _require_another_coordinator(membership: Membership, authority: Authority) -> None:
    coordinates = membership_roles()[membership.role].coordinates
    if not coordinates or not authority.is_own_coordination or membership.awaits_designation:
        return
    others = (
        Membership.objects.confirmed()
        .filter(organisation=membership.organisation, role=membership.role, user__is_active=True)
        .exclude(user=membership.user)
    )
    if not others.exists():
        raise LastCoordinator


def _end_now(membership: Membership, authority: Authority, reason: str) -> None:
    membership.ended_at = timezone.now()
    membership.ended_by = authority.actor
    membership.end_reason = reason.strip()[:200]
    membership.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _is_in_its_days(day: datetime.date, membership: Membership) -> bool:
    """Whether it is one of the days that are left, so that ending on it lengthens nothing."""
    is_too_late = membership.ends_on is not None and day > membership.ends_on
    return day >= max(today(), membership.starts_on) and not is_too_late


def _is_open(membership: Membership) -> bool:
    is_over = membership.ends_on is not None and membership.ends_on < today()
    return membership.ended_at is None and not is_over


def _locked(membership: Membership) -> Membership:
    # The organisation too: of two coordinators who end one another, the second finds none left.
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation", "user")
        .get(pk=membership.pk)
    )


def _record(
    kind: AccessEvent.Kind, membership: Membership, authority: Authority, **details: object
) -> None:
    record(
        kind,
        authority=authority,
        organisation=membership.organisation,
        person=membership.user,
        membership=membership.pk,
        role=membership.role,
        starts_on=membership.starts_on,
        ends_on=membership.ends_on,
        **details,
    )
