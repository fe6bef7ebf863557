"""What a view begins with: who asks, about what, and with which right. Strangers find nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from sello_accounts.access import signed_by
from sello_accounts.membership_roles import roles_of_kind
from sello_accounts.models import Invitation, Membership, Organisation, Substitution, User
from sello_accounts.rights import (
    Authority,
    authorities_over,
    authority_over,
    coordination,
    given_roles,
)


def person_of(request: HttpRequest) -> User:
    """Whoever is signed in."""
    if not isinstance(request.user, User):
        # Anonymous visitors were sent to sign in before any view was asked.
        raise Http404
    return request.user


@dataclass(frozen=True)
class Place:
    """A municipality as somebody sees it who manages people in it.

    ``authorities``: each role that they may end, and by which right. ``given``: the roles that they
    may give now, none for a coordinator while access pauses. ``own``: their right as coordinator.
    """

    person: User
    organisation: Organisation
    authorities: dict[str, Authority]
    given: list[str]
    own: Authority | None

    @property
    def is_whole(self) -> bool:
        """Whether they see everybody and the whole record; a regional officer, coordinations."""
        return set(self.authorities) >= set(roles_of_kind(self.organisation.kind))

    @property
    def acting_as(self) -> str:
        """The signature of a substitute; empty for those who act for themselves."""
        return signature_of(self.person, self.own or next(iter(self.authorities.values())))

    def context(self, **more: Any) -> dict[str, Any]:
        """What every screen of the municipality says, and ``more``."""
        return {"place": self, "acting_as": self.acting_as, **more}


def signature_of(person: User, authority: Authority | None) -> str:
    """How a substitute signs what they do by this right; empty without a substitution."""
    if authority is None or authority.on_behalf_of is None:
        return ""
    return signed_by(person, authority.on_behalf_of)


def place_of(request: HttpRequest, code: str) -> Place:
    """The municipality, for its coordinator, the officer of its region and administrators.

    Raises :class:`Http404` for everybody else.
    """
    person = person_of(request)
    organisation = get_object_or_404(Organisation, code=code, kind=Organisation.Kind.MUNICIPALITY)
    authorities = authorities_over(person, organisation)
    if not authorities:
        raise Http404
    # Only a pause tells what may be given from what may be ended.
    given = given_roles(person, organisation) if organisation.is_paused else list(authorities)
    own = next((one for one in authorities.values() if one.is_own_coordination), None)
    return Place(
        person, organisation, authorities, given, own or coordination(person, organisation)
    )


def invitation_of(request: HttpRequest, code: str, pk: int) -> tuple[Place, Invitation]:
    """An invitation to a role that they manage."""
    place = place_of(request, code)
    invitation = get_object_or_404(
        Invitation, pk=pk, organisation=place.organisation, role__in=place.authorities
    )
    return place, invitation


def membership_of(request: HttpRequest, code: str, pk: int) -> tuple[Place, Membership]:
    """A membership with a role that they manage."""
    place = place_of(request, code)
    memberships = Membership.objects.select_related("user", "organisation")
    membership = get_object_or_404(
        memberships, pk=pk, organisation=place.organisation, role__in=place.authorities
    )
    return place, membership


def colleague_of(request: HttpRequest, code: str, pk: int) -> tuple[Place, Membership]:
    """As :func:`membership_of`, for one that is current, of somebody else with an open account."""
    place, membership = membership_of(request, code, pk)
    is_colleague = membership.user_id != place.person.pk and membership.user.is_active
    if not is_colleague or not membership.is_current():
        raise Http404
    return place, membership


def membership_to_end(
    request: HttpRequest, code: str, pk: int
) -> tuple[Membership, Authority | None]:
    """As :func:`membership_of`, and one's own, without any other right (None)."""
    person = person_of(request)
    memberships = Membership.objects.select_related("user", "organisation")
    membership = get_object_or_404(memberships, pk=pk, organisation__code=code)
    authority = authority_over(person, membership.organisation, role=membership.role)
    if authority is None and membership.user_id != person.pk:
        raise Http404
    return membership, authority


def substitution_to_end(
    request: HttpRequest, code: str, pk: int
) -> tuple[Substitution, Authority | None]:
    """A substitution, for those who manage the role and for the two people concerned."""
    person = person_of(request)
    substitutions = Substitution.objects.select_related(
        "absent__user", "absent__organisation", "substitute"
    )
    substitution = get_object_or_404(substitutions, pk=pk, absent__organisation__code=code)
    absent = substitution.absent
    authority = authority_over(person, absent.organisation, role=absent.role)
    if authority is None and person.pk not in {absent.user_id, substitution.substitute_id}:
        raise Http404
    return substitution, authority
