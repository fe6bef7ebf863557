"""Who may manage whom: nobody hands out, or takes over, more than the platform lets them give.

Roles come with memberships (:mod:`sello_accounts.services`), so no screen of people gives one;
groups that superusers made by hand are the only ones that a form sets.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q, QuerySet

from sello_accounts.membership_roles import membership_roles
from sello_accounts.models import Membership, Substitution, User
from sello_site.roles import editorial_roles


def groups_given_by(actor: User | AnonymousUser) -> QuerySet[Group]:
    """The groups that somebody may set by hand: superusers those that are no role, others none."""
    groups = Group.objects.order_by("name").exclude(name__in=membership_roles().keys())
    return groups if actor.is_superuser else groups.none()


def people_managed_by(actor: User | AnonymousUser) -> QuerySet[User]:
    """Themselves, and those who hold nothing beyond the roles of the editorial zone.

    Whoever sets somebody's password or address can become them: so this holds for every change,
    and for roles that pause, wait or begin later as well.
    """
    if actor.is_superuser:
        return User.objects.all()
    within = editorial_roles()
    beyond = (
        Q(groups__in=Group.objects.exclude(name__in=within))
        | Q(pk__in=Membership.objects.not_over().exclude(role__in=within).values("user"))
        | Q(
            pk__in=Substitution.objects.not_over()
            .exclude(absent__role__in=within)
            .values("substitute")
        )
    )
    out_of_reach = User.objects.filter(beyond).values("pk")
    return User.objects.filter(Q(pk=actor.pk) | (Q(is_superuser=False) & ~Q(pk__in=out_of_reach)))
