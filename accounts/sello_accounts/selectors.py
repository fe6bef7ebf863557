"""What screens ask about access. Nothing here checks a right: views do, with these or with
:mod:`sello_accounts.rights`."""

from __future__ import annotations

from django.db.models import QuerySet

from sello_accounts.models import (
    AccessEvent,
    Designation,
    DesignationDocument,
    Invitation,
    Membership,
    Organisation,
    Substitution,
    User,
)
from sello_accounts.rights import (
    authority_to_decide,
    coordinated_municipalities,
    supervised_municipalities,
)

__all__ = ["coordinated_municipalities", "supervised_municipalities"]


def manages_people(user: User) -> bool:
    """Whether the pages of people hold more for somebody than their own roles: municipalities that
    they coordinate or supervise, or a designation of theirs that is not confirmed."""
    return (
        coordinated_municipalities(user).exists()
        or supervised_municipalities(user).exists()
        or awaiting_designation(user).exists()
    )


def memberships_of(user: User) -> QuerySet[Membership]:
    """All memberships of a person that are not over, for the pages of their own account."""
    return (
        Membership.objects.not_over()
        .filter(user=user)
        .select_related("organisation")
        .order_by("organisation__name", "role", "starts_on")
    )


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """The memberships in an organisation that are not over, future ones too."""
    return (
        Membership.objects.not_over()
        .filter(organisation=organisation)
        .select_related("user", "organisation")
        .order_by("user__last_name", "user__first_name", "user__email", "role", "starts_on")
    )


def ended_members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Those that are over, the last one first."""
    return (
        Membership.objects.filter(organisation=organisation)
        .exclude(pk__in=Membership.objects.not_over().values("pk"))
        .select_related("user", "organisation", "ended_by")
        .order_by("-ended_at", "-ends_on", "-pk")
    )


def open_invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations that can still be accepted, and expired ones that can be sent again."""
    return (
        Invitation.objects.filter(
            organisation=organisation,
            state__in=[Invitation.State.OPEN, Invitation.State.EXPIRED],
        )
        .select_related("organisation", "invited_by")
        .order_by("-sent_at", "-pk")
    )


def substitutions_of(organisation: Organisation) -> QuerySet[Substitution]:
    """Current and future substitutions in an organisation."""
    return (
        Substitution.objects.not_over()
        .filter(absent__organisation=organisation)
        .select_related("absent__user", "absent__organisation", "substitute")
    )


def possible_substitutes(membership: Membership) -> QuerySet[User]:
    """Who may stand in for a member: others of the organisation who lack the role."""
    there = Membership.objects.confirmed().filter(organisation=membership.organisation)
    return (
        User.objects.filter(pk__in=there.values("user"), is_active=True)
        .exclude(pk__in=there.filter(role=membership.role).values("user"))
        .exclude(pk=membership.user_id)
        .order_by("last_name", "first_name", "email")
    )


def awaiting_designation(user: User) -> QuerySet[Membership]:
    """Memberships of a person that wait for a designation, current ones alone."""
    return (
        Membership.objects.current()
        .filter(user=user, awaits_designation=True)
        .select_related("organisation")
        .prefetch_related("designations")
    )


def designations_to_decide(user: User) -> QuerySet[Designation]:
    """The designations that somebody may decide on, the oldest first; never their own."""
    return (
        Designation.objects.filter(
            state=Designation.State.REQUESTED,
            membership__ended_at__isnull=True,
            membership__organisation__in=supervised_municipalities(user),
        )
        .exclude(membership__user=user)
        .select_related("membership__organisation", "membership__user", "requested_by")
        .order_by("requested_at", "pk")
    )


def designation_document(user: User, designation: Designation) -> DesignationDocument | None:
    """The document, for the person who is named in it and for those who decide; else None."""
    membership = designation.membership
    if membership.user_id != user.pk and authority_to_decide(user, membership) is None:
        return None
    return DesignationDocument.objects.filter(designation=designation).first()


def events_of(organisation: Organisation) -> QuerySet[AccessEvent]:
    """The record of an organisation, the last event first. People who were erased are None."""
    return AccessEvent.objects.filter(organisation=organisation).select_related(
        "actor", "on_behalf_of", "person", "organisation"
    )
