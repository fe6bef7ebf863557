"""Who may do what about access: the one place that every service asks.

A right comes from a membership that is effective today, or from a substitution, and not from the
Django groups, which follow them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from sello_accounts.membership_roles import (
    REGIONAL_OFFICER,
    coordinating_roles,
    membership_roles,
    roles_of_kind,
)
from sello_accounts.models import Membership, Organisation, Substitution, User
from sello_accounts.problems import AccessPaused, NotAllowed
from sello_site.roles import ADMINISTRATOR


class Operator:
    """Whoever runs a command on the server, and the platform's own scheduled work."""

    def __repr__(self) -> str:
        return "OPERATOR"


OPERATOR: Final = Operator()

Actor = User | AnonymousUser | Operator
"""Who asks for something. Nobody (an anonymous visitor) has any right."""


@dataclass(frozen=True)
class Authority:
    """In what capacity something is done. ``actor`` None: by the operator.

    ``on_behalf_of`` is the absent person when the right comes from a substitution.
    ``is_own_coordination``: as the coordinator of the very organisation, and nothing above it.
    """

    actor: User | None
    on_behalf_of: User | None = None
    is_own_coordination: bool = False


def administration(actor: Actor) -> Authority | None:
    """The right over all organisations: the operator, superusers, administrators of SERMIG."""
    if isinstance(actor, Operator):
        return Authority(None)
    if not isinstance(actor, User) or not actor.is_active:
        return None
    if actor.is_superuser:
        return Authority(actor)
    departments = Organisation.objects.filter(kind=Organisation.Kind.SERMIG_DEPARTMENT)
    return _holds(actor, frozenset({ADMINISTRATOR}), departments)


def regional_office(actor: Actor, *, region_id: str | None) -> Authority | None:
    """The right of the officer of a region over the coordinations of its municipalities."""
    if not isinstance(actor, User) or not actor.is_active or region_id is None:
        return None
    directorates = Organisation.objects.filter(
        kind=Organisation.Kind.REGIONAL_DIRECTORATE, region=region_id
    )
    return _holds(actor, frozenset({REGIONAL_OFFICER}), directorates)


def coordination(actor: Actor, organisation: Organisation) -> Authority | None:
    """The right of the coordinator over the own municipality, also while its access pauses."""
    if not isinstance(actor, User) or not actor.is_active:
        return None
    places = Organisation.objects.filter(pk=organisation.pk)
    held = _holds(actor, coordinating_roles(), places, even_paused=True)
    if held is None:
        return None
    return Authority(held.actor, held.on_behalf_of, is_own_coordination=True)


def _holds(
    actor: User,
    roles: frozenset[str],
    places: QuerySet[Organisation],
    *,
    even_paused: bool = False,
) -> Authority | None:
    memberships, substitutions = Membership.objects, Substitution.objects
    own = memberships.confirmed() if even_paused else memberships.effective()
    if own.filter(user=actor, role__in=roles, organisation__in=places).exists():
        return Authority(actor)
    lent = substitutions.confirmed() if even_paused else substitutions.effective()
    substitution = (
        lent.filter(substitute=actor, absent__role__in=roles, absent__organisation__in=places)
        .select_related("absent__user")
        .first()
    )
    return None if substitution is None else Authority(actor, substitution.absent.user)


def given_roles(actor: Actor, organisation: Organisation) -> list[str]:
    """Names of the roles that somebody may give in an organisation."""
    return list(authorities_over(actor, organisation, while_paused=False))


def authorities_over(
    actor: Actor, organisation: Organisation, *, while_paused: bool = True
) -> dict[str, Authority]:
    """Each role that somebody may give or end in an organisation, and by which right.

    Administrators: every role of the kind. Regional officers: coordinations of their region.
    Coordinators: every role of the own municipality; while its access pauses only to end one
    (``while_paused``).
    """
    roles = roles_of_kind(organisation.kind)
    found = administration(actor)
    if found is not None:
        return dict.fromkeys(roles, found)
    if organisation.kind != Organisation.Kind.MUNICIPALITY:
        return {}
    office = regional_office(actor, region_id=organisation.region_id)
    is_shut = organisation.is_paused and not while_paused
    own = None if is_shut else coordination(actor, organisation)
    coordinating = coordinating_roles()
    rights = {role: (office if role in coordinating else None) or own for role in roles}
    return {role: right for role, right in rights.items() if right is not None}


