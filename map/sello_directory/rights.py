"""Who may edit what a municipality says, and who may review it: the one place that is asked.

A right comes from a membership that is effective today, or from a substitution. Reviewers of SERMIG
have a permission of their role, which follows their memberships.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from sello_accounts.membership_roles import (
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
    REGIONAL_OFFICER,
)
from sello_accounts.models import Membership, Organisation, Substitution, User
from sello_accounts.rights import Authority, regional_office
from sello_directory.models import Proposal
from sello_directory.problems import NotAllowed

EDITING_ROLES: Final = frozenset({MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR})
"""Roles in a municipality that write what it says. None of them publishes: SERMIG reviews."""

REVIEW = "sello_directory.review_proposal"


def edited_municipalities(person: User) -> QuerySet[Organisation]:
    """The municipalities for which somebody may write today; none while their access pauses."""
    own = Membership.objects.effective().filter(user=person, role__in=EDITING_ROLES)
    lent = Substitution.objects.effective().filter(
        substitute=person, absent__role__in=EDITING_ROLES
    )
    return Organisation.objects.filter(
        Q(pk__in=own.values("organisation")) | Q(pk__in=lent.values("absent__organisation")),
        kind=Organisation.Kind.MUNICIPALITY,
    ).order_by("name")


def editing(person: User, organisation: Organisation) -> Authority | None:
    """The right to write for a municipality, in one's own name or as a substitute."""
    if not person.is_active or organisation.kind != Organisation.Kind.MUNICIPALITY:
        return None
    own = Membership.objects.effective().filter(
        user=person, role__in=EDITING_ROLES, organisation=organisation
    )
    if own.exists():
        return Authority(person)
    lent = (
        Substitution.objects.effective()
        .filter(
            substitute=person, absent__role__in=EDITING_ROLES, absent__organisation=organisation
        )
        .select_related("absent__user")
        .first()
    )
    return None if lent is None else Authority(person, lent.absent.user)


def require_editing(person: User, organisation: Organisation) -> Authority:
    """As :func:`editing`; raises :class:`NotAllowed`."""
    found = editing(person, organisation)
    if found is None:
        raise NotAllowed
    return found


def reviews_everywhere(person: User) -> bool:
    """Whether somebody reviews the proposals of all municipalities, in the admin."""
    return bool(person.has_perm(REVIEW))


def reviewable(person: User) -> QuerySet[Proposal]:
    """The proposals that somebody may look at and decide on: all, or those of their region. Drafts
    are the municipality's own."""
    sent = Proposal.objects.exclude(state=Proposal.State.DRAFT)
    if reviews_everywhere(person):
        return sent
    own = Membership.objects.effective().filter(user=person, role=REGIONAL_OFFICER)
    lent = Substitution.objects.effective().filter(substitute=person, absent__role=REGIONAL_OFFICER)
    region = "municipality__commune__province__region__in"
    return sent.filter(
        Q(**{region: own.values("organisation__region")})
        | Q(**{region: lent.values("absent__organisation__region")})
    )


def require_reviewing(person: User, proposal: Proposal) -> Authority:
    """The right to decide on a proposal. Raises :class:`NotAllowed`."""
    if not person.is_active or not reviewable(person).filter(pk=proposal.pk).exists():
        raise NotAllowed
    if reviews_everywhere(person):
        return Authority(person)
    office = regional_office(person, region_id=proposal.municipality_id[:2])
    if office is None:
        raise NotAllowed
    return office
