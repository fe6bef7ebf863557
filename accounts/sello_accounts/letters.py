"""The letters of the accounts, written to the outbox in the caller's transaction."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from sello_accounts.access import signed_by
from sello_accounts.models import Invitation, Membership, Organisation, Substitution, User
from sello_accounts.rights import Authority
from sello_site.outbox import letters as outbox

LANGUAGE = "es"
"""People who sign in read Spanish: their zones have no other language."""


def invitation_address(organisation: Organisation, token: str) -> str:
    """Where an invitation is accepted: on the host of the zone that the role is for."""
    return f"{host_of(organisation)}{reverse('account_invitation', args=[token])}"


def account_address(organisation: Organisation) -> str:
    """Where members find the pages of their account."""
    return f"{host_of(organisation)}{reverse('accounts-account:index')}"


def host_of(organisation: Organisation | None) -> str:
    """Where members sign in, and so where their passkeys hold; the editorial zone for who is in no
    organisation."""
    is_sermig = organisation is None or organisation.kind in {
        Organisation.Kind.SERMIG_DEPARTMENT,
        Organisation.Kind.REGIONAL_DIRECTORATE,
    }
    return settings.SELLO_EDITORIAL_URL if is_sermig else settings.SELLO_DESK_URL


def invitation(one: Invitation, *, token: str, authority: Authority) -> None:
    """The only place where the token stands."""
    outbox.send(
        to=one.email,
        template="invitation",
        language=LANGUAGE,
        context={
            "name": one.first_name,
            "organisation": one.organisation.name,
            "role": one.role,
            "inviter": _signature(authority),
            "expires_at": one.expires_at,
            "address": invitation_address(one.organisation, token),
            "needs_designation": one.needs_designation,
        },
    )


def access_ended(membership: Membership) -> None:
    _about_membership("access_ended", membership)


def designation_confirmed(membership: Membership) -> None:
    _about_membership("access_designation_confirmed", membership)


def designation_refused(membership: Membership, *, refusal: str) -> None:
    _about_membership("access_designation_refused", membership, refusal=refusal)


def designation_requested(membership: Membership, *, officers: list[User]) -> None:
    """Tells those who decide that a designation waits."""
    for officer in officers:
        _to(
            officer,
            "access_designation_requested",
            membership.organisation,
            person=str(membership.user),
        )


def substitution_added(substitution: Substitution) -> None:
    """To both: the one who stands in, and the one who is absent."""
    absent = substitution.absent
    for user in (substitution.substitute, absent.user):
        _to(
            user,
            "access_substitution",
            absent.organisation,
            substitute=str(substitution.substitute),
            absent=str(absent.user),
            role=absent.role,
            starts_on=substitution.starts_on,
            ends_on=substitution.ends_on,
        )


def list_reminder(
    organisation: Organisation, user: User, *, due_on: datetime.date, days: int
) -> None:
    _to(user, "list_reminder", organisation, key=f"{days}:{due_on}", due_on=due_on, days=days)


def list_warning(
    organisation: Organisation,
    user: User,
    *,
    due_on: datetime.date,
    days: int,
    is_coordinator: bool,
) -> str:
    """Returns the key of the letter, by which the outbox tells whether it was sent."""
    return _to(
        user,
        "list_warning",
        organisation,
        key=str(due_on),
        due_on=due_on,
        days=days,
        is_coordinator=is_coordinator,
    )


def list_paused(organisation: Organisation, user: User, *, due_on: datetime.date) -> None:
    _to(user, "list_paused", organisation, key=str(due_on), due_on=due_on)


def _about_membership(template: str, membership: Membership, **context: Any) -> None:
    _to(membership.user, template, membership.organisation, role=membership.role, **context)


def _to(
    user: User,
    template: str,
    organisation: Organisation,
    *,
    key: str | None = None,
    **context: Any,
) -> str:
    letter = outbox.send(
        to=user.email,
        template=template,
        language=LANGUAGE,
        context={
            "name": user.first_name,
            "organisation": organisation.name,
            "address": account_address(organisation),
            **context,
        },
        key=None if key is None else f"accounts:{template}:{organisation.pk}:{user.pk}:{key}",
    )
    return letter.key


def _signature(authority: Authority) -> str:
    return "" if authority.actor is None else signed_by(authority.actor, authority.on_behalf_of)