def authority_over(
    actor: Actor, organisation: Organisation, *, role: str, while_paused: bool = True
) -> Authority | None:
    """The right to give or end one role: see :func:`authorities_over`.

    Over a role that does not exist there (services say so), whoever has the organisation; over one
    that no plugin declares any more, administrators.
    """
    rights = authorities_over(actor, organisation, while_paused=while_paused)
    if role in rights or role in roles_of_kind(organisation.kind):
        return rights.get(role)
    found = administration(actor)
    is_shut = organisation.is_paused and not while_paused
    if found is not None or role not in membership_roles() or is_shut:
        return found
    is_municipality = organisation.kind == Organisation.Kind.MUNICIPALITY
    return coordination(actor, organisation) if is_municipality else None


def authority_over_person(actor: Actor, person: User) -> Authority | None:
    """The right over how somebody signs in: over every role that they have, will have or stand in
    for, and none that was given by hand; superusers over everybody. Nobody over themselves."""
    if isinstance(actor, Operator):
        return Authority(None)
    if not isinstance(actor, User) or not actor.is_active or actor.pk == person.pk:
        return None
    if actor.is_superuser:
        return Authority(actor)
    if person.is_superuser or person.groups.exclude(name__in=membership_roles()).exists():
        return None
    memberships = Membership.objects.not_over().filter(user=person)
    lent = Substitution.objects.not_over().filter(substitute=person)
    held = [
        *memberships.select_related("organisation"),
        *(one.absent for one in lent.select_related("absent__organisation")),
    ]
    rights = [
        authority_over(actor, one.organisation, role=one.role, while_paused=False) for one in held
    ]
    if not rights:
        return administration(actor)
    return None if None in rights else rights[0]


def require_authority_over(
    actor: Actor, organisation: Organisation, *, role: str, while_paused: bool = True
) -> Authority:
    """As :func:`authority_over`, but raises :class:`NotAllowed`, or :class:`AccessPaused` for a
    coordinator who first has to confirm the list."""
    found = authority_over(actor, organisation, role=role, while_paused=while_paused)
    if found is not None:
        return found
    if organisation.is_paused and coordination(actor, organisation) is not None:
        raise AccessPaused
    raise NotAllowed


def authority_to_decide(actor: Actor, membership: Membership) -> Authority | None:
    """The right to confirm or refuse the designation behind a membership: the regional directorate
    of the municipality, or SERMIG's administration; nobody decides on their own."""
    if isinstance(actor, User) and actor.pk == membership.user_id:
        return None
    office = regional_office(actor, region_id=membership.organisation.region_id)
    return office or administration(actor)


def coordinated_municipalities(user: User) -> QuerySet[Organisation]:
    """The municipalities that somebody coordinates today, by membership or as a substitute, also
    while their access pauses."""
    roles = coordinating_roles()
    own = Membership.objects.confirmed().filter(user=user, role__in=roles)
    lent = Substitution.objects.confirmed().filter(substitute=user, absent__role__in=roles)
    return Organisation.objects.filter(pk__in=own.values("organisation")) | (
        Organisation.objects.filter(pk__in=lent.values("absent__organisation"))
    )


def supervised_municipalities(user: User) -> QuerySet[Organisation]:
    """The municipalities whose designations somebody may decide today."""
    municipalities = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY)
    if administration(user) is not None:
        return municipalities
    own = Membership.objects.effective().filter(user=user, role=REGIONAL_OFFICER)
    lent = Substitution.objects.effective().filter(substitute=user, absent__role=REGIONAL_OFFICER)
    return municipalities.filter(region__in=own.values("organisation__region")) | (
        municipalities.filter(region__in=lent.values("absent__organisation__region"))
    )
