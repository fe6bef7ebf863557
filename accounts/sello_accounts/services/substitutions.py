"""Substitutions (*subrogancias*): somebody acts for an absent member, for some days."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from sello_accounts import letters
from sello_accounts.access import bring_up_to_date
from sello_accounts.configuration import configuration
from sello_accounts.days import today
from sello_accounts.models import AccessEvent, Membership, Organisation, Substitution, User
from sello_accounts.problems import (
    AlreadyEnded,
    CannotSubstitute,
    DaysOutOfOrder,
    NotAllowed,
    SubstitutionTooLong,
)
from sello_accounts.record import record
from sello_accounts.rights import Actor, Authority, authority_over, require_authority_over

Kind = AccessEvent.Kind


@transaction.atomic
def add_substitution(
    *,
    actor: Actor,
    membership: Membership,
    substitute: User,
    starts_on: datetime.date,
    ends_on: datetime.date,
) -> Substitution:
    """From ``starts_on`` to ``ends_on``, both included, ``substitute`` has the role of
    ``membership``, whose person is absent.

    The substitute must be a member of the same organisation, and lack the role. Nobody makes
    themselves a substitute. Raises :class:`NotAllowed`, :class:`AccessPaused`,
    :class:`DaysOutOfOrder`, :class:`SubstitutionTooLong`, :class:`CannotSubstitute`.
    """
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation", "user")
        .get(pk=membership.pk)
    )
    authority = require_authority_over(
        actor, organisation, role=membership.role, while_paused=False
    )
    if authority.actor is not None and authority.actor.pk == substitute.pk:
        raise NotAllowed
    if starts_on < today() or ends_on < starts_on:
        raise DaysOutOfOrder
    longest = configuration().substitution_days_max
    if (ends_on - starts_on).days + 1 > longest:
        raise SubstitutionTooLong
    _require_suitable(membership, substitute, starts_on, ends_on)
    substitution = Substitution.objects.create(
        absent=membership,
        substitute=substitute,
        starts_on=starts_on,
        ends_on=ends_on,
        created_by=authority.actor,
    )
    _record(Kind.SUBSTITUTION_ADDED, substitution, authority)
    letters.substitution_added(substitution)
    bring_up_to_date(substitute)
    return substitution


@transaction.atomic
def end_substitution(*, actor: Actor, substitution: Substitution) -> Substitution:
    """Ends a substitution at once; the absent person and the substitute may do that too.

    Raises :class:`NotAllowed`, :class:`AlreadyEnded`.
    """
    substitution = (
        Substitution.objects.select_for_update(of=("self",))
        .select_related("absent__organisation", "absent__user", "substitute")
        .get(pk=substitution.pk)
    )
    authority = _authority_to_end(actor, substitution)
    if substitution.ended_at is not None or substitution.ends_on < today():
        raise AlreadyEnded
    substitution.ended_at = timezone.now()
    substitution.ended_by = authority.actor
    substitution.save(update_fields=["ended_at", "ended_by"])
    _record(Kind.SUBSTITUTION_ENDED, substitution, authority)
    bring_up_to_date(substitution.substitute)
    return substitution


def _authority_to_end(actor: Actor, substitution: Substitution) -> Authority:
    absent = substitution.absent
    concerned = {absent.user_id, substitution.substitute_id}
    if isinstance(actor, User) and actor.is_active and actor.pk in concerned:
        return Authority(actor)
    found = authority_over(actor, absent.organisation, role=absent.role)
    if found is None:
        raise NotAllowed
    return found


def _require_suitable(
    membership: Membership,
    substitute: User,
    starts_on: datetime.date,
    ends_on: datetime.date,
) -> None:
    """Both are members all the time, the substitute lacks the role, nobody else stands in."""
    for day in (starts_on, ends_on):
        if not Membership.objects.confirmed(day).filter(pk=membership.pk).exists():
            raise CannotSubstitute(field="membership")
    there = Membership.objects.confirmed(starts_on).filter(
        user=substitute, organisation=membership.organisation
    )
    has_role = there.filter(role=membership.role).exists()
    if (
        substitute.pk == membership.user_id
        or not substitute.is_active
        or has_role
        or not there.exists()
    ):
        raise CannotSubstitute
    overlapping = Substitution.objects.filter(
        absent=membership, ended_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if overlapping.exists():
        raise CannotSubstitute(field="starts_on")


def _record(kind: AccessEvent.Kind, substitution: Substitution, authority: Authority) -> None:
    record(
        kind,
        authority=authority,
        organisation=substitution.absent.organisation,
        person=substitution.substitute,
        substitution=substitution.pk,
        membership=substitution.absent_id,
        role=substitution.absent.role,
        starts_on=substitution.starts_on,
        ends_on=substitution.ends_on,
    )
